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

/* Columns of one kind that are known at one time. */
static void
offer_some(ReportTable *offers, sqlite3 *database, const TableInfo *table, ColumnKind kind,
           KnownAt known)
{
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        ColumnStats stats = {0};

        if (column->kind != kind || column->known != known ||
            !column_stats_load(database, column->id, &stats, NULL))
            continue;
        gint64 filled = stats.rows - stats.missing;
        guint most = column->kind == KIND_BOOLEAN ? 2 : 3;
        for (guint v = 0; v < stats.n_top && v < most && stats.distinct <= 12; v++)
            if (stats.top_count[v] * 2 <= filled && stats.top_count[v] >= TASK_MIN_POSITIVES)
                add_offer(offers, table, column, stats.top[v], stats.top_count[v], filled);
        column_stats_clear(&stats);
    }
}

Report *
target_offers(const Catalogue *catalogue, sqlite3 *database)
{
    /* outcomes are things found out later, most often a yes or no */
    static const struct {
        ColumnKind kind;
        KnownAt known;
    } order[] = {{KIND_BOOLEAN, KNOWN_LATER},   {KIND_BOOLEAN, KNOWN_ASK},
                 {KIND_CATEGORY, KNOWN_LATER},  {KIND_CATEGORY, KNOWN_ASK},
                 {KIND_BOOLEAN, KNOWN_ARRIVAL}, {KIND_CATEGORY, KNOWN_ARRIVAL}};
    const TableInfo *table = catalogue_main_table(catalogue);
    Report *report = report_new("target", "Target");

    report_say(report, "Nothing is predicted yet. A target is something that is found out later: "
                       "choose a value below, or write a comparison such as "
                       "`target rule=\"resolution_hours > 72\" horizon=72h`.");
    if (!table)
        return report;
    ReportTable *offers = report_table(report, "offers", "COULD BE PREDICTED");
    offer_columns(offers);
    for (guint i = 0; i < G_N_ELEMENTS(order); i++)
        offer_some(offers, database, table, order[i].kind, order[i].known);
    report_say(report,
               "Enter takes the value under the cursor; give it a horizon where the table has "
               "times: a ticket too young to tell is unknown, never No.");
    return report;
}
