/* The tickets behind a number. A reference names them ("model=4;part=validation;cell=fn"); the list
 * keeps their row ids in memory and reads the texts of visible rows only. Here a list is made,
 * copied for another thread, and freed; what it holds is found in rows_reference.c. */
#include "rows_private.h"

static void
clear_column(gpointer column)
{
    g_free(((RowColumn *)column)->title);
}

static GHashTable *
new_cells(void)
{
    return g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_strfreev);
}

RowList *
row_list_new(Session *session)
{
    RowList *list = g_new0(RowList, 1);

    list->session = session;
    list->catalogue = session->catalogue ? catalogue_ref(session->catalogue) : NULL;
    list->frames = session->frames ? frame_store_ref(session->frames) : NULL;
    list->database = session->workspace ? workspace_database(session->workspace) : NULL;
    list->task_id = session->task_id;
    list->task = session->task ? task_ref(session->task) : NULL;
    list->alert_rows = session->alert_rows ? g_hash_table_ref(session->alert_rows) : NULL;
    list->masked = session->masked;
    list->row_ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    list->shown = g_array_new(FALSE, FALSE, sizeof(guint32));
    list->columns = g_array_new(FALSE, TRUE, sizeof(RowColumn));
    g_array_set_clear_func(list->columns, clear_column);
    list->cells = new_cells();
    return list;
}

RowList *
row_list_copy(RowList *list)
{
    RowList *copy = g_memdup2(list, sizeof *list);

    copy->session = NULL;
    copy->database = NULL;
    copy->fetch = NULL;
    copy->stream = NULL;
    copy->job = NULL;
    copy->failure = NULL;
    copy->progress = NULL;
    copy->catalogue = catalogue_ref(list->catalogue);
    copy->frames = frame_store_ref(list->frames);
    copy->task = list->task ? task_ref(list->task) : NULL;
    copy->alert_rows = list->alert_rows ? g_hash_table_ref(list->alert_rows) : NULL;
    copy->title = g_strdup(list->title);
    copy->row_ids = g_array_ref(list->row_ids);
    copy->scores = list->scores ? g_array_ref(list->scores) : NULL;
    copy->labels = list->labels ? g_byte_array_ref(list->labels) : NULL;
    copy->columns = g_array_ref(list->columns);
    copy->shown = g_array_copy(list->shown);
    copy->cells = new_cells();
    return copy;
}

#define SWAP(type, a, b) \
    do {                 \
        type kept = a;   \
        a = b;           \
        b = kept;        \
    } while (0)

void
row_list_take(RowList *list, RowList *found)
{
    SWAP(Catalogue *, list->catalogue, found->catalogue);
    SWAP(FrameStore *, list->frames, found->frames);
    SWAP(const TableInfo *, list->table, found->table);
    SWAP(char *, list->title, found->title);
    SWAP(GArray *, list->row_ids, found->row_ids);
    SWAP(GArray *, list->scores, found->scores);
    SWAP(GByteArray *, list->labels, found->labels);
    SWAP(GArray *, list->columns, found->columns);
    SWAP(GArray *, list->shown, found->shown);
    list->task_id = found->task_id;
    list->masked = found->masked;
    list->aside = found->aside;
    list->judged_id = found->judged_id;
}

void
row_list_disconnect(RowList *list)
{
    row_list_stream_end(list);
    g_clear_pointer(&list->fetch, sqlite3_finalize);
    list->database = NULL;
}

void
row_list_add(RowList *list, gint64 row_id)
{
    g_array_append_val(list->row_ids, row_id);
}

Task *
row_list_task(RowList *list, GError **error)
{
    if (!list->task && list->task_id)
        list->task = task_load(list->frames, list->database, list->task_id, error);
    return list->task;
}

void
row_list_hide(const RowList *list, GError *error)
{
    g_autofree char *message = error->message;
    error->message = personal_sentence(list->catalogue, list->masked, message);
}

RowList *
session_rows_open(Session *session, const char *reference, GError **error)
{
    g_autoptr(RowList) list = row_list_new(session);

    if (!row_list_find(list, reference, error))
        return NULL;
    session_keep_task(session, list->task, list->frames);
    g_clear_pointer(&list->task, task_unref);
    return g_steal_pointer(&list);
}

void
row_list_free(RowList *list)
{
    if (!list)
        return;
    row_list_stop(list);
    row_list_disconnect(list);
    g_array_unref(list->row_ids);
    g_array_unref(list->shown);
    g_array_unref(list->columns);
    g_clear_pointer(&list->scores, g_array_unref);
    g_clear_pointer(&list->labels, g_byte_array_unref);
    g_clear_pointer(&list->alert_rows, g_hash_table_unref);
    g_clear_pointer(&list->task, task_unref);
    g_clear_error(&list->failure);
    g_hash_table_unref(list->cells);
    g_clear_pointer(&list->frames, frame_store_unref);
    g_clear_pointer(&list->catalogue, catalogue_unref);
    g_free(list->title);
    g_free(list);
}
