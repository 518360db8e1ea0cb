/* What the target's page says of customers and copies that are kept apart: how many rows that takes
 * out of each part, and how unlike the others those are that stay. */
#include <math.h>

#include "task/task-private.h"

typedef struct {
    SplitPart part, apart;
    const char *words;
} Side;
static const Side sides[] = {{SPLIT_TRAIN, SPLIT_APART_TRAIN, "train"},
                             {SPLIT_VALIDATION, SPLIT_APART_VALIDATION, "validation"},
                             {SPLIT_TEST, SPLIT_APART_TEST, "test"}};

/* What stays of a part, with what stops boosting. */
static guint32
kept(const SplitSummary *split, const Side *side)
{
    return split->rows[side->part] + (side->part == SPLIT_TRAIN ? split->rows[SPLIT_STOP] : 0);
}

static guint32
kept_positives(const SplitSummary *split, const Side *side)
{
    return split->positives[side->part] +
           (side->part == SPLIT_TRAIN ? split->positives[SPLIT_STOP] : 0);
}

static double
share(guint32 some, guint32 all)
{
    return all ? (double)some / (double)all : NAN;
}

static double
rate_before(const SplitSummary *split, const Side *side)
{
    return share(kept_positives(split, side) + split->positives[side->apart],
                 kept(split, side) + split->rows[side->apart]);
}

/* " (events in validation: 13.1 % before, 14.6 % now)", where there are events; the caller frees.
 */
static char *
rates_words(const Task *task, const SplitSummary *split)
{
    if (task->kind != TASK_BINARY || !split->rows[SPLIT_APART_VALIDATION])
        return g_strdup("");
    g_autofree char *before = number_percent(rate_before(split, &sides[1]), 1);
    g_autofree char *left =
        number_percent(share(split->positives[SPLIT_VALIDATION], split->rows[SPLIT_VALIDATION]), 1);
    return g_strdup_printf(" (events in validation: %s before, %s now)", before, left);
}

static void
say_taken(const Task *task, const SplitSummary *split, Report *report)
{
    static const char *const what[] = {"", "each customer stands in one part",
                                       "no row judges that copies one of an earlier part",
                                       "each customer stands in one part, and so do copies"};
    g_autofree char *taken[G_N_ELEMENTS(sides)], *rates = rates_words(task, split);

    for (guint i = 0; i < G_N_ELEMENTS(sides); i++)
        taken[i] = number_count(split->rows[sides[i].apart]);
    report_say(report,
               "Kept apart: %s. That takes %s training, %s validation and %s test rows out%s.",
               what[task->spec.apart], taken[0], taken[1], taken[2], rates);
    if (task->spec.apart & APART_CUSTOMER)
        report_say(report,
                   "Those with rows in several are given to one by lot: models are judged on "
                   "customers that never taught, whose own past is still read.");
}

static void
add_sides(const Task *task, const SplitSummary *split, Report *report)
{
    ReportTable *table = report_table(report, "apart", "KEPT APART");
    report_column(table, "part", "part", UNIT_NONE, 0);
    report_column(table, "had", "had", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "customer", "out: customer", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "copy", "out: copy", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "left", "stay", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "rate_before", "rate before", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "rate", "rate", UNIT_SHARE, 1)->right = TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
        guint32 out = split->rows[sides[i].apart], stay = kept(split, &sides[i]);
        guint32 customer = split->by_customer[sides[i].apart];
        gboolean sealed = split_sealed(sides[i].part) || task->kind != TASK_BINARY;
        report_row(table);
        report_cell_text(table, sides[i].words);
        report_cell(table, (double)out + stay);
        cell_rows(report_cell(table, customer), "task=%" G_GINT64_FORMAT ";part=%s;why=customer",
                  task->id, split_name(sides[i].apart));
        cell_rows(report_cell(table, (double)out - customer),
                  "task=%" G_GINT64_FORMAT ";part=%s;why=copy", task->id,
                  split_name(sides[i].apart));
        cell_rows(report_cell(table, stay), "task=%" G_GINT64_FORMAT ";side=%s", task->id,
                  sides[i].words);
        report_cell(table, sealed ? NAN : rate_before(split, &sides[i]));
        report_cell(table, sealed ? NAN : share(kept_positives(split, &sides[i]), stay));
    }
}

/* Rows that nobody can say the customer of stay. */
static void
warn_unknown(const Task *task, Report *report)
{
    guint32 unknown = 0;
    if (!(task->spec.apart & APART_CUSTOMER))
        return;
    for (guint32 i = 0; i < task->n_usable; i++)
        unknown += task->customer->code[task->order[i]] < 0;
    g_autofree char *count = number_count(unknown);
    if (unknown)
        report_warn(report, "%s rows name no customer: they stay, each as a customer of its own.",
                    count);
}

/* The sealed part's events aren't told, its rows are. */
static void
warn_few_left(const Task *task, const SplitSummary *split, Report *report)
{
    guint32 rows = split->rows[SPLIT_VALIDATION], positives = split->positives[SPLIT_VALIDATION];
    guint32 test = split->rows[SPLIT_TEST];
    gboolean events = task->kind == TASK_BINARY;

    if (rows >= TASK_FEW_ROWS && test >= TASK_FEW_ROWS &&
        (!events || positives >= TASK_FEW_POSITIVES))
        return;
    g_autofree char *happened =
        events ? g_strdup_printf(" with %u events", positives) : g_strdup("");
    report_warn(report,
                "Kept apart like that only %u validation rows%s and %u test rows are left: too few "
                "to judge models by (300 rows and 30 events are the least). Keep less apart.",
                rows, happened, test);
}

void
apart_report(const Task *task, const SplitSummary *split, Report *report)
{
    report_text(report, "apart", task->spec.apart ? "kept apart" : NULL,
                apart_name(task->spec.apart));
    if (!task->spec.apart)
        return;
    if (!split->timed && !task->given)
        report_say(report,
                   "Kept apart: %s stand in one part each, dealt out whole by lot; none is lost.",
                   task->spec.apart == APART_CUSTOMER ? "customers"
                   : task->spec.apart == APART_NEAR   ? "copies"
                                                      : "customers and copies");
    else {
        say_taken(task, split, report);
        add_sides(task, split, report);
    }
    warn_unknown(task, report);
    warn_few_left(task, split, report);
}
