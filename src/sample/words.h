/* What people write to a help desk: tables of phrases. In an issue's text {e} is an endpoint, {n} a
 * number, {i} an invoice or order, {b} a browser, {p} a page, {c} an error code, {d} a day, {h} an
 * hour. */
#pragma once

#include "sample/world.h"

#define SUBJECTS 3
#define BODIES 3

typedef struct {
    guint8 category;
    const char *area;
    const char *subjects[SUBJECTS];
    const char *bodies[BODIES];
} Issue;

typedef struct {
    const char *const *items;
    guint n;
} Phrases;

#define PHRASES(name, ...)                                   \
    static const char *const name##_items[] = {__VA_ARGS__}; \
    const Phrases name = {name##_items, G_N_ELEMENTS(name##_items)}

extern const Issue issues[];
/* Issues of a category stand together: first and end. */
void issues_of(guint category, guint *first, guint *end);

extern const char *const category_names[CATEGORIES];
extern const char *const channel_names[CHANNELS];
extern const char *const region_names[];
extern const char *const country_names[][4];
extern const char *const tier_names[];
extern const char *const plan_names[];
extern const char *const industry_names[];
extern const char *const language_names[];
extern const char *const endpoint_names[8];
extern const char *const event_names[6];
extern const char *const role_names[4];

extern const Phrases greetings, openers, details, tried, impacts, urgent_phrases, again_phrases,
    calm_phrases, error_phrases, recent_phrases, closings, chat_openers, chat_closings,
    phone_openers, phone_closings, browsers, pages, weekdays, spam_subjects, spam_bodies,
    bot_subjects, bot_bodies, first_names, last_names, company_heads, company_tails;

/* One phrase by lot. */
const char *phrase(Dice *dice, const Phrases *phrases);
