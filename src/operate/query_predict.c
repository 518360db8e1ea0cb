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
list_row(const Query *query, const ScoreSource *source, const Predicted *one, ReportTable *table)
{
    const TableInfo *entity = query->task->frame->table;
    gboolean masked = personal_masked(query->database);
    TimePoint seed = source_seed(source, one->place);
    g_autofree char *id = source_shown_id(source, one->id, masked);
    report_row(table);
    Cell *cell = report_cell_text(table, id);
    if (!personal_hidden(entity->key, masked)) /* a reference would name it */
        cell_rows(cell, "table=%s;column=%s;value=%s", entity->name, entity->key->name, one->id);
    report_cell(table, one->score);
    report_cell(table, seed == TIME_MISSING ? NAN : (double)seed);
    report_cell_text(table, query_note_at(query, one->place));
    report_cell_text(table, one->reasons ? one->reasons : "");
    report_cell_text(table, one->shares ? one->shares : "");
}

/* The source may be NULL where nobody is predicted. */
static void
list_rows(const Query *query, const ScoreSource *source, GPtrArray *predicted, Report *report)
{
    const Task *task = query->task;
    AnswerColumns columns = {NULL, NULL, "chance", UNIT_SHARE};
    guint most = query->request->most ? MIN(query->request->most, predicted->len) : predicted->len;
    guint unasked = 0;
    ReportTable *table = report_table(report, "predictions", "PREDICTIONS");
    report_column(table, "id", task->frame->table->key->name, UNIT_NONE, 0);
    if (task->kind == TASK_NUMBER)
        report_column(table, "predicted", "expected", UNIT_DECIMAL, 3);
    else
        report_column(table, "chance", "chance", UNIT_SHARE, 1);
    query_columns_after(query, table);
    for (guint i = 0; i < most; i++) {
        if (query->request->at)
            query_list_unasked(query, &columns, i, &unasked, table);
        list_row(query, source, predicted->pdata[i], table);
    }
    query_list_unasked(query, &columns, most < predicted->len ? most : G_MAXUINT32, &unasked,
                       table);
    if (predicted->len)
        report_say(report, REASONS_SHARED);
    if (most < predicted->len)
        report_say(report, "The first %u of %u stand here; --most 0 lists all.", most,
                   predicted->len);
    query_say_unasked(query, report);
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

gboolean
query_predict(Query *query, Report *report, GError **error)
{
    if (!query_whom(query, error))
        return FALSE;
    g_autoptr(GPtrArray) nobody = g_ptr_array_new();
    if (query->whom.n == 0) {
        list_rows(query, NULL, nobody, report);
        query_say_nobody(query, report);
        return TRUE;
    }
    g_autoptr(Model) model = query_train(query, "boost", error);
    g_autoptr(ScoreSource) source = model ? query_source(query, model, error) : NULL;
    g_autoptr(GPtrArray) predicted = source ? predict_rows(query, source, error) : NULL;
    if (!predicted || !explain_rows(query, source, predicted, error))
        return FALSE;
    say_quality(query, model, report);
    list_rows(query, source, predicted, report);
    return TRUE;
}
