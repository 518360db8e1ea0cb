/* Word stems by Snowball's algorithms (libstemmer): crashes, crashed and crashing are one. Private
 * to features. */
#pragma once

#include <glib.h>

typedef struct Stems Stems;
/* NULL where libstemmer has no such language. One thread at a time. */
Stems *stems_new(const char *language);
void stems_free(Stems *stems);
/* The hash of a word's stem: `word` in lower case UTF-8, `hash` its own hash by word_hash, which is
 * what a stem that equals the word has too. */
guint64 stems_hash(Stems *stems, const char *word, gsize length, guint64 hash);
/* The stem itself; the caller frees. */
char *stems_text(Stems *stems, const char *word, gsize length);

#define WORD_HASH G_GUINT64_CONSTANT(14695981039346656037)
static inline guint64
word_hash_byte(guint64 hash, guint8 byte)
{
    return (hash ^ byte) * G_GUINT64_CONSTANT(1099511628211);
}
