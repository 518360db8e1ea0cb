/* Which column of each source is which common field: as the user said, else proposed by the role
 * that its preset gives it, by equal names, or by equal values. */
#include "ingest/pool_private.h"

#include <string.h>

/* A source's column as the plan is being made; `taken` once it has its place. */
typedef struct {
    PoolColumn *column;
    gboolean taken;
} Candidate;

static gboolean
fits_field(const PoolField *field, const PoolColumn *column)
{
    for (guint i = 0; i < field->columns->len; i++) {
        const PoolColumn *other = g_ptr_array_index(field->columns, i);
        if (other->source == column->source ||
            !pool_columns_fit(column->table, column->column, other->table, other->column, NULL))
            return FALSE;
    }
    return TRUE;
}

/* ---- making the fields ------------------------------------------------------------------------
 */

typedef struct {
    PoolPlan *plan;
    GArray *candidates; /* Candidate */
    GHashTable *said;   /* column id → "apart", "out", or "=" and the field */
} Planning;

static PoolField *
find_field(const PoolPlan *plan, const char *name)
{
    for (guint i = 0; i < plan->fields->len; i++) {
        PoolField *field = g_ptr_array_index(plan->fields, i);
        if (g_ascii_strcasecmp(field->name, name) == 0)
            return field;
    }
    return NULL;
}

static PoolField *
add_field(PoolPlan *plan, const char *name)
{
    PoolField *field = g_new0(PoolField, 1);
    field->name = g_strdup(name);
    field->columns = g_ptr_array_new_with_free_func(pool_column_free);
    g_ptr_array_add(plan->fields, field);
    return field;
}

static void
join(PoolField *field, Candidate *candidate, PoolState state, const char *evidence)
{
    guint place = 0;
    PoolColumn *column = candidate->column;
    while (place < field->columns->len &&
           ((const PoolColumn *)g_ptr_array_index(field->columns, place))->source < column->source)
        place++;
    column->state = state;
    column->evidence = g_strdup(evidence);
    g_ptr_array_insert(field->columns, (gint)place, column);
    if (field->role == ROLE_NONE)
        field->role = column->column->role;
    candidate->taken = TRUE;
}

static Candidate *
candidate_at(const Planning *planning, guint i)
{
    return &g_array_index(planning->candidates, Candidate, i);
}

/* Names of a field that one source alone has: its column's, with the source's where that is taken.
 */
static void
stand_alone(Planning *planning, Candidate *candidate, const char *evidence)
{
    const PoolColumn *column = candidate->column;
    static const char *const reserved[] = {"ticket_key", "source", "own_key", NULL};
    gboolean taken = find_field(planning->plan, column->column->name) != NULL ||
                     g_strv_contains(reserved, column->column->name);
    g_autofree char *longer = g_strdup_printf("%s_%s", column->table->name, column->column->name);
    join(add_field(planning->plan, taken ? longer : column->column->name), candidate, POOL_ALONE,
         evidence);
}

static void
take_said(Planning *planning)
{
    for (guint i = 0; i < planning->candidates->len; i++) {
        Candidate *candidate = candidate_at(planning, i);
        const char *word = g_hash_table_lookup(planning->said,
                                               GINT_TO_POINTER((int)candidate->column->column->id));
        if (word == NULL || *word != '=')
            continue;
        PoolField *field = find_field(planning->plan, word + 1);
        join(field != NULL ? field : add_field(planning->plan, word + 1), candidate, POOL_SAID,
             "as you said");
    }
    for (guint i = 0; i < planning->candidates->len; i++) {
        Candidate *candidate = candidate_at(planning, i);
        const char *word = g_hash_table_lookup(planning->said,
                                               GINT_TO_POINTER((int)candidate->column->column->id));
        if (word == NULL || *word == '=')
            continue;
        candidate->column->state = POOL_OUT;
        candidate->taken = TRUE;
        if (strcmp(word, "out") == 0) {
            candidate->column->evidence = g_strdup("left out, as you said");
            g_ptr_array_add(planning->plan->out, candidate->column);
        } else
            stand_alone(planning, candidate, "kept apart, as you said");
    }
}

/* What a field of that role is called in the pool. */
static const char *
role_field(ColumnRole role)
{
    static const char *const names[] = {
        [ROLE_CREATED] = "created_at",
        [ROLE_CLOSED] = "closed_at",
        [ROLE_UPDATED] = "updated_at",
        [ROLE_CUSTOMER] = "customer",
        [ROLE_AGENT] = "agent",
        [ROLE_STATUS] = "status",
        [ROLE_PRIORITY] = "priority",
        [ROLE_CATEGORY] = "category",
        [ROLE_CHANNEL] = "channel",
        [ROLE_SUBJECT] = "subject",
        [ROLE_BODY] = "description",
        [ROLE_RESOLUTION] = "resolution_time",
        [ROLE_SATISFACTION] = "satisfaction",
        [ROLE_SOLVED] = "solved_at",
        [ROLE_FIRST_REPLY] = "first_reply",
        [ROLE_REPLIES] = "replies",
        [ROLE_REOPENS] = "reopens",
        [ROLE_HANDOVERS] = "handovers",
        [ROLE_SLA] = "sla",
        [ROLE_DUE] = "due_at",
        [ROLE_TAGS] = "tags",
    };
    return names[role];
}

/* Whether another candidate could stand beside this one, by `alike`. */
typedef gboolean (*Alike)(const Planning *planning, const Candidate *one, const Candidate *other);

static gboolean
same_role(const Planning *planning, const Candidate *one, const Candidate *other)
{
    return one->column->column->role != ROLE_NONE &&
           one->column->column->role == other->column->column->role;
}

static gboolean
same_name(const Planning *planning, const Candidate *one, const Candidate *other)
{
    g_autofree char *a = value_fold(one->column->column->name);
    g_autofree char *b = value_fold(other->column->column->name);
    return strcmp(a, b) == 0;
}

static gboolean
is_category(const ColumnInfo *column)
{
    return column->kind == KIND_CATEGORY && column->pii == NULL && column->role == ROLE_NONE;
}

static GHashTable *
folded_values(const Planning *planning, const PoolColumn *column)
{
    const Frame *frame = g_ptr_array_index(planning->plan->frames, column->source);
    g_autoptr(GHashTable) counts = pool_count_values(frame_column_of(frame, column->column));
    GHashTable *folded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &value, NULL))
        g_hash_table_add(folded, value_fold(value));
    return folded;
}

/* Answers that any question may have say nothing of which question it was. */
static gboolean
is_telling(const char *folded)
{
    static const char *const anywhere[] = {"yes",     "true", "false", "none", "other",
                                           "unknown", "null", "empty", NULL};
    return g_utf8_strlen(folded, -1) > 2 && !g_strv_contains(anywhere, folded);
}

/* Three telling values and half of the shorter list's, at least. */
static gboolean
same_values(const Planning *planning, const Candidate *one, const Candidate *other)
{
    if (!is_category(one->column->column) || !is_category(other->column->column))
        return FALSE;
    g_autoptr(GHashTable) a = folded_values(planning, one->column);
    g_autoptr(GHashTable) b = folded_values(planning, other->column);
    guint shared = 0, least = MIN(g_hash_table_size(a), g_hash_table_size(b));
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, a);
    while (g_hash_table_iter_next(&iter, &value, NULL))
        shared += is_telling(value) && g_hash_table_contains(b, value);
    return least <= POOL_VALUES_MOST && shared >= 3 && shared * 2 >= least;
}

/* A field there is that the candidate goes with: one that was said of its like in another source.
 */
static PoolField *
field_for(const Planning *planning, const Candidate *candidate, Alike alike)
{
    for (guint i = 0; i < planning->plan->fields->len; i++) {
        PoolField *field = g_ptr_array_index(planning->plan->fields, i);
        const PoolColumn *first = g_ptr_array_index(field->columns, 0);
        Candidate other = {(PoolColumn *)first, TRUE};
        if (first->state != POOL_ALONE && alike(planning, candidate, &other) &&
            fits_field(field, candidate->column))
            return field;
    }
    return NULL;
}

/* Puts each candidate beside those like it: into a field that is there, or into a new one where
 * another source has its like. */
static void
propose(Planning *planning, Alike alike, const char *evidence)
{
    for (guint i = 0; i < planning->candidates->len; i++) {
        Candidate *one = candidate_at(planning, i);
        if (one->taken)
            continue;
        PoolField *field = field_for(planning, one, alike);
        if (field != NULL) {
            join(field, one, POOL_PROPOSED, evidence);
            continue;
        }
        for (guint k = i + 1; k < planning->candidates->len && field == NULL; k++) {
            Candidate *other = candidate_at(planning, k);
            if (other->taken || other->column->source == one->column->source ||
                !alike(planning, one, other) ||
                pool_family(one->column->column) != pool_family(other->column->column) ||
                !pool_columns_fit(one->column->table, one->column->column, other->column->table,
                                  other->column->column, NULL))
                continue;
            const char *common = alike == same_role ? role_field(one->column->column->role)
                                                    : one->column->column->name;
            field = find_field(planning->plan, common) != NULL ? NULL
                                                               : add_field(planning->plan, common);
            if (field == NULL)
                break;
            join(field, one, POOL_PROPOSED, evidence);
            join(field, other, POOL_PROPOSED, evidence);
        }
    }
}

/* ---- together ---------------------------------------------------------------------------------
 */

/* Units, and whether the day alone is known somewhere. */
static void
describe(PoolField *field)
{
    const PoolColumn *first = g_ptr_array_index(field->columns, 0);
    field->family = pool_family(first->column);
    field->unit = pool_unit(first->column);
    guint days = 0;
    for (guint i = 0; i < field->columns->len; i++) {
        const ColumnInfo *column =
            ((const PoolColumn *)g_ptr_array_index(field->columns, i))->column;
        PoolFamily family = pool_family(column);
        if (family == POOL_LIST || (family == POOL_WORDS && field->family != POOL_LIST))
            field->family = family;
        field->converted = field->converted || pool_unit(column) != field->unit;
        days += family == POOL_DATE && column->precision == PRECISION_DAY;
    }
    field->days = days > 0;
    if (field->converted)
        field->unit = 3600;
    if (field->family != POOL_NUMBER)
        field->unit = 0;
}

/* Those of several sources first, in the order of roles; the others as their tables have them. */
static int
by_weight(gconstpointer a, gconstpointer b)
{
    const PoolField *x = *(const PoolField *const *)a, *y = *(const PoolField *const *)b;
    const PoolColumn *of_x = g_ptr_array_index(x->columns, 0);
    const PoolColumn *of_y = g_ptr_array_index(y->columns, 0);
    gboolean alone_x = of_x->state == POOL_ALONE, alone_y = of_y->state == POOL_ALONE;
    if (alone_x != alone_y)
        return alone_x ? 1 : -1;
    int role_x = x->role == ROLE_NONE ? G_MAXINT : (int)x->role;
    int role_y = y->role == ROLE_NONE ? G_MAXINT : (int)y->role;
    if (!alone_x && role_x != role_y)
        return role_x < role_y ? -1 : 1;
    if (of_x->source != of_y->source)
        return of_x->source < of_y->source ? -1 : 1;
    return of_x->column->position < of_y->column->position ? -1 : 1;
}

static gboolean
read_said(Planning *planning, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error, "SELECT column_id, state, field FROM pool_column", NULL);
    GError *failure = NULL;
    while (rows != NULL && db_step(rows, &failure)) {
        const char *state = (const char *)sqlite3_column_text(rows, 1);
        const char *field = (const char *)sqlite3_column_text(rows, 2);
        g_hash_table_insert(planning->said, GINT_TO_POINTER(sqlite3_column_int(rows, 0)),
                            field != NULL ? g_strconcat("=", field, NULL) : g_strdup(state));
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return rows != NULL && failure == NULL;
}

static void
gather_candidates(Planning *planning)
{
    for (guint s = 0; s < planning->plan->sources->len; s++) {
        const TableInfo *table = g_ptr_array_index(planning->plan->sources, s);
        for (guint i = 0; i < table->columns->len; i++) {
            const ColumnInfo *info = g_ptr_array_index(table->columns, i);
            if (info == table->key || info->kind == KIND_EMPTY || column_is_part(info))
                continue;
            PoolColumn *column = g_new0(PoolColumn, 1);
            *column = (PoolColumn){.table = table, .column = info, .source = s};
            Candidate candidate = {column, FALSE};
            if (info->personal == PERSONAL_DROP) { /* no cell of it is there */
                column->state = POOL_OUT;
                column->evidence = g_strdup("its cells were dropped");
                g_ptr_array_add(planning->plan->out, column);
            } else
                g_array_append_val(planning->candidates, candidate);
        }
    }
}

/* A field that only one source was said to have is nothing in common. */
static void
finish(PoolPlan *plan)
{
    for (guint i = 0; i < plan->fields->len; i++) {
        PoolField *field = g_ptr_array_index(plan->fields, i);
        gboolean waits = FALSE;
        for (guint k = 0; k < field->columns->len; k++)
            waits = waits || ((const PoolColumn *)g_ptr_array_index(field->columns, k))->state ==
                                 POOL_PROPOSED;
        plan->proposed_columns += waits;
        describe(field);
    }
    g_ptr_array_sort(plan->fields, by_weight);
}

gboolean
pool_make_fields(PoolPlan *plan, sqlite3 *database, GError **error)
{
    Planning planning = {.plan = plan,
                         .candidates = g_array_new(FALSE, FALSE, sizeof(Candidate)),
                         .said =
                             g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free)};
    gboolean read = read_said(&planning, database, error);
    if (read) {
        gather_candidates(&planning);
        take_said(&planning);
        propose(&planning, same_role, "the same role in each");
        propose(&planning, same_name, "the same name");
        propose(&planning, same_values, "the same values");
        for (guint i = 0; i < planning.candidates->len; i++) {
            Candidate *candidate = candidate_at(&planning, i);
            g_autofree char *evidence = g_strdup_printf("%s alone has it: missing elsewhere",
                                                        candidate->column->table->name);
            if (!candidate->taken)
                stand_alone(&planning, candidate, evidence);
        }
        finish(plan);
    }
    g_array_unref(planning.candidates);
    g_hash_table_unref(planning.said);
    return read;
}
