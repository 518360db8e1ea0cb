/* What reads a column: features, models, targets and cleaning steps, by their parsed expressions.
 * For masking what was made of a personal column's values, and for removing what learned from a
 * column that is dropped. */
#include "audit/audit_private.h"

#include <jansson.h>

/* ---- mentions of one kind each -----------------------------------------------------------------
 */

static void
add_expression(GArray *mentions, const char *text, const Catalogue *catalogue,
               const TableInfo *entity)
{
    g_autoptr(PqlNode) node = text ? pql_parse_expression(text, NULL) : NULL;
    if (text && !node)
        node = pql_parse_condition(text, NULL);
    mentions_add(mentions, node, catalogue, entity);
}

static void
add_column(GArray *mentions, const TableInfo *table, const char *name, const char *value)
{
    const ColumnInfo *column = table && name ? table_column(table, name, NULL) : NULL;
    if (!column)
        return;
    Mention mention = {table, column, FALSE, g_strdup(value)};
    g_array_append_val(mentions, mention);
}

GArray *
model_mentions(const Model *model, const Catalogue *catalogue, const TableInfo *entity)
{
    GArray *mentions = mentions_new();
    json_auto_t *notes = model->notes ? json_loads(model->notes, 0, NULL) : NULL;
    gsize i;
    json_t *one;

    for (guint k = 0; k < model->features->len; k++) {
        const Feature *feature = g_ptr_array_index(model->features, k);
        mentions_add(mentions, feature->node, catalogue, entity);
    }
    add_column(mentions, entity, json_string_value(json_object_get(notes, "column")), NULL);
    json_array_foreach(json_object_get(notes, "columns"), i, one)
        add_column(mentions, entity, json_string_value(one), NULL);
    return mentions;
}

static void
add_target(GArray *mentions, const TaskSpec *spec, const Catalogue *catalogue)
{
    const TableInfo *entity = spec->entity ? catalogue_table(catalogue, spec->entity, NULL) : NULL;
    const char *const conditions[] = {spec->rule, spec->where, spec->assuming, spec->without};
    const char *const columns[] = {spec->time, spec->known_at};

    add_column(mentions, entity, spec->column, spec->positive);
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        add_column(mentions, entity, columns[i], NULL);
    for (guint i = 0; i < G_N_ELEMENTS(conditions); i++)
        add_expression(mentions, conditions[i], catalogue, entity);
}

/* Every text in what a step does to a column: values before and after. */
static void
add_texts(GArray *mentions, const json_t *json, const TableInfo *table, const char *name)
{
    gsize i;
    const char *key;
    json_t *one;

    if (json_is_string(json))
        add_column(mentions, table, name, json_string_value(json));
    json_array_foreach(json, i, one) add_texts(mentions, one, table, name);
    json_object_foreach((json_t *)json, key, one)
    {
        add_column(mentions, table, name, key);
        add_texts(mentions, one, table, name);
    }
}

/* ---- all of a workspace ------------------------------------------------------------------------
 */

static gboolean
read_features(GArray *mentions, const Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error,
                   "SELECT DISTINCT expression, entity_table FROM feature JOIN task ON task.id = "
                   "task_id WHERE expression LIKE '%=%' OR instr(expression, '''')",
                   "");
    GError *failure = NULL;

    while (rows && db_step(rows, &failure))
        add_expression(mentions, (const char *)sqlite3_column_text(rows, 0), catalogue,
                       catalogue_table_by_id(catalogue, sqlite3_column_int64(rows, 1)));
    if (failure)
        g_propagate_error(error, failure);
    return rows && !failure;
}

static gboolean
read_targets(GArray *mentions, const Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) rows = db_prepare(database, error, "SELECT id FROM task", "");
    GError *failure = NULL;

    while (rows && db_step(rows, &failure)) {
        TaskSpec spec;
        task_spec_init(&spec);
        if (task_spec_load(&spec, database, sqlite3_column_int64(rows, 0)))
            add_target(mentions, &spec, catalogue);
        task_spec_clear(&spec);
    }
    if (failure)
        g_propagate_error(error, failure);
    return rows && !failure;
}

static gboolean
read_steps(GArray *mentions, const Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error,
                   "SELECT step.definition, step.table_id, name FROM step LEFT JOIN source_column "
                   "ON source_column.id = column_id",
                   "");
    GError *failure = NULL;

    while (rows && db_step(rows, &failure)) {
        const char *definition = (const char *)sqlite3_column_text(rows, 0);
        const TableInfo *table = catalogue_table_by_id(catalogue, sqlite3_column_int64(rows, 1));
        json_auto_t *json = json_loads(definition, 0, NULL);
        if (json)
            add_texts(mentions, json, table, (const char *)sqlite3_column_text(rows, 2));
        else
            add_expression(mentions, definition, catalogue, table);
    }
    if (failure)
        g_propagate_error(error, failure);
    return rows && !failure;
}

/* Values of sources' columns, and what they become, which is another column's spelling. */
static gboolean
read_mapping(GArray *mentions, const Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error,
                   "SELECT c.table_id, c.name, v.value FROM pool_value v JOIN source_column c ON "
                   "c.id = v.column_id UNION SELECT c.table_id, c.name, v.common FROM pool_value v "
                   "JOIN pool_column p ON p.column_id = v.column_id JOIN pool_column q ON q.field "
                   "= p.field JOIN source_column c ON c.id = q.column_id",
                   "");
    GError *failure = NULL;

    while (rows && db_step(rows, &failure))
        add_column(mentions, catalogue_table_by_id(catalogue, sqlite3_column_int64(rows, 0)),
                   (const char *)sqlite3_column_text(rows, 1),
                   (const char *)sqlite3_column_text(rows, 2));
    if (failure)
        g_propagate_error(error, failure);
    return rows && !failure;
}

static gboolean
has_personal(const Catalogue *catalogue)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        for (guint k = 0; k < table->columns->len; k++) {
            const ColumnInfo *column = g_ptr_array_index(table->columns, k);
            if (column->pii || column->personal == PERSONAL_MASK)
                return TRUE;
        }
    }
    return FALSE;
}

static void
quote(Catalogue *catalogue, const Mention *mention)
{
    const ColumnInfo *column = mention->column;
    const char *text = mention->value;

    if (!text || !*text || !(column->pii || column->personal == PERSONAL_MASK))
        return;
    for (guint i = 0; i < catalogue->quoted->len; i++) {
        const QuotedValue *one = g_ptr_array_index(catalogue->quoted, i);
        if (one->column == column && g_str_equal(one->text, text))
            return;
    }
    QuotedValue *quoted = g_new(QuotedValue, 1);
    *quoted = (QuotedValue){column, mention->table->name, g_strdup(text)};
    g_ptr_array_add(catalogue->quoted, quoted);
}

gboolean
personal_read_quoted(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(GArray) mentions = mentions_new();

    if (!has_personal(catalogue))
        return TRUE;
    if (!read_features(mentions, catalogue, database, error) ||
        !read_targets(mentions, catalogue, database, error) ||
        !read_steps(mentions, catalogue, database, error) ||
        !read_mapping(mentions, catalogue, database, error))
        return FALSE;
    for (guint i = 0; i < mentions->len; i++)
        quote(catalogue, &g_array_index(mentions, Mention, i));
    return TRUE;
}

/* ---- of one column -----------------------------------------------------------------------------
 */

/* Whether one of them is of one of the columns; with `value`, compared with one. */
static gboolean
mentioned(const GArray *mentions, GPtrArray *columns, gboolean value)
{
    for (guint i = 0; i < mentions->len; i++) {
        const Mention *one = &g_array_index(mentions, Mention, i);
        if (g_ptr_array_find(columns, one->column, NULL) && (one->value || !value))
            return TRUE;
    }
    return FALSE;
}

static gboolean
find_features(const Catalogue *catalogue, GPtrArray *columns, gint64 task, const TableInfo *entity,
              sqlite3 *database, GArray *ids, GError **error)
{
    g_autoptr(sqlite3_stmt) rows = db_prepare(
        database, error, "SELECT id, expression FROM feature WHERE task_id = ?", "i", task);
    GError *failure = NULL;

    while (rows && db_step(rows, &failure)) {
        g_autoptr(GArray) mentions = mentions_new();
        gint64 id = sqlite3_column_int64(rows, 0);
        add_expression(mentions, (const char *)sqlite3_column_text(rows, 1), catalogue, entity);
        if (mentioned(mentions, columns, TRUE))
            g_array_append_val(ids, id);
    }
    if (failure)
        g_propagate_error(error, failure);
    return rows && !failure;
}

/* `all`: the labels they learned from are the column's. */
static gboolean
find_models(const Catalogue *catalogue, GPtrArray *columns, gint64 task, const TableInfo *entity,
            gboolean all, sqlite3 *database, GArray *ids, GError **error)
{
    g_autoptr(GPtrArray) models = model_list(database, task, error);

    for (guint i = 0; models && i < models->len; i++) {
        const Model *model = g_ptr_array_index(models, i);
        g_autoptr(GArray) mentions = model_mentions(model, catalogue, entity);
        if (all || mentioned(mentions, columns, FALSE))
            g_array_append_val(ids, model->id);
    }
    return models != NULL;
}

static void
find_target(const Catalogue *catalogue, GPtrArray *columns, gint64 task, gint64 selected,
            const char *name, sqlite3 *database, ColumnReaders *readers)
{
    g_autoptr(GArray) mentions = mentions_new();
    TaskSpec spec;

    task_spec_init(&spec);
    if (task_spec_load(&spec, database, task))
        add_target(mentions, &spec, catalogue);
    if (mentioned(mentions, columns, FALSE)) {
        if (task == selected) {
            readers->selected = TRUE;
        } else {
            g_ptr_array_add(readers->targets, g_strdup(name));
            g_array_append_val(readers->by_id.targets, task);
        }
    }
    task_spec_clear(&spec);
}

void
column_readers_clear(ColumnReaders *readers)
{
    g_clear_pointer(&readers->by_id.models, g_array_unref);
    g_clear_pointer(&readers->by_id.features, g_array_unref);
    g_clear_pointer(&readers->by_id.targets, g_array_unref);
    g_clear_pointer(&readers->targets, g_ptr_array_unref);
}

gboolean
column_readers(const Catalogue *catalogue, const ColumnInfo *column, gint64 selected,
               sqlite3 *database, ColumnReaders *readers, GError **error)
{
    g_autoptr(sqlite3_stmt) tasks =
        db_prepare(database, error, "SELECT id, entity_table, name FROM task ORDER BY id", "");
    g_autoptr(GPtrArray) columns =
        columns_dropped_with(catalogue, catalogue_table_by_id(catalogue, column->table_id), column);
    GError *failure = NULL;

    *readers = (ColumnReaders){.targets = g_ptr_array_new_with_free_func(g_free)};
    readers->by_id.models = g_array_new(FALSE, FALSE, sizeof(gint64));
    readers->by_id.features = g_array_new(FALSE, FALSE, sizeof(gint64));
    readers->by_id.targets = g_array_new(FALSE, FALSE, sizeof(gint64));
    while (tasks && !failure && db_step(tasks, &failure)) {
        gint64 task = sqlite3_column_int64(tasks, 0);
        guint closed = readers->by_id.targets->len;
        const TableInfo *entity = catalogue_table_by_id(catalogue, sqlite3_column_int64(tasks, 1));
        find_target(catalogue, columns, task, selected, (const char *)sqlite3_column_text(tasks, 2),
                    database, readers);
        if (find_features(catalogue, columns, task, entity, database, readers->by_id.features,
                          &failure))
            find_models(catalogue, columns, task, entity, readers->by_id.targets->len > closed,
                        database, readers->by_id.models, &failure);
    }
    if (failure)
        g_propagate_error(error, failure);
    return tasks && !failure;
}
