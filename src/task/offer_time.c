/* Outcomes of time: late, an agreement missed, and how long it took. */
#include "task/offer.h"

#include <math.h>
#include <string.h>

#define OPEN_WORDS "open new pending waiting progress hold working reopened unresolved"
#define OVER_WORDS "closed solved resolved done completed complete fixed"

/* The rate of each span: of rows old enough, those not closed by then. */
static void
late_rates(const OfferFinder *finder, double *rates)
{
    gint64 known[OFFER_SPANS] = {0}, late[OFFER_SPANS] = {0};
    TimePoint as_of = frame_newest_time(finder->frame, finder->created);
    for (guint32 row = 0; row < finder->frame->n; row++) {
        TimePoint seed = finder->created->integer[row], closed = finder->solved->integer[row];
        if (seed == TIME_MISSING || seed > as_of || (closed != TIME_MISSING && closed < seed))
            continue;
        for (guint i = 0; i < OFFER_SPANS && seed + offer_spans[i] <= as_of; i++) {
            known[i]++;
            late[i] += closed == TIME_MISSING || closed > seed + offer_spans[i];
        }
    }
    for (guint i = 0; i < OFFER_SPANS; i++)
        rates[i] = known[i] ? (double)late[i] / (double)known[i] : NAN;
}

/* "after 24 hours 46 %, after 7 days 9 % are still open" */
static char *
other_spans(const double *rates, gint64 chosen)
{
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < OFFER_SPANS; i++) {
        gboolean near = (i + 1 < OFFER_SPANS && offer_spans[i + 1] == chosen) ||
                        (i > 0 && offer_spans[i - 1] == chosen);
        g_autofree char *span = duration_words(offer_spans[i]);
        g_autofree char *rate = number_percent(rates[i], 0);
        if (near && !isnan(rates[i]))
            g_string_append_printf(words, "%s%s: %s", words->len ? ", " : "over ", span, rate);
    }
    return words->len ? g_string_free(g_steal_pointer(&words), FALSE) : NULL;
}

/* Whether a target of this span leaves rows enough on both sides of the split: in a short file most
 * outcomes of a long span aren't known when the next part begins. */
static gboolean
splits_well(const OfferFinder *finder, gint64 span)
{
    TaskSpec spec;
    SplitSummary split;
    task_spec_init(&spec);
    spec.rule = rule_format("IS NULL", finder->solved);
    spec.horizon = span;
    g_autoptr(Task) sketch = task_sketch(finder->frames, finder->database, &spec, NULL);
    task_spec_clear(&spec);
    return sketch && task_split(sketch, &split, NULL) &&
           (guint64)split.rows[SPLIT_EMBARGO] * 5 <= sketch->n_usable;
}

static void
late_by_dates(OfferFinder *finder)
{
    double rates[OFFER_SPANS], left[OFFER_SPANS];
    late_rates(finder, rates);
    memcpy(left, rates, sizeof left);
    gint64 first = offer_step(offer_spans, left), span;
    while ((span = offer_step(offer_spans, left)) && !splits_well(finder, span))
        for (guint i = 0; i < OFFER_SPANS; i++)
            left[i] = offer_spans[i] == span ? NAN : left[i];
    span = span ? span : first;
    if (!span) {
        offer_impossible(finder, "late", "solved late",
                         "nearly all take alike long here: say how long is late, "
                         "target late=8h");
        return;
    }
    g_autofree char *words = duration_words(span);
    Offer *offer = offer_add(finder, "late", g_strdup_printf("not solved within %s", words),
                             rule_format("IS NULL", finder->solved));
    offer_set_horizon(offer, span);
    offer->note = other_spans(rates, span);
}

/* A yes and no of answering in time, where no agreement is named: "Timely response?". */
static void
timely(OfferFinder *finder)
{
    const FrameColumn *kept = heading_find(
        finder->frame, "timely*|* timely*|on time|* on time|in time|* in time", 1u << KIND_BOOLEAN);
    const FrameColumn *missed =
        heading_find(finder->frame, "untimely*|* untimely*|*responded late*|*answered late*",
                     1u << KIND_BOOLEAN);
    if (!kept && !missed)
        return;
    Offer *offer = offer_add(finder, "late", g_strdup("not answered in time"),
                             kept ? rule_format("= FALSE", kept) : rule_format("= TRUE", missed));
    offer_known_at_close(finder, offer);
    offer_note_undated(finder, offer, "what \"in time\" meant is not in this file");
}

/* What the desk's own clock says of its agreements. */
static void
agreement_missed(OfferFinder *finder)
{
    const FrameColumn *met =
        heading_find(finder->frame, "made sla|*sla*met|*sla met*|*within sla*", 1u << KIND_BOOLEAN);
    const FrameColumn *missed =
        heading_find(finder->frame, "*sla*breach*|*breached*|*sla*missed*|*sla*violat*|*overdue*",
                     1u << KIND_BOOLEAN);
    const FrameColumn *left =
        heading_find(finder->frame, "*time to resolution|*time to done", KINDS_NUMBER);
    const FrameColumn *status =
        heading_find(finder->frame, "resolution status|*sla status*", KINDS_CODES);
    g_autoptr(GPtrArray) values =
        status ? values_with_words(status, "violated violation breached missed overdue late")
               : NULL;
    const FrameColumn *column = NULL;
    char *rule = NULL;
    if (met)
        rule = rule_format("= FALSE", column = met);
    else if (missed)
        rule = rule_format("= TRUE", column = missed);
    else if (left && !g_str_has_prefix(left->info->name, "time_to"))
        rule = rule_format("< 0", column = left);
    else if (values && values->len)
        rule = rule_values(column = status, values);
    if (!column) {
        timely(finder);
        return;
    }
    Offer *offer = offer_add(finder, "late", g_strdup("agreed time (SLA) missed"), rule);
    offer->note = g_strdup("by the desk's own clock; what was agreed may have changed over time");
    offer_known_at_close(finder, offer);
}

/* Where no date tells how long it took: what its state says on the day of the export. */
static void
still_open(OfferFinder *finder)
{
    const ColumnInfo *role = table_role(finder->table, ROLE_STATUS);
    const FrameColumn *status = role ? frame_column_of(finder->frame, role) : NULL;
    if (!status || !status->dictionary || finder->solved || finder->closed)
        return;
    g_autoptr(GPtrArray) open = values_with_words(status, OPEN_WORDS);
    g_autoptr(GPtrArray) over = values_with_words(status, OVER_WORDS);
    if (!open->len || !over->len)
        return;
    Offer *offer =
        offer_add(finder, "open", g_strdup("still open at the export"), rule_values(status, open));
    offer->known = g_strdup("on the day of the export");
    offer_note_undated(finder, offer,
                       "its state on one day: what came last had least time to be solved");
}

void
offer_late(OfferFinder *finder)
{
    if (finder->created && finder->solved)
        late_by_dates(finder);
    else if (finder->created)
        offer_impossible(finder, "late", "solved late",
                         "no date of solving or closing: export it too (solved, resolved_at, "
                         "closed_at), or name it: role COLUMN closed");
    agreement_missed(finder);
    still_open(finder);
}

/* ---- as a number ---------------------------------------------------------------------------- */

static int
compare_spans(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return x < y ? -1 : x > y;
}

void
offer_resolution(OfferFinder *finder)
{
    static const char name[] = "time to resolution, as a number";
    if (!finder->created && !finder->closed)
        return; /* no tickets */
    if (!finder->created || !finder->solved) {
        offer_impossible(finder, "resolution", name, "needs the dates of arrival and of closing");
        return;
    }
    g_autofree gint64 *spans = g_new(gint64, MAX(finder->frame->n, 1));
    gint64 n = 0;
    for (guint32 row = 0; row < finder->frame->n; row++) {
        TimePoint seed = finder->created->integer[row], closed = finder->solved->integer[row];
        if (seed != TIME_MISSING && closed != TIME_MISSING && closed >= seed)
            spans[n++] = closed - seed;
    }
    qsort(spans, (gsize)n, sizeof *spans, compare_spans);
    g_autofree char *median =
        number_span(n ? (double)spans[n / 2] / (double)TIME_SECOND : (double)NAN);
    const ColumnInfo *took = table_role(finder->table, ROLE_RESOLUTION);
    const ColumnInfo *key = finder->table->key;
    gboolean number = took && key && (KINDS_NUMBER & 1u << took->kind);
    g_autofree char *query =
        number ? g_strdup_printf("`query \"PREDICT %s.%s FOR EACH %s.%s\"` learns it, with its "
                                 "errors",
                                 finder->table->name, took->name, finder->table->name, key->name)
               : g_strdup("it needs a column with the hours it took; \"not solved within …\" is "
                          "the way without");
    g_autofree char *note =
        g_strdup_printf("median %s; panes 5 and 6 take yes or no only: %s", median, query);
    Offer *offer = offer_impossible(finder, "resolution", name, note);
    offer->state = OFFER_NO_MODEL;
    offer->count = n;
    offer->known = g_strdup("when it is closed");
}
