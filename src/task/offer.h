/* What an export could predict, as its files share it: outcomes found by headings, roles and
 * values, each a specification that can be frozen as it stands, or the reason why not. */
#pragma once

#include "task/task-private.h"

typedef enum {
    OFFER_READY,
    OFFER_FEW,        /* too few events or others to learn from */
    OFFER_NO_MODEL,   /* a number or a ranking: what it would say, but nothing learns it yet */
    OFFER_IMPOSSIBLE, /* this export can't show it */
} OfferState;

typedef struct {
    const char *outcome; /* "late", "escalated" …; static */
    char *id;            /* of this one: "escalated-2" */
    char *name;          /* for people: "not solved within 3 days" */
    OfferState state;
    TaskSpec spec; /* ready or few: what is frozen */
    char *horizon; /* as a command says it: "3d"; NULL: none */
    char *known;   /* when it is known, in words */
    char *note;    /* what is missing, or the remedy */
    gboolean recommended;
    char *reason; /* why it is recommended */
    gint64 count; /* where there is no sketch */
    Task *sketch; /* NULL: none */
} Offer;

typedef struct {
    FrameStore *frames;
    sqlite3 *database;
    Frame *frame; /* of the main table */
    const TableInfo *table;
    const FrameColumn *created, *closed, *solved; /* dates, NULL: none */
    char *vendor;                                 /* the preset that was recognised, or NULL */
    GPtrArray *offers;                            /* Offer* */
    Progress *progress;
} OfferFinder;

/* ---- making them: offer.c ------------------------------------------------------------------- */

/* Adds a ready one; its sketch is made by offers_find. `rule` is PQL, consumed. */
Offer *offer_add(OfferFinder *finder, const char *outcome, char *name, char *rule);
Offer *offer_impossible(OfferFinder *finder, const char *outcome, const char *name,
                        const char *note);
void offer_set_horizon(Offer *offer, gint64 horizon);
/* Known when the ticket is over, where a date says so. */
void offer_known_at_close(OfferFinder *finder, Offer *offer);
/* What to know of one whose time of becoming known may stand in no column; then it says so too. */
void offer_note_undated(const OfferFinder *finder, Offer *offer, const char *note);
GPtrArray *offers_find(FrameStore *frames, sqlite3 *database, Progress *progress, GError **error);
void offer_free(Offer *offer);
/* The step of `steps` (ascending, 0 ends) whose rate is nearest to one in five; 0: none lies
 * between 2 and 60 in 100. */
gint64 offer_step(const gint64 *steps, const double *rates);
extern const gint64 offer_spans[]; /* 4 hours … 90 days, ends with 0 */
#define OFFER_SPANS 10
/* "3d", "8h": as duration_parse reads it. */
char *offer_span(gint64 span);

/* ---- finding: offer_time.c, offer_flow.c, offer_escalated.c, offer_customer.c --------------- */
void offer_late(OfferFinder *finder);
void offer_resolution(OfferFinder *finder);
void offer_escalated(OfferFinder *finder);
void offer_flow(OfferFinder *finder); /* bounced, reopened, heavy, unhappy, priority raised */
void offer_churn(OfferFinder *finder);
void offer_agent(OfferFinder *finder);

/* ---- looking at columns: offer_words.c ------------------------------------------------------ */

/* Whether a heading, its words in lower case with single blanks, fits one of the patterns, which
 * stand between bars: "*sla*met*|made sla". */
gboolean heading_fits(const ColumnInfo *column, const char *patterns);
/* The first column of a frame whose heading or name fits and whose kind is among `kinds` (a mask of
 * 1
 * << ColumnKind); NULL: none. Of a ticket made from a log of events its end, before its beginning.
 */
const FrameColumn *heading_find(const Frame *frame, const char *patterns, guint kinds);
#define KINDS_NUMBER (1u << KIND_INTEGER | 1u << KIND_DECIMAL)
#define KINDS_CODES (1u << KIND_CATEGORY | 1u << KIND_KEY)
/* Whether one of the words of a value is among `words`, which stand between blanks. */
gboolean value_has_word(const char *value, const char *words);
/* Values of a column (or items of a list) that satisfy the words, spelled as in the file; owned by
 * the frame. */
GPtrArray *values_with_words(const FrameColumn *column, const char *words);
