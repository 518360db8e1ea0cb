/* What the reports of this room share. */
#include "reporting.h"

#include <math.h>
#include <string.h>

gboolean
by_month(const DecisionTable *table)
{
    return !isnan(table->scores->months);
}

double
monthly(double total, const DecisionTable *table)
{
    return by_month(table) ? total / table->scores->months : total;
}

double
shown_cost(const Decision *decision)
{
    return isnan(decision->cost_month) ? decision->cost : decision->cost_month;
}

char *
cost_words(double cost, const DecisionTable *table)
{
    g_autofree char *money = number_money(cost);
    return by_month(table) ? g_strconcat(money, " a month", NULL) : g_strdup(money);
}

Cell *
interval_cell(ReportTable *table, Interval value)
{
    Cell *cell = report_cell(table, value.value);
    if (!isnan(value.low))
        cell_interval(cell, value.low, value.high);
    return cell;
}

void
refer(Cell *cell, const Judged *judged, SplitPart part, const char *which)
{
    cell_rows(cell, "model=%" G_GINT64_FORMAT ";part=%s;cell=%s", judged->model->id,
              split_name(part), which);
}

void
report_confusion(Report *report, const Judged *judged, SplitPart part)
{
    const Decision *d = &judged->decision;
    ReportTable *matrix;

    report_number(report, "confusion.tp", NULL, UNIT_COUNT, 0, d->tp);
    report_number(report, "confusion.fp", NULL, UNIT_COUNT, 0, d->fp);
    report_number(report, "confusion.tn", NULL, UNIT_COUNT, 0, d->tn);
    report_number(report, "confusion.fn", NULL, UNIT_COUNT, 0, d->fn);
    matrix = report_table(report, "matrix", "WHAT THE MODEL SAYS");
    report_column(matrix, "outcome", "", UNIT_NONE, 0);
    report_column(matrix, "leave", "leave", UNIT_COUNT, 0)->right = TRUE;
    report_column(matrix, "flag", "flag", UNIT_COUNT, 0)->right = TRUE;
    report_row(matrix);
    report_cell_text(matrix, "did not happen");
    refer(report_cell(matrix, d->tn), judged, part, "tn");
    refer(report_cell(matrix, d->fp), judged, part, "fp");
    report_row(matrix);
    report_cell_text(matrix, "happened");
    refer(report_cell(matrix, d->fn), judged, part, "fn");
    refer(report_cell(matrix, d->tp), judged, part, "tp");
}

const char *
other_regime_words(const Model *model)
{
    return model_regime(model) == REGIME_FROZEN
               ? "other regime: judged on a frozen past; `regime frozen` shows it"
               : "other regime: judged at seed time; `regime seed` shows it";
}

void
report_regime_of(Report *report, gboolean frozen, const char *entity)
{
    report_text(report, "regime", NULL, regime_word(frozen));
    if (frozen)
        report_say(
            report,
            "Frozen: the %s that judge see nothing from when validation (or the test) begins "
            "on. `regime seed` lets each see all before it.",
            table_noun(entity, 2));
}

void
report_regime(Report *report, const TaskBrief *task)
{
    report_regime_of(report, task->frozen, task->entity);
}

void
report_apart(Report *report, const TaskBrief *task)
{
    guint32 stay = task->split.rows[SPLIT_VALIDATION];
    g_autofree char *judged = number_count(stay);
    g_autofree char *all = number_count(stay + task->split.rows[SPLIT_APART_VALIDATION]);

    report_text(report, "apart", NULL, apart_name(task->apart));
    if (task->apart)
        report_say(report, "Judged %s: %s of %s validation %s (2 Target says more).",
                   apart_words(task->apart), judged, all, table_noun(task->entity, 2));
    if (task->other_version)
        report_say(
            report,
            "Version %d of this target keeps %s apart: its models are judged on other %s, so "
            "its figures don't compare with these.",
            task->other_version, apart_name(task->other_apart), table_noun(task->entity, 2));
}

void
report_splits(Report *report, const TaskBrief *task)
{
    static const SplitPart parts[] = {SPLIT_TRAIN, SPLIT_STOP, SPLIT_VALIDATION, SPLIT_TEST,
                                      SPLIT_EMBARGO};

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *rows = g_strdup_printf("splits.%s.rows", split_name(parts[i]));
        g_autofree char *events = g_strdup_printf("splits.%s.positives", split_name(parts[i]));
        report_number(report, rows, NULL, UNIT_COUNT, 0, task->split.rows[parts[i]]);
        /* how many events the test set holds is part of what is sealed */
        if (parts[i] != SPLIT_TEST)
            report_number(report, events, NULL, UNIT_COUNT, 0, task->split.positives[parts[i]]);
    }
    report_text(report, "splits.hash", NULL, task->split.hash);
}

char *
part_words(const TaskBrief *task, SplitPart part)
{
    g_autofree char *rows = number_count(task->split.rows[part]);
    g_autofree char *events = number_count(task->split.positives[part]);
    g_autofree char *name = g_ascii_strup(split_name(part), -1);

    if (!task->timed)
        return g_strdup_printf("%s %s %s · %s where %s", name, rows,
                               table_noun(task->entity, task->split.rows[part]), events,
                               task->event_words);
    g_autofree char *from = date_words(task->split.from[part], PRECISION_DAY, NULL);
    g_autofree char *to = date_words(task->split.to[part], PRECISION_DAY, NULL);
    return g_strdup_printf("%s %s %s · %s–%s · %s where %s", name, rows,
                           table_noun(task->entity, task->split.rows[part]), from, to, events,
                           task->event_words);
}

void
warn_small(Report *report, const TaskBrief *task, const DecisionTable *table)
{
    if (table->n >= 300 && table->events >= 30)
        return;
    report_warn(report,
                "Only %u %s with %u event%s decide the line here: lines chosen on fewer than 300 "
                "or on 30 events often break later.",
                table->n, table_noun(task->entity, table->n), table->events,
                table->events == 1 ? "" : "s");
}

char *
test_words(const TaskBrief *task, SplitPart part, guint looks)
{
    g_autofree char *rows = number_count(task->split.rows[SPLIT_TEST]);

    if (part == SPLIT_TEST)
        return g_strdup_printf("TEST is open: look %u. What you change now is tuned on it.", looks);
    return g_strdup_printf("TEST %s %s, sealed, %u look%s so far. U opens it (asks twice).", rows,
                           table_noun(task->entity, task->split.rows[SPLIT_TEST]), looks,
                           looks == 1 ? "" : "s");
}
