/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/filter.h>

#include <math.h>

#define PI 3.14159265358979323846
#define HALF_POWER_SIGMA 0.13251 /* sqrt(ln 2) / (2 pi) */
#define REACH_SIGMAS 3.0

bool gait_gauss_init(struct gait_gauss *g, double cut_hz, double rate_hz)
{
    if (!(cut_hz > 0) || !(rate_hz > 0))
        return false;
    double sigma = HALF_POWER_SIGMA * rate_hz / cut_hz; /* in samples */
    if (!(sigma > 0) || !(REACH_SIGMAS * sigma <= GAIT_GAUSS_HALF_MAX))
        return false;
    double tap[GAIT_GAUSS_HALF_MAX + 1], sum = 0;
    int half = (int)ceil(REACH_SIGMAS * sigma);
    for (int i = 0; i <= half; i++) {
        double z = i / sigma;
        tap[i] = exp(-0.5 * z * z);
        sum += i ? 2 * tap[i] : tap[i];
    }
    g->half = half;
    for (int i = 0; i <= GAIT_GAUSS_HALF_MAX; i++)
        g->tap[i] = i <= half ? (float)(tap[i] / sum) : 0;
    return true;
}

void gait_gauss_run(const struct gait_gauss *g, const float *x, int n, int stride, float *ret_y)
{
    for (int k = 0; k < n; k++)
        ret_y[k] = g->tap[0] * x[k];
    for (int i = 1; i <= g->half; i++) {
        const float *before = x - i * stride, *after = x + i * stride;
        for (int k = 0; k < n; k++)
            ret_y[k] += g->tap[i] * (after[k] + before[k]);
    }
}

bool gait_biquad_butterworth(struct gait_biquad *f, enum gait_pass pass, double cut_hz, double rate_hz)
{
    if (!(cut_hz > 0) || !(cut_hz < rate_hz / 2) || !isfinite(rate_hz))
        return false;
    double k = tan(PI * cut_hz / rate_hz);
    double scale = 1 / (1 + sqrt(2) * k + k * k);
    bool low = pass == GAIT_LOW_PASS;
    f->b0 = low ? k * k * scale : scale;
    f->b1 = low ? 2 * f->b0 : -2 * f->b0;
    f->b2 = f->b0;
    f->a1 = 2 * (k * k - 1) * scale;
    f->a2 = (1 - sqrt(2) * k + k * k) * scale;
    return true;
}
