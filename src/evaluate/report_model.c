/* One model behind Enter: how it was made, its confusion matrix, its learning curve, whether what
 * it says comes true, and what it leans on. */
#include "reporting.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static double
note(const json_t *notes, const char *key)
{
    const json_t *value = json_object_get(notes, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* ---- what it leans on --------------------------------------------------------------------- */

typedef struct {
    const Feature *feature;
    double share;
} Share;

static int
by_share(gconstpointer a, gconstpointer b)
{
    double x = ((const Share *)a)->share, y = ((const Share *)b)->share;
    return x < y ? 1 : x > y ? -1 : 0;
}

static void
add_importances(Report *report, const Model *model, const json_t *notes)
{
    const json_t *list = json_object_get(notes, "importance");
    guint n = (guint)MIN(json_array_size(list), model->features->len);

    if (!n)
        return;
    g_autofree Share *shares = g_new(Share, n);
    for (guint i = 0; i < n; i++)
        shares[i] = (Share){g_ptr_array_index(model->features, i),
                            json_number_value(json_array_get(list, i))};
    qsort(shares, n, sizeof *shares, by_share);
    ReportTable *table = report_table(report, "importance", "WHAT IT LEANS ON");
    report_column(table, "name", "feature", UNIT_NONE, 0);
    report_column(table, "share", "share", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "expression", NULL, UNIT_NONE, 0);
    for (guint i = 0; i < n && i < 20 && shares[i].share > 0; i++) {
        report_row(table);
        report_cell_text(table, shares[i].feature->name);
        report_cell(table, shares[i].share);
        report_cell_text(table, shares[i].feature->expression);
    }
}

static void
add_coefficients(Report *report, const json_t *notes)
{
    const json_t *list = json_object_get(notes, "coefficients");
    size_t i;
    json_t *one;

    if (!json_array_size(list))
        return;
    ReportTable *table =
        report_table(report, "coefficients", "ODDS: HOW MUCH EACH MULTIPLIES THEM");
    report_column(table, "name", "column", UNIT_NONE, 0);
    report_column(table, "odds", "odds ×", UNIT_DECIMAL, 2)->right = TRUE;
    ReportColumn *value = report_column(table, "coefficient", "coefficient", UNIT_DECIMAL, 3);
    value->interval = value->right = value->expert = TRUE;
    json_array_foreach(list, i, one)
    {
        report_row(table);
        report_cell_text(table, json_string_value(json_object_get(one, "name")));
        report_cell(table, note(one, "odds"));
        cell_interval(report_cell(table, note(one, "estimate")), note(one, "low"),
                      note(one, "high"));
    }
}

/* ---- does what it says come true ---------------------------------------------------------- */

static void
add_reliability(Report *report, const TaskBrief *task, const Judged *judged)
{
    ReliabilityBin bins[10];
    const Scores *s = judged->scores;
    guint n = stats_reliability(s->score, s->label, s->n, G_N_ELEMENTS(bins), 0.95, bins);
    ReportTable *table = report_table(report, "reliability", "DOES WHAT IT SAYS COME TRUE");

    report_column(table, "says", "says", UNIT_SHARE, 1)->right = TRUE;
    ReportColumn *did = report_column(table, "did", "did", UNIT_SHARE, 1);
    did->right = did->interval = TRUE;
    report_column(table, "events", "events", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "tickets", table_noun(task->entity, 2), UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "verdict", "", UNIT_NONE, 0);
    for (guint i = 0; i < n; i++) {
        const ReliabilityBin *bin = &bins[i];
        gboolean inside = bin->mean >= bin->observed.low && bin->mean <= bin->observed.high;
        report_row(table);
        report_cell(table, bin->mean);
        cell_interval(report_cell(table, bin->observed.value), bin->observed.low,
                      bin->observed.high);
        report_cell(table, (double)bin->events);
        report_cell(table, (double)bin->count);
        Cell *word = report_cell_text(table, inside                           ? ""
                                             : bin->mean > bin->observed.high ? "too sure"
                                                                              : "too shy");
        if (!inside)
            cell_style(word, "warn");
    }
}

/* ---- the learning curve ------------------------------------------------------------------- */

static void
add_curve(Report *report, const char *id, const char *title, const GArray *losses)
{
    if (!losses || !losses->len)
        return;
    ReportCurve *curve = report_curve(report, id, title, "round", "log loss");
    for (guint i = 0; i < losses->len; i++)
        report_point(curve, i + 1, g_array_index(losses, double, i));
}

/* What training said of itself; rules that learn nothing say nothing. */
static void
say_learning(Report *report, const Judged *judged, const json_t *notes)
{
    const char *diagnosis = json_string_value(json_object_get(notes, "diagnosis"));

    if (diagnosis)
        report_say(report, "It %s (AUC %.3f where it learned, %.3f on validation).", diagnosis,
                   note(notes, "train_auc"), judged->quality[SPLIT_VALIDATION].auc.value);
    if (judged->model->rounds > judged->model->best_round)
        report_say(report, "Boosting stopped by itself: round %d of %d was best.",
                   judged->model->best_round, judged->model->rounds);
}

/* How features became the columns that it reads, and on what that was fitted: what a value that was
 * never seen, and a number beyond all that were, count as. */
static void
say_encoding(Report *report, const TaskBrief *task, const Model *model, const json_t *notes)
{
    gboolean scaled = strcmp(model->kind, "logistic") == 0;
    double numbers = note(notes, "numbers"), categories = note(notes, "categories"),
           columns = note(notes, "category_columns");
    g_autofree char *rows = number_count((gint64)note(notes, "train_rows"));
    g_autoptr(GString) words = g_string_new(NULL);

    if (isnan(numbers) || isnan(note(notes, "train_rows")))
        return;
    if (numbers > 0)
        g_string_append_printf(words, "%.0f number%s %s", numbers, numbers == 1 ? "" : "s",
                               scaled ? "cut at the 1st and 99th percentile and laid on 0 to 1, so "
                                        "that one beyond counts as the end"
                                      : "as they are");
    if (categories > 0)
        g_string_append_printf(words,
                               "%s%.0f categor%s as %.0f columns, one for each frequent value and "
                               "one for all others, those never seen among them",
                               words->len ? "; " : "", categories, categories == 1 ? "y" : "ies",
                               columns);
    report_say(report, "What it reads was fitted on the %s training %s alone: %s.", rows,
               table_noun(task->entity, 2), words->str);
}

/* ---- the report --------------------------------------------------------------------------- */

static void
add_making(Report *report, const TaskBrief *task, const Judged *judged, SplitPart part)
{
    const Model *model = judged->model;
    const Quality *q = &judged->quality[part];

    report_text(report, "name", "Model", model->name);
    report_text(report, "kind", NULL, model->kind);
    Cell *auc = report_number(report, "auc", "AUC", UNIT_DECIMAL, 3, q->auc.value);
    cell_interval(auc, q->auc.low, q->auc.high);
    report_number(report, "average_precision", "Average precision", UNIT_DECIMAL, 3,
                  q->average_precision);
    report_number(report, "log_loss", "Log loss", UNIT_DECIMAL, 4, q->log_loss);
    report_number(report, "brier", "Brier", UNIT_DECIMAL, 4, q->brier);
    report_number(report, "ece", "Calibration error", UNIT_DECIMAL, 4, q->ece);
    report_number(report, "temperature", "Temperature", UNIT_DECIMAL, 3, model->temperature);
    report_number(report, "seed", "Seed", UNIT_NONE, 0, (double)model->seed);
    if (g_strcmp0(model->parameters, "{}") != 0)
        report_text(report, "parameters", "Parameters", model->parameters);
    report_number(report, "features", "Features", UNIT_COUNT, 0, model->features->len);
    report_text(report, "regime", "Regime", model_regime_word(model));
    report_text(report, "fingerprint", "Fingerprint", model->fingerprint);
    report_text(report, "sha256", "SHA-256", model->sha256);
    report_splits(report, task);
}

Report *
model_report(const TaskBrief *task, const Judged *judged, const Policy *policy, SplitPart part)
{
    Report *report = report_new("model", judged->model->name);
    json_t *notes = judged->model->notes ? json_loads(judged->model->notes, 0, NULL) : NULL;

    if (!judged->table) {
        const char *why =
            judged->other ? other_regime_words(judged->model) : judged->model->why_not;
        report_say(report, "Not judged%s%s.", why ? ": " : "", why ? why : "");
        json_decref(notes);
        return report;
    }
    const Decision *d = &judged->decision;
    g_autofree char *caught = number_count(d->tp), *events = number_count(d->tp + d->fn);
    g_autofree char *cost = cost_words(shown_cost(d), judged->table);
    g_autofree char *name = model_at_start(judged->model);
    g_autofree char *flagged = number_count(d->flagged), *all = number_count(judged->table->n);
    report_say(report, "%s flags %s of %s %s, catches %s of %s, and costs %s.", name, flagged, all,
               table_noun(task->entity, judged->table->n), caught, events, cost);
    leak_marks_say(report, name, judged->leaks, judged->suspects);
    say_learning(report, judged, notes);
    say_encoding(report, task, judged->model, notes);
    if (judged->suspects)
        report_say(report, "It reads %s, worth a look as a leak (L in 4 Features).",
                   judged->suspects);
    add_making(report, task, judged, part);
    report_confusion(report, judged, part);
    if (judged->model->probability)
        add_reliability(report, task, judged);
    add_importances(report, judged->model, notes);
    add_coefficients(report, notes);
    add_curve(report, "learn", "on the tickets it learns from", judged->model->curve_train);
    add_curve(report, "stop", "on tickets held back", judged->model->curve_validation);
    json_decref(notes);
    return report;
}
