/* Channels counted: who has how many tickets to learn from and to be judged by, when each was first
 * seen, and which began at once. Looks at no label outside of training and validation. */
#include "evaluate/channels.h"

#include <string.h>

#define QUARTER (CHANNEL_QUARTER * 24 * 3600 * TIME_SECOND)

static void
channel_free(gpointer data)
{
    Channel *channel = data;
    g_free(channel->name);
    g_free(channel);
}

void
channels_clear(Channels *channels)
{
    g_clear_pointer(&channels->channels, g_ptr_array_unref);
    g_clear_pointer(&channels->code, g_free);
}

gboolean
channel_can_learn(const Channel *channel)
{
    return MIN(channel->taught[0], channel->taught[1]) >= CHANNEL_LEAST;
}

gboolean
channel_can_judge(const Channel *channel)
{
    return MIN(channel->judged_events, channel->judged - channel->judged_events) >=
           CHANNEL_LEAST_JUDGED;
}

const Channel *
channels_first(const Channels *channels)
{
    for (guint i = 0; i < channels->channels->len; i++) {
        const Channel *channel = g_ptr_array_index(channels->channels, i);
        if (*channel->name && channel_can_learn(channel))
            return channel;
    }
    return NULL;
}

/* ---- counting ----------------------------------------------------------------------------------
 */

static void
count_row(Channel *channel, const Task *task, guint32 row)
{
    gboolean event = task->label[row] > 0.5;

    switch (task->part[row]) {
    case SPLIT_TRAIN:
    case SPLIT_STOP:
        channel->learned++;
        channel->events += event;
        break;
    case SPLIT_VALIDATION:
        channel->judged++;
        channel->judged_events += event;
        break;
    default:
        break;
    }
    if (task->seed_time[row] == TIME_MISSING || task->state[row] == LABEL_UNUSABLE)
        return;
    channel->all++;
    if (channel->first == TIME_MISSING || task->seed_time[row] < channel->first)
        channel->first = task->seed_time[row];
}

/* Rows of no time beside others that have one are in no part, and count for nothing. */
static gboolean
counts(const Task *task, guint32 row)
{
    return task->part[row] != SPLIT_NONE || task->seed_time[row] != TIME_MISSING;
}

static void
count_rows(Channels *channels, const guint32 *key, guint32 keys)
{
    const Task *task = channels->task;
    g_autofree Channel **by_key = g_new0(Channel *, (gsize)keys + 1);

    for (guint32 row = 0; row < task->n; row++) {
        guint32 at = MIN(key[row], keys);
        if (!counts(task, row))
            continue;
        if (!by_key[at]) {
            by_key[at] = g_new0(Channel, 1);
            by_key[at]->name =
                at == keys ? g_strdup("") : frame_words(task->frame, channels->column, row);
            by_key[at]->first = TIME_MISSING;
            g_ptr_array_add(channels->channels, by_key[at]);
        }
        count_row(by_key[at], task, row);
    }
}

static int
largest_first(gconstpointer a, gconstpointer b)
{
    const Channel *x = *(const Channel *const *)a, *y = *(const Channel *const *)b;
    if (x->learned != y->learned)
        return x->learned < y->learned ? 1 : -1;
    if (x->all != y->all)
        return x->all < y->all ? 1 : -1;
    return strcmp(x->name, y->name);
}

/* Names are as unlike as the values are: dictionaries hold each text once. */
static void
place_rows(Channels *channels, const guint32 *key, guint32 keys)
{
    const Task *task = channels->task;
    g_autoptr(GHashTable) places = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree guint32 *place_of = g_new0(guint32, (gsize)keys + 1); /* + 1; 0: not looked up */

    for (guint i = 0; i < channels->channels->len; i++)
        g_hash_table_insert(places, ((Channel *)g_ptr_array_index(channels->channels, i))->name,
                            GUINT_TO_POINTER(i + 1));
    for (guint32 row = 0; row < task->n; row++) {
        guint32 at = MIN(key[row], keys);
        channels->code[row] = G_MAXUINT32;
        if (!counts(task, row))
            continue;
        if (!place_of[at]) {
            g_autofree char *name =
                at == keys ? g_strdup("") : frame_words(task->frame, channels->column, row);
            place_of[at] = GPOINTER_TO_UINT(g_hash_table_lookup(places, name));
        }
        channels->code[row] = place_of[at] - 1;
    }
}

/* ---- which began at once -----------------------------------------------------------------------
 */

static int
earliest_first(gconstpointer a, gconstpointer b)
{
    const Channel *x = *(const Channel *const *)a, *y = *(const Channel *const *)b;
    return (x->first > y->first) - (x->first < y->first);
}

static void
count_latest(Channels *channels, TimePoint *oldest, TimePoint *newest)
{
    const Task *task = channels->task;

    *oldest = G_MAXINT64;
    *newest = G_MININT64;
    for (guint32 row = 0; row < task->n; row++)
        if (task->seed_time[row] != TIME_MISSING && task->state[row] != LABEL_UNUSABLE) {
            *oldest = MIN(*oldest, task->seed_time[row]);
            *newest = MAX(*newest, task->seed_time[row]);
        }
    for (guint32 row = 0; row < task->n; row++)
        if (task->seed_time[row] != TIME_MISSING && task->state[row] != LABEL_UNUSABLE &&
            task->seed_time[row] > *newest - QUARTER)
            ((Channel *)g_ptr_array_index(channels->channels, channels->code[row]))->latest++;
}

/* The share of the newest quarter's tickets that channels from `from` to `to` bring. */
static double
share_of_latest(const Channels *channels, const GPtrArray *fresh, guint from, guint to)
{
    guint32 all = 0, theirs = 0;

    for (guint i = 0; i < channels->channels->len; i++)
        all += ((Channel *)g_ptr_array_index(channels->channels, i))->latest;
    for (guint i = from; i < to; i++)
        theirs += ((Channel *)g_ptr_array_index(fresh, i))->latest;
    return all ? (double)theirs / all : 0;
}

/* What is there in the first quarter of the history was not added: nobody saw the desk before. */
static void
find_at_once(Channels *channels)
{
    g_autoptr(GPtrArray) fresh = g_ptr_array_new();
    TimePoint oldest, newest;
    guint best_from = 0;

    count_latest(channels, &oldest, &newest);
    for (guint i = 0; i < channels->channels->len; i++) {
        Channel *channel = g_ptr_array_index(channels->channels, i);
        if (!*channel->name || channel->first == TIME_MISSING || channel->first < oldest ||
            channel->first - oldest < QUARTER)
            continue;
        channel->fresh = TRUE;
        g_ptr_array_add(fresh, channel);
    }
    g_ptr_array_sort(fresh, earliest_first);
    for (guint from = 0; from < fresh->len; from++) {
        const Channel *first = g_ptr_array_index(fresh, from);
        guint to = from;
        while (to < fresh->len &&
               ((Channel *)g_ptr_array_index(fresh, to))->first - first->first < QUARTER)
            to++;
        double share = share_of_latest(channels, fresh, from, to);
        gboolean much = to - from >= CHANNELS_AT_ONCE || (to - from > 1 && share > CHANNEL_MUCH);
        if (much && to - from > channels->at_once) {
            best_from = from;
            channels->at_once = to - from;
            channels->at_once_share = share;
        }
    }
    for (guint i = best_from; i < best_from + channels->at_once; i++)
        ((Channel *)g_ptr_array_index(fresh, i))->at_once = TRUE;
}

gboolean
channels_count(Channels *channels, GError **error)
{
    const FrameColumn *column = channels->column;
    guint32 keys = 0;
    g_autofree guint32 *key =
        column->code || column->kind == KIND_INTEGER ? frame_key_codes(column, &keys) : NULL;

    if (!key) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s has no values to tell apart: name a column of categories, such as the "
                    "channel",
                    column->info->name);
        return FALSE;
    }
    channels->channels = g_ptr_array_new_with_free_func(channel_free);
    channels->code = g_new(guint32, (gsize)channels->task->n + 1);
    count_rows(channels, key, keys);
    g_ptr_array_sort(channels->channels, largest_first);
    place_rows(channels, key, keys);
    if (channels->task->time_column)
        find_at_once(channels);
    return TRUE;
}
