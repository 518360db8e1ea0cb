/* evaluate: the decision table against counting by hand, lines and capacity with ties, costs that
 * pair by ticket, and figures that survive the file. */
#include <foredesk/evaluate.h>

#include <math.h>
#include <string.h>

static Scores *
random_scores(Random *random, guint32 n, guint levels)
{
    Scores *scores = g_new0(Scores, 1);

    scores->n = n;
    scores->part = SPLIT_VALIDATION;
    scores->model_id = 1;
    scores->row = g_new(guint32, n + 1);
    scores->row_id = g_new(gint64, n + 1);
    scores->score = g_new(double, n + 1);
    scores->label = g_new(guint8, n + 1);
    scores->months = 2.5;
    scores->working_days = 52.5;
    for (guint32 i = 0; i < n; i++)
        scores->score[i] = (double)random_below(random, levels) / levels;
    for (guint32 i = 1; i < n; i++) /* descending, as scores_new leaves them */
        for (guint32 j = i; j > 0 && scores->score[j] > scores->score[j - 1]; j--) {
            double swap = scores->score[j];
            scores->score[j] = scores->score[j - 1];
            scores->score[j - 1] = swap;
        }
    for (guint32 i = 0; i < n; i++) {
        scores->row[i] = i * 3;
        scores->row_id[i] = i * 3 + 1;
        scores->label[i] = random_double(random) < scores->score[i] * 0.6;
    }
    return scores;
}

static double
cost_by_hand(const Scores *scores, double line, const Policy *policy)
{
    double cost = 0;
    for (guint32 i = 0; i < scores->n; i++) {
        gboolean flagged = scores->score[i] >= line;
        cost += flagged && !scores->label[i]   ? policy->false_alarm
                : !flagged && scores->label[i] ? policy->missed
                                               : 0;
    }
    return cost;
}

static void
test_lines(void)
{
    Random random;
    Policy policy;

    random_seed(&random, 7);
    policy_init(&policy);
    for (guint round = 0; round < 400; round++) {
        g_autoptr(Scores) scores =
            random_scores(&random, random_below(&random, 60), 1 + random_below(&random, 20));
        g_autoptr(DecisionTable) table = decision_table_new(scores);
        policy.missed = 1 + random_below(&random, 600);
        policy.false_alarm = 1 + random_below(&random, 200);
        Decision cheapest = decision_cheapest(table, &policy);
        double least = INFINITY;
        for (int i = -1; i <= 21; i++) {
            double line = i / 20.0;
            Decision at = decision_at_line(table, line, &policy);
            g_assert_cmpfloat(at.cost, ==, cost_by_hand(scores, line, &policy));
            g_assert_cmpuint(at.tp + at.fp, ==, at.flagged);
            g_assert_cmpuint(at.tp + at.fp + at.tn + at.fn, ==, scores->n);
        }
        for (guint32 i = 0; i < scores->n; i++)
            least = MIN(least, cost_by_hand(scores, scores->score[i], &policy));
        least = MIN(least, cost_by_hand(scores, 2, &policy));
        g_assert_cmpfloat(cheapest.cost, ==, least);
        /* the printed line makes the same decision again */
        g_assert_cmpuint(decision_at_line(table, cheapest.line, &policy).flagged, ==,
                         cheapest.flagged);
    }
}

/* A capacity is met exactly, also inside a run of equal scores. */
static void
test_capacity(void)
{
    Random random;
    Policy policy;

    random_seed(&random, 8);
    policy_init(&policy);
    g_autoptr(Scores) scores = random_scores(&random, 500, 3);
    g_autoptr(DecisionTable) table = decision_table_new(scores);
    policy.capacity = 2;
    g_assert_cmpuint(decision_capacity(table, &policy).flagged, ==, 105); /* 2 × 52.5 */
    policy.capacity = 1000;
    g_assert_cmpuint(decision_capacity(table, &policy).flagged, ==, 500);
    scores->working_days = NAN;
    policy.capacity = 0.27;
    g_assert_cmpuint(decision_capacity(table, &policy).flagged, ==, 135);
    policy.capacity = NAN;
    g_assert_cmpuint(decision_capacity(table, &policy).flagged, ==, 500);
}

static Judged *
judged_of(gint64 id, const char *kind, Scores *scores)
{
    Judged *judged = g_new0(Judged, 1);
    judged->model = g_new0(Model, 1);
    judged->model->id = id;
    judged->model->kind = g_strdup(kind);
    judged->model->name = g_strdup_printf("%s #%d", kind, (int)id);
    judged->scores = scores;
    judged->scores->model_id = id;
    judged->table = decision_table_new(scores);
    return judged;
}

static void
test_judge(void)
{
    Random random;
    Policy policy;
    g_autoptr(GPtrArray) judged = g_ptr_array_new_with_free_func((GDestroyNotify)judged_free);

    random_seed(&random, 9);
    policy_init(&policy);
    g_ptr_array_add(judged, judged_of(1, "nobody", random_scores(&random, 300, 1)));
    g_ptr_array_add(judged, judged_of(2, "everybody", random_scores(&random, 300, 1)));
    g_ptr_array_add(judged, judged_of(3, "boost", random_scores(&random, 300, 50)));
    g_ptr_array_add(judged, judged_of(4, "logistic", random_scores(&random, 300, 50)));
    Judged *nobody = judged->pdata[0], *everybody = judged->pdata[1], *boost = judged->pdata[2],
           *logistic = judged->pdata[3];

    judge(judged, NULL, LINE_FIXED, 3, 0.5, &policy);
    g_assert_cmpuint(nobody->decision.flagged, ==, 0);
    g_assert_cmpuint(everybody->decision.flagged, ==, 300);
    g_assert_cmpfloat(boost->decision.line, ==, 0.5);
    g_assert_cmpuint(logistic->decision.flagged, ==, boost->decision.flagged);
    judge(judged, NULL, LINE_CHEAPEST, 0, NAN, &policy);
    g_assert_cmpfloat(boost->decision.cost, ==, decision_cheapest(boost->table, &policy).cost);

    /* on another part the line found on validation is used, not the cheapest there */
    g_autoptr(GPtrArray) test = g_ptr_array_new_with_free_func((GDestroyNotify)judged_free);
    g_ptr_array_add(test, judged_of(3, "boost", random_scores(&random, 300, 50)));
    Judged *there = test->pdata[0];
    judge(test, judged, LINE_CHEAPEST, 0, NAN, &policy);
    g_assert_cmpfloat(there->decision.line, ==, boost->decision.line);
    int best = judged_best(judged, &policy);
    for (guint i = 0; i < judged->len; i++)
        g_assert_cmpfloat(((Judged *)judged->pdata[best])->decision.cost, <=,
                          ((Judged *)judged->pdata[i])->decision.cost);
}

/* Two models whose rows stand in different orders are compared ticket by ticket. */
static void
test_pairing(void)
{
    Random random;
    Policy policy;
    CostFigures figures;

    random_seed(&random, 10);
    policy_init(&policy);
    g_autoptr(Scores) a = random_scores(&random, 400, 50);
    g_autoptr(Scores) b = random_scores(&random, 400, 50);
    for (guint32 i = 0; i < b->n; i++) { /* the same tickets with the same outcomes, upside down */
        b->row[i] = a->row[a->n - 1 - i];
        b->label[i] = a->label[a->n - 1 - i];
    }
    g_autoptr(DecisionTable) left = decision_table_new(a);
    g_autoptr(DecisionTable) right = decision_table_new(b);
    Decision first = decision_at(left, 100, &policy), second = decision_at(right, 100, &policy);
    cost_figures(left, &first, right, &second, &policy, 1, &figures);
    g_assert_cmpfloat(figures.cost.value, ==, first.cost);
    g_assert_cmpfloat(figures.difference.value, ==, first.cost - second.cost);
    g_assert_cmpfloat(figures.difference.low, <=, figures.difference.value);
    g_assert_cmpint(figures.verdict, ==, VERDICT_BETTER);
    /* a model against its own twin differs by nothing, whatever the resample */
    g_autoptr(Scores) twin = random_scores(&random, 400, 50);
    memcpy(twin->label, a->label, a->n);
    g_autoptr(DecisionTable) same = decision_table_new(twin);
    Decision equal = decision_at(same, 100, &policy);
    cost_figures(left, &first, same, &equal, &policy, 1, &figures);
    g_assert_cmpfloat(figures.difference.low, ==, 0);
    g_assert_cmpfloat(figures.difference.high, ==, 0);
    g_assert_cmpint(figures.verdict, ==, VERDICT_TIE);
}

static void
test_quality_json(void)
{
    Random random;
    Quality quality, again;

    random_seed(&random, 11);
    g_autoptr(Scores) scores = random_scores(&random, 300, 40);
    quality_of(scores, FALSE, &quality);
    g_assert_true(isnan(quality.log_loss));
    quality_of(scores, TRUE, &quality);
    g_autofree char *json = quality_store(&quality);
    g_assert_true(quality_restore(json, &again));
    g_assert_cmpfloat(again.auc.value, ==, quality.auc.value);
    g_assert_cmpfloat(again.auc.low, ==, quality.auc.low);
    g_assert_cmpfloat(again.log_loss, ==, quality.log_loss);
    g_assert_cmpuint(again.events, ==, quality.events);
    g_assert_false(quality_restore("{", &again));
}

static TaskBrief
brief(void)
{
    TaskBrief task = {.id = 1,
                      .name = (char *)"escalated",
                      .event_words = (char *)"escalated is yes",
                      .entity = (char *)"tickets",
                      .version = 1,
                      .timed = TRUE};
    task.split.rows[SPLIT_VALIDATION] = 300;
    task.split.positives[SPLIT_VALIDATION] = 90;
    g_strlcpy(task.split.hash, "abc", sizeof task.split.hash);
    return task;
}

static double
value_of(const Report *report, const char *id)
{
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (strcmp(value->id, id) == 0)
            return value->cell->value;
    }
    g_test_fail_printf("no value %s", id);
    return NAN;
}

/* What the pane says is what the table says. */
static void
test_threshold_report(void)
{
    Random random;
    Policy policy;
    TaskBrief task = brief();

    random_seed(&random, 12);
    policy_init(&policy);
    Judged *judged = judged_of(3, "boost", random_scores(&random, 300, 50));
    judged->decision = decision_at(judged->table, 81, &policy);
    g_autoptr(Report) report =
        threshold_report(&task, judged, LINE_FIXED, &policy, SPLIT_VALIDATION, 0);
    Decision cheapest = decision_cheapest(judged->table, &policy);
    g_assert_cmpfloat(value_of(report, "cost"), ==, judged->decision.cost);
    g_assert_cmpfloat(value_of(report, "cheapest.cost"), ==, cheapest.cost);
    g_assert_cmpfloat(value_of(report, "confusion.tp"), ==, judged->decision.tp);
    g_assert_cmpfloat(value_of(report, "flagged_in_100"), ==, 27);
    g_assert_true(g_str_has_prefix(report->sentences->pdata[0], "Flagging 27 in 100"));
    const ReportCurve *curve = report->curves->pdata[0];
    g_assert_cmpuint(curve->points->len, ==, 2 * 301);
    judged_free(judged);
}

/* Shares of the five strongest that push up, in whole percents that add to 100. */
static void
test_shares(void)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g"};
    static const struct {
        double push[7];
        const char *words, *shares;
    } cases[] = {
        {{3, -9, 2, 0, 0, 0, 0}, "a (60 %); c (40 %)", "60/40"},
        {{1, 1, 1, 0, 0, 0, 0}, "a (34 %); b (33 %); c (33 %)", "34/33/33"},
        {{.16, .32, .12, .22, .18, .1, -2},
         "b (32 %); d (22 %); e (18 %); a (16 %); c (12 %)",
         "32/22/18/16/12"},
        {{-1, -2, 0, 0, 0, 0, 0}, "", ""},
    };
    Model model = {.features = g_ptr_array_new_with_free_func(g_free)};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        Feature *feature = g_new0(Feature, 1);
        feature->name = (char *)names[i];
        g_ptr_array_add(model.features, feature);
    }
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *shares = NULL;
        g_autofree char *words = reasons_shared(&model, cases[i].push, NULL, 0, &shares);
        g_assert_cmpstr(words, ==, cases[i].words);
        g_assert_cmpstr(shares, ==, cases[i].shares);
    }
    g_ptr_array_unref(model.features);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/evaluate/lines", test_lines);
    g_test_add_func("/evaluate/capacity", test_capacity);
    g_test_add_func("/evaluate/judge", test_judge);
    g_test_add_func("/evaluate/pairing", test_pairing);
    g_test_add_func("/evaluate/quality-json", test_quality_json);
    g_test_add_func("/evaluate/threshold-report", test_threshold_report);
    g_test_add_func("/evaluate/shares", test_shares);
    return g_test_run();
}
