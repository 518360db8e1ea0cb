/* Comparisons of texts, decided once for every code of a dictionary, or for every row of a text
 * column in one stream, so that evaluating a row is a look into a table. */
#include <math.h>
#include <string.h>

#include "facts/rowtest.h"
#include <foredesk/facts.h>

/* A text equal but for its case: taken only when no cell is spelled exactly so. */
typedef struct {
    guint32 index; /* code or row */
    guint constant;
} FoldedHit;

typedef struct {
    RowTest *test;
    const PqlNode *compare;
    PqlOperator op;
    GPtrArray *constants; /* PqlNode*, borrowed */
    GHashTable *exact;    /* trimmed text → constant index + 1 */
    GHashTable *folded;
    GArray *hits;         /* FoldedHit */
    gboolean *exact_seen; /* by constant */
    char **spelling;      /* by constant: the first folded one met */
    char *second;         /* another spelling of it: ambiguous */
    guint ambiguous;
    char *pattern; /* folded, of LIKE and its kin */
    char **order;  /* declared, or NULL */
    int rank;      /* of the constant in it */
    guint32 limit;
} TextBind;

static const PqlNode *
constant_at(const TextBind *bind, guint i)
{
    return bind->constants->pdata[i];
}

static int
declared_rank(char *const *order, const char *text)
{
    g_autofree char *folded = text_fold(text, -1);
    for (int i = 0; order[i]; i++) {
        g_autofree char *other = text_fold(order[i], -1);
        if (g_str_equal(folded, other))
            return i;
    }
    return -1;
}

static gboolean
holds(PqlOperator op, int order)
{
    return op == PQL_LT   ? order < 0
           : op == PQL_LE ? order <= 0
           : op == PQL_GT ? order > 0
                          : order >= 0;
}

static TestResult
ordered_result(const TextBind *bind, const char *cell)
{
    const PqlNode *constant = constant_at(bind, 0);
    if (constant->constant == PQL_NUMBER) {
        double number;
        if (!number_parse_decimal(cell, -1, &number))
            return TEST_UNKNOWN;
        return holds(bind->op, (number > constant->number) - (number < constant->number));
    }
    if (bind->order) {
        int rank = declared_rank(bind->order, cell);
        return rank < 0 ? TEST_UNKNOWN : holds(bind->op, rank - bind->rank);
    }
    return holds(bind->op, text_compare(cell, constant->text));
}

static gboolean
pattern_holds(const TextBind *bind, const char *cell)
{
    g_autofree char *folded = text_fold(cell, -1);
    switch (bind->op) {
    case PQL_LIKE:
        return text_like(folded, bind->pattern);
    case PQL_CONTAINS:
        return strstr(folded, bind->pattern) != NULL;
    case PQL_STARTS_WITH:
        return g_str_has_prefix(folded, bind->pattern);
    default:
        return g_str_has_suffix(folded, bind->pattern);
    }
}

/* Remembers a cell that is a text constant but for its case. */
static void
note_folded(TextBind *bind, guint32 index, const char *cell)
{
    g_autofree char *folded = text_fold(cell, -1);
    guint constant = GPOINTER_TO_UINT(g_hash_table_lookup(bind->folded, folded));
    if (!constant--)
        return;
    FoldedHit hit = {index, constant};
    g_array_append_val(bind->hits, hit);
    if (!bind->spelling[constant]) {
        bind->spelling[constant] = g_strdup(cell);
    } else if (!bind->second && !g_str_equal(bind->spelling[constant], cell)) {
        bind->second = g_strdup(cell);
        bind->ambiguous = constant;
    }
}

static TestResult
equal_result(TextBind *bind, guint32 index, const char *cell)
{
    guint constant = GPOINTER_TO_UINT(g_hash_table_lookup(bind->exact, cell));
    if (constant) {
        bind->exact_seen[constant - 1] = TRUE;
        return TEST_TRUE;
    }
    for (guint i = 0; i < bind->constants->len; i++) {
        const PqlNode *node = constant_at(bind, i);
        double number;
        if (node->constant == PQL_NUMBER && number_parse_decimal(cell, -1, &number) &&
            number == node->number)
            return TEST_TRUE;
        if (node->constant == PQL_BOOLEAN) {
            int boolean = text_boolean(cell);
            if (bind->constants->len == 1 && boolean < 0)
                return TEST_UNKNOWN;
            if (boolean == (node->number != 0))
                return TEST_TRUE;
        }
    }
    note_folded(bind, index, cell);
    return TEST_FALSE;
}

static void
bind_cell(TextBind *bind, guint32 index, const char *raw, gssize length)
{
    gsize n;
    const char *start = text_trim(raw, length, &n);
    g_autofree char *cell = g_strndup(start, n);
    TestResult result;
    if (bind->op >= PQL_LIKE)
        result = pattern_holds(bind, cell) ? TEST_TRUE : TEST_FALSE;
    else if (bind->op >= PQL_LT && bind->op <= PQL_GE)
        result = ordered_result(bind, cell);
    else
        result = equal_result(bind, index, cell);
    bind->test->truth[index] = (guint8)result;
}

static gboolean
visit_row(guint32 row, const char *text, gsize length, gpointer data)
{
    TextBind *bind = data;
    if (row >= bind->limit)
        return FALSE;
    if (text)
        bind_cell(bind, row, text, (gssize)length);
    return TRUE;
}

/* Cells of a personal column aren't told, nor is what they are compared with. */
static gboolean
refuse_ambiguous(const TextBind *bind, GError **error)
{
    const ColumnInfo *column = bind->test->column->info;
    if (column->pii && column->personal != PERSONAL_SHOW)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "a value fits several spellings in %s, whose cells are personal: write one as "
                    "it stands",
                    column->name);
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "\"%s\" fits several spellings in %s: write \"%s\" or \"%s\" as it stands",
                    constant_at(bind, bind->ambiguous)->text, column->name,
                    bind->spelling[bind->ambiguous], bind->second);
    return FALSE;
}

/* Cells equal but for case count where their constant was never met as it stands. */
static gboolean
settle_folded(TextBind *bind, GError **error)
{
    if (bind->second && !bind->exact_seen[bind->ambiguous])
        return refuse_ambiguous(bind, error);
    for (guint i = 0; i < bind->hits->len; i++) {
        const FoldedHit *hit = &g_array_index(bind->hits, FoldedHit, i);
        if (!bind->exact_seen[hit->constant])
            bind->test->truth[hit->index] = TEST_TRUE;
    }
    return TRUE;
}

/* The declared order, and where the constant stands in it. */
static gboolean
bind_order(TextBind *bind, GError **error)
{
    const ColumnInfo *info = bind->test->column->info;
    const PqlNode *constant = constant_at(bind, 0);
    if (!info->order || !*info->order || constant->constant == PQL_NUMBER)
        return TRUE;
    bind->order = g_strsplit(info->order, ";", -1);
    bind->rank = declared_rank(bind->order, constant->text);
    if (bind->rank >= 0)
        return TRUE;
    g_autofree char *words = g_strjoinv(", ", bind->order);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "\"%s\" is not in the order of %s at line %d, column %d: compare with one of %s",
                constant->text, info->name, constant->line, constant->column, words);
    return FALSE;
}

static gboolean
bind_begin(TextBind *bind, GError **error)
{
    PqlNode *right = bind->compare->arguments->pdata[1];
    bind->constants = g_ptr_array_new();
    if (right->type == PQL_LIST)
        for (guint i = 0; i < right->arguments->len; i++)
            g_ptr_array_add(bind->constants, right->arguments->pdata[i]);
    else
        g_ptr_array_add(bind->constants, right);
    bind->exact = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    bind->folded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    bind->hits = g_array_new(FALSE, FALSE, sizeof(FoldedHit));
    bind->exact_seen = g_new0(gboolean, bind->constants->len);
    bind->spelling = g_new0(char *, bind->constants->len + 1);
    for (guint i = 0; i < bind->constants->len; i++) {
        const PqlNode *constant = constant_at(bind, i);
        if (!constant->text)
            continue;
        g_autofree char *trimmed = g_strstrip(g_strdup(constant->text));
        g_hash_table_insert(bind->folded, text_fold(trimmed, -1), GUINT_TO_POINTER(i + 1));
        g_hash_table_insert(bind->exact, g_steal_pointer(&trimmed), GUINT_TO_POINTER(i + 1));
    }
    if (bind->op >= PQL_LIKE) {
        g_autofree char *valid = g_utf8_make_valid(constant_at(bind, 0)->text, -1);
        bind->pattern = g_utf8_casefold(valid, -1);
    }
    return bind->op < PQL_LT || bind->op > PQL_GE || bind_order(bind, error);
}

static void
bind_clear(TextBind *bind)
{
    for (guint i = 0; bind->spelling && i < bind->constants->len; i++)
        g_free(bind->spelling[i]);
    g_free(bind->spelling);
    g_clear_pointer(&bind->constants, g_ptr_array_unref);
    g_clear_pointer(&bind->exact, g_hash_table_unref);
    g_clear_pointer(&bind->folded, g_hash_table_unref);
    g_clear_pointer(&bind->hits, g_array_unref);
    g_clear_pointer(&bind->order, g_strfreev);
    g_free(bind->exact_seen);
    g_free(bind->second);
    g_free(bind->pattern);
}

static gboolean
bind_all(TextBind *bind, sqlite3 *database, GError **error)
{
    RowTest *test = bind->test;
    if (test->kind != ROW_TRUTHS) {
        guint32 n = dictionary_size(test->column->dictionary);
        test->n_truths = (gint32)n;
        test->truth = g_new0(guint8, MAX(n, 1));
        for (guint32 code = 0; code < n; code++)
            bind_cell(bind, code, dictionary_text(test->column->dictionary, code), -1);
        return TRUE;
    }
    bind->limit = test->frame->n;
    test->truth = g_malloc(MAX(bind->limit, 1));
    memset(test->truth, TEST_UNKNOWN, MAX(bind->limit, 1));
    if (!database) {
        g_set_error(
            error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
            "%s holds long texts, which can't be compared here: use a column of another kind",
            test->column->info->name);
        return FALSE;
    }
    return frame_texts(test->frame, database, test->column->info, visit_row, bind, error);
}

gboolean
row_bind_texts(RowTest *test, const PqlNode *compare, sqlite3 *database, GError **error)
{
    TextBind bind = {.test = test, .compare = compare, .op = test->op};
    gboolean bound =
        bind_begin(&bind, error) && bind_all(&bind, database, error) && settle_folded(&bind, error);
    bind_clear(&bind);
    return bound;
}
