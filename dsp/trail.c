/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/resample.h>
#include <gait/trail.h>

#include <math.h>
#include <stddef.h>
#include <string.h>

static size_t at(int64_t index)
{
    return (size_t)(index & (GAIT_TRAIL_KEPT - 1));
}

void gait_trail_reset(struct gait_trail *t)
{
    t->first = 0;
    t->now = -1;
}

void gait_trail_push(struct gait_trail *t, int64_t index, const float a_ms2[3], uint8_t flags)
{
    if (t->now < t->first)
        t->first = index;
    t->now = index;
    if (t->now - t->first >= GAIT_TRAIL_KEPT)
        t->first = t->now - GAIT_TRAIL_KEPT + 1;
    memcpy(t->a[at(index)], a_ms2, sizeof t->a[0]);
    t->flags[at(index)] = flags;
}

void gait_trail_read(const struct gait_trail *t, double from, int n, float (*ret_a)[3])
{
    int64_t base = (int64_t)floor(from);
    float part = (float)(from - (double)base);
    bool plain = base + n <= t->now && at(base) + (size_t)n < GAIT_TRAIL_KEPT;
    const float(*a)[3] = t->a + at(base);
    for (int i = 0; plain && i < n; i++)
        for (int k = 0; k < 3; k++)
            ret_a[i][k] = a[i][k] + part * (a[i + 1][k] - a[i][k]);
    for (int i = 0; !plain && i < n; i++) {
        int64_t next = base + i + 1 < t->now ? base + i + 1 : t->now;
        const float *p = t->a[at(base + i < t->now ? base + i : t->now)], *q = t->a[at(next)];
        for (int k = 0; k < 3; k++)
            ret_a[i][k] = p[k] + part * (q[k] - p[k]);
    }
}

void gait_trail_measured(const struct gait_trail *t, double from, int n, bool *ret)
{
    int64_t base = (int64_t)floor(from);
    for (int64_t i = base; i < base + n; i++)
        ret[i - base] = i >= t->first && i + 1 <= t->now && !t->flags[at(i)] && !t->flags[at(i + 1)];
}

bool gait_trail_is_bridged(const struct gait_trail *t, double from, double to)
{
    for (int64_t i = (int64_t)from; i <= (int64_t)to; i++)
        if (t->flags[at(i)])
            return true;
    return false;
}

bool gait_trail_is_gap(const struct gait_trail *t, double from, double to)
{
    for (int64_t i = (int64_t)floor(from); i <= (int64_t)to; i++)
        if (t->flags[at(i)] & GAIT_GRID_GAP)
            return true;
    return false;
}
