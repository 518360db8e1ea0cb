/* One offer in the making: its name, rule and horizon, when its outcome is known, and why it can't
 * be had. */
#include "task/offer.h"

#include <math.h>

#define HOURS(n) ((n)*TIME_HOUR)
#define DAYS(n) ((n)*TIME_DAY)
const gint64 offer_spans[OFFER_SPANS + 1] = {HOURS(4), HOURS(8), HOURS(24), HOURS(48),
                                             DAYS(3),  DAYS(5),  DAYS(7),   DAYS(14),
                                             DAYS(30), DAYS(90), 0};

char *
offer_span(gint64 span)
{
    if (span <= 2 * TIME_DAY || span % TIME_DAY)
        return g_strdup_printf("%" G_GINT64_FORMAT "h", span / TIME_HOUR);
    return g_strdup_printf("%" G_GINT64_FORMAT "d", span / TIME_DAY);
}

gint64
offer_step(const gint64 *steps, const double *rates)
{
    gint64 best = 0;
    double distance = INFINITY;
    for (guint i = 0; steps[i]; i++) {
        if (!(rates[i] >= 0.02 && rates[i] <= 0.6))
            continue;
        double away = fabs(log(rates[i] / (1 - rates[i])) - log(0.25));
        if (away < distance) {
            distance = away;
            best = steps[i];
        }
    }
    return best;
}

/* ---- one offer ------------------------------------------------------------------------------ */

void
offer_free(Offer *offer)
{
    g_free(offer->id);
    g_free(offer->name);
    task_spec_clear(&offer->spec);
    g_free(offer->horizon);
    g_free(offer->known);
    g_free(offer->note);
    g_free(offer->reason);
    g_clear_pointer(&offer->sketch, task_unref);
    g_free(offer);
}

static Offer *
offer_new(OfferFinder *finder, const char *outcome)
{
    Offer *offer = g_new0(Offer, 1);
    guint same = 1;
    for (guint i = 0; i < finder->offers->len; i++)
        same += ((Offer *)finder->offers->pdata[i])->outcome == outcome;
    offer->outcome = outcome;
    offer->id = same > 1 ? g_strdup_printf("%s-%u", outcome, same) : g_strdup(outcome);
    task_spec_init(&offer->spec);
    g_ptr_array_add(finder->offers, offer);
    return offer;
}

Offer *
offer_add(OfferFinder *finder, const char *outcome, char *name, char *rule)
{
    Offer *offer = offer_new(finder, outcome);
    offer->name = name;
    offer->spec.rule = rule;
    return offer;
}

Offer *
offer_impossible(OfferFinder *finder, const char *outcome, const char *name, const char *note)
{
    Offer *offer = offer_new(finder, outcome);
    offer->state = OFFER_IMPOSSIBLE;
    offer->name = g_strdup(name);
    offer->note = g_strdup(note);
    return offer;
}

void
offer_set_horizon(Offer *offer, gint64 horizon)
{
    g_autofree char *words = duration_words(horizon);
    offer->spec.horizon = horizon;
    g_free(offer->horizon);
    offer->horizon = offer_span(horizon);
    g_free(offer->known);
    offer->known = g_strdup_printf("%s after arrival", words);
}

void
offer_known_at_close(OfferFinder *finder, Offer *offer)
{
    if (finder->closed)
        offer->spec.known_at = g_strdup(finder->closed->info->name);
    g_free(offer->known);
    offer->known = g_strdup(finder->closed    ? "when it is closed"
                            : finder->created ? "newest date in its row"
                                              : "no time in this file");
}

void
offer_note_undated(const OfferFinder *finder, Offer *offer, const char *note)
{
    g_autofree char *before = offer->note;
    offer->note = finder->closed || !finder->created
                      ? g_strdup(note)
                      : g_strdup_printf("%s; no date says when it was known: give a horizon", note);
}
