/* What the user made of a pane's tables - the part in focus, cursor, sort, filter - kept with the
 * workspace, so that it is there when the file opens again. */
#include "config.h"

#include "report_view.h"

#include <string.h>

/* ---- what is kept with the workspace -------------------------------------------------------- */

/* "focus=columns;columns=12,3,5,d,filter": one line a view. */
void
report_view_remember(View *view)
{
    ReportView *state = view->state;
    Block *focused = report_view_focused(view);

    if (!view->pane->digit || !focused)
        return;
    view_remember(view, "focus", report_block_name(focused));
    for (guint i = 0; i < state->blocks->len; i++) {
        const Block *block = g_ptr_array_index(state->blocks, i);
        if (!report_block_focusable(block))
            continue;
        g_autofree char *text = g_strdup_printf(
            "%u,%u,%d,%d,%s", block->table.row, block->table.column,
            block->rows ? block->rows->sorted : -1, block->rows && block->rows->descending,
            block->rows && block->rows->filter ? block->rows->filter : "");
        view_remember(view, report_block_name(block), text);
        if (block->rows && block->rows->heads) {
            g_autofree gpointer *names = g_hash_table_get_keys_as_array(block->rows->folded, NULL);
            g_autofree char *folded = g_strjoinv("\t", (char **)names);
            view_remember(view, "folded", folded);
        }
    }
}

static void
recall_block(View *view, Block *block)
{
    g_autofree char *text = view_recall(view, report_block_name(block));
    g_auto(GStrv) parts = text ? g_strsplit(text, ",", 5) : NULL;
    gint64 number[4] = {0};

    if (!parts || g_strv_length(parts) != 5)
        return;
    for (guint i = 0; i < 4; i++)
        if (!number_parse_integer(parts[i], -1, &number[i]))
            return;
    block->table.row = (guint)MAX(number[0], 0);
    block->table.column = (guint)MAX(number[1], 0);
    if (!block->rows)
        return;
    if (*parts[4])
        report_rows_filter(block->rows, parts[4]);
    if (number[2] >= 0 && number[2] < block->rows->table->columns->len)
        report_rows_sort(block->rows, (int)number[2], number[3] != 0);
    for (guint i = 0; i < block->rows->columns->len; i++)
        if (number[2] >= 0 && g_array_index(block->rows->columns, guint, i) == (guint)number[2]) {
            block->table.sorted = (int)i;
            block->table.descending = block->rows->descending;
        }
}

void
report_view_recall(View *view)
{
    ReportView *state = view->state;
    g_autofree char *focus = NULL, *text = NULL;

    if (!view->pane->digit)
        return;
    text = view_recall(view, "folded");
    g_auto(GStrv) folded = text ? g_strsplit(text, "\t", -1) : NULL;
    for (guint i = 0; folded && i < state->blocks->len; i++) {
        Block *block = g_ptr_array_index(state->blocks, i);
        if (block->rows && block->rows->heads)
            report_rows_fold(block->rows, folded);
    }
    for (guint i = 0; i < state->blocks->len; i++)
        if (report_block_focusable(g_ptr_array_index(state->blocks, i)))
            recall_block(view, g_ptr_array_index(state->blocks, i));
    focus = view_recall(view, "focus");
    if (focus)
        report_view_focus(view, focus);
}
