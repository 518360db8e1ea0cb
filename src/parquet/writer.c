/* Writing: rows are appended to a table in memory, which is copied into a file beside its place and
 * renamed when complete. */
#include "parquet/duck.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

struct ParquetWriter {
    Duck *duck;
    char *path, *shown;
    ParquetType *types;
    guint n, at; /* columns; the next cell's */
    DuckHandle appender;
    gboolean failed;
};

void
parquet_writer_free(ParquetWriter *writer)
{
    if (writer == NULL)
        return;
    if (writer->appender != NULL)
        writer->duck->call.appender_destroy(&writer->appender);
    duck_free(writer->duck);
    g_free(writer->path);
    g_free(writer->shown);
    g_free(writer->types);
    g_free(writer);
}

static char *
create_sql(const char *const *names, const ParquetType *types, guint n)
{
    static const char *const words[] = {"VARCHAR", "BIGINT",      "DOUBLE",
                                        "BOOLEAN", "TIMESTAMPTZ", "DATE"};
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GString *sql = g_string_new("CREATE TABLE written (");
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = g_strdup(*names[i] == '\0' ? "column" : names[i]);
        for (int again = 2; !g_hash_table_add(taken, g_utf8_casefold(name, -1)); again++) {
            g_free(name);
            name = g_strdup_printf("%s_%d", names[i], again);
        }
        g_autofree char *quoted = duck_identifier(name);
        g_string_append_printf(sql, "%s%s %s", i == 0 ? "" : ", ", quoted, words[types[i]]);
    }
    g_string_append_c(sql, ')');
    return g_string_free(sql, FALSE);
}

ParquetWriter *
parquet_writer_new(const char *path, const char *const *names, const ParquetType *types, guint n,
                   GError **error)
{
    g_autoptr(ParquetWriter) writer = g_new0(ParquetWriter, 1);
    g_autofree char *base = g_path_get_basename(path), *sql = create_sql(names, types, n);
    writer->path = g_strdup(path);
    writer->shown = text_clean(base, -1);
    writer->types = g_memdup2(types, n * sizeof *types);
    writer->n = n;
    writer->duck = duck_new(error);
    g_autofree char *what = g_strdup_printf("%s can't be written", writer->shown);
    if (writer->duck == NULL || !duck_run(writer->duck, sql, what, FOREDESK_ERROR_SYSTEM, error))
        return NULL;
    if (writer->duck->call.appender_create(writer->duck->connection, NULL, "written",
                                           &writer->appender) != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s: no memory for its rows",
                    what);
        return NULL;
    }
    return g_steal_pointer(&writer);
}

static void
took(ParquetWriter *writer, int state)
{
    writer->failed |= state != 0;
    writer->at++;
}

void
parquet_write_missing(ParquetWriter *writer)
{
    took(writer, writer->duck->call.append_null(writer->appender));
}

void
parquet_write_text(ParquetWriter *writer, const char *text, gssize length)
{
    g_autofree char *valid = NULL;
    if (!g_utf8_validate(text, length, NULL)) {
        text = valid = g_utf8_make_valid(text, length);
        length = -1;
    }
    took(writer, writer->duck->call.append_text(writer->appender, text,
                                                length < 0 ? strlen(text) : (guint64)length));
}

void
parquet_write_integer(ParquetWriter *writer, gint64 value)
{
    const DuckCalls *call = &writer->duck->call;
    ParquetType type = writer->types[writer->at];
    if (type == PARQUET_TIME)
        took(writer, call->append_timestamp(writer->appender, (DuckTimestamp){value}));
    else if (type == PARQUET_BOOLEAN)
        took(writer, call->append_bool(writer->appender, value != 0));
    else
        took(writer, call->append_int64(writer->appender, value));
}

void
parquet_write_decimal(ParquetWriter *writer, double value)
{
    if (isnan(value))
        parquet_write_missing(writer);
    else
        took(writer, writer->duck->call.append_double(writer->appender, value));
}

void
parquet_write_day(ParquetWriter *writer, gint64 days)
{
    took(writer, writer->duck->call.append_date(writer->appender, (DuckDate){(gint32)days}));
}

void
parquet_end_row(ParquetWriter *writer)
{
    writer->failed |= writer->duck->call.appender_end_row(writer->appender) != 0;
    writer->at = 0;
}

static gboolean
flush(ParquetWriter *writer, const char *what, GError **error)
{
    const DuckCalls *call = &writer->duck->call;
    if (!writer->failed && call->appender_flush(writer->appender) == 0)
        return TRUE;
    g_autofree char *words = duck_words(call->appender_error(writer->appender));
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s: %s", what, words);
    return FALSE;
}

gboolean
parquet_writer_end(ParquetWriter *writer, GError **error)
{
    g_autofree char *what = g_strdup_printf("%s can't be written", writer->shown);
    g_autofree char *beside = g_strconcat(writer->path, ".writing", NULL);
    g_autofree char *file = duck_literal(beside);
    g_autofree char *sql = g_strdup_printf("COPY written TO %s (FORMAT PARQUET)", file);
    gboolean written = flush(writer, what, error) &&
                       duck_run(writer->duck, sql, what, FOREDESK_ERROR_SYSTEM, error);
    if (written && g_rename(beside, writer->path) == 0)
        return TRUE;
    if (written)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s: %s", what,
                    g_strerror(errno));
    g_unlink(beside);
    return FALSE;
}
