/* What texts claim, and whether events bear it out: words, the events they go with, and what is
 * found of each ticket. Private to the files that learn claims and tell of them. */
#pragma once

#include "signals/combinations.h"

enum {
    CLAIM_WORDS = 6,   /* of one claim, when it is learned */
    CLAIMS_MOST = 6,   /* learned */
    CLAIM_VALUES = 10, /* of a column of events: the most frequent */
    CLAIM_HOURS = 48,  /* before the ticket */
};

/* Confirmed: it says so, and events are there. Contradicted: it says so, and none are. Unspoken:
 * events are there, and it says nothing. No telemetry: nothing is on record of its account before
 * it. */
typedef enum {
    CLAIM_CONFIRMED,
    CLAIM_CONTRADICTED,
    CLAIM_UNSPOKEN,
    CLAIM_NONE,
    CLAIM_NO_TELEMETRY,
    CLAIM_KINDS
} ClaimKind;
extern const char *const claim_kinds[]; /* "confirmed" … */

/* Tickets that are looked at: training, validation, open; of each its place. */
typedef struct {
    const Task *task;
    guint32 n, learned, judged; /* training first, validation next, the others are open */
    guint32 *row;
    BitRows rows[2]; /* labels: the event; of training and of validation */
    guint8 *label[2];
    guint32 *cluster[2];
    GPtrArray *words; /* char*: candidates, folded */
    GPtrArray *said;  /* guint64*: by word, bits over all n */
} ClaimTexts;
void claim_texts_clear(ClaimTexts *texts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClaimTexts, claim_texts_clear)
/* Reads subjects and bodies: the keyword list, words that the user said, and words that stand in
 * one of two hundred to one of five training texts. */
gboolean claim_texts_read(ClaimTexts *texts, const Task *task, GPtrArray *own, sqlite3 *database,
                          Progress *progress, GError **error);
/* Bits of the tickets that say one of the words (split by commas). */
guint64 *claim_said(const ClaimTexts *texts, const char *words);

/* Events that may bear a claim out. */
typedef struct {
    char *name;      /* the value: "api_error_500" */
    Feature *count;  /* how many in the window before the seed */
    Feature *any;    /* how many of the table ever: whether there is telemetry */
    double *counted; /* n */
    guint64 *seen;   /* bits: there is telemetry */
} ClaimEvents;
GPtrArray *claim_events_find(const ClaimTexts *texts, FrameStore *frames, sqlite3 *database,
                             Progress *progress, GError **error);
ClaimEvents *claim_events_new(const ClaimTexts *texts, const char *name, const char *count,
                              const char *any, FeatureEngine *engine, Progress *progress,
                              GError **error);
void claim_events_free(gpointer events);

typedef struct {
    char *name, *words;
    ClaimEvents *events; /* borrowed */
    double least;        /* events from which it is borne out */
    gboolean said_so;    /* by the user, else learned */
    double p;            /* of the association, with all pairs reckoned with; NaN: the user's */
    Interval with[2], without[2]; /* how often events are there, training and validation: of texts
                                     that say so, and of others */
    guint8 *kind;                 /* ClaimKind of each ticket, n */
} Claim;
typedef struct {
    ClaimTexts texts;
    GPtrArray *events; /* ClaimEvents* */
    GPtrArray *claims; /* Claim* */
    guint tested;      /* pairs of word and events */
} Claims;
void claims_clear(Claims *all);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Claims, claims_clear)
gboolean claims_find(Claims *all, const Task *task, FrameStore *frames, sqlite3 *database,
                     Progress *progress, GError **error);
