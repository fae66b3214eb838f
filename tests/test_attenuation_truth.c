/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attenuation of the synthetic runner against that of its own motion at 4 kHz. */
#include "tests/help_lab.h"

#include <gait/align.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

enum { WARM_UP = 3 };

static double mean_db(const struct help_lab *l, double *ret_truth)
{
    double got = 0, truth = 0;
    int n = 0;
    for (int i = WARM_UP; i < l->strides - 1; i++) {
        const struct help_lab_stride *s = &l->stride[i];
        if (isnan(s->is.u.step.stance.attenuation_db))
            continue;
        got += (double)s->is.u.step.stance.attenuation_db;
        truth += s->attenuation_db;
        n++;
    }
    if (ret_truth)
        *ret_truth = truth / n;
    return got / n;
}

static double measure(double speed_ms, double late_s, double sd_s, double *ret_truth)
{
    struct help_lab *l = help_lab_new(&(struct help_lab_settings){.seed = 61,
                                                                  .seconds = 16,
                                                                  .speed_ms = speed_ms,
                                                                  .trunk_late_s = late_s,
                                                                  .clock_sd_s = sd_s});
    double db = mean_db(l, ret_truth);
    help_lab_free(l);
    return db;
}

Test(attenuation_truth, an_offset_within_the_limit_moves_it_by_half_a_db_at_speeds_of_long_runs)
{
    static const double speed[] = {2.5, 2.9, 3.3};
    for (size_t i = 0; i < sizeof speed / sizeof *speed; i++) {
        double plain = measure(speed[i], 0, 0, NULL);
        for (int sign = -1; sign <= 1; sign += 2) {
            double moved = measure(speed[i], sign * GAIT_ALIGN_CLOCK_S, 0, NULL);
            cr_assert_lt(fabs(moved - plain), 0.55, "%g m/s: %.2f dB", speed[i], moved - plain);
        }
    }
}

Test(attenuation_truth, an_offset_beyond_three_times_the_limit_moves_it_by_more_than_that)
{
    double plain = measure(3.3, 0, 0, NULL), moved = measure(3.3, 3 * GAIT_ALIGN_CLOCK_S, 0, NULL);
    cr_assert_gt(fabs(moved - plain), 0.5, "%.2f dB: then the limit is too strict", moved - plain);
}

Test(attenuation_truth, clocks_not_known_well_enough_give_none)
{
    cr_assert(isfinite(measure(2.9, 0, 0.001, NULL)));
    cr_assert(isnan(measure(2.9, 0, 0.002, NULL)));
}

/* Off by what the stance is off: contacts of the synthetic shank are early. */
Test(attenuation_truth, is_right_to_a_db_up_to_3_3_metres_a_second)
{
    static const double speed[] = {2.5, 2.9, 3.3};
    for (size_t i = 0; i < sizeof speed / sizeof *speed; i++) {
        double truth, got = measure(speed[i], 0, 0, &truth);
        cr_assert_float_eq(got, truth, 1, "%g m/s: %.2f dB instead of %.2f", speed[i], got, truth);
    }
}
