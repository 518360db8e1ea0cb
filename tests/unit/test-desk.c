/* desk: what the card says, against values that pandas, statsmodels and naive loops computed
 * (tests/reference/desk.py), and what a frozen card keeps. */
#include "folder.h"
#include "reference.h"

#include <foredesk/session.h>

#include <glib/gstdio.h>
#include <math.h>

static char *folder;
static GPtrArray *reference;

static void
assert_near(double have, double want, double within)
{
    if (isnan(want) || isinf(want))
        g_assert_true(isnan(want) ? isnan(have) : isinf(have));
    else
        g_assert_cmpfloat_with_epsilon(have, want, within);
}

/* ---- pure parts ------------------------------------------------------------------------------ */

static void
test_clock(void)
{
    const ReferenceCase *one = reference_find(reference, "clock");
    GError *error = NULL;
    g_autoptr(DeskHours) hours = desk_hours_new(
        "Mon-Fri 09:00-17:00; Sat 10:00-14:00; sun 00:00-24:00", "2025-12-25, 05-01", &error);
    g_assert_no_error(error);
    g_autoptr(GTimeZone) zone = zone_from_name("Europe/Berlin", &error);
    g_assert_no_error(error);
    guint n = reference_array(one, "begin")->len;
    g_assert_cmpuint(n, ==, 400);
    g_autoptr(DeskClock) clock =
        desk_clock_new(hours, zone, days_from_civil(2024, 12, 1) * TIME_DAY,
                       days_from_civil(2026, 12, 1) * TIME_DAY);
    for (guint i = 0; i < n; i++) {
        TimePoint begin = (TimePoint)reference_value(one, "begin", i) * TIME_SECOND;
        TimePoint end = (TimePoint)reference_value(one, "end", i) * TIME_SECOND;
        assert_near(desk_clock_between(clock, begin, end), reference_value(one, "seconds", i),
                    1e-6);
        g_assert_cmpfloat(desk_clock_between(clock, end, begin), ==,
                          -desk_clock_between(clock, begin, end));
    }
}

/* A Sunday of 23 hours and one of 25, round the clock. */
static void
test_clock_changes(void)
{
    g_autoptr(DeskHours) hours = desk_hours_new("Sun 00:00-24:00", NULL, NULL);
    g_autoptr(GTimeZone) zone = zone_from_name("Europe/Berlin", NULL);
    TimePoint from = days_from_civil(2025, 3, 1) * TIME_DAY;
    g_autoptr(DeskClock) clock = desk_clock_new(hours, zone, from, from + 300 * TIME_DAY);
    TimePoint spring = days_from_civil(2025, 3, 28) * TIME_DAY;
    TimePoint autumn = days_from_civil(2025, 10, 24) * TIME_DAY;

    g_assert_cmpfloat(desk_clock_between(clock, spring, spring + 4 * TIME_DAY), ==, 23 * 3600.0);
    g_assert_cmpfloat(desk_clock_between(clock, autumn, autumn + 4 * TIME_DAY), ==, 25 * 3600.0);
}

static void
test_refused_words(void)
{
    static const char *const weeks[] = {"",
                                        "Mon",
                                        "Mon-Fri 9",
                                        "Mon-Fri 17:00-09:00",
                                        "Foo 09:00-17:00",
                                        "Mon 09:00-25:00",
                                        "Mon 09:00-17:00 x"};
    static const char *const days[] = {"2025-02-30", "13-01", "Christmas"};

    for (gsize i = 0; i < G_N_ELEMENTS(weeks); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(desk_hours_new(weeks[i], NULL, &error));
        g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(days); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(desk_hours_new(DESK_HOURS_DEFAULT, days[i], &error));
        g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    }
}

static void
test_survival(void)
{
    static const char *const names[] = {"survival few", "survival ties", "survival many"};
    static const char *const keys[] = {"q0.25", "q0.5", "q0.9"};
    static const double p[] = {0.25, 0.5, 0.9};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        const ReferenceCase *one = reference_find(reference, names[i]);
        GArray *time = reference_array(one, "time");
        g_autofree guint8 *ended = g_new(guint8, time->len);
        Interval out[3];
        for (guint row = 0; row < time->len; row++)
            ended[row] = reference_value(one, "ended", row) != 0;
        stats_survival_quantiles((const double *)time->data, ended, time->len, p, 3, 0.95, out);
        for (guint q = 0; q < 3; q++) {
            assert_near(out[q].value, reference_value(one, keys[q], 0), 1e-9);
            assert_near(out[q].low, reference_value(one, keys[q], 1), 1e-9);
            assert_near(out[q].high, reference_value(one, keys[q], 2), 1e-9);
        }
    }
}

static void
test_promises(void)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) promises = desk_promises_parse(
        "first-reply 3 min channel='live chat' clock=business\nresolution 2 days", &error);
    g_assert_no_error(error);
    g_autofree char *text = desk_promises_print(promises);
    g_assert_cmpstr(text, ==,
                    "first-reply 180s channel='live chat' clock=business\nresolution 172800s");
    g_assert_null(desk_promises_parse("gratitude 3 min", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_clear_error(&error);
}

/* ---- real files -------------------------------------------------------------------------------
 */

/* The references count every row of the files: nothing is set aside. */
static void
keep_all_rows(Session *session)
{
    sqlite3 *database = workspace_database(session_workspace(session));
    gint64 steps = db_integer(database, 0, "SELECT max(id) FROM step", NULL);
    GError *error = NULL;
    for (gint64 step = 1; step <= steps; step++) {
        g_autofree char *line = g_strdup_printf("clean off %" G_GINT64_FORMAT, step);
        session_run(session, line, &error);
        g_assert_no_error(error);
    }
    session_wait(session, NULL, NULL, &error);
    g_assert_no_error(error);
}

static Session *
session_of(const char *name, const char *const *files)
{
    g_autofree char *path = g_strdup_printf("%s/%s.foredesk", folder, name);
    g_autoptr(GString) line = g_string_new("import");
    GError *error = NULL;
    Session *session = session_open(path, &error);

    g_assert_no_error(error);
    for (; *files; files++) {
        g_autofree char *file = g_build_filename(g_getenv("FOREDESK_SOURCE"), *files, NULL);
        command_quote(line, file);
    }
    session_run(session, line->str, &error);
    g_assert_no_error(error);
    session_wait(session, NULL, NULL, &error);
    g_assert_no_error(error);
    keep_all_rows(session);
    return session;
}

static Report *
report_of(Session *session)
{
    GError *error = NULL;
    Report *report = session_report_wait(session, "baseline", NULL, NULL, &error);
    g_assert_no_error(error);
    return report;
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

static guint
column_at(const ReportTable *table, const char *id)
{
    for (guint i = 0; i < table->columns->len; i++)
        if (strcmp(((ReportColumn *)g_ptr_array_index(table->columns, i))->id, id) == 0)
            return i;
    g_error("no column %s", id);
}

static const Cell *
figure(const Report *report, const char *id, const char *column)
{
    const ReportTable *table = report_find_table(report, "figures");
    for (guint row = 0; row < table->rows->len; row++)
        if (strcmp(report_at(table, row, 0)->text, id) == 0)
            return report_at(table, row, column_at(table, column));
    g_error("no figure %s", id);
}

static void
assert_interval(const Report *report, const ReferenceCase *one, const char *id, double within)
{
    const Cell *cell = figure(report, id, "now");
    double high = reference_value(one, id, 2);
    assert_near(cell->value, reference_value(one, id, 0), within);
    assert_near(cell->low, reference_value(one, id, 1), within);
    assert_near(cell->high, isinf(high) ? NAN : high, within); /* an open end isn't told as one */
}

static void
assert_value(const Report *report, const ReferenceCase *one, const char *id, double within)
{
    assert_near(figure(report, id, "now")->value, reference_value(one, id, 0), within);
}

/* Every count that names rows has as many. */
static void
assert_rows(Session *session, const Report *report)
{
    const ReportTable *figures = report_find_table(report, "figures");
    const ReportTable *excluded = report_find_table(report, "excluded");
    GError *error = NULL;
    guint of = column_at(figures, "of"), n = 0;

    for (guint row = 0; row < figures->rows->len + excluded->rows->len; row++) {
        const Cell *cell = row < figures->rows->len
                               ? report_at(figures, row, of)
                               : report_at(excluded, row - figures->rows->len, 2);
        if (!cell->rows || g_str_has_prefix(cell->rows, "task="))
            continue;
        g_autoptr(RowList) list = session_rows_open(session, cell->rows, &error);
        g_assert_no_error(error);
        if (!strstr(report_at(row < figures->rows->len ? figures : excluded,
                              row < figures->rows->len ? row : row - figures->rows->len, 0)
                        ->text,
                    "satisfaction.rated"))
            g_assert_cmpfloat(row_list_length(list), ==, cell->value);
        n++;
    }
    g_assert_cmpuint(n, >, 8);
}

static const char *const sample_files[] = {"sample-data/tickets.csv", "sample-data/accounts.csv",
                                           NULL};

static void
test_sample(void)
{
    const ReferenceCase *one = reference_find(reference, "sample");
    g_autoptr(Session) session = session_of("sample", sample_files);
    g_autoptr(Report) report = report_of(session);

    assert_interval(report, one, "resolution.median", 1e-6);
    assert_interval(report, one, "resolution.p90", 1e-6);
    assert_value(report, one, "resolution.mean", 1e-6);
    g_assert_cmpfloat(figure(report, "resolution.median", "of")->value, ==,
                      reference_value(one, "resolution.of", 0));
    g_assert_cmpfloat(figure(report, "resolution.mean", "of")->value, ==,
                      reference_value(one, "resolution.of", 1));
    assert_interval(report, one, "one-contact", 1e-12);
    assert_interval(report, one, "satisfaction.good", 1e-12);
    assert_value(report, one, "satisfaction.mean", 1e-12);
    assert_interval(report, one, "open", 1e-12);
    assert_value(report, one, "contact.rate", 1e-12);
    const Cell *contact = figure(report, "contact.rate", "now");
    g_assert_true(contact->low < contact->value && contact->value < contact->high);
    assert_rows(session, report);
}

static void
test_vendors(void)
{
    static const char *const zendesk[] = {"tests/fixtures/zendesk.csv", NULL};
    static const char *const servicenow[] = {"tests/fixtures/servicenow-audit.csv", NULL};
    const ReferenceCase *one = reference_find(reference, "zendesk");
    g_autoptr(Session) a = session_of("zendesk", zendesk), b = session_of("now", servicenow);
    g_autoptr(Report) first = report_of(a), second = report_of(b);

    assert_interval(first, one, "resolution.median", 1e-6);
    assert_value(first, one, "resolution.p90", 1e-6);
    assert_value(first, one, "resolution.mean", 1e-6);
    assert_interval(first, one, "satisfaction.good", 1e-12);
    assert_interval(first, one, "first-reply.median", 1e-6); /* minutes become seconds */
    assert_rows(a, first);
    assert_interval(second, reference_find(reference, "servicenow"), "sla", 1e-12);
    const ReportTable *missing = report_find_table(second, "missing");
    guint told = 0;
    for (guint row = 0; row < missing->rows->len; row++)
        told += strcmp(report_at(missing, row, 0)->text, "satisfaction") == 0 &&
                strstr(report_at(missing, row, 2)->text, "no column holds customers' ratings");
    g_assert_cmpuint(told, ==, 1);
}

/* ---- freezing
 * ------------------------------------------------------------------------------------ */

static double
frozen_number(const Report *report)
{
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (strcmp(value->id, "baseline") == 0)
            return value->cell->value;
    }
    return NAN;
}

static void
test_frozen(void)
{
    g_autoptr(Session) session = session_of("frozen", sample_files);
    sqlite3 *database = workspace_database(session_workspace(session));
    GError *error = NULL;
    g_autofree char *what = NULL, *again = NULL;

    run(session, "baseline freeze name=\"before the model\"");
    g_autofree char *card = db_text(database, "SELECT card FROM baseline WHERE number = 1", "");
    g_autoptr(Report) report = report_of(session);
    g_assert_cmpfloat(frozen_number(report), ==, 1);
    double then = figure(report, "business.median", "frozen")->value;
    g_assert_cmpfloat(then, ==, figure(report, "business.median", "now")->value);

    /* other hours change what is, never what was */
    run(session, "hours \"Mon-Sun 00:00-24:00\"");
    run(session, "promise first-reply 4h channel=email");
    g_autoptr(Report) later = report_of(session);
    g_assert_cmpfloat(figure(later, "business.median", "frozen")->value, ==, then);
    g_assert_cmpfloat(figure(later, "business.median", "now")->value, ==,
                      figure(later, "resolution.median", "now")->value);
    g_assert_cmpfloat(figure(later, "promised-reply", "now")->value, >, 0);
    assert_rows(session, later);
    g_autofree char *same = db_text(database, "SELECT card FROM baseline WHERE number = 1", "");
    g_assert_cmpstr(card, ==, same);

    run(session, "baseline withdraw 1");
    g_autoptr(Report) without = report_of(session);
    g_assert_true(isnan(frozen_number(without)));
    g_assert_true(session_undo(session, &what, &error));
    g_autoptr(Report) with = report_of(session);
    g_assert_cmpfloat(frozen_number(with), ==, 1);
    g_assert_true(session_redo(session, &again, &error));
    g_assert_cmpint(
        db_integer(database, 0, "SELECT count(*) FROM baseline WHERE kind = 'card'", ""), ==, 1);
    g_assert_false(session_run(session, "baseline withdraw 1", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_clear_error(&error);
}

/* Undo of hours and promises brings back the same words and figures. */
static void
test_settings_undone(void)
{
    g_autoptr(Session) session = session_of("undone", sample_files);
    sqlite3 *database = workspace_database(session_workspace(session));

    run(session, "promise resolution 2d");
    run(session, "promise resolution 3d clock=business");
    run(session, "holidays 12-25");
    for (int i = 0; i < 2; i++) {
        g_autofree char *what = NULL;
        g_assert_true(session_undo(session, &what, NULL));
    }
    g_autofree char *promises = setting_get(database, "promises");
    g_autofree char *holidays = setting_get(database, "holidays");
    g_assert_cmpstr(promises, ==, "resolution 172800s");
    g_assert_cmpstr(holidays, ==, "");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-desk-XXXXXX", NULL);
    reference = reference_load("desk.txt");
    g_test_add_func("/desk/clock", test_clock);
    g_test_add_func("/desk/clock-changes", test_clock_changes);
    g_test_add_func("/desk/refused-words", test_refused_words);
    g_test_add_func("/desk/survival", test_survival);
    g_test_add_func("/desk/promises", test_promises);
    g_test_add_func("/desk/sample", test_sample);
    g_test_add_func("/desk/vendors", test_vendors);
    g_test_add_func("/desk/frozen", test_frozen);
    g_test_add_func("/desk/settings-undone", test_settings_undone);
    int status = g_test_run();
    folder_remove(folder);
    g_free(folder);
    g_ptr_array_unref(reference);
    return status;
}
