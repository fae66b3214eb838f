/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a worn sensor makes of the motion under it: filtered, mounted askew, sampled by its own
 * clock, biased, noisy, in 16 bits, clipped at its range, and lost on its way in bursts (Gilbert
 * and Elliott). The rows come out as a recording holds them. No thread of its own. */
#ifndef CTL_WEAR_H
#define CTL_WEAR_H

#include "ctl/runner.h"
#include "daemon/recording.h"

struct wear_settings {
    const char *id;
    enum gait_placement placement; /* foot, shank or sacrum */
    double rate_hz;                /* nominal, > 0 */
    double range_g;                /* > 0 */
    double skew_ppm;               /* the device's clock is fast: its true rate is higher */
    double jitter_s;               /* one standard deviation of the instants of sampling */
    double start_s;                /* of the first row, >= 0 */
    double loss;                   /* share of rows that never arrive, 0 .. 0.5 */
    double loss_burst_s;           /* mean length of a loss */
    bool inverted;                 /* mounted head down: half a turn about the forward axis */
};

struct wear;

/* For a runner of so many seconds; NULL: out of memory. stream: another for each sensor. */
struct wear *wear_new(const struct wear_settings *s, uint64_t seed, uint32_t stream, double end_s);
void wear_free(struct wear *w);
void wear_push(struct wear *w, const struct runner_moment *m); /* every moment, in order */
struct recording_sensor wear_recording(const struct wear *w);  /* rows are lent until wear_free */

#endif
