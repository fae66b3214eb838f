/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns samples at their own times into an even grid whose ticks are whole multiples of the grid's
 * period since the stream's origin. Up to 250 Hz by a cubic curve through the samples at their times
 * (gait/curve.h), which waits for the sample after the next: a tick between two samples comes one
 * sample later than it could; above that by a triangular average over one period on each side of the tick, which has no phase. A tick that
 * lies in a hole wider than the sensor's own period lies on a straight line and is marked bridged; a hole longer than the
 * bridge limit is not bridged at all: its ticks carry the flag gap and zeros. Samples out of order
 * or at a time already passed are refused. One object handles one sensor; analysis
 * thread. */
#ifndef GAIT_RESAMPLE_H
#define GAIT_RESAMPLE_H

#include <gait/types.h>

#define GAIT_GRID_HZ 200
#define GAIT_GRID_NS (1000000000 / GAIT_GRID_HZ)

struct gait_resample_settings {
    double bridge_periods; /* holes up to this many of the sensor's periods are bridged, 1 .. 20 */
    double bridge_s;       /* and in any case up to this long, 0 .. 0.2 s */
};
extern const struct gait_resample_settings gait_resample_defaults;

enum gait_grid_flag { GAIT_GRID_BRIDGED = 1, GAIT_GRID_GAP = 2 };

/* One tick of the grid. */
struct gait_tick {
    int64_t index; /* time = origin + index * GAIT_GRID_NS */
    float a_ms2[3];
    float w_rads[3];
    uint8_t flags; /* of enum gait_grid_flag */
};

struct gait_resample;

const char *gait_resample_fault(const struct gait_resample_settings *s);
struct gait_resample *gait_resample_new(const struct gait_resample_settings *s);
void gait_resample_free(struct gait_resample *r);

/* Forgets all; the grid is anchored at origin_ns; rate_hz is the sensor's own rate (0: unknown,
 * learned from the samples as the median interval of the last 31). */
void gait_resample_reset(struct gait_resample *r, int64_t origin_ns, double rate_hz);

/* Takes one sample; the ticks it completes are then fetched with _next until it returns false: what
 * is not fetched is dropped by the next push. A hole of more than two seconds emits 2 s of gap
 * ticks' worth at most: the index jumps. False: refused (not later than the sample before). */
bool gait_resample_push(struct gait_resample *r, const struct gait_sample *s);
bool gait_resample_next(struct gait_resample *r, struct gait_tick *ret_tick);

/* Share of the power at hz that the grid keeps of a sensor of rate_hz: of the average, or of lines
 * between samples that lie anywhere among the ticks. 1 where the rate is not known (0). */
double gait_resample_gain(double rate_hz, double hz);

double gait_resample_period_s(const struct gait_resample *r); /* of the sensor; 0 until known */

#endif
