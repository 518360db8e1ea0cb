/* Any text as an expression, a condition, a query: refused with one line, or printed in a form that
 * reads as the same. */
#include "fuzz.h"

#include <foredesk/pql.h>

#include <string.h>

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
    "WORDS(tickets.subject)",
    "created_at >= 2025-07-14 AND closed_at IS NOT NULL",
    "PREDICT COUNT(tickets.*, 0, 30, days) > 5 FOR EACH accounts.account_id",
    "`odd name`.`co``lumn` BETWEEN -1.5e3 AND TRUE",
    NULL,
};

static void
one_line(const GError *error)
{
    g_assert_nonnull(error);
    for (const char *p = error->message; *p; p++)
        g_assert_true((guchar)*p >= 32);
}

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
    g_autofree char *twice = pql_print(again);
    g_assert_cmpstr(printed, ==, twice);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(GError) error = NULL;

    round_trip(pql_parse_expression, text);
    round_trip(pql_parse_condition, text);
    g_autoptr(PqlQuery) query = pql_parse_query(text, &error);
    if (!query)
        one_line(error);
    return 0;
}
