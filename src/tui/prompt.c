/* A line typed at the foot of the screen: commands with completion, searches, filters, file names;
 * what was typed before comes back with the arrows. */
#include "config.h"

#include "app.h"
#include "line_edit.h"

#include <string.h>

enum { REMEMBERED = 100, OFFERED = 8 };

typedef struct {
    Overlay overlay;
    LineEdit edit;
    char *mark, *history;
    PromptDone done;
    PromptComplete complete;
    char **past; /* newest first */
    int at;      /* of past, −1: what is being typed */
    char *typed; /* while looking at the past */
    char **offers;
    guint offer; /* of offers, when one was taken */
    gboolean offered;
} Prompt;

/* ---- what was typed before ------------------------------------------------------------------ */

static char *
history_name(const char *history)
{
    return g_strconcat("history.", history, NULL);
}

static void
load_past(Prompt *prompt)
{
    g_autofree char *name = prompt->history ? history_name(prompt->history) : NULL;
    g_autofree char *text = name && prompt->overlay.app->session
                                ? session_view_get(prompt->overlay.app->session, name)
                                : NULL;
    prompt->past = g_strsplit(text ? text : "", "\n", REMEMBERED);
}

static void
save_past(Prompt *prompt, const char *line)
{
    g_autoptr(GString) text = g_string_new(line);

    if (!prompt->history || !prompt->overlay.app->session || !*line)
        return;
    for (guint i = 0; prompt->past[i] && i < REMEMBERED; i++)
        if (*prompt->past[i] && strcmp(prompt->past[i], line) != 0)
            g_string_append_printf(text, "\n%s", prompt->past[i]);
    g_autofree char *name = history_name(prompt->history);
    session_view_set(prompt->overlay.app->session, name, text->str);
}

static void
show_past(Prompt *prompt, int step)
{
    int most = (int)g_strv_length(prompt->past), at = CLAMP(prompt->at + step, -1, most - 1);

    if (at == prompt->at || (at >= 0 && !*prompt->past[at]))
        return;
    if (prompt->at < 0) {
        g_free(prompt->typed);
        prompt->typed = g_strdup(prompt->edit.text->str);
    }
    prompt->at = at;
    line_edit_set(&prompt->edit, at < 0 ? prompt->typed : prompt->past[at]);
}

/* ---- completion ----------------------------------------------------------------------------- */

static void
look_for_offers(Prompt *prompt)
{
    g_strfreev(prompt->offers);
    prompt->offers = prompt->complete && prompt->edit.cursor == prompt->edit.text->len
                         ? prompt->complete(prompt->overlay.app, prompt->edit.text->str)
                         : NULL;
    prompt->offered = FALSE;
}

static gsize
common_length(char **offers)
{
    gsize length = strlen(offers[0]);
    for (guint i = 1; offers[i]; i++) {
        gsize same = 0;
        while (same < length && offers[0][same] == offers[i][same])
            same++;
        length = same;
    }
    return length;
}

/* As far as all offers agree; then one after the other. */
static void
complete(Prompt *prompt)
{
    guint n = prompt->offers ? g_strv_length(prompt->offers) : 0;

    if (!n)
        return;
    if (n == 1) {
        g_autofree char *line = g_strdup(prompt->offers[0]);
        gsize length = strlen(line);
        line_edit_set(&prompt->edit, line);
        if (length && !strchr("=/.*", line[length - 1]))
            line_edit_key(&prompt->edit, ' ', NULL);
        look_for_offers(prompt);
        return;
    }
    gsize common = common_length(prompt->offers);
    if (!prompt->offered && common > prompt->edit.text->len) {
        g_autofree char *line = g_strndup(prompt->offers[0], common);
        line_edit_set(&prompt->edit, line);
        look_for_offers(prompt);
        return;
    }
    prompt->offer = prompt->offered ? (prompt->offer + 1) % n : 0;
    prompt->offered = TRUE;
    line_edit_set(&prompt->edit, prompt->offers[prompt->offer]);
}

/* ---- the overlay ---------------------------------------------------------------------------- */

static void
prompt_free(Overlay *overlay)
{
    Prompt *prompt = (Prompt *)overlay;
    line_edit_clear(&prompt->edit);
    g_free(prompt->mark);
    g_free(prompt->history);
    g_strfreev(prompt->past);
    g_strfreev(prompt->offers);
    g_free(prompt->typed);
    g_free(prompt);
}

static void
accept(Prompt *prompt)
{
    App *app = prompt->overlay.app;
    PromptDone done = prompt->done;
    g_autofree char *text = g_strdup(g_strstrip(prompt->edit.text->str));

    save_past(prompt, text);
    app_overlay(app, NULL);
    done(app, text);
}

static gboolean
prompt_key(Overlay *overlay, Key key)
{
    Prompt *prompt = (Prompt *)overlay;
    const char *command = keymap_find(overlay->app->keys, "line", key);

    if (command && strcmp(command, "cancel") == 0)
        return FALSE;
    if (command && strcmp(command, "accept") == 0) {
        accept(prompt);
        return TRUE;
    }
    if (command && strcmp(command, "erase") == 0 && !prompt->edit.text->len)
        return FALSE;
    if (command && strcmp(command, "complete") == 0) {
        complete(prompt);
        return TRUE;
    }
    if (command && strcmp(command, "older") == 0)
        show_past(prompt, 1);
    else if (command && strcmp(command, "newer") == 0)
        show_past(prompt, -1);
    else if (!line_edit_key(&prompt->edit, key, command))
        return TRUE;
    look_for_offers(prompt);
    return TRUE;
}

static const char *
last_word(const char *offer)
{
    const char *blank = strrchr(offer, ' ');
    return blank && blank[1] ? blank + 1 : offer;
}

/* What fits, above the line: the command's own words first. */
static void
draw_offers(const Prompt *prompt, const Painter *painter, int row)
{
    const char *rest;
    const char *line = prompt->edit.text->str;
    const Command *command =
        prompt->complete == command_complete ? command_find(line, &rest) : NULL;
    int at = 1;

    paint_text(painter, row, 0, painter->columns, "", STYLE_TEXT);
    for (guint i = 0; prompt->offers && prompt->offers[i] && i < OFFERED; i++) {
        g_autofree char *clean = text_clean(last_word(prompt->offers[i]), -1);
        at += paint_words(painter, row, at, painter->columns - at - 1, clean,
                          prompt->offered && i == prompt->offer ? STYLE_CELL : STYLE_KEY) +
              2;
    }
    if (command) {
        g_autofree char *help =
            g_strdup_printf("%s %s: %s", command->name, command->arguments, command->help);
        paint_words(painter, row, at, painter->columns - at - 1, help, STYLE_HINT);
    }
}

static void
prompt_draw(Overlay *overlay, const Painter *painter)
{
    Prompt *prompt = (Prompt *)overlay;
    int row = painter->rows - 1, width = text_width(prompt->mark);

    if (prompt->complete)
        draw_offers(prompt, painter, row - 1);
    paint_text(painter, row, 0, painter->columns, prompt->mark, STYLE_KEY);
    line_edit_draw(&prompt->edit, painter, row, width, painter->columns - width, STYLE_INPUT, TRUE);
}

static const OverlayKind prompt_kind = {prompt_draw, prompt_key, prompt_free};

void
prompt_open(App *app, const char *mark, const char *text, const char *history, PromptDone done,
            PromptComplete complete_line)
{
    Prompt *prompt = g_new0(Prompt, 1);
    prompt->overlay = (Overlay){&prompt_kind, app};
    prompt->mark = g_strdup(mark);
    prompt->history = g_strdup(history);
    prompt->done = done;
    prompt->complete = complete_line;
    prompt->at = -1;
    line_edit_init(&prompt->edit, text);
    load_past(prompt);
    look_for_offers(prompt);
    app_overlay(app, &prompt->overlay);
}
