/* The rules of the language as they are published, each with a query that keeps it and one that
 * doesn't: what is refused names line and column and says what to do. Grammar and binding are asked
 * together, over a small desk of accounts, orders and items. */
#include <foredesk/task.h>
#include <string.h>

#include "raw-table.h"

static sqlite3 *database;
static FrameStore *frames;

/* ---- the desk ----------------------------------------------------------------------------------
 */

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

static char *
stamp(gint64 days, int hour)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc((19400 + days) * 86400 + hour * 3600);
    return g_date_time_format(time, "%Y-%m-%d %H:%M:%S");
}

static void
fill(void)
{
    static char *const accounts[] = {"account_id", "created_at", "region", "vip", "seats", NULL};
    static char *const items[] = {"item_id", "label", "price", NULL};
    static char *const orders[] = {"order_id", "account_id", "item_id", "ordered_at", "amount",
                                   "priority", "paid",       "paid_at", "note",       NULL};
    g_autoptr(GPtrArray) account = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_autoptr(GPtrArray) item = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (int i = 0; i < 40; i++) {
        g_autofree char *id = g_strdup_printf("A%02d", i), *at = stamp(i, 9);
        g_autofree char *seats = g_strdup_printf("%d", i * 7 % 31);
        add_row(account, id, at, i % 3 ? "north" : "south", i % 4 ? "no" : "yes", seats, NULL);
    }
    for (int i = 0; i < 12; i++) {
        g_autofree char *id = g_strdup_printf("I%02d", i), *label = g_strdup_printf("thing %d", i);
        g_autofree char *price = g_strdup_printf("%d.5", i * 3);
        add_row(item, id, label, price, NULL);
    }
    for (int i = 0; i < 900; i++) {
        g_autofree char *id = g_strdup_printf("O%03d", i), *of = g_strdup_printf("A%02d", i % 37);
        g_autofree char *what = g_strdup_printf("I%02d", i * i % 11),
                        *at = stamp(50 + i / 2, i % 20);
        g_autofree char *amount = g_strdup_printf("%d", i * 13 % 211);
        g_autofree char *priority = g_strdup_printf("P%d", 1 + i % 4),
                        *paid_at = stamp(53 + i / 2, 1);
        g_autofree char *note = g_strdup_printf("order number %d came in by hand, as usual", i);
        add_row(order, id, of, what, at, amount, priority, i % 3 ? "yes" : "no",
                i % 3 ? paid_at : "", note, NULL);
    }
    raw_type(database, raw_table(database, "accounts", accounts, account));
    raw_type(database, raw_table(database, "items", items, item));
    raw_type(database, raw_table(database, "orders", orders, order));
}

/* Text to labels; NULL with the error of whichever step refuses. */
static Task *
ask(const char *text, GError **error)
{
    g_autoptr(PqlQuery) query = pql_parse_query(text, error);
    Task *task = NULL;
    TaskSpec spec;
    task_spec_init(&spec);
    if (query && task_spec_query(&spec, query, frame_store_catalogue(frames), error))
        task = task_sketch(frames, database, &spec, error);
    task_spec_clear(&spec);
    return task;
}

/* ---- the rules ---------------------------------------------------------------------------------
 */

typedef struct {
    const char *rule, *keeps, *breaks; /* keeps NULL: only what is refused */
    int line, column;                  /* where `breaks` is wrong */
    const char *says;
} Rule;

#define EACH_ACCOUNT " FOR EACH accounts.account_id"
#define EACH_ORDER " FOR EACH orders.order_id"
#define MANY "PREDICT COUNT(orders.*, 0, 30, days) > 1"

static const Rule grammar[] = {
    {"a query begins with PREDICT", MANY EACH_ACCOUNT, "PREDCT COUNT(orders.*, 0, 30) > 1", 1, 1,
     "did you mean PREDICT?"},
    {"FOR EACH names who is asked about", "PREDICT orders.amount FOR orders.order_id",
     "PREDICT orders.amount EACH orders.order_id", 1, 23, "FOR EACH"},
    {"EXPLAIN and EVALUATE stand before", "EXPLAIN " MANY EACH_ACCOUNT,
     "DESCRIBE " MANY EACH_ACCOUNT, 1, 1, "PREDICT"},
    {"keywords are all upper or all lower case",
     "predict count(orders.*, 0, 30, DAYS) > 1 for each accounts.account_id",
     "PREDICT Count(orders.*, 0, 30) > 1" EACH_ACCOUNT, 1, 9,
     "COUNT or COUNT_DISTINCT, all upper or all lower case"},
    {"so are words between", "PREDICT orders.amount > 3 and orders.paid = TRUE" EACH_ORDER,
     "PREDICT orders.amount > 3 And orders.paid = TRUE" EACH_ORDER, 1, 27, "lower case: AND"},
    {"backticks quote any name", "PREDICT `orders`.`amount`" EACH_ORDER,
     "PREDICT `orders`.`amount" EACH_ORDER, 1, 18, "closing backtick"},
    {"# begins a comment", "PREDICT orders.amount # in euros\n FOR EACH orders.order_id",
     "PREDICT orders.amount // in euros\n FOR EACH orders.order_id", 1, 23, "means nothing here"},
    {"names don't regard case", "PREDICT ORDERS.AMOUNT FOR EACH Orders.Order_Id",
     "PREDICT orders.amout FOR EACH orders.order_id", 1, 9, "amount"},
    {"tables have names", MANY EACH_ACCOUNT, "PREDICT COUNT(order.*, 0, 30) > 1" EACH_ACCOUNT, 1,
     15, "orders"},
    {"an aggregate is one of the language's", "PREDICT SUM(orders.amount, 0, 30)" EACH_ACCOUNT,
     "PREDICT SUMM(orders.amount, 0, 30)" EACH_ACCOUNT, 1, 9, "SUM"},
    {"* stands in COUNT alone", MANY EACH_ACCOUNT, "PREDICT SUM(orders.*, 0, 30) > 1" EACH_ACCOUNT,
     1, 20, "only COUNT"},
    {"a window has two ends", MANY EACH_ACCOUNT, "PREDICT COUNT(orders.*, 30) > 1" EACH_ACCOUNT, 1,
     27, "two ends"},
    {"its unit is a unit", "PREDICT COUNT(orders.*, 0, 2, weeks) > 1" EACH_ACCOUNT,
     "PREDICT COUNT(orders.*, 0, 2, years) > 1" EACH_ACCOUNT, 1, 31, "seconds, minutes, hours"},
    {"-INF is where a window may start",
     MANY EACH_ACCOUNT " WHERE COUNT(orders.*, -INF, 0, days) > 3",
     "PREDICT COUNT(orders.*, 0, INF, days) > 1" EACH_ACCOUNT, 1, 28, "whole number"},
    {"RELOP takes one constant", "PREDICT orders.amount >= 7.5" EACH_ORDER,
     "PREDICT orders.amount >= (1, 2)" EACH_ORDER, 1, 26, "list by IN"},
    {"IN takes a list", "PREDICT orders.priority IN ('P1', 'P2')" EACH_ORDER,
     "PREDICT orders.priority IN 'P1'" EACH_ORDER, 1, 28, "write a list"},
    {"a list of one is refused", "PREDICT orders.priority IS IN ('P1', 'P2')" EACH_ORDER,
     "PREDICT orders.priority IN ('P1')" EACH_ORDER, 1, 28, "a list of one"},
    {"LIKE takes a text", "PREDICT orders.note LIKE '%hand%'" EACH_ORDER,
     "PREDICT orders.note LIKE 3" EACH_ORDER, 1, 26, "LIKE without a text"},
    {"CONTAINS, STARTS WITH and ENDS WITH do too",
     "PREDICT orders.note CONTAINS '7' OR orders.note STARTS WITH 'o' AND NOT orders.note ENDS "
     "WITH "
     "'x'" EACH_ORDER,
     "PREDICT orders.note STARTS 'o'" EACH_ORDER, 1, 28, "expected WITH"},
    {"NULL compares by = and IS", "PREDICT orders.paid_at IS NOT NULL" EACH_ORDER,
     "PREDICT orders.amount > NULL" EACH_ORDER, 1, 25, "compare only by = and !="},
    {"TRUE and FALSE by = alone", "PREDICT orders.paid != TRUE" EACH_ORDER,
     "PREDICT orders.paid < TRUE" EACH_ORDER, 1, 23, "compare only by = and !="},
    {"and in no list", "PREDICT orders.paid = FALSE" EACH_ORDER,
     "PREDICT orders.paid IN (TRUE, FALSE)" EACH_ORDER, 1, 25, "compare only by = and !="},
    {"a date is one", "PREDICT orders.paid_at > 2023-07-14 12:30" EACH_ORDER,
     "PREDICT orders.paid_at > 2023-14-07" EACH_ORDER, 1, 26, "not a date"},
    {"there is no arithmetic", "PREDICT orders.amount > 3" EACH_ORDER,
     "PREDICT orders.amount + 1 > 3" EACH_ORDER, 1, 23, "arithmetic"},
    {"brackets close", "PREDICT (orders.amount > 3 OR NOT orders.paid = TRUE)" EACH_ORDER,
     "PREDICT (orders.amount > 3" EACH_ORDER, 1, 28, "\")\""},
    {"the end is the end", MANY EACH_ACCOUNT " AS OF 2024-06-01",
     MANY EACH_ACCOUNT " GROUP BY region", 1, 71, "AS OF or the end"},
    {"a place is told over lines too", NULL, "PREDICT orders.amount\n  FOR EACH orders.ordr_id", 2,
     12, "key of orders"},
};

static const Rule rules[] = {
    {"who is asked about is named by a key", MANY EACH_ACCOUNT, MANY " FOR EACH accounts.region", 1,
     51, "write FOR EACH accounts.account_id"},
    {"a target doesn't look back", MANY EACH_ACCOUNT,
     "PREDICT COUNT(orders.*, -30, 0) > 1" EACH_ACCOUNT, 1, 9, "looks back in a target"},
    {"a window doesn't straddle the seed", "PREDICT COUNT(orders.*, 5, 30) > 1" EACH_ACCOUNT,
     "PREDICT COUNT(orders.*, -5, 30) > 1" EACH_ACCOUNT, 1, 9, "straddles"},
    {"it has a length", MANY EACH_ACCOUNT, "PREDICT COUNT(orders.*, 30, 30) > 1" EACH_ACCOUNT, 1, 9,
     "earlier end first"},
    {"who is asked about is chosen by the past",
     MANY EACH_ACCOUNT " WHERE COUNT(orders.*, -90, 0, days) > 0",
     MANY EACH_ACCOUNT " WHERE COUNT(orders.*, 0, 90, days) > 0", 1, 77,
     "looks ahead in an entity filter"},
    {"what is assumed lies ahead", MANY EACH_ACCOUNT " ASSUMING COUNT(orders.*, 0, 7) > 0",
     MANY EACH_ACCOUNT " ASSUMING COUNT(orders.*, -7, 0) > 0", 1, 80, "looks back in ASSUMING"},
    {"only of a target that looks ahead", NULL,
     "PREDICT orders.amount > 3" EACH_ORDER " ASSUMING COUNT(orders.*, 0, 7) > 0", 1, 61,
     "ASSUMING on a target without a window"},
    {"parts of a target have windows all or none",
     "PREDICT COUNT(orders.*, 0, 30) > 1 AND SUM(orders.amount, 0, 7) > 3" EACH_ACCOUNT,
     "PREDICT COUNT(orders.*, 0, 30) > 1 AND accounts.seats > 3" EACH_ACCOUNT, 1, 9,
     "mixes windows"},
    {"a windowed aggregate reads a table with a time", MANY EACH_ACCOUNT,
     "PREDICT COUNT(items.*, 0, 30) > 1" EACH_ORDER, 1, 9, "which has no time"},
    {"who is asked about at its own time has one", "PREDICT accounts.seats" EACH_ACCOUNT,
     "PREDICT items.price FOR EACH items.item_id", 1, 30, "role items.COLUMN created"},
    {"a target isn't the key", "PREDICT orders.amount" EACH_ORDER,
     "PREDICT orders.order_id" EACH_ORDER, 1, 9, "key of what is asked about"},
    {"SUM and AVG take numbers", "PREDICT AVG(orders.amount, 0, 30)" EACH_ACCOUNT,
     "PREDICT AVG(orders.priority, 0, 30)" EACH_ACCOUNT, 1, 9, "take a number"},
    {"and no keys", "PREDICT COUNT_DISTINCT(orders.item_id, 0, 30)" EACH_ACCOUNT,
     "PREDICT SUM(orders.item_id, 0, 30)" EACH_ACCOUNT, 1, 9, "SUM of item_id"},
    {"BOOL has the time of its event",
     "PREDICT BOOL(orders.paid_at, 0, 9, days) FOR EACH orders.order_id",
     "PREDICT BOOL(orders.note, 0, 9, days) FOR EACH orders.order_id", 1, 14, "is no date"},
    {"RANK takes a list or values", "PREDICT orders.item_id RANK TOP 3" EACH_ORDER,
     "PREDICT orders.amount > 3 RANK TOP 3" EACH_ORDER, 1, 9, "RANK of something that is no list"},
    {"TOP needs RANK", "PREDICT FIRST(orders.item_id, 0, 30) RANK TOP 3" EACH_ACCOUNT,
     "PREDICT FIRST(orders.item_id, 0, 30) TOP 3" EACH_ACCOUNT, 1, 38, "RANK before TOP"},
    {"k is a whole number", NULL, "PREDICT orders.item_id RANK TOP 0" EACH_ORDER, 1, 33,
     "from 1 to"},
    {"CLASSIFY takes what has several values", "PREDICT orders.priority CLASSIFY" EACH_ORDER,
     "PREDICT orders.amount CLASSIFY" EACH_ORDER, 1, 9, "leave CLASSIFY out"},
    {"of a window one of them", "PREDICT LAST(orders.priority, 0, 30) CLASSIFY" EACH_ACCOUNT,
     "PREDICT COUNT(orders.*, 0, 30) CLASSIFY" EACH_ACCOUNT, 1, 9, "FIRST(…) or LAST(…)"},
    {"a list is ranked, not classified",
     "PREDICT LIST_DISTINCT(orders.item_id, 0, 30) RANK TOP 3" EACH_ACCOUNT,
     "PREDICT LIST_DISTINCT(orders.item_id, 0, 30) CLASSIFY" EACH_ACCOUNT, 1, 9,
     "write RANK TOP 3"},
    {"a list names rows of another table",
     "PREDICT LIST_DISTINCT(orders.item_id, 0, 30)" EACH_ACCOUNT,
     "PREDICT LIST_DISTINCT(orders.amount, 0, 30) RANK TOP 3" EACH_ACCOUNT, 1, 9,
     "names rows of another table"},
    {"and is no part of a condition", NULL,
     "PREDICT LIST_DISTINCT(orders.item_id, 0, 30) = 'I01'" EACH_ACCOUNT, 1, 9, "RANK TOP 3"},
    {"FORECAST takes a number of a window",
     "PREDICT SUM(orders.amount, 0, 7) FORECAST 3 TIMEFRAMES" EACH_ACCOUNT,
     "PREDICT orders.amount FORECAST 3 TIMEFRAMES" EACH_ORDER, 1, 9, "no number of a window"},
    {"that is no category", NULL,
     "PREDICT LAST(orders.priority, 0, 7) FORECAST 3 TIMEFRAMES" EACH_ACCOUNT, 1, 9,
     "FORECAST of a category"},
    {"1 to 10,000 timeframes", NULL,
     "PREDICT SUM(orders.amount, 0, 7) FORECAST 10001 TIMEFRAMES" EACH_ACCOUNT, 1, 43,
     "from 1 to 10000"},
    {"a value that is there", "PREDICT orders.priority = 'P1'" EACH_ORDER,
     "PREDICT LAST(orders.priority, 0, 30, days) = 'P9'" EACH_ACCOUNT, 1, 46, "which no row"},
    {"several entities by name", MANY EACH_ACCOUNT " IN ('A01', 'A02')",
     MANY EACH_ACCOUNT " IN ('A01')", 1, 74, "a list of one"},
};

static void
check(const Rule *rule)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Task) kept = rule->keeps ? ask(rule->keeps, &error) : NULL;
    if (rule->keeps && !kept)
        g_error("%s: %s: %s", rule->rule, rule->keeps, error->message);
    g_autoptr(Task) broken = ask(rule->breaks, &error);
    int line = 0, column = 0;
    if (broken)
        g_error("%s: not refused: %s", rule->rule, rule->breaks);
    if (!g_error_matches(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE) ||
        !pql_error_place(error, &line, &column) || line != rule->line || column != rule->column ||
        !strstr(error->message, rule->says) || strchr(error->message, '\n'))
        g_error("%s: %s: %s (wanted line %d, column %d, %s)", rule->rule, rule->breaks,
                error->message, rule->line, rule->column, rule->says);
    g_autofree char *caret = pql_caret(rule->breaks, line, column);
    g_assert_true(g_str_has_suffix(caret, "^"));
}

static void
test_grammar(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(grammar); i++)
        check(&grammar[i]);
}

static void
test_rules(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
        check(&rules[i]);
}

/* An error stands where it was written, also where what was written is not how it is printed: other
 * blanks and lines, words in lower case, a missing unit, comments, backticks. ! marks the place. */
static void
test_places(void)
{
    static const char *const queries[] = {
        "predict   count(orders.* where !orders.amout>3, 0, 30)>1 for each accounts.account_id",
        "predict count( orders.* , 0,30 )>1 and\n\tcount(orders.*   where !amout > 3,0 , 7) > 2\n"
        "for each accounts.account_id",
        "# who leaves\nPREDICT COUNT(orders.*,0,30) # a month\n  = 0 AND EXISTS(!order.*, 0,30)\n"
        "FOR EACH accounts.account_id",
        "predict `orders`.`amount`>= 3   or !orders.`amout`=1 for each orders.order_id",
        "PREDICT COUNT(orders.*,0,30)>1 FOR accounts.account_id WHERE  not ( !sets>3 )",
        "PREDICT COUNT(orders.*,0,30)>1 FOR EACH accounts.account_id WHERE\n"
        "  count(orders.* where !orders.gone = 1, -30, 0)>2",
        "PREDICT COUNT(orders.*,0,30)>1 FOR EACH accounts.account_id assuming "
        "sum( !orders.amout,0,30)>2",
        "PREDICT  SUM(orders.amount,0,30)>1 AND  !COUNT(items.*, 0,30)>1 FOR EACH "
        "accounts.account_id",
        "PREDICT SUM(orders.amount,0,30)>1 AND  !SUM( orders.account_id,0,30)>1 FOR EACH "
        "accounts.account_id",
        "PREDICT SUM(orders.amount WHERE note ='größe äöü' AND !prioriti='P1',0,30) FOR EACH "
        "accounts.account_id",
    };
    for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_autoptr(GError) error = NULL;
        const char *mark = strchr(queries[i], '!');
        g_autofree char *before = g_strndup(queries[i], (gsize)(mark - queries[i]));
        g_autofree char *text = g_strconcat(before, mark + 1, NULL);
        const char *start = strrchr(before, '\n');
        int line = 1, column, at_line = 0, at_column = 0;
        for (const char *c = before; *c; c++)
            line += *c == '\n';
        column = (int)g_utf8_strlen(start ? start + 1 : before, -1) + 1;
        g_autoptr(Task) task = ask(text, &error);
        if (task || !pql_error_place(error, &at_line, &at_column) || at_line != line ||
            at_column != column)
            g_error("%s: %s (wanted line %d, column %d)", text, task ? "taken" : error->message,
                    line, column);
    }
}

/* ---- what a query is taken for ----------------------------------------------------------------
 */

static void
test_kinds(void)
{
    static const struct {
        const char *text;
        TaskKind kind;
    } cases[] = {
        {"PREDICT COUNT(orders.*, 0, 30) = 0" EACH_ACCOUNT, TASK_BINARY},
        {"PREDICT orders.paid" EACH_ORDER, TASK_BINARY},
        {"PREDICT SUM(orders.amount, 0, 30)" EACH_ACCOUNT, TASK_NUMBER},
        {"PREDICT orders.amount" EACH_ORDER, TASK_NUMBER},
        {"PREDICT orders.priority" EACH_ORDER, TASK_CLASSES},
        {"PREDICT FIRST(orders.item_id, 0, 30)" EACH_ACCOUNT, TASK_CLASSES},
        {"PREDICT LIST_DISTINCT(orders.item_id, 0, 30)" EACH_ACCOUNT, TASK_RANKING},
        {"PREDICT COUNT(orders.*, 0, 7) FORECAST 2 TIMEFRAMES" EACH_ACCOUNT, TASK_FORECAST},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Task) task = ask(cases[i].text, &error);
        g_assert_no_error(error);
        g_assert_cmpint(task->kind, ==, cases[i].kind);
    }
}

/* Without a unit a window counts days; its start is out and its end is in. */
static void
test_default_unit(void)
{
    g_autoptr(Task) days = ask(MANY EACH_ACCOUNT, NULL);
    g_autoptr(Task) plain = ask("PREDICT COUNT(orders.*, 0, 30) > 1" EACH_ACCOUNT, NULL);
    g_autoptr(Task) hours = ask("PREDICT COUNT(orders.*, 0, 720, hours) > 1" EACH_ACCOUNT, NULL);
    g_assert_cmpuint(days->n, ==, plain->n);
    g_assert_cmpint(days->positives, ==, plain->positives);
    g_assert_cmpint(days->positives, ==, hours->positives);
}

static void
test_warnings(void)
{
    static const struct {
        const char *text, *says; /* NULL: nothing */
    } cases[] = {
        {MANY EACH_ACCOUNT, NULL},
        {"PREDICT orders.priority <= 'P2'" EACH_ORDER, "goes by its text"},
        {"PREDICT orders.amount > 3" EACH_ORDER " WHERE orders.item_id > 'I03'",
         "goes by its text"},
        {"PREDICT orders.amount > 3" EACH_ORDER, NULL},
        {"PREDICT COUNT(orders.* WHERE accounts.region = 'north', 0, 30) > 1" EACH_ACCOUNT,
         "asks about accounts alone"},
        {"PREDICT COUNT(orders.* WHERE orders.amount > 3, 0, 30) > 1" EACH_ACCOUNT, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Task) task = ask(cases[i].text, &error);
        g_assert_no_error(error);
        g_autoptr(GPtrArray) warnings = task_warnings(task);
        g_assert_cmpuint(warnings->len, ==, cases[i].says ? 1 : 0);
        if (cases[i].says && !strstr(warnings->pdata[0], cases[i].says))
            g_error("%s: %s", cases[i].text, (const char *)warnings->pdata[0]);
    }
}

/* Of a condition of the entity inside the target: the others count as without rows. */
static void
test_entity_condition(void)
{
    g_autoptr(Task) task =
        ask("PREDICT COUNT(orders.* WHERE accounts.region = 'north', 0, 30)" EACH_ACCOUNT, NULL);
    g_autoptr(Task) all = ask("PREDICT COUNT(orders.*, 0, 30)" EACH_ACCOUNT, NULL);
    const FrameColumn *region = frame_column(all->frame, "region");
    guint32 older = task->n - all->n; /* accounts are older than orders: more moments before */
    g_assert_cmpuint(task->n, >=, all->n);
    for (guint32 row = 0; row < all->n; row++) {
        gboolean north =
            g_str_equal(dictionary_text(region->dictionary, (guint32)region->code[row]), "north");
        if (all->state[row] == LABEL_KNOWN)
            g_assert_cmpfloat(task->label[row + older], ==, north ? all->label[row] : 0);
    }
}

int
main(int argc, char **argv)
{
    GError *error = NULL;
    g_test_init(&argc, &argv, NULL);
    g_autofree char *folder = g_dir_make_tmp("pql-rules-XXXXXX", NULL);
    Workspace *workspace = raw_workspace(folder, "rules.foredesk");
    database = workspace_database(workspace);
    fill();
    links_find(database, &error);
    g_assert_no_error(error);
    g_autoptr(Catalogue) catalogue = catalogue_load(database, &error);
    g_assert_no_error(error);
    frames = frame_store_new(catalogue);
    g_test_add_func("/pql-rules/grammar", test_grammar);
    g_test_add_func("/pql-rules/rules", test_rules);
    g_test_add_func("/pql-rules/places", test_places);
    g_test_add_func("/pql-rules/kinds", test_kinds);
    g_test_add_func("/pql-rules/default-unit", test_default_unit);
    g_test_add_func("/pql-rules/warnings", test_warnings);
    g_test_add_func("/pql-rules/entity-condition", test_entity_condition);
    int result = g_test_run();
    frame_store_unref(frames);
    workspace_close(workspace);
    g_autofree char *path = g_build_filename(folder, "rules.foredesk", NULL);
    g_remove(path);
    g_rmdir(folder);
    return result;
}
