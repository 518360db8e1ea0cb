/* Escalation: a column that says it, a tag, a group of engineers, a link to development. Tickets
 * that were born there are left out, counted. */
#include "task/offer.h"

#include <string.h>

#define ENGINEERS "engineering engineers engineer eng development developers rnd l3 t3 tier3"
#define TAG_WORDS "jira escalated escalation escalate engineering eng l3 t3 tier3"

/* ---- born in Engineering -------------------------------------------------------------------- */

static const FrameColumn *
group_column(const OfferFinder *finder)
{
    return heading_find(finder->frame, "group|assignment group|team|assigned group|*support group",
                        KINDS_CODES);
}

/* "Group = 'Engineering' AND Group_stations <= 1"; NULL: this file can't tell. */
static char *
born_rule(const OfferFinder *finder)
{
    const FrameColumn *group = group_column(finder);
    const FrameColumn *stations = heading_find(finder->frame, "group stations", KINDS_NUMBER);
    const FrameColumn *changes =
        heading_find(finder->frame, "team changes|group changes|*reassignment*", KINDS_NUMBER);
    if (!group || (!stations && !changes))
        return NULL;
    g_autoptr(GPtrArray) values = values_with_words(group, ENGINEERS);
    if (!values->len)
        return NULL;
    g_autofree char *in = rule_values(group, values);
    g_autofree char *one = stations ? rule_format("<= 1", stations) : rule_format("= 0", changes);
    return g_strdup_printf("%s AND %s", in, one);
}

/* ---- Salesforce ----------------------------------------------------------------------------- */

/* IsEscalated is taken back when a case is closed: true on the open ones alone. */
static gboolean
cleared_at_closing(const OfferFinder *finder, const FrameColumn *column, gint64 *yes,
                   gint64 *closed)
{
    *yes = *closed = 0;
    for (guint32 row = 0; finder->closed && row < finder->frame->n; row++) {
        if (finder->closed->integer[row] == TIME_MISSING)
            continue;
        ++*closed;
        *yes += column->code[row] == 1;
    }
    return *closed >= 100 && *yes * 200 < *closed;
}

/* ---- what says it --------------------------------------------------------------------------- */

/* The shortest span within which 95 in 100 of the events came; 0: no date says when they did. */
static gint64
event_span(const OfferFinder *finder)
{
    const FrameColumn *at = heading_find(finder->frame, "*escalat*", 1u << KIND_DATE);
    gint64 events = 0, within[OFFER_SPANS] = {0};
    for (guint32 row = 0; at && finder->created && row < finder->frame->n; row++) {
        TimePoint seed = finder->created->integer[row];
        if (at->integer[row] == TIME_MISSING || seed == TIME_MISSING)
            continue;
        events++;
        for (guint i = 0; i < OFFER_SPANS; i++)
            within[i] += at->integer[row] <= seed + offer_spans[i];
    }
    for (guint i = 0; events && i < OFFER_SPANS; i++)
        if (within[i] * 20 >= events * 19)
            return offer_spans[i];
    return 0;
}

static void
add_escalated(OfferFinder *finder, char *name, char *rule, gint64 horizon)
{
    Offer *offer = offer_add(finder, "escalated", name, rule);
    offer->spec.without = born_rule(finder);
    if (horizon)
        offer_set_horizon(offer, horizon);
    else
        offer_known_at_close(finder, offer);
}

static void
by_boolean(OfferFinder *finder)
{
    const FrameColumn *column = heading_find(finder->frame, "*escalat*", 1u << KIND_BOOLEAN);
    gint64 yes, closed;
    if (!column)
        return;
    if (cleared_at_closing(finder, column, &yes, &closed)) {
        g_autofree char *yes_words = number_count(yes), *closed_words = number_count(closed);
        g_autofree char *note = g_strdup_printf(
            "%s is cleared when a case is closed: yes in %s of %s closed ones. Export the case "
            "history of the owner",
            column->info->name, yes_words, closed_words);
        offer_impossible(finder, "escalated", "escalated", note);
        return;
    }
    add_escalated(finder, g_strdup_printf("%s is yes", column->info->name),
                  rule_format("= TRUE", column), event_span(finder));
}

static void
by_tags(OfferFinder *finder)
{
    for (guint i = 0; i < finder->frame->columns->len; i++) {
        const FrameColumn *column = finder->frame->columns->pdata[i];
        if (column->kind != KIND_LIST ||
            !(column->info->role == ROLE_TAGS || heading_fits(column->info, "*tags*|*labels*")))
            continue;
        g_autoptr(GPtrArray) values = values_with_words(column, TAG_WORDS);
        if (!values->len)
            continue;
        g_autofree char *first = text_clean(values->pdata[0], -1);
        char *name = values->len == 1
                         ? g_strdup_printf("tag %s", first)
                         : g_strdup_printf("tag %s or %u alike", first, values->len - 1);
        add_escalated(finder, name, rule_values(column, values), 0);
    }
}

static void
by_group(OfferFinder *finder)
{
    const FrameColumn *group = group_column(finder);
    g_autoptr(GPtrArray) values = group ? values_with_words(group, ENGINEERS) : NULL;
    if (!values || !values->len)
        return;
    g_autofree char *first = text_clean(values->pdata[0], -1);
    add_escalated(finder,
                  values->len == 1
                      ? g_strdup_printf("ends in %s", first)
                      : g_strdup_printf("ends in %s or %u alike", first, values->len - 1),
                  rule_values(group, values), 0);
}

/* A problem record, a change, a sprint, an issue of the developers: filled in when it went there.
 */
static void
by_link(OfferFinder *finder)
{
    static const struct {
        const char *headings, *name;
    } links[] = {
        {"problem|problem id|problem_id", "has a problem record"},
        {"rfc|change|change request", "has a change request"},
        {"sprint", "was put into a sprint"},
        {"*development*|*jira*issue*|*linked*issue*|outward issue link*", "is linked to an issue"}};
    for (guint i = 0; i < G_N_ELEMENTS(links); i++) {
        const FrameColumn *column =
            heading_find(finder->frame, links[i].headings,
                         KINDS_CODES | 1u << KIND_TEXT | 1u << KIND_INTEGER | 1u << KIND_LIST);
        if (!column)
            continue;
        add_escalated(finder, g_strdup(links[i].name), rule_format("IS NOT NULL", column), 0);
    }
}

void
offer_escalated(OfferFinder *finder)
{
    guint before = finder->offers->len;
    by_boolean(finder);
    by_tags(finder);
    by_group(finder);
    by_link(finder);
    if (finder->offers->len == before && finder->created)
        offer_impossible(finder, "escalated", "escalated to Engineering",
                         "nothing here names Engineering: choose a value below that means it, or "
                         "export group, tags or the link to development");
}
