/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many landings, on what, and how that compares with the weeks before. Pure; any thread. */
#ifndef GAIT_LOAD_H
#define GAIT_LOAD_H

#include <gait/types.h>

#define GAIT_LOAD_WEEKS 4         /* before the present one */
#define GAIT_LOAD_ADD_KM 3.218688 /* 2 miles: the rule of adding no more than that a week */
#define GAIT_LOAD_STEP_LOW_M 1.0  /* a step where nobody said the speed: most running is between */
#define GAIT_LOAD_STEP_HIGH_M 1.5
#define GAIT_LOAD_KNOWN 0.9 /* share of landings with a speed for a distance to be said */

enum gait_load_ground { GAIT_LOAD_OTHER, GAIT_LOAD_HARD, GAIT_LOAD_SOFT };

/* By the word people mark it with; OTHER: unknown, indoor, treadmill and words not in the table. */
enum gait_load_ground gait_load_ground(const char *surface);

/* Strides of one foot that were not seen between the end of one and the contact of the next: of the
 * hole's length in strides of so long, the nearest whole number. 0 for a length that is not one. */
uint32_t gait_load_lost(int64_t next_contact_ns, int64_t contact_ns, double stride_s);

/* What was run, of both feet. */
struct gait_load_run {
    double landings;
    double placed; /* of these, with a known speed */
    double metres; /* by these */
};

struct gait_load_range {
    double is, low, high; /* is: NaN where not known */
};

/* km. Landings without a speed count from GAIT_LOAD_STEP_LOW_M to _HIGH_M each; the figure itself
 * is NaN where these are more than a tenth. */
struct gait_load_range gait_load_distance(const struct gait_load_run *r);

/* This week's distance less last week's, km. */
struct gait_load_range gait_load_added(const struct gait_load_range *week,
                                       const struct gait_load_range *last);

/* A week against the mean of the last four that have data (NaN: none; a week without data may have
 * been a week of rest or one without sensors). The interval is by the scatter of these weeks
 * (Student's t); high is infinite where their mean may as well be nothing. */
struct gait_load_usual {
    int weeks; /* with data */
    double mean;
    struct gait_load_range ratio;
};
/* False: fewer than two weeks with data. */
bool gait_load_usual(double week, const double before[GAIT_LOAD_WEEKS],
                     struct gait_load_usual *ret);

#endif
