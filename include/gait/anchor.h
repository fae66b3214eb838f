/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contact at the shank, steadied by the strides before it: a stride is moved to where the mean
 * shape of the last eight fits it best, and the landmark is the median of the single onsets against
 * that alignment, so that one odd onset moves nothing and a stride's own timing is not smoothed
 * away. Times are ticks. Any one thread; no allocation. */
#ifndef GAIT_ANCHOR_H
#define GAIT_ANCHOR_H

#include <gait/contact.h>
#include <gait/shape.h>
#include <gait/trail.h>

struct gait_anchor {
    struct gait_shapes shapes; /* of the last strides, around their aligned onset */
    struct gait_median offset; /* single onset - aligned */
};

void gait_anchor_clear(struct gait_anchor *a);

/* A gait has begun: learns from its newest whole stride, whose candidate is at tick c, if no hole
 * lies over its onset. */
void gait_anchor_begin(struct gait_anchor *a, const struct gait_trail *t, int64_t c);

/* Onset within the candidate at tick c, seen alone. */
double gait_anchor_onset(const struct gait_trail *t, int64_t c);

/* `single` moved to where the strides before fit best; how alike it is to them, 0 .. 1, in
 * *ret_quality. Before the first stride: `single`, 0.5. */
double gait_anchor_align(const struct gait_anchor *a, const struct gait_trail *t, double single,
                         float *ret_quality);

/* A landing as it was found. Ticks. */
struct gait_landing {
    double single;  /* its onset seen alone; NaN: not seen */
    double aligned; /* where the strides before fit best */
    float quality;  /* how alike it is to them, 0 .. 1; 0.5: there were none */
    bool in_hole;   /* not at the candidate, but where it was expected */
    bool odd;       /* like none before: its own onset, unaligned */
};

/* The landing of the candidate at tick c, or the one that a hole hides near the tick where it is
 * expected (NaN: nowhere), where what was measured around there is alike. False: there is none;
 * early: not sure yet. One whose onset lies in a hole and that is like none before is none. */
bool gait_anchor_place(const struct gait_anchor *a, const struct gait_trail *t, int64_t c,
                       double expected, bool early, struct gait_landing *ret);

/* Learns from a stride what was measured of it, if that is three quarters of its shape (half among
 * the first ten, of the first whatever it is), and its single onset (NaN: not seen) if no tick there
 * was interpolated or it is among the first nine. Returns its onset. */
double gait_anchor_put(struct gait_anchor *a, const struct gait_trail *t, double single,
                       double aligned);

/* Whether load came before the jerk, as skin, muscle and a heel's pad let it: 1 yes (unloaded 20 ms
 * and more before the onset), 0 no (5.75 ms and less: the leg was in free fall until the jerk
 * began, so that is the contact), and between them in proportion. */
double gait_anchor_soft(const struct gait_anchor *a);

#endif
