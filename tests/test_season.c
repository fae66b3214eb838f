/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_season.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 16 };
static struct gait_event event[MOST], e;
static struct gait_season_session session[MOST];
static struct gait_season_use count;

static void both(int i, double d_g, double se_g)
{
    event[i] = help_season_session(d_g, se_g);
    event[i].t_ns = event[i].announced_ns = (int64_t)(i + 1) * 1000000000;
    session[i] = (struct gait_season_session){.within = &event[i]};
}

static void verdict(int i, enum gait_verdict v)
{
    both(i, -3, 0.2);
    event[i].u.comparison.verdict = v;
    event[i].u.comparison.se = event[i].u.comparison.mdd = NAN;
    event[i].u.comparison.ci95_low = event[i].u.comparison.ci95_high = NAN;
}

static void one(int i, bool b, double mean_g, double speed_ms)
{
    struct gait_season_side side = {500, mean_g, speed_ms, NAN, NAN};
    session[i] = (struct gait_season_session){0};
    *(b ? &session[i].b : &session[i].a) = side;
}

static void compare(int n)
{
    gait_season(GAIT_MEASURE_PEAK, "asphalt", "trail", session, n, &e, &count);
    cr_assert_eq(e.kind, GAIT_EVENT_COMPARISON);
    cr_assert_eq(count.used + count.loose + count.not_comparable + count.too_few +
                     count.one_surface,
                 (uint32_t)n);
}

static bool says(const char *words)
{
    return strstr(e.u.comparison.why, words);
}

/* t_.975 and t_.8 of 3 degrees of freedom from a printed table: 3.182, 0.978. */
Test(season, four_sessions_are_students_t_of_their_differences)
{
    static const double d[] = {-1.0, -0.6, -0.9, -0.7};
    for (int i = 0; i < 4; i++)
        both(i, d[i], 0.2);
    compare(4);
    double se = sqrt((0.04 + 0.04 + 0.01 + 0.01) / 3 / 4);
    cr_expect_float_eq(e.u.comparison.difference, -0.8, 1e-12);
    cr_expect_float_eq(e.u.comparison.se, se, 1e-12);
    cr_expect_float_eq(e.u.comparison.ci95_low, -0.8 - 3.18245 * se, 1e-5);
    cr_expect_float_eq(e.u.comparison.ci95_high, -0.8 + 3.18245 * se, 1e-5);
    cr_expect_float_eq(e.u.comparison.mdd, (3.18245 + 0.97847) * se, 1e-5);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_LOWER);
    cr_expect_eq(e.u.comparison.sessions, 4);
    cr_expect_eq(e.u.comparison.n_a, 1600);
    cr_expect_float_eq(e.u.comparison.mean_b - e.u.comparison.mean_a, -0.8, 1e-12);
    cr_expect_eq(e.t_ns, 4000000000);
    cr_expect_str_eq(e.runner, "ann");
    cr_expect(says("4 sessions"), "%s", e.u.comparison.why);
}

Test(season, the_order_of_the_sessions_changes_nothing)
{
    static const double d[] = {-1.0, 0.31, -0.9, 0.77, 0.1};
    for (int i = 0; i < 5; i++)
        both(i, d[i], 0.1 + 0.05 * i);
    compare(5);
    struct gait_event first = e;
    for (int i = 0; i < 5; i++)
        both(i, d[4 - i], 0.1 + 0.05 * (4 - i));
    compare(5);
    cr_expect_float_eq(e.u.comparison.difference, first.u.comparison.difference, 1e-12);
    cr_expect_float_eq(e.u.comparison.ci95_low, first.u.comparison.ci95_low, 1e-12);
    cr_expect_eq(e.u.comparison.verdict, first.u.comparison.verdict);
}

Test(season, one_session_is_itself)
{
    both(0, -0.5, 0.2);
    strcpy(event[0].u.comparison.why, "as it was");
    compare(1);
    cr_expect_eq(memcmp(&e, &event[0], sizeof e), 0);
    verdict(0, GAIT_VERDICT_TOO_FEW);
    compare(1);
    cr_expect_eq(memcmp(&e, &event[0], sizeof e), 0);
}

Test(season, one_that_can_be_compared_of_three_is_itself_and_says_so)
{
    both(0, -0.5, 0.2);
    verdict(1, GAIT_VERDICT_TOO_FEW);
    verdict(2, GAIT_VERDICT_NOT_COMPARABLE);
    compare(3);
    cr_expect_eq(e.u.comparison.ci95_low, event[0].u.comparison.ci95_low);
    cr_expect_eq(e.u.comparison.sessions, 1);
    cr_expect(says("1 session; left out: 1 not comparable, 1 with too few strides"), "%s",
              e.u.comparison.why);
}

Test(season, two_sessions_have_a_wide_interval)
{
    both(0, -0.9, 0.2);
    both(1, -0.6, 0.2);
    compare(2);
    cr_expect_float_eq(e.u.comparison.difference, -0.75, 1e-12);
    cr_expect_float_eq(e.u.comparison.ci95_high - e.u.comparison.ci95_low, 2 * 12.7062 * 0.15,
                       1e-3);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NONE);
}

Test(season, a_session_much_less_certain_is_left_out_whatever_it_says)
{
    for (int i = 0; i < 4; i++)
        both(i, -0.5 + 0.1 * (i % 2), 0.2);
    both(4, -0.5, 0.61);
    compare(5);
    struct gait_event first = e;
    cr_expect_eq(count.loose, 1);
    cr_expect_eq(e.u.comparison.sessions, 4);
    cr_expect(says("left out: 1 too uncertain"), "%s", e.u.comparison.why);
    both(4, 9, 0.61);
    compare(5);
    cr_expect_eq(e.u.comparison.difference, first.u.comparison.difference);
    both(4, 9, 0.59);
    compare(5);
    cr_expect_eq(count.loose, 0);
    cr_expect_gt(e.u.comparison.difference, 1);
}

Test(season, sessions_without_a_verdict_are_not_used_and_counted)
{
    for (int i = 0; i < 3; i++)
        both(i, -0.5 - 0.1 * i, 0.2);
    compare(3);
    struct gait_event first = e;
    verdict(3, GAIT_VERDICT_NOT_COMPARABLE);
    verdict(4, GAIT_VERDICT_TOO_FEW);
    one(5, true, 3, NAN);
    compare(6);
    cr_expect_eq(e.u.comparison.difference, first.u.comparison.difference);
    cr_expect_eq(e.u.comparison.ci95_low, first.u.comparison.ci95_low);
    cr_expect_eq(count.used, 3);
    cr_expect_eq(count.one_surface, 1);
    cr_expect(says("3 sessions; left out: 1 not comparable, 1 with too few strides, 1 with one of "
                   "the surfaces"),
              "%s", e.u.comparison.why);
}

Test(season, no_session_that_can_be_compared_gives_no_interval)
{
    verdict(0, GAIT_VERDICT_TOO_FEW);
    verdict(1, GAIT_VERDICT_TOO_FEW);
    compare(2);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_TOO_FEW);
    cr_expect(isnan(e.u.comparison.ci95_low) && isnan(e.u.comparison.mdd));
    cr_expect(says("no session can be compared by itself: 2 with too few strides"), "%s",
              e.u.comparison.why);
    verdict(1, GAIT_VERDICT_NOT_COMPARABLE);
    compare(2);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
}

Test(season, fewer_than_three_a_side_that_never_share_a_session_are_not_comparable)
{
    for (int i = 0; i < 5; i++)
        one(i, i >= 2, i >= 2 ? 5 + 0.01 * i : 7, NAN);
    compare(5);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(isnan(e.u.comparison.ci95_low));
    cr_expect(says("re-mounting a sensor alone moves the peak by about a gram"), "%s",
              e.u.comparison.why);
    cr_expect(says("2 of asphalt, 3 of trail"), "%s", e.u.comparison.why);
}

/* Pooled variance, 4 degrees of freedom: 2.77645. */
Test(season, three_a_side_that_never_share_a_session_are_students_t_of_their_means)
{
    static const double mean[] = {7.0, 7.4, 6.6, 5.0, 5.2, 4.8};
    for (int i = 0; i < 6; i++)
        one(i, i >= 3, mean[i], NAN);
    compare(6);
    double se = sqrt((0.32 + 0.08) / 4 * (2 / 3.0));
    cr_expect_float_eq(e.u.comparison.difference, -2, 1e-9);
    cr_expect_float_eq(e.u.comparison.se, se, 1e-9);
    cr_expect_float_eq(e.u.comparison.ci95_high, -2 + 2.77645 * se, 1e-5);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_LOWER);
    cr_expect_eq(e.u.comparison.sessions, 6);
    cr_expect(says("none of them with both surfaces"), "%s", e.u.comparison.why);
}

Test(season, sessions_of_one_surface_are_never_mixed_with_those_of_both)
{
    for (int i = 0; i < 6; i++)
        one(i, i >= 3, i >= 3 ? 3 : 7 + 0.1 * i, NAN);
    both(6, 0.3, 0.1);
    both(7, 0.4, 0.1);
    compare(8);
    cr_expect_float_eq(e.u.comparison.difference, 0.35, 1e-12);
    cr_expect_eq(e.u.comparison.sessions, 2);
}

/* 3 g for each m/s, trail 0.1 m/s slower on average, no difference by the ground. */
Test(season, speed_between_sessions_is_adjusted_for)
{
    static const double speed[] = {2.8, 2.9, 3.0, 3.1, 2.7, 2.8, 2.9, 3.0};
    for (int i = 0; i < 8; i++)
        one(i, i >= 4, 3 * speed[i] + 0.01 * (i & 1), speed[i]);
    compare(8);
    cr_expect_str_eq(e.u.comparison.adjusted_for, "speed");
    cr_expect_float_eq(e.u.comparison.difference, 0, 0.01);
    cr_expect_float_eq(e.u.comparison.unadjusted, -0.3, 1e-9);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NONE);
}

Test(season, another_speed_altogether_is_not_comparable)
{
    for (int i = 0; i < 8; i++)
        one(i, i >= 4, i >= 4 ? 5 + 0.1 * i : 7 + 0.1 * i, (i >= 4 ? 2.5 : 3.5) + 0.01 * i);
    compare(8);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_expect(isnan(e.u.comparison.mdd));
    cr_expect(says("another pace"), "%s", e.u.comparison.why);
}

Test(season, sessions_that_all_say_the_same_give_numbers)
{
    for (int i = 0; i < 3; i++)
        both(i, -0.5, 0);
    compare(3);
    cr_expect_float_eq(e.u.comparison.difference, -0.5, 1e-12);
    cr_expect_float_eq(e.u.comparison.ci95_high, -0.5, 1e-12);
    for (int i = 0; i < 6; i++)
        one(i, i >= 3, 5, 2.9);
    compare(6);
    cr_expect_eq(e.u.comparison.verdict, GAIT_VERDICT_NONE);
    cr_expect_eq(e.u.comparison.difference, 0);
    cr_expect_eq(e.u.comparison.se, 0);
}

/* 400 seasons a cell; 3 standard errors of 93.5 % are 3.7 points. */
Test(season, the_interval_holds_the_truth_in_all_eighteen_cells)
{
    static const int sessions[] = {2, 3, 4, 6, 10, 20};
    static const double sd[] = {0, 0.2, 0.4};
    enum { N = 400 };
    for (int i = 0; i < 18; i++) {
        struct help_season_settings is = {.seed = 200 + (uint64_t)i,
                                          .sessions = sessions[i % 6],
                                          .difference_g = -0.8,
                                          .sd_g = sd[i / 6]};
        struct help_season v;
        help_season(&is, N, &v);
        cr_expect_geq(help_share(v.held, N), 0.935 - help_share_mc(0.935, N),
                      "seed %d: %d sessions, SD %.1f: %d of %d", 200 + i, is.sessions, is.sd_g,
                      v.held, N);
    }
}

Test(season, without_a_difference_few_seasons_find_one)
{
    enum { N = 400 };
    for (int apart = 0; apart < 2; apart++) {
        struct help_season_settings is = {
            .seed = 300, .sessions = 4, .sd_g = 0.2, .apart = apart};
        struct help_season v;
        help_season(&is, N, &v);
        cr_expect_leq(help_share(v.wrong, N), 0.05 + help_share_mc(0.05, N), "%d of %d", v.wrong,
                      N);
        cr_expect_geq(help_share(v.found, N), 0.78 - help_share_mc(0.78, N), "%d of %d", v.found,
                      N);
    }
}
