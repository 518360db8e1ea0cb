/* What happened to the accounts: health scores, deployments, product events. Planted so that
 * exactly the tickets chosen in make_outcomes bear the combination (three API 500 errors in 48
 * hours, a prior escalation, a health score below 50, a deployment within three days), and many
 * others one, two or three of its parts. */
#include "sample/world.h"

#include <stdlib.h>

#define ERROR_WINDOW (48 * HOUR)
#define DEPLOY_WINDOW (72 * HOUR)
#define LOW 50

/* Kinds of product events; API_ERROR first, its number stands for it in this file. */
enum { API_ERROR };

typedef struct {
    World *world;
    guint32 account;
    const guint32 *rows; /* tickets of the account in order of arrival */
    guint n;
    GArray *errors, *deployments; /* of this account, in order of time: Event, Deployment */
    GArray *fresh;                /* gint64: times planted for one ticket */
    guint first_health;
    Dice dice;
} Story;

/* ---- health ------------------------------------------------------------------------------ */

/* A score every fortnight or so, wandering about the account's level, sinking before it leaves. */
static void
write_health(Story *story)
{
    World *world = story->world;
    const Account *account = &world->accounts[story->account];
    gint64 level =
        account->troubled ? dice_between(&story->dice, 38, 60) : dice_between(&story->dice, 62, 92);
    gint64 score = level, end = account->churned ? account->churned : world->end - HOUR;
    gint64 at =
        MAX(account->created + HOUR, world->start - dice_between(&story->dice, 1, 13) * DAY);
    story->first_health = world->health->len;
    while (at < end) {
        score += (level - score) * 3 / 10 + (dice_bell(&story->dice) * 5 >> 16);
        gint64 shown = score;
        if (account->churned && account->churned - at < 90 * DAY)
            shown -= 22;
        Health health = {
            .at = at, .account = story->account, .score = (guint8)CLAMP(shown, 3, 100)};
        g_array_append_val(world->health, health);
        at += dice_between(&story->dice, 11 * DAY, 17 * DAY);
    }
}

/* The latest score before a moment; NULL before the first. */
static Health *
health_at(const Story *story, gint64 time)
{
    GArray *health = story->world->health;
    Health *latest = NULL;
    guint low = story->first_health, high = health->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        Health *at = &g_array_index(health, Health, middle);
        if (at->at < time) {
            latest = at;
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return latest;
}

static void
lower_health(Story *story)
{
    for (guint i = 0; i < story->n; i++) {
        const Ticket *ticket = &story->world->tickets[story->rows[i]];
        Health *health = ticket->combination ? health_at(story, ticket->created) : NULL;
        if (health != NULL && health->score >= LOW)
            health->score = (guint8)dice_between(&story->dice, 29, 49);
    }
}

/* ---- planting around one ticket ---------------------------------------------------------- */

static int
compare_times(const void *a, const void *b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
    return (left > right) - (left < right);
}

static guint8
common_endpoint(const Story *story)
{
    guint n = story->deployments->len;
    return n == 0 ? (guint8)(story->account % 8)
                  : g_array_index(story->deployments, Deployment, n - 1).endpoint;
}

/* Errors between two moments; they fail on the endpoint deployed last. */
static void
plant_errors(Story *story, gint64 from, gint64 to, gint64 count)
{
    const Account *account = &story->world->accounts[story->account];
    g_array_set_size(story->fresh, 0);
    for (gint64 i = 0; i < count; i++) {
        gint64 at = from + (gint64)(random_next(&story->dice) % (guint64)(to - from));
        g_array_append_val(story->fresh, at);
    }
    qsort(story->fresh->data, story->fresh->len, sizeof(gint64), compare_times);
    for (guint i = 0; i < story->fresh->len; i++) {
        Event event = {.at = g_array_index(story->fresh, gint64, i),
                       .account = story->account,
                       .kind = API_ERROR,
                       .endpoint = common_endpoint(story),
                       .user = (guint8)random_below(&story->dice, account->users),
                       .value = (guint32)dice_between(&story->dice, 180, 30000)};
        g_array_append_val(story->errors, event);
    }
}

static void
plant_deployment(Story *story, gint64 from, gint64 to)
{
    Deployment deployment = {.at = dice_between(&story->dice, from, to),
                             .account = story->account,
                             .endpoint = (guint8)dice_between(&story->dice, 0, 7)};
    g_array_append_val(story->deployments, deployment);
}

static guint
errors_before(const Story *story, gint64 time)
{
    guint count = 0;
    for (guint i = story->errors->len; i-- > 0;) {
        const Event *event = &g_array_index(story->errors, Event, i);
        if (event->at < time - ERROR_WINDOW)
            break;
        count += event->at < time;
    }
    return count;
}

static gboolean
deployed_before(const Story *story, gint64 time)
{
    if (story->deployments->len == 0)
        return FALSE;
    const Deployment *last =
        &g_array_index(story->deployments, Deployment, story->deployments->len - 1);
    return last->at < time && last->at >= time - DEPLOY_WINDOW;
}

/* A ticket that was not chosen must not bear the combination by accident: its latest errors go, all
 * but two. None of them belongs to a chosen one, which keeps its distance (ROOM_AFTER). */
static void
thin_errors(Story *story, gint64 time)
{
    while (errors_before(story, time) > 2)
        g_array_set_size(story->errors, story->errors->len - 1);
}

/* Deployment first, then the errors, all after the account's previous ticket. */
static void
plant_combination(Story *story, const Ticket *ticket, gint64 previous)
{
    gint64 time = ticket->created;
    gint64 from = MAX(time - 66 * HOUR, previous + 60), to = MAX(time - 44 * HOUR, previous + HOUR);
    plant_deployment(story, from, to);
    plant_errors(story, to + 60, time - 120, dice_between(&story->dice, 3, 6));
}

/* Parts of the combination, by themselves and in near misses. */
static void
plant_parts(Story *story, const Ticket *ticket, gint64 previous, gboolean prior, gboolean low)
{
    gint64 time = ticket->created, room = time - previous;
    if (room < 2 * HOUR)
        return;
    gint64 lot = dice_between(&story->dice, 0, 99);
    gboolean errors, deployment;
    if (prior && low) { /* three of four: never the fourth */
        errors = lot < 22;
        deployment = lot >= 22 && lot < 50;
    } else if (low) {
        errors = lot < 26;
        deployment = lot >= 5 && lot < 34;
    } else if (prior) {
        errors = lot < 11;
        deployment = lot >= 6 && lot < 20;
    } else {
        errors = lot < 6;
        deployment = lot >= 3 && lot < 10;
    }
    if (deployment) {
        plant_deployment(story, MAX(time - 66 * HOUR, previous + 60),
                         MAX(time - 44 * HOUR, previous + HOUR));
    } else if (errors && room > 7 * DAY && dice_chance(&story->dice, 4000)) {
        plant_deployment(story, time - 6 * DAY, time - 74 * HOUR); /* not fresh any more */
    }
    gint64 count = errors ? dice_between(&story->dice, 3, 5) : 0;
    if (!errors && dice_chance(&story->dice, deployment ? 4000 : 800))
        count = dice_between(&story->dice, 1, 2); /* too few */
    if (count > 0)
        plant_errors(story, MAX(time - 44 * HOUR, previous + HOUR) + 60, time - 120, count);
}

/* ---- an account's story ------------------------------------------------------------------ */

/* Single errors and routine deployments between two tickets. Errors grow: part of the drift. */
static void
plant_background(Story *story, gint64 from, gint64 to)
{
    gint64 span = to - from;
    if (span < 6 * HOUR)
        return;
    gint64 months = month_of(story->world, to);
    gint64 per_day = 25 + months * 3; /* errors in 10,000 days */
    gint64 chance = MIN(9000, span * per_day / DAY);
    if (span > 100 * HOUR && dice_chance(&story->dice, (guint32)MIN(9000, span * 60 / DAY)))
        plant_deployment(story, from + 60, to - 80 * HOUR);
    if (dice_chance(&story->dice, (guint32)chance))
        plant_errors(story, from + 60, to - 60, dice_between(&story->dice, 1, 2));
}

static gboolean
escalated_before(const Story *story, guint until, gint64 time)
{
    for (guint i = 0; i < until; i++) {
        const Ticket *earlier = &story->world->tickets[story->rows[i]];
        if (earlier->escalated && earlier->created + earlier->escalated_after < time)
            return TRUE;
    }
    return FALSE;
}

/* Ticket by ticket: whatever is planted for one lies between the account's previous ticket and it,
 * so that counts of earlier tickets stand. */
static void
tell_story(Story *story)
{
    World *world = story->world;
    const Account *account = &world->accounts[story->account];
    gint64 previous = MAX(account->created, world->start - 4 * DAY);
    gboolean prior = FALSE;
    for (guint i = 0; i < story->n; i++) {
        const Ticket *ticket = &world->tickets[story->rows[i]];
        gint64 time = ticket->created;
        prior = prior || escalated_before(story, i, time);
        const Health *health = health_at(story, time);
        gboolean low = health != NULL && health->score < LOW;
        if (ticket->combination && ticket->kind == ROW_REAL) {
            plant_combination(story, ticket, previous);
        } else if (!ticket->combination) {
            plant_background(story, previous, time - ERROR_WINDOW);
            plant_parts(story, ticket, previous, prior, low);
            if (prior && low && deployed_before(story, time))
                thin_errors(story, time);
        }
        previous = time;
    }
    gint64 end = account->churned ? account->churned : world->end;
    plant_background(story, previous, end);
    g_array_append_vals(world->events, story->errors->data, story->errors->len);
    g_array_append_vals(world->deployments, story->deployments->data, story->deployments->len);
}

/* ---- everyday use ------------------------------------------------------------------------ */

/* Logins, calls and exports of customers, by weight, until there are twice as many events as
 * tickets. */
static void
add_everyday(World *world, Dice *dice)
{
    static const guint16 kinds[] = {0, 44, 30, 12, 9, 5};
    guint64 total = 0;
    for (guint32 i = 0; i < world->n_accounts; i++)
        total += world->accounts[i].weight;
    gint64 wanted = MAX(0, 2 * (gint64)world->known - (gint64)world->events->len);
    guint64 given = 0;
    gint64 done = 0;
    for (guint32 i = 0; i < world->n_accounts; i++) {
        const Account *account = &world->accounts[i];
        given += account->weight;
        gint64 until = (gint64)((guint64)wanted * given / total);
        gint64 from = MAX(account->created, world->start);
        gint64 to = account->churned ? account->churned : world->end - 1;
        for (; done < until; done++) {
            Event event = {.at = from + (gint64)(random_next(dice) % (guint64)(to - from)),
                           .account = i,
                           .kind = (guint8)dice_weighted(dice, kinds, G_N_ELEMENTS(kinds)),
                           .endpoint = (guint8)dice_between(dice, 0, 7),
                           .user = (guint8)random_below(dice, account->users),
                           .value = (guint32)dice_skewed(dice, 140, 78000)};
            g_array_append_val(world->events, event);
        }
    }
}

/* Events of accounts that no table knows: a join report has to name them. */
static void
add_orphans(World *world, Dice *dice)
{
    gint64 count = share_of(world->known, 1, 400);
    for (gint64 i = 0; i < count; i++) {
        Event event = {.at = world->start + (gint64)(random_next(dice) % (DAYS * (guint64)DAY)),
                       .account = world->n_accounts + 1000 + (guint32)i,
                       .kind = 1,
                       .orphan = TRUE,
                       .value = 120};
        g_array_append_val(world->events, event);
    }
}

static int
compare_events(const void *a, const void *b)
{
    const Event *left = a, *right = b;
    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    if (left->account != right->account)
        return left->account < right->account ? -1 : 1;
    return left->kind != right->kind ? (int)left->kind - (int)right->kind
                                     : (left->value > right->value) - (left->value < right->value);
}

static int
compare_deployments(const void *a, const void *b)
{
    const Deployment *left = a, *right = b;
    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    if (left->account != right->account)
        return left->account < right->account ? -1 : 1;
    return (int)left->endpoint - (int)right->endpoint;
}

/* ---- all accounts ------------------------------------------------------------------------ */

/* Rows that bear an outcome now or later, by account in order of arrival: starts[a] … starts[a+1].
 */
static guint32 *
rows_by_account(const World *world, guint32 *starts)
{
    guint32 n = world->n_accounts;
    memset(starts, 0, (n + 2) * sizeof *starts);
    for (guint32 i = 0; i < world->n_tickets; i++)
        if (world->tickets[i].kind <= ROW_NEAR_DUPLICATE)
            starts[world->tickets[i].account + 2]++;
    for (guint32 i = 2; i <= n + 1; i++)
        starts[i] += starts[i - 1];
    guint32 *rows = g_new(guint32, starts[n + 1] + 1);
    for (guint32 i = 0; i < world->n_tickets; i++) {
        const Ticket *ticket = &world->tickets[world->order[i]];
        if (ticket->kind <= ROW_NEAR_DUPLICATE)
            rows[starts[ticket->account + 1]++] = world->order[i];
    }
    return rows;
}

void
make_telemetry(World *world)
{
    world->events = g_array_new(FALSE, FALSE, sizeof(Event));
    world->deployments = g_array_new(FALSE, FALSE, sizeof(Deployment));
    world->health = g_array_new(FALSE, FALSE, sizeof(Health));
    g_autofree guint32 *starts = g_new(guint32, world->n_accounts + 2);
    g_autofree guint32 *rows = rows_by_account(world, starts);
    Story story = {.world = world};
    story.errors = g_array_new(FALSE, FALSE, sizeof(Event));
    story.deployments = g_array_new(FALSE, FALSE, sizeof(Deployment));
    story.fresh = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint32 i = 0; i < world->n_accounts; i++) {
        story.account = i;
        story.rows = rows + starts[i];
        story.n = starts[i + 1] - starts[i];
        dice_seed(&story.dice, world->seed, 11, i);
        g_array_set_size(story.errors, 0);
        g_array_set_size(story.deployments, 0);
        write_health(&story);
        lower_health(&story);
        tell_story(&story);
    }
    g_array_unref(story.errors);
    g_array_unref(story.deployments);
    g_array_unref(story.fresh);

    Dice dice;
    dice_seed(&dice, world->seed, 12, 0);
    add_everyday(world, &dice);
    if (!world->options.clean)
        add_orphans(world, &dice);
    qsort(world->events->data, world->events->len, sizeof(Event), compare_events);
    qsort(world->deployments->data, world->deployments->len, sizeof(Deployment),
          compare_deployments);
}
