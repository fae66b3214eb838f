/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/push_off.h>
#include <gait/resample.h>
#include <gait/types.h>

#include <math.h>

enum { STRIDES = 9 }; /* in the medians that decide what toe-off is read from */

static const double kicks_from = 0.6; /* share of a peak that stands free of its valleys */
static const double cut_hz = 15;
static const double turn_ahead = 0.025 * GAIT_GRID_HZ; /* of the minimum, in people */

void gait_push_off_init(struct gait_push_off *p)
{
    gait_gauss_init(&p->smooth, cut_hz, GAIT_GRID_HZ);
    gait_push_off_clear(p);
}

void gait_push_off_clear(struct gait_push_off *p)
{
    gait_median_clear(&p->kicks, STRIDES);
    gait_median_clear(&p->turns, STRIDES);
    gait_lateral_clear(&p->lateral);
}

double gait_push_off_wait(const struct gait_push_off *p, const struct gait_toe_off_search *s)
{
    return 0.50 * s->stride - s->offset + 12 + p->smooth.half + 2;
}

/* The minimum that follows push-off; NaN: none. */
static double find_minimum(const struct gait_push_off *p, const struct gait_trail *t,
                           const struct gait_upright *up, const struct gait_toe_off_search *s)
{
    float raw[GAIT_TOE_OFF_MAX + 2 * GAIT_GAUSS_HALF_MAX], y[GAIT_TOE_OFF_MAX];
    int half = p->smooth.half;
    int64_t from;
    int n = gait_toe_off_span(s, &from);
    if (n == 0)
        return NAN;
    for (int i = 0; i < n + 2 * half; i++)
        raw[i] = gait_upright_vertical(up, gait_trail_at(t, from + i - half)) / (float)GAIT_G_MS2;
    gait_gauss_run(&p->smooth, raw + half, n, 1, y);
    return gait_toe_off_find(s, y, from, n);
}

/* n ticks of the vector, smoothed, from tick `from` on, g. */
static void smooth(const struct gait_push_off *p, const struct gait_trail *t, int64_t from, int n,
                   float (*ret_a)[3])
{
    float raw[GAIT_TOE_OFF_KICK + 2 * GAIT_GAUSS_HALF_MAX][3];
    int half = p->smooth.half;
    gait_trail_read(t, (double)(from - half), n + 2 * half, raw);
    gait_gauss_run(&p->smooth, raw[half], 3 * n, 3, ret_a[0]);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < 3; k++)
            ret_a[i][k] /= (float)GAIT_G_MS2;
}

static double find_kick(struct gait_push_off *p, const struct gait_trail *t,
                        const struct gait_upright *up, double minimum)
{
    float a[GAIT_TOE_OFF_KICK][3], size[GAIT_TOE_OFF_KICK];
    int64_t from = llround(minimum) - GAIT_TOE_OFF_KICK / 2;
    smooth(p, t, from, GAIT_TOE_OFF_KICK, a);
    for (int i = 0; i < GAIT_TOE_OFF_KICK; i++) {
        float v = gait_upright_vertical(up, a[i]);
        size[i] =
            sqrtf(fmaxf(0, a[i][0] * a[i][0] + a[i][1] * a[i][1] + a[i][2] * a[i][2] - v * v));
    }
    struct gait_toe_off_kick kick = gait_toe_off_kick_find(size);
    gait_median_put(&p->kicks, kick.height);
    return kick.height > 0 ? (double)from + kick.at : NAN;
}

/* How much later than the minimum says toe-off is by the lateral component; 0 where that is
 * silent. */
static double find_turn(struct gait_push_off *p, const struct gait_trail *t, double minimum)
{
    float a[GAIT_TOE_OFF_TURN][3], y[GAIT_TOE_OFF_TURN];
    int64_t from = llround(minimum - turn_ahead) - GAIT_TOE_OFF_TURN / 2;
    smooth(p, t, from, GAIT_TOE_OFF_TURN, a);
    for (int i = 0; i < GAIT_TOE_OFF_TURN; i++)
        y[i] = gait_lateral_of(&p->lateral, a[i]);
    struct gait_toe_off_turn turn = gait_toe_off_turn_find(y);
    gait_median_put(&p->turns, turn.outward);
    double at = turn.at[gait_median_now(&p->turns) < 0];
    return isnan(at) ? 0 : (double)from + at - (minimum - turn_ahead);
}

static void learn_lateral(struct gait_push_off *p, const struct gait_trail *t,
                          const struct gait_upright *up, const struct gait_toe_off_search *s)
{
    float a[GAIT_TOE_OFF_MAX][3];
    int n = (int)fmin(s->stride, GAIT_TOE_OFF_MAX);
    gait_trail_read(t, fmax(round(s->contact - 0.5 * n), (double)t->first), n, a);
    gait_lateral_learn(&p->lateral, up->up, a, n);
}

double gait_push_off_find(struct gait_push_off *p, const struct gait_trail *t,
                          const struct gait_upright *up, const struct gait_toe_off_search *s)
{
    double minimum = find_minimum(p, t, up, s);
    if (isnan(minimum))
        return NAN;
    double kick = find_kick(p, t, up, minimum);
    if (gait_median_now(&p->kicks) >= kicks_from)
        return kick;
    learn_lateral(p, t, up, s);
    return minimum + s->offset + 0.5 * find_turn(p, t, minimum);
}
