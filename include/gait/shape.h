/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mean shape of the last strides around contact, as vectors, and how alike a new stride is: the
 * cosine between the two, which no rotation of the sensor changes. Ticks that were not measured
 * count in neither, as long as there are others. Any one thread; no allocation. */
#ifndef GAIT_SHAPE_H
#define GAIT_SHAPE_H

#include <stdbool.h>

#define GAIT_SHAPE_BEFORE 24 /* ticks before contact: 120 ms */
#define GAIT_SHAPE_AFTER 14  /* ticks after: 70 ms */
#define GAIT_SHAPE_TICKS (GAIT_SHAPE_BEFORE + GAIT_SHAPE_AFTER + 1)
#define GAIT_SHAPE_LAG 5 /* ticks searched on each side: 25 ms */
#define GAIT_SHAPES_KEPT 8

struct gait_shape {
    float a[GAIT_SHAPE_TICKS][3];   /* m/s2 */
    bool measured[GAIT_SHAPE_TICKS]; /* not interpolated or missing */
};

struct gait_shapes {
    struct gait_shape kept[GAIT_SHAPES_KEPT], mean;
    int count; /* put so far */
};

void gait_shapes_clear(struct gait_shapes *s);
void gait_shapes_put(struct gait_shapes *s, const struct gait_shape *shape);

/* 0 .. 1: how much of it was measured. */
double gait_shape_measured(const struct gait_shape *s);

/* -1 .. 1; 0 before the first. */
double gait_shapes_likeness(const struct gait_shapes *s, const struct gait_shape *shape);

/* Where fit[0 .. 2 GAIT_SHAPE_LAG] is largest, as a lag in ticks with a fraction (parabola through
 * three); the largest value, not below 0, in *ret_quality. */
double gait_shape_peak(const double *fit, float *ret_quality);

#endif
