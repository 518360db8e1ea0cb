/* A task's making: specification in, table of (entity, seed time, label) out. */
#include <string.h>

#include "task/ahead.h"

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
