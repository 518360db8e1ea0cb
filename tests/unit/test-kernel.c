/* The point-in-time kernel against plain SQL in SQLite, and its two laws: nothing at or after the
 * seed matters, and one seed alone gives the same bits as many. */
#include <foredesk/features.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#define HOUR TIME_HOUR

typedef struct {
    TimePoint time;
    double value;
    guint32 tie;
} Fact;

/* Many ties, a third of the values missing, binary or quarters so that double sums are exact too.
 */
static Fact
random_fact(GRand *random, guint32 tie, int hours)
{
    Fact fact = {g_rand_int_range(random, -hours, hours) * HOUR, NAN, tie};
    if (g_rand_int_range(random, 0, 3) > 0)
        fact.value = g_rand_boolean(random) ? g_rand_int_range(random, 0, 2)
                                            : g_rand_int_range(random, -40, 40) / 4.0;
    return fact;
}

static int
compare_facts(gconstpointer a, gconstpointer b)
{
    const Fact *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return (x->tie > y->tie) - (x->tie < y->tie);
}

static int
compare_times(gconstpointer a, gconstpointer b)
{
    TimePoint x = *(const TimePoint *)a, y = *(const TimePoint *)b;
    return (x > y) - (x < y);
}

/* What the kind counts by: track records lean on 20, the second newest, halves in three, quarters.
 */
static double
strength_of(KernelKind kind)
{
    return kind == KERNEL_LAG ? 2 : kind == KERNEL_WEIGHTED ? 3 : kind == KERNEL_TREND ? 4 : 20;
}

static void
aggregate_facts(KernelKind kind, GArray *facts, const TimePoint *seeds, guint32 m, gint64 start,
                gint64 end, const double *prior, double *out)
{
    g_autofree TimePoint *time = g_new(TimePoint, facts->len + 1);
    g_autofree double *value = g_new(double, facts->len + 1);
    g_array_sort(facts, compare_facts);
    for (guint i = 0; i < facts->len; i++) {
        time[i] = g_array_index(facts, Fact, i).time;
        value[i] = g_array_index(facts, Fact, i).value;
    }
    KernelRun run = {time, value, facts->len};
    kernel_aggregate(kind, &run, seeds, m, start, end, prior, strength_of(kind), out);
}

static gboolean
same_bits(const double *a, const double *b, guint32 n)
{
    return memcmp(a, b, n * sizeof *a) == 0;
}

static const gint64 starts[] = {G_MININT64, -1 * HOUR, -7 * HOUR, -48 * HOUR, -300 * HOUR};
static const gint64 ends[] = {0, 0, 0, -1 * HOUR, -3 * HOUR};

/* ---- against SQL ------------------------------------------------------------------------------
 */

static const char *const oracle_sql[] = {
    [KERNEL_COUNT] = "SELECT count(*) FROM fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3",
    [KERNEL_SINCE_LAST] = "SELECT (?4 - max(f.t)) / 3600000000.0 FROM fact f"
                          " WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3",
    [KERNEL_LAST] = "SELECT v FROM fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3"
                    " AND v IS NOT NULL ORDER BY f.t DESC, f.tie DESC LIMIT 1",
    [KERNEL_RATE] = "SELECT (total(v) + ?5 * 20.0) / (count(v) + 20.0) FROM fact f"
                    " WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3",
    [KERNEL_SUM] = "SELECT total(v) FROM fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3",
    [KERNEL_MIN] = "SELECT min(v) FROM fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3",
    [KERNEL_MAX] = "SELECT max(v) FROM fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3",
    [KERNEL_FIRST] = "SELECT v FROM fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3"
                     " AND v IS NOT NULL ORDER BY f.t, f.tie LIMIT 1",
    [KERNEL_DISTINCT] = "SELECT count(DISTINCT v) FROM fact f"
                        " WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3",
    [KERNEL_SD] = "SELECT sqrt((count(v) * sum(v * v) - sum(v) * sum(v)) / (count(v) * (count(v) - "
                  "1.0))) FROM fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3",
    [KERNEL_MODE] = "SELECT v FROM fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3 AND v IS NOT "
                    "NULL GROUP BY v ORDER BY count(*) DESC, max(t + tie) DESC LIMIT 1",
    [KERNEL_SINCE_FIRST] = "SELECT (?4 - min(f.t)) / 3600000000.0 FROM fact f"
                           " WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3",
    [KERNEL_GAP] = "SELECT iif(count(*) > 1, (max(t) - min(t)) * 1.0 / (count(*) - 1) / "
                   "3600000000.0, NULL) FROM fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3",
    [KERNEL_GAP_SD] = "SELECT sqrt((count(g) * sum(g * g) - sum(g) * sum(g)) / (count(g) * "
                      "(count(g) - 1.0))) FROM (SELECT (t - lag(t) OVER (ORDER BY t, tie)) / "
                      "3600000000.0 AS g FROM fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3)",
    [KERNEL_LAG] = "SELECT v FROM fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3"
                   " AND v IS NOT NULL ORDER BY f.t DESC, f.tie DESC LIMIT 1 OFFSET 1",
    [KERNEL_WEIGHTED] = "SELECT sum(v * pow(2, -back / 3.0)) / sum(pow(2, -back / 3.0)) FROM "
                        "(SELECT v, row_number() OVER (ORDER BY t DESC, tie DESC) - 1 AS back FROM "
                        "fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3 AND v IS NOT NULL)",
    [KERNEL_TREND] = "SELECT iif(?2 < -9000000000000000000, NULL, (SELECT avg(v) FROM fact f WHERE "
                     "f.k = ?1 AND f.t >= ?3 - (?3 - ?2) / 4 AND f.t < ?3) - (SELECT avg(v) FROM "
                     "fact f WHERE f.k = ?1 AND f.t >= ?2 AND f.t < ?3))",
};
G_STATIC_ASSERT(G_N_ELEMENTS(oracle_sql) == KERNEL_KINDS);

static double
oracle(sqlite3_stmt *statement, int key, TimePoint seed, gint64 start, gint64 end, double prior)
{
    sqlite3_reset(statement);
    sqlite3_bind_int(statement, 1, key);
    sqlite3_bind_int64(statement, 2, start == G_MININT64 ? G_MININT64 : seed + start);
    sqlite3_bind_int64(statement, 3, seed + end);
    if (sqlite3_bind_parameter_count(statement) >= 4)
        sqlite3_bind_int64(statement, 4, seed);
    if (sqlite3_bind_parameter_count(statement) >= 5)
        sqlite3_bind_double(statement, 5, prior);
    if (sqlite3_step(statement) != SQLITE_ROW || sqlite3_column_type(statement, 0) == SQLITE_NULL)
        return NAN;
    return sqlite3_column_double(statement, 0);
}

static void
store_facts(sqlite3 *database, int key, GArray *facts)
{
    sqlite3_stmt *statement;
    sqlite3_prepare_v2(database, "INSERT INTO fact VALUES (?, ?, ?, ?)", -1, &statement, NULL);
    for (guint i = 0; i < facts->len; i++) {
        const Fact *fact = &g_array_index(facts, Fact, i);
        sqlite3_bind_int(statement, 1, key);
        sqlite3_bind_int64(statement, 2, fact->time);
        sqlite3_bind_int(statement, 3, (int)fact->tie);
        if (isnan(fact->value))
            sqlite3_bind_null(statement, 4);
        else
            sqlite3_bind_double(statement, 4, fact->value);
        sqlite3_step(statement);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
}

/* Powers and spreads of hours don't come out in whole bits by another order of steps. */
static double
rounding_of(guint kind)
{
    return kind == KERNEL_WEIGHTED || kind == KERNEL_GAP_SD ? 1e-12 : 0;
}

static void
check_key_against_sql(sqlite3 *database, GRand *random, int key)
{
    g_autoptr(GArray) facts = g_array_new(FALSE, FALSE, sizeof(Fact));
    guint n = (guint)g_rand_int_range(random, 0, 60), m = (guint)g_rand_int_range(random, 1, 40);
    for (guint i = 0; i < n; i++) {
        Fact fact = random_fact(random, i, 100);
        g_array_append_val(facts, fact);
    }
    store_facts(database, key, facts);
    TimePoint seeds[40];
    double prior[40], out[40];
    for (guint i = 0; i < m; i++) {
        seeds[i] = g_rand_int_range(random, -110, 110) * HOUR;
        prior[i] = g_rand_int_range(random, 0, 5) / 4.0;
    }
    qsort(seeds, m, sizeof *seeds, compare_times);
    for (guint kind = 0; kind < G_N_ELEMENTS(oracle_sql); kind++) {
        sqlite3_stmt *statement;
        g_assert_cmpint(sqlite3_prepare_v2(database, oracle_sql[kind], -1, &statement, NULL), ==,
                        SQLITE_OK);
        for (guint w = 0; w < G_N_ELEMENTS(starts); w++) {
            aggregate_facts((KernelKind)kind, facts, seeds, m, starts[w], ends[w], prior, out);
            for (guint i = 0; i < m; i++) {
                double wanted = oracle(statement, key, seeds[i], starts[w], ends[w], prior[i]);
                if (isnan(wanted))
                    g_assert_true(isnan(out[i]));
                else
                    g_assert_cmpfloat(fabs(out[i] - wanted), <=, rounding_of(kind) * fabs(wanted));
            }
        }
        sqlite3_finalize(statement);
    }
}

static void
test_against_sql(void)
{
    sqlite3 *database;
    g_assert_cmpint(sqlite3_open(":memory:", &database), ==, SQLITE_OK);
    sqlite3_exec(database,
                 "CREATE TABLE fact (k INTEGER, t INTEGER, tie INTEGER, v REAL);"
                 "CREATE INDEX fact_k ON fact (k, t)",
                 NULL, NULL, NULL);
    g_autoptr(GRand) random = g_rand_new_with_seed(2024);
    for (int key = 0; key < 150; key++)
        check_key_against_sql(database, random, key);
    sqlite3_close(database);
}

/* ---- nothing at or after the seed matters ------------------------------------------------------
 */

/* Changes, deletes, doubles and reorders whatever stands at or after the seed. */
static void
disturb_future(GRand *random, GArray *facts, TimePoint seed)
{
    for (guint i = facts->len; i-- > 0;) {
        Fact *fact = &g_array_index(facts, Fact, i);
        if (fact->time < seed)
            continue;
        switch (g_rand_int_range(random, 0, 5)) {
        case 0:
            g_array_remove_index_fast(facts, i);
            break;
        case 1:
            fact->value = 1e300;
            break;
        case 2:
            fact->value = NAN;
            break;
        case 3:
            fact->tie = g_rand_int(random);
            fact->time = seed + g_rand_int_range(random, 0, 50) * HOUR;
            break;
        default: {
            Fact other = {seed, 7, g_rand_int(random)};
            g_array_append_val(facts, other);
            break;
        }
        }
    }
    Fact at_seed = {seed, -1e300, 0};
    g_array_append_val(facts, at_seed);
}

static void
test_future_is_unseen(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (int round = 0; round < 12000; round++) {
        g_autoptr(GArray) facts = g_array_new(FALSE, FALSE, sizeof(Fact));
        guint n = (guint)g_rand_int_range(random, 0, 40);
        for (guint i = 0; i < n; i++) {
            Fact fact = random_fact(random, i, 60);
            g_array_append_val(facts, fact);
        }
        TimePoint seed = g_rand_int_range(random, -70, 70) * HOUR;
        KernelKind kind = (KernelKind)g_rand_int_range(random, 0, KERNEL_KINDS);
        guint w = (guint)g_rand_int_range(random, 0, G_N_ELEMENTS(starts));
        double prior = 0.12, before, after;
        aggregate_facts(kind, facts, &seed, 1, starts[w], ends[w], &prior, &before);
        disturb_future(random, facts, seed);
        aggregate_facts(kind, facts, &seed, 1, starts[w], ends[w], &prior, &after);
        g_assert_true(same_bits(&before, &after, 1));
    }
}

/* What lies before the window changes nothing either, to the last bit, also for ragged sums. */
static void
test_distant_history_is_unseen(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    for (int round = 0; round < 2000; round++) {
        g_autoptr(GArray) facts = g_array_new(FALSE, FALSE, sizeof(Fact));
        for (guint i = 0; i < 30; i++) {
            Fact fact = random_fact(random, i, 60);
            fact.value = g_rand_double(random) * 1e6;
            g_array_append_val(facts, fact);
        }
        TimePoint seed = g_rand_int_range(random, 0, 70) * HOUR;
        double before, after;
        KernelKind kind = (KernelKind)(round % KERNEL_KINDS);
        aggregate_facts(kind, facts, &seed, 1, -24 * HOUR, 0, NULL, &before);
        for (guint i = 0; i < facts->len; i++)
            if (g_array_index(facts, Fact, i).time < seed - 24 * HOUR)
                g_array_index(facts, Fact, i).value = 1e15 * g_rand_double(random);
        TimePoint seeds[3] = {seed - 40 * HOUR, seed - 3 * HOUR, seed};
        double out[3];
        aggregate_facts(kind, facts, seeds, 3, -24 * HOUR, 0, NULL, out);
        after = out[2];
        g_assert_true(same_bits(&before, &after, 1));
    }
}

static void
test_single_equals_bulk(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(13);
    for (int round = 0; round < 400; round++) {
        g_autoptr(GArray) facts = g_array_new(FALSE, FALSE, sizeof(Fact));
        guint n = (guint)g_rand_int_range(random, 0, 200);
        for (guint i = 0; i < n; i++) {
            Fact fact = random_fact(random, i, 100);
            fact.value *= 0.1;
            g_array_append_val(facts, fact);
        }
        TimePoint seeds[64];
        double prior[64], bulk[64], single;
        for (guint i = 0; i < 64; i++) {
            seeds[i] = g_rand_int_range(random, -110, 110) * HOUR;
            prior[i] = g_rand_double(random);
        }
        qsort(seeds, 64, sizeof *seeds, compare_times);
        KernelKind kind = (KernelKind)(round % KERNEL_KINDS);
        guint w = (guint)(round / KERNEL_KINDS) % G_N_ELEMENTS(starts);
        aggregate_facts(kind, facts, seeds, 64, starts[w], ends[w], prior, bulk);
        for (guint i = 0; i < 64; i++) {
            aggregate_facts(kind, facts, &seeds[i], 1, starts[w], ends[w], &prior[i], &single);
            g_assert_true(same_bits(&single, &bulk[i], 1));
        }
    }
}

/* ---- edges -------------------------------------------------------------------------------------
 */

static void
test_edges(void)
{
    const TimePoint time[] = {-48 * HOUR, -48 * HOUR + 1, -24 * HOUR, -1, 0, 1};
    const double value[] = {1, 2, 3, NAN, 5, 6};
    const TimePoint seed = 0;
    KernelRun run = {time, value, 6}, empty = {time, value, 0};
    double out;
    kernel_aggregate(KERNEL_COUNT, &run, &seed, 1, -48 * HOUR, 0, NULL, 0, &out);
    g_assert_cmpfloat(out, ==, 4); /* the start is in, the seed itself is out */
    kernel_aggregate(KERNEL_COUNT, &run, &seed, 1, -48 * HOUR, -24 * HOUR, NULL, 0, &out);
    g_assert_cmpfloat(out, ==, 2); /* the end is out */
    kernel_aggregate(KERNEL_COUNT, &run, &seed, 1, -24 * HOUR, -48 * HOUR, NULL, 0, &out);
    g_assert_cmpfloat(out, ==, 0);
    kernel_aggregate(KERNEL_LAST, &run, &seed, 1, G_MININT64, 0, NULL, 0, &out);
    g_assert_cmpfloat(out, ==, 3); /* a missing value says nothing */
    kernel_aggregate(KERNEL_LAST, &run, &seed, 1, -HOUR, 0, NULL, 0, &out);
    g_assert_true(isnan(out));
    kernel_aggregate(KERNEL_RATE, &run, &seed, 1, G_MININT64, 0, NULL, 20, &out);
    g_assert_cmpfloat(out, ==, 2);
    kernel_aggregate(KERNEL_COUNT, &empty, &seed, 1, G_MININT64, 0, NULL, 0, &out);
    g_assert_cmpfloat(out, ==, 0);
    kernel_aggregate(KERNEL_RATE, &empty, &seed, 1, G_MININT64, 0, NULL, 0, &out);
    g_assert_true(isnan(out));
    double prior = 0.25;
    kernel_aggregate(KERNEL_RATE, &empty, &seed, 1, G_MININT64, 0, &prior, 20, &out);
    g_assert_cmpfloat(out, ==, 0.25);
}

/* Facts alone: how often they come lately against the whole window. */
static void
test_trend_of_counts(void)
{
    const TimePoint time[] = {-40 * HOUR, -20 * HOUR, -9 * HOUR, -8 * HOUR, -1 * HOUR};
    const TimePoint seeds[] = {-100 * HOUR, 0, 5 * HOUR};
    KernelRun run = {time, NULL, 5};
    double out[3];
    kernel_aggregate(KERNEL_TREND, &run, seeds, 3, -40 * HOUR, 0, NULL, 4, out);
    g_assert_true(isnan(out[0]));
    g_assert_cmpfloat(out[1], ==, 3 * 4.0 / 5);
    g_assert_cmpfloat(out[2], ==, 1 * 4.0 / 4);
    kernel_aggregate(KERNEL_TREND, &run, seeds, 3, G_MININT64, 0, NULL, 4, out);
    g_assert_true(isnan(out[1]));
}

/* Values of the largest size, whose squares need all the room there is. */
static void
test_large_spread(void)
{
    const TimePoint time[] = {1, 2, 3}, seed = 10;
    const double value[] = {1e16, -1e16, 0};
    KernelRun run = {time, value, 3};
    double out;
    kernel_aggregate(KERNEL_SD, &run, &seed, 1, G_MININT64, 0, NULL, 0, &out);
    g_assert_cmpfloat(out, ==, 1e16);
}

static void
test_extreme_times(void)
{
    const TimePoint time[] = {G_MININT64 + 1, 0, G_MAXINT64 - 1};
    const TimePoint seeds[] = {TIME_MISSING, G_MININT64 + 1, G_MAXINT64};
    KernelRun run = {time, NULL, 3};
    double out[3];
    kernel_aggregate(KERNEL_COUNT, &run, seeds, 3, G_MININT64 + 1, -HOUR, NULL, 0, out);
    g_assert_true(isnan(out[0]));
    g_assert_cmpfloat(out[1], ==, 0);
    g_assert_cmpfloat(out[2], ==, 1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/kernel/sql", test_against_sql);
    g_test_add_func("/kernel/future-unseen", test_future_is_unseen);
    g_test_add_func("/kernel/distant-history-unseen", test_distant_history_is_unseen);
    g_test_add_func("/kernel/single-equals-bulk", test_single_equals_bulk);
    g_test_add_func("/kernel/edges", test_edges);
    g_test_add_func("/kernel/trend-of-counts", test_trend_of_counts);
    g_test_add_func("/kernel/large-spread", test_large_spread);
    g_test_add_func("/kernel/extreme-times", test_extreme_times);
    return g_test_run();
}
