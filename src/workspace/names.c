/* The words by which kinds, roles, known-at and policies stand in the file, in commands and on the
 * screen. */
#include "workspace/names.h"
#include <foredesk/workspace.h>
#include <string.h>

/* The index of a word in a NULL-terminated list; -1: not there. */
static int
find_word(const char *const *words, const char *word)
{
    for (int i = 0; words[i] != NULL; i++)
        if (g_ascii_strcasecmp(words[i], word) == 0)
            return i;
    return -1;
}

static int
word_value(const char *const *words, const char *word, const char *what, GError **error)
{
    int value = find_word(words, word);
    if (value >= 0)
        return value;
    g_autofree char *near = nearest_names(word, words);
    g_autofree char *all = near == NULL ? g_strjoinv(", ", (char **)words) : NULL;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no %s is called \"%s\": %s %s%s",
                what, word, near != NULL ? "did you mean" : "there are", near != NULL ? near : all,
                near != NULL ? "?" : "");
    return -1;
}

static const char *const kinds[] = {"text",    "category", "key",  "boolean", "integer",
                                    "decimal", "date",     "list", "empty",   NULL};
static const char *const roles[] = {
    "none",    "id",         "created",      "closed",   "updated",     "customer",
    "agent",   "status",     "priority",     "category", "channel",     "subject",
    "body",    "resolution", "satisfaction", "solved",   "first-reply", "replies",
    "reopens", "handovers",  "sla",          "due",      "tags",        NULL};
static const char *const knowns[] = {"at arrival", "later", "ask", "mixed", NULL};
static const char *const precisions[] = {"day", "minute", "second", "fraction", NULL};
static const char *const personals[] = {"default", "show", "mask", "hash", "drop", NULL};
static const char *const outcomes[] = {"done", "failed", "cancelled", "running", NULL};

const char *
kind_name(ColumnKind kind)
{
    return kinds[kind];
}

gboolean
kind_from_name(const char *name, ColumnKind *kind, GError **error)
{
    int value = word_value(kinds, name, "kind of column", error);
    if (value >= 0)
        *kind = (ColumnKind)value;
    return value >= 0;
}

const char *
role_name(ColumnRole role)
{
    return roles[role];
}

gboolean
role_from_name(const char *name, ColumnRole *role, GError **error)
{
    int value = word_value(roles, name, "role", error);
    if (value >= 0)
        *role = (ColumnRole)value;
    return value >= 0;
}

const char *
known_name(KnownAt known)
{
    return knowns[known];
}

gboolean
known_from_name(const char *name, KnownAt *known, GError **error)
{
    /* Commands write it in one word. */
    if (g_ascii_strcasecmp(name, "at-arrival") == 0 || g_ascii_strcasecmp(name, "arrival") == 0) {
        *known = KNOWN_ARRIVAL;
        return TRUE;
    }
    int value = word_value(knowns, name, "state of knowledge", error);
    if (value >= 0)
        *known = (KnownAt)value;
    return value >= 0;
}

const char *
personal_name(ColumnPersonal policy)
{
    return personals[policy];
}

gboolean
personal_from_name(const char *name, ColumnPersonal *policy, GError **error)
{
    int value = word_value(personals, name, "policy on personal data", error);
    if (value >= 0)
        *policy = (ColumnPersonal)value;
    return value >= 0;
}

const char *
precision_name(TimePrecision precision)
{
    return precisions[precision];
}

TimePrecision
precision_from_name(const char *name)
{
    int value = name == NULL ? -1 : find_word(precisions, name);
    return value < 0 ? PRECISION_SECOND : (TimePrecision)value;
}

const char *
outcome_name(int outcome)
{
    return outcomes[outcome];
}

int
outcome_from_name(const char *name)
{
    int value = find_word(outcomes, name);
    return value < 0 ? JOURNAL_FAILED : value;
}

/* The word of a table's name that says what its rows are: the last, but for those that speak of the
 * file ("Telco_Customer_Churn" → "customer"). The caller frees. */
static char *
telling_word(const char *folded)
{
    static const char *const of_file[] = {"churn", "data", "dataset", "export", "list",   "table",
                                          "base",  "file", "all",     "full",   "master", "info",
                                          "main",  "dump", "details", "sample", NULL};
    g_auto(GStrv) words = g_strsplit_set(folded, "_- .", -1);

    for (guint i = g_strv_length(words); i > 0; i--) {
        const char *word = words[i - 1];
        gboolean digits = strspn(word, "0123456789") == strlen(word);
        if (!digits && !g_strv_contains(of_file, word))
            return g_strdup(word);
    }
    return g_strdup("");
}

const char *
table_noun(const char *table, gint64 n)
{
    static const char *const marks[] = {"ticket", "case",    "incident", "conversation",
                                        "issue",  "request", "complaint"};
    static const char *const nouns[][3] = {{"calls", "ticket", "tickets"},
                                           {"customers", "customer", "customers"},
                                           {"clients", "client", "clients"},
                                           {"accounts", "account", "accounts"},
                                           {"users", "user", "users"},
                                           {"subscribers", "subscriber", "subscribers"},
                                           {"members", "member", "members"},
                                           {"agents", "agent", "agents"},
                                           {"applicants", "applicant", "applicants"}};
    g_autofree char *name = g_ascii_strdown(table, -1), *word = telling_word(name);

    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        if (strstr(name, marks[i]))
            return n == 1 ? "ticket" : "tickets";
    for (guint i = 0; i < G_N_ELEMENTS(nouns); i++)
        if (*word && g_str_has_prefix(nouns[i][0], word) && strlen(nouns[i][0]) <= strlen(word) + 1)
            return nouns[i][n == 1 ? 1 : 2];
    return n == 1 ? "row" : "rows";
}

char *
table_count(const char *table, gint64 n)
{
    const char *noun = table_noun(table, n);
    g_autofree char *count = number_count(n);
    g_autofree char *name = text_clean(table, -1);

    if (noun[0] != 'r') /* "rows" say nothing */
        return g_strdup_printf("%s %s", count, noun);
    if (n != 1 && g_str_has_suffix(name, "s")) /* a plural says what its rows are */
        return g_strdup_printf("%s %s", count, name);
    return g_strdup_printf("%s %s of %s", count, noun, name);
}
