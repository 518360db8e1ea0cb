/* Any text, written in another encoding and packed or not, is read as itself whatever the sizes of
 * the blocks it is read by; any bytes said to be so are read without harm, or refused. */
#include "config.h"

#include "fuzz.h"

#include "ingest/encoding.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
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

static int
file_of(const void *bytes, gsize size, gboolean packed)
{
    int descriptor = memfd_create("fuzz.txt", MFD_CLOEXEC);
    if (packed) {
        gzFile file = gzdopen(dup(descriptor), "wb1");
        gzwrite(file, bytes, (unsigned)size);
        gzclose(file);
    } else if (write(descriptor, bytes, size) != (gssize)size) {
        g_error("no file in memory");
    }
    return descriptor;
}

/* All of a stream, by blocks of this size; NULL: refused. */
static GString *
read_all(int descriptor, gboolean packed, const char *encoding, gsize block)
{
    g_autoptr(ByteStream) stream = byte_stream_new(descriptor, "fuzz.txt", packed, encoding);
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
    for (const char *p = error->message; *p; p++)
        g_assert_true((guchar)*p >= 32);
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
    int descriptor = file_of(bytes, written, packed);
    GString *read = read_all(descriptor, packed, encoding, block);
    gsize expected = 0;
    g_autofree char *back = /* a tilde of Shift_JIS is an overline when it returns */
        g_convert(bytes, (gssize)written, "UTF-8", encoding, NULL, &expected, NULL);
    g_assert_nonnull(read);
    if (back)
        g_assert_cmpmem(read->str, read->len, back, expected);
    g_string_free(read, TRUE);
    close(descriptor);
}

/* The size of the blocks makes no difference. */
static void
any_bytes(const guint8 *data, gsize size, const char *encoding, gboolean packed, gsize block)
{
    int descriptor = file_of(data, size, FALSE);
    GString *small = read_all(descriptor, packed, encoding, block);
    GString *large = read_all(descriptor, packed, encoding, 65536);
    g_assert_true((small == NULL) == (large == NULL));
    if (small) {
        g_assert_cmpmem(small->str, small->len, large->str, large->len);
        g_string_free(small, TRUE);
        g_string_free(large, TRUE);
    }
    g_autofree char *evidence = NULL;
    g_autoptr(ByteStream) stream = byte_stream_new(descriptor, "fuzz.txt", FALSE, NULL);
    encoding_detect(stream, G_MAXINT64, &evidence, NULL);
    encoding_utf16((const char *)data, size);
    close(descriptor);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    if (size < 2)
        return 0;
    const char *encoding = encodings[data[0] % 8];
    gboolean packed = data[0] & 8;
    gsize block = BYTE_STREAM_LEAST + data[1] % 64u;

    any_bytes(data + 2, size - 2, encoding, packed, block);
    /* UTF-7 has many ways to write a text, and its marks may close at the end of a block. */
    if (g_utf8_validate_len((const char *)data + 2, size - 2, NULL))
        round_trip((const char *)data + 2, size - 2, encoding, packed, block);
    return 0;
}
