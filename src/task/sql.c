/* The label as SQL over the raw table: for reading, and for checking by hand what the program
 * counts. Raw cells are text; numbers are cast, dates compare as they are written. */
#include "task/task-private.h"

static void condition_sql(GString *sql, const PqlNode *node, const Frame *frame);

static void
append_text(GString *sql, const char *text)
{
    g_autoptr(GString) quoted = g_string_new(text);
    g_string_replace(quoted, "'", "''", 0);
    g_string_append_printf(sql, "'%s'", quoted->str);
}

static void
append_constant(GString *sql, const PqlNode *constant)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    if (constant->text)
        append_text(sql, constant->text);
    else
        g_string_append(sql, g_ascii_dtostr(number, sizeof number, constant->number));
}

static char *
column_sql(const PqlNode *column, const Frame *frame)
{
    g_autofree char *name = db_identifier(column->name);
    const FrameColumn *found = frame_column(frame, column->name);
    if (found && (found->kind == KIND_INTEGER || found->kind == KIND_DECIMAL))
        return g_strdup_printf("CAST(%s AS REAL)", name);
    return g_steal_pointer(&name);
}

/* A category by its declared order: CASE x WHEN 'P1' THEN 0 … END <= 1. */
static gboolean
declared_sql(GString *sql, const PqlNode *compare, const FrameColumn *column, const char *left)
{
    const PqlNode *constant = compare->arguments->pdata[1];
    if (compare->op < PQL_LT || compare->op > PQL_GE || !column->info->order || !constant->text)
        return FALSE;
    g_auto(GStrv) order = g_strsplit(column->info->order, ";", -1);
    g_autofree char *wanted = text_fold(constant->text, -1);
    int rank = -1;
    g_string_append_printf(sql, "CASE %s", left);
    for (int i = 0; order[i]; i++) {
        g_string_append(sql, " WHEN ");
        append_text(sql, order[i]);
        g_string_append_printf(sql, " THEN %d", i);
        g_autofree char *folded = text_fold(order[i], -1);
        rank = rank < 0 && g_str_equal(folded, wanted) ? i : rank;
    }
    g_string_append_printf(sql, " END %s %d", pql_operator_name(compare->op), rank);
    return TRUE;
}

static void
boolean_sql(GString *sql, const PqlNode *compare, const char *left)
{
    const PqlNode *constant = compare->arguments->pdata[1];
    gboolean yes = constant->text ? text_boolean(constant->text) == 1 : constant->number != 0;
    gboolean negated = compare->op == PQL_NE || compare->op == PQL_IS_NOT;
    g_string_append_printf(sql, "lower(%s) IN %s", left,
                           yes != negated ? "('yes', 'true', 'y', 't', '1')"
                                          : "('no', 'false', 'n', 'f', '0')");
}

/* LIKE and its kin, without regard to case as the program has it. */
static void
pattern_sql(GString *sql, const PqlNode *compare, const FrameColumn *column, const char *left)
{
    const char *text = ((PqlNode *)compare->arguments->pdata[1])->text;
    g_autoptr(GString) quoted = g_string_new(NULL);
    append_text(quoted, text);
    glong length = g_utf8_strlen(text, -1);
    gboolean negated = compare->op == PQL_NOT_CONTAINS || compare->op == PQL_NOT_LIKE;
    if (column && column->kind == KIND_LIST) {
        const char *mark = column->info->separator ? column->info->separator : ",";
        g_string_append_printf(sql,
                               "instr('%s' || replace(lower(%s), '%s ', '%s') || '%s', '%s' || "
                               "lower(%s) || '%s') %s 0",
                               mark, left, mark, mark, mark, mark, quoted->str, mark,
                               negated ? "=" : ">");
    } else if (compare->op == PQL_LIKE || compare->op == PQL_NOT_LIKE) {
        g_string_append_printf(sql, "%s %s %s", left, pql_operator_name(compare->op), quoted->str);
    } else if (compare->op == PQL_STARTS_WITH) {
        g_string_append_printf(sql, "substr(lower(%s), 1, %ld) = lower(%s)", left, length,
                               quoted->str);
    } else if (compare->op == PQL_ENDS_WITH) {
        g_string_append_printf(sql, "substr(lower(%s), -%ld) = lower(%s)", left, length,
                               quoted->str);
    } else {
        g_string_append_printf(sql, "instr(lower(%s), lower(%s)) %s 0", left, quoted->str,
                               negated ? "=" : ">");
    }
}

/* Whether the texts stand so in the column; else case is not regarded. */
static gboolean
spelled_so(const FrameColumn *column, const PqlNode *constant)
{
    return !constant->text || !column || !column->dictionary ||
           dictionary_code(column->dictionary, constant->text) >= 0;
}

static void
plain_sql(GString *sql, const PqlNode *compare, const FrameColumn *column, const char *left)
{
    const PqlNode *right = compare->arguments->pdata[1];
    gboolean list = right->type == PQL_LIST, exact = list || spelled_so(column, right);
    const char *op = compare->op == PQL_IS       ? "="
                     : compare->op == PQL_IS_NOT ? "!="
                                                 : pql_operator_name(compare->op);
    g_string_append_printf(sql, "%s%s %s ", left, exact ? "" : " COLLATE NOCASE", op);
    if (!list) {
        append_constant(sql, right);
        return;
    }
    for (guint i = 0; i < right->arguments->len; i++) {
        g_string_append(sql, i ? ", " : "(");
        append_constant(sql, right->arguments->pdata[i]);
    }
    g_string_append_c(sql, ')');
}

static void
calendar_sql(GString *sql, PqlFunction function, const char *name)
{
    static const char *const formats[] = {"%H", "%w", "%m", "%j", "%w"};
    g_string_append_printf(sql, "CAST(strftime('%s', %s) AS INTEGER)", formats[function], name);
}

static void
compare_sql(GString *sql, const PqlNode *compare, const Frame *frame)
{
    const PqlNode *operand = compare->arguments->pdata[0], *right = compare->arguments->pdata[1];
    if (operand->type == PQL_FUNCTION) {
        g_autofree char *name = column_sql(operand->arguments->pdata[0], frame);
        calendar_sql(sql, operand->function, name);
        plain_sql(sql, compare, NULL, "");
        return;
    }
    const FrameColumn *column = frame_column(frame, operand->name);
    g_autofree char *left = column_sql(operand, frame);
    if (right->type == PQL_CONSTANT && right->constant == PQL_NULL)
        g_string_append_printf(sql, "%s IS %sNULL", left,
                               compare->op == PQL_NE || compare->op == PQL_IS_NOT ? "NOT " : "");
    else if (column->kind == KIND_BOOLEAN && right->type == PQL_CONSTANT)
        boolean_sql(sql, compare, left);
    else if (compare->op >= PQL_LIKE)
        pattern_sql(sql, compare, column, left);
    else if (!declared_sql(sql, compare, column, left))
        plain_sql(sql, compare, column, left);
}

static void
condition_sql(GString *sql, const PqlNode *node, const Frame *frame)
{
    if (node->type == PQL_COMPARE) {
        compare_sql(sql, node, frame);
        return;
    }
    if (node->type == PQL_FUNCTION) {
        g_autofree char *name = column_sql(node->arguments->pdata[0], frame);
        calendar_sql(sql, PQL_WEEKEND, name);
        g_string_append(sql, " IN (0, 6)");
        return;
    }
    const char *word = node->type == PQL_AND ? " AND " : " OR ";
    g_string_append(sql, node->type == PQL_NOT ? "NOT (" : "(");
    for (guint i = 0; i < node->arguments->len; i++) {
        g_string_append(sql, i ? word : "");
        condition_sql(sql, node->arguments->pdata[i], frame);
    }
    g_string_append_c(sql, ')');
}

static void
known_comment(GString *sql, const Task *task)
{
    g_autofree char *horizon = duration_words(task->spec.horizon);
    if (task->event_absent)
        g_string_append_printf(sql, "-- %s counts as empty where it lies over %s after %s\n",
                               task->event_time->info->name, horizon, task->spec.time);
    else if (task->event_time)
        g_string_append_printf(sql, "-- and %s within %s after %s; known then\n",
                               task->event_time->info->name, horizon, task->spec.time);
    else if (task->spec.horizon && task->known_column)
        g_string_append_printf(sql, "-- known at %s, at the earliest %s after %s\n",
                               task->known_column->info->name, horizon, task->spec.time);
    else if (task->spec.horizon)
        g_string_append_printf(sql, "-- known %s after %s\n", horizon, task->spec.time);
    else if (task->known_column)
        g_string_append_printf(sql, "-- known at %s\n", task->known_column->info->name);
}

char *
target_sql(const Task *task, const PqlNode *target)
{
    const TableInfo *table = task->frame->table;
    GString *sql = g_string_new(NULL);
    known_comment(sql, task);
    g_string_append(sql, "WITH cells AS (SELECT row");
    g_autoptr(GPtrArray) columns = pql_columns((PqlNode *)target);
    g_autoptr(PqlNode) without =
        task->spec.without ? pql_parse_condition(task->spec.without, NULL) : NULL;
    g_autoptr(GPtrArray) others = without ? pql_columns(without) : g_ptr_array_new();
    g_ptr_array_extend(columns, others, NULL, NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    PqlNode time = {.name = task->time_column ? task->time_column->info->name : NULL};
    if (time.name)
        g_ptr_array_add(columns, &time);
    for (guint i = 0; i < columns->len; i++) {
        const char *name = ((PqlNode *)columns->pdata[i])->name;
        const FrameColumn *column = frame_column(task->frame, name);
        if (!g_hash_table_add(seen, (gpointer)name))
            continue;
        g_autofree char *quoted = db_identifier(name);
        g_string_append_printf(sql, ", nullif(trim(c%d), '') AS %s", column->info->position,
                               quoted);
    }
    g_string_append_printf(sql,
                           "\n  FROM raw_%" G_GINT64_FORMAT
                           " WHERE row NOT IN (SELECT replaced FROM row_version WHERE table_id = "
                           "%" G_GINT64_FORMAT
                           " AND import_id NOT IN (SELECT import_id FROM import_off)))\nSELECT row",
                           table->id, table->id);
    if (time.name) {
        g_autofree char *quoted = db_identifier(time.name);
        g_string_append_printf(sql, ", %s AS seed_time", quoted);
    }
    g_autoptr(GString) condition = g_string_new(NULL);
    if (target->type == PQL_COLUMN) {
        g_autofree char *label = column_sql(target, task->frame);
        g_string_append_printf(sql, ",\n  %s AS label\nFROM cells", label);
    } else {
        condition_sql(condition, target, task->frame);
        g_string_append_printf(
            sql,
            ",\n  CASE WHEN %s THEN 1\n       WHEN NOT (%s) THEN 0 END AS label\nFROM "
            "cells",
            condition->str, condition->str);
    }
    if (without) {
        g_string_truncate(condition, 0);
        condition_sql(condition, without, task->frame);
        g_string_append_printf(sql, "\nWHERE NOT coalesce(%s, 0)", condition->str);
    }
    return g_string_free(sql, FALSE);
}
