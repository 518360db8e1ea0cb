/* The page on duplicates: how many rows repeat an earlier one and how, the pairs side by side with
 * what differs, the share by month. */
#include "audit/pair.h"

#include <math.h>
#include <string.h>

enum { PAIRS_SHOWN = 300 };

/* ---- how many ---------------------------------------------------------------------------------
 */

static const char *
kind_words(DuplicateKind kind)
{
    static const char *const words[DUPLICATE_KINDS] = {"copied: every cell equal but the key",
                                                       "the same key again, other cells",
                                                       "near: a text much alike"};
    return words[kind];
}

static void
add_kinds(Report *report, const Duplicates *duplicates, const char *name)
{
    ReportTable *table = report_table(report, "kinds", "ROWS THAT REPEAT AN EARLIER ONE");

    report_column(table, "kind", NULL, UNIT_NONE, 0);
    report_column(table, "what", "how", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "share", "of all", UNIT_SHARE, 2)->right = TRUE;
    for (guint kind = 0; kind < DUPLICATE_KINDS; kind++) {
        report_row(table);
        report_cell_text(table, duplicate_kind_name(kind));
        report_cell_text(table, kind_words(kind));
        Cell *cell = report_cell(table, (double)duplicates->count[kind]);
        if (duplicates->count[kind])
            cell_rows(cell, "table=%s;duplicates=%s", name, duplicate_kind_name(kind));
        report_cell(table, duplicates->rows
                               ? (double)duplicates->count[kind] / (double)duplicates->rows
                               : NAN);
    }
}

/* Of all these, those of which one half teaches and the other judges. */
static void
add_across(Report *report, const Duplicates *duplicates, const Task *task, gint64 across)
{
    ReportTable *table = report_find_table(report, "kinds");

    report_row(table);
    report_cell_text(table, "across");
    report_cell_text(table, "of these: one teaches, one judges");
    Cell *cell = report_cell(table, (double)across);
    if (across)
        cell_rows(cell, "task=%" G_GINT64_FORMAT ";shared=pair", task->id);
    report_cell(table, duplicates->rows ? (double)across / (double)duplicates->rows : NAN);
}

static void
say_search(Report *report, const Duplicates *duplicates, const DuplicateOptions *options,
           const char *table)
{
    g_autofree char *texts = number_count(duplicates->texts);
    g_autofree char *window =
        duplicates->time ? duration_words(options->alike.window) : g_strdup("any time");
    g_autofree char *least = number_percent(options->alike.least, 0);
    g_autoptr(GString) left = g_string_new(NULL);
    const struct {
        gint64 n;
        const char *why;
    } out[] = {{duplicates->no_customer, "without a customer"},
               {duplicates->no_time, "without a time"},
               {duplicates->short_text, "of fewer than five words"}};

    if (!duplicates->searched_near) {
        report_say(report, "There is no text in %s, so near duplicates can't be looked for.",
                   table);
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS(out); i++) {
        g_autofree char *count = number_count(out[i].n);
        if (out[i].n)
            g_string_append_printf(left, "%s%s %s", left->len ? ", " : "; left out: ", count,
                                   out[i].why);
    }
    report_say(report,
               "Near means: %s, within %s, and %s of the pairs of neighbouring words shared. %s "
               "texts were compared%s. `duplicates %s window=30d customer=any alike=0.8` looks "
               "otherwise.",
               duplicates->customer ? "by the same customer" : "by any customer", window, least,
               texts, left->str, table);
}

static void
say_counts(Report *report, const Duplicates *duplicates, const TableInfo *table)
{
    gint64 exact = duplicates->count[DUPLICATE_EXACT], near = duplicates->count[DUPLICATE_NEAR],
           key = duplicates->count[DUPLICATE_KEY];
    g_autofree char *all = table_count(table->name, duplicates->rows);
    g_autofree char *exactly = number_count(exact), *nearly = number_count(near),
                    *keyed = number_count(key);
    g_autoptr(GString) text = g_string_new(NULL);

    if (exact + near + key == 0) {
        report_say(report, "No row of %s repeats an earlier one.", all);
        return;
    }
    g_string_append_printf(text, "Of %s, %s %s an earlier one, every cell equal%s%s", all, exactly,
                           exact == 1 ? "is a copy of" : "are copies of", table->key ? " but " : "",
                           table->key ? table->key->name : "");
    if (duplicates->searched_near)
        g_string_append_printf(text, "; %s nearly so", nearly);
    if (key)
        g_string_append_printf(text, "; %s %s the %s of an earlier one", keyed,
                               key == 1 ? "bears" : "bear", table->key->name);
    report_say(report, "%s. `clean duplicates %s` sets both aside and keeps the earlier.",
               text->str, table->name);
    if (!duplicates->searched_near && table->key && exact)
        report_warn(report,
                    "Without a text, equal rows of different %s may be two things that happen to "
                    "be alike: look at them before you take them out.",
                    table->key->name);
}

/* ---- the pairs --------------------------------------------------------------------------------
 */

static int
near_first(gconstpointer a, gconstpointer b)
{
    const Duplicate *first = *(const Duplicate *const *)a, *second = *(const Duplicate *const *)b;
    if (first->kind != second->kind)
        return first->kind > second->kind ? -1 : 1;
    return first->row < second->row ? -1 : first->row > second->row;
}

static void
lay_out_pairs(ReportTable *table, const TableInfo *of)
{
    report_column(table, "earlier_row", NULL, UNIT_COUNT, 0);
    report_column(table, "row", NULL, UNIT_COUNT, 0);
    report_column(table, "earlier", of->key ? "earlier" : "earlier row", UNIT_NONE, 0);
    report_column(table, "later", of->key ? "repeated by" : "repeated by row", UNIT_NONE, 0);
    report_column(table, "kind", "how", UNIT_NONE, 0);
    report_column(table, "alike", "alike", UNIT_SHARE, 0)->right = TRUE;
    report_column(table, "after", "after", UNIT_SECONDS, 0)->right = TRUE;
    report_column(table, "differs", "what differs", UNIT_NONE, 0);
}

static gboolean
add_pair(ReportTable *table, PairReader *reader, const Duplicate *one, const FrameColumn *time,
         const Frame *frame, GError **error)
{
    g_autoptr(Pair) pair = pair_read(reader, one->earlier, one->row, error);
    if (!pair)
        return FALSE;
    g_autofree char *earlier = pair_name(pair, 0), *later = pair_name(pair, 1);
    g_autofree char *differs = pair_differences(pair);
    double after = pair_seconds_between(frame, time, one->earlier, one->row);

    report_row(table);
    report_cell(table, (double)one->earlier);
    report_cell(table, (double)one->row);
    report_cell_text(table, earlier);
    report_cell_text(table, later);
    report_cell_text(table, duplicate_kind_name(one->kind));
    report_cell(table, one->alike);
    report_cell(table, after);
    report_cell_text(table, differs);
    return TRUE;
}

static gboolean
add_pairs(Report *report, const Duplicates *duplicates, const Frame *frame, sqlite3 *database,
          GError **error)
{
    const TableInfo *table = frame->table;
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    const ColumnInfo *created = table_role(table, ROLE_CREATED);
    const ColumnInfo *time = created ? created : table->time;
    g_autoptr(PairReader) reader = pair_reader_new(database, table, error);

    if (!reader)
        return FALSE;
    ReportTable *pairs = report_table(report, "pairs", "SIDE BY SIDE");
    lay_out_pairs(pairs, table);
    for (guint i = 0; i < duplicates->found->len; i++)
        g_ptr_array_add(order, &g_array_index(duplicates->found, Duplicate, i));
    g_ptr_array_sort(order, near_first);
    for (guint i = 0; i < MIN(order->len, PAIRS_SHOWN); i++)
        if (!add_pair(pairs, reader, g_ptr_array_index(order, i),
                      time ? frame_column_of(frame, time) : NULL, frame, error))
            return FALSE;
    pairs->hidden = pairs->rows->len == 0;
    if (order->len > PAIRS_SHOWN) {
        g_autofree char *all = number_count(order->len);
        report_say(report, "The first %d of %s pairs are listed; the counts open all.", PAIRS_SHOWN,
                   all);
    }
    return TRUE;
}

/* ---- by month ---------------------------------------------------------------------------------
 */

static void
add_months(Report *report, const Duplicates *duplicates, const Frame *frame)
{
    const ColumnInfo *created = table_role(frame->table, ROLE_CREATED);
    const ColumnInfo *info = created ? created : frame->table->time;
    const FrameColumn *time = info ? frame_column_of(frame, info) : NULL;

    if (!time || time->kind != KIND_DATE || !duplicates->found->len)
        return;
    g_autoptr(Months) months = months_new(time, frame->catalogue->zone);
    g_autofree gint64 *count = g_new0(gint64, months_count(months) + 1);
    for (guint i = 0; i < duplicates->found->len; i++) {
        guint32 row = frame_row_of(frame, g_array_index(duplicates->found, Duplicate, i).row);
        int month = row < frame->n ? months_find(months, time->integer[row]) : -1;
        if (month >= 0)
            count[month]++;
    }
    ReportTable *table = report_table(report, "months", "BY MONTH");
    report_column(table, "month", "month", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "repeated", "that repeat", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "share", "share", UNIT_SHARE, 1)->right = TRUE;
    for (guint i = 0; i < months_count(months); i++) {
        gint64 rows = g_array_index(months->count, gint64, i);
        g_autofree char *name =
            month_words(g_array_index(months->start, TimePoint, i), frame->catalogue->zone);
        report_row(table);
        report_cell_text(table, name);
        report_cell(table, (double)rows);
        report_cell(table, (double)count[i]);
        report_cell(table, rows ? (double)count[i] / (double)rows : NAN);
    }
}

/* ---- outcomes ---------------------------------------------------------------------------------
 */

static void
say_outcomes(Report *report, const Duplicates *duplicates, const Task *task)
{
    DuplicateOutcomes outcomes = duplicates_outcomes(duplicates, task);
    g_autofree char *conflicting = number_count(outcomes.conflicting);
    g_autofree char *known = number_count(outcomes.known), *across = number_count(outcomes.across);

    report_number(report, "pairs_known", NULL, UNIT_COUNT, 0, (double)outcomes.known);
    report_number(report, "pairs_conflicting", NULL, UNIT_COUNT, 0, (double)outcomes.conflicting);
    report_number(report, "pairs_across", NULL, UNIT_COUNT, 0, (double)outcomes.across);
    add_across(report, duplicates, task, outcomes.across);
    if (outcomes.known)
        report_say(report,
                   "%s of the %s pairs with two known outcomes have different ones (the sealed "
                   "test part left out).",
                   conflicting, known);
    if (outcomes.across)
        report_warn(report,
                    "%s pairs have one half in training and the other where models are judged: "
                    "the figures there are a little too good.",
                    across);
    else if (duplicates->found->len)
        report_say(report, "No pair has one half in training and the other where models are "
                           "judged.");
}

/* ---- the report -------------------------------------------------------------------------------
 */

Report *
duplicates_report(FrameStore *frames, sqlite3 *database, const TableInfo *table, const Task *task,
                  Progress *progress, GError **error)
{
    g_autoptr(Report) report = report_new("duplicates", "Duplicates");
    g_autoptr(Frame) frame = frame_store_get(frames, database, table, progress, error);
    g_autoptr(Duplicates) duplicates =
        frame ? duplicates_get(frame, database, progress, error) : NULL;
    DuplicateOptions options;

    if (!duplicates)
        return NULL;
    duplicate_options_read(database, table, &options);
    say_counts(report, duplicates, table);
    say_search(report, duplicates, &options, table->name);
    report_text(report, "table", NULL, table->name);
    report_number(report, "rows", NULL, UNIT_COUNT, 0, (double)duplicates->rows);
    for (guint kind = 0; kind < DUPLICATE_KINDS; kind++)
        report_number(report, duplicate_kind_name(kind), NULL, UNIT_COUNT, 0,
                      (double)duplicates->count[kind]);
    report_number(report, "compared", NULL, UNIT_COUNT, 0, (double)duplicates->texts);
    report_number(report, "crowded", NULL, UNIT_COUNT, 0, (double)duplicates->crowded);
    add_kinds(report, duplicates, table->name);
    if (task && task_is_about(task, table))
        say_outcomes(report, duplicates, task);
    if (duplicates->crowded) {
        g_autofree char *crowded = number_count(duplicates->crowded);
        report_warn(report,
                    "%s texts share words with more than %d earlier ones and were compared with "
                    "the latest of these only: some near duplicates may be missing.",
                    crowded, ALIKE_CROWD);
    }
    if (!add_pairs(report, duplicates, frame, database, error))
        return NULL;
    add_months(report, duplicates, frame);
    return g_steal_pointer(&report);
}
