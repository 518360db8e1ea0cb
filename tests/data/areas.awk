# Tables of a desk whose tickets and deployments name the same parts of the product under different
# headings, and nothing links them: tickets.csv, deployments.csv, accounts.csv. Six in ten tickets on a
# part that was deployed in the 72 hours before escalate, else one in ten. -v shuffled=1: the outcomes
# are dealt out by lot.
function stamp(hour) {
    return strftime("%Y-%m-%d %H:%M:%S", 1735689600 + hour * 3600, 1)
}
BEGIN {
    srand(draw)
    n = split("billing reports sign-in search exports webhooks mobile payments", part, " ")
    print "account_id,tier,arr" >"accounts.csv"
    split("starter business enterprise", tier, " ")
    for (i = 1; i <= 120; i++)
        printf "A%03d,%s,%d\n", i, tier[1 + i % 3], 1000 * (1 + int(rand() * 90)) >"accounts.csv"
    print "deployment_id,deployed_at,part_deployed,kind" >"deployments.csv"
    for (i = 1; i <= 700; i++) {
        p = 1 + int(rand() * n)
        hour = int(rand() * 12 * 30 * 24)
        deployed[p, hour] = 1
        printf "D%04d,%s,%s,%s\n", i, stamp(hour), part[p], rand() < 0.3 ? "hotfix" : "release" >"deployments.csv"
    }
    print "ticket_id,created_at,account_id,area,priority,subject,escalated,escalated_at" >"tickets.csv"
    for (i = 1; i <= 4000; i++) {
        hour = int(i * 12 * 30 * 24 / 4000)
        p = 1 + int(rand() * n)
        fresh = 0
        for (back = 1; back <= 72; back++)
            fresh = fresh || ((p, hour - back) in deployed)
        rate = shuffled ? 0.25 : fresh ? 0.6 : 0.1
        event = rand() < rate
        printf "T%05d,%s,A%03d,%s,P%d,request %d,%s,%s\n", i, stamp(hour), 1 + int(rand() * 120), part[p],
            1 + int(rand() * 4), i, event ? "yes" : "no", event ? stamp(hour + 1 + int(rand() * 40)) : "" >"tickets.csv"
    }
}
