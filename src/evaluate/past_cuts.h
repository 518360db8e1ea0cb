/* A model judged with the past frozen at several moments: what is computed and what is told of it.
 * Private to evaluate. */
#pragma once

#include <foredesk/worth.h>

/* One line: seed time, or a moment at which the past ends. */
typedef struct {
    gint64 before;       /* µs sooner than the part begins; −1: seed time */
    TimePoint at;        /* when it ends; TIME_MISSING: seed time */
    double age;          /* days that the past is old for the middle row */
    WorthSide side;      /* scores, table, decision, auc */
    double loss;         /* log loss; NaN: the model says no probability */
    Interval cost, more; /* of the part, by month where timed; more than at seed time */
    Interval auc_change, loss_change; /* this one less seed time */
} PastCut;

typedef struct {
    Task *task; /* of its own */
    Model *model;
    SplitPart part;
    TimePoint begin; /* of the part */
    const WorthTerms *terms;
    WorthTickets tickets;
    GArray *cuts; /* PastCut: seed time, then ever older */
} PastCuts;

Report *past_cuts_told(const PastCuts *all);
