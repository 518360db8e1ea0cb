/* Which preset a table was read by: by its name, or by the text of a file that was given, which the
 * workspace keeps, since it may have changed or be gone when columns are read anew. */
#include <foredesk/workspace.h>

#include <string.h>

gboolean
preset_is_file(const char *given)
{
    return strchr(given, '/') != NULL || g_str_has_suffix(given, ".preset");
}

Preset *
preset_given(const char *given, GError **error)
{
    return preset_is_file(given) ? preset_read(given, error) : preset_named(given, error);
}

gboolean
preset_keep(sqlite3 *database, gint64 import, const Preset *preset, GError **error)
{
    return db_run(database, error,
                  "INSERT INTO preset_kept (import_id, path, text) VALUES (?, ?, ?)", "iss", import,
                  preset_path(preset), preset_text(preset));
}

gboolean
preset_keep_like(sqlite3 *database, gint64 import, gint64 from, GError **error)
{
    return db_run(database, error,
                  "INSERT INTO preset_kept SELECT ?, path, text FROM preset_kept WHERE import_id = "
                  "?",
                  "ii", import, from);
}

Preset *
preset_of_table(sqlite3 *database, gint64 table, char **name, gboolean *kept)
{
    g_autoptr(sqlite3_stmt) row = db_prepare(
        database, NULL,
        "SELECT preset, path, text FROM import LEFT JOIN preset_kept ON import_id = id WHERE "
        "table_id = ? AND preset IS NOT NULL ORDER BY id DESC LIMIT 1",
        "i", table);
    if (name != NULL)
        *name = NULL;
    if (kept != NULL)
        *kept = FALSE;
    if (row == NULL || !db_step(row, NULL))
        return NULL;
    const char *called = (const char *)sqlite3_column_text(row, 0);
    const char *path = (const char *)sqlite3_column_text(row, 1);
    const char *text = (const char *)sqlite3_column_text(row, 2);
    if (name != NULL)
        *name = g_strdup(called);
    if (kept != NULL)
        *kept = text != NULL;
    if (text != NULL)
        return preset_parse(path, text, strlen(text), NULL);
    return strcmp(called, "none") == 0 ? NULL : preset_named(called, NULL);
}
