/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an impact begins, seen from one limb: the jerk |da/dt|, smoothed over 15 ms, is followed
 * from its burst before the resultant's peak (where its steepest rise ends) back to the valley
 * before that, but not past the resultant's own valley (where the leg still swings), then up again
 * to 40 % of the burst. A clipped peak is a plateau, whose first tick counts; the fall after a peak
 * is as steep as its rise and is not looked at. No rotation of the sensor changes the answer. Pure
 * function. */
#ifndef GAIT_ONSET_H
#define GAIT_ONSET_H

#define GAIT_ONSET_BEFORE 40 /* ticks of window before the candidate */
#define GAIT_ONSET_AFTER 8   /* and after it */
#define GAIT_ONSET_TICKS (GAIT_ONSET_BEFORE + GAIT_ONSET_AFTER + 1)

/* a: m/s2 around a candidate at index GAIT_ONSET_BEFORE, a maximum of the high-passed envelope.
 * Returns the index, with a fraction, of the onset. */
double gait_onset_find(float a[GAIT_ONSET_TICKS][3]);

#endif
