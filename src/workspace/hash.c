/* Hashed names: one random key a workspace, so that hashes of two desks can't be laid side by side,
 * and nobody without the file can try names until one fits. */
#include <foredesk/workspace.h>

#include <string.h>
#include <sys/random.h>

#define KEY_BYTES 32
#define SHOWN_DIGITS 12

static char *
random_key(GError **error)
{
    guint8 bytes[KEY_BYTES];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "this machine gives no random numbers to make a key of: names can't be hashed");
        return NULL;
    }
    GString *hex = g_string_new(NULL);
    for (guint i = 0; i < KEY_BYTES; i++)
        g_string_append_printf(hex, "%02x", bytes[i]);
    return g_string_free(hex, FALSE);
}

char *
names_key(sqlite3 *database, GError **error)
{
    char *key = setting_get(database, "names_key");
    if (key != NULL)
        return key;
    g_autofree char *made = random_key(error);
    if (made == NULL || !setting_set(database, "names_key", made, error))
        return NULL;
    return g_steal_pointer(&made);
}

char *
name_hash(const char *key, const char *name)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(name));
    if (*trimmed == '\0')
        return g_strdup("");
    g_autofree char *folded =
        g_utf8_validate(trimmed, -1, NULL) ? g_utf8_casefold(trimmed, -1) : g_strdup(trimmed);
    g_autofree char *hex =
        g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guint8 *)key, strlen(key), folded, -1);
    return g_strdup_printf("#%.*s", SHOWN_DIGITS, hex);
}
