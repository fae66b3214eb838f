/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/recent.h>

#include <criterion/criterion.h>
#include <math.h>

static struct gait_recent recent;
static int64_t now_ns;

static struct gait_spread add(const char *surface, float value)
{
    now_ns += 700000000;
    return gait_recent_add(&recent, now_ns, surface, value);
}

static void setup(void)
{
    gait_recent_reset(&recent);
    now_ns = 1000;
}

TestSuite(recent, .init = setup);

Test(recent, nine_values_make_no_figure_and_ten_do)
{
    for (int i = 0; i < 9; i++) {
        struct gait_spread s = add("track", (float)i);
        cr_assert(isnan(s.mean) && isnan(s.sd));
        cr_assert_eq(s.n, (uint32_t)i + 1);
    }
    struct gait_spread s = add("track", 9);
    cr_assert_float_eq(s.mean, 4.5, 1e-6);
    cr_assert_float_eq(s.sd, 3.02765, 1e-5);
    cr_assert_eq(s.n, 10);
}

Test(recent, always_of_the_last_ten)
{
    for (int i = 0; i < 1000; i++) {
        struct gait_spread s = add("track", (float)i);
        if (i >= 9)
            cr_assert_float_eq(s.mean, i - 4.5, 1e-3, "after %d: %g", i, (double)s.mean);
    }
}

Test(recent, what_was_not_measured_is_not_taken_in)
{
    for (int i = 0; i < 9; i++)
        add("track", 1);
    cr_assert(isnan(add("track", NAN).mean));
    cr_assert_float_eq(add("track", 1).mean, 1, 1e-6);
    cr_assert_float_eq(add("track", NAN).mean, 1, 1e-6, "the last ten are still there");
}

Test(recent, another_surface_or_a_break_starts_over)
{
    for (int i = 0; i < 20; i++)
        add("track", 1);
    cr_assert_eq(add("trail", 2).n, 1);
    for (int i = 0; i < 20; i++)
        add("trail", 2);
    now_ns += INT64_C(31000000000);
    cr_assert_eq(add("trail", 2).n, 1);
}
