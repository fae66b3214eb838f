/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/autocorrelation.h>

#include <assert.h>
#include <math.h>
#include <stdbool.h>

enum { LANES = 4 };

/* Of the largest shared energy: an overlap of a few samples may be alike by chance. */
static const float shared = 0.3f;

void gait_autocorrelation_steepen(struct gait_autocorrelation *a, int n, int rise)
{
    assert(n >= 0 && n <= GAIT_AUTOCORRELATION_MAX && rise > 0);
    float sum = 0;
    int known = 0;
    for (int t = 0; t < n; t++) {
        bool both = t + rise < n && a->energy[t] >= 0 && a->energy[t + rise] >= 0;
        float e = 0;
        for (int i = 0; i < 3; i++) {
            a->x[t][i] = a->axis[i][t] = both ? a->x[t + rise][i] - a->x[t][i] : 0;
            e += a->x[t][i] * a->x[t][i];
        }
        a->energy[t] = both ? e : -1;
        sum += e;
        known += both;
    }
    a->n = n;
    a->mean_energy = known ? sum / (float)known : 0;
}

/* Of LANES lags in a row, each summed in the order of time. */
struct sums {
    float dot[LANES], energy[LANES];
};

static void add_tail(const struct gait_autocorrelation *a, int t, int lag, int lane,
                     struct sums *sums)
{
    for (; t + lag < a->n; t++) {
        const float *x = a->x[t], *y = a->x[t + lag];
        if (a->energy[t] < 0 || a->energy[t + lag] < 0)
            continue;
        sums->dot[lane] += x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
        sums->energy[lane] += a->energy[t] + a->energy[t + lag];
    }
}

/* What is not known is 0, and adds nothing. */
static void add_lags(const struct gait_autocorrelation *a, int first, int lag, struct sums *ret)
{
    struct sums s = {0};
    int t = first;
    for (; t + lag + LANES - 1 < a->n; t++) {
        const float *y0 = a->axis[0] + t + lag, *y1 = a->axis[1] + t + lag,
                    *y2 = a->axis[2] + t + lag, *e = a->energy + t + lag;
        float x0 = a->x[t][0], x1 = a->x[t][1], x2 = a->x[t][2], own = a->energy[t];
        if (own < 0)
            continue;
        for (int i = 0; i < LANES; i++)
            s.dot[i] += x0 * y0[i] + x1 * y1[i] + x2 * y2[i];
        for (int i = 0; i < LANES; i++)
            s.energy[i] += e[i] < 0 ? 0 : own + e[i];
    }
    for (int i = 0; i < LANES; i++)
        add_tail(a, t, lag + i, i, &s);
    *ret = s;
}

struct gait_lag gait_autocorrelation_peak(const struct gait_autocorrelation *a, int first,
                                          double near, double wide)
{
    float like[GAIT_AUTOCORRELATION_LAGS], dot[GAIT_AUTOCORRELATION_LAGS], most = 0;
    int reach = (int)fmin(ceil(wide), GAIT_AUTOCORRELATION_LAGS / 2 - 1), best = -1;
    int lowest = (int)lround(near) - reach;
    if (lowest < 1)
        lowest = 1;
    int lags = (int)lround(near) + reach - lowest + 1;
    if (lags > a->n - lowest)
        lags = a->n - lowest;
    for (int i = 0; i < lags; i += LANES) {
        struct sums s;
        add_lags(a, first, lowest + i, &s);
        for (int k = 0; k < LANES && i + k < lags; k++) {
            dot[i + k] = s.dot[k];
            like[i + k] = s.energy[k] > 0 ? 2 * s.dot[k] / s.energy[k] : 0;
            most = fmaxf(most, dot[i + k]);
        }
    }
    for (int i = 0; i < lags; i++)
        if (dot[i] > shared * most && (best < 0 || like[i] > like[best]))
            best = i;
    if (best < 1 || best > lags - 2)
        return (struct gait_lag){0};
    float before = like[best - 1], after = like[best + 1], bend = 2 * like[best] - before - after;
    float shift = bend > 0 ? 0.5f * (after - before) / bend : 0;
    return (struct gait_lag){lowest + best + (double)shift, like[best], bend, dot[best]};
}
