/* Newton's method for the logistic likelihood. A million rows by two hundred columns would be 1.6
 * GB of doubles, so rows are laid out a block at a time and only X'WX and X'r are kept. The rows
 * are cut into a fixed number of slices that are summed in order: the result is the same bits
 * whatever the number of threads. OpenBLAS itself stays on one. */
#include "learn/newton.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#define BLOCK_ROWS 512
#define SLICES 8
#define MOST_STEPS 60
/* Part of a column's weight that earlier columns don't explain; below it is rounding. */
#define ALIASED 1e-9

/* What one pass over the rows at some coefficients leaves. */
typedef struct {
    double likelihood;
    double *gradient; /* k */
    double *hessian;  /* k × k, upper triangle of X'WX */
} Sums;

typedef struct {
    const Design *design;
    const Matrix *matrix;
    const guint8 *label;
    const double *coefficient;
    Progress *progress;
    Sums slice[SLICES];
    int threads, thread;
} Pass;

static void
sums_init(Sums *sums, guint k)
{
    sums->likelihood = 0;
    sums->gradient = g_new0(double, k);
    sums->hessian = g_new0(double, (gsize)k *k);
}

static void
sums_clear(Sums *sums)
{
    g_clear_pointer(&sums->gradient, g_free);
    g_clear_pointer(&sums->hessian, g_free);
}

/* ---- a pass over the rows ----------------------------------------------------------------------
 */

/* Rows [first, end) of at most BLOCK_ROWS into the sums; x and residual are scratch. */
static void
add_block(const Pass *pass, guint32 first, guint32 end, double *x, double *eta, Sums *sums)
{
    guint k = design_width(pass->design);
    int rows = (int)(end - first), columns = (int)k;
    for (guint32 i = first; i < end; i++)
        design_row(pass->design, matrix_row(pass->matrix, i), x + (gsize)(i - first) * k);
    cblas_dgemv(CblasRowMajor, CblasNoTrans, rows, columns, 1, x, columns, pass->coefficient, 1, 0,
                eta, 1);
    double residual[BLOCK_ROWS], weight[BLOCK_ROWS];
    for (int i = 0; i < rows; i++) {
        if (!pass->label) {
            residual[i] = (double)pass->matrix->label[first + (guint32)i] - eta[i];
            sums->likelihood -= residual[i] * residual[i] / 2;
            weight[i] = 1;
            continue;
        }
        double p = stats_sigmoid(eta[i]);
        guint8 y = pass->label[first + (guint32)i];
        sums->likelihood += (y ? eta[i] : 0) - stats_log1p_exp(eta[i]);
        residual[i] = y - p;
        weight[i] = sqrt(p * (1 - p));
    }
    cblas_dgemv(CblasRowMajor, CblasTrans, rows, columns, 1, x, columns, residual, 1, 1,
                sums->gradient, 1);
    for (int i = 0; i < rows; i++)
        for (guint j = 0; j < k; j++)
            x[(gsize)i * k + j] *= weight[i];
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, columns, rows, 1, x, columns, 1,
                sums->hessian, columns);
}

static void
add_slice(Pass *pass, int slice)
{
    guint k = design_width(pass->design);
    guint32 n = pass->matrix->n;
    guint32 first = (guint32)((guint64)n * (guint)slice / SLICES);
    guint32 end = (guint32)((guint64)n * ((guint)slice + 1) / SLICES);
    g_autofree double *x = g_new(double, (gsize)BLOCK_ROWS *k);
    g_autofree double *eta = g_new(double, BLOCK_ROWS);
    for (guint32 row = first; row < end && !progress_cancelled(pass->progress); row += BLOCK_ROWS)
        add_block(pass, row, MIN(end, row + BLOCK_ROWS), x, eta, &pass->slice[slice]);
}

typedef struct {
    Pass *pass;
    int first, stride;
} SliceWork;

static gpointer
work_slices(gpointer data)
{
    SliceWork *work = data;
    for (int slice = work->first; slice < SLICES; slice += work->stride)
        add_slice(work->pass, slice);
    return NULL;
}

static void
run_slices(Pass *pass, int threads)
{
    SliceWork work[SLICES];
    GThread *helpers[SLICES] = {NULL};
    threads = CLAMP(threads, 1, SLICES);
    for (int t = 0; t < threads; t++)
        work[t] = (SliceWork){pass, t, threads};
    for (int t = 1; t < threads; t++)
        helpers[t] = g_thread_new("newton", work_slices, &work[t]);
    work_slices(&work[0]);
    for (int t = 1; t < threads; t++)
        g_thread_join(helpers[t]);
}

/* Likelihood, gradient and Hessian at these coefficients; FALSE when it was cancelled. */
static gboolean
evaluate(const Design *design, const Matrix *matrix, const guint8 *label, const double *coefficient,
         int threads, Progress *progress, Sums *total, GError **error)
{
    guint k = design_width(design);
    Pass pass = {design, matrix, label, coefficient, progress};
    for (int s = 0; s < SLICES; s++)
        sums_init(&pass.slice[s], k);
    run_slices(&pass, threads);
    sums_clear(total);
    sums_init(total, k);
    for (int s = 0; s < SLICES; s++) {
        total->likelihood += pass.slice[s].likelihood;
        for (guint j = 0; j < k; j++)
            total->gradient[j] += pass.slice[s].gradient[j];
        for (gsize j = 0; j < (gsize)k * k; j++)
            total->hessian[j] += pass.slice[s].hessian[j];
        sums_clear(&pass.slice[s]);
    }
    return !progress_stop(progress, error);
}

/* ---- columns that say nothing new --------------------------------------------------------------
 */

/* A Cholesky sweep that leaves out each column whose rest, after the columns kept before it, is
 * nothing (as R's glm does): constant, doubled and nested columns. Fills the places kept. */
static guint
independent_columns(const double *hessian, guint k, guint *kept)
{
    g_autofree double *root = g_new0(double, (gsize)k *k); /* row a: the kept column a's */
    guint count = 0;
    for (guint j = 0; j < k; j++) {
        double rest = hessian[(gsize)j * k + j];
        for (guint a = 0; a < count; a++) {
            double *row = root + (gsize)a * k;
            rest -= row[j] * row[j];
        }
        if (!(rest > ALIASED * hessian[(gsize)j * k + j]))
            continue;
        double *own = root + (gsize)count * k;
        own[j] = sqrt(rest);
        for (guint m = j + 1; m < k; m++) {
            double sum = hessian[(gsize)j * k + m];
            for (guint a = 0; a < count; a++)
                sum -= root[(gsize)a * k + j] * root[(gsize)a * k + m];
            own[m] = sum / own[j];
        }
        kept[count++] = j;
    }
    return count;
}

static void
keep_columns(Design *design, Sums *sums, const guint *kept, guint count)
{
    guint k = design_width(design);
    for (guint a = 0; a < count; a++) {
        sums->gradient[a] = sums->gradient[kept[a]];
        for (guint b = a; b < count; b++)
            sums->hessian[(gsize)a * count + b] = sums->hessian[(gsize)kept[a] * k + kept[b]];
    }
    design_keep(design, kept + 1, count - 1); /* the intercept always stays, as place 0 */
}

/* ---- steps -------------------------------------------------------------------------------------
 */

static double
penalty(const double *coefficient, guint k, double ridge)
{
    double sum = 0;
    for (guint j = 1; j < k; j++)
        sum += coefficient[j] * coefficient[j];
    return ridge / 2 * sum;
}

static void
add_ridge(double *hessian, guint k, double ridge)
{
    for (guint j = 1; j < k; j++)
        hessian[(gsize)j * k + j] += ridge;
}

/* step = (H + ridge)⁻¹ (g − ridge·β); FALSE when the matrix isn't positive. */
static gboolean
newton_step(const Sums *sums, const double *coefficient, guint k, double ridge, double *step)
{
    g_autofree double *hessian = g_memdup2(sums->hessian, sizeof(double) * k * k);
    add_ridge(hessian, k, ridge);
    for (guint j = 0; j < k; j++)
        step[j] = sums->gradient[j] - (j > 0 ? ridge * coefficient[j] : 0);
    return LAPACKE_dposv(LAPACK_ROW_MAJOR, 'U', (int)k, 1, hessian, (int)k, step, 1) == 0;
}

static double
largest(const double *values, guint k)
{
    double most = 0;
    for (guint j = 0; j < k; j++)
        most = MAX(most, fabs(values[j]));
    return most;
}

/* Moves along the step, halved until the penalised likelihood doesn't fall. Sets *moved to how far
 * the farthest coefficient went. */
static gboolean
move(const Design *design, const Matrix *matrix, const guint8 *label, double *coefficient,
     double *step, double ridge, int threads, Sums *sums, double *moved, Progress *progress,
     GError **error)
{
    guint k = design_width(design);
    double before = sums->likelihood - penalty(coefficient, k, ridge);
    g_autofree double *next = g_new(double, k);
    for (int halving = 0;; halving++) {
        for (guint j = 0; j < k; j++)
            next[j] = coefficient[j] + step[j];
        if (!evaluate(design, matrix, label, next, threads, progress, sums, error))
            return FALSE;
        double now = sums->likelihood - penalty(next, k, ridge);
        if (now >= before - 1e-10 * fabs(before) || halving == 30)
            break;
        for (guint j = 0; j < k; j++)
            step[j] /= 2;
    }
    *moved = largest(step, k);
    memcpy(coefficient, next, k * sizeof *next);
    return TRUE;
}

/* ---- the whole fit -----------------------------------------------------------------------------
 */

void
newton_fit_free(NewtonFit *fit)
{
    if (!fit)
        return;
    g_free(fit->coefficient);
    g_free(fit->error);
    g_free(fit->mean);
    g_free(fit->deviation);
    g_free(fit);
}

/* At the start all rows weigh the same, so the Hessian holds the columns' first two moments. */
static void
take_moments(NewtonFit *fit, const double *hessian)
{
    guint k = fit->width;
    fit->mean = g_new(double, k);
    fit->deviation = g_new(double, k);
    for (guint j = 0; j < k; j++) {
        fit->mean[j] = hessian[j] / hessian[0];
        double square = hessian[(gsize)j * k + j] / hessian[0];
        fit->deviation[j] = sqrt(MAX(square - fit->mean[j] * fit->mean[j], 0));
    }
}

/* `spread`: the standard deviation of the numbers round the fit; 1 of events, whose spread their
 * rate says. */
static void
take_errors(NewtonFit *fit, Sums *sums, double ridge, double spread)
{
    guint k = fit->width;
    fit->error = g_new(double, k);
    add_ridge(sums->hessian, k, ridge);
    gboolean inverted = LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'U', (int)k, sums->hessian, (int)k) == 0 &&
                        LAPACKE_dpotri(LAPACK_ROW_MAJOR, 'U', (int)k, sums->hessian, (int)k) == 0;
    for (guint j = 0; j < k; j++)
        fit->error[j] = inverted ? spread * sqrt(sums->hessian[(gsize)j * k + j]) : NAN;
}

static gboolean
iterate(NewtonFit *fit, const Design *design, const Matrix *matrix, const guint8 *label,
        double ridge, int threads, Sums *sums, GArray *losses, Progress *progress, GError **error)
{
    g_autofree double *step = g_new(double, fit->width);
    double moved;
    while (!fit->converged && fit->steps < MOST_STEPS &&
           newton_step(sums, fit->coefficient, fit->width, ridge, step)) {
        if (!move(design, matrix, label, fit->coefficient, step, ridge, threads, sums, &moved,
                  progress, error))
            return FALSE;
        fit->steps++;
        fit->converged = moved < 1e-9 * (1 + largest(fit->coefficient, fit->width));
        fit->loss = -sums->likelihood / matrix->n;
        g_array_append_val(losses, fit->loss);
        progress_advance(progress, fit->steps);
        progress_point(progress, "learn", fit->steps, fit->loss);
    }
    return TRUE;
}

NewtonFit *
newton_fit(Design *design, const Matrix *matrix, const guint8 *label, double ridge, GArray *losses,
           Progress *progress, GError **error)
{
    g_autoptr(NewtonFit) fit = g_new0(NewtonFit, 1);
    Sums sums = {0};
    guint k = design_width(design);
    g_autofree guint *kept = g_new(guint, k);
    double sum = 0;
    int threads = cores_idle();
    for (guint32 i = 0; i < matrix->n; i++)
        sum += label ? label[i] : (double)matrix->label[i];
    openblas_set_num_threads(1);
    progress_phase(progress, "fitting", 0, "steps");
    fit->coefficient = g_new0(double, k);
    fit->coefficient[0] = label ? stats_logit(sum / matrix->n) : sum / matrix->n;
    gboolean done =
        evaluate(design, matrix, label, fit->coefficient, threads, progress, &sums, error);
    if (done) {
        fit->width = independent_columns(sums.hessian, k, kept);
        keep_columns(design, &sums, kept, fit->width);
        take_moments(fit, sums.hessian);
        done = iterate(fit, design, matrix, label, ridge, threads, &sums, losses, progress, error);
    }
    if (done)
        take_errors(fit, &sums, ridge,
                    label ? 1
                          : sqrt(-2 * sums.likelihood / MAX(matrix->n - (double)fit->width, 1)));
    sums_clear(&sums);
    return done ? g_steal_pointer(&fit) : NULL;
}
