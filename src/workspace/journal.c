/* What is remembered: settings, reports kept by fingerprint, the journal, ids reserved. */
#include "workspace/names.h"
#include <foredesk/workspace.h>

char *
setting_get(sqlite3 *database, const char *name)
{
    return db_text(database, "SELECT value FROM setting WHERE name = ?", "s", name);
}

gboolean
setting_set(sqlite3 *database, const char *name, const char *value, GError **error)
{
    if (value == NULL)
        return db_run(database, error, "DELETE FROM setting WHERE name = ?", "s", name);
    return db_run(
        database, error,
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", "ss",
        name, value);
}

Report *
report_cached(sqlite3 *database, const char *name, const char *fingerprint)
{
    g_autofree char *text =
        db_text(database, "SELECT report FROM report_cache WHERE name = ? AND fingerprint = ?",
                "ss", name, fingerprint);
    return text == NULL ? NULL : report_thaw(text);
}

gboolean
report_cache(sqlite3 *database, const char *name, const char *fingerprint, const Report *report,
             GError **error)
{
    g_autofree char *text = report_freeze(report);
    return db_run(database, error, "INSERT OR REPLACE INTO report_cache VALUES (?, ?, ?)", "sss",
                  name, fingerprint, text);
}

void
journal_entry_free(JournalEntry *entry)
{
    if (entry == NULL)
        return;
    g_free(entry->at);
    g_free(entry->command);
    g_free(entry->inverse);
    g_free(entry);
}

gint64
journal_append(sqlite3 *database, const JournalEntry *entry, GError **error)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    if (!db_run(database, error,
                "INSERT INTO journal (at, command, inverse, outcome, undoes) "
                "VALUES (?, ?, ?, ?, nullif(?, 0))",
                "ssssi", entry->at != NULL ? entry->at : at, entry->command, entry->inverse,
                outcome_name(entry->outcome), entry->undoes))
        return 0;
    return sqlite3_last_insert_rowid(database);
}

static char *
text_at(sqlite3_stmt *statement, int column)
{
    return g_strdup((const char *)sqlite3_column_text(statement, column));
}

GPtrArray *
journal_read(sqlite3 *database, gint64 after, GError **error)
{
    g_autoptr(GPtrArray) entries =
        g_ptr_array_new_with_free_func((GDestroyNotify)journal_entry_free);
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT id, at, command, inverse, outcome, undoes FROM journal WHERE id > ? "
                   "ORDER BY id",
                   "i", after);
    GError *failure = NULL;
    while (statement != NULL && db_step(statement, &failure)) {
        JournalEntry *entry = g_new0(JournalEntry, 1);
        entry->id = sqlite3_column_int64(statement, 0);
        entry->at = text_at(statement, 1);
        entry->command = text_at(statement, 2);
        entry->inverse = text_at(statement, 3);
        entry->outcome = outcome_from_name((const char *)sqlite3_column_text(statement, 4));
        entry->undoes = sqlite3_column_int64(statement, 5);
        g_ptr_array_add(entries, entry);
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return statement == NULL || failure != NULL ? NULL : g_steal_pointer(&entries);
}

gint64
object_reserve(sqlite3 *database, const char *type, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "INSERT INTO object_sequence VALUES (?, 1) "
                   "ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
                   "s", type);
    if (statement == NULL || !db_step(statement, error))
        return 0;
    gint64 id = sqlite3_column_int64(statement, 0);
    /* Stepped to the end: the statement commits when it is done. */
    return db_step(statement, error) ? 0 : id;
}

gboolean
journal_set_outcome(sqlite3 *database, gint64 id, int outcome, GError **error)
{
    return db_run(database, error,
                  "UPDATE journal SET outcome = ?1, inverse = iif(?1 = 'done', inverse, NULL) "
                  "WHERE id = ?2 AND outcome = 'running'",
                  "si", outcome_name(outcome), id);
}

gboolean
journal_end_running(sqlite3 *database, GError **error)
{
    return db_run(database, error,
                  "UPDATE journal SET outcome = 'cancelled', inverse = NULL "
                  "WHERE outcome = 'running'",
                  NULL);
}

gboolean
object_claim(sqlite3 *database, const char *type, gint64 id, GError **error)
{
    if (!db_run(database, error,
                "INSERT INTO object_sequence VALUES (?1, ?2) "
                "ON CONFLICT DO UPDATE SET last = ?2 WHERE last < ?2",
                "si", type, id))
        return FALSE;
    if (sqlite3_changes(database) > 0)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s %" G_GINT64_FORMAT " was given out before; leave %s= away for a new number",
                type, id, type);
    return FALSE;
}

gboolean
export_log_add(sqlite3 *database, const char *what, const char *path, gint64 rows, GError **error)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    return db_run(database, error,
                  "INSERT INTO export_log (at, what, path, rows) VALUES (?, ?, ?, nullif(?, -1))",
                  "sssi", at, what, absolute, rows);
}
