/* The one pass: words are found by their first byte, and what could begin with such a word is tried
 * there; signs that stand inside personal data ("@", "://") are tried where they are met. What is
 * found last may reach back over what was found just before (an address over a number in it), so a
 * span is handed on only when the next one begins after it. */
#include "pii_private.h"

#include <string.h>

typedef struct {
    PiiText text;
    PiiSpan open; /* found, not handed on yet */
    gboolean has_open, stopped;
    guint kinds;
    PiiVisit visit;
    gpointer data;
} Scan;

static void
hand_on(Scan *scan)
{
    if (!scan->has_open)
        return;
    scan->has_open = FALSE;
    scan->kinds |= 1u << scan->open.kind;
    scan->text.done = scan->open.start + scan->open.length;
    if (scan->visit && !scan->visit(&scan->open, scan->data))
        scan->stopped = TRUE;
}

/* Takes a find in; returns where to go on. */
static gsize
found(Scan *scan, const PiiSpan *span)
{
    if (scan->has_open && span->start >= scan->open.start + scan->open.length)
        hand_on(scan);
    scan->open = *span; /* what it covers is a part of it */
    scan->has_open = TRUE;
    return span->start + span->length;
}

static gboolean
is_hex_word(const PiiText *text, gsize at, gsize end)
{
    for (; at < end; at++)
        if (!g_ascii_isxdigit(text->bytes[at]))
            return FALSE;
    return TRUE;
}

/* What a word could begin; its end where it begins nothing. */
static gsize
scan_word(Scan *scan, gsize at)
{
    const PiiText *text = &scan->text;
    gsize end = word_end(text, at);
    guchar first = byte_at(text, at), next = byte_at(text, end);
    PiiSpan span;

    if (next == ':' && end - at <= 4 && is_hex_word(text, at, end) &&
        pii_find_ipv6(text, at, &span))
        return found(scan, &span);
    if (is_digit(first)) {
        if (next == '.' && end - at <= 3 && pii_find_ipv4(text, at, &span))
            return found(scan, &span);
        if (pii_find_number(text, at, &span))
            return found(scan, &span);
    }
    /* Two signs and a digit: an id with letters; with a blank between, a British one. */
    guchar third = byte_at(text, at + 2);
    if (first < 0x80 &&
        (is_digit(third) || end - at == 16 || (third == ' ' && is_digit(byte_at(text, at + 3))))) {
        if (pii_find_iban(text, at, &span) || pii_find_national_word(text, at, end, &span))
            return found(scan, &span);
    }
    if (first < 0x80 && pii_find_secret(text, at, end, &span))
        return found(scan, &span);
    if (pii_find_name(text, at, end, &span))
        return found(scan, &span);
    return end;
}

static gboolean
find_at_sign(const PiiText *text, gsize at, PiiSpan *span)
{
    switch (text->bytes[at]) {
    case '@':
        return pii_find_mail(text, at, span);
    case '+':
    case '(':
        return is_digit(byte_at(text, at + 1 + (byte_at(text, at + 1) == '('))) &&
               pii_find_phone_marked(text, at, span);
    case ':':
        if (byte_at(text, at + 1) == '/' && byte_at(text, at + 2) == '/')
            return pii_find_login(text, at, span);
        return byte_at(text, at + 1) == ':' && pii_find_ipv6(text, at, span);
    case '-':
        return byte_at(text, at + 1) == '-' && pii_find_private_key(text, at, span);
    default:
        return FALSE;
    }
}

guint
pii_scan(const char *text, gsize length, PiiVisit visit, gpointer data)
{
    Scan scan = {.text = {text, length, 0}, .visit = visit, .data = data};
    gsize at = 0;

    while (at < length && !scan.stopped) {
        PiiSpan span;
        if (is_word((guchar)text[at]))
            at = scan_word(&scan, at);
        else if (find_at_sign(&scan.text, at, &span))
            at = found(&scan, &span);
        else
            at++;
    }
    if (!scan.stopped)
        hand_on(&scan);
    return scan.kinds;
}
