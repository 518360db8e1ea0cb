/* One column at a time, by what typing left and its typed cells: constant, missing, of another
 * type, dates in several orders, ids. */
#include "audit/alert.h"

#include <math.h>
#include <string.h>

enum { ROWS_LEAST = 100, CARDINALITY_MOST = 1000, DATES_LOOKED_AT = 2000 };
static const double ALMOST = 0.99, MISSING_MUCH = 0.5, MISSING_SOME = 0.05;

/* ---- constant ---------------------------------------------------------------------------------
 */

static void
look_at_sameness(Inspection *inspection, const ColumnInfo *column, const ColumnStats *stats)
{
    gint64 filled = stats->rows - stats->missing;

    if (stats->rows && !filled) {
        g_autofree char *rows = number_count(stats->rows);
        alert_add(inspection, ALERT_EMPTY_COLUMN, SEVERITY_NOTE, column,
                  "not one of %s cells is filled in", rows);
        return;
    }
    if (filled < 2 || !stats->n_top)
        return;
    g_autofree char *value = alert_value(inspection, column, stats->top[0]);
    if (stats->distinct == 1) {
        g_autofree char *share = alert_share(filled, stats->rows);
        alert_add(inspection, ALERT_CONSTANT, SEVERITY_NOTE, column, "%s in %s cells", value,
                  share);
        return;
    }
    double share = (double)stats->top_count[0] / (double)filled;
    if (share < ALMOST || filled < ROWS_LEAST || column->kind == KIND_LIST)
        return;
    g_autofree char *same = alert_share(stats->top_count[0], filled);
    Alert *alert = alert_add(inspection, ALERT_ALMOST_CONSTANT, SEVERITY_NOTE, column,
                             "%s in %s filled cells", value, same);
    alert->count = filled - stats->top_count[0];
    alert->of = filled;
}

/* ---- missing ----------------------------------------------------------------------------------
 */

static guint8 *
missing_rows(const FrameColumn *cells)
{
    guint8 *rows = g_new(guint8, cells->n + 1);
    for (guint32 i = 0; i < cells->n; i++)
        rows[i] = cell_empty(cells, i);
    return rows;
}

static gint64
count_rows(const guint8 *rows, guint32 n)
{
    gint64 count = 0;
    for (guint32 i = 0; i < n; i++)
        count += rows[i];
    return count;
}

/* In a pool a field that a source doesn't have is missing there by its mapping: those rows aren't
 * told. How many are left that could be filled. */
static gint64
leave_other_sources(const Inspection *inspection, const ColumnInfo *column, guint8 *rows)
{
    const Frame *frame = inspection->frame;
    const FrameColumn *source = frame->table->pooled ? frame_column(frame, "source") : NULL;
    g_autoptr(GPtrArray) from = column_sources(frame->table, column);
    gint64 left = 0;
    if (!source || !source->code || from->len == 0 || from->len == frame->table->pooled->len)
        return frame->n;
    g_autofree guint8 *has = g_new0(guint8, dictionary_size(source->dictionary) + 1);
    for (guint i = 0; i < from->len; i++) {
        const ColumnInfo *one = g_ptr_array_index(from, i);
        const TableInfo *table = catalogue_table_by_id(frame->catalogue, one->table_id);
        gint32 code = table ? dictionary_code(source->dictionary, table->name) : -1;
        if (code >= 0)
            has[code] = 1;
    }
    for (guint32 i = 0; i < frame->n; i++) {
        gboolean own = source->code[i] >= 0 && has[source->code[i]];
        rows[i] = rows[i] && own;
        left += own;
    }
    return left;
}

static void
look_at_missing(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells)
{
    g_autofree guint8 *rows = missing_rows(cells);
    gint64 all = leave_other_sources(inspection, column, rows);
    gint64 count = count_rows(rows, cells->n);
    double share = all ? (double)count / (double)all : 0;

    if (!count || count == all)
        return;
    g_autofree char *words = alert_share(count, all);
    if (column->role == ROLE_BODY || column->role == ROLE_SUBJECT) {
        Alert *alert = alert_add(inspection, ALERT_EMPTY_TEXT, SEVERITY_WATCH, column,
                                 "%s tickets have no words in it", words);
        alert_rows(inspection, alert, rows);
        alert_clean_rows(inspection, alert, "no text");
        return;
    }
    Severity severity =
        share >= MISSING_MUCH && column->known == KNOWN_ARRIVAL ? SEVERITY_WATCH : SEVERITY_NOTE;
    Alert *alert = alert_add(inspection, ALERT_MISSING, severity, column, "%s cells are empty%s",
                             words, share < MISSING_SOME ? ": few, so look at why" : "");
    alert_rows(inspection, alert, rows);
}

/* ---- dates ------------------------------------------------------------------------------------
 */

/* Local day and month, of a date read as d/m/y or m/d/y. */
static void
look_at_order(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells)
{
    gint64 proof = 0, open = 0;
    CalendarFields fields;
    GTimeZone *zone = inspection->frame->zone;

    if (column->date_order != DATE_DMY && column->date_order != DATE_MDY)
        return;
    for (guint32 i = 0; i < cells->n; i++) {
        if (cells->integer[i] == TIME_MISSING)
            continue;
        calendar_fields(cells->integer[i], zone, &fields);
        if (fields.day > 12)
            proof++;
        else if (fields.day != fields.month)
            open++;
    }
    if (!open || (!proof && column->kind_declared))
        return;
    g_autofree char *many = alert_share(open, open + proof), *proved = number_count(proof);
    const char *order = date_order_name(column->date_order);
    Alert *alert =
        proof ? alert_add(inspection, ALERT_DATE_ORDER, SEVERITY_NOTE, column,
                          "read as %s, proved by %s day%s over 12; %s could be read either way",
                          order, proved, proof == 1 ? "" : "s", many)
              : alert_add(inspection, ALERT_DATE_ORDER, SEVERITY_WATCH, column,
                          "read as %s, %s; nothing in its cells proves it: no day is over 12 "
                          "(`type %s.%s date order=%s` says it is so)",
                          order, column->doubt ? column->doubt : "as they were read before",
                          inspection->table->name, column->name, order);
    alert->count = open;
    alert->of = open + proof;
    if (!proof)
        alert_command(alert, "type %s.%s date order=%s", inspection->table->name, column->name,
                      column->date_order == DATE_DMY ? "m/d/y" : "d/m/y");
}

/* Numbers all of whose marks stand before three digits. */
static void
look_at_marks(Inspection *inspection, const ColumnInfo *column)
{
    const char *table = inspection->table->name;
    gboolean comma = g_strcmp0(column->number_format, "decimal comma") == 0;

    if (!column->doubt)
        return;
    Alert *alert = alert_add(inspection, ALERT_NUMBER_MARKS, SEVERITY_WATCH, column,
                             "read with a decimal %s, %s; nothing in its cells proves it: every "
                             "mark stands before three "
                             "digits (`type %s.%s %s format=\"decimal %s\"` says it is so)",
                             comma ? "comma" : "point", column->doubt, table, column->name,
                             kind_name(column->kind), comma ? "comma" : "point");
    alert_command(alert, "type %s.%s decimal format=\"decimal %s\"", table, column->name,
                  comma ? "point" : "comma");
}

/* A column of words most of which some order reads as dates. */
static void
look_for_dates(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells)
{
    guint32 size = dictionary_size(cells->dictionary), looked = 0, dates = 0;
    guint all = G_MAXUINT;

    for (guint32 code = 0; code < size && looked < DATES_LOOKED_AT; code++, looked++) {
        guint orders = date_orders_possible(dictionary_text(cells->dictionary, code), -1) &
                       ~(1u << DATE_EPOCH);
        dates += orders != 0;
        if (orders)
            all &= orders;
    }
    if (looked < 20 || dates * 10 < looked * 9)
        return;
    g_autofree char *share = alert_share(dates, looked);
    if (all)
        alert_command(alert_add(inspection, ALERT_DATE_AS_TEXT, SEVERITY_WATCH, column,
                                "%s different values read as dates", share),
                      "type %s.%s date", inspection->table->name, column->name);
    else
        alert_add(inspection, ALERT_MIXED_DATES, SEVERITY_SEVERE, column,
                  "%s different values read as dates, but not all in one order", share);
}

/* ---- ids --------------------------------------------------------------------------------------
 */

static void
look_at_difference(Inspection *inspection, const ColumnInfo *column, const ColumnStats *stats)
{
    gint64 filled = stats->rows - stats->missing;

    if (column == inspection->table->key || column->role == ROLE_ID) {
        if (stats->distinct_capped || stats->distinct >= filled || !filled)
            return;
        gint64 more = filled - stats->distinct;
        g_autofree char *share = alert_share(more, filled);
        Alert *alert = alert_add(inspection, ALERT_KEY_TWICE, SEVERITY_WATCH, column,
                                 "%s rows repeat an id that an earlier row has", share);
        alert->count = more;
        alert->of = filled;
        return;
    }
    if (filled < ROWS_LEAST || column->kind == KIND_TEXT || column->kind == KIND_DATE ||
        column->kind == KIND_DECIMAL)
        return;
    g_autofree char *distinct = number_count(stats->distinct), *of = number_count(filled);
    if (stats->distinct == filled)
        alert_add(inspection, ALERT_UNIQUE, SEVERITY_NOTE, column,
                  "%s cells, all of them different", of);
    else if (column->kind == KIND_CATEGORY && stats->distinct > CARDINALITY_MOST)
        alert_add(inspection, ALERT_CARDINALITY, SEVERITY_NOTE, column,
                  "%s different values in %s cells", distinct, of);
}

void
inspect_columns(Inspection *inspection)
{
    const GPtrArray *columns = inspection->table->columns;

    for (guint i = 0; i < columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(columns, i);
        const FrameColumn *cells = inspection_column(inspection, i);
        const ColumnStats *stats = inspection_stats(inspection, i);
        if (!cells || column_is_part(column))
            continue;
        look_at_sameness(inspection, column, stats);
        look_at_missing(inspection, column, cells);
        look_at_difference(inspection, column, stats);
        if (column->kind == KIND_DATE && !inspect_swapped(inspection, column, cells))
            look_at_order(inspection, column, cells);
        if (is_number_kind(column->kind))
            look_at_marks(inspection, column);
        if (column->kind == KIND_CATEGORY || column->kind == KIND_KEY)
            look_for_dates(inspection, column, cells);
    }
}
