/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Along the limb: the direction of a shank's or foot's long axis, upwards, in the axes of a sensor
 * whose mounting is not known. Gravity of a second of standing still, the static trial of the
 * laboratory, where that lies within 20 degrees of the mean acceleration of the last stances; else
 * that mean, because over a whole stance the foot comes to rest and the leg passes through the
 * vertical. (The mean of whole strides leans 25 to 36 degrees from the axis of the synthetic
 * runner's shank, and its axial peak reads 19 to 27 % high.) Turns with the sensor. One object
 * handles one sensor; analysis thread; no allocation. */
#ifndef GAIT_ALONG_H
#define GAIT_ALONG_H

#include <gait/resample.h>

struct gait_along {
    float near[3]; /* running mean of ticks, m/s2 */
    int still;     /* ticks in a row that stayed near it */
    bool has_rest;
    float rest[3];   /* mean of the last second of standing, unit length */
    float stance[3]; /* mean over stances, m/s2 */
    int stances;
};

void gait_along_reset(struct gait_along *a);

/* Takes a tick of any time; a tick in a gap says nothing. */
void gait_along_push(struct gait_along *a, const struct gait_tick *t);

/* Takes the n ticks of a stance; one with a gap in it counts for nothing. */
void gait_along_stance(struct gait_along *a, const struct gait_tick *t, int n);

/* Unit length; false until a standing or the third stance. */
bool gait_along_get(const struct gait_along *a, float ret[3]);

#endif
