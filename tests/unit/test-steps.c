/* Tests of cleaning steps: what they do to frames, seeds, outcomes and history, and that switching
 * them off and on again leaves everything as it was, to the bit. */
#include "folder.h"

#include <foredesk/features.h>
#include <math.h>

#include "raw-table.h"

#define ROWS 600

typedef struct {
    Workspace *workspace;
    sqlite3 *database;
    gint64 table;
} Desk;

static char *folder;
static const char *const headings[] = {"ticket_id", "created_at", "customer_id", "channel", "hours",
                                       "tags",      "status",     "escalated",   "note",    NULL};

/* A ticket an hour; every seventh was merged into another, and those escalate always. */
static char **
ticket(guint i)
{
    static const char *const channels[] = {"email", "Email", "web", "chat "};
    gboolean merged = i % 7 == 3;
    GPtrArray *cells = g_ptr_array_new();
    g_autoptr(GDateTime) start = g_date_time_new_utc(2025, 1, 1, 0, 0, 0);
    g_autoptr(GDateTime) at = g_date_time_add_hours(start, (int)i);
    g_ptr_array_add(cells, g_strdup_printf("T%05u", i));
    g_ptr_array_add(cells, g_date_time_format(at, "%Y-%m-%d %H:%M:%S"));
    g_ptr_array_add(cells, g_strdup_printf("C%u", i % 11));
    g_ptr_array_add(cells, g_strdup(channels[i % 4]));
    g_ptr_array_add(cells, g_strdup_printf("%u.5", i % 90));
    g_ptr_array_add(cells, g_strdup(i % 3 ? "billing;vip" : "api"));
    g_ptr_array_add(cells, g_strdup(merged ? "merged" : "solved"));
    g_ptr_array_add(cells, g_strdup(merged || i % 5 == 0 ? "yes" : "no"));
    g_ptr_array_add(cells, g_strdup_printf("note %u of many, all of them different", i * 7919));
    g_ptr_array_add(cells, NULL);
    return (char **)g_ptr_array_free(cells, FALSE);
}

static void
desk_open(Desk *desk)
{
    static int counter;
    g_autofree char *name = g_strdup_printf("steps-%d.foredesk", ++counter);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint i = 0; i < ROWS; i++)
        g_ptr_array_add(rows, ticket(i));
    desk->workspace = raw_workspace(folder, name);
    desk->database = workspace_database(desk->workspace);
    desk->table = raw_table(desk->database, "tickets", (char **)headings, rows);
    db_run(desk->database, NULL,
           "UPDATE source_column SET kind = 'list', kind_declared = 1, separator = ';' "
           "WHERE name = 'tags'",
           NULL);
    raw_type(desk->database, desk->table);
}

static FrameStore *
desk_frames(const Desk *desk)
{
    GError *error = NULL;
    g_autoptr(Catalogue) catalogue = catalogue_load(desk->database, &error);
    g_assert_no_error(error);
    return frame_store_new(catalogue);
}

static Frame *
desk_frame(const Desk *desk, gboolean whole)
{
    GError *error = NULL;
    g_autoptr(Catalogue) catalogue = catalogue_load(desk->database, &error);
    g_assert_no_error(error);
    const TableInfo *table = catalogue_table(catalogue, "tickets", &error);
    Frame *frame =
        (whole ? frame_load_whole : frame_load)(desk->database, catalogue, table, NULL, &error);
    g_assert_no_error(error);
    return frame;
}

static gint64
column_id(const Desk *desk, const char *name)
{
    return db_integer(desk->database, 0, "SELECT id FROM source_column WHERE name = ?", "s", name);
}

static gint64
add_step(const Desk *desk, StepKind kind, const char *column, const char *definition,
         StepScope scope)
{
    GError *error = NULL;
    gint64 id = object_reserve(desk->database, "step", &error);
    g_autoptr(Step) step = step_new(id, desk->table, column ? column_id(desk, column) : 0, kind,
                                    definition, "test", scope);
    g_autoptr(GArray) rows = NULL;
    if (step_is_condition(step)) {
        g_autoptr(Frame) whole = desk_frame(desk, TRUE);
        rows = step_find(whole, definition, desk->database, &error);
        g_assert_no_error(error);
    }
    step_store(desk->database, step, rows ? (StepRow *)(gpointer)rows->data : NULL,
               rows ? rows->len : 0, &error);
    g_assert_no_error(error);
    return id;
}

static void
switch_step(const Desk *desk, gint64 id, gboolean on)
{
    GError *error = NULL;
    step_switch(desk->database, id, on, &error);
    g_assert_no_error(error);
}

static gboolean
add_text(guint32 row, const char *text, gsize length, gpointer hash)
{
    *(guint64 *)hash =
        hash_bytes(text ? text : "missing", text ? length : 7, *(guint64 *)hash + row);
    return TRUE;
}

/* Everything a reader of the frame could see. */
static guint64
frame_hash(const Desk *desk, const Frame *frame)
{
    guint64 hash = hash_bytes(frame->row_id, frame->n * sizeof *frame->row_id, 1);
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(frame->columns, i);
        g_assert_cmpuint(column->n, ==, frame->n);
        for (guint32 row = 0; row < frame->n; row++) {
            g_autofree char *words = frame_words(frame, column, row);
            double number = frame_number(column, row);
            number = isnan(number) ? -1 : number;
            hash = hash_bytes(words, strlen(words), hash);
            hash = hash_bytes(&number, sizeof number, hash);
        }
        g_assert_true(frame_texts(frame, desk->database, column->info, add_text, &hash, NULL));
    }
    for (guint32 row = 0; row < frame->n; row++)
        hash = hash * 31 + (frame->history_only ? frame->history_only[row] : 0);
    return hash;
}

/* ---- frames ---------------------------------------------------------------------------------- */

static void
test_rows(void)
{
    Desk desk;
    desk_open(&desk);
    g_autoptr(Frame) before = desk_frame(&desk, FALSE);
    guint64 hash = frame_hash(&desk, before);
    gint64 step = add_step(&desk, STEP_ROWS, NULL, "status = 'merged'", STEP_ALL);
    g_autoptr(Frame) masked = desk_frame(&desk, FALSE);
    g_autoptr(Frame) whole = desk_frame(&desk, TRUE);
    guint merged = 0;
    for (guint i = 0; i < ROWS; i++)
        merged += i % 7 == 3;
    g_assert_cmpuint(masked->n, ==, ROWS - merged);
    g_assert_cmpuint(whole->n, ==, ROWS);
    g_assert_cmpuint(frame_hash(&desk, whole), ==, hash);
    g_assert_cmpstr(masked->fingerprint, !=, before->fingerprint);
    /* Each row that is left is the row it was. */
    const FrameColumn *key = frame_column(masked, "ticket_id");
    for (guint32 row = 0; row < masked->n; row++) {
        g_autofree char *words = frame_words(masked, key, row);
        g_autofree char *expected =
            g_strdup_printf("T%05u", (guint)(masked->row_id[row] - before->row_id[0]));
        g_assert_cmpstr(words, ==, expected);
        g_assert_cmpuint((masked->row_id[row] - before->row_id[0]) % 7, !=, 3);
    }
    switch_step(&desk, step, FALSE);
    g_autoptr(Frame) after = desk_frame(&desk, FALSE);
    g_assert_cmpstr(after->fingerprint, ==, before->fingerprint);
    g_assert_cmpuint(frame_hash(&desk, after), ==, hash);
    switch_step(&desk, step, TRUE);
    g_autoptr(Frame) again = desk_frame(&desk, FALSE);
    g_assert_cmpstr(again->fingerprint, ==, masked->fingerprint);
    g_assert_cmpuint(frame_hash(&desk, again), ==, frame_hash(&desk, masked));
    workspace_close(desk.workspace);
}

static void
test_values(void)
{
    Desk desk;
    desk_open(&desk);
    static const char *const pairs[] = {"Email", "email", "chat", "live chat", "api", "API"};
    g_autofree char *channels = step_values_definition(pairs, 4);
    g_autofree char *tags = step_values_definition(pairs + 4, 2);
    add_step(&desk, STEP_VALUES, "channel", channels, STEP_ALL);
    add_step(&desk, STEP_VALUES, "tags", tags, STEP_ALL);
    g_autoptr(Frame) frame = desk_frame(&desk, FALSE);
    for (guint32 row = 0; row < frame->n; row++) {
        static const char *const expected[] = {"email", "email", "web", "live chat"};
        g_autofree char *words = frame_words(frame, frame_column(frame, "channel"), row);
        g_autofree char *items = frame_words(frame, frame_column(frame, "tags"), row);
        g_assert_cmpstr(words, ==, expected[row % 4]);
        g_assert_cmpstr(items, ==, row % 3 ? "billing, vip" : "API");
    }
    /* New rows are read the same way. */
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    GError *error = NULL;
    for (guint i = 0; i < 8; i++)
        g_ptr_array_add(rows, ticket(i));
    g_autoptr(Frame) fresh = frame_from_rows(frame, rows, &error);
    g_assert_no_error(error);
    for (guint32 row = 0; row < fresh->n; row++) {
        g_assert_cmpint(frame_column(fresh, "channel")->code[row], ==,
                        frame_column(frame, "channel")->code[row]);
        g_assert_cmpint(frame_column(fresh, "tags")->item[row], ==,
                        frame_column(frame, "tags")->item[row]);
    }
    workspace_close(desk.workspace);
}

static gboolean
expect_missing(guint32 row, const char *text, gsize length, gpointer data)
{
    g_assert_true((text == NULL) == (row % 4 == 2));
    return TRUE;
}

static void
test_cells(void)
{
    Desk desk;
    desk_open(&desk);
    add_step(&desk, STEP_CELLS, "hours", "channel = 'web'", STEP_ALL);
    add_step(&desk, STEP_CELLS, "tags", "channel = 'web'", STEP_ALL);
    add_step(&desk, STEP_CELLS, "note", "channel = 'web'", STEP_ALL);
    g_autoptr(Frame) frame = desk_frame(&desk, FALSE);
    const FrameColumn *hours = frame_column(frame, "hours"), *tags = frame_column(frame, "tags");
    const FrameColumn *note = frame_column(frame, "note");
    for (guint32 row = 0; row < frame->n; row++) {
        gboolean web = row % 4 == 2;
        g_autofree char *items = frame_words(frame, tags, row);
        g_assert_true(isnan(frame_number(hours, row)) == web);
        g_assert_cmpstr(items, ==, web ? "" : row % 3 ? "billing, vip" : "api");
        if (note->filled)
            g_assert_cmpint(note->filled[row], ==, !web);
    }
    g_assert_cmpint(note->kind, ==, KIND_TEXT);
    g_assert_true(frame_texts(frame, desk.database, note->info, expect_missing, NULL, NULL));
    workspace_close(desk.workspace);
}

/* ---- seeds, outcomes, history ---------------------------------------------------------------- */

static Task *
desk_task(const Desk *desk, FrameStore *frames)
{
    GError *error = NULL;
    TaskSpec spec;
    task_spec_init(&spec);
    spec.column = g_strdup("escalated");
    spec.positive = g_strdup("yes");
    spec.horizon = 12 * TIME_HOUR;
    Task *task = task_new(frames, desk->database, &spec, &error);
    g_assert_no_error(error);
    task_split(task, NULL, &error);
    g_assert_no_error(error);
    task_spec_clear(&spec);
    return task;
}

/* How many tickets of the customer the past holds, and how many of those escalated. */
static void
history(const Desk *desk, FrameStore *frames, Task *task, guint32 row, double *count, double *rate)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    g_ptr_array_add(features,
                    feature_parse("COUNT(tickets.*) VIA tickets.customer_id", task, &error));
    g_assert_no_error(error);
    g_ptr_array_add(features,
                    feature_parse("RATE(outcomes.label) VIA tickets.customer_id", task, &error));
    g_assert_no_error(error);
    g_autoptr(FeatureEngine) engine = feature_engine_new(task, frames, desk->database, &error);
    g_autoptr(GPtrArray) values = feature_compute(engine, features, &row, 1, NULL, &error);
    g_assert_no_error(error);
    *count = ((FeatureValues *)g_ptr_array_index(values, 0))->number[0];
    *rate = ((FeatureValues *)g_ptr_array_index(values, 1))->number[0];
}

static guint32
usable(const Task *task)
{
    guint32 n = 0;
    for (guint32 row = 0; row < task->n; row++)
        n += task->part[row] != SPLIT_NONE;
    return n;
}

static void
test_scopes(void)
{
    Desk desk;
    double count[3], rate[3];
    desk_open(&desk);
    gint64 everywhere = add_step(&desk, STEP_ROWS, NULL, "status = 'merged'", STEP_ALL);
    gint64 training = add_step(&desk, STEP_ROWS, NULL, "status = 'merged'", STEP_TRAINING);
    for (int mode = 0; mode < 3; mode++) {
        switch_step(&desk, everywhere, mode == 1);
        switch_step(&desk, training, mode == 2);
        g_autoptr(FrameStore) frames = desk_frames(&desk);
        g_autoptr(Task) task = desk_task(&desk, frames);
        const FrameColumn *status = frame_column(task->frame, "status");
        guint32 merged = 0;
        for (guint32 row = 0; row < task->n; row++) {
            g_autofree char *words = frame_words(task->frame, status, row);
            merged += g_str_equal(words, "merged");
            if (mode == 2 && g_str_equal(words, "merged")) {
                g_assert_cmpint(task->part[row], ==, SPLIT_NONE);
                g_assert_cmpint(task->state[row], ==, LABEL_UNUSABLE);
            }
        }
        g_assert_cmpint(merged == 0, ==, mode == 1);
        g_assert_cmpint(task->left[LEFT_HISTORY], ==, mode == 2 ? (gint64)merged : 0);
        g_assert_cmpuint(usable(task), >, 0);
        g_autoptr(Outcomes) outcomes = outcomes_new(task);
        for (guint32 i = 0; mode == 1 && i < outcomes->n; i++) {
            g_autofree char *words = frame_words(task->frame, status, outcomes->entity_row[i]);
            g_assert_cmpstr(words, !=, "merged");
        }
        history(&desk, frames, task, task->n - 1, &count[mode], &rate[mode]);
    }
    /* History keeps what only training leaves out, to the bit; else it never happened. */
    g_assert_cmpfloat(count[2], ==, count[0]);
    g_assert_cmpfloat(rate[2], ==, rate[0]);
    g_assert_cmpfloat(count[1], <, count[0]);
    g_assert_cmpfloat(rate[1], <, rate[0]);
    workspace_close(desk.workspace);
}

/* Rows that two steps name count for the first, so that the sum is that of the rows taken out. */
static void
test_counts(void)
{
    Desk desk;
    GError *error = NULL;
    desk_open(&desk);
    add_step(&desk, STEP_ROWS, NULL, "status = 'merged'", STEP_ALL);
    add_step(&desk, STEP_ROWS, NULL, "channel = 'web'", STEP_ALL);
    add_step(&desk, STEP_ROWS, NULL, "channel = 'email'", STEP_TRAINING);
    g_autoptr(Frame) frame = desk_frame(&desk, FALSE);
    g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(StepCount));
    gint64 all = steps_count(desk.database, desk.table, counts, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(counts->len, ==, 2);
    g_assert_cmpint(all, ==, ROWS - frame->n);
    g_assert_cmpint(g_array_index(counts, StepCount, 0).rows +
                        g_array_index(counts, StepCount, 1).rows,
                    ==, all);
    /* Found anew they are the same; with a column gone wrong the rows stay, and the step says why.
     */
    g_autoptr(Catalogue) catalogue = catalogue_load(desk.database, NULL);
    const TableInfo *table = catalogue_table(catalogue, "tickets", NULL);
    g_assert_true(steps_apply(desk.database, catalogue, table, NULL, &error));
    g_autoptr(Frame) again = desk_frame(&desk, FALSE);
    g_assert_cmpstr(again->fingerprint, ==, frame->fingerprint);
    g_assert_true(db_exec(desk.database,
                          "UPDATE step SET definition = 'no_such = 1' WHERE definition LIKE "
                          "'channel = ''w%'",
                          NULL));
    g_assert_true(steps_apply(desk.database, catalogue, table, NULL, &error));
    g_autoptr(Step) broken = step_load(desk.database, 2, &error);
    g_assert_no_error(error);
    g_assert_nonnull(strstr(broken->note, "no_such"));
    g_autoptr(Frame) kept = desk_frame(&desk, FALSE);
    g_assert_cmpstr(kept->fingerprint, ==, frame->fingerprint);
    workspace_close(desk.workspace);
}

/* ---- what stands for a missing cell ---------------------------------------------------------- */

static gboolean
same_bits(const float *a, const float *b, guint n)
{
    return memcmp(a, b, n * sizeof *a) == 0;
}

/* Fitted on the given rows alone, the same for a million rows and for one, and after the model was
 * stored and read. */
static void
check_policy(const char *policy, const char *column, const char *expected)
{
    Desk desk;
    GError *error = NULL;
    desk_open(&desk);
    add_step(&desk, STEP_CELLS, column, "ticket_id < 'T00100'", STEP_ALL);
    add_step(&desk, STEP_POLICY, column, policy, STEP_ALL);
    g_autoptr(FrameStore) frames = desk_frames(&desk);
    g_autoptr(Task) task = desk_task(&desk, frames);
    g_autoptr(GPtrArray) features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    g_autofree char *expression = g_strconcat("tickets.", column, NULL);
    g_ptr_array_add(features, feature_parse(expression, task, &error));
    g_assert_no_error(error);
    g_autoptr(FeatureEngine) engine = feature_engine_new(task, frames, desk.database, &error);
    guint32 train[300];
    for (guint32 i = 0; i < G_N_ELEMENTS(train); i++)
        train[i] = i;
    g_autoptr(Encoder) fitted =
        features_encoder(engine, features, train, G_N_ELEMENTS(train), NULL, &error);
    g_assert_no_error(error);
    g_autofree char *stored = encoder_store(fitted);
    g_autoptr(Encoder) encoder = encoder_restore(stored, &error);
    g_assert_no_error(error);
    g_autoptr(Matrix) bulk =
        features_matrix(engine, features, encoder, NULL, task->n, NULL, &error);
    for (guint32 row = 0; row < task->n; row += 7) {
        g_autoptr(Matrix) single =
            features_matrix(engine, features, encoder, &row, 1, NULL, &error);
        g_assert_no_error(error);
        g_assert_true(same_bits(matrix_row(single, 0), matrix_row(bulk, row), bulk->width));
    }
    guint at = 0;
    for (guint i = 0; i < encoder_width(encoder); i++)
        if (g_str_has_suffix(encoder_column_name(encoder, i), expected))
            at = i;
    double number = g_ascii_strtod(expected, NULL);
    g_assert_cmpfloat(matrix_row(bulk, 5)[at], ==, number > 0 ? (float)number : 1);
    g_assert_true(strstr(stored, "policy") != NULL);
    workspace_close(desk.workspace);
}

static void
test_policies(void)
{
    /* Of the rows learned from, 100 to 299 have hours: twice 0.5 to 9.5 and 30.5 to 89.5, three
     * times 10.5 to 29.5. */
    check_policy("constant=7", "hours", "7");
    check_policy("median", "hours", "39.5");
    check_policy("most frequent", "hours", "10.5");
    check_policy("most frequent", "status", "= solved");
    check_policy("constant=merged", "status", "= merged");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-steps-XXXXXX", NULL);
    g_test_add_func("/steps/rows", test_rows);
    g_test_add_func("/steps/values", test_values);
    g_test_add_func("/steps/cells", test_cells);
    g_test_add_func("/steps/scopes", test_scopes);
    g_test_add_func("/steps/counts", test_counts);
    g_test_add_func("/steps/policies", test_policies);
    int result = g_test_run();
    folder_remove(folder);
    g_free(folder);
    return result;
}
