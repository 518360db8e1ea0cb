/* Words of texts, counted: which stems topics may be made of, and how much each weighs in a text.
 */
#include "features/topic_texts.h"

#include <math.h>
#include <string.h>

#define MOST_STEMS 1500
#define FEWEST_TEXTS 5
#define SMALLEST_SHARE 0.002
#define LARGEST_SHARE 0.4
#define SHORTEST 3 /* letters */

/* Words that hold a sentence together; they tell nothing of what it is about. */
static const char grammar[] =
    "the,and,for,are,but,not,you,all,any,can,had,her,was,one,our,out,has,him,his,how,man,its,may,"
    "new,now,old,see,two,way,who,did,get,got,let,say,she,too,use,that,with,have,this,will,your,"
    "from,they,know,want,been,good,much,some,time,very,when,come,here,just,like,long,make,many,"
    "more,only,over,such,take,than,them,well,were,what,would,there,their,which,about,could,other,"
    "into,then,these,also,after,back,even,most,should,because,does,doing,done,each,either,else,"
    "every,while,where,whether,whom,whose,why,yet,yours,again,against,before,being,below,between,"
    "both,during,few,further,hers,herself,himself,itself,myself,nor,off,once,own,same,those,"
    "through,under,until,upon,ours,please,thanks,thank,hello,hi,dear,regards,still,since,them,"
    "i'm,i've,i'd,it's,don't,doesn't,didn't,can't,cannot,won't,isn't,wasn't,we're,we've,you're,"
    "that's,there's,haven't,hasn't,couldn't,wouldn't,without,though,although,however,therefore";

typedef struct {
    guint64 stem;
    guint32 texts; /* that have it */
    guint32 last;  /* text, from 1 */
} StemCount;

typedef struct {
    char *word;
    guint64 stem;
    guint32 count;
} Form;

struct TopicTexts {
    TextMeasurer *measurer;
    GArray *stems;       /* StemCount */
    GHashTable *numbers; /* hash of a stem → its place + 1 */
    GHashTable *forms;   /* word → Form* */
    GHashTable *skipped; /* words of grammar */
    GArray *found;       /* guint32: places of the stems of text after text */
    GArray *start;       /* guint32: texts + 1 */
};

static void
form_free(gpointer data)
{
    Form *form = data;
    g_free(form->word);
    g_free(form);
}

TopicTexts *
topic_texts_new(TextMeasurer *measurer)
{
    TopicTexts *texts = g_new0(TopicTexts, 1);
    guint32 none = 0;
    texts->measurer = measurer;
    texts->stems = g_array_new(FALSE, FALSE, sizeof(StemCount));
    texts->numbers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    texts->forms = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, form_free);
    texts->skipped = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    texts->found = g_array_new(FALSE, FALSE, sizeof(guint32));
    texts->start = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_array_append_val(texts->start, none);
    g_auto(GStrv) words = g_strsplit(grammar, ",", -1);
    for (char **word = words; *word; word++)
        g_hash_table_add(texts->skipped, g_strdup(*word));
    return texts;
}

void
topic_texts_free(TopicTexts *texts)
{
    if (!texts)
        return;
    g_array_unref(texts->stems);
    g_hash_table_unref(texts->numbers);
    g_hash_table_unref(texts->forms);
    g_hash_table_unref(texts->skipped);
    g_array_unref(texts->found);
    g_array_unref(texts->start);
    g_free(texts);
}

/* Letters alone, no number, no id, nothing of grammar. */
static gboolean
says_something(const TopicTexts *texts, const char *word)
{
    glong letters = g_utf8_strlen(word, -1);
    for (const char *at = word; *at; at++)
        if (g_ascii_isdigit(*at) || *at == '_')
            return FALSE;
    return letters >= SHORTEST && !g_hash_table_contains(texts->skipped, word);
}

static void
count_form(TopicTexts *texts, guint64 stem, const char *word)
{
    Form *form = g_hash_table_lookup(texts->forms, word);
    if (!form) {
        form = g_new0(Form, 1);
        *form = (Form){g_strdup(word), stem, 0};
        g_hash_table_insert(texts->forms, form->word, form);
    }
    form->count++;
}

static void
add_word(guint64 stem, const char *bytes, gsize length, gpointer data)
{
    TopicTexts *texts = data;
    g_autofree char *word = bytes ? g_strndup(bytes, length) : NULL;
    if (!word || !says_something(texts, word))
        return;
    guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(texts->numbers, &stem));
    if (number == 0) {
        StemCount count = {.stem = stem};
        g_array_append_val(texts->stems, count);
        number = texts->stems->len;
        g_hash_table_insert(texts->numbers, g_memdup2(&stem, sizeof stem),
                            GUINT_TO_POINTER(number));
    }
    StemCount *count = &g_array_index(texts->stems, StemCount, number - 1);
    count->texts += count->last != texts->start->len;
    count->last = texts->start->len;
    number--;
    g_array_append_val(texts->found, number);
    count_form(texts, stem, word);
}

void
topic_texts_add(TopicTexts *texts, const char *text, gsize length)
{
    text_each_word(texts->measurer, text, length, add_word, texts);
    g_array_append_val(texts->start, texts->found->len);
}

/* ---- vocabulary --------------------------------------------------------------------------------
 */

static int
compare_stems(gconstpointer a, gconstpointer b)
{
    const StemCount *x = a, *y = b;
    if (x->texts != y->texts)
        return x->texts > y->texts ? -1 : 1;
    return x->stem < y->stem ? -1 : x->stem > y->stem;
}

GArray *
topic_texts_vocabulary(const TopicTexts *texts)
{
    g_autoptr(GArray) sorted = g_array_copy(texts->stems);
    GArray *stems = g_array_new(FALSE, FALSE, sizeof(guint64));
    guint32 n = texts->start->len - 1;
    double fewest = MAX(FEWEST_TEXTS, SMALLEST_SHARE * n), most = LARGEST_SHARE * n;
    g_array_sort(sorted, compare_stems);
    for (guint i = 0; i < sorted->len && stems->len < MOST_STEMS; i++) {
        const StemCount *count = &g_array_index(sorted, StemCount, i);
        if (count->texts >= fewest && count->texts <= most)
            g_array_append_val(stems, count->stem);
    }
    return stems;
}

const char *
topic_texts_word(const TopicTexts *texts, guint64 stem)
{
    const Form *best = NULL;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, texts->forms);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Form *form = value;
        if (form->stem == stem &&
            (!best || form->count > best->count ||
             (form->count == best->count && strcmp(form->word, best->word) < 0)))
            best = form;
    }
    return best ? best->word : "";
}

/* ---- the matrix --------------------------------------------------------------------------------
 */

static int
compare_columns(const void *a, const void *b)
{
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
    return (x > y) - (x < y);
}

/* The row of one text from the columns of its stems; an empty one is none. */
static void
add_row(Sparse *x, guint32 *columns, guint n, const double *rarity)
{
    guint32 from = x->start[x->rows], at = from;
    double length = 0;
    qsort(columns, n, sizeof *columns, compare_columns);
    for (guint i = 0; i < n; i++) {
        if (at == from || x->column[at - 1] != columns[i]) {
            x->column[at] = columns[i];
            x->value[at++] = 0;
        }
        x->value[at - 1] += rarity[columns[i]];
    }
    for (guint32 i = from; i < at; i++)
        length += x->value[i] * x->value[i];
    for (guint32 i = from; i < at; i++)
        x->value[i] /= sqrt(length);
    if (at > from)
        x->start[++x->rows] = at;
}

double *
topic_texts_matrix(const TopicTexts *texts, GArray *stems, Sparse *x)
{
    guint32 n = texts->start->len - 1;
    double *rarity = g_new(double, stems->len + 1);
    g_autofree guint32 *column = g_new0(guint32, texts->stems->len + 1); /* of a stem, from 1 */
    g_autofree guint32 *columns = g_new(guint32, texts->found->len + 1);
    *x = (Sparse){0, stems->len, g_new0(guint32, n + 2), g_new(guint32, texts->found->len + 1),
                  g_new(double, texts->found->len + 1)};
    for (guint j = 0; j < stems->len; j++) {
        guint32 place = GPOINTER_TO_UINT(
            g_hash_table_lookup(texts->numbers, &g_array_index(stems, guint64, j)));
        const StemCount *count = &g_array_index(texts->stems, StemCount, place - 1);
        column[place - 1] = j + 1;
        rarity[j] = 1 + log((1.0 + n) / (1.0 + count->texts));
    }
    for (guint32 i = 0; i < n; i++) {
        guint found = 0;
        for (guint32 k = g_array_index(texts->start, guint32, i);
             k < g_array_index(texts->start, guint32, i + 1); k++) {
            guint32 at = column[g_array_index(texts->found, guint32, k)];
            if (at)
                columns[found++] = at - 1;
        }
        add_row(x, columns, found, rarity);
    }
    return rarity;
}
