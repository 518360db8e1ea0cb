/* script: a .vt file as steps, each a line of words and perhaps a fenced block. */
#pragma once

#include "words.h"

typedef struct {
    guint line;             /* from 1 */
    GPtrArray *words;       /* Word*; the first is the step's name */
    GPtrArray *block;       /* char* lines between the fences; NULL: no block follows */
    GPtrArray *replacement; /* lines the file shall have there; NULL: as they are */
} Step;

typedef struct {
    char *path;
    GPtrArray *lines; /* char*, as in the file */
    GPtrArray *steps; /* Step* */
} Script;

Script *script_read(const char *path, GError **error);
/* Writes the file again where a step has a replacement; TRUE as well when there is none. */
gboolean script_write_replacements(Script *script, gboolean *changed, GError **error);
void script_free(Script *script);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Script, script_free)
