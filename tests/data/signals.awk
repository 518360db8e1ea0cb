# Made tickets, one an hour from 1 Jan 2024: how much a customer waits decides, and priority tells it
# a little. LOT=1: outcomes by lot. FLAT=1: priority by lot, and turned round where it tells anything.
function lot(most) { state = (state * 16807) % 2147483647; return int(state / 2147483647 * most) }
function two(n) { return n < 10 ? "0" n : n }
BEGIN {
    state = 815
    print "ticket_id,created_at,customer_id,priority,waiting,size,escalated"
    split("31 29 31 30 31 30 31 31 30 31 30 31", days, " ")
    month = 1; day = 1; hour = 0
    for (i = 1; i <= 6000; i++) {
        waiting = lot(100); draw = lot(100)
        urgent = FLAT ? (waiting > 80) == (draw < 30) : draw < (waiting > 80 ? 40 : 15)
        priority = urgent ? "P1" : draw % 2 ? "P2" : "P3"
        likely = LOT ? 15 : waiting > 80 ? 50 : 5
        outcome = lot(100) < likely ? "yes" : "no"
        if (i > 5980) outcome = ""
        printf "T%05d,2024-%s-%s %s:00:00,C%03d,%s,%d,%d,%s\n", i, two(month), two(day), two(hour),
            lot(300), priority, waiting, lot(50), outcome
        if (++hour == 24) { hour = 0; if (++day > days[month]) { day = 1; month++ } }
    }
}
