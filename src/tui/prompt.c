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
    char *wrong; /* what is wrong with the line, until it changes; NULL: nothing is known to be */
    gboolean pointed; /* at the cursor */
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
    g_autofree char *head = g_strndup(prompt->edit.text->str, prompt->edit.cursor);
    const char *tail = prompt->edit.text->str + prompt->edit.cursor;
    prompt->offers = prompt->complete && !g_ascii_isalnum(*tail)
                         ? prompt->complete(prompt->overlay.app, head)
                         : NULL;
    prompt->offered = FALSE;
}

/* Puts a text in the place of what stands before the cursor. */
static void
set_head(Prompt *prompt, const char *head)
{
    g_autofree char *whole = g_strconcat(head, prompt->edit.text->str + prompt->edit.cursor, NULL);
    line_edit_set(&prompt->edit, whole);
    prompt->edit.cursor = strlen(head);
}

/* With a blank behind it, where it isn't to be continued. */
static void
take_offer(Prompt *prompt, const char *offer)
{
    gsize length = strlen(offer);
    set_head(prompt, offer);
    if (length && !strchr("=/.*('", offer[length - 1]) && prompt->edit.text->str[length] != ' ')
        line_edit_key(&prompt->edit, ' ', NULL);
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
        take_offer(prompt, line);
        look_for_offers(prompt);
        return;
    }
    gsize common = common_length(prompt->offers);
    if (!prompt->offered && common > prompt->edit.cursor) {
        g_autofree char *line = g_strndup(prompt->offers[0], common);
        set_head(prompt, line);
        look_for_offers(prompt);
        return;
    }
    prompt->offer = prompt->offered ? (prompt->offer + 1) % n : 0;
    prompt->offered = TRUE;
    take_offer(prompt, prompt->offers[prompt->offer]);
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
    g_free(prompt->wrong);
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

/* A changed line is no longer the one that was wrong. */
static void
forget_wrong(Prompt *prompt)
{
    g_clear_pointer(&prompt->wrong, g_free);
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
        forget_wrong(prompt);
        return TRUE;
    }
    if (command && strcmp(command, "older") == 0)
        show_past(prompt, 1);
    else if (command && strcmp(command, "newer") == 0)
        show_past(prompt, -1);
    else if (!line_edit_key(&prompt->edit, key, command))
        return TRUE;
    forget_wrong(prompt);
    look_for_offers(prompt);
    return TRUE;
}

/* What an offer adds: from the word on that is being typed. */
static const char *
last_word(const Prompt *prompt, const char *offer)
{
    gsize same = 0;
    while (same < prompt->edit.cursor && prompt->edit.text->str[same] == offer[same])
        same++;
    same -= same > 0 && !offer[same];
    while (same > 0 && !strchr(" (,", offer[same - 1]))
        same--;
    return offer + same;
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
        g_autofree char *clean = text_clean(last_word(prompt, prompt->offers[i]), -1);
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

/* The error at the foot of the screen, and above it a caret under its place in the line; how many
 * rows that takes. */
static int
draw_wrong(const Prompt *prompt, const Painter *painter, int mark)
{
    if (!prompt->wrong)
        return 0;
    int rows = 1 + (text_width(prompt->wrong) > painter->columns - 2), from = painter->rows - rows;
    int place = line_edit_column(&prompt->edit, painter->columns - mark);
    for (int row = from - 1; row < painter->rows; row++)
        paint_text(painter, row, 0, painter->columns, "", STYLE_TEXT);
    if (prompt->pointed)
        paint_text(painter, from - 1, mark + place, 1, "^", STYLE_ERROR);
    paint_paragraph(painter, (Area){from, 1, rows, painter->columns - 2}, "", prompt->wrong,
                    STYLE_ERROR);
    return rows + 1;
}

static void
prompt_draw(Overlay *overlay, const Painter *painter)
{
    Prompt *prompt = (Prompt *)overlay;
    int row = painter->rows - 1, width = text_width(prompt->mark);

    row -= draw_wrong(prompt, painter, width);
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

void
prompt_wrong(App *app, const GError *error)
{
    Prompt *prompt = (Prompt *)app->overlay;
    int line, column;
    g_return_if_fail(prompt && prompt->overlay.kind == &prompt_kind);
    g_free(prompt->wrong);
    prompt->wrong = text_clean(error->message, -1);
    prompt->pointed = pql_error_place(error, &line, &column) && line == 1;
    if (prompt->pointed)
        line_edit_point(&prompt->edit, column - 1);
    look_for_offers(prompt);
}
