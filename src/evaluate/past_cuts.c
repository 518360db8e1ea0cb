/* How old the past may be: one model on the same rows, at seed time and with the past frozen at
 * several moments. The model learned once; only what its features look back on ends sooner. */
#include "evaluate/past_cuts.h"

#include <math.h>
#include <string.h>

#define RESAMPLES 1000
#define SEED 1
#define STANDARD_CUTS "0,1w,2w,4w,8w,13w"

static void
cut_clear(gpointer data)
{
    worth_side_clear(&((PastCut *)data)->side);
}

static void
past_cuts_clear(PastCuts *all)
{
    g_clear_pointer(&all->task, task_unref);
    g_clear_pointer(&all->model, model_free);
    g_clear_pointer(&all->cuts, g_array_unref);
    worth_tickets_clear(&all->tickets);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PastCuts, past_cuts_clear)

/* ---- which moments -----------------------------------------------------------------------------
 */

static gboolean
refuse(GError **error, const char *word)
{
    g_autofree char *clean = text_clean(word, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "cuts \"%s\": write how long before the rows judged, or on which day, the past "
                "ends, as in 0,1w,4w,13w or 2025-12-01",
                clean);
    return FALSE;
}

/* "0", "4w", "2025-12-01": µs before the part begins. */
static gboolean
read_cut(const PastCuts *all, const char *word, gint64 *before, GError **error)
{
    TimePoint at;
    if (strcmp(word, "0") == 0) {
        *before = 0;
        return TRUE;
    }
    if (!date_parse(word, -1, DATE_ISO, all->task->frame->catalogue->zone, &at, NULL))
        return duration_parse(word, before, NULL) && *before >= 0 ? TRUE : refuse(error, word);
    *before = all->begin - at;
    if (*before >= 0)
        return TRUE;
    g_autofree char *begin =
        date_words(all->begin, PRECISION_DAY, all->task->frame->catalogue->zone);
    g_set_error(
        error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
        "cuts %s: the rows judged begin on %s, and a past that ends later would be seed time "
        "for some of them: name an earlier day",
        word, begin);
    return FALSE;
}

static int
by_before(gconstpointer a, gconstpointer b)
{
    gint64 x = ((const PastCut *)a)->before, y = ((const PastCut *)b)->before;
    return (x > y) - (x < y);
}

static gboolean
read_cuts(PastCuts *all, const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit(*text ? text : STANDARD_CUTS, ",", -1);
    PastCut seed = {.before = -1, .at = TIME_MISSING};
    g_array_append_val(all->cuts, seed);
    for (guint i = 0; words[i]; i++) {
        PastCut cut = {0};
        if (!read_cut(all, g_strstrip(words[i]), &cut.before, error))
            return FALSE;
        gboolean twice = FALSE;
        for (guint k = 1; k < all->cuts->len; k++)
            twice = twice || g_array_index(all->cuts, PastCut, k).before == cut.before;
        cut.at = all->begin - cut.before;
        if (!twice)
            g_array_append_val(all->cuts, cut);
    }
    g_array_sort(all->cuts, by_before);
    if (all->cuts->len - 1 <= PAST_CUTS_MOST)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%u cuts: at most %d at once",
                all->cuts->len - 1, PAST_CUTS_MOST);
    return FALSE;
}

/* ---- judging -----------------------------------------------------------------------------------
 */

Scores *
past_cut_scores(Task *task, const Model *model, SplitPart part, gint64 before, FrameStore *frames,
                sqlite3 *database, Progress *progress, GError **error)
{
    task->frozen = before >= 0;
    task->cut_before = MAX(before, 0);
    g_autoptr(LearnData) data =
        learn_data_new(task, frames, database, model->features, progress, error);
    return data ? scores_new(model, data, part, error) : NULL;
}

/* From where on a row is flagged: set on validation at seed time, whatever part judges. NaN: as
 * many as the team can check. */
static gboolean
choose_line(PastCuts *all, FrameStore *frames, sqlite3 *database, Progress *progress, double *line,
            GError **error)
{
    const WorthTerms *terms = all->terms;
    *line = terms->mode == LINE_FIXED ? terms->line : (double)NAN;
    if (terms->mode != LINE_CHEAPEST)
        return TRUE;
    g_autoptr(Scores) scores = past_cut_scores(all->task, all->model, SPLIT_VALIDATION, -1, frames,
                                               database, progress, error);
    g_autoptr(DecisionTable) table = scores ? decision_table_new(scores) : NULL;
    if (!table)
        return FALSE;
    *line = decision_cheapest(table, &terms->policy).line;
    return TRUE;
}

static int
compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
median_age(const PastCuts *all, const PastCut *cut)
{
    const Scores *scores = cut->side.scores;
    g_autofree double *days = g_new(double, (gsize)scores->n + 1);
    if (cut->before < 0)
        return 0;
    for (guint32 i = 0; i < scores->n; i++)
        days[i] = (double)(all->task->seed_time[scores->row[i]] - cut->at) / (double)TIME_DAY;
    qsort(days, scores->n, sizeof *days, compare_doubles);
    return days[scores->n / 2];
}

static gboolean
judge_cut(PastCuts *all, PastCut *cut, double line, FrameStore *frames, sqlite3 *database,
          Progress *progress, GError **error)
{
    const Policy *policy = &all->terms->policy;
    Quality quality;
    if (progress_stop(progress, error) ||
        !(cut->side.scores = past_cut_scores(all->task, all->model, all->part, cut->before, frames,
                                             database, progress, error)))
        return FALSE;
    cut->side.table = decision_table_new(cut->side.scores);
    cut->side.decision = isnan(line) ? decision_capacity(cut->side.table, policy)
                                     : decision_at_line(cut->side.table, line, policy);
    quality_of(cut->side.scores, all->model->probability, &quality);
    cut->side.auc = quality.auc;
    cut->loss = all->model->probability ? quality.log_loss : (double)NAN;
    cut->age = median_age(all, cut);
    return TRUE;
}

/* ---- against seed time -------------------------------------------------------------------------
 */

/* By the place of a row: its score, its log loss and what it costs. */
typedef struct {
    double *score, *loss, *cost;
} ByPlace;

static void
by_place_clear(ByPlace *by)
{
    g_free(by->score);
    g_free(by->loss);
    g_free(by->cost);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ByPlace, by_place_clear)

static ByPlace
by_place(const PastCuts *all, const PastCut *cut)
{
    const Scores *scores = cut->side.scores;
    gsize room = (gsize)all->tickets.n + 1;
    ByPlace by = {g_new0(double, room), g_new0(double, room), g_new0(double, room)};
    for (guint32 i = 0; i < scores->n; i++) {
        guint32 place = all->tickets.place[scores->row[i]];
        double p = CLAMP(scores->score[i], 1e-15, 1 - 1e-15);
        by.score[place] = scores->score[i];
        by.loss[place] = scores->label[i] ? -log(p) : -log(1 - p);
    }
    worth_add_costs(&all->tickets, &cut->side, NULL, all->terms, 1, by.cost);
    return by;
}

static Interval
mean_change(const PastCuts *all, const double *a, const double *b, double confidence, double of)
{
    Interval sum = stats_bootstrap_cost(a, b, all->tickets.cluster, all->tickets.n, RESAMPLES, SEED,
                                        confidence);
    return (Interval){sum.value / of, sum.low / of, sum.high / of};
}

/* The intervals of the differences hold for all lines together. */
static void
hold_against_seed(PastCuts *all)
{
    PastCut *seed = &g_array_index(all->cuts, PastCut, 0);
    double confidence = 1 - 0.05 / MAX(all->cuts->len - 1, 1);
    double months = isnan(all->tickets.months) ? 1 : all->tickets.months;
    g_auto(ByPlace) then = by_place(all, seed);
    g_autofree guint8 *label = g_new(guint8, (gsize)all->tickets.n + 1);

    for (guint32 i = 0; i < seed->side.scores->n; i++)
        label[all->tickets.place[seed->side.scores->row[i]]] = seed->side.scores->label[i];
    for (guint i = 0; i < all->cuts->len; i++) {
        PastCut *cut = &g_array_index(all->cuts, PastCut, i);
        g_auto(ByPlace) now = by_place(all, cut);
        cut->cost = worth_money(&all->tickets, now.cost, NULL);
        cut->more = mean_change(all, now.cost, then.cost, confidence, months);
        cut->auc_change =
            stats_auc_compare(now.score, then.score, label, all->tickets.n, confidence).difference;
        cut->loss_change = all->model->probability
                               ? mean_change(all, now.loss, then.loss, confidence, all->tickets.n)
                               : (Interval){NAN, NAN, NAN};
    }
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

/* Where the part begins: the first row that is judged. */
static gboolean
find_begin(PastCuts *all, GError **error)
{
    const Task *task = all->task;
    all->begin = G_MAXINT64;
    for (guint32 row = 0; row < task->n; row++)
        if (split_home((SplitPart)task->part[row]) == all->part &&
            task->seed_time[row] < all->begin)
            all->begin = task->seed_time[row];
    if (task->time_column && all->begin != G_MAXINT64)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s has no time: its past can't end sooner or later", task->frame->table->name);
    return FALSE;
}

Report *
past_cuts_report(const Task *task, const char *cuts, SplitPart part, gint64 model,
                 FrameStore *frames, sqlite3 *database, const WorthTerms *terms, Progress *progress,
                 GError **error)
{
    g_auto(PastCuts) all = {.part = part, .terms = terms};
    double line;

    all.cuts = g_array_new(FALSE, FALSE, sizeof(PastCut));
    g_array_set_clear_func(all.cuts, cut_clear);
    if (!worth_can_judge(task, error) || !(all.model = model_load(database, model, error)) ||
        !(all.task = task_load(frames, database, task->id, error)) || !find_begin(&all, error) ||
        !read_cuts(&all, cuts, error) ||
        !choose_line(&all, frames, database, progress, &line, error))
        return NULL;
    for (guint i = 0; i < all.cuts->len; i++)
        if (!judge_cut(&all, &g_array_index(all.cuts, PastCut, i), line, frames, database, progress,
                       error))
            return NULL;
    worth_tickets_init(&all.tickets, all.task, g_array_index(all.cuts, PastCut, 0).side.scores);
    hold_against_seed(&all);
    return past_cuts_told(&all);
}
