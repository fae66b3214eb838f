/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/wear.h"

#include "ctl/exact.h"
#include "ctl/wear_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RANGE_RADS (2000 * EXACT_PI / 180)
#define PLAIN_HZ 800.0 /* up to here the low-pass may take the runner's own steps */
#define SUB_STEPS 4    /* beyond */

struct wear {
    struct wear_settings is;
    uint64_t seed;
    uint32_t stream;
    double rate_hz; /* true */
    struct turn mount;
    double bias[6];
    double y[6], v[6], before[6]; /* low-pass: out, its slope, out of the moment before */
    double in[6];                 /* of the moment before */
    struct strap strap;
    struct knocks knocks;
    struct tumble tumble;
    double pod_ms2[3];
    bool begun, losing;
    double due_s; /* of the next row */
    long rows, room;
    float *row;
    uint8_t *fate;
};

static double normal(const struct wear *w, enum wear_noise which, uint64_t counter)
{
    return exact_normal(w->seed, w->stream * NOISES + which, counter);
}

static void set_due(struct wear *w)
{
    double jitter = w->is.jitter_s * normal(w, NOISE_TIME, (uint64_t)w->rows);
    w->due_s = w->is.start_s + (double)w->rows / w->rate_hz + jitter;
}

static void mount(struct wear *w)
{
    for (int i = 0; i < 3; i++)
        w->mount.m[i][i] = 1;
    for (int axis = 0; axis < 2; axis++)
        turn_about(&w->mount, axis,
                   w->is.askew_deg * EXACT_PI / 180 * normal(w, NOISE_MOUNT, (uint64_t)axis));
    if (w->is.inverted)
        for (int k = 0; k < 3; k++) {
            w->mount.m[1][k] = -w->mount.m[1][k];
            w->mount.m[2][k] = -w->mount.m[2][k];
        }
    for (int axis = 0; axis < 3; axis++)
        if (w->is.turn_deg[axis] != 0)
            turn_about(&w->mount, axis, w->is.turn_deg[axis] * EXACT_PI / 180);
    if (w->is.turn_random)
        turn_anyhow(&w->mount, w->seed, w->stream);
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
    w->fate = calloc((size_t)w->room, 1);
    if (!w->row || !w->fate) {
        wear_free(w);
        return NULL;
    }
    mount(w);
    for (int i = 0; i < 6; i++)
        w->bias[i] = (i < 3 ? s->bias_ms2 : s->bias_rads) * normal(w, NOISE_BIAS, (uint64_t)i);
    knocks_init(&w->knocks, seed, w->stream, s->knock_every_s);
    tumble_init(&w->tumble, seed, w->stream);
    set_due(w);
    return w;
}

void wear_free(struct wear *w)
{
    if (!w)
        return;
    free(w->row);
    free(w->fate);
    free(w);
}

static const struct runner_point *point_under(const struct wear *w, const struct runner_moment *m)
{
    int right = (gait_placement_side(w->is.placement) == GAIT_SIDE_RIGHT) != w->is.swapped;
    switch (gait_placement_kind(w->is.placement)) {
    case GAIT_KIND_FOOT:
        return &m->foot[right];
    case GAIT_KIND_SHANK:
        return &m->shank[right];
    default:
        return &m->sacrum;
    }
}

static void low_pass(struct wear *w, const double in[6], double dt)
{
    double cut = 2 * EXACT_PI * 0.45 * w->is.rate_hz;
    for (int i = 0; i < 6; i++) {
        w->v[i] += (cut * cut * (in[i] - w->y[i]) - 1.4 * cut * w->v[i]) * dt;
        w->y[i] += w->v[i] * dt;
    }
}

/* The sensor's own low-pass, second order at 0.45 of its rate. Fast sensors' is stepped finer. */
static void filter(struct wear *w, const double in[6])
{
    double between[6];
    if (!w->begun)
        for (int i = 0; i < 6; i++)
            w->y[i] = w->in[i] = in[i], w->v[i] = 0;
    memcpy(w->before, w->y, sizeof w->before);
    int steps = w->is.rate_hz > PLAIN_HZ ? SUB_STEPS : 1;
    for (int k = 1; k <= steps; k++) {
        for (int i = 0; i < 6; i++)
            between[i] = k == steps ? in[i] : w->in[i] + (in[i] - w->in[i]) * k / steps;
        low_pass(w, between, 1.0 / RUNNER_HZ / steps);
    }
    memcpy(w->in, in, sizeof w->in);
}

static float sixteen_bits(double v, double range)
{
    double step = range / 32768, n = floor(v / step + 0.5);
    return (float)(fmax(-32768, fmin(32767, n)) * step);
}

/* Whole packets are lost: their first row decides. */
static bool lose(struct wear *w)
{
    long batch = w->is.batch > 1 ? (long)w->is.batch : 1;
    if (w->rows % batch != 0)
        return w->losing;
    double u = exact_uniform(w->seed, w->stream * NOISES + NOISE_LOSS, (uint64_t)w->rows);
    double burst = w->is.loss_burst_s * w->is.rate_hz / (double)batch;
    double leave = w->is.loss > 0 && burst > 1 ? 1 / burst : 1;
    double enter = leave * w->is.loss / (1 - w->is.loss);
    w->losing = w->losing ? u >= leave : u < enter;
    return w->losing;
}

/* Every so often, for so long, but not before the first time. */
static bool now_and_then(double t_s, double every_s, double length_s)
{
    return every_s > 0 && t_s >= every_s && t_s - every_s * floor(t_s / every_s) < length_s;
}

static enum wear_fate fate_of(struct wear *w)
{
    bool lost = lose(w);
    if (now_and_then(w->due_s, w->is.reboot_every_s, w->is.reboot_s))
        return WEAR_REBOOTING;
    if (lost)
        return WEAR_LOST;
    bool asleep = now_and_then(w->due_s, w->is.sleep_every_s, w->is.sleep_s);
    return asleep && w->rows > 0 ? WEAR_ASLEEP : WEAR_ARRIVED;
}

static void emit(struct wear *w, double at)
{
    float *out = w->row + 6 * w->rows;
    enum wear_fate fate = fate_of(w);
    w->fate[w->rows] = (uint8_t)fate;
    for (int i = 0; i < 6; i++) {
        double v = w->before[i] + at * (w->y[i] - w->before[i]) + w->bias[i];
        uint64_t counter = (uint64_t)w->rows * 6 + (uint64_t)i;
        v += (i < 3 ? w->is.noise_ms2 : w->is.noise_rads) * normal(w, NOISE_ROW, counter);
        if (fate == WEAR_ASLEEP)
            out[i] = out[i - 6];
        else if (fate == WEAR_ARRIVED)
            out[i] = sixteen_bits(v, i < 3 ? w->is.range_g * GAIT_G_MS2 : RANGE_RADS);
        else
            out[i] = NAN;
    }
    w->rows++;
}

void wear_push(struct wear *w, const struct runner_moment *m)
{
    struct runner_point p = *point_under(w, m);
    if (w->is.tumbling)
        tumble_step(&w->tumble, m->t_s, &p);
    if (w->is.strap_hz > 0)
        strap_step(&w->strap, w->is.strap_hz, w->is.strap_zeta, p.a_ms2, p.a_ms2);
    memcpy(w->pod_ms2, p.a_ms2, sizeof w->pod_ms2);
    if (w->is.knock_every_s > 0)
        knocks_add(&w->knocks, &w->is, m->t_s, p.a_ms2);
    double in[6] = {0};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) {
            in[i] += w->mount.m[i][k] * p.a_ms2[k];
            in[3 + i] += w->mount.m[i][k] * p.w_rads[k];
        }
    filter(w, in);
    w->begun = true;
    while (w->due_s <= m->t_s && w->rows < w->room) {
        double at = 1 - (m->t_s - w->due_s) * RUNNER_HZ;
        emit(w, at < 0 ? 0 : at);
        set_due(w);
    }
}

const struct wear_settings *wear_settings(const struct wear *w)
{
    return &w->is;
}

const uint8_t *wear_fates(const struct wear *w)
{
    return w->fate;
}

double wear_chance(const struct wear *w, uint64_t counter)
{
    return exact_uniform(w->seed, WEAR_MORE_STREAM(w->stream, MORE_TRAVEL), counter);
}

void wear_pod(const struct wear *w, double ret_ms2[3])
{
    memcpy(ret_ms2, w->pod_ms2, sizeof w->pod_ms2);
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
