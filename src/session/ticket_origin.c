/* Where a pooled ticket comes from: its source's file, and the line there. */
#include "rows_private.h"

#include <foredesk/pool.h>

#include <string.h>

/* Line breaks in the cells of the rows that one import brought before this one. */
static gint64
breaks_before(sqlite3 *database, const TableInfo *table, gint64 first, gint64 row)
{
    g_autoptr(GString) sql = g_string_new("SELECT coalesce(sum(0");
    for (guint i = 0; i < table->columns->len; i++) {
        int at = ((const ColumnInfo *)g_ptr_array_index(table->columns, i))->position;
        g_string_append_printf(
            sql, " + coalesce(length(c%d) - length(replace(c%d, char(10), '')), 0)", at, at);
    }
    g_string_append_printf(sql, "), 0) FROM raw_%" G_GINT64_FORMAT " WHERE row >= ? AND row < ?",
                           table->id);
    return db_integer(database, 0, sql->str, "ii", first, row);
}

/* Records that were set aside before it stand in the file too, with their own lines. */
static gint64
past_aside(sqlite3 *database, gint64 import, gint64 line)
{
    g_autoptr(sqlite3_stmt) aside =
        db_prepare(database, NULL,
                   "SELECT line, length(raw) - length(replace(CAST(raw AS TEXT), char(10), '')) "
                   "FROM aside WHERE import_id = ? ORDER BY line",
                   "i", import);
    while (aside && db_step(aside, NULL) && sqlite3_column_int64(aside, 0) <= line)
        line += 1 + sqlite3_column_int64(aside, 1);
    return line;
}

/* A later export writes its new and changed rows alone: which line they were is told by no row. */
static gint64
line_of(sqlite3 *database, const TableInfo *table, gint64 import, gint64 first, gint64 row)
{
    if (db_integer(database, 0, "SELECT notes IS NOT NULL FROM import WHERE id = ?", "i", import))
        return 0;
    const ColumnInfo *column = g_ptr_array_index(table->columns, 0);
    gint64 heading = strcmp(column->heading, "column_1") != 0;
    return past_aside(database, import,
                      heading + 1 + row - first + breaks_before(database, table, first, row));
}

void
ticket_say_origin(Report *report, const Catalogue *catalogue, sqlite3 *database, gint64 pool,
                  gint64 row)
{
    gint64 source, source_row;
    const TableInfo *table = pool_origin(database, pool, row, &source, &source_row)
                                 ? catalogue_table_by_id(catalogue, source)
                                 : NULL;
    g_autoptr(sqlite3_stmt) import =
        !table ? NULL
               : db_prepare(database, NULL,
                            "SELECT id, file, first_row FROM import WHERE table_id = ?1 AND ?2 "
                            "BETWEEN first_row AND last_row ORDER BY id DESC LIMIT 1",
                            "ii", source, source_row);
    if (!import || !db_step(import, NULL))
        return;
    g_autofree char *file =
        g_filename_display_basename((const char *)sqlite3_column_text(import, 1));
    g_autofree char *clean = text_clean(file, -1);
    gint64 line = table->derived ? 0
                                 : line_of(database, table, sqlite3_column_int64(import, 0),
                                           sqlite3_column_int64(import, 2), source_row);
    g_autofree char *number = number_count(line);
    if (line)
        report_say(report, "It comes from line %s of %s, by way of %s.", number, clean,
                   table->name);
    else
        report_say(report, "It comes from %s, by way of %s.", clean, table->name);
}
