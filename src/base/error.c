/* error: the engine's error domain, and the nearest names that a message about an unknown one
 * offers. */
#include <foredesk/base.h>

#include <string.h>

GQuark
foredesk_error_quark(void)
{
    return g_quark_from_static_string("foredesk-error");
}

/* A name's letters without regard to case, as code points. */
static gunichar *
folded_letters(const char *name, glong *length)
{
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    g_autofree char *folded = g_utf8_casefold(valid, -1);
    return g_utf8_to_ucs4_fast(folded, -1, length);
}

static int
minimum(int a, int b)
{
    return a < b ? a : b;
}

/* Edit distance in which a swap of two neighbours counts once (optimal string alignment). */
static int
edit_distance(const gunichar *a, glong a_length, const gunichar *b, glong b_length)
{
    gsize width = (gsize)b_length + 1;
    g_autofree int *rows = g_new(int, 3 * width);
    int *before = rows, *last = rows + width, *row = rows + 2 * width;
    for (glong j = 0; j <= b_length; j++)
        last[j] = (int)j;
    for (glong i = 1; i <= a_length; i++) {
        row[0] = (int)i;
        for (glong j = 1; j <= b_length; j++) {
            int replaced = last[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = minimum(replaced, minimum(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = minimum(row[j], before[j - 2] + 1);
        }
        int *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[b_length];
}

static gboolean
contains(const gunichar *whole, glong whole_length, const gunichar *part, glong part_length)
{
    for (glong start = 0; start + part_length <= whole_length; start++)
        if (memcmp(whole + start, part, (gsize)part_length * sizeof *part) == 0)
            return TRUE;
    return FALSE;
}

/* How far a candidate is from what was wanted; a candidate that contains it whole is near however
 * long it is ("priority" in "Ticket priority"). G_MAXINT: too far to be meant. */
static int
distance(const gunichar *wanted, glong wanted_length, const char *candidate)
{
    glong length = 0;
    g_autofree gunichar *letters = folded_letters(candidate, &length);
    int edits = edit_distance(wanted, wanted_length, letters, length);
    if (edits <= MAX(1, wanted_length / 3))
        return edits;
    if (wanted_length >= 3 && contains(letters, length, wanted, wanted_length))
        return (int)wanted_length / 3 + 1;
    return G_MAXINT;
}

char *
nearest_names(const char *wanted, const char *const *candidates)
{
    enum { OFFERED = 3 };
    const char *names[OFFERED] = {NULL};
    int distances[OFFERED] = {G_MAXINT, G_MAXINT, G_MAXINT};
    glong wanted_length = 0;
    g_autofree gunichar *letters = folded_letters(wanted, &wanted_length);
    for (; *candidates; candidates++) {
        const char *name = *candidates;
        int far = distance(letters, wanted_length, name);
        for (int place = 0; place < OFFERED && name; place++)
            if (far < distances[place]) {
                const char *pushed = names[place];
                int pushed_far = distances[place];
                names[place] = name;
                distances[place] = far;
                name = pushed;
                far = pushed_far;
            }
    }
    if (!names[0])
        return NULL;
    if (!names[1])
        return g_strdup(names[0]);
    if (!names[2])
        return g_strdup_printf("%s or %s", names[0], names[1]);
    return g_strdup_printf("%s, %s or %s", names[0], names[1], names[2]);
}
