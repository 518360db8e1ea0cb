/* SQL with one-line errors: prepare, bind, step, and SQLite's result codes told to people. */
#include <foredesk/workspace.h>

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

/* What to call the file in an error: its name without folders, or "the workspace". */
static char *
database_name(sqlite3 *database)
{
    const char *path = database == NULL ? NULL : sqlite3_db_filename(database, "main");
    if (path == NULL || *path == '\0')
        return g_strdup("the workspace");
    g_autofree char *shown = g_filename_display_basename(path);
    static const char building[] = "-building";
    if (g_str_has_suffix(shown, building))
        shown[strlen(shown) - strlen(building)] = '\0';
    return g_steal_pointer(&shown);
}

/* A write that failed is almost always one without room (a quota, a limit on file sizes; a full
 * disk has a code of its own); SQLite doesn't always keep what the system said. */
static void
set_disk_error(sqlite3 *database, const char *name, const char *what, GError **error)
{
    int code = sqlite3_extended_errcode(database), system_code = sqlite3_system_errno(database);
    if (system_code == 0)
        sqlite3_file_control(database, "main", SQLITE_FCNTL_LAST_ERRNO, &system_code);
    gboolean writing = code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE ||
                       code == SQLITE_IOERR_TRUNCATE || code == SQLITE_IOERR_FSYNC;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                writing ? "%s: nothing more could be written (%s: %s): free some space, or check "
                          "the disk, and try again"
                        : "%s can't be read (%s: %s): check the disk and try again",
                name, what, system_code != 0 ? g_strerror(system_code) : sqlite3_errmsg(database));
}

void
db_set_error(sqlite3 *database, const char *what, GError **error)
{
    g_autofree char *name = database_name(database);
    int code = database == NULL ? SQLITE_NOMEM : sqlite3_extended_errcode(database);
    switch (code & 0xff) {
    case SQLITE_FULL:
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "%s: the disk is full (%s): free some space and try again", name, what);
        break;
    case SQLITE_IOERR:
        set_disk_error(database, name, what, error);
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s is damaged (%s): go back to a copy of it, or import its files again", name,
                    what);
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "%s is in use (%s): try again when the other work is done", name, what);
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "%s can't be written (%s: %s): check the rights of the file and its folder",
                    name, what, sqlite3_errmsg(database));
        break;
    case SQLITE_INTERRUPT:
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED, "%s: stopped", what);
        break;
    case SQLITE_NOMEM:
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "%s: out of memory (%s): close other programs and try again", name, what);
        break;
    default:
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s: %s (%s)", name,
                    sqlite3_errmsg(database), what);
    }
}

/* The first words of a statement name it in an error: "UPDATE source_column". */
static char *
statement_words(const char *sql)
{
    while (g_ascii_isspace(*sql))
        sql++;
    size_t length = 0;
    for (int words = 0; sql[length] != '\0' && length < 60; length++)
        if (g_ascii_isspace(sql[length]) && ++words == 3)
            break;
    return g_strndup(sql, length);
}

static void
set_statement_error(sqlite3 *database, const char *sql, GError **error)
{
    g_autofree char *words = statement_words(sql == NULL ? "statement" : sql);
    db_set_error(database, words, error);
}

gboolean
db_exec(sqlite3 *database, const char *sql, GError **error)
{
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK)
        return TRUE;
    set_statement_error(database, sql, error);
    return FALSE;
}

static int
bind_values(sqlite3_stmt *statement, const char *types, va_list values)
{
    int result = SQLITE_OK;
    for (int i = 1; types != NULL && *types != '\0' && result == SQLITE_OK; types++, i++) {
        switch (*types) {
        case 'i':
            result = sqlite3_bind_int64(statement, i, va_arg(values, gint64));
            break;
        case 'd': {
            double number = va_arg(values, double);
            result = isnan(number) ? sqlite3_bind_null(statement, i)
                                   : sqlite3_bind_double(statement, i, number);
            break;
        }
        case 's':
            result =
                sqlite3_bind_text(statement, i, va_arg(values, const char *), -1, SQLITE_TRANSIENT);
            break;
        case 'b': {
            const void *bytes = va_arg(values, const void *);
            gsize size = va_arg(values, gsize);
            /* An empty blob is not null: a null pointer would bind one. */
            result = sqlite3_bind_blob64(statement, i, size == 0 && bytes == NULL ? "" : bytes,
                                         size, SQLITE_TRANSIENT);
            break;
        }
        default:
            g_error("db_prepare: no binding type '%c'", *types);
        }
    }
    return result;
}

static sqlite3_stmt *
prepare(sqlite3 *database, GError **error, const char *sql, const char *types, va_list values)
{
    g_autoptr(sqlite3_stmt) statement = NULL;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK ||
        bind_values(statement, types, values) != SQLITE_OK) {
        set_statement_error(database, sql, error);
        return NULL;
    }
    return g_steal_pointer(&statement);
}

sqlite3_stmt *
db_prepare(sqlite3 *database, GError **error, const char *sql, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    sqlite3_stmt *statement = prepare(database, error, sql, types, values);
    va_end(values);
    return statement;
}

gboolean
db_step(sqlite3_stmt *statement, GError **error)
{
    int result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        return TRUE;
    if (result != SQLITE_DONE)
        set_statement_error(sqlite3_db_handle(statement), sqlite3_sql(statement), error);
    return FALSE;
}

gboolean
db_run(sqlite3 *database, GError **error, const char *sql, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    g_autoptr(sqlite3_stmt) statement = prepare(database, error, sql, types, values);
    va_end(values);
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure))
        ;
    if (failure == NULL)
        return TRUE;
    g_propagate_error(error, failure);
    return FALSE;
}

gint64
db_integer(sqlite3 *database, gint64 missing, const char *sql, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    g_autoptr(sqlite3_stmt) statement = prepare(database, NULL, sql, types, values);
    va_end(values);
    if (statement == NULL || sqlite3_step(statement) != SQLITE_ROW ||
        sqlite3_column_type(statement, 0) == SQLITE_NULL)
        return missing;
    return sqlite3_column_int64(statement, 0);
}

char *
db_text(sqlite3 *database, const char *sql, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    g_autoptr(sqlite3_stmt) statement = prepare(database, NULL, sql, types, values);
    va_end(values);
    if (statement == NULL || sqlite3_step(statement) != SQLITE_ROW)
        return NULL;
    return g_strdup((const char *)sqlite3_column_text(statement, 0));
}

char *
db_identifier(const char *name)
{
    GString *quoted = g_string_new("\"");
    for (; *name != '\0'; name++) {
        if (*name == '"')
            g_string_append_c(quoted, '"');
        g_string_append_c(quoted, *name);
    }
    g_string_append_c(quoted, '"');
    return g_string_free(quoted, FALSE);
}

/* ---- bulk writing in slices ----------------------------------------------------------------- */

/* Long enough that a commit's own cost hardly counts, short enough that a keypress waiting behind
 * it is saved within its frame. */
#define SLICE_MICROSECONDS 5000
/* The others' busy handler asks every 250 µs: a gap of this length lets one of them in. */
#define GAP_MICROSECONDS 700

gboolean
slice_begin(WriteSlice *slice, sqlite3 *database, GError **error)
{
    slice->database = database;
    slice->owned = sqlite3_get_autocommit(database) != 0;
    slice->began = g_get_monotonic_time();
    return !slice->owned || db_exec(database, "BEGIN IMMEDIATE", error);
}

gboolean
slice_tick(WriteSlice *slice, GError **error)
{
    if (!slice->owned || g_get_monotonic_time() - slice->began < SLICE_MICROSECONDS)
        return TRUE;
    if (!db_exec(slice->database, "COMMIT", error))
        return FALSE;
    g_usleep(GAP_MICROSECONDS);
    if (!db_exec(slice->database, "BEGIN IMMEDIATE", error))
        return FALSE;
    slice->began = g_get_monotonic_time();
    return TRUE;
}

gboolean
slice_end(WriteSlice *slice, GError **error)
{
    return !slice->owned || db_exec(slice->database, "COMMIT", error);
}

void
slice_abandon(WriteSlice *slice)
{
    if (slice->owned && !sqlite3_get_autocommit(slice->database))
        sqlite3_exec(slice->database, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- other connections -------------------------------------------------------------------------
 */

char *
db_file(sqlite3 *database)
{
    const char *path = database ? sqlite3_db_filename(database, "main") : NULL;
    if (!path || !*path)
        return NULL;
    g_autofree char *escaped = g_uri_escape_string(path, "/", TRUE);
    gboolean immutable = sqlite3_uri_boolean(path, "immutable", 0);
    return g_strdup_printf("file:%s%s", escaped, immutable ? "?immutable=1" : "");
}

sqlite3 *
db_open_reader(const char *file, GError **error)
{
    sqlite3 *database = NULL;
    int flags =
        SQLITE_OPEN_URI | SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(file, &database, flags, NULL) != SQLITE_OK) {
        db_set_error(database, "opening the workspace once more", error);
        sqlite3_close(database);
        return NULL;
    }
    sqlite3_busy_timeout(database, 5000);
    return database;
}
