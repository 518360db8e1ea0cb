/* E-mail addresses (the forms of RFC 5321 that people use) and URLs that carry user and password
 * (RFC 3986, 3.2.1). Both are found at the sign in their middle and read outwards. */
#include "pii_private.h"

#include <string.h>

enum { LOCAL_MOST = 64, DOMAIN_MOST = 253 };

static gboolean
is_local(guchar c)
{
    return g_ascii_isalnum((gchar)c) || c >= 0x80 || (c && strchr("._%+-'&!#$*/=?^`{|}~", c));
}

/* What ends like a country's or a kind's name, but is a file's: "logo@2x.png". */
static gboolean
is_file_ending(const PiiText *text, gsize at, gsize length)
{
    static const char endings[] = " png jpg jpeg gif svg webp css js ts pdf txt csv json xml html ";
    char wanted[8] = " ";

    if (length > 5)
        return FALSE;
    for (gsize i = 0; i < length; i++)
        wanted[i + 1] = g_ascii_tolower(text->bytes[at + i]);
    wanted[length + 1] = ' ';
    return strstr(endings, wanted) != NULL;
}

/* The end of a host's name with at least two labels, the last of letters; 0: none. */
static gsize
domain_end(const PiiText *text, gsize at)
{
    gsize end = at, best = 0, label = at;
    gboolean letters = TRUE;

    for (; end - at <= DOMAIN_MOST; end++) {
        guchar c = byte_at(text, end);
        if (g_ascii_isalnum((gchar)c) || c >= 0x80 || (c == '-' && end > label)) {
            letters = letters && c != '-' && !is_digit(c);
            continue;
        }
        if (end == label || byte_at(text, end - 1) == '-')
            break;
        if (label > at && letters && end - label >= 2 && end - label <= 24 &&
            !is_file_ending(text, label, end - label))
            best = end;
        else if (c != '.')
            best = 0; /* the name goes on after a dot, but as no domain's */
        if (c != '.')
            break;
        label = end + 1;
        letters = TRUE;
    }
    return best;
}

gboolean
pii_find_mail(const PiiText *text, gsize at, PiiSpan *span)
{
    gsize start = at, end;
    gsize least = at > LOCAL_MOST ? at - LOCAL_MOST : 0;

    least = MAX(least, text->done);
    if (!g_ascii_isalnum((gchar)byte_at(text, at + 1)) && byte_at(text, at + 1) < 0x80)
        return FALSE;
    while (start > least && is_local(byte_at(text, start - 1)))
        start--;
    /* Quotes and signs that open a phrase belong to the text round it. */
    while (start < at && !g_ascii_isalnum((gchar)byte_at(text, start)) &&
           byte_at(text, start) != '_' && byte_at(text, start) != '+' &&
           byte_at(text, start) < 0x80)
        start++;
    for (gsize i = start; i < at; i++) /* "mail=a@b.c", "/home/a@b.c" */
        if (strchr("=/|", text->bytes[i]))
            start = i + 1;
    if (start == at || byte_at(text, at - 1) == '.' || !(end = domain_end(text, at + 1)))
        return FALSE;
    if (at - start == 3 && pii_spells(text, start, "git") && byte_at(text, end) == ':')
        return FALSE; /* a repository's address */
    *span = (PiiSpan){start, end - start, PII_EMAIL};
    return TRUE;
}

gboolean
pii_find_login(const PiiText *text, gsize at, PiiSpan *span)
{
    gsize start = at, end, host = 0, colon = 0;

    while (start > text->done && g_ascii_isalpha(text->bytes[start - 1]))
        start--;
    for (end = at + 3; end < text->length && end < at + 300; end++) {
        guchar c = (guchar)text->bytes[end];
        if (c <= ' ' || strchr("/?#\"<>'", c))
            break;
        if (c == ':' && !colon)
            colon = end;
        if (c == '@')
            host = end;
    }
    if (start == at || !host || !colon || colon > host || colon + 1 == host || colon == at + 3)
        return FALSE;
    *span = (PiiSpan){start, end - start, PII_LOGIN};
    return TRUE;
}
