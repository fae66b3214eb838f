/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which surface a stride was on, and the statistics of every surface of a session. Streaming, flat
 * memory (about 1.6 MB): nothing is allocated after _new. One thread (analysis). */
#ifndef GAIT_SURFACE_H
#define GAIT_SURFACE_H

#include <gait/types.h>

#include <stddef.h>

#define GAIT_SURFACE_SPANS 64 /* marks that strides may come late for */

struct gait_surface;

struct gait_surface *gait_surface_new(void); /* NULL: no memory */
void gait_surface_free(struct gait_surface *s);
void gait_surface_reset(struct gait_surface *s); /* forgets the session */

/* From t_ns on the runner is on this surface ("" is "unknown"); the same one again does nothing.
 * False: GAIT_SURFACES_MAX named surfaces are known already; strides on this one are counted and
 * kept out of all statistics until the next mark. "unknown" does not use up a name. */
bool gait_surface_mark(struct gait_surface *s, int64_t t_ns, const char *surface);
/* Of a stride that began at t_ns: its name, and its index, negative where the name was refused. */
const char *gait_surface_at(const struct gait_surface *s, int64_t t_ns);
int gait_surface_index(const struct gait_surface *s, int64_t t_ns);
int gait_surface_find(const struct gait_surface *s, const char *name); /* index; -1: not known */

/* One value of one stride of one measure; t_ns is its contact. A value that is not finite is
 * ignored. A stride that began before the newest mark is of the surface before it. `clean`: no
 * quality flag (gap, confidence) condemns it; only clean ones enter the moments. */
void gait_surface_add(struct gait_surface *s, int64_t t_ns, enum gait_measure measure, double value,
                      bool clean);

/* Surface by index, 0 ("unknown") .. state.surfaces - 1, in order of appearance; NULL beyond. */
const char *gait_surface_name(const struct gait_surface *s, int index);

/* Fills kind, t_ns and u.summary. False: no stride of that measure there, *ret untouched. mean, sd,
 * median, p05 and p95 are of the clean strides, NaN where there are too few (sd: 2, others: 1).
 * Percentiles come from a histogram (gait/tally.h): the middle of a bin: at most 0.25 % of the
 * value off (bins of 0.5 %, 28,000 to 1 between the ends); attenuation at most 0.025 dB
 * (-76 .. 26 dB). Beyond the ends of the histogram the smallest and the largest value stand in. */
bool gait_surface_summary(const struct gait_surface *s, int index, enum gait_measure measure,
                          struct gait_event *ret);

/* The i-th pair worth comparing: asphalt (else the first named surface) against each other named
 * one in order of appearance. False: there is no i-th. */
bool gait_surface_pair(const struct gait_surface *s, int i, const char **ret_a, const char **ret_b);

struct gait_surface_state {
    int surfaces;              /* "unknown" included */
    uint64_t refused_surfaces; /* marks beyond the last name */
    uint64_t refused_values;   /* values on those */
    int64_t newest_ns;         /* of all strides; GAIT_NO_TIME before the first */
};
struct gait_surface_state gait_surface_state(const struct gait_surface *s);

#endif
