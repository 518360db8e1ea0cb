/* The signs of a leak in a list such as tags. Its values come at times of their own, some with the
 * ticket, others as it is worked on: each is judged by itself, and what reads one of them is judged
 * by that one. */
#include "audit/leakage.h"

/* ---- one value ---------------------------------------------------------------------------------
 */

/* What a node reads of this list, where it asks for one value: "tags CONTAINS 'vip'". */
static const ListValue *
value_asked(const LeakSubject *list, const PqlNode *node)
{
    if (!list->values || node->type != PQL_COMPARE || node->op != PQL_CONTAINS)
        return NULL;
    const PqlNode *left = node->arguments->pdata[0], *right = node->arguments->pdata[1];
    if (left->type != PQL_COLUMN || g_ascii_strcasecmp(left->name, list->name) != 0 ||
        right->type != PQL_CONSTANT || !right->text)
        return NULL;
    gint32 code = dictionary_code(list->column->dictionary, right->text);
    for (guint i = 0; code >= 0 && i < list->values->len; i++) {
        const ListValue *value = &g_array_index(list->values, ListValue, i);
        if (value->code == code)
            return value;
    }
    return NULL;
}

static const char *
value_text(const LeakSubject *list, const ListValue *value)
{
    return dictionary_text(list->column->dictionary, (guint32)value->code);
}

/* There at arrival: among tickets nobody touched at least half as frequent as among the solved, and
 * tickets enough to say so. */
static gboolean
stands_at_arrival(const TimingInput *input, const ListValue *value)
{
    double untouched = (double)input->touched->count[STAGE_UNTOUCHED];
    double solved = (double)input->touched->count[STAGE_SOLVED_LATELY];
    Interval here = stats_wilson((double)value->untouched, untouched, 0.95);
    return value->seen == SEEN_ARRIVAL && here.low >= (double)value->solved / solved / 2;
}

static SignSays
says_of_value(const Leakage *leakage, const LeakSubject *list, const ListValue *value)
{
    const ColumnInfo *info = list->column->info;
    GHashTable *said = info->known == KNOWN_MIXED ? info->known_values : NULL;

    if (value->defines)
        return SAYS_LEAK;
    if (value->seen == SEEN_LATER)
        return list->timing.sure >= SURE_FAIR ? SAYS_LEAK : SAYS_SUSPECT;
    if ((said && g_hash_table_contains(said, value_text(list, value))) ||
        stands_at_arrival(&leakage->input, value))
        return SAYS_CLEARS;
    return SAYS_UNTESTABLE;
}

LeakVerdict
leak_verdict_read(const Leakage *leakage, const LeakSubject *column, const Feature *feature)
{
    const ListValue *value = value_asked(column, feature->node);
    SignSays says = value ? says_of_value(leakage, column, value) : SAYS_NOTHING;
    return !value                 ? column->verdict
           : says == SAYS_LEAK    ? LEAK_FOUND
           : says == SAYS_SUSPECT ? LEAK_SUSPECT
           : says == SAYS_CLEARS  ? LEAK_CLEAR
                                  : LEAK_UNTESTABLE;
}

gboolean
leak_say_value(const Leakage *leakage, LeakSubject *subject, const LeakSubject *column)
{
    const ListValue *value = value_asked(column, subject->feature->node);
    const gint64 *of = leakage->touched->count;

    if (!value)
        return FALSE;
    SignSays says = says_of_value(leakage, column, value);
    g_autofree char *text =
        personal_words(column->column->info, value_text(column, value), leakage->input.masked);
    g_autofree char *here = number_count(value->untouched);
    g_autofree char *untouched = number_count(of[STAGE_UNTOUCHED]);
    g_autofree char *there =
        number_percent((double)value->solved / (double)MAX(of[STAGE_SOLVED_LATELY], 1), 1);
    g_autofree char *shares = g_strdup_printf("%s of the %s tickets nobody has touched have it, "
                                              "and %s of the solved",
                                              here, untouched, there);
    leak_say(subject, SIGN_FILLED, says, g_strdup(text),
             value->defines ? g_strdup_printf("“%s” stands in just the tickets that the outcome is "
                                              "about: it tells the outcome itself",
                                              text)
             : says == SAYS_LEAK || says == SAYS_SUSPECT
                 ? g_strdup_printf("“%s” comes later: %s", text, shares)
             : says == SAYS_CLEARS && !stands_at_arrival(&leakage->input, value)
                 ? g_strdup_printf("you said that “%s” is there at arrival", text)
             : says == SAYS_CLEARS
                 ? g_strdup_printf("“%s” is there at arrival: %s", text, shares)
                 : g_strdup_printf("too few to tell when “%s” comes: %s", text,
                                   leakage->touched->why_not ? leakage->touched->why_not : shares));
    return TRUE;
}

/* ---- the list ----------------------------------------------------------------------------------
 */

/* “jira_escalated” and “merged”: the values that come later; NULL: none is found. */
static char *
later_values(const Leakage *leakage, const LeakSubject *list)
{
    enum { MOST = 3 };
    g_autoptr(GString) words = g_string_new(NULL);
    guint found = 0;

    for (guint i = 0; i < list->values->len; i++) {
        const ListValue *value = &g_array_index(list->values, ListValue, i);
        if (says_of_value(leakage, list, value) < SAYS_SUSPECT || found++ >= MOST)
            continue;
        g_autofree char *text =
            personal_words(list->column->info, value_text(list, value), leakage->input.masked);
        g_string_append_printf(words, "%s“%s”", words->len ? ", " : "", text);
    }
    if (found > MOST)
        g_string_append_printf(words, " and %u more", found - MOST);
    return found ? g_string_free(g_steal_pointer(&words), FALSE) : NULL;
}

SignSays
leak_says_of_list(const Leakage *leakage, const LeakSubject *list, SignSays of_whole, char **words)
{
    g_autofree char *later = later_values(leakage, list);

    if (later) {
        *words = g_strdup_printf("it tells what came later by some of its values: %s. What reads "
                                 "another one is judged by that one",
                                 later);
        return SAYS_SUSPECT;
    }
    if (of_whole != SAYS_SUSPECT || list->timing.whole == SEEN_LATER)
        return of_whole;
    if (list->timing.whole == SEEN_ARRIVAL && list->timing.sure >= SURE_FAIR)
        return SAYS_CLEARS;
    gint64 n = leakage->touched->count[STAGE_UNTOUCHED];
    g_autofree char *untouched = number_count(n);
    *words = g_strdup_printf("%s%s ticket%s still untouched: too few to tell of each of its values "
                             "when it comes",
                             n ? "only " : "", n ? untouched : "no", n > 1 ? "s are" : " is");
    return SAYS_UNTESTABLE;
}
