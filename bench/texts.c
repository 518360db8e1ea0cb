/* bench-texts N: N texts of about 300 bytes measured on one core, everything that is counted in
 * them and their tone; then their stems alone. Prints a figure a line: name, tab, processor
 * seconds, tab, million bytes a second. */
#include "features/texts.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DIFFERENT 4096
#define BYTES 300

static const char *const words[] = {
    "the",       "export",   "is",       "broken",  "again",    "and",      "we",      "can't",
    "log",       "in",       "since",    "Tuesday", "please",   "help",     "URGENT",  "customers",
    "are",       "waiting",  "for",      "their",   "invoices", "error",    "500",     "when",
    "saving",    "a",        "report",   "not",     "working",  "very",     "slow",    "thanks",
    "great",     "support",  "but",      "this",    "problem",  "happened", "crashed", "twice",
    "dashboard", "shows",    "nothing",  "billing", "charged",  "refund",   "asap",    "kind",
    "regards",   "settings", "password", "reset",   "Größe",    "account"};

static GPtrArray *
make_texts(void)
{
    Random random;
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    random_seed(&random, 300);
    for (int i = 0; i < DIFFERENT; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < BYTES) {
            g_string_append(text, words[random_below(&random, G_N_ELEMENTS(words))]);
            if (random_below(&random, 12) == 0) /* one word in so many is rare: a name, a number */
                g_string_append_printf(text, " x%u", random_below(&random, 1000000));
            g_string_append(text, random_below(&random, 9)   ? " "
                                  : random_below(&random, 3) ? ". "
                                                             : "!\n");
        }
        g_ptr_array_add(texts, g_strdup(text->str));
    }
    return texts;
}

static void
print_figure(const char *name, clock_t since, gsize bytes)
{
    double seconds = (double)(clock() - since) / CLOCKS_PER_SEC;
    printf("%s\t%.3f\t%.0f\n", name, seconds, (double)bytes / 1e6 / seconds);
}

int
main(int argc, char **argv)
{
    guint32 n = argc > 1 ? (guint32)strtoul(argv[1], NULL, 10) : 1000000;
    const char *const keywords[] = {"urgent", "error", "broken", "crash", "not working", NULL};
    static const char *const kinds[TEXT_KINDS] = {"counts", "keyword-stems", "sentiment"};
    g_autoptr(TextMeasurer) measurer = text_measurer_new(keywords, "english");
    g_autoptr(GPtrArray) texts = make_texts();
    g_autoptr(GArray) stems = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autofree gsize *length = g_new(gsize, texts->len);
    gsize bytes = 0, told = 0;
    for (guint i = 0; i < texts->len; i++)
        length[i] = strlen(texts->pdata[i]);
    for (guint32 i = 0; i < n; i++)
        bytes += length[i % texts->len];
    for (int kind = 0; kind < TEXT_KINDS; kind++) {
        clock_t since = clock();
        for (guint32 i = 0; i < n; i++) {
            TextMeasure measure = {0};
            text_measure(measurer, (TextKind)kind, texts->pdata[i % texts->len],
                         length[i % texts->len], &measure);
            told += measure.words + measure.keyword_stems;
        }
        print_figure(kinds[kind], since, bytes);
    }
    clock_t since = clock();
    for (guint32 i = 0; i < n; i++) {
        text_stems(measurer, texts->pdata[i % texts->len], length[i % texts->len], 64, stems);
        told += stems->len;
    }
    print_figure("stems", since, bytes);
    return told > 0 ? 0 : 1;
}
