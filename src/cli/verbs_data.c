/* Verbs on the data: import, audit, column, rows, ticket, sample. */
#include "cli/verb.h"

#include <foredesk/sample.h>
#include <string.h>

#define PRINTED_AT_ONCE 5000 /* rows of a list */

/* ---- import -----------------------------------------------------------------------------------
 */

/* What each export after a table's first one brought, with the rows behind. */
static void
list_exports(Report *report, Session *session)
{
    static const char *const changes[] = {"new", "changed", "reopened", "vanished"};
    sqlite3 *database = workspace_database(session_workspace(session));
    ReportTable *table = report_table(report, "exports", "LATER EXPORTS");
    g_autoptr(sqlite3_stmt) rows = db_prepare(
        database, NULL,
        "SELECT t.name, substr(i.imported_at, 1, 10), i.id, i.notes ->> 'new', i.notes ->> "
        "'changed', i.notes ->> 'reopened', i.notes ->> 'vanished', i.notes ->> 'same' FROM import "
        "i JOIN source_table t ON t.id = i.table_id WHERE i.notes IS NOT NULL AND NOT t.derived "
        "AND i.id NOT IN (SELECT import_id FROM import_off) ORDER BY i.id",
        "");

    report_column(table, "table", "table", UNIT_NONE, 0);
    report_column(table, "imported", "imported", UNIT_NONE, 0);
    report_column(table, "new", "new", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "changed", "changed", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "reopened", "reopened", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "vanished", "no longer in the file", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "same", "the same", UNIT_COUNT, 0)->right = TRUE;
    while (rows && db_step(rows, NULL)) {
        const char *name = (const char *)sqlite3_column_text(rows, 0);
        report_row(table);
        report_cell_text(table, name);
        report_cell_text(table, (const char *)sqlite3_column_text(rows, 1));
        for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
            gint64 count = sqlite3_column_int64(rows, (int)i + 3);
            Cell *cell = report_cell(table, (double)count);
            if (count)
                cell_rows(cell, "table=%s;import=%" G_GINT64_FORMAT ";change=%s", name,
                          (gint64)sqlite3_column_int64(rows, 2), changes[i]);
        }
        report_cell(table, (double)sqlite3_column_int64(rows, 7));
    }
    table->hidden = table->rows->len == 0;
}

static Report *
import_report(Session *session, const char *path)
{
    Report *report = report_new("import", NULL);
    g_autofree char *notice = session_take_notice(session);
    g_autofree char *quoted = g_shell_quote(path);
    ReportTable *table = report_table(report, "tables", NULL);
    Catalogue *catalogue = session_catalogue(session);

    if (notice)
        report_say(report, "%c%s.", g_ascii_toupper(notice[0]), notice + 1);
    report_say(report, "Next: foredesk audit %s", strchr(path, ' ') ? quoted : path);
    report_column(table, "table", "table", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "aside", "set aside", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "columns", "columns", UNIT_COUNT, 0)->right = TRUE;
    for (guint i = 0; catalogue && i < catalogue->tables->len; i++) {
        const TableInfo *one = g_ptr_array_index(catalogue->tables, i);
        report_row(table);
        report_cell_text(table, one->name);
        report_cell(table, (double)one->rows);
        report_cell(table, (double)one->aside);
        report_cell(table, one->columns->len);
    }
    list_exports(report, session);
    return report;
}

/* The three answers: those given, and those taken for granted with their reason. */
static void
add_answers(const Invocation *call, const Report *questions, Report *report)
{
    const ReportTable *asked = report_find_table(questions, "questions");
    ReportTable *table = report_table(report, "answers", NULL);

    report_column(table, "question", "taken for granted", UNIT_NONE, 0);
    report_column(table, "answer", "", UNIT_NONE, 0);
    report_column(table, "reason", "because", UNIT_NONE, 0);
    report_column(table, "option", "to change it", UNIT_NONE, 0);
    for (guint i = 0; i < asked->rows->len; i++) {
        const char *name = report_at(asked, i, 1)->text;
        const char *given = verb_option(call, name);
        g_autofree char *option = g_strconcat("--", name, NULL);
        report_row(table);
        report_cell_text(table, report_at(asked, i, 0)->text);
        report_cell_text(table, given ? given : report_at(asked, i, 2)->text);
        report_cell_text(table, given ? "you said so" : report_at(asked, i, 3)->text);
        report_cell_text(table, option);
    }
}

static gboolean
run_import(Invocation *call, GError **error)
{
    const char *path = verb_word(call, 0);
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) line = g_string_new("import");

    for (guint i = 1; i < call->words->len; i++)
        if (!import_sources(verb_word(call, i), files, error))
            return FALSE;
    for (guint i = 0; i < files->len; i++)
        command_quote(line, g_ptr_array_index(files, i));
    append_option(line, "table", verb_option(call, "table"));
    append_option(line, "zone", verb_option(call, "zone"));
    append_option(line, "separator", verb_option(call, "separator"));
    append_option(line, "encoding", verb_option(call, "encoding"));
    append_option(line, "preset", verb_option(call, "preset"));
    append_option(line, "events", verb_option(call, "events"));
    append_option(line, "own-domains", verb_option(call, "own-domains"));
    append_option(line, "names", verb_option(call, "names"));
    append_option(line, "at", verb_option(call, "at"));
    g_ptr_array_add(files, NULL);
    g_autoptr(Session) session = session_open(path, error);
    g_autoptr(Ticker) ticker = ticker_new();
    if (!session)
        return FALSE;
    g_autoptr(Report) questions = session_import_questions(session, (char *const *)files->pdata);
    if (!run_command(session, ticker, line->str, error))
        return FALSE;
    g_autoptr(Report) report = import_report(session, path);
    add_answers(call, questions, report);
    return print_report(call, report, error);
}

static const Option import_options[] = {
    {"table", "NAME", "name of the table; else the file's name"},
    {"zone", "ZONE", "time zone of the file's dates, such as Europe/Berlin"},
    {"separator", "C", "what stands between cells: , ; | or tab; else found out"},
    {"preset", "NAME",
     "the vendor whose columns these are, a preset's file, or none; else found out and said"},
    {"encoding", "NAME", "how its text is written, such as Windows-1252; else found out and said"},
    {"own-domains", "DOMAINS", "your own staff's e-mail domains, or none; else found out and said"},
    {"names", "CHOICE", "keep names and addresses, hash them where shown, or drop their cells"},
    {"events", "no", "a log with many rows a ticket stays as it is; else tickets are made of it"},
    {"at", "TIME", "when the file was exported, such as 2025-03-31T18:00:00Z; else now"},
    {NULL, NULL, NULL},
};
static const Verb import_verb = {
    .name = "import",
    .arguments = "WORKSPACE FILE…",
    .help = "load CSV files, each into a table of its own",
    .details = "A workspace that isn't there yet is made. A folder stands for the CSV files in it, "
               "packed by gzip or not. UTF-8, UTF-16 and Windows-1252 are told apart. Cells are "
               "kept as they stand, as UTF-8; rows that don't fit the heading are set aside with "
               "their line and the reason, never lost. Of a log with many rows a ticket a table of "
               "tickets is made: each as it was at its first event, and what became of it.",
    .example =
        "foredesk import acme.foredesk tickets.csv accounts.csv product_events.csv --zone UTC",
    .options = import_options,
    .least = 2,
    .most = 1000,
    .run = run_import,
};

/* ---- audit, column
 * ------------------------------------------------------------------------------- */

static const Verb audit_verb = {
    .name = "audit",
    .arguments = "WORKSPACE",
    .help = "say what the data is worth",
    .details =
        "Alerts, the worst first: what was found and on how many rows; then rows, what was set "
        "aside and why, months of history, and every column: its type, how full it is, whether it "
        "was known when the ticket arrived, and, once there is a target, what it predicts alone. "
        "--csv prints the alerts with why they matter and what mends them, --csv=columns the "
        "columns; `rows WORKSPACE \"table=tickets;alert=KIND.COLUMN\"` lists an alert's rows.",
    .example = "foredesk audit acme.foredesk --json",
    .least = 1,
    .most = 1,
    .report = "audit",
};

static const Verb baseline_verb = {
    .name = "baseline",
    .arguments = "WORKSPACE",
    .help = "say how the desk does today, beside what was frozen",
    .details =
        "Time to resolution with open tickets counted, in business hours too; first reply; solved "
        "with one reply; customers' ratings; agreed times; tickets a customer: each with its rule, "
        "its interval and what was left out, and why where it can't be measured. `foredesk do "
        "WORKSPACE \"baseline freeze\"` keeps it with its date; hours, holidays and promise say "
        "how it is measured. --csv=excluded and --csv=missing print the other tables.",
    .example = "foredesk baseline acme.foredesk --json",
    .least = 1,
    .most = 1,
    .report = "baseline",
};

static const Verb privacy_verb = {
    .name = "privacy",
    .arguments = "WORKSPACE",
    .help = "say where personal data stands, and that no model has read it",
    .details =
        "Columns of names, addresses and numbers of people, texts with such data in them, and "
        "for each model what it was trained on. Personal data is masked in every list, "
        "report and export; `foredesk do WORKSPACE \"personal show\"` shows it.",
    .example = "foredesk privacy acme.foredesk",
    .least = 1,
    .most = 1,
    .report = "privacy",
};

static const Verb questions_verb = {
    .name = "questions",
    .arguments = "WORKSPACE",
    .help = "ask which columns were filled in when the ticket arrived",
    .details = "Only columns that would matter and that nothing proves: how often they are filled "
               "in in tickets nobody has touched yet against solved ones, what that looks like, "
               "and what they predict alone. `foredesk do WORKSPACE \"known COLUMN later\"` "
               "answers.",
    .example = "foredesk questions acme.foredesk",
    .least = 1,
    .most = 1,
    .report = "questions",
};

static const Verb evidence_verb = {
    .name = "evidence",
    .arguments = "WORKSPACE",
    .help = "show by what the data proves when a column was filled in",
    .details =
        "How often a column changed between a ticket's first and last event, or between two "
        "imports; dates that lie ahead of the event they stand in; how often it is filled in "
        "tickets nobody touched yet against solved ones.",
    .example = "foredesk evidence acme.foredesk --csv",
    .least = 1,
    .most = 1,
    .report = "evidence",
};

static const Verb headings_verb = {
    .name = "headings",
    .arguments = "WORKSPACE",
    .help = "say what each heading was taken for, and by which rule",
    .details =
        "Each heading of each file: its column, type, role and when it is known, and whether "
        "the vendor's preset names the heading itself, fits it by a pattern, or says "
        "nothing of it, so that cells and name had to tell. --expert adds the evidence.",
    .example = "foredesk headings acme.foredesk",
    .least = 1,
    .most = 1,
    .report = "headings",
};

static const Verb links_verb = {
    .name = "links",
    .arguments = "WORKSPACE",
    .help = "say how the tables meet, and what doesn't",
    .details = "For each link the rows found, not found, without a key and named twice, and links "
               "that only the values show, keys that are spelled in several ways (C00004587, 4587) "
               "and where one table's history begins after the tickets', each with the command "
               "that confirms it.",
    .example = "foredesk links acme.foredesk",
    .least = 1,
    .most = 1,
    .report = "links",
};

static gboolean
run_dictionary(Invocation *call, GError **error)
{
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();
    static const char *const options[] = {"import", "export"};

    if (!session)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
        const char *file = verb_option(call, options[i]);
        g_autoptr(GString) line = g_string_new("dictionary ");
        if (!file)
            continue;
        g_string_append(line, options[i]);
        command_quote(line, file);
        if (!run_command(session, ticker, line->str, error))
            return FALSE;
    }
    g_autofree char *notice = session_take_notice(session);
    g_autoptr(Report) report = session_report(session, "dictionary", error);
    if (report && notice)
        report_say(report, "%c%s.", g_ascii_toupper(notice[0]), notice + 1);
    return report && print_masked(call, session, report, error);
}

static const Option dictionary_options[] = {
    {"import", "FILE", "take meanings from a CSV or Markdown file first"},
    {"export", "FILE", "write them to FILE.csv or FILE.md"},
    {NULL, NULL, NULL},
};
static const Verb dictionary_verb = {
    .name = "dictionary",
    .arguments = "WORKSPACE",
    .help = "say what each column means, and which fields nobody has explained",
    .details = "Columns are matched by table and column. A meaning in the file replaces another; "
               "an empty one erases nothing. `undo` takes the whole file back.",
    .example = "foredesk dictionary acme.foredesk --export meanings.md",
    .options = dictionary_options,
    .least = 1,
    .most = 1,
    .run = run_dictionary,
};

static const Verb column_verb = {
    .name = "column",
    .arguments = "WORKSPACE [TABLE.]COLUMN",
    .help = "show one column: its values, how full it is, the target's rate by value",
    .example = "foredesk column acme.foredesk tickets.channel",
    .least = 2,
    .most = 2,
    .report = "column",
};

/* ---- rows, ticket
 * ---------------------------------------------------------------------------------- */

static void
list_rows(Report *report, RowList *list, guint limit, gboolean people)
{
    ReportTable *table = report_table(report, "rows", NULL);
    guint columns = row_list_columns(list), n = MIN(limit, row_list_length(list));

    for (guint c = 0; c < columns; c++)
        report_column(table, row_list_column_name(list, c), row_list_column_name(list, c),
                      UNIT_NONE, 0)
            ->right = row_list_column_right(list, c);
    for (guint row = 0; row < n; row++) {
        report_row(table);
        for (guint c = 0; c < columns; c++) {
            g_autofree char *cell =
                people ? row_list_cell(list, row, c) : row_list_value(list, row, c);
            report_cell_text(table, cell);
        }
    }
}

/* Chunk by chunk: a report of a million rows would hold them all. */
static gboolean
print_list(Invocation *call, RowList *list, guint limit, GError **error)
{
    guint n = MIN(limit, row_list_length(list));
    g_autoptr(GString) out = g_string_new(NULL);

    for (guint from = 0; from == 0 || from < n; from += PRINTED_AT_ONCE) {
        g_string_truncate(out, 0);
        if (!row_list_csv(list, from, MIN(n - from, PRINTED_AT_ONCE), out, error) ||
            !print_bytes(out->str, out->len, error))
            return FALSE;
    }
    call->rows = n;
    return TRUE;
}

static gboolean
run_rows(Invocation *call, GError **error)
{
    static const char *const expressions[] = {"filter", NULL};
    gint64 limit = call->format == FORMAT_TEXT ? 20 : G_MAXUINT32;
    g_autoptr(Session) session = NULL;
    g_autoptr(RowList) list = NULL;

    verb_asks(call, expressions);
    if (!verb_integer(call, "limit", 0, G_MAXUINT32, &limit, error) ||
        !(session = open_workspace(verb_word(call, 0), error)) ||
        !(list = session_rows_open(session, verb_word(call, 1), error)) ||
        (verb_option(call, "filter") && !row_list_filter(list, verb_option(call, "filter"), error)))
        return FALSE;
    g_autoptr(Report) report = report_new("rows", NULL);
    report_say(report, "%s.", row_list_title(list));
    report_number(report, "count", NULL, UNIT_COUNT, 0, row_list_length(list));
    if (verb_option(call, "parquet")) { /* all of them, with the types of their columns */
        g_autofree char *line = g_strdup_printf("Wrote %s to %s.\n", row_list_title(list),
                                                verb_option(call, "parquet"));
        return row_list_export(list, verb_option(call, "parquet"), error) &&
               print_words(line, error);
    }
    if (call->format == FORMAT_CSV && !call->csv_table)
        return print_list(call, list, (guint)limit, error);
    list_rows(report, list, (guint)limit, call->format == FORMAT_TEXT);
    return print_report(call, report, error);
}

static const Option rows_options[] = {
    {"filter", "CONDITION", "only rows where it holds, such as \"channel = 'chat'\""},
    {"limit", "N", "print at most so many (20 for people)"},
    {NULL, NULL, NULL},
};
static const Verb rows_verb = {
    .name = "rows",
    .arguments = "WORKSPACE REFERENCE",
    .help = "list the rows behind a number",
    .details = "A reference names them: table=tickets;aside=ragged are rows that were set aside, "
               "table=tickets;column=plan;missing=1 those without a plan, "
               "model=4;part=validation;cell=fn the events model 4 missed (fp its false alarms, tp "
               "and tn the rest), task=1;state=open the tickets whose outcome nobody knows yet.",
    .example = "foredesk rows acme.foredesk \"table=tickets;aside=ragged\" --csv",
    .options = rows_options,
    .least = 2,
    .most = 2,
    .run = run_rows,
};

static gint64
find_row(Session *session, const TableInfo *table, const char *key, GError **error)
{
    g_autofree char *sql = NULL;
    gint64 row;

    if (!table->key) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no column of %s names a row: `foredesk do WORKSPACE \"key %s.COLUMN\"` says "
                    "which",
                    table->name, table->name);
        return 0;
    }
    sql = g_strdup_printf("SELECT max(row) FROM raw_%" G_GINT64_FORMAT " WHERE trim(c%d) = ?",
                          table->id, table->key->position);
    row = db_integer(workspace_database(session_workspace(session)), 0, sql, "s", key);
    if (!row) {
        g_autofree char *clean = text_clean(key, -1);
        g_autofree char *shown = personal_sentence(
            session_catalogue(session),
            personal_masked(workspace_database(session_workspace(session))), clean);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no row of %s has %s \"%s\"",
                    table->name, table->key->name, shown);
    }
    return row;
}

static gboolean
run_ticket(Invocation *call, GError **error)
{
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();
    const char *name = verb_option(call, "table");
    const TableInfo *table;
    gint64 row;

    if (!session)
        return FALSE;
    table = name ? catalogue_table(session_catalogue(session), name, error)
            : session_task(session)
                ? catalogue_table(session_catalogue(session), session_task(session)->entity, error)
                : catalogue_main_table(session_catalogue(session));
    if (!table || !(row = find_row(session, table, verb_word(call, 1), error)))
        return FALSE;
    g_autofree char *report = g_strdup_printf("ticket %s %" G_GINT64_FORMAT, table->name, row);
    return print_named(call, session, ticker, report, error);
}

static const Option ticket_options[] = {
    {"table", "TABLE", "where it stands; else the table of the target"},
    {NULL, NULL, NULL},
};
static const Verb ticket_verb = {
    .name = "ticket",
    .arguments = "WORKSPACE ID",
    .help = "open one ticket: its fields, its features and its score",
    .example = "foredesk ticket acme.foredesk T0001042",
    .options = ticket_options,
    .least = 2,
    .most = 2,
    .run = run_ticket,
};

/* ---- sample
 * ------------------------------------------------------------------------------------------ */

static gboolean
run_sample(Invocation *call, GError **error)
{
    SampleOptions options;
    gint64 seed;
    g_autoptr(Ticker) ticker = ticker_new();
    const char *directory = verb_word(call, 0);

    sample_options_init(&options);
    seed = (gint64)options.seed;
    if (!verb_integer(call, "tickets", 1, SAMPLE_TICKETS_MOST, &options.tickets, error) ||
        !verb_integer(call, "seed", 0, G_MAXINT64, &seed, error))
        return FALSE;
    options.seed = (guint64)seed;
    options.clean = verb_option(call, "clean") != NULL;
    options.fair = verb_option(call, "fair") != NULL;
    options.noise = verb_option(call, "noise") != NULL;
    if (!sample_write(directory, &options, ticker_progress(ticker, "writing the sample"), error))
        return FALSE;
    ticker_pause(ticker);
    g_autoptr(Report) report = report_new("sample", NULL);
    g_autofree char *count = number_count(options.tickets), *shown = text_clean(directory, -1);
    report_say(report,
               "Wrote %s tickets and the tables around them to %s; TRUTH.tsv says which ticket "
               "bears which planted truth, and is never imported.",
               count, shown);
    report_say(report, "Next: foredesk import sample.foredesk %s", shown);
    report_number(report, "tickets", NULL, UNIT_COUNT, 0, (double)options.tickets);
    report_number(report, "seed", NULL, UNIT_COUNT, 0, (double)options.seed);
    return print_report(call, report, error);
}

static const Option sample_options[] = {
    {"tickets", "N", "how many tickets with a known outcome (8000)"},
    {"seed", "S", "another desk of the same sort (1)"},
    {"clean", NULL, "no dirty rows, duplicates, label errors, leaks or personal data in bodies"},
    {"fair", NULL, "no segment is treated unfairly"},
    {"noise", NULL, "outcomes by lot: nothing predicts them"},
    {NULL, NULL, NULL},
};
static const Verb sample_verb = {
    .name = "sample",
    .arguments = "FOLDER",
    .help = "write a made-up desk of any size, with planted truths",
    .details = "Tickets, accounts, account health, users, product events, agents and deployments "
               "over 18 months: the same bytes on every machine for the same seed.",
    .example = "foredesk sample desk --tickets 2000 --seed 7",
    .options = sample_options,
    .least = 1,
    .most = 1,
    .run = run_sample,
};

const Verb *const data_verbs[] = {&import_verb,     &audit_verb,   &baseline_verb, &evidence_verb,
                                  &questions_verb,  &privacy_verb, &headings_verb, &links_verb,
                                  &column_verb,     &rows_verb,    &ticket_verb,   &sample_verb,
                                  &dictionary_verb, NULL};
