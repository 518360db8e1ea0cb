/* What the keys do here and anywhere, from the records that drive them; what can't be done now
 * stays listed, with its reason. */
#include "config.h"

#include "app.h"

#include <string.h>

typedef struct {
    char *keys, *text; /* keys NULL: a heading */
    char *why;         /* NULL: it can be done; "": it can't, and the next line says why */
} HelpLine;

enum { BOX_MOST = 92, BOX_FRAME = 4, KEYS = 22 };

typedef struct {
    Overlay overlay;
    GPtrArray *lines; /* HelpLine* */
    int top, room;
} Help;

static void
line_free(gpointer data)
{
    HelpLine *line = data;
    g_free(line->keys);
    g_free(line->text);
    g_free(line->why);
    g_free(line);
}

static void
add_line(Help *help, char *keys, char *text, char *why)
{
    HelpLine *line = g_new0(HelpLine, 1);
    line->keys = keys;
    line->text = text;
    line->why = why;
    g_ptr_array_add(help->lines, line);
}

static int
box_columns(const Painter *painter)
{
    return MIN(painter->columns - 4, BOX_MOST);
}

static char *
not_now(const char *why)
{
    return g_strdup_printf("  (not now: %s)", why);
}

/* What a key does; a reason that finds no room behind it stands below. */
static void
add_key(Help *help, char *keys, char *text, char *why)
{
    int room = box_columns(&help->overlay.app->painter) - BOX_FRAME - KEYS;
    g_autofree char *reason = why ? not_now(why) : NULL;

    if (!reason || text_width(text) + text_width(reason) <= room) {
        add_line(help, keys, text, why);
        return;
    }
    add_line(help, keys, text, g_strdup(""));
    add_line(help, g_strdup(""), g_steal_pointer(&reason), g_strdup(""));
    g_free(why);
}

static void
add_context(Help *help, const char *context, const char *title)
{
    App *app = help->overlay.app;
    const char *key, *command;
    gboolean first = TRUE;

    for (const Binding *binding = key_bindings; binding->context; binding++) {
        if (strcmp(binding->context, context) != 0)
            continue;
        g_autofree char *keys = keymap_keys(app->keys, binding);
        if (!*keys)
            continue;
        if (first)
            add_line(help, NULL, g_strdup(title), NULL);
        first = FALSE;
        add_key(help, keys_for_people(keys, FALSE), g_strdup(binding->help),
                strcmp(context, "line") == 0 ? NULL : app_why_not(app, binding->command));
    }
    for (guint i = 0; keymap_own(app->keys, context, i, &key, &command); i++)
        add_key(help, keys_for_people(key, FALSE), g_strdup_printf("%s (your own key)", command),
                app_why_not(app, command));
}

static void
help_free(Overlay *overlay)
{
    Help *help = (Help *)overlay;
    g_ptr_array_unref(help->lines);
    g_free(help);
}

static gboolean
help_key(Overlay *overlay, Key key)
{
    Help *help = (Help *)overlay;
    const char *command = keymap_find(overlay->app->keys, "anywhere", key);
    int most = MAX((int)help->lines->len - help->room, 0), page = MAX(help->room - 1, 1);

    if (!command || !g_str_has_prefix(command, "move "))
        return FALSE;
    command += strlen("move ");
    help->top += strcmp(command, "up") == 0          ? -1
                 : strcmp(command, "down") == 0      ? 1
                 : strcmp(command, "page-up") == 0   ? -page
                 : strcmp(command, "page-down") == 0 ? page
                 : strcmp(command, "top") == 0       ? -help->top
                 : strcmp(command, "bottom") == 0    ? most
                                                     : 0;
    help->top = CLAMP(help->top, 0, most);
    return TRUE;
}

static void
draw_line(const Painter *painter, const HelpLine *line, int row, Area inner, int keys)
{
    int at = inner.column + keys, room = inner.columns - keys;

    if (!line->keys) {
        paint_words(painter, row, inner.column, inner.columns, line->text, STYLE_OVERLAY);
        return;
    }
    paint_words(painter, row, inner.column + 2, keys - 3, line->keys, STYLE_KEY);
    at += paint_words(painter, row, at, room, line->text, line->why ? STYLE_DIM : STYLE_OVERLAY);
    if (line->why && *line->why) {
        g_autofree char *why = not_now(line->why);
        paint_words(painter, row, at, inner.column + inner.columns - at, why, STYLE_DIM);
    }
}

static void
help_draw(Overlay *overlay, const Painter *painter)
{
    Help *help = (Help *)overlay;
    int columns = box_columns(painter), rows = painter->rows - 2;
    rows = MIN(rows, (int)help->lines->len + 2);
    Area inner = paint_box(
        painter,
        (Area){(painter->rows - rows) / 2, (painter->columns - columns) / 2, rows, columns},
        "What the keys do · ↑↓ PgDn move · any other key closes");
    help->room = inner.rows;
    help->top = CLAMP(help->top, 0, MAX((int)help->lines->len - help->room, 0));
    for (int i = 0; i < inner.rows && help->top + i < (int)help->lines->len; i++)
        draw_line(painter, g_ptr_array_index(help->lines, help->top + i), inner.row + i, inner,
                  KEYS);
}

static const OverlayKind help_kind = {help_draw, help_key, help_free, TRUE};

void
help_open(App *app)
{
    Help *help = g_new0(Help, 1);
    View *top = app_top(app);
    g_autofree char *here = g_strdup_printf("HERE, IN %s", top->pane->name);
    g_autofree char *title = g_utf8_strup(here, -1);

    help->overlay = (Overlay){&help_kind, app};
    help->lines = g_ptr_array_new_with_free_func(line_free);
    add_context(help, view_keys(top), title);
    add_context(help, "anywhere", "ANYWHERE");
    add_context(help, "line", "WHILE TYPING A LINE");
    app_overlay(app, &help->overlay);
}
