/* Predictions of a query: open entities, or those that it names, the likeliest first, each with
 * what pushes it there. */
#include "operate/query.h"
#include "operate/source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EXPLAIN_MOST = 200, EXPLAIN_AT_ONCE = 64 };

typedef struct {
    guint32 place; /* in the source */
    double score;
    char *id, *reasons, *shares;
} Predicted;

static void
predicted_free(gpointer data)
{
    Predicted *predicted = data;
    g_free(predicted->id);
    g_free(predicted->reasons);
    g_free(predicted->shares);
    g_free(predicted);
}

/* The greatest first, ties by the name. */
static int
by_score(gconstpointer a, gconstpointer b)
{
    const Predicted *x = *(const Predicted *const *)a, *y = *(const Predicted *const *)b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return strcmp(x->id, y->id);
}

/* ---- who ---------------------------------------------------------------------------------------
 */

/* The rows of an entity's key; of one that is asked about at many moments, today's. */
static gboolean
add_named(const Query *query, const PqlNode *constant, GArray *rows, GError **error)
{
    const Task *task = query->task;
    const FrameColumn *key = frame_column(task->frame, task->frame->table->key->name);
    g_autofree char *wanted =
        constant->text ? g_strdup(constant->text) : g_strdup_printf("%.15g", constant->number);
    guint before = rows->len;
    for (guint32 row = 0; row < task->n; row++) {
        if (task->moments && task->seed_time[row] != task->as_of)
            continue;
        g_autofree char *other = key->code || key->integer[row] == G_MININT64
                                     ? NULL
                                     : g_strdup_printf("%" G_GINT64_FORMAT, key->integer[row]);
        const char *have = other ? other
                           : key->code && key->code[row] >= 0
                               ? dictionary_text(key->dictionary, (guint32)key->code[row])
                               : NULL;
        if (have && g_ascii_strcasecmp(have, wanted) == 0)
            g_array_append_val(rows, row);
    }
    if (rows->len > before)
        return TRUE;
    g_autofree char *clean = text_clean(wanted, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s holds no %s \"%s\"%s: check the name", task->frame->table->name,
                task->frame->table->key->name, clean, task->moments ? " today" : "");
    return pql_place(constant, error);
}

GArray *
query_rows(const Query *query, GError **error)
{
    const Task *task = query->task;
    GPtrArray *named = query->pql->entities;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; named && i < named->len; i++)
        if (!add_named(query, named->pdata[i], rows, error))
            return NULL;
    for (guint32 row = 0; !named && row < task->n; row++)
        if (task->state[row] == LABEL_OPEN &&
            (!task->moments || task->seed_time[row] == task->as_of))
            g_array_append_val(rows, row);
    return g_steal_pointer(&rows);
}

/* ---- what --------------------------------------------------------------------------------------
 */

static GPtrArray *
predict_rows(Query *query, ScoreSource *source, GError **error)
{
    g_autofree double *score = g_new(double, source->n + 1);
    if (!source_score(source, score, query->progress, error))
        return NULL;
    GPtrArray *predicted = g_ptr_array_new_with_free_func(predicted_free);
    for (guint32 i = 0; i < source->n; i++) {
        Predicted *one = g_new0(Predicted, 1);
        *one = (Predicted){i, score[i], source_id(source, i), NULL, NULL};
        g_ptr_array_add(predicted, one);
    }
    if (!query->request->at)
        g_ptr_array_sort(predicted, by_score);
    return predicted;
}

static gboolean
explain_rows(Query *query, ScoreSource *source, GPtrArray *predicted, GError **error)
{
    guint wanted = MIN(predicted->len, EXPLAIN_MOST);
    gsize width = source->model->features->len + 1;
    progress_phase(query->progress, "giving reasons", wanted, "rows");
    for (guint from = 0; from < wanted; from += EXPLAIN_AT_ONCE) {
        guint n = MIN(wanted - from, EXPLAIN_AT_ONCE);
        guint32 picked[EXPLAIN_AT_ONCE];
        g_autoptr(GPtrArray) values = NULL;
        g_autoptr(Matrix) matrix = NULL;
        g_autofree double *push = g_new(double, width *n);
        for (guint i = 0; i < n; i++)
            picked[i] = ((Predicted *)predicted->pdata[from + i])->place;
        if (progress_stop(query->progress, error) ||
            !source_values(source, picked, n, &values, &matrix, error) ||
            !model_explain(source->model, matrix, push, error))
            return FALSE;
        ReasonValues shown = {values, source->task, personal_masked(source->database)};
        for (guint i = 0; i < n; i++) {
            Predicted *one = predicted->pdata[from + i];
            one->reasons = reasons_shared(source->model, push + i * width, &shown, i, &one->shares);
        }
        progress_advance(query->progress, from + n);
    }
    return TRUE;
}

static void
list_rows(const Query *query, const ScoreSource *source, GPtrArray *predicted, Report *report)
{
    const Task *task = query->task;
    const TableInfo *entity = task->frame->table;
    gboolean number = task->kind == TASK_NUMBER;
    guint most = query->request->most ? MIN(query->request->most, predicted->len) : predicted->len;
    gboolean masked = personal_masked(source->database);
    gboolean hidden = personal_hidden(entity->key, masked); /* a reference would name it */
    ReportTable *table = report_table(report, "predictions", "PREDICTIONS");
    report_column(table, "id", entity->key->name, UNIT_NONE, 0);
    if (number)
        report_column(table, "predicted", "expected", UNIT_DECIMAL, 3);
    else
        report_column(table, "chance", "chance", UNIT_SHARE, 1);
    report_column(table, "seed", task->moments && source->rows ? NULL : "as of", UNIT_TIME, 1);
    report_column(table, "reasons", "because", UNIT_NONE, 0);
    report_column(table, "shares", NULL, UNIT_NONE, 0);
    for (guint i = 0; i < most; i++) {
        const Predicted *one = predicted->pdata[i];
        TimePoint seed = source_seed(source, one->place);
        report_row(table);
        g_autofree char *id = source_shown_id(source, one->id, masked);
        Cell *cell = report_cell_text(table, id);
        if (!hidden)
            cell_rows(cell, "table=%s;column=%s;value=%s", entity->name, entity->key->name,
                      one->id);
        report_cell(table, one->score);
        report_cell(table, seed == TIME_MISSING ? NAN : (double)seed);
        report_cell_text(table, one->reasons ? one->reasons : "");
        report_cell_text(table, one->shares ? one->shares : "");
    }
    report_say(report, REASONS_SHARED);
    if (most < predicted->len)
        report_say(report, "The first %u of %u stand here; --most 0 lists all.", most,
                   predicted->len);
}

static void
say_quality(const Query *query, const Model *model, Report *report)
{
    g_autofree char *rows = number_count(query->split.rows[SPLIT_TRAIN]);
    if (query->task->kind == TASK_NUMBER) {
        report_say(report,
                   "Learned on %s, it is off by %.3g on average on newer ones; saying the usual "
                   "number to all, by %.3g.",
                   rows, query_note(model, "validation_mae"),
                   query_note(model, "validation_mean_mae"));
        return;
    }
    double auc = query_note(model, "validation_auc");
    report_number(report, "validation_auc", "AUC on validation", UNIT_DECIMAL, 3, auc);
    report_say(report,
               "Learned on %s; of two newer ones, one with the event and one without, it puts the "
               "right one first %.0f times in 100.%s",
               rows, 100 * auc, auc < 0.6 ? " That is little better than by lot." : "");
}

/* Whom the query asks about: those of a table with moments of their own, named ones, or all that
 * are open; NULL without error: nobody. */
ScoreSource *
query_source(const Query *query, const Model *model, GArray *rows, GError **error)
{
    const Task *task = query->task;
    if (rows)
        return source_rows(model, task, query->frames, query->database, rows, error);
    g_autoptr(Frame) entity =
        frame_store_get(query->frames, query->database, task->frame->table, NULL, error);
    g_autoptr(AskedMoments) asked = entity ? asked_moments_new(query->frames, query->database,
                                                               entity, query->request->at, error)
                                           : NULL;
    if (!asked)
        return NULL;
    g_autoptr(Frame) frame = frame_repeat(entity, asked->entity, asked->n);
    return source_moments(model, task, query->frames, query->database, frame, asked->seed, error);
}

void
query_say_nobody(Report *report)
{
    report_say(report, "Nothing is open: every outcome is known. Name entities after the key, "
                       "as in FOR EACH tickets.ticket_id = 'T1', or import newer rows.");
}

gboolean
query_predict(Query *query, Report *report, GError **error)
{
    g_autoptr(GArray) rows = query->request->at ? NULL : query_rows(query, error);
    if (!rows && !query->request->at)
        return FALSE;
    if (rows && rows->len == 0) {
        query_say_nobody(report);
        return TRUE;
    }
    g_autoptr(Model) model = query_train(query, "boost", error);
    g_autoptr(ScoreSource) source = model ? query_source(query, model, rows, error) : NULL;
    g_autoptr(GPtrArray) predicted = source ? predict_rows(query, source, error) : NULL;
    if (!predicted || !explain_rows(query, source, predicted, error))
        return FALSE;
    say_quality(query, model, report);
    list_rows(query, source, predicted, report);
    return TRUE;
}
