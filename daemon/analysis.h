/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The analysis thread: frames in from a ring, through gait_pipeline, events out to a ring. It
 * sleeps while there is nothing to do, and takes what there is in batches. */
#ifndef DAEMON_ANALYSIS_H
#define DAEMON_ANALYSIS_H

#include <gait/pipeline.h>
#include <gait/ring.h>
#include <gait/settings.h>

/* The runner of the session event that says that a replay has ended in which nobody ran. */
#define ANALYSIS_NOBODY "gaitd"

struct analysis;

/* The rings stay the caller's: frames of struct gait_frame, events of struct gait_event. NULL: no
 * memory, no descriptor, or a setting is wrong. */
struct analysis *analysis_new(const struct gait_settings *s, struct gait_ring *frames,
                              struct gait_ring *events);
void analysis_free(struct analysis *a); /* after analysis_stop, where it was started */

int analysis_wake_fd(const struct analysis *a);  /* an eventfd: write to it when there are frames */
int analysis_ready_fd(const struct analysis *a); /* an eventfd: readable when there are events */

int analysis_start(struct analysis *a); /* 0 or -errno */

/* Takes all frames that are in the ring, ends the session so that its summaries come out, and
 * joins. Nothing may push frames any more. */
void analysis_stop(struct analysis *a);

/* Any thread: grows while the thread lives, at least twice a second. */
uint64_t analysis_ticks(const struct analysis *a);

/* Main thread, after a stop; while it runs, the values of the last batch. */
struct gait_pipeline_state analysis_state(struct analysis *a);

#endif
