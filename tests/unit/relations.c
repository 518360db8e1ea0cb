/* Random tables of rows, what disturbs them, and how they come into a workspace or a plain
 * database. */
#include "relations.h"
#include "raw-table.h"

#define BASE G_GINT64_CONSTANT(1735689600) /* 2025-01-01T00:00:00Z */
#define LATEST 240

/* ---- making rows -------------------------------------------------------------------------------
 */

static gboolean
one_in(GRand *random, int n)
{
    return g_rand_int_range(random, 0, n) == 0;
}

static int
maybe(GRand *random, int n, int from, int to)
{
    return one_in(random, n) ? RELATIONS_NONE : g_rand_int_range(random, from, to);
}

/* Hours are few, so that many rows are of the same one. */
static RelationRow
random_row(const Relations *relations, guint t, GRand *random, int id, int from)
{
    const RelationTable *table = &relations->table[t];
    RelationRow row = {.id = id};
    int step = one_in(random, 3) ? 1 : 6;
    row.hour = !table->dated
                   ? RELATIONS_NONE
                   : from + step * g_rand_int_range(random, 0, (LATEST - from) / step + 1);
    if (t > 0 && one_in(random, 15))
        row.hour = RELATIONS_NONE;
    for (guint p = 0; p < RELATIONS_MOST; p++)
        row.parent[p] = table->names[p] ? maybe(random, 9, 0, p == 0 ? 30 : 9) : RELATIONS_NONE;
    row.shared = maybe(random, 8, 0, 6);
    row.category = maybe(random, 8, 0, 4);
    row.whole = maybe(random, 6, -5, 60);
    row.quarters = maybe(random, 4, -40, 400);
    row.flag = maybe(random, 8, 0, 2);
    row.bad = g_rand_boolean(random);
    return row;
}

Relations *
relations_random(GRand *random)
{
    Relations *relations = g_new0(Relations, 1);
    relations->n = (guint)g_rand_int_range(random, 2, RELATIONS_MOST + 1);
    for (guint t = 0; t < relations->n; t++) {
        RelationTable *table = &relations->table[t];
        table->dated = t == 0 || !one_in(random, 5);
        table->whole_ids = g_rand_boolean(random);
        for (guint p = 0; p < relations->n; p++)
            table->names[p] = p == t ? one_in(random, 4) : g_rand_int_range(random, 0, 5) < 3;
        table->rows = g_array_new(FALSE, FALSE, sizeof(RelationRow));
    }
    relations->table[0].names[1] = TRUE;
    for (guint t = 0; t < relations->n; t++) {
        int n = t == 0 ? 40 : one_in(random, 12) ? 0 : g_rand_int_range(random, 4, 60);
        for (int i = 0; i < n; i++) {
            /* a key now and then stands twice */
            int id = t > 0 && i > 0 && one_in(random, 20) ? i - 1 : i;
            RelationRow row = random_row(relations, t, random, id, 0);
            g_array_append_val(relations->table[t].rows, row);
        }
    }
    return relations;
}

Relations *
relations_copy(const Relations *relations)
{
    Relations *copy = g_memdup2(relations, sizeof *relations);
    for (guint t = 0; t < copy->n; t++)
        copy->table[t].rows = g_array_copy(relations->table[t].rows);
    return copy;
}

void
relations_free(Relations *relations)
{
    for (guint t = 0; t < relations->n; t++)
        g_array_unref(relations->table[t].rows);
    g_free(relations);
}

/* ---- disturbing --------------------------------------------------------------------------------
 */

gboolean
relations_stays(const RelationRow *ticket, int hour)
{
    return ticket->hour < hour || (ticket->hour == hour && ticket->id % 2 == 0);
}

static void
disturb_table(Relations *relations, guint t, GRand *random, int hour)
{
    GArray *rows = relations->table[t].rows;
    for (guint i = rows->len; i-- > 0;) {
        RelationRow *row = &g_array_index(rows, RelationRow, i);
        if (t == 0 && row->hour + RELATIONS_HORIZON >= hour)
            row->bad = g_rand_boolean(random);
        if (row->hour < hour || (t == 0 && relations_stays(row, hour)))
            continue;
        RelationRow other = random_row(relations, t, random, row->id, hour);
        other.hour = MAX(other.hour, hour);
        switch (g_rand_int_range(random, 0, 4)) {
        case 0:
            g_array_remove_index(rows, i);
            break;
        case 1:
            other.id = t == 0 ? 100 + (int)i : g_rand_int_range(random, 0, 60);
            *row = other;
            break;
        case 2:
            other.hour = row->hour;
            *row = other;
            break;
        default:
            g_array_remove_index(rows, i);
            other.id = t == 0 ? 100 + (int)i : other.id;
            g_array_insert_val(rows, (guint)g_rand_int_range(random, 0, (int)rows->len + 1), other);
        }
    }
    for (int i = 0; i < 6; i++) {
        RelationRow other = random_row(relations, t, random, t == 0 ? 200 + i : 3 * i, hour);
        other.hour = i < 3 ? hour : MAX(other.hour, hour);
        g_array_insert_val(rows, (guint)g_rand_int_range(random, 0, (int)rows->len + 1), other);
    }
}

void
relations_disturb(Relations *relations, GRand *random, int hour)
{
    for (guint t = 0; t < relations->n; t++)
        if (relations->table[t].dated)
            disturb_table(relations, t, random, hour);
}

/* ---- cells -------------------------------------------------------------------------------------
 */

static char *
number_cell(const char *format, int number)
{
    char digits[32];
    if (number == RELATIONS_NONE)
        return g_strdup("");
    g_snprintf(digits, sizeof digits, "%d", number);
    char **parts = g_strsplit(format, "#", 2);
    char *cell = g_strjoinv(digits, parts);
    g_strfreev(parts);
    return cell;
}

/* Ids of some tables are bare numbers. */
static char *
id_cell(const Relations *relations, guint t, int id)
{
    char letter[] = {(char)('A' + t), '-', '#', 0};
    return number_cell(relations->table[t].whole_ids ? "#" : letter, id);
}

static char *
quarters_cell(int quarters)
{
    return quarters == RELATIONS_NONE ? g_strdup("") : g_strdup_printf("%.2f", quarters / 4.0);
}

static void
add_cell(GPtrArray *cells, char *cell)
{
    g_ptr_array_add(cells, cell);
}

static const char *const headings[] = {"id", "t", "k", "c", "w", "x", "f", "bad"};

static char **
cells_of(const Relations *relations, guint t, const RelationRow *row)
{
    const RelationTable *table = &relations->table[t];
    GPtrArray *cells = g_ptr_array_new();
    add_cell(cells, id_cell(relations, t, row->id));
    add_cell(cells, row->hour == RELATIONS_NONE
                        ? g_strdup("")
                        : date_iso((BASE + row->hour * 3600) * TIME_SECOND));
    add_cell(cells, number_cell("K#", row->shared));
    add_cell(cells, number_cell("kind #", row->category));
    add_cell(cells, number_cell("#", row->whole));
    add_cell(cells, quarters_cell(row->quarters));
    add_cell(cells, g_strdup(row->flag == RELATIONS_NONE ? "" : row->flag ? "yes" : "no"));
    add_cell(cells, g_strdup(row->bad ? "yes" : "no"));
    for (guint p = 0; p < relations->n; p++)
        if (table->names[p])
            add_cell(cells, id_cell(relations, p, row->parent[p]));
    add_cell(cells, NULL);
    return (char **)g_ptr_array_free(cells, FALSE);
}

char **
relations_cells(const Relations *relations, const RelationRow *ticket)
{
    return cells_of(relations, 0, ticket);
}

/* ---- as a workspace ----------------------------------------------------------------------------
 */

static gint64
column_id(sqlite3 *database, gint64 table, const char *name)
{
    gint64 id =
        db_integer(database, 0, "SELECT id FROM source_column WHERE table_id = ? AND name = ?",
                   "is", table, name);
    g_assert_cmpint(id, >, 0);
    return id;
}

static gint64
store_table(sqlite3 *database, const Relations *relations, guint t)
{
    static const ColumnKind kinds[] = {KIND_KEY,     KIND_DATE,    KIND_KEY,     KIND_CATEGORY,
                                       KIND_INTEGER, KIND_DECIMAL, KIND_BOOLEAN, KIND_BOOLEAN};
    const RelationTable *table = &relations->table[t];
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    char name[] = {'t', (char)('0' + t), 0};
    GError *error = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(headings); i++)
        g_ptr_array_add(names, g_strdup(headings[i]));
    for (guint p = 0; p < relations->n; p++)
        if (table->names[p])
            g_ptr_array_add(names, g_strdup_printf("p%u", p));
    g_ptr_array_add(names, NULL);
    for (guint i = 0; i < table->rows->len; i++)
        g_ptr_array_add(rows, cells_of(relations, t, &g_array_index(table->rows, RelationRow, i)));
    gint64 id = raw_table(database, name, (char *const *)names->pdata, rows);
    for (guint i = 0; i + 1 < names->len; i++) {
        ColumnKind kind = i < G_N_ELEMENTS(kinds) ? kinds[i] : KIND_KEY;
        if (i == 0 && table->whole_ids)
            kind = KIND_INTEGER; /* its children's are keys: they meet as texts */
        column_set_kind(database, column_id(database, id, names->pdata[i]), kind,
                        i == 1 ? DATE_ISO : DATE_UNKNOWN, NULL, &error);
        g_assert_no_error(error);
    }
    raw_type(database, id);
    table_set_key(database, id, column_id(database, id, "id"), NULL);
    table_set_time(database, id, table->dated ? column_id(database, id, "t") : 0, NULL);
    return id;
}

static void
store_links(sqlite3 *database, const Relations *relations, const gint64 *tables)
{
    for (guint t = 0; t < relations->n; t++)
        for (guint p = 0; p < relations->n; p++) {
            char name[] = {'p', (char)('0' + p), 0};
            GError *error = NULL;
            if (!relations->table[t].names[p])
                continue;
            link_declare(database, column_id(database, tables[t], name),
                         column_id(database, tables[p], "id"), &error);
            g_assert_no_error(error);
        }
}

static Task *
sketch_task(RelationDesk *desk)
{
    GError *error = NULL;
    TaskSpec spec;
    task_spec_init(&spec);
    spec.entity = g_strdup("t0");
    spec.column = g_strdup("bad");
    spec.positive = g_strdup("yes");
    spec.time = g_strdup("t");
    spec.horizon = RELATIONS_HORIZON * TIME_HOUR;
    spec.as_of = (BASE + 10000 * 3600) * TIME_SECOND;
    Task *task = task_sketch(desk->frames, desk->database, &spec, &error);
    g_assert_no_error(error);
    task_spec_clear(&spec);
    return task;
}

RelationDesk *
relations_open(const Relations *relations)
{
    GError *error = NULL;
    RelationDesk *desk = g_new0(RelationDesk, 1);
    gint64 tables[RELATIONS_MOST];
    desk->folder = g_dir_make_tmp("foredesk-relations-XXXXXX", NULL);
    desk->workspace = raw_workspace(desk->folder, "test.foredesk");
    desk->database = workspace_database(desk->workspace);
    g_assert_true(db_exec(desk->database, "PRAGMA synchronous = OFF; BEGIN", NULL));
    for (guint t = 0; t < relations->n; t++)
        tables[t] = store_table(desk->database, relations, t);
    store_links(desk->database, relations, tables);
    g_assert_true(db_exec(desk->database, "COMMIT", NULL));
    desk->catalogue = catalogue_load(desk->database, &error);
    g_assert_no_error(error);
    desk->frames = frame_store_new(desk->catalogue);
    desk->task = sketch_task(desk);
    return desk;
}

void
relation_desk_free(RelationDesk *desk)
{
    g_autofree char *path = g_build_filename(desk->folder, "test.foredesk", NULL);
    task_unref(desk->task);
    frame_store_unref(desk->frames);
    catalogue_unref(desk->catalogue);
    workspace_close(desk->workspace);
    g_unlink(path);
    g_rmdir(desk->folder);
    g_free(desk->folder);
    g_free(desk);
}

/* ---- as plain tables ---------------------------------------------------------------------------
 */

static void
bind_maybe(sqlite3_stmt *statement, int at, int number, double scale)
{
    if (number == RELATIONS_NONE)
        sqlite3_bind_null(statement, at);
    else
        sqlite3_bind_double(statement, at, number / scale);
}

static void
bind_text(sqlite3_stmt *statement, int at, char *text)
{
    if (*text)
        sqlite3_bind_text(statement, at, text, -1, g_free);
    else
        g_free(text);
}

sqlite3 *
relations_oracle(const Relations *relations)
{
    sqlite3 *oracle;
    g_assert_cmpint(sqlite3_open(":memory:", &oracle), ==, SQLITE_OK);
    for (guint t = 0; t < relations->n; t++) {
        g_autofree char *create = g_strdup_printf(
            "CREATE TABLE t%u (n INTEGER PRIMARY KEY, id TEXT, t INTEGER, k TEXT, c TEXT, w REAL,"
            " x REAL, f REAL, label REAL, p0 TEXT, p1 TEXT, p2 TEXT, p3 TEXT, p4 TEXT, p5 TEXT)",
            t);
        g_assert_true(db_exec(oracle, create, NULL));
        g_autofree char *insert =
            g_strdup_printf("INSERT INTO t%u VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", t);
        g_autoptr(sqlite3_stmt) statement = db_prepare(oracle, NULL, insert, "");
        for (guint i = 0; i < relations->table[t].rows->len; i++) {
            const RelationRow *row = &g_array_index(relations->table[t].rows, RelationRow, i);
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
            sqlite3_bind_int(statement, 1, (int)i);
            bind_text(statement, 2, id_cell(relations, t, row->id));
            if (row->hour != RELATIONS_NONE)
                sqlite3_bind_int(statement, 3, row->hour);
            bind_text(statement, 4, number_cell("K#", row->shared));
            bind_text(statement, 5, number_cell("kind #", row->category));
            bind_maybe(statement, 6, row->whole, 1);
            bind_maybe(statement, 7, row->quarters, 4);
            bind_maybe(statement, 8, row->flag, 1);
            bind_maybe(statement, 9, row->bad, 1);
            for (guint p = 0; p < relations->n; p++)
                bind_text(statement, 10 + (int)p, id_cell(relations, p, row->parent[p]));
            g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_DONE);
        }
    }
    return oracle;
}
