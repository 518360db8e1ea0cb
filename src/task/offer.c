/* The outcomes a file can show, found one after the other, counted as they would be frozen, and one
 * or two of them recommended. */
#include "task/offer.h"

#include <math.h>

/* ---- counting and judging ------------------------------------------------------------------- */

static void
append_note(Offer *offer, const char *words)
{
    g_autofree char *before = offer->note;
    offer->note = before ? g_strdup_printf("%s; %s", before, words) : g_strdup(words);
}

/* What can't be read becomes impossible, with the reader's reason. */
static void
count_offer(OfferFinder *finder, Offer *offer)
{
    g_autoptr(GError) error = NULL;
    offer->sketch = task_sketch(finder->frames, finder->database, &offer->spec, &error);
    if (!offer->sketch) {
        offer->state = OFFER_IMPOSSIBLE;
        append_note(offer, error->message);
        return;
    }
    Task *task = offer->sketch;
    gint64 fewest = MIN(task->positives, task->negatives);
    if (fewest < TASK_MIN_POSITIVES) {
        g_autofree char *words = g_strdup_printf(
            "only %" G_GINT64_FORMAT " %s: at least %d are needed", fewest,
            task->positives <= task->negatives ? "of them so" : "not so", TASK_MIN_POSITIVES);
        offer->state = OFFER_FEW;
        append_note(offer, words);
    } else if (!task_split(task, NULL, &error)) {
        offer->state = OFFER_FEW;
        append_note(offer, error->message);
    }
}

static double
offer_rate(const Offer *offer)
{
    const Task *task = offer->sketch;
    gint64 known = task ? task->positives + task->negatives : 0;
    return known ? (double)task->positives / (double)known : NAN;
}

static Offer *
first_ready(OfferFinder *finder, const char *outcome)
{
    for (guint i = 0; i < finder->offers->len; i++) {
        Offer *offer = finder->offers->pdata[i];
        double rate = offer_rate(offer);
        if (g_str_equal(offer->outcome, outcome) && offer->state == OFFER_READY && rate >= 0.01 &&
            rate <= 0.7)
            return offer;
    }
    return NULL;
}

static void
recommend(Offer *offer, const char *reason)
{
    offer->recommended = TRUE;
    offer->reason = g_strdup(reason);
}

/* The one of which the file holds more to learn from. */
static Offer *
clearer(Offer *one, Offer *other)
{
    if (!one || !other)
        return one ? one : other;
    return other->sketch->positives > one->sketch->positives ? other : one;
}

/* One or two to start with: more at once only divide the attention. */
static void
recommend_some(OfferFinder *finder)
{
    guint recommended = 0;
    Offer *late = first_ready(finder, "late"), *escalated = first_ready(finder, "escalated");
    Offer *churn = first_ready(finder, "churn"),
          *clearest = clearer(late, first_ready(finder, "unhappy"));
    if (late && late->spec.horizon) {
        recommend(late, "start here: its time is exact, also for open tickets");
        recommended++;
    }
    if (escalated) {
        recommend(escalated, late ? "the second: what it costs is clearest to everybody"
                                  : "start here: what it costs is clearest to everybody");
        recommended++;
    }
    if (churn && (!recommended || (recommended == 1 && !churn->spec.entity)))
        recommend(churn, "start here: the file holds it as yes and no");
    else if (!recommended && clearest)
        recommend(clearest, "start here: it is the clearest outcome in this file");
}

/* ---- all of them ---------------------------------------------------------------------------- */

static const FrameColumn *
role_date(const Frame *frame, ColumnRole role)
{
    const ColumnInfo *info = table_role(frame->table, role);
    return info && info->kind == KIND_DATE ? frame_column_of(frame, info) : NULL;
}

static int
compare_states(gconstpointer a, gconstpointer b)
{
    const Offer *x = *(Offer *const *)a, *y = *(Offer *const *)b;
    if (x->recommended != y->recommended)
        return x->recommended ? -1 : 1;
    return (int)x->state - (int)y->state;
}

/* Counts by time, one row an interval: its rows are no tickets, and nothing happens to them. */
static gboolean
is_counts(const Frame *frame)
{
    guint numbers = 0;
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        if (KINDS_NUMBER & 1u << column->kind)
            numbers++;
        else if (column->kind != KIND_DATE)
            return FALSE;
    }
    return numbers > 0;
}

static void
find_all(OfferFinder *finder)
{
    if (is_counts(finder->frame)) {
        offer_impossible(finder, "counts", "what happens to single cases",
                         "counts by time stand here, one row an interval: import what was counted, "
                         "one row each");
        return;
    }
    finder->created = role_date(finder->frame, ROLE_CREATED);
    finder->closed = role_date(finder->frame, ROLE_CLOSED);
    const ColumnInfo *solved = table_solved(finder->table);
    finder->solved = solved ? frame_column_of(finder->frame, solved) : NULL;
    finder->vendor = db_text(finder->database,
                             "SELECT preset FROM import WHERE table_id = ? AND preset IS NOT NULL "
                             "ORDER BY id LIMIT 1",
                             "i", finder->table->id);
    offer_late(finder);
    offer_escalated(finder);
    offer_flow(finder);
    offer_churn(finder);
    offer_resolution(finder);
    offer_agent(finder);
}

GPtrArray *
offers_find(FrameStore *frames, sqlite3 *database, Progress *progress, GError **error)
{
    Catalogue *catalogue = frame_store_catalogue(frames);
    const TableInfo *table = catalogue_main_table(catalogue);
    g_autoptr(GPtrArray) offers = g_ptr_array_new_with_free_func((GDestroyNotify)offer_free);
    if (!table)
        return g_steal_pointer(&offers);
    g_autoptr(Frame) frame = frame_store_get(frames, database, table, progress, error);
    if (!frame)
        return NULL;
    OfferFinder finder = {.frames = frames,
                          .database = database,
                          .frame = frame,
                          .table = table,
                          .offers = offers,
                          .progress = progress};
    find_all(&finder);
    g_free(finder.vendor);
    for (guint i = 0; i < offers->len; i++) {
        Offer *offer = offers->pdata[i];
        if (progress_stop(progress, error))
            return NULL;
        if (offer->state == OFFER_READY)
            count_offer(&finder, offer);
    }
    recommend_some(&finder);
    g_ptr_array_sort(offers, compare_states); /* stable: those alike stay as found */
    return g_steal_pointer(&offers);
}
