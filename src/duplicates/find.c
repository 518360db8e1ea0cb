/* Duplicates of a table's rows: equal cells and equal keys by hash, near ones by the alike room, in
 * one pass over the raw cells. */
#include "duplicates/duplicates-private.h"

#include <math.h>
#include <string.h>

enum { CHECK_EVERY = 8192 };

/* ---- what a search looks at -------------------------------------------------------------------
 */

typedef struct {
    guint64 hash[2];
    guint32 row; /* of the frame */
} Seen;

typedef struct {
    const Frame *frame;
    sqlite3 *database;
    DuplicateOptions options;
    Duplicates *result;
    GArray *text_columns; /* guint: positions among the table's columns */
    int key;              /* position, −1: none */
    const FrameColumn *customer, *time;
    GHashTable *rows, *keys; /* Seen* → itself, the first of its hash */
    GPtrArray *blocks;       /* Seen[], where they stand */
    guint filled;
    AlikeTexts *texts;
    GString *bytes; /* of the row at hand */
} Finder;

static guint
seen_hash(gconstpointer seen)
{
    return (guint)((const Seen *)seen)->hash[0];
}

static gboolean
seen_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(((const Seen *)a)->hash, ((const Seen *)b)->hash, sizeof(guint64[2])) == 0;
}

/* Where the text of a ticket stands: subject and body, else every column of text. */
static GArray *
text_columns(const TableInfo *table)
{
    GArray *columns = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint pass = 0; pass < 2 && columns->len == 0; pass++)
        for (guint i = 0; i < table->columns->len; i++) {
            const ColumnInfo *column = g_ptr_array_index(table->columns, i);
            gboolean wanted = pass == 0 ? column->role == ROLE_SUBJECT || column->role == ROLE_BODY
                                        : column->kind == KIND_TEXT;
            if (wanted)
                g_array_append_val(columns, i);
        }
    return columns;
}

static const FrameColumn *
column_of_role(const Frame *frame, ColumnRole role)
{
    const ColumnInfo *info = table_role(frame->table, role);
    return info ? frame_column_of(frame, info) : NULL;
}

static void
finder_open(Finder *finder, const Frame *frame, sqlite3 *database)
{
    const TableInfo *table = frame->table;
    const FrameColumn *created = column_of_role(frame, ROLE_CREATED);

    *finder = (Finder){.frame = frame, .database = database, .key = -1};
    duplicate_options_read(database, table, &finder->options);
    finder->text_columns = text_columns(table);
    for (guint i = 0; table->key && i < table->columns->len; i++)
        if (g_ptr_array_index(table->columns, i) == table->key)
            finder->key = (int)i;
    finder->customer = column_of_role(frame, ROLE_CUSTOMER);
    if (finder->options.any_customer ||
        (finder->customer && !finder->customer->code && !finder->customer->integer))
        finder->customer = NULL;
    finder->time = created ? created : table->time ? frame_column_of(frame, table->time) : NULL;
    if (finder->time && finder->time->kind != KIND_DATE)
        finder->time = NULL;
    if (!finder->time)
        finder->options.alike.window = 0;
    finder->rows = g_hash_table_new(seen_hash, seen_equal);
    finder->keys = g_hash_table_new(seen_hash, seen_equal);
    finder->blocks = g_ptr_array_new_with_free_func(g_free);
    finder->filled = FRAME_BLOCK;
    finder->texts = alike_texts_new(&finder->options.alike);
    finder->bytes = g_string_sized_new(4096);
    finder->result = g_new0(Duplicates, 1);
    finder->result->found = g_array_new(FALSE, FALSE, sizeof(Duplicate));
    finder->result->rows = frame->n;
    finder->result->searched_near = finder->text_columns->len > 0;
    finder->result->customer = finder->customer ? g_strdup(finder->customer->info->name) : NULL;
    finder->result->time = finder->options.alike.window ? g_strdup(finder->time->info->name) : NULL;
}

static void
finder_close(Finder *finder)
{
    g_array_unref(finder->text_columns);
    g_hash_table_unref(finder->rows);
    g_hash_table_unref(finder->keys);
    g_ptr_array_unref(finder->blocks);
    alike_texts_free(finder->texts);
    g_string_free(finder->bytes, TRUE);
    duplicates_free(finder->result);
}

/* ---- equal rows, equal keys -------------------------------------------------------------------
 */

static void
note(Finder *finder, guint32 row, guint32 earlier, DuplicateKind kind, double alike)
{
    Duplicate one = {finder->frame->row_id[row], finder->frame->row_id[earlier], kind, alike};
    finder->result->count[kind]++;
    g_array_append_val(finder->result->found, one);
}

/* The first row whose bytes are these, told by 128 bits of hash; a new one is entered and NULL. */
static const Seen *
seen_before(Finder *finder, GHashTable *set, guint32 row, const char *bytes, gsize length)
{
    Seen seen = {{hash_bytes(bytes, length, 1), hash_bytes(bytes, length, 2)}, row};
    const Seen *before = g_hash_table_lookup(set, &seen);

    if (before)
        return before;
    if (finder->filled == FRAME_BLOCK) {
        g_ptr_array_add(finder->blocks, g_new(Seen, FRAME_BLOCK));
        finder->filled = 0;
    }
    Seen *place =
        (Seen *)g_ptr_array_index(finder->blocks, finder->blocks->len - 1) + finder->filled++;
    *place = seen;
    g_hash_table_add(set, place);
    return NULL;
}

/* Each cell with its length, so that ("ab", "c") and ("a", "bc") differ. */
static void
gather_cells(Finder *finder, sqlite3_stmt *cells)
{
    g_string_truncate(finder->bytes, 0);
    for (guint i = 0; i < finder->frame->table->columns->len; i++) {
        if ((int)i == finder->key)
            continue;
        const void *bytes = sqlite3_column_text(cells, (int)i + 1);
        guint32 length = (guint32)sqlite3_column_bytes(cells, (int)i + 1);
        g_string_append_len(finder->bytes, (const char *)&length, sizeof length);
        if (length)
            g_string_append_len(finder->bytes, bytes, length);
    }
}

/* Whether the row is a duplicate by its cells or its key. */
static gboolean
note_equal(Finder *finder, guint32 row, sqlite3_stmt *cells)
{
    gather_cells(finder, cells);
    const Seen *same =
        seen_before(finder, finder->rows, row, finder->bytes->str, finder->bytes->len);
    const char *key =
        finder->key >= 0 ? (const char *)sqlite3_column_text(cells, finder->key + 1) : NULL;
    g_autofree char *trimmed = key ? g_strstrip(g_strdup(key)) : NULL;
    const Seen *named = trimmed && *trimmed
                            ? seen_before(finder, finder->keys, row, trimmed, strlen(trimmed))
                            : NULL;
    if (same)
        note(finder, row, same->row, DUPLICATE_EXACT, 1);
    else if (named)
        note(finder, row, named->row, DUPLICATE_KEY, NAN);
    return same || named;
}

/* ---- near ones --------------------------------------------------------------------------------
 */

static gint64
customer_of(const FrameColumn *customer, guint32 row)
{
    return customer->code ? customer->code[row] == -1 ? G_MININT64 : customer->code[row]
                          : customer->integer[row];
}

static void
gather_text(Finder *finder, sqlite3_stmt *cells)
{
    g_string_truncate(finder->bytes, 0);
    for (guint i = 0; i < finder->text_columns->len; i++) {
        int at = (int)g_array_index(finder->text_columns, guint, i) + 1;
        const char *text = (const char *)sqlite3_column_text(cells, at);
        g_string_append_len(finder->bytes, text ? text : "", sqlite3_column_bytes(cells, at));
        g_string_append_c(finder->bytes, '\n');
    }
}

static void
add_text(Finder *finder, guint32 row, sqlite3_stmt *cells)
{
    Duplicates *result = finder->result;
    gint64 group = finder->customer ? customer_of(finder->customer, row) : 0;
    TimePoint time = finder->time ? finder->time->integer[row] : 0;

    if (group == G_MININT64) {
        result->no_customer++;
    } else if (finder->options.alike.window && time == TIME_MISSING) {
        result->no_time++;
    } else {
        gather_text(finder, cells);
        if (alike_texts_add(finder->texts, row, finder->bytes->str, finder->bytes->len, group,
                            time))
            result->texts++;
        else
            result->short_text++;
    }
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static char *
cells_sql(const Frame *frame, gboolean one)
{
    GString *sql = g_string_new("SELECT row");
    for (guint i = 0; i < frame->table->columns->len; i++)
        g_string_append_printf(
            sql, ", c%d",
            ((const ColumnInfo *)g_ptr_array_index(frame->table->columns, i))->position);
    g_string_append_printf(sql, " FROM raw_%" G_GINT64_FORMAT, frame->table->id);
    g_string_append(sql, one ? " WHERE row = ?" : " WHERE row BETWEEN ? AND ? ORDER BY row");
    return g_string_free(sql, FALSE);
}

/* The frame's rows and the file's are both in order of row id: walked side by side. */
static gboolean
read_rows(Finder *finder, Progress *progress, GError **error)
{
    const Frame *frame = finder->frame;
    g_autofree char *sql = cells_sql(frame, FALSE);
    GError *failure = NULL;
    guint32 row = 0;

    if (!frame->n)
        return TRUE;
    g_autoptr(sqlite3_stmt) cells = db_prepare(finder->database, error, sql, "ii", frame->row_id[0],
                                               frame->row_id[frame->n - 1]);
    if (!cells)
        return FALSE;
    progress_phase(progress, "reading rows", frame->n, "rows");
    while (row < frame->n && db_step(cells, &failure)) {
        gint64 id = sqlite3_column_int64(cells, 0);
        while (row < frame->n && frame->row_id[row] < id)
            row++;
        if (row == frame->n || frame->row_id[row] != id)
            continue;
        if (!note_equal(finder, row, cells) && finder->text_columns->len)
            add_text(finder, row, cells);
        if (++row % CHECK_EVERY == 0) {
            progress_advance(progress, row);
            if (progress_stop(progress, error))
                return FALSE;
        }
    }
    if (failure)
        g_propagate_error(error, failure);
    return !failure;
}

/* The likeness of two texts of which only a part was kept: read and compared anew. */
static gboolean
compare_anew(Finder *finder, sqlite3_stmt *cells, AlikePair *pair, GError **error)
{
    g_autoptr(GArray) first = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GArray) second = g_array_new(FALSE, FALSE, sizeof(guint32));

    for (guint i = 0; i < 2; i++) {
        GError *failure = NULL;
        sqlite3_reset(cells);
        sqlite3_bind_int64(cells, 1, finder->frame->row_id[i ? pair->later : pair->earlier]);
        if (!db_step(cells, &failure)) {
            if (failure)
                g_propagate_error(error, failure);
            return failure == NULL;
        }
        gather_text(finder, cells);
        alike_shingles(finder->bytes->str, finder->bytes->len, finder->options.alike.words,
                       i ? second : first);
    }
    pair->alike = alike_jaccard((const guint32 *)(gpointer)first->data, first->len,
                                (const guint32 *)(gpointer)second->data, second->len);
    return TRUE;
}

static int
by_row(gconstpointer a, gconstpointer b)
{
    const Duplicate *first = a, *second = b;
    return first->row < second->row ? -1 : first->row > second->row;
}

static gboolean
find_near(Finder *finder, Progress *progress, GError **error)
{
    guint32 crowded = 0;
    g_autoptr(GArray) pairs = alike_texts_find(finder->texts, &crowded, progress, error);
    g_autofree char *sql = cells_sql(finder->frame, TRUE);
    g_autoptr(sqlite3_stmt) cells =
        pairs ? db_prepare(finder->database, error, sql, "i", (gint64)0) : NULL;

    if (!cells)
        return FALSE;
    finder->result->crowded = crowded;
    for (guint i = 0; i < pairs->len; i++) {
        AlikePair *pair = &g_array_index(pairs, AlikePair, i);
        if (pair->estimated && !compare_anew(finder, cells, pair, error))
            return FALSE;
        if (pair->alike >= finder->options.alike.least)
            note(finder, pair->later, pair->earlier, DUPLICATE_NEAR, pair->alike);
    }
    g_array_sort(finder->result->found, by_row);
    return TRUE;
}

Duplicates *
duplicates_search(const Frame *frame, sqlite3 *database, Progress *progress, GError **error)
{
    Duplicates *result = NULL;
    Finder finder;

    finder_open(&finder, frame, database);
    if (read_rows(&finder, progress, error) && find_near(&finder, progress, error))
        result = g_steal_pointer(&finder.result);
    finder_close(&finder);
    return result;
}
