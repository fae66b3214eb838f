/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/import_grid.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double keeps = 0.75; /* periods a time may lie beside the next place */

enum { ASKED = 100001, PHASED = 2001 }; /* intervals for the median; rows for the phase */

static int up(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double step(const struct import_table *t, long i)
{
    return (double)(t->t_ns[i] - t->t_ns[i - 1]);
}

/* Of intervals from all over the table. */
static double median_step(const struct import_table *t, double *scratch)
{
    long n = t->rows - 1, every = n / ASKED + 1, asked = 0;
    for (long i = 1; i <= n; i += every)
        scratch[asked++] = step(t, i);
    qsort(scratch, (size_t)asked, sizeof *scratch, up);
    return scratch[asked / 2];
}

/* To how many ns the times were rounded: a power of ten up to a second. */
static double rounded_to(const struct import_table *t)
{
    int64_t unit = 1000000000;
    for (long i = 1; i < t->rows && unit > 1; i++)
        while ((t->t_ns[i] - t->t_ns[i - 1]) % unit != 0)
            unit /= 10;
    return (double)unit;
}

/* Steps that span one period. Where times are rounded coarsely the next longer step is one too, if
 * it is too frequent to be loss. */
static double period(const struct import_table *t, double *scratch)
{
    double median = median_step(t, scratch), unit = rounded_to(t), limit = 1.5 * median;
    double sum = 0;
    long n = 0, longer = 0;
    for (long i = 1; i < t->rows; i++)
        longer += step(t, i) > limit && step(t, i) <= (median + unit) * 1.0001;
    if (unit > median / 4 && longer * 5 > t->rows)
        limit = fmax(limit, (median + unit) * 1.0001);
    for (long i = 1; i < t->rows; i++)
        if (step(t, i) >= 0.5 * median && step(t, i) <= limit) {
            sum += step(t, i);
            n++;
        }
    return n ? sum / (double)n : median;
}

/* Counts the periods between rows, following the phase slowly: no jitter and no slightly wrong
 * period can add up. */
static void follow(const struct import_table *t, double period_ns, long *ret_at)
{
    double expected = 0;
    ret_at[0] = 0;
    for (long i = 1; i < t->rows; i++) {
        double off = (double)(t->t_ns[i] - t->t_ns[0]) - (expected + period_ns);
        double lost = fmax(0, round(off / period_ns));
        ret_at[i] = ret_at[i - 1] + 1 + (long)lost;
        expected += (1 + lost) * period_ns + 0.1 * (off - lost * period_ns);
    }
}

/* The slope of time over places: least squares. */
static double slope(const struct import_table *t, const long *at)
{
    double n = (double)t->rows, mean_at = 0, mean_ns = 0, both = 0, square = 0;
    for (long i = 0; i < t->rows; i++) {
        mean_at += (double)at[i] / n;
        mean_ns += (double)(t->t_ns[i] - t->t_ns[0]) / n;
    }
    for (long i = 0; i < t->rows; i++) {
        double x = (double)at[i] - mean_at;
        both += x * ((double)(t->t_ns[i] - t->t_ns[0]) - mean_ns);
        square += x * x;
    }
    return both / square;
}

static double rate_of(const struct import_table *t, double *scratch, long *at)
{
    double period_ns = period(t, scratch);
    for (int again = 0; again < 3; again++) {
        follow(t, period_ns, at);
        period_ns = slope(t, at);
    }
    return 1e9 / period_ns;
}

/* The place of each row on a grid that begins at origin. */
static long lay(const struct import_table *t, double period_ns, double origin_ns, long n,
                long *ret_at)
{
    long next = 0, crowded = 0;
    for (long i = 0; i < n; i++) {
        double at = ((double)(t->t_ns[i] - t->t_ns[0]) - origin_ns) / period_ns;
        long place = fabs(at - (double)next) < keeps ? next : lround(at);
        ret_at[i] = place >= next ? place : -1;
        crowded += ret_at[i] < 0;
        next = place >= next ? place + 1 : next;
    }
    return crowded;
}

/* Where the grid lies: the median of what the first rows are beside it. */
static double phase(const struct import_table *t, double period_ns, double *scratch, long *at)
{
    long n = t->rows < PHASED ? t->rows : PHASED, used = 0;
    lay(t, period_ns, 0, n, at);
    for (long i = 0; i < n; i++)
        if (at[i] >= 0)
            scratch[used++] = (double)(t->t_ns[i] - t->t_ns[0]) - (double)at[i] * period_ns;
    qsort(scratch, (size_t)used, sizeof *scratch, up);
    return scratch[used / 2];
}

static int refuse(const char *path, const struct import_table *t, const struct import_grid *g,
                  char *why, size_t why_size)
{
    if (!(g->rate_hz >= 1 && g->rate_hz <= 100000)) {
        snprintf(why, why_size, "%s: %.4g Hz is no rate of a motion sensor: is --time-unit right?",
                 path, g->rate_hz);
        return -1;
    }
    if (!((double)g->rows > 4.0 * (double)t->rows + 3600 * g->rate_hz))
        return 0;
    long widest = 1;
    for (long i = 1; i < t->rows; i++)
        widest = step(t, i) > step(t, widest) ? i : widest;
    snprintf(why, why_size, "%s:%ld: a gap of %.1f hours; cut the file there", path,
             t->line[widest], step(t, widest) / 3.6e12);
    return -1;
}

static int by_time(const char *path, const struct import_table *t, struct import_grid *g, char *why,
                   size_t why_size)
{
    double *scratch = calloc(ASKED, sizeof *scratch);
    g->at = calloc((size_t)t->rows, sizeof *g->at);
    if (!scratch || !g->at) {
        free(scratch);
        snprintf(why, why_size, "%s: out of memory", path);
        return -1;
    }
    if (!(g->rate_hz > 0))
        g->rate_hz = rate_of(t, scratch, g->at);
    double period_ns = 1e9 / g->rate_hz, origin_ns = phase(t, period_ns, scratch, g->at);
    free(scratch);
    g->start_ns = t->t_ns[0] + llround(origin_ns);
    g->crowded = lay(t, period_ns, origin_ns, t->rows, g->at);
    for (long i = t->rows - 1; g->rows == 0 && i >= 0; i--)
        g->rows = g->at[i] + 1;
    return refuse(path, t, g, why, why_size);
}

static void count_lost(const struct import_table *t, struct import_grid *g)
{
    long whole = 0;
    for (long i = 0; i < t->rows; i++) {
        bool measured = !g->at || g->at[i] >= 0;
        for (int k = 0; k < 6; k++)
            measured = measured && isfinite(t->value[6 * i + k]);
        whole += measured;
    }
    g->lost = g->rows - whole;
}

int import_grid(const char *path, const struct import_table *t, double rate_hz,
                struct import_grid *ret, char *why, size_t why_size)
{
    *ret = (struct import_grid){.rate_hz = rate_hz, .rows = t->has_time ? 0 : t->rows};
    if (t->rows < 2) {
        snprintf(why, why_size, "%s: %ld lines of numbers are no recording", path, t->rows);
        return -1;
    }
    if (t->has_time && by_time(path, t, ret, why, why_size) < 0) {
        import_grid_free(ret);
        return -1;
    }
    count_lost(t, ret);
    return 0;
}

void import_grid_free(struct import_grid *g)
{
    free(g->at);
    g->at = NULL;
}
