/* The way from a file's bytes to UTF-8: pread, then zlib, then iconv, each only where it is needed.
 * A plain UTF-8 file goes straight into the reader's own buffer. */
#include "ingest/stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define CHUNK (64 * 1024)
#define NO_CONVERTER ((GIConv)-1)

struct ByteStream {
    int descriptor;
    char *shown;
    gint64 at; /* of the next byte to read in the file */

    gboolean compressed, inflating, unpacked; /* a member is open; the last one has ended */
    z_stream inflater;
    guchar *packed;

    char *encoding;
    GIConv converter;
    gsize unit; /* bytes to pass over where a character can't be read */
    char *foreign;
    gsize foreign_length; /* bytes not converted yet */
    gboolean foreign_ended;
};

ByteStream *
byte_stream_new(int descriptor, const char *shown, gboolean compressed, const char *encoding)
{
    ByteStream *stream = g_new0(ByteStream, 1);
    stream->descriptor = descriptor;
    stream->shown = g_strdup(shown);
    stream->compressed = compressed;
    stream->converter = NO_CONVERTER;
    if (compressed)
        stream->packed = g_malloc(CHUNK);
    if (encoding == NULL)
        return stream;
    stream->encoding = g_strdup(encoding);
    stream->converter = g_iconv_open("UTF-8", encoding);
    stream->foreign = g_malloc(CHUNK);
    stream->unit = g_ascii_strncasecmp(encoding, "UTF-16", 6) == 0   ? 2
                   : g_ascii_strncasecmp(encoding, "UTF-32", 6) == 0 ? 4
                                                                     : 1;
    return stream;
}

void
byte_stream_free(ByteStream *stream)
{
    if (stream == NULL)
        return;
    if (stream->inflating)
        inflateEnd(&stream->inflater);
    if (stream->converter != NO_CONVERTER)
        g_iconv_close(stream->converter);
    g_free(stream->shown);
    g_free(stream->packed);
    g_free(stream->encoding);
    g_free(stream->foreign);
    g_free(stream);
}

gint64
byte_stream_consumed(const ByteStream *stream)
{
    return stream->at - (stream->inflating ? (gint64)stream->inflater.avail_in : 0);
}

/* ---- the file's own bytes ------------------------------------------------------------------- */

static gssize
read_file(ByteStream *stream, void *bytes, gsize size, GError **error)
{
    ssize_t got;
    do
        got = pread(stream->descriptor, bytes, size, stream->at);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s can't be read: %s",
                    stream->shown, g_strerror(errno));
    else
        stream->at += got;
    return got;
}

/* ---- gzip ----------------------------------------------------------------------------------- */

static gssize
damaged(const ByteStream *stream, GError **error, const char *how)
{
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "%s: the compressed file %s at byte %" G_GINT64_FORMAT
                ": copy or download it once more",
                stream->shown, how, byte_stream_consumed(stream));
    return -1;
}

/* More packed bytes for the inflater. −1: can't be read; 0: there are none. */
static gssize
feed_inflater(ByteStream *stream, GError **error)
{
    if (stream->inflater.avail_in > 0)
        return (gssize)stream->inflater.avail_in;
    gssize got = read_file(stream, stream->packed, CHUNK, error);
    if (got > 0) {
        stream->inflater.next_in = stream->packed;
        stream->inflater.avail_in = (uInt)got;
    }
    return got;
}

/* gzip files may be put behind each other: the end of one member may be the start of the next. What
 * follows the last and is no member, padding mostly, is left out, as gunzip does. */
static gssize
next_member(ByteStream *stream, GError **error)
{
    gssize there = feed_inflater(stream, error);
    if (there < 0)
        return -1;
    if (there == 0 || *stream->inflater.next_in != 0x1f) {
        stream->unpacked = TRUE;
        return 0;
    }
    inflateReset(&stream->inflater);
    return 1;
}

static gboolean
begin_inflating(ByteStream *stream, GError **error)
{
    stream->inflating = inflateInit2(&stream->inflater, 16 + MAX_WBITS) == Z_OK;
    if (!stream->inflating)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "%s can't be unpacked: there is too little memory", stream->shown);
    return stream->inflating;
}

static gssize
read_packed(ByteStream *stream, void *bytes, gsize size, GError **error)
{
    if (!stream->inflating && !begin_inflating(stream, error))
        return -1;
    stream->inflater.next_out = bytes;
    stream->inflater.avail_out = (uInt)size;
    while (stream->inflater.avail_out == size && !stream->unpacked) {
        gssize there = feed_inflater(stream, error);
        if (there < 0)
            return -1;
        if (there == 0)
            return damaged(stream, error, "ends too early,");
        int result = inflate(&stream->inflater, Z_NO_FLUSH);
        if (result == Z_STREAM_END && next_member(stream, error) < 0)
            return -1;
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return damaged(stream, error, "is damaged");
    }
    return (gssize)(size - stream->inflater.avail_out);
}

static gssize
read_plain(ByteStream *stream, void *bytes, gsize size, GError **error)
{
    return stream->compressed ? read_packed(stream, bytes, size, error)
                              : read_file(stream, bytes, size, error);
}

/* ---- other encodings ------------------------------------------------------------------------ */

static gboolean
fetch_foreign(ByteStream *stream, GError **error)
{
    gssize got = read_plain(stream, stream->foreign + stream->foreign_length,
                            CHUNK - stream->foreign_length, error);
    if (got < 0)
        return FALSE;
    stream->foreign_ended = got == 0;
    stream->foreign_length += (gsize)got;
    return TRUE;
}

/* Converts what is there; what can't be read is marked and passed over. */
static gsize
convert_some(ByteStream *stream, char *bytes, gsize size)
{
    char *from = stream->foreign, *to = bytes;
    gsize left = stream->foreign_length, room = size;
    gsize result = g_iconv(stream->converter, &from, &left, &to, &room);
    int failure = result == (gsize)-1 ? errno : 0;
    gboolean cut = failure == EINVAL && stream->foreign_ended;
    if ((failure == EILSEQ || cut) && room > 0) {
        *to++ = '\xff';
        room--;
        gsize skip = cut ? left : MIN(stream->unit, left);
        from += skip;
        left -= skip;
    }
    memmove(stream->foreign, from, left);
    stream->foreign_length = left;
    return size - room;
}

static gssize
read_foreign(ByteStream *stream, char *bytes, gsize size, GError **error)
{
    if (stream->converter == NO_CONVERTER) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s: this machine can't read the encoding %s: name another (--encoding)",
                    stream->shown, stream->encoding);
        return -1;
    }
    for (;;) {
        if (stream->foreign_length < CHUNK / 2 && !stream->foreign_ended &&
            !fetch_foreign(stream, error))
            return -1;
        if (stream->foreign_length == 0 && stream->foreign_ended)
            return 0;
        gsize got = convert_some(stream, bytes, size);
        if (got > 0)
            return (gssize)got;
    }
}

/* ---- reading -------------------------------------------------------------------------------- */

gssize
byte_stream_read(ByteStream *stream, char *bytes, gsize size, GError **error)
{
    gsize filled = 0, least = stream->encoding != NULL ? BYTE_STREAM_LEAST : 1;
    while (size - filled >= least) {
        gssize got = stream->encoding != NULL
                         ? read_foreign(stream, bytes + filled, size - filled, error)
                         : read_plain(stream, bytes + filled, size - filled, error);
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        filled += (gsize)got;
    }
    return (gssize)filled;
}
