/* peek: what the first cells of a column say before anything is imported, by the rules that typing
 * follows afterwards. */
#include "frame/heading.h"
#include "frame/personal.h"
#include <foredesk/frame.h>

#include <string.h>

gboolean
personal_names_person(const char *kind)
{
    static const PiiKind persons[] = {PII_NAME, PII_EMAIL, PII_PHONE};
    for (gsize i = 0; kind && i < G_N_ELEMENTS(persons); i++)
        if (strcmp(kind, pii_kind_name(persons[i])) == 0)
            return TRUE;
    return FALSE;
}

/* Those who answer tickets, as headings and tables call them. */
static gboolean
names_agents(const char *words, const char *table)
{
    static const char *const headings[] = {"agent",      "assignee", "assigned to", "owner",
                                           "technician", "resolver", "resolved by", "closed by",
                                           "staff",      "operator", NULL};
    static const char *const tables[] = {"agent", "agents",    "staff",     "team",
                                         "users", "employees", "operators", NULL};
    g_autofree char *of = heading_words(table);
    return words_have_any(words, headings) || words_have_any(of, tables);
}

void
column_peek(const char *heading, const char *table, const char *const *cells, const gsize *lengths,
            guint n, ColumnPeek *peek)
{
    g_autofree char *words = heading_words(heading);
    PersonalSample sample = {0};
    for (guint i = 0; i < n; i++)
        personal_look(&sample, cells[i], lengths[i]);
    *peek = (ColumnPeek){personal_kind(&sample, words, table), names_agents(words, table)};
}
