/* What a cleaning step is worth: boosted trees with it and without it, judged in money on the same
 * validation rows. */
#include "audit/worth.h"

#include <foredesk/steps.h>
#include <math.h>

typedef struct {
    Step *step;
    FrameStore *frames[2]; /* with the step, without it */
    Task *task[2];
    guint32 *twin; /* by row without, the row with */
    guint32 relabelled;
    guint32 back, untold; /* rows that only the side without has: it learns from, or can't */
    WorthPair pair;
} StepWorth;

static void
step_worth_clear(StepWorth *worth)
{
    for (int i = 0; i < 2; i++) {
        task_unref(worth->task[i]);
        frame_store_unref(worth->frames[i]);
    }
    worth_pair_clear(&worth->pair);
    g_free(worth->twin);
    step_free(worth->step);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StepWorth, step_worth_clear)

/* ---- both sides --------------------------------------------------------------------------------
 */

/* Rows without an outcome (spam that nobody ever rated or escalated) teach nothing either way. */
static void
count_back(StepWorth *worth)
{
    const Task *with = worth->task[0], *without = worth->task[1];
    for (guint32 row = 0; row < without->n; row++) {
        guint32 twin = worth->twin[row];
        SplitPart part = (SplitPart)without->part[row];
        SplitPart before = twin == G_MAXUINT32 ? SPLIT_NONE : (SplitPart)with->part[twin];
        worth->back += (part == SPLIT_TRAIN || part == SPLIT_STOP) && before != SPLIT_TRAIN &&
                       before != SPLIT_STOP;
        worth->untold += twin == G_MAXUINT32 && without->state[row] != LABEL_KNOWN;
    }
}

static gboolean
load_sides(StepWorth *worth, gint64 task, FrameStore *frames, sqlite3 *database, Progress *progress,
           GError **error)
{
    progress_phase(progress, "reading both versions", 0, "");
    for (int i = 0; i < 2; i++) {
        worth->frames[i] = frame_store_switched(frames, database, worth->step->id, i == 0, error);
        worth->task[i] =
            worth->frames[i] ? task_load(worth->frames[i], database, task, error) : NULL;
        if (!worth->task[i] || progress_stop(progress, error))
            return FALSE;
    }
    worth->twin = worth_align(worth->task[0], worth->task[1], &worth->relabelled);
    count_back(worth);
    return worth_can_judge(worth->task[0], error);
}

/* One after the other, so that only one of them holds its matrices. */
static gboolean
train_sides(StepWorth *worth, sqlite3 *database, Progress *progress, GError **error)
{
    for (int i = 0; i < 2; i++) {
        g_autoptr(GPtrArray) features = NULL;
        g_autoptr(LearnData) data =
            worth_data(worth->task[i], worth->frames[i], database, &features, progress, error);
        if (!data || !worth_train(&worth->pair.side[i], data, features, NULL, worth->frames[i],
                                  database, progress, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- in words ----------------------------------------------------------------------------------
 */

/* "Leaving out 120 tickets (near duplicates)" */
static char *
doing_words(const Step *step, const TableInfo *table)
{
    g_autofree char *count = number_count(step->rows);
    g_autofree char *reason = text_clean(step->reason, -1);
    g_autofree char *definition = text_clean(step->definition, -1);
    const ColumnInfo *found = table ? table_column_by_id(table, step->column_id) : NULL;
    const char *column = found ? found->name : "a column";

    switch (step->kind) {
    case STEP_ROWS:
        return g_strdup_printf("Leaving out %s %s (%s)", count, table_noun(table->name, step->rows),
                               reason);
    case STEP_VALUES:
        return g_strdup_printf("Reading spellings of %s as one (%s)", column, reason);
    case STEP_CELLS:
        return g_strdup_printf("Reading %s cells of %s as missing (%s)", count, column, reason);
    case STEP_POLICY:
        break;
    }
    return g_strdup_printf("Standing in for a missing %s (%s)", column, definition);
}

static void
say_next(Report *report, const StepWorth *worth)
{
    const Step *step = worth->step;
    Verdict verdict = stats_verdict(worth->pair.saving, FALSE);
    const char *command = step->enabled ? "off" : "on";

    if (verdict == VERDICT_BETTER)
        report_say(report,
                   step->enabled ? "The step is on, and worth keeping."
                                 : "The step is off: `clean on %" G_GINT64_FORMAT "` applies it.",
                   step->id);
    else if (verdict == VERDICT_WORSE)
        report_say(report,
                   step->enabled ? "The model does better without it: `clean off %" G_GINT64_FORMAT
                                   "` takes it back."
                                 : "The step is off, and better left so.",
                   step->id);
    else
        report_say(report,
                   "Money does not decide it: keep it %s where it makes the data truer, or `clean "
                   "%s %" G_GINT64_FORMAT "`.",
                   step->enabled ? "on" : "off", command, step->id);
}

/* Which of the rows that the step sets aside would teach, and why not all. */
static void
say_back(Report *report, const StepWorth *worth, const TableInfo *table)
{
    gint64 rows = worth->step->rows;
    g_autofree char *all = number_count(rows), *back = number_count(worth->back);
    g_autofree char *untold = number_count(worth->untold);
    const char *noun = table_noun(table->name, rows);

    if (worth->step->kind != STEP_ROWS || table->id != worth->task[0]->frame->table->id)
        return;
    if (!worth->back && worth->untold >= rows)
        report_say(report,
                   "None of these %s %s has a known outcome: they teach nothing themselves, on or "
                   "off, and count in histories alone.",
                   all, noun);
    else
        report_say(report, "Without the step %s of the %s %s teach%s%s%s.", back, all, noun,
                   worth->untold ? "; " : "", worth->untold ? untold : "",
                   worth->untold ? " have no known outcome" : "");
}

static void
say_worth(Report *report, const StepWorth *worth, const WorthTerms *terms)
{
    const TableInfo *table =
        catalogue_table_by_id(frame_store_catalogue(worth->frames[0]), worth->step->table_id);
    gboolean timed = !isnan(worth->pair.tickets.months);
    g_autofree char *doing = doing_words(worth->step, table);
    g_autofree char *saving = worth_saving_words(worth->pair.saving, timed);
    const char *noun = worth->task[0]->frame->table->name;
    g_autofree char *judged = number_count(worth->pair.tickets.n);

    report_say(report, "%s %s.", doing, saving);
    say_back(report, worth, table);
    report_say(report,
               "Boosted trees were trained twice with the same seed and judged on the same %s "
               "validation %s, %s. The interval holds the luck of these %s%s, not that of another "
               "training.",
               judged, table_noun(noun, worth->pair.tickets.n), worth_terms_words(terms),
               table_noun(noun, 2),
               worth->pair.tickets.cluster ? ", drawn by whole customers" : "");
    say_next(report, worth);
    if (worth->relabelled)
        report_warn(report,
                    "The step changes the outcome of %u of these %s: both are judged by the "
                    "outcome it gives.",
                    worth->relabelled, table_noun(noun, worth->relabelled));
    if (worth->pair.tickets.n < 300 || worth->pair.side[0].table->events < 30)
        report_warn(report, "Only %u %s with %u events judge here: too few to be sure of a line.",
                    worth->pair.tickets.n, table_noun(noun, worth->pair.tickets.n),
                    worth->pair.side[0].table->events);
}

/* ---- the report --------------------------------------------------------------------------------
 */

static void
add_sides(Report *report, const StepWorth *worth)
{
    ReportTable *list = report_table(report, "sides", "TRAINED TWICE, JUDGED ON THE SAME");
    report_column(list, "side", "", UNIT_NONE, 0);
    report_column(list, "learned", "learned from", UNIT_COUNT, 0)->right = TRUE;
    report_column(list, "events", NULL, UNIT_COUNT, 0);
    worth_pair_columns(list, &worth->pair);
    for (int which = 0; which < 2; which++) {
        report_row(list);
        report_cell_text(list, which ? "without the step" : "with the step");
        report_cell(list, worth->pair.side[which].learned);
        report_cell(list, worth->pair.side[which].events);
        worth_pair_cells(list, &worth->pair, which);
    }
}

static void
write_step(Report *report, const StepWorth *worth, const WorthTerms *terms)
{
    gboolean timed = !isnan(worth->pair.tickets.months);
    const TableInfo *table =
        catalogue_table_by_id(frame_store_catalogue(worth->frames[0]), worth->step->table_id);
    Cell *cell;

    say_worth(report, worth, terms);
    report_number(report, "step", NULL, UNIT_COUNT, 0, (double)worth->step->id);
    cell = report_number(report, "rows", "touches", UNIT_COUNT, 0, (double)worth->step->rows);
    if (worth->step->kind == STEP_ROWS || worth->step->kind == STEP_CELLS)
        cell_rows(cell, "table=%s;step=%" G_GINT64_FORMAT, table->name, worth->step->id);
    report_number(report, "judged", NULL, UNIT_COUNT, 0, worth->pair.tickets.n);
    report_number(report, "back", NULL, UNIT_COUNT, 0, worth->back);
    report_number(report, "untold", NULL, UNIT_COUNT, 0, worth->untold);
    cell = report_number(report, "saving", timed ? "saves a month" : "saves", UNIT_MONEY, 0,
                         worth->pair.saving.value);
    cell_interval(cell, worth->pair.saving.low, worth->pair.saving.high);
    report_text(report, "verdict", NULL, verdict_word(stats_verdict(worth->pair.saving, FALSE)));
    add_sides(report, worth);
}

Report *
worth_step_report(gint64 step, const Task *task, FrameStore *frames, sqlite3 *database,
                  const WorthTerms *terms, Progress *progress, GError **error)
{
    g_auto(StepWorth) worth = {.step = step_load(database, step, error)};

    if (!worth.step || !load_sides(&worth, task->id, frames, database, progress, error) ||
        !train_sides(&worth, database, progress, error))
        return NULL;
    WorthSide *const sides[] = {&worth.pair.side[0], &worth.pair.side[1]};
    worth_decide(sides, 2, terms);
    worth_pair_hold(&worth.pair, worth.task[0], worth.twin, terms);
    g_autofree char *title = g_strdup_printf("What step %" G_GINT64_FORMAT " is worth", step);
    Report *report = report_new("worth", title);
    write_step(report, &worth, terms);
    return report;
}
