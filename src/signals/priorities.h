/* Priorities held against risks: what is found, shared by finding and telling. */
#pragma once

#include <foredesk/signals.h>

enum { PRIORITY_LEVELS = 20, PRIORITY_LEAST = 20 };

typedef enum { SIDE_FITS, SIDE_LOW, SIDE_HIGH } PrioritySide; /* harmless or risky for it */

typedef struct {
    char *text;
    guint32 n, open;                              /* judged on validation; open */
    double lowest, lower, middle, upper, highest; /* risk: 5, terms.low, 50, terms.high, 95 % */
    Interval rate;
    guint32 side[3], open_side[3]; /* by PrioritySide */
    Interval side_rate[3];         /* of validation */
} PriorityLevel;

typedef struct {
    guint32 row; /* entity row */
    guint level; /* place in levels */
    PrioritySide side;
    double risk;
    guint8 event; /* of validation */
    guint32 cluster;
} PriorityTicket;

/* What one side amounts to on validation. */
typedef struct {
    guint32 n, events;
    Interval rate;   /* how often it happened to them */
    Interval others; /* to others of the same priorities, as many of each */
    Interval more;   /* the difference */
    Interval
        saving; /* money by heeding the risk instead: checking the risky, leaving the harmless */
} PriorityProof;

typedef struct {
    const Task *task;
    const FrameColumn *column;
    PriorityTerms terms;
    GArray *levels;     /* PriorityLevel, most urgent first */
    GArray *validation; /* PriorityTicket, in the order of the scores */
    GArray *open;       /* PriorityTicket, by risk, highest first */
    double line[2];     /* risk below which is harmless, above which is risky; NaN: can't be said */
    guint top, bottom;  /* levels that say so */
    PriorityProof proof[3];
    Interval auc[2]; /* of the priority alone, of the model */
    double months;   /* NaN: untimed */
} Priorities;
void priorities_clear(Priorities *found);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Priorities, priorities_clear)
/* TRUE with column NULL: the table has no priority. */
gboolean priorities_find(Priorities *found, const Task *task, const Judged *judged,
                         FrameStore *frames, sqlite3 *database, Progress *progress, GError **error);
void priorities_prove(Priorities *found, const Policy *policy);
