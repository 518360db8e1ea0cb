/* Paths through other tables. Each step goes from a column to the row that it names and on to one
 * of that row's columns; what stands at the end is a key like any other. */
#include "features/hops.h"

#include <string.h>

/* ---- binding ----------------------------------------------------------------------------------
 */

static gboolean
is_named(const char *written, const TableInfo *table)
{
    return g_ascii_strcasecmp(written, table->name) == 0;
}

gboolean
via_is_path(const PqlNode *via, const Task *task, const FeaturePlan *plan)
{
    const char *source = plan->outcomes ? "outcomes" : plan->source->name;
    return via && (via->via || (via->table && !is_named(via->table, task_entity(task)) &&
                                g_ascii_strcasecmp(via->table, source) != 0));
}

const ColumnInfo *
plan_key(const FeaturePlan *plan)
{
    if (plan->looked_up)
        return plan->looked_up;
    return plan->n_up ? plan->up[plan->n_up - 1].next : plan->pair.entity;
}

static gboolean
lead_nowhere(const PqlNode *via, const char *from, GError **error)
{
    g_set_error(
        error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
        "VIA %s%s%s at line %d, column %d doesn't go on from %s: name its column that names "
        "rows of the next table, or the next table's column that names its rows",
        via->table ? via->table : "", via->table ? "." : "", via->name, via->line, via->column,
        from);
    return FALSE;
}

/* The one link between a child's column and a parent; column or parent may be NULL: any. */
static const LinkInfo *
link_of(const Catalogue *catalogue, const TableInfo *child, const ColumnInfo *column,
        const TableInfo *parent)
{
    const LinkInfo *found = NULL;
    for (guint i = 0; i < catalogue->links->len; i++) {
        const LinkInfo *link = catalogue->links->pdata[i];
        if (link->child != child || (column && link->child_column != column) ||
            (parent && link->parent != parent))
            continue;
        if (found)
            return NULL;
        found = link;
    }
    return found;
}

static gboolean
can_be_key(const ColumnInfo *column)
{
    return column->kind == KIND_KEY || column->kind == KIND_CATEGORY ||
           column->kind == KIND_BOOLEAN || column->kind == KIND_INTEGER;
}

/* Where the walk stands: the entity's column found so far is `key` of `table`. */
typedef struct {
    const Catalogue *catalogue;
    const TableInfo *table;
    FeaturePlan *plan;
} Walk;

/* The row that `column` of the walk's table names comes next. */
static gboolean
go_up(Walk *walk, const PqlNode *via, const LinkInfo *link, GError **error)
{
    FeaturePlan *plan = walk->plan;
    if (!link || plan->n_up == PLAN_HOPS)
        return lead_nowhere(via, walk->table->name, error);
    if (plan->n_up == 0)
        plan->pair.entity = link->child_column;
    else
        plan->up[plan->n_up - 1].next = link->child_column;
    plan->up[plan->n_up++] = (PathHop){link->parent, link->parent_column, NULL};
    walk->table = link->parent;
    return TRUE;
}

/* The entity's side ends with this column of the walk's table. */
static void
end_entity(Walk *walk, const ColumnInfo *column)
{
    FeaturePlan *plan = walk->plan;
    if (plan->n_up == 0)
        plan->pair.entity = column;
    else
        plan->up[plan->n_up - 1].next = column;
}

/* A column of the rows that is written after "=": equal values are the only link. */
const ColumnInfo *
plan_meets(const PqlNode *meets, const FeaturePlan *plan, GError **error)
{
    const char *source = plan->outcomes ? "outcomes" : plan->source->name;
    const ColumnInfo *column = NULL;
    if (g_ascii_strcasecmp(meets->table, source) != 0) {
        g_autofree char *remedy = g_strdup_printf("after = name a column of %s", source);
        pql_refuse(meets, "a column of other rows than those counted", remedy, error);
    } else if (!(column = table_column(plan->source, meets->name, error))) {
        pql_place(meets, error);
    } else if (!can_be_key(column)) {
        column = NULL;
        pql_refuse(meets, "nothing to match by",
                   "take a key, category, yes/no or whole-number column", error);
    }
    return column;
}

/* Which column of the source meets this one of the walk's table: over a link, else by its name. */
static gboolean
meet_source(Walk *walk, const PqlNode *via, const ColumnInfo *column, GError **error)
{
    FeaturePlan *plan = walk->plan;
    g_autoptr(GArray) pairs = paths_between(walk->catalogue, walk->table, plan->source);
    const ColumnInfo *met = NULL;
    guint found = 0;

    if (via->meets) {
        end_entity(walk, column);
        return (plan->pair.source = plan_meets(via->meets, plan, error)) != NULL;
    }
    for (guint i = 0; i < pairs->len; i++) {
        const KeyPair *pair = &g_array_index(pairs, KeyPair, i);
        if (pair->entity == column) {
            met = pair->source;
            found++;
        }
    }
    if (found == 0 && (met = table_column(plan->source, column->name, NULL)))
        found = 1;
    if (found != 1)
        return lead_nowhere(via, walk->table->name, error);
    end_entity(walk, column);
    plan->pair.source = met;
    return TRUE;
}

/* The key is this column of `from`; the steps that are left lead from the source to `from`. */
static gboolean
descend(Walk *walk, const PqlNode *via, const TableInfo *from, const ColumnInfo *column,
        GError **error)
{
    FeaturePlan *plan = walk->plan;
    for (; from != plan->source || via->meets; via = via->via ? via->via : via) {
        const PqlNode *next = via->via;
        if (via->meets)
            return pql_refuse(via->meets, "a match by value at the end of a path that leads down",
                              "leave it out: the last step names the rows", error);
        const TableInfo *lower = next && next->table
                                     ? catalogue_table(walk->catalogue, next->table, error)
                                     : plan->source;
        const ColumnInfo *named = lower && next ? table_column(lower, next->name, error) : NULL;
        if (!lower || (next && !named))
            return FALSE;
        const LinkInfo *link = link_of(walk->catalogue, lower, named, from);
        if (!link || plan->n_down == PLAN_HOPS)
            return lead_nowhere(next ? next : via, from->name, error);
        /* hops are walked from the source: the one found last comes first */
        memmove(plan->down + 1, plan->down, plan->n_down * sizeof *plan->down);
        plan->down[0] = (PathHop){from, link->parent_column, column};
        plan->n_down++;
        column = link->child_column;
        from = lower;
    }
    plan->pair.source = column;
    return TRUE;
}

/* Rows of `from` name rows of the walk's table by `column`. */
static gboolean
come_down(Walk *walk, const PqlNode *via, const TableInfo *from, const ColumnInfo *column,
          GError **error)
{
    const LinkInfo *link = link_of(walk->catalogue, from, column, walk->table);
    if (!link)
        return lead_nowhere(via, walk->table->name, error);
    end_entity(walk, link->parent_column);
    return descend(walk, via, from, column, error);
}

/* Rows of the entity's own table belong together where the path leads them to the same value. */
static gboolean
mirror(Walk *walk, const ColumnInfo *column)
{
    FeaturePlan *plan = walk->plan;
    end_entity(walk, column);
    memcpy(plan->down, plan->up, sizeof plan->up);
    plan->n_down = plan->n_up;
    plan->pair.source = plan->pair.entity;
    return TRUE;
}

/* Whether a step goes down to a table whose rows name those of the walk's. */
static gboolean
goes_down(const Walk *walk, const PqlNode *via)
{
    const TableInfo *table = via->table ? catalogue_table(walk->catalogue, via->table, NULL) : NULL;
    const ColumnInfo *column = table ? table_column(table, via->name, NULL) : NULL;
    return column && link_of(walk->catalogue, table, column, walk->table);
}

gboolean
plan_path(const PqlNode *via, const Task *task, FeaturePlan *plan, GError **error)
{
    Walk walk = {task->frame->catalogue, task_entity(task), plan};

    for (;; via = via->via) {
        const TableInfo *table =
            via->table ? catalogue_table(walk.catalogue, via->table, error) : walk.table;
        const ColumnInfo *column = table ? table_column(table, via->name, error) : NULL;
        if (!column)
            return FALSE;
        if (!can_be_key(column))
            return lead_nowhere(via, walk.table->name, error);
        if (table != walk.table && link_of(walk.catalogue, table, column, walk.table))
            return come_down(&walk, via, table, column, error);
        if (table != walk.table &&
            !go_up(&walk, via, link_of(walk.catalogue, walk.table, NULL, table), error))
            return FALSE;
        const LinkInfo *link = link_of(walk.catalogue, walk.table, column, NULL);
        if (!via->via && !via->meets && plan->source == task_entity(task))
            return mirror(&walk, column);
        if (!via->via)
            return meet_source(&walk, via, column, error);
        if (goes_down(&walk, via->via)) {
            end_entity(&walk, column);
            return descend(&walk, via, walk.table, column, error);
        }
        if (!go_up(&walk, via, link, error))
            return FALSE;
    }
}

/* ---- following ---------------------------------------------------------------------------------
 */

/* The row of the next table for each different value of a column. */
static gboolean
rows_named(const PathHop *hop, const KeyCodes *from, const HopSource *source, guint32 *row,
           const Frame **frame, GError **error)
{
    *frame = source->table(source->data, hop->table, error);
    if (!*frame)
        return FALSE;
    const KeyCodes *keys = source->keys(source->data, frame_column(*frame, hop->key->name));
    const guint32 *first = source->rows(source->data, *frame, keys);
    for (guint32 code = 0; code < from->size; code++) {
        gint32 there = key_codes_match(keys, from, (gint32)code);
        row[code] = there >= 0 ? first[there] : G_MAXUINT32;
    }
    return TRUE;
}

static FrameColumn *
column_like(const FrameColumn *like, guint32 n)
{
    FrameColumn *column = g_new0(FrameColumn, 1);
    column->info = like->info;
    column->kind = like->kind;
    column->n = n;
    column->dictionary = like->dictionary;
    if (like->code)
        column->code = g_new(gint32, (gsize)n + 1);
    else
        column->integer = g_new(gint64, (gsize)n + 1);
    return column;
}

void
hop_column_free(FrameColumn *column)
{
    if (!column)
        return;
    g_free(column->code);
    g_free(column->integer);
    g_free(column);
}

static FrameColumn *
follow(const FrameColumn *from, const PathHop *hop, const HopSource *source, TimePoint *known,
       GError **error)
{
    KeyCodes *codes = key_codes_new(from);
    g_autofree guint32 *row = g_new(guint32, (gsize)codes->size + 1);
    const Frame *frame;
    FrameColumn *column = NULL;

    if (rows_named(hop, codes, source, row, &frame, error)) {
        const FrameColumn *next = frame_column(frame, hop->next->name);
        const TimePoint *times = source->times(source->data, frame);
        column = column_like(next, from->n);
        for (guint32 i = 0; i < from->n; i++) {
            guint32 there = codes->code[i] < 0 ? G_MAXUINT32 : row[codes->code[i]];
            if (there != G_MAXUINT32)
                known[i] = MAX(known[i], times[there]);
            if (column->code)
                column->code[i] = there == G_MAXUINT32 ? -1 : next->code[there];
            else
                column->integer[i] = there == G_MAXUINT32 ? G_MININT64 : next->integer[there];
        }
    }
    key_codes_free(codes);
    return column;
}

static void
blank_unknown(FrameColumn *column, const TimePoint *known, const TimePoint *seeds)
{
    for (guint32 i = 0; i < column->n; i++) {
        if (known[i] < seeds[i])
            continue;
        if (column->code)
            column->code[i] = -1;
        else
            column->integer[i] = G_MININT64;
    }
}

FrameColumn *
hop_column_new(const FrameColumn *first, const PathHop *hops, guint n, const HopSource *source,
               const TimePoint *seeds, TimePoint *known, GError **error)
{
    FrameColumn *column = NULL;
    g_autofree TimePoint *own = known ? NULL : g_new(TimePoint, (gsize)first->n + 1);
    for (guint32 i = 0; own && i < first->n; i++)
        own[i] = TIME_MISSING;
    for (guint i = 0; i < n; i++) {
        FrameColumn *next =
            follow(column ? column : first, &hops[i], source, known ? known : own, error);
        hop_column_free(column);
        if (!next)
            return NULL;
        column = next;
    }
    if (seeds)
        blank_unknown(column, known ? known : own, seeds);
    return column;
}
