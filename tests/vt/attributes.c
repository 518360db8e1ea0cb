/* attributes: what a script may say about a cell beyond its text: "reverse", "no-bold", "fg=4",
 * "bg=default", "fg=#ff8000", "plain". Part of screen.h. */
#include "config.h"

#include "screen.h"
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    unsigned mask;
} flags[] = {{"bold", 1},  {"underline", 2}, {"italic", 4},
             {"blink", 8}, {"reverse", 16},  {"strike", 32}};

static unsigned
cell_flags(const VTermScreenCell *cell)
{
    const VTermScreenCellAttrs *attributes = &cell->attrs;
    return (attributes->bold ? 1u : 0) | (attributes->underline ? 2u : 0) |
           (attributes->italic ? 4u : 0) | (attributes->blink ? 8u : 0) |
           (attributes->reverse ? 16u : 0) | (attributes->strike ? 32u : 0);
}

/* "default", the palette's index or "#rrggbb"; the caller frees. */
static char *
colour_name(const VTermColor *colour)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(colour) || VTERM_COLOR_IS_DEFAULT_BG(colour))
        return g_strdup("default");
    if (VTERM_COLOR_IS_INDEXED(colour))
        return g_strdup_printf("%d", colour->indexed.idx);
    return g_strdup_printf("#%02x%02x%02x", colour->rgb.red, colour->rgb.green, colour->rgb.blue);
}

/* All that can be said of a cell, in a script's words; the caller frees. */
static char *
cell_words(const VTermScreenCell *cell)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(flags); i++)
        if (cell_flags(cell) & flags[i].mask)
            g_string_append_printf(text, "%s ", flags[i].name);
    g_autofree char *foreground = colour_name(&cell->fg);
    g_autofree char *background = colour_name(&cell->bg);
    g_string_append_printf(text, "fg=%s bg=%s", foreground, background);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Whether the cell is as one word says; an unknown word is an error. */
static gboolean
cell_is(const VTermScreenCell *cell, const char *word, GError **error)
{
    if (g_str_has_prefix(word, "fg=") || g_str_has_prefix(word, "bg=")) {
        g_autofree char *name = colour_name(word[0] == 'f' ? &cell->fg : &cell->bg);
        return g_ascii_strcasecmp(name, word + 3) == 0;
    }
    if (strcmp(word, "plain") == 0) {
        g_autofree char *words = cell_words(cell);
        return strcmp(words, "fg=default bg=default") == 0;
    }
    gboolean wanted = !g_str_has_prefix(word, "no-");
    const char *name = wanted ? word : word + 3;
    for (guint i = 0; i < G_N_ELEMENTS(flags); i++)
        if (strcmp(name, flags[i].name) == 0)
            return ((cell_flags(cell) & flags[i].mask) != 0) == wanted;
    g_set_error(error, VT_ERROR, 0,
                "unknown attribute '%s': bold, underline, italic, blink, reverse, strike, no-bold "
                "…, plain, fg=COLOUR, bg=COLOUR",
                word);
    return FALSE;
}

gboolean
screen_has_attributes(VTermScreen *screen, int column, int row, int width, GPtrArray *words,
                      guint first, char **why, GError **error)
{
    for (int at = column; at < column + width; at++) {
        VTermScreenCell cell;
        if (!vterm_screen_get_cell(screen, (VTermPos){.row = row, .col = at}, &cell)) {
            *why = g_strdup_printf("row %d column %d is not on the screen", row + 1, at + 1);
            return FALSE;
        }
        if (cell.chars[0] == (uint32_t)-1) /* the second half of a wide character has none */
            continue;
        for (guint i = first; i < words->len; i++) {
            const Word *word = words->pdata[i];
            GError *unknown = NULL;
            if (cell_is(&cell, word->text, &unknown))
                continue;
            g_autofree char *found = cell_words(&cell);
            *why = g_strdup_printf("row %d column %d is not %s but %s", row + 1, at + 1, word->text,
                                   found);
            if (unknown != NULL)
                g_propagate_error(error, unknown);
            return FALSE;
        }
    }
    return TRUE;
}
