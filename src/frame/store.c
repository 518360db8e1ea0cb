/* store: the frames of a catalogue's tables, each loaded once by whoever asks first. A second asker
 * waits for that load and no other; the painting thread peeks instead. */
#include "frame/clean.h"
#include "frame/frame.h"

typedef struct {
    Frame *frame;
    gboolean loading;
} Entry;

struct FrameStore {
    gint references;
    Catalogue *catalogue;
    GMutex mutex;
    GCond loaded;
    Entry *entry; /* one a table of the catalogue */
    /* Of frame_store_switched: the step that stands otherwise, its table, and where the frames of
     * all other tables come from. */
    StepSwitch otherwise;
    gint64 switched;
    FrameStore *behind; /* NULL: of none */
};

FrameStore *
frame_store_new(Catalogue *catalogue)
{
    FrameStore *store = g_new0(FrameStore, 1);
    store->references = 1;
    store->catalogue = catalogue_ref(catalogue);
    store->entry = g_new0(Entry, catalogue->tables->len + 1);
    g_mutex_init(&store->mutex);
    g_cond_init(&store->loaded);
    return store;
}

FrameStore *
frame_store_ref(FrameStore *store)
{
    g_atomic_int_inc(&store->references);
    return store;
}

void
frame_store_unref(FrameStore *store)
{
    if (!store || !g_atomic_int_dec_and_test(&store->references))
        return;
    for (guint i = 0; i < store->catalogue->tables->len; i++)
        frame_unref(store->entry[i].frame);
    g_free(store->entry);
    g_mutex_clear(&store->mutex);
    g_cond_clear(&store->loaded);
    frame_store_unref(store->behind);
    catalogue_unref(store->catalogue);
    g_free(store);
}

Catalogue *
frame_store_catalogue(FrameStore *store)
{
    return store->catalogue;
}

/* By id, so that a table of an older catalogue finds its successor. NULL: not there any more. */
static Entry *
entry_of(FrameStore *store, gint64 table, const TableInfo **found)
{
    for (guint i = 0; i < store->catalogue->tables->len; i++) {
        *found = g_ptr_array_index(store->catalogue->tables, i);
        if ((*found)->id == table)
            return &store->entry[i];
    }
    return NULL;
}

/* The frame of a table that no switch is about; NULL where it isn't as the catalogue says. */
static Frame *
frame_behind(FrameStore *store, sqlite3 *database, const TableInfo *table, Progress *progress)
{
    g_autoptr(Frame) frame = frame_store_get(store->behind, database, table, progress, NULL);
    g_autofree char *now = frame_fingerprint_now(database, store->catalogue, table, NULL);
    return frame && g_strcmp0(now, frame->fingerprint) == 0
               ? frame_renew(frame, store->catalogue, table)
               : NULL;
}

static Frame *
load(FrameStore *store, sqlite3 *database, const TableInfo *table, Progress *progress,
     GError **error)
{
    if (!store->behind)
        return frame_load(database, store->catalogue, table, progress, error);
    if (table->id == store->switched)
        return frame_load_switched(database, store->catalogue, table, &store->otherwise, progress,
                                   error);
    Frame *frame = frame_behind(store, database, table, progress);
    return frame ? frame : frame_load(database, store->catalogue, table, progress, error);
}

Frame *
frame_store_get(FrameStore *store, sqlite3 *database, const TableInfo *table, Progress *progress,
                GError **error)
{
    const TableInfo *found;
    Entry *entry = entry_of(store, table->id, &found);
    if (!entry) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "table %s is not in this workspace any more: reload it", table->name);
        return NULL;
    }
    g_mutex_lock(&store->mutex);
    while (entry->loading)
        g_cond_wait(&store->loaded, &store->mutex);
    if (!entry->frame) {
        entry->loading = TRUE;
        g_mutex_unlock(&store->mutex);
        Frame *frame = load(store, database, found, progress, error);
        g_mutex_lock(&store->mutex);
        entry->loading = FALSE;
        entry->frame = frame;
        g_cond_broadcast(&store->loaded);
    }
    Frame *frame = entry->frame ? frame_ref(entry->frame) : NULL;
    g_mutex_unlock(&store->mutex);
    return frame;
}

Frame *
frame_store_peek(FrameStore *store, const TableInfo *table)
{
    const TableInfo *found;
    Entry *entry = entry_of(store, table->id, &found);
    if (!entry)
        return NULL;
    g_mutex_lock(&store->mutex);
    Frame *frame = entry->frame ? frame_ref(entry->frame) : NULL;
    g_mutex_unlock(&store->mutex);
    return frame;
}

FrameStore *
frame_store_renew(FrameStore *store, sqlite3 *database, Catalogue *catalogue)
{
    FrameStore *renewed = frame_store_new(catalogue);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        g_autoptr(Frame) frame = frame_store_peek(store, table);
        if (!frame)
            continue;
        g_autofree char *fingerprint = frame_fingerprint_now(database, catalogue, table, NULL);
        if (g_strcmp0(fingerprint, frame->fingerprint) == 0)
            renewed->entry[i].frame = frame_renew(frame, catalogue, table);
    }
    return renewed;
}

/* The policy of a column stands in the catalogue, which is this store's own. */
static gboolean
switch_policy(FrameStore *store, sqlite3 *database, const Step *step, GError **error)
{
    GError *failure = NULL;
    for (guint i = 0; step->column_id && i < store->catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(store->catalogue->tables, i);
        for (guint k = 0; k < table->columns->len; k++) {
            ColumnInfo *column = g_ptr_array_index(table->columns, k);
            if (column->id != step->column_id)
                continue;
            g_free(column->missing_policy);
            column->missing_policy =
                clean_policy(database, table->id, column->id, &store->otherwise, &failure);
        }
    }
    if (failure)
        g_propagate_error(error, failure);
    return !failure;
}

FrameStore *
frame_store_switched(FrameStore *store, sqlite3 *database, gint64 id, gboolean on, GError **error)
{
    g_autoptr(Step) step = step_load(database, id, error);
    g_autoptr(Catalogue) catalogue = step ? catalogue_load(database, error) : NULL;
    if (!catalogue)
        return NULL;
    g_autoptr(FrameStore) other = frame_store_new(catalogue);
    other->otherwise = (StepSwitch){.step = id, .on = on};
    other->switched = step->table_id;
    other->behind = frame_store_ref(store);
    return switch_policy(other, database, step, error) ? g_steal_pointer(&other) : NULL;
}
