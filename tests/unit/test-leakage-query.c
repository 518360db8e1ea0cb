/* Leaks of what queries learn from: planted ones of classes, numbers, forecasts and lists are left
 * out and named, and honest columns beside them are not. */
#include "commands.h"
#include "folder.h"

#include <foredesk/audit.h>
#include <math.h>
#include <string.h>

enum { TICKETS = 3000, ACCOUNTS = 60, HOURS_BETWEEN = 6, PLANS_DAYS = 750 };

typedef struct {
    char *folder;
    Session *session;
} Desk;

static void
append_time(GString *out, gint64 seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(1600000000 + seconds);
    g_autofree char *text = g_date_time_format(time, "%Y-%m-%d %H:%M:%S");
    g_string_append(out, text);
}

/* `route` is the team that solved it, by another name; `quote` what it took, within 2 in 100;
 * product and size are what a customer says, and tell something of both. */
static void
append_ticket(GString *out, Random *random, guint i, guint account, gint64 at)
{
    static const char *const teams[] = {"Billing", "Access", "Network", "Printing"};
    static const char *const routes[] = {"R7", "R2", "R9", "R4"};
    static const char *const products[] = {"invoice", "login", "router", "printer"};
    guint team = random_below(random, 4), size = random_below(random, 10);
    guint product = random_below(random, 100) < 60 ? team : random_below(random, 4);
    guint route = random_below(random, 100) < 98 ? team : random_below(random, 4);
    guint minutes = 20 + 30 * size + random_below(random, 400);
    guint quote = minutes - minutes / 50 + random_below(random, minutes / 25 + 1);

    g_string_append_printf(out, "T%u,%u,", i, account);
    append_time(out, at);
    g_string_append_printf(out, ",%s,%u,%s,%u,%s,%u\n", products[product], size, routes[route],
                           quote, teams[team], minutes);
}

static char *
write_file(const Desk *desk, const char *name, GString *text)
{
    char *path = g_build_filename(desk->folder, name, NULL);
    g_assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
    g_string_free(text, TRUE);
    return path;
}

/* A plan of each account, dated every other day, that holds how many tickets the next 30 days
 * brought
 * (`honest`: those before brought). */
static GString *
write_plans(const guint *account, const gint64 *at)
{
    enum { MONTH = 30 * 86400 };
    GString *out = g_string_new("plan_id,account,planned_at,seats,expected\n");
    Random random;

    random_seed(&random, 5);
    for (guint day = 0; day < PLANS_DAYS; day += 2)
        for (guint who = 0; who < ACCOUNTS; who++) {
            gint64 now = (gint64)day * 86400;
            guint coming = 0;
            for (guint i = 0; i < TICKETS; i++)
                coming += account[i] == who && at[i] > now && at[i] <= now + MONTH;
            g_string_append_printf(out, "P%u-%u,%u,", day, who, who);
            append_time(out, now);
            g_string_append_printf(out, ",%u,%u\n", 1 + random_below(&random, 50), coming);
        }
    return out;
}

static void
desk_open(Desk *desk)
{
    GString *tickets =
        g_string_new("ticket_id,account,created_at,product,size,route,quote,team,minutes\n");
    GString *accounts = g_string_new("account,name\n");
    g_autofree guint *account = g_new(guint, TICKETS);
    g_autofree gint64 *at = g_new(gint64, TICKETS);
    Random random;

    random_seed(&random, 4);
    for (guint i = 0; i < TICKETS; i++) {
        account[i] = random_below(&random, ACCOUNTS);
        at[i] = (gint64)i * HOURS_BETWEEN * 3600 + (gint64)random_below(&random, 20000);
        append_ticket(tickets, &random, i, account[i], at[i]);
    }
    for (guint i = 0; i < ACCOUNTS; i++)
        g_string_append_printf(accounts, "%u,Company %u\n", i, i);
    desk->folder = g_dir_make_tmp("foredesk-leaks-XXXXXX", NULL);
    g_autofree char *first = write_file(desk, "tickets.csv", tickets);
    g_autofree char *second = write_file(desk, "accounts.csv", accounts);
    g_autofree char *third = write_file(desk, "plans.csv", write_plans(account, at));
    g_autofree char *path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    g_autofree char *import = g_strdup_printf("import %s %s %s", first, second, third);
    desk->session = session_open(path, NULL);
    must(desk->session, import);
}

static void
desk_close(Desk *desk)
{
    g_clear_pointer(&desk->session, session_close);
    folder_remove(desk->folder);
    g_free(desk->folder);
}

/* What was left out: names, "" for nothing; and a figure of boosted trees. */
static char *
left_out(const Desk *desk, const char *query, const char *figure, double *value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = session_report_wait(desk->session, query, NULL, NULL, &error);
    g_assert_no_error(error);
    const ReportValue *names = report_find_value(report, "leaks_left_out");
    const ReportTable *table = report_find_table(report, "evaluation");
    for (guint i = 0; table && i < table->columns->len; i++)
        if (g_str_equal(((const ReportColumn *)table->columns->pdata[i])->id, figure))
            *value = report_at(table, 0, i)->value;
    for (guint i = 0; names && i < report->warnings->len; i++)
        if (strstr(report->warnings->pdata[i], "Nothing here reads"))
            return g_strdup(names->cell->text);
    g_assert_null(names);
    return g_strdup("");
}

#define CLASSIFY "PREDICT tickets.team CLASSIFY FOR EACH tickets.ticket_id"
#define NUMBER "PREDICT tickets.minutes FOR EACH tickets.ticket_id"
#define FORECAST \
    "PREDICT COUNT(tickets.*, 0, 30, days) FORECAST 2 TIMEFRAMES FOR EACH accounts.account"

/* `column` is found, and nothing else; what the model then knows is what may be known. */
static void
check_column(Desk *desk, const char *query, const char *column, const char *figure, double worse)
{
    g_autofree char *evaluate = g_strconcat("query EVALUATE ", query, NULL);
    g_autofree char *explain = g_strconcat("query EXPLAIN ", query, NULL);
    g_autofree char *later = g_strdup_printf("known tickets.%s later", column);
    g_autofree char *arrival = g_strdup_printf("known tickets.%s arrival", column);
    g_autofree char *taken = g_strdup_printf("known tickets.%s arrival declared=no", column);
    double without = NAN, clean = NAN, with = NAN;

    must(desk->session, taken);
    g_autofree char *first = left_out(desk, evaluate, figure, &without);
    g_assert_cmpstr(first, ==, column);
    g_autofree char *explained = left_out(desk, explain, figure, &without);
    g_assert_cmpstr(explained, ==, first);
    must(desk->session, later);
    g_autofree char *second = left_out(desk, evaluate, figure, &clean);
    g_assert_cmpstr(second, ==, "");
    g_assert_cmpfloat_with_epsilon(without, clean, 1e-9);
    must(desk->session, arrival); /* who knows better is believed */
    g_autofree char *third = left_out(desk, evaluate, figure, &with);
    g_assert_cmpstr(third, ==, "");
    g_assert_cmpfloat(fabs(with - without), >, worse);
    must(desk->session, later);
}

static void
test_columns(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, "known tickets.quote later");
    check_column(&desk, CLASSIFY, "route", "accuracy", 0.2);
    check_column(&desk, NUMBER, "quote", "mae", 40);
    desk_close(&desk);
}

static void
test_forecast(void)
{
    Desk desk;
    double error = NAN;
    desk_open(&desk);
    g_autofree char *found = left_out(&desk, "query EVALUATE " FORECAST, "mase", &error);
    g_test_message("left out: %s", found);
    g_assert_nonnull(strstr(found, "expected"));
    g_assert_null(strstr(found, "seats"));
    g_assert_null(strstr(found, "tickets"));
    g_assert_cmpfloat(error, >, 0.5);
    desk_close(&desk);
}

/* ---- lists -------------------------------------------------------------------------------------
 */

enum { CANDIDATES = 4000 };
typedef struct {
    guint8 came[CANDIDATES];
    double noise[CANDIDATES];
} List;

/* "knows" tells nearly all, and a horizon sooner nothing; "again" as much at any time; "often"
 * some. */
static GPtrArray *
told(gpointer data, GPtrArray *features, gint64 back, GError **error)
{
    const List *list = data;
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)feature_values_free);

    for (guint f = 0; f < features->len; f++) {
        const char *name = ((const Feature *)features->pdata[f])->name;
        FeatureValues *values = g_new0(FeatureValues, 1);
        double weight = strcmp(name, "often") == 0 ? 1 : strcmp(name, "knows") == 0 && back ? 0 : 5;
        values->n = CANDIDATES;
        values->number = g_new(double, CANDIDATES + 1);
        for (guint i = 0; i < CANDIDATES; i++)
            values->number[i] = weight * list->came[i] + list->noise[i];
        g_ptr_array_add(all, values);
    }
    return all;
}

static void
test_list(void)
{
    static const char *const names[] = {"knows", "again", "often"};
    g_autofree List *list = g_new(List, 1);
    g_autoptr(GPtrArray) features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    g_autofree Frame *frame = g_new0(Frame, 1);
    FrameColumn time = {0};
    Task task = {.kind = TASK_RANKING, .frame = frame, .time_column = &time};
    Random random;

    random_seed(&random, 1);
    for (guint i = 0; i < CANDIDATES; i++) {
        list->came[i] = random_below(&random, 10) == 0;
        list->noise[i] = 2 * random_double(&random);
    }
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        Feature *feature = g_new0(Feature, 1);
        feature->name = g_strdup(names[i]);
        feature->expression = g_strdup(names[i]);
        feature->relational = feature->enabled = TRUE;
        g_ptr_array_add(features, feature);
    }
    task.spec.horizon = 7 * TIME_DAY;
    LeakSearch search = {.task = &task,
                         .features = features,
                         .sooner = told,
                         .data = list,
                         .event = list->came,
                         .n = CANDIDATES};
    g_assert_true(leaks_take_away(&search, NULL, NULL));
    g_assert_cmpstr(search.left_out, ==, "knows");
    g_assert_false(((const Feature *)features->pdata[0])->enabled);
    g_assert_true(((const Feature *)features->pdata[1])->enabled);
    g_free(search.left_out);
    g_free(search.read);
    g_free(search.suspects);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/leakage-query/columns", test_columns);
    g_test_add_func("/leakage-query/forecast", test_forecast);
    g_test_add_func("/leakage-query/list", test_list);
    return g_test_run();
}
