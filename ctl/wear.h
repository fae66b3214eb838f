/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a worn sensor makes of the motion under it: shaken on its strap and by knocks, mounted askew
 * or turned, filtered, sampled by its own clock, biased, noisy, in 16 bits, clipped at its range.
 * Rows are lost in bursts (Gilbert and Elliott), repeated while the sensor sleeps, and missing
 * while it starts anew. The rows come out as a recording holds them; how they travel, where that
 * matters, is carried on by synth_capture. No thread of its own. */
#ifndef CTL_WEAR_H
#define CTL_WEAR_H

#include "ctl/runner.h"
#include "daemon/recording.h"

/* Noise, bias and mounting of a usual sensor. */
#define WEAR_USUAL                                                                                 \
    .noise_ms2 = 0.015, .noise_rads = 0.0025, .bias_ms2 = 0.03, .bias_rads = 0.008, .askew_deg = 1

/* Members left 0 do nothing. */
struct wear_settings {
    const char *id;
    enum gait_placement placement; /* foot, shank or sacrum */
    double rate_hz;                /* nominal, > 0 .. 1600 */
    double range_g;                /* > 0 */
    double noise_ms2, noise_rads;  /* white, one standard deviation of a row's axis */
    double bias_ms2, bias_rads;    /* one standard deviation of an axis, constant all along */
    double askew_deg;              /* one standard deviation of the mounting, about two axes */
    bool inverted;                 /* mounted head down: half a turn about the forward axis */
    bool turn_random;              /* mounted anyhow, another way for each sensor and seed */
    double turn_deg[3];            /* turned about the segment's x, then y, then z */
    bool swapped;                  /* a left one is worn on the right, and says left */
    double strap_hz, strap_zeta;   /* the strap as a spring: 45 and 0.25 firm, 18 loose */
    double knock_every_s, knock_g; /* knocks, so far apart on average, of about this size */
    bool tumbling;                 /* not worn at all: tossed about in a bag */

    double skew_ppm;                 /* the device's clock is fast: its true rate is higher */
    double jitter_s;                 /* one standard deviation of the instants of sampling */
    double start_s;                  /* of the first row, >= 0 */
    double loss;                     /* share of rows that never arrive, 0 .. 0.5 */
    double loss_burst_s;             /* mean length of a loss; 0: one packet */
    double batch;                    /* rows in a packet: lost, late and repeated together */
    double sleep_every_s, sleep_s;   /* the sensor sleeps: rows are repeated */
    double reboot_every_s, reboot_s; /* starts anew: no rows, then device time from 0 */
    double step_every_s, step_s;     /* device time jumps by so much, either way */
    double delay_s, late_s;          /* of a packet: fixed, and the mean of what adds to it */
    double duplicate;                /* share of packets that come twice */
};

enum wear_fate { WEAR_ARRIVED, WEAR_LOST, WEAR_ASLEEP, WEAR_REBOOTING };

struct wear;

/* For a runner of so many seconds; NULL: out of memory. stream: another for each sensor. */
struct wear *wear_new(const struct wear_settings *s, uint64_t seed, uint32_t stream, double end_s);
void wear_free(struct wear *w);
void wear_push(struct wear *w, const struct runner_moment *m); /* every moment, in order */

const struct wear_settings *wear_settings(const struct wear *w);
struct recording_sensor wear_recording(const struct wear *w); /* rows are lent until wear_free */
const uint8_t *wear_fates(const struct wear *w);              /* of the rows, enum wear_fate */

double wear_chance(const struct wear *w, uint64_t counter); /* 0 <= u < 1, of its packets' way */

/* Specific force of the pod on its strap, in the segment's axes, at the moment last pushed. */
void wear_pod(const struct wear *w, double ret_ms2[3]);

#endif
