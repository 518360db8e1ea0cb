/* Queries for what comes next: candidates of each entity, a chance for each by boosted trees, the
 * likeliest first. Held against what all take and what the entity took last. */
#include "operate/candidates.h"

#include <math.h>
#include <string.h>

/* Who is learned from and judged on, at most: candidates are sixty times as many. */
enum { MOST_LEARNED = 20000, MOST_STOPPED = 4000, MOST_CALIBRATED = 4000, AT_ONCE = 2000 };

void
query_say_ranking(const Query *query, Report *report)
{
    const Task *task = query->task;
    double sum = 0;
    for (guint32 i = 0; i < task->n_usable; i++)
        sum += task->label[task->order[i]] / task->n_usable;
    g_autofree char *known = number_count(task->n_usable);
    g_autofree char *items = number_count(task->items->size);
    report_say(
        report,
        "Which %u of %s %s come next? A list is known %s times, %.2g long on average; who has "
        "none in the window is not judged.",
        task->spec.count, items, task->values->info->name, known, sum);
    report_number(report, "known", "known", UNIT_COUNT, 0, task->n_usable);
    report_number(report, "items", "to choose from", UNIT_COUNT, 0, task->items->size);
    report_number(report, "mean", "length of a list", UNIT_DECIMAL, 2, sum);
    report_number(report, "open", "open now", UNIT_COUNT, 0, (double)task->open);
}

static gboolean
in_list(const Task *task, guint32 row, gint32 item)
{
    for (guint32 i = task->list_start[row]; i < task->list_start[row + 1]; i++)
        if (task->list[i] == item)
            return TRUE;
    return FALSE;
}

/* Those of the candidates' values that a model sees; borrowed. */
static GPtrArray *
seen_values(const Query *query, const CandidateRows *rows)
{
    GPtrArray *seen = g_ptr_array_new();
    for (guint i = 0; i < query->features->len; i++)
        if (((const Feature *)query->features->pdata[i])->enabled)
            g_ptr_array_add(seen, rows->values->pdata[i]);
    return seen;
}

/* ---- learning ----------------------------------------------------------------------------------
 */

typedef struct {
    Candidates *candidates;
    CandidateRows *rows;
    GArray *asker; /* guint32, rows of the task */
    Task *task;    /* of candidates: is it in the list? */
    double *label;
    guint8 *part;
    Encoder *encoder;
    Matrix *matrix[SPLIT_PARTS];
} Learning;

static void
learning_clear(Learning *learning)
{
    candidates_free(learning->candidates);
    candidate_rows_free(learning->rows);
    g_clear_pointer(&learning->asker, g_array_unref);
    g_free(learning->task);
    g_free(learning->label);
    g_free(learning->part);
    encoder_free(learning->encoder);
    for (int part = 0; part < SPLIT_PARTS; part++)
        matrix_free(learning->matrix[part]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Learning, learning_clear)

/* Rows of a part, evenly thinned where they are too many. */
static void
add_askers(const Task *task, SplitPart part, guint32 most, GArray *askers)
{
    guint32 n = 0, seen = 0;
    for (guint32 row = 0; row < task->n; row++)
        n += task->part[row] == part;
    for (guint32 row = 0; row < task->n; row++) {
        if (task->part[row] != part)
            continue;
        if (n <= most || (guint64)(seen + 1) * most / n > (guint64)seen * most / n)
            g_array_append_val(askers, row);
        seen++;
    }
}

static CandidateRows *
ask_rows(const Task *task, Candidates *candidates, const guint32 *rows, guint32 n)
{
    g_autofree TimePoint *seeds = g_new(TimePoint, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++)
        seeds[i] = task->seed_time[rows[i]];
    return candidates_of(candidates, task->frame, rows, seeds, n);
}

static void
label_candidates(Learning *learning, const Task *whole)
{
    const CandidateRows *rows = learning->rows;
    Task *task = g_memdup2(whole, sizeof *whole);
    learning->label = g_new(double, (gsize)rows->n + 1);
    learning->part = g_new(guint8, (gsize)rows->n + 1);
    for (guint32 asker = 0; asker < rows->askers; asker++) {
        guint32 row = g_array_index(learning->asker, guint32, asker);
        for (guint32 i = rows->start[asker]; i < rows->start[asker + 1]; i++) {
            learning->label[i] = in_list(whole, row, rows->item[i]);
            learning->part[i] = whole->part[row];
        }
    }
    task->kind = TASK_BINARY;
    task->n = rows->n;
    task->label = learning->label;
    task->part = learning->part;
    learning->task = task;
}

/* Whether what came next had been seen before, at least once: else there is no order to learn. */
static gboolean
check_candidates(const Learning *learning, const Task *whole, GError **error)
{
    const ColumnInfo *items = whole->values->info;
    for (guint32 i = 0; i < learning->rows->n; i++)
        if (learning->part[i] == SPLIT_TRAIN && learning->label[i] > 0.5)
            return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "%s that came next had never come before, in all of training: an order of them "
                "can't be learned; rank a column whose values come again",
                items->name);
    return FALSE;
}

/* Encodes the candidates of a part. */
static gboolean
encode_part(const Query *query, Learning *learning, SplitPart part, GError **error)
{
    const CandidateRows *rows = learning->rows;
    g_autoptr(GPtrArray) seen = seen_values(query, rows);
    g_autofree guint32 *at = g_new(guint32, (gsize)rows->n + 1);
    guint32 n = 0;
    for (guint32 i = 0; i < rows->n; i++)
        if (learning->part[i] == part)
            at[n++] = i;
    if (part == SPLIT_TRAIN && !(learning->encoder = encoder_fit(seen, at, n, error)))
        return FALSE;
    Matrix *matrix = matrix_new(learning->encoder, seen, at, n, NULL, error);
    if (!matrix)
        return FALSE;
    for (guint32 i = 0; i < n; i++) {
        matrix->row[i] = at[i];
        matrix->label[i] = (float)learning->label[at[i]];
    }
    learning->matrix[part] = matrix;
    return TRUE;
}

static Model *
learn(Query *query, Learning *learning, GError **error)
{
    static const SplitPart parts[] = {SPLIT_TRAIN, SPLIT_STOP, SPLIT_VALIDATION};
    static const guint32 most[] = {MOST_LEARNED, MOST_STOPPED, MOST_CALIBRATED};
    const Task *task = query->task;
    const Matrix *given[SPLIT_PARTS];
    progress_phase(query->progress, "looking for candidates", 0, "");
    if (!(learning->candidates = candidates_new(query, error)))
        return NULL;
    learning->asker = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        add_askers(task, parts[i], most[i], learning->asker);
    learning->rows = ask_rows(task, learning->candidates, (guint32 *)(void *)learning->asker->data,
                              learning->asker->len);
    label_candidates(learning, task);
    if (!check_candidates(learning, task, error))
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (progress_stop(query->progress, error) || !encode_part(query, learning, parts[i], error))
            return NULL;
    for (int part = 0; part < SPLIT_PARTS; part++)
        given[part] = learning->matrix[part];
    TrainInput input = {.task = learning->task,
                        .frames = query->frames,
                        .database = query->database,
                        .features = query->enabled,
                        .seed = 1,
                        .kind = "boost"};
    g_autoptr(LearnData) data =
        learn_data_over(learning->task, query->enabled, learning->encoder, given);
    return model_train(&input, data, query->progress, error);
}

/* ---- what leaks --------------------------------------------------------------------------------
 */

/* Candidates of some who are learned from, to be asked about sooner. */
typedef struct {
    const Query *query;
    Candidates *candidates;
    GArray *asker; /* guint32, rows of the task */
    TimePoint *seed;
    CandidateRows *rows;
} Searched;

static GPtrArray *
told_sooner(gpointer data, GPtrArray *features, gint64 back, GError **error)
{
    const Searched *searched = data;
    const guint32 *rows = (const guint32 *)(const void *)searched->asker->data;
    g_autoptr(GPtrArray) all =
        candidates_sooner(searched->candidates, searched->rows, searched->query->task->frame, rows,
                          searched->seed, back);
    GPtrArray *told = g_ptr_array_new_with_free_func((GDestroyNotify)feature_values_free);
    if (progress_stop(searched->query->progress, error)) {
        g_ptr_array_unref(told);
        return NULL;
    }
    for (guint i = 0; i < features->len; i++) {
        guint place;
        if (g_ptr_array_find(searched->query->features, features->pdata[i], &place)) {
            g_ptr_array_add(told, all->pdata[place]);
            all->pdata[place] = NULL;
        }
    }
    return told;
}

static gboolean
search_leaks(Query *query, Candidates *candidates, GError **error)
{
    enum { MOST_SEARCHED = 1000 };
    const Task *task = query->task;
    g_autoptr(GArray) asker = g_array_new(FALSE, FALSE, sizeof(guint32));
    add_askers(task, SPLIT_TRAIN, MOST_SEARCHED, asker);
    const guint32 *rows = (const guint32 *)(const void *)asker->data;
    g_autoptr(CandidateRows) made = ask_rows(task, candidates, rows, asker->len);
    g_autofree TimePoint *seeds = g_new(TimePoint, (gsize)asker->len + 1);
    g_autofree guint8 *came = g_new(guint8, (gsize)made->n + 1);
    for (guint32 i = 0; i < asker->len; i++) {
        seeds[i] = task->seed_time[rows[i]];
        for (guint32 at = made->start[i]; at < made->start[i + 1]; at++)
            came[at] = in_list(task, rows[i], made->item[at]);
    }
    Searched searched = {query, candidates, asker, seeds, made};
    query->leaks.sooner = told_sooner;
    query->leaks.data = &searched;
    query->leaks.event = came;
    query->leaks.n = made->n;
    return query_search_leaks(query, error);
}

gboolean
query_propose_ranking(Query *query, GError **error)
{
    g_autoptr(Candidates) candidates = candidates_new(query, error);
    if (!candidates)
        return FALSE;
    GPtrArray *features = candidates_features(candidates);
    query->features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    for (guint i = 0; i < features->len; i++)
        g_ptr_array_add(query->features, feature_copy(features->pdata[i]));
    return search_leaks(query, candidates, error);
}

/* ---- in order ----------------------------------------------------------------------------------
 */

typedef struct {
    double score;
    guint32 at; /* candidate */
} Ranked;

static int
best_first(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* One asker's candidates by score, into `ranked`; how many. */
static guint
rank_candidates(const CandidateRows *rows, guint32 asker, const double *score, Ranked *ranked)
{
    guint n = 0;
    for (guint32 i = rows->start[asker]; i < rows->start[asker + 1]; i++)
        ranked[n++] = (Ranked){score[i], i};
    qsort(ranked, n, sizeof *ranked, best_first);
    return n;
}

static double
value_of(const CandidateRows *rows, int which, guint32 at)
{
    return ((const FeatureValues *)rows->values->pdata[which])->number[at];
}

/* ---- how well ----------------------------------------------------------------------------------
 */

enum { BY_TREES, BY_LAST, BY_ALL, APPROACHES };
enum { PRECISE, RECALLED, SHARE, FIGURES };

typedef struct {
    double *figure[APPROACHES][FIGURES]; /* a validation row */
    double reached, relevant;            /* items of lists that are candidates, and all of them */
    Ranked *ranked;
    guint8 *hit;
} Judging;

static void
judging_init(Judging *judging, guint32 n)
{
    *judging = (Judging){0};
    for (int by = 0; by < APPROACHES; by++)
        for (int figure = 0; figure < FIGURES; figure++)
            judging->figure[by][figure] = g_new0(double, (gsize)n + 1);
    judging->ranked = g_new(Ranked, 256);
    judging->hit = g_new(guint8, 256);
}

static void
judging_clear(Judging *judging)
{
    for (int by = 0; by < APPROACHES; by++)
        for (int figure = 0; figure < FIGURES; figure++)
            g_free(judging->figure[by][figure]);
    g_free(judging->ranked);
    g_free(judging->hit);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judging, judging_clear)

static void
judge_asker(Judging *judging, const Task *task, guint32 row, const CandidateRows *rows,
            guint32 asker, const double *const scores[APPROACHES], guint32 place)
{
    guint k = task->spec.count, relevant = task->list_start[row + 1] - task->list_start[row];
    for (int by = 0; by < APPROACHES; by++) {
        guint n = rank_candidates(rows, asker, scores[by], judging->ranked), hits = 0;
        for (guint i = 0; i < n; i++) {
            judging->hit[i] = in_list(task, row, rows->item[judging->ranked[i].at]);
            hits += i < k && judging->hit[i];
            judging->reached += by == BY_TREES && judging->hit[i];
        }
        judging->figure[by][PRECISE][place] = stats_list_precision(judging->hit, n, k, relevant);
        judging->figure[by][RECALLED][place] = stats_list_recall(judging->hit, n, k, relevant);
        judging->figure[by][SHARE][place] = (double)hits / k;
    }
    judging->relevant += relevant;
}

/* Scores by what needs no learning: the entity's newest first, then what all take; or that alone.
 */
static void
plain_scores(const CandidateRows *rows, double *last, double *all)
{
    for (guint32 i = 0; i < rows->n; i++) {
        double since = value_of(rows, SINCE_OWN, i);
        all[i] = value_of(rows, SHARE_ALL, i);
        last[i] = isnan(since) ? all[i] : 1 + 1 / (1 + since);
    }
}

static gboolean
judge_some(Query *query, const Learning *learning, const Model *model, Judging *judging,
           const guint32 *some, guint32 n, guint32 from, GError **error)
{
    g_autoptr(CandidateRows) rows = ask_rows(query->task, learning->candidates, some, n);
    g_autofree double *trees = g_new(double, (gsize)rows->n + 1);
    g_autofree double *last = g_new(double, (gsize)rows->n + 1);
    g_autofree double *all = g_new(double, (gsize)rows->n + 1);
    const double *const scores[APPROACHES] = {trees, last, all};
    g_autoptr(GPtrArray) seen = seen_values(query, rows);
    g_autoptr(Matrix) matrix = matrix_new(learning->encoder, seen, NULL, rows->n, NULL, error);
    if (!matrix || !model_score_matrix(model, matrix, trees, error))
        return FALSE;
    plain_scores(rows, last, all);
    for (guint32 i = 0; i < n; i++)
        judge_asker(judging, query->task, some[i], rows, i, scores, from + i);
    return TRUE;
}

/* What needs no learning may read what a model doesn't: its figures are too good then. */
static gboolean
reads_leak(const Query *query, int by)
{
    const Feature *last = query->features->pdata[SINCE_OWN];
    const Feature *all = query->features->pdata[SHARE_ALL];
    return by != BY_TREES && (!all->enabled || (by == BY_LAST && !last->enabled));
}

static void
report_figures(const Query *query, const Judging *judging, const guint32 *rows, guint32 n,
               Report *report)
{
    static const char *const names[APPROACHES] = {"boosted trees", "its own, the newest first",
                                                  "what all take most"};
    guint k = query->task->spec.count;
    g_autofree char *map = g_strdup_printf("MAP@%u", k), *recall = g_strdup_printf("recall@%u", k);
    g_autofree char *precision = g_strdup_printf("precision@%u", k);
    g_autofree guint32 *cluster = query_clusters(query->task, rows, n);
    ReportTable *table = report_table(report, "evaluation", "ON VALIDATION");
    report_column(table, "approach", "approach", UNIT_NONE, 0);
    report_column(table, "map", map, UNIT_DECIMAL, 3)->interval = TRUE;
    report_column(table, "recall", recall, UNIT_DECIMAL, 3)->interval = TRUE;
    report_column(table, "precision", precision, UNIT_DECIMAL, 3)->interval = TRUE;
    for (int by = 0; by < APPROACHES; by++) {
        report_row(table);
        g_autofree char *name =
            g_strconcat(names[by], reads_leak(query, by) ? " (reads what leaks)" : NULL, NULL);
        report_cell_text(table, name);
        for (int figure = 0; figure < FIGURES; figure++) {
            Interval mean = query_mean(judging->figure[by][figure], cluster, n);
            cell_interval(report_cell(table, mean.value), mean.low, mean.high);
        }
    }
    g_autofree char *trees = number_percent(report_at(table, BY_TREES, 2)->value, 0);
    g_autofree char *all = number_percent(report_at(table, BY_ALL, 2)->value, 0);
    g_autofree char *reached = number_percent(judging->reached / judging->relevant, 0);
    report_say(report,
               "Among the first %u, boosted trees name %s of what came, what all take most %s. "
               "Candidates held %s of it: nothing can name more.",
               k, trees, all, reached);
}

gboolean
query_evaluate_ranking(Query *query, Report *report, GError **error)
{
    const Task *task = query->task;
    g_auto(Learning) learning = {0};
    g_auto(Judging) judging = {0};
    g_autoptr(Model) model = learn(query, &learning, error);
    g_autoptr(GArray) asked = g_array_new(FALSE, FALSE, sizeof(guint32));
    if (!model)
        return FALSE;
    add_askers(task, SPLIT_VALIDATION, G_MAXUINT32, asked);
    const guint32 *rows = (const guint32 *)(const void *)asked->data;
    judging_init(&judging, asked->len);
    for (guint32 from = 0; from < asked->len; from += AT_ONCE)
        if (progress_stop(query->progress, error) ||
            !judge_some(query, &learning, model, &judging, rows + from,
                        MIN(asked->len - from, AT_ONCE), from, error))
            return FALSE;
    report_figures(query, &judging, rows, asked->len, report);
    return TRUE;
}

/* ---- predictions -------------------------------------------------------------------------------
 */

typedef struct {
    const Model *model;
    const Learning *learning;
    const GPtrArray *seen; /* values of all candidates */
} Explaining;

/* The values of picked candidates. */
static GPtrArray *
pick_values(const GPtrArray *seen, Answer *const *answers, guint n)
{
    GPtrArray *picked = g_ptr_array_new_with_free_func((GDestroyNotify)feature_values_free);
    for (guint f = 0; f < seen->len; f++) {
        const FeatureValues *all = seen->pdata[f];
        FeatureValues *some = g_new0(FeatureValues, 1);
        *some =
            (FeatureValues){.feature = all->feature, .n = n, .number = g_new(double, (gsize)n + 1)};
        for (guint i = 0; i < n; i++)
            some->number[i] = all->number[answers[i]->which];
        g_ptr_array_add(picked, some);
    }
    return picked;
}

static gboolean
explain(gpointer data, Answer *const *answers, guint n, GPtrArray **values, double **push,
        GError **error)
{
    const Explaining *explaining = data;
    *values = pick_values(explaining->seen, answers, n);
    *push = g_new(double, (gsize)n *(explaining->model->features->len + 1));
    g_autoptr(Matrix) matrix =
        matrix_new(explaining->learning->encoder, *values, NULL, n, NULL, error);
    return matrix && model_explain(explaining->model, matrix, *push, error);
}

static GPtrArray *
answer_all(const Task *task, const CandidateRows *rows, const double *score)
{
    GPtrArray *answers = answers_new();
    g_autofree Ranked *ranked = g_new(Ranked, 256);
    for (guint32 asker = 0; asker < rows->askers; asker++) {
        guint n = rank_candidates(rows, asker, score, ranked);
        for (guint i = 0; i < MIN(n, task->spec.count); i++)
            answers_add(answers, asker, ranked[i].at, i + 1, ranked[i].score,
                        task_item_words(task, rows->item[ranked[i].at]));
    }
    return answers;
}

/* The candidates of whom the query asks about, by whichever way they were named. */
static CandidateRows *
ask_source(const Learning *learning, const ScoreSource *source)
{
    g_autofree TimePoint *seeds = g_new(TimePoint, (gsize)source->n + 1);
    for (guint32 i = 0; i < source->n; i++)
        seeds[i] = source_seed(source, i);
    const Frame *frame = source->rows ? source->task->frame : source->fresh;
    const guint32 *rows = source->rows ? (const guint32 *)(const void *)source->rows->data : NULL;
    return candidates_of(learning->candidates, frame, rows, seeds, source->n);
}

gboolean
query_predict_ranking(Query *query, Report *report, GError **error)
{
    g_auto(Learning) learning = {0};
    AnswerColumns columns = {"rank", query->task->values->info->name, "chance", UNIT_SHARE};
    if (!query_whom(query, error))
        return FALSE;
    if (query->whom.n == 0) {
        g_autoptr(GPtrArray) none = answers_new();
        answers_list(query, NULL, none, &columns, report);
        query_say_nobody(query, report);
        return TRUE;
    }
    g_autoptr(Model) model = learn(query, &learning, error);
    g_autoptr(ScoreSource) source = model ? query_source(query, model, error) : NULL;
    g_autoptr(CandidateRows) asked = source ? ask_source(&learning, source) : NULL;
    g_autoptr(GPtrArray) seen = asked ? seen_values(query, asked) : NULL;
    g_autoptr(Matrix) matrix =
        asked ? matrix_new(learning.encoder, seen, NULL, asked->n, NULL, error) : NULL;
    g_autofree double *score = matrix ? g_new(double, (gsize)asked->n + 1) : NULL;
    if (!score || !model_score_matrix(model, matrix, score, error))
        return FALSE;
    g_autoptr(GPtrArray) answers = answer_all(query->task, asked, score);
    Explaining explaining = {model, &learning, seen};
    if (!answers_explain(query, answers, model, explain, &explaining, error))
        return FALSE;
    answers_list(query, source, answers, &columns, report);
    return TRUE;
}
