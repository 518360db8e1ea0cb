/* Features over random relations, all primitives, paths and windows: as plain SQL has them; blind
 * for whatever stands at or after the seed; one ticket as many, a new one as a stored one, several
 * threads as one. */
#include "features/engine.h"
#include "raw-table.h"
#include "relations.h"

#include <math.h>

#define WORLDS 45
#define FEATURES 60
#define CUTS 4

/* ---- asking ------------------------------------------------------------------------------------
 */

typedef struct {
    Relations *relations;
    RelationDesk *desk;
    FeatureEngine *engine;
    GPtrArray *asked;    /* AskedFeature */
    GPtrArray *features; /* Feature, one each */
    GPtrArray *values;
} Asking;

static GPtrArray *
parse_asked(const RelationDesk *desk, GPtrArray *asked)
{
    GPtrArray *features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    for (guint i = 0; i < asked->len; i++) {
        GError *error = NULL;
        const AskedFeature *one = asked->pdata[i];
        Feature *feature = feature_parse(one->pql, desk->task, &error);
        if (error)
            g_test_message("%s", one->pql);
        g_assert_no_error(error);
        g_ptr_array_add(features, feature);
    }
    return features;
}

/* `asked` NULL: new ones. Takes relations over. */
static Asking *
asking_new(Relations *relations, GPtrArray *asked, GRand *random)
{
    GError *error = NULL;
    Asking *asking = g_new0(Asking, 1);
    asking->relations = relations;
    asking->desk = relations_open(relations);
    asking->asked = asked ? g_ptr_array_ref(asked)
                          : g_ptr_array_new_with_free_func((GDestroyNotify)asked_feature_free);
    for (guint i = 0; !asked && i < FEATURES; i++)
        g_ptr_array_add(asking->asked, asked_feature_random(relations, random));
    asking->features = parse_asked(asking->desk, asking->asked);
    asking->engine = feature_engine_new(asking->desk->task, asking->desk->frames,
                                        asking->desk->database, &error);
    g_assert_no_error(error);
    asking->values = feature_compute(asking->engine, asking->features, NULL, asking->desk->task->n,
                                     NULL, &error);
    g_assert_no_error(error);
    return asking;
}

static void
asking_free(Asking *asking)
{
    g_ptr_array_unref(asking->values);
    feature_engine_free(asking->engine);
    g_ptr_array_unref(asking->features);
    g_ptr_array_unref(asking->asked);
    relation_desk_free(asking->desk);
    relations_free(asking->relations);
    g_free(asking);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Asking, asking_free)

static const char *
text_of(const FeatureValues *values, guint32 at)
{
    return values->code[at] < 0 ? NULL
                                : dictionary_text(values->dictionary, (guint32)values->code[at]);
}

static gboolean
same_value(const FeatureValues *a, guint32 at, const FeatureValues *b, guint32 where)
{
    if (!a->number)
        return g_strcmp0(text_of(a, at), text_of(b, where)) == 0;
    return memcmp(&a->number[at], &b->number[where], sizeof(double)) == 0 ||
           (isnan(a->number[at]) && isnan(b->number[where]));
}

static void
assert_same(const Asking *asking, guint i, const FeatureValues *a, guint32 at,
            const FeatureValues *b, guint32 where)
{
    if (same_value(a, at, b, where))
        return;
    const AskedFeature *asked = asking->asked->pdata[i];
    if (a->number)
        g_test_message("%s: %.17g, then %.17g", asked->pql, a->number[at], b->number[where]);
    else
        g_test_message("%s: %s, then %s", asked->pql, text_of(a, at), text_of(b, where));
    g_test_message("%s", asked->sql);
    g_assert_not_reached();
}

/* ---- as plain SQL ------------------------------------------------------------------------------
 */

static gboolean
is_value(sqlite3_stmt *statement, const AskedFeature *asked, const FeatureValues *values,
         guint32 at)
{
    gboolean null = sqlite3_column_type(statement, 0) == SQLITE_NULL;
    if (!values->number)
        return g_strcmp0((const char *)sqlite3_column_text(statement, 0), text_of(values, at)) == 0;
    double wanted = sqlite3_column_double(statement, 0), have = values->number[at];
    if (null || isnan(have))
        return null && isnan(have);
    return have == wanted || (!asked->exact && fabs(have - wanted) <= 1e-9 * MAX(1, fabs(wanted)));
}

static void
check_against_sql(const Asking *asking, sqlite3 *oracle, guint i)
{
    const AskedFeature *asked = asking->asked->pdata[i];
    g_autofree char *sql = g_strdup_printf("SELECT %s FROM t0 e ORDER BY e.n", asked->sql);
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(oracle, sql, -1, &statement, NULL) != SQLITE_OK)
        g_error("%s: %s", sqlite3_errmsg(oracle), sql);
    for (guint32 row = 0; row < asking->desk->task->n; row++) {
        g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
        if (is_value(statement, asked, asking->values->pdata[i], row))
            continue;
        const FeatureValues *values = asking->values->pdata[i];
        g_test_message("ticket %u, %s: SQL has %s, ours is %.17g %s\n%s", row, asked->pql,
                       sqlite3_column_text(statement, 0), values->number ? values->number[row] : 0,
                       values->number ? "" : text_of(values, row), sql);
        g_assert_not_reached();
    }
    sqlite3_finalize(statement);
}

static void
test_against_sql(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(42);
    for (int world = 0; world < WORLDS; world++) {
        g_autoptr(Asking) asking = asking_new(relations_random(random), NULL, random);
        g_autoptr(sqlite3) oracle = relations_oracle(asking->relations);
        for (guint i = 0; i < asking->asked->len; i++)
            check_against_sql(asking, oracle, i);
    }
}

/* ---- nothing at or after the seed matters ------------------------------------------------------
 */

/* Where each ticket that stays stands in the disturbed table. */
static guint
compare_undisturbed(const Asking *before, const Asking *after, int hour)
{
    const GArray *rows = before->relations->table[0].rows;
    const GArray *others = after->relations->table[0].rows;
    guint at = 0, compared = 0;
    for (guint row = 0; row < rows->len; row++) {
        const RelationRow *ticket = &g_array_index(rows, RelationRow, row);
        if (!relations_stays(ticket, hour))
            continue;
        while (g_array_index(others, RelationRow, at).id != ticket->id ||
               !relations_stays(&g_array_index(others, RelationRow, at), hour))
            at++;
        for (guint i = 0; i < before->asked->len; i++)
            assert_same(before, i, before->values->pdata[i], row, after->values->pdata[i], at);
        at++;
        compared++;
    }
    return compared;
}

/* A case is a feature of a schema whose future is disturbed from some hour on. */
static void
test_future_is_unseen(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(4242);
    guint cases = 0;
    for (int world = 0; world < WORLDS; world++) {
        g_autoptr(Asking) before = asking_new(relations_random(random), NULL, random);
        const GArray *tickets = before->relations->table[0].rows;
        for (guint cut = 0; cut < CUTS; cut++) {
            int hour =
                g_array_index(tickets, RelationRow, g_rand_int_range(random, 0, (int)tickets->len))
                    .hour;
            Relations *disturbed = relations_copy(before->relations);
            relations_disturb(disturbed, random, hour);
            g_autoptr(Asking) after = asking_new(disturbed, before->asked, random);
            if (compare_undisturbed(before, after, hour) > 0)
                cases += before->asked->len;
        }
    }
    g_test_message("%u cases", cases);
    g_assert_cmpuint(cases, >=, 10000);
}

/* ---- one as many, new as stored ----------------------------------------------------------------
 */

static void
test_single_and_fresh(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(424242);
    for (int world = 0; world < WORLDS; world++) {
        GError *error = NULL;
        g_autoptr(Asking) asking = asking_new(relations_random(random), NULL, random);
        guint32 row = (guint32)g_rand_int_range(random, 0, (int)asking->desk->task->n);
        const RelationRow *ticket =
            &g_array_index(asking->relations->table[0].rows, RelationRow, row);
        g_autoptr(GPtrArray) single =
            feature_compute(asking->engine, asking->features, &row, 1, NULL, &error);
        g_assert_no_error(error);
        g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
        g_ptr_array_add(cells, relations_cells(asking->relations, ticket));
        g_autoptr(Frame) frame = frame_from_rows(asking->desk->task->frame, cells, &error);
        g_assert_no_error(error);
        g_autoptr(GPtrArray) fresh =
            feature_compute_fresh(asking->engine, asking->features, frame,
                                  &asking->desk->task->seed_time[row], NULL, &error);
        g_assert_no_error(error);
        for (guint i = 0; i < asking->asked->len; i++) {
            assert_same(asking, i, asking->values->pdata[i], row, single->pdata[i], 0);
            assert_same(asking, i, asking->values->pdata[i], row, fresh->pdata[i], 0);
        }
    }
}

/* Several threads over one engine, whose stores are all empty when they begin. */
static void
test_threads(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(4242424);
    for (int world = 0; world < WORLDS; world++) {
        GError *error = NULL;
        g_autoptr(Asking) asking = asking_new(relations_random(random), NULL, random);
        const RelationDesk *desk = asking->desk;
        for (int threads = 2; threads <= 4; threads += 2) {
            g_autoptr(FeatureEngine) engine =
                feature_engine_new(desk->task, desk->frames, desk->database, &error);
            g_assert_no_error(error);
            engine->threads = threads;
            g_autoptr(GPtrArray) values =
                feature_compute(engine, asking->features, NULL, desk->task->n, NULL, &error);
            g_assert_no_error(error);
            for (guint i = 0; i < asking->asked->len; i++)
                for (guint32 row = 0; row < desk->task->n; row++)
                    assert_same(asking, i, asking->values->pdata[i], row, values->pdata[i], row);
        }
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/relations/sql", test_against_sql);
    g_test_add_func("/relations/future-unseen", test_future_is_unseen);
    g_test_add_func("/relations/single-and-fresh", test_single_and_fresh);
    g_test_add_func("/relations/threads", test_threads);
    return g_test_run();
}
