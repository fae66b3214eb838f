/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/period.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(period, is_not_believed_before_eight_intervals)
{
    struct gait_period p = {0};
    for (int i = 1; i < GAIT_PERIOD_LEAST; i++)
        cr_expect_eq(gait_period_push(&p, 10000000), 0, "%d", i);
    cr_expect_eq(gait_period_push(&p, 10000000), 1e7);
}

Test(period, every_eighth_sample_lost_does_not_move_it)
{
    struct gait_period p = {0};
    double now = 0;
    for (int i = 0; i < 200; i++)
        now = gait_period_push(&p, i % 8 ? 10000000 + i % 5 : 20000000);
    cr_expect_float_eq(now, 1e7, 5);
}

Test(period, follows_a_new_rate_within_16_intervals)
{
    struct gait_period p = {0};
    double now = 0;
    for (int i = 0; i < 40; i++)
        gait_period_push(&p, 5000000);
    for (int i = 0; i < 16; i++)
        now = gait_period_push(&p, 10000000);
    cr_expect_eq(now, 1e7);
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

Test(period, is_the_median_of_the_last_31_whatever_they_are)
{
    struct gait_period p = {0};
    int64_t all[500], last[GAIT_PERIOD_INTERVALS];
    uint32_t state = 7;
    for (int i = 0; i < 500; i++) {
        state = state * 1664525u + 1013904223u;
        all[i] = (int64_t)(state >> 20);
        double now = gait_period_push(&p, all[i]);
        if (i < GAIT_PERIOD_INTERVALS)
            continue;
        memcpy(last, all + i + 1 - GAIT_PERIOD_INTERVALS, sizeof last);
        qsort(last, GAIT_PERIOD_INTERVALS, sizeof *last, ascending);
        cr_expect_eq((int64_t)now, last[GAIT_PERIOD_INTERVALS / 2], "after %d", i);
    }
}
