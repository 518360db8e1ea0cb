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

static void
test_recall(void)
{
    g_autoptr(GPtrArray) cases = reference_load("several.txt");
    guint found = 0, n, rows;
    for (guint i = 0; i < cases->len; i++) {
        const ReferenceCase *one = cases->pdata[i];
        if (!g_str_has_prefix(one->name, "recall-"))
            continue;
        g_autofree guint32 *hits = whole(one, "hits", &n),
                           *relevant = whole(one, "relevant", &rows);
        guint k = (guint)g_ascii_strtoull(one->name + 7, NULL, 10), length = n / rows;
        for (guint row = 0; row < rows; row++, found++) {
            guint8 hit[64];
            for (guint at = 0; at < length; at++)
                hit[at] = (guint8)hits[row * length + at];
            double wanted = g_array_index(reference_array(one, "recall"), double, row);
            g_assert_cmpfloat(fabs(stats_list_recall(hit, length, k, relevant[row]) - wanted), <,
                              1e-12);
        }
    }
    g_assert_cmpuint(found, ==, 60);
}

static double
mean_away(const ReferenceCase *one, const char *said, const char *came)
{
    GArray *a = reference_array(one, said), *b = reference_array(one, came);
    g_assert_cmpuint(a->len, ==, b->len);
    return stats_mean_away((double *)(void *)a->data, (double *)(void *)b->data, a->len);
}

static void
test_mase(void)
{
    g_autoptr(GPtrArray) cases = reference_load("several.txt");
    guint found = 0;
    for (guint i = 0; i < cases->len; i++) {
        const ReferenceCase *one = cases->pdata[i];
        if (!g_str_has_prefix(one->name, "mase-"))
            continue;
        double mase = mean_away(one, "said", "truth") / mean_away(one, "before", "came");
        double wanted = g_array_index(reference_array(one, "mase"), double, 0);
        g_assert_cmpfloat(fabs(mase - wanted), <, 1e-12);
        found++;
    }
    g_assert_cmpuint(found, ==, 2);
    g_assert_true(isnan(stats_mean_away(NULL, NULL, 0)));
}

static double
class_loss(const double *score, const guint32 *label, guint n, guint classes, double temperature)
{
    double loss = 0;
    for (guint i = 0; i < n; i++) {
        double sum = 0;
        for (guint k = 0; k < classes; k++)
            sum += exp(score[i * classes + k] / temperature);
        loss += (log(sum) - score[i * classes + label[i]] / temperature) / n;
    }
    return loss;
}

/* The temperature, and the log loss before and after it, by scipy. */
static void
test_temperature(void)
{
    g_autoptr(GPtrArray) cases = reference_load("several.txt");
    guint found = 0, n;
    for (guint i = 0; i < cases->len; i++) {
        const ReferenceCase *one = cases->pdata[i];
        if (!g_str_has_prefix(one->name, "temperature-"))
            continue;
        guint classes = (guint)g_ascii_strtoull(one->name + 12, NULL, 10);
        g_autofree guint32 *label = whole(one, "label", &n);
        const double *score = (double *)(void *)reference_array(one, "score")->data;
        const GArray *loss = reference_array(one, "loss");
        double fitted = stats_temperature_fit_classes(score, label, n, classes);
        double wanted = g_array_index(reference_array(one, "temperature"), double, 0);
        g_assert_cmpfloat(fabs(fitted / wanted - 1), <, 1e-5);
        double before = class_loss(score, label, n, classes, 1);
        double after = class_loss(score, label, n, classes, fitted);
        g_assert_cmpfloat(fabs(before - g_array_index(loss, double, 0)), <, 1e-12);
        g_assert_cmpfloat(after, <=, g_array_index(loss, double, 1) + 1e-12);
        g_assert_cmpfloat(after, <, before);
        found++;
    }
    g_assert_cmpuint(found, ==, 2);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/several/macro-f1", test_macro_f1);
    g_test_add_func("/several/clusters", test_clusters);
    g_test_add_func("/several/lists", test_lists);
    g_test_add_func("/several/recall", test_recall);
    g_test_add_func("/several/mase", test_mase);
    g_test_add_func("/several/temperature", test_temperature);
    return g_test_run();
}
