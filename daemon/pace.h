/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learns one sensor's rate from the steps of its own clock, and says how many samples a step left
 * out. The rate is told beforehand, or learned: of 31 steps at a time, the mean of those within
 * half of their median, so that a tag of whole milliseconds still gives 416.7 Hz, and a few losses
 * change nothing. A learned rate is given up for another only when 28 of 31 steps agree on it and
 * it differs by more than a fifth: random loss does not look like a lower rate. Until the first 31
 * steps are there, what is lost is counted by the median of those that are, from the third on.
 *
 * Pure: one object handles one sensor, any one thread. */
#ifndef DAEMON_PACE_H
#define DAEMON_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_STEPS 31
#define PACE_LOST_MAX 60000 /* most samples that one step can be said to have left out */

struct pace {
    double period_ns; /* 0 until known */
    bool told;
    int steps;
    int64_t step[PACE_STEPS];
};

/* rate_hz 0: to be learned. */
void pace_init(struct pace *p, double rate_hz);

/* Takes one step, > 0 ns, and gives the samples it left out: round(step / period) - 1 where it is
 * longer than one and a half periods. *ret_changed: the rate became known or changed just now. */
uint32_t pace_step(struct pace *p, int64_t step_ns, bool *ret_changed);

/* The samples a step left out, without learning from it: for steps that the sensor's clock did not
 * make. */
uint32_t pace_lost(const struct pace *p, int64_t step_ns);

double pace_rate_hz(const struct pace *p); /* 0 until known */

#endif
