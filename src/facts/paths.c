/* Paths over links: which rows of which table belong to an entity, and by which key. */
#include <foredesk/facts.h>

static void
add_pair(GArray *pairs, const ColumnInfo *entity, const ColumnInfo *source)
{
    for (guint i = 0; i < pairs->len; i++) {
        const KeyPair *pair = &g_array_index(pairs, KeyPair, i);
        if (pair->entity == entity && pair->source == source)
            return;
    }
    KeyPair pair = {entity, source};
    g_array_append_val(pairs, pair);
}

static void
add_own_keys(GArray *pairs, const Catalogue *catalogue, const TableInfo *entity)
{
    for (guint i = 0; i < catalogue->links->len; i++) {
        const LinkInfo *link = catalogue->links->pdata[i];
        if (link->child == entity)
            add_pair(pairs, link->child_column, link->child_column);
    }
    const ColumnInfo *customer = table_role(entity, ROLE_CUSTOMER);
    if (customer)
        add_pair(pairs, customer, customer);
}

/* Both tables name a row of the same third one. */
static void
add_shared_parents(GArray *pairs, const Catalogue *catalogue, const LinkInfo *ours,
                   const TableInfo *source)
{
    for (guint i = 0; i < catalogue->links->len; i++) {
        const LinkInfo *theirs = catalogue->links->pdata[i];
        if (theirs->child == source && theirs->parent == ours->parent &&
            theirs->parent_column == ours->parent_column)
            add_pair(pairs, ours->child_column, theirs->child_column);
    }
}

GArray *
paths_between(const Catalogue *catalogue, const TableInfo *entity, const TableInfo *source)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(KeyPair));
    if (entity == source) {
        add_own_keys(pairs, catalogue, entity);
        return pairs;
    }
    for (guint i = 0; i < catalogue->links->len; i++) {
        const LinkInfo *link = catalogue->links->pdata[i];
        if (link->child == source && link->parent == entity)
            add_pair(pairs, link->parent_column, link->child_column);
        else if (link->child == entity && link->parent == source)
            add_pair(pairs, link->child_column, link->parent_column);
        else if (link->child == entity)
            add_shared_parents(pairs, catalogue, link, source);
    }
    return pairs;
}

static const char *
name_of(const TableInfo *source, gboolean outcomes)
{
    return outcomes ? "outcomes" : source->name;
}

static gboolean
is_table(const char *written, const char *name)
{
    return g_ascii_strcasecmp(written, name) == 0;
}

/* "VIA tickets.account_id or VIA tickets.user_id": the entity's side, or the source's where the
 * entity's column leads there twice. */
static char *
choices_words(const TableInfo *entity, const TableInfo *source, GArray *pairs)
{
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < pairs->len; i++) {
        const KeyPair *pair = &g_array_index(pairs, KeyPair, i);
        guint same = 0;
        for (guint k = 0; k < pairs->len; k++)
            same += g_array_index(pairs, KeyPair, k).entity == pair->entity;
        if (i > 0)
            g_string_append(words, i + 1 == pairs->len ? " or " : ", ");
        if (same > 1)
            g_string_append_printf(words, "VIA %s.%s", source->name, pair->source->name);
        else
            g_string_append_printf(words, "VIA %s.%s", entity->name, pair->entity->name);
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

/* Keeps the pairs that name the column on the side that `via` writes (either side without one). */
static GArray *
pairs_via(GArray *pairs, const TableInfo *entity, const char *source_name, const PqlNode *via)
{
    GArray *kept = g_array_new(FALSE, FALSE, sizeof(KeyPair));
    for (guint i = 0; i < pairs->len; i++) {
        const KeyPair *pair = &g_array_index(pairs, KeyPair, i);
        gboolean ours = !via->table || is_table(via->table, entity->name);
        gboolean theirs = !via->table || is_table(via->table, source_name);
        if ((ours && g_ascii_strcasecmp(via->name, pair->entity->name) == 0) ||
            (theirs && g_ascii_strcasecmp(via->name, pair->source->name) == 0))
            g_array_append_val(kept, *pair);
    }
    return kept;
}

/* No link names the column: any column is a key where both tables have one of its name. */
static gboolean
pair_by_name(const TableInfo *entity, const TableInfo *source, const char *source_name,
             const PqlNode *via, KeyPair *pair, GError **error)
{
    if (via->table && !is_table(via->table, entity->name) && !is_table(via->table, source_name)) {
        g_set_error(
            error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
            "VIA %s.%s at line %d, column %d is in neither table: name a column of %s or %s",
            via->table, via->name, via->line, via->column, entity->name, source_name);
        return FALSE;
    }
    pair->entity = table_column(entity, via->name, error);
    pair->source = pair->entity ? table_column(source, via->name, error) : NULL;
    if (!pair->source)
        g_prefix_error(error, "VIA %s at line %d, column %d: ", via->name, via->line, via->column);
    return pair->source != NULL;
}

/* VIA tickets.area = deployments.part: equal values are the only link. */
static gboolean
pair_by_value(const TableInfo *entity, const TableInfo *source, const char *source_name,
              const PqlNode *via, KeyPair *pair, GError **error)
{
    if ((via->table && !is_table(via->table, entity->name)) ||
        !is_table(via->meets->table, source_name)) {
        g_set_error(
            error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
            "VIA %s = %s.%s at line %d, column %d: write a column of %s, then the column of "
            "%s that holds the same values",
            via->name, via->meets->table, via->meets->name, via->line, via->column, entity->name,
            source_name);
        return FALSE;
    }
    pair->entity = table_column(entity, via->name, error);
    pair->source = pair->entity ? table_column(source, via->meets->name, error) : NULL;
    if (!pair->source)
        g_prefix_error(error, "VIA %s at line %d, column %d: ", via->name, via->line, via->column);
    return pair->source != NULL;
}

static gboolean
can_be_key(const ColumnInfo *column)
{
    switch (column->kind) {
    case KIND_KEY:
    case KIND_CATEGORY:
    case KIND_BOOLEAN:
    case KIND_INTEGER:
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean
check_kinds(const TableInfo *entity, const TableInfo *source, const KeyPair *pair, GError **error)
{
    gboolean ours = can_be_key(pair->entity);
    if (ours && can_be_key(pair->source))
        return TRUE;
    const ColumnInfo *column = ours ? pair->source : pair->entity;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s.%s is %s and can't link rows: link by a key, category, yes/no or whole number",
                ours ? source->name : entity->name, column->name, kind_name(column->kind));
    return FALSE;
}

gboolean
path_choose(const Catalogue *catalogue, const TableInfo *entity, const TableInfo *source,
            gboolean outcomes, const PqlNode *via, KeyPair *pair, GError **error)
{
    const char *source_name = name_of(source, outcomes);
    if (via && (via->type != PQL_COLUMN || via->via)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "VIA at line %d, column %d: only a feature can look up its key or go through "
                    "other tables; name one column",
                    via->line, via->column);
        return FALSE;
    }
    if (via && via->meets)
        return pair_by_value(entity, source, source_name, via, pair, error) &&
               check_kinds(entity, source, pair, error);
    g_autoptr(GArray) all = paths_between(catalogue, entity, source);
    g_autoptr(GArray) pairs = via ? pairs_via(all, entity, source_name, via) : g_array_ref(all);
    if (pairs->len == 1) {
        *pair = g_array_index(pairs, KeyPair, 0);
        return check_kinds(entity, source, pair, error);
    }
    if (pairs->len > 1) {
        g_autofree char *choices = choices_words(entity, source, pairs);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "several paths lead from %s to %s: after the aggregate write %s", entity->name,
                    source_name, choices);
        return FALSE;
    }
    if (via)
        return pair_by_name(entity, source, source_name, via, pair, error) &&
               check_kinds(entity, source, pair, error);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no link leads from %s to %s: declare one, or add VIA and a column of both",
                entity->name, source_name);
    return FALSE;
}
