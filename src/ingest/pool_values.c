/* pool_values: which value of each source is which common value. The first source that has a field
 * lends its spellings; the others' are proposed by spelling, by the vocabulary of help desks, or by
 * the place in a declared order. What nothing speaks for is open, with its rows. */
#include "ingest/pool_private.h"

#include <string.h>

/* ---- counting ---------------------------------------------------------------------------------
 */

static void
count_text(GHashTable *counts, const char *text)
{
    gint64 *count = g_hash_table_lookup(counts, text);
    if (count == NULL) {
        count = g_new0(gint64, 1);
        g_hash_table_insert(counts, g_strdup(text), count);
    }
    ++*count;
}

GHashTable *
pool_count_values(const FrameColumn *column)
{
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    char number[24];
    for (guint32 row = 0; row < column->n; row++) {
        if (column->code != NULL && column->code[row] >= 0)
            count_text(counts, dictionary_text(column->dictionary, (guint32)column->code[row]));
        if (column->code != NULL || column->integer == NULL || column->integer[row] == G_MININT64)
            continue;
        g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, column->integer[row]);
        count_text(counts, number);
        if (g_hash_table_size(counts) > POOL_VALUES_MOST)
            break;
    }
    return counts;
}

static int
by_rows(gconstpointer a, gconstpointer b)
{
    const PoolValue *x = *(const PoolValue *const *)a, *y = *(const PoolValue *const *)b;
    if (x->rows != y->rows)
        return x->rows > y->rows ? -1 : 1;
    return strcmp(x->value, y->value);
}

/* PoolValue*, by rows; NULL: more than a person would map. */
static GPtrArray *
values_of(const Frame *frame, const ColumnInfo *info)
{
    g_autoptr(GHashTable) counts = pool_count_values(frame_column_of(frame, info));
    if (g_hash_table_size(counts) > POOL_VALUES_MOST)
        return NULL;
    GPtrArray *values = g_ptr_array_new_with_free_func(pool_value_free);
    GHashTableIter iter;
    gpointer text, count;
    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &text, &count)) {
        PoolValue *value = g_new0(PoolValue, 1);
        *value = (PoolValue){
            .value = g_strdup(text), .rows = *(const gint64 *)count, .state = POOL_OPEN};
        g_ptr_array_add(values, value);
    }
    g_ptr_array_sort(values, by_rows);
    return values;
}

/* ---- what a value could be --------------------------------------------------------------------
 */

typedef struct {
    PoolPlan *plan;
    Vocabulary *vocabulary;
    GHashTable *said;    /* "column id" and the value → common value */
    GHashTable *commons; /* of the field: folded → common value */
    const PoolField *field;
} Mapping;

static char *
said_key(gint64 column, const char *value)
{
    return g_strdup_printf("%" G_GINT64_FORMAT "\x1f%s", column, value);
}

static void
take(PoolValue *value, PoolState state, const char *common, char *evidence)
{
    value->state = state;
    value->common = g_strdup(common);
    value->evidence = evidence;
}

static void
add_common(Mapping *mapping, const char *common)
{
    g_autofree char *folded = value_fold(common);
    if (!g_hash_table_contains(mapping->commons, folded))
        g_hash_table_insert(mapping->commons, g_steal_pointer(&folded), g_strdup(common));
}

/* The common value that means the same by the vocabulary; NULL: none. */
static const char *
same_meaning(const Mapping *mapping, const char *value, const char **meaning)
{
    *meaning = vocabulary_meaning(mapping->vocabulary, mapping->field->role, value);
    const PoolColumn *first = g_ptr_array_index(mapping->field->columns, 0);
    for (guint i = 0; *meaning != NULL && i < first->values->len; i++) {
        const PoolValue *other = g_ptr_array_index(first->values, i);
        const char *means =
            vocabulary_meaning(mapping->vocabulary, mapping->field->role, other->common);
        if (means != NULL && strcmp(means, *meaning) == 0)
            return other->common;
    }
    return NULL;
}

/* The value at the same place of two declared orders of one length; the caller frees. */
static char *
same_place(const ColumnInfo *column, const ColumnInfo *other, const char *value)
{
    g_auto(GStrv) own = column->order == NULL ? NULL : g_strsplit(column->order, ";", -1);
    g_auto(GStrv) others = other->order == NULL ? NULL : g_strsplit(other->order, ";", -1);
    if (own == NULL || others == NULL || g_strv_length(own) != g_strv_length(others))
        return NULL;
    for (guint i = 0; own[i] != NULL; i++)
        if (strcmp(own[i], value) == 0)
            return g_strdup(others[i]);
    return NULL;
}

static void
propose(const Mapping *mapping, const PoolColumn *column, PoolValue *value)
{
    const PoolColumn *first = g_ptr_array_index(mapping->field->columns, 0);
    g_autofree char *folded = value_fold(value->value);
    const char *meaning, *common = g_hash_table_lookup(mapping->commons, folded);
    if (common != NULL) {
        take(value, POOL_PROPOSED, common, g_strdup("the same spelling"));
        return;
    }
    g_autofree char *placed = same_place(column->column, first->column, value->value);
    if (placed != NULL) {
        take(value, POOL_PROPOSED, placed, g_strdup("the same place in the declared order"));
        return;
    }
    common = same_meaning(mapping, value->value, &meaning);
    if (common != NULL)
        take(value, POOL_PROPOSED, common, g_strdup_printf("both mean %s to help desks", meaning));
    else
        value->evidence = g_strdup_printf("nothing like it in %s", first->table->name);
}

static void
map_column(Mapping *mapping, PoolColumn *column, gboolean first)
{
    for (guint i = 0; i < column->values->len; i++) {
        PoolValue *value = g_ptr_array_index(column->values, i);
        g_autofree char *key = said_key(column->column->id, value->value);
        const char *said = g_hash_table_lookup(mapping->said, key);
        if (said != NULL)
            take(value, POOL_SAID, said, g_strdup("as you said"));
        else if (first)
            take(value, POOL_SAID, value->value,
                 g_strdup_printf("as %s spells it", column->table->name));
        if (value->common != NULL)
            add_common(mapping, value->common);
    }
}

static void
count_open(PoolPlan *plan, const PoolColumn *column)
{
    for (guint i = 0; i < column->values->len; i++) {
        const PoolValue *value = g_ptr_array_index(column->values, i);
        if (value->state == POOL_PROPOSED) {
            plan->proposed_values++;
            plan->proposed_rows += value->rows;
        } else if (value->state == POOL_OPEN) {
            plan->open_values++;
            plan->open_rows += value->rows;
        }
    }
}

/* ---- fields -----------------------------------------------------------------------------------
 */

/* Values of people and texts, and those of one source, are taken as they stand. */
static gboolean
takes_values(const PoolField *field)
{
    if (field->columns->len < 2 || field->family != POOL_WORDS || field->role == ROLE_AGENT ||
        field->role == ROLE_CUSTOMER || field->role == ROLE_SUBJECT || field->role == ROLE_BODY)
        return FALSE;
    for (guint i = 0; i < field->columns->len; i++) {
        const ColumnInfo *column =
            ((const PoolColumn *)g_ptr_array_index(field->columns, i))->column;
        if (column->pii != NULL || (column->kind != KIND_CATEGORY && column->kind != KIND_BOOLEAN &&
                                    column->kind != KIND_INTEGER))
            return FALSE;
    }
    return TRUE;
}

static void
drop_values(PoolField *field)
{
    for (guint i = 0; i < field->columns->len; i++) {
        PoolColumn *column = g_ptr_array_index(field->columns, i);
        g_clear_pointer(&column->values, g_ptr_array_unref);
    }
}

static void
map_field(Mapping *mapping, PoolField *field)
{
    for (guint i = 0; i < field->columns->len; i++) {
        PoolColumn *column = g_ptr_array_index(field->columns, i);
        column->values =
            values_of(g_ptr_array_index(mapping->plan->frames, column->source), column->column);
        if (column->values == NULL) {
            drop_values(field);
            return;
        }
    }
    g_hash_table_remove_all(mapping->commons);
    mapping->field = field;
    for (guint i = 0; i < field->columns->len; i++)
        map_column(mapping, g_ptr_array_index(field->columns, i), i == 0);
    for (guint i = 0; i < field->columns->len; i++) {
        PoolColumn *column = g_ptr_array_index(field->columns, i);
        for (guint k = 0; k < column->values->len; k++) {
            PoolValue *value = g_ptr_array_index(column->values, k);
            if (value->state == POOL_OPEN)
                propose(mapping, column, value);
        }
        count_open(mapping->plan, column);
    }
}

static GHashTable *
read_said(sqlite3 *database, GError **error)
{
    GHashTable *said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error, "SELECT column_id, value, common FROM pool_value", NULL);
    GError *failure = NULL;
    while (rows != NULL && db_step(rows, &failure))
        g_hash_table_insert(
            said,
            said_key(sqlite3_column_int64(rows, 0), (const char *)sqlite3_column_text(rows, 1)),
            g_strdup((const char *)sqlite3_column_text(rows, 2)));
    if (rows != NULL && failure == NULL)
        return said;
    g_hash_table_unref(said);
    if (failure != NULL)
        g_propagate_error(error, failure);
    return NULL;
}

gboolean
pool_map_values(PoolPlan *plan, sqlite3 *database, GError **error)
{
    g_autoptr(Vocabulary) vocabulary = vocabulary_read(error);
    g_autoptr(GHashTable) said = vocabulary == NULL ? NULL : read_said(database, error);
    if (said == NULL)
        return FALSE;
    g_autoptr(GHashTable) commons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Mapping mapping = {.plan = plan, .vocabulary = vocabulary, .said = said, .commons = commons};
    for (guint i = 0; i < plan->fields->len; i++) {
        PoolField *field = g_ptr_array_index(plan->fields, i);
        if (takes_values(field))
            map_field(&mapping, field);
    }
    return TRUE;
}
