/* known at arrival: made-up desks whose truth is known, since the file is written here. Columns
 * filled in late by construction must be called so, and those that are there must not. */
#include "folder.h"

#include <foredesk/session.h>

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

enum { SOLVED = 3000 };
static char *folder;

/* ---- a desk -----------------------------------------------------------------------------------
 */

static Session *
desk_of(const char *name, const GString *tickets)
{
    g_autofree char *csv = g_strdup_printf("%s/tickets.csv", folder);
    g_autofree char *path = g_strdup_printf("%s/%s.foredesk", folder, name);
    g_autofree char *line = g_strdup_printf("import '%s'", csv);
    GError *error = NULL;

    g_assert_true(g_file_set_contents(csv, tickets->str, (gssize)tickets->len, NULL));
    Session *session = session_open(path, &error);
    g_assert_no_error(error);
    session_run(session, line, &error);
    g_assert_no_error(error);
    session_wait(session, NULL, NULL, &error);
    g_assert_no_error(error);
    g_unlink(csv);
    return session;
}

static void
run(Session *session, const char *line)
{
    GError *error = NULL;
    session_run(session, line, &error);
    g_assert_no_error(error);
    session_wait(session, NULL, NULL, &error);
    g_assert_no_error(error);
}

static Report *
report_of(Session *session, const char *name)
{
    GError *error = NULL;
    Report *report = session_report_wait(session, name, NULL, NULL, &error);
    g_assert_no_error(error);
    return report;
}

/* The cell of a table in the row whose first column says `key`; NULL: no such row. */
static const Cell *
cell_of(const Report *report, const char *id, const char *key, const char *column)
{
    const ReportTable *table = report_find_table(report, id);
    for (guint row = 0; table && row < table->rows->len; row++)
        for (guint c = 0; c < table->columns->len; c++) {
            const ReportColumn *info = g_ptr_array_index(table->columns, c);
            if (strcmp(info->id, column) == 0 && strcmp(report_at(table, row, 0)->text, key) == 0)
                return report_at(table, row, c);
        }
    return NULL;
}

#define assert_looks(report, column, wanted) \
    g_assert_cmpstr(cell_of(report, "questions", column, "looks")->text, ==, wanted)

static char *
moment(gint64 minutes)
{
    return date_format(G_GINT64_CONSTANT(1735689600000000) + minutes * TIME_MINUTE,
                       PRECISION_SECOND, NULL);
}

/* Ticket i of `n`: the last `fresh` are new and untouched. What happens to each column is written
 * beside it; the outcome follows the cause in part, so that each of them matters. */
static void
append_ticket(GString *text, int i, int n, int fresh, Random *random)
{
    static const char *const causes[] = {"wiring", "login", "billing", "network"};
    static const char *const forms[] = {"web", "mail", "app"};
    gboolean untouched = i >= n - fresh, open = !untouched && i >= n - fresh - 40;
    guint32 cause = random_below(random, 4), lot = random_below(random, 100);
    gboolean bad = lot < 5 + 15 * cause;
    g_autofree char *at = moment((gint64)i * 180), *soon = moment((gint64)i * 180 + 2),
                    *solved = moment((gint64)i * 180 + 1500);
    guint32 form = bad && lot % 2 ? 0 : random_below(random, 3),
            customer = random_below(random, 300);

    g_string_append_printf(text, "T%05d,%s,%s,%s,%s,%d,C%03u,", i, at, untouched ? soon : solved,
                           untouched || open ? "" : solved,
                           untouched ? "New"
                           : open    ? "Open"
                                     : "Solved",
                           untouched ? 0 : 1 + i % 3, customer);
    /* at_form: on the form from the first; root_cause: written when it is understood */
    g_string_append_printf(text, "%s,%s,", forms[form],
                           untouched || random_below(random, 20) == 0 ? "" : causes[cause]);
    /* severity: all begin as Normal; plan: the customer's; half: half have it from the first */
    g_string_append_printf(text, "%s,%s,%s,",
                           untouched || !bad         ? "Normal"
                           : random_below(random, 3) ? "High"
                                                     : "Normal",
                           customer % 3 == 0   ? "gold"
                           : customer % 3 == 1 ? "silver"
                                               : "basic",
                           (untouched && i % 2) || random_below(random, 25) == 0 ? ""
                           : bad                                                 ? "b"
                                                                                 : "a");
    /* tags: vip from the first; done when solved; to_engineering tells the outcome */
    g_string_append_printf(text, "%s%s%s,%s\n", customer % 4 ? "web" : "web;vip",
                           untouched || open ? "" : ";done",
                           bad && !untouched && !open ? ";to_engineering" : "",
                           untouched || open ? ""
                           : bad             ? "yes"
                                             : "no");
}

static Session *
made_desk(const char *name, int fresh)
{
    g_autoptr(GString) text =
        g_string_new("ticket_id,created_at,updated_at,solved_at,status,replies,account_id,at_form,"
                     "root_cause,severity,plan,half,tags,escalated\n");
    Random random;

    random_seed(&random, 7);
    for (int i = 0; i < SOLVED + 40 + fresh; i++)
        append_ticket(text, i, SOLVED + 40 + fresh, fresh, &random);
    Session *session = desk_of(name, text);
    run(session, "target column=escalated positive=yes");
    return session;
}

/* ---- the tests --------------------------------------------------------------------------------
 */

static void
test_verdicts(void)
{
    g_autoptr(Session) session = made_desk("verdicts", 60);
    g_autoptr(Report) report = report_of(session, "questions");

    assert_looks(report, "root_cause", "later");
    g_assert_cmpfloat(cell_of(report, "questions", "root_cause", "untouched")->value, ==, 0);
    g_assert_cmpfloat(cell_of(report, "questions", "root_cause", "solved")->value, >, 0.9);
    g_assert_cmpstr(cell_of(report, "questions", "root_cause", "evidence")->text, ==, "strong");
    assert_looks(report, "severity", "edited later?");
    g_assert_nonnull(strstr(cell_of(report, "questions", "severity", "because")->text,
                            "“Normal” stands in 100 % of them"));
    assert_looks(report, "half", "later");
    g_assert_nonnull(
        strstr(cell_of(report, "questions", "half", "because")->text, "some have it at arrival"));
    assert_looks(report, "at_form", "at arrival");
    assert_looks(report, "tags", "value by value");
    /* the plan says nothing of the outcome: nobody is asked */
    g_assert_null(cell_of(report, "questions", "plan", "looks"));
    const Cell *alone = cell_of(report, "questions", "root_cause", "alone");
    g_assert_true(alone->low < alone->value && alone->value < alone->high);
}

/* The 60 untouched tickets, those of them with a value, and the solved ones can be opened. */
static void
test_rows(void)
{
    g_autoptr(Session) session = made_desk("rows", 60);
    g_autoptr(Report) report = report_of(session, "questions");
    GError *error = NULL;
    g_autoptr(RowList) untouched =
        session_rows_open(session, cell_of(report, "questions", "half", "column")->rows, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(row_list_length(untouched), ==, 60);
    const Cell *share = cell_of(report, "questions", "half", "untouched");
    g_autoptr(RowList) filled = session_rows_open(session, share->rows, &error);
    g_assert_no_error(error);
    g_assert_cmpfloat_with_epsilon(row_list_length(filled) / 60.0, share->value, 1e-12);
    g_autoptr(RowList) vip =
        session_rows_open(session, "table=tickets;stage=untouched;column=tags;value=vip", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(row_list_length(vip), >, 0);
    g_assert_cmpuint(row_list_length(vip), <, 60);
    g_assert_null(session_rows_open(session, "table=tickets;stage=gone", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_clear_error(&error);
}

static KnownAt
known_of(Session *session, const char *column, gboolean *declared)
{
    const TableInfo *table = catalogue_table(session_catalogue(session), "tickets", NULL);
    const ColumnInfo *info = table_column(table, column, NULL);
    *declared = info->known_declared;
    return info->known;
}

static gboolean
has_feature(Session *session, const char *part, const char *state)
{
    g_autoptr(Report) report = report_of(session, "features");
    const ReportTable *table = report_find_table(report, "features");
    for (guint row = 0; row < table->rows->len; row++) {
        gboolean named = FALSE, in_state = FALSE;
        for (guint c = 0; c < table->columns->len; c++) {
            const char *text = report_at(table, row, c)->text;
            named |= text && strstr(text, part);
            in_state |= g_strcmp0(text, state) == 0;
        }
        if (named && in_state)
            return TRUE;
    }
    return FALSE;
}

/* An answer takes the question away; undo brings it back, unanswered as it was. */
static void
test_answers(void)
{
    g_autoptr(Session) session = made_desk("answers", 60);
    gboolean declared;

    run(session, "known tickets.root_cause later");
    g_assert_cmpint(known_of(session, "root_cause", &declared), ==, KNOWN_LATER);
    g_assert_true(declared);
    g_autoptr(Report) after = report_of(session, "questions");
    g_assert_null(cell_of(after, "questions", "root_cause", "looks"));
    run(session, "undo");
    g_assert_cmpint(known_of(session, "root_cause", &declared), ==, KNOWN_ASK);
    g_assert_false(declared);
    g_autoptr(Report) again = report_of(session, "questions");
    assert_looks(again, "root_cause", "later");
    /* of no list: it stays off, and is not asked again */
    run(session, "known tickets.half mixed");
    g_assert_cmpint(known_of(session, "half", &declared), ==, KNOWN_ASK);
    g_autoptr(Report) open = report_of(session, "questions");
    g_assert_null(cell_of(open, "questions", "half", "looks"));
}

/* Tags value by value: vip and web are there at arrival and become features; done comes later, and
 * to_engineering tells the outcome: neither is one, whatever is answered. */
static void
test_tags(void)
{
    g_autoptr(Session) session = made_desk("tags", 60);
    g_autoptr(Report) report = report_of(session, "questions");
    const ReportTable *values = report_find_table(report, "question_values");
    const TableInfo *table;

    for (guint row = 0; row < values->rows->len; row++) {
        const char *value = report_at(values, row, 1)->text,
                   *looks = report_at(values, row, 4)->text;
        g_assert_cmpstr(looks, ==,
                        strcmp(value, "done") == 0             ? "later"
                        : strcmp(value, "to_engineering") == 0 ? "tells the target: taken out"
                                                               : "at arrival");
    }
    g_assert_cmpuint(values->rows->len, ==, 4);
    run(session, "known tickets.tags mixed");
    table = catalogue_table(session_catalogue(session), "tickets", NULL);
    GHashTable *set = table_column(table, "tags", NULL)->known_values;
    g_assert_cmpuint(g_hash_table_size(set), ==, 2);
    g_assert_true(g_hash_table_contains(set, "vip") && g_hash_table_contains(set, "web"));
    g_assert_true(has_feature(session, "vip", "known"));
    g_assert_true(has_feature(session, "done", "ask"));
    g_assert_false(has_feature(session, "to_engineering", "known"));
    run(session, "known tickets.tags arrival");
    g_assert_false(has_feature(session, "to_engineering", "known"));
    run(session, "undo");
    table = catalogue_table(session_catalogue(session), "tickets", NULL);
    set = table_column(table, "tags", NULL)->known_values;
    g_assert_cmpuint(g_hash_table_size(set), ==, 2);
    run(session, "undo");
    table = catalogue_table(session_catalogue(session), "tickets", NULL);
    g_assert_null(table_column(table, "tags", NULL)->known_values);
}

/* Meanings travel as CSV and Markdown, are matched by table and column, and one undo takes the
 * whole file back. What is replaced and what fits no column is told. */
static void
test_dictionary(void)
{
    g_autoptr(Session) session = made_desk("dictionary", 60);
    g_autofree char *markdown = g_build_filename(folder, "meanings.md", NULL);
    g_autofree char *csv = g_build_filename(folder, "meanings.csv", NULL);
    g_autofree char *out = g_strdup_printf("dictionary export '%s'", markdown);
    g_autofree char *back = g_strdup_printf("dictionary import '%s'", markdown);
    g_autofree char *in = g_strdup_printf("dictionary import '%s'", csv);
    GError *error = NULL;
    const TableInfo *table;

    run(session, "meaning tickets.plan 'what they pay | a month = price'");
    run(session, out);
    g_assert_true(g_file_set_contents(csv,
                                      "table,column,meaning\ntickets,PLAN,\"said \"\"new\"\", "
                                      "again\"\ntickets,half,the half\ntickets,gone,x\n"
                                      "tickets,tags,\n",
                                      -1, NULL));
    run(session, in);
    g_autofree char *notice = session_take_notice(session);
    g_assert_nonnull(strstr(notice, "1 meanings are new, 1 replace another (first tickets.plan"));
    g_assert_nonnull(strstr(notice, "1 name no column here (first tickets.gone in line 4)"));
    table = catalogue_table(session_catalogue(session), "tickets", NULL);
    g_assert_cmpstr(table_column(table, "plan", NULL)->meaning, ==, "said \"new\", again");
    run(session, "undo");
    table = catalogue_table(session_catalogue(session), "tickets", NULL);
    g_assert_cmpstr(table_column(table, "plan", NULL)->meaning, ==,
                    "what they pay | a month = price");
    g_assert_cmpstr(table_column(table, "half", NULL)->meaning, ==, "");
    run(session, "meaning tickets.plan other");
    run(session, back);
    table = catalogue_table(session_catalogue(session), "tickets", NULL);
    g_assert_cmpstr(table_column(table, "plan", NULL)->meaning, ==,
                    "what they pay | a month = price");
    g_autoptr(Report) report = report_of(session, "dictionary");
    g_assert_cmpuint(report_find_table(report, "dictionary")->rows->len, ==, 14);

    /* values of a category have meanings of their own, which travel along */
    const ColumnInfo *plan = table_column(table, "plan", NULL);
    g_assert_null(column_value_meaning(plan, "pro"));
    run(session, "meaning tickets.plan=pro 'with support by telephone'");
    run(session, "meaning plan=free 'nothing is paid'");
    table = catalogue_table(session_catalogue(session), "tickets", NULL);
    plan = table_column(table, "plan", NULL);
    g_assert_cmpstr(column_value_meaning(plan, " pro "), ==, "with support by telephone");
    g_assert_cmpstr(column_value_meaning(plan, "free"), ==, "nothing is paid");
    g_assert_cmpstr(plan->meaning, ==, "what they pay | a month = price");
    run(session, out);
    run(session, "undo");
    run(session, "meaning tickets.plan=pro ''");
    table = catalogue_table(session_catalogue(session), "tickets", NULL);
    g_assert_null(column_value_meaning(table_column(table, "plan", NULL), "free"));
    g_assert_null(column_value_meaning(table_column(table, "plan", NULL), "pro"));
    run(session, back);
    table = catalogue_table(session_catalogue(session), "tickets", NULL);
    plan = table_column(table, "plan", NULL);
    g_assert_cmpstr(column_value_meaning(plan, "pro"), ==, "with support by telephone");
    g_assert_cmpstr(column_value_meaning(plan, "free"), ==, "nothing is paid");
    run(session, "undo"); /* of the whole file */
    table = catalogue_table(session_catalogue(session), "tickets", NULL);
    g_assert_null(column_value_meaning(table_column(table, "plan", NULL), "pro"));
    g_assert_false(session_run(session, "meaning tickets.plam=pro x", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_clear_error(&error);
    g_assert_false(session_run(session, "dictionary import /nowhere.csv", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
    g_clear_error(&error);
}

/* What the open columns would add is shown beside the best, marked, and never used. */
static void
test_open_columns(void)
{
    g_autoptr(Session) session = made_desk("open", 60);
    GError *error = NULL;
    gboolean marked = FALSE;

    run(session, "train nobody,logistic");
    run(session, "train logistic open=yes");
    g_autoptr(Report) report = report_of(session, "models");
    const ReportTable *table = report_find_table(report, "models");
    g_assert_cmpuint(table->rows->len, ==, 3);
    for (guint row = 0; row < table->rows->len; row++) {
        const char *name = report_at(table, row, 1)->text;
        marked |= row == table->rows->len - 1 && g_str_has_prefix(name, "‼ ") &&
                  strstr(name, "open columns");
    }
    g_assert_true(marked);
    g_assert_cmpint(session_model(session), !=, 3);
    g_assert_false(session_run(session, "use model 3", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_clear_error(&error);
}

/* With two untouched tickets nothing can be told from them, and no verdict pretends otherwise. */
static void
test_too_few(void)
{
    g_autoptr(Session) session = made_desk("few", 2);
    g_autoptr(Report) report = report_of(session, "questions");

    assert_looks(report, "severity", "can't be told");
    g_assert_nonnull(strstr(cell_of(report, "questions", "severity", "because")->text,
                            "Only 2 tickets are still untouched"));
}

/* A column's values before the outcome, and how full it is at each stage. */
static void
test_timeline(void)
{
    g_autoptr(Session) session = made_desk("timeline", 60);
    g_autoptr(Report) late = report_of(session, "column tickets.root_cause");
    const Cell *arrived = cell_of(late, "timeline", "arrived, untouched", "filled");
    const Cell *solved = cell_of(late, "timeline", "solved", "filled");

    g_assert_cmpfloat(arrived->value, ==, 0);
    g_assert_cmpfloat(solved->value, >, 0.9);
    g_autoptr(Report) date = report_of(session, "column tickets.updated_at");
    g_assert_cmpfloat(cell_of(date, "timeline", "arrival", "filled")->value, <, 0.001);
    g_assert_cmpfloat(cell_of(date, "timeline", "solved", "filled")->value, ==, 1);
}

/* A table without any time can't be cleared, and none of its columns is called known. */
static void
test_untimed(void)
{
    g_autoptr(GString) text = g_string_new("ticket_id,status,plan,escalated\n");
    for (int i = 0; i < 2000; i++)
        g_string_append_printf(text, "T%d,%s,%s,%s\n", i, i % 9 ? "solved" : "new",
                               i % 3 ? "gold" : "basic", i % 7 ? "no" : "yes");
    g_autoptr(Session) session = desk_of("untimed", text);
    g_autoptr(Report) report = report_of(session, "column tickets.plan");
    g_assert_null(report_find_table(report, "timeline"));
}

/* ---- from proof to verdict ------------------------------------------------------------------- */

/* What the page of a column says of when it is known. */
static void
assert_verdict(Session *session, const char *column, const char *seen, const char *because)
{
    g_autofree char *name = g_strdup_printf("column tickets.%s", column);
    g_autoptr(Report) report = report_of(session, name);
    const ReportValue *looks = NULL;

    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        looks = strcmp(value->id, "looks") == 0 ? value : looks;
    }
    g_assert_nonnull(looks);
    if (!g_str_has_prefix(looks->cell->text, seen) || !strstr(looks->cell->text, because))
        g_error("%s: \"%s\" is not %s, %s", column, looks->cell->text, seen, because);
}

static void
import_file(Session *session, const char *file, const GString *rows)
{
    g_autofree char *csv = g_strdup_printf("%s/%s", folder, file);
    g_autofree char *line = g_strdup_printf("import '%s'", csv);

    g_assert_true(g_file_set_contents(csv, rows->str, (gssize)rows->len, NULL));
    run(session, line);
    g_unlink(csv);
}

static Session *
new_session(const char *name)
{
    g_autofree char *path = g_strdup_printf("%s/%s.foredesk", folder, name);
    GError *error = NULL;
    Session *session = session_open(path, &error);
    g_assert_no_error(error);
    return session;
}

/* Three events a ticket: `form` never changes, `desk` of most, `weight` of one in ten; `seal` is
 * written on the first event already with what the last one says. */
static void
test_log_verdicts(void)
{
    enum { TICKETS = 300 };
    g_autoptr(GString) text =
        g_string_new("number,sys_mod_count,opened_at,sys_updated_at,form,desk,weight,closed_at\n");
    for (int i = 0; i < TICKETS; i++)
        for (int event = 0; event < 3; event++) {
            g_autofree char *opened = moment((gint64)i * 180);
            g_autofree char *now = moment((gint64)i * 180 + event * 400 + 1);
            g_autofree char *closed = moment((gint64)i * 180 + 2 * 400 + 1);
            g_string_append_printf(text, "INC%05d,%d,%s,%s,%s,%s,%s,%s\n", i, event, opened, now,
                                   i % 3 ? "web" : "mail", event && i % 5 ? "second" : "first",
                                   event == 2 && i % 10 == 0 ? "heavy" : "light", closed);
        }
    g_autoptr(Session) session = new_session("log");
    import_file(session, "events.csv", text);
    g_assert_nonnull(catalogue_table(session_catalogue(session), "tickets", NULL));
    assert_verdict(session, "form", "at arrival (strong", "stood there at arrival");
    assert_verdict(session, "desk", "later (", "it is settled while the ticket is worked on");
    assert_verdict(session, "weight", "edited later? (", "at times changed");
    /* the same in every event, and yet the end's: no value that stays is proof of arrival */
    assert_verdict(session, "closed_at", "later (strong", "It is the end's");
}

static void
append_month(GString *text, int month)
{
    enum { TICKETS = 900, OPEN = 300 };
    g_string_append(text, "ticket_id,created_at,solved_at,status,form,desk,weight\n");
    for (int i = 0; i < TICKETS; i++) {
        gboolean open = i >= TICKETS - OPEN && month == 1;
        g_autofree char *created = moment((gint64)i * 180),
                        *solved = moment((gint64)i * 180 + 9000);
        g_string_append_printf(text, "T%05d,%s,%s,%s,%s,%s,%s\n", i, created, open ? "" : solved,
                               open ? "Open" : "Solved", i % 3 ? "web" : "mail",
                               open && i % 5 ? "first" : "second",
                               month == 2 && i % 15 == 0 ? "heavy" : "light");
    }
}

/* The same tickets a month later: what differs was written after the arrival. With too few changed
 * tickets to compare nothing is claimed. */
static void
test_import_verdicts(void)
{
    g_autoptr(GString) may = g_string_new(NULL), june = g_string_new(NULL);
    append_month(may, 1);
    append_month(june, 2);
    g_autoptr(Session) session = new_session("imports");
    import_file(session, "tickets.csv", may);
    g_autoptr(Report) before = report_of(session, "column tickets.desk");
    import_file(session, "tickets.csv", june);
    assert_verdict(session, "form", "at arrival (", "stood there at arrival");
    assert_verdict(session, "desk", "later (", "it is settled while the ticket is worked on");
    assert_verdict(session, "weight", "edited later? (", "at times changed");
    /* one import shows nothing of the kind */
    for (guint i = 0; i < before->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(before->values, i);
        if (strcmp(value->id, "looks") == 0)
            g_assert_null(strstr(value->cell->text, "settled while"));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-known-XXXXXX", NULL);
    g_test_add_func("/known/verdicts", test_verdicts);
    g_test_add_func("/known/rows", test_rows);
    g_test_add_func("/known/answers", test_answers);
    g_test_add_func("/known/tags", test_tags);
    g_test_add_func("/known/dictionary", test_dictionary);
    g_test_add_func("/known/open-columns", test_open_columns);
    g_test_add_func("/known/too-few", test_too_few);
    g_test_add_func("/known/timeline", test_timeline);
    g_test_add_func("/known/untimed", test_untimed);
    g_test_add_func("/known/log-verdicts", test_log_verdicts);
    g_test_add_func("/known/import-verdicts", test_import_verdicts);
    int failed = g_test_run();
    folder_remove(folder);
    return failed;
}
