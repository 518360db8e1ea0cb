/* Tickets of the label check by side and by what was said of them. */
#include "rows_private.h"

#include <string.h>

gboolean
rows_of_check(RowList *list, GHashTable *parts, GError **error)
{
    const char *side = g_hash_table_lookup(parts, "side");
    const char *said = g_hash_table_lookup(parts, "verdict");
    Task *task = row_list_task(list, error);
    g_autoptr(GArray) tickets = task ? label_check_draw(task, list->database, error) : NULL;

    if (!tickets)
        return FALSE;
    for (guint i = 0; i < tickets->len; i++) {
        const CheckTicket *ticket = &g_array_index(tickets, CheckTicket, i);
        if ((side && ticket->yes != (strcmp(side, "yes") == 0)) ||
            (said && strcmp(check_verdict_name(ticket->verdict), said) != 0))
            continue;
        g_array_append_val(list->row_ids, ticket->row_id);
    }
    list->table = catalogue_table(list->catalogue, task->frame->table->name, error);
    g_autofree char *count = number_count(list->row_ids->len);
    list->title =
        g_strdup_printf("%s drawn for the label check%s%s%s%s", count, side ? ", label " : "",
                        side ? side : "", said ? ", said to be " : "", said ? said : "");
    return list->table != NULL;
}
