/* Reading: every column is asked for as text, in chunks that stream, so that a file of any size
 * takes no more memory than its row groups. */
#include "parquet/duck.h"

#include <string.h>

struct ParquetReader {
    Duck *duck;
    char *shown;      /* the file's name, for messages */
    GPtrArray *names; /* char* */
    gint64 rows;
    DuckResult result;
    gboolean running;
    DuckHandle chunk;
    gpointer *data;     /* by column, of the chunk */
    guint64 **validity; /* NULL: all there */
};

void
parquet_reader_free(ParquetReader *reader)
{
    if (reader == NULL)
        return;
    if (reader->chunk != NULL)
        reader->duck->call.destroy_chunk(&reader->chunk);
    if (reader->running)
        reader->duck->call.destroy_result(&reader->result);
    duck_free(reader->duck);
    g_ptr_array_unref(reader->names);
    g_free(reader->shown);
    g_free(reader->data);
    g_free(reader->validity);
    g_free(reader);
}

static gboolean
fail(const ParquetReader *reader, const char *message, GError **error)
{
    g_autofree char *words = duck_words(message);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "%s can't be read as Parquet: %s",
                reader->shown, words);
    return FALSE;
}

/* Begins a query whose rows are then fetched chunk by chunk. */
static gboolean
begin(ParquetReader *reader, const char *sql, GError **error)
{
    const DuckCalls *call = &reader->duck->call;
    DuckHandle statement = NULL, pending = NULL;
    gboolean good = call->prepare(reader->duck->connection, sql, &statement) == 0;
    if (!good)
        fail(reader, call->prepare_error(statement), error);
    if (good && call->pending_streaming(statement, &pending) != 0)
        good = fail(reader, call->pending_error(pending), error);
    if (good && call->execute_pending(pending, &reader->result) != 0) {
        good = fail(reader, call->result_error(&reader->result), error);
        call->destroy_result(&reader->result);
    }
    if (pending != NULL)
        call->destroy_pending(&pending);
    call->destroy_prepare(&statement);
    reader->running = good;
    return good;
}

int
parquet_reader_next(ParquetReader *reader, GError **error)
{
    const DuckCalls *call = &reader->duck->call;
    if (reader->chunk != NULL)
        call->destroy_chunk(&reader->chunk);
    reader->chunk = call->fetch_chunk(reader->result);
    if (reader->chunk == NULL) {
        const char *message = call->result_error(&reader->result);
        return message == NULL ? 0 : (fail(reader, message, error), -1);
    }
    for (guint i = 0; i < reader->names->len; i++) {
        DuckHandle vector = call->chunk_vector(reader->chunk, i);
        reader->data[i] = call->vector_data(vector);
        reader->validity[i] = call->vector_validity(vector);
    }
    return (int)call->chunk_size(reader->chunk);
}

const char *
parquet_reader_cell(const ParquetReader *reader, guint row, guint column, gsize *length)
{
    const guint64 *validity = reader->validity[column];
    *length = 0;
    if (validity != NULL && (validity[row / 64] >> (row % 64) & 1) == 0)
        return NULL;
    return duck_text(reader->data[column], row, length);
}

/* ---- opening -------------------------------------------------------------------------------- */

/* A column as the text that an export would have written. */
static char *
column_sql(const char *name, const char *type)
{
    g_autofree char *quoted = duck_identifier(name);
    if (g_str_has_suffix(type, "[]"))
        return g_strdup_printf("array_to_string(%s, ';')", quoted);
    return g_strdup_printf("CAST(%s AS VARCHAR)", quoted);
}

static void
use_columns(ParquetReader *reader, guint n)
{
    while (reader->names->len < n)
        g_ptr_array_add(reader->names, g_strdup(""));
    g_free(reader->data);
    g_free(reader->validity);
    reader->data = g_new0(gpointer, n);
    reader->validity = g_new0(guint64 *, n);
}

static void
end_query(ParquetReader *reader)
{
    if (reader->chunk != NULL)
        reader->duck->call.destroy_chunk(&reader->chunk);
    if (reader->running)
        reader->duck->call.destroy_result(&reader->result);
    reader->running = FALSE;
}

/* Names and types, as one query of two columns tells them; the select list made of them. */
static char *
describe(ParquetReader *reader, const char *file, GError **error)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(%s))", file);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) list = g_string_new(NULL);
    int rows = 0;
    use_columns(reader, 2);
    if (!begin(reader, sql, error))
        return NULL;
    while ((rows = parquet_reader_next(reader, error)) > 0)
        for (int row = 0; row < rows; row++) {
            gsize length;
            const char *text = parquet_reader_cell(reader, (guint)row, 0, &length);
            g_autofree char *name = g_strndup(text, length);
            text = parquet_reader_cell(reader, (guint)row, 1, &length);
            g_autofree char *type = g_strndup(text, length), *one = column_sql(name, type);
            g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", one);
            g_ptr_array_add(names, g_steal_pointer(&name));
        }
    end_query(reader);
    if (rows < 0)
        return NULL;
    g_ptr_array_unref(reader->names);
    reader->names = g_steal_pointer(&names);
    use_columns(reader, reader->names->len);
    return g_strdup(list->str);
}

static gboolean
count_rows(ParquetReader *reader, const char *file, GError **error)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT CAST(count(*) AS VARCHAR) FROM read_parquet(%s)", file);
    if (!begin(reader, sql, error) || parquet_reader_next(reader, error) < 1)
        return FALSE;
    gsize length;
    const char *text = parquet_reader_cell(reader, 0, 0, &length);
    number_parse_integer(text, (gssize)length, &reader->rows);
    end_query(reader);
    return TRUE;
}

ParquetReader *
parquet_reader_new(const char *path, GError **error)
{
    g_autoptr(ParquetReader) reader = g_new0(ParquetReader, 1);
    g_autofree char *base = g_path_get_basename(path);
    reader->shown = text_clean(base, -1);
    reader->names = g_ptr_array_new_with_free_func(g_free);
    reader->duck = duck_new(error);
    if (reader->duck == NULL)
        return NULL;
    /* Moments in UTC are to be written so, whatever this machine's zone is. A library without zones
     * does that anyway. */
    duck_run(reader->duck, "SET TimeZone = 'UTC'", "", FOREDESK_ERROR_SYSTEM, NULL);
    use_columns(reader, 1);
    g_autofree char *file = duck_literal(path);
    if (!count_rows(reader, file, error))
        return NULL;
    g_autofree char *list = describe(reader, file, error);
    if (list == NULL)
        return NULL;
    g_autofree char *sql = g_strdup_printf("SELECT %s FROM read_parquet(%s)", list, file);
    return begin(reader, sql, error) ? g_steal_pointer(&reader) : NULL;
}

guint
parquet_reader_width(const ParquetReader *reader)
{
    return reader->names->len;
}

const char *
parquet_reader_name(const ParquetReader *reader, guint column)
{
    return g_ptr_array_index(reader->names, column);
}

gint64
parquet_reader_rows(const ParquetReader *reader)
{
    return reader->rows;
}
