/* Small forms and menus over the screen: fields filled in or stepped through, lines to choose from.
 * Both end in a command line. */
#include "config.h"

#include "app.h"
#include "line_edit.h"

#include <string.h>

enum { LINES_OF_HELP = 2 };

/* ---- menus ---------------------------------------------------------------------------------- */

typedef struct {
    Overlay overlay;
    char *title;
    GPtrArray *titles, *helps, *lines; /* char* */
    guint row;
} Menu;

static void
menu_free(Overlay *overlay)
{
    Menu *menu = (Menu *)overlay;
    g_free(menu->title);
    g_ptr_array_unref(menu->titles);
    g_ptr_array_unref(menu->helps);
    g_ptr_array_unref(menu->lines);
    g_free(menu);
}

static void
menu_choose(Menu *menu, guint row)
{
    App *app = menu->overlay.app;
    g_autofree char *line = g_strdup(g_ptr_array_index(menu->lines, row));
    app_overlay(app, NULL);
    app_run(app, line);
}

static gboolean
menu_key(Overlay *overlay, Key key)
{
    Menu *menu = (Menu *)overlay;
    const char *command = keymap_find(overlay->app->keys, "anywhere", key);
    guint n = menu->lines->len;

    if (key >= '0' && key <= '9' && (guint)(key - '0') < n) {
        menu_choose(menu, (guint)(key - '0'));
        return TRUE;
    }
    if (!command || strcmp(command, "back") == 0 || strcmp(command, "quit") == 0)
        return FALSE;
    if (strcmp(command, "open") == 0)
        menu_choose(menu, menu->row);
    else if (strcmp(command, "move up") == 0 || strcmp(command, "focus previous") == 0)
        menu->row = (menu->row + n - 1) % n;
    else if (strcmp(command, "move down") == 0 || strcmp(command, "focus next") == 0)
        menu->row = (menu->row + 1) % n;
    return TRUE;
}

static int
widest(const GPtrArray *texts)
{
    int width = 0;
    for (guint i = 0; i < texts->len; i++)
        width = MAX(width, text_width(g_ptr_array_index(texts, i)));
    return width;
}

static void
menu_draw(Overlay *overlay, const Painter *painter)
{
    const Menu *menu = (Menu *)overlay;
    int names = widest(menu->titles) + 6;
    int columns = MIN(painter->columns - 4, names + widest(menu->helps) + 6);
    const char *help = g_ptr_array_index(menu->helps, menu->row);
    gboolean cut = widest(menu->helps) > columns - 2 - names; /* then it stands in full below */
    int below = cut ? 1 + LINES_OF_HELP : 0;
    int rows = MIN(painter->rows - 2, (int)menu->lines->len + 2 + below);
    g_autofree char *title = g_strconcat(menu->title, " · Enter or its digit · Esc leaves", NULL);
    Area inner = paint_box(
        painter,
        (Area){(painter->rows - rows) / 2, (painter->columns - columns) / 2, rows, columns}, title);

    for (guint i = 0; i < menu->lines->len && (int)i < inner.rows; i++) {
        int row = inner.row + (int)i;
        gboolean here = i == menu->row;
        char digit[] = {(char)('0' + i), 0};
        paint_text(painter, row, inner.column, inner.columns, here ? "▸" : "",
                   here ? STYLE_SELECTION : STYLE_OVERLAY);
        if (i < 10)
            paint_text(painter, row, inner.column + 2, 1, digit,
                       here ? STYLE_SELECTION : STYLE_KEY);
        paint_text(painter, row, inner.column + 4, names - 4, g_ptr_array_index(menu->titles, i),
                   here ? STYLE_SELECTION : STYLE_OVERLAY);
        paint_text(painter, row, inner.column + names, inner.columns - names,
                   g_ptr_array_index(menu->helps, i), here ? STYLE_SELECTION : STYLE_OVERLAY);
    }
    if (cut && inner.rows >= (int)menu->lines->len + below)
        paint_paragraph(painter,
                        (Area){inner.row + (int)menu->lines->len + 1, inner.column, LINES_OF_HELP,
                               inner.columns},
                        "", help, STYLE_OVERLAY);
}

static const OverlayKind menu_kind = {menu_draw, menu_key, menu_free, TRUE};

void
menu_open(App *app, const char *title, const MenuItem *items, guint n)
{
    Menu *menu = g_new0(Menu, 1);
    menu->overlay = (Overlay){&menu_kind, app};
    menu->title = g_strdup(title);
    menu->titles = g_ptr_array_new_with_free_func(g_free);
    menu->helps = g_ptr_array_new_with_free_func(g_free);
    menu->lines = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < n; i++) {
        g_ptr_array_add(menu->titles, g_strdup(items[i].title));
        g_ptr_array_add(menu->helps, g_strdup(items[i].help));
        g_ptr_array_add(menu->lines, g_strdup(items[i].line));
    }
    app_overlay(app, &menu->overlay);
}

/* ---- forms ---------------------------------------------------------------------------------- */

typedef struct {
    Overlay overlay;
    char *title, *line;
    FormField *fields;
    LineEdit *edits;
    guint n, at;
} Form;

static void
form_free(Overlay *overlay)
{
    Form *form = (Form *)overlay;
    for (guint i = 0; i < form->n; i++) {
        line_edit_clear(&form->edits[i]);
        g_free(form->fields[i].value);
        g_free((char *)form->fields[i].help);
        g_strfreev(form->fields[i].choices);
    }
    g_free(form->fields);
    g_free(form->edits);
    g_free(form->title);
    g_free(form->line);
    g_free(form);
}

/* The next choice after what stands in the field. */
static void
step(Form *form, int direction)
{
    char **choices = form->fields[form->at].choices;
    guint n = choices ? g_strv_length(choices) : 0, at = 0;

    if (!n)
        return;
    while (at < n && strcmp(choices[at], form->edits[form->at].text->str) != 0)
        at++;
    at = at == n ? 0 : (at + (direction > 0 ? 1 : n - 1)) % n;
    line_edit_set(&form->edits[form->at], choices[at]);
}

static void
form_accept(Form *form)
{
    App *app = form->overlay.app;
    g_autoptr(GString) line = g_string_new(form->line);

    for (guint i = 0; i < form->n; i++) {
        g_autofree char *value = g_strdup(g_strstrip(form->edits[i].text->str));
        g_autoptr(GString) quoted = g_string_new(NULL);
        if (!*value)
            continue;
        command_quote(quoted, value);
        g_string_append_printf(line, " %s=%s", form->fields[i].name, quoted->str + 1);
    }
    app_overlay(app, NULL);
    app_run(app, line->str);
}

static gboolean
form_key(Overlay *overlay, Key key)
{
    Form *form = (Form *)overlay;
    const char *command = keymap_find(overlay->app->keys, "line", key);
    const char *anywhere = keymap_find(overlay->app->keys, "anywhere", key);
    gboolean stepped = form->fields[form->at].choices != NULL;

    if (command && strcmp(command, "cancel") == 0)
        return FALSE;
    if (command && strcmp(command, "accept") == 0)
        form_accept(form);
    else if (command && (strcmp(command, "complete") == 0 || strcmp(command, "newer") == 0))
        form->at = (form->at + 1) % form->n;
    else if ((command && strcmp(command, "older") == 0) ||
             g_strcmp0(anywhere, "focus previous") == 0)
        form->at = (form->at + form->n - 1) % form->n;
    else if (stepped && (key == '+' || key == '-' || key == ' '))
        step(form, key == '-' ? -1 : 1);
    else
        line_edit_key(&form->edits[form->at], key, command);
    return TRUE;
}

static void
form_draw(Overlay *overlay, const Painter *painter)
{
    const Form *form = (Form *)overlay;
    int columns = MIN(painter->columns - 4, 78), labels = 0;
    g_autofree char *title = g_strconcat(form->title, " · Enter does it · Esc leaves", NULL);

    for (guint i = 0; i < form->n; i++)
        labels = MAX(labels, text_width(form->fields[i].label));
    int rows = (int)form->n + 2 + 1 + paragraph_rows("", form->fields[form->at].help, columns - 4);
    Area inner = paint_box(
        painter,
        (Area){MAX((painter->rows - rows) / 2, 0), (painter->columns - columns) / 2, rows, columns},
        title);
    for (guint i = 0; i < form->n; i++) {
        int row = inner.row + (int)i, at = inner.column + labels + 2;
        gboolean stepped = form->fields[i].choices != NULL;
        paint_text(painter, row, inner.column, labels, form->fields[i].label,
                   i == form->at ? STYLE_KEY : STYLE_OVERLAY);
        line_edit_draw(&form->edits[i], painter, row, at, inner.columns - labels - 6, STYLE_INPUT,
                       i == form->at);
        if (stepped && i == form->at)
            paint_text(painter, row, inner.column + inner.columns - 3, 3, "+ -", STYLE_KEY);
    }
    paint_paragraph(painter,
                    (Area){inner.row + (int)form->n + 1, inner.column,
                           inner.rows - (int)form->n - 1, inner.columns},
                    "", form->fields[form->at].help, STYLE_OVERLAY);
}

static const OverlayKind form_kind = {form_draw, form_key, form_free, TRUE};

void
form_open(App *app, const char *title, const char *line, FormField *fields, guint n)
{
    Form *form = g_new0(Form, 1);
    form->overlay = (Overlay){&form_kind, app};
    form->title = g_strdup(title);
    form->line = g_strdup(line);
    form->fields = g_memdup2(fields, n * sizeof *fields);
    for (guint i = 0; i < n; i++)
        form->fields[i].help = g_strdup(fields[i].help);
    form->edits = g_new0(LineEdit, n);
    form->n = n;
    for (guint i = 0; i < n; i++)
        line_edit_init(&form->edits[i], fields[i].value ? fields[i].value : "");
    app_overlay(app, &form->overlay);
}
