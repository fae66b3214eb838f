/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/wear.h"

#include "ctl/exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RANGE_RADS (2000 * EXACT_PI / 180)
#define NOISE_MS2 0.015
#define NOISE_RADS 0.0025
#define BIAS_MS2 0.03
#define BIAS_RADS 0.008
#define ASKEW_DEG 1.0 /* one standard deviation of the mounting, about two axes */

enum noise { NOISE_ROW, NOISE_TIME, NOISE_BIAS, NOISE_MOUNT, NOISE_LOSS, NOISES };

struct wear {
    struct wear_settings is;
    uint64_t seed;
    uint32_t stream;
    double rate_hz; /* true */
    double mount[3][3];
    double bias[6];
    double y[6], v[6], before[6]; /* low-pass: out, its slope, out of the moment before */
    bool begun, losing;
    double due_s; /* of the next row */
    long rows, room;
    float *row;
};

static double normal(const struct wear *w, enum noise which, uint64_t counter)
{
    return exact_normal(w->seed, w->stream * NOISES + which, counter);
}

static void turn_about(double m[3][3], int axis, double rad)
{
    int i = (axis + 1) % 3, j = (axis + 2) % 3;
    double s = exact_sin(rad), c = exact_cos(rad);
    for (int k = 0; k < 3; k++) {
        double a = m[i][k], b = m[j][k];
        m[i][k] = c * a + s * b;
        m[j][k] = c * b - s * a;
    }
}

static void set_due(struct wear *w)
{
    double jitter = w->is.jitter_s * normal(w, NOISE_TIME, (uint64_t)w->rows);
    w->due_s = w->is.start_s + (double)w->rows / w->rate_hz + jitter;
}

struct wear *wear_new(const struct wear_settings *s, uint64_t seed, uint32_t stream, double end_s)
{
    struct wear *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    *w = (struct wear){.is = *s, .seed = seed, .stream = stream + 16};
    w->rate_hz = s->rate_hz * (1 + s->skew_ppm * 1e-6);
    w->room = (long)(fmax(0, end_s - s->start_s) * w->rate_hz) + 2;
    w->row = malloc((size_t)w->room * 6 * sizeof *w->row);
    if (!w->row) {
        free(w);
        return NULL;
    }
    for (int i = 0; i < 3; i++)
        w->mount[i][i] = 1;
    for (int axis = 0; axis < 2; axis++)
        turn_about(w->mount, axis,
                   ASKEW_DEG * EXACT_PI / 180 * normal(w, NOISE_MOUNT, (uint64_t)axis));
    if (s->inverted)
        for (int k = 0; k < 3; k++) {
            w->mount[1][k] = -w->mount[1][k];
            w->mount[2][k] = -w->mount[2][k];
        }
    for (int i = 0; i < 6; i++)
        w->bias[i] = (i < 3 ? BIAS_MS2 : BIAS_RADS) * normal(w, NOISE_BIAS, (uint64_t)i);
    set_due(w);
    return w;
}

void wear_free(struct wear *w)
{
    if (!w)
        return;
    free(w->row);
    free(w);
}

static const struct runner_point *point_under(const struct wear *w, const struct runner_moment *m)
{
    int right = gait_placement_side(w->is.placement) == GAIT_SIDE_RIGHT;
    switch (gait_placement_kind(w->is.placement)) {
    case GAIT_KIND_FOOT:
        return &m->foot[right];
    case GAIT_KIND_SHANK:
        return &m->shank[right];
    default:
        return &m->sacrum;
    }
}

/* The sensor's own low-pass, second order at 0.45 of its rate. */
static void filter(struct wear *w, const double in[6])
{
    double cut = 2 * EXACT_PI * 0.45 * w->is.rate_hz;
    for (int i = 0; i < 6; i++) {
        w->before[i] = w->y[i];
        w->v[i] += (cut * cut * (in[i] - w->y[i]) - 1.4 * cut * w->v[i]) / RUNNER_HZ;
        w->y[i] += w->v[i] / RUNNER_HZ;
        if (!w->begun)
            w->y[i] = w->before[i] = in[i], w->v[i] = 0;
    }
}

static float sixteen_bits(double v, double range)
{
    double step = range / 32768, n = floor(v / step + 0.5);
    return (float)(fmax(-32768, fmin(32767, n)) * step);
}

static bool lose(struct wear *w)
{
    double u = exact_uniform(w->seed, w->stream * NOISES + NOISE_LOSS, (uint64_t)w->rows);
    double leave = w->is.loss > 0 ? 1 / (w->is.loss_burst_s * w->is.rate_hz) : 1;
    double enter = leave * w->is.loss / (1 - w->is.loss);
    w->losing = w->losing ? u >= leave : u < enter;
    return w->losing;
}

static void emit(struct wear *w, double at)
{
    float *out = w->row + 6 * w->rows;
    bool lost = lose(w);
    for (int i = 0; i < 6; i++) {
        double v = w->before[i] + at * (w->y[i] - w->before[i]) + w->bias[i];
        uint64_t counter = (uint64_t)w->rows * 6 + (uint64_t)i;
        v += (i < 3 ? NOISE_MS2 : NOISE_RADS) * normal(w, NOISE_ROW, counter);
        out[i] = lost ? NAN : sixteen_bits(v, i < 3 ? w->is.range_g * GAIT_G_MS2 : RANGE_RADS);
    }
    w->rows++;
}

void wear_push(struct wear *w, const struct runner_moment *m)
{
    const struct runner_point *p = point_under(w, m);
    double in[6] = {0};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) {
            in[i] += w->mount[i][k] * p->a_ms2[k];
            in[3 + i] += w->mount[i][k] * p->w_rads[k];
        }
    filter(w, in);
    w->begun = true;
    while (w->due_s <= m->t_s && w->rows < w->room) {
        double at = 1 - (m->t_s - w->due_s) * RUNNER_HZ;
        emit(w, at < 0 ? 0 : at);
        set_due(w);
    }
}

struct recording_sensor wear_recording(const struct wear *w)
{
    struct recording_sensor s = {.rate_hz = w->rate_hz,
                                 .start_s = w->is.start_s,
                                 .channels = 6,
                                 .rows = w->rows,
                                 .row = w->row};
    gait_name_copy(s.is.id, w->is.id);
    s.is.placement = w->is.placement;
    s.is.rate_hz = (float)w->rate_hz;
    s.is.range_g = (float)w->is.range_g;
    s.is.axes = 63;
    for (int i = 0; i < RECORDING_CHANNELS_MAX; i++)
        s.channel_of[i] = (int8_t)(i < 6 ? i : -1);
    return s;
}
