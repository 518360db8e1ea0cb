/* Conditions that tell together: what is planted is found with its bounds, what only adds up isn't,
 * and where labels are dealt by lot hardly anything is. */
#include "learn/conjunction.h"

#include <math.h>
#include <string.h>

#define N 6000
#define VALUES 24

typedef struct {
    Task task;
    FrameColumn time;
    FeatureProposal proposal;
    GRand *random;
} World;

static const char *const planted[] = {"COUNT(events.* WHERE events.kind = 'error', -48, 0, hours)",
                                      "LAST(health.score)", "SINCE_LAST(deployments.*)",
                                      "EXISTS(outcomes.* WHERE outcomes.label = 1)"};

static Feature *
feature_of(const char *expression)
{
    Feature *feature = g_new0(Feature, 1);
    feature->node = pql_parse_expression(expression, NULL);
    g_assert_nonnull(feature->node);
    feature->expression = pql_print(feature->node);
    feature->name = g_strdup(expression);
    feature->numeric = feature->relational = feature->enabled = TRUE;
    return feature;
}

/* Counts, scores, hours and yes or no, by lot; some of the hours are missing. */
static double
random_value(World *world, guint kind)
{
    switch (kind % 4) {
    case 0:
        return floor(6 * pow(g_rand_double(world->random), 2));
    case 1:
        return floor(100 * g_rand_double(world->random));
    case 2:
        return g_rand_double(world->random) < 0.2 ? NAN : 200 * g_rand_double(world->random);
    default:
        return g_rand_double(world->random) < 0.4;
    }
}

static World *
world_new(guint32 seed)
{
    World *world = g_new0(World, 1);
    world->random = g_rand_new_with_seed(seed);
    world->task.kind = TASK_BINARY;
    world->task.time_column = &world->time;
    world->task.label = g_new0(double, N);
    world->proposal.n_sample = N;
    world->proposal.sample = g_new(guint32, N);
    world->proposal.features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    world->proposal.values = g_ptr_array_new_with_free_func((GDestroyNotify)feature_values_free);
    for (guint32 i = 0; i < N; i++)
        world->proposal.sample[i] = i;
    for (guint k = 0; k < VALUES; k++) {
        /* some by a key that is looked up */
        g_autofree char *other =
            g_strdup_printf("COUNT(t%u.*)%s", k, k % 2 ? " VIA LAST(events.team) VIA x.y" : "");
        FeatureValues *values = g_new0(FeatureValues, 1);
        g_ptr_array_add(world->proposal.features,
                        feature_of(k < G_N_ELEMENTS(planted) ? planted[k] : other));
        values->feature = world->proposal.features->pdata[k];
        values->n = N;
        values->number = g_new(double, N);
        for (guint32 i = 0; i < N; i++)
            values->number[i] = random_value(world, k);
        g_ptr_array_add(world->proposal.values, values);
    }
    return world;
}

static void
world_free(World *world)
{
    g_ptr_array_unref(world->proposal.values);
    g_ptr_array_unref(world->proposal.features);
    g_free(world->proposal.sample);
    g_free(world->task.label);
    g_rand_free(world->random);
    g_free(world);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(World, world_free)

static double
value(const World *world, guint k, guint32 row)
{
    return ((FeatureValues *)world->proposal.values->pdata[k])->number[row];
}

static void
draw(World *world, guint32 row, double rate)
{
    world->task.label[row] = g_rand_double(world->random) < rate;
}

/* Errors, a low score, a fresh deployment and an earlier event, all together: 72 in 100, else 8. */
static void
test_planted(void)
{
    g_autoptr(World) world = world_new(7);
    for (guint32 i = 0; i < N; i++)
        draw(world, i,
             value(world, 0, i) >= 2 && value(world, 1, i) < 50 && value(world, 2, i) < 100 &&
                     value(world, 3, i) > 0
                 ? 0.72
                 : 0.08);
    g_autoptr(GPtrArray) found = conjunctions_find(&world->task, &world->proposal, NULL);
    g_assert_cmpuint(found->len, ==, 1);
    const char *text = found->pdata[0];
    g_test_message("%s", text);
    g_assert_nonnull(strstr(text, "'error', -48, 0, hours) >= 2"));
    g_assert_nonnull(strstr(text, "EXISTS(outcomes.* WHERE outcomes.label = 1)"));
    g_assert_null(strstr(text, "NOT EXISTS"));
    const char *score = strstr(text, "LAST(health.score) < "),
               *hours = strstr(text, "SINCE_LAST(deployments.*) < ");
    g_assert_true(score && hours);
    g_assert_cmpfloat_with_epsilon(g_ascii_strtod(score + strlen("LAST(health.score) < "), NULL),
                                   50, 8);
    g_assert_cmpfloat_with_epsilon(
        g_ascii_strtod(hours + strlen("SINCE_LAST(deployments.*) < "), NULL), 100, 15);
    g_autoptr(PqlNode) node = pql_parse_expression(text, NULL);
    g_assert_nonnull(node);
    g_assert_cmpint(node->type, ==, PQL_AND);
    g_assert_cmpuint(node->arguments->len, ==, 4);

    g_autoptr(GPtrArray) again = conjunctions_find(&world->task, &world->proposal, NULL);
    g_assert_cmpstr(again->pdata[0], ==, text);
}

/* A record moves with the base rate: no bound is put on it, however much it tells. */
static void
test_records(void)
{
    g_autoptr(World) world = world_new(11);
    FeatureValues *values = world->proposal.values->pdata[0];
    feature_free(world->proposal.features->pdata[0]);
    world->proposal.features->pdata[0] =
        feature_of("LIFT(outcomes.label, -90, 0, days) VIA tickets.category");
    values->feature = world->proposal.features->pdata[0];
    for (guint32 i = 0; i < N; i++)
        draw(world, i, value(world, 0, i) >= 2 && value(world, 1, i) < 50 ? 0.6 : 0.08);
    g_autoptr(GPtrArray) found = conjunctions_find(&world->task, &world->proposal, NULL);
    g_assert_cmpuint(found->len, ==, 0);
}

/* Each condition multiplies the odds, whatever the others say: nothing is together. */
static void
test_additive(void)
{
    g_autoptr(World) world = world_new(8);
    for (guint32 i = 0; i < N; i++) {
        double odds = -3 + 1.2 * (value(world, 0, i) >= 2) + 1.2 * (value(world, 1, i) < 50) +
                      1.2 * (value(world, 3, i) > 0);
        draw(world, i, 1 / (1 + exp(-odds)));
    }
    g_autoptr(GPtrArray) found = conjunctions_find(&world->task, &world->proposal, NULL);
    g_assert_cmpuint(found->len, ==, 0);
}

static void
test_by_lot(void)
{
    g_autoptr(World) world = world_new(9);
    guint any = 0;
    for (guint run = 0; run < 200; run++) {
        for (guint32 i = 0; i < N; i++)
            draw(world, i, 0.12);
        g_autoptr(GPtrArray) found = conjunctions_find(&world->task, &world->proposal, NULL);
        any += found->len > 0;
    }
    g_test_message("labels by lot: something is found %u times in 200", any);
    g_assert_cmpuint(any, <=, 16);
}

/* Too few events, no time, or a target of another kind: nothing is looked for. */
static void
test_refuses(void)
{
    g_autoptr(World) world = world_new(10);
    for (guint32 i = 0; i < N; i++)
        draw(world, i, value(world, 0, i) >= 2 && value(world, 1, i) < 50 ? 0.9 : 0.02);
    g_autoptr(GPtrArray) found = conjunctions_find(&world->task, &world->proposal, NULL);
    g_assert_cmpuint(found->len, ==, 1);
    world->task.kind = TASK_NUMBER;
    g_autoptr(GPtrArray) number = conjunctions_find(&world->task, &world->proposal, NULL);
    g_assert_cmpuint(number->len, ==, 0);
    world->task.kind = TASK_BINARY;
    world->task.time_column = NULL;
    g_autoptr(GPtrArray) untimed = conjunctions_find(&world->task, &world->proposal, NULL);
    g_assert_cmpuint(untimed->len, ==, 0);
    world->task.time_column = &world->time;
    for (guint32 i = 0, left = 40; i < N; i++)
        world->task.label[i] = world->task.label[i] > 0 && left > 0 ? (left--, 1) : 0;
    g_autoptr(GPtrArray) few = conjunctions_find(&world->task, &world->proposal, NULL);
    g_assert_cmpuint(few->len, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conjunction/planted", test_planted);
    g_test_add_func("/conjunction/records", test_records);
    g_test_add_func("/conjunction/additive", test_additive);
    g_test_add_func("/conjunction/by-lot", test_by_lot);
    g_test_add_func("/conjunction/refuses", test_refuses);
    return g_test_run();
}
