/* Random features over random relations: each as PQL, and as SQL that says from the definitions
 * what it is. Hours are whole numbers there; f holds the rows that a ticket may see. */
#include "relations.h"

#define EVER "-1000000000"

/* Which rows belong: where `source` of a row s is what `entity` of the ticket e is, from when
 * `known` says. All SQL. */
typedef struct {
    guint table;
    gboolean outcomes, whole, looked_up;
    char *via, *entity, *source, *known;
} AskedPath;

static void
asked_path_clear(AskedPath *path)
{
    g_free(path->via);
    g_free(path->entity);
    g_free(path->source);
    g_free(path->known);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AskedPath, asked_path_clear)

void
asked_feature_free(AskedFeature *asked)
{
    g_free(asked->pql);
    g_free(asked->sql);
    g_free(asked);
}

/* ---- paths -------------------------------------------------------------------------------------
 */

static guint
pick(GRand *random, guint n)
{
    return (guint)g_rand_int_range(random, 0, (int)n);
}

/* A column of the first row that a key names, by time and then by row. */
static char *
named(guint table, const char *column, const char *key)
{
    return g_strdup_printf("(SELECT h.%s FROM t%u h WHERE h.id = %s"
                           " ORDER BY coalesce(h.t, " EVER "), h.n LIMIT 1)",
                           column, table, key);
}

static char *
known_of(guint table, const char *key)
{
    g_autofree char *time = named(table, "t", key);
    return g_strdup_printf("coalesce(%s, " EVER ")", time);
}

/* The same as the ticket sees it: nothing where that row isn't known yet. */
static char *
seen(guint table, const char *column, const char *key)
{
    g_autofree char *value = named(table, column, key), *known = known_of(table, key);
    return g_strdup_printf("iif(%s < e.t, %s, NULL)", known, value);
}

static char *
base_known(const Relations *relations, guint table, gboolean outcomes)
{
    return outcomes                        ? g_strdup_printf("s.t + %d", RELATIONS_HORIZON)
           : relations->table[table].dated ? g_strdup("s.t")
                                           : g_strdup(EVER);
}

static void
later(char **known, const char *other)
{
    char *both = g_strdup_printf("max(%s, %s)", *known, other);
    g_free(*known);
    *known = both;
}

/* By a column that both have: the same parent, a shared key, a category. */
static gboolean
path_shared(AskedPath *path, const Relations *relations, GRand *random)
{
    guint p = pick(random, relations->n + 2);
    g_autofree char *column = p == relations->n       ? g_strdup("k")
                              : p == relations->n + 1 ? g_strdup("c")
                                                      : g_strdup_printf("p%u", p);
    path->table = pick(random, relations->n);
    path->outcomes = path->table == 0 && g_rand_boolean(random);
    if (p < relations->n &&
        (!relations->table[0].names[p] || !relations->table[path->table].names[p]))
        return FALSE;
    path->via = g_strdup_printf("t0.%s", column);
    path->entity = g_strdup_printf("e.%s", column);
    path->source = g_strdup_printf("s.%s", column);
    path->known = base_known(relations, path->table, path->outcomes);
    return path->table != p || path->table == 0; /* else two paths lead there */
}

/* The row that the ticket names, or the rows that name the ticket. */
static gboolean
path_direct(AskedPath *path, const Relations *relations, GRand *random)
{
    gboolean up = g_rand_boolean(random);
    path->table = 1 + pick(random, relations->n - 1);
    path->known = base_known(relations, path->table, FALSE);
    path->via = up ? g_strdup_printf("t0.p%u", path->table) : g_strdup("t0.id");
    path->entity = up ? g_strdup_printf("e.p%u", path->table) : g_strdup("e.id");
    path->source = g_strdup(up ? "s.id" : "s.p0");
    return up ? relations->table[0].names[path->table] &&
                    !relations->table[path->table].names[path->table]
              : relations->table[path->table].names[0];
}

static gboolean
path_whole(AskedPath *path, const Relations *relations, GRand *random)
{
    path->table = pick(random, relations->n);
    path->outcomes = path->table == 0 && g_rand_boolean(random);
    path->whole = TRUE;
    path->via = g_strdup("ALL");
    path->known = base_known(relations, path->table, path->outcomes);
    return TRUE;
}

/* Up through one or two tables: the rows that share what stands there. */
static gboolean
path_up(AskedPath *path, const Relations *relations, GRand *random)
{
    guint a = 1 + pick(random, relations->n - 1), b = 1 + pick(random, relations->n - 1);
    gboolean two = g_rand_boolean(random), key = g_rand_int_range(random, 0, 3) == 0;
    guint last = 1 + pick(random, relations->n - 1), through = two ? b : a;
    const RelationTable *tables = relations->table;
    path->table = pick(random, relations->n);
    if (!tables[0].names[a] || (two && (a == b || !tables[a].names[b] || tables[b].names[a])) ||
        (!key && (last == a || last == through || !tables[through].names[last] ||
                  tables[last].names[last])))
        return FALSE;
    g_autofree char *column = key ? g_strdup("k") : g_strdup_printf("p%u", last);
    g_autofree char *one = g_strdup_printf("e.p%u", a), *name = g_strdup_printf("p%u", b);
    g_autofree char *second = two ? seen(a, name, one) : g_strdup(one);
    path->via = two ? g_strdup_printf("t0.p%u VIA t%u.p%u VIA t%u.%s", a, a, b, b, column)
                    : g_strdup_printf("t0.p%u VIA t%u.%s", a, a, column);
    path->entity = seen(through, column, second);
    path->known = base_known(relations, path->table, FALSE);
    if (path->table == 0) { /* its own table's rows go the same way */
        g_autofree char *mine = g_strdup_printf("s.p%u", a);
        g_autofree char *next = two ? named(a, name, mine) : g_strdup(mine);
        g_autofree char *first_known = known_of(a, mine), *known = known_of(through, next);
        path->source = named(through, column, next);
        later(&path->known, first_known);
        later(&path->known, known);
        return TRUE;
    }
    if (path->table == through)
        return FALSE; /* both a step there and a path back */
    path->source = path->table == last && !key ? g_strdup("s.id") : g_strdup_printf("s.%s", column);
    return key || path->table == last || tables[path->table].names[last];
}

/* Down through a table: rows of rows that name the ticket, or what it names. */
static gboolean
path_down(AskedPath *path, const Relations *relations, GRand *random)
{
    guint top = pick(random, relations->n), middle = 1 + pick(random, relations->n - 1);
    const RelationTable *tables = relations->table;
    g_autofree char *up = g_strdup_printf("e.p%u", top), *via = g_strdup_printf("s.p%u", middle);
    g_autofree char *column = g_strdup_printf("p%u", top), *known = known_of(middle, via);
    path->table = pick(random, relations->n);
    if (top == middle || path->table == middle || !tables[middle].names[top] ||
        !tables[path->table].names[middle] || (top > 0 && !tables[0].names[top]))
        return FALSE;
    path->via = top == 0 ? g_strdup_printf("t%u.p0 VIA t%u.p%u", middle, path->table, middle)
                         : g_strdup_printf("t0.p%u VIA t%u.p%u VIA t%u.p%u", top, middle, top,
                                           path->table, middle);
    path->entity = top == 0 ? g_strdup("e.id") : seen(top, "id", up);
    path->source = named(middle, column, via);
    path->known = base_known(relations, path->table, FALSE);
    later(&path->known, known);
    return TRUE;
}

/* The rows of what the newest row of another table names. */
static gboolean
path_looked_up(AskedPath *path, const Relations *relations, GRand *random)
{
    guint q = pick(random, relations->n), by = pick(random, relations->n);
    guint key = pick(random, relations->n);
    const RelationTable *tables = relations->table;
    path->table = pick(random, relations->n);
    path->looked_up = TRUE;
    if (!tables[q].dated || !tables[0].names[by] || !tables[q].names[by] || q == by ||
        !tables[q].names[key] || tables[key].names[key] ||
        (path->table != key && !tables[path->table].names[key]) || (path->table == q && q == key))
        return FALSE;
    path->via = g_strdup_printf("LAST(t%u.p%u) VIA t0.p%u", q, key, by);
    path->entity = g_strdup_printf(
        "(SELECT q.p%u FROM t%u q WHERE q.p%u = e.p%u AND q.t < e.t AND q.p%u IS NOT NULL"
        " ORDER BY q.t DESC, q.n DESC LIMIT 1)",
        key, q, by, by, key);
    path->source = path->table == key ? g_strdup("s.id") : g_strdup_printf("s.p%u", key);
    path->known = base_known(relations, path->table, FALSE);
    return TRUE;
}

/* By value alone: a column of the ticket and one of the rows that hold the same, a part of the
 * product, a number, yes or no. */
static gboolean
path_value(AskedPath *path, const Relations *relations, GRand *random)
{
    static const char *const columns[] = {"k", "c", "w", "f"};
    const char *column = columns[pick(random, G_N_ELEMENTS(columns))];
    path->table = pick(random, relations->n);
    path->outcomes = path->table == 0 && g_rand_boolean(random);
    path->via = path->outcomes ? g_strdup_printf("t0.%s = outcomes.%s", column, column)
                               : g_strdup_printf("t0.%s = t%u.%s", column, path->table, column);
    path->entity = g_strdup_printf("e.%s", column);
    path->source = g_strdup_printf("s.%s", column);
    path->known = base_known(relations, path->table, path->outcomes);
    return TRUE;
}

static char *
with_column(char *key, char row, char column)
{
    g_autofree char *one = key;
    return g_strdup_printf("%s || '|' || %c.%c", one, row, column);
}

/* By a second column too: rows of the same key and the same category. */
static gboolean
path_both(AskedPath *path, const Relations *relations, GRand *random)
{
    static gboolean (*const firsts[])(AskedPath *, const Relations *,
                                      GRand *) = {path_shared, path_direct, path_up, path_value};
    char column = "cwkf"[pick(random, 4)];
    if (!firsts[pick(random, G_N_ELEMENTS(firsts))](path, relations, random))
        return FALSE;
    g_autofree char *via = path->via;
    path->via = path->outcomes || g_rand_boolean(random)
                    ? g_strdup_printf("%s SAME t0.%c", via, column)
                    : g_strdup_printf("%s SAME t0.%c = t%u.%c", via, column, path->table, column);
    path->entity = with_column(path->entity, 'e', column);
    path->source = with_column(path->source, 's', column);
    return TRUE;
}

static void
random_path(AskedPath *path, const Relations *relations, GRand *random)
{
    static gboolean (*const kinds[])(AskedPath *, const Relations *, GRand *) = {
        path_shared,    path_direct, path_up,    path_down,
        path_looked_up, path_whole,  path_value, path_both};
    for (;;) {
        *path = (AskedPath){0};
        if (kinds[pick(random, G_N_ELEMENTS(kinds))](path, relations, random))
            return;
        asked_path_clear(path);
    }
}

/* ---- conditions --------------------------------------------------------------------------------
 */

/* The same words in both languages but for the row's name (`row` in SQL) and how a truth is
 * written. */
static void
random_condition(GRand *random, const char *table, const char *row, char **pql, char **sql)
{
    static const char *const conditions[][2] = {
        {"@.c = 'kind 1'", NULL},
        {"@.c != 'kind 2'", NULL},
        {"@.c IN ('kind 0', 'kind 3')", NULL},
        {"@.w > 20", NULL},
        {"@.x <= 30.25", NULL},
        {"@.f = TRUE", "@.f = 1"},
        {"@.x IS NULL", NULL},
        {"@.w >= 10 AND @.c != 'kind 0'", NULL},
        {"NOT @.x > 20", "NOT (@.x > 20)"},
        {"@.f = FALSE OR @.w < 5", "@.f = 0 OR @.w < 5"},
    };
    guint i = pick(random, G_N_ELEMENTS(conditions));
    g_auto(GStrv) asked = g_strsplit(conditions[i][0], "@", -1);
    g_auto(GStrv) meant = g_strsplit(conditions[i][conditions[i][1] ? 1 : 0], "@", -1);
    *pql = g_strjoinv(table, asked);
    *sql = g_strjoinv(row, meant);
}

/* ---- aggregates --------------------------------------------------------------------------------
 */

typedef enum { TAKES_ROWS, TAKES_NUMBER, TAKES_ANY, TAKES_TIME } Takes;

/* %BY and %DESK (the whole table's mean in the window) are put in; f has v, y, t, n. */
static const struct {
    const char *name, *sql;
    Takes takes;
    const char *by[2];
    gboolean inexact;
} aggregates[] = {
    {"COUNT", "SELECT count(*) FROM f", TAKES_ROWS, {NULL}, FALSE},
    {"EXISTS", "SELECT count(*) > 0 FROM f", TAKES_ROWS, {NULL}, FALSE},
    {"SHARE", "SELECT avg(y) FROM f", TAKES_ROWS, {NULL}, FALSE},
    {"SINCE_LAST", "SELECT e.t - max(t) FROM f", TAKES_TIME, {NULL}, FALSE},
    {"SINCE_FIRST", "SELECT e.t - min(t) FROM f", TAKES_TIME, {NULL}, FALSE},
    {"GAP",
     "SELECT (max(t) - min(t)) * 1.0 / nullif(count(*) - 1, 0) FROM f",
     TAKES_TIME,
     {NULL},
     TRUE},
    {"GAP_STD",
     "SELECT sqrt((count(g) * sum(g * g) - sum(g) * sum(g)) / nullif(count(g) * (count(g) - 1.0),"
     " 0)) FROM (SELECT t - lag(t) OVER (ORDER BY t, n) AS g FROM f)",
     TAKES_TIME,
     {NULL},
     TRUE},
    {"TREND",
     "SELECT (SELECT count(*) FROM f WHERE t >= %RECENT) * %BY.0 / nullif(count(*), 0) FROM f",
     TAKES_TIME,
     {"2", "4"},
     TRUE},
    {"SUM", "SELECT total(v) FROM f", TAKES_NUMBER, {NULL}, FALSE},
    {"AVG", "SELECT avg(v) FROM f", TAKES_NUMBER, {NULL}, FALSE},
    {"STD",
     "SELECT sqrt(sum((v - m) * (v - m)) / nullif(count(v) - 1.0, 0)) FROM f, (SELECT avg(v) AS m"
     " FROM f)",
     TAKES_NUMBER,
     {NULL},
     TRUE},
    {"MIN", "SELECT min(v) FROM f", TAKES_NUMBER, {NULL}, FALSE},
    {"MAX", "SELECT max(v) FROM f", TAKES_NUMBER, {NULL}, FALSE},
    {"EWM",
     "SELECT sum(v * pow(2, -back / %BY.0)) / sum(pow(2, -back / %BY.0)) FROM (SELECT v,"
     " row_number() OVER (ORDER BY t DESC, n DESC) - 1 AS back FROM f WHERE v IS NOT NULL)",
     TAKES_NUMBER,
     {"2", "6"},
     TRUE},
    {"TREND",
     "SELECT (SELECT avg(v) FROM f WHERE t >= %RECENT) - avg(v) FROM f",
     TAKES_NUMBER,
     {"2", "4"},
     TRUE},
    {"RATE",
     "SELECT coalesce((total(v) + 20 * %DESK) / (count(v) + 20), avg(v)) FROM f",
     TAKES_NUMBER,
     {NULL},
     TRUE},
    {"LIFT",
     "SELECT iif(%DESK > 0, (total(v) + 20 * %DESK) / (count(v) + 20) / %DESK, NULL) FROM f",
     TAKES_NUMBER,
     {NULL},
     TRUE},
    {"FIRST",
     "SELECT v FROM f WHERE v IS NOT NULL ORDER BY t, n LIMIT 1",
     TAKES_ANY,
     {NULL},
     FALSE},
    {"LAST",
     "SELECT v FROM f WHERE v IS NOT NULL ORDER BY t DESC, n DESC LIMIT 1",
     TAKES_ANY,
     {NULL},
     FALSE},
    {"LAG",
     "SELECT v FROM f WHERE v IS NOT NULL ORDER BY t DESC, n DESC LIMIT 1 OFFSET %BY - 1",
     TAKES_ANY,
     {"2", "4"},
     FALSE},
    {"MODE",
     "SELECT v FROM f WHERE v IS NOT NULL GROUP BY v ORDER BY count(*) DESC, max(t * 1000.0 + n)"
     " DESC LIMIT 1",
     TAKES_ANY,
     {NULL},
     FALSE},
    {"COUNT_DISTINCT", "SELECT count(DISTINCT v) FROM f", TAKES_ANY, {NULL}, FALSE},
};

static char *
replaced(const char *text, const char *mark, const char *by)
{
    g_auto(GStrv) parts = g_strsplit(text, mark, -1);
    return g_strjoinv(by, parts);
}

/* Start and end in hours; start 0: all history. */
static void
random_window(GRand *random, gboolean bounded, int *start, int *end)
{
    static const int starts[] = {-4, -24, -48, -100, -240, -100000};
    static const int ends[] = {0, 0, 0, -4, -24};
    *end = ends[pick(random, G_N_ELEMENTS(ends))];
    *start =
        !bounded && pick(random, 3) == 0 ? 0 : *end + starts[pick(random, G_N_ELEMENTS(starts))];
    *end = *start == 0 ? 0 : *end;
}

static const char *
random_column(GRand *random, Takes takes, gboolean outcomes)
{
    static const char *const numbers[] = {"x", "w", "f"}, *const any[] = {"x", "w", "f", "c"};
    if (takes == TAKES_ROWS || takes == TAKES_TIME)
        return "*";
    if (outcomes && pick(random, 2) == 0)
        return "label";
    return takes == TAKES_NUMBER ? numbers[pick(random, 3)] : any[pick(random, 4)];
}

/* Each value less the mean of the others of its kind that were known by then. */
static char *
within_sql(const Relations *relations, const AskedPath *path, const char *column, const char *by)
{
    const char *order = relations->table[path->table].dated ? "o.t <= s.t" : "1";
    return g_strdup_printf("s.%s - (SELECT avg(o.%s) FROM t%u o WHERE o.%s = s.%s AND o.n != s.n"
                           " AND %s AND o.%s IS NOT NULL)",
                           column, column, path->table, by, by, order, column);
}

typedef struct {
    guint aggregate;
    const char *column, *by;
    int start, end;
    char *filter, *filter_sql, *condition_sql, *within;
    char *table; /* as PQL calls it */
} Wanted;

static void
wanted_clear(Wanted *wanted)
{
    g_free(wanted->filter);
    g_free(wanted->filter_sql);
    g_free(wanted->condition_sql);
    g_free(wanted->within);
    g_free(wanted->table);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wanted, wanted_clear)

static gboolean
fits(const Relations *relations, const AskedPath *path, const Wanted *wanted)
{
    const char *name = aggregates[wanted->aggregate].name;
    gboolean record = g_str_equal(name, "RATE") || g_str_equal(name, "LIFT");
    gboolean dated = path->outcomes || relations->table[path->table].dated;
    gboolean trend = g_str_equal(name, "TREND");
    return !(record && (path->whole || path->looked_up)) &&
           (dated || (aggregates[wanted->aggregate].takes != TAKES_TIME && !trend));
}

static void
random_wanted(Wanted *wanted, const Relations *relations, const AskedPath *path, GRand *random)
{
    do {
        wanted->aggregate = pick(random, G_N_ELEMENTS(aggregates));
    } while (!fits(relations, path, wanted));
    const char *name = aggregates[wanted->aggregate].name;
    Takes takes = aggregates[wanted->aggregate].takes;
    wanted->by = aggregates[wanted->aggregate].by[pick(random, 2)];
    wanted->column = random_column(random, takes, path->outcomes);
    wanted->table = path->outcomes ? g_strdup("outcomes") : g_strdup_printf("t%u", path->table);
    if (path->outcomes || relations->table[path->table].dated)
        random_window(random, g_str_equal(name, "TREND"), &wanted->start, &wanted->end);
    if (g_str_equal(name, "SHARE"))
        random_condition(random, wanted->table, "s", &wanted->filter, &wanted->condition_sql);
    else if (pick(random, 3) == 0)
        random_condition(random, wanted->table, "s", &wanted->filter, &wanted->filter_sql);
    /* Equal values differ in SQL's last bits; a desk's mean against siblings is naught. */
    gboolean picks = g_str_equal(name, "MODE") || g_str_equal(name, "COUNT_DISTINCT") ||
                     g_str_equal(name, "LIFT");
    if (!path->outcomes && !picks && strchr("xw", wanted->column[0]) && pick(random, 4) == 0)
        wanted->within = g_strdup(pick(random, 2) ? "k" : "c");
}

static char *
pql_of(const AskedPath *path, const Wanted *wanted)
{
    g_autoptr(GString) pql = g_string_new(NULL);
    g_string_printf(pql, "%s(%s.%s", aggregates[wanted->aggregate].name, wanted->table,
                    wanted->column);
    if (wanted->by)
        g_string_append_printf(pql, " BY %s", wanted->by);
    if (wanted->within)
        g_string_append_printf(pql, " WITHIN %s.%s", wanted->table, wanted->within);
    if (wanted->filter)
        g_string_append_printf(pql, " WHERE %s", wanted->filter);
    if (wanted->start)
        g_string_append_printf(pql, ", %d, %d, hours", wanted->start, wanted->end);
    g_string_append_printf(pql, ") VIA %s", path->via);
    return g_string_free(g_steal_pointer(&pql), FALSE);
}

/* The rows of the window: of the ticket's key, or of the whole table. */
static char *
rows_sql(const AskedPath *path, const Wanted *wanted, const char *value, const char *known,
         gboolean by_key)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_printf(sql, "SELECT %s AS v, %s AS y, %s AS t, s.n AS n FROM t%u s WHERE %s < e.t%+d",
                    value, wanted->condition_sql ? wanted->condition_sql : "NULL", known,
                    path->table, known, wanted->end);
    if (wanted->start)
        g_string_append_printf(sql, " AND %s >= e.t%+d", known, wanted->start);
    if (by_key)
        g_string_append_printf(sql, " AND %s = %s", path->source, path->entity);
    if (wanted->filter_sql)
        g_string_append_printf(sql, " AND (%s)", wanted->filter_sql);
    return g_string_free(g_steal_pointer(&sql), FALSE);
}

static char *
sql_of(const Relations *relations, const AskedPath *path, const Wanted *wanted)
{
    g_autofree char *value = wanted->within
                                 ? within_sql(relations, path, wanted->column, wanted->within)
                             : *wanted->column == '*' ? g_strdup("NULL")
                                                      : g_strdup_printf("s.%s", wanted->column);
    g_autofree char *base = base_known(relations, path->table, path->outcomes);
    g_autofree char *rows = rows_sql(path, wanted, value, path->known, !path->whole);
    g_autofree char *all = rows_sql(path, wanted, value, base, FALSE);
    g_autofree char *desk = g_strdup_printf("(SELECT avg(v) FROM (%s))", all);
    int parts = wanted->by ? (int)g_ascii_strtoll(wanted->by, NULL, 10) : 1;
    g_autofree char *recent =
        g_strdup_printf("e.t%+d", wanted->end - (wanted->end - wanted->start) / parts);
    g_autofree char *one = replaced(aggregates[wanted->aggregate].sql, "%DESK", desk);
    g_autofree char *two = replaced(one, "%RECENT", recent);
    g_autofree char *three = replaced(two, "%BY", wanted->by ? wanted->by : "");
    if (path->whole)
        return g_strdup_printf("(WITH f AS MATERIALIZED (%s) %s)", rows, three);
    return g_strdup_printf("iif(%s IS NULL, NULL, (WITH f AS MATERIALIZED (%s) %s))", path->entity,
                           rows, three);
}

/* One aggregate; `category`: its value is one. */
static AskedFeature *
random_aggregate(const Relations *relations, GRand *random, gboolean *category)
{
    AskedFeature *asked = g_new0(AskedFeature, 1);
    g_auto(AskedPath) path;
    g_auto(Wanted) wanted = {0};
    random_path(&path, relations, random);
    random_wanted(&wanted, relations, &path, random);
    *category = aggregates[wanted.aggregate].takes == TAKES_ANY && wanted.column[0] == 'c' &&
                !g_str_equal(aggregates[wanted.aggregate].name, "COUNT_DISTINCT");
    asked->exact = !aggregates[wanted.aggregate].inexact && !wanted.within;
    asked->pql = pql_of(&path, &wanted);
    asked->sql = sql_of(relations, &path, &wanted);
    return asked;
}

/* ---- combinations ------------------------------------------------------------------------------
 */

/* % stands for the aggregate, # for a condition on the ticket's own row. */
static const struct {
    const char *pql, *sql; /* NULL: the same */
    gboolean category;     /* of an aggregate that is one, else of a number */
} combinations[] = {
    {"IF(#, %)", "iif(#, %, NULL)", FALSE},
    {"% >= 2", NULL, FALSE},
    {"% != 1 AND (#)", NULL, FALSE},
    {"NOT (% < 10 OR (#))", NULL, FALSE},
    {"% IS NULL OR (#)", NULL, FALSE},
    {"% NOT IN (1, 2, 7.25)", NULL, FALSE},
    {"IF(% > 0 AND (#), t0.w)", "iif(% > 0 AND (#), e.w, NULL)", FALSE},
    {"% = 'kind 1' OR (#)", NULL, TRUE},
    {"% NOT IN ('kind 0', 'nowhere')", NULL, TRUE},
    {"IF(% != 'kind 2', t0.x)", "iif(% != 'kind 2', e.x, NULL)", TRUE},
};

/* The aggregate in a combination; numbers that SQL adds in another order may fall on the other
 * side of a bound, so those stay as they are. */
static void
combine(AskedFeature *asked, gboolean category, GRand *random)
{
    guint at = pick(random, G_N_ELEMENTS(combinations));
    if (combinations[at].category != category || (!asked->exact && at > 0))
        return;
    g_autofree char *own = NULL, *own_sql = NULL;
    random_condition(random, "t0", "e", &own, &own_sql);
    g_autofree char *pql = replaced(combinations[at].pql, "#", own);
    g_autofree char *sql =
        replaced(combinations[at].sql ? combinations[at].sql : combinations[at].pql, "#", own_sql);
    g_autofree char *plain = asked->pql, *plain_sql = asked->sql;
    asked->pql = replaced(pql, "%", plain);
    asked->sql = replaced(sql, "%", plain_sql);
}

AskedFeature *
asked_feature_random(const Relations *relations, GRand *random)
{
    gboolean category;
    AskedFeature *asked = random_aggregate(relations, random, &category);
    if (pick(random, 4) == 0)
        combine(asked, category, random);
    return asked;
}
