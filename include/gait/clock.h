/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps a device's time tags to local time from the arrivals alone: offset and skew, with their
 * uncertainty, from the least-delayed arrivals (the lower convex hull of arrival - device time over
 * a sliding window: Moon, Skelly, Towsley, "Estimation and removal of clock skew from network delay
 * measurements", INFOCOM 1999). Network delay only ever adds, so the lower envelope is the clock
 * and what lies above it is delay.
 *
 * One object handles one sensor. Intake thread only. Time is an argument. The mapping never moves
 * backwards: two tags that rise give two local times that rise. It is followed at 2000 ppm at most
 * once it has settled (2 s), so that a better estimate never tears a stride. Where arrival - device
 * time never changes the mapping is exact to the nanosecond. A new stretch begins, and is counted,
 * when the device clock jumps: when a sample would have arrived more than jump_s before it was
 * taken, when tags go back by more than jump_s, or when everything comes more than jump_s late for
 * 5 s. A burst after a radio stall is late too, but not for ever, and keeps its times. */
#ifndef GAIT_CLOCK_H
#define GAIT_CLOCK_H

#include <gait/types.h>

struct gait_clock_settings {
    double window_s;     /* sliding window of arrivals, 2 .. 600 s */
    double skew_max_ppm; /* a larger skew is not believed, 0 .. 5000 ppm */
    double jump_s; /* a step of arrival - device time beyond this is a new stretch, 0.05 .. 60 s */
};
extern const struct gait_clock_settings gait_clock_defaults;

struct gait_clock;

/* NULL, or one sentence that says which setting is wrong. */
const char *gait_clock_fault(const struct gait_clock_settings *s);
struct gait_clock *
gait_clock_new(const struct gait_clock_settings *s); /* NULL: fault or no memory */
void gait_clock_free(struct gait_clock *c);
void gait_clock_reset(struct gait_clock *c);

/* The next sample begins a new stretch, which is counted: its tag is of another time line. */
void gait_clock_restart(struct gait_clock *c);

/* Gives the local time of a sample. device_ns: its tag, GAIT_NO_TIME where there is none (then
 * local = arrival). Several samples of one datagram share arrival_ns. */
int64_t gait_clock_local(struct gait_clock *c, int64_t device_ns, int64_t arrival_ns);

struct gait_clock_state gait_clock_state(const struct gait_clock *c);
uint32_t gait_clock_jumps(const struct gait_clock *c);

#endif
