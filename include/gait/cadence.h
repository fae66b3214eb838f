/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stride rate from the last few seconds of a sensor's acceleration, in two stages that no rotation of
 * the sensor changes.
 *
 * Which rate: a harmonic comb on the spectrum of the vector, P(f) = sum over the axes of |FFT|^2.
 * With A = sqrt(P), S(f0) = sum h = 1..8 of A(h f0) - A((h - 1/2) f0) is largest at the stride rate:
 * the minus terms refuse the octave above, the eight harmonics the octave below (a harmonic comb
 * after Martin 1982, "Comparison of pitch detection by cepstrum and spectral comb analysis", ICASSP).
 * The comb weighs the middle of the window most (Hann).
 *
 * The mean rate over the window: the lag near k strides at which the vector's change in 30 ms is most
 * like itself (correlation divided by the mean energy of what overlaps, gaps left out), k the most
 * strides that leave a contact in the overlap. That lag is the time from the first contact in the
 * window to the last one, without any contact having to be found; rate = k / lag. A contact less
 * than some 30 ms from either end of the window may be counted or not.
 *
 * Octave: resolved where the comb is clear of twice or half the rate, or (it takes the comb 2 s) where
 * one stride's lag shows it: the shocks of a leg repeat after a stride and not after half of one,
 * those of a trunk also after half of it, which half a step does not.
 *
 * sd: with correlation r at the peak and r - b/2 one sample away, the lag is known to
 * sqrt((1 - r) / b) samples; to that is added 0.4 % of a stride, by which contacts themselves vary.
 * Where no such lag is found (r < 0.3: the gait changes within the window) the comb's rate is given,
 * with the comb's coarser sd.
 *
 * In a gap: less data; a window more than half of which is missing has no answer. One object serves
 * any number of sensors; analysis thread; no allocation after _new. */
#ifndef GAIT_CADENCE_H
#define GAIT_CADENCE_H

#include <gait/resample.h>

struct gait_cadence_settings {
    double window_s;     /* of signal looked at when there is that much, 3 .. 10 s */
    double window_min_s; /* least that an answer is given from, 1.5 .. window_s */
};
extern const struct gait_cadence_settings gait_cadence_defaults;

struct gait_cadence_result {
    double stride_hz; /* of one foot, mean over the window; 0 where nothing repeats */
    float spm;        /* steps of both feet a minute = 120 stride_hz */
    float sd_spm;     /* one standard deviation */
    float comb;       /* -1 .. 1: share of the spectrum that the comb explains */
    bool resolved;    /* false while step and stride rate cannot be told apart */
};

struct gait_cadence;

const char *gait_cadence_fault(const struct gait_cadence_settings *s);
struct gait_cadence *gait_cadence_new(const struct gait_cadence_settings *s);
void gait_cadence_free(struct gait_cadence *c);

/* Measures over the n ticks that end at `end` (end[-1] is the newest), at most window_s of them.
 * expected_hz: the stride rate of a moment ago, which settles an octave that is nearly even; 0: none.
 * leg: the sensor is on a leg, where what repeats is a stride and never a step.
 * False: fewer than window_min_s, or more than half of them in gaps. */
bool gait_cadence_measure(struct gait_cadence *c, const struct gait_tick *end, int n,
                          double expected_hz, bool leg, struct gait_cadence_result *ret);

#endif
