/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a shoe meets the ground. On a shoe the largest acceleration is the end of the swing, a broad
 * hump some 50 ms before contact; the landing is a shorter spike after it, and contact lies in the
 * valley of the resultant between the two. Both change from stride to stride by more than the time
 * between them, so the valley is not looked for in single strides: a stride is moved to where the
 * mean of the strides before it fits best (acceleration in g and angular rate in rad/s, which on a
 * running foot are of one size, both smoothed at 15 Hz, 250 ms before to 40 ms after contact), and
 * the valley is taken from their mean, as the median of the last nine. No rotation of the sensor
 * changes the answer; without a gyroscope the acceleration alone decides.
 *
 * A stride is placed once, from what is known 70 ms after its contact, and learned from when it is
 * over. Times are ticks of GAIT_GRID_HZ. One object handles one sensor; analysis thread; no
 * allocation. */
#ifndef GAIT_SHOE_H
#define GAIT_SHOE_H

#include <gait/contact.h>
#include <gait/filter.h>
#include <gait/resample.h>
#include <gait/trail.h>
#include <gait/valley.h>

#define GAIT_SHOE_BEFORE 50 /* ticks before contact that are compared */
#define GAIT_SHOE_AFTER 8   /* and after it */
#define GAIT_SHOE_WAIT                                                                             \
    3 /* ticks after a candidate before it is looked at: its envelope is whole                     \
       */
#define GAIT_SHOE_POINTS ((GAIT_SHOE_BEFORE + GAIT_SHOE_AFTER) / 2 + 1)
#define GAIT_SHOE_LAG 20 /* ticks from a candidate to its contact at most, on both sides */
#define GAIT_SHOE_FIRST (GAIT_SHOE_LAG + GAIT_SHOE_BEFORE + 8) /* wanted before a candidate */
#define GAIT_SHOE_RATES 16 /* a power of two, more than the smoothing reaches over */

/* Acceleration in g and angular rate in rad/s, smoothed. */
struct gait_shoe_tick {
    float motion[6];
    float energy; /* sum of squares */
    bool known;   /* no sample is missing here */
};

struct gait_shoe {
    struct gait_gauss smooth;
    float tap[GAIT_SHOE_RATES][8]; /* its taps for each of recent's, of which in g what is in m/s2 */
    float recent[GAIT_SHOE_RATES][8]; /* the newest ticks: m/s2, rad/s, and nothing twice */
    uint32_t gaps;                    /* bit k: that of k ticks ago is missing */
    struct gait_shoe_tick kept[GAIT_TRAIL_KEPT];
    int count;                                    /* strides learned */
    struct gait_shoe_tick mean[GAIT_SHOE_POINTS]; /* of the strides, every other tick */
    float landing[GAIT_VALLEY_TICKS][3];          /* mean acceleration, m/s2, not smoothed */
    bool landing_known[GAIT_VALLEY_TICKS];
    struct gait_median valley; /* of the mean landing, from the aligned time */
    struct gait_median misfit; /* of strides to the mean: 1 - cosine */
    double last;               /* valley of the last stride; NaN: none */
    double aligned;            /* of the stride to be learned from; NaN: none */
    int strangers;             /* strides in a row that were like none before */
};

void gait_shoe_reset(struct gait_shoe *s);  /* another sensor, or a jump in time */
void gait_shoe_forget(struct gait_shoe *s); /* the strides, not the signal */

/* A gait has begun: learns from its newest whole stride, whose candidate is at tick c, since the
 * first out of standing is like no other. */
void gait_shoe_begin(struct gait_shoe *s, const struct gait_trail *t, int64_t c);

/* Takes one tick, which the trail of accelerations already holds, and learns from the last stride
 * when all of its landing is there. Ticks come with successive indices. */
void gait_shoe_push(struct gait_shoe *s, const struct gait_trail *t, const struct gait_tick *tick);

/* Places the stride whose candidate, a maximum of the envelope, is at tick c, and remembers to
 * learn from it. Valley before its landing; how alike the stride is to those before, 0 .. 1, in
 * *ret_quality (0.5: there were none). stride: its length, ticks. Early: NaN while what has come
 * does not show the landing, and for a stride less alike than usual. Later, when most of the stride
 * is there: one like none before is placed by its own valley. */
double gait_shoe_place(struct gait_shoe *s, const struct gait_trail *t, int64_t c, double stride,
                       bool early, float *ret_quality);

#endif
