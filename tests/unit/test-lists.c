/* lists: what the background finds, sorts, filters and searches is what the same list gives at
 * once; what is stopped or left changes nothing, and an export that is stopped leaves no file. */
#include "commands.h"
#include "folder.h"

#include <foredesk/sample.h>
#include <foredesk/session.h>
#include <glib/gstdio.h>

#include <string.h>

typedef struct {
    char *folder, *path;
    Session *session;
} Desk;

static void
desk_open(Desk *desk)
{
    SampleOptions options;
    g_autoptr(GError) error = NULL;

    desk->folder = g_dir_make_tmp("foredesk-lists-XXXXXX", NULL);
    desk->path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    sample_options_init(&options);
    options.tickets = 2000;
    g_assert_true(sample_write(desk->folder, &options, NULL, &error));
    desk->session = session_open(desk->path, &error);
    g_assert_no_error(error);
    g_autofree char *line = g_strdup_printf("import %s/tickets.csv %s/accounts.csv %s/users.csv",
                                            desk->folder, desk->folder, desk->folder);
    must(desk->session, line);
    must(desk->session, "target column=escalated_to_eng positive=yes horizon=48h");
}

static void
desk_close(Desk *desk)
{
    session_close(desk->session);
    folder_remove(desk->folder);
    g_free(desk->folder);
    g_free(desk->path);
}

static RowsEnd
wait_for(Session *session, RowList *list, int *found)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(session_wait(session, NULL, NULL, &error));
    g_assert_no_error(error);
    g_assert_null(row_list_doing(list));
    RowsEnd end = row_list_take_end(list, found, &error);
    g_assert_no_error(error);
    return end;
}

static void
assert_same(RowList *list, RowList *expected)
{
    g_assert_cmpstr(row_list_title(list), ==, row_list_title(expected));
    g_assert_cmpuint(row_list_length(list), ==, row_list_length(expected));
    g_assert_cmpuint(row_list_columns(list), ==, row_list_columns(expected));
    for (guint row = 0; row < row_list_length(list); row++)
        g_assert_cmpint(row_list_row_id(list, row), ==, row_list_row_id(expected, row));
    for (guint c = 0; c < row_list_columns(list); c++) {
        g_autofree char *cell = row_list_cell(list, 0, c), *same = row_list_cell(expected, 0, c);
        g_assert_cmpstr(cell, ==, same);
    }
}

static void
test_found(void)
{
    static const char *const references[] = {
        "task=1;state=positive",
        "table=tickets",
        "table=tickets;column=closed_at;missing=1",
        "table=tickets;column=channel;value=chat",
        "table=tickets;where=1;value=channel = 'chat'",
        "table=tickets;link=tickets.account_id>accounts.account_id;state=matched",
        "check=1;side=yes",
        "offer=1;state=positive;value=target column=escalated_to_eng positive=yes",
    };
    Desk desk;
    desk_open(&desk);

    for (guint i = 0; i < G_N_ELEMENTS(references); i++) {
        g_autoptr(GError) error = NULL;
        int found;
        g_autoptr(RowList) list = session_rows_begin(desk.session, references[i], &error);
        g_assert_no_error(error);
        /* Nothing is taken in before the session looks. */
        g_assert_false(row_list_is_open(list));
        g_assert_nonnull(row_list_doing(list));
        g_assert_cmpuint(row_list_length(list), ==, 0);
        g_assert_cmpint(wait_for(desk.session, list, &found), ==, ROWS_OPENED);
        g_assert_true(row_list_is_open(list));
        g_autoptr(RowList) expected = session_rows_open(desk.session, references[i], &error);
        g_assert_no_error(error);
        if (row_list_length(expected) == 0)
            g_test_message("nothing behind %s", references[i]);
        else
            assert_same(list, expected);
    }
    desk_close(&desk);
}

/* Behind the count of missing cells stand exactly those rows, also of a column that is gathered
 * from several, or made of a date and its time of day. */
static void
test_missing(void)
{
    static const char *const vendors[] = {"jira-cloud", "jira-server", "servicenow-audit",
                                          "freshdesk"};
    for (guint i = 0; i < G_N_ELEMENTS(vendors); i++) {
        g_autofree char *into = g_dir_make_tmp("foredesk-lists-XXXXXX", NULL);
        g_autofree char *path = g_build_filename(into, "desk.foredesk", NULL);
        g_autoptr(GError) error = NULL;
        Session *session = session_open(path, &error);
        g_autofree char *line = g_strdup_printf("import %s/tests/fixtures/%s.csv table=tickets",
                                                g_getenv("FOREDESK_SOURCE"), vendors[i]);
        must(session, line);
        const TableInfo *table = catalogue_table(session_catalogue(session), "tickets", &error);
        guint some = 0;
        for (guint c = 0; c < table->columns->len; c++) {
            const ColumnInfo *column = g_ptr_array_index(table->columns, c);
            ColumnStats stats = {0};
            g_assert_true(column_stats_load(workspace_database(session_workspace(session)),
                                            column->id, &stats, &error));
            g_autofree char *reference =
                g_strdup_printf("table=tickets;column=%s;missing=1", column->name);
            g_autoptr(RowList) list = session_rows_open(session, reference, &error);
            g_assert_no_error(error);
            if (row_list_length(list) != stats.missing)
                g_error("%s: %s: %u rows, %" G_GINT64_FORMAT " counted", vendors[i], column->name,
                        row_list_length(list), stats.missing);
            some += stats.missing > 0;
            column_stats_clear(&stats);
        }
        g_assert_cmpuint(some, >, 0);
        session_close(session);
        folder_remove(into);
    }
}

static void
test_refused(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(GError) error = NULL;
    g_autoptr(RowList) list = session_rows_begin(desk.session, "table=nowhere", &error);
    int found;

    g_assert_no_error(error);
    g_assert_true(session_wait(desk.session, NULL, NULL, &error));
    g_assert_cmpint(row_list_take_end(list, &found, &error), ==, ROWS_NOT_OPENED);
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_assert_false(row_list_is_open(list));
    g_clear_pointer(&list, row_list_free);
    desk_close(&desk);
}

static void
test_arranged(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(RowList) list = session_rows_open(desk.session, "table=tickets", NULL);
    g_autoptr(RowList) expected = session_rows_open(desk.session, "table=tickets", NULL);
    int found;

    for (guint c = 0; c < row_list_columns(list); c += 3) {
        row_list_begin_sort(list, c, c % 2);
        g_assert_cmpint(wait_for(desk.session, list, &found), ==, ROWS_ARRANGED);
        g_assert_true(row_list_sort(expected, c, c % 2, NULL));
        assert_same(list, expected);
    }
    row_list_begin_filter(list, "channel = 'chat'", 1, TRUE);
    g_assert_cmpint(wait_for(desk.session, list, &found), ==, ROWS_ARRANGED);
    g_assert_true(row_list_filter(expected, "channel = 'chat'", NULL));
    g_assert_true(row_list_sort(expected, 1, TRUE, NULL));
    assert_same(list, expected);

    row_list_begin_search(list, "EMAIL", 5, TRUE);
    g_assert_cmpint(wait_for(desk.session, list, &found), ==, ROWS_SEARCHED);
    g_assert_cmpint(found, ==, row_list_search(expected, "EMAIL", 5, TRUE));

    g_autoptr(GError) error = NULL;
    row_list_begin_filter(list, "chanel = 'chat'", -1, FALSE);
    g_assert_true(session_wait(desk.session, NULL, NULL, NULL));
    g_assert_cmpint(row_list_take_end(list, &found, &error), ==, ROWS_FAILED);
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    assert_same(list, expected);
    g_clear_pointer(&list, row_list_free);
    g_clear_pointer(&expected, row_list_free);
    desk_close(&desk);
}

static guint
column_titled(const RowList *list, const char *title)
{
    for (guint c = 0; c < row_list_columns(list); c++)
        if (strstr(row_list_column_name(list, c), title))
            return c;
    g_assert_not_reached();
}

/* Rows of which some cell holds the text, as it is shown or as it is stored. */
static guint
rows_holding(RowList *list, const char *text)
{
    guint holding = 0;
    for (guint row = 0; row < row_list_length(list); row++) {
        gboolean holds = FALSE;
        for (guint c = 0; c < row_list_columns(list) && !holds; c++) {
            g_autofree char *shown = row_list_cell(list, row, c);
            g_autofree char *stored = row_list_value(list, row, c);
            holds = strstr(shown, text) || strstr(stored, text);
        }
        holding += holds;
    }
    return holding;
}

/* What a person reads in a list is what a search finds: "42 min" is stored as 0.7. */
static void
test_found_as_shown(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(RowList) list = session_rows_open(desk.session, "table=tickets", NULL);
    guint column = column_titled(list, "resolution_hours"), row = 0;
    g_autofree char *words = NULL;
    while (row < row_list_length(list) && (!words || !g_str_has_suffix(words, " min"))) {
        g_free(words);
        words = row_list_cell(list, ++row, column);
    }
    g_assert_cmpint(row_list_search(list, words, row, FALSE), ==, row);
    guint holding = rows_holding(list, words);
    g_assert_cmpuint(holding, >, 0);
    g_assert_true(row_list_filter(list, words, NULL));
    g_assert_cmpuint(row_list_length(list), ==, holding);

    g_assert_true(row_list_filter(list, NULL, NULL));
    must(desk.session, "personal tickets.user_id hash");
    g_autoptr(RowList) hashed = session_rows_open(desk.session, "table=tickets", NULL);
    g_autofree char *hash = row_list_cell(hashed, 7, column_titled(hashed, "user_id"));
    g_assert_cmpint(*hash, ==, '#');
    g_assert_cmpint(row_list_search(hashed, hash, 7, FALSE), ==, 7);
    g_clear_pointer(&list, row_list_free);
    g_clear_pointer(&hashed, row_list_free);
    desk_close(&desk);
}

/* What is stopped or replaced never arrives; what is left is nobody's. */
static void
test_stopped(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(RowList) list = session_rows_open(desk.session, "table=tickets", NULL);
    g_autoptr(RowList) expected = session_rows_open(desk.session, "table=tickets", NULL);
    int found;

    row_list_begin_filter(list, "channel = 'chat'", -1, FALSE);
    row_list_stop(list);
    g_assert_null(row_list_doing(list));
    g_assert_cmpint(wait_for(desk.session, list, &found), ==, ROWS_NOTHING);
    assert_same(list, expected);

    row_list_begin_filter(list, "channel = 'chat'", -1, FALSE);
    row_list_begin_filter(list, "channel = 'email'", -1, FALSE);
    g_assert_cmpint(wait_for(desk.session, list, &found), ==, ROWS_ARRANGED);
    g_assert_true(row_list_filter(expected, "channel = 'email'", NULL));
    assert_same(list, expected);

    RowList *left = session_rows_begin(desk.session, "task=1;state=positive", NULL);
    row_list_free(left);
    g_assert_true(session_wait(desk.session, NULL, NULL, NULL));
    g_clear_pointer(&list, row_list_free);
    g_clear_pointer(&expected, row_list_free);
    desk_close(&desk);
}

/* Rows that were looked up in what a command changed meanwhile are looked up anew. */
static void
test_stale(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(GError) error = NULL;
    g_autoptr(RowList) list = session_rows_begin(desk.session, "table=users", &error);
    int found;

    g_assert_true(session_run(desk.session, "personal show", &error));
    g_assert_cmpint(wait_for(desk.session, list, &found), ==, ROWS_OPENED);
    g_autoptr(RowList) expected = session_rows_open(desk.session, "table=users", &error);
    assert_same(list, expected);
    g_clear_pointer(&list, row_list_free);
    g_clear_pointer(&expected, row_list_free);
    desk_close(&desk);
}

/* ---- files ---------------------------------------------------------------------------------- */

static guint
lines_of(const char *path)
{
    g_autofree char *text = NULL;
    guint lines = 0;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    for (const char *p = text; *p; p++)
        lines += *p == '\n';
    return lines;
}

/* While another process writes here the first export can't be noted, so the second waits. */
static void
test_export_stopped(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(RowList) list = session_rows_open(desk.session, "table=users", NULL);
    g_autofree char *first = g_build_filename(desk.folder, "first.csv", NULL);
    g_autofree char *second = g_build_filename(desk.folder, "second.csv", NULL);
    g_autofree char *beside = g_strconcat(second, ".writing", NULL);
    g_autoptr(GError) error = NULL;
    sqlite3 *other = NULL;

    g_assert_cmpint(sqlite3_open(desk.path, &other), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
    row_list_begin_export(list, first);
    row_list_begin_export(list, second);
    GPtrArray *jobs = session_jobs(desk.session);
    const JobView *last = g_ptr_array_index(jobs, jobs->len - 1);
    session_cancel(desk.session, last->id);
    g_assert_cmpint(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(other);
    g_assert_false(session_wait(desk.session, NULL, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED);
    g_assert_true(session_wait(desk.session, NULL, NULL, NULL));
    g_assert_cmpuint(lines_of(first), >, row_list_length(list));
    g_assert_false(g_file_test(second, G_FILE_TEST_EXISTS));
    g_assert_false(g_file_test(beside, G_FILE_TEST_EXISTS));

    g_autoptr(Report) exports = session_report(desk.session, "exports", NULL);
    g_assert_cmpuint(report_find_table(exports, "exports")->rows->len, ==, 1);
    g_clear_pointer(&list, row_list_free);
    desk_close(&desk);
}

static void
test_export_report(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(desk.folder, "journal.csv", NULL);
    g_autofree char *nowhere = g_build_filename(desk.folder, "no", "journal.csv", NULL);
    Report *journal = session_report(desk.session, "journal", NULL);
    guint n = report_find_table(journal, "entries")->rows->len;

    session_begin_export(desk.session, report_copy(journal), "entries", "journal", nowhere);
    g_assert_false(session_wait(desk.session, NULL, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM);
    session_begin_export(desk.session, journal, "entries", "journal", path);
    g_assert_true(session_wait(desk.session, NULL, NULL, NULL));
    g_assert_cmpuint(lines_of(path), ==, n + 1);
    g_autofree char *notice = session_take_notice(desk.session);
    g_assert_nonnull(strstr(notice, "written to "));
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lists/found", test_found);
    g_test_add_func("/lists/missing", test_missing);
    g_test_add_func("/lists/refused", test_refused);
    g_test_add_func("/lists/arranged", test_arranged);
    g_test_add_func("/lists/found-as-shown", test_found_as_shown);
    g_test_add_func("/lists/stopped", test_stopped);
    g_test_add_func("/lists/stale", test_stale);
    g_test_add_func("/lists/export-stopped", test_export_stopped);
    g_test_add_func("/lists/export-report", test_export_report);
    return g_test_run();
}
