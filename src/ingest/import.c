/* import_files: a new workspace built at once, or files added to one in use. Everything that can be
 * refused is refused before the first row is written. */
#include "ingest/entries.h"
#include "ingest/load.h"
#include <foredesk/ingest.h>

#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

void
import_options_init(ImportOptions *options)
{
    *options = (ImportOptions){0};
}

void
import_result_free(ImportResult *result)
{
    if (result == NULL)
        return;
    g_free(result->file);
    g_free(result->table);
    g_free(result->encoding);
    g_free(result->note);
    g_free(result);
}

typedef struct {
    GPtrArray *loads; /* CsvLoad* */
    Catalogue *there; /* as it was before; NULL: a new workspace */
    const ImportOptions *options;
    Progress *progress;
    GArray *seconds;       /* double, of each load */
    GArray *made;          /* EventTickets, of each load */
    EntriesMade **entries; /* of each load */
} Import;

/* ---- before writing ------------------------------------------------------------------------- */

static gboolean
table_is_free(sqlite3 *database, const CsvLoad *load, GError **error)
{
    if (g_ascii_strcasecmp(load->table, "outcomes") == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "a table can't be called outcomes, which stands for the labels known so far: "
                    "give %s another name (--table)",
                    load->source->shown);
        return FALSE;
    }
    gint64 rows = database == NULL
                      ? -1
                      : db_integer(database, -1, "SELECT rows FROM source_table WHERE name = ?",
                                   "s", load->table);
    if (rows < 0)
        return TRUE;
    g_autofree char *count = number_count(rows);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "there is a table %s already (%s rows): give %s another name (--table), or import "
                "it into a new workspace",
                load->table, count, load->source->shown);
    return FALSE;
}

/* Exports of one table come in the order in which they were recorded, or what was known when would
 * be told in the wrong order. */
static gboolean
comes_after_the_last(sqlite3 *database, const CsvLoad *load, const TableInfo *table, GError **error)
{
    g_autofree char *last =
        db_text(database,
                "SELECT max(imported_at) FROM import WHERE table_id = ? AND id NOT IN (SELECT "
                "import_id FROM import_off)",
                "i", table->id);
    if (load->at == NULL || last == NULL || strcmp(load->at, last) >= 0)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s would be imported at %s, before the last export of %s (%s): import the older "
                "one first, or say at=TIME",
                load->source->shown, load->at, table->name, last);
    return FALSE;
}

/* The table that a file of another name looks like the next export of: each of its headings stands
 * there and the other way round, but for one in ten. NULL: none. */
static const TableInfo *
table_alike(const Catalogue *there, const CsvLoad *load)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < load->names->len; i++)
        g_hash_table_add(names, g_ptr_array_index(load->names, i));
    for (guint i = 0; there != NULL && !load->no_heading && i < there->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(there->tables, i);
        guint shared = 0, most = MAX(table->columns->len, load->names->len);
        for (guint k = 0; k < table->columns->len; k++) {
            const ColumnInfo *column = g_ptr_array_index(table->columns, k);
            shared += g_hash_table_contains(names, column->name);
        }
        if (!table->derived && table->log == NULL && most >= 3 && shared * 10 >= most * 9)
            return table;
    }
    return NULL;
}

/* A table of that name takes the file as its next export. */
static gboolean
find_place(Import *import, sqlite3 *database, CsvLoad *load, GError **error)
{
    const TableInfo *table =
        import->there == NULL ? NULL : catalogue_table(import->there, load->table, NULL);
    if (table == NULL) {
        load->alike = table_alike(import->there, load);
        return table_is_free(database, load, error);
    }
    if (table->log == NULL) {
        load->over = table;
        return comes_after_the_last(database, load, table, error);
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s is made of the events in %s: import the next log over that (--table %s)",
                table->name, table->log->name, table->log->name);
    return FALSE;
}

static gboolean
names_differ(const GPtrArray *loads, const CsvLoad *load, GError **error)
{
    for (guint i = 0; i < loads->len; i++) {
        const CsvLoad *other = g_ptr_array_index(loads, i);
        if (g_ascii_strcasecmp(other->table, load->table) != 0)
            continue;
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s and %s would both become the table %s: rename one of the files",
                    other->source->shown, load->source->shown, load->table);
        return FALSE;
    }
    return TRUE;
}

static gboolean
names_dropped(sqlite3 *database, const ImportOptions *options)
{
    g_autofree char *kept = database == NULL ? NULL : setting_get(database, "names");
    const char *names = options->names != NULL ? options->names : kept;
    return names != NULL && strcmp(names, "drop") == 0;
}

static gboolean
open_files(Import *import, sqlite3 *database, char *const *files, GError **error)
{
    const ImportOptions *options = import->options;
    if (files[0] == NULL) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no file to import: name one or more CSV files");
        return FALSE;
    }
    if (options->table != NULL && files[1] != NULL) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "--table names one table, and there are several files: import them one by one");
        return FALSE;
    }
    if (options->zone != NULL) {
        GTimeZone *zone = zone_from_name(options->zone, error);
        if (zone == NULL)
            return FALSE;
        g_time_zone_unref(zone);
    }
    if (options->names != NULL && !names_check(options->names, error))
        return FALSE;
    for (; *files != NULL; files++) {
        g_autoptr(CsvLoad) load =
            csv_load_new(*files, options->table, options->separator, options->encoding, error);
        if (load != NULL)
            load->at = options->at;
        if (load == NULL || !find_place(import, database, load, error) ||
            !csv_load_find_preset(load, database, options->preset, error) ||
            !names_differ(import->loads, load, error) ||
            (names_dropped(database, options) && !csv_load_drop_names(load, error)))
            return FALSE;
        g_ptr_array_add(import->loads, g_steal_pointer(&load));
    }
    return TRUE;
}

/* Room for the raw cells, their typed columns and SQLite's pages. Said before the work, since a
 * disk that fills up half way has no room to clean up either. */
static gboolean
enough_room(const Import *import, const char *path, GError **error)
{
    gint64 needed = 1 << 20;
    for (guint i = 0; i < import->loads->len; i++) {
        const CsvLoad *load = g_ptr_array_index(import->loads, i);
        needed += load->source->text_bytes * 3 / 2;
    }
    g_autofree char *folder = g_path_get_dirname(path);
    struct statvfs status;
    if (statvfs(folder, &status) != 0)
        return TRUE; /* the writing will tell */
    gint64 free_bytes = (gint64)status.f_bavail * (gint64)status.f_frsize;
    if (free_bytes >= needed)
        return TRUE;
    g_autofree char *wanted = number_bytes(needed), *there = number_bytes(free_bytes);
    g_autofree char *name = g_filename_display_basename(path);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                "%s: the import takes about %s and the disk has %s left: free some space and try "
                "again",
                name, wanted, there);
    return FALSE;
}

/* ---- writing -------------------------------------------------------------------------------- */

/* What the three questions were answered. The first file's time zone becomes the desk's where none
 * is set. */
static gboolean
keep_answers(sqlite3 *database, const ImportOptions *options, GError **error)
{
    g_autofree char *desk = setting_get(database, "zone"), *domains = NULL;
    if (options->zone != NULL && desk == NULL &&
        !setting_set(database, "zone", options->zone, error))
        return FALSE;
    if (options->own_domains != NULL &&
        ((domains = own_domains_check(options->own_domains, error)) == NULL ||
         !setting_set(database, "own-domains", domains, error)))
        return FALSE;
    if (options->names == NULL)
        return TRUE;
    if (strcmp(options->names, "hash") == 0) {
        g_autofree char *key = names_key(database, error);
        if (key == NULL)
            return FALSE;
    }
    return setting_set(database, "names", options->names, error);
}

/* Tables that turn out to be logs get their tickets. After all files, whose names come first. */
static gboolean
make_tickets(Import *import, sqlite3 *database, GError **error)
{
    for (guint i = 0; !import->options->no_events && i < import->loads->len; i++) {
        const CsvLoad *load = g_ptr_array_index(import->loads, i);
        EventTickets made = {0};
        gboolean done = load->over != NULL || events_make(database, load->table_id, NULL, TRUE,
                                                          &made, import->progress, error);
        g_array_append_val(import->made, made);
        if (!done)
            return FALSE;
    }
    return TRUE;
}

/* What was written into tickets, with its time, becomes tables of its own; not of what is a log. */
static gboolean
make_entries(Import *import, sqlite3 *database, GError **error)
{
    gboolean no_authors = names_dropped(database, import->options);
    import->entries = g_new0(EntriesMade *, import->loads->len + 1);
    for (guint i = 0; i < import->loads->len; i++) {
        const CsvLoad *load = g_ptr_array_index(import->loads, i);
        gboolean is_log =
            i < import->made->len && g_array_index(import->made, EventTickets, i).table != 0;
        import->entries[i] = entries_made_new();
        if (load->over == NULL && !is_log &&
            !entries_make(database, load->table_id, no_authors, import->entries[i],
                          import->progress, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
has_name(const CsvLoad *load, const char *name)
{
    for (guint i = 0; i < load->names->len; i++)
        if (g_ascii_strcasecmp(g_ptr_array_index(load->names, i), name) == 0)
            return TRUE;
    return FALSE;
}

/* Columns that could be either side of a link: of the same name as one of another file, or called
 * by the id of something. A table that is there is laid over, and read. */
static void
want_keys(const Import *import)
{
    for (guint i = 0; import->loads->len > 1 && i < import->loads->len; i++) {
        CsvLoad *load = g_ptr_array_index(import->loads, i);
        for (guint k = 0; load->over == NULL && k < load->names->len; k++) {
            g_autofree char *name = g_ascii_strdown(g_ptr_array_index(load->names, k), -1);
            gboolean wanted = strcmp(name, "id") == 0 || g_str_has_suffix(name, "_id");
            for (guint j = 0; j < import->loads->len && !wanted; j++)
                wanted = j != i && has_name(g_ptr_array_index(import->loads, j), name);
            if (wanted)
                csv_load_want_keys(load, k);
        }
    }
}

static gboolean
find_links(const Import *import, sqlite3 *database, GError **error)
{
    g_autoptr(GHashTable) keys = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    progress_phase(import->progress, "linking the tables", 0, "rows");
    for (guint i = 0; i < import->loads->len; i++)
        if (!csv_load_add_keys(g_ptr_array_index(import->loads, i), database, keys, error))
            return FALSE;
    return links_find_written(database, keys, error);
}

static gboolean
write_tables(Import *import, sqlite3 *database, GError **error)
{
    want_keys(import);
    for (guint i = 0; i < import->loads->len; i++) {
        CsvLoad *load = g_ptr_array_index(import->loads, i);
        gint64 start = g_get_monotonic_time();
        if ((load->over != NULL &&
             !csv_load_over(load, database, load->over, import->progress, error)) ||
            !csv_load_run(load, database, import->options->zone, import->progress, error))
            return FALSE;
        double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
        g_array_append_val(import->seconds, seconds);
        if (load->over != NULL)
            continue;
        if (!table_typer_finish(load->typer, import->progress, error) ||
            !csv_load_drop_rest(load, database, import->progress, error))
            return FALSE;
        g_clear_pointer(&load->typer, table_typer_free);
    }
    if (!make_tickets(import, database, error) || !make_entries(import, database, error))
        return FALSE;
    return find_links(import, database, error);
}

/* From here on the tables are seen: all of this call's at once, and in the journal. */
static gboolean
publish(const Import *import, sqlite3 *database, GError **error)
{
    for (guint i = 0; i < import->loads->len; i++) {
        const CsvLoad *load = g_ptr_array_index(import->loads, i);
        /* Rows that are no tickets are looked for as soon as the tables are there; asked for in the
         * same transaction, so that a crash doesn't leave them in. */
        if (!due_ask(database, DUE_STEPS, load->table_id, error))
            return FALSE;
        if (load->over != NULL && (!reimport_publish(load->reimport, error) ||
                                   (reimport_changed(load->reimport) &&
                                    !due_ask(database, DUE_TYPES, load->table_id, error))))
            return FALSE;
    }
    return TRUE;
}

static gboolean
make_ready(const Import *import, sqlite3 *database, GError **error)
{
    const ImportOptions *options = import->options;
    WriteSlice slice;
    if (!slice_begin(&slice, database, error))
        return FALSE;
    const JournalEntry entry = {.command = (char *)options->command, .outcome = JOURNAL_DONE};
    if (db_run(database, error, "UPDATE source_table SET state = 'ready' WHERE state = 'importing'",
               NULL) &&
        publish(import, database, error) &&
        (options->command == NULL || journal_append(database, &entry, error) != 0) &&
        journal_set_outcome(database, options->entry, JOURNAL_DONE, error) &&
        slice_end(&slice, error))
        return TRUE;
    slice_abandon(&slice);
    return FALSE;
}

static gboolean
fill_new(sqlite3 *database, gpointer data, GError **error)
{
    Import *import = data;
    return keep_answers(database, import->options, error) &&
           write_tables(import, database, error) && make_ready(import, database, error);
}

static void
drop_tables(Import *import, sqlite3 *database)
{
    for (guint i = 0; i < import->loads->len; i++) {
        const CsvLoad *load = g_ptr_array_index(import->loads, i);
        /* Where this fails too (a full disk), the next writer's opening does it. */
        if (load->table_id != 0 && load->over == NULL)
            table_drop(database, load->table_id, NULL);
    }
    for (guint i = 0; i < import->made->len; i++) {
        const EventTickets *made = &g_array_index(import->made, EventTickets, i);
        if (made->table != 0)
            table_drop(database, made->table, NULL);
    }
    for (guint i = 0; import->entries != NULL && i < import->loads->len; i++)
        for (guint k = 0; import->entries[i] != NULL && k < import->entries[i]->tables->len; k++)
            table_drop(database, g_array_index(import->entries[i]->tables, gint64, k), NULL);
    imports_drop_unfinished(database, NULL);
}

/* What stands on rows that were added to a table that was there: kinds and statistics, its tickets,
 * its links. The import has happened; what is left undone here stays due. */
static gboolean
settle(const Import *import, sqlite3 *database, GError **error)
{
    for (guint i = 0; i < import->loads->len; i++) {
        CsvLoad *load = g_ptr_array_index(import->loads, i);
        if (load->over == NULL || !reimport_changed(load->reimport))
            continue;
        g_autofree char *asked = due_read(database, DUE_TYPES, load->table_id);
        if (!table_type(database, load->table_id, import->progress, error) ||
            !events_renew(database, load->table_id, import->progress, error) ||
            !entries_renew(database, load->table_id, import->progress, error) ||
            !links_find(database, error) ||
            !due_done(database, DUE_TYPES, load->table_id, asked, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
add_to_existing(Import *import, sqlite3 *database, GError **error)
{
    if (keep_answers(database, import->options, error) && write_tables(import, database, error) &&
        make_ready(import, database, error)) {
        settle(import, database, NULL);
        return TRUE;
    }
    drop_tables(import, database);
    return FALSE;
}

/* ---- the call ------------------------------------------------------------------------------- */

static void
note_dropped(const CsvLoad *load, GString *notes)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < load->names->len; i++)
        if (load->dropped[i])
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                   (const char *)g_ptr_array_index(load->names, i));
    if (names->len > 0)
        g_string_append_printf(notes, "Of %s the cells of %s are not kept: they are dropped here. ",
                               load->source->shown, names->str);
}

/* Columns of one heading are named once. */
static void
note_no_authors(const CsvLoad *load, GString *notes)
{
    const char *last = NULL;
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < load->headings->len; i++) {
        const char *heading = g_ptr_array_index(load->headings, i);
        if (!load->no_author[i] || g_strcmp0(heading, last) == 0)
            continue;
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", heading);
        last = heading;
    }
    g_string_append_printf(notes, "Who wrote the entries in %s of %s is not kept. ", names->str,
                           load->source->shown);
}

/* Sentences for the user: what was decided about the file that another might have decided
 * otherwise. NULL: nothing. */
static char *
notes_of(const CsvLoad *load, const EventTickets *made, const EntriesMade *entries)
{
    const CsvSource *source = load->source;
    GString *notes = g_string_new(NULL);
    if (source->encoding_evidence != NULL)
        g_string_append_printf(notes, "%s is read as %s: %s (--encoding changes that). ",
                               source->shown, source->encoding, source->encoding_evidence);
    if (load->preset_evidence != NULL)
        g_string_append_printf(notes, "%s is an export of %s: it has %s (--preset changes that). ",
                               source->shown, load->preset, load->preset_evidence);
    if (load->dropped != NULL)
        note_dropped(load, notes);
    if (load->no_author != NULL)
        note_no_authors(load, notes);
    if (load->no_heading)
        g_string_append_printf(notes,
                               "%s has no heading: its first line is a row like the others, and "
                               "its columns are called column_1 to column_%u. ",
                               source->shown, load->names->len);
    if (load->alike != NULL)
        g_string_append_printf(notes,
                               "Its headings are those of %s: if it is the next export of that, "
                               "import it with --table %s (table=%s). ",
                               load->alike->name, load->alike->name, load->alike->name);
    if (load->over != NULL) {
        g_autofree char *note = reimport_note(load->reimport, load->table);
        g_string_append_printf(notes, "%s ", note);
    }
    if (made != NULL && made->note != NULL)
        g_string_append_printf(notes, "%s ", made->note);
    if (entries->note->len > 0)
        g_string_append_printf(notes, "%s ", entries->note->str);
    if (notes->len > 0)
        g_string_truncate(notes, notes->len - 1);
    return g_string_free(notes, notes->len == 0);
}

static void
report_results(const Import *import, GPtrArray *results)
{
    for (guint i = 0; results != NULL && i < import->loads->len; i++) {
        const CsvLoad *load = g_ptr_array_index(import->loads, i);
        ImportResult *result = g_new0(ImportResult, 1);
        const EventTickets *made =
            i < import->made->len ? &g_array_index(import->made, EventTickets, i) : NULL;
        *result = (ImportResult){.file = g_strdup(load->source->file),
                                 .table = g_strdup(load->table),
                                 .import_id = load->import_id,
                                 .rows = load->rows,
                                 .aside = load->aside,
                                 .bytes = load->source->bytes,
                                 .seconds = g_array_index(import->seconds, double, i),
                                 .encoding = g_strdup(load->source->encoding),
                                 .again = load->over != NULL,
                                 .note = notes_of(load, made, import->entries[i])};
        g_ptr_array_add(results, result);
    }
}

static gboolean
run(Import *import, const char *path, sqlite3 *database, char *const *files, GError **error)
{
    if (database != NULL &&
        (!tables_drop_unfinished(database, error) || !imports_drop_unfinished(database, error) ||
         !(import->there = catalogue_load(database, error))))
        return FALSE;
    if (!open_files(import, database, files, error) ||
        !enough_room(import, database == NULL ? path : sqlite3_db_filename(database, "main"),
                     error))
        return FALSE;
    return database == NULL ? workspace_build(path, fill_new, import, error)
                            : add_to_existing(import, database, error);
}

gboolean
import_files(const char *path, sqlite3 *database, char *const *files, const ImportOptions *options,
             Progress *progress, GPtrArray *results, GError **error)
{
    g_autoptr(Workspace) workspace = NULL;
    if (database == NULL && access(path, F_OK) == 0) {
        workspace = workspace_open(path, error);
        if (workspace == NULL || !workspace_must_write(workspace, error))
            return FALSE;
        database = workspace_database(workspace);
    }
    Import import = {.loads = g_ptr_array_new_with_free_func((GDestroyNotify)csv_load_free),
                     .options = options,
                     .progress = progress,
                     .seconds = g_array_new(FALSE, FALSE, sizeof(double)),
                     .made = g_array_new(FALSE, TRUE, sizeof(EventTickets))};
    g_array_set_clear_func(import.made, (GDestroyNotify)event_tickets_clear);
    gboolean done = run(&import, path, database, files, error);
    if (done)
        report_results(&import, results);
    guint loads = import.loads->len;
    g_ptr_array_unref(import.loads);
    g_clear_pointer(&import.there, catalogue_unref);
    g_array_unref(import.seconds);
    g_array_unref(import.made);
    for (guint i = 0; import.entries != NULL && i < loads; i++)
        entries_made_free(import.entries[i]);
    g_free(import.entries);
    return done;
}
