/* Whether fewer but cleaner rows teach more: models on the best tenth, quarter, half and three
 * quarters of the training rows beside as many drawn by lot and beside all, on the same validation
 * rows. */
#include "audit/worth.h"

#include <math.h>
#include <string.h>

static const double shares[] = {0.10, 0.25, 0.50, 0.75};
#define SHARES G_N_ELEMENTS(shares)
#define HALF 2 /* the share that the first sentence is about, chosen before looking */
/* What is drawn by lot is drawn so often, and the costs averaged. */
#define DRAWS 3

typedef struct {
    const Task *task;
    FrameStore *frames;
    sqlite3 *database;
    Progress *progress;
    const WorthTerms *terms;
    GPtrArray *features;
    LearnData *data;
    guint32 n; /* training rows */
    WorthQuality quality;
    WorthSide all, best[SHARES], lot[DRAWS][SHARES];
    WorthTickets tickets;
    Interval cost_all, cost[SHARES], cost_lot[SHARES], against_lot[SHARES], against_all[SHARES];
} Curve;

static void
curve_clear(Curve *curve)
{
    worth_side_clear(&curve->all);
    for (guint s = 0; s < SHARES; s++) {
        worth_side_clear(&curve->best[s]);
        for (guint draw = 0; draw < DRAWS; draw++)
            worth_side_clear(&curve->lot[draw][s]);
    }
    worth_tickets_clear(&curve->tickets);
    worth_quality_clear(&curve->quality);
    g_clear_pointer(&curve->data, learn_data_free);
    g_clear_pointer(&curve->features, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Curve, curve_clear)

static guint32
rows_of(const Curve *curve, guint share)
{
    return (guint32)round(shares[share] * curve->n);
}

/* ---- which rows --------------------------------------------------------------------------------
 */

typedef struct {
    double quality;
    guint64 lot; /* decides between equals */
    guint32 at;
} Grade;

static int
by_quality(const void *a, const void *b)
{
    const Grade *x = a, *y = b;
    if (x->quality != y->quality)
        return x->quality > y->quality ? -1 : 1;
    if (x->lot != y->lot)
        return x->lot < y->lot ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Places of the training rows, the best first. */
static guint32 *
best_first(const Curve *curve, const guint32 *rows)
{
    g_autofree Grade *grades = g_new(Grade, curve->n + 1);
    guint32 *order = g_new(guint32, curve->n + 1);
    for (guint32 i = 0; i < curve->n; i++) {
        gint64 id = curve->task->frame->row_id[rows[i]];
        grades[i] = (Grade){curve->quality.quality[i], hash_bytes(&id, sizeof id, i), i};
    }
    qsort(grades, curve->n, sizeof *grades, by_quality);
    for (guint32 i = 0; i < curve->n; i++)
        order[i] = grades[i].at;
    return order;
}

static guint32 *
by_lot(const Curve *curve, guint draw)
{
    guint32 *order = g_new(guint32, curve->n + 1);
    Random random;
    random_seed(&random, draw + 1);
    for (guint32 i = 0; i < curve->n; i++)
        order[i] = i;
    for (guint32 i = curve->n; i > 1; i--) {
        guint32 other = random_below(&random, i), swap = order[i - 1];
        order[i - 1] = order[other];
        order[other] = swap;
    }
    return order;
}

static int
compare_places(const void *a, const void *b)
{
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
    return x < y ? -1 : x > y;
}

/* ---- training ----------------------------------------------------------------------------------
 */

static gboolean
train(Curve *curve, WorthSide *side, LearnData *data, GError **error)
{
    return worth_train(side, data, curve->features, NULL, curve->frames, curve->database,
                       curve->progress, error);
}

/* The first rows of an order, a model each; one that can't be learned (a single outcome among its
 * rows) stays without. */
static gboolean
train_shares(Curve *curve, const guint32 *order, WorthSide *sides, GError **error)
{
    for (guint s = 0; s < SHARES; s++) {
        guint32 n = rows_of(curve, s);
        g_autofree guint32 *at = g_memdup2(order, n * sizeof *order);
        g_autoptr(GError) failure = NULL;
        if (n)
            qsort(at, n, sizeof *at, compare_places);
        g_autoptr(LearnData) fewer = learn_data_fewer(curve->data, at, n, error);
        if (!fewer)
            return FALSE;
        if (train(curve, &sides[s], fewer, &failure))
            continue;
        worth_side_clear(&sides[s]);
        if (failure->code != FOREDESK_ERROR_INPUT) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
train_all(Curve *curve, GError **error)
{
    const guint32 *rows = learn_data_rows(curve->data, SPLIT_TRAIN, &curve->n);
    if (!train(curve, &curve->all, curve->data, error) ||
        !worth_quality_of(&curve->quality, curve->task, rows, curve->n, curve->frames,
                          curve->database, curve->progress, error))
        return FALSE;
    g_autofree guint32 *best = best_first(curve, rows);
    if (!train_shares(curve, best, curve->best, error))
        return FALSE;
    for (guint draw = 0; draw < DRAWS; draw++) {
        g_autofree guint32 *lot = by_lot(curve, draw);
        if (!train_shares(curve, lot, curve->lot[draw], error))
            return FALSE;
    }
    return TRUE;
}

/* ---- judging -----------------------------------------------------------------------------------
 */

static void
decide(Curve *curve)
{
    WorthSide *sides[1 + SHARES * (1 + DRAWS)] = {&curve->all};
    guint n = 1;
    for (guint s = 0; s < SHARES; s++) {
        if (curve->best[s].model)
            sides[n++] = &curve->best[s];
        for (guint draw = 0; draw < DRAWS; draw++)
            if (curve->lot[draw][s].model)
                sides[n++] = &curve->lot[draw][s];
    }
    worth_decide(sides, n, curve->terms);
}

static guint
draws_of(const Curve *curve, guint share)
{
    guint n = 0;
    for (guint draw = 0; draw < DRAWS; draw++)
        n += curve->lot[draw][share].model != NULL;
    return n;
}

static void
judge_share(Curve *curve, guint s, const double *all)
{
    const WorthTickets *tickets = &curve->tickets;
    g_autofree double *best = g_new0(double, tickets->n + 1), *lot = g_new0(double, tickets->n + 1);
    guint draws = draws_of(curve, s);
    gboolean learned = curve->best[s].model != NULL;

    if (learned)
        worth_add_costs(tickets, &curve->best[s], NULL, curve->terms, 1, best);
    for (guint draw = 0; draw < DRAWS; draw++)
        if (curve->lot[draw][s].model)
            worth_add_costs(tickets, &curve->lot[draw][s], NULL, curve->terms, 1.0 / draws, lot);
    curve->cost[s] = learned ? worth_money(tickets, best, NULL) : INTERVAL_UNDEFINED;
    curve->cost_lot[s] = draws ? worth_money(tickets, lot, NULL) : INTERVAL_UNDEFINED;
    curve->against_all[s] = learned ? worth_money(tickets, all, best) : INTERVAL_UNDEFINED;
    curve->against_lot[s] = learned && draws ? worth_money(tickets, lot, best) : INTERVAL_UNDEFINED;
}

static void
judge_all(Curve *curve)
{
    decide(curve);
    worth_tickets_init(&curve->tickets, curve->task, curve->all.scores);
    g_autofree double *all = g_new0(double, curve->tickets.n + 1);
    worth_add_costs(&curve->tickets, &curve->all, NULL, curve->terms, 1, all);
    curve->cost_all = worth_money(&curve->tickets, all, NULL);
    for (guint s = 0; s < SHARES; s++)
        judge_share(curve, s, all);
}

/* ---- the report --------------------------------------------------------------------------------
 */

static void
say_half(Report *report, const Curve *curve, const char *noun)
{
    gboolean timed = !isnan(curve->tickets.months);
    g_autofree char *half = number_count(rows_of(curve, HALF));
    g_autofree char *all = number_count(curve->n);
    if (!curve->best[HALF].model) {
        report_say(report,
                   "The cleanest half of the training %s (%s of %s) has a single outcome: nothing "
                   "can be learned from it alone.",
                   noun, half, all);
        return;
    }
    g_autofree char *more = worth_saving_words(curve->against_all[HALF], timed);
    g_autofree char *lot = worth_saving_words(curve->against_lot[HALF], timed);
    report_say(report,
               "Learning from the cleanest half of the training %s (%s) instead of all %s %s.",
               noun, half, all, more);
    report_say(report, "Against as many drawn by lot it %s.", lot);
}

static void
say_curve(Report *report, const Curve *curve)
{
    const char *noun = table_noun(curve->task->frame->table->name, 2);
    g_autofree char *judged = number_count(curve->tickets.n);
    g_autofree char *clean = number_count(curve->quality.clean);
    say_half(report, curve, noun);
    report_say(report,
               "Quality of a row: the share of its %u columns known at arrival that are filled, "
               "less 1 for each finding listed below; %s of the training %s have none. Equals are "
               "ordered by lot.",
               curve->quality.columns, clean, noun);
    report_say(report,
               "Boosted trees of one seed, the same rows to stop on, judged on the same %s "
               "validation %s, %s; by lot is the mean of %d draws. Look at what one step is worth: "
               "worth STEP.",
               judged, noun, worth_terms_words(curve->terms), DRAWS);
    if (curve->tickets.n < 300 || curve->all.table->events < 30)
        report_warn(report, "Only %u %s with %u events judge here: too few to be sure of a line.",
                    curve->tickets.n, noun, curve->all.table->events);
}

static void
add_money(ReportTable *list, Interval money)
{
    cell_interval(report_cell(list, money.value), money.low, money.high);
}

static const char *
words_of(Interval saving)
{
    return verdict_word(stats_verdict(saving, FALSE));
}

static void
add_shares(Report *report, const Curve *curve)
{
    ReportTable *list = report_table(report, "shares", "THE CLEANEST, AGAINST AS MANY BY LOT");
    gboolean timed = !isnan(curve->tickets.months);
    report_column(list, "share", "cleanest", UNIT_SHARE, 0)->right = TRUE;
    report_column(list, "rows", "learned from", UNIT_COUNT, 0)->right = TRUE;
    ReportColumn *money[4] = {
        report_column(list, "cost", timed ? "cost a month" : "cost", UNIT_MONEY, 0),
        report_column(list, "cost_lot", "by lot", UNIT_MONEY, 0),
        report_column(list, "against_lot", "saves against lot", UNIT_MONEY, 0),
        report_column(list, "against_all", "saves against all", UNIT_MONEY, 0)};
    for (guint i = 0; i < G_N_ELEMENTS(money); i++)
        money[i]->right = money[i]->interval = TRUE;
    report_column(list, "verdict_lot", NULL, UNIT_NONE, 0);
    report_column(list, "verdict_all", NULL, UNIT_NONE, 0);
    for (guint s = 0; s < SHARES; s++) {
        report_row(list);
        report_cell(list, shares[s]);
        report_cell(list, rows_of(curve, s));
        add_money(list, curve->cost[s]);
        add_money(list, curve->cost_lot[s]);
        add_money(list, curve->against_lot[s]);
        add_money(list, curve->against_all[s]);
        report_cell_text(list, words_of(curve->against_lot[s]));
        report_cell_text(list, words_of(curve->against_all[s]));
    }
    report_row(list);
    report_cell(list, 1);
    cell_rows(report_cell(list, curve->n), "task=%" G_GINT64_FORMAT ";part=train", curve->task->id);
    add_money(list, curve->cost_all);
    add_money(list, curve->cost_all);
}

static void
add_curve(Report *report, const Curve *curve, gboolean best)
{
    ReportCurve *line =
        report_curve(report, best ? "best" : "lot", best ? "the cleanest" : "as many by lot",
                     "% of the training rows", "cost");
    for (guint s = 0; s < SHARES; s++) {
        double cost = best ? curve->cost[s].value : curve->cost_lot[s].value;
        if (!isnan(cost))
            report_point(line, 100 * shares[s], cost);
    }
    report_point(line, 100, curve->cost_all.value);
}

static void
add_findings(Report *report, const Curve *curve)
{
    ReportTable *list = report_table(report, "findings", "WHAT COUNTS AGAINST A TRAINING ROW");
    report_column(list, "finding", "finding", UNIT_NONE, 0);
    report_column(list, "rows", "training rows", UNIT_COUNT, 0)->right = TRUE;
    for (guint i = 0; i < curve->quality.found->len; i++) {
        const WorthFinding *finding = g_ptr_array_index(curve->quality.found, i);
        report_row(list);
        report_cell_text(list, finding->title);
        Cell *rows = report_cell(list, finding->rows);
        if (finding->reference)
            cell_rows(rows, "%s", finding->reference);
    }
}

Report *
worth_curve_report(const Task *task, FrameStore *frames, sqlite3 *database, const WorthTerms *terms,
                   Progress *progress, GError **error)
{
    g_auto(Curve) curve = {
        .task = task, .frames = frames, .database = database, .progress = progress, .terms = terms};

    if (!worth_can_judge(task, error) ||
        !(curve.data = worth_data(task, frames, database, &curve.features, progress, error)) ||
        !train_all(&curve, error))
        return NULL;
    judge_all(&curve);
    Report *report = report_new("worth", "Cleaner or more");
    say_curve(report, &curve);
    add_shares(report, &curve);
    add_findings(report, &curve);
    add_curve(report, &curve, TRUE);
    add_curve(report, &curve, FALSE);
    return report;
}
