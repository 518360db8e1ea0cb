/* From evidence to a verdict that a lead can read: was the column filled in when the ticket
 * arrived? The strongest evidence decides, what speaks against it is said, and what nothing shows
 * stays open. */
#include "audit/timing.h"

#include <math.h>
#include <string.h>

enum { UNTOUCHED_LEAST = 4, UNTOUCHED_FAIR = 10, UNTOUCHED_STRONG = 30, SOLVED_LEAST = 30 };
static const double HARDLY_USED = 0.005; /* of the solved tickets: nothing can be told */
static const double TOO_GOOD = 0.95, TELLING_EMPTY = 0.75, SOME_AFTER = 0.01;
static const double SAME_CUSTOMER = 0.995; /* of the pairs of one customer's tickets */
static const double HARDLY_CHANGES = 0.02, MOSTLY_CHANGES = 0.25; /* of the tickets */

const char *
seen_words(SeenAt seen)
{
    static const char *const words[] = {"can't be told", "at arrival",  "later",
                                        "edited later?", "as of today", "value by value"};
    return words[seen];
}

const char *
sureness_words(Sureness sure)
{
    static const char *const words[] = {"", "thin", "fair", "strong"};
    return words[sure];
}

/* ---- tickets nobody touched -------------------------------------------------------------------
 */

/* "filled in 3 % of the 96 tickets nobody has touched and in 98 % of the solved"; few are counted:
 * "in 0 of the 4". Free it. */
static char *
share_words(const ColumnTiming *timing)
{
    g_autofree char *of = number_count(timing->of[0]);
    g_autofree char *here = timing->of[0] < UNTOUCHED_STRONG
                                ? number_count(timing->filled[0])
                                : number_percent(timing->share[0].value, 0);
    g_autofree char *there = number_percent(timing->share[1].value, 0);
    return g_strdup_printf(
        "filled in for %s of the %s tickets nobody has touched and for %s of the "
        "solved",
        here, of, there);
}

static void
decide(ColumnTiming *timing, SeenAt seen, Sureness sure, char *sentence)
{
    timing->seen = seen;
    timing->sure = sure;
    timing->sentence = sentence;
}

static Sureness
sureness_of(gint64 untouched)
{
    return untouched >= UNTOUCHED_STRONG ? SURE_STRONG
           : untouched >= UNTOUCHED_FAIR ? SURE_FAIR
                                         : SURE_WEAK;
}

/* Whether the two shares decide. Intervals do, not the shares: four tickets can tell "never filled"
 * from "always", and nothing finer. */
static gboolean
decide_by_untouched(ColumnTiming *timing)
{
    const Interval *here = &timing->share[0], *there = &timing->share[1];
    Sureness sure = sureness_of(timing->of[0]);

    if (timing->of[0] < UNTOUCHED_LEAST || timing->of[1] < SOLVED_LEAST ||
        there->value < HARDLY_USED)
        return FALSE;
    g_autofree char *shares = share_words(timing);
    if (here->high < 0.6 * there->low) {
        decide(timing, SEEN_LATER, sure,
               g_strdup_printf("It is %s: it is filled in while the ticket is worked on.", shares));
        return TRUE;
    }
    if (here->high < 0.95 * there->low) {
        decide(timing, SEEN_LATER, MIN(sure, SURE_FAIR),
               g_strdup_printf("It is %s: some have it at arrival, the others get it later, and "
                               "who has it tells the model how far a ticket is.",
                               shares));
        return TRUE;
    }
    if (here->low < 0.8 * there->value && here->value < 0.95 * there->value)
        return FALSE;
    if (timing->differs)
        decide(timing, SEEN_EDITED, sure,
               g_strdup_printf("It is there at arrival (%s), but %s: it is changed later.", shares,
                               timing->differs));
    else
        decide(timing, SEEN_ARRIVAL, here->low >= 0.8 * there->value ? sure : SURE_WEAK,
               g_strdup_printf("It is %s%s: it is there when the ticket arrives.", shares,
                               timing->compared ? ", with the same values" : ""));
    return TRUE;
}

/* ---- what changed -----------------------------------------------------------------------------
 */

/* Along a log or between imports: the strongest proof there is, where enough tickets show it. */
static gboolean
decide_by_changes(ColumnTiming *timing)
{
    Interval share = stats_wilson((double)timing->changed, (double)timing->compared_rows, 0.95);

    if (timing->ahead) {
        decide(timing, SEEN_LATER, SURE_STRONG,
               g_strdup_printf("It is the end's: %s.", timing->ahead));
        return TRUE;
    }
    if (timing->compared_rows < SOLVED_LEAST || !timing->changes)
        return FALSE;
    SeenAt seen = share.low > MOSTLY_CHANGES                        ? SEEN_LATER
                  : share.high < HARDLY_CHANGES || !timing->changed ? SEEN_ARRIVAL
                                                                    : SEEN_EDITED;
    Sureness sure = share.high - share.low < 0.1 ? SURE_STRONG : SURE_FAIR;
    if (seen == SEEN_ARRIVAL && share.high >= HARDLY_CHANGES)
        sure = SURE_WEAK; /* no change, among too few to exclude some */
    decide(timing, seen, sure,
           g_strdup_printf("Its value %s%s.", timing->changes,
                           seen == SEEN_ARRIVAL ? ": what stands there stood there at arrival"
                           : seen == SEEN_EDITED
                               ? ": mostly it is there at arrival, and at times "
                                 "changed"
                               : ": it is settled while the ticket is worked on"));
    return TRUE;
}

/* ---- without them -----------------------------------------------------------------------------
 */

static gboolean
decide_by_dates(const TimingInput *input, const FrameColumn *column, ColumnTiming *timing)
{
    g_autofree char *name = g_ascii_strdown(column->info->name, -1);
    if (!(timing->after >= SOME_AFTER) || strstr(name, "due")) /* a due date lies ahead at once */
        return FALSE;
    g_autofree char *share = number_percent(timing->after, timing->after < 0.995 ? 0 : 1);
    decide(timing, SEEN_LATER, SURE_STRONG,
           g_strdup_printf("%s of its dates lie after %s: they are written later.", share,
                           input->created->info->name));
    return TRUE;
}

static gboolean
decide_by_power(ColumnTiming *timing)
{
    const ColumnPower *power = &timing->power;

    if (power->empty.low >= TELLING_EMPTY) {
        decide(timing, SEEN_LATER, SURE_WEAK,
               g_strdup_printf("That it is empty already tells the outcome (AUC %.2f): it looks as "
                               "if it were filled in by what comes after.",
                               power->empty.value));
        return TRUE;
    }
    if (power->alone.value >= TOO_GOOD) {
        decide(
            timing, SEEN_LATER, SURE_WEAK,
            g_strdup_printf("Alone it predicts the outcome almost perfectly (AUC %.2f): too good "
                            "to have been known before it.",
                            power->alone.value));
        return TRUE;
    }
    return FALSE;
}

static char *
missing_proof(const TimingInput *input, const ColumnTiming *timing)
{
    if (input->touched->why_not)
        return g_strdup_printf("Nothing here shows it: %s.", input->touched->why_not);
    if (timing->of[0] < UNTOUCHED_LEAST || timing->of[1] < SOLVED_LEAST) {
        g_autofree char *of = number_count(timing->of[0]);
        return g_strdup_printf("%s%s ticket%s still untouched: too few to tell. Import next "
                               "month's export too: what differs was filled in later.",
                               timing->of[0] ? "Only " : "", timing->of[0] ? of : "No",
                               timing->of[0] > 1 ? "s are" : " is");
    }
    g_autofree char *shares = share_words(timing);
    return g_strdup_printf("It is %s: too close, or too few, to tell.", shares);
}

/* ---- against each other -----------------------------------------------------------------------
 */

/* What the name or the vendor's list says, where the data says otherwise. */
static char *
contradiction(const FrameColumn *column, const ColumnTiming *timing)
{
    const ColumnInfo *info = column->info;
    g_autofree char *reason = text_clean(info->known_reason ? info->known_reason : "", -1);

    if (info->known_declared)
        return NULL;
    if (info->known == KNOWN_ARRIVAL && timing->seen == SEEN_LATER && *reason)
        return g_strdup_printf("Against it: %s.", reason);
    if (info->known == KNOWN_LATER && timing->seen == SEEN_ARRIVAL && *reason)
        return g_strdup_printf("Against it: %s.", reason);
    if (timing->seen == SEEN_ARRIVAL && timing->power.alone.value >= TOO_GOOD)
        return g_strdup_printf("Against it: alone it predicts the outcome almost perfectly (AUC "
                               "%.2f).",
                               timing->power.alone.value);
    return NULL;
}

/* Tickets of one customer always agree in it. */
static gboolean
follows_customer(const ColumnTiming *timing)
{
    return timing->of_customer >= SAME_CUSTOMER; /* FALSE for NaN */
}

void
timing_judge(const TimingInput *input, const FrameColumn *column, ColumnTiming *timing)
{
    /* a log's first event is the arrival: dates in it that lie after created, but not after the
     * event, were there */
    if (!((timing->logged || timing->ahead) && decide_by_changes(timing)) &&
        !decide_by_dates(input, column, timing) && !decide_by_changes(timing) &&
        !decide_by_untouched(timing) && !decide_by_power(timing))
        decide(timing, SEEN_UNKNOWN, SURE_NOT, missing_proof(input, timing));
    if (column->item_start && timing->seen != SEEN_UNKNOWN) {
        g_autofree char *whole = timing->sentence;
        timing->whole = timing->seen;
        decide(timing, SEEN_BY_VALUE, timing->sure,
               g_strdup_printf("%s Its values differ in that: m judges them one by one.", whole));
    }
    if ((timing->seen == SEEN_ARRIVAL || timing->seen == SEEN_UNKNOWN) &&
        follows_customer(timing) && column->info->known != KNOWN_ARRIVAL) {
        g_autofree char *whole = timing->sentence;
        decide(timing, SEEN_TODAY, MAX(timing->sure, SURE_WEAK),
               g_strdup("It never differs between tickets of one customer: it says what the "
                        "customer is today, not what they were when the ticket arrived."));
    }
    timing->conflict = contradiction(column, timing);
}
