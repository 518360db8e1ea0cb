/* What an event log shows of when its columns were filled in: what changed after the first event,
 * dates that lie ahead of the event they stand in, and endings told before the end. */
#include "ingest/events.h"

#include <math.h>

/* Fewer dates that lie ahead are slips of a clock. */
#define WORTH_TELLING 0.01

static gboolean
is_filled(const FrameColumn *column, guint32 row)
{
    if (column->code != NULL)
        return column->code[row] >= 0;
    if (column->integer != NULL)
        return column->integer[row] != G_MININT64;
    if (column->decimal != NULL)
        return !isnan(column->decimal[row]);
    if (column->item_start != NULL)
        return column->item_start[row] < column->item_start[row + 1];
    return column->filled != NULL && column->filled[row];
}

/* "4.8 % of 24,918", "2 of 24,918" where that is next to none, "all 24,918". */
static char *
share_words(gint64 numerator, gint64 denominator)
{
    g_autofree char *of = number_count(denominator), *some = number_count(numerator);
    double share = denominator > 0 ? (double)numerator / (double)denominator : 0;
    if (numerator == denominator)
        return g_strdup_printf("all %s", of);
    if (share < 0.0005 || share > 0.9995)
        return g_strdup_printf("%s of %s", some, of);
    g_autofree char *percent = number_percent(share, 1);
    return g_strdup_printf("%s of %s", percent, of);
}

static gboolean
keep(const EventLog *log, gint64 column, ProofKind proof, gint64 numerator, gint64 denominator,
     const char *sentence, const char *rows, GError **error)
{
    const KnownEvidence evidence = {.column_id = column,
                                    .proof = proof,
                                    .numerator = numerator,
                                    .denominator = denominator,
                                    .sentence = (char *)sentence,
                                    .rows = (char *)rows};
    return evidence_set(log->database, &evidence, error);
}

/* Whether the tickets have the column as the last event has it, too. */
static gboolean
ends_apart(const EventLog *log, guint from)
{
    for (guint i = 0; i < log->makes->len; i++) {
        const Make *make = g_ptr_array_index(log->makes, i);
        if (make->kind == MAKE_LAST && make->from == from)
            return TRUE;
    }
    return FALSE;
}

static gboolean
keep_changes(const EventLog *log, const char *table, const Make *make, gint64 column,
             GError **error)
{
    gint64 changed = log->changed[make->from];
    g_autofree char *count = number_count(log->n), *share = share_words(changed, log->n);
    g_autofree char *sentence =
        changed == 0 ? g_strdup_printf("never changed after the first event in %s tickets", count)
                     : g_strdup_printf("changed after the first event in %s tickets", share);
    g_autofree char *rows = g_strdup_printf("table=%s;changed=%s", table, make->name);
    return keep(log, column, PROOF_LOG, changed, log->n, sentence,
                ends_apart(log, make->from) ? rows : NULL, error);
}

/* Events after the first follow: what tells of the end in the first one can't have been known. */
static void
count_ahead(const EventLog *log, const FrameColumn *column, gint64 *ahead, gint64 *filled,
            gint64 *all)
{
    const FrameColumn *time = frame_column_of(log->frame, log->shape.time);
    *ahead = *filled = *all = 0;
    for (guint32 i = 0; i < log->n; i++) {
        guint32 ticket = log->order[i], row = log->first[ticket];
        if (log->events[ticket] < 2)
            continue;
        ++*all;
        if (!is_filled(column, row))
            continue;
        ++*filled;
        if (column->kind == KIND_DATE && time->integer[row] != TIME_MISSING)
            *ahead += column->integer[row] > frame_time_known(log->frame, time, row);
    }
}

static gboolean
keep_ahead(const EventLog *log, const char *table, const Make *make, gint64 column, GError **error)
{
    const ColumnInfo *info = g_ptr_array_index(log->frame->table->columns, make->from);
    gint64 ahead, filled, all;
    if (info == log->shape.time || column_speaks_of_future(info))
        return TRUE;
    count_ahead(log, frame_column_of(log->frame, info), &ahead, &filled, &all);
    if (ahead > 0 && (double)ahead >= WORTH_TELLING * (double)filled) {
        g_autofree char *share = share_words(ahead, filled);
        g_autofree char *sentence = g_strdup_printf(
            "in %s first events that have it, it lies after the event itself: the date of the end, "
            "written back",
            share);
        g_autofree char *rows =
            g_strdup_printf("table=%s;ahead=%s;of=%s", table, make->name, log->shape.time->name);
        if (!keep(log, column, PROOF_AHEAD, ahead, filled, sentence, rows, error))
            return FALSE;
    }
    if (filled == 0 || info->kind == KIND_DATE || !column_speaks_of_end(info))
        return TRUE;
    g_autofree char *share = share_words(filled, all);
    g_autofree char *sentence =
        g_strdup_printf("filled in the first event of %s tickets that went on after it, though its "
                        "name speaks of the end: written back from there",
                        share);
    return keep(log, column, PROOF_EARLY, filled, all, sentence, NULL, error);
}

gboolean
event_log_evidence(const EventLog *log, const char *table, const gint64 *columns, GError **error)
{
    for (guint i = 0; i < log->makes->len; i++) {
        const Make *make = g_ptr_array_index(log->makes, i);
        const ColumnInfo *info = g_ptr_array_index(log->frame->table->columns, make->from);
        if (make->kind != MAKE_FIRST || info == log->shape.key)
            continue;
        if (!keep_changes(log, table, make, columns[i], error) ||
            !keep_ahead(log, table, make, columns[i], error))
            return FALSE;
    }
    return TRUE;
}
