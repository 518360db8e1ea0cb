/* known: was a column filled in when the ticket arrived? What nobody can prove is asked, what would
 * give the outcome away is off: a wrong "later" costs a feature, a wrong "at arrival" the truth. */
#include "frame/definition.h"
#include "frame/heading.h"

#include <math.h>
#include <string.h>

/* Word lists, read as paragraphs. */
/* clang-format off */

/* Phrases that decide before the single words below: "contact type" is no type. */
static const char *const arrival_phrases[] = {
    "contact type", "opened by", "created by", "opened at", "created at", "created on",
    "date received", "received", "business unit", "requested for", "filing on behalf",
    "previously", "previous", "prior", "short description", "submitted via", "supplied*",
    "request type", "message type", "message author", "open time", "full name", NULL};

static const char *const later_words[] = {
    "status", "state", "closed", "close", "closure", "resolved", "resolution", "solved",
    "updated", "update", "modified", "modstamp", "mod", "assignee", "assigned", "assignment",
    "agent", "team", "group", "changes", "owner", "satisfaction", "csat", "nps", "survey",
    "rating", "reopen*", "replies", "reply", "response", "responses", "responded", "escalat*",
    "sla", "breach*", "spent", "worked", "handle", "stations", "wait", "hold", "within",
    "interactions", "reassign*", "transfer*", "outcome", "churn*", "active", "knowledge",
    "confirmation", "viewed", "votes", "watchers", "sprint", "tracked", "solution", "resolver",
    "technician", "cost", "duration", "ended", "end", "completed", "minutes", "hours", "hrs",
    "disputed", "problem id", "rfc", "caused", "touches", "feedback", "last", "remaining",
    "work ratio", "time to", "vendor", "deleted", "merged", "master", "processed", "no of",
    "related", NULL};

static const char *const ask_words[] = {
    "priority", "urgency", "severity", "impact", "category", "subcategory", "type", "tags",
    "labels", "due", "product", "organization", "reason", "parent", "custom", "environment",
    "component*", NULL};

static const char *const arrival_words[] = {
    "channel", "via", "source", "origin", "subject", "summary", "title", "description", "body",
    "message", "complaint", "requester", "customer", "account", "caller", "contact", "reporter",
    "creator", "submitter", "user", "client", "opened", "created", "location", "country",
    "region", "language", "city", "zip", "postal", "project", "app", "company", "email", "domain",
    NULL};

/* What a row of a desk's main table is called: their keys name it. */
static const char *const entity_words[] = {
    "ticket", "case", "incident", "issue", "conversation", "request", NULL};

/* clang-format on */

static KnownAt
answer(KnownAt known, char **reason, char *words)
{
    if (reason)
        *reason = words;
    else
        g_free(words);
    return known;
}

static char *
naming(const char *what, const char *phrase)
{
    g_autofree char *shown = g_strndup(phrase, strcspn(phrase, "*"));
    return g_strdup_printf("its name has “%s”: %s", shown, what);
}

/* Rows that are written once: one time, nothing that is told later. Their columns are known when
 * they happen: events, health scores, deployments. */
static gboolean
written_once(const TableInfo *table)
{
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (column == table->time || column == table->key)
            continue;
        if (column->kind == KIND_DATE || column->kind == KIND_TEXT ||
            (column->role >= ROLE_CLOSED && column->role != ROLE_CUSTOMER &&
             column->role != ROLE_CATEGORY && column->role != ROLE_CHANNEL))
            return FALSE;
    }
    return TRUE;
}

static KnownAt
guess_by_name(const ColumnInfo *column, const ColumnStats *stats, char **reason)
{
    g_autofree char *words = heading_words(column->heading);
    const char *phrase;
    if (column->role != ROLE_STATUS && strcmp(words, " state ") == 0 && stats->distinct > 20)
        return answer(KNOWN_ARRIVAL, reason, g_strdup("it names places, not a ticket's state"));
    if ((phrase = words_have_any(words, later_words)) != NULL)
        return answer(KNOWN_LATER, reason,
                      naming("filled in while the ticket is worked on", phrase));
    if ((phrase = words_have_any(words, ask_words)) != NULL)
        return answer(KNOWN_ASK, reason, naming("agents often set or change it", phrase));
    if ((phrase = words_have_any(words, arrival_words)) != NULL)
        return answer(KNOWN_ARRIVAL, reason, naming("there when the ticket arrives", phrase));
    return answer(KNOWN_ASK, reason,
                  g_strdup("nothing in this export shows when it was filled in"));
}

/* Dates tell by themselves, a due date excepted: it lies ahead from the first. */
static gboolean
guess_by_dates(const TableInfo *table, const ColumnInfo *column, double after, KnownAt *known,
               char **reason)
{
    g_autofree char *words = heading_words(column->heading);
    if (column->kind != KIND_DATE || isnan(after) || words_have(words, "due"))
        return FALSE;
    if (after >= 0.01) {
        g_autofree char *percent = number_percent(after, after < 0.995 ? 0 : 1);
        *known =
            answer(KNOWN_LATER, reason,
                   g_strdup_printf("%s of its dates lie after %s", percent, table->time->name));
        return TRUE;
    }
    if (words_have_any(words, later_words))
        return FALSE;
    *known = answer(KNOWN_ARRIVAL, reason,
                    g_strdup_printf("its dates are never after %s", table->time->name));
    return TRUE;
}

KnownAt
known_at_guess(const TableInfo *table, const ColumnInfo *column, const ColumnStats *stats,
               double after, char **reason)
{
    KnownAt known;
    if (!table->time)
        return answer(KNOWN_ARRIVAL, reason,
                      g_strdup("used, though nothing shows when it was known: the table has no "
                               "time"));
    if (column == table->time)
        return answer(KNOWN_ARRIVAL, reason, g_strdup("it is the time of the row"));
    if (column == table->key)
        return answer(KNOWN_ARRIVAL, reason, g_strdup("it names the row"));
    if (definition_is_entry(column) || table->entries_of)
        return answer(KNOWN_ARRIVAL, reason, g_strdup("it is known when its row was written"));
    g_autofree char *time_of_day = definition_time_column(table->time);
    if (time_of_day && strcmp(time_of_day, column->name) == 0)
        return answer(KNOWN_ARRIVAL, reason, g_strdup("it is part of the time of the row"));
    if (column->kind == KIND_EMPTY)
        return answer(KNOWN_LATER, reason, g_strdup("it is empty"));
    if (written_once(table))
        return answer(KNOWN_ARRIVAL, reason, g_strdup("rows of this table are written once"));
    g_autofree char *words = heading_words(column->heading);
    const char *phrase = words_have_any(words, arrival_phrases);
    if (phrase)
        return answer(KNOWN_ARRIVAL, reason, naming("there when the ticket arrives", phrase));
    if (column->kind == KIND_KEY &&
        (strcmp(words, " number ") == 0 ||
         (heading_names_key(words) &&
          (words_have_any(words, entity_words) || heading_names_table(words, table->name)))))
        return answer(KNOWN_ARRIVAL, reason, g_strdup("it names the ticket"));
    if (guess_by_dates(table, column, after, &known, reason))
        return known;
    return guess_by_name(column, stats, reason);
}
