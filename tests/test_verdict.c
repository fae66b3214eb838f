/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/verdict.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct gait_verdict_side side(const char *name, double mean, double spm, int stretches)
{
    struct gait_verdict_side s = {.surface = name, .strides = 100};
    for (int i = 0; i < stretches; i++) {
        double wobble = i % 2 ? 0.1 : -0.1;
        gait_verdict_add(&s.value, mean + wobble);
        gait_verdict_add_pace(&s.cadence, spm + wobble, mean + wobble);
    }
    return s;
}

/* Four and four means 6 -+ 0.1 and 5 -+ 0.1: SE = sqrt(0.08 / 6 / 2), t_.975(6) = 2.4469, t_.8(6) =
 * 0.9057. */
Test(verdict, matches_the_t_test_worked_by_hand)
{
    struct gait_verdict_side a = side("asphalt", 6, 166, 4), b = side("trail", 5, 166, 4);
    struct gait_event e;
    double se = sqrt(0.08 / 6 / 2);
    gait_verdict(GAIT_MEASURE_PEAK, &a, &b, &e);
    cr_assert_eq(e.u.comparison.verdict, GAIT_VERDICT_LOWER);
    cr_assert_float_eq(e.u.comparison.difference, -1, 1e-12);
    cr_assert_float_eq(e.u.comparison.ci95_low, -1 - 2.4469118511 * se, 1e-9);
    cr_assert_float_eq(e.u.comparison.ci95_high, -1 + 2.4469118511 * se, 1e-9);
    cr_assert_float_eq(e.u.comparison.mdd, (2.4469118511 + 0.9057033) * se, 1e-6);
}

Test(verdict, a_difference_of_pace_refuses_beyond_three)
{
    struct gait_verdict_side a = side("asphalt", 6, 166, 4), b = side("trail", 6, 169.5, 4);
    struct gait_event e;
    gait_verdict(GAIT_MEASURE_PEAK, &a, &b, &e);
    cr_assert_eq(e.u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_assert(isnan(e.u.comparison.ci95_low) && isnan(e.u.comparison.mdd));
    gait_verdict(GAIT_MEASURE_CADENCE, &a, &b, &e);
    cr_assert_eq(e.u.comparison.verdict, GAIT_VERDICT_NONE, "cadence is not held against itself");
}

/* The value goes one to one with cadence, and the trail is run 1 spm faster: the whole difference
 * of 1. */
Test(verdict, a_difference_that_goes_with_the_pace_is_withdrawn)
{
    struct gait_verdict_side a = side("asphalt", 6, 166, 4), b = side("trail", 7, 167, 4);
    struct gait_event e;
    gait_verdict(GAIT_MEASURE_PEAK, &a, &b, &e);
    cr_assert_eq(e.u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    b = side("trail", 9, 167, 4);
    gait_verdict(GAIT_MEASURE_PEAK, &a, &b, &e);
    cr_assert_eq(e.u.comparison.verdict, GAIT_VERDICT_HIGHER, "3 g are not 1 spm");
}

Test(verdict, pace_that_was_not_measured_is_said)
{
    struct gait_verdict_side a = side("asphalt", 6, 0, 4), b = side("trail", 5, 0, 4);
    struct gait_event e;
    a.cadence = b.cadence = (struct gait_verdict_pace){0};
    gait_verdict(GAIT_MEASURE_PEAK, &a, &b, &e);
    cr_assert_eq(e.u.comparison.verdict, GAIT_VERDICT_LOWER);
    cr_assert(strstr(e.u.comparison.why, "pace not known"), "%s", e.u.comparison.why);
}
