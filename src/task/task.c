/* A task's making and end: specification in, table of (entity, seed time, label) out. */
#include <string.h>

#include "task/ahead.h"

void
task_spec_init(TaskSpec *spec)
{
    memset(spec, 0, sizeof *spec);
    spec->as_of = TIME_MISSING;
}

void
task_spec_clear(TaskSpec *spec)
{
    g_free(spec->name);
    g_free(spec->entity);
    g_free(spec->column);
    g_free(spec->positive);
    g_free(spec->rule);
    g_free(spec->where);
    g_free(spec->without);
    g_free(spec->assuming);
    g_free(spec->labels);
    g_free(spec->time);
    g_free(spec->known_at);
    task_spec_init(spec);
}

Task *
task_ref(Task *task)
{
    g_atomic_int_inc(&task->references);
    return task;
}

void
task_unref(Task *task)
{
    if (!task || !g_atomic_int_dec_and_test(&task->references))
        return;
    task_spec_clear(&task->spec);
    g_free(task->name);
    g_free(task->pql);
    pql_node_free(task->where);
    pql_node_free(task->assuming);
    g_free(task->sql);
    g_free(task->event_words);
    if (task->moments) {
        ColumnInfo *info = (ColumnInfo *)task->moments->info;
        g_free(info->name);
        g_free(info->heading);
        g_free(info);
        g_free(task->moments);
    }
    g_free(task->seed_time);
    g_free(task->known_at);
    g_free(task->label);
    g_free(task->state);
    g_free(task->left_out);
    g_free(task->part);
    g_free(task->between);
    g_free(task->given);
    g_free(task->copies);
    g_free(task->order);
    g_clear_pointer(&task->defining, g_ptr_array_unref);
    g_clear_pointer(&task->defining_item, g_ptr_array_unref);
    g_clear_pointer(&task->defining_reason, g_ptr_array_unref);
    g_free(task->fingerprint);
    g_clear_pointer(&task->classes, g_ptr_array_unref);
    g_clear_pointer(&task->values_frame, frame_unref);
    g_free(task->list_start);
    g_free(task->list);
    key_codes_free(task->items);
    g_free(task->steps);
    g_clear_pointer(&task->frame, frame_unref);
    g_free(task);
}

/* Room for what is said of each row of the frame. */
static void
make_room(Task *task, Frame *frame)
{
    gsize n = MAX(frame->n, 1);
    task->frame = frame;
    task->n = frame->n;
    task->seed_time = g_renew(TimePoint, task->seed_time, n);
    task->known_at = g_renew(TimePoint, task->known_at, n);
    task->label = g_renew(double, task->label, n);
    g_free(task->state);
    g_free(task->left_out);
    g_free(task->part);
    g_clear_pointer(&task->between, g_free);
    task->left_out = g_new0(guint8, n);
    task->state = g_new0(guint8, n);
    task->part = g_new0(guint8, n);
}

void
task_take_moments(Task *task, Frame *frame, const TimePoint *seeds)
{
    ColumnInfo *info = g_new0(ColumnInfo, 1);
    frame_unref(task->frame);
    make_room(task, frame);
    memcpy(task->seed_time, seeds, task->n * sizeof *seeds);
    info->id = -1;
    info->name = g_strdup("moment");
    info->heading = g_strdup("moment");
    info->kind = KIND_DATE;
    info->precision = PRECISION_FRACTION;
    task->moments = g_new0(FrameColumn, 1);
    *task->moments =
        (FrameColumn){.info = info, .kind = KIND_DATE, .n = task->n, .integer = task->seed_time};
    task->time_column = task->moments;
    task_find_customer(task);
}

static Task *
task_over(Frame *frame)
{
    Task *task = g_new0(Task, 1);
    task->references = 1;
    task->version = 1;
    make_room(task, frame);
    task->defining = g_ptr_array_new_with_free_func(g_free);
    task->defining_item = g_ptr_array_new_with_free_func(g_free);
    task->defining_reason = g_ptr_array_new_with_free_func(g_free);
    task_spec_init(&task->spec);
    return task;
}

static Task *
task_of_entity(FrameStore *frames, sqlite3 *database, const char *entity, GError **error)
{
    Catalogue *catalogue = frame_store_catalogue(frames);
    const TableInfo *table =
        entity ? catalogue_table(catalogue, entity, error) : catalogue_main_table(catalogue);
    if (!table) {
        if (!entity)
            g_set_error_literal(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                                "the workspace holds no table: import a file first");
        return NULL;
    }
    Frame *frame = frame_store_get(frames, database, table, NULL, error);
    return frame ? task_over(frame) : NULL;
}

/* Why so few labels are known: the words after the counts. */
static char *
scarcity_words(const Task *task)
{
    g_autofree char *open = number_count(task->open);
    if (task->open > task->positives + task->negatives && task->known_column)
        return g_strdup_printf("; %s rows are open, since %s is empty there: give a horizon", open,
                               task->known_column->info->name);
    if (task->open > task->positives + task->negatives && task->spec.horizon)
        return g_strdup_printf("; %s rows are younger than the horizon: shorten it", open);
    if (task->left[LEFT_UNLABELLED] + task->open > task->positives + task->negatives &&
        task->spec.column)
        return g_strdup_printf("; %s is empty in most rows: if empty means No, use the rule %s IS "
                               "NOT NULL",
                               task->spec.column, task->spec.column);
    return g_strdup("");
}

#define FEWEST_NUMBERS 100

static gboolean
check_numbers(const Task *task, GError **error)
{
    if (task->n_usable >= FEWEST_NUMBERS)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "\"%s\" is known %u times in %s: at least %d are needed to learn and to judge",
                task->event_words, task->n_usable, task->spec.entity, FEWEST_NUMBERS);
    return FALSE;
}

/* One class, or too few of one, teaches nothing. */
static gboolean
check_classes(const Task *task, GError **error)
{
    gint64 fewest = MIN(task->positives, task->negatives);
    if (task->kind != TASK_BINARY)
        return check_numbers(task, error);
    if (fewest >= TASK_MIN_POSITIVES)
        return TRUE;
    g_autofree char *known = number_count(task->positives + task->negatives);
    g_autofree char *count = number_count(fewest);
    g_autofree char *why = scarcity_words(task);
    if (task->positives + task->negatives == 0)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "no label of \"%s\" is known in %s%s: choose another target", task->event_words,
                    task->spec.entity, why);
    else if (fewest == 0)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "\"%s\" holds in %s of the %s rows of %s whose label is known%s: choose a "
                    "target that has both outcomes",
                    task->event_words, task->positives ? "all" : "none", known, task->spec.entity,
                    why);
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "only %s of the %s rows of %s with a known label %s \"%s\"%s: at least %d are "
                    "needed to learn and to judge",
                    count, known, task->spec.entity,
                    task->positives <= task->negatives ? "have" : "lack", task->event_words, why,
                    TASK_MIN_POSITIVES);
    return FALSE;
}

/* What is kept apart, and what passes for a near copy. */
static void
add_apart(Fingerprint *fingerprint, const Task *task, sqlite3 *database)
{
    DuplicateOptions options;

    if (!task->spec.apart) /* as before there was a choice */
        return;
    fingerprint_integer(fingerprint, task->spec.apart);
    if (task->customer)
        fingerprint_text(fingerprint, task->customer->info->name);
    if (!(task->spec.apart & APART_NEAR))
        return;
    duplicate_options_read(database, task->frame->table, &options);
    fingerprint_integer(fingerprint, options.any_customer);
    fingerprint_integer(fingerprint, options.alike.window);
    fingerprint_double(fingerprint, options.alike.least);
}

static char *
task_fingerprint(const Task *task, sqlite3 *database)
{
    Fingerprint *fingerprint = fingerprint_new("task 1");
    fingerprint_text(fingerprint, task->name);
    fingerprint_text(fingerprint, task->spec.entity);
    fingerprint_text(fingerprint, task->pql);
    fingerprint_text(fingerprint, task->spec.where);
    fingerprint_text(fingerprint, task->spec.without);
    fingerprint_text(fingerprint, task->spec.assuming);
    fingerprint_text(fingerprint, task->spec.labels);
    fingerprint_integer(fingerprint, task->spec.every);
    if (task->spec.seeds > 1)
        fingerprint_integer(fingerprint, task->spec.seeds);
    fingerprint_integer(fingerprint, task->spec.count);
    fingerprint_text(fingerprint, task->spec.time);
    fingerprint_text(fingerprint, task->spec.known_at);
    fingerprint_integer(fingerprint, task->spec.horizon);
    fingerprint_integer(fingerprint, (gint64)task->spec.seed);
    fingerprint_integer(fingerprint, task->as_of);
    fingerprint_text(fingerprint, task->frame->fingerprint);
    /* A declared order or a role can change labels without changing a cell. */
    guint64 labels = hash_bytes(task->label, task->n * sizeof *task->label, 1);
    labels = hash_bytes(task->state, task->n, labels);
    labels = hash_bytes(task->known_at, task->n * sizeof *task->known_at, labels);
    fingerprint_integer(fingerprint, (gint64)labels);
    add_apart(fingerprint, task, database);
    return fingerprint_end(fingerprint);
}

static gboolean
label_rows(Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *target, GError **error)
{
    if (ahead_needed(target))
        return task_label_ahead(task, frames, database, target, error);
    if (task->kind != TASK_BINARY)
        return task_label_numbers(task, frame_column(task->frame, target->name), database, error);
    g_autoptr(RowTest) test = row_test_new(target, task->frame, database, error);
    return test && task_label(task, test, database, error);
}

static Task *
task_labelled(FrameStore *frames, sqlite3 *database, const TaskSpec *spec, PqlNode **target,
              GError **error)
{
    g_autoptr(Task) task = task_of_entity(frames, database, spec->entity, error);
    if (!task)
        return NULL;
    if (spec->labels) {
        if (!task_label_given(task, frames, database, spec, error))
            return NULL;
        task_count(task);
        return g_steal_pointer(&task);
    }
    if (!(*target = target_resolve(task, spec, database, error)))
        return NULL;
    if (!label_rows(task, frames, database, *target, error) ||
        !task_filter(task, frames, database, error) || !task_leave_out(task, database, error))
        return NULL;
    task_count(task);
    return g_steal_pointer(&task);
}

Task *
task_sketch(FrameStore *frames, sqlite3 *database, const TaskSpec *spec, GError **error)
{
    g_autoptr(PqlNode) target = NULL;
    return task_labelled(frames, database, spec, &target, error);
}

Task *
task_new(FrameStore *frames, sqlite3 *database, const TaskSpec *spec, GError **error)
{
    g_autoptr(PqlNode) target = NULL;
    g_autoptr(Task) task = task_labelled(frames, database, spec, &target, error);
    if (!task || !apart_resolve(task, spec, error) || !check_classes(task, error))
        return NULL;
    if (target && !ahead_needed(target))
        task->kind == TASK_CLASSES ? kind_twins_find(task) : twins_find(task);
    task->sql = !target ? g_strdup_printf("-- as given by the table %s", spec->labels)
                : ahead_needed(target) ? ahead_sql(task, target)
                                       : target_sql(task, target);
    task->fingerprint = task_fingerprint(task, database);
    task->frozen = regime_frozen(database);
    return g_steal_pointer(&task);
}
