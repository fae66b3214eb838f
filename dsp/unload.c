/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/resample.h>
#include <gait/types.h>
#include <gait/unload.h>

#include <math.h>

static const double latest = 0.95; /* of the step */
/* A little over body weight: uphill some runners stay near it until they leave the ground. */
static const float level = 1.1f * (float)GAIT_G_MS2;
static const double top_from = 0.25, top_to = 0.6;  /* of the step: past the impact's own peak */
static const double early_s = 0.04, late_s = 0.06;  /* of the minimum, about the load's answer */
static const float deep = 0.1f * (float)GAIT_G_MS2; /* the minimum, on either side */
static const double drop_s = 0.15, rise_s = 0.10;   /* within which it is that deep */

static double by_load(const struct gait_unload_search *s, const float *up, int64_t from, int n)
{
    double since = s->contact - (double)from;
    int top = (int)ceil(since + top_from * s->step);
    if (top < 0 || top >= n)
        return NAN;
    for (int i = top; i < n && i <= since + top_to * s->step; i++)
        if (up[i] > up[top])
            top = i;
    for (int i = top; i < n - 1; i++)
        if (up[i] >= level && up[i + 1] < level) {
            double at = (double)from + i + (double)((up[i] - level) / (up[i] - up[i + 1]));
            return at + s->share * (at - s->contact);
        }
    return NAN;
}

static float rise_from(const float *y, int i, int to, int step)
{
    float top = y[i];
    for (int k = i; k != to; k += step)
        top = fmaxf(top, y[k]);
    return top - y[i];
}

static bool is_deep(const float *y, int i, int n)
{
    int before = i - (int)(drop_s * GAIT_GRID_HZ), after = i + (int)(rise_s * GAIT_GRID_HZ);
    return rise_from(y, i, before > -1 ? before : -1, -1) > deep &&
           rise_from(y, i, after < n ? after : n, 1) > deep;
}

static double by_line(const struct gait_unload_search *s, const float *y, double load, int64_t from,
                      int n)
{
    int best = -1, to = (int)ceil(load + late_s * GAIT_GRID_HZ - (double)from);
    int i = (int)floor(load - early_s * GAIT_GRID_HZ - (double)from);
    for (i = i > 1 ? i : 1; i <= to && i < n - 1; i++)
        if (y[i] <= y[i - 1] && y[i] < y[i + 1] && (best < 0 || y[i] < y[best]))
            best = i;
    if (best < 0 || !is_deep(y, best, n))
        return NAN;
    float bend = y[best - 1] - 2 * y[best] + y[best + 1];
    float shift = bend > 0 ? 0.5f * (y[best - 1] - y[best + 1]) / bend : 0;
    return (double)from + best + (double)shift - s->lag;
}

double gait_unload_find(const struct gait_unload_search *s, const float *up_ms2,
                        const float *forward_ms2, int64_t from, int n)
{
    int end = (int)(s->contact + latest * s->step - (double)from) + 2;
    n = n < end ? n : end;
    double load = by_load(s, up_ms2, from, n);
    if (!(load < s->contact + s->step)) /* NaN too */
        return NAN;
    double line = by_line(s, forward_ms2, load, from, n);
    return isnan(line) ? load : 0.5 * (load + line);
}
