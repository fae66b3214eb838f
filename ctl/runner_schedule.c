/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When each foot comes down, and how: laws of speed fitted to RBDS001, with the scatter of people
 * and of the ground. */
#include "ctl/exact.h"
#include "ctl/runner_parts.h"

#include <math.h>
#include <string.h>

#define START_S 0.6 /* from the start of a bout to the first contact out of standing */

#define BODY_STREAM 4000 /* of noise: no sensor's and no step's */
#define SHOE 2.6e5
#define SHOE_DAMPING 0.05

enum stream { FALL, STEP_TIME, CONTACT_TIME, STIFFNESS, HEIGHT, SLOPE };

/* How the front of the foot differs from the heel as a thing to land on. */
static const struct strike {
    const char *name;
    double shoe, damping, mass, pitch_deg, flat_s;
} strikes[RUNNER_STRIKES] = {
    [RUNNER_REARFOOT] = {"rear", 1, 1, 1, 18, 0.055},
    [RUNNER_MIDFOOT] = {"mid", 0.60, 1.4, 0.9, 3, 0.045},
    [RUNNER_FOREFOOT] = {"fore", 0.38, 1.8, 0.8, -8, 0.045},
};

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

const char *runner_strike_name(enum runner_strike s)
{
    return strikes[s].name;
}

struct runner_body runner_body(uint64_t number)
{
    double f[5];
    for (uint64_t i = 0; i < 5; i++)
        f[i] = number ? 0.8 + 0.4 * exact_uniform(number, BODY_STREAM, i) : 1;
    return (struct runner_body){f[0], f[1], f[2], f[3], f[4]};
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

void schedule_init(struct schedule *s, uint64_t seed, const struct runner_bout *bout, int bouts,
                   const struct runner_manner *as)
{
    *s = (struct schedule){.seed = seed, .as = *as, .bout = bout, .bouts = bouts, .from_rest = 2};
    s->clock_s = next_start(s, 0);
}

/* Scatter that remembers the step before: coefficient of variation cv, correlation rho. */
static double wander(struct schedule *s, enum stream which, double cv, double rho)
{
    double n = exact_normal(s->seed, which, s->steps);
    s->wander[which] = rho * s->wander[which] + sqrt(1 - rho * rho) * n;
    return 1 + cv * s->wander[which];
}

static double speed_at(const struct schedule *s, const struct runner_bout *b)
{
    double end_s = b + 1 < s->bout + s->bouts ? b[1].from_s : s->as.end_s;
    if (!(b->end_speed_ms > 0) || !(end_s > b->from_s))
        return b->speed_ms;
    double share = fmin(1, (s->clock_s - b->from_s) / (end_s - b->from_s));
    return b->speed_ms + (b->end_speed_ms - b->speed_ms) * share;
}

/* The step of this bout as the laws of speed have it, before any scatter. */
static void lay_down(const struct schedule *s, const struct runner_bout *b, struct step *k,
                     double *ret_contact_s)
{
    const struct runner_manner *as = &s->as;
    bool walk = b->gait == GAIT_WALK;
    double v = speed_at(s, b), side = s->steps % 2 ? -as->asymmetry : as->asymmetry;
    double tired = as->end_s > 0 ? as->fatigue * fmin(1, s->clock_s / as->end_s) : 0;
    const struct strike *on = &strikes[walk ? RUNNER_REARFOOT : b->strike];
    double step_s = 1 / ((walk ? 1.35 + 0.42 * v : 2.044 + 0.226 * v) * b->ground->cadence);
    double contact_s = walk ? 1.22 * step_s : 0.469 * exact_pow(v, -0.59);
    double fall = 0.12 + (walk ? 0.12 : 0.29) * v;
    *ret_contact_s = contact_s * (1 + 0.04 * tired) * (1 + side);
    *k = (struct step){
        .to_next_s = step_s / (1 - 0.02 * tired),
        .fall_ms = fall * (1 + 0.10 * tired) * (1 + side) * (b->landing > 0 ? b->landing : 1),
        .forward_ms = 1.1 * v / 3.3,
        .speed_ms = v,
        .walk = walk,
        .first = s->from_rest > 0,
        .damping = b->ground->damping,
        .shoe = SHOE * as->body.shoe * on->shoe,
        .shoe_damping = SHOE_DAMPING * on->damping,
        .impact_share = on->mass,
        .pitch_deg = on->pitch_deg,
        .flat_s = on->flat_s,
        .slope_rad = b->slope_deg * EXACT_PI / 180,
    };
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
    double hard = exact_normal(s->seed, STIFFNESS, s->steps), contact_s;
    double slope_deg = on->sd_slope_deg * exact_normal(s->seed, SLOPE, s->steps) + b->slope_deg;
    lay_down(s, b, ret, &contact_s);
    ret->fall_ms *= wander(s, FALL, 0.06 * on->variability, 0.3) * (1 - 0.025 * slope_deg);
    ret->to_next_s *= wander(s, STEP_TIME, 0.012 * on->variability, 0.5);
    contact_s *= wander(s, CONTACT_TIME, 0.015 * on->variability, 0.3);
    double high_m = on->sd_height_m * exact_normal(s->seed, HEIGHT, s->steps);
    ret->contact_s = s->clock_s - high_m / ret->fall_ms;
    ret->stiffness = on->stiffness * exact_exp(on->sd_ln_stiff * hard);
    ret->toe_off_s = ret->contact_s + contact_s;
    s->from_rest -= s->from_rest > 0;
    s->clock_s += ret->to_next_s;
    s->steps++;
}
