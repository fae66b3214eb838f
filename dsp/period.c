/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/period.h>

#include <string.h>

static int rank(const struct gait_period *p, int64_t interval)
{
    int i = 0;
    while (i < p->count && p->sorted[i] < interval)
        i++;
    return i;
}

double gait_period_push(struct gait_period *p, int64_t interval_ns)
{
    if (p->count == GAIT_PERIOD_INTERVALS) {
        int gone = rank(p, p->interval[p->oldest]);
        p->count--;
        memmove(p->sorted + gone, p->sorted + gone + 1,
                (size_t)(p->count - gone) * sizeof *p->sorted);
    }
    int at = rank(p, interval_ns);
    memmove(p->sorted + at + 1, p->sorted + at, (size_t)(p->count - at) * sizeof *p->sorted);
    p->sorted[at] = interval_ns;
    p->count++;
    p->interval[p->oldest] = interval_ns;
    p->oldest = (p->oldest + 1) % GAIT_PERIOD_INTERVALS;
    return p->count >= GAIT_PERIOD_LEAST ? (double)p->sorted[p->count / 2] : 0;
}
