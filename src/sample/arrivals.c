/* When tickets arrive, from whom, by which channel and about what: weekly and yearly season,
 * growth, a spike, a drifting mix of categories, all with exact counts. */
#include "sample/world.h"

#include <stdlib.h>

static const guint16 hour_weights[24] = {6,  5,  4,  4,  5,  8,  14, 26, 42, 58, 64, 62,
                                         54, 60, 66, 66, 60, 50, 40, 30, 22, 16, 11, 8};

/* Arrivals of a day, before scaling. Day 0 is Wednesday, 1 January 2025. */
static gint64
day_weight(int day)
{
    static const gint64 weekday[7] = {125, 120, 115, 112, 100, 38, 30};
    static const gint64 month[12] = {100, 98, 100, 97, 96, 95, 90, 88, 100, 108, 125, 138};
    int year, calendar_month, of_month;
    civil_from_days(days_from_civil(2025, 1, 1) + day, &year, &calendar_month, &of_month);
    gint64 weight = weekday[(day + 2) % 7] * month[calendar_month - 1] * (1000 + day * 300 / DAYS);
    if (calendar_month == 12 && of_month >= 24)
        weight = weight * 6 / 10;
    if (day == 321) /* 18 November 2025: an outage */
        weight = weight * 32 / 10;
    if (day == 322)
        weight = weight * 18 / 10;
    return weight;
}

static int
compare_times(const void *a, const void *b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
    return (left > right) - (left < right);
}

/* Times of `n` arrivals over days [first, last), each day getting its exact share. The last day's
 * evening stays empty, so that the horizon of the newest known ticket has passed on the as-of day
 * whichever late row a reader takes that day from. */
static void
draw_times(World *world, Dice *dice, int first, int last, gint64 n, Ticket *tickets)
{
    gint64 total = 0, sum = 0, done = 0;
    for (int day = first; day < last; day++)
        total += day_weight(day);
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (int day = first; day < last; day++) {
        sum += day_weight(day);
        gint64 until = share_of(n, sum / 1000, total / 1000);
        if (day == last - 1)
            until = n;
        g_array_set_size(times, 0);
        for (gint64 i = done; i < until; i++) {
            gint64 hour = dice_weighted(dice, hour_weights, day == DAYS_KNOWN - 1 ? 22 : 24);
            gint64 time =
                world->start + day * (gint64)DAY + hour * HOUR + dice_between(dice, 0, HOUR - 1);
            g_array_append_val(times, time);
        }
        qsort(times->data, times->len, sizeof(gint64), compare_times);
        for (guint i = 0; i < times->len; i++)
            tickets[done + i].created = g_array_index(times, gint64, i);
        done = until;
    }
}

/* Accounts by running sums of their weights. */
static guint32
find_account(const guint64 *sums, guint32 n, guint64 point)
{
    guint32 low = 0, high = n - 1;
    while (low < high) {
        guint32 middle = (low + high) / 2;
        if (sums[middle] > point)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static gboolean
is_customer(const Account *account, gint64 time)
{
    return account->created + DAY < time && (account->churned == 0 || time < account->churned);
}

static guint32
draw_sender(const World *world, Dice *dice, const guint64 *sums, gint64 time)
{
    guint32 n = world->n_accounts, account = 0;
    for (int tries = 0; tries < 200; tries++) {
        account = find_account(sums, n, random_next(dice) % sums[n - 1]);
        if (is_customer(&world->accounts[account], time))
            return account;
    }
    while (!is_customer(&world->accounts[account], time))
        account = (account + 1) % n;
    return account;
}

/* The mix of categories drifts in a straight line: onboarding shrinks, API and integrations grow.
 */
static guint8
draw_category(Dice *dice, int month)
{
    static const int first[TOPICS] = {17, 15, 9, 9, 11, 12, 17, 10};
    static const int last[TOPICS] = {14, 13, 17, 13, 13, 11, 8, 11};
    guint16 weights[TOPICS];
    for (int i = 0; i < TOPICS; i++)
        weights[i] = (guint16)(first[i] * 100 + (last[i] - first[i]) * 100 * month / (MONTHS - 1));
    return (guint8)dice_weighted(dice, weights, TOPICS);
}

static guint8
draw_priority(const World *world, Dice *dice, const Ticket *ticket)
{
    static const guint16 weights[3][4] = {{5, 20, 50, 25}, {6, 22, 50, 22}, {10, 28, 44, 18}};
    const Account *account = &world->accounts[ticket->account];
    guint8 priority = (guint8)(1 + dice_weighted(dice, weights[account->tier], 4));
    gboolean lowered = dice_chance(dice, 7000);
    if (!world->options.fair && account->plan == PLAN_PARTNER && lowered && priority < 4)
        priority++;
    return priority;
}

static guint8
draw_words(Dice *dice, const Ticket *ticket)
{
    guint8 words = 0;
    if (dice_chance(dice, ticket->priority <= 2 ? 3600 : 2000))
        words |= WORDS_URGENT;
    if (dice_chance(dice, 900))
        words |= WORDS_AGAIN;
    if (!(words & WORDS_URGENT) && dice_chance(dice, 1800))
        words |= WORDS_CALM;
    return words;
}

static void
draw_ticket(const World *world, Dice *dice, const guint64 *sums, Ticket *ticket)
{
    int month = month_of(world, ticket->created);
    ticket->account = draw_sender(world, dice, sums, ticket->created);
    const Account *account = &world->accounts[ticket->account];
    guint32 one = random_below(dice, account->users), other = random_below(dice, account->users);
    ticket->user = account->first_user + MIN(one, other);
    guint16 channels[CHANNELS] = {(guint16)(44 * 17 - 4 * month), (guint16)(26 * 17),
                                  (guint16)(18 * 17 + 6 * month), (guint16)(12 * 17 - 2 * month)};
    ticket->channel = (guint8)dice_weighted(dice, channels, CHANNELS);
    ticket->category = draw_category(dice, month);
    ticket->priority = draw_priority(world, dice, ticket);
    ticket->words = draw_words(dice, ticket);
    ticket->source = G_MAXUINT32;
}

/* Exact counts: one known ticket in 100 is a security report; of the known tickets of the last two
 * months one in 20 is about the new assistant and one in 20 names the new release. */
static void
place_exact(World *world, Dice *dice)
{
    gint64 recent_of = 0;
    for (guint32 i = 0; i < world->known; i++)
        recent_of += recent(world, world->tickets[i].created);
    gint64 phrase_of = recent_of, all = world->known, security = share_of(all, 1, 100);
    gint64 assistant = MAX(1, recent_of / 20), phrase = MAX(1, recent_of / 20);
    for (guint32 i = 0; i < world->known; i++) {
        Ticket *ticket = &world->tickets[i];
        if (recent(world, ticket->created)) {
            if (dice_select(dice, &assistant, &recent_of))
                ticket->category = CATEGORY_ASSISTANT;
            if (dice_select(dice, &phrase, &phrase_of))
                ticket->words |= WORDS_PHRASE;
        }
    }
    /* Security reports come from what the new category left. */
    gint64 candidates = 0;
    for (guint32 i = 0; i < world->known; i++)
        candidates += world->tickets[i].category != CATEGORY_ASSISTANT;
    for (guint32 i = 0; i < world->known; i++)
        if (world->tickets[i].category != CATEGORY_ASSISTANT &&
            dice_select(dice, &security, &candidates))
            world->tickets[i].category = CATEGORY_SECURITY;
}

void
make_arrivals(World *world)
{
    Dice dice;
    dice_seed(&dice, world->seed, 2, 0);
    guint32 n = world->known + world->unknown;
    world->tickets = g_new0(Ticket, n);
    world->n_tickets = n;
    draw_times(world, &dice, 0, DAYS_KNOWN, world->known, world->tickets);
    draw_times(world, &dice, DAYS_KNOWN, DAYS, world->unknown, world->tickets + world->known);
    world->tickets[n - 1].created = world->end - 3 * 60 - 11;

    g_autofree guint64 *sums = g_new(guint64, world->n_accounts);
    guint64 sum = 0;
    for (guint32 i = 0; i < world->n_accounts; i++)
        sums[i] = sum += world->accounts[i].weight;
    for (guint32 i = 0; i < n; i++) {
        Ticket *ticket = &world->tickets[i];
        ticket->known = i < world->known;
        ticket->key = dice_key(world->seed, 3, i);
        ticket->words_key = dice_key(world->seed, 4, i);
        draw_ticket(world, &dice, sums, ticket);
    }
    place_exact(world, &dice);
}
