/* urgency: how urgent a priority is, read from its value: "P1", "1 - Critical", "Urgent"; and the
 * order of several by what was declared, by their numbers, by their words. */
#include <foredesk/frame.h>

#include <stdlib.h>
#include <string.h>

/* Words vendors use, most urgent first; the step is the number between. */
static const struct {
    const char *word;
    int step;
} urgency_words[] = {
    {"blocker", 0},  {"critical", 0}, {"emergency", 0}, {"immediate", 0}, {"urgent", 0},
    {"highest", 0},  {"high", 1},     {"major", 1},     {"elevated", 1},  {"medium", 2},
    {"moderate", 2}, {"normal", 2},   {"standard", 2},  {"low", 3},       {"minor", 3},
    {"lowest", 4},   {"trivial", 4},  {"planning", 4},
};

int
urgency_step(const char *text)
{
    g_auto(GStrv) words = g_regex_split_simple("[^a-z]+", text, G_REGEX_CASELESS, 0);
    for (char **word = words; *word; word++)
        for (gsize i = 0; i < G_N_ELEMENTS(urgency_words); i++)
            if (g_ascii_strcasecmp(*word, urgency_words[i].word) == 0)
                return urgency_words[i].step;
    return URGENCY_UNKNOWN;
}

gint64
urgency_number(const char *text)
{
    const char *digit = strpbrk(text, "0123456789");
    return digit ? g_ascii_strtoll(digit, NULL, 10) : G_MAXINT64;
}

/* ---- in order ----------------------------------------------------------------------------------
 */

typedef struct {
    char *text;
    int declared;  /* place in the declared order, G_MAXINT: not in it */
    gint64 number; /* the first number in the text, G_MAXINT64: none */
    int word;      /* step of urgency, URGENCY_UNKNOWN: unknown */
} Level;

/* A declared order may run either way: words of urgency at its ends tell, else its first value is
 * the most urgent. */
static gboolean
declared_upward(char **order)
{
    guint n = g_strv_length(order);
    int first = n > 0 ? urgency_step(order[0]) : URGENCY_UNKNOWN;
    int last = n > 0 ? urgency_step(order[n - 1]) : URGENCY_UNKNOWN;
    return first != URGENCY_UNKNOWN && last != URGENCY_UNKNOWN && first > last;
}

static int
declared_place(char **order, const char *text)
{
    int n = order ? (int)g_strv_length(order) : 0;
    for (int i = 0; i < n; i++)
        if (g_ascii_strcasecmp(g_strstrip(order[i]), text) == 0)
            return declared_upward(order) ? n - i : i;
    return G_MAXINT;
}

static int
compare_levels(gconstpointer a, gconstpointer b)
{
    const Level *x = a, *y = b;
    if (x->declared != y->declared)
        return x->declared < y->declared ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return g_strcmp0(x->text, y->text);
}

gboolean
urgency_sort(GPtrArray *texts, const char *declared)
{
    g_auto(GStrv) order = declared ? g_strsplit(declared, ";", -1) : NULL;
    g_autofree Level *levels = g_new(Level, (gsize)texts->len + 1);
    guint placed[3] = {0};

    for (guint i = 0; i < texts->len; i++) {
        char *text = g_ptr_array_index(texts, i);
        levels[i] =
            (Level){text, declared_place(order, text), urgency_number(text), urgency_step(text)};
        placed[0] += levels[i].declared != G_MAXINT;
        placed[1] += levels[i].number != G_MAXINT64;
        placed[2] += levels[i].word != URGENCY_UNKNOWN;
    }
    qsort(levels, texts->len, sizeof *levels, compare_levels);
    for (guint i = 0; i < texts->len; i++)
        g_ptr_array_index(texts, i) = levels[i].text;
    return MAX(MAX(placed[0], placed[1]), placed[2]) == texts->len;
}
