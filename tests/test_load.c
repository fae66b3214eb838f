/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/load.h>

#include <criterion/criterion.h>
#include <math.h>

Test(load, words_of_ground_are_hard_soft_or_neither)
{
    cr_assert_eq(gait_load_ground("asphalt"), GAIT_LOAD_HARD);
    cr_assert_eq(gait_load_ground("concrete"), GAIT_LOAD_HARD);
    cr_assert_eq(gait_load_ground("trail"), GAIT_LOAD_SOFT);
    cr_assert_eq(gait_load_ground("treadmill"), GAIT_LOAD_OTHER);
    cr_assert_eq(gait_load_ground("unknown"), GAIT_LOAD_OTHER);
    cr_assert_eq(gait_load_ground(""), GAIT_LOAD_OTHER);
}

Test(load, a_hole_of_seven_seconds_lost_ten_strides_of_0_7_s)
{
    cr_assert_eq(gait_load_lost(1000000000, 8000000000, 0.7), 10);
    cr_assert_eq(gait_load_lost(1000000000, 1200000000, 0.7), 0);
    cr_assert_eq(gait_load_lost(1000000000, 900000000, 0.7), 0);
    cr_assert_eq(gait_load_lost(0, 8000000000, 0), 0);
    cr_assert_eq(gait_load_lost(0, 8000000000, NAN), 0);
}

Test(load, a_distance_is_known_where_speed_is_and_a_range_where_it_is_not)
{
    struct gait_load_range d = gait_load_distance(
        &(struct gait_load_run){.landings = 8000, .placed = 8000, .metres = 8800});
    cr_assert_float_eq(d.is, 8.8, 1e-9);
    cr_assert_float_eq(d.low, 8.8, 1e-9);
    cr_assert_float_eq(d.high, 8.8, 1e-9);
    d = gait_load_distance(&(struct gait_load_run){.landings = 8000});
    cr_assert(isnan(d.is));
    cr_assert_float_eq(d.low, 8, 1e-9);
    cr_assert_float_eq(d.high, 12, 1e-9);
    d = gait_load_distance(
        &(struct gait_load_run){.landings = 1000, .placed = 950, .metres = 1045});
    cr_assert_float_eq(d.is, 1.1, 1e-9);
    cr_assert_float_eq(d.low, 1.095, 1e-9);
    cr_assert_float_eq(d.high, 1.12, 1e-9);
}

Test(load, what_was_added_is_at_least_the_least_less_the_most)
{
    struct gait_load_range last = {NAN, 8, 12}, week = {NAN, 16, 24};
    struct gait_load_range more = gait_load_added(&week, &last);
    cr_assert(isnan(more.is));
    cr_assert_float_eq(more.low, 4, 1e-9);
    cr_assert_float_eq(more.high, 16, 1e-9);
    cr_assert_gt(more.low, GAIT_LOAD_ADD_KM);
}

Test(load, one_week_of_data_says_nothing_and_gaps_do_not_count_as_rest)
{
    struct gait_load_usual u;
    const double one[] = {NAN, 9000, NAN, NAN}, three[] = {9000, NAN, 11000, 10000};
    cr_assert_not(gait_load_usual(12000, one, &u));
    cr_assert(gait_load_usual(12000, three, &u));
    cr_assert_eq(u.weeks, 3);
    cr_assert_float_eq(u.mean, 10000, 1e-9);
    cr_assert_float_eq(u.ratio.is, 1.2, 1e-9);
    double reach = 4.302653 * 1000 / sqrt(3); /* Student, 2 degrees of freedom */
    cr_assert_float_eq(u.ratio.low, 12000 / (10000 + reach), 1e-6);
    cr_assert_float_eq(u.ratio.high, 12000 / (10000 - reach), 1e-6);
    const double wild[] = {1000, 19000, NAN, NAN};
    cr_assert(gait_load_usual(12000, wild, &u));
    cr_assert(isinf(u.ratio.high));
}

Test(load, the_interval_holds_the_ratio_to_the_runner_s_true_usual_week)
{
    struct help_random r = {1};
    int held = 0;
    for (int k = 0; k < 1000; k++) {
        double before[4];
        struct gait_load_usual u;
        for (int i = 0; i < 4; i++)
            before[i] = 10000 + 2000 * help_normal(&r);
        cr_assert(gait_load_usual(12000, before, &u));
        held += u.ratio.low <= 1.2 && 1.2 <= u.ratio.high;
    }
    cr_assert(held >= 930 && held <= 970, "%d", held);
}
