/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report.h"

#include <gait/student.h>

#include <math.h>

/* A part's mean of fewer is no mean. */
enum { IN_PART = 5 };

double report_minutes(const struct report *r, int64_t t_ns)
{
    return r->n > 0 ? (double)(t_ns - r->stride[0].t_ns) / 60e9 : 0;
}

double report_duration(const struct report *r)
{
    double minutes = 0;
    for (int i = 1; i < r->n; i++) {
        double gap = (double)(r->stride[i].t_ns - r->stride[i - 1].t_ns) / 60e9;
        minutes += gap < 0.5 ? gap : 0;
    }
    return minutes;
}

static bool is_of(const struct report_stride *s, enum gait_measure m, int surface)
{
    return isfinite(s->value[m]) && (surface == REPORT_ANY || s->surface == surface);
}

int report_count(const struct report *r, enum gait_measure m, int surface)
{
    int n = 0;
    for (int i = 0; i < r->n; i++)
        n += is_of(&r->stride[i], m, surface);
    return n;
}

bool report_has(const struct report *r, enum gait_measure m)
{
    for (int i = 0; i < r->n; i++)
        if (isfinite(r->stride[i].value[m]))
            return true;
    return false;
}

double report_share_clipped(const struct report *r, enum gait_measure m)
{
    int n = 0, clipped = 0;
    for (int i = 0; i < r->n; i++)
        if (isfinite(r->stride[i].value[m])) {
            n++;
            clipped += r->stride[i].clipped;
        }
    return n ? (double)clipped / n : 0;
}

/* Of the means of the parts, with their interval where all of them are means. */
static void interval(const double part[REPORT_PARTS], double *ret_low, double *ret_high)
{
    double mean = 0, squares = 0;
    for (int i = 0; i < REPORT_PARTS; i++)
        mean += part[i] / REPORT_PARTS;
    for (int i = 0; i < REPORT_PARTS; i++)
        squares += (part[i] - mean) * (part[i] - mean);
    double se = sqrt(squares / (REPORT_PARTS - 1) / REPORT_PARTS);
    double half = gait_student_quantile(0.975, REPORT_PARTS - 1) * se;
    *ret_low = mean - half;
    *ret_high = mean + half;
}

struct report_mean report_mean(const struct report *r, enum gait_measure m, int surface)
{
    struct report_mean ret = {.mean = NAN, .sd = NAN, .low = NAN, .high = NAN};
    int n = report_count(r, m, surface), seen = 0;
    double sum = 0, squares = 0, part[REPORT_PARTS] = {0};
    int in[REPORT_PARTS] = {0};

    ret.n = (uint32_t)n;
    for (int i = 0; i < r->n; i++) {
        if (!is_of(&r->stride[i], m, surface))
            continue;
        int k = (int)((int64_t)seen++ * REPORT_PARTS / n);
        part[k] += (double)r->stride[i].value[m];
        in[k]++;
        sum += (double)r->stride[i].value[m];
    }
    if (n > 0)
        ret.mean = sum / n;
    for (int i = 0; i < r->n; i++)
        if (is_of(&r->stride[i], m, surface))
            squares += pow((double)r->stride[i].value[m] - ret.mean, 2);
    if (n > 1)
        ret.sd = sqrt(squares / (n - 1));
    if (n < IN_PART * REPORT_PARTS)
        return ret;
    for (int k = 0; k < REPORT_PARTS; k++)
        part[k] /= in[k];
    interval(part, &ret.low, &ret.high);
    return ret;
}

static struct report_mean of_side(const struct report *r, enum gait_measure m, enum gait_side side,
                                  double part[REPORT_PARTS], int in[REPORT_PARTS])
{
    struct report_mean ret = {.mean = NAN, .sd = NAN, .low = NAN, .high = NAN};
    double sum = 0;
    double end = r->n > 0 ? report_minutes(r, r->stride[r->n - 1].t_ns) : 0;
    for (int i = 0; i < r->n; i++) {
        const struct report_stride *s = &r->stride[i];
        if (s->side != side || !isfinite(s->value[m]))
            continue;
        int k = end > 0 ? (int)(report_minutes(r, s->t_ns) / end * REPORT_PARTS) : 0;
        k = k < REPORT_PARTS ? k : REPORT_PARTS - 1;
        part[k] += (double)s->value[m];
        in[k]++;
        ret.n++;
        sum += (double)s->value[m];
    }
    ret.mean = ret.n > 0 ? sum / ret.n : NAN;
    return ret;
}

struct report_sides report_sides(const struct report *r, enum gait_measure m)
{
    double left[REPORT_PARTS] = {0}, right[REPORT_PARTS] = {0}, d[REPORT_PARTS], sum = 0;
    int in_left[REPORT_PARTS] = {0}, in_right[REPORT_PARTS] = {0};
    struct report_sides ret = {.difference = NAN, .low = NAN, .high = NAN};

    ret.left = of_side(r, m, GAIT_SIDE_LEFT, left, in_left);
    ret.right = of_side(r, m, GAIT_SIDE_RIGHT, right, in_right);
    for (int k = 0; k < REPORT_PARTS; k++) {
        if (in_left[k] < IN_PART || in_right[k] < IN_PART)
            return ret;
        d[k] = left[k] / in_left[k] - right[k] / in_right[k];
        sum += d[k];
    }
    ret.difference = sum / REPORT_PARTS;
    interval(d, &ret.low, &ret.high);
    return ret;
}
