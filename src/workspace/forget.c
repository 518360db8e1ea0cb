/* Forgetting a customer: its rows in all tables, found over the links, with all their versions;
 * what was set aside; its names in everything else the file holds; and what was learned or
 * computed. */
#include "workspace/forget.h"

#include <string.h>

typedef struct {
    sqlite3 *database;
    const Catalogue *catalogue;
    const ForgetWhom *whom;
    ForgetNames *names;
    ForgetResult *result;
    Progress *progress;
} Forget;

void
forget_result_clear(ForgetResult *result)
{
    g_clear_pointer(&result->tables, g_array_unref);
    if (result->words)
        g_string_free(g_steal_pointer(&result->words), TRUE);
}

/* ---- finding rows -----------------------------------------------------------------------------
 */

/* Rows of a table whose cell of a column holds the value; an address in whatever case it was typed.
 */
static gboolean
add_holding(const Forget *forget, const TableInfo *table, const ColumnInfo *column, GError **error)
{
    g_autofree char *sql =
        g_strdup_printf("INSERT OR IGNORE INTO forget_row SELECT %" G_GINT64_FORMAT
                        ", row FROM raw_%" G_GINT64_FORMAT " WHERE trim(c%d) = trim(?)%s",
                        table->id, table->id, column->position,
                        strchr(forget->whom->value, '@') ? " COLLATE NOCASE" : "");
    return db_run(forget->database, error, sql, "s", forget->whom->value);
}

static gboolean
is_among(const GPtrArray *columns, const ColumnInfo *column)
{
    return g_ptr_array_find((GPtrArray *)columns, column, NULL);
}

/* The columns that hold customers, and those that links say are the same. */
static GPtrArray *
customer_columns(const Catalogue *catalogue)
{
    GPtrArray *columns = g_ptr_array_new();

    for (guint t = 0; t < catalogue->tables->len; t++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, t);
        for (guint i = 0; i < table->columns->len; i++) {
            ColumnInfo *column = g_ptr_array_index(table->columns, i);
            if (column->role == ROLE_CUSTOMER)
                g_ptr_array_add(columns, column);
        }
    }
    for (gboolean grown = TRUE; grown;) {
        grown = FALSE;
        for (guint i = 0; i < catalogue->links->len; i++) {
            const LinkInfo *link = g_ptr_array_index(catalogue->links, i);
            gboolean child = is_among(columns, link->child_column);
            if (child == is_among(columns, link->parent_column))
                continue;
            g_ptr_array_add(columns, child ? link->parent_column : link->child_column);
            grown = TRUE;
        }
    }
    return columns;
}

static gboolean
add_customer(const Forget *forget, GError **error)
{
    g_autoptr(GPtrArray) columns = customer_columns(forget->catalogue);

    for (guint t = 0; t < forget->catalogue->tables->len; t++) {
        const TableInfo *table = g_ptr_array_index(forget->catalogue->tables, t);
        for (guint i = 0; i < table->columns->len; i++)
            if (is_among(columns, g_ptr_array_index(table->columns, i)) &&
                !add_holding(forget, table, g_ptr_array_index(table->columns, i), error))
                return FALSE;
    }
    return TRUE;
}

/* Of a pooled ticket its source's row, with what it said before and after, and the other way round.
 */
static gboolean
follow_pool(const Forget *forget, GError **error)
{
    return db_exec(
        forget->database,
        "INSERT OR IGNORE INTO forget_row SELECT p.table_id, p.row FROM pool_row p JOIN forget_row "
        "f ON f.tbl = p.source AND f.row = p.source_row;"
        "INSERT OR IGNORE INTO forget_row SELECT p.source, p.source_row FROM pool_row p JOIN "
        "forget_row f ON f.tbl = p.table_id AND f.row = p.row;"
        "INSERT OR IGNORE INTO forget_row SELECT v.table_id, v.row FROM row_version v JOIN "
        "forget_row f ON f.tbl = v.table_id AND f.row = v.replaced WHERE v.table_id IN (SELECT "
        "source FROM pool_row UNION SELECT table_id FROM pool_row);"
        "INSERT OR IGNORE INTO forget_row SELECT v.table_id, v.replaced FROM row_version v JOIN "
        "forget_row f ON f.tbl = v.table_id AND f.row = v.row WHERE v.table_id IN (SELECT "
        "source FROM pool_row UNION SELECT table_id FROM pool_row)",
        error);
}

/* Rows that point to a row that goes, go too; an agent's tickets are not the agent's. */
static gboolean
follow_links(const Forget *forget, GError **error)
{
    gint64 before;

    do {
        before = db_integer(forget->database, 0, "SELECT count(*) FROM forget_row", "");
        if (!follow_pool(forget, error))
            return FALSE;
        for (guint i = 0; i < forget->catalogue->links->len; i++) {
            const LinkInfo *link = g_ptr_array_index(forget->catalogue->links, i);
            if (link->child_column->role == ROLE_AGENT)
                continue;
            /* A pool writes addresses small. */
            gboolean folded = link->child->pooled || link->parent->pooled ||
                              g_strcmp0(link->child_column->spelling, "case") == 0 ||
                              g_strcmp0(link->parent_column->spelling, "case") == 0;
            g_autofree char *sql = g_strdup_printf(
                "INSERT OR IGNORE INTO forget_row SELECT %" G_GINT64_FORMAT
                ", row FROM raw_%" G_GINT64_FORMAT " WHERE trim(c%d)%s IN (SELECT trim(p.c%d) FROM "
                "raw_%" G_GINT64_FORMAT " p JOIN forget_row f ON f.row = p.row AND f.tbl = "
                "%" G_GINT64_FORMAT " WHERE trim(p.c%d) <> '')",
                link->child->id, link->child->id, link->child_column->position,
                folded ? " COLLATE NOCASE" : "", link->parent_column->position, link->parent->id,
                link->parent->id, link->parent_column->position);
            if (!db_run(forget->database, error, sql, "") || progress_stop(forget->progress, error))
                return FALSE;
        }
    } while (db_integer(forget->database, 0, "SELECT count(*) FROM forget_row", "") > before);
    return TRUE;
}

static gboolean
find_rows(const Forget *forget, GError **error)
{
    const ForgetWhom *whom = forget->whom;

    progress_phase(forget->progress, "looking for its rows", 0, "");
    if (!db_exec(forget->database,
                 "DROP TABLE IF EXISTS temp.forget_row; CREATE TEMP TABLE forget_row (tbl INTEGER, "
                 "row INTEGER, PRIMARY KEY (tbl, row)) WITHOUT ROWID",
                 error))
        return FALSE;
    if (whom->table && !whom->table->key) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no column of %s names a row: `key %s.COLUMN` says which", whom->table->name,
                    whom->table->name);
        return FALSE;
    }
    if (whom->table ? !add_holding(forget, whom->table, whom->table->key, error)
                    : !add_customer(forget, error))
        return FALSE;
    if (db_integer(forget->database, 0, "SELECT count(*) FROM forget_row", "") == 0) {
        g_autofree char *shown = text_clean(whom->value, -1);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    whom->table ? "no row of %s has the %s \"%s\"" : "no row has the %s%s \"%s\"",
                    whom->table ? whom->table->name : "customer",
                    whom->table ? whom->table->key->name : "", shown);
        return FALSE;
    }
    return follow_links(forget, error);
}

/* ---- names in SQL ------------------------------------------------------------------------------
 */

/* forget_mask(text, weak) in SQL: null where the text has no name. */
static void
mask_function(sqlite3_context *context, int n, sqlite3_value **values)
{
    const char *text = (const char *)sqlite3_value_text(values[0]);
    char *masked =
        text ? forget_mask(sqlite3_user_data(context), text, sqlite3_value_int(values[1]) != 0)
             : NULL;
    if (masked)
        sqlite3_result_text(context, masked, -1, g_free);
    else
        sqlite3_result_null(context);
}

/* ---- removing ---------------------------------------------------------------------------------
 */

/* What an import told of rows without writing them (vanished, reopened), without those that go. */
static gboolean
rewrite_list(Forget *forget, const TableInfo *table, gint64 import, const char *change,
             const GArray *rows, GError **error)
{
    g_autoptr(GArray) left = g_array_new(FALSE, FALSE, sizeof(gint64));

    for (guint i = 0; i < rows->len; i++) {
        gint64 row = g_array_index(rows, gint64, i);
        if (!db_integer(forget->database, 0,
                        "SELECT count(*) FROM forget_row WHERE tbl = ? AND row = ?", "ii",
                        table->id, row))
            g_array_append_val(left, row);
    }
    if (!left->len)
        return db_run(forget->database, error,
                      "DELETE FROM import_rows WHERE import_id = ? AND change = ?", "is", import,
                      change);
    return db_run(forget->database, error,
                  "UPDATE import_rows SET rows = ?, data = ? WHERE import_id = ? AND change = ?",
                  "ibis", (gint64)left->len, left->data, (gsize)left->len * sizeof(gint64), import,
                  change);
}

static gboolean
rewrite_lists(Forget *forget, const TableInfo *table, GError **error)
{
    g_autoptr(sqlite3_stmt) lists =
        db_prepare(forget->database, error,
                   "SELECT import_id, change, data FROM import_rows WHERE import_id IN (SELECT id "
                   "FROM import WHERE table_id = ?)",
                   "i", table->id);
    g_autoptr(GArray) imports = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    GError *failure = NULL;

    while (lists && db_step(lists, &failure)) {
        gint64 import = sqlite3_column_int64(lists, 0);
        GArray *list = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_array_append_vals(list, sqlite3_column_blob(lists, 2),
                            (guint)sqlite3_column_bytes(lists, 2) / (guint)sizeof(gint64));
        g_array_append_val(imports, import);
        g_ptr_array_add(changes, g_strdup((const char *)sqlite3_column_text(lists, 1)));
        g_ptr_array_add(rows, list);
    }
    for (guint i = 0; !failure && i < imports->len; i++)
        rewrite_list(forget, table, g_array_index(imports, gint64, i),
                     g_ptr_array_index(changes, i), g_ptr_array_index(rows, i), &failure);
    if (failure)
        g_propagate_error(error, failure);
    return lists && !failure;
}

static gboolean
remove_rows(Forget *forget, const TableInfo *table, GError **error)
{
    static const char *const counts[] = {
        "UPDATE import SET rows = rows - (SELECT count(*) FROM forget_row f WHERE f.tbl = ?1 AND "
        "f.row BETWEEN first_row AND last_row) WHERE table_id = ?1",
        "UPDATE source_table SET rows = rows - (SELECT count(*) FROM forget_row f WHERE f.tbl = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM row_version v WHERE v.table_id = ?1 AND v.replaced = f.row) "
        "AND NOT EXISTS (SELECT 1 FROM import i JOIN import_off o ON o.import_id = i.id WHERE "
        "i.table_id = ?1 AND f.row BETWEEN i.first_row AND i.last_row)) WHERE id = ?1",
        "DELETE FROM row_version WHERE table_id = ?1 AND (replaced IN (SELECT row FROM forget_row "
        "WHERE tbl = ?1) OR row IN (SELECT row FROM forget_row WHERE tbl = ?1))",
        "DELETE FROM step_row WHERE step_id IN (SELECT id FROM step WHERE table_id = ?1) AND row "
        "IN "
        "(SELECT row FROM forget_row WHERE tbl = ?1)",
        "UPDATE step SET rows = (SELECT count(*) FROM step_row WHERE step_id = id) WHERE table_id "
        "= "
        "?1 AND kind IN ('rows', 'missing')",
        "DELETE FROM label_check WHERE task_id IN (SELECT id FROM task WHERE entity_table = ?1) "
        "AND "
        "row IN (SELECT row FROM forget_row WHERE tbl = ?1)",
        "DELETE FROM pool_row WHERE (table_id = ?1 AND row IN (SELECT row FROM forget_row WHERE "
        "tbl = ?1)) OR (source = ?1 AND source_row IN (SELECT row FROM forget_row WHERE tbl = ?1))",
        "DELETE FROM duplicate_search WHERE table_id = ?1",
        "DELETE FROM duplicate_pair WHERE table_id = ?1",
        "DELETE FROM alert_rows WHERE table_id = ?1",
    };
    gint64 rows = db_integer(forget->database, 0, "SELECT count(*) FROM forget_row WHERE tbl = ?",
                             "i", table->id);

    if (!rows)
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
        if (!db_run(forget->database, error, counts[i], "i", table->id))
            return FALSE;
    if (!rewrite_lists(forget, table, error))
        return FALSE;
    g_autofree char *sql = g_strdup_printf(
        "DELETE FROM raw_%" G_GINT64_FORMAT
        " WHERE row IN (SELECT row FROM forget_row WHERE tbl = %" G_GINT64_FORMAT ")",
        table->id, table->id);
    return db_exec(forget->database, sql, error);
}

/* Cells of others that name it: each column that is more than a number. */
static gboolean
mask_cells(Forget *forget, const TableInfo *table, gint64 *cells, GError **error)
{
    *cells = 0;
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (column->kind == KIND_INTEGER || column->kind == KIND_DECIMAL ||
            column->kind == KIND_DATE || column->kind == KIND_BOOLEAN)
            continue;
        g_autofree char *sql =
            g_strdup_printf("UPDATE raw_%" G_GINT64_FORMAT
                            " SET c%d = forget_mask(c%d, 0) WHERE forget_mask(c%d, 0) "
                            "IS NOT NULL",
                            table->id, column->position, column->position, column->position);
        if (!db_exec(forget->database, sql, error) || progress_stop(forget->progress, error))
            return FALSE;
        *cells += sqlite3_changes64(forget->database);
    }
    return TRUE;
}

static gboolean
empty_table(Forget *forget, const TableInfo *table, GError **error)
{
    gint64 rows = db_integer(forget->database, 0, "SELECT count(*) FROM forget_row WHERE tbl = ?",
                             "i", table->id);
    gint64 cells = 0;

    if (!remove_rows(forget, table, error) || !mask_cells(forget, table, &cells, error))
        return FALSE;
    forget->result->blanked += cells;
    if (!rows && !cells)
        return TRUE;
    g_array_append_val(forget->result->tables, table->id);
    return db_run(forget->database, error, "DELETE FROM frame_block WHERE table_id = ?", "i",
                  table->id) &&
           db_run(forget->database, error,
                  "DELETE FROM column_stats WHERE column_id IN (SELECT id FROM source_column WHERE "
                  "table_id = ?)",
                  "i", table->id);
}

/* Records set aside that name it, weakly too: nobody can say whose they are otherwise. */
static gboolean
empty_aside(Forget *forget, GError **error)
{
    static const char named[] =
        "(SELECT id FROM aside WHERE forget_mask(CAST(raw AS TEXT), 1) IS NOT NULL)";
    g_autofree char *note =
        g_strconcat("CREATE TEMP TABLE forget_aside AS SELECT id, import_id FROM "
                    "aside WHERE id IN ",
                    named, NULL);

    if (!db_exec(forget->database, "DROP TABLE IF EXISTS temp.forget_aside", error) ||
        !db_exec(forget->database, note, error))
        return FALSE;
    forget->result->aside =
        db_integer(forget->database, 0, "SELECT count(*) FROM forget_aside", "");
    return db_exec(forget->database,
                   "UPDATE import SET aside = aside - (SELECT count(*) FROM forget_aside a WHERE "
                   "a.import_id = import.id);"
                   "UPDATE source_table SET aside = aside - (SELECT count(*) FROM forget_aside a "
                   "JOIN import i ON i.id = a.import_id WHERE i.table_id = source_table.id);"
                   "DELETE FROM aside WHERE id IN (SELECT id FROM forget_aside);"
                   "DROP TABLE forget_aside",
                   error);
}

/* ---- everything else --------------------------------------------------------------------------
 */

static gboolean
forget_learned(Forget *forget, GError **error)
{
    forget->result->models =
        db_integer(forget->database, 0, "SELECT count(*) FROM model WHERE NOT deleted", "");
    return db_exec(forget->database,
                   "UPDATE model SET deleted = 1, payload = NULL, encoder = NULL, curve = NULL, "
                   "notes = NULL, quality = NULL WHERE NOT deleted;"
                   "DELETE FROM score_block; DELETE FROM report_cache",
                   error);
}

static gboolean
keep_ledger(Forget *forget, GError **error)
{
    const ForgetWhom *whom = forget->whom;
    const ForgetResult *result = forget->result;
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *reason = forget_mask(forget->names, whom->reason, TRUE);

    return db_run(forget->database, error,
                  "INSERT INTO forgotten (at, what, reason, rows, aside, blanked, models) VALUES "
                  "(?, ?, ?, ?, ?, ?, ?)",
                  "sssiiii", at, whom->table ? whom->table->name : "customer",
                  reason ? reason : whom->reason, result->rows, result->aside, result->blanked,
                  result->models);
}

static gboolean
remove_all(Forget *forget, GError **error)
{
    progress_phase(forget->progress, "removing them, and their names", 0, "");
    for (guint t = 0; t < forget->catalogue->tables->len; t++)
        if (!empty_table(forget, g_ptr_array_index(forget->catalogue->tables, t), error))
            return FALSE;
    return empty_aside(forget, error) && forget_learned(forget, error) &&
           forget_mask_texts(forget->database, error) && keep_ledger(forget, error) &&
           journal_set_outcome(forget->database, forget->whom->entry, JOURNAL_DONE, error);
}

/* ---- the whole --------------------------------------------------------------------------------
 */

/* "3 rows of tickets, 1 row of accounts" */
static void
count_rows(Forget *forget)
{
    ForgetResult *result = forget->result;
    for (guint t = 0; t < forget->catalogue->tables->len; t++) {
        const TableInfo *table = g_ptr_array_index(forget->catalogue->tables, t);
        gint64 rows = db_integer(forget->database, 0,
                                 "SELECT count(*) FROM forget_row WHERE tbl = ?", "i", table->id);
        g_autofree char *count = number_count(rows);
        if (!rows)
            continue;
        result->rows += rows;
        g_string_append_printf(result->words, "%s%s row%s of %s", result->words->len ? ", " : "",
                               count, rows == 1 ? "" : "s", table->name);
    }
}

static gboolean
forget_in(Forget *forget, gboolean really, GError **error)
{
    if (!find_rows(forget, error))
        return FALSE;
    count_rows(forget);
    return !really || (forget_gather_names(forget->database, forget->catalogue, forget->whom,
                                           forget->names, forget->progress, error) &&
                       remove_all(forget, error));
}

gboolean
workspace_forget(sqlite3 *database, const Catalogue *catalogue, const ForgetWhom *whom,
                 gboolean really, ForgetResult *result, Progress *progress, GError **error)
{
    g_autoptr(ForgetNames) names = forget_names_new();
    Forget forget = {database, catalogue, whom, names, result, progress};

    *result = (ForgetResult){.tables = g_array_new(FALSE, FALSE, sizeof(gint64)),
                             .words = g_string_new(NULL)};
    /* Freed space is overwritten; the log of it goes with workspace_vacuum. */
    if (!db_exec(database, "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY", error))
        return FALSE;
    sqlite3_create_function(database, "forget_mask", 2, SQLITE_UTF8, names, mask_function, NULL,
                            NULL);
    gboolean done = db_exec(database, really ? "BEGIN IMMEDIATE" : "BEGIN", error) &&
                    forget_in(&forget, really, error) && db_exec(database, "COMMIT", error);
    if (!sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    db_exec(database, "DROP TABLE IF EXISTS temp.forget_row; PRAGMA temp_store = DEFAULT", NULL);
    sqlite3_create_function(database, "forget_mask", 2, SQLITE_UTF8, NULL, NULL, NULL, NULL);
    if (!done)
        forget_result_clear(result);
    return done;
}

gboolean
workspace_vacuum(sqlite3 *database, GError **error)
{
    return db_exec(database, "PRAGMA wal_checkpoint(TRUNCATE)", error) &&
           db_exec(database, "VACUUM", error) &&
           db_exec(database, "PRAGMA wal_checkpoint(TRUNCATE)", error);
}
