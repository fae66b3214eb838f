/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toe-off of a step as the trunk's unloading shows it: an estimate, the mean of two that err
 * differently.
 *
 * By the load: after its highest (past the impact's own peak) V falls through 1.1 g, near where the
 * body's vertical acceleration is zero whatever the sensor's gain on soft tissue; the rest of the
 * push takes `share` of the time from contact to there, because the push of a fast runner is that
 * of a slow one in less time.
 * By the line of progression: F has its minimum `lag` after the foot left the ground. Where there
 * is no such minimum the load alone decides. Pure functions. */
#ifndef GAIT_UNLOAD_H
#define GAIT_UNLOAD_H

#include <stdint.h>

/* All in ticks but for the share. */
struct gait_unload_search {
    double contact;
    double step;  /* contact to contact of the other foot */
    double share; /* of the time from contact to 1.1 g, 0 .. 1 */
    double lag;   /* from toe-off to the minimum of F */
};

/* up, forward [0 .. n - 1]: V and F, smoothed, m/s2, from tick `from` on; what lies beyond 0.95 of
 * the step is not looked at. NaN: not found. */
double gait_unload_find(const struct gait_unload_search *s, const float *up_ms2,
                          const float *forward_ms2, int64_t from, int n);

#endif
