/* The figures of features against scipy and scikit-learn (tests/reference/importance.txt): alone,
 * from training to validation, permutation importance, and how alike any two are. */
#include "commands.h"
#include "folder.h"
#include "reference.h"

#include "evaluate/feature_figures.h"

#include <foredesk/sample.h>
#include <foredesk/session.h>
#include <glib/gstdio.h>
#include <math.h>

typedef struct {
    char *folder;
    Session *session;
    GPtrArray *cases;
} Desk;

static void
desk_open(Desk *desk)
{
    const char *source = g_getenv("FOREDESK_SOURCE");
    g_autofree char *import = g_strdup_printf("import %s/tests/reference/importance.csv table=rows",
                                              source ? source : ".");
    static const char *const columns[] = {"strong", "weak",   "copy", "falling",
                                          "idle",   "moving", "kind", "sort"};

    desk->folder = g_dir_make_tmp("foredesk-figures-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(desk->folder, "rows.foredesk", NULL);
    desk->cases = reference_load("importance.txt");
    desk->session = session_open(path, NULL);
    must(desk->session, import);
    must(desk->session, "target column=result positive=yes");
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autofree char *known = g_strdup_printf("known %s arrival", columns[i]);
        g_autofree char *on = g_strdup_printf("feature on rows.%s", columns[i]);
        must(desk->session, known);
        must(desk->session, on);
    }
}

static void
desk_close(Desk *desk)
{
    g_clear_pointer(&desk->session, session_close);
    folder_remove(desk->folder);
    g_free(desk->folder);
    g_ptr_array_unref(desk->cases);
}

static const Cell *
cell_of(const Report *report, const char *expression, const char *column)
{
    const ReportTable *table = report_find_table(report, "features");
    guint row = 0, at = 0, by = 0;

    for (guint i = 0; i < table->columns->len; i++) {
        const ReportColumn *one = g_ptr_array_index(table->columns, i);
        at = strcmp(one->id, column) == 0 ? i : at;
        by = strcmp(one->id, "expression") == 0 ? i : by;
    }
    while (row < table->rows->len && g_strcmp0(report_at(table, row, by)->text, expression) != 0)
        row++;
    if (row == table->rows->len)
        g_error("no feature %s", expression);
    return report_at(table, row, at);
}

static Report *
features_of(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    Report *report = session_report_wait(desk->session, "features", NULL, NULL, &error);
    g_assert_no_error(error);
    return report;
}

static void
near(double value, double wanted, double within)
{
    if (!(fabs(value - wanted) <= within))
        g_error("%.10g, wanted %.10g", value, wanted);
}

static const char *const numbers[] = {"strong", "weak", "copy", "falling", "idle", "moving"};

static void
test_alone(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Report) report = features_of(&desk);

    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        const ReferenceCase *one = reference_find(desk.cases, numbers[i]);
        g_autofree char *expression = g_strconcat("rows.", numbers[i], NULL);
        const Cell *power = cell_of(report, expression, "power");
        near(power->value, reference_value(one, "power", 0), 1e-9);
        near(power->low, reference_value(one, "power", 1), 1e-9);
        near(power->high, reference_value(one, "power", 2), 1e-9);
        near(cell_of(report, expression, "psi")->value, reference_value(one, "psi", 0), 1e-9);
        near(cell_of(report, expression, "psi_noise")->value, reference_value(one, "psi", 1), 1e-9);
    }
    g_assert_cmpstr(cell_of(report, "rows.moving", "stability")->text, ==, "another");
    g_assert_cmpstr(cell_of(report, "rows.strong", "stability")->text, ==, "yes");
    /* those that were made to say the same, and no other */
    double group = cell_of(report, "rows.strong", "alike")->value;
    g_assert_cmpfloat(group, >, 0);
    g_assert_cmpfloat(cell_of(report, "rows.copy", "alike")->value, ==, group);
    g_assert_true(isnan(cell_of(report, "rows.falling", "alike")->value));
    group = cell_of(report, "rows.kind", "alike")->value;
    g_assert_cmpfloat(group, >, 0);
    g_assert_cmpfloat(cell_of(report, "rows.sort", "alike")->value, ==, group);
    const ReferenceCase *like = reference_find(desk.cases, "alike");
    near(cell_of(report, "rows.strong", "likeness")->value, reference_value(like, "near", 0), 1e-9);
    g_assert_cmpstr(cell_of(report, "rows.strong", "twin")->text, ==, "copy");
    near(cell_of(report, "rows.kind", "likeness")->value, reference_value(like, "v", 0), 1e-9);
    g_assert_cmpfloat(cell_of(report, "rows.strong", "reads")->value, ==, 1);
    desk_close(&desk);
}

/* Dealing out is by lot: five deals here, four hundred there. */
static void
test_permutation(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, "group off calendar");
    must(desk.session, "feature off rows.sort rows.copy");
    must(desk.session, "train logistic");
    must(desk.session, "use model 1");
    g_autoptr(Report) report = features_of(&desk);
    const ReferenceCase *one = reference_find(desk.cases, "permutation");

    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autofree char *expression = g_strconcat("rows.", numbers[i], NULL);
        if (strcmp(numbers[i], "copy") == 0)
            continue;
        const Cell *drop = cell_of(report, expression, "drop");
        double wanted = reference_value(one, numbers[i], 0);
        g_test_message("%s: %.4f (%.4f to %.4f), scikit-learn %.4f", numbers[i], drop->value,
                       drop->low, drop->high, wanted);
        near(drop->value, wanted, 0.02 + 0.1 * wanted); /* of 300 rows */
        g_assert_cmpfloat(drop->low, <=, wanted);
        g_assert_cmpfloat(drop->high, >=, wanted);
    }
    const Cell *worth = cell_of(report, "rows.strong", "worth");
    g_assert_cmpfloat(worth->low, >, 0);
    g_assert_true(isnan(cell_of(report, "rows.copy", "drop")->value)); /* it isn't in the model */
    desk_close(&desk);
}

static const Cell *
cell_in(const Report *report, const char *id, const char *first, const char *column)
{
    const ReportTable *table = report_find_table(report, id);

    for (guint row = 0; table && row < table->rows->len; row++)
        for (guint i = 0; i < table->columns->len; i++)
            if (g_strcmp0(report_at(table, row, 1)->text, first) == 0 &&
                strcmp(((ReportColumn *)g_ptr_array_index(table->columns, i))->id, column) == 0)
                return report_at(table, row, i);
    g_error("%s: no %s of %s", id, column, first);
}

static const Cell *
named_value(const Report *report, const char *id)
{
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (strcmp(value->id, id) == 0)
            return value->cell;
    }
    g_error("no value %s", id);
}

/* Two columns that say the same stand in for each other: dealt out one by one neither is worth what
 * they are worth together, and a group that goes is estimated as one. */
static void
test_group(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, "group off calendar");
    must(desk.session, "feature only rows.strong rows.copy rows.idle");
    must(desk.session, "train logistic");
    must(desk.session, "use model 1");
    g_autoptr(Report) report = features_of(&desk);
    const char *group = cell_of(report, "rows.strong", "group")->text;
    const Cell *joint = cell_in(report, "groups", group, "drop");
    double one = cell_of(report, "rows.strong", "drop")->value;
    double other = cell_of(report, "rows.copy", "drop")->value;

    g_assert_cmpstr(cell_of(report, "rows.copy", "group")->text, ==, group);
    g_assert_true(g_str_has_prefix(cell_in(report, "groups", group, "enabled")->text, "3/"));
    g_test_message("together %.4f, one by one %.4f and %.4f", joint->value, one, other);
    g_assert_cmpfloat(joint->value, >, MAX(one, other) + 0.02);
    g_assert_cmpfloat(joint->low, >, MAX(one, other));
    double worth = cell_in(report, "groups", group, "worth")->value;
    g_autofree char *off = g_strdup_printf("group off \"%s\"", group);
    must(desk.session, off);
    must(desk.session, "feature on HOUR(rows.at)");
    g_autoptr(Report) without = features_of(&desk);
    g_assert_cmpfloat(named_value(without, "estimate")->value, ==, worth);
    desk_close(&desk);
}

/* A feature's page names those that say the same, and each opens. */
static void
test_partners(void)
{
    Desk desk;
    g_autoptr(GError) error = NULL;
    desk_open(&desk);
    g_autoptr(Report) page =
        session_report_wait(desk.session, "feature rows.strong", NULL, NULL, &error);
    g_assert_no_error(error);
    const ReportTable *alike = report_find_table(page, "alike");
    g_assert_cmpuint(alike->rows->len, ==, 1);
    g_assert_cmpstr(report_at(alike, 0, 0)->text, ==, "copy");
    g_assert_cmpstr(report_at(alike, 0, 0)->rows, ==, "report=feature rows.copy");
    near(report_at(alike, 0, 2)->value,
         reference_value(reference_find(desk.cases, "alike"), "near", 0), 1e-9);
    g_assert_cmpfloat(named_value(page, "reads")->value, ==, 1);
    g_assert_true(g_str_has_prefix(named_value(page, "stability")->text, "as they were"));
    g_autoptr(Report) moved =
        session_report_wait(desk.session, "feature rows.moving", NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(g_str_has_prefix(named_value(moved, "stability")->text, "they are others"));
    g_assert_cmpuint(report_find_table(moved, "alike")->rows->len, ==, 0);
    desk_close(&desk);
}

/* One of a kind stays, in one step that can be taken back. */
static void
test_keep(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Report) before = features_of(&desk);
    must(desk.session, "feature keep rows.copy");
    g_autoptr(Report) kept = features_of(&desk);
    g_assert_cmpfloat(cell_of(kept, "rows.strong", "enabled")->value, ==, 0);
    g_assert_cmpfloat(cell_of(kept, "rows.copy", "enabled")->value, ==, 1);
    g_assert_cmpfloat(cell_of(kept, "rows.falling", "enabled")->value, ==, 1);
    must(desk.session, "undo");
    g_autoptr(Report) back = features_of(&desk);
    g_assert_cmpfloat(cell_of(back, "rows.strong", "enabled")->value, ==, 1);
    g_autoptr(GError) error = NULL;
    g_assert_false(session_run(desk.session, "feature keep rows.falling", &error));
    g_assert_nonnull(strstr(error->message, "nothing like it"));
    desk_close(&desk);
}

static double
on_of(Desk *desk, const char *expression)
{
    g_autoptr(Report) report = features_of(desk);
    return cell_of(report, expression, "enabled")->value;
}

/* The features that are on, as one text. */
static char *
all_on(Desk *desk)
{
    g_autoptr(Report) report = features_of(desk);
    const ReportTable *table = report_find_table(report, "features");
    GString *names = g_string_new(NULL);

    for (guint at = 0; at < table->columns->len; at++)
        for (guint row = 0; row < table->rows->len; row++) {
            const char *expression = report_at(table, row, at)->text;
            if (strcmp(((ReportColumn *)g_ptr_array_index(table->columns, at))->id, "expression") ==
                    0 &&
                cell_of(report, expression, "enabled")->value > 0)
                g_string_append_printf(names, "%s\n", expression);
        }
    return g_string_free(names, FALSE);
}

/* What is loaded is what was saved, whatever was switched meanwhile; undo brings that back. */
static void
test_set_is_what_was_saved(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, "feature off rows.idle");
    must(desk.session, "group off calendar");
    g_autofree char *saved = all_on(&desk);
    must(desk.session, "feature save mine");
    must(desk.session, "group on calendar");
    must(desk.session, "feature on rows.idle");
    must(desk.session, "feature off rows.weak");
    g_autofree char *meanwhile = all_on(&desk);
    g_assert_cmpstr(saved, !=, meanwhile);
    must(desk.session, "feature load mine");
    g_autofree char *loaded = all_on(&desk);
    g_assert_cmpstr(loaded, ==, saved);
    must(desk.session, "undo");
    g_autofree char *back = all_on(&desk);
    g_assert_cmpstr(back, ==, meanwhile);
    desk_close(&desk);
}

/* Sets by name come and go, and come back by undo; the search drops what says nothing. */
static void
test_sets(void)
{
    Desk desk;
    g_autoptr(GError) error = NULL;
    desk_open(&desk);
    must(desk.session, "group off calendar");
    must(desk.session, "feature save all");
    must(desk.session, "feature only rows.strong rows.kind");
    g_assert_cmpfloat(on_of(&desk, "rows.weak"), ==, 0);
    g_assert_cmpfloat(on_of(&desk, "rows.kind"), ==, 1);
    must(desk.session, "feature load all");
    g_assert_cmpfloat(on_of(&desk, "rows.weak"), ==, 1);
    must(desk.session, "undo");
    g_assert_cmpfloat(on_of(&desk, "rows.weak"), ==, 0);
    must(desk.session, "feature forget all");
    g_assert_false(session_run(desk.session, "feature load all", &error));
    g_assert_nonnull(strstr(error->message, "no set"));
    g_clear_error(&error);
    must(desk.session, "undo");
    must(desk.session, "feature load all");
    g_autoptr(Report) report = session_report_wait(desk.session, "smallest", NULL, NULL, &error);
    g_assert_no_error(error);
    const ReportTable *sizes = report_find_table(report, "sizes");
    const ReportTable *chosen = report_find_table(report, "chosen_features");
    g_assert_cmpfloat(report_at(sizes, 0, 1)->value, >=, 8);
    g_assert_cmpfloat(report_at(sizes, sizes->rows->len - 1, 1)->value, ==, 1);
    g_assert_cmpuint(chosen->rows->len, <, 8);
    must(desk.session, "feature smallest");
    for (guint i = 0; i < chosen->rows->len; i++)
        g_assert_cmpfloat(on_of(&desk, report_at(chosen, i, 2)->text), ==, 1);
    g_assert_cmpfloat(on_of(&desk, "rows.idle"), ==, 0);
    must(desk.session, "undo");
    g_assert_cmpfloat(on_of(&desk, "rows.idle"), ==, 1);
    desk_close(&desk);
}

static void
test_association(void)
{
    g_autoptr(GPtrArray) cases = reference_load("importance.txt");
    const ReferenceCase *one = reference_find(cases, "alike");
    double alike[144], x[] = {1, 2, 2, NAN, 5, 9}, y[] = {3, 1, 4, 7, NAN, 8}, rank[6];
    guint group[12];

    stats_ranks(x, 6, rank);
    g_assert_cmpfloat(rank[1], ==, 2.5);
    g_assert_true(isnan(rank[3]));
    near(stats_spearman(x, y, 6, 0.95).value, 0.632455532033676, 1e-12); /* over the four of both */

    for (guint i = 0; i < 144; i++)
        alike[i] = reference_value(one, "matrix", i);
    guint groups = stats_complete_linkage(alike, 12, 0.9, group);
    g_assert_cmpuint(groups, >, 0);
    for (guint i = 0; i < 12; i++)
        for (guint k = 0; k < i; k++)
            g_assert_cmpint(group[i] && group[i] == group[k], ==,
                            reference_value(one, "matrix", 144 + i) ==
                                reference_value(one, "matrix", 144 + k));
}

/* A code that means nothing must not look as if it did, however many values it has. */
static void
test_by_heart(void)
{
    enum { N = 4000 };
    Random random;
    g_autofree double *label = g_new(double, N);
    guint outside = 0;

    random_seed(&random, 5);
    for (guint round = 0; round < 40; round++) {
        g_autofree double *number = g_new(double, N);
        FeatureValues values = {.n = N, .number = number};
        for (guint i = 0; i < N; i++) {
            label[i] = random_below(&random, 5) == 0;
            number[i] = random_below(&random, 50);
        }
        FeaturePower power = feature_power(&values, label, TASK_BINARY);
        outside += power.power.low > 0.5;
    }
    g_assert_cmpuint(outside, <, 8); /* one side of 95 %, folded over: 2 of 40 */
}

/* ---- the rows behind ---------------------------------------------------------------------------
 */

typedef struct {
    Task *task;
    FeatureEngine *engine;
    Session *session;
    guint counted, listed;
} Behind;

/* What a value was made of is all there is of it, and nothing of it was known later. */
static void
check_source(Behind *behind, const Feature *feature, guint32 row, double value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(FeatureSource) source = feature_source(behind->engine, feature, row, &error);
    double sum = 0;
    guint32 filled = 0;

    g_assert_no_error(error);
    for (guint32 i = 0; i < source->n; i++) {
        if (source->time[i] != TIME_MISSING)
            g_assert_cmpint(source->time[i], <, behind->task->seed_time[row]);
        if (source->value && !isnan(source->value[i])) {
            sum += source->value[i];
            filled++;
        }
    }
    if (feature->node->type != PQL_AGGREGATE)
        return;
    switch (feature->node->aggregate) {
    case PQL_COUNT:
        if (!isnan(value))
            g_assert_cmpfloat(source->n, ==, value);
        behind->counted++;
        break;
    case PQL_EXISTS:
        if (!isnan(value))
            g_assert_cmpint(source->n > 0, ==, value > 0);
        break;
    case PQL_SUM:
        near(sum, isnan(value) ? 0 : value, 1e-6);
        break;
    case PQL_AVG:
    case PQL_SHARE:
        if (!isnan(value))
            near(sum / filled, value, 1e-6);
        break;
    case PQL_LAST:
    case PQL_SINCE_LAST:
        g_assert_cmpint(source->n, ==, isnan(value) ? 0 : 1);
        if (feature->node->aggregate == PQL_LAST && feature->numeric && source->n)
            g_assert_cmpfloat(source->value[0], ==, value);
        break;
    default:
        break;
    }
}

/* The list that Enter opens holds the same rows. */
static void
check_list(Behind *behind, const Feature *feature, guint32 row)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *reference =
        g_strdup_printf("source=1;row=%" G_GINT64_FORMAT ";value=%s",
                        behind->task->frame->row_id[row], feature->expression);
    g_autoptr(FeatureSource) source = feature_source(behind->engine, feature, row, NULL);
    g_autoptr(RowList) list = session_rows_open(behind->session, reference, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(row_list_length(list), ==, source->n);
    for (guint i = 0; i < source->n; i++)
        g_assert_cmpint(row_list_row_id(list, i), ==, source->frame->row_id[source->row[i]]);
    behind->listed += source->n;
}

static void
check_features(Behind *behind, GPtrArray *features)
{
    g_autoptr(GError) error = NULL;
    guint32 row[20];
    Random random;

    random_seed(&random, 11);
    for (guint i = 0; i < G_N_ELEMENTS(row); i++)
        row[i] = random_below(&random, behind->task->n);
    g_autoptr(GPtrArray) values =
        feature_compute(behind->engine, features, row, G_N_ELEMENTS(row), NULL, &error);
    g_assert_no_error(error);
    for (guint f = 0; f < features->len; f++)
        for (guint i = 0; i < G_N_ELEMENTS(row); i++) {
            const FeatureValues *one = g_ptr_array_index(values, f);
            double value = one->number ? one->number[i] : one->code[i] < 0 ? NAN : one->code[i];
            check_source(behind, g_ptr_array_index(features, f), row[i], value);
            if (i == 0)
                check_list(behind, g_ptr_array_index(features, f), row[i]);
        }
}

static void
test_sources(void)
{
    static const char *const tables[] = {"tickets",        "accounts",    "users",
                                         "product_events", "deployments", "account_health"};
    static const char *const own[] = {
        "AVG(product_events.value, -7, 0, days) VIA tickets.account_id",
        "SUM(product_events.value, -30, 0, days) VIA tickets.account_id",
        "SHARE(product_events.* WHERE event = 'api_error_500', -30, 0, days) VIA "
        "tickets.account_id",
        "COUNT(tickets.* WHERE channel = 'chat', -60, 0, days) VIA tickets.user_id VIA "
        "users.account_id",
        "EXISTS(deployments.*, -3, 0, days)",
        "COUNT(tickets.*, -1, 0, days) VIA ALL"};
    g_autofree char *folder = g_dir_make_tmp("foredesk-behind-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "desk.foredesk", NULL);
    g_autoptr(GString) import = g_string_new("import");
    g_autoptr(GError) error = NULL;
    SampleOptions options;
    Desk desk = {.folder = g_strdup(folder), .cases = g_ptr_array_new()};
    Behind behind = {0};

    sample_options_init(&options);
    options.tickets = 1200;
    g_assert_true(sample_write(folder, &options, NULL, &error));
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
        g_string_append_printf(import, " %s/%s.csv", folder, tables[i]);
    desk.session = behind.session = session_open(path, NULL);
    must(desk.session, import->str);
    must(desk.session, "target column=escalated_to_eng positive=yes horizon=48h");
    for (guint i = 0; i < G_N_ELEMENTS(own); i++) {
        g_autofree char *line = g_strdup_printf("feature add \"%s\"", own[i]);
        must(desk.session, line);
    }
    sqlite3 *database = workspace_database(session_workspace(desk.session));
    FrameStore *frames = frame_store_new(session_catalogue(desk.session));
    behind.task = task_load(frames, database, session_task(desk.session)->id, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) features = features_load(database, behind.task, &error);
    g_assert_no_error(error);
    behind.engine = feature_engine_new(behind.task, frames, database, &error);
    check_features(&behind, features);
    g_assert_cmpuint(behind.counted, >=, 40); /* of those added here alone */
    g_assert_cmpuint(behind.listed, >, 20);
    feature_engine_free(behind.engine);
    task_unref(behind.task);
    frame_store_unref(frames);
    desk_close(&desk);
}

/* The lines of a page count the rows that they open, and all of them together every row. */
static void
test_page(void)
{
    static const char *const pages[] = {"feature rows.falling", "feature rows.kind",
                                        "feature rows.weak", "feature rows.idle"};
    Desk desk;
    desk_open(&desk);

    for (guint p = 0; p < G_N_ELEMENTS(pages); p++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Report) report = session_report_wait(desk.session, pages[p], NULL, NULL, &error);
        g_assert_no_error(error);
        double rows = 0;
        const ReportTable *tables[] = {report_find_table(report, "values"),
                                       report_find_table(report, "months")};
        for (guint t = 0; t < 2; t++)
            for (guint row = 0; row < tables[t]->rows->len; row++) {
                for (guint c = 1; c < (t ? 2 : 4); c++) {
                    const Cell *cell = report_at(tables[t], row, c);
                    g_autoptr(RowList) list = session_rows_open(desk.session, cell->rows, &error);
                    g_assert_no_error(error);
                    g_assert_cmpuint(row_list_length(list), ==, cell->value);
                }
                rows += t ? 0 : report_at(tables[t], row, 1)->value;
            }
        g_assert_cmpfloat(rows, ==, 1260);
    }
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/feature-figures/association", test_association);
    g_test_add_func("/feature-figures/alone", test_alone);
    g_test_add_func("/feature-figures/permutation", test_permutation);
    g_test_add_func("/feature-figures/group", test_group);
    g_test_add_func("/feature-figures/partners", test_partners);
    g_test_add_func("/feature-figures/keep", test_keep);
    g_test_add_func("/feature-figures/sets", test_sets);
    g_test_add_func("/feature-figures/set-is-what-was-saved", test_set_is_what_was_saved);
    g_test_add_func("/feature-figures/page", test_page);
    g_test_add_func("/feature-figures/sources", test_sources);
    g_test_add_func("/feature-figures/by-heart", test_by_heart);
    return g_test_run();
}
