/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/envelope.h>
#include <gait/resample.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>
#include <time.h>

#define PI 3.14159265358979323846

static struct gait_envelope e;

static void setup(void)
{
    gait_envelope_reset(&e);
}

TestSuite(envelope, .init = setup);

static void push_x(int64_t index, double x)
{
    gait_envelope_push(&e, index, (const float[3]){(float)x, 0, 0});
}

/* A 40 Hz burst of this height around tick c, 15 ms wide (one standard deviation). */
static double burst(int64_t index, double c, double height)
{
    double d = (double)index - c;
    return height * exp(-d * d / 18) * cos(2 * PI * 40 * d / GAIT_GRID_HZ);
}

/* What the high-pass leaves of the power at hz. */
static double share_of_power(double hz)
{
    double r = tan(PI * hz / GAIT_GRID_HZ) / tan(PI * 14 / GAIT_GRID_HZ);
    return r * r * r * r / (1 + r * r * r * r);
}

/* 40 Hz: its period is the width of the average, so that the envelope is level. */
Test(envelope, of_a_steady_40_hz_tone_is_its_rms)
{
    double expected = 30 * sqrt(share_of_power(40) / 2);
    for (int64_t i = 0; i < 400; i++)
        push_x(i, 30 * sin(2 * PI * 40 * (double)i / GAIT_GRID_HZ));
    for (int64_t i = 200; i <= 397; i++)
        cr_assert_float_eq(gait_envelope_at(&e, i), expected, 1e-3, "tick %d: %g m/s2", (int)i,
                           (double)gait_envelope_at(&e, i));
}

Test(envelope, keeps_half_the_power_at_14_hz_and_next_to_none_at_2)
{
    static const double hz[] = {14, 2}, share[] = {0.5, 0.0003906};
    for (int k = 0; k < 2; k++) {
        double sum = 0;
        gait_envelope_reset(&e);
        for (int64_t i = 0; i < 1000; i++)
            push_x(i, 10 * sin(2 * PI * hz[k] * (double)i / GAIT_GRID_HZ));
        for (int64_t i = 500; i < 700; i++)
            sum += pow((double)gait_envelope_at(&e, i), 2) / 200;
        cr_expect_float_eq(sum / 50, share[k], 0.002 * share[k], "%g Hz: %g", hz[k], sum / 50);
    }
}

Test(envelope, of_gravity_alone_is_gone_within_half_a_second)
{
    for (int64_t i = 0; i < 200; i++)
        gait_envelope_push(&e, i, (const float[3]){3, -4, 8.4f});
    for (int64_t i = 100; i < 200; i++)
        cr_assert_lt(gait_envelope_at(&e, i), 1e-3, "tick %d", (int)i);
}

Test(envelope, peaks_within_3_ticks_of_a_burst)
{
    for (int part = 0; part < 10; part++) {
        double c = 300 + part / 10.0;
        int64_t top = 0;
        gait_envelope_reset(&e);
        for (int64_t i = 0; i < 500; i++)
            push_x(i, burst(i, c, 40));
        for (int64_t i = 1; i < 500; i++)
            if (gait_envelope_at(&e, i) > gait_envelope_at(&e, top))
                top = i;
        cr_expect_leq(fabs((double)top - c), 3, "at %g: found at %d", c, (int)top);
        cr_expect(gait_envelope_peaks(&e, top, 5));
        cr_expect_not(gait_envelope_peaks(&e, top, 40));
    }
}

Test(envelope, is_the_same_however_the_sensor_is_turned)
{
    static const float turn[3][3] = {{0.36f, 0.48f, -0.8f}, {-0.8f, 0.6f, 0}, {0.48f, 0.64f, 0.6f}};
    struct gait_envelope turned;
    gait_envelope_reset(&turned);
    for (int64_t i = 0; i < 600; i++) {
        float a[3] = {(float)burst(i, 300, 40), (float)burst(i, 310, 25),
                      9.81f + (float)burst(i, 305, 60)};
        float b[3] = {0};
        for (int r = 0; r < 3; r++)
            for (int k = 0; k < 3; k++)
                b[r] += turn[r][k] * a[k];
        gait_envelope_push(&e, i, a);
        gait_envelope_push(&turned, i, b);
    }
    for (int64_t i = 0; i < 600; i++)
        cr_assert_float_eq(gait_envelope_at(&e, i), gait_envelope_at(&turned, i), 1e-4, "tick %d",
                           (int)i);
}

Test(envelope, shows_one_peak_a_burst)
{
    int peaks = 0;
    for (int64_t i = 0; i < 1500; i++) {
        double x = 0;
        for (int k = 0; k < 9; k++)
            x += burst(i, 100 + 140 * k, 40);
        push_x(i, x);
    }
    for (int64_t i = 1; i < 1500; i++)
        peaks += gait_envelope_peaks(&e, i, 10);
    cr_expect_eq(peaks, 9, "%d peaks", peaks);
}

/* A single tick of 20: the average makes a plateau of it. */
Test(envelope, a_plateau_is_one_peak)
{
    int peaks = 0;
    memset(&e.high_pass, 0, sizeof e.high_pass);
    e.high_pass.b0 = 1; /* lets everything through */
    for (int64_t i = 0; i < 100; i++)
        push_x(i, i == 50 ? 20 : 0);
    for (int64_t i = 1; i < 98; i++)
        peaks += gait_envelope_peaks(&e, i, 1);
    cr_expect_eq(peaks, 1, "%d peaks", peaks);
    for (int64_t i = 46; i <= 54; i++) {
        double expected = llabs(i - 50) <= 2 ? 20 / sqrt(5) : 0;
        cr_expect_float_eq(gait_envelope_at(&e, i), expected, 1e-5, "tick %d", (int)i);
    }
}

Test(envelope, the_largest_is_the_largest_of_its_stretch_only)
{
    int64_t small = 200, large = 400;
    for (int64_t i = 0; i < 600; i++)
        push_x(i, burst(i, 200, 20) + burst(i, 400, 40));
    for (int64_t i = 190; i <= 210; i++)
        small = gait_envelope_at(&e, i) > gait_envelope_at(&e, small) ? i : small;
    for (int64_t i = 390; i <= 410; i++)
        large = gait_envelope_at(&e, i) > gait_envelope_at(&e, large) ? i : large;
    cr_expect(gait_envelope_is_largest(&e, large, 0, 599));
    cr_expect(gait_envelope_is_largest(&e, large, -5000, 5000));
    cr_expect(gait_envelope_is_largest(&e, small, 100, 300));
    cr_expect_not(gait_envelope_is_largest(&e, small, 100, large));
    cr_expect(gait_envelope_is_largest(&e, small, 100, 380));
}

Test(envelope, what_is_no_longer_kept_is_not_compared)
{
    int64_t c = 2800;
    for (int64_t i = 0; i <= 3100; i++)
        push_x(i, burst(i, 2800, 20) + burst(i, 2900, 40));
    for (int64_t i = 2790; i <= 2810; i++)
        c = gait_envelope_at(&e, i) > gait_envelope_at(&e, c) ? i : c;
    cr_expect(gait_envelope_is_largest(&e, c, c + 80 - GAIT_ENVELOPE_KEPT, c + 50));
}

Test(envelope, is_0_at_the_two_newest_ticks)
{
    for (int64_t i = 0; i < 300; i++) {
        push_x(i, i % 2 ? 30 : -30);
        cr_assert_eq(gait_envelope_at(&e, i), 0);
        cr_assert_eq(gait_envelope_at(&e, i - 1), 0);
        cr_assert(i < 4 || gait_envelope_at(&e, i - 2) > 20);
    }
}

Test(envelope, keeps_the_last_2048_ticks_from_any_index_on)
{
    static const int64_t starts[] = {0, 7, -3000, INT64_C(1) << 40};
    static float before[100];
    for (int k = 0; k < 4; k++) {
        int64_t s = starts[k];
        gait_envelope_reset(&e);
        for (int64_t i = 0; i < 1100; i++)
            push_x(s + i, burst(i, 1050, 40));
        cr_expect_eq(e.first, s);
        for (int64_t i = 0; i < 97; i++)
            before[i] = gait_envelope_at(&e, s + 1001 + i);
        for (int64_t i = 1100; i < 1001 + GAIT_ENVELOPE_KEPT; i++)
            push_x(s + i, burst(i, 2000, 90));
        cr_expect_eq(e.first, s + 1001);
        for (int64_t i = 0; i < 97; i++)
            cr_assert_eq(gait_envelope_at(&e, s + 1001 + i), before[i], "start %d, tick %d", k,
                         (int)i);
    }
}

Test(envelope, of_zeros_stays_zero)
{
    for (int64_t i = 0; i < 5000; i++)
        push_x(i, 0);
    for (int64_t i = e.first; i <= e.now; i++)
        cr_assert_eq(gait_envelope_at(&e, i), 0);
}

static double seconds_of(int64_t from, int n, double height)
{
    clock_t start = clock();
    for (int i = 0; i < n; i++)
        push_x(from + i, i % 3 ? height : -height);
    return (double)(clock() - start) / CLOCKS_PER_SEC;
}

Test(envelope, zeros_after_a_burst_come_to_exact_zero_and_cost_no_more)
{
    enum { N = 1000000 };
    double busy = seconds_of(0, N, 30), quiet = seconds_of(N, N, 0);
    cr_expect_eq(gait_envelope_at(&e, 2 * N - 3), 0);
    for (int k = 0; k < 3; k++)
        cr_expect(e.memory[k].s1 == 0 && e.memory[k].s2 == 0);
    cr_expect_lt(quiet, 3 * busy + 0.05, "%g s of zeros, %g s of signal", quiet, busy);
}

Test(envelope, a_reset_forgets_and_repeats)
{
    static struct gait_envelope first;
    for (int64_t i = 0; i < 700; i++)
        push_x(i, burst(i, 333, 40) + 9.81);
    first = e;
    gait_envelope_reset(&e);
    for (int64_t i = 0; i < GAIT_ENVELOPE_KEPT; i++)
        cr_assert_eq(gait_envelope_at(&e, i), 0);
    for (int64_t i = 0; i < 700; i++)
        push_x(i, burst(i, 333, 40) + 9.81);
    cr_expect_arr_eq(first.value, e.value, sizeof e.value);
}

Test(envelope, absurd_accelerations_pass)
{
    for (int64_t i = 0; i < 100; i++)
        push_x(i, i % 2 ? 3e38 : -3e38);
    for (int64_t i = 100; i < 3000; i++)
        push_x(i, 0);
    for (int64_t i = e.first; i <= e.now; i++)
        cr_assert_eq(gait_envelope_at(&e, i), 0, "tick %d: %g", (int)i,
                     (double)gait_envelope_at(&e, i));
}
