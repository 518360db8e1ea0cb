/* A file's text as UTF-8, block by block: unpacked where it is gzip, converted where it is written
 * in another encoding. Private to the ingest room. */
#pragma once

#include <foredesk/base.h>

typedef struct ByteStream ByteStream;

/* Borrows the descriptor, which it reads at its own place, so that streams of one file don't
 * disturb each other. `encoding` as iconv names it, NULL: bytes pass as they stand. A character
 * that can't be read in it becomes the byte 0xFF, which is no UTF-8, so that its record is found.
 */
ByteStream *byte_stream_new(int descriptor, const char *shown, gboolean compressed,
                            const char *encoding);
void byte_stream_free(ByteStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ByteStream, byte_stream_free)

/* Fills `bytes`, `size` of at least BYTE_STREAM_LEAST, as far as there is text: only at the end
 * that much less than asked for. −1: ERROR_SYSTEM where the file can't be read, ERROR_INPUT where
 * what is packed in it is damaged. */
#define BYTE_STREAM_LEAST 16
gssize byte_stream_read(ByteStream *stream, char *bytes, gsize size, GError **error);
/* Bytes of the file itself that what was read took. */
gint64 byte_stream_consumed(const ByteStream *stream);
