/* Finding the library, and a connection to a database in memory that reads and writes the files it
 * is told to and reaches for nothing else. */
#include "parquet/duck.h"

#include <dlfcn.h>
#include <string.h>

/* ---- the library ---------------------------------------------------------------------------- */

#define CALL(field, symbol)                       \
    {                                             \
        symbol, G_STRUCT_OFFSET(DuckCalls, field) \
    }
static const struct {
    const char *symbol;
    gsize offset;
} symbols[] = {
    CALL(create_config, "duckdb_create_config"),
    CALL(set_config, "duckdb_set_config"),
    CALL(destroy_config, "duckdb_destroy_config"),
    CALL(open_ext, "duckdb_open_ext"),
    CALL(close, "duckdb_close"),
    CALL(connect, "duckdb_connect"),
    CALL(disconnect, "duckdb_disconnect"),
    CALL(free, "duckdb_free"),
    CALL(query, "duckdb_query"),
    CALL(result_error, "duckdb_result_error"),
    CALL(destroy_result, "duckdb_destroy_result"),
    CALL(fetch_chunk, "duckdb_fetch_chunk"),
    CALL(chunk_size, "duckdb_data_chunk_get_size"),
    CALL(chunk_vector, "duckdb_data_chunk_get_vector"),
    CALL(destroy_chunk, "duckdb_destroy_data_chunk"),
    CALL(vector_data, "duckdb_vector_get_data"),
    CALL(vector_validity, "duckdb_vector_get_validity"),
    CALL(prepare, "duckdb_prepare"),
    CALL(destroy_prepare, "duckdb_destroy_prepare"),
    CALL(pending_streaming, "duckdb_pending_prepared_streaming"),
    CALL(pending_error, "duckdb_pending_error"),
    CALL(execute_pending, "duckdb_execute_pending"),
    CALL(destroy_pending, "duckdb_destroy_pending"),
    CALL(prepare_error, "duckdb_prepare_error"),
    CALL(appender_create, "duckdb_appender_create"),
    CALL(appender_error, "duckdb_appender_error"),
    CALL(appender_flush, "duckdb_appender_flush"),
    CALL(appender_end_row, "duckdb_appender_end_row"),
    CALL(appender_destroy, "duckdb_appender_destroy"),
    CALL(append_null, "duckdb_append_null"),
    CALL(append_int64, "duckdb_append_int64"),
    CALL(append_double, "duckdb_append_double"),
    CALL(append_bool, "duckdb_append_bool"),
    CALL(append_timestamp, "duckdb_append_timestamp"),
    CALL(append_date, "duckdb_append_date"),
    CALL(append_text, "duckdb_append_varchar_length"),
};

/* The library stays loaded: its threads don't outlive it otherwise. */
static gpointer
load_library(GError **error)
{
    const char *declared = g_getenv("FOREDESK_DUCKDB");
    const char *const names[] = {declared != NULL && *declared != '\0' ? declared : "libduckdb.so",
                                 declared != NULL && *declared != '\0' ? NULL : "libduckdb.so.1"};
    for (gsize i = 0; i < G_N_ELEMENTS(names) && names[i] != NULL; i++) {
        gpointer library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (library != NULL)
            return library;
    }
    g_autofree char *shown = declared == NULL ? NULL : text_clean(declared, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                "Parquet needs libduckdb, which %s%s: put libduckdb.so from DuckDB's C/C++ "
                "download into /usr/local/lib and run ldconfig, or name it in FOREDESK_DUCKDB",
                shown == NULL ? "isn't installed here" : "can't be loaded from ",
                shown == NULL ? "" : shown);
    return NULL;
}

static gboolean
find_calls(DuckCalls *calls, GError **error)
{
    gpointer library = load_library(error);
    for (gsize i = 0; library != NULL && i < G_N_ELEMENTS(symbols); i++) {
        gpointer address = dlsym(library, symbols[i].symbol);
        if (address == NULL) {
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                        "this libduckdb has no %s: install version 1.0 or later of it",
                        symbols[i].symbol);
            return FALSE;
        }
        memcpy((char *)calls + symbols[i].offset, &address, sizeof address);
    }
    return library != NULL;
}

gboolean
parquet_available(GError **error)
{
    DuckCalls calls;
    return find_calls(&calls, error);
}

/* ---- a database in memory ------------------------------------------------------------------- */

static gboolean
open_database(Duck *duck, GError **error)
{
    static const char *const settings[][2] = {{"autoinstall_known_extensions", "false"},
                                              {"autoload_known_extensions", "false"},
                                              {"allow_community_extensions", "false"},
                                              {"preserve_insertion_order", "true"}};
    DuckHandle config = NULL;
    char *message = NULL;
    if (duck->call.create_config(&config) != 0)
        config = NULL;
    for (gsize i = 0; config != NULL && i < G_N_ELEMENTS(settings); i++)
        duck->call.set_config(config, settings[i][0], settings[i][1]);
    gboolean open = config != NULL &&
                    duck->call.open_ext(NULL, &duck->database, config, &message) == 0 &&
                    duck->call.connect(duck->database, &duck->connection) == 0;
    if (config != NULL)
        duck->call.destroy_config(&config);
    if (!open) {
        g_autofree char *words = duck_words(message);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "libduckdb can't open a database in memory: %s", words);
    }
    if (message != NULL)
        duck->call.free(message);
    return open;
}

Duck *
duck_new(GError **error)
{
    g_autoptr(Duck) duck = g_new0(Duck, 1);
    if (!find_calls(&duck->call, error) || !open_database(duck, error))
        return NULL;
    return g_steal_pointer(&duck);
}

void
duck_free(Duck *duck)
{
    if (duck == NULL)
        return;
    if (duck->connection != NULL)
        duck->call.disconnect(&duck->connection);
    if (duck->database != NULL)
        duck->call.close(&duck->database);
    g_free(duck);
}

char *
duck_words(const char *message)
{
    if (message == NULL)
        return g_strdup("it says no more");
    const char *end = strchr(message, '\n'), *class = strstr(message, "Error: ");
    if (class != NULL && (end == NULL || class < end))
        message = class + strlen("Error: ");
    g_autofree char *line =
        g_strndup(message, end == NULL ? strlen(message) : (gsize)(end - message));
    return text_clean(line, -1);
}

gboolean
duck_run(Duck *duck, const char *sql, const char *what, ForedeskError code, GError **error)
{
    DuckResult result = {0};
    gboolean done = duck->call.query(duck->connection, sql, &result) == 0;
    if (!done) {
        g_autofree char *words = duck_words(duck->call.result_error(&result));
        g_set_error(error, FOREDESK_ERROR, code, "%s: %s", what, words);
    }
    duck->call.destroy_result(&result);
    return done;
}

/* ---- texts ---------------------------------------------------------------------------------- */

char *
duck_literal(const char *text)
{
    return text_quote(text, '\'');
}

char *
duck_identifier(const char *name)
{
    return text_quote(name, '"');
}

const char *
duck_text(const gpointer data, guint row, gsize *length)
{
    const DuckText *text = (const DuckText *)data + row;
    *length = text->length;
    return text->length <= 12 ? text->start : text->value.pointer;
}
