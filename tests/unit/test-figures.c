/* Numbers as people write them, durations, and dates whose time of day stands in another column:
 * cell by cell, then decided over whole columns, and read alike from the file and from new rows. */
#include "folder.h"
#include "raw-table.h"

#include "frame/figure.h"

#include <math.h>

static char *folder;
static int files;

/* ---- cells ------------------------------------------------------------------------------------
 */

static void
test_cells(void)
{
    static const struct {
        const char *cell;
        double point, comma; /* NaN: no number in that style */
    } cases[] = {
        {"1.234,56", NAN, 1234.56},
        {"1,234.56", 1234.56, NAN},
        {"1 234,56", NAN, 1234.56},
        {"1\xc2\xa0"
         "234,56",
         NAN, 1234.56},
        {"1\xe2\x80\xaf"
         "234\xe2\x80\xaf"
         "567",
         1234567, 1234567},
        {"1'234.56", 1234.56, NAN},
        {"1’234’567,5", NAN, 1234567.5},
        {"1.234", 1.234, 1234},
        {"1,234", 1234, 1.234},
        {"0,125", NAN, 0.125},
        {"12,5", NAN, 12.5},
        {"12.5", 12.5, NAN},
        {"1234", 1234, 1234},
        {"12,34,567", NAN, NAN},
        {"1,234,56", NAN, NAN},
        {"1 234.567,8", NAN, NAN},
        {"-1.234,5", NAN, -1234.5},
        {"−3,5", NAN, -3.5},
        {"(1,250.00)", -1250, NAN},
        {"5,00-", NAN, -5},
        {"12 %", 12, 12},
        {"12,5%", NAN, 12.5},
        {"$1,234.56", 1234.56, NAN},
        {"-$5", -5, -5},
        {"$-5", -5, -5},
        {"1.234,56 €", NAN, 1234.56},
        {"EUR 7", 7, 7},
        {"£ 3.50", 3.5, NAN},
        {"1,", NAN, NAN},
        {",5", NAN, 0.5},
        {"1.2.3", NAN, NAN},
        {"10.0.0.1", NAN, NAN},
        {"v1.2", NAN, NAN},
        {"€", NAN, NAN},
        {"", NAN, NAN},
        {"12 apples", NAN, NAN},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *cell = cases[i].cell;
        for (int comma = 0; comma < 2; comma++) {
            double value, expected = comma ? cases[i].comma : cases[i].point;
            FigureFormat format = {comma ? FIGURE_COMMA : FIGURE_POINT, 0};
            gboolean read = figure_parse(format, cell, strlen(cell), &value);
            if (read != !isnan(expected) || (read && value != expected))
                g_error("“%s” with a decimal %s reads as %g, not %g", cell,
                        comma ? "comma" : "point", read ? value : (double)NAN, expected);
        }
    }
}

static void
test_durations(void)
{
    static const struct {
        const char *cell;
        int unit;
        double value;
    } cases[] = {
        {"1:30", 3600, 1.5},        {"-12:05", 3600, -12 - 5 / 60.0},
        {"49:10:30", 3600, 49.175}, {"1:30", 60, 90},
        {"0:00:45", 1, 45},         {"36:00", 86400, 1.5},
        {"2.25", 3600, 2.25},       {"1:60", 3600, NAN},
        {"1:5", 3600, NAN},         {"12:05 PM", 3600, NAN},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        double value;
        FigureFormat format = {FIGURE_CLOCK, cases[i].unit};
        gboolean read = figure_parse(format, cases[i].cell, strlen(cases[i].cell), &value);
        g_assert_cmpint(read, ==, !isnan(cases[i].value));
        if (read)
            g_assert_cmpfloat_with_epsilon(value, cases[i].value, 1e-12);
    }
    FigureLook look;
    figure_look("15:53", 5, &look);
    g_assert_true(look.duration && look.time_of_day && !look.only_duration);
    figure_look("3:53:50 PM", 10, &look);
    g_assert_true(look.time_of_day && !look.duration);
    figure_look("25:10", 5, &look);
    g_assert_true(look.only_duration && !look.time_of_day);
}

/* ---- columns ----------------------------------------------------------------------------------
 */

typedef struct {
    Workspace *workspace;
    sqlite3 *database;
    gint64 id;
    Catalogue *catalogue;
    Frame *frame;
} Desk;

static void
desk_load(Desk *desk)
{
    GError *error = NULL;
    g_clear_pointer(&desk->frame, frame_unref);
    g_clear_pointer(&desk->catalogue, catalogue_unref);
    desk->catalogue = catalogue_load(desk->database, &error);
    g_assert_no_error(error);
    desk->frame = frame_load(desk->database, desk->catalogue,
                             g_ptr_array_index(desk->catalogue->tables, 0), NULL, &error);
    g_assert_no_error(error);
}

static void
desk_clear(Desk *desk)
{
    frame_unref(desk->frame);
    catalogue_unref(desk->catalogue);
    workspace_close(desk->workspace);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

/* Lines are rows, | separates cells. The rows stay in *kept for whoever wants to score them. */
static Desk
desk_of(const char *headings, const char *const *lines, GPtrArray **kept)
{
    g_autofree char *name = g_strdup_printf("%d.foredesk", files++);
    Desk desk = {.workspace = raw_workspace(folder, name)};
    desk.database = workspace_database(desk.workspace);
    g_auto(GStrv) names = g_strsplit(headings, "|", -1);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (; *lines; lines++)
        g_ptr_array_add(rows, g_strsplit(*lines, "|", -1));
    desk.id = raw_table(desk.database, "tickets", names, rows);
    raw_type(desk.database, desk.id);
    desk_load(&desk);
    if (kept)
        *kept = g_ptr_array_ref(rows);
    return desk;
}

static const FrameColumn *
column(const Desk *desk, const char *name)
{
    const FrameColumn *found = frame_column(desk->frame, name);
    g_assert_nonnull(found);
    return found;
}

static void
assert_column(const Desk *desk, const char *name, ColumnKind kind, const char *says,
              const double *values)
{
    const FrameColumn *is = column(desk, name);
    if (is->kind != kind)
        g_error("%s is %s: %s", name, kind_name(is->kind), is->info->kind_evidence);
    if (says && !strstr(is->info->kind_evidence, says))
        g_error("%s: \"%s\" isn't in \"%s\"", name, says, is->info->kind_evidence);
    for (guint32 row = 0; values && row < desk->frame->n; row++) {
        double value = frame_number(is, row);
        if (isnan(values[row]) ? !isnan(value) : fabs(value - values[row]) > 1e-9)
            g_error("%s, row %u: %.17g, not %.17g", name, row, value, values[row]);
    }
}

static void
test_columns(void)
{
    g_autoptr(GPtrArray) rows = NULL;
    static const char *const lines[] = {
        "1|1.234,50|1,250|$1,200.50|12 %|12,5 €|$5|1:30|-12:05|1.234|1",
        "2|99,9|900|$7|8.5 %|3 €|€7|26:00|3:00|2.500|2",
        "3|1.000|12,000|-$3.25|0 %|4,25 €|$9|0.25|0:30|12.750|n/a",
        "4||7|$0|100 %||$1|49:10:30||1.000|4", NULL};
    g_auto(Desk) desk = desk_of("id|amount|visits|value|share|price|mixed|"
                                "First response time (in hrs)|Time to resolution|weight|level",
                                lines, &rows);
    assert_column(&desk, "amount", KIND_DECIMAL, "with a decimal comma",
                  (const double[]){1234.5, 99.9, 1000, NAN});
    assert_column(&desk, "value", KIND_DECIMAL, "with a decimal point (1,234.5); in USD",
                  (const double[]){1200.5, 7, -3.25, 0});
    assert_column(&desk, "share", KIND_DECIMAL, "in per cent", (const double[]){12, 8.5, 0, 100});
    assert_column(&desk, "price", KIND_DECIMAL, "in EUR", (const double[]){12.5, 3, 4.25, NAN});
    assert_column(&desk, "mixed", KIND_CATEGORY, "several currencies", NULL);
    assert_column(&desk, "First response time (in hrs)", KIND_DECIMAL,
                  "3 written h:mm become hours", (const double[]){1.5, 26, 0.25, 49.175});
    assert_column(&desk, "Time to resolution", KIND_DECIMAL, "become hours",
                  (const double[]){-12 - 5 / 60.0, 3, 0.5, NAN});
    /* Both styles stand in this table, so that nothing tells of these two: a comma parts thousands,
     * a point decimals, and the command that says otherwise stands there. */
    assert_column(&desk, "visits", KIND_INTEGER,
                  "`type tickets.visits decimal format=\"decimal comma\"` reads them as decimals",
                  (const double[]){1250, 900, 12000, 7});
    assert_column(&desk, "weight", KIND_DECIMAL, "ambiguous",
                  (const double[]){1.234, 2.5, 12.75, 1});
    g_assert_nonnull(column(&desk, "weight")->info->doubt);
    g_assert_null(column(&desk, "amount")->info->doubt);
    g_assert_cmpstr(column(&desk, "amount")->info->number_format, ==, "decimal comma");
    g_assert_cmpstr(column(&desk, "level")->info->number_format, ==, NULL);
    /* The same cells as new tickets. */
    GError *error = NULL;
    g_autoptr(Frame) fresh = frame_from_rows(desk.frame, rows, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < fresh->columns->len; i++)
        for (guint32 row = 0; row < fresh->n; row++) {
            const FrameColumn *a = g_ptr_array_index(desk.frame->columns, i),
                              *b = g_ptr_array_index(fresh->columns, i);
            double x = frame_number(a, row), y = frame_number(b, row);
            g_assert_true(x == y || (isnan(x) && isnan(y)));
        }
}

/* Where the table's other numbers have a decimal comma, 1.234 is a thousand and more. */
static void
test_others_decide(void)
{
    static const char *const lines[] = {"a1|1.234|3,5", "a2|2.500|1.000,25", "a3|900|7", NULL};
    g_auto(Desk) desk = desk_of("id|visits|amount", lines, NULL);
    assert_column(&desk, "visits", KIND_INTEGER, "with a decimal comma",
                  (const double[]){1234, 2500, 900});
    GError *error = NULL;
    gint64 id = column(&desk, "visits")->info->id;
    g_assert_true(column_set_kind(desk.database, id, KIND_DECIMAL, DATE_UNKNOWN, NULL, &error) &&
                  column_set_reading(desk.database, id, "plain", NULL, &error));
    raw_type(desk.database, desk.id);
    desk_load(&desk);
    assert_column(&desk, "visits", KIND_DECIMAL, "you said so", (const double[]){1.234, 2.5, 900});
    g_assert_false(column_check_format("decimal something", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_clear_error(&error);
}

static char *
big_cell(guint row)
{
    return g_strdup_printf("%u.%03u,%02u", row / 1000 + 1, row % 1000, row % 97);
}

/* More different texts than a category has: decided while they stream past. */
static void
test_many(void)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (guint row = 0; row < 70000; row++) {
        g_autofree char *amount = big_cell(row);
        g_ptr_array_add(lines, g_strdup_printf("k%u|%s|%d:%02u PM", row, amount,
                                               1 + (int)(row / 60 % 11), row % 60));
    }
    g_ptr_array_add(lines, NULL);
    g_auto(Desk) desk = desk_of("id|amount|opened time", (const char *const *)lines->pdata, NULL);
    const FrameColumn *amount = column(&desk, "amount");
    g_assert_cmpint(amount->kind, ==, KIND_DECIMAL);
    for (guint32 row = 0; row < desk.frame->n; row += 997)
        g_assert_cmpfloat_with_epsilon(amount->decimal[row], row + 1000 + row % 97 / 100.0, 1e-9);
}

/* ---- a date and its time of day ---------------------------------------------------------------
 */

static void
assert_moment(const Desk *desk, const char *name, guint32 row, const char *expected)
{
    g_autofree char *iso = date_iso(column(desk, name)->integer[row]);
    g_assert_cmpstr(iso, ==, expected);
}

static void
test_times(void)
{
    g_autoptr(GPtrArray) rows = NULL;
    static const char *const lines[] = {"1|22-04-15|22-Apr-15|3:53:50 PM|1/5/2015|2:10|ok",
                                        "2|04-08-15|04-Aug-15|10:22:56 AM|13/5/2015|23:59|no",
                                        "3|18-04-15|18-Apr-15|9:55:47 AM||10:00|ok",
                                        "4|05-07-15|05-Jul-15||2/6/2015||ok", NULL};
    g_auto(Desk) desk =
        desk_of("id|Date|Date_month_year|Time|Closed date|Closed time|verdict", lines, &rows);
    assert_moment(&desk, "Date", 0, "2015-04-22T15:53:50Z");
    assert_moment(&desk, "Date", 1, "2015-08-04T10:22:56Z");
    assert_moment(&desk, "Date", 3, "2015-07-05T00:00:00Z");
    assert_moment(&desk, "Date_month_year", 0, "2015-04-22T00:00:00Z");
    assert_moment(&desk, "Closed date", 1, "2015-05-13T23:59:00Z");
    g_assert_cmpint(column(&desk, "Closed date")->integer[2], ==, TIME_MISSING);
    assert_column(&desk, "Date", KIND_DATE, "the time of day comes from “Time”", NULL);
    g_assert_cmpint(column(&desk, "Date")->info->precision, ==, PRECISION_SECOND);
    g_assert_cmpint(column(&desk, "Date_month_year")->info->precision, ==, PRECISION_DAY);
    g_assert_cmpint(column(&desk, "Time")->info->known, ==, KNOWN_ARRIVAL);
    GError *error = NULL;
    g_autoptr(Frame) fresh = frame_from_rows(desk.frame, rows, &error);
    const FrameColumn *now = frame_column(fresh, "Date"), *then = column(&desk, "Date");
    g_assert_cmpmem(now->integer, sizeof(gint64) * 4, then->integer, sizeof(gint64) * 4);
    /* Taken apart by hand, and it stays so. */
    g_assert_true(
        column_set_kind(desk.database, then->info->id, KIND_DATE, DATE_DMY, NULL, &error));
    g_assert_true(column_set_reading(desk.database, then->info->id, NULL, NULL, &error));
    raw_type(desk.database, desk.id);
    desk_load(&desk);
    assert_moment(&desk, "Date", 0, "2015-04-22T00:00:00Z");
    /* And put together by hand. */
    g_assert_true(column_set_reading(desk.database, column(&desk, "Date")->info->id, NULL,
                                     "TIME_OF_DAY(Time)", &error));
    raw_type(desk.database, desk.id);
    desk_load(&desk);
    assert_moment(&desk, "Date", 0, "2015-04-22T15:53:50Z");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-figures-XXXXXX", NULL);
    g_test_add_func("/figures/cells", test_cells);
    g_test_add_func("/figures/durations", test_durations);
    g_test_add_func("/figures/columns", test_columns);
    g_test_add_func("/figures/others-decide", test_others_decide);
    g_test_add_func("/figures/many", test_many);
    g_test_add_func("/figures/times", test_times);
    int status = g_test_run();
    folder_remove(folder);
    g_free(folder);
    return status;
}
