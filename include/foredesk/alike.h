/* alike: texts that are nearly the same. Words in a row (shingles), their Jaccard likeness, MinHash
 * signatures cut into bands (Broder 1997; Indyk and Motwani 1998) that bring likely pairs together,
 * each of which is then compared in full. Pure; relies on base alone. */
#pragma once

#include <foredesk/base.h>

G_BEGIN_DECLS

typedef struct {
    guint words;      /* in a row make a shingle: 2 */
    guint bands;      /* of the signature: 32 */
    guint band_rows;  /* hashes of a band: 3. A pair of likeness s meets in at least one band with
                         probability 1 − (1 − s^rows)^bands: 0.9996 at 0.6 */
    double least;     /* Jaccard likeness from which two texts are near duplicates: 0.6 */
    gint64 window;    /* µs that may lie between them; 0: any */
    guint short_text; /* texts of fewer words are not compared: 5 */
} AlikeOptions;
void alike_options_init(AlikeOptions *options);

/* The shingles of a text as hashes of 32 bits, ascending and each once, appended to an empty array
 * (guint32). A word is a run of letters and digits, in small letters; what else stands between
 * words doesn't count, nor do bytes that are no UTF-8. A text of fewer words than a shingle has is
 * one shingle. Returns the number of words; a text without words has no shingles. */
guint alike_shingles(const char *text, gsize length, guint words, GArray *shingles);
/* Shared over all shingles of two such arrays: 0 to 1; NaN where both are empty. */
double alike_jaccard(const guint32 *first, guint n_first, const guint32 *second, guint n_second);
/* The least value of each of `hashes` hash functions over the shingles: two signatures agree in a
 * place with the probability of the texts' likeness. */
void alike_signature(const guint32 *shingles, guint n, guint hashes, guint32 *signature);

/* Texts by which near duplicates are looked for. */
typedef struct AlikeTexts AlikeTexts;
AlikeTexts *alike_texts_new(const AlikeOptions *options);
void alike_texts_free(AlikeTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AlikeTexts, alike_texts_free)
/* Adds a text. Only texts of one `group` are compared (a customer; 0 for all), and those of `time`s
 * within the window, unless one is TIME_MISSING. `id` is the caller's, and settles the order of
 * equal times. FALSE: too short to be compared. */
gboolean alike_texts_add(AlikeTexts *texts, guint32 id, const char *text, gsize length,
                         gint64 group, TimePoint time);

/* A text that repeats an earlier one: `earlier` is the most alike of those within the window that
 * repeat none themselves. */
typedef struct {
    guint32 earlier, later;
    double alike;
    gboolean estimated; /* one of them is so long that only its ALIKE_KEPT least shingles were kept:
                           compare them anew by alike_jaccard */
} AlikePair;
#define ALIKE_KEPT 512
/* Finds them all, AlikePair in order of the later one's time. `crowded` (may be NULL) becomes the
 * number of texts that share a band with more than ALIKE_CROWD earlier ones, and were compared to
 * the latest of these only. NULL: stopped. The caller unrefs. */
#define ALIKE_CROWD 256
GArray *alike_texts_find(AlikeTexts *texts, guint32 *crowded, Progress *progress, GError **error);

G_END_DECLS
