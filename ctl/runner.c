/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/runner.h"

#include "ctl/exact.h"
#include "ctl/runner_parts.h"

#include <math.h>
#include <stdlib.h>

#define DT (1.0 / RUNNER_HZ)

/* Masses: foot and shank bone, what wobbles on them, pelvis, and the rest. */
#define M1 6.0
#define M2 2.7
#define M3 12.6
#define M4 53.7
#define K2 5500.0
#define C2 480.0
#define K4 110e3
#define C4 1200.0
#define MUSCLE_K 16e3 /* N/m, Maxwell: passes a shock, gives way to slow motion */
#define MUSCLE_TAU_S 0.014
#define LIFT (RUNNER_G + 3) /* m/s2, with which the pelvis takes the leg up */
#define LEAVE_TAU_S 0.012
#define BRAKE_HZ 11
#define BRAKE_ZETA 0.35
#define BRAKE_N 350.0
#define SACRUM_GAIN 1.40 /* skin over bone */
#define HEAD_RADS (2 * EXACT_PI * 4)
#define HEAD_ZETA 0.55

static const double shank_at[2] = {0.03, 0.10}, foot_at[2] = {0.10, -0.01}; /* m from the ankle */

enum phase { REST, SWING, STANCE };

struct leg {
    enum phase phase;
    struct step now, next;
    bool resting, stopping;
    double y1, v1, y2, v2, x1, u1; /* bone, wobble, fore and aft */
    double muscle_n, push_n, leave_n;
    double force_n, on_pelvis_n, s;
    double acc[2]; /* of the ankle, x and z */
    struct swing swing;
};

struct runner {
    struct schedule schedule;
    double m1, m4, upper, k2, muscle_k, brake_rads; /* of this body */
    struct leg leg[2];
    struct step planned; /* the one after both legs' next */
    uint64_t tick;
    double y3, v3, y4, v4, a3, yh, vh, ah; /* pelvis, trunk, head */
    double alive; /* 0 standing, 1 on the move: of the pelvis' slow turning */
    double phase; /* of the stride, rad */
};

struct runner *runner_new(uint64_t seed, const struct runner_bout *bout, int bouts)
{
    const struct runner_manner plain = {.body = runner_body(0)};
    return runner_new_as(seed, bout, bouts, &plain);
}

struct runner *runner_new_as(uint64_t seed, const struct runner_bout *bout, int bouts,
                             const struct runner_manner *as)
{
    struct runner *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->m1 = M1 * as->body.impact_mass;
    r->m4 = M4 + (M1 - r->m1);
    r->upper = M3 + r->m4;
    r->k2 = K2 * as->body.wobble;
    r->muscle_k = MUSCLE_K * as->body.muscle;
    r->brake_rads = 2 * EXACT_PI * BRAKE_HZ * as->body.brake;
    schedule_init(&r->schedule, seed, bout, bouts, as);
    for (int i = 0; i < 2; i++) {
        r->leg[i].resting = true;
        schedule_next(&r->schedule, &r->leg[i].next);
    }
    schedule_next(&r->schedule, &r->planned);
    return r;
}

void runner_free(struct runner *r)
{
    free(r);
}

/* 0 to 1, without a corner at either end. */
static double smooth(double w)
{
    w = w < 0 ? 0 : w > 1 ? 1 : w;
    return w * w * w * (10 + w * (6 * w - 15));
}

/* The push of a leg over its stance, s = 0 .. 1: one hump running, two walking. */
static double push_shape(bool walk, double s)
{
    if (s <= 0 || s >= 1)
        return 0;
    return exact_sin(EXACT_PI * s) + (walk ? 0.28 * exact_sin(3 * EXACT_PI * s) : 0);
}

/* The push that brings the upper body through this step at its height: the controller. */
static double push_needed(const struct runner *r, const struct step *k)
{
    double contact_s = k->toe_off_s - k->contact_s, step_s = k->to_next_s;
    double flight_s = fmax(0, step_s - contact_s);
    double z = (M3 * r->y3 + r->m4 * r->y4) / r->upper;
    double v = (M3 * r->v3 + r->m4 * r->v4) / r->upper;
    double area = 2 / EXACT_PI * (k->walk ? 1 + 0.28 / 3 : 1);
    double impulse =
        r->upper * (RUNNER_G * step_s - 0.8 * (v + RUNNER_G * flight_s / 2) - 0.30 * z / step_s) +
        0.14 * contact_s * (r->m1 + M2) * LIFT;
    return fmax(0.2 * r->upper * RUNNER_G, impulse / (contact_s * area));
}

static void touch_down(struct runner *r, struct leg *l)
{
    l->now = l->next;
    l->next = r->planned;
    schedule_next(&r->schedule, &r->planned);
    l->phase = STANCE;
    l->resting = false;
    l->stopping = l->next.first;
    l->y1 = l->y2 = l->x1 = l->muscle_n = 0;
    l->v1 = l->v2 = -l->now.fall_ms;
    l->u1 = l->now.forward_ms;
    l->push_n = push_needed(r, &l->now);
}

/* Shoe and ground in a row, without mass between them. */
static double ground_force(const struct step *on, double y, double v)
{
    double u = -y, x = u;
    if (u <= 0)
        return 0;
    for (int i = 0; i < 4; i++) {
        double root = sqrt(x);
        x -= (x + on->shoe * x * root / on->stiffness - u) /
             (1 + 1.5 * on->shoe * root / on->stiffness);
    }
    double damping = (on->shoe_damping * x + on->damping * (u - x)) / u;
    return fmax(0, on->shoe * x * sqrt(x) * (1 - damping * v));
}

static struct stride_plan plan_of(const struct leg *l)
{
    return (struct stride_plan){&l->now, &l->next, l->resting, l->stopping};
}

static void rest(struct leg *l, double t_s)
{
    static const struct motion still[2] = {{0}};
    l->force_n = RUNNER_MASS_KG * RUNNER_G / 2;
    l->acc[0] = l->acc[1] = 0;
    double start_s = l->next.contact_s - REST_SWING_S;
    if (t_s < start_s)
        return;
    l->phase = SWING;
    l->force_n = 0;
    swing_plan(&l->swing, start_s, still, &l->next, 0.5 * l->next.speed_ms * l->next.to_next_s);
}

/* The foot leaves the ground: from here on it swings, or stands. */
static void toe_off(struct leg *l, double t_s, double bone_acc, double brake_acc)
{
    l->leave_n = l->on_pelvis_n;
    l->on_pelvis_n = 0;
    l->force_n = 0;
    if (l->stopping) {
        l->phase = REST;
        l->resting = true;
        l->leave_n = 0;
        rest(l, t_s);
        return;
    }
    struct stride_plan p = plan_of(l);
    struct motion from[2];
    leg_heel_rise(&p, t_s, &from[0], &from[1]);
    from[0].at += l->x1;
    from[0].rate += l->u1;
    from[0].acc += brake_acc;
    from[1].at += l->y1;
    from[1].rate += l->v1;
    from[1].acc += bone_acc;
    l->phase = SWING;
    swing_plan(&l->swing, t_s, from, &l->next,
               l->now.speed_ms * (l->next.contact_s - l->now.contact_s));
}

static void stance(const struct runner *r, struct leg *l, double t_s)
{
    const struct step *k = &l->now;
    l->s = (t_s - k->contact_s) / (k->toe_off_s - k->contact_s);
    l->force_n = ground_force(k, l->y1, l->v1);
    double push = l->push_n * push_shape(k->walk, l->s), lift = LIFT * smooth((l->s - 0.72) / 0.28);
    double wobble = r->k2 * (l->y1 - l->y2) + C2 * (l->v1 - l->v2);
    double m1 = r->m1 * k->impact_share, turn = r->brake_rads;
    double a1 = (l->force_n - push - l->muscle_n - wobble) / m1 - RUNNER_G + lift;
    double a2 = wobble / M2 - RUNNER_G + lift;
    double brake = -(turn * turn * l->x1 + 2 * BRAKE_ZETA * turn * l->u1) * l->force_n /
                   (l->force_n + BRAKE_N);
    struct stride_plan p = plan_of(l);
    struct motion x, z;
    leg_heel_rise(&p, t_s, &x, &z);
    l->acc[0] = brake + x.acc;
    l->acc[1] = a1 + z.acc;
    l->on_pelvis_n = push + l->muscle_n - (r->m1 + M2) * lift;
    if ((l->s > 0.6 && l->force_n <= 0) || l->s > 1.4) {
        toe_off(l, t_s, a1, brake);
        return;
    }
    l->muscle_n += DT * (r->muscle_k * (l->v1 - r->v3) - l->muscle_n / MUSCLE_TAU_S);
    l->v1 += DT * a1;
    l->y1 += DT * l->v1;
    l->v2 += DT * a2;
    l->y2 += DT * l->v2;
    l->u1 += DT * brake;
    l->x1 += DT * l->u1;
}

static void move_leg(struct runner *r, struct leg *l, double t_s)
{
    if (t_s >= l->next.contact_s && l->phase != STANCE)
        touch_down(r, l);
    if (l->phase == STANCE)
        stance(r, l, t_s);
    else if (l->phase == REST)
        rest(l, t_s);
    if (l->phase == SWING)
        swing_acc(&l->swing, t_s, &l->acc[0], &l->acc[1]);
    l->leave_n -= DT * l->leave_n / LEAVE_TAU_S;
}

static bool standing(const struct runner *r)
{
    return r->leg[0].resting && r->leg[1].resting;
}

static void move_upper(struct runner *r)
{
    if (standing(r)) {
        r->y3 = r->v3 = r->y4 = r->v4 = r->a3 = r->yh = r->vh = r->ah = 0;
        return;
    }
    double legs = 0, spine = K4 * (r->y3 - r->y4) + C4 * (r->v3 - r->v4);
    for (int i = 0; i < 2; i++)
        legs += r->leg[i].on_pelvis_n + r->leg[i].leave_n +
                (r->leg[i].phase == REST ? r->upper * RUNNER_G / 2 : 0);
    r->a3 = (legs - spine) / M3 - RUNNER_G;
    r->v3 += DT * r->a3;
    r->y3 += DT * r->v3;
    r->v4 += DT * (spine / r->m4 - RUNNER_G);
    r->y4 += DT * r->v4;
    r->ah = HEAD_RADS * HEAD_RADS * (r->y4 - r->yh) + 2 * HEAD_ZETA * HEAD_RADS * (r->v4 - r->vh);
    r->vh += DT * r->ah;
    r->yh += DT * r->vh;
}

/* The pelvis turns slowly with the stride; sideways it follows the leg that carries. These are
 * decoration: plausible in size, not solved. */
static void sacrum(struct runner *r, struct runner_point *ret)
{
    double fore = 0, side = 0;
    for (int i = 0; i < 2; i++) {
        const struct leg *l = &r->leg[i];
        if (l->phase != STANCE)
            continue;
        fore -= 2.5 * 0.11 * l->force_n * exact_sin(2 * EXACT_PI * fmin(l->s, 1));
        fore += l->force_n * exact_sin(l->now.slope_rad);
        side += (i == 0 ? -0.18 : 0.18) * l->force_n;
    }
    double step_s = r->leg[0].now.to_next_s, turning = step_s > 0 ? EXACT_PI / step_s : 0;
    r->alive += DT / 0.3 * ((standing(r) ? 0 : 1) - r->alive);
    if (standing(r) && r->alive < 1e-3)
        r->alive = 0;
    r->phase += turning * DT;
    if (r->phase > 2 * EXACT_PI)
        r->phase -= 2 * EXACT_PI;
    double c = r->alive * turning * exact_cos(r->phase);
    double c2 = r->alive * turning * 2 * exact_cos(2 * r->phase);
    *ret = (struct runner_point){
        .a_ms2 = {fore / RUNNER_MASS_KG, side / RUNNER_MASS_KG, RUNNER_G + SACRUM_GAIN * r->a3},
        .w_rads = {0.07 * c, 0.035 * c2, 0.10 * c}};
}

/* A foot that comes to stand does not leave the ground: its force does not fall to nothing. */
static double force_under(const struct leg *l)
{
    if (l->phase != STANCE || !l->stopping)
        return l->force_n;
    return fmax(l->force_n, RUNNER_MASS_KG * RUNNER_G / 2 * smooth((l->s - 0.3) / 0.3));
}

void runner_step(struct runner *r, struct runner_moment *ret)
{
    double t_s = (double)r->tick++ / RUNNER_HZ;
    ret->t_s = t_s;
    for (int i = 0; i < 2; i++) {
        struct leg *l = &r->leg[i];
        move_leg(r, l, t_s);
        ret->force_n[i] = force_under(l);
        struct stride_plan p = plan_of(l);
        struct motion shank = leg_shank_angle(&p, t_s), foot = leg_foot_angle(&p, t_s);
        point_on_segment(&shank, l->acc, shank_at, &ret->shank[i]);
        point_on_segment(&foot, l->acc, foot_at, &ret->foot[i]);
        /* out of the plane: harmonics of the turning within it */
        ret->shank[i].w_rads[0] = 0.12 * shank.rate * (i ? -1 : 1);
        ret->shank[i].w_rads[2] = 0.20 * shank.rate * (i ? -1 : 1);
        ret->shank[i].a_ms2[1] = 0.10 * l->acc[0] * (i ? -1 : 1);
        ret->foot[i].w_rads[0] = 0.15 * foot.rate * (i ? -1 : 1);
        ret->foot[i].w_rads[2] = 0.15 * foot.rate * (i ? -1 : 1);
        ret->foot[i].a_ms2[1] = 0.10 * l->acc[0] * (i ? -1 : 1);
    }
    move_upper(r);
    sacrum(r, &ret->sacrum);
    ret->head = (struct runner_point){.a_ms2 = {0, 0, RUNNER_G + r->ah}};
}
