/* What stands on both sides of a split: customers and near copies that are trained on and judged
 * on; and keeping them apart, by choice. */
#include <math.h>
#include <string.h>

#include "task/task-private.h"

static const char *const apart_names[] = {"nothing", "customer", "near", "both"};

const char *
apart_name(Apart apart)
{
    return apart_names[apart];
}

gboolean
apart_from_name(const char *name, Apart *apart, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(apart_names); i++)
        if (g_ascii_strcasecmp(name, apart_names[i]) == 0) {
            *apart = (Apart)i;
            return TRUE;
        }
    g_autofree char *clean = text_clean(name, -1);
    return task_refuse(error,
                       "apart=%s: write customer (judged on customers that never taught), near "
                       "(near copies), both, or nothing",
                       clean);
}

const char *
apart_words(Apart apart)
{
    static const char *const words[] = {"", "on customers that never taught",
                                        "without copies of what taught",
                                        "on customers that never taught, without copies"};
    return words[apart];
}

static gboolean
teaches(const Task *task, guint32 row)
{
    return task->part[row] == SPLIT_TRAIN || task->part[row] == SPLIT_STOP;
}

static gboolean
judges(const Task *task, guint32 row)
{
    return task->part[row] == SPLIT_VALIDATION || task->part[row] == SPLIT_TEST;
}

guint8 *
task_shared_customers(const Task *task, guint32 customers[SPLIT_PARTS])
{
    guint8 *shared = g_new0(guint8, (gsize)task->n + 1);
    const gint32 *code = task->customer ? task->customer->code : NULL;

    if (customers)
        memset(customers, 0, SPLIT_PARTS * sizeof *customers);
    if (!code)
        return shared;
    gsize size = dictionary_size(task->customer->dictionary);
    g_autofree guint8 *parts = g_new0(guint8, size + 1); /* bits: where each customer was seen */
    for (guint32 row = 0; row < task->n; row++)
        if (code[row] >= 0 && teaches(task, row))
            parts[code[row]] |= 1;
    for (guint32 row = 0; row < task->n; row++) {
        if (code[row] < 0 || !judges(task, row) || !(parts[code[row]] & 1))
            continue;
        guint8 bit = (guint8)(1 << task->part[row]);
        if (customers && !(parts[code[row]] & bit))
            customers[task->part[row]]++;
        parts[code[row]] |= bit;
        shared[row] = 1;
    }
    return shared;
}

/* ---- what can be kept apart --------------------------------------------------------------------
 */

gboolean
apart_resolve(Task *task, const TaskSpec *spec, GError **error)
{
    const char *entity = task->spec.entity;

    task->spec.apart = spec->apart;
    if ((spec->apart & APART_CUSTOMER) && !task->customer)
        return task_refuse(error,
                           "apart=%s: no column of %s says who the customer is; name it, role %s "
                           "COLUMN customer",
                           apart_name(spec->apart), entity, entity);
    if ((spec->apart & APART_NEAR) && (task->moments || task->frame->repeated))
        return task_refuse(error,
                           "apart=%s: rows of %s are asked about again and again, and each is a "
                           "copy of itself: write apart=customer",
                           apart_name(spec->apart), entity);
    return TRUE;
}

static guint32
first_of(guint32 *copies, guint32 row)
{
    while (copies[row] != row)
        row = copies[row] = copies[copies[row]];
    return row;
}

gboolean
task_find_copies(Task *task, sqlite3 *database, Progress *progress, GError **error)
{
    if (!(task->spec.apart & APART_NEAR) || task->copies)
        return TRUE;
    g_autoptr(Duplicates) found = duplicates_get(task->frame, database, progress, error);
    if (!found)
        return FALSE;
    task->copies = g_new(guint32, (gsize)task->n + 1);
    for (guint32 row = 0; row < task->n; row++)
        task->copies[row] = row;
    for (guint i = 0; i < found->found->len; i++) {
        const Duplicate *one = &g_array_index(found->found, Duplicate, i);
        guint32 earlier = frame_row_of(task->frame, one->earlier);
        guint32 later = frame_row_of(task->frame, one->row);
        if (earlier != G_MAXUINT32 && later != G_MAXUINT32)
            task->copies[first_of(task->copies, later)] = first_of(task->copies, earlier);
    }
    for (guint32 row = 0; row < task->n; row++)
        task->copies[row] = first_of(task->copies, row);
    return TRUE;
}

/* ---- each customer in one part -----------------------------------------------------------------
 */

/* Training, validation and test, whether a row stays there or not; SPLIT_NONE: of no account. */
static SplitPart
side_of(SplitPart part)
{
    SplitPart home = part == SPLIT_STOP ? SPLIT_TRAIN : split_home(part);
    return home == SPLIT_TRAIN || home == SPLIT_VALIDATION || home == SPLIT_TEST ? home
                                                                                 : SPLIT_NONE;
}

static SplitPart
apart_of(SplitPart side)
{
    return side == SPLIT_TRAIN        ? SPLIT_APART_TRAIN
           : side == SPLIT_VALIDATION ? SPLIT_APART_VALIDATION
                                      : SPLIT_APART_TEST;
}

/* One of the sides, by a number from 0 to 1. `stands`: a bit each. */
static SplitPart
draw_side(guint8 stands, double lot)
{
    static const struct {
        SplitPart side;
        double weight;
    } sides[] = {{SPLIT_TRAIN, 3}, {SPLIT_VALIDATION, 1}, {SPLIT_TEST, 1}};
    double all = 0, before = 0;
    SplitPart last = SPLIT_NONE;

    for (guint i = 0; i < G_N_ELEMENTS(sides); i++)
        all += stands >> sides[i].side & 1 ? sides[i].weight : 0;
    for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
        if (!(stands >> sides[i].side & 1))
            continue;
        last = sides[i].side;
        if (lot * all < before + sides[i].weight)
            break;
        before += sides[i].weight;
    }
    return last;
}

/* The side of each customer, by code: of where its rows stand, taken out or not, so that it comes
 * out the same before and after. The lot hangs on the name, so that next month's rows leave it. */
static guint8 *
sides_of_customers(const Task *task)
{
    const FrameColumn *customer = task->customer;
    guint32 n = dictionary_size(customer->dictionary);
    g_autofree guint8 *stands = g_new0(guint8, (gsize)n + 1);
    guint8 *side = g_new0(guint8, (gsize)n + 1);

    for (guint32 row = 0; row < task->n; row++)
        if (customer->code[row] >= 0)
            stands[customer->code[row]] |= (guint8)(1 << side_of((SplitPart)task->part[row]));
    for (guint32 code = 0; code < n; code++) {
        const char *name = dictionary_text(customer->dictionary, code);
        guint64 hash = hash_bytes(name, strlen(name), task->spec.seed);
        side[code] = (guint8)draw_side(stands[code], (double)(hash >> 11) * 0x1p-53);
    }
    return side;
}

guint8 *
apart_for_customer(const Task *task)
{
    guint8 *elsewhere = g_new0(guint8, (gsize)task->n + 1);

    if (!(task->spec.apart & APART_CUSTOMER))
        return elsewhere;
    g_autofree guint8 *side = sides_of_customers(task);
    for (guint32 row = 0; row < task->n; row++) {
        gint32 code = task->customer->code[row];
        SplitPart own = side_of((SplitPart)task->part[row]);
        elsewhere[row] = code >= 0 && own != SPLIT_NONE && side[code] != own;
    }
    return elsewhere;
}

/* ---- the later copy gives way ------------------------------------------------------------------
 */

static void
note_part(const Task *task, SplitPart part, guint8 *seen)
{
    for (guint32 row = 0; row < task->n; row++)
        if (task->part[row] == part)
            seen[task->copies[row]] = 1;
}

static void
take_copies(Task *task, SplitPart part, const guint8 *seen)
{
    for (guint32 row = 0; row < task->n; row++)
        if (task->part[row] == part && seen[task->copies[row]])
            task->part[row] = (guint8)apart_of(part);
}

void
apart_take_out(Task *task)
{
    g_autofree guint8 *elsewhere = apart_for_customer(task);
    g_autofree guint8 *seen = g_new0(guint8, (gsize)task->n + 1);

    for (guint32 row = 0; row < task->n; row++)
        if (elsewhere[row])
            task->part[row] = (guint8)apart_of(side_of((SplitPart)task->part[row]));
    if (!task->copies)
        return;
    note_part(task, SPLIT_TRAIN, seen);
    note_part(task, SPLIT_STOP, seen);
    take_copies(task, SPLIT_VALIDATION, seen);
    note_part(task, SPLIT_VALIDATION, seen);
    take_copies(task, SPLIT_TEST, seen);
}

/* ---- without time: whole groups by lot ---------------------------------------------------------
 */

typedef struct {
    guint32 first; /* the row that stands for it */
    guint32 rows;
    gboolean events; /* any */
} Group;

/* The row that stands for each row's group: of its customer, and of what it copies. */
static guint32 *
group_rows(const Task *task)
{
    guint32 *group = task->copies ? g_memdup2(task->copies, (gsize)(task->n + 1) * sizeof *group)
                                  : g_new(guint32, (gsize)task->n + 1);
    const gint32 *customer = task->spec.apart & APART_CUSTOMER ? task->customer->code : NULL;
    gsize customers = customer ? dictionary_size(task->customer->dictionary) : 0;
    g_autofree guint32 *of_customer = g_new(guint32, customers + 1);

    for (guint32 row = 0; !task->copies && row < task->n; row++)
        group[row] = row;
    for (gsize code = 0; code < customers; code++)
        of_customer[code] = G_MAXUINT32;
    for (guint32 row = 0; customer && row < task->n; row++) {
        if (customer[row] < 0)
            continue;
        guint32 *first = &of_customer[customer[row]];
        if (*first == G_MAXUINT32)
            *first = row;
        else
            group[first_of(group, row)] = first_of(group, *first);
    }
    for (guint32 row = 0; row < task->n; row++)
        group[row] = first_of(group, row);
    return group;
}

static GArray *
count_groups(const Task *task, const guint32 *group)
{
    GArray *groups = g_array_new(FALSE, TRUE, sizeof(Group));
    g_autofree guint32 *place = g_new0(guint32, (gsize)task->n + 1);

    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i], first = group[row];
        if (!place[first]) {
            Group one = {.first = first};
            g_array_append_val(groups, one);
            place[first] = groups->len;
        }
        Group *one = &g_array_index(groups, Group, place[first] - 1);
        one->rows++;
        one->events |= task->kind == TASK_BINARY && task->label[row] == 1;
    }
    return groups;
}

/* 63, 7, 15 and 15 in a hundred of the rows, by the middle of each group. */
static void
deal(GArray *groups, gboolean events, guint64 seed, guint8 *part)
{
    g_autoptr(GPtrArray) these = g_ptr_array_new();
    double all = 0, before = 0;
    Random random;

    for (guint i = 0; i < groups->len; i++) {
        Group *one = &g_array_index(groups, Group, i);
        if (one->events != events)
            continue;
        g_ptr_array_add(these, one);
        all += one->rows;
    }
    random_seed(&random, seed);
    for (guint i = these->len; i > 1; i--) {
        guint other = random_below(&random, i);
        gpointer swap = these->pdata[i - 1];
        these->pdata[i - 1] = these->pdata[other];
        these->pdata[other] = swap;
    }
    for (guint i = 0; i < these->len; i++) {
        const Group *one = these->pdata[i];
        double middle = (before + one->rows / 2.0) / all;
        part[one->first] = (guint8)(middle < 0.63   ? SPLIT_TRAIN
                                    : middle < 0.70 ? SPLIT_STOP
                                    : middle < 0.85 ? SPLIT_VALIDATION
                                                    : SPLIT_TEST);
        before += one->rows;
    }
}

void
apart_deal(Task *task)
{
    g_autofree guint32 *group = group_rows(task);
    g_autofree guint8 *part = g_new0(guint8, (gsize)task->n + 1);
    g_autoptr(GArray) groups = count_groups(task, group);

    deal(groups, FALSE, task->spec.seed, part);
    deal(groups, TRUE, task->spec.seed + 1, part);
    for (guint32 i = 0; i < task->n_usable; i++)
        task->part[task->order[i]] = part[group[task->order[i]]];
}
