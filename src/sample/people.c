/* Accounts with their users: who can write to the desk, when, and how much. */
#include "sample/world.h"

/* Region: North America, Europe, APAC, LATAM. Africa is new and placed by count. */
static const guint16 region_weights[] = {42, 30, 14, 14};
static const guint16 tier_weights[] = {50, 38, 12};
static const guint16 industry_weights[REGION_AFRICA + 1][8] = {
    /* retail, software, logistics, health, finance, manufacturing, mining, education */
    {20, 26, 10, 14, 14, 8, 1, 7}, {18, 20, 12, 10, 16, 16, 1, 7}, {16, 18, 16, 6, 12, 24, 4, 4},
    {22, 8, 18, 6, 10, 12, 20, 4}, {20, 10, 20, 6, 14, 6, 20, 4},
};

static void
draw_account(World *world, Account *account, Dice *dice)
{
    account->region = (guint8)dice_weighted(dice, region_weights, 4);
    account->country = (guint8)dice_between(dice, 0, 3);
    account->tier = (guint8)dice_weighted(dice, tier_weights, 3);
    /* The proxy: the partner plan is sold almost only in LATAM. */
    guint32 partner = account->region == REGION_LATAM ? 8200 : 300;
    account->plan = dice_chance(dice, partner) ? PLAN_PARTNER : (guint8)dice_between(dice, 0, 1);
    account->industry = (guint8)dice_weighted(dice, industry_weights[account->region], 8);
    account->language = (guint8)(account->region == REGION_LATAM    ? dice_between(dice, 1, 2)
                                 : account->region == REGION_EUROPE ? dice_chance(dice, 4000) * 3
                                                                    : 0);
    static const gint64 least[] = {1200, 12000, 90000}, most[] = {9000, 80000, 480000};
    account->arr =
        (guint32)(dice_between(dice, least[account->tier], most[account->tier]) / 100 * 100);
    static const gint64 quiet[] = {40, 120, 420}, busy[] = {110, 320, 900};
    account->weight = (guint32)dice_between(dice, quiet[account->tier], busy[account->tier]);
    static const gint64 few[] = {1, 2, 4}, many[] = {2, 5, 9};
    account->users = (guint8)dice_between(dice, few[account->tier], many[account->tier]);
    /* 22 in 100 accounts joined within the 18 months, the others in the six years before. */
    account->created = dice_chance(dice, 2200)
                           ? world->start + dice_between(dice, 1, (DAYS_KNOWN - 40)) * DAY
                           : world->start - dice_between(dice, 20, 6 * 365) * DAY;
    account->created += dice_between(dice, 8 * HOUR, 18 * HOUR);
    if (dice_chance(dice, 600))
        account->churned_before = account->created - dice_between(dice, 60, 500) * DAY;
}

/* Exact shares: a fifth of the accounts is troubled; a quarter of those leaves, and one in 25 of
 * the others. */
static void
draw_trouble(World *world, Dice *dice)
{
    gint64 n = world->n_accounts, troubled = share_of(n, 1, 5);
    gint64 leaving[2] = {share_of(n - troubled, 1, 25), share_of(troubled, 1, 4)};
    gint64 of[2] = {n - troubled, troubled}, left = troubled, all = n;
    for (guint32 i = 0; i < world->n_accounts; i++) {
        Account *account = &world->accounts[i];
        account->troubled = (guint8)dice_select(dice, &left, &all);
        if (!dice_select(dice, &leaving[account->troubled], &of[account->troubled]))
            continue;
        gint64 earliest = MAX(account->created + 120 * DAY, world->start + 90 * DAY);
        gint64 last = world->start + (DAYS_KNOWN - 5) * (gint64)DAY;
        account->churned = earliest < last ? dice_between(dice, earliest, last) : last;
    }
}

/* One account in 50 is of the region that first appears in the last two months. */
static void
draw_new_region(World *world, Dice *dice)
{
    gint64 left = MAX(1, share_of(world->n_accounts, 1, 50)), of = 0;
    for (guint32 i = 0; i < world->n_accounts; i++)
        of += world->accounts[i].churned == 0;
    for (guint32 i = 0; i < world->n_accounts; i++) {
        Account *account = &world->accounts[i];
        if (account->churned || !dice_select(dice, &left, &of))
            continue;
        account->region = REGION_AFRICA;
        account->plan = account->plan == PLAN_PARTNER ? PLAN_ANNUAL : account->plan;
        account->language = 0;
        account->churned_before = 0;
        account->created = world->start + (DAYS - RECENT_DAYS) * (gint64)DAY +
                           dice_between(dice, 9 * HOUR, 5 * DAY);
        account->weight = MAX(account->weight, 300);
    }
}

static void
add_own_staff(World *world)
{
    Account *own = &world->accounts[world->n_accounts];
    *own = (Account){.created = world->start - 2000 * (gint64)DAY,
                     .tier = TIER_BUSINESS,
                     .plan = PLAN_ANNUAL,
                     .industry = 1,
                     .users = 6,
                     .own = TRUE};
    world->n_own = 1;
}

void
make_people(World *world)
{
    Dice dice;
    dice_seed(&dice, world->seed, 1, 0);
    world->n_accounts = (guint32)MAX(20, world->options.tickets / 20);
    world->accounts = g_new0(Account, world->n_accounts + 1);
    for (guint32 i = 0; i < world->n_accounts; i++)
        draw_account(world, &world->accounts[i], &dice);
    draw_trouble(world, &dice);
    draw_new_region(world, &dice);
    if (!world->options.clean)
        add_own_staff(world);
    for (guint32 i = 0; i < world->n_accounts + world->n_own; i++) {
        world->accounts[i].first_user = world->n_users;
        world->n_users += world->accounts[i].users;
    }
    guint32 root = 1;
    while ((gint64)(root + 1) * (root + 1) * 8000 <= world->options.tickets)
        root++;
    world->n_agents = TOPICS * (4 + root); /* 40 at 8,000 tickets, 120 at a million */
}

void
world_clear(World *world)
{
    g_clear_pointer(&world->accounts, g_free);
    g_clear_pointer(&world->tickets, g_free);
    g_clear_pointer(&world->order, g_free);
    g_clear_pointer(&world->rank, g_free);
    g_clear_pointer(&world->events, g_array_unref);
    g_clear_pointer(&world->deployments, g_array_unref);
    g_clear_pointer(&world->health, g_array_unref);
}

int
month_of(const World *world, gint64 time)
{
    int year, month, day;
    civil_from_days(time / DAY, &year, &month, &day);
    return CLAMP((year - 2025) * 12 + month - 1, 0, MONTHS - 1);
}

gboolean
recent(const World *world, gint64 time)
{
    return time >= world->start + (DAYS - RECENT_DAYS) * (gint64)DAY;
}
