/* What one column alone says about the target, measured on training rows only: a value near 1 means
 * that it knows the answer already, and then most likely came after it. */
#include "audit/audit_private.h"

#include <math.h>

enum { LEAST_OF_A_CLASS = 10 };
static const double RATE_STRENGTH =
    10; /* rows of the overall rate that each value's rate starts from */

TrainingRows *
training_rows_new(const Task *task)
{
    if (!task)
        return NULL;
    g_autoptr(GArray) views = task_views(task);
    return training_rows_view(task, &g_array_index(views, TaskView, 0));
}

TrainingRows *
training_rows_view(const Task *task, const TaskView *view)
{
    g_autoptr(TrainingRows) rows = NULL;
    guint positives[2] = {0};
    Random random;

    rows = g_new0(TrainingRows, 1);
    for (int half = 0; half < 2; half++) {
        rows->row[half] = g_array_new(FALSE, FALSE, sizeof(guint32));
        rows->label[half] = g_array_new(FALSE, FALSE, sizeof(guint8));
    }
    /* by lot, not by turns: exports repeat themselves in steps */
    random_seed(&random, 1);
    for (guint32 i = 0; i < task->n; i++) {
        double answer = task_view_label(task, view, i);
        if (task->part[i] != SPLIT_TRAIN || isnan(answer))
            continue;
        guint8 label = answer > 0;
        guint half = random_below(&random, 2);
        g_array_append_val(rows->row[half], i);
        g_array_append_val(rows->label[half], label);
        positives[half] += label;
    }
    for (int half = 0; half < 2; half++)
        if (positives[half] < LEAST_OF_A_CLASS ||
            rows->row[half]->len - positives[half] < LEAST_OF_A_CLASS)
            return NULL;
    return g_steal_pointer(&rows);
}

void
training_rows_free(TrainingRows *rows)
{
    if (!rows)
        return;
    for (int half = 0; half < 2; half++) {
        g_array_unref(rows->row[half]);
        g_array_unref(rows->label[half]);
    }
    g_free(rows);
}

gboolean
cell_empty(const FrameColumn *column, guint32 row)
{
    if (column->filled)
        return !column->filled[row];
    if (column->code)
        return column->code[row] < 0;
    if (column->item_start)
        return column->item_start[row] == column->item_start[row + 1];
    return isnan(frame_number(column, row));
}

/* AUC either way round, with its interval; undefined where a class is too small. */
static Interval
folded_auc(const double *score, const guint8 *label, gsize n)
{
    gsize positives = 0;
    for (gsize i = 0; i < n; i++)
        positives += label[i];
    if (positives < LEAST_OF_A_CLASS || n - positives < LEAST_OF_A_CLASS)
        return INTERVAL_UNDEFINED;
    Interval auc = stats_auc(score, label, n, 0.95).auc;
    return auc.value >= 0.5 ? auc : (Interval){1 - auc.value, 1 - auc.high, 1 - auc.low};
}

/* Two values need no sorting: AUC of being empty, from the four counts; its bounds from Wilson's of
 * the two shares, as Newcombe joins them (1998). */
static Interval
empty_auc(const FrameColumn *column, const TrainingRows *rows)
{
    double empty[2] = {0}, all[2] = {0};

    for (int half = 0; half < 2; half++)
        for (guint i = 0; i < rows->row[half]->len; i++) {
            guint8 label = g_array_index(rows->label[half], guint8, i);
            all[label]++;
            empty[label] += cell_empty(column, g_array_index(rows->row[half], guint32, i));
        }
    if (empty[0] + empty[1] == 0)
        return INTERVAL_UNDEFINED;
    int high = empty[1] / all[1] >= empty[0] / all[0];
    Interval more = stats_wilson(empty[high], all[high], 0.95);
    Interval less = stats_wilson(empty[!high], all[!high], 0.95);
    double difference = more.value - less.value;
    double down = hypot(more.value - more.low, less.high - less.value);
    double up = hypot(more.high - more.value, less.value - less.low);
    return (Interval){0.5 + difference / 2, 0.5 + MAX(difference - down, 0) / 2,
                      0.5 + MIN(difference + up, 1) / 2};
}

static Interval
number_auc(const FrameColumn *column, const TrainingRows *rows)
{
    guint n = rows->row[0]->len + rows->row[1]->len, filled = 0;
    g_autofree double *score = g_new(double, n);
    g_autofree guint8 *label = g_new(guint8, n);

    for (int half = 0; half < 2; half++)
        for (guint i = 0; i < rows->row[half]->len; i++) {
            double value = frame_number(column, g_array_index(rows->row[half], guint32, i));
            if (!isfinite(value))
                continue;
            score[filled] = value;
            label[filled++] = g_array_index(rows->label[half], guint8, i);
        }
    return folded_auc(score, label, filled);
}

/* Adds one row's codes, its items or its one code (0: empty, so that codes move up by one). */
static guint32
row_codes(const FrameColumn *column, guint32 row, const gint32 **codes, gint32 *single)
{
    if (column->item_start) {
        *codes = column->item + column->item_start[row];
        return column->item_start[row + 1] - column->item_start[row];
    }
    *single = column->code[row];
    *codes = single;
    return 1;
}

/* The rate of each code in one half, shrunk towards the overall rate; index code + 1. */
static double *
code_rates(const FrameColumn *column, const TrainingRows *rows, int half, double *overall)
{
    guint32 codes = dictionary_size(column->dictionary) + 1;
    double *rate = g_new0(double, codes);
    g_autofree double *count = g_new0(double, codes);
    double positives = 0, n = rows->row[half]->len;

    for (guint i = 0; i < rows->row[half]->len; i++) {
        const gint32 *code;
        gint32 single;
        guint8 label = g_array_index(rows->label[half], guint8, i);
        guint32 many =
            row_codes(column, g_array_index(rows->row[half], guint32, i), &code, &single);
        positives += label;
        for (guint32 c = 0; c < many; c++) {
            rate[code[c] + 1] += label;
            count[code[c] + 1]++;
        }
    }
    *overall = positives / n;
    for (guint32 c = 0; c < codes; c++)
        rate[c] = (rate[c] + RATE_STRENGTH * *overall) / (count[c] + RATE_STRENGTH);
    return rate;
}

/* Rates of one half, judged on the other. A list counts by its item of the highest rate. */
static Auc
judge_half(const FrameColumn *column, const TrainingRows *rows, int learned)
{
    int judged = 1 - learned;
    guint n = rows->row[judged]->len;
    double overall;
    g_autofree double *rate = code_rates(column, rows, learned, &overall);
    g_autofree double *score = g_new(double, n);

    for (guint i = 0; i < n; i++) {
        const gint32 *code;
        gint32 single;
        guint32 many =
            row_codes(column, g_array_index(rows->row[judged], guint32, i), &code, &single);
        score[i] = many ? rate[code[0] + 1] : overall;
        for (guint32 c = 1; c < many; c++)
            score[i] = MAX(score[i], rate[code[c] + 1]);
    }
    return stats_auc(score, (const guint8 *)rows->label[judged]->data, n, 0.95);
}

/* Both ways round are judged on rows of their own: their mean varies half as much. */
static Interval
code_auc(const FrameColumn *column, const TrainingRows *rows)
{
    Auc first = judge_half(column, rows, 0), second = judge_half(column, rows, 1);
    double auc = (first.auc.value + second.auc.value) / 2;
    double margin = stats_normal_two_sided(0.95) * hypot(first.se, second.se) / 2;
    return (Interval){auc, MAX(auc - margin, 0), MIN(auc + margin, 1)};
}

ColumnPower
column_power(const FrameColumn *column, const TrainingRows *rows)
{
    ColumnPower power = {INTERVAL_UNDEFINED, INTERVAL_UNDEFINED};

    if (!rows || !column)
        return power;
    if (column->code || column->item_start)
        power.alone = code_auc(column, rows);
    else if (column->integer || column->decimal)
        power.alone = number_auc(column, rows);
    power.empty = empty_auc(column, rows);
    if (isnan(power.alone.value) || power.empty.value > power.alone.value)
        power.alone = power.empty;
    return power;
}

double
column_alone(const FrameColumn *column, const TrainingRows *rows)
{
    return column_power(column, rows).alone.value;
}

gboolean
task_is_about(const Task *task, const TableInfo *table)
{
    return task && task->frame->table->id == table->id;
}

const char *
column_defines(const Task *task, const ColumnInfo *column)
{
    for (guint i = 0; task && i < task->defining->len; i++)
        if (g_ascii_strcasecmp(g_ptr_array_index(task->defining, i), column->name) == 0 &&
            !(task->defining_item && g_ptr_array_index(task->defining_item, i)))
            return g_ptr_array_index(task->defining_reason, i);
    return "";
}
