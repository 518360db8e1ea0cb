/* Without libFuzzer: feeds the targets mutations of what is in their corpus, from a fixed seed.
 *   TARGET [seconds] [seed] [files…]; a file alone is run once: how a finding is looked at again.
 */
#include "fuzz.h"

#include <string.h>

typedef struct {
    GRand *random;
    GPtrArray *corpus; /* GString* */
} Mutator;

static void
add(Mutator *mutator, const char *bytes, gsize length)
{
    g_ptr_array_add(mutator->corpus, g_string_new_len(bytes, (gssize)length));
}

static GString *
pick(Mutator *mutator)
{
    return g_ptr_array_index(mutator->corpus,
                             g_rand_int_range(mutator->random, 0, (gint32)mutator->corpus->len));
}

/* One change: a byte, a run taken out, a run of this or another input put in, a run repeated. */
static void
mutate(Mutator *mutator, GString *text)
{
    static const char marks[] = "\"',;\t\r\n\0()[]{}=<>!*-+.\\|`#%\xff\xfe\xc3\xe2\x80\xae\x1b"
                                "0a";
    GRand *random = mutator->random;
    gssize at = g_rand_int_range(random, 0, (gint32)text->len + 1);
    GString *other = g_rand_boolean(random) ? text : pick(mutator);
    gssize from = g_rand_int_range(random, 0, (gint32)other->len + 1);
    gssize run = g_rand_int_range(random, 0, 1 + MIN((gint32)(other->len - (gsize)from), 64));

    switch (g_rand_int_range(random, 0, 5)) {
    case 0:
        g_string_insert_c(text, at, marks[g_rand_int_range(random, 0, sizeof marks - 1)]);
        break;
    case 1:
        if ((gsize)at < text->len)
            text->str[at] = (char)g_rand_int_range(random, 0, 256);
        break;
    case 2:
        g_string_erase(text, at, MIN((gssize)text->len - at, run));
        break;
    default: {
        g_autofree char *copy = g_memdup2(other->str + from, (gsize)run + 1);
        for (int i = g_rand_int_range(random, 0, 20) ? 1 : 50; i > 0 && text->len < 65536; i--)
            g_string_insert_len(text, at, copy, run);
    }
    }
}

static void
free_text(gpointer text)
{
    g_string_free(text, TRUE);
}

static gboolean
read_files(Mutator *mutator, char **files, int count)
{
    for (int i = 0; i < count; i++) {
        g_autofree char *text = NULL;
        gsize length;
        if (!g_file_get_contents(files[i], &text, &length, NULL))
            return FALSE;
        add(mutator, text, length);
    }
    return TRUE;
}

int
main(int argc, char **argv)
{
    gint64 seconds = argc > 1 ? g_ascii_strtoll(argv[1], NULL, 10) : 60, runs = 0;
    guint32 seed = argc > 2 ? (guint32)g_ascii_strtoull(argv[2], NULL, 10) : 1;
    Mutator mutator = {g_rand_new_with_seed(seed), g_ptr_array_new_with_free_func(free_text)};

    if (argc == 2 && seconds == 0) {
        if (!read_files(&mutator, argv + 1, 1))
            return 2;
        GString *text = pick(&mutator);
        return LLVMFuzzerTestOneInput((const guint8 *)text->str, text->len);
    }
    for (guint i = 0; fuzz_seeds[i]; i++)
        add(&mutator, fuzz_seeds[i], strlen(fuzz_seeds[i]));
    if (!read_files(&mutator, argv + 3, MAX(argc - 3, 0)))
        return 2;
    gint64 end = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
    while (g_get_monotonic_time() < end) {
        const GString *start = pick(&mutator);
        GString *text = g_string_new_len(start->str, (gssize)start->len);
        for (int i = g_rand_int_range(mutator.random, 1, 12); i > 0; i--)
            mutate(&mutator, text);
        g_file_set_contents("fuzz-input", text->str, (gssize)text->len, NULL);
        LLVMFuzzerTestOneInput((const guint8 *)text->str, text->len);
        g_string_free(text, TRUE);
        runs++;
    }
    g_print("%s: %" G_GINT64_FORMAT " inputs, seed %u\n", argv[0], runs, seed);
    g_rand_free(mutator.random);
    g_ptr_array_unref(mutator.corpus);
    return 0;
}
