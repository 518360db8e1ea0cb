/* A dictionary as a file: CSV or a table in Markdown. */
#pragma once

#include "session_private.h"

typedef struct {
    char *table, *column, *meaning;
    char *value; /* of a category; "": the column itself */
    guint line;
} DictionaryEntry;
/* Entries of a file, by its headings table, column and meaning; ERROR_INPUT where it has none.
 * DictionaryEntry*, the caller's. */
GPtrArray *dictionary_read(const char *path, GError **error);
/* Markdown where the file is named so, else CSV. */
char *dictionary_print(const Catalogue *catalogue, gboolean markdown);
gboolean dictionary_is_markdown(const char *path);
