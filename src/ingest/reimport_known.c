/* The rows that are there, found again by key. Keys and contents are compared as 64-bit hashes, so
 * that a million rows fit in some tens of megabytes. */
#include "ingest/reimport_private.h"

/* ---- hashes --------------------------------------------------------------------------------- */

static guint64
add_cell(guint64 hash, const char *cell, gsize length)
{
    return hash_bytes(cell == NULL ? "" : cell, length, hash * 31 + length + 1);
}

static void
trim(const char **cell, gsize *length)
{
    while (*length > 0 && g_ascii_isspace(**cell))
        ++*cell, --*length;
    while (*length > 0 && g_ascii_isspace((*cell)[*length - 1]))
        --*length;
}

void
reimport_hash(const Reimport *reimport, const char *const *cells, const gsize *lengths,
              guint64 *key, guint64 *content)
{
    gboolean named = FALSE;
    *key = *content = 1;
    for (guint i = 0; i < reimport->width; i++) {
        if (reimport->is_new[i])
            continue;
        *content = add_cell(*content, cells[i], lengths[i]);
        if (reimport->in_key[i]) {
            const char *cell = cells[i];
            gsize length = lengths[i];
            trim(&cell, &length);
            named = named || length > 0;
            *key = add_cell(*key, cell, length);
        }
    }
    if (!named)
        *key = *content;
}

guint64
reimport_nth_key(guint64 key, guint32 n)
{
    guint64 hash = n == 0 ? key : key + n * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return hash == 0 ? 1 : hash;
}

Known *
reimport_place(const Reimport *reimport, guint64 key)
{
    gsize mask = reimport->size - 1, at = (key ^ (key >> 29)) & mask;
    while (reimport->known[at].key != 0 && reimport->known[at].key != key)
        at = (at + 1) & mask;
    return &reimport->known[at];
}

/* ---- over or open --------------------------------------------------------------------------- */

gboolean
reimport_is_over(Reimport *reimport, const char *const *cells, const gsize *lengths)
{
    if (reimport->status >= 0 && lengths[reimport->status] > 0) {
        g_autofree char *word = g_strndup(cells[reimport->status], lengths[reimport->status]);
        gpointer over;
        if (!g_hash_table_lookup_extended(reimport->over_words, word, NULL, &over)) {
            over = GINT_TO_POINTER(status_is_over(word));
            g_hash_table_insert(reimport->over_words, g_steal_pointer(&word), over);
        }
        reimport->status_tells = reimport->status_tells || GPOINTER_TO_INT(over);
        if (reimport->status_tells)
            return GPOINTER_TO_INT(over);
    }
    if (reimport->closed < 0)
        return FALSE;
    const char *cell = cells[reimport->closed];
    gsize length = lengths[reimport->closed];
    trim(&cell, &length);
    return length > 1; /* "" and "?" or "-" are none */
}

/* ---- what is there -------------------------------------------------------------------------- */

char *
reimport_columns_sql(const Reimport *reimport)
{
    GString *sql = g_string_new(NULL);
    for (guint i = 0; i < reimport->width; i++) {
        g_string_append(sql, ", ");
        if (reimport->is_new[i])
            g_string_append(sql, "NULL");
        else
            g_string_append_printf(sql, "c%u", reimport->position[i]);
    }
    return g_string_free(sql, FALSE);
}

static void
take_cells(const Reimport *reimport, sqlite3_stmt *row, const char **cells, gsize *lengths)
{
    for (guint i = 0; i < reimport->width; i++) {
        cells[i] = (const char *)sqlite3_column_text(row, (int)i + 1);
        lengths[i] = (gsize)sqlite3_column_bytes(row, (int)i + 1);
    }
}

static void
add_known(Reimport *reimport, gint64 row, const char *const *cells, const gsize *lengths)
{
    guint64 key, content;
    reimport_hash(reimport, cells, lengths, &key, &content);
    guint32 n = 0;
    while (reimport_place(reimport, reimport_nth_key(key, n))->key != 0)
        n++;
    *reimport_place(reimport, reimport_nth_key(key, n)) =
        (Known){.key = reimport_nth_key(key, n),
                .content = content,
                .row = row,
                .over = (guint8)reimport_is_over(reimport, cells, lengths)};
    reimport->rows++;
}

gboolean
reimport_read_known(Reimport *reimport, const TableInfo *table, Progress *progress, GError **error)
{
    g_autofree char *columns = reimport_columns_sql(reimport);
    g_autofree char *current = rows_current_sql(reimport->database, table->id);
    g_autofree char *sql =
        g_strdup_printf("SELECT row%s FROM raw_%" G_GINT64_FORMAT " AS raw WHERE %s ORDER BY row",
                        columns, table->id, current);
    g_autoptr(sqlite3_stmt) rows = db_prepare(reimport->database, error, sql, NULL);
    if (rows == NULL)
        return FALSE;
    gsize wanted = (gsize)MAX(table->rows, 8) * 2;
    for (reimport->size = 1024; reimport->size < wanted;)
        reimport->size *= 2;
    reimport->known = g_new0(Known, reimport->size);
    g_autofree const char **cells = g_new0(const char *, reimport->width);
    g_autofree gsize *lengths = g_new0(gsize, reimport->width);
    progress_phase(progress, "reading what is there", table->rows, "rows");
    GError *failure = NULL;
    while (db_step(rows, &failure)) {
        take_cells(reimport, rows, cells, lengths);
        add_known(reimport, sqlite3_column_int64(rows, 0), cells, lengths);
        if (reimport->rows % 8192 == 0) {
            progress_advance(progress, reimport->rows);
            if (progress_stop(progress, &failure))
                break;
        }
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}
