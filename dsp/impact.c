/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/impact.h>

#include <math.h>
#include <stddef.h>
#include <string.h>

enum {
    SIDE = 3, /* samples on each side of an instant that make its value */
    NODES = 2 * SIDE,
    PARTS = 8, /* looks between two samples */
};

static const float g = (float)GAIT_G_MS2;

/* Intervals among six samples may differ by this factor: arrival times instead of the device's own
 * would bend the polynomial. */
static const double even = 1.5;

/* Losses are placed to the rounding of times. */
static const double edge_ns = 1000;

static const double rate_over_ns = 2e9;
static const double stalled_ns = 12e6;

struct window {
    const struct gait_sample *s; /* n samples within it */
    int n, before, after;        /* more samples lie in front and behind */
    int64_t from, to;
    double expected; /* samples within it, by the rate before it */
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

/* A sensor that does not tell its own time has nobody who counts what is lost: the samples of the
 * two seconds before say how many the window should have. 0: unknown. */
static double expected_in(const struct gait_history *h, int64_t from, int64_t to)
{
    int n;
    const struct gait_sample *s = gait_history_between(h, from - (int64_t)rate_over_ns, from, &n);
    double span = n > 1 ? (double)(s[n - 1].t_ns - s[0].t_ns) : 0;
    return span > 0.25 * rate_over_ns ? (n - 1) / span * (double)(to - from) : 0;
}

/* A lost sample whose own time lies in the window. */
static bool lost_within(const struct gait_sample *before, const struct gait_sample *after,
                        int64_t from, int64_t to)
{
    double spacing = (double)(after->t_ns - before->t_ns) / ((double)after->lost + 1);
    double first = fmax(1, ceil(((double)(from - before->t_ns) - edge_ns) / spacing));
    return first <= (double)after->lost && first * spacing <= (double)(to - before->t_ns) + edge_ns;
}

/* A sensor that sleeps or stalls repeats a row: three or more over 12 ms are no measurement. Fewer
 * or shorter are one that is read more often than it measures. */
static bool is_stalled(const struct window *w)
{
    int same = 0;
    for (int i = 1; i < w->n; i++) {
        bool again = memcmp(w->s[i].a_ms2, w->s[i - 1].a_ms2, sizeof w->s[i].a_ms2) == 0 &&
                     !is_railed(&w->s[i], w->rail_ms2);
        same = again ? same + 1 : 0;
        if (same >= 2 && (double)(w->s[i].t_ns - w->s[i - same].t_ns) >= stalled_ns)
            return true;
    }
    return false;
}

static bool has_gap(const struct window *w)
{
    if (w->n == 0 || w->before == 0 || w->after == 0)
        return true; /* the window is not wholly there */
    for (int i = 0; i <= w->n; i++)
        if (w->s[i].lost && lost_within(&w->s[i - 1], &w->s[i], w->from, w->to))
            return true;
    return w->n <= w->expected - 2 || is_stalled(w);
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

/* Lagrange's polynomial through six samples. */
struct curve {
    const struct gait_sample *s;
    double at[NODES];    /* ns after the first of them */
    double scale[NODES]; /* 1 / product of the distances from the others */
};

static void curve_through(struct curve *c, const struct gait_sample *s)
{
    c->s = s;
    for (int k = 0; k < NODES; k++)
        c->at[k] = (double)(s[k].t_ns - s->t_ns);
    for (int k = 0; k < NODES; k++) {
        double product = 1;
        for (int m = 0; m < NODES; m++)
            product *= m == k ? 1 : c->at[k] - c->at[m];
        c->scale[k] = 1 / product;
    }
}

static float curve_g(const struct curve *c, double t, const float *up)
{
    double after[NODES], before = 1;
    float a[3] = {0};
    after[NODES - 1] = 1;
    for (int k = NODES - 1; k > 0; k--)
        after[k - 1] = after[k] * (t - c->at[k]);
    for (int k = 0; k < NODES; k++) {
        float weight = (float)(before * after[k] * c->scale[k]);
        before *= t - c->at[k];
        for (int i = 0; i < 3; i++)
            a[i] += weight * c->s[k].a_ms2[i];
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
    struct curve c;
    curve_through(&c, s);
    for (int k = 0; k <= PARTS && step > 0; k++) {
        float v = curve_g(&c, from + k * step, w->up);
        *most = fmaxf(*most, v);
        *steepest = fmaxf(*steepest, (v - before) / (float)(step * 1e-9)); /* not of NaN */
        before = v;
    }
}

static int top_of(const struct window *w)
{
    int top = 0;
    float most = -INFINITY;
    for (int i = 0; i < w->n; i++) {
        float v = value_g(w->s[i].a_ms2, w->up);
        if (v > most) {
            most = v;
            top = i;
        }
    }
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
    float steepest = NAN, most = NAN, before = value_g(w->s[0].a_ms2, w->up);
    for (int i = 1; i <= top; i++) {
        float v = value_g(w->s[i].a_ms2, w->up);
        float rise = (v - before) / ((float)(w->s[i].t_ns - w->s[i - 1].t_ns) * 1e-9f);
        before = v;
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
    w.expected = expected_in(h, w.from, w.to);
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
