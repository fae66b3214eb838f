/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions of up to GAIT_RUNNERS_MAX runners at once, and the surface that marks set for all of
 * them. A session begins with its runner's first running stride and is over when none came for long
 * (who only walks has none). A runner beyond that is not kept: the strides are found all the same
 * and count for nothing. Analysis thread; no allocation after _new. */
#ifndef GAIT_RUNNERS_H
#define GAIT_RUNNERS_H

#include <gait/types.h>

#define GAIT_RUNNERS_MAX 8

struct gait_runners_settings {
    double quiet_s; /* a session is over when its runner has not run for so long, 30 .. 3600 s */
    int so_far_strides; /* between two looks at the running comparison; 0: none; 0 .. 1000 */
};
extern const struct gait_runners_settings gait_runners_defaults;
const char *gait_runners_fault(const struct gait_runners_settings *s); /* NULL, or one sentence */

struct gait_runners;

/* NULL: a setting is wrong or no memory. */
struct gait_runners *gait_runners_new(const struct gait_runners_settings *s);
void gait_runners_free(struct gait_runners *r);

/* This runner takes part from now on, on the surface of the newest mark, and wears a sensor
 * there. */
void gait_runners_begin(struct gait_runners *r, const char *runner, enum gait_placement placement);

/* A sensor of this runner turned out to sit elsewhere: limb: one is worn on a limb, or may be. */
void gait_runners_worn(struct gait_runners *r, const char *runner, bool limb);

/* The i-th runner, "" where that place is free; i in 0 .. GAIT_RUNNERS_MAX - 1. */
const char *gait_runners_name(const struct gait_runners *r, int i);

/* True: another surface than before. */
bool gait_runners_mark(struct gait_runners *r, int64_t t_ns, const char *surface);
const char *gait_runners_surface(const struct gait_runners *r, const char *runner, int64_t t_ns);

/* A stride before it is given out. True: with it its runner's session begins, as *ret says. */
bool gait_runners_opens(struct gait_runners *r, const struct gait_event *stride,
                        struct gait_event *ret);
void gait_runners_stride(struct gait_runners *r, const struct gait_event *e,
                         enum gait_placement placement);

/* The spectrum of a stride's stance. True: it is time to tell that of the surface so far, *ret. */
bool gait_runners_stance(struct gait_runners *r, const struct gait_event *e,
                         enum gait_placement placement, const struct gait_bands *b,
                         struct gait_event *ret);

/* An impact, step or stride before it is given out: what a limb's tells of left and right is noted,
 * and a trunk's is told its side where that is known (gait/sides.h). clock_sd_s: of the mapping of
 * the sensor's clock; above 15 ms it has no say. */
void gait_runners_side(struct gait_runners *r, struct gait_event *e, enum gait_placement placement,
                       double clock_sd_s);

/* After a stride of this runner: what a running comparison says, if it is time, see
 * gait/session.h. */
bool gait_runners_so_far(struct gait_runners *r, const char *runner, struct gait_event *ret);

/* Ends the sessions of those who have not run for quiet_s; they take part in the next one, on the
 * surface that is marked. True: some; their results are due, and *ret_run_ns is the contact of the
 * last stride of all, GAIT_NO_TIME while somebody's session goes on. */
bool gait_runners_quiet(struct gait_runners *r, int64_t now_ns, int64_t *ret_run_ns);

/* Ends all sessions. Once their results were fetched the runners are forgotten, and the surface if
 * told to. *ret_run_ns: as above. */
void gait_runners_end(struct gait_runners *r, bool forget_surface, int64_t *ret_run_ns);

/* The results of the sessions that ended, runner by runner, and of each the event that says so
 * last; one a call; false after the last. To be fetched before anything else is told. */
bool gait_runners_result(struct gait_runners *r, struct gait_event *ret);

#endif
