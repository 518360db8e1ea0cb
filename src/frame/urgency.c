/* urgency: how urgent a priority is, read from its value: "P1", "1 - Critical", "Urgent". */
#include <foredesk/frame.h>

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
