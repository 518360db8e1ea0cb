/* A copy of the workspace while it is used: by SQLite's own copier, page by page, then read back
 * and compared with what was copied, and only then given its name. */
#include <foredesk/workspace.h>

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

enum { PAGES_AT_ONCE = 512 };

static gboolean
copy_pages(sqlite3 *database, sqlite3 *copy, Progress *progress, GError **error)
{
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", database, "main");
    int result = SQLITE_OK;

    if (!backup) {
        db_set_error(copy, "copying", error);
        return FALSE;
    }
    while (result == SQLITE_OK && !progress_cancelled(progress)) {
        result = sqlite3_backup_step(backup, PAGES_AT_ONCE);
        int total = sqlite3_backup_pagecount(backup);
        if (total)
            progress_advance(progress, total - sqlite3_backup_remaining(backup));
    }
    sqlite3_backup_finish(backup);
    if (progress_stop(progress, error))
        return FALSE;
    if (result == SQLITE_DONE)
        return TRUE;
    db_set_error(copy, "copying", error);
    return FALSE;
}

/* Every cell of every table, with its kind, in order. */
static gboolean
add_rows(Fingerprint *print, sqlite3 *database, const char *table, GError **error)
{
    g_autofree char *quoted = db_identifier(table);
    g_autofree char *sql = g_strdup_printf("SELECT * FROM %s", quoted);
    g_autoptr(sqlite3_stmt) rows = db_prepare(database, error, sql, "");
    GError *failure = NULL;

    while (rows && db_step(rows, &failure))
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            const void *bytes = sqlite3_column_blob(rows, i);
            fingerprint_integer(print, sqlite3_column_type(rows, i));
            fingerprint_bytes(print, bytes ? bytes : "", (gsize)sqlite3_column_bytes(rows, i));
        }
    if (failure)
        g_propagate_error(error, failure);
    return rows && !failure;
}

static char *
content(sqlite3 *database, Progress *progress, GError **error)
{
    g_autoptr(sqlite3_stmt) tables = db_prepare(
        database, error, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", "");
    Fingerprint *print = fingerprint_new("workspace");
    GError *failure = NULL;

    while (tables && !failure && db_step(tables, &failure)) {
        const char *name = (const char *)sqlite3_column_text(tables, 0);
        fingerprint_text(print, name);
        if (add_rows(print, database, name, &failure))
            progress_stop(progress, &failure);
    }
    g_autofree char *hash = fingerprint_end(print);
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    return tables ? g_steal_pointer(&hash) : NULL;
}

/* What was copied is what is there: the source is held still by a reading transaction. */
static gboolean
copy_and_compare(sqlite3 *database, const char *path, Progress *progress, GError **error)
{
    sqlite3 *copy = NULL;
    g_autofree char *before = NULL, *after = NULL;

    if (sqlite3_open(path, &copy) != SQLITE_OK) {
        db_set_error(copy, "creating", error);
        sqlite3_close(copy);
        return FALSE;
    }
    progress_phase(progress, "copying", db_integer(database, 0, "PRAGMA page_count", ""), "pages");
    gboolean done = copy_pages(database, copy, progress, error);
    if (done) {
        progress_phase(progress, "comparing the copy", 0, "");
        done = (before = content(database, progress, error)) &&
               (after = content(copy, progress, error));
    }
    if (done && strcmp(before, after) != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "the copy differs from the workspace: check the disk, and try again");
        done = FALSE;
    }
    sqlite3_close(copy);
    return done;
}

static char *
file_hash(const char *path, GError **error)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guchar *block = g_malloc(1 << 20);
    FILE *file = g_fopen(path, "rbe");
    gsize got;

    while (file && (got = fread(block, 1, 1 << 20, file)) > 0)
        g_checksum_update(checksum, block, (gssize)got);
    gboolean read = file && !ferror(file) && fsync(fileno(file)) == 0;
    if (!read)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "the copy can't be read: %s",
                    g_strerror(errno));
    if (file)
        fclose(file);
    return read ? g_strdup(g_checksum_get_string(checksum)) : NULL;
}

/* The copy under its first name, and what SQLite keeps beside it. */
static void
remove_all(const char *making)
{
    static const char *const beside[] = {"", "-journal", "-wal", "-shm"};
    for (guint i = 0; i < G_N_ELEMENTS(beside); i++) {
        g_autofree char *file = g_strconcat(making, beside[i], NULL);
        unlink(file);
    }
}

gboolean
workspace_backup(sqlite3 *database, const char *path, char **sha256, Progress *progress,
                 GError **error)
{
    g_autofree char *making = g_strconcat(path, "-copying", NULL), *shown = text_clean(path, -1);

    if (access(path, F_OK) == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s is there already: a backup overwrites nothing, choose another name", shown);
        return FALSE;
    }
    remove_all(making);
    gboolean done = db_exec(database, "BEGIN", error) &&
                    copy_and_compare(database, making, progress, error) &&
                    (*sha256 = file_hash(making, error)) != NULL;
    db_exec(database, "ROLLBACK", NULL);
    if (done && link(making, path) != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s can't be written: %s", shown,
                    g_strerror(errno));
        g_clear_pointer(sha256, g_free);
        done = FALSE;
    }
    remove_all(making);
    return done;
}
