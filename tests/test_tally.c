/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/tally.h>

#include <criterion/criterion.h>
#include <math.h>

static struct gait_tally tally;

Test(tally, percentiles_are_within_a_quarter_percent)
{
    for (int m = 0; m < GAIT_MEASURES; m++) {
        tally = (struct gait_tally){0};
        double sign = m == GAIT_MEASURE_ATTENUATION ? -1 : 1;
        for (int i = 0; i <= 2000; i++)
            gait_tally_add(&tally, (enum gait_measure)m, sign * (5 + i * 0.005), true);
        for (int k = 1; k < 20; k++) {
            double p = k / 20.0, truth = sign > 0 ? 5 + p * 10 : -15 + p * 10;
            double got = gait_tally_percentile(&tally, (enum gait_measure)m, p);
            double limit = sign > 0 ? 0.0025 * truth + 0.005 : 0.025 + 0.005;
            cr_assert_float_eq(got, truth, limit, "%s p %g: %g, truth %g",
                               gait_measure_name((enum gait_measure)m), p, got, truth);
        }
    }
}

Test(tally, moments_match_two_passes)
{
    tally = (struct gait_tally){0};
    for (int i = 0; i < 1000; i++)
        gait_tally_add(&tally, GAIT_MEASURE_PEAK, 1e6 + i % 10, true);
    cr_assert_float_eq(tally.mean, 1e6 + 4.5, 1e-9);
    cr_assert_float_eq(tally.m2 / 1000, 8.25, 1e-6);
}

Test(tally, ends_of_the_histogram_are_the_extremes)
{
    tally = (struct gait_tally){0};
    cr_assert(isnan(gait_tally_percentile(&tally, GAIT_MEASURE_PEAK, 0.5)));
    gait_tally_add(&tally, GAIT_MEASURE_PEAK, -3, true);
    gait_tally_add(&tally, GAIT_MEASURE_PEAK, 0, true);
    gait_tally_add(&tally, GAIT_MEASURE_PEAK, 1e30, true);
    gait_tally_add(&tally, GAIT_MEASURE_PEAK, 7, false);
    cr_assert_eq(gait_tally_percentile(&tally, GAIT_MEASURE_PEAK, 0.05), -3);
    cr_assert_eq(gait_tally_percentile(&tally, GAIT_MEASURE_PEAK, 0.95), 1e30);
    cr_assert_eq(tally.n, 4);
    cr_assert_eq(tally.clean, 3);
}
