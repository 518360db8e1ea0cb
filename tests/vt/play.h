/* play: carries a script out, step by step. */
#pragma once

#include <glib.h>

/* Plays the script at `path` and prints one TAP test point, number `number`. With `update`, blocks
 * of the script that are not as the screen is are written anew instead of failing. TRUE: passed. */
gboolean play_script(const char *path, guint number, gboolean update);
/* The steps a script may have, one a line with what each does; the caller frees. */
char *play_help(void);
/* The environment that programs in a test terminal get: the present one without what would change
 * the screen, a home of its own in `directory`, TERM and LC_ALL. The caller frees. */
char **play_environment(const char *directory);
