/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The synthetic runner's sensors as they would read with gravity taken out of them: the runner's
 * own attitude is known, so it is the true linear acceleration and not a filter's. */
#ifndef TESTS_HELP_LINEAR_H
#define TESTS_HELP_LINEAR_H

#include "ctl/runner.h"
#include "ctl/wear.h"

struct help_linear {
    struct wear_settings wear; /* its placement may also be a hip's, read at the sacrum */
    enum gait_state gait;
    double speed_ms, seconds; /* after 3 s of standing, which are rows too */
    enum runner_strike strike;
    uint64_t body, seed;
    double left_g;   /* of gravity, so much is left in: 1 is what an accelerometer reads */
    double tilt_deg; /* the gravity that is taken out leans forward by so much */
};

/* The rows, six a sample in SI, lent until wear_free(*ret). */
struct recording_sensor help_linear_run(const struct help_linear *h, struct wear **ret);

#endif
