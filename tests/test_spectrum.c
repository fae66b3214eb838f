/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/spectrum.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define PI 3.14159265358979323846
#define RATE_HZ 200.0
#define POINTS 1024

static double noise(uint32_t *seed)
{
    double sum = 0;
    for (int i = 0; i < 12; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        sum += *seed * (1 / 4294967296.0);
    }
    return sum - 6;
}

static double total(const float *power, int points)
{
    double sum = 0;
    for (int k = 0; k <= points / 2; k++)
        sum += power[k];
    return sum * RATE_HZ / points;
}

static int loudest(const float *power, int points)
{
    int best = 0;
    for (int k = 1; k <= points / 2; k++)
        best = power[k] > power[best] ? k : best;
    return best;
}

static double mean_square(const float *x, int n)
{
    double mean = 0, sum = 0;
    for (int i = 0; i < n; i++)
        mean += x[i] / (double)n;
    for (int i = 0; i < n; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return sum / n;
}

Test(spectrum, adds_up_to_the_mean_square_of_any_segment)
{
    static const int length[] = {2, 3, 50, 137, 1023, 1024};
    struct gait_spectrum *s = gait_spectrum_new(POINTS);
    uint32_t seed = 1;
    for (int j = 0; j < 6; j++) {
        float x[POINTS], power[POINTS / 2 + 1] = {0};
        for (int i = 0; i < length[j]; i++)
            x[i] = (float)(9.81 + noise(&seed));
        gait_spectrum_add(s, x, length[j], 1, RATE_HZ, GAIT_WINDOW_RECTANGULAR, GAIT_DETREND_MEAN, power);
        double truth = mean_square(x, length[j]);
        cr_assert_float_eq(total(power, POINTS) / truth, 1, 1e-5, "%d values", length[j]);
    }
    gait_spectrum_free(s);
}

Test(spectrum, finds_a_tone_and_its_power_at_its_frequency)
{
    struct gait_spectrum *s = gait_spectrum_new(POINTS);
    for (int bin = 10; bin < 500; bin += 49) {
        float x[POINTS], power[POINTS / 2 + 1] = {0};
        for (int i = 0; i < POINTS; i++)
            x[i] = (float)(3 * sin(2 * PI * bin * i / POINTS + 0.4));
        gait_spectrum_add(s, x, POINTS, 1, RATE_HZ, GAIT_WINDOW_RECTANGULAR, GAIT_DETREND_MEAN, power);
        cr_assert_eq(loudest(power, POINTS), bin);
        cr_assert_float_eq(power[bin] * RATE_HZ / POINTS, 4.5, 1e-4);
        power[bin] = 0;
        cr_assert_lt(total(power, POINTS), 1e-9);
    }
    gait_spectrum_free(s);
}

Test(spectrum, of_white_noise_is_flat_and_right_in_density_under_both_windows)
{
    struct gait_spectrum *s = gait_spectrum_new(256);
    for (int window = 0; window < 2; window++) {
        float power[129] = {0};
        uint32_t seed = 7;
        const int segments = 4000;
        for (int j = 0; j < segments; j++) {
            float x[200];
            for (int i = 0; i < 200; i++)
                x[i] = (float)(2 * noise(&seed));
            gait_spectrum_add(s, x, 200, 1, RATE_HZ, (enum gait_window)window, GAIT_DETREND_MEAN, power);
        }
        for (int k = 4; k < 128; k++)
            cr_assert_float_eq(power[k] / segments, 4 * 2 / RATE_HZ, 0.1 * 4 * 2 / RATE_HZ, "bin %d: %g", k,
                               (double)power[k] / segments);
    }
    gait_spectrum_free(s);
}

Test(spectrum, hann_keeps_a_strong_tone_out_of_far_bins)
{
    struct gait_spectrum *s = gait_spectrum_new(POINTS);
    float x[POINTS], flat[POINTS / 2 + 1] = {0}, hann[POINTS / 2 + 1] = {0};
    for (int i = 0; i < POINTS; i++)
        x[i] = (float)sin(2 * PI * 50.5 * i / POINTS);
    gait_spectrum_add(s, x, POINTS, 1, RATE_HZ, GAIT_WINDOW_RECTANGULAR, GAIT_DETREND_MEAN, flat);
    gait_spectrum_add(s, x, POINTS, 1, RATE_HZ, GAIT_WINDOW_HANN, GAIT_DETREND_MEAN, hann);
    cr_assert_lt(hann[150], 1e-4 * flat[150], "%g against %g", (double)hann[150], (double)flat[150]);
    gait_spectrum_free(s);
}

Test(spectrum, sees_nothing_in_what_the_detrending_takes_away)
{
    struct gait_spectrum *s = gait_spectrum_new(256);
    float x[200], mean[129] = {0}, line[129] = {0};
    for (int i = 0; i < 200; i++)
        x[i] = 1000 + 0.5f * (float)i;
    gait_spectrum_add(s, x, 200, 1, RATE_HZ, GAIT_WINDOW_RECTANGULAR, GAIT_DETREND_LINE, line);
    cr_assert_lt(total(line, 256), 1e-8);
    gait_spectrum_add(s, x, 200, 1, RATE_HZ, GAIT_WINDOW_RECTANGULAR, GAIT_DETREND_MEAN, mean);
    cr_assert_gt(total(mean, 256), 800);
    gait_spectrum_free(s);
}

Test(spectrum, reads_one_axis_of_interleaved_samples_and_adds_axes)
{
    struct gait_spectrum *s = gait_spectrum_new(64);
    float x[180], axis[3][60], one[33] = {0}, other[33] = {0};
    for (int i = 0; i < 180; i++)
        x[i] = axis[i % 3][i / 3] = (float)sin(i * i * 0.01);
    for (int a = 0; a < 3; a++) {
        gait_spectrum_add(s, x + a, 60, 3, RATE_HZ, GAIT_WINDOW_HANN, GAIT_DETREND_LINE, one);
        gait_spectrum_add(s, axis[a], 60, 1, RATE_HZ, GAIT_WINDOW_HANN, GAIT_DETREND_LINE, other);
    }
    cr_assert_arr_eq(one, other, sizeof one);
    gait_spectrum_free(s);
}

Test(spectrum, gives_the_same_bytes_whatever_it_did_before)
{
    struct gait_spectrum *s = gait_spectrum_new(256), *fresh = gait_spectrum_new(256);
    float x[256], a[129] = {0}, b[129] = {0}, other[129] = {0};
    uint32_t seed = 3;
    for (int i = 0; i < 256; i++)
        x[i] = (float)noise(&seed);
    gait_spectrum_add(s, x, 256, 1, RATE_HZ, GAIT_WINDOW_HANN, GAIT_DETREND_LINE, other);
    gait_spectrum_add(s, x, 150, 1, RATE_HZ, GAIT_WINDOW_HANN, GAIT_DETREND_LINE, a);
    gait_spectrum_add(fresh, x, 150, 1, RATE_HZ, GAIT_WINDOW_HANN, GAIT_DETREND_LINE, b);
    cr_assert_arr_eq(a, b, sizeof a);
    gait_spectrum_free(s);
    gait_spectrum_free(fresh);
}

Test(spectrum, refuses_lengths_that_are_no_power_of_two)
{
    static const int bad[] = {-16, 0, 1, 8, 17, 100, 65535, 131072, INT32_MIN, INT32_MAX};
    for (int i = 0; i < 10; i++)
        cr_assert_null(gait_spectrum_new(bad[i]), "%d points", bad[i]);
    for (int points = 16; points <= 65536; points *= 2) {
        struct gait_spectrum *s = gait_spectrum_new(points);
        cr_assert_not_null(s, "%d points", points);
        gait_spectrum_free(s);
    }
    gait_spectrum_free(NULL);
}
