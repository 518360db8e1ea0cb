/* Customers and near copies kept apart: on a desk whose customers come again and whose tickets are
 * sent twice, held against a count of its own; undone, frozen again, imported again and replayed.
 */
#include "commands.h"
#include "folder.h"

#include <foredesk/session.h>
#include <glib/gstdio.h>
#include <string.h>

enum { TICKETS = 4000, CUSTOMERS = 300 };

typedef struct {
    char *folder, *file;
    Session *session;
} Desk;

static void
append_time(GString *out, gint64 seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(1700000000 + seconds);
    g_autofree char *text = g_date_time_format(time, "%Y-%m-%d %H:%M:%S");
    g_string_append(out, text);
}

/* Eight words by lot, so that no two texts are alike by chance. */
static char *
text_of(Random *random)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < 8; i++)
        g_string_append_printf(text, "%sword%u", i ? " " : "", random_below(random, 5000));
    return g_string_free(text, FALSE);
}

/* A ticket every six hours; one in ten repeats the text of the one before it, by its customer, with
 * a word more. Every fiftieth names nobody. */
static char *
tickets_csv(guint from, guint to)
{
    GString *out = g_string_new("ticket_id,customer_id,created_at,body,late\n");
    g_autofree char *text = NULL;
    guint customer = 0;
    Random random;

    random_seed(&random, 9);
    for (guint i = 0; i < to; i++) {
        gboolean repeats = i && random_below(&random, 10) == 0;
        if (!repeats) {
            g_free(text);
            text = text_of(&random);
            customer = random_below(&random, CUSTOMERS);
        }
        gboolean late = random_below(&random, 100) < 30;
        if (i < from)
            continue;
        g_string_append_printf(out, "T%u,", i);
        if (i % 50)
            g_string_append_printf(out, "C%u", customer);
        g_string_append_c(out, ',');
        append_time(out, (gint64)i * 21600);
        g_string_append_printf(out, ",%s%s,%s\n", text, repeats ? " again" : "",
                               late ? "yes" : "no");
    }
    return g_string_free(out, FALSE);
}

static void
desk_open(Desk *desk)
{
    g_autofree char *csv = tickets_csv(0, TICKETS);
    desk->folder = g_dir_make_tmp("foredesk-apart-XXXXXX", NULL);
    desk->file = g_build_filename(desk->folder, "tickets.csv", NULL);
    g_assert_true(g_file_set_contents(desk->file, csv, -1, NULL));
    g_autofree char *path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    g_autofree char *import = g_strdup_printf("import %s", desk->file);
    desk->session = session_open(path, NULL);
    must(desk->session, import);
    must(desk->session, "role customer_id customer");
}

static void
desk_close(Desk *desk)
{
    g_clear_pointer(&desk->session, session_close);
    folder_remove(desk->folder);
    g_free(desk->folder);
    g_free(desk->file);
}

static Report *
report_of(Session *session, const char *name)
{
    g_autoptr(GError) error = NULL;
    Report *report = session_report_wait(session, name, NULL, NULL, &error);
    g_assert_no_error(error);
    return report;
}

static const char *
text_value(const Report *report, const char *id)
{
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (strcmp(value->id, id) == 0)
            return value->cell->text;
    }
    g_error("no value %s", id);
}

static guint
rows_behind(Session *session, const char *reference)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RowList) list = session_rows_open(session, reference, &error);
    g_assert_no_error(error);
    return row_list_length(list);
}

/* ---- a count of its own ------------------------------------------------------------------------
 */

static Task *
task_of(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(FrameStore) frames = frame_store_new(session_catalogue(desk->session));
    Task *task = task_load(frames, workspace_database(session_workspace(desk->session)),
                           session_task(desk->session)->id, &error);
    g_assert_no_error(error);
    return task;
}

static guint
side_of(guint8 part)
{
    return part == SPLIT_STOP ? SPLIT_TRAIN : part;
}

static gboolean
counts(guint8 part)
{
    guint side = side_of(part);
    return side == SPLIT_TRAIN || side == SPLIT_VALIDATION || side == SPLIT_TEST;
}

/* No customer in two parts; whoever has all rows in one part lost none. */
static void
assert_customers_apart(const Task *task, const Task *plain)
{
    const gint32 *code = task->customer->code;
    guint stands[CUSTOMERS + 1] = {0}, stood[CUSTOMERS + 1] = {0}, lost = 0;

    for (guint32 row = 0; row < task->n; row++) {
        if (code[row] < 0) {
            g_assert_cmpuint(task->part[row], ==, plain->part[row]);
            continue;
        }
        g_assert_cmpint(code[row], <, CUSTOMERS);
        stands[code[row]] |= counts(task->part[row]) ? 1u << side_of(task->part[row]) : 0;
        stood[code[row]] |= counts(plain->part[row]) ? 1u << side_of(plain->part[row]) : 0;
        if (counts(task->part[row]))
            g_assert_cmpuint(task->part[row], ==, plain->part[row]);
        else if (counts(plain->part[row])) {
            g_assert_cmpuint(split_home((SplitPart)task->part[row]), ==, side_of(plain->part[row]));
            lost++;
        }
    }
    g_assert_cmpuint(lost, >, 0);
    for (guint i = 0; i < CUSTOMERS; i++) {
        g_assert_true((stands[i] & (stands[i] - 1)) == 0);
        g_assert_true(stood[i] == 0 || stands[i] != 0);
    }
}

/* By the texts themselves: a repeat follows what it repeats. */
static guint
copies_across(const Task *task)
{
    guint across = 0;
    g_autofree char *csv = tickets_csv(0, TICKETS);
    g_auto(GStrv) lines = g_strsplit(csv, "\n", -1);

    for (guint32 row = 1; row < task->n; row++) {
        guint32 first = row; /* of a run of repeats */
        while (strstr(lines[first + 1], " again,"))
            first--;
        gboolean named =
            first == row || (task->customer->code[row] >= 0 && task->customer->code[first] >= 0);
        if (first != row && named && counts(task->part[row]) && counts(task->part[first]))
            across += side_of(task->part[row]) != side_of(task->part[first]);
    }
    return across;
}

#define TARGET "target column=late positive=yes horizon=48h"

static void
test_customer(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, TARGET);
    Task *plain = task_of(&desk);
    must(desk.session, TARGET " apart=customer");
    Task *task = task_of(&desk);
    SplitSummary split, before;

    g_assert_cmpint(task->version, ==, 2);
    task_split_summary(task, &split);
    task_split_summary(plain, &before);
    assert_customers_apart(task, plain);
    g_assert_cmpstr(split.hash, !=, before.hash);
    for (guint i = 0; i < 3; i++) {
        static const SplitPart part[] = {SPLIT_TRAIN, SPLIT_VALIDATION, SPLIT_TEST};
        static const SplitPart apart[] = {SPLIT_APART_TRAIN, SPLIT_APART_VALIDATION,
                                          SPLIT_APART_TEST};
        guint32 stop = i ? 0 : split.rows[SPLIT_STOP], stopped = i ? 0 : before.rows[SPLIT_STOP];
        g_assert_cmpuint(split.rows[part[i]] + stop + split.rows[apart[i]], ==,
                         before.rows[part[i]] + stopped);
        g_assert_cmpuint(split.by_customer[apart[i]], ==, split.rows[apart[i]]);
        g_assert_cmpint(split.from[part[i]], ==, before.from[part[i]]);
        g_autofree char *reference = g_strdup_printf(
            "task=%" G_GINT64_FORMAT ";part=%s;why=customer", task->id, split_name(apart[i]));
        g_assert_cmpuint(rows_behind(desk.session, reference), ==, split.rows[apart[i]]);
    }
    /* Time still runs from what teaches to what judges. */
    g_assert_cmpint(split.to[SPLIT_STOP], <, split.from[SPLIT_VALIDATION]);
    g_assert_cmpint(split.to[SPLIT_VALIDATION], <, split.from[SPLIT_TEST]);
    task_unref(task);
    task_unref(plain);
    desk_close(&desk);
}

static void
test_near(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, TARGET);
    Task *plain = task_of(&desk);
    /* Parts that meet among tickets of every six hours: by lot, where pairs part often. */
    must(desk.session, "target column=late positive=yes time=none name=lot");
    Task *lot = task_of(&desk);
    must(desk.session, "target column=late positive=yes time=none name=lot apart=near");
    Task *dealt = task_of(&desk);
    must(desk.session, TARGET " apart=near");
    Task *task = task_of(&desk);
    SplitSummary split;

    g_assert_cmpuint(copies_across(lot), >, 50);
    g_assert_cmpuint(copies_across(dealt), ==, 0);
    task_split_summary(dealt, &split);
    g_assert_cmpuint(split.rows[SPLIT_APART_TRAIN] + split.rows[SPLIT_APART_VALIDATION] +
                         split.rows[SPLIT_APART_TEST],
                     ==, 0);
    g_assert_cmpuint(copies_across(task), ==, 0);
    task_split_summary(task, &split);
    g_assert_cmpuint(split.rows[SPLIT_APART_TRAIN], ==, 0);
    g_assert_cmpuint(split.rows[SPLIT_APART_VALIDATION] + split.rows[SPLIT_APART_TEST], ==,
                     copies_across(plain));
    task_unref(task);
    task_unref(dealt);
    task_unref(lot);
    task_unref(plain);
    desk_close(&desk);
}

/* What is counted as standing on both sides opens just those tickets, pair by pair. */
static void
test_pairs(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, "target column=late positive=yes time=none name=lot");
    g_autoptr(Report) report = report_of(desk.session, "duplicates");
    const ReportTable *kinds = report_find_table(report, "kinds");
    const Cell *across = report_at(kinds, kinds->rows->len - 1, 2);
    g_autoptr(GError) error = NULL;
    g_autoptr(RowList) list = session_rows_open(desk.session, across->rows, &error);

    g_assert_no_error(error);
    g_assert_cmpfloat(across->value, >, 50);
    g_autoptr(Task) task = task_of(&desk);
    guint pairs = 0;
    guint32 original = G_MAXUINT32;
    g_autofree char *csv = tickets_csv(0, TICKETS);
    g_auto(GStrv) lines = g_strsplit(csv, "\n", -1);
    for (guint i = 0; i < row_list_length(list); i++) {
        guint32 row = frame_row_of(task->frame, row_list_row_id(list, i));
        g_assert_true(counts(task->part[row]));
        gboolean copies = original != G_MAXUINT32 && row > original && row - original < 10 &&
                          strstr(lines[row + 1], " again,") != NULL;
        for (guint32 between = original + 1; copies && between < row; between++)
            copies = strstr(lines[between + 1], " again,") != NULL;
        if (copies)
            g_assert_cmpuint(side_of(task->part[row]), !=, side_of(task->part[original]));
        else
            original = row;
        pairs += copies;
    }
    g_assert_cmpfloat(across->value, ==, pairs);
    must(desk.session, "apart near");
    g_autoptr(Report) apart = report_of(desk.session, "duplicates");
    kinds = report_find_table(apart, "kinds");
    g_assert_cmpfloat(report_at(kinds, kinds->rows->len - 1, 2)->value, ==, 0);
    desk_close(&desk);
}

/* ---- the choice as a command -------------------------------------------------------------------
 */

static void
test_undo(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, TARGET);
    g_autoptr(Report) plain = report_of(desk.session, "target");
    must(desk.session, "apart customer");
    g_autoptr(Report) apart = report_of(desk.session, "target");
    g_assert_cmpstr(text_value(plain, "apart"), ==, "nothing");
    g_assert_cmpstr(text_value(apart, "apart"), ==, "customer");
    g_assert_cmpstr(text_value(apart, "hash"), !=, text_value(plain, "hash"));
    g_assert_true(session_undo(desk.session, NULL, NULL));
    g_autoptr(Report) undone = report_of(desk.session, "target");
    g_assert_cmpstr(text_value(undone, "hash"), ==, text_value(plain, "hash"));
    g_assert_cmpint(session_task(desk.session)->version, ==, 1);
    g_assert_true(session_redo(desk.session, NULL, NULL));
    g_autoptr(Report) again = report_of(desk.session, "target");
    g_assert_cmpstr(text_value(again, "hash"), ==, text_value(apart, "hash"));
    g_assert_cmpint(session_task(desk.session)->apart, ==, APART_CUSTOMER);
    /* The same choice again is the same version, with what was learned there. */
    must(desk.session, "train nobody");
    must(desk.session, "apart nothing");
    g_assert_cmpint(session_task(desk.session)->version, ==, 1);
    g_assert_cmpint(session_task(desk.session)->other_version, ==, 2);
    must(desk.session, "apart customer");
    g_assert_cmpint(session_task(desk.session)->version, ==, 2);
    desk_close(&desk);
}

static void
test_replay(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, TARGET);
    must(desk.session, "apart both");
    g_autoptr(Report) first = report_of(desk.session, "target");
    g_autoptr(GError) error = NULL;
    g_autofree char *script = session_journal_script(desk.session, &error);
    g_assert_no_error(error);
    g_autofree char *path = g_build_filename(desk.folder, "script", NULL);
    g_assert_true(g_file_set_contents(path, script, -1, NULL));
    g_autofree char *other = g_build_filename(desk.folder, "again.foredesk", NULL);
    Session *again = session_open(other, &error);
    g_assert_no_error(error);
    g_assert_true(session_script(again, path, NULL, NULL, &error));
    g_assert_no_error(error);
    g_autoptr(Report) second = report_of(again, "target");
    g_assert_cmpstr(text_value(second, "apart"), ==, "both");
    g_assert_cmpstr(text_value(second, "hash"), ==, text_value(first, "hash"));
    session_close(again);
    desk_close(&desk);
}

/* Next month's rows are split anew by the same choice. */
static void
test_next_month(void)
{
    Desk desk;
    desk_open(&desk);
    must(desk.session, TARGET " apart=both");
    g_autofree char *csv = tickets_csv(TICKETS - 100, TICKETS + 400);
    g_assert_true(g_file_set_contents(desk.file, csv, -1, NULL));
    g_autofree char *import = g_strdup_printf("import %s table=tickets", desk.file);
    must(desk.session, import);
    g_autoptr(Task) task = task_of(&desk);
    g_assert_true(task->stale);
    g_assert_cmpuint(task->n, ==, TICKETS + 400);
    guint stands[CUSTOMERS + 1] = {0};
    for (guint32 row = 0; row < task->n; row++)
        if (task->customer->code[row] >= 0 && counts(task->part[row]))
            stands[task->customer->code[row]] |= 1u << side_of(task->part[row]);
    for (guint i = 0; i < CUSTOMERS; i++)
        g_assert_true((stands[i] & (stands[i] - 1)) == 0);
    desk_close(&desk);
}

static void
test_refused(void)
{
    Desk desk;
    desk_open(&desk);
    static const char *const lines[][2] = {
        {TARGET " apart=people", "customer"},
        {"apart customer", "target"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(session_run(desk.session, lines[i][0], &error));
        g_assert_nonnull(strstr(error->message, lines[i][1]));
    }
    must(desk.session, "role customer_id none");
    g_autoptr(GError) error = NULL;
    g_assert_true(session_run(desk.session, TARGET " apart=customer", &error));
    g_assert_false(session_wait(desk.session, NULL, NULL, &error));
    g_assert_nonnull(strstr(error->message, "no column of tickets says who the customer is"));
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/apart/customer", test_customer);
    g_test_add_func("/apart/near", test_near);
    g_test_add_func("/apart/pairs", test_pairs);
    g_test_add_func("/apart/undo", test_undo);
    g_test_add_func("/apart/replay", test_replay);
    g_test_add_func("/apart/next-month", test_next_month);
    g_test_add_func("/apart/refused", test_refused);
    return g_test_run();
}
