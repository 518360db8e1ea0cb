/* pool_write: the rows of a pool and what stands in the catalogue of them. */
#include "ingest/pool_write.h"

#include <string.h>

enum { BATCH = 4096 };

/* ---- rows of the sources ----------------------------------------------------------------------
 */

static sqlite3_stmt *
fetch_row(const TableInfo *table, sqlite3 *database, GError **error)
{
    g_autoptr(GString) sql = g_string_new("SELECT row");
    for (guint i = 0; i < table->columns->len; i++)
        g_string_append_printf(
            sql, ", c%d", ((const ColumnInfo *)g_ptr_array_index(table->columns, i))->position);
    g_string_append_printf(sql, " FROM raw_%" G_GINT64_FORMAT " WHERE row = ?", table->id);
    return db_prepare(database, error, sql->str, NULL);
}

static gboolean
read_batch(const Frame *frame, sqlite3_stmt *statement, guint32 first, guint32 n, GPtrArray *rows,
           GError **error)
{
    guint width = frame->table->columns->len;
    for (guint32 i = 0; i < n; i++) {
        sqlite3_reset(statement);
        sqlite3_bind_int64(statement, 1, frame->row_id[first + i]);
        GError *failure = NULL;
        if (!db_step(statement, &failure)) {
            if (failure == NULL)
                g_set_error(&failure, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                            "row %" G_GINT64_FORMAT " of %s is gone: import the file again",
                            frame->row_id[first + i], frame->table->name);
            g_propagate_error(error, failure);
            return FALSE;
        }
        char **cells = g_new0(char *, width + 1);
        for (guint k = 0; k < width; k++) {
            const char *bytes = (const char *)sqlite3_column_text(statement, (int)k + 1);
            cells[k] = g_strdup(bytes != NULL ? bytes : "");
        }
        g_ptr_array_add(rows, cells);
    }
    sqlite3_reset(statement);
    return TRUE;
}

typedef struct {
    const Frame *frame;
    PoolCells *cells;
    sqlite3_stmt *statement;
    PoolVisit visit;
    gpointer data;
    guint width;
} Source;

static gboolean
visit_batch(const Source *source, guint32 first, guint32 n, GError **error)
{
    g_autoptr(GPtrArray) raw = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_autofree guint32 *place = g_new(guint32, n + 1);
    g_autofree gsize *lengths = g_new(gsize, source->width);
    if (!read_batch(source->frame, source->statement, first, n, raw, error))
        return FALSE;
    for (guint32 i = 0; i < n; i++)
        place[i] = first + i;
    g_autoptr(Frame) typed = frame_from_rows(source->frame, raw, error);
    g_autoptr(GPtrArray) rows =
        typed == NULL ? NULL : pool_cells_rows(source->cells, typed, source->frame, place, error);
    for (guint32 i = 0; rows != NULL && i < n; i++) {
        char **cells = g_ptr_array_index(rows, i);
        for (guint k = 0; k < source->width; k++)
            lengths[k] = strlen(cells[k]);
        if (!source->visit((const char *const *)cells, lengths, source->frame->table->id,
                           source->frame->row_id[first + i], source->data, error))
            return FALSE;
    }
    return rows != NULL;
}

gboolean
pool_each_row(const PoolPlan *plan, const GPtrArray *layout, sqlite3 *database, PoolVisit visit,
              gpointer data, Progress *progress, GError **error)
{
    gint64 all = 0, done = 0;
    for (guint s = 0; s < plan->frames->len; s++)
        all += ((const Frame *)g_ptr_array_index(plan->frames, s))->n;
    progress_phase(progress, "pooling tickets", all, "tickets");
    for (guint s = 0; s < plan->frames->len; s++) {
        const Frame *frame = g_ptr_array_index(plan->frames, s);
        g_autoptr(PoolCells) cells = pool_cells_new(plan, layout, s);
        g_autoptr(sqlite3_stmt) statement = fetch_row(frame->table, database, error);
        if (statement == NULL)
            return FALSE;
        Source source = {frame, cells, statement, visit, data, layout->len};
        for (guint32 first = 0; first < frame->n; first += BATCH) {
            guint32 n = MIN((guint32)BATCH, frame->n - first);
            if (!visit_batch(&source, first, n, error))
                return FALSE;
            progress_advance(progress, done += n);
            if (progress_stop(progress, error))
                return FALSE;
        }
    }
    return TRUE;
}

gboolean
pool_keep_origin(sqlite3 *database, gint64 pool, gint64 row, gint64 source, gint64 source_row,
                 GError **error)
{
    return db_run(database, error, "INSERT OR REPLACE INTO pool_row VALUES (?, ?, ?, ?)", "iiii",
                  pool, row, source, source_row);
}

/* ---- into a table -----------------------------------------------------------------------------
 */

typedef struct {
    sqlite3 *database;
    sqlite3_stmt *row, *origin;
    gint64 table, rows, last;
    guint width;
    WriteSlice *slice;
} Insertion;

static gboolean
step_done(sqlite3_stmt *statement, GError **error)
{
    int result = sqlite3_step(statement);
    if (result != SQLITE_DONE)
        db_set_error(sqlite3_db_handle(statement), "writing pooled tickets", error);
    sqlite3_reset(statement);
    return result == SQLITE_DONE;
}

static gboolean
insert_row(const char *const *cells, const gsize *lengths, gint64 source, gint64 source_row,
           gpointer data, GError **error)
{
    Insertion *insertion = data;
    for (guint i = 0; i < insertion->width; i++)
        sqlite3_bind_text(insertion->row, (int)i + 1, cells[i], (int)lengths[i], SQLITE_STATIC);
    if (!step_done(insertion->row, error))
        return FALSE;
    insertion->last = sqlite3_last_insert_rowid(insertion->database);
    insertion->rows++;
    sqlite3_bind_int64(insertion->origin, 1, insertion->table);
    sqlite3_bind_int64(insertion->origin, 2, insertion->last);
    sqlite3_bind_int64(insertion->origin, 3, source);
    sqlite3_bind_int64(insertion->origin, 4, source_row);
    return step_done(insertion->origin, error) && slice_tick(insertion->slice, error);
}

/* The columns' places in the raw table, by their names. */
static char *
insert_sql(sqlite3 *database, const GPtrArray *layout, gint64 table)
{
    g_autoptr(GString) columns = g_string_new(NULL), values = g_string_new(NULL);
    for (guint i = 0; i < layout->len; i++) {
        const LayoutColumn *column = g_ptr_array_index(layout, i);
        gint64 position = db_integer(
            database, -1, "SELECT position FROM source_column WHERE table_id = ? AND name = ?",
            "is", table, column->name);
        g_string_append_printf(columns, "%sc%" G_GINT64_FORMAT, i == 0 ? "" : ", ", position);
        g_string_append(values, i == 0 ? "?" : ", ?");
    }
    return g_strdup_printf("INSERT INTO raw_%" G_GINT64_FORMAT " (%s) VALUES (%s)", table,
                           columns->str, values->str);
}

gboolean
pool_insert_all(const PoolPlan *plan, const GPtrArray *layout, sqlite3 *database, gint64 table,
                gint64 import, WriteSlice *slice, Progress *progress, GError **error)
{
    g_autofree char *sql = insert_sql(database, layout, table);
    g_autoptr(sqlite3_stmt) row = db_prepare(database, error, sql, NULL);
    g_autoptr(sqlite3_stmt) origin =
        row == NULL ? NULL
                    : db_prepare(database, error,
                                 "INSERT OR REPLACE INTO pool_row VALUES (?, ?, ?, ?)", NULL);
    Insertion insertion = {.database = database,
                           .row = row,
                           .origin = origin,
                           .table = table,
                           .width = layout->len,
                           .slice = slice};
    return origin != NULL &&
           pool_each_row(plan, layout, database, insert_row, &insertion, progress, error) &&
           db_run(database, error,
                  "UPDATE import SET rows = ?1, first_row = iif(?1 > 0, ?2 - ?1 + 1, NULL), "
                  "last_row = iif(?1 > 0, ?2, NULL) WHERE id = ?3",
                  "iii", insertion.rows, insertion.last, import) &&
           db_run(database, error, "UPDATE source_table SET rows = ? WHERE id = ?", "ii",
                  insertion.rows, table);
}

/* ---- the catalogue ----------------------------------------------------------------------------
 */

static gboolean
describe_column(sqlite3 *database, const LayoutColumn *column, gint64 table, GError **error)
{
    const PoolField *field = column->field;
    const ColumnInfo *first =
        field == NULL ? NULL : ((const PoolColumn *)g_ptr_array_index(field->columns, 0))->column;
    ColumnRole role = field != NULL                ? field->role
                      : column->kind == LAYOUT_KEY ? ROLE_ID
                                                   : ROLE_NONE;
    return db_run(database, error,
                  "UPDATE source_column SET definition = ?1, kind = ?2, kind_declared = 1, "
                  "role = iif(role_declared, role, ?3), role_declared = 1, "
                  "date_order = iif(?2 = 'date', ?4, date_order), separator = ?5, "
                  "category_order = coalesce(category_order, ?6), meaning = coalesce(meaning, ?7) "
                  "WHERE table_id = ?8 AND name = ?9",
                  "sssssssis", column->definition, kind_name(column->typed), role_name(role),
                  date_order_name(DATE_ISO), column->separator, first == NULL ? NULL : first->order,
                  first == NULL ? NULL : first->meaning, table, column->name);
}

gboolean
pool_describe(sqlite3 *database, const GPtrArray *layout, gint64 table, GError **error)
{
    const char *created = NULL;
    for (guint i = 0; i < layout->len; i++) {
        const LayoutColumn *column = g_ptr_array_index(layout, i);
        if (!describe_column(database, column, table, error))
            return FALSE;
        if (column->field != NULL && column->field->role == ROLE_CREATED && created == NULL)
            created = column->name;
    }
    static const char by_name[] =
        "UPDATE source_table SET key_declared = 1, key_column = (SELECT id FROM source_column "
        "WHERE table_id = ?1 AND name = 'ticket_key'), time_declared = 1, time_column = (SELECT id "
        "FROM source_column WHERE table_id = ?1 AND name = ?2) WHERE id = ?1";
    return db_run(database, error, by_name, "is", table, created);
}

static gint64
column_named(sqlite3 *database, gint64 table, const char *name)
{
    return db_integer(database, 0, "SELECT id FROM source_column WHERE table_id = ? AND name = ?",
                      "is", table, name);
}

/* Of each source's column that becomes this one: what it refers to. */
static gboolean
follow_field(sqlite3 *database, const LayoutColumn *column, gint64 child, GError **error)
{
    for (guint i = 0; i < column->field->columns->len; i++) {
        const PoolColumn *from = g_ptr_array_index(column->field->columns, i);
        if (!db_run(database, error,
                    "INSERT OR IGNORE INTO link (child_column, parent_column, declared) "
                    "SELECT ?1, parent_column, declared FROM link WHERE child_column = ?2 AND NOT "
                    "removed",
                    "ii", child, from->column->id))
            return FALSE;
    }
    return TRUE;
}

gboolean
pool_follow_links(sqlite3 *database, const PoolPlan *plan, const GPtrArray *layout, gint64 table,
                  GError **error)
{
    for (guint i = 0; i < layout->len; i++) {
        const LayoutColumn *column = g_ptr_array_index(layout, i);
        gint64 own = column_named(database, table, column->name);
        if (column->kind == LAYOUT_FIELD && !follow_field(database, column, own, error))
            return FALSE;
        if (column->kind != LAYOUT_KEY_OF)
            continue;
        const TableInfo *source = g_ptr_array_index(plan->sources, column->source);
        if (!db_run(database, error,
                    "INSERT OR IGNORE INTO link (child_column, parent_column, declared) SELECT "
                    "child_column, ?1, declared FROM link WHERE parent_column = ?2 AND NOT removed",
                    "ii", own, source->key->id))
            return FALSE;
    }
    return TRUE;
}

gint64
pool_add_import(sqlite3 *database, const PoolPlan *plan, gint64 table, GError **error)
{
    g_autoptr(GString) names = g_string_new("the sources"), ids = g_string_new(NULL);
    for (guint i = 0; i < plan->sources->len; i++) {
        const TableInfo *source = g_ptr_array_index(plan->sources, i);
        g_string_append_printf(names, "%s %s", i == 0 ? "" : ",", source->name);
        g_string_append_printf(ids, "%s%" G_GINT64_FORMAT, i == 0 ? "" : ", ", source->id);
    }
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO import (table_id, file, separator, encoding, imported_at, hash) SELECT ?, ?, "
        "',', 'UTF-8', imported_at, CAST(id AS TEXT) FROM import WHERE table_id IN (%s) AND id NOT "
        "IN (SELECT import_id FROM import_off) ORDER BY id DESC LIMIT 1",
        ids->str);
    return db_run(database, error, sql, "is", table, names->str)
               ? sqlite3_last_insert_rowid(database)
               : 0;
}
