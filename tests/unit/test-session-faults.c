/* session under attack: what can't be written is not done at all, what was cut off is told so, undo
 * goes back to exactly what was, and thousands of commands in any order leave a workspace that
 * opens as it was and replays. On a small sample desk. */
#include "commands.h"
#include "folder.h"

#include <foredesk/sample.h>
#include <foredesk/session.h>
#include <glib/gstdio.h>

#include <string.h>

typedef struct {
    char *folder, *path;
    char *import; /* the command that loads the sample */
} Desk;

static void
desk_open(Desk *desk)
{
    SampleOptions options;
    g_autoptr(GError) error = NULL;

    desk->folder = g_dir_make_tmp("foredesk-faults-XXXXXX", NULL);
    desk->path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    sample_options_init(&options);
    options.tickets = 1000;
    g_assert_true(sample_write(desk->folder, &options, NULL, &error));
    desk->import =
        g_strdup_printf("import %s/tickets.csv %s/accounts.csv", desk->folder, desk->folder);
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

static sqlite3 *
database_of(Session *session)
{
    return workspace_database(session_workspace(session));
}

/* All that commands change and undo takes back, as one text. */
static char *
snapshot(Session *session)
{
    static const char *const queries[] = {
        "SELECT name || '=' || coalesce(value, '') FROM setting "
        "WHERE name NOT GLOB 'due.*' AND value NOT IN ('none', 'auto') ORDER BY 1",
        "SELECT t.name || ' ' || coalesce(key_column, '-') || ' ' || coalesce(time_column, '-') "
        "FROM source_table t ORDER BY id",
        "SELECT id || ' ' || kind || ' ' || role || ' ' || known || ' ' || "
        "coalesce(date_order, '') || ' ' || coalesce(nullif(meaning, ''), '-') || ' ' || "
        "coalesce(nullif(category_order, ''), '-') FROM source_column ORDER BY id",
        "SELECT child_column || '>' || parent_column FROM link WHERE NOT removed ORDER BY 1",
        "SELECT task_id || ' ' || expression || ' ' || enabled || ' ' || evidence || ' ' || name "
        "FROM feature WHERE position >= 0 AND evidence <> 'gone' "
        "AND task_id = (SELECT value FROM setting WHERE name = 'task') ORDER BY position",
    };
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_autoptr(sqlite3_stmt) rows = db_prepare(database_of(session), NULL, queries[i], NULL);
        g_assert_nonnull(rows);
        while (db_step(rows, NULL))
            g_string_append_printf(text, "%s\n", (const char *)sqlite3_column_text(rows, 0));
    }
    return g_string_free(text, FALSE);
}

/* The first line in which two snapshots differ, for the log of a failure. */
static void
same_snapshot(const char *got, const char *wanted, const char *when)
{
    g_auto(GStrv) a = g_strsplit(got, "\n", -1);
    g_auto(GStrv) b = g_strsplit(wanted, "\n", -1);
    for (guint i = 0; a[i] && b[i]; i++)
        if (strcmp(a[i], b[i]) != 0)
            g_error("%s: got \"%s\", wanted \"%s\"", when, a[i], b[i]);
    g_assert_cmpuint(g_strv_length(a), ==, g_strv_length(b));
}

/* ---- what can't be written ---------------------------------------------------------------- */

/* The journal refuses, as a full disk would: neither the file nor the session has changed, and no
 * job has begun. */
static void
test_all_or_nothing(void)
{
    static const char *const lines[] = {
        "cost missed 77",        "capacity 3",           "threshold 0.25",
        "known priority later",  "type priority text",   "role priority none",
        "meaning priority rank", "group off calendar",   "use task none",
        "unseal sure=yes",       "use model none",       "train lot",
        "delete model 2",        "feature off priority", "undo",
    };
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);

    must(session, desk.import);
    must(session, TARGET);
    must(session, "train nobody,category");
    must(session, "cost missed 400");
    g_autofree char *before = snapshot(session);
    session_end_merge(session);
    gint64 model = session_model(session);
    g_assert_true(db_exec(database_of(session),
                          "CREATE TEMP TRIGGER refuse BEFORE INSERT ON main.journal "
                          "BEGIN SELECT RAISE(ABORT, 'no room'); END",
                          NULL));
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(session_run(session, lines[i], &error));
        g_assert_nonnull(error);
        g_assert_false(session_busy(session));
        g_autofree char *after = snapshot(session);
        same_snapshot(after, before, lines[i]);
        g_assert_cmpfloat(session_policy(session)->missed, ==, 400);
        g_assert_cmpint(session_model(session), ==, model);
        g_assert_nonnull(session_task(session));
        g_assert_cmpint(session_part(session), ==, SPLIT_VALIDATION);
        g_assert_cmpuint(session_looks(session), ==, 0);
    }
    g_assert_true(db_exec(database_of(session), "DROP TRIGGER temp.refuse", NULL));
    must(session, "cost missed 77");
    must(session, "undo");
    must(session, "undo");
    g_assert_cmpfloat(session_policy(session)->missed, ==, 500);
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* ---- what was cut off --------------------------------------------------------------------- */

/* A process that dies leaves its entry running: the next opening says that it was cut off, and the
 * script doesn't do it again. A job's result and the word done are written at once, so an entry
 * with a result never runs any more. */
static void
test_cut_off(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GError) error = NULL;

    must(session, desk.import);
    must(session, TARGET);
    g_assert_true(session_run(session, "train boost", &error));
    g_assert_cmpint(db_integer(database_of(session), 0,
                               "SELECT count(*) FROM journal WHERE outcome = 'running'", NULL),
                    ==, 1);
    g_assert_true(session_wait(session, NULL, NULL, &error));
    g_assert_cmpint(db_integer(database_of(session), 0,
                               "SELECT count(*) FROM journal WHERE outcome = 'running'", NULL),
                    ==, 0);
    g_assert_true(db_exec(database_of(session),
                          "INSERT INTO journal (at, command, outcome) "
                          "VALUES ('2026-01-01T00:00:00Z', 'train forest model=9', 'running')",
                          NULL));
    session_close(session);
    session = session_open(desk.path, NULL);
    g_autofree char *script = session_journal_script(session, NULL);
    g_assert_nonnull(strstr(script, "# cancelled: train forest"));
    g_assert_nonnull(strstr(script, "\ntrain boost"));
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* Left while a job that nobody looked at again had just ended: its model is there, and the journal
 * says so. */
static void
test_left_at_the_end(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GError) error = NULL;

    must(session, desk.import);
    must(session, TARGET);
    g_assert_true(session_run(session, "train lot", &error));
    while (db_integer(database_of(session), 0, "SELECT count(*) FROM model", NULL) == 0)
        g_usleep(1000);
    session_close(session);
    session = session_open(desk.path, NULL);
    g_autofree char *script = session_journal_script(session, NULL);
    g_assert_nonnull(strstr(script, "\ntrain lot"));
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* Target and features come together: a target cancelled at any moment leaves neither. */
static void
test_cancelled_target(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);

    must(session, desk.import);
    for (guint i = 0; i < 40; i++) {
        g_autoptr(GError) error = NULL;
        g_assert_true(session_run(session, TARGET, &error));
        g_usleep(i * 700);
        session_cancel(session, 0);
        gboolean done = session_wait(session, NULL, NULL, &error);
        gint64 tasks = db_integer(database_of(session), 0, "SELECT count(*) FROM task", NULL);
        gint64 features = db_integer(database_of(session), 0, "SELECT count(*) FROM feature", NULL);
        g_assert_cmpint(tasks > 0, ==, features > 0);
        if (done) {
            g_assert_nonnull(session_task(session));
            break;
        }
        g_assert_cmpint(tasks, ==, 0);
    }
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* Columns that were to be read again when the process died are read at the next opening. */
static void
test_due(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GError) error = NULL;

    must(session, desk.import);
    must(session, TARGET);
    g_assert_true(session_run(session, "known priority later", &error));
    g_assert_true(session_run(session, "type tickets.priority text", &error));
    /* what depends on the columns waits until they are read, and nobody cancels that */
    g_assert_false(session_run(session, "role channel none", NULL));
    session_cancel(session, 0);
    session_close(session);
    session = session_open(desk.path, NULL);
    g_assert_true(session_wait(session, NULL, NULL, &error));
    g_assert_cmpint(db_integer(database_of(session), 0,
                               "SELECT count(*) FROM setting WHERE name GLOB 'due.*'", NULL),
                    ==, 0);
    g_autofree char *script = session_journal_script(session, NULL);
    g_assert_nonnull(strstr(script, "\ntype tickets.priority text"));
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* A text of several lines stays one entry of the journal, and comes back as it was. */
static void
test_lines(void)
{
    Desk desk;
    desk_open(&desk);
    g_autofree char *again = g_build_filename(desk.folder, "again.foredesk", NULL);
    g_autofree char *script = g_build_filename(desk.folder, "script", NULL);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GError) error = NULL;

    must(session, desk.import);
    must(session, "meaning channel one\nimport");
    must(session, "meaning priority \"two\nlines \\\\n \\\"quoted\\\"\"");
    g_autofree char *journal = session_journal_script(session, NULL);
    g_assert_true(g_file_set_contents(script, journal, -1, NULL));
    g_autoptr(Session) other = session_open(again, NULL);
    if (!session_script(other, script, NULL, NULL, &error))
        g_error("%s", error->message);
    Session *both[] = {session, other};
    for (guint i = 0; i < G_N_ELEMENTS(both); i++) {
        g_autofree char *bare = db_text(
            database_of(both[i]), "SELECT meaning FROM source_column WHERE name = 'channel'", NULL);
        g_autofree char *quoted =
            db_text(database_of(both[i]),
                    "SELECT meaning FROM source_column WHERE name = 'priority'", NULL);
        g_assert_cmpstr(bare, ==, "one\nimport");
        g_assert_cmpstr(quoted, ==, "two\nlines \\n \"quoted\"");
    }
    g_clear_pointer(&other, session_close);
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* Two trainings queued one after the other, a feature switched between: each sees what stood when
 * it was asked for. */
static void
test_switched_between(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GError) error = NULL;
    static const char has[] =
        "SELECT features LIKE '%\"tickets.channel\"%' FROM model WHERE id = ?";

    must(session, desk.import);
    must(session, TARGET);
    g_assert_true(session_run(session, "train boost", &error));
    g_assert_true(session_run(session, "train logistic", &error));
    g_assert_true(session_run(session, "feature off channel", &error));
    g_assert_true(session_run(session, "train logistic", &error));
    g_assert_true(session_wait(session, NULL, NULL, &error));
    g_assert_cmpint(db_integer(database_of(session), -1, has, "i", (gint64)2), ==, 1);
    g_assert_cmpint(db_integer(database_of(session), -1, has, "i", (gint64)3), ==, 0);
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* ---- undo --------------------------------------------------------------------------------- */

/* A model that was deleted can't be chosen again; what was done before it still comes back. */
static void
test_undo_past_deleted(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GError) error = NULL;

    must(session, desk.import);
    must(session, TARGET);
    must(session, "train nobody,category,lot");
    must(session, "cost missed 400");
    must(session, "use model 2");
    must(session, "use model 3");
    must(session, "delete model 2");
    g_assert_false(session_undo(session, NULL, &error));
    g_assert_nonnull(error);
    g_clear_error(&error);
    for (guint i = 0; i < 3 && session_policy(session)->missed == 400; i++)
        session_undo(session, NULL, NULL);
    g_assert_cmpfloat(session_policy(session)->missed, ==, 500);
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

static const char *const undoable[] = {
    "cost missed 300",
    "cost missed 900.5",
    "cost false-alarm 12",
    "capacity 6",
    "capacity none",
    "threshold 0.3",
    "threshold cheapest",
    "threshold capacity",
    "threshold flagged=9",
    "known priority later",
    "known priority arrival",
    "known channel ask",
    "role channel none",
    "role channel channel",
    "meaning channel \"how they \\\"ask\\\" us\"",
    "meaning channel \"\"",
    "order priority \"low;normal;high\"",
    "key tickets none",
    "key tickets.ticket_id",
    "time accounts none",
    "unlink tickets.account_id accounts.account_id",
    "link tickets.account_id accounts.account_id",
    "zone Europe/Berlin",
    "zone UTC",
    "as-of 2026-01-31",
    "as-of auto",
    "keywords \"urgent,broken\"",
    "type channel text",
    "type channel category",
    "group off calendar",
    "group on calendar",
    "group off text",
    "feature off priority",
    "feature on priority",
    "feature off channel",
    "feature add \"LENGTH(tickets.subject)\"",
    "feature remove \"LENGTH(tickets.subject)\"",
    "feature remove channel",
    "use model none",
    "use model 1",
    "use model 2",
    "use task none",
    "use task 1",
};

static const char *const defaults[] = {
    "cost missed 500", "cost false-alarm 50", "capacity none",   "threshold cheapest",
    "zone UTC",        "as-of auto",          "keywords refund", "use model 2",
};

/* Undo and redo in any order are a walk along the states that were. */
static void
test_undo_storm(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GPtrArray) states = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    guint at = 0;

    must(session, desk.import);
    must(session, TARGET);
    must(session, "train nobody,category");
    /* what is unset reads as its default, which undo then writes */
    for (guint i = 0; i < G_N_ELEMENTS(defaults); i++)
        must(session, defaults[i]);
    g_ptr_array_add(states, snapshot(session));
    for (guint i = 0; i < 600; i++) {
        const char *line = undoable[g_rand_int_range(random, 0, G_N_ELEMENTS(undoable))];
        int dice = g_rand_int_range(random, 0, 10);
        if (dice < 3 && at > 0) {
            must(session, "undo");
            at--;
            line = "undo";
        } else if (dice < 5 && at + 1 < states->len) {
            must(session, "redo");
            at++;
            line = "redo";
        } else {
            session_end_merge(session);
            if (!session_run(session, line, NULL))
                continue; /* not possible now: a capacity that isn't set, a feature gone */
            session_wait(session, NULL, NULL, NULL);
            if (db_integer(database_of(session), 0,
                           "SELECT inverse IS NULL FROM journal ORDER BY id DESC LIMIT 1", NULL))
                continue; /* it changed nothing */
            g_ptr_array_set_size(states, (int)++at);
            g_ptr_array_add(states, snapshot(session));
        }
        g_autofree char *now = snapshot(session);
        g_autofree char *when = g_strdup_printf("step %u, %s", i, line);
        same_snapshot(now, g_ptr_array_index(states, at), when);
        if (i % 100 == 99) { /* a new process has the same stacks */
            session_close(session);
            session = session_open(desk.path, NULL);
        }
    }
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* ---- anything in any order ---------------------------------------------------------------- */

static const char *const others[] = {
    "train nobody,category",
    "train logistic",
    "train lot,words seed=3",
    "train boost rounds=8",
    TARGET,
    "target rule=\"channel = 'chat'\" horizon=24h",
    "target column=escalated_to_eng positive=no",
    "use task 1",
    "use task 2",
    "use task none",
    "use model 3",
    "delete model 1",
    "delete model 4",
    "unseal sure=yes",
    "seal",
    "undo",
    "undo",
    "redo",
    "cancel",
    "time tickets none",
    "time tickets.created_at",
    "role created_at none",
    "role created_at created",
    "type created_at text",
    "type created_at date order=ISO",
    "type priority number",
    "type priority category",
    "known escalated_to_eng arrival",
    "key accounts none",
    "key accounts.account_id",
    /* and what can only be refused */
    "",
    "   ",
    "cost",
    "cost missed",
    "cost missed -1",
    "cost missed nan",
    "capacity 1e400",
    "threshold 2",
    "threshold flagged=99999999",
    "train nonsense",
    "train boost rounds=0",
    "target",
    "target rule=\"((\"",
    "feature add \"COUNT(\"",
    "feature on nothing",
    "feature off",
    "group on nothing",
    "link tickets.channel",
    "link tickets.channel nowhere.x",
    "type tickets.channel nonsense",
    "meaning \"",
    "use model 99999999999999999999",
    "import /nowhere.csv",
    "zone Nowhere",
    "as-of yesterday",
    "unseal",
    "nonsense",
};

static void
add_reports(Session *session, GString *all)
{
    static const char *const names[] = {"audit", "target", "features", "models", "threshold"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Report) report = session_report_wait(session, names[i], NULL, NULL, &error);
        if (!report) {
            g_string_append_printf(all, "%s: %s\n", names[i], error->message);
            continue;
        }
        g_autoptr(GString) text = g_string_new(NULL);
        report_print_json(report, text);
        g_string_append(all, text->str);
    }
}

static char *
all_reports(Session *session)
{
    GString *all = g_string_new(NULL);
    add_reports(session, all);
    return g_string_free(all, FALSE);
}

/* Runs lines in any order, some jobs cancelled at some moment, some left running. */
static void
run_anything(Session *session, GRand *random, guint steps)
{
    for (guint i = 0; i < steps; i++) {
        g_autoptr(GError) error = NULL;
        guint n = (guint)g_rand_int_range(random, 0, G_N_ELEMENTS(undoable) + G_N_ELEMENTS(others));
        const char *line =
            n < G_N_ELEMENTS(others) ? others[n] : undoable[n - G_N_ELEMENTS(others)];
        if (!session_run(session, line, &error)) {
            if (!error || strchr(error->message, '\n') || error->domain != FOREDESK_ERROR)
                g_error("%s: %s", line, error ? error->message : "no reason");
        }
        switch (g_rand_int_range(random, 0, 6)) {
        case 0:
            g_usleep((gulong)g_rand_int_range(random, 0, 3000));
            session_cancel(session, 0);
            break;
        case 1:
            session_pump(session);
            break;
        case 2:
            break; /* the next command comes while the job runs */
        default:
            while (session_busy(session))
                session_wait(session, NULL, NULL, NULL);
        }
    }
    while (!session_wait(session, NULL, NULL, NULL))
        ;
}

static void
compare(const char *got, const char *wanted, const char *what)
{
    if (strcmp(got, wanted) == 0)
        return;
    g_file_set_contents("got.json", got, -1, NULL);
    g_file_set_contents("wanted.json", wanted, -1, NULL);
    g_error("%s: reports differ, see got.json and wanted.json", what);
}

/* Whatever was done, the workspace opens with the same reports, and its journal leads to them
 * again. FOREDESK_FUZZ gives the number of commands, FOREDESK_SEED the order. */
static void
test_anything(void)
{
    const char *wanted = g_getenv("FOREDESK_FUZZ"), *seed = g_getenv("FOREDESK_SEED");
    guint rounds = wanted ? (guint)g_ascii_strtoull(wanted, NULL, 10) / 100 : 2;
    g_autoptr(GRand) random =
        g_rand_new_with_seed(seed ? (guint32)g_ascii_strtoull(seed, NULL, 10) : 11);
    Desk desk;
    desk_open(&desk);
    g_autofree char *again = g_build_filename(desk.folder, "again.foredesk", NULL);
    g_autofree char *script = g_build_filename(desk.folder, "script", NULL);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GError) error = NULL;

    must(session, desk.import);
    must(session, TARGET);
    for (guint round = 0; round < rounds; round++) {
        run_anything(session, random, 100);
        if (session_part(session) == SPLIT_TEST)
            must(session, "seal"); /* which part is shown isn't kept */
        g_autofree char *before = all_reports(session);
        session_close(session);
        session = session_open(desk.path, &error);
        g_assert_no_error(error);
        while (!session_wait(session, NULL, NULL, NULL))
            ;
        g_autofree char *after = all_reports(session);
        compare(after, before, "opened again");
    }
    g_autofree char *journal = session_journal_script(session, NULL);
    g_assert_true(g_file_set_contents(script, journal, -1, NULL));
    g_autoptr(Session) other = session_open(again, NULL);
    if (!session_script(other, script, NULL, NULL, &error)) {
        g_file_set_contents("script.txt", journal, -1, NULL);
        g_error("replay: %s, see script.txt", error->message);
    }
    session_close(session); /* what could not be computed is told anew */
    session = session_open(desk.path, &error);
    g_assert_no_error(error);
    while (!session_wait(session, NULL, NULL, NULL))
        ;
    g_autofree char *here = all_reports(session), *there = all_reports(other);
    g_autofree char *here_state = snapshot(session), *there_state = snapshot(other);
    if (strcmp(there, here) != 0 || strcmp(there_state, here_state) != 0) {
        g_file_set_contents("script.txt", journal, -1, NULL);
        g_file_set_contents("here.txt", here_state, -1, NULL);
        g_file_set_contents("there.txt", there_state, -1, NULL);
    }
    compare(there, here, "replayed");
    g_clear_pointer(&other, session_close);
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

/* A line of 100 kB, and ten thousand lines. */
static void
test_much(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Session) session = session_open(desk.path, NULL);
    g_autoptr(GString) line = g_string_new("meaning channel \"");

    must(session, desk.import);
    for (guint i = 0; i < 100000; i++)
        g_string_append_c(line, (char)('a' + i % 26));
    g_string_append_c(line, '"');
    must(session, line->str);
    g_string_assign(line, "");
    for (guint i = 0; i < 100000; i++)
        g_string_append_c(line, "nonse '(\\ "[i % 10]);
    g_autoptr(GError) error = NULL;
    g_assert_false(session_run(session, line->str, &error));
    for (guint i = 0; i < 10000; i++) {
        g_autofree char *cost = g_strdup_printf("cost missed %u", i);
        session_end_merge(session);
        must(session, cost);
    }
    for (guint i = 0; i < 100; i++)
        must(session, "undo");
    g_assert_cmpfloat(session_policy(session)->missed, ==, 9899);
    session_close(session);
    session = session_open(desk.path, NULL);
    must(session, "undo");
    g_assert_cmpfloat(session_policy(session)->missed, ==, 9898);
    g_clear_pointer(&session, session_close);
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/session-faults/all-or-nothing", test_all_or_nothing);
    g_test_add_func("/session-faults/cut-off", test_cut_off);
    g_test_add_func("/session-faults/left-at-the-end", test_left_at_the_end);
    g_test_add_func("/session-faults/cancelled-target", test_cancelled_target);
    g_test_add_func("/session-faults/due", test_due);
    g_test_add_func("/session-faults/lines", test_lines);
    g_test_add_func("/session-faults/switched-between", test_switched_between);
    g_test_add_func("/session-faults/undo-past-deleted", test_undo_past_deleted);
    g_test_add_func("/session-faults/undo-storm", test_undo_storm);
    g_test_add_func("/session-faults/anything", test_anything);
    g_test_add_func("/session-faults/much", test_much);
    return g_test_run();
}
