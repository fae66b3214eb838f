/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one runner's strides come to: which measures of which sensor count, and at the end the
 * summaries of every surface and the comparisons. Running strides only. The limb's measures are of
 * the placement (foot or shank) that was seen first; the trunk gives the back's peak, of both feet
 * together, and where no limb gives them cadence and contact: the strides of the trunk that come
 * before a declared limb's first, at most 20, do not count for these. Analysis thread; no
 * allocation after _new. */
#ifndef GAIT_SESSION_H
#define GAIT_SESSION_H

#include <gait/types.h>

struct gait_session;

struct gait_session *gait_session_new(void); /* NULL: no memory */
void gait_session_free(struct gait_session *s);

/* Forgets all; the strides to come are this runner's. "" is nobody: the session is free. */
void gait_session_begin(struct gait_session *s, const char *runner);
const char *gait_session_runner(const struct gait_session *s);

/* A sensor is worn there. */
void gait_session_expect(struct gait_session *s, enum gait_placement placement);
void gait_session_expect_limb(struct gait_session *s, bool limb); /* or no more */

void gait_session_mark(struct gait_session *s, int64_t t_ns, const char *surface);
const char *gait_session_surface(const struct gait_session *s, int64_t t_ns);

/* Takes a stride event; placement says where its sensor sits. */
void gait_session_stride(struct gait_session *s, const struct gait_event *e,
                         enum gait_placement placement);

/* The summaries, the comparisons, then the drifts (of a limb's measures, of the side seen first, so
 * that a sensor that falls silent moves nothing), one a call; false after the last. */
bool gait_session_result(struct gait_session *s, struct gait_event *ret);

/* Surface b against a, whichever they are, in every measure that has strides on either, the
 * primary one's verdict by its own 95 %, the others' by Holm; how many (0: a surface is not known).
 * To be asked after the last result or the last stride. */
int gait_session_compare_all(struct gait_session *s, const char *a, const char *b,
                             struct gait_event ret[GAIT_MEASURES]);

/* While running, after a stride: the next comparison so far, of the pairs of _result with enough
 * strides, one a call, so that a stride waits for one only. Begins anew when 30 clean strides or a
 * stretch have passed since it last began: the primary measure every time, two of the others in
 * turn. */
void gait_session_look_every(struct gait_session *s, int strides); /* instead of 30; 0: never */
bool gait_session_so_far(struct gait_session *s, struct gait_event *ret);

#endif
