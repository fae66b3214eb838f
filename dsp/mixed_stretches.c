/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs no grid: plain moments, and the means of stretches. */
#include <gait/mixed.h>

#include <gait/mixed_grid.h>

#include <math.h>

struct gait_mixed_moments gait_mixed_moments(const struct gait_mixed_pair *pair, bool of_b,
                                             enum gait_mixed_column column)
{
    const struct gait_mixed_sums *of = of_b ? pair->b : pair->a;
    struct gait_mixed_moments m = {of->n, of->stretches, NAN, NAN};
    double sum = of->sums[0][gait_mixed_at(column, GAIT_MIXED_ONE)][0];
    double squares = of->sums[0][gait_mixed_at(column, column)][0];
    if (pair->open && pair->open_is_b == of_b && pair->open->n > 0) {
        m.n += pair->open->n;
        m.stretches++;
        sum += pair->open->sums[gait_mixed_at(column, GAIT_MIXED_ONE)][0];
        squares += pair->open->sums[gait_mixed_at(column, column)][0];
    }
    if (m.n > 0)
        m.mean = sum / m.n;
    if (m.n > 1)
        m.variance = fmax(squares - sum * m.mean, 0) / (m.n - 1);
    return m;
}

/* Of one surface's stretches: how many, means, and sums of squares and products about them, of the
 * value freed of its covariates (y) and of minutes (x). */
struct means {
    double n, x, y, xx, xy, yy;
};

/* Sum over the stretches of a column times the value freed. */
static double freed(const double means[GAIT_MIXED_PRODUCTS], const double of[GAIT_MIXED_COLUMNS],
                    unsigned column)
{
    double sum = 0;
    for (unsigned k = 0; k < GAIT_MIXED_COLUMNS; k++)
        sum += of[k] * means[gait_mixed_at(column, k)];
    return sum;
}

static struct means means_of(const struct gait_mixed_pair *pair, bool of_b,
                             const struct gait_mixed_fit *fit)
{
    const struct gait_mixed_sums *from = of_b ? pair->b : pair->a;
    double all[GAIT_MIXED_PRODUCTS], of[GAIT_MIXED_COLUMNS] = {1};
    bool open = pair->open && pair->open_is_b == of_b && pair->open->n > 0;
    struct means m = {.n = from->stretches + (open ? 1 : 0)};
    for (unsigned k = GAIT_MIXED_CADENCE; k < GAIT_MIXED_COLUMNS; k++)
        of[k] = -fit->beta[k];
    for (unsigned i = 0, at = 0; i < GAIT_MIXED_COLUMNS; i++)
        for (unsigned j = 0; j <= i; j++, at++)
            all[at] = from->means[at] + (open ? gait_mixed_open_mean(pair->open, i) *
                                                    gait_mixed_open_mean(pair->open, j)
                                              : 0);
    m.x = all[gait_mixed_at(GAIT_MIXED_MINUTES, GAIT_MIXED_ONE)] / m.n;
    m.y = freed(all, of, GAIT_MIXED_ONE) / m.n;
    m.xx = all[gait_mixed_at(GAIT_MIXED_MINUTES, GAIT_MIXED_MINUTES)] - m.n * m.x * m.x;
    m.xy = freed(all, of, GAIT_MIXED_MINUTES) - m.n * m.x * m.y;
    for (unsigned k = 0; k < GAIT_MIXED_COLUMNS; k++)
        m.yy += of[k] * freed(all, of, k);
    m.yy -= m.n * m.y * m.y;
    return m;
}

bool gait_mixed_stretches(const struct gait_mixed_pair *pair, const struct gait_mixed_fit *fit,
                          double *ret_se, int *ret_df)
{
    struct means a = means_of(pair, false, fit), b = means_of(pair, true, fit);
    bool minutes = fit->columns & GAIT_MIXED_BIT(GAIT_MIXED_MINUTES);
    int df = (int)(a.n + b.n) - (minutes ? 3 : 2);
    double xx = a.xx + b.xx, xy = a.xy + b.xy, apart = b.x - a.x;
    if (a.n < 2 || b.n < 2 || df < 1 || (minutes && !(xx > 0)))
        return false;
    double left = a.yy + b.yy - (minutes ? xy * xy / xx : 0);
    double leverage = 1 / a.n + 1 / b.n + (minutes ? apart * apart / xx : 0);
    *ret_df = df;
    *ret_se = sqrt(fmax(left, 0) / df * leverage);
    return isfinite(*ret_se);
}
