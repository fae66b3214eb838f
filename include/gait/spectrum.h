/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power spectra of real signals by FFTW3 (real-to-complex transform of a zero-padded segment). The
 * one place that sees fftw3.h. Plans are made in _new, with FFTW_ESTIMATE so that the same bytes in
 * give the same bytes out; the planner is not thread-safe, so make all objects before threads
 * start. One thread per object; no allocation after _new. */
#ifndef GAIT_SPECTRUM_H
#define GAIT_SPECTRUM_H

struct gait_spectrum;

enum gait_window { GAIT_WINDOW_RECTANGULAR, GAIT_WINDOW_HANN };
enum gait_detrend { GAIT_DETREND_MEAN, GAIT_DETREND_LINE };

/* points: transform length, a power of two, 16 .. 65536. NULL: out of range or no memory. */
struct gait_spectrum *gait_spectrum_new(int points);
void gait_spectrum_free(struct gait_spectrum *s);

/* Adds |X[k]|^2 of x[0], x[stride] ... (n values, 2 <= n <= points), detrended and windowed, to
 * power[0 .. points / 2], k being a frequency of k * rate / points. Scaled as a one-sided density:
 * the sum over all bins times rate / points is the mean square of the detrended signal under a
 * rectangular window; under Hann, of a stationary one. rate_hz in Hz; the density is in the square
 * of x's unit per Hz. */
void gait_spectrum_add(struct gait_spectrum *s, const float *x, int n, int stride, double rate_hz,
                       enum gait_window window, enum gait_detrend detrend, float *power);

#endif
