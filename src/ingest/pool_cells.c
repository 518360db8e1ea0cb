/* pool_cells: a row of a source as a row of the pool. Stored rows and those of a file to be scored
 * go through the same: moments are written in UTC, spans in the common unit, values as mapped. */
#include "ingest/pool_private.h"

#include <math.h>
#include <string.h>

/* How one column of the pool is filled from this source. */
typedef struct {
    const LayoutColumn *to;
    const ColumnInfo *from; /* NULL: this source doesn't have it */
    GHashTable *common;     /* value → common value; NULL: as they stand */
    double factor;          /* of a span */
} CellRule;

struct PoolCells {
    const TableInfo *table;
    GArray *rules; /* CellRule */
    guint unknown;
};

void
pool_cells_free(PoolCells *cells)
{
    if (cells == NULL)
        return;
    for (guint i = 0; i < cells->rules->len; i++)
        g_clear_pointer(&g_array_index(cells->rules, CellRule, i).common, g_hash_table_unref);
    g_array_unref(cells->rules);
    g_free(cells);
}

guint
pool_cells_unknown(const PoolCells *cells)
{
    return cells->unknown;
}

static const PoolColumn *
column_of_source(const PoolField *field, guint source)
{
    for (guint i = 0; i < field->columns->len; i++) {
        const PoolColumn *column = g_ptr_array_index(field->columns, i);
        if (column->source == source)
            return column;
    }
    return NULL;
}

/* What was dropped of the pool stays away, whatever source still has it. */
static gboolean
is_dropped(const TableInfo *source, const char *name)
{
    const ColumnInfo *column = source->pool ? table_column(source->pool, name, NULL) : NULL;
    return column != NULL && column->personal == PERSONAL_DROP;
}

static void
take_field(CellRule *rule, const TableInfo *table, guint source)
{
    const PoolColumn *column = column_of_source(rule->to->field, source);
    if (column == NULL || is_dropped(table, rule->to->name))
        return;
    int unit = pool_unit(column->column);
    rule->from = column->column;
    if (rule->to->field->unit != 0 && unit != 0)
        rule->factor = (double)unit / (double)rule->to->field->unit;
    if (column->values == NULL)
        return;
    rule->common = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < column->values->len; i++) {
        const PoolValue *value = g_ptr_array_index(column->values, i);
        if (value->common != NULL)
            g_hash_table_insert(rule->common, g_strdup(value->value), g_strdup(value->common));
    }
}

PoolCells *
pool_cells_new(const PoolPlan *plan, const GPtrArray *layout, guint source)
{
    PoolCells *cells = g_new0(PoolCells, 1);
    cells->table = g_ptr_array_index(plan->sources, source);
    cells->rules = g_array_new(FALSE, TRUE, sizeof(CellRule));
    for (guint i = 0; i < layout->len; i++) {
        CellRule rule = {.to = g_ptr_array_index(layout, i), .factor = 1};
        if (rule.to->kind == LAYOUT_FIELD)
            take_field(&rule, cells->table, source);
        else if (rule.to->kind != LAYOUT_KEY_OF || rule.to->source == source)
            rule.from = cells->table->key;
        g_array_append_val(cells->rules, rule);
    }
    return cells;
}

/* ---- one cell ---------------------------------------------------------------------------------
 */

static gboolean
is_missing(const FrameColumn *column, guint32 row)
{
    return column->code != NULL         ? column->code[row] < 0
           : column->integer != NULL    ? column->integer[row] == G_MININT64
           : column->decimal != NULL    ? isnan(column->decimal[row])
           : column->item_start != NULL ? column->item_start[row] == column->item_start[row + 1]
           : column->filled != NULL     ? !column->filled[row]
                                        : TRUE;
}

static char *
number_cell(const FrameColumn *column, guint32 row, double factor)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    if (column->integer != NULL && factor == 1)
        return g_strdup_printf("%" G_GINT64_FORMAT, column->integer[row]);
    g_ascii_formatd(buffer, sizeof buffer, "%.15g", frame_number(column, row) * factor);
    return g_strdup(buffer);
}

static char *
list_cell(const FrameColumn *column, guint32 row, const char *separator)
{
    GString *items = g_string_new(NULL);
    for (guint32 i = column->item_start[row]; i < column->item_start[row + 1]; i++)
        g_string_append_printf(items, "%s%s", items->len > 0 ? separator : "",
                               dictionary_text(column->dictionary, (guint32)column->item[i]));
    return g_string_free(items, FALSE);
}

/* A value in words, as it stands in its source. */
static char *
plain_cell(const FrameColumn *column, guint32 row, const char *text)
{
    if (column->code != NULL)
        return g_strdup(dictionary_text(column->dictionary, (guint32)column->code[row]));
    if (column->integer != NULL || column->decimal != NULL)
        return number_cell(column, row, 1);
    return g_strdup(text != NULL ? text : "");
}

/* An address names one customer however it is written; others are as they stand. */
static char *
key_cell(char *cell, ColumnRole role)
{
    g_strstrip(cell);
    if (role != ROLE_CUSTOMER || strchr(cell, '@') == NULL || !g_utf8_validate(cell, -1, NULL))
        return cell;
    char *small = g_utf8_strdown(cell, -1);
    g_free(cell);
    return small;
}

static char *
field_cell(PoolCells *cells, const CellRule *rule, const Frame *frame, const FrameColumn *column,
           guint32 row, const char *text)
{
    const PoolField *field = rule->to->field;
    if (field->family == POOL_DATE)
        return field->days ? date_format(column->integer[row], PRECISION_DAY, frame->zone)
                           : date_iso(column->integer[row]);
    if (field->family == POOL_NUMBER)
        return number_cell(column, row, rule->factor);
    if (column->item_start != NULL)
        return list_cell(column, row, rule->to->separator);
    char *cell = key_cell(plain_cell(column, row, text), field->role);
    const char *common = rule->common == NULL ? NULL : g_hash_table_lookup(rule->common, cell);
    cells->unknown += rule->common != NULL && common == NULL;
    if (common == NULL)
        return cell;
    g_free(cell);
    return g_strdup(common);
}

static char *
cell_of(PoolCells *cells, const CellRule *rule, const Frame *frame, guint32 row, const char *text)
{
    const FrameColumn *column = rule->from == NULL ? NULL : frame_column_of(frame, rule->from);
    if (rule->to->kind == LAYOUT_SOURCE)
        return g_strdup(cells->table->name);
    if (column == NULL || is_missing(column, row))
        return g_strdup("");
    if (rule->to->kind == LAYOUT_FIELD)
        return field_cell(cells, rule, frame, column, row, text);
    g_autofree char *own = g_strstrip(plain_cell(column, row, text));
    return rule->to->kind == LAYOUT_KEY ? g_strdup_printf("%s:%s", cells->table->name, own)
                                        : g_steal_pointer(&own);
}

/* ---- rows -------------------------------------------------------------------------------------
 */

static gboolean
take_text(guint32 row, const char *text, gsize length, gpointer data)
{
    char **texts = data;
    texts[row] = text == NULL ? NULL : g_strndup(text, length);
    return TRUE;
}

/* The texts of a column, row by row; NULL where it is none. */
static char **
texts_of(const Frame *frame, const ColumnInfo *from, GError **error)
{
    char **texts = g_new0(char *, frame->n + 1);
    if (from->kind == KIND_TEXT && !frame_texts(frame, NULL, from, take_text, texts, error))
        g_clear_pointer(&texts, g_free);
    return texts;
}

static void
free_texts(char **texts, guint32 n)
{
    for (guint32 row = 0; texts != NULL && row < n; row++)
        g_free(texts[row]);
    g_free(texts);
}

GPtrArray *
pool_cells_rows(PoolCells *cells, const Frame *frame, const Frame *like, const guint32 *place,
                GError **error)
{
    guint width = cells->rules->len;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_full(frame->n, (GDestroyNotify)g_strfreev);
    for (guint32 row = 0; row < frame->n; row++)
        g_ptr_array_add(rows, g_new0(char *, width + 1));
    for (guint i = 0; i < width; i++) {
        const CellRule *rule = &g_array_index(cells->rules, CellRule, i);
        const FrameColumn *stored =
            like == NULL || rule->from == NULL ? NULL : frame_column_of(like, rule->from);
        char **texts = rule->from == NULL ? NULL : texts_of(frame, rule->from, error);
        if (rule->from != NULL && texts == NULL)
            return NULL;
        for (guint32 row = 0; row < frame->n; row++) {
            gboolean gone = stored != NULL && is_missing(stored, place[row]);
            ((char **)g_ptr_array_index(rows, row))[i] =
                gone && rule->to->kind != LAYOUT_SOURCE
                    ? g_strdup("")
                    : cell_of(cells, rule, frame, row, texts == NULL ? NULL : texts[row]);
        }
        free_texts(texts, frame->n);
    }
    return g_steal_pointer(&rows);
}
