/* fingerprint: the SHA-256 of a row of parts. Every part is written with its kind and length, in
 * one byte order, so that the fingerprint is the same on every machine. */
#include <foredesk/base.h>

#include <math.h>
#include <string.h>

struct Fingerprint {
    GChecksum *checksum;
};

static void
add_part(Fingerprint *fingerprint, char kind, const void *bytes, gsize length)
{
    guchar head[9] = {(guchar)kind};
    for (int i = 0; i < 8; i++)
        head[i + 1] = (guchar)((guint64)length >> (8 * i));
    g_checksum_update(fingerprint->checksum, head, sizeof head);
    if (length > 0)
        g_checksum_update(fingerprint->checksum, bytes, (gssize)length);
}

static void
add_word(Fingerprint *fingerprint, char kind, guint64 word)
{
    guchar bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (guchar)(word >> (8 * i));
    add_part(fingerprint, kind, bytes, sizeof bytes);
}

Fingerprint *
fingerprint_new(const char *subject)
{
    Fingerprint *fingerprint = g_new0(Fingerprint, 1);
    fingerprint->checksum = g_checksum_new(G_CHECKSUM_SHA256);
    fingerprint_text(fingerprint, subject);
    return fingerprint;
}

void
fingerprint_text(Fingerprint *fingerprint, const char *text)
{
    add_part(fingerprint, text ? 't' : '0', text, text ? strlen(text) : 0);
}

void
fingerprint_integer(Fingerprint *fingerprint, gint64 value)
{
    add_word(fingerprint, 'i', (guint64)value);
}

/* Equal values have equal fingerprints: one zero, one NaN. */
void
fingerprint_double(Fingerprint *fingerprint, double value)
{
    guint64 bits = G_GUINT64_CONSTANT(0x7FF8000000000000);
    if (value == 0)
        value = 0;
    if (!isnan(value))
        memcpy(&bits, &value, sizeof bits);
    add_word(fingerprint, 'd', bits);
}

void
fingerprint_bytes(Fingerprint *fingerprint, const void *bytes, gsize length)
{
    add_part(fingerprint, 'b', bytes, length);
}

char *
fingerprint_end(Fingerprint *fingerprint)
{
    char *hex = g_strdup(g_checksum_get_string(fingerprint->checksum));
    g_checksum_free(fingerprint->checksum);
    g_free(fingerprint);
    return hex;
}
