/* The question under the cursor, in words: what the evidence is, what the column means, and what
 * the keys answer. */
#include "config.h"

#include "questions.h"

#include <string.h>

static const Block *
asked(View *view)
{
    const Block *block = report_view_block(view, "questions");
    return block && block->rows && block->rows->order->len ? block : NULL;
}

static const char *
text_of(const Block *block, const char *column)
{
    const Cell *cell = report_rows_named(block->rows, block->table.row, column);
    return cell && cell->text ? cell->text : "";
}

/* Its paragraphs, three of them; the caller frees each. */
static void
paragraphs(const Block *block, char *text[3])
{
    const char *meaning = text_of(block, "meaning"), *sure = text_of(block, "evidence");
    text[0] =
        g_strdup_printf("%u of %u  %s: %s%s%s%s", block->table.row + 1, block->rows->order->len,
                        text_of(block, "column"), text_of(block, "because"),
                        *sure ? " Evidence: " : "", sure, *sure ? "." : "");
    text[1] = *meaning ? g_strdup_printf("It means: %s", meaning) : NULL;
    text[2] = g_strdup(
        "+ at arrival   - later   m mixed   Enter: the tickets, or on “looks like” the column");
}

static int
lay(View *view, const Painter *painter, Area area)
{
    const Block *block = asked(view);
    char *text[3];
    int rows = 0;

    if (!block)
        return 0;
    paragraphs(block, text);
    for (guint i = 0; i < G_N_ELEMENTS(text); i++) {
        if (!text[i])
            continue;
        Area rest = {area.row + rows, area.column, area.rows - rows, area.columns - 1};
        rows += painter ? paint_paragraph(painter, rest, " ", text[i],
                                          i == 2 ? STYLE_DIM : STYLE_SENTENCE)
                        : paragraph_rows(" ", text[i], area.columns - 1);
        g_free(text[i]);
    }
    return rows;
}

int
question_rows(View *view, int columns)
{
    return lay(view, NULL, (Area){0, 0, 0, columns});
}

void
question_draw(View *view, const Painter *painter, Area area, gboolean focused)
{
    lay(view, painter, area);
}
