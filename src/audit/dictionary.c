/* The data dictionary: what each column means, and which fields the desk added itself without
 * anybody writing down what for. */
#include "audit/audit_private.h"

#include <string.h>

/* How vendors write the headings of fields that a desk adds: Zendesk's kinds in brackets, Jira's
 * "Custom field (…)", Salesforce's __c, ServiceNow's u_, Freshdesk's cf_. */
static gboolean
is_custom(const char *heading)
{
    static const char *const ends[] = {"[list]", "[txt]", "[int]", "[date]", "[flag]",
                                       "[dec]",  "[mul]", "__c",   NULL};
    static const char *const starts[] = {"custom field", "customfield_",      "custom_", "u_",
                                         "cf_",          "custom attributes", NULL};
    g_autofree char *lower = g_utf8_strdown(heading, -1);
    const char *words = g_strstrip(lower);

    for (const char *const *end = ends; *end; end++)
        if (g_str_has_suffix(words, *end))
            return TRUE;
    for (const char *const *start = starts; *start; start++)
        if (g_str_has_prefix(words, *start))
            return TRUE;
    return FALSE;
}

static void
lay_out(ReportTable *table)
{
    report_column(table, "table", "table", UNIT_NONE, 0);
    report_column(table, "column", "column", UNIT_NONE, 0);
    report_column(table, "type", "type", UNIT_NONE, 0);
    report_column(table, "known", "known", UNIT_NONE, 0);
    report_column(table, "meaning", "meaning", UNIT_NONE, 0);
    report_column(table, "heading", "in the file", UNIT_NONE, 0)->expert = TRUE;
    report_column(table, "custom", "the desk's own field", UNIT_BOOLEAN, 0)->expert = TRUE;
}

static void
add_column(ReportTable *table, const TableInfo *of, const ColumnInfo *column, gboolean documented)
{
    g_autofree char *meaning = documented ? text_clean(column->meaning, -1) : NULL;
    g_autofree char *heading = text_clean(column->heading, -1);

    report_row(table);
    report_cell_text(table, of->name);
    cell_rows(report_cell_text(table, column->name), "table=%s", of->name);
    report_cell_text(table, kind_name(column->kind));
    report_cell_text(table, known_name(column->known));
    report_cell_text(table, meaning);
    report_cell_text(table, heading);
    report_cell(table, is_custom(column->heading));
}

Report *
dictionary_report(const Catalogue *catalogue)
{
    Report *report = report_new("dictionary", "Dictionary");
    ReportTable *bare =
        report_table(report, "undocumented", "THE DESK'S OWN FIELDS, NOT EXPLAINED");
    ReportTable *table = report_table(report, "dictionary", "WHAT EACH COLUMN MEANS");
    guint columns = 0, documented = 0, custom = 0;

    lay_out(bare);
    lay_out(table);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *of = g_ptr_array_index(catalogue->tables, i);
        for (guint k = 0; k < of->columns->len; k++) {
            const ColumnInfo *column = g_ptr_array_index(of->columns, k);
            gboolean explained = column->meaning && *column->meaning;
            if (column_is_part(column))
                continue;
            columns++;
            documented += explained;
            custom += is_custom(column->heading);
            add_column(table, of, column, explained);
            if (!explained && is_custom(column->heading))
                add_column(bare, of, column, FALSE);
        }
    }
    bare->hidden = bare->rows->len == 0;
    report_number(report, "columns", NULL, UNIT_COUNT, 0, columns);
    report_number(report, "documented", NULL, UNIT_COUNT, 0, documented);
    report_number(report, "custom", NULL, UNIT_COUNT, 0, custom);
    report_say(report, "%u of %u columns have a meaning written down.", documented, columns);
    if (custom)
        report_say(report, "%u are fields this desk added itself; %u of them nobody has explained.",
                   custom, bare->rows->len);
    report_say(report,
               "`meaning COLUMN \"words\"` explains one; `dictionary export FILE.csv`, or .md, "
               "and `dictionary import FILE` take all of them to whoever knows.");
    return report;
}
