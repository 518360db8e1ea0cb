/* Reads a written sample into SQLite: see sample-reader.h. */
#include "sample-reader.h"
#include "folder.h"

#include <csv.h>
#include <glib/gstdio.h>
#include <string.h>

static const char *const names[] = {"tickets",        "accounts", "account_health", "users",
                                    "product_events", "agents",   "deployments"};

char *
sample_folder(void)
{
    g_autoptr(GError) error = NULL;
    char *folder = g_dir_make_tmp("foredesk-sample-XXXXXX", &error);
    g_assert_no_error(error);
    return folder;
}

void
sample_remove(const char *folder)
{
    folder_remove(folder);
}

void
query_run(sqlite3 *database, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
        g_error("%s in %s", message, sql);
}

double
query_number(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        g_error("%s in %s", sqlite3_errmsg(database), sql);
    g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
    double number = sqlite3_column_double(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

gint64
query_count(sqlite3 *database, const char *sql)
{
    return (gint64)query_number(database, sql);
}

typedef struct {
    sqlite3 *database;
    sqlite3_stmt *insert, *set_aside;
    const char *table;
    GPtrArray *fields;
    guint columns;
} Reading;

static void
make_table(Reading *reading)
{
    g_autoptr(GString) create = g_string_new(NULL), insert = g_string_new(NULL);
    g_string_printf(create, "CREATE TABLE %s(", reading->table);
    g_string_printf(insert, "INSERT INTO %s VALUES(", reading->table);
    reading->columns = reading->fields->len;
    for (guint i = 0; i < reading->columns; i++) {
        const char *name = g_ptr_array_index(reading->fields, i);
        g_string_append_printf(create, "%s%s TEXT", i > 0 ? "," : "", name);
        g_string_append(insert, i > 0 ? ",?" : "?");
    }
    g_string_append_c(create, ')');
    g_string_append_c(insert, ')');
    query_run(reading->database, create->str);
    g_assert_cmpint(sqlite3_prepare_v2(reading->database, insert->str, -1, &reading->insert, NULL),
                    ==, SQLITE_OK);
}

static void
on_field(void *bytes, size_t length, void *data)
{
    Reading *reading = data;
    g_ptr_array_add(reading->fields, g_strndup(bytes ? bytes : "", length));
}

static void
on_row(int end, void *data)
{
    Reading *reading = data;
    guint n = reading->fields->len;
    if (reading->columns == 0) {
        make_table(reading);
    } else if (n == reading->columns) {
        for (guint i = 0; i < n; i++)
            sqlite3_bind_text(reading->insert, (int)i + 1, g_ptr_array_index(reading->fields, i),
                              -1, SQLITE_TRANSIENT);
        g_assert_cmpint(sqlite3_step(reading->insert), ==, SQLITE_DONE);
        sqlite3_reset(reading->insert);
    } else {
        sqlite3_bind_text(reading->set_aside, 1, reading->table, -1, SQLITE_STATIC);
        sqlite3_bind_int(reading->set_aside, 2, (int)n - (int)reading->columns);
        g_assert_cmpint(sqlite3_step(reading->set_aside), ==, SQLITE_DONE);
        sqlite3_reset(reading->set_aside);
    }
    g_ptr_array_set_size(reading->fields, 0);
}

static int
keep_blanks(unsigned char byte)
{
    return 0;
}

static void
read_table(sqlite3 *database, const char *folder, const char *table)
{
    g_autofree char *name = g_strdup_printf("%s.csv", table);
    g_autofree char *path = g_build_filename(folder, name, NULL), *bytes = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    g_assert_true(g_utf8_validate(bytes, (gssize)length, NULL));
    Reading reading = {.database = database, .table = table};
    reading.fields = g_ptr_array_new_with_free_func(g_free);
    sqlite3_prepare_v2(database, "INSERT INTO aside VALUES(?, ?)", -1, &reading.set_aside, NULL);
    struct csv_parser parser;
    g_assert_cmpint(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), ==, 0);
    csv_set_space_func(&parser, keep_blanks);
    g_assert_cmpuint(csv_parse(&parser, bytes, length, on_field, on_row, &reading), ==, length);
    g_assert_cmpint(csv_fini(&parser, on_field, on_row, &reading), ==, 0);
    csv_free(&parser);
    sqlite3_finalize(reading.insert);
    sqlite3_finalize(reading.set_aside);
    g_ptr_array_unref(reading.fields);
}

static void
read_truth(sqlite3 *database, const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "TRUTH.tsv", NULL), *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    sqlite3_stmt *insert = NULL;
    query_run(database, "CREATE TABLE truth(ticket_id TEXT PRIMARY KEY, plants TEXT)");
    sqlite3_prepare_v2(database, "INSERT INTO truth VALUES(?, ' ' || ? || ' ')", -1, &insert, NULL);
    for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
        g_auto(GStrv) cells = g_strsplit(lines[i], "\t", -1);
        g_assert_cmpuint(g_strv_length(cells), ==, 2);
        sqlite3_bind_text(insert, 1, cells[0], -1, SQLITE_TRANSIENT);
        sqlite3_bind_text(insert, 2, cells[1], -1, SQLITE_TRANSIENT);
        g_assert_cmpint(sqlite3_step(insert), ==, SQLITE_DONE);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
}

sqlite3 *
sample_read(const SampleOptions *options)
{
    g_autofree char *folder = sample_folder();
    g_autoptr(GError) error = NULL;
    sample_write(folder, options, NULL, &error);
    g_assert_no_error(error);
    sqlite3 *database = NULL;
    g_assert_cmpint(sqlite3_open(":memory:", &database), ==, SQLITE_OK);
    query_run(database, "CREATE TABLE aside(source TEXT, excess INTEGER); BEGIN");
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        read_table(database, folder, names[i]);
    read_truth(database, folder);
    query_run(database, "COMMIT;"
                        "CREATE INDEX h ON account_health(account_id, recorded_at);"
                        "CREATE INDEX e ON product_events(account_id, event, occurred_at);"
                        "CREATE INDEX d ON deployments(account_id, deployed_at);"
                        "CREATE INDEX t ON tickets(account_id, escalated_at);"
                        "CREATE INDEX i ON tickets(ticket_id)");
    sample_remove(folder);
    return database;
}
