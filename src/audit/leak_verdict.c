/* From ten signs to one verdict that a lead can read; and all that is judged together. */
#include "audit/leakage.h"

#include <math.h>
#include <string.h>

void
leak_subject_free(LeakSubject *subject)
{
    if (!subject)
        return;
    for (guint i = 0; i < SIGNS; i++) {
        g_free(subject->sign[i].found);
        g_free(subject->sign[i].rows);
        g_free(subject->sign[i].sentence);
    }
    timing_clear(&subject->timing);
    g_clear_pointer(&subject->values, g_array_unref);
    g_free(subject->name);
    g_free(subject->sentence);
    g_free(subject->when);
    g_free(subject);
}

const char *
leak_verdict_word(LeakVerdict verdict)
{
    static const char *const words[] = {"clear", "untestable", "suspect", "leak"};
    return words[verdict];
}

const char *
leak_verdict_style(LeakVerdict verdict)
{
    static const char *const styles[] = {"good", "dim", "warn", "bad"};
    return styles[verdict];
}

void
leak_say(LeakSubject *subject, SignKind kind, SignSays says, char *found, char *sentence)
{
    LeakSign *sign = &subject->sign[kind];
    g_free(sign->found);
    g_free(sign->sentence);
    sign->says = says;
    sign->found = found;
    sign->sentence = sentence;
}

/* ---- one verdict -------------------------------------------------------------------------------
 */

/* It was seen in tickets nobody had touched, or in first events, often enough, or is said so: then
 * it is no leak, however much it tells. */
static gboolean
is_proven(const LeakSubject *subject)
{
    return subject->sign[SIGN_FILLED].says == SAYS_CLEARS &&
           (!subject->column || subject->column->info->known_declared ||
            subject->timing.sure == SURE_STRONG);
}

/* The first sign that says so, in the order in which they weigh; SIGNS: none. */
static SignKind
first_sign(const LeakSubject *subject, SignSays says)
{
    static const SignKind order[] = {SIGN_FILLED, SIGN_SHIFT, SIGN_EMPTY, SIGN_POWER,  SIGN_LAG,
                                     SIGN_ORDER,  SIGN_FADES, SIGN_NAME,  SIGN_UNTIMED};
    for (guint i = 0; i < G_N_ELEMENTS(order); i++)
        if (subject->sign[order[i]].says == says)
            return order[i];
    return SIGNS;
}

/* What a proof of arrival leaves of the other signs: too good is worth a look, a name nothing. */
static void
weigh_against_proof(LeakSubject *subject)
{
    if (is_proven(subject))
        for (guint i = 0; i < SIGNS; i++)
            if (subject->sign[i].says == SAYS_LEAK && (i == SIGN_POWER || i == SIGN_EMPTY))
                subject->sign[i].says = SAYS_SUSPECT;
    if (subject->sign[SIGN_FILLED].says == SAYS_CLEARS &&
        subject->sign[SIGN_NAME].says == SAYS_SUSPECT)
        subject->sign[SIGN_NAME].says = SAYS_FINE;
}

static void
decide(LeakSubject *subject)
{
    static const struct {
        SignSays says;
        LeakVerdict verdict;
    } order[] = {{SAYS_LEAK, LEAK_FOUND}, {SAYS_SUSPECT, LEAK_SUSPECT}};

    for (guint i = 0; i < G_N_ELEMENTS(order); i++)
        if ((subject->decided = first_sign(subject, order[i].says)) != SIGNS) {
            subject->verdict = order[i].verdict;
            return;
        }
    if (subject->sign[SIGN_UNTIMED].says == SAYS_UNTESTABLE) {
        subject->verdict = LEAK_UNTESTABLE;
        subject->decided = SIGN_UNTIMED;
    } else if ((subject->decided = first_sign(subject, SAYS_CLEARS)) != SIGNS)
        subject->verdict = LEAK_CLEAR;
    else if ((subject->decided = first_sign(subject, SAYS_UNTESTABLE)) != SIGNS)
        subject->verdict = LEAK_UNTESTABLE;
    else {
        subject->decided = SIGN_FILLED;
        subject->verdict = subject->sign[SIGN_FILLED].sentence ? LEAK_CLEAR : LEAK_UNTESTABLE;
    }
}

char *
leak_sentence(const char *clause)
{
    gsize n = strlen(clause);
    char *sentence = g_strdup_printf("%s%s", clause, n && clause[n - 1] == '.' ? "" : ".");
    sentence[0] = g_ascii_toupper(sentence[0]);
    return sentence;
}

void
leak_judge(LeakSubject *subject)
{
    weigh_against_proof(subject);
    decide(subject);
    const char *clause = subject->sign[subject->decided].sentence;
    g_free(subject->sentence);
    g_autofree char *first =
        leak_sentence(clause ? clause : "nothing here shows when it was known");
    gboolean later = subject->column && subject->timing.seen == SEEN_LATER &&
                     (subject->decided == SIGN_POWER || subject->decided == SIGN_EMPTY);
    subject->sentence =
        later ? g_strdup_printf("%s %s", first, subject->timing.sentence) : g_steal_pointer(&first);
}

/* ---- all of them -------------------------------------------------------------------------------
 */

void
leakage_clear(Leakage *leakage)
{
    g_clear_pointer(&leakage->subjects, g_ptr_array_unref);
    leak_rows_clear(&leakage->train);
    leak_rows_clear(&leakage->validation);
    for (guint v = 0; v < TASK_VIEWS; v++)
        g_clear_pointer(&leakage->rows[v], training_rows_free);
    g_clear_pointer(&leakage->views, g_array_unref);
    g_clear_pointer(&leakage->touched, touched_free);
}

/* An hour, a day, a week, and the horizon, the nearest first. */
static void
set_backs(Leakage *leakage)
{
    gint64 horizon = leakage->task->spec.horizon;
    const gint64 usual[] = {TIME_HOUR, TIME_DAY, 7 * TIME_DAY};

    for (guint i = 0; i < G_N_ELEMENTS(usual); i++) {
        if (horizon > 0 && horizon < usual[i] &&
            (!leakage->backs || leakage->back[leakage->backs - 1] < horizon))
            leakage->back[leakage->backs++] = horizon;
        leakage->back[leakage->backs++] = usual[i];
    }
    if (horizon > usual[G_N_ELEMENTS(usual) - 1])
        leakage->back[leakage->backs++] = horizon;
}

/* What is asked of rows of the task. */
static void
draw_rows(Leakage *leakage)
{
    const Task *task = leakage->task;

    for (guint v = 0; v < leakage->views->len; v++)
        leakage->rows[v] = training_rows_view(task, &g_array_index(leakage->views, TaskView, v));
    timing_input_init(&leakage->input, task->frame, leakage->touched, leakage->rows[0],
                      leakage->database, personal_masked(leakage->database));
    leak_rows_draw(&leakage->train, task, leakage->views, SPLIT_TRAIN);
    leak_rows_draw(&leakage->validation, task, leakage->views, SPLIT_VALIDATION);
}

static gboolean
find(Leakage *leakage, FrameStore *frames, Progress *progress, GError **error)
{
    progress_phase(progress, "looking for leaks", 0, "");
    leakage_judge_columns(leakage);
    if (progress_stop(progress, error))
        return FALSE;
    return !leakage->features || leakage_judge_features(leakage, frames, progress, error);
}

static void
begin(Leakage *leakage, const Task *task, sqlite3 *database)
{
    *leakage = (Leakage){.task = task, .database = database, .frame = task->frame};
    leakage->subjects = g_ptr_array_new_with_free_func((GDestroyNotify)leak_subject_free);
    leakage->views = task_views(task);
    set_backs(leakage);
}

gboolean
leakage_find(Leakage *leakage, const Task *task, FrameStore *frames, sqlite3 *database,
             GPtrArray *features, Progress *progress, GError **error)
{
    begin(leakage, task, database);
    leakage->features = features;
    leakage->touched = touched_new(task->frame);
    draw_rows(leakage);
    return find(leakage, frames, progress, error);
}

/* Lists read no column of the entity's table: only what is told of their candidates is judged, and
 * whether each came is the one view. */
gboolean
leakage_find_for(Leakage *leakage, const LeakSearch *search, GPtrArray *features,
                 Progress *progress, GError **error)
{
    if (!search->sooner)
        return leakage_find(leakage, search->task, search->frames, search->database, features,
                            progress, error);
    begin(leakage, search->task, search->database);
    g_array_set_size(leakage->views, 1);
    leakage->search = search;
    leakage->features = features;
    leakage->train = (LeakRows){.n = search->n};
    leakage->train.event[0] = g_memdup2(search->event, (gsize)search->n + 1);
    progress_phase(progress, "looking for leaks", 0, "");
    return leakage_judge_features(leakage, search->frames, progress, error);
}
