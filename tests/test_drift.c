/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/drift.h>

#include <criterion/criterion.h>
#include <math.h>

static struct gait_drift *drift;

static void setup(void)
{
    drift = gait_drift_new();
    cr_assert_not_null(drift);
}

static void teardown(void)
{
    gait_drift_free(drift);
}

TestSuite(drift, .init = setup, .fini = teardown);

struct how {
    double minutes, change, alike, sd; /* alike: correlation from stride to stride */
    double slow;                       /* sd of what wanders over minutes */
    int surface_minutes;               /* of each of two in turn; 0: one only */
    double softer;                     /* on the second */
    double clipped;                    /* share */
};

static void run(struct help_random *r, const struct how *h)
{
    static const char *const surface[] = {"asphalt", "trail"};
    double noise = 0, wander = 0;
    int n = (int)(h->minutes * 60 / 0.72);
    for (int i = 0; i < n; i++) {
        double t_s = i * 0.72;
        int on = h->surface_minutes && (int)(t_s / 60) / h->surface_minutes % 2;
        noise = h->alike * noise + sqrt(1 - h->alike * h->alike) * help_normal(r);
        wander = 0.99 * wander + sqrt(1 - 0.99 * 0.99) * help_normal(r); /* 72 s */
        double value = 8 + h->change * i / n - on * h->softer + h->sd * noise + h->slow * wander;
        gait_drift_add(drift, INT64_C(5000000000) + llround(t_s * 1e9), surface[on],
                       GAIT_MEASURE_PEAK, value, help_uniform(r) < h->clipped);
    }
}

static struct gait_event result(void)
{
    struct gait_event e = {0};
    cr_assert(gait_drift_result(drift, GAIT_MEASURE_PEAK, &e));
    cr_assert_eq(e.kind, GAIT_EVENT_DRIFT);
    return e;
}

Test(drift, a_change_that_was_put_in_is_found_with_its_start)
{
    struct help_random r = {1};
    run(&r, &(struct how){.minutes = 30, .change = 0.8, .alike = 0.5, .sd = 0.5});
    struct gait_event e = result();
    cr_assert_float_eq(e.u.drift.change, 0.8, 0.15);
    cr_assert_float_eq(e.u.drift.start, 8, 0.1);
    cr_assert(e.u.drift.ci95_low > 0.4 && e.u.drift.ci95_high < 1.2);
    cr_assert_eq(e.u.drift.verdict, GAIT_VERDICT_HIGHER);
    cr_assert_float_eq(e.u.drift.minutes, 30, 0.01);
    cr_assert_eq(e.u.drift.surfaces, 1);
    cr_assert_eq(e.u.drift.n, 2500);
}

Test(drift, without_change_the_interval_misses_zero_one_time_in_twenty)
{
    static const struct how how[] = {
        {.minutes = 6, .alike = 0.5, .sd = 0.5},
        {.minutes = 30, .alike = 0, .sd = 0.5},
        {.minutes = 30, .alike = 0.95, .sd = 0.5},
        {.minutes = 30, .alike = 0.3, .sd = 0.5, .slow = 0.3},
        {.minutes = 60, .alike = 0.3, .sd = 0.5, .slow = 0.3, .surface_minutes = 5, .softer = 2},
    };
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        struct help_random r = {100 + i};
        int missed = 0, rounds = 400;
        for (int k = 0; k < rounds; k++) {
            gait_drift_reset(drift);
            run(&r, &how[i]);
            missed += result().u.drift.verdict != GAIT_VERDICT_NONE;
        }
        cr_assert_leq(missed, rounds * 8 / 100, "case %d: %d of %d", (int)i, missed, rounds);
    }
}

Test(drift, a_softer_surface_that_comes_late_is_no_drift)
{
    struct help_random r = {7};
    run(&r,
        &(struct how){.minutes = 30, .alike = 0.3, .sd = 0.5, .surface_minutes = 15, .softer = 2});
    struct gait_event e = result();
    cr_assert_eq(e.u.drift.surfaces, 2);
    cr_assert_lt(fabs(e.u.drift.change), 0.4, "%g", e.u.drift.change);
    cr_assert_eq(e.u.drift.verdict, GAIT_VERDICT_NONE);
}

Test(drift, five_minutes_say_nothing)
{
    struct help_random r = {2};
    struct gait_event e;
    cr_assert_not(gait_drift_result(drift, GAIT_MEASURE_PEAK, &e));
    run(&r, &(struct how){.minutes = 4.9, .change = 3, .sd = 0.1});
    cr_assert_not(gait_drift_result(drift, GAIT_MEASURE_PEAK, &e));
    gait_drift_add(drift, 1, "asphalt", GAIT_MEASURE_RISE, NAN, false);
    cr_assert_not(gait_drift_result(drift, GAIT_MEASURE_RISE, &e));
}

Test(drift, a_day_long_run_has_its_blocks_joined_and_the_same_change)
{
    struct help_random r = {3};
    run(&r, &(struct how){.minutes = 1440, .change = 0.8, .alike = 0.5, .sd = 0.5});
    struct gait_event e = result();
    cr_assert_float_eq(e.u.drift.change, 0.8, 0.05);
    cr_assert_float_eq(e.u.drift.minutes, 1440, 16);
}

Test(drift, where_the_range_cut_off_many_peaks_there_is_no_change_to_tell)
{
    struct help_random r = {4};
    run(&r, &(struct how){.minutes = 10, .change = 3, .sd = 0.5, .clipped = 0.3});
    struct gait_event e = result();
    cr_assert_eq(e.u.drift.verdict, GAIT_VERDICT_NOT_COMPARABLE);
    cr_assert(isnan(e.u.drift.change));
}

Test(drift, surfaces_in_quick_turn_and_more_than_it_can_tell_apart_do_no_harm)
{
    char name[] = "a";
    struct gait_event e;
    for (int i = 0; i < 200000; i++) {
        name[0] = (char)('a' + i % 20);
        gait_drift_add(drift, (int64_t)i * 30000000000, name, GAIT_MEASURE_PEAK, i, false);
    }
    gait_drift_result(drift, GAIT_MEASURE_PEAK, &e);
}

Test(drift, a_perfect_line_has_no_width)
{
    for (int i = 0; i < 1000; i++)
        gait_drift_add(drift, (int64_t)i * 720000000, "track", GAIT_MEASURE_PEAK, i, false);
    struct gait_event e = result();
    cr_assert_float_eq(e.u.drift.change, 999, 1e-6);
    cr_assert_lt(e.u.drift.ci95_high - e.u.drift.ci95_low, 1e-3);
}
