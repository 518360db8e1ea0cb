/* keys: what a script or a bench presses, by name. Relies on libvterm for the bytes of special
 * keys, which depend on the terminal's modes. */
#pragma once

#include "words.h"
#include <vterm.h>

/* One press, which curses reads as one key. */
typedef struct {
    VTermKey special;       /* VTERM_KEY_NONE for a character */
    VTermModifier modifier; /* of a special key */
    gunichar character;     /* a control character is sent as it is */
} Key;

/* Appends the presses of one word: a quoted word is typed character by character; a bare one is a
 * single character, a name (Enter, F5, C-x, …) or either with a repeat (Down*10). */
gboolean keys_parse_word(const Word *word, GArray *keys, GError **error);
/* All words; an array of Key, the caller frees. */
GArray *keys_parse(GPtrArray *words, GError **error);
/* Gives the key to the terminal, which hands the bytes to its output callback. */
void key_press(VTerm *vterm, const Key *key);
