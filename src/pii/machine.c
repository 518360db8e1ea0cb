/* Addresses of machines. Four numbers with dots are a version as often as an address: the words
 * before them decide, and where they don't, how large the numbers are. */
#include "pii_private.h"

/* Addresses that name no machine of anybody: this host, nothing, everybody. */
static gboolean
is_nobody(const guint *octet)
{
    return octet[0] == 0 || octet[0] == 127 || octet[0] >= 240 ||
           (octet[0] == 255 && octet[1] == 255);
}

static gboolean
looks_like_address(const guint *octet)
{
    guint large = 0;
    for (guint i = 0; i < 4; i++)
        large += octet[i] >= 100 ? 2 : octet[i] >= 32;
    return large >= 2;
}

gboolean
pii_find_ipv4(const PiiText *text, gsize at, PiiSpan *span)
{
    guint octet[4];
    gsize end = at;
    guchar before = byte_at(text, at - 1);

    for (guint i = 0; i < 4; i++) {
        gsize start = end;
        octet[i] = 0;
        while (is_digit(byte_at(text, end)) && end - start < 4)
            octet[i] = octet[i] * 10 + byte_at(text, end++) - '0';
        if (end == start || octet[i] > 255 || (byte_at(text, start) == '0' && end - start > 1))
            return FALSE;
        if (i < 3 && byte_at(text, end++) != '.')
            return FALSE;
    }
    guchar after = byte_at(text, end);
    if (is_word(after) || (after == '.' && is_word(byte_at(text, end + 1))) ||
        (after == '-' && is_word(byte_at(text, end + 1))) ||
        (at > 0 && (is_word(before) || before == '.' || before == '-')) || is_nobody(octet))
        return FALSE;
    switch (pii_context(text, at)) {
    case CONTEXT_VERSION:
    case CONTEXT_REFERENCE:
        return FALSE;
    case CONTEXT_MACHINE:
        break;
    default:
        /* a port, or the size of a network */
        if (!looks_like_address(octet) &&
            !((after == ':' || after == '/') && is_digit(byte_at(text, end + 1))))
            return FALSE;
    }
    *span = (PiiSpan){at, end - at, PII_MACHINE};
    return TRUE;
}

/* RFC 4291, 2.2: eight groups of up to four hex digits, "::" once for groups of zeros. */
gboolean
pii_find_ipv6(const PiiText *text, gsize at, PiiSpan *span)
{
    guint groups = 0, digits = 0;
    gboolean gap = FALSE;
    gsize end = at;

    if (at > 0 && (is_word(byte_at(text, at - 1)) || byte_at(text, at - 1) == ':'))
        return FALSE;
    while (groups < 9) {
        gsize start = end;
        while (g_ascii_isxdigit((gchar)byte_at(text, end)) && end - start < 5)
            digits += is_digit(byte_at(text, end++));
        if (end - start > 4)
            return FALSE;
        groups += end > start;
        if (byte_at(text, end) != ':')
            break;
        if (byte_at(text, end + 1) == ':') {
            if (gap)
                return FALSE;
            gap = TRUE;
            end += 2;
        } else if (g_ascii_isxdigit((gchar)byte_at(text, end + 1)) && end > start) {
            end++;
        } else {
            break;
        }
    }
    if (is_word(byte_at(text, end)) || (gap ? groups < 3 || groups > 7 || !digits : groups != 8))
        return FALSE;
    *span = (PiiSpan){at, end - at, PII_MACHINE};
    return TRUE;
}
