/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_session.h"

#include <gait/session.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(session_compare, .init = help_session_begin, .fini = help_session_end);

/* Surface b against a in one measure; false where there is no such comparison. */
static bool compare(const char *a, const char *b, enum gait_measure measure, struct gait_event *ret)
{
    struct gait_event e[GAIT_MEASURES];
    int n = gait_session_compare_all(help_session, a, b, e);
    for (int i = 0; i < n; i++)
        if (e[i].u.comparison.measure == measure) {
            *ret = e[i];
            return true;
        }
    return false;
}

/* A trunk alone has no limb's peak: its own stands for itself. */
Test(session_compare, the_backs_peak_is_primary_where_there_is_no_limb)
{
    int64_t t = 0;
    for (int k = 0; k < 4; k++) {
        gait_session_mark(help_session, t, k % 2 ? "trail" : "asphalt");
        help_session_run(&t, 20, 3, GAIT_SACRUM);
    }
    struct gait_event e;
    int compared = 0;
    while (gait_session_result(help_session, &e))
        if (e.kind == GAIT_EVENT_COMPARISON) {
            cr_expect_eq(e.u.comparison.primary, e.u.comparison.measure == GAIT_MEASURE_BACK_PEAK);
            compared++;
        }
    cr_expect_eq(compared, 4);
}

Test(session_compare, any_two_surfaces_can_be_compared)
{
    static const char *const names[] = {"asphalt", "trail", "grass"};
    struct gait_event e;
    int64_t t = 0;
    for (int k = 0; k < 12; k++) {
        gait_session_mark(help_session, t, names[k % 3]);
        for (int i = 0; i < 20; i++)
            help_session_run(&t, 1, (float)(6 + k % 3 + (i % 2 ? 0.1 : -0.1)), GAIT_SHANK_LEFT);
    }
    cr_assert(compare("trail", "grass", GAIT_MEASURE_PEAK, &e));
    cr_expect_float_eq(e.u.comparison.difference, 1, 0.05);
    cr_expect_str_eq(e.u.comparison.b, "grass");
    cr_expect_str_eq(e.runner, "ann");
    cr_assert(compare("grass", "asphalt", GAIT_MEASURE_PEAK, &e));
    cr_expect_float_eq(e.u.comparison.difference, -2, 0.05);
    cr_expect_not(compare("grass", "moon", GAIT_MEASURE_PEAK, &e));
    cr_expect_not(compare("grass", "grass", GAIT_MEASURE_PEAK, &e));
    cr_expect_not(compare("grass", "trail", GAIT_MEASURE_BACK_PEAK, &e));
}

/* 600 strides, looked at after every one. */
Test(session_compare, so_far_says_the_primary_measure_every_30_strides_and_the_others_in_turn)
{
    struct gait_event e;
    int64_t t = 0;
    int said[GAIT_MEASURES] = {0}, first = 0;
    double widest = 0;
    for (int i = 0; i < 600; i++) {
        if (i % 75 == 0)
            gait_session_mark(help_session, t, i / 75 % 2 ? "trail" : "asphalt");
        help_session_run(&t, 1, (float)(6 + (i / 75 % 2) + (i * 7 % 10) * 0.05), GAIT_SHANK_LEFT);
        if (!gait_session_so_far(help_session, &e))
            continue;
        first = first ? first : i;
        cr_assert(e.kind == GAIT_EVENT_COMPARISON && e.u.comparison.so_far);
        cr_assert_neq(e.u.comparison.verdict, GAIT_VERDICT_TOO_FEW);
        said[e.u.comparison.measure]++;
        if (e.u.comparison.measure == GAIT_MEASURE_PEAK)
            widest = e.u.comparison.ci95_high - e.u.comparison.ci95_low;
        cr_assert_str_eq(e.runner, "ann");
    }
    cr_expect(first > 75 && first < 175, "first at stride %d", first);
    cr_expect(said[GAIT_MEASURE_PEAK] >= 10 && said[GAIT_MEASURE_PEAK] <= 30, "%d times",
              said[GAIT_MEASURE_PEAK]);
    for (int m = 1; m < GAIT_MEASURE_BACK_PEAK; m++)
        cr_expect(said[m] >= 2 && said[m] <= said[GAIT_MEASURE_PEAK] / 2, "measure %d: %d times", m,
                  said[m]);
    cr_assert(compare("asphalt", "trail", GAIT_MEASURE_PEAK, &e));
    double plain = e.u.comparison.ci95_high - e.u.comparison.ci95_low;
    cr_expect(widest > 1.3 * plain, "%g, at the end %g", widest, plain);
}
