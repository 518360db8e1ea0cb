/* Features in words: the name in a list, the sentence for a support lead, the group they are
 * toggled with, and on what evidence they count as known before the seed time. */
#include "features/combined.h"
#include "features/hops.h"
#include "features/plan.h"
#include <string.h>

/* ---- words -------------------------------------------------------------------------------------
 */

/* "product_events" → "product events". */
static char *
words_of(const char *name)
{
    return g_strdelimit(g_strdup(name), "_", ' ');
}

/* "account_id" → "account", "customerID" → "customer". */
static char *
key_words(const ColumnInfo *column)
{
    char *words = words_of(column->name);
    gsize length = strlen(words);
    if (length > 3 && g_ascii_strcasecmp(words + length - 3, " id") == 0)
        words[length - 3] = 0;
    else if (length > 2 && g_str_has_suffix(words, "ID") && g_ascii_islower(words[length - 3]))
        words[length - 2] = 0;
    return words;
}

/* "tickets" → "ticket", "entries" → "entry", "churches" → "church". */
static char *
singular(const char *table)
{
    char *words = words_of(table);
    gsize length = strlen(words);
    if (length > 4 && g_str_has_suffix(words, "ies")) {
        words[length - 3] = 'y';
        words[length - 2] = 0;
    } else if (length > 4 && (g_str_has_suffix(words, "ches") || g_str_has_suffix(words, "sses"))) {
        words[length - 2] = 0;
    } else if (length > 2 && g_str_has_suffix(words, "s") && !g_str_has_suffix(words, "ss")) {
        words[length - 1] = 0;
    }
    return words;
}

/* What a row of the entity's table is: "ticket"; as its name says, "row" where it doesn't. */
static char *
entity_word(const Task *task)
{
    const char *table = task_entity(task)->name;
    char *one = singular(table);
    g_autofree char *words = words_of(table);
    if (strcmp(one, words) != 0)
        return one;
    g_free(one);
    return g_strdup(table_noun(table, 1));
}

/* "48 h", "30 d": the unit as it was written. */
static char *
window_short(const PqlNode *node)
{
    static const char *const units[] = {"s", "min", "h", "d", "wk", "mo"};
    const PqlWindow *window = &node->window;
    if (!node->windowed || (window->start == G_MININT64 && window->end == 0))
        return g_strdup("ever");
    const char *unit = units[window->unit];
    if (window->start == G_MININT64)
        return g_strdup_printf("up to %" G_GINT64_FORMAT " %s before", -window->end, unit);
    if (window->end == 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " %s", -window->start, unit);
    return g_strdup_printf("%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " %s before", -window->start,
                           -window->end, unit);
}

/* "in the 48 hours before", "at any time before". */
static char *
window_words(const PqlNode *node)
{
    const PqlWindow *window = &node->window;
    if (!node->windowed || window->start == G_MININT64) {
        g_autofree char *until = node->windowed && window->end < 0 ? window_short(node) : NULL;
        return until ? g_steal_pointer(&until) : g_strdup("at any time before");
    }
    gint64 start, end;
    pql_window_span(window, &start, &end);
    g_autofree char *from = duration_words(-start);
    g_autofree char *to = end < 0 ? duration_words(-end) : NULL;
    return to ? g_strdup_printf("from %s to %s before", from, to)
              : g_strdup_printf("in the %s before", from);
}

/* A value of a personal column is said in a condition alone, `street = 'Main St 5'`: there it is
 * shown as the column's policy says, whenever that is asked. */
static gboolean
is_personal(const PqlNode *column, const TableInfo *table)
{
    const ColumnInfo *info =
        column->type == PQL_COLUMN ? table_column(table, column->name, NULL) : NULL;
    return info && info->personal != PERSONAL_SHOW &&
           (info->pii || info->personal != PERSONAL_DEFAULT);
}

/* The value of `column = 'value'`: reads as an adjective of the rows. */
static const PqlNode *
single_value(const FeaturePlan *plan)
{
    const PqlNode *filter = plan->filter;
    if (!filter || filter->type != PQL_COMPARE || filter->op != PQL_EQ ||
        is_personal(filter->arguments->pdata[0], plan->source))
        return NULL;
    const PqlNode *value = filter->arguments->pdata[1];
    return value->type == PQL_CONSTANT && value->constant == PQL_TEXT ? value : NULL;
}

static gboolean
is_event_filter(const FeaturePlan *plan)
{
    const PqlNode *filter = plan->filter;
    if (!plan->outcomes || !filter || filter->type != PQL_COMPARE || filter->op != PQL_EQ)
        return FALSE;
    const PqlNode *column = filter->arguments->pdata[0], *value = filter->arguments->pdata[1];
    return column->type == PQL_COLUMN && g_ascii_strcasecmp(column->name, "label") == 0 &&
           value->constant == PQL_NUMBER && value->number == 1;
}

/* "api_error_500 product events". */
static char *
rows_words(const FeaturePlan *plan, const Task *task, gboolean one)
{
    if (plan->outcomes && task->moments)
        return g_strdup(one ? "moment" : "moments");
    g_autofree char *rows = one ? singular(plan->source->name) : words_of(plan->source->name);
    const PqlNode *value = single_value(plan);
    return value ? g_strdup_printf("%s %s", value->text, rows) : g_steal_pointer(&rows);
}

/* "handle minutes against others of its agent" */
static char *
value_words(const FeaturePlan *plan, const char *column)
{
    g_autofree char *value = words_of(column);
    g_autofree char *siblings = plan->within ? key_words(plan->within) : NULL;
    return siblings ? g_strdup_printf("%s against others of its %s", value, siblings)
                    : g_steal_pointer(&value);
}

/* " where escalated_to_eng is yes": the condition that the rows' words don't say. */
static char *
where_words(const FeaturePlan *plan, const Task *task)
{
    if (is_event_filter(plan))
        return g_strdup_printf(" where %s", task->event_words);
    if (!plan->filter || single_value(plan))
        return g_strdup("");
    g_autofree char *filter = pql_print(plan->filter);
    return g_strdup_printf(" where %s", filter);
}

/* ---- aggregates in words -----------------------------------------------------------------------
 */

/* `rows` and `row` of `key`, `where` a condition holds, in a `window` (`brief` in names); `of`
 * names the key where the expression does; `same` says that it is shared. */
typedef struct {
    char *rows, *row, *where, *key, *of, *same, *brief, *window;
    char *seed, *now; /* "the ticket arrived", "this ticket"; "the moment" of what is asked often */
} Phrases;

static void
phrases_clear(Phrases *phrases)
{
    g_free(phrases->rows);
    g_free(phrases->row);
    g_free(phrases->where);
    g_free(phrases->key);
    g_free(phrases->of);
    g_free(phrases->same);
    g_free(phrases->seed);
    g_free(phrases->now);
    g_free(phrases->brief);
    g_free(phrases->window);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Phrases, phrases_clear)

/* "agent and category" */
static char *
both_words(const ColumnInfo *first, const ColumnInfo *second)
{
    g_autofree char *one = key_words(first), *other = key_words(second);
    return g_strdup_printf("%s and %s", one, other);
}

static void
phrases_init(Phrases *phrases, const PqlNode *node, const FeaturePlan *plan, const Task *task)
{
    *phrases = (Phrases){
        .rows = rows_words(plan, task, FALSE),
        .row = rows_words(plan, task, TRUE),
        .where = where_words(plan, task),
        .key = plan->whole         ? g_strdup("whole desk")
               : plan->same.entity ? both_words(plan_key(plan), plan->same.entity)
                                   : key_words(plan_key(plan)),
        .brief = window_short(node),
        .window = window_words(node),
    };
    g_autofree char *entity = entity_word(task);
    phrases->seed =
        task->moments ? g_strdup("the moment") : g_strdup_printf("the %s arrived", entity);
    phrases->now = task->moments ? g_strdup("the moment") : g_strdup_printf("this %s", entity);
    phrases->of = plan->whole ? g_strdup(" of the whole desk")
                  : node->via ? g_strdup_printf(" of this %s", phrases->key)
                              : g_strdup("");
    phrases->same = plan->whole ? g_strdup(" of the whole desk")
                                : g_strdup_printf(" with the same %s", phrases->key);
}

static void
describe_rows(Feature *feature, const PqlNode *node, const Phrases *words)
{
    g_autofree char *name =
        g_strdup_printf("%s%s%s, %s", words->rows, words->of, words->where, words->brief);
    g_autofree char *sentence = g_strdup_printf("%s%s%s %s %s", words->rows, words->same,
                                                words->where, words->window, words->seed);
    if (node->aggregate == PQL_COUNT) {
        feature->name = g_steal_pointer(&name);
        feature->sentence = g_steal_pointer(&sentence);
    } else if (node->aggregate == PQL_EXISTS) {
        feature->name = g_strdup_printf("any %s", name);
        feature->sentence = g_strdup_printf("1 where there were %s, else 0", sentence);
    } else {
        feature->name =
            g_strdup_printf("hours since last %s%s%s", words->row, words->of, words->where);
        feature->sentence =
            g_strdup_printf("hours from the newest %s%s%s to %s; empty where there was none",
                            words->row, words->same, words->where, words->now);
    }
}

static void
describe_last(Feature *feature, const PqlNode *node, const FeaturePlan *plan, const Phrases *words)
{
    const PqlNode *argument = node->arguments->pdata[0];
    g_autofree char *value = value_words(plan, plan->outcomes ? "outcome" : argument->name);
    feature->name =
        g_strdup_printf("latest %s in %s%s%s", value, words->rows, words->of, words->where);
    feature->sentence = g_strdup_printf("the newest %s in %s%s%s before %s", value, words->rows,
                                        words->same, words->where, words->seed);
}

/* What stands before "csat in tickets": in a name, and in a sentence. */
static const struct {
    PqlAggregate aggregate;
    const char *name, *sentence;
} statistics[] = {
    {PQL_SUM, "sum of", "sum of"},
    {PQL_AVG, "mean", "mean"},
    {PQL_MIN, "least", "least"},
    {PQL_MAX, "greatest", "greatest"},
    {PQL_FIRST, "first", "the oldest"},
    {PQL_COUNT_DISTINCT, "different", "how many different values of"},
    {PQL_STD, "spread of", "standard deviation of"},
    {PQL_MODE, "most frequent", "most frequent"},
    {PQL_SINCE_FIRST, "hours since first of", "hours from the oldest of"},
    {PQL_GAP, "hours between", "mean of the hours between one and the next of"},
    {PQL_GAP_STD, "spread of hours between",
     "standard deviation of the hours between one and the next of"},
};

/* "latest", "2nd newest", "the 12th newest". */
static char *
lag_words(int by, gboolean sentence)
{
    const char *the = sentence ? "the " : "";
    const char *ending = by % 100 >= 11 && by % 100 <= 13 ? "th"
                         : by % 10 == 1                   ? "st"
                         : by % 10 == 2                   ? "nd"
                         : by % 10 == 3                   ? "rd"
                                                          : "th";
    return by == 1 ? g_strdup_printf("%slatest", the)
                   : g_strdup_printf("%s%d%s newest", the, by, ending);
}

/* "3rd newest", "lately weighted mean (halves every 6)", "trend (last 4th part)". */
static char *
statistic_words(const PqlNode *node, gboolean sentence)
{
    switch (node->aggregate) {
    case PQL_LAG:
        return lag_words((int)node->by, sentence);
    case PQL_EWM:
        return g_strdup_printf(sentence ? "mean, whose weights halve every %g values back, of"
                                        : "recent mean (%g)",
                               node->by);
    case PQL_TREND:
        return g_strdup_printf(sentence ? "the last %.0fth of the time against all of it, of"
                                        : "trend (%.0f)",
                               node->by);
    default:
        for (gsize i = 0; i < G_N_ELEMENTS(statistics); i++)
            if (statistics[i].aggregate == node->aggregate)
                return g_strdup(sentence ? statistics[i].sentence : statistics[i].name);
        return g_strdup(pql_aggregate_name(node->aggregate));
    }
}

static void
describe_statistic(Feature *feature, const PqlNode *node, const FeaturePlan *plan,
                   const Phrases *words)
{
    const PqlNode *argument = node->arguments->pdata[0];
    g_autofree char *value = value_words(plan, plan->labels ? "outcome" : argument->name);
    gboolean rows = !plan_reads_values(plan);
    g_autofree char *what =
        rows ? g_strdup(words->rows) : g_strdup_printf("%s in %s", value, words->rows);
    g_autofree char *brief = statistic_words(node, FALSE), *full = statistic_words(node, TRUE);
    feature->name =
        g_strdup_printf("%s %s%s%s, %s", brief, what, words->of, words->where, words->brief);
    feature->sentence = g_strdup_printf("%s %s%s%s %s %s", full, what, words->same, words->where,
                                        words->window, words->seed);
}

static void
describe_share(Feature *feature, const FeaturePlan *plan, const Phrases *words)
{
    g_autofree char *condition = pql_print(plan->condition);
    feature->name = g_strdup_printf("share of %s%s where %s, %s", words->rows, words->of, condition,
                                    words->brief);
    feature->sentence = g_strdup_printf("of %s%s %s %s, the share where %s", words->rows,
                                        words->same, words->window, words->seed, condition);
}

/* A record of a column rather than of outcomes. */
static void
describe_mean(Feature *feature, const PqlNode *node, const Phrases *words)
{
    const PqlNode *argument = node->arguments->pdata[0];
    g_autofree char *value = words_of(argument->name);
    gboolean lift = node->aggregate == PQL_LIFT;
    feature->name = g_strdup_printf("%s record of %s%s, %s%s", value, words->key, words->where,
                                    words->brief, lift ? ", against the desk" : "");
    g_autofree char *mean =
        g_strdup_printf("mean %s in %s%s%s %s %s, pulled towards the whole desk's by "
                        "as much as 20 of them",
                        value, words->rows, words->same, words->where, words->window, words->seed);
    feature->sentence =
        lift ? g_strdup_printf("%s, and divided by that", mean) : g_steal_pointer(&mean);
}

static void
describe_record(Feature *feature, const PqlNode *node, const Task *task, const Phrases *words)
{
    gboolean lift = node->aggregate == PQL_LIFT;
    feature->name = g_strdup_printf("track record of %s%s, %s%s", words->key, words->where,
                                    words->brief, lift ? ", against the desk" : "");
    g_autofree char *share = g_strdup_printf(
        "how often %s with the same %s%s had \"%s\", by outcomes known %s %s, "
        "pulled towards the whole desk's rate by as much as 20 of them",
        words->rows, words->key, words->where, task->event_words, words->window, words->seed);
    feature->sentence =
        lift ? g_strdup_printf("%s, and divided by that rate: 1 is as often as everywhere", share)
             : g_steal_pointer(&share);
}

static void
describe_aggregate(Feature *feature, const FeaturePlan *plan, const Task *task)
{
    const PqlNode *node = feature->node;
    g_auto(Phrases) words;
    phrases_init(&words, node, plan, task);
    switch (node->aggregate) {
    case PQL_LAST:
        describe_last(feature, node, plan, &words);
        break;
    case PQL_RATE:
    case PQL_LIFT:
        if (plan->labels)
            describe_record(feature, node, task, &words);
        else
            describe_mean(feature, node, &words);
        break;
    case PQL_COUNT:
    case PQL_EXISTS:
    case PQL_SINCE_LAST:
        describe_rows(feature, node, &words);
        break;
    case PQL_SHARE:
        describe_share(feature, plan, &words);
        break;
    default:
        describe_statistic(feature, node, plan, &words);
    }
    if (plan->whole)
        feature->group = g_strdup("whole desk");
    else if (plan->outcomes)
        feature->group = g_strdup("track record");
    else if (plan->source == task_entity(task))
        feature->group = g_strdup_printf("%s history", words.key);
    else
        feature->group = words_of(plan->source->name);
}

/* ---- values of rows in words -------------------------------------------------------------------
 */

static void
describe_column(Feature *feature, const FeaturePlan *plan, const Task *task)
{
    g_autofree char *entity = entity_word(task);
    g_autofree char *owner = singular(plan->source->name);
    g_autofree char *value = words_of(plan->column->name);
    feature->name = plan->linked ? g_strdup_printf("%s of the %s", value, owner) : g_strdup(value);
    if (plan->column->meaning)
        feature->sentence = g_strdup(plan->column->meaning);
    else if (plan->linked)
        feature->sentence = g_strdup_printf("%s of the %s that the %s names", value, owner, entity);
    else if (strstr(value, "follower"))
        feature->sentence =
            g_strdup_printf("%s of whoever wrote the %s: how far it can spread", value, entity);
    else
        feature->sentence = g_strdup_printf("%s of the %s", value, entity);
    feature->group = plan->linked ? g_strdup_printf("%s, as exported", owner) : g_strdup(entity);
}

static void
describe_function(Feature *feature, const FeaturePlan *plan)
{
    static const char *const names[] = {[PQL_HOUR] = "hour of",
                                        [PQL_WEEKDAY] = "weekday of",
                                        [PQL_MONTH] = "month of",
                                        [PQL_DAY_OF_YEAR] = "day of the year of",
                                        [PQL_WEEKEND] = "weekend at",
                                        [PQL_WORDS] = "words in",
                                        [PQL_CHARACTERS] = "length of",
                                        [PQL_QUESTIONS] = "question marks in",
                                        [PQL_CAPITALS] = "capitals in",
                                        [PQL_KEYWORDS] = "keywords in",
                                        [PQL_KEYWORD_STEMS] = "keywords in any form in",
                                        [PQL_SENTIMENT] = "tone of",
                                        [PQL_EXCLAMATIONS] = "exclamation marks in",
                                        [PQL_LINES] = "lines in",
                                        [PQL_ABBREVIATIONS] = "abbreviations in",
                                        [PQL_URGENCY] = "urgent words in",
                                        [PQL_TEXT_SCORE] = "track record of the words of",
                                        [PQL_AGE] = "days since"};
    static const char *const sentences[] = {
        [PQL_HOUR] = "hour of day, 0 to 23 in the desk's time zone, of",
        [PQL_WEEKDAY] = "day of the week, 1 Monday to 7 Sunday, of",
        [PQL_MONTH] = "month, 1 to 12, of",
        [PQL_DAY_OF_YEAR] = "day of the year, 1 to 366, of",
        [PQL_WEEKEND] = "1 on Saturday and Sunday, else 0, by",
        [PQL_WORDS] = "number of words in",
        [PQL_CHARACTERS] = "number of characters in",
        [PQL_QUESTIONS] = "number of question marks in",
        [PQL_CAPITALS] = "share of capitals among the letters of",
        [PQL_KEYWORDS] = "how often words of the keyword list stand in",
        [PQL_KEYWORD_STEMS] =
            "how often words of the keyword list, in any of their forms, stand in",
        [PQL_SENTIMENT] = "how its words sound, -1 (angry) to 1 (pleased), 0 neutral: the tone of",
        [PQL_EXCLAMATIONS] = "number of exclamation marks in",
        [PQL_LINES] = "number of lines, in a chat those that were sent, in",
        [PQL_ABBREVIATIONS] = "share of words that are cut short, such as pls, thx and u, in",
        [PQL_URGENCY] = "how often words of hurry, such as now, asap and urgent, stand in",
        [PQL_TEXT_SCORE] = "how much more often (in log odds; 0: as all) tickets that were settled "
                           "before had the outcome when they used the words of",
        [PQL_AGE] = "days until the seed time from"};
    g_autofree char *column = words_of(plan->column->name);
    g_autofree char *owner = plan->linked ? singular(plan->source->name) : NULL;
    g_autofree char *of = owner ? g_strdup_printf("%s of the %s", column, owner) : g_strdup(column);
    if (plan->function == PQL_TOPIC) {
        feature->name = g_strdup_printf("topic %.0f of %s", plan->by, of);
        feature->sentence =
            g_strdup_printf("share of %s, 0 to 1, that is about its topic %.0f", of, plan->by);
    } else {
        feature->name = g_strdup_printf("%s %s", names[plan->function], of);
        feature->sentence = g_strdup_printf("%s %s", sentences[plan->function], of);
    }
    feature->group = owner ? g_strdup_printf("%s, as exported", owner)
                           : g_strdup(plan->function == PQL_TOPIC ? "topics"
                                      : plan->kind == PLAN_TEXT   ? "text"
                                                                  : "calendar");
}

/* "vip among tags": whether a list holds a value. */
static gboolean
describe_item(Feature *feature, const Task *task)
{
    const PqlNode *node = feature->node;
    if (node->type != PQL_COMPARE || node->op != PQL_CONTAINS)
        return FALSE;
    const PqlNode *left = node->arguments->pdata[0], *right = node->arguments->pdata[1];
    if (left->type != PQL_COLUMN || right->type != PQL_CONSTANT || !right->text ||
        is_personal(left, task_entity(task)))
        return FALSE;
    g_autofree char *value = text_clean(right->text, -1);
    feature->name = g_strdup_printf("“%s” in %s", value, left->name);
    feature->sentence = g_strdup_printf("1 where %s has “%s”, else 0", left->name, value);
    feature->group = g_strdup(left->name);
    return TRUE;
}

static void
describe_test(Feature *feature, const Task *task)
{
    if (describe_item(feature, task))
        return;
    feature->name = g_strdup(feature->expression);
    feature->sentence = g_strdup_printf("1 where %s, else 0", feature->expression);
    feature->group = entity_word(task);
}

/* ------------------------------------------------------------------------------------------------
 */

void
feature_describe(Feature *feature, const FeaturePlan *plan, const Task *task)
{
    switch (plan->kind) {
    case PLAN_AGGREGATE:
        describe_aggregate(feature, plan, task);
        break;
    case PLAN_COLUMN:
        describe_column(feature, plan, task);
        break;
    case PLAN_TEST:
        describe_test(feature, task);
        break;
    case PLAN_COMBINED:
        describe_combined(feature, task);
        break;
    default:
        describe_function(feature, plan);
    }
    feature->numeric = plan_numeric(plan);
    feature->relational = plan->linked;
    feature_judge(feature, plan, task);
}
