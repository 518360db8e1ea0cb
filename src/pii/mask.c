/* Masking: what is found is replaced by its kind, so that a reader still sees what stood there. */
#include "pii_private.h"

#include <string.h>

static const char *const names[PII_KINDS] = {
    "e-mail",      "phone",           "card",  "IBAN", "IP address",
    "national id", "key or password", "login", "name"};

const char *
pii_kind_name(PiiKind kind)
{
    return kind < PII_KINDS ? names[kind] : "personal";
}

gboolean
pii_kind_from_name(const char *name, PiiKind *kind)
{
    for (guint i = 0; i < PII_KINDS; i++)
        if (g_ascii_strcasecmp(name, names[i]) == 0) {
            *kind = (PiiKind)i;
            return TRUE;
        }
    return FALSE;
}

typedef struct {
    const char *text;
    gsize copied; /* bytes of the text that the result holds already */
    GString *masked;
} Masker;

/* The last four digits stay, as on a receipt. */
static void
append_card(GString *masked, const char *text, gsize length)
{
    char last[5] = "";
    guint n = 4;

    for (gsize i = length; i > 0 && n > 0; i--)
        if (is_digit((guchar)text[i - 1]))
            last[--n] = text[i - 1];
    g_string_append_printf(masked, "[card …%.4s]", last);
}

static gboolean
mask_span(const PiiSpan *span, gpointer data)
{
    Masker *masker = data;

    if (!masker->masked)
        masker->masked = g_string_new(NULL);
    g_string_append_len(masker->masked, masker->text + masker->copied,
                        (gssize)(span->start - masker->copied));
    if (span->kind == PII_CARD)
        append_card(masker->masked, masker->text + span->start, span->length);
    else
        g_string_append_printf(masker->masked, "[%s]", pii_kind_name(span->kind));
    masker->copied = span->start + span->length;
    return TRUE;
}

char *
pii_mask(const char *text, gssize length)
{
    gsize n = !text ? 0 : length < 0 ? strlen(text) : (gsize)length;
    Masker masker = {.text = text ? text : ""};

    pii_scan(masker.text, n, mask_span, &masker);
    if (!masker.masked)
        return g_strndup(masker.text, n);
    g_string_append_len(masker.masked, text + masker.copied, (gssize)(n - masker.copied));
    return g_string_free(masker.masked, FALSE);
}

char *
pii_mask_whole(const char *text, const char *kind)
{
    return text && *text ? g_strdup_printf("[%s]", kind) : g_strdup("");
}
