/* Groups of digits as people write numbers: "4111 1111 1111 1111", "030/123456", "(212) 555-0147".
 * Reading them once serves cards, phones and national ids. */
#include "pii_private.h"

#include <string.h>

/* What may stand between two groups: one separator, or a bracket with a blank. Returns its bytes,
 * 0 where the number ends. */
static guint
separator_at(const PiiText *text, gsize at, char *separator)
{
    guchar c = byte_at(text, at), next = byte_at(text, at + 1);

    if (c == 0xC2 && next == 0xA0) { /* a blank that doesn't break */
        *separator = ' ';
        return is_digit(byte_at(text, at + 2)) ? 2 : 0;
    }
    if (!c || !strchr(" -./()", c))
        return 0;
    *separator = c == ')' || c == '(' ? ' ' : (char)c;
    if (is_digit(next))
        return 1;
    if ((c == ')' && next && strchr(" -/", next)) || (c == ' ' && next == '('))
        return is_digit(byte_at(text, at + 2)) ? 2 : 0;
    return 0;
}

void
pii_digits_read(const PiiText *text, gsize at, PiiDigits *digits)
{
    guint step = 0;
    char separator = 0;

    digits->n = digits->digits = 0;
    digits->start = at;
    do {
        gsize end = at += step;
        while (is_digit(byte_at(text, end)))
            end++;
        gsize size = end - at;
        if (digits->digits + size > DIGITS_MOST || is_word(byte_at(text, end)))
            break; /* too long, or "12ab": no number */
        for (gsize i = at; i < end; i++)
            digits->digit[digits->digits++] = (guint8)(text->bytes[i] - '0');
        digits->size[digits->n] = (guint8)size;
        digits->total[digits->n] = (guint8)digits->digits;
        digits->separator[digits->n] = separator;
        digits->end[digits->n] = end;
        digits->n++;
        at = end;
    } while (digits->n < GROUPS_MOST && (step = separator_at(text, at, &separator)));
}

gboolean
pii_digits_shape(const PiiDigits *digits, const char *sizes, const char *separators)
{
    guint n = 0;

    for (; *sizes; sizes += sizes[1] ? 2 : 1, n++) {
        if (n >= digits->n || digits->size[n] != (guint8)(*sizes - '0'))
            return FALSE;
        if (n > 0 && (!strchr(separators, digits->separator[n]) ||
                      digits->separator[n] != digits->separator[1]))
            return FALSE;
    }
    return TRUE;
}

gboolean
pii_digits_ends(const PiiText *text, const PiiDigits *digits, guint groups)
{
    gsize end = digits->end[groups - 1];
    guchar c = byte_at(text, end), next = byte_at(text, end + 1);

    if (is_word(c) || c == '%' || c == '@' || c == '#')
        return FALSE;
    if (c == '-' || c == '/' || c == '=')
        return !is_word(next);
    if (c == '.' || c == ',' || c == ':')
        return !is_digit(next);
    return TRUE;
}

gboolean
pii_begins(const PiiText *text, gsize at)
{
    guchar before = byte_at(text, at - 1);

    if (at > 0 && (is_word(before) || before == '#'))
        return FALSE;
    if (at > 1 && (before == '-' || before == '.' || before == '/' || before == ','))
        return !is_word(byte_at(text, at - 2));
    return before != '$';
}

guint64
pii_digits_value(const guint8 *digit, guint n)
{
    guint64 value = 0;
    for (guint i = 0; i < n; i++)
        value = value * 10 + digit[i];
    return value;
}

gboolean
pii_luhn(const guint8 *digit, guint n)
{
    guint sum = 0;
    for (guint i = 0; i < n; i++) {
        guint value = digit[n - 1 - i];
        if (i % 2)
            value = value * 2 - (value > 4 ? 9 : 0);
        sum += value;
    }
    return sum % 10 == 0;
}
