/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spectrum of one stance: one-sided power of the vector over its three axes, detrended, square
 * window, at whole frequencies. Pure, but for the memory of the stance. */
#ifndef CTL_SYNTH_STANCE_H
#define CTL_SYNTH_STANCE_H

#include <stdbool.h>

#define STANCE_LOW_HZ 9
#define STANCE_HIGH_HZ 20
#define STANCE_MAX 8000 /* moments; of a longer stance, nothing is told */

struct stance_signal {
    int n;
    double a_ms2[STANCE_MAX][3];
};

void stance_add(struct stance_signal *s, const double a_ms2[3]);

/* Power at from_hz, from_hz + 1 .. to_hz, (m/s2)2 per Hz; the signal is detrended by it. False: too
 * short or too long. */
bool stance_power(struct stance_signal *s, int from_hz, int to_hz, double *ret);

/* Of limb and trunk over the same moments: the limb's power between 9 and 20 Hz, g2, and 10
 * log10(trunk / limb), averaged over those; NaN where not measured. */
void stance_measure(struct stance_signal *limb, struct stance_signal *trunk, double *ret_band_g2,
                    double *ret_attenuation_db);

#endif
