/* What the data shows of when one column is filled in: how often in tickets that nobody has touched
 * against solved ones, whether the values differ there, whether they follow the customer, whether
 * its dates lie after the arrival, what it predicts alone. */
#include "audit/timing.h"

#include <math.h>
#include <string.h>

enum { CODES_COMPARED = 5, REPEATS_LEAST = 100, COMPARED_LEAST = 10 };
static const double SAME_ANYWAY = 0.9, TELLS = 0.8;

void
timing_input_init(TimingInput *input, const Frame *frame, const Touched *touched,
                  const TrainingRows *rows, sqlite3 *database, gboolean masked)
{
    const ColumnInfo *created = table_role(frame->table, ROLE_CREATED);
    const ColumnInfo *customer = table_role(frame->table, ROLE_CUSTOMER);

    *input = (TimingInput){
        .frame = frame, .touched = touched, .rows = rows, .database = database, .masked = masked};
    input->created = created ? frame_column(frame, created->name) : NULL;
    if (input->created && input->created->kind != KIND_DATE)
        input->created = NULL;
    input->customer = customer ? frame_column(frame, customer->name) : NULL;
    if (input->customer && !input->customer->code)
        input->customer = NULL;
}

/* ---- filled in --------------------------------------------------------------------------------
 */

static void
count_filled(const TimingInput *input, const FrameColumn *column, ColumnTiming *timing)
{
    const Touched *touched = input->touched;

    if (touched->why_not)
        return;
    timing->of[0] = touched->count[STAGE_UNTOUCHED];
    timing->of[1] = touched->count[STAGE_SOLVED_LATELY];
    for (guint32 row = 0; row < touched->n; row++) {
        int solved = touched->stage[row] == STAGE_SOLVED_LATELY;
        if (solved || touched->stage[row] == STAGE_UNTOUCHED)
            timing->filled[solved] += !cell_empty(column, row);
    }
    for (int i = 0; i < 2; i++)
        timing->share[i] = stats_wilson((double)timing->filled[i], (double)timing->of[i], 0.95);
}

static double
share_after(const TimingInput *input, const FrameColumn *column)
{
    gint64 dates = 0, after = 0;

    if (column->kind != KIND_DATE || !input->created || column == input->created)
        return NAN;
    for (guint32 row = 0; row < column->n; row++) {
        TimePoint arrival = input->created->integer[row];
        if (column->integer[row] == TIME_MISSING || arrival == TIME_MISSING)
            continue;
        if (column->info->precision == PRECISION_DAY)
            arrival = day_end(arrival, input->frame->zone);
        dates++;
        after += column->integer[row] > arrival;
    }
    return dates ? (double)after / (double)dates : NAN;
}

/* ---- the same values? -------------------------------------------------------------------------
 */

/* Counts of each code in tickets nobody touched and in those solved lately. */
static gint64 *
count_codes(const TimingInput *input, const FrameColumn *column, int which)
{
    gint64 *count = g_new0(gint64, (gsize)dictionary_size(column->dictionary) + 1);
    TicketStage wanted = which ? STAGE_SOLVED_LATELY : STAGE_UNTOUCHED;
    for (guint32 row = 0; row < column->n; row++)
        if (input->touched->stage[row] == wanted && column->code[row] >= 0)
            count[column->code[row]]++;
    return count;
}

/* The value whose share differs most, among the most frequent, where that is beyond chance: 99 %
 * intervals apart from each other, five values looked at. */
static char *
values_differ(const TimingInput *input, const FrameColumn *column, const ColumnTiming *timing)
{
    guint32 n = column->code ? dictionary_size(column->dictionary) : 0;
    double widest = 0;
    char *words = NULL;

    if (!timing->compared || !timing->filled[1])
        return NULL;
    g_autofree gint64 *untouched = count_codes(input, column, 0);
    g_autofree gint64 *solved = count_codes(input, column, 1);
    g_autofree double *size = g_new(double, n + 1);
    g_autofree guint32 *order = g_new(guint32, n + 1);
    for (guint32 i = 0; i < n; i++)
        size[i] = -(double)untouched[i] / (double)timing->filled[0] -
                  (double)solved[i] / (double)timing->filled[1];
    stats_order(size, n, NULL, order);
    for (guint32 k = 0; k < MIN(n, CODES_COMPARED); k++) {
        guint32 code = order[k];
        Interval here = stats_wilson((double)untouched[code], (double)timing->filled[0], 0.998);
        Interval there = stats_wilson((double)solved[code], (double)timing->filled[1], 0.998);
        double apart = MAX(here.low - there.high, there.low - here.high);
        if (apart <= widest)
            continue;
        widest = apart;
        g_autofree char *value =
            personal_words(column->info, dictionary_text(column->dictionary, code), input->masked);
        g_autofree char *in_new = number_percent(here.value, 0);
        g_autofree char *in_solved = number_percent(there.value, 0);
        g_free(words);
        words = g_strdup_printf("“%s” stands in %s of them and in %s of the solved", value, in_new,
                                in_solved);
    }
    return words;
}

/* ---- of the customer? -------------------------------------------------------------------------
 */

/* Among tickets of customers seen before, how many say what the customer's first one said. NaN
 * where the values would agree anyway. */
static double
agrees_with_customer(const TimingInput *input, const FrameColumn *column)
{
    const FrameColumn *customer = input->customer;
    gint64 repeats = 0, same = 0, filled = 0;
    double by_chance = 0;

    if (!customer || !column->code || column == customer)
        return NAN;
    guint32 values = dictionary_size(column->dictionary);
    g_autofree gint32 *first = g_new(gint32, (gsize)dictionary_size(customer->dictionary) + 1);
    g_autofree gint64 *count = g_new0(gint64, (gsize)values + 1);
    for (guint32 i = 0; i < dictionary_size(customer->dictionary); i++)
        first[i] = -1;
    for (guint32 row = 0; row < column->n; row++) {
        gint32 who = customer->code[row], value = column->code[row];
        if (who < 0 || value < 0)
            continue;
        filled++;
        count[value]++;
        repeats += first[who] >= 0;
        same += first[who] == value;
        first[who] = first[who] < 0 ? value : first[who];
    }
    for (guint32 i = 0; i < values; i++)
        by_chance += pow((double)count[i] / (double)MAX(filled, 1), 2);
    return repeats < REPEATS_LEAST || by_chance > SAME_ANYWAY ? NAN
                                                              : (double)same / (double)repeats;
}

/* ---- the values of a list ---------------------------------------------------------------------
 */

static int
by_frequency(gconstpointer a, gconstpointer b)
{
    const ListValue *x = a, *y = b;
    gint64 left = x->untouched + x->solved, right = y->untouched + y->solved;
    return left != right ? (left > right ? -1 : 1) : x->code < y->code ? -1 : x->code > y->code;
}

static void
count_row_values(const TimingInput *input, const FrameColumn *column, const Task *task,
                 const TaskView *view, guint32 row, ListValue *value)
{
    TicketStage stage = input->touched->stage[row];
    double label = task ? task_view_label(task, view, row) : NAN;
    gboolean judged = task && task->part[row] == SPLIT_TRAIN && !isnan(label);

    for (guint32 i = column->item_start[row]; i < column->item_start[row + 1]; i++) {
        ListValue *one = &value[column->item[i]];
        one->untouched += stage == STAGE_UNTOUCHED;
        one->solved += stage == STAGE_SOLVED_LATELY;
        one->judged += judged;
        one->events += judged && label > 0;
    }
}

/* There at arrival where it is about as frequent in tickets nobody touched; later where it is rarer
 * there than chance allows in any of the values `asked` (Bonferroni). */
static SeenAt
value_seen(const TimingInput *input, const ListValue *value, guint asked)
{
    double confidence = 1 - 0.05 / MAX(asked, 1);
    double untouched = (double)input->touched->count[STAGE_UNTOUCHED];
    double solved = (double)input->touched->count[STAGE_SOLVED_LATELY];
    Interval here = stats_wilson((double)value->untouched, untouched, confidence);
    Interval there = stats_wilson((double)value->solved, solved, confidence);

    if (isnan(here.value) || isnan(there.value))
        return SEEN_UNKNOWN;
    if (here.high < there.low)
        return SEEN_LATER;
    return value->untouched > 0 && here.value >= there.value / 2 ? SEEN_ARRIVAL : SEEN_UNKNOWN;
}

/* In half of the events or more, and nearly always with one: it tells the outcome itself. */
static gboolean
value_defines(const ListValue *value, gint64 events)
{
    Interval rate = stats_wilson((double)value->events, (double)value->judged, 0.95);
    return rate.low >= TELLS && value->events * 2 >= events;
}

GArray *
timing_values(const TimingInput *input, const FrameColumn *column, const Task *task, guint most)
{
    guint32 n = dictionary_size(column->dictionary);
    GArray *values = g_array_sized_new(FALSE, TRUE, sizeof(ListValue), n);
    g_autoptr(GArray) views = task ? task_views(task) : NULL;
    const TaskView *view = views ? &g_array_index(views, TaskView, 0) : NULL;
    gint64 events = 0;

    g_array_set_size(values, n);
    for (guint32 i = 0; i < n; i++)
        g_array_index(values, ListValue, i).code = (gint32)i;
    for (guint32 row = 0; n && row < column->n; row++)
        count_row_values(input, column, task, view, row, (ListValue *)(void *)values->data);
    for (guint32 row = 0; task && row < task->n; row++)
        events += task->part[row] == SPLIT_TRAIN && task_view_label(task, view, row) > 0;
    for (guint32 i = 0; i < n; i++) {
        ListValue *one = &g_array_index(values, ListValue, i);
        one->seen = value_seen(input, one, n);
        one->defines = task && (value_defines(one, events) ||
                                task_defines(task, column->info->name,
                                             dictionary_text(column->dictionary, i)));
    }
    g_array_sort(values, by_frequency);
    g_array_set_size(values, MIN(values->len, most));
    return values;
}

GPtrArray *
values_at_arrival(const Frame *frame, const ColumnInfo *column)
{
    enum { MOST = 200 };
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    const FrameColumn *cells = frame_column_of(frame, column);
    g_autoptr(Touched) touched = touched_new(frame);
    TimingInput input;

    if (touched->why_not || !cells || !cells->item_start)
        return texts;
    timing_input_init(&input, frame, touched, NULL, NULL, FALSE);
    g_autoptr(GArray) values = timing_values(&input, cells, NULL, MOST);
    for (guint i = 0; i < values->len; i++) {
        const ListValue *value = &g_array_index(values, ListValue, i);
        if (value->seen == SEEN_ARRIVAL)
            g_ptr_array_add(texts,
                            g_strdup(dictionary_text(cells->dictionary, (guint32)value->code)));
    }
    return texts;
}

/* ---- along a log, between imports -------------------------------------------------------------
 */

/* The log tells of each ticket's first and last state; imports of what stood there a month ago. */
static void
take_changes(const TimingInput *input, const FrameColumn *column, ColumnTiming *timing)
{
    g_autoptr(GPtrArray) shown =
        input->database ? evidence_of(input->database, column->info->id, NULL) : NULL;

    for (guint i = 0; shown && i < shown->len; i++) {
        const KnownEvidence *one = g_ptr_array_index(shown, i);
        if (one->proof == PROOF_LOG || one->proof == PROOF_IMPORTS) {
            timing->changed += one->numerator;
            timing->compared_rows += one->denominator;
            timing->logged |= one->proof == PROOF_LOG;
            g_free(timing->changes);
            timing->changes = g_strdup(one->sentence);
        } else if ((one->proof == PROOF_AHEAD || one->proof == PROOF_EARLY) && one->numerator) {
            g_free(timing->ahead);
            timing->ahead = g_strdup(one->sentence);
        }
    }
}

/* ---- all of it ---------------------------------------------------------------------------- */

void
timing_of(const TimingInput *input, const FrameColumn *column, gboolean defines,
          ColumnTiming *timing)
{
    *timing = (ColumnTiming){.share = {INTERVAL_UNDEFINED, INTERVAL_UNDEFINED},
                             .power = {INTERVAL_UNDEFINED, INTERVAL_UNDEFINED}};
    count_filled(input, column, timing);
    take_changes(input, column, timing);
    timing->after = share_after(input, column);
    timing->of_customer = agrees_with_customer(input, column);
    timing->compared = (column->kind == KIND_CATEGORY || column->kind == KIND_BOOLEAN) &&
                       timing->filled[0] >= COMPARED_LEAST;
    timing->differs = values_differ(input, column, timing);
    if (!defines)
        timing->power = column_power(column, input->rows);
    timing_judge(input, column, timing);
}

void
timing_clear(ColumnTiming *timing)
{
    g_clear_pointer(&timing->changes, g_free);
    g_clear_pointer(&timing->ahead, g_free);
    g_clear_pointer(&timing->differs, g_free);
    g_clear_pointer(&timing->sentence, g_free);
    g_clear_pointer(&timing->conflict, g_free);
}
