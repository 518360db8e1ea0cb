/* Outcomes of customers and agents: churn, where a table says it; the best agent, which nothing
 * learns yet. */
#include "task/offer.h"

#include <math.h>
#include <string.h>

#define GONE "*churn*|*cancelled*|*canceled*|*attrition*|*terminated*"

/* ---- churn ---------------------------------------------------------------------------------- */

static Offer *
churn_offer(OfferFinder *finder, const Frame *frame, char *rule)
{
    gboolean main = frame->table->id == finder->table->id;
    Offer *offer = offer_add(finder, "churn", g_strdup("customer leaves (churn)"), rule);
    if (!main)
        offer->spec.entity = g_strdup(frame->table->name);
    return offer;
}

static gboolean
churn_by_flag(OfferFinder *finder, const Frame *frame)
{
    const FrameColumn *flag = heading_find(frame, GONE, 1u << KIND_BOOLEAN);
    const FrameColumn *words = heading_find(frame, GONE, KINDS_CODES);
    g_autoptr(GPtrArray) values =
        words ? values_with_words(words, "yes true churned left 1") : NULL;
    if (!flag && (!values || !values->len))
        return FALSE;
    Offer *offer =
        churn_offer(finder, frame, flag ? rule_format("= TRUE", flag) : rule_values(words, values));
    const ColumnInfo *time = table_role(frame->table, ROLE_CREATED);
    offer->known = g_strdup(time ? "newest date in its row" : "no time in this file");
    if (!time)
        offer->note = g_strdup("the table has no dates: a split by lot can't show whether next "
                               "month is like the past");
    return TRUE;
}

/* Of customers old enough, those that had left after each span. */
static void
leaving_rates(const Frame *frame, const FrameColumn *created, const FrameColumn *left,
              const gint64 *spans, guint n_spans, double *rates)
{
    TimePoint as_of = frame_newest_time(frame, created);
    for (guint32 row = 0; row < frame->n; row++)
        if (left->integer[row] != TIME_MISSING)
            as_of = MAX(as_of, left->integer[row]);
    for (guint i = 0; i < n_spans; i++) {
        gint64 known = 0, gone = 0;
        for (guint32 row = 0; row < frame->n; row++) {
            TimePoint seed = created->integer[row];
            if (seed == TIME_MISSING || seed + spans[i] > as_of)
                continue;
            known++;
            gone += left->integer[row] != TIME_MISSING && left->integer[row] <= seed + spans[i];
        }
        rates[i] = known ? (double)gone / (double)known : NAN;
    }
}

/* Each customer is asked about every 30 days: who leaves before the next time? */
static void
churn_by_month(OfferFinder *finder, const Frame *frame, const FrameColumn *left)
{
    char *rule = g_strdup_printf("BOOL(%s.%s, 0, 30, days)", frame->table->name, left->info->name);
    Offer *offer = churn_offer(finder, frame, rule);
    g_free(offer->name);
    offer->name = g_strdup("customer leaves in the next 30 days");
    offer->spec.every = 30 * TIME_DAY;
    offer->known = g_strdup("30 days after each question");
    offer->note = g_strdup("each customer is asked about every 30 days, from the first leaving on "
                           "record on");
}

static gboolean
churn_by_date(OfferFinder *finder, const Frame *frame)
{
    static const gint64 spans[] = {90 * TIME_DAY, 180 * TIME_DAY, 365 * TIME_DAY, 730 * TIME_DAY,
                                   0};
    const FrameColumn *left = NULL;
    const ColumnInfo *role = table_role(frame->table, ROLE_CREATED);
    const ColumnInfo *time = role ? role : frame->table->time;
    const FrameColumn *created =
        time && time->kind == KIND_DATE ? frame_column_of(frame, time) : NULL;
    double rates[G_N_ELEMENTS(spans)];
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        if (column->kind == KIND_DATE && heading_fits(column->info, GONE) &&
            !heading_fits(column->info, "*previous*|*before*|*last time*") && !left)
            left = column;
    }
    if (!left || !created || left == created)
        return FALSE;
    leaving_rates(frame, created, left, spans, G_N_ELEMENTS(spans) - 1, rates);
    gint64 span = offer_step(spans, rates);
    Offer *offer = churn_offer(finder, frame, rule_format("IS NOT NULL", left));
    g_autofree char *words = duration_words(span ? span : 365 * TIME_DAY);
    offer_set_horizon(offer, span ? span : 365 * TIME_DAY);
    g_free(offer->name);
    offer->name = g_strdup_printf("customer leaves within %s", words);
    offer->spec.time = g_strdup(created->info->name);
    offer->note = g_strdup("asked once, when the customer joins");
    churn_by_month(finder, frame, left);
    return TRUE;
}

/* By its headings: no table is loaded in vain. */
static gboolean
tells_who_left(const TableInfo *table)
{
    for (guint i = 0; i < table->columns->len; i++)
        if (heading_fits(table->columns->pdata[i], GONE))
            return TRUE;
    return FALSE;
}

void
offer_churn(OfferFinder *finder)
{
    const GPtrArray *tables = finder->frame->catalogue->tables;
    gboolean found = FALSE;
    for (guint i = 0; i < tables->len && !found; i++) {
        if (!tells_who_left(tables->pdata[i]))
            continue;
        g_autoptr(Frame) frame =
            frame_store_get(finder->frames, finder->database, tables->pdata[i], NULL, NULL);
        found = frame && (churn_by_flag(finder, frame) || churn_by_date(finder, frame));
    }
    if (!found)
        offer_impossible(finder, "churn", "customer leaves (churn)",
                         "no table says who left: import the accounts with a date of leaving "
                         "(churned_at), or a yes and no");
}

/* ---- the best agent ------------------------------------------------------------------------- */

void
offer_agent(OfferFinder *finder)
{
    const ColumnInfo *info = table_role(finder->table, ROLE_AGENT);
    const FrameColumn *agent = info ? frame_column_of(finder->frame, info) : NULL;
    if (!agent || !agent->dictionary) {
        if (finder->created)
            offer_impossible(finder, "agent", "best agent for a ticket",
                             "no column names the agent: export it, or say so: role COLUMN agent");
        return;
    }
    gint64 n = 0;
    for (guint32 row = 0; row < agent->n; row++)
        n += agent->code[row] >= 0;
    const ColumnInfo *key = finder->table->key;
    g_autofree char *query =
        key && n ? g_strdup_printf("; `query \"PREDICT %s.%s = '…' FOR EACH %s.%s\"` learns who "
                                   "takes a ticket, one agent at a time",
                                   finder->table->name, info->name, finder->table->name, key->name)
                 : NULL;
    g_autofree char *note = g_strdup_printf(
        "%u agents; rankings are not learned yet: an agent's record is a feature of "
        "any other target%s",
        dictionary_size(agent->dictionary), query ? query : "");
    Offer *offer = offer_impossible(finder, "agent", "best agent for a ticket", note);
    offer->state = OFFER_NO_MODEL;
    offer->count = n;
    offer->known = g_strdup("when it is closed");
}
