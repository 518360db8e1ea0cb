/* What XGBoost's C API answers, as an error for people: its own messages name places in its source
 * and a stack. */
#include "learn/bins.h"

#include <string.h>

/* "[12:00:01] ./src/x.cc:123: what is wrong\nStack trace…" → "what is wrong". */
static char *
message_for_people(const char *message)
{
    g_auto(GStrv) lines = g_strsplit(message, "\n", -1);
    for (char **line = lines; *line; line++) {
        const char *text = *line;
        const char *place = strstr(text, ".cc:");
        if (place && (place = strchr(place + 4, ':')))
            text = place + 1;
        while (g_ascii_isspace(*text))
            text++;
        if (*text)
            return text_clean(text, -1);
    }
    return g_strdup("unknown");
}

gboolean
booster_check(int result, const char *what, ForedeskError code, GError **error)
{
    if (result == 0)
        return TRUE;
    g_autofree char *message = message_for_people(XGBGetLastError());
    g_set_error(error, FOREDESK_ERROR, code, "%s failed: %s", what, message);
    return FALSE;
}
