/* Values put together by key, any of these but not those, until they are frozen as one target. They
 * are view state, a rule a line: nothing happens to the workspace before that. */
#include "config.h"

#include "tui/panes/target.h"

#include <string.h>

#define ANY "target.any"
#define BUT_NOT "target.not"

static char **
read_rules(Session *session, const char *name)
{
    g_autofree char *text = session_view_get(session, name);
    return g_strsplit(text && *text ? text : "", "\n", -1);
}

Together
together_read(Session *session)
{
    return (Together){read_rules(session, ANY), read_rules(session, BUT_NOT)};
}

void
together_clear(Together *together)
{
    g_clear_pointer(&together->any, g_strfreev);
    g_clear_pointer(&together->but_not, g_strfreev);
}

/* TRUE where it was in there. */
static gboolean
take_out(Session *session, const char *name, const char *rule)
{
    g_auto(GStrv) rules = read_rules(session, name);
    g_autoptr(GString) rest = g_string_new(NULL);
    gboolean found = FALSE;

    for (int i = 0; rules[i]; i++) {
        if (strcmp(rules[i], rule) == 0)
            found = TRUE;
        else
            g_string_append_printf(rest, "%s%s", rest->len ? "\n" : "", rules[i]);
    }
    if (found)
        session_view_set(session, name, rest->str);
    return found;
}

void
together_toggle(Session *session, const char *rule, int direction)
{
    const char *name = direction > 0 ? ANY : BUT_NOT;
    gboolean was_in = take_out(session, name, rule);

    take_out(session, direction > 0 ? BUT_NOT : ANY, rule);
    if (was_in)
        return;
    g_autofree char *before = session_view_get(session, name);
    g_autofree char *now =
        before && *before ? g_strdup_printf("%s\n%s", before, rule) : g_strdup(rule);
    session_view_set(session, name, now);
}

void
together_forget(Session *session)
{
    session_view_set(session, ANY, "");
    session_view_set(session, BUT_NOT, "");
}

char *
together_side(char *const *rules)
{
    GString *side;

    if (!rules[0])
        return NULL;
    side = g_string_new(NULL);
    for (int i = 0; rules[i]; i++)
        g_string_append_printf(side, rules[1] ? "%s(%s)" : "%s%s", i ? " OR " : "", rules[i]);
    return g_string_free(side, FALSE);
}

char *
together_rule(const Together *together)
{
    g_autofree char *any = together_side(together->any);
    g_autofree char *but_not = together_side(together->but_not);

    if (!any || !but_not)
        return g_steal_pointer(&any);
    return g_strdup_printf("(%s) AND NOT (%s)", any, but_not);
}
