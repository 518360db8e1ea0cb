/* Who knows what: tickets with agent, topic and what became of them; the fitted record; and who
 * gets which open ticket. Private to the files that find it and tell of it. */
#pragma once

#include <foredesk/signals.h>

enum {
    TOPICS_MOST = 60, /* the largest; others are one */
    AGENTS_MOST = 5000,
    TICKETS_LEAST = 5, /* of a pair, to be called an expert of it */
    ACTIVE_DAYS = 60,  /* an agent who took a ticket since may get one */
    MATCHED_MOST = 2000,
};

/* One factor of the mix of cases: a category of the ticket, or the month it came. */
typedef struct {
    char *name;
    gint32 *level; /* by ticket, −1: none */
    guint32 levels;
    double *effect; /* levels: what each adds */
} MixFactor;

typedef struct {
    guint32 row, agent, topic;
    double value;    /* log hours, or the event */
    double left;     /* of it, once the mix of cases is taken out */
    gboolean judged; /* of validation */
} AgentTicket;

/* What is known of an agent on a topic. */
typedef struct {
    guint32 agent, topic, tickets;
    double effect, sd; /* beyond the typical agent: log hours, or the event's rate */
    gboolean clear;    /* beyond doubt, with all pairs reckoned with */
} AgentRecord;

/* How records came true on validation: of the clear ones against others on their topics. */
typedef struct {
    guint32 tickets;
    Interval promised, came;
} AgentProof;

typedef struct {
    guint32 row, topic, agent; /* agent G_MAXUINT32: none has room */
    double effect;
} AgentMatch;

typedef struct {
    const Task *task;
    AgentTerms terms;
    gboolean by_time;
    const FrameColumn *agent_column, *topic_column;
    guint32 *agent, *topic;     /* by row of the task; G_MAXUINT32: none */
    GPtrArray *agents, *topics; /* char*: as shown */
    GArray *tickets;            /* AgentTicket: those learned from first */
    guint32 learned;
    guint32 unsolved;   /* without a time to solve, left out */
    GPtrArray *factors; /* MixFactor* */
    GArray *cells;      /* NestedCell */
    NestedFit fit;
    GArray *records;     /* AgentRecord, one a cell */
    AgentProof proof[2]; /* better, worse */
    GArray *matches;     /* AgentMatch, in the order of the task */
    guint32 eligible, capacity, open;
    Interval change; /* of the matches, a ticket: by the match less by the topics' mix */
} Expertise;
void expertise_clear(Expertise *all);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Expertise, expertise_clear)

/* Reads agents, topics and outcomes; FALSE without error: `why` says what is missing (static). */
gboolean expertise_read(Expertise *all, const Task *task, FrameStore *frames, sqlite3 *database,
                        const char **why, Progress *progress, GError **error);
void expertise_take_mix(Expertise *all); /* fills AgentTicket.left */
void expertise_fit(Expertise *all);      /* cells, records, proof */
void expertise_match(Expertise *all);
/* An agent's sum over topics of weight × effect, and its variance. */
Interval expertise_effect(const Expertise *all, guint32 agent, guint32 topic);
