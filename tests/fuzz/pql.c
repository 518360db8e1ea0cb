/* Any text as an expression, a condition, a query: refused with one line, or printed in a form that
 * reads as the same tree; and what reads is bound to a small desk, where it is refused with one
 * line or becomes labels. An input that begins with a byte over 127 is read as words of the
 * language, one a byte, so that most of them go deeper than the first word. */
#include "fuzz.h"

#include <foredesk/features.h>
#include <foredesk/pql.h>

#include <string.h>

#include "../unit/raw-table.h"

const char *const fuzz_seeds[] = {
    "COUNT(product_events.* WHERE event = 'api_error_500', -48, 0, hours) VIA tickets.account_id",
    "hours > 72 AND NOT (channel IN ('chat', \"email\") OR subject LIKE '%down%')",
    "SINCE_LAST(tickets.*, -INF, 0, days) VIA tickets.account_id",
    "EXISTS(outcomes.* WHERE outcomes.label = 1) VIA tickets.account_id",
    "LAST(account_health.score, -30, 0, days)",
    "LAG(results.points BY 3 WITHIN results.race_id WHERE points > 0) VIA LAST(results.team)",
    "EWM(events.value BY 2.5, -365, 0, days) VIA tickets.user_id VIA users.account_id",
    "TREND(events.* BY 4, -90, 0, days) VIA ALL",
    "SHARE(events.* WHERE kind = 'error', -30, 0) VIA LAST(events.team) VIA tickets.account_id",
    "COUNT(orders.*, -3, 0, days) VIA accounts.account_id SAME accounts.region = orders.channel",
    "LAST(orders.amount) VIA accounts.vip = orders.channel",
    "IF(accounts.region = 'north' AND COUNT(orders.*, -30, 0, days) >= 2, AVG(orders.amount))",
    "LAST(orders.channel) IN ('web', 'shop') OR NOT EXISTS(orders.*, -3, 0, days)",
    "WORDS(tickets.subject)",
    "created_at >= 2025-07-14 AND closed_at IS NOT NULL",
    "PREDICT COUNT(tickets.*, 0, 30, days) > 5 FOR EACH accounts.account_id",
    "`odd name`.`co``lumn` BETWEEN -1.5e3 AND TRUE",
    "PREDICT LIST_DISTINCT(orders.item_id, 0, 30, days) RANK TOP 3 FOR EACH accounts.account_id",
    "PREDICT orders.channel CLASSIFY FOR EACH orders.order_id WHERE orders.amount > 3",
    "EXPLAIN PREDICT FIRST(orders.channel, 0, 4, weeks) CLASSIFY FOR EACH accounts.account_id "
    "ASSUMING COUNT(orders.*, 0, 7) > 0 AS OF 2024-06-01",
    "evaluate predict SUM(orders.amount, 0, 7, days) FORECAST 4 TIMEFRAMES for accounts.account_id "
    "in ('A1', 'A2')",
    NULL,
};

/* ---- a desk to bind to -------------------------------------------------------------------------
 */

typedef struct {
    Workspace *workspace;
    sqlite3 *database;
    FrameStore *frames;
    Catalogue *catalogue;
    Task *task; /* of accounts, for features */
} Desk;

static void
add_row(GPtrArray *rows, const char *first, ...)
{
    GPtrArray *cells = g_ptr_array_new();
    va_list more;
    va_start(more, first);
    for (const char *cell = first; cell; cell = va_arg(more, const char *))
        g_ptr_array_add(cells, g_strdup(cell));
    va_end(more);
    g_ptr_array_add(cells, NULL);
    g_ptr_array_add(rows, g_ptr_array_free(cells, FALSE));
}

static void
fill_tables(sqlite3 *database)
{
    static char *const accounts[] = {"account_id", "created_at", "region", "vip", NULL};
    static char *const orders[] = {"order_id", "account_id", "item_id",   "ordered_at",
                                   "amount",   "channel",    "closed_at", NULL};
    g_autoptr(GPtrArray) account = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (int i = 0; i < 12; i++) {
        g_autofree char *id = g_strdup_printf("A%d", i);
        add_row(account, id, "2023-05-01 10:00", i % 2 ? "north" : "south", i % 3 ? "no" : "yes",
                NULL);
    }
    for (int i = 0; i < 160; i++) {
        g_autofree char *id = g_strdup_printf("O%d", i), *of = g_strdup_printf("A%d", i % 11);
        g_autofree char *item = g_strdup_printf("I%d", i % 7), *amount = g_strdup_printf("%d", i);
        g_autofree char *at = g_strdup_printf("2024-%02d-%02d 08:00", 1 + i / 14, 1 + i % 28);
        add_row(order, id, of, item, at, amount, i % 3 ? "web" : "shop", i % 5 ? at : "", NULL);
    }
    raw_type(database, raw_table(database, "accounts", accounts, account));
    raw_type(database, raw_table(database, "orders", orders, order));
}

static const Desk *
desk(void)
{
    static Desk made;
    GError *error = NULL;
    if (made.database)
        return &made;
    g_autofree char *folder = g_dir_make_tmp("fuzz-pql-XXXXXX", NULL);
    made.workspace = raw_workspace(folder, "desk.foredesk");
    made.database = workspace_database(made.workspace);
    fill_tables(made.database);
    links_find(made.database, &error);
    g_assert_no_error(error);
    made.catalogue = catalogue_load(made.database, &error);
    g_assert_no_error(error);
    made.frames = frame_store_new(made.catalogue);
    TaskSpec spec;
    task_spec_init(&spec);
    spec.entity = g_strdup("accounts");
    spec.rule = g_strdup("COUNT(orders.*, 0, 30, days) > 1");
    made.task = task_sketch(made.frames, made.database, &spec, &error);
    g_assert_no_error(error);
    task_spec_clear(&spec);
    return &made;
}

static void
one_line(const GError *error)
{
    g_assert_nonnull(error);
    for (const char *p = error->message; *p; p++)
        g_assert_true((guchar)*p >= 32);
}

static void
bind_query(const PqlQuery *query)
{
    const Desk *bound = desk();
    g_autoptr(GError) error = NULL;
    g_autoptr(Task) task = NULL;
    TaskSpec spec;
    task_spec_init(&spec);
    if (task_spec_query(&spec, query, bound->catalogue, &error))
        task = task_sketch(bound->frames, bound->database, &spec, &error);
    task_spec_clear(&spec);
    if (!task)
        one_line(error);
}

static void
bind_feature(const char *text)
{
    g_autoptr(GError) error = NULL;
    Feature *feature = feature_parse(text, desk()->task, &error);
    if (!feature)
        one_line(error);
    else
        feature_free(feature);
}

/* ---- round trips -------------------------------------------------------------------------------
 */

typedef PqlNode *(*Parse)(const char *text, GError **error);

static void
round_trip(Parse parse, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PqlNode) node = parse(text, &error);
    if (!node) {
        one_line(error);
        return;
    }
    g_autofree char *printed = pql_print(node);
    g_autoptr(PqlNode) again = parse(printed, &error);
    if (!again)
        g_error("printed as \"%s\": %s", printed, error->message);
    g_assert_true(pql_equal(node, again));
    g_autofree char *twice = pql_print(again);
    g_assert_cmpstr(printed, ==, twice);
}

static void
query_round_trip(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PqlQuery) query = pql_parse_query(text, &error);
    if (!query) {
        one_line(error);
        return;
    }
    g_autofree char *printed = pql_print_query(query);
    g_autoptr(PqlQuery) again = pql_parse_query(printed, &error);
    if (!again)
        g_error("printed as \"%s\": %s", printed, error->message);
    g_assert_true(pql_equal(query->target, again->target));
    g_autofree char *twice = pql_print_query(again);
    g_assert_cmpstr(printed, ==, twice);
    bind_query(query);
}

/* ---- inputs ------------------------------------------------------------------------------------
 */

static const char *const words[] = {
    "PREDICT ",
    " FOR EACH ",
    "accounts.account_id",
    "orders.order_id",
    "orders.*",
    "COUNT(",
    "SUM(",
    "AVG(",
    "MIN(",
    "MAX(",
    "FIRST(",
    "LAST(",
    "EXISTS(",
    "BOOL(",
    "LIST_DISTINCT(",
    ")",
    ", 0, 30",
    ", 0, 4, weeks",
    ", -90, 0",
    ", -INF, 0, hours",
    " > ",
    " = ",
    " <= ",
    " IN ('a', 'b')",
    " IS NULL",
    "3",
    "'web'",
    "orders.channel",
    "orders.amount",
    "orders.item_id",
    " WHERE ",
    " AND ",
    " OR ",
    "NOT ",
    "(",
    " RANK TOP 3",
    " CLASSIFY",
    " FORECAST 2 TIMEFRAMES",
    " ASSUMING ",
    " AS OF 2024-06-01",
    "EXPLAIN ",
    "EVALUATE ",
    "accounts.region",
    "accounts.vip",
    " VIA orders.account_id",
    "TRUE",
    "NULL",
    " # x\n",
    "2024-03-01",
    "`channel`",
    "COUNT_DISTINCT(",
    "SINCE_LAST(",
    "HOUR(orders.ordered_at)",
    " VIA ALL",
    " WITHIN orders.item_id",
    " LIKE '%e%'",
    " CONTAINS 'e'",
    "orders.closed_at",
    "orders.ordered_at",
    "MODE(",
};

static char *
text_of(const guint8 *data, gsize size)
{
    if (!size || data[0] < 128)
        return g_strndup((const char *)data, size);
    GString *text = g_string_new(data[0] & 1 ? "PREDICT " : NULL);
    for (gsize i = 1; i < size; i++)
        g_string_append(text, words[data[i] % G_N_ELEMENTS(words)]);
    return g_string_free(text, FALSE);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    g_autofree char *text = text_of(data, size);
    round_trip(pql_parse_expression, text);
    round_trip(pql_parse_condition, text);
    query_round_trip(text);
    bind_feature(text);
    return 0;
}
