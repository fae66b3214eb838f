/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions for a comparison, made row by row. One at a time. */
#ifndef TESTS_HELP_COMPARE_H
#define TESTS_HELP_COMPARE_H

#include "tests/help_signal.h"

#include <gait/compare.h>

#define HELP_STRIDE_NS INT64_C(700000000)
enum { HELP_ASPHALT = 1, HELP_TRAIL = 2 };

extern struct gait_compare *help_compared;
extern struct help_random help_compare_noise;

void help_compare_begin(void); /* and end: of a test suite */
void help_compare_end(void);

/* A clean stride of the left leg, 6 g on asphalt and 5 g on the trail, and its contact time. */
struct gait_compare_row help_compare_stride(int64_t t_ns, int surface);

/* k stretches a side in turn, of n strides; `change` may alter a row. */
void help_compare_in_turn(int k, int n, void (*change)(struct gait_compare_row *r, int i));

/* Trail against asphalt. */
struct gait_event help_compare_ask(int a, int b, enum gait_measure m);
struct gait_event help_compare_peak(void);

#endif
