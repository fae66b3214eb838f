/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/align.h>

#include <stddef.h>

static bool clocks_agree(const struct gait_clock_state *a, const struct gait_clock_state *b)
{
    return 2 * (a->offset_sd_s + b->offset_sd_s) < GAIT_ALIGN_CLOCK_S;
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
    if (b && clocks_agree(a_clock, b_clock))
        ret->b = gait_track_span(b, from_ns, to_ns, &n);
    return true;
}
