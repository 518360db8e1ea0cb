/* One model for all channels or one for each: what was counted and judged of every value of the
 * channel column. Private to the files that find it and tell of it. */
#pragma once

#include "evaluate/trials.h"

enum {
    CHANNEL_LEAST = 30, /* to learn from, of either outcome: fewer have no model of their own */
    CHANNEL_LEAST_JUDGED = 10, /* to be judged by, of either outcome */
    CHANNELS_TRAINED = 12,     /* the largest; more would take an hour and tell little */
    CHANNELS_AT_ONCE = 5,      /* new within CHANNEL_QUARTER: a warning … */
    CHANNEL_QUARTER = 91,      /* days */
};
#define CHANNEL_MUCH (1.0 / 3) /* … or fewer that bring more than this of the newest quarter */

/* With the channel among its features; learned from the channel alone; without the channel. */
typedef enum { SIDE_UNIVERSAL, SIDE_OWN, SIDE_BLIND, CHANNEL_SIDES } ChannelSide;

typedef struct {
    char *name;              /* "": the cell is empty */
    guint32 learned, events; /* training tickets, those that stop it included */
    guint32 judged, judged_events;
    guint32 taught[2];   /* of those that are learned from, which are drawn by lot where they are
                            many: others, events */
    guint32 all, latest; /* tickets with a time, of any part; of the newest quarter */
    TimePoint first;     /* TIME_MISSING: untimed */
    gboolean fresh;      /* began after the first quarter of what there is */
    gboolean at_once;    /* began together with others: see Channels.at_once */
    gboolean compared;   /* judged on its own tickets, auc and cost are set */
    gboolean own;        /* a model of its own was trained, ranks and saving are set */
    Interval auc[CHANNEL_SIDES], cost[CHANNEL_SIDES];
    Interval ranks;  /* AUC of its own model less the universal one's */
    Interval saving; /* money, what its own saves against the universal one */
    Interval told;   /* money, what the universal one saves by being told the channel */
} Channel;

typedef struct {
    const Task *task;
    const FrameColumn *column;
    GPtrArray *channels;  /* Channel*, the largest in training first */
    guint32 *code;        /* by row of the task: place in channels, G_MAXUINT32: none */
    Channel total;        /* over those compared; own: each its own where it has one */
    guint owns, compared; /* how many */
    guint reading;        /* features that are on and read the channel */
    guint at_once;        /* most that began within a quarter, when that is worth a warning */
    double at_once_share; /* of the newest quarter's tickets that are theirs */
    gboolean timed;       /* money is by month */
    guint32 sampled;
} Channels;
void channels_clear(Channels *channels);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Channels, channels_clear)

/* Counts every value; fills channels, code, at_once. FALSE: the column has no values to tell apart.
 */
gboolean channels_count(Channels *channels, GError **error);
/* The one to start with: the first that has enough to learn from. NULL: none. */
const Channel *channels_first(const Channels *channels);
gboolean channel_can_learn(const Channel *channel);
gboolean channel_can_judge(const Channel *channel);
/* What is found in words and tables. */
Report *channels_told(const Channels *channels, const WorthTerms *terms);
