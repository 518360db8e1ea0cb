/* Dropping a column for good: its cells in every version of every row, what was typed, counted and
 * learned from them, and its values in whatever else the program wrote down. The column itself
 * stays, empty, so that a later import knows not to fill it. */
#include "workspace/forget.h"

#include <string.h>

enum { MOST_WORDS = 6 }; /* of a value that is looked for within sentences */

typedef struct {
    sqlite3 *database;
    const TableInfo *table;
    const ColumnInfo *column;
    GPtrArray *columns; /* all that go with it */
    const DropReaders *readers;
    GHashTable *values; /* char *: every different cell, without blanks around it */
    DropResult *result;
} Drop;

/* ---- its values in texts ---------------------------------------------------------------------
 */

static gboolean
is_word_sign(char c)
{
    return g_ascii_isalnum(c) || strchr("_-.@+", c) || (guchar)c >= 0x80;
}

/* A word that says by itself where it is from; "high" and "12" stand for too much else. */
static gboolean
is_telling(const char *text)
{
    gboolean letter = FALSE, other = FALSE;
    for (; *text; text++) {
        letter = letter || g_ascii_isalpha(*text) || (guchar)*text >= 0x80;
        other = other || g_ascii_isdigit(*text) || *text == '@' || *text == ' ';
    }
    return letter && other;
}

/* `named`: the text speaks of the column. */
static gboolean
is_value(const Drop *drop, const char *text, gsize length, gboolean named)
{
    g_autofree char *value = g_strstrip(g_strndup(text, length));
    gsize n = strlen(value);
    if (n && value[n - 1] == '\\') /* a quote within quotes */
        value[n - 1] = '\0';
    return (named || is_telling(value)) && g_hash_table_contains(drop->values, value);
}

/* As a word of its own: a column called "to" isn't named by "tomorrow". */
static gboolean
names_one(const char *name, const char *text)
{
    gsize length = strlen(name);
    for (const char *at = text; (at = strstr(at, name)); at += length) {
        gboolean begins = at == text || !(is_word_sign(at[-1]) && at[-1] != '.');
        if (begins && (!at[length] || at[length] == '.' || !is_word_sign(at[length])))
            return TRUE;
    }
    return FALSE;
}

static gboolean
names_column(const Drop *drop, const char *text)
{
    for (guint i = 0; i < drop->columns->len; i++)
        if (names_one(((const ColumnInfo *)g_ptr_array_index(drop->columns, i))->name, text))
            return TRUE;
    return FALSE;
}

/* How long a value of several words is that begins here, as within a reason that somebody wrote; 0:
 * none does. */
static gsize
phrase_length(const Drop *drop, const char *at)
{
    gsize ends[MOST_WORDS], length = 0;
    guint words = 0;

    while (words < MOST_WORDS) {
        while (at[length] && is_word_sign(at[length]))
            length++;
        ends[words++] = length;
        if (at[length] != ' ' || !is_word_sign(at[length + 1]))
            break;
        length++;
    }
    for (; words > 1; words--)
        for (gsize end = ends[words - 1]; end > ends[words - 2] + 1; end--) {
            if (is_value(drop, at, end, FALSE))
                return end;
            if (g_ascii_isalnum(at[end - 1])) /* only a full stop may stand behind it */
                break;
        }
    return 0;
}

/* As in "home_town=Quillmere", and "home=Quillmere" where one value is mapped to another. */
static gboolean
stands_by_sign(const char *text, const char *at, gsize length)
{
    return (at > text && at[-1] == '=') || at[length] == '=';
}

/* The text without the column's values, in quotes or as words; NULL: it has none. */
static char *
without_values(const Drop *drop, const char *text)
{
    gboolean named = names_column(drop, text), found = FALSE;
    GString *out = g_string_new(NULL);

    for (const char *at = text; *at;) {
        const char *end = strchr("'\"", *at) ? strchr(at + 1, *at) : NULL;
        gsize length = 0;
        if (end && is_value(drop, at + 1, (gsize)(end - at - 1), named)) {
            g_string_append_printf(out, "%c" FORGOTTEN "%s%c", *at, end[-1] == '\\' ? "\\" : "",
                                   *end);
            at = end + 1;
            found = TRUE;
            continue;
        }
        gboolean begins = at == text || !is_word_sign(at[-1]);
        gsize phrase = begins && is_word_sign(*at) ? phrase_length(drop, at) : 0;
        while (!phrase && is_word_sign(at[length]) && at[length])
            length++;
        length = MAX(length, phrase);
        if (phrase ||
            (length && is_value(drop, at, length, named && stands_by_sign(text, at, length)))) {
            g_string_append(out, FORGOTTEN);
            found = TRUE;
        } else {
            length = MAX(length, 1);
            g_string_append_len(out, at, (gssize)length);
        }
        at += length;
    }
    if (!found) {
        g_string_free(out, TRUE);
        return NULL;
    }
    return g_string_free(out, FALSE);
}

/* In the place of forget's: every text is searched for the column's values. */
static void
mask_function(sqlite3_context *context, int n, sqlite3_value **values)
{
    const char *text = (const char *)sqlite3_value_text(values[0]);
    char *masked = text ? without_values(sqlite3_user_data(context), text) : NULL;
    if (masked)
        sqlite3_result_text(context, masked, -1, g_free);
    else
        sqlite3_result_null(context);
}

static gboolean
gather_values(Drop *drop, const ColumnInfo *column, GError **error)
{
    g_autofree char *sql = g_strdup_printf("SELECT DISTINCT c%d FROM raw_%" G_GINT64_FORMAT,
                                           column->position, column->table_id);
    g_autoptr(sqlite3_stmt) cells = db_prepare(drop->database, error, sql, "");
    GError *failure = NULL;

    while (cells && db_step(cells, &failure)) {
        const char *cell = (const char *)sqlite3_column_text(cells, 0);
        char *value = g_strstrip(g_strdup(cell ? cell : ""));
        if (*value)
            g_hash_table_add(drop->values, value);
        else
            g_free(value);
    }
    if (failure)
        g_propagate_error(error, failure);
    return cells && !failure;
}

/* ---- removing --------------------------------------------------------------------------------
 */

/* What was found of a column by its cells. */
static gboolean
clear_column(Drop *drop, const ColumnInfo *column, GError **error)
{
    static const char *const of_column[] = {
        "DELETE FROM column_stats WHERE column_id = ?",
        "DELETE FROM column_doubt WHERE column_id = ?",
        "DELETE FROM column_null WHERE column_id = ?",
        "DELETE FROM known_value WHERE column_id = ?",
        "DELETE FROM value_meaning WHERE column_id = ?",
        "DELETE FROM pool_value WHERE column_id = ?",
        "DELETE FROM known_evidence WHERE column_id = ?",
        "DELETE FROM link WHERE ? IN (child_column, parent_column)",
        "UPDATE step SET enabled = 0 WHERE column_id = ?",
        "UPDATE source_column SET kind_evidence = NULL, category_order = NULL WHERE id = ?"};
    for (guint i = 0; i < G_N_ELEMENTS(of_column); i++)
        if (!db_run(drop->database, error, of_column[i], "i", column->id))
            return FALSE;
    return TRUE;
}

/* What was found of rows by them, and what was typed. */
static gboolean
clear_table(Drop *drop, const TableInfo *table, GError **error)
{
    static const char *const of_table[] = {
        "DELETE FROM frame_block WHERE table_id = ?", "DELETE FROM alert_rows WHERE table_id = ?",
        "DELETE FROM duplicate_search WHERE table_id = ?",
        "DELETE FROM duplicate_pair WHERE table_id = ?",
        /* lines that became no rows can't be parted into columns */
        "UPDATE aside SET raw = x'' WHERE import_id IN (SELECT id FROM import WHERE table_id = ?)"};
    for (guint i = 0; i < G_N_ELEMENTS(of_table); i++)
        if (!db_run(drop->database, error, of_table[i], "i", table->id))
            return FALSE;
    for (guint i = 0; i < drop->result->tables->len; i++)
        if (g_array_index(drop->result->tables, gint64, i) == table->id)
            return TRUE; /* asked for already */
    g_array_append_val(drop->result->tables, table->id);
    return due_ask(drop->database, DUE_TYPES, table->id, error);
}

/* The cells of one column, and all that was found of it and of rows by it. */
static gboolean
empty_column(Drop *drop, const TableInfo *table, const ColumnInfo *column, GError **error)
{
    g_autofree char *sql =
        g_strdup_printf("UPDATE raw_%" G_GINT64_FORMAT " SET c%d = NULL WHERE c%d IS NOT NULL",
                        table->id, column->position, column->position);

    if (!db_exec(drop->database, sql, error))
        return FALSE;
    drop->result->cells += sqlite3_changes64(drop->database);
    return db_run(drop->database, error,
                  "INSERT OR IGNORE INTO column_dropped (column_id, import_id) VALUES (?, 0)", "i",
                  column->id) &&
           db_run(drop->database, error, "DELETE FROM column_personal WHERE column_id = ?", "i",
                  column->id) &&
           clear_column(drop, column, error) && clear_table(drop, table, error);
}

static gboolean
run_for_each(sqlite3 *database, const char *sql, const GArray *ids, GError **error)
{
    for (guint i = 0; i < ids->len; i++)
        if (!db_run(database, error, sql, "i", g_array_index(ids, gint64, i)))
            return FALSE;
    return TRUE;
}

/* Models that read it hold its values as levels and weights; their rows stay, to say why they are
 * gone. What the features' list says of it stays where it holds no value, to go off with the
 * reason. */
static gboolean
remove_learned(Drop *drop, GError **error)
{
    sqlite3 *database = drop->database;
    g_autofree char *undone =
        g_strdup_printf("personal %s.%s ", drop->table->name, drop->column->name);
    g_autofree char *why =
        g_strdup_printf("%s.%s was dropped", drop->table->name, drop->column->name);

    for (guint i = 0; i < drop->readers->models->len; i++)
        if (!db_run(database, error,
                    "INSERT OR IGNORE INTO model_gone (model_id, reason) VALUES (?, ?)", "is",
                    g_array_index(drop->readers->models, gint64, i), why))
            return FALSE;
    return run_for_each(database, "DELETE FROM score_block WHERE model_id = ?",
                        drop->readers->models, error) &&
           run_for_each(database,
                        "UPDATE model SET deleted = 1, features = '[]', parameters = '{}', payload "
                        "= NULL, encoder = NULL, curve = NULL, notes = NULL, quality = NULL WHERE "
                        "id = ?",
                        drop->readers->models, error) &&
           run_for_each(database, "DELETE FROM feature WHERE id = ?", drop->readers->features,
                        error) &&
           run_for_each(database,
                        "UPDATE task SET name = 'target ' || id || ', dropped', spec = '{}', pql = "
                        "NULL, sql = NULL, summary = NULL WHERE id = ?",
                        drop->readers->targets, error) &&
           run_for_each(database, "DELETE FROM feature WHERE task_id = ?", drop->readers->targets,
                        error) &&
           db_run(database, error,
                  "UPDATE journal SET inverse = NULL WHERE substr(inverse, 1, length(?1)) = ?1",
                  "s", undone) &&
           db_exec(database, "DELETE FROM report_cache", error);
}

/* The columns whose cells are gathered into one stand in it. */
static gboolean
empty_parts(Drop *drop, const TableInfo *table, const ColumnInfo *of, GError **error)
{
    g_autofree char *part = g_strdup_printf("PART_OF(%s)", of->name);
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (g_strcmp0(column->definition, part) == 0 && !empty_column(drop, table, column, error))
            return FALSE;
    }
    return TRUE;
}

/* What others' values were mapped to may be one of these; that they are mapped stays. */
static gboolean
forget_common(Drop *drop, const TableInfo *table, const ColumnInfo *column, GError **error)
{
    g_autoptr(GPtrArray) sources = table->pooled ? column_sources(table, column) : NULL;
    for (guint i = 0; sources && i < sources->len; i++)
        if (!db_run(drop->database, error,
                    "UPDATE pool_value SET common = '" FORGOTTEN "' WHERE column_id = ?", "i",
                    ((const ColumnInfo *)g_ptr_array_index(sources, i))->id))
            return FALSE;
    return TRUE;
}

/* All that go, in their tables. */
static gboolean
empty_columns(Drop *drop, const Catalogue *catalogue, GError **error)
{
    for (guint i = 0; i < drop->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(drop->columns, i);
        const TableInfo *table = catalogue_table_by_id(catalogue, column->table_id);
        if (!empty_column(drop, table, column, error) || !empty_parts(drop, table, column, error) ||
            !forget_common(drop, table, column, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- who wrote entries ------------------------------------------------------------------------
 */

static void
cut_author_function(sqlite3_context *context, int n, sqlite3_value **values)
{
    const char *cell = (const char *)sqlite3_value_text(values[0]);
    gsize length = (gsize)sqlite3_value_bytes(values[0]);
    if (cell == NULL)
        return;
    char *cut = g_memdup2(cell, length + 1);
    sqlite3_result_text(context, cut, (int)entry_cut_author(cut, length), g_free);
}

/* What was counted and typed of cells that now hold less, and lines that hold them still. */
static gboolean
cut_in_column(Drop *drop, const TableInfo *table, const ColumnInfo *column, GError **error)
{
    g_autofree char *sql = g_strdup_printf(
        "UPDATE raw_%" G_GINT64_FORMAT " SET c%d = cut_author(c%d) WHERE trim(c%d) <> ''",
        table->id, column->position, column->position, column->position);

    return db_exec(drop->database, sql, error) && clear_column(drop, column, error) &&
           clear_table(drop, table, error);
}

/* Also in columns that the cells were copied to, as of an event log's tickets and a pool. */
static gboolean
cut_authors(Drop *drop, const Catalogue *catalogue, GError **error)
{
    const ColumnInfo *from = column_made_from(drop->table, drop->column);
    const TableInfo *in = table_made_from(drop->table);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        for (guint k = 0; k < table->columns->len; k++) {
            const ColumnInfo *column = g_ptr_array_index(table->columns, k);
            g_autoptr(GPtrArray) sources = column_sources(table, column);
            gboolean holds =
                table == in ? strcmp(column->heading, from->heading) == 0
                            : table->entries_of == NULL && g_ptr_array_find(sources, from, NULL);
            if (holds && !cut_in_column(drop, table, column, error))
                return FALSE;
        }
    }
    return TRUE;
}

static gboolean
drop_in(Drop *drop, const Catalogue *catalogue, gint64 entry, GError **error)
{
    for (guint i = 0; i < drop->columns->len; i++)
        if (!gather_values(drop, g_ptr_array_index(drop->columns, i), error))
            return FALSE;
    if (!remove_learned(drop, error) || !empty_columns(drop, catalogue, error) ||
        (column_is_author(drop->column) && !cut_authors(drop, catalogue, error)))
        return FALSE;
    return forget_mask_texts(drop->database, error) &&
           due_ask(drop->database, DUE_REWRITE, drop->table->id, error) &&
           journal_set_outcome(drop->database, entry, JOURNAL_DONE, error);
}

gboolean
workspace_drop_column(sqlite3 *database, const Catalogue *catalogue, const TableInfo *table,
                      const ColumnInfo *column, const DropReaders *readers, gint64 entry,
                      DropResult *result, GError **error)
{
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) columns = columns_dropped_with(catalogue, table, column);
    Drop drop = {database, table, column, columns, readers, values, result};

    *result = (DropResult){.tables = g_array_new(FALSE, FALSE, sizeof(gint64))};
    if (!db_exec(database, "PRAGMA secure_delete = ON", error))
        return FALSE;
    sqlite3_create_function(database, "forget_mask", 2, SQLITE_UTF8, &drop, mask_function, NULL,
                            NULL);
    sqlite3_create_function(database, "cut_author", 1, SQLITE_UTF8, NULL, cut_author_function, NULL,
                            NULL);
    gboolean done = db_exec(database, "BEGIN IMMEDIATE", error) &&
                    drop_in(&drop, catalogue, entry, error) && db_exec(database, "COMMIT", error);
    if (!sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    sqlite3_create_function(database, "forget_mask", 2, SQLITE_UTF8, NULL, NULL, NULL, NULL);
    if (!done)
        drop_result_clear(result);
    return done;
}

void
drop_result_clear(DropResult *result)
{
    g_clear_pointer(&result->tables, g_array_unref);
}

gboolean
workspace_rewrite(sqlite3 *database, gint64 table, GError **error)
{
    g_autofree char *asked = due_read(database, DUE_REWRITE, table);
    return workspace_vacuum(database, error) &&
           due_done(database, DUE_REWRITE, table, asked, error);
}
