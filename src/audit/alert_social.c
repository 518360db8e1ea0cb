/* Texts of chats and social networks: what a post says when handles, tags and links are taken away,
 * and whether it is all of it. Only where the channel says that people write in short lines, or the
 * texts themselves bear the marks of a network. */
#include "audit/alert_social.h"
#include "audit/social_words.h"

#include <string.h>

enum { SAMPLE = 1000, MARKED_LEAST = 20, COUNT_LEAST = 5, LANGUAGE_LEAST = 10 };
static const double MARKED_SHARE = 0.05, LEAST_SHARE = 0.002, WATCH_SHARE = 0.01,
                    LANGUAGE_SHARE = 0.01, MANY_LANGUAGES = 0.2, TRANSCRIPT_SHARE = 0.3;

struct SocialPosts {
    Inspection *inspection;
    const ColumnInfo *column;
    guint8 *asked;    /* rows whose text is looked at; NULL: all */
    guint8 *flags;    /* one byte a row */
    guint8 *language; /* SocialLanguage, one a row */
    guint32 *length;  /* characters, one a row */
    gint64 posts;     /* looked at, and filled in: when it is told */
};

/* ---- which of them ----------------------------------------------------------------------------
 */

/* Rows of channels where people write in short lines; NULL: no channel is one. */
static guint8 *
chat_rows(const Inspection *inspection)
{
    const ColumnInfo *info = table_role(inspection->table, ROLE_CHANNEL);
    const FrameColumn *cells = info ? frame_column_of(inspection->frame, info) : NULL;
    gboolean some = FALSE;

    if (!cells || !cells->code)
        return NULL;
    guint32 size = dictionary_size(cells->dictionary);
    g_autofree guint8 *chats = g_new0(guint8, (gsize)size + 1);
    for (guint32 code = 0; code < size; code++)
        some |= chats[code] = channel_is_chat(dictionary_text(cells->dictionary, code));
    if (!some)
        return NULL;
    guint8 *rows = g_new0(guint8, (gsize)cells->n + 1);
    for (guint32 row = 0; row < cells->n; row++)
        rows[row] = cells->code[row] >= 0 && chats[cells->code[row]];
    return rows;
}

/* Whether texts spread over the whole column bear a network's marks. */
static gboolean
bears_marks(const Inspection *inspection, const ColumnInfo *column)
{
    const Frame *frame = inspection->frame;
    g_autofree char *sql = g_strdup_printf("SELECT c%d FROM raw_%" G_GINT64_FORMAT " WHERE row = ?",
                                           column->position, inspection->table->id);
    guint32 step = MAX(frame->n / SAMPLE, 1), filled = 0, marked = 0;
    g_autoptr(sqlite3_stmt) cell = db_prepare(inspection->database, NULL, sql, "");

    for (guint32 row = 0; cell && row < frame->n; row += step) {
        sqlite3_bind_int64(cell, 1, frame->row_id[row]);
        if (db_step(cell, NULL) && sqlite3_column_bytes(cell, 0)) {
            filled++;
            marked += social_marked((const char *)sqlite3_column_text(cell, 0),
                                    (gsize)sqlite3_column_bytes(cell, 0));
        }
        sqlite3_reset(cell);
    }
    return marked >= MARKED_LEAST && marked >= MARKED_SHARE * filled;
}

/* ---- reading ----------------------------------------------------------------------------------
 */

SocialPosts *
social_posts_new(Inspection *inspection, const ColumnInfo *column)
{
    const TableInfo *table = inspection->table;
    ColumnRole said = table_role(table, ROLE_BODY) ? ROLE_BODY : ROLE_SUBJECT;
    gsize rows = (gsize)inspection->frame->n + 1;

    if (column->kind != KIND_TEXT)
        return NULL;
    gboolean marked = bears_marks(inspection, column);
    guint8 *chats = !marked && column->role == said ? chat_rows(inspection) : NULL;
    if (!marked && !chats)
        return NULL;
    SocialPosts *posts = g_new0(SocialPosts, 1);
    *posts = (SocialPosts){.inspection = inspection,
                           .column = column,
                           .asked = chats,
                           .flags = g_new0(guint8, rows),
                           .language = g_new0(guint8, rows),
                           .length = g_new0(guint32, rows)};
    return posts;
}

void
social_posts_free(SocialPosts *posts)
{
    if (!posts)
        return;
    g_free(posts->asked);
    g_free(posts->flags);
    g_free(posts->language);
    g_free(posts->length);
    g_free(posts);
}

void
social_posts_look(SocialPosts *posts, guint32 row, const char *text, gsize length)
{
    SocialText looked;

    if (posts->asked && !posts->asked[row])
        return;
    social_look(text, length, &looked);
    posts->flags[row] = (guint8)looked.flags;
    posts->language[row] = (guint8)looked.language;
    posts->length[row] = looked.characters;
}

/* ---- telling ----------------------------------------------------------------------------------
 */

typedef struct {
    AlertKind kind;
    guint flag, unless; /* rows with the one and none of the others */
    const char *found;  /* after "12 of 400 posts (3 %) " */
    const char *reason; /* of taking them aside; NULL: nothing to repair */
} SocialRule;

static Alert *
tell(const SocialPosts *posts, AlertKind kind, const guint8 *rows, gint64 count, const char *found)
{
    double share = (double)count / (double)MAX(posts->posts, 1);
    g_autofree char *words = alert_share(count, posts->posts);

    if (count < COUNT_LEAST || share < LEAST_SHARE)
        return NULL;
    Alert *alert =
        alert_add(posts->inspection, kind, share >= WATCH_SHARE ? SEVERITY_WATCH : SEVERITY_NOTE,
                  posts->column, "%s posts %s", words, found);
    alert_rows(posts->inspection, alert, rows);
    return alert;
}

static void
tell_rule(const SocialPosts *posts, const SocialRule *rule)
{
    guint32 n = posts->inspection->frame->n;
    g_autofree guint8 *rows = g_new0(guint8, (gsize)n + 1);
    gint64 count = 0;

    for (guint32 row = 0; row < n; row++) {
        rows[row] = (posts->flags[row] & rule->flag) && !(posts->flags[row] & rule->unless);
        count += rows[row];
    }
    /* said in so many that it is how these texts begin, not a text of its own */
    if (rule->kind == ALERT_SOCIAL_AUTOMATIC &&
        (double)count > TRANSCRIPT_SHARE * (double)posts->posts)
        return;
    Alert *alert = tell(posts, rule->kind, rows, count, rule->found);
    if (alert && rule->reason)
        alert_clean_rows(posts->inspection, alert, rule->reason);
}

/* Texts of exactly the length at which networks and databases cut, while longer ones are there and
 * hardly any are as long as those around it. What nothing exceeds is cut_text's. */
static void
mark_cut_lengths(SocialPosts *posts)
{
    static const guint32 limits[] = {140, 255, 280};
    guint32 n = posts->inspection->frame->n;

    for (guint i = 0; i < G_N_ELEMENTS(limits); i++) {
        gint64 at = 0, around = 0, longer = 0;
        for (guint32 row = 0; row < n; row++) {
            guint32 length = posts->length[row];
            at += length == limits[i];
            around += length != limits[i] && length + 5 >= limits[i] && length <= limits[i] + 5;
            longer += length > limits[i];
        }
        if (at < COUNT_LEAST || !longer || at < around) /* ten times their mean */
            continue;
        for (guint32 row = 0; row < n; row++)
            if (posts->length[row] == limits[i])
                posts->flags[row] |= SOCIAL_CUT;
    }
}

/* "31 in Spanish, 12 in German": all but the language of most; the caller frees. */
static char *
other_languages(const gint64 *count, SocialLanguage most)
{
    GString *words = g_string_new(NULL);

    for (guint i = LANGUAGE_ENGLISH; i < LANGUAGES; i++) {
        g_autofree char *number = number_count(count[i]);
        if (count[i] && i != most)
            g_string_append_printf(words, "%s%s in %s", words->len ? ", " : "", number,
                                   social_language_name((SocialLanguage)i));
    }
    return g_string_free(words, FALSE);
}

static void
tell_languages(const SocialPosts *posts)
{
    guint32 n = posts->inspection->frame->n;
    gint64 count[LANGUAGES] = {0}, told = 0;
    SocialLanguage most = LANGUAGE_ENGLISH;
    g_autofree guint8 *rows = g_new0(guint8, (gsize)n + 1);

    for (guint32 row = 0; row < n; row++)
        count[posts->language[row]]++;
    for (guint i = LANGUAGE_ENGLISH; i < LANGUAGES; i++) {
        told += count[i];
        most = count[i] > count[most] ? (SocialLanguage)i : most;
    }
    gint64 others = told - count[most];
    if (others < LANGUAGE_LEAST || (double)others < LANGUAGE_SHARE * (double)told)
        return;
    for (guint32 row = 0; row < n; row++)
        rows[row] = posts->language[row] != LANGUAGE_UNTOLD && posts->language[row] != most;
    g_autofree char *share = alert_share(others, told), *words = other_languages(count, most);
    gboolean several = (double)others >= MANY_LANGUAGES * (double)told;
    Alert *alert =
        alert_add(posts->inspection, ALERT_SOCIAL_LANGUAGE, SEVERITY_NOTE, posts->column,
                  "%s posts are not in %s: %s", share, social_language_name(most), words);
    alert_rows(posts->inspection, alert, rows);
    if (!several) /* a desk that speaks several reads them all */
        alert_clean_rows(posts->inspection, alert, "in another language");
}

void
social_posts_tell(SocialPosts *posts)
{
    static const SocialRule rules[] = {
        {ALERT_SOCIAL_NOISE, SOCIAL_NOISE, 0, "are nothing but handles, tags, links or emoji",
         "no words in it"},
        {ALERT_SOCIAL_BARE, SOCIAL_BARE, SOCIAL_PIECE,
         "have hardly a word left without handles, tags and links", "hardly a word in it"},
        {ALERT_SOCIAL_COPY, SOCIAL_COPY, SOCIAL_NOISE, "were retweeted or forwarded",
         "forwarded copies"},
        {ALERT_SOCIAL_AUTOMATIC, SOCIAL_AUTOMATIC, SOCIAL_COPY, "are answers that nobody wrote",
         "automatic replies"},
        {ALERT_SOCIAL_PIECE, SOCIAL_PIECE, SOCIAL_FIRST | SOCIAL_COPY,
         "go on with the one before (“2/3”)", "later pieces of a thread"},
        {ALERT_SOCIAL_CUT, SOCIAL_CUT, SOCIAL_NOISE,
         "end in “…”, in a link that goes nowhere, or at the length where networks cut", NULL},
        {ALERT_SOCIAL_DRAWN, SOCIAL_DRAWN, 0, "draw letters out (“sooooo”)", NULL},
    };

    for (guint32 row = 0; row < posts->inspection->frame->n; row++)
        posts->posts += posts->length[row] > 0;
    mark_cut_lengths(posts);
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
        tell_rule(posts, &rules[i]);
    tell_languages(posts);
}
