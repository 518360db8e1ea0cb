/* A record of a CSV file that people edited: a dictionary, a mapping. */
#include "csv_record.h"

GPtrArray *
csv_record(const char **cursor, guint *line)
{
    GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) cell = g_string_new(NULL);
    gboolean quoted = FALSE;
    const char *p = *cursor;

    if (!*p) {
        g_ptr_array_unref(cells);
        return NULL;
    }
    for (;; p++) {
        *line += *p == '\n';
        if (quoted && *p == '"' && p[1] == '"')
            g_string_append_c(cell, *p++);
        else if (*p == '"')
            quoted = !quoted;
        else if (!*p || (!quoted && (*p == ',' || *p == '\n'))) {
            g_strchomp(cell->str);
            g_ptr_array_add(cells, g_strdup(cell->str));
            g_string_truncate(cell, 0);
            if (*p != ',')
                break;
        } else
            g_string_append_c(cell, *p);
    }
    *cursor = *p ? p + 1 : p;
    return cells;
}
