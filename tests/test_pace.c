/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/pace.h"
#include "tests/help_osc.h"

#include <criterion/criterion.h>
#include <math.h>

static uint32_t step(struct pace *p, int64_t ns)
{
    bool changed;
    return pace_step(p, ns, &changed);
}

Test(pace, learns_the_rate_from_31_steps_and_says_so_once)
{
    struct pace p;
    bool changed;
    int changes = 0;
    pace_init(&p, 0);
    for (int i = 0; i < 310; i++) {
        cr_expect_eq(pace_step(&p, 5000000, &changed), 0);
        changes += changed;
        cr_expect_eq(pace_rate_hz(&p) > 0, i >= 30, "step %d", i);
    }
    cr_expect_eq(changes, 1);
    cr_expect_float_eq(pace_rate_hz(&p), 200, 1e-9);
}

Test(pace, counts_what_is_lost_before_the_rate_is_known_too)
{
    struct pace p;
    pace_init(&p, 0);
    for (int i = 0; i < 5; i++)
        cr_expect_eq(step(&p, i == 1 ? 40000000 : 20000000), 0);
    cr_expect_eq(step(&p, 40000000), 1);
    cr_expect_eq(step(&p, 20000000), 0);
    cr_expect_eq(step(&p, 120000000), 5);
    cr_expect_eq(pace_rate_hz(&p), 0);
}

Test(pace, counts_what_a_step_left_out)
{
    struct pace p;
    pace_init(&p, 200);
    cr_expect_eq(step(&p, 5000000), 0);
    cr_expect_eq(step(&p, 7400000), 0);
    cr_expect_eq(step(&p, 7600000), 1);
    cr_expect_eq(step(&p, 10000000), 1);
    cr_expect_eq(step(&p, 505000000), 100);
    cr_expect_eq(step(&p, INT64_MAX), PACE_LOST_MAX);
}

Test(pace, sees_through_tags_of_whole_milliseconds)
{
    struct pace p;
    pace_init(&p, 0);
    int64_t last = 0;
    uint32_t lost = 0;
    for (int i = 1; i < 5000; i++) {
        int64_t ms = (int64_t)(i * 2.4);
        lost += step(&p, (ms - last) * 1000000);
        last = ms;
    }
    cr_expect_float_eq(pace_rate_hz(&p), 416.7, 10, "%.1f Hz", pace_rate_hz(&p));
    cr_expect_eq(lost, 0);
}

Test(pace, random_loss_is_loss_and_not_a_lower_rate)
{
    struct pace p;
    uint64_t seed = 7;
    uint32_t lost = 0, truth = 0;
    pace_init(&p, 0);
    for (int i = 0; i < 62; i++)
        step(&p, 5000000);
    for (int i = 0; i < 10000; i++) {
        int64_t gap = 0;
        while (help_random(&seed) % 100 < 40)
            gap++;
        truth += (uint32_t)gap;
        lost += step(&p, 5000000 * (gap + 1));
    }
    cr_expect_eq(lost, truth, "%u counted, %u lost", lost, truth);
    cr_expect_float_eq(pace_rate_hz(&p), 200, 1e-9);
}

Test(pace, follows_a_sensor_that_is_set_to_another_rate)
{
    struct pace p;
    pace_init(&p, 0);
    for (int i = 0; i < 62; i++)
        step(&p, 10000000);
    for (int i = 0; i < 62; i++)
        step(&p, 2500000);
    cr_expect_float_eq(pace_rate_hz(&p), 400, 1e-9);
    for (int i = 0; i < 62; i++)
        step(&p, 10000000);
    cr_expect_float_eq(pace_rate_hz(&p), 100, 1e-9);
}

/* Tags that are all equal come a nanosecond apart; and ten seconds then are no billions lost. */
Test(pace, steps_that_no_sensor_makes_are_no_rate_and_tell_of_nothing_lost)
{
    struct pace p;
    pace_init(&p, 0);
    for (int i = 0; i < 310; i++) {
        cr_expect_eq(step(&p, i % 2 ? 1 : 49000), 0);
        cr_expect_eq(pace_rate_hz(&p), 0);
        cr_expect_eq(i % 50 == 49 ? step(&p, 10000000000) : 0, 0);
    }
    for (int i = 0; i < 62; i++)
        step(&p, 100000); /* 10 kHz */
    cr_expect_float_eq(pace_rate_hz(&p), 10000, 1e-6);
}
