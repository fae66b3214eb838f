/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strides of the synthetic runner of which some are wrong: other bodies, strikes, speeds and
 * surfaces, and sensors that lose, clip, are noisy or slow. For what confidence is made of, and
 * what it is tested on. */
#ifndef TESTS_HELP_DOUBT_H
#define TESTS_HELP_DOUBT_H

#include <gait/types.h>

/* Right: both contacts lie within this of two true contacts that follow each other. */
#define HELP_DOUBT_RIGHT_S 0.03

/* Calls `each` for every running stride. Another seed, other bodies, runs, losses and noise. 0, or
 * -1 after a sentence on standard error. */
int help_doubt(uint64_t seed, int runs,
               void each(enum gait_segment_kind kind, const struct gait_event *e, bool right,
                         void *with),
               void *with);

#endif
