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

/* From from_s to the next bout. Speed of GAIT_STILL is not read. */
struct runner_bout {
    double from_s;
    enum gait_state gait;
    double speed_ms;
    const struct runner_ground *ground;
};

/* What a perfect sensor at that point of the body reads, in the segment's axes: specific force,
 * gravity included, and angular rate. */
struct runner_point {
    double a_ms2[3], w_rads[3];
};

struct runner_moment {
    double t_s;
    double force_n[2]; /* vertical, under the left and the right foot */
    struct runner_point shank[2], foot[2], sacrum;
};

struct runner;

/* Bouts in order of time, the first from 0 on, kept by the caller until runner_free. NULL: out of
 * memory. */
struct runner *runner_new(uint64_t seed, const struct runner_bout *bout, int bouts);
void runner_free(struct runner *r);
void runner_step(struct runner *r, struct runner_moment *ret); /* 1/RUNNER_HZ s further */

#endif
