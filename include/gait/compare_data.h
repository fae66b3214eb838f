/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two halves of gait/compare.h share: strides into sums, sums into events. */
#ifndef GAIT_COMPARE_DATA_H
#define GAIT_COMPARE_DATA_H

#include <gait/compare.h>
#include <gait/mixed.h>

/* Beside the sums of a stretch or a surface: clipped strides, sum of the values in their unit, and
 * strides on which a covariate was not known. */
struct gait_compare_tally {
    uint32_t clipped, missing[GAIT_MIXED_COLUMNS];
    double total;
};
void gait_compare_tally_add(struct gait_compare_tally *to, const struct gait_compare_tally *t);

struct gait_compare_ground {
    struct gait_mixed_sums sums;
    struct gait_compare_tally tally;
};

/* A measure: its open stretch, what its columns are counted from and were last, and the surfaces of
 * its finished stretches. */
struct gait_compare_measure {
    struct gait_mixed_open open;
    struct gait_compare_tally tally; /* of the open stretch */
    int surface, run;
    bool trunk;
    int64_t last_ns;
    bool centred[GAIT_MIXED_COLUMNS];
    double centre[GAIT_MIXED_COLUMNS], last[GAIT_MIXED_COLUMNS];
    int stretches;
    uint8_t order[GAIT_COMPARE_ORDER];
};

/* Rows in order of time: WINDOW that have gone in, then those held back. run: counts what no
 * measure's stretch reaches across. */
struct gait_compare_series {
    struct gait_compare_row rows[GAIT_COMPARE_WINDOW + GAIT_COMPARE_HELD + 2];
    int n, next, run;
};

struct gait_compare {
    struct gait_compare_ground grounds[GAIT_SURFACES_MAX + 1][GAIT_MEASURES];
    struct gait_compare_measure measures[GAIT_MEASURES];
    struct gait_compare_series series[2]; /* limb, trunk */
    struct gait_compare_state state;
    int64_t origin_ns; /* minute 0 */
};

#endif
