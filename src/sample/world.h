/* The desk that the sample tells of, held in memory before a byte is written: accounts, users,
 * agents, tickets in order of arrival, what is planted where. Private to this room. */
#pragma once

#include "sample/dice.h"

#include <foredesk/sample.h>

#define HOUR 3600
#define DAY 86400
#define HORIZON (48 * HOUR)
#define DAYS_KNOWN 544 /* 1 Jan 2025 to 28 Jun 2026: outcomes are known */
#define DAYS 546       /* to 30 Jun 2026, the as-of day */
#define MONTHS 18
#define RECENT_DAYS 61 /* May and June 2026: what is new first appears here */

typedef enum {
    REGION_NORTH_AMERICA,
    REGION_EUROPE,
    REGION_APAC,
    REGION_LATAM,
    REGION_AFRICA
} Region;
typedef enum { TIER_STARTER, TIER_BUSINESS, TIER_ENTERPRISE } Tier;
typedef enum { PLAN_MONTHLY, PLAN_ANNUAL, PLAN_PARTNER } Plan;
typedef enum { CHANNEL_EMAIL, CHANNEL_WEB, CHANNEL_CHAT, CHANNEL_PHONE, CHANNELS } Channel;

/* The first eight are also the topics of agents. */
typedef enum {
    CATEGORY_BILLING,
    CATEGORY_ACCESS,
    CATEGORY_API,
    CATEGORY_INTEGRATIONS,
    CATEGORY_PERFORMANCE,
    CATEGORY_REPORTING,
    CATEGORY_ONBOARDING,
    CATEGORY_MOBILE,
    TOPICS,
    CATEGORY_SECURITY = TOPICS, /* a routing rule sends these to Engineering */
    CATEGORY_ASSISTANT,         /* new in the last two months */
    CATEGORIES
} Category;

typedef struct {
    gint64 created, churned, churned_before; /* seconds since 1970; 0: never */
    guint32 first_user, weight;              /* weight: share of the tickets */
    guint32 arr;                             /* whole dollars a year */
    guint8 users, region, country, tier, plan, industry, language;
    guint8 troubled; /* low health, slow answers, likelier to leave */
    guint8 own;      /* the desk's own staff */
} Account;

/* What a row of tickets.csv is. Only REAL and the duplicates bear an outcome. */
typedef enum {
    ROW_REAL,
    ROW_EXACT_DUPLICATE,
    ROW_NEAR_DUPLICATE,
    ROW_TEST,
    ROW_BOT,
    ROW_SPAM,
    ROW_MERGED,
    ROW_OWN_STAFF,
    ROW_WIDE,
    ROW_NARROW,
    ROW_KINDS
} RowKind;

/* Dirt in the cells of a real ticket: at most one kind a ticket. */
typedef enum {
    DIRT_NONE,
    DIRT_CLOSED_BEFORE_CREATED,
    DIRT_NEGATIVE_HOURS,
    DIRT_FUTURE_DATE,
    DIRT_CSAT_11,
    DIRT_BLANK_BODY,
    DIRT_MOJIBAKE,
    DIRT_SPELLING,
    DIRT_KINDS
} Dirt;

typedef enum {
    PERSONAL_NONE,
    PERSONAL_EMAIL,
    PERSONAL_PHONE,
    PERSONAL_CARD,
    PERSONAL_IBAN,
    PERSONAL_IP,
    PERSONAL_KEY,
    PERSONAL_NAME,
    PERSONAL_KINDS
} Personal;

/* What the text of a ticket says beside its issue. */
enum {
    WORDS_URGENT = 1,
    WORDS_AGAIN = 2,  /* "third time this month" */
    WORDS_CALM = 4,   /* "no rush" */
    WORDS_ERROR = 8,  /* claims API errors, true or not */
    WORDS_PHRASE = 16 /* the phrase of the last two months */
};

typedef struct {
    gint64 created;
    guint64 key, words_key; /* streams of chance; an exact duplicate shares both */
    guint32 account, user;  /* G_MAXUINT32: none */
    guint32 source;         /* row copied or merged into; G_MAXUINT32: none */
    gint32 escalated_after; /* seconds from created; 0: not escalated, as recorded */
    guint8 kind, category, channel, priority /* 1–4 */, words, dirt, personal;
    guint8 known;       /* its outcome is known on the as-of day */
    guint8 combination; /* bears the planted combination */
    guint8 escalated;   /* as recorded; of an unknown one: as it will be */
    guint8 truth;       /* as it truly was: differs where the label is wrong */
    guint8 back_queue;  /* the leak: put into the queue of Engineering, after the fact */
} Ticket;

typedef struct {
    gint64 at;
    guint32 account;
    guint32 value;
    guint8 kind, endpoint, user;
    guint8 orphan; /* its account is in no table */
} Event;

typedef struct {
    gint64 at;
    guint32 account;
    guint8 endpoint;
} Deployment;

typedef struct {
    gint64 at;
    guint32 account;
    guint8 score;
} Health;

typedef struct {
    SampleOptions options;
    guint64 seed; /* of this attempt */
    gint64 start, known_end, end;
    guint32 known, unknown; /* real tickets with and without a known outcome */

    Account *accounts;
    guint32 n_accounts, n_own; /* the desk's own account, when there is one, comes last */
    guint32 n_users, n_agents;

    Ticket *tickets; /* real ones in order of arrival first, then the other rows */
    guint32 n_tickets;
    guint32 *order; /* all rows in order of arrival: the ticket ids */
    guint32 *rank;  /* place of a row in order */

    GArray *events, *deployments, *health;
} World;

void world_clear(World *world);
int month_of(const World *world, gint64 time); /* 0 January 2025 – 17 June 2026 */
gboolean recent(const World *world, gint64 time);

/* The steps, in this order. Each reads what the earlier ones made. */
void make_people(World *world);
void make_arrivals(World *world);
gboolean make_outcomes(World *world); /* FALSE: this attempt has no room for the combination */
void make_plants(World *world);
void make_telemetry(World *world);
