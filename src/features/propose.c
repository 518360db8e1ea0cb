/* The default candidates of a task: what the entity's row says, when it came, how its text reads,
 * what it names; then what links add. In a fixed order, and few enough to be read. */
#include "features/propose.h"
#include <string.h>

#define MOST_OWN 24
#define MOST_PARENT 10
#define MOST_ITEMS 12
#define MOST_LEVELS 8

/* ---- the entity's own row ----------------------------------------------------------------------
 */

gboolean
is_link_column(const Proposal *proposal, const ColumnInfo *column)
{
    const GPtrArray *links = proposal->task->frame->catalogue->links;
    for (guint i = 0; i < links->len; i++) {
        const LinkInfo *link = links->pdata[i];
        if (link->child_column == column || link->parent_column == column)
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_constant(const FrameColumn *column)
{
    if (column->code)
        return distinct_codes(column, 2) < 2;
    for (guint32 row = 1; row < column->n; row++) {
        double a = frame_number(column, 0), b = frame_number(column, row);
        if (a != b && !(a != a && b != b))
            return FALSE;
    }
    return TRUE;
}

/* A category of very many values, or of many that its heading calls names: of people, companies,
 * addresses. Such a column tells rows apart; it doesn't describe them. */
static gboolean
names_things(const FrameColumn *column)
{
    if (!column->code)
        return FALSE;
    g_autofree char *name = g_ascii_strdown(column->info->name, -1);
    gboolean called = strstr(name, "name") || strstr(name, "mail") || strstr(name, "phone");
    guint32 distinct = distinct_codes(column, 1001);
    return distinct > 1000 || (called && distinct > 50) ||
           (column->n > 40 && distinct > column->n / 2);
}

/* Columns that name things, hold words, dates or personal data are no features as they stand. */
static gboolean
is_plain_value(const Proposal *proposal, const FrameColumn *column)
{
    const ColumnInfo *info = column->info;
    switch (info->kind) {
    case KIND_CATEGORY:
    case KIND_BOOLEAN:
    case KIND_INTEGER:
    case KIND_DECIMAL:
        return !info->pii && info->role != ROLE_ID && info->role != ROLE_CUSTOMER &&
               !is_link_column(proposal, info) && !names_things(column) && !is_constant(column);
    default:
        return FALSE;
    }
}

/* Whether a category is at most this far in its order, a step at a time: a tree needs one question
 * then, a weighted sum one weight a step. */
static void
propose_order(Proposal *proposal, const char *table, const char *name, const ColumnInfo *info)
{
    g_auto(GStrv) order = info->order ? g_strsplit(info->order, ";", -1) : NULL;
    guint levels = order ? g_strv_length(order) : 0;
    for (guint i = 1; i + 1 < levels && levels <= MOST_LEVELS; i++) {
        g_autofree char *level = quoted_text(g_strstrip(order[i]));
        propose(proposal, "%s.%s <= %s", table, name, level);
    }
}

static void
propose_own_columns(Proposal *proposal)
{
    const Frame *frame = proposal->task->frame;
    g_autofree char *table = quoted_name(proposal->entity->name);
    guint added = 0;
    for (guint i = 0; i < frame->columns->len && added < MOST_OWN; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        if (column->info == proposal->entity->key || !is_plain_value(proposal, column))
            continue;
        g_autofree char *name = quoted_name(column->info->name);
        const Feature *feature = propose(proposal, "%s.%s", table, name);
        added += feature && feature->enabled;
        propose_order(proposal, table, name, column->info);
    }
}

/* ---- values of lists ---------------------------------------------------------------------------
 */

/* Where more than half of the events have it and nine in ten that have it are events, it tells the
 * target itself, as the tag does that a rule sets when a ticket is escalated. */
static gboolean
item_tells(const Task *task, const FrameColumn *column, gint32 code)
{
    gint64 has = 0, events = 0, all = 0;
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i], at = column->item_start[row];
        gboolean event = task->label[row] > 0.5;
        if (task->part[row] != SPLIT_TRAIN)
            continue;
        while (at < column->item_start[row + 1] && column->item[at] != code)
            at++;
        gboolean found = at < column->item_start[row + 1];
        has += found;
        events += found && event;
        all += event;
    }
    return has > 0 && 10 * events >= 8 * has && 2 * events >= all;
}

/* Items in at least one row of 200, the most frequent first. */
static GArray *
frequent_items(const FrameColumn *column)
{
    guint32 size = dictionary_size(column->dictionary);
    g_autofree guint32 *counts = g_new0(guint32, size + 1);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(CodeCount));
    for (guint32 i = 0; i < column->item_start[column->n]; i++)
        counts[column->item[i]]++;
    for (guint32 code = 0; code < size; code++) {
        CodeCount count = {code, counts[code], dictionary_text(column->dictionary, code)};
        if (count.count > 0 && count.count * G_GUINT64_CONSTANT(200) >= column->n)
            g_array_append_val(found, count);
    }
    g_array_sort(found, codes_by_count);
    return g_steal_pointer(&found);
}

static void
propose_items(Proposal *proposal, const FrameColumn *column)
{
    g_autofree char *table = quoted_name(proposal->entity->name);
    g_autofree char *name = quoted_name(column->info->name);
    g_autoptr(GArray) items = frequent_items(column);
    for (guint i = 0, added = 0; i < items->len && added < MOST_ITEMS; i++) {
        const CodeCount *item = &g_array_index(items, CodeCount, i);
        g_autofree char *text = quoted_text(item->text);
        if (item_tells(proposal->task, column, (gint32)item->code))
            continue;
        added += propose(proposal, "%s.%s CONTAINS %s", table, name, text) != NULL;
    }
}

/* Tags and labels: whether a ticket bears each of the frequent ones. Of a list that comes later
 * nothing is proposed. */
static void
propose_lists(Proposal *proposal)
{
    const Frame *frame = proposal->task->frame;
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        if (column->item_start && column->info->known != KNOWN_LATER && !column->info->pii)
            propose_items(proposal, column);
    }
}

/* ---- calendar ----------------------------------------------------------------------------------
 */

#define TWO_YEARS (730 * TIME_DAY)

static void
propose_calendar(Proposal *proposal)
{
    const Task *task = proposal->task;
    if (!task->time_column || task->moments || task->n_usable == 0)
        return;
    g_autofree char *table = quoted_name(proposal->entity->name);
    g_autofree char *time = quoted_name(task->time_column->info->name);
    if (task->time_column->info->precision != PRECISION_DAY)
        propose(proposal, "HOUR(%s.%s)", table, time);
    propose(proposal, "WEEKDAY(%s.%s)", table, time);
    propose(proposal, "WEEKEND(%s.%s)", table, time);
    Feature *month = propose(proposal, "MONTH(%s.%s)", table, time);
    Feature *day = propose(proposal, "DAY_OF_YEAR(%s.%s)", table, time);
    TimePoint first = task->seed_time[task->order[0]];
    TimePoint last = task->seed_time[task->order[task->n_usable - 1]];
    if (last - first >= TWO_YEARS)
        return;
    propose_off(month, "the history holds no month twice: the month would only be a clock");
    propose_off(day, "the history holds no month twice: the day would only be a clock");
}

/* ---- rows that the entity names ----------------------------------------------------------------
 */

static gboolean
propose_parent(Proposal *proposal, const LinkInfo *link, GError **error)
{
    g_autoptr(Frame) frame =
        frame_store_get(proposal->frames, proposal->database, link->parent, NULL, error);
    if (!frame)
        return FALSE;
    g_autofree char *table = quoted_name(link->parent->name);
    guint added = 0;
    for (guint i = 0; i < frame->columns->len && added < MOST_PARENT; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        g_autofree char *name = quoted_name(column->info->name);
        if (column->info->kind == KIND_DATE && !column->info->pii)
            added += propose(proposal, "AGE(%s.%s)", table, name) != NULL;
        else if (column->info != link->parent->key && is_plain_value(proposal, column))
            added += propose(proposal, "%s.%s", table, name) != NULL;
    }
    return TRUE;
}

static gboolean
propose_parents(Proposal *proposal, GError **error)
{
    const GPtrArray *links = proposal->task->frame->catalogue->links;
    for (guint i = 0; i < links->len; i++) {
        const LinkInfo *link = links->pdata[i];
        if (link->child == proposal->entity && link->parent != proposal->entity &&
            link->parent_column == link->parent->key && !propose_parent(proposal, link, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
propose_row(Proposal *proposal, GError **error)
{
    propose_own_columns(proposal);
    propose_lists(proposal);
    propose_calendar(proposal);
    return propose_texts(proposal, error) && propose_parents(proposal, error);
}
