/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/impact.h>

#include <math.h>
#include <stddef.h>

enum {
    SIDE = 3, /* samples on each side of an instant that make its value */
    NODES = 2 * SIDE,
    PARTS = 16, /* looks between two samples */
};

static const float g = (float)GAIT_G_MS2;

/* Intervals among six samples may differ by this factor: arrival times instead of the device's own
 * would bend the polynomial. */
static const double even = 1.5;

/* Losses are placed to the rounding of times. */
static const double edge_ns = 1000;

struct window {
    const struct gait_sample *s; /* n samples within it */
    int n, before, after;        /* more samples lie in front and behind */
    int64_t from, to;
    const float *rail_ms2;
    const float *up; /* of what is looked at: NULL the resultant */
};

static bool is_railed(const struct gait_sample *s, const float *rail_ms2)
{
    for (int i = 0; rail_ms2 && i < 3; i++)
        if (s->a_ms2[i] >= rail_ms2[2 * i] || -s->a_ms2[i] >= rail_ms2[2 * i + 1])
            return true;
    return false;
}

static float value_g(const float a[3], const float *up)
{
    if (up)
        return (a[0] * up[0] + a[1] * up[1] + a[2] * up[2]) / g;
    return sqrtf(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]) / g;
}

/* ---- lost samples ---- */

/* A lost sample whose own time lies in the window. */
static bool lost_within(const struct gait_sample *before, const struct gait_sample *after,
                        int64_t from, int64_t to)
{
    double spacing = (double)(after->t_ns - before->t_ns) / ((double)after->lost + 1);
    double first = fmax(1, ceil(((double)(from - before->t_ns) - edge_ns) / spacing));
    return first <= (double)after->lost && first * spacing <= (double)(to - before->t_ns) + edge_ns;
}

static bool has_gap(const struct window *w)
{
    if (w->n == 0 || w->before == 0 || w->after == 0)
        return true; /* the window is not wholly there */
    for (int i = 0; i <= w->n; i++)
        if (w->s[i].lost && lost_within(&w->s[i - 1], &w->s[i], w->from, w->to))
            return true;
    return false;
}

/* ---- between samples ---- */

/* Whether the curve between samples i and i + 1 may be drawn. */
static bool is_smooth(const struct window *w, int i)
{
    const struct gait_sample *s = w->s + (i - (SIDE - 1));
    double least = INFINITY, most = 0;
    if (i - (SIDE - 1) < -w->before || i + SIDE >= w->n + w->after)
        return false;
    for (int k = 0; k < NODES; k++) {
        if (is_railed(&s[k], w->rail_ms2) || (k && s[k].lost))
            return false;
        double step = k ? (double)(s[k].t_ns - s[k - 1].t_ns) : NAN;
        least = fmin(least, step);
        most = fmax(most, step);
    }
    return most <= even * least;
}

/* Lagrange's polynomial through six samples, t ns after the first of them. */
static float curve_g(const struct gait_sample *s, double t, const float *up)
{
    float a[3] = {0};
    for (int k = 0; k < NODES; k++) {
        double weight = 1, own = (double)(s[k].t_ns - s->t_ns);
        for (int m = 0; m < NODES; m++) {
            double other = (double)(s[m].t_ns - s->t_ns);
            if (m != k)
                weight *= (t - other) / (own - other);
        }
        for (int i = 0; i < 3; i++)
            a[i] += (float)weight * s[k].a_ms2[i];
    }
    return value_g(a, up);
}

/* The largest value, and the steepest rise in g a second, between samples i and i + 1 and within
 * the window; what is there already stays where it is larger. */
static void look_between(const struct window *w, int i, float *most, float *steepest)
{
    if (!is_smooth(w, i))
        return;
    const struct gait_sample *s = w->s + (i - (SIDE - 1));
    double from = (double)(w->s[i].t_ns - s->t_ns), to = (double)(w->s[i + 1].t_ns - s->t_ns);
    from = fmax(from, (double)(w->from - s->t_ns));
    to = fmin(to, (double)(w->to - s->t_ns));
    double step = (to - from) / PARTS;
    float before = NAN;
    for (int k = 0; k <= PARTS && step > 0; k++) {
        float v = curve_g(s, from + k * step, w->up);
        *most = fmaxf(*most, v);
        *steepest = fmaxf(*steepest, (v - before) / (float)(step * 1e-9)); /* not of NaN */
        before = v;
    }
}

static int top_of(const struct window *w)
{
    int top = 0;
    for (int i = 1; i < w->n; i++)
        if (value_g(w->s[i].a_ms2, w->up) > value_g(w->s[top].a_ms2, w->up))
            top = i;
    return top;
}

static float peak_g(const struct window *w)
{
    int top = top_of(w);
    float most = value_g(w->s[top].a_ms2, w->up), steepest = NAN;
    look_between(w, top - 1, &most, &steepest);
    look_between(w, top, &most, &steepest);
    return most;
}

/* From sample to sample up to the largest, then closer around the steepest of them. */
static float rise_gps(const struct window *w)
{
    int top = top_of(w), at = 0;
    float steepest = NAN, most = NAN;
    for (int i = 1; i <= top; i++) {
        float rise = value_g(w->s[i].a_ms2, w->up) - value_g(w->s[i - 1].a_ms2, w->up);
        rise /= (float)(w->s[i].t_ns - w->s[i - 1].t_ns) * 1e-9f;
        if (rise <= steepest)
            continue;
        steepest = rise;
        at = i - 1;
    }
    for (int i = at - 1; top > 0 && i <= at + 1 && i <= top; i++)
        look_between(w, i, &most, &steepest);
    return steepest;
}

void gait_impact_measure(const struct gait_history *h, int64_t contact_ns, const float *up,
                         const float *rail_ms2, struct gait_impact *ret)
{
    int all;
    struct window w = {.from = contact_ns - GAIT_IMPACT_BEFORE_NS,
                       .to = contact_ns + GAIT_IMPACT_AFTER_NS,
                       .rail_ms2 = rail_ms2};
    const struct gait_sample *end = gait_history_samples(h, &all);
    w.s = gait_history_between(h, w.from, w.to, &w.n);
    w.before = (int)(w.s - (end - all));
    w.after = (int)(end - (w.s + w.n));
    *ret = (struct gait_impact){.peak_g = NAN, .axial_g = NAN, .rise_gps = NAN, .gap = has_gap(&w)};
    for (int i = 0; i < w.n; i++)
        ret->clipped |= is_railed(&w.s[i], rail_ms2);
    if (ret->gap)
        return;
    ret->peak_g = peak_g(&w);
    w.up = up;
    ret->axial_g = up ? peak_g(&w) : NAN;
    ret->rise_gps = rise_gps(&w);
}
