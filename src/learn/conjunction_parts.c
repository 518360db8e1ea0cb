/* The conditions that conjunctions are made of: from the values of the candidates on the sample,
 * cut where people would cut them, and put into PQL again. */
#include "learn/conjunction_parts.h"

#include <math.h>
#include <stdlib.h>

#define MOST_VALUES 120 /* candidates that conditions are made of */
#define MOST_CUTS 8
#define MOST_LEVELS 5

/* ---- sets --------------------------------------------------------------------------------------
 */

Count
count_rows(const Search *search, const guint64 *set, const guint64 *of, gboolean older)
{
    Count count = {0, 0};
    for (guint32 w = 0; w < search->words; w++) {
        guint64 side = search->open[w] & (older ? search->older[w] : ~search->older[w]);
        guint64 rows = set[w] & side & (of ? of[w] : ~G_GUINT64_CONSTANT(0));
        count.rows += __builtin_popcountll(rows);
        count.events += __builtin_popcountll(rows & search->event[w]);
    }
    return count;
}

static double
term(double seen, double expected)
{
    return seen > 0 && expected > 0 ? 2 * seen * log(seen / expected) : 0;
}

double
gain_of(Count in, Count all)
{
    double rate = all.rows > 0 ? all.events / all.rows : 0;
    Count out = {all.rows - in.rows, all.events - in.events};
    double gain =
        term(in.events, in.rows * rate) + term(in.rows - in.events, in.rows * (1 - rate)) +
        term(out.events, out.rows * rate) + term(out.rows - out.events, out.rows * (1 - rate));
    return in.events < in.rows * rate ? -gain : gain;
}

/* ---- conditions --------------------------------------------------------------------------------
 */

static double
rounded(double value)
{
    char text[32];
    g_snprintf(text, sizeof text, "%.2g", value);
    return g_ascii_strtod(text, NULL);
}

static int
compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void
part_free(gpointer data)
{
    Part *part = data;
    g_free(part->rows);
    g_free(part);
}

Part *
part_new(const Search *search, Part like)
{
    Part *part = g_memdup2(&like, sizeof like);
    const FeatureValues *values = search->proposal->values->pdata[part->value];
    part->rows = g_new0(guint64, search->words);
    for (guint32 i = 0; i < search->n; i++) {
        gboolean holds = part->code >= 0 ? values->code[i] == part->code
                         : part->less    ? values->number[i] < part->cut
                                         : values->number[i] >= part->cut;
        if (holds)
            set_row(part->rows, i);
    }
    return part;
}

static void
add_part(Search *search, Part like)
{
    Part *part = part_new(search, like);
    if (count_rows(search, part->rows, NULL, TRUE).rows >= FEWEST_ROWS)
        g_ptr_array_add(search->parts, part);
    else
        part_free(part);
}

GArray *
cuts_of(const FeatureValues *values, guint most)
{
    GArray *cuts = g_array_new(FALSE, FALSE, sizeof(double));
    g_autofree double *sorted = g_new(double, (gsize)values->n + 1);
    guint32 n = 0;
    for (guint32 i = 0; i < values->n; i++)
        if (!isnan(values->number[i]))
            sorted[n++] = values->number[i];
    qsort(sorted, n, sizeof *sorted, compare_doubles);
    for (guint k = 1; n > 0 && k <= most; k++) {
        /* as many steps among the values that differ from the least, which is often 0 */
        guint32 first = 0;
        while (first + 1 < n && sorted[first] == sorted[0])
            first++;
        double cut = rounded(sorted[first + (guint64)(n - first - 1) * k / (most + 1)]);
        if (k == 1 && sorted[first] > sorted[0]) {
            double least = rounded(sorted[first]);
            g_array_append_val(cuts, least);
        }
        if (cut > sorted[0] && (!cuts->len || g_array_index(cuts, double, cuts->len - 1) < cut))
            g_array_append_val(cuts, cut);
    }
    return cuts;
}

static void
add_cuts(Search *search, guint value)
{
    g_autoptr(GArray) cuts = cuts_of(search->proposal->values->pdata[value], MOST_CUTS);
    for (guint i = 0; i < cuts->len; i++) {
        add_part(search, (Part){value, FALSE, g_array_index(cuts, double, i), -1, NULL});
        add_part(search, (Part){value, TRUE, g_array_index(cuts, double, i), -1, NULL});
    }
}

static void
add_levels(Search *search, guint value)
{
    const FeatureValues *values = search->proposal->values->pdata[value];
    guint32 size = dictionary_size(values->dictionary);
    g_autofree guint32 *count = g_new0(guint32, (gsize)size + 1);
    for (guint32 i = 0; i < values->n; i++)
        if (values->code[i] >= 0)
            count[values->code[i]]++;
    for (guint k = 0; k < MOST_LEVELS; k++) {
        guint32 most = 0;
        for (guint32 code = 1; code < size; code++)
            most = count[code] > count[most] ? code : most;
        if (!size || !count[most])
            return;
        count[most] = 0;
        add_part(search, (Part){value, FALSE, 0, (gint32)most, NULL});
    }
}

/* Records, trends and what the whole desk does move with the base rate: a bound on them doesn't
 * last (BENCH.md has what it did to a log whose rate fell). */
static gboolean
drifts(const PqlNode *node)
{
    return node->aggregate == PQL_RATE || node->aggregate == PQL_LIFT ||
           node->aggregate == PQL_TREND ||
           (node->via && node->via->type == PQL_COLUMN && g_str_equal(node->via->name, "*"));
}

/* What can stand in a condition by itself: no condition, nothing that is learned from texts, no two
 * columns together. */
static gboolean
can_be_part(const Search *search, const Feature *feature)
{
    const PqlNode *node = feature->node;
    if (node->type == PQL_AGGREGATE)
        return !drifts(node) && !feature_pairs_columns(feature, search->task);
    return node->type == PQL_COLUMN ||
           (node->type == PQL_FUNCTION && node->function != PQL_TEXT_SCORE &&
            node->function != PQL_TOPIC);
}

void
search_add_parts(Search *search, const double *gains)
{
    const GPtrArray *values = search->proposal->values;
    g_autofree guint8 *taken = g_new0(guint8, (gsize)values->len + 1);
    for (guint k = 0; k < MIN(values->len, MOST_VALUES); k++) {
        guint best = values->len;
        for (guint i = 0; i < values->len; i++) {
            const FeatureValues *one = values->pdata[i];
            if (!taken[i] && can_be_part(search, one->feature) &&
                (best == values->len || (gains && gains[i] > gains[best])))
                best = i;
        }
        if (best == values->len)
            return;
        taken[best] = 1;
        if (((FeatureValues *)values->pdata[best])->number)
            add_cuts(search, best);
        else
            add_levels(search, best);
    }
}

/* ---- in words ----------------------------------------------------------------------------------
 */

char *
part_text(const Search *search, const Part *part)
{
    const FeatureValues *values = search->proposal->values->pdata[part->value];
    const Feature *feature = values->feature;
    const PqlNode *node = feature->node;
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    if (part->code >= 0) {
        g_autofree char *value =
            text_quote(dictionary_text(values->dictionary, (guint32)part->code), '\'');
        return g_strdup_printf("%s = %s", feature->expression, value);
    }
    if (node->type == PQL_AGGREGATE && node->aggregate == PQL_EXISTS)
        return g_strdup_printf("%s%s", part->less ? "NOT " : "", feature->expression);
    g_ascii_formatd(number, sizeof number, "%.10g", part->cut);
    return g_strdup_printf("%s %s %s", feature->expression, part->less ? "<" : ">=", number);
}

gboolean
part_is_simple(const Search *search, const Part *part)
{
    const FeatureValues *values = search->proposal->values->pdata[part->value];
    const PqlNode *node = values->feature->node;
    return node->type != PQL_AGGREGATE || node->aggregate == PQL_COUNT ||
           node->aggregate == PQL_EXISTS || node->aggregate == PQL_SINCE_LAST ||
           node->aggregate == PQL_LAST;
}
