/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sensors nobody said the place of, and what their signals say. */
#ifndef TESTS_HELP_PLACED_H
#define TESTS_HELP_PLACED_H

#include "daemon/recording.h"
#include "tests/help_feed.h"

/* The same recording with every placement unknown, and without gyroscopes unless it turns; the
 * caller frees both kinds with recording_free. */
struct recording *help_unplaced(const struct recording *r, bool turns);

/* What a wrist would have read of the runner whose back the last sensor of r is on (mounted as it
 * should be): the trunk, taken along, and an arm that swings once a stride. Sizes drawn by seed. */
struct recording *help_wrist(const struct recording *r, uint64_t seed);

struct help_placed {
    enum gait_placement first, last; /* GAIT_UNKNOWN: never found */
    float confidence;                /* as last told */
    double first_s;                  /* NaN: never */
};
struct help_placed help_placed(const struct help_events *e, const char *sensor);

/* Running strides of one sensor, of two runs over the same samples. */
struct help_same {
    int told, found, near, extra, twice; /* near: within 50 ms of one that was told */
    double mean_ms, worst_ms;            /* of these */
};
struct help_same help_same(const struct help_events *told, const struct help_events *found,
                           const char *sensor);

#endif
