/* How old the past may be: features at several cuts against plain SQL over the raw tables, and from
 * those the figures of the report; one thread and two; rows behind its numbers; the seal. */
#include "session/session_private.h"

#include "folder.h"

#include <foredesk/sample.h>
#include <foredesk/worth.h>
#include <math.h>

typedef struct {
    char *folder, *from;
    Session *session;
    sqlite3 *database;
} Desk;

static void
must(Session *session, const char *line)
{
    g_autoptr(GError) error = NULL;
    if (!session_run(session, line, &error) || !session_wait(session, NULL, NULL, &error))
        g_error("%s: %s", line, error->message);
}

/* What the model reads: counts, a mean and the newest value, before a moment, of what SQL reads
 * too. */
static const struct {
    const char *expression, *sql;
} read_features[] = {
    {"COUNT(product_events.*, -30, 0, days) VIA tickets.account_id",
     "SELECT count(*) FROM %s WHERE account_id = ? AND occurred_at >= datetime(?2, '-30 days') AND "
     "occurred_at < ?2"},
    {"COUNT(tickets.*, -90, 0, days) VIA tickets.account_id",
     "SELECT count(*) FROM %s WHERE account_id = ? AND created_at >= datetime(?2, '-90 days') AND "
     "created_at < ?2"},
    {"AVG(account_health.score, -90, 0, days) VIA tickets.account_id",
     "SELECT avg(score) FROM %s WHERE account_id = ? AND recorded_at >= datetime(?2, '-90 days') "
     "AND recorded_at < ?2"},
    {"LAST(account_health.score) VIA tickets.account_id",
     "SELECT score FROM %s WHERE account_id = ? AND recorded_at < ?2 ORDER BY recorded_at DESC, "
     "row "
     "DESC LIMIT 1"},
};
static const char *const read_tables[] = {"product_events", "tickets", "account_health",
                                          "account_health"};

static void
desk_open(Desk *desk)
{
    static const char *const files[] = {"tickets", "accounts", "product_events", "account_health"};
    g_autoptr(GError) error = NULL;
    SampleOptions options;

    desk->folder = g_dir_make_tmp("foredesk-cuts-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    desk->from = g_dir_make_tmp("foredesk-cuts-XXXXXX", NULL);
    g_autoptr(GString) import = g_string_new("import");
    g_autoptr(GString) only = g_string_new("feature only");
    sample_options_init(&options);
    options.tickets = 3000;
    g_assert_true(sample_write(desk->from, &options, NULL, &error));
    desk->session = session_open(path, NULL);
    session_yield(desk->session);
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        g_string_append_printf(import, " %s/%s.csv", desk->from, files[i]);
    must(desk->session, import->str);
    must(desk->session, "target column=escalated_to_eng positive=yes horizon=48h");
    for (guint i = 0; i < G_N_ELEMENTS(read_features); i++) {
        g_autofree char *add = g_strdup_printf("feature add \"%s\"", read_features[i].expression);
        must(desk->session, add);
        g_string_append_printf(only, " \"%s\"", read_features[i].expression);
    }
    must(desk->session, only->str);
    must(desk->session, "train boost rounds=40");
    must(desk->session, "use model 1");
    desk->database = workspace_database(session_workspace(desk->session));
}

static void
desk_close(Desk *desk)
{
    g_clear_pointer(&desk->session, session_close);
    folder_remove(desk->folder);
    folder_remove(desk->from);
    g_free(desk->folder);
    g_free(desk->from);
}

static Report *
ask(Desk *desk, const char *name)
{
    g_autoptr(GError) error = NULL;
    Report *report = session_report_wait(desk->session, name, NULL, NULL, &error);
    g_assert_no_error(error);
    return report;
}

/* The rows that count, which repeated tickets don't: SQL reads no others either. */
static void
note_current_rows(Desk *desk, FrameStore *frames)
{
    Catalogue *catalogue = session_catalogue(desk->session);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = catalogue->tables->pdata[i];
        g_autoptr(Frame) frame = frame_store_get(frames, desk->database, table, NULL, NULL);
        g_autofree char *create = g_strdup_printf(
            "CREATE TEMP TABLE current_%d (row INTEGER PRIMARY KEY)", (int)table->id);
        g_autofree char *insert =
            g_strdup_printf("INSERT INTO current_%d VALUES (?)", (int)table->id);
        g_assert_true(db_exec(desk->database, create, NULL));
        for (guint32 row = 0; row < frame->n; row++)
            g_assert_true(db_run(desk->database, NULL, insert, "i", frame->row_id[row]));
    }
}

/* ---- by SQL ------------------------------------------------------------------------------------
 */

static guint
feature_of(const Feature *feature)
{
    guint which = 0;
    while (which < G_N_ELEMENTS(read_features) &&
           strcmp(read_features[which].expression, feature->expression) != 0)
        which++;
    g_assert_cmpuint(which, <, G_N_ELEMENTS(read_features));
    return which;
}

static double *
by_sql(Desk *desk, const Task *task, guint feature, const guint32 *rows, guint32 n, TimePoint cut)
{
    Catalogue *catalogue = session_catalogue(desk->session);
    const TableInfo *table = catalogue_table(catalogue, read_tables[feature], NULL);
    const FrameColumn *account = frame_column(task->frame, "account_id");
    g_autoptr(GString) raw = g_string_new("(SELECT row");
    for (guint i = 0; i < table->columns->len; i++)
        g_string_append_printf(raw, ", c%u AS \"%s\"", i,
                               ((const ColumnInfo *)table->columns->pdata[i])->name);
    g_string_append_printf(raw, " FROM raw_%d WHERE row IN (SELECT row FROM current_%d))",
                           (int)table->id, (int)table->id);
    g_auto(GStrv) parts = g_strsplit(read_features[feature].sql, "%s", 2);
    g_autofree char *sql = g_strconcat(parts[0], raw->str, parts[1], NULL);
    double *values = g_new(double, n + 1);
    for (guint32 i = 0; i < n; i++) {
        TimePoint until = MIN(task->seed_time[rows[i]], cut);
        g_autofree char *at = date_format(until, PRECISION_SECOND, NULL);
        gint32 code = account->code[rows[i]];
        g_autoptr(GError) error = NULL;
        values[i] = NAN;
        if (code < 0)
            continue;
        g_autoptr(sqlite3_stmt) statement =
            db_prepare(desk->database, &error, sql, "ss",
                       dictionary_text(account->dictionary, (guint32)code), at);
        g_assert_no_error(error);
        if (db_step(statement, &error) && sqlite3_column_type(statement, 0) != SQLITE_NULL)
            values[i] = sqlite3_column_double(statement, 0);
        g_assert_no_error(error);
    }
    return values;
}

/* The engine's own values of those rows, the past ending `before` sooner than the part begins. */
static void
assert_values(Desk *desk, Task *task, FrameStore *frames, const Model *model, const guint32 *rows,
              guint32 n, double days, TimePoint cut)
{
    g_autoptr(GError) error = NULL;
    task->frozen = days >= 0;
    task->cut_before = (gint64)(MAX(days, 0) * TIME_DAY);
    g_autoptr(FeatureEngine) engine = feature_engine_new(task, frames, desk->database, &error);
    g_autoptr(GPtrArray) values = feature_compute(engine, model->features, rows, n, NULL, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < values->len; i++) {
        const FeatureValues *ours = values->pdata[i];
        g_autofree double *theirs = by_sql(desk, task, feature_of(ours->feature), rows, n, cut);
        for (guint32 k = 0; k < n; k++) {
            g_assert_cmpint(isnan(ours->number[k]), ==, isnan(theirs[k]));
            if (!isnan(theirs[k]))
                g_assert_cmpfloat_with_epsilon(ours->number[k], theirs[k], 1e-9);
        }
    }
    task->frozen = FALSE;
    task->cut_before = 0;
}

/* What the model says of rows whose features SQL read. */
static double *
score_by_sql(Desk *desk, const Task *task, const Model *model, const guint32 *rows, guint32 n,
             TimePoint cut)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new();
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    double *p = g_new(double, n + 1);

    g_assert_cmpuint(model->features->len, ==, G_N_ELEMENTS(read_features));
    for (guint i = 0; i < model->features->len; i++) {
        const Feature *feature = model->features->pdata[i];
        guint which = feature_of(feature);
        FeatureValues *one = g_new0(FeatureValues, 1);
        *one = (FeatureValues){feature, n, by_sql(desk, task, which, rows, n, cut), NULL, NULL};
        g_ptr_array_add(values, one);
        g_ptr_array_add(numbers, one->number);
    }
    g_autoptr(Matrix) matrix = matrix_new(model->encoder, values, NULL, n, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(model_score_matrix(model, matrix, p, &error));
    for (guint i = 0; i < values->len; i++)
        g_free(values->pdata[i]);
    return p;
}

/* Each line's AUC, and what its log loss is, from features that SQL read at the cut. */
static void
test_against_sql(void)
{
    static const double days[] = {-1, 0, 7, 28, 91};
    Desk desk = {0};
    g_autoptr(GError) error = NULL;
    desk_open(&desk);
    g_autoptr(Report) report = ask(&desk, "cuts 0,1w,28d,91d");
    const ReportTable *table = report_find_table(report, "cuts");
    g_autoptr(FrameStore) frames = frame_store_new(session_catalogue(desk.session));
    g_autoptr(Task) task = task_load(frames, desk.database, 1, &error);
    g_autoptr(Model) model = model_load(desk.database, 1, &error);
    g_assert_no_error(error);
    note_current_rows(&desk, frames);
    g_autofree guint32 *rows = g_new(guint32, task->n);
    g_autofree guint8 *label = g_new(guint8, task->n);
    guint32 n = 0, differ = 0;
    TimePoint begin = G_MAXINT64;

    for (guint32 row = 0; row < task->n; row++)
        if (task->part[row] == SPLIT_VALIDATION) {
            label[n] = task->label[row] > 0.5;
            begin = MIN(begin, task->seed_time[row]);
            rows[n++] = row;
        }
    g_assert_cmpuint(table->rows->len, ==, G_N_ELEMENTS(days));
    g_autofree double *seen = score_by_sql(&desk, task, model, rows, n, G_MAXINT64);
    for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
        TimePoint cut = days[i] < 0 ? G_MAXINT64 : begin - (TimePoint)days[i] * TIME_DAY;
        assert_values(&desk, task, frames, model, rows, n, days[i], cut);
        g_autofree double *p = score_by_sql(&desk, task, model, rows, n, cut);
        AucComparison pair = stats_auc_compare(p, seen, label, n, 1 - 0.05 / 4);
        g_assert_cmpfloat_with_epsilon(report_at(table, i, 2)->value, pair.auc_a, 1e-12);
        if (i > 0) {
            g_assert_cmpfloat_with_epsilon(report_at(table, i, 3)->value, pair.difference.value,
                                           1e-12);
            g_assert_cmpfloat_with_epsilon(report_at(table, i, 3)->low, pair.difference.low, 1e-9);
        }
        for (guint32 k = 0; k < n; k++)
            differ += p[k] != seen[k];
    }
    g_assert_cmpuint(differ, >, n); /* an older past says something else */
    desk_close(&desk);
}

/* ---- threads -----------------------------------------------------------------------------------
 */

typedef struct {
    Desk *desk;
    double *score;
    guint32 n;
} Scoring;

static gpointer
score_apart(gpointer data)
{
    Scoring *scoring = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = db_file(scoring->desk->database);
    sqlite3 *database = db_open_reader(file, &error);
    g_autoptr(FrameStore) frames = frame_store_new(session_catalogue(scoring->desk->session));
    g_autoptr(Task) task = task_load(frames, database, 1, &error);
    g_autoptr(Model) model = model_load(database, 1, &error);
    g_assert_no_error(error);
    g_autoptr(Scores) scores = past_cut_scores(task, model, SPLIT_VALIDATION, 14 * TIME_DAY, frames,
                                               database, NULL, &error);
    g_assert_no_error(error);
    scoring->n = scores->n;
    scoring->score = g_memdup2(scores->score, scores->n * sizeof *scores->score);
    g_clear_pointer(&task, task_unref);
    sqlite3_close(database);
    return NULL;
}

/* By itself, and beside another that does the same: the same bits. */
static void
test_threads(void)
{
    Desk desk = {0};
    desk_open(&desk);
    Scoring alone = {.desk = &desk}, both[2] = {{.desk = &desk}, {.desk = &desk}};
    GThread *threads[2];
    score_apart(&alone);
    for (guint i = 0; i < 2; i++)
        threads[i] = g_thread_new("cuts", score_apart, &both[i]);
    for (guint i = 0; i < 2; i++) {
        g_thread_join(threads[i]);
        g_assert_cmpmem(alone.score, alone.n * sizeof *alone.score, both[i].score,
                        both[i].n * sizeof *both[i].score);
        g_free(both[i].score);
    }
    g_free(alone.score);
    desk_close(&desk);
}

/* ---- rows and seal -----------------------------------------------------------------------------
 */

/* Behind flagged and caught stand as many tickets as the cell says, flagged with that past. */
static void
test_rows_behind(void)
{
    Desk desk = {0};
    desk_open(&desk);
    g_autoptr(Report) report = ask(&desk, "cuts 4w");
    const ReportTable *table = report_find_table(report, "cuts");
    guint compared = 0;
    for (guint row = 0; row < table->rows->len; row++)
        for (guint column = 7; column <= 8; column++) {
            const Cell *cell = report_at(table, row, column);
            g_autoptr(GError) error = NULL;
            g_autoptr(RowList) list = session_rows_open(desk.session, cell->rows, &error);
            g_assert_no_error(error);
            g_assert_cmpuint(row_list_length(list), ==, (guint)cell->value);
            compared += (guint)cell->value;
        }
    g_assert_cmpuint(compared, >, 0);
    g_autoptr(GError) error = NULL;
    g_assert_null(
        session_rows_open(desk.session, "cut=0;scorer=1;part=test;flagged=10;cell=tp", &error));
    g_assert_nonnull(error);
    desk_close(&desk);
}

/* The test part only while it is open, and the look that opened it was counted. */
static void
test_sealed(void)
{
    Desk desk = {0};
    g_autoptr(GError) error = NULL;
    desk_open(&desk);
    g_autoptr(Report) sealed =
        session_report_wait(desk.session, "cuts test 1w", NULL, NULL, &error);
    g_assert_null(sealed ? report_find_table(sealed, "cuts") : NULL);
    g_clear_error(&error);
    must(desk.session, "unseal sure=yes");
    g_assert_cmpuint(session_looks(desk.session), ==, 1);
    g_autoptr(Report) open = ask(&desk, "cuts test 1w");
    g_assert_nonnull(report_find_table(open, "cuts"));
    must(desk.session, "seal");
    g_autoptr(Report) again = session_report_wait(desk.session, "cuts test 1w", NULL, NULL, &error);
    g_assert_null(again ? report_find_table(again, "cuts") : NULL);
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cuts/sql", test_against_sql);
    g_test_add_func("/cuts/threads", test_threads);
    g_test_add_func("/cuts/rows", test_rows_behind);
    g_test_add_func("/cuts/sealed", test_sealed);
    return g_test_run();
}
