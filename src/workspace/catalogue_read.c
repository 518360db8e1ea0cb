/* What the catalogue holds, read table by table from the file: tables, columns with all that is
 * declared and found of them, links. */
#include "workspace/catalogue.h"
#include "workspace/names.h"

#include <string.h>

void
catalogue_column_free(gpointer data)
{
    ColumnInfo *column = data;
    g_free(column->name);
    g_free(column->heading);
    g_free(column->kind_evidence);
    g_free(column->number_format);
    g_free(column->definition);
    g_free(column->known_reason);
    g_clear_pointer(&column->known_values, g_hash_table_unref);
    g_clear_pointer(&column->value_meanings, g_hash_table_unref);
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

static char *
text_at(sqlite3_stmt *statement, int column)
{
    return g_strdup((const char *)sqlite3_column_text(statement, column));
}

gboolean
catalogue_read_tables(Catalogue *catalogue, sqlite3 *database, gboolean importing, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT id, name, derived, definition, zone, rows, aside, EXISTS (SELECT 1 FROM "
                   "task WHERE lower(CASE WHEN json_valid(spec) THEN json_extract(spec, "
                   "'$.labels') END) = lower(source_table.name)) FROM source_table "
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
        table->labels = sqlite3_column_int(statement, 7) != 0;
        table->columns = g_ptr_array_new_with_free_func(catalogue_column_free);
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

/* Columns come in order of table, so that each is appended to the table found last. Key and time
 * are marked in the same query. */
gboolean
catalogue_read_columns(Catalogue *catalogue, sqlite3 *database, GError **error)
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

/* "ENTRIES tickets Comment": whose cells the rows were made of. */
static void
join_entries(const Catalogue *catalogue, TableInfo *table)
{
    g_auto(GStrv) words = g_strsplit(table->definition, " ", 3);
    table->entries_of = catalogue_table(catalogue, words[1], NULL);
}

/* "EVENTS incident key=number time=sys_updated_at order=sys_mod_count": how tickets are made from a
 * log. */
void
catalogue_join_logs(Catalogue *catalogue)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *tickets = g_ptr_array_index(catalogue->tables, i);
        if (!tickets->derived || tickets->definition == NULL)
            continue;
        if (g_str_has_prefix(tickets->definition, "ENTRIES "))
            join_entries(catalogue, tickets);
        if (!g_str_has_prefix(tickets->definition, "EVENTS "))
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

/* "POOL zendesk jira": whose rows stand in one table. */
void
catalogue_join_pools(Catalogue *catalogue)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *pool = g_ptr_array_index(catalogue->tables, i);
        if (!pool->derived || pool->definition == NULL ||
            !g_str_has_prefix(pool->definition, "POOL "))
            continue;
        g_auto(GStrv) words = g_strsplit(pool->definition, " ", -1);
        pool->pooled = g_ptr_array_new();
        for (char **name = words + 1; *name != NULL; name++) {
            TableInfo *source = catalogue_table(catalogue, *name, NULL);
            if (source == NULL || source == pool)
                continue;
            source->pool = pool;
            g_ptr_array_add(pool->pooled, source);
        }
    }
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

gboolean
catalogue_read_nulls(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT column_id, spelling FROM column_null ORDER BY column_id, spelling", "");
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure)) {
        TableInfo *table;
        ColumnInfo *column =
            catalogue_column_by_id(catalogue, sqlite3_column_int64(statement, 0), &table);
        if (column != NULL)
            add_null(column, text_at(statement, 1));
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

/* What a list's values at arrival are, where it was answered value by value. */
gboolean
catalogue_read_known_values(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement = db_prepare(
        database, error, "SELECT column_id, value FROM known_value ORDER BY column_id, value", "");
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure)) {
        TableInfo *table;
        ColumnInfo *column =
            catalogue_column_by_id(catalogue, sqlite3_column_int64(statement, 0), &table);
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

gboolean
catalogue_read_value_meanings(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement = db_prepare(
        database, error,
        "SELECT column_id, value, meaning FROM value_meaning ORDER BY column_id, value", "");
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure)) {
        TableInfo *table;
        ColumnInfo *column =
            catalogue_column_by_id(catalogue, sqlite3_column_int64(statement, 0), &table);
        if (column == NULL)
            continue;
        if (column->value_meanings == NULL)
            column->value_meanings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        g_hash_table_replace(column->value_meanings, text_at(statement, 1), text_at(statement, 2));
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

const char *
column_value_meaning(const ColumnInfo *column, const char *value)
{
    if (column->value_meanings == NULL || value == NULL)
        return NULL;
    g_autofree char *trimmed = g_strstrip(g_strdup(value));
    return g_hash_table_lookup(column->value_meanings, trimmed);
}

gboolean
catalogue_read_links(Catalogue *catalogue, sqlite3 *database, GError **error)
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
        ColumnInfo *from =
            catalogue_column_by_id(catalogue, sqlite3_column_int64(statement, 1), &child);
        ColumnInfo *to =
            catalogue_column_by_id(catalogue, sqlite3_column_int64(statement, 2), &parent);
        /* Those of sources are the pool's: else each ticket would count twice. */
        if (from == NULL || to == NULL || child->pool != NULL || parent->pool != NULL)
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
