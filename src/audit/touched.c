/* Tickets nobody touched yet: new, without a reply, last changed about when they arrived. What they
 * hold is what one really has when a ticket arrives. Beside them how far in its life each other
 * ticket is, as far as the export shows. */
#include "audit/timing.h"

#include <math.h>
#include <string.h>

#define ABOUT_WHEN_CREATED (10 * TIME_MINUTE)
enum { LATELY_LEAST = 300 };

/* clang-format off */
static const char *const new_words[] = {
    "new", "neu", "nouveau", "nuevo", "unassigned", "untriaged", "to do", "submitted",
    "registered", "logged", "received", "waiting for support", "not started", NULL};
static const char *const over_words[] = {
    "closed", "solved", "resolved", "done", "completed", "complete", "cancelled", "canceled",
    "deleted", "spam", "merged", "finished", "archived", "closed complete", "closed incomplete",
    "geschlossen", "gelöst", NULL};
/* Phrases of headings: numbers that count what agents did, and the first thing they did. */
static const char *const counting[] = {
    "replies", "agent interactions", "sys mod count", "reassignment count", "count assignments",
    "agent replies", "number of comments", NULL};
static const char *const first_answer[] = {
    "first reply", "first response", "initial response", "first admin reply", "first answer",
    NULL};
/* clang-format on */

/* ---- which columns show it --------------------------------------------------------------------
 */

/* "First_reply at (min)" → " first reply at min ". */
static char *
plain_words(const char *heading)
{
    GString *words = g_string_new(" ");
    for (const char *p = heading; *p; p++) {
        gboolean letter = g_ascii_isalnum(*p) || (*p & 0x80);
        if (letter)
            g_string_append_c(words, g_ascii_tolower(*p));
        else if (words->str[words->len - 1] != ' ')
            g_string_append_c(words, ' ');
    }
    if (words->str[words->len - 1] != ' ')
        g_string_append_c(words, ' ');
    return g_string_free(words, FALSE);
}

static gboolean
has_phrase(const char *words, const char *const *phrases)
{
    for (; *phrases; phrases++) {
        g_autofree char *whole = g_strdup_printf(" %s ", *phrases);
        if (strstr(words, whole))
            return TRUE;
    }
    return FALSE;
}

/* What each row is judged by; NULL: the export has no such column. */
typedef struct {
    const Frame *frame;
    const FrameColumn *created, *updated, *closed, *status;
    GPtrArray *counts, *answers; /* const FrameColumn* */
    guint8 *status_class;        /* by code: 1 new, 2 over */
    gboolean has_new, has_over;
} Signs;

static const FrameColumn *
dated(const Frame *frame, ColumnRole role)
{
    const ColumnInfo *info = table_role(frame->table, role);
    const FrameColumn *column = info ? frame_column(frame, info->name) : NULL;
    return column && column->kind == KIND_DATE ? column : NULL;
}

static void
find_answers(Signs *signs)
{
    for (guint i = 0; i < signs->frame->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(signs->frame->columns, i);
        g_autofree char *words = plain_words(column->info->heading);
        if (!column->integer && !column->decimal)
            continue;
        ColumnRole role = column->info->role;
        if (role == ROLE_FIRST_REPLY || has_phrase(words, first_answer))
            g_ptr_array_add(signs->answers, (gpointer)column);
        else if (column->kind != KIND_DATE && (role == ROLE_REPLIES || has_phrase(words, counting)))
            g_ptr_array_add(signs->counts, (gpointer)column);
    }
}

static void
class_statuses(Signs *signs)
{
    const ColumnInfo *info = table_role(signs->frame->table, ROLE_STATUS);
    const FrameColumn *column = info ? frame_column(signs->frame, info->name) : NULL;
    if (!column || !column->code)
        return;
    guint32 n = dictionary_size(column->dictionary);
    signs->status = column;
    signs->status_class = g_new0(guint8, n + 1);
    for (guint32 code = 0; code < n; code++) {
        g_autofree char *lower = g_utf8_strdown(dictionary_text(column->dictionary, code), -1);
        const char *word = g_strstrip(lower);
        if (g_strv_contains(new_words, word))
            signs->status_class[code] = 1;
        else if (g_strv_contains(over_words, word))
            signs->status_class[code] = 2;
        signs->has_new |= signs->status_class[code] == 1;
        signs->has_over |= signs->status_class[code] == 2;
    }
}

static void
signs_find(Signs *signs, const Frame *frame)
{
    signs->frame = frame;
    signs->created = dated(frame, ROLE_CREATED);
    signs->updated = dated(frame, ROLE_UPDATED);
    signs->closed = dated(frame, ROLE_CLOSED);
    signs->counts = g_ptr_array_new();
    signs->answers = g_ptr_array_new();
    find_answers(signs);
    class_statuses(signs);
}

static void
signs_clear(Signs *signs)
{
    g_ptr_array_unref(signs->counts);
    g_ptr_array_unref(signs->answers);
    g_free(signs->status_class);
}

/* ---- one row ----------------------------------------------------------------------------------
 */

static guint8
status_of(const Signs *signs, guint32 row)
{
    return signs->status && signs->status->code[row] >= 0
               ? signs->status_class[signs->status->code[row]]
               : 0;
}

static gboolean
answered(const Signs *signs, guint32 row)
{
    for (guint i = 0; i < signs->counts->len; i++)
        if (frame_number(g_ptr_array_index(signs->counts, i), row) > 0)
            return TRUE;
    for (guint i = 0; i < signs->answers->len; i++)
        if (!cell_empty(g_ptr_array_index(signs->answers, i), row))
            return TRUE;
    return FALSE;
}

/* Without a date of its last change nothing speaks against it. */
static gboolean
changed_since(const Signs *signs, guint32 row)
{
    if (!signs->updated || signs->updated->integer[row] == TIME_MISSING ||
        signs->created->integer[row] == TIME_MISSING)
        return FALSE;
    TimePoint until = signs->created->integer[row] + ABOUT_WHEN_CREATED;
    if (signs->created->info->precision == PRECISION_DAY)
        until = day_end(signs->created->integer[row], signs->frame->zone);
    return signs->updated->integer[row] > until;
}

static TicketStage
stage_of(const Signs *signs, guint32 row)
{
    if ((signs->closed && signs->closed->integer[row] != TIME_MISSING) ||
        status_of(signs, row) == 2)
        return STAGE_SOLVED;
    if (signs->created->integer[row] == TIME_MISSING)
        return STAGE_NONE;
    if (answered(signs, row))
        return STAGE_ANSWERED;
    if ((signs->has_new && status_of(signs, row) != 1) || changed_since(signs, row))
        return STAGE_WAITING;
    return STAGE_UNTOUCHED;
}

/* ---- all rows ---------------------------------------------------------------------------------
 */

static char *
rule_of(const Signs *signs)
{
    g_autoptr(GString) rule = g_string_new("not solved");
    if (signs->has_new) {
        g_autofree char *name = text_clean(signs->status->info->name, -1);
        g_string_append_printf(rule, ", %s is new", name);
    }
    if (signs->counts->len || signs->answers->len)
        g_string_append(rule, ", no reply");
    if (signs->updated)
        g_string_append(rule, ", not changed after the first ten minutes");
    return g_strdup(rule->str);
}

static char *
why_not(const Signs *signs)
{
    if (!signs->created)
        return g_strdup("the table has no time: no column of it can be cleared");
    if (!signs->closed && !signs->has_over)
        return g_strdup("nothing in this export says which tickets are solved");
    if (!signs->has_new && !signs->updated && !signs->counts->len && !signs->answers->len)
        return g_strdup("no status “new”, no count of replies and no time of the last change says "
                        "which tickets nobody has touched");
    return NULL;
}

/* Solved tickets are compared as they are now: those of the newest quarter, where they are many. */
static void
find_lately(Touched *touched, const Signs *signs)
{
    const FrameColumn *created = signs->created;
    g_autofree double *time = g_new(double, touched->n);
    double quarter = 0.75, edge;

    touched->lately = G_MININT64;
    for (guint32 row = 0; row < touched->n; row++)
        time[row] = frame_number(created, row);
    stats_quantiles(time, touched->n, &quarter, 1, &edge);
    if (isnan(edge))
        return;
    gint64 late = 0;
    for (guint32 row = 0; row < touched->n; row++)
        late += touched->stage[row] == STAGE_SOLVED && time[row] >= edge;
    if (late >= LATELY_LEAST)
        touched->lately = (TimePoint)edge;
    for (guint32 row = 0; row < touched->n; row++)
        if (touched->stage[row] == STAGE_SOLVED && created->integer[row] >= touched->lately)
            touched->stage[row] = STAGE_SOLVED_LATELY;
}

Touched *
touched_new(const Frame *frame)
{
    Touched *touched = g_new0(Touched, 1);
    Signs signs = {0};

    signs_find(&signs, frame);
    touched->n = frame->n;
    touched->stage = g_new0(guint8, (gsize)frame->n + 1);
    touched->why_not = why_not(&signs);
    touched->has_answers = signs.counts->len || signs.answers->len;
    for (guint i = 0; i < signs.answers->len && !touched->first_answer; i++) {
        const FrameColumn *answer = g_ptr_array_index(signs.answers, i);
        touched->first_answer = answer->kind == KIND_DATE ? answer : NULL;
    }
    if (!touched->why_not) {
        touched->rule = rule_of(&signs);
        for (guint32 row = 0; row < frame->n; row++)
            touched->stage[row] = (guint8)stage_of(&signs, row);
        find_lately(touched, &signs);
        for (guint32 row = 0; row < frame->n; row++)
            touched->count[touched->stage[row]]++;
    }
    signs_clear(&signs);
    return touched;
}

void
touched_free(Touched *touched)
{
    if (!touched)
        return;
    g_free(touched->stage);
    g_free(touched->rule);
    g_free(touched->why_not);
    g_free(touched);
}

/* ---- behind a number --------------------------------------------------------------------------
 */

static const char *const stage_names[] = {"",         "untouched", "waiting",
                                          "answered", "solved",    "lately"};

const char *
stage_name(TicketStage stage)
{
    return stage_names[stage];
}

static const char *
stage_phrase(TicketStage stage)
{
    static const char *const phrases[] = {"",
                                          "nobody has touched yet",
                                          "that wait for a first reply",
                                          "that were answered and are not solved",
                                          "that are solved",
                                          "solved lately"};
    return phrases[stage];
}

static TicketStage
stage_named(const char *name)
{
    for (TicketStage stage = STAGE_UNTOUCHED; stage < STAGES; stage++)
        if (strcmp(stage_names[stage], name) == 0)
            return stage;
    return STAGE_NONE;
}

/* Whether the row's list holds the item. */
static gboolean
has_item(const FrameColumn *column, guint32 row, gint32 code)
{
    for (guint32 i = column->item_start[row]; i < column->item_start[row + 1]; i++)
        if (column->item[i] == code)
            return TRUE;
    return FALSE;
}

static gboolean
is_wanted(const StageRows *wanted, const FrameColumn *cells, guint32 row, gint32 code)
{
    if (!cells)
        return TRUE;
    if (!wanted->value)
        return cell_empty(cells, row) != wanted->filled;
    return cells->item_start ? has_item(cells, row, code) : cells->code && cells->code[row] == code;
}

static char *
rows_title(const Frame *frame, const Touched *touched, TicketStage stage, const StageRows *wanted,
           guint n)
{
    g_autofree char *count = table_count(frame->table->name, n);
    gboolean all = stage == STAGE_SOLVED_LATELY && touched->lately == G_MININT64;
    const char *phrase = stage_phrase(all ? STAGE_SOLVED : stage);

    if (!wanted->column)
        return g_strdup_printf("%s %s", count, phrase);
    if (wanted->value) {
        g_autofree char *clean = personal_words(wanted->column, wanted->value, wanted->masked);
        return g_strdup_printf("%s %s, with “%s” in %s", count, phrase, clean,
                               wanted->column->name);
    }
    return g_strdup_printf("%s %s, %s %s", count, phrase, wanted->filled ? "with" : "without",
                           wanted->column->name);
}

gboolean
stage_rows(const Frame *frame, const StageRows *wanted, GArray *rows, char **title, GError **error)
{
    TicketStage stage = stage_named(wanted->stage);
    g_autoptr(Touched) touched = touched_new(frame);
    const FrameColumn *cells = wanted->column ? frame_column_of(frame, wanted->column) : NULL;
    gboolean coded = cells && wanted->value && cells->dictionary;

    if (stage == STAGE_NONE || touched->why_not) {
        g_autofree char *clean = text_clean(wanted->stage, -1);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no tickets can be told by “%s”%s%s", clean, touched->why_not ? ": " : "",
                    touched->why_not ? touched->why_not : "");
        return FALSE;
    }
    gint32 code = coded ? dictionary_code(cells->dictionary, wanted->value) : -2;
    for (guint32 row = 0; row < frame->n; row++) {
        TicketStage here = touched->stage[row];
        if ((here == stage || (stage == STAGE_SOLVED && here == STAGE_SOLVED_LATELY)) &&
            is_wanted(wanted, cells, row, code))
            g_array_append_val(rows, row);
    }
    *title = rows_title(frame, touched, stage, wanted, rows->len);
    return TRUE;
}
