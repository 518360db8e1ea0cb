/* Numbers that carry their proof: payment cards (Luhn, ISO/IEC 7812-1, with the issuers' prefixes
 * and lengths) and IBAN (mod 97, ISO 13616, with the countries' lengths). */
#include "pii_private.h"

#include <string.h>

/* Issuers' prefixes: the first four digits lie in a range, the length is one of a mask of bits. */
static const struct {
    guint16 low, high;
    guint32 lengths;
} issuers[] = {
    {4000, 4999, 1u << 16 | 1u << 19}, /* Visa */
    {5100, 5599, 1u << 16},            /* Mastercard */
    {2221, 2720, 1u << 16},
    {3400, 3499, 1u << 15}, /* American Express */
    {3700, 3799, 1u << 15},
    {3528, 3589, 1u << 16},            /* JCB */
    {6011, 6011, 1u << 16 | 1u << 19}, /* Discover */
    {6440, 6599, 1u << 16 | 1u << 19},
    {6200, 6299, 1u << 16 | 1u << 17 | 1u << 18 | 1u << 19}, /* UnionPay */
    {5018, 5018, 1u << 16 | 1u << 19},                       /* Maestro */
    {5020, 5020, 1u << 16 | 1u << 19},
    {5038, 5038, 1u << 16 | 1u << 19},
    {6304, 6304, 1u << 16 | 1u << 19},
    {6759, 6763, 1u << 16 | 1u << 19},
    {3000, 3059, 1u << 14}, /* Diners Club */
    {3600, 3699, 1u << 14},
    {3800, 3899, 1u << 14},
};

/* `told`: by a word or by the way it is written; short lengths prove too little else. */
gboolean
pii_is_card(const guint8 *digit, guint n, gboolean told)
{
    guint64 first = pii_digits_value(digit, 4);

    if (n < 13 || n > 19 || !pii_luhn(digit, n) || (n < 15 && !told))
        return FALSE;
    if (n == 13)
        return digit[0] == 4;
    for (guint i = 0; i < G_N_ELEMENTS(issuers); i++)
        if (first >= issuers[i].low && first <= issuers[i].high && issuers[i].lengths >> n & 1)
            return TRUE;
    return FALSE;
}

static gboolean
find_card(const PiiText *text, const PiiDigits *digits, PiiContext context, PiiSpan *span)
{
    static const char *const shapes[] = {"4-4-4-4-3", "4-4-4-4", "4-6-5", "4-6-4"};
    guint groups = 0;

    if (digits->total[0] >= 13)
        groups = 1;
    for (guint i = 0; !groups && i < G_N_ELEMENTS(shapes); i++)
        if (pii_digits_shape(digits, shapes[i], " -"))
            groups = (guint)(strlen(shapes[i]) + 1) / 2;
    if (!groups || (groups == 1 && context == CONTEXT_REFERENCE) ||
        !pii_digits_ends(text, digits, groups) ||
        !pii_is_card(digits->digit, digits->total[groups - 1],
                     groups > 1 || context == CONTEXT_CARD))
        return FALSE;
    *span = (PiiSpan){digits->start, digits->end[groups - 1] - digits->start, PII_CARD};
    return TRUE;
}

gboolean
pii_find_number(const PiiText *text, gsize at, PiiSpan *span)
{
    PiiDigits digits;
    PiiContext context;

    pii_digits_read(text, at, &digits);
    if (digits.digits < 7 || !pii_begins(text, at))
        return FALSE;
    context = pii_context(text, at);
    return find_card(text, &digits, context, span) ||
           pii_find_national_digits(text, &digits, context, span) ||
           pii_find_phone(text, &digits, context, span);
}

/* ---- IBAN --------------------------------------------------------------------------------- */

/* Lengths by country: SWIFT's registry of IBAN formats. */
static const char countries[] =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18"
    "FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21"
    "LY25MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24SI19SK24SM27"
    "ST25SV28TL23TN24TR26UA29VA22VG24XK20";

static guint
iban_length(guchar first, guchar second)
{
    for (const char *at = countries; *at; at += 4)
        if ((guchar)at[0] == first && (guchar)at[1] == second)
            return (guint)(at[2] - '0') * 10 + (guint)(at[3] - '0');
    return 0;
}

static guint
mod_97(const guchar *sign, guint n)
{
    guint rest = 0;
    for (guint i = 0; i < n; i++) {
        guchar c = sign[(i + 4) % n]; /* country and check digits go to the end */
        rest = is_digit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
    }
    return rest;
}

gboolean
pii_find_iban(const PiiText *text, gsize at, PiiSpan *span)
{
    guchar sign[34];
    guint n = 0, wanted;
    gsize end = at;

    if (!is_digit(byte_at(text, at + 2)) || !is_digit(byte_at(text, at + 3)))
        return FALSE;
    wanted = iban_length((guchar)g_ascii_toupper((gchar)byte_at(text, at)),
                         (guchar)g_ascii_toupper((gchar)byte_at(text, at + 1)));
    if (!wanted)
        return FALSE;
    while (n < wanted) {
        guchar c = byte_at(text, end);
        if ((c == ' ' || c == '-') && n % 4 == 0 && g_ascii_isalnum((gchar)byte_at(text, end + 1)))
            c = byte_at(text, ++end);
        if (!g_ascii_isalnum((gchar)c))
            return FALSE;
        sign[n++] = (guchar)g_ascii_toupper((gchar)c);
        end++;
    }
    if (is_word(byte_at(text, end)) || mod_97(sign, n) != 1)
        return FALSE;
    *span = (PiiSpan){at, end - at, PII_IBAN};
    return TRUE;
}
