/* Opening a file to import. Whatever is no CSV is refused here, before anything is written; the
 * separator is the one by which the first records agree with their heading. */
#include "ingest/source.h"

#include "ingest/encoding.h"
#include <foredesk/parquet.h>

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SNIFF_BYTES (256 * 1024)
#define BLOCK_BYTES (256 * 1024)
#define SNIFF_RECORDS 100
/* What is packed costs as much to look at as to read: its encoding is told by no more than this. */
#define PACKED_LOOK ((gint64)64 << 20)
/* How many bytes of text a byte of a Parquet file may become, for the room an import needs. */
#define PACKED_RATIO 6

int
csv_no_space(unsigned char byte)
{
    return 0;
}

void
csv_source_free(CsvSource *source)
{
    if (source == NULL)
        return;
    if (source->descriptor >= 0)
        close(source->descriptor);
    g_free(source->file);
    g_free(source->shown);
    g_free(source->encoding);
    g_free(source->encoding_evidence);
    g_free(source);
}

gboolean
csv_source_is_utf8(const CsvSource *source)
{
    return encoding_is_utf8(source->encoding);
}

ByteStream *
csv_source_stream(const CsvSource *source)
{
    return byte_stream_new(source->descriptor, source->shown, source->compressed,
                           csv_source_is_utf8(source) ? NULL : source->encoding);
}

/* ---- what is no CSV ------------------------------------------------------------------------- */

static gboolean
refuse(const CsvSource *source, GError **error, const char *what)
{
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "%s %s", source->shown, what);
    return FALSE;
}

static gboolean
open_regular(CsvSource *source, GError **error)
{
    struct stat status;
    if (stat(source->file, &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                        "%s: there is no such file: check the name", source->file);
        else
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s can't be opened: %s",
                        source->file, g_strerror(errno));
        return FALSE;
    }
    if (S_ISDIR(status.st_mode))
        return refuse(source, error, "is a folder: name the CSV files in it");
    if (!S_ISREG(status.st_mode))
        return refuse(source, error, "is not a regular file: save its content as a CSV file");
    if (status.st_size == 0)
        return refuse(source, error, "is empty: export it again");
    source->bytes = status.st_size;
    source->descriptor = open(source->file, O_RDONLY | O_CLOEXEC);
    if (source->descriptor >= 0)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s can't be read: %s", source->file,
                g_strerror(errno));
    return FALSE;
}

static const struct {
    const char *magic;
    gsize length;
    const char *what;
} not_csv[] = {
    {"PK\003\004", 4,
     "is a spreadsheet (or a zip archive: unzip it): open it and save the sheet as \"CSV UTF-8\""},
    {"\xd0\xcf\x11\xe0", 4, "is an Excel workbook: open it and save the sheet as \"CSV UTF-8\""},
    {"\x1f\x8b", 2, "is compressed twice: unpack it first (gunzip -k)"},
    {"\xfd"
     "7zXZ",
     5, "is compressed: unpack it first (xz -dk)"},
    {"\x28\xb5\x2f\xfd", 4, "is compressed: unpack it first (zstd -d)"},
    {"BZh", 3, "is compressed: unpack it first (bunzip2 -k)"},
    {"SQLite format 3", 16, "is a database: to work in a foredesk workspace, open it"},
    {"%PDF", 4, "is a PDF: export the table as CSV"},
    {"\xff\xfe\0\0", 4, "is UTF-32: save it as UTF-8 (iconv -f UTF-32 -t UTF-8)"},
};

/* A stray NUL spoils one record, which is set aside; a NUL in the heading, or many, make a binary
 * file. */
static gboolean
looks_binary(const char *bytes, gsize length)
{
    const char *line_end = memchr(bytes, '\n', length);
    gsize heading = line_end == NULL ? length : (gsize)(line_end - bytes);
    if (memchr(bytes, 0, heading) != NULL)
        return TRUE;
    gsize controls = 0;
    for (gsize i = 0; i < length; i++)
        controls += (guchar)bytes[i] < 9;
    return controls > length / 100 + 8;
}

static gboolean
check_magic(const CsvSource *source, const char *bytes, gsize length, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(not_csv); i++)
        if (length >= not_csv[i].length && memcmp(bytes, not_csv[i].magic, not_csv[i].length) == 0)
            return refuse(source, error, not_csv[i].what);
    return TRUE;
}

static gboolean
check_text(const CsvSource *source, const char *bytes, gsize length, GError **error)
{
    if (length == 0)
        return refuse(source, error, "is empty: export it again");
    if (looks_binary(bytes, length))
        return refuse(source, error, "is a binary file, not CSV: export the table as CSV (UTF-8)");
    return TRUE;
}

/* ---- the encoding --------------------------------------------------------------------------- */

/* Its first bytes, unpacked but as they are written. −1: error. */
static gssize
first_bytes(const CsvSource *source, char *bytes, gsize size, GError **error)
{
    g_autoptr(ByteStream) stream =
        byte_stream_new(source->descriptor, source->shown, source->compressed, NULL);
    return byte_stream_read(stream, bytes, size, error);
}

/* "UTF-16" alone leaves its byte order open: its mark tells, else it is Intel's. */
static char *
declared_encoding(const char *name, const char *bytes, gsize length)
{
    const char *found =
        g_ascii_strcasecmp(name, "UTF-16") == 0 ? encoding_utf16(bytes, length) : NULL;
    if (found == NULL && g_ascii_strcasecmp(name, "UTF-16") == 0)
        found = "UTF-16LE";
    return g_strdup(found != NULL ? found : encoding_is_utf8(name) ? ENCODING_UTF8 : name);
}

static const char *
encoding_peek(const char *bytes, gsize length)
{
    const char *found = encoding_utf16(bytes, length), *bad = NULL;
    if (found != NULL)
        return found;
    gboolean utf8 = g_utf8_validate(bytes, (gssize)length, &bad) || bytes + length - bad < 4;
    return utf8 ? ENCODING_UTF8 : ENCODING_1252;
}

static gboolean
find_encoding(CsvSource *source, const char *declared, GError **error)
{
    char bytes[4096];
    gssize length = first_bytes(source, bytes, sizeof bytes, error);
    if (length < 0 || !check_magic(source, bytes, (gsize)length, error))
        return FALSE;
    if (declared != NULL && strcmp(declared, ENCODING_PEEK) == 0) {
        source->encoding = g_strdup(encoding_peek(bytes, (gsize)length));
        return TRUE;
    }
    if (declared != NULL) {
        source->encoding = declared_encoding(declared, bytes, (gsize)length);
        return encoding_check(source->encoding, error);
    }
    const char *found = encoding_utf16(bytes, (gsize)length);
    if (found != NULL) {
        source->encoding_evidence = g_strdup("its first bytes say so");
    } else {
        g_autoptr(ByteStream) stream =
            byte_stream_new(source->descriptor, source->shown, source->compressed, NULL);
        found = encoding_detect(stream, source->compressed ? PACKED_LOOK : G_MAXINT64,
                                &source->encoding_evidence, error);
    }
    source->encoding = g_strdup(found);
    return found != NULL;
}

/* ---- the separator -------------------------------------------------------------------------- */

typedef struct {
    guint cells, records; /* of this record so far; complete ones */
    guint count[SNIFF_RECORDS];
} Sniff;

static void
sniff_cell(void *cell, size_t length, void *data)
{
    ((Sniff *)data)->cells++;
}

static void
sniff_record(int end, void *data)
{
    Sniff *sniff = data;
    if (sniff->records < SNIFF_RECORDS)
        sniff->count[sniff->records++] = sniff->cells;
    sniff->cells = 0;
}

/* Cells of the first records; the bytes up to the end of the last of them in `used`. */
static void
sniff_records(const char *bytes, gsize length, gboolean whole, char separator, Sniff *sniff,
              gsize *used)
{
    struct csv_parser parser;
    csv_init(&parser, 0);
    csv_set_delim(&parser, (unsigned char)separator);
    csv_set_space_func(&parser, csv_no_space);
    memset(sniff, 0, sizeof *sniff);
    *used = 0;
    for (gsize at = 0; at < length && sniff->records < SNIFF_RECORDS;) {
        const char *end = memchr(bytes + at, '\n', length - at);
        gsize next = end == NULL ? length : (gsize)(end - bytes) + 1;
        guint before = sniff->records;
        csv_parse(&parser, bytes + at, next - at, sniff_cell, sniff_record, sniff);
        at = next;
        if (sniff->records > before)
            *used = at;
    }
    if (whole && sniff->records < SNIFF_RECORDS) {
        csv_fini(&parser, sniff_cell, sniff_record, sniff);
        *used = length;
    }
    csv_free(&parser);
}

static double
agreement(const Sniff *sniff)
{
    guint agree = 0;
    for (guint i = 0; i < sniff->records; i++)
        agree += sniff->count[i] == sniff->count[0];
    return sniff->records == 0 ? 0 : (double)agree / sniff->records;
}

/* Where two separators agree about equally well, the one that makes more cells. One that the
 * heading doesn't contain is none; a file without any has a single column. */
static char
detect_separator(const char *bytes, gsize length, gboolean whole)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    char best = ',';
    double best_agreement = 0;
    guint best_cells = 1;
    for (gsize i = 0; i < G_N_ELEMENTS(candidates); i++) {
        Sniff sniff;
        gsize used;
        sniff_records(bytes, length, whole, candidates[i], &sniff, &used);
        if (sniff.records == 0 || sniff.count[0] < 2)
            continue;
        double agree = agreement(&sniff);
        if (agree > best_agreement + 0.1 ||
            (agree > best_agreement - 0.1 && sniff.count[0] > best_cells)) {
            best = candidates[i];
            best_agreement = agree;
            best_cells = sniff.count[0];
        }
    }
    return best;
}

/* ---- where records begin -------------------------------------------------------------------- */

/* Excel may write its separator in a line of its own: sep=; */
static void
skip_separator_line(CsvSource *source, const char *bytes, gsize length, char *declared)
{
    const char *at = bytes + source->start;
    gsize left = length - source->start;
    if (left < 6 || g_ascii_strncasecmp(at, "sep=", 4) != 0)
        return;
    gsize end = at[5] == '\r' && left > 6 && at[6] == '\n' ? 7 : at[5] == '\n' ? 6 : 0;
    if (end == 0)
        return;
    *declared = at[4];
    source->start += end;
    source->first_line++;
}

static void
look_at_records(CsvSource *source, const char *bytes, gsize length, gboolean whole, char separator)
{
    source->first_line = 1;
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        source->start = 3;
    char declared = 0;
    skip_separator_line(source, bytes, length, &declared);
    bytes += source->start;
    length -= source->start;
    source->carriage_returns =
        memchr(bytes, '\n', length) == NULL && memchr(bytes, '\r', length) != NULL;
    source->separator = separator != 0  ? separator
                        : declared != 0 ? declared
                                        : detect_separator(bytes, length, whole);
    Sniff sniff;
    gsize used;
    sniff_records(bytes, length, whole, source->separator, &sniff, &used);
    source->record_bytes = sniff.records == 0 ? 0 : (double)used / sniff.records;
}

/* The first of its text; how long all of it is, at least about. */
static gboolean
look_at_text(CsvSource *source, char separator, GError **error)
{
    g_autofree char *bytes = g_malloc(SNIFF_BYTES);
    g_autoptr(ByteStream) stream = csv_source_stream(source);
    gssize length = byte_stream_read(stream, bytes, SNIFF_BYTES, error);
    if (length < 0 || !check_text(source, bytes, (gsize)length, error))
        return FALSE;
    gint64 consumed = MAX(byte_stream_consumed(stream), 1);
    gboolean whole = length <= SNIFF_BYTES - BYTE_STREAM_LEAST;
    source->text_bytes =
        whole ? length : (gint64)((double)source->bytes * ((double)length / (double)consumed));
    look_at_records(source, bytes, (gsize)length, whole, separator);
    return TRUE;
}

/* gzip's two magic bytes: what is packed in it is looked at instead. */
static gboolean
look_at_packing(CsvSource *source, GError **error)
{
    char bytes[BYTE_STREAM_LEAST];
    gssize length = first_bytes(source, bytes, sizeof bytes, error);
    source->compressed = length >= 2 && memcmp(bytes, "\x1f\x8b", 2) == 0;
    return length >= 0;
}

/* A Parquet file names its rows and columns itself; what is left is how much it will be. */
static gboolean
look_at_parquet(CsvSource *source, GError **error)
{
    g_autoptr(ParquetReader) reader = parquet_reader_new(source->file, error);
    if (reader == NULL) {
        g_prefix_error(error, "%s: ", source->shown);
        return FALSE;
    }
    gint64 rows = MAX(parquet_reader_rows(reader), 1);
    source->encoding = g_strdup(ENCODING_UTF8);
    source->separator = ',';
    source->first_line = 1;
    source->text_bytes = source->bytes * PACKED_RATIO;
    source->record_bytes = (double)source->text_bytes / (double)rows;
    return TRUE;
}

static gboolean
is_parquet(const CsvSource *source)
{
    char bytes[4];
    return pread(source->descriptor, bytes, sizeof bytes, 0) == (ssize_t)sizeof bytes &&
           memcmp(bytes, "PAR1", 4) == 0;
}

CsvSource *
csv_source_open(const char *file, char separator, const char *encoding, GError **error)
{
    g_autoptr(CsvSource) source = g_new0(CsvSource, 1);
    source->descriptor = -1;
    source->block = BLOCK_BYTES;
    source->file = g_strdup(file);
    g_autofree char *base = g_filename_display_basename(file);
    source->shown = text_clean(base, -1);
    if (!open_regular(source, error))
        return NULL;
    source->parquet = is_parquet(source);
    if (source->parquet)
        return look_at_parquet(source, error) ? g_steal_pointer(&source) : NULL;
    if (!look_at_packing(source, error) || !find_encoding(source, encoding, error) ||
        !look_at_text(source, separator, error))
        return NULL;
    return g_steal_pointer(&source);
}
