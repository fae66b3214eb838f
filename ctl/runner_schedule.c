/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When each foot comes down, and how: laws of speed fitted to RBDS001, with the scatter of people
 * and of the ground. */
#include "ctl/exact.h"
#include "ctl/runner_parts.h"

#include <math.h>
#include <string.h>

#define START_S 0.6 /* from the start of a bout to the first contact out of standing */

enum stream { FALL, STEP_TIME, CONTACT_TIME, STIFFNESS, HEIGHT, SLOPE };

static const struct runner_ground grounds[] = {
    {"concrete", 1e8, 0.05, 0.02, 0.0005, 0.2, 1, 1},
    {"asphalt", 2.2e7, 0.07, 0.05, 0.001, 0.4, 1, 1},
    {"track", 1.9e6, 0.31, 0.05, 0.0005, 0.1, 0.95, 1},
    {"treadmill", 3e5, 0.59, 0.02, 0, 0, 0.8, 1.01},
    {"grass", 4.5e5, 0.55, 0.25, 0.005, 1, 1.27, 0.995},
    {"trail", 9e5, 0.45, 0.45, 0.008, 2, 1.6, 0.995},
    {"woodchip", 1.5e5, 0.80, 0.35, 0.005, 1, 1.4, 0.985},
};

const struct runner_ground *runner_ground(const char *name)
{
    for (size_t i = 0; i < sizeof grounds / sizeof grounds[0]; i++)
        if (strcmp(name, grounds[i].name) == 0)
            return &grounds[i];
    return NULL;
}

static const struct runner_bout *bout_at(const struct schedule *s, double t_s)
{
    int i = 0;
    while (i + 1 < s->bouts && s->bout[i + 1].from_s <= t_s)
        i++;
    return &s->bout[i];
}

/* The first contact out of standing, after t_s; INFINITY where no bout moves any more. */
static double next_start(const struct schedule *s, double t_s)
{
    for (int i = 0; i < s->bouts; i++)
        if (s->bout[i].gait != GAIT_STILL && s->bout[i].from_s + START_S > t_s)
            return s->bout[i].from_s + START_S;
    return INFINITY;
}

void schedule_init(struct schedule *s, uint64_t seed, const struct runner_bout *bout, int bouts)
{
    *s = (struct schedule){.seed = seed, .bout = bout, .bouts = bouts, .from_rest = 2};
    s->clock_s = next_start(s, 0);
}

/* Scatter that remembers the step before: coefficient of variation cv, correlation rho. */
static double wander(struct schedule *s, enum stream which, double cv, double rho)
{
    double n = exact_normal(s->seed, which, s->steps);
    s->wander[which] = rho * s->wander[which] + sqrt(1 - rho * rho) * n;
    return 1 + cv * s->wander[which];
}

void schedule_next(struct schedule *s, struct step *ret)
{
    const struct runner_bout *b = bout_at(s, s->clock_s);
    if (isfinite(s->clock_s) && b->gait == GAIT_STILL) {
        s->clock_s = next_start(s, s->clock_s);
        s->from_rest = 2;
        b = bout_at(s, s->clock_s);
    }
    if (!isfinite(s->clock_s)) {
        *ret = (struct step){.contact_s = INFINITY, .first = true};
        return;
    }
    const struct runner_ground *on = b->ground;
    double v = b->speed_ms, hard = exact_normal(s->seed, STIFFNESS, s->steps);
    bool walk = b->gait == GAIT_WALK;
    double step_s = 1 / ((walk ? 1.35 + 0.42 * v : 2.044 + 0.226 * v) * on->cadence);
    double contact_s = walk ? 1.22 * step_s : 0.469 * exact_pow(v, -0.59);
    double fall = 0.12 + (walk ? 0.12 : 0.29) * v;
    double slope_deg = on->sd_slope_deg * exact_normal(s->seed, SLOPE, s->steps);
    fall *= wander(s, FALL, 0.06 * on->variability, 0.3) * (1 - 0.025 * slope_deg);
    step_s *= wander(s, STEP_TIME, 0.012 * on->variability, 0.5);
    contact_s *= wander(s, CONTACT_TIME, 0.015 * on->variability, 0.3);
    double high_m = on->sd_height_m * exact_normal(s->seed, HEIGHT, s->steps);
    *ret = (struct step){
        .contact_s = s->clock_s - high_m / fall,
        .to_next_s = step_s,
        .fall_ms = fall,
        .forward_ms = 1.1 * v / 3.3,
        .speed_ms = v,
        .walk = walk,
        .first = s->from_rest > 0,
        .stiffness = on->stiffness * exact_exp(on->sd_ln_stiff * hard),
        .damping = on->damping,
    };
    ret->toe_off_s = ret->contact_s + contact_s;
    s->from_rest -= s->from_rest > 0;
    s->clock_s += step_s;
    s->steps++;
}
