/* The sources of tickets: what keeps them apart on top, then which column of each is which common
 * field, which value is which common value, and what one source alone has. */
#include "pool_map.h"

#include <string.h>

/* ---- values -----------------------------------------------------------------------------------
 */

static void
value_columns(ReportTable *table)
{
    report_column(table, "state", "", UNIT_NONE, 0);
    report_column(table, "field", "field", UNIT_NONE, 0);
    report_column(table, "source", "source", UNIT_NONE, 0);
    report_column(table, "value", "value", UNIT_NONE, 0);
    report_column(table, "becomes", "becomes", UNIT_NONE, 0);
    report_column(table, "rows", "tickets", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "because", "because", UNIT_NONE, 0);
    report_column(table, "column", NULL, UNIT_NONE, 0);
    report_column(table, "subject", NULL, UNIT_NONE, 0);
}

/* Rows of a source where the column has the value: as they were counted, without what its cleaning
 * steps set aside. */
static void
refer_to_rows(Cell *cell, const PoolColumn *column, const char *value)
{
    g_autofree char *name = text_quote(column->column->name, '`');
    g_autofree char *quoted = text_quote(value, '\'');
    gboolean boolean = column->column->kind == KIND_BOOLEAN;
    const char *constant = column->column->kind == KIND_INTEGER ? value
                           : !boolean                           ? quoted
                           : strcmp(value, "yes") == 0          ? "true"
                                                                : "false";
    cell_rows(cell, "table=%s;where=1;value=%s = %s", column->table->name, name, constant);
}

static const char *
state_words(PoolState state)
{
    static const char *const words[] = {"mapped", "yes?", "open", "apart", "left out"};
    return words[state];
}

static void
add_value(ReportTable *table, const PoolField *field, const PoolColumn *column,
          const PoolValue *value)
{
    g_autofree char *shown = text_clean(value->value, -1);
    g_autofree char *common = value->common ? text_clean(value->common, -1) : NULL;
    g_autofree char *name = g_strdup_printf("%s.%s", column->table->name, column->column->name);
    g_autofree char *subject = g_strdup_printf("%s:%s", name, value->value);
    report_row(table);
    cell_style(report_cell_text(table, state_words(value->state)), value->state == POOL_OPEN ? "bad"
                                                                   : value->state == POOL_PROPOSED
                                                                       ? "warn"
                                                                       : "dim");
    report_cell_text(table, field->name);
    report_cell_text(table, column->table->name);
    report_cell_text(table, shown);
    report_cell_text(table, common);
    refer_to_rows(report_cell(table, (double)value->rows), column, value->value);
    report_cell_text(table, value->evidence);
    report_cell_text(table, name);
    report_cell_text(table, subject);
}

/* What is open first, then what waits for a yes, then the rest. */
static void
add_values(ReportTable *table, const PoolPlan *plan, PoolState state)
{
    for (guint i = 0; i < plan->fields->len; i++) {
        const PoolField *field = g_ptr_array_index(plan->fields, i);
        for (guint k = 0; k < field->columns->len; k++) {
            const PoolColumn *column = g_ptr_array_index(field->columns, k);
            for (guint v = 0; column->values && v < column->values->len; v++) {
                const PoolValue *value = g_ptr_array_index(column->values, v);
                if (value->state == state)
                    add_value(table, field, column, value);
            }
        }
    }
}

/* ---- fields -----------------------------------------------------------------------------------
 */

static const PoolColumn *
column_of(const PoolField *field, guint source)
{
    for (guint i = 0; i < field->columns->len; i++) {
        const PoolColumn *column = g_ptr_array_index(field->columns, i);
        if (column->source == source)
            return column;
    }
    return NULL;
}

/* "Full resolution time in minutes", with what its cells are where that differs. */
static char *
column_words(const PoolField *field, const PoolColumn *column)
{
    g_autofree char *name = text_clean(column->column->heading, -1);
    const ColumnInfo *info = column->column;
    if (field->converted && info->kind != KIND_EMPTY)
        return g_strdup_printf("%s in %s", name,
                               span_unit_name(column_span_unit(info) ? column_span_unit(info)
                                                                     : column_duration_unit(info)));
    if (field->family == POOL_DATE && info->precision == PRECISION_DAY)
        return g_strdup_printf("%s (days)", name);
    return g_steal_pointer(&name);
}

static PoolState
field_state(const PoolField *field)
{
    for (guint i = 0; i < field->columns->len; i++)
        if (((const PoolColumn *)g_ptr_array_index(field->columns, i))->state == POOL_PROPOSED)
            return POOL_PROPOSED;
    return POOL_SAID;
}

static gboolean
all_days(const PoolField *field)
{
    for (guint i = 0; i < field->columns->len; i++)
        if (((const PoolColumn *)g_ptr_array_index(field->columns, i))->column->precision !=
            PRECISION_DAY)
            return FALSE;
    return TRUE;
}

/* "the same role in each; converted to hours; taken as they stand". */
static char *
because_words(const PoolField *field, guint sources)
{
    const PoolColumn *last = g_ptr_array_index(field->columns, field->columns->len - 1);
    GString *words = g_string_new(last->evidence);
    if (field->converted)
        g_string_append_printf(words, "; converted to %s", span_unit_name(field->unit));
    if (field->days && !all_days(field))
        g_string_append(words, "; the day alone, as one source tells no more");
    if (field->columns->len < sources)
        g_string_append(words, "; missing elsewhere");
    return g_string_free(words, FALSE);
}

/* The column that a key keeps apart or leaves out: the one that was proposed last. */
static char *
subject_of(const PoolField *field)
{
    const PoolColumn *last = g_ptr_array_index(field->columns, field->columns->len - 1);
    return g_strdup_printf("%s.%s", last->table->name, last->column->name);
}

static void
add_field(ReportTable *table, const PoolPlan *plan, const PoolField *field)
{
    PoolState state = field_state(field);
    g_autofree char *because = because_words(field, plan->sources->len);
    g_autofree char *subject = subject_of(field);
    report_row(table);
    cell_style(report_cell_text(table, state_words(state)),
               state == POOL_PROPOSED ? "warn" : "dim");
    report_cell_text(table, field->name);
    for (guint s = 0; s < plan->sources->len; s++) {
        const PoolColumn *column = column_of(field, s);
        g_autofree char *words = column ? column_words(field, column) : NULL;
        report_cell_text(table, words);
    }
    report_cell_text(table, because);
    report_cell_text(table, subject);
}

static void
add_fields(Report *report, const PoolPlan *plan)
{
    ReportTable *table = report_table(report, "fields", "FIELDS");
    report_column(table, "state", "", UNIT_NONE, 0);
    report_column(table, "field", "field", UNIT_NONE, 0);
    for (guint s = 0; s < plan->sources->len; s++) {
        const TableInfo *source = g_ptr_array_index(plan->sources, s);
        g_autofree char *id = g_strdup_printf("of.%s", source->name);
        report_column(table, id, source->name, UNIT_NONE, 0);
    }
    report_column(table, "because", "because", UNIT_NONE, 0);
    report_column(table, "column", NULL, UNIT_NONE, 0);
    static const PoolState order[] = {POOL_PROPOSED, POOL_SAID};
    for (guint o = 0; o < G_N_ELEMENTS(order); o++)
        for (guint i = 0; i < plan->fields->len; i++) {
            const PoolField *field = g_ptr_array_index(plan->fields, i);
            const PoolColumn *first = g_ptr_array_index(field->columns, 0);
            if (first->state != POOL_ALONE && field_state(field) == order[o])
                add_field(table, plan, field);
        }
}

/* ---- what one source has ----------------------------------------------------------------------
 */

static void
add_alone(ReportTable *table, const PoolColumn *column, const char *becomes)
{
    g_autofree char *heading = text_clean(column->column->heading, -1);
    g_autofree char *name = g_strdup_printf("%s.%s", column->table->name, column->column->name);
    report_row(table);
    report_cell_text(table, column->table->name);
    report_cell_text(table, heading);
    report_cell_text(table, becomes);
    report_cell_text(table, column->evidence);
    report_cell_text(table, name);
}

static void
add_others(Report *report, const PoolPlan *plan)
{
    ReportTable *table = report_table(report, "alone", "IN ONE SOURCE");
    report_column(table, "source", "source", UNIT_NONE, 0);
    report_column(table, "heading", "column", UNIT_NONE, 0);
    report_column(table, "becomes", "field", UNIT_NONE, 0);
    report_column(table, "because", "because", UNIT_NONE, 0);
    report_column(table, "column", NULL, UNIT_NONE, 0);
    for (guint i = 0; i < plan->fields->len; i++) {
        const PoolField *field = g_ptr_array_index(plan->fields, i);
        const PoolColumn *first = g_ptr_array_index(field->columns, 0);
        if (first->state == POOL_ALONE)
            add_alone(table, first, field->name);
    }
    for (guint i = 0; i < plan->out->len; i++)
        add_alone(table, g_ptr_array_index(plan->out, i), NULL);
}

/* ---- in words ---------------------------------------------------------------------------------
 */

/* "zendesk (220 tickets) and jira (220 tickets)" */
static char *
sources_words(const PoolPlan *plan)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < plan->sources->len; i++) {
        const TableInfo *source = g_ptr_array_index(plan->sources, i);
        g_autofree char *count = number_count(source->kept);
        g_string_append_printf(words, "%s%s (%s)",
                               i == 0                        ? ""
                               : i + 1 == plan->sources->len ? " and "
                                                             : ", ",
                               source->name, count);
    }
    return g_string_free(words, FALSE);
}

static const TableInfo *
pool_of_plan(const PoolPlan *plan)
{
    return ((const TableInfo *)g_ptr_array_index(plan->sources, 0))->pool;
}

static void
say_state(Report *report, const PoolPlan *plan, sqlite3 *database)
{
    const TableInfo *pool = pool_of_plan(plan);
    g_autofree char *sources = sources_words(plan), *open = pool_plan_words(plan);
    g_autofree char *behind = pool ? pool_behind(database, pool) : NULL;
    if (pool)
        report_say(report, "%s holds the tickets of %s as one table, and follows them.", pool->name,
                   sources);
    else
        report_say(report,
                   "%u tables hold tickets: %s. As one table they could be learned from "
                   "together.",
                   plan->sources->len, sources);
    if (behind)
        report_warn(report, "%s doesn't hold their newest rows: %s.", pool->name,
                    open ? open : behind);
    gboolean proposed = plan->proposed_columns + plan->proposed_values > 0;
    if (open)
        report_say(report,
                   "They stay %s until that is said: %s. %s%s`map apart TABLE.COLUMN` keeps "
                   "a column out of what is common.",
                   pool ? "as they are" : "apart", open,
                   proposed ? "`map accept` takes the proposals, " : "",
                   plan->open_values > 0
                       ? "`map set TABLE.COLUMN:VALUE COMMON` says what a value means, "
                       : "");
    else if (!pool)
        report_say(report, "The mapping is complete: `pool` makes the table.");
}

Report *
sources_report(FrameStore *frames, sqlite3 *database, Progress *progress, GError **error)
{
    g_autoptr(PoolPlan) plan = pool_plan(frames, database, progress, error);
    if (!plan)
        return NULL;
    Report *report = report_new("sources", "Sources");
    report_number(report, "sources", NULL, UNIT_COUNT, 0, plan->sources->len);
    if (plan->sources->len < 2) {
        report_say(report,
                   "%s: there is nothing to pool. Import another export of tickets (a in 1 Audit), "
                   "or say that a table holds some: `map set TABLE pooled`.",
                   plan->sources->len ? "One table alone holds tickets" : "No table holds tickets");
        return report;
    }
    const TableInfo *pool = pool_of_plan(plan);
    report_text(report, "pool", NULL, pool ? pool->name : NULL);
    report_number(report, "open_values", NULL, UNIT_COUNT, 0, plan->open_values);
    report_number(report, "open_rows", NULL, UNIT_COUNT, 0, (double)plan->open_rows);
    report_number(report, "proposed_fields", NULL, UNIT_COUNT, 0, plan->proposed_columns);
    report_number(report, "proposed_values", NULL, UNIT_COUNT, 0, plan->proposed_values);
    ReportTable *values = report_table(report, "values", "VALUES");
    value_columns(values);
    add_values(values, plan, POOL_OPEN);
    add_values(values, plan, POOL_PROPOSED);
    add_fields(report, plan);
    add_values(values, plan, POOL_SAID);
    add_others(report, plan);
    say_state(report, plan, database);
    return report;
}
