/* What each heading of a file was taken for: column, type, role, when it is known, and by which
 * rule of the vendor's preset; where none fits, that its cells and its name were all there was. */
#include "audit/audit_private.h"

#include <string.h>

typedef struct {
    guint named, patterned, guessed;
} Matches;

static void
lay_out(ReportTable *table, gboolean several)
{
    report_column(table, "table", several ? "table" : NULL, UNIT_NONE, 0);
    report_column(table, "column", "column", UNIT_NONE, 0);
    report_column(table, "heading", NULL, UNIT_NONE, 0);
    report_column(table, "type", "type", UNIT_NONE, 0);
    report_column(table, "role", "role", UNIT_NONE, 0);
    report_column(table, "known", "known", UNIT_NONE, 0);
    report_column(table, "match", "told by", UNIT_NONE, 0);
    report_column(table, "rules", "rule of the preset", UNIT_NONE, 0);
    report_column(table, "evidence", "its cells", UNIT_NONE, 0)->expert = TRUE;
    report_column(table, "reason", "known because", UNIT_NONE, 0)->expert = TRUE;
}

/* "known later: * in minutes*", the exact ones by their group and key alone. */
static char *
rules_words(const GPtrArray *rules)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; rules && i < rules->len; i++) {
        const PresetRule *rule = g_ptr_array_index(rules, i);
        if (strcmp(rule->group, "meanings") == 0)
            continue;
        g_string_append_printf(words, "%s%s %s", words->len ? "; " : "", rule->group, rule->key);
        if (!rule->exact)
            g_string_append_printf(words, " by “%s”", rule->pattern);
    }
    g_autofree char *raw = g_string_free(words, FALSE);
    return text_clean(raw, -1);
}

static const char *
match_words(const GPtrArray *rules, Matches *matches)
{
    gboolean exact = FALSE;
    for (guint i = 0; rules && i < rules->len; i++)
        exact |= ((const PresetRule *)g_ptr_array_index(rules, i))->exact;
    if (exact) {
        matches->named++;
        return "its heading";
    }
    if (rules && rules->len) {
        matches->patterned++;
        return "a pattern";
    }
    matches->guessed++;
    return "its cells";
}

static void
add_column(ReportTable *rows, const TableInfo *table, const ColumnInfo *column,
           const Preset *preset, gboolean masked, Matches *matches)
{
    g_autoptr(GPtrArray) rules = preset ? preset_rules(preset, column->heading) : NULL;
    g_autofree char *told = rules_words(rules);
    g_autofree char *heading = text_clean(column->heading, -1);
    g_autofree char *reason = text_clean(column->known_reason ? column->known_reason : "", -1);
    g_autofree char *evidence = text_clean(column->kind_evidence ? column->kind_evidence : "", -1);
    const char *match = match_words(rules, matches);
    report_row(rows);
    report_cell_text(rows, table->name);
    report_cell_text(rows, column->name);
    report_cell_text(rows, heading);
    report_cell_text(rows, column_is_part(column) ? "part of a list" : kind_name(column->kind));
    report_cell_text(rows, column->role == ROLE_NONE ? "" : role_name(column->role));
    report_cell_text(rows, known_name(column->known));
    report_cell_text(rows, column->kind_declared || column->known_declared ? "you" : match);
    report_cell_text(rows, told);
    report_cell_text(rows, personal_hidden(column, masked) ? "" : evidence); /* it quotes cells */
    report_cell_text(rows, reason);
}

static void
add_table(Report *report, ReportTable *rows, const TableInfo *table, sqlite3 *database,
          GPtrArray *unknown)
{
    g_autofree char *name = NULL;
    g_autoptr(Preset) preset = preset_of_table(database, table->id, &name, NULL);
    gboolean masked = personal_masked(database);
    Matches matches = {0};
    for (guint i = 0; i < table->columns->len; i++)
        add_column(rows, table, g_ptr_array_index(table->columns, i), preset, masked, &matches);
    if (preset) {
        g_autofree char *rest =
            matches.guessed
                ? g_strdup_printf("; of %u only the cells and the name could tell", matches.guessed)
                : g_strdup("");
        report_say(report,
                   "%s is an export of %s: of its %u headings %u stand in that preset and %u fit a "
                   "pattern of it%s.",
                   table->name, preset_name(preset), table->columns->len, matches.named,
                   matches.patterned, rest);
    } else if (name && strcmp(name, "none") != 0)
        report_warn(
            report,
            "%s was read by the preset %s, which is not there any more: what it said of the "
            "columns was kept, by which rules can't be shown.",
            table->name, name);
    else
        g_ptr_array_add(unknown, (gpointer)table);
}

/* Tables that no preset speaks of, in one sentence. */
static void
say_unknown(Report *report, const GPtrArray *unknown)
{
    g_autoptr(GString) names = g_string_new(NULL);
    guint columns = 0;

    for (guint i = 0; i < unknown->len; i++) {
        const TableInfo *table = unknown->pdata[i];
        g_string_append_printf(names, "%s%s",
                               i == 0                 ? ""
                               : i + 1 < unknown->len ? ", "
                                                      : " and ",
                               table->name);
        columns += table->columns->len;
    }
    if (unknown->len)
        report_say(report,
                   "%s %s from no vendor known here: %s %u columns were told by their "
                   "names and cells.",
                   names->str, unknown->len == 1 ? "is" : "are",
                   unknown->len == 1 ? "its" : "their", columns);
}

Report *
headings_report(const Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(GPtrArray) presets = presets_read(error); /* a damaged one is told, not passed over */
    if (!presets)
        return NULL;
    Report *report = report_new("headings", "What each heading was taken for");
    ReportTable *rows = report_table(report, "columns", NULL);
    g_autoptr(GPtrArray) unknown = g_ptr_array_new(); /* const TableInfo * */
    lay_out(rows, catalogue->tables->len > 1);
    const TableInfo *first = catalogue_main_table(catalogue);
    if (first && !first->derived)
        add_table(report, rows, first, database, unknown);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (!table->derived && table != first)
            add_table(report, rows, table, database, unknown);
    }
    say_unknown(report, unknown);
    report_say(report, "What is wrong is put right by `type COLUMN KIND`, `role COLUMN ROLE` and "
                       "`known COLUMN arrival`, `later` or `ask`.");
    return report;
}
