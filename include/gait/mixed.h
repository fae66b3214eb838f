/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two surfaces' difference by generalised least squares, when neither the noise of strides nor how
 * much stretches of one ground differ is known.
 *
 * y = X b + level of the stretch + u. u = sigma (sqrt(rho) AR1(phi) + sqrt(1 - rho) white), begun
 * anew with every stretch; level ~ N(0, (tau sigma)^2). Nobody chooses phi, rho and tau: every one
 * of 21 noises and 6 sizes of the stretches' level is fitted, weighed by its restricted likelihood
 * (Patterson and Thompson 1971) and a prior on tau (half normal, 0.65; 0.5 where a surface has one
 * stretch), and the answer is the mixture of their t distributions, n - p degrees of freedom each.
 *
 * Streaming: a row is whitened by the Kalman filter of each noise and only sums of squares and
 * products are kept, per surface. A stretch has one surface and the filter begins anew with it, so
 * the whitened column of the surface is the whitened constant or zero: the sums of two surfaces are
 * all that any pair of them needs, whichever columns are asked for. A row costs the same whatever
 * came before. The same rows in the same order give the same bytes.
 *
 * No memory of its own; any thread, one object at a time. */
#ifndef GAIT_MIXED_H
#define GAIT_MIXED_H

#include <stdbool.h>
#include <stdint.h>

#define GAIT_MIXED_NOISES 21
#define GAIT_MIXED_LEVELS 6
#define GAIT_MIXED_GRID (GAIT_MIXED_NOISES * GAIT_MIXED_LEVELS)

/* Of a row: the value, the constant 1, and covariates in any unit, best near zero and near one in
 * size. A column that is 0 throughout is one that was not measured. */
enum gait_mixed_column {
    GAIT_MIXED_Y,
    GAIT_MIXED_ONE,
    GAIT_MIXED_MINUTES,
    GAIT_MIXED_CADENCE,
    GAIT_MIXED_CONTACT,
    GAIT_MIXED_SIDE,
    GAIT_MIXED_SPEED,
    GAIT_MIXED_SLOPE,
    GAIT_MIXED_COLUMNS
};
#define GAIT_MIXED_PRODUCTS (GAIT_MIXED_COLUMNS * (GAIT_MIXED_COLUMNS + 1) / 2)
#define GAIT_MIXED_BIT(column) (1u << (column))

/* The stretch that is being run: all zero is a stretch without rows. */
struct gait_mixed_open {
    uint32_t n;
    unsigned used;                                       /* bits of columns that were not 0 */
    double variance[GAIT_MIXED_NOISES];                  /* of the foretold state */
    double product[GAIT_MIXED_NOISES];                   /* of variances not yet in log_det */
    double state[GAIT_MIXED_COLUMNS][GAIT_MIXED_NOISES]; /* foretold */
    double sums[GAIT_MIXED_PRODUCTS][GAIT_MIXED_NOISES]; /* of products of whitened columns */
    double log_det[GAIT_MIXED_NOISES];
};

/* The finished stretches of one surface: all zero is none. About 37 kB. */
struct gait_mixed_sums {
    uint32_t n, stretches;
    double log_det[GAIT_MIXED_LEVELS][GAIT_MIXED_NOISES];
    double sums[GAIT_MIXED_LEVELS][GAIT_MIXED_PRODUCTS][GAIT_MIXED_NOISES];
    double means[GAIT_MIXED_PRODUCTS]; /* of products of the stretches' means */
};

/* Surfaces a and b; open: a stretch still being run, of b or of a, or NULL. */
struct gait_mixed_pair {
    const struct gait_mixed_sums *a, *b;
    const struct gait_mixed_open *open;
    bool open_is_b;
};

/* b - a. */
struct gait_mixed_fit {
    double estimate, se;             /* mean and standard deviation of the mixture */
    double beta[GAIT_MIXED_COLUMNS]; /* of the columns; 0 where one is left out */
    unsigned columns;                /* bits of those that are in */
    unsigned confounded;             /* of those asked for that differ only as the surfaces do */
    int df, components;
    double weight[GAIT_MIXED_GRID], centre[GAIT_MIXED_GRID], width[GAIT_MIXED_GRID];
};

void gait_mixed_init(void); /* once, before the first fit: GSL's errors are returned, not fatal */

void gait_mixed_add(struct gait_mixed_open *open, const double row[GAIT_MIXED_COLUMNS]);

/* Adds the open stretch to its surface's; it is then empty. */
void gait_mixed_close(struct gait_mixed_sums *to, struct gait_mixed_open *open);

/* `columns`: bits of the covariates to adjust for. One that does not vary, or not otherwise than
 * the surface and those before it, is left out. False: a surface without rows, or no degree of
 * freedom left. Where there is no scatter at all, se is 0. */
bool gait_mixed_fit(const struct gait_mixed_pair *pair, unsigned columns,
                    struct gait_mixed_fit *ret);

/* Of the mixture: the share below x, and the x that the share p, 0 < p < 1, lies below. */
double gait_mixed_cdf(const struct gait_mixed_fit *fit, double x);
double gait_mixed_quantile(const struct gait_mixed_fit *fit, double p);

/* The difference's standard error from the unweighted means of stretches, freed of the covariates
 * by the fit's coefficients, with minutes as covariate where the fit has them: what holds where the
 * stretches' level is larger than the prior believes. False: not enough stretches. */
bool gait_mixed_stretches(const struct gait_mixed_pair *pair, const struct gait_mixed_fit *fit,
                          double *ret_se, int *ret_df);

/* Rows, stretches, and of a column plain mean and variance, of surface b or a. */
struct gait_mixed_moments {
    uint32_t n, stretches;
    double mean, variance;
};
struct gait_mixed_moments gait_mixed_moments(const struct gait_mixed_pair *pair, bool of_b,
                                             enum gait_mixed_column column);

#endif
