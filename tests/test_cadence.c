/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/cadence.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define TICKS (10 * GAIT_GRID_HZ)

static struct gait_tick tick[TICKS];

/* Harmonics of stride_hz on three axes with phases of their own; each h-th of them, from `first`
 * on. */
static void train(double stride_hz, int first, int each, uint64_t seed, double noise_ms2)
{
    struct help_random r = {seed};
    double phase[3][17];
    for (int k = 0; k < 3; k++)
        for (int h = 0; h <= 16; h++)
            phase[k][h] = 2 * PI * help_uniform(&r);
    for (int i = 0; i < TICKS; i++) {
        tick[i] = (struct gait_tick){.index = i};
        for (int k = 0; k < 3; k++) {
            double sum = k == 2 ? GAIT_G_MS2 : 0;
            for (int h = first; h <= 16; h += each)
                sum += 10.0 / (1 + 0.2 * h) *
                       sin(2 * PI * stride_hz * h * i / GAIT_GRID_HZ + phase[k][h]);
            tick[i].a_ms2[k] = (float)(sum + noise_ms2 * help_normal(&r));
        }
    }
}

struct runner {
    double spm, faster; /* at the start; change over the ten seconds */
    double vary;        /* sd of each stride's time about the pace, share of it */
    double unlike;      /* sd of each shock's size */
    bool trunk;         /* two shocks a stride, alike but for their sideways sign */
};

static double contact_s[64];
static int contacts;

/* A shock at each contact: three decaying swings on the three axes, and a slow swing in step. */
static void run(const struct runner *who, uint64_t seed)
{
    struct help_random r = {seed};
    int steps = who->trunk ? 2 : 1;
    double wander = 0, t = -help_uniform(&r);
    memset(tick, 0, sizeof tick);
    for (contacts = 0; t < 10.5 && contacts < 64; contacts++) {
        double size = 1 + who->unlike * help_normal(&r), side = contacts % steps ? -1 : 1;
        wander = 0.5 * wander + 0.87 * help_normal(&r);
        double spm = who->spm + who->faster * fmax(t, 0) / 10;
        double next = t + 120 / spm / steps * (1 + who->vary * wander);
        contact_s[contacts] = t;
        for (int i = (int)fmax(ceil(t * GAIT_GRID_HZ), 0); i < TICKS && i < next * GAIT_GRID_HZ; i++) {
            double dt = (double)i / GAIT_GRID_HZ - t, swing = 2 * PI * dt / (next - t);
            double shock = 60 * size * (dt / 0.02) * exp(1 - dt / 0.02);
            tick[i].index = i;
            tick[i].a_ms2[0] = (float)(side * (0.4 * shock + 3 * sin(0.5 * swing)));
            tick[i].a_ms2[1] = (float)(0.5 * shock * cos(60 * dt) + 4 * cos(swing));
            tick[i].a_ms2[2] = (float)(9.81 + shock + 5 * sin(swing));
            for (int k = 0; k < 3; k++)
                tick[i].a_ms2[k] += (float)(0.5 * help_normal(&r));
        }
        t = next;
    }
}

/* Of the contacts in the last `window_s`. */
static double true_spm(const struct runner *who, double window_s)
{
    int first = 0, last = contacts - 1;
    while (contact_s[first] < 10 - window_s)
        first++;
    while (contact_s[last] > 10)
        last--;
    return (who->trunk ? 60 : 120) * (last - first) / (contact_s[last] - contact_s[first]);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static struct gait_cadence_result measure(int n)
{
    struct gait_cadence *c = gait_cadence_new(&gait_cadence_defaults);
    struct gait_cadence_result got = {0};
    cr_assert_not_null(c);
    cr_assert(gait_cadence_measure(c, tick + TICKS, n, 0, true, &got));
    gait_cadence_free(c);
    return got;
}

Test(cadence, of_a_train_of_harmonics_is_right_to_half_a_step_a_minute_from_100_to_220)
{
    for (int spm = 100; spm <= 220; spm++) {
        train(spm / 120.0, 1, 1, (uint64_t)spm, 0);
        struct gait_cadence_result got = measure(TICKS);
        cr_assert_float_eq(got.spm, spm, 0.5, "%d spm: measured %g", spm, (double)got.spm);
        cr_assert_float_eq(got.spm, 120 * got.stride_hz, 1e-3);
        cr_assert(got.resolved, "%d spm: comb %g", spm, (double)got.comb);
    }
}

Test(cadence, of_a_trunk_that_shows_only_even_harmonics_is_not_an_octave_up)
{
    for (int spm = 130; spm <= 220; spm += 3) {
        train(spm / 120.0, 2, 2, (uint64_t)spm, 0);
        cr_assert_float_eq(measure(TICKS).spm, spm, 0.7, "%d spm", spm);
    }
}

Test(cadence, with_a_weak_fundamental_is_not_an_octave_off)
{
    for (int spm = 140; spm <= 200; spm += 7) {
        train(spm / 120.0, 2, 1, (uint64_t)spm, 0);
        cr_assert_float_eq(measure(TICKS).spm, spm, 0.7, "%d spm, no fundamental", spm);
        train(spm / 120.0, 1, 2, (uint64_t)spm, 0);
        cr_assert_float_eq(measure(TICKS).spm, spm, 0.7, "%d spm, odd harmonics only", spm);
    }
}

Test(cadence, no_rotation_changes_it_by_a_ten_thousandth)
{
    struct help_random r = {99};
    for (int round = 0; round < 30; round++) {
        double spm = 120 + 90 * help_uniform(&r);
        train(spm / 120, 1, 1, (uint64_t)round, 3);
        struct gait_cadence_result plain = measure(TICKS);
        struct help_rotation q = help_rotation_random(&r);
        for (int i = 0; i < TICKS; i++)
            help_rotate(&q, tick[i].a_ms2, tick[i].a_ms2);
        struct gait_cadence_result turned = measure(TICKS);
        cr_assert_float_eq(120 * plain.stride_hz, 120 * turned.stride_hz, 1e-4,
                           "seed 99, round %d: %g and %g spm", round, 120 * plain.stride_hz,
                           120 * turned.stride_hz);
    }
}

Test(cadence, in_noise_as_large_as_the_movement_stays_within_three_of_its_own_standard_deviations)
{
    for (int seed = 0; seed < 60; seed++) {
        double spm = 130 + seed;
        train(spm / 120, 1, 1, (uint64_t)seed, 10);
        struct gait_cadence_result got = measure(TICKS);
        cr_assert_float_eq(got.spm, spm, 3 * got.sd_spm, "seed %d: %g spm measured %g sd %g", seed,
                           spm, (double)got.spm, (double)got.sd_spm);
    }
}

Test(cadence, from_a_second_and_a_half_is_right_to_a_step_a_minute)
{
    for (int spm = 140; spm <= 200; spm += 5) {
        train(spm / 120.0, 1, 1, (uint64_t)spm, 0.5);
        cr_assert_float_eq(measure((int)(1.5 * GAIT_GRID_HZ)).spm, spm, 1, "%d spm", spm);
    }
}

/* 400 windows: error against the true mean rate, and how often it is within one and two sd. */
static void against_truth(struct runner who, double window_s, double p95, double worst)
{
    double error[400], one = 0, two = 0;
    for (int i = 0; i < 400; i++) {
        who.spm = 140 + 0.15 * i;
        run(&who, (uint64_t)i + 1);
        struct gait_cadence_result got = measure((int)(window_s * GAIT_GRID_HZ));
        error[i] = fabs((double)got.spm - true_spm(&who, window_s));
        one += error[i] < (double)got.sd_spm ? 1 / 400.0 : 0;
        two += error[i] < 2 * (double)got.sd_spm ? 1 / 400.0 : 0;
        cr_assert_lt(error[i], worst, "seed %d: %g spm measured %g", i + 1, true_spm(&who, window_s),
                     (double)got.spm);
    }
    qsort(error, 400, sizeof *error, by_size);
    cr_assert_lt(error[200], 0.1, "%g s: median %g spm", window_s, error[200]);
    cr_assert_lt(error[380], p95, "%g s: 95 %% within %g spm", window_s, error[380]);
    cr_assert(one > 0.6 && two > 0.9, "%g within one sd, %g within two", one, two);
}

Test(cadence, of_strides_that_vary_is_the_mean_rate_of_the_windows_contacts)
{
    struct runner leg = {.vary = 0.012, .unlike = 0.1}, trunk = leg;
    trunk.trunk = true;
    against_truth(leg, 5, 0.3, 1);
    against_truth(leg, 3, 0.5, 3);
    against_truth(trunk, 5, 0.4, 1);
    against_truth(trunk, 3, 0.8, 3);
}

Test(cadence, of_a_run_has_its_octave_from_a_second_and_a_half)
{
    int sure = 0;
    for (int i = 0; i < 200; i++) {
        struct runner who = {.spm = 142 + 0.25 * i, .vary = 0.01, .unlike = 0.1, .trunk = i % 2};
        run(&who, (uint64_t)i + 9);
        struct gait_cadence_result got = measure((int)(1.5 * GAIT_GRID_HZ));
        cr_assert(!got.resolved || fabs((double)got.spm - who.spm) < 8, "seed %d: %g, %g", i,
                  who.spm, (double)got.spm);
        sure += got.resolved;
    }
    cr_assert_geq(sure, 180, "%d of 200 resolved", sure);
}

/* Strides of 90 to 120 steps a minute, of which 1.5 s holds hardly two. */
Test(cadence, of_a_walk_is_not_resolved_where_it_is_an_octave_off)
{
    for (int i = 0; i < 200; i++) {
        struct runner who = {.spm = 90 + 0.15 * i, .vary = 0.01, .unlike = 0.1};
        run(&who, (uint64_t)i + 9);
        struct gait_cadence_result got = measure((int)((1.5 + 0.005 * i) * GAIT_GRID_HZ));
        cr_assert(!got.resolved || fabs((double)got.spm - who.spm) < 10, "seed %d: %g, %g", i,
                  who.spm, (double)got.spm);
    }
}

Test(cadence, of_a_pace_that_rises_is_still_the_mean_rate)
{
    against_truth((struct runner){.vary = 0.006, .faster = 30, .unlike = 0.1}, 5, 1, 2);
    against_truth((struct runner){.vary = 0.006, .faster = -30, .unlike = 0.1}, 5, 1, 2);
}

Test(cadence, with_a_tenth_lost_in_bursts_is_never_an_octave_nor_a_half_off)
{
    for (int i = 0; i < 300; i++) {
        struct help_random r = {(uint64_t)i + 500};
        struct runner who = {.spm = 150 + 0.1 * i, .vary = 0.01, .unlike = 0.1, .trunk = i % 2};
        double window_s = 2 + 0.01 * i;
        run(&who, (uint64_t)i + 1);
        for (int k = 0; k < TICKS; k += 20)
            for (int j = k; j < k + 20 && help_uniform(&r) < (j == k ? 0.1 : 2); j++)
                tick[j] = (struct gait_tick){.index = j, .flags = GAIT_GRID_GAP};
        double got = measure((int)(window_s * GAIT_GRID_HZ)).spm;
        cr_assert_float_eq(got, true_spm(&who, window_s), 8, "seed %d: %g s, %g spm, %g", i,
                           window_s, true_spm(&who, window_s), got);
    }
}

Test(cadence, of_noise_alone_is_not_resolved)
{
    int resolved = 0;
    for (int seed = 0; seed < 100; seed++) {
        train(1, 17, 1, (uint64_t)seed, 5);
        resolved += measure(TICKS).resolved;
    }
    cr_assert_leq(resolved, 1, "%d of 100 stretches of noise resolved", resolved);
}

Test(cadence, of_a_sensor_at_rest_is_zero)
{
    train(1, 17, 1, 1, 0);
    struct gait_cadence_result got = measure(TICKS);
    cr_assert_eq(got.spm, 0);
    cr_assert_eq(got.stride_hz, 0);
    cr_assert_not(got.resolved);
}

Test(cadence,
     holes_of_a_tenth_move_it_by_less_than_one_step_a_minute_and_of_more_than_half_refuse_it)
{
    struct gait_cadence *c = gait_cadence_new(&gait_cadence_defaults);
    struct gait_cadence_result got;
    train(160 / 120.0, 1, 1, 5, 0);
    for (int i = 0; i < TICKS; i++)
        if (i % 200 >= 180) {
            tick[i] = (struct gait_tick){.index = i, .flags = GAIT_GRID_GAP};
        }
    cr_assert(gait_cadence_measure(c, tick + TICKS, TICKS, 0, true, &got));
    cr_assert_float_eq(got.spm, 160, 1, "%g spm", (double)got.spm);
    for (int i = 0; i < TICKS; i++)
        tick[i].flags = i % 200 < 120 ? GAIT_GRID_GAP : 0;
    cr_assert_not(gait_cadence_measure(c, tick + TICKS, TICKS, 0, true, &got));
    gait_cadence_free(c);
}

Test(cadence, less_than_window_min_s_gives_no_answer)
{
    struct gait_cadence *c = gait_cadence_new(&gait_cadence_defaults);
    struct gait_cadence_result got;
    train(1.3, 1, 1, 5, 0);
    cr_assert_not(gait_cadence_measure(c, tick + TICKS, 299, 0, true, &got));
    cr_assert_not(gait_cadence_measure(c, tick + TICKS, 0, 0, true, &got));
    cr_assert(gait_cadence_measure(c, tick + TICKS, 300, 0, true, &got));
    gait_cadence_free(c);
}

Test(cadence, a_longer_window_knows_it_better_and_sees_a_change_later)
{
    struct gait_cadence_settings set = {.window_s = 10, .window_min_s = 1.5};
    struct gait_cadence *ten = gait_cadence_new(&set);
    struct gait_cadence_result longer;
    train(1.4, 1, 1, 6, 8);
    struct gait_cadence_result five = measure(TICKS);
    cr_assert(gait_cadence_measure(ten, tick + TICKS, TICKS, 0, true, &longer));
    cr_assert_lt(longer.sd_spm, five.sd_spm);
    gait_cadence_free(ten);
}

Test(cadence, settings_out_of_range_have_a_sentence_and_no_object)
{
    static const struct gait_cadence_settings wrong[] = {{2.9, 1.5},      {10.1, 1.5}, {NAN, 1.5},
                                                         {5, 1.4},        {5, 5.1},    {5, NAN},
                                                         {INFINITY, 1.5}, {-5, -5}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_assert_not_null(gait_cadence_fault(&wrong[i]), "case %zu", i);
        cr_assert_null(gait_cadence_new(&wrong[i]), "case %zu", i);
    }
    cr_assert_null(gait_cadence_fault(&gait_cadence_defaults));
    gait_cadence_free(NULL);
}
