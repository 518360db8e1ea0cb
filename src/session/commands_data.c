/* Commands on what the catalogue knows: columns, links, time. Raw cells never change; each of these
 * is a step on top that the next one can take back. */
#include "session_private.h"

#include <string.h>

/* The kind of a column about which nobody said anything. */
#define AS_FOUND "found"

/* ---- reading columns again after a change of kind ----------------------------------------- */

static gboolean
retype_work(Job *job, sqlite3 *database, GError **error)
{
    gint64 table = *(gint64 *)job->data;
    g_autofree char *asked = due_read(database, DUE_TYPES, table);
    return table_type(database, table, job->view.progress, error) &&
           events_renew(database, table, job->view.progress, error) &&
           session_apply_steps(database, table, job->view.progress, error) &&
           due_done(database, DUE_TYPES, table, asked, error);
}

static void
retype_finish(Session *session, Job *job)
{
    if (!job->failure && session_reload_catalogue(session, &job->failure) && session->task_id)
        session_queue_propose(session, session->task_id);
}

void
session_queue_retype(Session *session, gint64 table)
{
    Job *job = job_new("reading columns again", retype_work, retype_finish,
                       g_memdup2(&table, sizeof table), g_free);
    job->due = DUE_TYPES;
    session_queue(session, job);
    g_ptr_array_set_size(session->new_jobs, 0); /* the command that asked is done by itself */
}

gboolean
session_take_change(Session *session, GError **error)
{
    return session_reload_catalogue(session, error) && session_repropose(session, error);
}

/* ---- columns ------------------------------------------------------------------------------ */

ColumnInfo *
session_column(Session *session, const char *text, TableInfo **table, GError **error)
{
    const char *dot = strchr(text, '.');
    ColumnInfo *column;

    if (!dot && !(*table = catalogue_main_table(session->catalogue))) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "there is no table yet");
        return NULL;
    }
    if (dot) {
        g_autofree char *name = g_strndup(text, (gsize)(dot - text));
        *table = catalogue_table(session->catalogue, name, error);
    }
    if (!*table)
        return NULL;
    column = table_column(*table, dot ? dot + 1 : text, error);
    return column;
}

void
command_column(GString *line, const TableInfo *table, const ColumnInfo *column)
{
    g_autofree char *full = g_strconcat(table->name, ".", column->name, NULL);
    command_quote(line, full);
}

static void
append_reading(GString *line, const char *format, const char *definition)
{
    if (format)
        command_option(line, "format", format);
    if (definition)
        command_option(line, "from", definition);
}

/* What a date takes its time of day from: time=COLUMN; time=none: from nothing. A definition as the
 * catalogue writes it, from=…, is how undo says so. */
static gboolean
read_definition(const CommandCall *call, const TableInfo *table, const ColumnInfo *column,
                char **definition, GError **error)
{
    const char *time = call_named(call, "time"), *from = call_named(call, "from");
    *definition = NULL;
    if (from || !time) {
        *definition = g_strdup(from ? from : column->definition);
        return TRUE;
    }
    if (g_ascii_strcasecmp(time, "none") == 0)
        return TRUE;
    const ColumnInfo *other = table_column(table, time, error);
    if (other)
        *definition = g_strdup_printf("TIME_OF_DAY(%s)", other->name);
    return other != NULL;
}

static void
append_kind(GString *line, const ColumnInfo *column)
{
    if (!column->kind_declared) {
        g_string_append(line, " " AS_FOUND);
        return;
    }
    command_quote(line, kind_name(column->kind));
    if (column->kind == KIND_DATE)
        command_option(line, "order", date_order_name(column->date_order));
    if (column->kind == KIND_LIST && column->separator)
        command_option(line, "separator", column->separator);
    append_reading(line, column->number_format, column->definition);
}

/* Types the table anew by what its columns are now said to be. */
static gboolean
retype(Session *session, const TableInfo *table, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    if (!due_ask(database, DUE_TYPES, table->id, error) || !due_ask_features(database, error))
        return FALSE;
    session_queue_retype(session, table->id);
    return session_reload_catalogue(session, error);
}

/* `type TABLE.COLUMN found`: what the cells show counts again. */
static gboolean
type_as_found(Session *session, const TableInfo *table, const ColumnInfo *column, GString *resolved,
              GString *inverse, GError **error)
{
    g_string_append(inverse, "type");
    command_column(inverse, table, column);
    append_kind(inverse, column);
    command_column(resolved, table, column);
    g_string_append(resolved, " " AS_FOUND);
    return column_set_found(workspace_database(session->workspace), column->id, error) &&
           retype(session, table, error);
}

static gboolean
apply_type(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    static const char *const names[] = {"order", "separator", "format", "time", "from", NULL};
    const char *format = call_named(call, "format");
    g_autofree char *definition = NULL;
    const char *order_text = call_named(call, "order"), *separator = call_named(call, "separator");
    TableInfo *table;
    ColumnInfo *column;
    ColumnKind kind;
    DateOrder order;

    if (!call_check(call, 2, 2, names, error) ||
        !(column = session_column(session, call_word(call, 0), &table, error)))
        return FALSE;
    if (strcmp(call_word(call, 1), AS_FOUND) == 0)
        return type_as_found(session, table, column, resolved, inverse, error);
    if (!kind_from_name(call_word(call, 1), &kind, error) ||
        !read_definition(call, table, column, &definition, error) ||
        !column_check_format(format, error))
        return FALSE;
    if (kind != KIND_DATE && kind != KIND_LIST && kind != KIND_EMPTY)
        g_clear_pointer(&definition, g_free);
    order = order_text ? date_order_from_name(order_text) : column->date_order;
    if (kind == KIND_DATE && order == DATE_UNKNOWN) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "say how its dates are written: order=ISO, d/m/y, m/d/y …");
        return FALSE;
    }
    g_string_append(inverse, "type");
    command_column(inverse, table, column);
    append_kind(inverse, column);
    command_column(resolved, table, column);
    command_quote(resolved, kind_name(kind));
    if (kind == KIND_DATE)
        command_option(resolved, "order", date_order_name(order));
    if (kind == KIND_LIST)
        command_option(resolved, "separator", separator ? separator : ";");
    append_reading(resolved, format, definition);
    if (!column_set_kind(workspace_database(session->workspace), column->id, kind, order,
                         kind == KIND_LIST ? (separator ? separator : ";") : NULL, error) ||
        !column_set_reading(workspace_database(session->workspace), column->id, format, definition,
                            error))
        return FALSE;
    return retype(session, table, error);
}

static gboolean
apply_role(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    TableInfo *table;
    ColumnInfo *column;
    ColumnRole role;

    if (!call_check(call, 2, 2, NULL, error) ||
        !(column = session_column(session, call_word(call, 0), &table, error)) ||
        !role_from_name(call_word(call, 1), &role, error))
        return FALSE;
    g_string_append(inverse, "role");
    command_column(inverse, table, column);
    command_quote(inverse, role_name(column->role));
    command_column(resolved, table, column);
    command_quote(resolved, role_name(role));
    return column_set_role(workspace_database(session->workspace), column->id, role, error) &&
           session_take_change(session, error);
}

typedef gboolean (*ColumnSetter)(sqlite3 *database, gint64 column, const char *text,
                                 GError **error);

/* `meaning TABLE.COLUMN TEXT`, `order TABLE.COLUMN TEXT`: one text of a column. */
static gboolean
set_column_text(Session *session, const CommandCall *call, const char *command, ColumnSetter set,
                char *(*current)(const ColumnInfo *column), GString *resolved, GString *inverse,
                GError **error)
{
    TableInfo *table;
    ColumnInfo *column;

    if (!call_check(call, 2, 2, NULL, error) ||
        !(column = session_column(session, call_word(call, 0), &table, error)))
        return FALSE;
    const char *before = current(column);
    g_string_append(inverse, command);
    command_column(inverse, table, column);
    command_quote(inverse, before ? before : "");
    command_column(resolved, table, column);
    command_quote(resolved, call_word(call, 1));
    return set(workspace_database(session->workspace), column->id, call_word(call, 1), error) &&
           session_reload_catalogue(session, error);
}

static char *
meaning_of(const ColumnInfo *column)
{
    return column->meaning;
}

static char *
order_of(const ColumnInfo *column)
{
    return column->order;
}

static gboolean
apply_meaning(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
              GError **error)
{
    return set_column_text(session, call, "meaning", column_set_meaning, meaning_of, resolved,
                           inverse, error);
}

static gboolean
apply_order(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    return set_column_text(session, call, "order", column_set_order, order_of, resolved, inverse,
                           error);
}

/* ---- keys, times, links ------------------------------------------------------------------- */

typedef gboolean (*TableSetter)(sqlite3 *database, gint64 table, gint64 column, GError **error);

/* `key TABLE.COLUMN`, `time TABLE.COLUMN`, `time TABLE none` */
static gboolean
set_table_column(Session *session, const CommandCall *call, const char *command, TableSetter set,
                 gboolean is_key, GString *resolved, GString *inverse, GError **error)
{
    TableInfo *table;
    ColumnInfo *column = NULL, *before;
    gboolean none = call->words->len == 2;

    if (!call_check(call, 1, 2, NULL, error))
        return FALSE;
    if (none && strcmp(call_word(call, 1), "none") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write TABLE.COLUMN, or TABLE none");
        return FALSE;
    }
    if (none)
        table = catalogue_table(session->catalogue, call_word(call, 0), error);
    else
        column = session_column(session, call_word(call, 0), &table, error);
    if (!table || (!none && !column))
        return FALSE;
    before = is_key ? table->key : table->time;
    g_string_append(inverse, command);
    if (before) {
        command_column(inverse, table, before);
    } else {
        command_quote(inverse, table->name);
        g_string_append(inverse, " none");
    }
    if (column) {
        command_column(resolved, table, column);
    } else {
        command_quote(resolved, table->name);
        g_string_append(resolved, " none");
    }
    return set(workspace_database(session->workspace), table->id, column ? column->id : 0, error) &&
           links_find(workspace_database(session->workspace), error) &&
           session_take_change(session, error);
}

static gboolean
apply_key(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
          GError **error)
{
    return set_table_column(session, call, "key", table_set_key, TRUE, resolved, inverse, error);
}

static gboolean
apply_time(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    return set_table_column(session, call, "time", table_set_time, FALSE, resolved, inverse, error);
}

static LinkInfo *
link_between(Session *session, const ColumnInfo *child, const ColumnInfo *parent)
{
    for (guint i = 0; i < session->catalogue->links->len; i++) {
        LinkInfo *link = g_ptr_array_index(session->catalogue->links, i);
        if (link->child_column->id == child->id && link->parent_column->id == parent->id)
            return link;
    }
    return NULL;
}

/* Both sides go by one rule. */
static gboolean
set_spelling(sqlite3 *database, const ColumnInfo *child, const ColumnInfo *parent, const char *rule,
             GError **error)
{
    const char *kept = strcmp(rule, "none") == 0 ? NULL : rule;
    return column_set_spelling(database, child->id, kept, error) &&
           column_set_spelling(database, parent->id, kept, error);
}

static gboolean
change_link(Session *session, const CommandCall *call, gboolean add, GString *resolved,
            GString *inverse, GError **error)
{
    static const char *const names[] = {"spelling", NULL};
    sqlite3 *database = workspace_database(session->workspace);
    const char *rule = add ? call_named(call, "spelling") : NULL;
    TableInfo *child_table, *parent_table;
    ColumnInfo *child, *parent;
    LinkInfo *link;

    if (!call_check(call, 2, 2, add ? names : NULL, error) ||
        !(child = session_column(session, call_word(call, 0), &child_table, error)) ||
        !(parent = session_column(session, call_word(call, 1), &parent_table, error)))
        return FALSE;
    link = link_between(session, child, parent);
    if (!add && !link) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s.%s and %s.%s are not linked",
                    child_table->name, child->name, parent_table->name, parent->name);
        return FALSE;
    }
    command_column(resolved, child_table, child);
    command_column(resolved, parent_table, parent);
    if (rule)
        command_option(resolved, "spelling", rule);
    if (!add || !link || rule) {
        g_string_append(inverse, add && !link ? "unlink" : "link");
        command_column(inverse, child_table, child);
        command_column(inverse, parent_table, parent);
    }
    if (rule && link)
        command_option(inverse, "spelling", parent->spelling ? parent->spelling : "none");
    return (!rule || set_spelling(database, child, parent, rule, error)) &&
           (add ? link_declare(database, child->id, parent->id, error)
                : link_remove(database, link->id, error)) &&
           (!rule || links_count(database, error)) && session_take_change(session, error);
}

static gboolean
apply_link(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    return change_link(session, call, TRUE, resolved, inverse, error);
}

static gboolean
apply_unlink(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    return change_link(session, call, FALSE, resolved, inverse, error);
}

/* ---- settings of the whole workspace ------------------------------------------------------ */

static gboolean
set_and_reload(Session *session, const char *command, const char *setting, const char *value,
               const char *before, GString *resolved, GString *inverse, GError **error)
{
    command_quote(resolved, value);
    g_string_append(inverse, command);
    command_quote(inverse, before);
    return setting_set(workspace_database(session->workspace), setting, value, error) &&
           session_take_change(session, error);
}

static gboolean
apply_zone(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    g_autoptr(GTimeZone) zone = zone_from_name(call_word(call, 0), error);
    return zone && set_and_reload(session, "zone", "zone", call_word(call, 0),
                                  session->catalogue->zone_name, resolved, inverse, error);
}

static gboolean
apply_as_of(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    TimePoint time;
    TimePrecision precision;
    g_autofree char *before = setting_get(workspace_database(session->workspace), "as_of");

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    if (strcmp(call_word(call, 0), "auto") != 0 &&
        !date_parse(call_word(call, 0), -1, DATE_ISO, session->catalogue->zone, &time,
                    &precision)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "\"%s\" is no date; write 2026-06-30, or auto for the newest in the data",
                    call_word(call, 0));
        return FALSE;
    }
    return set_and_reload(session, "as-of", "as_of", call_word(call, 0), before ? before : "auto",
                          resolved, inverse, error);
}

static gboolean
apply_keywords(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    g_auto(GStrv) before = keywords_of(workspace_database(session->workspace));
    g_autofree char *joined = g_strjoinv(",", before);

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    return set_and_reload(session, "keywords", "keywords", call_word(call, 0), joined, resolved,
                          inverse, error);
}

static gboolean
apply_language(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    g_autofree char *before = language_of(workspace_database(session->workspace));

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    if (!language_known(call_word(call, 0))) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "there are no word stems for \"%s\"; write english, german, french, spanish …",
                    call_word(call, 0));
        return FALSE;
    }
    return set_and_reload(session, "language", "language", call_word(call, 0), before, resolved,
                          inverse, error);
}

/* Which rows were sent by the desk's own staff. */
static gboolean
apply_own_domains(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                  GError **error)
{
    g_autofree char *before = setting_get(workspace_database(session->workspace), "own-domains");
    g_autofree char *domains = NULL;

    return call_check(call, 1, 1, NULL, error) &&
           (domains = own_domains_check(call_word(call, 0), error)) &&
           set_and_reload(session, "own-domains", "own-domains", domains, before ? before : "none",
                          resolved, inverse, error);
}

/* Dropping is the import's: here are the cells already. */
static gboolean
apply_names(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autofree char *before = setting_get(database, "names"), *key = NULL;

    if (!call_check(call, 1, 1, NULL, error) || !names_check(call_word(call, 0), error))
        return FALSE;
    if (strcmp(call_word(call, 0), "drop") == 0 && g_strcmp0(before, "drop") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "names are in this workspace already: `names hash` hides them, `import … "
                    "names=drop` into a new workspace leaves them out");
        return FALSE;
    }
    if (strcmp(call_word(call, 0), "hash") == 0 && !(key = names_key(database, error)))
        return FALSE;
    return set_and_reload(session, "names", "names", call_word(call, 0), before ? before : "keep",
                          resolved, inverse, error);
}

static char **
complete_names(Session *session, guint word)
{
    return g_strsplit("keep hash", " ", -1);
}

/* ---- completion and the table ------------------------------------------------------------- */

static char **
complete_column_kind(Session *session, guint word)
{
    GPtrArray *kinds = g_ptr_array_new();
    if (word == 0)
        return complete_columns(session, NULL);
    for (int kind = KIND_TEXT; kind < KIND_EMPTY; kind++)
        g_ptr_array_add(kinds, g_strdup(kind_name((ColumnKind)kind)));
    g_ptr_array_add(kinds, NULL);
    return (char **)g_ptr_array_free(kinds, FALSE);
}

static char **
complete_column_role(Session *session, guint word)
{
    GPtrArray *roles = g_ptr_array_new();
    if (word == 0)
        return complete_columns(session, NULL);
    for (int role = ROLE_NONE; role <= ROLE_TAGS; role++)
        g_ptr_array_add(roles, g_strdup(role_name((ColumnRole)role)));
    g_ptr_array_add(roles, NULL);
    return (char **)g_ptr_array_free(roles, FALSE);
}

static char **
complete_column_names(Session *session, guint word)
{
    return complete_columns(session, NULL);
}

static const Command type_command = {
    "type",
    "TABLE.COLUMN KIND|found [order=d/m/y] [time=COLUMN] [separator=;] "
    "[format=\"decimal comma\"]",
    "say what a column holds; the raw cells stay",
    EFFECT_STATE,
    FALSE,
    why_no_change,
    complete_column_kind,
    apply_type};
static const Command role_command = {"role",
                                     "TABLE.COLUMN ROLE",
                                     "say what a column is to the desk",
                                     EFFECT_STATE,
                                     FALSE,
                                     why_no_change,
                                     complete_column_role,
                                     apply_role};
static const Command meaning_command = {"meaning",
                                        "TABLE.COLUMN TEXT",
                                        "write down what a column means",
                                        EFFECT_STATE,
                                        FALSE,
                                        why_no_change,
                                        complete_column_names,
                                        apply_meaning};
static const Command order_command = {"order",
                                      "TABLE.COLUMN \"P1;P2;P3\"",
                                      "declare the order of a category's values",
                                      EFFECT_STATE,
                                      FALSE,
                                      why_no_change,
                                      complete_column_names,
                                      apply_order};
static const Command key_command = {"key",
                                    "TABLE.COLUMN | TABLE none",
                                    "say which column names a row",
                                    EFFECT_STATE,
                                    FALSE,
                                    why_no_change,
                                    complete_column_names,
                                    apply_key};
static const Command time_command = {"time",
                                     "TABLE.COLUMN | TABLE none",
                                     "say when a row's fact happened",
                                     EFFECT_STATE,
                                     FALSE,
                                     why_no_change,
                                     complete_column_names,
                                     apply_time};
static const Command link_command = {"link",
                                     "CHILD.COLUMN PARENT.COLUMN [spelling=digits|case|none]",
                                     "link two tables by a key",
                                     EFFECT_STATE,
                                     FALSE,
                                     why_no_change,
                                     complete_column_names,
                                     apply_link};
static const Command unlink_command = {
    "unlink",      "CHILD.COLUMN PARENT.COLUMN", "take a link away", EFFECT_STATE, FALSE,
    why_no_change, complete_column_names,        apply_unlink};
static const Command zone_command = {
    "zone",       "ZONE",    "the desk's time zone, such as Europe/Berlin",
    EFFECT_STATE, FALSE,     why_no_change,
    NULL,         apply_zone};
static const Command as_of_command = {
    "as-of", "DATE|auto", "the day this workspace calls today", EFFECT_STATE, FALSE, why_no_change,
    NULL,    apply_as_of};
static const Command keywords_command = {
    "keywords",   "WORD,WORD…",  "the words that KEYWORDS() counts",
    EFFECT_STATE, FALSE,         why_no_change,
    NULL,         apply_keywords};

static const Command language_command = {
    "language",
    "LANGUAGE",
    "the language of the texts, for KEYWORD_STEMS(): english, german …",
    EFFECT_STATE,
    FALSE,
    why_no_change,
    NULL,
    apply_language};

static const Command own_domains_command = {"own-domains",
                                            "DOMAIN,DOMAIN…|none",
                                            "the e-mail domains of your own staff",
                                            EFFECT_STATE,
                                            FALSE,
                                            why_no_change,
                                            NULL,
                                            apply_own_domains};
static const Command names_command = {
    "names",        "keep|hash", "show names as they stand, or a hash in their place",
    EFFECT_STATE,   FALSE,       why_no_change,
    complete_names, apply_names};

const Command *const data_commands[] = {&known_command,
                                        &dictionary_export_command,
                                        &dictionary_import_command,
                                        &dictionary_set_command,
                                        &type_command,
                                        &role_command,
                                        &meaning_command,
                                        &order_command,
                                        &key_command,
                                        &time_command,
                                        &link_command,
                                        &unlink_command,
                                        &zone_command,
                                        &as_of_command,
                                        &keywords_command,
                                        &language_command,
                                        &personal_command,
                                        &own_domains_command,
                                        &names_command,
                                        NULL};
