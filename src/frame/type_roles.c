/* type_roles: what a column is to the desk, by its heading and what it holds; the table's key and
 * the time of its rows. One column a role, the one with the best name. */
#include "frame/definition.h"
#include "frame/heading.h"
#include "frame/type.h"

#include <math.h>
#include <string.h>

#define KINDS(kind) (1u << (kind))
#define KINDS_WORDS                                                                    \
    (KINDS(KIND_CATEGORY) | KINDS(KIND_TEXT) | KINDS(KIND_KEY) | KINDS(KIND_BOOLEAN) | \
     KINDS(KIND_INTEGER))
#define KINDS_LEVEL \
    (KINDS(KIND_CATEGORY) | KINDS(KIND_INTEGER) | KINDS(KIND_KEY) | KINDS(KIND_DECIMAL))
#define KINDS_NUMBER (KINDS(KIND_INTEGER) | KINDS(KIND_DECIMAL))
#define KINDS_NAME (KINDS(KIND_CATEGORY) | KINDS(KIND_TEXT) | KINDS(KIND_KEY) | KINDS(KIND_INTEGER))

/* Headings of each role, best first; most_different bounds the values of what must be a level. */
typedef struct {
    ColumnRole role;
    guint kinds;
    guint most_different; /* 0: any number */
    const char *names[24];
} RoleNames;

static const RoleNames role_names[] = {
    {ROLE_CREATED,
     KINDS(KIND_DATE),
     0,
     {"created at",   "opened at",     "opened",       "created",    "created date",
      "created time", "creation date", "date created", "open time",  "date received",
      "received",     "opened on",     "submitted at", "reported",   "occurred at",
      "occurred",     "start",         "logged at",    "event time", "timestamp",
      "date time",    "datetime",      "recorded at"}},
    {ROLE_CLOSED,
     KINDS(KIND_DATE),
     0,
     {"closed at", "closed", "closed time", "close time", "closed date", "date closed", "solved at",
      "solved", "resolved at", "resolved", "resolved time", "resolution date", "completed at",
      "completed", "ended at", "end"}},
    {ROLE_UPDATED,
     KINDS(KIND_DATE),
     0,
     {"updated at", "updated", "last update time", "sys updated at", "sys updated on",
      "last modified date", "last modified", "modified at", "modified", "last updated"}},
    {ROLE_CUSTOMER,
     KINDS_NAME,
     0,
     {"requester id",    "customer id",  "customer",   "requester",  "account id",
      "account",         "caller id",    "caller",     "contact id", "contact",
      "reporter id",     "reporter",     "client id",  "client",     "user id",
      "organization id", "organization", "company id", "company",    "full name",
      "requested for",   "author id"}},
    {ROLE_AGENT,
     KINDS_NAME,
     0,
     {"assignee id", "assignee", "assigned to", "agent id", "agent", "owner id", "owner",
      "technician", "handled by", "resolved by", "responder"}},
    {ROLE_STATUS,
     KINDS(KIND_CATEGORY) | KINDS(KIND_BOOLEAN),
     20,
     {"status", "ticket status", "incident state", "state", "conversation state"}},
    {ROLE_PRIORITY, KINDS_LEVEL, 20, {"priority", "severity", "urgency"}},
    {ROLE_CATEGORY,
     KINDS_LEVEL,
     2000,
     {"category", "ticket category", "type", "ticket type", "issue type", "request type", "topic",
      "case type", "product", "reason", "issue"}},
    {ROLE_CHANNEL,
     KINDS(KIND_CATEGORY) | KINDS(KIND_BOOLEAN),
     50,
     {"channel", "via", "submitted via", "received via", "source", "origin", "contact type",
      "contact channel", "medium"}},
    {ROLE_SUBJECT,
     KINDS(KIND_TEXT) | KINDS(KIND_CATEGORY),
     0,
     {"subject", "short description", "summary", "title", "customer complaint", "complaint"}},
    {ROLE_BODY,
     KINDS(KIND_TEXT) | KINDS(KIND_CATEGORY),
     0,
     {"description", "body", "message body", "message", "content", "text", "details", "comment",
      "comments"}},
    {ROLE_RESOLUTION,
     KINDS(KIND_INTEGER) | KINDS(KIND_DECIMAL),
     0,
     {"full resolution time in minutes", "resolution time", "resolution time in hrs",
      "time to resolution", "resolution hours", "hours to resolve", "resolution minutes",
      "handle time", "handle time hrs", "resolution"}},
    {ROLE_SATISFACTION,
     KINDS_WORDS | KINDS(KIND_DECIMAL),
     0,
     {"satisfaction score", "satisfaction rating", "csat", "csat score", "satisfaction",
      "survey results", "rating"}},
    {ROLE_SOLVED,
     KINDS(KIND_DATE),
     0,
     {"solved at", "resolved at", "resolved time", "solved", "resolved", "resolution date"}},
    {ROLE_FIRST_REPLY,
     KINDS(KIND_DATE) | KINDS_NUMBER,
     0,
     {"first reply at", "first response at", "initial response time", "first replied at",
      "first reply time in minutes", "first response time in hrs", "first reply time",
      "first response time", "first response", "first reply", "time to first reply",
      "time to admin reply"}},
    {ROLE_REPLIES,
     KINDS(KIND_INTEGER),
     0,
     {"replies", "agent interactions", "agent replies", "public replies", "reply count",
      "number of replies"}},
    {ROLE_REOPENS,
     KINDS_NUMBER | KINDS(KIND_BOOLEAN) | KINDS(KIND_DATE),
     0,
     {"reopens", "reopen count", "count reopens", "reopened", "number of reopens", "reopen time",
      "reopened at"}},
    {ROLE_HANDOVERS,
     KINDS(KIND_INTEGER),
     0,
     {"reassignment count", "reassignments", "no of reassignments", "handovers", "team changes",
      "transfers", "assignee stations", "count assignments"}},
    {ROLE_SLA,
     KINDS(KIND_BOOLEAN) | KINDS(KIND_CATEGORY),
     20,
     {"made sla", "sla met", "sla status", "sla", "resolution status", "sla breached",
      "sla violated", "breached"}},
    {ROLE_DUE,
     KINDS(KIND_DATE),
     0,
     {"due by time", "due by", "sla due", "sla due at", "due at", "deadline"}},
    {ROLE_TAGS, KINDS(KIND_LIST), 0, {"tags", "labels", "tag list", "keywords"}},
};

/* Words beside the name that don't make it something else: "incident state", "Custom field
 * (Category)", "sys_created_on"; but "customer complaint" is no customer. */
static gboolean
is_filler(const char *word)
{
    static const char *const fillers[] = {"id",           "name",  "key",   "number",   "ticket",
                                          "case",         "issue", "sys",   "list",     "custom",
                                          "field",        "u",     "time",  "date",     "in",
                                          "minutes",      "hrs",   "hours", "incident", "current",
                                          "conversation", "full",  "email", "on",       "at",
                                          "of",           "the",   "score", ""};
    for (gsize i = 0; i < G_N_ELEMENTS(fillers); i++)
        if (strcmp(word, fillers[i]) == 0)
            return TRUE;
    return FALSE;
}

/* The heading is the name with nothing but fillers around it. */
static gboolean
words_are(const char *words, const char *name)
{
    g_autofree char *phrase = g_strdup_printf(" %s ", name);
    const char *found = strstr(words, phrase);
    if (!found)
        return FALSE;
    g_autofree char *rest =
        g_strdup_printf("%.*s %s", (int)(found - words), words, found + strlen(phrase));
    g_auto(GStrv) parts = g_strsplit(rest, " ", -1);
    for (char **part = parts; *part; part++)
        if (!is_filler(*part))
            return FALSE;
    return TRUE;
}

/* How well a heading fits: a heading that is the name and nothing else comes before one with
 * fillers, then the place in the list counts. 0: not at all. */
static double
name_score(const RoleNames *names, const char *words)
{
    guint n = 0;
    while (n < G_N_ELEMENTS(names->names) && names->names[n])
        n++;
    double best = 0;
    for (guint i = 0; i < n; i++) {
        const char *name = names->names[i];
        gboolean whole = strlen(words) - 2 == strlen(name);
        if (words_are(words, name))
            best = MAX(best, (whole ? 1.0 : 0.4) + 0.3 * (double)(n - i) / n);
    }
    return best;
}

static gboolean
role_fits(const RoleNames *names, const TypedColumn *column)
{
    if (!(names->kinds & KINDS(column->info->kind)))
        return FALSE;
    if (names->most_different > 0 && column->stats.distinct > (gint64)names->most_different)
        return FALSE;
    /* Parts of other things: "requester wait time", "status category changed". */
    return column->info->kind == KIND_DATE || names->role == ROLE_RESOLUTION ||
           names->role == ROLE_FIRST_REPLY || !words_have(column->words, "time");
}

static double
filled_share(const TypedColumn *column)
{
    const ColumnStats *stats = &column->stats;
    return stats->rows > 0 ? 1 - (double)stats->missing / (double)stats->rows : 0;
}

/* "Company" beside "Company response to consumer": it is who answers, not who asks. */
static gboolean
is_who_answers(const TypedColumn *column, const TypedColumn *columns, guint n)
{
    g_autofree char *name = g_strstrip(g_strdup(column->words));
    g_autofree char *response = g_strdup_printf("%s response", name);
    g_autofree char *sent = g_strdup_printf("sent to %s", name);
    for (guint i = 0; i < n; i++)
        if (words_have(columns[i].words, response) || words_have(columns[i].words, sent))
            return TRUE;
    return FALSE;
}

static int
best_for(const TableInfo *table, const RoleNames *names, TypedColumn *columns, guint n)
{
    int best = -1;
    double highest = 0;
    for (guint i = 0; i < n; i++) {
        if (columns[i].info->role != ROLE_NONE || columns[i].role_declared ||
            !role_fits(names, &columns[i]) ||
            (names->role == ROLE_CUSTOMER && is_who_answers(&columns[i], columns, n)) ||
            !definition_may_play(table, columns[i].info, names->role))
            continue;
        double score =
            name_score(names, columns[i].words) * (0.5 + 0.5 * filled_share(&columns[i]));
        if (score > highest) {
            highest = score;
            best = (int)i;
        }
    }
    return best;
}

/* ---- key
 * ------------------------------------------------------------------------------------------- */

/* A key names each row once and is never missing. Under a heading that says so, a few repeats are
 * exact duplicates to be found later, not another key. */
static double
key_score(const TableInfo *table, const TypedColumn *column, guint index)
{
    static const char *const entity[] = {"ticket",       "case",   "incident", "issue",
                                         "conversation", "number", "request",  NULL};
    const ColumnStats *stats = &column->stats;
    ColumnKind kind = column->info->kind;
    gboolean named = heading_names_key(column->words);
    double unique = stats->rows > 0 ? (double)stats->distinct / (double)stats->rows : 0;
    if (definition_is_end(column->info) || stats->rows == 0 || stats->missing > 0 ||
        (kind != KIND_KEY && kind != KIND_INTEGER) || unique < (named ? 0.98 : 1) ||
        (kind == KIND_INTEGER && index > 0))
        return 0;
    double score = 0.1 * unique + (named ? 1 : 0) + (kind == KIND_KEY ? 0.5 : 0);
    if (strcmp(column->words, " id ") == 0 || heading_names_table(column->words, table->name))
        score += 1;
    if (words_have_any(column->words, entity))
        score += 0.5;
    if (column->preset && preset_role_place(column->preset, ROLE_ID, column->info->heading))
        score += 5;
    return score - 0.001 * index;
}

static int
find_key(const TableInfo *table, const TypedColumn *columns, guint n)
{
    int best = -1;
    double highest = 0;
    for (guint i = 0; i < n; i++) {
        double score = key_score(table, &columns[i], i);
        if (score > highest) {
            highest = score;
            best = (int)i;
        }
    }
    return best;
}

/* ---- time
 * ------------------------------------------------------------------------------------------ */

/* Where no heading names it: the first date that is always filled and is not told to come later. */
static int
find_time(const TypedColumn *columns, guint n)
{
    static const char *const other[] = {"due",    "birth", "updated",  "closed", "end",   "until",
                                        "solved", "last",  "resolved", "expir*", "close", NULL};
    for (guint i = 0; i < n; i++) {
        const TypedColumn *column = &columns[i];
        if (column->info->kind == KIND_DATE && column->info->role == ROLE_NONE &&
            filled_share(column) >= 0.99 && !words_have_any(column->words, other))
            return (int)i;
    }
    return -1;
}

static int
with_role(const TypedColumn *columns, guint n, ColumnRole role)
{
    for (guint i = 0; i < n; i++)
        if (columns[i].info->role == role)
            return (int)i;
    return -1;
}

TableRoles
type_roles(const TableInfo *table, TypedColumn *columns, guint n)
{
    for (guint i = 0; i < n; i++)
        if (!columns[i].role_declared)
            columns[i].info->role = ROLE_NONE;
    TableRoles roles = {.key = find_key(table, columns, n)};
    if (roles.key >= 0 && !columns[roles.key].role_declared)
        columns[roles.key].info->role = ROLE_ID;
    type_preset_roles(table, columns, n);
    for (gsize i = 0; i < G_N_ELEMENTS(role_names); i++) {
        int best = with_role(columns, n, role_names[i].role) >= 0
                       ? -1
                       : best_for(table, &role_names[i], columns, n);
        if (best >= 0)
            columns[best].info->role = role_names[i].role;
    }
    roles.time = with_role(columns, n, ROLE_CREATED);
    if (roles.time < 0 && (roles.time = find_time(columns, n)) >= 0)
        columns[roles.time].info->role = ROLE_CREATED;
    return roles;
}
