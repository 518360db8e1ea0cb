/* Features over a small desk of random rows: expressions bound and refused, values against plain
 * SQL, the past alone, one row as many, encoders and matrices, proposals, the stored list. */
#include "features/matrix.h"
#include "features/texts.h"
#include "raw-table.h"

#include <foredesk/features.h>
#include <math.h>

/* ---- the desk ----------------------------------------------------------------------------------
 */

#define BASE G_GINT64_CONSTANT(1735689600) /* 2025-01-01T00:00:00Z */
#define DAYS 120
#define N_TICKETS 600
#define N_EVENTS 900
#define N_ACCOUNTS 25

typedef struct {
    char *id, *account, *category, *subject, *priority;
    gint64 created;   /* seconds; hours apart, so that many are equal */
    gint64 escalated; /* 0: not */
} TicketRow;

typedef struct {
    char *account, *kind;
    gint64 at; /* 0: no time */
    double value;
} EventRow;

typedef struct {
    char *folder;
    Workspace *workspace;
    sqlite3 *database;
    Catalogue *catalogue;
    FrameStore *frames;
    Task *task;
    GArray *tickets, *events;
    GStringChunk *words; /* of the rows */
} Desk;

/* Text that lives as long as the desk. */
static char *
word(const Desk *desk, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return g_string_chunk_insert(desk->words, text);
}

static char *
iso(const Desk *desk, gint64 seconds)
{
    g_autofree char *text = seconds > 0 ? date_iso(seconds * TIME_SECOND) : NULL;
    return text ? g_string_chunk_insert(desk->words, text) : NULL;
}

static void
make_rows(Desk *desk, guint32 seed)
{
    static const char *const kinds[] = {"login", "api_error_500", "export", "api_call"};
    static const char *const categories[] = {"Billing", "API", "Access"};
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    desk->words = g_string_chunk_new(4096);
    desk->tickets = g_array_new(FALSE, FALSE, sizeof(TicketRow));
    desk->events = g_array_new(FALSE, FALSE, sizeof(EventRow));
    for (guint i = 0; i < N_TICKETS; i++) {
        TicketRow row = {.id = word(desk, "T-%04u", i),
                         .account =
                             g_rand_int_range(random, 0, 12) == 0
                                 ? NULL
                                 : word(desk, "A-%02d", g_rand_int_range(random, 0, N_ACCOUNTS)),
                         .category = (char *)categories[g_rand_int_range(random, 0, 3)],
                         .priority = word(desk, "P%d", g_rand_int_range(random, 1, 5)),
                         .subject = word(desk, "Export %u BROKEN? It's urgent, not working %d", i,
                                         g_rand_int_range(random, 0, 1000)),
                         .created = BASE + g_rand_int_range(random, 0, DAYS * 6) * 4 * 3600};
        if (g_rand_int_range(random, 0, 3) == 0)
            row.escalated = row.created + g_rand_int_range(random, 1, 60) * 3600;
        g_array_append_val(desk->tickets, row);
    }
    for (guint i = 0; i < N_EVENTS; i++) {
        EventRow row = {
            .account = word(desk, "A-%02d", g_rand_int_range(random, 0, N_ACCOUNTS + 3)),
            .kind = (char *)kinds[g_rand_int_range(random, 0, 4)],
            .at = g_rand_int_range(random, 0, 40) == 0
                      ? 0
                      : BASE + g_rand_int_range(random, 0, DAYS * 6) * 4 * 3600,
            .value =
                g_rand_int_range(random, 0, 5) == 0 ? NAN : g_rand_int_range(random, 0, 400) / 4.0};
        g_array_append_val(desk->events, row);
    }
}

static void
add_row(GPtrArray *rows, guint n, ...)
{
    va_list cells;
    char **row = g_new0(char *, n + 1);
    va_start(cells, n);
    for (guint i = 0; i < n; i++)
        row[i] = va_arg(cells, char *);
    va_end(cells);
    g_ptr_array_add(rows, row);
}

/* Cells may be NULL in the middle, so a row isn't a GStrv; the desk keeps their text. */
static gint64
store_tickets(Desk *desk)
{
    char *headings[] = {"ticket_id", "created_at",       "account_id",   "category", "priority",
                        "subject",   "escalated_to_eng", "escalated_at", "csat",     NULL};
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < desk->tickets->len; i++) {
        const TicketRow *row = &g_array_index(desk->tickets, TicketRow, i);
        add_row(rows, 9, row->id, iso(desk, row->created), row->account, row->category,
                row->priority, row->subject, row->escalated ? "yes" : "no",
                iso(desk, row->escalated), i % 3 ? "4" : "2");
    }
    return raw_table(desk->database, "tickets", headings, rows);
}

static gint64
store_events(Desk *desk)
{
    char *headings[] = {"event_id", "account_id", "occurred_at", "event", "value", NULL};
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < desk->events->len; i++) {
        const EventRow *row = &g_array_index(desk->events, EventRow, i);
        add_row(rows, 5, word(desk, "E%05u", i), row->account, iso(desk, row->at), row->kind,
                isnan(row->value) ? NULL : word(desk, "%.2f", row->value));
    }
    return raw_table(desk->database, "product_events", headings, rows);
}

static gint64
store_accounts(Desk *desk)
{
    static const char *const tiers[] = {"starter", "business", "enterprise"};
    char *headings[] = {"account_id", "tier", "seats", NULL};
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < N_ACCOUNTS; i++)
        add_row(rows, 3, word(desk, "A-%02u", i), tiers[i % 3], word(desk, "%u", 3 + 7 * i));
    return raw_table(desk->database, "accounts", headings, rows);
}

static gint64
column_id(Desk *desk, const char *table, const char *column)
{
    gint64 id = db_integer(desk->database, 0,
                           "SELECT c.id FROM source_column c JOIN source_table t ON t.id ="
                           " c.table_id WHERE t.name = ? AND c.name = ?",
                           "ss", table, column);
    g_assert_cmpint(id, >, 0);
    return id;
}

static void
declare(Desk *desk, gint64 tickets, gint64 events, gint64 accounts)
{
    GError *error = NULL;
    struct {
        const char *table, *column;
        ColumnKind kind;
    } kinds[] = {
        {"tickets", "ticket_id", KIND_KEY},         {"tickets", "account_id", KIND_KEY},
        {"tickets", "category", KIND_CATEGORY},     {"tickets", "priority", KIND_CATEGORY},
        {"tickets", "subject", KIND_TEXT},          {"tickets", "escalated_to_eng", KIND_BOOLEAN},
        {"tickets", "csat", KIND_INTEGER},          {"product_events", "event_id", KIND_KEY},
        {"product_events", "account_id", KIND_KEY}, {"product_events", "event", KIND_CATEGORY},
        {"product_events", "value", KIND_DECIMAL},  {"accounts", "account_id", KIND_KEY},
        {"accounts", "tier", KIND_CATEGORY},        {"accounts", "seats", KIND_INTEGER}};
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        g_assert_true(column_set_kind(desk->database,
                                      column_id(desk, kinds[i].table, kinds[i].column),
                                      kinds[i].kind, DATE_UNKNOWN, NULL, &error));
    const char *arrival[] = {"category", "subject", "account_id"};
    for (guint i = 0; i < G_N_ELEMENTS(arrival); i++)
        column_set_known(desk->database, column_id(desk, "tickets", arrival[i]), KNOWN_ARRIVAL,
                         "test", TRUE, NULL);
    column_set_known(desk->database, column_id(desk, "tickets", "priority"), KNOWN_ASK, NULL, TRUE,
                     NULL);
    column_set_known(desk->database, column_id(desk, "tickets", "csat"), KNOWN_LATER, "rated later",
                     TRUE, NULL);
    column_set_role(desk->database, column_id(desk, "tickets", "subject"), ROLE_SUBJECT, NULL);
    column_set_role(desk->database, column_id(desk, "tickets", "category"), ROLE_CATEGORY, NULL);
    table_set_key(desk->database, tickets, column_id(desk, "tickets", "ticket_id"), NULL);
    table_set_time(desk->database, tickets, column_id(desk, "tickets", "created_at"), NULL);
    table_set_key(desk->database, events, column_id(desk, "product_events", "event_id"), NULL);
    table_set_time(desk->database, events, column_id(desk, "product_events", "occurred_at"), NULL);
    table_set_key(desk->database, accounts, column_id(desk, "accounts", "account_id"), NULL);
    g_assert_no_error(error);
}

static void
desk_open(Desk *desk)
{
    GError *error = NULL;
    desk->folder = g_dir_make_tmp("foredesk-features-XXXXXX", NULL);
    desk->workspace = raw_workspace(desk->folder, "test.foredesk");
    desk->database = workspace_database(desk->workspace);
    gint64 tickets = store_tickets(desk), events = store_events(desk),
           accounts = store_accounts(desk);
    raw_type(desk->database, tickets);
    raw_type(desk->database, events);
    raw_type(desk->database, accounts);
    declare(desk, tickets, events, accounts);
    raw_type(desk->database, tickets);
    raw_type(desk->database, events);
    raw_type(desk->database, accounts);
    links_find(desk->database, &error);
    g_assert_no_error(error);
    desk->catalogue = catalogue_load(desk->database, &error);
    g_assert_no_error(error);
    desk->frames = frame_store_new(desk->catalogue);
    TaskSpec spec;
    task_spec_init(&spec);
    spec.entity = g_strdup("tickets");
    spec.column = g_strdup("escalated_to_eng");
    spec.positive = g_strdup("yes");
    spec.time = g_strdup("created_at");
    spec.horizon = 72 * TIME_HOUR;
    desk->task = task_new(desk->frames, desk->database, &spec, &error);
    g_assert_no_error(error);
    task_spec_clear(&spec);
}

static Desk *
desk_new(guint32 seed)
{
    Desk *desk = g_new0(Desk, 1);
    make_rows(desk, seed);
    desk_open(desk);
    return desk;
}

static void
desk_free(Desk *desk)
{
    g_autofree char *path = g_build_filename(desk->folder, "test.foredesk", NULL);
    task_unref(desk->task);
    frame_store_unref(desk->frames);
    catalogue_unref(desk->catalogue);
    workspace_close(desk->workspace);
    g_unlink(path);
    g_rmdir(desk->folder);
    g_array_unref(desk->tickets);
    g_array_unref(desk->events);
    g_string_chunk_free(desk->words);
    g_free(desk->folder);
    g_free(desk);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

static GPtrArray *
parse_all(const Desk *desk, const char *const *expressions)
{
    GPtrArray *features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    for (guint i = 0; expressions[i]; i++) {
        GError *error = NULL;
        Feature *feature = feature_parse(expressions[i], desk->task, &error);
        g_assert_no_error(error);
        g_ptr_array_add(features, feature);
    }
    return features;
}

static FeatureEngine *
engine_of(const Desk *desk)
{
    GError *error = NULL;
    FeatureEngine *engine = feature_engine_new(desk->task, desk->frames, desk->database, &error);
    g_assert_no_error(error);
    return engine;
}

static GPtrArray *
compute(FeatureEngine *engine, GPtrArray *features, const guint32 *rows, guint32 n)
{
    GError *error = NULL;
    GPtrArray *values = feature_compute(engine, features, rows, n, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(values->len, ==, features->len);
    return values;
}

/* ---- expressions -------------------------------------------------------------------------------
 */

static void
test_parse(void)
{
    g_autoptr(Desk) desk = desk_new(1);
    const struct {
        const char *text, *canonical, *name;
        gboolean numeric;
    } good[] = {
        {"tickets.category", NULL, "category", FALSE},
        {"Tickets.CATEGORY", NULL, "category", FALSE},
        {"accounts.tier", NULL, "tier of the account", FALSE},
        {"accounts.seats", NULL, "seats of the account", TRUE},
        {"HOUR(tickets.created_at)", NULL, "hour of created at", TRUE},
        {"WORDS(tickets.subject)", NULL, "words in subject", TRUE},
        {"COUNT(product_events.* WHERE product_events.event = 'api_error_500', -48, 0, hours)",
         NULL, "api_error_500 product events, 48 h", TRUE},
        {"LAST(product_events.event, -7, 0, days)", NULL, "latest event in product events", FALSE},
        {"COUNT(tickets.*, -30, 0)", "COUNT(tickets.*, -30, 0, days)", "tickets, 30 d", TRUE},
        {"SINCE_LAST(tickets.*) VIA tickets.account_id", NULL,
         "hours since last ticket of this account", TRUE},
        {"lag(product_events.value)", "LAG(product_events.value BY 2)",
         "2nd newest value in product events, ever", TRUE},
        {"EWM(product_events.value BY 2.5 WITHIN product_events.event, -9, 0) VIA "
         "LAST(product_events.event) VIA tickets.account_id",
         "EWM(product_events.value BY 2.5 WITHIN product_events.event, -9, 0, days) VIA "
         "LAST(product_events.event) VIA tickets.account_id",
         "recent mean (2.5) value against others of its event in product events of this event, 9 d",
         TRUE},
        {"COUNT(tickets.*) via tickets.account_id via accounts.tier",
         "COUNT(tickets.*) VIA tickets.account_id VIA accounts.tier", "tickets of this tier, ever",
         TRUE},
        {"COUNT(tickets.*, -7, 0) VIA ALL", "COUNT(tickets.*, -7, 0, days) VIA ALL",
         "tickets of the whole desk, 7 d", TRUE},
        {"LIFT(outcomes.label, -180, 0, days) VIA tickets.category", NULL,
         "track record of category, 180 d, against the desk", TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        GError *error = NULL;
        Feature *feature = feature_parse(good[i].text, desk->task, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(feature->expression, ==,
                        good[i].canonical ? good[i].canonical : good[i].text);
        g_assert_cmpstr(feature->name, ==, good[i].name);
        g_assert_cmpint(feature->numeric, ==, good[i].numeric);
        g_assert_nonnull(feature->sentence);
        g_assert_nonnull(feature->group);
        g_assert_nonnull(feature->reason);
        feature_free(feature);
    }
}

static void
test_refuse(void)
{
    g_autoptr(Desk) desk = desk_new(1);
    const struct {
        const char *text, *says;
    } bad[] = {
        {"tickets.categry", "category"},
        {"ticket.category", "tickets"},
        {"tickets.subject", "WORDS"},
        {"tickets.ticket_id", "key"},
        {"tickets.created_at", "AGE"},
        {"tickets.escalated_to_eng", "defines the target"},
        {"LIFT(outcomes.label, -9, 0, days) VIA tickets.escalated_to_eng", "defines the target"},
        {"COUNT(tickets.* WHERE tickets.escalated_to_eng = TRUE, -9, 0, days)", "outcomes.label"},
        {"COUNT(product_events.*, 0, 48, hours)", "looks ahead"},
        {"product_events.value", "LAST"},
        {"COUNT(accounts.*, -9, 0, days)", "without time"},
        {"COUNT(product_events.* WHERE tickets.category = 'API', -9, 0, days)", "another table"},
        {"COUNT(product_events.*, -9, 0, days) VIA tickets.subject", "subject"},
        {"COUNT(product_events.*, -9, 0, days) VIA tickets.category", "category"},
        {"SUM(product_events.event, -9, 0, days)", "nothing to calculate with"},
        {"LIST_DISTINCT(product_events.event, -9, 0, days)", "a feature counts"},
        {"SHARE(product_events.*, -9, 0, days)", "SHARE without a condition"},
        {"TREND(product_events.*)", "a trend over all history"},
        {"RATE(outcomes.label) VIA ALL", "the whole desk against itself"},
        {"SUM(product_events.value BY 3, -9, 0, days)", "only LAG, EWM, TREND and TOPIC take BY"},
        {"LAG(product_events.value BY 0)", "a number after BY"},
        {"TOPIC(tickets.subject BY 0)", "which topic, 1 to 50"},
        {"WORDS(tickets.subject BY 2)", "takes one column"},
        {"TOPIC(tickets.csat BY 2)", "text"},
        {"AVG(product_events.event WITHIN product_events.event)", "nothing to calculate with"},
        {"COUNT(product_events.* WITHIN product_events.event)", "no number to hold"},
        {"COUNT(product_events.*) VIA LAST(product_events.value)", "can't be looked up"},
        {"RATE(product_events.value) VIA LAST(product_events.event)", "write AVG"},
        {"COUNT(product_events.*, -9, 0, days) VIA tickets.category VIA accounts.tier",
         "doesn't go on from tickets"},
        {"COUNT(product_events.*, -9, 0, days) VIA tickets.account_id VIA accounts.tier",
         "doesn't go on from accounts"},
        {"COUNT(product_events.*, -9, 0, days) VIA tickets.account_id VIA accounts.tiers", "tier"},
        {"COUNT(product_events.*, -9, 0, days) VIA tickets.account_id SAME tickets.category",
         "write SAME tickets.category = product_events."},
        {"COUNT(product_events.*, -9, 0, days) VIA tickets.account_id SAME tickets.category = "
         "accounts.tier",
         "name a column of product_events"},
        {"COUNT(product_events.*, -9, 0, days) VIA tickets.account_id SAME tickets.category = "
         "product_events.value",
         "nothing to match by at line 1, column 85"},
        {"COUNT(product_events.*) VIA tickets.category = accounts.tier",
         "product_events that holds"},
        {"COUNT(product_events.*) VIA tickets.category = product_events.kind", "event"},
        {"COUNT(tickets.*) VIA tickets.account_id SAME tickets.category = tickets.escalated_to_eng",
         "defines the target"},
        {"COUNT(tickets.*) VIA tickets.category = tickets.escalated_to_eng", "defines the target"},
        {"IF(tickets.category = 'API', accounts.tier)", "IF of a value that is no number"},
        {"IF(tickets.category = 'API', tickets.subject)", "WORDS"},
        {"IF(COUNT(product_events.*, 0, 2, days) > 1, accounts.seats)", "looks ahead"},
        {"IF(IF(tickets.category = 'API', 1) > 1, accounts.seats)", "IF stands by itself"},
        {"IF(tickets.category = 'API')", "found \")\" at line 1, column 28"},
        {"IF(tickets.category, accounts.seats)", "a comparison"},
        {"COUNT(product_events.*, -9, 0, days) = 'many'", "a number against what is none"},
        {"COUNT(product_events.*, -9, 0, days) LIKE 'm%'", "a pattern of a number"},
        {"LAST(product_events.event) > 'login'", "compare it by =, != or IN"},
        {"LAST(product_events.event) IN (1, 2)", "put the value in quotes"},
        {"accounts.tier = 'starter' AND tickets.escalated_to_eng = TRUE", "defines the target"},
        {"TEXT_SCORE(tickets.subject) > 1", "let it stand by itself"},
        {"WORDS(tickets.subject) > 5 AND TOPIC(tickets.subject) > 0.5", "let it stand by itself"},
        {"RATE(product_events.event, -9, 0, days)", "nothing to calculate with"},
        {"HOUR(tickets.category)", "date"},
        {"WORDS(tickets.csat)", "text"},
        {"outcomes.label", "RATE"},
        {"COUNT(product_events.* WHERE event = , -9, 0, days)", "line 1"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(feature_parse(bad[i].text, desk->task, &error));
        g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
        if (!strstr(error->message, bad[i].says))
            g_test_message("%s: %s", bad[i].text, error->message);
        g_assert_nonnull(strstr(error->message, bad[i].says));
        g_assert_null(strchr(error->message, '\n'));
    }
}

/* ---- against plain SQL -------------------------------------------------------------------------
 */

static sqlite3 *
oracle_new(const Desk *desk)
{
    sqlite3 *oracle;
    g_assert_cmpint(sqlite3_open(":memory:", &oracle), ==, SQLITE_OK);
    g_assert_true(db_exec(oracle,
                          "CREATE TABLE ticket (n INTEGER, account TEXT, category TEXT, t INTEGER,"
                          " label INTEGER, known INTEGER);"
                          "CREATE TABLE event (n INTEGER, account TEXT, kind TEXT, t INTEGER,"
                          " value REAL, relative REAL, own REAL);"
                          "CREATE INDEX ticket_account ON ticket (account, t);"
                          "CREATE INDEX event_account ON event (account, t)",
                          NULL));
    for (guint i = 0; i < desk->tickets->len; i++) {
        const TicketRow *row = &g_array_index(desk->tickets, TicketRow, i);
        gboolean known = desk->task->state[i] == LABEL_KNOWN;
        g_assert_true(db_run(oracle, NULL, "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?)", "issidd",
                             (gint64)i, row->account, row->category, row->created,
                             known ? desk->task->label[i] : NAN,
                             known ? (double)(desk->task->known_at[i] / TIME_SECOND) : NAN));
    }
    for (guint i = 0; i < desk->events->len; i++) {
        const EventRow *row = &g_array_index(desk->events, EventRow, i);
        g_assert_true(db_run(oracle, NULL, "INSERT INTO event VALUES (?, ?, ?, ?, ?, NULL, NULL)",
                             "issdd", (gint64)i, row->account, row->kind,
                             row->at ? (double)row->at : NAN, row->value));
    }
    /* each value less the mean of the others of its kind, or account, known by then */
    g_assert_true(
        db_exec(oracle,
                "UPDATE event SET relative = value - (SELECT (total(o.value) - event.value) /"
                " nullif(count(o.value) - 1.0, 0) FROM event o WHERE o.kind = event.kind AND"
                " o.t <= event.t), own = value - (SELECT (total(o.value) - event.value) /"
                " nullif(count(o.value) - 1.0, 0) FROM event o WHERE o.account = event.account AND"
                " o.t <= event.t)",
                NULL));
    return oracle;
}

/* SELECT over the ticket s: one row a ticket. */
static const struct {
    const char *expression, *sql;
} compared[] = {
    {"COUNT(product_events.*, -48, 0, hours)", "SELECT count(*) FROM event e WHERE e.account = "
                                               "s.account AND e.t >= s.t - 172800 AND e.t < s.t"},
    {"COUNT(product_events.*, -7, -2, days)",
     "SELECT count(*) FROM event e WHERE e.account = s.account AND e.t >= s.t - 604800"
     " AND e.t < s.t - 172800"},
    {"COUNT(product_events.value, -30, 0, days)",
     "SELECT count(value) FROM event e WHERE e.account = s.account AND e.t >= s.t - 2592000"
     " AND e.t < s.t"},
    {"COUNT(product_events.* WHERE product_events.event = 'api_error_500', -30, 0, days)",
     "SELECT count(*) FROM event e WHERE e.account = s.account AND e.kind = 'api_error_500'"
     " AND e.t >= s.t - 2592000 AND e.t < s.t"},
    {"COUNT(product_events.* WHERE value > 50 AND NOT event = 'login')",
     "SELECT count(*) FROM event e WHERE e.account = s.account AND e.value > 50"
     " AND e.kind <> 'login' AND e.t < s.t"},
    {"EXISTS(product_events.* WHERE product_events.event = 'export', -24, 0, hours)",
     "SELECT count(*) > 0 FROM event e WHERE e.account = s.account AND e.kind = 'export'"
     " AND e.t >= s.t - 86400 AND e.t < s.t"},
    {"SINCE_LAST(product_events.*)",
     "SELECT (s.t - max(e.t)) / 3600.0 FROM event e WHERE e.account = s.account AND e.t < s.t"},
    {"LAST(product_events.value, -30, 0, days)",
     "SELECT value FROM event e WHERE e.account = s.account AND e.t >= s.t - 2592000 AND e.t < s.t"
     " AND value IS NOT NULL ORDER BY e.t DESC, e.n DESC LIMIT 1"},
    {"COUNT(tickets.*, -30, 0, days) VIA tickets.account_id",
     "SELECT count(*) FROM ticket e WHERE e.account = s.account AND e.t >= s.t - 2592000"
     " AND e.t < s.t"},
    {"COUNT(tickets.*, -30, 0, days) VIA tickets.category",
     "SELECT count(*) FROM ticket e WHERE e.category = s.category AND e.t >= s.t - 2592000"
     " AND e.t < s.t"},
    {"SINCE_LAST(tickets.*) VIA tickets.account_id",
     "SELECT (s.t - max(e.t)) / 3600.0 FROM ticket e WHERE e.account = s.account AND e.t < s.t"},
    {"COUNT(outcomes.* WHERE outcomes.label = 1, -90, 0, days) VIA tickets.account_id",
     "SELECT count(*) FROM ticket e WHERE e.account = s.account AND e.label = 1"
     " AND max(e.known, e.t) >= s.t - 7776000 AND max(e.known, e.t) < s.t"},
    {"RATE(outcomes.label, -60, 0, days) VIA tickets.category",
     "SELECT (total(e.label) + 20.0 * (SELECT avg(d.label) FROM ticket d WHERE d.known < s.t"
     " AND d.known >= s.t - 5184000)) / (count(*) + 20.0) FROM ticket e"
     " WHERE e.category = s.category AND e.known < s.t AND e.known >= s.t - 5184000"},
    {"LIFT(outcomes.label, -60, 0, days) VIA tickets.account_id",
     "WITH d(r) AS (SELECT avg(d.label) FROM ticket d WHERE d.known < s.t"
     " AND d.known >= s.t - 5184000) SELECT (total(e.label) + 20.0 * r) / (count(e.n) + 20.0)"
     " / nullif(r, 0) FROM d LEFT JOIN ticket e ON"
     " e.account = s.account AND e.known < s.t AND e.known >= s.t - 5184000"},
    {"SUM(product_events.value, -30, 0, days)",
     "SELECT total(value) FROM event e WHERE e.account = s.account AND e.t >= s.t - 2592000 AND "
     "e.t < s.t"},
    {"AVG(product_events.value, -30, 0, days)", "SELECT avg(value) FROM event e WHERE e.account = "
                                                "s.account AND e.t >= s.t - 2592000 AND e.t < s.t"},
    {"MIN(product_events.value, -30, 0, days)", "SELECT min(value) FROM event e WHERE e.account = "
                                                "s.account AND e.t >= s.t - 2592000 AND e.t < s.t"},
    {"MAX(product_events.value WHERE event = 'login', -30, 0, days)",
     "SELECT max(value) FROM event e WHERE e.account = s.account AND e.t >= s.t - 2592000 AND e.t "
     "< s.t AND e.kind = 'login'"},
    {"STD(product_events.value, -30, 0, days)",
     "SELECT sqrt((count(value) * sum(value * value) - sum(value) * sum(value)) / (count(value) * "
     "(count(value) - 1.0))) FROM event e WHERE e.account = s.account AND e.t >= s.t - 2592000 AND "
     "e.t < s.t"},
    {"FIRST(product_events.value, -30, 0, days)",
     "SELECT value FROM event e WHERE e.account = s.account AND e.t >= s.t - 2592000 AND e.t < s.t "
     "AND value IS NOT NULL ORDER BY e.t, e.n LIMIT 1"},
    {"LAG(product_events.value BY 3)",
     "SELECT value FROM event e WHERE e.account = s.account AND e.t < s.t AND value IS NOT NULL "
     "ORDER BY e.t DESC, e.n DESC LIMIT 1 OFFSET 2"},
    {"MODE(product_events.value, -30, 0, days)",
     "SELECT value FROM event e WHERE e.account = s.account AND e.t >= s.t - 2592000 AND e.t < s.t "
     "AND value IS NOT NULL GROUP BY value ORDER BY count(*) DESC, max(e.t * 10000 + e.n) DESC "
     "LIMIT 1"},
    {"COUNT_DISTINCT(product_events.event, -30, 0, days)",
     "SELECT count(DISTINCT kind) FROM event e WHERE e.account = s.account AND e.t >= s.t - "
     "2592000 AND e.t < s.t"},
    {"COUNT_DISTINCT(product_events.account_id, -7, 0, days) VIA ALL",
     "SELECT count(DISTINCT account) FROM event e WHERE e.t >= s.t - 604800 AND e.t < s.t"},
    {"SINCE_FIRST(product_events.*, -30, 0, days)",
     "SELECT (s.t - min(e.t)) / 3600.0 FROM event e WHERE e.account = s.account AND e.t >= s.t - "
     "2592000 AND e.t < s.t"},
    {"GAP(product_events.*, -30, 0, days)",
     "SELECT iif(count(*) > 1, (max(e.t) - min(e.t)) / (count(*) - 1.0) / 3600, NULL) FROM event e "
     "WHERE e.account = s.account AND e.t >= s.t - 2592000 AND e.t < s.t"},
    {"GAP_STD(product_events.*, -30, 0, days)",
     "SELECT sqrt((count(g) * sum(g * g) - sum(g) * sum(g)) / (count(g) * (count(g) - 1.0))) FROM "
     "(SELECT (e.t - lag(e.t) OVER (ORDER BY e.t, e.n)) / 3600.0 AS g FROM event e WHERE e.account "
     "= s.account AND e.t >= s.t - 2592000 AND e.t < s.t)"},
    {"EWM(product_events.value BY 6)",
     "SELECT sum(value * pow(2, -back / 6.0)) / sum(pow(2, -back / 6.0)) FROM (SELECT value, "
     "row_number() OVER (ORDER BY e.t DESC, e.n DESC) - 1 AS back FROM event e WHERE e.account = "
     "s.account AND e.t < s.t AND value IS NOT NULL)"},
    {"SHARE(product_events.* WHERE value > 50, -30, 0, days)",
     "SELECT avg(value > 50) FROM event e WHERE e.account = s.account AND e.t >= s.t - 2592000 AND "
     "e.t < s.t"},
    {"TREND(product_events.* BY 3, -30, 0, days)",
     "SELECT sum(e.t >= s.t - 864000) * 3.0 / count(*) FROM event e WHERE e.account = s.account "
     "AND e.t >= s.t - 2592000 AND e.t < s.t"},
    {"TREND(product_events.value BY 3, -30, 0, days)",
     "SELECT (SELECT avg(value) FROM event e WHERE e.account = s.account AND e.t >= s.t - 864000 "
     "AND e.t < s.t) - (SELECT avg(value) FROM event e WHERE e.account = s.account AND e.t >= s.t "
     "- 2592000 AND e.t < s.t)"},
    {"COUNT(product_events.*, -7, 0, days) VIA ALL",
     "SELECT count(*) FROM event e WHERE e.t >= s.t - 604800 AND e.t < s.t"},
    {"AVG(product_events.value, -7, 0, days) VIA ALL",
     "SELECT avg(value) FROM event e WHERE e.t >= s.t - 604800 AND e.t < s.t"},
    {"AVG(outcomes.label, -60, 0, days) VIA ALL",
     "SELECT avg(e.label) FROM ticket e WHERE e.known < s.t AND e.known >= s.t - 5184000"},
    {"LAG(outcomes.label BY 2) VIA tickets.account_id",
     "SELECT e.label FROM ticket e WHERE e.account = s.account AND e.known < s.t ORDER BY e.known "
     "DESC, e.n DESC LIMIT 1 OFFSET 1"},
    {"RATE(product_events.value, -30, 0, days)",
     "SELECT (total(value) + 20.0 * (SELECT avg(d.value) FROM event d WHERE d.t >= s.t - 2592000 "
     "AND d.t < s.t)) / (count(value) + 20.0) FROM event e WHERE e.account = s.account AND e.t >= "
     "s.t - 2592000 AND e.t < s.t"},
    {"LIFT(product_events.value, -30, 0, days)",
     "WITH d(r) AS (SELECT avg(d.value) FROM event d WHERE d.t >= s.t - 2592000 AND d.t < s.t) "
     "SELECT (total(e.value) + 20.0 * r) / (count(e.value) + 20.0) / nullif(r, 0) FROM d LEFT JOIN "
     "event e ON e.account = s.account AND e.t >= s.t - 2592000 AND e.t < s.t"},
    {"COUNT(tickets.*, -30, 0, days) VIA tickets.account_id VIA accounts.tier",
     "SELECT iif(s.account IS NULL, NULL, (SELECT count(*) FROM ticket e WHERE (substr(e.account, "
     "3) + 0) % 3 = (substr(s.account, 3) + 0) % 3 AND e.t >= s.t - 2592000 AND e.t < s.t))"},
    {"COUNT(product_events.*, -30, 0, days) VIA tickets.account_id VIA accounts.tier VIA "
     "product_events.account_id",
     "SELECT iif(s.account IS NULL, NULL, (SELECT count(*) FROM event e WHERE (substr(e.account, "
     "3) + 0) % 3 = (substr(s.account, 3) + 0) % 3 AND substr(e.account, 3) + 0 < 25 AND e.t >= "
     "s.t - 2592000 AND e.t < s.t))"},
    {"AVG(outcomes.label, -60, 0, days) VIA tickets.account_id VIA accounts.tier",
     "SELECT avg(e.label) FROM ticket e WHERE (substr(e.account, 3) + 0) % 3 = (substr(s.account, "
     "3) + 0) % 3 AND e.known >= s.t - 5184000 AND e.known < s.t"},
    {"AVG(product_events.value WITHIN product_events.event, -30, 0, days)",
     "SELECT avg(e.relative) FROM event e WHERE e.account = s.account"
     " AND e.t >= s.t - 2592000 AND e.t < s.t"},
    {"LAG(product_events.value BY 2 WITHIN product_events.account_id)",
     "SELECT e.own FROM event e WHERE e.account = s.account AND e.t < s.t"
     " AND e.own IS NOT NULL ORDER BY e.t DESC, e.n DESC LIMIT 1 OFFSET 1"},
    {"COUNT(product_events.*, -30, 0, days) VIA LAST(product_events.event)",
     "SELECT iif(k.kind IS NULL, NULL, (SELECT count(*) FROM event e WHERE e.kind = k.kind"
     " AND e.t >= s.t - 2592000 AND e.t < s.t)) FROM (SELECT (SELECT o.kind FROM event o WHERE"
     " o.account = s.account AND o.t < s.t ORDER BY o.t DESC, o.n DESC LIMIT 1) AS kind) k"},
    {"LAG(product_events.value BY 2, -30, 0, days) VIA LAST(product_events.event, -30, 0, days)",
     "SELECT (SELECT e.value FROM event e WHERE e.kind = k.kind AND e.value IS NOT NULL"
     " AND e.t >= s.t - 2592000 AND e.t < s.t ORDER BY e.t DESC, e.n DESC LIMIT 1 OFFSET 1) FROM"
     " (SELECT (SELECT o.kind FROM event o WHERE o.account = s.account AND o.t < s.t"
     " AND o.t >= s.t - 2592000 ORDER BY o.t DESC, o.n DESC LIMIT 1) AS kind) k"},
};

static void
check_values(sqlite3 *oracle, const char *expression, const char *sql, const FeatureValues *values)
{
    GError *error = NULL;
    g_autofree char *query =
        g_strdup_printf("SELECT (%s), s.account IS NULL FROM ticket s ORDER BY s.n", sql);
    g_autoptr(sqlite3_stmt) statement = db_prepare(oracle, &error, query, "");
    g_assert_no_error(error);
    gboolean by_account = strstr(sql, "e.account = s.account") != NULL;
    guint32 row = 0, told = 0;
    for (; db_step(statement, &error); row++) {
        double found = values->number[row];
        gboolean nothing = sqlite3_column_type(statement, 0) == SQLITE_NULL ||
                           (by_account && sqlite3_column_int(statement, 1));
        double wanted = nothing ? NAN : sqlite3_column_double(statement, 0);
        if (isnan(wanted) != isnan(found) ||
            (!nothing && fabs(found - wanted) > 1e-12 * MAX(1, fabs(wanted))))
            g_test_message("%s, row %u: %.17g, SQL says %.17g", expression, row, found, wanted);
        g_assert_cmpint(isnan(wanted), ==, isnan(found));
        g_assert_true(nothing || fabs(found - wanted) <= 1e-12 * MAX(1, fabs(wanted)));
        told += !nothing && wanted != 0;
    }
    g_assert_no_error(error);
    g_assert_cmpuint(row, ==, values->n);
    g_assert_cmpuint(told, >, 20); /* the comparison is about something */
}

static void
test_against_sql(void)
{
    for (guint32 seed = 1; seed <= 4; seed++) {
        g_autoptr(Desk) desk = desk_new(seed);
        g_autoptr(sqlite3) oracle = oracle_new(desk);
        const char *expressions[G_N_ELEMENTS(compared) + 1] = {NULL};
        for (guint i = 0; i < G_N_ELEMENTS(compared); i++)
            expressions[i] = compared[i].expression;
        g_autoptr(GPtrArray) features = parse_all(desk, expressions);
        g_autoptr(FeatureEngine) engine = engine_of(desk);
        g_autoptr(GPtrArray) values = compute(engine, features, NULL, desk->task->n);
        for (guint i = 0; i < G_N_ELEMENTS(compared); i++)
            check_values(oracle, compared[i].expression, compared[i].sql, values->pdata[i]);
    }
}

/* ---- values of rows ----------------------------------------------------------------------------
 */

static void
test_row_values(void)
{
    g_autoptr(Desk) desk = desk_new(5);
    const char *expressions[] = {
        "tickets.category",         "accounts.tier",           "accounts.seats",
        "HOUR(tickets.created_at)", "WORDS(tickets.subject)",  "KEYWORDS(tickets.subject)",
        "tickets.category = 'API'", "AGE(tickets.created_at)", NULL};
    g_autoptr(GPtrArray) features = parse_all(desk, expressions);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GPtrArray) values = compute(engine, features, NULL, desk->task->n);
    const FeatureValues *category = values->pdata[0], *tier = values->pdata[1];
    for (guint i = 0; i < desk->task->n; i++) {
        const TicketRow *row = &g_array_index(desk->tickets, TicketRow, i);
        g_assert_cmpstr(dictionary_text(category->dictionary, (guint32)category->code[i]), ==,
                        row->category);
        const FeatureValues *seats = values->pdata[2];
        if (row->account) {
            static const char *const tiers[] = {"starter", "business", "enterprise"};
            int account = atoi(row->account + 2);
            g_assert_cmpstr(dictionary_text(tier->dictionary, (guint32)tier->code[i]), ==,
                            tiers[account % 3]);
            g_assert_cmpfloat(seats->number[i], ==, 3 + 7 * account);
        } else {
            g_assert_cmpint(tier->code[i], ==, -1);
            g_assert_true(isnan(seats->number[i]));
        }
        g_assert_cmpfloat(((FeatureValues *)values->pdata[3])->number[i], ==,
                          (double)(row->created / 3600 % 24));
        g_assert_cmpfloat(((FeatureValues *)values->pdata[4])->number[i], ==, 8);
        g_assert_cmpfloat(((FeatureValues *)values->pdata[5])->number[i], ==, 3);
        g_assert_cmpfloat(((FeatureValues *)values->pdata[6])->number[i], ==,
                          g_str_equal(row->category, "API"));
        g_assert_cmpfloat(((FeatureValues *)values->pdata[7])->number[i], ==, 0);
    }
}

static void
test_texts(void)
{
    const char *const keywords[] = {"urgent", "not working", "crash", "Größe", NULL};
    g_autoptr(TextMeasurer) measurer = text_measurer_new(keywords, "english");
    const struct {
        const char *text;
        TextMeasure wanted;
    } cases[] = {
        {"", {0}},
        {"It's URGENT! Not\nworking?",
         {4, 25, 1, 19, 8, {2, 1, 0}, .exclamations = 1, .lines = 2, .keyword_stems = 2}},
        {"not-working, notworking, working not", {5, 36, 0, 30, 0, {1}, 0, 1, 1}},
        {"GRÖSSE größe \xe2\x80\x99x\xe2\x80\x99", {3, 16, 0, 12, 6, {1}, 0, 1, 1}},
        {"\xff crash\xff", {1, 8, 0, 5, 0, {1}, 0, 1, 1}},
        {"api_error_500 crash crash", {3, 25, 0, 18, 0, {2}, 0, 1, 2}},
        {"crashed and\n\n crashes", {3, 21, 0, 17, 0, {0}, 0, 2, 2}},
        {"pls fix ASAP, u said now!!", {6, 26, 0, 18, 4, {0, 2, 3}, 2, 1}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        TextMeasure found = {0};
        for (TextKind kind = TEXT_AS_IT_STANDS; kind < TEXT_SENTIMENT; kind++)
            text_measure(measurer, kind, cases[i].text, strlen(cases[i].text), &found);
        g_test_message("case %u: %u %u %u %u %u, %u %u %u, %u %u %u", i, found.words,
                       found.characters, found.questions, found.letters, found.capitals,
                       found.listed[0], found.listed[1], found.listed[2], found.keyword_stems,
                       found.exclamations, found.lines);
        g_assert_cmpmem(&found, sizeof found, &cases[i].wanted, sizeof found);
    }
}

/* ---- laws --------------------------------------------------------------------------------------
 */

static void
assert_same_value(const FeatureValues *a, guint32 i, const FeatureValues *b, guint32 k)
{
    if (a->number) {
        g_assert_cmpmem(&a->number[i], sizeof(double), &b->number[k], sizeof(double));
        return;
    }
    if (a->code[i] < 0 || b->code[k] < 0)
        g_assert_cmpint(a->code[i], ==, b->code[k]);
    else
        g_assert_cmpstr(dictionary_text(a->dictionary, (guint32)a->code[i]), ==,
                        dictionary_text(b->dictionary, (guint32)b->code[k]));
}

static GPtrArray *
proposals_of(const Desk *desk)
{
    GError *error = NULL;
    g_autoptr(FeatureProposal) proposal =
        features_propose(desk->task, desk->frames, desk->database, NULL, &error);
    g_assert_no_error(error);
    return g_ptr_array_ref(proposal->features);
}

/* What is proposed and whatever else can be asked: every aggregate, categories too. */
static GPtrArray *
all_of(const Desk *desk)
{
    const char *more[] = {"SENTIMENT(tickets.subject)",
                          "URGENCY(tickets.subject)",
                          "KEYWORD_STEMS(tickets.subject)",
                          "LINES(tickets.subject)",
                          "ABBREVIATIONS(tickets.subject)",
                          "MODE(product_events.event, -30, 0, days)",
                          "LAG(product_events.event BY 2)",
                          "FIRST(product_events.event, -60, 0, days)",
                          "MODE(tickets.category, -30, 0, days) VIA ALL",
                          "SHARE(outcomes.* WHERE label = 1, -60, 0, days) VIA tickets.category",
                          "EWM(outcomes.label BY 20) VIA tickets.category",
                          "TREND(outcomes.label, -60, 0, days) VIA tickets.account_id",
                          NULL};
    const char *expressions[G_N_ELEMENTS(compared) + 1] = {NULL};
    for (guint i = 0; i < G_N_ELEMENTS(compared); i++)
        expressions[i] = compared[i].expression;
    GPtrArray *features = proposals_of(desk);
    g_autoptr(GPtrArray) same = parse_all(desk, expressions);
    g_autoptr(GPtrArray) others = parse_all(desk, more);
    for (guint i = 0; i < same->len; i++)
        g_ptr_array_add(features, feature_copy(same->pdata[i]));
    for (guint i = 0; i < others->len; i++)
        g_ptr_array_add(features, feature_copy(others->pdata[i]));
    return features;
}

static void
test_single_equals_bulk(void)
{
    g_autoptr(Desk) desk = desk_new(6);
    g_autoptr(GPtrArray) features = all_of(desk);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GPtrArray) bulk = compute(engine, features, NULL, desk->task->n);
    for (guint32 row = 0; row < desk->task->n; row += 13) {
        g_autoptr(GPtrArray) single = compute(engine, features, &row, 1);
        for (guint i = 0; i < features->len; i++)
            assert_same_value(bulk->pdata[i], row, single->pdata[i], 0);
    }
}

typedef struct {
    const Desk *desk;
    guint32 from, step;
    GPtrArray *bulk;
    guint wrong;
} Worker;

/* Every step-th row by an engine and a connection of the thread's own. */
static gpointer
compute_apart(gpointer data)
{
    Worker *worker = data;
    g_autoptr(sqlite3) database = workspace_connect(worker->desk->workspace, NULL);
    g_autoptr(GPtrArray) features = all_of(worker->desk);
    g_autoptr(FeatureEngine) engine =
        feature_engine_new(worker->desk->task, worker->desk->frames, database, NULL);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 row = worker->from; row < worker->desk->task->n; row += worker->step)
        g_array_append_val(rows, row);
    g_autoptr(GPtrArray) values = compute(engine, features, (guint32 *)rows->data, rows->len);
    for (guint i = 0; i < values->len; i++) {
        const FeatureValues *mine = values->pdata[i], *all = worker->bulk->pdata[i];
        for (guint k = 0; k < rows->len; k++) {
            guint32 row = g_array_index(rows, guint32, k);
            worker->wrong += mine->number
                                 ? memcmp(&mine->number[k], &all->number[row], sizeof(double)) != 0
                                 : mine->code[k] != all->code[row];
        }
    }
    return NULL;
}

/* Two threads at once give the same bits as one. */
static void
test_threads(void)
{
    g_autoptr(Desk) desk = desk_new(16);
    g_autoptr(GPtrArray) features = all_of(desk);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GPtrArray) bulk = compute(engine, features, NULL, desk->task->n);
    Worker workers[2] = {{desk, 0, 2, bulk, 0}, {desk, 1, 2, bulk, 0}};
    GThread *threads[2];
    for (guint i = 0; i < 2; i++)
        threads[i] = g_thread_new("features", compute_apart, &workers[i]);
    for (guint i = 0; i < 2; i++) {
        g_thread_join(threads[i]);
        g_assert_cmpuint(workers[i].wrong, ==, 0);
    }
}

/* Changes events that stand at or after a moment, and labels that are known then. */
static void
change_facts_after(Desk *desk, gint64 moment, GRand *random)
{
    for (guint i = 0; i < desk->events->len; i++) {
        EventRow *row = &g_array_index(desk->events, EventRow, i);
        if (row->at < moment)
            continue;
        row->at = moment + g_rand_int_range(random, 0, 500) * 3600;
        row->kind = (char *)"export";
        row->value = g_rand_double(random) * 1e6;
    }
    for (guint i = 0; i < desk->tickets->len; i++) {
        TicketRow *row = &g_array_index(desk->tickets, TicketRow, i);
        /* Labels are known 72 hours after the arrival. */
        if (row->created + 72 * 3600 >= moment)
            row->escalated = g_rand_boolean(random) ? row->created + 3600 : 0;
    }
}

/* The tickets of then too: asks for those up to it. */
static void
disturb_after(Desk *desk, gint64 moment, GRand *random)
{
    change_facts_after(desk, moment, random);
    for (guint i = 0; i < desk->tickets->len; i++) {
        TicketRow *row = &g_array_index(desk->tickets, TicketRow, i);
        if (row->created <= moment)
            continue;
        row->created = moment + g_rand_int_range(random, 1, 500) * 3600;
        row->account = word(desk, "A-%02d", g_rand_int_range(random, 0, N_ACCOUNTS));
        row->category = (char *)"Billing";
    }
}

static void
test_future_is_unseen(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(77);
    for (guint32 seed = 10; seed < 14; seed++) {
        g_autoptr(Desk) desk = desk_new(seed);
        g_autoptr(GPtrArray) features = all_of(desk);
        g_autoptr(FeatureEngine) engine = engine_of(desk);
        g_autoptr(GPtrArray) before = compute(engine, features, NULL, desk->task->n);
        gint64 moment =
            g_array_index(desk->tickets, TicketRow, g_rand_int_range(random, 0, 600)).created;
        Desk *other = g_new0(Desk, 1);
        make_rows(other, seed);
        disturb_after(other, moment, random);
        desk_open(other);
        g_autoptr(Desk) changed = other;
        const char **expressions = g_new0(const char *, features->len + 1);
        for (guint i = 0; i < features->len; i++)
            expressions[i] = ((Feature *)features->pdata[i])->expression;
        g_autoptr(GPtrArray) again = parse_all(changed, expressions);
        g_free(expressions);
        g_autoptr(FeatureEngine) second = engine_of(changed);
        g_autoptr(GPtrArray) after = compute(second, again, NULL, changed->task->n);
        guint compared_rows = 0;
        for (guint32 row = 0; row < desk->task->n; row++) {
            if (g_array_index(desk->tickets, TicketRow, row).created > moment)
                continue;
            compared_rows++;
            for (guint i = 0; i < features->len; i++)
                assert_same_value(before->pdata[i], row, after->pdata[i], row);
        }
        g_assert_cmpuint(compared_rows, >, 0);
    }
}

/* The rows of a part see a past that ends where the part begins, or sooner: what is known from then
 * on may be anything, and what is counted ends there. */
static void
test_frozen_past(void)
{
    static const SplitPart parts[] = {SPLIT_VALIDATION, SPLIT_TEST};
    g_autoptr(GRand) random = g_rand_new_with_seed(78);
    for (guint32 seed = 20; seed < 24; seed++) {
        SplitPart part = parts[seed % 2];
        TimePoint cut[SPLIT_PARTS];
        g_autoptr(Desk) desk = desk_new(seed);
        g_assert_true(task_split(desk->task, NULL, NULL));
        desk->task->frozen = TRUE;
        desk->task->cut_before = seed < 22 ? 0 : 9 * TIME_DAY;
        task_cuts(desk->task, cut);
        g_autoptr(GPtrArray) features = all_of(desk);
        g_autoptr(FeatureEngine) engine = engine_of(desk);
        g_autoptr(GPtrArray) before = compute(engine, features, NULL, desk->task->n);
        Desk *other = g_new0(Desk, 1);
        make_rows(other, seed);
        change_facts_after(other, cut[part] / TIME_SECOND, random);
        desk_open(other);
        g_autoptr(Desk) changed = other;
        memcpy(changed->task->part, desk->task->part, desk->task->n);
        changed->task->frozen = TRUE;
        changed->task->cut_before = desk->task->cut_before;
        const char **expressions = g_new0(const char *, features->len + 1);
        for (guint i = 0; i < features->len; i++)
            expressions[i] = ((Feature *)features->pdata[i])->expression;
        g_autoptr(GPtrArray) again = parse_all(changed, expressions);
        g_free(expressions);
        g_autoptr(FeatureEngine) second = engine_of(changed);
        g_autoptr(GPtrArray) after = compute(second, again, NULL, changed->task->n);
        guint judged = 0;
        for (guint32 row = 0; row < desk->task->n; row++) {
            if (desk->task->part[row] != part)
                continue;
            judged++;
            for (guint i = 0; i < features->len; i++)
                assert_same_value(before->pdata[i], row, after->pdata[i], row);
        }
        g_assert_cmpuint(judged, >, 0);
    }
}

/* Windows end at the cut; times since count on to the row's own seed; training stays as it was. */
static void
test_frozen_values(void)
{
    const char *expressions[] = {"COUNT(tickets.*) VIA tickets.account_id",
                                 "SINCE_LAST(tickets.*) VIA tickets.account_id", NULL};
    g_autoptr(Desk) desk = desk_new(31);
    Task *task = desk->task;
    g_assert_true(task_split(task, NULL, NULL));
    g_autoptr(GPtrArray) features = parse_all(desk, expressions);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GPtrArray) seen = compute(engine, features, NULL, task->n);
    task->frozen = TRUE;
    g_autoptr(FeatureEngine) frozen = engine_of(desk);
    g_autoptr(GPtrArray) values = compute(frozen, features, NULL, task->n);
    TimePoint cut[SPLIT_PARTS];
    task_cuts(task, cut);
    guint fewer = 0;
    for (guint32 row = 0; row < task->n; row++) {
        const TicketRow *own = &g_array_index(desk->tickets, TicketRow, row);
        TimePoint until = MIN(task->seed_time[row], cut[task->part[row]]), last = TIME_MISSING;
        guint count = 0;
        for (guint32 k = 0; k < task->n; k++)
            if (task->seed_time[k] < until &&
                !g_strcmp0(g_array_index(desk->tickets, TicketRow, k).account, own->account)) {
                count++;
                last = MAX(last, task->seed_time[k]);
            }
        const FeatureValues *counts = values->pdata[0], *since = values->pdata[1];
        if (isnan(counts->number[row]))
            continue;
        g_assert_cmpfloat(counts->number[row], ==, count);
        fewer += counts->number[row] < ((FeatureValues *)seen->pdata[0])->number[row];
        if (task->part[row] == SPLIT_TRAIN)
            assert_same_value(seen->pdata[1], row, since, row);
        if (count)
            g_assert_cmpfloat_with_epsilon(since->number[row],
                                           (double)(task->seed_time[row] - last) / TIME_HOUR, 1e-6);
    }
    g_assert_cmpuint(fewer, >, 20);
}

static void
test_fresh_equals_stored(void)
{
    GError *error = NULL;
    g_autoptr(Desk) desk = desk_new(8);
    g_autoptr(GPtrArray) features = all_of(desk);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    guint32 rows[20];
    TimePoint seeds[20];
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint i = 0; i < 20; i++) {
        rows[i] = 29 * i;
        seeds[i] = desk->task->seed_time[rows[i]];
        g_ptr_array_add(cells, frame_raw_row(desk->task->frame, desk->database, rows[i], &error));
        g_assert_no_error(error);
    }
    g_autoptr(GPtrArray) stored = compute(engine, features, rows, 20);
    g_autoptr(Frame) fresh = frame_from_rows(desk->task->frame, cells, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) values =
        feature_compute_fresh(engine, features, fresh, seeds, NULL, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < features->len; i++)
        for (guint k = 0; k < 20; k++)
            assert_same_value(stored->pdata[i], k, values->pdata[i], k);
}

/* ---- the record of words -----------------------------------------------------------------------
 */

static gboolean
has_word(char **words, const char *word)
{
    for (; *words; words++)
        if (g_str_equal(*words, word))
            return TRUE;
    return FALSE;
}

/* Counts again for each word of each row, over the rows that train and were settled before. */
static double
record_of_words(const Task *task, char ***words, guint32 asked)
{
    double sum = 0, n = 0, all = 0, events = 0;
    g_autoptr(GArray) before = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 row = 0; row < task->n; row++)
        if ((task->part[row] == SPLIT_TRAIN || task->part[row] == SPLIT_STOP) &&
            MAX(task->known_at[row], task->seed_time[row]) < task->seed_time[asked]) {
            g_array_append_val(before, row);
            events += task->label[row];
            all++;
        }
    if (all < 100 || events < 10 || all - events < 10)
        return NAN;
    for (char **word = words[asked]; *word; word++, n++) {
        double with = 0, hit = 0, rate = events / all;
        for (guint i = 0; i < before->len; i++) {
            guint32 row = g_array_index(before, guint32, i);
            gboolean there = has_word(words[row], *word);
            with += there;
            hit += there && task->label[row] > 0.5;
        }
        sum += with > 0
                   ? log((hit + 20 * rate) / (with - hit + 20 * (1 - rate)) * ((1 - rate) / rate))
                   : 0;
    }
    return sum / sqrt(n);
}

/* Equal to counting anew, alone or with others, in the file or not; the last rows see all that
 * trains, and what is learned elsewhere isn't learned here. */
static void
test_record_of_words(void)
{
    static const char *const expressions[] = {"TEXT_SCORE(tickets.subject)", NULL};
    GError *error = NULL;
    g_autoptr(Desk) desk = desk_new(21);
    const Task *task = desk->task;
    g_assert_true(task_split(desk->task, NULL, NULL));
    g_autofree char ***words = g_new(char **, task->n);
    g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint32 row = 0; row < task->n; row++) {
        const TicketRow *ticket = &g_array_index(desk->tickets, TicketRow, row);
        g_autofree char *lower = g_ascii_strdown(ticket->subject, -1);
        g_auto(GStrv) parts = g_strsplit_set(lower, " ?,", -1);
        GPtrArray *kept = g_ptr_array_new();
        for (char **part = parts; *part; part++) {
            gboolean new = **part != 0;
            for (guint i = 0; i < kept->len; i++)
                new = new && !g_str_equal(kept->pdata[i], *part);
            if (new)
                g_ptr_array_add(kept, g_strdup(*part));
        }
        g_ptr_array_add(kept, NULL);
        words[row] = (char **)g_ptr_array_free(kept, FALSE);
        g_ptr_array_add(held, words[row]);
    }
    g_autoptr(GPtrArray) features = parse_all(desk, expressions);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GPtrArray) bulk = compute(engine, features, NULL, task->n);
    guint known = 0;
    for (guint32 row = 0; row < task->n; row++) {
        double found = ((FeatureValues *)bulk->pdata[0])->number[row];
        double wanted = record_of_words(task, words, row);
        known += !isnan(wanted);
        if (isnan(wanted) != isnan(found) || fabs(wanted - found) > 1e-12)
            g_error("row %u has %.17g, counted anew %.17g", row, found, wanted);
    }
    g_assert_cmpuint(known, >, task->n / 2);
    for (guint32 row = 0; row < task->n; row += 17) {
        g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
        g_ptr_array_add(cells, frame_raw_row(task->frame, desk->database, row, &error));
        g_autoptr(Frame) fresh = frame_from_rows(task->frame, cells, &error);
        g_assert_no_error(error);
        g_autoptr(GPtrArray) alone = compute(engine, features, &row, 1);
        g_autoptr(GPtrArray) unstored =
            feature_compute_fresh(engine, features, fresh, &task->seed_time[row], NULL, &error);
        g_assert_no_error(error);
        assert_same_value(bulk->pdata[0], row, alone->pdata[0], 0);
        assert_same_value(bulk->pdata[0], row, unstored->pdata[0], 0);
    }
}

/* ---- what features learn -----------------------------------------------------------------------
 */

static const char *const learning[] = {"TEXT_SCORE(tickets.subject)", "TOPIC(tickets.subject)",
                                       "TOPIC(tickets.subject BY 2)", "tickets.category", NULL};

/* A desk whose subjects have topics; tickets from `moment` on, and their outcomes, say something
 * else. */
static Desk *
desk_of_topics(guint32 seed, TimePoint moment)
{
    static const char *const about[] = {"refund invoice charge bill", "login password reset locked",
                                        "export report column chart"};
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    Desk *desk = g_new0(Desk, 1);
    make_rows(desk, seed);
    for (guint i = 0; i < desk->tickets->len; i++) {
        TicketRow *row = &g_array_index(desk->tickets, TicketRow, i);
        guint topic = (guint)g_rand_int_range(random, 0, 3);
        gboolean late = row->created * TIME_SECOND >= moment;
        row->subject = late ? (char *)"entirely other words of tomorrow"
                            : word(desk, "%s since %d", about[topic], i);
        if (late)
            row->escalated = row->escalated ? 0 : row->created + 3600;
    }
    desk_open(desk);
    return desk;
}

/* What is learned is learned from training rows: whatever validation, test and later say, their own
 * values but for the text apart, stays. */
static void
test_learned_from_training(void)
{
    TimePoint cut[SPLIT_PARTS];
    g_autoptr(Desk) desk = desk_of_topics(3, G_MAXINT64);
    g_assert_true(task_split(desk->task, NULL, NULL));
    desk->task->frozen = TRUE;
    task_cuts(desk->task, cut);
    desk->task->frozen = FALSE;
    g_autoptr(Desk) changed = desk_of_topics(3, cut[SPLIT_VALIDATION]);
    memcpy(changed->task->part, desk->task->part, desk->task->n);
    g_autoptr(GPtrArray) features = parse_all(desk, learning);
    g_autoptr(GPtrArray) again = parse_all(changed, learning);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(FeatureEngine) second = engine_of(changed);
    g_autoptr(GPtrArray) before = compute(engine, features, NULL, desk->task->n);
    g_autoptr(GPtrArray) after = compute(second, again, NULL, changed->task->n);
    guint same = 0, known = 0;
    for (guint32 row = 0; row < desk->task->n; row++) {
        if (desk->task->part[row] != SPLIT_TRAIN && desk->task->part[row] != SPLIT_STOP)
            continue;
        same++;
        known += !isnan(((FeatureValues *)before->pdata[0])->number[row]);
        for (guint i = 0; i < features->len; i++)
            assert_same_value(before->pdata[i], row, after->pdata[i], row);
    }
    g_assert_cmpuint(same, >, 300);
    g_assert_cmpuint(known, >, 100);
}

/* A model scores by what was learned for it: alone or among others, stored or fresh, and also where
 * the rows that taught it say something else by now. */
static void
test_learned_travels(void)
{
    GError *error = NULL;
    g_autoptr(Desk) desk = desk_of_topics(5, G_MAXINT64);
    Task *task = desk->task;
    g_assert_true(task_split(task, NULL, NULL));
    g_autoptr(GPtrArray) features = parse_all(desk, learning);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GArray) train = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) judged = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 row = 0; row < task->n; row++) {
        if (task->part[row] == SPLIT_TRAIN)
            g_array_append_val(train, row);
        if (task->part[row] == SPLIT_VALIDATION || task->part[row] == SPLIT_TEST)
            g_array_append_val(judged, row);
    }
    const guint32 *rows = (const guint32 *)(const void *)judged->data;
    g_autoptr(Encoder) encoder = features_encoder(
        engine, features, (const guint32 *)(const void *)train->data, train->len, NULL, &error);
    g_assert_no_error(error);
    g_autofree char *stored = encoder_store(encoder);
    g_autoptr(Encoder) restored = encoder_restore(stored, &error);
    g_assert_no_error(error);
    g_autofree char *twice = encoder_store(restored);
    g_assert_cmpstr(stored, ==, twice);
    g_autoptr(Matrix) bulk =
        features_matrix(engine, features, encoder, rows, judged->len, NULL, &error);
    g_assert_no_error(error);
    /* The same without the record: counted anew. */
    g_autoptr(FeatureEngine) plain = engine_of(desk);
    g_autoptr(GPtrArray) counted = compute(plain, features, rows, judged->len);
    g_autoptr(Matrix) anew = matrix_new(restored, counted, NULL, judged->len, NULL, &error);
    for (guint32 i = 0; i < judged->len; i++)
        g_assert_cmpmem(matrix_row(bulk, i), bulk->width * sizeof(float), matrix_row(anew, i),
                        anew->width * sizeof(float));
    for (guint32 row = 0; row < task->n; row++) /* nothing to learn from is left */
        if (task->part[row] == SPLIT_TRAIN || task->part[row] == SPLIT_STOP)
            task->part[row] = SPLIT_EMBARGO;
    g_autoptr(FeatureEngine) other = engine_of(desk);
    for (guint32 i = 0; i < judged->len; i += 7) {
        g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
        g_ptr_array_add(cells, frame_raw_row(task->frame, desk->database, rows[i], &error));
        g_autoptr(Frame) fresh = frame_from_rows(task->frame, cells, &error);
        g_autoptr(Matrix) single =
            features_matrix(other, features, restored, &rows[i], 1, NULL, &error);
        g_assert_no_error(error);
        g_autoptr(GPtrArray) values =
            feature_compute_fresh(other, features, fresh, &task->seed_time[rows[i]], NULL, &error);
        g_autoptr(Matrix) alone = matrix_new(restored, values, NULL, 1, NULL, &error);
        g_assert_no_error(error);
        gsize bytes = bulk->width * sizeof(float);
        g_assert_cmpmem(matrix_row(bulk, i), bytes, matrix_row(single, 0), bytes);
        g_assert_cmpmem(matrix_row(bulk, i), bytes, matrix_row(alone, 0), bytes);
        g_assert_false(isnan(matrix_row(bulk, i)[0]));
    }
}

/* Dirty dates may say that an outcome was known, or a row written, before it began. */
static void
test_own_row_never_counts(void)
{
    g_autoptr(Desk) desk = desk_new(4);
    for (guint32 row = 0; row < desk->task->n; row++)
        if (desk->task->state[row] == LABEL_KNOWN)
            desk->task->known_at[row] = desk->task->seed_time[row] - 40 * TIME_DAY;
    const char *expressions[] = {"COUNT(tickets.*) VIA tickets.ticket_id",
                                 "COUNT(outcomes.*) VIA tickets.ticket_id",
                                 "COUNT(outcomes.*) VIA tickets.account_id", NULL};
    g_autoptr(GPtrArray) features = parse_all(desk, expressions);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GPtrArray) values = compute(engine, features, NULL, desk->task->n);
    double others = 0;
    for (guint32 row = 0; row < desk->task->n; row++) {
        g_assert_cmpfloat(((FeatureValues *)values->pdata[0])->number[row], ==, 0);
        g_assert_cmpfloat(((FeatureValues *)values->pdata[1])->number[row], ==, 0);
        double known = ((FeatureValues *)values->pdata[2])->number[row];
        others += isnan(known) ? 0 : known;
    }
    g_assert_cmpfloat(others, >, 0);
}

/* ---- another schema: whole-number keys, two paths, days without a time --------------------------
 */

#define N_CASES 80

static void
fill_clinic(Desk *desk)
{
    char *case_headings[] = {"case_no", "opened_on", "patient", "payer", "late", NULL};
    char *visit_headings[] = {"person", "visited_on", "minutes", NULL};
    char *person_headings[] = {"person_no", "town", NULL};
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) visits = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) persons = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < N_CASES; i++)
        add_row(cases, 5, word(desk, "%d", 1000 + i),
                word(desk, "2025-%02d-%02d", 1 + i / 28, 1 + i % 28), word(desk, "%d", 7 + i % 3),
                word(desk, "%d", 7 + i % 2), i % 2 ? "yes" : "no");
    for (int i = 0; i < 60; i++)
        add_row(visits, 3, word(desk, "%d", 7 + i % 4),
                word(desk, "2025-%02d-%02d", 1 + i / 28, 1 + i % 28), word(desk, "%d", i));
    for (int i = 0; i < 4; i++)
        add_row(persons, 2, word(desk, "%d", 7 + i), i % 2 ? "Bern" : "Basel");
    gint64 tables[] = {raw_table(desk->database, "cases", case_headings, cases),
                       raw_table(desk->database, "visits", visit_headings, visits),
                       raw_table(desk->database, "persons", person_headings, persons)};
    for (guint i = 0; i < 3; i++)
        raw_type(desk->database, tables[i]);
    const char *numbers[][2] = {{"cases", "patient"}, {"cases", "payer"}};
    for (guint i = 0; i < 2; i++)
        column_set_kind(desk->database, column_id(desk, numbers[i][0], numbers[i][1]), KIND_INTEGER,
                        DATE_UNKNOWN, NULL, NULL);
    column_set_kind(desk->database, column_id(desk, "visits", "person"), KIND_KEY, DATE_UNKNOWN,
                    NULL, NULL);
    column_set_kind(desk->database, column_id(desk, "persons", "person_no"), KIND_KEY, DATE_UNKNOWN,
                    NULL, NULL);
    column_set_kind(desk->database, column_id(desk, "persons", "town"), KIND_CATEGORY, DATE_UNKNOWN,
                    NULL, NULL);
    table_set_time(desk->database, tables[0], column_id(desk, "cases", "opened_on"), NULL);
    table_set_time(desk->database, tables[1], column_id(desk, "visits", "visited_on"), NULL);
    table_set_key(desk->database, tables[2], column_id(desk, "persons", "person_no"), NULL);
    for (guint i = 0; i < 3; i++)
        raw_type(desk->database, tables[i]);
    const char *children[][2] = {{"cases", "patient"}, {"cases", "payer"}, {"visits", "person"}};
    for (guint i = 0; i < 3; i++) {
        GError *error = NULL;
        link_declare(desk->database, column_id(desk, children[i][0], children[i][1]),
                     column_id(desk, "persons", "person_no"), &error);
        g_assert_no_error(error);
    }
}

static Desk *
clinic_new(const char *time)
{
    GError *error = NULL;
    Desk *desk = g_new0(Desk, 1);
    desk->words = g_string_chunk_new(4096);
    desk->tickets = g_array_new(FALSE, FALSE, 1);
    desk->events = g_array_new(FALSE, FALSE, 1);
    desk->folder = g_dir_make_tmp("foredesk-features-XXXXXX", NULL);
    desk->workspace = raw_workspace(desk->folder, "test.foredesk");
    desk->database = workspace_database(desk->workspace);
    fill_clinic(desk);
    desk->catalogue = catalogue_load(desk->database, &error);
    g_assert_no_error(error);
    desk->frames = frame_store_new(desk->catalogue);
    TaskSpec spec;
    task_spec_init(&spec);
    spec.entity = g_strdup("cases");
    spec.column = g_strdup("late");
    spec.positive = g_strdup("yes");
    spec.time = g_strdup(time);
    desk->task = task_new(desk->frames, desk->database, &spec, &error);
    g_assert_no_error(error);
    task_spec_clear(&spec);
    return desk;
}

static void
test_two_paths(void)
{
    g_autoptr(Desk) desk = clinic_new("opened_on");
    g_autoptr(GError) error = NULL, plain = NULL;
    g_assert_null(feature_parse("COUNT(visits.*, -9, 0, days)", desk->task, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, "VIA cases.patient or VIA cases.payer"));
    g_assert_null(feature_parse("persons.town", desk->task, &plain));
    g_assert_nonnull(strstr(plain->message, "LAST(persons.town) VIA"));
    const char *expressions[] = {"COUNT(visits.*, -9, 0, days) VIA cases.payer",
                                 "LAST(persons.town) VIA patient",
                                 "COUNT(visits.* WHERE minutes > 3) VIA cases.patient", NULL};
    g_autoptr(GPtrArray) features = parse_all(desk, expressions);
    g_assert_cmpstr(evidence_name(((Feature *)features->pdata[1])->evidence), ==, "as exported");
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GPtrArray) values = compute(engine, features, NULL, N_CASES);
    const FeatureValues *town = values->pdata[1];
    for (int i = 0; i < N_CASES; i++)
        g_assert_cmpstr(dictionary_text(town->dictionary, (guint32)town->code[i]), ==,
                        i % 3 % 2 ? "Bern" : "Basel");
}

/* A visit dated by its day is known at the day's end, a case so dated begins at its start: what
 * happened on the same day isn't seen, what happened the day before is. */
static void
test_days(void)
{
    g_autoptr(Desk) desk = clinic_new("opened_on");
    const char *expressions[] = {"COUNT(visits.*) VIA cases.patient",
                                 "SINCE_LAST(visits.*) VIA cases.patient", NULL};
    g_autoptr(GPtrArray) features = parse_all(desk, expressions);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GPtrArray) values = compute(engine, features, NULL, N_CASES);
    for (int i = 0; i < N_CASES; i++) {
        int before = 0;
        for (int k = 0; k < 60 && k < i; k++) /* visit k and case k are of the same day */
            before += k % 4 == i % 3;
        g_assert_cmpfloat(((FeatureValues *)values->pdata[0])->number[i], ==, before);
        if (before > 0)
            g_assert_cmpfloat(((FeatureValues *)values->pdata[1])->number[i], >, 0);
    }
}

static void
test_untimed(void)
{
    g_autoptr(Desk) desk = clinic_new("none");
    g_autoptr(GError) error = NULL;
    g_assert_null(feature_parse("COUNT(cases.*, -9, 0, days) VIA cases.payer", desk->task, &error));
    g_assert_nonnull(strstr(error->message, "time"));
    const char *expressions[] = {"COUNT(visits.*) VIA cases.patient", NULL};
    g_autoptr(GPtrArray) features = parse_all(desk, expressions);
    g_assert_cmpstr(evidence_name(((Feature *)features->pdata[0])->evidence), ==, "as exported");
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GPtrArray) values = compute(engine, features, NULL, N_CASES);
    for (int i = 0; i < N_CASES; i++)
        g_assert_cmpfloat(((FeatureValues *)values->pdata[0])->number[i], ==, 15);
    g_autoptr(GPtrArray) proposed = proposals_of(desk);
    for (guint i = 0; i < proposed->len; i++) {
        const Feature *feature = proposed->pdata[i];
        g_test_message("%s %s", feature->expression, feature->reason);
        g_assert_null(strstr(feature->expression, "outcomes"));
    }
}

/* ---- encoding ----------------------------------------------------------------------------------
 */

static gboolean
append_text(const char *bytes, gsize length, gpointer data)
{
    g_string_append_len(data, bytes, (gssize)length);
    return TRUE;
}

static void
test_matrix(void)
{
    GError *error = NULL;
    g_autoptr(Desk) desk = desk_new(9);
    g_autoptr(GPtrArray) features = proposals_of(desk);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GPtrArray) values = compute(engine, features, NULL, desk->task->n);
    guint32 fit[300], all[N_TICKETS];
    for (guint32 i = 0; i < N_TICKETS; i++)
        all[i] = N_TICKETS - 1 - i;
    memcpy(fit, all, sizeof fit);
    g_autoptr(Encoder) encoder = encoder_fit(values, fit, 300, &error);
    g_autoptr(Encoder) direct = features_encoder(engine, features, fit, 300, NULL, &error);
    g_assert_no_error(error);
    g_autofree char *json = encoder_store(encoder), *json_direct = encoder_store(direct);
    g_assert_cmpstr(json, ==, json_direct);
    g_autoptr(Encoder) restored = encoder_restore(json, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(encoder_width(restored), ==, encoder_width(encoder));
    for (guint k = 0; k < encoder_width(encoder); k++) {
        g_assert_cmpstr(encoder_column_name(restored, k), ==, encoder_column_name(encoder, k));
        g_assert_cmpuint(encoder_column_feature(restored, k), ==,
                         encoder_column_feature(encoder, k));
    }
    g_autoptr(Matrix) one = matrix_new(restored, values, all, N_TICKETS, desk->task, &error);
    g_assert_no_error(error);
    g_autoptr(Matrix) two =
        features_matrix(engine, features, restored, all, N_TICKETS, NULL, &error);
    g_assert_no_error(error);
    for (guint32 i = 0; i < N_TICKETS; i++)
        g_assert_cmpmem(matrix_row(one, i), one->width * sizeof(float), matrix_row(two, i),
                        two->width * sizeof(float));
    g_autoptr(GString) csv = g_string_new(NULL);
    g_assert_true(matrix_print_csv(one, desk->task->frame, append_text, csv));
    g_auto(GStrv) lines = g_strsplit(csv->str, "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, N_TICKETS + 2);
    g_assert_true(g_str_has_prefix(lines[0], "id,label,"));
    g_assert_true(g_str_has_prefix(lines[1], "T-0599,"));
    g_autoptr(GError) wrong = NULL;
    g_ptr_array_set_size(features, 3);
    g_assert_null(features_matrix(engine, features, restored, all, 1, NULL, &wrong));
    g_assert_error(wrong, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
}

static void
test_encoder_levels(void)
{
    GError *error = NULL;
    g_autoptr(Desk) desk = desk_new(9);
    const char *expressions[] = {"tickets.category", "accounts.tier", "accounts.seats", NULL};
    g_autoptr(GPtrArray) features = parse_all(desk, expressions);
    g_autoptr(FeatureEngine) engine = engine_of(desk);
    g_autoptr(GPtrArray) values = compute(engine, features, NULL, desk->task->n);
    /* Train on Billing alone, and on few of Access: those are unseen, and rare. */
    guint32 rows[N_TICKETS], n = 0, access = 0;
    for (guint32 i = 0; i < N_TICKETS; i++) {
        const TicketRow *row = &g_array_index(desk->tickets, TicketRow, i);
        if (row->account && (g_str_equal(row->category, "Billing") ||
                             (g_str_equal(row->category, "Access") && access++ < 19)))
            rows[n++] = i;
    }
    g_autoptr(Encoder) encoder = encoder_fit(values, rows, n, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(encoder_width(encoder), ==, 2 + 4 + 1);
    g_assert_cmpstr(encoder_column_name(encoder, 0), ==, "category = Billing");
    g_assert_cmpstr(encoder_column_name(encoder, 1), ==, "category = (other)");
    g_assert_cmpstr(encoder_column_name(encoder, 5), ==, "tier of the account = (other)");
    g_assert_cmpstr(encoder_column_name(encoder, 6), ==, "seats of the account");
    g_autoptr(Matrix) matrix = matrix_new(encoder, values, NULL, N_TICKETS, desk->task, &error);
    for (guint32 i = 0; i < N_TICKETS; i++) {
        const TicketRow *row = &g_array_index(desk->tickets, TicketRow, i);
        const float *x = matrix_row(matrix, i);
        g_assert_cmpfloat(x[0], ==, g_str_equal(row->category, "Billing"));
        g_assert_cmpfloat(x[0] + x[1], ==, 1);
        g_assert_cmpfloat(x[2] + x[3] + x[4] + x[5], ==, 1);
        g_assert_cmpint(x[5] == 1, ==, row->account == NULL);
        g_assert_cmpint(isnan(x[6]) != 0, ==, row->account == NULL);
    }
    const char *damaged[] = {"", "{}", "[1]", "{\"version\":1,\"features\":[{}]}",
                             "{\"version\":2,\"features\":[]}"};
    for (guint i = 0; i < G_N_ELEMENTS(damaged); i++) {
        g_autoptr(GError) broken = NULL;
        g_assert_null(encoder_restore(damaged[i], &broken));
        g_assert_error(broken, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
    }
}

/* ---- proposals and the stored list -------------------------------------------------------------
 */

static const Feature *
find_feature(GPtrArray *features, const char *expression)
{
    for (guint i = 0; i < features->len; i++)
        if (g_str_equal(((Feature *)features->pdata[i])->expression, expression))
            return features->pdata[i];
    return NULL;
}

static void
test_propose(void)
{
    g_autoptr(Desk) desk = desk_new(3);
    g_assert_true(task_split(desk->task, NULL, NULL));
    g_autoptr(GPtrArray) features = proposals_of(desk), again = proposals_of(desk);
    const struct {
        const char *expression;
        gboolean enabled;
        Evidence evidence;
    } wanted[] = {
        {"tickets.category", TRUE, EVIDENCE_KNOWN},
        {"tickets.priority", FALSE, EVIDENCE_ASK},
        {"tickets.csat", FALSE, EVIDENCE_LEAK},
        {"accounts.tier", TRUE, EVIDENCE_AS_EXPORTED},
        {"HOUR(tickets.created_at)", TRUE, EVIDENCE_KNOWN},
        {"MONTH(tickets.created_at)", FALSE, EVIDENCE_KNOWN},
        {"CHARACTERS(tickets.subject)", TRUE, EVIDENCE_KNOWN},
        {"COUNT(product_events.* WHERE product_events.event = 'api_error_500', -7, 0, days) VIA "
         "tickets.account_id",
         TRUE, EVIDENCE_KNOWN},
        {"LAST(product_events.value) VIA tickets.account_id", TRUE, EVIDENCE_KNOWN},
        {"EWM(product_events.value BY 6) VIA tickets.account_id", TRUE, EVIDENCE_KNOWN},
        {"LAG(product_events.value BY 2) VIA tickets.account_id", TRUE, EVIDENCE_KNOWN},
        {"AVG(product_events.value, -7, 0, days) VIA ALL", TRUE, EVIDENCE_KNOWN},
        {"SHARE(product_events.* WHERE product_events.event = 'login', -7, 0, days) VIA "
         "tickets.account_id",
         TRUE, EVIDENCE_KNOWN},
        {"TREND(product_events.value BY 4, -7, 0, days) VIA tickets.account_id", TRUE,
         EVIDENCE_KNOWN},
        {"GAP(tickets.*, -7, 0, days) VIA tickets.account_id", TRUE, EVIDENCE_KNOWN},
        {"COUNT(tickets.*, -7, 0, days) VIA tickets.account_id", TRUE, EVIDENCE_KNOWN},
        {"COUNT(outcomes.* WHERE outcomes.label = 1, -7, 0, days) VIA tickets.account_id", TRUE,
         EVIDENCE_KNOWN},
        {"EWM(outcomes.label BY 20) VIA tickets.account_id", TRUE, EVIDENCE_KNOWN},
        {"LIFT(outcomes.label, -7, 0, days) VIA tickets.category", TRUE, EVIDENCE_KNOWN},
    };
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_assert_cmpuint(features->len, ==, again->len);
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = features->pdata[i];
        g_test_message("%s %s: %s. %s [%s: %s]", feature->enabled ? "on " : "off",
                       feature->expression, feature->name, feature->sentence, feature->group,
                       feature->reason);
        g_assert_cmpstr(feature->expression, ==, ((Feature *)again->pdata[i])->expression);
        g_assert_true(g_hash_table_add(names, feature->name));
    }
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
        const Feature *feature = find_feature(features, wanted[i].expression);
        if (!feature)
            g_test_message("not proposed: %s", wanted[i].expression);
        g_assert_nonnull(feature);
        g_assert_cmpint(feature->enabled, ==, wanted[i].enabled);
        g_assert_cmpstr(evidence_name(feature->evidence), ==, evidence_name(wanted[i].evidence));
    }
    g_assert_null(find_feature(features, "tickets.ticket_id"));
    g_assert_null(find_feature(features, "tickets.escalated_to_eng"));
}

static void
test_personal(void)
{
    g_autoptr(Desk) desk = desk_new(3);
    for (guint i = 0; i < desk->task->frame->table->columns->len; i++) {
        ColumnInfo *column = desk->task->frame->table->columns->pdata[i];
        if (g_str_equal(column->name, "subject") || g_str_equal(column->name, "category"))
            column->pii = g_strdup("name");
    }
    g_autoptr(GPtrArray) features = proposals_of(desk);
    g_assert_null(find_feature(features, "tickets.category"));
    g_assert_true(find_feature(features, "WORDS(tickets.subject)")->enabled);
    g_autoptr(GError) error = NULL;
    Feature *feature = feature_parse("tickets.category", desk->task, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(evidence_name(feature->evidence), ==, "ask");
    g_assert_false(feature->enabled);
    feature_free(feature);
}

static void
test_store(void)
{
    GError *error = NULL;
    g_autoptr(Desk) desk = desk_new(3);
    g_autoptr(GPtrArray) features = proposals_of(desk);
    task_split(desk->task, NULL, &error);
    g_assert_no_error(error);
    gint64 id = object_reserve(desk->database, "task", &error);
    g_assert_true(task_freeze(desk->task, desk->database, id, &error));
    g_assert_true(features_store(desk->database, desk->task->id, features, &error));
    g_assert_no_error(error);
    const Feature *first = features->pdata[0];
    g_assert_cmpint(first->id, >, 0);
    g_assert_true(feature_set_enabled(desk->database, first->id, !first->enabled, &error));
    g_autoptr(GPtrArray) listed = features_list(desk->database, desk->task->id, &error);
    g_autoptr(GPtrArray) loaded = features_load(desk->database, desk->task, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(loaded->len, ==, features->len);
    g_assert_cmpuint(listed->len, ==, features->len);
    for (guint i = 0; i < loaded->len; i++) {
        const Feature *a = features->pdata[i], *b = loaded->pdata[i], *c = listed->pdata[i];
        g_assert_cmpstr(a->expression, ==, b->expression);
        g_assert_cmpstr(a->expression, ==, c->expression);
        g_assert_cmpstr(a->name, ==, b->name);
        g_assert_cmpint(a->id, ==, b->id);
        g_assert_cmpint(a->evidence, ==, c->evidence);
        g_assert_cmpint(a->numeric, ==, c->numeric);
        g_assert_cmpint(a->enabled, ==, i == 0 ? !b->enabled : b->enabled);
    }
    g_autoptr(GError) wrong = NULL;
    g_assert_false(feature_set_enabled(desk->database, 999999, TRUE, &wrong));
    g_assert_error(wrong, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/features/parse", test_parse);
    g_test_add_func("/features/refuse", test_refuse);
    g_test_add_func("/features/sql", test_against_sql);
    g_test_add_func("/features/row-values", test_row_values);
    g_test_add_func("/features/texts", test_texts);
    g_test_add_func("/features/single-equals-bulk", test_single_equals_bulk);
    g_test_add_func("/features/threads", test_threads);
    g_test_add_func("/features/future-unseen", test_future_is_unseen);
    g_test_add_func("/features/frozen-past", test_frozen_past);
    g_test_add_func("/features/frozen-values", test_frozen_values);
    g_test_add_func("/features/fresh-equals-stored", test_fresh_equals_stored);
    g_test_add_func("/features/record-of-words", test_record_of_words);
    g_test_add_func("/features/learned-from-training", test_learned_from_training);
    g_test_add_func("/features/learned-travels", test_learned_travels);
    g_test_add_func("/features/own-row", test_own_row_never_counts);
    g_test_add_func("/features/two-paths", test_two_paths);
    g_test_add_func("/features/days", test_days);
    g_test_add_func("/features/untimed", test_untimed);
    g_test_add_func("/features/matrix", test_matrix);
    g_test_add_func("/features/encoder-levels", test_encoder_levels);
    g_test_add_func("/features/propose", test_propose);
    g_test_add_func("/features/personal", test_personal);
    g_test_add_func("/features/store", test_store);
    return g_test_run();
}
