/* What the data shows of when a column was filled in, and rows that a later import replaced: the
 * workspace's side of it. */
#include <foredesk/evidence.h>

static char *folder;

static Workspace *
workspace_with_column(const char *name, gint64 *column)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    Workspace *workspace = workspace_create(path, NULL);
    g_assert_nonnull(workspace);
    g_assert_true(db_exec(workspace_database(workspace),
                          "INSERT INTO source_table (name, state) VALUES ('tickets', 'ready');"
                          "INSERT INTO source_column (table_id, position, name, heading) "
                          "VALUES (1, 0, 'priority', 'Priority')",
                          NULL));
    *column = 1;
    return workspace;
}

static void
test_evidence(void)
{
    gint64 column;
    g_autoptr(Workspace) workspace = workspace_with_column("evidence.foredesk", &column);
    sqlite3 *database = workspace_database(workspace);
    KnownEvidence log = {.column_id = column,
                         .proof = PROOF_LOG,
                         .numerator = 3,
                         .denominator = 200,
                         .sentence = (char *)"changed later in 1.5 % of 200 tickets"};
    g_assert_true(evidence_set(database, &log, NULL));
    log.numerator = 4; /* read again: the newer count stands */
    g_assert_true(evidence_set(database, &log, NULL));
    log.proof = PROOF_SOLVED;
    log.rows = (char *)"table=tickets";
    g_assert_true(evidence_set(database, &log, NULL));

    g_autoptr(GPtrArray) found = evidence_of(database, column, NULL);
    g_assert_cmpuint(found->len, ==, 2);
    const KnownEvidence *first = g_ptr_array_index(found, 0);
    g_assert_cmpint(first->proof, ==, PROOF_LOG);
    g_assert_cmpint(first->numerator, ==, 4);
    g_assert_cmpint(first->denominator, ==, 200);
    g_assert_null(first->rows);
    const KnownEvidence *second = g_ptr_array_index(found, 1);
    g_assert_cmpint(second->proof, ==, PROOF_SOLVED);
    g_assert_cmpstr(second->rows, ==, "table=tickets");

    g_assert_true(evidence_forget(database, 1, PROOF_LOG, NULL));
    g_autoptr(GPtrArray) left = evidence_of(database, 0, NULL);
    g_assert_cmpuint(left->len, ==, 1);
}

/* Two rows; a second import replaced the first of them, a third one it again. */
static void
add_versions(sqlite3 *database)
{
    g_assert_true(db_exec(
        database,
        "CREATE TABLE raw_1 (row INTEGER PRIMARY KEY, c0 TEXT) STRICT;"
        "INSERT INTO raw_1 VALUES (1, 'P3'), (2, 'P4'), (3, 'P2'), (4, 'P1');"
        "INSERT INTO import (id, table_id, file, separator, encoding, imported_at, first_row, "
        "last_row, rows, notes) VALUES "
        "(1, 1, 'may.csv', ',', 'UTF-8', '2025-05-31T08:00:00Z', 1, 2, 2, NULL), "
        "(2, 1, 'june.csv', ',', 'UTF-8', '2025-06-30T08:00:00Z', 3, 3, 1, '{\"new\":0}'), "
        "(3, 1, 'july.csv', ',', 'UTF-8', '2025-07-31T08:00:00Z', 4, 4, 1, '{\"new\":0}');"
        "UPDATE source_table SET rows = 2;"
        "INSERT INTO row_version VALUES (1, 1, 3, 2), (1, 3, 4, 3)",
        NULL));
}

static char *
current_rows(sqlite3 *database)
{
    g_autofree char *where = rows_current_sql(database, 1);
    g_autofree char *sql = g_strdup_printf(
        "SELECT group_concat(row, ' ') FROM raw_1 AS raw WHERE %s ORDER BY row", where);
    return db_text(database, sql, NULL);
}

static void
check_then(sqlite3 *database, const char *moment, gint64 row, const char *cell)
{
    const ColumnInfo priority = {.id = 1, .table_id = 1, .position = 0};
    TimePoint then;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_assert_true(date_parse(moment, -1, DATE_ISO, utc, &then, NULL));
    g_assert_cmpint(row_as_of(database, 1, 4, then, NULL), ==, row);
    g_autofree char *said = cell_as_of(database, &priority, 4, then, NULL);
    g_assert_cmpstr(said, ==, cell);
}

static void
test_as_of(void)
{
    gint64 column;
    g_autoptr(Workspace) workspace = workspace_with_column("as-of.foredesk", &column);
    sqlite3 *database = workspace_database(workspace);
    add_versions(database);
    check_then(database, "2025-01-01", 1, "P3"); /* before the first: what it said first */
    check_then(database, "2025-05-31T08:00:00Z", 1, "P3");
    check_then(database, "2025-06-30T07:59:59Z", 1, "P3");
    check_then(database, "2025-06-30T08:00:00Z", 3, "P2");
    check_then(database, "2025-12-01", 4, "P1");
    g_autoptr(GPtrArray) versions = row_versions(database, 1, 4, NULL);
    g_assert_cmpuint(versions->len, ==, 3);
    g_assert_cmpint(((const RowVersion *)g_ptr_array_index(versions, 0))->import_id, ==, 1);
    g_assert_cmpstr(((const RowVersion *)g_ptr_array_index(versions, 2))->file, ==, "july.csv");
    g_autoptr(GPtrArray) single = row_versions(database, 1, 2, NULL);
    g_assert_cmpuint(single->len, ==, 1);
}

static void
test_current(void)
{
    gint64 column;
    g_autoptr(Workspace) workspace = workspace_with_column("current.foredesk", &column);
    sqlite3 *database = workspace_database(workspace);
    add_versions(database);
    g_autofree char *now = current_rows(database);
    g_assert_cmpstr(now, ==, "2 4");
    gint64 rows[] = {1, 2, 4};
    g_assert_true(rows_follow(database, 1, rows, 2, NULL));
    g_assert_cmpint(rows[0], ==, 4);
    g_assert_cmpint(rows[1], ==, 2);
    g_assert_true(import_switch(database, 3, FALSE, NULL));
    g_assert_true(rows_follow(database, 1, rows, 3, NULL));
    g_assert_cmpint(rows[0], ==, 3);
    g_assert_cmpint(rows[1], ==, 2);
    g_assert_cmpint(rows[2], ==, 3);
    g_autofree char *without = current_rows(database);
    g_assert_cmpstr(without, ==, "2 3");
    g_assert_true(import_switch(database, 3, TRUE, NULL));
    g_autofree char *again = current_rows(database);
    g_assert_cmpstr(again, ==, "2 4");
    /* One that a crash cut off is not seen, and goes without a trace of itself. */
    g_assert_true(
        db_exec(database,
                "INSERT INTO import (id, table_id, file, separator, encoding, "
                "imported_at, first_row) VALUES (4, 1, 'august.csv', ',', 'UTF-8', "
                "'2025-08-31T08:00:00Z', 5); INSERT INTO import_off VALUES (4, 'loading');"
                "INSERT INTO raw_1 VALUES (5, 'P9'), (6, 'P9');"
                "INSERT INTO row_version VALUES (1, 4, 5, 4)",
                NULL));
    g_autofree char *meanwhile = current_rows(database);
    g_assert_cmpstr(meanwhile, ==, "2 4");
    g_assert_true(imports_drop_unfinished(database, NULL));
    g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM raw_1", NULL), ==, 4);
    g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM row_version", NULL), ==, 2);
    g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM import", NULL), ==, 3);
    g_autofree char *then = current_rows(database);
    g_assert_cmpstr(then, ==, "2 4");
    /* One that wrote no row takes none with it. */
    g_assert_true(db_exec(database,
                          "INSERT INTO import (id, table_id, file, separator, encoding, "
                          "imported_at) VALUES (5, 1, 'same.csv', ',', 'UTF-8', "
                          "'2025-09-30T08:00:00Z'); INSERT INTO import_off VALUES (5, 'loading')",
                          NULL));
    g_assert_true(imports_drop_unfinished(database, NULL));
    g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM raw_1", NULL), ==, 4);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-versions-XXXXXX", NULL);
    g_test_add_func("/versions/evidence", test_evidence);
    g_test_add_func("/versions/as-of", test_as_of);
    g_test_add_func("/versions/current", test_current);
    int result = g_test_run();
    const char *const remove[] = {"rm", "-rf", folder, NULL};
    g_spawn_sync(NULL, (char **)remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_free(folder);
    return result;
}
