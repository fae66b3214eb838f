/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a shoe's landing begins: the valley of the resultant between the end of the swing, a broad
 * hump, and the spike of the landing. The middle of the landing is where the acceleration, as a
 * vector, changes most within 45 ms; of the minima of the resultant from 60 ms before that middle
 * on, the one is taken that lies deepest between a fall in the 60 ms before it and a rise in the
 * 35 ms after it: the smaller of the two counts. No rotation of the sensor changes the answer. Pure
 * function. */
#ifndef GAIT_VALLEY_H
#define GAIT_VALLEY_H

#define GAIT_VALLEY_AROUND 42 /* ticks looked at on each side */
#define GAIT_VALLEY_TICKS (2 * GAIT_VALLEY_AROUND + 1)

/* a: GAIT_VALLEY_TICKS of acceleration, any unit. Ticks from the middle one to the valley, with a
 * fraction; NaN: there is none. */
double gait_valley_find(float (*a)[3]);

#endif
