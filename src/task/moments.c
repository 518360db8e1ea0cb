/* Seed times of entities that are asked about again and again: accounts every 30 days. Each entity
 * stands in the task's frame once a moment at which it was there. */
#include "task/ahead.h"

#define MOST_MOMENTS 120
#define FEWEST_MOMENTS 6
#define MOST_EXAMPLES 4000000

typedef struct {
    TimePoint at;
    gboolean between; /* two ticks: only training learns from it */
} Moment;

/* ---- which entities ----------------------------------------------------------------------------
 */

/* Rows that arrive and are asked about once, as tickets do; an account is asked about often. */
gboolean
moments_arrive(const TableInfo *table)
{
    static const ColumnRole of_arrivals[] = {ROLE_STATUS, ROLE_PRIORITY, ROLE_SUBJECT, ROLE_CLOSED};
    gboolean arrives = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(of_arrivals); i++)
        arrives = arrives || table_role(table, of_arrivals[i]);
    return arrives && (table->time || table_role(table, ROLE_CREATED));
}

/* ---- from when to when -------------------------------------------------------------------------
 */

static const FrameColumn *
time_of_rows(const Frame *frame)
{
    return frame->table->time ? frame_column_of(frame, frame->table->time) : NULL;
}

static void
widen(const Frame *frame, const FrameColumn *time, TimePoint *first, TimePoint *last)
{
    TimePoint newest = time ? frame_newest_time(frame, time) : TIME_MISSING;
    if (newest == TIME_MISSING)
        return;
    *last = *last == TIME_MISSING ? newest : MAX(*last, newest);
    for (guint32 row = 0; row < frame->n; row++) {
        TimePoint known = frame_time_known(frame, time, row);
        if (known != TIME_MISSING)
            *first = MIN(*first, known);
    }
}

/* The dates that the target asks for by BOOL. */
static void
collect_happened(const PqlNode *node, GHashTable *happened)
{
    if (node->type == PQL_AGGREGATE && node->aggregate == PQL_BOOL)
        g_hash_table_add(happened, node->arguments->pdata[0]);
    for (guint i = 0; i < node->arguments->len; i++)
        collect_happened(node->arguments->pdata[i], happened);
}

/* What the tables that the target reads cover: oldest and newest time, strays passed over. What
 * happened is on record from its own first date on: a customer of 2015 tells nothing of who left in
 * a year when nobody wrote it down. */
static gboolean
history_of(const Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *target,
           TimePoint *first, TimePoint *last, GError **error)
{
    g_autoptr(GPtrArray) columns = pql_columns((PqlNode *)target);
    g_autoptr(GHashTable) happened = g_hash_table_new(NULL, NULL);
    collect_happened(target, happened);
    *first = G_MAXINT64;
    *last = TIME_MISSING;
    for (guint i = 0; i < columns->len; i++) {
        const PqlNode *column = columns->pdata[i];
        const TableInfo *table = column->table
                                     ? catalogue_table(task->frame->catalogue, column->table, error)
                                     : task->frame->table;
        if (!table)
            pql_place(column, error);
        g_autoptr(Frame) frame =
            table ? frame_store_get(frames, database, table, NULL, error) : NULL;
        if (!frame)
            return FALSE;
        const FrameColumn *date =
            g_hash_table_contains(happened, column) ? frame_column(frame, column->name) : NULL;
        TimePoint unused = G_MAXINT64;
        widen(frame, time_of_rows(frame), date ? &unused : first, last);
        if (date && date->kind == KIND_DATE)
            widen(frame, date, first, last);
    }
    if (*last != TIME_MISSING)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "nothing that \"%s\" reads has a time: set the table's time column", task->pql);
    return FALSE;
}

/* The newest moment whose labels are all known, and those before it, oldest first, with `seeds` − 1
 * at even steps between each and the next; the last one is the as-of date, whose labels are open.
 */
static GArray *
moments_between(TimePoint first, TimePoint as_of, gint64 horizon, gint64 every, guint seeds)
{
    GArray *newest_first = g_array_new(FALSE, FALSE, sizeof(TimePoint));
    GArray *moments = g_array_new(FALSE, FALSE, sizeof(Moment));
    for (TimePoint at = as_of - horizon; at - first >= horizon && newest_first->len < MOST_MOMENTS;
         at -= every)
        g_array_append_val(newest_first, at);
    for (guint i = newest_first->len; i-- > 0;) {
        Moment moment = {g_array_index(newest_first, TimePoint, i), FALSE};
        g_array_append_val(moments, moment);
        for (guint k = 1; i > 0 && k < seeds; k++) {
            Moment extra = {moment.at + every / seeds * k, TRUE};
            g_array_append_val(moments, extra);
        }
    }
    Moment now = {as_of, FALSE};
    g_array_append_val(moments, now);
    g_array_unref(newest_first);
    return moments;
}

/* ---- the frame ---------------------------------------------------------------------------------
 */

static gboolean
there_at(const Frame *frame, const FrameColumn *created, guint32 row, TimePoint moment)
{
    if (!created)
        return TRUE;
    TimePoint known = frame_time_known(frame, created, row);
    return known != TIME_MISSING && known < moment;
}

/* One row of the frame for each entity and moment. */
static gboolean
repeat_entities(Task *task, GArray *moments, GError **error)
{
    Frame *frame = task->frame;
    const ColumnInfo *info = frame->table->time;
    const FrameColumn *created = info ? frame_column_of(frame, info) : NULL;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) seeds = g_array_new(FALSE, FALSE, sizeof(TimePoint));
    g_autoptr(GArray) between = g_array_new(FALSE, FALSE, sizeof(guint8));
    for (guint i = 0; i < moments->len; i++) {
        const Moment *moment = &g_array_index(moments, Moment, i);
        guint8 extra = moment->between != FALSE;
        for (guint32 row = 0; row < frame->n; row++) {
            if (!there_at(frame, created, row, moment->at))
                continue;
            g_array_append_val(rows, row);
            g_array_append_val(seeds, moment->at);
            g_array_append_val(between, extra);
        }
        if (rows->len > MOST_EXAMPLES) {
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "over %d moments of %s: ask more seldom, as in every=90d", MOST_EXAMPLES,
                        frame->table->name);
            return FALSE;
        }
    }
    task_take_moments(task, frame_repeat(frame, (guint32 *)(void *)rows->data, rows->len),
                      (TimePoint *)(void *)seeds->data);
    if (task->spec.seeds > 1)
        task->between = g_memdup2(between->data, between->len);
    return TRUE;
}

gboolean
moments_make(Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *target,
             GError **error)
{
    TimePoint first, last;
    gint64 horizon = task->spec.horizon;
    if (!history_of(task, frames, database, target, &first, &last, error))
        return FALSE;
    g_autofree char *declared = setting_get(database, "as_of");
    if (task->spec.as_of == TIME_MISSING)
        task->spec.as_of = declared ? task->frame->catalogue->as_of : last;
    task->as_of = task->spec.as_of;
    if (task->spec.every == 0) {
        /* Labels that don't overlap where history allows, else as many as it takes to learn. */
        task->spec.every = horizon;
        while (task->spec.every > TIME_DAY &&
               (task->as_of - first) / task->spec.every < FEWEST_MOMENTS + 2)
            task->spec.every = MAX(task->spec.every / 2 / TIME_DAY, 1) * TIME_DAY;
    }
    guint extra = MAX(task->spec.seeds, 1);
    g_autoptr(GArray) moments =
        moments_between(first, task->as_of, horizon, task->spec.every, extra);
    guint ticks = (moments->len + 2 * (extra - 1)) / extra; /* the last two have none between */
    if (ticks >= FEWEST_MOMENTS)
        return repeat_entities(task, moments, error);
    g_autofree char *window = duration_words(horizon);
    g_autofree char *history = duration_words((task->as_of - first) / TIME_DAY * TIME_DAY);
    g_set_error(
        error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
        "a window of %s leaves %u moments to learn from in the %s of history: ask for a shorter "
        "one, or more often by every=7d",
        window, ticks - 1, history);
    return FALSE;
}
