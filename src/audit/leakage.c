/* The report on leaks: a verdict for each column and feature, the worst first; and of one of them
 * all that speaks for it and against it, with its timeline. */
#include "audit/leakage.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *letter, *title, *limit;
} signs[SIGNS] = {
    [SIGN_POWER] = {"a", "what it tells alone", "AUC over 0.95, or 3 times the next"},
    [SIGN_FILLED] = {"b", "when it is filled in", "later than the arrival"},
    [SIGN_EMPTY] = {"c", "what being empty tells", "AUC 0.75 and more"},
    [SIGN_NAME] = {"d", "what it is called", "closed, solved, final, csat …"},
    [SIGN_ORDER] = {"e", "whether it counts the tickets", "0.98 with time, AUC over 0.60"},
    [SIGN_FADES] = {"f", "whether it holds on later tickets", "0.10 of AUC lost"},
    [SIGN_SPLITS] = {"g", "copies and customers on both sides", "told of all together"},
    [SIGN_LAG] = {"h", "asked a horizon sooner", "three quarters of AUC 0.80 gone"},
    [SIGN_SHIFT] = {"i", "asked sooner, at any span", "0.02 of AUC more, beyond luck"},
    [SIGN_UNTIMED] = {"j", "whether anything dates it", "a time"},
};

/* ---- the list ----------------------------------------------------------------------------------
 */

static int
worst_first(gconstpointer a, gconstpointer b)
{
    const LeakSubject *x = *(const LeakSubject *const *)a, *y = *(const LeakSubject *const *)b;
    double left = isnan(x->power.value) ? 0 : x->power.value;
    double right = isnan(y->power.value) ? 0 : y->power.value;
    static const int rank[] = {
        [LEAK_CLEAR] = 3, [LEAK_UNTESTABLE] = 2, [LEAK_SUSPECT] = 1, [LEAK_FOUND] = 0};

    if (x->verdict != y->verdict)
        return rank[x->verdict] - rank[y->verdict];
    return left != right ? (left > right ? -1 : 1) : strcmp(x->name, y->name);
}

static ReportTable *
lay_out(Report *report, const char *id, const char *title, const char *noun)
{
    ReportTable *table = report_table(report, id, title);
    report_column(table, "verdict", "verdict", UNIT_NONE, 0);
    report_column(table, "name", noun, UNIT_NONE, 0);
    report_column(table, "tells", "tells alone", UNIT_NONE, 0);
    ReportColumn *alone = report_column(table, "alone", "AUC alone", UNIT_DECIMAL, 2);
    alone->right = alone->interval = alone->expert = TRUE;
    report_column(table, "because", "because", UNIT_NONE, 0);
    report_column(table, "when", "what was there when", UNIT_NONE, 0);
    report_column(table, "sign", "sign", UNIT_NONE, 0)->expert = TRUE;
    report_column(table, "on", "models see it", UNIT_BOOLEAN, 0)->expert = TRUE;
    report_column(table, "expression", NULL, UNIT_NONE, 0);
    return table;
}

/* How much of the outcome, in words: an AUC is for experts. */
static const char *
tells_words(double auc)
{
    return isnan(auc)    ? NULL
           : auc >= 0.95 ? "nearly all"
           : auc >= 0.8  ? "much"
           : auc >= 0.65 ? "some"
           : auc >= 0.55 ? "little"
                         : "next to nothing";
}

static void
add_subject(const Leakage *leakage, ReportTable *table, const LeakSubject *subject)
{
    report_row(table);
    cell_style(report_cell_text(table, leak_verdict_word(subject->verdict)),
               leak_verdict_style(subject->verdict));
    Cell *name = report_cell_text(table, subject->name);
    cell_rows(name, "report=leakage %s",
              subject->feature ? subject->feature->expression : subject->name);
    report_cell_text(table, tells_words(subject->power.value));
    Cell *alone = report_cell(table, subject->power.value);
    cell_interval(alone, subject->power.low, subject->power.high);
    if (!isnan(subject->power.value))
        cell_rows(alone, "task=%" G_GINT64_FORMAT ";part=train", leakage->task->id);
    report_cell_text(table, subject->sentence);
    report_cell_text(table, subject->when);
    report_cell_text(table, signs[subject->decided].letter);
    report_cell(table, subject->feature ? subject->feature->enabled != 0 : NAN);
    report_cell_text(table, subject->feature ? subject->feature->expression : NULL);
}

/* "work_queue, tags and team"; the caller frees. */
static char *
names_of(const Leakage *leakage, gboolean features, LeakVerdict verdict, guint *count)
{
    enum { MOST = 4 };
    g_autoptr(GString) names = g_string_new(NULL);

    *count = 0;
    for (guint i = 0; i < leakage->subjects->len; i++) {
        const LeakSubject *subject = g_ptr_array_index(leakage->subjects, i);
        if (subject->verdict != verdict || (subject->feature != NULL) != features)
            continue;
        if ((*count)++ < MOST)
            g_string_append_printf(names, "%s%s", *count > 1 ? ", " : "", subject->name);
    }
    if (*count > MOST)
        g_string_append_printf(names, " and %u more", *count - MOST);
    return g_string_free(g_steal_pointer(&names), FALSE);
}

/* Features whose verdict is that a leak stands in them, though a model reads them. */
static guint
leaks_switched_on(const Leakage *leakage)
{
    guint on = 0;
    for (guint i = 0; i < leakage->subjects->len; i++) {
        const LeakSubject *subject = g_ptr_array_index(leakage->subjects, i);
        on += subject->feature && subject->feature->enabled && subject->verdict == LEAK_FOUND;
    }
    return on;
}

static void
say_verdicts(Report *report, const Leakage *leakage)
{
    static const LeakVerdict order[] = {LEAK_FOUND, LEAK_SUSPECT, LEAK_UNTESTABLE, LEAK_CLEAR};
    guint count[4][2], on = leaks_switched_on(leakage);
    g_autofree char *leaks = names_of(leakage, FALSE, LEAK_FOUND, &count[LEAK_FOUND][0]);
    g_autofree char *suspects = names_of(leakage, FALSE, LEAK_SUSPECT, &count[LEAK_SUSPECT][0]);

    for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
        g_free(names_of(leakage, FALSE, order[i], &count[order[i]][0]));
        g_free(names_of(leakage, TRUE, order[i], &count[order[i]][1]));
        for (int feature = 0; feature < 2; feature++) {
            g_autofree char *id = g_strdup_printf("%s.%s", feature ? "features" : "columns",
                                                  leak_verdict_word(order[i]));
            report_number(report, id, NULL, UNIT_COUNT, 0, count[order[i]][feature]);
        }
    }
    if (count[LEAK_FOUND][0])
        report_say(report, "%u column%s tell%s what came later%s%s%s: %s.", count[LEAK_FOUND][0],
                   count[LEAK_FOUND][0] == 1 ? "" : "s", count[LEAK_FOUND][0] == 1 ? "s" : "",
                   on ? "" : ", and ",
                   on                          ? ""
                   : count[LEAK_FOUND][0] == 1 ? "is"
                                               : "are",
                   on ? "" : " off", leaks);
    else
        report_say(report, "No column is found to tell what came later.");
    if (count[LEAK_SUSPECT][0])
        report_say(report, "%u more %s a look: %s.", count[LEAK_SUSPECT][0],
                   count[LEAK_SUSPECT][0] == 1 ? "is worth" : "are worth", suspects);
    guint clear = count[LEAK_CLEAR][0], untold = count[LEAK_UNTESTABLE][0];
    if (clear)
        report_say(report, "%u other column%s clear.", clear, clear == 1 ? " is" : "s are");
    if (untold)
        report_say(report, "Of %u nothing shows when %s known.", untold,
                   untold == 1 ? "it was" : "they were");
    if (!leakage->task->time_column)
        report_say(report,
                   "%s has no time: nothing shows what was known when, so that no column can be "
                   "cleared.",
                   leakage->frame->table->name);
    if (on)
        report_warn(report,
                    "%u feature%s that tell%s what came later %s on: no figure of a model "
                    "that reads %s holds at arrival. Switch %s off (4 Features).",
                    on, on == 1 ? "" : "s", on == 1 ? "s" : "", on == 1 ? "is" : "are",
                    on == 1 ? "it" : "them", on == 1 ? "it" : "them");
}

static Report *
write_list(Leakage *leakage, Progress *progress, GError **error)
{
    g_autoptr(Report) report = report_new("leakage", "Leaks");

    g_ptr_array_sort(leakage->subjects, worst_first);
    say_verdicts(report, leakage);
    ReportTable *columns = lay_out(report, "columns", "COLUMNS", "column");
    ReportTable *features = lay_out(report, "features", "FEATURES", "feature");
    for (guint i = 0; i < leakage->subjects->len; i++) {
        const LeakSubject *subject = g_ptr_array_index(leakage->subjects, i);
        add_subject(leakage, subject->feature ? features : columns, subject);
    }
    features->hidden = features->rows->len == 0;
    if (!leak_splits_add(report, leakage->task, leakage->database, progress, error))
        return NULL;
    report_say(report,
               "Leak: it knows what came later. Suspect: look at it. Untestable: nothing shows "
               "when it was known. Clear: it was there at arrival.");
    report_say(report, "Enter shows what speaks for a verdict and against it. Where you know "
                       "better, say so: `known COLUMN arrival`, or `later`.");
    return g_steal_pointer(&report);
}

/* ---- one of them -------------------------------------------------------------------------------
 */

static const char *
says_word(SignSays says)
{
    static const char *const words[] = {"–",          "nothing found", "was there",
                                        "can't tell", "suspect",       "leak"};
    return words[says];
}

static const char *
says_style(SignSays says)
{
    static const char *const styles[] = {"dim", NULL, "good", "dim", "warn", "bad"};
    return styles[says];
}

static void
add_signs(Report *report, const LeakSubject *subject)
{
    ReportTable *table = report_table(report, "signs", "WHAT WAS LOOKED AT");
    report_column(table, "sign", "", UNIT_NONE, 0);
    report_column(table, "what", "sign", UNIT_NONE, 0);
    report_column(table, "found", "found", UNIT_NONE, 0);
    report_column(table, "says", "says", UNIT_NONE, 0);
    report_column(table, "sentence", "which means", UNIT_NONE, 0);
    report_column(table, "limit", "speaks against it", UNIT_NONE, 0);
    for (guint i = 0; i < SIGNS; i++) {
        const LeakSign *sign = &subject->sign[i];
        if (i == SIGN_SPLITS || (sign->says == SAYS_NOTHING && !sign->sentence))
            continue;
        report_row(table);
        report_cell_text(table, signs[i].letter);
        report_cell_text(table, signs[i].title);
        Cell *found = report_cell_text(table, sign->found);
        if (sign->rows)
            cell_rows(found, "%s", sign->rows);
        cell_style(report_cell_text(table, says_word(sign->says)), says_style(sign->says));
        g_autofree char *sentence = sign->sentence ? leak_sentence(sign->sentence) : NULL;
        report_cell_text(table, sentence);
        report_cell_text(table, signs[i].limit);
    }
}

static ReportColumn *
right(ReportColumn *column)
{
    column->right = TRUE;
    return column;
}

static void
add_shifts(Report *report, const LeakSubject *subject)
{
    ReportTable *table = report_table(report, "shifts", "ASKED SOONER: what would it have said?");
    report_column(table, "back", "asked", UNIT_NONE, 0);
    right(report_column(table, "seconds", NULL, UNIT_COUNT, 0));
    right(report_column(table, "power", "AUC", UNIT_DECIMAL, 3))->interval = TRUE;
    right(report_column(table, "change", "change", UNIT_DECIMAL, 3))->interval = TRUE;
    right(report_column(table, "covered", "has a value", UNIT_SHARE, 1));
    right(report_column(table, "moved", "another value", UNIT_SHARE, 1));
    right(report_column(table, "compared", "compared", UNIT_SHARE, 1));
    table->hidden = subject->shifts == 0;
    for (guint i = 0; i < subject->shifts; i++) {
        const LeakShift *shift = &subject->shift[i];
        double seconds = (double)shift->back / (double)TIME_SECOND;
        g_autofree char *span = number_span(seconds);
        g_autofree char *words = g_strdup_printf("%s sooner", span);
        report_row(table);
        report_cell_text(table, words);
        report_cell(table, seconds);
        cell_interval(report_cell(table, shift->power.value), shift->power.low, shift->power.high);
        cell_interval(report_cell(table, shift->change.value), shift->change.low,
                      shift->change.high);
        report_cell(table, shift->covered);
        report_cell(table, shift->moved);
        report_cell(table, shift->compared);
    }
}

static const LeakSubject *
subject_named(const Leakage *leakage, const char *name, GError **error)
{
    const char *dot = strchr(name, '.');
    gsize table = dot ? (gsize)(dot - name) : 0;
    gboolean own = dot && strlen(leakage->frame->table->name) == table &&
                   g_ascii_strncasecmp(name, leakage->frame->table->name, table) == 0;

    for (guint i = 0; i < leakage->subjects->len; i++) {
        const LeakSubject *subject = g_ptr_array_index(leakage->subjects, i);
        if (g_ascii_strcasecmp(subject->name, name) == 0 ||
            (own && subject->column && g_ascii_strcasecmp(subject->name, dot + 1) == 0) ||
            (subject->feature && strcmp(subject->feature->expression, name) == 0))
            return subject;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < leakage->subjects->len; i++)
        g_ptr_array_add(names, ((LeakSubject *)g_ptr_array_index(leakage->subjects, i))->name);
    g_ptr_array_add(names, NULL);
    g_autofree char *clean = text_clean(name, -1);
    g_autofree char *near = nearest_names(name, (const char *const *)names->pdata);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no column of %s and no feature is called \"%s\"%s%s; `leakage` lists them",
                leakage->frame->table->name, clean, near ? "; near it: " : "", near ? near : "");
    return NULL;
}

static Report *
write_one(const Leakage *leakage, const LeakSubject *subject)
{
    Report *report = report_new("leak", subject->name);

    report_say(report, "%s: %s. %s", subject->name, leak_verdict_word(subject->verdict),
               subject->sentence);
    cell_style(report_text(report, "verdict", NULL, leak_verdict_word(subject->verdict)),
               leak_verdict_style(subject->verdict));
    report_text(report, "name", NULL, subject->name);
    if (subject->column)
        timeline_add(report, &leakage->input, subject->column, &subject->timing);
    else
        report_text(report, "when", "what was there when", subject->when);
    add_signs(report, subject);
    add_shifts(report, subject);
    if (subject->feature)
        report_text(report, "expression", "In PQL", subject->feature->expression);
    return report;
}

Report *
leakage_report(const Task *task, const char *name, FrameStore *frames, sqlite3 *database,
               Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) features = features_load(database, task, error);
    g_auto(Leakage) leakage = {0};

    if (!features || !leakage_find(&leakage, task, frames, database, features, progress, error))
        return NULL;
    leak_marks_keep(&leakage, TRUE, NULL); /* a file that can't be written goes without */
    if (!*name)
        return write_list(&leakage, progress, error);
    const LeakSubject *subject = subject_named(&leakage, name, error);
    return subject ? write_one(&leakage, subject) : NULL;
}
