/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the runner: the schedule of steps, and how a leg moves on it. */
#ifndef CTL_RUNNER_PARTS_H
#define CTL_RUNNER_PARTS_H

#include "ctl/runner.h"

#define RUNNER_G 9.80665
#define REST_SWING_S 0.45 /* the first swing out of standing */

/* One step as planned: times on the runner's time line. */
struct step {
    double contact_s;           /* INFINITY: there is none */
    double toe_off_s;           /* commanded; the force decides */
    double to_next_s;           /* until the next contact, of the other foot */
    double fall_ms, forward_ms; /* speed of the foot at touch-down, downwards and forwards */
    double speed_ms;
    bool walk;
    bool first;                /* one of the two that start out of standing */
    double stiffness, damping; /* of the ground */
    double shoe, shoe_damping; /* of the shoe under this part of the foot, N/m^1.5 and s/m */
    double impact_share;       /* of the impact mass that takes part */
    double pitch_deg, flat_s;  /* toe up at touch-down, and flat so much later */
    double slope_rad;
};

struct schedule {
    uint64_t seed;
    struct runner_manner as;
    const struct runner_bout *bout;
    int bouts;
    uint64_t steps;   /* planned so far */
    int from_rest;    /* steps still to be marked as first */
    double clock_s;   /* of the next contact, before the ground's height moves it */
    double wander[3]; /* of landing speed, step time and contact time */
};

void schedule_init(struct schedule *s, uint64_t seed, const struct runner_bout *bout, int bouts,
                   const struct runner_manner *as);
void schedule_next(struct schedule *s, struct step *ret);

/* An angle, or a way, with its two derivatives. */
struct motion {
    double at, rate, acc;
};

/* Where a foot is in its stride. Standing is both: last is of no use, next may be INFINITY away. */
struct stride_plan {
    const struct step *now, *next;
    bool resting;  /* standing, or in the first swing out of it: now is of no use */
    bool stopping; /* no swing follows: the leg comes to rest in this stance */
};

struct motion leg_shank_angle(const struct stride_plan *p, double t_s); /* forward lean, rad */
struct motion leg_foot_angle(const struct stride_plan *p, double t_s);  /* toe down, rad */
void leg_heel_rise(const struct stride_plan *p, double t_s, struct motion *x, struct motion *z);

/* A fifth-degree path between two states. */
struct swing {
    double from_s, s;
    double cx[6], cz[6];
    double bump_z, bump_x;
};

void swing_plan(struct swing *w, double from_s, const struct motion from[2],
                const struct step *next, double reach_m);
void swing_acc(const struct swing *w, double t_s, double *ret_x, double *ret_z);

/* What a sensor reads at (rx, rz) from the ankle on a segment that is turned by the angle. */
void point_on_segment(const struct motion *angle, const double ankle_acc[2], const double r[2],
                      struct runner_point *ret);

#endif
