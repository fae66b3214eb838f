/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/shoe_toe_off.h>
#include <gait/types.h>

#include <math.h>
#include <stdlib.h>

enum {
    AFTER = 16, /* ticks within which the resultant must fall again: 80 ms */
    TICKS_MAX = 256,
};

static const double looked_from = 0.08, earliest = 0.19, latest = 0.50; /* of the stride */
static const double likely = 0.35, spread = 0.07; /* contact time over stride */

static float size_at(const struct gait_trail *t, const struct gait_gauss *g, int64_t tick)
{
    float sum[3] = {0};
    for (int k = -g->half; k <= g->half; k++) {
        const float *a = gait_trail_at(t, tick + k);
        for (int i = 0; i < 3; i++)
            sum[i] += g->tap[abs(k)] * a[i] / (float)GAIT_G_MS2;
    }
    return sqrtf(sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]);
}

/* How far the lowest value stands below x[i], going `step` ways until it is passed, at most 1 g. */
static double stands_out(const float *x, int n, int i, int step, int most)
{
    float low = x[i];
    for (int k = i + step, seen = 0; k >= 0 && k < n && seen < most; k += step, seen++) {
        if (x[k] > x[i])
            break;
        low = fminf(low, x[k]);
    }
    return fmin((double)(x[i] - low), 1);
}

static double find(const float *x, int n, int64_t from, double contact, double stride)
{
    int best = -1;
    double best_score = -HUGE_VAL;
    for (int i = 1; i < n - AFTER; i++) {
        double duty = ((double)from + i - contact) / stride, off = (duty - likely) / spread;
        if (!(x[i] >= x[i - 1]) || !(x[i] > x[i + 1]) || duty < earliest || duty > latest)
            continue;
        double score = stands_out(x, n, i, -1, n) + stands_out(x, n, i, 1, AFTER) - 0.5 * off * off;
        if (score > best_score) {
            best_score = score;
            best = i;
        }
    }
    if (best < 0)
        return NAN;
    double bend = (double)(x[best - 1] - 2 * x[best] + x[best + 1]);
    double shift = bend < 0 ? 0.5 * (double)(x[best - 1] - x[best + 1]) / bend : 0;
    return (double)from + best + shift;
}

double gait_shoe_toe_off_wait(const struct gait_gauss *smooth, double stride)
{
    return latest * stride + AFTER + smooth->half + 2;
}

double gait_shoe_toe_off_find(const struct gait_trail *t, const struct gait_gauss *smooth,
                              double contact, double stride)
{
    float size[TICKS_MAX];
    int64_t from = (int64_t)(contact + looked_from * stride);
    int64_t n = (int64_t)(contact + latest * stride) + AFTER - from + 1;
    if (n > TICKS_MAX || from - smooth->half < t->first || from + n - 1 + smooth->half > t->now)
        return NAN;
    for (int i = 0; i < n; i++)
        size[i] = size_at(t, smooth, from + i);
    return find(size, (int)n, from, contact, stride);
}
