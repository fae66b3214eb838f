/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/curve.h>

/* Of two intervals so uneven the shorter one tells no slope: where samples are stamped at once, it
 * would make spikes. */
static const double share_least = 0.1;

void gait_curve_line(const struct gait_curve_point *a, const struct gait_curve_point *b,
                     double ret_slope[GAIT_CURVE_AXES])
{
    double rate = 1 / (double)(b->t - a->t);
    for (int i = 0; i < GAIT_CURVE_AXES; i++)
        ret_slope[i] = (double)(b->v[i] - a->v[i]) * rate;
}

void gait_curve_slope(const struct gait_curve_point *a, const struct gait_curve_point *b,
                      const struct gait_curve_point *c, double ret_slope[GAIT_CURVE_AXES])
{
    double before[GAIT_CURVE_AXES], after[GAIT_CURVE_AXES];
    double share = (double)(b->t - a->t) / (double)(c->t - a->t);
    gait_curve_line(a, b, before);
    gait_curve_line(b, c, after);
    share = share < share_least ? 1 : share > 1 - share_least ? 0 : share;
    for (int i = 0; i < GAIT_CURVE_AXES; i++)
        ret_slope[i] = before[i] + share * (after[i] - before[i]);
}

void gait_curve_at(const struct gait_curve_piece *p, int64_t t, float ret_v[GAIT_CURVE_AXES])
{
    double h = (double)(p->to.t - p->from.t), f = (double)(t - p->from.t) / h, g = 1 - f;
    double from = g * g * (1 + 2 * f), to = f * f * (1 + 2 * g), out = f * g * g, in = -f * f * g;
    for (int i = 0; i < GAIT_CURVE_AXES; i++)
        ret_v[i] = (float)(from * (double)p->from.v[i] + to * (double)p->to.v[i] +
                           h * (out * p->slope_from[i] + in * p->slope_to[i]));
}

void gait_curve_straight(const struct gait_curve_point *from, const struct gait_curve_point *to,
                         int64_t t, float ret_v[GAIT_CURVE_AXES])
{
    float f = (float)((double)(t - from->t) / (double)(to->t - from->t));
    for (int i = 0; i < GAIT_CURVE_AXES; i++)
        ret_v[i] = from->v[i] + f * (to->v[i] - from->v[i]);
}
