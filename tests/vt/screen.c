/* screen: reading cells as text, and telling two screens apart in a way a person can read. */
#include "config.h"

#include "screen.h"
#include <string.h>

/* libvterm marks the second cell of a wide character so. */
#define SECOND_HALF ((uint32_t)-1)

static void
append_cell(GString *text, VTermScreen *screen, int column, int row)
{
    VTermScreenCell cell;
    if (!vterm_screen_get_cell(screen, (VTermPos){.row = row, .col = column}, &cell))
        return;
    if (cell.chars[0] == SECOND_HALF)
        return;
    if (cell.chars[0] == 0)
        g_string_append_c(text, ' ');
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
        g_string_append_unichar(text, cell.chars[i]);
}

GPtrArray *
screen_lines(VTermScreen *screen, int columns, int rows)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    for (int row = 0; row < rows; row++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (int column = 0; column < columns; column++)
            append_cell(text, screen, column, row);
        g_strchomp(text->str);
        g_ptr_array_add(lines, g_strdup(text->str));
    }
    return lines;
}

static gboolean
as_tildes(const GMatchInfo *match, GString *result, gpointer data)
{
    g_autofree char *found = g_match_info_fetch(match, 0);
    for (glong left = g_utf8_strlen(found, -1); left > 0; left--)
        g_string_append_c(result, '~');
    return FALSE;
}

void
screen_mask_lines(GPtrArray *lines, GPtrArray *masks)
{
    for (guint m = 0; masks != NULL && m < masks->len; m++)
        for (guint i = 0; i < lines->len; i++) {
            char *masked = g_regex_replace_eval(masks->pdata[m], lines->pdata[i], -1, 0, 0,
                                                as_tildes, NULL, NULL);
            if (masked != NULL) {
                g_free(lines->pdata[i]);
                lines->pdata[i] = masked;
            }
        }
}

/* ---- differences ------------------------------------------------------------------------ */

/* A line, as far as there is one, without trailing blanks. */
static char *
line_at(GPtrArray *lines, guint index)
{
    return index < lines->len ? g_strchomp(g_strdup(lines->pdata[index])) : g_strdup("");
}

/* Carets under the columns in which two lines differ. */
static void
append_carets(GString *text, const char *expected, const char *actual)
{
    g_autoptr(GString) carets = g_string_new(NULL);
    while (*expected != '\0' || *actual != '\0') {
        gunichar one = *expected != '\0' ? g_utf8_get_char(expected) : ' ';
        gunichar other = *actual != '\0' ? g_utf8_get_char(actual) : ' ';
        g_string_append_c(carets, one == other ? ' ' : '^');
        if (g_unichar_iswide(one) || g_unichar_iswide(other))
            g_string_append_c(carets, one == other ? ' ' : '^');
        expected = *expected != '\0' ? g_utf8_next_char(expected) : expected;
        actual = *actual != '\0' ? g_utf8_next_char(actual) : actual;
    }
    g_strchomp(carets->str);
    g_string_append_printf(text, "       |%s\n", carets->str);
}

char *
screen_difference(GPtrArray *expected, GPtrArray *actual)
{
    gboolean differ = FALSE;
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < MAX(expected->len, actual->len); i++) {
        g_autofree char *wanted = line_at(expected, i);
        g_autofree char *found = line_at(actual, i);
        if (strcmp(wanted, found) == 0) {
            g_string_append_printf(text, "  %4u |%s\n", i + 1, found);
            continue;
        }
        differ = TRUE;
        g_string_append_printf(text, "- %4u |%s\n+ %4u |%s\n", i + 1, wanted, i + 1, found);
        append_carets(text, wanted, found);
    }
    return differ ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

char *
screen_picture(GPtrArray *lines)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(text, "  %4u |%s\n", i + 1, (const char *)lines->pdata[i]);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Whether the row's cells from `column` on spell `text`; *width receives how many they are. */
static gboolean
spells(VTermScreen *screen, int columns, int column, int row, const char *text, int *width)
{
    g_autoptr(GString) found = g_string_new(NULL);
    for (int at = column; at < columns; at++) {
        append_cell(found, screen, at, row);
        if (found->len == 0 || strncmp(found->str, text, MIN(found->len, strlen(text))) != 0)
            return FALSE;
        *width = at - column + 1;
        if (found->len >= strlen(text))
            return TRUE;
    }
    return FALSE;
}

gboolean
screen_find(VTermScreen *screen, int columns, int rows, const char *text, int *column, int *row,
            int *width)
{
    for (*row = 0; *row < rows; (*row)++)
        for (*column = 0; *column < columns; (*column)++)
            if (spells(screen, columns, *column, *row, text, width))
                return TRUE;
    return FALSE;
}
