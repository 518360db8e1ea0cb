/* reimport: a later export laid over a table that is there: which of its columns are which, what
 * names its rows, and when what was written is seen: not before all of it is there. */
#include "ingest/reimport_private.h"

void
reimport_free(Reimport *reimport)
{
    if (reimport == NULL)
        return;
    sqlite3_finalize(reimport->insert);
    sqlite3_finalize(reimport->version);
    sqlite3_finalize(reimport->old);
    g_free(reimport->position);
    g_free(reimport->is_new);
    g_strfreev(reimport->name);
    g_strfreev(reimport->heading);
    g_free(reimport->in_key);
    g_free(reimport->known);
    g_free(reimport->differs);
    g_clear_pointer(&reimport->over_words, g_hash_table_unref);
    g_clear_pointer(&reimport->reopened, g_array_unref);
    g_free(reimport);
}

/* ---- columns -------------------------------------------------------------------------------- */

static gboolean
same_text(const char *a, const char *b)
{
    g_autofree char *folded_a = g_utf8_casefold(a, -1), *folded_b = g_utf8_casefold(b, -1);
    return g_str_equal(folded_a, folded_b);
}

/* By name, which holds a repeated heading apart; else by heading. */
static const ColumnInfo *
column_of(const TableInfo *table, const char *name, const char *heading)
{
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (same_text(column->name, name))
            return column;
    }
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (!table->derived && same_text(column->heading, heading))
            return column;
    }
    return NULL;
}

static void
match_columns(Reimport *reimport, const TableInfo *table, const GPtrArray *names,
              const GPtrArray *headings)
{
    guint next = 0;
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        next = MAX(next, (guint)column->position + 1);
    }
    reimport->before = next;
    reimport->closed = reimport->status = -1;
    guint matched = 0;
    for (guint i = 0; i < reimport->width; i++) {
        reimport->name[i] = g_strdup(g_ptr_array_index(names, i));
        reimport->heading[i] = g_strdup(g_ptr_array_index(headings, i));
        const ColumnInfo *column = column_of(table, reimport->name[i], reimport->heading[i]);
        reimport->is_new[i] = column == NULL;
        reimport->position[i] = column == NULL ? next++ : (guint)column->position;
        matched += column != NULL;
        if (column == NULL)
            continue;
        gboolean log = table->tickets != NULL;
        reimport->in_key[i] = log ? column == table->event_key || column == table->event_time ||
                                        column == table->event_order
                                  : column == table->key;
        if (column->role == ROLE_CLOSED && column->kind == KIND_DATE)
            reimport->closed = (int)i;
        if (column->role == ROLE_STATUS)
            reimport->status = (int)i;
    }
    reimport->counts.new_columns = reimport->width - matched;
    reimport->counts.missing_columns = table->columns->len - matched;
}

static gboolean
check_key(const Reimport *reimport, const TableInfo *table, GError **error)
{
    const ColumnInfo *key = table->tickets != NULL ? table->event_key : table->key;
    for (guint i = 0; key != NULL && i < reimport->width; i++)
        if (reimport->in_key[i])
            return TRUE;
    if (key == NULL)
        g_set_error(
            error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
            "there is a table %s already, and no column of it names a row, so that a later "
            "export can't be laid over it: say which does (key %s.COLUMN), or give the file "
            "another name (--table)",
            table->name, table->name);
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "the rows of %s are named by %s, which the file doesn't have: export it with "
                    "that column, or give the file another name (--table)",
                    table->name, key->name);
    return FALSE;
}

/* ---- beginning and end ----------------------------------------------------------------------- */

Reimport *
reimport_new(sqlite3 *database, const TableInfo *table, const GPtrArray *names,
             const GPtrArray *headings, Progress *progress, GError **error)
{
    g_autoptr(Reimport) reimport = g_new0(Reimport, 1);
    reimport->database = database;
    reimport->table = table->id;
    reimport->width = names->len;
    reimport->position = g_new0(guint, names->len);
    reimport->is_new = g_new0(guint8, names->len);
    reimport->in_key = g_new0(guint8, names->len);
    reimport->name = g_new0(char *, names->len + 1);
    reimport->heading = g_new0(char *, names->len + 1);
    reimport->differs = g_new0(gint64, names->len);
    reimport->over_words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    reimport->reopened = g_array_new(FALSE, FALSE, sizeof(gint64));
    match_columns(reimport, table, names, headings);
    if (!check_key(reimport, table, error) ||
        !reimport_read_known(reimport, table, progress, error))
        return NULL;
    return g_steal_pointer(&reimport);
}

static gboolean
add_columns(const Reimport *reimport, GError **error)
{
    for (guint i = 0; i < reimport->width; i++) {
        /* One that an import which was taken back left behind is there already. */
        g_autofree char *there = g_strdup_printf(
            "SELECT count(*) FROM pragma_table_info('raw_%" G_GINT64_FORMAT "') WHERE name = 'c%u'",
            reimport->table, reimport->position[i]);
        if (!reimport->is_new[i] || db_integer(reimport->database, 0, there, NULL) > 0)
            continue;
        g_autofree char *sql =
            g_strdup_printf("ALTER TABLE raw_%" G_GINT64_FORMAT " ADD COLUMN c%u TEXT",
                            reimport->table, reimport->position[i]);
        if (!db_exec(reimport->database, sql, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
prepare(Reimport *reimport, GError **error)
{
    g_autofree char *columns = reimport_columns_sql(reimport);
    g_autofree char *old = g_strdup_printf(
        "SELECT row%s FROM raw_%" G_GINT64_FORMAT " WHERE row = ?", columns, reimport->table);
    g_autoptr(GString) into = g_string_new(NULL), values = g_string_new(NULL);
    for (guint i = 0; i < reimport->width; i++) {
        g_string_append_printf(into, "%sc%u", i == 0 ? "" : ", ", reimport->position[i]);
        g_string_append(values, i == 0 ? "?" : ", ?");
    }
    g_autofree char *insert =
        g_strdup_printf("INSERT INTO raw_%" G_GINT64_FORMAT " (%s) VALUES (%s)", reimport->table,
                        into->str, values->str);
    reimport->old = db_prepare(reimport->database, error, old, NULL);
    reimport->insert =
        reimport->old == NULL ? NULL : db_prepare(reimport->database, error, insert, NULL);
    /* A version of an import that was taken back gives way: it can't come again after this one. */
    reimport->version =
        reimport->insert == NULL
            ? NULL
            : db_prepare(reimport->database, error,
                         "INSERT OR REPLACE INTO row_version VALUES (?, ?, ?, ?)", NULL);
    return reimport->version != NULL;
}

gboolean
reimport_begin(Reimport *reimport, gint64 import, GError **error)
{
    g_autofree char *last =
        g_strdup_printf("SELECT max(row) FROM raw_%" G_GINT64_FORMAT, reimport->table);
    reimport->import = import;
    reimport->first_row = db_integer(reimport->database, 0, last, NULL) + 1;
    reimport->previous = db_integer(
        reimport->database, 0,
        "SELECT max(id) FROM import WHERE table_id = ? AND id < ? AND id NOT IN (SELECT import_id "
        "FROM import_off)",
        "ii", reimport->table, import);
    return db_run(reimport->database, error, "UPDATE import SET first_row = ? WHERE id = ?", "ii",
                  reimport->first_row, import) &&
           db_run(reimport->database, error, "INSERT INTO import_off VALUES (?, 'loading')", "i",
                  import) &&
           add_columns(reimport, error) && prepare(reimport, error);
}

gboolean
reimport_publish(Reimport *reimport, GError **error)
{
    for (guint i = 0; i < reimport->width; i++)
        if (reimport->is_new[i] &&
            !db_run(reimport->database, error,
                    "INSERT INTO source_column (table_id, position, name, heading) "
                    "VALUES (?, ?, ?, ?)",
                    "iiss", reimport->table, (gint64)reimport->position[i], reimport->name[i],
                    reimport->heading[i]))
            return FALSE;
    return import_switch(reimport->database, reimport->import, TRUE, error);
}

gboolean
reimport_changed(const Reimport *reimport)
{
    const ReimportCounts *counts = &reimport->counts;
    return counts->added + counts->changed > 0 || counts->new_columns > 0;
}

gint64
reimport_written(const Reimport *reimport)
{
    return reimport->written;
}

guint
reimport_position(const Reimport *reimport, guint column)
{
    return reimport->position[column];
}
