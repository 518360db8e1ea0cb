/* report_print: a Report for people, as lines of text. Every string passes text_plain before it is
 * measured, so that columns stand straight on a terminal without UTF-8 too. */
#include <foredesk/report.h>

#include <math.h>
#include <string.h>

enum { GAP = 2, NARROWEST = 8 };

/* A table laid out: what each visible column prints, and how wide its two parts are. */
typedef struct {
    const ReportColumn *column;
    char *heading;
    char **values, **intervals; /* one a row; an interval may be NULL */
    int value_width, interval_width, width;
} Printed;

static void
printed_free(gpointer data)
{
    Printed *printed = data;
    g_free(printed->heading);
    g_strfreev(printed->values);
    for (char **interval = printed->intervals; interval && *interval; interval++)
        g_free(*interval);
    g_free(printed->intervals);
    g_free(printed);
}

static void
append_padding(GString *out, int count)
{
    for (; count > 0; count--)
        g_string_append_c(out, ' ');
}

static void
end_line(GString *out)
{
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

/* Wraps `text` behind `lead`, further lines indented as far. */
static void
append_wrapped(GString *out, const char *lead, const char *text, int width)
{
    int indent = text_width(lead);
    g_auto(GStrv) lines = text_wrap(text, width > 0 ? MAX(width - indent, NARROWEST) : G_MAXINT);
    for (char **line = lines; *line; line++) {
        if (line == lines)
            g_string_append(out, lead);
        else
            append_padding(out, indent);
        g_string_append(out, *line);
        end_line(out);
    }
}

static void
append_rule(GString *out, int width)
{
    for (; width > 0; width--)
        g_string_append(out, text_utf8() ? "─" : "-");
}

static char *
plain(char *words)
{
    char *shown = words ? text_plain(words) : NULL;
    g_free(words);
    return shown;
}

/* ---- named values ----------------------------------------------------------------------- */

static void
print_values(const Report *report, GString *out)
{
    int width = 0;
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        g_autofree char *title = value->title ? text_plain(value->title) : NULL;
        width = MAX(width, title ? text_width(title) : 0);
    }
    if (width > 0)
        g_string_append_c(out, '\n');
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (!value->title)
            continue;
        g_autofree char *title = text_fit(value->title, width, FALSE);
        g_autofree char *words = plain(cell_words(value->cell, value->unit, value->digits));
        g_string_append_printf(out, "%s  %s", title, words);
        end_line(out);
    }
}

/* ---- tables ----------------------------------------------------------------------------- */

static Printed *
printed_new(const ReportTable *table, guint index)
{
    const ReportColumn *column = g_ptr_array_index(table->columns, index);
    Printed *printed = g_new0(Printed, 1);
    guint rows = table->rows->len;
    printed->column = column;
    printed->heading = text_plain(column->title);
    printed->values = g_new0(char *, rows + 1);
    printed->intervals = g_new0(char *, rows + 1);
    for (guint i = 0; i < rows; i++) {
        const Cell *cell = report_at(table, i, index);
        char *interval = plain(cell_interval_words(cell, column->unit, column->digits));
        printed->values[i] = plain(cell_value_words(cell, column->unit, column->digits));
        printed->intervals[i] = interval ? interval : g_strdup("");
        printed->value_width = MAX(printed->value_width, text_width(printed->values[i]));
        printed->interval_width = MAX(printed->interval_width, text_width(printed->intervals[i]));
    }
    int both = printed->value_width + (printed->interval_width ? GAP + printed->interval_width : 0);
    printed->width = MAX(both, text_width(printed->heading));
    return printed;
}

static int
total_width(const GPtrArray *columns)
{
    int width = 0;
    for (guint i = 0; i < columns->len; i++)
        width += ((Printed *)g_ptr_array_index(columns, i))->width + (i > 0 ? GAP : 0);
    return width;
}

/* Takes columns from the widest text until the table fits, or no text is left to cut. */
static void
narrow(GPtrArray *columns, int width)
{
    int excess = width > 0 ? total_width(columns) - width : 0;
    while (excess > 0) {
        Printed *widest = NULL;
        for (guint i = 0; i < columns->len; i++) {
            Printed *printed = g_ptr_array_index(columns, i);
            gboolean text = printed->column->unit == UNIT_NONE && !printed->interval_width;
            if (text && printed->width > NARROWEST && (!widest || printed->width > widest->width))
                widest = printed;
        }
        if (!widest)
            return;
        widest->width--;
        excess--;
    }
}

static void
append_field(GString *out, const char *text, int width, gboolean right)
{
    g_autofree char *field = text_fit(text, width, right);
    g_string_append(out, field);
}

/* Value and interval each stand in their own column, both at the side the column is aligned to. */
static void
append_cell(GString *out, const Printed *printed, guint row)
{
    gboolean right = printed->column->right;
    if (!printed->interval_width) {
        append_field(out, printed->values[row], printed->width, right);
        return;
    }
    int both = printed->value_width + GAP + printed->interval_width;
    append_padding(out, right ? printed->width - both : 0);
    append_field(out, printed->values[row], printed->value_width, right);
    append_padding(out, GAP);
    append_field(out, printed->intervals[row], printed->interval_width, right);
    append_padding(out, right ? 0 : printed->width - both);
}

static void
append_heading(GString *out, const GPtrArray *columns)
{
    for (guint i = 0; i < columns->len; i++) {
        const Printed *printed = g_ptr_array_index(columns, i);
        append_padding(out, i > 0 ? GAP : 0);
        append_field(out, printed->heading, printed->width, printed->column->right);
    }
    end_line(out);
    for (guint i = 0; i < columns->len; i++) {
        append_padding(out, i > 0 ? GAP : 0);
        append_rule(out, ((Printed *)g_ptr_array_index(columns, i))->width);
    }
    end_line(out);
}

static void
print_table(const ReportTable *table, int width, gboolean expert, GString *out)
{
    g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(printed_free);
    g_string_append_c(out, '\n');
    if (table->title)
        append_wrapped(out, "", table->title, width);
    if (table->rows->len == 0) {
        g_string_append(out, "none\n");
        return;
    }
    for (guint j = 0; j < table->columns->len; j++) {
        const ReportColumn *column = g_ptr_array_index(table->columns, j);
        if (column->title && (expert || !column->expert))
            g_ptr_array_add(columns, printed_new(table, j));
    }
    narrow(columns, width);
    append_heading(out, columns);
    for (guint i = 0; i < table->rows->len; i++) {
        for (guint j = 0; j < columns->len; j++) {
            append_padding(out, j > 0 ? GAP : 0);
            append_cell(out, g_ptr_array_index(columns, j), i);
        }
        end_line(out);
    }
}

void
report_print_text(const Report *report, int width, gboolean expert, GString *out)
{
    if (report->title) {
        g_autofree char *title = text_plain(report->title);
        g_string_append_printf(out, "%s\n", title);
        append_rule(out, text_width(title));
        end_line(out);
    }
    for (guint i = 0; i < report->sentences->len; i++)
        append_wrapped(out, "", g_ptr_array_index(report->sentences, i), width);
    for (guint i = 0; i < report->warnings->len; i++)
        append_wrapped(out, "! ", g_ptr_array_index(report->warnings, i), width);
    print_values(report, out);
    for (guint i = 0; i < report->tables->len; i++) {
        const ReportTable *table = g_ptr_array_index(report->tables, i);
        if (!table->hidden)
            print_table(table, width, expert, out);
    }
}
