/* Targets that look ahead: labels of accounts at many moments against plain SQL over the same rows,
 * who is asked about, what is refused, and the same task again from the file. */
#include "folder.h"

#include <foredesk/features.h>
#include <math.h>
#include <string.h>

#include "raw-table.h"

typedef struct {
    Workspace *workspace;
    sqlite3 *database;
    FrameStore *frames;
} Desk;

static char *folder;

static char *
stamp(gint64 seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
    return g_date_time_format(time, "%Y-%m-%d %H:%M:%S");
}

static void
add_row(GPtrArray *rows, guint n, ...)
{
    char **cells = g_new0(char *, n + 1);
    va_list arguments;
    va_start(arguments, n);
    for (guint i = 0; i < n; i++)
        cells[i] = va_arg(arguments, char *);
    va_end(arguments);
    g_ptr_array_add(rows, cells);
}

/* 60 accounts from two years back, some younger; 3,000 orders of them and of accounts that are not
 * there, many at the same hour; a number beside each time, for SQL. */
#define DAY 86400
#define START ((gint64)1704067200) /* 1 January 2024 */

static GPtrArray *
random_accounts(GRand *random)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (int i = 0; i < 60; i++) {
        gint64 created = START + g_rand_int_range(random, -400, 500) * DAY;
        add_row(rows, 4, g_strdup_printf("A%03d", i), stamp(created),
                g_strdup(i % 3 ? "north" : "south"),
                i % 5 ? g_strdup("") : stamp(created + (200 + 7 * i) * DAY));
    }
    return rows;
}

static GPtrArray *
random_orders(GRand *random)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (int i = 0; i < 3000; i++) {
        gint64 at = START + g_rand_int_range(random, 0, 600 * 24) * (gint64)3600;
        add_row(rows, 5, g_strdup_printf("O%05d", i),
                g_strdup_printf("A%03d", g_rand_int_range(random, 0, 66)), stamp(at),
                g_strdup_printf("%d", g_rand_int_range(random, -40, 400)),
                g_strdup(g_rand_int_range(random, 0, 4) ? "web" : "shop"));
    }
    return rows;
}

static void
desk_open(Desk *desk)
{
    static char *const accounts[] = {"account_id", "created_at", "region", "churned_at", NULL};
    static char *const orders[] = {"order_id", "account_id", "ordered_at",
                                   "amount",   "channel",    NULL};
    g_autoptr(GRand) random = g_rand_new_with_seed(42);
    g_autoptr(GPtrArray) account_rows = random_accounts(random), order_rows = random_orders(random);
    g_autoptr(GError) error = NULL;
    static int counter;
    g_autofree char *name = g_strdup_printf("ahead-%d.foredesk", ++counter);
    desk->workspace = raw_workspace(folder, name);
    desk->database = workspace_database(desk->workspace);
    raw_type(desk->database, raw_table(desk->database, "accounts", accounts, account_rows));
    raw_type(desk->database, raw_table(desk->database, "orders", orders, order_rows));
    g_assert_true(links_find(desk->database, &error));
    g_autoptr(Catalogue) catalogue = catalogue_load(desk->database, &error);
    g_assert_no_error(error);
    desk->frames = frame_store_new(catalogue);
}

static void
desk_close(Desk *desk)
{
    frame_store_unref(desk->frames);
    workspace_close(desk->workspace);
}

static Task *
make_denser(Desk *desk, const char *rule, const char *where, gint64 every, guint seeds,
            GError **error)
{
    TaskSpec spec;
    task_spec_init(&spec);
    spec.entity = g_strdup("accounts");
    spec.rule = g_strdup(rule);
    spec.where = g_strdup(where);
    spec.every = every;
    spec.seeds = seeds;
    Task *task = task_new(desk->frames, desk->database, &spec, error);
    task_spec_clear(&spec);
    return task;
}

static Task *
make_task(Desk *desk, const char *rule, const char *where, gint64 every, GError **error)
{
    return make_denser(desk, rule, where, every, 0, error);
}

/* ---- against SQL --------------------------------------------------------------------------------
 */

#define IN_WINDOW \
    "FROM raw_2 o WHERE o.c1 = ?1 AND unixepoch(o.c2) > ?2 + ?3 AND unixepoch(o.c2) <= ?2 + ?4"

static const struct {
    const char *rule, *sql; /* of account ?1 at moment ?2, window ?3 to ?4 */
    int start, end;         /* days */
} against[] = {
    {"COUNT(orders.*, 0, 30, days) > 2", "SELECT count(*) > 2 " IN_WINDOW, 0, 30},
    {"COUNT(orders.* WHERE channel = 'shop', 10, 40, days) >= 1",
     "SELECT count(*) >= 1 " IN_WINDOW " AND c4 = 'shop'", 10, 40},
    {"EXISTS(orders.* WHERE amount > 380, 0, 30, days)",
     "SELECT count(*) > 0 " IN_WINDOW " AND c3 + 0 > 380", 0, 30},
    {"SUM(orders.amount, 0, 4, weeks) > 400", "SELECT total(c3) > 400 " IN_WINDOW, 0, 28},
    {"MIN(orders.amount, 0, 30, days) < 0", "SELECT min(c3 + 0) < 0 " IN_WINDOW, 0, 30},
    {"MAX(orders.amount, 0, 30, days) IN (399, 398, 397, 396, 395, 394, 393, 392, 391, 390)",
     "SELECT max(c3 + 0) >= 390 " IN_WINDOW, 0, 30},
    {"AVG(orders.amount, 0, 60, days)", "SELECT avg(c3 + 0) " IN_WINDOW, 0, 60},
    {"COUNT_DISTINCT(orders.channel, 0, 30, days) = 2", "SELECT count(DISTINCT c4) = 2 " IN_WINDOW,
     0, 30},
    {"LAST(orders.channel, 0, 30, days) = 'shop'",
     "SELECT c4 = 'shop' " IN_WINDOW " ORDER BY unixepoch(o.c2) DESC, o.row DESC LIMIT 1", 0, 30},
    {"FIRST(orders.amount, 0, 30, days) > 200",
     "SELECT c3 + 0 > 200 " IN_WINDOW " ORDER BY unixepoch(o.c2), o.row LIMIT 1", 0, 30},
    {"COUNT(orders.*, 0, 30, days) > 2 AND NOT MIN(orders.amount, 0, 30, days) < 0",
     "SELECT CASE WHEN count(*) <= 2 THEN 0 ELSE NOT min(c3 + 0) < 0 END " IN_WINDOW, 0, 30},
};

/* The label by SQL; NaN where it says NULL. */
static double
label_by_sql(sqlite3_stmt *statement, const char *account, gint64 seed, int start, int end)
{
    sqlite3_reset(statement);
    sqlite3_bind_text(statement, 1, account, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, seed);
    sqlite3_bind_int64(statement, 3, (gint64)start * DAY);
    sqlite3_bind_int64(statement, 4, (gint64)end * DAY);
    if (sqlite3_step(statement) != SQLITE_ROW || sqlite3_column_type(statement, 0) == SQLITE_NULL)
        return NAN;
    return sqlite3_column_double(statement, 0);
}

static void
check_labels(const Desk *desk, const Task *task, guint which)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(desk->database, &error, against[which].sql, NULL);
    g_assert_no_error(error);
    const FrameColumn *key = frame_column(task->frame, "account_id");
    guint known = 0;
    for (guint32 row = 0; row < task->n; row++) {
        gint64 seed = task->seed_time[row] / TIME_SECOND;
        const char *account = dictionary_text(key->dictionary, (guint32)key->code[row]);
        double wanted =
            label_by_sql(statement, account, seed, against[which].start, against[which].end);
        if (task->state[row] == LABEL_OPEN)
            continue;
        g_assert_cmpint(task->state[row], ==, isnan(wanted) ? LABEL_UNUSABLE : LABEL_KNOWN);
        if (isnan(wanted))
            continue;
        known++;
        g_assert_cmpfloat_with_epsilon(task->label[row], wanted, 1e-9);
        g_assert_cmpint(task->known_at[row], ==,
                        task->seed_time[row] + (gint64)against[which].end * TIME_DAY);
        g_assert_cmpint(task->known_at[row], <=, task->as_of);
    }
    g_assert_cmpuint(known, >=, 200);
}

static void
test_labels_equal_sql(void)
{
    Desk desk;
    desk_open(&desk);
    for (guint i = 0; i < G_N_ELEMENTS(against); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Task) task = make_task(&desk, against[i].rule, NULL, 0, &error);
        g_assert_no_error(error);
        g_assert_nonnull(task->moments);
        g_assert_cmpint(task->kind, ==, i == 6 ? TASK_NUMBER : TASK_BINARY);
        check_labels(&desk, task, i);
    }
    desk_close(&desk);
}

/* ---- who is asked about -------------------------------------------------------------------------
 */

static void
test_only_who_is_there(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Task) task =
        make_task(&desk, "COUNT(orders.*, 0, 30, days) > 2", NULL, 30 * TIME_DAY, NULL);
    const FrameColumn *created = frame_column(task->frame, "created_at");
    gint64 open = 0;
    for (guint32 row = 0; row < task->n; row++) {
        g_assert_cmpint(created->integer[row], <, task->seed_time[row]);
        g_assert_cmpint(ABS(task->as_of - task->seed_time[row]) % (30 * TIME_DAY), ==, 0);
        open += task->seed_time[row] == task->as_of;
    }
    g_assert_cmpint(open, ==, task->open); /* the newest moment is what is asked about now */
    desk_close(&desk);
}

/* Who has left is neither learned from nor asked: not at an older moment, and not now, while the
 * window is open. */
static void
test_who_left_is_not_asked(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(GError) error = NULL;
    g_autoptr(Task) task =
        make_task(&desk, "BOOL(accounts.churned_at, 0, 90, days)", NULL, 15 * TIME_DAY, &error);
    g_assert_no_error(error);
    const FrameColumn *left = frame_column(task->frame, "churned_at");
    gint64 gone = 0, gone_now = 0;
    for (guint32 row = 0; row < task->n; row++) {
        TimePoint seed = task->seed_time[row], at = left->integer[row];
        gboolean is_gone = at != TIME_MISSING && at <= seed;
        g_assert_cmpint(task->state[row] == LABEL_UNUSABLE, ==, is_gone);
        if (task->state[row] == LABEL_KNOWN)
            g_assert_cmpint(task->label[row] > 0.5, ==,
                            at != TIME_MISSING && at <= seed + 90 * TIME_DAY);
        gone += is_gone;
        gone_now += is_gone && seed == task->as_of;
    }
    g_assert_cmpint(gone, ==, task->left[LEFT_BORN]);
    g_assert_cmpint(gone_now, >, 0);
    desk_close(&desk);
}

static void
test_filter_sees_the_past(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(GError) error = NULL;
    g_autoptr(Task) task =
        make_task(&desk, "COUNT(orders.*, 0, 30, days) = 0",
                  "COUNT(orders.*, -30, 0, days) > 0 AND region = 'north'", 0, &error);
    g_assert_no_error(error);
    g_autoptr(sqlite3_stmt) before = db_prepare(
        desk.database, NULL,
        "SELECT count(*) > 0 FROM raw_2 o WHERE o.c1 = ?1 AND unixepoch(o.c2) >= ?2 + ?3 AND "
        "unixepoch(o.c2) < ?2 + ?4",
        NULL);
    const FrameColumn *key = frame_column(task->frame, "account_id");
    const FrameColumn *region = frame_column(task->frame, "region");
    gint64 left_out = 0;
    for (guint32 row = 0; row < task->n; row++) {
        const char *account = dictionary_text(key->dictionary, (guint32)key->code[row]);
        const char *where = dictionary_text(region->dictionary, (guint32)region->code[row]);
        gboolean asked =
            label_by_sql(before, account, task->seed_time[row] / TIME_SECOND, -30, 0) > 0 &&
            g_str_equal(where, "north");
        g_assert_cmpint(task->state[row] == LABEL_UNUSABLE, ==, !asked);
        left_out += !asked;
    }
    g_assert_cmpint(left_out, ==, task->left[LEFT_FILTERED]);
    g_assert_cmpint(left_out, >, 0);
    g_clear_pointer(&before, sqlite3_finalize);
    desk_close(&desk);
}

/* ---- features of moments ------------------------------------------------------------------------
 */

/* What is known at a moment is what SQL counts before it. */
static void
test_features_at_moments(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(GError) error = NULL;
    g_autoptr(Task) task = make_task(&desk, "COUNT(orders.*, 0, 30, days) > 2", NULL, 0, &error);
    Feature *feature = feature_parse("COUNT(orders.*, -45, 0, days)", task, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    g_ptr_array_add(features, feature);
    g_autoptr(FeatureEngine) engine = feature_engine_new(task, desk.frames, desk.database, &error);
    g_autoptr(GPtrArray) values = feature_compute(engine, features, NULL, task->n, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(sqlite3_stmt) before = db_prepare(
        desk.database, NULL,
        "SELECT count(*) FROM raw_2 o WHERE o.c1 = ?1 AND unixepoch(o.c2) >= ?2 + ?3 AND "
        "unixepoch(o.c2) < ?2 + ?4",
        NULL);
    const FrameColumn *key = frame_column(task->frame, "account_id");
    for (guint32 row = 0; row < task->n; row++) {
        const char *account = dictionary_text(key->dictionary, (guint32)key->code[row]);
        g_assert_cmpfloat(
            ((FeatureValues *)values->pdata[0])->number[row], ==,
            label_by_sql(before, account, task->seed_time[row] / TIME_SECOND, -45, 0));
    }
    g_clear_pointer(&before, sqlite3_finalize);
    desk_close(&desk);
}

/* ---- moments between ----------------------------------------------------------------------------
 */

static gint64
name_of(const Task *task, guint32 row)
{
    return task->frame->row_id[row] * 100000 + task->seed_time[row] / TIME_DAY % 100000;
}

/* Rows that stand between add to training alone: what is judged, and all that features know of
 * outcomes, is as without them; none of their windows reaches to where training stops. */
static void
test_between(void)
{
    static const guint dense[] = {2, 3, 5};
    const char *rule = "COUNT(orders.*, 0, 30, days) > 2";
    Desk desk;
    desk_open(&desk);
    g_autoptr(GError) error = NULL;
    g_autoptr(Task) plain = make_task(&desk, rule, "region = 'north'", 30 * TIME_DAY, &error);
    g_assert_true(task_split(plain, NULL, &error));
    Outcomes *plain_outcomes = outcomes_new(plain);
    g_autoptr(sqlite3_stmt) after =
        db_prepare(desk.database, NULL, "SELECT count(*) > 2 " IN_WINDOW, NULL);
    for (guint k = 0; k < G_N_ELEMENTS(dense); k++) {
        g_autoptr(Task) task =
            make_denser(&desk, rule, "region = 'north'", 30 * TIME_DAY, dense[k], &error);
        g_assert_no_error(error);
        g_assert_true(task_split(task, NULL, &error));
        const FrameColumn *key = frame_column(task->frame, "account_id");
        TimePoint limit = G_MAXINT64;
        guint32 tick = 0, trained = 0, ticks_trained = 0, expected = 0;
        for (guint32 row = 0; row < task->n; row++) {
            if (task->between[row])
                continue;
            g_assert_cmpint(name_of(task, row), ==, name_of(plain, tick));
            g_assert_cmpint(task->part[row], ==, plain->part[tick]);
            g_assert_cmpint(task->state[row], ==, plain->state[tick]);
            if (task->part[row] == SPLIT_STOP || task->part[row] == SPLIT_VALIDATION)
                limit = MIN(limit, task->seed_time[row]);
            ticks_trained += task->part[row] == SPLIT_TRAIN;
            tick++;
        }
        g_assert_cmpuint(tick, ==, plain->n);
        for (guint32 row = 0; row < task->n; row++) {
            if (!task->between[row])
                continue;
            gboolean known = task->state[row] == LABEL_KNOWN;
            gboolean fits = known && task->seed_time[row] + 30 * TIME_DAY < limit;
            g_assert_cmpint(task->part[row], ==, fits ? SPLIT_TRAIN : SPLIT_NONE);
            trained += fits;
            if (!known)
                continue;
            const char *account = dictionary_text(key->dictionary, (guint32)key->code[row]);
            g_assert_cmpfloat(
                task->label[row], ==,
                label_by_sql(after, account, task->seed_time[row] / TIME_SECOND, 0, 30));
        }
        /* Even steps between the ticks before the limit: nearly that many more of each. */
        expected = ticks_trained * (dense[k] - 1);
        g_assert_cmpuint(trained, >, expected * 8 / 10);
        g_assert_cmpuint(trained, <=, expected + expected / 10);
        g_assert_cmpuint(task->n_usable, ==, plain->n_usable + trained);
        g_assert_cmpint(task->positives, ==, plain->positives);
        g_assert_cmpint(task->negatives, ==, plain->negatives);
        g_assert_cmpint(task->open, ==, plain->open);
        Outcomes *outcomes = outcomes_new(task);
        g_assert_cmpuint(outcomes->n, ==, plain_outcomes->n);
        outcomes_free(outcomes);
        g_assert_true(task_freeze(task, desk.database, 10 + k, &error));
        g_autoptr(Task) loaded = task_load(desk.frames, desk.database, 10 + k, &error);
        g_assert_no_error(error);
        g_assert_false(loaded->stale);
        g_assert_cmpmem(loaded->part, loaded->n, task->part, task->n);
        g_assert_cmpuint(loaded->n_usable, ==, task->n_usable);
    }
    outcomes_free(plain_outcomes);
    g_clear_pointer(&after, sqlite3_finalize);
    desk_close(&desk);
}

/* ---- the file, and refusals ---------------------------------------------------------------------
 */

static void
test_frozen_and_loaded(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(GError) error = NULL;
    SplitSummary summary;
    g_autoptr(Task) task = make_task(&desk, "COUNT(orders.*, 0, 30, days) > 2", "region = 'north'",
                                     15 * TIME_DAY, &error);
    g_assert_true(task_split(task, &summary, &error));
    g_assert_no_error(error);
    g_assert_true(task_freeze(task, desk.database, 1, &error));
    g_autoptr(Task) loaded = task_load(desk.frames, desk.database, 1, &error);
    g_assert_no_error(error);
    g_assert_false(loaded->stale);
    g_assert_cmpstr(loaded->fingerprint, ==, task->fingerprint);
    g_assert_cmpint(loaded->spec.every, ==, 15 * TIME_DAY);
    g_assert_cmpmem(loaded->part, loaded->n, task->part, task->n);
    desk_close(&desk);
}

static void
assert_refused(Desk *desk, const char *rule, const char *where, gint64 every, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Task) task = make_task(desk, rule, where, every, &error);
    g_assert_null(task);
    g_assert_nonnull(error);
    if (!strstr(error->message, words))
        g_error("\"%s\" doesn't say \"%s\"", error->message, words);
}

static void
test_refusals(void)
{
    Desk desk;
    desk_open(&desk);
    assert_refused(&desk, "COUNT(orders.*) > 2", NULL, 0, "without a window");
    assert_refused(&desk, "COUNT(orders.*, -30, 0, days) > 2", NULL, 0, "looks back");
    assert_refused(&desk, "COUNT(orders.*, 0, 30, days) > 2", "COUNT(orders.*, 0, 9, days) > 0", 0,
                   "looks ahead");
    assert_refused(&desk, "COUNT(order.*, 0, 30, days) > 2", NULL, 0, "orders");
    assert_refused(&desk, "SUM(orders.channel, 0, 30, days) > 2", NULL, 0, "take a number");
    assert_refused(&desk, "SINCE_LAST(orders.*, 0, 30, days) > 2", NULL, 0, "ask by COUNT");
    assert_refused(&desk, "LAST(orders.channel, 0, 30, days) = 'fax'", NULL, 0,
                   "no row of channel");
    assert_refused(&desk, "COUNT(orders.*, 0, 30, days) > 2", NULL, 300 * TIME_DAY, "moments");
    assert_refused(&desk, "COUNT(orders.*, 0, 2000, days) > 2", NULL, 0, "shorter");
    assert_refused(&desk, "COUNT(orders.*, 0, 30, days) > 9000", NULL, 0, "holds in none");
    desk_close(&desk);
}

/* A rule of many levels costs what it holds, not twice as much with every level. */
static void
test_nested_deeply(void)
{
    Desk desk;
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) rule = g_string_new(NULL);
    desk_open(&desk);
    for (guint i = 0; i < 60; i++)
        g_string_append(rule, "NOT ");
    g_string_append(rule, "COUNT(orders.*, 0, 30, days) > 2");
    g_autoptr(Task) task = make_task(&desk, rule->str, NULL, 0, &error);
    g_assert_no_error(error);
    g_autoptr(Task) plain = make_task(&desk, rule->str + 60 * 4, NULL, 0, &error);
    g_assert_no_error(error);
    g_assert_cmpmem(task->label, task->n * sizeof *task->label, plain->label,
                    plain->n * sizeof *plain->label);
    desk_close(&desk);
}

/* What is asked for, in a person's words. */
static void
test_words(void)
{
    static const char *const cases[][2] = {
        {"COUNT(orders.*, 0, 30, days) > 2", "more than 2 orders within 30 days"},
        {"COUNT(orders.*, 0, 30, days) > 0", "any orders within 30 days"},
        {"COUNT(orders.* WHERE channel = 'shop', 0, 9, days) = 0",
         "no orders where channel = 'shop' within 9 days"},
        {"COUNT(orders.*, 10, 40, days) < 3", "fewer than 3 orders from 10 days to 40 days ahead"},
        {"MIN(orders.amount, 0, 30, days) <= 30",
         "the lowest amount of orders within 30 days is at most 30"},
        {"EXISTS(orders.*, 0, 9, days) AND (COUNT(orders.*, 0, 9, days) > 2 OR NOT "
         "SUM(orders.amount, 0, 9, days) > 5)",
         "any orders within 9 days and (more than 2 orders within 9 days or not (the sum of "
         "amount of orders within 9 days is more than 5))"},
    };
    Desk desk;
    desk_open(&desk);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Task) task = make_task(&desk, cases[i][0], NULL, 0, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(task->event_words, ==, cases[i][1]);
    }
    desk_close(&desk);
}

static void
remove_folder(void)
{
    folder_remove(folder);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-ahead-XXXXXX", NULL);
    g_test_add_func("/ahead/sql", test_labels_equal_sql);
    g_test_add_func("/ahead/there", test_only_who_is_there);
    g_test_add_func("/ahead/left", test_who_left_is_not_asked);
    g_test_add_func("/ahead/filter", test_filter_sees_the_past);
    g_test_add_func("/ahead/features", test_features_at_moments);
    g_test_add_func("/ahead/between", test_between);
    g_test_add_func("/ahead/frozen", test_frozen_and_loaded);
    g_test_add_func("/ahead/refusals", test_refusals);
    g_test_add_func("/ahead/words", test_words);
    g_test_add_func("/ahead/nested-deeply", test_nested_deeply);
    int failed = g_test_run();
    remove_folder();
    return failed;
}
