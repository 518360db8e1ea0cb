/* Loading a CSV file: a second thread reads and takes the records apart, this one inserts them, a
 * third judges what they could be (typing). Cells are bound where they lie in the batch, without
 * copying. */
#include "ingest/load.h"

#include "ingest/headings.h"
#include <foredesk/ingest.h>
#include <foredesk/pii.h>

#include <string.h>

/* Batches on their way between the two threads. */
#define BATCHES 6
#define BATCH_ROWS 4096
/* SQLite's limit is 2,000 columns with the row's own. */
#define MOST_COLUMNS 1999
/* Rows looked at to tell a heading from a row. */
#define PEEK_ROWS 200

/* ---- the heading ---------------------------------------------------------------------------- */

static gboolean refuse(const CsvLoad *load, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static gboolean
refuse(const CsvLoad *load, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "%s, line %" G_GINT64_FORMAT ": %s",
                load->source->shown, load->source->first_line, what);
    return FALSE;
}

static gboolean
read_heading(CsvLoad *load, GError **error)
{
    g_autoptr(RecordBatch) batch = record_batch_new();
    if (!record_reader_fill(load->reader, batch, 1, error))
        return FALSE;
    if (batch->aside->len > 0) {
        const AsideRecord *aside = &g_array_index(batch->aside, AsideRecord, 0);
        return refuse(load, error, "the heading can't be read (%s): save the file as CSV UTF-8",
                      aside->detail);
    }
    if (batch->rows == 0)
        return refuse(load, error, "there is no heading: export the file again");
    for (gsize i = 0, start = 0; i < batch->cells; start = batch->end[i++])
        g_ptr_array_add(load->headings, g_strndup(batch->bytes + start, batch->end[i] - start));
    if (load->headings->len > MOST_COLUMNS)
        return refuse(load, error,
                      "%u columns are more than the %d a table can have: leave some out",
                      load->headings->len, MOST_COLUMNS);
    record_reader_set_width(load->reader, load->headings->len);
    return TRUE;
}

/* Without a heading the first line is a row, and columns are numbered. */
static gboolean
do_without_heading(CsvLoad *load, GError **error)
{
    g_autoptr(RecordReader) peek = record_reader_new(load->source);
    g_autoptr(RecordBatch) batch = record_batch_new();
    record_reader_set_width(peek, load->headings->len);
    if (load->source->parquet)
        return TRUE;
    if (!record_reader_fill(peek, batch, 1, error) ||
        !record_reader_fill(peek, batch, PEEK_ROWS, error))
        return FALSE;
    if (!heading_is_row(load->headings, batch))
        return TRUE;
    guint width = load->headings->len;
    g_ptr_array_set_size(load->headings, 0);
    for (guint i = 0; i < width; i++)
        g_ptr_array_add(load->headings, g_strdup(""));
    load->no_heading = TRUE;
    record_reader_free(load->reader);
    load->reader = record_reader_new(load->source);
    record_reader_set_width(load->reader, width);
    return TRUE;
}

char *
import_table_name(const char *file, const char *table)
{
    return table != NULL ? identifier_from(table) : table_name_from_file(file);
}

CsvLoad *
csv_load_new(const char *file, const char *table, char separator, const char *encoding,
             GError **error)
{
    g_autoptr(CsvLoad) load = g_new0(CsvLoad, 1);
    load->headings = g_ptr_array_new_with_free_func(g_free);
    load->source = csv_source_open(file, separator, encoding, error);
    if (load->source == NULL)
        return NULL;
    load->reader = record_reader_new(load->source);
    if (!read_heading(load, error) || !do_without_heading(load, error))
        return NULL;
    load->names = names_from_headings(load->headings);
    load->table = import_table_name(file, table);
    if (load->table == NULL) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "\"%s\" can't name a table: use letters, digits and _", table);
        return NULL;
    }
    return g_steal_pointer(&load);
}

gboolean
csv_load_find_preset(CsvLoad *load, sqlite3 *database, const char *given, GError **error)
{
    GError *failure = NULL;
    gboolean kept = FALSE;
    g_autoptr(Preset) preset = NULL;
    if (given != NULL && g_ascii_strcasecmp(given, "none") == 0) {
        load->preset = g_strdup("none");
        return TRUE;
    }
    g_autoptr(Preset) own =
        load->over == NULL ? NULL : preset_of_table(database, load->over->id, NULL, &kept);
    preset = given != NULL
                 ? preset_given(given, &failure)
                 : preset_recognise(load->headings, own, &load->preset_evidence, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (preset == NULL)
        return TRUE;
    load->preset = g_strdup(preset_name(preset));
    if (given != NULL ? preset_is_file(given) : kept && preset_same(preset, own))
        load->preset_file = g_steal_pointer(&preset);
    return TRUE;
}

void
csv_load_free(CsvLoad *load)
{
    if (load == NULL)
        return;
    record_reader_free(load->reader);
    csv_source_free(load->source);
    g_ptr_array_unref(load->headings);
    g_free(load->table);
    g_free(load->preset);
    g_free(load->preset_evidence);
    preset_free(load->preset_file);
    g_free(load->first_aside);
    g_free(load->dropped);
    g_free(load->no_author);
    for (guint i = 0; load->keys != NULL && i < load->names->len; i++)
        g_clear_pointer(&load->keys[i], g_array_unref);
    g_free(load->keys);
    table_typer_free(load->typer);
    reimport_free(load->reimport);
    if (load->names != NULL)
        g_ptr_array_unref(load->names);
    g_free(load);
}

/* ---- the catalogue's rows ------------------------------------------------------------------- */

static gboolean
write_import(CsvLoad *load, sqlite3 *database, const char *zone, GError **error)
{
    g_autofree char *now = date_iso(g_get_real_time() / TIME_SECOND * TIME_SECOND);
    const char *at = load->at != NULL ? load->at : now;
    const char separator[] = {load->source->separator, '\0'};
    if (!db_run(
            database, error,
            "INSERT INTO import (table_id, file, bytes, separator, encoding, zone, imported_at, "
            "preset) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            "isisssss", load->table_id, load->source->file, load->source->bytes, separator,
            load->source->encoding, zone, at, load->preset))
        return FALSE;
    load->import_id = sqlite3_last_insert_rowid(database);
    return load->preset_file == NULL ||
           preset_keep(database, load->import_id, load->preset_file, error);
}

gboolean
csv_load_over(CsvLoad *load, sqlite3 *database, const TableInfo *table, Progress *progress,
              GError **error)
{
    load->table_id = table->id;
    load->reimport = reimport_new(database, table, load->names, load->headings, progress, error);
    for (guint i = 0; load->reimport != NULL && i < load->names->len; i++) {
        /* What was dropped once stays so. */
        if (db_integer(database, 0,
                       "SELECT 1 FROM column_dropped JOIN source_column ON id = column_id WHERE "
                       "table_id = ? AND position = ?",
                       "ii", table->id, (gint64)reimport_position(load->reimport, i)) == 0)
            continue;
        if (load->dropped == NULL)
            load->dropped = g_new0(guint8, load->names->len);
        load->dropped[i] = 1;
    }
    if (load->reimport != NULL)
        csv_load_drop_authors(load, database);
    return load->reimport != NULL;
}

static gboolean
write_catalogue(CsvLoad *load, sqlite3 *database, const char *zone, GError **error)
{
    if (!db_run(database, error, "INSERT INTO source_table (name, zone) VALUES (?, ?)", "ss",
                load->table, zone))
        return FALSE;
    load->table_id = sqlite3_last_insert_rowid(database);
    g_autoptr(GString) create = g_string_new(NULL);
    g_string_printf(create, "CREATE TABLE raw_%" G_GINT64_FORMAT " (row INTEGER PRIMARY KEY",
                    load->table_id);
    for (guint i = 0; i < load->names->len; i++) {
        g_string_append_printf(create, ", c%u TEXT", i);
        if (!db_run(database, error,
                    "INSERT INTO source_column (table_id, position, name, heading) "
                    "VALUES (?, ?, ?, ?)",
                    "iiss", load->table_id, (gint64)i, g_ptr_array_index(load->names, i),
                    g_ptr_array_index(load->headings, i)))
            return FALSE;
    }
    g_string_append(create, ") STRICT");
    if (!db_exec(database, create->str, error))
        return FALSE;
    if (!write_import(load, database, zone, error))
        return FALSE;
    return csv_load_mark_dropped(load, database, error);
}

static gboolean
write_counts(const CsvLoad *load, sqlite3 *database, GError **error)
{
    g_autofree char *hash =
        g_strdup_printf("%016" G_GINT64_MODIFIER "x", record_reader_hash(load->reader));
    if (load->reimport != NULL)
        return db_run(database, error, "UPDATE import SET hash = ? WHERE id = ?", "si", hash,
                      load->import_id) &&
               reimport_end(load->reimport, load->aside, error);
    return db_run(
               database, error,
               "UPDATE import SET rows = ?, aside = ?, hash = ?, first_row = iif(?1 > 0, 1, NULL), "
               "last_row = nullif(?1, 0) WHERE id = ?",
               "iisi", load->rows, load->aside, hash, load->import_id) &&
           db_run(database, error, "UPDATE source_table SET rows = ?, aside = ? WHERE id = ?",
                  "iii", load->rows, load->aside, load->table_id);
}

/* ---- the reading thread --------------------------------------------------------------------- */

typedef struct {
    CsvLoad *load;
    GAsyncQueue *empty, *full; /* RecordBatch* */
    gint stop;
    GError *error; /* read after the last batch came */
} Feed;

/* The keys of the batch's rows, in this thread, which has time for it. */
static void
gather_keys(const CsvLoad *load, const RecordBatch *batch)
{
    guint width = load->names->len;
    for (guint i = 0; load->keys != NULL && i < width; i++)
        for (guint row = 0; load->keys[i] != NULL && row < batch->rows; row++) {
            gsize cell = (gsize)row * width + i, start = cell == 0 ? 0 : batch->end[cell - 1];
            guint64 key = link_key(batch->bytes + start, batch->end[cell] - start);
            g_array_append_val(load->keys[i], key);
        }
}

/* Sends batches until one is empty: the end, a failure, or a stop. */
static gpointer
feed(gpointer data)
{
    Feed *feed = data;
    gboolean more = TRUE;
    while (more) {
        RecordBatch *batch = g_async_queue_pop(feed->empty);
        if (g_atomic_int_get(&feed->stop) ||
            !record_reader_fill(feed->load->reader, batch, BATCH_ROWS, &feed->error)) {
            batch->rows = 0;
            g_array_set_size(batch->aside, 0);
        }
        more = batch->rows > 0 || batch->aside->len > 0;
        gather_keys(feed->load, batch);
        g_async_queue_push(feed->full, batch);
    }
    return NULL;
}

void
csv_load_want_keys(CsvLoad *load, guint column)
{
    if (load->keys == NULL)
        load->keys = g_new0(GArray *, load->names->len + 1);
    if (load->keys[column] == NULL)
        load->keys[column] = g_array_new(FALSE, FALSE, sizeof(guint64));
}

gboolean
csv_load_add_keys(const CsvLoad *load, sqlite3 *database, GHashTable *keys, GError **error)
{
    if (load->keys == NULL)
        return TRUE;
    g_autoptr(sqlite3_stmt) columns =
        db_prepare(database, error, "SELECT id, position FROM source_column WHERE table_id = ?",
                   "i", load->table_id);
    while (columns != NULL && db_step(columns, NULL)) {
        gint64 id = sqlite3_column_int64(columns, 0);
        int position = sqlite3_column_int(columns, 1);
        GArray *of = load->keys[position];
        gboolean dropped = load->dropped != NULL && load->dropped[position]; /* nothing is there */
        if (of != NULL && !dropped)
            g_hash_table_insert(keys, g_memdup2(&id, sizeof id), of);
    }
    return columns != NULL;
}

/* ---- the inserting thread ------------------------------------------------------------------- */

typedef struct {
    CsvLoad *load;
    sqlite3_stmt *row, *aside; /* row NULL: into a table that is there */
    WriteSlice slice;
    const char **cell; /* of the row being inserted */
    gsize *length;
} Insert;

static sqlite3_stmt *
prepare_row(const CsvLoad *load, sqlite3 *database, GError **error)
{
    /* Without a row id SQLite appends: the next after the largest. */
    g_autoptr(GString) columns = g_string_new(NULL), values = g_string_new(NULL);
    for (guint i = 0; i < load->names->len; i++) {
        g_string_append_printf(columns, "%sc%u", i == 0 ? "" : ", ", i);
        g_string_append(values, i == 0 ? "?" : ", ?");
    }
    g_autofree char *sql = g_strdup_printf("INSERT INTO raw_%" G_GINT64_FORMAT " (%s) VALUES (%s)",
                                           load->table_id, columns->str, values->str);
    return db_prepare(database, error, sql, NULL);
}

static gboolean
step_done(sqlite3_stmt *statement, const char *what, GError **error)
{
    int result = sqlite3_step(statement);
    if (result != SQLITE_DONE)
        db_set_error(sqlite3_db_handle(statement), what, error);
    sqlite3_reset(statement);
    return result == SQLITE_DONE;
}

static gboolean
insert_rows(Insert *insert, const RecordBatch *batch, GError **error)
{
    sqlite3 *database = insert->slice.database;
    guint width = insert->load->names->len;
    const guint32 *end = batch->end;
    const guint8 *dropped = insert->load->dropped, *no_author = insert->load->no_author;
    guint32 start = 0;
    for (guint row = 0; row < batch->rows; row++) {
        for (guint i = 0; i < width; i++, end++) {
            insert->cell[i] = batch->bytes + start;
            insert->length[i] = *end - start;
            if (no_author != NULL && no_author[i])
                insert->length[i] = entry_cut_author(batch->bytes + start, insert->length[i]);
            if (dropped != NULL && dropped[i]) {
                insert->cell[i] = NULL;
                insert->length[i] = 0;
            }
            if (insert->row != NULL)
                sqlite3_bind_text(insert->row, (int)i + 1, insert->cell[i], (int)insert->length[i],
                                  SQLITE_STATIC);
            start = *end;
        }
        if (insert->row == NULL) {
            if (!reimport_row(insert->load->reimport, insert->cell, insert->length, error) ||
                (row % 64 == 63 && !slice_tick(&insert->slice, error)))
                return FALSE;
            continue;
        }
        if (!step_done(insert->row, "writing rows", error) ||
            (row % 64 == 63 && !slice_tick(&insert->slice, error)))
            return FALSE;
        table_typer_row(insert->load->typer, sqlite3_last_insert_rowid(database), insert->cell,
                        insert->length);
    }
    return TRUE;
}

static gboolean
insert_aside(Insert *insert, const RecordBatch *batch, GError **error)
{
    CsvLoad *load = insert->load;
    for (guint i = 0; i < batch->aside->len; i++) {
        const AsideRecord *aside = &g_array_index(batch->aside, AsideRecord, i);
        if (load->first_aside == NULL)
            load->first_aside =
                g_strdup_printf("line %" G_GINT64_FORMAT ": %s", aside->line, aside->detail);
        sqlite3_bind_int64(insert->aside, 1, load->import_id);
        sqlite3_bind_int64(insert->aside, 2, aside->line);
        sqlite3_bind_text(insert->aside, 3, aside->reason, -1, SQLITE_STATIC);
        sqlite3_bind_text(insert->aside, 4, aside->detail, -1, SQLITE_STATIC);
        gboolean whole = load->dropped == NULL && load->no_author == NULL;
        gboolean kept = whole && aside->length > 0;
        sqlite3_bind_blob64(insert->aside, 5, kept ? aside->raw : "", kept ? aside->length : 0,
                            SQLITE_STATIC);
        if (!step_done(insert->aside, "writing rows set aside", error) ||
            !slice_tick(&insert->slice, error))
            return FALSE;
    }
    return TRUE;
}

/* Inserts batches until the empty one; after a failure or a cancel it only empties the queue. */
static gboolean
drain(Insert *insert, Feed *feed, gint64 expected, Progress *progress, GError **error)
{
    CsvLoad *load = insert->load;
    gboolean good = TRUE;
    for (;;) {
        RecordBatch *batch = g_async_queue_pop(feed->full);
        gboolean last = batch->rows == 0 && batch->aside->len == 0;
        if (good && !last)
            good = !progress_stop(progress, error) && insert_rows(insert, batch, error) &&
                   insert_aside(insert, batch, error);
        if (good) {
            load->rows += batch->rows;
            load->aside += batch->aside->len;
            double share = (double)batch->read / (double)MAX(load->source->text_bytes, 1);
            progress_advance(progress, (gint64)(MIN(share, 1) * (double)expected));
        } else {
            g_atomic_int_set(&feed->stop, 1);
        }
        g_async_queue_push(feed->empty, batch);
        if (last)
            return good;
    }
}

static gboolean
feed_and_drain(Insert *insert, gint64 expected, Progress *progress, GError **error)
{
    Feed feeder = {.load = insert->load,
                   .empty = g_async_queue_new_full((GDestroyNotify)record_batch_free),
                   .full = g_async_queue_new()};
    for (int i = 0; i < BATCHES; i++)
        g_async_queue_push(feeder.empty, record_batch_new());
    GThread *thread = g_thread_new("import", feed, &feeder);
    gboolean good = drain(insert, &feeder, expected, progress, error);
    g_thread_join(thread);
    g_async_queue_unref(feeder.empty);
    g_async_queue_unref(feeder.full);
    if (good && feeder.error != NULL) {
        g_propagate_error(error, feeder.error);
        return FALSE;
    }
    g_clear_error(&feeder.error);
    return good;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static gboolean
load_rows(CsvLoad *load, sqlite3 *database, Progress *progress, GError **error)
{
    g_autofree char *name =
        pii_mask(load->source->shown, -1); /* files are named after people too */
    g_autofree char *phase = g_strdup_printf("reading %s", name);
    double mean = load->source->record_bytes;
    gint64 expected = mean > 0 ? (gint64)((double)load->source->text_bytes / mean) : 0;
    progress_phase(progress, phase, expected, "rows");
    g_autoptr(sqlite3_stmt) row =
        load->reimport != NULL ? NULL : prepare_row(load, database, error);
    g_autoptr(sqlite3_stmt) aside = db_prepare(
        database, error,
        "INSERT INTO aside (import_id, line, reason, detail, raw) VALUES (?, ?, ?, ?, ?)", NULL);
    if (aside == NULL || (load->reimport == NULL && row == NULL))
        return FALSE;
    if (load->reimport == NULL &&
        !(load->typer = table_typer_new(database, load->table_id, expected, error)))
        return FALSE;
    g_autofree const char **cell = g_new(const char *, load->names->len);
    g_autofree gsize *length = g_new(gsize, load->names->len);
    Insert insert = {.load = load, .row = row, .aside = aside, .cell = cell, .length = length};
    if (!slice_begin(&insert.slice, database, error))
        return FALSE;
    gboolean good = feed_and_drain(&insert, expected, progress, error) &&
                    write_counts(load, database, error) && slice_end(&insert.slice, error);
    if (!good)
        slice_abandon(&insert.slice);
    return good;
}

gboolean
csv_load_run(CsvLoad *load, sqlite3 *database, const char *zone, Progress *progress, GError **error)
{
    WriteSlice slice;
    if (!slice_begin(&slice, database, error))
        return FALSE;
    gboolean begun = load->reimport != NULL
                         ? write_import(load, database, zone, error) &&
                               reimport_begin(load->reimport, load->import_id, error)
                         : write_catalogue(load, database, zone, error);
    if (!begun || !slice_end(&slice, error)) {
        slice_abandon(&slice);
        return FALSE;
    }
    if (!load_rows(load, database, progress, error))
        return FALSE;
    if (load->rows > 0)
        return TRUE;
    if (load->aside == 0)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s has a heading and no rows: export it again with its tickets",
                    load->source->shown);
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s: none of its %" G_GINT64_FORMAT
                    " records fits its heading (%s): check the separator",
                    load->source->shown, load->aside, load->first_aside);
    return FALSE;
}
