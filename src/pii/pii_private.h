/* The inside of the scanner: the text with safe looks at its bytes, and one finder a family of
 * personal data. A finder is asked at a place where its data could begin (mail: at the "@") and
 * says whether it does. */
#pragma once

#include <foredesk/pii.h>

typedef struct {
    const char *bytes;
    gsize length;
    gsize done; /* nothing before it may be claimed again */
} PiiText;

/* The byte at a place; 0 before the start and after the end. */
static inline guchar
byte_at(const PiiText *text, gsize at)
{
    return at < text->length ? (guchar)text->bytes[at] : 0;
}

/* Letters, digits, "_" and every byte beyond ASCII: what a word is made of. */
static inline gboolean
is_word(guchar c)
{
    return g_ascii_isalnum((gchar)c) || c == '_' || c >= 0x80;
}

static inline gboolean
is_digit(guchar c)
{
    return c >= '0' && c <= '9';
}

/* The byte with A–Z made small. */
static inline guchar
lower_at(const PiiText *text, gsize at)
{
    guchar c = byte_at(text, at);
    return c >= 'A' && c <= 'Z' ? (guchar)(c + 32) : c;
}

static inline gsize
word_end(const PiiText *text, gsize at)
{
    while (at < text->length && is_word((guchar)text->bytes[at]))
        at++;
    return at;
}

/* Whether the ASCII letters at `at` spell `word` (lower case) without regard to case. */
gboolean pii_spells(const PiiText *text, gsize at, const char *word);

/* What the nearest telling word before a place speaks of: at most six words back, not past the end
 * of the sentence. */
typedef enum {
    CONTEXT_NONE,
    CONTEXT_PHONE,
    CONTEXT_CARD,
    CONTEXT_REFERENCE, /* order, part, serial, tracking …: a number that names a thing */
    CONTEXT_VERSION,
    CONTEXT_MACHINE,
    CONTEXT_NATIONAL,
    CONTEXT_SECRET,
} PiiContext;
PiiContext pii_context(const PiiText *text, gsize at);

/* Groups of digits with single separators between them, as people write numbers. */
#define GROUPS_MOST 10
#define DIGITS_MOST 24
typedef struct {
    guint n, digits;
    guint8 size[GROUPS_MOST];      /* digits in a group */
    guint8 total[GROUPS_MOST];     /* digits up to and with it */
    char separator[GROUPS_MOST];   /* before a group; 0 before the first */
    gsize end[GROUPS_MOST];        /* where it ends in the text */
    guint8 digit[DIGITS_MOST + 1]; /* their values */
    gsize start;
} PiiDigits;
/* Reads them at a digit; a group that is too long ends it. */
void pii_digits_read(const PiiText *text, gsize at, PiiDigits *digits);
/* Whether the first `n` groups have these sizes ("3-3-4") and all the same separator among
 * `separators`. */
gboolean pii_digits_shape(const PiiDigits *digits, const char *sizes, const char *separators);
/* Whether a number could end after the group, or begin where the digits do, without being a part of
 * something longer. */
gboolean pii_digits_ends(const PiiText *text, const PiiDigits *digits, guint groups);
gboolean pii_begins(const PiiText *text, gsize at);
guint64 pii_digits_value(const guint8 *digit, guint n);

/* Checks of digits, lengths included. */
gboolean pii_is_card(const guint8 *digit, guint n, gboolean told);
gboolean pii_luhn(const guint8 *digit, guint n);

/* The finders. */
gboolean pii_find_number(const PiiText *text, gsize at, PiiSpan *span);
gboolean pii_find_phone(const PiiText *text, const PiiDigits *digits, PiiContext context,
                        PiiSpan *span);
gboolean pii_find_phone_marked(const PiiText *text, gsize at, PiiSpan *span); /* at "+" or "(" */
gboolean pii_find_national_digits(const PiiText *text, const PiiDigits *digits, PiiContext context,
                                  PiiSpan *span);
gboolean pii_find_national_word(const PiiText *text, gsize at, gsize end, PiiSpan *span);
gboolean pii_find_iban(const PiiText *text, gsize at, PiiSpan *span);
gboolean pii_find_mail(const PiiText *text, gsize at, PiiSpan *span);  /* at "@" */
gboolean pii_find_login(const PiiText *text, gsize at, PiiSpan *span); /* at "://" */
gboolean pii_find_ipv4(const PiiText *text, gsize at, PiiSpan *span);
gboolean pii_find_ipv6(const PiiText *text, gsize at, PiiSpan *span);
gboolean pii_find_secret(const PiiText *text, gsize at, gsize end, PiiSpan *span);
gboolean pii_find_private_key(const PiiText *text, gsize at, PiiSpan *span); /* at "-----" */
gboolean pii_find_name(const PiiText *text, gsize at, gsize end, PiiSpan *span);
