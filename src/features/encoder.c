/* How features become the columns a learner reads: numbers as they are, categories one column a
 * frequent level. Fitted on training rows, stored with the model as JSON. Relies on jansson. */
#include "features/encoder.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

#define MOST_LEVELS 30
#define FEWEST_ROWS 20
#define SMALLEST_SHARE 0.001

static void
encoded_feature_free(EncodedFeature *encoded)
{
    g_free(encoded->expression);
    g_free(encoded->name);
    g_ptr_array_unref(encoded->levels);
    g_hash_table_unref(encoded->index);
    g_free(encoded->policy);
    g_free(encoded->fill_level);
    g_free(encoded);
}

static EncodedFeature *
encoded_feature_new(const char *expression, const char *name, gboolean numeric)
{
    EncodedFeature *encoded = g_new0(EncodedFeature, 1);
    encoded->expression = g_strdup(expression);
    encoded->name = g_strdup(name);
    encoded->numeric = numeric;
    encoded->levels = g_ptr_array_new_with_free_func(g_free);
    encoded->index = g_hash_table_new(g_str_hash, g_str_equal);
    encoded->fill = NAN;
    return encoded;
}

static void
encoded_feature_add_level(EncodedFeature *encoded, const char *level)
{
    char *copy = g_strdup(level);
    g_ptr_array_add(encoded->levels, copy);
    g_hash_table_insert(encoded->index, copy, GUINT_TO_POINTER(encoded->levels->len));
}

Encoder *
encoder_new(void)
{
    Encoder *encoder = g_new0(Encoder, 1);
    encoder->features = g_ptr_array_new_with_free_func((GDestroyNotify)encoded_feature_free);
    encoder->names = g_ptr_array_new_with_free_func(g_free);
    encoder->owner = g_array_new(FALSE, FALSE, sizeof(guint));
    encoder->learned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return encoder;
}

void
encoder_free(Encoder *encoder)
{
    if (!encoder)
        return;
    g_ptr_array_unref(encoder->features);
    g_ptr_array_unref(encoder->names);
    g_array_unref(encoder->owner);
    g_hash_table_unref(encoder->learned);
    g_free(encoder);
}

static void
add_column(Encoder *encoder, EncodedFeature *encoded, const char *level)
{
    guint owner = encoder->features->len;
    g_autofree char *clean = level ? text_clean(level, -1) : NULL;
    g_array_append_val(encoder->owner, owner);
    g_ptr_array_add(encoder->names, clean ? g_strdup_printf("%s = %s", encoded->name, clean)
                                          : g_strdup(encoded->name));
    encoded->width++;
}

/* Lays out the columns of a feature whose levels are settled, and takes it. */
static void
encoder_take(Encoder *encoder, EncodedFeature *encoded)
{
    encoded->first = encoder->names->len;
    if (encoded->numeric) {
        add_column(encoder, encoded, NULL);
    } else {
        for (guint i = 0; i < encoded->levels->len; i++)
            add_column(encoder, encoded, encoded->levels->pdata[i]);
        add_column(encoder, encoded, "(other)");
        if (encoded->missing)
            add_column(encoder, encoded, "(missing)");
    }
    g_ptr_array_add(encoder->features, encoded);
}

/* ---- fitting -----------------------------------------------------------------------------------
 */

typedef struct {
    const char *text;
    guint32 count;
} LevelCount;

static int
compare_levels(gconstpointer a, gconstpointer b)
{
    const LevelCount *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->text, y->text);
}

static void
fit_levels(EncodedFeature *encoded, const FeatureValues *values, const guint32 *rows, guint32 n)
{
    guint32 size = dictionary_size(values->dictionary);
    g_autofree guint32 *counts = g_new0(guint32, size + 1);
    for (guint32 i = 0; i < n; i++) {
        gint32 code = values->code[rows ? rows[i] : i];
        counts[code < 0 ? size : (guint32)code]++;
    }
    encoded->missing = counts[size] > 0;
    guint32 fewest = MAX(FEWEST_ROWS, (guint32)(SMALLEST_SHARE * n + 0.999999));
    g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(LevelCount));
    for (guint32 code = 0; code < size; code++) {
        LevelCount level = {dictionary_text(values->dictionary, code), counts[code]};
        if (level.count >= fewest && g_utf8_validate(level.text, -1, NULL)) /* JSON can't hold it */
            g_array_append_val(levels, level);
    }
    g_array_sort(levels, compare_levels);
    for (guint i = 0; i < MIN(levels->len, MOST_LEVELS); i++)
        encoded_feature_add_level(encoded, g_array_index(levels, LevelCount, i).text);
}

/* ---- what stands for a missing value --------------------------------------------------------- */

gboolean
encoder_needs(const Feature *feature)
{
    return !feature->numeric ||
           (feature->policy && !g_str_has_prefix(feature->policy, "constant="));
}

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The middle one (the lower of two), so that it is a value that occurs. */
static double
median_of(const double *sorted, guint32 n)
{
    return sorted[(n - 1) / 2];
}

/* The least of those that occur most often. */
static double
most_frequent(const double *sorted, guint32 n)
{
    double best = NAN;
    for (guint32 i = 0, most = 0; i < n;) {
        guint32 end = i;
        while (end < n && sorted[end] == sorted[i])
            end++;
        if (end - i > most) {
            most = end - i;
            best = sorted[i];
        }
        i = end;
    }
    return best;
}

static double
fit_number(const char *policy, const FeatureValues *values, const guint32 *rows, guint32 n)
{
    g_autofree double *sorted = g_new(double, MAX(n, 1));
    guint32 known = 0;
    for (guint32 i = 0; i < n; i++) {
        double number = values->number[rows ? rows[i] : i];
        if (!isnan(number))
            sorted[known++] = number;
    }
    if (known == 0)
        return NAN;
    qsort(sorted, known, sizeof *sorted, compare_numbers);
    return strcmp(policy, "median") == 0 ? median_of(sorted, known) : most_frequent(sorted, known);
}

static void
fit_policy(EncodedFeature *encoded, const char *policy, const FeatureValues *values,
           const guint32 *rows, guint32 n)
{
    const char *constant = g_str_has_prefix(policy, "constant=") ? strchr(policy, '=') + 1 : NULL;
    encoded->policy = g_strdup(policy);
    if (!encoded->numeric) {
        if (constant)
            encoded->fill_level = g_strdup(constant);
        else if (strcmp(policy, "most frequent") == 0 && encoded->levels->len)
            encoded->fill_level = g_strdup(encoded->levels->pdata[0]);
        encoded->missing = encoded->missing && !encoded->fill_level;
    } else if (constant) {
        int yes = text_boolean(constant);
        if (!number_parse_decimal(constant, -1, &encoded->fill))
            encoded->fill = yes < 0 ? (double)NAN : yes;
    } else {
        encoded->fill = fit_number(policy, values, rows, n);
    }
}

void
encoder_add(Encoder *encoder, const Feature *feature, const FeatureValues *values,
            const guint32 *rows, guint32 n)
{
    EncodedFeature *encoded =
        encoded_feature_new(feature->expression, feature->name, feature->numeric);
    if (!feature->numeric)
        fit_levels(encoded, values, rows, n);
    if (feature->policy)
        fit_policy(encoded, feature->policy, values, rows, n);
    encoder_take(encoder, encoded);
}

Encoder *
encoder_fit(GPtrArray *values, const guint32 *rows, guint32 n, GError **error)
{
    g_autoptr(Encoder) encoder = encoder_new();
    for (guint i = 0; i < values->len; i++) {
        const FeatureValues *of = values->pdata[i];
        encoder_add(encoder, of->feature, of, rows, n);
    }
    if (encoder->names->len == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no feature is on: turn one on in the Features pane");
        return NULL;
    }
    return g_steal_pointer(&encoder);
}

/* ---- reading -----------------------------------------------------------------------------------
 */

guint
encoder_width(const Encoder *encoder)
{
    return encoder->names->len;
}

guint
encoder_features(const Encoder *encoder)
{
    return encoder->features->len;
}

const char *
encoder_column_name(const Encoder *encoder, guint column)
{
    return encoder->names->pdata[column];
}

guint
encoder_column_feature(const Encoder *encoder, guint column)
{
    return g_array_index(encoder->owner, guint, column);
}

const EncodedFeature *
encoder_feature(const Encoder *encoder, guint feature)
{
    return encoder->features->pdata[feature];
}

guint32 *
encoded_columns(const EncodedFeature *encoded, const Dictionary *dictionary)
{
    guint32 size = dictionary_size(dictionary);
    guint32 *columns = g_new(guint32, size + 1);
    guint32 other = encoded->first + encoded->levels->len;
    for (guint32 code = 0; code < size; code++) {
        guint place = GPOINTER_TO_UINT(
            g_hash_table_lookup(encoded->index, dictionary_text(dictionary, code)));
        columns[code] = place > 0 ? encoded->first + place - 1 : other;
    }
    guint fill = encoded->fill_level
                     ? GPOINTER_TO_UINT(g_hash_table_lookup(encoded->index, encoded->fill_level))
                     : 0;
    columns[size] = fill ? encoded->first + fill - 1 : encoded->missing ? other + 1 : other;
    return columns;
}

/* ---- storing -----------------------------------------------------------------------------------
 */

/* By name, so that the same encoder is the same text. */
static json_t *
learned_json(const Encoder *encoder)
{
    json_t *all = json_object();
    g_autoptr(GList) names = g_hash_table_get_keys(encoder->learned);
    names = g_list_sort(names, (GCompareFunc)strcmp);
    for (const GList *name = names; name; name = name->next)
        json_object_set_new(all, name->data,
                            json_string(g_hash_table_lookup(encoder->learned, name->data)));
    return all;
}

char *
encoder_store(const Encoder *encoder)
{
    json_t *features = json_array();
    for (guint i = 0; i < encoder->features->len; i++) {
        const EncodedFeature *encoded = encoder_feature(encoder, i);
        json_t *entry =
            json_pack("{s:s, s:s}", "expression", encoded->expression, "name", encoded->name);
        if (!encoded->numeric) {
            json_t *levels = json_array();
            for (guint k = 0; k < encoded->levels->len; k++)
                json_array_append_new(levels, json_string_nocheck(encoded->levels->pdata[k]));
            json_object_set_new(entry, "levels", levels);
            json_object_set_new(entry, "missing", json_boolean(encoded->missing));
        }
        if (encoded->policy)
            json_object_set_new(entry, "policy", json_string(encoded->policy));
        if (!isnan(encoded->fill))
            json_object_set_new(entry, "fill", json_real(encoded->fill));
        if (encoded->fill_level)
            json_object_set_new(entry, "fill", json_string(encoded->fill_level));
        json_array_append_new(features, entry);
    }
    json_t *root = json_pack("{s:i, s:o}", "version", 1, "features", features);
    if (g_hash_table_size(encoder->learned))
        json_object_set_new(root, "learned", learned_json(encoder));
    char *text = json_dumps(root, JSON_COMPACT | JSON_PRESERVE_ORDER);
    char *copy = g_strdup(text);
    free(text);
    json_decref(root);
    return copy;
}

static EncodedFeature *
restore_feature(json_t *entry)
{
    const char *expression, *name;
    json_t *levels = json_object_get(entry, "levels");
    if (json_unpack(entry, "{s:s, s:s}", "expression", &expression, "name", &name) != 0)
        return NULL;
    EncodedFeature *encoded = encoded_feature_new(expression, name, levels == NULL);
    size_t i;
    json_t *level;
    json_array_foreach(levels, i, level)
    {
        if (json_is_string(level))
            encoded_feature_add_level(encoded, json_string_value(level));
    }
    encoded->missing = json_is_true(json_object_get(entry, "missing"));
    encoded->policy = g_strdup(json_string_value(json_object_get(entry, "policy")));
    json_t *fill = json_object_get(entry, "fill");
    if (json_is_number(fill))
        encoded->fill = json_number_value(fill);
    encoded->fill_level = g_strdup(json_string_value(fill));
    return encoded;
}

Encoder *
encoder_restore(const char *json, GError **error)
{
    json_t *root = json_loads(json, 0, NULL);
    json_t *features = json_object_get(root, "features");
    g_autoptr(Encoder) encoder = encoder_new();
    gboolean fine =
        json_integer_value(json_object_get(root, "version")) == 1 && json_array_size(features) > 0;
    size_t i;
    const char *name;
    json_t *entry;
    json_object_foreach(json_object_get(root, "learned"), name, entry)
    {
        fine = fine && json_is_string(entry);
        if (fine)
            g_hash_table_insert(encoder->learned, g_strdup(name),
                                g_strdup(json_string_value(entry)));
    }
    json_array_foreach(features, i, entry)
    {
        EncodedFeature *encoded = fine ? restore_feature(entry) : NULL;
        fine = encoded != NULL;
        if (encoded)
            encoder_take(encoder, encoded);
    }
    json_decref(root);
    if (!fine) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "the model's encoder can't be read: delete the model and train again");
        return NULL;
    }
    return g_steal_pointer(&encoder);
}
