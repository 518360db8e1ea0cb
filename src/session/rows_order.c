/* Sorting, filtering and searching a row list. Where the table's frame is in memory its
 * typed columns are used, else the file is read. */
#include "rows_private.h"

#include <foredesk/stats.h>
#include <math.h>
#include <string.h>

/* ---- sorting ------------------------------------------------------------------------------ */

static int
by_text(gconstpointer a, gconstpointer b, gpointer texts)
{
    char **text = texts;
    return g_ascii_strcasecmp(text[*(const guint32 *)a], text[*(const guint32 *)b]);
}

/* Ranks of texts in order, equal texts alike. */
static double *
text_ranks(char **texts, guint32 n)
{
    g_autofree guint32 *order = g_new(guint32, n);
    double *rank = g_new(double, n);
    double current = -1;

    for (guint32 i = 0; i < n; i++)
        order[i] = i;
    g_qsort_with_data(order, (gint)n, sizeof *order, by_text, texts);
    for (guint32 i = 0; i < n; i++) {
        if (i == 0 || g_ascii_strcasecmp(texts[order[i]], texts[order[i - 1]]) != 0)
            current++;
        rank[order[i]] = *texts[order[i]] ? current : NAN;
    }
    return rank;
}

static void
keys_of_codes(const RowList *list, const Frame *frame, const FrameColumn *column, double *key)
{
    guint32 size = dictionary_size(column->dictionary);
    g_autofree char **texts = g_new(char *, size + 1);

    for (guint32 i = 0; i < size; i++)
        texts[i] = (char *)dictionary_text(column->dictionary, i);
    g_autofree double *rank = text_ranks(texts, size);
    for (guint i = 0; i < list->row_ids->len; i++) {
        guint32 row = frame_row_of(frame, g_array_index(list->row_ids, gint64, i));
        gint32 code = row == G_MAXUINT32 ? -1 : column->code[row];
        key[i] = code < 0 ? NAN : rank[code];
    }
}

/* Rows that a cleaning step set aside are in no frame of the store. */
static gboolean
holds_all(const Frame *frame, const RowList *list)
{
    for (guint i = 0; i < list->row_ids->len; i++)
        if (frame_row_of(frame, g_array_index(list->row_ids, gint64, i)) == G_MAXUINT32)
            return FALSE;
    return TRUE;
}

/* FALSE where the frame can't tell: no frame in memory, or one without a row or the column. */
static gboolean
keys_from_frame(const RowList *list, const ColumnInfo *info, double *key)
{
    g_autoptr(Frame) frame = frame_store_peek(list->frames, list->table);
    const FrameColumn *column = frame ? frame_column(frame, info->name) : NULL;

    if (!column || !holds_all(frame, list))
        return FALSE;
    if (column->code) {
        keys_of_codes(list, frame, column, key);
        return TRUE;
    }
    if (!column->integer && !column->decimal)
        return FALSE;
    for (guint i = 0; i < list->row_ids->len; i++) {
        guint32 row = frame_row_of(frame, g_array_index(list->row_ids, gint64, i));
        key[i] = row == G_MAXUINT32 ? NAN : frame_number(column, row);
    }
    return TRUE;
}

/* From the stored texts: numbers where every cell is one, else their order as texts. */
static double *
keys_from_file(RowList *list, guint column)
{
    guint n = list->row_ids->len;
    g_auto(GStrv) texts = g_new0(char *, n + 1);
    double *key = g_new(double, n);
    gboolean numbers = TRUE;

    row_list_stream_begin(list, NULL); /* where it fails, rows are read one by one */
    for (guint i = 0; i < n; i++) {
        const char *text = row_list_raw(list, i, column);
        texts[i] = g_strdup(text ? text : "");
        key[i] = NAN;
        if (numbers && *texts[i])
            numbers = number_parse_decimal(texts[i], -1, &key[i]);
    }
    row_list_stream_end(list);
    if (numbers)
        return key;
    g_free(key);
    return text_ranks(texts, n);
}

static double *
sort_keys(RowList *list, guint column)
{
    const RowColumn *shape = row_list_column(list, column);
    guint n = list->row_ids->len;
    double *key = g_new(double, n);

    if (shape->source == ROW_SCORE) {
        memcpy(key, list->scores->data, n * sizeof *key);
        return key;
    }
    if (shape->source == ROW_LABEL) {
        for (guint i = 0; i < n; i++)
            key[i] = list->labels->data[i];
        return key;
    }
    if (shape->info && keys_from_frame(list, shape->info, key))
        return key;
    g_free(key);
    return keys_from_file(list, column);
}

gboolean
row_list_sort(RowList *list, guint column, gboolean descending, GError **error)
{
    guint n = list->shown->len;
    guint32 *shown = (guint32 *)(void *)list->shown->data;
    g_autofree double *key = sort_keys(list, column);
    g_autofree double *picked = g_new(double, n);
    g_autofree guint32 *order = g_new(guint32, n);
    g_autofree guint32 *before = g_memdup2(shown, n * sizeof *shown);

    for (guint i = 0; i < n; i++)
        picked[i] = descending ? -key[shown[i]] : key[shown[i]];
    stats_order(picked, n, NULL, order); /* missing stands last either way */
    for (guint i = 0; i < n; i++)
        shown[i] = before[order[i]];
    return TRUE;
}

/* ---- filtering and searching -------------------------------------------------------------- */

static gboolean
contains(const char *cell, const char *folded)
{
    if (!cell || !*cell)
        return FALSE;
    g_autofree char *valid = g_utf8_make_valid(cell, -1);
    g_autofree char *text = g_utf8_casefold(valid, -1);
    return strstr(text, folded) != NULL;
}

/* Columns whose cells are shown in other words than they are stored in: scores, outcomes, spans of
 * time; hashes and masks where the text looks for one. */
static gboolean *
reworded(const RowList *list, const char *folded)
{
    gboolean *other = g_new0(gboolean, list->columns->len + 1);
    gboolean hidden = strpbrk(folded, "#[") != NULL;
    for (guint c = 0; c < list->columns->len; c++) {
        const RowColumn *shape = row_list_column(list, c);
        other[c] = shape->source == ROW_SCORE || shape->source == ROW_LABEL || hidden ||
                   (shape->info && column_span_unit(shape->info));
    }
    return other;
}

/* What stands in the file, or what is shown of it. */
static gboolean
row_contains(RowList *list, guint at, const char *folded, const gboolean *other)
{
    for (guint c = 0; c < list->columns->len; c++) {
        g_autofree char *words = NULL;
        if (contains(row_list_raw(list, at, c), folded))
            return TRUE;
        if (other[c] && contains(words = row_list_words(list, at, c), folded))
            return TRUE;
    }
    return FALSE;
}

/* A condition where it reads as one; else plain text. Something with an operator in it that doesn't
 * parse is a condition gone wrong, and its error is told. */
static gboolean
bind_condition(RowList *list, const char *filter, RowTest **test, Frame **frame, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(PqlNode) node = NULL;

    *test = NULL;
    if (list->aside || !strpbrk(filter, "=<>"))
        return TRUE;
    node = pql_parse_condition(filter, error);
    if (!node)
        return FALSE;
    sqlite3 *database = list->database;
    *frame = frame_store_get(list->frames, database, list->table, NULL, error);
    if (*frame && !holds_all(*frame, list)) {
        frame_unref(*frame);
        *frame = frame_load_whole(database, list->catalogue, list->table, NULL, error);
    }
    if (!*frame)
        return FALSE;
    *test = row_test_new(node, *frame, list->database, error);
    return *test != NULL;
}

static gboolean
find_filtered(RowList *list, const char *filter, GError **error)
{
    RowTest *test = NULL;
    g_autoptr(Frame) frame = NULL;
    g_autofree char *folded = filter ? g_utf8_casefold(filter, -1) : NULL;
    g_autofree gboolean *other = filter ? reworded(list, folded) : NULL;

    if (filter && !bind_condition(list, filter, &test, &frame, error))
        return FALSE;
    if (filter && !test && !row_list_stream_begin(list, error))
        return FALSE;
    g_array_set_size(list->shown, 0);
    for (guint32 i = 0; i < list->row_ids->len; i++) {
        gboolean keep = TRUE;
        if (test) {
            guint32 row = frame_row_of(frame, g_array_index(list->row_ids, gint64, i));
            keep = row != G_MAXUINT32 && row_test(test, row) == TEST_TRUE;
        } else if (filter) {
            keep = row_contains(list, i, folded, other);
        }
        if (keep)
            g_array_append_val(list->shown, i);
    }
    row_list_stream_end(list);
    row_test_free(test);
    return TRUE;
}

gboolean
row_list_filter(RowList *list, const char *filter, GError **error)
{
    GError *failure = NULL;
    if (find_filtered(list, filter, &failure))
        return TRUE;
    row_list_hide(list, failure);
    g_propagate_error(error, failure);
    return FALSE;
}

int
row_list_search(RowList *list, const char *text, guint from, gboolean backwards)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);
    g_autofree gboolean *other = reworded(list, folded);
    guint n = list->shown->len;
    int found = -1;

    if (!row_list_stream_begin(list, NULL))
        return -1;
    for (guint step = 0; step < n && found < 0; step++) {
        guint row = backwards ? (from + n - step % n) % n : (from + step) % n;
        if (row_contains(list, g_array_index(list->shown, guint32, row), folded, other))
            found = (int)row;
    }
    row_list_stream_end(list);
    return found;
}
