/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Landings of 30 g seen by a sensor of 16 g at 400 Hz and one of 200 g at 1600 Hz beside it. */
#include "daemon/high.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MS INT64_C(1000000)
#define G GAIT_G_MS2
#define LOW_NS 2500000
#define HIGH_NS 625000
#define LANDING_S 0.7

static struct high h;

static void setup(void)
{
    high_init(&h);
    srand(3);
}

TestSuite(high, .init = setup);

static double noise(double sd)
{
    double x = 0;
    for (int i = 0; i < 12; i++)
        x += (double)rand() / RAND_MAX;
    return (x - 6) * sd;
}

/* Vertical, in g: a landing of 20 ms to 30 g every 0.7 s. */
static double truth_g(double t_s)
{
    double in = fmod(t_s, LANDING_S) - 0.4;
    return 1 + (in > 0 && in < 0.02 ? 29 * sin(3.14159265358979 * in / 0.02) : 0);
}

static void low_at(int64_t t_ns, float a[3])
{
    double g = truth_g((double)t_ns * 1e-9);
    a[0] = (float)(noise(0.02) * G);
    a[1] = (float)(noise(0.02) * G);
    a[2] = (float)(fmin(g + noise(0.02), 16) * G);
}

/* Off by 0.3, -0.4 and 0.8 g, and noisy. */
static void high_at(int64_t t_ns, float a[3])
{
    a[0] = (float)((0.3 + noise(0.15)) * G);
    a[1] = (float)((-0.4 + noise(0.15)) * G);
    a[2] = (float)((0.8 + truth_g((double)t_ns * 1e-9) + noise(0.15)) * G);
}

struct outcome {
    int samples, rising;
    double error_g, peak_error; /* largest of clipped samples; of landings' peaks, as a share */
};

/* Ten seconds; what the high one measured comes delay_ns after its time, the low one at once. */
static struct outcome run(int64_t delay_ns, int64_t high_until_ns)
{
    struct outcome o = {0};
    struct join_sample out;
    int64_t last = -1, next_high = 0;
    double peak = 0, due = 0;
    for (int64_t t = 0; t < 10000 * MS; t += LOW_NS) {
        float a[3];
        for (; next_high + delay_ns <= t && next_high < high_until_ns; next_high += HIGH_NS) {
            high_at(next_high, a);
            high_take(&h, a, next_high, t, 200);
        }
        struct join_sample x = {.from = {t, 0, t, 1}, .axes = 7};
        low_at(t, x.a);
        high_push(&h, &x);
        while (high_next(&h, 16, t, delay_ns == 0, &out)) {
            double g = truth_g((double)out.from.device_ns * 1e-9);
            o.rising += out.from.device_ns > last;
            last = out.from.device_ns;
            o.samples++;
            if (last < 2000 * MS)
                continue;
            if (g > 15.7)
                o.error_g = fmax(o.error_g, fabs((double)out.a[2] / G - g));
            peak = fmax(peak, (double)out.a[2] / G);
            due = fmax(due, g);
            if (fmod((double)last * 1e-9, LANDING_S) > 0.65 && due > 20) {
                o.peak_error = fmax(o.peak_error, fabs(peak / due - 1));
                peak = due = 0;
            }
        }
    }
    return o;
}

Test(high, a_landing_of_30_g_is_seen_to_3_percent_by_sensors_of_16_and_200_g)
{
    struct outcome o = run(0, INT64_MAX);
    fprintf(stderr, "peaks to %.2f %%, samples to %.2f g, offsets %.3f %.3f %.3f g\n",
            100 * o.peak_error, o.error_g, h.offset_ms2[0] / G, h.offset_ms2[1] / G,
            h.offset_ms2[2] / G);
    cr_expect(high_holds(&h));
    cr_expect_lt(o.peak_error, 0.03);
    cr_expect_eq(o.samples, 4000);
    cr_expect_eq(o.rising, 4000);
    cr_expect_float_eq(h.offset_ms2[2] / G, -0.8, 0.05);
}

Test(high, values_that_come_10_ms_later_are_waited_for)
{
    struct outcome o = run(10 * MS, INT64_MAX);
    cr_expect_lt(o.peak_error, 0.03, "%.3f", o.peak_error);
    cr_expect_eq(o.rising, o.samples);
    cr_expect_gt(o.samples, 3980);
    cr_expect_eq(h.dropped, 0);
}

Test(high, when_the_second_sensor_is_gone_the_first_ones_range_holds_again)
{
    run(0, 5000 * MS);
    cr_expect_not(high_holds(&h));
}

Test(high, alone_a_sensor_is_passed_on_at_once_and_as_it_is)
{
    struct join_sample x = {.from = {0, 0, 0, 1}, .a = {0, 0, (float)(16 * G)}}, out;
    high_push(&h, &x);
    cr_assert(high_next(&h, 16, 0, false, &out));
    cr_expect_float_eq(out.a[2], 16 * G, 1e-3);
}
