/* Tests of cleaning in a session: commands, undo and redo, replay, the tickets behind a step, and
 * reports that are again what they were when a step is off. On a small sample desk. */
#include "commands.h"
#include "folder.h"

#include <foredesk/sample.h>
#include <foredesk/session.h>
#include <glib/gstdio.h>

#include <string.h>

static char *folder;

static void
must_fail(Session *session, const char *line, const char *words)
{
    g_autoptr(GError) error = NULL;
    gboolean done = session_run(session, line, &error) && session_wait(session, NULL, NULL, &error);
    g_assert_false(done);
    if (!strstr(error->message, words))
        g_error("%s: %s", line, error->message);
}

static Session *
open_desk(const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GError) error = NULL;
    Session *session = session_open(path, &error);
    g_assert_no_error(error);
    return session;
}

static Session *
new_desk(const char *name)
{
    Session *session = open_desk(name);
    g_autofree char *import = g_strdup_printf("import %s/tickets.csv %s/accounts.csv %s/users.csv "
                                              "own-domains=quayside.example zone=UTC names=keep",
                                              folder, folder, folder);
    must(session, import);
    return session;
}

static guint
rows_behind(Session *session, const char *reference)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RowList) list = session_rows_open(session, reference, &error);
    g_assert_no_error(error);
    return row_list_length(list);
}

static gint64
planted(const char *truth)
{
    g_autofree char *path = g_build_filename(folder, "TRUTH.tsv", NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    gint64 n = 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        n += strstr(lines[i], truth) != NULL;
    return n;
}

#define TARGET "target column=escalated_to_eng positive=yes horizon=48h"
/* The import has proposed five steps; these come after them. */
#define CHAT "clean rows tickets WHERE channel = 'chat' reason=\"from the chat\""
#define URGENT "clean rows tickets WHERE \"priority = 'P1'\" reason=urgent"

/* What an import sets aside is what was planted, each row once, and the sum is exact. */
static void
test_proposed(void)
{
    static const struct {
        const char *reason, *truth;
    } proposed[] = {{"merged into another", "merged_into="},
                    {"spam or deleted", "\tspam"},
                    {"tests", "\ttest"},
                    {"sent by your own staff", "own_staff"},
                    {"automatic messages", "\tbot"}};
    g_autoptr(Session) session = new_desk("proposed.foredesk");
    g_autoptr(GPtrArray) steps =
        steps_load(workspace_database(session_workspace(session)), 0, NULL);
    gint64 taken = 0;
    g_assert_cmpuint(steps->len, ==, G_N_ELEMENTS(proposed));
    for (guint i = 0; i < steps->len; i++) {
        const Step *step = g_ptr_array_index(steps, i);
        g_assert_cmpstr(step->reason, ==, proposed[i].reason);
        g_assert_cmpint(step->rows, ==, planted(proposed[i].truth));
        taken += step->rows;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) audit = session_report_wait(session, "audit", NULL, NULL, &error);
    g_assert_no_error(error);
    const ReportTable *flow = report_find_table(audit, "flow");
    double file = 0, aside = 0, tickets = 0;
    for (guint row = 0; row < flow->rows->len; row++) {
        const Cell *count = report_at(flow, row, 2);
        const char *id = report_at(flow, row, 0)->text;
        if (g_str_equal(id, "file"))
            file = count->value;
        else if (g_str_equal(id, "current"))
            tickets = count->value;
        else
            aside += count->value;
        if (count->rows)
            g_assert_cmpfloat(rows_behind(session, count->rows), ==, count->value);
    }
    g_assert_cmpfloat(file, ==, aside + tickets);
    g_assert_cmpfloat(tickets, ==, (double)(rows_behind(session, "table=tickets") - (guint)taken));
}

static void
test_commands(void)
{
    g_autoptr(Session) session = new_desk("commands.foredesk");
    must(session, CHAT);
    g_assert_cmpint(rows_behind(session, "table=tickets;step=6"), >, 0);
    must(session, "clean rows tickets rows=3,10-14 scope=training");
    g_assert_cmpint(rows_behind(session, "table=tickets;step=7"), ==, 6);
    must(session, "clean values tickets.channel email=E-Mail \"web=the \\\"web\\\"\"");
    must(session, "clean cells tickets.csat WHERE csat > 5 reason=\"outside its scale\"");
    g_assert_cmpint(rows_behind(session, "table=tickets;step=9"), ==, planted("csat_11"));
    must_fail(session, "clean rows tickets", "say which rows");
    must_fail(session, "clean rows ticket WHERE status = 'x'", "did you mean tickets");
    must_fail(session, "clean rows tickets WHERE stats = 'x'", "status");
    must_fail(session, "clean rows tickets WHERE status = ", "line 1");
    must_fail(session, "clean rows tickets WHERE status = 'x' scope=some", "scope=");
    must_fail(session, "clean rows tickets WHERE ticket_id IS NOT NULL", "nothing would be left");
    must_fail(session, "clean values tickets.subject a=b", "category");
    must_fail(session, "clean values tickets.channel", "which values");
    must_fail(session, "clean off 77", "no cleaning step 77");
    must_fail(session, "clean off x", "no number");
    must_fail(session, "clean rows tickets rows=9-4", "rows=9-4");
    /* What was refused left no step behind. */
    g_autoptr(GPtrArray) steps =
        steps_load(workspace_database(session_workspace(session)), 0, NULL);
    g_assert_cmpuint(steps->len, ==, 9);
}

/* The last word on a column's missing cells counts; taken back, the one before. */
static void
test_missing(void)
{
    g_autoptr(Session) session = new_desk("missing.foredesk");
    must(session, TARGET);
    g_autofree char *before = report_json(session, "target");
    must(session, "missing tickets.csat drop");
    g_autofree char *dropped = report_json(session, "target");
    g_assert_cmpstr(dropped, !=, before);
    must(session, "missing tickets.csat constant=3");
    g_autofree char *replaced = report_json(session, "target");
    g_assert_cmpstr(replaced, ==, before);
    const TableInfo *table = catalogue_table(session_catalogue(session), "tickets", NULL);
    g_assert_cmpstr(table_column(table, "csat", NULL)->missing_policy, ==, "constant=3");
    must(session, "undo");
    g_autofree char *undone = report_json(session, "target");
    g_assert_cmpstr(undone, ==, dropped);
    must(session, "missing tickets.csat keep");
    table = catalogue_table(session_catalogue(session), "tickets", NULL);
    g_assert_cmpstr(table_column(table, "csat", NULL)->missing_policy, ==, "keep");
    must_fail(session, "missing tickets.channel median", "no median");
    must_fail(session, "missing tickets.csat constant=x", "no number");
    must_fail(session, "missing tickets.csat mean", "write keep");
}

/* A row that is set aside opens all the same, and says why. */
static void
test_ticket(void)
{
    g_autoptr(Session) session = new_desk("ticket.foredesk");
    g_autoptr(RowList) list = session_rows_open(session, "table=tickets;step=1", NULL);
    g_assert_true(row_list_sort(list, 1, TRUE, NULL));
    g_autoptr(GError) error = NULL;
    g_assert_true(row_list_filter(list, "priority = 'P3'", &error));
    g_assert_cmpuint(row_list_length(list), >, 0);
    g_autofree char *name =
        g_strdup_printf("ticket tickets %" G_GINT64_FORMAT, row_list_row_id(list, 0));
    g_autofree char *text = report_json(session, name);
    g_assert_nonnull(strstr(text, "Set aside: merged into another (step 1)"));
}

/* Every report is the same, to the byte, whenever the same steps are on. */
static void
test_off_and_on(void)
{
    static const char *const names[] = {"audit", "target", "features", "column tickets.channel"};
    g_autoptr(Session) session = new_desk("off-on.foredesk");
    char *before[G_N_ELEMENTS(names)], *cleaned[G_N_ELEMENTS(names)];

    must(session, TARGET);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        before[i] = report_json(session, names[i]);
    must(session, CHAT);
    must(session, URGENT);
    must(session, "clean values tickets.channel email=E-Mail");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        cleaned[i] = report_json(session, names[i]);
        g_assert_true(i > 1 || strcmp(cleaned[i], before[i]) != 0);
    }
    must(session, "clean off 6");
    must(session, "clean off 7");
    must(session, "clean off 8");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *now = report_json(session, names[i]);
        g_assert_cmpstr(now, ==, before[i]);
    }
    for (guint i = 0; i < 3; i++)
        must(session, "undo");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *now = report_json(session, names[i]);
        g_assert_cmpstr(now, ==, cleaned[i]);
    }
    /* Undone as far as the making of the steps, and done again. */
    for (guint i = 0; i < 3; i++)
        must(session, "undo");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *now = report_json(session, names[i]);
        g_assert_cmpstr(now, ==, before[i]);
    }
    for (guint i = 0; i < 3; i++)
        must(session, "redo");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *now = report_json(session, names[i]);
        g_assert_cmpstr(now, ==, cleaned[i]);
        g_free(before[i]);
        g_free(cleaned[i]);
    }
}

static void
test_replay(void)
{
    static const char *const names[] = {"steps", "audit", "target", "features"};
    g_autoptr(Session) session = new_desk("first.foredesk");
    g_autofree char *script = g_build_filename(folder, "replay.script", NULL);

    must(session, CHAT);
    must(session, TARGET);
    must(session, URGENT);
    must(session, "clean values tickets.channel email=E-Mail");
    must(session, "clean off 6");
    must(session, "clean cells tickets.csat WHERE csat > 5");
    must(session, "undo");
    must(session, "undo");
    must(session, "redo");
    g_autofree char *journal = session_journal_script(session, NULL);
    g_assert_true(g_file_set_contents(script, journal, -1, NULL));
    g_autoptr(Session) again = open_desk("second.foredesk");
    g_autoptr(GError) error = NULL;
    session_script(again, script, NULL, NULL, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *one = report_json(session, names[i]);
        g_autofree char *other = report_json(again, names[i]);
        g_assert_cmpstr(one, ==, other);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-cleaning-XXXXXX", NULL);
    SampleOptions options;
    sample_options_init(&options);
    options.tickets = 2000;
    g_assert_true(sample_write(folder, &options, NULL, NULL));
    g_test_add_func("/cleaning/proposed", test_proposed);
    g_test_add_func("/cleaning/commands", test_commands);
    g_test_add_func("/cleaning/missing", test_missing);
    g_test_add_func("/cleaning/ticket", test_ticket);
    g_test_add_func("/cleaning/off-and-on", test_off_and_on);
    g_test_add_func("/cleaning/replay", test_replay);
    int result = g_test_run();
    folder_remove(folder);
    g_free(folder);
    return result;
}
