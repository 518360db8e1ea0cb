/* channel: whether a channel is one on which people write in short lines, by the words that help
 * desks use for it. */
#include <foredesk/frame.h>
#include <string.h>

gboolean
channel_is_chat(const char *text)
{
    static const char *const parts[] = {
        "chat",     "messag",  "sms",    "whatsapp",  "social", "facebook", "twitter",  "tweet",
        "mastodon", "bluesky", "reddit", "instagram", "tiktok", "linkedin", "telegram", NULL};
    g_autofree char *lower = g_utf8_strdown(text, -1);

    for (guint i = 0; parts[i]; i++)
        if (strstr(lower, parts[i]))
            return TRUE;
    return FALSE;
}
