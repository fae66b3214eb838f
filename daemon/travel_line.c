/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/travel_line.h"

#include <math.h>

#define FIXES_MIN 5
#define SPAN_MIN_S 5.0
#define NOISE_MIN_M 0.3 /* what fixes are off at best: residuals of few may be less by luck */
#define AGREE 2.5       /* standard errors */
#define WAY_MIN_M 50.0
#define SLOPE_SE_DEG 1.0
#define SLOPE_FIXES_MIN 8

static const double degree = 3.14159265358979323846 / 180;

struct line {
    int n;
    double span_s;
    double v[3]; /* m/s */
    double se;   /* of each part of it across the ground */
};

static double seconds(const struct travel_words *w, int i)
{
    return 1e-9 * (double)(w->fix[i].t_ns - w->fix[w->n - 1].t_ns);
}

/* Through fixes i with from_ns < newest - t <= to_ns (ages). */
static struct line through(const struct travel_words *w, int64_t from_ns, int64_t to_ns)
{
    struct line l = {0};
    double t0 = 0, tt = 0, mean[3] = {0}, off = 0, first_s = 0;
    const int end = w->n - w->odd;
    int begin = end, last = 0;
    for (int i = 0; i < end; i++) {
        int64_t age_ns = w->fix[end - 1].t_ns - w->fix[i].t_ns;
        if (age_ns < from_ns || age_ns > to_ns)
            continue;
        begin = begin == end ? i : begin;
        last = i;
        l.n++;
        t0 += seconds(w, i);
        for (int k = 0; k < 3; k++)
            mean[k] += w->fix[i].at[k] - w->fix[0].at[k];
    }
    if (l.n < FIXES_MIN)
        return l;
    t0 /= l.n;
    first_s = seconds(w, begin);
    l.span_s = seconds(w, last) - first_s;
    for (int i = begin; i <= last; i++) {
        double t = seconds(w, i) - t0;
        tt += t * t;
        for (int k = 0; k < 3; k++)
            l.v[k] += t * (w->fix[i].at[k] - w->fix[0].at[k] - mean[k] / l.n);
    }
    for (int k = 0; k < 3; k++)
        l.v[k] /= tt;
    for (int i = begin; i <= last; i++)
        for (int k = 0; k < 3; k++) {
            double r =
                w->fix[i].at[k] - w->fix[0].at[k] - mean[k] / l.n - l.v[k] * (seconds(w, i) - t0);
            off += r * r;
        }
    double noise = sqrt(off / (2.0 * (l.n - 2))); /* across the ground there are two */
    l.se = fmax(noise, NOISE_MIN_M) / sqrt(tt);
    return l;
}

static double length(const double v[3])
{
    return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

/* In a bend a line is 1 - h^2 / 10 of the path, h half of what the bend turns within it, which is
 * what its halves differ by. */
static double bend(const struct travel_words *w, int64_t span_ns)
{
    struct line new = through(w, 0, span_ns / 2), old = through(w, span_ns / 2, span_ns);
    double a = length(new.v), b = length(old.v);
    if (new.n < FIXES_MIN || old.n < FIXES_MIN || a <= 0 || b <= 0)
        return 1;
    double dot = (new.v[0] * old.v[0] + new.v[1] * old.v[1] + new.v[2] * old.v[2]) / (a * b);
    double h = acos(fmax(-1, fmin(1, dot)));
    double noise = new.se *new.se / (a * a) + old.se *old.se / (b * b);
    double turned = h * h - AGREE * AGREE * noise; /* a straight line's noise is no bend */
    return turned > 0 && h < 1.5 ? 1 + h * h / 10 : 1;
}

double travel_line_speed(const struct travel_words *w)
{
    struct line new = through(w, 0, TRAVEL_LINE_NS),
                old = through(w, TRAVEL_LINE_NS, 2 * TRAVEL_LINE_NS);
    if (new.n < FIXES_MIN || new.span_s < SPAN_MIN_S)
        return (double)NAN;
    if (old.n >= FIXES_MIN && old.span_s > 0.6 * 1e-9 * (double)TRAVEL_LINE_NS) {
        double d[3] = {new.v[0] - old.v[0], new.v[1] - old.v[1], new.v[2] - old.v[2]};
        if (length(d) < AGREE * sqrt(new.se *new.se + old.se *old.se)) {
            struct line both = through(w, 0, 2 * TRAVEL_LINE_NS);
            return length(both.v) * bend(w, 2 * TRAVEL_LINE_NS);
        }
    }
    return length(new.v) * bend(w, TRAVEL_LINE_NS);
}

/* Altitude on the way run, over the last fixes from `begin` on. False: not known to 1 degree. */
static bool slope_from(const struct travel_words *w, int begin, double ms, double *ret_deg)
{
    double x0 = 0, y0 = 0, xx = 0, xy = 0, off = 0;
    int n = 0;
    for (int i = begin; i < w->n - w->odd; i++) {
        if (isnan(w->fix[i].altitude_m))
            return false;
        x0 += ms * seconds(w, i);
        y0 += w->fix[i].altitude_m;
        n++;
    }
    x0 /= n;
    y0 /= n;
    for (int i = begin; i < w->n - w->odd; i++) {
        double x = ms * seconds(w, i) - x0, y = w->fix[i].altitude_m - y0;
        xx += x * x;
        xy += x * y;
    }
    double b = xy / xx;
    for (int i = begin; i < w->n - w->odd; i++) {
        double r = w->fix[i].altitude_m - y0 - b * (ms * seconds(w, i) - x0);
        off += r * r;
    }
    double se = sqrt(off / (n - 2) / xx);
    *ret_deg = atan(b) / degree;
    return n >= SLOPE_FIXES_MIN && atan(se) / degree <= SLOPE_SE_DEG && fabs(*ret_deg) <= 45;
}

double travel_line_slope(const struct travel_words *w)
{
    double ms = travel_line_speed(w), deg;
    int end = w->n - w->odd;
    if (!(ms >= TRAVEL_STANDS_MS))
        return (double)NAN;
    for (int begin = end - SLOPE_FIXES_MIN; begin >= 0; begin--)
        if (ms * (seconds(w, end - 1) - seconds(w, begin)) >= WAY_MIN_M &&
            slope_from(w, begin, ms, &deg))
            return deg;
    return (double)NAN;
}
