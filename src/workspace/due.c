/* What is due: noted in the transaction of the change that asks for it, struck out in that of the
 * result, so that no crash leaves the old answer standing for the new question. */
#include <foredesk/workspace.h>

static char *
setting_name(const char *what, gint64 id)
{
    return g_strdup_printf("due.%s.%" G_GINT64_FORMAT, what, id);
}

gboolean
due_ask(sqlite3 *database, const char *what, gint64 id, GError **error)
{
    g_autofree char *name = setting_name(what, id);
    return db_run(database, error,
                  "INSERT INTO setting VALUES (?, '1') "
                  "ON CONFLICT DO UPDATE SET value = CAST(value + 1 AS TEXT)",
                  "s", name);
}

char *
due_read(sqlite3 *database, const char *what, gint64 id)
{
    g_autofree char *name = setting_name(what, id);
    return setting_get(database, name);
}

gboolean
due_done(sqlite3 *database, const char *what, gint64 id, const char *asked, GError **error)
{
    g_autofree char *name = setting_name(what, id);
    return db_run(database, error, "DELETE FROM setting WHERE name = ? AND value IS ?", "ss", name,
                  asked);
}
