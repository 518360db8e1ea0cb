/* Writers of the catalogue: what typing found, what the user declares; tables and links removed. */
#include "workspace/names.h"
#include <foredesk/workspace.h>

/* ---- what typing found ---------------------------------------------------------------------- */

/* Spellings are few: those of before go, those of now come. */
static gboolean
infer_nulls(sqlite3 *database, const ColumnInfo *found, GError **error)
{
    gboolean written =
        db_run(database, error, "DELETE FROM column_null WHERE column_id = ?", "i", found->id);
    for (char **spelling = found->nulls; written && spelling && *spelling; spelling++)
        written = db_run(database, error,
                         "INSERT OR IGNORE INTO column_null (column_id, spelling) VALUES (?, ?)",
                         "is", found->id, *spelling);
    return written;
}

static gboolean
infer_doubt(sqlite3 *database, const ColumnInfo *found, GError **error)
{
    if (!found->doubt)
        return db_run(database, error, "DELETE FROM column_doubt WHERE column_id = ?", "i",
                      found->id);
    return db_run(database, error,
                  "INSERT OR REPLACE INTO column_doubt (column_id, reason) VALUES (?, ?)", "is",
                  found->id, found->doubt);
}

gboolean
column_infer(sqlite3 *database, const ColumnInfo *found, GError **error)
{
    gboolean date = found->kind == KIND_DATE;

    /* A declared kind keeps its date order and separator unless it was declared without one. */
    return db_run(database, error,
                  "UPDATE source_column SET kind_evidence = ?2, "
                  "  kind = iif(kind_declared, kind, ?3), "
                  "  date_order = iif(kind_declared, coalesce(date_order, ?4), ?4), "
                  "  separator = iif(kind_declared, coalesce(separator, ?5), ?5), "
                  "  precision = ?6, role = iif(role_declared, role, ?7), "
                  "  known = iif(known_declared, known, ?8), "
                  "  known_reason = iif(known_declared, known_reason, ?9), pii = ?10, "
                  "  number_format = iif(kind_declared, coalesce(number_format, ?11), ?11), "
                  "  definition = iif(kind_declared, definition, ?12), "
                  "  meaning = coalesce(meaning, ?13) "
                  "WHERE id = ?1",
                  "issssssssssss", found->id, found->kind_evidence, kind_name(found->kind),
                  !date || found->date_order == DATE_UNKNOWN ? NULL
                                                             : date_order_name(found->date_order),
                  found->separator, date ? precision_name(found->precision) : NULL,
                  role_name(found->role), known_name(found->known), found->known_reason, found->pii,
                  found->number_format, found->definition, found->meaning) &&
           infer_nulls(database, found, error) && infer_doubt(database, found, error);
}

gboolean
table_infer(sqlite3 *database, gint64 table, gint64 key, gint64 time, GError **error)
{
    return db_run(
        database, error,
        "UPDATE source_table SET key_column = iif(key_declared, key_column, nullif(?2, 0)), "
        "  time_column = iif(time_declared, time_column, nullif(?3, 0)) WHERE id = ?1",
        "iii", table, key, time);
}

/* ---- what the user declares ----------------------------------------------------------------- */

/* After an UPDATE of one row by id: was there one? */
static gboolean
changed_one(sqlite3 *database, const char *what, gint64 id, GError **error)
{
    if (sqlite3_changes(database) == 1)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "there is no %s %" G_GINT64_FORMAT ": it may have been removed", what, id);
    return FALSE;
}

gboolean
column_set_found(sqlite3 *database, gint64 column, GError **error)
{
    return db_run(database, error,
                  "UPDATE source_column SET kind_declared = 0, number_format = NULL WHERE id = ?1",
                  "i", column) &&
           changed_one(database, "column", column, error);
}

gboolean
column_set_kind(sqlite3 *database, gint64 column, ColumnKind kind, DateOrder order,
                const char *separator, GError **error)
{
    return db_run(database, error,
                  "UPDATE source_column SET kind = ?2, kind_declared = 1, date_order = ?3, "
                  "separator = ?4 WHERE id = ?1",
                  "isss", column, kind_name(kind),
                  order == DATE_UNKNOWN ? NULL : date_order_name(order), separator) &&
           changed_one(database, "column", column, error);
}

gboolean
column_set_reading(sqlite3 *database, gint64 column, const char *number_format,
                   const char *definition, GError **error)
{
    return db_run(database, error,
                  "UPDATE source_column SET number_format = ?2, definition = ?3 WHERE id = ?1",
                  "iss", column, number_format, definition) &&
           changed_one(database, "column", column, error);
}

gboolean
column_set_role(sqlite3 *database, gint64 column, ColumnRole role, GError **error)
{
    return db_run(database, error,
                  "UPDATE source_column SET role = ?2, role_declared = 1 WHERE id = ?1", "is",
                  column, role_name(role)) &&
           changed_one(database, "column", column, error);
}

gboolean
column_set_known(sqlite3 *database, gint64 column, KnownAt known, const char *reason,
                 gboolean declared, GError **error)
{
    return db_run(database, error,
                  "UPDATE source_column SET known = iif(known_declared > ?4, known, ?2), "
                  "  known_reason = iif(known_declared > ?4, known_reason, ?3), "
                  "  known_declared = max(known_declared, ?4) WHERE id = ?1",
                  "issi", column, known_name(known), reason, (gint64)(declared != 0)) &&
           changed_one(database, "column", column, error);
}

gboolean
column_answer_known(sqlite3 *database, gint64 column, KnownAt known, const char *reason,
                    gboolean declared, GPtrArray *values, GError **error)
{
    if (!db_run(database, error,
                "UPDATE source_column SET known = ?2, known_reason = ?3, known_declared = ?4 "
                "WHERE id = ?1",
                "issi", column, known_name(known), reason, (gint64)(declared != 0)) ||
        !changed_one(database, "column", column, error) ||
        !db_run(database, error, "DELETE FROM known_value WHERE column_id = ?", "i", column))
        return FALSE;
    for (guint i = 0; values != NULL && i < values->len; i++)
        if (!db_run(database, error, "INSERT OR IGNORE INTO known_value VALUES (?, ?)", "is",
                    column, (const char *)g_ptr_array_index(values, i)))
            return FALSE;
    return TRUE;
}

gboolean
column_set_value_meaning(sqlite3 *database, gint64 column, const char *value, const char *meaning,
                         GError **error)
{
    if (*meaning == '\0')
        return db_run(database, error,
                      "DELETE FROM value_meaning WHERE column_id = ? AND value = ?", "is", column,
                      value);
    return db_run(database, error, "INSERT OR REPLACE INTO value_meaning VALUES (?, ?, ?)", "iss",
                  column, value, meaning);
}

gboolean
column_set_meaning(sqlite3 *database, gint64 column, const char *meaning, GError **error)
{
    return db_run(database, error, "UPDATE source_column SET meaning = ?2 WHERE id = ?1", "is",
                  column, meaning) &&
           changed_one(database, "column", column, error);
}

gboolean
column_set_order(sqlite3 *database, gint64 column, const char *order, GError **error)
{
    return db_run(database, error, "UPDATE source_column SET category_order = ?2 WHERE id = ?1",
                  "is", column, order) &&
           changed_one(database, "column", column, error);
}

/* A key or time column has to be one of the table's own. */
static gboolean
column_of_table(sqlite3 *database, gint64 table, gint64 column, GError **error)
{
    if (column == 0 || db_integer(database, 0, "SELECT table_id FROM source_column WHERE id = ?",
                                  "i", column) == table)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "column %" G_GINT64_FORMAT " is not one of table %" G_GINT64_FORMAT
                ": name one of its own",
                column, table);
    return FALSE;
}

gboolean
table_set_key(sqlite3 *database, gint64 table, gint64 column, GError **error)
{
    return column_of_table(database, table, column, error) &&
           db_run(database, error,
                  "UPDATE source_table SET key_column = nullif(?2, 0), key_declared = 1 "
                  "WHERE id = ?1",
                  "ii", table, column) &&
           changed_one(database, "table", table, error);
}

gboolean
table_set_time(sqlite3 *database, gint64 table, gint64 column, GError **error)
{
    return column_of_table(database, table, column, error) &&
           db_run(database, error,
                  "UPDATE source_table SET time_column = nullif(?2, 0), time_declared = 1 "
                  "WHERE id = ?1",
                  "ii", table, column) &&
           changed_one(database, "table", table, error);
}

/* ---- removing ------------------------------------------------------------------------------- */

static gboolean
delete_rows(WriteSlice *slice, sqlite3 *database, gint64 table, GError **error)
{
    g_autofree char *last_sql =
        g_strdup_printf("SELECT max(row) FROM raw_%" G_GINT64_FORMAT, table);
    g_autofree char *sql =
        g_strdup_printf("DELETE FROM raw_%" G_GINT64_FORMAT " WHERE row <= ?", table);
    gint64 last = db_integer(database, 0, last_sql, NULL);
    for (gint64 row = 500; row - 500 < last; row += 500)
        if (!db_run(database, error, sql, "i", row) || !slice_tick(slice, error))
            return FALSE;
    return TRUE;
}

gboolean
table_drop(sqlite3 *database, gint64 table, GError **error)
{
    WriteSlice slice;
    if (!slice_begin(&slice, database, error))
        return FALSE;
    g_autofree char *drop = g_strdup_printf("DROP TABLE IF EXISTS raw_%" G_GINT64_FORMAT, table);
    g_autofree char *name = g_strdup_printf("raw_%" G_GINT64_FORMAT, table);
    gboolean exists =
        db_integer(database, 0, "SELECT count(*) FROM sqlite_schema WHERE name = ?", "s", name) > 0;
    gboolean done =
        /* A table that is going must not be seen again, whenever this is interrupted. */
        db_run(database, error, "UPDATE source_table SET state = 'importing' WHERE id = ?", "i",
               table) &&
        (!exists || delete_rows(&slice, database, table, error)) &&
        db_exec(database, drop, error) &&
        /* Its columns, imports, rows set aside, caches and links go with it. */
        db_run(database, error, "DELETE FROM source_table WHERE id = ?", "i", table) &&
        slice_end(&slice, error);
    if (!done)
        slice_abandon(&slice);
    return done;
}

gboolean
tables_drop_unfinished(sqlite3 *database, GError **error)
{
    for (;;) {
        gint64 table = db_integer(
            database, 0, "SELECT id FROM source_table WHERE state = 'importing' LIMIT 1", NULL);
        if (table == 0)
            return TRUE;
        if (!table_drop(database, table, error))
            return FALSE;
    }
}

gboolean
link_declare(sqlite3 *database, gint64 child_column, gint64 parent_column, GError **error)
{
    return db_run(database, error,
                  "INSERT INTO link (child_column, parent_column, declared) VALUES (?, ?, 1) "
                  "ON CONFLICT DO UPDATE SET declared = 1, removed = 0",
                  "ii", child_column, parent_column) &&
           links_count(database, error);
}

gboolean
link_remove(sqlite3 *database, gint64 link, GError **error)
{
    return db_run(database, error, "UPDATE link SET removed = 1 WHERE id = ?", "i", link) &&
           changed_one(database, "link", link, error);
}
