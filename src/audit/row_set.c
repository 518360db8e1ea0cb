/* The rows of an alert, kept so that opening them is reading: ascending row ids as runs, each the
 * gap before it and its length, in numbers of seven bits a byte. A million rows that stand together
 * take four bytes, every second of them a megabyte. */
#include "audit/alert.h"

static void
add_number(GByteArray *bytes, guint64 number)
{
    guint8 byte;

    while (number >= 0x80) {
        byte = (guint8)(number | 0x80);
        g_byte_array_append(bytes, &byte, 1);
        number >>= 7;
    }
    byte = (guint8)number;
    g_byte_array_append(bytes, &byte, 1);
}

GBytes *
row_set_new(const gint64 *row_id, const guint8 *rows, guint32 n)
{
    GByteArray *bytes = g_byte_array_new();
    gint64 next = 0; /* the row id after the last run */

    for (guint32 i = 0; i < n; i++) {
        if (!rows[i])
            continue;
        guint32 last = i;
        while (last + 1 < n && rows[last + 1] && row_id[last + 1] == row_id[last] + 1)
            last++;
        add_number(bytes, (guint64)(row_id[i] - next));
        add_number(bytes, (guint64)(last - i + 1));
        next = row_id[last] + 1;
        i = last;
    }
    return g_byte_array_free_to_bytes(bytes);
}

static gboolean
take_number(const guint8 *bytes, gsize length, gsize *at, guint64 *number)
{
    *number = 0;
    for (guint shift = 0; *at < length && shift < 63; shift += 7) {
        guint8 byte = bytes[(*at)++];
        *number |= (guint64)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return TRUE;
    }
    return FALSE;
}

gboolean
alert_rows_read(GBytes *set, GArray *row_ids)
{
    gsize length, at = 0;
    const guint8 *bytes = g_bytes_get_data(set, &length);
    guint64 gap, run;
    gint64 row = 0;

    while (at < length) {
        if (!take_number(bytes, length, &at, &gap) || !take_number(bytes, length, &at, &run) ||
            gap > G_MAXINT32 || run > G_MAXUINT32 || row_ids->len + run > G_MAXUINT32)
            return FALSE;
        row += (gint64)gap;
        guint first = row_ids->len;
        g_array_set_size(row_ids, first + (guint)run);
        gint64 *out = &g_array_index(row_ids, gint64, first);
        for (guint64 i = 0; i < run; i++)
            out[i] = row++;
    }
    return TRUE;
}

/* ---- in the file ------------------------------------------------------------------------------
 */

/* All those of the audit of one table at once; some stand in others, such as orphans. */
gboolean
alert_rows_save(sqlite3 *database, gint64 table, GHashTable *sets, GError **error)
{
    GHashTableIter iter;
    gpointer key, set;

    if (!db_run(database, error, "DELETE FROM alert_rows WHERE audited = ?", "i", table))
        return FALSE;
    g_hash_table_iter_init(&iter, sets);
    while (g_hash_table_iter_next(&iter, &key, &set)) {
        gsize length;
        gconstpointer bytes = g_bytes_get_data(set, &length);
        char *name;
        gint64 of = g_ascii_strtoll(key, &name, 10);
        if (!db_run(database, error,
                    "INSERT OR REPLACE INTO alert_rows (table_id, name, audited, rows) "
                    "VALUES (?, ?, ?, ?)",
                    "isib", of, name + 1, table, bytes, length))
            return FALSE;
    }
    return TRUE;
}

GBytes *
alert_rows_load(sqlite3 *database, gint64 table, const char *name)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, NULL, "SELECT rows FROM alert_rows WHERE table_id = ? AND name = ?",
                   "is", table, name);

    if (!statement || !db_step(statement, NULL))
        return NULL;
    return g_bytes_new(sqlite3_column_blob(statement, 0),
                       (gsize)sqlite3_column_bytes(statement, 0));
}
