/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What turning each knob of a worn sensor does to its rows. */
#include "ctl/exact.h"
#include "ctl/wear.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STILL, SHAKEN, RUNNING };

static const struct wear_settings plain = {
    .id = "x", .placement = GAIT_SHANK_LEFT, .rate_hz = 400, .range_g = 16};

/* Worn for so many seconds by one who stands, is shaken up and down by 1 g at so many Hz, or runs.
 */
static struct wear *worn(const struct wear_settings *s, uint64_t seed, double end_s, int how,
                         double hz)
{
    const struct runner_bout bout = {
        .gait = GAIT_RUN, .speed_ms = 2.9, .ground = runner_ground("asphalt")};
    struct wear *w = wear_new(s, seed, 0, end_s);
    struct runner *r = runner_new(seed, &bout, 1);
    cr_assert(w && r);
    for (long i = 0; i < lround(end_s * RUNNER_HZ); i++) {
        struct runner_moment m = {.t_s = (double)i / RUNNER_HZ};
        m.shank[0].a_ms2[2] = m.shank[1].a_ms2[2] = GAIT_G_MS2;
        if (how == RUNNING)
            runner_step(r, &m);
        else if (how == SHAKEN)
            m.shank[0].a_ms2[2] += GAIT_G_MS2 * sin(2 * EXACT_PI * hz * m.t_s);
        wear_push(w, &m);
    }
    runner_free(r);
    return w;
}

struct summary {
    double mean[6], sd[6], most_g, least_norm_g;
    long rows, missing, repeated;
};

static struct summary summary_of(struct wear *w, double from_s)
{
    const struct recording_sensor r = wear_recording(w);
    struct summary s = {.rows = r.rows, .least_norm_g = INFINITY};
    double n = 0;
    for (long i = (long)(from_s * r.rate_hz); i < r.rows; i++) {
        const float *x = r.row + 6 * i;
        s.missing += isnan(x[0]);
        s.repeated += i > 0 && memcmp(x, x - 6, 6 * sizeof *x) == 0;
        if (isnan(x[0]))
            continue;
        double norm = sqrt((double)x[0] * x[0] + (double)x[1] * x[1] + (double)x[2] * x[2]);
        s.most_g = fmax(s.most_g, norm / GAIT_G_MS2);
        s.least_norm_g = fmin(s.least_norm_g, norm / GAIT_G_MS2);
        for (int k = 0; k < 6; k++) {
            s.mean[k] += x[k];
            s.sd[k] += (double)x[k] * x[k];
        }
        n++;
    }
    for (int k = 0; k < 6; k++) {
        s.mean[k] /= n;
        s.sd[k] = sqrt(fmax(0, s.sd[k] / n - s.mean[k] * s.mean[k]));
    }
    wear_free(w);
    return s;
}

static struct summary summary(const struct wear_settings *s, double end_s, int how, double hz)
{
    return summary_of(worn(s, 5, end_s, how, hz), 0.5);
}

Test(wear, without_a_knob_reads_what_is_there)
{
    struct summary s = summary(&plain, 3, STILL, 0);
    cr_expect_float_eq(s.mean[2], GAIT_G_MS2, 0.003);
    cr_expect(s.sd[0] == 0 && s.sd[2] == 0 && s.mean[4] == 0 && s.missing == 0);
}

Test(wear, noise_and_bias_are_as_large_as_asked_for)
{
    struct wear_settings s = plain;
    s.noise_ms2 = 0.98;
    s.noise_rads = 0.1;
    struct summary noisy = summary(&s, 30, STILL, 0);
    cr_expect_float_eq(noisy.sd[0], 0.98, 0.03);
    cr_expect_float_eq(noisy.sd[5], 0.1, 0.003);
    s = plain;
    s.bias_ms2 = 0.5;
    s.bias_rads = 0.05;
    double a = 0, w = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct summary b = summary_of(worn(&s, seed, 0.6, STILL, 0), 0.5);
        a += b.mean[0] * b.mean[0];
        w += b.mean[3] * b.mean[3];
    }
    cr_expect_float_eq(sqrt(a / 100), 0.5, 0.1);
    cr_expect_float_eq(sqrt(w / 100), 0.05, 0.01);
}

Test(wear, any_turn_keeps_the_size_and_a_random_one_is_every_seeds_own)
{
    struct wear_settings s = plain;
    struct summary up = summary(&plain, 3, RUNNING, 0);
    s.turn_random = true;
    double down = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct summary still = summary_of(worn(&s, seed, 0.6, STILL, 0), 0.5);
        cr_expect_float_eq(still.most_g, 1, 1e-3);
        down += still.mean[2] / GAIT_G_MS2;
    }
    cr_expect_lt(fabs(down / 40), 0.3, "%.2f on average", down / 40);
    struct summary turned = summary(&s, 3, RUNNING, 0);
    cr_expect_float_eq(turned.most_g, up.most_g, 0.15, "%g, upright %g", turned.most_g, up.most_g);
    s = plain;
    s.turn_deg[0] = 90;
    cr_expect_float_eq(summary(&s, 3, STILL, 0).mean[1], GAIT_G_MS2, 0.01);
    s = plain;
    s.inverted = true;
    cr_expect_float_eq(summary(&s, 3, STILL, 0).mean[2], -GAIT_G_MS2, 0.01);
}

Test(wear, swapped_reads_the_other_leg)
{
    struct wear_settings left = plain, right = plain;
    left.swapped = true;
    right.placement = GAIT_SHANK_RIGHT;
    struct wear *a = worn(&left, 5, 3, RUNNING, 0), *b = worn(&right, 5, 3, RUNNING, 0);
    const struct recording_sensor l = wear_recording(a), r = wear_recording(b);
    cr_assert_eq(l.rows, r.rows);
    cr_expect(memcmp(l.row, r.row, (size_t)l.rows * 6 * sizeof *l.row) == 0);
    cr_expect_eq(l.is.placement, GAIT_SHANK_LEFT);
    wear_free(a);
    wear_free(b);
}

/* Gain of a base excited spring and damper. */
static double gain(double hz, double natural, double zeta)
{
    double r = hz / natural, d = 2 * zeta * r;
    return sqrt((1 + d * d) / ((1 - r * r) * (1 - r * r) + d * d));
}

Test(wear, a_strap_rings_as_a_spring_and_a_damper_do)
{
    struct wear_settings s = plain;
    s.strap_zeta = 0.25;
    static const double natural[] = {45, 18, 18, 18}, hz[] = {10, 3, 18, 40};
    for (int i = 0; i < 4; i++) {
        s.strap_hz = natural[i];
        double bare = summary(&plain, 6, SHAKEN, hz[i]).sd[2];
        double is = summary(&s, 6, SHAKEN, hz[i]).sd[2] / bare, aim = gain(hz[i], natural[i], 0.25);
        cr_expect_float_eq(is / aim, 1, 0.03, "%g Hz on %g: %.3f, not %.3f", hz[i], natural[i], is,
                           aim);
    }
    cr_expect_float_eq(summary(&s, 3, STILL, 0).mean[2], GAIT_G_MS2, 0.01);
}

Test(wear, every_rate_from_50_to_1600_hz_is_filtered_below_its_half)
{
    static const double rate[] = {50, 100, 400, 800, 801, 1000, 1600};
    for (int i = 0; i < 7; i++) {
        struct wear_settings s = plain;
        s.rate_hz = rate[i];
        struct summary low = summary(&s, 4, SHAKEN, 0.05 * rate[i]);
        struct summary high = summary(&s, 4, SHAKEN, 1.3 * rate[i]);
        cr_expect(labs(low.rows - lround(4 * rate[i])) <= 1, "%ld rows", low.rows);
        cr_expect_float_eq(low.sd[2] / (GAIT_G_MS2 * sqrt(0.5)), 1, 0.02, "%g Hz: %.3f", rate[i],
                           low.sd[2] / (GAIT_G_MS2 * sqrt(0.5)));
        cr_expect_lt(high.sd[2], 0.2 * GAIT_G_MS2, "%g Hz: %.3f", rate[i], high.sd[2] / GAIT_G_MS2);
    }
}

Test(wear, jitter_moves_the_instants_of_sampling)
{
    struct wear_settings s = plain;
    struct wear *even = worn(&s, 5, 4, SHAKEN, 2);
    s.jitter_s = 0.001;
    struct wear *odd = worn(&s, 5, 4, SHAKEN, 2);
    const struct recording_sensor a = wear_recording(even), b = wear_recording(odd);
    double sum = 0;
    for (long i = 400; i < 1500; i++)
        sum += pow((double)a.row[6 * i + 2] - (double)b.row[6 * i + 2], 2);
    double slope = GAIT_G_MS2 * 2 * EXACT_PI * 2 * sqrt(0.5);
    cr_expect_float_eq(sqrt(sum / 1100) / slope, 0.001, 1e-4);
    wear_free(even);
    wear_free(odd);
}

Test(wear, a_sleeping_sensor_repeats_its_rows)
{
    struct wear_settings s = plain;
    s.noise_ms2 = 0.1;
    s.sleep_every_s = 5;
    s.sleep_s = 1;
    struct summary z = summary(&s, 12, RUNNING, 0);
    cr_expect(labs(z.repeated - 800) <= 2 && z.missing == 0, "%ld repeated", z.repeated);
}

Test(wear, one_that_starts_anew_is_away_meanwhile)
{
    struct wear_settings s = plain;
    s.reboot_every_s = 5;
    s.reboot_s = 0.5;
    struct summary z = summary(&s, 12, RUNNING, 0);
    cr_expect(labs(z.missing - 400) <= 2, "%ld missing", z.missing);
}

Test(wear, single_losses_and_those_of_whole_packets)
{
    struct wear_settings s = plain;
    s.loss = 0.126;
    struct wear *w = worn(&s, 5, 60, STILL, 0);
    struct recording_sensor r = wear_recording(w);
    long lost = 0, twice = 0;
    for (long i = 1; i < r.rows; i++) {
        lost += isnan(r.row[6 * i]);
        twice += isnan(r.row[6 * i]) && isnan(r.row[6 * i - 6]);
        cr_assert_eq(wear_fates(w)[i], isnan(r.row[6 * i]) ? WEAR_LOST : WEAR_ARRIVED);
    }
    cr_expect_float_eq((double)lost / (double)r.rows, 0.126, 0.01);
    cr_expect_eq(twice, 0, "single ones come singly");
    wear_free(w);
    s.batch = 5;
    w = worn(&s, 5, 60, STILL, 0);
    r = wear_recording(w);
    for (long i = 0; i < r.rows; i++)
        cr_assert_eq(isnan(r.row[6 * i]), isnan(r.row[6 * (i - i % 5)]));
    wear_free(w);
}

Test(wear, knocks_are_sharp_and_few)
{
    struct wear_settings s = plain;
    s.knock_every_s = 1;
    s.knock_g = 6;
    struct wear *w = worn(&s, 5, 60, STILL, 0);
    const struct recording_sensor r = wear_recording(w);
    long above = 0, knocks = 0;
    for (long i = 1, last = -1000; i < r.rows; i++) {
        const float *x = r.row + 6 * i;
        double off = sqrt((double)x[0] * x[0] + (double)x[1] * x[1] + pow(x[2] - GAIT_G_MS2, 2));
        above += off > GAIT_G_MS2;
        if (off > GAIT_G_MS2 && i - last > 40)
            knocks++;
        last = off > GAIT_G_MS2 ? i : last;
    }
    cr_expect(knocks > 45 && knocks < 75, "%ld in a minute", knocks);
    cr_expect_lt(above, r.rows / 20);
    wear_free(w);
}

Test(wear, a_tossed_sensor_feels_gravity_from_everywhere)
{
    struct wear_settings s = plain;
    s.tumbling = true;
    struct summary z = summary(&s, 120, RUNNING, 0);
    for (int k = 0; k < 3; k++) {
        cr_expect_lt(fabs(z.mean[k]), 2.5, "axis %d: %.2f", k, z.mean[k]);
        cr_expect(z.sd[k] > 4 && z.sd[k] < 10, "axis %d: %.2f", k, z.sd[k]);
        cr_expect(z.sd[3 + k] > 2 && z.sd[3 + k] < 5, "turning %d: %.2f", k, z.sd[3 + k]);
    }
}
