/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/curve.h>

#include <criterion/criterion.h>
#include <math.h>

static double parabola(int64_t t, int axis)
{
    double x = 1e-7 * (double)t;
    return 3 + axis - 2 * x + (0.5 + axis) * x * x;
}

static struct gait_curve_point point(int64_t t, double (*f)(int64_t, int))
{
    struct gait_curve_point p = {.t = t};
    for (int i = 0; i < GAIT_CURVE_AXES; i++)
        p.v[i] = (float)f(t, i);
    return p;
}

Test(curve, a_parabola_through_samples_at_any_times_stays_one)
{
    static const int64_t t[][4] = {{0, 10000000, 20000000, 30000000},
                                   {-5000000, 1000000, 9000000, 30000000},
                                   {0, 20000000, 24000000, 50000000}};
    for (int j = 0; j < 3; j++) {
        struct gait_curve_point a = point(t[j][0], parabola), d = point(t[j][3], parabola);
        struct gait_curve_piece p = {.from = point(t[j][1], parabola),
                                     .to = point(t[j][2], parabola)};
        gait_curve_slope(&a, &p.from, &p.to, p.slope_from);
        gait_curve_slope(&p.from, &p.to, &d, p.slope_to);
        for (int64_t x = p.from.t; x <= p.to.t; x += (p.to.t - p.from.t) / 10) {
            float v[GAIT_CURVE_AXES];
            gait_curve_at(&p, x, v);
            for (int i = 0; i < GAIT_CURVE_AXES; i++)
                cr_assert_float_eq((double)v[i], parabola(x, i), 1e-4, "times %d, axis %d", j, i);
        }
    }
}

Test(curve, samples_that_are_stamped_at_once_make_no_spike)
{
    const struct gait_curve_point a = {.t = 0, .v = {1}}, b = {.t = 40000000, .v = {2}},
                                  c = {.t = 40000001, .v = {9}}, d = {.t = 80000000, .v = {4}};
    struct gait_curve_piece before = {.from = a, .to = b}, after = {.from = c, .to = d};
    gait_curve_line(&a, &b, before.slope_from);
    gait_curve_slope(&a, &b, &c, before.slope_to);
    gait_curve_slope(&b, &c, &d, after.slope_from);
    gait_curve_line(&c, &d, after.slope_to);
    for (int64_t x = 0; x <= 40000000; x += 5000000) {
        float v[GAIT_CURVE_AXES], w[GAIT_CURVE_AXES];
        gait_curve_at(&before, x, v);
        gait_curve_at(&after, 40000001 + x * 39 / 40, w);
        cr_assert(v[0] >= 1 && v[0] <= 2 && w[0] >= 4 && w[0] <= 9, "%g, %g", (double)v[0],
                  (double)w[0]);
    }
}

Test(curve, the_ends_are_the_samples_to_the_bit)
{
    struct gait_curve_piece p = {.from = {.t = 3, .v = {0.1f, 1e6f, -3e-7f}},
                                 .to = {.t = 5000003, .v = {-77.7f, 0.3f, 1e-9f}},
                                 .slope_from = {1e-6, 2, -3},
                                 .slope_to = {5, -1e-7, 2}};
    float v[GAIT_CURVE_AXES];
    gait_curve_at(&p, p.from.t, v);
    cr_assert_arr_eq(v, p.from.v, sizeof v);
    gait_curve_at(&p, p.to.t, v);
    cr_assert_arr_eq(v, p.to.v, sizeof v);
    gait_curve_straight(&p.from, &p.to, p.from.t, v);
    cr_assert_arr_eq(v, p.from.v, sizeof v);
}

Test(curve, straight_is_the_line_between_them)
{
    struct gait_curve_point a = {.t = 0, .v = {1}}, b = {.t = 1000, .v = {3}};
    float v[GAIT_CURVE_AXES];
    gait_curve_straight(&a, &b, 250, v);
    cr_assert_float_eq((double)v[0], 1.5, 1e-6);
    double slope[GAIT_CURVE_AXES];
    gait_curve_line(&a, &b, slope);
    cr_assert_float_eq(slope[0], 0.002, 1e-12);
}
