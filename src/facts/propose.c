/* The steps an import proposes, on at once and each of them reversible: what is no ticket is set
 * aside with a count. Asked for again after the next import, they find the new rows too; what a
 * person switched off stays off. */
#include "facts/aside.h"

#include <string.h>

#define LIST(...)         \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }

static const AsideKind kinds[] = {
    {"merged", "merged into another",
     LIST("closed_by_merge", "merged", "merged_ticket", "duplicate_merged"),
     LIST("merged", "closed - merged", "closed (merged)"), LIST("merged", "is_merged")},
    {"spam", "spam or deleted", LIST("spam"),
     LIST("spam", "deleted", "trash", "trashed", "junk", "suspended"),
     LIST("spam", "is_spam", "deleted", "is_deleted", "isdeleted")},
    {"tests", "tests", LIST("test", "testing", "test_ticket", "test-ticket"), LIST("test"),
     LIST("test", "is_test", "is_test_ticket")},
};

#define OWN_STAFF "sent by your own staff"
#define AUTOMATIC "automatic messages"
/* How own staff are found over a link: no condition on the row itself says so. */
#define OWN_STAFF_DEFINITION "found by own-domains over "

typedef struct {
    sqlite3 *database;
    Catalogue *catalogue;
    const Frame *whole;
    GPtrArray *existing; /* Step * of the table */
    GPtrArray *made;     /* Step *: the result */
} Proposal;

/* ---- own staff over a link ------------------------------------------------------------------ */

typedef struct {
    char **ends;
    guint8 *own; /* by row of the other table */
} OwnLook;

static gboolean
look_at_own(guint32 row, const char *text, gsize length, gpointer data)
{
    OwnLook *look = data;
    g_autofree char *folded = text ? text_fold(text, (gssize)length) : NULL;
    for (guint i = 0; folded && look->ends[i]; i++)
        look->own[row] |= g_str_has_suffix(folded, look->ends[i]);
    return TRUE;
}

/* Rows that name, over the link, a row with an own address. */
static gboolean
rows_over_link(const Proposal *proposal, const LinkInfo *link, const ColumnInfo *address,
               GArray *rows, GError **error)
{
    g_auto(GStrv) domains = own_domains(proposal->database);
    g_autoptr(Frame) other =
        frame_load_whole(proposal->database, proposal->catalogue, link->parent, NULL, error);
    if (!other)
        return FALSE;
    g_autofree guint8 *own = g_new0(guint8, MAX(other->n, 1));
    OwnLook look = {domains, own};
    if (!frame_texts(other, proposal->database, address, look_at_own, &look, error))
        return FALSE;
    KeyCodes *child = key_codes_new(frame_column_of(proposal->whole, link->child_column));
    KeyCodes *parent = key_codes_new(frame_column_of(other, link->parent_column));
    g_autofree guint8 *meant = g_new0(guint8, MAX(child->size, 1));
    for (guint32 row = 0; row < other->n; row++) {
        gint32 code = own[row] && parent->code[row] >= 0
                          ? key_codes_match(child, parent, parent->code[row])
                          : KEY_UNKNOWN;
        if (code >= 0)
            meant[code] = 1;
    }
    for (guint32 row = 0; row < proposal->whole->n; row++) {
        StepRow found = {proposal->whole->row_id[row], 0};
        if (child->code[row] >= 0 && meant[child->code[row]])
            g_array_append_val(rows, found);
    }
    key_codes_free(child);
    key_codes_free(parent);
    return TRUE;
}

static gboolean
is_key(const ColumnInfo *column)
{
    return column->kind == KIND_KEY || column->kind == KIND_CATEGORY ||
           column->kind == KIND_INTEGER;
}

/* The first link out of the table to one with addresses of persons. */
static const LinkInfo *
link_to_addresses(const Proposal *proposal, const ColumnInfo **address)
{
    for (guint i = 0; i < proposal->catalogue->links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(proposal->catalogue->links, i);
        if (link->child->id != proposal->whole->table->id || !is_key(link->child_column) ||
            !is_key(link->parent_column) || link->child_column->role == ROLE_AGENT)
            continue;
        for (guint c = 0; c < link->parent->columns->len; c++) {
            *address = g_ptr_array_index(link->parent->columns, c);
            if (aside_is_address(*address))
                return link;
        }
    }
    return NULL;
}

/* ---- one step ------------------------------------------------------------------------------- */

static const Step *
existing_step(const Proposal *proposal, const char *reason)
{
    for (guint i = 0; i < proposal->existing->len; i++) {
        const Step *step = g_ptr_array_index(proposal->existing, i);
        if (step->kind == STEP_ROWS && strcmp(step->reason, reason) == 0)
            return step;
    }
    return NULL;
}

/* What would take most of a table is a misunderstanding until a person says otherwise: off. */
static gboolean
keep_step(Proposal *proposal, const char *definition, const char *reason, const GArray *rows,
          GError **error)
{
    const Step *before = existing_step(proposal, reason);
    if (!before && rows->len == 0)
        return TRUE;
    gint64 id = before ? before->id : object_reserve(proposal->database, "step", error);
    if (!id)
        return FALSE;
    Step *step = step_new(id, proposal->whole->table->id, 0, STEP_ROWS, definition, reason,
                          before ? before->scope : STEP_ALL);
    g_ptr_array_add(proposal->made, step);
    gboolean on = before ? before->enabled : rows->len * 2 <= proposal->whole->n;
    if (!step_store(proposal->database, step, (StepRow *)(gpointer)rows->data, rows->len, error) ||
        (!on && !step_switch(proposal->database, id, FALSE, error)))
        return FALSE;
    step->enabled = on;
    return TRUE;
}

static gboolean
keep_condition(Proposal *proposal, const char *condition, const char *reason, GError **error)
{
    if (!condition)
        return TRUE;
    g_autoptr(PqlNode) node = pql_parse_condition(condition, error);
    g_autofree char *canonical = node ? pql_print(node) : NULL;
    g_autoptr(GArray) rows =
        node ? step_find(proposal->whole, canonical, proposal->database, error) : NULL;
    return rows && keep_step(proposal, canonical, reason, rows, error);
}

static gboolean
propose_own_staff(Proposal *proposal, GError **error)
{
    g_auto(GStrv) domains = own_domains(proposal->database);
    g_autofree char *condition = NULL;
    const ColumnInfo *address = NULL;
    const LinkInfo *link;
    if (!*domains)
        return TRUE;
    if (!aside_own_staff(proposal->whole, proposal->database, &condition, error))
        return FALSE;
    if (condition)
        return keep_condition(proposal, condition, OWN_STAFF, error);
    if (!(link = link_to_addresses(proposal, &address)))
        return TRUE;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(StepRow));
    g_autofree char *definition =
        g_strdup_printf(OWN_STAFF_DEFINITION "%s: %s.%s", link->child_column->name,
                        link->parent->name, address->name);
    return rows_over_link(proposal, link, address, rows, error) &&
           keep_step(proposal, definition, OWN_STAFF, rows, error);
}

static gboolean
propose_all(Proposal *proposal, const Preset *preset, GError **error)
{
    g_autofree char *automatic = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *condition = aside_condition(proposal->whole, preset, &kinds[i]);
        if (!keep_condition(proposal, condition, kinds[i].reason, error))
            return FALSE;
    }
    return propose_own_staff(proposal, error) &&
           aside_automatic(proposal->whole, proposal->database, &automatic, error) &&
           keep_condition(proposal, automatic, AUTOMATIC, error);
}

/* ---- a table -------------------------------------------------------------------------------- */

/* Only what holds tickets has rows that are none. */
static gboolean
holds_tickets(const TableInfo *table)
{
    return table_role(table, ROLE_CREATED) &&
           (table_role(table, ROLE_SUBJECT) || table_role(table, ROLE_STATUS) ||
            table_role(table, ROLE_TAGS));
}

GPtrArray *
steps_propose(sqlite3 *database, Catalogue *catalogue, const TableInfo *table, Progress *progress,
              GError **error)
{
    g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
    g_autoptr(GPtrArray) existing = steps_load(database, table->id, error);
    if (!existing || !holds_tickets(table))
        return existing ? g_steal_pointer(&made) : NULL;
    g_autoptr(Frame) whole = frame_load_whole(database, catalogue, table, progress, error);
    g_autoptr(Preset) preset = preset_of_table(database, table->id, NULL, NULL);
    Proposal proposal = {database, catalogue, whole, existing, made};
    if (!whole || !propose_all(&proposal, preset, error))
        return NULL;
    return g_steal_pointer(&made);
}
