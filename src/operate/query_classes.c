/* Queries for one of several values: how well each is told apart, and which to expect of whom. */
#include "operate/query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is asked -----------------------------------------------------------------------------
 */

void
query_say_classes(const Query *query, Report *report)
{
    const Task *task = query->task;
    g_autofree guint32 *count = g_new0(guint32, task->classes->len);
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint32 i = 0; i < task->n_usable; i++)
        count[(guint)task->label[task->order[i]]]++;
    for (guint k = 0; k < MIN(task->classes->len, 3); k++) {
        g_autofree char *share = number_percent((double)count[k] / task->n_usable, 0);
        g_string_append_printf(words, "%s%s %s", k ? ", " : "",
                               (const char *)task->classes->pdata[k], share);
    }
    g_autofree char *known = number_count(task->n_usable), *open = number_count(task->open);
    report_say(report, "Which%s%s? It is known %s times, of %u values: %s%s; %s are open now.",
               query->pql->target->type == PQL_AGGREGATE ? " will it be: " : " ", task->event_words,
               known, task->classes->len, words->str, task->classes->len > 3 ? " …" : "", open);
    if (task->others)
        report_say(report,
                   "Values that training hardly knows are one, \"%s\"; it is never the right "
                   "answer to a person.",
                   (const char *)task->classes->pdata[task->classes->len - 1]);
    report_number(report, "known", "known", UNIT_COUNT, 0, task->n_usable);
    report_number(report, "values", "values", UNIT_COUNT, 0, task->classes->len);
    report_number(report, "open", "open now", UNIT_COUNT, 0, (double)task->open);
}

/* ---- how well ----------------------------------------------------------------------------------
 */

typedef struct {
    const Task *task;
    const guint32 *rows; /* of validation */
    guint32 n;
    guint32 *label, *cluster;
    guint top; /* how many guesses the second figure allows */
} Judging;

static void
judging_clear(Judging *judging)
{
    g_free(judging->label);
    g_free(judging->cluster);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judging, judging_clear)

/* p: n × classes, or NULL: only `first` is said. A guess counts among the top where fewer than
 * `top` classes have a greater chance. */
static void
judge_approach(const Judging *judging, const char *name, const guint32 *first, const double *p,
               ReportTable *table)
{
    guint classes = judging->task->classes->len;
    g_autofree double *right = g_new0(double, judging->n + 1);
    double within = 0, loss = 0;
    for (guint32 i = 0; i < judging->n; i++) {
        guint label = judging->label[i], above = 0;
        const double *row = p ? p + (gsize)i * classes : NULL;
        right[i] = first[i] == label;
        for (guint k = 0; row && k < classes; k++)
            above += row[k] > row[label];
        within += row && above < judging->top;
        loss -= row ? log(MAX(row[label], 1e-15)) : NAN;
    }
    Interval accuracy = query_mean(right, judging->cluster, judging->n);
    Interval f1 = stats_macro_f1_interval(first, judging->label, judging->n, classes,
                                          judging->cluster, 400, 1, 0.95);
    report_row(table);
    report_cell_text(table, name);
    cell_interval(report_cell(table, accuracy.value), accuracy.low, accuracy.high);
    report_cell(table, p ? within / judging->n : NAN);
    cell_interval(report_cell(table, f1.value), f1.low, f1.high);
    report_cell(table, p ? loss / judging->n : NAN);
}

/* To all the same: each class as often as in training. */
static void
judge_usual(const Judging *judging, ReportTable *table)
{
    const Task *task = judging->task;
    guint classes = task->classes->len;
    g_autofree double *p = g_new0(double, (gsize)judging->n *classes + 1);
    g_autofree double *share = g_new0(double, classes);
    g_autofree guint32 *first = g_new0(guint32, judging->n + 1);
    double n = 0;
    guint usual = 0;
    for (guint32 row = 0; row < task->n; row++)
        if (task->part[row] == SPLIT_TRAIN || task->part[row] == SPLIT_STOP) {
            share[(guint)task->label[row]]++;
            n++;
        }
    for (guint k = 0; k < classes; k++)
        usual = share[k] > share[usual] ? k : usual;
    for (guint32 i = 0; i < judging->n; i++) {
        first[i] = usual;
        for (guint k = 0; k < classes; k++)
            p[(gsize)i * classes + k] = share[k] / n;
    }
    judge_approach(judging, "the most frequent, to all", first, p, table);
}

typedef struct {
    gint32 customer;
    TimePoint known_at;
    guint32 label;
} Before;

static int
by_customer_and_time(const void *a, const void *b)
{
    const Before *x = a, *y = b;
    if (x->customer != y->customer)
        return x->customer < y->customer ? -1 : 1;
    return (x->known_at > y->known_at) - (x->known_at < y->known_at);
}

/* The class that the same customer or entity had last, as far as it was known then. */
static void
judge_last(const Judging *judging, ReportTable *table)
{
    const Task *task = judging->task;
    const FrameColumn *customer = task->customer;
    if (!customer || !customer->code || !task->time_column)
        return;
    g_autofree Before *before = g_new(Before, task->n_usable + 1);
    g_autofree guint32 *first = g_new0(guint32, judging->n + 1);
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        before[i] = (Before){customer->code[row], task->known_at[row], (guint32)task->label[row]};
    }
    qsort(before, task->n_usable, sizeof *before, by_customer_and_time);
    for (guint32 i = 0; i < judging->n; i++) {
        guint32 row = judging->rows[i], low = 0, high = task->n_usable;
        Before asked = {customer->code[row], task->seed_time[row], 0};
        while (low < high) {
            guint32 middle = low + (high - low) / 2;
            if (by_customer_and_time(&before[middle], &asked) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low > 0 && asked.customer >= 0 && before[low - 1].customer == asked.customer)
            first[i] = before[low - 1].label;
    }
    judge_approach(judging, "the same as the last one known", first, NULL, table);
}

static guint32 *
likeliest(const double *p, guint32 n, guint classes)
{
    guint32 *first = g_new0(guint32, n + 1);
    for (guint32 i = 0; i < n; i++)
        for (guint k = 1; k < classes; k++)
            if (p[(gsize)i * classes + k] > p[(gsize)i * classes + first[i]])
                first[i] = k;
    return first;
}

static guint
guesses(const Query *query)
{
    return MIN(query->task->spec.count ? query->task->spec.count : 3, query->task->classes->len);
}

static ReportTable *
evaluation_table(const Query *query, Report *report)
{
    g_autofree char *top = g_strdup_printf("in the top %u", guesses(query));
    ReportTable *table = report_table(report, "evaluation", "ON VALIDATION");
    report_column(table, "approach", "approach", UNIT_NONE, 0);
    report_column(table, "accuracy", "right", UNIT_SHARE, 1)->interval = TRUE;
    report_column(table, "top", top, UNIT_SHARE, 1);
    report_column(table, "macro_f1", "macro F1", UNIT_DECIMAL, 3)->interval = TRUE;
    report_column(table, "log_loss", "log loss", UNIT_DECIMAL, 4);
    return table;
}

gboolean
query_evaluate_classes(Query *query, Report *report, GError **error)
{
    const Task *task = query->task;
    g_autoptr(Model) model = query_train(query, "boost", error);
    const Matrix *matrix = model ? learn_data_matrix(query->data, SPLIT_VALIDATION, error) : NULL;
    if (!matrix)
        return FALSE;
    g_auto(Judging) judging = {.task = task, .top = guesses(query)};
    judging.rows = learn_data_rows(query->data, SPLIT_VALIDATION, &judging.n);
    judging.cluster = query_clusters(task, judging.rows, judging.n);
    judging.label = g_new(guint32, judging.n + 1);
    for (guint32 i = 0; i < judging.n; i++)
        judging.label[i] = (guint32)task->label[judging.rows[i]];
    g_autofree double *p = g_new(double, (gsize)judging.n * task->classes->len + 1);
    if (!model_score_classes(model, matrix, p, error))
        return FALSE;
    g_autofree guint32 *first = likeliest(p, judging.n, task->classes->len);
    ReportTable *table = evaluation_table(query, report);
    judge_approach(&judging, model->name, first, p, table);
    judge_usual(&judging, table);
    judge_last(&judging, table);
    report_number(report, "temperature", "temperature", UNIT_DECIMAL, 3, model->temperature);
    report_number(report, "log_loss_before", "log loss before it", UNIT_DECIMAL, 4,
                  query_note(model, "validation_logloss_before"));
    g_autofree char *right = number_percent(report_at(table, 0, 1)->value, 1);
    g_autofree char *usual = number_percent(report_at(table, 1, 1)->value, 1);
    report_say(report,
               "Boosted trees name the right one in %s of newer ones; always saying the most "
               "frequent, in %s.",
               right, usual);
    return TRUE;
}

/* ---- predictions -------------------------------------------------------------------------------
 */

typedef struct {
    ScoreSource *source;
    const Model *model;
} Explaining;

static gboolean
explain(gpointer data, Answer *const *answers, guint n, GPtrArray **values, double **push,
        GError **error)
{
    const Explaining *explaining = data;
    g_autofree guint32 *picked = g_new(guint32, n), *which = g_new(guint32, n);
    g_autoptr(Matrix) matrix = NULL;
    for (guint i = 0; i < n; i++) {
        picked[i] = answers[i]->place;
        which[i] = answers[i]->which;
    }
    *push = g_new(double, (gsize)n *(explaining->model->features->len + 1));
    return source_values(explaining->source, picked, n, values, &matrix, error) &&
           model_explain_classes(explaining->model, matrix, which, *push, error);
}

/* The likeliest `most` classes of a row, one after the other. */
static void
add_ranked(const Task *task, GPtrArray *answers, guint32 place, double *p, guint most)
{
    for (guint rank = 1; rank <= most; rank++) {
        guint best = 0;
        for (guint k = 1; k < task->classes->len; k++)
            best = p[k] > p[best] ? k : best;
        answers_add(answers, place, best, rank, p[best], g_strdup(task->classes->pdata[best]));
        p[best] = -1;
    }
}

gboolean
query_predict_classes(Query *query, Report *report, GError **error)
{
    const Task *task = query->task;
    guint classes = task->classes->len, most = task->spec.count ? guesses(query) : 1;
    AnswerColumns columns = {task->spec.count ? "rank" : NULL, "expected", "chance", UNIT_SHARE};
    if (!query_whom(query, error))
        return FALSE;
    if (query->whom.n == 0) {
        g_autoptr(GPtrArray) none = answers_new();
        answers_list(query, NULL, none, &columns, report);
        query_say_nobody(query, report);
        return TRUE;
    }
    g_autoptr(Model) model = query_train(query, "boost", error);
    g_autoptr(ScoreSource) source = model ? query_source(query, model, error) : NULL;
    g_autoptr(Matrix) matrix = source ? source_matrix(source, query->progress, error) : NULL;
    if (!matrix)
        return FALSE;
    g_autofree double *p = g_new(double, (gsize)source->n *classes + 1);
    g_autoptr(GPtrArray) answers = answers_new();
    if (!model_score_classes(model, matrix, p, error))
        return FALSE;
    for (guint32 i = 0; i < source->n; i++)
        add_ranked(task, answers, i, p + (gsize)i * classes, most);
    Explaining explaining = {source, model};
    if (!answers_explain(query, answers, model, explain, &explaining, error))
        return FALSE;
    answers_list(query, source, answers, &columns, report);
    return TRUE;
}
