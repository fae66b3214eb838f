/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A synthetic runner with known truth: four lumped masses over a Hunt-Crossley ground, in the
 * spirit of Liu and Nigg 2000, with the leg's impact mass of Clark, Ryan and Weyand 2017. The
 * active force of a leg is prescribed and closed by a controller once a step, the impact is
 * solved. It shows whether a difference that was put in is found again. It is no evidence that
 * surfaces differ, and none about people. See docs/synth.md.
 *
 * x forward, y left, z up; SI units. 75 kg. No thread of its own. */
#ifndef CTL_RUNNER_H
#define CTL_RUNNER_H

#include <gait/types.h>

#define RUNNER_HZ 4000
#define RUNNER_MASS_KG 75.0

/* What is run on. Sizes for asphalt, track and treadmill from Colino 2020; grass, trail and
 * woodchip are guesses. */
struct runner_ground {
    const char *name;
    double stiffness;    /* N/m */
    double damping;      /* s/m, Hunt and Crossley's factor */
    double sd_ln_stiff;  /* from step to step */
    double sd_height_m;  /* moves the touch-down */
    double sd_slope_deg; /* changes the landing speed */
    double variability;  /* of the runner's own steps, 1 = as on asphalt */
    double cadence;      /* 1 = as on asphalt */
};

const struct runner_ground *runner_ground(const char *name); /* NULL: unknown */

enum runner_strike { RUNNER_REARFOOT, RUNNER_MIDFOOT, RUNNER_FOREFOOT, RUNNER_STRIKES };

const char *runner_strike_name(enum runner_strike s); /* rear, mid, fore */

/* From from_s to the next bout. Speed of GAIT_STILL is not read; members left 0 change nothing. */
struct runner_bout {
    double from_s;
    enum gait_state gait;
    double speed_ms;
    const struct runner_ground *ground;
    double end_speed_ms;       /* reached evenly at the end of the bout; 0: speed_ms throughout */
    double slope_deg;          /* uphill > 0: lands softer, and is driven up */
    double landing;            /* speed of landing against the law's; 0 is 1 */
    enum runner_strike strike; /* running only */
};

/* What a body is made of, against the standard one: all 1. */
struct runner_body {
    double impact_mass; /* foot and shank bone; the trunk takes the difference */
    double wobble;      /* stiffness of what wobbles on them */
    double shoe;        /* stiffness */
    double muscle;      /* stiffness of what passes the shock on */
    double brake;       /* frequency of the fore-aft shock */
};

/* 0: the standard body. Any other number: one whose five factors are drawn from it, each evenly
 * from 0.8 to 1.2. A detector is judged on bodies it was not made on. */
struct runner_body runner_body(uint64_t number);

/* How one runner is all along. */
struct runner_manner {
    struct runner_body body;
    double asymmetry; /* left lands so much faster and longer, right slower and shorter; 0 .. 0.3 */
    double fatigue;   /* at end_s, growing evenly from 0: 1 = lands 10 % faster, cadence 2 % lower,
                         contact 4 % longer */
    double end_s;     /* of the session: of the last bout */
};

/* What a perfect sensor at that point of the body reads, in the segment's axes: specific force,
 * gravity included, and angular rate. */
struct runner_point {
    double a_ms2[3], w_rads[3];
};

struct runner_moment {
    double t_s;
    double force_n[2]; /* vertical, under the left and the right foot */
    struct runner_point shank[2], foot[2], sacrum, head;
};

struct runner;

/* Bouts in order of time, the first from 0 on, kept by the caller until runner_free. runner_new:
 * the standard body, even on both sides, fresh to the end. NULL: out of memory. */
struct runner *runner_new(uint64_t seed, const struct runner_bout *bout, int bouts);
struct runner *runner_new_as(uint64_t seed, const struct runner_bout *bout, int bouts,
                             const struct runner_manner *as); /* copied */
void runner_free(struct runner *r);
void runner_step(struct runner *r, struct runner_moment *ret); /* 1/RUNNER_HZ s further */

#endif
