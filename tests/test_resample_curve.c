/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the curve between the samples of a slow sensor is worth. */
#include "tests/help_grid.h"

#include <gait/resample.h>

#include <criterion/criterion.h>
#include <math.h>

#define PI 3.14159265358979323846
#define NS 1000000000

/* Root mean square of what is left of a tone of amplitude 1, over the whole range of its phase. */
static double error_of_tone(double hz, double rate_hz, int64_t jitter_ns)
{
    double sum = 0;
    struct gait_resample *r = help_grid_fresh(0, rate_hz);
    for (int i = 0; i < 20 * rate_hz; i++) {
        int64_t t_ns = llround(1e9 * i / rate_hz) + (i * 7919 % 1000 - 500) * jitter_ns / 500;
        struct gait_sample s = help_grid_sample(t_ns, sin(2 * PI * hz * 1e-9 * (double)t_ns));
        help_grid_feed(r, &s);
    }
    for (int i = 50; i < grid.n; i++) {
        double e =
            grid.tick[i].a_ms2[0] - sin(2 * PI * hz * (double)grid.tick[i].index / GAIT_GRID_HZ);
        sum += e * e / (grid.n - 50);
    }
    gait_resample_free(r);
    return sqrt(sum);
}

Test(resample_curve, a_tone_of_a_fifth_of_the_rate_keeps_its_shape)
{
    static const double rate_hz[] = {90, 100, 128, 142.857143, 190};
    for (int i = 0; i < 5; i++) {
        double slow = error_of_tone(rate_hz[i] / 10, rate_hz[i], 0),
               fast = error_of_tone(rate_hz[i] / 5, rate_hz[i], 0);
        double jittered = error_of_tone(rate_hz[i] / 5, rate_hz[i], 2000000);
        cr_log_info(
            "%g Hz: off by %.4f at a tenth of the rate, %.4f at a fifth, %.4f with 2 ms of jitter",
            rate_hz[i], slow, fast, jittered);
        cr_assert_lt(slow, 0.008, "%g Hz: %g", rate_hz[i], slow);
        cr_assert_lt(fast, 0.07, "%g Hz: %g", rate_hz[i], fast);
        cr_assert_lt(jittered, 0.12, "%g Hz: %g", rate_hz[i], jittered);
    }
}

Test(resample_curve, a_step_is_overshot_by_an_eighth_at_most)
{
    struct gait_resample *r = help_grid_fresh(0, 77);
    for (int i = 0; i < 400; i++) {
        struct gait_sample s = help_grid_sample((int64_t)i * NS / 77, i / 50 % 2 * 8);
        help_grid_feed(r, &s);
    }
    for (int i = 0; i < grid.n; i++)
        cr_assert(grid.tick[i].a_ms2[0] >= -1 && grid.tick[i].a_ms2[0] <= 9, "tick %d: %g", i,
                  (double)grid.tick[i].a_ms2[0]);
    gait_resample_free(r);
}

Test(resample_curve, a_hole_is_bridged_by_a_straight_line)
{
    struct gait_resample *r = help_grid_fresh(0, 100);
    for (int i = 0; i < 100; i++) {
        struct gait_sample s = help_grid_sample((int64_t)i * NS / 100, i < 50 ? i * i : 0);
        if (i != 50 && i != 51)
            help_grid_feed(r, &s);
    }
    double from = grid.tick[98].a_ms2[0], to = grid.tick[104].a_ms2[0];
    cr_assert_eq(from, 49 * 49);
    cr_assert_eq(to, 0);
    for (int i = 99; i < 104; i++) {
        cr_assert_eq(grid.tick[i].flags, GAIT_GRID_BRIDGED);
        cr_assert_float_eq(grid.tick[i].a_ms2[0], from + (i - 98) * (to - from) / 6, 1e-2);
    }
    gait_resample_free(r);
}
