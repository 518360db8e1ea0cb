/* The record of a task: made empty over a frame, held and let go, repeated at moments; and how the
 * files of this room refuse. */
#include <string.h>

#include "task/task-private.h"

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

Task *
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

gboolean
task_refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, message);
    return FALSE;
}

void
task_find_customer(Task *task)
{
    const ColumnInfo *info = table_role(task->frame->table, ROLE_CUSTOMER);
    if (!info && task->moments)
        info = task->frame->table->key; /* asked about again and again: each is its own cluster */
    const FrameColumn *column = info ? frame_column_of(task->frame, info) : NULL;
    task->customer =
        column && (column->kind == KIND_KEY || column->kind == KIND_CATEGORY) ? column : NULL;
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
