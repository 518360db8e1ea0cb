/* pool: the table of tickets of several sources: made once its mapping is complete, and renewed as
 * its sources change: what a later export changed becomes a version, as in any table; where rows
 * went, as by a cleaning step, all of it is written anew. */
#include "ingest/pool_write.h"
#include "ingest/reimport.h"
#include <foredesk/evidence.h>

#include <string.h>

void
pool_made_clear(PoolMade *made)
{
    g_clear_pointer(&made->name, g_free);
    g_clear_pointer(&made->note, g_free);
}

/* ---- what it was made of ----------------------------------------------------------------------
 */

static void
add_rows(Fingerprint *fingerprint, sqlite3 *database, const char *sql, gint64 table)
{
    g_autoptr(sqlite3_stmt) rows = db_prepare(database, NULL, sql, "i", table);
    while (rows != NULL && db_step(rows, NULL))
        for (int i = 0; i < sqlite3_column_count(rows); i++)
            fingerprint_text(fingerprint, (const char *)sqlite3_column_text(rows, i));
}

char *
pool_mapping(sqlite3 *database, const GPtrArray *sources)
{
    Fingerprint *fingerprint = fingerprint_new("mapping of sources");
    for (guint i = 0; i < sources->len; i++) {
        gint64 table = ((const TableInfo *)g_ptr_array_index(sources, i))->id;
        fingerprint_integer(fingerprint, table);
        add_rows(fingerprint, database,
                 "SELECT column_id, state, field FROM pool_column WHERE column_id IN (SELECT id "
                 "FROM source_column WHERE table_id = ?) ORDER BY 1",
                 table);
        add_rows(fingerprint, database,
                 "SELECT column_id, value, common FROM pool_value WHERE column_id IN (SELECT id "
                 "FROM source_column WHERE table_id = ?) ORDER BY 1, 2",
                 table);
    }
    return fingerprint_end(fingerprint);
}

/* Of the sources' rows, of how their cells are read, and of the mapping. */
static char *
sources_fingerprint(sqlite3 *database, const GPtrArray *sources)
{
    g_autofree char *mapping = pool_mapping(database, sources);
    Fingerprint *fingerprint = fingerprint_new("sources of a pool");
    fingerprint_text(fingerprint, mapping);
    for (guint i = 0; i < sources->len; i++) {
        const TableInfo *table = g_ptr_array_index(sources, i);
        fingerprint_text(fingerprint, table->zone);
        add_rows(fingerprint, database,
                 "SELECT id FROM import WHERE table_id = ? AND id NOT IN (SELECT import_id FROM "
                 "import_off) ORDER BY 1",
                 table->id);
        add_rows(
            fingerprint, database,
            "SELECT id, hash FROM step JOIN step_applied ON step_id = id WHERE table_id = ? AND "
            "enabled ORDER BY 1",
            table->id);
        add_rows(fingerprint, database,
                 "SELECT id, kind, role, date_order, number_format, separator, definition FROM "
                 "source_column WHERE table_id = ? ORDER BY 1",
                 table->id);
    }
    return fingerprint_end(fingerprint);
}

static gboolean
keep_made_of(sqlite3 *database, const GPtrArray *sources, gint64 table, const char *behind,
             GError **error)
{
    g_autofree char *mapping = pool_mapping(database, sources);
    g_autofree char *made_of = sources_fingerprint(database, sources);
    return db_run(database, error, "INSERT OR REPLACE INTO pool VALUES (?, ?, ?, ?)", "isss", table,
                  mapping, made_of, behind);
}

gboolean
pool_is_stale(sqlite3 *database, const TableInfo *pool)
{
    g_autofree char *now = sources_fingerprint(database, pool->pooled);
    g_autofree char *then =
        db_text(database, "SELECT sources FROM pool WHERE table_id = ?", "i", pool->id);
    return g_strcmp0(now, then) != 0;
}

char *
pool_behind(sqlite3 *database, const TableInfo *pool)
{
    return db_text(database, "SELECT behind FROM pool WHERE table_id = ?", "i", pool->id);
}

gboolean
pool_origin(sqlite3 *database, gint64 pool, gint64 row, gint64 *source, gint64 *source_row)
{
    g_autoptr(sqlite3_stmt) origin = db_prepare(
        database, NULL, "SELECT source, source_row FROM pool_row WHERE table_id = ? AND row = ?",
        "ii", pool, row);
    if (origin == NULL || !db_step(origin, NULL))
        return FALSE;
    *source = sqlite3_column_int64(origin, 0);
    *source_row = sqlite3_column_int64(origin, 1);
    return TRUE;
}

/* ---- making -----------------------------------------------------------------------------------
 */

static gboolean
check_open(const PoolPlan *plan, GError **error)
{
    if (plan->sources->len < 2) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s: import another source first, or say which tables hold tickets (map TABLE "
                    "pooled)",
                    plan->sources->len == 0 ? "no table holds tickets that could be pooled"
                                            : "one table alone holds tickets");
        return FALSE;
    }
    g_autofree char *open = pool_plan_words(plan);
    if (open == NULL)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "not pooled: %s (`sources` lists them%s)", open,
                plan->proposed_columns + plan->proposed_values > 0
                    ? "; `map accept` takes the proposals"
                    : "");
    return FALSE;
}

/* A pool that was taken back gives its name away. */
static gboolean
claim_name(sqlite3 *database, const char *wanted, char **name, GError **error)
{
    static const char taken[] = "SELECT 1 FROM source_table WHERE name = ?";
    if (!db_run(database, error,
                "UPDATE source_table SET name = name || '_taken_back_' || id WHERE state = 'off' "
                "AND definition GLOB 'POOL *' AND name = coalesce(?, 'tickets') COLLATE NOCASE",
                "s", wanted))
        return FALSE;
    *name = g_strdup(wanted != NULL ? wanted : "tickets");
    if (wanted != NULL && db_integer(database, 0, taken, "s", wanted) != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "there is a table %s already: pool under another name", wanted);
        return FALSE;
    }
    for (guint number = 1; db_integer(database, 0, taken, "s", *name) != 0; number++) {
        g_free(*name);
        *name = number == 1 ? g_strdup("all_tickets") : g_strdup_printf("all_tickets_%u", number);
    }
    return TRUE;
}

static gboolean
write_columns(sqlite3 *database, const GPtrArray *layout, gint64 table, GError **error)
{
    g_autoptr(GString) create = g_string_new(NULL);
    g_string_printf(create, "CREATE TABLE raw_%" G_GINT64_FORMAT " (row INTEGER PRIMARY KEY",
                    table);
    for (guint i = 0; i < layout->len; i++) {
        const LayoutColumn *column = g_ptr_array_index(layout, i);
        g_string_append_printf(create, ", c%u TEXT", i);
        if (!db_run(
                database, error,
                "INSERT INTO source_column (table_id, position, name, heading) VALUES (?, ?, ?, "
                "?)",
                "iiss", table, (gint64)i, column->name, column->heading))
            return FALSE;
    }
    g_string_append(create, ") STRICT");
    return db_exec(database, create->str, error);
}

static gboolean
write_catalogue(const PoolPlan *plan, const GPtrArray *layout, sqlite3 *database, PoolMade *made,
                gint64 *import, GError **error)
{
    g_autoptr(GString) definition = g_string_new("POOL");
    for (guint i = 0; i < plan->sources->len; i++)
        g_string_append_printf(definition, " %s",
                               ((const TableInfo *)g_ptr_array_index(plan->sources, i))->name);
    if (!db_run(database, error,
                "INSERT INTO source_table (name, derived, definition) VALUES (?, 1, ?)", "ss",
                made->name, definition->str))
        return FALSE;
    made->table = sqlite3_last_insert_rowid(database);
    return write_columns(database, layout, made->table, error) &&
           pool_describe(database, layout, made->table, error) &&
           pool_follow_links(database, plan, layout, made->table, error) &&
           (*import = pool_add_import(database, plan, made->table, error)) != 0;
}

static gboolean
write_table(const PoolPlan *plan, sqlite3 *database, PoolMade *made, Progress *progress,
            GError **error)
{
    gint64 import = 0;
    WriteSlice slice;
    g_autoptr(GPtrArray) layout = pool_layout(plan, database, error);
    if (layout == NULL || !slice_begin(&slice, database, error))
        return FALSE;
    if (write_catalogue(plan, layout, database, made, &import, error) &&
        pool_insert_all(plan, layout, database, made->table, import, &slice, progress, error) &&
        keep_made_of(database, plan->sources, made->table, NULL, error) && slice_end(&slice, error))
        return table_type(database, made->table, progress, error);
    slice_abandon(&slice);
    return FALSE;
}

/* "tickets holds the 440 tickets of zendesk (220) and jira (220) …" */
static char *
note_of(const PoolPlan *plan, const char *name)
{
    g_autoptr(GString) sources = g_string_new(NULL);
    gint64 all = 0;
    guint common = 0;
    for (guint i = 0; i < plan->frames->len; i++) {
        const Frame *frame = g_ptr_array_index(plan->frames, i);
        g_autofree char *count = number_count(frame->n);
        all += frame->n;
        g_string_append_printf(sources, "%s%s (%s)",
                               i == 0                       ? ""
                               : i + 1 == plan->frames->len ? " and "
                                                            : ", ",
                               frame->table->name, count);
    }
    for (guint i = 0; i < plan->fields->len; i++)
        common += ((const PoolField *)g_ptr_array_index(plan->fields, i))->columns->len > 1;
    g_autofree char *count = number_count(all);
    return g_strdup_printf("%s holds the %s tickets of %s, with %u fields in common; every ticket "
                           "names its source (`pool none` takes that back).",
                           name, count, sources->str, common);
}

gboolean
pool_make(FrameStore *frames, sqlite3 *database, const char *name, PoolMade *made,
          Progress *progress, GError **error)
{
    *made = (PoolMade){0};
    g_autoptr(PoolPlan) plan = pool_plan(frames, database, progress, error);
    if (plan == NULL || !check_open(plan, error) ||
        !claim_name(database, name, &made->name, error) ||
        !write_table(plan, database, made, progress, error))
        return FALSE;
    made->note = note_of(plan, made->name);
    return TRUE;
}

/* ---- renewing ---------------------------------------------------------------------------------
 */

typedef struct {
    sqlite3 *database;
    const TableInfo *pool;
    const PoolPlan *plan;
    GPtrArray *layout;
    Reimport *reimport;
    WriteSlice slice;
} Renewal;

/* Whether each row that stands in the pool has its ticket still: a later export puts others in the
 * place of rows, a cleaning step or an import that was taken back leaves none. */
static gboolean
source_stays(const Renewal *renewal, const Frame *frame, GError **error)
{
    g_autofree char *current = rows_current_sql(renewal->database, renewal->pool->id);
    g_autofree char *sql = g_strdup_printf(
        "SELECT source_row FROM pool_row JOIN raw_%" G_GINT64_FORMAT " AS raw USING (row) WHERE "
        "table_id = ? AND source = ? AND %s",
        renewal->pool->id, current);
    g_autoptr(sqlite3_stmt) origins =
        db_prepare(renewal->database, error, sql, "ii", renewal->pool->id, frame->table->id);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
    while (origins != NULL && db_step(origins, error)) {
        gint64 row = sqlite3_column_int64(origins, 0);
        g_array_append_val(rows, row);
    }
    if (origins == NULL || !rows_follow(renewal->database, frame->table->id,
                                        (gint64 *)(void *)rows->data, rows->len, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        if (frame_row_of(frame, g_array_index(rows, gint64, i)) == G_MAXUINT32)
            return FALSE;
    return TRUE;
}

static gboolean
all_stay(const Renewal *renewal, GError **error)
{
    for (guint i = 0; i < renewal->plan->frames->len; i++)
        if (!source_stays(renewal, g_ptr_array_index(renewal->plan->frames, i), error))
            return FALSE;
    return TRUE;
}

static gboolean
renew_row(const char *const *cells, const gsize *lengths, gint64 source, gint64 source_row,
          gpointer data, GError **error)
{
    Renewal *renewal = data;
    if (!reimport_row(renewal->reimport, cells, lengths, error))
        return FALSE;
    gint64 row = reimport_written(renewal->reimport);
    return (row == 0 || pool_keep_origin(renewal->database, renewal->pool->id, row, source,
                                         source_row, error)) &&
           slice_tick(&renewal->slice, error);
}

static gboolean
publish(Renewal *renewal, GError **error)
{
    return (!reimport_changed(renewal->reimport) || reimport_publish(renewal->reimport, error)) &&
           pool_describe(renewal->database, renewal->layout, renewal->pool->id, error) &&
           pool_follow_links(renewal->database, renewal->plan, renewal->layout, renewal->pool->id,
                             error) &&
           keep_made_of(renewal->database, renewal->plan->sources, renewal->pool->id, NULL, error);
}

/* New rows and changed ones are added; what they were stays, as in any table. */
static gboolean
follow(Renewal *renewal, Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new(), headings = g_ptr_array_new();
    for (guint i = 0; i < renewal->layout->len; i++) {
        const LayoutColumn *column = g_ptr_array_index(renewal->layout, i);
        g_ptr_array_add(names, column->name);
        g_ptr_array_add(headings, column->heading);
    }
    g_autoptr(Reimport) reimport =
        reimport_new(renewal->database, renewal->pool, names, headings, progress, error);
    renewal->reimport = reimport;
    if (reimport == NULL || !slice_begin(&renewal->slice, renewal->database, error))
        return FALSE;
    gint64 import = pool_add_import(renewal->database, renewal->plan, renewal->pool->id, error);
    if (import != 0 && reimport_begin(reimport, import, error) &&
        pool_each_row(renewal->plan, renewal->layout, renewal->database, renew_row, renewal,
                      progress, error) &&
        reimport_end(reimport, 0, error) && publish(renewal, error) &&
        slice_end(&renewal->slice, error))
        return imports_drop_unfinished(renewal->database, error); /* one that brought nothing */
    slice_abandon(&renewal->slice);
    imports_drop_unfinished(renewal->database, NULL);
    return FALSE;
}

/* What no row of the pool stands on any more. */
static gboolean
clear_before(const Renewal *renewal, gint64 import, GError **error)
{
    static const char *const gone[] = {
        "DELETE FROM row_version WHERE table_id = ?1",
        "DELETE FROM import WHERE table_id = ?1 AND id < ?2",
        "DELETE FROM frame_block WHERE table_id = ?1 AND ?2",
    };
    g_autofree char *raw = g_strdup_printf("DELETE FROM raw_%" G_GINT64_FORMAT, renewal->pool->id);
    if (!db_run(renewal->database, error, "DELETE FROM pool_row WHERE table_id = ?", "i",
                renewal->pool->id) ||
        !db_exec(renewal->database, raw, error))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(gone); i++)
        if (!db_run(renewal->database, error, gone[i], "ii", renewal->pool->id, import))
            return FALSE;
    return TRUE;
}

static gboolean
add_columns(const Renewal *renewal, GError **error)
{
    gint64 table = renewal->pool->id;
    for (guint i = 0; i < renewal->layout->len; i++) {
        const LayoutColumn *column = g_ptr_array_index(renewal->layout, i);
        gint64 position = db_integer(
            renewal->database, 0, "SELECT max(position) + 1 FROM source_column WHERE table_id = ?",
            "i", table);
        if (db_integer(renewal->database, 0,
                       "SELECT 1 FROM source_column WHERE table_id = ? AND name = ?", "is", table,
                       column->name) != 0)
            continue;
        g_autofree char *sql = g_strdup_printf("ALTER TABLE raw_%" G_GINT64_FORMAT
                                               " ADD COLUMN c%" G_GINT64_FORMAT " TEXT",
                                               table, position);
        if (!db_exec(renewal->database, sql, error) ||
            !db_run(
                renewal->database, error,
                "INSERT INTO source_column (table_id, position, name, heading) VALUES (?, ?, ?, "
                "?)",
                "iiss", table, position, column->name, column->heading))
            return FALSE;
    }
    return TRUE;
}

/* All of it in one transaction: a pool that holds half of its tickets is never seen. */
static gboolean
write_anew(Renewal *renewal, Progress *progress, GError **error)
{
    sqlite3 *database = renewal->database;
    if (!db_exec(database, "BEGIN IMMEDIATE", error) ||
        !slice_begin(&renewal->slice, database, error))
        return FALSE;
    gint64 import = pool_add_import(database, renewal->plan, renewal->pool->id, error);
    if (import != 0 && clear_before(renewal, import, error) && add_columns(renewal, error) &&
        pool_insert_all(renewal->plan, renewal->layout, database, renewal->pool->id, import,
                        &renewal->slice, progress, error) &&
        pool_describe(database, renewal->layout, renewal->pool->id, error) &&
        pool_follow_links(database, renewal->plan, renewal->layout, renewal->pool->id, error) &&
        keep_made_of(database, renewal->plan->sources, renewal->pool->id, NULL, error) &&
        db_exec(database, "COMMIT", error))
        return TRUE;
    if (!sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    return FALSE;
}

static gboolean
renew(Renewal *renewal, Progress *progress, GError **error)
{
    GError *failure = NULL;
    renewal->layout = pool_layout(renewal->plan, renewal->database, error);
    if (renewal->layout == NULL)
        return FALSE;
    gboolean stay = all_stay(renewal, &failure);
    gboolean done = failure == NULL && (stay ? follow(renewal, progress, &failure)
                                             : write_anew(renewal, progress, &failure));
    g_ptr_array_unref(renewal->layout);
    if (failure != NULL)
        g_propagate_error(error, failure);
    return done && table_type(renewal->database, renewal->pool->id, progress, error) &&
           links_find(renewal->database, error);
}

gboolean
pool_renew(sqlite3 *database, gint64 table, Progress *progress, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_load(database, error);
    const TableInfo *named = catalogue == NULL ? NULL : catalogue_table_by_id(catalogue, table);
    const TableInfo *pool = named == NULL || named->pooled != NULL ? named : named->pool;
    if (pool == NULL || !pool_is_stale(database, pool))
        return catalogue != NULL;
    g_autoptr(FrameStore) frames = frame_store_new(catalogue);
    g_autoptr(PoolPlan) plan = pool_plan(frames, database, progress, error);
    if (plan == NULL)
        return FALSE;
    g_autofree char *open = pool_plan_words(plan);
    if (open != NULL)
        return keep_made_of(database, plan->sources, pool->id, open, error);
    Renewal renewal = {.database = database, .pool = pool, .plan = plan};
    return renew(&renewal, progress, error);
}
