/* What a person acts on, against made rows: the search for combinations finds what was planted and
 * nothing where outcomes are by lot; the best assignment and the nested model are those of scipy.
 */
#include "signals/combinations.h"

#include "reference.h"

#include <string.h>

enum { FEATURES = 12, TRAIN = 1600, JUDGED = 600 };

typedef struct {
    GPtrArray *conditions;
    guint8 label[2][TRAIN];
    guint32 cluster[2][TRAIN];
    double value[2][FEATURES][TRAIN];
    BitRows rows[2];
} Made;

static void
condition_free(gpointer data)
{
    bit_condition_free(data);
    g_free(data);
}

/* Each number from 0 to 1 at its fifths, at least and below. */
static void
add_conditions(Made *made)
{
    made->conditions = g_ptr_array_new_with_free_func(condition_free);
    for (guint feature = 0; feature < FEATURES; feature++)
        for (guint k = 2; k < 10; k++) {
            BitCondition *one = g_new0(BitCondition, 1);
            one->feature = feature;
            for (guint part = 0; part < 2; part++) {
                one->bits[part] = bits_new(&made->rows[part]);
                for (guint32 i = 0; i < made->rows[part].n; i++)
                    if ((made->value[part][feature][i] >= (k / 2) / 5.0) == (k % 2 == 0))
                        bits_set(one->bits[part], i);
            }
            g_ptr_array_add(made->conditions, one);
        }
}

typedef enum { BY_LOT, BY_CUSTOMER, PLANTED } Outcome;

/* Planted: where the first three are high it happens in 7 of 10, else in 1 of 10; clusters of five
 * share their first number. By customer: clusters of ten share all numbers and how often it
 * happens, which hang together by luck alone. */
static Made *
made_new(guint64 seed, Outcome outcome)
{
    Made *made = g_new0(Made, 1);
    Random random;

    random_seed(&random, seed);
    for (guint part = 0; part < 2; part++) {
        guint32 n = part ? JUDGED : TRAIN;
        double likely = 0.1;
        for (guint32 i = 0; i < n; i++) {
            guint32 first = i - i % (outcome == BY_CUSTOMER ? 10 : 5);
            made->cluster[part][i] = first;
            likely = outcome != BY_CUSTOMER ? 0.1
                     : i == first           ? (random_double(&random) < 0.2 ? 0.5 : 0.05)
                                            : likely;
            for (guint k = 0; k < FEATURES; k++)
                made->value[part][k][i] = i > first && (k == 0 || outcome == BY_CUSTOMER)
                                              ? made->value[part][k][first]
                                              : random_double(&random);
            gboolean high = made->value[part][0][i] >= 0.6 && made->value[part][1][i] >= 0.4 &&
                            made->value[part][2][i] >= 0.4;
            made->label[part][i] =
                random_double(&random) < (outcome == PLANTED && high ? 0.7 : likely);
        }
        bit_rows_init(&made->rows[part], made->label[part], made->cluster[part], n);
    }
    add_conditions(made);
    return made;
}

static void
made_free(Made *made)
{
    g_ptr_array_unref(made->conditions);
    bit_rows_clear(&made->rows[0]);
    bit_rows_clear(&made->rows[1]);
    g_free(made);
}

static guint
feature_of(const Made *made, guint condition)
{
    return ((const BitCondition *)g_ptr_array_index(made->conditions, condition))->feature;
}

static void
test_planted(void)
{
    Made *made = made_new(7, PLANTED);
    guint64 tried;
    g_autoptr(GArray) found = combinations_search(made->conditions, made->rows, &tried, NULL, NULL);

    g_assert_cmpuint(found->len, >, 0);
    const Combination *first = &g_array_index(found, Combination, 0);
    g_assert_true(first->confirmed);
    g_assert_cmpuint(first->n, ==, 3);
    for (guint i = 0; i < 3; i++)
        g_assert_cmpuint(feature_of(made, first->condition[i]), ==, i);
    g_assert_cmpfloat(first->times.low, >, 3);
    g_assert_cmpfloat(first->rate[1].low, <, 0.7);
    g_assert_cmpfloat(first->rate[1].high, >, 0.7);
    for (guint i = 0; i < 3; i++) {
        g_assert_cmpfloat(first->alone[i], <, 0.4);
        g_assert_cmpfloat(first->without[i], <, 0.3);
    }
    /* Its counts are those of its rows. */
    guint32 rows = 0, events = 0;
    for (guint32 i = 0; i < JUDGED; i++) {
        gboolean all = TRUE;
        for (guint k = 0; k < first->n; k++)
            all = all && bits_has(((const BitCondition *)g_ptr_array_index(made->conditions,
                                                                           first->condition[k]))
                                      ->bits[1],
                                  i);
        rows += all;
        events += all && made->label[1][i];
    }
    g_assert_cmpuint(rows, ==, first->rows[1]);
    g_assert_cmpuint(events, ==, first->events[1]);
    for (guint i = 1; i < found->len; i++)
        g_assert_false(g_array_index(found, Combination, i).confirmed);
    made_free(made);
}

/* By lot something is told in fewer than one of twenty: 16 of 200 is beyond that but for one chance
 * in fifty. */
static void
test_lot(void)
{
    guint told = 0;
    for (guint seed = 1; seed <= 200; seed++) {
        Made *made = made_new(1000 + seed, seed % 2 ? BY_LOT : BY_CUSTOMER);
        guint64 tried;
        g_autoptr(GArray) found =
            combinations_search(made->conditions, made->rows, &tried, NULL, NULL);
        for (guint i = 0; i < found->len; i++)
            if (g_array_index(found, Combination, i).confirmed) {
                told++;
                break;
            }
        made_free(made);
    }
    g_test_message("told in %u of 200", told);
    g_assert_cmpuint(told, <=, 16);
}

/* ---- who does what how well --------------------------------------------------------------------
 */

static void
assert_close(double got, double wanted, double within)
{
    if (!(fabs(got - wanted) <= within))
        g_error("%.12g is not %.12g within %g", got, wanted, within);
}

static const double *
numbers(const ReferenceCase *one, const char *key)
{
    return (const double *)(const void *)reference_array(one, key)->data;
}

static void
assert_assignment(const ReferenceCase *one)
{
    guint32 n = (guint32)numbers(one, "size")[0], m = (guint32)numbers(one, "size")[1];
    const double *cost = numbers(one, "cost");
    g_autofree guint32 *capacity = g_new(guint32, m), *assigned = g_new(guint32, n);
    double sum = 0;

    for (guint32 c = 0; c < m; c++)
        capacity[c] = (guint32)numbers(one, "capacity")[c];
    assert_close(stats_assign(cost, n, m, capacity, assigned), numbers(one, "least")[0], 1e-9);
    for (guint32 r = 0; r < n; r++) {
        g_assert_cmpuint(assigned[r], <, m);
        g_assert_cmpuint(capacity[assigned[r]]--, >, 0);
        sum += cost[r * m + assigned[r]];
    }
    assert_close(sum, numbers(one, "least")[0], 1e-9);
}

static void
test_assign(void)
{
    g_autoptr(GPtrArray) cases = reference_load("signals.txt");
    static const char *const names[] = {"assign-small", "assign-square", "assign-many",
                                        "assign-ties"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        assert_assignment(reference_find(cases, names[i]));
    /* More rows than room: the last stays out. */
    static const double cost[] = {1, 5, 3};
    const guint32 two = 2;
    guint32 assigned[3];
    assert_close(stats_assign(cost, 3, 1, &two, assigned), 6, 1e-12);
    g_assert_cmpuint(assigned[2], ==, G_MAXUINT32);
    g_assert_cmpfloat(stats_assign(cost, 0, 1, &two, assigned), ==, 0);
}

static void
test_nested(void)
{
    g_autoptr(GPtrArray) cases = reference_load("signals.txt");
    const ReferenceCase *one = reference_find(cases, "nested");
    enum { GROUPS = 12, ITEMS = 5 };
    guint n = reference_array(one, "mean")->len;
    g_autofree NestedCell *cells = g_new(NestedCell, n);
    g_auto(NestedFit) fit = {0};
    double value, variance;

    for (guint i = 0; i < n; i++)
        cells[i] = (NestedCell){(guint32)numbers(one, "group")[i], (guint32)numbers(one, "item")[i],
                                numbers(one, "count")[i], numbers(one, "mean")[i]};
    stats_nested_fit(&fit, cells, n, GROUPS, ITEMS, numbers(one, "within")[0]);
    assert_close(fit.groups_variance, numbers(one, "variances")[0], 1e-5);
    assert_close(fit.cells_variance, numbers(one, "variances")[1], 1e-5);
    for (guint i = 0; i < ITEMS; i++)
        assert_close(fit.item[i], numbers(one, "items")[i], 1e-5);
    for (guint g = 0; g < GROUPS; g++)
        for (guint i = 0; i < ITEMS; i++) {
            double weight[ITEMS] = {0};
            weight[i] = 1;
            stats_nested_sum(&fit, g, weight, ITEMS, &value, &variance);
            assert_close(value, numbers(one, "effects")[g * ITEMS + i], 1e-5);
            assert_close(variance, numbers(one, "spread")[g * ITEMS + i], 1e-5);
        }
    stats_nested_sum(&fit, 3, numbers(one, "weight"), ITEMS, &value, &variance);
    assert_close(value, numbers(one, "sum")[0], 1e-5);
    assert_close(variance, numbers(one, "sum")[1], 1e-5);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/signals/combinations/planted", test_planted);
    g_test_add_func("/signals/combinations/lot", test_lot);
    g_test_add_func("/signals/assign", test_assign);
    g_test_add_func("/signals/nested", test_nested);
    return g_test_run();
}
