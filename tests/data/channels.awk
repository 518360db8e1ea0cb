# Made tickets, one each 40 minutes from 1 Jan 2024. OTHER=1: phone alone follows a rule, and one of
# its own; NEW=1: five channels begin on 3 July.
function lot(most) { state = (state * 16807) % 2147483647; return int(state / 2147483647 * most) }
function two(n) { return n < 10 ? "0" n : n }
BEGIN {
    state = 4711
    print "ticket_id,created_at,channel,waiting,orders,visits,escalated"
    split("31 29 31 30 31 30 31 31 30 31 30 31", days, " ")
    month = 1; day = 1; minute = 0
    for (i = 1; i <= 9000; i++) {
        draw = lot(100)
        channel = draw < 70 ? "email" : draw < 80 ? "chat" : "phone"
        if (NEW && month == 7 && day > 2 && draw < 10) channel = "new" draw % 5
        waiting = lot(100); orders = lot(100); visits = lot(100)
        if (OTHER)
            likely = channel != "phone" ? 10 : (waiting < 50) == (orders < 50) ? 50 : 1
        else
            likely = waiting > 70 ? 45 : 10
        printf "T%05d,2024-%s-%s %s:%s:00,%s,%d,%d,%d,%s\n", i, two(month), two(day),
            two(int(minute / 60)), two(minute % 60), channel, waiting, orders, visits,
            lot(100) < likely ? "yes" : "no"
        minute += 40
        if (minute >= 1440) { minute = 0; if (++day > days[month]) { day = 1; month++ } }
    }
}
