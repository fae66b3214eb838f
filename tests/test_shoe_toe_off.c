/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/resample.h>
#include <gait/shoe_toe_off.h>
#include <gait/types.h>

#include <criterion/criterion.h>
#include <math.h>

#define TICKS 600

static struct gait_trail trail;
static struct gait_gauss smooth;

/* 1 g, and at each of two ticks a hump of so many g. */
static void pushes(double first, double first_g, double second, double second_g)
{
    gait_gauss_init(&smooth, GAIT_SHOE_TOE_OFF_HZ, GAIT_GRID_HZ);
    gait_trail_reset(&trail);
    for (int i = 0; i < TICKS; i++) {
        double x = (i - first) / 8, y = (i - second) / 8;
        double g = 1 + first_g * exp(-x * x) + second_g * exp(-y * y);
        float a[3] = {(float)(0.6 * g * GAIT_G_MS2), 0, (float)(0.8 * g * GAIT_G_MS2)};
        gait_trail_push(&trail, i, a, 0);
    }
}

Test(shoe_toe_off, is_the_peak_of_push_off_to_a_twentieth_of_a_tick)
{
    for (double stride = 115; stride <= 200; stride += 17)
        for (double duty = 0.22; duty <= 0.46; duty += 0.013) {
            double off = 200.3 + duty * stride;
            pushes(off, 2, 0, 0);
            double at = gait_shoe_toe_off_find(&trail, &smooth, 200.3, stride);
            cr_assert_float_eq(at, off, 0.05, "stride %g, duty %g: %g late", stride, duty,
                               at - off);
        }
}

Test(shoe_toe_off, the_likelier_of_two_like_peaks_is_taken)
{
    pushes(200 + 0.21 * 150, 2, 200 + 0.36 * 150, 2);
    cr_assert_float_eq(gait_shoe_toe_off_find(&trail, &smooth, 200, 150), 200 + 0.36 * 150, 0.2);
}

Test(shoe_toe_off, a_ripple_is_no_push_off)
{
    pushes(200 + 0.30 * 150, 1.5, 200 + 0.45 * 150, 0.1);
    cr_assert_float_eq(gait_shoe_toe_off_find(&trail, &smooth, 200, 150), 200 + 0.30 * 150, 0.2);
}

Test(shoe_toe_off, is_not_given_before_the_stride_is_there_nor_for_one_too_long)
{
    pushes(200 + 0.35 * 150, 2, 0, 0);
    double wait = gait_shoe_toe_off_wait(&smooth, 150);
    cr_assert_lt(wait, 150);
    cr_assert(isnan(gait_shoe_toe_off_find(&trail, &smooth, TICKS - wait + 5, 150)));
    cr_assert(isnan(gait_shoe_toe_off_find(&trail, &smooth, -40, 150)));
    cr_assert(isnan(gait_shoe_toe_off_find(&trail, &smooth, 10, 1000)));
}
