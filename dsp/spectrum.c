/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/spectrum.h>

#include <assert.h>
#include <fftw3.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#define PI 3.14159265358979323846
#define POINTS_MIN 16
#define POINTS_MAX 65536

/* Without the vector code the order of additions does not depend on the processor, so neither do the last bits. */
#define PLAN_FLAGS (FFTW_ESTIMATE | FFTW_NO_SIMD | FFTW_DESTROY_INPUT)

struct gait_spectrum {
    int points;
    int hann_n; /* what the table was last made for */
    double hann_power; /* sum of its squares */
    float *hann;
    float *in;
    fftwf_complex *out;
    fftwf_plan plan;
};

struct line {
    double at_middle, slope;
};

struct gait_spectrum *gait_spectrum_new(int points)
{
    if (points < POINTS_MIN || points > POINTS_MAX || (points & (points - 1)) != 0)
        return NULL;
    struct gait_spectrum *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->points = points;
    s->hann = calloc((size_t)points, sizeof *s->hann);
    s->in = fftwf_alloc_real((size_t)points);
    s->out = fftwf_alloc_complex((size_t)points / 2 + 1);
    if (s->hann && s->in && s->out)
        s->plan = fftwf_plan_dft_r2c_1d(points, s->in, s->out, PLAN_FLAGS);
    if (!s->plan) {
        gait_spectrum_free(s);
        return NULL;
    }
    return s;
}

void gait_spectrum_free(struct gait_spectrum *s)
{
    if (!s)
        return;
    if (s->plan)
        fftwf_destroy_plan(s->plan);
    fftwf_free(s->out);
    fftwf_free(s->in);
    free(s->hann);
    free(s);
}

/* Least squares, with time counted from the middle so that mean and slope are independent. */
static struct line trend(const float *x, int n, int stride, enum gait_detrend detrend)
{
    double middle = 0.5 * (n - 1), sum = 0, moment = 0;
    if (detrend != GAIT_DETREND_LINE) {
        for (int i = 0; i < n; i++)
            sum += (double)x[(ptrdiff_t)i * stride];
        return (struct line){sum / n, 0};
    }
    for (int i = 0; i < n; i++) {
        sum += (double)x[(ptrdiff_t)i * stride];
        moment += (double)x[(ptrdiff_t)i * stride] * (i - middle);
    }
    double spread = (double)n * ((double)n * n - 1) / 12;
    return (struct line){sum / n, moment / spread};
}

static void make_hann(struct gait_spectrum *s, int n)
{
    if (s->hann_n == n)
        return;
    s->hann_power = 0;
    for (int i = 0; i < n; i++) {
        s->hann[i] = (float)(0.5 - 0.5 * cos(2 * PI * i / n));
        s->hann_power += (double)s->hann[i] * (double)s->hann[i];
    }
    s->hann_n = n;
}

/* Returns the sum of the squared window. */
static double load(struct gait_spectrum *s, const float *x, int n, int stride, enum gait_window window,
                   struct line t)
{
    double middle = 0.5 * (n - 1);
    bool hann = window == GAIT_WINDOW_HANN;
    if (hann)
        make_hann(s, n);
    for (int i = 0; i < n; i++) {
        double off = x[(ptrdiff_t)i * stride] - t.at_middle - t.slope * (i - middle);
        s->in[i] = (float)(hann ? (double)s->hann[i] * off : off);
    }
    for (int i = n; i < s->points; i++)
        s->in[i] = 0;
    return hann ? s->hann_power : n;
}

static float size_of(const fftwf_complex z)
{
    return z[0] * z[0] + z[1] * z[1];
}

void gait_spectrum_add(struct gait_spectrum *s, const float *x, int n, int stride, double rate_hz,
                       enum gait_window window, enum gait_detrend detrend, float *power)
{
    assert(n >= 2 && n <= s->points);
    double window_power = load(s, x, n, stride, window, trend(x, n, stride, detrend));
    fftwf_execute(s->plan);
    float scale = (float)(1 / (rate_hz * window_power));
    int last = s->points / 2;
    power[0] += scale * size_of(s->out[0]);
    for (int k = 1; k < last; k++)
        power[k] += 2 * scale * size_of(s->out[k]);
    power[last] += scale * size_of(s->out[last]);
}
