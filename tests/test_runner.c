/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The synthetic runner as a machine: it stands, starts, stops and repeats. What it shows is held to
 * published figures in test_runner_figures.c, its knobs are in test_runner_knobs.c. */
#include "ctl/exact.h"
#include "ctl/runner.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#define WEIGHT_N (RUNNER_MASS_KG * GAIT_G_MS2)

static double size(const double a[3])
{
    return sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
}

Test(runner, stands_at_one_g_without_turning)
{
    const struct runner_ground *on = runner_ground("asphalt");
    struct runner_bout bout[3] = {{.gait = GAIT_STILL, .ground = on},
                                  {.from_s = 5, .gait = GAIT_RUN, .speed_ms = 3, .ground = on},
                                  {.from_s = 15, .gait = GAIT_STILL, .ground = on}};
    struct runner *r = runner_new(3, bout, 3);
    struct runner_moment m;
    for (long i = 0; i < 30L * RUNNER_HZ; i++) {
        runner_step(r, &m);
        if (m.t_s > 5 && m.t_s < 19)
            continue;
        const struct runner_point *p[5] = {&m.shank[0], &m.shank[1], &m.foot[0], &m.foot[1],
                                           &m.sacrum};
        for (int k = 0; k < 5; k++) {
            cr_assert_float_eq(size(p[k]->a_ms2), GAIT_G_MS2, 1e-6, "%d at %.4f s", k, m.t_s);
            cr_assert_float_eq(size(p[k]->w_rads), 0, 1e-9, "%d at %.4f s", k, m.t_s);
        }
        cr_assert_float_eq(m.force_n[0] + m.force_n[1], WEIGHT_N, 1e-6);
    }
    runner_free(r);
}

Test(runner, comes_to_stand_without_a_toe_off_that_nobody_made)
{
    const struct runner_ground *on = runner_ground("asphalt");
    struct runner_bout bout[2] = {{.gait = GAIT_RUN, .speed_ms = 3, .ground = on},
                                  {.from_s = 10, .gait = GAIT_STILL, .ground = on}};
    struct runner *r = runner_new(3, bout, 2);
    struct runner_moment m;
    double up_s[2] = {0, 0};
    for (long i = 0; i < 15L * RUNNER_HZ; i++) {
        runner_step(r, &m);
        for (int k = 0; k < 2; k++)
            if (m.force_n[k] < 50)
                up_s[k] = m.t_s;
    }
    for (int k = 0; k < 2; k++)
        cr_expect(up_s[k] < 10.01, "foot %d is still in the air at %.4f s", k, up_s[k]);
    runner_free(r);
}

Test(runner, the_same_seed_gives_the_same_motion_and_another_another)
{
    struct runner_bout bout = {.gait = GAIT_RUN, .speed_ms = 3, .ground = runner_ground("trail")};
    struct runner *a = runner_new(7, &bout, 1), *b = runner_new(7, &bout, 1);
    struct runner *c = runner_new(8, &bout, 1);
    struct runner_moment ma, mb, mc;
    bool other = false;
    for (long i = 0; i < 10L * RUNNER_HZ; i++) {
        runner_step(a, &ma);
        runner_step(b, &mb);
        runner_step(c, &mc);
        cr_assert(ma.force_n[0] == mb.force_n[0] && ma.sacrum.a_ms2[2] == mb.sacrum.a_ms2[2]);
        other = other || ma.force_n[0] != mc.force_n[0];
    }
    cr_expect(other);
    runner_free(a);
    runner_free(b);
    runner_free(c);
}

Test(runner, goes_on_for_hours_without_running_away)
{
    struct runner_bout bout = {.gait = GAIT_RUN, .speed_ms = 3, .ground = runner_ground("trail")};
    struct runner *r = runner_new(7, &bout, 1);
    struct runner_moment m;
    for (long i = 0; i < 3600L * RUNNER_HZ; i++) {
        runner_step(r, &m);
        cr_assert(m.force_n[0] >= 0 && m.force_n[0] < 6 * WEIGHT_N, "%.0f N at %.2f s",
                  m.force_n[0], m.t_s);
        cr_assert_lt(size(m.shank[0].a_ms2), 40 * GAIT_G_MS2, "at %.2f s", m.t_s);
    }
    runner_free(r);
}

Test(runner, an_unknown_ground_is_not_guessed)
{
    cr_expect_null(runner_ground("lava"));
}

Test(runner, its_own_mathematics_agrees_with_the_library)
{
    for (double x = -20; x < 20; x += 0.0137) {
        cr_assert_float_eq(exact_sin(x), sin(x), 2e-11, "sin %g", x);
        cr_assert_float_eq(exact_cos(x), cos(x), 2e-11, "cos %g", x);
        cr_assert_float_eq(exact_exp(x / 4) / exp(x / 4), 1, 1e-9, "exp %g", x / 4);
    }
    for (double x = 0.1; x < 15; x += 0.037)
        cr_assert_float_eq(exact_pow(x, -0.59) / pow(x, -0.59), 1, 1e-9, "pow %g", x);
    for (double x = 1e-9; x < 1e9; x *= 1.37)
        cr_assert_float_eq(exact_log(x), log(x), 1e-8, "log %g", x);
    double sum = 0, squares = 0;
    for (uint64_t i = 0; i < 100000; i++) {
        double n = exact_normal(1, 2, i);
        sum += n;
        squares += n * n;
    }
    cr_expect_float_eq(sum / 1e5, 0, 0.02);
    cr_expect_float_eq(squares / 1e5, 1, 0.02);
}
