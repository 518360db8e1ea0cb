/* Phone numbers: E.164 with a country's code, the North American plan, and national forms. A form
 * that other numbers share (ten bare digits) counts only after a word that says phone. */
#include "pii_private.h"

#include <string.h>

/* Countries' calling codes of two digits (ITU-T E.164); 1 and 7 have one, all others three. */
static const char two_digits[] =
    " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 "
    "57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";

static gboolean
is_calling_code(const guint8 *digit)
{
    char two[] = {' ', (char)('0' + digit[0]), (char)('0' + digit[1]), ' ', '\0'};

    if (digit[0] == 1 || digit[0] == 7 || strstr(two_digits, two))
        return TRUE;
    return (digit[0] == 2 && digit[1] != 8) ||
           (digit[0] == 3 && (digit[1] == 5 || digit[1] == 7 || digit[1] == 8)) ||
           (digit[0] == 4 && digit[1] == 2) ||
           (digit[0] == 5 && (digit[1] == 0 || digit[1] == 9)) ||
           (digit[0] == 6 && digit[1] >= 7) ||
           (digit[0] == 8 && (digit[1] == 5 || digit[1] == 8)) ||
           (digit[0] == 9 && (digit[1] == 6 || digit[1] == 7 || digit[1] == 9));
}

/* Area and exchange of the North American plan: 2–9 first, no N11. */
static gboolean
is_american(const guint8 *digit)
{
    return digit[0] >= 2 && digit[3] >= 2 && !(digit[1] == 1 && digit[2] == 1) &&
           !(digit[4] == 1 && digit[5] == 1);
}

static gboolean
claim(const PiiDigits *digits, gsize start, guint groups, PiiSpan *span)
{
    *span = (PiiSpan){start, digits->end[groups - 1] - start, PII_PHONE};
    return TRUE;
}

/* The most groups that keep to `most` digits. */
static guint
groups_within(const PiiDigits *digits, guint most)
{
    guint n = 0;
    while (n < digits->n && digits->total[n] <= most)
        n++;
    return n;
}

/* Digits that begin with a country's code, from digit `skip` on. */
static gboolean
find_international(const PiiText *text, const PiiDigits *digits, guint skip, gsize start,
                   PiiSpan *span)
{
    gboolean american = digits->digits > skip && digits->digit[skip] == 1;
    guint groups = groups_within(digits, skip + (american ? 11 : 13));

    if (!groups && digits->n && digits->total[0] <= skip + 15)
        groups = 1;
    guint n = groups ? digits->total[groups - 1] - skip : 0;
    if (n < (groups > 1 ? 8u : 10u) || !is_calling_code(digits->digit + skip) ||
        !pii_digits_ends(text, digits, groups))
        return FALSE;
    if (american && (n != 11 || !is_american(digits->digit + skip + 1)))
        return FALSE;
    return claim(digits, start, groups, span);
}

/* Dates and sums of money that have as many digits as a phone. */
static gboolean
is_date(const PiiDigits *digits, guint groups)
{
    if (groups != 3 && !(groups > 3 && digits->size[0] <= 4))
        return FALSE;
    guint first = digits->size[0], last = digits->size[2];
    if (first == 4 && digits->size[1] <= 2 && last <= 2)
        return digits->digit[0] == 1 || digits->digit[0] == 2;
    return first <= 2 && digits->size[1] <= 2 && last == 4 &&
           (digits->separator[1] != ' ' || digits->separator[2] != ' ');
}

/* Forms that say by themselves that they are phones. */
static guint
telling_groups(const PiiDigits *digits)
{
    if ((pii_digits_shape(digits, "3-3-4", "-.")) && is_american(digits->digit))
        return 3;
    if (pii_digits_shape(digits, "1-3-3-4", "-.") && digits->digit[0] == 1 &&
        is_american(digits->digit + 1))
        return 4;
    if (digits->digit[0] != 0 || digits->digit[1] == 0)
        return 0;
    if (pii_digits_shape(digits, "2-2-2-2-2", " .-")) /* France */
        return 5;
    if (pii_digits_shape(digits, "3-4-4", " -") || pii_digits_shape(digits, "5-3-3", " -") ||
        pii_digits_shape(digits, "4-3-4", " -")) /* United Kingdom */
        return 3;
    if (pii_digits_shape(digits, "5-6", " -"))
        return 2;
    /* Germany: an area of three to five digits, "/" or "-", and the rest. */
    if (digits->n >= 2 && digits->size[0] >= 3 && digits->size[0] <= 5 &&
        (digits->separator[1] == '/' || digits->separator[1] == '-') && digits->size[1] >= 5 &&
        digits->total[1] >= 9 && digits->total[1] <= 12)
        return 2;
    return 0;
}

gboolean
pii_find_phone(const PiiText *text, const PiiDigits *digits, PiiContext context, PiiSpan *span)
{
    /* The tail of a longer number that is written in groups. */
    gboolean is_tail = digits->start > 1 && byte_at(text, digits->start - 1) == ' ' &&
                       is_digit(byte_at(text, digits->start - 2));
    guint groups;

    if (context == CONTEXT_REFERENCE || context == CONTEXT_VERSION || digits->n == 0)
        return FALSE;
    if (digits->digits > 10 && digits->digit[0] == 0 && digits->digit[1] == 0 &&
        ((digits->n > 1 && !is_tail) || context == CONTEXT_PHONE) &&
        find_international(text, digits, 2, digits->start, span))
        return TRUE;
    groups = is_tail ? 0 : telling_groups(digits);
    if (groups && pii_digits_ends(text, digits, groups))
        return claim(digits, digits->start, groups, span);
    if (context != CONTEXT_PHONE)
        return FALSE;
    groups = groups_within(digits, 13);
    if (!groups || digits->total[groups - 1] < 7 || is_date(digits, groups) ||
        !pii_digits_ends(text, digits, groups))
        return FALSE;
    return claim(digits, digits->start, groups, span);
}

/* "+49 30 1234567", "(212) 555-0147", "+1 (212) 555-0147", "(030) 1234567". */
gboolean
pii_find_phone_marked(const PiiText *text, gsize at, PiiSpan *span)
{
    gboolean plus = byte_at(text, at) == '+';
    gsize first = at + 1 + (plus && byte_at(text, at + 1) == '(');
    PiiDigits digits;

    if (!is_digit(byte_at(text, first)) || (at > 0 && is_word(byte_at(text, at - 1))))
        return FALSE;
    pii_digits_read(text, first, &digits);
    if (digits.digits < 7)
        return FALSE;
    if (plus)
        return find_international(text, &digits, 0, at, span);
    if (digits.n < 2 || byte_at(text, digits.end[0]) != ')')
        return FALSE;
    if (digits.size[0] == 3 && digits.n >= 3 && digits.size[1] == 3 && digits.size[2] == 4 &&
        is_american(digits.digit) && pii_digits_ends(text, &digits, 3))
        return claim(&digits, at, 3, span);
    guint groups = groups_within(&digits, 12);
    if (digits.digit[0] == 0 && digits.digit[1] != 0 && digits.size[0] >= 3 && groups >= 2 &&
        digits.total[groups - 1] >= 9 && pii_digits_ends(text, &digits, groups))
        return claim(&digits, at, groups, span);
    return FALSE;
}
