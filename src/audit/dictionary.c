/* The data dictionary: what each column means, and which fields the desk added itself without
 * anybody writing down what for. */
#include "audit/audit_private.h"

#include <string.h>

enum { MOST_VALUES = 50 }; /* of a column whose values are worth explaining one by one */

typedef struct {
    gint64 values;
    guint explained;
} ValueCount;

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

/* Values that say nothing to whoever wasn't there when they were made up: those of categories. */
static gboolean
has_values(const ColumnInfo *column, const ColumnStats *stats)
{
    return (column->kind == KIND_CATEGORY || column->kind == KIND_LIST) && !column->pii &&
           !column_is_part(column) && stats->distinct <= MOST_VALUES;
}

static void
add_value(const TableInfo *of, const ColumnInfo *column, const char *value, gint64 rows,
          ReportTable *table, ValueCount *count)
{
    const char *said = column_value_meaning(column, value);
    g_autofree char *shown = personal_words(column, value, TRUE);
    g_autofree char *meaning = said ? text_clean(said, -1) : NULL;
    g_autofree char *named = g_strdup_printf("%s.%s=%s", of->name, column->name, value);
    g_autofree char *clean = text_clean(value, -1);
    if (strcmp(shown, clean) != 0) /* personal data has no place here */
        return;
    count->explained += said != NULL;
    report_row(table);
    report_cell_text(table, of->name);
    report_cell_text(table, column->name);
    report_cell_text(table, shown);
    cell_rows(report_cell(table, (double)rows), "table=%s;column=%s;value=%s", of->name,
              column->name, value);
    report_cell_text(table, meaning);
    report_cell_text(table, g_strchomp(named));
}

static int
more_rows(gconstpointer a, gconstpointer b, gpointer counts)
{
    const gint64 *count = counts;
    gint64 x = count[*(const guint32 *)a], y = count[*(const guint32 *)b];
    return x == y ? 0 : x > y ? -1 : 1;
}

/* Every value, the most frequent first: of a column that has more than typing keeps. */
static void
add_all_values(const TableInfo *of, const FrameColumn *column, ReportTable *table,
               ValueCount *count)
{
    guint32 n = dictionary_size(column->dictionary);
    g_autofree gint64 *rows = g_new0(gint64, n + 1);
    g_autofree guint32 *order = g_new(guint32, n + 1);

    for (guint32 code = 0; code < n; code++)
        order[code] = code;
    for (guint32 row = 0; row < column->n; row++)
        if (column->code[row] >= 0)
            rows[column->code[row]]++;
    g_qsort_with_data(order, (gint)n, sizeof *order, more_rows, rows);
    for (guint32 i = 0; i < n && i < MOST_VALUES; i++)
        if (rows[order[i]])
            add_value(of, column->info, dictionary_text(column->dictionary, order[i]),
                      rows[order[i]], table, count);
}

/* Those that typing kept, where they are all or items of lists. */
static void
add_values(const TableInfo *of, const ColumnInfo *column, const ColumnStats *stats,
           const Frame *frame, ReportTable *table, ValueCount *count)
{
    const FrameColumn *cells = frame ? frame_column(frame, column->name) : NULL;
    count->values += stats->distinct;
    if (cells && cells->code && stats->distinct > stats->n_top) {
        add_all_values(of, cells, table, count);
        return;
    }
    for (guint i = 0; i < stats->n_top; i++)
        add_value(of, column, stats->top[i], stats->top_count[i], table, count);
}

/* What the values of categories mean: all of a category, of a list the most frequent. */
static void
tell_values(Report *report, const Catalogue *catalogue, FrameStore *frames, sqlite3 *database)
{
    ReportTable *table = report_table(report, "values", "WHAT VALUES OF CATEGORIES MEAN");
    ValueCount count = {0};

    report_column(table, "table", catalogue->tables->len > 1 ? "table" : NULL, UNIT_NONE, 0);
    report_column(table, "column", "column", UNIT_NONE, 0);
    report_column(table, "value", "value", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "meaning", "meaning", UNIT_NONE, 0);
    report_column(table, "named", NULL, UNIT_NONE, 0);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *of = g_ptr_array_index(catalogue->tables, i);
        g_autoptr(Frame) frame = NULL;
        for (guint k = 0; k < of->columns->len; k++) {
            const ColumnInfo *column = g_ptr_array_index(of->columns, k);
            ColumnStats stats = {0};
            if (column_stats_load(database, column->id, &stats, NULL) &&
                has_values(column, &stats)) {
                if (!frame && stats.distinct > stats.n_top)
                    frame = frame_store_get(frames, database, of, NULL, NULL);
                add_values(of, column, &stats, frame, table, &count);
            }
            column_stats_clear(&stats);
        }
    }
    report_number(report, "values", NULL, UNIT_COUNT, 0, (double)count.values);
    report_number(report, "values_documented", NULL, UNIT_COUNT, 0, (double)count.explained);
    table->hidden = table->rows->len == 0;
    g_autofree char *more = count.values > table->rows->len
                                ? g_strdup_printf(" (%" G_GINT64_FORMAT " more are not listed)",
                                                  count.values - table->rows->len)
                                : g_strdup("");
    if (table->rows->len)
        report_say(report,
                   "%u of the %u values of categories listed here have a meaning of their own%s: "
                   "`meaning COLUMN=VALUE \"words\"` gives one.",
                   count.explained, table->rows->len, more);
}

Report *
dictionary_report(const Catalogue *catalogue, FrameStore *frames, sqlite3 *database)
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
    tell_values(report, catalogue, frames, database);
    report_say(report,
               "`meaning COLUMN \"words\"` explains one; `dictionary export FILE.csv`, or .md, "
               "and `dictionary import FILE` take all of them to whoever knows.");
    return report;
}
