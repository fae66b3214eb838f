/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording of two sensors as datagrams of a dialect, through the intake, to its strides. */
#ifndef TESTS_HELP_HEARD_H
#define TESTS_HELP_HEARD_H

#include "ctl/dialect.h"
#include "daemon/intake.h"

#define HELP_HEARD_MAX 128

struct help_heard {
    struct help_heard_stride {
        int64_t t_ns;
        int sensor;
        double peak_g;
    } is[HELP_HEARD_MAX];
    int n;
};

/* The strides, the first sensor's first. as: what the daemon calls the dialect. Sensors whose
 * dialect has no name for them are placed by a rule. late_ms: datagrams come up to so late, in
 * order. Aborts where an event is of another sensor. */
struct intake_counts help_heard(const struct recording *r, const char *dialect, const char *as,
                                double late_ms, struct help_heard *ret);

#endif
