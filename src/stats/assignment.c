/* Each row to one column, no column more often than it can take, at the least sum of costs:
 * shortest augmenting paths with prices, as the Hungarian method (Kuhn 1955; Jonker & Volgenant
 * 1987), with capacities in place of copies of the columns. */
#include <foredesk/stats.h>

typedef struct {
    const double *cost; /* n × m */
    guint32 n, m;
    const guint32 *capacity;
    guint32 *assigned, *taken; /* by row its column; by column how many rows it has */
    double *price;             /* by column: what a row pays beyond its cost */
    double *distance;          /* by column: of the cheapest way there */
    guint32 *from;             /* by column: the row that is moved to it */
    guint8 *done;
    double *rent; /* by row: cost and price of where it is */
} Assignment;

/* Offers every open column to a row that could be had at `distance`. */
static void
offer(Assignment *all, guint32 row, double distance)
{
    for (guint32 c = 0; c < all->m; c++) {
        double way = distance + all->cost[(gsize)row * all->m + c] + all->price[c] - all->rent[row];
        if (!all->done[c] && way < all->distance[c]) {
            all->distance[c] = way;
            all->from[c] = row;
        }
    }
}

/* The nearest column that isn't done, m: none can be reached. */
static guint32
nearest(const Assignment *all)
{
    guint32 best = all->m;
    for (guint32 c = 0; c < all->m; c++)
        if (!all->done[c] && isfinite(all->distance[c]) &&
            (best == all->m || all->distance[c] < all->distance[best]))
            best = c;
    return best;
}

/* Rows along the way move one on, and prices rise by how much nearer than the end they were. */
static void
augment(Assignment *all, guint32 row, guint32 end)
{
    double length = all->distance[end];
    guint32 column = end;

    for (guint32 c = 0; c < all->m; c++)
        if (all->done[c] && all->distance[c] < length)
            all->price[c] += length - all->distance[c];
    all->taken[end]++;
    for (;;) {
        guint32 moved = all->from[column], was = all->assigned[moved];
        all->assigned[moved] = column;
        if (moved == row)
            break;
        column = was;
    }
    for (guint32 r = 0; r < all->n; r++)
        if (all->assigned[r] != G_MAXUINT32)
            all->rent[r] =
                all->cost[(gsize)r * all->m + all->assigned[r]] + all->price[all->assigned[r]];
}

/* One row more; it stays without a column where none can take it. */
static void
place(Assignment *all, guint32 row)
{
    for (guint32 c = 0; c < all->m; c++) {
        all->distance[c] = INFINITY;
        all->done[c] = all->capacity[c] == 0;
    }
    offer(all, row, 0);
    for (;;) {
        guint32 column = nearest(all);
        if (column == all->m)
            return;
        all->done[column] = 1;
        if (all->taken[column] < all->capacity[column]) {
            augment(all, row, column);
            return;
        }
        for (guint32 r = 0; r < all->n; r++)
            if (all->assigned[r] == column)
                offer(all, r, all->distance[column]);
    }
}

double
stats_assign(const double *cost, guint32 n, guint32 m, const guint32 *capacity, guint32 *assigned)
{
    g_autofree guint32 *taken = g_new0(guint32, (gsize)m + 1);
    g_autofree guint32 *from = g_new0(guint32, (gsize)m + 1);
    g_autofree double *price = g_new0(double, (gsize)m + 1);
    g_autofree double *distance = g_new0(double, (gsize)m + 1);
    g_autofree double *rent = g_new0(double, (gsize)n + 1);
    g_autofree guint8 *done = g_new0(guint8, (gsize)m + 1);
    Assignment all = {cost, n, m, capacity, assigned, taken, price, distance, from, done, rent};
    double sum = 0;

    for (guint32 r = 0; r < n; r++)
        assigned[r] = G_MAXUINT32;
    for (guint32 r = 0; r < n; r++)
        place(&all, r);
    for (guint32 r = 0; r < n; r++)
        if (assigned[r] != G_MAXUINT32)
            sum += cost[(gsize)r * m + assigned[r]];
    return sum;
}
