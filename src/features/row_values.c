/* Values read from one row: the entity's own, or the row of another table that it names. Columns,
 * conditions, calendar, age and text. */
#include "features/compute.h"
#include "features/learned.h"
#include <math.h>
#include <string.h>

#define FEW_ROWS 512 /* texts are read one by one below, in one stream above */

static double *
numbers_of(FeatureValues *values)
{
    values->number = g_new(double, values->n + 1);
    return values->number;
}

/* ---- columns -----------------------------------------------------------------------------------
 */

static void
read_own_column(const Request *request, const FrameColumn *column, FeatureValues *values)
{
    if (values->feature->numeric) {
        double *number = numbers_of(values);
        for (guint32 i = 0; i < values->n; i++)
            number[i] = frame_number(column, request_row(request, i));
        return;
    }
    values->code = g_new(gint32, values->n + 1);
    values->dictionary = column->dictionary;
    for (guint32 i = 0; i < values->n; i++)
        values->code[i] = column->code[request_row(request, i)];
}

guint32 *
named_rows(Request *request, const FeaturePlan *plan, const Frame *frame)
{
    const KeyCodes *keys =
        engine_keys(request->engine, frame_column(frame, plan->pair.source->name));
    const guint32 *first = engine_first_rows(request->engine, frame, keys);
    const TimePoint *times = frame->table->time ? engine_times(request->engine, frame) : NULL;
    Grouping *grouping = request_grouping(request, plan->pair.entity);
    const gint32 *matched = grouping_match(grouping, keys);
    guint32 *rows = g_new(guint32, request->n + 1);
    for (guint32 g = 0; g < grouping->n_groups; g++) {
        guint32 row = matched[g] >= 0 ? first[matched[g]] : G_MAXUINT32;
        TimePoint known = times && row != G_MAXUINT32 ? times[row] : TIME_MISSING;
        for (guint32 i = grouping->start[g]; i < grouping->start[g + 1]; i++)
            rows[grouping->position[i]] = !times || known < grouping->seed[i] ? row : G_MAXUINT32;
    }
    return rows;
}

static void
read_named_column(const FrameColumn *column, const guint32 *rows, FeatureValues *values)
{
    gboolean numeric = values->feature->numeric;
    if (numeric)
        numbers_of(values);
    else
        values->code = g_new(gint32, values->n + 1);
    values->dictionary = numeric ? NULL : column->dictionary;
    for (guint32 i = 0; i < values->n; i++) {
        gboolean there = rows[i] != G_MAXUINT32;
        if (numeric)
            values->number[i] = there ? frame_number(column, rows[i]) : NAN;
        else
            values->code[i] = there ? column->code[rows[i]] : -1;
    }
}

/* ---- conditions --------------------------------------------------------------------------------
 */

static gboolean
read_test(const Request *request, const FeaturePlan *plan, FeatureValues *values, GError **error)
{
    g_rec_mutex_lock(&request->engine->lock);
    g_autoptr(RowTest) test =
        row_test_new(plan->filter, request->frame, request->engine->database, error);
    g_rec_mutex_unlock(&request->engine->lock);
    if (!test)
        return FALSE;
    double *number = numbers_of(values);
    for (guint32 i = 0; i < values->n; i++) {
        TestResult result = row_test_result(test, request_row(request, i));
        number[i] = result == TEST_UNKNOWN ? NAN : result == TEST_TRUE;
    }
    return TRUE;
}

/* ---- dates -------------------------------------------------------------------------------------
 */

static double
calendar_value(PqlFunction function, const CalendarFields *fields)
{
    switch (function) {
    case PQL_HOUR:
        return fields->hour;
    case PQL_WEEKDAY:
        return fields->weekday;
    case PQL_MONTH:
        return fields->month;
    case PQL_DAY_OF_YEAR:
        return fields->day_of_year;
    case PQL_WEEKEND:
        return fields->weekday >= 6;
    default:
        return NAN;
    }
}

static void
read_calendar(const Request *request, const FeaturePlan *plan, const FrameColumn *column,
              FeatureValues *values)
{
    double *number = numbers_of(values);
    GTimeZone *zone = request->engine->task->frame->catalogue->zone;
    TimePoint quarter = G_MAXINT64; /* clocks change on quarter hours: one look serves each */
    CalendarFields fields = {0};
    for (guint32 i = 0; i < values->n; i++) {
        TimePoint time = column->integer[request_row(request, i)];
        if (time == TIME_MISSING) {
            number[i] = NAN;
            continue;
        }
        if (time / (15 * TIME_MINUTE) != quarter || time < 0)
            calendar_fields(time, zone, &fields);
        quarter = time / (15 * TIME_MINUTE);
        number[i] = calendar_value(plan->function, &fields);
    }
}

/* Days from the date to the seed time, negative where it lies ahead. Of another table's row, and of
 * one that is asked about again and again, only the past is told: what lies ahead may have been
 * written later. */
static void
read_age(const Request *request, const FrameColumn *column, const guint32 *rows,
         FeatureValues *values)
{
    double *number = numbers_of(values);
    gboolean past = rows || request->engine->task->moments;
    for (guint32 i = 0; i < values->n; i++) {
        guint32 row = rows ? rows[i] : request_row(request, i);
        TimePoint time = row != G_MAXUINT32 ? column->integer[row] : TIME_MISSING;
        gboolean known = time != TIME_MISSING && request->seed[i] != TIME_MISSING &&
                         (!past || time < request->seed[i]);
        number[i] = known ? (double)(request->seed[i] - time) / (double)TIME_DAY : NAN;
        if (request->late)
            number[i] += request->late[i] * TIME_HOUR / (double)TIME_DAY;
    }
}

/* ---- texts -------------------------------------------------------------------------------------
 */

typedef struct {
    const Request *request;
    PqlFunction function;
    double *number; /* a row of the frame */
} FreshTexts;

static gboolean
measure_fresh(guint32 row, const char *text, gsize length, gpointer data)
{
    FreshTexts *texts = data;
    TextMeasure measure = {0};
    texts->number[row] = NAN;
    if (text) {
        text_measure(texts->request->engine->measurer, text_kind(texts->function), text, length,
                     &measure);
        texts->number[row] = text_measure_value(&measure, texts->function);
    }
    return TRUE;
}

static gboolean
read_few_texts(const Request *request, const FeaturePlan *plan, double *number, GError **error)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&request->engine->lock);
    for (guint32 i = 0; i < request->n; i++) {
        guint32 row = request_row(request, i);
        g_auto(GStrv) cells = frame_raw_row(request->frame, request->engine->database, row, error);
        if (!cells)
            return FALSE;
        const char *text = cells[plan->column->position];
        TextMeasure measure = {0};
        text_measure(request->engine->measurer, text_kind(plan->function), text, strlen(text),
                     &measure);
        number[i] = text_measure_value(&measure, plan->function);
    }
    return TRUE;
}

/* The cells of a fresh frame's column, NULL where missing. */
static gboolean
keep_text(guint32 row, const char *text, gsize length, gpointer data)
{
    GPtrArray *texts = data;
    texts->pdata[row] = text ? g_strndup(text, length) : NULL;
    return TRUE;
}

typedef struct {
    const TextRecord *record;
    TextMeasurer *measurer;
    double *score; /* a row of the frame */
} RecordTexts;

static void
score_text(guint32 row, const char *text, gsize length, gpointer data)
{
    RecordTexts *texts = data;
    texts->score[row] =
        text ? text_record_score(texts->record, texts->measurer, text, length) : (double)NAN;
}

/* By the record that a model gave: no training row is read. */
static gboolean
read_given_scores(const Request *request, const FeaturePlan *plan, const TextRecord *record,
                  double *number, GError **error)
{
    g_autofree double *score = g_new(double, (gsize)request->frame->n + 1);
    g_autofree guint8 *wanted = request_wanted(request);
    RecordTexts texts = {record, request->engine->measurer, score};
    if (!request_texts(request, plan->column, wanted, score_text, &texts, error))
        return FALSE;
    for (guint32 i = 0; i < request->n; i++)
        number[i] = score[request_row(request, i)];
    return TRUE;
}

/* In order of seed time, so that the record of words is gone through once. */
static gboolean
read_text_scores(const Request *request, const FeaturePlan *plan, const FrameColumn *column,
                 double *number, GError **error)
{
    FeatureEngine *engine = request->engine;
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    GError *failure = NULL;
    const TextRecord *record = engine_text_record(engine, plan, &failure);
    if (record && request->n && request->seed[request->by_seed[0]] > text_record_until(record))
        return read_given_scores(request, plan, record, number, error);
    TextScores *scores = failure ? NULL : engine_text_scores(engine, plan->column, &failure);
    if (!scores) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    g_ptr_array_set_size(texts, request->fresh ? (gint)request->frame->n : 0);
    if (request->fresh &&
        !frame_texts(request->frame, engine->database, plan->column, keep_text, texts, error))
        return FALSE;
    for (guint32 i = 0; i < request->n; i++) {
        guint32 position = request->by_seed[i], row = request_row(request, position);
        const char *text = request->fresh ? texts->pdata[row] : NULL;
        TimePoint seed = request->seed[position];
        if (request->fresh)
            number[position] =
                text ? text_scores_of_text(scores, text, strlen(text), seed) : (double)NAN;
        else
            number[position] =
                cell_filled(column, row) ? text_scores_of_row(scores, row, seed) : (double)NAN;
    }
    return TRUE;
}

static gboolean
read_text(Request *request, const FeaturePlan *plan, const FrameColumn *column,
          FeatureValues *values, GError **error)
{
    double *number = numbers_of(values);
    if (plan->function == PQL_TOPIC)
        return request_topic(request, plan, number, error);
    if (plan->function == PQL_TEXT_SCORE)
        return read_text_scores(request, plan, column, number, error);
    if (!text_measurer_check(request->engine->measurer, plan->function, error))
        return FALSE;
    if (request->fresh) {
        g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&request->engine->lock);
        g_autofree double *all = g_new(double, (gsize)request->frame->n + 1);
        FreshTexts texts = {request, plan->function, all};
        if (!frame_texts(request->frame, request->engine->database, plan->column, measure_fresh,
                         &texts, error))
            return FALSE;
        for (guint32 i = 0; i < values->n; i++)
            number[i] = all[request_row(request, i)];
        return TRUE;
    }
    if (request->n <= FEW_ROWS) {
        if (!read_few_texts(request, plan, number, error))
            return FALSE;
    } else {
        const TextMeasure *measures =
            engine_measures(request->engine, plan->column, text_kind(plan->function), error);
        if (!measures)
            return FALSE;
        for (guint32 i = 0; i < values->n; i++)
            number[i] = text_measure_value(&measures[request_row(request, i)], plan->function);
    }
    for (guint32 i = 0; i < values->n; i++)
        if (!cell_filled(column, request_row(request, i)))
            number[i] = NAN;
    return TRUE;
}

/* ------------------------------------------------------------------------------------------------
 */

gboolean
compute_row_values(Request *request, const FeaturePlan *plan, FeatureValues *values, GError **error)
{
    if (plan->kind == PLAN_TEST)
        return read_test(request, plan, values, error);
    const Frame *frame =
        plan->linked ? engine_source(request->engine, plan, error) : request->frame;
    if (!frame)
        return FALSE;
    const FrameColumn *column = frame_column(frame, plan->column->name);
    g_autofree guint32 *rows = plan->linked ? named_rows(request, plan, frame) : NULL;
    switch (plan->kind) {
    case PLAN_CALENDAR:
        read_calendar(request, plan, column, values);
        return TRUE;
    case PLAN_AGE:
        read_age(request, column, rows, values);
        return TRUE;
    case PLAN_TEXT:
        return read_text(request, plan, column, values, error);
    default:
        if (rows)
            read_named_column(column, rows, values);
        else
            read_own_column(request, column, values);
        return TRUE;
    }
}
