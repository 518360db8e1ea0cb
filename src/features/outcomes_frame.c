/* The virtual table `outcomes`: the entity's columns as they stand, and when and how each row
 * ended. It owns its descriptions and three columns; all else is the task's. */
#include "features/own_facts.h"

static ColumnInfo *
virtual_column(const char *name, ColumnKind kind, gint64 id)
{
    ColumnInfo *info = g_new0(ColumnInfo, 1);
    info->id = id;
    info->name = g_strdup(name);
    info->heading = g_strdup(name);
    info->kind = kind;
    info->precision = PRECISION_FRACTION;
    return info;
}

static void
virtual_column_free(ColumnInfo *info)
{
    g_free(info->name);
    g_free(info->heading);
    g_free(info);
}

static void
add_virtual(Frame *frame, TableInfo *table, FrameColumn column, const char *name)
{
    gint64 id = -1 - (gint64)table->columns->len; /* columns are told apart by it */
    ColumnInfo *info = virtual_column(name, column.kind, id);
    column.info = info;
    column.n = frame->n;
    g_ptr_array_add(table->columns, info);
    g_ptr_array_add(frame->columns, g_memdup2(&column, sizeof column));
}

Frame *
outcomes_frame_new(const Task *task, const Frame *entity)
{
    Frame *frame = g_new0(Frame, 1);
    TableInfo *table = g_new0(TableInfo, 1);
    table->name = g_strdup("outcomes");
    table->rows = task->n;
    table->columns = g_ptr_array_new();
    frame->catalogue = entity->catalogue;
    frame->table = table;
    frame->n = task->n;
    frame->row_id = entity->row_id;
    frame->references = 1;
    frame->columns = g_ptr_array_new_with_free_func(g_free);
    add_virtual(frame, table, (FrameColumn){.kind = KIND_DATE, .integer = task->seed_time}, "seed");
    add_virtual(frame, table, (FrameColumn){.kind = KIND_DATE, .integer = task->known_at},
                "known_at");
    add_virtual(frame, table, (FrameColumn){.kind = KIND_DECIMAL, .decimal = task->label}, "label");
    for (guint i = 0; i < entity->columns->len; i++) {
        const FrameColumn *column = entity->columns->pdata[i];
        g_ptr_array_add(table->columns, (gpointer)column->info);
        g_ptr_array_add(frame->columns, g_memdup2(column, sizeof *column));
    }
    return frame;
}

void
outcomes_frame_free(Frame *frame)
{
    if (!frame)
        return;
    TableInfo *table = (TableInfo *)frame->table;
    for (guint i = 0; i < 3; i++)
        virtual_column_free(table->columns->pdata[i]);
    g_ptr_array_unref(table->columns);
    g_free(table->name);
    g_free(table);
    g_ptr_array_unref(frame->columns);
    g_free(frame);
}
