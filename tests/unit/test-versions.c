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

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-versions-XXXXXX", NULL);
    g_test_add_func("/versions/evidence", test_evidence);
    int result = g_test_run();
    const char *const remove[] = {"rm", "-rf", folder, NULL};
    g_spawn_sync(NULL, (char **)remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_free(folder);
    return result;
}
