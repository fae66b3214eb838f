/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/motion.h>

#include <math.h>

enum {
    SIDE = 2, /* ticks on each side that are averaged */
    LEAST = 40,
    BINS = 100, /* of the resultant, up to 2 g */
    MOST = 880, /* ticks compared */
};

static const float at_rest_g = 0.15f;
static const double lag_share = 0.03;

static bool is_gap(const struct gait_tick *t)
{
    return t->flags & GAIT_GRID_GAP;
}

static bool has_all(const struct gait_tick *t)
{
    uint8_t flags = 0;
    for (int j = -SIDE; j <= SIDE; j++)
        flags |= t[j].flags;
    return !(flags & GAIT_GRID_GAP);
}

/* As below, where nothing is missing, which is nearly everywhere. */
static void average(const struct gait_tick *t, float ret[3])
{
    static const float scale = 1 / ((2 * SIDE + 1) * (float)GAIT_G_MS2);
    for (int k = 0; k < 3; k++) {
        float sum = 0;
        for (int j = -SIDE; j <= SIDE; j++)
            sum += t[j].a_ms2[k];
        ret[k] = sum * scale;
    }
}

/* The vector around tick i of n, averaged, in g; of a gap 0. */
static void average_at(const struct gait_tick *t, int n, int i, float ret[3])
{
    if (i >= SIDE && i + SIDE < n && has_all(t + i)) {
        average(t + i, ret);
        return;
    }
    float sum[3] = {0};
    int taken = 0, from = i < SIDE ? 0 : i - SIDE, to = i + SIDE < n ? i + SIDE : n - 1;
    for (int j = from; j <= to; j++) {
        if (is_gap(t + j))
            continue;
        for (int k = 0; k < 3; k++)
            sum[k] += t[j].a_ms2[k];
        taken++;
    }
    float scale = is_gap(t + i) ? 0 : 1 / ((float)taken * (float)GAIT_G_MS2);
    for (int k = 0; k < 3; k++)
        ret[k] = sum[k] * scale;
}

static float norm(const float v[3])
{
    return sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static float tenth_of(const int *count, int all)
{
    int below = 0, i = 0;
    while (i < BINS - 1 && 10 * (below + count[i]) < all)
        below += count[i++];
    return ((float)i + 0.5f) * 2 / BINS;
}

bool gait_motion_measure(const struct gait_tick *end, int n, struct gait_motion *ret)
{
    const struct gait_tick *t = end - n;
    int count[BINS] = {0}, taken = 0, resting = 0;
    double sum = 0, squares = 0;
    for (int i = 0; i < n; i += 2) {
        float v[3];
        if (is_gap(t + i))
            continue;
        average_at(t, n, i, v);
        float g = norm(v), raw_g = norm(t[i].a_ms2) / (float)GAIT_G_MS2;
        resting += fabsf(g - 1) < at_rest_g;
        count[g < 2 ? (int)(g * BINS / 2) : BINS - 1]++;
        sum += (double)raw_g;
        squares += (double)(raw_g * raw_g);
        taken++;
    }
    if (n < LEAST || 4 * taken < n)
        return false;
    double mean = sum / taken;
    ret->swing_g = (float)sqrt(fmax(0, squares / taken - mean * mean));
    ret->rest = (float)resting / (float)taken;
    ret->low_g = tenth_of(count, taken);
    return true;
}

/* Cosine between v[lag ..] and v[0 ..], every other tick. */
static double likeness_at(float (*v)[3], int n, int lag)
{
    double xy = 0, xx = 0, yy = 0;
    for (int i = lag; i < n; i += 2)
        for (int k = 0; k < 3; k++) {
            double x = (double)v[i][k], y = (double)v[i - lag][k];
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

static void take_mean_off(const struct gait_tick *t, int n, float (*v)[3])
{
    double mean[3] = {0};
    int taken = 0;
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < 3; k++)
            mean[k] += (double)v[i][k];
        taken += !is_gap(t + i);
    }
    for (int i = 0; i < n; i++)
        for (int k = 0; k < 3 && !is_gap(t + i); k++)
            v[i][k] -= (float)(mean[k] / taken);
}

float gait_motion_likeness(const struct gait_tick *end, int n, double period)
{
    float v[MOST][3];
    double best = -1;
    if (!(period >= 40 && period <= 400) || n < 1.7 * period)
        return 0;
    int widest = (int)(2.2 * period), first = (int)floor((1 - lag_share) * period);
    n = n < widest ? n : widest;
    for (int i = 0; i < n; i++)
        average_at(end - n, n, i, v[i]);
    take_mean_off(end - n, n, v);
    for (int lag = first; lag <= (int)ceil((1 + lag_share) * period); lag++)
        best = fmax(best, likeness_at(v, n, lag));
    return (float)best;
}

float gait_motion_runs(const struct gait_motion *m, enum gait_segment_kind kind, float spm)
{
    float pace = fmaxf(-0.6f, fminf((spm - 136) / 20, 0.6f));
    if (kind == GAIT_KIND_TRUNK)
        return fminf((0.68f - m->low_g) / 0.15f + logf(fmaxf(m->swing_g, 0.01f) / 0.5f),
                     (spm - 128) / 20);
    return (0.22f - m->rest) / 0.1f + pace;
}
