/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/attenuation.h>

#include <criterion/criterion.h>
#include <math.h>

#define PI 3.14159265358979323846
#define N 80 /* 400 ms: 12.5 Hz fits five times */

static struct gait_tick limb[300], trunk[300];
static struct gait_attenuation *attenuation;

static void setup(void)
{
    attenuation = gait_attenuation_new();
    cr_assert_not_null(attenuation);
}

static void teardown(void)
{
    gait_attenuation_free(attenuation);
}

TestSuite(attenuation, .init = setup, .fini = teardown);

static void sine(struct gait_tick *t, double hz, double amplitude_g)
{
    for (int i = 0; i < 300; i++) {
        t[i] = (struct gait_tick){.index = i};
        t[i].a_ms2[0] = 3;
        t[i].a_ms2[2] =
            (float)(GAIT_G_MS2 * (1 + amplitude_g * cos(2 * PI * hz * i / GAIT_GRID_HZ)));
    }
}

static void noise(struct gait_tick *t, struct help_random *r, double sd_ms2)
{
    for (int i = 0; i < 300; i++) {
        t[i] = (struct gait_tick){.index = i};
        for (int k = 0; k < 3; k++)
            t[i].a_ms2[k] = (float)(sd_ms2 * help_normal(r));
    }
}

static struct gait_stance measure(int n, bool with_trunk)
{
    struct gait_stance got;
    struct gait_attenuation_side at_limb = {limb, 0}, at_trunk = {with_trunk ? trunk : NULL, 0};
    gait_attenuation_measure(attenuation, &at_limb, &at_trunk, n, &got);
    return got;
}

Test(attenuation, a_trunk_that_is_the_limb_made_smaller_gives_that_ratio_to_a_hundredth_of_a_db)
{
    struct help_random r = {1};
    for (double db = -40; db <= 10; db += 5) {
        noise(limb, &r, 20);
        for (int i = 0; i < 300; i++)
            for (int k = 0; k < 3; k++)
                trunk[i].a_ms2[k] = limb[i].a_ms2[k] * (float)pow(10, db / 20);
        for (int n = 20; n <= 256; n += 59)
            cr_assert_float_eq(measure(n, true).attenuation_db, db, 0.01, "%g dB over %d ticks", db,
                               n);
    }
}

Test(attenuation, only_9_to_20_hz_counts)
{
    struct help_random r = {2};
    noise(limb, &r, 1);
    for (int i = 0; i < 300; i++)
        trunk[i] = limb[i];
    for (int i = 0; i < 300; i++) /* whole periods at 256 ticks, so nothing leaks into the band */
        trunk[i].a_ms2[1] += (float)(30 * sin(2 * PI * 64 * i / 256.0));
    double shift = (double)measure(256, true).attenuation_db;
    cr_assert_lt(fabs(shift), 0.3, "50 Hz at the trunk moved it by %g dB", shift);
}

Test(attenuation, independent_noise_of_known_ratio_is_right_to_half_a_db_on_average)
{
    double sum = 0;
    struct help_random r = {3};
    for (int round = 0; round < 200; round++) {
        noise(limb, &r, 20);
        noise(trunk, &r, 20 * pow(10, -12 / 20.0));
        sum += (double)measure(60, true).attenuation_db;
    }
    cr_assert_float_eq(sum / 200, -12, 0.5, "seed 3: %g dB", sum / 200);
}

Test(attenuation, no_rotation_of_either_sensor_changes_it)
{
    struct help_random r = {4};
    for (int round = 0; round < 20; round++) {
        struct help_rotation a = help_rotation_random(&r), b = help_rotation_random(&r);
        noise(limb, &r, 20);
        noise(trunk, &r, 5);
        struct gait_stance plain = measure(50, true);
        for (int i = 0; i < 300; i++) {
            help_rotate(&a, limb[i].a_ms2, limb[i].a_ms2);
            help_rotate(&b, trunk[i].a_ms2, trunk[i].a_ms2);
        }
        struct gait_stance turned = measure(50, true);
        cr_assert_float_eq(plain.attenuation_db, turned.attenuation_db, 1e-3, "seed 4, round %d",
                           round);
        cr_assert_float_eq(plain.impact_band_g2, turned.impact_band_g2,
                           1e-4f * plain.impact_band_g2);
        cr_assert_float_eq(plain.median_hz, turned.median_hz, 1e-3);
    }
}

Test(attenuation, the_band_power_of_a_sine_is_half_its_amplitude_squared)
{
    sine(limb, 12.5, 2);
    cr_assert_float_eq(measure(256, false).impact_band_g2, 2, 0.06, "over 1.28 s: %g g2",
                       (double)measure(256, false).impact_band_g2);
    double stance = (double)measure(N, false).impact_band_g2;
    cr_assert(stance > 1.7 && stance < 2.05, "over 0.4 s some leaks out of the band: %g g2",
              stance);
    sine(limb, 50, 2);
    cr_assert_lt(measure(256, false).impact_band_g2, 0.01f);
}

Test(attenuation, the_median_frequency_of_a_sine_is_its_own)
{
    for (double hz = 6.25; hz < 90; hz += 6.25) {
        sine(limb, hz, 1);
        cr_assert_float_eq(measure(256, false).median_hz, hz, 0.8, "%g Hz", hz);
    }
}

Test(attenuation, without_a_trunk_or_with_a_silent_one_it_is_not_measured)
{
    struct help_random r = {5};
    noise(limb, &r, 20);
    cr_assert(isnan(measure(50, false).attenuation_db));
    for (int i = 0; i < 300; i++)
        trunk[i] = (struct gait_tick){.index = i};
    cr_assert(isnan(measure(50, true).attenuation_db));
    cr_assert(measure(50, true).impact_band_g2 > 0);
}

Test(attenuation, a_gap_in_the_limb_makes_all_unknown_and_one_in_the_trunk_only_the_ratio)
{
    struct help_random r = {6};
    noise(limb, &r, 20);
    noise(trunk, &r, 5);
    trunk[49].flags = GAIT_GRID_GAP;
    cr_assert(isnan(measure(50, true).attenuation_db));
    cr_assert(measure(50, true).impact_band_g2 > 0);
    cr_assert_not(isnan(measure(49, true).attenuation_db));
    limb[0].flags = GAIT_GRID_GAP;
    struct gait_stance got = measure(49, true);
    cr_assert(isnan(got.attenuation_db) && isnan(got.impact_band_g2) && isnan(got.median_hz));
}

Test(attenuation, a_stance_too_short_or_too_long_is_not_measured)
{
    struct help_random r = {7};
    static const int wrong[] = {-1, 0, 1, 9, 257, 300};
    noise(limb, &r, 20);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert(isnan(measure(wrong[i], false).impact_band_g2), "%d ticks", wrong[i]);
    cr_assert(measure(10, false).impact_band_g2 > 0);
    cr_assert(measure(256, false).impact_band_g2 > 0);
}

Test(attenuation, a_stance_at_rest_has_no_median_frequency)
{
    for (int i = 0; i < 300; i++)
        limb[i] = (struct gait_tick){.index = i};
    cr_assert(isnan(measure(50, false).median_hz));
    cr_assert_eq(measure(50, false).impact_band_g2, 0);
}

/* Noise below 25 Hz, of a sensor at rate_hz that starts anywhere, put on the grid. */
static int on_grid(uint64_t seed, double rate_hz, double start_s, struct gait_tick *t, int room)
{
    struct gait_resample *r = gait_resample_new(&gait_resample_defaults);
    struct help_random random = {seed};
    double phase[40], hz[40];
    int n = 0;
    cr_assert_not_null(r);
    for (int k = 0; k < 40; k++) {
        phase[k] = 2 * PI * help_uniform(&random);
        hz[k] = 5 + 20 * help_uniform(&random);
    }
    gait_resample_reset(r, 0, rate_hz);
    for (int i = 0; i < (int)(4 * rate_hz); i++) {
        double at = start_s + i / rate_hz, v = 0;
        for (int k = 0; k < 40; k++)
            v += sin(2 * PI * hz[k] * at + phase[k]);
        struct gait_sample s = {.t_ns = llround(at * 1e9), .a_ms2 = {0, 0, (float)v}};
        gait_resample_push(r, &s);
        while (n < room && gait_resample_next(r, &t[n]))
            n += t[n].index >= 100;
    }
    gait_resample_free(r);
    return n;
}

Test(attenuation, what_the_grid_takes_at_each_rate_is_given_back)
{
    static const double rate[] = {90, 100, 142.857, 200, 240, 400, 1600};
    for (size_t i = 0; i < sizeof rate / sizeof *rate; i++) {
        double sum = 0;
        for (uint64_t seed = 1; seed <= 20; seed++) {
            struct gait_stance got;
            cr_assert_eq(on_grid(seed, rate[i], 0.0003 * (double)seed, limb, 256), 256);
            cr_assert_eq(on_grid(seed, 1000, 0, trunk, 256), 256);
            struct gait_attenuation_side slow = {limb, rate[i]}, fast = {trunk, 1000};
            gait_attenuation_measure(attenuation, &slow, &fast, 256, &got);
            sum += (double)got.attenuation_db / 20;
        }
        cr_assert_float_eq(sum, 0, 0.1, "%g Hz: %g dB", rate[i], sum);
    }
}

static struct gait_bands bands(int n, double limb_hz, double trunk_hz)
{
    struct gait_stance got;
    struct gait_bands b;
    struct gait_attenuation_side at_limb = {limb, limb_hz}, at_trunk = {trunk, trunk_hz};
    gait_attenuation_measure(attenuation, &at_limb, &at_trunk, n, &got);
    cr_assert(gait_attenuation_bands(attenuation, &b));
    return b;
}

static double power_of(const float band[GAIT_BANDS], int from_hz, int to_hz)
{
    double sum = 0;
    for (int hz = from_hz; hz <= to_hz; hz++)
        sum += (double)band[hz - 1];
    return sum;
}

Test(attenuation, the_bands_of_a_sine_hold_half_its_amplitude_squared_around_its_frequency)
{
    for (int hz = 8; hz <= 32; hz += 4) {
        sine(limb, hz, 2);
        sine(trunk, hz, 0.2);
        struct gait_bands b = bands(200, 0, 0); /* 1 s: leaks into the bands beside it only */
        cr_expect_float_eq(power_of(b.limb, hz - 4, hz + 4), 2, 0.1, "%d Hz: %g g2", hz,
                           power_of(b.limb, hz - 4, hz + 4));
        cr_expect_float_eq(power_of(b.trunk, hz - 4, hz + 4), 0.02, 0.001);
        int top = 0;
        for (int i = 0; i < GAIT_BANDS; i++)
            top = b.limb[i] > b.limb[top] ? i : top;
        cr_expect_eq(top + 1, hz);
    }
}

Test(attenuation, the_bands_of_white_noise_are_level)
{
    struct help_random r = {9};
    double sum[GAIT_BANDS] = {0};
    for (int k = 0; k < 2000; k++) {
        noise(limb, &r, GAIT_G_MS2);
        noise(trunk, &r, GAIT_G_MS2);
        struct gait_bands b = bands(N, 0, 0);
        for (int i = 0; i < GAIT_BANDS; i++)
            sum[i] += (double)(b.limb[i] + b.trunk[i]) / 4000;
    }
    for (int i = 5; i < GAIT_BANDS; i++) /* the line that is taken out takes the lowest bands */
        cr_expect_float_eq(sum[i], 3 / 100.0, 0.0015, "%d Hz: %g g2/Hz", i + 1, sum[i]);
}

Test(attenuation, bands_beyond_half_the_rate_are_not_measured)
{
    struct help_random r = {9};
    noise(limb, &r, 20);
    noise(trunk, &r, 20);
    struct gait_bands b = bands(N, 50, 400);
    for (int hz = 1; hz <= GAIT_BANDS; hz++) {
        cr_expect_eq(!isfinite(b.limb[hz - 1]), hz > 24, "%d Hz", hz);
        cr_expect(isfinite(b.trunk[hz - 1]));
    }
}

Test(attenuation, there_are_no_bands_of_what_was_not_measured)
{
    struct gait_bands b;
    cr_expect_not(gait_attenuation_bands(attenuation, &b), "nothing was");
    sine(limb, 12.5, 1);
    sine(trunk, 12.5, 1);
    measure(N, false);
    cr_assert(gait_attenuation_bands(attenuation, &b));
    cr_expect_not(b.has_trunk);
    trunk[10].flags = GAIT_GRID_GAP;
    measure(N, true);
    cr_assert(gait_attenuation_bands(attenuation, &b));
    cr_expect_not(b.has_trunk);
    limb[10].flags = GAIT_GRID_GAP;
    measure(N, true);
    cr_expect_not(gait_attenuation_bands(attenuation, &b));
    measure(5, true);
    cr_expect_not(gait_attenuation_bands(attenuation, &b));
}
