/* Features over tables that came twice: what an import recorded at or after a seed changes nothing
 * before it, what it recorded earlier is seen, and one row is computed as many are. */
#include <foredesk/features.h>
#include <foredesk/ingest.h>

#include <glib/gstdio.h>

#define N_ACCOUNTS 20
#define N_TICKETS 200
#define N_LOGINS 600
#define CHANGED_AT "2025-04-01T00:00:00Z"

static char *folder;

/* ---- the same desk, as one export and as the next have it --------------------------------------
 */

typedef enum { FIRST, NEXT } Export;

static char *
day_and_hour(guint i, guint n)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    TimePoint start;
    g_assert_true(date_parse("2025-01-05", -1, DATE_ISO, utc, &start, NULL));
    return date_iso(start + (gint64)i * 170 * TIME_DAY / n);
}

static GString *
accounts_csv(Export export)
{
    static const char *const tiers[] = {"basic", "plus", "gold", "platinum"};
    GString *text = g_string_new("account_id,tier,seats\n");
    for (guint i = 0; i < N_ACCOUNTS; i++) {
        guint changed = export == NEXT && i % 2;
        g_string_append_printf(text, "A-%02u,%s,%u\n", i, changed ? tiers[3] : tiers[i % 3],
                               10 + i + 100 * changed);
    }
    return text;
}

static GString *
logins_csv(Export export)
{
    GString *text = g_string_new("login_id,account_id,occurred_at,outcome,seconds\n");
    for (guint i = 0; i < N_LOGINS; i++) {
        g_autofree char *at = day_and_hour(i, N_LOGINS);
        gboolean changed = export == NEXT && i % 3 == 0;
        g_string_append_printf(text, "L-%04u,A-%02u,%s,%s,%u\n", i, i * 7 % N_ACCOUNTS, at,
                               changed ? "lockout"
                               : i % 5 ? "success"
                                       : "failure",
                               i % 50 + 1000 * changed);
    }
    return text;
}

static GString *
tickets_csv(Export export)
{
    static const char *const areas[] = {"Billing", "Access", "Reports"};
    GString *text =
        g_string_new("ticket_id,account_id,created_at,area,urgency,subject,escalated\n");
    for (guint i = 0; i < N_TICKETS; i++) {
        g_autofree char *at = day_and_hour(i, N_TICKETS);
        gboolean changed = export == NEXT && i % 4 == 1;
        g_string_append_printf(text, "T-%03u,A-%02u,%s,%s,%s,%s number %u does not work,%s\n", i,
                               i * 3 % N_ACCOUNTS, at, areas[(i + changed) % 3],
                               changed ? "critical"
                               : i % 2 ? "low"
                                       : "high",
                               changed ? "since yesterday the new report" : "report", i,
                               i % 6 == 0 ? "yes" : "no");
    }
    return text;
}

typedef GString *(*TableCsv)(Export export);

/* One export as three files. */
static GPtrArray *
write_export(const char *name, Export export)
{
    static const char *const names[] = {"accounts.csv", "logins.csv", "tickets.csv"};
    static const TableCsv tables[] = {accounts_csv, logins_csv, tickets_csv};
    g_autofree char *below = g_build_filename(folder, name, NULL);
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    g_mkdir_with_parents(below, 0700);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        GString *text = tables[i](export);
        char *path = g_build_filename(below, names[i], NULL);
        g_assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
        g_ptr_array_add(files, path);
        g_string_free(text, TRUE);
    }
    g_ptr_array_add(files, NULL);
    return files;
}

/* ---- a workspace -------------------------------------------------------------------------------
 */

typedef struct {
    Workspace *workspace;
    sqlite3 *database;
    Catalogue *catalogue;
    FrameStore *frames;
    Task *task;
    FeatureEngine *engine;
    GPtrArray *features;
} Desk;

static void
import(const char *path, sqlite3 *database, const char *name, Export export)
{
    g_autoptr(GPtrArray) files = write_export(name, export);
    g_autoptr(GPtrArray) results =
        g_ptr_array_new_with_free_func((GDestroyNotify)import_result_free);
    g_autoptr(GError) error = NULL;
    ImportOptions options;
    import_options_init(&options);
    options.zone = "UTC";
    import_files(path, database, (char **)files->pdata, &options, NULL, results, &error);
    g_assert_no_error(error);
}

static const char *const expressions[] = {
    "tickets.urgency",
    "tickets.area",
    "WORDS(tickets.subject)",
    "accounts.tier",
    "accounts.seats",
    "COUNT(logins.* WHERE outcome = 'lockout', -30, 0, days)",
    "COUNT(logins.* WHERE outcome != 'success')",
    "SUM(logins.seconds, -60, 0, days)",
    "LAST(logins.outcome)",
    "COUNT(tickets.* WHERE urgency = 'critical') VIA tickets.account_id",
    "RATE(outcomes.label) VIA tickets.area",
    NULL,
};

static Desk
desk_open(const char *name, Export export, gboolean again)
{
    Desk desk = {0};
    g_autofree char *file = g_strconcat(name, ".foredesk", NULL);
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autoptr(GError) error = NULL;
    import(path, NULL, name, export);
    desk.workspace = workspace_open(path, &error);
    g_assert_no_error(error);
    desk.database = workspace_database(desk.workspace);
    if (again)
        import(path, desk.database, name, NEXT);
    g_assert_true(db_run(desk.database, NULL,
                         "UPDATE import SET imported_at = ? WHERE notes IS NOT NULL", "s",
                         CHANGED_AT));
    g_assert_cmpint(db_integer(desk.database, 0, "SELECT count(*) > 200 FROM row_version", NULL),
                    ==, again);
    desk.catalogue = catalogue_load(desk.database, &error);
    desk.frames = frame_store_new(desk.catalogue);
    TaskSpec spec;
    task_spec_init(&spec);
    spec.entity = g_strdup("tickets");
    spec.column = g_strdup("escalated");
    spec.positive = g_strdup("yes");
    spec.time = g_strdup("created_at");
    spec.horizon = 24 * TIME_HOUR;
    desk.task = task_new(desk.frames, desk.database, &spec, &error);
    g_assert_no_error(error);
    task_spec_clear(&spec);
    desk.engine = feature_engine_new(desk.task, desk.frames, desk.database, &error);
    desk.features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    for (guint i = 0; expressions[i]; i++) {
        g_ptr_array_add(desk.features, feature_parse(expressions[i], desk.task, &error));
        g_assert_no_error(error);
    }
    return desk;
}

static void
desk_close(Desk *desk)
{
    g_ptr_array_unref(desk->features);
    feature_engine_free(desk->engine);
    task_unref(desk->task);
    frame_store_unref(desk->frames);
    catalogue_unref(desk->catalogue);
    workspace_close(desk->workspace);
}

/* ---- values ------------------------------------------------------------------------------------
 */

static char *
words_of(const FeatureValues *values, guint32 i)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    if (values->number)
        return g_strdup(g_ascii_dtostr(number, sizeof number, values->number[i]));
    return g_strdup(values->code[i] < 0
                        ? "(missing)"
                        : dictionary_text(values->dictionary, (guint32)values->code[i]));
}

static GPtrArray *
compute(const Desk *desk, const guint32 *rows, guint32 n)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *values = feature_compute(desk->engine, desk->features, rows, n, NULL, &error);
    g_assert_no_error(error);
    return values;
}

/* The row of a ticket: a changed one stands at the end of its table. */
static guint32
row_of(const Desk *desk, guint ticket)
{
    g_autofree char *id = g_strdup_printf("T-%03u", ticket);
    const FrameColumn *key = frame_column(desk->task->frame, "ticket_id");
    gint32 code = dictionary_code(key->dictionary, id);
    for (guint32 row = 0; row < desk->task->n; row++)
        if (key->code[row] == code)
            return row;
    g_assert_not_reached();
}

static void
test_recorded_later_is_unseen(void)
{
    Desk first = desk_open("first", FIRST, FALSE), next = desk_open("next", NEXT, FALSE),
         both = desk_open("both", FIRST, TRUE);
    g_autoptr(GPtrArray) then = compute(&first, NULL, N_TICKETS),
                         now = compute(&next, NULL, N_TICKETS),
                         seen = compute(&both, NULL, N_TICKETS);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    TimePoint changed;
    guint before = 0, other = 0;
    g_assert_true(date_parse(CHANGED_AT, -1, DATE_ISO, utc, &changed, NULL));
    for (guint t = 0; t < N_TICKETS; t++) {
        guint32 row = row_of(&both, t);
        gboolean earlier = both.task->seed_time[row] <= changed;
        const Desk *like = earlier ? &first : &next;
        before += earlier;
        for (guint f = 0; f < seen->len; f++) {
            guint32 there = row_of(like, t);
            g_autofree char *got = words_of(seen->pdata[f], row);
            g_autofree char *wanted = words_of((earlier ? then : now)->pdata[f], there);
            g_autofree char *otherwise =
                words_of((earlier ? now : then)->pdata[f], row_of(earlier ? &next : &first, t));
            g_assert_cmpstr(got, ==, wanted);
            other += g_strcmp0(wanted, otherwise) != 0;
        }
    }
    g_assert_cmpuint(before, >, 80);
    g_assert_cmpuint(before, <, 120);
    g_assert_cmpuint(other, >, 500); /* the exports do differ */
    desk_close(&first);
    desk_close(&next);
    desk_close(&both);
}

static void
test_one_as_many(void)
{
    Desk both = desk_open("single", FIRST, TRUE);
    g_autoptr(GPtrArray) many = compute(&both, NULL, N_TICKETS);
    for (guint32 row = 0; row < N_TICKETS; row += 7) {
        g_autoptr(GPtrArray) one = compute(&both, &row, 1);
        for (guint f = 0; f < many->len; f++) {
            g_autofree char *alone = words_of(one->pdata[f], 0);
            g_autofree char *among = words_of(many->pdata[f], row);
            g_assert_cmpstr(alone, ==, among);
        }
    }
    desk_close(&both);
}

/* A new ticket at a moment sees others as they were then, too. */
static void
test_fresh(void)
{
    Desk both = desk_open("fresh", FIRST, TRUE);
    g_autoptr(GPtrArray) many = compute(&both, NULL, N_TICKETS),
                         cells = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint32 row = 0; row < N_TICKETS; row++)
        g_ptr_array_add(cells, frame_raw_row(both.task->frame, both.database, row, NULL));
    g_autoptr(Frame) frame = frame_from_rows(both.task->frame, cells, NULL);
    g_autoptr(GPtrArray) fresh =
        feature_compute_fresh(both.engine, both.features, frame, both.task->seed_time, NULL, NULL);
    g_assert_nonnull(fresh);
    for (guint f = 3; f < 9; f++) /* not its own cells, which are the newest, nor its own rows */
        for (guint32 row = 0; row < N_TICKETS; row++) {
            g_autofree char *got = words_of(fresh->pdata[f], row);
            g_autofree char *wanted = words_of(many->pdata[f], row);
            g_assert_cmpstr(got, ==, wanted);
        }
    desk_close(&both);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-as-of-XXXXXX", NULL);
    g_test_add_func("/as-of/later-unseen", test_recorded_later_is_unseen);
    g_test_add_func("/as-of/one-as-many", test_one_as_many);
    g_test_add_func("/as-of/fresh", test_fresh);
    return g_test_run();
}
