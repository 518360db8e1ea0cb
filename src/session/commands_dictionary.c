/* Commands on the dictionary as a whole: written to a file, read from one. What is read is kept in
 * the journal meaning by meaning, so that a replay needs no file and undo takes all of it back. */
#include "dictionary_file.h"

#include <string.h>

/* ---- export ------------------------------------------------------------------------------- */

static gboolean
apply_export(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    g_autoptr(GError) failure = NULL;
    const char *path;

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    path = call_word(call, 0);
    g_autofree char *text = dictionary_print(session->catalogue, dictionary_is_markdown(path));
    g_autofree char *clean = text_clean(path, -1);
    if (!g_file_set_contents(path, text, -1, &failure)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "can't write the dictionary: %s",
                    failure->message);
        return FALSE;
    }
    session_log_export(session, "dictionary", path, -1);
    session_say(session, "the dictionary is written to %s", clean);
    return TRUE;
}

/* ---- import ------------------------------------------------------------------------------- */

/* What an import does, told when it is done. */
typedef struct {
    GString *set, *before; /* the commands that do it and take it back */
    guint added, changed, same, unknown;
    char *first_changed, *first_unknown;
} Changes;

static void
changes_clear(Changes *changes)
{
    g_string_free(changes->set, TRUE);
    g_string_free(changes->before, TRUE);
    g_free(changes->first_changed);
    g_free(changes->first_unknown);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Changes, changes_clear)

static gboolean
take_meaning(Session *session, const Meant *meant, const char *meaning, Changes *changes,
             GError **error)
{
    const char *now = meant_now(meant);

    if (strcmp(now, meaning) == 0 ||
        !*meaning) { /* an empty cell says nothing, and erases nothing */
        changes->same++;
        return TRUE;
    }
    changes->added += !*now;
    changes->changed += *now != 0;
    if (*now && !changes->first_changed)
        changes->first_changed =
            g_strdup_printf("%s.%s%s%s, which said “%s”", meant->table->name, meant->column->name,
                            meant->value ? " = " : "", meant->value ? meant->value : "", now);
    command_meant(changes->set, meant, meaning);
    command_meant(changes->before, meant, now);
    return meant_write(session, meant, meaning, error);
}

static void
tell_changes(Session *session, const Changes *changes)
{
    g_autoptr(GString) words = g_string_new(NULL);
    g_string_printf(words, "%u meanings are new", changes->added);
    if (changes->changed)
        g_string_append_printf(words, ", %u replace another (first %s)", changes->changed,
                               changes->first_changed);
    if (changes->unknown)
        g_string_append_printf(words, ", %u name no column here (first %s)", changes->unknown,
                               changes->first_unknown);
    g_autofree char *clean = text_clean(words->str, -1);
    session_say(session, "%s", clean);
}

static gboolean
apply_import(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    g_autoptr(GPtrArray) entries = NULL;
    g_auto(Changes)
        changes = {.set = g_string_new("dictionary set"), .before = g_string_new("dictionary set")};

    if (!call_check(call, 1, 1, NULL, error) ||
        !(entries = dictionary_read(call_word(call, 0), error)))
        return FALSE;
    for (guint i = 0; i < entries->len; i++) {
        const DictionaryEntry *entry = g_ptr_array_index(entries, i);
        TableInfo *table = catalogue_table(session->catalogue, entry->table, NULL);
        Meant meant = {table, table ? table_column(table, entry->column, NULL) : NULL,
                       *entry->value ? entry->value : NULL};
        gboolean fits = meant.column && !(meant.value && meant.column->pii);
        if (fits && !take_meaning(session, &meant, entry->meaning, &changes, error))
            return FALSE;
        if (!fits && !changes.unknown++)
            changes.first_unknown =
                g_strdup_printf("%s.%s in line %u", entry->table, entry->column, entry->line);
    }
    tell_changes(session, &changes);
    g_string_assign(resolved, changes.set->str); /* without pairs: nothing was new */
    if (changes.added + changes.changed)
        g_string_assign(inverse, changes.before->str);
    return session_reload_catalogue(session, error);
}

/* ---- set ---------------------------------------------------------------------------------- */

static gboolean
apply_set(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
          GError **error)
{
    if (!call_check(call, 0, G_MAXUINT, NULL, error))
        return FALSE;
    if (call->words->len % 2) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write pairs: dictionary set TABLE.COLUMN MEANING …");
        return FALSE;
    }
    g_string_append(inverse, "dictionary set");
    for (guint i = 0; i < call->words->len; i += 2) {
        const char *text = call_word(call, i + 1);
        Meant meant;
        if (!meant_find(session, call_word(call, i), &meant, error))
            return FALSE;
        command_meant(inverse, &meant, meant_now(&meant));
        command_meant(resolved, &meant, text);
        if (!meant_write(session, &meant, text, error))
            return FALSE;
    }
    return session_reload_catalogue(session, error);
}

/* ---- the table ---------------------------------------------------------------------------- */

const Command dictionary_export_command = {"dictionary export",
                                           "FILE.csv|FILE.md",
                                           "write what each column means to a file",
                                           EFFECT_VIEW,
                                           FALSE,
                                           why_no_workspace,
                                           NULL,
                                           apply_export};
const Command dictionary_import_command = {"dictionary import",
                                           "FILE",
                                           "take meanings from a CSV or Markdown file",
                                           EFFECT_STATE,
                                           FALSE,
                                           why_no_change,
                                           NULL,
                                           apply_import};
const Command dictionary_set_command = {"dictionary set",
                                        "TABLE.COLUMN[=VALUE] MEANING …",
                                        "write down what several columns mean",
                                        EFFECT_STATE,
                                        FALSE,
                                        why_no_change,
                                        NULL,
                                        apply_set};
