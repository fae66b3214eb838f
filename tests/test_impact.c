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
        struct gait_sample s = {.t_ns = origin + t, .a_ms2 = {0, 1e-5f * (i & 1), G}};
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

/* The same at each end; 0: unknown. */
static const float *rails(float range_g, float ret_ms2[6])
{
    for (int i = 0; i < 6; i++)
        ret_ms2[i] = 0.995f * range_g * G;
    return range_g > 0 ? ret_ms2 : NULL;
}

static struct gait_impact measure_at(int64_t at_ns, float x_g, float z_g, float range_g,
                                     int64_t lost_ns, uint32_t lost)
{
    struct gait_history *h = history(0, at_ns, x_g, z_g, lost_ns, lost);
    struct gait_impact got;
    float rail[6];
    gait_impact_measure(h, contact_ns, up, rails(range_g, rail), &got);
    gait_history_free(h);
    return got;
}

Test(impact, peak_and_axial_of_a_known_spike_are_exact)
{
    struct gait_impact got = measure_at(contact_ns + 20000000, 3, 4, 16, 0, 0);
    cr_assert_float_eq(got.peak_g, 5, 1e-5);
    cr_assert_float_eq(got.axial_g, 4, 1e-5);
    cr_assert(got.rise_gps >= 3 / 0.005f && got.rise_gps < 4.5f / 0.005f, "%g g/s",
              (double)got.rise_gps); /* steeper between the samples than from one to the next */
    cr_assert_not(got.clipped);
    cr_assert_not(got.gap);
}

Test(impact, without_up_the_rise_is_of_the_resultant_and_axial_is_not_measured)
{
    struct gait_history *h = history(0, contact_ns + 20000000, 3, 4, 0, 0);
    struct gait_impact got;
    gait_impact_measure(h, contact_ns, NULL, NULL, &got);
    cr_assert_float_eq(got.peak_g, 5, 1e-5);
    cr_assert(isnan(got.axial_g));
    cr_assert(got.rise_gps >= 4 / 0.005f && got.rise_gps < 6 / 0.005f);
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
        gait_impact_measure(h, at[i], up, NULL, &got);
        cr_assert(got.gap && isnan(got.peak_g), "contact at %lld ns", (long long)at[i]);
    }
    gait_history_reset(h);
    gait_impact_measure(h, contact_ns, up, NULL, &got);
    cr_assert(got.gap && isnan(got.peak_g), "no samples at all");
    gait_history_free(h);
}

Test(impact, does_not_depend_on_where_time_begins)
{
    const int64_t origin = 1700000000000000000;
    struct gait_history *h = history(origin, contact_ns + 20000000, 3, 4, 0, 0);
    struct gait_impact got, plain = measure_at(contact_ns + 20000000, 3, 4, 16, 0, 0);
    gait_impact_measure(h, origin + contact_ns, up, NULL, &got);
    cr_assert_eq(got.peak_g, plain.peak_g);
    cr_assert_eq(got.rise_gps, plain.rise_gps);
    gait_history_free(h);
}

/* A shock like a shank's, 10 g at at_s, seen at rate_hz; moved: samples i is late by so many ns. */
static struct gait_impact shock(double rate_hz, double at_s, float rail_g, int64_t (*moved)(int i))
{
    struct gait_history *h = gait_history_new(256, 8192);
    struct gait_impact got;
    float rail[6];
    for (int i = 0; i < (int)(2 * rate_hz); i++) {
        int64_t t_ns = llround(i * 1e9 / rate_hz) + (moved ? moved(i) : 0);
        double x = ((double)t_ns * 1e-9 - at_s) / 0.012, v = 1 + 9 * exp(-x * x / 2);
        struct gait_sample s = {.t_ns = t_ns};
        s.a_ms2[0] = 0.6f * (float)v * G;
        s.a_ms2[1] = 1e-4f * (i & 1);
        s.a_ms2[2] = 0.8f * (float)v * G;
        for (int k = 0; k < 3; k++)
            s.a_ms2[k] = fminf(s.a_ms2[k], rail_g * G);
        gait_history_push_sample(h, &s);
    }
    gait_impact_measure(h, contact_ns, up, rails(rail_g, rail), &got);
    gait_history_free(h);
    return got;
}

Test(impact, a_peak_between_samples_is_found_to_a_thousandth_from_200_hz_on)
{
    static const double rate[] = {90, 142.857, 200, 400, 800, 1600};
    for (size_t i = 0; i < sizeof rate / sizeof *rate; i++)
        for (int k = 0; k < 10; k++) {
            double may = rate[i] < 199 ? 0.2 : 0.01;
            struct gait_impact got = shock(rate[i], 1.03 + k * 0.0011, 64, NULL);
            cr_assert_float_eq(got.peak_g, 10, may, "%g Hz: %g g", rate[i], (double)got.peak_g);
            cr_assert_float_eq(got.axial_g, 8, may, "%g Hz: %g g", rate[i], (double)got.axial_g);
            /* a Gaussian rises by exp(-1/2) of its height in a standard deviation */
            cr_assert_float_eq(got.rise_gps, 7.2 * exp(-0.5) / 0.012, rate[i] < 199 ? 25 : 5,
                               "%g Hz: %g g/s", rate[i], (double)got.rise_gps);
        }
}

Test(impact, the_very_end_of_the_window_is_measured_between_samples_too)
{
    for (int k = 0; k < 8; k++) { /* still rising at contact + 75 ms */
        double at = 1.087, x = (1.075 - at) / 0.012;
        struct gait_impact got = shock(190 + k, at, 64, NULL);
        cr_assert_float_eq(got.peak_g, 1 + 9 * exp(-x * x / 2), 0.02);
    }
}

Test(impact, a_clipped_peak_is_the_rail_and_nothing_above)
{
    for (int k = 0; k < 20; k++) {
        struct gait_impact got = shock(400, 1.03 + k * 0.0002, 7, NULL);
        cr_assert(got.clipped);
        cr_assert_float_eq(got.axial_g, 7, 1e-5, "%g g", (double)got.axial_g);
        cr_assert_leq(got.peak_g, sqrt(49 + 36) + 1e-4, "a railed axis beside a free one: %g g",
                      (double)got.peak_g);
    }
}

/* 400 Hz of noise of which the samples from .. to, counted from contact, repeat the one before. */
static struct gait_impact stalled(int from, int to)
{
    struct gait_history *h = gait_history_new(256, 1024);
    struct gait_impact got;
    struct gait_sample s = {.a_ms2 = {0, 0, G}};
    for (int i = 0; i < 800; i++) {
        s.t_ns = i * INT64_C(2500000);
        s.a_ms2[1] = i - 400 >= from && i - 400 < to ? s.a_ms2[1] : 1e-3f * (float)(i % 7);
        gait_history_push_sample(h, &s);
    }
    gait_impact_measure(h, contact_ns, up, NULL, &got);
    gait_history_free(h);
    return got;
}

Test(impact, a_row_repeated_for_12_ms_is_a_gap_and_a_sensor_read_four_times_a_row_has_none)
{
    cr_assert(stalled(10, 15).gap);
    cr_assert(isnan(stalled(10, 200).peak_g));
    cr_assert(stalled(-100, 3).gap);
    cr_assert_not(stalled(10, 13).gap);
    cr_assert_not(stalled(-100, -2).gap, "before the window");
    cr_assert_not(stalled(32, 200).gap, "after it");
}

/* 100 Hz without a clock of its own, as they arrive; n samples never do, and nobody says so. */
static bool untold_gap(int from, int n, double late_s)
{
    struct gait_history *h = gait_history_new(256, 1024);
    struct gait_impact got;
    for (int i = 0; i < 200; i++) {
        struct gait_sample s = {.t_ns = i * INT64_C(10000000) + llround(1e9 * late_s * (i * 7 % 5)),
                                .a_ms2 = {0, (float)(i % 7), G}};
        if (i - 100 < from || i - 100 >= from + n)
            gait_history_push_sample(h, &s);
    }
    gait_impact_measure(h, contact_ns, up, NULL, &got);
    gait_history_free(h);
    return got.gap;
}

Test(impact, samples_that_nobody_misses_are_missed_by_the_rate_before_them)
{
    for (int from = 0; from < 6; from++)
        for (int n = 2; n < 8 && from + n < 9; n++)
            cr_assert(n < 3 || untold_gap(from, n, 0), "%d from the one at %d on", n, from);
    for (int i = 0; i < 10; i++)
        cr_assert_not(untold_gap(500, 0, 0.001 * i / 5), "late by up to %g ms", 0.8 * i);
    cr_assert_not(untold_gap(-6, 4, 0), "before the window");
}

static int64_t every_third_late(int i)
{
    return i % 3 ? 0 : 1500000;
}

Test(impact, unevenly_spaced_samples_stand_for_themselves)
{
    for (int k = 0; k < 10; k++) {
        struct gait_impact got = shock(400, 1.03 + k * 0.0002, 64, every_third_late);
        cr_assert_leq(got.peak_g, 10 + 1e-5, "%g g", (double)got.peak_g);
        cr_assert_geq(got.peak_g, 9.7);
    }
}

/* Times of a device's clock are rounded: a lost one on the window's very edge is in it. */
Test(impact, a_loss_at_the_edge_of_the_window_is_seen_to_a_microsecond)
{
    for (int64_t off_ns = -3000; off_ns <= 3000; off_ns += 500) {
        struct gait_history *h = history(off_ns, contact_ns, 0, 2, contact_ns - STEP_NS, 1);
        struct gait_impact got; /* the one lost is at contact - 10 ms + off */
        gait_impact_measure(h, contact_ns, up, NULL, &got);
        cr_assert_eq(got.gap, off_ns >= -1000, "%d ns", (int)off_ns);
        gait_history_free(h);
    }
}
