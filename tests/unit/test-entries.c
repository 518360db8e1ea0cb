/* Dated entries in cells (an issue's comments) as a table of their own: at its seed time a ticket
 * sees those written before it and nothing of the others, also where it comes in a file. */
#include "folder.h"

#include <foredesk/features.h>
#include <foredesk/ingest.h>

#include <string.h>

#define TICKETS 240

static char *folder;
static guint made;

/* ---- an export --------------------------------------------------------------------------------
 */

/* What differs of the comments: what comes later, or one more before the ticket. */
typedef enum { PLAIN, LATER, EARLIER } Variant;

static TimePoint
created(guint ticket)
{
    TimePoint start;
    g_assert_true(date_parse("2025-01-05 09:30", -1, DATE_ISO, NULL, &start, NULL));
    return start + (gint64)ticket * 31 * TIME_HOUR;
}

/* "5/Jan/25 9:30 AM" */
static char *
jira_time(TimePoint time)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(time / TIME_SECOND);
    int hour = g_date_time_get_hour(at);
    return g_strdup_printf("%d/%s/%02d %d:%02d %s", g_date_time_get_day_of_month(at),
                           months[g_date_time_get_month(at) - 1], g_date_time_get_year(at) % 100,
                           hour % 12 ? hour % 12 : 12, g_date_time_get_minute(at),
                           hour < 12 ? "AM" : "PM");
}

static void
add_comment(GString *csv, gboolean there, TimePoint at, const char *text)
{
    g_autofree char *time = jira_time(at);
    g_string_append(csv, ",");
    if (there)
        g_string_append_printf(csv, "\"%s;%s\"", time, text);
}

static void
add_ticket(GString *csv, guint i, Variant variant)
{
    TimePoint at = created(i);
    g_autofree char *arrived = jira_time(at);
    g_string_append_printf(csv, "it is broken %u,K-%u,%s,user%u,%s", i, i, arrived, i % 7,
                           i % 4 < 2 ? "Done" : "Escalated");
    add_comment(csv, i % 2 == 0, at - 90 * TIME_MINUTE, "bob;the printer, again; and again");
    add_comment(csv, i % 3 == 0, at, variant == LATER ? "eve;it is a printer" : "eve;hello");
    add_comment(csv, variant != LATER || i % 5, at + (variant == LATER ? 3 : 2) * TIME_HOUR,
                variant == LATER ? "bob;no printer at all" : "bob;sent to engineering");
    g_string_append(csv, i % 10 == 0 ? ",no time here; at all" : ",");
    add_comment(csv, variant == EARLIER && i % 2 == 0, at - 30 * TIME_MINUTE, "bob;one more");
    g_string_append_c(csv, '\n');
}

static char *
write_csv(Variant variant, guint from, guint to)
{
    g_autoptr(GString) csv = g_string_new(
        "Summary,Issue key,Created,Reporter,Resolution,Comment,Comment,Comment,Comment,Comment\n");
    for (guint i = from; i < to; i++)
        add_ticket(csv, i, variant);
    g_autofree char *name = g_strdup_printf("export%u.csv", ++made);
    char *file = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(file, csv->str, (gssize)csv->len, NULL));
    return file;
}

/* ---- a workspace ------------------------------------------------------------------------------
 */

typedef struct {
    Workspace *workspace;
    sqlite3 *database;
    Catalogue *catalogue;
    FrameStore *frames;
    Task *task;
    FeatureEngine *engine;
    GPtrArray *features;
    char *note;
} Desk;

static const char *const expressions[] = {
    "COUNT(comments.*)",
    "COUNT(comments.*, -1, 0, hours)",
    "SUM(comments.words)",
    "SINCE_LAST(comments.*)",
    "COUNT(comments.* WHERE text CONTAINS 'printer')",
    "EXISTS(comments.* WHERE author = 'eve')",
};

static void
import(Desk *desk, const char *path, const char *file, const char *names)
{
    g_autoptr(GPtrArray) results =
        g_ptr_array_new_with_free_func((GDestroyNotify)import_result_free);
    g_autoptr(GError) error = NULL;
    char *files[] = {(char *)file, NULL};
    ImportOptions options;
    import_options_init(&options);
    options.table = "tickets";
    options.preset = "Jira Server";
    options.zone = "UTC";
    options.names = names;
    import_files(path, desk->database, files, &options, NULL, results, &error);
    g_assert_no_error(error);
    g_free(desk->note);
    desk->note = g_strdup(((ImportResult *)g_ptr_array_index(results, 0))->note);
}

static void
find_features(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    TaskSpec spec;
    desk->catalogue = catalogue_load(desk->database, &error);
    desk->frames = frame_store_new(desk->catalogue);
    task_spec_init(&spec);
    spec.entity = g_strdup("tickets");
    spec.column = g_strdup("Resolution");
    spec.positive = g_strdup("Escalated");
    spec.horizon = 24 * TIME_HOUR;
    desk->task = task_new(desk->frames, desk->database, &spec, &error);
    g_assert_no_error(error);
    task_spec_clear(&spec);
    desk->engine = feature_engine_new(desk->task, desk->frames, desk->database, &error);
    desk->features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    for (guint i = 0; i < G_N_ELEMENTS(expressions); i++) {
        g_ptr_array_add(desk->features, feature_parse(expressions[i], desk->task, &error));
        g_assert_no_error(error);
    }
}

static void
desk_open(Desk *desk, Variant variant, guint to, const char *names)
{
    g_autofree char *file = write_csv(variant, 0, to);
    g_autofree char *path = g_strconcat(file, ".foredesk", NULL);
    import(desk, path, file, names);
    desk->workspace = workspace_open(path, NULL);
    desk->database = workspace_database(desk->workspace);
    find_features(desk);
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
    g_free(desk->note);
}

static GPtrArray *
compute(const Desk *desk)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *values =
        feature_compute(desk->engine, desk->features, NULL, desk->task->n, NULL, &error);
    g_assert_no_error(error);
    return values;
}

static double
value_of(const GPtrArray *values, guint feature, guint32 row)
{
    return ((const FeatureValues *)g_ptr_array_index(values, feature))->number[row];
}

static void
assert_same(const GPtrArray *a, const GPtrArray *b, guint32 from_a, guint32 n)
{
    for (guint f = 0; f < a->len; f++)
        g_assert_cmpmem(
            ((const FeatureValues *)g_ptr_array_index(a, f))->number + from_a, n * sizeof(double),
            ((const FeatureValues *)g_ptr_array_index(b, f))->number, n * sizeof(double));
}

/* ---- tests ------------------------------------------------------------------------------------
 */

static void
test_before_the_seed(void)
{
    Desk desk = {0};
    desk_open(&desk, PLAIN, TICKETS, NULL);
    g_autoptr(GPtrArray) values = compute(&desk);
    for (guint32 i = 0; i < TICKETS; i++) {
        /* not the one of the very minute, nor the later one, nor one without a time */
        g_assert_cmpfloat(value_of(values, 0, i), ==, i % 2 == 0);
        g_assert_cmpfloat(value_of(values, 1, i), ==, 0);
        g_assert_cmpfloat(value_of(values, 2, i), ==, i % 2 == 0 ? 5 : 0);
        g_assert_cmpfloat(value_of(values, 4, i), ==, i % 2 == 0);
        g_assert_cmpfloat(value_of(values, 5, i), ==, 0);
        if (i % 2 == 0)
            g_assert_cmpfloat(value_of(values, 3, i), ==, 1.5);
    }
    const TableInfo *comments = catalogue_table(desk.catalogue, "comments", NULL);
    g_assert_cmpint(comments->rows, ==, 120 + 80 + 240);
    g_assert_cmpint(comments->aside, ==, 24);
    g_assert_nonnull(strstr(desk.note, "its 440 entries are the table comments"));
    g_assert_nonnull(strstr(desk.note, "24 without a time are left out"));
    const ColumnInfo *author = table_column(comments, "author", NULL);
    g_assert_cmpstr(author->pii, ==, "name");
    g_assert_cmpint(table_column(comments, "text", NULL)->known, ==, KNOWN_ARRIVAL);
    const TableInfo *tickets = catalogue_table(desk.catalogue, "tickets", NULL);
    g_assert_cmpint(table_column(tickets, "Comment", NULL)->known, ==, KNOWN_LATER);
    g_assert_true(catalogue_main_table(desk.catalogue) == tickets);
    desk_close(&desk);
}

static void
test_later_changes_nothing(void)
{
    Desk plain = {0}, later = {0}, earlier = {0};
    desk_open(&plain, PLAIN, TICKETS, NULL);
    desk_open(&later, LATER, TICKETS, NULL);
    desk_open(&earlier, EARLIER, TICKETS, NULL);
    g_autoptr(GPtrArray) was = compute(&plain), disturbed = compute(&later),
                         more = compute(&earlier);
    assert_same(was, disturbed, 0, TICKETS);
    for (guint32 i = 0; i < TICKETS; i++) {
        g_assert_cmpfloat(value_of(more, 0, i), ==, i % 2 == 0 ? 2 : 0);
        g_assert_cmpfloat(value_of(more, 1, i), ==, i % 2 == 0);
        g_assert_cmpfloat(value_of(more, 2, i), ==, i % 2 == 0 ? 7 : 0);
    }
    desk_close(&plain);
    desk_close(&later);
    desk_close(&earlier);
}

/* New tickets in a file bring their comments along; those that are known already count once. */
static void
test_from_a_file(void)
{
    Desk all = {0}, half = {0};
    desk_open(&all, EARLIER, TICKETS, NULL);
    desk_open(&half, EARLIER, TICKETS / 2, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) stored = compute(&all), notes = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *file = write_csv(EARLIER, TICKETS / 2, TICKETS), *vendor = NULL;
    g_autoptr(GPtrArray) rows = import_rows(half.database, &(RowsFile){file, NULL, "Jira Server"},
                                            half.task->frame->table, notes, &vendor, &error);
    g_assert_no_error(error);
    const TableInfo *comments = catalogue_table(half.catalogue, "comments", NULL);
    g_autoptr(GPtrArray) entries = import_entries(comments, rows);
    g_assert_cmpuint(entries->len, ==, 60 + 40 + 120 + 60);
    g_autoptr(Frame) frame = frame_store_get(half.frames, half.database, comments, NULL, &error);
    g_autoptr(Frame) both = frame_extend(frame, entries, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(both->n, ==, frame->n + entries->len);
    feature_engine_take(half.engine, both);
    g_autoptr(Frame) fresh = frame_from_rows(half.task->frame, rows, &error);
    g_autoptr(GPtrArray) values = feature_compute_fresh(
        half.engine, half.features, fresh, all.task->seed_time + TICKETS / 2, NULL, &error);
    g_assert_no_error(error);
    assert_same(stored, values, TICKETS / 2, TICKETS / 2);
    desk_close(&all);
    desk_close(&half);
}

/* Next month's export has more of them: those that are there stay, by their number. */
static void
test_next_export(void)
{
    Desk desk = {0};
    desk_open(&desk, PLAIN, TICKETS, NULL);
    g_autofree char *file = write_csv(EARLIER, 0, TICKETS);
    import(&desk, NULL, file, NULL);
    g_autoptr(Catalogue) catalogue = catalogue_load(desk.database, NULL);
    const TableInfo *comments = catalogue_table(catalogue, "comments", NULL);
    g_assert_cmpint(comments->rows, ==, 440 + 120);
    g_assert_cmpint(db_integer(desk.database, -1,
                               "SELECT count(*) FROM row_version WHERE table_id = ?", "i",
                               comments->id),
                    ==, 0);
    g_assert_cmpint(db_integer(desk.database, 0, "SELECT count(*) FROM source_table", NULL), ==, 2);
    desk_close(&desk);
}

static void
test_names_dropped(void)
{
    Desk desk = {0};
    desk_open(&desk, PLAIN, TICKETS, "drop");
    const TableInfo *comments = catalogue_table(desk.catalogue, "comments", NULL);
    const ColumnInfo *author = table_column(comments, "author", NULL);
    g_autofree char *sql = g_strdup_printf("SELECT count(c%d) FROM raw_%" G_GINT64_FORMAT,
                                           author->position, comments->id);
    g_assert_cmpint(author->personal, ==, PERSONAL_DROP);
    g_assert_cmpint(db_integer(desk.database, -1, sql, NULL), ==, 0);
    g_autofree char *file = write_csv(EARLIER, 0, TICKETS);
    import(&desk, NULL, file, NULL);
    g_assert_cmpint(db_integer(desk.database, -1, sql, NULL), ==, 0);
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-entries-XXXXXX", NULL);
    g_test_add_func("/entries/before-the-seed", test_before_the_seed);
    g_test_add_func("/entries/later-changes-nothing", test_later_changes_nothing);
    g_test_add_func("/entries/from-a-file", test_from_a_file);
    g_test_add_func("/entries/next-export", test_next_export);
    g_test_add_func("/entries/names-dropped", test_names_dropped);
    int failed = g_test_run();
    folder_remove(folder);
    g_free(folder);
    return failed;
}
