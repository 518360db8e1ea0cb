/* A report laid out: which blocks there are, and what keys do to the one that has the focus. */
#include "config.h"

#include "report_view.h"

#include <math.h>
#include <string.h>

gboolean
is_listed(const char *ids, const char *id)
{
    g_auto(GStrv) parts = g_strsplit(ids, ",", -1);
    return g_strv_contains((const char *const *)parts, id);
}

static void
block_free(gpointer data)
{
    Block *block = data;
    report_rows_free(block->rows);
    if (block->values)
        g_ptr_array_unref(block->values);
    g_free(block);
}

void
report_view_open(View *view, const BlockRule *rules)
{
    ReportView *state = g_new0(ReportView, 1);
    state->rules = rules;
    state->least_two = 100;
    state->blocks = g_ptr_array_new_with_free_func(block_free);
    state->notes = g_ptr_array_new();
    view->state = state;
}

void
report_view_close(View *view)
{
    ReportView *state = view->state;
    g_ptr_array_unref(state->blocks);
    g_ptr_array_unref(state->notes);
    g_free(state);
}

gboolean
report_block_focusable(const Block *block)
{
    switch (block->rule->kind) {
    case BLOCK_TABLE:
    case BLOCK_VALUES:
        return TRUE;
    case BLOCK_OWN:
        return block->rule->focusable;
    default:
        return FALSE;
    }
}

static Block *
add_block(View *view, const BlockRule *rule)
{
    ReportView *state = view->state;
    Block *block = g_new0(Block, 1);
    block->rule = rule;
    block->view = view;
    g_ptr_array_add(state->blocks, block);
    return block;
}

static void
add_table(View *view, const BlockRule *rule, const ReportTable *table)
{
    gboolean expert = view->app->expert;
    Block *block;

    if (!table->rows->len)
        return;
    block = add_block(view, rule);
    block->rows = report_rows_new(table, expert, rule->first, rule->without);
    if (rule->heads && report_find_table(view->report, rule->heads))
        report_rows_fold_by(block->rows, report_find_table(view->report, rule->heads), rule->fold);
    table_view_init(&block->table, &report_rows_source, block->rows);
    block->table.headless = TRUE;
    for (guint i = 0; i < block->rows->columns->len; i++)
        if (*report_rows_source.title(block->rows, i))
            block->table.headless = FALSE;
}

static void
add_values(View *view, const BlockRule *rule)
{
    Block *block = add_block(view, rule);
    block->values = g_ptr_array_new();
    for (guint i = 0; i < view->report->values->len; i++) {
        ReportValue *value = g_ptr_array_index(view->report->values, i);
        if (value->title && (strcmp(rule->id, "*") == 0 || is_listed(rule->id, value->id)))
            g_ptr_array_add(block->values, value);
    }
    if (rule->kind == BLOCK_VALUES)
        table_view_init(&block->table, &report_values_source, block);
    block->table.headless = TRUE;
    if (!block->values->len)
        g_ptr_array_remove(((ReportView *)view->state)->blocks, block);
}

static gboolean
has_curve(const Report *report, const char *ids)
{
    for (guint i = 0; i < report->curves->len; i++)
        if (is_listed(ids, ((ReportCurve *)g_ptr_array_index(report->curves, i))->id))
            return TRUE;
    return FALSE;
}

/* Whether there is what a pane draws itself. */
static gboolean
has_drawn(const Report *report, const BlockRule *rule)
{
    return !rule->draws || report_find_table(report, rule->draws) || has_curve(report, rule->draws);
}

static gboolean
is_named(const BlockRule *rules, const char *id)
{
    for (const BlockRule *rule = rules; rule->id; rule++)
        if (rule->kind == BLOCK_TABLE && strcmp(rule->id, id) == 0)
            return TRUE;
    return FALSE;
}

static void
lay_out(View *view)
{
    static const BlockRule other = {.id = "", .kind = BLOCK_TABLE, .page = 0};
    ReportView *state = view->state;

    for (const BlockRule *rule = state->rules; rule->id; rule++) {
        const ReportTable *table =
            rule->kind == BLOCK_TABLE ? report_find_table(view->report, rule->id) : NULL;
        if (table && !(table->hidden && rule->gives_way))
            add_table(view, rule, table);
        else if (rule->kind == BLOCK_VALUES || rule->kind == BLOCK_TEXT)
            add_values(view, rule);
        else if ((rule->kind == BLOCK_OWN && has_drawn(view->report, rule)) ||
                 rule->kind == BLOCK_NOTES ||
                 (rule->kind == BLOCK_CHART && has_curve(view->report, rule->id)))
            add_block(view, rule);
    }
    for (guint i = 0; i < view->report->tables->len; i++) {
        const ReportTable *table = g_ptr_array_index(view->report->tables, i);
        if (!table->hidden && !is_named(state->rules, table->id))
            add_table(view, &other, table);
    }
}

const char *
report_block_name(const Block *block)
{
    return block->rows ? block->rows->table->id : block->rule->id;
}

static Block *
find_block(GPtrArray *blocks, const char *id)
{
    for (guint i = 0; i < blocks->len; i++)
        if (strcmp(report_block_name(g_ptr_array_index(blocks, i)), id) == 0)
            return g_ptr_array_index(blocks, i);
    return NULL;
}

/* The cursor stays on the row it stood on, whatever place that has now. */
static void
keep_cursor(Block *block, const Block *before)
{
    g_autofree char *name = NULL;

    block->table.row = before->table.row;
    block->table.column = before->table.column;
    block->table.sorted = before->table.sorted;
    block->table.descending = before->table.descending;
    if (!block->rows || !before->rows)
        return;
    if (before->table.row ==
        0) { /* at the top one stays at the top: the best, the first question */
        report_rows_inherit(block->rows, before->rows);
        return;
    }
    name = report_rows_name(before->rows, before->table.row);
    report_rows_inherit(block->rows, before->rows);
    for (guint row = 0; row < block->rows->order->len; row++) {
        g_autofree char *here = report_rows_name(block->rows, row);
        if (strcmp(here, name) == 0) {
            block->table.row = row;
            break;
        }
    }
    if (before->rows->columns->len != block->rows->columns->len)
        block->table.sorted = -1;
}

void
report_view_refresh(View *view)
{
    ReportView *state = view->state;
    g_autoptr(GPtrArray) before = g_steal_pointer(&state->blocks);
    Block *focused = state->focus < before->len ? g_ptr_array_index(before, state->focus) : NULL;
    g_autofree char *focus = focused ? g_strdup(report_block_name(focused)) : NULL;

    state->blocks = g_ptr_array_new_with_free_func(block_free);
    g_ptr_array_set_size(state->notes, 0);
    lay_out(view);
    for (guint i = 0; i < state->blocks->len; i++) {
        Block *block = g_ptr_array_index(state->blocks, i);
        Block *old = find_block(before, report_block_name(block));
        if (old)
            keep_cursor(block, old);
    }
    state->focus = 0;
    if (focus)
        report_view_focus(view, focus);
    else
        report_view_recall(view);
    if (!report_view_focused(view))
        state->focus = 0;
    for (guint i = 0; i < state->blocks->len; i++) {
        Block *block = g_ptr_array_index(state->blocks, i);
        if (block->table.source)
            table_view_clamp(&block->table);
    }
}

/* ---- focus ---------------------------------------------------------------------------------- */

/* The block that has it; where that can't, the next that can takes it. */
Block *
report_view_focused(View *view)
{
    ReportView *state = view->state;

    for (guint step = 0; step < state->blocks->len; step++) {
        guint at = (state->focus + step) % state->blocks->len;
        Block *block = g_ptr_array_index(state->blocks, at);
        if (report_block_focusable(block)) {
            state->focus = at;
            return block;
        }
    }
    return NULL;
}

Block *
report_view_block(View *view, const char *id)
{
    return find_block(((ReportView *)view->state)->blocks, id);
}

gboolean
report_view_on(View *view, const char *id)
{
    const Block *focused = report_view_focused(view);
    return focused && strcmp(report_block_name(focused), id) == 0;
}

void
report_view_focus(View *view, const char *id)
{
    ReportView *state = view->state;
    for (guint i = 0; i < state->blocks->len; i++) {
        const Block *block = g_ptr_array_index(state->blocks, i);
        if (strcmp(report_block_name(block), id) == 0 && report_block_focusable(block))
            state->focus = i;
    }
}

guint
report_view_parts(View *view)
{
    const ReportView *state = view->state;
    guint parts = 0;

    for (guint i = 0; i < state->blocks->len; i++)
        parts += report_block_focusable(g_ptr_array_index(state->blocks, i)) != 0;
    return parts;
}

static void
focus_next(View *view, int direction)
{
    ReportView *state = view->state;
    guint n = state->blocks->len;

    for (guint step = 1; step <= n; step++) {
        guint at = (state->focus + (direction > 0 ? step : n - step)) % n;
        if (report_block_focusable(g_ptr_array_index(state->blocks, at))) {
            state->focus = at;
            return;
        }
    }
}

char *
report_view_text(View *view, const char *id, const char *column)
{
    const Block *block = report_view_focused(view);
    const Cell *cell;

    if (!block || !block->rows || (id && strcmp(report_block_name(block), id) != 0))
        return NULL;
    cell = report_rows_named(block->rows, block->table.row, column);
    if (!cell)
        return NULL;
    return cell->is_text || cell->text ? g_strdup(cell->text)
                                       : g_strdup_printf("%.17g", cell->value);
}

gboolean
report_view_open_cell(View *view, GError **error)
{
    const Block *block = report_view_focused(view);
    const char *reference =
        block && block->table.source &&
                block->table.row < block->table.source->rows(block->table.data)
            ? block->table.source->behind(block->table.data, block->table.row, block->table.column)
            : NULL;
    return reference && app_open_rows(view->app, reference, error);
}

char *
report_view_title(View *view)
{
    return view->report && view->report->title ? g_strdup(view->report->title) : NULL;
}

char *
report_view_cell_words(View *view)
{
    const Block *block = report_view_focused(view);
    const TableView *table = block ? &block->table : NULL;

    if (!table || !table->source || table->row >= table->source->rows(table->data))
        return NULL;
    return table->source->cell(table->data, table->row, table->column);
}

double
report_value(const Report *report, const char *id)
{
    const ReportValue *value = report_find_value(report, id);
    return value ? value->cell->value : NAN;
}

/* ---- what keys do --------------------------------------------------------------------------- */

static gboolean
sort_block(Block *block)
{
    guint column;
    gboolean again;

    if (!block->rows)
        return FALSE;
    column = g_array_index(block->rows->columns, guint, block->table.column);
    again = block->rows->sorted == (int)column;
    if (again && block->rows->descending) {
        block->table.sorted = -1;
        report_rows_sort(block->rows, -1, FALSE);
        return TRUE;
    }
    report_rows_sort(block->rows, (int)column, again);
    block->table.sorted = (int)block->table.column;
    block->table.descending = again;
    return TRUE;
}

static gboolean
search_block(App *app, Block *block, const char *text, gboolean backwards)
{
    int row = table_view_search(&block->table, text, backwards);
    g_autofree char *clean = text_clean(text, -1);

    if (row < 0)
        app_say(app, "“%s” is not in this table", clean);
    else
        block->table.row = (guint)row;
    return TRUE;
}

static gboolean
export_block(const View *view, const Block *block, const char *path)
{
    session_begin_export(view->app->session, report_copy(view->report),
                         block->rows ? block->rows->table->id : NULL,
                         view->report_name ? view->report_name : "a table", path);
    return TRUE;
}

static gboolean
act_on(View *view, Block *block, Act act, int number, const char *text, GError **error)
{
    ReportView *state = view->state;

    switch (act) {
    case ACT_MOVE:
        return table_view_move(&block->table, (Motion)number, MAX(state->page_rows, 2));
    case ACT_SORT:
        return sort_block(block);
    case ACT_FILTER:
        if (!block->rows)
            return FALSE;
        report_rows_filter(block->rows, text);
        table_view_clamp(&block->table);
        return TRUE;
    case ACT_SEARCH:
        return search_block(view->app, block, text, number < 0);
    case ACT_MARK:
        if (!block->rows || block->table.row >= block->rows->order->len)
            return FALSE;
        report_rows_mark(block->rows, block->table.row);
        table_view_move(&block->table, MOVE_DOWN, 1);
        return TRUE;
    case ACT_FOLD:
        if (!block->rows || !block->rows->heads)
            return FALSE;
        if (number)
            report_rows_toggle_all(block->rows);
        else
            block->table.row = report_rows_toggle(block->rows, block->table.row);
        table_view_clamp(&block->table);
        return TRUE;
    case ACT_EXPORT:
        return export_block(view, block, text);
    case ACT_OPEN: {
        const char *reference = table_view_behind(&block->table);
        return reference && app_open_rows(view->app, reference, error);
    }
    default:
        return FALSE;
    }
}

static gboolean
is_at_edge(const Block *block, Motion motion)
{
    const TableView *table = &block->table;
    guint rows = table->source ? table->source->rows(table->data) : 0;

    return (motion == MOVE_UP && table->row == 0) ||
           (motion == MOVE_DOWN && table->row + 1 >= rows);
}

/* Past the end of a table the arrows go on in the next one below. */
static gboolean
step_over(View *view, const Block *from, int direction)
{
    ReportView *state = view->state;
    guint before = state->focus;
    Block *block;

    for (guint i = 0; i < state->blocks->len; i++) {
        focus_next(view, direction);
        if ((direction > 0) != (state->focus > before))
            break;
        block = g_ptr_array_index(state->blocks, state->focus);
        if (!state->one_page && block->rule->page != from->rule->page)
            continue;
        if (block->table.source)
            block->table.row =
                direction > 0 ? 0 : MAX(block->table.source->rows(block->table.data), 1) - 1;
        return TRUE;
    }
    state->focus = before;
    return FALSE;
}

gboolean
report_view_act(View *view, Act act, int number, const char *text, GError **error)
{
    Block *block = view->report ? report_view_focused(view) : NULL;
    gboolean done;

    if (!block)
        return FALSE;
    if (act == ACT_FOCUS) {
        focus_next(view, number);
        done = TRUE;
    } else if (act == ACT_MOVE && is_at_edge(block, (Motion)number)) {
        done = step_over(view, block, number == MOVE_DOWN ? 1 : -1);
    } else {
        done = block->table.source && act_on(view, block, act, number, text, error);
    }
    report_view_remember(view);
    return done;
}
