/* Near duplicates as an alert. Looking for them takes longer than all other alerts together, so
 * that in a large table they are told once the page on duplicates has looked for them, and until
 * then which key does. */
#include "audit/alert.h"

static const double MANY = 0.001; /* of the rows: to be watched */

static gboolean
has_text(const TableInfo *table)
{
    for (guint i = 0; i < table->columns->len; i++)
        if (((const ColumnInfo *)g_ptr_array_index(table->columns, i))->kind == KIND_TEXT)
            return TRUE;
    return FALSE;
}

/* Rows with the outcome among those that repeat an earlier one; −1: no target. */
static gint64
count_events(const Inspection *inspection, const Duplicates *duplicates)
{
    const Task *task = inspection->task;
    gint64 events = 0;

    if (!task)
        return -1;
    for (guint i = 0; i < duplicates->found->len; i++) {
        const Duplicate *one = &g_array_index(duplicates->found, Duplicate, i);
        guint32 row = frame_row_of(task->frame, one->row);
        if (one->kind == DUPLICATE_NEAR && row < task->n && task->label[row] > 0.5)
            events++;
    }
    return events;
}

static Alert *
not_looked(Inspection *inspection)
{
    g_autofree char *rows = number_count(inspection->frame->n);
    Alert *alert = alert_add(
        inspection, ALERT_NEAR_DUPLICATES, SEVERITY_NOTE, NULL,
        "not looked for yet among %s rows: D looks, in the background (`duplicates`)", rows);
    alert_reference(alert, -1, -1, "report=duplicates");
    return alert;
}

static Alert *
looked(Inspection *inspection, const Duplicates *duplicates)
{
    gint64 near = duplicates->count[DUPLICATE_NEAR];
    double share = (double)near / (double)MAX(duplicates->rows, 1);
    g_autofree char *words = alert_share(near, duplicates->rows);
    Alert *alert =
        alert_add(inspection, ALERT_NEAR_DUPLICATES, share >= MANY ? SEVERITY_WATCH : SEVERITY_NOTE,
                  NULL, "%s rows say nearly what an earlier one said%s%s", words,
                  duplicates->customer ? ", by the same customer" : "",
                  duplicates->time ? ", not long before" : "");
    alert_reference(alert, near, duplicates->rows, "report=duplicates");
    alert->events = count_events(inspection, duplicates);
    alert_command(alert, "clean duplicates %s near reason=\"near duplicates\"",
                  inspection->table->name);
    return alert;
}

Alert *
inspect_near(Inspection *inspection, GError **error)
{
    const Frame *frame = inspection->frame;
    GError *failure = NULL;

    if (!has_text(inspection->table) || !frame->n)
        return NULL;
    g_autoptr(Duplicates) duplicates = duplicates_load(frame, inspection->database, &failure);
    if (!duplicates && !failure && frame->n > DUPLICATES_AT_ONCE)
        return not_looked(inspection);
    if (!duplicates && !failure)
        duplicates = duplicates_find(frame, inspection->database, inspection->progress, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    return duplicates->count[DUPLICATE_NEAR] ? looked(inspection, duplicates) : NULL;
}
