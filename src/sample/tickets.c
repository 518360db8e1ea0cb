/* Rows of tickets.csv, dirt and all, and of TRUTH.tsv, which says what each of them bears. */
#include "sample/life.h"
#include "sample/words.h"
#include "sample/write.h"

static gint64
count_tickets(const World *world)
{
    return world->n_tickets;
}

static void
append_ticket_id(GString *row, guint32 rank)
{
    char id[16];
    g_snprintf(id, sizeof id, "T%07u", rank + 1);
    g_string_append(row, id);
}

static void
append_key(GString *row, char letter, guint32 number, int width)
{
    char key[16];
    if (number != G_MAXUINT32) {
        g_snprintf(key, sizeof key, "%c%0*u", letter, width, number + 1);
        g_string_append(row, key);
    }
    g_string_append_c(row, ',');
}

static void
tickets_header(const World *world, GString *out)
{
    g_string_append(out, "ticket_id,created_at,account_id,user_id,channel,category,product_area,"
                         "priority,region,work_queue,subject,body,tags,status,agent_id,team,"
                         "team_changes,first_reply_at,solved_at,closed_at,updated_at,"
                         "resolution_hours,handle_minutes,replies,reopens,csat,nps,"
                         "escalated_to_eng,escalated_at\n");
}

/* ---- cells that need a thought ----------------------------------------------------------- */

static void
append_category(const Ticket *ticket, GString *row)
{
    const char *name = category_names[ticket->category];
    gsize from = row->len;
    g_string_append(row, name);
    if (ticket->dirt != DIRT_SPELLING)
        return;
    char *cell = row->str + from;
    switch (ticket->key % 4) {
    case 0:
        for (; *cell != '\0'; cell++)
            *cell = g_ascii_toupper(*cell);
        break;
    case 1:
        *cell = g_ascii_toupper(*cell);
        break;
    case 2:
        g_string_append_c(row, ' ');
        break;
    default: { /* a slip of the finger: the first two letters swapped */
        char first = cell[0];
        cell[0] = cell[1];
        cell[1] = first;
    }
    }
}

static void
append_queue(const World *world, const Ticket *ticket, const Life *life, GString *row)
{
    static const char *const queues[CHANNELS] = {"Q1-mail", "Q2-form", "Q3-chat", "Q4-calls"};
    if (!world->options.clean && (life->status == STATUS_NEW || ticket->kind > ROW_NEAR_DUPLICATE))
        return;
    g_string_append(row, ticket->back_queue ? "Q9-back" : queues[ticket->channel]);
}

static void
append_tags(const World *world, const Ticket *ticket, const Life *life, const char *area,
            GString *row)
{
    static const char *const others[] = {"bug", "question", "feedback", "follow-up", "incident"};
    static const char *const kinds[ROW_KINDS] = {
        [ROW_TEST] = "test", [ROW_SPAM] = "spam", [ROW_MERGED] = "closed_by_merge"};
    Dice dice;
    dice_seed(&dice, ticket->words_key, 41, 0);
    gsize from = row->len;
    if (dice_chance(&dice, 7000)) {
        g_string_append(row, area);
        g_string_append_c(row, ';');
    }
    if (dice_chance(&dice, 4000)) {
        g_string_append(row, others[dice_between(&dice, 0, 4)]);
        g_string_append_c(row, ';');
    }
    if (ticket->account < world->n_accounts &&
        world->accounts[ticket->account].tier == TIER_ENTERPRISE)
        g_string_append(row, "vip;");
    if (life->jira_tag)
        g_string_append(row, "jira_escalated;");
    if (kinds[ticket->kind] != NULL) {
        g_string_append(row, kinds[ticket->kind]);
        g_string_append_c(row, ';');
    }
    if (row->len > from)
        g_string_truncate(row, row->len - 1);
}

/* Tenths of an hour. */
static void
append_hours(GString *row, gint64 seconds)
{
    gint64 tenths = (seconds + 180) / 360;
    append_number(row, tenths / 10);
    g_string_append_c(row, '.');
    g_string_append_c(row, (char)('0' + tenths % 10));
}

static void
append_rating(GString *row, gint64 rating, gint64 none)
{
    g_string_append_c(row, ',');
    if (rating != none)
        append_number(row, rating);
}

/* ---- a row ------------------------------------------------------------------------------- */

static void
append_arrival(const World *world, const Ticket *ticket, const Life *life, guint32 rank,
               const char *area, GString *row)
{
    append_ticket_id(row, rank);
    g_string_append_c(row, ',');
    append_time(row, ticket->created);
    g_string_append_c(row, ',');
    append_key(row, 'A', ticket->account, 5);
    append_key(row, 'U', ticket->user, 6);
    g_string_append(row, channel_names[ticket->channel]);
    g_string_append_c(row, ',');
    append_category(ticket, row);
    g_string_append_c(row, ',');
    g_string_append(row, area);
    g_string_append(row, ",P");
    append_number(row, ticket->priority);
    g_string_append_c(row, ',');
    if (ticket->account != G_MAXUINT32)
        g_string_append(row, region_names[world->accounts[ticket->account].region]);
    g_string_append_c(row, ',');
    append_queue(world, ticket, life, row);
    g_string_append_c(row, ',');
}

static void
append_times(const World *world, const Ticket *ticket, const Life *life, GString *row)
{
    gint64 closed = life->closed, hours = life->solved ? life->solved - ticket->created : 0;
    if (ticket->dirt == DIRT_CLOSED_BEFORE_CREATED)
        closed = ticket->created - 2 * DAY - (gint64)(ticket->key % (5 * DAY));
    if (ticket->dirt == DIRT_FUTURE_DATE) /* ten years ahead */
        closed = closed + 3653 * (gint64)DAY;
    append_time(row, life->first_reply);
    g_string_append_c(row, ',');
    append_time(row, life->solved);
    g_string_append_c(row, ',');
    append_time(row, closed);
    g_string_append_c(row, ',');
    append_time(row, life->updated);
    g_string_append_c(row, ',');
    if (ticket->dirt == DIRT_NEGATIVE_HOURS)
        g_string_append_c(row, '-');
    if (life->solved)
        append_hours(row, hours);
    g_string_append_c(row, ',');
}

static void
append_desk(const World *world, const Ticket *ticket, const Life *life, GString *row)
{
    static const char *const statuses[] = {"new", "open", "pending", "solved", "closed"};
    static const char *const teams[] = {"", "Frontline", "Specialists", "Engineering"};
    g_string_append(row, ticket->kind == ROW_SPAM ? "spam" : statuses[life->status]);
    g_string_append_c(row, ',');
    append_key(row, 'G', life->has_agent ? life->agent : G_MAXUINT32, 3);
    g_string_append(row, teams[life->team]);
    g_string_append_c(row, ',');
    append_number(row, life->team_changes);
    g_string_append_c(row, ',');
    append_times(world, ticket, life, row);
    append_number(row, life->handle_minutes);
    g_string_append_c(row, ',');
    append_number(row, life->replies);
    g_string_append_c(row, ',');
    append_number(row, life->reopens);
    append_rating(row, ticket->dirt == DIRT_CSAT_11 ? 11 : life->csat, 0);
    append_rating(row, life->nps, -1);
    g_string_append_c(row, ',');
    gboolean told = ticket->known;
    g_string_append(row, !told ? "" : ticket->escalated ? "yes" : "no");
    g_string_append_c(row, ',');
    if (told && ticket->escalated)
        append_time(row, ticket->created + ticket->escalated_after);
}

static void
tickets_row(const World *world, gint64 index, GString *out)
{
    const Ticket *ticket = &world->tickets[world->order[index]];
    g_autoptr(GString) subject = g_string_sized_new(128), body = g_string_sized_new(512);
    const char *area;
    write_text(world, ticket, subject, body, &area);
    Life life;
    live(world, ticket, &life);
    append_arrival(world, ticket, &life, (guint32)index, area, out);
    if (ticket->kind == ROW_WIDE) /* a comma that nobody quoted */
        g_string_append_printf(out, "%s, again", subject->str);
    else
        append_cell(out, subject->str);
    g_string_append_c(out, ',');
    append_cell(out, body->str);
    g_string_append_c(out, ',');
    append_tags(world, ticket, &life, area, out);
    if (ticket->kind != ROW_NARROW) { /* a line that was cut off */
        g_string_append_c(out, ',');
        append_desk(world, ticket, &life, out);
    }
    g_string_append_c(out, '\n');
}

const TableWriter tickets_table = {"tickets.csv", count_tickets, tickets_header, tickets_row};

/* ---- the truth --------------------------------------------------------------------------- */

static void
truth_header(const World *world, GString *out)
{
    g_string_append(out, "ticket_id\tplants\n");
}

static void
append_plant(GString *out, const char *plant)
{
    g_string_append_c(out, ' ');
    g_string_append(out, plant);
}

static void
append_copy(const World *world, const Ticket *ticket, GString *out, const char *plant)
{
    append_plant(out, plant);
    g_string_append_c(out, '=');
    append_ticket_id(out, world->rank[ticket->source]);
}

static void
append_kind(const World *world, const Ticket *ticket, GString *out)
{
    static const char *const kinds[ROW_KINDS] = {
        [ROW_TEST] = "test",           [ROW_BOT] = "bot",   [ROW_SPAM] = "spam",
        [ROW_OWN_STAFF] = "own_staff", [ROW_WIDE] = "wide", [ROW_NARROW] = "narrow"};
    if (ticket->kind == ROW_EXACT_DUPLICATE)
        append_copy(world, ticket, out, "exact_duplicate_of");
    if (ticket->kind == ROW_NEAR_DUPLICATE)
        append_copy(world, ticket, out, "near_duplicate_of");
    if (ticket->kind == ROW_MERGED)
        append_copy(world, ticket, out, "merged_into");
    if (kinds[ticket->kind] != NULL)
        append_plant(out, kinds[ticket->kind]);
}

static void
truth_row(const World *world, gint64 index, GString *out)
{
    static const char *const dirts[DIRT_KINDS] = {[DIRT_CLOSED_BEFORE_CREATED] =
                                                      "closed_before_created",
                                                  [DIRT_NEGATIVE_HOURS] = "negative_hours",
                                                  [DIRT_FUTURE_DATE] = "future_date",
                                                  [DIRT_CSAT_11] = "csat_11",
                                                  [DIRT_BLANK_BODY] = "blank_body",
                                                  [DIRT_MOJIBAKE] = "mojibake",
                                                  [DIRT_SPELLING] = "category_spelling"};
    static const char *const personal[PERSONAL_KINDS] = {
        [PERSONAL_EMAIL] = "personal_email", [PERSONAL_PHONE] = "personal_phone",
        [PERSONAL_CARD] = "personal_card",   [PERSONAL_IBAN] = "personal_iban",
        [PERSONAL_IP] = "personal_ip",       [PERSONAL_KEY] = "personal_key",
        [PERSONAL_NAME] = "personal_name"};
    const Ticket *ticket = &world->tickets[world->order[index]];
    gsize start = out->len;
    append_ticket_id(out, (guint32)index);
    g_string_append_c(out, '\t');
    gsize from = out->len;
    append_kind(world, ticket, out);
    if (ticket->combination && !world->options.noise)
        append_plant(out, "combination");
    if (ticket->known && ticket->truth != ticket->escalated && !world->options.noise)
        append_plant(out, "label_error");
    if (ticket->dirt != DIRT_NONE)
        append_plant(out, dirts[ticket->dirt]);
    if (ticket->personal != PERSONAL_NONE)
        append_plant(out, personal[ticket->personal]);
    if (ticket->words & WORDS_PHRASE)
        append_plant(out, "new_phrase");
    if (!ticket->known && ticket->kind == ROW_REAL)
        append_plant(out, ticket->escalated ? "will_escalate" : "will_not_escalate");
    if (out->len == from) {
        g_string_truncate(out, start);
        return;
    }
    g_string_erase(out, (gssize)from, 1);
    g_string_append_c(out, '\n');
}

const TableWriter truth_table = {"TRUTH.tsv", count_tickets, truth_header, truth_row};
