/* session: commands by key, script and undo reach the same state; a journal replays to the same
 * reports; two sessions on one file; the tickets behind a number. On a small sample desk. */
#include "commands.h"
#include "folder.h"

#include <foredesk/sample.h>
#include <foredesk/session.h>
#include <glib/gstdio.h>

#include <math.h>
#include <string.h>

typedef struct {
    char *folder, *path;
    char *import; /* the command that loads the sample */
} Desk;

static void
desk_open(Desk *desk)
{
    static const char *const tables[] = {"tickets", "accounts",       "account_health",
                                         "users",   "product_events", "deployments"};
    SampleOptions options;
    g_autoptr(GError) error = NULL;
    GString *line = g_string_new("import");

    desk->folder = g_dir_make_tmp("foredesk-session-XXXXXX", NULL);
    desk->path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    sample_options_init(&options);
    options.tickets = 2000;
    g_assert_true(sample_write(desk->folder, &options, NULL, &error));
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
        g_string_append_printf(line, " %s/%s.csv", desk->folder, tables[i]);
    desk->import = g_string_free(line, FALSE);
}

static void
desk_close(Desk *desk)
{
    folder_remove(desk->folder);
    g_free(desk->folder);
    g_free(desk->path);
    g_free(desk->import);
}

#define TARGET "target column=escalated_to_eng positive=yes horizon=48h"

/* ---- what it is to run a command ---------------------------------------------------------- */

static void
test_refusals(void)
{
    static const char *const lines[] = {
        "cost mised 5",    "train boost",           "cost missed",    "cost missed many",
        "threshold",       "use model 77",          "import",         "frobnicate",
        "target column=x", "known tickets.zzz ask", "meaning \"open", "capacity -3",
    };
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);

    must(session, desk.import);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(session_run(session, lines[i], &error));
        g_assert_nonnull(error);
        g_assert_cmpint(error->code, ==, FOREDESK_ERROR_USAGE);
        g_assert_null(strchr(error->message, '\n'));
    }
    g_autoptr(GError) error = NULL;
    session_run(session, "known tickets.prioritty ask", &error);
    g_assert_nonnull(strstr(error->message, "priority"));
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

static void
test_undo(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);

    must(session, desk.import);
    must(session, "cost missed 400");
    session_end_merge(session);
    must(session, "cost missed 410");
    must(session, "cost missed 420"); /* a key held down: one entry */
    g_assert_cmpfloat(session_policy(session)->missed, ==, 420);
    must(session, "undo");
    g_assert_cmpfloat(session_policy(session)->missed, ==, 400);
    must(session, "undo");
    g_assert_cmpfloat(session_policy(session)->missed, ==, 500);
    must(session, "redo");
    must(session, "redo");
    g_assert_cmpfloat(session_policy(session)->missed, ==, 420);
    must(session, "undo");
    /* as it was when it opens again, what can be undone and redone too */
    session_close(session);
    session = session_open(desk.path, NULL);
    g_assert_cmpfloat(session_policy(session)->missed, ==, 400);
    must(session, "redo");
    g_assert_cmpfloat(session_policy(session)->missed, ==, 420);
    must(session, "undo");
    must(session, "cost missed 7"); /* what was undone is now out of reach */
    g_autoptr(GError) error = NULL;
    g_assert_false(session_run(session, "redo", &error));
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* ---- the main job, and again from its journal --------------------------------------------- */

static void
test_replay(void)
{
    static const char *const reports[] = {"models", "threshold", "features", "target"};
    Desk desk;
    desk_open(&desk);
    g_autofree char *again = g_build_filename(desk.folder, "again.foredesk", NULL);
    g_autofree char *script = g_build_filename(desk.folder, "session.txt", NULL);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GError) error = NULL;

    must(session, desk.import);
    must(session, TARGET);
    must(session, "group off calendar");
    must(session, "undo");
    must(session, "train nobody,everybody,category,logistic,boost");
    must(session, "cost missed 700");
    must(session, "threshold flagged=50");
    g_autofree char *journal = session_journal_script(session, NULL);
    g_assert_true(g_file_set_contents(script, journal, -1, NULL));

    g_autoptr(Session) other = session_open(again, NULL);
    if (!session_script(other, script, NULL, NULL, &error))
        g_error("%s", error->message);
    for (guint i = 0; i < G_N_ELEMENTS(reports); i++) {
        g_autofree char *first = report_json(session, reports[i]);
        g_autofree char *second = report_json(other, reports[i]);
        g_assert_cmpstr(first, ==, second);
    }
    g_clear_pointer(&other, session_close);
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

static guint
rows_behind(Session *session, const char *reference)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RowList) list = session_rows_open(session, reference, &error);
    if (!list)
        g_error("%s: %s", reference, error->message);
    return row_list_length(list);
}

/* Each count opens just that many tickets. */
static void
test_rows(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GError) error = NULL;

    must(session, desk.import);
    must(session, TARGET);
    must(session, "train boost");
    const Judged *judged = session_selected(session);
    g_assert_nonnull(judged);
    const Decision *d = &judged->decision;
    static const char *const cells[] = {"tp", "fp", "tn", "fn", "flagged"};
    const guint counts[] = {d->tp, d->fp, d->tn, d->fn, d->flagged};
    for (guint i = 0; i < G_N_ELEMENTS(cells); i++) {
        g_autofree char *reference =
            g_strdup_printf("model=%d;part=validation;cell=%s", (int)judged->model->id, cells[i]);
        g_assert_cmpuint(rows_behind(session, reference), ==, counts[i]);
    }
    g_assert_cmpuint(rows_behind(session, "task=1;state=positive"), ==,
                     session_task(session)->positives);
    g_assert_null(session_rows_open(session, "model=99;cell=tp", &error));
    g_assert_nonnull(error);

    g_autoptr(RowList) list = session_rows_open(session, "table=tickets", NULL);
    guint all = row_list_length(list);
    g_assert_true(row_list_filter(list, "channel = 'chat'", NULL));
    guint chat = row_list_length(list);
    g_assert_cmpuint(chat, >, 0);
    g_assert_cmpuint(chat, <, all);
    g_assert_true(row_list_filter(list, NULL, NULL));
    g_assert_cmpuint(row_list_length(list), ==, all);
    for (guint c = 0; c < row_list_columns(list); c++) {
        g_assert_true(row_list_sort(list, c, FALSE, NULL));
        g_assert_true(row_list_sort(list, c, TRUE, NULL));
    }
    g_autofree char *name = g_strdup_printf("ticket tickets %d", (int)row_list_row_id(list, 3));
    g_autofree char *ticket = report_json(session, name);
    g_assert_nonnull(strstr(ticket, "\"features\""));
    g_clear_pointer(&list, row_list_free);
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* A deleted model gives its space back, and its number is not used again. */
static void
test_delete(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);

    must(session, desk.import);
    must(session, TARGET);
    must(session, "train boost");
    sqlite3 *database = workspace_database(session_workspace(session));
    gint64 before = db_integer(database, 0, "PRAGMA page_count", "");
    must(session, "delete model 1");
    g_assert_null(session_selected(session));
    gint64 after = db_integer(database, 0, "PRAGMA page_count", "");
    g_test_message("%d pages before, %d after, %d free", (int)before, (int)after,
                   (int)db_integer(database, -1, "PRAGMA freelist_count", ""));
    g_assert_cmpint(after, <, before);
    must(session, "train logistic");
    g_assert_cmpint(session_model(session), ==, 2);
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* ---- cancelling, and two people ----------------------------------------------------------- */

static void
test_cancel(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GError) error = NULL;

    must(session, desk.import);
    must(session, TARGET);
    g_assert_true(session_run(session, "train boost,forest,logistic", &error));
    session_cancel(session, 0);
    g_assert_false(session_wait(session, NULL, NULL, &error));
    g_assert_true(g_error_matches(error, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED));
    g_clear_error(&error);
    g_assert_true(session_wait(session, NULL, NULL, &error)); /* the others go on */
    g_autofree char *journal = session_journal_script(session, NULL);
    g_assert_nonnull(strstr(journal, "# cancelled: train"));
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

static void
test_second_reads(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GError) error = NULL;

    must(session, desk.import);
    g_autoptr(Session) second = session_open(desk.path, &error);
    g_assert_nonnull(second);
    g_assert_nonnull(workspace_read_only(session_workspace(second)));
    g_assert_false(session_run(second, "cost missed 5", &error));
    g_assert_nonnull(strstr(error->message, "cost missed"));
    g_clear_pointer(&second, session_close);
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* ---- personal data ------------------------------------------------------------------------- */

static guint
list_column(RowList *list, const char *name)
{
    for (guint c = 0; c < row_list_columns(list); c++)
        if (strcmp(row_list_column_name(list, c), name) == 0)
            return c;
    g_error("no column %s", name);
}

/* Whether a list of the users, its export and the first user's report show an address. */
static void
users_show(Session *session, const char *folder, gboolean *cell, gboolean *export, gboolean *report)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RowList) list = session_rows_open(session, "table=users", &error);
    g_autofree char *path = g_build_filename(folder, "users-export.csv", NULL), *content = NULL;
    g_assert_no_error(error);
    g_autofree char *shown = row_list_cell(list, 0, list_column(list, "email"));
    g_autoptr(Report) row = row_list_report(list, 0, &error);
    g_autoptr(GString) text = g_string_new(NULL);

    g_assert_true(row_list_export(list, path, &error));
    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    report_print_json(row, text);
    *cell = strchr(shown, '@') != NULL;
    *export = strchr(content, '@') != NULL;
    *report = strchr(text->str, '@') != NULL;
    g_assert_true(*cell || strcmp(shown, "[e-mail]") == 0);
}

static void
assert_users(Session *session, const char *folder, gboolean wanted)
{
    gboolean cell, export, report;
    users_show(session, folder, &cell, &export, &report);
    g_assert_cmpint(cell, ==, wanted);
    g_assert_cmpint(export, ==, wanted);
    g_assert_cmpint(report, ==, wanted);
}

/* The texts that the sample planted personal data in: a test of the scanner on texts that were not
 * written for it. Counts of tickets by what stands in TRUTH.tsv. */
static void
assert_planted(Session *session, const char *folder)
{
    g_autoptr(GHashTable) planted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *path = g_build_filename(folder, "TRUTH.tsv", NULL), *content = NULL;
    g_autoptr(RowList) list =
        session_rows_open(session, "table=tickets;column=body;personal=1", NULL);
    guint right = 0, others = 0, others_found = 0, n = row_list_length(list);

    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        const char *tab = strchr(lines[i], '\t'), *personal = tab ? strstr(tab, "personal_") : NULL;
        gboolean name = personal && g_str_has_prefix(personal, "personal_name");
        if (personal)
            g_hash_table_replace(planted, g_strndup(lines[i], (gsize)(tab - lines[i])),
                                 GINT_TO_POINTER(name ? 1 : 2));
        others += personal && !name;
    }
    for (guint i = 0; i < n; i++) {
        g_autofree char *id = row_list_cell(list, i, list_column(list, "ticket_id"));
        int what = GPOINTER_TO_INT(g_hash_table_lookup(planted, id));
        right += what > 0;
        others_found += what == 2;
    }
    g_test_message("planted %u, found %u, right %u; without names %u of %u",
                   g_hash_table_size(planted), n, right, others_found, others);
    g_assert_cmpuint(right * 100, >=, n * 97);                          /* precision */
    g_assert_cmpuint(right * 100, >=, g_hash_table_size(planted) * 80); /* recall */
    g_assert_cmpuint(others_found * 100, >=, others * 95); /* of all that isn't a name */
}

static void
test_personal(void)
{
    static const char *const reports[] = {"audit", "column users.email", "column users.name",
                                          "privacy", "column tickets.body"};
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);

    must(session, desk.import);
    const TableInfo *users = catalogue_table(session_catalogue(session), "users", NULL);
    g_assert_cmpstr(table_column(users, "name", NULL)->pii, ==, "name");
    g_assert_cmpstr(table_column(users, "email", NULL)->pii, ==, "e-mail");
    g_assert_null(table_column(users, "role", NULL)->pii);
    const TableInfo *accounts = catalogue_table(session_catalogue(session), "accounts", NULL);
    g_assert_null(table_column(accounts, "name", NULL)->pii); /* companies */

    assert_users(session, desk.folder, FALSE);
    assert_planted(session, desk.folder);
    must(session, TARGET);
    must(session, "train words");
    for (guint i = 0; i < G_N_ELEMENTS(reports); i++) {
        g_autofree char *json = report_json(session, reports[i]);
        g_assert_null(strchr(json, '@'));
    }
    g_autofree char *page = report_json(session, "privacy");
    g_assert_nonnull(strstr(page, "No personal column entered any of the 1 models"));

    must(session, "personal show");
    assert_users(session, desk.folder, TRUE);
    g_autofree char *open = report_json(session, "column users.email");
    g_assert_nonnull(strchr(open, '@'));
    g_autofree char *what = NULL;
    g_assert_true(session_undo(session, &what, NULL));
    assert_users(session, desk.folder, FALSE);
    g_autofree char *masked = report_json(session, "column users.email");
    g_assert_null(strchr(masked, '@'));
    g_assert_false(session_run(session, "personal perhaps", NULL));
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/session/refusals", test_refusals);
    g_test_add_func("/session/undo", test_undo);
    g_test_add_func("/session/replay", test_replay);
    g_test_add_func("/session/rows", test_rows);
    g_test_add_func("/session/delete", test_delete);
    g_test_add_func("/session/cancel", test_cancel);
    g_test_add_func("/session/personal", test_personal);
    g_test_add_func("/session/second-reads", test_second_reads);
    return g_test_run();
}
