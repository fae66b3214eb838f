/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions of up to GAIT_RUNNERS_MAX runners at once, and the surface that marks set for all of
 * them. A runner beyond that is not kept: the strides are found all the same and count for nothing.
 * Analysis thread; no allocation after _new. */
#ifndef GAIT_RUNNERS_H
#define GAIT_RUNNERS_H

#include <gait/types.h>

#define GAIT_RUNNERS_MAX 8

struct gait_runners;

struct gait_runners *gait_runners_new(void); /* NULL: no memory */
void gait_runners_free(struct gait_runners *r);

/* This runner takes part from now on, on the surface of the newest mark, and wears a sensor
 * there. */
void gait_runners_begin(struct gait_runners *r, const char *runner, enum gait_placement placement);

/* The i-th runner, "" where that place is free; i in 0 .. GAIT_RUNNERS_MAX - 1. */
const char *gait_runners_name(const struct gait_runners *r, int i);

void gait_runners_mark(struct gait_runners *r, int64_t t_ns, const char *surface);
const char *gait_runners_surface(const struct gait_runners *r, const char *runner, int64_t t_ns);
void gait_runners_stride(struct gait_runners *r, const struct gait_event *e,
                         enum gait_placement placement);

/* An impact, step or stride before it is given out: what a limb's tells of left and right is noted,
 * and a trunk's is told its side where that is known (gait/sides.h). clock_sd_s: of the mapping of
 * the sensor's clock; above 15 ms it has no say. */
void gait_runners_side(struct gait_runners *r, struct gait_event *e, enum gait_placement placement,
                       double clock_sd_s);

/* After a stride of this runner: what a running comparison says, if it is time, see
 * gait/session.h. */
bool gait_runners_so_far(struct gait_runners *r, const char *runner, struct gait_event *ret);

/* Ends all sessions: their results, one a call; after the last, false, and all is forgotten. */
bool gait_runners_result(struct gait_runners *r, struct gait_event *ret);

#endif
