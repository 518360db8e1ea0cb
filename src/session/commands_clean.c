/* Commands that clean: rows taken aside, spellings merged, cells read as missing, what stands for a
 * missing cell, and each of these switched off and on. Raw cells never change. */
#include "session_private.h"

#include <string.h>

/* ---- words ---------------------------------------------------------------------------------- */

static const char *const clean_options[] = {"reason", "scope", "step", "rows", "alert", NULL};

/* Where the next word begins, quotes respected; `start` stands at a word. */
static const char *
next_word(const char *start)
{
    char quote = 0;
    const char *p = start;
    for (; *p && (quote || *p != ' '); p++) {
        if (quote && *p == '\\' && p[1])
            p++;
        else if (quote && *p == quote)
            quote = 0;
        else if (!quote && (*p == '"' || *p == '\''))
            quote = *p;
    }
    while (*p == ' ')
        p++;
    return p;
}

static gboolean
is_option(const char *word)
{
    for (guint i = 0; clean_options[i]; i++) {
        gsize length = strlen(clean_options[i]);
        if (strncmp(word, clean_options[i], length) == 0 && word[length] == '=')
            return TRUE;
    }
    return FALSE;
}

/* What stands between WHERE and the first option, as written: a condition has quotes of its own,
 * and may stand in quotes as a whole. NULL: there is no WHERE. */
static char *
condition_text(const char *text)
{
    const char *from = text, *to;
    while (*from && g_ascii_strncasecmp(from, "where ", 6) != 0)
        from = next_word(from);
    if (!*from)
        return NULL;
    from = to = next_word(from);
    while (*to && !is_option(to))
        to = next_word(to);
    g_autofree char *condition = g_strndup(from, (gsize)(to - from));
    g_strstrip(condition);
    if ((*condition == '"' || *condition == '\'') && !*next_word(condition)) {
        g_autoptr(CommandCall) call = call_parse(condition, NULL);
        if (call && call->words->len == 1)
            return g_strdup(call_word(call, 0));
    }
    return g_steal_pointer(&condition);
}

/* The condition in its canonical form, and names that the table has. */
static char *
read_condition(const CommandCall *call, const TableInfo *table, GError **error)
{
    g_autofree char *text = condition_text(call->text);
    g_autoptr(PqlNode) node = NULL;

    if (!text || !*text) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "say which rows: WHERE status = 'merged', or rows=12,40-44");
        return NULL;
    }
    if (!(node = pql_parse_condition(text, error)))
        return NULL;
    g_autoptr(GPtrArray) columns = pql_columns(node);
    for (guint i = 0; i < columns->len; i++) {
        const PqlNode *column = g_ptr_array_index(columns, i);
        if (!column->table && !table_column(table, column->name, error))
            return NULL;
    }
    return pql_print(node);
}

/* "12,40-44": raw row ids. */
static GArray *
read_rows(const char *text, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(StepRow));
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);
    for (guint i = 0; parts[i]; i++) {
        g_auto(GStrv) ends = g_strsplit(parts[i], "-", 2);
        gint64 from = 0, to = 0;
        if (!ends[0] || !number_parse_integer(ends[0], -1, &from) ||
            !number_parse_integer(ends[1] ? ends[1] : ends[0], -1, &to) || from <= 0 || to < from ||
            to - from > 100000000) {
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "rows=%s names no rows: write their numbers, such as rows=12,40-44",
                        parts[i]);
            return NULL;
        }
        for (gint64 row = from; row <= to; row++) {
            StepRow one = {row, 0};
            g_array_append_val(rows, one);
        }
    }
    return g_steal_pointer(&rows);
}

/* The rows that an alert of the audit is about, as rows= has them: what was meant when it was said,
 * whatever the audit finds later. */
static char *
rows_of_alert(Session *session, const TableInfo *table, const char *name, GError **error)
{
    g_autoptr(GBytes) set =
        alert_rows_load(workspace_database(session->workspace), table->id, name);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    GString *list = g_string_new(NULL);

    if (set && alert_rows_read(set, ids))
        for (guint from = 0, to; from < ids->len; from = to) {
            gint64 first = g_array_index(ids, gint64, from);
            for (to = from + 1; to < ids->len; to++)
                if (g_array_index(ids, gint64, to) != first + (to - from))
                    break;
            g_string_append_printf(list, "%s%" G_GINT64_FORMAT, from ? "," : "", first);
            if (to - from > 1)
                g_string_append_printf(list, "-%" G_GINT64_FORMAT, first + (to - from) - 1);
        }
    if (list->len)
        return g_string_free(list, FALSE);
    g_string_free(list, TRUE);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "the audit has no alert %s with rows of %s: `audit` lists them", name, table->name);
    return NULL;
}

/* ---- finding rows --------------------------------------------------------------------------- */

typedef struct {
    gint64 table;
    GArray *named; /* StepRow; NULL: by the step's condition */
} Find;

static void
find_free(gpointer data)
{
    Find *find = data;
    g_clear_pointer(&find->named, g_array_unref);
    g_free(find);
}

static Frame *
whole_frame(FrameStore *frames, gint64 id, sqlite3 *database, Progress *progress, GError **error)
{
    Catalogue *catalogue = frame_store_catalogue(frames);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (table->id == id)
            return frame_load_whole(database, catalogue, table, progress, error);
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "the table is gone: import it again");
    return NULL;
}

/* Only rows that are there, so that the count is true. */
static GArray *
named_rows(const Frame *whole, const GArray *named)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(StepRow));
    for (guint i = 0; i < named->len; i++) {
        if (frame_row_of(whole, g_array_index(named, StepRow, i).row) != G_MAXUINT32)
            g_array_append_val(rows, g_array_index(named, StepRow, i));
    }
    return rows;
}

static GArray *
find_rows(Step *step, FrameStore *frames, sqlite3 *database, Progress *progress, gpointer data,
          GError **error)
{
    const Find *find = data;
    g_autoptr(Frame) whole = whole_frame(frames, find->table, database, progress, error);
    if (!whole)
        return NULL;
    return find->named ? named_rows(whole, find->named)
                       : step_find(whole, step->definition, database, error);
}

/* Names no row; counts the cells that it will read anew. */
static GArray *
find_values(Step *step, FrameStore *frames, sqlite3 *database, Progress *progress, gpointer data,
            GError **error)
{
    const Find *find = data;
    g_autoptr(Frame) whole = whole_frame(frames, find->table, database, progress, error);
    g_autoptr(GHashTable) values = step_values(step->definition, error);
    if (!whole || !values)
        return NULL;
    for (guint i = 0; i < whole->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(whole->columns, i);
        if (column->info->id == step->column_id)
            step->rows = frame_column_touched(column, values);
    }
    return g_array_new(FALSE, FALSE, sizeof(StepRow));
}

/* ---- making a step -------------------------------------------------------------------------- */

typedef struct {
    gint64 id;
    gboolean there;
    StepScope scope;
    const char *reason;
} StepWords;

static gboolean
read_words(Session *session, const CommandCall *call, StepWords *words, GError **error)
{
    const char *scope = call_named(call, "scope");
    words->scope = STEP_ALL;
    words->reason = call_named(call, "reason");
    return (!scope || step_scope_from_name(scope, &words->scope, error)) &&
           (words->id = session_step_id(session, call, &words->there, error)) != 0;
}

/* Done again after an undo: the rows stand in the file. */
static gboolean
bring_back(Session *session, const StepWords *words, GString *inverse, GError **error)
{
    g_string_printf(inverse, "clean off %" G_GINT64_FORMAT, words->id);
    return step_switch(workspace_database(session->workspace), words->id, TRUE, error) &&
           session_take_change(session, error);
}

static void
append_words(GString *resolved, const Step *step)
{
    command_option(resolved, "reason", step->reason);
    if (step->kind == STEP_ROWS)
        command_option(resolved, "scope", step_scope_name(step->scope));
    g_string_append_printf(resolved, " step=%" G_GINT64_FORMAT, step->id);
}

/* Words that say it all where none were given: "status = 'merged'". */
static Step *
make_step(const StepWords *words, const TableInfo *table, const ColumnInfo *column, StepKind kind,
          const char *definition, const char *fallback)
{
    return step_new(words->id, table->id, column ? column->id : 0, kind, definition,
                    words->reason ? words->reason : fallback, words->scope);
}

static void
queue_found(Session *session, Step *step, StepFind how, GArray *named, GString *inverse)
{
    Find *find = g_new0(Find, 1);
    find->table = step->table_id;
    find->named = named ? g_array_ref(named) : NULL;
    session_queue_step(session, step, how, find, find_free, inverse);
}

/* `clean rows TABLE WHERE …` and `clean cells TABLE.COLUMN WHERE …` */
static gboolean
clean_where(Session *session, const CommandCall *call, const TableInfo *table,
            const ColumnInfo *column, GString *resolved, GString *inverse, GError **error)
{
    const char *alert = call_named(call, "alert");
    g_autofree char *of_alert = alert ? rows_of_alert(session, table, alert, error) : NULL;
    const char *list = alert ? of_alert : call_named(call, "rows");
    if (alert && !list)
        return FALSE;
    g_autoptr(GArray) named = list ? read_rows(list, error) : NULL;
    g_autofree char *condition = list ? NULL : read_condition(call, table, error);
    StepWords words;

    if ((!named && !condition) || !read_words(session, call, &words, error))
        return FALSE;
    Step *step =
        make_step(&words, table, column, column ? STEP_CELLS : STEP_ROWS,
                  condition ? condition : "", condition ? condition : "rows named one by one");
    if (condition) {
        g_string_append(resolved, " WHERE");
        command_quote(resolved, condition);
    } else {
        command_option(resolved, "rows", list);
    }
    append_words(resolved, step);
    if (words.there) {
        step_free(step);
        return bring_back(session, &words, inverse, error);
    }
    queue_found(session, step, find_rows, named, inverse);
    return TRUE;
}

static gboolean
apply_rows(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    if (!call_word(call, 0)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "say of which table");
        return FALSE;
    }
    const TableInfo *table = catalogue_table(session->catalogue, call_word(call, 0), error);
    if (!table)
        return FALSE;
    command_quote(resolved, table->name);
    return clean_where(session, call, table, NULL, resolved, inverse, error);
}

static gboolean
apply_cells(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    TableInfo *table;
    ColumnInfo *column;

    if (!call_word(call, 0)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "say which column: TABLE.COLUMN");
        return FALSE;
    }
    if (!(column = session_column(session, call_word(call, 0), &table, error)))
        return FALSE;
    command_column(resolved, table, column);
    return clean_where(session, call, table, column, resolved, inverse, error);
}

/* ---- spellings ------------------------------------------------------------------------------ */

/* "from=to", a backslash before an equals sign that belongs to a value. */
static gboolean
read_pair(const char *word, GPtrArray *pairs, GError **error)
{
    GString *part = g_string_new(NULL);
    guint before = pairs->len;
    for (const char *p = word; *p; p++) {
        if (*p == '\\' && (p[1] == '=' || p[1] == '\\'))
            g_string_append_c(part, *++p);
        else if (*p == '=' && pairs->len == before) {
            g_ptr_array_add(pairs, g_strdup(part->str));
            g_string_truncate(part, 0);
        } else
            g_string_append_c(part, *p);
    }
    g_ptr_array_add(pairs, g_string_free(part, FALSE));
    if (pairs->len == before + 2 && *(char *)g_ptr_array_index(pairs, before) &&
        *(char *)g_ptr_array_index(pairs, before + 1))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "\"%s\": write what stands there = what it is to be read as, such as "
                "\"E-Mail\"=\"email\"",
                word);
    return FALSE;
}

static void
append_part(GString *word, const char *part)
{
    for (const char *p = part; *p; p++) {
        if (*p == '=' || *p == '\\')
            g_string_append_c(word, '\\');
        g_string_append_c(word, *p);
    }
}

/* As `definition` has them, in order of what stands there. */
static char *
append_pairs(GString *resolved, const char *definition)
{
    g_autoptr(GHashTable) values = step_values(definition, NULL);
    g_autoptr(GList) from = g_list_sort(g_hash_table_get_keys(values), (GCompareFunc)strcmp);
    g_autoptr(GString) words = g_string_new(NULL);
    for (GList *one = from; one; one = one->next) {
        const char *to = g_hash_table_lookup(values, one->data);
        g_autoptr(GString) pair = g_string_new(NULL);
        append_part(pair, one->data);
        g_string_append_c(pair, '=');
        append_part(pair, to);
        command_quote(resolved, pair->str);
        g_string_append_printf(words, "%s\"%s\" read as \"%s\"", words->len ? ", " : "",
                               (char *)one->data, to);
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

/* Words that look like an option (email=Email) are pairs here too. */
static char *
read_pairs(const CommandCall *call, GError **error)
{
    g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer name, value;

    for (guint i = 1; i < call->words->len; i++)
        if (!read_pair(call_word(call, i), pairs, error))
            return NULL;
    g_hash_table_iter_init(&iter, call->named);
    while (g_hash_table_iter_next(&iter, &name, &value))
        if (!g_strv_contains(clean_options, name)) {
            g_ptr_array_add(pairs, g_strdup(name));
            g_ptr_array_add(pairs, g_strdup(value));
        }
    if (pairs->len)
        return step_values_definition((const char *const *)pairs->pdata, pairs->len);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "say which values are to be read as which: \"E-Mail\"=\"email\" …");
    return NULL;
}

static gboolean
apply_values(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    g_autofree char *definition = NULL, *fallback = NULL;
    TableInfo *table;
    ColumnInfo *column;
    StepWords words;

    if (!call_word(call, 0)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "say which column: TABLE.COLUMN");
        return FALSE;
    }
    if (!(column = session_column(session, call_word(call, 0), &table, error)) ||
        !(definition = read_pairs(call, error)))
        return FALSE;
    if (column->kind != KIND_CATEGORY && column->kind != KIND_KEY && column->kind != KIND_LIST) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s is a %s: only values of a category, a key or a list can be merged",
                    column->name, kind_name(column->kind));
        return FALSE;
    }
    if (!read_words(session, call, &words, error))
        return FALSE;
    command_column(resolved, table, column);
    fallback = append_pairs(resolved, definition);
    Step *step = make_step(&words, table, column, STEP_VALUES, definition, fallback);
    append_words(resolved, step);
    if (words.there) {
        step_free(step);
        return bring_back(session, &words, inverse, error);
    }
    queue_found(session, step, find_values, NULL, inverse);
    return TRUE;
}

/* ---- the table ------------------------------------------------------------------------------ */

static char **
complete_tables(Session *session, guint word)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; word == 0 && session->catalogue && i < session->catalogue->tables->len; i++)
        g_ptr_array_add(
            names, g_strdup(((TableInfo *)g_ptr_array_index(session->catalogue->tables, i))->name));
    if (word == 1)
        g_ptr_array_add(names, g_strdup("WHERE"));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static char **
complete_column(Session *session, guint word)
{
    return word == 0 ? complete_columns(session, NULL) : NULL;
}

static const Command rows_command = {"clean rows",
                                     "TABLE WHERE CONDITION | TABLE rows=N,N-M | TABLE alert=NAME "
                                     "[reason=\"…\"] [scope=all|training]",
                                     "set rows aside; `clean off` takes it back",
                                     EFFECT_STATE,
                                     FALSE,
                                     why_no_change,
                                     complete_tables,
                                     apply_rows};
static const Command cells_command = {"clean cells",
                                      "TABLE.COLUMN WHERE CONDITION | alert=NAME [reason=\"…\"]",
                                      "read cells as missing where a condition holds",
                                      EFFECT_STATE,
                                      FALSE,
                                      why_no_change,
                                      complete_column,
                                      apply_cells};
static const Command values_command = {"clean values",
                                       "TABLE.COLUMN \"FROM\"=\"TO\"… [reason=\"…\"]",
                                       "read several spellings as one",
                                       EFFECT_STATE,
                                       FALSE,
                                       why_no_change,
                                       complete_column,
                                       apply_values};

const Command *const clean_commands[] = {&rows_command, &cells_command, &values_command, NULL};
