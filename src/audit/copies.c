/* Rows that repeat an earlier one, held against a target: whether both have the same outcome, and
 * which pairs stand on both sides of the split. */
#include "audit/audit_private.h"

#include <math.h>

static gboolean
judges(SplitPart part)
{
    return part == SPLIT_VALIDATION || part == SPLIT_TEST;
}

static gboolean
learns(SplitPart part)
{
    return part == SPLIT_TRAIN || part == SPLIT_STOP;
}

/* The parts of both halves, the earlier one first; FALSE: one of them is no row of the task. */
static gboolean
parts_of(const Duplicate *one, const Task *task, guint32 row[2], SplitPart part[2])
{
    row[0] = frame_row_of(task->frame, one->earlier);
    row[1] = frame_row_of(task->frame, one->row);
    for (guint i = 0; i < 2; i++) {
        if (row[i] == G_MAXUINT32)
            return FALSE;
        part[i] = (SplitPart)task->part[row[i]];
    }
    return TRUE;
}

static gboolean
stands_across(const SplitPart part[2])
{
    return (learns(part[0]) && judges(part[1])) || (judges(part[0]) && learns(part[1]));
}

DuplicateOutcomes
duplicates_outcomes(const Duplicates *duplicates, const Task *task)
{
    DuplicateOutcomes outcomes = {0};

    for (guint i = 0; i < duplicates->found->len; i++) {
        guint32 row[2];
        SplitPart part[2];
        if (!parts_of(&g_array_index(duplicates->found, Duplicate, i), task, row, part))
            continue;
        outcomes.across += stands_across(part);
        if (isnan(task->label[row[0]]) || isnan(task->label[row[1]]) || split_sealed(part[0]) ||
            split_sealed(part[1]))
            continue;
        outcomes.known++;
        outcomes.conflicting += task->label[row[0]] != task->label[row[1]];
    }
    return outcomes;
}

static int
by_original(gconstpointer a, gconstpointer b)
{
    const Duplicate *first = a, *second = b;
    if (first->earlier != second->earlier)
        return first->earlier < second->earlier ? -1 : 1;
    return first->row < second->row ? -1 : first->row > second->row;
}

GArray *
duplicates_across(const Duplicates *duplicates, const Task *task)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(Duplicate));

    for (guint i = 0; i < duplicates->found->len; i++) {
        const Duplicate *one = &g_array_index(duplicates->found, Duplicate, i);
        guint32 row[2];
        SplitPart part[2];
        if (parts_of(one, task, row, part) && stands_across(part))
            g_array_append_val(pairs, *one);
    }
    g_array_sort(pairs, by_original);
    return pairs;
}

GArray *
duplicates_in(const GArray *across, const Task *task, SplitPart part)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(Duplicate));

    for (guint i = 0; i < across->len; i++) {
        guint32 row[2];
        SplitPart parts[2];
        if (parts_of(&g_array_index(across, Duplicate, i), task, row, parts) &&
            (parts[0] == part || parts[1] == part))
            g_array_append_val(pairs, g_array_index(across, Duplicate, i));
    }
    return pairs;
}

guint8 *
duplicates_judging(const GArray *across, const Task *task)
{
    guint8 *judging = g_new0(guint8, (gsize)task->n + 1);

    for (guint i = 0; i < across->len; i++) {
        guint32 row[2];
        SplitPart part[2];
        if (!parts_of(&g_array_index(across, Duplicate, i), task, row, part))
            continue;
        for (guint half = 0; half < 2; half++)
            if (judges(part[half]))
                judging[row[half]] = 1;
    }
    return judging;
}

/* ---- the rows behind the counts ----------------------------------------------------------------
 */

/* An original, then what copies it. */
static void
add_pairs(const GArray *pairs, GArray *row_ids)
{
    for (guint i = 0; i < pairs->len; i++) {
        const Duplicate *one = &g_array_index(pairs, Duplicate, i);
        if (!i || one[-1].earlier != one->earlier)
            g_array_append_val(row_ids, one->earlier);
        g_array_append_val(row_ids, one->row);
    }
}

static void
add_judging(const GArray *pairs, const Task *task, const SplitPart *part, GArray *row_ids)
{
    g_autofree guint8 *judging = duplicates_judging(pairs, task);
    for (guint32 row = 0; row < task->n; row++)
        if (judging[row] && (!part || task->part[row] == *part))
            g_array_append_val(row_ids, task->frame->row_id[row]);
}

gboolean
duplicates_rows(const Task *task, const char *shared, const char *part, sqlite3 *database,
                GArray *row_ids, char **title, GError **error)
{
    gboolean sides = g_str_equal(shared, "pair");
    SplitPart only = SPLIT_NONE;

    if (part && !split_from_name(part, &only, error))
        return FALSE;
    g_autoptr(Duplicates) found = duplicates_get(task->frame, database, NULL, error);
    if (!found)
        return FALSE;
    g_autoptr(GArray) across = duplicates_across(found, task);
    g_autoptr(GArray) pairs = part ? duplicates_in(across, task, only) : g_array_ref(across);
    guint before = row_ids->len;
    if (sides)
        add_pairs(pairs, row_ids);
    else
        add_judging(pairs, task, part ? &only : NULL, row_ids);
    g_autofree char *count = number_count(row_ids->len - before);
    g_autofree char *copies = number_count(pairs->len);
    const char *noun = table_noun(task->spec.entity, row_ids->len - before);
    const char *where = part ? part : "validation or the test";
    *title =
        sides ? g_strdup_printf("%s %s, each original with its copies: %s pairs, one half "
                                "teaches and one judges in %s",
                                count, noun, copies, where)
              : g_strdup_printf("%s %s that judge in %s and copy what taught", count, noun, where);
    return TRUE;
}
