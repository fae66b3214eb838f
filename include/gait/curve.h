/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A smooth curve through samples at uneven times: cubic Hermite pieces, whose slope at a sample is
 * that of the parabola through it and its two neighbours (for even times the Catmull-Rom spline:
 * Catmull and Rom 1974). A line stays a line and a parabola a parabola. It overshoots a step by at
 * most an eighth of it. Where one neighbour is more than nine times as far as the other the slope
 * is that of the line to the farther one. Pure functions. */
#ifndef GAIT_CURVE_H
#define GAIT_CURVE_H

#include <stdint.h>

#define GAIT_CURVE_AXES 6

struct gait_curve_point {
    int64_t t; /* ns */
    float v[GAIT_CURVE_AXES];
};

/* A piece from one sample to the next, with the slopes at its ends in units a nanosecond. */
struct gait_curve_piece {
    struct gait_curve_point from, to;
    double slope_from[GAIT_CURVE_AXES], slope_to[GAIT_CURVE_AXES];
};

/* Slope of the straight line from a to b; and at b, of the parabola through a, b and c. Times
 * ascend. */
void gait_curve_line(const struct gait_curve_point *a, const struct gait_curve_point *b,
                     double ret_slope[GAIT_CURVE_AXES]);
void gait_curve_slope(const struct gait_curve_point *a, const struct gait_curve_point *b,
                      const struct gait_curve_point *c, double ret_slope[GAIT_CURVE_AXES]);

/* The curve at t, from.t .. to.t; _straight: the line between the ends. */
void gait_curve_at(const struct gait_curve_piece *p, int64_t t, float ret_v[GAIT_CURVE_AXES]);
void gait_curve_straight(const struct gait_curve_point *from, const struct gait_curve_point *to,
                         int64_t t, float ret_v[GAIT_CURVE_AXES]);

#endif
