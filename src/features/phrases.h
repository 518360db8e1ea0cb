/* Lists of words and phrases that are looked for in a text while it is read, word by word. Private
 * to features. */
#pragma once

#include <glib.h>

#define LONGEST_PHRASE 8

/* The words read last, newest at (n − 1) mod LONGEST_PHRASE. */
typedef struct {
    guint64 recent[LONGEST_PHRASE];
    guint32 n;
} WordTrail;
void word_trail_add(WordTrail *trail, guint64 word);

typedef struct PhraseLists PhraseLists;
PhraseLists *phrase_lists_new(void);
void phrase_lists_free(PhraseLists *lists);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PhraseLists, phrase_lists_free)
/* Adds the phrase of a trail's words to list number `list`; none or too many words: nothing. */
void phrase_lists_add(PhraseLists *lists, guint list, const WordTrail *phrase);
/* Adds 1 to counts[list] for each phrase that ends with the trail's newest word. */
void phrase_lists_count(const PhraseLists *lists, const WordTrail *trail, guint32 *counts);
