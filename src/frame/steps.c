/* steps: cleaning steps in the file: written with the rows they name, switched, counted. What they
 * do to a frame stands in clean.c. */
#include <foredesk/evidence.h>
#include <foredesk/steps.h>

#include <jansson.h>
#include <string.h>

static const char *const kind_names[] = {"rows", "values", "missing", "policy"};
static const char *const scope_names[] = {"all", "training"};

const char *
step_kind_name(StepKind kind)
{
    return kind_names[kind];
}

const char *
step_scope_name(StepScope scope)
{
    return scope_names[scope];
}

gboolean
step_scope_from_name(const char *name, StepScope *scope, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(scope_names); i++)
        if (g_ascii_strcasecmp(name, scope_names[i]) == 0) {
            *scope = (StepScope)i;
            return TRUE;
        }
    g_autofree char *shown = text_clean(name, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "scope=\"%s\": write all (the rows are set aside everywhere) or training (history "
                "keeps them)",
                shown);
    return FALSE;
}

Step *
step_new(gint64 id, gint64 table, gint64 column, StepKind kind, const char *definition,
         const char *reason, StepScope scope)
{
    Step *step = g_new0(Step, 1);
    *step = (Step){.id = id,
                   .table_id = table,
                   .column_id = column,
                   .kind = kind,
                   .definition = g_strdup(definition ? definition : ""),
                   .reason = g_strdup(reason ? reason : ""),
                   .scope = scope,
                   .enabled = TRUE,
                   .hash = g_strdup("")};
    return step;
}

void
step_free(Step *step)
{
    if (!step)
        return;
    g_free(step->definition);
    g_free(step->reason);
    g_free(step->hash);
    g_free(step->note);
    g_free(step);
}

gboolean
step_is_condition(const Step *step)
{
    return (step->kind == STEP_ROWS || step->kind == STEP_CELLS) && *step->definition &&
           !g_str_has_prefix(step->definition, "duplicates ") &&
           !g_str_has_prefix(step->definition, "found ");
}

/* ---- reading -------------------------------------------------------------------------------- */

#define STEP_COLUMNS                                                                          \
    "SELECT id, table_id, coalesce(column_id, 0), kind, definition, reason, scope, enabled, " \
    "rows, coalesce(hash, ''), note FROM step LEFT JOIN step_applied ON step_id = id "

static guint
index_of(const char *const *names, guint n, const char *name)
{
    for (guint i = 0; i < n; i++)
        if (g_strcmp0(names[i], name) == 0)
            return i;
    return n;
}

/* NULL: of a kind that a newer program knows. */
static Step *
read_step(sqlite3_stmt *row)
{
    guint kind =
        index_of(kind_names, G_N_ELEMENTS(kind_names), (const char *)sqlite3_column_text(row, 3));
    guint scope =
        index_of(scope_names, G_N_ELEMENTS(scope_names), (const char *)sqlite3_column_text(row, 6));
    if (kind == G_N_ELEMENTS(kind_names))
        return NULL;
    Step *step = step_new(sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1),
                          sqlite3_column_int64(row, 2), (StepKind)kind,
                          (const char *)sqlite3_column_text(row, 4),
                          (const char *)sqlite3_column_text(row, 5),
                          scope == STEP_TRAINING ? STEP_TRAINING : STEP_ALL);
    step->enabled = sqlite3_column_int(row, 7) != 0;
    step->rows = sqlite3_column_int64(row, 8);
    g_free(step->hash);
    step->hash = g_strdup((const char *)sqlite3_column_text(row, 9));
    step->note = g_strdup((const char *)sqlite3_column_text(row, 10));
    return step;
}

GPtrArray *
steps_load(sqlite3 *database, gint64 table, GError **error)
{
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
    g_autoptr(sqlite3_stmt) rows = db_prepare(
        database, error, STEP_COLUMNS "WHERE ?1 = 0 OR table_id = ?1 ORDER BY id", "i", table);
    GError *failure = NULL;
    if (!rows)
        return NULL;
    while (db_step(rows, &failure)) {
        Step *step = read_step(rows);
        if (step)
            g_ptr_array_add(steps, step);
    }
    if (!failure)
        return g_steal_pointer(&steps);
    g_propagate_error(error, failure);
    return NULL;
}

static void
set_no_step(gint64 id, GError **error)
{
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "there is no cleaning step %" G_GINT64_FORMAT ": `steps` lists them", id);
}

Step *
step_load(sqlite3 *database, gint64 id, GError **error)
{
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error, STEP_COLUMNS "WHERE id = ?", "i", id);
    GError *failure = NULL;
    if (!rows)
        return NULL;
    Step *step = db_step(rows, &failure) ? read_step(rows) : NULL;
    if (failure)
        g_propagate_error(error, failure);
    else if (!step)
        set_no_step(id, error);
    return step;
}

GArray *
step_rows(sqlite3 *database, gint64 id, GError **error)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(StepRow));
    g_autoptr(sqlite3_stmt) rows = db_prepare(
        database, error,
        "SELECT row, coalesce(twin, 0) FROM step_row WHERE step_id = ? ORDER BY row", "i", id);
    GError *failure = NULL;
    if (!rows)
        return NULL;
    while (db_step(rows, &failure)) {
        StepRow row = {sqlite3_column_int64(rows, 0), sqlite3_column_int64(rows, 1)};
        g_array_append_val(found, row);
    }
    if (!failure)
        return g_steal_pointer(&found);
    g_propagate_error(error, failure);
    return NULL;
}

/* ---- writing -------------------------------------------------------------------------------- */

static int
compare_rows(const void *a, const void *b)
{
    const StepRow *x = a, *y = b;
    return x->row < y->row ? -1 : x->row > y->row;
}

static gboolean
insert_rows(sqlite3 *database, gint64 step, const StepRow *rows, gsize n, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error, "INSERT OR IGNORE INTO step_row VALUES (?, ?, nullif(?, 0))",
                   "iii", step, (gint64)0, (gint64)0);
    GError *failure = NULL;
    for (gsize i = 0; statement && !failure && i < n; i++) {
        sqlite3_bind_int64(statement, 2, rows[i].row);
        sqlite3_bind_int64(statement, 3, rows[i].twin);
        db_step(statement, &failure);
        sqlite3_reset(statement);
    }
    if (failure)
        g_propagate_error(error, failure);
    return statement && !failure;
}

/* What the step names, whatever the order it was named in. */
static char *
rows_hash(const StepRow *rows, gsize n)
{
    Fingerprint *fingerprint = fingerprint_new("step rows");
    fingerprint_integer(fingerprint, (gint64)n);
    for (gsize i = 0; i < n; i++) {
        fingerprint_integer(fingerprint, rows[i].row);
        fingerprint_integer(fingerprint, rows[i].twin);
    }
    return fingerprint_end(fingerprint);
}

static gboolean
write_rows(sqlite3 *database, Step *step, const StepRow *rows, gsize n, GError **error)
{
    g_autofree StepRow *sorted = g_memdup2(rows, sizeof *rows * n);
    if (n)
        qsort(sorted, n, sizeof *sorted, compare_rows);
    g_free(step->hash);
    step->hash = rows_hash(sorted, n);
    if (step->kind != STEP_VALUES && step->kind != STEP_POLICY)
        step->rows = (gint64)n;
    return db_run(database, error, "DELETE FROM step_row WHERE step_id = ?", "i", step->id) &&
           insert_rows(database, step->id, sorted, n, error) &&
           db_run(database, error, "UPDATE step SET rows = ? WHERE id = ?", "ii", step->rows,
                  step->id) &&
           db_run(database, error, "INSERT OR REPLACE INTO step_applied VALUES (?, ?, ?)", "iss",
                  step->id, step->hash, step->note);
}

static gboolean
write_step(sqlite3 *database, const Step *step, GError **error)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    return db_run(database, error,
                  "INSERT INTO step (id, table_id, column_id, kind, definition, reason, scope, "
                  "enabled, rows, created_at) VALUES (?1, ?2, nullif(?3, 0), ?4, ?5, ?6, ?7, 1, "
                  "?8, ?9) ON CONFLICT DO UPDATE SET table_id = ?2, column_id = nullif(?3, 0), "
                  "kind = ?4, definition = ?5, reason = ?6, scope = ?7, enabled = 1, rows = ?8",
                  "iiissssis", step->id, step->table_id, step->column_id,
                  step_kind_name(step->kind), step->definition, step->reason,
                  step_scope_name(step->scope), step->rows, at);
}

/* Ends what SAVEPOINT step began. */
static gboolean
end_writing(sqlite3 *database, gboolean done, GError **error)
{
    if (done)
        return db_exec(database, "RELEASE step", error);
    db_exec(database, "ROLLBACK TO step; RELEASE step", NULL);
    return FALSE;
}

gboolean
step_store(sqlite3 *database, Step *step, const StepRow *rows, gsize n, GError **error)
{
    if (!db_exec(database, "SAVEPOINT step", error))
        return FALSE;
    step->enabled = TRUE;
    gboolean done = write_step(database, step, error) && write_rows(database, step, rows, n, error);
    return end_writing(database, done, error);
}

gboolean
step_renew(sqlite3 *database, Step *step, const StepRow *rows, gsize n, const char *note,
           GError **error)
{
    g_free(step->note);
    step->note = g_strdup(note);
    if (!db_exec(database, "SAVEPOINT step", error))
        return FALSE;
    gboolean done = note ? db_run(database, error,
                                  "INSERT INTO step_applied VALUES (?1, ?2, ?3) "
                                  "ON CONFLICT DO UPDATE SET note = ?3",
                                  "iss", step->id, step->hash, note)
                         : write_rows(database, step, rows, n, error);
    return end_writing(database, done, error);
}

static gboolean
set_enabled(sqlite3 *database, gint64 id, gboolean on, GError **error)
{
    if (!db_run(database, error, "UPDATE step SET enabled = ? WHERE id = ?", "ii", (gint64)on, id))
        return FALSE;
    if (sqlite3_changes(database) == 1)
        return TRUE;
    set_no_step(id, error);
    return FALSE;
}

static gboolean
list_again(sqlite3 *database, gint64 id, GError **error)
{
    return db_run(database, error, "DELETE FROM step_removed WHERE step_id = ?", "i", id);
}

gboolean
step_switch(sqlite3 *database, gint64 id, gboolean on, GError **error)
{
    return set_enabled(database, id, on, error) && (!on || list_again(database, id, error));
}

gboolean
step_remove(sqlite3 *database, gint64 id, GError **error)
{
    return set_enabled(database, id, FALSE, error) &&
           db_run(database, error, "INSERT OR IGNORE INTO step_removed VALUES (?)", "i", id);
}

gboolean
step_restore(sqlite3 *database, gint64 id, gboolean on, GError **error)
{
    return set_enabled(database, id, on, error) && list_again(database, id, error);
}

gboolean
step_is_removed(sqlite3 *database, gint64 id)
{
    return db_integer(database, 0, "SELECT count(*) FROM step_removed WHERE step_id = ?", "i", id) >
           0;
}

/* ---- counting ------------------------------------------------------------------------------- */

gint64
steps_count(sqlite3 *database, gint64 table, GArray *counts, GError **error)
{
    /* Only current rows: one that a later import replaced is counted as replaced. */
    g_autofree char *current = rows_current_sql(database, table);
    g_autofree char *sql = g_strdup_printf(
        "WITH taken AS (SELECT r.row, min(s.id) AS first FROM step s "
        "  JOIN step_row r ON r.step_id = s.id JOIN raw_%" G_GINT64_FORMAT " AS raw ON raw.row = "
        "r.row WHERE s.table_id = ?1 AND s.enabled AND s.kind = 'rows' AND s.scope = 'all' AND %s "
        "  GROUP BY r.row) "
        "SELECT s.id, count(taken.row) FROM step s LEFT JOIN taken ON first = s.id "
        "WHERE s.table_id = ?1 AND s.enabled AND s.kind = 'rows' AND s.scope = 'all' "
        "GROUP BY s.id ORDER BY s.id",
        table, current);
    g_autoptr(sqlite3_stmt) rows = db_prepare(database, error, sql, "i", table);
    GError *failure = NULL;
    gint64 all = 0;
    if (!rows)
        return -1;
    while (db_step(rows, &failure)) {
        StepCount count = {sqlite3_column_int64(rows, 0), sqlite3_column_int64(rows, 1)};
        if (counts)
            g_array_append_val(counts, count);
        all += count.rows;
    }
    if (!failure)
        return all;
    g_propagate_error(error, failure);
    return -1;
}

/* ---- values --------------------------------------------------------------------------------- */

char *
step_values_definition(const char *const *pairs, gsize n)
{
    json_t *object = json_object();
    for (gsize i = 0; i + 1 < n; i += 2)
        json_object_set_new(object, pairs[i], json_string(pairs[i + 1]));
    char *text = json_dumps(object, JSON_SORT_KEYS);
    json_decref(object);
    char *own = g_strdup(text ? text : "{}");
    free(text);
    return own;
}

GHashTable *
step_values(const char *definition, GError **error)
{
    json_t *object = json_loads(definition, 0, NULL);
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const char *from;
    json_t *to;
    gboolean good = json_is_object(object);
    if (good)
        json_object_foreach(object, from, to)
        {
            good = good && json_is_string(to);
            if (json_is_string(to))
                g_hash_table_insert(values, g_strdup(from), g_strdup(json_string_value(to)));
        }
    json_decref(object);
    if (good)
        return g_steal_pointer(&values);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "a cleaning step's values are damaged in the workspace: make the step again");
    return NULL;
}
