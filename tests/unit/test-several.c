/* Figures of several classes and of lists against scikit-learn and the definition
 * (tests/reference/several.txt), and what their intervals promise. */
#include <foredesk/stats.h>

#include <math.h>

#include "reference.h"

static guint32 *
whole(const ReferenceCase *reference, const char *key, guint *n)
{
    GArray *numbers = reference_array(reference, key);
    guint32 *values = g_new(guint32, numbers->len + 1);
    for (guint i = 0; i < numbers->len; i++)
        values[i] = (guint32)g_array_index(numbers, double, i);
    *n = numbers->len;
    return values;
}

static void
test_macro_f1(void)
{
    g_autoptr(GPtrArray) cases = reference_load("several.txt");
    guint found = 0, n;
    for (guint i = 0; i < cases->len; i++) {
        const ReferenceCase *one = cases->pdata[i];
        if (!g_str_has_prefix(one->name, "classes-"))
            continue;
        g_autofree guint32 *label = whole(one, "label", &n), *said = whole(one, "predicted", &n);
        guint32 classes = (guint32)g_ascii_strtoull(one->name + 8, NULL, 10);
        double wanted = g_array_index(reference_array(one, "macro_f1"), double, 0);
        g_assert_cmpfloat(fabs(stats_macro_f1(said, label, n, classes) - wanted), <, 1e-12);
        Interval f1 = stats_macro_f1_interval(said, label, n, classes, NULL, 400, 1, 0.95);
        Interval again = stats_macro_f1_interval(said, label, n, classes, NULL, 400, 1, 0.95);
        g_assert_cmpfloat(fabs(f1.value - wanted), <, 1e-12);
        g_assert_true(f1.low < wanted && wanted < f1.high + 0.1);
        g_assert_true(f1.low == again.low && f1.high == again.high);
        found++;
    }
    g_assert_cmpuint(found, ==, 3);
}

/* Twins of every row change nothing where they are known to belong together, and narrow the
 * interval where they aren't. */
static void
test_clusters(void)
{
    enum { ROWS = 300 };
    guint32 label[2 * ROWS], said[2 * ROWS], cluster[2 * ROWS];
    Random random;
    random_seed(&random, 5);
    for (guint i = 0; i < ROWS; i++) {
        label[i] = label[i + ROWS] = random_below(&random, 4);
        said[i] = said[i + ROWS] = random_below(&random, 2) ? label[i] : random_below(&random, 4);
        cluster[i] = cluster[i + ROWS] = i;
    }
    Interval once = stats_macro_f1_interval(said, label, ROWS, 4, NULL, 400, 1, 0.95);
    Interval twins = stats_macro_f1_interval(said, label, 2 * ROWS, 4, cluster, 400, 1, 0.95);
    Interval apart = stats_macro_f1_interval(said, label, 2 * ROWS, 4, NULL, 400, 1, 0.95);
    g_assert_cmpfloat(fabs(once.low - twins.low) + fabs(once.high - twins.high), <, 1e-12);
    g_assert_cmpfloat(apart.high - apart.low, <, 0.85 * (once.high - once.low));
}

static void
test_lists(void)
{
    g_autoptr(GPtrArray) cases = reference_load("several.txt");
    guint found = 0, n, rows;
    for (guint i = 0; i < cases->len; i++) {
        const ReferenceCase *one = cases->pdata[i];
        if (!g_str_has_prefix(one->name, "list-"))
            continue;
        g_autofree guint32 *hits = whole(one, "hits", &n),
                           *relevant = whole(one, "relevant", &rows);
        guint k = (guint)g_ascii_strtoull(one->name + 5, NULL, 10), length = n / rows;
        for (guint row = 0; row < rows; row++, found++) {
            guint8 hit[64];
            for (guint at = 0; at < length; at++)
                hit[at] = (guint8)hits[row * length + at];
            double wanted = g_array_index(reference_array(one, "precision"), double, row);
            g_assert_cmpfloat(fabs(stats_list_precision(hit, length, k, relevant[row]) - wanted), <,
                              1e-12);
        }
    }
    g_assert_cmpuint(found, ==, 60);
    g_assert_true(isnan(stats_list_precision(NULL, 0, 3, 0)));
    g_assert_cmpfloat(stats_list_precision(NULL, 0, 3, 2), ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/several/macro-f1", test_macro_f1);
    g_test_add_func("/several/clusters", test_clusters);
    g_test_add_func("/several/lists", test_lists);
    return g_test_run();
}
