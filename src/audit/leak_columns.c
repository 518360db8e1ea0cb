/* The signs of a leak in one column of the target's table: what it tells alone, when it is filled
 * in, what being empty tells, its name, whether it counts the tickets, whether what it says lasts.
 */
#include "audit/leakage.h"

#include <math.h>
#include <string.h>

static const double TOO_GOOD = 0.95, TELLING_EMPTY = 0.75, COUNTS = 0.98, ORDER_TELLS = 0.6;
static const double FADES = 0.1, WAS_WORTH = 0.65;

/* ---- (b) filled in -----------------------------------------------------------------------------
 */

/* Made from the first event alone: what it says later doesn't matter. */
static gboolean
is_first_event(const ColumnInfo *info)
{
    return info->definition && g_str_has_prefix(info->definition, "FIRST(") &&
           info->known == KNOWN_ARRIVAL;
}

static SignSays
says_of_timing(const ColumnInfo *info, const ColumnTiming *timing)
{
    switch (timing->seen) {
    case SEEN_ARRIVAL:
        return timing->sure >= SURE_FAIR ? SAYS_CLEARS : SAYS_FINE;
    case SEEN_LATER:
        return timing->sure >= SURE_FAIR ? SAYS_LEAK : SAYS_SUSPECT;
    case SEEN_EDITED:
        return is_first_event(info) ? SAYS_CLEARS : SAYS_SUSPECT;
    case SEEN_BY_VALUE:
        return SAYS_SUSPECT;
    case SEEN_TODAY:
        return SAYS_UNTESTABLE;
    case SEEN_UNKNOWN:
        break;
    }
    return info->known == KNOWN_ARRIVAL ? SAYS_NOTHING : SAYS_UNTESTABLE;
}

/* What was answered, and what the vendor's list or the name says, against what the data shows. */
static SignSays
weigh_known(const ColumnInfo *info, const ColumnTiming *timing, SignSays says)
{
    if (info->known == KNOWN_LATER)
        return says == SAYS_CLEARS && timing->sure == SURE_STRONG && !info->known_declared
                   ? SAYS_SUSPECT
                   : SAYS_LEAK;
    if (info->known_declared && info->known == KNOWN_ARRIVAL)
        return says == SAYS_LEAK                                 ? SAYS_SUSPECT
               : says == SAYS_UNTESTABLE || says == SAYS_NOTHING ? SAYS_CLEARS
                                                                 : says;
    return says;
}

static void
judge_filled(const Leakage *leakage, LeakSubject *subject)
{
    const ColumnInfo *info = subject->column->info;
    const ColumnTiming *timing = &subject->timing;
    g_autofree char *by_value = NULL;
    SignSays says = says_of_timing(info, timing);
    if (subject->values)
        says = leak_says_of_list(leakage, subject, says, &by_value);
    SignSays weighed = weigh_known(info, timing, says);
    g_autofree char *reason = text_clean(info->known_reason ? info->known_reason : "", -1);
    g_autofree char *here =
        isnan(timing->share[0].value) ? NULL : number_percent(timing->share[0].value, 0);
    g_autofree char *there =
        isnan(timing->share[1].value) ? NULL : number_percent(timing->share[1].value, 0);
    char *found = here && there && timing->of[0] ? g_strdup_printf("%s, then %s", here, there)
                                                 : g_strdup(seen_words(timing->seen));
    char *sentence;

    if (weighed != says && info->known_declared)
        sentence = g_strdup_printf("you said that it is known %s%s%s",
                                   info->known == KNOWN_ARRIVAL ? "at arrival" : "later",
                                   says == SAYS_LEAK ? ", but the data says: " : "",
                                   says == SAYS_LEAK ? timing->sentence : "");
    else if (weighed == SAYS_SUSPECT && says == SAYS_CLEARS)
        sentence = g_strdup_printf("it is said to come later (%s), but the data says otherwise. %s",
                                   reason, timing->sentence);
    else if (weighed == SAYS_LEAK && says != SAYS_LEAK && *reason)
        sentence = g_strdup_printf("it comes later: %s", reason);
    else if (by_value && weighed == says)
        sentence = g_steal_pointer(&by_value);
    else if (weighed == SAYS_NOTHING)
        sentence = g_strdup_printf("taken as there at arrival: %s",
                                   *reason ? reason : "nothing speaks against it");
    else
        sentence = g_strdup(timing->sentence);
    leak_say(subject, SIGN_FILLED, weighed, found, sentence);
    if (timing->of[0])
        subject->sign[SIGN_FILLED].rows = g_strdup_printf(
            "table=%s;stage=untouched;column=%s;filled=1", leakage->frame->table->name, info->name);
}

/* ---- (c) empty, (d) called ---------------------------------------------------------------------
 */

/* The view that being empty tells best. */
static const Interval *
telling_empty(const Leakage *leakage, const LeakSubject *subject)
{
    const Interval *best = &subject->empty[0];
    for (guint v = 1; v < leakage->views->len; v++)
        if (isnan(best->low) || subject->empty[v].low > best->low)
            best = &subject->empty[v];
    return best;
}

static void
judge_empty(const Leakage *leakage, LeakSubject *subject)
{
    const Interval *empty = telling_empty(leakage, subject);
    char *found = isnan(empty->value) ? NULL : g_strdup_printf("AUC %.2f", empty->value);

    if (!found)
        return;
    if (empty->low >= TELLING_EMPTY)
        leak_say(subject, SIGN_EMPTY, empty->low >= TOO_GOOD ? SAYS_LEAK : SAYS_SUSPECT, found,
                 g_strdup_printf("whether it is empty already tells the outcome (AUC %.2f)",
                                 empty->value));
    else
        leak_say(subject, SIGN_EMPTY, SAYS_FINE, found,
                 g_strdup("whether it is empty doesn't tell the outcome"));
}

static void
judge_name(LeakSubject *subject)
{
    static const char *const words[] = {"closed", "resol", "solved",  "escalat",
                                        "final",  "csat",  "_at_end", "outcome"};
    g_autofree char *name = g_ascii_strdown(subject->name, -1);

    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(name, words[i])) {
            leak_say(subject, SIGN_NAME, SAYS_SUSPECT, g_strdup_printf("“%s”", words[i]),
                     g_strdup_printf("its name has “%s”: it speaks of how tickets end", words[i]));
            return;
        }
    leak_say(subject, SIGN_NAME, SAYS_FINE, NULL, g_strdup("its name doesn't speak of the end"));
}

/* ---- (e) in order ------------------------------------------------------------------------------
 */

/* The number that a key ends with, "T-10023": what counts the rows. */
static double
count_in(const char *text)
{
    gsize end = strlen(text), from = end;
    while (from > 0 && g_ascii_isdigit(text[from - 1]))
        from--;
    return from < end && end - from < 18 ? g_ascii_strtod(text + from, NULL) : NAN;
}

static FeatureValues *
counting_values(const FrameColumn *column, const LeakRows *rows)
{
    FeatureValues *values = leak_column_values(column, rows->row, rows->n);
    if (!values->code)
        return values;
    values->number = g_new(double, (gsize)rows->n + 1);
    for (guint32 i = 0; i < rows->n; i++)
        values->number[i] =
            values->code[i] < 0
                ? NAN
                : count_in(dictionary_text(column->dictionary, (guint32)values->code[i]));
    g_clear_pointer(&values->code, g_free);
    return values;
}

/* What counts the tickets in order of arrival stands for the time, and a model that reads it learns
 * dates by heart. In a table without time the order of the file stands for it. */
static void
judge_order(const Leakage *leakage, LeakSubject *subject)
{
    const FrameColumn *column = subject->column;
    const LeakRows *rows = &leakage->train;
    gboolean key = column->kind == KIND_KEY || column->info->role == ROLE_ID;

    if ((!key && !column->integer && !column->decimal) || column == leakage->task->time_column)
        return;
    FeatureValues *values = counting_values(column, rows);
    g_autofree double *time = g_new(double, (gsize)rows->n + 1);
    for (guint32 i = 0; i < rows->n; i++) {
        TimePoint seed = leakage->task->seed_time[rows->row[i]];
        time[i] = leakage->task->time_column ? (seed == TIME_MISSING ? NAN : (double)seed)
                                             : (double)leakage->task->frame->row_id[rows->row[i]];
    }
    double together = stats_spearman(values->number, time, rows->n, 0.95).value;
    Interval power = INTERVAL_UNDEFINED;
    for (guint v = 0; v < leakage->views->len; v++) {
        Interval one = leak_power(values, rows->event[v], 0.999);
        power = isnan(power.low) || one.low > power.low ? one : power;
    }
    feature_values_free(values);
    if (isnan(together))
        return;
    char *found = g_strdup_printf("%.2f with time", together);
    if (fabs(together) >= COUNTS && power.low > ORDER_TELLS)
        leak_say(subject, SIGN_ORDER, SAYS_SUSPECT, found,
                 g_strdup_printf("it counts the tickets, and the count tells the outcome (AUC "
                                 "%.2f): it stands for the date",
                                 power.value));
    else
        leak_say(subject, SIGN_ORDER, SAYS_FINE, found,
                 g_strdup("it doesn't tell the outcome by counting the tickets"));
}

/* ---- (f) fades ---------------------------------------------------------------------------------
 */

static void
judge_fading(const Leakage *leakage, LeakSubject *subject)
{
    const FrameColumn *column = subject->column;

    if (!leakage->train.n || !leakage->validation.n)
        return;
    FeatureValues *then = leak_column_values(column, leakage->train.row, leakage->train.n);
    FeatureValues *since =
        leak_column_values(column, leakage->validation.row, leakage->validation.n);
    LeakFade fade = leak_fade_views(leakage, then, since);
    feature_values_free(then);
    feature_values_free(since);
    leak_say_fading(subject, &fade);
}

void
leak_say_fading(LeakSubject *subject, const LeakFade *fade)
{
    if (isnan(fade->lost.value))
        return;
    char *found = g_strdup_printf("%.2f, then %.2f", fade->earlier.value, fade->later.value);
    if (fade->earlier.low > WAS_WORTH && fade->lost.low > FADES)
        leak_say(subject, SIGN_FADES, SAYS_SUSPECT, found,
                 g_strdup_printf("what it says holds on old tickets alone (AUC %.2f on training, "
                                 "%.2f on validation)",
                                 fade->earlier.value, fade->later.value));
    else
        leak_say(subject, SIGN_FADES, SAYS_FINE, found,
                 g_strdup("what it says holds on later tickets"));
}

/* ---- (j) undated, and all of it ---------------------------------------------------------------
 */

static void
judge_untimed(const Leakage *leakage, LeakSubject *subject)
{
    if (leakage->task->time_column)
        leak_say(subject, SIGN_UNTIMED, SAYS_FINE, NULL, g_strdup("its rows are dated"));
    else
        leak_say(subject, SIGN_UNTIMED, SAYS_UNTESTABLE, NULL,
                 g_strdup_printf("%s has no time: nothing shows what was known when",
                                 leakage->frame->table->name));
}

/* "Filled in: 2 % untouched, 71 % replied to, 98 % solved": how full it is among tickets at each
 * stage, or by when its dates lie. */
static char *
when_words(const Leakage *leakage, const LeakSubject *subject)
{
    static const struct {
        TicketStage stage;
        const char *word;
    } stages[] = {{STAGE_UNTOUCHED, "untouched"},
                  {STAGE_WAITING, "being worked on"},
                  {STAGE_ANSWERED, "replied to"},
                  {STAGE_SOLVED_LATELY, "solved"}};
    const ColumnTiming *timing = &subject->timing;
    const Touched *touched = leakage->touched;
    gint64 filled[STAGES] = {0};

    if (timing->after >= 0) {
        g_autofree char *after = number_percent(timing->after, 0);
        return g_strdup_printf("%s of its dates lie after the arrival.", after);
    }
    if (timing->changes)
        return g_strdup(timing->changes);
    if (touched->why_not || !touched->count[STAGE_UNTOUCHED])
        return g_strdup("When it was filled in can't be seen: no ticket is still untouched.");
    for (guint32 row = 0; row < touched->n; row++)
        filled[touched->stage[row]] += !cell_empty(subject->column, row);
    GString *words = g_string_new("Filled in:");
    for (guint i = 0; i < G_N_ELEMENTS(stages); i++) {
        TicketStage stage = stages[i].stage;
        if (!touched->count[stage])
            continue;
        g_autofree char *share =
            number_percent((double)filled[stage] / (double)touched->count[stage], 0);
        g_string_append_printf(words, "%s %s %s", words->str[words->len - 1] == ':' ? "" : ",",
                               share, stages[i].word);
    }
    return g_string_free(words, FALSE);
}

/* What it tells alone, and by being empty. Its AUC is the one that the dictionary shows, by rates
 * of the other half of the rows. */
static void
measure_alone(const Leakage *leakage, LeakSubject *subject)
{
    const LeakRows *rows = &leakage->train;
    FeatureValues *values = leak_column_values(subject->column, rows->row, rows->n);

    leak_measure(leakage, values, subject->alone);
    feature_values_free(values);
    for (guint v = 0; v < leakage->views->len; v++) {
        ColumnPower power =
            v ? column_power(subject->column, leakage->rows[v]) : subject->timing.power;
        subject->alone[v].auc = power.alone;
        subject->empty[v] = power.empty;
    }
    subject->power = leak_mean_auc(leakage, subject->alone);
}

static LeakSubject *
measure_column(Leakage *leakage, const FrameColumn *column)
{
    LeakSubject *subject = g_new0(LeakSubject, 1);
    const char *defines = column_defines(leakage->task, column->info);

    subject->name = g_strdup(column->info->name);
    subject->column = column;
    timing_of(&leakage->input, column, *defines != 0, &subject->timing);
    if (column->item_start)
        subject->values = timing_values(&leakage->input, column, leakage->task, G_MAXUINT);
    subject->power = INTERVAL_UNDEFINED;
    subject->when = when_words(leakage, subject);
    if (*defines)
        leak_say(subject, SIGN_FILLED, SAYS_LEAK, g_strdup("the target"),
                 g_strdup_printf("it tells the outcome itself (%s): taken out", defines));
    else
        measure_alone(leakage, subject);
    return subject;
}

/* AUC of the best column there is at arrival but this one: by view, and of all views. */
static void
find_next_best(const Leakage *leakage, const LeakSubject *but, double *best)
{
    guint views = leakage->views->len;

    for (guint v = 0; v <= views; v++)
        best[v] = NAN;
    for (guint i = 0; i < leakage->subjects->len; i++) {
        const LeakSubject *other = g_ptr_array_index(leakage->subjects, i);
        if (other == but || !other->column || other->column->info->known != KNOWN_ARRIVAL ||
            other->timing.seen == SEEN_LATER)
            continue;
        for (guint v = 0; v < views; v++)
            best[v] = fmax(best[v], other->alone[v].auc.value);
        best[views] = fmax(best[views], other->power.value);
    }
}

/* Tables that the target's rows name and that nothing dates: what they say is as of the export. */
static void
add_undated_tables(Leakage *leakage)
{
    const Catalogue *catalogue = leakage->frame->catalogue;
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (table == leakage->frame->table || table->time || table->id == leakage->frame->table->id)
            continue;
        LeakSubject *subject = g_new0(LeakSubject, 1);
        subject->name = g_strdup_printf("%s.*", table->name);
        subject->power = INTERVAL_UNDEFINED;
        subject->when = g_strdup("What it says is as of the export.");
        leak_say(subject, SIGN_UNTIMED, SAYS_UNTESTABLE, NULL,
                 g_strdup_printf("%s has no time: its rows say what holds today, not what held "
                                 "when the ticket arrived",
                                 table->name));
        leak_judge(subject);
        g_ptr_array_add(leakage->subjects, subject);
    }
}

void
leakage_judge_columns(Leakage *leakage)
{
    for (guint i = 0; i < leakage->frame->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(leakage->frame->columns, i);
        if (column->kind != KIND_EMPTY)
            g_ptr_array_add(leakage->subjects, measure_column(leakage, column));
    }
    for (guint i = 0; i < leakage->subjects->len; i++) {
        LeakSubject *subject = g_ptr_array_index(leakage->subjects, i);
        double next[TASK_VIEWS + 1];
        judge_untimed(leakage, subject);
        if (subject->sign[SIGN_FILLED].says == SAYS_NOTHING) { /* else it tells the target */
            find_next_best(leakage, subject, next);
            leak_judge_power(leakage, subject, next);
            judge_filled(leakage, subject);
            judge_empty(leakage, subject);
            judge_name(subject);
            judge_order(leakage, subject);
            judge_fading(leakage, subject);
        }
        leak_judge(subject);
    }
    add_undated_tables(leakage);
}
