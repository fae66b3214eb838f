/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/lateral.h>

#include <criterion/criterion.h>
#include <math.h>

#define TICKS 140

/* Forward swings by 1, sideways by `sideways`, up by 3. */
static void stride(const struct help_rotation *q, double sideways, float (*a)[3], float up[3])
{
    help_rotate(q, (float[]){0, 0, 1}, up);
    for (int i = 0; i < TICKS; i++) {
        double x = 2 * 3.14159265 * i / TICKS;
        float v[3] = {(float)sin(x), (float)(sideways * cos(2 * x)), (float)(1 + 3 * cos(3 * x))};
        help_rotate(q, v, a[i]);
    }
}

Test(lateral, is_the_quieter_horizontal_direction_in_any_mounting)
{
    struct help_random r = {3};
    for (int round = 0; round < 200; round++) {
        struct help_rotation q = help_rotation_random(&r);
        struct gait_lateral l;
        float a[TICKS][3], up[3], side[3];
        stride(&q, 0.6, a, up);
        help_rotate(&q, (float[]){0, 1, 0}, side);
        gait_lateral_clear(&l);
        gait_lateral_learn(&l, up, a, TICKS);
        cr_assert_float_eq(fabs((double)gait_lateral_of(&l, side)), 1, 1e-4, "round %d", round);
        cr_assert_float_eq((double)gait_lateral_of(&l, up), 0, 1e-4, "round %d", round);
    }
}

Test(lateral, does_not_turn_round_between_strides)
{
    struct help_random r = {4};
    struct help_rotation q = help_rotation_random(&r);
    struct gait_lateral l;
    float a[TICKS][3], up[3], side[3];
    help_rotate(&q, (float[]){0, 1, 0}, side);
    gait_lateral_clear(&l);
    cr_assert_eq(gait_lateral_of(&l, side), 0, "unknown");
    stride(&q, 0.6, a, up);
    gait_lateral_learn(&l, up, a, TICKS);
    float first = gait_lateral_of(&l, side);
    for (int i = 0; i < 50; i++) {
        stride(&q, 0.8 * help_uniform(&r), a, up);
        gait_lateral_learn(&l, up, a, TICKS);
        cr_assert_float_eq((double)gait_lateral_of(&l, side), (double)first, 1e-3, "stride %d", i);
    }
}

Test(lateral, without_an_up_or_a_stride_nothing_is_learned)
{
    struct gait_lateral l;
    float a[TICKS][3] = {{0}};
    gait_lateral_clear(&l);
    gait_lateral_learn(&l, (float[]){0, 0, 0}, a, TICKS);
    gait_lateral_learn(&l, (float[]){0, 0, 1}, a, 0);
    cr_assert_not(l.known);
    gait_lateral_learn(&l, (float[]){0, 0, 1}, a, TICKS);
    cr_assert(isfinite(l.axis[0]) && isfinite(l.axis[1]) && isfinite(l.axis[2]), "all zeros");
}
