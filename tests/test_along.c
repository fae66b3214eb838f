/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/along.h>

#include <criterion/criterion.h>
#include <math.h>

#define G 9.80665f

static struct gait_along along;

static void setup(void)
{
    gait_along_reset(&along);
}

TestSuite(along, .init = setup);

static struct gait_tick leaning(double degrees, double size_g)
{
    double rad = degrees * 3.14159265358979 / 180;
    return (struct gait_tick){
        .a_ms2 = {(float)(size_g * sin(rad)) * G, 0, (float)(size_g * cos(rad)) * G}};
}

static void stand(double degrees, int ticks)
{
    struct gait_tick t = leaning(degrees, 1);
    for (int i = 0; i < ticks; i++)
        gait_along_push(&along, &t);
}

/* Leans from -lean to +lean about the axis that leans by degrees itself, under load. */
static void run_on(double degrees, double lean, int stances)
{
    struct gait_tick t[50];
    for (int i = 0; i < 50; i++)
        t[i] = leaning(degrees + lean * (i - 24.5) / 24.5, 2);
    for (int s = 0; s < stances; s++)
        gait_along_stance(&along, t, 50);
}

static double found_degrees(void)
{
    float a[3];
    cr_assert(gait_along_get(&along, a));
    cr_assert_float_eq(a[0] * a[0] + a[1] * a[1] + a[2] * a[2], 1, 1e-5);
    return atan2((double)a[0], (double)a[2]) * 180 / 3.14159265358979;
}

Test(along, nothing_is_known_before_a_second_of_standing_or_three_stances)
{
    float a[3];
    cr_assert_not(gait_along_get(&along, a));
    stand(10, 200);
    cr_assert_not(gait_along_get(&along, a));
    run_on(5, 30, 2);
    cr_assert_not(gait_along_get(&along, a));
    run_on(5, 30, 1);
    cr_assert_float_eq(found_degrees(), 5, 0.1);
}

Test(along, standing_is_believed_where_the_stances_bear_it_out)
{
    stand(10, 600);
    cr_assert_float_eq(found_degrees(), 10, 0.1);
    run_on(0, 30, 10);
    cr_assert_float_eq(found_degrees(), 10, 0.1);
}

Test(along, a_sensor_that_lay_on_the_table_is_not_taken_for_a_leg)
{
    stand(-80, 600);
    run_on(4, 30, 10);
    cr_assert_float_eq(found_degrees(), 4, 0.1);
}

Test(along, moving_is_not_standing_and_neither_is_a_gap_or_what_does_not_weigh_1_g)
{
    float a[3];
    for (int i = 0; i < 1000; i++) {
        struct gait_tick t = leaning(i % 40 - 20, 1);
        gait_along_push(&along, &t);
    }
    cr_assert_not(gait_along_get(&along, a));
    for (int i = 0; i < 1000; i++) {
        struct gait_tick t = leaning(0, 1);
        t.flags = i % 150 ? 0 : GAIT_GRID_GAP;
        gait_along_push(&along, &t);
    }
    cr_assert_not(gait_along_get(&along, a));
    for (int i = 0; i < 1000; i++) {
        struct gait_tick t = leaning(0, 1.2);
        gait_along_push(&along, &t);
    }
    cr_assert_not(gait_along_get(&along, a));
}

Test(along, turns_with_the_sensor)
{
    struct help_random r = {3};
    for (int round = 0; round < 20; round++) {
        struct help_rotation q = help_rotation_random(&r);
        struct gait_tick t[50];
        float plain[3], turned[3], want[3];
        for (int i = 0; i < 50; i++)
            t[i] = leaning(3 * i, 1 + 0.1 * i);
        gait_along_reset(&along);
        for (int s = 0; s < 5; s++)
            gait_along_stance(&along, t, 50);
        cr_assert(gait_along_get(&along, plain));
        gait_along_reset(&along);
        for (int i = 0; i < 50; i++)
            help_rotate(&q, t[i].a_ms2, t[i].a_ms2);
        for (int s = 0; s < 5; s++)
            gait_along_stance(&along, t, 50);
        cr_assert(gait_along_get(&along, turned));
        help_rotate(&q, plain, want);
        for (int k = 0; k < 3; k++)
            cr_assert_float_eq(turned[k], want[k], 1e-5, "seed 3, round %d", round);
    }
}
