/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two halves of gait/mixed.h share: the grid, and how sums are laid out. */
#ifndef GAIT_MIXED_GRID_H
#define GAIT_MIXED_GRID_H

#include <gait/mixed.h>

/* Where the product of two columns stands. */
static inline unsigned gait_mixed_at(unsigned i, unsigned j)
{
    return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
}

double gait_mixed_level(int i); /* tau, 0 .. GAIT_MIXED_LEVELS - 1; 0: none */

/* What a level of SD tau takes from a stretch's sums, by the sum of its whitened constant's
 * squares (Sherman and Morrison 1950). */
double gait_mixed_shrink(double tau, double ones);

/* Of the covariance of an open stretch's rows. */
double gait_mixed_open_log_det(const struct gait_mixed_open *open, int noise);

double gait_mixed_open_mean(const struct gait_mixed_open *open, unsigned column);

#endif
