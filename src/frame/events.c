/* events: is a table a log, many rows a ticket, and which of its columns say so? An id that
 * repeats, a time of arrival that stays the same, and a counter or a time of change that grows. */
#include "frame/heading.h"

#include <math.h>

/* Fewer rows an id are no log but a table with some duplicates. */
#define LEAST_EVENTS 1.2
#define NEARLY_ALWAYS 0.99

guint32 *
frame_key_codes(const FrameColumn *column, guint32 *n)
{
    guint32 *code = g_new(guint32, column->n + 1);
    *n = 0;
    if (column->code) {
        for (guint32 row = 0; row < column->n; row++)
            code[row] = (guint32)column->code[row]; /* −1 becomes G_MAXUINT32 */
        *n = dictionary_size(column->dictionary);
        return code;
    }
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint32 row = 0; row < column->n; row++) {
        gpointer known;
        code[row] = G_MAXUINT32;
        if (!column->integer || column->integer[row] == G_MININT64)
            continue;
        if (!g_hash_table_lookup_extended(seen, &column->integer[row], NULL, &known)) {
            known = GUINT_TO_POINTER((*n)++);
            g_hash_table_insert(seen, &column->integer[row], known);
        }
        code[row] = GPOINTER_TO_UINT(known);
    }
    return code;
}

gboolean
column_speaks_of_end(const ColumnInfo *column)
{
    static const char *const words[] = {"closed", "resolved",   "solved",  "closure",
                                        "close",  "resolution", "outcome", NULL};
    g_autofree char *heading = heading_words(column->heading);
    return words_have_any(heading, words) != NULL;
}

gboolean
column_speaks_of_future(const ColumnInfo *column)
{
    static const char *const words[] = {"due",    "until",   "deadline", "expir*",
                                        "target", "planned", NULL};
    g_autofree char *heading = heading_words(column->heading);
    return words_have_any(heading, words) != NULL;
}

/* ---- which columns -------------------------------------------------------------------------- */

static gboolean
names_ticket(const ColumnInfo *column)
{
    static const char *const entity[] = {"ticket",       "case",   "incident", "issue", "request",
                                         "conversation", "number", "id",       "key",   NULL};
    g_autofree char *words = heading_words(column->heading);
    return column->role == ROLE_NONE && heading_names_key(words) && words_have_any(words, entity);
}

static gboolean
counts_events(const ColumnInfo *column)
{
    static const char *const names[] = {"mod count", "version", "sequence",     "seq",
                                        "revision",  "step",    "event number", "event no",
                                        "update no", NULL};
    g_autofree char *words = heading_words(column->heading);
    return column->kind == KIND_INTEGER && words_have_any(words, names);
}

static gboolean
dates_events(const ColumnInfo *column)
{
    static const char *const names[] = {"updated", "modified",  "changed",
                                        "event",   "timestamp", NULL};
    g_autofree char *words = heading_words(column->heading);
    return column->kind == KIND_DATE && column->role != ROLE_CREATED &&
           (column->role == ROLE_UPDATED || words_have_any(words, names));
}

static const FrameColumn *
first_that(const Frame *frame, gboolean (*fits)(const ColumnInfo *column))
{
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(frame->columns, i);
        if (fits(column->info))
            return column;
    }
    return NULL;
}

/* The first column that names tickets, each of them several times and never none. */
static const FrameColumn *
repeated_key(const Frame *frame)
{
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(frame->columns, i);
        guint32 n;
        if ((column->kind != KIND_KEY && column->kind != KIND_CATEGORY &&
             column->kind != KIND_INTEGER) ||
            !names_ticket(column->info))
            continue;
        g_autofree guint32 *code = frame_key_codes(column, &n);
        guint32 missing = 0;
        for (guint32 row = 0; row < frame->n; row++)
            missing += code[row] == G_MAXUINT32;
        if (missing == 0 && n >= 2 && (double)frame->n >= LEAST_EVENTS * (double)n)
            return column;
    }
    return NULL;
}

gboolean
table_could_be_log(const TableInfo *table)
{
    gboolean key = FALSE, time = FALSE;
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        key = key || names_ticket(column);
        time = time || dates_events(column);
    }
    return key && time && table_role(table, ROLE_CREATED) != NULL;
}

/* ---- how they run --------------------------------------------------------------------------- */

typedef struct {
    gint64 pairs, order_up, time_up, same_arrival;
} Course;

/* Each row beside the one before it of the same ticket, in the order of the file. */
static Course
course_of(const Frame *frame, const EventShape *shape, const FrameColumn *created, guint32 *n)
{
    Course course = {0};
    g_autofree guint32 *code = frame_key_codes(frame_column_of(frame, shape->key), n);
    g_autofree guint32 *before = g_new(guint32, *n + 1);
    const FrameColumn *order = frame_column_of(frame, shape->order);
    const FrameColumn *time = frame_column_of(frame, shape->time);
    for (guint32 i = 0; i < *n; i++)
        before[i] = G_MAXUINT32;
    for (guint32 row = 0; row < frame->n; row++) {
        if (code[row] == G_MAXUINT32)
            continue;
        guint32 last = before[code[row]];
        before[code[row]] = row;
        if (last == G_MAXUINT32)
            continue;
        course.pairs++;
        course.order_up += order && order->integer[row] > order->integer[last];
        course.time_up += time && time->integer[row] >= time->integer[last];
        course.same_arrival += created && created->integer[row] == created->integer[last];
    }
    return course;
}

static char *
evidence_words(const Frame *frame, const EventShape *shape, const Course *course, guint32 tickets)
{
    g_autofree char *rows = number_count(frame->n), *ids = number_count(tickets);
    gboolean counted = shape->order != NULL;
    double grows =
        (double)(counted ? course->order_up : course->time_up) / (double)MAX(course->pairs, 1);
    g_autofree char *share = number_percent(grows, grows < 0.9995 ? 1 : 0);
    g_autofree char *same = course->same_arrival
                                ? g_strdup_printf(" while %s stays the same", shape->created->name)
                                : g_strdup("");
    return g_strdup_printf("%s rows share %s values of %s, %.1f each; from row to row of one %s %s "
                           "in %s%s",
                           rows, ids, shape->key->name, (double)frame->n / MAX(tickets, 1),
                           counted ? shape->order->name : shape->time->name,
                           counted ? "grows" : "never goes back", share, same);
}

gboolean
frame_find_events(const Frame *frame, EventShape *shape)
{
    const FrameColumn *key = shape->key ? frame_column_of(frame, shape->key) : repeated_key(frame);
    const FrameColumn *time =
        shape->time ? frame_column_of(frame, shape->time) : first_that(frame, dates_events);
    const FrameColumn *order =
        shape->order ? frame_column_of(frame, shape->order) : first_that(frame, counts_events);
    shape->created = table_role(frame->table, ROLE_CREATED);
    const FrameColumn *created = frame_column_of(frame, shape->created);
    if (created && (created->kind != KIND_DATE || created == time))
        created = NULL;
    shape->created = created ? created->info : NULL;
    shape->strong = FALSE;
    if (!key || (!key->code && !key->integer) || !time || time->kind != KIND_DATE ||
        (order && !order->integer))
        return FALSE;
    shape->key = key->info;
    shape->time = time->info;
    shape->order = order ? order->info : NULL;
    guint32 tickets;
    Course course = course_of(frame, shape, created, &tickets);
    double pairs = (double)MAX(course.pairs, 1);
    shape->tickets = tickets;
    shape->evidence = evidence_words(frame, shape, &course, tickets);
    shape->strong = course.pairs > 0 && (double)course.time_up >= NEARLY_ALWAYS * pairs &&
                    (!order || (double)course.order_up >= NEARLY_ALWAYS * pairs) &&
                    (double)course.same_arrival >= NEARLY_ALWAYS * pairs;
    return TRUE;
}
