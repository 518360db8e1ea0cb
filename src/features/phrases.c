/* Phrases known by the hashes of their words: the last word is looked up, those before it are
 * compared with the words read last. */
#include "features/phrases.h"
#include <string.h>

#define SLOTS 256 /* a first sieve by the low bits of a hash */

typedef struct {
    guint list, n;
    guint64 word[LONGEST_PHRASE];
} Phrase;

struct PhraseLists {
    GArray *phrases[SLOTS]; /* Phrase, by the low bits of its last word; NULL: none */
};

void
word_trail_add(WordTrail *trail, guint64 word)
{
    trail->recent[trail->n % LONGEST_PHRASE] = word;
    trail->n++;
}

PhraseLists *
phrase_lists_new(void)
{
    return g_new0(PhraseLists, 1);
}

void
phrase_lists_free(PhraseLists *lists)
{
    if (!lists)
        return;
    for (guint i = 0; i < SLOTS; i++)
        if (lists->phrases[i])
            g_array_unref(lists->phrases[i]);
    g_free(lists);
}

void
phrase_lists_add(PhraseLists *lists, guint list, const WordTrail *words)
{
    if (words->n == 0 || words->n > LONGEST_PHRASE)
        return;
    Phrase phrase = {.list = list, .n = words->n};
    memcpy(phrase.word, words->recent, words->n * sizeof *phrase.word);
    GArray **slot = &lists->phrases[phrase.word[phrase.n - 1] % SLOTS];
    if (!*slot)
        *slot = g_array_new(FALSE, FALSE, sizeof(Phrase));
    for (guint i = 0; i < (*slot)->len; i++)
        if (memcmp(&g_array_index(*slot, Phrase, i), &phrase, sizeof phrase) == 0)
            return;
    g_array_append_val(*slot, phrase);
}

static gboolean
ends_here(const WordTrail *trail, const Phrase *phrase)
{
    if (trail->n < phrase->n)
        return FALSE;
    for (guint i = 0; i < phrase->n; i++)
        if (trail->recent[(trail->n - phrase->n + i) % LONGEST_PHRASE] != phrase->word[i])
            return FALSE;
    return TRUE;
}

void
phrase_lists_count(const PhraseLists *lists, const WordTrail *trail, guint32 *counts)
{
    guint64 newest = trail->recent[(trail->n - 1) % LONGEST_PHRASE];
    const GArray *phrases = lists->phrases[newest % SLOTS];
    for (guint i = 0; phrases && i < phrases->len; i++) {
        const Phrase *phrase = &g_array_index(phrases, Phrase, i);
        if (ends_here(trail, phrase))
            counts[phrase->list]++;
    }
}
