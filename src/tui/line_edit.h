/* One line of text being typed: inserting, erasing and moving by whole characters. */
#pragma once

#include "keys.h"
#include "painter.h"

typedef struct {
    GString *text;
    gsize cursor; /* bytes before it */
} LineEdit;

void line_edit_init(LineEdit *edit, const char *text); /* the cursor at its end */
void line_edit_clear(LineEdit *edit);
void line_edit_set(LineEdit *edit, const char *text);
/* A key that types or edits; FALSE: it means something else. `command` is what the key is bound to
 * in the context "line", or NULL. */
gboolean line_edit_key(LineEdit *edit, Key key, const char *command);
/* Puts the cursor before the n-th character. */
void line_edit_point(LineEdit *edit, int character);
/* Where the cursor stands on the screen, from the left end of the line's `width` columns. */
int line_edit_column(const LineEdit *edit, int width);
/* The text with the cursor in sight. */
void line_edit_draw(const LineEdit *edit, const Painter *painter, int row, int column, int width,
                    Style style, gboolean focused);
