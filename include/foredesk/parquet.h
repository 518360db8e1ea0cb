/* parquet: tables in Parquet files, in and out, through libduckdb, which is found when it is first
 * asked for: the file that $FOREDESK_DUCKDB names, else libduckdb.so where the loader looks.
 * Nothing is built against it, and without it each function ends in one line that says how to get
 * it. The library works in memory on the named file alone; it may not load extensions. Relies on
 * base. */
#pragma once

#include <foredesk/report.h>

G_BEGIN_DECLS

/* ERROR_SYSTEM with the remedy where there is no usable library. */
gboolean parquet_available(GError **error);

/* ---- reading -------------------------------------------------------------------------------- */

/* A file's rows from the first on, every cell as text: moments as ISO 8601, with "+00" where the
 * file says they are UTC; lists of texts with ';' between them; booleans true and false. */
typedef struct ParquetReader ParquetReader;
/* ERROR_INPUT for what is no Parquet file, or a damaged one. */
ParquetReader *parquet_reader_new(const char *path, GError **error);
void parquet_reader_free(ParquetReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ParquetReader, parquet_reader_free)
guint parquet_reader_width(const ParquetReader *reader);
const char *parquet_reader_name(const ParquetReader *reader, guint column);
gint64 parquet_reader_rows(const ParquetReader *reader); /* of the whole file */
/* Some two thousand rows more; 0 at the end, −1 on error. */
int parquet_reader_next(ParquetReader *reader, GError **error);
/* A cell of the rows last read, not ended by NUL, valid until the next are; NULL: missing. */
const char *parquet_reader_cell(const ParquetReader *reader, guint row, guint column,
                                gsize *length);

/* ---- writing -------------------------------------------------------------------------------- */

typedef enum {
    PARQUET_TEXT,
    PARQUET_INTEGER,
    PARQUET_DECIMAL,
    PARQUET_BOOLEAN,
    PARQUET_TIME, /* a moment in UTC, microseconds */
    PARQUET_DAY,
} ParquetType;

/* Rows one after the other, each cell in order of the columns; a file of that name is replaced when
 * all of it is written. Repeated names get _2, _3. Errors of cells are told at the end. */
typedef struct ParquetWriter ParquetWriter;
ParquetWriter *parquet_writer_new(const char *path, const char *const *names,
                                  const ParquetType *types, guint n, GError **error);
void parquet_write_missing(ParquetWriter *writer);
void parquet_write_text(ParquetWriter *writer, const char *text, gssize length);
void parquet_write_integer(ParquetWriter *writer, gint64 value); /* also moments and booleans */
void parquet_write_decimal(ParquetWriter *writer, double value); /* NaN: missing */
void parquet_write_day(ParquetWriter *writer, gint64 days);      /* since 1970-01-01 */
void parquet_end_row(ParquetWriter *writer);
gboolean parquet_writer_end(ParquetWriter *writer, GError **error);
void parquet_writer_free(ParquetWriter *writer); /* without an end: nothing is written */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ParquetWriter, parquet_writer_free)

/* One table of a report (NULL: the first that is not hidden, else the first), every column by its
 * id: counts as integers, moments as such, other numbers as decimals, intervals as two more
 * columns.
 */
gboolean parquet_write_report(const Report *report, const char *table, const char *path,
                              GError **error);

G_END_DECLS
