/* From rows to tickets: what the files held, what was set aside and why, what a target leaves; the
 * tables of the workspace and how well their keys meet. */
#include "audit/audit_private.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *reason, *words, *brief;
} aside_words[] = {
    {"ragged", "more or fewer fields than the heading", "wrong number of fields"},
    {"encoding", "bytes that are no UTF-8", "damaged letters"},
    {"nul", "a NUL byte inside", "damaged bytes"},
    {"quote", "a quote that is never closed", "a quote never closed"},
};

static const char *
reason_words(const char *reason)
{
    for (guint i = 0; i < G_N_ELEMENTS(aside_words); i++)
        if (strcmp(aside_words[i].reason, reason) == 0)
            return aside_words[i].words;
    return reason;
}

const char *
aside_brief(const char *reason)
{
    for (guint i = 0; i < G_N_ELEMENTS(aside_words); i++)
        if (strcmp(aside_words[i].reason, reason) == 0)
            return aside_words[i].brief;
    return reason;
}

/* ---- set aside ----------------------------------------------------------------------------- */

/* One row a table, file and reason, for programs; the first line where it happened. */
static void
list_aside(Report *report, sqlite3 *database)
{
    ReportTable *table = report_table(report, "aside", "SET ASIDE");
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, NULL,
                   "SELECT t.name, i.file, a.reason, count(*), min(a.line), a.detail FROM aside a "
                   "JOIN import i ON i.id = a.import_id JOIN source_table t ON t.id = i.table_id "
                   "GROUP BY t.id, i.id, a.reason ORDER BY t.id, i.id, count(*) DESC",
                   "");

    report_column(table, "table", "table", UNIT_NONE, 0);
    report_column(table, "reason", NULL, UNIT_NONE, 0);
    report_column(table, "why", "why", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "line", "first in line", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "detail", "there", UNIT_NONE, 0);
    report_column(table, "file", NULL, UNIT_NONE, 0);
    while (rows && db_step(rows, NULL)) {
        const char *name = (const char *)sqlite3_column_text(rows, 0);
        const char *reason = (const char *)sqlite3_column_text(rows, 2);
        g_autofree char *file = text_clean((const char *)sqlite3_column_text(rows, 1), -1);
        g_autofree char *detail = text_clean((const char *)sqlite3_column_text(rows, 5), -1);
        report_row(table);
        report_cell_text(table, name);
        report_cell_text(table, reason);
        report_cell_text(table, reason_words(reason));
        cell_rows(report_cell(table, (double)sqlite3_column_int64(rows, 3)), "table=%s;aside=%s",
                  name, reason);
        report_cell(table, (double)sqlite3_column_int64(rows, 4));
        report_cell_text(table, detail);
        report_cell_text(table, file);
    }
    table->hidden = table->rows->len == 0;
}

/* ---- the flow of the main table -------------------------------------------------------------- */

static Cell *
flow_row(ReportTable *flow, const char *id, const char *what, gint64 count)
{
    report_row(flow);
    report_cell_text(flow, id);
    report_cell_text(flow, what);
    return report_cell(flow, (double)count);
}

static void
flow_aside(ReportTable *flow, sqlite3 *database, const TableInfo *table)
{
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, NULL,
                   "SELECT reason, count(*) FROM aside JOIN import ON import.id = import_id "
                   "WHERE table_id = ? GROUP BY reason ORDER BY count(*) DESC",
                   "i", table->id);
    while (rows && db_step(rows, NULL)) {
        const char *reason = (const char *)sqlite3_column_text(rows, 0);
        g_autofree char *id = g_strconcat("aside.", reason, NULL);
        g_autofree char *what = g_strdup_printf("  unreadable: %s", aside_brief(reason));
        Cell *cell = flow_row(flow, id, what, sqlite3_column_int64(rows, 1));
        cell_rows(cell, "table=%s;aside=%s", table->name, reason);
        cell_style(cell, "warn");
    }
}

static void
flow_task(ReportTable *flow, const Task *task)
{
    g_autofree char *event = text_clean(task->event_words, -1);
    g_autofree char *positive = g_strdup_printf("    %s", event);
    const char *fmt = "task=%" G_GINT64_FORMAT ";state=%s";

    cell_rows(flow_row(flow, "open", "  outcome not known yet", task->open), fmt, task->id, "open");
    if (task->unusable)
        cell_rows(flow_row(flow, "unusable", "  without an outcome or a time", task->unusable), fmt,
                  task->id, "unusable");
    cell_rows(flow_row(flow, "usable", "usable for this target", task->positives + task->negatives),
              fmt, task->id, "known");
    cell_rows(flow_row(flow, "positives", positive, task->positives), fmt, task->id, "positive");
}

/* What cleaning steps set aside, each row counted for the first step that names it; the sum. */
static gint64
flow_steps(ReportTable *flow, sqlite3 *database, const TableInfo *table)
{
    g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(StepCount));
    gint64 all = steps_count(database, table->id, counts, NULL);
    for (guint i = 0; i < counts->len; i++) {
        const StepCount *count = &g_array_index(counts, StepCount, i);
        g_autoptr(Step) step = step_load(database, count->step, NULL);
        g_autofree char *id = g_strdup_printf("step.%" G_GINT64_FORMAT, count->step);
        g_autofree char *reason = text_clean(step ? step->reason : "", -1);
        g_autofree char *what = g_strdup_printf("  %s", reason);
        if (count->rows)
            cell_rows(flow_row(flow, id, what, count->rows),
                      "table=%s;step=%" G_GINT64_FORMAT ";first=1", table->name, count->step);
    }
    return MAX(all, 0);
}

void
audit_flow(Report *report, const TableInfo *table, sqlite3 *database, const Task *task)
{
    const char *noun = table_noun(table->name, 2);
    gboolean named = !g_str_equal(noun, "rows");
    gboolean tickets = table_holds_tickets(table);
    g_autofree char *capitals = g_ascii_strup(tickets ? "tickets" : noun, -1);
    g_autofree char *title = named || tickets ? g_strdup_printf("FROM ROWS TO %s", capitals)
                                              : g_strdup("FROM FILE TO ROWS");
    ReportTable *flow = report_table(report, "flow", title);
    g_autofree char *current = named ? g_strdup(noun) : g_strdup_printf("rows of %s", table->name);
    gint64 read = db_integer(database, table->rows,
                             "SELECT sum(rows + aside) FROM import WHERE table_id = ? "
                             "AND id NOT IN (SELECT import_id FROM import_off)",
                             "i", table->log ? table->log->id : table->id);
    gint64 replaced = read - table->rows - table->aside;

    report_column(flow, "id", NULL, UNIT_NONE, 0);
    report_column(flow, "what", "", UNIT_NONE, 0);
    report_column(flow, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    const TableInfo *source = table->log ? table->log : table;
    Cell *file = flow_row(flow, "file", "rows in the file", read);
    if (read == source->rows) /* what was set aside stands in no table */
        cell_rows(file, "table=%s", source->name);
    flow_aside(flow, database, source);
    if (table->log)
        cell_rows(flow_row(flow, "events", "  events of these tickets", table->log->rows),
                  "table=%s", table->log->name);
    else if (replaced > 0)
        flow_row(flow, "replaced", "  replaced by a later import", replaced);
    gint64 taken = flow_steps(flow, database, table);
    cell_rows(flow_row(flow, "current", current, table->rows - taken), "table=%s;clean=1",
              table->name);
    if (task_is_about(task, table))
        flow_task(flow, task);
    list_aside(report, database);
}

/* ---- tables and links ------------------------------------------------------------------------ */

void
audit_tables(Report *report, const Catalogue *catalogue)
{
    ReportTable *tables = report_table(report, "tables", "TABLES");

    tables->hidden = catalogue->tables->len < 2;
    report_column(tables, "table", "table", UNIT_NONE, 0);
    report_column(tables, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(tables, "aside", "set aside", UNIT_COUNT, 0)->right = TRUE;
    report_column(tables, "columns", "columns", UNIT_COUNT, 0)->right = TRUE;
    report_column(tables, "key", "a row is named by", UNIT_NONE, 0);
    report_column(tables, "time", "it happened at", UNIT_NONE, 0);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        report_row(tables);
        report_cell_text(tables, table->name);
        cell_rows(report_cell(tables, (double)table->rows), "table=%s", table->name);
        Cell *aside = report_cell(tables, (double)table->aside);
        if (table->aside)
            cell_rows(aside, "table=%s;aside=", table->name);
        report_cell(tables, table->columns->len);
        report_cell_text(tables, table->key ? table->key->name : NULL);
        report_cell_text(tables, table->time ? table->time->name : NULL);
    }
}

/* A count of a link that opens its rows. */
static Cell *
link_cell(ReportTable *links, const LinkInfo *link, const char *state, gint64 count)
{
    gboolean of_parent = strcmp(state, "duplicates") == 0;
    Cell *cell = report_cell(links, (double)count);
    if (count)
        cell_rows(cell, "table=%s;link=%s.%s>%s.%s;state=%s",
                  of_parent ? link->parent->name : link->child->name, link->child->name,
                  link->child_column->name, link->parent->name, link->parent_column->name, state);
    return cell;
}

void
audit_links(Report *report, const Catalogue *catalogue)
{
    ReportTable *links = report_table(report, "links", "HOW THE TABLES MEET");

    links->hidden = catalogue->links->len == 0;
    report_column(links, "child", "rows of", UNIT_NONE, 0);
    report_column(links, "parent", "belong to", UNIT_NONE, 0);
    report_column(links, "matched", "found", UNIT_COUNT, 0)->right = TRUE;
    report_column(links, "orphans", "not found", UNIT_COUNT, 0)->right = TRUE;
    report_column(links, "missing", "empty", UNIT_COUNT, 0)->right = TRUE;
    report_column(links, "duplicates", "named twice", UNIT_COUNT, 0)->right = TRUE;
    for (guint i = 0; i < catalogue->links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(catalogue->links, i);
        g_autofree char *child =
            g_strdup_printf("%s.%s", link->child->name, link->child_column->name);
        g_autofree char *parent =
            g_strdup_printf("%s.%s", link->parent->name, link->parent_column->name);
        report_row(links);
        report_cell_text(links, child);
        report_cell_text(links, parent);
        link_cell(links, link, "matched", link->matched);
        cell_style(link_cell(links, link, "orphans", link->orphans), link->orphans ? "warn" : NULL);
        cell_rows(report_cell(links, (double)link->missing), "table=%s;column=%s;missing=1",
                  link->child->name, link->child_column->name);
        cell_style(link_cell(links, link, "duplicates", link->duplicates),
                   link->duplicates ? "warn" : NULL);
    }
}
