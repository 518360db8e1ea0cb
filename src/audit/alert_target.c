/* What the target gives away: columns that know it, ids and dates that tell it, missing cells that
 * depend on it, values that decide alone; and how rare it is, and whether its rate changed. */
#include "audit/alert.h"

#include <math.h>
#include <string.h>

enum { EVENTS_FEW = 300, ROWS_LEAST = 100, VALUE_ROWS = 30, VALUES_MOST = 20000 };
static const double TOO_GOOD = 0.95, CLEARLY = 0.6, RATE = 0.001, GAP = 0.05, DECIDES = 0.8;

/* ---- columns ----------------------------------------------------------------------------------
 */

static void
look_for_leaks(Inspection *inspection)
{
    const GPtrArray *columns = inspection->table->columns;

    for (guint i = 0; i < columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(columns, i);
        const FrameColumn *cells = inspection_column(inspection, i);
        double alone;
        if (!cells || !is_candidate(inspection, column) || column->kind == KIND_TEXT)
            continue;
        alone = column_alone(cells, inspection->training);
        if (!(alone >= TOO_GOOD))
            continue;
        alert_command(alert_add(inspection, ALERT_TOO_GOOD, SEVERITY_SEVERE, column,
                                "alone it predicts the target almost perfectly (AUC %.2f)", alone),
                      "known %s.%s later", inspection->table->name, column->name);
    }
}

/* Filled and outcome in a table of four, on training rows. */
typedef struct {
    const ColumnInfo *column;
    double p, share[2]; /* missing among others, among events */
} Absence;

static Absence
absence_of(const Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells)
{
    const TrainingRows *rows = inspection->training;
    double empty[2] = {0}, all[2] = {0};

    for (int half = 0; half < 2; half++)
        for (guint i = 0; i < rows->row[half]->len; i++) {
            guint8 label = g_array_index(rows->label[half], guint8, i);
            all[label]++;
            empty[label] += cell_empty(cells, g_array_index(rows->row[half], guint32, i));
        }
    double n = all[0] + all[1], missing = empty[0] + empty[1];
    double expected[2] = {all[0] * missing / n, all[1] * missing / n};
    double difference = fabs(empty[1] - expected[1]);
    double chi =
        missing > 0 && missing < n
            ? difference * difference * (1 / expected[0] + 1 / expected[1]) * n / (n - missing)
            : 0;
    return (Absence){column, chi_square_tail(chi, 1), {empty[0] / all[0], empty[1] / all[1]}};
}

static void
look_at_absence(Inspection *inspection)
{
    const GPtrArray *columns = inspection->table->columns;
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Absence));
    g_autofree double *p = g_new(double, columns->len + 1);
    g_autofree guint8 *passed = g_new0(guint8, columns->len + 1);

    for (guint i = 0; i < columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(columns, i);
        const FrameColumn *cells = inspection_column(inspection, i);
        if (!cells || !is_candidate(inspection, column) || !inspection->stats[i].missing)
            continue;
        Absence absence = absence_of(inspection, column, cells);
        p[found->len] = absence.p;
        g_array_append_val(found, absence);
    }
    benjamini_hochberg(p, found->len, RATE, passed);
    for (guint i = 0; i < found->len; i++) {
        const Absence *absence = &g_array_index(found, Absence, i);
        if (!passed[i] || fabs(absence->share[1] - absence->share[0]) < GAP)
            continue;
        alert_command(alert_add(inspection, ALERT_MISSING_OUTCOME, SEVERITY_WATCH, absence->column,
                                "empty in %.0f %% of tickets with the outcome, in %.0f %% of the "
                                "others",
                                100 * absence->share[1], 100 * absence->share[0]),
                      "known %s.%s later", inspection->table->name, absence->column->name);
    }
}

/* ---- ids and dates ----------------------------------------------------------------------------
 */

/* The number at the end of an id, "T0000123"; NaN where there is none. */
static double
id_number(const FrameColumn *cells, guint32 row)
{
    if (!cells->code)
        return frame_number(cells, row);
    if (cells->code[row] < 0)
        return NAN;
    const char *text = dictionary_text(cells->dictionary, (guint32)cells->code[row]);
    const char *at = text + strlen(text);
    while (at > text && g_ascii_isdigit(at[-1]))
        at--;
    return *at && strlen(at) <= 15 ? g_ascii_strtod(at, NULL) : NAN;
}

/* AUC of an id or a time on training rows, with DeLong's error. */
static Auc
auc_of(const Inspection *inspection, const FrameColumn *cells, gboolean id)
{
    const TrainingRows *rows = inspection->training;
    guint n = rows->row[0]->len + rows->row[1]->len, filled = 0;
    g_autofree double *score = g_new(double, n + 1);
    g_autofree guint8 *label = g_new(guint8, n + 1);

    for (int half = 0; half < 2; half++)
        for (guint i = 0; i < rows->row[half]->len; i++) {
            guint32 row = g_array_index(rows->row[half], guint32, i);
            double value = id                                    ? id_number(cells, row)
                           : cells->integer[row] == TIME_MISSING ? NAN
                                                                 : (double)cells->integer[row];
            if (!isfinite(value))
                continue;
            score[filled] = value;
            label[filled++] = g_array_index(rows->label[half], guint8, i);
        }
    return stats_auc(score, label, filled, 0.95);
}

static gboolean
tells(const Auc *auc)
{
    return fabs(auc->auc.value - 0.5) >= CLEARLY - 0.5 && fabs(auc->auc.value - 0.5) > 4 * auc->se;
}

static void
look_at_order(Inspection *inspection)
{
    const ColumnInfo *key = inspection->table->key;
    const FrameColumn *id = key ? frame_column_of(inspection->frame, key) : NULL;
    double by_time = 0.5;

    if (inspection->time) {
        Auc auc = auc_of(inspection, inspection->time, FALSE);
        by_time = auc.auc.value;
        if (tells(&auc))
            alert_add(inspection, ALERT_TIME_PREDICTS,
                      fabs(by_time - 0.5) + 0.5 >= TOO_GOOD ? SEVERITY_SEVERE : SEVERITY_WATCH,
                      inspection->time->info, "the date alone has an AUC of %.2f",
                      fabs(by_time - 0.5) + 0.5);
    }
    if (!id || id->item_start || id->kind == KIND_TEXT)
        return;
    Auc auc = auc_of(inspection, id, TRUE);
    double by_id = fabs(auc.auc.value - 0.5) + 0.5;
    /* ids that only follow the time say nothing of their own */
    if (tells(&auc) && by_id > fabs(by_time - 0.5) + 0.5 + 0.05)
        alert_add(inspection, ALERT_ID_PREDICTS,
                  by_id >= TOO_GOOD ? SEVERITY_SEVERE : SEVERITY_WATCH, key,
                  "the number in the id alone has an AUC of %.2f", by_id);
}

/* ---- the outcome itself -----------------------------------------------------------------------
 */

static void
look_at_rarity(Inspection *inspection)
{
    const Task *task = inspection->task;
    double n = (double)(task->positives + task->negatives);
    double rate = (double)task->positives / n, rare = fmin(rate, 1 - rate);
    g_autofree char *events = number_count(MIN(task->positives, task->negatives));
    g_autofree char *in_100 = number_in_100(rare);

    if (rare < 0.1)
        alert_add(inspection, ALERT_IMBALANCE, rare < 0.02 ? SEVERITY_WATCH : SEVERITY_NOTE, NULL,
                  "the rarer outcome is %s: saying the other always is right %.1f %% of the time",
                  in_100, 100 * (1 - rare));
    if (MIN(task->positives, task->negatives) < EVENTS_FEW)
        alert_add(inspection, ALERT_FEW_EVENTS, SEVERITY_WATCH, NULL,
                  "only %s tickets have the rarer outcome; from 300 a line is steady", events);
}

/* Two proportions, the oldest quarter of the labelled rows against the newest. */
static void
look_at_rate(Inspection *inspection)
{
    const Task *task = inspection->task;
    g_autofree guint32 *known = g_new(guint32, inspection->dated + 1);
    guint32 n = 0;
    double events[2] = {0};

    for (guint32 i = 0; i < inspection->dated; i++)
        if (!isnan(task->label[inspection->by_time[i]]))
            known[n++] = inspection->by_time[i];
    guint32 quarter = n / 4;
    if (quarter < ROWS_LEAST)
        return;
    for (guint32 i = 0; i < quarter; i++) {
        events[0] += task->label[known[i]] > 0.5;
        events[1] += task->label[known[n - 1 - i]] > 0.5;
    }
    double old = events[0] / quarter, new = events[1] / quarter, both = (old + new) / 2;
    double z = (new - old) / sqrt(both * (1 - both) * 2 / quarter);
    if (!(fabs(z) > 3.29) || fabs(new - old) < fmax(0.02, 0.2 * both)) /* p < 0.001 */
        return;
    alert_add(inspection, ALERT_TARGET_DRIFT, SEVERITY_WATCH, NULL,
              "%.1f %% in the oldest quarter of the tickets, %.1f %% in the newest", 100 * old,
              100 * new);
}

/* Test rows open without their labels. */
static void
look_at_test_season(Inspection *inspection)
{
    const Task *task = inspection->task;
    TaskSeasons seasons;
    task_seasons(task, &seasons);
    g_autofree char *trouble = seasons_trouble(&seasons);
    if (!trouble)
        return;
    Alert *alert =
        alert_add(inspection, ALERT_SEASONS, seasons.apart ? SEVERITY_WATCH : SEVERITY_NOTE,
                  task->time_column->info, "%s", trouble);
    if (task->id)
        alert_reference(alert, seasons.tested, task->n, "task=%" G_GINT64_FORMAT ";part=%s",
                        task->id, split_name(SPLIT_TEST));
}

/* ---- values that decide -----------------------------------------------------------------------
 */

static void
look_at_values(Inspection *inspection, const FrameColumn *cells)
{
    const TrainingRows *rows = inspection->training;
    guint32 size = dictionary_size(cells->dictionary), best = 0;
    g_autofree double *all = g_new0(double, size + 1), *events = g_new0(double, size + 1);
    Interval highest = INTERVAL_UNDEFINED;

    for (int half = 0; half < 2; half++)
        for (guint i = 0; i < rows->row[half]->len; i++) {
            gint32 code = cells->code[g_array_index(rows->row[half], guint32, i)];
            if (code < 0)
                continue;
            all[code]++;
            events[code] += g_array_index(rows->label[half], guint8, i);
        }
    for (guint32 code = 0; code < size; code++) {
        Interval rate = stats_wilson(events[code], all[code], 0.99);
        if (all[code] >= VALUE_ROWS && rate.low >= DECIDES &&
            !(events[code] / all[code] <= highest.value)) {
            highest = rate;
            best = code;
        }
    }
    if (isnan(highest.value))
        return;
    const char *text = dictionary_text(cells->dictionary, best);
    g_autofree char *value = alert_value(inspection, cells->info, text);
    g_autofree guint8 *picked = g_new0(guint8, cells->n + 1);
    for (guint32 i = 0; i < cells->n; i++)
        picked[i] = cells->code[i] == (gint32)best;
    Alert *alert = alert_add(inspection, ALERT_DECIDED, SEVERITY_WATCH, cells->info,
                             "%s has the outcome in %.0f of 100 (%.0f to %.0f)", value,
                             100 * highest.value, 100 * highest.low, 100 * highest.high);
    alert_rows(inspection, alert, picked);
    alert_command(alert,
                  "clean rows %s alert=decided.%s reason=\"decided by a rule\" "
                  "scope=training",
                  inspection->table->name, cells->info->name);
}

void
inspect_target(Inspection *inspection)
{
    const GPtrArray *columns = inspection->table->columns;

    if (!inspection->task)
        return;
    look_at_rarity(inspection);
    if (inspection->by_time)
        look_at_rate(inspection);
    look_at_test_season(inspection);
    if (!inspection->training)
        return;
    look_for_leaks(inspection);
    look_at_absence(inspection);
    look_at_order(inspection);
    for (guint i = 0; i < columns->len; i++) {
        const FrameColumn *cells = inspection_column(inspection, i);
        if (cells && cells->code && cells->kind == KIND_CATEGORY &&
            is_candidate(inspection, g_ptr_array_index(columns, i)) &&
            dictionary_size(cells->dictionary) <= VALUES_MOST)
            look_at_values(inspection, cells);
    }
}
