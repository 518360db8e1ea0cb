/* report_json: a Report for programs, as one JSON object; jansson does the letters. */
#include "base/report_unit.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static json_t *
json_text(const char *text)
{
    if (!text)
        return json_null();
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return json_string(valid);
}

/* Whole numbers print without a fraction, as %.17g does; jansson would add ".0" to a real. */
static json_t *
json_number(double value)
{
    if (!isfinite(value))
        return json_null();
    return value == trunc(value) && fabs(value) < 1e15 ? json_integer((json_int_t)value)
                                                       : json_real(value);
}

static json_t *
json_value(const Cell *cell, double value, Unit unit)
{
    if (cell->is_text)
        return json_text(cell->text);
    if (isnan(value))
        return json_null();
    if (unit == UNIT_BOOLEAN)
        return json_boolean(value != 0);
    if (unit == UNIT_TIME) {
        g_autofree char *iso = date_iso(unit_time(value));
        return *iso ? json_string(iso) : json_null();
    }
    return json_number(value);
}

/* Puts a value where its dotted id says, opening the objects on the way. */
static void
set_nested(json_t *object, const char *id, json_t *value)
{
    const char *dot;
    while ((dot = strchr(id, '.'))) {
        g_autofree char *name = g_strndup(id, (gsize)(dot - id));
        json_t *inner = json_object_get(object, name);
        if (!json_is_object(inner)) {
            if (inner)
                g_warning("report: \"%s\" is a value and an object at once", name);
            json_object_set_new(object, name, json_object());
            inner = json_object_get(object, name);
        }
        object = inner;
        id = dot + 1;
    }
    json_object_set_new(object, id, value);
}

static void
set_cell(json_t *object, const char *id, const Cell *cell, Unit unit, gboolean interval)
{
    set_nested(object, id, json_value(cell, cell->value, unit));
    if (!interval)
        return;
    const Cell bound = {0};
    g_autofree char *low = g_strconcat(id, "_low", NULL);
    g_autofree char *high = g_strconcat(id, "_high", NULL);
    set_nested(object, low, json_value(&bound, cell->low, unit));
    set_nested(object, high, json_value(&bound, cell->high, unit));
}

static json_t *
json_table(const ReportTable *table)
{
    json_t *rows = json_array();
    for (guint i = 0; i < table->rows->len; i++) {
        json_t *row = json_object();
        for (guint j = 0; j < table->columns->len; j++) {
            const ReportColumn *column = g_ptr_array_index(table->columns, j);
            set_cell(row, column->id, report_at(table, i, j), column->unit, column->interval);
        }
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *
json_curve(const ReportCurve *curve)
{
    json_t *x = json_array(), *y = json_array();
    for (guint i = 0; i + 1 < curve->points->len; i += 2) {
        json_array_append_new(x, json_number(g_array_index(curve->points, double, i)));
        json_array_append_new(y, json_number(g_array_index(curve->points, double, i + 1)));
    }
    json_t *object = json_object();
    json_object_set_new(object, "x", x);
    json_object_set_new(object, "y", y);
    return object;
}

static json_t *
json_texts(const GPtrArray *texts)
{
    json_t *array = json_array();
    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(array, json_text(g_ptr_array_index(texts, i)));
    return array;
}

void
report_print_json(const Report *report, GString *out)
{
    json_t *root = json_object();
    json_object_set_new(root, "report", json_text(report->id));
    json_object_set_new(root, "sentences", json_texts(report->sentences));
    json_object_set_new(root, "warnings", json_texts(report->warnings));
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        gboolean interval = !isnan(value->cell->low) && !isnan(value->cell->high);
        set_cell(root, value->id, value->cell, value->unit, interval);
    }
    for (guint i = 0; i < report->tables->len; i++) {
        const ReportTable *table = g_ptr_array_index(report->tables, i);
        set_nested(root, table->id, json_table(table));
    }
    if (report->curves->len > 0) {
        json_t *curves = json_object();
        for (guint i = 0; i < report->curves->len; i++) {
            const ReportCurve *curve = g_ptr_array_index(report->curves, i);
            json_object_set_new(curves, curve->id, json_curve(curve));
        }
        json_object_set_new(root, "curves", curves);
    }
    char *text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    g_string_append(out, text);
    g_string_append_c(out, '\n');
    free(text);
    json_decref(root);
}
