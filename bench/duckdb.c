/* duckdb SQL…: runs statements in a DuckDB database in memory, so that a scan of ours can stand
 * beside one of its. The library is found at run time, as FOREDESK_DUCKDB or the system names it;
 * without it the exit code is 2. Of each result it prints the number of rows and the first cell. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As in DuckDB's C API 1.x: what a query leaves. */
typedef struct {
    uint64_t deprecated_columns, deprecated_rows, deprecated_changed;
    void *deprecated_data;
    char *deprecated_error;
    void *internal;
} Result;

typedef struct {
    int (*open)(const char *path, void **database);
    int (*connect)(void *database, void **connection);
    int (*query)(void *connection, const char *sql, Result *result);
    const char *(*error)(Result *result);
    uint64_t (*rows)(Result *result);
    char *(*text)(Result *result, uint64_t column, uint64_t row);
    void (*free)(void *text);
    void (*destroy)(Result *result);
    void (*disconnect)(void **connection);
    void (*close)(void **database);
} Calls;

static int
find(void *library, const char *name, void *call)
{
    void *address = dlsym(library, name);
    memcpy(call, &address, sizeof address);
    return address != NULL;
}

static int
find_all(Calls *calls)
{
    const char *named = getenv("FOREDESK_DUCKDB");
    void *library = dlopen(named != NULL && *named != '\0' ? named : "libduckdb.so", RTLD_NOW);
    return library != NULL && find(library, "duckdb_open", &calls->open) &&
           find(library, "duckdb_connect", &calls->connect) &&
           find(library, "duckdb_query", &calls->query) &&
           find(library, "duckdb_result_error", &calls->error) &&
           find(library, "duckdb_row_count", &calls->rows) &&
           find(library, "duckdb_value_varchar", &calls->text) &&
           find(library, "duckdb_free", &calls->free) &&
           find(library, "duckdb_destroy_result", &calls->destroy) &&
           find(library, "duckdb_disconnect", &calls->disconnect) &&
           find(library, "duckdb_close", &calls->close);
}

static int
run(const Calls *calls, void *connection, const char *sql)
{
    Result result = {0};
    int failed = calls->query(connection, sql, &result);
    if (failed)
        fprintf(stderr, "duckdb: %s\n", calls->error(&result));
    else if (calls->rows(&result) > 0) {
        char *first = calls->text(&result, 0, 0);
        printf("%llu rows, first %s\n", (unsigned long long)calls->rows(&result), first);
        calls->free(first);
    }
    calls->destroy(&result);
    return failed;
}

int
main(int count, char **words)
{
    Calls calls;
    void *database = NULL, *connection = NULL;
    if (!find_all(&calls) || calls.open(NULL, &database) || calls.connect(database, &connection)) {
        fprintf(stderr, "duckdb: libduckdb can't be loaded; name it in FOREDESK_DUCKDB\n");
        return 2;
    }
    int failed = 0;
    for (int i = 1; i < count && !failed; i++)
        failed = run(&calls, connection, words[i]);
    calls.disconnect(&connection);
    calls.close(&database);
    return failed ? 1 : 0;
}
