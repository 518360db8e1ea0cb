/* Pairs of columns that say the same: equal in every row, or nearly so. Judged on rows drawn
 * evenly; equality is proved on all. */
#include "audit/alert.h"

#include <math.h>
#include <string.h>

enum { SAMPLE = 20000, LEVELS = 200, COLUMNS_MOST = 60, ROWS_LEAST = 100 };
static const double ALIKE = 0.95;

typedef struct {
    const ColumnInfo *info;
    const FrameColumn *cells;
    double *rank; /* numbers: midranks of the sampled rows, NaN: missing */
} Side;

typedef struct {
    Inspection *inspection;
    guint32 *row; /* sampled */
    guint32 n;
    GArray *side; /* Side */
} Pairs;

static void
side_clear(gpointer side)
{
    g_free(((Side *)side)->rank);
}

static double *
midranks(const Pairs *pairs, const FrameColumn *cells)
{
    g_autofree double *value = g_new(double, pairs->n + 1);
    g_autofree guint32 *order = g_new(guint32, pairs->n + 1);
    double *rank = g_new(double, pairs->n + 1);

    for (guint32 i = 0; i < pairs->n; i++)
        value[i] = frame_number(cells, pairs->row[i]);
    stats_order(value, pairs->n, NULL, order);
    for (guint32 from = 0, to; from < pairs->n; from = to) {
        double x = value[order[from]];
        for (to = from + 1; to < pairs->n && value[order[to]] == x; to++)
            ;
        for (guint32 i = from; i < to; i++)
            rank[order[i]] = isnan(x) ? NAN : (from + to - 1) / 2.0;
    }
    return rank;
}

/* ---- how alike --------------------------------------------------------------------------------
 */

/* Spearman's: Pearson's correlation of ranks, over rows that have both. */
static double
spearman(const Pairs *pairs, const Side *a, const Side *b, guint32 *both)
{
    double sum[2] = {0}, square[2] = {0}, product = 0, n = 0;

    for (guint32 i = 0; i < pairs->n; i++) {
        double x = a->rank[i], y = b->rank[i];
        if (isnan(x) || isnan(y))
            continue;
        n++;
        sum[0] += x;
        sum[1] += y;
        square[0] += x * x;
        square[1] += y * y;
        product += x * y;
    }
    *both = (guint32)n;
    double variance = (square[0] - sum[0] * sum[0] / n) * (square[1] - sum[1] * sum[1] / n);
    return variance > 0 ? (product - sum[0] * sum[1] / n) / sqrt(variance) : 0;
}

/* Cramér's V, corrected for its bias (Bergsma 2013), of rows that have both. */
static double
cramer(const Pairs *pairs, const Side *a, const Side *b, guint32 *both)
{
    guint32 rows = dictionary_size(a->cells->dictionary);
    guint32 columns = dictionary_size(b->cells->dictionary);
    g_autofree double *count = g_new0(double, (gsize)rows *columns + 1);
    g_autofree double *left = g_new0(double, rows + 1), *right = g_new0(double, columns + 1);
    double n = 0, chi = 0, used[2] = {0};

    for (guint32 i = 0; i < pairs->n; i++) {
        gint32 x = a->cells->code[pairs->row[i]], y = b->cells->code[pairs->row[i]];
        if (x < 0 || y < 0)
            continue;
        n++;
        count[(gsize)x * columns + (gsize)y]++;
        left[x]++;
        right[y]++;
    }
    *both = (guint32)n;
    for (guint32 x = 0; x < rows; x++)
        used[0] += left[x] > 0;
    for (guint32 y = 0; y < columns; y++)
        used[1] += right[y] > 0;
    if (n < ROWS_LEAST || used[0] < 2 || used[1] < 2)
        return 0;
    for (guint32 x = 0; x < rows; x++)
        for (guint32 y = 0; y < columns && left[x] > 0; y++)
            if (right[y] > 0)
                chi += pow(count[(gsize)x * columns + y], 2) / (left[x] * right[y]);
    double phi = fmax(0, chi - 1 - (used[0] - 1) * (used[1] - 1) / (n - 1));
    double r = used[0] - pow(used[0] - 1, 2) / (n - 1), c = used[1] - pow(used[1] - 1, 2) / (n - 1);
    return sqrt(phi / fmin(r - 1, c - 1));
}

/* ---- equal ------------------------------------------------------------------------------------
 */

static gboolean
is_equal_at(const FrameColumn *a, const FrameColumn *b, guint32 row)
{
    if (a->code && b->code)
        return a->code[row] < 0 || b->code[row] < 0
                   ? a->code[row] == b->code[row]
                   : strcmp(dictionary_text(a->dictionary, (guint32)a->code[row]),
                            dictionary_text(b->dictionary, (guint32)b->code[row])) == 0;
    if (a->integer && b->integer)
        return a->integer[row] == b->integer[row];
    double x = frame_number(a, row), y = frame_number(b, row);
    return x == y || (isnan(x) && isnan(y));
}

static gboolean
is_equal(const FrameColumn *a, const FrameColumn *b)
{
    if ((a->code == NULL) != (b->code == NULL) || a->item_start || b->item_start)
        return FALSE;
    for (guint32 row = 0; row < a->n; row++)
        if (!is_equal_at(a, b, row))
            return FALSE;
    return TRUE;
}

static void
judge_pair(const Pairs *pairs, const Side *a, const Side *b)
{
    Inspection *inspection = pairs->inspection;
    gboolean numbers = a->rank && b->rank, values = a->cells->code && b->cells->code;
    gboolean countable = values && dictionary_size(a->cells->dictionary) <= LEVELS &&
                         dictionary_size(b->cells->dictionary) <= LEVELS;
    guint32 both = 0;
    Alert *alert = NULL;

    if (is_equal(a->cells, b->cells)) {
        alert = alert_add(inspection, ALERT_IDENTICAL, SEVERITY_NOTE, b->info,
                          "equal to %s in every row", a->info->name);
    } else if (numbers || countable) {
        double alike = numbers ? spearman(pairs, a, b, &both) : cramer(pairs, a, b, &both);
        if (both < ROWS_LEAST || fabs(alike) < ALIKE)
            return;
        alert =
            alert_add(inspection, ALERT_CORRELATED, SEVERITY_NOTE, b->info, "goes with %s: %s %.2f",
                      a->info->name, numbers ? "rank correlation" : "Cramér's V", alike);
    }
    if (alert)
        alert->other = a->info;
}

void
inspect_pairs(Inspection *inspection)
{
    const GPtrArray *columns = inspection->table->columns;
    guint32 n = inspection->frame->n, filled;
    Pairs pairs = {.inspection = inspection, .n = MIN(n, SAMPLE)};

    if (n < ROWS_LEAST)
        return;
    pairs.side = g_array_new(FALSE, TRUE, sizeof(Side));
    g_array_set_clear_func(pairs.side, side_clear);
    pairs.row = g_new(guint32, pairs.n);
    for (guint32 i = 0; i < pairs.n; i++)
        pairs.row[i] = (guint32)((guint64)i * n / pairs.n);
    for (guint i = 0; i < columns->len && pairs.side->len < COLUMNS_MOST; i++) {
        const ColumnInfo *column = g_ptr_array_index(columns, i);
        Side side = {.info = column, .cells = inspection_column(inspection, i)};
        filled = (guint32)(inspection->stats[i].rows - inspection->stats[i].missing);
        if (!side.cells || !is_candidate(inspection, column) || inspection->stats[i].distinct < 2 ||
            filled < ROWS_LEAST || side.cells->kind == KIND_TEXT || side.cells->item_start)
            continue;
        if (is_number_kind(side.cells->kind) || side.cells->kind == KIND_DATE)
            side.rank = midranks(&pairs, side.cells);
        g_array_append_val(pairs.side, side);
    }
    for (guint i = 0; i < pairs.side->len; i++)
        for (guint j = i + 1; j < pairs.side->len; j++)
            judge_pair(&pairs, &g_array_index(pairs.side, Side, i),
                       &g_array_index(pairs.side, Side, j));
    g_array_unref(pairs.side);
    g_free(pairs.row);
}
