/* One pass over the raw cells of a table. Blocks of rows are read on several threads, each by a
 * connection of its own; what is counted is added up, what is told of rows stands by row. */
#include "audit/cell_pass.h"
#include "audit/alert_words.h"

#include <string.h>

enum { BLOCK = 65536, MOST_THREADS = 8 };

/* ---- one row ----------------------------------------------------------------------------------
 */

static void
look_at_unreadable(CellColumn *column, CellCounts *counts, guint32 row, const char *bytes,
                   gsize length)
{
    if (!cell_empty(column->cells, row) || column_says_nothing(column->info, bytes, length))
        return;
    column->unreadable[row] = TRUE;
    counts->unreadable++;
    if (!counts->example) {
        counts->example = g_strndup(bytes, MIN(length, 200));
        counts->example_row = row;
    }
    if (column->info->kind == KIND_DATE &&
        date_orders_possible(bytes, (gssize)length) & ~(1u << DATE_EPOCH))
        counts->other_dates++;
}

static void
look_at_persons(CellColumn *column, CellCounts *counts, guint32 row, const char *bytes,
                gsize length)
{
    guint kinds = pii_scan(bytes, length, NULL, NULL);

    if (!kinds)
        return;
    column->personal[row] = TRUE;
    counts->personal++;
    for (guint kind = 0; kind < PII_KINDS; kind++)
        counts->kind[kind] += kinds >> kind & 1;
}

static void
look_at_text(CellColumn *column, CellCounts *counts, guint32 row, const char *bytes, gsize length)
{
    column->length[row] = (guint32)words_length(bytes, length);
    if (words_damaged(bytes, length)) {
        column->damaged[row] = TRUE;
        counts->damaged++;
    }
}

static void
look_at_row(CellPass *pass, CellCounts *counts, guint32 row, sqlite3_stmt *cells)
{
    guint64 hash = 1, content = 0;
    const char *text[2] = {NULL, NULL};
    gsize lengths[2] = {0, 0};

    for (guint i = 0; i < pass->n; i++) {
        CellColumn *column = &pass->column[i];
        const char *bytes = (const char *)sqlite3_column_text(cells, (int)i + 1);
        gsize length = (gsize)sqlite3_column_bytes(cells, (int)i + 1);
        if (column->hashed)
            hash = hash_bytes(bytes ? bytes : "", length, hash);
        if (!bytes || !length)
            continue;
        if (column->content)
            content = hash_bytes(bytes, length, content + 1);
        if (column->text)
            look_at_text(column, &counts[i], row, bytes, length);
        if (column->personal && row < PERSONAL_ROWS)
            look_at_persons(column, &counts[i], row, bytes, length);
        if (column->readable)
            look_at_unreadable(column, &counts[i], row, bytes, length);
        if (column->posts && !(column->cells && cell_empty(column->cells, row)))
            social_posts_look(column->posts, row, bytes, length);
        if ((int)i == pass->subject)
            text[0] = bytes, lengths[0] = length;
        if ((int)i == pass->body)
            text[1] = bytes, lengths[1] = length;
    }
    pass->hash[row] = hash;
    pass->content[row] = content;
    if (!text[0] && !text[1])
        return;
    pass->test[row] = words_of_test(text[0], lengths[0], text[1], lengths[1]);
    pass->machine[row] =
        !pass->test[row] && words_of_machine(text[0], lengths[0], text[1], lengths[1]);
}

/* ---- what there is to gather -------------------------------------------------------------------
 */

static void
prepare(CellPass *pass, Inspection *inspection)
{
    const TableInfo *table = inspection->table;
    gsize rows = (gsize)inspection->frame->n + 1;

    pass->inspection = inspection;
    pass->n = table->columns->len;
    pass->column = g_new0(CellColumn, pass->n + 1);
    pass->subject = pass->body = -1;
    pass->hash = g_new0(guint64, rows);
    pass->content = g_new0(guint64, rows);
    pass->test = g_new0(guint8, rows);
    pass->machine = g_new0(guint8, rows);
    for (guint i = 0; i < pass->n; i++) {
        CellColumn *column = &pass->column[i];
        const ColumnInfo *info = g_ptr_array_index(table->columns, i);
        column->info = info;
        column->cells = inspection_column(inspection, i);
        column->hashed = info != table->key && info->role != ROLE_ID;
        column->text = info->kind == KIND_TEXT;
        column->posts = social_posts_new(inspection, info);
        column->content = info->role == ROLE_SUBJECT || info->role == ROLE_BODY;
        column->readable = inspection->stats[i].unreadable > 0 && column->cells;
        if (info->role == ROLE_SUBJECT && pass->subject < 0)
            pass->subject = (int)i;
        if (info->role == ROLE_BODY && pass->body < 0)
            pass->body = (int)i;
        if (column->text) {
            column->damaged = g_new0(guint8, rows);
            column->length = g_new0(guint32, rows);
        }
        if (!info->pii &&
            (info->kind == KIND_TEXT || info->kind == KIND_CATEGORY || info->kind == KIND_LIST))
            column->personal = g_new0(guint8, rows);
        if (column->readable)
            column->unreadable = g_new0(guint8, rows);
    }
}

static void
counts_clear(CellCounts *counts)
{
    g_free(counts->example);
}

void
cell_pass_clear(CellPass *pass)
{
    for (guint i = 0; i < pass->n; i++) {
        g_free(pass->column[i].damaged);
        g_free(pass->column[i].length);
        g_free(pass->column[i].unreadable);
        g_free(pass->column[i].personal);
        social_posts_free(pass->column[i].posts);
        counts_clear(&pass->column[i].counts);
    }
    g_free(pass->column);
    g_free(pass->hash);
    g_free(pass->content);
    g_free(pass->test);
    g_free(pass->machine);
}

/* ---- block by block ----------------------------------------------------------------------------
 */

/* Those who read, and what they share under the lock. */
typedef struct {
    CellPass *pass;
    const char *file; /* NULL: only the inspection's own connection reads it */
    GMutex lock;
    guint32 next; /* row */
    gint64 done;
    GError *error; /* the first */
} Readers;

static sqlite3_stmt *
raw_cells(const Inspection *inspection, sqlite3 *database, GError **error)
{
    g_autoptr(GString) sql = g_string_new("SELECT row");

    for (guint i = 0; i < inspection->table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(inspection->table->columns, i);
        g_string_append_printf(sql, ", c%d", column->position);
    }
    g_string_append_printf(sql,
                           " FROM raw_%" G_GINT64_FORMAT " WHERE row BETWEEN ? AND ? ORDER BY row",
                           inspection->table->id);
    return db_prepare(database, error, sql->str, NULL);
}

/* The frame's rows and the file's are both in order of row id: walked side by side. */
static gboolean
read_block(CellPass *pass, CellCounts *counts, sqlite3_stmt *cells, guint32 from, guint32 to,
           GError **error)
{
    const gint64 *id = pass->inspection->frame->row_id;
    g_autoptr(GError) failure = NULL;
    guint32 row = from;

    sqlite3_reset(cells);
    sqlite3_bind_int64(cells, 1, id[from]);
    sqlite3_bind_int64(cells, 2, id[to - 1]);
    while (row < to && db_step(cells, &failure)) {
        gint64 found = sqlite3_column_int64(cells, 0);
        while (row < to && id[row] < found)
            row++;
        if (row < to && id[row] == found)
            look_at_row(pass, counts, row++, cells);
    }
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

/* The next block of rows; FALSE when none is left or something went wrong. */
static gboolean
next_block(Readers *readers, guint32 *from, guint32 *to)
{
    guint32 n = readers->pass->inspection->frame->n;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&readers->lock);

    if (readers->error || readers->next >= n)
        return FALSE;
    *from = readers->next;
    *to = readers->next = n - *from > BLOCK ? *from + BLOCK : n;
    return TRUE;
}

/* Takes over what a reader has done: a block, or an error. FALSE: nobody goes on. */
static gboolean
note_block(Readers *readers, guint32 rows, GError *failure)
{
    Progress *progress = readers->pass->inspection->progress;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&readers->lock);

    readers->done += rows;
    progress_advance(progress, readers->done);
    if (failure && !readers->error)
        readers->error = g_steal_pointer(&failure);
    g_clear_error(&failure);
    return !readers->error && !progress_stop(progress, &readers->error);
}

static void
add_counts(Readers *readers, CellCounts *counts)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&readers->lock);

    for (guint i = 0; i < readers->pass->n; i++) {
        CellCounts *all = &readers->pass->column[i].counts, *some = &counts[i];
        for (guint kind = 0; kind < PII_KINDS; kind++)
            all->kind[kind] += some->kind[kind];
        all->damaged += some->damaged;
        all->unreadable += some->unreadable;
        all->other_dates += some->other_dates;
        all->personal += some->personal;
        if (some->example && (!all->example || some->example_row < all->example_row)) {
            g_free(all->example);
            all->example = g_steal_pointer(&some->example);
            all->example_row = some->example_row;
        }
        counts_clear(some);
    }
}

static void
read_blocks(Readers *readers, sqlite3 *database)
{
    CellPass *pass = readers->pass;
    g_autofree CellCounts *counts = g_new0(CellCounts, pass->n + 1);
    GError *failure = NULL;
    g_autoptr(sqlite3_stmt) cells = raw_cells(pass->inspection, database, &failure);
    guint32 from, to;

    if (!cells)
        note_block(readers, 0, failure);
    while (cells && next_block(readers, &from, &to)) {
        failure = NULL;
        read_block(pass, counts, cells, from, to, &failure);
        if (!note_block(readers, to - from, failure))
            break;
    }
    add_counts(readers, counts);
}

/* A thread that can't open the file isn't missed. */
static gpointer
read_apart(gpointer data)
{
    Readers *readers = data;
    sqlite3 *database = db_open_reader(readers->file, NULL);

    if (database)
        read_blocks(readers, database);
    sqlite3_close(database);
    return NULL;
}

gboolean
cell_pass_run(CellPass *pass, Inspection *inspection, GError **error)
{
    guint32 n = inspection->frame->n;
    g_autofree char *file = db_file(inspection->database);
    int most = file && n > BLOCK ? MIN(cores_idle(), MOST_THREADS) : 1, started = 0;
    GThread *threads[MOST_THREADS];
    Readers readers = {.pass = pass, .file = file};

    progress_phase(inspection->progress, "reading all cells", n, "rows");
    prepare(pass, inspection);
    g_mutex_init(&readers.lock);
    while (started + 1 < most)
        if (!(threads[started] = g_thread_try_new("cells", read_apart, &readers, NULL)))
            break;
        else
            started++;
    read_blocks(&readers, inspection->database);
    for (int i = 0; i < started; i++)
        g_thread_join(threads[i]);
    g_mutex_clear(&readers.lock);
    if (readers.error)
        g_propagate_error(error, readers.error);
    return readers.error == NULL;
}
