/* Every measure by its kind, and the rows behind its counts. */
#include "desk/desk_private.h"

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
        if (strcmp(desk_kind_name((DeskKind)kind), name) == 0)
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
