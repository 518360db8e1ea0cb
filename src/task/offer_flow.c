/* What happened to a ticket on its way: bounced between groups, reopened, much written, rated
 * badly, priority raised. What an export can't show is said with the remedy of its vendor. */
#include "task/offer.h"

#include <math.h>
#include <string.h>

/* Where this help desk keeps what a ticket's row has forgotten. */
static char *
no_history(const OfferFinder *finder)
{
    static const char *const places[][2] = {
        {"Zendesk", "ticket audits, by Explore or the API"},
        {"Freshdesk", "ticket activities"},
        {"Jira", "the change log of the issues"},
        {"ServiceNow", "the audit log (sys_audit)"},
        {"Salesforce", "the case history"},
        {"Intercom", "the conversation parts"},
        {"HP Service Manager", "the activity records"},
    };
    for (guint i = 0; finder->vendor && i < G_N_ELEMENTS(places); i++)
        if (g_str_has_prefix(finder->vendor, places[i][0]))
            return g_strdup_printf("no change log in this export: export %s", places[i][1]);
    return g_strdup("no change log in this export: export the ticket events, one row a change");
}

/* ---- counts --------------------------------------------------------------------------------- */

static void
at_least(OfferFinder *finder, const char *outcome, const FrameColumn *column, int least,
         const char *what)
{
    Offer *offer = offer_add(finder, outcome, g_strdup_printf("%s %d or more", what, least),
                             rule_format(">= %d", column, least));
    offer_known_at_close(finder, offer);
}

static void
bounced(OfferFinder *finder)
{
    static const struct {
        const char *headings, *what;
        int least;
    } counts[] = {
        {"assignee stations", "bounced: assignees", 3},
        {"*reassignment*|*team changes|*group changes|*owner changes", "bounced: reassigned", 2},
        {"count assignments", "bounced: assigned", 2},
        {"group stations", "bounced: groups", 2},
    };
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
        const FrameColumn *column = heading_find(finder->frame, counts[i].headings, KINDS_NUMBER);
        if (!column)
            continue;
        at_least(finder, "bounced", column, counts[i].least, counts[i].what);
        return;
    }
    g_autofree char *note = no_history(finder);
    offer_impossible(finder, "bounced", "bounced between groups", note);
}

static void
reopened(OfferFinder *finder)
{
    const FrameColumn *count = heading_find(finder->frame, "*reopen*", KINDS_NUMBER);
    const FrameColumn *flag = heading_find(finder->frame, "*reopen*", 1u << KIND_BOOLEAN);
    const FrameColumn *date = heading_find(finder->frame, "*reopen*", 1u << KIND_DATE);
    g_autofree char *note = no_history(finder);
    if (!count && !flag && !date) {
        offer_impossible(finder, "reopened", "reopened", note);
        return;
    }
    char *rule = count  ? rule_format(">= 1", count)
                 : flag ? rule_format("= TRUE", flag)
                        : rule_format("IS NOT NULL", date);
    Offer *offer = offer_add(finder, "reopened", g_strdup("reopened"), rule);
    offer_known_at_close(finder, offer);
}

/* The whole number that about one in five reach. */
static int
one_in_five(const FrameColumn *column)
{
    enum { MOST = 200 };
    guint32 counts[MOST + 1] = {0}, n = 0, above = 0;
    gint64 steps[MOST + 1] = {0};
    double rates[MOST];
    for (guint32 row = 0; row < column->n; row++) {
        double value = frame_number(column, row);
        if (isnan(value) || value < 0)
            continue;
        counts[(guint)MIN(value, MOST)]++;
        n++;
    }
    for (int least = MOST; least > 0; least--) {
        above += counts[least];
        steps[least - 1] = least;
        rates[least - 1] = n ? (double)above / n : 0;
    }
    return MAX((int)offer_step(steps, rates), 1);
}

static void
heavy(OfferFinder *finder)
{
    static const char *const headings[][2] = {{"replies|reply count", "heavy: replies"},
                                              {"agent interactions", "heavy: agent's answers"},
                                              {"*conversation parts", "heavy: messages"},
                                              {"sys mod count|*update count", "heavy: updates"},
                                              {"number cnt|*comment count*", "heavy: entries"}};
    for (guint i = 0; i < G_N_ELEMENTS(headings); i++) {
        const FrameColumn *column = heading_find(finder->frame, headings[i][0], KINDS_NUMBER);
        if (!column)
            continue;
        at_least(finder, "heavy", column, one_in_five(column), headings[i][1]);
        return;
    }
    offer_impossible(finder, "heavy", "much work",
                     "no count of replies or updates in this export: add that column");
}

/* ---- ratings -------------------------------------------------------------------------------- */

#define BAD_WORDS "bad unhappy dissatisfied unsatisfied poor negative terrible awful"
#define UNRATED_WORDS "offered unoffered pending unrated"

static gboolean
rated_by_words(OfferFinder *finder, const FrameColumn *column)
{
    g_autoptr(GPtrArray) bad = values_with_words(column, BAD_WORDS);
    g_autoptr(GPtrArray) unrated = values_with_words(column, UNRATED_WORDS);
    if (!bad->len)
        return FALSE;
    Offer *offer = offer_add(finder, "unhappy", g_strdup("rated bad"), rule_values(column, bad));
    if (unrated->len)
        offer->spec.without = rule_values(column, unrated);
    offer->note = g_strdup("unrated is unknown, never No; who rates is not like who doesn't");
    offer_known_at_close(finder, offer);
    return TRUE;
}

static gboolean
rated_by_number(OfferFinder *finder, const FrameColumn *column)
{
    guint32 n = 0, to_five = 0, to_ten = 0, over_two = 0;
    for (guint32 row = 0; row < column->n; row++) {
        double value = frame_number(column, row);
        n += !isnan(value);
        to_five += value <= 5;
        to_ten += value <= 10;
        over_two += value > 2;
    }
    if (!over_two)
        return FALSE;
    /* The scale, but for one in fifty that are typing errors. */
    int bad = to_five * 50.0 >= n * 49.0 ? 2 : to_ten * 50.0 >= n * 49.0 ? 6 : 40;
    Offer *offer = offer_add(finder, "unhappy", g_strdup_printf("rated %d or less", bad),
                             rule_format("<= %d", column, bad));
    offer->note = g_strdup("unrated is unknown, never No; who rates is not like who doesn't");
    offer_known_at_close(finder, offer);
    return TRUE;
}

/* A customer who said no: to the answer, or to having been content with it. */
static gboolean
said_no(OfferFinder *finder)
{
    static const struct {
        const char *headings, *rule, *name;
    } flags[] = {
        {"*disputed*|*dispute filed*", "= TRUE", "customer disputed the answer"},
        {"*dissatisfied*|*unsatisfied*|*unhappy*", "= TRUE", "customer not satisfied"},
        {"*satisfied*|*satisfaction*|*happy with*", "= FALSE", "customer not satisfied"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(flags); i++) {
        const FrameColumn *flag =
            heading_find(finder->frame, flags[i].headings, 1u << KIND_BOOLEAN);
        if (!flag)
            continue;
        Offer *offer = offer_add(finder, "unhappy", g_strdup(flags[i].name),
                                 rule_format("%s", flag, flags[i].rule));
        offer_known_at_close(finder, offer);
        offer_note_undated(finder, offer, "empty is unknown, never No");
        return TRUE;
    }
    return FALSE;
}

static void
unhappy(OfferFinder *finder)
{
    static const char names[] = "*satisfaction*|csat*|*survey result*|*rating*";
    const ColumnInfo *role = table_role(finder->table, ROLE_SATISFACTION);
    const FrameColumn *column = role ? frame_column_of(finder->frame, role) : NULL;
    if (!column)
        column = heading_find(finder->frame, names, KINDS_NUMBER | KINDS_CODES);
    if (column && (KINDS_NUMBER & 1u << column->kind) && rated_by_number(finder, column))
        return;
    if (column && column->dictionary && rated_by_words(finder, column))
        return;
    if (said_no(finder))
        return;
    offer_impossible(finder, "unhappy", "customer unhappy",
                     column ? "its ratings have no word for bad that is known here: choose the "
                              "value below"
                            : "no rating in this export: add the satisfaction column");
}

/* ---- priority ------------------------------------------------------------------------------- */

static void
priority_raised(OfferFinder *finder)
{
    const FrameColumn *flag =
        heading_find(finder->frame, "*priority*raised*|*raised*priority*|*priority*increased*",
                     1u << KIND_BOOLEAN);
    if (flag) {
        Offer *offer =
            offer_add(finder, "priority", g_strdup("priority raised"), rule_format("= TRUE", flag));
        offer_known_at_close(finder, offer);
        return;
    }
    g_autofree char *note = no_history(finder);
    offer_impossible(finder, "priority", "priority raised", note);
}

void
offer_flow(OfferFinder *finder)
{
    if (!finder->created && !finder->closed)
        return; /* no tickets: a table of customers, say */
    bounced(finder);
    reopened(finder);
    unhappy(finder);
    heavy(finder);
    priority_raised(finder);
}
