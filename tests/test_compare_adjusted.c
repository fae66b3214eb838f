/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_compare.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(compare_adjusted, .init = help_compare_begin, .fini = help_compare_end);

static void fast(struct gait_compare_row *r, int i)
{
    (void)i;
    r->cadence_spm = r->surface == HELP_TRAIL ? 176 : 166;
    r->contact_ms = r->surface == HELP_TRAIL ? 230 : 250;
}

/* Constant on each surface: a mean that reached over the border would vary, and not be the
 * surface itself. */
Test(compare_adjusted, means_of_pace_do_not_reach_over_a_stretchs_end)
{
    help_compare_in_turn(4, 30, fast);
    struct gait_event e = help_compare_peak();
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(strstr(e.u.comparison.why, "cadence 176 v 166 spm, contact 230 v 250 ms"), "%s",
              e.u.comparison.why);
}

/* Peaks follow a pace that comes and goes in minutes, 0.3 g a spm; the trail's is 1.5 spm quicker.
 */
static void follow(struct gait_compare_row *r, int i)
{
    double pace = 2 * sin(i * 0.0237) + (r->surface == HELP_TRAIL ? 1.5 : 0);
    r->cadence_spm = 166 + pace + 1.5 * help_normal(&help_compare_noise);
    r->contact_ms = 250 - 4 * pace + 7 * help_normal(&help_compare_noise);
    r->value[GAIT_MEASURE_PEAK] = 6 + 0.3 * pace + 0.1 * help_normal(&help_compare_noise);
}

Test(compare_adjusted, what_pace_does_is_taken_out_by_means_of_cadence_and_contact)
{
    help_compare_in_turn(10, 60, follow);
    struct gait_event e = help_compare_peak();
    cr_expect_float_eq(e.u.comparison.unadjusted, 0.45, 0.1);
    cr_expect(e.u.comparison.ci95_low < 0 && e.u.comparison.ci95_high > 0, "%s",
              e.u.comparison.why);
    cr_expect_float_eq(e.u.comparison.difference, 0, 0.1);
    cr_expect(strstr(e.u.comparison.why, "goes with the pace"), "%s", e.u.comparison.why);
}

static void with_speed(struct gait_compare_row *r, int i)
{
    r->speed_ms = 3 + 0.2 * sin(i * 0.131) + (r->surface == HELP_TRAIL ? 0.1 : 0);
    r->value[GAIT_MEASURE_PEAK] =
        6 + 3 * (r->speed_ms - 3) + 0.1 * help_normal(&help_compare_noise);
}

Test(compare_adjusted, speed_is_used_where_it_is_known_and_for_cadence_and_contact_too)
{
    help_compare_in_turn(5, 60, with_speed);
    struct gait_event e = help_compare_peak();
    cr_expect_str_eq(e.u.comparison.adjusted_for, "speed, minutes");
    cr_expect_float_eq(e.u.comparison.difference, 0, 0.05);
    cr_expect_float_eq(e.u.comparison.unadjusted, 0.3, 0.1);
    e = help_compare_ask(HELP_ASPHALT, HELP_TRAIL, GAIT_MEASURE_CONTACT);
    cr_expect_str_eq(e.u.comparison.adjusted_for, "speed, minutes");
}

static void one_speed(struct gait_compare_row *r, int i)
{
    (void)i;
    r->speed_ms = 3;
}

static void typed_apart(struct gait_compare_row *r, int i)
{
    (void)i;
    r->speed_ms = r->surface == HELP_TRAIL ? 2.8 : 3;
}

static void sometimes_known(struct gait_compare_row *r, int i)
{
    r->speed_ms = i % 10 ? NAN : 3;
}

Test(compare_adjusted, a_speed_that_was_typed_must_be_known_and_no_surfaces_own)
{
    help_compare_in_turn(4, 40, one_speed);
    cr_expect_eq(help_compare_peak().u.comparison.verdict, GAIT_VERDICT_LOWER);
    cr_expect_str_eq(help_compare_peak().u.comparison.adjusted_for, "speed, minutes");
    help_compare_in_turn(4, 40, typed_apart);
    cr_expect_eq(help_compare_peak().u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(strstr(help_compare_peak().u.comparison.why, "2.8 v 3.0 m/s"), "%s",
              help_compare_peak().u.comparison.why);
    help_compare_in_turn(4, 40, sometimes_known);
    cr_expect_str_eq(help_compare_peak().u.comparison.adjusted_for,
                     "cadence, contact time, minutes");
}

static void hill(struct gait_compare_row *r, int i)
{
    (void)i;
    r->speed_ms = 3;
    r->slope_deg = r->surface == HELP_TRAIL ? 2 : 0;
}

Test(compare_adjusted, a_slope_that_is_one_surfaces_own_is_refused)
{
    help_compare_in_turn(4, 40, hill);
    cr_expect_eq(help_compare_peak().u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(strstr(help_compare_peak().u.comparison.why, "slope of trail"), "%s",
              help_compare_peak().u.comparison.why);
}

/* The right leg is 1 g harder; the trail does nothing. */
static int lost; /* share of the right leg's trail strides, percent */
static void legs(struct gait_compare_row *r, int i)
{
    bool right = i % 2;
    r->side = right ? GAIT_SIDE_RIGHT : GAIT_SIDE_LEFT;
    r->value[GAIT_MEASURE_PEAK] = 6 + right + 0.2 * help_normal(&help_compare_noise);
    if (right && r->surface == HELP_TRAIL && i / 2 % 100 < lost)
        r->clean = false;
}

Test(compare_adjusted, legs_that_differ_and_are_lost_on_one_surface_make_no_difference)
{
    for (lost = 0; lost <= 100; lost += 50) {
        help_compare_in_turn(4, 200, legs);
        struct gait_event e = help_compare_peak();
        cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NONE, "lost %d: %s", lost,
                     e.u.comparison.why);
        cr_expect_float_eq(e.u.comparison.difference, 0, 0.1, "lost %d: %g", lost,
                           e.u.comparison.difference);
        cr_expect(strstr(e.u.comparison.adjusted_for, "side"));
    }
}

static void one_leg_each(struct gait_compare_row *r, int i)
{
    (void)i;
    r->side = r->surface == HELP_TRAIL ? GAIT_SIDE_RIGHT : GAIT_SIDE_LEFT;
}

Test(compare_adjusted, one_leg_here_and_the_other_there_is_refused)
{
    help_compare_in_turn(4, 40, one_leg_each);
    cr_expect_eq(help_compare_peak().u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(strstr(help_compare_peak().u.comparison.why, "one leg"), "%s",
              help_compare_peak().u.comparison.why);
}

static int clipped_of; /* every so many strides on asphalt, the harder side */
static void clip(struct gait_compare_row *r, int i)
{
    r->clipped = r->surface == HELP_ASPHALT && i % clipped_of == 0;
}

Test(compare_adjusted, clipped_strides_bound_or_refuse)
{
    clipped_of = 3;
    help_compare_in_turn(4, 50, clip);
    cr_expect_eq(help_compare_peak().u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(strstr(help_compare_peak().u.comparison.why, "sensor's limit"), "%s",
              help_compare_peak().u.comparison.why);
    cr_expect_eq(
        help_compare_ask(HELP_ASPHALT, HELP_TRAIL, GAIT_MEASURE_CONTACT).u.comparison.verdict,
        GAIT_VERDICT_NONE);
    clipped_of = 10;
    help_compare_in_turn(4, 50, clip);
    cr_expect_eq(help_compare_peak().u.comparison.verdict, GAIT_VERDICT_LOWER);
    cr_expect_float_eq((double)help_compare_peak().u.comparison.clipped_a, 0.1, 1e-6);
    cr_expect(strstr(help_compare_peak().u.comparison.why, "at least"), "%s",
              help_compare_peak().u.comparison.why);
    clipped_of = 50;
    help_compare_in_turn(4, 50, clip);
    cr_expect(!strstr(help_compare_peak().u.comparison.why, "at least"), "%s",
              help_compare_peak().u.comparison.why);
}
