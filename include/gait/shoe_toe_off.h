/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toe-off of a shoe from the resultant of its acceleration: the forefoot is driven ever faster
 * while it pushes, and no more once the ground is gone, so that the resultant peaks at toe-off. Of
 * its maxima the one is taken that stands out on both sides and lies at a likely part of the
 * stride. No rotation of the sensor changes the answer. Pure function. */
#ifndef GAIT_SHOE_TOE_OFF_H
#define GAIT_SHOE_TOE_OFF_H

#include <gait/filter.h>
#include <gait/trail.h>

#define GAIT_SHOE_TOE_OFF_HZ 25 /* cut-off of the Gaussian that it wants */

/* Ticks that must follow the contact before _find is asked; stride in ticks. */
double gait_shoe_toe_off_wait(const struct gait_gauss *smooth, double stride);

/* Time of that maximum, ticks with a fraction, for the contact and the stride's length in ticks.
 * NaN: none comes in question, or the stride is not all there, or longer than 2.6 s. */
double gait_shoe_toe_off_find(const struct gait_trail *t, const struct gait_gauss *smooth,
                              double contact, double stride);

#endif
