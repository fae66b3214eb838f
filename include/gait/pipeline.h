/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole path from time-stamped samples to strides, as one straight line: resample, history,
 * cadence, segment, impact, attenuation, surface. Frames in, events out; the same frames give the
 * same events to the byte, whatever their time origin. Pure: no clock, no I/O, no allocation after
 * _new. One thread (analysis). */
#ifndef GAIT_PIPELINE_H
#define GAIT_PIPELINE_H

#include <gait/types.h>

struct gait_settings; /* gait/settings.h: the settings of every stage, one member each */
struct gait_pipeline;

/* NULL: a setting is wrong (gait_settings_fault says which) or no memory. */
struct gait_pipeline *gait_pipeline_new(const struct gait_settings *s);
void gait_pipeline_free(struct gait_pipeline *p);

/* Takes one frame. A sensor frame declares or redeclares a slot; samples of an undeclared slot are
 * refused and counted. A mark holds from its time on. An end frame gives out what is whole (a
 * landing whose window is cut off is not), then the summaries and comparisons, and forgets the
 * session. The events it completes are fetched with _next until that returns false; up to 512 are
 * held, the newest is refused beyond that and counted. */
void gait_pipeline_push(struct gait_pipeline *p, const struct gait_frame *f);
bool gait_pipeline_next(struct gait_pipeline *p, struct gait_event *ret_event);

struct gait_pipeline_state {
    uint64_t samples, refused_samples, refused_events, strides;
    int sensors;
    int64_t newest_ns; /* of all samples; GAIT_NO_TIME before the first */
};
struct gait_pipeline_state gait_pipeline_state(const struct gait_pipeline *p);

#endif
