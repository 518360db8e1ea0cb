/* zone_names: zones as they stand behind a time of day in a cell: the short names that programs
 * write, and whether a word has the shape of an IANA name. */
#include "base/calendar.h"

#include <string.h>

/* Minutes ahead of UTC. Short names are not unique: CST and IST are read as in North America and
 * India, where most exports with them come from, BST as in Britain. */
static const struct {
    const char *name;
    int minutes;
} short_names[] = {
    {"ACDT", 630},  {"ACST", 570}, {"ADT", -180}, {"AEDT", 660}, {"AEST", 600}, {"AKDT", -480},
    {"AKST", -540}, {"ART", -180}, {"AST", -240}, {"AWST", 480}, {"BRT", -180}, {"BST", 60},
    {"CDT", -300},  {"CEST", 120}, {"CET", 60},   {"CST", -360}, {"EAT", 180},  {"EDT", -240},
    {"EEST", 180},  {"EET", 120},  {"EST", -300}, {"HKT", 480},  {"HST", -600}, {"ICT", 420},
    {"IDT", 180},   {"IST", 330},  {"JST", 540},  {"KST", 540},  {"MDT", -360}, {"MESZ", 120},
    {"MEZ", 60},    {"MSK", 180},  {"MST", -420}, {"NDT", -150}, {"NST", -210}, {"NZDT", 780},
    {"NZST", 720},  {"PDT", -420}, {"PHT", 480},  {"PKT", 300},  {"PST", -480}, {"SAST", 120},
    {"SGT", 480},   {"WAT", 60},   {"WEST", 60},  {"WET", 0},    {"WIB", 420},
};

gboolean
zone_short_name(const char *bytes, gsize length, int *seconds)
{
    for (gsize i = 0; i < G_N_ELEMENTS(short_names); i++) {
        if (strlen(short_names[i].name) != length ||
            g_ascii_strncasecmp(short_names[i].name, bytes, length) != 0)
            continue;
        *seconds = short_names[i].minutes * 60;
        return TRUE;
    }
    return FALSE;
}

gboolean
zone_looks_named(const char *bytes, gsize length)
{
    static const char *const areas[] = {
        "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/",    "Atlantic/", "Australia/",
        "Canada/", "Etc/",     "Europe/",     "Indian/", "Pacific/", "US/"};
    for (gsize i = 0; i < G_N_ELEMENTS(areas); i++) {
        gsize area = strlen(areas[i]);
        if (length > area + 1 && length < 40 && memcmp(bytes, areas[i], area) == 0) {
            for (gsize at = area; at < length; at++)
                if (!g_ascii_isalnum(bytes[at]) && !strchr("_+-/", bytes[at]))
                    return FALSE;
            return TRUE;
        }
    }
    return FALSE;
}
