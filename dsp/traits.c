/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/traits.h>

#include <math.h>
#include <string.h>

enum {
    WINDOW = 4 * GAIT_GRID_HZ,
    THIN = 2, /* ticks of one value that is compared with later ones */
    VALUES = WINDOW / THIN,
    VALUE_HZ = GAIT_GRID_HZ / THIN,
    LAG_LEAST = VALUE_HZ / 2, /* a stride: 0.5 s */
    LAG_MOST = 95 * VALUE_HZ / 100,
};

static const float least_swing_ms2 = 1;

/* What is compared: n values of three axes, their mean taken off; 0 where not known. */
struct series {
    int n;
    float x[VALUES][3];
    bool known[VALUES];
};

static bool is_gap(const struct gait_tick *t)
{
    return t->flags & GAIT_GRID_GAP;
}

static float length(const float v[3])
{
    return sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static void take_mean_off(struct series *s)
{
    float sum[3] = {0};
    int known = 0;
    for (int i = 0; i < s->n; i++)
        if (s->known[i]) {
            for (int k = 0; k < 3; k++)
                sum[k] += s->x[i][k];
            known++;
        }
    for (int i = 0; i < s->n; i++)
        for (int k = 0; k < 3 && s->known[i]; k++)
            s->x[i][k] -= sum[k] / (float)known;
}

/* The vectors of the n ticks from `t` on. */
static void thin_out(const struct gait_tick *t, int n, struct series *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->n = n / THIN;
    for (int i = 0; i < ret->n; i++, t += THIN) {
        ret->known[i] = !is_gap(&t[0]) && !is_gap(&t[1]);
        for (int k = 0; k < 3 && ret->known[i]; k++)
            ret->x[i][k] = 0.5f * (t[0].a_ms2[k] + t[1].a_ms2[k]);
    }
    take_mean_off(ret);
}

/* As in gait/autocorrelation.h. */
static float like_at(const struct series *s, int lag)
{
    float dot = 0, energy = 0;
    for (int i = lag; i < s->n; i++) {
        const float *x = s->x[i - lag], *y = s->x[i];
        if (!s->known[i - lag] || !s->known[i])
            continue;
        dot += x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
        energy += x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + y[0] * y[0] + y[1] * y[1] + y[2] * y[2];
    }
    return energy > 0 ? 2 * dot / energy : 0;
}

/* The largest between two lags, both included. */
static float most_like(const struct series *s, int from, int to)
{
    float most = -1;
    for (int lag = from; lag <= to; lag++)
        most = fmaxf(most, like_at(s, lag));
    return most;
}

/* The first lag at which it is nearly as like itself as anywhere, so that three steps are not taken
 * for two; 0: nowhere. */
static int stride_of(const struct series *s)
{
    float like[LAG_MOST + 2], most = 0;
    for (int lag = LAG_LEAST - 1; lag <= LAG_MOST + 1; lag++)
        like[lag] = like_at(s, lag);
    for (int lag = LAG_LEAST; lag <= LAG_MOST; lag++)
        if (like[lag] >= like[lag - 1] && like[lag] >= like[lag + 1])
            most = fmaxf(most, like[lag]);
    for (int lag = LAG_LEAST; lag <= LAG_MOST; lag++)
        if (like[lag] >= like[lag - 1] && like[lag] >= like[lag + 1] && like[lag] > 0.9f * most)
            return lag;
    return 0;
}

/* What stands still is like itself at any lag. */
static bool swings(const struct series *s)
{
    float energy = 0;
    for (int i = 0; i < s->n; i++)
        energy += s->x[i][0] * s->x[i][0] + s->x[i][1] * s->x[i][1] + s->x[i][2] * s->x[i][2];
    return energy > least_swing_ms2 * least_swing_ms2 * (float)s->n;
}

/* Shell's, with Knuth's gaps. */
static void sort(float *v, int n)
{
    int gap = 1;
    while (3 * gap + 1 < n)
        gap = 3 * gap + 1;
    for (; gap > 0; gap /= 3)
        for (int i = gap; i < n; i++) {
            float x = v[i];
            int k = i;
            for (; k >= gap && v[k - gap] > x; k -= gap)
                v[k] = v[k - gap];
            v[k] = x;
        }
}

static float value_at(const float *sorted, int n, double share)
{
    return sorted[(int)(share * (n - 1))];
}

static float share_of(float *v, int n, double share)
{
    sort(v, n);
    return value_at(v, n, share);
}

static void measure_sizes(const struct gait_tick *t, int n, struct gait_traits *ret)
{
    float size[WINDOW], turn[WINDOW];
    int known = 0;
    for (int i = 0; i < n; i++)
        if (!is_gap(&t[i])) {
            size[known] = length(t[i].a_ms2) / (float)GAIT_G_MS2;
            turn[known++] = length(t[i].w_rads);
        }
    ret->low_g = share_of(size, known, 0.05);
    ret->middle_g = value_at(size, known, 0.5);
    ret->high_g = value_at(size, known, 0.9);
    ret->most_g = value_at(size, known, 0.99);
    ret->turn_rads = share_of(turn, known, 0.995);
    ret->still_rads = value_at(turn, known, 0.1);
}

bool gait_traits_measure(const struct gait_tick *end, int n, bool turns,
                          struct gait_traits *ret)
{
    struct series vector;
    int gaps = 0;
    n = n < WINDOW ? n : WINDOW;
    const struct gait_tick *t = end - n;
    for (int i = 0; i < n; i++)
        gaps += is_gap(&t[i]);
    if (n < GAIT_TRAITS_LEAST || 10 * gaps > n)
        return false;
    thin_out(t, n, &vector);
    int lag = swings(&vector) ? stride_of(&vector) : 0;
    if (!lag)
        return false;
    ret->stride_s = (float)lag / VALUE_HZ;
    ret->like_stride = like_at(&vector, lag);
    ret->like_half = most_like(&vector, (int)(0.45 * lag), (int)ceil(0.55 * lag));
    measure_sizes(t, n, ret);
    if (!turns)
        ret->turn_rads = ret->still_rads = NAN;
    return true;
}
