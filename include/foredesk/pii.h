/* pii: personal data in text. A pure scanner that finds e-mail addresses, phone numbers, payment
 * cards, account numbers, addresses of machines, national ids, keys and names by their form, their
 * check digits and the words around them; what it can't prove it leaves. docs/PRIVACY.md says how
 * often it is right. Relies on base alone. */
#pragma once

#include <foredesk/base.h>

G_BEGIN_DECLS

typedef enum {
    PII_EMAIL,
    PII_PHONE,    /* E.164, North American, common national forms with evidence */
    PII_CARD,     /* Luhn (ISO/IEC 7812-1), issuer's prefix and length */
    PII_IBAN,     /* ISO 13616: mod 97 and the country's length */
    PII_MACHINE,  /* IPv4 and IPv6 addresses, but not versions */
    PII_NATIONAL, /* ids that a state gives a person */
    PII_SECRET,   /* keys, tokens, passwords said as such */
    PII_LOGIN,    /* a URL with user and password in it */
    PII_NAME,     /* by salutation, sign-off or introduction */
    PII_KINDS,
} PiiKind;
const char *pii_kind_name(PiiKind kind); /* "e-mail": static */
gboolean pii_kind_from_name(const char *name, PiiKind *kind);

/* Where personal data stands: bytes [start, start + length) of the text. */
typedef struct {
    gsize start, length;
    PiiKind kind;
} PiiSpan;

/* Return FALSE to stop. */
typedef gboolean (*PiiVisit)(const PiiSpan *span, gpointer data);
/* Finds personal data from left to right, without overlaps, in one pass over the bytes; nothing is
 * allocated, and bytes that are no UTF-8 do no harm. `visit` may be NULL. Returns the kinds found
 * as a mask of 1 << PiiKind. */
guint pii_scan(const char *text, gsize length, PiiVisit visit, gpointer data);

/* The text with each place of personal data replaced by its kind: "[e-mail]", "[name]",
 * "[card …1111]". `length` −1: NUL-terminated; NULL is "". The caller frees. */
char *pii_mask(const char *text, gssize length);
/* A cell of a column that holds personal data of this kind through and through: the kind alone,
 * "" where the cell is empty. The caller frees. */
char *pii_mask_whole(const char *text, const char *kind);

G_END_DECLS
