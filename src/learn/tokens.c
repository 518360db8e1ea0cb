/* Words of a text: runs of letters and digits in lower case, alone and in neighbouring pairs,
 * hashed into buckets (feature hashing, Weinberger 2009) by a hash that is the same on every
 * machine. */
#include "learn/tokens.h"

#include <foredesk/base.h>
#include <foredesk/pii.h>
#include <math.h>
#include <string.h>

/* A pasted log says no more by its ten thousandth word. */
#define MOST_WORDS 400
#define LONGEST_WORD 40

typedef struct {
    TokenVisit visit;
    gpointer data;
    GString *pair; /* "previous current": the current word starts at `start` */
    gsize start;
    guint words;
} Reader;

static void
emit(const Reader *reader, const char *token, gsize length)
{
    guint32 bucket = (guint32)(hash_bytes(token, length, 0) % TOKEN_BUCKETS);
    reader->visit(token, length, bucket, reader->data);
}

static void
end_word(Reader *reader)
{
    GString *pair = reader->pair;
    gsize length = pair->len - reader->start;
    if (length == 0)
        return;
    emit(reader, pair->str + reader->start, length);
    if (reader->start > 0)
        emit(reader, pair->str, pair->len);
    g_string_erase(pair, 0, (gssize)reader->start);
    g_string_append_c(pair, ' ');
    reader->start = pair->len;
    reader->words++;
}

static void
add_letter(Reader *reader, gunichar letter)
{
    if (reader->pair->len - reader->start >= LONGEST_WORD)
        return;
    if (letter < 128)
        g_string_append_c(reader->pair, (char)letter);
    else
        g_string_append_unichar(reader->pair, letter);
}

static void
visit_words(const char *text, gsize length, TokenVisit visit, gpointer data)
{
    Reader reader = {visit, data, g_string_sized_new(128), 0, 0};
    const char *end = text + length;
    while (text < end && reader.words < MOST_WORDS) {
        guchar byte = (guchar)*text;
        if (byte < 128) {
            if (g_ascii_isalnum(byte))
                add_letter(&reader, (gunichar)g_ascii_tolower((char)byte));
            else
                end_word(&reader);
            text++;
            continue;
        }
        gunichar letter = g_utf8_get_char_validated(text, end - text);
        gboolean valid = letter != (gunichar)-1 && letter != (gunichar)-2;
        if (valid && g_unichar_isalnum(letter))
            add_letter(&reader, g_unichar_tolower(letter));
        else
            end_word(&reader);
        text += valid ? g_utf8_skip[byte] : 1;
    }
    end_word(&reader);
    g_string_free(reader.pair, TRUE);
}

/* What is personal in a text becomes the name of its kind before any word of it is seen. */
void
tokens_visit(const char *text, gsize length, TokenVisit visit, gpointer data)
{
    if (!pii_scan(text, length, NULL, NULL)) {
        visit_words(text, length, visit, data);
        return;
    }
    g_autofree char *masked = pii_mask(text, (gssize)length);
    visit_words(masked, strlen(masked), visit, data);
}

static void
collect(const char *token, gsize length, guint32 bucket, gpointer data)
{
    TokenWeight one = {bucket, 1};
    g_array_append_val((GArray *)data, one);
}

static int
by_bucket(gconstpointer a, gconstpointer b)
{
    guint32 x = ((const TokenWeight *)a)->bucket, y = ((const TokenWeight *)b)->bucket;
    return (x > y) - (x < y);
}

void
tokens_bag(const char *text, gsize length, GArray *bag)
{
    double square = 0;
    guint kept = 0;
    g_array_set_size(bag, 0);
    tokens_visit(text, length, collect, bag);
    g_array_sort(bag, by_bucket);
    TokenWeight *all = (TokenWeight *)(gpointer)bag->data;
    for (guint i = 0; i < bag->len; kept++) {
        guint next = i + 1;
        while (next < bag->len && all[next].bucket == all[i].bucket)
            next++;
        all[kept] = (TokenWeight){all[i].bucket, 1 + log((double)(next - i))};
        square += all[kept].weight * all[kept].weight;
        i = next;
    }
    g_array_set_size(bag, kept);
    for (guint i = 0; i < kept; i++)
        all[i].weight /= sqrt(square);
}
