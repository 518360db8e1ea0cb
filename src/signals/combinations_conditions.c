/* What conditions there are: a number at least or below a point of its values, a category's value;
 * each as bits of the rows where it holds, as words, and as a reference reads it again. */
#include "signals/combinations.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 12, VALUES = 30 };

static void
condition_free(gpointer data)
{
    ValueCondition *condition = data;
    bit_condition_free(&condition->bit);
    g_free(condition->value);
    g_free(condition->words);
    g_free(condition);
}

void
bit_condition_free(gpointer data)
{
    BitCondition *condition = data;
    g_free(condition->bits[0]);
    g_free(condition->bits[1]);
}

/* ---- whether it holds --------------------------------------------------------------------------
 */

static gboolean
holds(const ValueCondition *condition, const FeatureValues *values, gint32 code, guint32 row)
{
    if (condition->test == VALUE_IS)
        return values->code && code >= 0 && values->code[row] == code;
    if (!values->number || isnan(values->number[row]))
        return FALSE;
    return condition->test == VALUE_AT_LEAST ? values->number[row] >= condition->at
                                             : values->number[row] < condition->at;
}

static guint64 *
bits_of(const ValueCondition *condition, const FeatureValues *values, const BitRows *rows)
{
    guint64 *bits = bits_new(rows);
    gint32 code = condition->value && values->dictionary
                      ? dictionary_code(values->dictionary, condition->value)
                      : -1;
    for (guint32 row = 0; row < rows->n; row++)
        if (holds(condition, values, code, row))
            bits_set(bits, row);
    return bits;
}

/* ---- which are worth looking at ----------------------------------------------------------------
 */

typedef struct {
    GPtrArray *const *values; /* of training, of validation */
    const Task *task;
    const BitRows *rows;
    gboolean masked;
    GPtrArray *conditions;
} Making;

static const FeatureValues *
values_at(const Making *making, guint part, guint feature)
{
    return g_ptr_array_index(making->values[part], feature);
}

static void
add_condition(Making *making, guint feature, ValueTest test, double at, char *value, char *words)
{
    ValueCondition *condition = g_new0(ValueCondition, 1);

    condition->bit.feature = feature;
    condition->feature = values_at(making, 0, feature)->feature;
    condition->test = test;
    condition->at = at;
    condition->value = value;
    condition->words = words;
    for (guint part = 0; part < 2; part++)
        condition->bit.bits[part] =
            bits_of(condition, values_at(making, part, feature), &making->rows[part]);
    g_ptr_array_add(making->conditions, condition);
}

static int
ascending(gconstpointer a, gconstpointer b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Three significant figures: a point that a person can say. */
static double
said(double value)
{
    char text[32];
    g_ascii_formatd(text, sizeof text, "%.3g", value);
    return g_ascii_strtod(text, NULL);
}

static void
add_point(GArray *points, double point)
{
    for (guint i = 0; i < points->len; i++)
        if (g_array_index(points, double, i) == point)
            return;
    g_array_append_val(points, point);
}

/* Of few different values each but the lowest; of many some of their quantiles, and the first whole
 * numbers of those that count. */
static GArray *
points_of(const FeatureValues *values)
{
    static const double shares[] = {0.05, 0.1, 0.2,  0.25, 0.3, 0.4, 0.5,
                                    0.6,  0.7, 0.75, 0.8,  0.9, 0.95};
    GArray *points = g_array_new(FALSE, FALSE, sizeof(double));
    g_autofree double *sorted = g_new(double, (gsize)values->n + 1);
    guint32 n = 0, different = 0;
    gboolean whole = TRUE;

    for (guint32 i = 0; i < values->n; i++)
        if (isfinite(values->number[i]))
            sorted[n++] = values->number[i];
    qsort(sorted, n, sizeof *sorted, ascending);
    for (guint32 i = 0; i < n; i++) {
        different += !i || sorted[i] != sorted[i - 1];
        whole = whole && sorted[i] == floor(sorted[i]);
    }
    for (guint32 i = 1; different <= FEW && i < n; i++)
        if (sorted[i] != sorted[i - 1])
            add_point(points, said(sorted[i]));
    if (different <= FEW)
        return points;
    for (guint i = 0; i < G_N_ELEMENTS(shares); i++)
        add_point(points, said(stats_quantile_sorted(sorted, n, shares[i])));
    for (double count = 1; whole && count <= 3; count++)
        add_point(points, count);
    return points;
}

static void
add_numbers(Making *making, guint feature)
{
    const FeatureValues *values = values_at(making, 0, feature);
    const char *name = values->feature->name;
    g_autoptr(GArray) points = points_of(values);

    for (guint i = 0; i < points->len; i++) {
        double at = g_array_index(points, double, i);
        g_autofree char *number =
            at == floor(at) && fabs(at) < 1e15 ? number_count((gint64)at) : number_short(at);
        add_condition(making, feature, VALUE_AT_LEAST, at, NULL,
                      g_strdup_printf("%s at least %s", name, number));
        add_condition(making, feature, VALUE_BELOW, at, NULL,
                      g_strdup_printf("%s below %s", name, number));
    }
}

typedef struct {
    gint32 code;
    guint32 rows, first;
} Value;

static int
most_first(gconstpointer a, gconstpointer b)
{
    const Value *x = a, *y = b;
    if (x->rows != y->rows)
        return x->rows < y->rows ? 1 : -1;
    return (x->code > y->code) - (x->code < y->code);
}

static void
add_categories(Making *making, guint feature)
{
    const FeatureValues *values = values_at(making, 0, feature);
    guint32 size = dictionary_size(values->dictionary);
    g_autofree Value *found = g_new0(Value, (gsize)size + 1);

    for (guint32 row = 0; row < values->n; row++)
        if (values->code[row] >= 0) {
            Value *value = &found[values->code[row]];
            value->code = values->code[row];
            value->first = value->rows++ ? value->first : row;
        }
    qsort(found, size, sizeof *found, most_first);
    for (guint i = 0; i < MIN(size, VALUES) && found[i].rows >= COMBINED_LEAST; i++) {
        g_autofree char *shown =
            feature_value_words(values, found[i].first, making->task, making->masked);
        add_condition(making, feature, VALUE_IS, NAN,
                      g_strdup(dictionary_text(values->dictionary, (guint32)found[i].code)),
                      g_strdup_printf("%s is %s", values->feature->name, shown));
    }
}

GPtrArray *
value_conditions(GPtrArray *const values[2], const Task *task, const BitRows rows[2],
                 gboolean masked)
{
    Making making = {values, task, rows, masked, g_ptr_array_new_with_free_func(condition_free)};

    for (guint i = 0; i < values[0]->len; i++)
        if (values_at(&making, 0, i)->number)
            add_numbers(&making, i);
        else
            add_categories(&making, i);
    return making.conditions;
}

/* ---- as a reference has them -------------------------------------------------------------------
 */

static const char *const tests[] = {">=", "<", "="};

char *
value_conditions_print(const GPtrArray *conditions, const Combination *combination)
{
    json_t *all = json_array();

    for (guint i = 0; i < combination->n; i++) {
        const ValueCondition *one = g_ptr_array_index(conditions, combination->condition[i]);
        json_t *parts = json_array();
        json_array_append_new(parts, json_string(one->feature->expression));
        json_array_append_new(parts, json_string(tests[one->test]));
        json_array_append_new(parts,
                              one->test == VALUE_IS ? json_string(one->value) : json_real(one->at));
        json_array_append_new(all, parts);
    }
    char *printed = json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(6));
    char *text = g_strdup(printed);
    free(printed);
    json_decref(all);
    return text;
}

/* One of them read again; FALSE where it is none. */
static gboolean
read_condition(const json_t *parts, const Task *task, ValueCondition *condition, GError **error)
{
    const char *expression = json_string_value(json_array_get(parts, 0));
    const char *test = json_string_value(json_array_get(parts, 1));
    const json_t *value = json_array_get(parts, 2);
    guint at = 0;

    while (test && at < G_N_ELEMENTS(tests) && strcmp(test, tests[at]) != 0)
        at++;
    if (!expression || !test || at == G_N_ELEMENTS(tests))
        return FALSE;
    condition->test = (ValueTest)at;
    condition->at = json_number_value(value);
    condition->value = g_strdup(json_string_value(value));
    condition->feature = feature_parse(expression, task, error);
    return condition->feature != NULL;
}

static gboolean
keep_rows(const json_t *parts, const Task *task, FeatureEngine *engine, GArray *rows,
          GError **error)
{
    ValueCondition condition = {0};
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_autoptr(GPtrArray) values = NULL;

    if (read_condition(parts, task, &condition, error)) {
        g_ptr_array_add(one, (gpointer)condition.feature);
        values = feature_compute(engine, one, (const guint32 *)(const void *)rows->data, rows->len,
                                 NULL, error);
    }
    if (values) {
        const FeatureValues *of = g_ptr_array_index(values, 0);
        gint32 code = condition.value && of->dictionary
                          ? dictionary_code(of->dictionary, condition.value)
                          : -1;
        guint n = 0;
        for (guint i = 0; i < rows->len; i++)
            if (holds(&condition, of, code, i))
                g_array_index(rows, guint32, n++) = g_array_index(rows, guint32, i);
        g_array_set_size(rows, n);
    }
    feature_free((Feature *)condition.feature);
    g_free(condition.value);
    return values != NULL;
}

gboolean
combination_rows(const Task *task, GHashTable *parts, FrameStore *frames, sqlite3 *database,
                 Progress *progress, GArray *rows, char **title, GError **error)
{
    const char *text = g_hash_table_lookup(parts, "value");
    const char *part = g_hash_table_lookup(parts, "part");
    const char *label = g_hash_table_lookup(parts, "label");
    gboolean late = g_strcmp0(part, split_name(SPLIT_VALIDATION)) == 0;
    json_t *all = text ? json_loads(text, 0, NULL) : NULL;
    guint32 n = 0;

    if (!json_is_array(all) || (!late && g_strcmp0(part, split_name(SPLIT_TRAIN)) != 0)) {
        json_decref(all);
        return FALSE;
    }
    g_autofree guint32 *of_part = feature_rows(task, late ? SPLIT_VALIDATION : SPLIT_TRAIN, &n);
    g_autoptr(FeatureEngine) engine = feature_engine_new(task, frames, database, error);
    for (guint32 i = 0; i < n; i++)
        if (!label || (task->label[of_part[i]] > 0.5) == (strcmp(label, "1") == 0))
            g_array_append_val(rows, of_part[i]);
    gboolean fine = engine != NULL;
    for (guint i = 0; fine && i < json_array_size(all); i++)
        fine = keep_rows(json_array_get(all, i), task, engine, rows, error);
    json_decref(all);
    g_autofree char *count = table_count(task->frame->table->name, rows->len);
    *title = g_strdup_printf("%s of %s with the combination", count, part);
    return fine;
}
