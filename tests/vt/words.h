/* words: a line of a script as words, bare or quoted. Relies on GLib alone. */
#pragma once

#include <glib.h>

#define VT_ERROR (vt_error_quark())
GQuark vt_error_quark(void);

typedef struct {
    char *text;
    gboolean quoted; /* began with a double quote */
} Word;

/* Splits at blanks. A word that begins with a double quote ends at the next one, with \" \\ \n \t
 * in it; anywhere else quotes and backslashes are themselves. An array of Word*, the caller
 * frees. */
GPtrArray *words_split(const char *line, GError **error);
/* `text` with $NAME and ${NAME} replaced from `environment` (NULL-terminated NAME=VALUE); an
 * unknown name is an error. The caller frees. */
char *words_expand(const char *text, char **environment, GError **error);
/* The words from `first` on, each expanded, NULL-terminated; the caller frees. */
char **words_expand_all(GPtrArray *words, guint first, char **environment, GError **error);
