/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_grid.h"

struct help_grid grid;

struct gait_sample help_grid_sample(int64_t t_ns, double value)
{
    struct gait_sample s = {.t_ns = t_ns};
    for (int i = 0; i < 3; i++) {
        s.a_ms2[i] = (float)(value + i);
        s.w_rads[i] = (float)(value - 3 - i);
    }
    return s;
}

bool help_grid_feed(struct gait_resample *r, const struct gait_sample *s)
{
    bool taken = gait_resample_push(r, s);
    while (grid.n < HELP_GRID_MAX && gait_resample_next(r, &grid.tick[grid.n]))
        grid.n++;
    return taken;
}

struct gait_resample *help_grid_fresh(int64_t origin_ns, double rate_hz)
{
    struct gait_resample *r = gait_resample_new(&gait_resample_defaults);
    gait_resample_reset(r, origin_ns, rate_hz);
    grid.n = 0;
    return r;
}
