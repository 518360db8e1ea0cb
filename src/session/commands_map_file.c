/* The mapping of several sources as a CSV file, edited in a spreadsheet and read back: a row a
 * column, and a row a value. What `becomes` says there is taken; an empty cell leaves it open. */
#include "csv_record.h"
#include "pool_map.h"

#include <string.h>

/* ---- export -----------------------------------------------------------------------------------
 */

enum { FILE_TABLE, FILE_COLUMN, FILE_VALUE, FILE_BECOMES, FILE_ROWS, FILE_STATE, FILE_BECAUSE };
static const char *const headings[] = {"table", "column", "value",   "becomes",
                                       "rows",  "state",  "because", NULL};

static void
append_line(GString *out, const char *const *cells)
{
    for (guint i = 0; headings[i]; i++) {
        g_string_append(out, i ? "," : "");
        csv_append(out, cells[i], TRUE);
    }
    g_string_append_c(out, '\n');
}

static void
append_column(GString *out, const PoolColumn *column, const char *becomes)
{
    const char *cells[] = {
        column->table->name, column->column->name, "", becomes, "", pool_state_name(column->state),
        column->evidence};
    append_line(out, cells);
    for (guint i = 0; column->values && i < column->values->len; i++) {
        const PoolValue *value = g_ptr_array_index(column->values, i);
        g_autofree char *rows = g_strdup_printf("%" G_GINT64_FORMAT, value->rows);
        const char *of_value[] = {
            column->table->name,           column->column->name, value->value, value->common, rows,
            pool_state_name(value->state), value->evidence};
        append_line(out, of_value);
    }
}

static char *
mapping_csv(const PoolPlan *plan)
{
    GString *out = g_string_new(NULL);
    append_line(out, headings);
    for (guint i = 0; i < plan->fields->len; i++) {
        const PoolField *field = g_ptr_array_index(plan->fields, i);
        for (guint k = 0; k < field->columns->len; k++) {
            const PoolColumn *column = g_ptr_array_index(field->columns, k);
            append_column(out, column, column->state == POOL_ALONE ? "apart" : field->name);
        }
    }
    for (guint i = 0; i < plan->out->len; i++)
        append_column(out, g_ptr_array_index(plan->out, i), "out");
    return g_string_free(out, FALSE);
}

static gboolean
apply_export(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    g_autoptr(PoolPlan) plan = session_pool_plan(session, error);
    if (!plan)
        return FALSE;
    const char *path = call_word(call, 0);
    g_autofree char *text = mapping_csv(plan), *clean = text_clean(path, -1);
    if (!g_file_set_contents(path, text, -1, &failure)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "can't write the mapping: %s",
                    failure->message);
        return FALSE;
    }
    session_log_export(session, "mapping", path, -1);
    session_say(session, "the mapping is written to %s", clean);
    return TRUE;
}

/* ---- import -----------------------------------------------------------------------------------
 */

static gboolean
refuse(const char *path, guint line, const char *why, GError **error)
{
    g_autofree char *shown = g_filename_display_basename(path), *clean = text_clean(shown, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "%s, line %u: %s", clean, line, why);
    return FALSE;
}

/* The places of the columns that are read; FALSE: one is missing. */
static gboolean
find_places(const GPtrArray *record, guint *place)
{
    for (guint i = 0; i <= FILE_BECOMES; i++) {
        place[i] = G_MAXUINT;
        for (guint k = 0; k < record->len; k++)
            if (g_ascii_strcasecmp(g_ptr_array_index(record, k), headings[i]) == 0)
                place[i] = k;
        if (place[i] == G_MAXUINT)
            return FALSE;
    }
    return TRUE;
}

/* A cell without the mark that keeps spreadsheets from running it. */
static const char *
cell_at(const GPtrArray *record, guint place)
{
    const char *cell = place < record->len ? g_ptr_array_index(record, place) : "";
    return *cell == '\'' && cell[1] && strchr("=+-@", cell[1]) ? cell + 1 : cell;
}

/* What the program says by itself needs no word: a field of one source, a value that keeps its
 * spelling. */
static gboolean
take_line(Session *session, Saying *saying, const GPtrArray *record, const guint *place,
          GError **error)
{
    const char *becomes = cell_at(record, place[FILE_BECOMES]);
    const char *value = cell_at(record, place[FILE_VALUE]);
    if (!*becomes)
        return TRUE;
    g_autofree char *subject =
        g_strdup_printf("%s.%s%s%s", cell_at(record, place[FILE_TABLE]),
                        cell_at(record, place[FILE_COLUMN]), *value ? ":" : "", value);
    return saying_add(session, saying, subject, becomes, error);
}

static gboolean
apply_import(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    g_auto(Saying) saying = SAYING_INIT;
    g_autofree char *text = NULL;
    g_autoptr(GError) failure = NULL;
    guint place[FILE_BECOMES + 1], line = 1;
    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    const char *path = call_word(call, 0);
    if (!g_file_get_contents(path, &text, NULL, &failure) || !g_utf8_validate(text, -1, NULL)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "can't read the mapping: %s",
                    failure ? failure->message : "it is not UTF-8");
        return FALSE;
    }
    const char *cursor = g_str_has_prefix(text, "\xEF\xBB\xBF") ? text + 3 : text;
    g_autoptr(GPtrArray) heading = csv_record(&cursor, &line);
    if (!heading || !find_places(heading, place))
        return refuse(path, 1, "it has no columns table, column, value and becomes", error);
    for (;;) {
        guint at = line;
        g_autoptr(GPtrArray) record = csv_record(&cursor, &line);
        if (!record)
            break;
        if (take_line(session, &saying, record, place, &failure))
            continue;
        g_autofree char *why = g_strdup(failure->message);
        return refuse(path, at, why, error);
    }
    if (!saying_end(session, &saying, resolved, inverse, error))
        return FALSE;
    session_say(session, "%u things are said otherwise than before", saying.n);
    return TRUE;
}

const Command map_export_command = {
    "map export", "FILE.csv",  "write the mapping of several sources to a file",
    EFFECT_VIEW,  FALSE,       why_no_workspace,
    NULL,         apply_export};
const Command map_import_command = {"map import", "FILE.csv",  "take a mapping from a file",
                                    EFFECT_STATE, FALSE,       why_no_change,
                                    NULL,         apply_import};
