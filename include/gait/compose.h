/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found, as events: plain functions from values to values. newest_ns is the time of the
 * newest sample used, and the event's time where it has no better one. Any thread. */
#ifndef GAIT_COMPOSE_H
#define GAIT_COMPOSE_H

#include <gait/cadence.h>
#include <gait/speeds.h>
#include <gait/steps.h>
#include <gait/track.h>
#include <gait/types.h>

/* Any event of one sensor. */
struct gait_event gait_compose(enum gait_event_kind kind, const struct gait_sensor *is,
                               int64_t newest_ns);

/* Impact or step; what only a stride knows is left unmeasured. */
struct gait_event gait_compose_step(enum gait_event_kind kind, const struct gait_sensor *is,
                                    int64_t newest_ns, const struct gait_step *step,
                                    const char *surface);

struct gait_event gait_compose_stride(const struct gait_sensor *is, int64_t newest_ns,
                                      const struct gait_step *step, int64_t next_ns,
                                      const struct gait_evidence *evidence, const char *surface);
struct gait_event gait_compose_cadence(const struct gait_sensor *is, int64_t newest_ns,
                                       const struct gait_cadence_result *c);
struct gait_event gait_compose_gap(const struct gait_sensor *is, int64_t from_ns,
                                   const struct gait_sample *after);
struct gait_event gait_compose_sensor(const struct gait_sensor *is, int64_t newest_ns,
                                      const struct gait_clock_state *clock,
                                      const struct gait_track_state *track);

/* Of nobody yet. */
struct gait_event gait_compose_surface(int64_t t_ns, const char *surface);
struct gait_event gait_compose_speed(int64_t t_ns, struct gait_speed speed);

#endif
