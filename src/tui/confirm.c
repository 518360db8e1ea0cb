/* A question before what can't be taken back: y does it, every other key leaves it. */
#include "config.h"

#include "app.h"

typedef struct {
    Overlay overlay;
    char *question, *again; /* `again` NULL: it is asked once */
    char *line;
} Confirm;

static void
confirm_free(Overlay *overlay)
{
    Confirm *confirm = (Confirm *)overlay;
    g_free(confirm->question);
    g_free(confirm->again);
    g_free(confirm->line);
    g_free(confirm);
}

static gboolean
confirm_key(Overlay *overlay, Key key)
{
    Confirm *confirm = (Confirm *)overlay;
    App *app = overlay->app;
    g_autofree char *line = g_strdup(confirm->line);

    if (key != 'y' && key != 'Y') {
        app_say(app, "left as it was");
        return FALSE;
    }
    if (confirm->again) {
        g_free(confirm->question);
        confirm->question = g_steal_pointer(&confirm->again);
        return TRUE;
    }
    app_overlay(app, NULL);
    app_run(app, line);
    return TRUE;
}

static void
confirm_draw(Overlay *overlay, const Painter *painter)
{
    const Confirm *confirm = (Confirm *)overlay;
    int columns = MIN(painter->columns - 4, 72);
    int rows = paragraph_rows("", confirm->question, columns - 4) + 4;
    Area inner = paint_box(
        painter,
        (Area){(painter->rows - rows) / 2, (painter->columns - columns) / 2, rows, columns},
        "Sure?");
    int used = paint_paragraph(painter, inner, "", confirm->question, STYLE_OVERLAY);
    int at = inner.column;
    at += paint_words(painter, inner.row + used + 1, at, 2, "y", STYLE_KEY);
    at += paint_words(painter, inner.row + used + 1, at, 10, " yes     ", STYLE_OVERLAY);
    paint_words(painter, inner.row + used + 1, at, 40, "any other key  no", STYLE_OVERLAY);
}

static const OverlayKind confirm_kind = {confirm_draw, confirm_key, confirm_free, TRUE};

void
confirm_open(App *app, const char *question, const char *again, const char *line)
{
    Confirm *confirm = g_new0(Confirm, 1);
    confirm->overlay = (Overlay){&confirm_kind, app};
    confirm->question = g_strdup(question);
    confirm->again = g_strdup(again);
    confirm->line = g_strdup(line);
    app_overlay(app, &confirm->overlay);
}
