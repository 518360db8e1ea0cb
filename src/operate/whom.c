/* Who a query asks about: all that are open, those it names, or those of a table at moments of
 * their own; and who of them can't be asked about, with the reason. */
#include "operate/query.h"

#include <math.h>
#include <string.h>

static void
unasked_free(gpointer data)
{
    Unasked *unasked = data;
    g_free(unasked->id);
    g_free(unasked->why);
    g_free(unasked);
}

void
whom_clear(Whom *whom)
{
    g_clear_pointer(&whom->rows, g_array_unref);
    g_clear_pointer(&whom->frame, frame_unref);
    g_clear_pointer(&whom->seeds, g_free);
    g_clear_pointer(&whom->note, g_free);
    g_clear_pointer(&whom->unasked, g_ptr_array_unref);
}

/* Takes over id and why. */
static void
leave_out(Whom *whom, guint32 place, char *id, gboolean there, TimePoint seed, char *why)
{
    Unasked *unasked = g_new(Unasked, 1);
    *unasked = (Unasked){place, id ? id : g_strdup(""), there, seed, why};
    g_ptr_array_add(whom->unasked, unasked);
}

/* ---- named in the query ------------------------------------------------------------------------
 */

static gboolean
is_called(const FrameColumn *key, guint32 row, const char *wanted)
{
    g_autofree char *number = key->code || key->integer[row] == G_MININT64
                                  ? NULL
                                  : g_strdup_printf("%" G_GINT64_FORMAT, key->integer[row]);
    const char *have = number ? number
                       : key->code && key->code[row] >= 0
                           ? dictionary_text(key->dictionary, (guint32)key->code[row])
                           : NULL;
    return have && g_ascii_strcasecmp(have, wanted) == 0;
}

/* Of one that is asked about at many moments, today's row. */
static void
add_called(const Task *task, const char *wanted, GArray *rows)
{
    const FrameColumn *key = frame_column(task->frame, task->frame->table->key->name);
    for (guint32 row = 0; row < task->n; row++)
        if ((!task->moments || task->seed_time[row] == task->as_of) && is_called(key, row, wanted))
            g_array_append_val(rows, row);
}

/* One that isn't asked about today, but stands in the table. FALSE: nobody is called so. */
static gboolean
leave_out_called(Query *query, const char *wanted, gboolean *found, GError **error)
{
    const Task *task = query->task;
    TimePoint seed = task->as_of;
    g_autoptr(Frame) entity =
        frame_store_get(query->frames, query->database, task->frame->table, NULL, error);
    if (!entity)
        return FALSE;
    const FrameColumn *key = frame_column_of(entity, entity->table->key);
    for (guint32 row = 0; task->moments && row < entity->n; row++) {
        if (!is_called(key, row, wanted))
            continue;
        g_autoptr(Frame) one = frame_repeat(entity, &row, 1);
        g_autoptr(GPtrArray) why =
            task_why_not(task, query->frames, query->database, one, &seed, error);
        if (!why)
            return FALSE;
        const char *words = why->pdata[0] ? why->pdata[0] : "not asked about today";
        leave_out(&query->whom, G_MAXUINT32, key_words(entity, key, row), TRUE, seed,
                  g_strdup(words));
        *found = TRUE;
    }
    return TRUE;
}

static gboolean
add_named(Query *query, const PqlNode *constant, GArray *rows, GError **error)
{
    const TableInfo *table = query->task->frame->table;
    g_autofree char *wanted =
        constant->text ? g_strdup(constant->text) : g_strdup_printf("%.15g", constant->number);
    guint before = rows->len;
    gboolean found = FALSE;
    add_called(query->task, wanted, rows);
    if (rows->len > before)
        return TRUE;
    if (!leave_out_called(query, wanted, &found, error))
        return FALSE;
    if (found)
        return TRUE;
    g_autofree char *clean = text_clean(wanted, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s holds no %s \"%s\": check the name", table->name, table->key->name, clean);
    return pql_place(constant, error);
}

/* Those of the named rows that can be asked about stay. */
static gboolean
choose_named(Query *query, const GArray *named, GError **error)
{
    const Task *task = query->task;
    Whom *whom = &query->whom;
    const guint32 *rows = (const guint32 *)(const void *)named->data;
    const FrameColumn *key = frame_column(task->frame, task->frame->table->key->name);
    g_autofree TimePoint *seeds = g_new(TimePoint, (gsize)named->len + 1);
    for (guint i = 0; i < named->len; i++)
        seeds[i] = task->seed_time[rows[i]];
    g_autoptr(Frame) frame = frame_repeat(task->frame, rows, named->len);
    g_autoptr(GPtrArray) why =
        task_why_not(task, query->frames, query->database, frame, seeds, error);
    whom->note = g_new0(const char *, (gsize)named->len + 1);
    for (guint i = 0; why && i < named->len; i++) {
        guint8 part = task->part[rows[i]];
        if (why->pdata[i]) {
            leave_out(whom, G_MAXUINT32, key_words(task->frame, key, rows[i]), TRUE, seeds[i],
                      g_strdup(why->pdata[i]));
            continue;
        }
        if (task->state[rows[i]] == LABEL_KNOWN)
            whom->note[whom->rows->len] = part == SPLIT_TRAIN || part == SPLIT_STOP
                                              ? "outcome known, learned from"
                                              : "outcome known";
        g_array_append_val(whom->rows, rows[i]);
    }
    return why != NULL;
}

static gboolean
whom_named(Query *query, GError **error)
{
    GPtrArray *names = query->pql->entities;
    g_autoptr(GArray) named = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < names->len; i++)
        if (!add_named(query, names->pdata[i], named, error))
            return FALSE;
    return choose_named(query, named, error);
}

/* ---- all that are open, or a table's -----------------------------------------------------------
 */

static void
whom_open(Query *query)
{
    const Task *task = query->task;
    for (guint32 row = 0; row < task->n; row++)
        if (task->state[row] == LABEL_OPEN &&
            (!task->moments || task->seed_time[row] == task->as_of))
            g_array_append_val(query->whom.rows, row);
}

/* A row of the table that asks which names nobody, or no moment. */
static void
leave_out_unknown(Query *query, const AskedMoments *asked, guint32 row)
{
    const TableInfo *table = query->task->frame->table;
    TimePoint seed = asked->time->integer[row];
    char *id = key_words(asked->frame, asked->key, row);
    char *why = seed == TIME_MISSING && id
                    ? g_strdup_printf("%s is empty there", asked->time->info->name)
                    : g_strdup_printf("%s holds no such %s", table->name, table->key->name);
    leave_out(&query->whom, query->whom.n, id, FALSE, seed, why);
}

/* In the order of the table that asks. */
static gboolean
choose_asked(Query *query, const Frame *entity, const AskedMoments *asked, GError **error)
{
    Whom *whom = &query->whom;
    g_autofree guint32 *rows = g_new(guint32, (gsize)asked->n + 1);
    g_autoptr(Frame) all = frame_repeat(entity, asked->entity, asked->n);
    g_autoptr(GPtrArray) why =
        task_why_not(query->task, query->frames, query->database, all, asked->seed, error);
    const FrameColumn *key = frame_column_of(entity, entity->table->key);
    guint32 unknown = 0;
    whom->seeds = g_new(TimePoint, (gsize)asked->n + 1);
    for (guint32 i = 0; why && i < asked->n; i++) {
        for (; unknown < asked->unknown && asked->unknown_from[unknown] < asked->from[i]; unknown++)
            leave_out_unknown(query, asked, asked->unknown_from[unknown]);
        if (why->pdata[i]) {
            leave_out(whom, whom->n, key_words(entity, key, asked->entity[i]), TRUE, asked->seed[i],
                      g_strdup(why->pdata[i]));
            continue;
        }
        whom->seeds[whom->n] = asked->seed[i];
        rows[whom->n++] = asked->entity[i];
    }
    for (; why && unknown < asked->unknown; unknown++)
        leave_out_unknown(query, asked, asked->unknown_from[unknown]);
    whom->frame = frame_repeat(entity, rows, whom->n);
    return why != NULL;
}

static gboolean
whom_asked(Query *query, GError **error)
{
    g_autoptr(Frame) entity =
        frame_store_get(query->frames, query->database, query->task->frame->table, NULL, error);
    g_autoptr(AskedMoments) asked = entity ? asked_moments_new(query->frames, query->database,
                                                               entity, query->request->at, error)
                                           : NULL;
    return asked && choose_asked(query, entity, asked, error);
}

gboolean
query_whom(Query *query, GError **error)
{
    Whom *whom = &query->whom;
    whom->unasked = g_ptr_array_new_with_free_func(unasked_free);
    if (query->request->at)
        return whom_asked(query, error);
    whom->rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    if (query->pql->entities && !whom_named(query, error))
        return FALSE;
    if (!query->pql->entities)
        whom_open(query);
    whom->n = whom->rows->len;
    return TRUE;
}

ScoreSource *
query_source(const Query *query, const Model *model, GError **error)
{
    const Whom *whom = &query->whom;
    return whom->rows
               ? source_rows(model, query->task, query->frames, query->database, whom->rows, error)
               : source_moments(model, query->task, query->frames, query->database, whom->frame,
                                whom->seeds, error);
}

/* ---- told --------------------------------------------------------------------------------------
 */

void
query_say_nobody(const Query *query, Report *report)
{
    if (!query->whom.unasked->len)
        report_say(report, "Nothing is open: every outcome is known. Name entities after the key, "
                           "as in FOR EACH tickets.ticket_id = 'T1', or import newer rows.");
}

enum { NAMED_MOST = 3 };

static void
say_left_out(const Query *query, Report *report)
{
    const GPtrArray *unasked = query->whom.unasked;
    const ColumnInfo *key = query->task->frame->table->key;
    g_autoptr(GString) who = g_string_new(NULL);
    g_autofree char *count = number_count(unasked->len);
    g_autofree char *all = number_count((gint64)unasked->len + query->whom.n);
    for (guint i = 0; i < MIN(unasked->len, NAMED_MOST); i++) {
        const Unasked *one = unasked->pdata[i];
        g_autofree char *id = personal_words(key, one->id, personal_masked(query->database));
        g_string_append_printf(who, "%s%s (%s)", i ? ", " : "", *id ? id : "one without a name",
                               one->why);
    }
    if (unasked->len > NAMED_MOST)
        g_string_append(who, " …");
    g_autofree char *of = g_strdup_printf(" for %s of the %s asked about", count, all);
    report_warn(report, "No answer%s: %s.%s", query->whom.n ? of : "", who->str,
                unasked->len > NAMED_MOST ? " The column note says why of each." : "");
}

void
query_say_unasked(const Query *query, Report *report)
{
    const Whom *whom = &query->whom;
    guint known = 0;
    report_number(report, "unanswered", NULL, UNIT_COUNT, 0, whom->unasked->len);
    if (whom->unasked->len)
        say_left_out(query, report);
    for (guint32 i = 0; whom->note && i < whom->n; i++)
        known += whom->note[i] != NULL;
    if (known)
        report_say(report,
                   "Of %u of them the outcome is known already: what is said of those was judged "
                   "or learned from, and is no forecast.",
                   known);
}

const char *
query_note_at(const Query *query, guint32 place)
{
    const char *note = query->whom.note ? query->whom.note[place] : NULL;
    return note ? note : "";
}

void
query_columns_after(const Query *query, ReportTable *table)
{
    const Whom *whom = &query->whom;
    gboolean today = query->task->moments && whom->rows, noted = whom->unasked->len > 0;
    for (guint32 i = 0; whom->note && i < whom->n; i++)
        noted = noted || whom->note[i];
    report_column(table, "seed", today ? NULL : "as of", UNIT_TIME, 1);
    report_column(table, "note", noted ? "note" : NULL, UNIT_NONE, 0);
    report_column(table, "reasons", "because", UNIT_NONE, 0);
    report_column(table, "shares", NULL, UNIT_NONE, 0);
}

void
query_list_unasked(const Query *query, const AnswerColumns *columns, guint32 place, guint *next,
                   ReportTable *table)
{
    const GPtrArray *unasked = query->whom.unasked;
    const TableInfo *entity = query->task->frame->table;
    gboolean masked = personal_masked(query->database);
    for (; *next < unasked->len; (*next)++) {
        const Unasked *one = unasked->pdata[*next];
        if (one->place > place)
            break;
        g_autofree char *id = personal_words(entity->key, one->id, masked);
        report_row(table);
        Cell *cell = report_cell_text(table, id);
        if (one->there && !personal_hidden(entity->key, masked))
            cell_rows(cell, "table=%s;column=%s;value=%s", entity->name, entity->key->name,
                      one->id);
        if (columns->rank)
            report_cell(table, NAN);
        if (columns->what)
            report_cell_text(table, "");
        report_cell(table, NAN);
        report_cell(table, one->seed == TIME_MISSING ? NAN : (double)one->seed);
        report_cell_text(table, one->why);
        report_cell_text(table, "");
        report_cell_text(table, "");
    }
}
