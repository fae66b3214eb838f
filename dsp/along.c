/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/along.h>

#include <math.h>
#include <string.h>

enum {
    REST_TICKS = GAIT_GRID_HZ, /* this long still is standing */
    STANCES_MIN = 3,
    STANCES_MEAN = 16,
};

static const float near_weight = 1.0f / 50;               /* a quarter of a second */
static const float still_ms2 = 0.05f * (float)GAIT_G_MS2; /* off the mean, each axis */
static const float weigh_ms2 = 0.05f * (float)GAIT_G_MS2; /* off 1 g */
static const float agree_cosine = 0.94f;                  /* 20 degrees */

static float dot(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static bool normalise(const float v[3], float ret[3])
{
    float n = sqrtf(dot(v, v));
    for (int i = 0; i < 3; i++)
        ret[i] = v[i] / n;
    return n > 1e-6f;
}

void gait_along_reset(struct gait_along *a)
{
    memset(a, 0, sizeof *a);
}

void gait_along_push(struct gait_along *a, const struct gait_tick *t)
{
    float off[3];
    if (t->flags & GAIT_GRID_GAP) {
        a->still = 0;
        return;
    }
    for (int i = 0; i < 3; i++) {
        off[i] = t->a_ms2[i] - a->near[i];
        a->near[i] += near_weight * off[i];
    }
    bool still = dot(off, off) < 3 * still_ms2 * still_ms2 &&
                 fabsf(sqrtf(dot(a->near, a->near)) - (float)GAIT_G_MS2) < weigh_ms2;
    a->still = still ? a->still + 1 : 0;
    if (a->still >= REST_TICKS)
        a->has_rest |= normalise(a->near, a->rest);
}

void gait_along_stance(struct gait_along *a, const struct gait_tick *t, int n)
{
    float sum[3] = {0};
    for (int i = 0; i < n; i++) {
        if (t[i].flags & GAIT_GRID_GAP)
            return;
        for (int k = 0; k < 3; k++)
            sum[k] += t[i].a_ms2[k];
    }
    if (n < 1)
        return;
    a->stances += a->stances < STANCES_MEAN;
    for (int k = 0; k < 3; k++)
        a->stance[k] += (sum[k] / (float)n - a->stance[k]) / (float)a->stances;
}

bool gait_along_get(const struct gait_along *a, float ret[3])
{
    bool has_stance = a->stances >= STANCES_MIN && normalise(a->stance, ret);
    if (a->has_rest && (!has_stance || dot(a->rest, ret) > agree_cosine)) {
        memcpy(ret, a->rest, sizeof a->rest);
        return true;
    }
    return has_stance;
}
