/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a sensor is worn, by its signal while its wearer runs: on a shoe, on a shank, or on the
 * trunk. Nothing here depends on how the sensor is turned.
 *
 * A trunk lands twice a stride and a leg once: the acceleration is compared with itself half a
 * stride and a whole stride later. A leg swings, so that its middle acceleration is well above 1 g
 * and never near 0, as a trunk's is in flight; it turns several times as fast. A shoe swings on a
 * longer lever than a shank and stands still for a moment of each stance; by acceleration alone the
 * two overlap, and then neither is said. A wrist swings evenly and hardly strikes; it is none of
 * these, as is whatever else moves.
 *
 * Probability: naive Bayes over a few wide normal distributions, dsp/placing.c, flattened to what
 * traits that go together are worth, and the mean over the looks, half a second apart. One object
 * handles one sensor; analysis thread; no allocation. */
#ifndef GAIT_PLACING_H
#define GAIT_PLACING_H

#include <gait/history.h>
#include <gait/steps.h>
#include <gait/traits.h>
#include <gait/types.h>

enum gait_placing_kind {
    GAIT_PLACING_FOOT,
    GAIT_PLACING_SHANK,
    GAIT_PLACING_TRUNK,
    GAIT_PLACING_NONE, /* a wrist, a bag, nobody running */
    GAIT_PLACING_KINDS
};

/* Probabilities; their sum is 1. Traits of somebody who runs. */
void gait_placing_judge(const struct gait_traits *t, float ret[GAIT_PLACING_KINDS]);

struct gait_placing {
    bool given_up;                  /* what was found waits no more for an answer */
    bool moves;                     /* still until now otherwise */
    int64_t last, since, moved;     /* ticks: the newest; that moved: the first, the newest */
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

/* Whether the steps of somebody who runs wait for an answer: for 9 s, as long as there is room for
 * them and the samples are kept that their peaks need. Once they do not, they no more do. */
bool gait_placing_waits(struct gait_placing *p, const struct gait_steps *s,
                        const struct gait_history *h, int64_t newest_ns);

#endif
