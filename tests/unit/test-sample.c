/* What is planted in the sample, recomputed from the written files: the combination by
 * point-in-time joins in SQL, every other truth by its traces, all in the exact numbers of
 * sample-data/TRUTH.md. */
#include "sample-reader.h"

#include <math.h>
#include <string.h>

static SampleOptions
options_of(gint64 tickets, guint64 seed)
{
    SampleOptions options;
    sample_options_init(&options);
    options.tickets = tickets;
    options.seed = seed;
    return options;
}

/* The four parts of the combination as of each ticket's arrival, strictly before it: the window
 * starts inclusive at the age given, or with `shift` 1 exclusive, and ends the other way round. */
static void
join_parts(sqlite3 *database, int shift)
{
    g_autofree char *sql = g_strdup_printf(
        "DROP TABLE IF EXISTS joined;"
        "CREATE TABLE joined AS SELECT ticket_id, escalated_to_eng, "
        " (SELECT count(*) FROM product_events e WHERE e.account_id = t.account_id"
        "  AND e.event = 'api_error_500' AND e.occurred_at >= datetime(t.created_at, '-48 hours', "
        "  '+%1$d seconds') AND e.occurred_at < datetime(t.created_at, '+%1$d seconds')) AS errors,"
        " (SELECT count(*) FROM tickets p WHERE p.account_id = t.account_id"
        "  AND p.escalated_at <> '' AND p.escalated_at < t.created_at) AS prior,"
        " (SELECT count(*) FROM tickets p WHERE p.account_id = t.account_id AND p.escalated_at <> "
        "''"
        "  AND datetime(p.created_at, '+48 hours') < t.created_at) AS prior_certain,"
        " (SELECT CAST(score AS INTEGER) FROM account_health h WHERE h.account_id = t.account_id"
        "  AND h.recorded_at < t.created_at ORDER BY h.recorded_at DESC LIMIT 1) AS health,"
        " (SELECT count(*) FROM deployments d WHERE d.account_id = t.account_id"
        "  AND d.deployed_at >= datetime(t.created_at, '-72 hours', '+%1$d seconds')"
        "  AND d.deployed_at < datetime(t.created_at, '+%1$d seconds')) AS deployed,"
        " coalesce((SELECT plants FROM truth u WHERE u.ticket_id = t.ticket_id), '') AS plants "
        "FROM tickets t;"
        "ALTER TABLE joined ADD COLUMN combination INTEGER;"
        "UPDATE joined SET combination = errors >= 3 AND prior >= 1 AND health < 50 AND deployed "
        ">= 1;",
        shift);
    query_run(database, sql);
}

/* Counts of the real tickets with a known outcome and, with `duplicates`, of their copies too. */
static void
assert_rates(sqlite3 *database, gint64 n, gboolean duplicates)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM joined WHERE escalated_to_eng <> ''%s",
                        duplicates ? "" : " AND plants NOT LIKE '%duplicate%'");
#define COUNT(condition)                                            \
    ({                                                              \
        g_autofree char *where = g_strconcat(sql, condition, NULL); \
        query_count(database, where);                               \
    })
    g_assert_cmpint(COUNT(""), ==, n);
    g_assert_cmpint(COUNT(" AND escalated_to_eng = 'yes'"), ==, n * 12 / 100);
    g_assert_cmpint(COUNT(" AND combination"), ==, n / 16);
    g_assert_cmpint(COUNT(" AND combination AND escalated_to_eng = 'yes'"), ==, n / 16 * 72 / 100);
    g_assert_cmpint(COUNT(" AND NOT combination AND escalated_to_eng = 'yes'"), ==,
                    (n - n / 16) * 8 / 100);
#undef COUNT
}

static void
assert_combination(const SampleOptions *options)
{
    sqlite3 *database = sample_read(options);
    for (int shift = 0; shift <= 1; shift++) { /* no window's edge decides anything */
        join_parts(database, shift);
        assert_rates(database, options->tickets, FALSE);
        g_assert_cmpint(query_count(database, "SELECT count(*) FROM joined WHERE combination <> "
                                              "(errors >= 3 AND prior_certain >= 1 AND health < 50"
                                              " AND deployed >= 1) AND escalated_to_eng <> ''"),
                        ==, 0);
        g_assert_cmpint(query_count(database,
                                    "SELECT count(*) FROM joined WHERE combination <> "
                                    "(plants LIKE '% combination %')"
                                    " AND (escalated_to_eng <> '' OR plants LIKE '%will%')"),
                        ==, 0);
    }
    sqlite3_close(database);
}

static void
test_combination(void)
{
    SampleOptions options = options_of(8000, 1);
    assert_combination(&options);
    options.seed = 2;
    options.fair = TRUE;
    assert_combination(&options);
    options.clean = TRUE;
    assert_combination(&options);
}

/* The smallest sample, for many seeds, and sizes that make no whole numbers. */
static void
test_small(void)
{
    for (guint64 seed = 1; seed <= 20; seed++) {
        SampleOptions options = options_of(400, seed);
        assert_combination(&options);
    }
    SampleOptions odd = options_of(1234, 7);
    sqlite3 *database = sample_read(&odd);
    join_parts(database, 0);
    g_assert_cmpint(query_count(database, "SELECT count(*) FROM joined WHERE combination AND "
                                          "escalated_to_eng <> '' AND plants NOT LIKE '%dupl%'"),
                    ==, 77); /* 1,234 / 16 = 77.1 */
    g_assert_cmpint(query_count(database,
                                "SELECT count(*) FROM joined WHERE escalated_to_eng = 'yes'"
                                " AND plants NOT LIKE '%dupl%'"),
                    ==, 148); /* 148.08 */
    sqlite3_close(database);
}

/* ---- one sample, read once, for the truths below ----------------------------------------- */

typedef struct {
    sqlite3 *database;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
    SampleOptions options = options_of(8000, 1);
    fixture->database = sample_read(&options);
    join_parts(fixture->database, 0);
    query_run(fixture->database,
              "CREATE VIEW v AS SELECT t.*, j.plants, j.errors, j.prior, j.health, j.deployed,"
              " j.combination, a.plan, a.tier, a.language, t.escalated_to_eng = 'yes' AS y,"
              " strftime('%s', first_reply_at) - strftime('%s', t.created_at) AS reply,"
              " strftime('%s', solved_at) - strftime('%s', t.created_at) AS took "
              "FROM tickets t JOIN joined j USING (ticket_id)"
              " LEFT JOIN accounts a USING (account_id);"
              "CREATE TABLE known AS SELECT * FROM v WHERE escalated_to_eng <> '';"
              "CREATE TABLE real AS SELECT * FROM known WHERE plants NOT LIKE '%duplicate%'");
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
    sqlite3_close(fixture->database);
}

#define ASSERT_COUNT(expected, sql) \
    g_assert_cmpint(query_count(fixture->database, sql), ==, expected)
#define NUMBER(sql) query_number(fixture->database, sql)
#define ASSERT_BETWEEN(low, sql, high)        \
    G_STMT_START                              \
    {                                         \
        double number_ = NUMBER(sql);         \
        g_assert_cmpfloat(number_, >=, low);  \
        g_assert_cmpfloat(number_, <=, high); \
    }                                         \
    G_STMT_END

/* With the copies the rates are exact too; open tickets are unknown, never No. */
static void
test_rows(Fixture *fixture, gconstpointer data)
{
    assert_rates(fixture->database, 8400, TRUE);
    ASSERT_COUNT(8745, "SELECT (SELECT count(*) FROM tickets) + (SELECT count(*) FROM aside)");
    ASSERT_COUNT(20, "SELECT count(*) FROM aside WHERE source = 'tickets' AND excess > 0");
    ASSERT_COUNT(20, "SELECT count(*) FROM aside WHERE source = 'tickets' AND excess < 0");
    ASSERT_COUNT(0, "SELECT count(*) FROM aside WHERE source <> 'tickets'");
    ASSERT_COUNT(25, "SELECT count(*) FROM v WHERE plants LIKE '% will_%'");
    ASSERT_COUNT(25, "SELECT count(*) FROM v WHERE escalated_to_eng = '' AND plants LIKE '%will_%'"
                     " AND created_at >= '2026-06-29' AND created_at < '2026-07-01'");
    ASSERT_COUNT(3, "SELECT count(*) FROM v WHERE plants LIKE '%will_escalate%'");
    ASSERT_COUNT(2, "SELECT count(*) FROM v WHERE plants LIKE '%will_%' AND combination");
    ASSERT_COUNT(0, "SELECT count(*) FROM known WHERE created_at >= '2026-06-28 22:00:00'");
    ASSERT_COUNT(0, "SELECT count(*) FROM known WHERE (escalated_at <> '') <> y");
    ASSERT_COUNT(0, "SELECT count(*) FROM known WHERE y AND NOT (escalated_at > created_at AND "
                    "escalated_at < datetime(created_at, '+48 hours'))");
    ASSERT_COUNT(8745,
                 "SELECT count(DISTINCT ticket_id) + (SELECT count(*) FROM aside) FROM tickets");
}

/* Each part occurs by itself and each near miss of three parts, without raising the rate. */
static void
test_parts(Fixture *fixture, gconstpointer data)
{
    query_run(fixture->database,
              "CREATE TABLE parts AS SELECT errors >= 3 AS e, prior >= 1 AS p, health < 50 AS h,"
              " deployed >= 1 AS d, y FROM real");
    ASSERT_BETWEEN(80, "SELECT count(*) FROM parts WHERE NOT e AND p AND h AND d", 8000);
    ASSERT_BETWEEN(80, "SELECT count(*) FROM parts WHERE e AND NOT p AND h AND d", 8000);
    ASSERT_BETWEEN(80, "SELECT count(*) FROM parts WHERE e AND p AND NOT h AND d", 8000);
    ASSERT_BETWEEN(80, "SELECT count(*) FROM parts WHERE e AND p AND h AND NOT d", 8000);
    ASSERT_BETWEEN(0.05, "SELECT avg(y) FROM parts WHERE e + p + h + d = 3", 0.11);
    /* no part alone gives it away: most tickets with it do not bear the combination */
    ASSERT_BETWEEN(0.2, "SELECT avg(e AND p AND h AND d) FROM parts WHERE e", 0.4);
    ASSERT_BETWEEN(0.05, "SELECT avg(e AND p AND h AND d) FROM parts WHERE p", 0.15);
    ASSERT_BETWEEN(0.1, "SELECT avg(e AND p AND h AND d) FROM parts WHERE h", 0.35);
    ASSERT_BETWEEN(0.2, "SELECT avg(e AND p AND h AND d) FROM parts WHERE d", 0.4);
}

static void
test_duplicates(Fixture *fixture, gconstpointer data)
{
    query_run(fixture->database,
              "CREATE TABLE copies AS SELECT ticket_id AS copy, plants LIKE '%exact%' AS exact,"
              " substr(plants, instr(plants, '_of=') + 4, 8) AS original "
              "FROM known WHERE plants LIKE '%duplicate%'");
    ASSERT_COUNT(200, "SELECT count(*) FROM copies WHERE exact");
    ASSERT_COUNT(200, "SELECT count(*) FROM copies WHERE NOT exact");
    const char *same = "SELECT count(*) FROM copies JOIN known a ON a.ticket_id = copy JOIN known b"
                       " ON b.ticket_id = original WHERE a.account_id = b.account_id"
                       " AND a.user_id = b.user_id AND a.category = b.category AND a.y = b.y"
                       " AND a.combination = b.combination AND copy > original AND ";
    g_autofree char *exact =
        g_strconcat(same,
                    "exact AND a.body = b.body AND a.created_at = b.created_at AND a.subject ="
                    " b.subject AND a.solved_at = b.solved_at AND a.escalated_at = b.escalated_at"
                    " AND a.tags = b.tags AND a.csat = b.csat",
                    NULL);
    g_autofree char *near =
        g_strconcat(same,
                    "NOT exact AND a.body <> b.body AND a.created_at > b.created_at"
                    " AND a.created_at < datetime(b.created_at, '+24 hours')"
                    " AND abs(length(a.body) - length(b.body)) < 60",
                    NULL);
    ASSERT_COUNT(200, exact);
    ASSERT_COUNT(200, near);
    /* none that was not planted: same account, same text */
    ASSERT_COUNT(200,
                 "SELECT count(*) FROM known a JOIN known b USING (account_id, body, created_at)"
                 " WHERE a.ticket_id > b.ticket_id AND body <> ''");
}

static void
test_dirt(Fixture *fixture, gconstpointer data)
{
    ASSERT_COUNT(40, "SELECT count(*) FROM real WHERE closed_at <> '' AND closed_at < created_at");
    ASSERT_COUNT(40, "SELECT count(*) FROM real WHERE CAST(resolution_hours AS REAL) < 0");
    ASSERT_COUNT(20, "SELECT count(*) FROM real WHERE closed_at > '2026-07-01'");
    ASSERT_COUNT(20, "SELECT count(*) FROM real WHERE csat = '11'");
    ASSERT_COUNT(0,
                 "SELECT count(*) FROM real WHERE csat NOT IN ('', '1', '2', '3', '4', '5', '11')");
    ASSERT_COUNT(40, "SELECT count(*) FROM real WHERE body = ''");
    ASSERT_COUNT(40, "SELECT count(*) FROM real WHERE body LIKE '%' || char(195) || '%'"
                     " OR body LIKE '%' || char(226) || char(8364) || '%'");
    ASSERT_COUNT(160, "SELECT count(*) FROM real WHERE category NOT IN (SELECT topic FROM agents)"
                      " AND category NOT IN ('security', 'ai assistant')");
    ASSERT_COUNT(40, "SELECT count(*) FROM v WHERE subject LIKE 'test%' AND tags LIKE '%test%'");
    ASSERT_COUNT(40, "SELECT count(*) FROM v WHERE plants LIKE '% bot %' AND account_id = ''");
    ASSERT_COUNT(40, "SELECT count(*) FROM v WHERE status = 'spam' AND tags LIKE '%spam%'");
    ASSERT_COUNT(80, "SELECT count(*) FROM v WHERE tags LIKE '%closed_by_merge%'");
    ASSERT_COUNT(80, "SELECT count(*) FROM tickets JOIN users USING (user_id)"
                     " WHERE email LIKE '%@quayside.example'");
    ASSERT_COUNT(20, "SELECT count(*) FROM product_events WHERE account_id NOT IN"
                     " (SELECT account_id FROM accounts)");
    ASSERT_COUNT(0, "SELECT count(*) FROM known WHERE plants LIKE '%test%' OR status = 'spam'");
    ASSERT_COUNT(160, "SELECT count(*) FROM real WHERE plants LIKE '%label_error%'");
    ASSERT_COUNT(
        5, "SELECT count(*) FROM real WHERE plants LIKE '%label_error%' AND y AND combination");
    ASSERT_COUNT(5, "SELECT count(*) FROM real WHERE plants LIKE '%label_error%' AND NOT y"
                    " AND combination");
    ASSERT_COUNT(75, "SELECT count(*) FROM real WHERE plants LIKE '%label_error%' AND y"
                     " AND NOT combination");
}

static void
test_leak_and_routing(Fixture *fixture, gconstpointer data)
{
    ASSERT_COUNT(922,
                 "SELECT count(*) FROM real WHERE work_queue = 'Q9-back' AND y"); /* 960 × 24/25 */
    ASSERT_COUNT(28, "SELECT count(*) FROM real WHERE work_queue = 'Q9-back' AND NOT y"); /* /250 */
    ASSERT_COUNT(0, "SELECT count(*) FROM v WHERE status = 'new' AND work_queue <> ''");
    ASSERT_BETWEEN(2, "SELECT count(*) FROM v WHERE status = 'new' AND updated_at = created_at",
                   25);
    ASSERT_COUNT(80,
                 "SELECT count(*) FROM real WHERE category = 'security' AND team = 'Engineering'"
                 " AND team_changes = '0'");
    ASSERT_COUNT(80, "SELECT count(*) FROM real WHERE category = 'security'");
    ASSERT_COUNT(76, "SELECT count(*) FROM real WHERE category = 'security' AND y");
}

/* Cards by Luhn, IBANs by their remainder of 97, both from the bodies alone. */
static gboolean
luhn(const char *text)
{
    int sum = 0, digits = 0;
    for (gsize i = strlen(text); i-- > 0;) {
        if (!g_ascii_isdigit(text[i]))
            continue;
        int digit = text[i] - '0';
        if (digits++ % 2 == 1)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return digits >= 13 && sum % 10 == 0;
}

static gboolean
iban(const char *text)
{
    g_autoptr(GString) packed = g_string_new(NULL);
    for (; *text != '\0'; text++)
        if (g_ascii_isalnum(*text))
            g_string_append_c(packed, *text);
    int rest = 0;
    for (gsize i = 0; i < packed->len; i++) {
        char c = packed->str[(i + 4) % packed->len];
        rest = g_ascii_isdigit(c) ? (rest * 10 + c - '0') % 97
                                  : (rest * 100 + g_ascii_toupper(c) - 'A' + 10) % 97;
    }
    return packed->len >= 15 && rest == 1;
}

static gint64
count_matches(sqlite3 *database, const char *pattern, gboolean (*check)(const char *))
{
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
    sqlite3_stmt *statement = NULL;
    gint64 count = 0;
    sqlite3_prepare_v2(database, "SELECT body FROM tickets", -1, &statement, NULL);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        g_autoptr(GMatchInfo) match = NULL;
        if (!g_regex_match(regex, (const char *)sqlite3_column_text(statement, 0), 0, &match))
            continue;
        g_autofree char *found = g_match_info_fetch(match, 1);
        count += check == NULL || check(found);
    }
    sqlite3_finalize(statement);
    return count;
}

static void
test_personal(Fixture *fixture, gconstpointer data)
{
    sqlite3 *database = fixture->database;
    g_assert_cmpint(count_matches(database, "([a-z]+\\.[a-z]+@[a-z]+\\.example)", NULL), ==, 80);
    g_assert_cmpint(count_matches(database, "(\\(?\\d{3}\\)?[- ]555-01\\d\\d)", NULL), ==, 80);
    g_assert_cmpint(count_matches(database, "card is ([0-9 -]{13,22})\\.", luhn), ==, 40);
    g_assert_cmpint(count_matches(database, "account is ([A-Z]{2}\\d\\d[A-Z0-9 ]{11,30})", iban),
                    ==, 20);
    g_assert_cmpint(
        count_matches(database, "((?:192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d+)", NULL), ==,
        40);
    g_assert_cmpint(count_matches(database, "(fdk_test_[A-Za-z0-9]{32})", NULL), ==, 20);
    ASSERT_COUNT(800, "SELECT count(*) FROM v JOIN users USING (user_id)"
                      " WHERE plants LIKE '% personal_name %' AND instr(body, name) > 0");
    ASSERT_COUNT(0, "SELECT count(*) FROM v JOIN users USING (user_id)"
                    " WHERE plants NOT LIKE '% personal_name %' AND instr(body, name) > 0");
}

/* The proxy: the plan; region and language follow it. Equal need: the combination. */
static void
test_unfair(Fixture *fixture, gconstpointer data)
{
    ASSERT_BETWEEN(0.6, "SELECT avg(plan = 'partner') FROM accounts WHERE region = 'LATAM'", 0.95);
    ASSERT_BETWEEN(0, "SELECT avg(plan = 'partner') FROM accounts WHERE region <> 'LATAM'", 0.08);
    ASSERT_BETWEEN(0.3, "SELECT avg(y) FROM real WHERE combination AND plan = 'partner'", 0.6);
    ASSERT_BETWEEN(0.68, "SELECT avg(y) FROM real WHERE combination AND plan <> 'partner'", 0.8);
    ASSERT_BETWEEN(0.02, "SELECT avg(y) FROM real WHERE NOT combination AND plan = 'partner'",
                   0.055);
    ASSERT_BETWEEN(0.5, "SELECT avg(priority = 'P4') FROM real WHERE plan = 'partner'", 0.7);
    ASSERT_BETWEEN(0.15, "SELECT avg(priority = 'P4') FROM real WHERE plan <> 'partner'", 0.3);
    ASSERT_BETWEEN(2,
                   "SELECT (SELECT avg(reply) FROM real WHERE plan = 'partner') / "
                   "(SELECT avg(reply) FROM real WHERE plan <> 'partner')",
                   6);
}

static void
test_fair(void)
{
    SampleOptions options = options_of(20000, 3);
    options.fair = TRUE;
    sqlite3 *database = sample_read(&options);
    join_parts(database, 0);
    query_run(database,
              "CREATE TABLE real AS SELECT t.*, combination, plan = 'partner' AS partner,"
              " t.escalated_to_eng = 'yes' AS y FROM tickets t JOIN joined USING (ticket_id)"
              " JOIN accounts USING (account_id) WHERE t.escalated_to_eng <> ''");
    double gap =
        query_number(database, "SELECT (SELECT avg(y) FROM real WHERE combination AND partner)"
                               " - (SELECT avg(y) FROM real WHERE combination AND NOT partner)");
    double rest = query_number(
        database, "SELECT (SELECT avg(y) FROM real WHERE NOT combination AND partner)"
                  " - (SELECT avg(y) FROM real WHERE NOT combination AND NOT partner)");
    double urgent =
        query_number(database, "SELECT (SELECT avg(priority = 'P4') FROM real WHERE partner)"
                               " - (SELECT avg(priority = 'P4') FROM real WHERE NOT partner)");
    g_assert_cmpfloat(fabs(gap), <, 0.12);
    g_assert_cmpfloat(fabs(rest), <, 0.02);
    g_assert_cmpfloat(fabs(urgent), <, 0.05);
    sqlite3_close(database);
}

static void
test_slices_and_drift(Fixture *fixture, gconstpointer data)
{
    ASSERT_BETWEEN(0.45, "SELECT avg(y) FROM real WHERE combination AND channel = 'chat'", 0.62);
    ASSERT_BETWEEN(0.7, "SELECT avg(y) FROM real WHERE combination AND channel <> 'chat'", 0.85);
    ASSERT_BETWEEN(16, "SELECT max(length(subject)) FROM real WHERE channel = 'chat'", 16);
    ASSERT_COUNT(4, "SELECT count(DISTINCT channel) FROM tickets");
    /* what is new first appears in the last two months */
    ASSERT_BETWEEN(1, "SELECT count(*) FROM real WHERE region = 'Africa'", 800);
    ASSERT_COUNT(0,
                 "SELECT count(*) FROM v WHERE created_at < '2026-05-01' AND (region = 'Africa' OR"
                 " category = 'ai assistant' OR body LIKE '%aurora update%')");
    ASSERT_COUNT(0, "SELECT (SELECT count(*) FROM real WHERE created_at >= '2026-05-01') / 20"
                    " - (SELECT count(*) FROM real WHERE category = 'ai assistant' OR"
                    "    (category LIKE 'ai%ass%' AND category <> 'ai assistant'))");
    ASSERT_COUNT(0, "SELECT (SELECT count(*) FROM real WHERE created_at >= '2026-05-01') / 20"
                    " - (SELECT count(*) FROM real WHERE plants LIKE '%new_phrase%')");
    /* drift from the first to the last six months */
    const char *share =
        "SELECT (SELECT avg(lower(category) LIKE '%s%%') FROM real WHERE created_at >="
        " '2026-01-01') - (SELECT avg(lower(category) LIKE '%s%%') FROM real WHERE"
        " created_at < '2025-07-01')";
    g_autofree char *api = g_strdup_printf(share, "api", "api");
    g_autofree char *onboarding = g_strdup_printf(share, "onboard", "onboard");
    ASSERT_BETWEEN(0.03, api, 0.09);
    ASSERT_BETWEEN(-0.11, onboarding, -0.04);
    ASSERT_BETWEEN(1.15,
                   "SELECT 1.0 * sum(occurred_at >= '2026-01-01') / sum(occurred_at < "
                   "'2025-07-01') FROM product_events WHERE event = 'api_error_500'",
                   3);
    /* season: weekdays, the fourth quarter, the outage of 18 November 2025 */
    ASSERT_BETWEEN(2.5,
                   "SELECT sum(strftime('%w', created_at) = '1') * 1.0 /"
                   " sum(strftime('%w', created_at) = '6') FROM real",
                   4);
    ASSERT_BETWEEN(1.2,
                   "SELECT sum(created_at BETWEEN '2025-10-01' AND '2026-01-01') * 1.0 /"
                   " sum(created_at BETWEEN '2025-07-01' AND '2025-10-01') FROM real",
                   1.7);
    ASSERT_COUNT(0, "SELECT substr(created_at, 1, 10) <> '2025-11-18' FROM real"
                    " GROUP BY substr(created_at, 1, 10) ORDER BY count(*) DESC LIMIT 1");
}

static double
mean_log(sqlite3 *database, const char *where)
{
    g_autofree char *sql =
        g_strconcat("SELECT took FROM real JOIN agents USING (agent_id) WHERE took"
                    " > 0 AND plants NOT LIKE '%label_error%' AND NOT y AND ",
                    where, NULL);
    sqlite3_stmt *statement = NULL;
    double sum = 0;
    int n = 0;
    sqlite3_prepare_v2(database, sql, -1, &statement, NULL);
    for (; sqlite3_step(statement) == SQLITE_ROW; n++)
        sum += log(sqlite3_column_double(statement, 0));
    sqlite3_finalize(statement);
    g_assert_cmpint(n, >, 1000);
    return sum / n;
}

static void
test_desk(Fixture *fixture, gconstpointer data)
{
    double ratio = exp(mean_log(fixture->database, "category <> topic AND category IN"
                                                   " (SELECT topic FROM agents)") -
                       mean_log(fixture->database, "category = topic"));
    g_assert_cmpfloat(ratio, >, 2.7);
    g_assert_cmpfloat(ratio, <, 3.3);
    ASSERT_BETWEEN(4,
                   "SELECT (SELECT avg(took) FROM real WHERE y) /"
                   " (SELECT avg(took) FROM real WHERE NOT y)",
                   6.5);
    ASSERT_BETWEEN(6.5,
                   "SELECT (SELECT avg(handle_minutes) FROM real WHERE y) /"
                   " (SELECT avg(handle_minutes) FROM real WHERE NOT y)",
                   9.5);
    ASSERT_BETWEEN(0.15, "SELECT avg(csat <> '') FROM real", 0.3);
    ASSERT_BETWEEN(0.8,
                   "SELECT (SELECT avg(csat) FROM real WHERE csat BETWEEN '1' AND '5' AND took <"
                   " 8 * 3600) - (SELECT avg(csat) FROM real WHERE csat BETWEEN '1' AND '5' AND"
                   " csat <> '11' AND took > 48 * 3600)",
                   2.5);
    ASSERT_COUNT(0,
                 "SELECT count(*) FROM real WHERE first_reply_at > solved_at AND solved_at <> ''");
    ASSERT_COUNT(0, "SELECT count(*) FROM real WHERE solved_at <> '' AND escalated_at > solved_at");
    /* churn: exactly a quarter of the troubled fifth, one in 25 of the others */
    ASSERT_COUNT(33, "SELECT count(*) FROM accounts WHERE churned_at <> ''");
    ASSERT_BETWEEN(4,
                   "WITH s AS (SELECT account_id, avg(score) AS score FROM account_health"
                   " GROUP BY account_id) SELECT (SELECT avg(churned_at <> '') FROM accounts JOIN s"
                   " USING (account_id) WHERE score < 55) / (SELECT avg(churned_at <> '') FROM"
                   " accounts JOIN s USING (account_id) WHERE score > 65)",
                   1000);
    ASSERT_BETWEEN(1.2,
                   "SELECT (SELECT avg(took > 72 * 3600) FROM real JOIN accounts USING"
                   " (account_id) WHERE churned_at <> '') / (SELECT avg(took > 72 * 3600) FROM"
                   " real JOIN accounts USING (account_id) WHERE churned_at = '')",
                   3);
    ASSERT_COUNT(400, "SELECT count(*) FROM accounts WHERE name NOT LIKE 'Quayside%'");
    ASSERT_COUNT(40, "SELECT count(*) FROM agents");
    ASSERT_COUNT(16020, "SELECT count(*) FROM product_events");
}

/* ---- variants ---------------------------------------------------------------------------- */

static void
test_clean(void)
{
    SampleOptions options = options_of(8000, 4);
    options.clean = TRUE;
    sqlite3 *database = sample_read(&options);
    g_assert_cmpint(query_count(database, "SELECT count(*) FROM aside"), ==, 0);
    g_assert_cmpint(query_count(database, "SELECT count(*) FROM tickets"), ==, 8025);
    g_assert_cmpint(query_count(database, "SELECT count(*) FROM truth WHERE plants LIKE '%dup%' OR"
                                          " plants LIKE '%personal%' OR plants LIKE '%error%'"),
                    ==, 0);
    g_assert_cmpint(query_count(database, "SELECT count(DISTINCT category) FROM tickets"), ==, 10);
    g_assert_cmpint(query_count(database, "SELECT count(*) FROM tickets WHERE work_queue ="
                                          " 'Q9-back' OR work_queue = '' OR body = ''"
                                          " OR tags LIKE '%jira%' OR closed_at > '2026-07-01'"
                                          " OR (closed_at <> '' AND closed_at < created_at)"
                                          " OR CAST(resolution_hours AS REAL) < 0"),
                    ==, 0);
    g_assert_cmpint(query_count(database, "SELECT count(*) FROM tickets JOIN users USING (user_id)"
                                          " WHERE instr(body, name) > 0"),
                    ==, 0);
    g_assert_cmpint(count_matches(database, "(@|555-|fdk_|\\d{7,}|(\\d+\\.){3})", NULL), ==, 0);
    sqlite3_close(database);
}

/* By lot: exactly 12 %, and no column or combination is further from it than chance takes it. */
static void
test_noise(void)
{
    SampleOptions options = options_of(20000, 5);
    options.noise = TRUE;
    sqlite3 *database = sample_read(&options);
    g_assert_cmpint(
        query_count(database, "SELECT count(*) FROM tickets WHERE escalated_to_eng <> ''"), ==,
        20000);
    g_assert_cmpint(
        query_count(database, "SELECT count(*) FROM tickets WHERE escalated_to_eng = 'yes'"), ==,
        2400);
    const char *groups[] = {
        "work_queue",
        "priority",
        "channel",
        "team",
        "substr(created_at, 1, 7)",
        "csat",
        "replies > 3",
        "CAST(resolution_hours AS REAL) > 48",
        "tags LIKE '%jira%'",
        "ticket_id IN (SELECT ticket_id FROM truth WHERE plants LIKE '%comb%')"};
    for (gsize i = 0; i < G_N_ELEMENTS(groups); i++) {
        g_autofree char *sql = g_strdup_printf(
            "SELECT max(abs(z)) FROM (SELECT (avg(escalated_to_eng = 'yes') - 0.12) /"
            " (0.325 / sqrt(count(*))) AS z FROM tickets WHERE escalated_to_eng <> ''"
            " GROUP BY %s HAVING count(*) >= 30)",
            groups[i]);
        g_assert_cmpfloat(query_number(database, sql), <, 3.6);
    }
    sqlite3_close(database);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sample/combination", test_combination);
    g_test_add_func("/sample/small", test_small);
    static const struct {
        const char *path;
        void (*test)(Fixture *, gconstpointer);
    } truths[] = {{"/sample/rows", test_rows},
                  {"/sample/parts", test_parts},
                  {"/sample/duplicates", test_duplicates},
                  {"/sample/dirt", test_dirt},
                  {"/sample/leak-and-routing", test_leak_and_routing},
                  {"/sample/personal", test_personal},
                  {"/sample/unfair", test_unfair},
                  {"/sample/slices-and-drift", test_slices_and_drift},
                  {"/sample/desk", test_desk}};
    for (gsize i = 0; i < G_N_ELEMENTS(truths); i++)
        g_test_add(truths[i].path, Fixture, NULL, set_up, truths[i].test, tear_down);
    g_test_add_func("/sample/fair", test_fair);
    g_test_add_func("/sample/clean", test_clean);
    g_test_add_func("/sample/noise", test_noise);
    return g_test_run();
}
