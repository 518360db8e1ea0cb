/* The report "check": how far the reading is, how often the label was right on either side, what
 * that makes of the target, and the ticket to be read next. */
#include <foredesk/audit.h>
#include <foredesk/stats.h>

#include <math.h>

typedef struct {
    gboolean yes;
    guint drawn, counts[CHECK_SKIPPED + 1];
    gint64 all; /* of the target */
    Interval right;
} Side;

static guint
side_read(const Side *side)
{
    return side->counts[CHECK_RIGHT] + side->counts[CHECK_WRONG] + side->counts[CHECK_UNSURE];
}

static Side
count_side(const Task *task, const GArray *tickets, gboolean yes)
{
    Side side = {.yes = yes, .all = yes ? task->positives : task->negatives};
    for (guint i = 0; i < tickets->len; i++) {
        const CheckTicket *ticket = &g_array_index(tickets, CheckTicket, i);
        if (ticket->yes != yes)
            continue;
        side.drawn++;
        side.counts[ticket->verdict]++;
    }
    side.right = stats_wilson(side.counts[CHECK_RIGHT],
                              side.counts[CHECK_RIGHT] + side.counts[CHECK_WRONG], 0.95);
    return side;
}

/* ---- in words ------------------------------------------------------------------------------- */

static char *
share_words(const Side *side)
{
    guint judged = side->counts[CHECK_RIGHT] + side->counts[CHECK_WRONG];
    g_autofree char *share = number_percent(side->right.value, 0);
    if (!judged)
        return g_strdup_printf("none of the %s judged yet", side->yes ? "Yes" : "No");
    return g_strdup_printf("of %u %s %u are right (%s, %.0f–%.0f)", judged,
                           side->yes ? "Yes" : "No", side->counts[CHECK_RIGHT], share,
                           100 * side->right.low, 100 * side->right.high);
}

#define FEWEST 5 /* judged of a side, before anything is said of all */

/* What the shares make of the target: how many of its Yes are, how many of its No are not. */
static void
say_meaning(const Side *yes, const Side *no, Report *report)
{
    if (yes->counts[CHECK_RIGHT] + yes->counts[CHECK_WRONG] >= FEWEST) {
        double all = (double)yes->all;
        g_autofree char *said = number_count(yes->all);
        g_autofree char *low = number_count((gint64)round(all * yes->right.low));
        g_autofree char *high = number_count((gint64)round(all * yes->right.high));
        report_say(report, "So of the %s Yes of this target %s to %s really are.", said, low, high);
    }
    if (no->counts[CHECK_WRONG] && no->counts[CHECK_RIGHT] + no->counts[CHECK_WRONG] >= FEWEST) {
        double all = (double)no->all;
        g_autofree char *said = number_count(no->all);
        g_autofree char *low = number_count((gint64)round(all * (1 - no->right.high)));
        g_autofree char *high = number_count((gint64)round(all * (1 - no->right.low)));
        report_say(report, "Of the %s No, %s to %s are missed: the rule doesn't see them.", said,
                   low, high);
    }
}

#define GOOD 0.9
#define USABLE 0.75

static void
say_next(const Side *yes, const Side *no, guint left, Report *report)
{
    double worst = fmin(isnan(yes->right.value) ? 1 : yes->right.value,
                        isnan(no->right.value) ? 1 : no->right.value);
    if (left)
        report_say(report, "%u left, about %u minutes. A break keeps your place.", left,
                   (left * 40 + 59) / 60);
    else if (worst >= GOOD)
        report_say(report, "The label is good enough to train on.");
    else if (worst >= USABLE)
        report_say(report, "Usable, but no model can be better than its label: look at the wrong "
                           "ones, and see whether the rule can tell them apart.");
    else
        report_say(report, "Mend the rule before you train: no model can be better than its label. "
                           "The wrong ones, opened side by side, mostly show what it misses.");
}

static void
say_check(const Task *task, const Side *yes, const Side *no, guint left, Report *report)
{
    guint drawn = yes->drawn + no->drawn, read = side_read(yes) + side_read(no);
    if (!read) {
        report_say(report,
                   "Before you train: read %u tickets, %u that the rule calls Yes and %u No, drawn "
                   "by lot from those that teach, and say of each whether the label is right.",
                   drawn, yes->drawn, no->drawn);
    } else {
        g_autofree char *yes_words = share_words(yes), *no_words = share_words(no);
        report_say(report, "%u of %u read: %s; %s.", read, drawn, yes_words, no_words);
        say_meaning(yes, no, report);
    }
    say_next(yes, no, left, report);
    if (task->stale)
        report_warn(report, "The rows have changed since this target was frozen: freeze it again "
                            "before its label is checked.");
}

/* ---- tables --------------------------------------------------------------------------------- */

static void
count_cell(ReportTable *table, const Task *task, const Side *side, CheckVerdict verdict)
{
    Cell *cell = report_cell(table, side->counts[verdict]);
    if (side->counts[verdict])
        cell_rows(cell, "check=%" G_GINT64_FORMAT ";side=%s;verdict=%s", task->id,
                  side->yes ? "yes" : "no", check_verdict_name(verdict));
}

static void
add_sides(const Task *task, const Side *sides, Report *report)
{
    ReportTable *table = report_table(report, "sides", "WAS THE LABEL RIGHT?");
    report_column(table, "side", "the rule says", UNIT_NONE, 0);
    report_column(table, "drawn", "drawn", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "right", "right", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "wrong", "wrong", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "unsure", "can't say", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "skip", "later", UNIT_COUNT, 0)->right = TRUE;
    ReportColumn *share = report_column(table, "precision", "right, of 100", UNIT_SHARE, 0);
    share->right = TRUE;
    share->interval = TRUE;
    for (guint i = 0; i < 2; i++) {
        const Side *side = &sides[i];
        report_row(table);
        report_cell_text(table, side->yes ? "Yes" : "No");
        cell_rows(report_cell(table, side->drawn), "check=%" G_GINT64_FORMAT ";side=%s", task->id,
                  side->yes ? "yes" : "no");
        for (CheckVerdict v = CHECK_RIGHT; v <= CHECK_SKIPPED; v++)
            count_cell(table, task, side, v);
        cell_interval(report_cell(table, side->right.value), side->right.low, side->right.high);
    }
}

static void
add_tickets(const Task *task, const GArray *tickets, guint next, Report *report)
{
    ReportTable *table = report_table(report, "tickets", "THE TICKETS");
    report_column(table, "n", "", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "ticket", "ticket", UNIT_NONE, 0);
    report_column(table, "label", "the rule says", UNIT_NONE, 0);
    report_column(table, "verdict", "you say", UNIT_NONE, 0);
    report_column(table, "row", NULL, UNIT_COUNT, 0);
    for (guint i = 0; i < tickets->len; i++) {
        static const char *const words[] = {"", "right", "wrong label", "can't say", "later"};
        const CheckTicket *ticket = &g_array_index(tickets, CheckTicket, i);
        g_autofree char *name = check_ticket_name(task, ticket);
        g_autofree char *clean = text_clean(name, -1);
        report_row(table);
        report_cell(table, i + 1);
        report_cell_text(table, clean);
        report_cell_text(table, ticket->yes ? "Yes" : "No");
        cell_style(report_cell_text(table, i == next ? "▸ next" : words[ticket->verdict]),
                   ticket->verdict == CHECK_WRONG ? "bad" : NULL);
        report_cell(table, (double)ticket->row_id);
    }
}

/* ---- the ticket to be read ------------------------------------------------------------------ */

static void
add_field(ReportTable *table, const ColumnInfo *column, const char *raw, const char *why,
          gboolean masked)
{
    g_autofree char *clean = personal_words(column, raw, masked);
    report_row(table);
    cell_style(report_cell_text(table, column->name), *why ? "good" : NULL);
    report_cell_text(table, clean);
    report_cell_text(table, why);
}

static gboolean
is_text(const ColumnInfo *column)
{
    return column->role == ROLE_SUBJECT || column->role == ROLE_BODY;
}

/* What the rule looks at comes first, then the rest of what is filled in. */
static void
add_fields(const Task *task, char **cells, gboolean masked, Report *report)
{
    const GPtrArray *columns = task->frame->table->columns;
    ReportTable *table = report_table(report, "fields", "ITS FIELDS");
    report_column(table, "field", "field", UNIT_NONE, 0);
    report_column(table, "value", "value", UNIT_NONE, 0);
    report_column(table, "why", NULL, UNIT_NONE, 0);
    for (int pass = 0; pass < 2; pass++)
        for (guint i = 0; i < columns->len; i++) {
            const ColumnInfo *column = columns->pdata[i];
            gboolean defines = task_defines(task, column->name, NULL);
            if (defines == (pass == 0) && (defines || *cells[i]) && !is_text(column))
                add_field(table, column, cells[i], defines ? "tells the label" : "", masked);
        }
}

static gboolean
add_next(const Task *task, const CheckTicket *ticket, guint place, gboolean masked,
         sqlite3 *database, Report *report, GError **error)
{
    g_auto(GStrv) cells = frame_raw_row(task->frame, database, ticket->row, error);
    const GPtrArray *columns = task->frame->table->columns;
    if (!cells)
        return FALSE;
    g_autofree char *name = check_ticket_name(task, ticket);
    g_autofree char *clean = text_clean(name, -1);
    g_autofree char *head = g_strdup_printf("%u  %s", place + 1, clean);
    report_text(report, "next", NULL, name);
    report_text(report, "ticket", "ticket", head);
    g_autofree char *label =
        g_strdup_printf("%s: %s", ticket->yes ? "YES" : "NO", task->event_words);
    cell_style(report_text(report, "says", "the rule says", label), ticket->yes ? "warn" : "good");
    for (guint i = 0; i < columns->len; i++) {
        const ColumnInfo *column = columns->pdata[i];
        if (!is_text(column))
            continue;
        g_autofree char *words = personal_words(column, cells[i], masked);
        report_text(report, column->role == ROLE_SUBJECT ? "subject" : "body", column->name,
                    *words ? words : "–");
    }
    add_fields(task, cells, masked, report);
    return TRUE;
}

Report *
label_check_report(const Task *task, sqlite3 *database, GError **error)
{
    g_autoptr(GArray) tickets = label_check_draw(task, database, error);
    if (!tickets)
        return NULL;
    guint next = label_check_next(tickets);
    Side sides[2] = {count_side(task, tickets, TRUE), count_side(task, tickets, FALSE)};
    guint left = tickets->len - side_read(&sides[0]) - side_read(&sides[1]);
    g_autofree char *title = g_strdup_printf("Check the label: %s", task->name);
    g_autoptr(Report) report = report_new("check", title);
    say_check(task, &sides[0], &sides[1], left, report);
    report_number(report, "read", NULL, UNIT_COUNT, 0, tickets->len - left);
    report_number(report, "drawn", NULL, UNIT_COUNT, 0, tickets->len);
    if (next < tickets->len && !add_next(task, &g_array_index(tickets, CheckTicket, next), next,
                                         personal_masked(database), database, report, error))
        return NULL;
    add_sides(task, sides, report);
    add_tickets(task, tickets, next, report);
    return g_steal_pointer(&report);
}
