/* Tests of pql: the published grammar case by case, refusals with their place, round trips of
 * random trees, and random damage to texts, all from fixed seeds. */
#include <foredesk/pql.h>
#include <string.h>

static const char page_query[] = "PREDICT BOOL(TICKETS.ESCALATED_TO_ENG, 0, 48, hours) "
                                 "FOR EACH TICKETS.TICKET_ID WHERE TICKETS.PRIORITY <= 'P2'";

/* ---- what is accepted, and how it is printed back -------------------------------------- */

typedef struct {
    const char *text, *printed; /* NULL: as written */
} Case;

static void
accept(const Case *cases, guint n, gboolean condition)
{
    for (guint i = 0; i < n; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PqlNode) node = condition ? pql_parse_condition(cases[i].text, &error)
                                            : pql_parse_expression(cases[i].text, &error);
        if (!node)
            g_error("%s: %s", cases[i].text, error->message);
        g_autofree char *printed = pql_print(node);
        g_assert_cmpstr(printed, ==, cases[i].printed ? cases[i].printed : cases[i].text);
        g_autoptr(PqlNode) again = pql_parse_expression(printed, NULL);
        g_assert_true(pql_equal(node, again));
    }
}

static void
test_expressions(void)
{
    static const Case cases[] = {
        {"tickets.priority", NULL},
        {"hours", NULL},
        {"COUNT(events.*)", NULL},
        {"count(events.*, -48, 0, hours)", "COUNT(events.*, -48, 0, hours)"},
        {"COUNT(events.* WHERE events.kind = 'api_error_500', -48, 0, hour)",
         "COUNT(events.* WHERE events.kind = 'api_error_500', -48, 0, hours)"},
        {"SUM(orders.amount, -INF, 0)", "SUM(orders.amount, -INF, 0, days)"},
        {"SUM(orders.amount, -inf, -1, WEEK)", "SUM(orders.amount, -INF, -1, weeks)"},
        {"COUNT_DISTINCT(orders.product, 0, 3, MONTHS)",
         "COUNT_DISTINCT(orders.product, 0, 3, months)"},
        {"LIST_DISTINCT(orders.product)", NULL},
        {"SINCE_LAST(tickets.* WHERE priority = 'P1') VIA tickets.account_id", NULL},
        {"RATE(outcomes.label, -90, 0, days) VIA tickets.category", NULL},
        {"LIFT(outcomes.label, -180, 0, days) VIA tickets.category", NULL},
        {"LAST(health.score, -365, 0, days) VIA account_id", NULL},
        {"EXISTS(deployments.*, -2, 0, days)", NULL},
        {"HOUR(tickets.created_at)", NULL},
        {"keywords(tickets.body)", "KEYWORDS(tickets.body)"},
        {"topic(tickets.body)", "TOPIC(tickets.body BY 1)"},
        {"WEEKEND(tickets.created_at)", NULL},
        {"AGE(accounts.since)", NULL},
        {"AVG(x.y, 0, 30) > 3", "AVG(x.y, 0, 30, days) > 3"},
        {"count > 3", NULL},
        {"tickets.where = 1", NULL},
        {"`first name` = 'O''Brien'", NULL},
        {"`where`.`a``b` = \"it's\"", "`where`.`a``b` = 'it''s'"},
        {"Where = 1", NULL},
        {"a = 1 # a comment\n AND b = 2", "a = 1 AND b = 2"},
        {"größe = 'ü'", "`größe` = 'ü'"},
        {"if(tickets.priority = 'P1', accounts.arr)", "IF(tickets.priority = 'P1', accounts.arr)"},
        {"IF(COUNT(x.*, -2, 0, days) > 1 AND NOT a = 1, AVG(x.y, -9, 0, days) VIA a)", NULL},
        {"if > 3", NULL},
    };
    accept(cases, G_N_ELEMENTS(cases), FALSE);
}

static void
test_conditions(void)
{
    static const Case cases[] = {
        {"hours > 72", NULL},
        {"hours >= -7.5", NULL},
        {"hours < 1e3", "hours < 1000"},
        {"escalated = true", "escalated = TRUE"},
        {"a = 1 OR b = 2 AND c = 3", NULL},
        {"(a = 1 OR b = 2) AND c = 3", NULL},
        {"(a = 1 AND b = 2) AND c = 3", NULL},
        {"a = 1 AND b = 2 AND c = 3", NULL},
        {"NOT a = 1 and not (b = 2 or c = 3)", "NOT a = 1 AND NOT (b = 2 OR c = 3)"},
        {"NOT (NOT a = 1)", "NOT NOT a = 1"},
        {"closed IS NULL", NULL},
        {"closed IS NOT NULL", NULL},
        {"closed != NULL", NULL},
        {"p IN ('P1', 'P2')", NULL},
        {"p is in (1, 2)", "p IN (1, 2)"},
        {"p IS NOT IN (1, 2)", "p NOT IN (1, 2)"},
        {"p NOT IN (1, 2)", NULL},
        {"s LIKE '%late_'", NULL},
        {"s NOT LIKE 'x'", NULL},
        {"tags CONTAINS 'vip'", NULL},
        {"tags NOT CONTAINS 'vip'", NULL},
        {"s STARTS WITH 'Re:'", NULL},
        {"s ENDS WITH '?'", NULL},
        {"t >= 2024-01-31", NULL},
        {"t = 2024-01-31 12:30", NULL},
        {"t < 2024-01-31T12:30:15.25Z", NULL},
        {"WEEKEND(t) AND EXISTS(x.*)", NULL},
        {"EXISTS(x.*) via x.a same x.b AND EXISTS(y.*)",
         "EXISTS(x.*) VIA x.a SAME x.b AND EXISTS(y.*)"},
        {"COUNT(x.*) via x.a = z.b same x.c = z.`d e` > 2",
         "COUNT(x.*) VIA x.a = z.b SAME x.c = z.`d e` > 2"},
        {"COUNT(x.*) VIA x.a = 'z' AND COUNT(x.*) VIA x.a = 3", NULL},
        {"BOOL(x.y, 0, 2, days) AND NOT EXISTS(x.* WHERE y = 1, 0, 2, days)", NULL},
    };
    accept(cases, G_N_ELEMENTS(cases), TRUE);
}

static void
test_queries(void)
{
    static const Case cases[] = {
        {page_query, NULL},
        {"predict count(orders.*, 0, 30) = 0 for users.id",
         "PREDICT COUNT(orders.*, 0, 30, days) = 0 FOR EACH users.id"},
        {"EXPLAIN PREDICT users.tier FOR EACH users.id = 7", NULL},
        {"EVALUATE PREDICT users.tier CLASSIFY FOR EACH users.id IN (7, 8) WHERE users.age > 3",
         NULL},
        {"PREDICT LIST_DISTINCT(orders.item, 0, 30, days) RANK TOP 12 FOR EACH users.id", NULL},
        {"PREDICT SUM(orders.x, 0, 1, weeks) FORECAST 4 TIMEFRAMES FOR EACH shops.id", NULL},
        {"PREDICT COUNT(orders.* WHERE COUNT(items.*, -3, 0, days) > 1, 0, 30, days) > 0 FOR EACH "
         "users.id WHERE COUNT(orders.*, -90, 0, days) > 0 ASSUMING COUNT(mails.*, 0, 7, days) > 2 "
         "AS OF 2024-06-01",
         NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PqlQuery) query = pql_parse_query(cases[i].text, &error);
        if (!query)
            g_error("%s: %s", cases[i].text, error->message);
        g_autofree char *printed = pql_print_query(query);
        g_assert_cmpstr(printed, ==, cases[i].printed ? cases[i].printed : cases[i].text);
    }
}

static void
test_page_query(void)
{
    g_autoptr(PqlQuery) query = pql_parse_query(page_query, NULL);
    g_assert_nonnull(query);
    g_assert_cmpint(query->target->aggregate, ==, PQL_BOOL);
    gint64 start, end;
    pql_window_span(&query->target->window, &start, &end);
    g_assert_cmpint(start, ==, 0);
    g_assert_cmpint(end, ==, 48 * TIME_HOUR);
    g_assert_cmpstr(query->entity->name, ==, "TICKET_ID");
    g_assert_cmpint(query->entity_filter->op, ==, PQL_LE);
    g_autoptr(GPtrArray) columns = pql_columns(query->entity_filter);
    g_assert_cmpuint(columns->len, ==, 1);
    g_assert_cmpstr(((PqlNode *)columns->pdata[0])->name, ==, "PRIORITY");
}

/* ---- what is refused, where and with which words --------------------------------------- */

typedef struct {
    const char *text;
    int line, column;
    const char *says;
} Refusal;

static void
test_refusals(void)
{
    static const Refusal cases[] = {
        {"", 1, 1, "found the end"},
        {"hours >> 72", 1, 8, "expected a constant, found \">\""},
        {"hours", 1, 6, "expected a comparison"},
        {"hours = = 3", 1, 9, "expected a constant"},
        {"hours == 3", 1, 7, "write = once"},
        {"hours <> 3", 1, 7, "write !="},
        {"72 < hours", 1, 1, "write the column first"},
        {"a = 1 And b = 2", 1, 7, "all upper or all lower case: AND"},
        {"a = 1 &\n b = 2", 1, 7, "\"&\" means nothing here"},
        {"a = 'x", 1, 5, "without closing quote"},
        {"`a = 1", 1, 1, "without closing backtick"},
        {"`` = 1", 1, 1, "an empty name"},
        {"a IN ('x')", 1, 6, "a list of one"},
        {"a IN 'x'", 1, 6, "write a list"},
        {"a = ('x', 'y')", 1, 5, "by IN"},
        {"a IN ('x', NULL)", 1, 12, "NULL in a list"},
        {"a < NULL", 1, 5, "compare only by = and !="},
        {"a >= TRUE", 1, 6, "compare only by = and !="},
        {"a LIKE 3", 1, 8, "LIKE without a text"},
        {"a STARTS 'x'", 1, 10, "expected WITH"},
        {"a NOT 'x'", 1, 7, "IN, LIKE or CONTAINS"},
        {"a = 12x", 1, 5, "begins with a digit"},
        {"a = 2024-13-41", 1, 5, "not a date"},
        {"a = 3 - 1", 1, 7, "no arithmetic"},
        {"(a = 1", 1, 7, "expected \")\""},
        {"a = 1)", 1, 6, "expected the end"},
        {"from = 1 or\n  where = 2", 2, 3, "backticks"},
        {"COUNT(x.*, -3, 3) > 1", 1, 1, "straddles"},
        {"COUNT(x.*, -INF, 3) > 1", 1, 1, "straddles"},
        {"COUNT(x.*, 3, 3) > 1", 1, 1, "earlier end first"},
        {"COUNT(x.*, -3) > 1", 1, 14, "two ends"},
        {"COUNT(x.*, -3.5, 0) > 1", 1, 12, "whole number"},
        {"COUNT(x.*, 0, INF) > 1", 1, 15, "whole number"},
        {"COUNT(x.*, 0, 9000000) > 1", 1, 1, "10,000 years"},
        {"COUNT(x.*, 0, 3, fortnights) > 1", 1, 18, "seconds, minutes"},
        {"SUM(x.*, 0, 3) > 1", 1, 7, "only COUNT, EXISTS and SINCE_LAST"},
        {"COUNTS(x.*) > 1", 1, 1, "COUNT"},
        {"Count(x.*) > 1", 1, 1, "COUNT"},
        {"HOUR(a, b) > 1", 1, 7, "takes one column"},
        {"tickets. > 1", 1, 10, "after the dot"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pql_parse_condition(cases[i].text, &error));
        g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
        int line = 0, column = 0;
        g_assert_true(pql_error_place(error, &line, &column));
        if (line != cases[i].line || column != cases[i].column ||
            !strstr(error->message, cases[i].says))
            g_error("%s: %s", cases[i].text, error->message);
        g_assert_null(strchr(error->message, '\n'));
    }
}

static void
test_query_refusals(void)
{
    static const char *const cases[][2] = {
        {"PREDCT x FOR EACH t.id", "PREDICT"},
        {"PREDICT x", "FOR EACH"},
        {"PREDICT COUNT(o.*, -30, 0) > 0 FOR EACH t.id", "looks back in a target"},
        {"PREDICT x FOR EACH t.id WHERE COUNT(o.*, 0, 30) > 0", "looks ahead in an entity filter"},
        {"PREDICT COUNT(o.*, 0, 3) > 0 FOR EACH t.id ASSUMING COUNT(o.*, -3, 0) > 0",
         "looks back in ASSUMING"},
        {"PREDICT x > 1 FOR EACH t.id ASSUMING COUNT(o.*, 0, 3) > 0", "ASSUMING on a target"},
        {"PREDICT COUNT(o.*, 0, 3) > 0 AND t.x = 1 FOR EACH t.id", "mixes windows"},
        {"PREDICT t.x > 1 RANK TOP 3 FOR EACH t.id", "RANK of something"},
        {"PREDICT LIST_DISTINCT(o.x, 0, 3) RANK 3 FOR EACH t.id", "TOP after RANK"},
        {"PREDICT SUM(o.x, 0, 3) FORECAST 10001 TIMEFRAMES FOR EACH t.id", "from 1 to 10000"},
        {"PREDICT x FOR EACH t.id IN (1)", "a list of one"},
        {"PREDICT x FOR EACH t.*", "only COUNT"},
        {"PREDICT x FOR EACH t.id AS OF 'yesterday'", "AS OF 2025-07-14"},
        {"PREDICT x FOR EACH t.id GROUP BY y", "WHERE, ASSUMING, AS OF or the end"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pql_parse_query(cases[i][0], &error));
        g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
        if (!strstr(error->message, cases[i][1]))
            g_error("%s: %s", cases[i][0], error->message);
    }
}

static void
test_limits(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *long_text = g_strnfill(100001, ' ');
    g_assert_null(pql_parse_condition(long_text, &error));
    g_assert_nonnull(strstr(error->message, "100 kB"));
    g_clear_error(&error);
    g_autoptr(GString) deep = g_string_new(NULL);
    for (int i = 0; i < 40000; i++)
        g_string_append_c(deep, '(');
    g_assert_null(pql_parse_condition(deep->str, &error));
    g_assert_nonnull(strstr(error->message, "at most 100 deep"));
    g_clear_error(&error);
    g_assert_null(pql_parse_condition("a = '\xff'", &error));
    g_assert_nonnull(strstr(error->message, "UTF-8"));
    g_autoptr(GString) wide = g_string_new("a = 1");
    while (wide->len < 99000)
        g_string_append(wide, " OR b != 'some text'");
    g_autoptr(PqlNode) node = pql_parse_condition(wide->str, NULL);
    g_assert_nonnull(node);
    g_autofree char *printed = pql_print(node);
    g_assert_cmpstr(printed, ==, wide->str);
}

static void
test_caret(void)
{
    g_autofree char *caret = pql_caret("a = 1 OR\n  größe >> 3", 2, 10);
    g_assert_cmpstr(caret, ==, "  größe >> 3\n         ^");
    g_autofree char *end = pql_caret("a =", 1, 4);
    g_assert_cmpstr(end, ==, "a =\n   ^");
    g_autofree char *long_line = g_strnfill(300, 'x');
    g_autofree char *cut = pql_caret(long_line, 1, 200);
    g_assert_cmpuint(strcspn(cut, "\n"), ==, 76);
    g_assert_cmpuint(strlen(strchr(cut, '\n') + 1), ==, 39);
    g_autofree char *none = pql_caret("a", 7, 1);
    g_assert_cmpstr(none, ==, "");
}

/* ---- random trees: print, parse, equal ------------------------------------------------- */

static PqlNode *random_condition(Random *random, int depth);

static PqlNode *
blank(PqlNodeType type)
{
    PqlNode *node = g_new0(PqlNode, 1);
    node->type = type;
    node->arguments = g_ptr_array_new_with_free_func((GDestroyNotify)pql_node_free);
    return node;
}

static char *
random_name(Random *random)
{
    static const char *const names[] = {"tickets", "count",  "where", "AND",     "first name",
                                        "a`b",     "größe",  "INF",   "hours",   "x'y",
                                        "Hour",    "9lives", "null",  "_hidden", "a.b"};
    return g_strdup(names[random_below(random, G_N_ELEMENTS(names))]);
}

static PqlNode *
random_column(Random *random, gboolean star)
{
    PqlNode *node = blank(PQL_COLUMN);
    if (star || random_below(random, 2))
        node->table = random_name(random);
    node->name = star ? g_strdup("*") : random_name(random);
    return node;
}

static PqlNode *
random_constant(Random *random, gboolean ordered)
{
    static const char *const dates[] = {"2024-01-31", "2024-02-29 12:30", "1969-12-31T23:59:59"};
    static const char *const texts[] = {"", "P1", "it's", "\"", "a\nb", "# no comment", "ü"};
    PqlNode *node = blank(PQL_CONSTANT);
    switch (random_below(random, ordered ? 3 : 5)) {
    case 0:
        node->constant = PQL_NUMBER;
        node->number = random_below(random, 2) ? (double)random_below(random, 1000) - 500
                                               : random_normal(random) * 1e-7;
        break;
    case 1:
        node->constant = PQL_TEXT;
        node->text = g_strdup(texts[random_below(random, G_N_ELEMENTS(texts))]);
        break;
    case 2:
        node->constant = PQL_DATE;
        node->text = g_strdup(dates[random_below(random, G_N_ELEMENTS(dates))]);
        g_assert_true(date_parse(node->text, -1, DATE_ISO, NULL, &node->time, NULL));
        break;
    case 3:
        node->constant = PQL_BOOLEAN;
        node->number = random_below(random, 2);
        break;
    default:
        node->constant = PQL_NULL;
    }
    return node;
}

/* A key, now and then with the column that it meets. */
static PqlNode *
random_key(Random *random)
{
    PqlNode *key = random_column(random, FALSE);
    if (random_below(random, 3) == 0) {
        key->meets = random_column(random, FALSE);
        if (!key->meets->table)
            key->meets->table = random_name(random);
    }
    return key;
}

static PqlNode *
random_aggregate(Random *random, int depth)
{
    PqlNode *node = blank(PQL_AGGREGATE);
    node->aggregate = (PqlAggregate)random_below(random, PQL_LIFT + 1);
    gboolean star = (node->aggregate == PQL_COUNT || node->aggregate == PQL_EXISTS ||
                     node->aggregate == PQL_SINCE_LAST) &&
                    random_below(random, 2);
    g_ptr_array_add(node->arguments, random_column(random, star));
    if (depth > 0 && random_below(random, 3) == 0)
        node->filter = random_condition(random, depth - 1);
    node->windowed = random_below(random, 2) == 0;
    if (node->windowed) {
        gint64 length = 1 + random_below(random, 400), gap = random_below(random, 5);
        gboolean ahead = random_below(random, 2);
        node->window.start = ahead ? gap : -gap - length;
        node->window.end = ahead ? gap + length : -gap;
        if (!ahead && random_below(random, 4) == 0)
            node->window.start = G_MININT64;
        node->window.unit = (PqlUnit)random_below(random, PQL_MONTHS + 1);
    }
    if (random_below(random, 3))
        return node;
    node->via = random_key(random);
    if (random_below(random, 2))
        node->same = random_key(random);
    return node;
}

static PqlNode *
random_value(Random *random, int depth)
{
    if (random_below(random, 2))
        return random_column(random, FALSE);
    if (random_below(random, 2))
        return random_aggregate(random, depth);
    PqlNode *node = blank(PQL_FUNCTION);
    node->function = (PqlFunction)random_below(random, PQL_AGE + 1);
    node->by = node->function == PQL_TOPIC ? 1 + random_below(random, 50) : 0;
    g_ptr_array_add(node->arguments, random_column(random, FALSE));
    return node;
}

static PqlNode *
random_compare(Random *random, int depth)
{
    PqlNode *node = blank(PQL_COMPARE);
    node->op = (PqlOperator)random_below(random, PQL_ENDS_WITH + 1);
    g_ptr_array_add(node->arguments, random_value(random, depth));
    PqlNode *right;
    if (node->op == PQL_IN || node->op == PQL_NOT_IN) {
        right = blank(PQL_LIST);
        for (guint32 i = 2 + random_below(random, 3); i; i--)
            g_ptr_array_add(right->arguments, random_constant(random, TRUE));
    } else if (node->op >= PQL_LIKE) {
        right = blank(PQL_CONSTANT);
        right->constant = PQL_TEXT;
        right->text = random_name(random);
    } else {
        right = random_constant(random, node->op >= PQL_LT && node->op <= PQL_GE);
    }
    g_ptr_array_add(node->arguments, right);
    return node;
}

static PqlNode *
random_condition(Random *random, int depth)
{
    guint32 kind = depth > 0 ? random_below(random, 5) : 0;
    if (kind <= 1)
        return random_compare(random, depth);
    PqlNode *node = blank(kind == 2 ? PQL_NOT : kind == 3 ? PQL_AND : PQL_OR);
    for (guint32 i = kind == 2 ? 1 : 2 + random_below(random, 3); i; i--)
        g_ptr_array_add(node->arguments, random_condition(random, depth - 1));
    return node;
}

static PqlNode *
random_if(Random *random)
{
    PqlNode *node = blank(PQL_IF);
    g_ptr_array_add(node->arguments, random_condition(random, 3));
    g_ptr_array_add(node->arguments, random_value(random, 3));
    return node;
}

static void
test_round_trip(void)
{
    Random random;
    random_seed(&random, 20250714);
    for (int i = 0; i < 20000; i++) {
        g_autoptr(PqlNode) node = random_below(&random, 4)   ? random_condition(&random, 4)
                                  : random_below(&random, 2) ? random_value(&random, 4)
                                                             : random_if(&random);
        g_autoptr(PqlNode) copy = pql_node_copy(node);
        g_assert_true(pql_equal(node, copy));
        g_autofree char *printed = pql_print(node);
        g_autoptr(GError) error = NULL;
        g_autoptr(PqlNode) parsed = pql_parse_expression(printed, &error);
        if (!parsed)
            g_error("%s: %s", printed, error->message);
        if (!pql_equal(node, parsed))
            g_error("not equal after printing: %s", printed);
    }
}

/* ---- damage ------------------------------------------------------------------------------- */

/* Whatever the text: a tree that survives printing, or one line that names a place in it. */
static void
try_text(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PqlNode) node = pql_parse_expression(text, &error);
    if (node) {
        g_autofree char *printed = pql_print(node);
        g_autoptr(PqlNode) again = pql_parse_expression(printed, NULL);
        g_assert_true(pql_equal(node, again));
    } else {
        int line, column;
        g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
        g_assert_null(strchr(error->message, '\n'));
        g_assert_true(pql_error_place(error, &line, &column));
        g_free(pql_caret(text, line, column));
    }
    g_autoptr(PqlQuery) query = pql_parse_query(text, NULL);
    if (query) {
        g_autofree char *printed = pql_print_query(query);
        g_autoptr(PqlQuery) again = pql_parse_query(printed, NULL);
        g_assert_nonnull(again);
    }
}

static void
test_random_bytes(void)
{
    static const char common[] = "abt.*(),'`\"=<>!-0129 #\n";
    Random random;
    random_seed(&random, 7);
    for (int i = 0; i < 20000; i++) {
        char text[64];
        guint32 length = random_below(&random, sizeof text);
        for (guint32 j = 0; j < length; j++)
            text[j] = i % 2 ? common[random_below(&random, sizeof common - 1)]
                            : (char)(1 + random_below(&random, 255));
        text[length] = '\0';
        try_text(text);
    }
}

static void
test_mutations(void)
{
    static const char *const seeds[] = {
        page_query,
        "COUNT(e.* WHERE e.kind IN ('a', 'b') AND NOT e.x IS NULL, -48, 0, hours) VIA `my key`",
        "EXPLAIN PREDICT SUM(o.x, 0, 1, weeks) FORECAST 4 TIMEFRAMES FOR EACH s.id IN (1, 2) "
        "ASSUMING AVG(m.c, 0, 7) >= 2.5e-1 AS OF 2024-06-01 12:00",
    };
    static const char *const pieces[] = {"(",   ")",   "'",      "`",    ",", ".",          "WHERE",
                                         "AND", "NOT", "-INF",   "NULL", " ", "2024-01-01", "é",
                                         "VIA", "\n",  "COUNT(", "FOR ", "#"};
    Random random;
    random_seed(&random, 11);
    for (int i = 0; i < 30000; i++) {
        g_autoptr(GString) text = g_string_new(seeds[random_below(&random, G_N_ELEMENTS(seeds))]);
        for (guint32 edits = 1 + random_below(&random, 4); edits; edits--) {
            gsize at = random_below(&random, (guint32)text->len + 1);
            gsize bytes = 1 + random_below(&random, 8);
            if (random_below(&random, 2))
                g_string_insert(text, (gssize)at,
                                pieces[random_below(&random, G_N_ELEMENTS(pieces))]);
            else
                g_string_erase(text, (gssize)at, (gssize)MIN(text->len - at, bytes));
        }
        try_text(text->str);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pql/expressions", test_expressions);
    g_test_add_func("/pql/conditions", test_conditions);
    g_test_add_func("/pql/queries", test_queries);
    g_test_add_func("/pql/page-query", test_page_query);
    g_test_add_func("/pql/refusals", test_refusals);
    g_test_add_func("/pql/query-refusals", test_query_refusals);
    g_test_add_func("/pql/limits", test_limits);
    g_test_add_func("/pql/caret", test_caret);
    g_test_add_func("/pql/round-trip", test_round_trip);
    g_test_add_func("/pql/random-bytes", test_random_bytes);
    g_test_add_func("/pql/mutations", test_mutations);
    return g_test_run();
}
