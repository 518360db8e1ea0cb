/* care: a customer who was forgotten is gone from the file to the last byte and everybody else is
 * there; a backup equals its workspace and overwrites nothing; what leaves the workspace is noted.
 */
#include "config.h"

#include "commands.h"
#include "folder.h"

#include <foredesk/sample.h>
#include <foredesk/session.h>
#include <glib/gstdio.h>

#include <string.h>

typedef struct {
    char *folder, *path;
} Desk;

static gboolean
fails(Session *session, const char *line)
{
    g_autoptr(GError) error = NULL;
    return !session_run(session, line, &error) || !session_wait(session, NULL, NULL, &error);
}

static Session *
desk_open(Desk *desk)
{
    static const char *const tables[] = {"tickets", "accounts",       "account_health",
                                         "users",   "product_events", "agents"};
    SampleOptions options;
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) line = g_string_new("import");

    desk->folder = g_dir_make_tmp("foredesk-care-XXXXXX", NULL);
    desk->path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    sample_options_init(&options);
    options.tickets = 1200;
    g_assert_true(sample_write(desk->folder, &options, NULL, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
        g_string_append_printf(line, " %s/%s.csv", desk->folder, tables[i]);
    Session *session = session_open(desk->path, &error);
    g_assert_no_error(error);
    must(session, line->str);
    return session;
}

static void
desk_close(Desk *desk)
{
    folder_remove(desk->folder);
    g_free(desk->folder);
    g_free(desk->path);
}

static gint64
count_of(Session *session, const char *sql)
{
    return db_integer(workspace_database(session_workspace(session)), -1, sql, "");
}

static gint64
rows_of(Session *session, const char *table)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT rows FROM source_table WHERE name = '%s'", table);
    return count_of(session, sql);
}

/* How often a text stands in a file, as bytes. */
static guint
stands_in(const char *path, const char *text)
{
    g_autofree char *bytes = NULL;
    gsize length, size = strlen(text);
    guint found = 0;

    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return 0;
    for (const char *at = bytes; (at = memmem(at, length - (gsize)(at - bytes), text, size)); at++)
        found++;
    return found;
}

static char *
first_text(Session *session, const char *sql)
{
    char *text = db_text(workspace_database(session_workspace(session)), sql, "");
    g_assert_nonnull(text);
    return text;
}

static gint64
raw_id(Session *session, const char *table)
{
    g_autofree char *sql = g_strdup_printf("SELECT id FROM source_table WHERE name = '%s'", table);
    return count_of(session, sql);
}

/* Of each table: rows that are counted are rows that are there. */
static void
assert_reconciled(Session *session)
{
    Catalogue *catalogue = session_catalogue(session);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        g_autofree char *raw =
            g_strdup_printf("SELECT count(*) FROM raw_%" G_GINT64_FORMAT, table->id);
        g_autofree char *imported = g_strdup_printf(
            "SELECT sum(rows) FROM import WHERE table_id = %" G_GINT64_FORMAT, table->id);
        g_autofree char *aside = g_strdup_printf(
            "SELECT count(*) FROM aside JOIN import i ON i.id = import_id WHERE i.table_id = "
            "%" G_GINT64_FORMAT,
            table->id);
        g_assert_cmpint(count_of(session, raw), ==, table->rows);
        g_assert_cmpint(count_of(session, imported), ==, table->rows);
        g_assert_cmpint(count_of(session, aside), ==, table->aside);
    }
}

/* A later import told of one row that goes and of one that stays, and of another that goes. */
static void
note_vanished(Session *session, gint64 table, const char *account)
{
    static const char *const which[] = {"=", "<>"};
    sqlite3 *database = workspace_database(session_workspace(session));
    gint64 rows[2];

    for (guint i = 0; i < 2; i++) {
        g_autofree char *sql = g_strdup_printf("SELECT min(row) FROM raw_%d WHERE c2 %s '%s'",
                                               (int)table, which[i], account);
        rows[i] = count_of(session, sql);
    }
    g_autofree char *import =
        g_strdup_printf("SELECT min(id) FROM import WHERE table_id = %d", (int)table);
    gint64 id = count_of(session, import);
    g_assert_true(db_run(database, NULL, "INSERT INTO import_rows VALUES (?, 'vanished', 2, ?)",
                         "ib", id, rows, sizeof rows));
    g_assert_true(db_run(database, NULL, "INSERT INTO import_rows VALUES (?, 'reopened', 1, ?)",
                         "ib", id, rows, sizeof rows[0]));
}

static void
test_forget(void)
{
    Desk desk;
    Session *session = desk_open(&desk);
    gint64 users = raw_id(session, "users"), tickets = raw_id(session, "tickets");

    /* An account with users of its own, tickets, and a mention in another's ticket. */
    g_autofree char *who = g_strdup_printf(
        "SELECT c1 FROM raw_%d GROUP BY c1 HAVING count(*) > 1 ORDER BY c1 LIMIT 1", (int)users);
    g_autofree char *account = first_text(session, who);
    g_autofree char *address =
        g_strdup_printf("SELECT c3 FROM raw_%d WHERE c1 = '%s' LIMIT 1", (int)users, account);
    g_autofree char *email = first_text(session, address);
    g_autofree char *key =
        g_strdup_printf("SELECT c0 FROM raw_%d WHERE c2 = '%s' LIMIT 1", (int)tickets, account);
    g_autofree char *ticket = first_text(session, key);
    g_autofree char *mention =
        g_strdup_printf("UPDATE raw_%d SET c10 = 'please ask %s (%s) or %s5.' WHERE row = (SELECT "
                        "max(row) FROM raw_%d WHERE c2 <> '%s')",
                        (int)tickets, email, account, account, (int)tickets, account);
    g_autofree char *own =
        g_strdup_printf("SELECT count(*) FROM raw_%d WHERE c2 = '%s'", (int)tickets, account);
    g_assert_true(db_exec(workspace_database(session_workspace(session)), mention, NULL));
    gint64 before = rows_of(session, "tickets"), theirs = count_of(session, own);
    g_autofree char *note =
        g_strdup_printf("meaning tickets.subject \"%s asked; see %s\"", account, ticket);
    g_autofree char *line =
        g_strdup_printf("forget customer %s reason=\"letter of %s\" sure=yes", account, email);
    g_autofree char *dry = g_strdup_printf("forget customer %s", account);
    must(session, note);
    must(session, "target column=escalated_to_eng positive=yes horizon=48h");
    must(session, "train priority,words");
    g_autoptr(Report) report = session_report_wait(session, "audit", NULL, NULL, NULL);
    g_assert_nonnull(report);
    g_assert_cmpint(theirs, >, 0);

    must(session, dry); /* says what would go, and changes nothing */
    g_assert_cmpint(rows_of(session, "tickets"), ==, before);
    g_assert_cmpint(count_of(session, "SELECT count(*) FROM journal WHERE command GLOB 'forget*'"),
                    ==, 0);
    note_vanished(session, tickets, account);
    session_view_set(session, "history.commands", line);
    must(session, line);
    g_assert_cmpint(rows_of(session, "tickets"), ==, before - theirs);
    g_assert_cmpint(count_of(session, "SELECT count(*) FROM import_rows"), ==, 1);
    g_assert_cmpint(count_of(session,
                             "SELECT rows * 100 + length(data) FROM import_rows WHERE change = "
                             "'vanished'"),
                    ==, 108);
    g_assert_cmpint(rows_of(session, "agents"), ==, 40);
    g_assert_cmpint(count_of(session, "SELECT count(*) FROM model WHERE NOT deleted"), ==, 0);
    g_assert_cmpint(count_of(session, "SELECT count(*) FROM forgotten"), ==, 1);
    assert_reconciled(session);
    g_autofree char *masked = g_strdup_printf(
        "SELECT count(*) FROM raw_%d WHERE c10 = 'please ask [forgotten] ([forgotten]) or %s5.'",
        (int)tickets, account);
    g_assert_cmpint(count_of(session, masked), ==, 1);

    /* Figures are made anew from what is left, and the journal says where they break off. */
    g_autoptr(Report) after = session_report_wait(session, "audit", NULL, NULL, NULL);
    g_assert_nonnull(after);
    g_autofree char *script = session_journal_script(session, NULL);
    g_assert_nonnull(strstr(script, "\n# forget customer [forgotten]"));
    g_assert_null(strstr(script, "\nforget"));
    g_assert_true(fails(session, dry)); /* nobody of that name */
    g_assert_true(fails(session, "forget customer [forgotten] sure=yes"));
    session_close(session);

    g_autofree char *other = g_strdup_printf("%s5", account); /* put there above */
    g_assert_cmpuint(stands_in(desk.path, account), ==, stands_in(desk.path, other));
    g_assert_cmpuint(stands_in(desk.path, email), ==, 0);
    g_assert_cmpuint(stands_in(desk.path, ticket), ==, 0);
    g_autofree char *log = g_strconcat(desk.path, "-wal", NULL);
    g_assert_cmpuint(stands_in(log, email), ==, 0);
    desk_close(&desk);
}

/* One row by its key; an agent is no customer, so that tickets stay. */
static void
test_forget_row(void)
{
    Desk desk;
    Session *session = desk_open(&desk);
    gint64 tickets = rows_of(session, "tickets");

    must(session, "forget agents G007 sure=yes");
    g_assert_cmpint(rows_of(session, "agents"), ==, 39);
    g_assert_cmpint(rows_of(session, "tickets"), ==, tickets);
    g_assert_true(fails(session, "forget agents G007 sure=yes"));
    g_assert_true(fails(session, "forget nowhere X sure=yes"));
    assert_reconciled(session);
    session_close(session);
    g_assert_cmpuint(stands_in(desk.path, "G007"), ==, 0);
    desk_close(&desk);
}

static void
test_backup(void)
{
    Desk desk;
    Session *session = desk_open(&desk);
    g_autofree char *copy = g_build_filename(desk.folder, "copy.foredesk", NULL);
    g_autofree char *line = g_strdup_printf("backup %s", copy);
    g_autoptr(GError) error = NULL;

    must(session, line);
    g_assert_true(fails(session, line));
    g_autoptr(Report) exports = session_report_wait(session, "exports", NULL, NULL, NULL);
    const ReportTable *table = report_find_table(exports, "exports");
    g_assert_cmpuint(table->rows->len, ==, 1);
    g_assert_cmpstr(report_at(table, 0, 1)->text, ==, "backup");
    g_assert_cmpstr(report_at(table, 0, 3)->text, ==, copy);
    gint64 tickets = rows_of(session, "tickets");
    session_close(session);
    session = session_open(copy, &error);
    g_assert_no_error(error);
    g_assert_cmpint(rows_of(session, "tickets"), ==, tickets);
    g_assert_cmpint(count_of(session, "SELECT count(*) FROM pragma_integrity_check WHERE "
                                      "integrity_check <> 'ok'"),
                    ==, 0);
    session_close(session);
    g_autofree char *nowhere = g_build_filename(desk.folder, "no", "such", "folder.foredesk", NULL);
    g_autofree char *wrong = g_strdup_printf("backup %s", nowhere);
    session = session_open(desk.path, &error);
    g_assert_true(fails(session, wrong));
    session_close(session);
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/care/forget", test_forget);
    g_test_add_func("/care/forget-row", test_forget_row);
    g_test_add_func("/care/backup", test_backup);
    return g_test_run();
}
