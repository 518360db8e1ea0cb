/* dictionary: different texts by code. The texts stand in one block of memory, so that a million
 * keys are one allocation and one blob; an open-addressing table of hash tags finds codes, and is
 * built only when somebody asks (a frame from the cache is mostly read by code). */
#include "frame/dictionary.h"

#include <string.h>

struct Dictionary {
    gint references;
    Dictionary *parent;
    guint32 first; /* code of the first own text */
    guint32 n;     /* own texts */
    char *bytes;
    gsize length, capacity;
    gsize *start; /* n + 1 offsets into bytes, the last one past the end */
    guint32 start_capacity;
    guint64 *slot; /* tag << 32 | own index + 1; 0: free */
    guint32 mask, shift;
    gsize indexed; /* g_once: the slots are there */
};

Dictionary *
dictionary_new(Dictionary *parent)
{
    Dictionary *dictionary = g_new0(Dictionary, 1);
    dictionary->references = 1;
    dictionary->parent = parent ? dictionary_ref(parent) : NULL;
    dictionary->first = parent ? dictionary_size(parent) : 0;
    dictionary->start_capacity = 16;
    dictionary->start = g_new0(gsize, dictionary->start_capacity);
    dictionary->mask = 31;
    dictionary->shift = 64 - 5;
    dictionary->slot = g_new0(guint64, dictionary->mask + 1);
    dictionary->indexed = 1;
    return dictionary;
}

Dictionary *
dictionary_ref(Dictionary *dictionary)
{
    g_atomic_int_inc(&dictionary->references);
    return dictionary;
}

void
dictionary_unref(Dictionary *dictionary)
{
    if (!dictionary || !g_atomic_int_dec_and_test(&dictionary->references))
        return;
    dictionary_unref(dictionary->parent);
    g_free(dictionary->bytes);
    g_free(dictionary->start);
    g_free(dictionary->slot);
    g_free(dictionary);
}

guint32
dictionary_size(const Dictionary *dictionary)
{
    return dictionary->first + dictionary->n;
}

gsize
dictionary_bytes(const Dictionary *dictionary)
{
    return dictionary->length;
}

const char *
dictionary_text(const Dictionary *dictionary, guint32 code)
{
    while (code < dictionary->first)
        dictionary = dictionary->parent;
    return dictionary->bytes + dictionary->start[code - dictionary->first];
}

gsize
dictionary_length(const Dictionary *dictionary, guint32 code)
{
    while (code < dictionary->first)
        dictionary = dictionary->parent;
    guint32 own = code - dictionary->first;
    return dictionary->start[own + 1] - dictionary->start[own] - 1;
}

/* A slot keeps the upper half of the hash, whose uppermost bits say where it belongs: growing needs
 * no text, and fills the new slots in the order of the old. */
static guint64
tag_of(guint64 hash)
{
    return hash >> 32;
}

/* The slot that holds the text, or the free one where it belongs. */
static guint32
slot_of(const Dictionary *dictionary, guint64 hash, const char *bytes, gsize length)
{
    guint32 at = (guint32)(hash >> dictionary->shift);
    for (; dictionary->slot[at]; at = (at + 1) & dictionary->mask) {
        if (dictionary->slot[at] >> 32 != tag_of(hash))
            continue;
        guint32 own = (guint32)dictionary->slot[at] - 1;
        const char *text = dictionary->bytes + dictionary->start[own];
        if (dictionary->start[own + 1] - dictionary->start[own] - 1 == length &&
            memcmp(text, bytes, length) == 0)
            break;
    }
    return at;
}

static void
put_slot(Dictionary *dictionary, guint64 tagged)
{
    guint32 at = (guint32)(tagged >> dictionary->shift);
    while (dictionary->slot[at])
        at = (at + 1) & dictionary->mask;
    dictionary->slot[at] = tagged;
}

static void
empty_slots(Dictionary *dictionary, guint32 bits)
{
    dictionary->mask = (1u << bits) - 1;
    dictionary->shift = 64 - bits;
    dictionary->slot = g_new0(guint64, (gsize)dictionary->mask + 1);
}

/* The slots of a restored dictionary, from its texts. */
static void
build_slots(Dictionary *dictionary)
{
    guint32 bits = 5;
    while (1ull << bits < dictionary->n * 2ull + 2)
        bits++;
    empty_slots(dictionary, bits);
    for (guint32 own = 0; own < dictionary->n; own++) {
        const char *text = dictionary->bytes + dictionary->start[own];
        gsize length = dictionary->start[own + 1] - dictionary->start[own] - 1;
        put_slot(dictionary, tag_of(hash_bytes(text, length, 0)) << 32 | (own + 1));
    }
}

static void
grow_slots(Dictionary *dictionary)
{
    g_autofree guint64 *old = dictionary->slot;
    guint32 mask = dictionary->mask;
    empty_slots(dictionary, 64 - dictionary->shift + 1);
    for (guint32 at = 0; at <= mask; at++)
        if (old[at])
            put_slot(dictionary, old[at]);
}

static void
make_room(Dictionary *dictionary, gsize length)
{
    if (dictionary->length + length + 1 > dictionary->capacity) {
        dictionary->capacity = MAX(dictionary->capacity * 2, dictionary->length + length + 256);
        dictionary->bytes = g_realloc(dictionary->bytes, dictionary->capacity);
    }
    if (dictionary->n + 2 > dictionary->start_capacity) {
        dictionary->start_capacity *= 2;
        dictionary->start = g_renew(gsize, dictionary->start, dictionary->start_capacity);
    }
    if (dictionary->n * 2u >= dictionary->mask)
        grow_slots(dictionary);
}

static gint32
find(const Dictionary *dictionary, guint64 hash, const char *bytes, gsize length)
{
    Dictionary *mutable = (Dictionary *)dictionary;
    if (g_once_init_enter(&mutable->indexed)) {
        build_slots(mutable);
        g_once_init_leave(&mutable->indexed, 1);
    }
    if (dictionary->parent) {
        gint32 code = find(dictionary->parent, hash, bytes, length);
        if (code >= 0)
            return code;
    }
    guint64 slot = dictionary->slot[slot_of(dictionary, hash, bytes, length)];
    return slot ? (gint32)(dictionary->first + (guint32)slot - 1) : -1;
}

gint32
dictionary_code(const Dictionary *dictionary, const char *text)
{
    gsize length = strlen(text);
    return find(dictionary, hash_bytes(text, length, 0), text, length);
}

void
dictionary_fetch(const Dictionary *dictionary, guint64 hash)
{
    __builtin_prefetch(&dictionary->slot[hash >> dictionary->shift]);
}

guint32
dictionary_add(Dictionary *dictionary, const char *bytes, gsize length)
{
    return dictionary_add_hashed(dictionary, bytes, length, hash_bytes(bytes, length, 0));
}

guint32
dictionary_add_hashed(Dictionary *dictionary, const char *bytes, gsize length, guint64 hash)
{
    gint32 known = find(dictionary, hash, bytes, length);
    if (known >= 0)
        return (guint32)known;
    make_room(dictionary, length);
    guint32 at = slot_of(dictionary, hash, bytes, length);
    memcpy(dictionary->bytes + dictionary->length, bytes, length);
    dictionary->bytes[dictionary->length + length] = 0;
    dictionary->length += length + 1;
    dictionary->start[++dictionary->n] = dictionary->length;
    dictionary->slot[at] = tag_of(hash) << 32 | dictionary->n;
    return dictionary->first + dictionary->n - 1;
}

const char *
dictionary_store(const Dictionary *dictionary, gsize *length)
{
    *length = dictionary->length;
    return dictionary->bytes ? dictionary->bytes : "";
}

Dictionary *
dictionary_restore(const char *bytes, gsize length, guint32 n)
{
    if (n > length || (length > 0 && bytes[length - 1] != 0))
        return NULL;
    Dictionary *dictionary = g_new0(Dictionary, 1);
    dictionary->references = 1;
    dictionary->bytes = g_malloc(length + 1);
    memcpy(dictionary->bytes, bytes, length);
    dictionary->length = length;
    dictionary->capacity = length + 1;
    dictionary->start_capacity = n + 2;
    dictionary->start = g_new0(gsize, n + 2);
    gsize at = 0;
    for (; dictionary->n < n && at < length; dictionary->n++) {
        at =
            (gsize)((char *)memchr(dictionary->bytes + at, 0, length - at) - dictionary->bytes) + 1;
        dictionary->start[dictionary->n + 1] = at;
    }
    if (dictionary->n == n && at == length)
        return dictionary;
    dictionary_unref(dictionary);
    return NULL;
}
