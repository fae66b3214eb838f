/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/align.h>

#include <math.h>
#include <stddef.h>

/* Variance of what is not known of a clock, s2; INFINITY where nothing is. */
static double doubt_s2(const struct gait_clock_state *c)
{
    if (!c->by_arrival)
        return 0;
    return c->has_device_time ? c->offset_sd_s * c->offset_sd_s : (double)INFINITY;
}

static bool clocks_agree(const struct gait_clock_state *a, const struct gait_clock_state *b)
{
    return 2 * sqrt(doubt_s2(a) + doubt_s2(b)) < GAIT_ALIGN_CLOCK_S;
}

bool gait_align(const struct gait_track *a, const struct gait_clock_state *a_clock,
                const struct gait_track *b, const struct gait_clock_state *b_clock, int64_t from_ns,
                int64_t to_ns, struct gait_aligned *ret)
{
    int n;
    *ret = (struct gait_aligned){0};
    ret->a = gait_track_span(a, from_ns, to_ns, &ret->n);
    if (!ret->a)
        return false;
    ret->a_hz = gait_track_state(a).rate_hz;
    if (b && clocks_agree(a_clock, b_clock)) {
        ret->b = gait_track_span(b, from_ns, to_ns, &n);
        ret->b_hz = gait_track_state(b).rate_hz;
    }
    return true;
}
