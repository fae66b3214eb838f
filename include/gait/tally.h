/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments (Welford 1962) and a fixed fine histogram of the values of one measure. All zero bytes is
 * an empty one. Pure. */
#ifndef GAIT_TALLY_H
#define GAIT_TALLY_H

#include <gait/types.h>

#define GAIT_TALLY_BINS 2048

/* n counts all values, all else is of the clean ones. bins: each 0.5 % wider than the last, or 0.05
 * dB. */
struct gait_tally {
    uint32_t n, clean;
    double mean, m2, min, max;
    uint32_t bins[GAIT_TALLY_BINS];
};

/* A finite value. */
void gait_tally_add(struct gait_tally *t, enum gait_measure m, double value, bool clean);

/* The value that a share p of the clean ones does not exceed: the middle of its bin, never outside
 * the smallest and largest value, which also stand in for the first and last bin. NaN: no clean
 * value. */
double gait_tally_percentile(const struct gait_tally *t, enum gait_measure m, double p);

#endif
