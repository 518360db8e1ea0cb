/* Numbers that can't be, or are far from all others: durations below zero, ratings beyond their
 * scale, outliers, long tails, zeros, serial numbers. */
#include "audit/alert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE = 50000, ROWS_LEAST = 100, DISTINCT_LEAST = 20 };
static const double SURELY = 0.001; /* so large a share of impossible values is severe */

/* Figures of a sample by lot, ascending; the whole column where it is small. */
typedef struct {
    double *value; /* sorted */
    guint32 n;
    double median, low, high; /* quartiles */
    gboolean logarithmic;     /* of ln(1 + x): a positive number with a long tail */
} Spread;

static void
take_sample(const FrameColumn *cells, Spread *spread)
{
    Random random;
    guint32 filled = 0;

    spread->value = g_new(double, MIN(cells->n, SAMPLE) + 1);
    random_seed(&random, 1);
    for (guint32 i = 0; i < cells->n; i++) {
        double value = frame_number(cells, i);
        if (!isfinite(value))
            continue;
        if (filled < SAMPLE) /* Algorithm R (Vitter 1985) */
            spread->value[filled] = value;
        else {
            guint32 place = random_below(&random, filled + 1);
            if (place < SAMPLE)
                spread->value[place] = value;
        }
        filled++;
    }
    spread->n = MIN(filled, SAMPLE);
}

static void
sort_sample(Spread *spread)
{
    g_autofree guint32 *order = g_new(guint32, spread->n + 1);
    double *sorted = g_new(double, spread->n + 1);

    stats_order(spread->value, spread->n, NULL, order);
    for (guint32 i = 0; i < spread->n; i++)
        sorted[i] = spread->value[order[i]];
    g_free(spread->value);
    spread->value = sorted;
}

static double
skewness(const double *value, guint32 n)
{
    double mean = stats_mean(value, n), sd = stats_sd(value, n), sum = 0;
    for (guint32 i = 0; i < n; i++)
        sum += pow((value[i] - mean) / sd, 3);
    return sd > 0 ? sum / n : 0;
}

static void
measure(Spread *spread)
{
    spread->median = stats_quantile_sorted(spread->value, spread->n, 0.5);
    spread->low = stats_quantile_sorted(spread->value, spread->n, 0.25);
    spread->high = stats_quantile_sorted(spread->value, spread->n, 0.75);
}

/* ---- impossible -------------------------------------------------------------------------------
 */

static gboolean
names_duration(const ColumnInfo *column)
{
    static const char *const words[] = {"hours",   "minutes", "seconds",   "duration",
                                        "_time",   "age",     "days",      "elapsed",
                                        "time_to", "handle",  "resolution"};
    g_autofree char *name = g_ascii_strdown(column->name, -1);

    if (column->role == ROLE_RESOLUTION)
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(name, words[i]))
            return TRUE;
    return FALSE;
}

static Severity
how_bad(gint64 count, gint64 of)
{
    return (double)count >= SURELY * (double)of ? SEVERITY_SEVERE : SEVERITY_WATCH;
}

static void
look_at_negatives(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells,
                  gint64 filled)
{
    g_autofree guint8 *rows = g_new0(guint8, cells->n + 1);
    double least = 0;
    gint64 count = 0;

    for (guint32 i = 0; i < cells->n; i++) {
        double value = frame_number(cells, i);
        rows[i] = value < 0;
        count += value < 0;
        least = fmin(least, value);
    }
    if (!count)
        return;
    /* where many are below zero, the sign means something: time over the limit, as Jira writes it
     */
    gboolean meant = count * 20 > filled;
    g_autofree char *share = alert_share(count, filled), *low = number_short(least);
    Alert *alert =
        meant ? alert_add(inspection, ALERT_NEGATIVE_DURATION, SEVERITY_NOTE, column,
                          "%s are below zero, down to %s: so many that it means something, such "
                          "as time beyond a limit",
                          share, low)
              : alert_add(inspection, ALERT_NEGATIVE_DURATION, how_bad(count, filled), column,
                          "%s are below zero, down to %s", share, low);
    alert_rows(inspection, alert, rows);
    if (!meant)
        alert_clean_cells(inspection, alert, "time below zero");
}

static gboolean
is_rating(const ColumnInfo *column)
{
    g_autofree char *name = g_ascii_strdown(column->name, -1);
    return column->role == ROLE_SATISFACTION || strstr(name, "csat") || strstr(name, "rating") ||
           strstr(name, "satisfaction") || strcmp(name, "nps") == 0 || strstr(name, "nps_");
}

/* The scale is the smallest of those in use that holds 97 in 100 ratings, and whose next step
 * nobody uses: a 0 below 1 to 10 says that the scale begins at 0. */
static void
look_at_scale(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells,
              gint64 filled)
{
    static const double scales[][2] = {{0, 1}, {1, 5}, {0, 5}, {1, 7}, {1, 10}, {0, 10}, {0, 100}};
    g_autofree guint8 *rows = g_new0(guint8, cells->n + 1);

    for (guint s = 0; s < G_N_ELEMENTS(scales); s++) {
        gint64 outside = 0;
        gboolean next_step = FALSE;
        double worst = NAN;
        for (guint32 i = 0; i < cells->n; i++) {
            double value = frame_number(cells, i);
            rows[i] = value < scales[s][0] || value > scales[s][1];
            if (!rows[i])
                continue;
            outside++;
            worst = value;
            next_step = next_step || (value >= scales[s][0] - 1 && value <= scales[s][1] + 1);
        }
        if (outside * 100 > filled * 3 || next_step)
            continue;
        if (!outside)
            return;
        g_autofree char *share = alert_share(outside, filled), *example = number_short(worst);
        Alert *alert = alert_add(inspection, ALERT_OUTSIDE_SCALE, how_bad(outside, filled), column,
                                 "%s ratings are outside of %g to %g, such as %s", share,
                                 scales[s][0], scales[s][1], example);
        alert_rows(inspection, alert, rows);
        alert_clean_cells(inspection, alert, "outside its scale");
        return;
    }
}

/* ---- far away ---------------------------------------------------------------------------------
 */

/* Beyond the quartiles by so many of their distances that one normal column in twenty would hold a
 * single such value (Bonferroni), and at least Tukey's three. */
static double
fences(gint64 n)
{
    double z = -stats_normal_quantile(0.05 / (2 * (double)MAX(n, 1)));
    return fmax(3, (z - 0.6745) / 1.349);
}

static double
on_scale(const Spread *spread, double value)
{
    return spread->logarithmic ? log1p(fmax(value, 0)) : value;
}

static void
look_at_outliers(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells,
                 const Spread *spread, gint64 filled)
{
    double low = on_scale(spread, spread->low), high = on_scale(spread, spread->high);
    double reach = fences(filled) * (high - low), worst = NAN;
    g_autofree guint8 *rows = g_new0(guint8, cells->n + 1);
    gint64 count = 0;

    if (!(high > low))
        return;
    for (guint32 i = 0; i < cells->n; i++) {
        double value = frame_number(cells, i), at = on_scale(spread, value);
        rows[i] = at < low - reach || at > high + reach;
        if (!rows[i])
            continue;
        count++;
        if (!(fabs(value - spread->median) <= fabs(worst - spread->median)))
            worst = value;
    }
    if (!count || count * 200 > filled) /* so many are a tail */
        return;
    g_autofree char *share = alert_share(count, filled), *far = number_short(worst);
    g_autofree char *middle = number_short(spread->median);
    Alert *alert =
        alert_add(inspection, ALERT_OUTLIERS, SEVERITY_NOTE, column,
                  "%s lie far outside, as far as %s; the middle one is %s", share, far, middle);
    alert_rows(inspection, alert, rows);
    alert_clean_cells(inspection, alert, "far from all others");
}

static void
look_at_shape(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells,
              const Spread *spread, double skew)
{
    double mean = stats_mean(spread->value, spread->n);
    gint64 zeros = 0, filled = 0;

    for (guint32 i = 0; i < cells->n; i++) {
        double value = frame_number(cells, i);
        filled += isfinite(value);
        zeros += value == 0;
    }
    if (fabs(skew) > 2 && (spread->median == 0 ? mean != 0 : fabs(mean / spread->median) > 1.5)) {
        g_autofree char *average = number_short(mean), *middle = number_short(spread->median);
        alert_add(inspection, ALERT_SKEW, SEVERITY_NOTE, column,
                  "mean %s, median %s, skewness %.1f", average, middle, skew);
    }
    if (zeros * 2 > filled && zeros < filled) {
        g_autofree char *share = alert_share(zeros, filled);
        Alert *alert =
            alert_add(inspection, ALERT_ZEROS, SEVERITY_NOTE, column, "%s are zero", share);
        alert->count = zeros;
        alert->of = filled;
    }
}

/* Chi-square over ten ranges of equal width, on 2,000 values: with more, nothing real is even. */
static void
look_at_evenness(Inspection *inspection, const ColumnInfo *column, const Spread *spread)
{
    enum { RANGES = 10, TESTED = 2000 };
    double low = spread->value[0], high = spread->value[spread->n - 1], chi = 0;
    guint32 count[RANGES] = {0}, n = MIN(spread->n, TESTED);

    if (column->kind != KIND_INTEGER && column->kind != KIND_DECIMAL)
        return;
    if (n < 500 || high - low < 50)
        return;
    for (guint32 i = 0; i < n; i++) {
        double value = spread->value[(guint64)i * spread->n / n];
        count[MIN((guint32)((value - low) / (high - low) * RANGES), RANGES - 1)]++;
    }
    for (guint i = 0; i < RANGES; i++)
        chi += pow(count[i] - (double)n / RANGES, 2) / ((double)n / RANGES);
    if (chi_square_tail(chi, RANGES - 1) > 0.05)
        alert_add(inspection, ALERT_UNIFORM, SEVERITY_NOTE, column,
                  "from %g to %g every range holds as many", low, high);
}

static void
look_at_column(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells,
               const ColumnStats *stats)
{
    gint64 filled = stats->rows - stats->missing;
    Spread spread = {0};

    if (filled >= 1 && names_duration(column))
        look_at_negatives(inspection, column, cells, filled);
    if (filled >= 20 && is_rating(column)) {
        look_at_scale(inspection, column, cells, filled);
        return;
    }
    take_sample(cells, &spread);
    if (spread.n >= ROWS_LEAST && stats->distinct > 1) {
        sort_sample(&spread);
        measure(&spread);
        double skew = skewness(spread.value, spread.n);
        spread.logarithmic = spread.value[0] >= 0 && skew > 1;
        if (stats->distinct >= DISTINCT_LEAST) {
            look_at_outliers(inspection, column, cells, &spread, filled);
            look_at_evenness(inspection, column, &spread);
        }
        look_at_shape(inspection, column, cells, &spread, skew);
    }
    g_free(spread.value);
}

void
inspect_numbers(Inspection *inspection)
{
    const GPtrArray *columns = inspection->table->columns;

    for (guint i = 0; i < columns->len; i++) {
        const FrameColumn *cells = inspection_column(inspection, i);
        const ColumnInfo *column = g_ptr_array_index(columns, i);
        if (cells && is_number_kind(cells->kind) && column != inspection->table->key)
            look_at_column(inspection, column, cells, inspection_stats(inspection, i));
    }
}
