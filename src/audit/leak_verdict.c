/* From ten signs to one verdict that a lead can read. */
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
