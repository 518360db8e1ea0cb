/* The terminal's description without what terminals that call themselves xterm often lack:
 * repeating a character and scrolling by several lines at once. Where it is asked of them in vain,
 * old text stays standing. Curses has no switch for it, but reads a description from $TERMINFO
 * (term(5) has the format), so it is given a copy that doesn't offer them. */
#include "config.h"

#include "screen.h"

#include <string.h>

enum { HEADER = 12, MAGIC = 0432, MAGIC_WIDE_NUMBERS = 01036 };

static guint
short_at(const guint8 *bytes, gsize at)
{
    return bytes[at] | (guint)bytes[at + 1] << 8;
}

static char *
read_description(const char *name, gsize *length)
{
    static const char *const folders[] = {"/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"};
    char *bytes = NULL;

    for (guint i = 0; *name && !bytes && i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_strdup_printf("%s/%c/%s", folders[i], *name, name);
        g_file_get_contents(path, &bytes, length, NULL);
    }
    return bytes;
}

/* FALSE where it isn't a description as term(5) has it: then nothing is touched. */
static gboolean
take_out(guint8 *bytes, gsize length)
{
    /* places among the strings, in the order of term.h */
    static const guint unwanted[] = {109 /* parm_index */, 113 /* parm_rindex */,
                                     121 /* repeat_char */};
    gsize strings, wide;

    if (length < HEADER)
        return FALSE;
    wide = short_at(bytes, 0) == MAGIC_WIDE_NUMBERS ? 4 : 2;
    if (wide == 2 && short_at(bytes, 0) != MAGIC)
        return FALSE;
    strings = HEADER + short_at(bytes, 2) + short_at(bytes, 4);
    strings += strings % 2 + wide * short_at(bytes, 6);
    for (guint i = 0; i < G_N_ELEMENTS(unwanted); i++) {
        gsize at = strings + 2 * unwanted[i];
        if (unwanted[i] < short_at(bytes, 8) && at + 2 <= length)
            bytes[at] = bytes[at + 1] = 0xff; /* absent */
    }
    return TRUE;
}

/* For newterm: the description under this name, changed; NULL where it isn't found. */
char *
terminfo_without_extras(const char *name)
{
    gsize length = 0;
    g_autofree char *bytes = name && !strchr(name, '/') ? read_description(name, &length) : NULL;

    if (!bytes || !take_out((guint8 *)bytes, length))
        return NULL;
    g_autofree char *encoded = g_base64_encode((const guint8 *)bytes, length);
    return g_strconcat("b64:", encoded, NULL);
}
