/* Which tickets bear the planted combination and which escalate, in exact numbers: month by month,
 * since a ticket can have a prior escalation only where an earlier one has escalated. */
#include "sample/world.h"

/* Room that a ticket with the combination needs around it on its account, so that its errors and
 * its deployment touch no other ticket (the telemetry of make_telemetry relies on it). */
#define ROOM_BEFORE (4 * HOUR)
#define ROOM_AFTER (51 * HOUR)

typedef struct {
    World *world;
    Dice dice;
    gint64 *escalation_known;     /* by account: when its first escalation was certain; or never */
    guint8 *room;                 /* by ticket */
    gint64 combinations, planned; /* so far, and in all */
    gint64 combination_yes, rest_yes; /* of the whole group */
    gint64 combination_done, rest_done;
    gint64 combination_pairs, rest_pairs, combination_paired, rest_paired; /* label errors */
    gint64 security_yes, security_of;
} Labelling;

/* A month, or the last two days, whose outcome is unknown. */
typedef struct {
    guint32 first, end;
    gint64 combination_until; /* how many there should be by the end of it, in the group */
    gint64 rest_until;
} Stretch;

/* ---- exact sampling with unequal chances ------------------------------------------------- */

/* Systematic sampling (Madow 1949) in whole numbers: marks exactly `wanted` of the n items, each
 * with a chance proportional to its weight and at most one. Items that lie together share the
 * count evenly, so the caller orders them by segment. */
static void
sample_weighted(Dice *dice, const guint32 *items, const guint32 *weights, gsize n, gint64 wanted,
                guint8 *marks)
{
    gint64 sum = 0;
    for (gsize i = 0; i < n; i++) {
        marks[i] = 0;
        sum += weights[i];
    }
    wanted = MIN(wanted, (gint64)n);
    for (gboolean again = wanted > 0; again;) { /* those certain to be taken leave the lottery */
        again = FALSE;
        for (gsize i = 0; i < n && wanted > 0; i++)
            if (!marks[i] && weights[i] * wanted > sum) {
                marks[i] = again = TRUE;
                sum -= weights[i];
                wanted--;
            }
    }
    if (wanted <= 0 || sum <= 0)
        return;
    gint64 point = (gint64)(random_next(dice) % (guint64)sum), taken = point / sum;
    for (gsize i = 0; i < n; i++) {
        if (marks[i])
            continue;
        point += weights[i] * wanted;
        if (point / sum > taken)
            marks[i] = TRUE;
        taken = point / sum;
    }
}

static guint
segment_of(const World *world, const Ticket *ticket)
{
    return (ticket->channel == CHANNEL_CHAT) +
           2u * (world->accounts[ticket->account].plan == PLAN_PARTNER);
}

/* Orders items by segment and by lot within it. */
static void
order_by_segment(const World *world, Dice *dice, GArray *items)
{
    dice_shuffle(dice, (guint32 *)items->data, items->len);
    g_autofree guint32 *sorted = g_new(guint32, items->len + 1);
    gsize filled = 0;
    for (guint segment = 0; segment < 4; segment++)
        for (guint i = 0; i < items->len; i++) {
            guint32 item = g_array_index(items, guint32, i);
            if (segment_of(world, &world->tickets[item]) == segment)
                sorted[filled++] = item;
        }
    if (items->len > 0)
        memcpy(items->data, sorted, items->len * sizeof *sorted);
}

/* ---- chances ----------------------------------------------------------------------------- */

/* How likely a ticket with the combination escalates, relative to the others with it. */
static guint32
combination_weight(const World *world, const Ticket *ticket)
{
    guint segment = segment_of(world, ticket);
    guint32 weight = 100;
    if (segment & 1)
        weight = weight * 70 / 100; /* chat: the signal is weaker */
    if (segment & 2 && !world->options.fair)
        weight = weight * 66 / 100; /* equal need, fewer escalations */
    return weight;
}

/* … and one without it. No part of the combination counts here: alone they say nothing. */
static guint32
rest_weight(const World *world, const Ticket *ticket)
{
    static const guint32 category[CATEGORIES] = {70, 85, 150, 125, 135, 85, 55, 100, 100, 120};
    static const guint32 priority[5] = {0, 190, 135, 90, 62};
    guint segment = segment_of(world, ticket);
    guint32 weight = category[ticket->category] * priority[ticket->priority] / 10;
    if (segment & 1)
        return weight * (segment & 2 && !world->options.fair ? 85 : 170) / 100;
    if (ticket->words & WORDS_URGENT)
        weight = weight * 140 / 100;
    if (ticket->words & WORDS_AGAIN)
        weight = weight * 160 / 100;
    if (ticket->words & WORDS_CALM)
        weight = weight * 55 / 100;
    if (segment & 2 && !world->options.fair)
        weight = weight * 50 / 100;
    return weight;
}

/* ---- a stretch of time ------------------------------------------------------------------- */

static gboolean
has_prior(const Labelling *labelling, const Ticket *ticket)
{
    return labelling->escalation_known[ticket->account] < ticket->created;
}

static gint64
choose_combinations(Labelling *labelling, const Stretch *stretch)
{
    World *world = labelling->world;
    g_autoptr(GArray) eligible = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 i = stretch->first; i < stretch->end; i++) {
        const Ticket *ticket = &world->tickets[i];
        if (labelling->room[i] && ticket->category != CATEGORY_SECURITY &&
            has_prior(labelling, ticket))
            g_array_append_val(eligible, i);
    }
    dice_shuffle(&labelling->dice, (guint32 *)eligible->data, eligible->len);
    gint64 wanted = stretch->combination_until - labelling->combinations;
    gint64 take = CLAMP(wanted, 0, (gint64)eligible->len);
    for (gint64 i = 0; i < take; i++)
        world->tickets[g_array_index(eligible, guint32, i)].combination = TRUE;
    labelling->combinations += take;
    return take;
}

/* When the recorded escalation happened: soon, rarely late, always within the horizon. */
static gint32
escalation_delay(const Ticket *ticket)
{
    Dice dice;
    dice_seed(&dice, ticket->key, 5, 0);
    gint64 seconds = dice_skewed(&dice, 5 * HOUR, 98304);
    if (seconds < 12 * 60 || seconds > 47 * HOUR)
        seconds = dice_between(&dice, 12 * 60, 47 * HOUR);
    return (gint32)seconds;
}

/* Wrong labels: as many of those that escalated lose theirs as others get one. */
static void
flip_pairs(Labelling *labelling, const GArray *items, gint64 pairs, gint64 *paired)
{
    World *world = labelling->world;
    gint64 of[2] = {0, 0};
    for (guint i = 0; i < items->len; i++)
        of[world->tickets[g_array_index(items, guint32, i)].truth]++;
    gint64 take = CLAMP(pairs - *paired, 0, MIN(of[0], of[1])), left[2] = {take, take};
    for (guint i = 0; i < items->len; i++) {
        Ticket *ticket = &world->tickets[g_array_index(items, guint32, i)];
        if (dice_select(&labelling->dice, &left[ticket->truth], &of[ticket->truth]))
            ticket->escalated = !ticket->truth;
    }
    *paired += take;
}

static void
label_group(Labelling *labelling, GArray *items, gint64 wanted,
            guint32 (*weigh)(const World *, const Ticket *))
{
    World *world = labelling->world;
    order_by_segment(world, &labelling->dice, items);
    g_autofree guint32 *weights = g_new(guint32, items->len + 1);
    g_autofree guint8 *marks = g_new(guint8, items->len + 1);
    for (guint i = 0; i < items->len; i++)
        weights[i] = weigh(world, &world->tickets[g_array_index(items, guint32, i)]);
    sample_weighted(&labelling->dice, (const guint32 *)items->data, weights, items->len, wanted,
                    marks);
    for (guint i = 0; i < items->len; i++) {
        Ticket *ticket = &world->tickets[g_array_index(items, guint32, i)];
        ticket->truth = ticket->escalated = marks[i];
    }
}

/* Cumulative counts keep every month near its share and the whole exact. */
static void
label_stretch(Labelling *labelling, const Stretch *stretch)
{
    World *world = labelling->world;
    choose_combinations(labelling, stretch);
    g_autoptr(GArray) with = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) without = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 i = stretch->first; i < stretch->end; i++) {
        Ticket *ticket = &world->tickets[i];
        if (ticket->category == CATEGORY_SECURITY)
            ticket->truth = ticket->escalated =
                dice_select(&labelling->dice, &labelling->security_yes, &labelling->security_of);
        else
            g_array_append_val(ticket->combination ? with : without, i);
    }
    gint64 yes = share_of(labelling->combination_yes, labelling->combinations, labelling->planned);
    label_group(labelling, with, yes - labelling->combination_done, combination_weight);
    labelling->combination_done = yes;
    label_group(labelling, without, stretch->rest_until - labelling->rest_done, rest_weight);
    labelling->rest_done = stretch->rest_until;

    flip_pairs(labelling, with,
               share_of(labelling->combination_pairs, labelling->combinations, labelling->planned),
               &labelling->combination_paired);
    flip_pairs(labelling, without, share_of(labelling->rest_pairs, stretch->end, world->known),
               &labelling->rest_paired);
    for (guint32 i = stretch->first; i < stretch->end; i++) {
        Ticket *ticket = &world->tickets[i];
        if (!ticket->escalated)
            continue;
        gint64 *known = &labelling->escalation_known[ticket->account];
        *known = MIN(*known, ticket->created + HORIZON);
    }
}

/* ---- the plan ---------------------------------------------------------------------------- */

/* Room on the account's time line, among its own real tickets. */
static void
find_room(Labelling *labelling)
{
    World *world = labelling->world;
    guint32 n = world->known + world->unknown;
    g_autofree guint32 *last = g_new(guint32, world->n_accounts);
    memset(last, 0xff, world->n_accounts * sizeof *last);
    for (guint32 i = 0; i < n; i++) {
        const Ticket *ticket = &world->tickets[i];
        guint32 before = last[ticket->account];
        last[ticket->account] = i;
        labelling->room[i] = TRUE;
        if (before == G_MAXUINT32)
            continue;
        gint64 gap = ticket->created - world->tickets[before].created;
        labelling->room[i] = gap >= ROOM_BEFORE;
        if (gap < ROOM_AFTER)
            labelling->room[before] = FALSE;
    }
}

/* Share of the combination in a month, in hundredths of its final level: none in the first, since
 * nobody has escalated yet. It goes on growing: part of the drift. */
static gint64
combination_level(int month)
{
    return month == 0 ? 0 : month == 1 ? 45 : month == 2 ? 80 : 96 + month;
}

static void
plan_months(const World *world, Stretch stretches[MONTHS], gint64 combinations, gint64 rest_yes)
{
    gint64 level[MONTHS], rest[MONTHS], levels = 0, rests = 0;
    memset(stretches, 0, MONTHS * sizeof *stretches);
    for (guint32 i = 0; i < world->known; i++) {
        Stretch *stretch = &stretches[month_of(world, world->tickets[i].created)];
        if (stretch->end == 0)
            stretch->first = i;
        stretch->end = i + 1;
    }
    for (int month = 0; month < MONTHS; month++) {
        gint64 tickets = stretches[month].end - stretches[month].first;
        levels += level[month] = tickets * combination_level(month);
        rests += rest[month] = tickets * (92 + month);
    }
    gint64 level_sum = 0, rest_sum = 0;
    for (int month = 0; month < MONTHS; month++) {
        stretches[month].combination_until =
            share_of(combinations, level_sum += level[month], levels);
        stretches[month].rest_until = share_of(rest_yes, rest_sum += rest[month], rests);
    }
}

/* The outcome drawn by lot: what everything else was made from stays as if it had happened. */
static void
draw_noise(World *world, Dice *dice)
{
    gint64 left[2] = {share_of(world->known, 12, 100), share_of(world->unknown, 12, 100)};
    gint64 of[2] = {world->known, world->unknown};
    for (guint32 i = 0; i < world->known + world->unknown; i++) {
        int group = i >= world->known;
        world->tickets[i].escalated = (guint8)dice_select(dice, &left[group], &of[group]);
    }
}

static gboolean
label_known(Labelling *labelling)
{
    World *world = labelling->world;
    gint64 n = world->known;
    labelling->planned = share_of(n, 1, 16);
    labelling->combination_yes = share_of(labelling->planned, 72, 100);
    labelling->security_of = share_of(n, 1, 100);
    labelling->security_yes = labelling->security_of - labelling->security_of / 20;
    gint64 rest_yes = share_of(n, 12, 100) - labelling->combination_yes - labelling->security_yes;
    if (!world->options.clean && !world->options.noise) {
        labelling->combination_pairs = n / 1600;
        labelling->rest_pairs = n * 15 / 1600;
    }
    Stretch months[MONTHS];
    plan_months(world, months, labelling->planned, rest_yes);
    for (int month = 0; month < MONTHS; month++)
        label_stretch(labelling, &months[month]);
    return labelling->combinations == labelling->planned &&
           labelling->combination_paired == labelling->combination_pairs &&
           labelling->rest_paired == labelling->rest_pairs;
}

/* The last two days: what will have happened once their horizon has passed. */
static gboolean
label_unknown(Labelling *labelling)
{
    const World *world = labelling->world;
    gint64 n = world->unknown, planned = share_of(n, 1, 16), yes = share_of(planned, 72, 100);
    labelling->combinations = labelling->combination_done = labelling->rest_done = 0;
    labelling->planned = planned;
    labelling->combination_yes = yes;
    labelling->combination_pairs = labelling->rest_pairs = 0;
    Stretch stretch = {.first = world->known,
                       .end = world->known + world->unknown,
                       .combination_until = planned,
                       .rest_until = share_of(n, 12, 100) - yes};
    label_stretch(labelling, &stretch);
    return labelling->combinations == planned;
}

gboolean
make_outcomes(World *world)
{
    guint32 n = world->known + world->unknown;
    g_autofree gint64 *escalation_known = g_new(gint64, world->n_accounts);
    g_autofree guint8 *room = g_new(guint8, n);
    for (guint32 i = 0; i < world->n_accounts; i++)
        escalation_known[i] = G_MAXINT64;
    Labelling labelling = {.world = world, .escalation_known = escalation_known, .room = room};
    dice_seed(&labelling.dice, world->seed, 6, 0);
    find_room(&labelling);
    if (!label_known(&labelling) || !label_unknown(&labelling))
        return FALSE;
    if (world->options.noise)
        draw_noise(world, &labelling.dice);
    for (guint32 i = 0; i < n; i++)
        if (world->tickets[i].escalated)
            world->tickets[i].escalated_after = escalation_delay(&world->tickets[i]);
    return TRUE;
}
