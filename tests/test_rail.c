/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/rail.h>

#include <criterion/criterion.h>
#include <math.h>

static float clip(double x, double rail)
{
    return (float)(x > rail ? rail : x < -rail ? -rail : x);
}

/* Strides of 0.7 s at 200 Hz whose peak is `peak` g on x, cut off at `rail` g. */
static int strides(struct gait_rail *r, int n, double peak, double rail)
{
    int changes = 0;
    for (int i = 0; i < n * 140; i++) {
        double phase = (i % 140) / 140.0, bump = exp(-pow((phase - 0.2) / 0.02, 2));
        double a = GAIT_G_MS2 * (1 + (peak - 1 + 0.01 * (i / 140)) * bump + 0.3 * sin(7 * phase));
        struct gait_sample s = {
            .a_ms2 = {clip(a, rail * GAIT_G_MS2), (float)sin(i), (float)cos(i)}};
        changes += gait_rail_push(r, &s);
    }
    return changes;
}

Test(rail, finds_the_range_of_a_sensor_that_is_cut_off)
{
    struct gait_rail r;
    gait_rail_reset(&r);
    cr_assert_eq(strides(&r, 10, 11, 8), 1, "told once");
    cr_assert_float_eq(gait_rail_range_g(&r), 8, 1e-4);
}

Test(rail, says_nothing_of_a_sensor_that_never_met_its_rail)
{
    struct gait_rail r;
    gait_rail_reset(&r);
    cr_assert_eq(strides(&r, 50, 7, 16), 0);
    cr_assert_eq(gait_rail_range_g(&r), 0);
}

Test(rail, takes_gravity_at_rest_for_no_rail)
{
    struct gait_rail r;
    gait_rail_reset(&r);
    for (int i = 0; i < 1000; i++) {
        struct gait_sample s = {.a_ms2 = {0, i % 10 ? 9.80665f : 9.7f, 0}};
        cr_assert_not(gait_rail_push(&r, &s));
    }
    cr_assert_eq(gait_rail_range_g(&r), 0);
}

Test(rail, takes_back_a_range_that_is_passed)
{
    struct gait_rail r;
    gait_rail_reset(&r);
    strides(&r, 10, 11, 8);
    strides(&r, 1, 11, 16);
    cr_assert_eq(gait_rail_range_g(&r), 0);
}
