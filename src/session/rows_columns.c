/* How a list's rows are described: which columns are shown, in which order and how wide, and what
 * their cells say. */
#include "rows_private.h"

#include <string.h>

/* Where a column's text stands among the cells of a row; −1: in none of them. */
static int
raw_index(const RowList *list, const ColumnInfo *info, RowColumnSource source)
{
    switch (source) {
    case ROW_RAW:
        for (guint i = 0; i < list->table->columns->len; i++)
            if (g_ptr_array_index(list->table->columns, i) == info)
                return (int)i;
        return -1;
    case ROW_ASIDE_LINE:
        return 0;
    case ROW_ASIDE_REASON:
        return 1;
    case ROW_ASIDE_RAW:
        return 2;
    default:
        return -1;
    }
}

static void
add_column(RowList *list, const char *title, const ColumnInfo *info, RowColumnSource source,
           int width, gboolean right)
{
    RowColumn column = {.title = g_strdup(title),
                        .info = info,
                        .source = source,
                        .raw = raw_index(list, info, source),
                        .width = width,
                        .right = right};
    g_array_append_val(list->columns, column);
}

static int
wanted_width(const ColumnInfo *column)
{
    switch (column->kind) {
    case KIND_DATE:
        return column->precision == PRECISION_DAY      ? 10
               : column->precision == PRECISION_MINUTE ? 16
                                                       : 19;
    case KIND_TEXT:
        return column->role == ROLE_BODY ? 60 : 40;
    case KIND_KEY:
        return 12;
    case KIND_INTEGER:
    case KIND_DECIMAL:
        return 10;
    case KIND_BOOLEAN:
        return 7;
    default:
        return 14;
    }
}

static gboolean
is_right(const ColumnInfo *column)
{
    return column->kind == KIND_INTEGER || column->kind == KIND_DECIMAL;
}

static void
add_info(RowList *list, const ColumnInfo *info)
{
    for (guint i = 0; i < list->columns->len; i++)
        if (g_array_index(list->columns, RowColumn, i).info == info)
            return;
    add_column(list, info->name, info, ROW_RAW, wanted_width(info), is_right(info));
}

void
row_list_choose_columns(RowList *list)
{
    static const ColumnRole first[] = {ROLE_CREATED,  ROLE_SUBJECT,  ROLE_CHANNEL, ROLE_PRIORITY,
                                       ROLE_CATEGORY, ROLE_CUSTOMER, ROLE_STATUS};

    if (list->aside) {
        add_column(list, "line", NULL, ROW_ASIDE_LINE, 8, TRUE);
        add_column(list, "why", NULL, ROW_ASIDE_REASON, 30, FALSE);
        add_column(list, "as in the file", NULL, ROW_ASIDE_RAW, 60, FALSE);
        return;
    }
    if (list->table->key)
        add_info(list, list->table->key);
    if (list->scores) {
        add_column(list, "model says", NULL, ROW_SCORE, 12, TRUE);
        add_column(list, "outcome", NULL, ROW_LABEL, 8, FALSE);
    }
    for (guint i = 0; i < G_N_ELEMENTS(first); i++) {
        const ColumnInfo *info = table_role(list->table, first[i]);
        if (info)
            add_info(list, info);
    }
    for (guint i = 0; i < list->table->columns->len; i++)
        add_info(list, g_ptr_array_index(list->table->columns, i));
}

const char *
row_list_title(const RowList *list)
{
    return list->title;
}

guint
row_list_length(const RowList *list)
{
    return list->shown->len;
}

guint
row_list_columns(const RowList *list)
{
    return list->columns->len;
}

const RowColumn *
row_list_column(const RowList *list, guint column)
{
    return &g_array_index(list->columns, RowColumn, column);
}

const char *
row_list_column_name(const RowList *list, guint column)
{
    return row_list_column(list, column)->title;
}

gboolean
row_list_column_right(const RowList *list, guint column)
{
    return row_list_column(list, column)->right;
}

int
row_list_column_width(const RowList *list, guint column)
{
    return row_list_column(list, column)->width;
}

/* ---- cells -------------------------------------------------------------------------------- */

const char *
row_list_raw(RowList *list, guint at, guint column)
{
    int index = row_list_column(list, column)->raw;
    char **cells =
        index < 0 ? NULL : row_list_cells(list, g_array_index(list->row_ids, gint64, at));
    return cells ? cells[index] : NULL;
}

char *
row_list_words(RowList *list, guint at, guint column)
{
    const RowColumn *shape = row_list_column(list, column);

    if (shape->source == ROW_SCORE)
        return number_in_100(g_array_index(list->scores, double, at));
    if (shape->source == ROW_LABEL)
        return g_strdup(list->labels->data[at] ? "yes" : "no");
    return personal_words(shape->info, row_list_raw(list, at, column), list->masked);
}

char *
row_list_cell(RowList *list, guint row, guint column)
{
    if (row >= list->shown->len)
        return g_strdup("");
    return row_list_words(list, g_array_index(list->shown, guint32, row), column);
}

/* The raw table's row id of a shown row, 0 for rows set aside. */
gint64
row_list_row_id(const RowList *list, guint row)
{
    if (list->aside || row >= list->shown->len)
        return 0;
    return g_array_index(list->row_ids, gint64, g_array_index(list->shown, guint32, row));
}

const char *
row_list_table(const RowList *list)
{
    return list->table->name;
}
