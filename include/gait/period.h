/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The period of a sensor whose rate nobody gave: the median of its last 31 intervals, which single
 * lost samples and late stamps do not move. One object handles one sensor; any one thread; no
 * allocation.
 */
#ifndef GAIT_PERIOD_H
#define GAIT_PERIOD_H

#include <stdint.h>

#define GAIT_PERIOD_INTERVALS 31
#define GAIT_PERIOD_LEAST 8 /* a median of fewer is not believed */

struct gait_period {
    int count, oldest;
    int64_t interval[GAIT_PERIOD_INTERVALS], sorted[GAIT_PERIOD_INTERVALS]; /* ns */
};

/* Takes an interval; returns the median in ns, 0 while it is of too few. */
double gait_period_push(struct gait_period *p, int64_t interval_ns);

#endif
