/* When columns are filled in: the stages of tickets, what each kind of evidence says of a column,
 * and the verdict that is made of it. */
#pragma once

#include "audit/audit_private.h"

#include <foredesk/evidence.h>

/* How far in its life a ticket is. STAGE_WAITING: no reply yet, but not untouched either; where the
 * export doesn't tell of replies, all that is open. Solved ones are LATELY where they arrived in
 * the newest quarter: what the untouched are compared with. */
typedef enum {
    STAGE_NONE,
    STAGE_UNTOUCHED,
    STAGE_WAITING,
    STAGE_ANSWERED,
    STAGE_SOLVED,
    STAGE_SOLVED_LATELY,
    STAGES
} TicketStage;
const char *stage_name(TicketStage stage); /* in references: "untouched", "lately" */

typedef struct {
    guint8 *stage; /* TicketStage, one a row of the frame */
    guint32 n;
    gint64 count[STAGES];
    TimePoint lately;                /* solved tickets since then are compared; G_MININT64: all */
    gboolean has_answers;            /* the export tells of replies */
    const FrameColumn *first_answer; /* its date; NULL: none; borrowed from the frame */
    char *rule;                      /* "not solved, status is new, no reply" */
    char *why_not;                   /* NULL, or why no ticket can be called untouched */
} Touched;
Touched *touched_new(const Frame *frame);
void touched_free(Touched *touched);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Touched, touched_free)

/* What the evidence makes of a column. TODAY: of the customer, as the export found it. BY_VALUE: a
 * list, whose values are judged one by one. */
typedef enum {
    SEEN_UNKNOWN,
    SEEN_ARRIVAL,
    SEEN_LATER,
    SEEN_EDITED,
    SEEN_TODAY,
    SEEN_BY_VALUE
} SeenAt;
const char *seen_words(SeenAt seen); /* "at arrival", "later", "edited later?" … */
typedef enum { SURE_NOT, SURE_WEAK, SURE_FAIR, SURE_STRONG } Sureness;
const char *sureness_words(Sureness sure); /* "", "thin", "fair", "strong" */

/* What a column is judged from. All borrowed. */
typedef struct {
    const Frame *frame;
    const Touched *touched;
    const TrainingRows *rows;    /* NULL: no target */
    const FrameColumn *created;  /* NULL: untimed */
    const FrameColumn *customer; /* NULL: none with codes */
    sqlite3 *database;           /* NULL: what imports and logs have shown isn't looked at */
    gboolean masked;             /* personal data is not shown */
} TimingInput;
void timing_input_init(TimingInput *input, const Frame *frame, const Touched *touched,
                       const TrainingRows *rows, sqlite3 *database, gboolean masked);

typedef struct {
    gint64 of[2], filled[2]; /* tickets nobody touched, solved lately: all, and with a value */
    Interval share[2];
    double after;       /* of its dates, the share after the arrival; NaN: no date */
    double of_customer; /* tickets of one customer that agree; NaN: can't be said */
    ColumnPower power;
    gboolean compared;             /* values were: few enough, in tickets enough */
    gint64 changed, compared_rows; /* tickets whose value changed along a log, or between imports */
    char *changes;   /* that in words: "changed later in 4.8 % of …"; NULL: unknown */
    gboolean logged; /* a log shows that: its first event is the arrival */
    char *ahead;     /* the log shows it to be the end's; NULL: it doesn't */
    char *differs; /* "“Normal” stands in 96 % of them and in 41 % of the solved"; NULL: alike */
    SeenAt seen, whole; /* `whole`: of a list all of it, where `seen` is BY_VALUE */
    Sureness sure;
    char *sentence; /* for a lead */
    char *conflict; /* what speaks against the verdict; NULL: nothing */
} ColumnTiming;
/* `defines`: the column defines the target, so that its power isn't asked. */
void timing_of(const TimingInput *input, const FrameColumn *column, gboolean defines,
               ColumnTiming *timing);
void timing_clear(ColumnTiming *timing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ColumnTiming, timing_clear)
/* Sentence, verdict and conflict from the figures: the last step of timing_of. */
void timing_judge(const TimingInput *input, const FrameColumn *column, ColumnTiming *timing);

/* The values of a list, most frequent first: how often in tickets nobody touched and in solved
 * ones, and whether such a value is there at arrival. */
typedef struct {
    gint32 code;
    gint64 untouched, solved; /* tickets that have it */
    gint64 judged, events;    /* training rows that have it */
    SeenAt seen;              /* ARRIVAL, LATER, UNKNOWN: too few to tell; of so many asked */
    gboolean defines;         /* it stands in just those tickets that the target is about */
} ListValue;
/* Of a list column; at most `most`. ListValue, the caller's. */
GArray *timing_values(const TimingInput *input, const FrameColumn *column, const Task *task,
                      guint most);

/* Adds the table of questions, the values of the lists among them, and what is meant by untouched;
 * returns how many columns are asked about. */
guint questions_add(Report *report, const Frame *frame, const Task *task, const TrainingRows *rows,
                    sqlite3 *database, gboolean masked);
/* The stages of a ticket's life and how full the column is at each, or by when its dates lie. */
void timeline_add(Report *report, const TimingInput *input, const FrameColumn *column,
                  const ColumnTiming *timing);
