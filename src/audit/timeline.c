/* A column against the life of a ticket: arrival, first reply, solved. Of a date by when it lies,
 * ticket by ticket; of anything else how full it is among the tickets that are at each stage today.
 * Where the export shows neither, it is said what would. */
#include "audit/timing.h"

#include <math.h>
#include <string.h>

enum { BAR = 20 };

static char *
bar_of(double share)
{
    GString *bar = g_string_new(NULL);
    int full = isnan(share) ? 0 : (int)lround(CLAMP(share, 0, 1) * BAR);
    for (int i = 0; i < BAR; i++)
        g_string_append(bar, i < full ? "█" : "·");
    return g_string_free(bar, FALSE);
}

static ReportTable *
lay_out(Report *report, const char *title, const char *tickets, const char *share)
{
    ReportTable *table = report_table(report, "timeline", title);
    report_column(table, "stage", "in the ticket's life", UNIT_NONE, 0);
    report_column(table, "tickets", tickets, UNIT_COUNT, 0)->right = TRUE;
    ReportColumn *filled = report_column(table, "filled", share, UNIT_SHARE, 0);
    filled->right = TRUE;
    filled->interval = TRUE;
    report_column(table, "bar", "", UNIT_NONE, 0);
    return table;
}

static void
add_stage(ReportTable *table, const char *stage, gint64 tickets, const char *rows, double filled)
{
    Interval share = tickets ? stats_wilson(filled, (double)tickets, 0.95) : INTERVAL_UNDEFINED;
    g_autofree char *bar = bar_of(share.value);

    report_row(table);
    report_cell_text(table, stage);
    Cell *count = report_cell(table, (double)tickets);
    if (rows)
        cell_rows(count, "%s", rows);
    cell_interval(report_cell(table, share.value), share.low, share.high);
    report_cell_text(table, bar);
}

/* ---- by its dates -----------------------------------------------------------------------------
 */

static const FrameColumn *
closing(const TimingInput *input)
{
    const ColumnInfo *info = table_role(input->frame->table, ROLE_CLOSED);
    const FrameColumn *column = info ? frame_column(input->frame, info->name) : NULL;
    return column && column->kind == KIND_DATE ? column : NULL;
}

/* Of the rows with both moments, in how many the column's date lies at or before `mark`. */
static void
add_moment(ReportTable *table, const TimingInput *input, const FrameColumn *column,
           const FrameColumn *mark, const char *stage)
{
    gint64 both = 0, by_then = 0;

    if (!mark || mark == column)
        return;
    for (guint32 row = 0; row < column->n; row++) {
        TimePoint moment = mark->integer[row];
        if (column->integer[row] == TIME_MISSING || moment == TIME_MISSING)
            continue;
        if (mark->info->precision == PRECISION_DAY)
            moment = day_end(moment, input->frame->zone);
        both++;
        by_then += column->integer[row] <= moment;
    }
    if (both)
        add_stage(table, stage, both, NULL, (double)by_then);
}

static void
by_dates(Report *report, const TimingInput *input, const FrameColumn *column)
{
    ReportTable *table = lay_out(report, "WHEN IT WAS WRITTEN: its dates against the ticket's life",
                                 "tickets with both dates", "written by then");
    add_moment(table, input, column, input->created, "arrival");
    add_moment(table, input, column, input->touched->first_answer, "first reply");
    add_moment(table, input, column, closing(input), "solved");
}

/* ---- by stages --------------------------------------------------------------------------------
 */

static void
by_stages(Report *report, const TimingInput *input, const FrameColumn *column)
{
    static const TicketStage stages[] = {STAGE_UNTOUCHED, STAGE_WAITING, STAGE_ANSWERED,
                                         STAGE_SOLVED_LATELY};
    const Touched *touched = input->touched;
    const char *words[STAGES] = {[STAGE_UNTOUCHED] = "arrived, untouched",
                                 [STAGE_WAITING] =
                                     touched->has_answers ? "no reply yet" : "being worked on",
                                 [STAGE_ANSWERED] = "replied to",
                                 [STAGE_SOLVED_LATELY] = "solved"};
    gint64 filled[STAGES] = {0};
    ReportTable *table = lay_out(report, "WHEN IT IS FILLED IN: among tickets at each stage today",
                                 "tickets", "filled in");

    for (guint32 row = 0; row < column->n; row++)
        filled[touched->stage[row]] += !cell_empty(column, row);
    for (guint i = 0; i < G_N_ELEMENTS(stages); i++) {
        TicketStage stage = stages[i];
        g_autofree char *rows =
            g_strdup_printf("table=%s;stage=%s", input->frame->table->name, stage_name(stage));
        if (touched->count[stage])
            add_stage(table, words[stage], touched->count[stage], rows, (double)filled[stage]);
    }
}

void
timeline_add(Report *report, const TimingInput *input, const FrameColumn *column,
             const ColumnTiming *timing)
{
    g_autofree char *verdict = g_strdup_printf(
        "%s%s%s%s. %s%s%s", seen_words(timing->seen), timing->sure ? " (" : "",
        sureness_words(timing->sure), timing->sure ? " evidence)" : "", timing->sentence,
        timing->conflict ? " " : "", timing->conflict ? timing->conflict : "");

    report_text(report, "looks", timing->seen == SEEN_UNKNOWN ? "by the data" : "looks like",
                verdict);
    if (column->kind == KIND_DATE && input->created && column != input->created)
        by_dates(report, input, column);
    else if (!input->touched->why_not)
        by_stages(report, input, column);
    else
        report_text(report, "timeline_proof", "what would show it",
                    "an export of the tickets' history, or next month's export imported over this "
                    "one: what differs was filled in later");
}
