/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toe-off of a foot from the component of its acceleration along learned up: after push-off there
 * is a local minimum that comes a steady time after the foot left the ground. Of the minima that
 * come in question the one is taken that drops far, rises again soon, and lies at a likely part of
 * the stride. In people it comes 25 ms after toe-off, and the lateral component peaks at toe-off:
 * two measurements whose errors are little alike, so their mean is taken. A leg that is thrown off
 * the ground instead of rolling off shows toe-off itself: a peak of the resultant, the kick, that
 * stands free between two valleys. Pure functions. */
#ifndef GAIT_TOE_OFF_H
#define GAIT_TOE_OFF_H

#include <stdint.h>

#define GAIT_TOE_OFF_MAX 256 /* ticks looked at */
#define GAIT_TOE_OFF_TURN 13 /* ticks around toe-off in which the lateral component peaks */
#define GAIT_TOE_OFF_KICK 41 /* ticks around the minimum in which a kick is looked for */

/* All in ticks. `offset` only moves the part of the stride in which the minimum may lie. */
struct gait_toe_off_search {
    double contact;
    double stride;
    double offset; /* from the minimum to toe-off, negative */
};

/* First tick and number of ticks of the component that the search wants; 0: the stride is too long
 * for it. */
int gait_toe_off_span(const struct gait_toe_off_search *s, int64_t *ret_from);

/* up_g[0 .. n - 1]: the component, smoothed, from tick `from` on. The minimum's tick; NaN: none
 * comes in question. */
double gait_toe_off_find(const struct gait_toe_off_search *s, const float *up_g, int64_t from,
                         int n);

/* A peak of the lateral component near toe-off, of either sense. */
struct gait_toe_off_turn {
    double at[2];   /* index of the highest maximum and of the lowest minimum; NaN: none */
    double outward; /* how much farther from the mean the maximum lies than the minimum does, g */
};

/* lateral_g[0 .. GAIT_TOE_OFF_TURN - 1]: smoothed, with toe-off as it is taken so far in the
 * middle. */
struct gait_toe_off_turn gait_toe_off_turn_find(const float *lateral_g);

struct gait_toe_off_kick {
    double at;     /* index of the peak, with a fraction */
    double height; /* of the peak over the higher of its valleys, as a share of the peak (of 1 g
                      where that is more); 0: none */
};

/* size_g[0 .. GAIT_TOE_OFF_KICK - 1]: size of the horizontal component, smoothed like the vertical
 * one, with the minimum in the middle. */
struct gait_toe_off_kick gait_toe_off_kick_find(const float *size_g);

#endif
