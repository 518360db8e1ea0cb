/* parquet: written and read again with names, types, nulls and moments as they were; imported like
 * any file; refused in one line where the library or the file is no good. */
#include "folder.h"

#include <foredesk/ingest.h>
#include <foredesk/parquet.h>

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static char *folder;

static gboolean
absent(void)
{
    g_autoptr(GError) error = NULL;
    if (parquet_available(&error))
        return FALSE;
    g_test_skip(error->message);
    return TRUE;
}

static char *
path_of(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

/* 2025-07-14T18:59:51.25Z */
#define MOMENT (G_GINT64_CONSTANT(1752519591) * TIME_SECOND + 250000)

static const char *const names[] = {"Id",     "say \"it\"", "hours", "late",
                                    "opened", "day",        "id",    "größe"};
static const ParquetType types[] = {PARQUET_INTEGER, PARQUET_TEXT, PARQUET_DECIMAL, PARQUET_BOOLEAN,
                                    PARQUET_TIME,    PARQUET_DAY,  PARQUET_TEXT,    PARQUET_TEXT};

static void
write_row(ParquetWriter *writer, int row)
{
    if (row % 3 == 2) {
        parquet_write_integer(writer, row);
        for (guint i = 1; i < G_N_ELEMENTS(names); i++)
            parquet_write_missing(writer);
    } else {
        g_autofree char *text =
            g_strdup_printf(row % 2 ? "short" : "a text longer than twelve bytes, %d", row);
        parquet_write_integer(writer, row);
        parquet_write_text(writer, text, -1);
        parquet_write_decimal(writer, row % 2 ? NAN : row / 4.0);
        parquet_write_integer(writer, row % 2);
        parquet_write_integer(writer, MOMENT + row * TIME_HOUR);
        parquet_write_day(writer, 20283 + row);
        parquet_write_text(writer, "", 0);
        parquet_write_text(writer, "größer\xff", -1);
    }
    parquet_end_row(writer);
}

static char *
write_rows(const char *name, int rows)
{
    char *path = path_of(name);
    GError *error = NULL;
    g_autoptr(ParquetWriter) writer =
        parquet_writer_new(path, names, types, G_N_ELEMENTS(names), &error);
    g_assert_no_error(error);
    for (int row = 0; row < rows; row++)
        write_row(writer, row);
    parquet_writer_end(writer, &error);
    g_assert_no_error(error);
    return path;
}

static void
assert_cell(const ParquetReader *reader, guint row, guint column, const char *expected)
{
    gsize length;
    const char *cell = parquet_reader_cell(reader, row, column, &length);
    g_autofree char *text = cell == NULL ? NULL : g_strndup(cell, length);
    g_assert_cmpstr(text, ==, expected);
}

static void
test_round_trip(void)
{
    if (absent())
        return;
    g_autofree char *path = write_rows("it's.parquet", 5000);
    GError *error = NULL;
    g_autoptr(ParquetReader) reader = parquet_reader_new(path, &error);
    g_assert_no_error(error);
    static const char *const read[] = {"Id",     "say \"it\"", "hours", "late",
                                       "opened", "day",        "id_2",  "größe"};
    g_assert_cmpuint(parquet_reader_width(reader), ==, G_N_ELEMENTS(read));
    for (guint i = 0; i < G_N_ELEMENTS(read); i++)
        g_assert_cmpstr(parquet_reader_name(reader, i), ==, read[i]);
    g_assert_cmpint(parquet_reader_rows(reader), ==, 5000);
    gint64 first = parquet_reader_next(reader, &error);
    g_assert_cmpint(first, >, 5);
    assert_cell(reader, 0, 0, "0");
    assert_cell(reader, 0, 1, "a text longer than twelve bytes, 0");
    assert_cell(reader, 0, 2, "0.0");
    assert_cell(reader, 0, 3, "false");
    assert_cell(reader, 0, 4, "2025-07-14 18:59:51.25+00");
    assert_cell(reader, 0, 5, "2025-07-14");
    assert_cell(reader, 0, 6, "");
    assert_cell(reader, 0, 7, "größer\xEF\xBF\xBD");
    assert_cell(reader, 1, 1, "short");
    assert_cell(reader, 1, 2, NULL);
    assert_cell(reader, 1, 3, "true");
    assert_cell(reader, 1, 4, "2025-07-14 19:59:51.25+00");
    assert_cell(reader, 2, 1, NULL);
    assert_cell(reader, 2, 5, NULL);
    assert_cell(reader, 4, 2, "1.0");
    /* All rows in order, over several chunks. */
    gint64 rows, expected = first;
    while ((rows = parquet_reader_next(reader, &error)) > 0)
        for (guint row = 0; row < (guint)rows; row++) {
            g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, expected++);
            assert_cell(reader, row, 0, id);
        }
    g_assert_no_error(error);
    g_assert_cmpint(expected, ==, 5000);
}

static void
assert_kind(const TableInfo *table, const char *column, ColumnKind kind)
{
    const ColumnInfo *info = table_column(table, column, NULL);
    g_assert_nonnull(info);
    g_assert_cmpstr(kind_name(info->kind), ==, kind_name(kind));
}

static void
test_import(void)
{
    if (absent())
        return;
    g_autofree char *file = write_rows("tickets.parquet", 5000);
    g_autofree char *path = path_of("tickets.foredesk");
    char *files[] = {file, NULL};
    ImportOptions options;
    GError *error = NULL;
    import_options_init(&options);
    options.zone = "+05:00";
    g_autoptr(GPtrArray) results =
        g_ptr_array_new_with_free_func((GDestroyNotify)import_result_free);
    import_files(path, NULL, files, &options, NULL, results, &error);
    g_assert_no_error(error);
    const ImportResult *result = g_ptr_array_index(results, 0);
    g_assert_cmpstr(result->table, ==, "tickets");
    g_assert_cmpint(result->rows, ==, 5000);
    g_assert_cmpint(result->aside, ==, 0);
    g_autoptr(Workspace) workspace = workspace_open(path, &error);
    g_autoptr(Catalogue) catalogue = catalogue_load(workspace_database(workspace), &error);
    const TableInfo *table = catalogue_table(catalogue, "tickets", &error);
    assert_kind(table, "Id", KIND_KEY);
    assert_kind(table, "hours", KIND_DECIMAL);
    assert_kind(table, "late", KIND_BOOLEAN);
    assert_kind(table, "opened", KIND_DATE);
    assert_kind(table, "day", KIND_DATE);
    /* A moment in UTC stays the moment it is, whatever the desk's zone. */
    g_autoptr(Frame) frame =
        frame_load(workspace_database(workspace), catalogue, table, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(frame_column(frame, "opened")->integer[0], ==, MOMENT);
    g_assert_cmpint(frame_column(frame, "opened")->integer[2], ==, TIME_MISSING);
}

static void
test_report(void)
{
    if (absent())
        return;
    g_autoptr(Report) report = report_new("one", NULL);
    ReportTable *table = report_table(report, "rows", NULL);
    report_column(table, "count", "n", UNIT_COUNT, 0);
    report_column(table, "share", "share", UNIT_SHARE, 1)->interval = TRUE;
    report_column(table, "when", "when", UNIT_TIME, 1);
    report_column(table, "words", "words", UNIT_NONE, 0);
    report_row(table);
    report_cell(table, 54000);
    cell_interval(report_cell(table, 0.5), 0.25, 0.75);
    report_cell(table, (double)MOMENT);
    report_cell_text(table, "yes, \"quite\"");
    report_row(table);
    g_autofree char *path = path_of("report.parquet");
    GError *error = NULL;
    parquet_write_report(report, NULL, path, &error);
    g_assert_no_error(error);
    g_autoptr(ParquetReader) reader = parquet_reader_new(path, &error);
    g_assert_no_error(error);
    g_assert_cmpint(parquet_reader_next(reader, &error), ==, 2);
    static const char *const expected[] = {
        "54000", "0.5", "0.25", "0.75", "2025-07-14 18:59:51.25+00", "yes, \"quite\""};
    g_assert_cmpuint(parquet_reader_width(reader), ==, G_N_ELEMENTS(expected));
    g_assert_cmpstr(parquet_reader_name(reader, 2), ==, "share_low");
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        assert_cell(reader, 0, i, expected[i]);
        assert_cell(reader, 1, i, NULL);
    }
}

static void
test_refused(void)
{
    if (absent())
        return;
    g_autofree char *path = path_of("damaged.parquet");
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(path, "PAR1 and nothing else PAR1", -1, NULL));
    g_assert_null(parquet_reader_new(path, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
    g_assert_nonnull(strstr(error->message, "damaged.parquet"));
    g_assert_null(strchr(error->message, '\n'));
    g_clear_error(&error);
    const char *const one[] = {"a"};
    const ParquetType text[] = {PARQUET_TEXT};
    g_autoptr(ParquetWriter) writer =
        parquet_writer_new("/nowhere/at/all.parquet", one, text, 1, &error);
    g_assert_nonnull(writer);
    g_assert_false(parquet_writer_end(writer, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM);
}

/* Last, since a library once named stays: what is said where there is none. */
static void
test_absent(void)
{
    g_autoptr(GError) error = NULL;
    g_setenv("FOREDESK_DUCKDB", "/nowhere/libduckdb.so", TRUE);
    g_assert_false(parquet_available(&error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM);
    g_assert_nonnull(strstr(error->message, "/nowhere/libduckdb.so"));
    g_assert_nonnull(strstr(error->message, "FOREDESK_DUCKDB"));
    g_assert_null(strchr(error->message, '\n'));
    g_autofree char *file = path_of("any.parquet"), *path = path_of("any.foredesk");
    g_assert_true(g_file_set_contents(file, "PAR1....PAR1", -1, NULL));
    char *files[] = {file, NULL};
    ImportOptions options;
    import_options_init(&options);
    g_clear_error(&error);
    g_assert_false(import_files(path, NULL, files, &options, NULL, NULL, &error));
    g_assert_nonnull(strstr(error->message, "any.parquet: Parquet needs libduckdb"));
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-parquet-XXXXXX", NULL);
    g_test_add_func("/parquet/round-trip", test_round_trip);
    g_test_add_func("/parquet/import", test_import);
    g_test_add_func("/parquet/report", test_report);
    g_test_add_func("/parquet/refused", test_refused);
    g_test_add_func("/parquet/absent", test_absent);
    int result = g_test_run();
    folder_remove(folder);
    g_free(folder);
    return result;
}
