/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples into a resampler, and the grid that comes out. */
#ifndef TESTS_HELP_GRID_H
#define TESTS_HELP_GRID_H

#include <gait/resample.h>

#define HELP_GRID_MAX 20000

struct help_grid {
    int n;
    struct gait_tick tick[HELP_GRID_MAX];
};

extern struct help_grid grid;

struct gait_sample help_grid_sample(int64_t t_ns, double value); /* each axis another offset */
bool help_grid_feed(struct gait_resample *r, const struct gait_sample *s);
struct gait_resample *help_grid_fresh(int64_t origin_ns, double rate_hz); /* empties the grid */

#endif
