/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/impact.h>

#include <math.h>

static const float g = (float)GAIT_G_MS2;

/* Rails are seldom where the data sheet says: within half a percent counts. */
static const float rail_share = 0.995f;

static bool is_railed(const struct gait_sample *s, float range_g)
{
    if (!(range_g > 0))
        return false;
    for (int i = 0; i < 3; i++)
        if (fabsf(s->a_ms2[i]) >= rail_share * range_g * g)
            return true;
    return false;
}

static float resultant_g(const struct gait_sample *s)
{
    const float *a = s->a_ms2;
    return sqrtf(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]) / g;
}

static float axial_g(const struct gait_sample *s, const float *up)
{
    return (s->a_ms2[0] * up[0] + s->a_ms2[1] * up[1] + s->a_ms2[2] * up[2]) / g;
}

/* A lost sample whose own time lies in the window. */
static bool lost_within(const struct gait_sample *before, const struct gait_sample *after,
                        int64_t from, int64_t to)
{
    double spacing = (double)(after->t_ns - before->t_ns) / ((double)after->lost + 1);
    double first = fmax(1, ceil((double)(from - before->t_ns) / spacing));
    return first <= (double)after->lost && first * spacing <= (double)(to - before->t_ns);
}

static bool has_gap(const struct gait_history *h, int64_t from, int64_t to)
{
    int n, all;
    const struct gait_sample *end = gait_history_samples(h, &all);
    const struct gait_sample *s = gait_history_between(h, from, to, &n);
    if (n == 0 || s == end - all || s + n == end)
        return true; /* the window is not wholly there */
    for (int i = 0; i <= n; i++)
        if (s[i].lost && lost_within(&s[i - 1], &s[i], from, to))
            return true;
    return false;
}

static float steepest_rise(const struct gait_sample *s, int peak, const float *up)
{
    float most = NAN;
    for (int i = 1; i <= peak; i++) {
        float y0 = up ? axial_g(&s[i - 1], up) : resultant_g(&s[i - 1]);
        float y1 = up ? axial_g(&s[i], up) : resultant_g(&s[i]);
        float slope = (y1 - y0) / ((float)(s[i].t_ns - s[i - 1].t_ns) * 1e-9f);
        if (!(slope <= most))
            most = slope;
    }
    return most;
}

void gait_impact_measure(const struct gait_history *h, int64_t contact_ns, const float *up,
                         float range_g, struct gait_impact *ret)
{
    int n;
    int64_t from = contact_ns - GAIT_IMPACT_BEFORE_NS, to = contact_ns + GAIT_IMPACT_AFTER_NS;
    const struct gait_sample *s = gait_history_between(h, from, to, &n);
    *ret = (struct gait_impact){
        .peak_g = NAN, .axial_g = NAN, .rise_gps = NAN, .gap = has_gap(h, from, to)};
    int top = 0, top_axial = 0;
    for (int i = 0; i < n; i++) {
        ret->clipped |= is_railed(&s[i], range_g);
        if (resultant_g(&s[i]) > resultant_g(&s[top]))
            top = i;
        if (up && axial_g(&s[i], up) > axial_g(&s[top_axial], up))
            top_axial = i;
    }
    if (ret->gap || n == 0)
        return;
    ret->peak_g = resultant_g(&s[top]);
    ret->axial_g = up ? axial_g(&s[top_axial], up) : NAN;
    ret->rise_gps = steepest_rise(s, up ? top_axial : top, up);
}
