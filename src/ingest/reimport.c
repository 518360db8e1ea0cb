/* reimport: the rows of a later export beside those that are there. Keys and contents are compared
 * as 64-bit hashes, so that a million rows fit in some tens of megabytes; what is written is not
 * seen before all of it is there. */
#include "ingest/reimport.h"

#include <string.h>

/* A row that is there, by its key: the same key again counts up, so that the second of two rows of
 * one key in the file meets the second in the table. */
typedef struct {
    guint64 key; /* 0: an empty place */
    guint64 content;
    gint64 row;
    guint8 seen, over;
} Known;

typedef struct {
    gint64 read, same, added, changed, reopened, vanished;
    guint new_columns, missing_columns; /* against the columns of the table */
} ReimportCounts;

struct Reimport {
    sqlite3 *database;
    gint64 table, import, first_row, previous; /* previous: import before, for its date */
    guint width, before;                       /* columns of the file; of the table before it */
    guint *position;                           /* of each of the file's columns in the raw table */
    guint8 *is_new;                            /* it wasn't there before */
    char **name, **heading;
    guint8 *in_key;         /* parts of the key */
    int closed, status;     /* columns of the file that tell whether a ticket is over; −1: none */
    GHashTable *over_words; /* status → whether it is over */
    gboolean status_tells;

    Known *known;
    gsize size;  /* of known, a power of two */
    gint64 rows; /* current rows before */
    sqlite3_stmt *insert, *version, *old;
    gint64 *differs;  /* rows changed in it, a column of the file */
    GArray *reopened; /* gint64 raw rows */
    ReimportCounts counts;
};

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

/* The file's columns that the table had; a row without a key is known by all it holds. */
static void
hash_row(const Reimport *reimport, const char *const *cells, const gsize *lengths, guint64 *key,
         guint64 *content)
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

static guint64
nth_key(guint64 key, guint32 n)
{
    guint64 hash = n == 0 ? key : key + n * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return hash == 0 ? 1 : hash;
}

/* The place of that key, or the empty one where it would stand. */
static Known *
place_of(const Reimport *reimport, guint64 key)
{
    gsize mask = reimport->size - 1, at = (key ^ (key >> 29)) & mask;
    while (reimport->known[at].key != 0 && reimport->known[at].key != key)
        at = (at + 1) & mask;
    return &reimport->known[at];
}

/* ---- over or open --------------------------------------------------------------------------- */

/* By status where its words tell, else by the closing date. */
static gboolean
is_over(Reimport *reimport, const char *const *cells, const gsize *lengths)
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

/* The file's columns as the table has them, NULL where they are new. */
static char *
columns_sql(const Reimport *reimport)
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
    hash_row(reimport, cells, lengths, &key, &content);
    guint32 n = 0;
    while (place_of(reimport, nth_key(key, n))->key != 0)
        n++;
    *place_of(reimport, nth_key(key, n)) =
        (Known){.key = nth_key(key, n),
                .content = content,
                .row = row,
                .over = (guint8)is_over(reimport, cells, lengths)};
    reimport->rows++;
}

static gboolean
read_known(Reimport *reimport, const TableInfo *table, Progress *progress, GError **error)
{
    g_autofree char *columns = columns_sql(reimport);
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
    if (!check_key(reimport, table, error) || !read_known(reimport, table, progress, error))
        return NULL;
    return g_steal_pointer(&reimport);
}

/* ---- writing -------------------------------------------------------------------------------- */

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
    g_autofree char *columns = columns_sql(reimport);
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
    return step_done(reimport->insert, error);
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
    gint64 row = sqlite3_last_insert_rowid(reimport->database);
    sqlite3_bind_int64(reimport->version, 1, reimport->table);
    sqlite3_bind_int64(reimport->version, 2, known->row);
    sqlite3_bind_int64(reimport->version, 3, row);
    sqlite3_bind_int64(reimport->version, 4, reimport->import);
    reimport->counts.changed++;
    if (known->over && !is_over(reimport, cells, lengths)) {
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
    hash_row(reimport, cells, lengths, &key, &content);
    reimport->counts.read++;
    Known *known = place_of(reimport, nth_key(key, 0));
    for (guint32 n = 1; known->key != 0 && known->seen; n++)
        known = place_of(reimport, nth_key(key, n));
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

/* ---- the end -------------------------------------------------------------------------------- */

static int
compare_rows(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return x < y ? -1 : x > y;
}

static gboolean
keep_rows(const Reimport *reimport, const char *change, const GArray *rows, GError **error)
{
    return rows->len == 0 ||
           db_run(reimport->database, error, "INSERT INTO import_rows VALUES (?, ?, ?, ?)", "isib",
                  reimport->import, change, (gint64)rows->len, rows->data,
                  (gsize)rows->len * sizeof(gint64));
}

/* Rows that the import before missed already, in order: they vanished then. */
static GArray *
missed_before(const Reimport *reimport)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(reimport->database, NULL,
                   "SELECT data FROM import_rows WHERE import_id = ? AND change = 'absent'", "i",
                   reimport->previous);
    if (statement != NULL && db_step(statement, NULL))
        g_array_append_vals(rows, sqlite3_column_blob(statement, 0),
                            (guint)sqlite3_column_bytes(statement, 0) / (guint)sizeof(gint64));
    return rows;
}

/* absent: rows of the table that the file doesn't have; vanished: those the one before had. */
static gboolean
keep_vanished(Reimport *reimport, GError **error)
{
    g_autoptr(GArray) absent = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) vanished = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) before = missed_before(reimport);
    for (gsize i = 0; i < reimport->size; i++)
        if (reimport->known[i].key != 0 && !reimport->known[i].seen)
            g_array_append_val(absent, reimport->known[i].row);
    g_array_sort(absent, compare_rows);
    for (guint i = 0; i < absent->len; i++)
        if (!g_array_binary_search(before, &g_array_index(absent, gint64, i), compare_rows, NULL))
            g_array_append_val(vanished, g_array_index(absent, gint64, i));
    reimport->counts.vanished = vanished->len;
    return keep_rows(reimport, "absent", absent, error) &&
           keep_rows(reimport, "vanished", vanished, error) &&
           keep_rows(reimport, "reopened", reimport->reopened, error);
}

/* The share of rows in both imports whose cell differs, a column. */
static gboolean
keep_differences(const Reimport *reimport, GError **error)
{
    gint64 both = reimport->counts.same + reimport->counts.changed;
    g_autofree char *table = db_text(
        reimport->database, "SELECT name FROM source_table WHERE id = ?", "i", reimport->table);
    g_autofree char *day =
        db_text(reimport->database, "SELECT substr(imported_at, 1, 10) FROM import WHERE id = ?",
                "i", reimport->previous);
    gboolean anything = reimport->counts.added + reimport->counts.changed > 0;
    for (guint i = 0; anything && both > 0 && i < reimport->width; i++) {
        gint64 column =
            db_integer(reimport->database, 0,
                       "SELECT id FROM source_column WHERE table_id = ? AND position = ?", "ii",
                       reimport->table, (gint64)reimport->position[i]);
        if (reimport->is_new[i] || reimport->in_key[i] || column == 0)
            continue;
        g_autofree char *share = number_percent((double)reimport->differs[i] / (double)both, 1);
        g_autofree char *count = number_count(both), *some = number_count(reimport->differs[i]);
        g_autofree char *sentence =
            reimport->differs[i] == 0
                ? g_strdup_printf("the same in all %s rows since the import of %s", count, day)
                : g_strdup_printf("changed in %s of %s rows since the import of %s (%s)", some,
                                  count, day, share);
        g_autofree char *rows =
            g_strdup_printf("table=%s;import=%" G_GINT64_FORMAT ";change=changed;column=%s", table,
                            reimport->import, reimport->name[i]);
        const KnownEvidence evidence = {.column_id = column,
                                        .proof = PROOF_IMPORTS,
                                        .import_id = reimport->import,
                                        .numerator = reimport->differs[i],
                                        .denominator = both,
                                        .sentence = sentence,
                                        .rows = reimport->differs[i] ? rows : NULL};
        if (!evidence_set(reimport->database, &evidence, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
reimport_end(Reimport *reimport, gint64 aside, GError **error)
{
    const ReimportCounts *counts = &reimport->counts;
    if (!keep_vanished(reimport, error) || !keep_differences(reimport, error))
        return FALSE;
    gint64 written = counts->added + counts->changed;
    g_autofree char *notes =
        g_strdup_printf("{\"read\":%" G_GINT64_FORMAT ",\"new\":%" G_GINT64_FORMAT
                        ",\"changed\":%" G_GINT64_FORMAT ",\"reopened\":%" G_GINT64_FORMAT
                        ",\"vanished\":%" G_GINT64_FORMAT ",\"same\":%" G_GINT64_FORMAT "}",
                        counts->read, counts->added, counts->changed, counts->reopened,
                        counts->vanished, counts->same);
    return db_run(reimport->database, error,
                  "UPDATE import SET rows = ?1, aside = ?2, last_row = iif(?1 > 0, ?3, NULL), "
                  "first_row = iif(?1 > 0, first_row, NULL), notes = ?4 WHERE id = ?5",
                  "iiisi", written, aside, reimport->first_row + written - 1, notes,
                  reimport->import);
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

guint
reimport_position(const Reimport *reimport, guint column)
{
    return reimport->position[column];
}

/* "a, b and 3 more" of the file's columns that are new. */
static char *
new_names(const Reimport *reimport)
{
    GString *names = g_string_new(NULL);
    guint n = 0;
    for (guint i = 0; i < reimport->width; i++)
        if (reimport->is_new[i] && n++ < 5) {
            g_autofree char *clean = text_clean(reimport->heading[i], -1);
            g_string_append_printf(names, "%s%s", n == 1 ? "" : ", ", clean);
        }
    if (n > 5)
        g_string_append_printf(names, " and %u more", n - 5);
    return g_string_free(names, FALSE);
}

char *
reimport_note(const Reimport *reimport, const char *table)
{
    const ReimportCounts *counts = &reimport->counts;
    GString *note = g_string_new(NULL);
    g_autofree char *added = number_count(counts->added), *changed = number_count(counts->changed);
    g_autofree char *reopened = number_count(counts->reopened);
    g_autofree char *vanished = number_count(counts->vanished);
    if (counts->added + counts->changed + counts->vanished == 0)
        g_string_append_printf(note, "%s: nothing new.", table);
    else
        g_string_append_printf(
            note,
            "%s: %s new, %s changed, %s reopened, %s no longer in the file; what "
            "they were before is kept.",
            table, added, changed, reopened, vanished);
    if (counts->new_columns > 0) {
        g_autofree char *names = new_names(reimport);
        g_string_append_printf(note, " New columns: %s, empty in earlier rows.", names);
    }
    if (counts->missing_columns > 0)
        g_string_append_printf(
            note,
            " %u column%s of %s %s not in the file: empty in its new and changed "
            "rows.",
            counts->missing_columns, counts->missing_columns == 1 ? "" : "s", table,
            counts->missing_columns == 1 ? "is" : "are");
    return g_string_free(note, FALSE);
}
