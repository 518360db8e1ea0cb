/* Features in their seasons: every figure against pandas, scikit-learn, scipy and statsmodels on
 * rows that both make (tests/reference/seasons.txt); what is planted is marked, chance and slow
 * change are not. */
#include "commands.h"
#include "folder.h"
#include "reference.h"

#include "evaluate/feature_seasons.h"

#include <foredesk/session.h>
#include <glib/gstdio.h>
#include <math.h>

enum { ROWS = 8000, APART = 15778 };
static const char *const columns[] = {"sharp", "steady", "weekendly", "higher",
                                      "gaps",  "idle",   "kind"};

/* ---- the rows, as seasons.py makes them --------------------------------------------------------
 */

static guint64 state;

static double
uniform(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 33) / 2147483648.0;
}

static double
normal(void)
{
    double sum = 0;
    for (guint i = 0; i < 12; i++)
        sum += uniform();
    return sum - 6;
}

static void
write_row(GString *csv, guint i)
{
    TimePoint at =
        days_from_civil(2020, 1, 1) * 86400 * TIME_SECOND + (TimePoint)APART * i * TIME_SECOND;
    g_autofree char *time = date_format(at, PRECISION_SECOND, NULL);
    CalendarFields fields;
    double value[6];

    calendar_fields(at, NULL, &fields);
    gboolean last = fields.month >= 10, weekend = fields.weekday >= 6;
    gboolean night = fields.hour < 8 || fields.hour >= 18;
    for (guint k = 0; k < G_N_ELEMENTS(value); k++)
        value[k] = normal();
    value[3] += last ? 0.5 : 0;
    double u = uniform(), share = fields.month >= 11 ? 0.15 : 0.04;
    char letter[2] = {"abc"[u < share ? 0 : (int)(3 * (u - share) / (1 - share))], 0};
    const char *kind = u < share ? "gift" : letter;
    gboolean empty = uniform() < (night ? 0.25 : 0.05);
    double margin = -1 + (last ? 1.5 : 0.3) * value[0] + 0.6 * value[1] +
                    (weekend ? 1.3 : 0.1) * value[2] + (*kind == 'b' ? 0.5 : 0);
    gboolean yes = uniform() < 1 / (1 + exp(-margin));
    g_string_append_printf(csv, "R%04u,%s", i, time);
    for (guint k = 0; k < G_N_ELEMENTS(value); k++) {
        if (k == 4 && empty)
            g_string_append_c(csv, ',');
        else
            g_string_append_printf(csv, ",%.3f", value[k]);
    }
    g_string_append_printf(csv, ",%s,%s\n", kind, yes ? "yes" : "no");
}

typedef struct {
    char *folder;
    Session *session;
    FrameStore *frames;
    Task *task;
    FeatureEngine *engine;
    guint32 *row, n; /* training rows */
    double *label;
    GPtrArray *features, *values; /* in the order of `columns` */
} Desk;

static void
compute(Desk *desk)
{
    sqlite3 *database = workspace_database(session_workspace(desk->session));
    g_autoptr(GError) error = NULL;

    desk->frames = frame_store_new(session_catalogue(desk->session));
    desk->task = task_load(desk->frames, database, session_task(desk->session)->id, &error);
    g_assert_no_error(error);
    desk->engine = feature_engine_new(desk->task, desk->frames, database, &error);
    g_assert_no_error(error);
    desk->features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autofree char *name = g_strconcat("rows.", columns[i], NULL);
        g_ptr_array_add(desk->features, feature_parse(name, desk->task, &error));
        g_assert_no_error(error);
    }
    desk->row = feature_rows(desk->task, SPLIT_TRAIN, &desk->n);
    desk->label = g_new(double, desk->n + 1);
    for (guint32 i = 0; i < desk->n; i++)
        desk->label[i] = desk->task->label[desk->row[i]];
    desk->values = feature_compute(desk->engine, desk->features, desk->row, desk->n, NULL, &error);
    g_assert_no_error(error);
}

static void
desk_open(Desk *desk)
{
    g_autoptr(GString) csv = g_string_new("id,at,sharp,steady,weekendly,higher,gaps,idle,kind,"
                                          "result\n");

    state = 20240611;
    for (guint i = 0; i < ROWS; i++)
        write_row(csv, i);
    desk->folder = g_dir_make_tmp("foredesk-seasons-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(desk->folder, "rows.csv", NULL);
    g_autofree char *path = g_build_filename(desk->folder, "rows.foredesk", NULL);
    g_autofree char *import = g_strdup_printf("import %s zone=UTC", file);
    g_assert_true(g_file_set_contents(file, csv->str, -1, NULL));
    desk->session = session_open(path, NULL);
    must(desk->session, import);
    must(desk->session, "target column=result positive=yes");
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autofree char *known = g_strdup_printf("known %s arrival", columns[i]);
        g_autofree char *on = g_strdup_printf("feature on rows.%s", columns[i]);
        must(desk->session, known);
        must(desk->session, on);
    }
    compute(desk);
}

static void
desk_close(Desk *desk)
{
    g_ptr_array_unref(desk->values);
    g_ptr_array_unref(desk->features);
    g_free(desk->label);
    g_free(desk->row);
    feature_engine_free(desk->engine);
    task_unref(desk->task);
    frame_store_unref(desk->frames);
    g_clear_pointer(&desk->session, session_close);
    folder_remove(desk->folder);
    g_free(desk->folder);
}

static void
near(double value, double wanted, double within)
{
    if (!(fabs(value - wanted) <= within))
        g_error("%.10g, wanted %.10g", value, wanted);
}

/* ---- against the other implementation ---------------------------------------------------------
 */

static char *
case_name(const Desk *desk, const SeasonFinding *finding)
{
    const FeatureValues *values = g_ptr_array_index(desk->values, finding->feature);
    g_autofree char *season = season_write(finding->kind, finding->level);
    const char *what = finding->power        ? "power"
                       : finding->code == -2 ? "ranks"
                       : finding->code == -1
                           ? "missing"
                           : dictionary_text(values->dictionary, (guint32)finding->code);

    return g_strdup_printf("%s %s %s", columns[finding->feature], season, what);
}

static void
test_reference(void)
{
    Desk desk = {0};
    desk_open(&desk);
    g_autoptr(GPtrArray) cases = reference_load("seasons.txt");
    const ReferenceCase *counted = reference_find(cases, "rows");
    g_autoptr(SeasonRows) rows = season_rows_new(desk.task, desk.row, desk.n);
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(SeasonFinding));
    double events = 0;

    for (guint32 i = 0; i < desk.n; i++)
        events += desk.label[i];
    g_assert_cmpfloat(desk.n, ==, reference_value(counted, "count", 0));
    g_assert_cmpfloat(events, ==, reference_value(counted, "count", 1));
    for (guint i = 0; i < desk.values->len; i++)
        season_ask(rows, g_ptr_array_index(desk.values, i), desk.label, TASK_BINARY, i, all);
    g_assert_cmpfloat(all->len, ==, reference_value(counted, "count", 2));
    for (guint i = 0; i < all->len; i++) {
        const SeasonFinding *finding = &g_array_index(all, SeasonFinding, i);
        g_autofree char *name = case_name(&desk, finding);
        const ReferenceCase *one = reference_find(cases, name);
        double p = reference_value(one, "p", 0), repeats = reference_value(one, "p", 2);
        g_test_message("%s: p %.3g, repeats %.3g", name, finding->p, finding->repeats);
        near(log(finding->p), log(p), 1e-6);
        near(log(finding->repeats), log(repeats), 1e-6);
        near(finding->here.value, reference_value(one, "sides", 0), 1e-9);
        near(finding->elsewhere.value, reference_value(one, "sides", 1), 1e-9);
    }
    season_keep(all);
    for (guint i = 0; i < all->len; i++) {
        const SeasonFinding *finding = &g_array_index(all, SeasonFinding, i);
        g_autofree char *name = case_name(&desk, finding);
        near(log(finding->adjusted), log(reference_value(reference_find(cases, name), "p", 1)),
             1e-6);
    }
    desk_close(&desk);
}

/* ---- what is planted, and what isn't ------------------------------------------------------------
 */

static const char *
mark_of(const Report *report, const char *expression)
{
    const ReportTable *table = report_find_table(report, "features");
    guint mark = 0, name = 0;

    for (guint i = 0; i < table->columns->len; i++) {
        const char *id = ((ReportColumn *)g_ptr_array_index(table->columns, i))->id;
        mark = strcmp(id, "season") == 0 ? i : mark;
        name = strcmp(id, "expression") == 0 ? i : name;
    }
    for (guint row = 0; row < table->rows->len; row++)
        if (g_strcmp0(report_at(table, row, name)->text, expression) == 0)
            return report_at(table, row, mark)->text;
    g_error("no feature %s", expression);
}

static gboolean
says(const Report *report, const char *words)
{
    for (guint i = 0; i < report->sentences->len; i++)
        if (strstr(g_ptr_array_index(report->sentences, i), words))
            return TRUE;
    return FALSE;
}

static void
test_planted(void)
{
    Desk desk = {0};
    g_autoptr(GError) error = NULL;
    desk_open(&desk);
    g_autoptr(Report) report = session_report_wait(desk.session, "features", NULL, NULL, &error);
    g_assert_no_error(error);

    g_assert_cmpstr(mark_of(report, "rows.sharp"), ==, "Nov–Dec");
    g_assert_cmpstr(mark_of(report, "rows.higher"), ==, "Q4");
    g_assert_cmpstr(mark_of(report, "rows.weekendly"), ==, "weekend");
    g_assert_cmpstr(mark_of(report, "rows.gaps"), ==, "night");
    g_assert_cmpstr(mark_of(report, "rows.kind"), ==, "Q4");
    g_assert_null(mark_of(report, "rows.idle"));
    g_assert_null(mark_of(report, "rows.steady"));
    /* the five, the whole desk's mean of one, and weekendly at weekends, which tell together */
    g_assert_true(says(report, "7 features depend on the season, as \"holds?\" says"));
    g_assert_true(says(report, "every quarter in 2 years or more"));
    g_autoptr(Report) page =
        session_report_wait(desk.session, "feature rows.kind", NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(says(page, "“gift” comes more often in Q4: "));
    desk_close(&desk);
}

/* Each season's line opens the rows that it counts, and each way of cutting has all of them. */
static void
test_page(void)
{
    static const guint lines[] = {4, 2, 2, 2};
    Desk desk = {0};
    g_autoptr(GError) error = NULL;
    desk_open(&desk);
    g_autoptr(Report) page =
        session_report_wait(desk.session, "feature rows.sharp", NULL, NULL, &error);
    g_assert_no_error(error);
    const ReportTable *table = report_find_table(page, "seasons");

    g_assert_cmpuint(table->rows->len, ==, 10);
    for (guint cut = 0, row = 0; cut < G_N_ELEMENTS(lines); cut++) {
        double rows = 0;
        for (guint i = 0; i < lines[cut]; i++, row++) {
            const Cell *cell = report_at(table, row, 1);
            g_autoptr(RowList) list = session_rows_open(desk.session, cell->rows, &error);
            g_assert_no_error(error);
            g_assert_cmpuint(row_list_length(list), ==, cell->value);
            rows += cell->value;
        }
        g_assert_cmpfloat(rows, ==, desk.n);
    }
    g_assert_false(session_rows_open(desk.session, "feature=1;season=quarter.7;value=rows.sharp",
                                     &error) != NULL);
    desk_close(&desk);
}

/* Forty features of a desk without seasons, half of which tell something: of ten such lists one in
 * twenty may bear a mark, so one is the most. */
static void
test_clean(void)
{
    enum { SEEDS = 10, FEATURES = 40 };
    Desk desk = {0};
    guint marked = 0;
    desk_open(&desk);
    g_autoptr(SeasonRows) rows = season_rows_new(desk.task, desk.row, desk.n);
    g_autofree double *number = g_new(double, desk.n + 1);
    g_autofree double *label = g_new(double, desk.n + 1);

    for (guint seed = 0; seed < SEEDS; seed++) {
        g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(SeasonFinding));
        state = 1000 + seed;
        for (guint32 i = 0; i < desk.n; i++)
            label[i] = uniform() < 0.15;
        for (guint f = 0; f < FEATURES; f++) {
            FeatureValues values = {.n = desk.n, .number = number};
            for (guint32 i = 0; i < desk.n; i++)
                number[i] = f % 4 == 3 ? floor(4 * uniform()) : normal() + (f % 2) * 0.4 * label[i];
            season_ask(rows, &values, label, TASK_BINARY, f, all);
        }
        season_keep(all);
        g_test_message("seed %u: %u marks", seed, all->len);
        marked += all->len > 0;
    }
    g_assert_cmpuint(marked, <=, 1);
    desk_close(&desk);
}

/* What only changes, each quarter anew and without regard to the year, is no season: 5 in 100 of
 * such features may pass for one. */
static void
test_change(void)
{
    enum { FEATURES = 60 };
    Desk desk = {0};
    guint marked = 0;
    desk_open(&desk);
    g_autoptr(SeasonRows) rows = season_rows_new(desk.task, desk.row, desk.n);
    const SeasonCut *cut = &rows->cut[SEASON_QUARTER];
    g_autofree double *number = g_new(double, desk.n + 1);
    g_autofree double *moves = g_new(double, cut->blocks + 1);

    state = 77;
    for (guint f = 0; f < FEATURES; f++) {
        FeatureValues values = {.n = desk.n, .number = number};
        g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(SeasonFinding));
        double level = 0;
        for (guint b = 0; b < cut->blocks; b++)
            moves[b] = level += 0.4 * normal();
        for (guint32 i = 0; i < desk.n; i++)
            number[i] = normal() + moves[cut->block[i]];
        season_ask(rows, &values, desk.label, TASK_BINARY, 0, all);
        for (guint i = all->len; i-- > 0;)
            if (g_array_index(all, SeasonFinding, i).kind != SEASON_QUARTER)
                g_array_remove_index(all, i);
        season_keep(all);
        marked += all->len > 0;
    }
    g_test_message("%u of %u that wander were taken for seasons", marked, (guint)FEATURES);
    g_assert_cmpuint(marked, <=, 9); /* 4 quarters each; 3 in 60 of one question */
    desk_close(&desk);
}

/* A year seen once can't tell season from change, and says so. */
static void
test_once(void)
{
    Desk desk = {0};
    guint32 n = 0;
    desk_open(&desk);
    TimePoint end = days_from_civil(2021, 1, 1) * 86400 * TIME_SECOND;
    while (n < desk.n && desk.task->seed_time[desk.row[n]] < end)
        n++;
    g_autoptr(SeasonRows) rows = season_rows_new(desk.task, desk.row, n);
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(SeasonFinding));
    g_autofree char *words = season_rows_words(rows);
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_autoptr(GError) error = NULL;

    g_assert_cmpstr(words, ==, "Training saw 12 months once: it can't tell season from change");
    g_ptr_array_add(one, g_ptr_array_index(desk.features, 3));
    g_autoptr(GPtrArray) values = feature_compute(desk.engine, one, desk.row, n, NULL, &error);
    g_assert_no_error(error);
    season_ask(rows, g_ptr_array_index(values, 0), desk.label, TASK_BINARY, 0, all);
    season_keep(all);
    g_assert_cmpuint(all->len, ==, 1);
    g_assert_cmpstr(season_how(&g_array_index(all, SeasonFinding, 0), TASK_BINARY), ==, "higher");
    g_assert_false(g_array_index(all, SeasonFinding, 0).again);
    g_autofree char *sentence =
        season_sentence(&g_array_index(all, SeasonFinding, 0), rows, g_ptr_array_index(values, 0),
                        desk.label, TASK_BINARY);
    g_test_message("%s", sentence);
    g_assert_nonnull(strstr(sentence, "seen once, it may be the season or a change"));
    desk_close(&desk);
}

/* Left out, what is learned elsewhere doesn't hold where it was planted, and does in the others. */
static void
test_left_out(void)
{
    static const struct {
        const char *season;
        gboolean worse;
    } wanted[] = {{"Q1", FALSE}, {"Q2", FALSE}, {"Q4", TRUE}, {"weekend", TRUE}, {"night", FALSE}};
    Desk desk = {0};
    g_autoptr(GError) error = NULL;
    guint found = 0;
    desk_open(&desk);
    g_autoptr(Report) report = session_report_wait(desk.session, "seasons", NULL, NULL, &error);
    g_assert_no_error(error);
    const ReportTable *table = report_find_table(report, "left_out");

    for (guint row = 0; row < table->rows->len; row++)
        for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
            const Cell *lost = report_at(table, row, 5);
            if (strcmp(report_at(table, row, 0)->text, wanted[i].season) != 0)
                continue;
            g_test_message("%s: %.3f, %.3f to %.3f", wanted[i].season, lost->value, lost->low,
                           lost->high);
            g_assert_cmpint(lost->low > 0, ==, wanted[i].worse);
            g_assert_cmpstr(report_at(table, row, 7)->text, ==,
                            wanted[i].worse ? "ranks worse" : "holds");
            const Cell *judged = report_at(table, row, 1);
            g_autoptr(RowList) list = session_rows_open(desk.session, judged->rows, &error);
            g_assert_no_error(error);
            g_assert_cmpfloat(row_list_length(list), ==, judged->value);
            found++;
        }
    g_assert_cmpuint(found, ==, G_N_ELEMENTS(wanted));
    g_assert_true(says(report, "Q4 (ranks by 0."));
    g_assert_false(session_rows_open(desk.session, "season-left=quarter.7;drawn=0", &error) !=
                   NULL);
    g_clear_error(&error);
    desk_close(&desk);
}

/* scipy.stats.t.sf, statsmodels' multipletests(method="holm") */
static void
test_arithmetic(void)
{
    static const double p[] = {0.01, NAN, 0.04, 0.03, 0.005};
    double adjusted[G_N_ELEMENTS(p)];

    near(stats_student_two_sided(2, 1) / 0.2951672353008664, 1, 1e-12);
    near(stats_student_two_sided(2, 4) / 0.1161165235168155, 1, 1e-12);
    near(stats_student_two_sided(-12, 20) / 1.3595557025880677e-10, 1, 1e-9);
    near(stats_student_two_sided(0.01, 7) / 0.9923003176436218, 1, 1e-12);
    g_assert_cmpfloat(stats_student_two_sided(INFINITY, 3), ==, 0);
    stats_holm(p, G_N_ELEMENTS(p), adjusted);
    near(adjusted[4], 0.02, 1e-15);
    near(adjusted[0], 0.03, 1e-15);
    near(adjusted[3], 0.06, 1e-15);
    near(adjusted[2], 0.06, 1e-15);
    g_assert_true(isnan(adjusted[1]));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/feature-seasons/arithmetic", test_arithmetic);
    g_test_add_func("/feature-seasons/reference", test_reference);
    g_test_add_func("/feature-seasons/planted", test_planted);
    g_test_add_func("/feature-seasons/page", test_page);
    g_test_add_func("/feature-seasons/clean", test_clean);
    g_test_add_func("/feature-seasons/change", test_change);
    g_test_add_func("/feature-seasons/once", test_once);
    g_test_add_func("/feature-seasons/left-out", test_left_out);
    return g_test_run();
}
