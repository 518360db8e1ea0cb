/* The life of a ticket at the desk: replies, teams, solving, ratings. Agents are three times as
 * fast on their topic, escalated tickets take five times as long, troubled accounts wait longer,
 * and the partner plan waits three times as long for its first reply (unless the sample is fair).
 */
#include "sample/life.h"

#define SPREAD 72000 /* of log2 of the hours: 1.1 */

static void
draw_agent(const World *world, const Ticket *ticket, Dice *dice, Life *life)
{
    guint32 rounds = world->n_agents / TOPICS, round = random_below(dice, rounds);
    gboolean expert = dice_chance(dice, 4000);
    guint32 topic = random_below(dice, TOPICS);
    if (expert && ticket->category < TOPICS)
        topic = ticket->category;
    life->agent = round * TOPICS + topic;
    life->has_agent = TRUE;
}

static gboolean
treated_worse(const World *world, const Ticket *ticket)
{
    return !world->options.fair && ticket->account < world->n_accounts &&
           world->accounts[ticket->account].plan == PLAN_PARTNER;
}

static gint64
first_reply_delay(const World *world, const Ticket *ticket, Dice *dice)
{
    static const gint64 minutes[5] = {0, 50, 150, 420, 720};
    gint64 median = ticket->channel == CHANNEL_CHAT    ? 110
                    : ticket->channel == CHANNEL_PHONE ? 70
                                                       : minutes[ticket->priority] * 60;
    gint64 delay = dice_skewed(dice, median, SPREAD);
    if (treated_worse(world, ticket))
        delay *= 3;
    return MAX(delay, 15);
}

/* Tenths: troubled accounts wait longer, and those about to leave longer still. */
static gint64
patience(const World *world, const Ticket *ticket)
{
    if (ticket->account >= world->n_accounts)
        return 10;
    const Account *account = &world->accounts[ticket->account];
    gboolean leaving = account->churned && account->churned - ticket->created < 120 * DAY;
    return (account->troubled ? 17 : 10) * (leaving ? 25 : 10) / 10;
}

static gint64
solving_time(const World *world, const Ticket *ticket, const Life *life, Dice *dice)
{
    static const gint64 minutes[5] = {0, 300, 660, 1380, 2100};
    static const gint64 factor[CHANNELS] = {100, 100, 60, 70};
    gint64 seconds = dice_skewed(dice, minutes[ticket->priority] * 60, SPREAD);
    seconds = seconds * factor[ticket->channel] / 100;
    if (life->agent % TOPICS == ticket->category)
        seconds /= 3;
    if (ticket->truth)
        seconds *= 6;
    seconds = seconds * patience(world, ticket) / 10;
    if (treated_worse(world, ticket))
        seconds = seconds * 15 / 10;
    return seconds;
}

/* When it was recorded as escalated, 0: never. Outcomes drawn by lot leave no trace in a life. */
static gint64
escalated_at(const World *world, const Ticket *ticket)
{
    gboolean traced = ticket->escalated && !world->options.noise;
    return traced ? ticket->created + ticket->escalated_after : 0;
}

/* Escalated in truth, and by the as-of day. */
static gboolean
in_engineering(const World *world, const Ticket *ticket)
{
    return ticket->truth && escalated_at(world, ticket) < world->end;
}

static void
draw_teams(const World *world, const Ticket *ticket, Dice *dice, Life *life)
{
    gint64 lot = dice_between(dice, 0, 999), changes = dice_between(dice, 0, 1);
    if (ticket->category == CATEGORY_SECURITY && ticket->kind == ROW_REAL) {
        life->team = TEAM_ENGINEERING; /* the routing rule: at once */
    } else if (in_engineering(world, ticket)) {
        life->team = lot < 860 ? TEAM_ENGINEERING : TEAM_SPECIALISTS;
        life->team_changes = (lot < 860 ? 1 : 2) + changes; /* a round trip takes two */
    } else {
        life->team = lot < 4 ? TEAM_ENGINEERING : lot < 700 ? TEAM_FRONTLINE : TEAM_SPECIALISTS;
        life->team_changes = life->team == TEAM_FRONTLINE ? 0 : changes;
    }
    life->jira_tag = in_engineering(world, ticket) && ticket->known && !world->options.clean &&
                     dice_chance(dice, 8000);
}

/* The longer it took, the worse; worse again when it was escalated. */
static void
draw_ratings(const Ticket *ticket, Dice *dice, Life *life)
{
    static const guint16 stars[4][5] = {
        {3, 4, 8, 30, 55}, {6, 8, 16, 34, 36}, {18, 16, 22, 26, 18}, {34, 22, 20, 16, 8}};
    static const guint16 nps[4][11] = {{1, 1, 1, 1, 2, 4, 6, 12, 20, 26, 26},
                                       {2, 2, 2, 3, 5, 8, 10, 16, 20, 18, 14},
                                       {6, 4, 5, 7, 9, 12, 14, 14, 13, 9, 7},
                                       {14, 8, 9, 10, 12, 13, 11, 9, 7, 4, 3}};
    gint64 hours = (life->solved - ticket->created) / HOUR;
    int mood = hours < 8 ? 0 : hours < 48 ? 1 : 2;
    mood += ticket->truth;
    gboolean rated = dice_chance(dice, 2200), surveyed = dice_chance(dice, 900);
    int csat = 1 + (int)dice_weighted(dice, stars[mood], 5);
    int score = (int)dice_weighted(dice, nps[mood], 11);
    life->csat = rated ? csat : 0;
    life->nps = surveyed ? score : -1;
}

static void
draw_effort(const Ticket *ticket, Dice *dice, Life *life)
{
    life->handle_minutes =
        MAX(2, dice_skewed(dice, ticket->channel == CHANNEL_CHAT ? 11 : 15, 60000));
    if (ticket->truth)
        life->handle_minutes *= 10;
    life->replies = MIN(40, 1 + dice_skewed(dice, 1 + 2 * ticket->truth, 60000) +
                                (life->solved - ticket->created > 40 * HOUR));
    gint64 lot = dice_between(dice, 0, 999);
    life->reopens = lot < 10 ? 2 : lot < 60 + 60 * ticket->truth ? 1 : 0;
}

static void
close_life(const World *world, Dice *dice, Life *life, const Ticket *ticket)
{
    gint64 end = world->end, lot = dice_between(dice, 0, 99);
    life->closed = life->solved + 96 * HOUR;
    life->updated = life->closed;
    life->status = STATUS_CLOSED;
    if (life->closed >= end) {
        life->closed = 0;
        life->status = STATUS_SOLVED;
        life->updated = life->solved;
    }
    if (life->solved >= end) {
        life->solved = 0;
        life->status = lot < 30 ? STATUS_PENDING : STATUS_OPEN;
        life->updated = life->first_reply + (end - life->first_reply) * lot / 130;
        life->csat = 0;
        life->nps = -1;
        life->reopens = 0;
    }
    if (life->first_reply >= end)
        *life = (Life){.status = STATUS_NEW, .nps = -1, .updated = ticket->created};
}

void
live(const World *world, const Ticket *ticket, Life *life)
{
    Dice dice;
    dice_seed(&dice, ticket->key, 40, 0);
    *life = (Life){.nps = -1};
    draw_agent(world, ticket, &dice, life);
    gint64 reply = first_reply_delay(world, ticket, &dice);
    gint64 solving = MAX(solving_time(world, ticket, life, &dice), 5 * 60);
    life->first_reply = ticket->created + MIN(reply, solving * 7 / 10);
    life->solved = MAX(ticket->created + solving, escalated_at(world, ticket) + HOUR);
    draw_teams(world, ticket, &dice, life);
    draw_ratings(ticket, &dice, life);
    draw_effort(ticket, &dice, life);
    close_life(world, &dice, life, ticket);
}
