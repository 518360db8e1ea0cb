/* The part of DuckDB's C interface that is used here, as its documentation states it (version 1.0
 * and later), and one connection over it. Private to the parquet room. */
#pragma once

#include <foredesk/parquet.h>
#include <stdbool.h>

typedef gpointer DuckHandle; /* database, connection, config, statement, appender, chunk, vector */
typedef struct {
    guint64 unused[3];
    gpointer unused_columns;
    char *unused_message;
    gpointer internal;
} DuckResult; /* passed by value, as duckdb_result is */
typedef struct {
    gint64 micros;
} DuckTimestamp;
typedef struct {
    gint32 days;
} DuckDate;
/* A text in a vector: up to twelve bytes stand in it, longer ones behind the pointer. */
typedef struct {
    guint32 length;
    char start[4];
    union {
        char rest[8];
        const char *pointer;
    } value;
} DuckText;

typedef struct {
    int (*create_config)(DuckHandle *config);
    int (*set_config)(DuckHandle config, const char *name, const char *value);
    void (*destroy_config)(DuckHandle *config);
    int (*open_ext)(const char *path, DuckHandle *database, DuckHandle config, char **error);
    void (*close)(DuckHandle *database);
    int (*connect)(DuckHandle database, DuckHandle *connection);
    void (*disconnect)(DuckHandle *connection);
    void (*free)(gpointer memory);
    int (*query)(DuckHandle connection, const char *sql, DuckResult *result);
    const char *(*result_error)(DuckResult *result);
    void (*destroy_result)(DuckResult *result);
    DuckHandle (*fetch_chunk)(DuckResult result);
    guint64 (*chunk_size)(DuckHandle chunk);
    DuckHandle (*chunk_vector)(DuckHandle chunk, guint64 column);
    void (*destroy_chunk)(DuckHandle *chunk);
    gpointer (*vector_data)(DuckHandle vector);
    guint64 *(*vector_validity)(DuckHandle vector);
    int (*prepare)(DuckHandle connection, const char *sql, DuckHandle *statement);
    void (*destroy_prepare)(DuckHandle *statement);
    int (*pending_streaming)(DuckHandle statement, DuckHandle *pending);
    const char *(*pending_error)(DuckHandle pending);
    int (*execute_pending)(DuckHandle pending, DuckResult *result);
    void (*destroy_pending)(DuckHandle *pending);
    const char *(*prepare_error)(DuckHandle statement);
    int (*appender_create)(DuckHandle connection, const char *schema, const char *table,
                           DuckHandle *appender);
    const char *(*appender_error)(DuckHandle appender);
    int (*appender_flush)(DuckHandle appender);
    int (*appender_end_row)(DuckHandle appender);
    int (*appender_destroy)(DuckHandle *appender);
    int (*append_null)(DuckHandle appender);
    int (*append_int64)(DuckHandle appender, gint64 value);
    int (*append_double)(DuckHandle appender, double value);
    int (*append_bool)(DuckHandle appender, bool value);
    int (*append_timestamp)(DuckHandle appender, DuckTimestamp value);
    int (*append_date)(DuckHandle appender, DuckDate value);
    int (*append_text)(DuckHandle appender, const char *text, guint64 length);
} DuckCalls;

typedef struct {
    DuckCalls call;
    DuckHandle database, connection;
} Duck;

/* Loads the library and opens a database in memory. */
Duck *duck_new(GError **error);
void duck_free(Duck *duck);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Duck, duck_free)
/* Runs one statement; `what` begins the error's line ("tickets.parquet can't be read"), whose code
 * is `code`. */
gboolean duck_run(Duck *duck, const char *sql, const char *what, ForedeskError code,
                  GError **error);
/* The first line of what the library says, without its class of error: for people. */
char *duck_words(const char *message);
/* 'it''s' and "a ""name""": the caller frees. */
char *duck_literal(const char *text);
char *duck_identifier(const char *name);
/* The text at `row` of a vector's data. */
const char *duck_text(const gpointer data, guint row, gsize *length);
