/* Links between tables: found by equal names, and counted. Keys are compared as 64-bit hashes of
 * the trimmed cell, so that a million of them fit in a few megabytes; two different keys fall
 * together once in some ten million tables of a million rows. */
#include <foredesk/evidence.h>

#include <string.h>

/* ---- finding -------------------------------------------------------------------------------- */

/* "accounts" → "account", "companies" → "company". */
static char *
singular(const char *name)
{
    gsize length = strlen(name);
    if (length > 4 && g_ascii_strcasecmp(name + length - 3, "ies") == 0)
        return g_strdup_printf("%.*sy", (int)length - 3, name);
    if (length > 2 && g_ascii_strcasecmp(name + length - 1, "s") == 0)
        return g_strndup(name, length - 1);
    return g_strdup(name);
}

/* Whether a column of another table names this table's key: the same name, or account_id where the
 * key of accounts is called just id. */
static gboolean
names_parent(const char *column, const TableInfo *parent)
{
    if (g_ascii_strcasecmp(parent->key->name, "id") != 0)
        return g_ascii_strcasecmp(column, parent->key->name) == 0;
    g_autofree char *one = singular(parent->name);
    g_autofree char *of_one = g_strconcat(one, "_id", NULL);
    g_autofree char *of_table = g_strconcat(parent->name, "_id", NULL);
    return g_ascii_strcasecmp(column, of_one) == 0 || g_ascii_strcasecmp(column, of_table) == 0;
}

/* Two tables with the same key are linked once: the smaller one, which has a row for some, refers
 * to the larger. */
static gboolean
other_way_round(const TableInfo *child, const ColumnInfo *column, const TableInfo *parent)
{
    if (child->key != column)
        return FALSE;
    return child->rows > parent->rows || (child->rows == parent->rows && child->id < parent->id);
}

static gboolean
find_links_to(sqlite3 *database, const Catalogue *catalogue, const TableInfo *parent,
              GError **error)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *child = g_ptr_array_index(catalogue->tables, i);
        if (child == parent)
            continue;
        for (guint j = 0; j < child->columns->len; j++) {
            const ColumnInfo *column = g_ptr_array_index(child->columns, j);
            if (!names_parent(column->name, parent) || other_way_round(child, column, parent))
                continue;
            if (!db_run(database, error,
                        "INSERT INTO link (child_column, parent_column) VALUES (?, ?) "
                        "ON CONFLICT DO NOTHING",
                        "ii", column->id, parent->key->id))
                return FALSE;
        }
    }
    return TRUE;
}

/* ---- counting ------------------------------------------------------------------------------- */

/* A set of 64-bit hashes, open addressing; 0 marks an empty place. */
typedef struct {
    guint64 *place;
    gsize size, used; /* size: a power of two */
    gint64 duplicates;
} KeySet;

static gboolean
key_set_has(const KeySet *set, guint64 key)
{
    for (gsize i = key & (set->size - 1);; i = (i + 1) & (set->size - 1)) {
        if (set->place[i] == key)
            return TRUE;
        if (set->place[i] == 0)
            return FALSE;
    }
}

static void
key_set_grow(KeySet *set)
{
    KeySet larger = {.size = set->size * 2};
    larger.place = g_new0(guint64, larger.size);
    for (gsize i = 0; i < set->size; i++) {
        gsize to = set->place[i] & (larger.size - 1);
        while (set->place[i] != 0 && larger.place[to] != 0)
            to = (to + 1) & (larger.size - 1);
        if (set->place[i] != 0)
            larger.place[to] = set->place[i];
    }
    g_free(set->place);
    set->place = larger.place;
    set->size = larger.size;
}

/* FALSE: it was there already. */
static gboolean
key_set_add(KeySet *set, guint64 key)
{
    if (key_set_has(set, key))
        return FALSE;
    if (++set->used * 2 > set->size)
        key_set_grow(set);
    gsize i = key & (set->size - 1);
    while (set->place[i] != 0)
        i = (i + 1) & (set->size - 1);
    set->place[i] = key;
    return TRUE;
}

static KeySet *
key_set_new(void)
{
    KeySet *set = g_new(KeySet, 1);
    *set = (KeySet){.place = g_new0(guint64, 1024), .size = 1024};
    return set;
}

static void
key_set_free(gpointer data)
{
    KeySet *set = data;
    g_free(set->place);
    g_free(set);
}

/* The current cells of the given columns of one table. */
static sqlite3_stmt *
cells_of(sqlite3 *database, gint64 table, const GArray *positions, GError **error)
{
    g_autoptr(GString) sql = g_string_new("SELECT ");
    for (guint i = 0; i < positions->len; i++)
        g_string_append_printf(sql, "%sc%d", i == 0 ? "" : ", ", g_array_index(positions, int, i));
    g_autofree char *current = rows_current_sql(database, table);
    g_string_append_printf(sql, " FROM raw_%" G_GINT64_FORMAT " AS raw WHERE %s", table, current);
    return db_prepare(database, error, sql->str, NULL);
}

guint64
link_key(const char *text, gsize length)
{
    while (length > 0 && g_ascii_isspace(*text))
        text++, length--;
    while (length > 0 && g_ascii_isspace(text[length - 1]))
        length--;
    if (length == 0)
        return 0;
    guint64 key = hash_bytes(text, length, 0);
    return key == 0 ? 1 : key;
}

/* The hash of a cell of the statement's row, in the form by which its column's keys meet others';
 * never 0; 0: an empty cell. */
static guint64
cell_key(sqlite3_stmt *statement, int column, const char *rule)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    gsize length = (gsize)sqlite3_column_bytes(statement, column);
    g_autofree char *normal = rule == NULL ? NULL : key_normal(rule, text, (gssize)length);
    return normal == NULL ? link_key(text, length) : link_key(normal, strlen(normal));
}

/* The keys of a column's rows where they were just written, as cells are compared over the link;
 * NULL: they are to be read. */
static const GArray *
written_keys(GHashTable *written, const LinkInfo *link, const ColumnInfo *column)
{
    return written == NULL || link->parent_column->spelling != NULL
               ? NULL
               : g_hash_table_lookup(written, &column->id);
}

static void
add_key(KeySet *set, guint64 key)
{
    if (key != 0 && !key_set_add(set, key))
        set->duplicates++;
}

/* The keys of one parent column, and how many rows repeat one. */
static KeySet *
read_keys(sqlite3 *database, const LinkInfo *link, GHashTable *written, GError **error)
{
    const GArray *known = written_keys(written, link, link->parent_column);
    if (known != NULL) {
        KeySet *set = key_set_new();
        for (guint i = 0; i < known->len; i++)
            add_key(set, g_array_index(known, guint64, i));
        return set;
    }
    g_autoptr(GArray) positions = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_append_val(positions, link->parent_column->position);
    g_autoptr(sqlite3_stmt) cells = cells_of(database, link->parent->id, positions, error);
    if (cells == NULL)
        return NULL;
    KeySet *set = key_set_new();
    GError *failure = NULL;
    while (db_step(cells, &failure))
        add_key(set, cell_key(cells, 0, link->parent_column->spelling));
    if (failure == NULL)
        return set;
    g_propagate_error(error, failure);
    key_set_free(set);
    return NULL;
}

static void
count_cell(LinkInfo *link, const KeySet *set, guint64 key)
{
    if (key == 0)
        link->missing++;
    else if (key_set_has(set, key))
        link->matched++;
    else
        link->orphans++;
}

/* Counts the links of one child table in one pass over it, in which it reads no more than the cells
 * that weren't just written. */
static gboolean
count_children(sqlite3 *database, GPtrArray *links, GHashTable *keys, GHashTable *written,
               GError **error)
{
    g_autoptr(GArray) positions = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(GPtrArray) sets = g_ptr_array_new();
    for (guint i = 0; i < links->len;) {
        LinkInfo *link = g_ptr_array_index(links, i);
        KeySet *set = g_hash_table_lookup(keys, &link->parent_column->id);
        const GArray *known = written_keys(written, link, link->child_column);
        link->matched = link->orphans = link->missing = 0;
        link->duplicates = set->duplicates;
        for (guint k = 0; known != NULL && k < known->len; k++)
            count_cell(link, set, g_array_index(known, guint64, k));
        if (known != NULL) {
            g_ptr_array_remove_index(links, i);
            continue;
        }
        g_array_append_val(positions, link->child_column->position);
        g_ptr_array_add(sets, set);
        i++;
    }
    if (links->len == 0)
        return TRUE;
    const LinkInfo *first = g_ptr_array_index(links, 0);
    g_autoptr(sqlite3_stmt) cells = cells_of(database, first->child->id, positions, error);
    GError *failure = NULL;
    while (cells != NULL && db_step(cells, &failure))
        for (guint i = 0; i < links->len; i++)
            count_cell(
                g_ptr_array_index(links, i), g_ptr_array_index(sets, i),
                cell_key(cells, (int)i,
                         ((const LinkInfo *)g_ptr_array_index(links, i))->parent_column->spelling));
    if (failure != NULL)
        g_propagate_error(error, failure);
    return cells != NULL && failure == NULL;
}

static gboolean
store_counts(sqlite3 *database, const LinkInfo *link, GError **error)
{
    return db_run(database, error,
                  "UPDATE link SET matched = ?, orphans = ?, missing = ?, duplicates = ? "
                  "WHERE id = ?",
                  "iiiii", link->matched, link->orphans, link->missing, link->duplicates, link->id);
}

/* Each parent column is read once, then each child table once. */
static gboolean
count_links(sqlite3 *database, const Catalogue *catalogue, GHashTable *written, GError **error)
{
    g_autoptr(GHashTable) keys =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, key_set_free);
    for (guint i = 0; i < catalogue->links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(catalogue->links, i);
        if (g_hash_table_contains(keys, &link->parent_column->id))
            continue;
        KeySet *set = read_keys(database, link, written, error);
        if (set == NULL)
            return FALSE;
        g_hash_table_insert(keys, &link->parent_column->id, set);
    }
    for (guint i = 0; i < catalogue->tables->len; i++) {
        g_autoptr(GPtrArray) links = g_ptr_array_new();
        for (guint j = 0; j < catalogue->links->len; j++) {
            LinkInfo *link = g_ptr_array_index(catalogue->links, j);
            if (link->child == g_ptr_array_index(catalogue->tables, i))
                g_ptr_array_add(links, link);
        }
        if (links->len > 0 && !count_children(database, links, keys, written, error))
            return FALSE;
    }
    for (guint i = 0; i < catalogue->links->len; i++)
        if (!store_counts(database, g_ptr_array_index(catalogue->links, i), error))
            return FALSE;
    return TRUE;
}

/* ---- the rows behind --------------------------------------------------------------------------
 */

static sqlite3_stmt *
rows_and_cells(sqlite3 *database, const ColumnInfo *column, GError **error)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT row, c%d FROM raw_%" G_GINT64_FORMAT
        " WHERE row NOT IN (SELECT replaced FROM row_version WHERE table_id = ?) ORDER BY row",
        column->position, column->table_id);
    return db_prepare(database, error, sql, "i", column->table_id);
}

/* Whether a row with this key is one of the wanted; the parent's own keys are learnt in passing. */
static gboolean
is_wanted(const char *state, KeySet *set, guint64 key)
{
    if (key == 0)
        return FALSE;
    if (strcmp(state, "duplicates") == 0)
        return !key_set_add(set, key);
    return key_set_has(set, key) == (strcmp(state, "matched") == 0);
}

gboolean
link_rows(sqlite3 *database, const LinkInfo *link, const char *state, GArray *rows, GError **error)
{
    gboolean of_parent = strcmp(state, "duplicates") == 0;
    KeySet *set = of_parent ? key_set_new() : read_keys(database, link, NULL, error);
    if (set == NULL)
        return FALSE;
    g_autoptr(sqlite3_stmt) cells =
        rows_and_cells(database, of_parent ? link->parent_column : link->child_column, error);
    GError *failure = NULL;
    while (cells != NULL && db_step(cells, &failure)) {
        gint64 row = sqlite3_column_int64(cells, 0);
        if (is_wanted(state, set, cell_key(cells, 1, link->parent_column->spelling)))
            g_array_append_val(rows, row);
    }
    key_set_free(set);
    if (failure != NULL)
        g_propagate_error(error, failure);
    return cells != NULL && failure == NULL;
}

static gboolean
count_with(sqlite3 *database, GHashTable *written, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_load_importing(database, error);
    return catalogue != NULL && count_links(database, catalogue, written, error);
}

gboolean
links_count(sqlite3 *database, GError **error)
{
    return count_with(database, NULL, error);
}

gboolean
links_find(sqlite3 *database, GError **error)
{
    return links_find_written(database, NULL, error);
}

gboolean
links_find_written(sqlite3 *database, GHashTable *written, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_load_importing(database, error);
    if (catalogue == NULL)
        return FALSE;
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *parent = g_ptr_array_index(catalogue->tables, i);
        if (parent->key != NULL && !find_links_to(database, catalogue, parent, error))
            return FALSE;
    }
    return count_with(database, written, error);
}
