/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/impact.h>

#include <criterion/criterion.h>
#include <math.h>

#define STEP_NS 5000000
#define G 9.80665f

static const float up[3] = {0, 0, 1};
static const int64_t contact_ns = 1000000000;

/* Two seconds at 200 Hz of rest, with a sample of `at_ns` set to (x, z) g, and one lost just before
 * lost_ns. */
static struct gait_history *history(int64_t origin, int64_t at_ns, float x_g, float z_g,
                                    int64_t lost_ns, uint32_t lost)
{
    struct gait_history *h = gait_history_new(256, 1024);
    cr_assert_not_null(h);
    for (int i = 0; i < 400; i++) {
        int64_t t = (int64_t)i * STEP_NS;
        struct gait_sample s = {.t_ns = origin + t, .a_ms2 = {0, 0, G}};
        if (t == lost_ns - STEP_NS && lost == 1)
            continue;
        if (t == lost_ns)
            s.lost = lost;
        if (t == at_ns) {
            s.a_ms2[0] = x_g * G;
            s.a_ms2[2] = z_g * G;
        }
        gait_history_push_sample(h, &s);
    }
    return h;
}

static struct gait_impact measure_at(int64_t at_ns, float x_g, float z_g, float range_g,
                                     int64_t lost_ns, uint32_t lost)
{
    struct gait_history *h = history(0, at_ns, x_g, z_g, lost_ns, lost);
    struct gait_impact got;
    gait_impact_measure(h, contact_ns, up, range_g, &got);
    gait_history_free(h);
    return got;
}

Test(impact, peak_axial_and_rise_of_a_known_spike_are_exact)
{
    struct gait_impact got = measure_at(contact_ns + 20000000, 3, 4, 16, 0, 0);
    cr_assert_float_eq(got.peak_g, 5, 1e-5);
    cr_assert_float_eq(got.axial_g, 4, 1e-5);
    cr_assert_float_eq(got.rise_gps, 3 / 0.005, 0.01);
    cr_assert_not(got.clipped);
    cr_assert_not(got.gap);
}

Test(impact, without_up_the_rise_is_of_the_resultant_and_axial_is_not_measured)
{
    struct gait_history *h = history(0, contact_ns + 20000000, 3, 4, 0, 0);
    struct gait_impact got;
    gait_impact_measure(h, contact_ns, NULL, 16, &got);
    cr_assert_float_eq(got.peak_g, 5, 1e-5);
    cr_assert(isnan(got.axial_g));
    cr_assert_float_eq(got.rise_gps, 4 / 0.005, 0.01);
    gait_history_free(h);
}

Test(impact, the_window_runs_from_10_ms_before_to_75_ms_after_both_ends_in_it)
{
    cr_assert_float_eq(measure_at(contact_ns - 15000000, 0, 8, 16, 0, 0).peak_g, 1, 1e-5);
    cr_assert_float_eq(measure_at(contact_ns - 10000000, 0, 8, 16, 0, 0).peak_g, 8, 1e-5);
    cr_assert_float_eq(measure_at(contact_ns + 75000000, 0, 8, 16, 0, 0).peak_g, 8, 1e-5);
    cr_assert_float_eq(measure_at(contact_ns + 80000000, 0, 8, 16, 0, 0).peak_g, 1, 1e-5);
}

Test(impact, a_railed_sample_in_the_window_says_clipped_whatever_its_sign_and_outside_does_not)
{
    cr_assert(measure_at(contact_ns + 20000000, 0, 8, 8, 0, 0).clipped);
    cr_assert(measure_at(contact_ns + 20000000, -8, 1, 8, 0, 0).clipped);
    cr_assert(measure_at(contact_ns + 75000000, 7.97f, 1, 8, 0, 0).clipped);
    cr_assert_not(measure_at(contact_ns + 20000000, 7.9f, 1, 8, 0, 0).clipped);
    cr_assert_not(measure_at(contact_ns + 80000000, 0, 8, 8, 0, 0).clipped);
    cr_assert_not(measure_at(contact_ns + 20000000, 0, 8, 0, 0, 0).clipped, "range unknown");
    cr_assert_not(measure_at(contact_ns + 20000000, 6, 6, 8, 0, 0).clipped,
                  "resultant over, no axis on the rail");
}

Test(impact, a_sample_lost_in_the_window_is_a_gap_without_peaks)
{
    for (int ms = -5; ms <= 80; ms += 5) {
        int64_t after = contact_ns + ms * 1000000LL; /* the one lost is 5 ms earlier */
        struct gait_impact got = measure_at(contact_ns + 40000000, 0, 8, 8, after, 1);
        cr_assert(got.gap, "lost at %d ms", ms - 5);
        cr_assert(isnan(got.peak_g) && isnan(got.axial_g) && isnan(got.rise_gps), "lost at %d ms",
                  ms - 5);
    }
}

Test(impact, a_clipped_sample_beside_a_lost_one_is_still_said)
{
    struct gait_impact got = measure_at(contact_ns + 40000000, 0, 8, 8, contact_ns + 60000000, 1);
    cr_assert(got.gap && got.clipped);
}

Test(impact, a_sample_lost_outside_of_the_window_is_no_gap)
{
    for (int ms = -60; ms <= 140; ms += 5) {
        if (ms >= -5 && ms <= 80)
            continue;
        struct gait_impact got =
            measure_at(contact_ns + 20000000, 0, 6, 8, contact_ns + ms * 1000000LL, 1);
        cr_assert_not(got.gap, "lost at %d ms", ms - 5);
        cr_assert_float_eq(got.peak_g, 6, 1e-5);
    }
}

Test(impact, any_count_of_lost_samples_is_judged_at_once)
{
    static const uint32_t lost[] = {2, 1000, 0x7fffffff, UINT32_MAX - 1, UINT32_MAX};
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
        cr_assert(measure_at(contact_ns + 40000000, 0, 8, 8, contact_ns + 20000000, lost[i]).gap,
                  "%u lost", lost[i]);
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
        cr_assert_not(
            measure_at(contact_ns + 40000000, 0, 8, 8, contact_ns + 90000000, lost[i]).gap,
            "%u lost", lost[i]);
}

Test(impact, a_window_that_is_not_wholly_there_is_a_gap)
{
    struct gait_history *h = history(0, 0, 0, 1, 0, 0);
    struct gait_impact got;
    static const int64_t at[] = {0, 9000000, 1925000000, 1995000000, 5000000000, -5000000000};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        gait_impact_measure(h, at[i], up, 8, &got);
        cr_assert(got.gap && isnan(got.peak_g), "contact at %lld ns", (long long)at[i]);
    }
    gait_history_reset(h);
    gait_impact_measure(h, contact_ns, up, 8, &got);
    cr_assert(got.gap && isnan(got.peak_g), "no samples at all");
    gait_history_free(h);
}

Test(impact, does_not_depend_on_where_time_begins)
{
    const int64_t origin = 1700000000000000000;
    struct gait_history *h = history(origin, contact_ns + 20000000, 3, 4, 0, 0);
    struct gait_impact got, plain = measure_at(contact_ns + 20000000, 3, 4, 16, 0, 0);
    gait_impact_measure(h, origin + contact_ns, up, 16, &got);
    cr_assert_eq(got.peak_g, plain.peak_g);
    cr_assert_eq(got.rise_gps, plain.rise_gps);
    gait_history_free(h);
}
