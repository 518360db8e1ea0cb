/* What the words of a ticket give away: damaged letters, tests, machines, spam, merging. Pure. */
#pragma once

#include <foredesk/base.h>

/* Letters that were written in one encoding and read in another: "Ã©", "â€™", U+FFFD. */
gboolean words_damaged(const char *bytes, gsize length);
/* Characters of UTF-8: bytes that begin one. */
gsize words_length(const char *bytes, gsize length);
/* Whether the subject and the text are a test's, or a machine's; either may be NULL. */
gboolean words_of_test(const char *subject, gsize subject_length, const char *body,
                       gsize body_length);
gboolean words_of_machine(const char *subject, gsize subject_length, const char *body,
                          gsize body_length);
/* Whether a status or a tag says so, whole: "test", "spam" or "deleted", "closed_by_merge". */
gboolean words_tag_test(const char *tag);
gboolean words_tag_spam(const char *tag);
gboolean words_tag_merged(const char *tag);
