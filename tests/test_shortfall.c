/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/shortfall.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

Test(shortfall, a_sensor_fast_and_wide_enough_has_none)
{
    static const enum gait_segment_kind kind[] = {GAIT_KIND_SHANK, GAIT_KIND_SHANK, GAIT_KIND_FOOT,
                                                  GAIT_KIND_TRUNK, GAIT_KIND_SHANK};
    static const double rate[] = {199, 1600, 500, 50, 0};
    for (size_t i = 0; i < sizeof rate / sizeof *rate; i++) {
        struct gait_shortfall s = gait_shortfall(kind[i], rate[i], 100, 0);
        cr_assert(isnan(s.low_g));
        cr_assert_eq(s.clipped, 0);
        cr_assert_str_empty(s.why, "%g Hz: %s", rate[i], s.why);
    }
    cr_assert(isnan(gait_shortfall(GAIT_KIND_SHANK, 400, 0, 0).clipped), "no landing yet");
}

Test(shortfall, a_shank_at_102_hz_reads_low_by_the_published_figure_and_less_at_higher_rates)
{
    struct gait_shortfall s = gait_shortfall(GAIT_KIND_SHANK, 102, 10, 0);
    cr_assert(s.low_g > 0.5f && s.low_g < 1.4f, "%g g", (double)s.low_g);
    cr_assert(strstr(s.why, "199 Hz"));
    float before = s.low_g;
    for (double rate = 110; rate < 198; rate += 10) {
        s = gait_shortfall(GAIT_KIND_SHANK, rate, 10, 0);
        cr_assert(s.low_g > 0 && s.low_g < before);
        before = s.low_g;
    }
}

Test(shortfall, a_slow_foot_says_so_without_a_figure)
{
    struct gait_shortfall s = gait_shortfall(GAIT_KIND_FOOT, 100, 10, 0);
    cr_assert(isnan(s.low_g));
    cr_assert(strstr(s.why, "500 Hz"));
}

Test(shortfall, clipped_landings_are_counted_and_said_after_the_rate)
{
    struct gait_shortfall s = gait_shortfall(GAIT_KIND_SHANK, 142.9, 50, 42);
    cr_assert_float_eq(s.clipped, 0.84, 1e-6);
    cr_assert(strstr(s.why, "199 Hz") && strstr(s.why, "range"), "%s", s.why);
    cr_assert_lt(strlen(s.why), sizeof s.why - 1);
}
