/* From what the user wrote to the table's own columns and values: every name looked up, every
 * default spelled out, so that the frozen specification needs no guess. */
#include <math.h>
#include <string.h>

#include "task/ahead.h"

static const FrameColumn *
find_column(const Task *task, const char *name, GError **error)
{
    const ColumnInfo *info = table_column(task->frame->table, name, error);
    return info ? frame_column_of(task->frame, info) : NULL;
}

static const FrameColumn *
find_date(const Task *task, const char *name, GError **error)
{
    const FrameColumn *column = find_column(task, name, error);
    if (!column || column->kind == KIND_DATE)
        return column;
    task_refuse(error, "%s holds %s, no dates: name a date column, or correct its kind first",
                column->info->name, kind_name(column->kind));
    return NULL;
}

/* ---- the positive value ------------------------------------------------------------------- */

static PqlNode *
make_node(PqlNodeType type)
{
    PqlNode *node = g_new0(PqlNode, 1);
    node->type = type;
    node->line = node->column = 1;
    node->arguments = g_ptr_array_new_with_free_func((GDestroyNotify)pql_node_free);
    return node;
}

/* Its cells aren't told in errors. */
static gboolean
is_personal(const FrameColumn *column)
{
    return column->info->pii && column->info->personal != PERSONAL_SHOW;
}

/* The first few values of a column, for an error. */
static char *
value_words(const FrameColumn *column)
{
    g_autoptr(GString) words = g_string_new(NULL);
    guint32 n = dictionary_size(column->dictionary);
    for (guint32 code = 0; code < MIN(n, 6); code++) {
        g_autofree char *clean = text_clean(dictionary_text(column->dictionary, code), -1);
        g_string_append_printf(words, "%s%s", code ? ", " : "", clean);
    }
    g_string_append(words, n > 6 ? " …" : "");
    return g_string_free(g_steal_pointer(&words), FALSE);
}

static gboolean
unknown_value(const FrameColumn *column, const char *positive, GError **error)
{
    guint32 n = MIN(dictionary_size(column->dictionary), 10000);
    if (is_personal(column))
        return task_refuse(error, "no row has that value in %s, whose cells are personal",
                           column->info->name);
    g_autofree const char **values = g_new0(const char *, n + 1);
    for (guint32 code = 0; code < n; code++)
        values[code] = dictionary_text(column->dictionary, code);
    g_autofree char *near = nearest_names(positive, values);
    g_autofree char *all = value_words(column);
    g_autofree char *clean = text_clean(positive, -1);
    g_autofree char *clean_near = near ? text_clean(near, -1) : NULL;
    return task_refuse(error, "no row has \"%s\" in %s: %s %s%s", clean, column->info->name,
                       near ? "did you mean" : "it holds", near ? clean_near : all,
                       near ? "?" : "");
}

/* The value as the file spells it: exactly, else alike but for case where only one is. */
static char *
spelled_value(const FrameColumn *column, const char *positive, GError **error)
{
    g_autofree char *wanted = g_strstrip(g_strdup(positive));
    g_autofree char *folded = text_fold(wanted, -1);
    g_autofree char *found = NULL;
    guint32 n = dictionary_size(column->dictionary);
    for (guint32 code = 0; code < n; code++) {
        g_autofree char *value = g_strstrip(g_strdup(dictionary_text(column->dictionary, code)));
        if (g_str_equal(value, wanted))
            return g_steal_pointer(&value);
        g_autofree char *other = text_fold(value, -1);
        if (!g_str_equal(other, folded) || (found && g_str_equal(found, value)))
            continue;
        if (found) {
            if (is_personal(column))
                task_refuse(error,
                            "a value fits several spellings in %s, whose cells are personal: write "
                            "one as it stands",
                            column->info->name);
            else
                task_refuse(error,
                            "\"%s\" fits both \"%s\" and \"%s\" in %s: write one as it stands",
                            wanted, found, value, column->info->name);
            return NULL;
        }
        found = g_steal_pointer(&value);
    }
    if (!found)
        unknown_value(column, wanted, error);
    return g_steal_pointer(&found);
}

static gboolean
set_boolean(PqlNode *constant, const FrameColumn *column, const char *positive, GError **error)
{
    int boolean = positive ? text_boolean(positive) : 1;
    constant->constant = PQL_BOOLEAN;
    constant->number = boolean;
    return boolean >= 0 || task_refuse(error, "%s is yes or no, never \"%s\": give yes or no",
                                       column->info->name, positive);
}

static gboolean
set_number(PqlNode *constant, const FrameColumn *column, const char *positive, GError **error)
{
    constant->constant = PQL_NUMBER;
    return number_parse_decimal(positive, -1, &constant->number) ||
           task_refuse(error,
                       "%s holds numbers, \"%s\" is none: give a number, or a rule such as %s > 72",
                       column->info->name, positive, column->info->name);
}

/* The constant that the column is compared with. */
static gboolean
set_positive(PqlNode *constant, const FrameColumn *column, const char *positive, GError **error)
{
    if (column->kind == KIND_BOOLEAN)
        return set_boolean(constant, column, positive, error);
    if (!positive) {
        g_autofree char *values = column->dictionary ? value_words(column) : NULL;
        return task_refuse(error,
                           "which value of %s is the event%s%s? give it as the positive value",
                           column->info->name, values ? ", one of " : "", values ? values : "");
    }
    if (column->kind == KIND_INTEGER || column->kind == KIND_DECIMAL)
        return set_number(constant, column, positive, error);
    if (column->kind == KIND_DATE)
        return task_refuse(error,
                           "%s is a date, which has no one positive value: give a rule such as %s "
                           "IS NOT NULL",
                           column->info->name, column->info->name);
    if (column->kind == KIND_EMPTY)
        return task_refuse(error, "%s is empty in every row: take another column",
                           column->info->name);
    constant->constant = PQL_TEXT;
    constant->text = column->dictionary ? spelled_value(column, positive, error)
                                        : g_strstrip(g_strdup(positive));
    return constant->text != NULL;
}

static PqlNode *
column_target(Task *task, const TaskSpec *spec, GError **error)
{
    const FrameColumn *column = find_column(task, spec->column, error);
    if (!column)
        return NULL;
    g_autoptr(PqlNode) compare = make_node(PQL_COMPARE);
    compare->op = column->kind == KIND_LIST ? PQL_CONTAINS : PQL_EQ;
    PqlNode *left = make_node(PQL_COLUMN), *right = make_node(PQL_CONSTANT);
    left->name = g_strdup(column->info->name);
    g_ptr_array_add(compare->arguments, left);
    g_ptr_array_add(compare->arguments, right);
    if (!set_positive(right, column, spec->positive, error))
        return NULL;
    task->spec.column = g_strdup(column->info->name);
    task->spec.positive = right->text                      ? g_strdup(right->text)
                          : right->constant == PQL_BOOLEAN ? g_strdup(right->number ? "yes" : "no")
                                                           : pql_print(right);
    g_autofree char *words = text_clean(task->spec.positive, -1);
    /* in quotes it is shown as the column's policy says */
    const char *quote = is_personal(column) ? "'" : "";
    task->event_words =
        g_strdup_printf("%s %s %s%s%s", column->info->name,
                        column->kind == KIND_LIST ? "has" : "is", quote, words, quote);
    return g_steal_pointer(&compare);
}

static gboolean
spell_columns(const Task *task, PqlNode *condition, GError **error)
{
    g_autoptr(GPtrArray) columns = pql_columns(condition);
    for (guint i = 0; i < columns->len; i++) {
        PqlNode *column = columns->pdata[i];
        if (g_str_equal(column->name, "*"))
            continue; /* of an aggregate, which binding refuses with the better words */
        const FrameColumn *found = row_column(column, task->frame, error);
        if (!found)
            return FALSE;
        g_free(column->name);
        column->name = g_strdup(found->info->name);
        g_clear_pointer(&column->table, g_free);
    }
    return TRUE;
}

/* A condition; or an aggregate, or a column of numbers or of values to tell apart, by itself. */
static PqlNode *
parse_rule(Task *task, const TaskSpec *spec, GError **error)
{
    g_autoptr(GError) failure = NULL;
    PqlNode *condition = pql_parse_condition(spec->rule, &failure);
    if (condition)
        return condition;
    g_autoptr(PqlNode) rule = pql_parse_expression(spec->rule, NULL);
    const FrameColumn *column =
        rule && rule->type == PQL_COLUMN ? row_column(rule, task->frame, NULL) : NULL;
    gboolean number = column && (column->kind == KIND_INTEGER || column->kind == KIND_DECIMAL);
    gboolean value = column && column->code && spec->kind == TASK_CLASSES;
    if ((rule && rule->type == PQL_AGGREGATE) || number || value)
        return kind_choose(task, rule, spec, error) ? g_steal_pointer(&rule) : NULL;
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

/* The event lies in windows after the seed: of linked rows, or of a date in the entity's own. */
static PqlNode *
ahead_target(Task *task, const TaskSpec *spec, PqlNode *parsed, GError **error)
{
    g_autoptr(PqlNode) rule = parsed;
    if (!ahead_check(rule, TRUE, error))
        return NULL;
    gint64 start = 0, end = 0, horizon = ahead_horizon(rule);
    if (task->kind == TASK_FORECAST) {
        pql_window_span(&rule->window, &start, &end);
        horizon += (gint64)(task->spec.count - 1) * (end - start);
    }
    if ((spec->horizon && spec->horizon != horizon) || spec->known_at) {
        task_refuse(error, "the rule's own window says when its label is known: leave %s out",
                    spec->horizon ? "the horizon" : "known-at");
        return NULL;
    }
    task->spec.horizon = horizon;
    gboolean once = spec->every < 0 || (spec->every == 0 && moments_arrive(task->frame->table));
    task->spec.every = once ? -1 : spec->every ? spec->every : end - start;
    task->spec.seeds = once ? 0 : spec->seeds;
    task->spec.rule = pql_print(rule);
    g_autofree char *words = target_words(rule);
    task->event_words = text_clean(words, -1);
    return g_steal_pointer(&rule);
}

/* A rule as people say it: "churned is yes" for `churned = TRUE`; the caller frees. */
static char *
rule_words(const PqlNode *rule, const char *text)
{
    const PqlNode *left = rule->type == PQL_COMPARE ? rule->arguments->pdata[0] : NULL;
    const PqlNode *right = left && rule->op == PQL_EQ ? rule->arguments->pdata[1] : NULL;

    if (!right || left->type != PQL_COLUMN || right->type != PQL_CONSTANT ||
        right->constant != PQL_BOOLEAN)
        return text_clean(text, -1);
    g_autofree char *words = g_strdup_printf("%s is %s", left->name, right->number ? "yes" : "no");
    return text_clean(words, -1);
}

static PqlNode *
rule_target(Task *task, const TaskSpec *spec, GError **error)
{
    g_autoptr(PqlNode) rule = parse_rule(task, spec, error);
    if (!rule)
        return NULL;
    if (ahead_needed(rule))
        return ahead_target(task, spec, g_steal_pointer(&rule), error);
    if (!spell_columns(task, rule, error))
        return NULL;
    task->spec.rule = pql_print(rule);
    task->event_words = rule_words(rule, task->spec.rule);
    return g_steal_pointer(&rule);
}

/* ---- time and the rest -------------------------------------------------------------------- */

static gboolean
resolve_time(Task *task, const TaskSpec *spec, GError **error)
{
    const TableInfo *table = task->frame->table;
    if (spec->time && g_ascii_strcasecmp(spec->time, "none") != 0) {
        task->time_column = find_date(task, spec->time, error);
        if (!task->time_column)
            return FALSE;
    } else if (!spec->time) {
        const ColumnInfo *created = table_role(table, ROLE_CREATED);
        if (!created || created->kind != KIND_DATE)
            created = table->time;
        if (created && created->kind == KIND_DATE)
            task->time_column = frame_column_of(task->frame, created);
    }
    task->spec.time = g_strdup(task->time_column ? task->time_column->info->name : "none");
    if (!task->time_column && (spec->horizon || spec->known_at))
        return task_refuse(
            error, "%s needs the time a row arrived: name its column, since %s has none",
            spec->horizon ? "a horizon" : "a time at which labels are known", table->name);
    return TRUE;
}

/* The condition of rows to leave out, spelled as the file spells its columns. */
static gboolean
resolve_without(Task *task, const TaskSpec *spec, GError **error)
{
    if (!spec->without || !*spec->without)
        return TRUE;
    g_autoptr(PqlNode) condition = pql_parse_condition(spec->without, error);
    if (!condition || !spell_columns(task, condition, error))
        return FALSE;
    task->spec.without = pql_print(condition);
    return TRUE;
}

/* `closed_at IS NULL` with a horizon: late is that nothing was entered by then. */
static void
resolve_absent(Task *task, const PqlNode *target)
{
    if (!task->spec.horizon || target->type != PQL_COMPARE ||
        (target->op != PQL_IS && target->op != PQL_EQ))
        return;
    const PqlNode *left = target->arguments->pdata[0], *right = target->arguments->pdata[1];
    const FrameColumn *column =
        left->type == PQL_COLUMN ? frame_column(task->frame, left->name) : NULL;
    if (right->type != PQL_CONSTANT || right->constant != PQL_NULL || !column ||
        column->kind != KIND_DATE || column == task->time_column || column == task->known_column)
        return;
    task->event_time = column;
    task->event_absent = TRUE;
    g_autofree char *horizon = duration_words(task->spec.horizon);
    gboolean solved = column->info->role == ROLE_SOLVED || column->info->role == ROLE_CLOSED;
    g_free(task->event_words);
    task->event_words = solved ? g_strdup_printf("not solved within %s", horizon)
                               : g_strdup_printf("no %s within %s", column->info->name, horizon);
}

static gboolean
resolve_known(Task *task, const TaskSpec *spec, GError **error)
{
    if (spec->horizon < 0)
        return task_refuse(error, "a horizon can't be negative: give one such as 14 days");
    if (spec->horizon > TASK_LONGEST_HORIZON)
        return task_refuse(error, "a horizon over 1,000 years: give one such as 14 days");
    task->spec.horizon = spec->horizon;
    if (!spec->known_at)
        return TRUE;
    task->known_column = find_date(task, spec->known_at, error);
    if (!task->known_column)
        return FALSE;
    if (task->known_column == task->time_column)
        return task_refuse(error,
                           "%s is when a row arrives, so it can't be when its label is known: name "
                           "another column, or give a horizon",
                           task->known_column->info->name);
    task->spec.known_at = g_strdup(task->known_column->info->name);
    return TRUE;
}

static gboolean
resolve_condition(const char *text, gboolean ahead, PqlNode **condition, char **resolved,
                  GError **error)
{
    if (!text)
        return TRUE;
    *condition = pql_parse_condition(text, error);
    if (!*condition || !ahead_check(*condition, ahead, error))
        return FALSE;
    *resolved = pql_print(*condition);
    return TRUE;
}

/* Who is asked about, by the row itself or by what was known of it before; and what is assumed to
 * come. */
static gboolean
resolve_asked(Task *task, const TaskSpec *spec, gboolean ahead, GError **error)
{
    if (spec->assuming && !ahead)
        return task_refuse(error,
                           "assuming what comes needs a target that looks ahead too, such as "
                           "COUNT(tickets.*, 0, 30, days) > 5");
    return resolve_condition(spec->where, FALSE, &task->where, &task->spec.where, error) &&
           resolve_condition(spec->assuming, TRUE, &task->assuming, &task->spec.assuming, error);
}

/* The split's seed, from the specification alone, so that it survives next month's rows. 32 bits
 * keep it readable and exact in any JSON. */
static guint64
derive_seed(const Task *task)
{
    guint64 seed = hash_bytes(task->pql, strlen(task->pql), 1);
    seed = hash_bytes(task->spec.entity, strlen(task->spec.entity), seed);
    seed = hash_bytes(task->spec.time, strlen(task->spec.time), seed);
    const char *known = task->spec.known_at ? task->spec.known_at : "";
    seed = hash_bytes(known, strlen(known), seed);
    seed = hash_bytes(&task->spec.horizon, sizeof task->spec.horizon, seed);
    if (task->spec.where)
        seed = hash_bytes(task->spec.where, strlen(task->spec.where), seed);
    if (task->spec.without)
        seed = hash_bytes(task->spec.without, strlen(task->spec.without), seed);
    seed &= G_MAXUINT32;
    return seed ? seed : 1;
}

/* Whether a column of the target is one of the entity's own row. */
static gboolean
own_column(const Task *task, const PqlNode *column)
{
    return !g_str_equal(column->name, "*") &&
           (!column->table || g_ascii_strcasecmp(column->table, task->frame->table->name) == 0) &&
           table_column(task->frame->table, column->name, NULL);
}

static gboolean
names_items(const PqlNode *compare)
{
    PqlOperator op = compare->op;
    return op == PQL_CONTAINS || op == PQL_NOT_CONTAINS || op == PQL_EQ || op == PQL_NE ||
           op == PQL_IN || op == PQL_NOT_IN;
}

/* Columns named in the target leave the features; of a list the items it asks for, else all of it.
 */
static void
define_columns(Task *task, const PqlNode *node)
{
    const PqlNode *left =
        node->arguments && node->arguments->len ? node->arguments->pdata[0] : NULL;
    const FrameColumn *column = node->type == PQL_COMPARE && left->type == PQL_COLUMN
                                    ? frame_column(task->frame, left->name)
                                    : NULL;
    if (node->type == PQL_COLUMN) {
        if (own_column(task, node))
            task_define(task, node->name, NULL, "the target");
        return;
    }
    if (column && column->kind == KIND_LIST && names_items(node)) {
        const PqlNode *right = node->arguments->pdata[1];
        guint n = right->type == PQL_LIST ? right->arguments->len : 1;
        for (guint i = 0; i < n; i++) {
            const PqlNode *item = right->type == PQL_LIST ? right->arguments->pdata[i] : right;
            task_define(task, column->info->name, item->text, "the target");
        }
        return;
    }
    for (guint i = 0; node->arguments && i < node->arguments->len; i++)
        define_columns(task, node->arguments->pdata[i]);
}

PqlNode *
target_resolve(Task *task, const TaskSpec *spec, sqlite3 *database, GError **error)
{
    if (!spec->column == !spec->rule) {
        task_refuse(error, spec->rule
                               ? "a target is a column or a rule, not both: give one"
                               : "no target given: name a column and its positive value, or a "
                                 "rule such as hours > 72");
        return NULL;
    }
    task->spec.entity = g_strdup(task->frame->table->name);
    task->spec.as_of = spec->as_of;
    g_autoptr(PqlNode) target =
        spec->column ? column_target(task, spec, error) : rule_target(task, spec, error);
    if (!target || !resolve_asked(task, spec, ahead_needed(target), error))
        return NULL;
    gboolean ahead = ahead_needed(target), moments = ahead && task->spec.every >= 0;
    if (spec->seeds > 1 && !moments) {
        task_refuse(error,
                    "seeds=%u: there is nothing between the moments of %s, whose rows are asked "
                    "about once: leave it out, or ask again and again by every=30d",
                    spec->seeds, task->spec.entity);
        return NULL;
    }
    if (moments)
        task->spec.time = g_strdup("moment");
    else if (!resolve_time(task, spec, error))
        return NULL;
    if ((!ahead && !resolve_known(task, spec, error)) || !resolve_without(task, spec, error))
        return NULL;
    if (!ahead)
        resolve_absent(task, target);
    if (ahead && !moments && !task->time_column) {
        task_refuse(error,
                    "%s has no time from which to look ahead: name its column, or ask at intervals "
                    "by every=30d",
                    task->spec.entity);
        return NULL;
    }
    task_find_customer(task);
    task->pql = pql_print(target);
    task->name = spec->name && *spec->name  ? g_strdup(spec->name)
                 : ahead && task->spec.rule ? text_clean(task->spec.rule, -1)
                                            : g_strdup(task->event_words);
    task->spec.name = g_strdup(task->name);
    task->spec.seed = spec->seed ? spec->seed : derive_seed(task);
    define_columns(task, target);
    return g_steal_pointer(&target);
}
