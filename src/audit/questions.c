/* The questions of the audit: never about every column that can't be told, only about those that
 * would matter. What a column predicts alone, times how little is known of when it was filled in,
 * is what an answer is worth. */
#include "audit/timing.h"

#include <math.h>
#include <string.h>

enum { QUESTIONS_MOST = 8, VALUES_MOST = 12 };
static const double MATTERS = 0.53, MAY_MATTER = 0.57; /* AUC alone, and its upper end */
static const double TEXT_MATTERS = 0.02; /* words may say more than being filled in does */
static const double STRIKING = 0.8, TOO_GOOD = 0.95, TIMES_THE_NEXT = 3;

typedef struct {
    const FrameColumn *column;
    ColumnTiming timing;
    double worth;
} Question;

static void
question_clear(gpointer data)
{
    timing_clear(&((Question *)data)->timing);
}

/* ---- which ------------------------------------------------------------------------------------
 */

/* Strong evidence against what is taken for granted: a leak, or a good column lost. */
static gboolean
is_contested(const ColumnInfo *info, const ColumnTiming *timing)
{
    if (info->known == KNOWN_ARRIVAL)
        return timing->seen == SEEN_LATER && timing->sure >= SURE_FAIR;
    return info->known == KNOWN_LATER && timing->seen == SEEN_ARRIVAL &&
           timing->sure == SURE_STRONG && timing->power.alone.low > 0.55;
}

static gboolean
is_constant(const FrameColumn *column)
{
    if (column->kind == KIND_EMPTY)
        return TRUE;
    if (!column->code)
        return FALSE;
    for (guint32 row = 1; row < column->n; row++)
        if (column->code[row] != column->code[0])
            return FALSE;
    return TRUE;
}

/* How open the question is: 1 nothing is known. */
static double
openness(const Question *question)
{
    static const double of_sureness[] = {1, 0.8, 0.6, 0.4};
    if (is_contested(question->column->info, &question->timing))
        return 1;
    switch (question->timing.seen) {
    case SEEN_ARRIVAL:
    case SEEN_LATER:
        return of_sureness[question->timing.sure];
    case SEEN_UNKNOWN:
        return 1;
    default:
        return 0.9;
    }
}

/* 0: not worth a question. Without a target nobody can say what would matter: all are. */
static double
worth_of(const Question *question, gboolean judged)
{
    const Interval *alone = &question->timing.power.alone;
    double power = judged && !isnan(alone->value) ? alone->value - 0.5 : TEXT_MATTERS;

    if (judged && question->column->kind == KIND_TEXT)
        power = MAX(power, TEXT_MATTERS);
    else if (judged &&
             (isnan(alone->value) || (alone->value < MATTERS && alone->high < MAY_MATTER)))
        return 0;
    return MAX(power, 0.001) * openness(question);
}

static int
by_worth(gconstpointer a, gconstpointer b)
{
    const Question *x = a, *y = b;
    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    return x->column->info->position < y->column->info->position ? -1 : 1;
}

/* What the audit asks, and how much it leaves out. */
typedef struct {
    GArray *questions; /* Question */
    guint open;        /* columns nobody has answered for */
    double best_known; /* AUC alone of the best column known at arrival; NaN: none */
} Asked;

static Asked
gather(const TimingInput *input, const Task *task)
{
    Asked asked = {g_array_new(FALSE, FALSE, sizeof(Question)), 0, NAN};

    g_array_set_clear_func(asked.questions, question_clear);
    for (guint i = 0; i < input->frame->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(input->frame->columns, i);
        const ColumnInfo *info = column->info;
        gboolean defines = *column_defines(task, info) != 0;
        Question question = {.column = column};
        if (defines || info->pii || is_constant(column) || info->role == ROLE_ID ||
            (info->known_declared && info->known == KNOWN_ASK))
            continue;
        timing_of(input, column, defines, &question.timing);
        gboolean contested = !info->known_declared && is_contested(info, &question.timing);
        if (info->known == KNOWN_ARRIVAL && !contested)
            asked.best_known = fmax(asked.best_known, question.timing.power.alone.value);
        if (info->known == KNOWN_ASK || contested) {
            asked.open++;
            question.worth = worth_of(&question, input->rows != NULL);
            if (question.worth > 0) {
                g_array_append_val(asked.questions, question);
                continue;
            }
        }
        timing_clear(&question.timing);
    }
    g_array_sort(asked.questions, by_worth);
    if (asked.questions->len > QUESTIONS_MOST)
        g_array_set_size(asked.questions, QUESTIONS_MOST);
    return asked;
}

/* ---- the table --------------------------------------------------------------------------------
 */

static void
lay_out(ReportTable *table, const TimingInput *input)
{
    g_autofree char *solved = number_count(input->touched->count[STAGE_SOLVED_LATELY]);
    g_autofree char *untouched = number_count(input->touched->count[STAGE_UNTOUCHED]);
    g_autofree char *of_solved = g_strdup_printf("of %s solved", solved);
    g_autofree char *of_untouched = g_strdup_printf("of %s nobody touched", untouched);
    gboolean told = !input->touched->why_not;

    /* what can't be said of any column takes no room */
    report_column(table, "column", "column", UNIT_NONE, 0);
    report_column(table, "solved", told ? of_solved : NULL, UNIT_SHARE, 0)->right = TRUE;
    report_column(table, "untouched", told ? of_untouched : NULL, UNIT_SHARE, 0)->right = TRUE;
    report_column(table, "looks", "looks like", UNIT_NONE, 0);
    ReportColumn *alone =
        report_column(table, "alone", input->rows ? "alone (AUC)" : NULL, UNIT_DECIMAL, 2);
    alone->right = TRUE;
    alone->interval = TRUE;
    report_column(table, "evidence", "evidence", UNIT_NONE, 0)->expert = TRUE;
    report_column(table, "because", NULL, UNIT_NONE, 0);
    report_column(table, "meaning", NULL, UNIT_NONE, 0);
    report_column(table, "known", NULL, UNIT_NONE, 0);
}

static void
add_shares(const TimingInput *input, ReportTable *table, const Question *question)
{
    const char *name = input->frame->table->name, *column = question->column->info->name;
    static const TicketStage stages[] = {STAGE_SOLVED_LATELY, STAGE_UNTOUCHED};

    for (guint i = 0; i < G_N_ELEMENTS(stages); i++) {
        const Interval *share = &question->timing.share[stages[i] == STAGE_SOLVED_LATELY];
        Cell *cell = report_cell(table, share->value);
        if (!isnan(share->value))
            cell_rows(cell, "table=%s;stage=%s;column=%s;filled=1", name, stage_name(stages[i]),
                      column);
    }
}

/* Driverless AI's rule of thumb: too good, or three times what the next says. */
static char *
stands_out(const Question *question, double best_known)
{
    double alone = question->timing.power.alone.value;
    if (!(alone > 0.6) || !(best_known > 0.5) || alone - 0.5 < TIMES_THE_NEXT * (best_known - 0.5))
        return g_strdup("");
    return g_strdup_printf(" Alone it says %.0f times what the best column known at arrival says.",
                           (alone - 0.5) / (best_known - 0.5));
}

static void
add_question(const TimingInput *input, ReportTable *table, const Question *question,
             double best_known)
{
    const ColumnTiming *timing = &question->timing;
    const ColumnInfo *info = question->column->info;
    g_autofree char *outstanding = stands_out(question, best_known);
    g_autofree char *because =
        g_strdup_printf("%s%s%s%s", timing->sentence, timing->conflict ? " " : "",
                        timing->conflict ? timing->conflict : "", outstanding);
    double alone = timing->power.alone.value;

    report_row(table);
    Cell *name = report_cell_text(table, info->name);
    if (!input->touched->why_not)
        cell_rows(name, "table=%s;stage=untouched", input->frame->table->name);
    add_shares(input, table, question);
    cell_style(report_cell_text(table, seen_words(timing->seen)), timing->seen == SEEN_LATER ? "bad"
                                                                  : timing->seen == SEEN_ARRIVAL
                                                                      ? "good"
                                                                      : "warn");
    Cell *power = report_cell(table, alone);
    cell_interval(power, timing->power.alone.low, timing->power.alone.high);
    cell_style(power, alone >= TOO_GOOD ? "bad" : alone >= STRIKING ? "warn" : NULL);
    report_cell_text(table, sureness_words(timing->sure));
    report_cell_text(table, because);
    g_autofree char *meaning = info->meaning ? text_clean(info->meaning, -1) : NULL;
    report_cell_text(table, meaning);
    report_cell_text(table, known_name(info->known));
}

/* ---- value by value ---------------------------------------------------------------------------
 */

static void
lay_out_values(ReportTable *table)
{
    report_column(table, "column", "list", UNIT_NONE, 0);
    report_column(table, "value", "value", UNIT_NONE, 0);
    report_column(table, "solved", "solved", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "untouched", "nobody touched yet", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "looks", "looks like", UNIT_NONE, 0);
    ReportColumn *rate = report_column(table, "rate", "target's rate", UNIT_SHARE, 1);
    rate->right = TRUE;
    rate->interval = TRUE;
}

static void
add_value(const TimingInput *input, ReportTable *table, const FrameColumn *column,
          const ListValue *value)
{
    const char *raw = dictionary_text(column->dictionary, (guint32)value->code);
    g_autofree char *words = personal_words(column->info, raw, input->masked);
    g_autofree char *as_written = text_clean(raw, -1);
    gboolean named = strcmp(words, as_written) == 0; /* a reference names its value */
    const double of[] = {(double)input->touched->count[STAGE_SOLVED_LATELY],
                         (double)input->touched->count[STAGE_UNTOUCHED]};
    const double has[] = {(double)value->solved, (double)value->untouched};
    static const TicketStage stages[] = {STAGE_SOLVED_LATELY, STAGE_UNTOUCHED};

    report_row(table);
    report_cell_text(table, column->info->name);
    report_cell_text(table, words);
    for (guint i = 0; i < G_N_ELEMENTS(stages); i++) {
        Cell *cell = report_cell(table, of[i] > 0 ? has[i] / of[i] : NAN);
        if (named && has[i] > 0)
            cell_rows(cell, "table=%s;stage=%s;column=%s;value=%s", input->frame->table->name,
                      stage_name(stages[i]), column->info->name, raw);
    }
    cell_style(report_cell_text(table, value->defines ? "tells the target: taken out"
                                                      : seen_words(value->seen)),
               value->defines || value->seen == SEEN_LATER ? "bad" : NULL);
    Interval rate = value->judged ? stats_wilson((double)value->events, (double)value->judged, 0.95)
                                  : INTERVAL_UNDEFINED;
    cell_interval(report_cell(table, rate.value), rate.low, rate.high);
}

/* "At arrival: vip. Later: solved-by-bot. Tells the target and is taken out: jira_escalated." */
static void
append_names(GString *words, const TimingInput *input, const FrameColumn *column,
             const GArray *values, const char *title, SeenAt seen, gboolean defines)
{
    enum { MOST = 5 };
    guint n = 0;

    for (guint i = 0; i < values->len; i++) {
        const ListValue *value = &g_array_index(values, ListValue, i);
        if (value->defines != defines || (!defines && value->seen != seen) || n++ >= MOST)
            continue;
        g_autofree char *name = personal_words(
            column->info, dictionary_text(column->dictionary, (guint32)value->code), input->masked);
        g_string_append_printf(words, "%s %s", n == 1 ? title : ",", name);
    }
    if (n > MOST)
        g_string_append_printf(words, " and %u more", n - MOST);
    if (n)
        g_string_append_c(words, '.');
}

static char *
values_words(const TimingInput *input, const FrameColumn *column, const GArray *values)
{
    g_autoptr(GString) words = g_string_new(NULL);
    append_names(words, input, column, values, " At arrival:", SEEN_ARRIVAL, FALSE);
    append_names(words, input, column, values, " Later:", SEEN_LATER, FALSE);
    append_names(words, input, column, values, " Tells the target, taken out:", SEEN_UNKNOWN, TRUE);
    return g_strdup(words->str);
}

static void
add_values(Report *report, const TimingInput *input, const FrameColumn *column,
           const GArray *values)
{
    ReportTable *table = report_find_table(report, "question_values");

    if (!table) {
        table = report_table(report, "question_values", "VALUE BY VALUE");
        lay_out_values(table);
    }
    for (guint k = 0; k < values->len; k++)
        add_value(input, table, column, &g_array_index(values, ListValue, k));
}

/* ---- together ---------------------------------------------------------------------------------
 */

static void
tell_rule(Report *report, const TimingInput *input, const Asked *asked)
{
    const Touched *touched = input->touched;
    g_autofree char *words = NULL;

    if (touched->why_not)
        words = g_strdup_printf("can't be told: %s", touched->why_not);
    else {
        g_autofree char *count = number_count(touched->count[STAGE_UNTOUCHED]);
        words = g_strdup_printf("%s tickets: %s", count, touched->rule);
    }
    Cell *cell = report_text(report, "nobody_touched", "nobody touched yet", words);
    if (!touched->why_not)
        cell_rows(cell, "table=%s;stage=untouched", input->frame->table->name);
    report_text(report, "answers", "to answer", "`known COLUMN arrival`, `later` or `mixed`");
    if (asked->open > asked->questions->len)
        report_text(report, "not_asked", "not asked", NULL)->text =
            g_strdup_printf("%u more %s off too: alone they would hardly matter",
                            asked->open - asked->questions->len,
                            asked->open - asked->questions->len == 1 ? "column is" : "columns are");
}

guint
questions_add(Report *report, const Frame *frame, const Task *task, const TrainingRows *rows,
              sqlite3 *database, gboolean masked)
{
    g_autoptr(Touched) touched = touched_new(frame);
    TimingInput input;

    timing_input_init(&input, frame, touched, rows, database, masked);
    Asked asked = gather(&input, task);
    guint n = asked.questions->len;
    g_autofree char *title = g_strdup_printf(
        "%u QUESTION%s: was it filled in when the ticket arrived?", n, n == 1 ? "" : "S");
    ReportTable *table = report_table(report, "questions", title);
    lay_out(table, &input);
    table->hidden = n == 0;
    for (guint i = 0; i < n; i++) {
        Question *question = &g_array_index(asked.questions, Question, i);
        if (question->column->item_start) {
            g_autoptr(GArray) values = timing_values(&input, question->column, task, VALUES_MOST);
            g_autofree char *before = question->timing.sentence;
            g_autofree char *words = values_words(&input, question->column, values);
            question->timing.sentence = g_strconcat(before, words, NULL);
            add_values(report, &input, question->column, values);
        }
        add_question(&input, table, question, asked.best_known);
    }
    if (n)
        tell_rule(report, &input, &asked);
    g_array_unref(asked.questions);
    return n;
}

Report *
questions_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database, const Task *task,
                 Progress *progress, GError **error)
{
    const TableInfo *table = task ? task->frame->table : catalogue_main_table(catalogue);
    Report *report = report_new("questions", "Questions");

    if (!table) {
        report_say(report, "Nothing is imported yet: `import FILE` loads a CSV.");
        return report;
    }
    progress_phase(progress, "reading the table", 0, "");
    g_autoptr(Frame) frame = frame_store_get(frames, database, table, progress, error);
    if (!frame) {
        report_free(report);
        return NULL;
    }
    g_autoptr(TrainingRows) rows = training_rows_new(task);
    guint n = questions_add(report, frame, task, rows, database, personal_masked(database));
    if (!n) {
        report_say(report, "No question waits: nothing that would matter is open.");
        return report;
    }
    report_say(report,
               "%u column%s can't be proved known when the ticket arrived, and %s off. Each "
               "answer: `known COLUMN arrival`, `later`, or `mixed`.",
               n, n == 1 ? "" : "s", n == 1 ? "is" : "are");
    if (!rows)
        report_say(report,
                   "Say what to predict (2 Target): then only those that matter are asked.");
    const ReportTable *questions = report_find_table(report, "questions");
    for (guint i = 0; i < questions->rows->len; i++)
        report_say(report, "%s: %s", report_at(questions, i, 0)->text,
                   report_at(questions, i, 6)->text);
    return report;
}
