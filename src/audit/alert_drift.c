/* The oldest quarter of the rows against the newest: columns whose mixture changed, values that are
 * new, values that are gone. */
#include "audit/alert.h"

#include <math.h>
#include <string.h>

enum { BINS = 10, VALUES = 20, ROWS_LEAST = 100, VALUES_MOST = 20000 };
static const double RATE = 0.01, WATCH = 0.1, ACT = 0.25, SURELY_NEW = 0.001;

typedef struct {
    Inspection *inspection;
    const guint32 *old, *new; /* frame rows of the two quarters */
    guint32 n;                /* rows of each */
} Quarters;

typedef struct {
    const ColumnInfo *column;
    double psi, p;
    char *words; /* what moved most */
} Drift;

static void
drift_clear(gpointer drift)
{
    g_free(((Drift *)drift)->words);
}

/* ---- shares in bins ---------------------------------------------------------------------------
 */

/* PSI and its p-value: without drift, PSI · n·m/(n+m) is chi-square with bins − 1 degrees (Yurdakul
 * 2018); bins that are empty on both sides don't count. */
static void
judge_shares(const double *old, const double *new, guint bins, double n, double m, Drift *drift)
{
    double share[2][VALUES + 3];
    guint used = 0;

    for (guint i = 0; i < bins; i++) {
        if (!old[i] && !new[i])
            continue;
        share[0][used] = old[i] / n;
        share[1][used++] = new[i] / m;
    }
    if (used < 2)
        return;
    drift->psi = stats_psi(share[0], share[1], used);
    drift->p = chi_square_tail(drift->psi * n * m / (n + m), used - 1);
    drift->psi -= stats_psi_noise(used, (gsize)n, (gsize)m);
}

static double
median_of(const FrameColumn *cells, const guint32 *rows, guint32 n)
{
    g_autofree double *value = g_new(double, n + 1);
    for (guint32 i = 0; i < n; i++)
        value[i] = frame_number(cells, rows[i]);
    return stats_median(value, n);
}

static void
drift_of_number(const Quarters *quarters, const FrameColumn *cells, Drift *drift)
{
    double edge[BINS - 1], p[BINS - 1], count[2][BINS + 1] = {{0}};
    g_autofree double *value = g_new(double, quarters->n + 1);
    const guint32 *rows[] = {quarters->old, quarters->new};
    guint32 n = 0;

    for (guint32 i = 0; i < quarters->n; i++) {
        double x = frame_number(cells, quarters->old[i]);
        if (isfinite(x))
            value[n++] = x;
    }
    if (n < ROWS_LEAST)
        return;
    for (guint i = 0; i < BINS - 1; i++)
        p[i] = (i + 1.0) / BINS;
    stats_quantiles(value, n, p, BINS - 1, edge);
    for (guint side = 0; side < 2; side++)
        for (guint32 i = 0; i < quarters->n; i++) {
            double x = frame_number(cells, rows[side][i]);
            guint bin = 0;
            while (bin < BINS - 1 && x > edge[bin])
                bin++;
            count[side][isfinite(x) ? bin : BINS]++;
        }
    judge_shares(count[0], count[1], BINS + 1, quarters->n, quarters->n, drift);
    g_autofree char *was = number_short(median_of(cells, quarters->old, quarters->n));
    g_autofree char *is = number_short(median_of(cells, quarters->new, quarters->n));
    drift->words =
        g_strdup_printf("half were below %s, now below %s; empty in %.0f %%, now %.0f %%", was, is,
                        100 * count[0][BINS] / quarters->n, 100 * count[1][BINS] / quarters->n);
}

/* ---- values -----------------------------------------------------------------------------------
 */

typedef struct {
    guint32 size;
    double *count[3]; /* by code + 1: oldest quarter, the half between, newest */
} Values;

static void
count_values(const Quarters *quarters, const FrameColumn *cells, Values *values)
{
    const Inspection *inspection = quarters->inspection;

    values->size = dictionary_size(cells->dictionary);
    for (guint part = 0; part < 3; part++)
        values->count[part] = g_new0(double, values->size + 2);
    for (guint32 i = 0; i < inspection->dated; i++) {
        guint part = i < quarters->n ? 0 : i < inspection->dated - quarters->n ? 1 : 2;
        values->count[part][cells->code[inspection->by_time[i]] + 1]++;
    }
}

static void
drift_of_values(const Quarters *quarters, const Inspection *inspection, const FrameColumn *cells,
                const Values *values, Drift *drift)
{
    double bin[2][VALUES + 2] = {{0}}, moved = 0;
    g_autofree double *rarity = g_new(double, values->size + 2);
    g_autofree guint32 *order = g_new(guint32, values->size + 2);
    guint32 most = 0;

    for (guint32 code = 0; code <= values->size; code++)
        rarity[code] = -(values->count[0][code] + values->count[2][code]);
    stats_order(rarity, values->size + 1, NULL, order);
    for (guint32 i = 0; i <= values->size; i++) {
        double old = values->count[0][order[i]], new = values->count[2][order[i]];
        bin[0][MIN(i, VALUES)] += old;
        bin[1][MIN(i, VALUES)] += new;
        if (i < VALUES && fabs(new - old) > moved)
            moved = fabs(new - old), most = order[i];
    }
    judge_shares(bin[0], bin[1], VALUES + 1, quarters->n, quarters->n, drift);
    g_autofree char *value =
        most ? alert_value(inspection, drift->column, dictionary_text(cells->dictionary, most - 1))
             : g_strdup("(missing)");
    drift->words = g_strdup_printf("%s went from %.1f to %.1f %%", value,
                                   100 * values->count[0][most] / quarters->n,
                                   100 * values->count[2][most] / quarters->n);
}

/* ---- new and gone -----------------------------------------------------------------------------
 */

static void
tell_values(Inspection *inspection, const FrameColumn *cells, const guint8 *picked, guint many,
            double count, guint32 example, gboolean new)
{
    g_autofree guint8 *rows = g_new0(guint8, cells->n + 1);
    g_autofree char *value =
        alert_value(inspection, cells->info, dictionary_text(cells->dictionary, example));
    g_autofree char *rest = many > 1 ? g_strdup_printf(" and %u more", many - 1) : g_strdup("");
    g_autofree char *of = number_count((gint64)count);

    for (guint32 i = 0; i < cells->n; i++)
        rows[i] = cells->code[i] >= 0 && picked[cells->code[i]];
    Alert *alert =
        new ? alert_add(inspection, ALERT_NEW_VALUES, SEVERITY_WATCH, cells->info,
                        "%s%s: %s rows of the newest quarter, none before", value, rest, of)
            : alert_add(inspection, ALERT_GONE_VALUES, SEVERITY_NOTE, cells->info,
                        "%s%s: %s rows of the oldest quarter, none in the newer half", value, rest,
                        of);
    alert_rows(inspection, alert, rows);
}

/* A value of a constant share falls by chance k times into the newest quarter and never before with
 * probability 4^−k; over all values of the column below one in a thousand (Bonferroni). Likewise
 * 3^−k for k times in the oldest quarter and never in the newer half. */
static void
look_for_values(Inspection *inspection, const FrameColumn *cells, const Values *values)
{
    for (guint new = 0; new < 2; new ++) {
        g_autofree guint8 *picked = g_new0(guint8, values->size + 1);
        guint32 example = 0, many = 0;
        double count = 0, best = 0;
        for (guint32 code = 0; code < values->size; code++) {
            double old = values->count[0][code + 1], middle = values->count[1][code + 1];
            double late = values->count[2][code + 1], k = new ? late : old;
            gboolean absent = new ? !old && !middle : !late;
            if (!absent || k < 10 || values->size * pow(new ? 4 : 3, -k) > SURELY_NEW)
                continue;
            picked[code] = TRUE;
            many++;
            count += k;
            if (k > best)
                best = k, example = code;
        }
        if (many)
            tell_values(inspection, cells, picked, many, count, example, new);
    }
}

/* ---- all of them ------------------------------------------------------------------------------
 */

static void
tell_drifts(Inspection *inspection, const GArray *drifts)
{
    g_autofree double *p = g_new(double, drifts->len + 1);
    g_autofree guint8 *passed = g_new0(guint8, drifts->len + 1);

    for (guint i = 0; i < drifts->len; i++)
        p[i] = g_array_index(drifts, Drift, i).p;
    benjamini_hochberg(p, drifts->len, RATE, passed);
    for (guint i = 0; i < drifts->len; i++) {
        const Drift *drift = &g_array_index(drifts, Drift, i);
        if (passed[i] && drift->psi >= WATCH)
            alert_add(inspection, ALERT_DRIFT, drift->psi >= ACT ? SEVERITY_WATCH : SEVERITY_NOTE,
                      drift->column, "%s (PSI %.2f)", drift->words, drift->psi);
    }
}

void
inspect_drift(Inspection *inspection)
{
    const GPtrArray *columns = inspection->table->columns;
    g_autoptr(GArray) drifts = g_array_new(FALSE, FALSE, sizeof(Drift));
    Quarters quarters = {.inspection = inspection, .n = inspection->dated / 4};

    if (quarters.n < ROWS_LEAST)
        return;
    quarters.old = inspection->by_time;
    quarters.new = inspection->by_time + inspection->dated - quarters.n;
    g_array_set_clear_func(drifts, drift_clear);
    for (guint i = 0; i < columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(columns, i);
        const FrameColumn *cells = inspection_column(inspection, i);
        Drift drift = {.column = column, .psi = 0, .p = NAN};
        if (!cells || !is_candidate(inspection, column))
            continue;
        if (is_number_kind(cells->kind)) {
            drift_of_number(&quarters, cells, &drift);
        } else if (cells->kind == KIND_CATEGORY || cells->kind == KIND_BOOLEAN) {
            Values values;
            if (dictionary_size(cells->dictionary) > VALUES_MOST)
                continue;
            count_values(&quarters, cells, &values);
            drift_of_values(&quarters, inspection, cells, &values, &drift);
            if (cells->kind == KIND_CATEGORY)
                look_for_values(inspection, cells, &values);
            for (guint part = 0; part < 3; part++)
                g_free(values.count[part]);
        }
        if (!isnan(drift.p))
            g_array_append_val(drifts, drift);
        else
            g_free(drift.words);
    }
    tell_drifts(inspection, drifts);
}
