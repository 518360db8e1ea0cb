/* How old the past may be, told: a line a moment at which it ends, beside seed time. */
#include "evaluate/past_cuts.h"
#include "evaluate/reporting.h"

#include <math.h>

static const char *
verdict_of(const PastCut *cut)
{
    return cut->before < 0            ? ""
           : cut->auc_change.high < 0 ? "ranks worse"
           : cut->more.low > 0        ? "costs more"
           : cut->auc_change.low > 0  ? "ranks better"
           : cut->more.high < 0       ? "costs less"
                                      : "holds";
}

static gboolean
harms(const PastCut *cut)
{
    return cut->before >= 0 && (cut->auc_change.high < 0 || cut->more.low > 0);
}

/* "4 weeks before", "where it begins" */
static char *
past_words(const PastCut *cut)
{
    if (cut->before < 0)
        return g_strdup("at its own time");
    if (cut->before == 0)
        return g_strdup("when they begin");
    gint64 weeks = cut->before / (7 * TIME_DAY), days = cut->before / TIME_DAY;
    if (weeks * 7 * TIME_DAY == cut->before)
        return g_strdup_printf("%" G_GINT64_FORMAT " week%s before", weeks, weeks == 1 ? "" : "s");
    return g_strdup_printf("%" G_GINT64_FORMAT " day%s before", days, days == 1 ? "" : "s");
}

/* The youngest past that does harm, and the oldest younger one; NULL: none does. */
static const PastCut *
first_harm(const PastCuts *all, const PastCut **last_good)
{
    *last_good = NULL;
    for (guint i = 1; i < all->cuts->len; i++) {
        const PastCut *cut = &g_array_index(all->cuts, PastCut, i);
        if (harms(cut))
            return cut;
        *last_good = cut;
    }
    return NULL;
}

/* "ends 4 weeks before the tickets that are judged begin" */
static char *
ends_words(const PastCuts *all, const PastCut *cut)
{
    const char *rows = table_noun(all->task->frame->table->name, 2);
    g_autofree char *past = past_words(cut);

    return cut->before ? g_strdup_printf("ends %s the %s that are judged begin", past, rows)
                       : g_strdup_printf("ends when the %s that are judged begin", rows);
}

static void
say_verdict(const PastCuts *all, Report *report)
{
    const PastCut *good, *harm = first_harm(all, &good);
    const PastCut *oldest = &g_array_index(all->cuts, PastCut, all->cuts->len - 1);
    g_autofree char *ends = ends_words(all, harm ? harm : oldest);

    if (model_regime(all->model) == REGIME_EITHER)
        report_say(report, "This model looks no further than the row itself: no past is too old "
                           "for it, and every line says the same.");
    else if (!harm)
        report_say(report,
                   "No harm is shown, even of a past that %s: it is %.0f days old for the middle "
                   "one of them.",
                   ends, oldest->age);
    else
        report_say(report,
                   "A past that %s, %.0f days old for the middle one of them, does harm%s: the "
                   "model %s. %s",
                   ends, harm->age, good ? "" : " already", verdict_of(harm),
                   good ? "Read data anew before it is that old."
                        : "Have fresh data where you score.");
    report_number(report, "harm_from", NULL, UNIT_DECIMAL, 2,
                  harm ? (double)harm->before / (double)TIME_DAY : (double)NAN);
}

static void
say_how(const PastCuts *all, Report *report)
{
    const PastCut *seed = &g_array_index(all->cuts, PastCut, 0);
    g_autofree char *count = number_count(all->tickets.n);
    g_autofree char *name = model_at_start(all->model);
    const char *rows = table_noun(all->task->frame->table->name, all->tickets.n);

    report_say(report,
               "%s on the same %s %s %s each time, as it stands and at %s: the first line at seed "
               "time, the others frozen. Only what its features look back on ends sooner; times "
               "since go on counting.",
               name, count, split_name(all->part), rows,
               all->terms->mode == LINE_CAPACITY ? "what the team can check"
                                                 : "the line of seed time");
    report_say(report, "The intervals of the differences hold for all lines together (95 %%).");
    if (model_regime(all->model) == REGIME_FROZEN)
        report_say(report,
                   "Its chances were calibrated on a frozen past, which the log loss of seed "
                   "time bears.");
    report_text(report, "regime", NULL, "seed time and frozen, as each line says");
    report_text(report, "part", NULL, split_name(all->part));
    report_number(report, "rows", NULL, UNIT_COUNT, 0, all->tickets.n);
    report_number(report, "events", NULL, UNIT_COUNT, 0, seed->side.table->events);
    if (seed->side.table->events < 30)
        report_warn(report, "Only %u of them happened: intervals are wide, and a tie says little.",
                    seed->side.table->events);
}

static void
add_columns(const PastCuts *all, ReportTable *table)
{
    gboolean timed = !isnan(all->tickets.months);
    report_column(table, "past", "the past ends", UNIT_NONE, 0);
    report_column(table, "age", "days old", UNIT_DECIMAL, 0)->right = TRUE;
    ReportColumn *columns[] = {
        report_column(table, "auc", "AUC", UNIT_DECIMAL, 3),
        report_column(table, "auc_change", "changed by", UNIT_DECIMAL, 3),
        report_column(table, "cost", timed ? "cost a month" : "cost", UNIT_MONEY, 0),
        report_column(table, "more", "more than at seed time", UNIT_MONEY, 0)};
    report_column(table, "verdict", "", UNIT_NONE, 0);
    report_column(table, "flagged", "flags", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "caught", "caught", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "at", "on", UNIT_TIME, 0)->expert = TRUE;
    ReportColumn *losses[] = {report_column(table, "loss", "log loss", UNIT_DECIMAL, 4),
                              report_column(table, "loss_change", "changed by", UNIT_DECIMAL, 4)};
    report_column(table, "regime", "regime", UNIT_NONE, 0);
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        columns[i]->right = columns[i]->interval = TRUE;
    losses[0]->right = losses[0]->expert = losses[1]->right = losses[1]->expert = TRUE;
    losses[1]->interval = TRUE;
}

static void
add_interval(ReportTable *table, Interval value)
{
    cell_interval(report_cell(table, value.value), value.low, value.high);
}

/* "cut=604800000000;scorer=4;part=validation;flagged=214;cell=tp" */
static void
refer_to_cut(Cell *cell, const PastCuts *all, const PastCut *cut, const char *which)
{
    cell_rows(
        cell, "cut=%" G_GINT64_FORMAT ";scorer=%" G_GINT64_FORMAT ";part=%s;flagged=%u;cell=%s",
        cut->before, all->model->id, split_name(all->part), cut->side.decision.flagged, which);
}

static void
add_cut(const PastCuts *all, const PastCut *cut, ReportTable *table)
{
    gboolean frozen = cut->before >= 0;
    g_autofree char *past = past_words(cut);
    const Interval none = {NAN, NAN, NAN};

    report_row(table);
    refer_to_cut(report_cell_text(table, past), all, cut, "all");
    report_cell(table, cut->age);
    add_interval(table, cut->side.auc);
    add_interval(table, frozen ? cut->auc_change : none);
    add_interval(table, cut->cost);
    add_interval(table, frozen ? cut->more : none);
    cell_style(report_cell_text(table, verdict_of(cut)), harms(cut) ? "warn" : "good");
    refer_to_cut(report_cell(table, cut->side.decision.flagged), all, cut, "flagged");
    refer_to_cut(report_cell(table, cut->side.decision.tp), all, cut, "tp");
    report_cell(table, frozen ? (double)cut->at : NAN);
    report_cell(table, cut->loss);
    add_interval(table, frozen ? cut->loss_change : none);
    report_cell_text(table, regime_word(frozen));
}

Report *
past_cuts_told(const PastCuts *all)
{
    Report *report = report_new("cuts", "How old the past may be");
    say_verdict(all, report);
    say_how(all, report);
    ReportTable *table = report_table(report, "cuts", "THE SAME ROWS, AN EVER OLDER PAST");
    add_columns(all, table);
    for (guint i = 0; i < all->cuts->len; i++)
        add_cut(all, &g_array_index(all->cuts, PastCut, i), table);
    return report;
}
