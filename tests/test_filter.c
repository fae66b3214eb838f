/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/filter.h>

#include <criterion/criterion.h>
#include <math.h>
#include <time.h>

#define PI 3.14159265358979323846
#define RATE_HZ 200.0

static double gauss_gain(const struct gait_gauss *g, double hz, double rate_hz)
{
    double sum = g->tap[0];
    for (int i = 1; i <= g->half; i++)
        sum += 2 * g->tap[i] * cos(2 * PI * hz * i / rate_hz);
    return sum;
}

static double biquad_gain(const struct gait_biquad *f, double hz, double rate_hz)
{
    struct gait_biquad_memory m = {0, 0};
    double in_phase = 0, quadrature = 0;
    const int settle = 20000, n = 20000;
    for (int i = 0; i < settle + n; i++) {
        double p = 2 * PI * hz * i / rate_hz, y = gait_biquad_push(f, &m, sin(p));
        in_phase += i < settle ? 0 : y * sin(p);
        quadrature += i < settle ? 0 : y * cos(p);
    }
    return hypot(in_phase, quadrature) * 2 / n;
}

Test(filter, gauss_halves_the_power_at_its_cut)
{
    static const double cut_hz[] = {3, 5, 10, 20, 30};
    for (int i = 0; i < 5; i++) {
        struct gait_gauss g;
        cr_assert(gait_gauss_init(&g, cut_hz[i], RATE_HZ));
        cr_assert_float_eq(gauss_gain(&g, cut_hz[i], RATE_HZ), sqrt(0.5), 0.01, "cut %g Hz: gain %g",
                           cut_hz[i], gauss_gain(&g, cut_hz[i], RATE_HZ));
        cr_assert_lt(fabs(gauss_gain(&g, 3 * cut_hz[i], RATE_HZ)), 0.06, "cut %g Hz", cut_hz[i]);
    }
}

Test(filter, gauss_leaves_a_line_where_it_is)
{
    struct gait_gauss g;
    float x[201];
    cr_assert(gait_gauss_init(&g, 5, RATE_HZ));
    for (int i = 0; i < 201; i++)
        x[i] = 9.81f + 0.25f * (float)i;
    for (int i = g.half; i < 201 - g.half; i++)
        cr_assert_float_eq(gait_gauss_at(&g, x + i, 1), x[i], 2e-5);
}

Test(filter, gauss_moves_no_event)
{
    struct gait_gauss g;
    float x[101] = {0};
    cr_assert(gait_gauss_init(&g, 10, RATE_HZ));
    x[50] = 1;
    for (int i = 1; i <= 30; i++) {
        cr_assert_eq(gait_gauss_at(&g, x + 50 + i, 1), gait_gauss_at(&g, x + 50 - i, 1));
        cr_assert_leq(gait_gauss_at(&g, x + 50 + i, 1), gait_gauss_at(&g, x + 49 + i, 1));
    }
}

Test(filter, gauss_reads_one_axis_of_interleaved_samples)
{
    struct gait_gauss g;
    float x[300], axis[100];
    cr_assert(gait_gauss_init(&g, 12, RATE_HZ));
    for (int i = 0; i < 300; i++)
        x[i] = sinf(0.1f * (float)(i * i % 97));
    for (int i = 0; i < 100; i++)
        axis[i] = x[3 * i + 1];
    cr_assert_eq(gait_gauss_at(&g, x + 3 * 50 + 1, 3), gait_gauss_at(&g, axis + 50, 1));
}

Test(filter, gauss_refuses_what_does_not_fit)
{
    struct gait_gauss g;
    cr_assert(gait_gauss_init(&g, 1, 80));
    cr_assert_leq(g.half, GAIT_GAUSS_HALF_MAX);
    cr_assert_not(gait_gauss_init(&g, 1, 82));
    cr_assert_not(gait_gauss_init(&g, 0, 200));
    cr_assert_not(gait_gauss_init(&g, -5, 200));
    cr_assert_not(gait_gauss_init(&g, 5, 0));
    cr_assert_not(gait_gauss_init(&g, NAN, 200));
    cr_assert_not(gait_gauss_init(&g, 5, NAN));
    cr_assert_not(gait_gauss_init(&g, INFINITY, 200));
    cr_assert_not(gait_gauss_init(&g, 5, INFINITY));
    cr_assert_not(gait_gauss_init(&g, 1e308, 1e-308));
}

Test(filter, butterworth_follows_its_formula)
{
    static const double hz[] = {0.5, 2, 5, 10, 20, 50, 80};
    for (int high = 0; high < 2; high++) {
        struct gait_biquad f;
        cr_assert(gait_biquad_butterworth(&f, high ? GAIT_HIGH_PASS : GAIT_LOW_PASS, 10, RATE_HZ));
        for (int i = 0; i < 7; i++) {
            double ratio = tan(PI * hz[i] / RATE_HZ) / tan(PI * 10 / RATE_HZ);
            double truth = 1 / sqrt(1 + pow(high ? 1 / ratio : ratio, 4));
            cr_assert_float_eq(biquad_gain(&f, hz[i], RATE_HZ), truth, 1e-3, "%g Hz, high %d", hz[i], high);
        }
    }
}

Test(filter, butterworth_passes_or_stops_a_constant_wholly)
{
    struct gait_biquad low, high;
    struct gait_biquad_memory m = {0, 0}, n = {0, 0};
    cr_assert(gait_biquad_butterworth(&low, GAIT_LOW_PASS, 0.5, RATE_HZ));
    cr_assert(gait_biquad_butterworth(&high, GAIT_HIGH_PASS, 0.5, RATE_HZ));
    double y = 0, z = 1;
    for (int i = 0; i < 20000; i++) {
        y = gait_biquad_push(&low, &m, 9.81);
        z = gait_biquad_push(&high, &n, 9.81);
    }
    cr_assert_float_eq(y, 9.81, 1e-9);
    cr_assert_float_eq(z, 0, 1e-9);
}

Test(filter, butterworth_refuses_cuts_outside_the_band)
{
    struct gait_biquad f;
    cr_assert_not(gait_biquad_butterworth(&f, GAIT_LOW_PASS, 100, 200));
    cr_assert_not(gait_biquad_butterworth(&f, GAIT_LOW_PASS, 0, 200));
    cr_assert_not(gait_biquad_butterworth(&f, GAIT_LOW_PASS, -1, 200));
    cr_assert_not(gait_biquad_butterworth(&f, GAIT_LOW_PASS, NAN, 200));
    cr_assert_not(gait_biquad_butterworth(&f, GAIT_LOW_PASS, 1, NAN));
    cr_assert_not(gait_biquad_butterworth(&f, GAIT_LOW_PASS, 1, INFINITY));
    cr_assert_not(gait_biquad_butterworth(&f, GAIT_LOW_PASS, 1, -200));
}

Test(filter, zeros_bring_it_back_to_exact_zero)
{
    static const double cut_hz[] = {0.05, 0.5, 5, 60};
    for (int i = 0; i < 8; i++) {
        struct gait_biquad f;
        struct gait_biquad_memory m = {0, 0};
        cr_assert(gait_biquad_butterworth(&f, i % 2 ? GAIT_HIGH_PASS : GAIT_LOW_PASS, cut_hz[i / 2], RATE_HZ));
        for (int j = 0; j < 1000; j++)
            gait_biquad_push(&f, &m, sin(j));
        for (int j = 0; j < 200000; j++)
            gait_biquad_push(&f, &m, 0);
        cr_assert(m.s1 == 0 && m.s2 == 0, "cut %g Hz left %g %g", cut_hz[i / 2], m.s1, m.s2);
    }
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds_for(const struct gait_biquad *f, double x, int n)
{
    struct gait_biquad_memory m = {0, 0};
    volatile double sink = gait_biquad_push(f, &m, 1);
    double from = cpu_s();
    for (int i = 0; i < n; i++)
        sink = gait_biquad_push(f, &m, x);
    (void)sink;
    return cpu_s() - from;
}

Test(filter, silence_costs_no_more_than_signal)
{
    struct gait_biquad f;
    cr_assert(gait_biquad_butterworth(&f, GAIT_LOW_PASS, 5, RATE_HZ));
    seconds_for(&f, 1, 100000);
    double busy = seconds_for(&f, 1, 2000000), silent = seconds_for(&f, 0, 2000000);
    cr_log_info("%.1f ns a sample busy, %.1f ns silent", busy * 500, silent * 500);
    cr_assert_lt(silent, 3 * busy + 0.01);
}

Test(filter, a_run_is_what_each_value_is_alone)
{
    struct gait_gauss g;
    float x[3 * 60], y[3 * 20];
    cr_assert(gait_gauss_init(&g, 15, 200));
    for (int i = 0; i < 3 * 60; i++)
        x[i] = sinf((float)(i * i % 97));
    gait_gauss_run(&g, x + 3 * 20, 3 * 20, 3, y);
    for (int i = 0; i < 3 * 20; i++)
        cr_assert(y[i] == gait_gauss_at(&g, x + 3 * 20 + i, 3), "%d", i);
}
