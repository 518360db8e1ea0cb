/* Names, by what people write around them: a salutation ("Dear Anna Smith,"), a title ("Mrs
 * Smith"), a sign-off ("Kind regards,\nJohn Doe"), an introduction ("my name is …"). English,
 * German, French and Spanish. A name elsewhere isn't found: docs/PRIVACY.md says so. */
#include "pii_private.h"

#include <string.h>

enum { NAME_WORDS = 3, NAME_WORD_MOST = 24 };

/* ---- the words of a name ------------------------------------------------------------------- */

/* Words with a capital that stand where a name would. Lower case, a blank around each. */
static const char never[] =
    " team support sir sirs madam all everyone everybody there customer customers folks guys "
    "service "
    "helpdesk desk agent agents colleague colleagues friend friends world again admin "
    "administrator sales "
    "billing it regards thanks thank the sent best kind please i we my this is you your our to in "
    "on at as "
    "for from with and or but if when damen herren hiring manager valued user users partner "
    "partners "
    "member members monday tuesday wednesday thursday friday saturday sunday january february "
    "march "
    "april may june july august september october november december hr finance legal marketing "
    "engineering security payroll office department staff group inc ltd gmbh llc corp company bank "
    "zusammen kollegen kolleginnen kunde kundin liebe lieber hi hello dear hey good morning "
    "afternoon evening "
    "bonjour hola urgent not unable happy sorry sure looking having trying using writing still "
    "also just "
    "now new very so any a an after before since where what how why can could would should will "
    "have has "
    "had was were are am be been did does do don't i'm i've no yes ok okay equipo todos "
    "equipe équipe tous madame monsieur señor señora herr frau mr mrs ms miss dr prof english "
    "german french "
    "android windows mac iphone product order account invoice number problem issue error login "
    "password email mail api ";

static const char particles[] = " van von de der den di da del la le al bin el du dos ";

/* The word in lower case with blanks around; FALSE where it is too long for any list. */
static gboolean
listed(const PiiText *text, gsize at, gsize end, const char *list)
{
    char wanted[NAME_WORD_MOST + 4] = " ";

    if (end - at > NAME_WORD_MOST)
        return FALSE;
    for (gsize i = at; i < end; i++)
        wanted[i - at + 1] = g_ascii_tolower(text->bytes[i]);
    memcpy(wanted + 1 + (end - at), " ", 2);
    return strstr(list, wanted) != NULL;
}

static gunichar
letter_at(const PiiText *text, gsize at)
{
    gunichar c = byte_at(text, at);
    if (c >= 0x80)
        c = g_utf8_get_char_validated(text->bytes + at, (gssize)(text->length - at));
    return c == (gunichar)-1 || c == (gunichar)-2 ? 0 : c;
}

static gsize
letters_end(const PiiText *text, gsize at)
{
    for (;;) {
        guchar c = byte_at(text, at);
        gboolean joint = (c == '-' || c == '\'') && g_ascii_isalpha((gchar)byte_at(text, at + 1));
        /* ’ as in O’Brien */
        if (c == 0xE2 && byte_at(text, at + 1) == 0x80 && byte_at(text, at + 2) == 0x99 &&
            g_ascii_isalpha((gchar)byte_at(text, at + 3)))
            at += 3;
        else if (c == 0xE2)
            return at; /* dashes and quotes; no letter of a name is in this block */
        else if (g_ascii_isalpha((gchar)c) || c >= 0x80 || joint)
            at++;
        else
            return at;
    }
}

/* One word of a name: a capital, then small letters (or "J."); its end, 0: none. */
static gsize
name_word_end(const PiiText *text, gsize at)
{
    gsize end = letters_end(text, at);
    guint small = 0;

    if (end == at || !g_unichar_isupper(letter_at(text, at)) || is_digit(byte_at(text, end)) ||
        byte_at(text, end) == '_' || byte_at(text, end) == '@')
        return 0;
    for (gsize i = at + 1; i < end; i++)
        small += g_ascii_islower(text->bytes[i]) || (guchar)text->bytes[i] >= 0x80;
    if (small == 0)
        return end - at == 1 && byte_at(text, end) == '.' ? end + 1 : 0;
    return listed(text, at, end, never) ? 0 : end;
}

/* Reads up to three words of a name with particles between; their end, and how many; 0: none. */
static gsize
name_end(const PiiText *text, gsize at, guint *words)
{
    gsize end = 0;

    *words = 0;
    while (*words < NAME_WORDS) {
        gsize stop = name_word_end(text, at);
        if (stop) {
            ++*words;
            end = stop;
        } else if (*words == 0 || !listed(text, at, (stop = letters_end(text, at)), particles) ||
                   stop == at) {
            break;
        }
        at = stop;
        if (byte_at(text, at) != ' ')
            break;
        at++;
    }
    /* An initial alone is no name. */
    return end && byte_at(text, end - 1) == '.' && *words == 1 ? 0 : end;
}

static gboolean
claim(gsize at, gsize end, PiiSpan *span)
{
    *span = (PiiSpan){at, end - at, PII_NAME};
    return TRUE;
}

/* ---- phrases ------------------------------------------------------------------------------- */

typedef enum {
    SALUTATION,
    TITLE,
    SIGN_OFF,
    INTRODUCTION, /* surely followed by a name */
    MENTION,      /* followed by a name where two words look like one */
    FIELD,        /* "name:", which may be a file's */
} PhraseKind;

typedef struct {
    const char *words; /* lower case */
    PhraseKind kind;
} Phrase;

/* By first letter, so that a word costs a handful of comparisons; longer ones first. */
static const Phrase with_a[] = {{"account holder:", INTRODUCTION},
                                {"ansprechpartner:", INTRODUCTION},
                                {"atentamente", SIGN_OFF},
                                {"attn", SALUTATION},
                                {"ask for", MENTION},
                                {NULL, 0}};
static const Phrase with_b[] = {
    {"best regards", SIGN_OFF}, {"best wishes", SIGN_OFF}, {"beste grüße", SIGN_OFF},
    {"bien à vous", SIGN_OFF},  {"bonjour", SALUTATION},   {"buenos días", SALUTATION},
    {"best", SIGN_OFF},         {"br", SIGN_OFF},          {NULL, 0}};
static const Phrase with_c[] = {{"cardholder:", INTRODUCTION}, {"contact person:", INTRODUCTION},
                                {"caller:", INTRODUCTION},     {"contact:", MENTION},
                                {"cher", SALUTATION},          {"chère", SALUTATION},
                                {"ciao", SALUTATION},          {"cheers", SIGN_OFF},
                                {"cordialement", SIGN_OFF},    {NULL, 0}};
static const Phrase with_d[] = {
    {"dear", SALUTATION}, {"danke", SIGN_OFF}, {"dr", TITLE}, {NULL, 0}};
static const Phrase with_e[] = {{"estimado", SALUTATION}, {"estimada", SALUTATION}, {NULL, 0}};
static const Phrase with_f[] = {{"freundliche grüße", SIGN_OFF}, {"frau", TITLE}, {NULL, 0}};
static const Phrase with_g[] = {{"guten tag", SALUTATION},    {"guten morgen", SALUTATION},
                                {"good morning", SALUTATION}, {"good afternoon", SALUTATION},
                                {"good evening", SALUTATION}, {"greetings", SALUTATION},
                                {"gracias", SIGN_OFF},        {NULL, 0}};
static const Phrase with_h[] = {{"hi", SALUTATION},    {"hello", SALUTATION}, {"hey", SALUTATION},
                                {"hallo", SALUTATION}, {"hola", SALUTATION},  {"herrn", TITLE},
                                {"herr", TITLE},       {"hier ist", MENTION}, {NULL, 0}};
static const Phrase with_i[] = {{"ich heiße", INTRODUCTION},
                                {"ich bin", MENTION},
                                {"i am", MENTION},
                                {"i'm", MENTION},
                                {NULL, 0}};
static const Phrase with_j[] = {{"je m'appelle", INTRODUCTION}, {NULL, 0}};
static const Phrase with_k[] = {{"kind regards", SIGN_OFF}, {NULL, 0}};
static const Phrase with_l[] = {{"liebe grüße", SIGN_OFF},
                                {"lieber", SALUTATION},
                                {"liebe", SALUTATION},
                                {"lg", SIGN_OFF},
                                {NULL, 0}};
static const Phrase with_m[] = {{"my name is", INTRODUCTION},
                                {"my name's", INTRODUCTION},
                                {"mein name ist", INTRODUCTION},
                                {"mon nom est", INTRODUCTION},
                                {"me llamo", INTRODUCTION},
                                {"mi nombre es", INTRODUCTION},
                                {"many thanks", SIGN_OFF},
                                {"mit freundlichen grüßen", SIGN_OFF},
                                {"mit freundlichem gruß", SIGN_OFF},
                                {"merci", SIGN_OFF},
                                {"mfg", SIGN_OFF},
                                {"mrs", TITLE},
                                {"mr", TITLE},
                                {"ms", TITLE},
                                {"miss", TITLE},
                                {"mme", TITLE},
                                {"madame", TITLE},
                                {"monsieur", TITLE},
                                {"moin", SALUTATION},
                                {NULL, 0}};
static const Phrase with_n[] = {{"name is", FIELD}, {"name:", FIELD}, {NULL, 0}};
static const Phrase with_o[] = {{"on behalf of", INTRODUCTION}, {NULL, 0}};
static const Phrase with_p[] = {{"prof", TITLE}, {NULL, 0}};
static const Phrase with_r[] = {{"requested by", INTRODUCTION}, {"reported by", INTRODUCTION},
                                {"raised by", INTRODUCTION},    {"regards", SIGN_OFF},
                                {"respectfully", SIGN_OFF},     {NULL, 0}};
static const Phrase with_s[] = {{"sehr geehrter", SALUTATION},
                                {"sehr geehrte", SALUTATION},
                                {"signed by", INTRODUCTION},
                                {"spoke with", MENTION},
                                {"spoke to", MENTION},
                                {"speaking with", MENTION},
                                {"sincerely", SIGN_OFF},
                                {"saludos cordiales", SIGN_OFF},
                                {"saludos", SIGN_OFF},
                                {"schöne grüße", SIGN_OFF},
                                {"signed", SIGN_OFF},
                                {"señora", TITLE},
                                {"señor", TITLE},
                                {"sra", TITLE},
                                {"sr", TITLE},
                                {NULL, 0}};
static const Phrase with_t[] = {{"this is", MENTION},
                                {"talked to", MENTION},
                                {"thanks and regards", SIGN_OFF},
                                {"thanks & regards", SIGN_OFF},
                                {"thanks in advance", SIGN_OFF},
                                {"thanks again", SIGN_OFF},
                                {"thanks a lot", SIGN_OFF},
                                {"thank you", SIGN_OFF},
                                {"thanks", SIGN_OFF},
                                {"thx", SIGN_OFF},
                                {"ty", SIGN_OFF},
                                {NULL, 0}};
static const Phrase with_u[] = {{"un saludo", SIGN_OFF}, {NULL, 0}};
static const Phrase with_v[] = {{"viele grüße", SIGN_OFF}, {"vg", SIGN_OFF}, {NULL, 0}};
static const Phrase with_w[] = {{"warm regards", SIGN_OFF}, {"warmly", SIGN_OFF}, {NULL, 0}};
static const Phrase with_y[] = {{"yours sincerely", SIGN_OFF},
                                {"yours faithfully", SIGN_OFF},
                                {"yours truly", SIGN_OFF},
                                {"yours", SIGN_OFF},
                                {NULL, 0}};
static const Phrase *const by_letter[26] = {with_a, with_b, with_c, with_d, with_e, with_f, with_g,
                                            with_h, with_i, with_j, with_k, with_l, with_m, with_n,
                                            with_o, with_p, NULL,   with_r, with_s, with_t, with_u,
                                            with_v, with_w, NULL,   with_y, NULL};

/* The first phrase of its letter's list that stands at `at`, with a word's end after it; `end` is
 * where it ends. NULL: none. */
static const Phrase *
phrase_at(const PiiText *text, gsize at, gsize *end)
{
    guint letter = (guint)lower_at(text, at) - 'a';
    const Phrase *phrase = letter < 26 ? by_letter[letter] : NULL;
    guchar second = lower_at(text, at + 1);

    for (; phrase && phrase->words; phrase++) {
        if ((guchar)phrase->words[1] != second || !pii_spells(text, at, phrase->words))
            continue;
        *end = at + strlen(phrase->words);
        if (!is_word(byte_at(text, *end)))
            return phrase;
    }
    return NULL;
}

static gsize
skip_blanks(const PiiText *text, gsize at)
{
    while (byte_at(text, at) == ' ')
        at++;
    return at;
}

/* "Mr", "Frau", "Dr." before a name; the place where the name begins. */
static gsize
skip_titles(const PiiText *text, gsize at)
{
    const Phrase *phrase;
    gsize end;

    while ((phrase = phrase_at(text, at, &end)) && phrase->kind == TITLE) {
        end += byte_at(text, end) == '.';
        if (byte_at(text, end) != ' ')
            break;
        at = skip_blanks(text, end);
    }
    return at;
}

/* Where a sentence begins: nothing, a line's end or a full stop before it. */
static gboolean
begins_sentence(const PiiText *text, gsize at)
{
    while (at > 0 && text->bytes[at - 1] == ' ')
        at--;
    return at == 0 || strchr("\n\r.!?:>\"|;*(", text->bytes[at - 1]);
}

static gboolean
ends_phrase(const PiiText *text, gsize end)
{
    guchar c = byte_at(text, end);
    if (pii_spells(text, end, " and ") || pii_spells(text, end, " und ") ||
        pii_spells(text, end, " & "))
        return TRUE;
    if (c == ' ') {
        c = byte_at(text, end + 1);
        return c == '-' || c == 0xE2;
    }
    return c == 0 || strchr(",!:.;\n\r<)-", c) || c == 0xE2;
}

static gboolean
find_salutation(const PiiText *text, gsize at, gsize end, PiiSpan *span)
{
    guint words;

    if ((byte_at(text, end) != ' ' && byte_at(text, end) != ',') || !begins_sentence(text, at))
        return FALSE;
    end = skip_blanks(text, end + (byte_at(text, end) == ','));
    if (pii_spells(text, end, "again "))
        end = skip_blanks(text, end + 5);
    gsize name = skip_titles(text, end);
    gsize stop = name_end(text, name, &words);
    return stop && (ends_phrase(text, stop) || name > end) && claim(name, stop, span);
}

static gboolean
find_title(const PiiText *text, gsize at, gsize end, PiiSpan *span)
{
    gsize name = skip_titles(text, at);
    guint words;
    gsize stop = name > end && g_ascii_isupper(text->bytes[at]) ? name_end(text, name, &words) : 0;
    return stop && claim(name, stop, span);
}

/* After a sign-off comes a line's end, or a comma; after the name nothing more in its line. */
static gboolean
find_sign_off(const PiiText *text, gsize at, gsize end, PiiSpan *span)
{
    gboolean line = FALSE, comma = FALSE;
    gsize after = end;
    guint words;

    if (!begins_sentence(text, at))
        return FALSE;
    for (; byte_at(text, after) && strchr(" ,.!-\n\r\t", byte_at(text, after)); after++) {
        line |= byte_at(text, after) == '\n';
        comma |= byte_at(text, after) == ',';
    }
    gsize stop = after > end && after - end < 12 ? name_end(text, after, &words) : 0;
    if (!stop)
        return FALSE;
    gsize rest = skip_blanks(text, stop);
    guchar c = byte_at(text, rest);
    gboolean ends = c == 0 || c == '\n' || c == '\r' || (c == ',' && (line || words >= 2)) ||
                    (c == '(' && line) || ((c == '.' || c == '|' || c == '-') && (line || comma));
    return ends && claim(after, stop, span);
}

/* Whose name a "name:" tells: a person's where nothing, or a word for one, stands before it. */
static gboolean
is_persons(const PiiText *text, gsize at)
{
    static const char owners[] =
        " my your his her the full first last family customer contact caller user's ";
    gsize end = at, start;

    while (end > 0 && text->bytes[end - 1] == ' ')
        end--;
    for (start = end; start > 0 && is_word((guchar)text->bytes[start - 1]);)
        start--;
    return start == end ? begins_sentence(text, at) : listed(text, start, end, owners);
}

static gboolean
find_introduction(const PiiText *text, gsize at, gsize end, PhraseKind kind, PiiSpan *span)
{
    guint words;

    if (byte_at(text, end) == ':')
        end++;
    if (byte_at(text, end) != ' ' || (kind == FIELD && !is_persons(text, at)))
        return FALSE;
    gsize name = skip_titles(text, skip_blanks(text, end));
    gsize stop = name_end(text, name, &words);
    return stop && (kind == INTRODUCTION || words >= 2 || pii_spells(text, stop, " from ")) &&
           claim(name, stop, span);
}

gboolean
pii_find_name(const PiiText *text, gsize at, gsize end, PiiSpan *span)
{
    enum { LONGEST_FIRST_WORD = 15 };
    const Phrase *phrase;
    gsize stop;

    if (end - at > LONGEST_FIRST_WORD || !(phrase = phrase_at(text, at, &stop)))
        return FALSE;
    switch (phrase->kind) {
    case SALUTATION:
        return find_salutation(text, at, stop, span);
    case TITLE:
        return find_title(text, at, stop, span);
    case SIGN_OFF:
        return find_sign_off(text, at, stop, span);
    default:
        return find_introduction(text, at, stop, phrase->kind, span);
    }
}
