/* What a lead sends on Monday: each ticket with its flag, words and reasons, the likeliest first.
 * The probability itself is for the data scientist alone. */
#include "operate/source.h"

#include <foredesk/evidence.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* TreeSHAP takes up to a millisecond a ticket: all get reasons where they are few, else those that
 * are flagged, and of those no more than a person could read. */
enum { EXPLAIN_ALL = 300, EXPLAIN_MOST = 5000, EXPLAIN_AT_ONCE = 64 };

typedef struct {
    guint32 row; /* of the source */
    double p;
    guint64 lot; /* breaks ties, the same on every run */
    char *id, *reasons, *shares;
} Scored;

static int
by_score(const void *a, const void *b)
{
    const Scored *x = a, *y = b;
    if (x->p != y->p)
        return x->p > y->p ? -1 : 1;
    return x->lot < y->lot ? -1 : x->lot > y->lot;
}

static void
scored_free(Scored *scored, guint32 n)
{
    for (guint32 i = 0; i < n; i++) {
        g_free(scored[i].id);
        g_free(scored[i].reasons);
        g_free(scored[i].shares);
    }
    g_free(scored);
}

static Scored *
score_all(ScoreSource *source, Progress *progress, GError **error)
{
    g_autofree double *p = g_new(double, source->n + 1);
    gboolean masked = personal_masked(source->database);
    Scored *scored;

    if (!source_score(source, p, progress, error))
        return NULL;
    scored = g_new0(Scored, source->n + 1);
    for (guint32 i = 0; i < source->n; i++) {
        g_autofree char *id = source_id(source, i);
        scored[i] =
            (Scored){i,    p[i], hash_bytes(id, strlen(id), 0), source_shown_id(source, id, masked),
                     NULL, NULL};
    }
    qsort(scored, source->n, sizeof *scored, by_score);
    return scored;
}

/* ---- reasons ------------------------------------------------------------------------------------
 */

/* FALSE without error: the model's kind gives none. */
static gboolean
explain_some(ScoreSource *source, Scored *scored, guint32 n, GError **error)
{
    g_autoptr(GPtrArray) values = NULL;
    g_autoptr(Matrix) matrix = NULL;
    guint32 picked[EXPLAIN_AT_ONCE];
    gsize width = source->model->features->len + 1;
    g_autofree double *push = g_new(double, width *n);

    for (guint32 i = 0; i < n; i++)
        picked[i] = scored[i].row;
    if (!source_values(source, picked, n, &values, &matrix, error) ||
        !model_explain(source->model, matrix, push, NULL))
        return FALSE;
    ReasonValues shown = {values, source->task, personal_masked(source->database)};
    for (guint32 i = 0; i < n; i++)
        scored[i].reasons =
            reasons_shared(source->model, push + i * width, &shown, i, &scored[i].shares);
    return TRUE;
}

/* Gives the first `n` their reasons; how many got some. */
static guint32
explain(ScoreSource *source, Scored *scored, guint32 n, Progress *progress, GError **error)
{
    guint32 done = 0;

    progress_phase(progress, "giving reasons", n, "tickets");
    while (done < n) {
        guint32 next = MIN(n - done, EXPLAIN_AT_ONCE);
        if (progress_stop(progress, error) || !explain_some(source, scored + done, next, error))
            return done;
        done += next;
        progress_advance(progress, done);
    }
    return done;
}

/* ---- the report ---------------------------------------------------------------------------------
 */

static void
list_scored(Report *report, const ScoreSource *source, const Scored *scored, double line,
            gboolean explained, gboolean expert)
{
    ReportTable *table = report_table(report, "tickets", NULL);
    const TableInfo *entity = source->task->frame->table;

    report_column(table, "id", entity->key ? entity->key->name : "row", UNIT_NONE, 0);
    if (source->rows && source->task->moments)
        report_column(table, "seed", source->task->spec.labels ? "as of" : NULL, UNIT_TIME, 1);
    report_column(table, "flag", "flag", UNIT_NONE, 0);
    report_column(table, "words", "in words", UNIT_NONE, 0);
    if (expert)
        report_column(table, "p", source->model->probability ? "p" : "score", UNIT_DECIMAL, 4)
            ->right = TRUE;
    report_column(table, "reasons", explained ? "because" : NULL, UNIT_NONE, 0);
    report_column(table, "shares", NULL, UNIT_NONE, 0);
    for (guint32 i = 0; i < source->n; i++) {
        gboolean flagged = scored[i].p >= line;
        report_row(table);
        Cell *id = report_cell_text(table, scored[i].id);
        if (source->rows && entity->key)
            cell_rows(id, "table=%s;column=%s;value=%s", entity->name, entity->key->name,
                      scored[i].id);
        if (source->rows && source->task->moments)
            report_cell(table,
                        (double)source->task
                            ->seed_time[g_array_index(source->rows, guint32, scored[i].row)]);
        cell_style(report_cell_text(table, flagged ? "yes" : "no"), flagged ? "warn" : "dim");
        report_cell_text(table, score_words(scored[i].p, line, flagged));
        if (expert)
            report_cell(table, scored[i].p);
        report_cell_text(table, scored[i].reasons ? scored[i].reasons : "");
        report_cell_text(table, scored[i].shares ? scored[i].shares : "");
    }
}

static void
say_flagged(Report *report, const ScoreSource *source, const char *what, guint32 flagged,
            guint32 explained)
{
    g_autofree char *n = number_count(source->n), *flags = number_count(flagged);
    g_autofree char *share = number_in_100(source->n ? (double)flagged / source->n : 0);

    g_autofree char *name = model_at_start(source->model);
    report_say(report, "%s flags %s of %s %s, %s. The likeliest stand first.", name, flags, n, what,
               share);
    if (!explained)
        report_say(report, "%s gives no reasons by feature; logistic, forest and boost do.", name);
    else if (explained < source->n)
        report_say(report, "Reasons are given for the first %u: each takes time.", explained);
    if (explained)
        report_say(report, REASONS_SHARED);
    report_number(report, "scored", NULL, UNIT_COUNT, 0, source->n);
    report_number(report, "flagged", NULL, UNIT_COUNT, 0, flagged);
    report_number(report, "model", NULL, UNIT_COUNT, 0, (double)source->model->id);
}

static Report *
score_report(ScoreSource *source, const char *what, double line, gboolean expert,
             Progress *progress, GError **error)
{
    guint32 flagged = 0, explained, wanted;
    GError *failure = NULL;

    progress_phase(progress, "scoring", source->n, "tickets");
    Scored *scored = score_all(source, progress, error);
    if (!scored)
        return NULL;
    while (flagged < source->n && scored[flagged].p >= line)
        flagged++;
    wanted = source->n <= EXPLAIN_ALL ? source->n : MIN(flagged, EXPLAIN_MOST);
    explained = explain(source, scored, wanted, progress, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        scored_free(scored, source->n);
        return NULL;
    }
    Report *report = report_new("score", "Scores");
    if (source->n)
        say_flagged(report, source, what, flagged, explained);
    if (expert)
        report_number(report, "line", NULL, UNIT_DECIMAL, 4, line);
    list_scored(report, source, scored, line, explained > 0, expert);
    scored_free(scored, source->n);
    return report;
}

/* Flags of a model that reads a leak mean less than its figures say. */
static void
say_leaks(Report *report, const Model *model, sqlite3 *database)
{
    g_autofree char *reader = model_at_start(model);
    g_autofree char *leaks = leak_marks_words(database, model->task_id, model->features, "leak");
    g_autofree char *suspects =
        leak_marks_words(database, model->task_id, model->features, "suspect");
    leak_marks_say(report, reader, leaks, suspects);
}

Report *
score_open_report(const Model *model, const Task *task, FrameStore *frames, sqlite3 *database,
                  double line, gboolean expert, Progress *progress, GError **error)
{
    g_autoptr(ScoreSource) source = source_open(model, task, frames, database, error);
    Report *report;

    if (!source || !(report = score_report(source, "open tickets", line, expert, progress, error)))
        return NULL;
    say_leaks(report, model, database);
    g_autofree char *newer = import_since_model(database, model->id);
    if (newer)
        report_warn(report, "%s: train again, so that it knows them.", newer);
    if (!source->n)
        report_say(report,
                   task->time_column
                       ? "No ticket is open: every outcome is known. Import newer tickets, "
                         "or score a file of them."
                       : "This table has no time, so none of its rows is open: score a file "
                         "of new ones.");
    return report;
}

Report *
score_file_report(const Model *model, const Task *task, FrameStore *frames, sqlite3 *database,
                  const RowsFile *file, double line, gboolean expert, Progress *progress,
                  GError **error)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(ScoreSource) source = source_file(model, task, frames, database, file, notes, error);
    Report *report;

    if (!source || !(report = score_report(source, "new tickets", line, expert, progress, error)))
        return NULL;
    say_leaks(report, model, database);
    if (!source->n)
        report_say(report, "The file has a heading and no rows: nothing to score.");
    if (source->vendor)
        report_say(report, "%s", source->vendor);
    for (guint i = 0; i < notes->len; i++)
        report_warn(report, "%s", (const char *)g_ptr_array_index(notes, i));
    return report;
}
