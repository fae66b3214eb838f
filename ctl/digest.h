/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session's strides in stretches of one surface, and what of them does not count. Pure. */
#ifndef CTL_DIGEST_H
#define CTL_DIGEST_H

#include "ctl/results.h"

struct digest_stretch { /* an unbroken run on one surface */
    char surface[GAIT_NAME_MAX];
    int64_t from_ns, to_ns; /* first and last contact */
    uint32_t strides;       /* of all sensors */
    double speed_ms;        /* mean where it is known; NaN: nowhere */
};

struct digest {
    uint32_t strides, walked; /* of running, of all sensors; others */
    uint32_t clipped, gaps;   /* of running: peak at the rail; no peak, since samples were lost */
    uint32_t doubtful;        /* of running: confidence below 0.5 */
    int stretches;
    struct digest_stretch *stretch; /* in order of time */
};

/* 0, or -1: no memory. */
int digest_of(const struct results_strides *r, struct digest *ret);
void digest_free(struct digest *d);

#endif
