/* Near duplicates among many texts. Texts are looked at in order of time; each looks, band by band,
 * at the earlier ones that share the band, the latest first, and is compared in full with those
 * that repeat none themselves. So what is kept of a crowd of copies is the earliest, and every copy
 * has one that is kept beside it. */
#include <foredesk/alike.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 20, MOST_HASHES = 512, CHECK_EVERY = 4096 };

typedef struct {
    const guint32 *shingles; /* in a block */
    gint64 group;
    TimePoint time;
    guint32 id;
    guint16 n;       /* of shingles kept */
    guint16 clipped; /* there were more */
} Text;

struct AlikeTexts {
    AlikeOptions options;
    GArray *texts;     /* Text */
    GArray *keys;      /* guint32, bands of each text: what it is found by */
    GPtrArray *blocks; /* guint32[BLOCK] */
    guint filled;      /* of the last block */
    GArray *shingles;  /* of the text being added */
};

AlikeTexts *
alike_texts_new(const AlikeOptions *options)
{
    AlikeTexts *texts = g_new0(AlikeTexts, 1);
    texts->options = *options;
    texts->options.bands = MAX(options->bands, 1);
    texts->options.band_rows = CLAMP(options->band_rows, 1, MOST_HASHES / texts->options.bands);
    texts->texts = g_array_new(FALSE, FALSE, sizeof(Text));
    texts->keys = g_array_new(FALSE, FALSE, sizeof(guint32));
    texts->blocks = g_ptr_array_new_with_free_func(g_free);
    texts->filled = BLOCK;
    texts->shingles = g_array_new(FALSE, FALSE, sizeof(guint32));
    return texts;
}

void
alike_texts_free(AlikeTexts *texts)
{
    if (!texts)
        return;
    g_array_unref(texts->texts);
    g_array_unref(texts->keys);
    g_ptr_array_unref(texts->blocks);
    g_array_unref(texts->shingles);
    g_free(texts);
}

/* ---- adding -----------------------------------------------------------------------------------
 */

/* A place for the first n of the shingles, which are in order: the least of them. */
static const guint32 *
keep_shingles(AlikeTexts *texts, guint n)
{
    if (texts->filled + n > BLOCK) {
        g_ptr_array_add(texts->blocks, g_new(guint32, BLOCK));
        texts->filled = 0;
    }
    guint32 *place =
        (guint32 *)g_ptr_array_index(texts->blocks, texts->blocks->len - 1) + texts->filled;
    memcpy(place, texts->shingles->data, n * sizeof *place);
    texts->filled += n;
    return place;
}

/* What each band is found by: its hashes, its number and the group, in one. */
static void
append_keys(AlikeTexts *texts, gint64 group)
{
    guint rows = texts->options.band_rows;
    guint32 signature[MOST_HASHES];
    struct {
        gint64 group;
        guint32 band, row[MOST_HASHES];
    } of = {.group = group};

    alike_signature((const guint32 *)(gconstpointer)texts->shingles->data, texts->shingles->len,
                    texts->options.bands * rows, signature);
    for (guint band = 0; band < texts->options.bands; band++) {
        of.band = band;
        memcpy(of.row, signature + band * rows, rows * sizeof *signature);
        guint64 hash = hash_bytes(&of, G_STRUCT_OFFSET(__typeof__(of), row) + rows * 4, 0);
        guint32 key = (guint32)(hash >> 32);
        g_array_append_val(texts->keys, key);
    }
}

gboolean
alike_texts_add(AlikeTexts *texts, guint32 id, const char *text, gsize length, gint64 group,
                TimePoint time)
{
    g_array_set_size(texts->shingles, 0);
    guint words = alike_shingles(text, length, texts->options.words, texts->shingles);

    if (words == 0 || words < texts->options.short_text)
        return FALSE;
    Text added = {.group = group, .time = time, .id = id};
    added.n = (guint16)MIN(texts->shingles->len, ALIKE_KEPT);
    added.clipped = texts->shingles->len > ALIKE_KEPT;
    append_keys(texts, group);
    added.shingles = keep_shingles(texts, added.n);
    g_array_append_val(texts->texts, added);
    return TRUE;
}

/* ---- looking ----------------------------------------------------------------------------------
 */

/* Chains of earlier texts that share a band: head of each, and the link behind each text's band. 0:
 * none, else text · bands + band + 1. */
typedef struct {
    AlikeTexts *texts;
    guint32 *head, *link;
    guint32 mask;
    guint32 *met; /* by text: the one it was compared with last, + 1 */
    guint32 crowded;
} Search;

static const Text *
text_at(const AlikeTexts *texts, guint32 index)
{
    return &g_array_index(texts->texts, Text, index);
}

static int
by_time(gconstpointer a, gconstpointer b, gpointer data)
{
    const Text *first = text_at(data, *(const guint32 *)a),
               *second = text_at(data, *(const guint32 *)b);
    if (first->time != second->time)
        return first->time < second->time ? -1 : 1;
    return first->id < second->id ? -1 : first->id > second->id;
}

/* Of two texts. Where only the least hashes of one were kept, by the least of both together, of
 * which a share as large as the likeness stands in both (Beyer and others 2007). */
static double
likeness(const Text *first, const Text *second)
{
    if (!first->clipped && !second->clipped)
        return alike_jaccard(first->shingles, first->n, second->shingles, second->n);
    guint i = 0, j = 0, seen = 0, shared = 0;
    while (i < first->n && j < second->n && seen < ALIKE_KEPT) {
        guint32 a = first->shingles[i], b = second->shingles[j];
        shared += a == b;
        i += a <= b;
        j += b <= a;
        seen++;
    }
    return seen ? (double)shared / (double)seen : NAN;
}

static gboolean
too_far(const AlikeTexts *texts, const Text *earlier, const Text *later)
{
    if (!texts->options.window)
        return FALSE;
    return earlier->time == TIME_MISSING || later->time == TIME_MISSING ||
           later->time - earlier->time > texts->options.window;
}

/* Compares a text with those of one band's chain, the latest first. */
static void
search_band(Search *search, guint32 index, guint band, AlikePair *best, gboolean *crowd)
{
    const AlikeTexts *texts = search->texts;
    const Text *later = text_at(texts, index);
    guint bands = texts->options.bands, steps = 0;
    guint32 key = g_array_index(texts->keys, guint32, index * (gsize)bands + band);

    for (guint32 at = search->head[key & search->mask]; at; at = search->link[at - 1]) {
        guint32 other = (at - 1) / bands;
        const Text *earlier = text_at(texts, other);
        if (g_array_index(texts->keys, guint32, at - 1) != key || earlier->group != later->group)
            continue;
        if (too_far(texts, earlier, later))
            return;
        if (++steps > ALIKE_CROWD) {
            *crowd = TRUE;
            return;
        }
        if (search->met[other] == index + 1)
            continue;
        search->met[other] = index + 1;
        double alike = likeness(earlier, later);
        if (alike < texts->options.least || alike < best->alike ||
            (alike == best->alike && best->later != G_MAXUINT32 && earlier->id > best->earlier))
            continue;
        *best = (AlikePair){earlier->id, later->id, alike, earlier->clipped || later->clipped};
    }
}

static void
enter(Search *search, guint32 index)
{
    guint bands = search->texts->options.bands;
    for (guint band = 0; band < bands; band++) {
        gsize at = index * (gsize)bands + band;
        guint32 *head =
            &search->head[g_array_index(search->texts->keys, guint32, at) & search->mask];
        search->link[at] = *head;
        *head = (guint32)at + 1;
    }
}

static void
search_open(Search *search, AlikeTexts *texts)
{
    gsize entries = texts->keys->len, heads = 1024;
    while (heads < entries / 2 && heads < 1u << 25)
        heads *= 2;
    *search = (Search){.texts = texts,
                       .head = g_new0(guint32, heads),
                       .link = g_new(guint32, MAX(entries, 1)),
                       .mask = (guint32)heads - 1,
                       .met = g_new0(guint32, MAX(texts->texts->len, 1))};
}

static void
search_close(Search *search)
{
    g_free(search->head);
    g_free(search->link);
    g_free(search->met);
}

GArray *
alike_texts_find(AlikeTexts *texts, guint32 *crowded, Progress *progress, GError **error)
{
    g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(AlikePair));
    guint32 n = texts->texts->len;
    g_autofree guint32 *order = g_new(guint32, MAX(n, 1));
    gboolean stopped = FALSE;
    Search search;

    for (guint32 i = 0; i < n; i++)
        order[i] = i;
    g_qsort_with_data(order, (gint)n, sizeof *order, by_time, texts);
    search_open(&search, texts);
    progress_phase(progress, "comparing texts", n, "texts");
    for (guint32 i = 0; i < n && !stopped; i++) {
        AlikePair best = {0, G_MAXUINT32, 0, FALSE};
        gboolean crowd = FALSE;
        for (guint band = 0; band < texts->options.bands; band++)
            search_band(&search, order[i], band, &best, &crowd);
        search.crowded += crowd;
        if (best.later != G_MAXUINT32)
            g_array_append_val(pairs, best);
        else
            enter(&search, order[i]);
        if (i % CHECK_EVERY == 0) {
            progress_advance(progress, i);
            stopped = progress_stop(progress, error);
        }
    }
    if (crowded)
        *crowded = search.crowded;
    search_close(&search);
    return stopped ? NULL : g_steal_pointer(&pairs);
}
