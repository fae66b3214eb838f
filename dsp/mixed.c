/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit: sums into a difference. */
#include <gait/mixed.h>

#include <gait/mixed_grid.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>

#include <math.h>
#include <string.h>

enum { COLUMNS = GAIT_MIXED_COLUMNS, SURFACE = COLUMNS, LEVELS = GAIT_MIXED_LEVELS };

static const double constant = 1e-12; /* a column's variance: its scatter is rounding */
static const double collinear = 1e-8; /* share of a column's variance that the others leave */
static const double exact = 1e-13;    /* share of y's squares: no scatter is left */
static const double forgotten = 1e-6; /* weight of a component that is not kept */

void gait_mixed_init(void)
{
    gsl_set_error_handler_off();
}

/* One point of the grid, put together from both surfaces: p columns, their products, with y. */
struct normal {
    double a[COLUMNS * COLUMNS], rhs[COLUMNS], yy, log_det;
};

/* The columns of a model, in order; the surface's is SURFACE. */
struct model {
    int p;
    unsigned at[COLUMNS];
};

static double open_product(const struct gait_mixed_open *o, unsigned i, unsigned j, int noise,
                           double tau)
{
    double one = o->sums[gait_mixed_at(GAIT_MIXED_ONE, GAIT_MIXED_ONE)][noise];
    return o->sums[gait_mixed_at(i, j)][noise] -
           gait_mixed_shrink(tau, one) * o->sums[gait_mixed_at(i, GAIT_MIXED_ONE)][noise] *
               o->sums[gait_mixed_at(j, GAIT_MIXED_ONE)][noise];
}

/* Of two columns, over both surfaces; the surface's own column lives on b only. */
static double product(const struct gait_mixed_pair *p, unsigned i, unsigned j, int level, int noise)
{
    bool only_b = i == SURFACE || j == SURFACE;
    i = i == SURFACE ? GAIT_MIXED_ONE : i;
    j = j == SURFACE ? GAIT_MIXED_ONE : j;
    double sum = p->b->sums[level][gait_mixed_at(i, j)][noise];
    if (!only_b)
        sum += p->a->sums[level][gait_mixed_at(i, j)][noise];
    if (p->open && (p->open_is_b || !only_b))
        sum += open_product(p->open, i, j, noise, gait_mixed_level(level));
    return sum;
}

static void assemble(const struct gait_mixed_pair *p, const struct model *m, int level, int noise,
                     struct normal *ret)
{
    for (int i = 0; i < m->p; i++) {
        for (int j = 0; j <= i; j++)
            ret->a[i * m->p + j] = ret->a[j * m->p + i] =
                product(p, m->at[i], m->at[j], level, noise);
        ret->rhs[i] = product(p, m->at[i], GAIT_MIXED_Y, level, noise);
    }
    ret->yy = product(p, GAIT_MIXED_Y, GAIT_MIXED_Y, level, noise);
    ret->log_det = p->a->log_det[level][noise] + p->b->log_det[level][noise];
    if (p->open) {
        double tau = gait_mixed_level(level);
        double one = p->open->sums[gait_mixed_at(GAIT_MIXED_ONE, GAIT_MIXED_ONE)][noise];
        ret->log_det += gait_mixed_open_log_det(p->open, noise) + log1p(tau * tau * one);
    }
}

/* Least squares of one point: coefficients, what is left of y's squares, the inverse's diagonal at
 * the second column, sum of the logarithms of the root's diagonal. */
struct solution {
    double beta[COLUMNS], left, inverse, log_root;
};

static bool solve(struct normal *n, int p, struct solution *ret)
{
    double unit[COLUMNS] = {0, 1};
    gsl_matrix_view a = gsl_matrix_view_array(n->a, (size_t)p, (size_t)p);
    gsl_vector_view beta = gsl_vector_view_array(ret->beta, (size_t)p);
    gsl_vector_view column = gsl_vector_view_array(unit, (size_t)p);
    memcpy(ret->beta, n->rhs, sizeof n->rhs);
    if (gsl_linalg_cholesky_decomp1(&a.matrix) != GSL_SUCCESS ||
        gsl_linalg_cholesky_svx(&a.matrix, &beta.vector) != GSL_SUCCESS ||
        gsl_linalg_cholesky_svx(&a.matrix, &column.vector) != GSL_SUCCESS)
        return false;
    ret->left = n->yy;
    ret->log_root = 0;
    for (int i = 0; i < p; i++) {
        ret->left -= ret->beta[i] * n->rhs[i];
        ret->log_root += log(n->a[i * p + i]);
    }
    ret->inverse = unit[1];
    return isfinite(ret->left) && isfinite(ret->inverse);
}

/* Takes a column into the model unless it does not vary (then it has nothing to say) or varies only
 * as those before it do. */
static void consider(const struct gait_mixed_pair *p, struct model *m, unsigned column, uint32_t n,
                     struct gait_mixed_fit *fit)
{
    double sum = product(p, column, GAIT_MIXED_ONE, 0, 0);
    double own = product(p, column, column, 0, 0), varies = own - sum * sum / n;
    if (!(varies > constant * fmax(own, 1)))
        return;
    struct normal normal;
    struct solution s;
    assemble(p, m, 0, 0, &normal);
    for (int i = 0; i < m->p; i++)
        normal.rhs[i] = product(p, m->at[i], column, 0, 0);
    normal.yy = own;
    if (!solve(&normal, m->p, &s) || !(s.left > collinear * varies)) {
        fit->confounded |= GAIT_MIXED_BIT(column);
        return;
    }
    m->at[m->p++] = column;
    fit->columns |= GAIT_MIXED_BIT(column);
}

/* Half normal. A surface that was run on once says nothing of how its stretches differ: there the
 * prior alone makes the interval, and 0.5 suffices. */
static double log_prior(int level, bool once)
{
    static const double weight[LEVELS] = {0.05, 0.1, 0.125, 0.2, 0.325, 0.4};
    double scale = once ? 0.5 : 0.65, tau = gait_mixed_level(level);
    return log(weight[level]) - tau * tau / (2 * scale * scale);
}

/* Every point of the grid: weights are logarithms until they are known all. */
static void fit_grid(const struct gait_mixed_pair *pair, const struct model *m,
                     struct gait_mixed_fit *fit, double beta[][COLUMNS])
{
    bool once = gait_mixed_moments(pair, false, GAIT_MIXED_Y).stretches < 2 ||
                gait_mixed_moments(pair, true, GAIT_MIXED_Y).stretches < 2;
    for (int level = 0; level < LEVELS; level++)
        for (int noise = 0; noise < GAIT_MIXED_NOISES; noise++) {
            struct normal normal;
            struct solution s;
            assemble(pair, m, level, noise, &normal);
            double yy = normal.yy;
            if (!solve(&normal, m->p, &s) || !(s.left > exact * yy))
                continue;
            int k = fit->components++;
            fit->weight[k] = -normal.log_det / 2 - s.log_root - fit->df / 2.0 * log(s.left) +
                             log_prior(level, once);
            fit->centre[k] = s.beta[1];
            fit->width[k] = sqrt(s.left / fit->df * s.inverse);
            memcpy(beta[k], s.beta, sizeof s.beta);
        }
}

/* Weights that sum to one; what hardly weighs is dropped. */
static void weigh(const struct model *m, struct gait_mixed_fit *fit, double beta[][COLUMNS])
{
    double most = -INFINITY, sum = 0, kept = 0;
    int n = 0;
    for (int k = 0; k < fit->components; k++)
        most = fmax(most, fit->weight[k]);
    for (int k = 0; k < fit->components; k++)
        sum += fit->weight[k] = exp(fit->weight[k] - most);
    for (int k = 0; k < fit->components; k++) {
        double w = fit->weight[k] / sum;
        if (w < forgotten)
            continue;
        fit->weight[n] = w;
        fit->centre[n] = fit->centre[k];
        fit->width[n] = fit->width[k];
        memmove(beta[n++], beta[k], sizeof beta[k]);
        kept += w;
    }
    fit->components = n;
    for (int k = 0; k < n; k++) {
        fit->weight[k] /= kept;
        fit->estimate += fit->weight[k] * fit->centre[k];
        for (int i = 0; i < m->p; i++)
            if (m->at[i] != SURFACE)
                fit->beta[m->at[i]] += fit->weight[k] * beta[k][i];
    }
    double variance = 0;
    for (int k = 0; k < n; k++) {
        double off = fit->centre[k] - fit->estimate;
        variance += fit->weight[k] * (fit->width[k] * fit->width[k] + off * off);
    }
    fit->se = sqrt(variance);
}

/* Every value is where the columns put it. */
static bool fit_exact(const struct gait_mixed_pair *pair, const struct model *m,
                      struct gait_mixed_fit *fit)
{
    struct normal normal;
    struct solution s;
    assemble(pair, m, 0, 0, &normal);
    double yy = normal.yy;
    if (!solve(&normal, m->p, &s) || s.left > exact * yy)
        return false;
    fit->estimate = s.beta[1];
    for (int i = 0; i < m->p; i++)
        if (m->at[i] != SURFACE)
            fit->beta[m->at[i]] = s.beta[i];
    return true;
}

bool gait_mixed_fit(const struct gait_mixed_pair *pair, unsigned columns,
                    struct gait_mixed_fit *ret)
{
    double beta[GAIT_MIXED_GRID][COLUMNS];
    struct model m = {2, {GAIT_MIXED_ONE, SURFACE}};
    uint32_t n_a = gait_mixed_moments(pair, false, GAIT_MIXED_Y).n;
    uint32_t n_b = gait_mixed_moments(pair, true, GAIT_MIXED_Y).n;
    memset(ret, 0, sizeof *ret);
    if (n_a == 0 || n_b == 0)
        return false;
    for (unsigned column = GAIT_MIXED_MINUTES; column < COLUMNS; column++)
        if (columns & GAIT_MIXED_BIT(column))
            consider(pair, &m, column, n_a + n_b, ret);
    if (n_a + n_b <= (uint32_t)m.p)
        return false;
    ret->df = (int)(n_a + n_b) - m.p;
    if (fit_exact(pair, &m, ret))
        return true;
    fit_grid(pair, &m, ret, beta);
    if (ret->components == 0)
        return false;
    weigh(&m, ret, beta);
    return isfinite(ret->estimate) && isfinite(ret->se);
}

double gait_mixed_cdf(const struct gait_mixed_fit *fit, double x)
{
    if (fit->components == 0)
        return x < fit->estimate ? 0 : x > fit->estimate ? 1 : 0.5;
    double sum = 0;
    for (int k = 0; k < fit->components; k++)
        sum += fit->weight[k] * gsl_cdf_tdist_P((x - fit->centre[k]) / fit->width[k], fit->df);
    return sum;
}

static double density(const struct gait_mixed_fit *fit, double x)
{
    double sum = 0;
    for (int k = 0; k < fit->components; k++)
        sum += fit->weight[k] / fit->width[k] *
               gsl_ran_tdist_pdf((x - fit->centre[k]) / fit->width[k], fit->df);
    return sum;
}

/* Newton's method, kept in a bracket that shrinks. */
double gait_mixed_quantile(const struct gait_mixed_fit *fit, double p)
{
    double low = INFINITY, high = -INFINITY, t = gsl_cdf_tdist_Pinv(p, fit->df);
    if (fit->components == 0)
        return fit->estimate;
    for (int k = 0; k < fit->components; k++) {
        double x = fit->centre[k] + t * fit->width[k];
        low = fmin(low, x);
        high = fmax(high, x);
    }
    double x = fmin(fmax(fit->estimate + t * fit->se, low), high), scale = high - low + fit->se;
    for (int i = 0; i < 60; i++) {
        double over = gait_mixed_cdf(fit, x) - p;
        if (over > 0)
            high = x;
        else
            low = x;
        double next = x - over / density(fit, x);
        if (!(next > low && next < high))
            next = (low + high) / 2;
        bool there = fabs(next - x) <= 1e-10 * scale;
        x = next;
        if (there)
            break;
    }
    return x;
}
