/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two filters: a symmetric Gaussian FIR (no phase, so it moves no event; a fixed and known delay in
 * a stream), and a second-order Butterworth section by the bilinear transform (Oppenheim & Schafer,
 * Discrete-Time Signal Processing, section 7.1). Any one thread per object. A filter that is fed
 * zeros returns to exact zero: denormals are flushed. */
#ifndef GAIT_FILTER_H
#define GAIT_FILTER_H

#include <math.h>
#include <stdbool.h>

#define GAIT_GAUSS_HALF_MAX 32

/* Gaussian FIR whose half-power frequency is cut_hz: sigma = 0.1325 / cut_hz seconds, cut off at 3
 * sigma. */
struct gait_gauss {
    int half; /* taps on each side: the delay in samples */
    float
        tap[GAIT_GAUSS_HALF_MAX + 1]; /* tap[0] is the middle one; they add to 1 over both sides */
};

/* False: the taps would not fit (rate_hz / cut_hz above about 80) or an argument is not positive.
 */
bool gait_gauss_init(struct gait_gauss *g, double cut_hz, double rate_hz);

/* The smoothed value at x[0], from x[-half * stride] .. x[half * stride]. */
static inline float gait_gauss_at(const struct gait_gauss *g, const float *x, int stride)
{
    float y = g->tap[0] * x[0];
    for (int i = 1; i <= g->half; i++)
        y += g->tap[i] * (x[i * stride] + x[-i * stride]);
    return y;
}

/* The same for each of n values from x[0] on. */
void gait_gauss_run(const struct gait_gauss *g, const float *x, int n, int stride, float *ret_y);

struct gait_biquad {
    double b0, b1, b2, a1, a2; /* y = b0 x + b1 x' + b2 x'' - a1 y' - a2 y'' */
};
struct gait_biquad_memory {
    double s1, s2; /* transposed direct form II */
};
enum gait_pass { GAIT_LOW_PASS, GAIT_HIGH_PASS };

bool gait_biquad_butterworth(struct gait_biquad *f, enum gait_pass pass, double cut_hz,
                             double rate_hz);

#define GAIT_BIQUAD_SILENCE 1e-30 /* far below any sensor's bit, far above the denormals */

static inline double gait_biquad_push(const struct gait_biquad *f, struct gait_biquad_memory *m,
                                      double x)
{
    double y = f->b0 * x + m->s1;
    m->s1 = f->b1 * x - f->a1 * y + m->s2;
    m->s2 = f->b2 * x - f->a2 * y;
    if (fabs(m->s1) + fabs(m->s2) < GAIT_BIQUAD_SILENCE)
        m->s1 = m->s2 = 0;
    return y;
}

#endif
