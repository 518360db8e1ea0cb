/* Candidates over links and shared keys: what happened to the customer lately, what is known of
 * their state, how often tickets like this one ended so before. */
#include "features/propose.h"

#define MOST_VALUES 5
#define MOST_NUMBERS 3
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

/* ---- the entity's own history ------------------------------------------------------------------
 */

/* The long window, in days, that the history fills: counts over a window longer than the history
 * grow with time, and a learner reads them as a clock. 0: none does. */
static int
long_window(const Task *task)
{
    if (task->n_usable == 0)
        return 0;
    TimePoint span =
        task->seed_time[task->order[task->n_usable - 1]] - task->seed_time[task->order[0]];
    return span >= 1095 * TIME_DAY ? 365 : span >= 540 * TIME_DAY ? 180 : 0;
}

static void
propose_history(Proposal *proposal, GArray *keys)
{
    static const char event[] = "outcomes.* WHERE outcomes.label = 1";
    g_autofree char *table = quoted_name(proposal->entity->name);
    int longest = long_window(proposal->task);
    for (guint i = 0; i < keys->len; i++) {
        const OwnKey *key = &g_array_index(keys, OwnKey, i);
        g_autofree char *name = quoted_name(key->column->name);
        g_autofree char *via = g_strdup_printf("VIA %s.%s", table, name);
        if (key->column != proposal->entity->key) {
            propose(proposal, "COUNT(%s.*, -7, 0, days) %s", table, via);
            propose(proposal, "COUNT(%s.*, -30, 0, days) %s", table, via);
            propose(proposal, "SINCE_LAST(%s.*) %s", table, via);
        }
        propose(proposal, "COUNT(%s, -90, 0, days) %s", event, via);
        if (longest > 0)
            propose(proposal, "COUNT(%s, -%d, 0, days) %s", event, longest, via);
        if (i == 0)
            propose(proposal, "EXISTS(%s) %s", event, via);
        propose(proposal, "SINCE_LAST(%s) %s", event, via);
    }
}

/* ---- track records -----------------------------------------------------------------------------
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
           column->role != ROLE_ID && column->role != ROLE_AGENT &&
           distinct_codes(of, 1001) <= 1000 && distinct_codes(of, 2) == 2;
}

/* Against the desk's running rate: raw rates do harm where the base rate moves. */
static void
propose_records(Proposal *proposal, GArray *keys)
{
    g_autofree char *table = quoted_name(proposal->entity->name);
    g_autoptr(GPtrArray) columns = g_ptr_array_new();
    for (guint i = 0; i < proposal->entity->columns->len; i++)
        if (wants_record(proposal->task->frame, proposal->entity->columns->pdata[i]))
            g_ptr_array_add(columns, proposal->entity->columns->pdata[i]);
    g_ptr_array_sort(columns, compare_roles);
    for (guint i = 0; i < keys->len; i++)
        g_ptr_array_insert(columns, (gint)i, (gpointer)g_array_index(keys, OwnKey, i).column);
    for (guint i = 0; i < MIN(columns->len, MOST_RECORDS); i++) {
        const ColumnInfo *column = columns->pdata[i];
        g_autofree char *name = quoted_name(column->name);
        propose(proposal, "LIFT(outcomes.label, -180, 0, days) VIA %s.%s", table, name);
    }
}

/* ---- other tables ------------------------------------------------------------------------------
 */

/* A table whose rows tell the past of something that the entity names. */
typedef struct {
    Proposal *proposal;
    const Frame *frame;
    char *table, *via; /* quoted, as in PQL; via with its table */
} History;

/* Columns that describe the rows of a table rather than name or date them: its numbers, or its
 * categories of few values. */
static GPtrArray *
describing_columns(const History *history, gboolean numbers)
{
    const Frame *frame = history->frame;
    GPtrArray *columns = g_ptr_array_new();
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        const ColumnInfo *info = column->info;
        gboolean number = info->kind == KIND_INTEGER || info->kind == KIND_DECIMAL;
        gboolean category = info->kind == KIND_CATEGORY || info->kind == KIND_BOOLEAN;
        if (info == frame->table->key || info->role == ROLE_ID || info->role == ROLE_CUSTOMER ||
            info->role == ROLE_AGENT || info->pii || is_link_column(history->proposal, info))
            continue;
        if (numbers ? number
                    : category && distinct_codes(column, 2) == 2 && distinct_codes(column, 51) < 51)
            g_ptr_array_add(columns, (gpointer)column);
    }
    return columns;
}

/* What comes at once says most of a row that arrives; of one that is asked about again and again,
 * its months do. */
static const char *const *
windows_of(const History *history)
{
    static const char *const of_arrival[] = {"-48, 0, hours", "-7, 0, days", "-30, 0, days",
                                             "-72, 0, hours", NULL};
    static const char *const of_moments[] = {"-7, 0, days", "-30, 0, days", "-90, 0, days",
                                             "-365, 0, days", NULL};
    return history->proposal->task->moments ? of_moments : of_arrival;
}

/* How often something happened; of tables that measure a state, which have numbers and no kinds of
 * rows, only how long ago. */
static void
propose_counts(const History *history)
{
    const char *const *windows = windows_of(history);
    g_autoptr(GPtrArray) numbers = describing_columns(history, TRUE);
    g_autoptr(GPtrArray) kinds = describing_columns(history, FALSE);
    gboolean state = numbers->len > 0 && kinds->len == 0;
    for (guint i = 0; !state && windows[i]; i++)
        propose(history->proposal, "COUNT(%s.*, %s) VIA %s", history->table, windows[i],
                history->via);
    propose(history->proposal, "SINCE_LAST(%s.*) VIA %s", history->table, history->via);
}

static void
propose_latest(const History *history)
{
    g_autoptr(GPtrArray) columns = describing_columns(history, TRUE);
    for (guint i = 0; i < MIN(columns->len, MOST_NUMBERS); i++) {
        const FrameColumn *column = columns->pdata[i];
        g_autofree char *name = quoted_name(column->info->name);
        propose(history->proposal, "LAST(%s.%s) VIA %s", history->table, name, history->via);
    }
}

/* The most frequent values of the first category, in the windows that matter most first. */
static void
propose_values(const History *history)
{
    const char *const *windows = windows_of(history);
    g_autoptr(GPtrArray) columns = describing_columns(history, FALSE);
    if (columns->len == 0)
        return;
    const FrameColumn *column = columns->pdata[0];
    g_autofree char *name = quoted_name(column->info->name);
    g_autoptr(GArray) codes = frequent_codes(column, MOST_VALUES);
    for (guint w = 0; w < 3; w++)
        for (guint k = 0; k < codes->len; k++) {
            g_autofree char *value =
                quoted_text(dictionary_text(column->dictionary, g_array_index(codes, guint32, k)));
            propose(history->proposal, "COUNT(%s.* WHERE %s.%s = %s, %s) VIA %s", history->table,
                    history->table, name, value, windows[w], history->via);
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

typedef void (*HistoryStep)(const History *history);

static gboolean
propose_of_tables(Proposal *proposal, GArray *keys, HistoryStep step, gboolean all_paths,
                  GError **error)
{
    const GPtrArray *tables = proposal->task->frame->catalogue->tables;
    for (guint i = 0; i < tables->len; i++) {
        const TableInfo *table = tables->pdata[i];
        g_autoptr(GArray) pairs = history_keys(proposal, table, keys);
        if (pairs->len == 0 || names_directly(proposal, table))
            continue;
        g_autoptr(Frame) frame =
            frame_store_get(proposal->frames, proposal->database, table, NULL, error);
        if (!frame)
            return FALSE;
        for (guint k = 0; k < (all_paths ? pairs->len : 1); k++) {
            const KeyPair *pair = &g_array_index(pairs, KeyPair, k);
            g_autofree char *quoted_table = quoted_name(table->name);
            g_autofree char *entity = quoted_name(proposal->entity->name);
            g_autofree char *column = quoted_name(pair->entity->name);
            g_autofree char *via = g_strdup_printf("%s.%s", entity, column);
            step(&(History){proposal, frame, quoted_table, via});
        }
    }
    return TRUE;
}

/* What matters most comes first, so that the budget cuts the rest. */
gboolean
propose_relations(Proposal *proposal, GError **error)
{
    g_autoptr(GArray) keys = own_keys(proposal);
    propose_history(proposal, keys);
    propose_records(proposal, keys);
    return propose_of_tables(proposal, keys, propose_latest, FALSE, error) &&
           propose_of_tables(proposal, keys, propose_counts, FALSE, error) &&
           propose_of_tables(proposal, keys, propose_values, FALSE, error) &&
           propose_of_tables(proposal, keys, propose_counts, TRUE, error);
}
