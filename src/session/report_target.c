/* Pane 2 before a target is frozen: which columns could be predicted, with count and rate, and the
 * command that does it. */
#include "session_private.h"

#include <math.h>
#include <string.h>

static void
offer_columns(ReportTable *table)
{
    report_column(table, "column", "column", UNIT_NONE, 0);
    report_column(table, "value", "is", UNIT_NONE, 0);
    report_column(table, "count", "tickets", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "rate", "of those filled in", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "known", "known", UNIT_NONE, 0);
    report_column(table, "command", NULL, UNIT_NONE, 0);
}

static void
add_offer(ReportTable *offers, const TableInfo *table, const ColumnInfo *column, const char *value,
          gint64 count, gint64 filled)
{
    g_autofree char *clean = text_clean(value, -1);
    g_autoptr(GString) command = g_string_new("target");

    command_option(command, "column", column->name);
    command_option(command, "positive", value);
    report_row(offers);
    report_cell_text(offers, column->name);
    report_cell_text(offers, clean);
    Cell *cell = report_cell(offers, (double)count);
    cell_rows(cell, "table=%s;column=%s;value=%s", table->name, column->name, value);
    report_cell(offers, (double)count / (double)filled);
    report_cell_text(offers, known_name(column->known));
    report_cell_text(offers, command->str);
}

static void
offer_values(ReportTable *offers, sqlite3 *database, const TableInfo *table,
             const ColumnInfo *column)
{
    ColumnStats stats = {0};

    if (!column_stats_load(database, column->id, &stats, NULL))
        return;
    gint64 filled = stats.rows - stats.missing;
    guint most = column->kind == KIND_BOOLEAN ? 2 : 3;
    for (guint v = 0; v < stats.n_top && v < most && stats.distinct <= 12; v++)
        if (stats.top_count[v] * 2 <= filled && stats.top_count[v] >= TASK_MIN_POSITIVES)
            add_offer(offers, table, column, stats.top[v], stats.top_count[v], filled);
    column_stats_clear(&stats);
}

/* What a desk calls an outcome. */
static gboolean
named_like_an_outcome(const ColumnInfo *column)
{
    static const char *const marks[] = {"churn",   "escalat", "breach",  "sla",    "overdue",
                                        "reopen",  "disput",  "unhappy", "refund", "cancel",
                                        "convert", "late",    "fail",    "target", "label"};
    g_autofree char *name = g_ascii_strdown(column->name, -1);

    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        if (strstr(name, marks[i]))
            return TRUE;
    return FALSE;
}

/* Outcomes are things found out later, most often a yes or no; a name may tell. The lower the
 * sooner offered; −1: can't be predicted by a value. */
static int
offer_rank(const ColumnInfo *column)
{
    int known = column->known == KNOWN_LATER ? 0 : column->known == KNOWN_ASK ? 1 : 2;

    if (column->kind != KIND_BOOLEAN && column->kind != KIND_CATEGORY)
        return -1;
    if (named_like_an_outcome(column))
        return known;
    return 3 + (known == 2 ? 4 : 0) + (column->kind == KIND_CATEGORY ? 2 : 0) + (known == 1);
}

Report *
target_offers(const Catalogue *catalogue, sqlite3 *database)
{
    const TableInfo *table = catalogue_main_table(catalogue);
    Report *report = report_new("target", "Target");

    report_say(report, "Nothing is predicted yet. A target is something that is found out later: "
                       "choose a value below, or write a comparison such as "
                       "`target rule=\"resolution_hours > 72\" horizon=72h`.");
    if (!table)
        return report;
    ReportTable *offers = report_table(report, "offers", "COULD BE PREDICTED");
    offer_columns(offers);
    for (int rank = 0; rank < 10; rank++)
        for (guint i = 0; i < table->columns->len; i++) {
            const ColumnInfo *column = g_ptr_array_index(table->columns, i);
            if (offer_rank(column) == rank)
                offer_values(offers, database, table, column);
        }
    report_say(report,
               "Enter takes the value under the cursor; give it a horizon where the table has "
               "times: a ticket too young to tell is unknown, never No.");
    return report;
}
