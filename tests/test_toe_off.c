/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/toe_off.h>

#include <criterion/criterion.h>
#include <math.h>

/* A component at 1 g that drops into one parabola-bottomed dip at tick `dip`. */
static void curve(float *y, int n, int64_t from, double dip, double depth, double width)
{
    for (int i = 0; i < n; i++) {
        double x = ((double)(from + i) - dip) / width;
        y[i] = (float)(1.5 - depth * exp(-x * x));
    }
}

static double find(double contact, double stride, double offset, double dip)
{
    float y[GAIT_TOE_OFF_MAX];
    struct gait_toe_off_search s = {.contact = contact, .stride = stride, .offset = offset};
    int64_t from;
    int n = gait_toe_off_span(&s, &from);
    cr_assert_gt(n, 0);
    curve(y, n, from, dip, 1.5, 8);
    return gait_toe_off_find(&s, y, from, n);
}

Test(toe_off, finds_the_minimum_to_a_twentieth_of_a_tick)
{
    for (double stride = 110; stride <= 200; stride += 15)
        for (double duty = 0.27; duty <= 0.44; duty += 0.013) {
            double contact = 1000.37, dip = contact + duty * stride + 5;
            double at = find(contact, stride, -5, dip);
            cr_assert_float_eq(at, dip, 0.05, "stride %g, duty %g: %g late", stride, duty,
                               at - dip);
        }
}

Test(toe_off, is_as_exact_an_hour_into_the_stream)
{
    double contact = 720000.25;
    cr_assert_float_eq(find(contact, 140, -5, contact + 54), contact + 54, 0.05);
}

Test(toe_off, the_likelier_of_two_like_minima_is_taken)
{
    float y[GAIT_TOE_OFF_MAX], z[GAIT_TOE_OFF_MAX];
    struct gait_toe_off_search s = {.contact = 100, .stride = 150, .offset = -5};
    int64_t from;
    int n = gait_toe_off_span(&s, &from);
    curve(y, n, from, 100 + 0.36 * 150 + 5, 1, 4);
    curve(z, n, from, 100 + 0.22 * 150 + 5, 1, 4);
    for (int i = 0; i < n; i++)
        y[i] = fminf(y[i], z[i]);
    cr_assert_float_eq(gait_toe_off_find(&s, y, from, n), 100 + 0.36 * 150 + 5, 0.3);
}

Test(toe_off, a_curve_without_a_minimum_has_none)
{
    float y[GAIT_TOE_OFF_MAX];
    struct gait_toe_off_search s = {.contact = 100, .stride = 150, .offset = -5};
    int64_t from;
    int n = gait_toe_off_span(&s, &from);
    for (int i = 0; i < n; i++)
        y[i] = 1;
    cr_assert(isnan(gait_toe_off_find(&s, y, from, n)), "flat");
    for (int i = 0; i < n; i++)
        y[i] = (float)i;
    cr_assert(isnan(gait_toe_off_find(&s, y, from, n)), "rising");
    for (int i = 0; i < n; i++)
        y[i] = NAN;
    cr_assert(isnan(gait_toe_off_find(&s, y, from, n)), "not a number");
}

Test(toe_off, the_window_never_asks_for_more_than_the_most_ticks)
{
    for (double stride = 1; stride < 5000; stride *= 1.1)
        for (double offset = -10; offset <= 10; offset += 5) {
            struct gait_toe_off_search s = {
                .contact = 1e6 + 0.5, .stride = stride, .offset = offset};
            int64_t from = -1;
            int n = gait_toe_off_span(&s, &from);
            cr_assert(n >= 0 && n <= GAIT_TOE_OFF_MAX, "stride %g: %d ticks", stride, n);
        }
    struct gait_toe_off_search walk = {.contact = 0, .stride = 0.55 * 1e6, .offset = -5};
    int64_t from;
    cr_assert_eq(gait_toe_off_span(&walk, &from), 0);
}

/* Two half waves of a resultant around a peak at `at`, down to `valley` of its height. */
static struct gait_toe_off_kick kick_of(double at, double height_g, double valley)
{
    float y[GAIT_TOE_OFF_KICK];
    for (int i = 0; i < GAIT_TOE_OFF_KICK; i++)
        y[i] = (float)(height_g *
                       (valley + (1 - valley) * (0.5 + 0.5 * cos((i - at) * 3.14159265 / 7))));
    return gait_toe_off_kick_find(y);
}

Test(toe_off, the_kick_is_the_peak_and_stands_free_by_what_its_valleys_leave)
{
    for (double at = 17; at <= 23; at += 0.1)
        for (double valley = 0.1; valley < 0.9; valley += 0.2) {
            struct gait_toe_off_kick k = kick_of(at, 3, valley), tall = kick_of(at, 9, valley),
                                     low = kick_of(at, 0.5, valley);
            cr_assert_float_eq(k.at, at, 0.1, "peak at %g: %g", at, k.at);
            cr_assert_float_eq(k.height, 1 - valley, 0.04, "valley %g: %g", valley, k.height);
            cr_assert_float_eq(tall.height, k.height, 1e-5);
            cr_assert_float_eq(low.height, 0.5 * k.height, 0.02);
        }
}

Test(toe_off, a_level_or_rising_resultant_or_none_has_no_kick)
{
    float y[GAIT_TOE_OFF_KICK];
    for (int i = 0; i < GAIT_TOE_OFF_KICK; i++)
        y[i] = 1;
    cr_assert_eq(gait_toe_off_kick_find(y).height, 0);
    for (int i = 0; i < GAIT_TOE_OFF_KICK; i++)
        y[i] = 0.1f * (float)i;
    cr_assert_eq(gait_toe_off_kick_find(y).height, 0);
    for (int i = 0; i < GAIT_TOE_OFF_KICK; i++)
        y[i] = 0;
    cr_assert_eq(gait_toe_off_kick_find(y).height, 0);
    for (int i = 0; i < GAIT_TOE_OFF_KICK; i++)
        y[i] = NAN;
    cr_assert_eq(gait_toe_off_kick_find(y).height, 0);
}

Test(toe_off, a_turn_is_found_in_either_sense_and_the_larger_one_said)
{
    for (double at = 3; at <= 9; at += 0.25)
        for (int sign = -1; sign <= 1; sign += 2) {
            float y[GAIT_TOE_OFF_TURN];
            for (int i = 0; i < GAIT_TOE_OFF_TURN; i++)
                y[i] = (float)(5 + sign * exp(-(i - at) * (i - at) / 9));
            struct gait_toe_off_turn t = gait_toe_off_turn_find(y);
            cr_assert_float_eq(t.at[sign < 0], at, 0.1, "peak at %g", at);
            cr_assert(isnan(t.at[sign > 0]));
            cr_assert(sign * t.outward > 0.3);
        }
}

Test(toe_off, a_level_lateral_component_has_no_turn)
{
    float y[GAIT_TOE_OFF_TURN];
    for (int i = 0; i < GAIT_TOE_OFF_TURN; i++)
        y[i] = 1;
    struct gait_toe_off_turn t = gait_toe_off_turn_find(y);
    cr_assert(isnan(t.at[0]) && isnan(t.at[1]) && t.outward == 0);
    for (int i = 0; i < GAIT_TOE_OFF_TURN; i++)
        y[i] = NAN;
    t = gait_toe_off_turn_find(y);
    cr_assert(isnan(t.at[0]) && isnan(t.at[1]));
}
