# A league over decades: drivers, seasons' races, results, standings. Skill drifts, cars break.
function draw() { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648 }
function day(n) { return strftime("%Y-%m-%d 14:00:00", 0 + n * 86400, 1) }
BEGIN {
    seed = 20; print "driver_id,born,nation" >"drivers.csv"; print "race_id,held_at,circuit" >"races.csv"
    print "result_id,race_id,driver_id,held_at,grid,position,status" >"results.csv"
    for (d = 1; d <= 60; d++) {
        skill[d] = draw() * 10; from[d] = int(draw() * 26); nation = substr("BRDEFRIT", 1 + 2 * int(draw() * 4), 2)
        printf "D%02d,%s,%s\n", d, day(1000 + int(draw() * 5000)), nation >"drivers.csv"
    }
    for (season = 0; season < 30; season++)
        for (r = 0; r < 16; r++) {
            race++; at = 7300 + season * 365 + 60 + r * 14
            printf "R%03d,%s,C%02d\n", race, day(at), r >"races.csv"
            n = 0
            for (d = 1; d <= 60; d++) if (from[d] <= season && season < from[d] + 9) {
                n++; car[n] = d; pace[n] = skill[d] + 3 * draw(); broke[n] = draw() < 0.06 + (10 - skill[d]) * 0.02
            }
            for (i = 1; i <= n; i++) {
                place = 1; for (k = 1; k <= n; k++) if (pace[k] > pace[i]) place++
                result++
                printf "X%05d,R%03d,D%02d,%s,%d,%s,%s\n", result, race, car[i], day(at), 1 + int(draw() * n), broke[i] ? "" : place, broke[i] ? "out" : "finished" >"results.csv"
            }
        }
}
