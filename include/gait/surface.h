/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the strides of a session into statistics per surface, and two surfaces into an honest
 * comparison. Streaming, flat memory (about 1.7 MB): nothing is allocated after _new. One thread
 * (analysis).
 *
 * A stretch is an unbroken run on one surface. Strides of one stretch resemble each other far more
 * than strides of two (neighbours correlate, and each stretch of the same ground has its own
 * level), so a thousand strides of one stretch are one observation of the ground, not a thousand.
 * Compared are therefore the means of stretches, see gait/verdict.h. */
#ifndef GAIT_SURFACE_H
#define GAIT_SURFACE_H

#include <gait/types.h>

#include <stddef.h>

#define GAIT_SURFACE_PAUSE_NS INT64_C(30000000000) /* a longer pause opens a new stretch */
#define GAIT_SURFACE_STRETCH_MIN 5  /* clean strides a stretch needs to be compared */
#define GAIT_SURFACE_STRETCHES 1024 /* stretches a session can tell apart */

struct gait_surface;

struct gait_surface *gait_surface_new(void); /* NULL: no memory */
void gait_surface_free(struct gait_surface *s);
void gait_surface_reset(struct gait_surface *s); /* forgets the session */

/* From t_ns on the runner is on this surface ("" is "unknown"). A surface other than the present
 * one opens a stretch; the same one again does nothing. False: GAIT_SURFACES_MAX named surfaces are
 * known already; this one is counted, its strides are counted and kept out of all statistics until
 * the next mark. "unknown" does not use up a name. */
bool gait_surface_mark(struct gait_surface *s, int64_t t_ns, const char *surface);
const char *gait_surface_now(const struct gait_surface *s); /* "unknown" before any mark */
/* Of a stride that began at t_ns. */
const char *gait_surface_at(const struct gait_surface *s, int64_t t_ns);

/* One value of one stride of one measure; t_ns is its contact. A value that is not finite is
 * ignored. A stride that began before the newest mark belongs to the stretch before it. `clean`: no
 * quality flag (gap, confidence) condemns it; only clean ones enter the moments and the comparison.
 * A clipped stride may be clean: its value at the rail is a lower bound, which biases less than
 * leaving it out. Beyond GAIT_SURFACE_STRETCHES stretches values enter the summary only. */
void gait_surface_add(struct gait_surface *s, int64_t t_ns, enum gait_measure measure,
                      enum gait_side side, double value, bool clean, bool clipped);

/* Surface by index, 0 ("unknown") .. state.surfaces - 1, in order of appearance; NULL beyond. */
const char *gait_surface_name(const struct gait_surface *s, int index);

/* Fills kind, t_ns and u.summary. False: no stride of that measure there, *ret untouched. mean, sd,
 * median, p05 and p95 are of the clean strides, NaN where there are too few (sd: 2, others: 1).
 * Percentiles come from a histogram (gait/tally.h): the middle of a bin: at most 0.25 % of the
 * value off (bins of 0.5 %, 28,000 to 1 between the ends); attenuation at most 0.025 dB
 * (-76 .. 26 dB). Beyond the ends of the histogram the smallest and the largest value stand in. */
bool gait_surface_summary(const struct gait_surface *s, int index, enum gait_measure measure,
                          struct gait_event *ret);

/* Compares b with a: fills kind, t_ns and u.comparison. False: a surface is unknown to the session,
 * or the measure has no stride on either; *ret untouched. Where both legs were measured on both
 * surfaces, each stretch counts the mean of its two legs' means; else the legs are used that leave
 * most stretches. To be asked once, when the session ends: asking along the way and stopping at the
 * first difference finds false ones in far more than 5 % of sessions. */
bool gait_surface_compare(const struct gait_surface *s, const char *a, const char *b,
                          enum gait_measure measure, struct gait_event *ret);

/* The i-th pair worth comparing: asphalt (else the first named surface) against each other named
 * one in order of appearance. False: there is no i-th. */
bool gait_surface_pair(const struct gait_surface *s, int i, const char **ret_a, const char **ret_b);

struct gait_surface_state {
    int surfaces;              /* "unknown" included */
    int stretches;             /* short ones are forgotten once two newer ones exist */
    uint64_t refused_surfaces; /* marks beyond the last name */
    uint64_t refused_values;   /* values on those */
    uint64_t uncompared;       /* values beyond the last stretch: in the summary only */
    int64_t newest_ns;         /* of all strides; GAIT_NO_TIME before the first */
};
struct gait_surface_state gait_surface_state(const struct gait_surface *s);
size_t gait_surface_size(void); /* bytes one object takes */

#endif
