/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toe-off of a foot from the component of its acceleration along learned up: after push-off there
 * is a local minimum that comes a steady time after the foot left the ground. Of the minima that
 * come in question the one is taken that drops far, rises again soon, and lies at a likely part of
 * the stride; a constant is then subtracted. Pure functions. */
#ifndef GAIT_TOE_OFF_H
#define GAIT_TOE_OFF_H

#include <stdint.h>

#define GAIT_TOE_OFF_MAX 256 /* ticks looked at */

/* All in ticks. */
struct gait_toe_off_search {
    double contact;
    double stride;
    double offset; /* from the minimum to toe-off, negative */
};

/* First tick and number of ticks of the component that the search wants; 0: the stride is too long
 * for it. */
int gait_toe_off_span(const struct gait_toe_off_search *s, int64_t *ret_from);

/* up_g[0 .. n - 1]: the component, smoothed, from tick `from` on. NaN: no minimum comes in
 * question. */
double gait_toe_off_find(const struct gait_toe_off_search *s, const float *up_g, int64_t from,
                         int n);

#endif
