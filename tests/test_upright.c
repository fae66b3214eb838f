/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/resample.h>
#include <gait/upright.h>

#include <criterion/criterion.h>
#include <math.h>

static struct help_runner runner(uint64_t seed)
{
    static struct help_runner r;
    struct help_random random = {seed};
    r.contacts = 0;
    help_runner_add(&r, &random, 1, 40, 0.36, 0.005);
    return r;
}

/* Twenty seconds of a trunk, turned by q. */
static void learn(struct gait_upright *u, const struct help_runner *r,
                  const struct help_rotation *q)
{
    gait_upright_reset(u);
    for (int i = 0; i < 20 * GAIT_GRID_HZ; i++) {
        float a[3];
        help_trunk_at(r, 2 + (double)i / GAIT_GRID_HZ, a);
        help_rotate(q, a, a);
        gait_upright_push(u, a);
        gait_upright_push_line(u, a);
    }
}

static float along(const struct help_rotation *q, int axis, const float v[3])
{
    float unit[3] = {0}, turned[3];
    unit[axis] = 1;
    help_rotate(q, unit, turned);
    return turned[0] * v[0] + turned[1] * v[1] + turned[2] * v[2];
}

Test(upright, up_and_forward_are_found_within_ten_degrees_in_any_mounting)
{
    struct help_runner r = runner(1);
    struct help_random random = {2};
    for (int round = 0; round < 20; round++) {
        struct help_rotation q = help_rotation_random(&random);
        struct gait_upright u;
        learn(&u, &r, &q);
        cr_assert_gt(along(&q, 2, u.up), 0.985f, "seed 2, round %d: up is off by %g degrees", round,
                     57.3 * acos((double)along(&q, 2, u.up)));
        cr_assert_gt(along(&q, 0, u.forward), 0.985f, "seed 2, round %d: cosine of forward %g",
                     round, (double)along(&q, 0, u.forward));
    }
}

Test(upright, components_do_not_depend_on_the_mounting)
{
    struct help_runner r = runner(3);
    struct help_random random = {4};
    struct help_rotation none = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    struct gait_upright plain, turned;
    learn(&plain, &r, &none);
    for (int round = 0; round < 20; round++) {
        struct help_rotation q = help_rotation_random(&random);
        learn(&turned, &r, &q);
        for (int i = 0; i < 100; i++) {
            float a[3], b[3];
            help_trunk_at(&r, 22 + 0.005 * i, a);
            help_rotate(&q, a, b);
            cr_assert_float_eq(gait_upright_vertical(&plain, a), gait_upright_vertical(&turned, b),
                               0.01);
            cr_assert_float_eq(gait_upright_forward(&plain, a), gait_upright_forward(&turned, b),
                               0.05);
        }
    }
}

Test(upright, a_sensor_at_rest_knows_up_from_the_first_tick)
{
    const float a[3] = {0, -9.80665f, 0};
    struct gait_upright u;
    gait_upright_reset(&u);
    for (int i = 0; i < 10; i++) {
        gait_upright_push(&u, a);
        cr_assert_float_eq(gait_upright_vertical(&u, a), 9.80665, 1e-5);
        cr_assert_float_eq(u.up[1], -1, 1e-6);
    }
}

Test(upright, free_fall_from_the_start_gives_no_direction_and_no_nan)
{
    const float zero[3] = {0, 0, 0}, rest[3] = {0, 0, 9.8f};
    struct gait_upright u;
    gait_upright_reset(&u);
    for (int i = 0; i < 100; i++)
        gait_upright_push(&u, zero);
    cr_assert_eq(gait_upright_vertical(&u, rest), 0);
    for (int i = 0; i < 100; i++)
        gait_upright_push(&u, rest);
    cr_assert_float_eq(gait_upright_vertical(&u, rest), 9.8, 1e-4);
}

Test(upright, a_new_mounting_is_learned_within_a_quarter_of_a_minute)
{
    const float before[3] = {0, 0, 9.8f}, after[3] = {9.8f, 0, 0};
    struct gait_upright u;
    gait_upright_reset(&u);
    for (int i = 0; i < 60 * GAIT_GRID_HZ; i++)
        gait_upright_push(&u, before);
    for (int i = 0; i < 15 * GAIT_GRID_HZ; i++)
        gait_upright_push(&u, after);
    cr_assert_gt(u.up[0], 0.99f);
}

/* A line that was learned with a wrong up, and may point backwards, is right at the second look. */
Test(upright, the_line_is_learned_anew_from_the_same_ticks)
{
    struct help_runner r = runner(5);
    struct help_rotation none = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    struct gait_upright u;
    learn(&u, &r, &none);
    u.forward[0] = -u.forward[0];
    u.sense = -1000;
    for (int round = 0; round < 2; round++) {
        gait_upright_forget_line(&u);
        for (int i = 0; i < 2 * GAIT_GRID_HZ; i++) {
            float a[3];
            help_trunk_at(&r, 2 + (double)i / GAIT_GRID_HZ, a);
            gait_upright_push_line(&u, a);
        }
    }
    cr_assert_gt(u.forward[0], 0.985f);
}

Test(upright, the_two_halves_are_the_whole)
{
    struct gait_upright whole, halves;
    gait_upright_reset(&whole);
    gait_upright_reset(&halves);
    for (int i = 0; i < 1000; i++) {
        const float a[3] = {sinf((float)i), 9 + cosf((float)i), 1 + (float)(i % 7)};
        gait_upright_push(&whole, a);
        gait_upright_push_mean(&halves, a);
    }
    gait_upright_level(&halves);
    for (int k = 0; k < 3; k++)
        cr_assert(whole.up[k] == halves.up[k]);
}
