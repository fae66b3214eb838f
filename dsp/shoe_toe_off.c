/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/shoe_toe_off.h>
#include <gait/types.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    AFTER = 16, /* ticks within which the resultant must fall again: 80 ms */
    TICKS_MAX = 256,
};

static const double looked_from = 0.08, earliest = 0.19, latest = 0.50; /* of the stride */
static const double likely = 0.35, spread = 0.07; /* contact time over stride */

/* The resultant of n ticks from tick `from` on, smoothed, g. Tap by tap over all of them, which the
 * processor does several at a time. */
static void sizes(const struct gait_trail *t, const struct gait_gauss *g, int64_t from, int n,
                  float *ret)
{
    float raw[3 * (TICKS_MAX + 2 * GAIT_GAUSS_HALF_MAX)], sum[3 * TICKS_MAX] = {0};
    for (int i = 0; i < n + 2 * g->half; i++)
        memcpy(raw + 3 * i, gait_trail_at(t, from - g->half + i), 3 * sizeof *raw);
    for (int k = 0; k <= 2 * g->half; k++) {
        const float *x = raw + 3 * k;
        float tap = g->tap[abs(k - g->half)];
        for (int i = 0; i < 3 * n; i++)
            sum[i] += tap * x[i] / (float)GAIT_G_MS2;
    }
    for (int i = 0; i < n; i++) {
        const float *a = sum + 3 * i;
        ret[i] = sqrtf(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
    }
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
    sizes(t, smooth, from, (int)n, size);
    return find(size, (int)n, from, contact, stride);
}
