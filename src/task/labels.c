/* Labels from outside: a table of entity, seed time and label in the place of a rule, so that a
 * published benchmark runs as it is. A row without a label is open: it is asked about. */
#include "task/task-private.h"

#include <math.h>
#include <string.h>

/* ---- who and when ------------------------------------------------------------------------------
 */

/* The column that names the entity: over a link, else by the name of its key. */
static const FrameColumn *
key_column(const Frame *asked, const TableInfo *entity, GError **error)
{
    const GPtrArray *links = asked->catalogue->links;
    for (guint i = 0; i < links->len; i++) {
        const LinkInfo *link = links->pdata[i];
        if (link->child->id == asked->table->id && link->parent->id == entity->id)
            return frame_column_of(asked, link->child_column);
    }
    const ColumnInfo *column =
        entity->key ? table_column(asked->table, entity->key->name, NULL) : NULL;
    if (column)
        return frame_column_of(asked, column);
    task_refuse(error, "%s has no column that names rows of %s: call it %s, or link the two",
                asked->table->name, entity->name, entity->key ? entity->key->name : "as its key");
    return NULL;
}

void
asked_moments_free(AskedMoments *asked)
{
    if (!asked)
        return;
    g_free(asked->entity);
    g_free(asked->from);
    g_free(asked->seed);
    g_free(asked->unknown_from);
    g_clear_pointer(&asked->frame, frame_unref);
    g_free(asked);
}

AskedMoments *
asked_moments_new(FrameStore *frames, sqlite3 *database, const Frame *entity, const char *table,
                  GError **error)
{
    const TableInfo *info = catalogue_table(entity->catalogue, table, error);
    g_autoptr(AskedMoments) asked = g_new0(AskedMoments, 1);
    if (!info || !(asked->frame = frame_store_get(frames, database, info, NULL, error)))
        return NULL;
    const FrameColumn *key = key_column(asked->frame, entity->table, error);
    if (!key)
        return NULL;
    if (!info->time) {
        task_refuse(error, "%s has no time: say which column holds the seed times, time %s.COLUMN",
                    info->name, info->name);
        return NULL;
    }
    const FrameColumn *time = frame_column_of(asked->frame, info->time);
    asked->key = key;
    asked->time = time;
    KeyCodes *ours = key_codes_new(frame_column(entity, entity->table->key->name));
    KeyCodes *theirs = key_codes_new(key);
    g_autofree guint32 *row_of = g_new(guint32, (gsize)ours->size + 1);
    for (guint32 row = entity->n; row-- > 0;)
        if (ours->code[row] >= 0)
            row_of[ours->code[row]] = row;
    asked->entity = g_new(guint32, (gsize)asked->frame->n + 1);
    asked->from = g_new(guint32, (gsize)asked->frame->n + 1);
    asked->seed = g_new(TimePoint, (gsize)asked->frame->n + 1);
    asked->unknown_from = g_new(guint32, (gsize)asked->frame->n + 1);
    for (guint32 i = 0; i < asked->frame->n; i++) {
        gint32 code = key_codes_match(ours, theirs, theirs->code[i]);
        if (code < 0 || time->integer[i] == TIME_MISSING) {
            asked->unknown_from[asked->unknown++] = i;
            continue;
        }
        asked->entity[asked->n] = row_of[code];
        asked->from[asked->n] = i;
        asked->seed[asked->n++] = time->integer[i];
    }
    key_codes_free(ours);
    key_codes_free(theirs);
    if (asked->n > 0)
        return g_steal_pointer(&asked);
    g_autofree char *such =
        entity->n ? frame_words(entity, frame_column_of(entity, entity->table->key), 0) : NULL;
    task_refuse(error, "no row of %s names a row of %s and a time: %s should hold keys such as %s",
                info->name, entity->table->name, key->info->name,
                such ? such : "there are none of");
    return NULL;
}

/* ---- labels ------------------------------------------------------------------------------------
 */

static gboolean
holds_labels(const FrameColumn *column)
{
    return column->kind == KIND_BOOLEAN || column->kind == KIND_INTEGER ||
           column->kind == KIND_DECIMAL;
}

/* The column called label; else the only one of numbers or yes and no besides key and time. */
static const FrameColumn *
label_column(const AskedMoments *asked, GError **error)
{
    const Frame *frame = asked->frame;
    const FrameColumn *named = frame_column(frame, "label"), *found = NULL;
    if (named && holds_labels(named))
        return named;
    guint candidates = 0;
    if (named) {
        task_refuse(error, "%s.%s is %s: write 0 and 1, yes and no, or numbers", frame->table->name,
                    named->info->name, kind_name(named->kind));
        return NULL;
    }
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        if (!holds_labels(column) || column->info->role == ROLE_ID ||
            column->info == frame->table->key)
            continue;
        found = column;
        candidates++;
    }
    if (candidates == 1)
        return found;
    task_refuse(error, "%s has %s: call the one of the labels \"label\"", frame->table->name,
                candidates ? "several columns of numbers"
                           : "no column of numbers or of yes and no");
    return NULL;
}

/* Yes and no, or numbers that are all 0 or 1. */
static gboolean
all_events(const FrameColumn *column)
{
    for (guint32 row = 0; row < column->n; row++) {
        double number = frame_number(column, row);
        if (!isnan(number) && number != 0 && number != 1)
            return FALSE;
    }
    return TRUE;
}

static gboolean
read_part(const char *words, guint8 *part)
{
    static const struct {
        const char *words;
        SplitPart part;
    } names[] = {
        {"train", SPLIT_TRAIN},           {"training", SPLIT_TRAIN},   {"val", SPLIT_VALIDATION},
        {"validation", SPLIT_VALIDATION}, {"valid", SPLIT_VALIDATION}, {"test", SPLIT_TEST},
    };
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(names[i].words, words) == 0) {
            *part = (guint8)names[i].part;
            return TRUE;
        }
    return FALSE;
}

static const FrameColumn *
part_column(const Frame *frame)
{
    const FrameColumn *column = frame_column(frame, "split");
    return column ? column : frame_column(frame, "part");
}

static gboolean
read_parts(Task *task, const AskedMoments *asked, GError **error)
{
    const FrameColumn *column = part_column(asked->frame);
    if (!column)
        return TRUE;
    task->given = g_new0(guint8, (gsize)task->n + 1);
    for (guint32 i = 0; i < task->n; i++) {
        g_autofree char *words = frame_words(asked->frame, column, asked->from[i]);
        task->labels.partless += *g_strstrip(words) == '\0';
        if (!*words || read_part(words, &task->given[i]))
            continue;
        return task_refuse(
            error, "%s holds \"%s\" in %s, in row %u: write train, validation or test",
            asked->frame->table->name, words, column->info->name, asked->from[i] + 1);
    }
    return TRUE;
}

/* ---- what can't be used, or says little --------------------------------------------------------
 */

/* By entity and moment, then as the table has them. */
static int
by_question(gconstpointer a, gconstpointer b, gpointer data)
{
    const AskedMoments *asked = data;
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
    if (asked->entity[x] != asked->entity[y])
        return asked->entity[x] < asked->entity[y] ? -1 : 1;
    if (asked->seed[x] != asked->seed[y])
        return asked->seed[x] < asked->seed[y] ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* Two rows on one question must say the same in the column (NULL: nothing to say). */
static gboolean
check_same(const AskedMoments *asked, const FrameColumn *column, guint32 one, guint32 other,
           GError **error)
{
    if (!column)
        return TRUE;
    guint32 first = asked->from[one], second = asked->from[other];
    g_autofree char *words = frame_words(asked->frame, column, first);
    g_autofree char *again = frame_words(asked->frame, column, second);
    if (g_ascii_strcasecmp(g_strstrip(words), g_strstrip(again)) == 0)
        return TRUE;
    g_autofree char *who = frame_words(asked->frame, asked->key, first);
    g_autofree char *at =
        date_words(asked->seed[one], PRECISION_DAY, asked->frame->catalogue->zone);
    return task_refuse(error,
                       "%s says both \"%s\" and \"%s\" of %s on %s, in rows %u and %u: keep one",
                       asked->frame->table->name, words, again, who, at, first + 1, second + 1);
}

/* Takes rows out that repeat an earlier one, so that none counts twice. */
static gboolean
drop_repeated(AskedMoments *asked, const FrameColumn *label, guint32 *repeated, GError **error)
{
    const FrameColumn *part = part_column(asked->frame);
    g_autofree guint32 *order = g_new(guint32, (gsize)asked->n + 1);
    g_autofree guint8 *again = g_new0(guint8, (gsize)asked->n + 1);
    guint32 kept = 0;

    for (guint32 i = 0; i < asked->n; i++)
        order[i] = i;
    g_qsort_with_data(order, (int)asked->n, sizeof *order, by_question, asked);
    for (guint32 i = 1; i < asked->n; i++) {
        guint32 one = order[i - 1], other = order[i];
        if (asked->entity[one] != asked->entity[other] || asked->seed[one] != asked->seed[other])
            continue;
        if (!check_same(asked, label, one, other, error) ||
            !check_same(asked, part, one, other, error))
            return FALSE;
        again[other] = 1;
    }
    for (guint32 i = 0; i < asked->n; i++) {
        if (again[i])
            continue;
        asked->entity[kept] = asked->entity[i];
        asked->from[kept] = asked->from[i];
        asked->seed[kept++] = asked->seed[i];
    }
    *repeated = asked->n - kept;
    asked->n = kept;
    return TRUE;
}

/* The oldest time of a table's rows; G_MAXINT64: none has one. */
static gboolean
oldest_time(FrameStore *frames, sqlite3 *database, const TableInfo *table, TimePoint *oldest,
            GError **error)
{
    g_autoptr(Frame) frame = frame_store_get(frames, database, table, NULL, error);
    *oldest = G_MAXINT64;
    if (!frame)
        return FALSE;
    const FrameColumn *time = frame_column_of(frame, table->time);
    for (guint32 row = 0; row < frame->n; row++)
        if (time->integer[row] != TIME_MISSING)
            *oldest = MIN(*oldest, time->integer[row]);
    return TRUE;
}

/* When the past that is on record begins. A customer's own date, such as a birth, is none of it
 * unless nothing else is dated. */
static gboolean
find_beginning(Task *task, FrameStore *frames, sqlite3 *database, const TableInfo *labels,
               GError **error)
{
    const TableInfo *entity = task->frame->table;
    const GPtrArray *tables = task->frame->catalogue->tables;
    TimePoint first = G_MAXINT64, own = G_MAXINT64, oldest;
    for (guint i = 0; i < tables->len; i++) {
        const TableInfo *table = tables->pdata[i];
        gboolean aside = table->id == entity->id && !moments_arrive(entity);
        if (!table->time || table->id == labels->id)
            continue;
        if (!oldest_time(frames, database, table, &oldest, error))
            return FALSE;
        *(aside ? &own : &first) = MIN(aside ? own : first, oldest);
    }
    first = first == G_MAXINT64 ? own : first;
    task->labels.begins = first == G_MAXINT64 ? TIME_MISSING : first;
    return TRUE;
}

static void
count_early(Task *task)
{
    for (guint32 row = 0; row < task->n; row++)
        task->labels.early += task->seed_time[row] <= task->labels.begins;
}

/* Training rows of a given split that nobody could have learned from when judging began. */
static void
count_unsettled(Task *task)
{
    TimePoint judged = G_MAXINT64;
    for (guint32 row = 0; row < task->n; row++)
        if (task->given[row] == SPLIT_VALIDATION || task->given[row] == SPLIT_TEST)
            judged = MIN(judged, task->seed_time[row]);
    for (guint32 row = 0; row < task->n; row++)
        task->labels.unsettled += task->given[row] == SPLIT_TRAIN &&
                                  task->state[row] == LABEL_KNOWN && task->known_at[row] > judged;
    task->labels.judged = judged;
}

void
labels_report(const Task *task, Report *report)
{
    const LabelsGiven *labels = &task->labels;
    GTimeZone *zone = task->frame->catalogue->zone;
    g_autofree char *begins = date_words(labels->begins, PRECISION_DAY, zone);
    g_autofree char *judged = date_words(labels->judged, PRECISION_DAY, zone);
    const struct {
        guint32 rows;
        const char *words, *on, *advice;
    } said[] = {
        {labels->unknown, "left out: no time, or a key that no row of ", task->spec.entity, " has"},
        {labels->repeated, "left out: the same as an earlier row", "", ""},
        {labels->early, "from before the data begins on ", begins,
         ": nothing of the past is known there, leave such rows out"},
        {labels->partless, "without a part, so neither taught nor judged by: ", "",
         "write train, validation or test"},
        {labels->unsettled, "in training with an outcome that came only after judging began on ",
         judged, ": figures may be too good, teach by what was known by then"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(said); i++) {
        g_autofree char *count = number_count(said[i].rows);
        if (said[i].rows)
            report_warn(report, "%s row%s of %s %s%s%s.", count, said[i].rows == 1 ? "" : "s",
                        task->spec.labels, said[i].words, said[i].on, said[i].advice);
    }
}

static void
set_label(Task *task, guint32 row, double label)
{
    TimePoint known = task->seed_time[row] + task->spec.horizon;
    task->label[row] = label;
    task->state[row] = isnan(label) ? LABEL_OPEN : LABEL_KNOWN;
    task->known_at[row] = isnan(label) ? TIME_MISSING : known;
    task->as_of = MAX(task->as_of, isnan(label) ? task->seed_time[row] : known);
}

gboolean
task_label_given(Task *task, FrameStore *frames, sqlite3 *database, const TaskSpec *spec,
                 GError **error)
{
    if (!task->frame->table->key)
        return task_refuse(error, "%s has no key: say which column names a row, key %s.COLUMN",
                           task->frame->table->name, task->frame->table->name);
    if (spec->horizon <= 0)
        return task_refuse(error, "say how long after its time a label of %s is known: horizon=30d",
                           spec->labels);
    g_autoptr(AskedMoments) asked =
        asked_moments_new(frames, database, task->frame, spec->labels, error);
    const FrameColumn *column = asked ? label_column(asked, error) : NULL;
    if (!column || !drop_repeated(asked, column, &task->labels.repeated, error) ||
        !find_beginning(task, frames, database, asked->frame->table, error))
        return FALSE;
    task->labels.unknown = asked->unknown;
    task->spec.entity = g_strdup(task->frame->table->name);
    task->spec.labels = g_strdup(asked->frame->table->name);
    task->spec.horizon = spec->horizon;
    task->spec.every = -1;
    task->spec.time = g_strdup("moment");
    task->kind = all_events(column) ? TASK_BINARY : TASK_NUMBER;
    task->pql = g_strdup_printf("%s.%s", task->spec.labels, column->info->name);
    task->event_words = g_strdup(task->pql);
    task->name = g_strdup(spec->name && *spec->name ? spec->name : task->event_words);
    task->spec.name = g_strdup(task->name);
    task->spec.seed = spec->seed ? spec->seed : 1;
    task_take_moments(task, frame_repeat(task->frame, asked->entity, asked->n), asked->seed);
    task->as_of = TIME_MISSING;
    for (guint32 row = 0; row < task->n; row++)
        set_label(task, row, frame_number(column, asked->from[row]));
    count_early(task);
    if (!read_parts(task, asked, error))
        return FALSE;
    if (task->given)
        count_unsettled(task);
    return TRUE;
}
