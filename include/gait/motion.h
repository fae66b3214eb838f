/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a sensor moves over a stretch of the even grid, and what that says of its wearer: numbers of
 * the resultant and of whole vectors against each other, which no rotation of the sensor changes.
 * The vector is first averaged over 25 ms, so that a knock and noise weigh little. A gap's ticks
 * are left out. Any one thread; no state, no allocation. */
#ifndef GAIT_MOTION_H
#define GAIT_MOTION_H

#include <gait/resample.h>
#include <gait/types.h>

struct gait_motion {
    float swing_g; /* standard deviation of the resultant, not averaged */
    float rest;    /* 0 .. 1: share of the time within 0.15 g of 1 g: at rest, or turning slowly */
    float low_g;   /* the resultant is below this a tenth of the time: near 0 in flight */
};

/* Every other of the n ticks before `end` (end[-1] is the newest). False: fewer than 40 ticks, or
 * more than half of them in gaps. */
bool gait_motion_measure(const struct gait_tick *end, int n, struct gait_motion *ret);

/* How alike the stretch is to itself one period earlier: the correlation of the vector, its mean
 * taken off, at the best lag within 3 % of the period, over the last 2.2 periods or what there is
 * of them. -1 .. 1; 0 where there are fewer ticks than 1.7 periods, or the period is not 40 .. 400.
 */
float gait_motion_likeness(const struct gait_tick *end, int n, double period_ticks);

/* More than 0: runs, less: walks. About 1 is one spread of people away from doubt. spm: steps of
 * both feet a minute. */
float gait_motion_runs(const struct gait_motion *m, enum gait_segment_kind kind, float spm);

#endif
