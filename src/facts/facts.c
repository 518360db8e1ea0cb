/* Facts by key and time: sorted once a table, split once a key and condition, then read by many
 * aggregates. */
#include <foredesk/facts.h>
#include <math.h>

double
cell_value(const FrameColumn *column, guint32 row)
{
    if (!column->code)
        return frame_number(column, row);
    return column->code[row] < 0 ? NAN : column->code[row];
}

/* ---- dated rows --------------------------------------------------------------------------------
 */

FactTable *
fact_table_from_times(const Frame *frame, TimePoint *time)
{
    FactTable *facts = g_new0(FactTable, 1);
    facts->frame = frame;
    facts->time = time;
    facts->order = g_new(guint32, frame->n + 1);
    g_autofree guint64 *key = g_new(guint64, frame->n + 1);
    for (guint32 row = 0; row < frame->n; row++) {
        key[row] = time_key(time[row]);
        if (time[row] != TIME_MISSING)
            facts->order[facts->n++] = row;
    }
    order_by(facts->order, key, facts->n);
    return facts;
}

FactTable *
fact_table_new(const Frame *frame)
{
    const ColumnInfo *info = frame->table->time;
    const FrameColumn *column = info ? frame_column(frame, info->name) : NULL;
    TimePoint *time = g_new(TimePoint, frame->n + 1);
    for (guint32 row = 0; row < frame->n; row++)
        time[row] = column ? frame_time_known(frame, column, row) : TIME_MISSING + 1;
    return fact_table_from_times(frame, time);
}

void
fact_table_free(FactTable *facts)
{
    if (!facts)
        return;
    g_free(facts->time);
    g_free(facts->order);
    g_free(facts);
}

/* ---- runs of a key -----------------------------------------------------------------------------
 */

FactRuns *
fact_runs_new(const FactTable *facts, const KeyCodes *keys, const RowTest *test,
              const FrameColumn *filled)
{
    FactRuns *runs = g_new0(FactRuns, 1);
    runs->n_keys = keys ? keys->size : 1;
    runs->start = g_new0(guint32, (gsize)runs->n_keys + 2);
    runs->values = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    g_autofree guint32 *kept = g_new(guint32, facts->n + 1);
    guint32 n = 0;
    for (guint32 i = 0; i < facts->n; i++) {
        guint32 row = facts->order[i];
        gint32 key = keys ? keys->code[row] : 0;
        if (key < 0 || (test && !row_test(test, row)) || (filled && !cell_filled(filled, row)))
            continue;
        kept[n++] = row;
        runs->start[key + 2]++;
    }
    for (guint32 k = 0; k < runs->n_keys; k++)
        runs->start[k + 2] += runs->start[k + 1];
    runs->time = g_new(TimePoint, n + 1);
    runs->row = g_new(guint32, n + 1);
    /* start[k + 1] walks from the begin of run k to its end, which is where it has to stay. */
    for (guint32 i = 0; i < n; i++) {
        guint32 at = runs->start[(keys ? keys->code[kept[i]] : 0) + 1]++;
        runs->time[at] = facts->time[kept[i]];
        runs->row[at] = kept[i];
    }
    return runs;
}

FactRuns *
fact_runs_pick(const FactRuns *from, const guint8 *wanted, const RowTest *test,
               const FrameColumn *filled)
{
    FactRuns *runs = g_new0(FactRuns, 1);
    guint32 most = 0, n = 0;
    for (guint32 k = 0; k < from->n_keys; k++)
        most += !wanted || wanted[k] ? from->start[k + 1] - from->start[k] : 0;
    runs->n_keys = from->n_keys;
    runs->start = g_new0(guint32, (gsize)runs->n_keys + 2);
    runs->time = g_new(TimePoint, (gsize)most + 1);
    runs->row = g_new(guint32, (gsize)most + 1);
    runs->values = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    for (guint32 k = 0; k < from->n_keys; k++) {
        guint32 to = !wanted || wanted[k] ? from->start[k + 1] : from->start[k];
        for (guint32 i = from->start[k]; i < to; i++) {
            guint32 row = from->row[i];
            if ((test && !row_test(test, row)) || (filled && !cell_filled(filled, row)))
                continue;
            runs->time[n] = from->time[i];
            runs->row[n++] = row;
        }
        runs->start[k + 1] = n;
    }
    return runs;
}

void
fact_runs_free(FactRuns *runs)
{
    if (!runs)
        return;
    g_free(runs->start);
    g_free(runs->time);
    g_free(runs->row);
    g_hash_table_unref(runs->values);
    g_free(runs);
}

const double *
fact_runs_values(FactRuns *runs, const FrameColumn *column)
{
    double *values = g_hash_table_lookup(runs->values, column);
    if (values)
        return values;
    guint32 n = runs->start[runs->n_keys];
    values = g_new(double, n + 1);
    for (guint32 i = 0; i < n; i++)
        values[i] = cell_value(column, runs->row[i]);
    g_hash_table_insert(runs->values, (gpointer)column, values);
    return values;
}
