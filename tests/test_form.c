/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/drift.h>
#include <gait/form.h>

#include <criterion/criterion.h>
#include <math.h>

static struct gait_form *form;

static void setup(void)
{
    form = gait_form_new();
    cr_assert_not_null(form);
}

static void teardown(void)
{
    gait_form_free(form);
}

TestSuite(form, .init = setup, .fini = teardown);

/* Strides like real ones: a white part and a slow wander, of each leg on its own. */
struct how {
    double minutes, since_min; /* flat until then */
    double rise_g, left_g;     /* at the end: of both legs, of the left one more */
    double always_left_g;
    double clipped;
    int surface_minutes;
    double right_until_min; /* the right sensor falls silent */
};

static void run(struct help_random *r, const struct how *h)
{
    static const char *const surface[] = {"asphalt", "trail"};
    double slow[2] = {help_normal(r), help_normal(r)};
    for (int i = 0; i < (int)(h->minutes * 60 / 0.36); i++) {
        double t_min = i * 0.36 / 60, up = 0;
        int leg = i % 2, on = h->surface_minutes && (int)t_min / h->surface_minutes % 2;
        if (t_min > h->since_min)
            up = (t_min - h->since_min) / (h->minutes - h->since_min);
        slow[leg] = 0.95 * slow[leg] + sqrt(1 - 0.95 * 0.95) * help_normal(r);
        double noise = 0.7 * (sqrt(0.33) * slow[leg] + sqrt(0.67) * help_normal(r));
        double peak = 6.3 + noise + h->rise_g * up - on;
        if (leg == 0)
            peak += h->left_g * up + h->always_left_g;
        else if (h->right_until_min > 0 && t_min > h->right_until_min)
            continue;
        int64_t t_ns = INT64_C(7000000000) + llround(t_min * 60e9);
        enum gait_side side = leg == 0 ? GAIT_SIDE_LEFT : GAIT_SIDE_RIGHT;
        gait_form_add(form, t_ns, surface[on], GAIT_FORM_PEAK, side, peak,
                      help_uniform(r) < h->clipped);
        gait_form_add(form, t_ns, surface[on], GAIT_FORM_CONTACT, side, 240 + 7 * help_normal(r),
                      false);
        gait_form_add(form, t_ns, surface[on], GAIT_FORM_CADENCE, side, 166 + noise, false);
    }
}

static struct gait_form_result result(enum gait_form_figure figure)
{
    struct gait_form_result f = {0};
    cr_assert(gait_form_result(form, figure, &f));
    return f;
}

Test(form, a_left_leg_that_lands_harder_late_is_told_with_its_minute)
{
    struct help_random r = {1};
    run(&r, &(struct how){.minutes = 40, .since_min = 22, .left_g = 0.9});
    struct gait_form_result f = result(GAIT_FORM_PEAK_SIDES);
    double truth = 200 * 0.9 / (6.3 * 2 + 0.9);
    cr_assert(f.sure);
    cr_assert(f.low < truth && f.high > truth * 0.7, "%g: %g to %g", truth, f.low, f.high);
    cr_assert(f.since_low_min <= 22 && f.since_high_min >= 22, "%g to %g", f.since_low_min,
              f.since_high_min);
    cr_assert_float_eq(f.since_min, 22, 6);
    cr_assert_not(result(GAIT_FORM_CADENCE).sure);
    cr_assert_not(result(GAIT_FORM_CONTACT_SIDES).sure);
}

Test(form, a_left_leg_that_always_lands_harder_is_a_level_and_no_drift)
{
    struct help_random r = {2};
    run(&r, &(struct how){.minutes = 20, .always_left_g = 0.63});
    struct gait_form_result f = result(GAIT_FORM_PEAK_SIDES);
    double truth = 200 * 0.63 / (6.3 * 2 + 0.63);
    cr_assert(f.mean_low < truth && truth < f.mean_high, "%g to %g", f.mean_low, f.mean_high);
    cr_assert_lt(f.mean_high - f.mean_low, 9, "%g to %g", f.mean_low, f.mean_high);
    cr_assert_not(f.sure);
    cr_assert(isnan(f.since_min));
}

Test(form, without_drift_one_run_in_twenty_at_most_is_said_to_have_any)
{
    static const struct how how[] = {
        {.minutes = 30}, {.minutes = 8}, {.minutes = 60, .surface_minutes = 5}};
    for (size_t i = 0; i < 3; i++) {
        struct help_random r = {40 + i};
        int wrong = 0, rounds = 200;
        for (int k = 0; k < rounds; k++) {
            bool any = false;
            gait_form_reset(form);
            run(&r, &how[i]);
            for (int m = 0; m < GAIT_FORM_FIGURES; m++) {
                struct gait_form_result f;
                any |= gait_form_result(form, (enum gait_form_figure)m, &f) && f.sure;
            }
            wrong += any;
        }
        cr_assert_leq(wrong, 10, "case %d: %d of %d", (int)i, wrong, rounds);
    }
}

/* The right sensor stops early, and blocks of two surfaces take turns. */
Test(form, it_says_of_the_same_strides_what_the_drift_of_the_session_says)
{
    struct help_random r = {8};
    struct gait_drift *drift = gait_drift_new();
    struct gait_event e = {0};
    for (int i = 0; i < 3000; i++) {
        const char *on = i / 200 % 2 ? "trail" : "asphalt";
        int64_t t_ns = INT64_C(3000000000) + (int64_t)i * 360000000;
        double ms = 240 + 3 * help_normal(&r) + 6e-3 * i;
        if (i % 2 == 0)
            gait_drift_add(drift, t_ns, on, GAIT_MEASURE_CONTACT, ms, false);
        if (i % 2 == 0 || i < 2000)
            gait_form_add(form, t_ns, on, GAIT_FORM_CONTACT,
                          i % 2 ? GAIT_SIDE_RIGHT : GAIT_SIDE_LEFT, ms, false);
    }
    cr_assert(gait_drift_result(drift, GAIT_MEASURE_CONTACT, &e));
    struct gait_form_result f = result(GAIT_FORM_CONTACT);
    cr_expect_float_eq(f.change, e.u.drift.change, 0.05);
    cr_expect_float_eq(f.low, e.u.drift.ci95_low, 0.05);
    cr_expect_float_eq(f.high, e.u.drift.ci95_high, 0.05);
    cr_expect(f.sure && e.u.drift.verdict == GAIT_VERDICT_HIGHER);
    gait_drift_free(drift);
}

Test(form, a_sensor_that_falls_silent_moves_nothing)
{
    struct help_random r = {3};
    run(&r, &(struct how){.minutes = 30, .always_left_g = 2, .right_until_min = 15});
    cr_assert_not(result(GAIT_FORM_PEAK).sure);
    cr_assert_eq(result(GAIT_FORM_PEAK).minutes, 30);
    cr_assert_eq(result(GAIT_FORM_PEAK_SIDES).minutes, 15);
}

Test(form, one_leg_alone_has_no_asymmetry_and_five_minutes_no_drift)
{
    struct help_random r = {4};
    struct gait_form_result f;
    run(&r, &(struct how){.minutes = 30, .right_until_min = 0.01});
    cr_assert_not(gait_form_result(form, GAIT_FORM_PEAK_SIDES, &f));
    cr_assert_not(gait_form_result(form, GAIT_FORM_ATTENUATION, &f));
    gait_form_reset(form);
    run(&r, &(struct how){.minutes = 4.9});
    cr_assert_not(gait_form_result(form, GAIT_FORM_PEAK, &f));
}

Test(form, clipped_peaks_tell_no_change_but_cadence_does)
{
    struct help_random r = {5};
    run(&r, &(struct how){.minutes = 20, .rise_g = 3, .clipped = 0.3});
    cr_assert(result(GAIT_FORM_PEAK).clipped);
    cr_assert(isnan(result(GAIT_FORM_PEAK).change));
    cr_assert_not(result(GAIT_FORM_CADENCE).clipped);
}

Test(form, a_day_long_run_has_its_blocks_joined_and_the_same_change)
{
    struct help_random r = {7};
    run(&r, &(struct how){.minutes = 600, .rise_g = 0.8});
    struct gait_form_result f = result(GAIT_FORM_PEAK);
    cr_assert_float_eq(f.change, 0.8, 0.15);
    cr_assert(f.sure && f.since_low_min == 0, "%g %g %g", f.change, f.since_min, f.since_low_min);
}
