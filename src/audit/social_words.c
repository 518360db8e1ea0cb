/* A short text word by word: what is a handle, a tag, a link, an emoji, and what is left. Words
 * that only networks and their machines write are listed; languages are told by their small words.
 */
#include "audit/social_words.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD = 120, AUTOMATIC_WORDS = 60, MOST_PIECES = 30, LINK_CODE = 6, SMALL = 10 };

/* ---- one word ------------------------------------------------------------------------------- */

typedef enum { TOKEN_NOTHING, TOKEN_WORD, TOKEN_HANDLE, TOKEN_TAG, TOKEN_LINK, TOKEN_EMOJI } Token;

static gboolean
is_emoji(gunichar letter)
{
    return (letter >= 0x1f000 && letter < 0x1fb00) || (letter >= 0x2600 && letter < 0x27c0) ||
           letter == 0xfe0f || letter == 0x200d;
}

/* Scripts that put no blanks between words. */
static gboolean
is_unspaced(gunichar letter)
{
    return (letter >= 0x2e80 && letter < 0xa000) || (letter >= 0x0e00 && letter < 0x0f00) ||
           (letter >= 0xac00 && letter < 0xd7b0) || (letter >= 0x20000 && letter < 0x32000);
}

static gboolean
is_link(const char *token)
{
    static const char *const starts[] = {"http:",   "https:",           "www.", "t.co/",
                                         "bit.ly/", "pic.twitter.com/", NULL};
    for (guint i = 0; starts[i]; i++)
        if (g_ascii_strncasecmp(token, starts[i], strlen(starts[i])) == 0)
            return TRUE;
    return FALSE;
}

/* A handle or a tag goes on with letters: "#1234" is a number, "@" a sign. */
static gboolean
is_name(const char *token, char mark)
{
    return token[0] == mark &&
           (g_ascii_isalpha(token[1]) || token[1] == '_' || (token[1] & 0x80)) && token[2];
}

typedef struct {
    guint words, emoji, letters, cyrillic, arabic, asian;
    gboolean drawn;
} Letters;

/* Letters of a word that is none of the others. */
static Token
look_at_letters(const char *token, Letters *letters)
{
    guint here = 0, unspaced = 0, run = 0, emoji = 0;
    gunichar before = 0;

    for (const char *p = token; *p; p = g_utf8_next_char(p)) {
        gunichar letter = g_unichar_tolower(g_utf8_get_char(p));
        emoji += is_emoji(letter);
        if (!g_unichar_isalpha(letter))
            before = 0;
        else {
            run = letter == before ? run + 1 : 1;
            letters->drawn |= run >= 4 && letter != 'x' && letter != 'w';
            before = letter;
            here++;
            unspaced += is_unspaced(letter);
            letters->cyrillic += letter >= 0x400 && letter < 0x530;
            letters->arabic += letter >= 0x600 && letter < 0x780;
        }
    }
    letters->letters += here;
    letters->asian += unspaced;
    letters->emoji += emoji;
    letters->words += unspaced ? (unspaced + 1) / 2 : here > 0;
    return here ? TOKEN_WORD : emoji ? TOKEN_EMOJI : TOKEN_NOTHING;
}

static Token
look_at_token(const char *token, Letters *letters)
{
    const char *inside = token + strspn(token, "\"'([{.,;:!?-");

    if (is_link(inside))
        return TOKEN_LINK;
    if (is_name(inside, '@'))
        return TOKEN_HANDLE;
    if (is_name(inside, '#'))
        return TOKEN_TAG;
    return look_at_letters(token, letters);
}

/* ---- languages ------------------------------------------------------------------------------ */

const char *
social_language_name(SocialLanguage language)
{
    static const char *const names[LANGUAGES] = {
        "an untold language", "English", "German", "French",           "Spanish",
        "Portuguese",         "Italian", "Dutch",  "Cyrillic letters", "Arabic letters",
        "East Asian letters",
    };
    return names[language];
}

/* Small words and the languages that have them, in order of their bytes. */
/* clang-format off */
enum {
    EN = 1 << LANGUAGE_ENGLISH, DE = 1 << LANGUAGE_GERMAN,     FR = 1 << LANGUAGE_FRENCH,
    ES = 1 << LANGUAGE_SPANISH, PT = 1 << LANGUAGE_PORTUGUESE, IT = 1 << LANGUAGE_ITALIAN,
    NL = 1 << LANGUAGE_DUTCH,
};
typedef struct {
    const char *word;
    guint languages;
} SmallWord;
static const SmallWord small_words[] = {
    {"and", EN}, {"are", EN}, {"as", PT}, {"auch", DE}, {"auf", DE}, {"avec", FR}, {"bei", DE},
    {"but", EN}, {"can", EN}, {"ce", FR}, {"che", IT}, {"ciao", IT}, {"com", PT},
    {"con", ES | IT}, {"da", PT}, {"dans", FR}, {"das", DE}, {"dat", NL}, {"de", ES | PT | NL},
    {"del", IT}, {"della", IT}, {"den", DE}, {"der", DE}, {"des", FR}, {"di", IT}, {"die", DE},
    {"do", PT}, {"du", FR}, {"e", PT | IT}, {"een", NL}, {"ein", DE}, {"eine", DE}, {"el", ES},
    {"en", NL}, {"es", DE | ES}, {"est", FR}, {"está", ES | PT}, {"et", FR}, {"eu", PT},
    {"for", EN}, {"für", DE}, {"gli", IT}, {"habe", DE}, {"have", EN}, {"heb", NL},
    {"hebben", NL}, {"het", NL}, {"ho", IT}, {"i", EN}, {"ich", DE}, {"ik", NL}, {"il", IT},
    {"is", EN | NL}, {"ist", DE}, {"it", EN}, {"je", FR | NL}, {"kan", NL}, {"kann", DE},
    {"la", FR | ES | IT}, {"las", ES}, {"le", FR | IT}, {"les", FR}, {"lo", ES}, {"los", ES},
    {"ma", IT}, {"maar", NL}, {"mais", FR}, {"mas", PT}, {"me", ES}, {"mein", DE}, {"met", NL},
    {"meu", PT}, {"mi", ES}, {"mijn", NL}, {"minha", PT}, {"mio", IT}, {"mis", ES}, {"mit", DE},
    {"mon", FR}, {"muy", ES}, {"my", EN}, {"ne", FR}, {"nicht", DE}, {"niet", NL}, {"no", ES},
    {"non", IT}, {"not", EN}, {"nous", FR}, {"não", PT}, {"o", PT}, {"of", EN}, {"on", EN},
    {"op", NL}, {"os", PT}, {"para", ES | PT}, {"pas", FR}, {"per", IT}, {"perché", IT},
    {"pero", ES}, {"por", ES | PT}, {"pour", FR}, {"que", FR | ES | PT}, {"se", ES}, {"sie", DE},
    {"sono", IT}, {"sur", FR}, {"that", EN}, {"the", EN}, {"this", EN}, {"to", EN}, {"um", PT},
    {"uma", PT}, {"un", FR | ES | IT}, {"una", ES | IT}, {"und", DE}, {"une", FR}, {"van", NL},
    {"você", PT}, {"voor", NL}, {"vous", FR}, {"waarom", NL}, {"warum", DE}, {"was", EN},
    {"what", EN}, {"when", EN}, {"why", EN}, {"wie", DE}, {"wij", NL}, {"wir", DE}, {"with", EN},
    {"y", ES}, {"you", EN}, {"your", EN}, {"zu", DE}, {"è", IT}, {"é", PT},
};
/* clang-format on */

static int
compare_small(const void *word, const void *small)
{
    return strcmp(word, ((const SmallWord *)small)->word);
}

/* Which languages have a word, as bits; signs around it don't count. */
static guint
languages_with(const char *token)
{
    char word[SMALL + 1];
    gsize length = 0;

    token += strspn(token, "\"'(¿¡");
    for (; token[length]; length++) {
        if (length == SMALL)
            return 0;
        word[length] = g_ascii_tolower(token[length]);
    }
    while (length && strchr(".,;:!?)\"'", word[length - 1]))
        length--;
    word[length] = 0;
    const SmallWord *small =
        bsearch(word, small_words, G_N_ELEMENTS(small_words), sizeof *small_words, compare_small);
    return small ? small->languages : 0;
}

/* The one with the most small words: three of its own more than any other has, or half again as
 * many. */
static SocialLanguage
language_told(const guint *hits, const Letters *letters)
{
    SocialLanguage best = LANGUAGE_UNTOLD;
    guint most = 0, second = 0;

    if (letters->letters >= 6 && letters->cyrillic * 2 > letters->letters)
        return LANGUAGE_CYRILLIC;
    if (letters->letters >= 6 && letters->arabic * 2 > letters->letters)
        return LANGUAGE_ARABIC;
    if (letters->letters >= 4 && letters->asian * 2 > letters->letters)
        return LANGUAGE_EAST_ASIAN;
    for (guint i = LANGUAGE_ENGLISH; i <= LANGUAGE_DUTCH; i++) {
        if (hits[i] > most) {
            second = most;
            most = hits[i];
            best = (SocialLanguage)i;
        } else {
            second = MAX(second, hits[i]);
        }
    }
    return most >= 3 && (most >= second + 3 || most * 2 >= second * 3) ? best : LANGUAGE_UNTOLD;
}

/* ---- the whole of it ------------------------------------------------------------------------ */

static gboolean
holds_one(const char *text, const char *const *phrases)
{
    for (; *phrases; phrases++)
        if (strstr(text, *phrases))
            return TRUE;
    return FALSE;
}

static gboolean
is_automatic(const char *lower, guint words)
{
    static const char *const phrases[] = {"thanks for reaching out",
                                          "thank you for reaching out",
                                          "thanks for contacting",
                                          "thank you for contacting",
                                          "thank you for your message",
                                          "we will get back to you",
                                          "we'll get back to you",
                                          "please dm us",
                                          "please send us a dm",
                                          "account is not monitored",
                                          "inbox is not monitored",
                                          "automatic reply",
                                          "automated response",
                                          "auto-reply",
                                          "autoreply",
                                          "you are now chatting with",
                                          "has joined the chat",
                                          "has left the chat",
                                          "vielen dank für ihre nachricht",
                                          "merci pour votre message",
                                          "gracias por contactar",
                                          "gracias por su mensaje",
                                          NULL};
    return words <= AUTOMATIC_WORDS && holds_one(lower, phrases);
}

/* "RT @acme: …", "Fwd: …". */
static gboolean
is_copy(const char *text)
{
    static const char *const starts[] = {
        "RT @", "MT @", "RT: ", "rt @", "Fwd:", "FWD:", "Fw:", "FW:", NULL};
    for (guint i = 0; starts[i]; i++)
        if (g_str_has_prefix(text, starts[i]))
            return TRUE;
    return FALSE;
}

/* "2/3", "(2/3)", "[2/3]", "2/n": the first of its numbers; 0: no piece. */
static guint
piece_number(const char *token)
{
    const char *p = token + strspn(token, "([{");
    char *end;
    guint64 part = g_ascii_strtoull(p, &end, 10), of;

    if (end == p || *end != '/' || part < 1 || part > MOST_PIECES)
        return 0;
    p = end + 1;
    if (*p == 'n' || *p == 'x' || *p == '?')
        of = MOST_PIECES, end = (char *)p + 1;
    else
        of = g_ascii_strtoull(p, &end, 10);
    end += strspn(end, ")]}:.-");
    return end != p && !*end && of >= 2 && of >= part && of <= MOST_PIECES ? (guint)part : 0;
}

/* "…", or the beginning of a link that goes nowhere. */
static gboolean
is_cut(const char *last)
{
    static const char code[] = "t.co/";
    const char *at = is_link(last) ? strstr(last, code) : NULL;

    if (g_str_has_suffix(last, "…"))
        return TRUE;
    if (at)
        return strlen(at + strlen(code)) < LINK_CODE;
    return g_ascii_strncasecmp(last, "http", 4) == 0 && strlen(last) <= strlen("https://t.c");
}

/* The beginning of a text in small letters; the caller frees. */
static char *
head_of(const char *text)
{
    const char *end = text;
    for (guint i = 0; i < HEAD && *end; i++)
        end = g_utf8_next_char(end);
    return g_utf8_strdown(text, end - text);
}

/* The next word of a text, ended where it ends; NULL: there is none. */
static char *
next_token(char **cursor)
{
    static const char blanks[] = " \t\r\n";
    char *token = *cursor + strspn(*cursor, blanks);

    if (!*token)
        return NULL;
    *cursor = token + strcspn(token, blanks);
    if (**cursor)
        *(*cursor)++ = 0;
    return token;
}

void
social_look(const char *bytes, gsize length, SocialText *text)
{
    g_autofree char *valid = g_utf8_make_valid(bytes, (gssize)length);
    char *cursor = g_strstrip(valid);
    g_autofree char *head = head_of(cursor);
    const char *token, *first = NULL, *last = "";
    gboolean copy = is_copy(cursor);
    Letters letters = {0};
    guint hits[LANGUAGES] = {0}, marks = 0;

    *text = (SocialText){.characters = (guint)g_utf8_strlen(cursor, -1)};
    if (!*cursor)
        return;
    while ((token = next_token(&cursor))) {
        Token kind = look_at_token(token, &letters);
        guint with = kind == TOKEN_WORD ? languages_with(token) : 0;
        marks += kind == TOKEN_HANDLE || kind == TOKEN_TAG || kind == TOKEN_LINK;
        first = first || kind == TOKEN_HANDLE ? first : token; /* "@acme 1/3 …" */
        last = token;
        for (guint i = 0; with && i < LANGUAGES; i++)
            hits[i] += with >> i & 1;
    }
    text->words = letters.words;
    text->language = language_told(hits, &letters);
    guint piece = first && piece_number(first) ? piece_number(first) : piece_number(last);
    text->flags = (copy ? SOCIAL_COPY : 0) | (letters.drawn ? SOCIAL_DRAWN : 0) |
                  (is_cut(last) ? SOCIAL_CUT : 0) |
                  (is_automatic(head, letters.words) ? SOCIAL_AUTOMATIC : 0) |
                  (piece ? SOCIAL_PIECE : 0) | (piece == 1 ? SOCIAL_FIRST : 0);
    if (!letters.words && (marks || letters.emoji))
        text->flags |= SOCIAL_NOISE;
    else if (letters.words < 2)
        text->flags |= SOCIAL_BARE;
}

gboolean
social_marked(const char *bytes, gsize length)
{
    static const char *const marks[] = {"https://t.co/", "http://t.co/", "pic.twitter.com/", NULL};
    g_autofree char *text = g_utf8_make_valid(bytes, (gssize)length);
    char *cursor = text, *token;

    if (is_copy(text) || holds_one(text, marks))
        return TRUE;
    while ((token = next_token(&cursor)))
        if (is_name(token, '@') || is_name(token, '#'))
            return TRUE;
    return FALSE;
}
