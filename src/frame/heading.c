/* heading: headings are written in many ways (opened_at, Date/Time Opened, CreatedDate); here they
 * become words, which the rest of typing asks about. */
#include "frame/heading.h"

#include <string.h>

/* A new word begins at a capital after a small letter, and at the last capital of a run that a
 * small letter follows (CIName: CI, Name). */
static gboolean
word_begins(const char *start, const char *at)
{
    if (at == start || !g_ascii_isupper(*at))
        return FALSE;
    char before = at[-1], after = at[1];
    return g_ascii_islower(before) || g_ascii_isdigit(before) ||
           (g_ascii_isupper(before) && g_ascii_islower(after));
}

static void
end_word(GString *words)
{
    if (words->str[words->len - 1] != ' ')
        g_string_append_c(words, ' ');
}

char *
heading_words(const char *heading)
{
    GString *words = g_string_new(" ");
    for (const char *at = heading; *at; at++) {
        gboolean letter = g_ascii_isalnum(*at) || (*at & 0x80);
        if (*at == '#')
            g_string_append(words, words->str[words->len - 1] == ' ' ? "number" : " number");
        if (!letter || word_begins(heading, at))
            end_word(words);
        if (letter)
            g_string_append_c(words, g_ascii_tolower(*at));
    }
    end_word(words);
    return g_string_free(words, FALSE);
}

gboolean
words_have(const char *words, const char *phrase)
{
    gsize length = strlen(phrase);
    gboolean beginning = length > 0 && phrase[length - 1] == '*';
    length -= beginning;
    for (const char *at = words; (at = strchr(at, ' ')) != NULL; at++)
        if (strncmp(at + 1, phrase, length) == 0 && (beginning || at[1 + length] == ' '))
            return TRUE;
    return FALSE;
}

const char *
words_have_any(const char *words, const char *const *phrases)
{
    for (; *phrases; phrases++)
        if (words_have(words, *phrases))
            return *phrases;
    return NULL;
}

gboolean
words_end(const char *words, const char *word)
{
    g_autofree char *ending = g_strdup_printf(" %s ", word);
    return g_str_has_suffix(words, ending);
}

gboolean
heading_names_key(const char *words)
{
    static const char *const endings[] = {"id",   "ids",  "key", "number",
                                          "uuid", "guid", "ref", "reference"};
    static const char *const whole[] = {" ticket ", " case ", " incident ", " ticket no ",
                                        " case no "};
    if (heading_names_count(words) || heading_names_code(words))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
        if (words_end(words, endings[i]))
            return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(whole); i++)
        if (strcmp(words, whole[i]) == 0)
            return TRUE;
    return FALSE;
}

gboolean
heading_names_list(const char *words)
{
    static const char *const names[] = {"tags",     "labels",     "tag list",    "keywords",
                                        "watchers", "components", "component s", NULL};
    return words_have_any(words, names) != NULL;
}

gboolean
heading_names_count(const char *words)
{
    static const char *const names[] = {"count",   "counts", "cnt",   "number of", "no of",
                                        "num",     "total",  "times", "quantity",  "replies",
                                        "reopens", "votes",  "qty",   NULL};
    return words_have_any(words, names) != NULL;
}

gboolean
heading_names_code(const char *words)
{
    static const char *const names[] = {"zip",    "zipcode", "postal",    "postcode",
                                        "plz",    "phone",   "telephone", "fax",
                                        "mobile", "code",    NULL};
    return words_have_any(words, names) != NULL;
}

gboolean
heading_names_time(const char *words)
{
    static const char *const names[] = {"at",      "on",      "date",  "time", "timestamp",
                                        "when",    "created", "ts",    "day",  "opened",
                                        "updated", "closed",  "epoch", NULL};
    return words_have_any(words, names) != NULL;
}

int
heading_duration_unit(const char *words)
{
    static const char *const seconds[] = {"seconds", "secs", "sec", NULL};
    static const char *const minutes[] = {"minutes", "mins", "min", NULL};
    static const char *const hours[] = {"hours", "hrs", "hour", "hr", NULL};
    static const char *const days[] = {"days", NULL};
    static const char *const durations[] = {"duration",      "time to",
                                            "time spent",    "spent",
                                            "elapsed",       "wait time",
                                            "handle time",   "handling time",
                                            "age",           "tracked",
                                            "response time", "reply time",
                                            "hold time",     "resolution time",
                                            "estimate",      "time in",
                                            "talk time",     "work time",
                                            "business time", "ttr",
                                            "frt",           NULL};
    return words_have_any(words, seconds)     ? 1
           : words_have_any(words, minutes)   ? 60
           : words_have_any(words, hours)     ? 3600
           : words_have_any(words, days)      ? 86400
           : words_have_any(words, durations) ? 3600
                                              : 0;
}

/* Words of the table's name in the heading make ticket_id the key of tickets rather than of what it
 * refers to. */
gboolean
heading_names_table(const char *words, const char *table)
{
    g_autofree char *table_words = heading_words(table);
    g_auto(GStrv) parts = g_strsplit(table_words, " ", -1);
    for (char **part = parts; *part; part++) {
        gsize length = strlen(*part);
        if (length > 3 && (*part)[length - 1] == 's')
            (*part)[length - 1] = 0;
        if (strlen(*part) > 2 && words_have(words, *part))
            return TRUE;
    }
    return FALSE;
}
