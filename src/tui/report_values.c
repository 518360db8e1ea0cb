/* A report's named values as a table of two columns: what, and how much. */
#include "config.h"

#include "report_view.h"

#include <math.h>

/* ---- values as a table ---------------------------------------------------------------------- */

static const ReportValue *
value_at(gpointer data, guint row)
{
    return g_ptr_array_index(((Block *)data)->values, row);
}

static guint
values_rows(gpointer data)
{
    return ((Block *)data)->values->len;
}

static guint
values_columns(gpointer data)
{
    return 2;
}

static const char *
values_title(gpointer data, guint column)
{
    return "";
}

static gboolean
values_right(gpointer data, guint column)
{
    return FALSE;
}

static char *
values_cell(gpointer data, guint row, guint column)
{
    const ReportValue *value = value_at(data, row);
    return column == 0 ? g_strdup(value->title)
                       : cell_words(value->cell, value->unit, value->digits);
}

static int
values_width(gpointer data, guint column)
{
    int width = 0;
    for (guint row = 0; row < values_rows(data); row++) {
        g_autofree char *words = values_cell(data, row, column);
        width = MAX(width, text_width(words));
    }
    return width;
}

static Style
values_style(gpointer data, guint row, guint column)
{
    return column == 0 ? STYLE_DIM : style_from_word(value_at(data, row)->cell->style);
}

static const char *
values_behind(gpointer data, guint row, guint column)
{
    const char *rows = column ? value_at(data, row)->cell->rows : NULL;
    return rows && *rows ? rows : NULL;
}

static gboolean
values_marked(gpointer data, guint row)
{
    return FALSE;
}

const TableSource report_values_source = {values_rows,  values_columns, values_title,
                                          values_right, values_width,   values_cell,
                                          values_style, values_behind,  values_marked};

/* ---- blocks --------------------------------------------------------------------------------- */
