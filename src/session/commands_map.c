/* The commands that map several sources onto one table of tickets: what is a common field, what a
 * common value, what is kept apart or left out. Whatever is said is kept in the journal word by
 * word, as pairs of `map set`, so that a replay proposes nothing anew and undo takes all of it
 * back. */
#include "pool_map.h"

#include <string.h>

void
saying_clear(Saying *saying)
{
    g_string_free(saying->set, TRUE);
    g_string_free(saying->before, TRUE);
}

gboolean
saying_add(Session *session, Saying *saying, const char *subject, const char *meaning,
           GError **error)
{
    g_autofree char *before = NULL;
    if (!pool_say(workspace_database(session->workspace), session->catalogue, subject, meaning,
                  &before, error))
        return FALSE;
    if (strcmp(before, meaning) == 0)
        return TRUE;
    saying->n++;
    command_quote(saying->set, subject);
    command_quote(saying->set, meaning);
    command_quote(saying->before, subject);
    command_quote(saying->before, before);
    return TRUE;
}

gboolean
saying_end(Session *session, const Saying *saying, GString *resolved, GString *inverse,
           GError **error)
{
    g_string_assign(resolved, saying->set->str);
    if (saying->n > 0)
        g_string_assign(inverse, saying->before->str);
    return session_reload_catalogue(session, error);
}

PoolPlan *
session_pool_plan(Session *session, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autoptr(GPtrArray) sources = pool_sources(session->catalogue, database, error);
    for (guint i = 0; sources && session->watched && i < sources->len; i++) {
        g_autoptr(Frame) frame = frame_store_peek(session->frames, g_ptr_array_index(sources, i));
        if (frame)
            continue;
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "the sources are being read: look at the mapping first (X in 1 Audit)");
        return NULL;
    }
    return sources ? pool_plan(session->frames, database, NULL, error) : NULL;
}

/* ---- map FIELD … ------------------------------------------------------------------------------
 */

/* Where "VALUE=COMMON" parts; NULL: it is none. */
static const char *
equals_in(const char *word)
{
    const char *equals = strchr(word, '=');
    return equals && equals > word && equals[1] ? equals : NULL;
}

/* Says of each source's column in the field that has the value what it means. */
static gboolean
say_value(Session *session, Saying *saying, const PoolField *field, const char *value,
          const char *common, const char *source, GError **error)
{
    guint found = 0;
    for (guint i = 0; i < field->columns->len; i++) {
        const PoolColumn *column = g_ptr_array_index(field->columns, i);
        for (guint k = 0; column->values && k < column->values->len; k++) {
            const PoolValue *one = g_ptr_array_index(column->values, k);
            if (strcmp(one->value, value) != 0 ||
                (source && g_ascii_strcasecmp(source, column->table->name) != 0))
                continue;
            g_autofree char *subject =
                g_strdup_printf("%s.%s:%s", column->table->name, column->column->name, one->value);
            found++;
            if (!saying_add(session, saying, subject, common, error))
                return FALSE;
        }
    }
    if (found)
        return TRUE;
    g_autofree char *shown = text_clean(value, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no source's %s has the value \"%s\"%s%s: `sources` lists them", field->name, shown,
                source ? " in " : "", source ? source : "");
    return FALSE;
}

static const PoolField *
field_named(const PoolPlan *plan, const char *name, GError **error)
{
    for (guint i = 0; i < plan->fields->len; i++) {
        const PoolField *field = g_ptr_array_index(plan->fields, i);
        if (g_ascii_strcasecmp(field->name, name) == 0)
            return field;
    }
    g_autofree char *shown = text_clean(name, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no common field is called \"%s\": `sources` lists them", shown);
    return NULL;
}

/* Words that look like an option (urgent=Highest) are pairs here too. */
static gboolean
say_values(Session *session, Saying *saying, const CommandCall *call, GError **error)
{
    g_autoptr(PoolPlan) plan = session_pool_plan(session, error);
    const PoolField *field = plan ? field_named(plan, call_word(call, 0), error) : NULL;
    const char *source = call_named(call, "source");
    GHashTableIter iter;
    gpointer name, value;
    if (!field)
        return FALSE;
    for (guint i = 1; i < call->words->len; i++) {
        const char *word = call_word(call, i), *equals = equals_in(word);
        g_autofree char *from = equals ? g_strndup(word, (gsize)(equals - word)) : NULL;
        if (equals && !say_value(session, saying, field, from, equals + 1, source, error))
            return FALSE;
    }
    g_hash_table_iter_init(&iter, call->named);
    while (g_hash_table_iter_next(&iter, &name, &value))
        if (strcmp(name, "source") != 0 &&
            !say_value(session, saying, field, name, value, source, error))
            return FALSE;
    return TRUE;
}

static gboolean
apply_map(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
          GError **error)
{
    g_auto(Saying) saying = SAYING_INIT;
    guint pairs = g_hash_table_size(call->named), columns = 0;
    for (guint i = 1; i < call->words->len; i++) {
        pairs += equals_in(call_word(call, i)) != NULL;
        columns += equals_in(call_word(call, i)) == NULL;
    }
    if (call->words->len == 0 || pairs + columns == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write FIELD TABLE.COLUMN …, or FIELD VALUE=COMMON …");
        return FALSE;
    }
    for (guint i = 1; i < call->words->len; i++)
        if (!equals_in(call_word(call, i)) &&
            !saying_add(session, &saying, call_word(call, i), call_word(call, 0), error))
            return FALSE;
    return (pairs == 0 || say_values(session, &saying, call, error)) &&
           saying_end(session, &saying, resolved, inverse, error);
}

/* ---- apart, out, set --------------------------------------------------------------------------
 */

static gboolean
say_all(Session *session, const CommandCall *call, const char *meaning, GString *resolved,
        GString *inverse, GError **error)
{
    g_auto(Saying) saying = SAYING_INIT;
    if (!call_check(call, 1, G_MAXUINT, NULL, error))
        return FALSE;
    for (guint i = 0; i < call->words->len; i++)
        if (!saying_add(session, &saying, call_word(call, i), meaning, error))
            return FALSE;
    return saying_end(session, &saying, resolved, inverse, error);
}

static gboolean
apply_apart(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    return say_all(session, call, "apart", resolved, inverse, error);
}

static gboolean
apply_out(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
          GError **error)
{
    return say_all(session, call, "out", resolved, inverse, error);
}

static gboolean
apply_set(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
          GError **error)
{
    g_auto(Saying) saying = SAYING_INIT;
    if (!call_check(call, 2, G_MAXUINT, NULL, error))
        return FALSE;
    if (call->words->len % 2) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write pairs: map set TABLE.COLUMN FIELD TABLE.COLUMN:VALUE COMMON …");
        return FALSE;
    }
    for (guint i = 0; i < call->words->len; i += 2)
        if (!saying_add(session, &saying, call_word(call, i), call_word(call, i + 1), error))
            return FALSE;
    return saying_end(session, &saying, resolved, inverse, error);
}

/* ---- accept -----------------------------------------------------------------------------------
 */

static gboolean
accept_column(Session *session, Saying *saying, const PoolField *field, const PoolColumn *column,
              GError **error)
{
    g_autofree char *name = g_strdup_printf("%s.%s", column->table->name, column->column->name);
    if (column->state == POOL_PROPOSED && !saying_add(session, saying, name, field->name, error))
        return FALSE;
    for (guint i = 0; column->values && i < column->values->len; i++) {
        const PoolValue *value = g_ptr_array_index(column->values, i);
        g_autofree char *subject = g_strdup_printf("%s:%s", name, value->value);
        if (value->state == POOL_PROPOSED &&
            !saying_add(session, saying, subject, value->common, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
is_wanted(const CommandCall *call, const PoolField *field)
{
    for (guint i = 0; i < call->words->len; i++)
        if (g_ascii_strcasecmp(call_word(call, i), field->name) == 0)
            return TRUE;
    return call->words->len == 0;
}

static gboolean
apply_accept(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    g_auto(Saying) saying = SAYING_INIT;
    if (!call_check(call, 0, G_MAXUINT, NULL, error))
        return FALSE;
    g_autoptr(PoolPlan) plan = session_pool_plan(session, error);
    for (guint i = 0; plan && i < call->words->len; i++)
        if (!field_named(plan, call_word(call, i), error))
            return FALSE;
    for (guint i = 0; plan && i < plan->fields->len; i++) {
        const PoolField *field = g_ptr_array_index(plan->fields, i);
        for (guint k = 0; is_wanted(call, field) && k < field->columns->len; k++)
            if (!accept_column(session, &saying, field, g_ptr_array_index(field->columns, k),
                               error))
                return FALSE;
    }
    if (plan && !saying.n) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no proposal waits for a yes");
        return FALSE;
    }
    if (!plan || !saying_end(session, &saying, resolved, inverse, error))
        return FALSE;
    session_say(session, "%u proposals are taken", saying.n);
    return TRUE;
}

/* ---- the table --------------------------------------------------------------------------------
 */

static char **
complete_map(Session *session, guint word)
{
    return word > 0 ? complete_columns(session, NULL) : NULL;
}

static char **
complete_column(Session *session, guint word)
{
    return complete_columns(session, NULL);
}

static const Command map_command = {"map",
                                    "FIELD TABLE.COLUMN … | FIELD VALUE=COMMON … [source=TABLE]",
                                    "say which columns of several sources are one field, and which "
                                    "values are one value",
                                    EFFECT_STATE,
                                    FALSE,
                                    why_no_change,
                                    complete_map,
                                    apply_map};
static const Command accept_command = {
    "map accept", "[FIELD …]", "take what is proposed of the mapping",
    EFFECT_STATE, FALSE,       why_no_change,
    NULL,         apply_accept};
static const Command map_apart_command = {"map apart",
                                          "TABLE.COLUMN …",
                                          "keep columns as fields of their source alone",
                                          EFFECT_STATE,
                                          FALSE,
                                          why_no_change,
                                          complete_column,
                                          apply_apart};
static const Command out_command = {"map out",
                                    "TABLE.COLUMN …",
                                    "leave columns out of the pool",
                                    EFFECT_STATE,
                                    FALSE,
                                    why_no_change,
                                    complete_column,
                                    apply_out};
static const Command set_command = {"map set",
                                    "TABLE.COLUMN FIELD|apart|out … TABLE.COLUMN:VALUE COMMON …",
                                    "say several things of the mapping at once",
                                    EFFECT_STATE,
                                    FALSE,
                                    why_no_change,
                                    complete_column,
                                    apply_set};

const Command *const map_commands[] = {
    &map_command, &accept_command,     &map_apart_command,  &out_command,
    &set_command, &map_export_command, &map_import_command, NULL};
