/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of all sensors of a recording and its marks as one sequence in time order: what `run`
 * analyses and what `replay` sends. Rows that never arrived (NaN) are left out. At equal times a
 * mark goes first, then the sensor that is listed first. */
#ifndef CTL_MERGE_H
#define CTL_MERGE_H

#include "daemon/recording.h"

struct merge {
    const struct recording *recording;
    long row[GAIT_SENSORS_MAX]; /* the next of each sensor */
    int mark;
};

struct merge_item {
    int64_t t_ns;        /* on the recording's time line */
    int sensor;          /* -1: a mark */
    const float *row;    /* of a sample: ax ay az gx gy gz */
    const struct recording_mark *mark;
};

void merge_init(struct merge *m, const struct recording *r);
bool merge_next(struct merge *m, struct merge_item *ret); /* false: the end */

#endif
