/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a leg moves: angles are sums of smooth turns that add to nothing over a stride, so the
 * derivatives are exact, and the ankle swings on a fifth-degree path. */
#include "ctl/exact.h"
#include "ctl/runner_parts.h"

#include <math.h>

#define DEG (EXACT_PI / 180)

static const double toe_to_ankle[2] = {-0.12, 0.08}; /* m, forwards and up, foot flat */

/* Adds a turn of so many degrees between two times: fifth degree, least jerk. */
static void turn(struct motion *m, double t_s, double from_s, double to_s, double deg)
{
    double s = to_s - from_s, w = (t_s - from_s) / s, by = deg * DEG;
    if (w <= 0)
        return;
    if (w >= 1) {
        m->at += by;
        return;
    }
    m->at += by * w * w * w * (10 + w * (6 * w - 15));
    m->rate += by * 30 * w * w * (1 - w) * (1 - w) / s;
    m->acc += by * 60 * w * (1 - w) * (1 - 2 * w) / (s * s);
}

struct motion leg_shank_angle(const struct stride_plan *p, double t)
{
    struct motion m = {0};
    const struct step *k = p->now;
    double next = p->next->contact_s;
    if (p->resting && isfinite(next)) {
        double start = next - REST_SWING_S;
        turn(&m, t, start, start + 0.5 * REST_SWING_S, 35);
        turn(&m, t, start + 0.4 * REST_SWING_S, next - 0.02, -43);
    } else if (!p->resting) {
        double v = k->speed_ms, off = k->toe_off_s, swing_s = next - off;
        m.at = -8 * DEG;
        if (p->stopping) {
            turn(&m, t, k->contact_s, off, 8);
            return m;
        }
        turn(&m, t, k->contact_s, off + 0.06, 48 + 2 * v);
        turn(&m, t, off - 0.05, off + 0.42 * swing_s, 12 + 7 * v);
        turn(&m, t, off + 0.27 * swing_s, next - 0.03, -(66 + 9 * v));
        turn(&m, t, next - 0.06, next, 6);
    }
    return m;
}

static void push_off(struct motion *m, const struct step *k, double t)
{
    double heel_up = k->contact_s + 0.48 * (k->toe_off_s - k->contact_s);
    turn(m, t, heel_up, k->toe_off_s + 0.04, 50 + 3 * k->speed_ms);
}

struct motion leg_foot_angle(const struct stride_plan *p, double t)
{
    struct motion m = {0};
    const struct step *k = p->now;
    double next = p->next->contact_s;
    if (p->resting && isfinite(next)) {
        double start = next - REST_SWING_S;
        turn(&m, t, start, start + 0.5 * REST_SWING_S, 30);
        turn(&m, t, start + 0.4 * REST_SWING_S, next, -(30 + p->next->pitch_deg));
    } else if (!p->resting) {
        double off = k->toe_off_s, swing_s = next - off;
        m.at = -k->pitch_deg * DEG;
        turn(&m, t, k->contact_s, k->contact_s + k->flat_s, k->pitch_deg);
        if (p->stopping)
            return m;
        push_off(&m, k, t);
        turn(&m, t, off, off + 0.40 * swing_s, 30);
        turn(&m, t, off + 0.30 * swing_s, next, -(80 + p->next->pitch_deg + 3 * k->speed_ms));
    }
    return m;
}

void leg_heel_rise(const struct stride_plan *p, double t, struct motion *x, struct motion *z)
{
    struct motion a = {0};
    if (!p->resting && !p->stopping)
        push_off(&a, p->now, t);
    double s = exact_sin(a.at), c = exact_cos(a.at), ww = a.rate * a.rate;
    double rx = toe_to_ankle[0] * c + toe_to_ankle[1] * s;
    double rz = toe_to_ankle[1] * c - toe_to_ankle[0] * s;
    *x = (struct motion){rx - toe_to_ankle[0], a.rate * rz, a.acc * rz - ww * rx};
    *z = (struct motion){rz - toe_to_ankle[1], -a.rate * rx, -a.acc * rx - ww * rz};
}

/* Coefficients over w = 0 .. 1 of the path of s seconds between two states. */
static void path(double c[6], double s, const struct motion *a, const struct motion *b)
{
    double p = b->at - a->at, v0 = a->rate * s, v1 = b->rate * s;
    double a0 = a->acc * s * s, a1 = b->acc * s * s;
    c[0] = a->at;
    c[1] = v0;
    c[2] = a0 / 2;
    c[3] = 10 * p - 6 * v0 - 4 * v1 - 1.5 * a0 + 0.5 * a1;
    c[4] = -15 * p + 8 * v0 + 7 * v1 + 1.5 * a0 - a1;
    c[5] = 6 * p - 3 * v0 - 3 * v1 - 0.5 * a0 + 0.5 * a1;
}

void swing_plan(struct swing *w, double from_s, const struct motion from[2],
                const struct step *next, double reach_m)
{
    double s = next->contact_s - from_s;
    struct motion x = {reach_m, next->forward_ms, 0}, z = {0, -next->fall_ms, -RUNNER_G};
    w->from_s = from_s;
    w->s = s;
    path(w->cx, s, &from[0], &x);
    path(w->cz, s, &from[1], &z);
    w->bump_z = (0.03 + 0.02 * next->speed_ms) * 64;
    w->bump_x = 10 * (reach_m - from[0].at - (from[0].rate + next->forward_ms) / 2 * s);
}

void swing_acc(const struct swing *p, double t_s, double *ret_x, double *ret_z)
{
    double w = (t_s - p->from_s) / p->s, q = w * (1 - w), ss = p->s * p->s;
    const double *x = p->cx, *z = p->cz;
    double even = 6 * q * (1 - 2 * w) * (1 - 2 * w) - 6 * q * q; /* of w^3 (1-w)^3, twice */
    double odd = even * (1 - 2 * w) - 12 * q * q * (1 - 2 * w);  /* of that times 1 - 2 w */
    *ret_x = (2 * x[2] + w * (6 * x[3] + w * (12 * x[4] + w * 20 * x[5])) + p->bump_x * odd) / ss;
    *ret_z = (2 * z[2] + w * (6 * z[3] + w * (12 * z[4] + w * 20 * z[5])) + p->bump_z * even) / ss;
}

void point_on_segment(const struct motion *angle, const double ankle_acc[2], const double r[2],
                      struct runner_point *ret)
{
    double s = exact_sin(angle->at), c = exact_cos(angle->at), ww = angle->rate * angle->rate;
    double rx = r[0] * c + r[1] * s, rz = r[1] * c - r[0] * s;
    double x = ankle_acc[0] + angle->acc * rz - ww * rx;
    double z = ankle_acc[1] - angle->acc * rx - ww * rz + RUNNER_G;
    *ret = (struct runner_point){.a_ms2 = {x * c - z * s, 0, x * s + z * c},
                                 .w_rads = {0, angle->rate, 0}};
}
