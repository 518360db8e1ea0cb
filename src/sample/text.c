/* Subjects and bodies: an issue of the category, framed by greeting, details and sign-off as its
 * channel has it, with what the plan wants said. The words depend on the ticket's own stream only.
 */
#include "sample/words.h"
#include "sample/write.h"

#include <string.h>

#define CHAT_SUBJECT 16 /* bytes: chat subjects are cut short */

/* Appends a phrase with its placeholders filled in. */
static void
expand(Dice *dice, const char *text, GString *out)
{
    static const char *const codes[] = {"error 500", "ERR-2041",  "error 403", "ERR-1187",
                                        "code 17",   "error 502", "ERR-3390",  "a timeout"};
    for (; *text != '\0'; text++) {
        if (text[0] != '{' || text[1] == '\0' || text[2] != '}') {
            g_string_append_c(out, *text);
            continue;
        }
        switch (text[1]) {
        case 'e':
            g_string_append(out, endpoint_names[dice_between(dice, 0, 7)]);
            break;
        case 'n':
            append_number(out, dice_between(dice, 2, 98));
            break;
        case 'h':
            append_number(out, dice_between(dice, 7, 18));
            break;
        case 'i':
            g_string_append(out, dice_chance(dice, 5000) ? "INV-" : "#");
            append_number(out, dice_between(dice, 10000, 99999));
            break;
        case 'b':
            g_string_append(out, phrase(dice, &browsers));
            break;
        case 'p':
            g_string_append(out, phrase(dice, &pages));
            break;
        case 'c':
            g_string_append(out, codes[dice_between(dice, 0, 7)]);
            break;
        default:
            g_string_append(out, phrase(dice, &weekdays));
        }
        text += 2;
    }
}

static void
say(Dice *dice, const Phrases *phrases, GString *out)
{
    if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append_c(out, ' ');
    expand(dice, phrase(dice, phrases), out);
}

/* One detail, sometimes a second one. */
static void
say_details(Dice *dice, GString *out)
{
    guint first = random_below(dice, details.n), step = 1 + random_below(dice, details.n - 1);
    g_string_append_c(out, ' ');
    expand(dice, details.items[first], out);
    if (!dice_chance(dice, 4000))
        return;
    g_string_append_c(out, ' ');
    expand(dice, details.items[(first + step) % details.n], out);
}

/* ---- personal data ----------------------------------------------------------------------- */

/* Numbers made for tests and examples, all with valid check digits. */
static const char *const cards[] = {"4111 1111 1111 1111", "5555-5555-5555-4444",
                                    "378282246310005",     "6011111111111117",
                                    "4012888888881881",    "5105105105105100"};
static const char *const ibans[] = {
    "DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432",   "FR14 2004 1010 0505 0001 3M02 606",
    "NL91ABNA0417164300",          "ES9121000418450200051332", "AT61 1904 3002 3457 3201"};

static void
say_key(Dice *dice, GString *out)
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    g_string_append(out, " Our token is fdk_test_");
    for (int i = 0; i < 32; i++)
        g_string_append_c(out, letters[random_below(dice, sizeof letters - 1)]);
    g_string_append_c(out, '.');
}

static void
say_phone(Dice *dice, GString *out)
{
    static const char *const forms[] = {" Call me on +1 202-555-01%02d.",
                                        " My number is (312) 555-01%02d.",
                                        " You reach us at 415-555-01%02d."};
    g_string_append_printf(out, forms[dice_between(dice, 0, 2)], (int)dice_between(dice, 0, 99));
}

static void
say_personal(const World *world, const Ticket *ticket, GString *out)
{
    Dice dice;
    dice_seed(&dice, ticket->words_key, 20, 0);
    switch ((Personal)ticket->personal) {
    case PERSONAL_EMAIL:
        g_string_append(out, " Please answer to ");
        append_email(world, ticket->account, ticket->user, out);
        g_string_append(out, " instead.");
        break;
    case PERSONAL_PHONE:
        say_phone(&dice, out);
        break;
    case PERSONAL_CARD:
        g_string_append_printf(out, " The card is %s.", cards[dice_between(&dice, 0, 5)]);
        break;
    case PERSONAL_IBAN:
        g_string_append_printf(out, " Our account is %s.", ibans[dice_between(&dice, 0, 5)]);
        break;
    case PERSONAL_IP: {
        static const char *const nets[] = {"192.0.2.", "198.51.100.", "203.0.113."};
        g_string_append_printf(out, " The request came from %s%d.", nets[dice_between(&dice, 0, 2)],
                               (int)dice_between(&dice, 1, 254));
        break;
    }
    case PERSONAL_KEY:
        say_key(&dice, out);
        break;
    default:
        break;
    }
}

/* ---- bodies by channel ------------------------------------------------------------------- */

static void
say_planned(const Ticket *ticket, Dice *dice, GString *body)
{
    /* Some tell of API errors that the telemetry shows, some of errors that it does not. */
    guint32 claims = ticket->combination ? 4000 : ticket->category == CATEGORY_API ? 1500 : 500;
    if (ticket->channel == CHANNEL_CHAT)
        claims = claims / 3 + 500;
    if (dice_chance(dice, claims))
        say(dice, &error_phrases, body);
    if (ticket->words & WORDS_URGENT)
        say(dice, &urgent_phrases, body);
    if (ticket->words & WORDS_AGAIN)
        say(dice, &again_phrases, body);
    if (ticket->words & WORDS_CALM)
        say(dice, &calm_phrases, body);
    if (ticket->words & WORDS_PHRASE)
        say(dice, &recent_phrases, body);
}

static void
write_mail(const World *world, const Ticket *ticket, const Issue *issue, Dice *dice, GString *body)
{
    say(dice, &greetings, body);
    if (ticket->channel == CHANNEL_EMAIL && dice_chance(dice, 5000))
        g_string_append_c(body, '\n');
    if (dice_chance(dice, 3000))
        say(dice, &openers, body);
    if (body->len > 0 && body->str[body->len - 1] != '\n')
        g_string_append_c(body, ' ');
    expand(dice, issue->bodies[dice_between(dice, 0, BODIES - 1)], body);
    say_details(dice, body);
    if (dice_chance(dice, 6500))
        say(dice, &tried, body);
    if (dice_chance(dice, 5500))
        say(dice, &impacts, body);
    say_planned(ticket, dice, body);
    say_personal(world, ticket, body);
    say(dice, &closings, body);
    if (ticket->personal == PERSONAL_NAME) {
        const char *first, *last;
        user_names(world, ticket->user, &first, &last);
        g_string_append_printf(body, " %s %s", first, last);
    }
}

static void
write_call(const World *world, const Ticket *ticket, const Issue *issue, Dice *dice, GString *body)
{
    say(dice, &phone_openers, body);
    g_string_append_c(body, ' ');
    expand(dice, issue->bodies[dice_between(dice, 0, BODIES - 1)], body);
    say(dice, &details, body);
    say(dice, dice_chance(dice, 5000) ? &tried : &impacts, body);
    say_planned(ticket, dice, body);
    say_personal(world, ticket, body);
    say(dice, &phone_closings, body);
    if (ticket->personal == PERSONAL_NAME) {
        const char *first, *last;
        user_names(world, ticket->user, &first, &last);
        g_string_append_printf(body, " Caller: %s %s.", first, last);
    }
}

/* Chats are short and in lower case but for personal data. */
static void
write_chat(const World *world, const Ticket *ticket, const Issue *issue, Dice *dice, GString *body)
{
    say(dice, &chat_openers, body);
    g_string_append_c(body, ' ');
    gsize from = body->len;
    expand(dice, issue->bodies[dice_between(dice, 0, BODIES - 1)], body);
    if (body->str[body->len - 1] == '.')
        g_string_truncate(body, body->len - 1);
    if (dice_chance(dice, 5000))
        say(dice, &details, body);
    say_planned(ticket, dice, body);
    for (gsize i = from; i < body->len; i++)
        body->str[i] = g_ascii_tolower(body->str[i]);
    say_personal(world, ticket, body);
    if (ticket->personal == PERSONAL_NAME) {
        const char *first, *last;
        user_names(world, ticket->user, &first, &last);
        g_string_append_printf(body, " this is %s %s", first, last);
    }
    say(dice, &chat_closings, body);
}

static void
write_subject(const Ticket *ticket, const Issue *issue, Dice *dice, const GString *body,
              GString *subject)
{
    if (ticket->channel != CHANNEL_CHAT) {
        expand(dice, issue->subjects[dice_between(dice, 0, SUBJECTS - 1)], subject);
        return;
    }
    gsize cut = MIN(CHAT_SUBJECT, body->len);
    g_string_append_len(subject, body->str, (gssize)cut);
}

/* ---- changes to a text ------------------------------------------------------------------- */

/* Replaces the first `from`; FALSE when there is none. */
static gboolean
replace_once(GString *text, const char *from, const char *to)
{
    return g_string_replace(text, from, to, 1) > 0;
}

/* The same message sent again: a few words differ. */
static void
vary(Dice *dice, GString *body)
{
    static const char *const pairs[][2] = {{"Hello", "Hi"},      {"Hi", "Hello"},
                                           {"Good", "A good"},   {" we ", " we still "},
                                           {" is ", " is now "}, {" the ", " our "},
                                           {" and ", ", and "},  {" our ", " the "},
                                           {" at ", " around "}, {" Thank", " Once more, thank"},
                                           {" a ", " one "}};
    static const char *const ends[] = {" Any news?", " Sending this again.",
                                       " Did my message arrive?", " Hello?"};
    gint64 changes = dice_between(dice, 1, 3);
    guint start = random_below(dice, G_N_ELEMENTS(pairs));
    for (guint i = 0; i < G_N_ELEMENTS(pairs) && changes > 0; i++) {
        const char *const *pair = pairs[(start + i) % G_N_ELEMENTS(pairs)];
        changes -= replace_once(body, pair[0], pair[1]);
    }
    g_string_append(body, ends[dice_between(dice, 0, 3)]);
}

/* UTF-8 read as Windows-1252 and saved again: what an apostrophe, an umlaut and a dash turn into.
 */
static void
damage(Dice *dice, GString *body)
{
    static const char *const scars[] = {
        " We\xc3\xa2\xe2\x82\xac\xe2\x84\xa2re in S\xc3\x83\xc2\xa3o Paulo.",
        " The caf\xc3\x83\xc2\xa9 in M\xc3\x83\xc2\xbcnchen is closed.",
        " It\xc3\xa2\xe2\x82\xac\xe2\x84\xa2s the "
        "\xc3\xa2\xe2\x82\xac\xc5\x93new\xc3\xa2\xe2\x82\xac\xc2\x9d one."};
    g_string_append(body, scars[dice_between(dice, 0, 2)]);
}

/* ---- rows that are no tickets ------------------------------------------------------------ */

static gboolean
write_other(const World *world, const Ticket *ticket, Dice *dice, GString *subject, GString *body)
{
    switch ((RowKind)ticket->kind) {
    case ROW_TEST:
        g_string_append(subject, dice_chance(dice, 5000) ? "test" : "TEST - please ignore");
        g_string_append(body, "This is a test ticket, please ignore. Test ");
        append_number(body, dice_between(dice, 1, 999));
        return TRUE;
    case ROW_BOT: {
        guint index = random_below(dice, bot_subjects.n);
        expand(dice, bot_subjects.items[index], subject);
        expand(dice, bot_bodies.items[index % bot_bodies.n], body);
        return TRUE;
    }
    case ROW_SPAM:
        expand(dice, phrase(dice, &spam_subjects), subject);
        expand(dice, phrase(dice, &spam_bodies), body);
        return TRUE;
    case ROW_MERGED:
        g_string_append_printf(body, "This request was closed and merged into T%07u.",
                               world->rank[ticket->source] + 1);
        return FALSE;
    default:
        return FALSE;
    }
}

void
write_text(const World *world, const Ticket *ticket, GString *subject, GString *body,
           const char **area)
{
    Dice dice;
    dice_seed(&dice, ticket->words_key, 21, 0);
    guint first, end;
    issues_of(ticket->category, &first, &end);
    const Issue *issue = &issues[first + random_below(&dice, end - first)];
    *area = issue->area;
    g_string_truncate(subject, 0);
    g_string_truncate(body, 0);
    if (write_other(world, ticket, &dice, subject, body))
        return;
    if (body->len == 0) {
        if (ticket->channel == CHANNEL_CHAT)
            write_chat(world, ticket, issue, &dice, body);
        else if (ticket->channel == CHANNEL_PHONE)
            write_call(world, ticket, issue, &dice, body);
        else
            write_mail(world, ticket, issue, &dice, body);
    }
    write_subject(ticket, issue, &dice, body, subject);
    if (ticket->kind == ROW_NEAR_DUPLICATE) {
        dice_seed(&dice, ticket->key, 22, 0);
        vary(&dice, body);
    }
    if (ticket->dirt == DIRT_BLANK_BODY)
        g_string_truncate(body, 0);
    if (ticket->dirt == DIRT_MOJIBAKE)
        damage(&dice, body);
}
