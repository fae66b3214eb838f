/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells where a running sensor is worn, in numbers that no rotation of the sensor changes: how
 * like itself its acceleration is half a stride and a whole stride later (the measure is that of
 * gait/autocorrelation.h), and how its length and its angular rate are spread. Any thread; no
 * allocation. */
#ifndef GAIT_TRAITS_H
#define GAIT_TRAITS_H

#include <gait/resample.h>
#include <gait/types.h>

enum { GAIT_TRAITS_LEAST = 3 * GAIT_GRID_HZ }; /* ticks */

/* Of the last seconds. */
struct gait_traits {
    float stride_s;
    float like_stride, like_half; /* the vector to itself so much later, -1 .. 1 */
    float low_g, middle_g, high_g, most_g; /* 5, 50, 90 and 99 % of its length's values are below */
    float still_rads, turn_rads; /* 10 and 99.5 %, of the angular rate; NaN: no gyroscope */
};

/* The n newest ticks end before `end`. turns: they hold angular rate. False: fewer than 3 s, gaps
 * of more than a tenth, or nothing that repeats every 0.5 to 0.95 s. */
bool gait_traits_measure(const struct gait_tick *end, int n, bool turns,
                          struct gait_traits *ret);

#endif
