/* One line of text being typed. */
#include "config.h"

#include "line_edit.h"

#include <string.h>

enum { LONGEST = 4000 };

void
line_edit_init(LineEdit *edit, const char *text)
{
    edit->text = g_string_new(text);
    edit->cursor = edit->text->len;
}

void
line_edit_clear(LineEdit *edit)
{
    g_string_free(edit->text, TRUE);
}

void
line_edit_set(LineEdit *edit, const char *text)
{
    g_string_assign(edit->text, text);
    edit->cursor = edit->text->len;
}

static gsize
before(const LineEdit *edit)
{
    const char *text = edit->text->str;
    return edit->cursor ? (gsize)(g_utf8_prev_char(text + edit->cursor) - text) : 0;
}

static gsize
after(const LineEdit *edit)
{
    const char *text = edit->text->str;
    return edit->cursor < edit->text->len ? (gsize)(g_utf8_next_char(text + edit->cursor) - text)
                                          : edit->cursor;
}

static void
erase(LineEdit *edit, gsize from, gsize to)
{
    g_string_erase(edit->text, (gssize)from, (gssize)(to - from));
    edit->cursor = from;
}

static gsize
word_start(const LineEdit *edit)
{
    gsize at = edit->cursor;
    while (at && edit->text->str[at - 1] == ' ')
        at--;
    while (at && edit->text->str[at - 1] != ' ')
        at--;
    return at;
}

static gboolean
edit_command(LineEdit *edit, const char *command)
{
    gsize end = edit->text->len;

    if (strcmp(command, "left") == 0)
        edit->cursor = before(edit);
    else if (strcmp(command, "right") == 0)
        edit->cursor = after(edit);
    else if (strcmp(command, "start") == 0)
        edit->cursor = 0;
    else if (strcmp(command, "end") == 0)
        edit->cursor = end;
    else if (strcmp(command, "erase") == 0)
        erase(edit, before(edit), edit->cursor);
    else if (strcmp(command, "delete") == 0)
        erase(edit, edit->cursor, after(edit));
    else if (strcmp(command, "erase-word") == 0)
        erase(edit, word_start(edit), edit->cursor);
    else if (strcmp(command, "erase-all") == 0)
        erase(edit, 0, edit->cursor);
    else if (strcmp(command, "erase-rest") == 0)
        erase(edit, edit->cursor, end);
    else
        return FALSE;
    return TRUE;
}

gboolean
line_edit_key(LineEdit *edit, Key key, const char *command)
{
    char bytes[8] = {0};

    if (command && edit_command(edit, command))
        return TRUE;
    if (command || key < ' ' || key == 127 || key >= KEY_FUNCTION || edit->text->len > LONGEST ||
        !g_unichar_validate((gunichar)key))
        return FALSE;
    gsize length = (gsize)g_unichar_to_utf8((gunichar)key, bytes);
    g_string_insert_len(edit->text, (gssize)edit->cursor, bytes, (gssize)length);
    edit->cursor += length;
    return TRUE;
}

void
line_edit_point(LineEdit *edit, int character)
{
    glong length = g_utf8_strlen(edit->text->str, -1);
    edit->cursor = (gsize)(g_utf8_offset_to_pointer(edit->text->str, CLAMP(character, 0, length)) -
                           edit->text->str);
}

/* Characters leave on the left until the cursor is in sight: what is left before it. */
static char *
visible_head(const LineEdit *edit, int width)
{
    g_autofree char *head = g_strndup(edit->text->str, edit->cursor);
    const char *start = head;
    while (*start && text_width(start) >= width - 1)
        start = g_utf8_next_char(start);
    return text_clean(start, -1);
}

int
line_edit_column(const LineEdit *edit, int width)
{
    g_autofree char *visible = visible_head(edit, width);
    return text_width(visible);
}

void
line_edit_draw(const LineEdit *edit, const Painter *painter, int row, int column, int width,
               Style style, gboolean focused)
{
    const char *from = edit->text->str;
    g_autofree char *here = edit->cursor < edit->text->len
                                ? g_strndup(from + edit->cursor, after(edit) - edit->cursor)
                                : g_strdup(" ");

    g_autofree char *visible = visible_head(edit, width);
    int at = text_width(visible);
    g_autofree char *rest = text_clean(from + edit->cursor, -1);
    /* text_clean drops blanks at the edges of nothing; a typed blank counts */
    paint_text(painter, row, column, width, visible, style);
    paint_text(painter, row, column + at, width - at, rest, style);
    if (focused)
        paint_text(painter, row, column + at, MAX(text_width(here), 1), here, STYLE_CELL);
}
