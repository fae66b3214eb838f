/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lateral axis of a limb that runs, in the axes of a sensor whose mounting is not known: of the
 * horizontal directions the one with the least variance, over about eight strides. Which of its two
 * senses points outwards is not known; it does not turn round. Turns with the sensor. Any one
 * thread; no allocation. */
#ifndef GAIT_LATERAL_H
#define GAIT_LATERAL_H

#include <stdbool.h>

struct gait_lateral {
    double covariance[6]; /* of the horizontal part: xx yy zz xy xz yz */
    float axis[3];        /* unit length */
    bool known;
};

void gait_lateral_clear(struct gait_lateral *l);

/* Learns from a stride, n values of acceleration (any unit) and up (unit length). */
void gait_lateral_learn(struct gait_lateral *l, const float up[3], float (*a)[3], int n);

/* 0 while unknown. */
float gait_lateral_of(const struct gait_lateral *l, const float a[3]);

#endif
