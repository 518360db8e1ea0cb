/* Any bytes as a CSV file, as they stand, in UTF-16, or packed: it is refused with one line, or its
 * rows and the records set aside are together as many as a second reader counts. What needs no file
 * is looked at far more often by "lines". */
#include "config.h"

#include "fuzz.h"

#include "ingest/records.h"
#include "second-reader.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

const char *const fuzz_seeds[] = {
    "0id,created_at,escalated\nT1,2025-01-02 10:00,yes\nT2,2025-01-03,no\n",
    "1a;b\r\n1,5;\"x\r\ny\"\r\n2;\"\"\"q\"\"\"\r\n",
    "2sep=;\nid;tags\n1;a,b\n2;\n",
    "3\xef\xbb\xbfid\tname\n1\t\xc3\xa9\n2\t\"never\n3\tx\n4\t\"y\n",
    "0id,when\r1,\"a\rb\"\r2,1/2\r",
    "0a,a\n1,2,3\n\n\n\"1\"x,2\n1\"2,\"\"\n",
    "1caf\xe9,b\n\xe9,2\n",
    NULL,
};

/* ---- the file ---------------------------------------------------------------------------------
 */

static GString *
whole_text(const CsvSource *source)
{
    g_autoptr(ByteStream) stream = csv_source_stream(source);
    GString *text = g_string_new(NULL);
    char block[4096];
    gssize got;
    do {
        g_autoptr(GError) error = NULL;
        got = byte_stream_read(stream, block, sizeof block, &error);
        if (got > 0)
            g_string_append_len(text, block, got);
    } while (got > (gssize)sizeof block - BYTE_STREAM_LEAST);
    return text;
}

static void
read_records(const CsvSource *source)
{
    g_autoptr(RecordBatch) batch = record_batch_new();
    g_autoptr(GError) error = NULL;
    RecordReader *reader = record_reader_new(source);
    gsize records = 0;
    gboolean more = TRUE, read = TRUE;

    for (guint fill = 0; more && read; fill++) {
        read = record_reader_fill(reader, batch, fill ? 3 : 1, &error);
        if (fill == 0 && batch->rows)
            record_reader_set_width(reader, (guint)batch->cells);
        gsize taken = batch->rows + batch->aside->len;
        records += taken;
        more = taken > 0;
    }
    record_reader_free(reader);
    if (!read) {
        fuzz_one_line(error);
        return;
    }
    g_autoptr(GString) text = whole_text(source);
    Rules rules = {text->str + MIN(source->start, text->len),
                   text->len - MIN(source->start, text->len), source->separator,
                   source->carriage_returns ? '\r' : '\n'};
    g_assert_cmpuint(records, ==, count_records(&rules));
}

static void
pack(GByteArray *bytes)
{
    z_stream stream = {0};
    g_assert_cmpint(deflateInit2(&stream, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
    g_autofree guint8 *out = g_malloc(deflateBound(&stream, bytes->len) + 32);
    stream.next_in = bytes->data;
    stream.avail_in = bytes->len;
    stream.next_out = out;
    stream.avail_out = (uInt)deflateBound(&stream, bytes->len) + 32;
    g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
    g_byte_array_set_size(bytes, 0);
    g_byte_array_append(bytes, out, (guint)stream.total_out);
    deflateEnd(&stream);
}

/* Each byte as a sign of UTF-16, after its mark. */
static void
widen(GByteArray *bytes, const guint8 *data, gsize size)
{
    static const guint8 mark[] = {0xff, 0xfe};
    g_byte_array_append(bytes, mark, 2);
    for (gsize i = 0; i < size; i++) {
        guint8 pair[] = {data[i], data[i] < 0xd8 ? 0 : data[i]};
        g_byte_array_append(bytes, pair, 2);
    }
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    if (size < 2)
        return 0;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    if (data[0] % 4 == 2)
        widen(bytes, data + 1, size - 1);
    else
        g_byte_array_append(bytes, data + 1, (guint)size - 1);
    if (data[0] % 4 == 3)
        pack(bytes);
    int descriptor = memfd_create("fuzz.csv", MFD_CLOEXEC);
    if (descriptor < 0 || write(descriptor, bytes->data, bytes->len) != (gssize)bytes->len)
        g_error("no file in memory");
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", descriptor);
    g_autoptr(GError) error = NULL;
    g_autoptr(CsvSource) source = csv_source_open(path, 0, NULL, &error);
    if (source)
        read_records(source);
    else
        fuzz_one_line(error);
    close(descriptor);
    return 0;
}
