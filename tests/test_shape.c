/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/shape.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct gait_shape noise(struct help_random *r)
{
    struct gait_shape s;
    for (int i = 0; i < GAIT_SHAPE_TICKS; i++) {
        s.measured[i] = true;
        for (int k = 0; k < 3; k++)
            s.a[i][k] = (float)help_normal(r);
    }
    return s;
}

static struct gait_shape scaled(const struct gait_shape *s, float by)
{
    struct gait_shape out = *s;
    for (int i = 0; i < GAIT_SHAPE_TICKS; i++)
        for (int k = 0; k < 3; k++)
            out.a[i][k] = by * s->a[i][k];
    return out;
}

Test(shape, nothing_is_alike_before_the_first)
{
    struct help_random r = {1};
    struct gait_shapes s;
    struct gait_shape x = noise(&r);
    gait_shapes_clear(&s);
    cr_assert_eq(gait_shapes_likeness(&s, &x), 0);
}

Test(shape, a_stride_is_like_itself_at_any_height_and_the_opposite_of_its_mirror)
{
    struct help_random r = {2};
    struct gait_shapes s;
    struct gait_shape x = noise(&r), tall = scaled(&x, 7), mirror = scaled(&x, -1),
                      other = noise(&r);
    gait_shapes_clear(&s);
    gait_shapes_put(&s, &x);
    cr_assert_float_eq(gait_shapes_likeness(&s, &tall), 1, 1e-6);
    cr_assert_float_eq(gait_shapes_likeness(&s, &mirror), -1, 1e-6);
    cr_assert_lt(fabs(gait_shapes_likeness(&s, &other)), 0.4);
}

Test(shape, only_the_newest_eight_count)
{
    struct help_random r = {3};
    struct gait_shapes s;
    struct gait_shape old = noise(&r), now = noise(&r);
    gait_shapes_clear(&s);
    for (int i = 0; i < 20; i++)
        gait_shapes_put(&s, &old);
    for (int i = 0; i < GAIT_SHAPES_KEPT; i++) {
        cr_assert_lt(gait_shapes_likeness(&s, &now), 0.9999);
        gait_shapes_put(&s, &now);
    }
    cr_assert_float_eq(gait_shapes_likeness(&s, &now), 1, 1e-6);
}

Test(shape, no_rotation_changes_likeness)
{
    struct help_random r = {4};
    for (int round = 0; round < 20; round++) {
        struct help_rotation q = help_rotation_random(&r);
        struct gait_shapes plain, turned;
        struct gait_shape x = noise(&r), y = noise(&r), xt = x, yt = y;
        for (int i = 0; i < GAIT_SHAPE_TICKS; i++) {
            y.a[i][0] += x.a[i][0];
            help_rotate(&q, x.a[i], xt.a[i]);
            help_rotate(&q, y.a[i], yt.a[i]);
        }
        gait_shapes_clear(&plain);
        gait_shapes_clear(&turned);
        gait_shapes_put(&plain, &x);
        gait_shapes_put(&turned, &xt);
        cr_assert_float_eq(gait_shapes_likeness(&plain, &y), gait_shapes_likeness(&turned, &yt),
                           1e-6);
    }
}

Test(shape, a_shape_of_zeros_is_like_nothing)
{
    struct help_random r = {5};
    struct gait_shapes s;
    struct gait_shape x = noise(&r), zero = scaled(&x, 0);
    gait_shapes_clear(&s);
    gait_shapes_put(&s, &zero);
    cr_assert_eq(gait_shapes_likeness(&s, &x), 0);
    gait_shapes_put(&s, &x);
    cr_assert_eq(gait_shapes_likeness(&s, &zero), 0);
}

Test(shape, what_was_not_measured_counts_neither_in_the_mean_nor_in_likeness)
{
    struct help_random r = {6};
    struct gait_shapes s;
    struct gait_shape x = noise(&r), torn = x, wrong = noise(&r);
    for (int i = 10; i < 24; i++) {
        torn.measured[i] = false;
        memcpy(torn.a[i], wrong.a[i], sizeof torn.a[i]);
    }
    cr_assert_float_eq(gait_shape_measured(&torn), 1 - 14.0 / GAIT_SHAPE_TICKS, 1e-9);
    gait_shapes_clear(&s);
    gait_shapes_put(&s, &torn);
    cr_assert_float_eq(gait_shapes_likeness(&s, &x), 1, 1e-6);
    gait_shapes_put(&s, &x);
    cr_assert_float_eq(gait_shapes_likeness(&s, &x), 1, 1e-6);
    cr_assert_float_eq(gait_shapes_likeness(&s, &torn), 1, 1e-6);
    for (int i = 0; i < GAIT_SHAPE_TICKS; i++)
        torn.measured[i] = i < 10;
    cr_assert_eq(gait_shapes_likeness(&s, &torn), 0, "too little of it is like nothing");
}

Test(shape, the_lag_of_a_parabola_is_its_vertex)
{
    for (double vertex = -4; vertex <= 4; vertex += 0.1) {
        double fit[2 * GAIT_SHAPE_LAG + 1];
        float quality;
        for (int i = 0; i <= 2 * GAIT_SHAPE_LAG; i++)
            fit[i] = 0.9 - 0.01 * (i - GAIT_SHAPE_LAG - vertex) * (i - GAIT_SHAPE_LAG - vertex);
        cr_assert_float_eq(gait_shape_peak(fit, &quality), vertex, 1e-9);
        cr_assert(quality <= 0.9f && quality > 0.897f);
    }
}

Test(shape, a_fit_that_is_best_at_the_edge_or_flat_or_negative_gives_a_lag_in_range)
{
    double fit[2 * GAIT_SHAPE_LAG + 1];
    float quality;
    for (int i = 0; i <= 2 * GAIT_SHAPE_LAG; i++)
        fit[i] = 0.1 * i;
    cr_assert_eq(gait_shape_peak(fit, &quality), GAIT_SHAPE_LAG);
    for (int i = 0; i <= 2 * GAIT_SHAPE_LAG; i++)
        fit[i] = -0.1 * i;
    cr_assert_eq(gait_shape_peak(fit, &quality), -GAIT_SHAPE_LAG);
    for (int i = 0; i <= 2 * GAIT_SHAPE_LAG; i++)
        fit[i] = -0.5;
    cr_assert_leq(fabs(gait_shape_peak(fit, &quality)), GAIT_SHAPE_LAG);
    cr_assert_eq(quality, 0);
    for (int i = 0; i <= 2 * GAIT_SHAPE_LAG; i++)
        fit[i] = NAN;
    cr_assert_leq(fabs(gait_shape_peak(fit, &quality)), GAIT_SHAPE_LAG);
    cr_assert_eq(quality, 0);
}
