/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames into a pipeline, and all that comes out of it. */
#ifndef TESTS_HELP_FEED_H
#define TESTS_HELP_FEED_H

#include <gait/pipeline.h>
#include <gait/types.h>

#include <stdio.h>

struct help_events {
    struct gait_event *item;
    size_t n, room;
};

struct gait_pipeline *help_pipeline_new(void); /* with the defaults */
void help_events_free(struct help_events *e);
int help_events_count(const struct help_events *e, enum gait_event_kind kind);

/* Strides and steps that say run. */
int help_events_running(const struct help_events *e, enum gait_event_kind kind);

/* A sensor with a gyroscope, of the runner "runner", named like its placement. */
void help_declare(struct gait_pipeline *p, uint16_t slot, enum gait_placement placement,
                  double rate_hz, double range_g);
void help_sample(struct gait_pipeline *p, struct help_events *e, uint16_t slot, int64_t t_ns,
                 const float a_ms2[3], uint32_t lost);
void help_end(struct gait_pipeline *p, struct help_events *e, int64_t t_ns);
void help_collect(struct gait_pipeline *p, struct help_events *e); /* e may be NULL: thrown away */

/* One line with every field of the event to its last bit; times less origin_ns. */
void help_event_print(FILE *f, const struct gait_event *e, int64_t origin_ns);

/* All events in one text, for comparing; the caller frees it. */
char *help_events_text(const struct help_events *e, int64_t origin_ns);

#endif
