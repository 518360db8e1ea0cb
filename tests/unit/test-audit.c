/* audit: what a made-up desk is worth. Every count is known because the file was written here. */
#include <foredesk/audit.h>
#include <foredesk/ingest.h>

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3, sqlite3_close)

enum { TICKETS = 4000 };
static char *folder;

/* One workspace with what the audit reads. */
typedef struct {
    Workspace *workspace;
    Catalogue *catalogue;
    FrameStore *frames;
    char *path;
} Desk;

static void
desk_clear(Desk *desk)
{
    frame_store_unref(desk->frames);
    catalogue_unref(desk->catalogue);
    workspace_close(desk->workspace);
    g_unlink(desk->path);
    g_free(desk->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

static char *
write_file(const char *name, const GString *text)
{
    char *path = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
    return path;
}

static Desk
desk_of(char **files)
{
    ImportOptions options;
    GError *error = NULL;
    Desk desk = {.path = g_build_filename(folder, "desk.foredesk", NULL)};
    g_autoptr(GPtrArray) results =
        g_ptr_array_new_with_free_func((GDestroyNotify)import_result_free);

    import_options_init(&options);
    import_files(desk.path, NULL, files, &options, NULL, results, &error);
    g_assert_no_error(error);
    desk.workspace = workspace_open(desk.path, &error);
    g_assert_no_error(error);
    desk.catalogue = catalogue_load(workspace_database(desk.workspace), &error);
    g_assert_no_error(error);
    desk.frames = frame_store_new(desk.catalogue);
    return desk;
}

/* Ticket i arrives i · months/TICKETS months after January 2024; escalated every tenth. */
static void
append_ticket(GString *text, int i, int months)
{
    static const char *const channels[] = {"email", "chat", "web form", "phone"};
    g_autofree char *at =
        date_format(G_GINT64_CONSTANT(1704067200000000) +
                        (gint64)i * months * (gint64)(30.436875 * (double)TIME_DAY) / TICKETS,
                    PRECISION_MINUTE, NULL);
    gboolean escalated = i % 10 == 3;
    g_string_append_printf(text, "T%05d,%s,%s,%s,C%03d,%s,%d,always,%s\n", i, at, channels[i % 4],
                           escalated ? "yes" : "no", i % 500, escalated ? "bug" : "other",
                           (i * 7919) % 1000, i % 3 ? "closed" : "solved");
}

static Desk
made_desk(int months)
{
    g_autoptr(GString) tickets = g_string_new(
        "ticket_id,created_at,channel,escalated,account_id,closed_reason,score,site,status\n");
    g_autoptr(GString) accounts = g_string_new("account_id,plan\n");

    for (int i = 0; i < TICKETS; i++)
        append_ticket(tickets, i, months);
    g_string_append(tickets, "T99998,2024-02-01 09:00,email\n");
    g_string_append(tickets, "T99999,2024-02-01 09:00,email,no,C001,other,1,always,closed,more\n");
    for (int i = 0; i < 450; i++)
        g_string_append_printf(accounts, "C%03d,%s\n", i, i % 3 ? "pro" : "free");
    g_autofree char *first = write_file("tickets.csv", tickets);
    g_autofree char *second = write_file("accounts.csv", accounts);
    char *files[] = {first, second, NULL};
    return desk_of(files);
}

/* A task as the task room leaves it: the first 70 of 100 tickets are training rows. */
static Task *
made_task(const Desk *desk, Frame *frame)
{
    Task *task = g_new0(Task, 1);
    const FrameColumn *escalated = frame_column(frame, "escalated");

    task->id = 1;
    task->event_words = g_strdup("escalated is yes");
    task->frame = frame;
    task->n = frame->n;
    task->label = g_new(double, frame->n);
    task->part = g_new(guint8, frame->n);
    for (guint32 i = 0; i < frame->n; i++) {
        task->label[i] = escalated->code[i];
        task->positives += escalated->code[i] == 1;
        task->part[i] = i < frame->n / 10 * 7 ? SPLIT_TRAIN : SPLIT_VALIDATION;
    }
    task->negatives = frame->n - task->positives;
    task->defining = g_ptr_array_new();
    task->defining_reason = g_ptr_array_new();
    g_ptr_array_add(task->defining, (gpointer) "escalated");
    g_ptr_array_add(task->defining_reason, (gpointer) "the target");
    return task;
}

static void
made_task_free(Task *task)
{
    g_ptr_array_unref(task->defining);
    g_ptr_array_unref(task->defining_reason);
    g_free(task->event_words);
    g_free(task->label);
    g_free(task->part);
    g_free(task);
}

static Report *
audit(const Desk *desk, const Task *task)
{
    GError *error = NULL;
    Report *report = audit_report(desk->catalogue, desk->frames,
                                  workspace_database(desk->workspace), task, NULL, NULL, &error);
    g_assert_no_error(error);
    return report;
}

static double
value_of(const Report *report, const char *id)
{
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (strcmp(value->id, id) == 0)
            return value->cell->value;
    }
    g_assert_not_reached();
}

static const Cell *
cell_of(const Report *report, const char *table_id, const char *key_column, const char *key,
        const char *column)
{
    const ReportTable *table = report_find_table(report, table_id);
    int key_at = -1, at = -1;

    g_assert_nonnull(table);
    for (guint i = 0; i < table->columns->len; i++) {
        const ReportColumn *info = g_ptr_array_index(table->columns, i);
        key_at = strcmp(info->id, key_column) == 0 ? (int)i : key_at;
        at = strcmp(info->id, column) == 0 ? (int)i : at;
    }
    g_assert_cmpint(key_at, >=, 0);
    g_assert_cmpint(at, >=, 0);
    for (guint row = 0; row < table->rows->len; row++)
        if (g_strcmp0(report_at(table, row, (guint)key_at)->text, key) == 0)
            return report_at(table, row, (guint)at);
    g_assert_not_reached();
}

static gboolean
is_said(const GPtrArray *texts, const char *part)
{
    for (guint i = 0; i < texts->len; i++)
        if (strstr(g_ptr_array_index(texts, i), part))
            return TRUE;
    return FALSE;
}

/* Whether the audit has an alert of this kind about this column, "" of the table. */
static gboolean
has_alert(const Report *report, const char *kind, const char *column)
{
    const ReportTable *table = report_find_table(report, "alerts");

    for (guint row = 0; row < table->rows->len; row++) {
        gboolean same[2] = {FALSE, FALSE};
        for (guint i = 0; i < table->columns->len; i++) {
            const char *id = ((const ReportColumn *)g_ptr_array_index(table->columns, i))->id;
            const char *text = report_at(table, row, i)->text;
            same[0] |= strcmp(id, "kind") == 0 && g_strcmp0(text, kind) == 0;
            same[1] |= strcmp(id, "column") == 0 && g_strcmp0(text, column) == 0;
        }
        if (same[0] && same[1])
            return TRUE;
    }
    return FALSE;
}

/* ---- the tests ------------------------------------------------------------------------------- */

static void
test_flow(void)
{
    g_auto(Desk) desk = made_desk(18);
    g_autoptr(Report) report = audit(&desk, NULL);

    g_assert_cmpfloat(value_of(report, "rows"), ==, TICKETS);
    g_assert_cmpfloat(value_of(report, "set_aside"), ==, 2);
    g_assert_cmpfloat(cell_of(report, "flow", "id", "file", "rows")->value, ==, TICKETS + 2);
    const Cell *ragged = cell_of(report, "flow", "id", "aside.ragged", "rows");
    g_assert_cmpfloat(ragged->value, ==, 2);
    g_assert_cmpstr(ragged->rows, ==, "table=tickets;aside=ragged");
    g_assert_cmpfloat(cell_of(report, "aside", "reason", "ragged", "line")->value, ==, TICKETS + 2);
    g_assert_cmpfloat(cell_of(report, "links", "child", "tickets.account_id", "orphans")->value, ==,
                      TICKETS / 500 * 50);
    g_assert_true(has_alert(report, "orphans", "account_id"));
    g_assert_true(is_said(report->sentences, "18 months, 4,000 tickets"));
    g_assert_true(is_said(report->sentences, "1 is constant"));
    g_assert_true(is_said(report->sentences, "Next: say what to predict"));
    g_assert_false(has_alert(report, "short_history", "created_at"));
}

static void
test_thin(void)
{
    g_auto(Desk) desk = made_desk(7);
    g_autoptr(Report) report = audit(&desk, NULL);
    g_assert_true(is_said(report->sentences, "Thin: 7.0 months"));
    g_assert_true(has_alert(report, "short_history", "created_at"));
}

static void
test_columns(void)
{
    g_auto(Desk) desk = made_desk(18);
    g_autoptr(Report) report = audit(&desk, NULL);

    g_assert_cmpstr(cell_of(report, "columns", "name", "channel", "type")->text, ==, "category");
    g_assert_cmpstr(cell_of(report, "columns", "name", "site", "type")->text, ==, "constant");
    g_assert_cmpfloat(cell_of(report, "columns", "name", "channel", "distinct")->value, ==, 4);
    g_assert_cmpfloat(cell_of(report, "columns", "name", "channel", "missing")->value, ==, 0);
    g_assert_cmpstr(cell_of(report, "columns", "name", "channel", "histogram")->text, ==, "████");
    g_assert_cmpstr(cell_of(report, "columns", "name", "closed_reason", "known")->text, ==,
                    "later");
    g_assert_cmpstr(cell_of(report, "columns", "name", "plan", "table")->text, ==, "accounts");
    g_assert_true(isnan(cell_of(report, "columns", "name", "channel", "alone")->value));
}

/* The reason gives the outcome away; a key that names single tickets must not look as if it did. */
static void
test_alone(void)
{
    g_auto(Desk) desk = made_desk(18);
    GError *error = NULL;
    g_autoptr(Frame) frame =
        frame_store_get(desk.frames, workspace_database(desk.workspace),
                        catalogue_table(desk.catalogue, "tickets", NULL), NULL, &error);
    g_assert_no_error(error);
    Task *task = made_task(&desk, frame);
    g_autoptr(Report) report = audit(&desk, task);

    g_assert_cmpfloat(cell_of(report, "columns", "name", "closed_reason", "alone")->value, ==, 1);
    g_assert_cmpfloat(cell_of(report, "columns", "name", "ticket_id", "alone")->value, ==, 0.5);
    double score = cell_of(report, "columns", "name", "score", "alone")->value;
    g_assert_true(score >= 0.5 && score < 0.6);
    /* i % 500 fixes i % 10: the customer knows, and that can be learned from other tickets */
    g_assert_cmpfloat(cell_of(report, "columns", "name", "account_id", "alone")->value, >, 0.9);
    g_assert_cmpstr(cell_of(report, "columns", "name", "escalated", "known")->text, ==, "target");
    g_assert_true(isnan(cell_of(report, "columns", "name", "escalated", "alone")->value));
    g_assert_cmpfloat(cell_of(report, "flow", "id", "positives", "rows")->value, ==, TICKETS / 10);
    made_task_free(task);
}

static void
test_column_report(void)
{
    g_auto(Desk) desk = made_desk(18);
    sqlite3 *database = workspace_database(desk.workspace);
    GError *error = NULL;
    TableInfo *table = catalogue_table(desk.catalogue, "tickets", NULL);
    g_autoptr(Frame) frame = frame_store_get(desk.frames, database, table, NULL, &error);
    Task *task = made_task(&desk, frame);
    g_autoptr(Report) report = audit_column_report(
        desk.frames, database, table, table_column(table, "closed_reason", NULL), task, &error);

    g_assert_no_error(error);
    const Cell *bug = cell_of(report, "values", "value", "bug", "rows");
    g_assert_cmpfloat(bug->value, ==, TICKETS / 10);
    g_assert_cmpstr(bug->rows, ==, "table=tickets;column=closed_reason;value=bug");
    const Cell *rate = cell_of(report, "values", "value", "bug", "rate");
    g_assert_cmpfloat(rate->value, ==, 1);
    g_assert_cmpfloat_with_epsilon(rate->low, 0.98641, 1e-4); /* Wilson, 280 of 280 */
    g_assert_cmpuint(report->curves->len, >=, 1);
    g_autoptr(Report) numbers = audit_column_report(
        desk.frames, database, table, table_column(table, "score", NULL), task, &error);
    g_assert_no_error(error);
    g_assert_cmpfloat(value_of(numbers, "minimum"), ==, 0);
    g_assert_cmpfloat(value_of(numbers, "maximum"), ==, 999);
    g_assert_cmpfloat(value_of(numbers, "mean"), ==, 499.5);
    g_assert_cmpuint(report_find_table(numbers, "values")->rows->len, ==, 10);
    made_task_free(task);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-audit-XXXXXX", NULL);
    g_test_add_func("/audit/flow", test_flow);
    g_test_add_func("/audit/thin", test_thin);
    g_test_add_func("/audit/columns", test_columns);
    g_test_add_func("/audit/alone", test_alone);
    g_test_add_func("/audit/column", test_column_report);
    int failed = g_test_run();
    static const char *const files[] = {"tickets.csv", "accounts.csv"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(folder, files[i], NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
    return failed;
}
