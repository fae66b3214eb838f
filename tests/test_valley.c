/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/valley.h>

#include <criterion/criterion.h>
#include <math.h>

#define PI 3.14159265358979323846

/* 1 g, a hump of 6 g over 150 ms that ends at `valley`, and a spike of so many g over 50 ms after
 * it, ticks from the middle one; a strap that rings goes on swinging. */
static void landing(float (*a)[3], double valley, double spike, double ring)
{
    for (int i = 0; i < GAIT_VALLEY_TICKS; i++) {
        double since = i - GAIT_VALLEY_AROUND - valley, up = 1, on = 0;
        if (since < 0 && since > -30)
            on = 6 * sin(PI * -since / 30);
        if (since > 0 && since < 10)
            up += spike * sin(PI * since / 10);
        if (since >= 10)
            up += ring * exp(-(since - 10) / 20) * sin(2 * PI * (since - 10) / 11);
        a[i][0] = (float)on;
        a[i][1] = 0.1f;
        a[i][2] = (float)up;
    }
}

Test(valley, lies_between_the_swing_and_the_landing)
{
    float a[GAIT_VALLEY_TICKS][3];
    for (double spike = 3; spike <= 12; spike += 2.5)
        for (double at = -12; at <= 20; at += 1.3) {
            landing(a, at, spike, 0);
            cr_assert_float_eq(gait_valley_find(a), at, 1, "spike %g g, valley at %g: %g", spike,
                               at, gait_valley_find(a));
        }
}

Test(valley, is_not_taken_for_one_of_a_strap_that_rings)
{
    float a[GAIT_VALLEY_TICKS][3];
    landing(a, 0, 13, 6);
    cr_assert_float_eq(gait_valley_find(a), 0, 0.7);
}

Test(valley, no_mounting_moves_it)
{
    float a[GAIT_VALLEY_TICKS][3], b[GAIT_VALLEY_TICKS][3];
    struct help_random r = {9};
    landing(a, 3.3, 8, 1);
    for (int round = 0; round < 20; round++) {
        struct help_rotation q = help_rotation_random(&r);
        for (int i = 0; i < GAIT_VALLEY_TICKS; i++)
            help_rotate(&q, a[i], b[i]);
        cr_assert_float_eq(gait_valley_find(b), gait_valley_find(a), 1e-3, "seed 9, round %d",
                           round);
    }
}

Test(valley, there_is_none_in_a_signal_that_does_not_change)
{
    float a[GAIT_VALLEY_TICKS][3];
    for (int i = 0; i < GAIT_VALLEY_TICKS; i++)
        a[i][0] = a[i][1] = a[i][2] = 3;
    cr_assert(isnan(gait_valley_find(a)));
}
