/* Reads the values that another implementation computed (tests/reference/NAME.txt): lines of a key
 * and numbers, in cases opened by "case NAME". Header-only, for the unit tests. */
#pragma once

#include <glib.h>
#include <string.h>

typedef struct {
    char *name;
    GHashTable *values; /* char* → GArray of double */
} ReferenceCase;

static inline void
reference_case_free(gpointer data)
{
    ReferenceCase *one = data;
    g_free(one->name);
    g_hash_table_unref(one->values);
    g_free(one);
}

static inline GArray *
reference_numbers(const char *text)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(double));
    for (char *end; *text; text = end) {
        double number = g_ascii_strtod(text, &end);
        if (end == text)
            break;
        g_array_append_val(numbers, number);
    }
    return numbers;
}

/* The cases of a file, ReferenceCase* in order; the test stops where the file can't be read. */
static inline GPtrArray *
reference_load(const char *file)
{
    const char *source = g_getenv("FOREDESK_SOURCE");
    g_autofree char *path = g_build_filename(source ? source : ".", "tests/reference", file, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &text, NULL, &error))
        g_error("%s", error->message);
    GPtrArray *cases = g_ptr_array_new_with_free_func(reference_case_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        char *blank = strchr(*line, ' ');
        if (**line == '#' || !blank)
            continue;
        *blank = '\0';
        if (strcmp(*line, "case") == 0) {
            ReferenceCase *one = g_new(ReferenceCase, 1);
            one->name = g_strdup(blank + 1);
            one->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                                (GDestroyNotify)g_array_unref);
            g_ptr_array_add(cases, one);
        } else {
            ReferenceCase *one = g_ptr_array_index(cases, cases->len - 1);
            g_hash_table_insert(one->values, g_strdup(*line), reference_numbers(blank + 1));
        }
    }
    return cases;
}

static inline ReferenceCase *
reference_find(GPtrArray *cases, const char *name)
{
    for (guint i = 0; i < cases->len; i++) {
        ReferenceCase *one = g_ptr_array_index(cases, i);
        if (strcmp(one->name, name) == 0)
            return one;
    }
    g_error("the reference has no case %s", name);
}

static inline GArray *
reference_array(const ReferenceCase *one, const char *key)
{
    GArray *numbers = g_hash_table_lookup(one->values, key);
    if (!numbers)
        g_error("case %s has no %s", one->name, key);
    return numbers;
}

static inline double
reference_value(const ReferenceCase *one, const char *key, guint index)
{
    GArray *numbers = reference_array(one, key);
    g_assert_cmpuint(index, <, numbers->len);
    return g_array_index(numbers, double, index);
}
