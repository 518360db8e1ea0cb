/* All commands, found by a few letters of their name or help: what can't run now stays listed with
 * its reason. A command that needs words is opened in the `:` line. */
#include "config.h"

#include "app.h"
#include "line_edit.h"

#include <string.h>

enum { HELP_ROWS = 4 }; /* of the chosen one, and a gap */

typedef struct {
    const char *name, *arguments, *help;
    char *why; /* NULL: it can run */
    int score;
} Entry;

typedef struct {
    Overlay overlay;
    LineEdit edit;
    GPtrArray *all;   /* Entry* */
    GPtrArray *found; /* Entry*, best first */
    guint row, top;
} Palette;

static void
entry_free(gpointer data)
{
    g_free(((Entry *)data)->why);
    g_free(data);
}

/* Letters in order: runs and starts of words count more. −1: not there. */
static int
match(const char *typed, const char *text)
{
    int score = 0, run = 0;
    const char *at = text;

    for (; *typed; typed++) {
        if (*typed == ' ')
            continue;
        const char *hit = at;
        while (*hit && g_ascii_tolower(*hit) != g_ascii_tolower(*typed))
            hit++;
        if (!*hit)
            return -1;
        run = hit == at ? run + 1 : 0;
        score += 1 + 3 * run + (hit == text || hit[-1] == ' ' || hit[-1] == '-' ? 4 : 0);
        at = hit + 1;
    }
    return score;
}

static int
by_score(gconstpointer a, gconstpointer b)
{
    const Entry *x = *(const Entry *const *)a, *y = *(const Entry *const *)b;
    return x->score != y->score ? y->score - x->score : strcmp(x->name, y->name);
}

static void
find(Palette *palette)
{
    const char *typed = palette->edit.text->str;

    g_ptr_array_set_size(palette->found, 0);
    for (guint i = 0; i < palette->all->len; i++) {
        Entry *entry = g_ptr_array_index(palette->all, i);
        int name = match(typed, entry->name), help = match(typed, entry->help);
        if (name < 0 && (help < 0 || !strcasestr(entry->help, typed)))
            continue;
        entry->score = MAX(name >= 0 ? 2 * name : -1, help);
        g_ptr_array_add(palette->found, entry);
    }
    g_ptr_array_sort(palette->found, by_score);
    palette->row = palette->top = 0;
}

static void
add_entry(Palette *palette, const char *name, const char *arguments, const char *help,
          const char *why)
{
    Entry *entry = g_new0(Entry, 1);
    entry->name = name;
    entry->arguments = arguments;
    entry->help = help;
    entry->why = g_strdup(why);
    g_ptr_array_add(palette->all, entry);
}

static void
gather(Palette *palette)
{
    App *app = palette->overlay.app;
    const ViewCommand *own;

    for (const Command *const *c = session_commands(); app->session && *c; c++)
        add_entry(palette, (*c)->name, (*c)->arguments, (*c)->help,
                  (*c)->why_disabled ? (*c)->why_disabled(app->session) : NULL);
    for (guint i = 0; (own = view_command_at(i)); i++)
        add_entry(palette, own->name, own->arguments, own->help,
                  own->why_disabled ? own->why_disabled(app) : NULL);
}

/* ---- the overlay ---------------------------------------------------------------------------- */

static void
palette_free(Overlay *overlay)
{
    Palette *palette = (Palette *)overlay;
    line_edit_clear(&palette->edit);
    g_ptr_array_unref(palette->all);
    g_ptr_array_unref(palette->found);
    g_free(palette);
}

static void
prompt_done(App *app, const char *text)
{
    if (*text)
        app_run(app, text);
}

static void
choose(Palette *palette)
{
    App *app = palette->overlay.app;
    const Entry *entry =
        palette->row < palette->found->len ? g_ptr_array_index(palette->found, palette->row) : NULL;
    if (!entry)
        return;
    if (entry->why) {
        app_say(app, "%s: %s", entry->name, entry->why);
        return;
    }
    g_autofree char *line = g_strdup(entry->name);
    gboolean words = *entry->arguments && *entry->arguments != '[';
    app_overlay(app, NULL);
    if (words) {
        g_autofree char *start = g_strconcat(line, " ", NULL);
        prompt_open(app, ":", start, "commands", prompt_done, command_complete);
    } else {
        app_run(app, line);
    }
}

static gboolean
palette_key(Overlay *overlay, Key key)
{
    Palette *palette = (Palette *)overlay;
    const char *command = keymap_find(overlay->app->keys, "line", key);

    if (command && strcmp(command, "cancel") == 0)
        return FALSE;
    if (command && strcmp(command, "accept") == 0)
        choose(palette);
    else if (command && strcmp(command, "older") == 0)
        palette->row -= palette->row > 0;
    else if (command && (strcmp(command, "newer") == 0 || strcmp(command, "complete") == 0))
        palette->row += palette->row + 1 < palette->found->len;
    else if (line_edit_key(&palette->edit, key, command))
        find(palette);
    return TRUE;
}

static void
draw_entry(const Painter *painter, const Entry *entry, int row, Area inner, gboolean here)
{
    Style plain = entry->why ? STYLE_DIM : STYLE_OVERLAY;
    g_autofree char *name = *entry->arguments
                                ? g_strdup_printf("%s %s", entry->name, entry->arguments)
                                : g_strdup(entry->name);
    int width = inner.columns * 2 / 5;

    paint_text(painter, row, inner.column, inner.columns, here ? "▸" : "",
               here ? STYLE_SELECTION : STYLE_OVERLAY);
    paint_text(painter, row, inner.column + 2, width - 3, name,
               here         ? STYLE_SELECTION
               : entry->why ? STYLE_DIM
                            : STYLE_KEY);
    paint_text(painter, row, inner.column + width, inner.columns - width,
               entry->why ? entry->why : entry->help, here ? STYLE_SELECTION : plain);
}

/* The chosen one in full: the list cuts its arguments and its help. */
static void
draw_help(const Painter *painter, const Entry *entry, Area area)
{
    g_autofree char *words = g_strdup_printf(
        "%s%s%s: %s%s%s", entry->name, *entry->arguments ? " " : "", entry->arguments, entry->help,
        entry->why ? ". Not now: " : "", entry->why ? entry->why : "");
    paint_paragraph(painter, area, "", words, STYLE_OVERLAY);
}

static void
palette_draw(Overlay *overlay, const Painter *painter)
{
    Palette *palette = (Palette *)overlay;
    int columns = MIN(painter->columns - 4, 96), rows = MIN(painter->rows - 4, 20);
    Area inner = paint_box(painter, (Area){2, (painter->columns - columns) / 2, rows, columns},
                           "Commands · type a few letters · Enter runs");
    guint room = (guint)MAX(inner.rows - 2 - HELP_ROWS, 1);

    line_edit_draw(&palette->edit, painter, inner.row, inner.column, inner.columns, STYLE_INPUT,
                   TRUE);
    palette->top = MIN(palette->top, palette->row);
    if (palette->row >= palette->top + room)
        palette->top = palette->row - room + 1;
    for (guint i = 0; i < room && palette->top + i < palette->found->len; i++)
        draw_entry(painter, g_ptr_array_index(palette->found, palette->top + i),
                   inner.row + 2 + (int)i, inner, palette->top + i == palette->row);
    if (palette->found->len)
        draw_help(painter, g_ptr_array_index(palette->found, palette->row),
                  (Area){inner.row + inner.rows - HELP_ROWS + 1, inner.column, HELP_ROWS - 1,
                         inner.columns});
    else
        paint_words(painter, inner.row + 2, inner.column, inner.columns, "nothing fits", STYLE_DIM);
}

static const OverlayKind palette_kind = {palette_draw, palette_key, palette_free, TRUE};

void
palette_open(App *app)
{
    Palette *palette = g_new0(Palette, 1);
    palette->overlay = (Overlay){&palette_kind, app};
    palette->all = g_ptr_array_new_with_free_func(entry_free);
    palette->found = g_ptr_array_new();
    line_edit_init(&palette->edit, "");
    gather(palette);
    find(palette);
    app_overlay(app, &palette->overlay);
}
