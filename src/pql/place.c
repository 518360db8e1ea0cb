/* Where an error stands: its place read back from the message, and the line with a caret. */
#include <foredesk/pql.h>
#include <stdio.h>
#include <string.h>

#define WIDEST 76 /* characters of a line that are shown */

gboolean
pql_refuse(const PqlNode *node, const char *what, const char *remedy, GError **error)
{
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s at line %d, column %d: %s", what,
                node->line, node->column, remedy);
    return FALSE;
}

gboolean
pql_place(const PqlNode *node, GError **error)
{
    int line, column;
    if (error && *error && !pql_error_place(*error, &line, &column))
        g_prefix_error(error, "at line %d, column %d: ", node->line, node->column);
    return FALSE;
}

gboolean
pql_error_place(const GError *error, int *line, int *column)
{
    for (const char *at = error->message; (at = strstr(at, "at line ")) != NULL; at++)
        if (sscanf(at, "at line %9d, column %9d", line, column) == 2)
            return TRUE;
    return FALSE;
}

char *
pql_caret(const char *text, int line, int column)
{
    for (int i = 1; i < line && text; i++) {
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    if (!text || column < 1)
        return g_strdup("");
    gsize bytes = strcspn(text, "\r\n");
    g_autofree char *whole = g_utf8_make_valid(text, (gssize)bytes);
    glong length = g_utf8_strlen(whole, -1);
    glong place = MIN((glong)column - 1, length);
    glong from = place > WIDEST / 2 && length > WIDEST ? place - WIDEST / 2 : 0;
    g_autofree char *head = g_utf8_substring(whole, from, place);
    g_autofree char *tail = g_utf8_substring(whole, place, MIN(length, from + WIDEST));
    g_autofree char *head_clean = text_clean(head, -1);
    g_autofree char *tail_clean = text_clean(tail, -1);
    return g_strdup_printf("%s%s\n%*s^", head_clean, tail_clean, text_width(head_clean), "");
}
