/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/clock.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

static uint64_t random_bits(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static double exponential(uint64_t *state, double mean)
{
    return -mean * log(1 - (double)(random_bits(state) >> 11) * 0x1p-53);
}

struct course {
    double skew_ppm, mean_delay_s, seconds;
    uint64_t seed;
};

/* A device at 200 Hz whose clock runs fast by skew_ppm; returns the worst error of local time after
 * 30 s against the least-delayed mapping, s; the state in *ret. */
static double run_course(const struct course *k, struct gait_clock_state *ret,
                         double *ret_worst_step)
{
    struct gait_clock *c = gait_clock_new(&gait_clock_defaults);
    uint64_t state = k->seed;
    double worst = 0, last_local = 0;
    *ret_worst_step = 0;
    for (int i = 0; i < (int)(k->seconds * 200); i++) {
        double t = i * 0.005, device = t * (1 + 1e-6 * k->skew_ppm);
        double arrival = t + 0.002 + exponential(&state, k->mean_delay_s);
        int64_t local = gait_clock_local(c, llround(device * 1e9), llround(arrival * 1e9));
        double error = (double)local * 1e-9 - (t + 0.002);
        if (t > 30) {
            worst = fmax(worst, fabs(error));
            *ret_worst_step =
                fmax(*ret_worst_step, fabs((double)local * 1e-9 - last_local - 0.005));
        }
        last_local = (double)local * 1e-9;
    }
    *ret = gait_clock_state(c);
    gait_clock_free(c);
    return worst;
}

Test(clock, recovers_a_skew_of_200_ppm_through_late_packets)
{
    const double skews[] = {-900, -200, 0, 50, 200, 900};
    const double delays[] = {0.005, 0.02, 0.05};
    for (size_t s = 0; s < sizeof skews / sizeof *skews; s++)
        for (size_t d = 0; d < sizeof delays / sizeof *delays; d++)
            for (uint64_t seed = 1; seed <= 5; seed++) {
                struct course k = {skews[s], delays[d], 120, seed};
                struct gait_clock_state state;
                double step, worst = run_course(&k, &state, &step);
                cr_assert(worst < 0.003, "skew %g ppm, delay %g s, seed %d: error %g ms", skews[s],
                          delays[d], (int)seed, 1e3 * worst);
                cr_assert(fabs(state.skew_ppm - skews[s]) < 30,
                          "skew %g ppm, delay %g s, seed %d: found %g", skews[s], delays[d],
                          (int)seed, state.skew_ppm);
                cr_assert(step < 0.00003, "skew %g ppm: a step of %g ms between samples", skews[s],
                          1e3 * step);
            }
}

Test(clock, is_exact_to_the_nanosecond_where_the_delay_never_changes)
{
    struct gait_clock *c = gait_clock_new(&gait_clock_defaults);
    const int64_t origin = INT64_C(1700000000123456789), late = 7654321;
    for (int i = 0; i < 200 * 300; i++) {
        int64_t device = origin + (int64_t)llround(i * 1e9 / 142.857);
        cr_assert_eq(gait_clock_local(c, device, device + late), device + late, "sample %d", i);
    }
    cr_assert_float_eq(gait_clock_state(c).skew_ppm, 0, 1e-9);
    gait_clock_free(c);
}

Test(clock, takes_arrival_where_there_is_no_tag)
{
    struct gait_clock *c = gait_clock_new(&gait_clock_defaults);
    cr_assert_eq(gait_clock_local(c, GAIT_NO_TIME, 42), 42);
    cr_assert_not(gait_clock_state(c).has_device_time);
    gait_clock_free(c);
}

Test(clock, keeps_the_times_of_a_burst_after_a_radio_stall)
{
    struct gait_clock *c = gait_clock_new(&gait_clock_defaults);
    for (int64_t t = 0; t < 60000; t += 5) {
        bool stalled = t >= 40000 && t < 43000;
        int64_t local = gait_clock_local(c, t * 1000000, (stalled ? 43000 : t) * 1000000);
        cr_assert_eq(local, t * 1000000, "at %d ms: %lld", (int)t, (long long)local);
    }
    cr_assert_eq(gait_clock_jumps(c), 0);
    gait_clock_free(c);
}

Test(clock, begins_anew_when_the_device_reboots_sets_its_clock_or_sleeps)
{
    const int64_t second = 1000000000;
    const int64_t steps[] = {-30 * second, 3600 * second, -5 * second};
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        struct gait_clock *c = gait_clock_new(&gait_clock_defaults);
        int64_t last = INT64_MIN, local = 0;
        for (int64_t i = 0; i < 200 * 60; i++) {
            int64_t t = i * 5000000, device = t + (i >= 200 * 31 ? steps[k] : 0);
            local = gait_clock_local(c, device, t);
            cr_assert(local > last, "step %d: local time went back at %g s", (int)k,
                      1e-9 * (double)t);
            last = local;
        }
        cr_assert_eq(gait_clock_jumps(c), 1);
        cr_assert(llabs(local - (200 * 60 - 1) * INT64_C(5000000)) < 1000000);
        gait_clock_free(c);
    }
    struct gait_clock *c = gait_clock_new(&gait_clock_defaults);
    int64_t local = 0;
    for (int64_t i = 0; i < 200 * 60; i++) { /* the device's clock stood still for a minute */
        int64_t device = i * 5000000, arrival = device + (i >= 200 * 31 ? 60 * second : 0);
        local = gait_clock_local(c, device, arrival);
    }
    cr_assert_eq(gait_clock_jumps(c), 1);
    cr_assert_eq(local, (200 * 60 - 1) * INT64_C(5000000) + 60 * second);
    gait_clock_free(c);
}

Test(clock, tells_how_well_it_knows)
{
    struct gait_clock_state still, noisy;
    double step;
    run_course(&(struct course){0, 0.001, 60, 1}, &still, &step);
    run_course(&(struct course){0, 0.05, 60, 1}, &noisy, &step);
    cr_assert(still.offset_sd_s < noisy.offset_sd_s);
    cr_assert(still.offset_sd_s < 0.0005);
    cr_assert(fabs(noisy.skew_ppm) < 4 * noisy.skew_sd_ppm + 1);
}

Test(clock, knows_nothing_before_two_seconds_nor_after_a_jump)
{
    struct gait_clock *c = gait_clock_new(&gait_clock_defaults);
    for (int64_t i = 0; i < 200 * 40; i++) {
        int64_t t = i * 5000000, device = t + (i >= 200 * 20 ? INT64_C(3600000000000) : 0);
        gait_clock_local(c, device, t + 1000000 * (i % 7));
        struct gait_clock_state s = gait_clock_state(c);
        int since = (int)(i % (200 * 20));
        if (since < 200 * 2) {
            cr_assert(isinf(s.offset_sd_s) && isnan(s.skew_sd_ppm) && isnan(s.delay_s), "%d",
                      since);
        } else if (since > 200 * 2 + 5) {
            cr_assert(s.offset_sd_s < 0.01 && s.delay_s < 0.01, "%d", since);
        }
        cr_assert(since > 200 * 7 || isnan(s.skew_sd_ppm), "%d", since);
        cr_assert(since < 200 * 10 || isfinite(s.skew_sd_ppm), "%d", since);
    }
    gait_clock_free(c);
}

Test(clock, survives_any_times)
{
    struct gait_clock *c = gait_clock_new(&gait_clock_defaults);
    uint64_t state = 9;
    for (int i = 0; i < 200000; i++) {
        int64_t device = (int64_t)(random_bits(&state) >> 4) - (INT64_C(1) << 58);
        int64_t arrival = (int64_t)(random_bits(&state) >> 4);
        gait_clock_local(c, device, arrival);
    }
    gait_clock_reset(c);
    cr_assert_eq(gait_clock_local(c, 5, 7), 7);
    gait_clock_free(c);
}

Test(clock, refuses_settings_out_of_range_with_a_sentence)
{
    struct gait_clock_settings s = gait_clock_defaults;
    s.window_s = 1;
    cr_assert_not_null(gait_clock_fault(&s));
    cr_assert_null(gait_clock_new(&s));
    s = gait_clock_defaults;
    s.skew_max_ppm = NAN;
    cr_assert_not_null(gait_clock_fault(&s));
    s = gait_clock_defaults;
    s.jump_s = 0;
    cr_assert_not_null(gait_clock_fault(&s));
    cr_assert_null(gait_clock_fault(&gait_clock_defaults));
}

Test(clock, every_setting_changes_what_it_says)
{
    struct gait_clock_settings some = gait_clock_defaults, other = some;
    other.skew_max_ppm = 100;
    other.jump_s = 0.2;
    struct gait_clock *a = gait_clock_new(&some), *b = gait_clock_new(&other);
    for (int64_t i = 0; i < 200 * 41; i++) { /* 500 ppm slow, and 0.4 s back after 40 s */
        int64_t t = i * 5000000, device = t - t / 2000 - (i > 200 * 40 ? 400000000 : 0);
        gait_clock_local(a, device, t);
        gait_clock_local(b, device, t);
        if (i == 200 * 30) {
            cr_assert_float_eq(gait_clock_state(a).skew_ppm, -500, 5);
            cr_assert_float_eq(gait_clock_state(b).skew_ppm, -100, 5);
        }
    }
    cr_assert_eq(gait_clock_jumps(a), 0);
    cr_assert_geq(gait_clock_jumps(b), 1);
    gait_clock_free(a);
    gait_clock_free(b);
}

Test(clock, a_shorter_window_follows_a_skew_that_changed_sooner)
{
    double off[2];
    for (int k = 0; k < 2; k++) {
        struct gait_clock_settings s = gait_clock_defaults;
        s.window_s = k ? 15 : 120;
        struct gait_clock *c = gait_clock_new(&s);
        int64_t device = 0;
        for (int64_t i = 0; i < 200 * 100; i++) {
            gait_clock_local(c, device, i * 5000000);
            device += 5000000 - (i > 200 * 60 ? 1000 : -1000); /* 200 ppm fast, then slow */
        }
        off[k] = fabs(gait_clock_state(c).skew_ppm + 200);
        gait_clock_free(c);
    }
    cr_assert(off[1] < 20 && off[1] < off[0], "%g and %g ppm", off[0], off[1]);
}

/* Arrival of a sample less what the clock makes of it, ms, seconds after a step of the device's
 * clock at 30 s; jumps in *ret_jumps. */
static double off_after_step(double step_s, double mean_delay_s, double seconds,
                             uint32_t *ret_jumps)
{
    struct gait_clock *c = gait_clock_new(&gait_clock_defaults);
    uint64_t state = 5;
    double off = 0;
    for (int i = 0; i < (int)((30 + seconds) * 200); i++) {
        double t = i * 0.005, device = t * 1.0001 + (t >= 30 ? step_s : 0);
        double arrival = t + exponential(&state, mean_delay_s);
        int64_t local = gait_clock_local(c, llround(device * 1e9), llround(arrival * 1e9));
        off = 1e3 * ((double)local * 1e-9 - t);
    }
    *ret_jumps = gait_clock_jumps(c);
    gait_clock_free(c);
    return off;
}

Test(clock, sees_a_step_ahead_at_once_and_one_back_within_three_seconds)
{
    uint32_t jumps;
    const double steps[] = {0.05, 0.1, 0.4, 0.9};
    for (int i = 0; i < 4; i++) {
        double off = off_after_step(steps[i], 0.001, 0.5, &jumps);
        cr_expect(fabs(off) < 1 && jumps == 1, "%g s ahead: %g ms, %d jumps", steps[i], off,
                  (int)jumps);
        off = off_after_step(-steps[i], 0.001, 3.5, &jumps);
        cr_expect(fabs(off) < 1 && jumps == 1, "%g s back: %g ms, %d jumps", steps[i], off,
                  (int)jumps);
    }
}

Test(clock, takes_no_stall_and_no_queue_for_a_step)
{
    struct gait_clock *c = gait_clock_new(&gait_clock_defaults);
    uint64_t state = 3;
    int64_t last = 0;
    for (int64_t i = 0; i < 200 * 120; i++) {
        int64_t t = i * 5000000, late = (int64_t)(exponential(&state, 0.003) * 1e9);
        int64_t phase = i % 2000;
        if (phase > 1800) /* a second in which nothing comes */
            late += (2000 - phase) * 5000000;
        if (phase < 800) /* a queue that fills and empties, 60 to 200 ms for four seconds */
            late += 60000000 + 1750000 * (phase < 400 ? phase : 800 - phase) / 5;
        last = t + late > last ? t + late : last;
        gait_clock_local(c, t, last);
    }
    cr_expect_eq(gait_clock_jumps(c), 0);
    gait_clock_free(c);
}
