/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The range of an accelerometer whose data sheet nobody gave, from where its samples pile up: an
 * axis that stays at exactly its largest value for two samples or more, three times, has met its
 * rail. Larger values later take that back. One object handles one sensor; any one thread; no
 * allocation. */
#ifndef GAIT_RAIL_H
#define GAIT_RAIL_H

#include <gait/types.h>

struct gait_rail_end {
    float top;  /* largest so far, m/s2 */
    int stays;  /* at top: samples in a row */
    int visits; /* that lasted two samples or more */
};

struct gait_rail {
    struct gait_rail_end end[6]; /* each axis, upwards and downwards */
};

void gait_rail_reset(struct gait_rail *r);

/* Takes one native sample; true when what is known of the range has changed. */
bool gait_rail_push(struct gait_rail *r, const struct gait_sample *s);

/* g; 0 while none is known. The smallest rail met. */
float gait_rail_range_g(const struct gait_rail *r);

#endif
