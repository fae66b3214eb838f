/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session in figures, from its strides. Pure. */
#ifndef CTL_DIGEST_H
#define CTL_DIGEST_H

#include "ctl/results.h"

struct digest_surface {
    char name[GAIT_NAME_MAX];
    uint32_t strides;
    double share; /* of the running strides, 0 .. 1 */
};

struct digest_stretch { /* an unbroken run on one surface */
    char surface[GAIT_NAME_MAX];
    int64_t from_ns, to_ns; /* first and last contact */
    uint32_t strides;
    double speed_ms; /* mean where it is known; NaN: nowhere */
};

struct digest {
    uint32_t strides, walked;         /* of running, of all sensors; others */
    uint32_t clipped, gaps, doubtful; /* of the running ones: peak at the rail; no peak for a gap;
                                         confidence below 0.5 */
    double minutes;                   /* of running: time within a stride of any sensor */
    double km;     /* over the part of that whose speed is known; NaN: none of it */
    double known;  /* that part, 0 .. 1 */
    double peak_g; /* mean over what counts; NaN: none. Of a limb, else of the back */
    bool back;
    int surfaces;
    struct digest_surface surface[GAIT_SURFACES_MAX]; /* most strides first; more are left out */
    int stretches;
    struct digest_stretch *stretch; /* in order of time */
};

/* 0, or -1: no memory. */
int digest_of(const struct results_strides *r, struct digest *ret);
void digest_free(struct digest *d);

#endif
