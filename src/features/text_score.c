/* Words as facts: each training row adds its stems' counts at the moment its outcome is known, and
 * a score reads the counts as they stood before its seed time. Naive Bayes on stems (Maron 1961)
 * whose model is never newer than the ticket it reads. */
#include "features/text_score.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_STEMS 64 /* different ones of a text; what follows isn't read */
#define SHRINKAGE 20.0
#define FEWEST_KNOWN 100
#define FEWEST_EACH 10

typedef struct {
    TimePoint known;
    guint32 row;
    gboolean event;
} Lesson;

typedef struct {
    guint32 events, all;
} Counts;

struct TextScores {
    TextMeasurer *measurer; /* borrowed */
    GHashTable *numbers;    /* hash of a stem → its number + 1 */
    GArray *stems;          /* guint32: numbers of the stems of row after row */
    guint32 *start;         /* n + 1 places there; a row without text has none */
    GArray *found;          /* guint64: the stems of the text being read */
    GArray
        *lessons; /* Lesson, by the time they are known, which is no sooner than their own seed */
    guint32 learned; /* of them, those in the counts */
    Counts *counts;  /* a stem */
    Counts all;
};

/* ---- reading -----------------------------------------------------------------------------------
 */

typedef struct {
    TextScores *scores;
    Progress *progress;
    guint32 next; /* row whose start isn't written */
    GError *stopped;
} Reading;

static guint32
number_of(TextScores *scores, guint64 stem)
{
    gpointer key = (gpointer)(gsize)stem;
    guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(scores->numbers, key));
    if (number == 0) {
        number = g_hash_table_size(scores->numbers) + 1;
        g_hash_table_insert(scores->numbers, key, GUINT_TO_POINTER(number));
    }
    return number - 1;
}

static gboolean
read_row(guint32 row, const char *text, gsize length, gpointer data)
{
    Reading *reading = data;
    TextScores *scores = reading->scores;
    while (reading->next <= row)
        scores->start[reading->next++] = scores->stems->len;
    text_stems(scores->measurer, text ? text : "", text ? length : 0, MOST_STEMS, scores->found);
    for (guint i = 0; i < scores->found->len; i++) {
        guint32 number = number_of(scores, g_array_index(scores->found, guint64, i));
        g_array_append_val(scores->stems, number);
    }
    return row % 4096 != 0 || !progress_stop(reading->progress, &reading->stopped);
}

static gboolean
read_texts(TextScores *scores, const Frame *frame, sqlite3 *database, const ColumnInfo *column,
           Progress *progress, GError **error)
{
    Reading reading = {.scores = scores, .progress = progress};
    if (!frame_texts(frame, database, column, read_row, &reading, error)) {
        g_clear_error(&reading.stopped);
        return FALSE;
    }
    while (reading.next <= frame->n)
        scores->start[reading.next++] = scores->stems->len;
    if (reading.stopped)
        g_propagate_error(error, reading.stopped);
    return !reading.stopped;
}

/* ---- learning ----------------------------------------------------------------------------------
 */

static int
compare_lessons(gconstpointer a, gconstpointer b)
{
    const Lesson *x = a, *y = b;
    if (x->known != y->known)
        return x->known < y->known ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static void
collect_lessons(TextScores *scores, const Task *task)
{
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        TimePoint known = task->known_at[row];
        Lesson lesson = {MAX(known, task->seed_time[row]), row, task->label[row] > 0.5};
        gboolean trains = task->part[row] == SPLIT_TRAIN || task->part[row] == SPLIT_STOP;
        if (trains && known != TIME_MISSING)
            g_array_append_val(scores->lessons, lesson);
    }
    g_array_sort(scores->lessons, compare_lessons);
}

/* Brings the counts to what was known before a moment; one earlier than the last starts anew. */
static void
learn_until(TextScores *scores, TimePoint seed)
{
    const Lesson *lessons = (const Lesson *)scores->lessons->data;
    if (scores->learned > 0 && lessons[scores->learned - 1].known >= seed) {
        memset(scores->counts, 0, g_hash_table_size(scores->numbers) * sizeof *scores->counts);
        scores->all = (Counts){0};
        scores->learned = 0;
    }
    for (; scores->learned < scores->lessons->len && lessons[scores->learned].known < seed;
         scores->learned++) {
        const Lesson *lesson = &lessons[scores->learned];
        for (guint32 i = scores->start[lesson->row]; i < scores->start[lesson->row + 1]; i++) {
            Counts *counts = &scores->counts[g_array_index(scores->stems, guint32, i)];
            counts->all++;
            counts->events += lesson->event;
        }
        scores->all.all++;
        scores->all.events += lesson->event;
    }
}

TextScores *
text_scores_new(const Task *task, const Frame *frame, sqlite3 *database, const ColumnInfo *column,
                TextMeasurer *measurer, Progress *progress, GError **error)
{
    TextScores *scores = g_new0(TextScores, 1);
    scores->measurer = measurer;
    scores->numbers = g_hash_table_new(NULL, NULL);
    scores->stems = g_array_new(FALSE, FALSE, sizeof(guint32));
    scores->found = g_array_new(FALSE, FALSE, sizeof(guint64));
    scores->lessons = g_array_new(FALSE, FALSE, sizeof(Lesson));
    scores->start = g_new0(guint32, (gsize)frame->n + 1);
    if (!read_texts(scores, frame, database, column, progress, error)) {
        text_scores_free(scores);
        return NULL;
    }
    collect_lessons(scores, task);
    scores->counts = g_new0(Counts, g_hash_table_size(scores->numbers) + 1);
    return scores;
}

void
text_scores_free(TextScores *scores)
{
    if (!scores)
        return;
    g_hash_table_unref(scores->numbers);
    g_array_unref(scores->stems);
    g_array_unref(scores->found);
    g_array_unref(scores->lessons);
    g_free(scores->start);
    g_free(scores->counts);
    g_free(scores);
}

/* ---- scoring -----------------------------------------------------------------------------------
 */

static gboolean
knows_enough(const Counts *all)
{
    return all->all >= FEWEST_KNOWN && all->events >= FEWEST_EACH &&
           all->all - all->events >= FEWEST_EACH;
}

/* What one stem adds; 0 of one never seen. */
static double
log_odds(const Counts *all, const Counts *counts)
{
    double rate = (double)all->events / all->all;
    double events = counts->events + SHRINKAGE * rate;
    double others = counts->all - counts->events + SHRINKAGE * (1 - rate);
    return counts->all ? log(events / others * ((1 - rate) / rate)) : 0;
}

double
text_scores_of_row(TextScores *scores, guint32 row, TimePoint seed)
{
    guint32 first = scores->start[row], n = scores->start[row + 1] - first;
    double sum = 0;
    learn_until(scores, seed);
    if (!knows_enough(&scores->all) || n == 0)
        return NAN;
    for (guint32 i = 0; i < n; i++)
        sum += log_odds(&scores->all,
                        &scores->counts[g_array_index(scores->stems, guint32, first + i)]);
    return sum / sqrt(n);
}

double
text_scores_of_text(TextScores *scores, const char *text, gsize length, TimePoint seed)
{
    double sum = 0;
    text_stems(scores->measurer, text, length, MOST_STEMS, scores->found);
    guint32 n = scores->found->len;
    learn_until(scores, seed);
    if (!knows_enough(&scores->all) || n == 0)
        return NAN;
    for (guint32 i = 0; i < n; i++) {
        gpointer stem = (gpointer)(gsize)g_array_index(scores->found, guint64, i);
        guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(scores->numbers, stem));
        sum += number > 0 ? log_odds(&scores->all, &scores->counts[number - 1]) : 0;
    }
    return sum / sqrt(n);
}

/* ---- the store ---------------------------------------------------------------------------------
 */

typedef struct {
    guint64 stem;
    Counts counts;
} StemRecord;

struct TextRecord {
    TimePoint until; /* all of it was known by then */
    Counts all;
    GArray *stems;       /* StemRecord, by stem */
    GHashTable *numbers; /* stem → its StemRecord* */
};

static int
compare_stems(gconstpointer a, gconstpointer b)
{
    const StemRecord *x = a, *y = b;
    return (x->stem > y->stem) - (x->stem < y->stem);
}

char *
text_scores_store(TextScores *scores)
{
    GHashTableIter iter;
    gpointer stem, number;
    g_autoptr(GArray) stems = g_array_new(FALSE, TRUE, sizeof(StemRecord));
    if (scores->lessons->len == 0)
        return NULL;
    TimePoint until = g_array_index(scores->lessons, Lesson, scores->lessons->len - 1).known;
    learn_until(scores, G_MAXINT64);
    g_hash_table_iter_init(&iter, scores->numbers);
    while (g_hash_table_iter_next(&iter, &stem, &number)) {
        StemRecord record = {(gsize)stem, scores->counts[GPOINTER_TO_UINT(number) - 1]};
        if (record.counts.all)
            g_array_append_val(stems, record);
    }
    g_array_sort(stems, compare_stems);
    g_autofree char *bytes =
        g_base64_encode((const guchar *)stems->data, stems->len * sizeof(StemRecord));
    json_t *all = json_pack("{s:I s:I s:I s:s}", "until", (json_int_t)until, "events",
                            (json_int_t)scores->all.events, "all", (json_int_t)scores->all.all,
                            "stems", bytes);
    char *text = json_dumps(all, JSON_COMPACT | JSON_PRESERVE_ORDER);
    char *copy = g_strdup(text);
    free(text);
    json_decref(all);
    return copy;
}

TextRecord *
text_record_restore(const char *stored)
{
    json_int_t until, events, count;
    const char *text;
    json_t *all = json_loads(stored, 0, NULL);
    gsize length = 0;
    if (json_unpack(all, "{s:I s:I s:I s:s}", "until", &until, "events", &events, "all", &count,
                    "stems", &text) != 0) {
        json_decref(all);
        return NULL;
    }
    g_autofree guchar *bytes = g_base64_decode(text, &length);
    TextRecord *record = g_new0(TextRecord, 1);
    record->until = until;
    record->all = (Counts){(guint32)events, (guint32)count};
    record->stems = g_array_new(FALSE, FALSE, sizeof(StemRecord));
    g_array_append_vals(record->stems, bytes, (guint)(length / sizeof(StemRecord)));
    record->numbers = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < record->stems->len; i++) {
        StemRecord *one = &g_array_index(record->stems, StemRecord, i);
        g_hash_table_insert(record->numbers, &one->stem, one);
    }
    json_decref(all);
    return record;
}

void
text_record_free(TextRecord *record)
{
    if (!record)
        return;
    g_hash_table_unref(record->numbers);
    g_array_unref(record->stems);
    g_free(record);
}

TimePoint
text_record_until(const TextRecord *record)
{
    return record->until;
}

double
text_record_score(const TextRecord *record, TextMeasurer *measurer, const char *text, gsize length)
{
    double sum = 0;
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(guint64));
    text_stems(measurer, text, length, MOST_STEMS, found);
    if (!knows_enough(&record->all) || found->len == 0)
        return NAN;
    for (guint i = 0; i < found->len; i++) {
        const StemRecord *one =
            g_hash_table_lookup(record->numbers, &g_array_index(found, guint64, i));
        sum += one ? log_odds(&record->all, &one->counts) : 0;
    }
    return sum / sqrt(found->len);
}
