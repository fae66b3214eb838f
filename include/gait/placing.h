/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a sensor is worn, by its signal while its wearer runs: on a shoe, on a shank, or on the trunk.
 * Nothing here depends on how the sensor is turned.
 *
 * A trunk lands twice a stride and a leg once: the acceleration is compared with itself half a stride
 * and a whole stride later. A leg swings, so that its middle acceleration is well above 1 g and never
 * near 0, as a trunk's is in flight; it turns ten times as fast. A shoe swings on a longer lever than
 * a shank and stands still for a moment of each stance; by acceleration alone the two overlap, and
 * then neither is said. A wrist turns as fast as neither and hardly strikes; it is nothing that is
 * known here, as is whatever else moves.
 *
 * Probability: naive Bayes over a few wide normal distributions, dsp/placing.c, flattened to what
 * traits that go together are worth, and the mean over the looks, a second apart. One object handles
 * one sensor; analysis thread; no allocation. */
#ifndef GAIT_PLACING_H
#define GAIT_PLACING_H

#include <gait/history.h>
#include <gait/resample.h>
#include <gait/types.h>

enum gait_placing_kind {
    GAIT_PLACING_FOOT,
    GAIT_PLACING_SHANK,
    GAIT_PLACING_TRUNK,
    GAIT_PLACING_NONE, /* a wrist, a bag, nobody running */
    GAIT_PLACING_KINDS
};

/* Of the last seconds. */
struct gait_placing_traits {
    float stride_s;
    float like_stride, like_half; /* the vector to itself so much later, -1 .. 1 */
    float low_g, middle_g, high_g, most_g; /* 5, 50, 90 and 99 % of its length's values are below */
    float still_rads, turn_rads; /* 10 and 99.5 %, of the angular rate; NaN: no gyroscope */
};

/* The n newest ticks end before `end`. turns: they hold angular rate. False: fewer than 3 s, gaps of
 * more than a tenth, or nothing that repeats every 0.5 to 0.95 s. */
bool gait_placing_measure(const struct gait_tick *end, int n, bool turns,
                          struct gait_placing_traits *ret);
void gait_placing_judge(const struct gait_placing_traits *t, float ret[GAIT_PLACING_KINDS]);

struct gait_placing {
    bool moves;                     /* still until now otherwise */
    int64_t last, since, moved;     /* ticks: the newest, the first that moved, the newest that did */
    int64_t next;                   /* when to look again */
    int looks;                      /* since it moves, at those that run */
    float mean[GAIT_PLACING_KINDS]; /* probability over the looks, the newest eight or so */
};

void gait_placing_reset(struct gait_placing *p);

/* Takes the newest tick, which the history already holds. Whoever stands still is looked at anew
 * when they move. True: that was a look at somebody who runs. */
bool gait_placing_push(struct gait_placing *p, const struct gait_tick *t,
                       const struct gait_history *h, bool turns);

/* GAIT_FOOT, GAIT_SHANK or GAIT_TRUNK (anywhere on it, a head too) once that is sure enough after
 * three looks; GAIT_UNKNOWN until then. now: GAIT_UNKNOWN, or what was found before, which stays
 * until the contrary is surer. ret_confidence: its probability; NaN where unknown. */
enum gait_placement gait_placing_get(const struct gait_placing *p, enum gait_placement now,
                                     float *ret_confidence);

#endif
