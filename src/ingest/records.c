/* Reading records. libcsv takes the cells apart; it is fed one physical line at a time, so that the
 * line number and the very bytes of each record are known, and a quote that never closes costs one
 * line and not the rest of the file. */
#include "ingest/records.h"

#include "ingest/parquet_records.h"

#include <csv.h>
#include <string.h>

/* No ticket is so long: past this an open quote counts as one that never closes. */
#define RECORD_LIMIT (32 * 1024 * 1024)

struct RecordReader {
    const CsvSource *source;
    ByteStream *stream;
    guint width;
    struct csv_parser parser;
    ParquetRecords *parquet; /* NULL: a CSV file */

    char *buffer;
    gsize size, filled;
    gsize record, position; /* in buffer: start of the record being read; next byte to parse */
    gint64 buffer_offset;   /* of buffer[0] in the file's text */
    gboolean end_of_file;
    char line_end;
    gint64 line, record_line; /* of position and of record */
    gint64 unclosed_until;    /* up to this offset no quote may reach over its line's end */
    guint64 hash;

    RecordBatch *batch; /* being filled */
    gsize record_used;  /* of batch, when the record began */
    gsize record_cells;
    gboolean record_ended; /* libcsv saw its end */
};

/* ---- the file, line by line ----------------------------------------------------------------- */

static void
start_parser(RecordReader *reader)
{
    csv_init(&reader->parser, 0);
    csv_set_delim(&reader->parser, (unsigned char)reader->source->separator);
    csv_set_space_func(&reader->parser, csv_no_space);
}

RecordReader *
record_reader_new(const CsvSource *source)
{
    RecordReader *reader = g_new0(RecordReader, 1);
    reader->source = source;
    reader->stream = csv_source_stream(source);
    reader->parquet = source->parquet ? parquet_records_new(source) : NULL;
    reader->size = 4 * source->block;
    reader->buffer = g_malloc(reader->size);
    reader->line_end = source->carriage_returns ? '\r' : '\n';
    reader->line = reader->record_line = source->first_line;
    start_parser(reader);
    return reader;
}

void
record_reader_free(RecordReader *reader)
{
    if (reader == NULL)
        return;
    csv_free(&reader->parser);
    byte_stream_free(reader->stream);
    parquet_records_free(reader->parquet);
    g_free(reader->buffer);
    g_free(reader);
}

void
record_reader_set_width(RecordReader *reader, guint width)
{
    reader->width = width;
}

guint64
record_reader_hash(const RecordReader *reader)
{
    return reader->hash;
}

/* Makes room for a block behind what is in the buffer: what was parsed goes, else the buffer grows.
 */
static void
make_room(RecordReader *reader)
{
    gsize done = reader->record;
    if (done > 0 && reader->size - reader->filled < reader->source->block) {
        memmove(reader->buffer, reader->buffer + done, reader->filled - done);
        reader->buffer_offset += (gint64)done;
        reader->filled -= done;
        reader->position -= done;
        reader->record = 0;
    }
    while (reader->size - reader->filled < reader->source->block) {
        reader->size *= 2;
        reader->buffer = g_realloc(reader->buffer, reader->size);
    }
}

/* Reads one whole block, or up to the end of the file. The first one begins before the heading,
 * with a byte order mark or a line that names the separator. */
static gboolean
read_block(RecordReader *reader, GError **error)
{
    make_room(reader);
    char *block = reader->buffer + reader->filled;
    gssize got = byte_stream_read(reader->stream, block, reader->source->block, error);
    if (got < 0)
        return FALSE;
    reader->end_of_file = (gsize)got <= reader->source->block - BYTE_STREAM_LEAST;
    if (reader->buffer_offset == 0 && reader->filled == 0)
        reader->record = reader->position = MIN(reader->source->start, (gsize)got);
    reader->filled += (gsize)got;
    reader->hash = hash_bytes(block, (gsize)got, reader->hash);
    return TRUE;
}

/* The first line end among these bytes. libcsv ends a record at either sign, so a LF does where
 * lines end in a lone CR too. */
static const char *
first_line_end(const RecordReader *reader, const char *bytes, gsize length)
{
    const char *found = memchr(bytes, reader->line_end, length);
    if (reader->line_end == '\n')
        return found;
    const char *feed = memchr(bytes, '\n', found != NULL ? (gsize)(found - bytes) : length);
    return feed != NULL ? feed : found;
}

/* The end of the physical line that begins at position, past its line end. 0 without error: the
 * file is at its end. A CR on its own ends a piece too, because libcsv ends a record there. */
static gsize
find_line(RecordReader *reader, GError **error)
{
    gsize seen = 0; /* bytes from position on that hold no line end */
    const char *found;
    while ((found = first_line_end(reader, reader->buffer + reader->position + seen,
                                   reader->filled - reader->position - seen)) == NULL &&
           !reader->end_of_file) {
        seen = reader->filled - reader->position;
        if (seen > RECORD_LIMIT) {
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                        "%s, line %" G_GINT64_FORMAT
                        ": longer than 32 MB: this is no CSV file, export it again",
                        reader->source->shown, reader->line);
            return 0;
        }
        if (!read_block(reader, error))
            return 0;
    }
    const char *start = reader->buffer + reader->position;
    const char *end = found != NULL ? found + 1 : reader->buffer + reader->filled;
    const char *carriage = memchr(start, '\r', (gsize)(end - start));
    if (carriage != NULL && carriage + 1 < end && carriage[1] != '\n')
        end = carriage + 1;
    return end == start ? 0 : (gsize)(end - reader->buffer);
}

/* ---- cells ---------------------------------------------------------------------------------- */

static void
take_cell(void *cell, size_t length, void *data)
{
    record_batch_take(((RecordReader *)data)->batch, cell, length);
}

static void
take_record(int end, void *data)
{
    ((RecordReader *)data)->record_ended = TRUE;
}

/* The next record begins at position; cells taken since the last are kept (`keep`) or dropped. */
static void
begin_record(RecordReader *reader, gboolean keep)
{
    if (!keep) {
        reader->batch->used = reader->record_used;
        reader->batch->cells = reader->record_cells;
    }
    reader->record = reader->position;
    reader->record_line = reader->line;
    reader->record_used = reader->batch->used;
    reader->record_cells = reader->batch->cells;
    reader->record_ended = FALSE;
}

/* ---- records set aside ---------------------------------------------------------------------- */

static void
set_aside(RecordReader *reader, const char *reason, char *detail, gsize length)
{
    const char *raw = reader->buffer + reader->record;
    AsideRecord aside = {reader->record_line, reason, detail, g_memdup2(raw, length), length};
    g_array_append_val(reader->batch->aside, aside);
}

/* Seven-bit text, which most of it is, needs no decoding. */
static gboolean
is_ascii(const char *bytes, gsize length)
{
    guint64 bits = 0, word;
    for (; length >= 8; bytes += 8, length -= 8) {
        memcpy(&word, bytes, 8);
        bits |= word;
    }
    for (; length > 0; bytes++, length--)
        bits |= (guchar)*bytes;
    return (bits & G_GUINT64_CONSTANT(0x8080808080808080)) == 0;
}

/* Why the record of these bytes can't be a row: the reason, with its particulars; NULL: it can. */
static const char *
fault_of(const RecordReader *reader, const char *raw, gsize length, gsize cells, char **detail)
{
    if (memchr(raw, 0, length) != NULL) {
        *detail = g_strdup("it holds a NUL byte");
        return "nul";
    }
    const char *bad;
    if (!is_ascii(raw, length) && !g_utf8_validate_len(raw, length, &bad)) {
        if (!csv_source_is_utf8(reader->source))
            *detail = g_strdup_printf("character %ld can't be read as %s",
                                      g_utf8_strlen(raw, bad - raw) + 1, reader->source->encoding);
        else
            *detail = g_strdup_printf("byte %" G_GSIZE_FORMAT " (0x%02X) is not UTF-8",
                                      (gsize)(bad - raw) + 1, (guchar)*bad);
        return "encoding";
    }
    if (reader->width != 0 && cells != reader->width) {
        *detail = g_strdup_printf("%" G_GSIZE_FORMAT " cell%s, the heading has %u", cells,
                                  cells == 1 ? "" : "s", reader->width);
        return "ragged";
    }
    return NULL;
}

static void
end_record(RecordReader *reader)
{
    const char *raw = reader->buffer + reader->record;
    gsize length = reader->position - reader->record;
    while (length > 0 && (raw[length - 1] == '\n' || raw[length - 1] == '\r'))
        length--;
    char *detail = NULL;
    const char *reason =
        fault_of(reader, raw, length, reader->batch->cells - reader->record_cells, &detail);
    if (reason != NULL)
        set_aside(reader, reason, detail, length);
    else
        reader->batch->rows++;
    begin_record(reader, reason == NULL);
}

/* The record's quote didn't close. Its first line is set aside and reading goes on with the second;
 * as far as was read now, no later line may reach over its end either, else a file full of such
 * quotes would be read over and over. */
static void
give_up_quote(RecordReader *reader)
{
    const char *raw = reader->buffer + reader->record;
    gsize whole = reader->position - reader->record;
    const char *found = first_line_end(reader, raw, whole);
    gsize line = found == NULL ? whole : (gsize)(found - raw) + 1, length = line;
    while (length > 0 && (raw[length - 1] == '\n' || raw[length - 1] == '\r'))
        length--;
    gsize cell = reader->batch->cells - reader->record_cells + 1;
    set_aside(
        reader, "quote",
        g_strdup_printf("the quote that opens in cell %" G_GSIZE_FORMAT " never closes", cell),
        length);
    gint64 reached = reader->buffer_offset + (gint64)reader->position;
    reader->unclosed_until = MAX(reader->unclosed_until, reached);
    reader->position = reader->record + line;
    reader->line = reader->record_line + (found != NULL);
    csv_free(&reader->parser);
    start_parser(reader);
    begin_record(reader, FALSE);
}

/* ---- reading -------------------------------------------------------------------------------- */

static gboolean
only_line_ends(const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (bytes[i] != '\n' && bytes[i] != '\r')
            return FALSE;
    return TRUE;
}

/* Parses one physical line, which ends before `end`. */
static gboolean
parse_line(RecordReader *reader, gsize end, GError **error)
{
    gsize start = reader->position, length = end - start;
    gboolean begins = start == reader->record;
    const char *bytes = reader->buffer + start;
    gboolean last = end == reader->filled && reader->end_of_file;
    if (csv_parse(&reader->parser, bytes, length, take_cell, take_record, reader) != length) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "%s, line %" G_GINT64_FORMAT ": %s", reader->source->shown, reader->line,
                    csv_strerror(csv_error(&reader->parser)));
        return FALSE;
    }
    reader->position = end;
    reader->line += bytes[length - 1] == reader->line_end;
    if (!reader->record_ended && begins && only_line_ends(bytes, length)) {
        begin_record(reader, FALSE); /* a blank line is nothing */
        return TRUE;
    }
    gboolean unclosed = FALSE;
    if (!reader->record_ended && last) {
        /* Only a strict parser tells that the file ends inside a quote; a strict one would refuse
         * a quote amid a cell too, so it becomes strict here. */
        csv_set_opts(&reader->parser, CSV_STRICT | CSV_STRICT_FINI);
        unclosed = csv_fini(&reader->parser, take_cell, take_record, reader) != 0;
        csv_set_opts(&reader->parser, 0);
    } else if (!reader->record_ended)
        unclosed = reader->buffer_offset + (gint64)end <= reader->unclosed_until ||
                   end - reader->record > RECORD_LIMIT;
    if (reader->record_ended)
        end_record(reader);
    else if (unclosed)
        give_up_quote(reader);
    return TRUE;
}

gboolean
record_reader_fill(RecordReader *reader, RecordBatch *batch, guint most, GError **error)
{
    batch->used = batch->cells = batch->rows = 0;
    g_array_set_size(batch->aside, 0);
    if (reader->parquet != NULL)
        return parquet_records_fill(reader->parquet, batch, most, &reader->hash, error);
    reader->batch = batch;
    reader->record_used = reader->record_cells = 0;
    batch->first_line = reader->line;
    GError *failure = NULL;
    while (batch->rows < most && batch->used < RECORD_BATCH_BYTES && batch->aside->len < 4096) {
        gsize end = find_line(reader, &failure);
        if (end > 0 && !parse_line(reader, end, &failure))
            break;
        if (end > 0)
            continue;
        if (failure != NULL || reader->record == reader->position)
            break;
        give_up_quote(reader); /* the file ends inside it */
    }
    batch->read = reader->buffer_offset + (gint64)reader->position;
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}
