/* The families of aggregates over one history: how many and how long ago, what its numbers were
 * lately and on the whole, which kinds of rows, how rows stand against their siblings. */
#include "features/propose.h"

#define MOST_VALUES 5
#define MOST_NUMBERS 4
#define MOST_KINDS 3

static gint64
window_at(const History *history, guint i)
{
    return g_array_index(history->windows, gint64, MIN(i, history->windows->len - 1));
}

static char *
longest_window(const History *history)
{
    return window_text(window_at(history, G_MAXUINT));
}

/* Columns that describe the rows of a table rather than name or date them: its numbers, or its
 * categories of few values. */
static GPtrArray *
describing_columns(const History *history, gboolean numbers)
{
    const Frame *frame = history->frame;
    GPtrArray *columns = g_ptr_array_new();
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        const ColumnInfo *info = column->info;
        gboolean number = info->kind == KIND_INTEGER || info->kind == KIND_DECIMAL;
        gboolean category = info->kind == KIND_CATEGORY || info->kind == KIND_BOOLEAN;
        if (info == frame->table->key || info == history->by || info->role == ROLE_ID ||
            info->role == ROLE_CUSTOMER || info->role == ROLE_AGENT || info->pii ||
            is_link_column(history->proposal, info))
            continue;
        if (numbers ? number
                    : category && distinct_codes(column, 2) == 2 && distinct_codes(column, 51) < 51)
            g_ptr_array_add(columns, (gpointer)column);
    }
    return columns;
}

/* ---- rows --------------------------------------------------------------------------------------
 */

static void
propose_rows(const History *history, gboolean state)
{
    Proposal *proposal = history->proposal;
    const char *table = history->table, *via = history->via;
    g_autofree char *longest = longest_window(history);
    for (guint i = 0; !state && i < history->windows->len; i++) {
        g_autofree char *window = window_text(window_at(history, i));
        propose(proposal, "COUNT(%s.*, %s) %s", table, window, via);
        if (history->reach == REACH_FAR && i == 1)
            break;
    }
    if (history->reach != REACH_WHOLE)
        propose(proposal, "SINCE_LAST(%s.*) %s", table, via);
    if (state || history->reach == REACH_FAR)
        return;
    propose(proposal, "TREND(%s.* BY 4, %s) %s", table, longest, via);
    if (history->reach == REACH_NEAR) {
        propose(proposal, "GAP(%s.*, %s) %s", table, longest, via);
        propose(proposal, "GAP_STD(%s.*, %s) %s", table, longest, via);
        propose(proposal, "SINCE_FIRST(%s.*) %s", table, via);
    }
}

/* The same weeks of last year: only where years repeat. */
static void
propose_last_year(const History *history)
{
    if (history->proposal->task->moments && window_at(history, G_MAXUINT) >= 365 * TIME_DAY)
        propose(history->proposal, "COUNT(%s.*, -380, -335, days) %s", history->table,
                history->via);
}

/* ---- numbers -----------------------------------------------------------------------------------
 */

static void
propose_number(const History *history, const char *name)
{
    static const char *const statistics[] = {"STD", "MIN", "MAX", "SUM"};
    static const int halving[] = {6, 2, 20};
    Proposal *proposal = history->proposal;
    const char *table = history->table, *via = history->via;
    g_autofree char *longest = longest_window(history);
    gboolean near = history->reach == REACH_NEAR;
    if (near)
        propose(proposal, "LAST(%s.%s) %s", table, name, via);
    for (guint i = 0; i < history->windows->len; i++) {
        g_autofree char *window = window_text(window_at(history, i));
        if (near || i == 0 || i + 1 == history->windows->len)
            propose(proposal, "AVG(%s.%s, %s) %s", table, name, window, via);
    }
    if (history->reach == REACH_WHOLE)
        return;
    for (guint i = 0; i < (near ? G_N_ELEMENTS(halving) : 1); i++)
        propose(proposal, "EWM(%s.%s BY %d) %s", table, name, halving[i], via);
    if (!near)
        return;
    for (guint lag = 2; lag <= (proposal->task->moments ? 5 : 3); lag++)
        propose(proposal, "LAG(%s.%s BY %u) %s", table, name, lag, via);
    for (guint i = 0; i < G_N_ELEMENTS(statistics); i++)
        propose(proposal, "%s(%s.%s, %s) %s", statistics[i], table, name, longest, via);
    propose(proposal, "TREND(%s.%s BY 4, %s) %s", table, name, longest, via);
}

/* Against the other rows of the same parent: a race's other results, a deployment's others. */
static void
propose_siblings(const History *history, const char *name)
{
    Proposal *proposal = history->proposal;
    const GPtrArray *links = proposal->task->frame->catalogue->links;
    const char *table = history->table, *via = history->via;
    if (history->reach != REACH_NEAR || proposal->settings->depth < 2)
        return;
    for (guint i = 0; i < links->len; i++) {
        const LinkInfo *link = links->pdata[i];
        if (link->child != history->frame->table || link->child_column == history->by)
            continue;
        g_autofree char *parent = quoted_name(link->child_column->name);
        g_autofree char *longest = longest_window(history);
        propose(proposal, "AVG(%s.%s WITHIN %s.%s, %s) %s", table, name, table, parent, longest,
                via);
        propose(proposal, "EWM(%s.%s WITHIN %s.%s BY 6) %s", table, name, table, parent, via);
        propose(proposal, "LAST(%s.%s WITHIN %s.%s) %s", table, name, table, parent, via);
    }
}

/* ---- kinds of rows -----------------------------------------------------------------------------
 */

static void
propose_value(const History *history, const char *column, const char *value, gboolean counts)
{
    Proposal *proposal = history->proposal;
    const char *table = history->table, *via = history->via;
    g_autofree char *condition = g_strdup_printf("%s.%s = %s", table, column, value);
    g_autofree char *longest = longest_window(history);
    for (guint i = 0; counts && i < MIN(history->windows->len, 4); i++) {
        g_autofree char *window = window_text(window_at(history, i));
        propose(proposal, "COUNT(%s.* WHERE %s, %s) %s", table, condition, window, via);
    }
    if (counts)
        propose(proposal, "SINCE_LAST(%s.* WHERE %s) %s", table, condition, via);
    propose(proposal, "SHARE(%s.* WHERE %s, %s) %s", table, condition, longest, via);
}

/* The most frequent values of the first category in full, of others their shares. */
static void
propose_kinds(const History *history, const GPtrArray *columns)
{
    gboolean near = history->reach == REACH_NEAR;
    for (guint c = 0; c < MIN(columns->len, near ? MOST_KINDS : 1); c++) {
        const FrameColumn *column = columns->pdata[c];
        g_autofree char *name = quoted_name(column->info->name);
        g_autoptr(GArray) codes = frequent_codes(column, near && c == 0 ? MOST_VALUES : 2);
        for (guint k = 0; k < codes->len; k++) {
            g_autofree char *value =
                quoted_text(dictionary_text(column->dictionary, g_array_index(codes, guint32, k)));
            propose_value(history, name, value, near && c == 0);
        }
        if (near && column->info->kind == KIND_CATEGORY)
            propose(history->proposal, "LAST(%s.%s) %s", history->table, name, history->via);
    }
}

void
propose_families(const History *history)
{
    g_autoptr(GPtrArray) numbers = describing_columns(history, TRUE);
    g_autoptr(GPtrArray) kinds = describing_columns(history, FALSE);
    /* A table that has numbers and no kinds of rows measures a state: how often says nothing. */
    gboolean state = numbers->len > 0 && kinds->len == 0 && !history->proposal->task->moments;
    propose_rows(history, state);
    propose_target_conditions(history);
    for (guint i = 0; i < MIN(numbers->len, MOST_NUMBERS); i++) {
        const FrameColumn *column = numbers->pdata[i];
        g_autofree char *name = quoted_name(column->info->name);
        propose_number(history, name);
        propose_siblings(history, name);
    }
    propose_kinds(history, kinds);
    if (history->reach == REACH_NEAR)
        propose_last_year(history);
}
