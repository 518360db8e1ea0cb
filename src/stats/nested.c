/* Who does what how well: means of groups by item, each drawn towards what its group and all groups
 * show. A normal model of two nested levels, fitted to the cells' means by EM. */
#include <foredesk/stats.h>

#include <string.h>

enum { ROUNDS = 5000 };
#define STILL 1e-10

void
nested_fit_clear(NestedFit *fit)
{
    g_clear_pointer(&fit->item, g_free);
    g_clear_pointer(&fit->start, g_free);
    g_clear_pointer(&fit->group, g_free);
    g_clear_pointer(&fit->group_variance, g_free);
}

static double
variance_of(const NestedFit *fit, const NestedCell *cell)
{
    return fit->cells_variance + fit->within / cell->n;
}

/* Posterior mean and variance of each group's own effect, given all else. */
static void
draw_groups(NestedFit *fit)
{
    for (guint g = 0; g < fit->groups; g++) {
        double weights = 0, sum = 0;
        for (guint i = fit->start[g]; i < fit->start[g + 1]; i++) {
            const NestedCell *cell = &fit->cells[i];
            double weight = 1 / variance_of(fit, cell);
            weights += weight;
            sum += weight * (cell->mean - fit->item[cell->item]);
        }
        fit->group_variance[g] = fit->groups_variance / (1 + fit->groups_variance * weights);
        fit->group[g] = fit->group_variance[g] * sum;
    }
}

/* Items anew from what is left of the cells once their group is taken out. */
static void
update_items(NestedFit *fit, guint items)
{
    g_autofree double *weights = g_new0(double, (gsize)items + 1);
    g_autofree double *sum = g_new0(double, (gsize)items + 1);

    for (guint g = 0; g < fit->groups; g++)
        for (guint i = fit->start[g]; i < fit->start[g + 1]; i++) {
            const NestedCell *cell = &fit->cells[i];
            double weight = 1 / variance_of(fit, cell);
            weights[cell->item] += weight;
            sum[cell->item] += weight * (cell->mean - fit->group[g]);
        }
    for (guint i = 0; i < items; i++)
        if (weights[i] > 0)
            fit->item[i] = sum[i] / weights[i];
}

/* The variances anew: the expected squares of the effects. Returns by how much they moved. */
static double
update_variances(NestedFit *fit)
{
    double groups = 0, cells = 0, was[] = {fit->groups_variance, fit->cells_variance};

    for (guint g = 0; g < fit->groups; g++) {
        groups += fit->group[g] * fit->group[g] + fit->group_variance[g];
        for (guint i = fit->start[g]; i < fit->start[g + 1]; i++) {
            const NestedCell *cell = &fit->cells[i];
            double share = fit->cells_variance / variance_of(fit, cell);
            double effect = share * (cell->mean - fit->item[cell->item] - fit->group[g]);
            cells += effect * effect + share * fit->within / cell->n +
                     share * share * fit->group_variance[g];
        }
    }
    fit->groups_variance = groups / fit->groups;
    fit->cells_variance = cells / fit->n;
    return fabs(fit->groups_variance - was[0]) + fabs(fit->cells_variance - was[1]);
}

void
stats_nested_fit(NestedFit *fit, const NestedCell *cells, guint n, guint groups, guint items,
                 double within)
{
    double spread = 0;

    *fit = (NestedFit){.cells = cells, .n = n, .groups = groups, .within = within};
    fit->item = g_new0(double, (gsize)items + 1);
    fit->group = g_new0(double, (gsize)groups + 1);
    fit->group_variance = g_new0(double, (gsize)groups + 1);
    fit->start = g_new0(guint, (gsize)groups + 2);
    for (guint i = 0; i < n; i++)
        fit->start[cells[i].group + 1]++;
    for (guint g = 0; g < groups; g++)
        fit->start[g + 1] += fit->start[g];
    if (!n)
        return;
    fit->groups_variance = fit->cells_variance = within; /* so that all weigh by their number */
    update_items(fit, items);
    for (guint i = 0; i < n; i++)
        spread += pow(cells[i].mean - fit->item[cells[i].item], 2) / n;
    fit->groups_variance = fit->cells_variance = spread / 2;
    for (guint round = 0; spread > 0 && round < ROUNDS; round++) {
        draw_groups(fit);
        if (update_variances(fit) < STILL * spread)
            break;
        draw_groups(fit);
        update_items(fit, items);
    }
    draw_groups(fit);
}

void
stats_nested_sum(const NestedFit *fit, guint group, const double *weight, guint items,
                 double *value, double *variance)
{
    g_autofree double *left = g_memdup2(weight, (gsize)items * sizeof *weight);
    double own = 0;

    *value = *variance = 0;
    for (guint i = fit->start[group]; i < fit->start[group + 1]; i++) {
        const NestedCell *cell = &fit->cells[i];
        double share = fit->cells_variance / variance_of(fit, cell), of = weight[cell->item];
        own += of * (1 - share);
        *value += of * share * (cell->mean - fit->item[cell->item]);
        *variance += of * of * share * fit->within / cell->n;
        left[cell->item] = 0;
    }
    for (guint i = 0; i < items; i++) { /* never seen: its group alone tells */
        own += left[i];
        *variance += left[i] * left[i] * fit->cells_variance;
    }
    *value += own * fit->group[group];
    *variance += own * own * fit->group_variance[group];
}
