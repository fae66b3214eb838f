/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the range of an accelerometer ends. An axis that stays at exactly its largest value for two
 * samples or more, three times, or comes back to it until it was there five times, has met its
 * rail, whatever the data sheet says; larger values later take that back. Where the data sheet says
 * nothing, or up to a tenth more, two samples at it are enough to doubt a peak: the first landings
 * that are cut off must not be taken for whole. All ends of one sensor lie within a tenth of each
 * other: a value far below the largest of all is no rail. Rails are seldom where the data sheet
 * puts them (public recordings of +-8 and
 * +-16 g: 0.9941, 0.9961 and 0.9989 of it, another for each end), so within 1 % of the range the
 * largest value that an end ever gave counts as its rail. One object handles one sensor; any one
 * thread; no allocation. */
#ifndef GAIT_RAIL_H
#define GAIT_RAIL_H

#include <gait/types.h>

#define GAIT_RAIL_ENDS 6 /* each axis, upwards and downwards: +x -x +y ... */

struct gait_rail_end {
    float top;       /* largest so far, m/s2 */
    int stays;       /* at top: samples in a row */
    int visits;      /* to top */
    int long_visits; /* that lasted two samples or more */
};

struct gait_rail {
    struct gait_rail_end end[GAIT_RAIL_ENDS];
};

void gait_rail_reset(struct gait_rail *r);

/* Takes one native sample; true when what is known of the range has changed. */
bool gait_rail_push(struct gait_rail *r, const struct gait_sample *s);

/* g; 0 while none is known. The smallest rail met. */
float gait_rail_range_g(const struct gait_rail *r);

/* From where on, m/s2, a sample of each end is on the rail; INFINITY where nobody knows.
 * declared_g: of the data sheet, 0 unknown. */
void gait_rail_limits(const struct gait_rail *r, float declared_g, float ret_ms2[GAIT_RAIL_ENDS]);

#endif
