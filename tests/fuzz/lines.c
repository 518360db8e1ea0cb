/* Any bytes as the text of a CSV file, in memory: read by blocks of any size, under any separator,
 * line end and encoding, its rows and the records set aside are together as many as a second reader
 * counts, and every row has the heading's cells. No file, no looking for what it is written in: an
 * input costs microseconds. */
#include "fuzz.h"

#include "ingest/records.h"
#include "second-reader.h"

#include <string.h>

const char *const fuzz_seeds[] = {
    "\x01\x01id,created_at,escalated\nT1,2025-01-02 10:00,yes\nT2,2025-01-03,no\n",
    "\x02\x10"
    "a;b\r\n1,5;\"x\r\ny\"\r\n2;\"\"\"q\"\"\"\r\n",
    "\x03\x20id\tname\n1\t\xc3\xa9\n2\t\"never\n3\tx\n4\t\"y\n",
    "\x05\x02id,when\r1,\"a\rb\"\r2,1/2\r",
    "\x01\x01"
    "a,a\n1,2,3\n\n\n\"1\"x,2\n1\"2,\"\"\n",
    "\x31\x07"
    "caf\xe9,b\n\xe9,2\n",
    NULL,
};

/* The whole text by one great block, as the records' reader must have seen it in small ones. */
static GString *
whole_text(const CsvSource *source, gsize size)
{
    g_autoptr(ByteStream) stream = csv_source_stream(source);
    gsize room = 4 * size + 2 * BYTE_STREAM_LEAST; /* no sign takes more in UTF-8 */
    GString *text = g_string_sized_new(room);
    gssize got = byte_stream_read(stream, text->str, room, NULL);
    g_assert_cmpint(got, >=, 0);
    g_string_set_size(text, (gsize)got);
    return text;
}

static gsize
read_records(const CsvSource *source)
{
    static RecordBatch *batch;
    g_autoptr(RecordReader) reader = record_reader_new(source);
    gsize records = 0, taken = 1, width = 0;

    if (!batch)
        batch = record_batch_new();
    for (guint fill = 0; taken; fill++) {
        g_assert_true(record_reader_fill(reader, batch, fill ? 3 : 1, NULL));
        if (fill == 0 && batch->rows)
            record_reader_set_width(reader, (guint)(width = batch->cells));
        if (width)
            g_assert_cmpuint(batch->cells, ==, batch->rows * width);
        taken = batch->rows + batch->aside->len;
        records += taken;
    }
    return records;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    static const char separators[] = {',', ';', '\t', '|'};
    static const char *const encodings[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252"};
    if (size < 2)
        return 0;
    CsvSource source = {
        .shown = (char *)"fuzz.csv",
        .descriptor = FUZZ_DESCRIPTOR,
        .encoding = (char *)encodings[data[0] >> 4 & 3],
        .separator = separators[data[0] & 3],
        .carriage_returns = data[0] >> 2 & 1,
        .first_line = 1,
        .block = BYTE_STREAM_LEAST + data[1],
    };
    fuzz_file(data + 2, size - 2);
    g_autoptr(GString) text = whole_text(&source, size);
    Rules rules = {text->str, text->len, source.separator, source.carriage_returns ? '\r' : '\n'};
    g_assert_cmpuint(read_records(&source), ==, count_records(&rules));
    return 0;
}
