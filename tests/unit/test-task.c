/* Tests of task: conditions on rows, labels and when they are known, splits and their invariants on
 * random tables, freezing and loading, and the refusals, on small tables made here. */
#include "folder.h"

#include <foredesk/task.h>
#include <math.h>
#include <string.h>

#include "raw-table.h"

typedef struct {
    Workspace *workspace;
    sqlite3 *database;
    FrameStore *frames;
    gint64 table;
    guint n_columns;
} Desk;

static char *folder;

/* Kinds are declared where a small table would leave typing in doubt: "name:kind". */
static void
desk_open(Desk *desk, const char *const *headings, GPtrArray *rows)
{
    static int counter;
    g_autofree char *name = g_strdup_printf("desk-%d.foredesk", ++counter);
    desk->workspace = raw_workspace(folder, name);
    desk->database = workspace_database(desk->workspace);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; headings[i]; i++)
        g_ptr_array_add(names, g_strndup(headings[i], strcspn(headings[i], ":")));
    desk->n_columns = names->len;
    g_ptr_array_add(names, NULL);
    desk->table = raw_table(desk->database, "tickets", (char **)names->pdata, rows);
    for (int i = 0; headings[i]; i++) {
        const char *kind_text = strchr(headings[i], ':');
        gint64 column = db_integer(
            desk->database, 0, "SELECT id FROM source_column WHERE table_id = ? AND position = ?",
            "ii", desk->table, (gint64)i);
        ColumnKind kind;
        if (!kind_text)
            continue;
        g_assert_true(kind_from_name(kind_text + 1, &kind, NULL));
        g_assert_true(column_set_kind(desk->database, column, kind,
                                      kind == KIND_DATE ? DATE_ISO : DATE_UNKNOWN,
                                      kind == KIND_LIST ? ";" : NULL, NULL));
    }
    raw_type(desk->database, desk->table);
    g_autoptr(Catalogue) catalogue = catalogue_load(desk->database, NULL);
    g_assert_nonnull(catalogue);
    desk->frames = frame_store_new(catalogue);
}

static void
desk_close(Desk *desk)
{
    g_clear_pointer(&desk->frames, frame_store_unref);
    workspace_close(desk->workspace);
}

/* After something in the catalogue changed. */
static void
desk_renew(Desk *desk)
{
    frame_store_unref(desk->frames);
    g_autoptr(Catalogue) catalogue = catalogue_load(desk->database, NULL);
    desk->frames = frame_store_new(catalogue);
}

static Frame *
desk_frame(Desk *desk)
{
    Catalogue *catalogue = frame_store_catalogue(desk->frames);
    g_autoptr(GError) error = NULL;
    Frame *frame = frame_store_get(desk->frames, desk->database,
                                   catalogue_table(catalogue, "tickets", NULL), NULL, &error);
    g_assert_no_error(error);
    return frame;
}

static gint64
desk_column(Desk *desk, const char *name)
{
    return db_integer(desk->database, 0,
                      "SELECT id FROM source_column WHERE table_id = ? AND name = ?", "is",
                      desk->table, name);
}

static GPtrArray *
rows_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
}

static void
add_row(GPtrArray *rows, const char *line)
{
    g_ptr_array_add(rows, g_strsplit(line, "|", -1));
}

/* Moves and formats: minutes since 2024-01-01 in UTC. */
static char *
moment(gint64 minutes)
{
    TimePoint start = days_from_civil(2024, 1, 1) * TIME_DAY;
    return date_format(start + minutes * TIME_MINUTE, PRECISION_MINUTE, NULL);
}

/* ---- conditions on rows ---------------------------------------------------------------- */

static const char *const test_headings[] = {
    "ticket_id:key", "priority:category", "hours:decimal", "urgent:boolean", "created_at:date",
    "day:date",      "tags:list",         "subject:text",  "stage:category", NULL};

static GPtrArray *
test_rows(void)
{
    GPtrArray *rows = rows_new();
    add_row(rows, "T1|P1|10|yes|2024-01-01 09:30|2024-01-01|vip;api|Help, the export is late|new");
    add_row(rows, "T2|P2|72|no|2024-01-02 23:59|2024-01-02|api|printer BROKEN again|Open");
    add_row(rows, "T3|P10|72.5||2024-01-06 02:00|2024-01-06||nothing works|open");
    add_row(rows, "T4||-3|no||2024-02-01|VIP|100%_sure|closed");
    add_row(rows, "T5| P2 ||yes|2024-03-01 00:00||other||done");
    return rows;
}

typedef struct {
    const char *condition, *results; /* a letter a row: y, n, ? */
} RowCase;

static void
check_case(const Frame *frame, sqlite3 *database, const RowCase *one)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PqlNode) node = pql_parse_condition(one->condition, &error);
    g_assert_no_error(error);
    g_autoptr(RowTest) test = row_test_new(node, frame, database, &error);
    if (!test)
        g_error("%s: %s", one->condition, error->message);
    char results[6] = "";
    for (guint32 row = 0; row < frame->n; row++) {
        TestResult result = row_test_result(test, row);
        results[row] = result == TEST_TRUE ? 'y' : result == TEST_FALSE ? 'n' : '?';
        g_assert_cmpint(row_test(test, row), ==, result == TEST_TRUE);
    }
    if (strcmp(results, one->results) != 0)
        g_error("%s gives %s, not %s", one->condition, results, one->results);
}

static void
test_row_conditions(void)
{
    static const RowCase cases[] = {
        {"priority = 'P2'", "nyn?y"},
        {"priority = 'p2'", "nyn?y"},
        {"priority != 'P2'", "yny?n"},
        {"priority <= 'P2'", "yyn?y"},
        {"priority > 'P2'", "nny?n"},
        {"priority IN ('P1', 'P10')", "yny?n"},
        {"priority NOT IN ('P1', 'P10')", "nyn?y"},
        {"priority = 'P9'", "nnn?n"},
        {"priority IS NULL", "nnnyn"},
        {"priority IS NOT NULL", "yyyny"},
        {"priority != NULL", "yyyny"},
        {"priority LIKE 'p1%'", "yny?n"},
        {"priority LIKE '_2'", "nyn?y"},
        {"priority STARTS WITH 'P1'", "yny?n"},
        {"priority ENDS WITH '0'", "nny?n"},
        {"tickets.priority = 'P1'", "ynn?n"},
        {"PRIORITY = 'P1'", "ynn?n"},
        {"hours > 72", "nnyn?"},
        {"hours >= 72", "nyyn?"},
        {"hours < 0", "nnny?"},
        {"hours = 72.5", "nnyn?"},
        {"hours IN (10, -3)", "ynny?"},
        {"hours > '72'", "nnyn?"},
        {"NOT hours > 72", "yyny?"},
        {"urgent = TRUE", "yn?ny"},
        {"urgent = 'no'", "ny?yn"},
        {"urgent != 1", "ny?yn"},
        {"created_at >= 2024-01-02", "nyy?y"},
        {"created_at = 2024-01-02", "nyn?n"},
        {"created_at > 2024-01-02", "nny?y"},
        {"created_at <= 2024-01-02", "yyn?n"},
        {"created_at < '2024-01-02 23:59'", "ynn?n"},
        {"created_at = 2024-01-01 09:30", "ynn?n"},
        {"day = 2024-02-01", "nnny?"},
        {"day < 2024-01-02", "ynnn?"},
        {"HOUR(created_at) = 9", "ynn?n"},
        {"HOUR(created_at) < 9", "nny?y"},
        {"WEEKEND(created_at)", "nny?n"},
        {"WEEKDAY(created_at) IN (1, 2)", "yyn?n"},
        {"MONTH(day) >= 2", "nnny?"},
        {"tags CONTAINS 'vip'", "ynnnn"},
        {"tags = 'VIP'", "nnnyn"},
        {"tags NOT CONTAINS 'api'", "nnyyy"},
        {"tags IN ('api', 'other')", "yynny"},
        {"tags LIKE 'v%'", "ynnyn"},
        {"tags IS NULL", "nnynn"},
        {"subject CONTAINS 'broken'", "nynn?"},
        {"subject LIKE '%late'", "ynnn?"},
        {"subject STARTS WITH '100%_'", "nnny?"},
        {"subject IS NULL", "nnnny"},
        {"priority = 'P1' OR hours > 72", "yny??"},
        {"priority = 'P1' AND hours > 72", "nnnnn"},
        {"priority = 'P2' AND hours > 5", "nynn?"},
        {"NOT (priority = 'P2' OR hours > 72)", "ynn?n"},
        {"stage = 'open'", "nnynn"},
        {"stage LIKE 'open'", "nyynn"},
        {"stage = 'Done'", "nnnny"},
    };
    g_autoptr(GPtrArray) rows = test_rows();
    Desk desk;
    desk_open(&desk, test_headings, rows);
    g_autoptr(Frame) frame = desk_frame(&desk);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        check_case(frame, desk.database, &cases[i]);
    desk_close(&desk);
}

static void
test_declared_order(void)
{
    static const RowCase cases[] = {
        {"stage <= 'open'", "yy?nn"}, /* "open" is written two ways; the third is declared too */
        {"stage > 'OPEN'", "nn?yy"},
    };
    g_autoptr(GPtrArray) rows = test_rows();
    ((char **)rows->pdata[2])[8][0] = 'x'; /* a value outside of the order */
    Desk desk;
    desk_open(&desk, test_headings, rows);
    g_assert_true(
        column_set_order(desk.database, desk_column(&desk, "stage"), "new;open;done;closed", NULL));
    desk_renew(&desk);
    g_autoptr(Frame) frame = desk_frame(&desk);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        check_case(frame, desk.database, &cases[i]);
    g_autoptr(PqlNode) node = pql_parse_condition("stage < 'later'", NULL);
    g_autoptr(GError) error = NULL;
    g_assert_null(row_test_new(node, frame, desk.database, &error));
    g_assert_nonnull(strstr(error->message, "new, open, done, closed"));
    desk_close(&desk);
}

static void
test_row_refusals(void)
{
    static const char *const cases[][2] = {
        {"prioritty = 'P1'", "priority"},
        {"users.priority = 'P1'", "users.priority is no column of tickets"},
        {"COUNT(tickets.*) > 1", "looks at other rows"},
        {"stage = 'OPEN'", "several spellings"},
        {"hours = 'many'", "holds numbers"},
        {"hours LIKE '7%'", "holds numbers"},
        {"urgent = 'maybe'", "yes or no"},
        {"urgent > 0", "by order"},
        {"created_at > 7", "compare it with a date"},
        {"created_at LIKE '2024%'", "a text asked of a date"},
        {"tags > 'a'", "a list compared by order"},
        {"HOUR(priority) = 1", "holds no dates"},
        {"WORDS(subject) > 3", "conditions take columns and HOUR"},
    };
    g_autoptr(GPtrArray) rows = test_rows();
    Desk desk;
    desk_open(&desk, test_headings, rows);
    g_autoptr(Frame) frame = desk_frame(&desk);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PqlNode) node = pql_parse_condition(cases[i][0], &error);
        g_assert_no_error(error);
        g_assert_null(row_test_new(node, frame, desk.database, &error));
        g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
        if (!strstr(error->message, cases[i][1]))
            g_error("%s: %s", cases[i][0], error->message);
    }
    g_autoptr(PqlNode) text = pql_parse_condition("subject CONTAINS 'x'", NULL);
    g_assert_null(row_test_new(text, frame, NULL, NULL));
    desk_close(&desk);
}

/* ---- labels ---------------------------------------------------------------------------- */

static const char *const desk_headings[] = {
    "ticket_id:key",     "created_at:date", "closed_at:date", "escalated:boolean",
    "escalated_at:date", "status:category", "hours:decimal",  NULL};

/* 1,000 tickets, one every six hours from 1 January 2024. Ticket i escalates when i % 5 == 0, a day
 * later (six days later when i % 25 == 0); closes after two days, or not at all when i % 10 == 3;
 * hours is i % 100, missing when i % 50 == 7. */
static GPtrArray *
desk_rows(void)
{
    GPtrArray *rows = rows_new();
    for (int i = 0; i < 1000; i++) {
        gint64 at = (gint64)i * 360, delay = i % 25 == 0 ? 6 * 1440 : 1440;
        gboolean escalated = i % 5 == 0;
        g_autofree char *created = moment(at), *closed = moment(at + 2880);
        g_autofree char *event = moment(at + delay);
        g_autofree char *hours = g_strdup_printf("%d", i % 100);
        g_autofree char *line =
            g_strdup_printf("T%d|%s|%s|%s|%s|%s|%s", i, created, i % 10 == 3 ? "" : closed,
                            escalated ? "yes" : "no", escalated ? event : "",
                            i % 10 == 3 ? "open" : "solved", i % 50 == 7 ? "" : hours);
        add_row(rows, line);
    }
    return rows;
}

static void
desk_usual(Desk *desk)
{
    g_autoptr(GPtrArray) rows = desk_rows();
    desk_open(desk, desk_headings, rows);
    column_set_role(desk->database, desk_column(desk, "created_at"), ROLE_CREATED, NULL);
    column_set_role(desk->database, desk_column(desk, "closed_at"), ROLE_NONE, NULL);
    desk_renew(desk);
}

static Task *
make(Desk *desk, const TaskSpec *spec)
{
    g_autoptr(GError) error = NULL;
    Task *task = task_new(desk->frames, desk->database, spec, &error);
    g_assert_no_error(error);
    g_assert_cmpint(task->positives + task->negatives + task->open + task->unusable, ==, task->n);
    g_assert_cmpint(task->positives + task->negatives, ==, task->n_usable);
    g_assert_cmpint(task->left[LEFT_NO_TIME] + task->left[LEFT_FUTURE] +
                        task->left[LEFT_UNLABELLED] + task->left[LEFT_BORN],
                    ==, task->unusable);
    return task;
}

static TaskSpec
spec_of(const char *column, const char *positive, const char *rule)
{
    TaskSpec spec;
    task_spec_init(&spec);
    spec.column = (char *)column;
    spec.positive = (char *)positive;
    spec.rule = (char *)rule;
    return spec;
}

/* With a horizon of two days the event must come within it: those of six days are No; the newest
 * eight tickets (two days) are open, even the Yes among them. */
static void
test_horizon(void)
{
    Desk desk;
    desk_usual(&desk);
    TaskSpec spec = spec_of("Escalated", "YES", NULL);
    spec.horizon = 2 * TIME_DAY;
    spec.as_of = days_from_civil(2024, 1, 1) * TIME_DAY + 999 * 6 * TIME_HOUR;
    g_autoptr(Task) task = make(&desk, &spec);
    g_assert_cmpstr(task->event_words, ==, "escalated is yes");
    g_assert_cmpstr(task->pql, ==, "escalated = TRUE");
    g_assert_cmpstr(task->event_time->info->name, ==, "escalated_at");
    g_assert_cmpint(task->open, ==, 8); /* 992 … 999: 999 − 8 = 991 has just come of age */
    g_assert_cmpint(task->state[991], ==, LABEL_KNOWN);
    g_assert_cmpint(task->state[995], ==, LABEL_OPEN);
    g_assert_true(isnan(task->label[995]));
    g_assert_cmpint(task->positives, ==, 199 - 40); /* 5 divides 199 of 0 … 991, 25 divides 40 */
    g_assert_cmpfloat(task->label[25], ==, 0);
    g_assert_cmpfloat(task->label[5], ==, 1);
    g_assert_cmpint(task->known_at[5], ==, task->seed_time[5] + spec.horizon);
    g_assert_false(task->known_guessed);
    desk_close(&desk);
}

static void
test_known_at(void)
{
    Desk desk;
    desk_usual(&desk);
    TaskSpec spec = spec_of("escalated", "yes", NULL);
    spec.known_at = "closed_at";
    spec.as_of = days_from_civil(2025, 1, 1) * TIME_DAY;
    g_autoptr(Task) task = make(&desk, &spec);
    g_assert_cmpint(task->open, ==, 100); /* never closed */
    g_assert_cmpint(task->positives, ==, 200);
    g_assert_cmpint(task->known_at[0], ==, task->seed_time[0] + 2 * TIME_DAY);
    g_assert_null(task->event_time);

    spec.horizon = 3 * TIME_DAY; /* both: the later of the two */
    g_autoptr(Task) both = make(&desk, &spec);
    g_assert_cmpint(both->open, ==, 100);
    g_assert_cmpint(both->known_at[0], ==, both->seed_time[0] + 3 * TIME_DAY);

    spec.known_at = "escalated_at"; /* the event's own time */
    g_autoptr(Task) event = make(&desk, &spec);
    g_assert_cmpstr(event->event_time->info->name, ==, "escalated_at");
    g_assert_cmpint(event->positives, ==, 160);

    spec.horizon = 0;
    g_autoptr(GError) error = NULL;
    g_assert_null(task_new(desk.frames, desk.database, &spec, &error));
    g_assert_nonnull(strstr(error->message, "give a horizon"));
    desk_close(&desk);
}

static void
test_known_guessed(void)
{
    Desk desk;
    desk_usual(&desk);
    TaskSpec spec = spec_of(NULL, NULL, "hours > 72");
    spec.as_of = days_from_civil(2025, 1, 1) * TIME_DAY;
    g_autoptr(Task) newest = make(&desk, &spec);
    g_assert_true(newest->known_guessed);
    g_assert_null(newest->known_column);
    g_assert_cmpint(newest->open, ==, 20); /* hours is missing: unknown, not No */
    g_assert_cmpint(newest->positives, ==, 270);
    g_assert_cmpint(newest->known_at[1], ==, newest->seed_time[1] + 2 * TIME_DAY);
    g_assert_cmpint(newest->known_at[25], ==, newest->seed_time[25] + 6 * TIME_DAY);
    g_assert_cmpint(newest->known_at[3], ==, newest->seed_time[3]); /* no date but its own */

    column_set_role(desk.database, desk_column(&desk, "closed_at"), ROLE_CLOSED, NULL);
    desk_renew(&desk);
    g_autoptr(Task) closing = make(&desk, &spec);
    g_assert_cmpstr(closing->known_column->info->name, ==, "closed_at");
    g_assert_cmpint(closing->open, ==, 100);
    g_assert_cmpint(closing->left[LEFT_UNLABELLED], ==, 20); /* over and never labelled */
    g_assert_cmpint(closing->unusable, ==, 20);
    desk_close(&desk);
}

static void
test_untimed(void)
{
    Desk desk;
    desk_usual(&desk);
    TaskSpec spec = spec_of(NULL, NULL, "hours > 72");
    spec.time = "none";
    g_autoptr(Task) task = make(&desk, &spec);
    g_assert_null(task->time_column);
    g_assert_cmpint(task->open, ==, 20);
    g_assert_cmpint(task->positives, ==, 270);
    SplitSummary split;
    g_assert_true(task_split(task, &split, NULL));
    g_assert_cmpuint(split.rows[SPLIT_TRAIN] + split.rows[SPLIT_STOP], ==, 189 + 497);
    g_assert_cmpuint(split.positives[SPLIT_TRAIN] + split.positives[SPLIT_STOP], ==, 189);
    g_assert_cmpuint(split.positives[SPLIT_STOP], ==, 19);
    g_assert_cmpuint(split.rows[SPLIT_VALIDATION], ==, 41 + 107);
    g_assert_cmpuint(split.positives[SPLIT_TEST], ==, 40);
    g_assert_cmpuint(split.rows[SPLIT_EMBARGO], ==, 0);
    g_assert_true(isnan(split.months[SPLIT_VALIDATION]));
    SplitSummary again;
    g_assert_true(task_split(task, &again, NULL));
    g_assert_cmpstr(split.hash, ==, again.hash);
    spec.seed = 12345;
    g_autoptr(Task) other = make(&desk, &spec);
    g_assert_true(task_split(other, &again, NULL));
    g_assert_cmpstr(split.hash, !=, again.hash);
    desk_close(&desk);
}

static void
test_defining(void)
{
    Desk desk;
    desk_usual(&desk);
    TaskSpec spec = spec_of("escalated", NULL, NULL); /* a boolean's positive value is yes */
    g_autoptr(Task) task = make(&desk, &spec);
    g_assert_cmpuint(task->defining->len, ==, 2);
    g_assert_cmpstr(task->defining->pdata[0], ==, "escalated");
    g_assert_cmpstr(task->defining->pdata[1], ==, "escalated_at");
    g_assert_cmpstr(task->defining_reason->pdata[1], ==,
                    "filled in 100.0 % of the events and in 0.0 % of the others");
    TaskSpec open = spec_of("status", "Open", NULL);
    open.time = "none";
    g_autoptr(Task) status = make(&desk, &open);
    g_assert_cmpstr(status->spec.positive, ==, "open");
    g_assert_cmpuint(status->defining->len, ==, 2); /* closed_at is empty just there */
    g_assert_cmpstr(status->defining->pdata[1], ==, "closed_at");
    desk_close(&desk);
}

/* Three tickets typed into the year 2031 don't move today; a ticket without time is unusable, one
 * before the as-of date but for its horizon is open. */
static void
test_as_of(void)
{
    g_autoptr(GPtrArray) rows = desk_rows();
    for (int i = 0; i < 3; i++) {
        char **row = rows->pdata[100 + i];
        g_free(row[1]);
        row[1] = g_strdup_printf("2031-0%d-01 10:00", i + 1);
    }
    char **row = rows->pdata[200];
    g_free(row[1]);
    row[1] = g_strdup("");
    Desk desk;
    desk_open(&desk, desk_headings, rows);
    column_set_role(desk.database, desk_column(&desk, "created_at"), ROLE_CREATED, NULL);
    column_set_role(desk.database, desk_column(&desk, "closed_at"), ROLE_NONE, NULL);
    desk_renew(&desk);
    TaskSpec spec = spec_of("escalated", "yes", NULL);
    spec.horizon = TIME_DAY;
    g_autoptr(Task) task = make(&desk, &spec);
    g_assert_cmpint(task->as_of, ==, days_from_civil(2024, 1, 1) * TIME_DAY + 999 * 6 * TIME_HOUR);
    g_assert_cmpint(task->left[LEFT_FUTURE], ==, 3);
    g_assert_cmpint(task->left[LEFT_NO_TIME], ==, 1);
    g_assert_cmpint(task->open, ==, 4);
    desk_close(&desk);
}

/* Dates without a time: a seed stands at the start of its day, a fact is known at its end; so what
 * closes on the day it arrives is not known to those that arrive the same day, but to the next. An
 * event on the day of arrival came after it; one the day before makes the ticket unusable. */
static void
test_days(void)
{
    static const char *const headings[] = {"id:key",      "opened:date", "closed:date",
                                           "bad:boolean", "bad_on:date", NULL};
    g_autoptr(GPtrArray) rows = rows_new();
    for (int i = 0; i < 200; i++) {
        g_autofree char *day = moment((gint64)(i / 2 + 1) * 1440);
        g_autofree char *before = moment((gint64)(i / 2) * 1440);
        day[10] = before[10] = '\0';
        const char *event = i % 4 ? "" : i % 40 ? day : before;
        g_autofree char *line =
            g_strdup_printf("%d|%s|%s|%s|%s", i, day, day, i % 4 ? "no" : "yes", event);
        add_row(rows, line);
    }
    Desk desk;
    desk_open(&desk, headings, rows);
    TaskSpec spec = spec_of("bad", "yes", NULL);
    spec.time = "opened";
    spec.known_at = "closed";
    g_autoptr(Task) task = make(&desk, &spec);
    TimePoint first = days_from_civil(2024, 1, 2) * TIME_DAY;
    g_assert_cmpint(task->seed_time[0], ==, first);
    g_assert_cmpint(task->known_at[0], >=, task->seed_time[1]);
    g_assert_cmpint(task->known_at[0], <, task->seed_time[2]);
    g_assert_cmpint(task->open, ==, 0); /* those of the last day are known at its end */
    SplitSummary split;
    g_assert_true(task_split(task, &split, NULL));
    g_assert_cmpuint(split.rows[SPLIT_EMBARGO], ==, 0);

    spec.known_at = NULL;
    spec.horizon = TIME_DAY;
    g_autoptr(Task) event = make(&desk, &spec);
    g_assert_cmpstr(event->event_time->info->name, ==, "bad_on");
    g_assert_cmpint(event->left[LEFT_BORN], ==, 5);
    g_assert_cmpint(event->positives, ==, 45); /* known at the end of the day of arrival */
    g_assert_cmpint(event->open, ==, 2);
    desk_close(&desk);
}

/* A long thin tail is the export's own: two years of it, a ticket a month, count as today. */
static void
test_thin_tail(void)
{
    g_autoptr(GPtrArray) rows = desk_rows();
    for (int i = 0; i < 9; i++) {
        char **row = rows->pdata[100 * i];
        g_free(row[1]);
        row[1] = moment((gint64)(250 + 50 * i) * 1440);
    }
    Desk desk;
    desk_open(&desk, desk_headings, rows);
    column_set_role(desk.database, desk_column(&desk, "created_at"), ROLE_CREATED, NULL);
    desk_renew(&desk);
    TaskSpec spec = spec_of("escalated", "yes", NULL);
    spec.horizon = TIME_DAY;
    g_autoptr(Task) task = make(&desk, &spec);
    g_assert_cmpint(task->as_of, ==, days_from_civil(2024, 1, 1) * TIME_DAY + 650 * TIME_DAY);
    g_assert_cmpint(task->left[LEFT_FUTURE], ==, 0);
    desk_close(&desk);
}

/* ---- refusals ----------------------------------------------------------------------------- */

static void
test_refusals(void)
{
    const struct {
        TaskSpec spec;
        int code;
        const char *says;
    } cases[] = {
        {spec_of(NULL, NULL, NULL), FOREDESK_ERROR_USAGE, "no target given"},
        {spec_of("status", "open", "hours > 1"), FOREDESK_ERROR_USAGE, "not both"},
        {spec_of("statsu", "open", NULL), FOREDESK_ERROR_USAGE, "status"},
        {spec_of("status", "opne", NULL), FOREDESK_ERROR_USAGE, "did you mean open"},
        {spec_of("status", NULL, NULL), FOREDESK_ERROR_USAGE, "solved, open"},
        {spec_of("escalated", "perhaps", NULL), FOREDESK_ERROR_USAGE, "yes or no"},
        {spec_of("hours", "many", NULL), FOREDESK_ERROR_USAGE, "give a number"},
        {spec_of("closed_at", "x", NULL), FOREDESK_ERROR_USAGE, "closed_at IS NOT NULL"},
        {spec_of(NULL, NULL, "hours >> 1"), FOREDESK_ERROR_USAGE, "line 1, column 8"},
        {spec_of(NULL, NULL, "hurs > 1"), FOREDESK_ERROR_USAGE, "hours"},
        {spec_of(NULL, NULL, "hours >= 0"), FOREDESK_ERROR_INPUT, "holds in all of the 980"},
        {spec_of(NULL, NULL, "hours < 0"), FOREDESK_ERROR_INPUT, "holds in none of the 980"},
        {spec_of("hours", "42", NULL), FOREDESK_ERROR_INPUT, "only 10 of the 980"},
    };
    Desk desk;
    desk_usual(&desk);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(task_new(desk.frames, desk.database, &cases[i].spec, &error));
        g_assert_error(error, FOREDESK_ERROR, cases[i].code);
        g_assert_null(strchr(error->message, '\n'));
        if (!strstr(error->message, cases[i].says))
            g_error("%u: %s", i, error->message);
    }
    TaskSpec untimed = spec_of("escalated", "yes", NULL);
    untimed.time = "none";
    untimed.horizon = TIME_DAY;
    g_autoptr(GError) error = NULL;
    g_assert_null(task_new(desk.frames, desk.database, &untimed, &error));
    g_assert_nonnull(strstr(error->message, "a horizon needs the time"));
    g_clear_error(&error);
    untimed.time = NULL;
    untimed.horizon = G_MAXINT64;
    g_assert_null(task_new(desk.frames, desk.database, &untimed, &error));
    g_assert_nonnull(strstr(error->message, "over 1,000 years"));
    desk_close(&desk);
}

static void
test_eight_positives(void)
{
    g_autoptr(GPtrArray) rows = rows_new();
    for (int i = 0; i < 500; i++) {
        g_autofree char *line = g_strdup_printf("%d|%s", i, i % 60 == 0 && i < 480 ? "Yes" : "No");
        add_row(rows, line);
    }
    static const char *const headings[] = {"id:key", "churn:category", NULL};
    Desk desk;
    desk_open(&desk, headings, rows);
    TaskSpec spec = spec_of("churn", "Yes", NULL);
    g_autoptr(GError) error = NULL;
    g_assert_null(task_new(desk.frames, desk.database, &spec, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
    g_assert_nonnull(strstr(error->message, "only 8 of the 500 rows"));
    g_assert_nonnull(strstr(error->message, "at least 30"));
    desk_close(&desk);
}

/* ---- splits ------------------------------------------------------------------------------- */

static void
test_split_by_time(void)
{
    Desk desk;
    desk_usual(&desk);
    TaskSpec spec = spec_of(NULL, NULL, "hours >= 60");
    spec.horizon = 10 * TIME_DAY;
    spec.as_of = days_from_civil(2026, 1, 1) * TIME_DAY;
    g_autoptr(Task) task = make(&desk, &spec);
    SplitSummary split;
    g_assert_true(task_split(task, &split, NULL));
    /* 980 labelled; 686 before validation. Ten days are 40 tickets: those whose seed + 10 days is
     * at or after validation's first are dropped. */
    TimePoint validation = split.from[SPLIT_VALIDATION], test = split.from[SPLIT_TEST];
    g_assert_cmpuint(split.rows[SPLIT_TEST], ==, 147);
    g_assert_cmpuint(split.embargo_train + split.embargo_validation, ==, split.rows[SPLIT_EMBARGO]);
    g_assert_cmpuint(split.rows[SPLIT_TRAIN] + split.rows[SPLIT_STOP] + split.embargo_train, ==,
                     686);
    g_assert_cmpuint(split.rows[SPLIT_VALIDATION] + split.embargo_validation, ==, 147);
    g_assert_cmpuint(split.embargo_train, >=, 39);
    g_assert_cmpuint(split.embargo_train, <=, 40);
    g_assert_cmpint(split.to[SPLIT_STOP] + spec.horizon, <, validation);
    g_assert_cmpint(split.to[SPLIT_VALIDATION] + spec.horizon, <, test);
    g_assert_cmpint(split.to[SPLIT_TRAIN], <, split.from[SPLIT_STOP]);
    g_assert_cmpfloat_with_epsilon(split.working_days[SPLIT_TEST], split.months[SPLIT_TEST] * 21,
                                   1e-9);
    desk_close(&desk);
}

static void
check_invariants(const Task *task, const SplitSummary *split)
{
    guint32 sum = 0;
    for (int part = SPLIT_TRAIN; part < SPLIT_PARTS; part++)
        sum += split->rows[part];
    g_assert_cmpuint(sum, ==, task->n_usable);
    TimePoint validation = split->from[SPLIT_VALIDATION], test = split->from[SPLIT_TEST];
    g_assert_cmpint(split->to[SPLIT_TRAIN], <, split->from[SPLIT_STOP]);
    g_assert_cmpint(split->to[SPLIT_STOP], <, validation);
    g_assert_cmpint(split->to[SPLIT_VALIDATION], <, test);
    for (guint32 row = 0; row < task->n; row++) {
        SplitPart part = task->part[row];
        g_assert_cmpint(part == SPLIT_NONE, ==, task->state[row] != LABEL_KNOWN);
        if (part == SPLIT_TRAIN || part == SPLIT_STOP)
            g_assert_cmpint(task->known_at[row], <, validation);
        if (part == SPLIT_VALIDATION)
            g_assert_cmpint(task->known_at[row], <, test);
        if (part != SPLIT_NONE) {
            g_assert_cmpint(task->known_at[row], >=, task->seed_time[row]);
            g_assert_cmpint(task->known_at[row], <=, task->as_of);
        }
    }
    /* Rows of one time are on one side of each cut, dropped ones aside. */
    for (guint32 i = 1; i < task->n_usable; i++) {
        guint32 a = task->order[i - 1], b = task->order[i];
        g_assert_cmpint(task->seed_time[a], <=, task->seed_time[b]);
        if (task->seed_time[a] == task->seed_time[b] && task->part[a] != SPLIT_EMBARGO &&
            task->part[b] != SPLIT_EMBARGO)
            g_assert_cmpint(task->part[a], ==, task->part[b]);
    }
}

/* Random tables: times by day with many ties, unsorted, delays of all lengths, gaps. */
static void
test_split_properties(void)
{
    static const char *const headings[] = {"id:key", "opened:date", "closed:date", "y:boolean",
                                           NULL};
    Random random;
    random_seed(&random, 42);
    guint split_count = 0;
    for (int round = 0; round < 40; round++) {
        g_autoptr(GPtrArray) rows = rows_new();
        guint32 n = 300 + random_below(&random, 700), days = 20 + random_below(&random, 300);
        gboolean whole_days = random_below(&random, 2);
        for (guint32 i = 0; i < n; i++) {
            gint64 at = random_below(&random, days) * 1440;
            at += whole_days ? 0 : random_below(&random, 1440);
            gint64 delay = (gint64)(-log(1 - random_double(&random)) * 5 * 1440);
            g_autofree char *opened = random_below(&random, 50) ? moment(at) : g_strdup("");
            g_autofree char *closed = random_below(&random, 8) ? moment(at + delay) : g_strdup("");
            opened[whole_days && *opened ? 10 : strlen(opened)] = '\0';
            guint32 label = random_below(&random, 20);
            g_autofree char *line = g_strdup_printf("%u|%s|%s|%s", i, opened, closed,
                                                    label > 18   ? ""
                                                    : label > 12 ? "yes"
                                                                 : "no");
            add_row(rows, line);
        }
        Desk desk;
        desk_open(&desk, headings, rows);
        TaskSpec spec = spec_of("y", "yes", NULL);
        spec.time = "opened";
        spec.known_at = random_below(&random, 2) ? "closed" : NULL;
        spec.horizon = random_below(&random, 2) ? (1 + random_below(&random, 5)) * TIME_DAY : 0;
        g_autoptr(Task) task = make(&desk, &spec);
        SplitSummary split;
        g_autoptr(GError) error = NULL;
        if (task_split(task, &split, &error)) {
            check_invariants(task, &split);
            split_count++;
        } else {
            g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
        }
        desk_close(&desk);
    }
    g_assert_cmpuint(split_count, >=, 35);
}

static void
test_outcomes(void)
{
    Desk desk;
    desk_usual(&desk);
    TaskSpec spec = spec_of("escalated", "yes", NULL);
    spec.as_of = days_from_civil(2025, 1, 1) * TIME_DAY;
    g_autoptr(Task) task = make(&desk, &spec);
    g_autoptr(Outcomes) outcomes = outcomes_new(task);
    g_assert_cmpuint(outcomes->n, ==, task->n_usable);
    for (guint32 i = 0; i < outcomes->n; i++) {
        guint32 row = outcomes->entity_row[i];
        g_assert_cmpint(outcomes->known_at[i], ==, task->known_at[row]);
        g_assert_cmpfloat(outcomes->label[i], ==, task->label[row]);
        if (i)
            g_assert_cmpint(outcomes->known_at[i - 1], <=, outcomes->known_at[i]);
    }
    spec.time = "none";
    g_autoptr(Task) untimed = make(&desk, &spec);
    g_autoptr(Outcomes) none = outcomes_new(untimed);
    g_assert_cmpuint(none->n, ==, 0);
    desk_close(&desk);
}

/* ---- SQL, storing, reports ------------------------------------------------------------- */

static void
check_sql(Desk *desk, const char *rule)
{
    TaskSpec spec = spec_of(NULL, NULL, rule);
    spec.time = "none";
    g_autoptr(Task) task = make(desk, &spec);
    g_autoptr(GError) error = NULL;
    g_autoptr(sqlite3_stmt) statement = db_prepare(desk->database, &error, task->sql, "");
    if (!statement)
        g_error("%s: %s", task->sql, error->message);
    int label = sqlite3_column_count(statement) - 1;
    guint32 row = 0;
    for (; db_step(statement, &error); row++) {
        g_assert_cmpint(sqlite3_column_int64(statement, 0), ==, task->frame->row_id[row]);
        gboolean missing = sqlite3_column_type(statement, label) == SQLITE_NULL;
        if (missing != isnan(task->label[row]) ||
            (!missing && sqlite3_column_int(statement, label) != (int)task->label[row]))
            g_error("row %u differs: %s", row, task->sql);
    }
    g_assert_no_error(error);
    g_assert_cmpuint(row, ==, task->n);
}

static void
test_sql(void)
{
    static const char *const rules[] = {
        "escalated = TRUE",
        "escalated != 'yes'",
        "hours > 72 OR escalated = TRUE",
        "NOT (hours <= 72.5 AND escalated = FALSE)",
        "hours IN (1, 2, 3, 4)",
        "status = 'OPEN'",
        "status IN ('open', 'gone')",
        "status LIKE 'op%'",
        "status NOT CONTAINS 'SOL'",
        "status STARTS WITH 'SO'",
        "status ENDS WITH 'en'",
        "closed_at IS NULL",
        "closed_at IS NOT NULL AND hours < 50",
        "created_at >= 2024-03-01",
        "MONTH(created_at) = 3",
        "HOUR(created_at) < 6 AND WEEKEND(created_at)",
    };
    Desk desk;
    desk_usual(&desk);
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
        check_sql(&desk, rules[i]);
    desk_close(&desk);
}

static void
test_freeze(void)
{
    Desk desk;
    desk_usual(&desk);
    TaskSpec spec = spec_of("escalated", "yes", NULL);
    spec.name = "escalation";
    g_autoptr(Task) task = make(&desk, &spec);
    SplitSummary split, loaded_split;
    g_assert_true(task_split(task, &split, NULL));
    g_autoptr(GError) error = NULL;
    g_assert_true(task_freeze(task, desk.database, 7, &error));
    g_assert_no_error(error);
    g_assert_cmpint(task->id, ==, 7);
    g_assert_cmpint(task->version, ==, 1);

    g_autoptr(Task) loaded = task_load(desk.frames, desk.database, 7, &error);
    g_assert_no_error(error);
    g_assert_false(loaded->stale);
    g_assert_cmpstr(loaded->name, ==, "escalation");
    g_assert_cmpmem(loaded->part, loaded->n, task->part, task->n);
    g_assert_cmpstr(loaded->fingerprint, ==, task->fingerprint);
    task_split_summary(loaded, &loaded_split);
    g_assert_cmpstr(loaded_split.hash, ==, split.hash);

    g_autoptr(Task) same = make(&desk, &spec);
    g_assert_true(task_freeze(same, desk.database, 8, NULL)); /* unchanged: keeps its version */
    g_assert_cmpint(same->id, ==, 7);
    spec.horizon = TIME_DAY;
    g_autoptr(Task) changed = make(&desk, &spec);
    g_assert_true(task_freeze(changed, desk.database, 8, NULL));
    g_assert_cmpint(changed->id, ==, 8);
    g_assert_cmpint(changed->version, ==, 2);
    g_assert_null(task_load(desk.frames, desk.database, 99, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_clear_error(&error);

    g_assert_true(
        db_exec(desk.database, "UPDATE split SET parts = zeroblob(1000) WHERE task_id = 8", NULL));
    g_assert_null(task_load(desk.frames, desk.database, 8, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);

    g_autoptr(GPtrArray) more = rows_new();
    add_row(more, "T1000|2024-09-08 00:00|2024-09-10 00:00|no||solved|3");
    raw_append(desk.database, desk.table, desk.n_columns, more);
    raw_type(desk.database, desk.table);
    desk_renew(&desk);
    g_autoptr(Task) stale = task_load(desk.frames, desk.database, 7, NULL);
    g_assert_nonnull(stale);
    g_assert_true(stale->stale);
    g_assert_cmpuint(stale->n, ==, 1001);
    task_split_summary(stale, &loaded_split);
    check_invariants(stale, &loaded_split);
    desk_close(&desk);
}

static guint
count_rows(const Task *task, const char *reference)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autofree char *title = NULL;
    g_autoptr(GError) error = NULL;
    task_rows(task, reference, rows, &title, &error);
    g_assert_no_error(error);
    g_assert_nonnull(title);
    return rows->len;
}

/* Every cell of a report that carries a reference opens as many rows as it counts. */
static void
test_report(void)
{
    Desk desk;
    desk_usual(&desk);
    TaskSpec spec = spec_of("escalated", "yes", NULL);
    spec.horizon = 2 * TIME_DAY;
    g_autoptr(Task) task = make(&desk, &spec);
    g_assert_true(task_split(task, NULL, NULL));
    g_autoptr(Report) report = task_report(task);
    guint opened = 0;
    for (guint t = 0; t < report->tables->len; t++) {
        const ReportTable *table = report->tables->pdata[t];
        for (guint row = 0; row < table->rows->len; row++)
            for (guint column = 0; column < table->columns->len; column++) {
                const Cell *cell = report_at(table, row, column);
                if (!cell->rows)
                    continue;
                g_assert_cmpfloat(cell->value, ==, count_rows(task, cell->rows));
                opened++;
            }
    }
    g_assert_cmpuint(opened, >=, 4 + 5 + 8);
    g_assert_cmpint(count_rows(task, "task=1;state=known"), ==, task->positives + task->negatives);
    g_autoptr(GString) text = g_string_new(NULL), json = g_string_new(NULL);
    report_print_text(report, 100, TRUE, text);
    report_print_json(report, json);
    g_test_message("%s", text->str);
    g_assert_nonnull(strstr(json->str, "\"split\""));
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_assert_false(task_rows(task, "task=1;colour=red", rows, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-task-XXXXXX", NULL);
    g_test_add_func("/task/row-conditions", test_row_conditions);
    g_test_add_func("/task/declared-order", test_declared_order);
    g_test_add_func("/task/row-refusals", test_row_refusals);
    g_test_add_func("/task/horizon", test_horizon);
    g_test_add_func("/task/known-at", test_known_at);
    g_test_add_func("/task/known-guessed", test_known_guessed);
    g_test_add_func("/task/untimed", test_untimed);
    g_test_add_func("/task/defining", test_defining);
    g_test_add_func("/task/as-of", test_as_of);
    g_test_add_func("/task/days", test_days);
    g_test_add_func("/task/thin-tail", test_thin_tail);
    g_test_add_func("/task/refusals", test_refusals);
    g_test_add_func("/task/eight-positives", test_eight_positives);
    g_test_add_func("/task/split-by-time", test_split_by_time);
    g_test_add_func("/task/split-properties", test_split_properties);
    g_test_add_func("/task/outcomes", test_outcomes);
    g_test_add_func("/task/sql", test_sql);
    g_test_add_func("/task/freeze", test_freeze);
    g_test_add_func("/task/report", test_report);
    int status = g_test_run();
    folder_remove(folder);
    g_free(folder);
    return status;
}
