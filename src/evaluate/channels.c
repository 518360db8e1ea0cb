/* One model for all channels, told or not told the channel, against a model for each: trained in
 * memory, judged on the same validation tickets of each channel, paired by ticket. */
#include "evaluate/channels.h"

#include <math.h>
#include <string.h>

enum { RESAMPLES = 1000, SEED = 1 };

typedef struct {
    Channels *found;
    GPtrArray *features[2]; /* Feature*: all that are on, and those that don't read the channel */
    LearnData *data[2];
    WorthSide side[2]; /* judged on all of validation */
    WorthTickets tickets;
    double *total[CHANNEL_SIDES]; /* cost by ticket over all channels that are compared */
    guint trained;                /* models of their own */
    FrameStore *frames;
    sqlite3 *database;
    const WorthTerms *terms;
    Progress *progress;
} Comparison;

static void
comparison_clear(Comparison *all)
{
    for (guint i = 0; i < 2; i++) {
        worth_side_clear(&all->side[i]);
        g_clear_pointer(&all->data[i], learn_data_free);
        g_clear_pointer(&all->features[i], g_ptr_array_unref);
    }
    for (guint i = 0; i < CHANNEL_SIDES; i++)
        g_clear_pointer(&all->total[i], g_free);
    worth_tickets_clear(&all->tickets);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Comparison, comparison_clear)

/* ---- over all channels -------------------------------------------------------------------------
 */

static gboolean
train_both(Comparison *all, GError **error)
{
    Channels *found = all->found;
    gboolean reading = found->reading && all->features[1]->len;

    for (guint i = 0; i < (reading ? 2 : 1); i++) {
        all->data[i] = trial_data(found->task, all->frames, all->database, all->features[i],
                                  all->terms, &found->sampled, all->progress, error);
        if (!all->data[i] || !worth_train(&all->side[i], all->data[i], all->features[i], NULL,
                                          all->frames, all->database, all->progress, error))
            return FALSE;
    }
    worth_tickets_init(&all->tickets, found->task, all->side[0].scores);
    for (guint i = 0; i < CHANNEL_SIDES; i++)
        all->total[i] = g_new0(double, (gsize)all->tickets.n + 1);
    found->timed = !isnan(all->tickets.months);
    return TRUE;
}

/* Places of a channel's rows within a part of the data. */
static GArray *
places_of(const Comparison *all, SplitPart part, guint channel, guint *events)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint32 n;
    const guint32 *row = learn_data_rows(all->data[0], part, &n);

    *events = 0;
    for (guint32 i = 0; i < n; i++)
        if (all->found->code[row[i]] == channel) {
            g_array_append_val(places, i);
            *events += all->found->task->label[row[i]] > 0.5;
        }
    return places;
}

static const guint32 *
numbers(const GArray *places)
{
    return (const guint32 *)(const void *)places->data;
}

/* What is learned from may be fewer than there are. */
static void
count_taught(Comparison *all)
{
    static const SplitPart parts[] = {SPLIT_TRAIN, SPLIT_STOP};
    const Task *task = all->found->task;

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        guint32 n;
        const guint32 *row = learn_data_rows(all->data[0], parts[i], &n);
        for (guint32 k = 0; k < n; k++) {
            Channel *channel = g_ptr_array_index(all->found->channels, all->found->code[row[k]]);
            channel->taught[task->label[row[k]] > 0.5]++;
        }
    }
}

/* ---- one channel -------------------------------------------------------------------------------
 */

/* The rows of validation that are the channel's, judged by a model of all. The model is borrowed.
 */
static gboolean
judge_part(Comparison *all, guint i, const GArray *judged, WorthSide *side, GError **error)
{
    g_autoptr(LearnData) part = learn_data_fewer(all->data[i], NULL, 0, error);
    Quality quality;

    if (!part)
        return FALSE;
    learn_data_fewer_of(part, SPLIT_VALIDATION, numbers(judged), judged->len);
    side->model = all->side[i].model;
    if (!(side->scores = scores_new(side->model, part, SPLIT_VALIDATION, error)))
        return FALSE;
    side->table = decision_table_new(side->scores);
    quality_of(side->scores, TRUE, &quality);
    side->auc = quality.auc;
    return TRUE;
}

/* From the channel's own tickets alone, stopped by its own where enough of them are there. */
static gboolean
train_own(Comparison *all, guint channel, const GArray *judged, WorthSide *side, GError **error)
{
    guint events, stop_events;
    g_autoptr(GArray) train = places_of(all, SPLIT_TRAIN, channel, &events);
    g_autoptr(GArray) stop = places_of(all, SPLIT_STOP, channel, &stop_events);
    g_autoptr(LearnData) fewer = learn_data_fewer(all->data[0], numbers(train), train->len, error);

    if (!fewer)
        return FALSE;
    if (MIN(stop_events, stop->len - stop_events) >= CHANNEL_LEAST_JUDGED)
        learn_data_fewer_of(fewer, SPLIT_STOP, numbers(stop), stop->len);
    learn_data_fewer_of(fewer, SPLIT_VALIDATION, numbers(judged), judged->len);
    return worth_train(side, fewer, all->features[0], NULL, all->frames, all->database,
                       all->progress, error);
}

/* DeLong's test on the same tickets, whose scores stand in another order in each. */
static Interval
ranks_better(const Comparison *all, const WorthSide *a, const WorthSide *b, double confidence)
{
    guint32 n = a->scores->n;
    g_autofree double *by_place = g_new(double, (gsize)all->tickets.n + 1);
    g_autofree double *other = g_new(double, (gsize)n + 1);

    for (guint32 i = 0; i < n; i++)
        by_place[all->tickets.place[b->scores->row[i]]] = b->scores->score[i];
    for (guint32 i = 0; i < n; i++)
        other[i] = by_place[all->tickets.place[a->scores->row[i]]];
    return stats_auc_compare(a->scores->score, other, a->scores->label, n, confidence).difference;
}

static Interval
saves(const Comparison *all, const double *dearer, const double *cheaper, double confidence)
{
    Interval money = stats_bootstrap_cost(dearer, cheaper, all->tickets.cluster, all->tickets.n,
                                          RESAMPLES, SEED, confidence);
    double scale = all->found->timed ? all->tickets.months : 1;
    return (Interval){money.value / scale, money.low / scale, money.high / scale};
}

/* A capacity is the whole desk's: of it a channel has what its tickets are of all. */
static WorthTerms
terms_of(const Comparison *all, guint32 judged)
{
    WorthTerms terms = *all->terms;
    if (all->found->timed)
        terms.policy.capacity *= (double)judged / all->tickets.n;
    return terms;
}

/* `sides`: universal, own (without a model where there is none), blind (likewise). */
static void
hold_sides(Comparison *all, Channel *channel, WorthSide *sides, double confidence)
{
    WorthTerms terms = terms_of(all, sides[SIDE_UNIVERSAL].scores->n);
    WorthSide *there[CHANNEL_SIDES];
    double *cost[CHANNEL_SIDES];
    guint n = 0;

    for (guint i = 0; i < CHANNEL_SIDES; i++)
        if (sides[i].model)
            there[n++] = &sides[i];
    worth_decide(there, n, &terms);
    for (guint i = 0; i < CHANNEL_SIDES; i++) {
        const WorthSide *side = sides[i].model ? &sides[i] : &sides[SIDE_UNIVERSAL];
        cost[i] = g_new0(double, (gsize)all->tickets.n + 1);
        worth_add_costs(&all->tickets, side, NULL, &terms, 1, cost[i]);
        for (guint32 k = 0; k < all->tickets.n; k++)
            all->total[i][k] += cost[i][k];
        channel->auc[i] = side->auc;
        channel->cost[i] = worth_money(&all->tickets, cost[i], NULL);
    }
    channel->own = sides[SIDE_OWN].model != NULL;
    channel->saving = saves(all, cost[SIDE_UNIVERSAL], cost[SIDE_OWN], confidence);
    channel->told = saves(all, cost[SIDE_BLIND], cost[SIDE_UNIVERSAL], confidence);
    if (channel->own)
        channel->ranks = ranks_better(all, &sides[SIDE_OWN], &sides[SIDE_UNIVERSAL], confidence);
    for (guint i = 0; i < CHANNEL_SIDES; i++)
        g_free(cost[i]);
}

static gboolean
compare_channel(Comparison *all, guint at, double confidence, GError **error)
{
    Channel *channel = g_ptr_array_index(all->found->channels, at);
    WorthSide sides[CHANNEL_SIDES] = {{0}};
    guint events;
    g_autoptr(GArray) judged = places_of(all, SPLIT_VALIDATION, at, &events);
    gboolean fine = judge_part(all, 0, judged, &sides[SIDE_UNIVERSAL], error) &&
                    (!all->data[1] || judge_part(all, 1, judged, &sides[SIDE_BLIND], error));

    if (fine && channel_can_learn(channel) && all->trained < CHANNELS_TRAINED) {
        all->trained++;
        fine = train_own(all, at, judged, &sides[SIDE_OWN], error);
    }
    if (fine) {
        hold_sides(all, channel, sides, confidence);
        channel->compared = TRUE;
        all->found->compared++;
        all->found->owns += channel->own;
    }
    sides[SIDE_UNIVERSAL].model = sides[SIDE_BLIND].model = NULL; /* those of all channels */
    for (guint i = 0; i < CHANNEL_SIDES; i++)
        worth_side_clear(&sides[i]);
    return fine;
}

/* ---- all of them -------------------------------------------------------------------------------
 */

/* The intervals of the differences hold for all lines together in 95 of 100 (Bonferroni). */
static gboolean
compare_channels(Comparison *all, GError **error)
{
    Channels *found = all->found;
    guint n = 0;

    for (guint i = 0; i < found->channels->len; i++)
        n += channel_can_judge(g_ptr_array_index(found->channels, i));
    double confidence = 1 - 0.05 / MAX(n, 1);
    for (guint i = 0; i < found->channels->len; i++)
        if (channel_can_judge(g_ptr_array_index(found->channels, i)) &&
            !compare_channel(all, i, confidence, error))
            return FALSE;
    Channel *total = &found->total;
    for (guint i = 0; i < CHANNEL_SIDES; i++)
        total->cost[i] = worth_money(&all->tickets, all->total[i], NULL);
    total->saving = saves(all, all->total[SIDE_UNIVERSAL], all->total[SIDE_OWN], 0.95);
    total->told = saves(all, all->total[SIDE_BLIND], all->total[SIDE_UNIVERSAL], 0.95);
    return TRUE;
}

/* The column named, "tickets.channel" or "channel", else that of the role; NULL with or without an
 * error. */
static const FrameColumn *
find_column(const Task *task, const char *name, GError **error)
{
    const TableInfo *table = task->frame->table;
    const char *dot = strchr(name, '.');
    const ColumnInfo *info =
        *name ? table_column(table, dot ? dot + 1 : name, error) : table_role(table, ROLE_CHANNEL);
    return info ? frame_column_of(task->frame, info) : NULL;
}

static Report *
no_channel(const Task *task)
{
    Report *report = report_new("channels", "Channels");
    report_say(report,
               "%s has no column that says by which channel a ticket came: name one with "
               "`channels COLUMN`, or give it the role channel.",
               task->frame->table->name);
    return report;
}

Report *
channels_report(const Task *task, const char *column, FrameStore *frames, sqlite3 *database,
                const WorthTerms *terms, Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) features = features_load_enabled(database, task, error);
    g_auto(Channels) found = {.task = task};

    if (!features || !worth_can_judge(task, error))
        return NULL;
    if (!(found.column = find_column(task, column, error)))
        return *column ? NULL : no_channel(task);
    g_auto(Comparison) all = {.found = &found,
                              .features = {g_ptr_array_ref(features), g_ptr_array_new()},
                              .frames = frames,
                              .database = database,
                              .terms = terms,
                              .progress = progress};
    for (guint i = 0; i < features->len; i++) {
        Feature *feature = g_ptr_array_index(features, i);
        if (!feature_reads_column(feature, task, found.column->info->name))
            g_ptr_array_add(all.features[1], feature);
    }
    found.reading = features->len - all.features[1]->len;
    if (!channels_count(&found, error) || !train_both(&all, error))
        return NULL;
    count_taught(&all);
    return compare_channels(&all, error) ? channels_told(&found, terms) : NULL;
}
