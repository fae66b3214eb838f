/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/recent.h>

#include <math.h>
#include <string.h>

void gait_recent_reset(struct gait_recent *r)
{
    memset(r, 0, sizeof *r);
}

static struct gait_spread spread_of(const struct gait_recent *r)
{
    struct gait_spread s = {.mean = NAN, .sd = NAN, .n = r->taken};
    double sum = 0, squares = 0;
    if (r->taken < GAIT_RECENT_N)
        return s;
    s.n = GAIT_RECENT_N;
    for (int i = 0; i < GAIT_RECENT_N; i++)
        sum += (double)r->value[i];
    double mean = sum / GAIT_RECENT_N;
    for (int i = 0; i < GAIT_RECENT_N; i++)
        squares += ((double)r->value[i] - mean) * ((double)r->value[i] - mean);
    s.mean = (float)mean;
    s.sd = (float)sqrt(squares / (GAIT_RECENT_N - 1));
    return s;
}

struct gait_spread gait_recent_add(struct gait_recent *r, int64_t t_ns, const char *surface,
                                   float value)
{
    bool broken = r->taken && t_ns - r->newest_ns > GAIT_RECENT_S * INT64_C(1000000000);
    if (broken || strncmp(r->surface, surface, sizeof r->surface - 1) != 0)
        gait_recent_reset(r);
    gait_name_copy(r->surface, surface);
    if (isfinite(value)) {
        r->value[r->taken % GAIT_RECENT_N] = value;
        r->taken += r->taken < 2 * GAIT_RECENT_N - 1 ? 1 : 1 - GAIT_RECENT_N;
        r->newest_ns = t_ns;
    }
    return spread_of(r);
}
