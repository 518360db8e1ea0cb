/* Which tickets say which words: candidates are counted in training texts, then every ticket that
 * is looked at is marked. */
#include "signals/claims.h"

#include <string.h>

enum { WORDS_MOST = 500, WORD_SHORTEST = 3 };
#define SELDOM 0.005
#define OFTEN 0.2

void
claim_texts_clear(ClaimTexts *texts)
{
    for (guint part = 0; part < 2; part++) {
        bit_rows_clear(&texts->rows[part]);
        g_clear_pointer(&texts->label[part], g_free);
        g_clear_pointer(&texts->cluster[part], g_free);
    }
    g_clear_pointer(&texts->row, g_free);
    g_clear_pointer(&texts->words, g_ptr_array_unref);
    g_clear_pointer(&texts->said, g_ptr_array_unref);
}

static void
take_rows(ClaimTexts *texts)
{
    static const SplitPart parts[] = {SPLIT_TRAIN, SPLIT_VALIDATION};
    const Task *task = texts->task;
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint32));

    for (guint part = 0; part < 2; part++) {
        guint32 n;
        g_autofree guint32 *row = feature_rows(task, parts[part], &n);
        texts->label[part] = g_new(guint8, (gsize)n + 1);
        texts->cluster[part] = task->customer ? g_new(guint32, (gsize)n + 1) : NULL;
        for (guint32 i = 0; i < n; i++) {
            texts->label[part][i] = task->label[row[i]] > 0.5;
            if (task->customer)
                texts->cluster[part][i] = task_cluster(task, row[i], i);
        }
        bit_rows_init(&texts->rows[part], texts->label[part], texts->cluster[part], n);
        g_array_append_vals(all, row, n);
        *(part ? &texts->judged : &texts->learned) = n;
    }
    for (guint32 row = 0; row < task->n; row++)
        if (task->state[row] == LABEL_OPEN)
            g_array_append_val(all, row);
    texts->n = all->len;
    texts->row = (guint32 *)(void *)g_array_steal(all, NULL);
}

/* ---- words -------------------------------------------------------------------------------------
 */

/* Letters and digits of a text, folded, each word between blanks. */
static char *
plain_words(const char *text, gsize length)
{
    g_autofree char *folded = text_fold(text, (gssize)length);
    GString *plain = g_string_new(" ");

    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar letter = g_utf8_get_char(p);
        if (g_unichar_isalnum(letter))
            g_string_append_unichar(plain, letter);
        else if (plain->str[plain->len - 1] != ' ')
            g_string_append_c(plain, ' ');
    }
    if (plain->str[plain->len - 1] != ' ')
        g_string_append_c(plain, ' ');
    return g_string_free(plain, FALSE);
}

typedef struct {
    ClaimTexts *texts;
    guint32 *place;     /* by row of the task: + 1 of its place; 0: not looked at */
    GHashTable *counts; /* word → rows of training, while words are counted; NULL: later */
    GHashTable *last;   /* word → the row that counted it last + 1 */
    GHashTable *index;  /* single word → its place + 1 */
    GArray *phrases;    /* guint: places of words of several */
} Reading;

static void
count_words(Reading *reading, guint32 row, char **words)
{
    for (guint i = 0; words[i]; i++) {
        if (strlen(words[i]) < WORD_SHORTEST ||
            GPOINTER_TO_UINT(g_hash_table_lookup(reading->last, words[i])) == row + 1)
            continue;
        guint32 n = GPOINTER_TO_UINT(g_hash_table_lookup(reading->counts, words[i]));
        g_hash_table_replace(reading->counts, g_strdup(words[i]), GUINT_TO_POINTER(n + 1));
        g_hash_table_replace(reading->last, g_strdup(words[i]), GUINT_TO_POINTER(row + 1));
    }
}

static void
mark_words(Reading *reading, guint32 place, const char *plain, char **words)
{
    for (guint i = 0; words[i]; i++) {
        guint at = GPOINTER_TO_UINT(g_hash_table_lookup(reading->index, words[i]));
        if (at)
            bits_set(g_ptr_array_index(reading->texts->said, at - 1), place);
    }
    for (guint i = 0; i < reading->phrases->len; i++) {
        guint at = g_array_index(reading->phrases, guint, i);
        g_autofree char *between =
            g_strdup_printf(" %s ", (char *)reading->texts->words->pdata[at]);
        if (strstr(plain, between))
            bits_set(g_ptr_array_index(reading->texts->said, at), place);
    }
}

static gboolean
read_text(guint32 row, const char *text, gsize length, gpointer data)
{
    Reading *reading = data;
    guint32 place = reading->place[row];

    if (!place || !text || (reading->counts && place > reading->texts->learned))
        return TRUE;
    g_autofree char *plain = plain_words(text, length);
    g_auto(GStrv) words = g_strsplit(plain, " ", -1);
    if (reading->counts)
        count_words(reading, row, words);
    else
        mark_words(reading, place - 1, plain, words);
    return TRUE;
}

static gboolean
read_columns(Reading *reading, sqlite3 *database, Progress *progress, GError **error)
{
    const Frame *frame = reading->texts->task->frame;

    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(frame->columns, i);
        if (column->kind != KIND_TEXT || column->info->known == KNOWN_LATER)
            continue;
        if (progress_stop(progress, error) ||
            !frame_texts(frame, database, column->info, read_text, reading, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- candidates --------------------------------------------------------------------------------
 */

static void
add_word(ClaimTexts *texts, GHashTable *there, const char *word)
{
    g_autofree char *plain = plain_words(word, strlen(word));
    char *bare = g_strstrip(plain);

    if (!*bare || g_hash_table_contains(there, bare))
        return;
    g_ptr_array_add(texts->words, g_strdup(bare));
    g_hash_table_add(there, g_strdup(bare));
}

static int
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Neither names nor what stands everywhere. */
static void
choose_words(ClaimTexts *texts, GHashTable *counts, GPtrArray *own, sqlite3 *database)
{
    g_autoptr(GHashTable) there = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) usual = g_ptr_array_new();
    g_auto(GStrv) keywords = keywords_of(database);
    GHashTableIter all;
    gpointer word, rows;

    for (guint i = 0; i < own->len; i++)
        add_word(texts, there, g_ptr_array_index(own, i));
    for (guint i = 0; keywords[i]; i++)
        add_word(texts, there, keywords[i]);
    g_hash_table_iter_init(&all, counts);
    while (g_hash_table_iter_next(&all, &word, &rows)) {
        double share = GPOINTER_TO_UINT(rows) / (double)MAX(texts->learned, 1);
        if (share >= SELDOM && share <= OFTEN)
            g_ptr_array_add(usual, word);
    }
    g_ptr_array_sort(usual, by_text);
    for (guint i = 0; i < usual->len && texts->words->len < WORDS_MOST; i++)
        add_word(texts, there, g_ptr_array_index(usual, i));
}

gboolean
claim_texts_read(ClaimTexts *texts, const Task *task, GPtrArray *own, sqlite3 *database,
                 Progress *progress, GError **error)
{
    texts->task = task;
    take_rows(texts);
    texts->words = g_ptr_array_new_with_free_func(g_free);
    texts->said = g_ptr_array_new_with_free_func(g_free);
    g_autofree guint32 *place = g_new0(guint32, (gsize)task->n + 1);
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GArray) phrases = g_array_new(FALSE, FALSE, sizeof(guint));
    Reading reading = {texts, place, counts, last, index, phrases};

    for (guint32 i = 0; i < texts->n; i++)
        place[texts->row[i]] = i + 1;
    if (!read_columns(&reading, database, progress, error))
        return FALSE;
    choose_words(texts, counts, own, database);
    reading.counts = NULL;
    for (guint i = 0; i < texts->words->len; i++) {
        char *word = g_ptr_array_index(texts->words, i);
        g_ptr_array_add(texts->said, g_new0(guint64, (gsize)texts->n / 64 + 1));
        if (strchr(word, ' '))
            g_array_append_val(phrases, i);
        else
            g_hash_table_insert(index, word, GUINT_TO_POINTER(i + 1));
    }
    return read_columns(&reading, database, progress, error);
}

guint64 *
claim_said(const ClaimTexts *texts, const char *words)
{
    guint64 *bits = g_new0(guint64, (gsize)texts->n / 64 + 1);
    g_auto(GStrv) each = g_strsplit(words, ",", -1);

    for (guint i = 0; each[i]; i++) {
        g_autofree char *plain = plain_words(each[i], strlen(each[i]));
        const char *bare = g_strstrip(plain);
        for (guint k = 0; k < texts->words->len; k++)
            if (strcmp(bare, texts->words->pdata[k]) == 0)
                for (gsize w = 0; w <= texts->n / 64; w++)
                    bits[w] |= ((const guint64 *)texts->said->pdata[k])[w];
    }
    return bits;
}
