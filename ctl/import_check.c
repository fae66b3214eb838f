/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/import_check.h"

#include <gait/types.h>
#include <gait/unit.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int up(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Sorts; q 0 .. 1. */
static double quantile(float *x, long n, double q)
{
    qsort(x, (size_t)n, sizeof *x, up);
    return n ? (double)x[(long)((double)(n - 1) * q)] : (double)NAN;
}

static double size(const float v[3])
{
    return sqrt((double)v[0] * (double)v[0] + (double)v[1] * (double)v[1] +
                (double)v[2] * (double)v[2]);
}

/* Of the accelerations (first 0) or rates (first 3) that were measured; returns how many. */
static long sizes(const struct import_table *t, int first, float *ret)
{
    long n = 0;
    for (long i = 0; i < t->rows; i++) {
        double x = size(t->value + 6 * i + first);
        if (isfinite(x))
            ret[n++] = (float)x;
    }
    return n;
}

/* The size of the mean of all: small against the sizes where gravity is not in it. */
static double mean_size(const struct import_table *t)
{
    double sum[3] = {0, 0, 0};
    long n = 0;
    for (long i = 0; i < t->rows; i++) {
        const float *v = t->value + 6 * i;
        if (!isfinite(size(v)))
            continue;
        for (int k = 0; k < 3; k++)
            sum[k] += (double)v[k];
        n++;
    }
    return n ? sqrt(sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]) / (double)n : 0;
}

static bool has_axes(const struct import_table *t, int first)
{
    const int *at = t->columns.at + first;
    return at[0] >= 0 && at[1] >= 0 && at[2] >= 0;
}

/* Of the windows of half a second that vary by less than 3 %; NaN: there is none. */
static double quiet_median(const float *x, long n, double rate_hz, float *scratch)
{
    long window = lround(rate_hz / 2), kept = 0;
    for (long i = 0; window > 2 && i + window <= n; i += window) {
        double sum = 0, squares = 0;
        for (long k = i; k < i + window; k++)
            sum += (double)x[k];
        double mean = sum / (double)window;
        for (long k = i; k < i + window; k++)
            squares += ((double)x[k] - mean) * ((double)x[k] - mean);
        if (sqrt(squares / (double)window) < 0.03 * mean)
            scratch[kept++] = (float)mean;
    }
    return quantile(scratch, kept, 0.5);
}

static bool is_gravity(double ms2, bool quiet)
{
    double g = ms2 / GAIT_G_MS2;
    return quiet ? g > 0.8 && g < 1.25 : g > 0.5 && g < 6;
}

/* What would make a gravity of this; NULL. */
static const char *other_unit(const struct import_table *t, double gravity_ms2, bool quiet)
{
    static const char *const units[] = {"g", "mg", "m/s2"};
    double stated = gravity_ms2 / gait_unit_si(t->unit);
    for (int i = 0; i < 3; i++)
        if (is_gravity(stated * gait_unit_si(units[i]), quiet) &&
            strcmp(units[i], t->unit) != 0)
            return units[i];
    return NULL;
}

static int check_gravity(const struct import_table *t, double gravity_ms2, bool quiet, char *why,
                         size_t why_size)
{
    double mean = mean_size(t);
    if (is_gravity(gravity_ms2, quiet) && (quiet || mean > 0.05 * gravity_ms2))
        return 0;
    double stated = gravity_ms2 / gait_unit_si(t->unit);
    bool free = mean < 0.2 * gravity_ms2;
    const char *like = free ? NULL : other_unit(t, gravity_ms2, quiet);
    int n = snprintf(
        why, why_size, "the acceleration's size is %.4g %s %s, and gravity is %.4g: ", stated,
        t->unit, quiet ? "at rest" : "in the middle", GAIT_G_MS2 / gait_unit_si(t->unit));
    if (n < 0 || (size_t)n >= why_size)
        return -1;
    if (like)
        snprintf(why + n, why_size - (size_t)n, "it looks like %s, not %s: pass --unit %s", like,
                 t->unit, like);
    else if (free)
        snprintf(why + n, why_size - (size_t)n,
                 "it looks as if gravity had been taken out; take the raw acceleration (--force "
                 "keeps it)");
    else
        snprintf(why + n, why_size - (size_t)n,
                 "no unit known here explains it (--force keeps it)");
    return -1;
}

static int check_rate(const struct import_table *t, double most_rads, bool moves, char *why,
                      size_t why_size)
{
    bool degrees = strcmp(t->gyro, "deg/s") == 0;
    if (!(degrees ? moves && most_rads > 0 && most_rads < 0.3 : most_rads > 60))
        return 0;
    const char *like = degrees ? "rad/s" : "deg/s";
    snprintf(why, why_size,
             "the angular rate's largest hundredth is over %.3g %s, which no runner's sensor turns "
             "by: it looks like %s, not %s: pass --gyro %s",
             most_rads / gait_unit_si(t->gyro), t->gyro, like, t->gyro, like);
    return -1;
}

int import_check_units(const struct import_table *t, double rate_hz, char *why, size_t why_size)
{
    if (t->rows == 0 || !has_axes(t, 0))
        return 0;
    float *x = calloc((size_t)t->rows, sizeof *x), *scratch = calloc((size_t)t->rows, sizeof *x);
    if (!x || !scratch) {
        free(x);
        free(scratch);
        snprintf(why, why_size, "out of memory");
        return -1;
    }
    long n = sizes(t, 0, x);
    double gravity = quiet_median(x, n, rate_hz, scratch);
    bool quiet = isfinite(gravity);
    double high = quantile(x, n, 0.99), middle = quantile(x, n, 0.5);
    int fault = n ? check_gravity(t, quiet ? gravity : middle, quiet, why, why_size) : 0;
    if (!fault && has_axes(t, 3))
        fault = check_rate(t, quantile(scratch, sizes(t, 3, scratch), 0.99), high > 2 * GAIT_G_MS2,
                           why, why_size);
    free(x);
    free(scratch);
    return fault;
}

/* How often this axis stood at its largest (sign 1) or smallest (-1) value for two samples. */
static int held(const struct import_table *t, int axis, int sign, double *ret_at)
{
    double most = 0;
    int n = 0;
    for (long i = 0; i < t->rows; i++)
        most = fmax(most, sign * (double)t->value[6 * i + axis]);
    for (long i = 1; i < t->rows; i++)
        n += sign * (double)t->value[6 * i + axis] >= most * 0.9995 &&
             sign * (double)t->value[6 * i - 6 + axis] >= most * 0.9995;
    *ret_at = most / GAIT_G_MS2;
    return n;
}

double import_check_range(const struct import_table *t)
{
    static const double ranges[] = {2, 3, 4, 6, 8, 10, 12, 16, 24, 30, 32, 50, 64, 100, 200};
    for (int axis = 0; axis < 3; axis++)
        for (int sign = -1; sign <= 1 && t->columns.at[axis] >= 0; sign += 2) {
            double at_g;
            if (held(t, axis, sign, &at_g) < 3)
                continue;
            for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
                if (fabs(at_g / ranges[i] - 1) < 0.01)
                    return ranges[i];
        }
    return 0;
}
