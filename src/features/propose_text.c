/* Candidates from texts: what can be counted in them, how they sound, and what belongs to the
 * channels that the desk has. Counting tells nothing about a person, so that personal data in a
 * text is no hindrance. */
#include "features/learned.h"
#include "features/propose.h"
#include <string.h>

#define TRY_IT "nothing learns from it by itself: Space tries it and says what it is worth"
/* BENCH.md has the figures of both. */
#define RECORD_OFF                                                                                \
    "words told more where category and priority aren't known, else the same again, and reading " \
    "them takes a quarter longer: Space tries it and says what it is worth"
#define TOPIC_OFF                                                                                \
    "topics told more of what people really wrote, nothing of texts made from templates: Space " \
    "tries it and says what it is worth"

static gboolean
any_in(const char *text, const char *const *parts)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);
    for (guint i = 0; parts[i]; i++)
        if (strstr(lower, parts[i]))
            return TRUE;
    return FALSE;
}

/* Subject, body and what was said on the phone. */
static gboolean
is_ticket_text(const ColumnInfo *column)
{
    static const char *const spoken[] = {"transcript", NULL};
    return column->role == ROLE_SUBJECT || column->role == ROLE_BODY ||
           (column->kind == KIND_TEXT && any_in(column->name, spoken));
}

/* Whether people write to the desk in short lines, by what the channel column says. */
static gboolean
has_chat(const Frame *frame)
{
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        if (column->info->role != ROLE_CHANNEL || !column->code)
            continue;
        g_autoptr(GArray) codes = frequent_codes(column, G_MAXUINT);
        for (guint k = 0; k < codes->len; k++)
            if (channel_is_chat(
                    dictionary_text(column->dictionary, g_array_index(codes, guint32, k))))
                return TRUE;
    }
    return FALSE;
}

static void
propose_all(Proposal *proposal, const ColumnInfo *column, const char *const *functions,
            const char *off)
{
    g_autofree char *table = quoted_name(proposal->entity->name);
    g_autofree char *name = quoted_name(column->name);
    for (guint i = 0; functions[i]; i++) {
        Feature *feature = propose(proposal, "%s(%s.%s)", functions[i], table, name);
        if (off)
            propose_off(feature, off);
    }
}

/* What is written at length, else the subject. */
static const ColumnInfo *
longest_text(const GPtrArray *columns)
{
    const ColumnInfo *longest = NULL;
    for (guint i = 0; i < columns->len; i++) {
        const ColumnInfo *column = columns->pdata[i];
        if (is_ticket_text(column) &&
            (!longest || column->role == ROLE_BODY ||
             (longest->role == ROLE_SUBJECT && column->role != ROLE_SUBJECT)))
            longest = column;
    }
    return longest;
}

static gboolean
propose_topics(Proposal *proposal, GError **error)
{
    const ColumnInfo *column = longest_text(proposal->entity->columns);
    GError *failure = NULL;
    const Topics *topics = column && proposal->settings->topics
                               ? engine_topics(proposal->engine, column, &failure)
                               : NULL;
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    g_autofree char *table = quoted_name(proposal->entity->name);
    g_autofree char *name = column ? quoted_name(column->name) : NULL;
    for (guint t = 0; topics && t < topics_count(topics); t++) {
        Feature *feature = propose(proposal, "TOPIC(%s.%s BY %u)", table, name, t + 1);
        if (!feature)
            continue;
        const char *words = topics_words(topics, t);
        propose_named(
            proposal, feature, g_strdup_printf("about %s", words),
            g_strdup_printf("share of %s, 0 to 1, that is about “%s”", column->name, words));
        propose_off(feature, TOPIC_OFF);
    }
    return TRUE;
}

gboolean
propose_texts(Proposal *proposal, GError **error)
{
    static const char *const words[] = {"WORDS", NULL};
    static const char *const counts[] = {"WORDS",    "KEYWORDS",   "QUESTIONS",
                                         "CAPITALS", "CHARACTERS", NULL};
    static const char *const tone[] = {"SENTIMENT", "URGENCY", "EXCLAMATIONS", "KEYWORD_STEMS",
                                       NULL};
    static const char *const record[] = {"TEXT_SCORE", NULL};
    static const char *const chat[] = {"LINES", "ABBREVIATIONS", NULL};
    const GPtrArray *columns = proposal->entity->columns;
    gboolean chats = has_chat(proposal->task->frame);
    for (guint i = 0; i < columns->len; i++) {
        const ColumnInfo *column = columns->pdata[i];
        if (!is_ticket_text(column))
            continue;
        propose_all(proposal, column, counts, NULL);
        propose_all(proposal, column, tone, TRY_IT);
        propose_all(proposal, column, record, RECORD_OFF);
        if (chats && column->role != ROLE_SUBJECT)
            propose_all(proposal, column, chat, TRY_IT);
    }
    for (guint i = 0; i < columns->len; i++) {
        const ColumnInfo *column = columns->pdata[i];
        if (!is_ticket_text(column) && column->kind == KIND_TEXT)
            propose_all(proposal, column, words, NULL);
    }
    return propose_topics(proposal, error);
}
