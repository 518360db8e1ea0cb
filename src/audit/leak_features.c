/* The signs of a leak in a feature: what it is made of, what it tells alone, and what becomes of
 * that when it is asked sooner. A feature that stops where the ticket arrives may know less an hour
 * or a week before, never more. */
#include "audit/leakage.h"

#include <math.h>

static const double MUST_NOT_RISE = 0.02, RISES_TOO_MUCH = 0.1, HARDLY_MOVES = 0.001;
static const double BY_LUCK = 0.05; /* for all that is asked sooner together */
static const double EXCLUDED =
    0.98; /* two-sided: of a hundred that rise by so much one is cleared */
static const double STRONG = 0.8, COLLAPSED = 0.25;

/* ---- what it is made of ------------------------------------------------------------------------
 */

static const LeakSubject *
column_subject(const Leakage *leakage, const char *name)
{
    for (guint i = 0; i < leakage->subjects->len; i++) {
        const LeakSubject *subject = g_ptr_array_index(leakage->subjects, i);
        if (subject->column && g_ascii_strcasecmp(subject->name, name) == 0)
            return subject;
    }
    return NULL;
}

const LeakSubject *
leak_worst_column(const Leakage *leakage, const Feature *feature)
{
    g_autoptr(GPtrArray) named = feature->node ? pql_columns(feature->node) : g_ptr_array_new();
    const TableInfo *table = leakage->frame->table;
    const LeakSubject *worst = NULL;

    for (guint i = 0; i < named->len; i++) {
        const PqlNode *node = g_ptr_array_index(named, i);
        gboolean own = !node->table || g_ascii_strcasecmp(node->table, table->name) == 0;
        const LeakSubject *subject = own ? column_subject(leakage, node->name) : NULL;
        if (subject && (!worst || leak_verdict_read(leakage, subject, feature) >
                                      leak_verdict_read(leakage, worst, feature)))
            worst = subject;
    }
    return worst;
}

/* What a column is, a feature made of it is; of the past of other rows only what its mark says. */
static void
inherit(const Leakage *leakage, LeakSubject *subject)
{
    static const SignSays of_verdict[] = {SAYS_CLEARS, SAYS_UNTESTABLE, SAYS_SUSPECT, SAYS_LEAK};
    const Feature *feature = subject->feature;
    const LeakSubject *worst = leak_worst_column(leakage, feature);
    g_autofree char *reason = text_clean(feature->reason ? feature->reason : "", -1);
    g_autofree char *because = worst ? g_strdup(worst->sentence) : NULL;
    if (because)
        because[0] = g_ascii_tolower(because[0]);

    if (worst && leak_say_value(leakage, subject, worst))
        return;
    if (worst && worst->verdict == LEAK_FOUND)
        leak_say(subject, SIGN_FILLED, SAYS_LEAK, g_strdup(worst->name),
                 g_strdup_printf("made of %s, which leaks: %s", worst->name, because));
    else if (feature->evidence == EVIDENCE_LEAK &&
             !(worst && worst->verdict == LEAK_SUSPECT && !feature->relational))
        leak_say(subject, SIGN_FILLED, SAYS_LEAK, g_strdup("later"),
                 g_strdup_printf("what it reads comes later: %s", reason));
    else if (feature->evidence == EVIDENCE_AS_EXPORTED)
        leak_say(subject, SIGN_UNTIMED, SAYS_UNTESTABLE, g_strdup("as exported"),
                 g_strdup_printf("nothing dates it: %s", reason));
    else if (worst && (worst->verdict == LEAK_SUSPECT || !feature->relational))
        leak_say(subject, SIGN_FILLED, of_verdict[worst->verdict], g_strdup(worst->name),
                 g_strdup_printf("made of %s: %s", worst->name, because));
    else if (feature->evidence == EVIDENCE_ASK)
        leak_say(subject, SIGN_FILLED, SAYS_UNTESTABLE, g_strdup("ask"),
                 g_strdup_printf("it waits for an answer: %s", reason));
}

/* ---- values ------------------------------------------------------------------------------------
 */

/* Of the training rows, asked so much sooner; of a search that brings its rows along, theirs. */
static GPtrArray *
values_of(Leakage *leakage, FeatureEngine *engine, GPtrArray *features, gint64 back,
          Progress *progress, GError **error)
{
    const LeakSearch *search = leakage->search;
    const LeakRows *rows = &leakage->train;

    if (search && search->sooner)
        return search->sooner(search->data, features, back, error);
    return back
               ? feature_compute_sooner(engine, features, rows->row, rows->n, back, progress, error)
               : feature_compute(engine, features, rows->row, rows->n, progress, error);
}

/* What it tells alone, and whether that lasts; lists are not asked the latter. */
static gboolean
measure_feature(Leakage *leakage, FeatureEngine *engine, LeakSubject *subject,
                const FeatureValues *now, GError **error)
{
    g_autoptr(GPtrArray) one = g_ptr_array_new();

    leak_measure(leakage, now, subject->alone);
    subject->power = leak_mean_auc(leakage, subject->alone);
    if (!engine)
        return TRUE;
    g_ptr_array_add(one, (gpointer)subject->feature);
    g_autoptr(GPtrArray) later =
        feature_compute(engine, one, leakage->validation.row, leakage->validation.n, NULL, error);
    if (!later)
        return FALSE;
    LeakFade fade = leak_fade_views(leakage, now, g_ptr_array_index(later, 0));
    leak_say_fading(subject, &fade);
    return TRUE;
}

/* ---- sooner ------------------------------------------------------------------------------------
 */

static char *
span_words(gint64 back)
{
    return number_span((double)back / (double)TIME_SECOND);
}

/* The chance that a change so large comes by luck where no rise is above MUST_NOT_RISE. */
static double
chance_of_rise(const LeakShift *shift)
{
    if (isnan(shift->change.value) || !(shift->se > 0))
        return NAN;
    return 1 - stats_normal_cdf((shift->change.value - MUST_NOT_RISE) / shift->se);
}

/* The span at which a rise is least by luck; NULL: nothing could be measured. */
static const LeakShift *
surest_rise(const LeakSubject *subject)
{
    const LeakShift *surest = NULL;
    for (guint i = 0; i < subject->shifts; i++) {
        double chance = chance_of_rise(&subject->shift[i]);
        if (!isnan(chance) && (!surest || chance < chance_of_rise(surest)))
            surest = &subject->shift[i];
    }
    return surest;
}

/* Hundreds are asked at several spans: of each the surest times the spans (Bonferroni), and all of
 * them held against each other (Holm), so that one honest list in twenty has a false alarm. */
static void
weigh_rises(GPtrArray *subjects)
{
    g_autofree double *chance = g_new(double, subjects->len + 1);
    g_autofree double *held = g_new(double, subjects->len + 1);

    for (guint i = 0; i < subjects->len; i++) {
        const LeakSubject *subject = g_ptr_array_index(subjects, i);
        const LeakShift *surest = surest_rise(subject);
        chance[i] = surest ? MIN(chance_of_rise(surest) * subject->shifts, 1) : NAN;
    }
    stats_holm(chance, subjects->len, held);
    for (guint i = 0; i < subjects->len; i++)
        ((LeakSubject *)g_ptr_array_index(subjects, i))->rise = held[i];
}

/* The greatest rise that can't be excluded; NaN: nothing can be measured. Accusing hundreds asks
 * for more than clearing one does, which has to pass at each span. */
static double
highest_rise(const LeakShift *shift)
{
    return shift->change.value + stats_normal_two_sided(EXCLUDED) * shift->se;
}

/* Where values moved, whether a rise that matters would have been seen. */
static gboolean
is_measured(const LeakShift *shift)
{
    return highest_rise(shift) <= RISES_TOO_MUCH; /* FALSE for NaN */
}

/* The span at which values moved and the change is known least; NULL: it is known at each. */
static const LeakShift *
least_known(const LeakSubject *subject)
{
    const LeakShift *least = NULL;
    for (guint i = 0; i < subject->shifts; i++) {
        const LeakShift *shift = &subject->shift[i];
        if (shift->moved >= HARDLY_MOVES && !is_measured(shift) &&
            (!least || shift->compared < least->compared))
            least = shift;
    }
    return least;
}

/* Outcomes count from a horizon after the arrival on, and say what was so by then. */
static gboolean
outcomes_follow_arrivals(const Task *task)
{
    return task->spec.horizon > 0 && !task->known_column &&
           (task->event_time || task->event_absent || task->moments);
}

/* Whether all that it reads is dated by the arrivals of the very rows that are asked about: what
 * was there as they came, and their outcomes a horizon later. Nothing of that can have been written
 * back, so that no control is needed. */
static gboolean
follows_arrivals(const Leakage *leakage, const Feature *feature)
{
    const Task *task = leakage->task;
    g_autoptr(GPtrArray) read = feature->node ? pql_columns(feature->node) : g_ptr_array_new();

    for (guint i = 0; i < read->len; i++) {
        const PqlNode *node = read->pdata[i];
        gboolean own =
            !node->table || g_ascii_strcasecmp(node->table, task->frame->table->name) == 0;
        const LeakSubject *column = own ? column_subject(leakage, node->name) : NULL;
        if (own ? strcmp(node->name, "*") != 0 && (!column || column->verdict != LEAK_CLEAR)
                : g_ascii_strcasecmp(node->table, "outcomes") != 0 ||
                      !outcomes_follow_arrivals(task))
            return FALSE;
    }
    return read->len > 0 && !task->moments && task->frame->table->time == task->time_column->info;
}

static void
say_unmeasured(LeakSubject *subject, const LeakShift *least)
{
    g_autofree char *back = span_words(least->back);
    g_autofree char *compared = number_percent(least->compared, 0);

    if (isnan(least->change.value))
        leak_say(
            subject, SIGN_SHIFT, SAYS_UNTESTABLE, g_strdup("too few rows"),
            g_strdup_printf("only %s of the rows have a value both now and %s sooner: too few to "
                            "see whether it says more then",
                            compared, back));
    else
        leak_say(subject, SIGN_SHIFT, SAYS_UNTESTABLE,
                 g_strdup_printf("up to %+.2f at −%s", highest_rise(least), back),
                 g_strdup_printf("%s of the rows can be held against what it would have said %s "
                                 "sooner: too few to see whether it says more then (up to %.2f of "
                                 "AUC would go unseen)",
                                 compared, back, highest_rise(least)));
}

/* Whether it looks at all that was before, and not from a beginning that moves along. */
static gboolean
looks_at_all(const PqlNode *node)
{
    gint64 start, end;
    if (node->type == PQL_AGGREGATE && node->windowed) {
        pql_window_span(&node->window, &start, &end);
        if (start != G_MININT64)
            return FALSE;
    }
    for (guint i = 0; node->arguments && i < node->arguments->len; i++)
        if (!looks_at_all(node->arguments->pdata[i]))
            return FALSE;
    return TRUE;
}

/* Rows that are written back are dated by the arrival they belong to, and a window that reaches
 * them only when it is asked sooner shows that. Moments belong to no row: there such a window sees
 * other days, and may well say more, as a season's calendar does. */
static SignSays
rise_says(const Leakage *leakage, const LeakSubject *subject, const LeakShift *rise)
{
    gboolean proves = !leakage->task->moments || looks_at_all(subject->feature->node);
    return proves && rise->change.low > RISES_TOO_MUCH ? SAYS_LEAK : SAYS_SUSPECT;
}

static void
judge_shift(const Leakage *leakage, LeakSubject *subject)
{
    const LeakShift *rise = subject->rise < BY_LUCK ? surest_rise(subject) : NULL;
    const LeakShift *least = least_known(subject);
    double moved = 0;

    for (guint i = 0; i < subject->shifts; i++)
        moved = fmax(moved, subject->shift[i].moved);
    if (rise) {
        g_autofree char *back = span_words(rise->back);
        leak_say(subject, SIGN_SHIFT, rise_says(leakage, subject, rise),
                 g_strdup_printf("+%.2f at −%s", rise->change.value, back),
                 g_strdup_printf(
                     "asked %s sooner it says more of the outcome, not less (AUC %.2f "
                     "against %.2f): its rows were written back, or what counts lies further "
                     "back than it looks",
                     back, rise->power.value, subject->alone[rise->view].auc.value));
    } else if ((!(moved >= HARDLY_MOVES) || least) && follows_arrivals(leakage, subject->feature))
        leak_say(
            subject, SIGN_SHIFT, SAYS_CLEARS, g_strdup("by its dates"),
            g_strdup("all it reads is dated by arrivals, by which it is asked itself: nothing of "
                     "it can be written back"));
    else if (!(moved >= HARDLY_MOVES))
        leak_say(subject, SIGN_SHIFT, SAYS_UNTESTABLE, g_strdup("nothing moves"),
                 g_strdup("asked up to a week sooner its values stay as they are: that can't be "
                          "told by time"));
    else if (least)
        say_unmeasured(subject, least);
    else
        leak_say(subject, SIGN_SHIFT, SAYS_CLEARS, g_strdup("doesn't rise"),
                 g_strdup("asked sooner it says no more: it stops where the ticket arrives"));
}

/* A horizon sooner, what stood close to the outcome is gone. Honest signals that are short fall
 * too: a suspicion, where it was strong. */
static void
judge_lag(const Leakage *leakage, LeakSubject *subject)
{
    gint64 horizon = leakage->task->spec.horizon;

    for (guint i = 0; i < subject->shifts; i++) {
        const LeakShift *shift = &subject->shift[i];
        const Interval *power = &subject->alone[shift->view].auc;
        double now = power->value;
        if (shift->back != horizon || isnan(shift->change.value) ||
            subject->sign[SIGN_LAG].says == SAYS_SUSPECT)
            continue;
        char *found = g_strdup_printf("%.2f, then %.2f", now, shift->power.value);
        if (power->low > STRONG && shift->change.high < 0 &&
            shift->power.value - 0.5 < COLLAPSED * (now - 0.5))
            leak_say(subject, SIGN_LAG, SAYS_SUSPECT, found,
                     g_strdup_printf("a horizon sooner next to nothing is left of it (AUC %.2f, "
                                     "then %.2f): it may hold the outcome itself",
                                     now, shift->power.value));
        else
            leak_say(subject, SIGN_LAG, SAYS_FINE, found,
                     g_strdup("a horizon sooner it doesn't collapse"));
    }
}

/* "What it tells (AUC): 0.59 at arrival; 0.58 asked 24 h sooner (93 % have a value)". */
static char *
when_words(const LeakSubject *subject)
{
    GString *words = g_string_new(NULL);
    gboolean told = FALSE;
    if (!subject->shifts)
        return g_string_free(
            g_string_assign(words, subject->feature->relational
                                       ? "Nothing dates what it reads: it can't be asked sooner."
                                       : "It is a field of the ticket itself, not of the past."),
            FALSE);
    if (isnan(subject->power.value))
        g_string_append(words, "What it tells (AUC): too few have a value at arrival");
    else
        g_string_append_printf(words, "What it tells (AUC): %.2f at arrival", subject->power.value);
    for (guint i = 0; i < subject->shifts; i++) {
        const LeakShift *shift = &subject->shift[i];
        if (shift->view)
            continue;
        g_autofree char *back = span_words(shift->back);
        g_autofree char *covered = number_percent(shift->covered, 0);
        g_string_append(words, told ? ", " : "; asked sooner by ");
        if (isnan(shift->power.value))
            g_string_append_printf(words, "%s too few", back);
        else
            g_string_append_printf(words, "%s %.2f", back, shift->power.value);
        g_string_append_printf(words, told ? " (%s)" : " (%s have a value)", covered);
        told = TRUE;
    }
    g_string_append_c(words, '.');
    return g_string_free(words, FALSE);
}

/* ---- all of them -------------------------------------------------------------------------------
 */

static gboolean
is_asked_sooner(const Leakage *leakage, const Feature *feature)
{
    return leakage->task->time_column && feature->relational &&
           feature->evidence != EVIDENCE_AS_EXPORTED;
}

static void
shift_views(const Leakage *leakage, LeakSubject *subject, const FeatureValues *now,
            const FeatureValues *then, gint64 back)
{
    for (guint v = 0; v < leakage->views->len; v++) {
        LeakShift shift = leak_shift(now, then, leakage->train.event[v], back);
        shift.view = v;
        subject->shift[subject->shifts++] = shift;
    }
}

/* All features that can be asked sooner, at once for each span. */
static gboolean
shift_features(Leakage *leakage, FeatureEngine *engine, GPtrArray *subjects, GPtrArray *now,
               Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) features = g_ptr_array_new();
    for (guint k = 0; k < subjects->len; k++)
        g_ptr_array_add(features,
                        (gpointer)((LeakSubject *)g_ptr_array_index(subjects, k))->feature);
    for (guint b = 0; b < leakage->backs; b++) {
        g_autoptr(GPtrArray) then =
            values_of(leakage, engine, features, leakage->back[b], progress, error);
        if (!then)
            return FALSE;
        for (guint k = 0; k < subjects->len; k++)
            shift_views(leakage, g_ptr_array_index(subjects, k), g_ptr_array_index(now, k),
                        g_ptr_array_index(then, k), leakage->back[b]);
    }
    return TRUE;
}

static gboolean
measure_all(Leakage *leakage, FeatureEngine *engine, GPtrArray *subjects, Progress *progress,
            GError **error)
{
    g_autoptr(GPtrArray) values = values_of(leakage, engine, leakage->features, 0, progress, error);
    g_autoptr(GPtrArray) sooner = g_ptr_array_new(), now = g_ptr_array_new();

    if (!values)
        return FALSE;
    progress_phase(progress, "looking for leaks", subjects->len, "features");
    for (guint i = 0; i < subjects->len; i++) {
        LeakSubject *subject = g_ptr_array_index(subjects, i);
        if (progress_stop(progress, error) ||
            !measure_feature(leakage, engine, subject, g_ptr_array_index(values, i), error))
            return FALSE;
        if (is_asked_sooner(leakage, subject->feature)) {
            g_ptr_array_add(sooner, subject);
            g_ptr_array_add(now, g_ptr_array_index(values, i));
        }
        progress_advance(progress, i + 1);
    }
    return shift_features(leakage, engine, sooner, now, progress, error);
}

static LeakSubject *
feature_subject(Leakage *leakage, const Feature *feature)
{
    LeakSubject *subject = g_new0(LeakSubject, 1);

    subject->feature = feature;
    subject->name = g_strdup(feature->name);
    subject->power = INTERVAL_UNDEFINED;
    inherit(leakage, subject);
    if (!leakage->task->time_column)
        leak_say(subject, SIGN_UNTIMED, SAYS_UNTESTABLE, NULL,
                 g_strdup_printf("%s has no time: nothing shows what was known when",
                                 leakage->frame->table->name));
    return subject;
}

gboolean
leakage_judge_features(Leakage *leakage, FrameStore *frames, Progress *progress, GError **error)
{
    gboolean brought = leakage->search && leakage->search->sooner;
    g_autoptr(FeatureEngine) engine =
        brought ? NULL : feature_engine_new(leakage->task, frames, leakage->database, error);
    g_autoptr(GPtrArray) subjects = g_ptr_array_new();

    if (!engine && !brought)
        return FALSE;
    for (guint i = 0; i < leakage->features->len; i++)
        g_ptr_array_add(subjects, feature_subject(leakage, leakage->features->pdata[i]));
    leak_measure_own(leakage, frames);
    gboolean ok = measure_all(leakage, engine, subjects, progress, error);
    weigh_rises(subjects);
    for (guint i = 0; i < subjects->len; i++) {
        LeakSubject *subject = g_ptr_array_index(subjects, i);
        if (subject->shifts) {
            judge_shift(leakage, subject);
            judge_lag(leakage, subject);
        }
        leak_judge_power(leakage, subject, NULL);
        subject->when = when_words(subject);
        leak_judge(subject);
        g_ptr_array_add(leakage->subjects, subject);
    }
    return ok;
}
