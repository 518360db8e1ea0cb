/* Duplicates, rows that are no tickets, dirt and personal data: each in an exact number, dealt out
 * to the tickets in a random order. Ends with the order of arrival of all rows. */
#include "sample/life.h"

#include <stdlib.h>

typedef struct {
    World *world;
    Dice dice;
    GArray *rows;     /* Ticket: rows beyond the real ones */
    gint64 *room;     /* by real ticket: seconds to the account's next one */
    guint32 *dealing; /* the known tickets in a random order */
    guint8 *taken;    /* dirt or a duplicate already */
} Planting;

/* ---- the leak ---------------------------------------------------------------------------- */

/* work_queue looks like an arrival's column, but 24 in 25 of the escalated are moved to the queue
 * of Engineering afterwards, and one in 250 of the others. Outcomes drawn by lot leave no trace. */
static void
plant_leak(Planting *planting)
{
    World *world = planting->world;
    gint64 of[2] = {0, 0};
    for (guint32 i = 0; i < world->known; i++) {
        const Ticket *ticket = &world->tickets[i];
        of[world->options.noise ? ticket->truth : ticket->escalated]++;
    }
    gint64 left[2] = {share_of(of[0], 1, 250), share_of(of[1], 24, 25)};
    for (guint32 i = 0; i < world->known; i++) {
        Ticket *ticket = &world->tickets[i];
        guint8 outcome = world->options.noise ? ticket->truth : ticket->escalated;
        ticket->back_queue = (guint8)dice_select(&planting->dice, &left[outcome], &of[outcome]);
    }
}

/* ---- duplicates -------------------------------------------------------------------------- */

/* A copy within a day that leaves four hours to the account's next ticket, which may bear the
 * combination; a copy of one with the combination comes soon, to bear it too. */
static gint64
near_delay(Planting *planting, guint32 original)
{
    const Ticket *ticket = &planting->world->tickets[original];
    gint64 most = MIN(20 * HOUR, planting->room[original] - 4 * HOUR - 1);
    if (ticket->combination)
        most = MIN(most, 110 * 60);
    return dice_between(&planting->dice, 4 * 60, most);
}

static gboolean
may_be_copied(const Planting *planting, guint32 index)
{
    const Ticket *ticket = &planting->world->tickets[index];
    return !planting->taken[index] && ticket->category != CATEGORY_SECURITY &&
           planting->room[index] > 5 * HOUR &&
           ticket->created < planting->world->known_end - 2 * DAY &&
           ticket->escalated == ticket->truth;
}

static void
copy_ticket(Planting *planting, guint32 original, gboolean near)
{
    Ticket copy = planting->world->tickets[original];
    copy.source = original;
    copy.kind = near ? ROW_NEAR_DUPLICATE : ROW_EXACT_DUPLICATE;
    if (near) {
        copy.key = dice_key(copy.key, 7, 0);
        gint64 escalation = copy.created + copy.escalated_after;
        copy.created += near_delay(planting, original);
        if (copy.escalated) /* one escalation serves both, but none precedes its ticket */
            copy.escalated_after = (gint32)MAX(escalation - copy.created, 9 * 60 + 20);
    }
    g_array_append_val(planting->rows, copy);
    planting->taken[original] = TRUE;
}

/* N/40 exact and N/40 near ones with the rates of the originals, with and without combination. */
static void
plant_duplicates(Planting *planting)
{
    World *world = planting->world;
    gint64 each = share_of(world->known, 1, 40), all = 2 * each, combination = share_of(all, 1, 16);
    gint64 left[2][2]; /* by combination and escalated */
    left[1][1] = share_of(combination, 72, 100);
    left[1][0] = combination - left[1][1];
    left[0][1] = share_of(all, 12, 100) - left[1][1];
    left[0][0] = all - combination - left[0][1];
    gint64 near = each;
    for (guint32 i = 0; i < world->known && all > 0; i++) {
        guint32 index = planting->dealing[i];
        const Ticket *ticket = &world->tickets[index];
        gint64 *cell = &left[ticket->combination][ticket->escalated];
        if (*cell == 0 || !may_be_copied(planting, index))
            continue;
        copy_ticket(planting, index, dice_select(&planting->dice, &near, &all));
        *cell -= 1;
    }
}

/* ---- rows that are no tickets ------------------------------------------------------------ */

static void
plant_rows(Planting *planting, RowKind kind, gint64 count)
{
    World *world = planting->world;
    for (gint64 i = 0; i < count; i++) {
        guint32 index = random_below(&planting->dice, world->known);
        Ticket row = world->tickets[index];
        row.kind = (guint8)kind;
        row.created += dice_between(&planting->dice, 60, 3 * HOUR);
        row.key = dice_key(world->seed, 8 + kind, (guint64)i);
        row.words_key = dice_key(row.key, 9, 0);
        row.combination = row.escalated = row.truth = row.words = row.dirt = row.personal = 0;
        row.back_queue = 0;
        row.known = FALSE;
        row.escalated_after = 0;
        row.source = kind == ROW_MERGED ? index : G_MAXUINT32;
        if (row.category == CATEGORY_SECURITY)
            row.category = CATEGORY_ACCESS;
        if (kind == ROW_OWN_STAFF) {
            row.account = world->n_accounts;
            row.user = world->accounts[row.account].first_user +
                       random_below(&planting->dice, world->accounts[row.account].users);
        }
        if (kind == ROW_SPAM || kind == ROW_BOT)
            row.account = row.user = G_MAXUINT32;
        if (kind != ROW_WIDE && kind != ROW_NARROW)
            row.channel = kind == ROW_OWN_STAFF ? CHANNEL_WEB : CHANNEL_EMAIL;
        g_array_append_val(planting->rows, row);
    }
}

/* ---- dirt and personal data -------------------------------------------------------------- */

static gboolean
takes_dirt(const World *world, const Ticket *ticket, Dirt dirt)
{
    Life life;
    switch (dirt) {
    case DIRT_CLOSED_BEFORE_CREATED:
    case DIRT_NEGATIVE_HOURS:
    case DIRT_FUTURE_DATE:
    case DIRT_CSAT_11: /* dates and ratings belong to closed tickets */
        live(world, ticket, &life);
        return life.status == STATUS_CLOSED;
    case DIRT_SPELLING:
        return ticket->category < TOPICS;
    default:
        return TRUE;
    }
}

static void
plant_dirt(Planting *planting)
{
    World *world = planting->world;
    gint64 n = world->known;
    gint64 left[DIRT_KINDS] = {[DIRT_CLOSED_BEFORE_CREATED] = share_of(n, 1, 200),
                               [DIRT_NEGATIVE_HOURS] = share_of(n, 1, 200),
                               [DIRT_FUTURE_DATE] = share_of(n, 1, 400),
                               [DIRT_CSAT_11] = share_of(n, 1, 400),
                               [DIRT_BLANK_BODY] = share_of(n, 1, 200),
                               [DIRT_MOJIBAKE] = share_of(n, 1, 200),
                               [DIRT_SPELLING] = share_of(n, 1, 50)};
    for (guint32 i = 0; i < world->known; i++) {
        guint32 index = planting->dealing[i];
        Ticket *ticket = &world->tickets[index];
        if (planting->taken[index])
            continue;
        for (int dirt = 1; dirt < DIRT_KINDS; dirt++) {
            if (left[dirt] == 0 || !takes_dirt(world, ticket, (Dirt)dirt))
                continue;
            ticket->dirt = (guint8)dirt;
            planting->taken[index] = TRUE;
            left[dirt]--;
            break;
        }
    }
}

static void
plant_personal(Planting *planting)
{
    World *world = planting->world;
    gint64 n = world->known;
    gint64 left[PERSONAL_KINDS] = {
        [PERSONAL_EMAIL] = share_of(n, 1, 100), [PERSONAL_PHONE] = share_of(n, 1, 100),
        [PERSONAL_CARD] = share_of(n, 1, 200),  [PERSONAL_IBAN] = share_of(n, 1, 400),
        [PERSONAL_IP] = share_of(n, 1, 200),    [PERSONAL_KEY] = share_of(n, 1, 400),
        [PERSONAL_NAME] = share_of(n, 1, 10)};
    int kind = 1;
    for (guint32 i = 0; i < world->known && kind < PERSONAL_KINDS; i++) {
        guint32 index = planting->dealing[world->known - 1 - i];
        if (planting->taken[index])
            continue;
        world->tickets[index].personal = (guint8)kind;
        planting->taken[index] = TRUE;
        left[kind]--;
        kind += left[kind] == 0;
    }
}

/* ---- the order of all rows --------------------------------------------------------------- */

typedef struct {
    gint64 created;
    guint32 row;
} Arrival;

static int
compare_arrivals(const void *a, const void *b)
{
    const Arrival *left = a, *right = b;
    if (left->created != right->created)
        return left->created < right->created ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

static void
order_rows(World *world)
{
    g_autofree Arrival *arrivals = g_new(Arrival, world->n_tickets);
    for (guint32 i = 0; i < world->n_tickets; i++)
        arrivals[i] = (Arrival){.created = world->tickets[i].created, .row = i};
    qsort(arrivals, world->n_tickets, sizeof *arrivals, compare_arrivals);
    world->order = g_new(guint32, world->n_tickets);
    world->rank = g_new(guint32, world->n_tickets);
    for (guint32 i = 0; i < world->n_tickets; i++) {
        world->order[i] = arrivals[i].row;
        world->rank[arrivals[i].row] = i;
    }
}

static void
find_gaps(Planting *planting)
{
    World *world = planting->world;
    guint32 n = world->known + world->unknown;
    g_autofree gint64 *next = g_new(gint64, world->n_accounts);
    for (guint32 i = 0; i < world->n_accounts; i++)
        next[i] = world->end + 30 * DAY;
    planting->room = g_new(gint64, n);
    for (guint32 i = n; i-- > 0;) {
        const Ticket *ticket = &world->tickets[i];
        planting->room[i] = next[ticket->account] - ticket->created;
        next[ticket->account] = ticket->created;
    }
}

static void
plant_all(Planting *planting)
{
    World *world = planting->world;
    gint64 n = world->known;
    plant_leak(planting);
    if (!world->options.noise)
        plant_duplicates(planting);
    plant_dirt(planting);
    plant_personal(planting);
    plant_rows(planting, ROW_TEST, share_of(n, 1, 200));
    plant_rows(planting, ROW_BOT, share_of(n, 1, 200));
    plant_rows(planting, ROW_SPAM, share_of(n, 1, 200));
    plant_rows(planting, ROW_MERGED, share_of(n, 1, 100));
    plant_rows(planting, ROW_OWN_STAFF, share_of(n, 1, 100));
    plant_rows(planting, ROW_WIDE, share_of(n, 1, 400));
    plant_rows(planting, ROW_NARROW, share_of(n, 1, 400));
}

void
make_plants(World *world)
{
    if (!world->options.clean) {
        Planting planting = {.world = world};
        dice_seed(&planting.dice, world->seed, 10, 0);
        planting.rows = g_array_new(FALSE, FALSE, sizeof(Ticket));
        planting.dealing = g_new(guint32, world->known);
        planting.taken = g_new0(guint8, world->known);
        for (guint32 i = 0; i < world->known; i++)
            planting.dealing[i] = i;
        dice_shuffle(&planting.dice, planting.dealing, world->known);
        find_gaps(&planting);
        plant_all(&planting);

        guint32 real = world->n_tickets;
        world->n_tickets += planting.rows->len;
        world->tickets = g_renew(Ticket, world->tickets, world->n_tickets);
        memcpy(world->tickets + real, planting.rows->data, planting.rows->len * sizeof(Ticket));
        g_array_unref(planting.rows);
        g_free(planting.dealing);
        g_free(planting.taken);
        g_free(planting.room);
    }
    order_rows(world);
}
