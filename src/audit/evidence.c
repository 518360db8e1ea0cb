/* What the data shows of when its columns were filled in, for the audit: tickets made of events,
 * and what stands in them before it could be known. */
#include "audit/timing.h"

#include <foredesk/evidence.h>
#include <math.h>

/* As many first events that tell of the end are no accident. */
static const double TOLD_AHEAD = 0.05;

/* "a, b and c" */
static char *
join_names(const GPtrArray *names)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(words, "%s%s",
                               i == 0                ? ""
                               : i + 1 == names->len ? " and "
                                                     : ", ",
                               (const char *)g_ptr_array_index(names, i));
    return g_string_free(words, FALSE);
}

void
audit_told_ahead(Report *report, const TableInfo *table, sqlite3 *database)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; table->log && i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        g_autoptr(GPtrArray) found = evidence_of(database, column->id, NULL);
        for (guint k = 0; found && k < found->len; k++) {
            const KnownEvidence *one = g_ptr_array_index(found, k);
            if ((one->proof != PROOF_AHEAD && one->proof != PROOF_EARLY) ||
                (double)one->numerator < TOLD_AHEAD * (double)one->denominator)
                continue;
            g_autofree char *id = g_strdup_printf("ahead.%s", column->name);
            Cell *cell = report_number(report, id, NULL, UNIT_SHARE, 1,
                                       (double)one->numerator / (double)one->denominator);
            if (one->rows)
                cell_rows(cell, "%s", one->rows);
            g_ptr_array_add(names, column->name);
            break;
        }
    }
    if (names->len == 0)
        return;
    g_autofree char *words = join_names(names);
    report_say(
        report,
        "Leak: %s %s in the first event already, though only the end can tell %s: written back "
        "later, so off.",
        words, names->len == 1 ? "stands" : "stand", names->len == 1 ? "it" : "them");
}

void
audit_events(Report *report, const TableInfo *table, sqlite3 *database)
{
    if (!table->log)
        return;
    g_autofree char *rows = number_count(table->log->rows);
    report_say(report,
               "A ticket is made of its events in %s (%s of them, %.1f each): a column says what "
               "stood there first, one with _end what stood there last.",
               table->log->name, rows, (double)table->log->rows / (double)MAX(table->rows, 1));
}

/* ---- the report ------------------------------------------------------------------------------ */

static const char *
proof_words(ProofKind proof)
{
    static const char *const words[] = {"first against last event",  "dated after its event",
                                        "end told in the beginning", "between two imports",
                                        "nobody touched it yet",     "solved"};
    return words[proof];
}

static void
lay_out(ReportTable *table)
{
    report_column(table, "column", "column", UNIT_NONE, 0);
    report_column(table, "proof", NULL, UNIT_NONE, 0);
    report_column(table, "numerator", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "denominator", "of", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "share", "share", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "known", "known", UNIT_NONE, 0);
    report_column(table, "how", "seen in", UNIT_NONE, 0);
    report_column(table, "sentence", "which means", UNIT_NONE, 0);
}

static void
add_evidence(ReportTable *rows, const TableInfo *table, const GPtrArray *found)
{
    for (guint i = 0; i < found->len; i++) {
        const KnownEvidence *one = g_ptr_array_index(found, i);
        const ColumnInfo *column = table_column_by_id(table, one->column_id);
        if (!column)
            continue;
        report_row(rows);
        report_cell_text(rows, column->name);
        report_cell_text(rows, proof_name(one->proof));
        Cell *cell = report_cell(rows, (double)one->numerator);
        if (one->rows && one->numerator)
            cell_rows(cell, "%s", one->rows);
        report_cell(rows, (double)one->denominator);
        report_cell(rows,
                    one->denominator ? (double)one->numerator / (double)one->denominator : NAN);
        report_cell_text(rows, known_name(column->known));
        report_cell_text(rows, proof_words(one->proof));
        g_autofree char *sentence = text_clean(one->sentence, -1);
        report_cell_text(rows, sentence);
    }
}

/* Tickets nobody touched yet against solved ones, where either can be told. */
static void
add_untouched(ReportTable *rows, const Frame *frame)
{
    static const TicketStage stages[] = {STAGE_UNTOUCHED, STAGE_SOLVED_LATELY};
    g_autoptr(Touched) touched = touched_new(frame);
    g_autoptr(GPtrArray) found =
        g_ptr_array_new_with_free_func((GDestroyNotify)known_evidence_free);
    for (guint i = 0; !touched->why_not && i < 2 * frame->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(frame->columns, i / 2);
        TicketStage stage = stages[i % 2];
        KnownEvidence *one = g_new0(KnownEvidence, 1);
        one->column_id = column->info->id;
        one->proof = i % 2 ? PROOF_SOLVED : PROOF_UNTOUCHED;
        one->denominator = touched->count[stage];
        for (guint32 row = 0; row < frame->n; row++)
            one->numerator += touched->stage[row] == stage && !cell_empty(column, row);
        g_autofree char *count = number_count(one->denominator);
        one->sentence = g_strdup_printf(i % 2 ? "among %s solved tickets, to compare with"
                                              : "filled in among %s tickets nobody touched yet",
                                        count);
        one->rows = g_strdup_printf("table=%s;stage=%s;column=%s;filled=1", frame->table->name,
                                    stage_name(stage), column->info->name);
        g_ptr_array_add(found, one);
    }
    if (touched->count[STAGE_UNTOUCHED] > 0)
        add_evidence(rows, frame->table, found);
}

Report *
evidence_report(const Catalogue *catalogue, FrameStore *frames, sqlite3 *database,
                Progress *progress, GError **error)
{
    const TableInfo *table = catalogue_main_table(catalogue);
    g_autoptr(GPtrArray) kept = table ? evidence_of(database, 0, error) : NULL;
    g_autoptr(Frame) frame =
        kept ? frame_store_get(frames, database, table, progress, error) : NULL;
    if (!frame)
        return NULL;
    Report *report = report_new("evidence", "What was known when");
    ReportTable *rows = report_table(report, "evidence", NULL);
    lay_out(rows);
    add_evidence(rows, table, kept);
    add_untouched(rows, frame);
    if (rows->rows->len)
        report_say(report,
                   "What the data itself shows of when the columns of %s were filled in. Few "
                   "changes after the first event, or filled in before anybody touched the ticket: "
                   "known at arrival.",
                   table->name);
    else
        report_say(
            report,
            "Nothing in %s shows when its columns were filled in: it has no log of events, no "
            "second import, and too few tickets that nobody touched yet. Import next month's "
            "export over it, and the differences will tell.",
            table->name);
    return report;
}
