/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/history.h>
#include <gait/traits.h>

#include "tests/help_signal.h"

#include <criterion/criterion.h>
#include <math.h>

enum { TICKS = 700 }; /* five strides */
static struct gait_tick tick[TICKS];

/* A stride of 0.7 s that swings by `odd` g once and by `even` g twice, about 1 g. */
static void lay(float odd_g, float even_g)
{
    const double turn = 2 * 3.14159265358979323846;
    for (int i = 0; i < TICKS; i++) {
        double at = turn * i / GAIT_GRID_HZ / 0.7;
        tick[i] = (struct gait_tick){.index = i};
        tick[i].a_ms2[0] = (float)((double)odd_g * GAIT_G_MS2 * sin(at));
        tick[i].a_ms2[2] = (float)(GAIT_G_MS2 * (1 + (double)even_g * sin(2 * at)));
        tick[i].w_rads[1] = (float)(8 * sin(at));
    }
}

static struct gait_traits measured(bool turns)
{
    struct gait_traits t;
    cr_assert(gait_traits_measure(tick + TICKS, TICKS, turns, &t));
    return t;
}

Test(traits, a_signal_that_repeats_every_step_is_like_itself_after_half_a_stride)
{
    lay(0, 0.8f);
    cr_expect_float_eq(measured(true).like_half, 1, 0.03);
    lay(1.5f, 0);
    struct gait_traits t = measured(true);
    cr_expect_float_eq(t.stride_s, 0.7, 0.011);
    cr_expect_float_eq(t.like_stride, 1, 0.01);
    cr_expect_lt(t.like_half, -0.9);
    lay(1, 1);
    cr_expect_float_eq(measured(true).like_half, 0, 0.1);
}

Test(traits, the_lengths_shares_are_those_of_the_signal)
{
    lay(0, 0.8f); /* 1 + 0.8 sin: below 1 + 0.8 sin(pi (p - 1/2)) lies the share p */
    struct gait_traits t = measured(true);
    cr_expect_float_eq(t.low_g, 1 - 0.8 * cos(3.14159 * 0.05), 0.02);
    cr_expect_float_eq(t.middle_g, 1, 0.05);
    cr_expect_float_eq(t.high_g, 1 + 0.8 * cos(3.14159 * 0.1), 0.02);
    cr_expect_float_eq(t.turn_rads, 8, 0.05);
    cr_expect_float_eq(t.still_rads, 8 * sin(3.14159 * 0.05), 0.2);
    t = measured(false);
    cr_expect(isnan(t.turn_rads) && isnan(t.still_rads));
}

Test(traits, no_rotation_changes_them)
{
    struct help_random random = {7};
    lay(1, 1);
    struct gait_traits was = measured(true);
    for (int k = 0; k < 8; k++) {
        struct help_rotation q = help_rotation_random(&random);
        lay(1, 1);
        for (int i = 0; i < TICKS; i++) {
            float a[3], w[3];
            help_rotate(&q, tick[i].a_ms2, a);
            help_rotate(&q, tick[i].w_rads, w);
            for (int j = 0; j < 3; j++) {
                tick[i].a_ms2[j] = a[j];
                tick[i].w_rads[j] = w[j];
            }
        }
        struct gait_traits is = measured(true);
        cr_expect_float_eq(is.like_half, was.like_half, 1e-3);
        cr_expect_float_eq(is.middle_g, was.middle_g, 1e-3);
        cr_expect_float_eq(is.still_rads, was.still_rads, 1e-3);
    }
}

Test(traits, too_little_a_long_gap_and_what_does_not_repeat_measure_nothing)
{
    struct gait_traits t;
    lay(1, 1);
    cr_expect_not(gait_traits_measure(tick + TICKS, GAIT_TRAITS_LEAST - 1, true, &t));
    cr_expect(gait_traits_measure(tick + TICKS, GAIT_TRAITS_LEAST, true, &t));
    for (int i = 100; i < 100 + TICKS / 20; i++)
        tick[i] = (struct gait_tick){.index = i, .flags = GAIT_GRID_GAP};
    cr_expect(gait_traits_measure(tick + TICKS, TICKS, true, &t));
    cr_expect_gt(t.like_stride, 0.99);
    for (int i = 100; i < 200; i++)
        tick[i] = (struct gait_tick){.index = i, .flags = GAIT_GRID_GAP};
    cr_expect_not(gait_traits_measure(tick + TICKS, TICKS, true, &t));
    for (int i = 0; i < TICKS; i++)
        tick[i] = (struct gait_tick){.index = i, .a_ms2 = {0, 0, (float)GAIT_G_MS2}};
    cr_expect_not(gait_traits_measure(tick + TICKS, TICKS, true, &t), "one who stands");
}
