/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/autocorrelation.h>

#include <criterion/criterion.h>
#include <math.h>

#define N 400

static struct gait_autocorrelation signal;

/* A bump on each axis every `period` samples; nothing else. */
static void bumps(double period)
{
    for (int t = 0; t < N; t++) {
        double from = remainder(t - 20, period), bump = exp(-from * from / 18);
        signal.x[t][0] = (float)bump;
        signal.x[t][1] = (float)(-2 * bump * from / 3);
        signal.x[t][2] = (float)(5 + bump);
        signal.energy[t] = 0;
    }
}

static struct gait_lag peak(double near, double wide)
{
    return gait_autocorrelation_peak(&signal, 0, near, wide);
}

Test(autocorrelation, finds_the_period_between_samples_and_any_multiple_of_it)
{
    for (int i = 0; i < 40; i++) {
        double period = 60 + 0.37 * i;
        bumps(period);
        gait_autocorrelation_steepen(&signal, N, 3);
        for (int k = 1; k <= 4; k++) {
            struct gait_lag l = peak(k * period + 4, 8);
            cr_assert_float_eq(l.at, k * period, 0.03, "%d times %g: %g", k, period, l.at);
            cr_assert(l.like > 0.96f && l.like < 1.0001f && l.bend > 0, "%g", (double)l.like);
        }
    }
}

Test(autocorrelation, leaves_out_what_is_not_known)
{
    bumps(70);
    for (int t = 80; t < 120; t++)
        signal.energy[t] = -1;
    gait_autocorrelation_steepen(&signal, N, 3);
    cr_assert_float_eq(peak(70, 8).at, 70, 0.02);
    cr_assert_float_eq(peak(70, 8).like, 1, 1e-3);
    for (int t = 77; t < 120; t++)
        cr_assert_lt(signal.energy[t], 0, "%d", t);
}

Test(autocorrelation, half_a_period_away_there_is_nothing_alike)
{
    bumps(70);
    gait_autocorrelation_steepen(&signal, N, 3);
    cr_assert_lt(peak(35, 8).like, 0.1f);
}

Test(autocorrelation, has_no_peak_on_the_edge_of_the_search_nor_where_nothing_overlaps)
{
    bumps(70);
    gait_autocorrelation_steepen(&signal, N, 3);
    cr_assert_eq(peak(63, 4).at, 0);
    cr_assert_eq(peak(N + 20, 8).at, 0);
    cr_assert_eq(peak(0, 8).at <= 8, true);
    for (int t = 0; t < N; t++)
        signal.energy[t] = -1;
    gait_autocorrelation_steepen(&signal, N, 3);
    cr_assert_eq(peak(70, 8).like, 0);
    cr_assert_eq(signal.mean_energy, 0);
}

Test(autocorrelation, no_rotation_changes_it)
{
    struct help_random r = {5};
    for (int round = 0; round < 20; round++) {
        struct help_rotation q = help_rotation_random(&r);
        bumps(71.3);
        gait_autocorrelation_steepen(&signal, N, 3);
        struct gait_lag plain = peak(71, 8);
        bumps(71.3);
        for (int t = 0; t < N; t++)
            help_rotate(&q, signal.x[t], signal.x[t]);
        gait_autocorrelation_steepen(&signal, N, 3);
        cr_assert_float_eq(peak(71, 8).at, plain.at, 1e-3);
        cr_assert_float_eq(peak(71, 8).like, plain.like, 1e-4);
    }
}
