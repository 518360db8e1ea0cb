/* The catalogue: a snapshot of tables, columns and links, read in a few queries and never changed,
 * so that a worker keeps its own while the session changes the file. */
#include "workspace/names.h"
#include <foredesk/workspace.h>

#include <string.h>

/* ---- life ----------------------------------------------------------------------------------- */

static void
column_free(gpointer data)
{
    ColumnInfo *column = data;
    g_free(column->name);
    g_free(column->heading);
    g_free(column->kind_evidence);
    g_free(column->number_format);
    g_free(column->definition);
    g_free(column->known_reason);
    g_clear_pointer(&column->known_values, g_hash_table_unref);
    g_free(column->separator);
    g_free(column->order);
    g_free(column->meaning);
    g_free(column->pii);
    g_free(column->missing_policy);
    g_free(column->spelling);
    g_strfreev(column->nulls);
    g_free(column->doubt);
    g_free(column);
}

static void
table_free(gpointer data)
{
    TableInfo *table = data;
    g_free(table->name);
    g_free(table->definition);
    g_free(table->zone);
    g_ptr_array_unref(table->columns);
    g_free(table);
}

static Catalogue *
catalogue_new(void)
{
    Catalogue *catalogue = g_new0(Catalogue, 1);
    catalogue->tables = g_ptr_array_new_with_free_func(table_free);
    catalogue->links = g_ptr_array_new_with_free_func(g_free);
    catalogue->as_of = TIME_MISSING;
    catalogue->references = 1;
    return catalogue;
}

Catalogue *
catalogue_ref(Catalogue *catalogue)
{
    g_atomic_int_inc(&catalogue->references);
    return catalogue;
}

void
catalogue_unref(Catalogue *catalogue)
{
    if (catalogue == NULL || !g_atomic_int_dec_and_test(&catalogue->references))
        return;
    g_ptr_array_unref(catalogue->links);
    g_ptr_array_unref(catalogue->tables);
    if (catalogue->zone != NULL)
        g_time_zone_unref(catalogue->zone);
    g_free(catalogue->zone_name);
    g_free(catalogue->names_key);
    g_free(catalogue->fingerprint);
    g_free(catalogue);
}

/* ---- reading -------------------------------------------------------------------------------- */

static char *
text_at(sqlite3_stmt *statement, int column)
{
    return g_strdup((const char *)sqlite3_column_text(statement, column));
}

static gboolean
read_tables(Catalogue *catalogue, sqlite3 *database, gboolean importing, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT id, name, derived, definition, zone, rows, aside FROM source_table "
                   "WHERE state = 'ready' OR ? ORDER BY id",
                   "i", (gint64)importing);
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure)) {
        TableInfo *table = g_new0(TableInfo, 1);
        table->id = sqlite3_column_int64(statement, 0);
        table->name = text_at(statement, 1);
        table->derived = sqlite3_column_int(statement, 2) != 0;
        table->definition = text_at(statement, 3);
        table->zone = text_at(statement, 4);
        table->rows = sqlite3_column_int64(statement, 5);
        table->aside = sqlite3_column_int64(statement, 6);
        table->columns = g_ptr_array_new_with_free_func(column_free);
        g_ptr_array_add(catalogue->tables, table);
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

/* Words that a newer program may have written read as "nothing known". */
static ColumnInfo *
read_column(sqlite3_stmt *statement)
{
    ColumnInfo *column = g_new0(ColumnInfo, 1);
    column->id = sqlite3_column_int64(statement, 0);
    column->table_id = sqlite3_column_int64(statement, 1);
    column->position = sqlite3_column_int(statement, 2);
    column->name = text_at(statement, 3);
    column->heading = text_at(statement, 4);
    kind_from_name((const char *)sqlite3_column_text(statement, 5), &column->kind, NULL);
    column->kind_declared = sqlite3_column_int(statement, 6) != 0;
    column->kind_evidence = text_at(statement, 7);
    role_from_name((const char *)sqlite3_column_text(statement, 8), &column->role, NULL);
    column->known = KNOWN_ASK;
    known_from_name((const char *)sqlite3_column_text(statement, 9), &column->known, NULL);
    column->known_declared = sqlite3_column_int(statement, 10) != 0;
    column->known_reason = text_at(statement, 11);
    const char *order = (const char *)sqlite3_column_text(statement, 12);
    column->date_order = order == NULL ? DATE_UNKNOWN : date_order_from_name(order);
    column->precision = precision_from_name((const char *)sqlite3_column_text(statement, 13));
    column->separator = text_at(statement, 14);
    column->order = text_at(statement, 15);
    column->meaning = text_at(statement, 16);
    column->pii = text_at(statement, 17);
    column->missing_policy = text_at(statement, 18);
    column->number_format = text_at(statement, 21);
    column->definition = text_at(statement, 22);
    column->spelling = text_at(statement, 23);
    column->doubt = text_at(statement, 24);
    return column;
}

TableInfo *
catalogue_table_by_id(const Catalogue *catalogue, gint64 id)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (table->id == id)
            return table;
    }
    return NULL;
}

/* Columns come in order of table, so that each is appended to the table found last. Key and time
 * are marked in the same query. */
static gboolean
read_columns(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement = db_prepare(
        database, error,
        "SELECT c.id, c.table_id, c.position, c.name, c.heading, c.kind, c.kind_declared, "
        "  c.kind_evidence, c.role, c.known, c.known_declared, c.known_reason, c.date_order, "
        "  c.precision, c.separator, c.category_order, c.meaning, c.pii, "
        "  coalesce((SELECT iif(p.kind = 'rows', 'drop', p.definition) FROM step p WHERE "
        "    p.column_id = c.id AND p.kind IN ('policy', 'rows') AND p.enabled ORDER BY p.id DESC "
        "    LIMIT 1), c.missing_policy), "
        "  c.id = t.key_column, c.id = t.time_column, c.number_format, c.definition, s.rule, "
        "  d.reason "
        "FROM source_column c JOIN source_table t ON t.id = c.table_id "
        "  LEFT JOIN column_spelling s ON s.column_id = c.id "
        "  LEFT JOIN column_doubt d ON d.column_id = c.id "
        "ORDER BY c.table_id, c.position",
        NULL);
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    TableInfo *table = NULL;
    while (db_step(statement, &failure)) {
        gint64 id = sqlite3_column_int64(statement, 1);
        if (table == NULL || table->id != id)
            table = catalogue_table_by_id(catalogue, id);
        if (table == NULL)
            continue; /* of a table still being imported */
        ColumnInfo *column = read_column(statement);
        g_ptr_array_add(table->columns, column);
        if (sqlite3_column_int(statement, 19) != 0)
            table->key = column;
        if (sqlite3_column_int(statement, 20) != 0)
            table->time = column;
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

/* The value of "key=number" among a definition's words. */
static ColumnInfo *
named_column(const TableInfo *table, char **words, const char *prefix)
{
    for (; *words != NULL; words++)
        if (g_str_has_prefix(*words, prefix))
            return table_column(table, *words + strlen(prefix), NULL);
    return NULL;
}

/* "EVENTS incident key=number time=sys_updated_at order=sys_mod_count": how tickets are made from a
 * log. */
static void
join_logs(Catalogue *catalogue)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *tickets = g_ptr_array_index(catalogue->tables, i);
        if (!tickets->derived || tickets->definition == NULL ||
            !g_str_has_prefix(tickets->definition, "EVENTS "))
            continue;
        g_auto(GStrv) words = g_strsplit(tickets->definition, " ", -1);
        TableInfo *log = catalogue_table(catalogue, words[1], NULL);
        if (log == NULL)
            continue;
        tickets->log = log;
        log->tickets = tickets;
        log->event_key = named_column(log, words, "key=");
        log->event_time = named_column(log, words, "time=");
        log->event_order = named_column(log, words, "order=");
    }
}

static ColumnInfo *
column_by_id(const Catalogue *catalogue, gint64 id, TableInfo **table)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        *table = g_ptr_array_index(catalogue->tables, i);
        for (guint j = 0; j < (*table)->columns->len; j++) {
            ColumnInfo *column = g_ptr_array_index((*table)->columns, j);
            if (column->id == id)
                return column;
        }
    }
    return NULL;
}

/* Adds a spelling to those of a column. */
static void
add_null(ColumnInfo *column, char *spelling)
{
    guint n = column->nulls ? g_strv_length(column->nulls) : 0;
    column->nulls = g_renew(char *, column->nulls, n + 2);
    column->nulls[n] = spelling;
    column->nulls[n + 1] = NULL;
}

static gboolean
read_nulls(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT column_id, spelling FROM column_null ORDER BY column_id, spelling", "");
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure)) {
        TableInfo *table;
        ColumnInfo *column = column_by_id(catalogue, sqlite3_column_int64(statement, 0), &table);
        if (column != NULL)
            add_null(column, text_at(statement, 1));
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

/* What a list's values at arrival are, where it was answered value by value. */
static gboolean
read_known_values(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement = db_prepare(
        database, error, "SELECT column_id, value FROM known_value ORDER BY column_id, value", "");
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure)) {
        TableInfo *table;
        ColumnInfo *column = column_by_id(catalogue, sqlite3_column_int64(statement, 0), &table);
        if (column == NULL || column->known != KNOWN_MIXED)
            continue;
        if (column->known_values == NULL)
            column->known_values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_hash_table_add(column->known_values, text_at(statement, 1));
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

static gboolean
read_links(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT id, child_column, parent_column, declared, matched, orphans, missing, "
                   "duplicates FROM link WHERE NOT removed ORDER BY id",
                   NULL);
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure)) {
        TableInfo *child, *parent;
        ColumnInfo *from = column_by_id(catalogue, sqlite3_column_int64(statement, 1), &child);
        ColumnInfo *to = column_by_id(catalogue, sqlite3_column_int64(statement, 2), &parent);
        if (from == NULL || to == NULL)
            continue;
        LinkInfo *link = g_new0(LinkInfo, 1);
        *link = (LinkInfo){.id = sqlite3_column_int64(statement, 0),
                           .child = child,
                           .parent = parent,
                           .child_column = from,
                           .parent_column = to,
                           .declared = sqlite3_column_int(statement, 3) != 0,
                           .matched = sqlite3_column_int64(statement, 4),
                           .orphans = sqlite3_column_int64(statement, 5),
                           .missing = sqlite3_column_int64(statement, 6),
                           .duplicates = sqlite3_column_int64(statement, 7)};
        g_ptr_array_add(catalogue->links, link);
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

/* ---- the desk's clock ----------------------------------------------------------------------- */

static gboolean
read_zone(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    catalogue->zone_name = setting_get(database, "zone");
    if (catalogue->zone_name == NULL)
        catalogue->zone_name = g_strdup("UTC");
    catalogue->zone = zone_from_name(catalogue->zone_name, error);
    return catalogue->zone != NULL;
}

/* Where names are to be hashed, personal columns get the key. */
static void
read_names(Catalogue *catalogue, sqlite3 *database)
{
    g_autofree char *choice = setting_get(database, "names");
    if (choice == NULL || strcmp(choice, "hash") != 0)
        return;
    catalogue->names_key = setting_get(database, "names_key");
    for (guint i = 0; catalogue->names_key != NULL && i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        for (guint j = 0; j < table->columns->len; j++) {
            ColumnInfo *column = g_ptr_array_index(table->columns, j);
            if (column->pii != NULL)
                column->hash_key = catalogue->names_key;
        }
    }
}

/* "Today": what the setting as_of says; else the latest date of a column that tells when something
 * happened. A column with dates after its import (typing errors) can't tell, and is left out; where
 * no column is left, the time of the last import. */
static void
read_as_of(Catalogue *catalogue, sqlite3 *database)
{
    g_autofree char *declared = setting_get(database, "as_of");
    if (declared != NULL &&
        date_parse(declared, -1, DATE_ISO, catalogue->zone, &catalogue->as_of, NULL))
        return;
    gint64 latest = db_integer(
        database, TIME_MISSING,
        "SELECT CAST(max(s.maximum) AS INTEGER) FROM column_stats s "
        "JOIN source_column c ON c.id = s.column_id JOIN source_table t ON t.id = c.table_id "
        "WHERE c.kind = 'date' AND t.state = 'ready' "
        "  AND (c.role IN ('created', 'closed', 'updated') OR c.id = t.time_column) "
        "  AND s.maximum <= 1e6 * (86400 + (SELECT max(strftime('%s', i.imported_at) + 0) FROM "
        "import i "
        "                                   WHERE i.table_id = t.id))",
        NULL);
    if (latest == TIME_MISSING) {
        gboolean dated =
            db_integer(database, 0, "SELECT count(*) FROM source_column WHERE kind = 'date'",
                       NULL) > 0;
        latest = db_integer(database, 0, "SELECT max(strftime('%s', imported_at) + 0) FROM import",
                            NULL);
        latest = dated && latest > 0 ? latest * TIME_SECOND : TIME_MISSING;
    }
    catalogue->as_of = latest;
}

/* ---- fingerprint ---------------------------------------------------------------------------- */

static gboolean
add_imports(Fingerprint *fingerprint, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT i.table_id, i.id, i.hash, i.zone, i.first_row, i.last_row FROM import i "
                   "JOIN source_table t ON t.id = i.table_id AND t.state = 'ready' "
                   "WHERE i.id NOT IN (SELECT import_id FROM import_off) AND (i.rows > 0 OR "
                   "i.id = (SELECT min(id) FROM import WHERE table_id = i.table_id)) "
                   "ORDER BY i.id",
                   NULL);
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure))
        for (int i = 0; i < 6; i++)
            fingerprint_text(fingerprint, (const char *)sqlite3_column_text(statement, i));
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

static void
add_known_values(Fingerprint *fingerprint, const ColumnInfo *column)
{
    if (column->known_values == NULL)
        return;
    g_autoptr(GList) values =
        g_list_sort(g_hash_table_get_keys(column->known_values), (GCompareFunc)strcmp);
    for (GList *value = values; value != NULL; value = value->next)
        fingerprint_text(fingerprint, value->data);
}

static void
add_column(Fingerprint *fingerprint, const ColumnInfo *column)
{
    fingerprint_integer(fingerprint, column->id);
    fingerprint_text(fingerprint, column->name);
    fingerprint_integer(fingerprint, column->kind);
    fingerprint_integer(fingerprint, column->role);
    fingerprint_integer(fingerprint, column->known);
    add_known_values(fingerprint, column);
    fingerprint_integer(fingerprint, column->date_order);
    fingerprint_integer(fingerprint, column->precision);
    fingerprint_text(fingerprint, column->separator);
    fingerprint_text(fingerprint, column->number_format);
    fingerprint_text(fingerprint, column->definition);
    fingerprint_text(fingerprint, column->order);
    fingerprint_text(fingerprint, column->missing_policy);
    fingerprint_text(fingerprint, column->pii);
    fingerprint_text(fingerprint, column->spelling);
    fingerprint_text(fingerprint, column->doubt);
    for (char **spelling = column->nulls; spelling && *spelling; spelling++)
        fingerprint_text(fingerprint, *spelling);
}

/* Cleaning steps that are on: what a table holds and means depends on them. */
static gboolean
add_steps(Fingerprint *fingerprint, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement = db_prepare(
        database, error,
        "SELECT s.id, s.scope, s.definition, a.hash FROM step s LEFT JOIN step_applied a ON "
        "a.step_id = s.id WHERE s.enabled ORDER BY s.id",
        NULL);
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure))
        for (int i = 0; i < 4; i++)
            fingerprint_text(fingerprint, (const char *)sqlite3_column_text(statement, i));
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

static gboolean
take_fingerprint(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    Fingerprint *fingerprint = fingerprint_new("catalogue");
    gboolean done =
        add_imports(fingerprint, database, error) && add_steps(fingerprint, database, error);
    fingerprint_text(fingerprint, catalogue->zone_name);
    fingerprint_text(fingerprint, catalogue->names_key);
    fingerprint_integer(fingerprint, catalogue->as_of);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        fingerprint_integer(fingerprint, table->id);
        fingerprint_text(fingerprint, table->name);
        fingerprint_text(fingerprint, table->definition);
        fingerprint_text(fingerprint, table->zone);
        fingerprint_integer(fingerprint, table->key == NULL ? 0 : table->key->id);
        fingerprint_integer(fingerprint, table->time == NULL ? 0 : table->time->id);
        for (guint j = 0; j < table->columns->len; j++)
            add_column(fingerprint, g_ptr_array_index(table->columns, j));
    }
    for (guint i = 0; i < catalogue->links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(catalogue->links, i);
        fingerprint_integer(fingerprint, link->child_column->id);
        fingerprint_integer(fingerprint, link->parent_column->id);
    }
    catalogue->fingerprint = fingerprint_end(fingerprint);
    return done;
}

/* What cleaning steps take out of each table, each row once. */
static gboolean
count_kept(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        g_autoptr(sqlite3_stmt) taken = db_prepare(
            database, error,
            "SELECT count(DISTINCT row) FROM step_row WHERE step_id IN (SELECT id FROM step WHERE "
            "table_id = ? AND enabled AND kind = 'rows' AND scope = 'all') AND row NOT IN (SELECT "
            "replaced FROM row_version WHERE table_id = ?)",
            "ii", table->id, table->id);
        if (taken == NULL || !db_step(taken, error))
            return FALSE;
        table->kept = table->rows - sqlite3_column_int64(taken, 0);
    }
    return TRUE;
}

static Catalogue *
load(sqlite3 *database, gboolean importing, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_new();
    if (!read_zone(catalogue, database, error) ||
        !read_tables(catalogue, database, importing, error) ||
        !read_columns(catalogue, database, error) ||
        !read_known_values(catalogue, database, error) || !read_nulls(catalogue, database, error))
        return NULL;
    join_logs(catalogue);
    if (!read_links(catalogue, database, error))
        return NULL;
    read_as_of(catalogue, database);
    read_names(catalogue, database);
    if (!count_kept(catalogue, database, error))
        return NULL;
    if (!take_fingerprint(catalogue, database, error))
        return NULL;
    return g_steal_pointer(&catalogue);
}

Catalogue *
catalogue_load(sqlite3 *database, GError **error)
{
    return load(database, FALSE, error);
}

Catalogue *
catalogue_load_importing(sqlite3 *database, GError **error)
{
    return load(database, TRUE, error);
}

/* ---- looking up ----------------------------------------------------------------------------- */

static gboolean
same_name(const char *a, const char *b)
{
    g_autofree char *folded_a = g_utf8_casefold(a, -1);
    g_autofree char *folded_b = g_utf8_casefold(b, -1);
    return g_str_equal(folded_a, folded_b);
}

static void
set_unknown(const char *name, const char *what, GPtrArray *names, GError **error)
{
    g_autofree char *shown = text_clean(name, -1);
    g_ptr_array_add(names, NULL);
    g_autofree char *near = nearest_names(name, (const char *const *)names->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
    if (near != NULL)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s \"%s\": did you mean %s?",
                    what, shown, near);
    else if (names->len == 1)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s \"%s\": there is none yet: import a CSV file first", what, shown);
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s \"%s\": there are %s%s", what,
                    shown, strlen(all) > 200 ? (all[200] = '\0', all) : all,
                    strlen(all) == 200 ? " …" : "");
}

TableInfo *
catalogue_table(const Catalogue *catalogue, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (same_name(table->name, name))
            return table;
        g_ptr_array_add(names, table->name);
    }
    set_unknown(name, "no table is called", names, error);
    return NULL;
}

ColumnInfo *
table_column(const TableInfo *table, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < table->columns->len; i++) {
        ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (same_name(column->name, name))
            return column;
        g_ptr_array_add(names, column->name);
    }
    /* As the file writes it: "Created at" for created_at. */
    for (guint i = 0; i < table->columns->len; i++) {
        ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (same_name(column->heading, name))
            return column;
    }
    g_autofree char *what = g_strdup_printf("%s has no column", table->name);
    set_unknown(name, what, names, error);
    return NULL;
}

ColumnInfo *
table_role(const TableInfo *table, ColumnRole role)
{
    for (guint i = 0; i < table->columns->len; i++) {
        ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (column->role == role)
            return column;
    }
    return NULL;
}

/* What a ticket has and an event or a customer has not. */
static gint64
ticket_marks(const TableInfo *table)
{
    static const ColumnRole marks[] = {ROLE_CLOSED,  ROLE_AGENT,   ROLE_STATUS, ROLE_PRIORITY,
                                       ROLE_CHANNEL, ROLE_SUBJECT, ROLE_BODY,   ROLE_SATISFACTION};
    gint64 found = 0;
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        found += table_role(table, marks[i]) != NULL;
    return found;
}

static gint64
links_out_of(const Catalogue *catalogue, const TableInfo *table)
{
    gint64 links = 0;
    for (guint i = 0; i < catalogue->links->len; i++)
        links += ((const LinkInfo *)g_ptr_array_index(catalogue->links, i))->child == table;
    return links;
}

TableInfo *
catalogue_main_table(const Catalogue *catalogue)
{
    TableInfo *best = NULL;
    gint64 best_rank[4] = {-1, -1, -1, -1};
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (table->tickets != NULL)
            continue;
        gint64 created = table_role(table, ROLE_CREATED) != NULL;
        gint64 rank[4] = {created, created ? ticket_marks(table) : 0,
                          created ? links_out_of(catalogue, table) : 0, table->rows};
        for (guint j = 0; j < G_N_ELEMENTS(rank); j++) {
            if (rank[j] < best_rank[j])
                break;
            if (rank[j] > best_rank[j]) {
                best = table;
                memcpy(best_rank, rank, sizeof rank);
                break;
            }
        }
    }
    return best;
}
