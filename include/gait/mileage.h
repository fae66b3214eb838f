/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pair of shoes has run, and how the peak has changed over its life.
 *
 * Sessions are the units: a straight line of the session's mean peak against the pair's distance,
 * with the pace as covariate (speed, else cadence and contact time) and the share on hard ground,
 * by least squares and Student's t. Strides of a session share its mounting, which alone moves the
 * peak by about a gram (see docs/back.md); that is in the scatter of the sessions and so in the
 * interval. Covariates are taken in that order as long as GAIT_MILEAGE_FREEDOM degrees of freedom
 * are left. Pure; any thread. */
#ifndef GAIT_MILEAGE_H
#define GAIT_MILEAGE_H

#include <stdbool.h>

#define GAIT_MILEAGE_LOOK_KM 483 /* 300 miles */
#define GAIT_MILEAGE_OLD_KM 805  /* 500 miles */
#define GAIT_MILEAGE_SESSIONS 5
#define GAIT_MILEAGE_FREEDOM 3

struct gait_mileage_session { /* NaN: not known; of a figure that one session lacks: not used */
    double km;                /* of the pair, in the middle of the session */
    double peak_g, speed_ms, cadence_spm, contact_ms;
    double hard; /* share of the landings, 0 .. 1 */
};

struct gait_mileage {
    int n;                                /* sessions */
    double from_km, to_km;                /* of the first and the last of them */
    double change, low, high;             /* of the peak from there to there, g, 95 % */
    bool by_speed, by_strides, by_ground; /* adjusted for */
};

/* Sessions without km or peak are left out. False: fewer than GAIT_MILEAGE_SESSIONS, or all at one
 * distance, or the distance cannot be told from the covariates. */
bool gait_mileage_line(const struct gait_mileage_session *session, int n, struct gait_mileage *ret);

#endif
