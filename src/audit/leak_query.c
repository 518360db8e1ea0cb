/* What leaks of that which a query would learn from: searched as a frozen target's features are,
 * and left out, since nobody can switch it off there. */
#include "audit/leakage.h"

typedef struct {
    GPtrArray *left_out, *read, *suspects; /* char *, borrowed, each once */
} Names;

static void
add_name(GPtrArray *names, const char *name)
{
    if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_ptr_array_add(names, (gpointer)name);
}

/* With commas between; NULL: there are none. */
static char *
take_names(GPtrArray *names)
{
    guint n = names->len;
    g_ptr_array_add(names, NULL);
    char *words = n ? g_strjoinv(", ", (char **)names->pdata) : NULL;
    g_ptr_array_unref(names);
    return words;
}

/* The column stands for all that reads it, unless it is a list whose one value is meant. What the
 * user said to be there at arrival stays, and is named. */
static void
take_away(const Leakage *leakage, const LeakSubject *subject, LeakSearch *search, Names *names)
{
    Feature *feature = (Feature *)subject->feature;
    const LeakSubject *worst = leak_worst_column(leakage, feature);
    const char *name = worst && worst->verdict == subject->verdict ? worst->name : feature->name;

    if (subject->verdict == LEAK_FOUND) {
        feature->enabled = worst && worst->column->info->known_declared &&
                           worst->column->info->known == KNOWN_ARRIVAL;
        search->n_left_out += !feature->enabled;
        add_name(feature->enabled ? names->read : names->left_out, name);
    } else if (subject->verdict == LEAK_SUSPECT)
        add_name(names->suspects, name);
}

gboolean
leaks_take_away(LeakSearch *search, Progress *progress, GError **error)
{
    g_auto(Leakage) leakage = {0};
    g_autoptr(GPtrArray) enabled = g_ptr_array_new();

    for (guint i = 0; i < search->features->len; i++)
        if (((const Feature *)search->features->pdata[i])->enabled)
            g_ptr_array_add(enabled, search->features->pdata[i]);
    if (!leakage_find_for(&leakage, search, enabled, progress, error))
        return FALSE;
    Names names = {g_ptr_array_new(), g_ptr_array_new(), g_ptr_array_new()};
    for (guint i = 0; i < leakage.subjects->len; i++) {
        const LeakSubject *subject = leakage.subjects->pdata[i];
        if (subject->feature)
            take_away(&leakage, subject, search, &names);
    }
    search->left_out = take_names(names.left_out);
    search->read = take_names(names.read);
    search->suspects = take_names(names.suspects);
    return TRUE;
}
