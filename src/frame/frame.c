/* frame: loading a table's typed columns, from the cache where it holds them, else from the raw
 * cells in one pass, and reading single cells. */
#include "frame/frame.h"

#include "frame/cache.h"
#include "frame/clean.h"
#include "frame/definition.h"
#include "frame/raw.h"

#include <math.h>

Frame *
frame_new(Catalogue *catalogue, const TableInfo *table)
{
    Frame *frame = g_new0(Frame, 1);
    frame->catalogue = catalogue_ref(catalogue);
    frame->table = table;
    frame->zone = frame_zone_of(catalogue, table);
    frame->columns = g_ptr_array_new_with_free_func((GDestroyNotify)frame_column_free);
    frame->references = 1;
    return frame;
}

Frame *
frame_ref(Frame *frame)
{
    g_atomic_int_inc(&frame->references);
    return frame;
}

void
frame_unref(Frame *frame)
{
    if (!frame || !g_atomic_int_dec_and_test(&frame->references))
        return;
    g_ptr_array_unref(frame->columns);
    column_data_unref(frame->ids);
    g_clear_pointer(&frame->cells, g_ptr_array_unref);
    g_clear_pointer(&frame->head, frame_unref);
    g_clear_pointer(&frame->tail, frame_unref);
    g_clear_pointer(&frame->steps, g_ptr_array_unref);
    g_time_zone_unref(frame->zone);
    catalogue_unref(frame->catalogue);
    g_free(frame->fingerprint);
    g_free(frame->cell_row);
    g_free(frame);
}

GTimeZone *
frame_zone_of(const Catalogue *catalogue, const TableInfo *table)
{
    GTimeZone *zone = table->zone ? zone_from_name(table->zone, NULL) : NULL;
    return zone ? zone : g_time_zone_ref(catalogue->zone);
}

static const char *
zone_name_of(const Catalogue *catalogue, const TableInfo *table)
{
    return table->zone ? table->zone : catalogue->zone_name;
}

/* ---- building from raw cells --------------------------------------------------------------------
 */

/* One load in progress: data[i] of each column and, last, of the row ids; NULL where missing. */
typedef struct {
    sqlite3 *database;
    Catalogue *catalogue;
    const TableInfo *table;
    guint n; /* columns */
    ColumnData **data;
    char **fingerprint; /* n + 1 */
    gboolean *built;    /* n + 1: not from the cache */
    Cleaning cleaning;
} Load;

static void
load_clear(Load *load)
{
    for (guint i = 0; i <= load->n; i++) {
        column_data_unref(load->data[i]);
        g_free(load->fingerprint[i]);
    }
    g_free(load->data);
    g_free(load->fingerprint);
    g_free(load->built);
    cleaning_clear(&load->cleaning);
}

static gboolean
load_begin(Load *load, GError **error)
{
    load->n = load->table->columns->len;
    load->data = g_new0(ColumnData *, load->n + 1);
    load->fingerprint = g_new0(char *, load->n + 1);
    load->built = g_new0(gboolean, load->n + 1);
    g_autofree char *content = raw_fingerprint(load->database, load->table->id, error);
    if (!content)
        return FALSE;
    const char *zone = zone_name_of(load->catalogue, load->table);
    for (guint i = 0; i < load->n; i++)
        load->fingerprint[i] =
            cache_fingerprint(content, g_ptr_array_index(load->table->columns, i), zone);
    load->fingerprint[load->n] = cache_fingerprint(content, NULL, NULL);
    return TRUE;
}

static int
position_of(const Load *load, guint i)
{
    if (i == load->n)
        return CACHE_ROW_IDS;
    return ((const ColumnInfo *)g_ptr_array_index(load->table->columns, i))->position;
}

/* A column whose count of rows differs from the ids' is as good as none. */
static void
load_from_cache(Load *load)
{
    for (guint back = 0; back <= load->n; back++) {
        guint i = load->n - back;
        load->data[i] =
            cache_load(load->database, load->table->id, position_of(load, i), load->fingerprint[i]);
        const ColumnData *ids = load->data[load->n];
        gboolean fits =
            load->data[i] && ids && load->data[i]->n == ids->n &&
            (i == load->n ? ids->kind == KIND_INTEGER
                          : load->data[i]->kind ==
                                ((ColumnInfo *)g_ptr_array_index(load->table->columns, i))->kind);
        if (!fits)
            g_clear_pointer(&load->data[i], column_data_unref);
    }
}

static ColumnScan *
decided_scan(const ColumnInfo *column, guint32 rows, GTimeZone *zone)
{
    ColumnScan *scan = g_new(ColumnScan, 1);
    scan_init(scan, rows, zone);
    scan->decided = TRUE;
    scan->count_different = FALSE;
    scan->kind = column->kind;
    scan->nulls = column->nulls;
    scan->order = column_date_order(column);
    figure_format_from_text(column->number_format, &scan->figure, NULL);
    scan_restart(scan);
    return scan;
}

static void
scan_free(gpointer scan)
{
    scan_clear(scan);
    g_free(scan);
}

ColumnData *
row_ids_data(GArray *ids)
{
    ColumnData *data = column_data_new(KIND_INTEGER, ids->len);
    data->integer = g_new(gint64, ids->len + 1);
    for (guint i = 0; i < ids->len; i++)
        data->integer[i] = g_array_index(ids, gint64, i);
    return data;
}

static void
take_built(Load *load, guint i, ColumnData *data)
{
    column_data_unref(load->data[i]);
    load->data[i] = data;
    g_clear_pointer(&data->fingerprint, g_free);
    data->fingerprint = g_strdup(load->fingerprint[i]);
    load->built[i] = TRUE;
}

/* Builds whatever the cache didn't give; without the row ids that is everything, so that all
 * columns come from one snapshot. */
static gboolean
load_from_cells(Load *load, Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) scans = g_ptr_array_new_with_free_func(scan_free);
    g_autoptr(GArray) ids = load->data[load->n] ? NULL : g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GTimeZone) zone = frame_zone_of(load->catalogue, load->table);
    guint32 rows = raw_rows_at_most(load->database, load->table->id);
    for (guint i = 0; i < load->n; i++) {
        const ColumnInfo *column = g_ptr_array_index(load->table->columns, i);
        if (load->data[i])
            continue;
        g_ptr_array_add(cells, column_cell_sql(load->table, column));
        g_ptr_array_add(scans, decided_scan(column, rows, zone));
    }
    if (scans->len == 0 && !ids)
        return TRUE;
    g_autofree char *phase = g_strdup_printf("reading %s", load->table->name);
    if (!raw_scan(load->database, load->table->id, (char **)cells->pdata,
                  (ColumnScan *const *)scans->pdata, scans->len, ids, progress, phase, error))
        return FALSE;
    for (guint i = 0, next = 0; i < load->n; i++) {
        if (load->data[i])
            continue;
        const ColumnInfo *column = g_ptr_array_index(load->table->columns, i);
        Unreadable unreadable;
        ColumnScan *scan = g_ptr_array_index(scans, next++);
        take_built(
            load, i,
            column_data_from_scan(scan, column->kind, column_separator(column), &unreadable));
        g_free(unreadable.example);
        scan_clear(scan);
    }
    if (ids)
        take_built(load, load->n, row_ids_data(ids));
    return TRUE;
}

/* Nothing depends on the cache: where it can't be written, the frame was built in vain but stands.
 */
static void
load_to_cache(Load *load)
{
    if (sqlite3_db_readonly(load->database, "main") != 0)
        return;
    for (guint i = 0; i <= load->n; i++)
        if (load->built[i] && !cache_store(load->database, load->table->id, position_of(load, i),
                                           load->data[i], NULL))
            return;
}

static char *
load_fingerprint(const Load *load, const GPtrArray *steps)
{
    Fingerprint *fingerprint = fingerprint_new("frame");
    for (guint i = 0; i <= load->n; i++)
        fingerprint_text(fingerprint, load->fingerprint[i]);
    clean_fingerprint(fingerprint, steps);
    return fingerprint_end(fingerprint);
}

static Frame *
load_to_frame(Load *load)
{
    Frame *frame = frame_new(load->catalogue, load->table);
    for (guint i = 0; i < load->n; i++)
        g_ptr_array_add(frame->columns, frame_column_new(g_ptr_array_index(load->table->columns, i),
                                                         load->data[i]));
    frame->ids = column_data_ref(load->data[load->n]);
    frame->row_id = frame->ids->integer;
    frame->n = frame->ids->n;
    frame->fingerprint = load_fingerprint(load, load->cleaning.steps);
    return frame;
}

/* What the load held is the frame's alone by then, and may be changed in place. */
static Frame *
cleaned(Frame *frame, const Cleaning *cleaning, GError **error)
{
    if (!frame || cleaning->steps->len == 0 || clean_frame(frame, cleaning, error))
        return frame;
    frame_unref(frame);
    return NULL;
}

/* One read transaction, so that cells, imports, steps and cached blocks are those of one moment. */
static Frame *
load_frame(sqlite3 *database, Catalogue *catalogue, const TableInfo *table, gboolean masks,
           const StepSwitch *otherwise, Progress *progress, GError **error)
{
    Load load = {.database = database, .catalogue = catalogue, .table = table};
    gboolean owned = sqlite3_get_autocommit(database) != 0;
    if (owned && !db_exec(database, "BEGIN", error))
        return NULL;
    gboolean loaded = load_begin(&load, error) &&
                      cleaning_read(&load.cleaning, database, table->id, masks, otherwise, error);
    if (loaded) {
        load_from_cache(&load);
        if (!load.data[load.n])
            for (guint i = 0; i < load.n; i++)
                g_clear_pointer(&load.data[i], column_data_unref);
        loaded = load_from_cells(&load, progress, error);
    }
    if (owned)
        db_exec(database, "COMMIT", NULL);
    Frame *frame = NULL;
    if (loaded) {
        load_to_cache(&load);
        frame = load_to_frame(&load);
    }
    Cleaning cleaning = load.cleaning;
    load.cleaning = (Cleaning){0};
    load_clear(&load);
    frame = cleaned(frame, &cleaning, error);
    cleaning_clear(&cleaning);
    return frame;
}

Frame *
frame_load(sqlite3 *database, Catalogue *catalogue, const TableInfo *table, Progress *progress,
           GError **error)
{
    return load_frame(database, catalogue, table, TRUE, NULL, progress, error);
}

Frame *
frame_load_switched(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
                    const StepSwitch *otherwise, Progress *progress, GError **error)
{
    return load_frame(database, catalogue, table, TRUE, otherwise, progress, error);
}

Frame *
frame_load_whole(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
                 Progress *progress, GError **error)
{
    return load_frame(database, catalogue, table, FALSE, NULL, progress, error);
}

/* ---- another catalogue --------------------------------------------------------------------------
 */

Frame *
frame_renew(Frame *frame, Catalogue *catalogue, const TableInfo *table)
{
    if (frame->columns->len != table->columns->len)
        return NULL;
    Frame *renewed = frame_new(catalogue, table);
    for (guint i = 0; i < table->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(frame->columns, i);
        g_ptr_array_add(renewed->columns,
                        frame_column_new(g_ptr_array_index(table->columns, i), column->data));
    }
    renewed->ids = column_data_ref(frame->ids);
    renewed->row_id = frame->row_id;
    renewed->history_only = frame->history_only;
    renewed->steps = frame->steps ? g_ptr_array_ref(frame->steps) : NULL;
    renewed->n = frame->n;
    renewed->fingerprint = g_strdup(frame->fingerprint);
    return renewed;
}

char *
frame_fingerprint_now(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
                      GError **error)
{
    Load load = {.database = database, .catalogue = catalogue, .table = table};
    g_autoptr(GPtrArray) steps = clean_steps(database, table->id, TRUE, NULL, error);
    char *hex = steps && load_begin(&load, error) ? load_fingerprint(&load, steps) : NULL;
    if (load.data)
        load_clear(&load);
    return hex;
}

/* ---- reading
 * ------------------------------------------------------------------------------------- */

const FrameColumn *
frame_column(const Frame *frame, const char *name)
{
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(frame->columns, i);
        if (g_ascii_strcasecmp(column->info->name, name) == 0)
            return column;
    }
    return NULL;
}

const FrameColumn *
frame_column_of(const Frame *frame, const ColumnInfo *info)
{
    for (guint i = 0; info && i < frame->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(frame->columns, i);
        if (column->info->id == info->id)
            return column;
    }
    return NULL;
}

guint32
frame_row_of(const Frame *frame, gint64 row_id)
{
    guint32 low = 0, high = frame->n;
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        if (frame->row_id[middle] < row_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < frame->n && frame->row_id[low] == row_id ? low : G_MAXUINT32;
}

double
frame_number(const FrameColumn *column, guint32 row)
{
    if (column->decimal)
        return column->decimal[row];
    if (column->integer)
        return column->integer[row] == G_MININT64 ? (double)NAN : (double)column->integer[row];
    if (column->kind == KIND_BOOLEAN)
        return column->code[row] < 0 ? (double)NAN : column->code[row];
    return NAN;
}

static char *
list_words(const FrameColumn *column, guint32 row)
{
    GString *words = g_string_new(NULL);
    for (guint32 i = column->item_start[row]; i < column->item_start[row + 1]; i++) {
        g_autofree char *item =
            text_clean(dictionary_text(column->dictionary, (guint32)column->item[i]), -1);
        g_string_append_printf(words, "%s%s", words->len ? ", " : "", item);
    }
    return g_string_free(words, FALSE);
}

static char *
decimal_words(double value)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    for (int digits = 15; digits <= 17; digits++) {
        g_autofree char *format = g_strdup_printf("%%.%dg", digits);
        g_ascii_formatd(buffer, sizeof buffer, format, value);
        if (g_ascii_strtod(buffer, NULL) == value)
            break;
    }
    return g_strdup(buffer);
}

char *
frame_words(const Frame *frame, const FrameColumn *column, guint32 row)
{
    if (column->kind == KIND_DATE && column->integer[row] != TIME_MISSING)
        return date_words(column->integer[row], column->info->precision, frame->zone);
    if (column->kind == KIND_INTEGER && column->integer[row] != G_MININT64)
        return g_strdup_printf("%" G_GINT64_FORMAT, column->integer[row]);
    if (column->decimal && !isnan(column->decimal[row]))
        return decimal_words(column->decimal[row]);
    if (column->code && column->code[row] >= 0)
        return text_clean(dictionary_text(column->dictionary, (guint32)column->code[row]), -1);
    return column->item_start ? list_words(column, row) : g_strdup("");
}

TimePoint
frame_time_known(const Frame *frame, const FrameColumn *column, guint32 row)
{
    TimePoint time = column->kind == KIND_DATE ? column->integer[row] : TIME_MISSING;
    if (time == TIME_MISSING || column->info->precision != PRECISION_DAY)
        return time;
    return day_end(time, frame->zone) - 1;
}
