/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_linear.h"

#include <math.h>
#include <stdlib.h>

#define STAND_S 3

/* Takes gravity out of what a point on a segment reads that is turned forward by lean_rad. */
static void lift(const struct help_linear *h, double lean_rad, struct runner_point *p)
{
    double tilt = lean_rad + h->tilt_deg * 3.14159265358979323846 / 180;
    double out = (1 - h->left_g) * GAIT_G_MS2;
    p->a_ms2[0] += out * sin(tilt);
    p->a_ms2[2] -= out * cos(tilt);
}

struct recording_sensor help_linear_run(const struct help_linear *h, struct wear **ret)
{
    const struct runner_ground *on = runner_ground("asphalt");
    struct runner_bout bout[] = {
        {.gait = GAIT_STILL, .ground = on},
        {.from_s = STAND_S, .gait = h->gait, .speed_ms = h->speed_ms, .ground = on,
         .strike = h->strike},
    };
    double end_s = STAND_S + h->seconds, lean_rad[4] = {0};
    struct runner_manner as = {.body = runner_body(h->body), .end_s = end_s};
    struct runner *r = runner_new_as(h->seed, bout, 2, &as);
    struct wear *w = wear_new(&h->wear, h->seed, 0, end_s);
    if (!r || !w)
        abort();
    for (long i = 0; i < (long)(end_s * RUNNER_HZ); i++) {
        struct runner_moment m;
        runner_step(r, &m);
        struct runner_point *limb[4] = {&m.shank[0], &m.shank[1], &m.foot[0], &m.foot[1]};
        for (int k = 0; k < 4; k++) { /* turned within one plane, and upright while it stands */
            lean_rad[k] += limb[k]->w_rads[1] / RUNNER_HZ;
            lift(h, lean_rad[k], limb[k]);
        }
        lift(h, 0, &m.sacrum);
        wear_push(w, &m);
    }
    runner_free(r);
    *ret = w;
    return wear_recording(w);
}
