/* How the parts of a combined target overlap: "jira tag 5,210, Engineering group 4,880, both
 * 3,610". The parts are those of its OR; what an AND NOT takes away stands apart. Every count is
 * that of a condition, which opens the same rows. */
#include "task/task-private.h"

#include <math.h>

#define MOST_PARTS 12

typedef struct {
    const Frame *frame;
    sqlite3 *database;
    GPtrArray *any, *but_not; /* PqlNode*, of the rule */
    ReportTable *table;
    Report *report;
} Overlap;

static void
split_or(PqlNode *node, GPtrArray *parts)
{
    if (node->type == PQL_OR)
        for (guint i = 0; i < node->arguments->len; i++)
            split_or(node->arguments->pdata[i], parts);
    else
        g_ptr_array_add(parts, node);
}

/* (A OR B) AND NOT (C OR D) is A, B and C, D; anything else is one part. */
static void
split_rule(PqlNode *node, Overlap *overlap)
{
    gboolean pair = node->type == PQL_AND && node->arguments->len == 2;
    PqlNode *first = pair ? node->arguments->pdata[0] : node;
    PqlNode *second = pair ? node->arguments->pdata[1] : NULL;
    if (second && second->type == PQL_NOT && first->type != PQL_NOT) {
        split_or(first, overlap->any);
        split_or(second->arguments->pdata[0], overlap->but_not);
        return;
    }
    split_or(node, overlap->any);
}

/* The rows where a condition holds, NaN where it can't be read. */
static gint64
count_rule(const Overlap *overlap, const char *rule, GError **error)
{
    g_autoptr(PqlNode) node = pql_parse_condition(rule, error);
    g_autoptr(RowTest) test =
        node ? row_test_new(node, overlap->frame, overlap->database, error) : NULL;
    gint64 count = 0;
    for (guint32 row = 0; test && row < overlap->frame->n; row++)
        count += row_test(test, row);
    return test ? count : -1;
}

static gboolean
add_count(const Overlap *overlap, const char *kind, const char *words, const char *rule,
          GError **error)
{
    gint64 count = count_rule(overlap, rule, error);
    if (count < 0)
        return FALSE;
    g_autofree char *clean = text_clean(words, -1);
    report_row(overlap->table);
    report_cell_text(overlap->table, kind);
    report_cell_text(overlap->table, clean);
    cell_rows(report_cell(overlap->table, (double)count), "table=%s;where=1;value=%s",
              overlap->frame->table->name, rule);
    report_cell_text(overlap->table, rule);
    return TRUE;
}

static gboolean
add_parts(const Overlap *overlap, const GPtrArray *parts, const char *kind, GError **error)
{
    for (guint i = 0; i < parts->len; i++) {
        g_autofree char *rule = pql_print(parts->pdata[i]);
        if (!add_count(overlap, kind, rule, rule, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
add_both(const Overlap *overlap, const PqlNode *one, const PqlNode *other, const char *kind,
         GError **error)
{
    g_autofree char *a = pql_print(one), *b = pql_print(other);
    g_autofree char *rule = g_strdup_printf("(%s) AND (%s)", a, b);
    g_autofree char *words = g_strdup_printf("%s, and %s", a, b);
    return add_count(overlap, kind, words, rule, error);
}

static gboolean
add_pairs(const Overlap *overlap, GError **error)
{
    for (guint i = 0; i < overlap->any->len; i++) {
        for (guint j = i + 1; j < overlap->any->len; j++)
            if (!add_both(overlap, overlap->any->pdata[i], overlap->any->pdata[j], "both", error))
                return FALSE;
        for (guint j = 0; j < overlap->but_not->len; j++)
            if (!add_both(overlap, overlap->any->pdata[i], overlap->but_not->pdata[j], "taken away",
                          error))
                return FALSE;
    }
    return TRUE;
}

static void
say_overlap(const Overlap *overlap, gint64 all)
{
    g_autoptr(GString) words = g_string_new(NULL);
    guint shown = 0;
    for (guint row = 0; row < overlap->table->rows->len && shown < 6; row++) {
        const char *kind = report_at(overlap->table, row, 0)->text;
        const Cell *cell = report_at(overlap->table, row, 2);
        g_autofree char *count = number_count((gint64)cell->value);
        if (!g_str_equal(kind, "any of") && !g_str_equal(kind, "both"))
            continue;
        g_string_append_printf(
            words, "%s%s %s", shown++ ? ", " : "",
            g_str_equal(kind, "any of") ? report_at(overlap->table, row, 1)->text : kind, count);
    }
    g_autofree char *count = number_count(all);
    g_autofree char *rows = table_count(overlap->frame->table->name, overlap->frame->n);
    report_say(overlap->report, "%s. Together %s of %s.", words->str, count, rows);
}

Report *
target_overlap(FrameStore *frames, sqlite3 *database, const char *entity, const char *rule,
               GError **error)
{
    Catalogue *catalogue = frame_store_catalogue(frames);
    const TableInfo *table =
        entity ? catalogue_table(catalogue, entity, error) : catalogue_main_table(catalogue);
    g_autoptr(PqlNode) node = table ? pql_parse_condition(rule, error) : NULL;
    g_autoptr(Frame) frame = node ? frame_store_get(frames, database, table, NULL, error) : NULL;
    if (!frame)
        return NULL;
    g_autoptr(GPtrArray) any = g_ptr_array_new();
    g_autoptr(GPtrArray) but_not = g_ptr_array_new();
    g_autoptr(Report) report = report_new("overlap", "Put together");
    Overlap overlap = {frame, database, any, but_not, NULL, report};
    split_rule(node, &overlap);
    if (any->len + but_not->len > MOST_PARTS) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%u conditions are put together: at most %d", any->len + but_not->len,
                    MOST_PARTS);
        return NULL;
    }
    overlap.table = report_table(report, "overlap", "HOW THEY OVERLAP");
    report_column(overlap.table, "kind", "", UNIT_NONE, 0);
    report_column(overlap.table, "words", "condition", UNIT_NONE, 0);
    report_column(overlap.table, "count", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(overlap.table, "rule", NULL, UNIT_NONE, 0);
    g_autofree char *all = pql_print(node);
    if (!add_parts(&overlap, any, "any of", error) ||
        !add_parts(&overlap, but_not, "but not", error) || !add_pairs(&overlap, error) ||
        !add_count(&overlap, "together", "what is predicted", all, error))
        return NULL;
    say_overlap(&overlap, (gint64)report_at(overlap.table, overlap.table->rows->len - 1, 2)->value);
    return g_steal_pointer(&report);
}
