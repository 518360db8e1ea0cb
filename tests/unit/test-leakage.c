/* Leaks: what asking sooner makes of a score and what is left of it later, against scikit-learn and
 * scipy (tests/reference/leakage.txt); and a desk where one table was written back from the outcome
 * and another wasn't. */
#include "commands.h"
#include "folder.h"
#include "reference.h"

#include "audit/leakage.h"

#include <foredesk/session.h>
#include <glib/gstdio.h>
#include <math.h>

/* ---- against the reference ---------------------------------------------------------------------
 */

static FeatureValues
given(const ReferenceCase *one, const char *key)
{
    GArray *numbers = reference_array(one, key);
    return (FeatureValues){.n = numbers->len, .number = (double *)(void *)numbers->data};
}

static guint8 *
events_of(const ReferenceCase *one, const char *key)
{
    GArray *numbers = reference_array(one, key);
    guint8 *event = g_new(guint8, numbers->len + 1);
    for (guint i = 0; i < numbers->len; i++)
        event[i] = g_array_index(numbers, double, i) > 0.5;
    return event;
}

static void
near(double got, const ReferenceCase *one, const char *key, guint index)
{
    g_assert_cmpfloat_with_epsilon(got, reference_value(one, key, index), 1e-9);
}

static void
test_shift(void)
{
    static const char *const names[] = {"falls", "rises", "same"};
    g_autoptr(GPtrArray) cases = reference_load("leakage.txt");

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        const ReferenceCase *one = reference_find(cases, names[i]);
        FeatureValues now = given(one, "now"), then = given(one, "then");
        g_autofree guint8 *event = events_of(one, "event");
        LeakShift shift = leak_shift(&now, &then, event, TIME_HOUR);
        near(shift.power.value, one, "shift", 0);
        near(shift.change.value, one, "shift", 1);
        near(shift.change.low, one, "shift", 2);
        near(shift.change.high, one, "shift", 3);
        near(shift.covered, one, "shift", 4);
        near(shift.moved, one, "shift", 5);
    }
}

static void
test_fade(void)
{
    static const char *const names[] = {"lasts", "fades"};
    g_autoptr(GPtrArray) cases = reference_load("leakage.txt");

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        const ReferenceCase *one = reference_find(cases, names[i]);
        FeatureValues now = given(one, "now"), then = given(one, "then");
        g_autofree guint8 *event = events_of(one, "event"), *since = events_of(one, "since");
        LeakFade fade = leak_fade(&now, event, &then, since);
        near(fade.earlier.value, one, "fade", 0);
        near(fade.later.value, one, "fade", 1);
        near(fade.lost.low, one, "fade", 2);
        near(fade.lost.high, one, "fade", 3);
    }
}

#define ERRORS "COUNT(errors.*, -24, 0, hours) VIA tickets.account"
#define NOTES "COUNT(notes.*, -24, 0, hours) VIA tickets.account"
#define VISITS "AVG(visits.minutes, -24, 0, hours) VIA tickets.account"

/* ---- a desk with a table written back ----------------------------------------------------------
 */

enum { TICKETS = 3000, ACCOUNTS = 150 };

typedef struct {
    char *folder;
    Session *session;
} Desk;

static void
append_time(GString *out, gint64 seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(1700000000 + seconds);
    g_autofree char *text = g_date_time_format(time, "%Y-%m-%d %H:%M:%S");
    g_string_append(out, text);
}

static void
append_event(GString *out, guint32 account, gint64 at)
{
    g_string_append_printf(out, "%u,%u,", (guint)out->len, account);
    append_time(out, at);
    g_string_append_c(out, '\n');
}

static char *
write_file(const Desk *desk, const char *name, GString *text)
{
    char *path = g_build_filename(desk->folder, name, NULL);
    g_assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
    g_string_free(text, TRUE);
    return path;
}

/* What nearly no ticket has: too few rows to be held against what they said sooner. */
static void
append_visit(GString *out, guint32 account, gint64 at, guint minutes)
{
    g_string_append_printf(out, "%u,%u,", (guint)out->len, account);
    append_time(out, at);
    g_string_append_printf(out, ",%u\n", minutes);
}

/* Errors come in the hours before what they cause. Notes are written when a ticket has escalated,
 * and dated thirty hours before it came; some stand anywhere. The queue is set at the end, and
 * nearly tells it. */
static void
desk_open(Desk *desk)
{
    GString *tickets = g_string_new("ticket_id,account,created_at,queue,mood,late\n");
    GString *errors = g_string_new("error_id,account,occurred_at\n");
    GString *notes = g_string_new("note_id,account,occurred_at\n");
    GString *visits = g_string_new("visit_id,account,occurred_at,minutes\n");
    Random random;

    random_seed(&random, 3);
    for (guint i = 0; i < TICKETS; i++) {
        guint32 account = random_below(&random, ACCOUNTS);
        gint64 at = (gint64)i * 21600 + (gint64)random_below(&random, 21600);
        gboolean late = random_below(&random, 100) < 30;
        g_string_append_printf(tickets, "T%u,%u,", i, account);
        append_time(tickets, at);
        g_string_append_printf(tickets, ",%s,%u,%s\n",
                               late ? random_below(&random, 100) < 98 ? "back" : "front"
                               : random_below(&random, 100) < 99 ? "front"
                                                                 : "back",
                               random_below(&random, 5), late ? "yes" : "no");
        if (random_below(&random, 100) < (late ? 60 : 15))
            append_event(errors, account, at - 600 - random_below(&random, 40000));
        if (random_below(&random, 100) < (late ? 80 : 10))
            append_event(notes, account, at - 30 * 3600);
        if (i % 97 == 0)
            append_visit(visits, account, at - 7200, 5 + i % 50);
    }
    desk->folder = g_dir_make_tmp("foredesk-leaks-XXXXXX", NULL);
    g_autofree char *first = write_file(desk, "tickets.csv", tickets);
    g_autofree char *second = write_file(desk, "errors.csv", errors);
    g_autofree char *third = write_file(desk, "notes.csv", notes);
    g_autofree char *fourth = write_file(desk, "visits.csv", visits);
    g_autofree char *path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    g_autofree char *import = g_strdup_printf("import %s %s %s %s", first, second, third, fourth);
    desk->session = session_open(path, NULL);
    must(desk->session, import);
    must(desk->session, "target column=late positive=yes horizon=48h");
    must(desk->session, "feature add \"COUNT(errors.*, -24, 0, hours) VIA tickets.account\"");
    must(desk->session, "feature add \"COUNT(notes.*, -24, 0, hours) VIA tickets.account\"");
    must(desk->session, "feature add \"" VISITS "\"");
}

static void
desk_close(Desk *desk)
{
    g_clear_pointer(&desk->session, session_close);
    folder_remove(desk->folder);
    g_free(desk->folder);
}

static guint
place_of(const ReportTable *table, const char *column)
{
    for (guint i = 0; i < table->columns->len; i++)
        if (strcmp(((ReportColumn *)g_ptr_array_index(table->columns, i))->id, column) == 0)
            return i;
    g_error("no column %s", column);
}

/* The cell of the row whose `key` is `value`. */
static const Cell *
cell_of(const Report *report, const char *id, const char *key, const char *value,
        const char *column)
{
    const ReportTable *table = report_find_table(report, id);
    g_assert_nonnull(table);
    for (guint row = 0; row < table->rows->len; row++)
        if (g_strcmp0(report_at(table, row, place_of(table, key))->text, value) == 0)
            return report_at(table, row, place_of(table, column));
    g_error("%s: no %s %s", id, key, value);
}

static Report *
report_of(Desk *desk, const char *name)
{
    g_autoptr(GError) error = NULL;
    Report *report = session_report_wait(desk->session, name, NULL, NULL, &error);
    g_assert_no_error(error);
    return report;
}

static void
test_written_back(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Report) report = report_of(&desk, "leakage");
    const char *honest = cell_of(report, "features", "expression", ERRORS, "verdict")->text;
    const char *peeks = cell_of(report, "features", "expression", NOTES, "verdict")->text;
    g_assert_cmpstr(honest, ==, "clear");
    g_assert_true(strcmp(peeks, "leak") == 0 || strcmp(peeks, "suspect") == 0);
    g_assert_cmpstr(cell_of(report, "features", "expression", NOTES, "sign")->text, ==, "i");

    g_autoptr(Report) notes = report_of(&desk, "leakage " NOTES);
    const Cell *day = cell_of(notes, "shifts", "back", "24 h sooner", "change");
    g_assert_cmpfloat(day->low, >, 0.1);
    g_autoptr(Report) errors = report_of(&desk, "leakage " ERRORS);
    day = cell_of(errors, "shifts", "back", "24 h sooner", "change");
    g_assert_cmpfloat(day->high, <, 0);
    g_assert_cmpfloat(cell_of(errors, "shifts", "back", "24 h sooner", "covered")->value, ==, 1);
    desk_close(&desk);
}

/* The verdict that the file keeps. */
static void
marked(Desk *desk, const char *expression, const char *verdict)
{
    g_autofree char *path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    sqlite3 *database;
    g_assert_cmpint(sqlite3_open(path, &database), ==, SQLITE_OK);
    g_autofree char *mark =
        db_text(database, "SELECT verdict FROM leak_mark WHERE kind = 'feature' AND name = ?", "s",
                expression);
    sqlite3_close(database);
    g_assert_cmpstr(mark, ==, verdict);
}

#define RECORD "AVG(outcomes.label) VIA tickets.account SAME tickets.mood"

/* A feature written by hand is asked as soon as it is added, by all signs and not by what it reads
 * alone, and stands in the list like any other: the record of an account in the ticket's own mood.
 */
static void
test_by_hand(void)
{
    Desk desk;
    desk_open(&desk);
    marked(&desk, ERRORS, "clear");
    marked(&desk, VISITS, "untestable");
    must(desk.session, "feature add \"" RECORD "\"");
    marked(&desk, RECORD, "clear");
    g_autoptr(Report) report = report_of(&desk, "leakage " RECORD);
    const ReportTable *shifts = report_find_table(report, "shifts");
    g_assert_false(shifts->hidden);
    g_assert_cmpuint(shifts->rows->len, ==, 4);
    g_autoptr(Report) list = report_of(&desk, "leakage");
    marked(&desk, NOTES, cell_of(list, "features", "expression", NOTES, "verdict")->text);
    desk_close(&desk);
}

/* Values that moved, of rows too few to measure what they say: nothing shows that it doesn't rise.
 */
static void
test_unmeasured(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Report) report = report_of(&desk, "leakage");
    g_assert_cmpstr(cell_of(report, "features", "expression", VISITS, "verdict")->text, ==,
                    "untestable");
    g_assert_cmpstr(cell_of(report, "features", "expression", VISITS, "sign")->text, ==, "i");
    g_assert_nonnull(
        strstr(cell_of(report, "features", "expression", VISITS, "when")->text, "% have a value)"));
    g_autoptr(Report) visits = report_of(&desk, "leakage " VISITS);
    const Cell *moved = cell_of(visits, "shifts", "back", "24 h sooner", "moved");
    const Cell *compared = cell_of(visits, "shifts", "back", "24 h sooner", "compared");
    g_assert_cmpfloat(moved->value, >, 0.001);
    g_assert_cmpfloat(compared->value, <, moved->value);
    g_assert_true(isnan(cell_of(visits, "shifts", "back", "24 h sooner", "change")->value));
    desk_close(&desk);
}

#define GAPS "GAP(tickets.*, -1, 0, hours) VIA tickets.account"

/* As few rows, but all of them dated by the arrivals that ask, and their key was there: nothing of
 * it can be written back. Of another table's rows that is not so, nor of a key that comes later. */
static void
test_by_dates(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, "feature add \"" GAPS "\"");
    g_autoptr(Report) report = report_of(&desk, "leakage");
    g_assert_cmpstr(cell_of(report, "features", "expression", GAPS, "verdict")->text, ==, "clear");
    g_assert_cmpstr(cell_of(report, "features", "expression", GAPS, "sign")->text, ==, "i");
    g_assert_cmpstr(cell_of(report, "features", "expression", VISITS, "verdict")->text, ==,
                    "untestable");
    g_assert_cmpstr(cell_of(report, "features", "expression", NOTES, "verdict")->text, ==, "leak");
    g_autoptr(Report) gaps = report_of(&desk, "leakage " GAPS);
    g_assert_cmpstr(cell_of(gaps, "signs", "sign", "i", "found")->text, ==, "by its dates");
    must(desk.session, "known account later");
    g_autoptr(Report) later = report_of(&desk, "leakage");
    g_assert_cmpstr(cell_of(later, "features", "expression", GAPS, "verdict")->text, ==, "leak");
    desk_close(&desk);
}

static void
test_columns(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Report) report = report_of(&desk, "leakage");
    g_assert_cmpstr(cell_of(report, "columns", "name", "queue", "verdict")->text, ==, "leak");
    g_assert_cmpstr(cell_of(report, "columns", "name", "queue", "sign")->text, ==, "a");
    g_assert_cmpstr(cell_of(report, "columns", "name", "late", "verdict")->text, ==, "leak");
    const char *mood = cell_of(report, "columns", "name", "mood", "verdict")->text;
    g_assert_true(strcmp(mood, "clear") == 0 || strcmp(mood, "untestable") == 0);
    g_assert_cmpstr(cell_of(report, "columns", "name", "account", "verdict")->text, !=, "leak");
    must(desk.session, "known mood later");
    g_autoptr(Report) later = report_of(&desk, "leakage");
    g_assert_cmpstr(cell_of(later, "columns", "name", "mood", "verdict")->text, ==, "leak");
    desk_close(&desk);
}

/* A leak found by what it tells, in a column that is taken as there at arrival, is off; whoever
 * knows better switches it on, and it is said. */
static void
test_off(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, "known queue arrival declared=no");
    g_autoptr(Report) features = report_of(&desk, "features");
    g_assert_cmpfloat(
        cell_of(features, "features", "expression", "tickets.queue", "enabled")->value, ==, 0);
    must(desk.session, "feature on queue");
    g_autoptr(Report) report = report_of(&desk, "leakage");
    g_assert_cmpuint(report->warnings->len, ==, 1);
    desk_close(&desk);
}

static gboolean
says(GPtrArray *lines, const char *text)
{
    for (guint i = 0; i < lines->len; i++)
        if (strstr(lines->pdata[i], text))
            return TRUE;
    return FALSE;
}

/* Wherever the figures of a model stand that reads a leak, it is named; one that doesn't is not. */
static void
test_named(void)
{
    static const char *const pages[] = {"models", "threshold", "features"};
    Desk desk;
    desk_open(&desk);
    must(desk.session, "known queue arrival declared=no");
    g_autoptr(Report) written = report_of(&desk, "features"); /* by hand, and found at once */
    g_assert_true(says(written->warnings, "reads notes of this account"));
    must(desk.session, "feature remove \"" NOTES "\"");
    must(desk.session, "train boost rounds=20");
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autoptr(Report) clean = report_of(&desk, pages[i]);
        g_assert_false(says(clean->warnings, "queue"));
    }
    must(desk.session, "feature on queue");
    g_autoptr(Report) on = report_of(&desk, "features");
    g_assert_true(says(on->warnings, "reads queue, found to be a leak"));
    must(desk.session, "train boost rounds=20");
    must(desk.session, "use model 2");
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autoptr(Report) named = report_of(&desk, pages[i]);
        g_assert_true(says(named->warnings, "reads queue, found to be a leak"));
    }
    g_autofree char *json = report_json(desk.session, "threshold");
    g_assert_nonnull(strstr(json, "\"leaks\": \"queue\""));
    desk_close(&desk);
}

/* A query is answered without it, and says so; of one who knows better it is read. */
static void
test_query(void)
{
    const char *const query = "query EVALUATE PREDICT BOOL(tickets.late, 0, 48, hours) "
                              "FOR EACH tickets.ticket_id";
    Desk desk;
    desk_open(&desk);
    must(desk.session, "known queue later");
    g_autoptr(Report) clean = report_of(&desk, query);
    g_assert_false(says(clean->warnings, "queue"));
    must(desk.session, "known queue arrival declared=no");
    g_autoptr(Report) left = report_of(&desk, query);
    g_assert_true(says(left->warnings, "Nothing here reads queue"));
    g_assert_cmpfloat(report_at(report_find_table(left, "evaluation"), 0, 1)->value, <, 0.9);
    must(desk.session, "known queue later");
    must(desk.session, "known queue arrival");
    g_autoptr(Report) declared = report_of(&desk, query);
    g_assert_false(says(declared->warnings, "Nothing here reads queue"));
    g_assert_cmpfloat(report_at(report_find_table(declared, "evaluation"), 0, 1)->value, >, 0.9);
    desk_close(&desk);
}

/* Changes the reports that the file keeps, as if another program had written them. */
static void
rewrite_kept(Desk *desk, const char *from, const char *to)
{
    g_autofree char *path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&desk->session, session_close);
    sqlite3 *database;
    g_assert_cmpint(sqlite3_open(path, &database), ==, SQLITE_OK);
    g_assert_true(db_run(database, &error,
                         "UPDATE report_cache SET report = replace(report, ?, ?) WHERE name GLOB "
                         "'leakage*'",
                         "ss", from, to));
    g_assert_no_error(error);
    g_assert_cmpint(sqlite3_changes(database), >, 0);
    sqlite3_close(database);
    desk->session = session_open(path, NULL);
}

/* A verdict that the file keeps stands as long as the rules do: one of other rules is given anew.
 */
static void
test_rules(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Report) first = report_of(&desk, "leakage");
    g_assert_cmpfloat(report_find_value(first, "rules")->cell->value, ==, LEAK_RULES);
    rewrite_kept(&desk, "mood", "mode");
    g_autoptr(Report) kept = report_of(&desk, "leakage");
    g_assert_nonnull(cell_of(kept, "columns", "name", "mode", "verdict"));
    rewrite_kept(&desk, "\"rules\"", "\"rulez\"");
    g_autoptr(Report) anew = report_of(&desk, "leakage");
    g_assert_nonnull(cell_of(anew, "columns", "name", "mood", "verdict"));
    desk_close(&desk);
}

static void
test_price(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Report) report = report_of(&desk, "too-good queue");
    const Cell *with = cell_of(report, "sides", "side", "with the leak", "cost");
    const Cell *without = cell_of(report, "sides", "side", "without it", "cost");
    g_assert_cmpfloat(with->value, <, without->value);
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (strcmp(value->id, "too_good") == 0) {
            g_assert_cmpfloat(value->cell->low, >, 0);
            g_assert_cmpfloat(value->cell->value, >, value->cell->low);
        }
    }
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/leakage/shift", test_shift);
    g_test_add_func("/leakage/fade", test_fade);
    g_test_add_func("/leakage/written-back", test_written_back);
    g_test_add_func("/leakage/by-hand", test_by_hand);
    g_test_add_func("/leakage/unmeasured", test_unmeasured);
    g_test_add_func("/leakage/by-dates", test_by_dates);
    g_test_add_func("/leakage/columns", test_columns);
    g_test_add_func("/leakage/off", test_off);
    g_test_add_func("/leakage/named", test_named);
    g_test_add_func("/leakage/query", test_query);
    g_test_add_func("/leakage/rules", test_rules);
    g_test_add_func("/leakage/price", test_price);
    return g_test_run();
}
