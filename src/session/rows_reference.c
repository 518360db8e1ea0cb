/* What a reference names: "key=value;key=value" is read, and handed to whoever knows such rows. */
#include "rows_private.h"

#include <string.h>

/* "key=value;key=value"; a value that may hold anything comes last, as value=…: it takes the rest.
 */
static GHashTable *
parse_reference(const char *reference)
{
    GHashTable *parts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const char *p = reference;

    while (*p) {
        const char *equals = strchr(p, '=');
        if (!equals)
            break;
        gsize name = (gsize)(equals - p);
        gboolean last = name == 5 && strncmp(p, "value", 5) == 0;
        const char *end = last ? equals + strlen(equals) : equals + strcspn(equals, ";");
        g_hash_table_replace(parts, g_strndup(p, name),
                             g_strndup(equals + 1, (gsize)(end - equals - 1)));
        p = *end ? end + 1 : end;
    }
    return parts;
}

gboolean
row_reference_at_hand(const char *reference)
{
    g_autoptr(GHashTable) parts = parse_reference(reference);
    return g_hash_table_contains(parts, "model");
}

static gboolean
find_rows(RowList *list, const char *reference, GHashTable *parts, GError **error)
{
    static const struct {
        const char *part;
        gboolean (*find)(RowList *list, GHashTable *parts, GError **error);
        gboolean (*read)(RowList *list, const char *reference, GError **error);
    } sources[] = {
        {"cut", rows_of_cut, NULL},
        {"model", rows_of_model, NULL},
        {"check", rows_of_check, NULL},
        {"offer", rows_of_offer, NULL},
        {"where", rows_of_rule, NULL},
        {"source", rows_of_source, NULL},
        {"feature", rows_of_feature, NULL},
        {"season-left", rows_of_season, NULL},
        {"priority", rows_of_priority, NULL},
        {"combination", rows_of_combination, NULL},
        {"expert", rows_of_agent, NULL},
        {"claim", rows_of_claim, NULL},
        {"task", NULL, rows_of_task},
        {"desk", NULL, rows_of_desk},
        {"table", rows_of_table, NULL},
    };

    const char *shared = g_hash_table_lookup(parts, "shared");
    if (list->database && shared && strcmp(shared, "customer") != 0)
        return rows_of_copies(list, parts, error);
    for (guint i = 0; list->database && i < G_N_ELEMENTS(sources); i++)
        if (g_hash_table_contains(parts, sources[i].part))
            return sources[i].find ? sources[i].find(list, parts, error)
                                   : sources[i].read(list, reference, error);
    return FALSE;
}

gboolean
row_list_find(RowList *list, const char *reference, GError **error)
{
    g_autoptr(GHashTable) parts = parse_reference(reference);
    GError *failure = NULL;

    if (!find_rows(list, reference, parts, &failure) || failure) {
        if (!failure)
            g_set_error(&failure, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "nothing is behind \"%s\"",
                        reference);
        row_list_hide(list, failure);
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (list->title) {
        g_autofree char *title = list->title;
        list->title = personal_sentence(list->catalogue, list->masked, title);
    }
    row_list_choose_columns(list);
    g_array_set_size(list->shown, list->row_ids->len);
    for (guint i = 0; i < list->row_ids->len; i++)
        g_array_index(list->shown, guint32, i) = i;
    return TRUE;
}
