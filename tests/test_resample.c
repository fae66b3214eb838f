/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_grid.h"

#include <gait/resample.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define NS 1000000000

static int flagged(uint8_t flags)
{
    int n = 0;
    for (int i = 0; i < grid.n; i++)
        n += grid.tick[i].flags == flags;
    return n;
}

static void assert_unbroken(void)
{
    for (int i = 1; i < grid.n; i++)
        cr_assert_eq(grid.tick[i].index, grid.tick[i - 1].index + 1, "tick %d", i);
}

Test(resample, reproduces_samples_that_fall_on_ticks_to_the_bit)
{
    static const int hz[] = {200, 100, 50, 40};
    for (int j = 0; j < 4; j++) {
        struct gait_resample *r = help_grid_fresh(77, hz[j]);
        struct gait_sample in[500];
        for (int i = 0; i < 500; i++) {
            in[i] = help_grid_sample(77 + (int64_t)i * NS / hz[j], sin(i * i) * 37.123);
            cr_assert(help_grid_feed(r, &in[i]));
        }
        assert_unbroken();
        cr_assert_geq(grid.n, 498 * GAIT_GRID_HZ / hz[j] + 1,
                      "%d Hz: more than a sample is held back", hz[j]);
        for (int i = 0; i < (hz[j] < GAIT_GRID_HZ ? 499 : 500); i++) {
            const struct gait_tick *t = &grid.tick[i * GAIT_GRID_HZ / hz[j]];
            cr_assert_arr_eq(t->a_ms2, in[i].a_ms2, sizeof t->a_ms2, "%d Hz, sample %d", hz[j], i);
            cr_assert_arr_eq(t->w_rads, in[i].w_rads, sizeof t->w_rads);
            cr_assert_eq(t->flags, 0);
        }
        gait_resample_free(r);
    }
}

Test(resample, keeps_a_line_a_line_at_every_rate)
{
    static const double hz[] = {20, 52, 104, 128, 148.1, 200, 225, 250},
                        fast[] = {256, 333.3, 500, 1000, 1600};
    for (int j = 0; j < 13; j++) {
        double rate_hz = j < 8 ? hz[j] : fast[j - 8], worst_s = 0, mean_s = 0;
        struct gait_resample *r = help_grid_fresh(0, rate_hz);
        for (int i = 0; i < 10 * rate_hz; i++) {
            int64_t t_ns = llround(1e9 * i / rate_hz);
            struct gait_sample s = help_grid_sample(t_ns, 1e-9 * (double)t_ns);
            help_grid_feed(r, &s);
        }
        assert_unbroken();
        cr_assert_eq(flagged(0), grid.n);
        cr_assert_geq(grid.n, 1985 - (int)(GAIT_GRID_HZ / rate_hz));
        for (int i = 5; i < grid.n; i++) {
            double e = grid.tick[i].a_ms2[0] - (double)grid.tick[i].index / GAIT_GRID_HZ;
            worst_s = fmax(worst_s, fabs(e));
            mean_s += e / (grid.n - 5);
        }
        cr_log_info("%g Hz: tick time off by at most %.0f us, %.1f us in the mean", rate_hz,
                    1e6 * worst_s, 1e6 * mean_s);
        cr_assert_lt(worst_s, j < 8 ? 2e-6 : 400e-6, "%g Hz: %g s", rate_hz, worst_s);
        cr_assert_lt(fabs(mean_s), 5e-6, "%g Hz: %g s", rate_hz, mean_s);
        gait_resample_free(r);
    }
}

Test(resample, averages_the_noise_and_the_aliases_of_a_fast_sensor_away)
{
    struct gait_resample *r = help_grid_fresh(0, 1600);
    double power = 0;
    for (int i = 0; i < 16000; i++) {
        struct gait_sample s =
            help_grid_sample((int64_t)i * NS / 1600, sin(2 * PI * 390 * i / 1600.0));
        help_grid_feed(r, &s);
    }
    for (int i = 10; i < grid.n; i++)
        power += grid.tick[i].a_ms2[0] * grid.tick[i].a_ms2[0] / (grid.n - 10);
    cr_assert_lt(power, 0.5 * 1e-4, "a tone at 390 Hz leaves %g of 0.5", power);
    gait_resample_free(r);
}

/* At 200 Hz, the samples 100 .. 100 + missing - 1 never came. */
static void with_missing(struct gait_resample *r, int hz, int missing)
{
    for (int i = 0; i < 2 * hz + missing; i++) {
        struct gait_sample s = help_grid_sample((int64_t)i * NS / hz + 1000000, i);
        if (i < 100 || i >= 100 + missing)
            help_grid_feed(r, &s);
    }
    assert_unbroken();
}

Test(resample, bridges_short_holes_and_says_so)
{
    for (int missing = 1; missing <= 5; missing++) {
        struct gait_resample *r = help_grid_fresh(0, 200);
        with_missing(r, 200, missing);
        cr_assert_eq(flagged(GAIT_GRID_BRIDGED), missing + 1, "%d missing", missing);
        cr_assert_eq(flagged(GAIT_GRID_GAP), 0);
        for (int i = 0; i < grid.n; i++)
            cr_assert_float_eq(grid.tick[i].a_ms2[0], (double)grid.tick[i].index - 0.2, 1e-4);
        gait_resample_free(r);
    }
}

Test(resample, leaves_long_holes_open)
{
    struct gait_resample *r = help_grid_fresh(0, 200);
    with_missing(r, 200, 20);
    cr_assert_eq(flagged(GAIT_GRID_GAP), 21);
    cr_assert_eq(flagged(GAIT_GRID_BRIDGED), 0);
    for (int i = 0; i < grid.n; i++)
        if (grid.tick[i].flags)
            cr_assert(grid.tick[i].a_ms2[0] == 0 && grid.tick[i].w_rads[2] == 0);
    gait_resample_free(r);
}

Test(resample, bridges_and_opens_the_holes_of_a_fast_sensor_too)
{
    struct gait_resample *r = help_grid_fresh(0, 1000);
    with_missing(r, 1000, 24);
    cr_assert_eq(flagged(GAIT_GRID_BRIDGED), 4);
    for (int i = 2; i < grid.n; i++)
        cr_assert_float_eq(grid.tick[i].a_ms2[0], 5 * (double)grid.tick[i].index - 1, 0.05,
                           "tick %d", i);
    gait_resample_free(r);
    r = help_grid_fresh(0, 1000);
    with_missing(r, 1000, 99);
    cr_assert_eq(flagged(GAIT_GRID_GAP), 19);
    cr_assert_eq(flagged(GAIT_GRID_BRIDGED), 0);
    gait_resample_free(r);
}

Test(resample, bridges_as_far_as_the_settings_say)
{
    static const struct {
        double periods, s;
        int hz, missing, gaps;
    } row[] = {
        {3.5, 0.030, 100, 2, 0}, {3.5, 0.030, 100, 3, 8}, {5.5, 0.030, 100, 3, 0},
        {3.5, 0.050, 100, 3, 0}, {3.5, 0, 200, 2, 0},     {3.5, 0, 200, 3, 4},
        {1, 0, 200, 1, 2},       {1, 0, 200, 0, 0},
    };
    for (int i = 0; i < 8; i++) {
        struct gait_resample *r =
            gait_resample_new(&(struct gait_resample_settings){row[i].periods, row[i].s});
        gait_resample_reset(r, 0, row[i].hz);
        grid.n = 0;
        with_missing(r, row[i].hz, row[i].missing);
        cr_assert_eq(flagged(GAIT_GRID_GAP), row[i].gaps, "row %d: %d gap ticks", i,
                     flagged(GAIT_GRID_GAP));
        gait_resample_free(r);
    }
}

Test(resample, jumps_over_a_pause_after_two_seconds_of_gap)
{
    for (int hz = 200; hz <= 1000; hz += 800) {
        struct gait_resample *r = help_grid_fresh(0, hz);
        with_missing(r, hz, 0);
        int n = grid.n;
        struct gait_sample s = help_grid_sample((int64_t)3600 * NS, 1),
                           next = help_grid_sample((int64_t)3600 * NS + NS / hz, 1);
        help_grid_feed(r, &s);
        cr_assert_leq(flagged(GAIT_GRID_GAP), 2 * GAIT_GRID_HZ);
        cr_assert_geq(grid.n - n, 2 * GAIT_GRID_HZ);
        for (int i = 0; i < 10; i++, next.t_ns += NS / hz)
            help_grid_feed(r, &next);
        cr_assert_geq(grid.tick[grid.n - 1].index, (int64_t)3600 * GAIT_GRID_HZ);
        cr_assert_eq(grid.tick[grid.n - 1].a_ms2[0], 1);
        gait_resample_free(r);
    }
}

Test(resample, refuses_what_is_not_later)
{
    struct gait_resample *r = help_grid_fresh(0, 200);
    struct gait_sample s = help_grid_sample(50000000, 1), same = s,
                       before = help_grid_sample(49999999, 2),
                       after = help_grid_sample(55000000, 3);
    cr_assert(help_grid_feed(r, &s));
    cr_assert_not(help_grid_feed(r, &same));
    cr_assert_not(help_grid_feed(r, &before));
    cr_assert(help_grid_feed(r, &after));
    cr_assert_eq(grid.n, 2);
    gait_resample_free(r);
}

Test(resample, gives_the_same_ticks_whatever_the_origin)
{
    static const int64_t origin[] = {0, 1700000000123456789, -5, 4000000000000000000};
    static struct help_grid first;
    for (int j = 0; j < 4; j++) {
        struct gait_resample *r = help_grid_fresh(origin[j], 0);
        for (int i = 0; i < 2000; i++) {
            struct gait_sample s = help_grid_sample(
                origin[j] + 1234567 + (int64_t)i * 4882812 + i * 7919 % 100000, sin(i));
            help_grid_feed(r, &s);
        }
        if (j == 0)
            first = grid;
        cr_assert_eq(grid.n, first.n);
        for (int i = 0; i < grid.n; i++)
            cr_assert_arr_eq(grid.tick[i].a_ms2, first.tick[i].a_ms2, sizeof first.tick[i].a_ms2);
        gait_resample_free(r);
    }
}

Test(resample, takes_samples_from_before_its_origin)
{
    struct gait_resample *r = help_grid_fresh(1000000000, 200);
    for (int i = 0; i < 20; i++) {
        struct gait_sample s = help_grid_sample(950000000 + i * 5000000, i);
        cr_assert(help_grid_feed(r, &s));
    }
    assert_unbroken();
    cr_assert_eq(grid.tick[0].index, -10);
    cr_assert_eq(grid.tick[19].a_ms2[0], 19);
    gait_resample_free(r);
}

Test(resample, learns_the_rate_it_is_not_told)
{
    static const double hz[] = {52, 100, 200, 250, 400, 1000};
    for (int j = 0; j < 6; j++) {
        struct gait_resample *r = help_grid_fresh(0, 0);
        cr_assert_eq(gait_resample_period_s(r), 0);
        for (int i = 0; i < 5 * hz[j]; i++) {
            int64_t jitter = (i * 7919 % 1000 - 500) * (int64_t)(5e4 / hz[j]) * 2;
            struct gait_sample s = help_grid_sample(llround(1e9 * i / hz[j]) + jitter, 9.81);
            if (i % 37 != 35)
                help_grid_feed(r, &s);
        }
        assert_unbroken();
        cr_assert_float_eq(gait_resample_period_s(r) * hz[j], 1, 0.06, "%g Hz", hz[j]);
        for (int i = 0; i < grid.n; i++)
            cr_assert_float_eq(grid.tick[i].a_ms2[0], 9.81, 1e-5, "%g Hz, tick %d", hz[j], i);
        gait_resample_free(r);
    }
}

Test(resample, survives_any_times_and_rates)
{
    static const double hz[] = {0, -1, NAN, INFINITY, 1e-300, 1e300, 0.01, 1e9, 251, 200};
    srand(1);
    for (int j = 0; j < 10; j++)
        for (int k = 0; k < 20; k++) {
            struct gait_resample *r = help_grid_fresh(k % 3 ? 0 : INT64_MIN + k, hz[j]);
            int64_t t = k % 2 ? 0 : INT64_MIN;
            for (int i = 0; i < 3000; i++) {
                int64_t step = (int64_t)1 << rand() % (k % 4 ? 30 : 62);
                t = t < INT64_MAX - step ? t + step : t - step / 3;
                struct gait_sample s = help_grid_sample(t, 1);
                grid.n = 0;
                help_grid_feed(r, &s);
                for (int n = 0; n < grid.n; n++)
                    cr_assert(isfinite(grid.tick[n].a_ms2[0]));
            }
            gait_resample_free(r);
        }
}

Test(resample, says_which_setting_is_wrong)
{
    static const struct gait_resample_settings bad[] = {
        {0.5, 0.03}, {21, 0.03}, {NAN, 0.03}, {3.5, -0.1}, {3.5, 0.3}, {3.5, NAN},
    };
    cr_assert_null(gait_resample_fault(&gait_resample_defaults));
    for (int i = 0; i < 6; i++) {
        cr_assert_not_null(
            strstr(gait_resample_fault(&bad[i]), i < 3 ? "bridge_periods" : "bridge_s"));
        cr_assert_null(gait_resample_new(&bad[i]));
    }
    gait_resample_free(NULL);
}
