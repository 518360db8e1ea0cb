/* Any text, written in another encoding and packed or not, is read as itself whatever the sizes of
 * the blocks it is read by; any bytes said to be so are read without harm, or refused. */
#include "config.h"

#include "fuzz.h"

#include "ingest/encoding.h"

#include <string.h>
#include <zlib.h>

const char *const fuzz_seeds[] = {
    "0\x05id,name\n1,Gr\xc3\xb6\xc3\x9f"
    "e\n",
    "1\x11na\xc3\xafve \xe2\x82\xac 5 \xe2\x80\x93 \xf0\x9f\x98\x80",
    "2\x20\xef\xbb\xbfplain",
    "3\x02\xff\xfe\x61\x00\x0a\x00",
    "8\x7f\x1f\x8b\x08\x00\x00",
    NULL,
};

static const char *const encodings[] = {"UTF-8",       "UTF-16LE",  "UTF-16BE", "Windows-1252",
                                        "ISO-8859-15", "Shift_JIS", "KOI8-R",   "UTF-7"};

/* What gzip makes of these bytes; the caller frees. */
static char *
pack(const void *bytes, gsize size, gsize *packed)
{
    z_stream stream = {0};
    g_assert_cmpint(deflateInit2(&stream, 1, Z_DEFLATED, 31, 1, Z_DEFAULT_STRATEGY), ==, Z_OK);
    gsize room = deflateBound(&stream, size) + 32;
    char *out = g_malloc(room);
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)size;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
    *packed = stream.total_out;
    deflateEnd(&stream);
    return out;
}

/* All of a stream, by blocks of this size; NULL: refused. */
static GString *
read_all(gboolean packed, const char *encoding, gsize block)
{
    g_autoptr(ByteStream) stream = byte_stream_new(FUZZ_DESCRIPTOR, "fuzz.txt", packed, encoding);
    g_autofree char *bytes = g_malloc(block);
    GString *text = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    gssize got;

    do {
        got = byte_stream_read(stream, bytes, block, &error);
        if (got > 0)
            g_string_append_len(text, bytes, got);
    } while (got > (gssize)block - BYTE_STREAM_LEAST);
    if (got >= 0)
        return text;
    fuzz_one_line(error);
    g_string_free(text, TRUE);
    return NULL;
}

/* A text written in the encoding is read as itself. */
static void
round_trip(const char *text, gsize length, const char *encoding, gboolean packed, gsize block)
{
    gsize written = 0;
    g_autofree char *bytes =
        g_convert(text, (gssize)length, encoding, "UTF-8", NULL, &written, NULL);
    if (!bytes) /* it has no such letter */
        return;
    gsize size = written;
    g_autofree char *gzip = packed ? pack(bytes, written, &size) : NULL;
    fuzz_file(gzip ? gzip : bytes, size);
    GString *read = read_all(packed, encoding, block);
    gsize expected = 0;
    g_autofree char *back = /* a tilde of Shift_JIS is an overline when it returns */
        g_convert(bytes, (gssize)written, "UTF-8", encoding, NULL, &expected, NULL);
    g_assert_nonnull(read);
    if (back)
        g_assert_cmpmem(read->str, read->len, back, expected);
    g_string_free(read, TRUE);
}

/* The size of the blocks makes no difference. */
static void
any_bytes(const guint8 *data, gsize size, const char *encoding, gboolean packed, gsize block)
{
    fuzz_file(data, size);
    GString *small = read_all(packed, encoding, block);
    GString *large = read_all(packed, encoding, 65536);
    g_assert_true((small == NULL) == (large == NULL));
    if (small) {
        g_assert_cmpmem(small->str, small->len, large->str, large->len);
        g_string_free(small, TRUE);
        g_string_free(large, TRUE);
    }
    g_autofree char *evidence = NULL;
    g_autoptr(ByteStream) stream = byte_stream_new(FUZZ_DESCRIPTOR, "fuzz.txt", FALSE, NULL);
    encoding_detect(stream, G_MAXINT64, &evidence, NULL);
    encoding_utf16((const char *)data, size);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    if (size < 2)
        return 0;
    static GIConv kept[G_N_ELEMENTS(encodings)]; /* open, else each input loads its tables anew */
    const char *encoding = encodings[data[0] % 8];
    gboolean packed = data[0] >> 3 == 1; /* rarely: it costs more than all the rest */
    gsize block = BYTE_STREAM_LEAST + data[1] % 64u;

    if (!kept[data[0] % 8])
        kept[data[0] % 8] = g_iconv_open("UTF-8", encoding);
    any_bytes(data + 2, size - 2, encoding, packed, block);
    /* UTF-7 has many ways to write a text, and its marks may close at the end of a block. */
    if (g_utf8_validate_len((const char *)data + 2, size - 2, NULL))
        round_trip((const char *)data + 2, size - 2, encoding, packed, block);
    return 0;
}
