/* Two columns together: the record of tickets that are alike in both (tier and priority), and a
 * number of what the ticket names among tickets of one value (ARR where priority is P1). Which
 * pairs are worth it is read off the training rows before anything of them is computed. */
#include "features/propose.h"

#define MOST_RECORDS 4
#define MOST_NUMBERS 4
#define MOST_LEVELS 4
#define FEWEST_ROWS 20 /* of a pair of values, to have a record of its own */
#define COVERED 6      /* so many of 10 rows are of such pairs */

/* A category that was proposed: of the ticket itself, or of a row that it names. */
typedef struct {
    const Feature *feature; /* borrowed */
    const ColumnInfo *column;
    const FeatureValues *values; /* on the sample */
    guint levels;                /* that have FEWEST_ROWS rows there */
} Category;

/* ---- what was proposed ------------------------------------------------------------------------
 */

static const ColumnInfo *
column_of(const Proposal *proposal, const Feature *feature)
{
    const PqlNode *node = feature->node;
    const TableInfo *table = catalogue_table(
        proposal->task->frame->catalogue, node->table ? node->table : proposal->entity->name, NULL);
    return table ? table_column(table, node->name, NULL) : NULL;
}

/* Features that are a column's value and are on, in the order in which they were proposed. */
static GPtrArray *
plain_features(const Proposal *proposal, gboolean numeric, gboolean relational)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < proposal->features->len; i++) {
        Feature *feature = proposal->features->pdata[i];
        const PqlNode *node = feature->node;
        gboolean plain = node->type == PQL_COLUMN ||
                         (numeric && node->type == PQL_FUNCTION && node->function == PQL_AGE);
        if (plain && feature->enabled && feature->numeric == numeric &&
            feature->relational == relational)
            g_ptr_array_add(found, feature);
    }
    return found;
}

/* How many of the keys have FEWEST_ROWS rows, and how many rows these are. */
static guint
count_levels(const gint64 *key, guint32 n, guint32 *rows)
{
    g_autoptr(GHashTable) counts = g_hash_table_new(g_int64_hash, g_int64_equal);
    GHashTableIter iter;
    gpointer count;
    guint levels = 0;
    *rows = 0;
    for (guint32 i = 0; i < n; i++)
        if (key[i] >= 0)
            g_hash_table_insert(
                counts, (gpointer)&key[i],
                GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(counts, &key[i])) + 1));
    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, NULL, &count)) {
        gboolean enough = GPOINTER_TO_UINT(count) >= FEWEST_ROWS;
        levels += enough;
        *rows += enough ? GPOINTER_TO_UINT(count) : 0;
    }
    return levels;
}

/* What a ticket is about and how urgent it is before all else; then the coarse ones: their pairs
 * have more rows. */
static int
compare_categories(gconstpointer a, gconstpointer b)
{
    const Category *x = a, *y = b;
    int urgent = (y->column->role == ROLE_CATEGORY) - (x->column->role == ROLE_CATEGORY);
    if (!urgent)
        urgent = (y->column->role == ROLE_PRIORITY) - (x->column->role == ROLE_PRIORITY);
    if (urgent)
        return urgent;
    return x->levels != y->levels ? (x->levels < y->levels ? -1 : 1)
                                  : x->column->position - y->column->position;
}

static guint
levels_of(const FeatureValues *values)
{
    guint32 rows;
    g_autofree gint64 *key = g_new(gint64, (gsize)values->n + 1);
    for (guint32 i = 0; i < values->n; i++)
        key[i] = values->code[i];
    return count_levels(key, values->n, &rows);
}

static GArray *
categories_of(const Proposal *proposal, GPtrArray *features, GPtrArray *values)
{
    GArray *categories = g_array_new(FALSE, FALSE, sizeof(Category));
    for (guint i = 0; i < features->len; i++) {
        Category one = {features->pdata[i], column_of(proposal, features->pdata[i]),
                        values->pdata[i], levels_of(values->pdata[i])};
        if (one.column && one.levels > 1)
            g_array_append_val(categories, one);
    }
    g_array_sort(categories, compare_categories);
    return categories;
}

/* ---- records of two columns --------------------------------------------------------------------
 */

/* Whether the two say more together than either: neither follows from the other, and most rows are
 * of pairs that are frequent enough. */
static gboolean
pair_tells(const Category *a, const Category *b)
{
    guint32 n = a->values->n, covered;
    guint most = MAX(a->levels, b->levels);
    g_autofree gint64 *key = g_new(gint64, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++) {
        gint32 one = a->values->code[i], other = b->values->code[i];
        key[i] = one < 0 || other < 0 ? -1 : (gint64)one << 32 | other;
    }
    guint levels = count_levels(key, n, &covered);
    return levels >= 4 && 10 * (guint64)covered >= COVERED * (guint64)n && 10 * levels >= 12 * most;
}

/* "VIA tickets.category", or to the column of a row that the ticket names. */
static char *
via_category(const Proposal *proposal, const Category *category)
{
    const GPtrArray *links = proposal->task->frame->catalogue->links;
    g_autofree char *entity = quoted_name(proposal->entity->name);
    g_autofree char *name = quoted_name(category->column->name);
    if (!category->feature->relational)
        return g_strdup_printf("VIA %s.%s", entity, name);
    for (guint i = 0; i < links->len; i++) {
        const LinkInfo *link = links->pdata[i];
        if (link->child != proposal->entity ||
            g_ascii_strcasecmp(link->parent->name, category->feature->node->table) != 0)
            continue;
        g_autofree char *key = quoted_name(link->child_column->name);
        g_autofree char *table = quoted_name(link->parent->name);
        return g_strdup_printf("VIA %s.%s VIA %s.%s", entity, key, table, name);
    }
    return NULL;
}

static gboolean
propose_record(Proposal *proposal, const Category *first, const Category *second)
{
    g_autofree char *via = via_category(proposal, first);
    if (!via || !pair_tells(first, second))
        return FALSE;
    const char *record = proposal->task->kind == TASK_NUMBER ? "RATE" : "LIFT";
    g_autofree char *entity = quoted_name(proposal->entity->name);
    g_autofree char *name = quoted_name(second->column->name);
    g_autoptr(GArray) windows = windows_choose(proposal, proposal->task->frame, "outcomes", via);
    g_autofree char *window =
        window_text(g_array_index(windows, gint64, windows->len ? windows->len - 1 : 0));
    Feature *feature = propose(proposal, "%s(outcomes.label, %s) %s SAME %s.%s", record, window,
                               via, entity, name);
    propose_off(feature, PAIR_OFF);
    return feature != NULL;
}

static void
propose_pair_records(Proposal *proposal, const GArray *own, const GArray *named)
{
    guint made = 0;
    for (guint i = 0; i < own->len; i++) {
        const Category *one = &g_array_index(own, Category, i);
        for (guint k = i + 1; k < own->len && made < MOST_RECORDS; k++)
            made += propose_record(proposal, one, &g_array_index(own, Category, k));
    }
    for (guint i = 0; i < named->len; i++)
        for (guint k = 0; k < own->len && made < 2 * MOST_RECORDS; k++)
            made += propose_record(proposal, &g_array_index(named, Category, i),
                                   &g_array_index(own, Category, k));
}

/* ---- numbers among rows of one value -----------------------------------------------------------
 */

/* "tickets.priority <= 'P2'" for each step of an order, else "= 'value'" for the frequent ones. */
static GPtrArray *
conditions_of(const Category *category, const Frame *frame)
{
    GPtrArray *conditions = g_ptr_array_new_with_free_func(g_free);
    const ColumnInfo *info = category->column;
    g_auto(GStrv) order = info->order ? g_strsplit(info->order, ";", -1) : NULL;
    guint levels = order ? g_strv_length(order) : 0;
    for (guint i = 0; i + 1 < levels && i < MOST_LEVELS; i++) {
        g_autofree char *level = quoted_text(g_strstrip(order[i]));
        g_ptr_array_add(conditions,
                        g_strdup_printf("%s <= %s", category->feature->expression, level));
    }
    if (order)
        return conditions;
    const FrameColumn *column = frame_column(frame, info->name);
    g_autoptr(GArray) codes = frequent_codes(column, MOST_LEVELS);
    for (guint i = 0; i < codes->len; i++) {
        g_autofree char *value =
            quoted_text(dictionary_text(column->dictionary, g_array_index(codes, guint32, i)));
        g_ptr_array_add(conditions,
                        g_strdup_printf("%s = %s", category->feature->expression, value));
    }
    return conditions;
}

static gboolean
is_graded(const Category *category)
{
    return category->column->order || category->column->role == ROLE_PRIORITY;
}

/* Amounts before dates; else as they were proposed: the sort is stable. */
static int
compare_kinds(gconstpointer a, gconstpointer b)
{
    const Feature *x = *(const Feature *const *)a, *y = *(const Feature *const *)b;
    return (x->node->type == PQL_FUNCTION) - (y->node->type == PQL_FUNCTION);
}

static void
propose_conditional(Proposal *proposal, const GArray *own)
{
    g_autoptr(GPtrArray) numbers = plain_features(proposal, TRUE, TRUE);
    guint made = 0;
    g_ptr_array_sort(numbers, compare_kinds);
    for (guint i = 0; i < own->len; i++) {
        const Category *category = &g_array_index(own, Category, i);
        if (!is_graded(category))
            continue;
        g_autoptr(GPtrArray) conditions = conditions_of(category, proposal->task->frame);
        for (guint k = 0; k < numbers->len; k++)
            for (guint c = 0; c < conditions->len && made < MOST_NUMBERS; c++) {
                Feature *feature = propose(proposal, "IF(%s, %s)", (char *)conditions->pdata[c],
                                           ((Feature *)numbers->pdata[k])->expression);
                propose_off(feature, PAIR_OFF);
                made += feature != NULL;
            }
    }
}

/* ------------------------------------------------------------------------------------------------
 */

gboolean
propose_pairs(Proposal *proposal, GError **error)
{
    if (proposal->settings->depth < 2 || proposal->n_sample == 0 || !proposal->task->time_column ||
        proposal->task->moments)
        return TRUE;
    g_autoptr(GPtrArray) own = plain_features(proposal, FALSE, FALSE);
    g_autoptr(GPtrArray) named = plain_features(proposal, FALSE, TRUE);
    g_autoptr(GPtrArray) own_values =
        feature_compute(proposal->engine, own, proposal->sample, proposal->n_sample, NULL, error);
    g_autoptr(GPtrArray) named_values =
        own_values ? feature_compute(proposal->engine, named, proposal->sample, proposal->n_sample,
                                     NULL, error)
                   : NULL;
    if (!named_values)
        return FALSE;
    g_autoptr(GArray) ours = categories_of(proposal, own, own_values);
    g_autoptr(GArray) theirs = categories_of(proposal, named, named_values);
    if (proposal->task->kind < TASK_CLASSES)
        propose_pair_records(proposal, ours, theirs);
    propose_conditional(proposal, ours);
    return TRUE;
}
