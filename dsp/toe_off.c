/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/toe_off.h>

#include <math.h>

enum {
    AFTER = 12,  /* ticks within which the component must rise again: 60 ms */
    VALLEY = 10, /* ticks on each side in which a kick's valleys lie: 50 ms */
};

static const float kick_least_g = 1;                /* a lower peak is measured against this */
static const double earliest = 0.19, latest = 0.50; /* of the stride */
static const double likely = 0.35, spread = 0.07;   /* contact time over stride */

int gait_toe_off_span(const struct gait_toe_off_search *s, int64_t *ret_from)
{
    int64_t to = (int64_t)(s->contact + latest * s->stride - s->offset) + AFTER;
    *ret_from = (int64_t)(s->contact + 0.12 * s->stride);
    int64_t n = to - *ret_from + 1;
    return n > 2 && n <= GAIT_TOE_OFF_MAX ? (int)n : 0;
}

static double score(const float *y, int n, int i, double duty)
{
    float top = y[i], after = y[i];
    for (int k = i - 1; k >= 0 && y[k] >= y[k + 1] - 0.02f; k--)
        top = fmaxf(top, y[k]);
    for (int k = i + 1; k < n && k <= i + AFTER; k++)
        after = fmaxf(after, y[k]);
    double off = (duty - likely) / spread;
    return fmin((double)(top - y[i]), 1) + 0.5 * fmin((double)(after - y[i]), 0.3) / 0.3 -
           0.5 * off * off;
}

double gait_toe_off_find(const struct gait_toe_off_search *s, const float *y, int64_t from, int n)
{
    int best = -1;
    double best_score = -HUGE_VAL;
    for (int i = 1; i < n - AFTER; i++) {
        double since = (double)from + i + s->offset - s->contact;
        if (!(y[i] <= y[i - 1]) || !(y[i] < y[i + 1]) || since < earliest * s->stride)
            continue;
        double now = score(y, n, i, since / s->stride);
        if (now > best_score) {
            best_score = now;
            best = i;
        }
    }
    if (best < 0)
        return NAN;
    double bend = (double)(y[best - 1] - 2 * y[best] + y[best + 1]);
    double shift = bend > 0 ? 0.5 * (double)(y[best - 1] - y[best + 1]) / bend : 0;
    return (double)from + best + shift;
}

/* Tick of the extreme of y in the sense of `sign`, with a fraction; NaN: none inside. */
static double extreme(const float *y, int n, float sign)
{
    int best = -1;
    for (int i = 1; i < n - 1; i++)
        if (sign * y[i] >= sign * y[i - 1] && sign * y[i] > sign * y[i + 1] &&
            (best < 0 || sign * y[i] > sign * y[best]))
            best = i;
    if (best < 0)
        return NAN;
    double bend = (double)(y[best - 1] - 2 * y[best] + y[best + 1]);
    return best + 0.5 * (double)(y[best - 1] - y[best + 1]) / bend;
}

struct gait_toe_off_turn gait_toe_off_turn_find(const float *lateral_g)
{
    const float *y = lateral_g;
    int n = GAIT_TOE_OFF_TURN;
    struct gait_toe_off_turn t = {.at = {extreme(y, n, 1), extreme(y, n, -1)}};
    double mean = 0;
    for (int i = 0; i < n; i++)
        mean += (double)y[i] / n;
    if (!isnan(t.at[0]))
        t.outward += fabs((double)y[lround(t.at[0])] - mean);
    if (!isnan(t.at[1]))
        t.outward -= fabs((double)y[lround(t.at[1])] - mean);
    return t;
}

static float least_of(const float *y, int from, int to)
{
    float least = y[from];
    for (int i = from + 1; i <= to; i++)
        least = fminf(least, y[i]);
    return least;
}

struct gait_toe_off_kick gait_toe_off_kick_find(const float *size_g)
{
    const float *y = size_g;
    struct gait_toe_off_kick best = {0};
    for (int i = VALLEY; i < GAIT_TOE_OFF_KICK - VALLEY; i++) {
        if (!(y[i] >= y[i - 1]) || !(y[i] > y[i + 1]))
            continue;
        float valley = fmaxf(least_of(y, i - VALLEY, i), least_of(y, i, i + VALLEY));
        double height = (double)((y[i] - valley) / fmaxf(y[i], kick_least_g));
        if (height <= best.height)
            continue;
        double bend = (double)(y[i - 1] - 2 * y[i] + y[i + 1]);
        best.height = height;
        best.at = i + (bend < 0 ? 0.5 * (double)(y[i - 1] - y[i + 1]) / bend : 0);
    }
    return best;
}
