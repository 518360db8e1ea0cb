/* Ids that states give people, by form and check digits: United States, Canada, United Kingdom,
 * Germany, France, Spain, Italy, the Netherlands, Poland, Brazil, India. Those whose check is weak
 * or missing count only after a word that names them. */
#include "pii_private.h"

#include <string.h>

/* SSA: area 001–899 but 666, group 01–99, serial 0001–9999. */
static gboolean
is_social_security(const guint8 *digit)
{
    guint64 area = pii_digits_value(digit, 3);
    return area > 0 && area < 900 && area != 666 && pii_digits_value(digit + 3, 2) > 0 &&
           pii_digits_value(digit + 5, 4) > 0;
}

/* Steuer-ID: among the first ten digits one occurs twice or three times, all others at most once;
 * ISO 7064 mod 11,10. */
static gboolean
is_german_tax(const guint8 *digit)
{
    guint count[10] = {0}, product = 10, repeated = 0;

    for (guint i = 0; i < 10; i++)
        count[digit[i]]++;
    for (guint i = 0; i < 10; i++) {
        if (count[i] > 3)
            return FALSE;
        repeated += count[i] > 1;
    }
    if (digit[0] == 0 || repeated != 1)
        return FALSE;
    for (guint i = 0; i < 10; i++) {
        guint sum = (digit[i] + product) % 10;
        product = (sum ? sum : 10) * 2 % 11;
    }
    return (11 - product) % 10 == digit[10];
}

/* NIR: sex, year, month, place, order; 97 minus the rest of the thirteen by 97. */
static gboolean
is_french_social(const guint8 *digit)
{
    guint64 month = pii_digits_value(digit + 3, 2);
    return (digit[0] == 1 || digit[0] == 2) && month >= 1 && month <= 42 &&
           97 - pii_digits_value(digit, 13) % 97 == pii_digits_value(digit + 13, 2);
}

static guint
weighted(const guint8 *digit, guint n, const guint8 *weight)
{
    guint sum = 0;
    for (guint i = 0; i < n; i++)
        sum += digit[i] * weight[i];
    return sum;
}

static gboolean
is_brazilian(const guint8 *digit)
{
    static const guint8 weight[] = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
    guint first = weighted(digit, 9, weight + 1) * 10 % 11 % 10;
    guint second = weighted(digit, 10, weight) * 10 % 11 % 10;
    return first == digit[9] && second == digit[10];
}

static gboolean
is_dutch(const guint8 *digit)
{
    static const guint8 weight[] = {9, 8, 7, 6, 5, 4, 3, 2};
    return (weighted(digit, 8, weight) + 10 * 11 - digit[8]) % 11 == 0;
}

static gboolean
is_polish(const guint8 *digit)
{
    static const guint8 weight[] = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1};
    return weighted(digit, 11, weight) % 10 == 0;
}

/* Aadhaar: Verhoeff's check over the dihedral group of ten. */
static gboolean
is_indian(const guint8 *digit)
{
    static const guint8 swap[] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    guint check = 0;

    for (guint i = 0; i < 12; i++) {
        guint value = digit[11 - i];
        for (guint turn = 0; turn < i % 8; turn++)
            value = swap[value];
        guint a = check, b = value;
        check = a < 5 ? (b < 5 ? (a + b) % 5 : 5 + (a + b) % 5)
                      : (b < 5 ? 5 + (a + 5 - b) % 5 : (a + 5 - b) % 5);
    }
    return check == 0 && digit[0] > 1;
}

/* The shapes a number of `n` digits is written in; 0: none of them. */
static guint
shaped(const PiiText *text, const PiiDigits *digits, guint n, const char *shape,
       const char *separators)
{
    guint groups = digits->n && digits->total[0] == n            ? 1
                   : pii_digits_shape(digits, shape, separators) ? (guint)(strlen(shape) + 1) / 2
                                                                 : 0;
    return groups && pii_digits_ends(text, digits, groups) ? groups : 0;
}

/* How many groups are an id; 0: none. `told`: a word says so. */
static guint
id_groups(const PiiText *text, const PiiDigits *digits, gboolean told)
{
    const guint8 *digit = digits->digit;
    guint groups;

    if ((groups = shaped(text, digits, 9, "3-2-4", told ? "- " : "-")) && (groups > 1 || told) &&
        is_social_security(digit))
        return groups;
    if ((groups = shaped(text, digits, 11, "2-3-3-3", " ")) && is_german_tax(digit))
        return groups;
    if ((groups = shaped(text, digits, 15, "1-2-2-2-3-3-2", " ")) && is_french_social(digit))
        return groups;
    if (digits->n >= 4 && digits->separator[1] == '.' && digits->separator[2] == '.' &&
        digits->separator[3] == '-' && digits->size[0] == 3 && digits->size[1] == 3 &&
        digits->size[2] == 3 && digits->size[3] == 2 && is_brazilian(digit))
        return 4;
    if (!told)
        return 0;
    if ((groups = shaped(text, digits, 9, "3-3-3", " -")) &&
        (is_dutch(digit) || pii_luhn(digit, 9)))
        return groups;
    if ((groups = shaped(text, digits, 11, "", "")) && (is_polish(digit) || is_brazilian(digit)))
        return groups;
    if ((groups = shaped(text, digits, 12, "4-4-4", " -")) && is_indian(digit))
        return groups;
    return 0;
}

gboolean
pii_find_national_digits(const PiiText *text, const PiiDigits *digits, PiiContext context,
                         PiiSpan *span)
{
    guint groups;

    if (context == CONTEXT_REFERENCE || context == CONTEXT_PHONE || context == CONTEXT_VERSION ||
        !(groups = id_groups(text, digits, context == CONTEXT_NATIONAL)))
        return FALSE;
    *span = (PiiSpan){digits->start, digits->end[groups - 1] - digits->start, PII_NATIONAL};
    return TRUE;
}

/* ---- ids with letters ---------------------------------------------------------------------- */

/* HMRC: two letters, six digits in pairs or at once, a letter A–D. Returns its end, 0: none. */
static gsize
british_end(const PiiText *text, gsize at)
{
    static const char *const never[] = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"};
    guchar first = byte_at(text, at), second = byte_at(text, at + 1);

    if (!g_ascii_isupper((gchar)first) || !g_ascii_isupper((gchar)second) ||
        strchr("DFIQUV", first) || strchr("DFIOQUV", second))
        return 0;
    for (guint i = 0; i < G_N_ELEMENTS(never); i++)
        if (first == (guchar)never[i][0] && second == (guchar)never[i][1])
            return 0;
    at += 2;
    for (guint i = 0; i < 6; i++, at++) {
        if (i % 2 == 0 && byte_at(text, at) == ' ')
            at++;
        if (!is_digit(byte_at(text, at)))
            return 0;
    }
    at += byte_at(text, at) == ' ';
    guchar last = byte_at(text, at);
    return last >= 'A' && last <= 'D' && !is_word(byte_at(text, at + 1)) ? at + 1 : 0;
}

/* DNI: eight digits and the letter of their rest by 23; NIE: X, Y or Z for the first digit. */
static gboolean
is_spanish(const PiiText *text, gsize at, gsize end)
{
    guint64 value = 0;
    guchar first = byte_at(text, at);

    if (end - at != 9)
        return FALSE;
    if (first >= 'X' && first <= 'Z')
        value = first - 'X';
    else if (is_digit(first))
        value = first - (guint64)'0';
    else
        return FALSE;
    for (gsize i = at + 1; i < at + 8; i++) {
        if (!is_digit(byte_at(text, i)))
            return FALSE;
        value = value * 10 + byte_at(text, i) - '0';
    }
    return byte_at(text, at + 8) == (guchar) "TRWAGMYFPDXBNJZSQVHLCKE"[value % 23];
}

/* Codice fiscale: form, month's letter, and the check of even and odd places. */
static gboolean
is_italian(const PiiText *text, gsize at, gsize end)
{
    static const char form[] = "LLLLLLDDLDDLDDDL";
    static const guint8 odd[] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
    guint sum = 0;

    if (end - at != 16)
        return FALSE;
    for (guint i = 0; i < 16; i++) {
        guchar c = byte_at(text, at + i);
        if (form[i] == 'L' ? !g_ascii_isupper((gchar)c) : !is_digit(c))
            return FALSE;
        guint value = is_digit(c) ? (guint)(c - '0') : (guint)(c - 'A');
        if (i < 15)
            sum += i % 2 ? value : odd[value];
    }
    return strchr("ABCDEHLMPRST", byte_at(text, at + 8)) &&
           sum % 26 == (guint)byte_at(text, at + 15) - 'A';
}

gboolean
pii_find_national_word(const PiiText *text, gsize at, gsize end, PiiSpan *span)
{
    gsize stop = british_end(text, at);

    if (!stop && (is_spanish(text, at, end) || is_italian(text, at, end)))
        stop = end;
    if (!stop || !pii_begins(text, at) || byte_at(text, stop) == '-' ||
        pii_context(text, at) == CONTEXT_REFERENCE)
        return FALSE;
    *span = (PiiSpan){at, stop - at, PII_NATIONAL};
    return TRUE;
}
