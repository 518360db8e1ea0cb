/* How a file's text is written: UTF-8, UTF-16, or the Windows-1252 of older programs. Private to
 * the ingest room. */
#pragma once

#include "ingest/stream.h"

#define ENCODING_UTF8 "UTF-8"
#define ENCODING_1252 "Windows-1252"
/* Whatever reads its first bytes: for a look at them that mustn't take the time of a whole file. */
#define ENCODING_PEEK "peek"

/* UTF-16 by its byte order mark, or by the zeros of its Latin letters; NULL: not UTF-16. Static. */
const char *encoding_utf16(const char *bytes, gsize length);
/* UTF-8 or Windows-1252, by all bytes of the stream that are not ASCII, up to those that leave no
 * doubt, `most` of them at most. Bytes that are no UTF-8 must stand where letters and signs of
 * Windows-1252 would, and prevail; else they are damage, and their records are set aside.
 * `evidence`: a clause for people, NULL for UTF-8; the caller frees. NULL: the stream can't be
 * read. */
const char *encoding_detect(ByteStream *stream, gint64 most, char **evidence, GError **error);
/* ERROR_USAGE for an encoding that nobody here can read. */
gboolean encoding_check(const char *name, GError **error);
gboolean encoding_is_utf8(const char *name);
