/* Rows of a later export, one after the other: the same are left alone, new and changed ones
 * written, changed ones as versions of what was there. */
#include "ingest/reimport_private.h"

#include <string.h>

static gboolean
step_done(sqlite3_stmt *statement, GError **error)
{
    int result = sqlite3_step(statement);
    if (result != SQLITE_DONE)
        db_set_error(sqlite3_db_handle(statement), "writing rows", error);
    sqlite3_reset(statement);
    return result == SQLITE_DONE;
}

static gboolean
insert_row(Reimport *reimport, const char *const *cells, const gsize *lengths, GError **error)
{
    for (guint i = 0; i < reimport->width; i++)
        sqlite3_bind_text(reimport->insert, (int)i + 1, cells[i], (int)lengths[i], SQLITE_STATIC);
    if (!step_done(reimport->insert, error))
        return FALSE;
    reimport->written = sqlite3_last_insert_rowid(reimport->database);
    return TRUE;
}

/* Which columns of the row are other than before. */
static gboolean
compare_row(Reimport *reimport, gint64 old, const char *const *cells, const gsize *lengths,
            GError **error)
{
    sqlite3_reset(reimport->old);
    sqlite3_bind_int64(reimport->old, 1, old);
    GError *failure = NULL;
    if (db_step(reimport->old, &failure))
        for (guint i = 0; i < reimport->width; i++) {
            gsize length = (gsize)sqlite3_column_bytes(reimport->old, (int)i + 1);
            const void *text = sqlite3_column_text(reimport->old, (int)i + 1);
            reimport->differs[i] +=
                length != lengths[i] || (length > 0 && memcmp(text, cells[i], length) != 0);
        }
    sqlite3_reset(reimport->old);
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

static gboolean
replace_row(Reimport *reimport, Known *known, const char *const *cells, const gsize *lengths,
            GError **error)
{
    if (!compare_row(reimport, known->row, cells, lengths, error) ||
        !insert_row(reimport, cells, lengths, error))
        return FALSE;
    gint64 row = reimport->written;
    sqlite3_bind_int64(reimport->version, 1, reimport->table);
    sqlite3_bind_int64(reimport->version, 2, known->row);
    sqlite3_bind_int64(reimport->version, 3, row);
    sqlite3_bind_int64(reimport->version, 4, reimport->import);
    reimport->counts.changed++;
    if (known->over && !reimport_is_over(reimport, cells, lengths)) {
        reimport->counts.reopened++;
        g_array_append_val(reimport->reopened, row);
    }
    return step_done(reimport->version, error);
}

static gboolean
fills_new(const Reimport *reimport, const gsize *lengths)
{
    for (guint i = 0; i < reimport->width; i++)
        if (reimport->is_new[i] && lengths[i] > 0)
            return TRUE;
    return FALSE;
}

gboolean
reimport_row(Reimport *reimport, const char *const *cells, const gsize *lengths, GError **error)
{
    guint64 key, content;
    reimport_hash(reimport, cells, lengths, &key, &content);
    reimport->counts.read++;
    reimport->written = 0;
    Known *known = reimport_place(reimport, reimport_nth_key(key, 0));
    for (guint32 n = 1; known->key != 0 && known->seen; n++)
        known = reimport_place(reimport, reimport_nth_key(key, n));
    if (known->key == 0) {
        reimport->counts.added++;
        return insert_row(reimport, cells, lengths, error);
    }
    known->seen = 1;
    if (known->content != content || fills_new(reimport, lengths))
        return replace_row(reimport, known, cells, lengths, error);
    reimport->counts.same++;
    return TRUE;
}
