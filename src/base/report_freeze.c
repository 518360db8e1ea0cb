/* The whole report as JSON and back, losslessly: how cached reports are kept. Cells are arrays,
 * since a report may have many; a figure that isn't a number is null, an infinite one a word. */
#include <foredesk/report.h>

#include <jansson.h>
#include <math.h>
#include <string.h>

/* ---- freezing ------------------------------------------------------------------------------- */

static json_t *
freeze_text(const char *text)
{
    if (text == NULL)
        return json_null();
    if (g_utf8_validate(text, -1, NULL))
        return json_string_nocheck(text);
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return json_string_nocheck(valid);
}

static json_t *
freeze_number(double number)
{
    if (isnan(number))
        return json_null();
    if (isinf(number))
        return json_string(number > 0 ? "inf" : "-inf");
    return json_real(number);
}

static json_t *
freeze_cell(const Cell *cell)
{
    json_t *array = json_array();
    json_array_append_new(array, json_boolean(cell->is_text));
    json_array_append_new(array, freeze_text(cell->text));
    json_array_append_new(array, freeze_number(cell->value));
    json_array_append_new(array, freeze_number(cell->low));
    json_array_append_new(array, freeze_number(cell->high));
    json_array_append_new(array, freeze_text(cell->rows));
    json_array_append_new(array, freeze_text(cell->style));
    if (cell->open)
        json_array_append_new(array, json_true());
    return array;
}

static json_t *
freeze_texts(const GPtrArray *texts)
{
    json_t *array = json_array();
    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(array, freeze_text(g_ptr_array_index(texts, i)));
    return array;
}

static json_t *
freeze_value(const ReportValue *value)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", freeze_text(value->id));
    json_object_set_new(object, "title", freeze_text(value->title));
    json_object_set_new(object, "unit", json_integer(value->unit));
    json_object_set_new(object, "digits", json_integer(value->digits));
    json_object_set_new(object, "cell", freeze_cell(value->cell));
    return object;
}

static json_t *
freeze_column(const ReportColumn *column)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", freeze_text(column->id));
    json_object_set_new(object, "title", freeze_text(column->title));
    json_object_set_new(object, "unit", json_integer(column->unit));
    json_object_set_new(object, "digits", json_integer(column->digits));
    json_object_set_new(object, "right", json_boolean(column->right));
    json_object_set_new(object, "expert", json_boolean(column->expert));
    json_object_set_new(object, "interval", json_boolean(column->interval));
    return object;
}

static json_t *
freeze_table(const ReportTable *table)
{
    json_t *object = json_object(), *columns = json_array(), *rows = json_array();
    for (guint i = 0; i < table->columns->len; i++)
        json_array_append_new(columns, freeze_column(g_ptr_array_index(table->columns, i)));
    for (guint i = 0; i < table->rows->len; i++) {
        const Cell *cells = g_ptr_array_index(table->rows, i);
        json_t *row = json_array();
        for (guint j = 0; j < table->columns->len; j++)
            json_array_append_new(row, freeze_cell(&cells[j]));
        json_array_append_new(rows, row);
    }
    json_object_set_new(object, "id", freeze_text(table->id));
    json_object_set_new(object, "title", freeze_text(table->title));
    json_object_set_new(object, "hidden", json_boolean(table->hidden));
    json_object_set_new(object, "columns", columns);
    json_object_set_new(object, "rows", rows);
    return object;
}

static json_t *
freeze_curve(const ReportCurve *curve)
{
    json_t *object = json_object(), *points = json_array();
    for (guint i = 0; i < curve->points->len; i++)
        json_array_append_new(points, freeze_number(g_array_index(curve->points, double, i)));
    json_object_set_new(object, "id", freeze_text(curve->id));
    json_object_set_new(object, "title", freeze_text(curve->title));
    json_object_set_new(object, "x", freeze_text(curve->x_title));
    json_object_set_new(object, "y", freeze_text(curve->y_title));
    json_object_set_new(object, "points", points);
    return object;
}

char *
report_freeze(const Report *report)
{
    json_t *root = json_object(), *values = json_array(), *tables = json_array(),
           *curves = json_array();
    for (guint i = 0; i < report->values->len; i++)
        json_array_append_new(values, freeze_value(g_ptr_array_index(report->values, i)));
    for (guint i = 0; i < report->tables->len; i++)
        json_array_append_new(tables, freeze_table(g_ptr_array_index(report->tables, i)));
    for (guint i = 0; i < report->curves->len; i++)
        json_array_append_new(curves, freeze_curve(g_ptr_array_index(report->curves, i)));
    json_object_set_new(root, "report", freeze_text(report->id));
    json_object_set_new(root, "title", freeze_text(report->title));
    json_object_set_new(root, "sentences", freeze_texts(report->sentences));
    json_object_set_new(root, "warnings", freeze_texts(report->warnings));
    json_object_set_new(root, "values", values);
    json_object_set_new(root, "tables", tables);
    json_object_set_new(root, "curves", curves);
    char *dumped = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    char *text = g_strdup(dumped);
    free(dumped);
    return text;
}

/* ---- thawing -------------------------------------------------------------------------------- */

static char *
thaw_text(const json_t *text)
{
    const char *words = json_string_value(text);
    return words ? text_clean(words, -1) : NULL; /* a file can be damaged, or made to harm */
}

static double
thaw_number(const json_t *number)
{
    if (json_is_string(number))
        return json_string_value(number)[0] == '-' ? -INFINITY : INFINITY;
    return json_is_number(number) ? json_number_value(number) : NAN;
}

static void
thaw_cell(const json_t *array, Cell *cell)
{
    cell->is_text = json_is_true(json_array_get(array, 0));
    g_free(cell->text);
    cell->text = thaw_text(json_array_get(array, 1));
    cell->value = thaw_number(json_array_get(array, 2));
    cell->low = thaw_number(json_array_get(array, 3));
    cell->high = thaw_number(json_array_get(array, 4));
    cell->rows = thaw_text(json_array_get(array, 5));
    cell->style = thaw_text(json_array_get(array, 6));
    cell->open = json_is_true(json_array_get(array, 7));
}

static void
thaw_texts(const json_t *array, GPtrArray *texts)
{
    for (gsize i = 0; i < json_array_size(array); i++)
        g_ptr_array_add(texts, thaw_text(json_array_get(array, i)));
}

static const char *
text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static int
integer_of(const json_t *object, const char *name)
{
    return (int)json_integer_value(json_object_get(object, name));
}

static void
thaw_table(const json_t *object, Report *report)
{
    ReportTable *table = report_table(report, text_of(object, "id"), text_of(object, "title"));
    table->hidden = json_is_true(json_object_get(object, "hidden"));
    const json_t *columns = json_object_get(object, "columns"),
                 *rows = json_object_get(object, "rows");
    for (gsize i = 0; i < json_array_size(columns); i++) {
        const json_t *stored = json_array_get(columns, i);
        ReportColumn *column =
            report_column(table, text_of(stored, "id"), text_of(stored, "title"),
                          (Unit)integer_of(stored, "unit"), integer_of(stored, "digits"));
        column->right = json_is_true(json_object_get(stored, "right"));
        column->expert = json_is_true(json_object_get(stored, "expert"));
        column->interval = json_is_true(json_object_get(stored, "interval"));
    }
    for (gsize i = 0; i < json_array_size(rows); i++) {
        report_row(table);
        for (guint j = 0; j < table->columns->len; j++)
            thaw_cell(json_array_get(json_array_get(rows, i), j), report_cell(table, NAN));
    }
}

static void
thaw_curve(const json_t *object, Report *report)
{
    ReportCurve *curve = report_curve(report, text_of(object, "id"), text_of(object, "title"),
                                      text_of(object, "x"), text_of(object, "y"));
    const json_t *points = json_object_get(object, "points");
    for (gsize i = 0; i + 1 < json_array_size(points); i += 2)
        report_point(curve, thaw_number(json_array_get(points, i)),
                     thaw_number(json_array_get(points, i + 1)));
}

Report *
report_thaw(const char *text)
{
    json_t *root = json_loads(text, 0, NULL);
    const char *id = text_of(root, "report");
    if (id == NULL) {
        json_decref(root);
        return NULL;
    }
    Report *report = report_new(id, text_of(root, "title"));
    thaw_texts(json_object_get(root, "sentences"), report->sentences);
    thaw_texts(json_object_get(root, "warnings"), report->warnings);
    const json_t *values = json_object_get(root, "values");
    for (gsize i = 0; i < json_array_size(values); i++) {
        const json_t *stored = json_array_get(values, i);
        Cell *cell =
            report_number(report, text_of(stored, "id"), text_of(stored, "title"),
                          (Unit)integer_of(stored, "unit"), integer_of(stored, "digits"), NAN);
        thaw_cell(json_object_get(stored, "cell"), cell);
    }
    const json_t *tables = json_object_get(root, "tables");
    for (gsize i = 0; i < json_array_size(tables); i++)
        thaw_table(json_array_get(tables, i), report);
    const json_t *curves = json_object_get(root, "curves");
    for (gsize i = 0; i < json_array_size(curves); i++)
        thaw_curve(json_array_get(curves, i), report);
    json_decref(root);
    return report;
}
