/* How things look. A theme is a file of `object.attribute = value`; what it doesn't name stays the
 * terminal's own. */
#pragma once

#include <foredesk/base.h>

/* Everything that has a look of its own. A selection is never marked by foreground alone. */
typedef enum {
    STYLE_TEXT,
    STYLE_DIM,
    STYLE_HEADING,  /* titles of tables and charts */
    STYLE_SENTENCE, /* the words that open a pane */
    STYLE_ACCENT,   /* the workspace, the model */
    STYLE_TAB,      /* names of the other panes */
    STYLE_TAB_HERE, /* the pane that is shown */
    STYLE_RULE,     /* lines between parts */
    STYLE_GOOD,
    STYLE_WARN,
    STYLE_BAD,
    STYLE_SELECTION, /* the row under the cursor */
    STYLE_CELL,      /* the cell or field under the cursor */
    STYLE_MARKED,    /* rows marked by space */
    STYLE_KEY,       /* keys in hints and help */
    STYLE_HINT,      /* what they do */
    STYLE_MARKER,    /* markers of charts */
    STYLE_AXIS,
    STYLE_LABEL,
    STYLE_SERIES_1,
    STYLE_SERIES_2,
    STYLE_SERIES_3,
    STYLE_SERIES_4,
    STYLE_PROGRESS,
    STYLE_MESSAGE,
    STYLE_ERROR,
    STYLE_OVERLAY, /* help, palette, forms: their frame and ground */
    STYLE_INPUT,   /* text being typed */
    STYLES,
} Style;
/* "good" → STYLE_GOOD; what a report's cell may say. STYLE_TEXT for others and NULL. */
Style style_from_word(const char *word);

typedef struct Theme Theme;
/* `wanted`: a name or a file; NULL: "dark", or "mono" without colours. A theme that can't be read
 * gives the plain one, and `problem` one line saying so (the caller frees). Sets curses' pairs. */
Theme *theme_load(const char *wanted, int colours, char **problem);
void theme_free(Theme *theme);
const char *theme_name(const Theme *theme);
/* The name of the theme after this one among those that ship or the user has; the caller frees. */
char *theme_next(const Theme *theme);
/* Makes `style` the look of what is drawn next; `over`: on the ground of what lies over the views,
 * where the style has none of its own. */
void theme_use(const Theme *theme, Style style, gboolean over);
