/* Stems, remembered by the word's hash: the few thousand words that make up most of a desk's texts
 * are stemmed once. */
#include "features/stems.h"
#include <libstemmer.h>

#define REMEMBERED                                                                \
    65536 /* a power of two; a word takes the place of one with the same low bits \
           */

typedef struct {
    guint64 word, stem; /* 0, 0: empty */
} Remembered;

struct Stems {
    struct sb_stemmer *stemmer;
    Remembered *remembered;
};

Stems *
stems_new(const char *language)
{
    struct sb_stemmer *stemmer = sb_stemmer_new(language, "UTF_8");
    if (!stemmer)
        return NULL;
    Stems *stems = g_new(Stems, 1);
    *stems = (Stems){stemmer, g_new0(Remembered, REMEMBERED)};
    return stems;
}

void
stems_free(Stems *stems)
{
    if (!stems)
        return;
    sb_stemmer_delete(stems->stemmer);
    g_free(stems->remembered);
    g_free(stems);
}

guint64
stems_hash(Stems *stems, const char *word, gsize length, guint64 hash)
{
    Remembered *remembered = &stems->remembered[hash % REMEMBERED];
    if (remembered->word == hash && remembered->stem)
        return remembered->stem;
    const sb_symbol *stem = sb_stemmer_stem(stems->stemmer, (const sb_symbol *)word, (int)length);
    guint64 found = stem ? WORD_HASH : hash;
    for (int i = 0; stem && i < sb_stemmer_length(stems->stemmer); i++)
        found = word_hash_byte(found, stem[i]);
    *remembered = (Remembered){hash, found};
    return found;
}

char *
stems_text(Stems *stems, const char *word, gsize length)
{
    const sb_symbol *stem = sb_stemmer_stem(stems->stemmer, (const sb_symbol *)word, (int)length);
    return stem ? g_strndup((const char *)stem, (gsize)sb_stemmer_length(stems->stemmer))
                : g_strndup(word, length);
}
