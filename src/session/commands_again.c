/* Taking the next export of a table back, and giving it back: nothing is removed, its rows and what
 * they replaced just don't count. */
#include "session_private.h"

#include <foredesk/evidence.h>

/* The newest import of that file into a table that had one before; on or off as wanted. 0: none. */
static gint64
import_of(sqlite3 *database, const char *file, gboolean off)
{
    return db_integer(database, 0,
                      "SELECT max(id) FROM import i WHERE file = ?1 "
                      "AND (id IN (SELECT import_id FROM import_off WHERE state = 'off')) = ?2 "
                      "AND id > (SELECT min(id) FROM import WHERE table_id = i.table_id)",
                      "si", file, (gint64)(off != 0));
}

/* Only the newest that counts can be taken back, and none be given back under a newer one: what an
 * import found is laid over what was there. */
static gboolean
is_newest(sqlite3 *database, gint64 import, const char *file, GError **error)
{
    gint64 later = db_integer(
        database, 0,
        "SELECT count(*) FROM import WHERE table_id = (SELECT table_id FROM import WHERE id = ?1) "
        "AND id > ?1 AND id NOT IN (SELECT import_id FROM import_off)",
        "i", import);
    if (later == 0)
        return TRUE;
    g_autofree char *shown = g_filename_display_basename(file);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "a later export stands on %s: take that back first", shown);
    return FALSE;
}

/* Tickets that were renewed from the import's events go with it, and so do its entries. */
static gboolean
switch_with_derived(sqlite3 *database, gint64 import, gboolean on, GError **error)
{
    g_autoptr(GArray) derived = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(sqlite3_stmt) imports =
        db_prepare(database, error,
                   "SELECT max(i.id) FROM import i JOIN source_table t ON t.id = i.table_id WHERE "
                   "t.derived AND i.hash = CAST(? AS TEXT) GROUP BY t.id",
                   "i", import);
    GError *failure = NULL;
    while (imports && db_step(imports, &failure)) {
        gint64 one = sqlite3_column_int64(imports, 0);
        g_array_append_val(derived, one);
    }
    if (failure)
        g_propagate_error(error, failure);
    if (!imports || failure || !import_switch(database, import, on, error))
        return FALSE;
    for (guint i = 0; i < derived->len; i++)
        if (!import_switch(database, g_array_index(derived, gint64, i), on, error))
            return FALSE;
    return TRUE;
}

static gboolean
switch_imports(Session *session, const CommandCall *call, gboolean on, GString *resolved,
               GString *inverse, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_string_append(inverse, on ? "import off" : "import on");
    for (guint i = 0; i < call->words->len; i++) {
        g_autofree char *file = g_canonicalize_filename(call_word(call, i), NULL);
        gint64 import = import_of(database, file, on);
        if (!import) {
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "%s is no later export that %s", file,
                        on ? "was taken back" : "could be taken back: the first one makes a table");
            return FALSE;
        }
        gint64 table =
            db_integer(database, 0, "SELECT table_id FROM import WHERE id = ?", "i", import);
        if (!is_newest(database, import, file, error) ||
            !switch_with_derived(database, import, on, error) ||
            !due_ask(database, DUE_TYPES, table, error))
            return FALSE;
        command_quote(resolved, file);
        command_quote(inverse, file);
        session_queue_retype(session, table);
    }
    return links_count(database, error) && due_ask_features(database, error) &&
           session_reload_catalogue(session, error);
}

static gboolean
apply_off(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
          GError **error)
{
    return call_check(call, 1, 1000, NULL, error) &&
           switch_imports(session, call, FALSE, resolved, inverse, error);
}

static gboolean
apply_on(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
         GError **error)
{
    return call_check(call, 1, 1000, NULL, error) &&
           switch_imports(session, call, TRUE, resolved, inverse, error);
}

const Command import_off_command = {
    "import off", "FILE…",  "take the next export of a table back; its rows are kept, unseen",
    EFFECT_STATE, FALSE,    why_no_change,
    NULL,         apply_off};
const Command import_on_command = {
    "import on",  "FILE…", "let an export that was taken back count again",
    EFFECT_STATE, FALSE,   why_no_change,
    NULL,         apply_on};

gboolean
import_was_taken_back(Session *session, const CommandCall *call)
{
    if (!session->workspace)
        return FALSE;
    for (guint i = 0; i < call->words->len; i++) {
        g_autofree char *file = g_canonicalize_filename(call_word(call, i), NULL);
        gint64 import = import_of(workspace_database(session->workspace), file, TRUE);
        if (!import || !is_newest(workspace_database(session->workspace), import, file, NULL))
            return FALSE;
    }
    return TRUE;
}

gboolean
import_give_back(Session *session, const CommandCall *call, GError **error)
{
    g_autoptr(GString) resolved = g_string_new(NULL), inverse = g_string_new(NULL);
    return switch_imports(session, call, TRUE, resolved, inverse, error);
}

/* What undoes an import: nothing where one of its files made a table. */
void
import_inverse(Session *session, char *const *files, const char *table, GString *inverse)
{
    g_autoptr(GString) line = g_string_new("import off");
    for (; session->catalogue && *files; files++) {
        g_autofree char *name = import_table_name(*files, table);
        if (!name || !catalogue_table(session->catalogue, name, NULL))
            return;
        command_quote(line, *files);
    }
    if (session->catalogue)
        g_string_append(inverse, line->str);
}
