/* Targets that are neither an event nor a number: one of several values, a list of items, numbers
 * of several windows in a row. Which of them an aggregate or a column is, and their labels. */
#include <math.h>
#include <string.h>

#include "task/linked.h"

/* Forecasts learn a model a window. */
#define MOST_WINDOWS 52

/* ---- which kind --------------------------------------------------------------------------------
 */

/* The column that a target reads, in the table it names; NULL for *, and for what binding refuses.
 */
static const ColumnInfo *
column_read(const Task *task, const PqlNode *node)
{
    const PqlNode *column = node->type == PQL_AGGREGATE ? node->arguments->pdata[0] : node;
    const TableInfo *table = column->table
                                 ? catalogue_table(task->frame->catalogue, column->table, NULL)
                                 : task->frame->table;
    return table ? table_column(table, column->name, NULL) : NULL;
}

/* Texts of a small number of values, one of which it is. */
static gboolean
takes_classes(const Task *task, const PqlNode *node)
{
    const ColumnInfo *column = column_read(task, node);
    gboolean one =
        node->type == PQL_COLUMN || node->aggregate == PQL_FIRST || node->aggregate == PQL_LAST;
    return one && column && (column->kind == KIND_CATEGORY || column->kind == KIND_KEY);
}

static gboolean
check_forecast(const Task *task, const PqlNode *node, guint count, GError **error)
{
    if (takes_classes(task, node))
        return pql_refuse(node, "FORECAST of a category", "forecast a number, or CLASSIFY", error);
    if (node->type != PQL_AGGREGATE || !node->windowed)
        return pql_refuse(node, "FORECAST of something that is no number of a window",
                          "forecast COUNT(table.*, 0, 7, days) or another number", error);
    if (count >= 1 && count <= MOST_WINDOWS)
        return TRUE;
    g_autofree char *remedy = g_strdup_printf(
        "each is learned by itself, so at most %d: take a longer window", MOST_WINDOWS);
    return pql_refuse(node, "more timeframes than can be learned", remedy, error);
}

/* RANK and CLASSIFY of what has one value. */
static gboolean
check_classes(const Task *task, const PqlNode *node, GError **error)
{
    const ColumnInfo *column = column_read(task, node);
    if (takes_classes(task, node) || !column)
        return TRUE;
    g_autofree char *what =
        g_strdup_printf("CLASSIFY of %s, which is %s", column->name, kind_name(column->kind));
    return pql_refuse(node, what, "leave CLASSIFY out, or take a category or a key", error);
}

gboolean
kind_choose(Task *task, const PqlNode *node, const TaskSpec *spec, GError **error)
{
    gboolean list = node->type == PQL_AGGREGATE && node->aggregate == PQL_LIST_DISTINCT;
    task->spec.count = spec->count;
    if (spec->kind == TASK_FORECAST) {
        task->kind = TASK_FORECAST;
        return check_forecast(task, node, spec->count, error);
    }
    if (list) {
        task->kind = TASK_RANKING;
        task->spec.count = spec->count ? spec->count : 10;
        return TRUE;
    }
    task->kind = takes_classes(task, node) ? TASK_CLASSES : TASK_NUMBER;
    return spec->kind != TASK_CLASSES || check_classes(task, node, error);
}

/* ---- labels ------------------------------------------------------------------------------------
 */

void
kind_keep_values(Task *task, const FrameColumn *column, Frame *frame)
{
    g_clear_pointer(&task->values_frame, frame_unref);
    task->values_frame = frame_ref(frame);
    task->values = column;
}

/* What a label was before the split: a code, or the number itself. */
static char *
value_words(const Task *task, double value)
{
    const Dictionary *dictionary = task->values->dictionary;
    if (dictionary && value >= 0 && value < dictionary_size(dictionary))
        return text_clean(dictionary_text(dictionary, (guint32)value), -1);
    return g_strdup_printf("%.15g", value);
}

char *
task_item_words(const Task *task, gint32 item)
{
    return value_words(task, task->items->number
                                 ? (double)g_array_index(task->items->number, gint64, item)
                                 : item);
}

/* Items of the linked rows in the window, each once. */
static void
list_items(Task *task, Linked *linked, const TimePoint *seeds, gint64 start, GArray *items)
{
    const FactRuns *runs = linked->runs;
    task->list_start = g_new0(guint32, (gsize)task->n + 1);
    for (guint32 row = 0; row < task->n; row++) {
        gint32 key = linked->key[row];
        guint first = items->len;
        guint32 at = key >= 0 ? runs->start[key] : 0, end = key >= 0 ? runs->start[key + 1] : 0;
        for (; at < end && seeds[row] != TIME_MISSING && runs->time[at] < seeds[row]; at++) {
            gint32 item = task->items->code[runs->row[at]];
            gboolean known = item < 0 || runs->time[at] < seeds[row] + start;
            for (guint i = first; !known && i < items->len; i++)
                known = g_array_index(items, gint32, i) == item;
            if (!known)
                g_array_append_val(items, item);
        }
        task->list_start[row + 1] = items->len;
    }
}

static gboolean
label_lists(Task *task, const LinkedReader *reader, const PqlNode *target, double *label,
            GError **error)
{
    g_auto(Linked) linked = {0};
    gint64 start, end;
    if (!linked_load(reader, target, &linked, error))
        return FALSE;
    g_autofree TimePoint *seeds = linked_seeds(task, target, &start, &end);
    GArray *items = g_array_new(FALSE, FALSE, sizeof(gint32));
    task->items = key_codes_new(linked.column);
    list_items(task, &linked, seeds, start, items);
    task->list = (gint32 *)(void *)g_array_free(items, FALSE);
    for (guint32 row = 0; row < task->n; row++) {
        guint32 n = task->list_start[row + 1] - task->list_start[row];
        label[row] = n > 0 ? n : NAN;
    }
    kind_keep_values(task, linked.column, linked.frame);
    return TRUE;
}

static gboolean
label_steps(Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *target, double *label,
            GError **error)
{
    guint count = task->spec.count;
    g_autoptr(PqlNode) window = pql_node_copy(target);
    gint64 length = window->window.end - window->window.start;
    task->steps = g_new(double, (gsize)task->n *count + 1);
    for (guint step = 0; step < count; step++) {
        g_autofree double *values = ahead_values(task, frames, database, window, error);
        if (!values)
            return FALSE;
        for (guint32 row = 0; row < task->n; row++) {
            task->steps[(gsize)row * count + step] = values[row];
            if (step == 0 || isnan(label[row]))
                label[row] = values[row];
        }
        window->window.start += length;
        window->window.end += length;
    }
    return TRUE;
}

/* The first aggregate over a window that stands in it; NULL: there is none. */
static const PqlNode *
first_window(const PqlNode *node)
{
    const PqlNode *found = node->type == PQL_AGGREGATE && node->windowed ? node : NULL;
    for (guint i = 0; !found && node->arguments && i < node->arguments->len; i++)
        found = first_window(node->arguments->pdata[i]);
    return found;
}

double *
task_window_before(const Task *task, FrameStore *frames, sqlite3 *database, guint back,
                   GError **error)
{
    g_autoptr(PqlNode) target = pql_parse_expression(task->pql, error);
    const PqlNode *ahead = target ? first_window(target) : NULL;
    if (!target)
        return NULL;
    if (!ahead || ahead->aggregate == PQL_BOOL) {
        pql_refuse(target, "a target that counts nothing in a window", "it has no window before",
                   error);
        return NULL;
    }
    g_autoptr(PqlNode) window = pql_node_copy(ahead);
    gint64 length = window->window.end - window->window.start;
    window->window.end = -length * ((gint64)back - 1);
    window->window.start = window->window.end - length;
    return ahead_values(task, frames, database, window, error);
}

static gboolean
label_classes(Task *task, const LinkedReader *reader, const PqlNode *target, double *label,
              GError **error)
{
    g_auto(Linked) linked = {0};
    gint64 start, end;
    if (!linked_load(reader, target, &linked, error))
        return FALSE;
    g_autofree TimePoint *seeds = linked_seeds(task, target, &start, &end);
    facts_aggregate(target->aggregate == PQL_FIRST ? KERNEL_FIRST : KERNEL_LAST, linked.runs,
                    fact_runs_values(linked.runs, linked.column), linked.key, seeds, task->n, start,
                    end, 0, label);
    kind_keep_values(task, linked.column, linked.frame);
    return TRUE;
}

double *
kind_labels_ahead(Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *target,
                  GError **error)
{
    LinkedReader reader = {task, frames, database};
    gboolean labelled;
    if (task->kind == TASK_NUMBER)
        return ahead_values(task, frames, database, target, error);
    g_autofree double *label = g_new(double, (gsize)task->n + 1);
    if (task->kind == TASK_RANKING)
        labelled = label_lists(task, &reader, target, label, error);
    else if (task->kind == TASK_FORECAST)
        labelled = label_steps(task, frames, database, target, label, error);
    else
        labelled = label_classes(task, &reader, target, label, error);
    return labelled ? g_steal_pointer(&label) : NULL;
}

/* ---- classes -----------------------------------------------------------------------------------
 */

typedef struct {
    double value;
    guint32 rows, training;
} ClassCount;

static int
by_training(gconstpointer a, gconstpointer b)
{
    const ClassCount *x = a, *y = b;
    if (x->training != y->training)
        return x->training > y->training ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

/* Every value of the known rows, with how often training has it. */
static GArray *
count_classes(const Task *task)
{
    GArray *counts = g_array_new(FALSE, FALSE, sizeof(ClassCount));
    g_autoptr(GHashTable) place = g_hash_table_new(g_double_hash, g_double_equal);
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        gpointer at = g_hash_table_lookup(place, &task->label[row]);
        if (!at) {
            ClassCount one = {task->label[row], 0, 0};
            g_array_append_val(counts, one);
            at = GUINT_TO_POINTER(counts->len);
            g_hash_table_insert(place, &task->label[row], at);
        }
        ClassCount *count = &g_array_index(counts, ClassCount, GPOINTER_TO_UINT(at) - 1);
        count->rows++;
        count->training += task->part[row] == SPLIT_TRAIN || task->part[row] == SPLIT_STOP;
    }
    g_array_sort(counts, by_training);
    return counts;
}

/* Fewer training rows than this teach nothing of a class. */
#define FEWEST_OF_CLASS 5

void
kind_number_classes(Task *task)
{
    if (task->kind != TASK_CLASSES || task->classes)
        return;
    g_autoptr(GArray) counts = count_classes(task);
    g_autoptr(GHashTable) place = g_hash_table_new(g_double_hash, g_double_equal);
    task->classes = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < counts->len; i++) {
        ClassCount *one = &g_array_index(counts, ClassCount, i);
        if (one->training < FEWEST_OF_CLASS || task->classes->len >= TASK_MOST_CLASSES)
            break;
        g_ptr_array_add(task->classes, value_words(task, one->value));
        g_hash_table_insert(place, &one->value, GUINT_TO_POINTER(task->classes->len));
    }
    guint named = task->classes->len;
    task->others = named < counts->len;
    if (task->others)
        g_ptr_array_add(task->classes, g_strdup("(any other)"));
    for (guint32 row = 0; row < task->n; row++) {
        gpointer at = g_hash_table_lookup(place, &task->label[row]);
        if (!isnan(task->label[row]))
            task->label[row] = at ? GPOINTER_TO_UINT(at) - 1 : named;
    }
}

/* ---- columns that tell the class --------------------------------------------------------------
 */

/* Value by value of the column the rows that are not of its most frequent class. */
static guint32
wrong_by_values(const Task *task, const FrameColumn *column)
{
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    guint32 size = dictionary_size(column->dictionary) + 1, right = 0;
    g_autofree guint32 *best = g_new0(guint32, size);
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i], code = (guint32)(column->code[row] + 1);
        gint64 *pair = g_new(gint64, 1);
        *pair = ((gint64)code << 32) | (gint64)(guint32)(gint32)task->label[row];
        guint32 n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, pair)) + 1;
        g_hash_table_replace(counts, pair, GUINT_TO_POINTER(n));
        best[code] = MAX(best[code], n);
    }
    for (guint32 code = 0; code < size; code++)
        right += best[code];
    return task->n_usable - right;
}

void
kind_twins_find(Task *task)
{
    guint32 constant = 0;
    g_autoptr(GArray) counts = count_classes(task);
    for (guint i = 0; i < counts->len; i++)
        constant = MAX(constant, g_array_index(counts, ClassCount, i).rows);
    for (guint i = 0; i < task->frame->columns->len; i++) {
        const FrameColumn *column = task->frame->columns->pdata[i];
        if (!column->code || dictionary_size(column->dictionary) > task->n_usable / 5)
            continue;
        guint32 wrong = wrong_by_values(task, column);
        if (50 * wrong > task->n_usable - constant)
            continue;
        g_autofree char *share = number_percent(1 - (double)wrong / (double)task->n_usable, 1);
        task_define(task, column->info->name, NULL, "its values tell the class of %s of the rows",
                    share);
    }
}

gboolean
task_reads_outcomes(const PqlNode *node)
{
    g_autoptr(GPtrArray) columns = pql_columns((PqlNode *)node);
    for (guint i = 0; i < columns->len; i++) {
        const PqlNode *column = columns->pdata[i];
        if (column->table && g_ascii_strcasecmp(column->table, "outcomes") == 0)
            return TRUE;
    }
    return FALSE;
}

/* ---- how words are read ------------------------------------------------------------------------
 */

static void
warn_ordered(const Task *task, const PqlNode *compare, GPtrArray *warnings)
{
    const PqlNode *left = compare->arguments->pdata[0];
    if (compare->op < PQL_LT || compare->op > PQL_GE ||
        (left->type != PQL_COLUMN && left->type != PQL_AGGREGATE))
        return;
    const ColumnInfo *column = column_read(task, left);
    gboolean counted =
        left->type == PQL_AGGREGATE && left->aggregate != PQL_FIRST && left->aggregate != PQL_LAST;
    if (!column || counted || column->order ||
        (column->kind != KIND_CATEGORY && column->kind != KIND_KEY))
        return;
    g_ptr_array_add(
        warnings,
        g_strdup_printf("%s is %s: %s goes by its text, runs of digits as numbers (P1 < "
                        "P2 < P10); declare its order to say otherwise.",
                        column->name, kind_name(column->kind), pql_operator_name(compare->op)));
}

static void
warn_node(const Task *task, const PqlNode *node, GPtrArray *warnings)
{
    if (node->type == PQL_COMPARE)
        warn_ordered(task, node, warnings);
    if (node->type == PQL_AGGREGATE && linked_asks_entity(task, node)) {
        g_autofree char *filter = pql_print(node->filter);
        g_ptr_array_add(
            warnings, g_strdup_printf("WHERE %s in the target asks about %s alone: the others are "
                                      "learned from as if they had no rows. To ask about some "
                                      "only, write it after FOR EACH.",
                                      filter, task->frame->table->name));
    }
    if (node->type == PQL_AGGREGATE && node->filter)
        warn_node(task, node->filter, warnings);
    for (guint i = 0; node->arguments && i < node->arguments->len; i++)
        warn_node(task, node->arguments->pdata[i], warnings);
}

GPtrArray *
task_warnings(const Task *task)
{
    const char *const texts[] = {task->pql, task->spec.where, task->spec.assuming};
    GPtrArray *warnings = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(PqlNode) node = texts[i] ? pql_parse_expression(texts[i], NULL) : NULL;
        if (node)
            warn_node(task, node, warnings);
    }
    return warnings;
}
