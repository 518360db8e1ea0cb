/* type: typing a table. One pass over its cells, then each column is judged, read as what it is,
 * counted, and kept as typed blocks; roles, key and time follow, and what was known when. */
#include "frame/type.h"

#include "frame/cache.h"
#include "frame/definition.h"
#include "frame/frame.h"
#include "frame/heading.h"
#include "frame/pipe.h"
#include "frame/raw.h"

#include <math.h>
#include <string.h>

struct TableTyper {
    sqlite3 *database;
    Catalogue *catalogue; /* our own: its columns are changed in place until they are written */
    TableInfo *table;
    GTimeZone *zone;
    const char *zone_name;
    char *content;
    TypedColumn *column;
    guint n;
    GArray *ids;
    Preset *preset;   /* of the vendor; NULL: none */
    GPtrArray *scans; /* ColumnScan*, borrowed from column */
    ScanPipe *pipe;   /* NULL once all rows are in */
};
typedef TableTyper Typing;

void
table_typer_free(TableTyper *typing)
{
    if (!typing)
        return;
    g_clear_pointer(&typing->pipe, scan_pipe_end);
    g_clear_pointer(&typing->scans, g_ptr_array_unref);
    preset_free(typing->preset);
    for (guint i = 0; i < typing->n; i++) {
        TypedColumn *column = &typing->column[i];
        g_free(column->words);
        scan_clear(&column->scan);
        column_data_unref(column->data);
        column_stats_clear(&column->stats);
    }
    g_free(typing->column);
    g_free(typing->content);
    g_clear_pointer(&typing->ids, g_array_unref);
    g_clear_pointer(&typing->zone, g_time_zone_unref);
    g_clear_pointer(&typing->catalogue, catalogue_unref);
    g_free(typing);
}

static void
column_begin(TypedColumn *column, Typing *typing, ColumnInfo *info, guint32 rows)
{
    column->info = info;
    column->words = heading_words(info->heading);
    column->after = NAN;
    column->role_declared =
        db_integer(typing->database, 0, "SELECT role_declared FROM source_column WHERE id = ?", "i",
                   info->id) != 0;
    column->dropped =
        db_integer(typing->database, 0, "SELECT count(*) FROM column_dropped WHERE column_id = ?",
                   "i", info->id) != 0;
    scan_init(&column->scan, rows, typing->zone);
    column->scan.key_heading = heading_names_key(column->words);
    column->scan.list_heading = heading_names_list(column->words);
    column->scan.no_figures = column->scan.key_heading || heading_names_code(column->words);
    column->scan.clock_unit = heading_duration_unit(column->words);
    column->scan.clock_heading = words_have(column->words, "time");
    column->table = typing->table->name;
    column->preset = typing->preset;
    type_preset_begin(column);
    if (info->kind_declared) {
        column->scan.decided = TRUE;
        column->scan.kind = info->kind;
        column->scan.order = column_date_order(info);
        figure_format_from_text(info->number_format, &column->scan.figure, NULL);
        column->scan.again = info->definition != NULL;
    } else {
        g_clear_pointer(&info->number_format, g_free);
        if (!definition_is_first(info) && !definition_is_end(info) &&
            !definition_is_entry(info) && !definition_is_pool(info))
            g_clear_pointer(&info->definition, g_free);
    }
}

/* The preset that the table's import names, else the one its headings show. One that is no longer
 * there is as good as none. */
static gboolean
find_preset(Typing *typing, GError **error)
{
    g_autoptr(GPtrArray) headings = g_ptr_array_new();
    g_autofree char *evidence = NULL, *name = NULL;
    GError *failure = NULL;
    typing->preset = preset_of_table(typing->database, typing->table->id, &name, NULL);
    if (name || typing->table->pooled) /* a pool's columns are described by its sources */
        return TRUE;
    for (guint i = 0; i < typing->table->columns->len; i++)
        g_ptr_array_add(headings,
                        ((ColumnInfo *)g_ptr_array_index(typing->table->columns, i))->heading);
    typing->preset = preset_recognise(headings, NULL, &evidence, &failure);
    if (failure)
        g_propagate_error(error, failure);
    return failure == NULL;
}

TableTyper *
table_typer_new(sqlite3 *database, gint64 table, gint64 expected, GError **error)
{
    g_autoptr(TableTyper) typing = g_new0(TableTyper, 1);
    typing->database = database;
    typing->catalogue = catalogue_load_importing(database, error);
    if (!typing->catalogue)
        return NULL;
    typing->table = catalogue_table_by_id(typing->catalogue, table);
    if (!typing->table) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "there is no table %" G_GINT64_FORMAT " to type: import it again", table);
        return NULL;
    }
    typing->zone = frame_zone_of(typing->catalogue, typing->table);
    typing->zone_name = typing->table->zone ? typing->table->zone : typing->catalogue->zone_name;
    if (!find_preset(typing, error))
        return NULL;
    typing->ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    typing->scans = g_ptr_array_new();
    typing->column = g_new0(TypedColumn, typing->table->columns->len + 1);
    for (; typing->n < typing->table->columns->len; typing->n++) {
        TypedColumn *column = &typing->column[typing->n];
        column_begin(column, typing, g_ptr_array_index(typing->table->columns, typing->n),
                     (guint32)CLAMP(expected, 0, G_MAXINT32));
        g_ptr_array_add(typing->scans, &column->scan);
    }
    typing->pipe = scan_pipe_new((ColumnScan *const *)typing->scans->pdata, typing->n);
    return g_steal_pointer(&typing);
}

/* ---- reading
 * ------------------------------------------------------------------------------------- */

void
table_typer_row(TableTyper *typing, gint64 row, const char *const *cells, const gsize *lengths)
{
    g_array_append_val(typing->ids, row);
    scan_pipe_row(typing->pipe, cells, lengths);
}

static void
visit_row(gint64 row, const char *const *cells, const gsize *lengths, gpointer data)
{
    table_typer_row(data, row, cells, lengths);
}

static gboolean
read_table(Typing *typing, Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < typing->n; i++)
        g_ptr_array_add(cells, g_strdup_printf("c%d", typing->column[i].info->position));
    g_autofree char *phase = g_strdup_printf("typing %s", typing->table->name);
    return raw_read(typing->database, typing->table->id, (char **)cells->pdata, typing->n,
                    visit_row, typing, progress, phase, error);
}

/* The columns whose first texts misled are read once more, by what was learnt; so are those made
 * from several of the file's. */
static gboolean
read_again(Typing *typing, Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) scans = g_ptr_array_new();
    for (guint i = 0; i < typing->n; i++) {
        TypedColumn *column = &typing->column[i];
        if (!column->scan.again)
            continue;
        scan_restart(&column->scan);
        g_ptr_array_add(cells, column_cell_sql(typing->table, column->info));
        g_ptr_array_add(scans, &column->scan);
    }
    if (scans->len == 0)
        return TRUE;
    g_autofree char *phase = g_strdup_printf("typing %s once more", typing->table->name);
    if (!raw_scan(typing->database, typing->table->id, (char **)cells->pdata,
                  (ColumnScan *const *)scans->pdata, scans->len, NULL, progress, phase, error))
        return FALSE;
    for (guint i = 0; i < scans->len; i++)
        scan_finish(g_ptr_array_index(scans, i));
    return TRUE;
}

/* Whether the column is personal: from its different texts, or from the first cells of one that has
 * too many. Numbers that are counts and moments are nobody's. */
static void
find_personal(const TypedColumn *column, const Dictionary *texts, const char *table)
{
    ColumnInfo *info = column->info;
    PersonalSample sample = column->scan.personal;

    if (column->dropped)
        return; /* nothing is left to be looked at: what it held stays known */
    g_clear_pointer(&info->pii, g_free);
    if (info->kind == KIND_DATE || info->kind == KIND_BOOLEAN || info->kind == KIND_DECIMAL)
        return;
    for (guint32 code = 0; texts && code < MIN(dictionary_size(texts), PERSONAL_SAMPLE); code++)
        personal_look(&sample, dictionary_text(texts, code), dictionary_length(texts, code));
    info->pii = g_strdup(personal_kind(&sample, column->words, table));
    if (!info->pii && definition_is_author(info)) /* by whatever name the vendor calls them */
        info->pii = g_strdup(pii_kind_name(PII_NAME));
}

/* From text to values, with their evidence and statistics. */
static void
read_values(Typing *typing, TypedColumn *column)
{
    ColumnInfo *info = column->info;
    ColumnScan *scan = &column->scan;
    Unreadable unreadable;
    if (scan->mode == SCAN_CODES)
        scan->order = info->date_order == DATE_UNKNOWN ? scan->order : info->date_order;
    Dictionary *texts = scan->dictionary ? dictionary_ref(scan->dictionary) : NULL;
    column->data = column_data_from_scan(scan, info->kind, column->list_separator, &unreadable);
    if (info->kind == KIND_DATE)
        info->precision = scan->timed ? scan->precision : PRECISION_DAY;
    type_stats(column, texts, &unreadable);
    type_evidence(column, &unreadable);
    find_personal(column, texts, typing->table->name);
    column->data->fingerprint = cache_fingerprint(typing->content, info, typing->zone_name);
    dictionary_unref(texts);
    g_free(unreadable.example);
    scan_clear(scan);
}

/* ---- time
 * ----------------------------------------------------------------------------------------- */

/* Share of a date column's cells that lie after the row's own time. A day is after a moment only
 * where it begins later, a moment after a day where it is past its end. */
static double
share_after(const TypedColumn *column, const TypedColumn *time)
{
    gint64 both = 0, after = 0;
    gboolean days = time->info->precision == PRECISION_DAY;
    for (guint32 row = 0; row < time->data->n; row++) {
        TimePoint at = column->data->integer[row], from = time->data->integer[row];
        if (at == TIME_MISSING || from == TIME_MISSING)
            continue;
        both++;
        after += at > from + (days && column->info->precision != PRECISION_DAY ? TIME_DAY : 0);
    }
    return both > 0 ? (double)after / (double)both : (double)NAN;
}

static void
find_roles(Typing *typing)
{
    TableInfo *table = typing->table;
    gboolean key_declared =
        db_integer(typing->database, 0, "SELECT key_declared FROM source_table WHERE id = ?", "i",
                   table->id) != 0;
    gboolean time_declared =
        db_integer(typing->database, 0, "SELECT time_declared FROM source_table WHERE id = ?", "i",
                   table->id) != 0;
    TableRoles roles = type_roles(table, typing->column, typing->n);
    for (guint i = 0; i < typing->n && table->entries_of; i++)
        if (!typing->column[i].info->definition) /* the ticket's key */
            typing->column[i].info->role = ROLE_NONE;
    if (!key_declared)
        table->key = roles.key < 0 || table->tickets ? NULL : typing->column[roles.key].info;
    if (!time_declared)
        table->time = table->tickets && table->event_time ? table->event_time
                      : roles.time < 0                    ? NULL
                                                          : typing->column[roles.time].info;
    const TypedColumn *time = NULL;
    for (guint i = 0; i < typing->n; i++)
        if (table->time == typing->column[i].info && typing->column[i].data->kind == KIND_DATE)
            time = &typing->column[i];
    for (guint i = 0; time && i < typing->n; i++)
        if (typing->column[i].data->kind == KIND_DATE)
            typing->column[i].after = share_after(&typing->column[i], time);
}

/* ---- writing
 * -------------------------------------------------------------------------------------- */

/* What the vendor's preset says counts; its dates, where they say the same, are told beside it. */
static void
find_known(const Typing *typing, TypedColumn *column)
{
    ColumnInfo *info = column->info;
    g_autofree char *guessed = NULL;
    KnownAt known = known_at_guess(typing->table, info, &column->stats, column->after, &guessed);
    g_clear_pointer(&info->known_reason, g_free);
    if (!type_preset_known(column)) {
        info->known = known;
        info->known_reason = g_steal_pointer(&guessed);
    } else if (known == info->known && !isnan(column->after)) {
        g_autofree char *said = g_steal_pointer(&info->known_reason);
        info->known_reason = g_strdup_printf("%s; %s", said, guessed);
    }
    known_by_events(typing->database, typing->table, info);
    known_by_pool(typing->table, info);
}

/* What the user declared is left as it stands: the statement looks at the flags itself. */
static gboolean
write_column(Typing *typing, TypedColumn *column, GError **error)
{
    ColumnInfo *info = column->info;
    if (!info->known_declared)
        find_known(typing, column);
    return column_infer(typing->database, info, error) &&
           column_stats_save(typing->database, info->id, &column->stats, error);
}

static gboolean
write_table(Typing *typing, GError **error)
{
    TableInfo *table = typing->table;
    return table_infer(typing->database, table->id, table->key ? table->key->id : 0,
                       table->time ? table->time->id : 0, error);
}

static gboolean
write_catalogue(Typing *typing, GError **error)
{
    WriteSlice slice;
    if (!slice_begin(&slice, typing->database, error))
        return FALSE;
    gboolean written = write_table(typing, error);
    for (guint i = 0; written && i < typing->n; i++)
        written = write_column(typing, &typing->column[i], error);
    if (written && slice_end(&slice, error))
        return TRUE;
    slice_abandon(&slice);
    return FALSE;
}

static gboolean
write_blocks(Typing *typing, Progress *progress, GError **error)
{
    g_autoptr(ColumnData) ids = row_ids_data(typing->ids);
    ids->fingerprint = cache_fingerprint(typing->content, NULL, NULL);
    if (progress)
        progress_phase(progress, "keeping typed columns", typing->n, "columns");
    for (guint i = 0; i < typing->n; i++) {
        if (progress && progress_stop(progress, error))
            return FALSE;
        if (!cache_store(typing->database, typing->table->id, typing->column[i].info->position,
                         typing->column[i].data, error))
            return FALSE;
        if (progress)
            progress_advance(progress, i + 1);
    }
    return cache_store(typing->database, typing->table->id, CACHE_ROW_IDS, ids, error);
}

static gboolean
finish_reading(Typing *typing, Progress *progress, GError **error)
{
    g_clear_pointer(&typing->pipe, scan_pipe_end);
    for (guint i = 0; i < typing->n; i++)
        scan_finish(&typing->column[i].scan);
    typing->content = raw_fingerprint(typing->database, typing->table->id, error);
    return typing->content && read_again(typing, progress, error);
}

gboolean
table_typer_finish(TableTyper *typing, Progress *progress, GError **error)
{
    if (!finish_reading(typing, progress, error))
        return FALSE;
    for (guint i = 0; i < typing->n; i++)
        type_kind(&typing->column[i]);
    for (guint i = 0; i < typing->n; i++)
        type_preset_kind(&typing->column[i]);
    type_gather(typing->column, typing->n);
    type_date_orders(typing->column, typing->n);
    type_figures(typing->column, typing->n);
    type_times(typing->column, typing->n);
    if (!read_again(typing, progress, error))
        return FALSE;
    for (guint i = 0; i < typing->n; i++)
        read_values(typing, &typing->column[i]);
    find_roles(typing);
    return write_catalogue(typing, error) && write_blocks(typing, progress, error);
}

gboolean
table_type(sqlite3 *database, gint64 table, Progress *progress, GError **error)
{
    g_autoptr(TableTyper) typing =
        table_typer_new(database, table, raw_rows_at_most(database, table), error);
    return typing && read_table(typing, progress, error) &&
           table_typer_finish(typing, progress, error);
}
