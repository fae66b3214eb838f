/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/brake.h>

#include <criterion/criterion.h>
#include <math.h>

static struct gait_brake brake;
static struct help_runner runner;

static void feed(int from, int to, uint8_t flags)
{
    for (int i = from; i < to; i++) {
        struct gait_tick t = {.index = i, .flags = flags};
        help_trunk_at(&runner, (double)i / GAIT_GRID_HZ, t.a_ms2);
        gait_brake_push(&brake, &t);
    }
}

static void setup(void)
{
    struct help_random random = {1};
    runner.contacts = 0;
    help_runner_add(&runner, &random, 0.5, 40, 0.35, 0);
    gait_brake_init(&brake);
}

TestSuite(brake, .init = setup);

static float j_at(double t_s)
{
    return brake.j[gait_brake_at(llround(t_s * GAIT_GRID_HZ))];
}

Test(brake, j_is_large_at_contact_and_nothing_when_the_load_falls)
{
    feed(0, 12 * GAIT_GRID_HZ, 0);
    for (int i = 0; i < runner.contacts; i++) {
        double at = runner.contact_s[i], top = 0;
        if (at < 6 || at > 11)
            continue;
        for (double t = at - 0.03; t < at + 0.06; t += 0.005)
            top = fmax(top, (double)j_at(t));
        for (double t = at + 0.12; t < at + 0.25; t += 0.005)
            cr_assert_lt((double)j_at(t), 0.1 * top, "contact %d: J %g ms after it", i,
                         1e3 * (t - at));
    }
}

Test(brake, each_trace_is_known_no_later_than_it_says)
{
    feed(0, 1000, 0);
    int64_t j = gait_brake_newest(&brake), all = gait_brake_newest_all(&brake);
    float then = brake.j[gait_brake_at(j)], line = brake.forward_coarse[gait_brake_at(all)];
    feed(1000, 1040, 0);
    cr_assert_eq(brake.j[gait_brake_at(j)], then);
    cr_assert_eq(brake.forward_coarse[gait_brake_at(all)], line);
    cr_assert_geq(j, 1000 - 8);
    cr_assert_geq(all, 1000 - 9);
}

Test(brake, seen_again_the_first_steps_look_like_the_later_ones)
{
    feed(0, 5 * GAIT_GRID_HZ, 0);
    gait_brake_again(&brake);
    double early = 0, late = 0;
    for (int i = 0; i < runner.contacts; i++)
        for (double t = -0.03; t < 0.06; t += 0.005) {
            double at = runner.contact_s[i] + t;
            if (at > 0.8 && at < 2.5)
                early = fmax(early, (double)j_at(at));
            if (at > 3 && at < 4.8)
                late = fmax(late, (double)j_at(at));
        }
    cr_assert_float_eq(early / late, 1, 0.2, "%g and %g", early, late);
}

/* A back that is loaded as ever but for one step not braked, as a tilted sensor may see it. */
Test(brake, a_step_whose_brake_does_not_show_still_has_a_peak)
{
    int odd = 20;
    double from = runner.contact_s[odd] - 0.05, to = runner.contact_s[odd] + 0.15;
    for (int i = 0; i < 12 * GAIT_GRID_HZ; i++) {
        struct gait_tick t = {.index = i};
        help_trunk_at(&runner, (double)i / GAIT_GRID_HZ, t.a_ms2);
        if (i > from * GAIT_GRID_HZ && i < to * GAIT_GRID_HZ)
            t.a_ms2[0] = 0;
        gait_brake_push(&brake, &t);
    }
    double at[2] = {runner.contact_s[odd], runner.contact_s[odd - 1]}, top[2] = {0, 0};
    for (int k = 0; k < 2; k++)
        for (double x = -0.03; x < 0.06; x += 0.005)
            top[k] = fmax(top[k], (double)j_at(at[k] + x));
    cr_assert_gt(top[0], 0.02 * top[1], "%g against %g", top[0], top[1]);
    int64_t c = llround((at[0] + 0.03) * GAIT_GRID_HZ);
    cr_assert_lt((double)gait_brake_shown(&brake, c), 0.02 * top[1]);
}

Test(brake, where_a_signal_comes_back_in_mid_stance_there_is_no_step)
{
    double contact = runner.contact_s[20], back = contact + 0.06;
    int from = (int)ceil((contact - 0.02) * GAIT_GRID_HZ), to = (int)(back * GAIT_GRID_HZ);
    feed(0, from, 0);
    feed(from, to, GAIT_GRID_GAP);
    feed(to, to + 100, 0);
    for (int64_t i = from; i < to + 2; i++)
        cr_assert_eq(brake.j[gait_brake_at(i)], 0);
}

Test(brake, a_hole_shows_no_step)
{
    feed(0, 1000, 0);
    feed(1000, 1200, GAIT_GRID_GAP);
    for (int64_t i = 1020; i < 1180; i++)
        cr_assert_lt(brake.j[gait_brake_at(i)], 1e-3f);
}

Test(brake, only_the_newest_ticks_are_kept)
{
    feed(0, GAIT_BRAKE_KEPT + 500, 0);
    cr_assert_eq(brake.now - brake.first, GAIT_BRAKE_KEPT - 1);
    gait_brake_reset(&brake);
    feed(7, 8, 0);
    cr_assert_eq(brake.first, 7);
    cr_assert_eq(brake.now, 7);
}
