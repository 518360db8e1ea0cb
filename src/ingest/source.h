/* A file opened and looked at: what it is, where its records begin, what separates its cells.
 * Private to the ingest room. */
#pragma once

#include "ingest/stream.h"

typedef struct {
    char *file;  /* as given */
    char *shown; /* its name without folders, fit for a message */
    int descriptor;
    gint64 bytes;
    gint64 text_bytes;       /* of its text as UTF-8: exact, or by what the first ones took */
    gboolean compressed;     /* gzip */
    gboolean parquet;        /* no text: a Parquet file, read by columns */
    char *encoding;          /* "UTF-8", "UTF-16LE", "Windows-1252" … */
    char *encoding_evidence; /* a clause that says why it is another than UTF-8; NULL: declared */
    char separator;
    gsize start;               /* of the heading: past a byte order mark and Excel's sep= line */
    gint64 first_line;         /* physical line of the heading, from 1 */
    gboolean carriage_returns; /* lines end in a lone CR, as old Macs wrote them */
    double record_bytes;       /* mean length of a record among the first */
    gsize block;               /* how much of its text is read at once: more than BYTE_STREAM_LEAST */
} CsvSource;

/* ERROR_INPUT for what is neither CSV nor a Parquet file (missing, a folder, empty, packed
 * otherwise than by gzip, a spreadsheet, binary), with the remedy. `separator` 0 and `encoding`
 * NULL: detected. */
CsvSource *csv_source_open(const char *file, char separator, const char *encoding, GError **error);
/* Its text from the first byte on, as UTF-8. */
ByteStream *csv_source_stream(const CsvSource *source);
gboolean csv_source_is_utf8(const CsvSource *source);
void csv_source_free(CsvSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvSource, csv_source_free)

/* Spaces round a cell belong to it: libcsv's default would trim them. */
int csv_no_space(unsigned char byte);
