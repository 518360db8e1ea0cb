/* Two rows side by side: which cells differ, and of texts which words. */
#include "audit/pair.h"

#include <math.h>
#include <string.h>

enum { WORDS_SHOWN = 4 };

struct PairReader {
    const TableInfo *table;
    sqlite3_stmt *row;
    gboolean masked;
};

PairReader *
pair_reader_new(sqlite3 *database, const TableInfo *table, GError **error)
{
    g_autoptr(GString) sql = g_string_new("SELECT row");
    for (guint i = 0; i < table->columns->len; i++)
        g_string_append_printf(
            sql, ", c%d", ((const ColumnInfo *)g_ptr_array_index(table->columns, i))->position);
    g_string_append_printf(sql, " FROM raw_%" G_GINT64_FORMAT " WHERE row = ?", table->id);
    sqlite3_stmt *row = db_prepare(database, error, sql->str, "i", (gint64)0);
    if (!row)
        return NULL;
    PairReader *reader = g_new(PairReader, 1);
    *reader = (PairReader){table, row, personal_masked(database)};
    return reader;
}

void
pair_reader_free(PairReader *reader)
{
    if (!reader)
        return;
    sqlite3_finalize(reader->row);
    g_free(reader);
}

static gboolean
read_row(PairReader *reader, Pair *pair, guint which, GError **error)
{
    guint width = reader->table->columns->len;
    GError *failure = NULL;

    sqlite3_reset(reader->row);
    sqlite3_bind_int64(reader->row, 1, pair->row[which]);
    if (!db_step(reader->row, &failure)) {
        if (failure)
            g_propagate_error(error, failure);
        else
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "%s has no row %" G_GINT64_FORMAT, reader->table->name, pair->row[which]);
        return FALSE;
    }
    pair->cell[which] = g_new0(char *, width + 1);
    pair->shown[which] = g_new0(char *, width + 1);
    for (guint i = 0; i < width; i++) {
        const char *text = (const char *)sqlite3_column_text(reader->row, (int)i + 1);
        pair->cell[which][i] = g_strdup(text ? text : "");
        pair->shown[which][i] =
            personal_words(g_ptr_array_index(reader->table->columns, i), text, reader->masked);
    }
    return TRUE;
}

Pair *
pair_read(PairReader *reader, gint64 earlier, gint64 later, GError **error)
{
    g_autoptr(Pair) pair = g_new0(Pair, 1);

    pair->table = reader->table;
    pair->row[0] = earlier;
    pair->row[1] = later;
    if (!read_row(reader, pair, 0, error) || !read_row(reader, pair, 1, error))
        return NULL;
    return g_steal_pointer(&pair);
}

void
pair_free(Pair *pair)
{
    if (!pair)
        return;
    for (guint i = 0; i < 2; i++) {
        g_strfreev(pair->cell[i]);
        g_strfreev(pair->shown[i]);
    }
    g_free(pair);
}

char *
pair_name(const Pair *pair, guint which)
{
    for (guint i = 0; i < pair->table->columns->len; i++)
        if (pair->table->key && g_ptr_array_index(pair->table->columns, i) == pair->table->key)
            return g_strdup(pair->shown[which][i]);
    return g_strdup_printf("%" G_GINT64_FORMAT, pair->row[which]);
}

/* ---- words that differ ------------------------------------------------------------------------
 */

static char **
words_of(const char *text)
{
    GPtrArray *words = g_ptr_array_new();
    for (const char *at = text; *at;) {
        const char *start = at;
        while (*at && g_unichar_isalnum(g_utf8_get_char(at)))
            at = g_utf8_next_char(at);
        if (at > start)
            g_ptr_array_add(words, g_strndup(start, (gsize)(at - start)));
        else
            at = g_utf8_next_char(at);
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

/* Words that the first text has more often than the second, in its order, each with a sign. */
static void
append_more(GString *list, char **first, char **second, const char *sign)
{
    g_autoptr(GHashTable) left = g_hash_table_new(g_str_hash, g_str_equal);
    guint shown = 0;

    for (char **word = second; *word; word++)
        g_hash_table_insert(left, *word,
                            GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(left, *word)) + 1));
    for (char **word = first; *word; word++) {
        int others = GPOINTER_TO_INT(g_hash_table_lookup(left, *word));
        if (others)
            g_hash_table_insert(left, *word, GINT_TO_POINTER(others - 1));
        else if (shown++ < WORDS_SHOWN)
            g_string_append_printf(list, " %s%s", sign, *word);
    }
    if (shown > WORDS_SHOWN)
        g_string_append(list, " …");
}

/* " −the +our"; " the order, or signs" where the same words stand in both. */
static char *
word_differences(const char *first, const char *second)
{
    g_auto(GStrv) a = words_of(first), b = words_of(second);
    GString *list = g_string_new(NULL);

    append_more(list, a, b, "−");
    append_more(list, b, a, "+");
    if (!list->len)
        g_string_append(list, " the order, or signs");
    return g_string_free(list, FALSE);
}

static gboolean
is_prose(const ColumnInfo *column)
{
    return !column->pii &&
           (column->kind == KIND_TEXT || column->role == ROLE_SUBJECT || column->role == ROLE_BODY);
}

static gboolean
differs(const Pair *pair, guint column)
{
    return strcmp(pair->cell[0][column], pair->cell[1][column]) != 0;
}

char *
pair_differences(const Pair *pair)
{
    GString *text = g_string_new(NULL);
    const char *first = NULL;
    guint others = 0;

    for (guint i = 0; i < pair->table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(pair->table->columns, i);
        if (column == pair->table->key || !differs(pair, i))
            continue;
        if (!is_prose(column)) {
            first = others++ ? first : column->name;
            continue;
        }
        g_autofree char *words = word_differences(pair->shown[0][i], pair->shown[1][i]);
        g_string_append_printf(text, "%s%s:%s", text->len ? ", " : "", column->name, words);
    }
    if (others == 1)
        g_string_append_printf(text, "%s%s", text->len ? ", " : "", first);
    else if (others)
        g_string_append_printf(text, "%s%u other columns", text->len ? ", " : "", others);
    return g_string_free(text, FALSE);
}

/* ---- times ------------------------------------------------------------------------------------
 */

double
pair_seconds_between(const Frame *frame, const FrameColumn *time, gint64 earlier, gint64 later)
{
    if (!time || time->kind != KIND_DATE)
        return NAN;
    guint32 a = frame_row_of(frame, earlier), b = frame_row_of(frame, later);
    if (a == G_MAXUINT32 || b == G_MAXUINT32 || time->integer[a] == TIME_MISSING ||
        time->integer[b] == TIME_MISSING)
        return NAN;
    return (double)(time->integer[b] - time->integer[a]) / (double)TIME_SECOND;
}

/* ---- the report -------------------------------------------------------------------------------
 */

Report *
pair_report(sqlite3 *database, const TableInfo *table, gint64 earlier, gint64 later, GError **error)
{
    g_autoptr(PairReader) reader = pair_reader_new(database, table, error);
    g_autoptr(Pair) pair = reader ? pair_read(reader, earlier, later, error) : NULL;
    guint n = 0;

    if (!pair)
        return NULL;
    g_autofree char *first = pair_name(pair, 0), *second = pair_name(pair, 1);
    g_autofree char *title = g_strdup_printf("%s and %s", first, second);
    g_autofree char *what = pair_differences(pair);
    Report *report = report_new("pair", title);
    for (guint i = 0; i < table->columns->len; i++)
        n += differs(pair, i) && g_ptr_array_index(table->columns, i) != table->key;
    if (n)
        report_say(report, "%u of %u columns differ: %s.", n, table->columns->len, what);
    else
        report_say(report, "Every cell is equal%s%s.", table->key ? ", but " : "",
                   table->key ? table->key->name : "");
    ReportTable *fields = report_table(report, "fields", NULL);
    report_column(fields, "field", "field", UNIT_NONE, 0);
    report_column(fields, "differs", "", UNIT_NONE, 0);
    report_column(fields, "earlier", "earlier", UNIT_NONE, 0);
    report_column(fields, "later", "later", UNIT_NONE, 0);
    for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; i < table->columns->len; i++) {
            if (differs(pair, i) != (pass == 0))
                continue;
            report_row(fields);
            report_cell_text(fields,
                             ((const ColumnInfo *)g_ptr_array_index(table->columns, i))->name);
            cell_style(report_cell_text(fields, pass == 0 ? "≠" : "="), pass == 0 ? "warn" : "dim");
            report_cell_text(fields, pair->shown[0][i]);
            report_cell_text(fields, pair->shown[1][i]);
        }
    return report;
}
