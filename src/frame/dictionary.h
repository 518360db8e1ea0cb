/* dictionary, inside frame: how dictionaries grow, are stored and are shared. */
#pragma once

#include <foredesk/frame.h>

/* An empty dictionary that continues the codes of `parent` (NULL: none; a reference is taken). */
Dictionary *dictionary_new(Dictionary *parent);
Dictionary *dictionary_ref(Dictionary *dictionary);
void dictionary_unref(Dictionary *dictionary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Dictionary, dictionary_unref)

/* The code of a text, which is added where it is new. Only before the dictionary is shared. */
guint32 dictionary_add(Dictionary *dictionary, const char *bytes, gsize length);
/* The same where hash_bytes(bytes, length, 0) is known already, and may be on its way from memory.
 */
guint32 dictionary_add_hashed(Dictionary *dictionary, const char *bytes, gsize length,
                              guint64 hash);
void dictionary_fetch(const Dictionary *dictionary, guint64 hash);
/* Bytes of text it holds itself, NULs counted. */
gsize dictionary_bytes(const Dictionary *dictionary);
gsize dictionary_length(const Dictionary *dictionary, guint32 code);

/* Its texts one after the other, each ended by NUL (borrowed), and the way back. Only without a
 * parent. NULL when the bytes are not `n` texts. */
const char *dictionary_store(const Dictionary *dictionary, gsize *length);
Dictionary *dictionary_restore(const char *bytes, gsize length, guint32 n);
