/* What an export has to hold before anything can be learned from it: tickets, how and when they
 * ended, what customers said of the help, who asked, who helped, and tables around them. Each with
 * the column that holds it; of what is absent, what can't be answered without it and where the help
 * desk keeps it. */
#include "audit/audit_private.h"

#include <foredesk/desk.h>
#include <math.h>
#include <string.h>

typedef struct {
    const char *id, *what; /* "ratings", "satisfaction ratings" */
    const char *without;   /* what can't be answered then */
    const char *remedy;    /* where no vendor is known */
    ColumnRole roles[3];   /* columns by which a vendor's export holds it */
} EntityKind;

enum { TICKETS, RESOLUTIONS, RATINGS, CUSTOMERS, AGENTS, AROUND, ENTITIES };

static const EntityKind kinds[ENTITIES] = {
    [TICKETS] =
        {"tickets",
         "support tickets",
         "Nothing can be said of single support tickets: which will escalate, run late or "
         "come back.",
         "Export the support tickets too, one row each with its number, the moment it came and its "
         "status, and import them beside this.",
         {ROLE_ID, ROLE_CREATED, ROLE_STATUS}},
    [RESOLUTIONS] =
        {"resolutions",
         "resolutions",
         "When a support ticket was over can't be told: no time to resolution, no target “not "
         "solved within …”.",
         "Export the moment of solving or closing (solved_at, closed_at) and import "
         "again.",
         {ROLE_CLOSED, ROLE_SOLVED, ROLE_RESOLUTION}},
    [RATINGS] = {"ratings",
                 "ratings",
                 "Whether customers were content can't be told: no CSAT, no target “rated bad”.",
                 "Export the column of the satisfaction survey, or import its answers as a table "
                 "with the number of the support ticket.",
                 {ROLE_SATISFACTION}},
    [CUSTOMERS] = {"customers",
                   "customers",
                   "Who asks can't be told: no repeat callers, no history of a customer, no "
                   "contact rate.",
                   "Export the number of who asks (names can stay out: a number is enough).",
                   {ROLE_CUSTOMER}},
    [AGENTS] = {"agents",
                "agents",
                "Who helped can't be told: no workload, no record of an agent or a team.",
                "Export the assignee or the group (names can stay out: a number is enough).",
                {ROLE_AGENT}},
    [AROUND] = {"related",
                "related tables",
                "Only the row itself can be read: nothing of plan, usage or errors of the customer "
                "before it.",
                "Import accounts, users, product events or agents beside it: tables meet by a key "
                "that both have.",
                {ROLE_NONE}},
};

/* What was found of one of them. */
typedef struct {
    const char *state; /* "here", "partly", "absent" */
    char *column, *found, *reference;
    gint64 rows, of; /* −1: not counted */
} Entity;

typedef struct {
    const Catalogue *catalogue;
    const TableInfo *table;
    const Frame *frame;
    sqlite3 *database;
    Preset *preset;   /* NULL: none was recognised */
    gboolean tickets; /* it holds some */
    ReportTable *rows;
} Search;

static void
entity_clear(Entity *entity)
{
    g_free(entity->column);
    g_free(entity->found);
    g_free(entity->reference);
}

/* ---- counting ------------------------------------------------------------------------------- */

/* The answers of a column of ratings that say nobody rated, spelled as in the file. */
static GPtrArray *
no_ratings(const FrameColumn *column)
{
    GPtrArray *none = g_ptr_array_new();
    for (guint32 code = 0; column->code && code < dictionary_size(column->dictionary); code++)
        if (rating_is_none(dictionary_text(column->dictionary, code)))
            g_ptr_array_add(none, (gpointer)dictionary_text(column->dictionary, code));
    return none;
}

/* Marks codes of values; the caller frees. */
static guint8 *
mark_codes(const FrameColumn *column, const GPtrArray *values)
{
    guint8 *marks = g_new0(guint8, (gsize)dictionary_size(column->dictionary) + 1);
    for (guint i = 0; i < values->len; i++)
        marks[dictionary_code(column->dictionary, g_ptr_array_index(values, i))] = TRUE;
    return marks;
}

static void
count_cells(const Search *search, const FrameColumn *cells, Entity *entity)
{
    gboolean rating =
        cells->info->role == ROLE_SATISFACTION && cells->code && cells->kind != KIND_BOOLEAN;
    g_autoptr(GPtrArray) none = rating ? no_ratings(cells) : g_ptr_array_new();
    g_autofree guint8 *unrated = none->len ? mark_codes(cells, none) : NULL;
    g_autofree char *filled = rule_format("IS NOT NULL", cells);
    g_autofree char *answers = none->len ? rule_values(cells, none) : NULL;

    entity->of = search->frame->n;
    for (guint32 row = 0; row < cells->n; row++)
        entity->rows += !cell_empty(cells, row) && !(unrated && unrated[cells->code[row]]);
    entity->reference =
        g_strdup_printf("table=%s;where=1;value=%s%s%s%s", search->table->name, filled,
                        answers ? " AND NOT (" : "", answers ? answers : "", answers ? ")" : "");
}

/* Rows where a column is filled in: of the frame where that is at hand, else as typing counted. */
static void
count_filled(const Search *search, const TableInfo *table, const ColumnInfo *column, Entity *entity)
{
    const FrameColumn *cells =
        table == search->table ? frame_column_of(search->frame, column) : NULL;
    ColumnStats stats = {0};

    if (cells)
        count_cells(search, cells, entity);
    else if (column_stats_load(search->database, column->id, &stats, NULL)) {
        entity->of = stats.rows;
        entity->rows = stats.rows - stats.missing;
        entity->reference =
            g_strdup_printf("table=%s;where=1;value=`%s` IS NOT NULL", table->name, column->name);
        column_stats_clear(&stats);
    }
    entity->state = entity->rows ? "here" : "absent";
    entity->column = table == search->table ? g_strdup(column->name)
                                            : g_strdup_printf("%s.%s", table->name, column->name);
}

/* "filled in for 2,310 of 8,505" */
static char *
filled_words(const Entity *entity)
{
    g_autofree char *rows = number_count(entity->rows), *of = number_count(entity->of);
    g_autofree char *name = text_clean(entity->column, -1);
    return entity->rows == entity->of
               ? g_strdup_printf("%s is filled in for all %s", name, of)
               : g_strdup_printf("%s is filled in for %s of %s", name, rows, of);
}

/* The first column of a role: of the main table, else of one that is linked with it. */
static const ColumnInfo *
column_of_role(const Search *search, ColumnRole role, const TableInfo **table)
{
    const ColumnInfo *column = table_role(search->table, role);
    *table = search->table;
    for (guint i = 0; !column && i < search->catalogue->links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(search->catalogue->links, i);
        if (link->parent != search->table || link->child->log == search->table)
            continue;
        *table = link->child;
        column = table_role(link->child, role);
    }
    return column;
}

/* ---- one after the other -------------------------------------------------------------------- */

/* Tickets have a moment of arrival and something that only tickets have. */
gboolean
table_holds_tickets(const TableInfo *table)
{
    static const ColumnRole signs[] = {ROLE_STATUS,  ROLE_PRIORITY, ROLE_CHANNEL,
                                       ROLE_SUBJECT, ROLE_BODY,     ROLE_CLOSED,
                                       ROLE_SOLVED,  ROLE_AGENT,    ROLE_CATEGORY};
    const char *noun = table_noun(table->name, 2);
    gboolean named = strcmp(noun, "tickets") == 0;

    if (!named && strcmp(noun, "rows") != 0)
        return FALSE; /* customers, accounts, agents */
    if (!table_role(table, ROLE_CREATED) && !table->time)
        return named && table->key;
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
        if (table_role(table, signs[i]))
            return TRUE;
    return named && table->key;
}

static gboolean
find_tickets(const Search *search, Entity *entity)
{
    const TableInfo *table = search->table;
    const ColumnInfo *time = table_role(table, ROLE_CREATED);
    g_autofree char *count = table_count(table->name, search->frame->n);

    if (!search->tickets) {
        entity->found =
            g_strdup_printf("what is here is %s: none of them is a support ticket", count);
        return FALSE;
    }
    entity->state = "here";
    entity->rows = entity->of = search->frame->n;
    entity->reference = g_strdup_printf("table=%s;clean=1", table->name);
    entity->column = g_strdup(table->key ? table->key->name : "");
    time = time ? time : table->time;
    g_autofree char *named = table->key ? g_strdup_printf("%s names each", table->key->name)
                                        : g_strdup("no column names them");
    g_autofree char *dated = time ? g_strdup_printf("%s says when it came", time->name)
                                  : g_strdup("nothing says when it came");
    entity->found = g_strdup_printf("%s: %s, %s", count, named, dated);
    return TRUE;
}

/* A column of few values that says of some rows that they are over; NULL: none. */
static const FrameColumn *
status_column(const Search *search, GPtrArray *over)
{
    enum { MOST = 20 };
    const ColumnInfo *status = table_role(search->table, ROLE_STATUS);

    for (int pass = 0; pass < 2; pass++)
        for (guint i = 0; i < search->frame->columns->len; i++) {
            const FrameColumn *column = g_ptr_array_index(search->frame->columns, i);
            if ((pass == 0) != (column->info == status) || column->kind != KIND_CATEGORY ||
                dictionary_size(column->dictionary) > MOST)
                continue;
            guint32 n = dictionary_size(column->dictionary);
            for (guint32 code = 0; code < n; code++)
                if (status_is_over(dictionary_text(column->dictionary, code)))
                    g_ptr_array_add(over, (gpointer)dictionary_text(column->dictionary, code));
            if (over->len && (pass == 0 || over->len * 2 >= n))
                return column;
            g_ptr_array_set_size(over, 0);
        }
    return NULL;
}

/* Only that a ticket is over, not when. */
static gboolean
find_status(const Search *search, Entity *entity)
{
    g_autoptr(GPtrArray) over = g_ptr_array_new();
    const FrameColumn *column = status_column(search, over);

    if (!column)
        return FALSE;
    g_autofree guint8 *says = mark_codes(column, over);
    for (guint32 row = 0; row < column->n; row++)
        entity->rows += column->code[row] >= 0 && says[column->code[row]];
    g_autofree char *rule = rule_values(column, over);
    g_autofree char *rows = number_count(entity->rows);
    entity->of = search->frame->n;
    entity->state = "partly";
    entity->column = g_strdup(column->info->name);
    entity->reference = g_strdup_printf("table=%s;where=1;value=%s", search->table->name, rule);
    entity->found = g_strdup_printf("%s says of %s that they are over, and nothing says when",
                                    entity->column, rows);
    return TRUE;
}

static gboolean
find_by_role(const Search *search, ColumnRole role, Entity *entity)
{
    const TableInfo *table;
    const ColumnInfo *column = column_of_role(search, role, &table);

    if (!column || (role == ROLE_CLOSED && column->kind != KIND_DATE))
        return FALSE;
    count_filled(search, table, column, entity);
    if (entity->rows) {
        entity->found = filled_words(entity);
        return TRUE;
    }
    entity_clear(entity);
    *entity = (Entity){.state = "absent", .rows = -1, .of = -1};
    entity->found = g_strdup_printf("%s is there, and never filled in", column->name);
    return FALSE;
}

static gboolean
find_resolutions(const Search *search, Entity *entity)
{
    static const ColumnRole roles[] = {ROLE_SOLVED, ROLE_CLOSED, ROLE_RESOLUTION};

    for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
        g_clear_pointer(&entity->found, g_free);
        entity->rows = entity->of = 0;
        if (find_by_role(search, roles[i], entity))
            return TRUE;
    }
    g_clear_pointer(&entity->found, g_free);
    entity->rows = entity->of = 0;
    return search->tickets && find_status(search, entity);
}

/* A table whose rows are customers, or agents, has no column that names them but its key. */
static gboolean
find_people(const Search *search, const char *noun, ColumnRole role, Entity *entity)
{
    const TableInfo *table = search->table;

    if (strcmp(table_noun(table->name, 2), noun) != 0 || !table->key)
        return find_by_role(search, role, entity);
    count_filled(search, table, table->key, entity);
    entity->found = g_strdup_printf("each row is one: %s names it", table->key->name);
    return TRUE;
}

static gboolean
find_around(const Search *search, Entity *entity)
{
    g_autoptr(GString) names = g_string_new(NULL);
    guint linked = 0;

    for (guint i = 0; i < search->catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(search->catalogue->tables, i);
        if (table == search->table || table == search->table->log)
            continue;
        g_string_append_printf(names, "%s%s", linked++ ? ", " : "", table->name);
    }
    if (!linked)
        return FALSE;
    entity->state = "here";
    entity->column = g_strdup_printf("%u table%s", linked, linked == 1 ? "" : "s");
    entity->found = g_strdup_printf("%s: %s", entity->column, names->str);
    entity->rows = entity->of = -1;
    return TRUE;
}

static gboolean
find(const Search *search, guint kind, Entity *entity)
{
    switch (kind) {
    case TICKETS:
        return find_tickets(search, entity);
    case RESOLUTIONS:
        return find_resolutions(search, entity);
    case RATINGS:
        return find_by_role(search, ROLE_SATISFACTION, entity);
    case CUSTOMERS:
        return find_people(search, "customers", ROLE_CUSTOMER, entity);
    case AGENTS:
        return find_people(search, "agents", ROLE_AGENT, entity);
    default:
        return find_around(search, entity);
    }
}

/* ---- the report ----------------------------------------------------------------------------- */

/* Where this help desk keeps it: its preset's own words, else its column. The caller frees. */
static char *
remedy_words(const Search *search, const EntityKind *kind)
{
    g_autofree char *words = search->preset ? preset_export(search->preset, kind->id) : NULL;
    guint at = (guint)(kind - kinds);

    if (at > TICKETS && at < CUSTOMERS && !search->tickets)
        return g_strdup("It comes with the support tickets.");
    if (words)
        return g_strdup_printf("%s: %s", preset_name(search->preset), words);
    for (guint i = 0; search->preset && i < G_N_ELEMENTS(kind->roles); i++) {
        g_autofree char *heading = preset_heading(search->preset, kind->roles[i]);
        if (kind->roles[i] != ROLE_NONE && heading)
            return g_strdup_printf("%s calls it “%s”: add that column to the export and import "
                                   "again.",
                                   preset_name(search->preset), heading);
    }
    return g_strdup(kind->remedy);
}

static void
add_entity(const Search *search, const EntityKind *kind, const Entity *entity)
{
    gboolean here = strcmp(entity->state, "here") == 0, none = strcmp(entity->state, "absent") == 0;
    g_autofree char *column = entity->column ? text_clean(entity->column, -1) : NULL;
    g_autofree char *remedy = here ? NULL : remedy_words(search, kind);
    ReportTable *rows = search->rows;

    report_row(rows);
    report_cell_text(rows, kind->id);
    report_cell_text(rows, entity->state);
    g_autofree char *what = strcmp(entity->state, "partly") == 0
                                ? g_strdup_printf("%s, undated", kind->what)
                                : g_strdup(kind->what);
    cell_style(report_cell_text(rows, what), none ? "dim" : NULL);
    Cell *count = report_cell(rows, none || entity->rows < 0 ? NAN : (double)entity->rows);
    if (entity->reference && entity->rows > 0)
        cell_rows(count, "%s", entity->reference);
    report_cell(rows, none || entity->of <= 0 ? NAN : (double)entity->rows / (double)entity->of);
    cell_style(report_cell_text(rows, none ? "not here" : column), none ? "warn" : NULL);
    report_cell_text(rows, entity->found);
    report_cell_text(rows, here ? NULL : kind->without);
    report_cell_text(rows, remedy);
}

static void
lay_out(ReportTable *table)
{
    report_column(table, "id", NULL, UNIT_NONE, 0);
    report_column(table, "state", NULL, UNIT_NONE, 0);
    report_column(table, "what", "", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "share", "share", UNIT_SHARE, 0)->right = TRUE;
    report_column(table, "column", "by", UNIT_NONE, 0);
    report_column(table, "found", NULL, UNIT_NONE, 0);
    report_column(table, "without", NULL, UNIT_NONE, 0);
    report_column(table, "remedy", "if it is not here", UNIT_NONE, 0);
}

char *
audit_entities(Report *report, const Frame *frame, sqlite3 *database)
{
    const TableInfo *table = frame->table;
    g_autoptr(Preset) preset =
        preset_of_table(database, (table->log ? table->log : table)->id, NULL, NULL);
    g_autoptr(GString) holes = g_string_new(NULL);
    Search search = {frame->catalogue,
                     table,
                     frame,
                     database,
                     preset,
                     table_holds_tickets(table),
                     report_table(report, "entities", "WHAT IT HOLDS")};

    lay_out(search.rows);
    for (guint kind = 0; kind < ENTITIES; kind++) {
        Entity entity = {.state = "absent"};
        if (!find(&search, kind, &entity) && !entity.found)
            entity.found = kind == AROUND
                               ? g_strdup("no other table is here")
                               : g_strdup_printf("no column of %s holds them", table->name);
        add_entity(&search, &kinds[kind], &entity);
        if (kind <= (search.tickets ? RATINGS : TICKETS) && strcmp(entity.state, "absent") == 0)
            g_string_append_printf(holes, "%s%s", holes->len ? ", no " : "no ", kinds[kind].what);
        entity_clear(&entity);
    }
    return g_strdup(holes->str);
}
