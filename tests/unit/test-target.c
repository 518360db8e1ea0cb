/* Tests of what pane 2 stands on: late by the date of solving, rows left out, tags that define the
 * target one by one, overlaps, and the lot and ledger of the label check. On a small desk made
 * here, against plain loops over the same cells. */
#include "folder.h"

#include <foredesk/audit.h>
#include <math.h>
#include <string.h>

#include "raw-table.h"

#define ROWS 600

typedef struct {
    gint64 created, solved; /* minutes; −1: not solved */
    gboolean jira, vip, engineering;
    int changes;
} Made;

typedef struct {
    Workspace *workspace;
    sqlite3 *database;
    FrameStore *frames;
    Made made[ROWS];
} Desk;

static char *folder;

static char *
moment(gint64 minutes)
{
    return date_format(days_from_civil(2024, 1, 1) * TIME_DAY + minutes * TIME_MINUTE,
                       PRECISION_MINUTE, NULL);
}

static void
make_row(Made *made, guint row, Random *random)
{
    made->created = (gint64)row * 600;
    made->solved = row % 11 == 0 ? -1 : made->created + (gint64)random_below(random, 9 * 1440);
    made->jira = random_below(random, 5) == 0;
    made->vip = random_below(random, 3) == 0;
    made->engineering = made->jira ? random_below(random, 4) > 0 : random_below(random, 12) == 0;
    made->changes = (int)random_below(random, 3);
}

static char **
row_cells(const Made *made, guint row)
{
    g_autofree char *created = moment(made->created);
    g_autofree char *solved = made->solved < 0 ? g_strdup("") : moment(made->solved);
    g_autofree char *line =
        g_strdup_printf("T%u|%s|%s|%s|%s|%d", row, created, solved,
                        made->jira && made->vip ? "vip;jira_escalated"
                        : made->jira            ? "jira_escalated"
                        : made->vip             ? "vip;api"
                                                : "",
                        made->engineering ? "Engineering" : "Frontline", made->changes);
    return g_strsplit(line, "|", -1);
}

static void
desk_open(Desk *desk)
{
    static const char *const headings[] = {"ticket_id", "created_at",   "solved_at", "tags",
                                           "team",      "team_changes", NULL};
    static const struct {
        int position;
        ColumnKind kind;
    } kinds[] = {{0, KIND_KEY}, {1, KIND_DATE}, {2, KIND_DATE}, {3, KIND_LIST}};
    static int counter;
    g_autofree char *name = g_strdup_printf("target-%d.foredesk", ++counter);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    Random random;
    random_seed(&random, 7);
    desk->workspace = raw_workspace(folder, name);
    desk->database = workspace_database(desk->workspace);
    for (guint row = 0; row < ROWS; row++) {
        make_row(&desk->made[row], row, &random);
        g_ptr_array_add(rows, row_cells(&desk->made[row], row));
    }
    gint64 table = raw_table(desk->database, "tickets", (char **)headings, rows);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        gint64 column = db_integer(
            desk->database, 0, "SELECT id FROM source_column WHERE table_id = ? AND position = ?",
            "ii", table, (gint64)kinds[i].position);
        gboolean date = kinds[i].kind == KIND_DATE;
        g_assert_true(column_set_kind(desk->database, column, kinds[i].kind,
                                      date ? DATE_ISO : DATE_UNKNOWN,
                                      kinds[i].kind == KIND_LIST ? ";" : NULL, NULL));
    }
    raw_type(desk->database, table);
    g_autoptr(Catalogue) catalogue = catalogue_load(desk->database, NULL);
    desk->frames = frame_store_new(catalogue);
}

static void
desk_close(Desk *desk)
{
    g_clear_pointer(&desk->frames, frame_store_unref);
    workspace_close(desk->workspace);
}

static Task *
desk_task(Desk *desk, const char *rule, const char *without, gint64 horizon)
{
    g_autoptr(GError) error = NULL;
    TaskSpec spec;
    task_spec_init(&spec);
    spec.rule = g_strdup(rule);
    spec.without = g_strdup(without);
    spec.horizon = horizon;
    Task *task = task_new(desk->frames, desk->database, &spec, &error);
    g_assert_no_error(error);
    task_spec_clear(&spec);
    return task;
}

/* ---- late ----------------------------------------------------------------------------------- */

static void
test_late(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Task) task = desk_task(&desk, "solved_at IS NULL", NULL, 3 * TIME_DAY);
    TimePoint start = days_from_civil(2024, 1, 1) * TIME_DAY;
    g_assert_true(task->event_absent);
    for (guint32 row = 0; row < ROWS; row++) {
        const Made *made = &desk.made[row];
        TimePoint seed = start + made->created * TIME_MINUTE;
        if (seed + 3 * TIME_DAY > task->as_of) { /* an open one is unknown while it is young */
            g_assert_cmpint(task->state[row], ==, LABEL_OPEN);
            continue;
        }
        gboolean late = made->solved < 0 || made->solved > made->created + 3 * 1440;
        g_assert_cmpint(task->state[row], ==, LABEL_KNOWN);
        g_assert_cmpfloat(task->label[row], ==, late);
        g_assert_cmpint(task->known_at[row], ==, seed + 3 * TIME_DAY);
    }
    g_assert_true(task_defines(task, "solved_at", NULL));
    desk_close(&desk);
}

/* ---- left out ------------------------------------------------------------------------------- */

static void
test_without(void)
{
    Desk desk;
    desk_open(&desk);
    const char *born = "team = 'Engineering' AND team_changes = 0";
    g_autoptr(Task) all = desk_task(&desk, "team = 'Engineering'", NULL, TIME_DAY);
    g_autoptr(Task) task = desk_task(&desk, "team = 'Engineering'", born, TIME_DAY);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    gint64 wanted = 0;
    for (guint32 row = 0; row < ROWS; row++) {
        gboolean out = desk.made[row].engineering && desk.made[row].changes == 0;
        wanted += out;
        g_assert_cmpint(task->state[row] == LABEL_UNUSABLE, ==, out);
        if (!out)
            g_assert_cmpint(task->state[row], ==, all->state[row]);
    }
    g_assert_cmpint(task->left[LEFT_WITHOUT], ==, wanted);
    g_assert_true(task_rows(task, "task=0;left=without", rows, NULL, NULL));
    g_assert_cmpint(rows->len, ==, wanted);
    g_assert_nonnull(strstr(task->sql, "WHERE NOT coalesce("));
    g_assert_cmpstr(all->fingerprint, !=, task->fingerprint);

    /* and the SQL for reading counts the same, whether known yet or not */
    gint64 engineers = 0;
    for (guint32 row = 0; row < ROWS; row++)
        engineers += desk.made[row].engineering && desk.made[row].changes != 0;
    g_autofree char *count = g_strdup_printf("SELECT count(*) FROM (%s) WHERE label", task->sql);
    g_assert_cmpint(db_integer(desk.database, -1, count, ""), ==, engineers);
    desk_close(&desk);
}

/* ---- tag by tag ----------------------------------------------------------------------------- */

static gboolean
can_be_feature(const Task *task, const char *expression)
{
    Feature *feature = feature_parse(expression, task, NULL);
    gboolean can = feature != NULL;
    if (feature)
        feature_free(feature);
    return can;
}

static void
test_tags(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Task) task = desk_task(&desk, "tags CONTAINS 'jira_escalated'", NULL, TIME_DAY);
    g_assert_true(task_defines(task, "tags", "jira_escalated"));
    g_assert_true(task_defines(task, "tags", "JIRA_Escalated"));
    g_assert_false(task_defines(task, "tags", "vip"));
    g_assert_true(task_defines(task, "tags", NULL)); /* as a whole it tells */
    g_assert_true(can_be_feature(task, "tickets.tags CONTAINS 'vip'"));
    g_assert_false(can_be_feature(task, "tickets.tags CONTAINS 'jira_escalated'"));
    g_assert_false(can_be_feature(task, "tickets.tags LIKE 'jira%'"));
    g_assert_false(can_be_feature(task, "tickets.tags IN ('vip', 'jira_escalated')"));

    /* a tag that next to only events carry tells the label in other words */
    g_autoptr(Task) other =
        desk_task(&desk, "team = 'Engineering' AND tags CONTAINS 'jira_escalated'", NULL, TIME_DAY);
    g_assert_true(task_defines(other, "tags", "jira_escalated"));
    g_assert_false(task_defines(other, "tags", "vip"));
    desk_close(&desk);
}

/* ---- overlap -------------------------------------------------------------------------------- */

static void
test_overlap(void)
{
    Desk desk;
    desk_open(&desk);
    gint64 jira = 0, engineering = 0, both = 0, any = 0, away = 0;
    for (guint row = 0; row < ROWS; row++) {
        const Made *made = &desk.made[row];
        jira += made->jira;
        engineering += made->engineering;
        both += made->jira && made->engineering;
        any += (made->jira || made->engineering) && !made->vip;
        away += made->jira && made->vip;
    }
    g_autoptr(Report) report = target_overlap(
        desk.frames, desk.database, NULL,
        "(tags CONTAINS 'jira_escalated' OR team = 'Engineering') AND NOT tags CONTAINS 'vip'",
        NULL);
    const ReportTable *table = report_find_table(report, "overlap");
    const gint64 wanted[][2] = {{0, jira}, {1, engineering}, {3, both}, {4, away}};
    g_assert_cmpint(table->rows->len, ==, 7);
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
        g_assert_cmpfloat(report_at(table, (guint)wanted[i][0], 2)->value, ==,
                          (double)wanted[i][1]);
    g_assert_cmpfloat(report_at(table, 6, 2)->value, ==, (double)any);

    g_autoptr(GError) error = NULL;
    g_assert_null(target_overlap(desk.frames, desk.database, NULL, "colour = 'red'", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    desk_close(&desk);
}

/* ---- the label check ------------------------------------------------------------------------ */

static Task *
frozen_task(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    Task *task = desk_task(desk, "team = 'Engineering'", NULL, TIME_DAY);
    g_assert_true(task_freeze(task, desk->database, 1, &error));
    g_assert_no_error(error);
    return task;
}

static void
test_lot(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Task) task = frozen_task(&desk);
    g_autoptr(GArray) tickets = label_check_draw(task, desk.database, NULL);
    g_autoptr(GArray) again = label_check_draw(task, desk.database, NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    guint yes = 0, changes = 0;
    g_assert_cmpint(tickets->len, ==, 2 * LABEL_CHECK_EACH);
    for (guint i = 0; i < tickets->len; i++) {
        const CheckTicket *ticket = &g_array_index(tickets, CheckTicket, i);
        SplitPart part = (SplitPart)task->part[ticket->row];
        g_assert_cmpint(ticket->row, ==, g_array_index(again, CheckTicket, i).row);
        g_assert_true(part == SPLIT_TRAIN || part == SPLIT_STOP);
        g_assert_cmpint(ticket->yes, ==, task->label[ticket->row] == 1);
        g_assert_true(g_hash_table_add(seen, GUINT_TO_POINTER(ticket->row)));
        yes += ticket->yes;
        changes += i && ticket->yes != g_array_index(tickets, CheckTicket, i - 1).yes;
    }
    g_assert_cmpint(yes, ==, LABEL_CHECK_EACH);
    g_assert_cmpint(changes, >, 5); /* nobody should know what comes */
    desk_close(&desk);
}

static void
say(const Task *task, Desk *desk, guint at, CheckVerdict verdict)
{
    g_autoptr(GArray) tickets = label_check_draw(task, desk->database, NULL);
    g_assert_true(label_check_record(task, &g_array_index(tickets, CheckTicket, at), verdict,
                                     desk->database, NULL));
}

static guint
next_ticket(const Task *task, Desk *desk)
{
    g_autoptr(GArray) tickets = label_check_draw(task, desk->database, NULL);
    return label_check_next(tickets);
}

static void
test_ledger(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Task) task = frozen_task(&desk);
    g_assert_cmpint(next_ticket(task, &desk), ==, 0);
    say(task, &desk, 0, CHECK_SKIPPED); /* comes again at the end */
    g_assert_cmpint(next_ticket(task, &desk), ==, 1);
    for (guint i = 1; i < 2 * LABEL_CHECK_EACH; i++)
        say(task, &desk, i, i % 4 ? CHECK_RIGHT : CHECK_WRONG);
    g_assert_cmpint(next_ticket(task, &desk), ==, 0);
    say(task, &desk, 0, CHECK_UNSURE);
    g_assert_cmpint(next_ticket(task, &desk), ==, 2 * LABEL_CHECK_EACH);
    say(task, &desk, 7, CHECK_NONE); /* taken back */
    g_assert_cmpint(next_ticket(task, &desk), ==, 7);
    say(task, &desk, 7, CHECK_WRONG);

    /* the ledger keeps every word, the report the last ones */
    g_assert_cmpint(db_integer(desk.database, 0, "SELECT count(*) FROM label_check", ""), ==,
                    2 * LABEL_CHECK_EACH + 3);
    g_autoptr(Report) report = label_check_report(task, desk.database, NULL);
    const ReportTable *sides = report_find_table(report, "sides");
    double right = report_at(sides, 0, 2)->value + report_at(sides, 1, 2)->value;
    double wrong = report_at(sides, 0, 3)->value + report_at(sides, 1, 3)->value;
    g_assert_cmpfloat(right + wrong, ==, 2 * LABEL_CHECK_EACH - 1);
    g_assert_cmpfloat(wrong, ==, 10); /* 4, 8 … 36, and 7 */
    desk_close(&desk);
}

/* 18 of 20: scipy's binomtest(18, 20).proportion_ci(method="wilson") is 0.6990, 0.9721. */
static void
test_interval(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Task) task = frozen_task(&desk);
    g_autoptr(GArray) tickets = label_check_draw(task, desk.database, NULL);
    guint said = 0;
    for (guint i = 0; i < tickets->len; i++)
        if (g_array_index(tickets, CheckTicket, i).yes)
            say(task, &desk, i, said++ < 2 ? CHECK_WRONG : CHECK_RIGHT);
    g_autoptr(Report) report = label_check_report(task, desk.database, NULL);
    const Cell *share = report_at(report_find_table(report, "sides"), 0, 6);
    g_assert_cmpfloat_with_epsilon(share->value, 0.9, 1e-12);
    g_assert_cmpfloat_with_epsilon(share->low, 0.6990, 5e-5);
    g_assert_cmpfloat_with_epsilon(share->high, 0.9721, 5e-5);
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-target-XXXXXX", NULL);
    g_test_add_func("/target/late", test_late);
    g_test_add_func("/target/without", test_without);
    g_test_add_func("/target/tags", test_tags);
    g_test_add_func("/target/overlap", test_overlap);
    g_test_add_func("/target/check-lot", test_lot);
    g_test_add_func("/target/check-ledger", test_ledger);
    g_test_add_func("/target/check-interval", test_interval);
    int status = g_test_run();
    folder_remove(folder);
    g_free(folder);
    return status;
}
