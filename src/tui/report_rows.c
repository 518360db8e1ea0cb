/* A report's table as the user has it: its columns for people, sorted, filtered, marked. */
#include "config.h"

#include "report_view.h"

#include <math.h>
#include <string.h>

enum { HEAD_MARK = 2 }; /* what stands before a name under its head */

static const ReportColumn *
column_of(const ReportRows *rows, guint column)
{
    return g_ptr_array_index(rows->table->columns, g_array_index(rows->columns, guint, column));
}

/* Of a row by its number in `order`: the table's, after them those of the heads. */
static const Cell *
cell_at(const ReportRows *rows, guint number, guint column)
{
    guint own = rows->table->rows->len;
    return number < own ? report_at(rows->table, number, column)
                        : report_at(rows->heads, number - own, column);
}

const Cell *
report_rows_cell(const ReportRows *rows, guint row, guint column)
{
    return cell_at(rows, g_array_index(rows->order, guint, row),
                   g_array_index(rows->columns, guint, column));
}

const Cell *
report_rows_named(const ReportRows *rows, guint row, const char *id)
{
    if (row >= rows->order->len)
        return NULL;
    for (guint i = 0; i < rows->table->columns->len; i++) {
        const ReportColumn *column = g_ptr_array_index(rows->table->columns, i);
        if (strcmp(column->id, id) == 0)
            return cell_at(rows, g_array_index(rows->order, guint, row), i);
    }
    return NULL;
}

static char *
words_of(const ReportRows *rows, guint number, guint column)
{
    const ReportColumn *info = g_ptr_array_index(rows->table->columns, column);
    return cell_words(cell_at(rows, number, column), info->unit, info->digits);
}

/* A row is named by its first two cells, those that aren't shown too: "tickets, plan"; whether it
 * is on or off doesn't name it. */
static char *
name_of(const ReportRows *rows, guint number)
{
    GString *name = g_string_new(NULL);

    for (guint i = 0, named = 0; i < rows->table->columns->len && named < 2; i++) {
        const ReportColumn *column = g_ptr_array_index(rows->table->columns, i);
        if (column->unit == UNIT_BOOLEAN)
            continue;
        g_autofree char *words = words_of(rows, number, i);
        g_string_append_printf(name, named++ ? "\t%s" : "%s", words);
    }
    return g_string_free(name, FALSE);
}

char *
report_rows_name(const ReportRows *rows, guint row)
{
    return row < rows->order->len ? name_of(rows, g_array_index(rows->order, guint, row))
                                  : g_strdup("");
}

/* ---- making --------------------------------------------------------------------------------- */

/* How sure a score is, is for experts; how sure money and shares are, for everybody. */
static gboolean
shows_intervals(const ReportRows *rows, const ReportColumn *info)
{
    return rows->expert || info->unit != UNIT_DECIMAL;
}

static guint
n_heads(const ReportRows *rows)
{
    return rows->heads ? rows->heads->rows->len : 0;
}

/* Whether its cells stand a little to the right of those of their heads. */
static gboolean
is_headed(const ReportRows *rows, const ReportColumn *info)
{
    return rows->heads && strcmp(info->id, "name") == 0;
}

static void
measure(ReportRows *rows)
{
    g_array_set_size(rows->widths, 0);
    g_array_set_size(rows->values, 0);
    g_array_set_size(rows->intervals, 0);
    for (guint c = 0; c < rows->columns->len; c++) {
        guint column = g_array_index(rows->columns, guint, c);
        const ReportColumn *info = g_ptr_array_index(rows->table->columns, column);
        gboolean both = shows_intervals(rows, info);
        int value = 0, interval = 0, width;
        for (guint row = 0; row < rows->table->rows->len + n_heads(rows); row++) {
            const Cell *cell = cell_at(rows, row, column);
            g_autofree char *words = cell_value_words(cell, info->unit, info->digits);
            g_autofree char *range =
                both ? cell_interval_words(cell, info->unit, info->digits) : NULL;
            value = MAX(value, text_width(words) + (is_headed(rows, info) ? HEAD_MARK : 0));
            interval = MAX(interval, range ? text_width(range) : 0);
        }
        width = title_width(info->title, value + (interval ? interval + 1 : 0));
        g_array_append_val(rows->widths, width);
        g_array_append_val(rows->values, value);
        g_array_append_val(rows->intervals, interval);
    }
}

static void
show_all(ReportRows *rows)
{
    g_array_set_size(rows->order, 0);
    for (guint row = 0; row < rows->table->rows->len; row++)
        g_array_append_val(rows->order, row);
}

ReportRows *
report_rows_new(const ReportTable *table, gboolean expert, const char *first, const char *without)
{
    ReportRows *rows = g_new0(ReportRows, 1);

    rows->table = table;
    rows->sorted = -1;
    rows->order = g_array_new(FALSE, FALSE, sizeof(guint));
    rows->columns = g_array_new(FALSE, FALSE, sizeof(guint));
    rows->widths = g_array_new(FALSE, FALSE, sizeof(int));
    rows->values = g_array_new(FALSE, FALSE, sizeof(int));
    rows->intervals = g_array_new(FALSE, FALSE, sizeof(int));
    rows->expert = expert;
    rows->marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    rows->folded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < table->columns->len; i++) {
        const ReportColumn *column = g_ptr_array_index(table->columns, i);
        if (!column->title || (column->expert && !expert) ||
            (without && is_listed(without, column->id)))
            continue;
        if (first && strcmp(column->id, first) == 0)
            g_array_prepend_val(rows->columns, i);
        else
            g_array_append_val(rows->columns, i);
    }
    measure(rows);
    show_all(rows);
    return rows;
}

void
report_rows_free(ReportRows *rows)
{
    if (!rows)
        return;
    g_array_unref(rows->order);
    g_array_unref(rows->columns);
    g_array_unref(rows->widths);
    g_array_unref(rows->values);
    g_array_unref(rows->intervals);
    g_hash_table_unref(rows->marks);
    g_hash_table_unref(rows->folded);
    g_free(rows->filter);
    g_free(rows);
}

/* ---- order ---------------------------------------------------------------------------------- */

/* Nulls last, whichever way. */
static int
compare_rows(gconstpointer a, gconstpointer b, gpointer data)
{
    const ReportRows *rows = data;
    guint left = *(const guint *)a, right = *(const guint *)b;
    const Cell *x = report_at(rows->table, left, (guint)rows->sorted);
    const Cell *y = report_at(rows->table, right, (guint)rows->sorted);
    gboolean no_x = x->is_text ? !x->text : isnan(x->value);
    gboolean no_y = y->is_text ? !y->text : isnan(y->value);
    int order;

    if (no_x || no_y)
        return no_x != no_y ? (no_x ? 1 : -1) : left < right ? -1 : left > right;
    if (x->is_text && y->is_text)
        order = g_utf8_collate(x->text, y->text);
    else
        order = x->value < y->value ? -1 : x->value > y->value;
    if (rows->descending)
        order = -order;
    return order ? order : left < right ? -1 : left > right;
}

static gboolean
passes(const ReportRows *rows, guint row, const char *folded)
{
    for (guint c = 0; c < rows->columns->len; c++) {
        g_autofree char *words = words_of(rows, row, g_array_index(rows->columns, guint, c));
        g_autofree char *here = g_utf8_casefold(words, -1);
        if (strstr(here, folded))
            return TRUE;
    }
    return FALSE;
}

/* As they came, each below its head. */
static void
show_grouped(ReportRows *rows)
{
    guint own = rows->table->rows->len;

    g_array_set_size(rows->order, 0);
    for (guint h = 0; h < n_heads(rows); h++) {
        const char *head = report_at(rows->heads, h, rows->fold)->text;
        guint number = own + h;
        g_array_append_val(rows->order, number);
        for (guint row = 0; row < own && !g_hash_table_contains(rows->folded, head); row++)
            if (g_strcmp0(report_at(rows->table, row, rows->fold)->text, head) == 0)
                g_array_append_val(rows->order, row);
    }
}

static void
arrange(ReportRows *rows)
{
    if (rows->heads && !rows->filter && rows->sorted < 0) {
        show_grouped(rows);
        return;
    }
    show_all(rows);
    if (rows->filter) {
        g_autofree char *folded = g_utf8_casefold(rows->filter, -1);
        for (guint i = rows->order->len; i-- > 0;)
            if (!passes(rows, g_array_index(rows->order, guint, i), folded))
                g_array_remove_index(rows->order, i);
    }
    if (rows->sorted >= 0 && (guint)rows->sorted < rows->table->columns->len)
        g_array_sort_with_data(rows->order, compare_rows, rows);
}

void
report_rows_filter(ReportRows *rows, const char *filter)
{
    char *copy = filter && *filter ? g_strdup(filter) : NULL;
    g_free(rows->filter);
    rows->filter = copy;
    arrange(rows);
}

void
report_rows_sort(ReportRows *rows, int column, gboolean descending)
{
    rows->sorted = column;
    rows->descending = descending;
    arrange(rows);
}

void
report_rows_inherit(ReportRows *rows, const ReportRows *before)
{
    GHashTableIter iter;
    gpointer mark;

    rows->sorted = before->sorted;
    rows->descending = before->descending;
    rows->filter = g_strdup(before->filter);
    g_hash_table_iter_init(&iter, before->folded);
    while (g_hash_table_iter_next(&iter, &mark, NULL))
        g_hash_table_add(rows->folded, g_strdup(mark));
    g_hash_table_iter_init(&iter, before->marks);
    while (g_hash_table_iter_next(&iter, &mark, NULL))
        g_hash_table_add(rows->marks, g_strdup(mark));
    arrange(rows);
}

void
report_rows_mark(ReportRows *rows, guint row)
{
    g_autofree char *name = report_rows_name(rows, row);
    if (!g_hash_table_remove(rows->marks, name))
        g_hash_table_add(rows->marks, g_steal_pointer(&name));
}

/* ---- heads ----------------------------------------------------------------------------------
 */

void
report_rows_fold_by(ReportRows *rows, const ReportTable *heads, const char *fold)
{
    rows->heads = heads;
    for (guint i = 0; i < rows->table->columns->len; i++)
        if (strcmp(((ReportColumn *)g_ptr_array_index(rows->table->columns, i))->id, fold) == 0)
            rows->fold = i;
    measure(rows);
    arrange(rows);
}

const char *
report_rows_head(const ReportRows *rows, guint row, gboolean *is_head)
{
    *is_head = FALSE;
    if (!rows->heads || row >= rows->order->len)
        return NULL;
    *is_head = g_array_index(rows->order, guint, row) >= rows->table->rows->len;
    return cell_at(rows, g_array_index(rows->order, guint, row), rows->fold)->text;
}

guint
report_rows_toggle(ReportRows *rows, guint row)
{
    gboolean is_head;
    const char *text = report_rows_head(rows, row, &is_head);
    g_autofree char *head = g_strdup(text);

    if (!head || rows->filter || rows->sorted >= 0)
        return row;
    if (!g_hash_table_remove(rows->folded, head))
        g_hash_table_add(rows->folded, g_strdup(head));
    arrange(rows);
    for (row = 0; row + 1 < rows->order->len; row++)
        if (g_strcmp0(report_rows_head(rows, row, &is_head), head) == 0 && is_head)
            break;
    return row;
}

void
report_rows_fold(ReportRows *rows, char **heads)
{
    for (char **head = heads; *head; head++)
        g_hash_table_add(rows->folded, g_strdup(*head));
    arrange(rows);
}

void
report_rows_toggle_all(ReportRows *rows)
{
    gboolean none = g_hash_table_size(rows->folded) == 0;

    g_hash_table_remove_all(rows->folded);
    for (guint h = 0; none && h < n_heads(rows); h++)
        g_hash_table_add(rows->folded, g_strdup(report_at(rows->heads, h, rows->fold)->text));
    arrange(rows);
}

/* ---- as a source ---------------------------------------------------------------------------- */

static guint
source_rows(gpointer data)
{
    return ((ReportRows *)data)->order->len;
}

static guint
source_columns(gpointer data)
{
    return ((ReportRows *)data)->columns->len;
}

static const char *
source_title(gpointer data, guint column)
{
    return column_of(data, column)->title;
}

static gboolean
source_right(gpointer data, guint column)
{
    return column_of(data, column)->right;
}

/* Columns that an interval stands in, as far as the room allows. */
static int
interval_width(const ReportRows *rows, guint column)
{
    if (rows->narrow >= 2)
        return 0;
    for (guint i = 0; rows->narrow == 1 && i < column; i++)
        if (g_array_index(rows->intervals, int, i))
            return 0;
    return g_array_index(rows->intervals, int, column);
}

static int
source_width(gpointer data, guint column)
{
    const ReportRows *rows = data;
    return interval_width(rows, column) == g_array_index(rows->intervals, int, column)
               ? g_array_index(rows->widths, int, column)
               : title_width(column_of(rows, column)->title,
                             g_array_index(rows->values, int, column));
}

/* What names a row stands a little to the right of its head; takes the words. */
static char *
under_head(const ReportRows *rows, guint row, char *words)
{
    g_autofree char *name = words;
    gboolean is_head;
    const char *head = report_rows_head(rows, row, &is_head);

    if (rows->filter || rows->sorted >= 0)
        return g_steal_pointer(&name);
    return g_strconcat(!is_head                                    ? "  "
                       : g_hash_table_contains(rows->folded, head) ? "▸ "
                                                                   : "▾ ",
                       name, NULL);
}

/* The value, and its interval in a column of its own beside it. */
static char *
source_cell(gpointer data, guint row, guint column)
{
    const ReportRows *rows = data;
    const ReportColumn *info = column_of(rows, column);
    const Cell *cell = report_rows_cell(rows, row, column);
    int width = interval_width(rows, column);
    gboolean is_head;

    report_rows_head(rows, row, &is_head);
    if (is_head && (cell->is_text ? !cell->text : isnan(cell->value)))
        return g_strdup(""); /* of a feature, not of a group */
    char *words = cell_value_words(cell, info->unit, info->digits);
    if (is_headed(rows, info))
        words = under_head(rows, row, words);
    if (!width)
        return words;
    g_autofree char *alone = words;
    g_autofree char *interval = cell_interval_words(cell, info->unit, info->digits);
    g_autofree char *value = text_fit(alone, g_array_index(rows->values, int, column), info->right);
    g_autofree char *padded = text_fit(interval ? interval : "", width, FALSE);
    return g_strdup_printf("%s %s", value, padded);
}

static Style
source_style(gpointer data, guint row, guint column)
{
    gboolean is_head;

    report_rows_head(data, row, &is_head);
    return is_head ? STYLE_HEADING : style_from_word(report_rows_cell(data, row, column)->style);
}

static const char *
source_behind(gpointer data, guint row, guint column)
{
    const char *rows = report_rows_cell(data, row, column)->rows;
    return rows && *rows ? rows : NULL;
}

static gboolean
source_marked(gpointer data, guint row)
{
    const ReportRows *rows = data;
    if (!g_hash_table_size(rows->marks))
        return FALSE;
    g_autofree char *name = report_rows_name(rows, row);
    return g_hash_table_contains(rows->marks, name);
}

static void
source_narrow(gpointer data, int level)
{
    ((ReportRows *)data)->narrow = level;
}

const TableSource report_rows_source = {source_rows,   source_columns, source_title, source_right,
                                        source_width,  source_cell,    source_style, source_behind,
                                        source_marked, source_narrow};
