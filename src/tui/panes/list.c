/* The tickets behind a number: sorted, searched, filtered, opened, exported. Only the visible rows
 * are read. */
#include "config.h"

#include "tui/app.h"

#include <string.h>

typedef struct {
    RowList *list;
    TableView table;
    char *filter;
    int page;
} ListState;

/* ---- as a source of a table ----------------------------------------------------------------- */

static guint
list_rows(gpointer data)
{
    return row_list_length(data);
}

static guint
list_columns(gpointer data)
{
    return row_list_columns(data);
}

static const char *
list_title(gpointer data, guint column)
{
    return row_list_column_name(data, column);
}

static gboolean
list_right(gpointer data, guint column)
{
    return row_list_column_right(data, column);
}

static int
list_width(gpointer data, guint column)
{
    return MAX(row_list_column_width(data, column),
               MIN(text_width(row_list_column_name(data, column)), 14));
}

static char *
list_cell(gpointer data, guint row, guint column)
{
    return row_list_cell(data, row, column);
}

static Style
list_style(gpointer data, guint row, guint column)
{
    return STYLE_TEXT;
}

static const char *
list_behind(gpointer data, guint row, guint column)
{
    return NULL;
}

static gboolean
list_marked(gpointer data, guint row)
{
    return FALSE;
}

static const TableSource list_source = {list_rows,  list_columns, list_title,
                                        list_right, list_width,   list_cell,
                                        list_style, list_behind,  list_marked};

/* ---- the view ------------------------------------------------------------------------------- */

static void
open_list(View *view)
{
    view->state = g_new0(ListState, 1);
}

void
list_view_set(View *view, RowList *list)
{
    ListState *state = view->state;
    state->list = list;
    table_view_init(&state->table, &list_source, list);
    state->table.one_line = TRUE;
}

static void
close_list(View *view)
{
    ListState *state = view->state;
    row_list_free(state->list);
    g_free(state->filter);
    g_free(state);
}

static void
draw_list(View *view, const Painter *painter, Area area)
{
    ListState *state = view->state;
    guint n = row_list_length(state->list);
    g_autofree char *at = number_count(n ? state->table.row + 1 : 0), *of = number_count(n);
    g_autofree char *place = g_strdup_printf("%s of %s", at, of);
    int width = text_width(place), used;

    paint_right(painter, area.row, area.columns - width - 1, width, place, STYLE_DIM);
    used = 1 + paint_words(painter, area.row, 1, area.columns - width - 4,
                           row_list_title(state->list), STYLE_HEADING);
    if (state->filter) {
        g_autofree char *clean = text_clean(state->filter, -1);
        g_autofree char *filter = g_strdup_printf("  only: %s", clean);
        paint_words(painter, area.row, used, area.columns - width - 4 - used, filter, STYLE_WARN);
    }
    state->page = area.rows - 3;
    if (!n)
        paint_words(painter, area.row + 3, 2, area.columns - 4,
                    state->filter ? "No row passes the filter: \\ and an empty line show all."
                                  : "There are none.",
                    STYLE_DIM);
    table_view_draw(&state->table, painter, (Area){area.row + 2, 0, area.rows - 2, area.columns},
                    TRUE);
}

/* ---- what keys do --------------------------------------------------------------------------- */

static gboolean
sort(ListState *state, GError **error)
{
    gboolean again = state->table.sorted == (int)state->table.column;
    gboolean descending = again && !state->table.descending;

    if (!row_list_sort(state->list, state->table.column, descending, error))
        return FALSE;
    state->table.sorted = (int)state->table.column;
    state->table.descending = descending;
    state->table.row = state->table.top = 0;
    return TRUE;
}

static gboolean
filter(ListState *state, const char *text, GError **error)
{
    char *copy = *text ? g_strdup(text) : NULL;

    if (!row_list_filter(state->list, copy, error)) {
        g_free(copy);
        return FALSE;
    }
    g_free(state->filter);
    state->filter = copy;
    state->table.row = state->table.top = 0;
    if (state->table.sorted >= 0)
        return row_list_sort(state->list, (guint)state->table.sorted, state->table.descending,
                             error);
    return TRUE;
}

static gboolean
search(View *view, ListState *state, const char *text, gboolean backwards)
{
    guint n = row_list_length(state->list);
    g_autofree char *clean = text_clean(text, -1);
    guint from = n ? (state->table.row + (backwards ? n - 1 : 1)) % n : 0;
    int row = row_list_search(state->list, text, from, backwards);

    if (row < 0)
        app_say(view->app, "“%s” is in none of these rows", clean);
    else
        state->table.row = (guint)row;
    return TRUE;
}

static gboolean
export_list(View *view, ListState *state, const char *path, GError **error)
{
    g_autofree char *clean = text_clean(path, -1);
    g_autofree char *count = number_count(row_list_length(state->list));

    if (!row_list_export(state->list, path, error))
        return FALSE;
    app_say(view->app, "%s rows written to %s", count, clean);
    return TRUE;
}

Report *
list_view_step(View *view, int step, char **report_name, GError **error)
{
    ListState *state = view->state;
    gint64 row = (gint64)state->table.row + step, id;

    *report_name = NULL;
    if (row < 0 || row >= row_list_length(state->list))
        return NULL;
    state->table.row = (guint)row;
    id = row_list_row_id(state->list, (guint)row);
    if (id)
        *report_name =
            g_strdup_printf("ticket %s %" G_GINT64_FORMAT, row_list_table(state->list), id);
    return row_list_report(state->list, (guint)row, error);
}

static gboolean
open_row(View *view, GError **error)
{
    char *name;
    Report *report = list_view_step(view, 0, &name, error);
    View *opened;

    if (!report) {
        g_free(name);
        return FALSE;
    }
    opened = app_push(view->app, &pane_ticket, NULL);
    opened->report_name = name;
    opened->report = report;
    opened->pane->refresh(opened);
    return TRUE;
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    ListState *state = view->state;

    switch (what) {
    case ACT_MOVE:
        return table_view_move(&state->table, (Motion)number, state->page);
    case ACT_SORT:
        return sort(state, error);
    case ACT_FILTER:
        return filter(state, text, error);
    case ACT_SEARCH:
        return search(view, state, text, number < 0);
    case ACT_EXPORT:
        return export_list(view, state, text, error);
    case ACT_OPEN:
        return open_row(view, error);
    default:
        return FALSE;
    }
}

/* The first column names the row: what a help desk's search takes. */
static char *
subject(View *view, const char *what)
{
    ListState *state = view->state;
    if (state->table.row >= row_list_length(state->list))
        return NULL;
    return row_list_cell(state->list, state->table.row, 0);
}

const Pane pane_list = {
    .name = "Tickets",
    .context = "list",
    .open = open_list,
    .draw = draw_list,
    .act = act,
    .subject = subject,
    .close = close_list,
};
