/* Rows of the tables around the tickets, and the cells all tables are made of. */
#include "sample/words.h"
#include "sample/write.h"

/* ---- cells ------------------------------------------------------------------------------- */

void
append_number(GString *row, gint64 number)
{
    char digits[24];
    int at = sizeof digits;
    guint64 rest = (guint64)(number < 0 ? -number : number);
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        digits[--at] = '-';
    g_string_append_len(row, digits + at, (gssize)sizeof digits - at);
}

static void
append_padded(GString *row, guint64 number, int width)
{
    char digits[24];
    int at = sizeof digits;
    for (int i = 0; i < width || number > 0; i++) {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    }
    g_string_append_len(row, digits + at, (gssize)sizeof digits - at);
}

static void
append_day(GString *row, gint64 days)
{
    int year, month, day;
    civil_from_days(days, &year, &month, &day);
    append_padded(row, (guint64)year, 4);
    g_string_append_c(row, '-');
    append_padded(row, (guint64)month, 2);
    g_string_append_c(row, '-');
    append_padded(row, (guint64)day, 2);
}

void
append_time(GString *row, gint64 seconds)
{
    if (seconds == 0)
        return;
    gint64 days = seconds / DAY, rest = seconds % DAY;
    append_day(row, days);
    char clock[10] = {' ', (char)('0' + rest / 36000),   (char)('0' + rest / HOUR % 10),
                      ':', (char)('0' + rest / 600 % 6), (char)('0' + rest / 60 % 10),
                      ':', (char)('0' + rest / 10 % 6),  (char)('0' + rest % 10)};
    g_string_append_len(row, clock, 9);
}

void
append_cell(GString *row, const char *text)
{
    csv_append(row, text, FALSE);
}

static void
append_id(GString *row, char letter, guint64 number, int width)
{
    g_string_append_c(row, letter);
    append_padded(row, number + 1, width);
}

/* ---- people ------------------------------------------------------------------------------ */

void
user_names(const World *world, guint32 user, const char **first, const char **last)
{
    guint64 key = dice_key(world->options.seed, 30, user);
    *first = first_names.items[key % first_names.n];
    *last = last_names.items[(key >> 20) % last_names.n];
}

void
append_company(const World *world, guint32 account, GString *out)
{
    if (world->accounts[account].own) {
        g_string_append(out, "Quayside (own staff)");
        return;
    }
    guint64 key = dice_key(world->options.seed, 31, account);
    g_string_append(out, company_heads.items[key % company_heads.n]);
    g_string_append(out, company_tails.items[(key >> 20) % company_tails.n]);
}

/* ASCII letters of a name, small: the local part of an address. */
static void
append_letters(GString *out, const char *name)
{
    for (; *name != '\0'; name++)
        if (g_ascii_isalpha(*name))
            g_string_append_c(out, g_ascii_tolower(*name));
}

void
append_email(const World *world, guint32 account, guint32 user, GString *out)
{
    const char *first, *last;
    user_names(world, user, &first, &last);
    append_letters(out, first);
    g_string_append_c(out, '.');
    append_letters(out, last);
    g_string_append_c(out, '@');
    if (world->accounts[account].own) {
        g_string_append(out, "quayside.example");
        return;
    }
    guint64 key = dice_key(world->options.seed, 31, account);
    append_letters(out, company_heads.items[key % company_heads.n]);
    append_letters(out, company_tails.items[(key >> 20) % company_tails.n]);
    g_string_append(out, ".example");
}

/* ---- accounts ---------------------------------------------------------------------------- */

static gint64
count_accounts(const World *world)
{
    return world->n_accounts + world->n_own;
}

static void
accounts_header(const World *world, GString *out)
{
    g_string_append(out,
                    "account_id,name,industry,country,region,tier,plan,language,arr,created_at,"
                    "churned_at,previously_churned_at\n");
}

static void
accounts_row(const World *world, gint64 index, GString *out)
{
    const Account *account = &world->accounts[index];
    append_id(out, 'A', (guint64)index, 5);
    g_string_append_c(out, ',');
    append_company(world, (guint32)index, out);
    g_string_append_printf(out, ",%s,%s,%s,%s,%s,%s,%u,", industry_names[account->industry],
                           country_names[account->region][account->country],
                           region_names[account->region], tier_names[account->tier],
                           plan_names[account->plan], language_names[account->language],
                           account->arr);
    append_time(out, account->created);
    g_string_append_c(out, ',');
    append_time(out, account->churned);
    g_string_append_c(out, ',');
    append_time(out, account->churned_before);
    g_string_append_c(out, '\n');
}

const TableWriter accounts_table = {"accounts.csv", count_accounts, accounts_header, accounts_row};

/* ---- users: written account by account ---------------------------------------------------- */

static void
users_header(const World *world, GString *out)
{
    g_string_append(out, "user_id,account_id,name,email,role,created_at\n");
}

static void
users_row(const World *world, gint64 index, GString *out)
{
    const Account *account = &world->accounts[index];
    for (guint32 i = 0; i < account->users; i++) {
        guint32 user = account->first_user + i;
        Dice dice;
        dice_seed(&dice, world->seed, 32, user);
        const char *first, *last;
        user_names(world, user, &first, &last);
        append_id(out, 'U', user, 6);
        g_string_append_c(out, ',');
        append_id(out, 'A', (guint64)index, 5);
        g_string_append_printf(out, ",%s %s,", first, last);
        append_email(world, (guint32)index, user, out);
        g_string_append_printf(out, ",%s,", role_names[i == 0 ? 1 : dice_between(&dice, 0, 3)]);
        append_time(out, account->created + (i == 0 ? 0 : dice_between(&dice, 60, 20 * HOUR)));
        g_string_append_c(out, '\n');
    }
}

const TableWriter users_table = {"users.csv", count_accounts, users_header, users_row};

/* ---- agents ------------------------------------------------------------------------------ */

static gint64
count_agents(const World *world)
{
    return world->n_agents;
}

static void
agents_header(const World *world, GString *out)
{
    g_string_append(out, "agent_id,name,team,topic,hired_at\n");
}

static void
agents_row(const World *world, gint64 index, GString *out)
{
    Dice dice;
    dice_seed(&dice, world->seed, 33, (guint64)index);
    const char *first, *last;
    user_names(world, 4000000000u + (guint32)index, &first, &last);
    g_string_append_c(out, 'G');
    append_padded(out, (guint64)index + 1, 3);
    g_string_append_printf(out, ",%s %s,%s,%s,", first, last,
                           dice_chance(&dice, 6000) ? "Frontline" : "Specialists",
                           category_names[index % TOPICS]);
    append_day(out, world->start / DAY - dice_between(&dice, 30, 2500));
    g_string_append_c(out, '\n');
}

const TableWriter agents_table = {"agents.csv", count_agents, agents_header, agents_row};

/* ---- what happened in time --------------------------------------------------------------- */

static gint64
count_health(const World *world)
{
    return world->health->len;
}

static void
health_header(const World *world, GString *out)
{
    g_string_append(out, "account_id,recorded_at,score\n");
}

static void
health_row(const World *world, gint64 index, GString *out)
{
    const Health *health = &g_array_index(world->health, Health, index);
    append_id(out, 'A', health->account, 5);
    g_string_append_c(out, ',');
    append_time(out, health->at);
    g_string_append_c(out, ',');
    append_number(out, health->score);
    g_string_append_c(out, '\n');
}

const TableWriter health_table = {"account_health.csv", count_health, health_header, health_row};

static gint64
count_deployments(const World *world)
{
    return world->deployments->len;
}

static void
deployments_header(const World *world, GString *out)
{
    g_string_append(out, "deployment_id,account_id,endpoint,deployed_at\n");
}

static void
deployments_row(const World *world, gint64 index, GString *out)
{
    const Deployment *deployment = &g_array_index(world->deployments, Deployment, index);
    append_id(out, 'D', (guint64)index, 6);
    g_string_append_c(out, ',');
    append_id(out, 'A', deployment->account, 5);
    g_string_append_c(out, ',');
    g_string_append(out, endpoint_names[deployment->endpoint]);
    g_string_append_c(out, ',');
    append_time(out, deployment->at);
    g_string_append_c(out, '\n');
}

const TableWriter deployments_table = {"deployments.csv", count_deployments, deployments_header,
                                       deployments_row};

static gint64
count_events(const World *world)
{
    return world->events->len;
}

static void
events_header(const World *world, GString *out)
{
    g_string_append(out, "event_id,account_id,user_id,occurred_at,event,endpoint,value\n");
}

/* value: milliseconds of a call or an error, rows of an export or import; logins have neither value
 * nor endpoint. */
static void
events_row(const World *world, gint64 index, GString *out)
{
    const Event *event = &g_array_index(world->events, Event, index);
    append_number(out, index + 1);
    g_string_append_c(out, ',');
    append_id(out, 'A', event->account, 5);
    g_string_append_c(out, ',');
    if (!event->orphan)
        append_id(out, 'U', world->accounts[event->account].first_user + event->user, 6);
    g_string_append_c(out, ',');
    append_time(out, event->at);
    g_string_append_c(out, ',');
    g_string_append(out, event_names[event->kind]);
    g_string_append_c(out, ',');
    if (event->kind <= 1 || event->kind == 5)
        g_string_append(out, endpoint_names[event->endpoint]);
    g_string_append_c(out, ',');
    if (event->kind != 2)
        append_number(out, event->value);
    g_string_append_c(out, '\n');
}

const TableWriter events_table = {"product_events.csv", count_events, events_header, events_row};
