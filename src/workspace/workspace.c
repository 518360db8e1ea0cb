/* Opening a workspace file: what it is, who may write it, how its connections are set up; and
 * building a new one beside its place. */
#include "workspace/lock.h"
#include "workspace/schema.h"
#include <foredesk/evidence.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct Workspace {
    char *path, *read_only;
    sqlite3 *database;
    WriterLock *lock;
    gboolean immutable; /* read-only where not even SQLite's side files may be made */
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3, sqlite3_close)

/* ---- connections ---------------------------------------------------------------------------- */

/* Asks again every 250 µs at first, so that a label gets in between two slices of a bulk writer,
 * then at leisure up to ten seconds. */
static int
wait_for_writer(void *data, int attempt)
{
    if (attempt < 800) {
        g_usleep(250);
        return 1;
    }
    g_usleep(5000);
    return attempt < 800 + 2000;
}

/* A connection to an existing workspace. The thread that opened the workspace syncs every commit
 * ("saved" survives a power cut); workers write what can be made again and leave syncing to the
 * checkpoint. Both survive a kill. */
static sqlite3 *
connect_file(const Workspace *workspace, gboolean main_thread, GError **error)
{
    g_autofree char *escaped = g_uri_escape_string(workspace->path, "/", TRUE);
    g_autofree char *uri =
        g_strdup_printf("file:%s%s", escaped, workspace->immutable ? "?immutable=1" : "");
    int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (workspace->read_only != NULL ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    g_autoptr(sqlite3) database = NULL;
    if (sqlite3_open_v2(uri, &database, flags, NULL) != SQLITE_OK) {
        db_set_error(database, "opening", error);
        return NULL;
    }
    sqlite3_busy_handler(database, wait_for_writer, NULL);
    const char *settings = main_thread ? "PRAGMA synchronous = FULL;"
                                         "PRAGMA wal_autocheckpoint = 2000;"
                                       : "PRAGMA synchronous = NORMAL;"
                                         "PRAGMA wal_autocheckpoint = 500;";
    if (!db_exec(database, "PRAGMA cache_size = -32000; PRAGMA foreign_keys = ON;", error) ||
        !db_exec(database, "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;", error) ||
        (workspace->read_only == NULL && !db_exec(database, settings, error)))
        return NULL;
    return g_steal_pointer(&database);
}

/* ---- what kind of file is it ---------------------------------------------------------------- */

static guint32
big_endian(const guint8 *bytes)
{
    return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

/* A file cut short: its header counts more pages than there are. A write-ahead log that wasn't
 * merged yet may hold the rest. */
static gboolean
cut_short(const char *path, const guint8 *header, gint64 size)
{
    g_autofree char *log = g_strconcat(path, "-wal", NULL);
    struct stat status;
    if (stat(log, &status) == 0 && status.st_size > 0)
        return FALSE;
    gint64 page = header[16] << 8 | header[17];
    page = page == 1 ? 65536 : page;
    return page < 512 || size < page * (gint64)big_endian(header + 28);
}

/* Refuses what is no workspace this program can read, by the file's first 100 bytes. */
static gboolean
check_header(const char *path, GError **error)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                        "%s: there is no such file: check the name, or import a CSV file", path);
        else
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s can't be opened: %s",
                        path, g_strerror(errno));
        return FALSE;
    }
    if (S_ISDIR(status.st_mode)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s is a folder: name the workspace file in it", path);
        return FALSE;
    }
    guint8 header[100] = {0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t length = descriptor < 0 ? -1 : read(descriptor, header, sizeof header);
    int read_error = errno;
    if (descriptor >= 0)
        close(descriptor);
    if (length < 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s can't be read: %s", path,
                    g_strerror(read_error));
        return FALSE;
    }
    if (length == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s is empty: remove it and import a CSV file again", path);
        return FALSE;
    }
    if (length < (ssize_t)sizeof header || memcmp(header, "SQLite format 3", 16) != 0 ||
        big_endian(header + 68) != WORKSPACE_APPLICATION_ID) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s is not a foredesk workspace: to read a CSV file, import it", path);
        return FALSE;
    }
    guint32 version = big_endian(header + 60);
    if (version > WORKSPACE_SCHEMA_VERSION) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s was made by a newer foredesk (schema %u; this one reads %d): update "
                    "foredesk",
                    path, version, WORKSPACE_SCHEMA_VERSION);
        return FALSE;
    }
    if (cut_short(path, header, status.st_size)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s is damaged (cut short at %" G_GINT64_FORMAT
                    " bytes): go back to a copy of it, or import its files again",
                    path, (gint64)status.st_size);
        return FALSE;
    }
    return TRUE;
}

/* Reads through every small table and the ends of the large ones: damage that would stop the work
 * shows now, in milliseconds. (A full check of a gigabyte takes minutes.) */
static gboolean
probe(sqlite3 *database, GError **error)
{
    GError *failure = NULL;
    g_autoptr(sqlite3_stmt) tables = db_prepare(
        database, error,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", NULL);
    if (tables == NULL)
        return FALSE;
    gboolean sources = FALSE;
    while (failure == NULL && db_step(tables, &failure)) {
        const char *name = (const char *)sqlite3_column_text(tables, 0);
        sources = sources || g_str_equal(name, "source_table");
        gboolean small = g_str_equal(name, "source_table") || g_str_equal(name, "source_column") ||
                         g_str_equal(name, "link") || g_str_equal(name, "setting");
        g_autofree char *quoted = db_identifier(name);
        g_autofree char *query =
            small ? g_strdup_printf("SELECT * FROM %s", quoted)
            : g_str_has_prefix(name, "raw_")
                ? g_strdup_printf("SELECT * FROM (SELECT * FROM %s ORDER BY row LIMIT 1) "
                                  "UNION ALL SELECT * FROM (SELECT * FROM %s ORDER BY row DESC "
                                  "LIMIT 1)",
                                  quoted, quoted)
                : g_strdup_printf("SELECT 1 FROM %s LIMIT 1", quoted);
        db_run(database, &failure, query, NULL);
    }
    if (failure == NULL && !sources)
        g_set_error(&failure, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s is damaged (its tables are gone): go back to a copy of it, or import its "
                    "files again",
                    sqlite3_db_filename(database, "main"));
    if (failure == NULL)
        return TRUE;
    g_propagate_error(error, failure);
    return FALSE;
}

/* ---- opening and closing -------------------------------------------------------------------- */

/* A full disk may have no room even for cleaning up: what is half imported then stays, unseen,
 * until the next time, and the workspace can still be read. */
static gboolean
clean_up(sqlite3 *database, GError **error)
{
    GError *failure = NULL;
    if (tables_drop_unfinished(database, &failure) && imports_drop_unfinished(database, &failure))
        return TRUE;
    if (!g_error_matches(failure, FOREDESK_ERROR, FOREDESK_ERROR_INPUT)) {
        g_error_free(failure);
        return TRUE;
    }
    g_propagate_error(error, failure);
    return FALSE;
}

/* Why this process can't write the file, or NULL with the lock taken. */
static char *
read_only_reason(Workspace *workspace)
{
    if (access(workspace->path, W_OK) != 0)
        return g_strdup_printf("the file can't be written: %s", g_strerror(errno));
    char *reason = NULL;
    workspace->lock = writer_lock_take(workspace->path, &reason);
    return reason;
}

/* Without the right to make files in the folder SQLite can't read a write-ahead database, unless it
 * is told that nothing will change. */
static gboolean
needs_immutable(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *log = g_strconcat(path, "-wal", NULL);
    struct stat status;
    gboolean log_holds = stat(log, &status) == 0 && status.st_size > 0;
    return access(folder, W_OK) != 0 && !log_holds;
}

/* Brings an older file up to this version, all of it or nothing. Readers can't: they are told to
 * open it for writing once. */
static gboolean
upgrade(const Workspace *workspace, GError **error)
{
    gint64 version = db_integer(workspace->database, 0, "PRAGMA user_version", NULL);
    if (version == WORKSPACE_SCHEMA_VERSION)
        return TRUE;
    if (workspace->read_only != NULL) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s was made by an older foredesk and is read-only here (%s): open it once "
                    "where it can be written",
                    workspace->path, workspace->read_only);
        return FALSE;
    }
    g_autofree char *number =
        g_strdup_printf("PRAGMA user_version = %d; COMMIT", WORKSPACE_SCHEMA_VERSION);
    if (db_exec(workspace->database, "BEGIN IMMEDIATE", error) &&
        db_exec(workspace->database, workspace_schema, error) &&
        db_exec(workspace->database, number, error))
        return TRUE;
    db_exec(workspace->database, "ROLLBACK", NULL);
    return FALSE;
}

Workspace *
workspace_open(const char *path, GError **error)
{
    if (!check_header(path, error))
        return NULL;
    g_autoptr(Workspace) workspace = g_new0(Workspace, 1);
    /* One file has one lock, whatever links lead to it. */
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    workspace->path = realpath(absolute, NULL);
    if (workspace->path == NULL) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s can't be opened: %s", path,
                    g_strerror(errno));
        return NULL;
    }
    workspace->read_only = read_only_reason(workspace);
    workspace->immutable = workspace->read_only != NULL && needs_immutable(workspace->path);
    workspace->database = connect_file(workspace, TRUE, error);
    if (workspace->database == NULL || !probe(workspace->database, error) ||
        !upgrade(workspace, error))
        return NULL;
    if (workspace->read_only == NULL && !clean_up(workspace->database, error))
        return NULL;
    return g_steal_pointer(&workspace);
}

void
workspace_close(Workspace *workspace)
{
    if (workspace == NULL)
        return;
    if (workspace->database != NULL) {
        /* Closing the last connection merges the write-ahead log into the file and removes it. */
        if (workspace->read_only == NULL)
            sqlite3_wal_checkpoint_v2(workspace->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
                                      NULL);
        sqlite3_close(workspace->database);
    }
    writer_lock_release(workspace->lock);
    g_free(workspace->read_only);
    free(workspace->path); /* realpath's */
    g_free(workspace);
}

const char *
workspace_path(const Workspace *workspace)
{
    return workspace->path;
}

const char *
workspace_read_only(const Workspace *workspace)
{
    return workspace->read_only;
}

gboolean
workspace_must_write(const Workspace *workspace, GError **error)
{
    if (workspace->read_only == NULL)
        return TRUE;
    g_autofree char *name = g_filename_display_basename(workspace->path);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s is open read-only: %s", name,
                workspace->read_only);
    return FALSE;
}

sqlite3 *
workspace_database(const Workspace *workspace)
{
    return workspace->database;
}

sqlite3 *
workspace_connect(const Workspace *workspace, GError **error)
{
    return connect_file(workspace, FALSE, error);
}

/* ---- building a new one --------------------------------------------------------------------- */

/* No journal and no syncing until the end: nobody sees the file before it is renamed, and what a
 * crash leaves is overwritten by the next build. */
static sqlite3 *
open_building(const char *path, GError **error)
{
    g_autoptr(sqlite3) database = NULL;
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path, &database, flags, NULL) != SQLITE_OK) {
        db_set_error(database, "creating", error);
        return NULL;
    }
    g_autofree char *header =
        g_strdup_printf("PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL;"
                        "PRAGMA locking_mode = EXCLUSIVE;"
                        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                        "PRAGMA cache_size = -16000; PRAGMA foreign_keys = ON;"
                        "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                        WORKSPACE_APPLICATION_ID, WORKSPACE_SCHEMA_VERSION);
    if (!db_exec(database, header, error) || !db_exec(database, "BEGIN", error) ||
        !db_exec(database, workspace_schema, error))
        return NULL;
    return g_steal_pointer(&database);
}

static gboolean
fill_building(const char *path, WorkspaceFill fill, gpointer data, GError **error)
{
    g_autoptr(sqlite3) database = open_building(path, error);
    if (database == NULL)
        return FALSE;
    if (fill != NULL && !fill(database, data, error))
        return FALSE;
    return db_exec(database, "COMMIT", error) &&
           db_exec(database, "PRAGMA journal_mode = WAL", error);
}

static gboolean
sync_path(const char *path, int flags)
{
    int descriptor = open(path, flags | O_CLOEXEC);
    gboolean synced = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0)
        close(descriptor);
    return synced;
}

/* What SQLite keeps beside a file. */
static void
remove_companions(const char *path)
{
    static const char *const suffixes[] = {"-journal", "-wal", "-shm"};
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *file = g_strconcat(path, suffixes[i], NULL);
        unlink(file);
    }
}

static void
remove_building(const char *building)
{
    unlink(building);
    remove_companions(building);
}

/* On disk first, then under its name; over nothing that came there meanwhile. A log that outlived a
 * workspace of this name, deleted after a crash, would be replayed into the new one: it goes. */
static gboolean
put_in_place(const char *building, const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    if (access(path, F_OK) != 0)
        remove_companions(path);
    if (!sync_path(building, O_RDWR) || link(building, path) != 0) {
        int code = errno;
        /* File systems without links (exFAT) rename. */
        if ((code != EPERM && code != ENOTSUP && code != ENOSYS) || access(path, F_OK) == 0 ||
            rename(building, path) != 0) {
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s can't be written: %s",
                        path, g_strerror(code));
            return FALSE;
        }
    }
    unlink(building);
    sync_path(folder, O_RDONLY | O_DIRECTORY);
    return TRUE;
}

gboolean
workspace_build(const char *path, WorkspaceFill fill, gpointer data, GError **error)
{
    if (access(path, F_OK) == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s is there already: choose another name, or open it", path);
        return FALSE;
    }
    g_autofree char *reason = NULL;
    g_autoptr(WriterLock) lock = writer_lock_take(path, &reason);
    if (lock == NULL) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s can't be made: %s", path,
                    reason);
        return FALSE;
    }
    g_autofree char *building = g_strconcat(path, "-building", NULL);
    remove_building(building); /* what a killed process left; ours alone, by the lock */
    gboolean done =
        fill_building(building, fill, data, error) && put_in_place(building, path, error);
    if (!done)
        remove_building(building);
    return done;
}

Workspace *
workspace_create(const char *path, GError **error)
{
    return workspace_build(path, NULL, NULL, error) ? workspace_open(path, error) : NULL;
}
