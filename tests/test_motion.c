/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/motion.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define N 600

static struct gait_tick tick[N];
static struct help_runner runner;

static void fill(void (*at)(const struct help_runner *, double, float[3]))
{
    struct help_random random = {7};
    memset(&runner, 0, sizeof runner);
    help_runner_add(&runner, &random, 0, 6, 0.7, 0);
    for (int i = 0; i < N; i++) {
        tick[i] = (struct gait_tick){.index = i};
        at(&runner, 0.005 * i, tick[i].a_ms2);
    }
}

static void lie(const struct help_runner *r, double t_s, float a[3])
{
    (void)r;
    a[0] = a[1] = 0;
    a[2] = (float)(GAIT_G_MS2 * (1 + (fmod(t_s, 0.5) < 0.01 ? 3 : 0))); /* and is tapped */
}

Test(motion, what_lies_still_rests_though_it_is_knocked)
{
    struct gait_motion m;
    fill(lie);
    cr_assert(gait_motion_measure(tick + N, N, &m));
    cr_expect_gt(m.rest, 0.8f, "%g", (double)m.rest);
    cr_expect_float_eq(m.low_g, 1, 0.02f);
}

Test(motion, a_running_shank_never_rests_and_a_running_trunk_flies)
{
    struct gait_motion m;
    fill(help_shank_at);
    cr_assert(gait_motion_measure(tick + N, N, &m));
    cr_expect_lt(m.rest, 0.2f, "%g", (double)m.rest);
    cr_expect_gt(gait_motion_runs(&m, GAIT_KIND_SHANK, 171), 0);
    fill(help_trunk_at);
    cr_assert(gait_motion_measure(tick + N, N, &m));
    cr_expect_lt(m.low_g, 0.5f, "%g", (double)m.low_g);
    cr_expect_gt(gait_motion_runs(&m, GAIT_KIND_TRUNK, 171), 0);
}

Test(motion, a_shank_that_rests_a_third_of_the_time_walks_whatever_it_swings)
{
    struct gait_motion m = {.swing_g = 2, .rest = 0.33f, .low_g = 0.9f};
    cr_expect_lt(gait_motion_runs(&m, GAIT_KIND_SHANK, 125), 0);
    m.rest = 0.1f;
    cr_expect_gt(gait_motion_runs(&m, GAIT_KIND_SHANK, 150), 0);
}

Test(motion, a_soft_runner_s_trunk_that_flies_runs)
{
    struct gait_motion m = {.swing_g = 0.44f, .rest = 0.2f, .low_g = 0.45f};
    cr_expect_gt(gait_motion_runs(&m, GAIT_KIND_TRUNK, 155), 0);
    m.low_g = 0.85f;
    cr_expect_lt(gait_motion_runs(&m, GAIT_KIND_TRUNK, 155), 0);
}

Test(motion, strides_are_alike_at_their_rate_and_noise_at_none)
{
    struct help_random random = {9};
    fill(help_shank_at);
    cr_expect_gt(gait_motion_likeness(tick + N, N, 140), 0.95f);
    cr_expect_lt(gait_motion_likeness(tick + N, N, 100), 0.6f);
    for (int i = 0; i < N; i++)
        for (int k = 0; k < 3; k++)
            tick[i].a_ms2[k] = (float)(10 * help_normal(&random));
    cr_expect_lt(gait_motion_likeness(tick + N, N, 140), 0.35f);
}

Test(motion, too_little_says_nothing)
{
    struct gait_motion m;
    fill(help_shank_at);
    cr_expect_not(gait_motion_measure(tick + N, 39, &m));
    cr_expect_eq(gait_motion_likeness(tick + N, 200, 140), 0, "less than 1.7 periods");
    cr_expect_eq(gait_motion_likeness(tick + N, N, NAN), 0);
    for (int i = 0; i < N; i += 5)
        for (int k = 0; k < 3; k++)
            tick[i + k].flags = GAIT_GRID_GAP;
    cr_expect_not(gait_motion_measure(tick + N, N, &m), "more than half in gaps");
}

Test(motion, a_gap_s_ticks_are_left_out)
{
    struct gait_motion whole, holed;
    fill(help_shank_at);
    cr_assert(gait_motion_measure(tick + N, 560, &whole));
    for (int i = 200; i < 230; i++) {
        tick[i].flags = GAIT_GRID_GAP;
        memset(tick[i].a_ms2, 0, sizeof tick[i].a_ms2);
    }
    cr_assert(gait_motion_measure(tick + N, 560, &holed));
    cr_expect_float_eq(holed.low_g, whole.low_g, 0.1f);
    cr_expect_float_eq(holed.rest, whole.rest, 0.05f);
}

Test(motion, no_rotation_changes_it)
{
    struct help_random random = {11};
    struct help_rotation q = help_rotation_random(&random);
    struct gait_motion a, b;
    fill(help_shank_at);
    cr_assert(gait_motion_measure(tick + N, N, &a));
    float alike = gait_motion_likeness(tick + N, N, 140);
    for (int i = 0; i < N; i++) {
        float v[3];
        help_rotate(&q, tick[i].a_ms2, v);
        memcpy(tick[i].a_ms2, v, sizeof v);
    }
    cr_assert(gait_motion_measure(tick + N, N, &b));
    cr_expect_float_eq(a.swing_g, b.swing_g, 1e-4f);
    cr_expect_float_eq(a.rest, b.rest, 0.004f);
    cr_expect_float_eq(gait_motion_likeness(tick + N, N, 140), alike, 1e-4f);
}
