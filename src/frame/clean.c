/* clean: cleaning steps applied to a frame. Values and cells are overlaid in order of the steps'
 * ids; rows are taken out last and all at once, by moving the others together, so that whatever
 * reads the frame meets no row it would have to know about. Texts stay in the file: their flags say
 * which are read as missing. */
#include "frame/clean.h"

#include "frame/cell.h"
#include "frame/dictionary.h"

#include <math.h>
#include <string.h>

/* All steps of the table, one of them switched otherwise. */
static GPtrArray *
steps_switched(sqlite3 *database, gint64 table, const StepSwitch *otherwise, GError **error)
{
    GPtrArray *steps = steps_load(database, table, error);
    for (guint i = 0; steps && otherwise && i < steps->len; i++) {
        Step *step = g_ptr_array_index(steps, i);
        if (step->id == otherwise->step)
            step->enabled = otherwise->on;
    }
    return steps;
}

char *
clean_policy(sqlite3 *database, gint64 table, gint64 column, const StepSwitch *otherwise,
             GError **error)
{
    g_autoptr(GPtrArray) steps = steps_switched(database, table, otherwise, error);
    for (guint i = steps ? steps->len : 0; i-- > 0;) {
        const Step *step = g_ptr_array_index(steps, i);
        if (!step->enabled || step->column_id != column)
            continue;
        if (step->kind == STEP_POLICY)
            return g_strdup(step->definition);
        if (step->kind == STEP_ROWS)
            return g_strdup("drop");
    }
    return steps ? db_text(database, "SELECT missing_policy FROM source_column WHERE id = ?", "i",
                           column)
                 : NULL;
}

GPtrArray *
clean_steps(sqlite3 *database, gint64 table, gboolean masks, const StepSwitch *otherwise,
            GError **error)
{
    GPtrArray *steps = steps_switched(database, table, otherwise, error);
    g_autoptr(GHashTable) decided =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (guint i = steps ? steps->len : 0; i-- > 0;) {
        const Step *step = g_ptr_array_index(steps, i);
        gboolean policy =
            step->kind == STEP_POLICY || (step->kind == STEP_ROWS && step->column_id != 0);
        gboolean counts = step->enabled && (masks || step->kind != STEP_ROWS);
        /* Of what is said about a column's missing cells, the last word counts. */
        if (step->enabled && policy)
            counts =
                g_hash_table_add(decided, g_memdup2(&step->column_id, sizeof(gint64))) && counts;
        if (!counts || step->kind == STEP_POLICY)
            g_ptr_array_remove_index(steps, i);
    }
    return steps;
}

static void
rows_unref(gpointer rows)
{
    if (rows)
        g_array_unref(rows);
}

gboolean
cleaning_read(Cleaning *cleaning, sqlite3 *database, gint64 table, gboolean masks,
              const StepSwitch *otherwise, GError **error)
{
    cleaning->steps = clean_steps(database, table, masks, otherwise, error);
    cleaning->rows = g_ptr_array_new_with_free_func(rows_unref);
    for (guint i = 0; cleaning->steps && i < cleaning->steps->len; i++) {
        const Step *step = g_ptr_array_index(cleaning->steps, i);
        GArray *rows = step->kind == STEP_VALUES ? NULL : step_rows(database, step->id, error);
        if (step->kind != STEP_VALUES && !rows)
            return FALSE;
        g_ptr_array_add(cleaning->rows, rows);
    }
    return cleaning->steps != NULL;
}

void
cleaning_clear(Cleaning *cleaning)
{
    g_clear_pointer(&cleaning->steps, g_ptr_array_unref);
    g_clear_pointer(&cleaning->rows, g_ptr_array_unref);
}

void
clean_fingerprint(Fingerprint *fingerprint, const GPtrArray *steps)
{
    for (guint i = 0; i < steps->len; i++) {
        const Step *step = g_ptr_array_index(steps, i);
        fingerprint_integer(fingerprint, step->kind);
        fingerprint_integer(fingerprint, step->column_id);
        fingerprint_integer(fingerprint, step->scope);
        fingerprint_text(fingerprint, step->kind == STEP_VALUES ? step->definition : step->hash);
    }
}

/* ---- values read as others ------------------------------------------------------------------ */

static FrameColumn *
column_by_id(const Frame *frame, gint64 id)
{
    for (guint i = 0; i < frame->columns->len; i++) {
        FrameColumn *column = g_ptr_array_index(frame->columns, i);
        if (column->info->id == id)
            return column;
    }
    return NULL; /* the column went with a later import */
}

/* As the cell stands, else without the blanks around it. */
static const char *
read_as(GHashTable *values, const char *text)
{
    const char *to = g_hash_table_lookup(values, text);
    if (to)
        return to;
    gsize length = strlen(text);
    const char *start = text;
    cell_trim(&start, &length);
    g_autofree char *trimmed = g_strndup(start, length);
    return g_hash_table_lookup(values, trimmed);
}

/* By code, what to read it as. A value that no cell held before is added to a dictionary of the
 * column's own; the shared one stays. */
static gint32 *
recode_table(FrameColumn *column, GHashTable *values)
{
    ColumnData *data = column->data;
    guint32 n = dictionary_size(data->dictionary);
    gint32 *as = g_new(gint32, n + 1);
    Dictionary *own = NULL;
    for (guint32 code = 0; code < n; code++) {
        const char *to = read_as(values, dictionary_text(data->dictionary, code));
        as[code] = to ? dictionary_code(data->dictionary, to) : (gint32)code;
        if (to && as[code] < 0) {
            if (!own)
                own = dictionary_new(data->dictionary);
            as[code] = (gint32)dictionary_add(own, to, strlen(to));
        }
    }
    if (own) {
        dictionary_unref(data->dictionary);
        data->dictionary = column->dictionary = own;
    }
    return as;
}

gint64
frame_column_touched(const FrameColumn *column, GHashTable *values)
{
    gint64 touched = 0;
    if (!column->dictionary || column->kind == KIND_BOOLEAN)
        return 0;
    guint32 texts = dictionary_size(column->dictionary);
    g_autofree guint8 *other = g_new0(guint8, (gsize)texts + 1);
    for (guint32 code = 0; code < texts; code++) {
        const char *text = dictionary_text(column->dictionary, code);
        const char *to = read_as(values, text);
        other[code] = to && strcmp(to, text) != 0;
    }
    const gint32 *codes = column->code ? column->code : column->item;
    guint32 n = column->code ? column->n : column->item_start[column->n];
    for (guint32 i = 0; i < n; i++)
        touched += codes[i] >= 0 && other[codes[i]];
    return touched;
}

static gboolean
apply_values(Frame *frame, const Step *step, GError **error)
{
    FrameColumn *column = column_by_id(frame, step->column_id);
    if (!column || !column->dictionary || column->kind == KIND_BOOLEAN)
        return TRUE; /* declared to be something else since */
    g_autoptr(GHashTable) values = step_values(step->definition, error);
    if (!values)
        return FALSE;
    g_autofree gint32 *as = recode_table(column, values);
    gint32 *codes = column->code ? column->code : column->item;
    guint32 n = column->code ? column->n : column->item_start[column->n];
    for (guint32 i = 0; i < n; i++)
        if (codes[i] >= 0)
            codes[i] = as[codes[i]];
    return TRUE;
}

gboolean
clean_fresh(Frame *fresh, GPtrArray *steps, GError **error)
{
    for (guint i = 0; steps && i < steps->len; i++) {
        const Step *step = g_ptr_array_index(steps, i);
        if (step->kind == STEP_VALUES && !apply_values(fresh, step, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- rows that are named --------------------------------------------------------------------- */

/* Marks them by their place in the frame; both are in order of row id. */
static void
mark_rows(const Frame *frame, const GArray *rows, guint8 *marks)
{
    guint32 at = 0;
    for (guint i = 0; i < rows->len; i++) {
        gint64 row = g_array_index(rows, StepRow, i).row;
        while (at < frame->n && frame->row_id[at] < row)
            at++;
        if (at < frame->n && frame->row_id[at] == row)
            marks[at] = 1;
    }
}

static void
set_missing(FrameColumn *column, guint32 row)
{
    if (column->integer)
        column->integer[row] = G_MININT64;
    if (column->decimal)
        column->decimal[row] = NAN;
    if (column->code)
        column->code[row] = -1;
    if (column->filled)
        column->filled[row] = 0;
}

/* Items are moved together over those of the rows that lose theirs. */
static void
empty_lists(FrameColumn *column, const guint8 *marks)
{
    guint32 to = 0;
    for (guint32 row = 0; row < column->n; row++) {
        guint32 from = column->item_start[row], end = column->item_start[row + 1];
        column->item_start[row] = to;
        for (guint32 i = from; i < end && !marks[row]; i++)
            column->item[to++] = column->item[i];
    }
    column->item_start[column->n] = to;
}

void
frame_column_clear_cells(FrameColumn *column, const guint8 *marks)
{
    if (column->item_start)
        empty_lists(column, marks);
    for (guint32 row = 0; row < column->n; row++)
        if (marks[row])
            set_missing(column, row);
}

static void
apply_cells(Frame *frame, const Step *step, const GArray *rows)
{
    FrameColumn *column = column_by_id(frame, step->column_id);
    g_autofree guint8 *marks = g_new0(guint8, MAX(frame->n, 1));
    mark_rows(frame, rows, marks);
    if (column)
        frame_column_clear_cells(column, marks);
}

/* ---- rows taken out -------------------------------------------------------------------------- */

#define KEEP(array)                                                       \
    if (array) {                                                          \
        for (guint32 row = 0, to = 0; row < n; row++)                     \
            if (!drop[row])                                               \
                (array)[to++] = (array)[row];                             \
        (array) = g_realloc_n((array), (gsize)kept + 1, sizeof *(array)); \
    }

static void
keep_lists(ColumnData *data, const guint8 *drop, guint32 kept)
{
    guint32 n = data->n, items = 0, to = 0;
    for (guint32 row = 0; row < n; row++) {
        guint32 from = data->item_start[row], end = data->item_start[row + 1];
        if (drop[row])
            continue;
        data->item_start[to++] = items;
        for (guint32 i = from; i < end; i++)
            data->item[items++] = data->item[i];
    }
    data->item_start[to] = items;
    data->item_start = g_realloc_n(data->item_start, (gsize)kept + 1, sizeof *data->item_start);
    data->item = g_realloc_n(data->item, (gsize)items + 1, sizeof *data->item);
}

static void
keep_rows(ColumnData *data, const guint8 *drop, guint32 kept)
{
    guint32 n = data->n;
    KEEP(data->integer)
    KEEP(data->decimal)
    KEEP(data->code)
    KEEP(data->filled)
    if (data->item_start)
        keep_lists(data, drop, kept);
    data->n = kept;
    g_clear_pointer(&data->fingerprint, g_free);
}

static void
drop_rows(Frame *frame, const guint8 *drop)
{
    guint32 kept = 0;
    for (guint32 row = 0; row < frame->n; row++)
        kept += !drop[row];
    if (kept == frame->n)
        return;
    for (guint i = 0; i < frame->columns->len; i++) {
        FrameColumn *column = g_ptr_array_index(frame->columns, i);
        keep_rows(column->data, drop, kept);
        frame_column_renew(column);
    }
    keep_rows(frame->ids, drop, kept);
    frame->n = kept;
}

/* `ids` carries the flags, so that frames that share it share them. */
static void
apply_rows(Frame *frame, const Cleaning *cleaning)
{
    g_autofree guint8 *drop = NULL;
    for (guint i = 0; i < cleaning->steps->len; i++) {
        const Step *step = g_ptr_array_index(cleaning->steps, i);
        if (step->kind != STEP_ROWS)
            continue;
        guint8 **marks = step->scope == STEP_ALL ? &drop : &frame->ids->filled;
        if (!*marks)
            *marks = g_new0(guint8, (gsize)frame->n + 1);
        mark_rows(frame, g_ptr_array_index(cleaning->rows, i), *marks);
    }
    if (drop)
        drop_rows(frame, drop);
    frame->row_id = frame->ids->integer;
    frame->history_only = frame->ids->filled;
}

gboolean
clean_frame(Frame *frame, const Cleaning *cleaning, GError **error)
{
    frame->steps = g_ptr_array_ref(cleaning->steps);
    for (guint i = 0; i < cleaning->steps->len; i++) {
        const Step *step = g_ptr_array_index(cleaning->steps, i);
        if (step->kind == STEP_VALUES && !apply_values(frame, step, error))
            return FALSE;
        if (step->kind == STEP_CELLS)
            apply_cells(frame, step, g_ptr_array_index(cleaning->rows, i));
    }
    apply_rows(frame, cleaning);
    return TRUE;
}
