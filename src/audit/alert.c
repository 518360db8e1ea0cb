/* An alert: made, counted, given its rows and its repair; and the small statistics that several
 * rules share. */
#include "audit/alert.h"

#include <math.h>
#include <string.h>

/* ---- making -----------------------------------------------------------------------------------
 */

Alert *
alert_add(Inspection *inspection, AlertKind kind, Severity severity, const ColumnInfo *column,
          const char *found, ...)
{
    Alert *alert = g_new0(Alert, 1);
    va_list arguments;

    va_start(arguments, found);
    alert->found = g_strdup_vprintf(found, arguments);
    va_end(arguments);
    alert->kind = kind;
    alert->severity = severity;
    alert->column = column;
    alert->table = inspection->table;
    alert->count = alert->of = alert->events = -1;
    g_ptr_array_add(inspection->alerts, alert);
    return alert;
}

char *
row_set_key(const TableInfo *table, const char *kind, const ColumnInfo *column)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s%s%s", table->id, kind, column ? "." : "",
                           column ? column->name : "");
}

static char *
row_set_name(const Alert *alert)
{
    return alert->column
               ? g_strdup_printf("%s.%s", alert_info(alert->kind)->id, alert->column->name)
               : g_strdup(alert_info(alert->kind)->id);
}

void
alert_rows(Inspection *inspection, Alert *alert, const guint8 *rows)
{
    const Frame *frame = inspection->frame;
    const Task *task = inspection->task;
    gint64 count = 0, events = 0;

    for (guint32 i = 0; i < frame->n; i++) {
        count += rows[i] != 0;
        if (rows[i] && task && task->label[i] > 0.5) /* NaN is not */
            events++;
    }
    alert->count = count;
    alert->of = frame->n;
    alert->events = task ? events : -1;
    if (!count)
        return;
    g_autofree char *name = row_set_name(alert);
    alert->reference = g_strdup_printf("table=%s;alert=%s", inspection->table->name, name);
    g_hash_table_replace(inspection->row_sets,
                         row_set_key(inspection->table, alert_info(alert->kind)->id, alert->column),
                         row_set_new(frame->row_id, rows, frame->n));
}

void
alert_reference(Alert *alert, gint64 count, gint64 of, const char *format, ...)
{
    va_list arguments;

    alert->count = count;
    alert->of = of;
    va_start(arguments, format);
    alert->reference = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

void
alert_command(Alert *alert, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    alert->command = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

void
alert_clean_rows(const Inspection *inspection, Alert *alert, const char *reason)
{
    g_autofree char *name = row_set_name(alert);
    alert_command(alert, "clean rows %s alert=%s reason=\"%s\"", inspection->table->name, name,
                  reason);
}

void
alert_clean_cells(const Inspection *inspection, Alert *alert, const char *reason)
{
    g_autofree char *name = row_set_name(alert);
    alert_command(alert, "clean cells %s.%s alert=%s reason=\"%s\"", inspection->table->name,
                  alert->column->name, name, reason);
}

/* As the session's commands quote their words. */
void
command_word(GString *line, const char *word)
{
    gboolean plain = *word && strcspn(word, " \t\n\r\v\f\"'\\=#") == strlen(word);

    g_string_append(line, plain ? " " : " \"");
    for (const char *p = word; *p; p++) {
        if (*p == '"' || *p == '\\' || *p == '\n')
            g_string_append_c(line, '\\');
        g_string_append_c(line, *p == '\n' ? 'n' : *p);
    }
    if (!plain)
        g_string_append_c(line, '"');
}

char *
alert_share(gint64 count, gint64 of)
{
    g_autofree char *part = number_count(count), *whole = number_count(of);
    double share = of ? (double)count / (double)of : NAN;
    gboolean edge = share < 0.1 || (share >= 0.995 && share < 1);
    g_autofree char *figure = number_percent(share, share < 0.001 ? 2 : edge ? 1 : 0);
    const char *percent = share > 0 && share < 0.00005   ? "under 0.01 %" /* not "0" of some */
                          : share >= 0.9995 && share < 1 ? "over 99.9 %"
                                                         : figure;
    return g_strdup_printf("%s of %s (%s)", part, whole, percent);
}

char *
alert_value(const Inspection *inspection, const ColumnInfo *column, const char *raw)
{
    g_autofree char *words = personal_words(column, raw, inspection->masked);
    g_autofree char *head = text_width(words) > 32 ? text_fit(words, 32, FALSE) : NULL;
    return g_strdup_printf("“%s”", head ? head : words);
}

/* ---- what is known ----------------------------------------------------------------------------
 */

const ColumnStats *
inspection_stats(const Inspection *inspection, guint column)
{
    return &inspection->stats[column];
}

const FrameColumn *
inspection_column(const Inspection *inspection, guint column)
{
    return frame_column_of(inspection->frame,
                           g_ptr_array_index(inspection->table->columns, column));
}

gboolean
is_number_kind(ColumnKind kind)
{
    return kind == KIND_INTEGER || kind == KIND_DECIMAL;
}

gboolean
is_candidate(const Inspection *inspection, const ColumnInfo *column)
{
    return column->kind != KIND_EMPTY && column != inspection->table->key &&
           column->role != ROLE_ID && column->role != ROLE_CREATED &&
           !*column_defines(inspection->task, column);
}

/* ---- statistics -------------------------------------------------------------------------------
 */

void
benjamini_hochberg(const double *p, guint n, double q, guint8 *passed)
{
    g_autofree guint32 *order = g_new(guint32, n + 1);
    guint last = 0;

    stats_order(p, n, NULL, order);
    for (guint i = 0; i < n; i++)
        if (p[order[i]] <= q * (i + 1) / n) /* NaN is not */
            last = i + 1;
    for (guint i = 0; i < n; i++)
        passed[order[i]] = i < last;
}

/* The regularised upper incomplete gamma function Q(k/2, x/2): its series below k/2 + 1, Lentz's
 * continued fraction above (Abramowitz & Stegun 6.5.29, 6.5.31). */
double
chi_square_tail(double x, double k)
{
    double a = k / 2, y = x / 2, scale;

    if (!(x > 0) || !(k > 0))
        return x <= 0 ? 1 : NAN;
    scale = exp(-y + a * log(y) - lgamma(a));
    if (y < a + 1) {
        double term = 1 / a, sum = term;
        for (int i = 1; i < 2000 && term > sum * 1e-16; i++)
            sum += term *= y / (a + i);
        return CLAMP(1 - sum * scale, 0, 1);
    }
    double b = y + 1 - a, c = 1e300, d = 1 / b, h = d;
    for (int i = 1; i < 2000; i++) {
        double an = -i * (i - a), delta;
        b += 2;
        d = 1 / (fabs(an * d + b) < 1e-300 ? 1e-300 : an * d + b);
        c = b + an / c;
        delta = d * (fabs(c) < 1e-300 ? c = 1e-300 : c);
        h *= delta;
        if (fabs(delta - 1) < 1e-15)
            break;
    }
    return CLAMP(h * scale, 0, 1);
}
