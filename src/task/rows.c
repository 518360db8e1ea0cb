/* The rows behind a figure of the task's reports, picked by a reference such as
 * "task=3;part=validation". */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "task/task-private.h"

typedef struct {
    gboolean by_state, by_part, by_month;
    guint8 *shared;  /* of the task's rows: the customer stands in training too; NULL: any */
    guint8 *because; /* taken out for its customer; NULL: whyever */
    gboolean copy;   /* … not for that, but for what it copies */
    SplitPart side;  /* SPLIT_TRAIN with what stops boosting; SPLIT_NONE: any */
    LabelState state;
    LeftOut why;  /* LEFT_NOT: whyever */
    double label; /* with a known state: which; NaN: any */
    SplitPart part;
    TimePoint from, to;        /* of the month, to exclusive */
    const FrameColumn *column; /* NULL: whatever stands in it */
    char *value;               /* "": nothing does */
    GString *words;
} Pick;

static gboolean
refuse(const char *reference, GError **error)
{
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "\"%s\" names no rows of a target: write state=, left=, part=, month=, why=, "
                "shared=customer, or column= and value= at the end",
                reference);
    return FALSE;
}

static gboolean
pick_state(Pick *pick, const Task *task, const char *value)
{
    pick->by_state = TRUE;
    pick->state = LABEL_KNOWN;
    if (g_str_equal(value, "positive")) {
        pick->label = 1;
        g_string_append_printf(pick->words, ", %s", task->event_words);
    } else if (g_str_equal(value, "negative")) {
        pick->label = 0;
        g_string_append_printf(pick->words, ", not %s", task->event_words);
    } else if (g_str_equal(value, "known")) {
        pick->label = NAN;
        g_string_append(pick->words, ", outcome known");
    } else if (g_str_equal(value, "open")) {
        pick->state = LABEL_OPEN;
        g_string_append(pick->words, ", outcome not known yet");
    } else if (g_str_equal(value, "unusable")) {
        pick->state = LABEL_UNUSABLE;
        g_string_append(pick->words, ", unusable for this target");
    } else {
        return FALSE;
    }
    return TRUE;
}

static gboolean
pick_left(Pick *pick, const char *value)
{
    static const char *const words[LEFT_REASONS] = {"",
                                                    "without a time of arrival",
                                                    "after the as-of date",
                                                    "over, but no outcome entered",
                                                    "where it had happened already",
                                                    "left out by your rule",
                                                    "set aside from training",
                                                    "not asked about"};
    for (int why = LEFT_NOT + 1; why < LEFT_REASONS; why++)
        if (g_str_equal(value, left_out_name((LeftOut)why))) {
            pick->by_state = TRUE;
            pick->state = LABEL_UNUSABLE;
            pick->why = (LeftOut)why;
            g_string_append_printf(pick->words, " %s", words[why]);
            return TRUE;
        }
    return FALSE;
}

static gboolean
pick_month(Pick *pick, const Task *task, const char *value)
{
    int year, month;
    if (sscanf(value, "%4d-%2d", &year, &month) != 2 || month < 1 || month > 12)
        return FALSE;
    g_autofree char *first = g_strdup_printf("%04d-%02d-01", year, month);
    g_autofree char *next =
        g_strdup_printf("%04d-%02d-01", month == 12 ? year + 1 : year, month % 12 + 1);
    GTimeZone *zone = task->frame->catalogue->zone;
    pick->by_month = TRUE;
    g_string_append_printf(pick->words, ", %s", value);
    return date_parse(first, -1, DATE_ISO, zone, &pick->from, NULL) &&
           date_parse(next, -1, DATE_ISO, zone, &pick->to, NULL);
}

/* ";column=NAME;value=…" at the end: a value may hold anything. Returns what stands before it. */
static char *
pick_value(Pick *pick, const Task *task, const char *reference)
{
    const char *column = strstr(reference, ";column=");
    const char *value = column ? strstr(column, ";value=") : NULL;

    if (!value)
        return g_strdup(reference);
    const char *start = column + strlen(";column=");
    g_autofree char *name = g_strndup(start, (gsize)(value - start));
    pick->value = g_strdup(value + strlen(";value="));
    if ((pick->column = frame_column(task->frame, name)))
        g_string_append_printf(pick->words, ", %s %s", name,
                               *pick->value ? pick->value : "not filled in");
    return g_strndup(reference, (gsize)(column - reference));
}

static gboolean
parse_pick(Pick *pick, const Task *task, const char *reference, GError **error)
{
    g_autofree char *before = pick_value(pick, task, reference);
    g_auto(GStrv) fields = g_strsplit(before, ";", -1);

    if (pick->value && !pick->column)
        return refuse(reference, error);
    for (int i = 0; fields[i]; i++) {
        const char *value = strchr(fields[i], '=');
        if (!value++)
            return refuse(reference, error);
        if (g_str_has_prefix(fields[i], "task="))
            continue;
        if (g_str_has_prefix(fields[i], "left=")) {
            if (!pick_left(pick, value))
                return refuse(reference, error);
            continue;
        }
        if (g_str_equal(fields[i], "shared=customer")) {
            g_free(pick->shared);
            pick->shared = task_shared_customers(task, NULL);
            g_string_append(pick->words, ", of customers seen in training");
            continue;
        }
        if (g_str_equal(fields[i], "why=customer") || g_str_equal(fields[i], "why=copy")) {
            g_free(pick->because);
            pick->because = apart_for_customer(task);
            pick->copy = g_str_equal(value, "copy");
            g_string_append(pick->words, pick->copy ? ", a copy of what stands in an earlier part"
                                                    : ", of customers of an earlier part");
            continue;
        }
        if (g_str_has_prefix(fields[i], "side=")) {
            if (!split_from_name(value, &pick->side, error))
                return FALSE;
            g_string_append_printf(pick->words, ", %s", split_name(pick->side));
            continue;
        }
        if (g_str_has_prefix(fields[i], "part=")) {
            if (!split_from_name(value, &pick->part, error))
                return FALSE;
            pick->by_part = TRUE;
            g_string_append_printf(pick->words, ", %s", split_name(pick->part));
        } else if (!(g_str_has_prefix(fields[i], "state=") && pick_state(pick, task, value)) &&
                   !(g_str_has_prefix(fields[i], "month=") && pick_month(pick, task, value))) {
            return refuse(reference, error);
        }
    }
    return TRUE;
}

static gboolean
holds_value(const Pick *pick, const Task *task, guint32 row)
{
    g_autofree char *words = frame_words(task->frame, pick->column, row);
    return strcmp(words, pick->value) == 0;
}

static gboolean
has_state(const Pick *pick, const Task *task, guint32 row)
{
    return task->state[row] == pick->state &&
           (pick->state != LABEL_KNOWN || isnan(pick->label) || task->label[row] == pick->label);
}

static gboolean
picked(const Pick *pick, const Task *task, guint32 row)
{
    TimePoint seed = task->seed_time[row];
    SplitPart part = (SplitPart)task->part[row];
    if (task->between && task->between[row] && !pick->by_part)
        return FALSE; /* asked about by training alone */
    return (!pick->by_state || has_state(pick, task, row)) &&
           (!pick->why || task->left_out[row] == pick->why) &&
           (!pick->shared || pick->shared[row]) &&
           (!pick->because || (split_home(part) != part && pick->because[row] != pick->copy)) &&
           (!pick->by_part || part == pick->part) &&
           (!pick->side || part == pick->side ||
            (pick->side == SPLIT_TRAIN && part == SPLIT_STOP)) &&
           (!pick->by_month || (seed != TIME_MISSING && seed >= pick->from && seed < pick->to)) &&
           (!pick->column || holds_value(pick, task, row));
}

gboolean
task_rows(const Task *task, const char *reference, GArray *rows, char **title, GError **error)
{
    g_autoptr(GString) words = g_string_new(NULL);
    Pick pick = {.words = words};
    gboolean parsed = parse_pick(&pick, task, reference, error);
    g_autofree guint8 *shared = pick.shared, *why = pick.because;
    g_autofree char *value = pick.value;
    if (!parsed)
        return FALSE;
    guint before = rows->len;
    for (guint32 row = 0; row < task->n; row++)
        if (picked(&pick, task, row))
            g_array_append_val(rows, row);
    if (title) {
        g_autofree char *count = number_count(rows->len - before);
        *title = g_strdup_printf("%s %s%s", count, task->spec.entity, words->str);
    }
    return TRUE;
}
