/* Which histories there are: of what the entity names, of what it names through another table, of
 * what the newest row of such a history names, and of the whole desk. What matters most first, so
 * that where candidates are cut in order, the farthest go. */
#include "features/propose.h"

#define MOST_RECORDS 8
#define MOST_KEYS 3

/* A key of the entity, as PQL names it, and how many different values it has. */
typedef struct {
    const ColumnInfo *column;
    guint32 distinct;
} OwnKey;

static int
compare_keys(gconstpointer a, gconstpointer b)
{
    const OwnKey *x = a, *y = b;
    if (x->distinct != y->distinct)
        return x->distinct < y->distinct ? -1 : 1;
    return x->column->position - y->column->position;
}

static guint32
distinct_values(const FrameColumn *column)
{
    if (column->code)
        return distinct_codes(column, G_MAXUINT32);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint32 row = 0; column->integer && row < column->n; row++)
        g_hash_table_add(seen, &column->integer[row]);
    return g_hash_table_size(seen);
}

/* Customers, accounts, users: columns that name things known at the arrival, coarsest first. */
static GArray *
own_keys(const Proposal *proposal)
{
    const Frame *frame = proposal->task->frame;
    g_autoptr(GArray) pairs = paths_between(frame->catalogue, proposal->entity, proposal->entity);
    GArray *keys = g_array_new(FALSE, FALSE, sizeof(OwnKey));
    for (guint i = 0; i < pairs->len; i++) {
        const ColumnInfo *column = g_array_index(pairs, KeyPair, i).entity;
        const FrameColumn *of = frame_column(frame, column->name);
        if (column->known == KNOWN_LATER || (!of->code && !of->integer))
            continue;
        OwnKey key = {column, distinct_values(of)};
        if (key.distinct > 1)
            g_array_append_val(keys, key);
    }
    g_array_sort(keys, compare_keys);
    if (keys->len > MOST_KEYS)
        g_array_set_size(keys, MOST_KEYS);
    /* Who is asked about again and again has a history of its own. */
    if (proposal->task->moments && proposal->entity->key) {
        OwnKey key = {proposal->entity->key, G_MAXUINT32};
        g_array_prepend_val(keys, key);
    }
    return keys;
}

/* ---- outcomes ----------------------------------------------------------------------------------
 */

static int
role_rank(ColumnRole role)
{
    switch (role) {
    case ROLE_CATEGORY:
        return 0;
    case ROLE_PRIORITY:
        return 1;
    case ROLE_CHANNEL:
        return 2;
    default:
        return 3;
    }
}

static int
compare_roles(gconstpointer a, gconstpointer b)
{
    const ColumnInfo *x = *(const ColumnInfo *const *)a, *y = *(const ColumnInfo *const *)b;
    int difference = role_rank(x->role) - role_rank(y->role);
    return difference != 0 ? difference : x->position - y->position;
}

static gboolean
wants_record(const Frame *frame, const ColumnInfo *column)
{
    const FrameColumn *of = frame_column(frame, column->name);
    return column->kind == KIND_CATEGORY && !column->pii && column->known != KNOWN_LATER &&
           column->role != ROLE_ID && distinct_codes(of, 1001) <= 1000 &&
           distinct_codes(of, 2) == 2;
}

static void
propose_outcomes(Proposal *proposal, GArray *keys)
{
    const GPtrArray *own = proposal->entity->columns;
    if (proposal->task->kind >= TASK_CLASSES) /* such outcomes have no mean */
        return;
    g_autoptr(GPtrArray) columns = g_ptr_array_new();
    for (guint i = 0; i < keys->len; i++)
        propose_records(proposal, g_array_index(keys, OwnKey, i).column, TRUE);
    for (guint i = 0; i < own->len; i++)
        if (wants_record(proposal->task->frame, own->pdata[i]))
            g_ptr_array_add(columns, own->pdata[i]);
    g_ptr_array_sort(columns, compare_roles);
    for (guint i = 0; i < MIN(columns->len, MOST_RECORDS); i++)
        propose_records(proposal, columns->pdata[i], FALSE);
}

/* ---- histories ---------------------------------------------------------------------------------
 */

static void
propose_history(Proposal *proposal, const Frame *frame, const ColumnInfo *by, const char *via,
                Reach reach)
{
    g_autofree char *table = quoted_name(frame->table->name);
    g_autoptr(GArray) windows = windows_choose(proposal, frame, table, via);
    History history = {.proposal = proposal,
                       .frame = frame,
                       .by = by,
                       .table = table,
                       .via = (char *)via,
                       .reach = reach,
                       .windows = windows};
    propose_families(&history);
    propose_matches(&history);
}

static char *
via_column(const TableInfo *table, const ColumnInfo *column)
{
    g_autofree char *owner = quoted_name(table->name), *name = quoted_name(column->name);
    return g_strdup_printf("VIA %s.%s", owner, name);
}

/* What the entity's own past holds beside outcomes, by its keys: who else wrote, how often. */
static void
propose_own_history(Proposal *proposal, GArray *keys)
{
    for (guint i = 0; !proposal->task->moments && i < keys->len; i++) {
        const ColumnInfo *column = g_array_index(keys, OwnKey, i).column;
        g_autofree char *via = via_column(proposal->entity, column);
        propose_history(proposal, proposal->task->frame, column, via, REACH_NEAR);
    }
}

/* Rows that the entity itself names by their key are no history; rows that name the entity come
 * after its arrival. */
static gboolean
tells_history(const Proposal *proposal, const TableInfo *table, const KeyPair *pair)
{
    return table != proposal->entity && table->time && pair->source != table->key &&
           (pair->entity != proposal->entity->key || proposal->task->moments) &&
           pair->entity->known != KNOWN_LATER;
}

static gboolean
names_directly(const Proposal *proposal, const TableInfo *table)
{
    const GPtrArray *links = proposal->task->frame->catalogue->links;
    for (guint i = 0; i < links->len; i++) {
        const LinkInfo *link = links->pdata[i];
        if (link->child == proposal->entity && link->parent == table)
            return TRUE;
    }
    return FALSE;
}

/* The paths to a table's history, by the entity's coarsest key first: accounts before users. */
static GArray *
history_keys(const Proposal *proposal, const TableInfo *table, GArray *keys)
{
    g_autoptr(GArray) pairs =
        paths_between(proposal->task->frame->catalogue, proposal->entity, table);
    GArray *chosen = g_array_new(FALSE, FALSE, sizeof(KeyPair));
    for (guint k = 0; k < keys->len; k++)
        for (guint i = 0; i < pairs->len; i++) {
            const KeyPair *pair = &g_array_index(pairs, KeyPair, i);
            if (pair->entity == g_array_index(keys, OwnKey, k).column &&
                tells_history(proposal, table, pair))
                g_array_append_val(chosen, *pair);
        }
    return chosen;
}

static gboolean
is_labels(const Proposal *proposal, const TableInfo *table)
{
    const char *labels = proposal->task->spec.labels;
    return labels && g_ascii_strcasecmp(labels, table->name) == 0;
}

/* What the newest row of a history names besides: the team of the driver's last race, and how that
 * team did. */
static void
propose_looked_up(Proposal *proposal, const Frame *frame, const KeyPair *pair, const char *via)
{
    const GPtrArray *links = proposal->task->frame->catalogue->links;
    g_autofree char *table = quoted_name(frame->table->name);
    for (guint i = 0; i < links->len; i++) {
        const LinkInfo *link = links->pdata[i];
        if (link->child != frame->table || link->child_column == pair->source ||
            link->parent == proposal->entity)
            continue;
        g_autofree char *column = quoted_name(link->child_column->name);
        g_autofree char *far = g_strdup_printf("VIA LAST(%s.%s) %s", table, column, via);
        propose_history(proposal, frame, link->child_column, far, REACH_FAR);
    }
}

/* A table that shares no key with the entity, through one that it names: tickets.user_id, then
 * users.account_id. */
static void
propose_through(Proposal *proposal, const Frame *frame)
{
    const GPtrArray *links = proposal->task->frame->catalogue->links;
    for (guint i = 0; i < links->len; i++) {
        const LinkInfo *first = links->pdata[i];
        if (first->child != proposal->entity || first->child_column->known == KNOWN_LATER ||
            first->parent == proposal->entity)
            continue;
        for (guint k = 0; k < links->len; k++) {
            const LinkInfo *second = links->pdata[k];
            if (second->child != first->parent || second->parent == proposal->entity ||
                second->parent == frame->table)
                continue;
            g_autofree char *one = via_column(proposal->entity, first->child_column);
            g_autofree char *two = via_column(first->parent, second->child_column);
            g_autofree char *via = g_strdup_printf("%s %s", one, two);
            propose_history(proposal, frame, NULL, via, REACH_FAR);
        }
    }
}

static void
propose_table(Proposal *proposal, const Frame *frame, GArray *pairs)
{
    for (guint k = 0; k < pairs->len; k++) {
        const KeyPair *pair = &g_array_index(pairs, KeyPair, k);
        g_autofree char *via = via_column(proposal->entity, pair->entity);
        propose_history(proposal, frame, pair->source, via, REACH_NEAR);
        if (proposal->settings->depth > 1 && proposal->task->moments)
            propose_looked_up(proposal, frame, pair, via);
    }
    if (proposal->settings->depth < 2)
        return;
    if (pairs->len == 0) {
        g_autofree char *table = quoted_name(frame->table->name);
        History whole = {
            .proposal = proposal, .frame = frame, .table = table, .reach = REACH_WHOLE};
        propose_through(proposal, frame);
        propose_matches(&whole);
    } else
        propose_history(proposal, frame, NULL, "VIA ALL", REACH_WHOLE);
}

static gboolean
propose_tables(Proposal *proposal, GArray *keys, GError **error)
{
    const GPtrArray *tables = proposal->task->frame->catalogue->tables;
    for (guint i = 0; i < tables->len; i++) {
        const TableInfo *table = tables->pdata[i];
        if (table == proposal->entity || !table->time || is_labels(proposal, table) ||
            names_directly(proposal, table))
            continue;
        g_autoptr(GArray) pairs = history_keys(proposal, table, keys);
        g_autoptr(Frame) frame =
            frame_store_get(proposal->frames, proposal->database, table, NULL, error);
        if (!frame)
            return FALSE;
        propose_table(proposal, frame, pairs);
    }
    return TRUE;
}

static void
propose_desk(Proposal *proposal)
{
    if (proposal->settings->depth < 2 || !proposal->task->time_column)
        return;
    if (proposal->task->kind < TASK_CLASSES)
        propose_desk_record(proposal);
    if (!proposal->task->moments)
        propose_history(proposal, proposal->task->frame, NULL, "VIA ALL", REACH_WHOLE);
}

gboolean
propose_relations(Proposal *proposal, GError **error)
{
    g_autoptr(GArray) keys = own_keys(proposal);
    propose_outcomes(proposal, keys);
    propose_own_history(proposal, keys);
    if (!propose_tables(proposal, keys, error))
        return FALSE;
    propose_desk(proposal);
    return TRUE;
}
