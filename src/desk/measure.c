/* One measure: what each row says, what was left out and why; and the rows behind its counts. */
#include "desk/desk_private.h"

static const char *const kind_names[DESK_MEASURES] = {
    "resolution", "business",       "first-reply",         "one-contact", "satisfaction",
    "sla",        "promised-reply", "promised-resolution", "open",        "contact"};

const char *
desk_kind_name(DeskKind kind)
{
    return kind_names[kind];
}

static void
reason_free(gpointer data)
{
    DeskReason *reason = data;
    g_free(reason->words);
    g_free(reason);
}

DeskMeasure *
measure_new(const DeskView *view, DeskKind kind)
{
    DeskMeasure *measure = g_new0(DeskMeasure, 1);
    measure->kind = kind;
    measure->n = view->frame->n;
    measure->value = g_new(double, MAX(measure->n, 1));
    measure->state = g_new0(guint8, MAX(measure->n, 1));
    for (guint32 row = 0; row < measure->n; row++)
        measure->value[row] = NAN;
    measure->reasons = g_ptr_array_new_with_free_func(reason_free);
    return measure;
}

void
desk_measure_free(DeskMeasure *measure)
{
    if (!measure)
        return;
    g_free(measure->why_not);
    g_free(measure->rule);
    g_free(measure->value);
    g_free(measure->state);
    g_free(measure->score);
    g_free(measure->customer);
    g_ptr_array_unref(measure->reasons);
    g_free(measure);
}

DeskMeasure *
measure_refuse(DeskMeasure *measure, char *why_not)
{
    measure->why_not = why_not;
    return measure;
}

void
measure_count(DeskMeasure *measure, guint32 row, double value)
{
    measure->value[row] = value;
    measure->state[row] = DESK_COUNTED;
    measure->counted++;
}

void
measure_open(DeskMeasure *measure, guint32 row, double value)
{
    measure->value[row] = value;
    measure->state[row] = DESK_OPEN;
    measure->open++;
}

void
measure_exclude(DeskMeasure *measure, guint32 row, const char *id, const char *words)
{
    guint i = 0;
    while (i < measure->reasons->len &&
           strcmp(((DeskReason *)g_ptr_array_index(measure->reasons, i))->id, id) != 0)
        i++;
    if (i == measure->reasons->len) {
        DeskReason *reason = g_new0(DeskReason, 1);
        reason->id = id;
        reason->words = g_strdup(words);
        g_ptr_array_add(measure->reasons, reason);
    }
    ((DeskReason *)g_ptr_array_index(measure->reasons, i))->rows++;
    measure->state[row] = (guint8)(DESK_EXCLUDED + i);
}

DeskMeasure *
desk_measure(const DeskView *view, DeskKind kind, GError **error)
{
    switch (kind) {
    case DESK_RESOLUTION:
    case DESK_BUSINESS:
    case DESK_FIRST_REPLY:
        return measure_durations(view, kind);
    case DESK_ONE_CONTACT:
        return measure_one_contact(view);
    case DESK_SATISFACTION:
        return measure_satisfaction(view);
    case DESK_SLA:
        return measure_sla(view);
    case DESK_PROMISED_REPLY:
    case DESK_PROMISED_RESOLUTION:
        return measure_promise(view, kind);
    case DESK_BACKLOG:
        return measure_backlog(view);
    case DESK_CONTACT:
        return measure_contact(view, error);
    case DESK_MEASURES:
        break;
    }
    g_return_val_if_reached(NULL);
}

/* ---- rows behind a count -------------------------------------------------------------------- */

/* The value of "name=" in a reference up to the next ';'; NULL: not there. The caller frees. */
static char *
reference_part(const char *reference, const char *name)
{
    g_auto(GStrv) parts = g_strsplit(reference, ";", -1);
    gsize length = strlen(name);
    for (char **part = parts; *part; part++)
        if (strncmp(*part, name, length) == 0 && (*part)[length] == '=')
            return g_strdup(*part + length + 1);
    return NULL;
}

static int
find_kind(const char *name)
{
    for (int kind = 0; name && kind < DESK_MEASURES; kind++)
        if (strcmp(kind_names[kind], name) == 0)
            return kind;
    return -1;
}

/* Bounds of arrival, which a card of later tickets has. */
static void
read_bounds(DeskView *view, const char *reference)
{
    g_autofree char *from = reference_part(reference, "from");
    g_autofree char *to = reference_part(reference, "to");
    gint64 time;
    if (from && number_parse_integer(from, -1, &time))
        view->from = time;
    if (to && number_parse_integer(to, -1, &time))
        view->to = time;
}

/* Whether the row is one of the state asked for: counted, yes, no, open, or a reason's id. */
static gboolean
row_has(const DeskMeasure *measure, guint32 row, const char *state)
{
    guint8 have = measure->state[row];
    if (strcmp(state, "counted") == 0)
        return have == DESK_COUNTED;
    if (strcmp(state, "yes") == 0 || strcmp(state, "no") == 0)
        return have == DESK_COUNTED && (measure->value[row] != 0) == (*state == 'y');
    if (strcmp(state, "measured") == 0)
        return have == DESK_COUNTED || have == DESK_OPEN;
    if (strcmp(state, "open") == 0)
        return have == DESK_OPEN;
    if (have < DESK_EXCLUDED)
        return FALSE;
    const DeskReason *reason = g_ptr_array_index(measure->reasons, have - DESK_EXCLUDED);
    return strcmp(reason->id, state) == 0;
}

static const char *
state_words(const DeskMeasure *measure, const char *state)
{
    for (guint i = 0; i < measure->reasons->len; i++) {
        const DeskReason *reason = g_ptr_array_index(measure->reasons, i);
        if (strcmp(reason->id, state) == 0)
            return reason->words;
    }
    return strcmp(state, "open") == 0  ? "not over yet"
           : strcmp(state, "yes") == 0 ? "where it is so"
           : strcmp(state, "no") == 0  ? "where it is not so"
                                       : "counted";
}

static const char *const kind_words[DESK_MEASURES] = {
    "time to resolution",   "time to resolution in business hours",
    "first reply",          "one contact",
    "satisfaction",         "agreed time",
    "promised first reply", "promised resolution",
    "open tickets",         "contact rate"};

gboolean
desk_rows(const DeskView *given, const char *reference, GArray *rows, char **title, GError **error)
{
    g_autofree char *name = reference_part(reference, "desk");
    g_autofree char *state = reference_part(reference, "state");
    int kind = find_kind(name);
    DeskView view = *given;

    if (kind < 0 || !state) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "nothing is behind \"%s\"",
                    reference);
        return FALSE;
    }
    read_bounds(&view, reference);
    g_autoptr(DeskMeasure) measure = desk_measure(&view, (DeskKind)kind, error);
    if (!measure)
        return FALSE;
    for (guint32 row = 0; row < measure->n; row++)
        if (row_has(measure, row, state))
            g_array_append_val(rows, row);
    g_autofree char *count = table_count(view.frame->table->name, rows->len);
    *title = g_strdup_printf("%s, %s: %s", count, kind_words[kind], state_words(measure, state));
    return TRUE;
}
