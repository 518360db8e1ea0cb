/* How the desk does now, beside the baseline that was frozen: reads tables, so it is the clerk's.
 */
#include "session_private.h"

#include <math.h>

/* What the desk's card tells of the target. A target that is a number has no rate. */
static DeskTarget
target_of(const Task *task)
{
    DeskTarget target = {0};
    if (!task || task->kind != TASK_BINARY)
        return target;
    return (DeskTarget){.task = task->id,
                        .words = task->event_words,
                        .positives = task->positives,
                        .negatives = task->negatives,
                        .open = task->open,
                        .unusable = task->unusable};
}

Report *
session_desk_card(FrameStore *frames, sqlite3 *database, const Task *task, TimePoint from,
                  Progress *progress, GError **error)
{
    DeskTarget target = target_of(task);
    g_autoptr(DeskView) view = desk_view_new(frames, database, error);

    if (!view)
        return NULL;
    if (from != TIME_MISSING) {
        view->from = from;
        target.task = 0;
    }
    return desk_card(view, &target, progress, error);
}

static TimePoint
as_of(const Report *card)
{
    for (guint i = 0; i < card->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(card->values, i);
        if (g_strcmp0(value->id, "as_of") == 0 && !isnan(value->cell->value))
            return (TimePoint)value->cell->value;
    }
    return TIME_MISSING;
}

/* The tickets that came after the frozen card's day; NULL: none did, or it has no day. */
static Report *
card_since(const Report *frozen, const Report *now, FrameStore *frames, sqlite3 *database,
           Progress *progress, GError **error)
{
    TimePoint then = frozen ? as_of(frozen) : TIME_MISSING, today = as_of(now);
    if (then == TIME_MISSING || today == TIME_MISSING || today <= then)
        return NULL;
    return session_desk_card(frames, database, NULL, then + 1, progress, error);
}

Report *
session_baseline_report(FrameStore *frames, sqlite3 *database, const Task *task, Progress *progress,
                        GError **error)
{
    gint64 id = baseline_latest(database);
    g_autofree char *name = NULL;
    g_autoptr(Report) frozen = id ? baseline_card(database, id, &name, error) : NULL;
    g_autoptr(GError) failure = NULL;

    if (id && !frozen)
        return NULL;
    g_autoptr(Report) now =
        session_desk_card(frames, database, task, TIME_MISSING, progress, error);
    if (!now)
        return NULL;
    g_autoptr(Report) since = card_since(frozen, now, frames, database, progress, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    return baseline_report(frozen, name, id, now, since, frame_store_catalogue(frames)->zone);
}
