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

static struct gait_rail rail;

static void push_z(float z_g)
{
    struct gait_sample s = {.a_ms2 = {0, 0, z_g * (float)GAIT_G_MS2}};
    gait_rail_push(&rail, &s);
}

static bool is_railed(float z_g, float declared_g)
{
    float limit[GAIT_RAIL_ENDS];
    gait_rail_limits(&rail, declared_g, limit);
    return z_g * (float)GAIT_G_MS2 >= limit[4];
}

Test(rail, the_end_of_a_declared_range_is_a_rail_at_once_and_without_any_range_there_is_none)
{
    gait_rail_reset(&rail);
    cr_assert(is_railed(8, 8));
    cr_assert(is_railed(7.9997f, 8), "32767 of 32768");
    cr_assert_not(is_railed(7.95f, 8));
    cr_assert_not(is_railed(7.95f, 0));
}

Test(rail, the_largest_within_a_percent_of_the_range_is_the_rail_as_in_public_recordings)
{
    static const float share[] = {0.9941f, 0.9961f, 0.9989f};
    for (size_t i = 0; i < sizeof share / sizeof *share; i++) {
        gait_rail_reset(&rail);
        push_z(8 * share[i]);
        push_z(1);
        cr_assert(is_railed(8 * share[i], 8), "%g of the range", (double)share[i]);
        cr_assert_not(is_railed(8 * share[i] - 0.0156f, 8), "a step of 10 bits below");
    }
}

Test(rail, what_comes_close_and_was_passed_before_is_not_on_the_rail)
{
    gait_rail_reset(&rail);
    push_z(7.96f);
    push_z(8);
    cr_assert_not(is_railed(7.96f, 8));
    cr_assert(is_railed(8, 8));
}

Test(rail, a_rail_met_below_the_declared_range_counts)
{
    gait_rail_reset(&rail);
    for (int i = 0; i < 3; i++) {
        push_z(6.2f);
        push_z(6.2f);
        push_z(1);
    }
    cr_assert(is_railed(6.2f, 8));
    cr_assert_not(is_railed(6.1f, 8));
}
