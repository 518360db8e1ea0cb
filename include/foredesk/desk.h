/* desk: how the support desk does today. Time to resolution with open tickets counted, business
 * hours, first reply, one contact, satisfaction, agreed times, cases a customer: each with its
 * rule, what it was counted of, what was left out and why, and an interval; frozen with a date as a
 * baseline. Relies on frame and stats. */
#pragma once

#include <foredesk/frame.h>
#include <foredesk/stats.h>

G_BEGIN_DECLS

/* ---- business hours ---------------------------------------------------------------------------
 */

/* When the desk works: a stretch of each weekday in local time, less holidays. */
typedef struct DeskHours DeskHours;
#define DESK_HOURS_DEFAULT "Mon-Fri 09:00-17:00"
/* `week`: "Mon-Fri 09:00-17:00; Sat 10:00-14:00" (00:00-24:00 is round the clock; a day not named
 * is free); `holidays`: "2026-12-24, 12-25" (a date, or a day of every year), NULL or "": none.
 * ERROR_USAGE says what can't be read. */
DeskHours *desk_hours_new(const char *week, const char *holidays, GError **error);
void desk_hours_free(DeskHours *hours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskHours, desk_hours_free)

/* The hours laid out over a stretch of time in a zone: correct through changes of the clock. */
typedef struct DeskClock DeskClock;
DeskClock *desk_clock_new(const DeskHours *hours, GTimeZone *zone, TimePoint from, TimePoint to);
void desk_clock_free(DeskClock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskClock, desk_clock_free)
/* Seconds of business between two moments, negative where `to` is earlier. Moments beyond the
 * stretch count as its ends. */
double desk_clock_between(const DeskClock *clock, TimePoint from, TimePoint to);

/* ---- what the desk promises
 * ---------------------------------------------------------------------- */

/* "first-reply 3 minutes channel=chat clock=business; resolution 2 days": one a kind and channel;
 * the one of its channel comes before the one for all. */
typedef struct {
    gboolean reply; /* of the first reply, else of the resolution */
    gint64 limit;   /* µs */
    char *channel;  /* NULL: all */
    gboolean business;
} DeskPromise;
GPtrArray *desk_promises_parse(const char *text,
                               GError **error);       /* DeskPromise*; NULL text: none */
char *desk_promises_print(const GPtrArray *promises); /* parses back; the caller frees */

/* ---- measures -------------------------------------------------------------------------------- */

typedef enum {
    DESK_RESOLUTION,          /* seconds from arrival to solution; open ones so far */
    DESK_BUSINESS,            /* the same in business hours */
    DESK_FIRST_REPLY,         /* seconds to the first reply; unanswered ones so far */
    DESK_ONE_CONTACT,         /* 1: solved at the first contact */
    DESK_SATISFACTION,        /* 1: rated good */
    DESK_SLA,                 /* 1: the export says that the agreed time was kept */
    DESK_PROMISED_REPLY,      /* 1: answered within what the desk promises */
    DESK_PROMISED_RESOLUTION, /* 1: solved within it */
    DESK_BACKLOG,             /* 1: not over yet */
    DESK_CONTACT,             /* 1: a case of a customer in a whole month */
    DESK_MEASURES
} DeskKind;
const char *desk_kind_name(DeskKind kind); /* "resolution", "first-reply" …: of references */

/* Where and how it is measured. Borrows all it is given; `frame` is the table of tickets. */
typedef struct {
    Frame *frame;
    FrameStore *frames;
    sqlite3 *database;
    TimePoint as_of;    /* open tickets are counted up to here */
    TimePoint from, to; /* arrival in [from, to); TIME_MISSING: no bound */
    DeskHours *hours;
    GPtrArray *promises;
    char *hours_words;
} DeskView;
/* With the settings of the workspace ("hours", "holidays", "promises", "as_of"); NULL without a
 * table of tickets or on error. */
DeskView *desk_view_new(FrameStore *frames, sqlite3 *database, GError **error);
void desk_view_free(DeskView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskView, desk_view_free)

/* Why rows were left out, with how many. */
typedef struct {
    const char *id; /* of references */
    char *words;
    gint64 rows;
} DeskReason;

typedef enum { DESK_OUTSIDE, DESK_COUNTED, DESK_OPEN, DESK_EXCLUDED } DeskState;
typedef struct {
    DeskKind kind;
    guint32 n;          /* rows of the frame */
    char *why_not;      /* why it can't be measured here, and what to do; NULL: it can */
    char *rule;         /* for people: what is counted, of what */
    double *value;      /* n; NaN unless counted or open */
    guint8 *state;      /* n: DeskState; DESK_EXCLUDED + i for reason i */
    GPtrArray *reasons; /* DeskReason* */
    gint64 counted, open;
    double *score;        /* satisfaction in numbers: n ratings, NaN; else NULL */
    double score_highest; /* of the scale */
    double exposure;      /* contact: customer-months */
    guint32 *customer;    /* contact: n, clusters; else NULL */
} DeskMeasure;
DeskMeasure *desk_measure(const DeskView *view, DeskKind kind, GError **error);
void desk_measure_free(DeskMeasure *measure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskMeasure, desk_measure_free)

/* Whether an answer in a column of ratings says that nobody has rated: "Offered", "Unoffered". */
gboolean rating_is_none(const char *text);

/* Rows behind "desk=resolution;state=counted" ("open", or a reason's id; from= and to= as
 * TimePoints): guint32 frame rows in order; *title is the caller's. ERROR_USAGE for what isn't one.
 */
gboolean desk_rows(const DeskView *view, const char *reference, GArray *rows, char **title,
                   GError **error);

/* ---- the baseline ------------------------------------------------------------------------------
 */

/* What the target adds, told by who knows tasks. */
typedef struct {
    gint64 task; /* 0: no target yet */
    char *words; /* "escalated_to_eng is yes" */
    gint64 positives, negatives, open, unusable;
} DeskTarget;

/* All figures of a view: the card. Values are told by ids ("resolution.median"), in the table
 * "figures": what, value with interval, of how many, how; "excluded": what was left out, with the
 * rows; "missing": what can't be measured here and why. */
Report *desk_card(const DeskView *view, const DeskTarget *target, Progress *progress,
                  GError **error);

/* Cards are kept in the ledger `baseline` and never changed; one that was withdrawn stays in the
 * file. */
gboolean baseline_store(sqlite3 *database, gint64 id, const char *name, const Report *card,
                        GError **error);
/* Withdraws a card or takes it back in, by a further row. ERROR_USAGE where there is none, or where
 * it is so already. */
gboolean baseline_withdraw(sqlite3 *database, gint64 id, gboolean withdraw, GError **error);
gint64 baseline_latest(sqlite3 *database);              /* not withdrawn; 0: none */
gboolean baseline_exists(sqlite3 *database, gint64 id); /* also when withdrawn */
Report *baseline_card(sqlite3 *database, gint64 id, char **name, GError **error);
/* Adds the table "today" to a report: the desk's day in a few clauses (id, words, rows behind),
 * under the title "TODAY" or "TODAY (frozen 1 Jul 2025)"; hidden where nothing could be measured.
 */
void baseline_today(Report *report, const Report *card, gboolean frozen, GTimeZone *zone);
/* The same from the frozen card where there is one, else as of now. */
gboolean desk_today(Report *report, FrameStore *frames, sqlite3 *database, Progress *progress,
                    GError **error);
/* Frozen against now: the latest card (NULL: none), the card as of now, and that of the tickets
 * that arrived since it was frozen (NULL: none did). A change is told where the two intervals don't
 * meet.
 */
Report *baseline_report(const Report *frozen, const char *name, gint64 id, const Report *now,
                        const Report *since, GTimeZone *zone);

G_END_DECLS
