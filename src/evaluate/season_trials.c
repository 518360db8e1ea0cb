/* Whether a model that never saw a season holds in it: each season in turn is left out of training,
 * and judged by two models that learned from as many rows, one of them with some of that season. */
#include "evaluate/feature_seasons.h"
#include "evaluate/trials.h"

#include <math.h>
#include <string.h>

enum { LEAST_OF_A_CLASS = 30, RESAMPLES = 1000, A_HUNDRED = 100 };

/* ---- which rows -------------------------------------------------------------------------------
 */

/* Places among the training rows. */
typedef struct {
    SeasonKind kind;
    guint level;
    GArray *judged, *outside, *within; /* guint32; within: of the season, not judged */
    GArray *with;                      /* as many as outside, some of them within */
    Interval auc[2], less;             /* without, with; what is lost without */
    Interval dearer;                   /* money, a hundred tickets */
} Leaving;

static void
leaving_clear(gpointer data)
{
    Leaving *leaving = data;
    g_clear_pointer(&leaving->judged, g_array_unref);
    g_clear_pointer(&leaving->outside, g_array_unref);
    g_clear_pointer(&leaving->within, g_array_unref);
    g_clear_pointer(&leaving->with, g_array_unref);
}

typedef struct {
    const Task *task;
    LearnData *data;
    GPtrArray *features;
    FrameStore *frames;
    sqlite3 *database;
    const WorthTerms *terms;
    Progress *progress;
    const guint32 *row; /* training rows */
    guint32 n;
    SeasonRows *rows;
    GArray *leavings; /* Leaving */
} Leavings;

static void
leavings_clear(Leavings *all)
{
    g_clear_pointer(&all->leavings, g_array_unref);
    g_clear_pointer(&all->rows, season_rows_free);
    g_clear_pointer(&all->data, learn_data_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Leavings, leavings_clear)

/* The block of the season that was seen last. */
static guint32
newest_block(const Leavings *all, const SeasonCut *cut, guint level)
{
    TimePoint newest = G_MININT64;
    guint32 block = G_MAXUINT32;

    for (guint32 i = 0; i < all->n; i++)
        if (cut->block[i] < cut->blocks && cut->level[i] == level &&
            all->task->seed_time[all->row[i]] > newest) {
            newest = all->task->seed_time[all->row[i]];
            block = cut->block[i];
        }
    return block;
}

/* Of a season that came back in another year the newest; else every other week, so that neither
 * model learned from the days that are judged. */
static gboolean
is_judged(const Leavings *all, const SeasonCut *cut, SeasonKind kind, guint32 newest, guint32 i)
{
    gint64 week = all->task->seed_time[all->row[i]] / (7 * 24 * 3600 * TIME_SECOND);
    gboolean yearly = kind == SEASON_QUARTER || kind == SEASON_HOLIDAYS;

    return yearly && cut->again ? cut->block[i] == newest : week % 2 == 0;
}

gboolean
season_left_rows(const Task *task, const char *left, guint32 drawn, GArray *rows,
                 const char **season)
{
    g_autofree guint32 *row = g_new(guint32, (gsize)task->n + 1);
    SeasonKind kind = SEASON_QUARTER;
    guint level = 0;
    guint32 n = 0;

    if (!season_read(left, &kind, &level))
        return FALSE;
    for (guint32 i = 0; i < task->n; i++)
        if (task->part[i] == SPLIT_TRAIN)
            row[n++] = i;
    if (drawn) {
        g_autofree guint32 *at = rows_by_lot(n, drawn, &n);
        for (guint32 i = 0; i < n; i++)
            row[i] = row[at[i]];
    }
    g_autoptr(SeasonRows) seasons = season_rows_new(task, row, n);
    const SeasonCut *cut = &seasons->cut[kind];
    if (!cut->there || level >= cut->levels)
        return FALSE;
    Leavings all = {.task = task, .row = row, .n = n};
    guint32 newest = newest_block(&all, cut, level);
    for (guint32 i = 0; i < n; i++)
        if (cut->block[i] < cut->blocks && cut->level[i] == level &&
            is_judged(&all, cut, kind, newest, i))
            g_array_append_val(rows, row[i]);
    *season = season_name(kind, level);
    return TRUE;
}

static gboolean
both_classes(const Leavings *all, const GArray *places)
{
    guint events = 0;
    for (guint i = 0; i < places->len; i++)
        events += all->task->label[all->row[g_array_index(places, guint32, i)]] > 0.5;
    return events >= LEAST_OF_A_CLASS && places->len - events >= LEAST_OF_A_CLASS;
}

static int
ascending(gconstpointer a, gconstpointer b)
{
    guint32 one = *(const guint32 *)a, other = *(const guint32 *)b;
    return (one > other) - (one < other);
}

/* As many as lie outside, by lot from those and from what of the season isn't judged. */
static GArray *
draw_with(const Leaving *leaving)
{
    g_autoptr(GArray) all = g_array_copy(leaving->outside);
    GArray *with = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint32 taken;

    g_array_append_vals(all, leaving->within->data, leaving->within->len);
    g_array_sort(all, ascending);
    g_autofree guint32 *place = rows_by_lot(all->len, leaving->outside->len, &taken);
    for (guint32 i = 0; i < taken; i++)
        g_array_append_val(with, g_array_index(all, guint32, place[i]));
    return with;
}

static void
leave_out(Leavings *all, SeasonKind kind, guint level)
{
    const SeasonCut *cut = &all->rows->cut[kind];
    guint32 newest = newest_block(all, cut, level);
    Leaving leaving = {.kind = kind,
                       .level = level,
                       .judged = g_array_new(FALSE, FALSE, sizeof(guint32)),
                       .outside = g_array_new(FALSE, FALSE, sizeof(guint32)),
                       .within = g_array_new(FALSE, FALSE, sizeof(guint32))};

    for (guint32 i = 0; i < all->n; i++) {
        if (cut->block[i] >= cut->blocks)
            continue;
        GArray *side = cut->level[i] != level                 ? leaving.outside
                       : is_judged(all, cut, kind, newest, i) ? leaving.judged
                                                              : leaving.within;
        g_array_append_val(side, i);
    }
    if (both_classes(all, leaving.judged) && both_classes(all, leaving.within) &&
        both_classes(all, leaving.outside)) {
        leaving.with = draw_with(&leaving);
        g_array_append_val(all->leavings, leaving);
    } else {
        leaving_clear(&leaving);
    }
}

/* ---- two models -------------------------------------------------------------------------------
 */

static gboolean
train_on(Leavings *all, WorthSide *side, const GArray *places, GError **error)
{
    g_autoptr(LearnData) fewer = learn_data_fewer(
        all->data, (const guint32 *)(const void *)places->data, places->len, error);
    return fewer && worth_train(side, fewer, all->features, NULL, all->frames, all->database,
                                all->progress, error);
}

/* What each judged ticket costs when a model flags from its line on. */
static double *
costs_of(const Leavings *all, const WorthSide *side, const double *p, const guint8 *label,
         guint32 n)
{
    double *cost = g_new0(double, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++) {
        gboolean flagged = p[i] >= side->decision.line;
        if (flagged != label[i])
            cost[i] = flagged ? all->terms->policy.false_alarm : all->terms->policy.missed;
    }
    return cost;
}

/* Whose tickets belong together; NULL: each stands alone. */
static guint32 *
clusters_of(const Leavings *all, const Matrix *matrix)
{
    guint32 keys;
    g_autofree guint32 *code =
        all->task->customer ? frame_key_codes(all->task->customer, &keys) : NULL;
    guint32 *cluster = code ? g_new(guint32, (gsize)matrix->n + 1) : NULL;

    for (guint32 i = 0; cluster && i < matrix->n; i++)
        cluster[i] = code[matrix->row[i]] == G_MAXUINT32 ? G_MAXUINT32 - i : code[matrix->row[i]];
    return cluster;
}

/* `confidence` so that the intervals of all seasons hold together in 95 of 100 (Bonferroni). */
static gboolean
judge_both(Leavings *all, Leaving *leaving, WorthSide *without, WorthSide *with, double confidence,
           GError **error)
{
    const Matrix *train = learn_data_matrix(all->data, SPLIT_TRAIN, error);
    WorthSide *sides[] = {without, with};
    double *p[2];

    if (!train)
        return FALSE;
    worth_decide(sides, 2, all->terms);
    g_autoptr(Matrix) matrix = matrix_pick(
        train, (const guint32 *)(const void *)leaving->judged->data, leaving->judged->len);
    g_autofree double *one = p[0] = g_new(double, (gsize)matrix->n + 1);
    g_autofree double *other = p[1] = g_new(double, (gsize)matrix->n + 1);
    g_autofree guint8 *label = g_new(guint8, (gsize)matrix->n + 1);
    g_autofree guint32 *cluster = clusters_of(all, matrix);

    if (!model_score_matrix(without->model, matrix, one, error) ||
        !model_score_matrix(with->model, matrix, other, error))
        return FALSE;
    for (guint32 i = 0; i < matrix->n; i++)
        label[i] = all->task->label[matrix->row[i]] > 0.5;
    for (guint k = 0; k < 2; k++)
        leaving->auc[k] = stats_auc(p[k], label, matrix->n, 0.95).auc;
    leaving->less = stats_auc_compare(other, one, label, matrix->n, confidence).difference;
    g_autofree double *cost = costs_of(all, without, one, label, matrix->n);
    g_autofree double *less = costs_of(all, with, other, label, matrix->n);
    Interval dearer =
        stats_bootstrap_cost(cost, less, cluster, matrix->n, RESAMPLES, 1, confidence);
    double scale = A_HUNDRED / (double)matrix->n;
    leaving->dearer = (Interval){dearer.value * scale, dearer.low * scale, dearer.high * scale};
    return TRUE;
}

static gboolean
try_leaving(Leavings *all, Leaving *leaving, double confidence, GError **error)
{
    g_auto(WorthSide) without = {0};
    g_auto(WorthSide) with = {0};

    return !progress_stop(all->progress, error) &&
           train_on(all, &without, leaving->outside, error) &&
           train_on(all, &with, leaving->with, error) &&
           judge_both(all, leaving, &without, &with, confidence, error);
}

/* ---- the report -------------------------------------------------------------------------------
 */

static gboolean
loses(const Leaving *leaving)
{
    return leaving->less.low > 0 || leaving->dearer.low > 0;
}

static void
say_leavings(Report *report, const Leavings *all)
{
    g_autoptr(GString) lost = g_string_new(NULL);
    g_autofree char *covers = season_rows_words(all->rows);

    for (guint i = 0; i < all->leavings->len; i++) {
        const Leaving *leaving = &g_array_index(all->leavings, Leaving, i);
        g_autofree char *money = number_money(leaving->dearer.value);
        const char *name = season_name(leaving->kind, leaving->level);
        if (leaving->less.low > 0)
            g_string_append_printf(lost, "%s%s (ranks by %.2f, with it %.2f)",
                                   lost->len ? ", " : "", name, leaving->auc[0].value,
                                   leaving->auc[1].value);
        else if (loses(leaving))
            g_string_append_printf(lost, "%s%s (%s more a hundred tickets)", lost->len ? ", " : "",
                                   name, money);
    }
    if (!all->leavings->len)
        report_say(report,
                   "No season has %d tickets of either outcome to judge by, and as many "
                   "outside of it.",
                   LEAST_OF_A_CLASS);
    else if (lost->len)
        report_say(report,
                   "A model that never saw the season does worse in: %s. What it learns elsewhere "
                   "doesn't hold there: train on all of the year.",
                   lost->str);
    else
        report_say(report,
                   "In no season a model that never saw it does worse: what is learned in one "
                   "holds in the others.");
    if (covers)
        report_say(report, "%s.", covers);
    report_say(report, "Two boosted trees a season, each from as many training tickets: one from "
                       "outside of it, one with some of it. Both are judged on the newest time it "
                       "came, where it came in two years; else on every other week of it.");
    report_say(report, "The intervals of the differences hold for all lines together (95 %%).");
}

static void
add_leaving(ReportTable *table, const Leaving *leaving, const Leavings *all, guint32 sampled)
{
    g_autofree char *season = season_write(leaving->kind, leaving->level);
    guint events = 0;
    for (guint i = 0; i < leaving->judged->len; i++)
        events += all->task->label[all->row[g_array_index(leaving->judged, guint32, i)]] > 0.5;
    report_row(table);
    report_cell_text(table, season_name(leaving->kind, leaving->level));
    cell_rows(report_cell(table, leaving->judged->len), "season-left=%s;drawn=%u", season, sampled);
    report_cell(table, (double)events / leaving->judged->len);
    for (guint k = 0; k < 2; k++)
        cell_interval(report_cell(table, leaving->auc[k].value), leaving->auc[k].low,
                      leaving->auc[k].high);
    cell_interval(report_cell(table, leaving->less.value), leaving->less.low, leaving->less.high);
    cell_interval(report_cell(table, leaving->dearer.value), leaving->dearer.low,
                  leaving->dearer.high);
    cell_style(report_cell_text(table, leaving->less.low > 0 ? "ranks worse"
                                       : loses(leaving)      ? "costs more"
                                                             : "holds"),
               loses(leaving) ? "warn" : "good");
    report_cell(table, leaving->outside->len);
}

static Report *
report_leavings(const Leavings *all, guint32 sampled)
{
    Report *report = report_new("seasons", "Leave a season out");
    ReportTable *table;

    say_leavings(report, all);
    trial_say_sampled(report, sampled);
    report_text(report, "regime", NULL, regime_word(FALSE)); /* training rows judge: never frozen */
    table = report_table(report, "left_out", "LEFT OUT ONE AT A TIME");
    report_column(table, "season", "season", UNIT_NONE, 0);
    report_column(table, "rows", "judged on", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "rate", "of them yes", UNIT_SHARE, 1)->right = TRUE;
    ReportColumn *columns[] = {
        report_column(table, "without", "never saw it", UNIT_DECIMAL, 3),
        report_column(table, "with", "saw some", UNIT_DECIMAL, 3),
        report_column(table, "less", "lost", UNIT_DECIMAL, 3),
        report_column(table, "dearer", "costs more a hundred", UNIT_MONEY, 0)};
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        columns[i]->right = columns[i]->interval = TRUE;
    report_column(table, "verdict", "", UNIT_NONE, 0);
    ReportColumn *learned = report_column(table, "learned", "learned from", UNIT_COUNT, 0);
    learned->right = learned->expert = TRUE;
    for (guint i = 0; i < all->leavings->len; i++)
        add_leaving(table, &g_array_index(all->leavings, Leaving, i), all, sampled);
    return report;
}

Report *
season_trials_report(const Task *task, FrameStore *frames, sqlite3 *database,
                     const WorthTerms *terms, Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) features = features_load_enabled(database, task, error);
    guint32 sampled = 0;

    if (!features || !worth_can_judge(task, error))
        return NULL;
    if (!task->time_column) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s has no time: nothing can be said of seasons", task->frame->table->name);
        return NULL;
    }
    g_auto(Leavings) all = {.task = task,
                            .features = features,
                            .frames = frames,
                            .database = database,
                            .terms = terms,
                            .progress = progress,
                            .leavings = g_array_new(FALSE, FALSE, sizeof(Leaving))};
    g_array_set_clear_func(all.leavings, leaving_clear);
    all.data = trial_data(task, frames, database, features, terms, &sampled, progress, error);
    if (!all.data)
        return NULL;
    all.row = learn_data_rows(all.data, SPLIT_TRAIN, &all.n);
    all.rows = season_rows_new(task, all.row, all.n);
    for (guint kind = 0; kind < SEASON_KINDS; kind++)
        for (guint level = all.rows->cut[kind].first;
             all.rows->cut[kind].there && level < all.rows->cut[kind].levels; level++)
            leave_out(&all, (SeasonKind)kind, level);
    for (guint i = 0; i < all.leavings->len; i++)
        if (!try_leaving(&all, &g_array_index(all.leavings, Leaving, i),
                         1 - 0.05 / (2 * all.leavings->len), error))
            return NULL;
    return report_leavings(&all, sampled);
}
