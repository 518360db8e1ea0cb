/* One measure in the making: what each row says, what was left out and why. */
#include "desk/desk_private.h"

static const char *const kind_names[DESK_MEASURES] = {
    "resolution", "business",       "first-reply",         "one-contact", "satisfaction",
    "sla",        "promised-reply", "promised-resolution", "open",        "contact"};

const char *
desk_kind_name(DeskKind kind)
{
    return kind_names[kind];
}

static void
reason_free(gpointer data)
{
    DeskReason *reason = data;
    g_free(reason->words);
    g_free(reason);
}

DeskMeasure *
measure_new(const DeskView *view, DeskKind kind)
{
    DeskMeasure *measure = g_new0(DeskMeasure, 1);
    measure->kind = kind;
    measure->n = view->frame->n;
    measure->value = g_new(double, MAX(measure->n, 1));
    measure->state = g_new0(guint8, MAX(measure->n, 1));
    for (guint32 row = 0; row < measure->n; row++)
        measure->value[row] = NAN;
    measure->reasons = g_ptr_array_new_with_free_func(reason_free);
    return measure;
}

void
desk_measure_free(DeskMeasure *measure)
{
    if (!measure)
        return;
    g_free(measure->why_not);
    g_free(measure->rule);
    g_free(measure->value);
    g_free(measure->state);
    g_free(measure->score);
    g_free(measure->customer);
    g_ptr_array_unref(measure->reasons);
    g_free(measure);
}

DeskMeasure *
measure_refuse(DeskMeasure *measure, char *why_not)
{
    measure->why_not = why_not;
    return measure;
}

void
measure_count(DeskMeasure *measure, guint32 row, double value)
{
    measure->value[row] = value;
    measure->state[row] = DESK_COUNTED;
    measure->counted++;
}

void
measure_open(DeskMeasure *measure, guint32 row, double value)
{
    measure->value[row] = value;
    measure->state[row] = DESK_OPEN;
    measure->open++;
}

void
measure_exclude(DeskMeasure *measure, guint32 row, const char *id, const char *words)
{
    guint i = 0;
    while (i < measure->reasons->len &&
           strcmp(((DeskReason *)g_ptr_array_index(measure->reasons, i))->id, id) != 0)
        i++;
    if (i == measure->reasons->len) {
        DeskReason *reason = g_new0(DeskReason, 1);
        reason->id = id;
        reason->words = g_strdup(words);
        g_ptr_array_add(measure->reasons, reason);
    }
    ((DeskReason *)g_ptr_array_index(measure->reasons, i))->rows++;
    measure->state[row] = (guint8)(DESK_EXCLUDED + i);
}
