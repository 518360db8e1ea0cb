/* What may come next in a query that is being typed: by the words before the cursor, so that Tab
 * alone leads from PREDICT to an answer. Knows the grammar's order, not its rules. */
#include "session_private.h"

#include <string.h>

typedef struct {
    Session *session;
    const char *before; /* up to the word that is being typed, and that word */
    const char *word;
    GPtrArray *found; /* char*: whole lines */
} Completion;

static const char *const values[] = {
    "COUNT(", "EXISTS(",         "SUM(",           "AVG(", "MIN(", "MAX(", "FIRST(", "LAST(",
    "BOOL(",  "COUNT_DISTINCT(", "LIST_DISTINCT(", NULL};
static const char *const beginnings[] = {"PREDICT", "EXPLAIN PREDICT", "EVALUATE PREDICT", NULL};
static const char *const after_target[] = {
    "FOR EACH", "> 0", "= 0", "AND", "OR", "CLASSIFY", "RANK TOP", "FORECAST 4 TIMEFRAMES FOR EACH",
    "IS NULL",  NULL};
static const char *const after_condition[] = {"AND", "OR", "ASSUMING", "AS OF", NULL};
static const char *const after_entity[] = {"WHERE", "= '", "IN ('", "ASSUMING", "AS OF", NULL};
static const char *const units[] = {"days)", "hours)", "weeks)", "minutes)", "months)", NULL};
static const char *const ahead[] = {"0, 30, days)", "0, 7, days)", "0, 48, hours)", NULL};
static const char *const back[] = {"-90, 0, days)", "-30, 0, days)", "-INF, 0, days)", NULL};

static gboolean
continues(const char *name, const char *word)
{
    return g_ascii_strncasecmp(name, word, strlen(word)) == 0;
}

static void
add(Completion *completion, const char *name)
{
    if (continues(name, completion->word))
        g_ptr_array_add(completion->found, g_strconcat(completion->before, name, NULL));
}

static void
add_all(Completion *completion, const char *const *names)
{
    for (guint i = 0; names[i]; i++)
        add(completion, names[i]);
}

static void
add_kept(Completion *completion)
{
    g_autoptr(sqlite3_stmt) names =
        db_prepare(workspace_database(completion->session->workspace), NULL,
                   "SELECT '@' || substr(name, 7) FROM setting WHERE name GLOB 'query.*' AND value "
                   "<> '' ORDER BY 1",
                   NULL);
    while (names && db_step(names, NULL)) {
        const char *name = (const char *)sqlite3_column_text(names, 0);
        if (g_str_has_prefix(name, completion->word))
            g_ptr_array_add(completion->found, g_strdup(name));
    }
}

/* Tables; behind a table and its dot its columns, and all of its rows. */
static void
add_names(Completion *completion)
{
    const Catalogue *catalogue = completion->session->catalogue;
    const char *dot = strchr(completion->word, '.');
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = catalogue->tables->pdata[i];
        g_autofree char *dotted = g_strconcat(table->name, ".", NULL);
        if (!dot)
            add(completion, dotted);
        if (!dot || !continues(completion->word, dotted))
            continue;
        g_autofree char *rows = g_strconcat(dotted, "*", NULL);
        if (!dot[1])
            add(completion, rows);
        for (guint k = 0; k < table->columns->len; k++) {
            const ColumnInfo *column = table->columns->pdata[k];
            g_autofree char *name = g_strconcat(dotted, column->name, NULL);
            add(completion, name);
        }
    }
}

/* Who may be asked about: the keys of tables. */
static void
add_keys(Completion *completion)
{
    const Catalogue *catalogue = completion->session->catalogue;
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = catalogue->tables->pdata[i];
        g_autofree char *name =
            table->key ? g_strconcat(table->name, ".", table->key->name, NULL) : NULL;
        if (name)
            add(completion, name);
    }
}

/* ---- where the cursor stands -------------------------------------------------------------------
 */

/* What was written before the cursor, as far as it decides what follows. */
typedef struct {
    char *last, *second, *third; /* words: the last, and those before it, in upper case; "" none */
    int depth;                   /* open parentheses */
    gboolean asked;              /* FOR stands before */
    gboolean conditions;         /* and so does WHERE or ASSUMING, outside of parentheses */
} Place;

static void
place_clear(Place *place)
{
    g_free(place->last);
    g_free(place->second);
    g_free(place->third);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

static void
pass_word(Place *place, const char *word, gsize length)
{
    g_free(place->third);
    place->third = place->second;
    place->second = place->last;
    place->last = g_ascii_strup(word, (gssize)length);
    if (g_str_equal(place->last, "("))
        place->depth++;
    else if (g_str_equal(place->last, ")"))
        place->depth--;
    else if (g_str_equal(place->last, "FOR"))
        place->asked = TRUE;
    else if (place->asked && !place->depth &&
             (g_str_equal(place->last, "WHERE") || g_str_equal(place->last, "ASSUMING")))
        place->conditions = TRUE;
}

static Place
place_of(const char *before)
{
    Place place = {g_strdup(""), g_strdup(""), g_strdup(""), 0, FALSE, FALSE};
    const char *c = before;
    while (*(c += strspn(c, " \t\n"))) {
        gsize length = strchr("(),", *c) ? 1 : strcspn(c, " \t\n(),'\"");
        if (*c == '\'' || *c == '"') {
            const char *end = strchr(c + 1, *c);
            length = end ? (gsize)(end - c) + 1 : strlen(c);
        }
        pass_word(&place, c, length);
        c += length;
    }
    return place;
}

static gboolean
is_any(const char *word, const char *const *words)
{
    return g_strv_contains(words, word);
}

/* A number follows these, and a constant that only the data knows. */
static gboolean
compares(const char *word)
{
    static const char *const operators[] = {"=",  "!=",   "<",        "<=",   ">",   ">=", "IN",
                                            "IS", "LIKE", "CONTAINS", "WITH", "TOP", NULL};
    return is_any(word, operators);
}

static gboolean
wants_value(const Place *place)
{
    static const char *const joins[] = {"PREDICT", "WHERE", "AND", "OR", "NOT", "ASSUMING", NULL};
    return is_any(place->last, joins);
}

/* What may follow where no word is begun. */
static void
add_next(Completion *completion, const Place *place)
{
    if (!*place->last) {
        add_all(completion, beginnings);
        add_kept(completion);
    } else if (g_str_equal(place->last, "EACH") || g_str_equal(place->last, "FOR")) {
        add_keys(completion);
    } else if (g_str_equal(place->last, "EXPLAIN") || g_str_equal(place->last, "EVALUATE")) {
        add(completion, "PREDICT");
    } else if (wants_value(place)) {
        if (!place->depth)
            add_all(completion, values);
        add_names(completion);
    } else if (g_str_equal(place->last, "(") && !compares(place->second)) {
        add_names(completion);
    } else if (g_str_equal(place->last, ",") && place->depth) {
        add_all(completion, g_str_equal(place->third, ",")      ? units
                            : place->asked && place->conditions ? back
                                                                : ahead);
    } else if (place->depth > 0 && strchr(place->last, '.')) {
        add(completion, "WHERE");
    } else if (!place->depth && !compares(place->last)) {
        add_all(completion, !place->asked       ? after_target
                            : place->conditions ? after_condition
                                                : after_entity);
    }
}

/* A column that is written whole inside an aggregate: its window comes next. */
static void
add_window(Completion *completion, const Place *place)
{
    const char *dot = strchr(completion->word, '.');
    if (completion->found->len || !dot || !dot[1] || place->depth != 1)
        return;
    const char *const *windows = place->asked && place->conditions ? back : ahead;
    for (guint i = 0; windows[i]; i++)
        g_ptr_array_add(completion->found,
                        g_strconcat(completion->before, completion->word, ", ", windows[i], NULL));
}

/* Words of the language that continue the one begun. */
static void
add_keywords(Completion *completion, const Place *place)
{
    static const char *const row_values[] = {"NOT",    "HOUR(",    "WEEKDAY(",
                                             "MONTH(", "WEEKEND(", NULL};
    if (wants_value(place)) {
        add_all(completion, values);
        add_all(completion, row_values);
    } else if (!g_str_equal(place->last, "(")) {
        add_all(completion, pql_keywords());
    }
}

/* A name that is whole already is no offer. */
static void
drop_what_stands(Completion *completion, const char *line)
{
    for (guint i = completion->found->len; i-- > 0;)
        if (g_str_equal(completion->found->pdata[i], line)) {
            g_free(completion->found->pdata[i]);
            g_ptr_array_remove_index(completion->found, i);
        }
}

char **
session_query_complete(Session *session, const char *line)
{
    GPtrArray *found = g_ptr_array_new();
    gsize at = strlen(line);
    while (at > 0 && !strchr(" \t\n(,=<>!'", line[at - 1]))
        at--;
    g_autofree char *before = g_strndup(line, at);
    Completion completion = {session, before, line + at, found};
    g_auto(Place) place = place_of(before);
    if (session->workspace && !*completion.word) {
        add_next(&completion, &place);
    } else if (session->workspace && *completion.word == '@') {
        if (!*place.last || g_str_equal(place.last, "PREDICT"))
            add_kept(&completion);
    } else if (session->workspace) {
        gboolean entity = g_str_equal(place.last, "EACH") || g_str_equal(place.last, "FOR");
        if (entity)
            add_keys(&completion);
        if (!found->len && !strchr(completion.word, '.'))
            add_keywords(&completion, &place);
        if (!entity || !found->len)
            add_names(&completion);
        drop_what_stands(&completion, line);
        add_window(&completion, &place);
    }
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(found, FALSE);
}
