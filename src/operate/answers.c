/* Answers that take more than one row an entity: the values it may have, what it may do next, its
 * numbers window by window. */
#include "operate/query.h"

#include <math.h>

enum { EXPLAIN_MOST = 200, EXPLAIN_AT_ONCE = 64 };

static void
answer_free(gpointer data)
{
    Answer *answer = data;
    g_free(answer->what);
    g_free(answer->reasons);
    g_free(answer->shares);
    g_free(answer);
}

GPtrArray *
answers_new(void)
{
    return g_ptr_array_new_with_free_func(answer_free);
}

Answer *
answers_add(GPtrArray *answers, guint32 place, guint32 which, guint rank, double score, char *what)
{
    Answer *answer = g_new0(Answer, 1);
    *answer = (Answer){place, which, rank, score, what, NULL, NULL};
    g_ptr_array_add(answers, answer);
    return answer;
}

gboolean
answers_explain(Query *query, GPtrArray *answers, const Model *model, AnswerExplain explain,
                gpointer data, GError **error)
{
    guint wanted = MIN(answers->len, EXPLAIN_MOST);
    gsize width = model->features->len + 1;
    progress_phase(query->progress, "giving reasons", wanted, "rows");
    for (guint from = 0; from < wanted; from += EXPLAIN_AT_ONCE) {
        guint n = MIN(wanted - from, EXPLAIN_AT_ONCE);
        g_autoptr(GPtrArray) values = NULL;
        g_autofree double *push = NULL;
        Answer *const *some = (Answer *const *)answers->pdata + from;
        if (progress_stop(query->progress, error) || !explain(data, some, n, &values, &push, error))
            return FALSE;
        ReasonValues shown = {values, query->task, personal_masked(query->database)};
        for (guint i = 0; i < n; i++)
            some[i]->reasons = reasons_shared(model, push + i * width, &shown, i, &some[i]->shares);
        progress_advance(query->progress, from + n);
    }
    return TRUE;
}

static void
list_answer(const Query *query, const ScoreSource *source, const Answer *answer,
            const AnswerColumns *columns, ReportTable *table)
{
    const TableInfo *entity = query->task->frame->table;
    gboolean masked = personal_masked(query->database);
    g_autofree char *id = source_id(source, answer->place);
    TimePoint seed = source_seed(source, answer->place);
    g_autofree char *shown = source_shown_id(source, id, masked);
    report_row(table);
    Cell *cell = report_cell_text(table, shown);
    if (!personal_hidden(entity->key, masked)) /* a reference would name it */
        cell_rows(cell, "table=%s;column=%s;value=%s", entity->name, entity->key->name, id);
    if (columns->rank)
        report_cell(table, answer->rank);
    if (columns->what)
        report_cell_text(table, answer->what);
    report_cell(table, answer->score);
    report_cell(table, seed == TIME_MISSING ? NAN : (double)seed);
    report_cell_text(table, query_note_at(query, answer->place));
    report_cell_text(table, answer->reasons ? answer->reasons : "");
    report_cell_text(table, answer->shares ? answer->shares : "");
}

void
answers_list(const Query *query, const ScoreSource *source, GPtrArray *answers,
             const AnswerColumns *columns, Report *report)
{
    guint most = query->request->most ? query->request->most : G_MAXUINT32;
    guint entities = query->whom.n, unasked = 0;
    ReportTable *table = report_table(report, "predictions", "PREDICTIONS");
    report_column(table, "id", query->task->frame->table->key->name, UNIT_NONE, 0);
    if (columns->rank)
        report_column(table, columns->rank, columns->rank, UNIT_COUNT, 0);
    if (columns->what)
        report_column(table, "predicted", columns->what, UNIT_NONE, 0);
    report_column(table, columns->score, columns->score, columns->unit,
                  columns->unit == UNIT_SHARE ? 1 : 3);
    query_columns_after(query, table);
    for (guint i = 0; i < answers->len; i++) {
        const Answer *answer = answers->pdata[i];
        if (answer->place >= most)
            continue;
        query_list_unasked(query, columns, answer->place, &unasked, table);
        list_answer(query, source, answer, columns, table);
    }
    query_list_unasked(query, columns, most < entities ? most : G_MAXUINT32, &unasked, table);
    if (answers->len)
        report_say(report, REASONS_SHARED);
    if (most < entities)
        report_say(report, "The first %u of %u stand here; --most 0 lists all.", most, entities);
    query_say_unasked(query, report);
}
