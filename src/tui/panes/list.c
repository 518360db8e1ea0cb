/* The tickets behind a number: sorted, searched, filtered, opened, exported. Only the visible rows
 * are read here; whatever reads more is asked of the background, and shown when it comes. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

typedef struct {
    RowList *list;
    TableView table;
    char *filter;
    int page;
    char *wanted;                           /* the filter or text that was asked for last */
    int sort;                               /* the column, likewise; −1: none */
    gboolean sort_descending, wants_filter; /* else the order alone */
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
    ListState *state = g_new0(ListState, 1);
    state->sort = -1;
    view->state = state;
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
    g_free(state->wanted);
    g_free(state);
}

/* The title, and beside it what the rows wait for, else what was left of them by a filter; of which
 * half the room is sure. */
static void
draw_title(const ListState *state, const Painter *painter, Area area, int room)
{
    const char *doing = row_list_doing(state->list);
    g_autofree char *clean = state->filter ? text_clean(state->filter, -1) : NULL;
    g_autofree char *note = doing   ? g_strdup_printf("  %s Esc stops", doing)
                            : clean ? g_strdup_printf("  only: %s", clean)
                                    : NULL;
    int kept = note ? MIN(text_width(note), room / 2) : 0;
    int at = 1 + paint_words(painter, area.row, 1, room - kept, row_list_title(state->list),
                             STYLE_HEADING);
    if (note)
        paint_words(painter, area.row, at, room + 1 - at, note,
                    doing ? STYLE_PROGRESS : STYLE_WARN);
}

static void
draw_list(View *view, const Painter *painter, Area area)
{
    ListState *state = view->state;
    guint n = row_list_length(state->list);

    if (!row_list_is_open(state->list)) {
        int used = paint_words(painter, area.row, 1, area.columns - 2, row_list_doing(state->list),
                               STYLE_HEADING);
        paint_words(painter, area.row, used + 3, area.columns - used - 4, "Esc goes back",
                    STYLE_DIM);
        return;
    }
    g_autofree char *at = number_count(n ? state->table.row + 1 : 0), *of = number_count(n);
    g_autofree char *place = g_strdup_printf("%s of %s", at, of);
    int width = text_width(place), room = area.columns - width - 4;

    paint_right(painter, area.row, area.columns - width - 1, width, place, STYLE_DIM);
    draw_title(state, painter, area, room);
    state->page = area.rows - 3;
    if (!n)
        paint_words(painter, area.row + 3, 2, area.columns - 4,
                    state->filter ? "No row passes the filter: \\ and an empty line show all."
                                  : "There are none.",
                    STYLE_DIM);
    table_view_draw(&state->table, painter, (Area){area.row + 2, 0, area.rows - 2, area.columns},
                    TRUE);
}

/* ---- what the background brought ------------------------------------------------------------ */

static void
take_order(ListState *state)
{
    if (state->wants_filter) {
        g_free(state->filter);
        state->filter = g_steal_pointer(&state->wanted);
    } else {
        state->table.sorted = state->sort;
        state->table.descending = state->sort_descending;
    }
    state->table.row = state->table.top = 0;
}

static void
take_found(View *view, ListState *state, int row)
{
    g_autofree char *clean = text_clean(state->wanted, -1);

    if (row < 0)
        app_say(view->app, "“%s” is in none of these rows", clean);
    else
        state->table.row = (guint)row;
}

static gboolean
tend(View *view)
{
    ListState *state = view->state;
    GError *error = NULL;
    int found;
    RowsEnd end = row_list_take_end(state->list, &found, &error);

    if (end == ROWS_OPENED)
        table_view_clamp(&state->table);
    else if (end == ROWS_ARRANGED)
        take_order(state);
    else if (end == ROWS_SEARCHED)
        take_found(view, state, found);
    app_fail(view->app, error);
    return end != ROWS_NOT_OPENED;
}

/* ---- what keys do --------------------------------------------------------------------------- */

static gboolean
sort(ListState *state)
{
    gboolean again = state->table.sorted == (int)state->table.column;

    state->wants_filter = FALSE;
    state->sort = (int)state->table.column;
    state->sort_descending = again && !state->table.descending;
    row_list_begin_sort(state->list, (guint)state->sort, state->sort_descending);
    return TRUE;
}

static void
want(ListState *state, const char *text)
{
    char *kept = *text ? g_strdup(text) : NULL;
    g_free(state->wanted);
    state->wanted = kept;
}

static gboolean
filter(ListState *state, const char *text)
{
    want(state, text);
    state->wants_filter = TRUE;
    row_list_begin_filter(state->list, state->wanted, state->table.sorted, state->table.descending);
    return TRUE;
}

static gboolean
search(ListState *state, const char *text, gboolean backwards)
{
    guint n = row_list_length(state->list);

    want(state, text);
    row_list_begin_search(state->list, text,
                          n ? (state->table.row + (backwards ? n - 1 : 1)) % n : 0, backwards);
    return TRUE;
}

static gboolean
stop(View *view, ListState *state)
{
    if (!row_list_is_open(state->list) || !row_list_doing(state->list))
        return FALSE;
    row_list_stop(state->list);
    app_say(view->app, "stopped: the list is as it was");
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
    report_view_refresh(opened);
    return TRUE;
}

/* On rows that are there. */
static gboolean
act_on_rows(View *view, ListState *state, Act what, int number, const char *text, GError **error)
{
    switch (what) {
    case ACT_MOVE:
        return table_view_move(&state->table, (Motion)number, state->page);
    case ACT_SORT:
        return sort(state);
    case ACT_FILTER:
        return filter(state, text);
    case ACT_SEARCH:
        return search(state, text, number < 0);
    case ACT_EXPORT:
        row_list_begin_export(state->list, text);
        return TRUE;
    case ACT_OPEN:
        return open_row(view, error);
    default:
        return FALSE;
    }
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    ListState *state = view->state;

    if (what == ACT_STOP)
        return stop(view, state);
    if (row_list_is_open(state->list))
        return act_on_rows(view, state, what, number, text, error);
    app_say(view->app, "the tickets are still being looked up; Esc goes back");
    return TRUE;
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
    .tend = tend,
    .close = close_list,
};
