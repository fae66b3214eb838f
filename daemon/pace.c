/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/pace.h"

#include <math.h>
#include <string.h>

#define STEADY 28
#define FEW 3
#define TOLERANCE 0.2
#define LEAST_NS 50000 /* a shorter step is no sensor's, but tags that say nothing */

void pace_init(struct pace *p, double rate_hz)
{
    memset(p, 0, sizeof *p);
    p->told = rate_hz > 0;
    p->period_ns = p->told ? 1e9 / rate_hz : 0;
}

static void sort(int64_t *x, int n)
{
    for (int i = 1; i < n; i++) {
        int64_t v = x[i];
        int j = i;
        for (; j > 0 && x[j - 1] > v; j--)
            x[j] = x[j - 1];
        x[j] = v;
    }
}

/* What a full set of steps says. True: the period is another now. */
static bool learn(struct pace *p)
{
    sort(p->step, PACE_STEPS);
    double median = (double)p->step[PACE_STEPS / 2], sum = 0;
    int near = 0, steady = 0;
    for (int i = 0; i < PACE_STEPS; i++) {
        double off = fabs((double)p->step[i] - median) / median;
        near += off <= 0.5;
        sum += off <= 0.5 ? (double)p->step[i] : 0;
        steady += off <= TOLERANCE;
    }
    double period = sum / near;
    p->steps = 0;
    if (median < LEAST_NS)
        return false;
    if (p->period_ns > 0 && (steady < STEADY || fabs(period / p->period_ns - 1) <= TOLERANCE))
        return false;
    p->period_ns = period;
    return true;
}

static uint32_t left_out(double period_ns, int64_t step_ns)
{
    double periods = period_ns > 0 ? (double)step_ns / period_ns : 0;
    if (periods <= 1.5)
        return 0;
    return periods > PACE_LOST_MAX ? PACE_LOST_MAX : (uint32_t)lround(periods) - 1;
}

uint32_t pace_lost(const struct pace *p, int64_t step_ns)
{
    return left_out(p->period_ns, step_ns);
}

/* Before the rate is known: the median of what there is. */
static double first_guess_ns(const struct pace *p)
{
    int64_t step[PACE_STEPS];
    memcpy(step, p->step, sizeof step);
    sort(step, p->steps);
    return p->steps >= FEW && step[p->steps / 2] >= LEAST_NS ? (double)step[p->steps / 2] : 0;
}

uint32_t pace_step(struct pace *p, int64_t step_ns, bool *ret_changed)
{
    uint32_t lost = left_out(p->period_ns > 0 ? p->period_ns : first_guess_ns(p), step_ns);
    *ret_changed = false;
    if (!p->told) {
        p->step[p->steps++] = step_ns;
        if (p->steps == PACE_STEPS)
            *ret_changed = learn(p);
    }
    return lost;
}

double pace_rate_hz(const struct pace *p)
{
    return p->period_ns > 0 ? 1e9 / p->period_ns : 0;
}
