/* type_figures: 1.234 is a thousand and more, or little more than one. Where every mark of a column
 * stands before three digits, the table's other numbers decide; else a comma parts thousands and a
 * point decimals, and the evidence says that it stays ambiguous. */
#include "frame/type.h"

static gboolean
is_number(const TypedColumn *column)
{
    return column->info->kind == KIND_INTEGER || column->info->kind == KIND_DECIMAL;
}

/* FIGURE_PLAIN where none decides or they disagree. */
static FigureStyle
style_of_others(const TypedColumn *columns, guint n)
{
    gboolean point = FALSE, comma = FALSE;
    for (guint i = 0; i < n; i++) {
        const Readings *readings = &columns[i].scan.readings;
        if (!is_number(&columns[i]) || columns[i].figure_ambiguous)
            continue;
        comma |= columns[i].scan.figure.style == FIGURE_COMMA && readings->only_comma > 0;
        point |= columns[i].scan.figure.style != FIGURE_COMMA && readings->only_point > 0;
    }
    return point == comma ? FIGURE_PLAIN : comma ? FIGURE_COMMA : FIGURE_POINT;
}

void
type_figures(TypedColumn *columns, guint n)
{
    FigureStyle others = style_of_others(columns, n);
    for (guint i = 0; i < n; i++) {
        TypedColumn *column = &columns[i];
        if (!column->figure_ambiguous || column->info->kind_declared || !is_number(column))
            continue;
        gboolean plain = column->scan.figure.style == FIGURE_PLAIN;
        column->figure_reason = others != FIGURE_PLAIN
                                    ? "like the table's other numbers"
                                    : "as a point parts decimals and a comma thousands in English";
        if (others == FIGURE_COMMA || (others == FIGURE_POINT && !plain))
            type_set_figure(column, (FigureFormat){others, 0});
    }
}
