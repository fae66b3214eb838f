/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectral measures of one stance (Shorten & Winslow 1992, Int J Sport Biomech 8:288): power of the
 * impact band, median frequency, and the transfer function from limb to trunk, 10 log10(P_trunk /
 * P_limb) averaged over 9 to 20 Hz; negative = absorbed. Detrended, square window, zero-padded to
 * bins below 1 Hz. One object serves any number of sensors; analysis thread; no allocation after
 * _new. */
#ifndef GAIT_ATTENUATION_H
#define GAIT_ATTENUATION_H

#include <gait/resample.h>

struct gait_attenuation;

struct gait_attenuation *gait_attenuation_new(void);
void gait_attenuation_free(struct gait_attenuation *a);

/* The ticks of a stance of one sensor, and the sensor's rate: what the grid takes from a frequency
 * is given back by it. rate_hz 0: unknown. */
struct gait_attenuation_side {
    const struct gait_tick *tick; /* NULL: none */
    double rate_hz;
};

/* The n ticks of a stance, n in 10 .. 256. limb: impact_band_g2 and median_hz. trunk: the same
 * ticks of the trunk's sensor, or none (then attenuation_db is NaN). Ticks in a gap make everything
 * NaN. */
void gait_attenuation_measure(struct gait_attenuation *a, const struct gait_attenuation_side *limb,
                              const struct gait_attenuation_side *trunk, int n,
                              struct gait_stance *ret);

/* The spectra of the stance that was measured last; false where it was not measured. What the grid
 * took is given back in every band. */
bool gait_attenuation_bands(struct gait_attenuation *a, struct gait_bands *ret);

#endif
