/* Keys and what they are bound to. One record a binding drives dispatch, the hint line, the help
 * and the manual. */
#pragma once

#include "screen.h"

/* A key's name: "Enter", "C-p", "g", "PgUp". The caller frees. */
char *key_to_name(Key key);
gboolean key_from_name(const char *name, Key *key);

typedef struct {
    const char *context; /* where it holds: "anywhere", or a place's name */
    const char *keys;    /* names, a blank between; the first is the one that hints show */
    const char *command; /* a command line; {words} in braces come from the cursor, and a line that
                            ends in … is opened to be completed */
    const char *hint;    /* for the hint line; NULL: only in the help; after a / it is that of this
                            binding and the next together: "h/l move line" */
    const char *help;
} Binding;
extern const Binding key_bindings[]; /* ends with context NULL */

typedef struct Keymap Keymap;
/* The table above with the user's changes; `problems` gets a line for each that makes no sense. */
Keymap *keymap_new(GPtrArray *problems);
void keymap_free(Keymap *map);
/* What a key does in a place, then anywhere; NULL: nothing. */
const char *keymap_find(const Keymap *map, const char *context, Key key);
/* The keys of a binding as the user has them: "h Left"; the caller frees. "": none. */
char *keymap_keys(const Keymap *map, const Binding *binding);
/* The user's own keys of a place that no binding lists, one after the other from index 0; FALSE: no
 * more. */
gboolean keymap_own(const Keymap *map, const char *context, guint index, const char **key,
                    const char **command);
/* As people write them: "PgUp", "Ctrl-P", "space"; `first`: only the first. The caller frees. */
char *keys_for_people(const char *keys, gboolean first);
