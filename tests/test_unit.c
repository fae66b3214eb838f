/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units found from the signal: people's recordings and the synthetic runner's, said in each unit
 * and begun anywhere. */
#include <gait/unit.h>

#include "ctl/preset.h"
#include "tests/help_linear.h"
#include "tests/help_made.h"
#include "tests/help_recording.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define S INT64_C(1000000000)

static const char *const words[] = {"m/s2", "g", "mg"};

static const float *row(const struct recording_sensor *s, long i)
{
    return s->row + 6 * i;
}

/* The unit found from row `first` on within `seconds`, the values said in `word`; NULL: none.
 * *ret_s: how long it took. */
static const char *found(const struct recording_sensor *s, long first, double seconds,
                         const char *word, double *ret_s)
{
    struct gait_unit u;
    double si = gait_unit_si(word);
    gait_unit_init(&u);
    *ret_s = INFINITY;
    for (long i = first; i < s->rows && (double)(i - first) < seconds * s->rate_hz; i++) {
        float a[3];
        for (int k = 0; k < 3; k++)
            a[k] = (float)((double)row(s, i)[k] / si);
        if (gait_unit_push(&u, (int64_t)((double)i / s->rate_hz * 1e9), a) && u.word)
            *ret_s = (double)(i - first) / s->rate_hz;
    }
    return u.word;
}

struct outcome {
    int right, wrong, open;
    int soon; /* right within 10.5 s */
    double most_s; /* to a decision */
};

/* Begun every two seconds from from_s on, heard for 16. */
static struct outcome try_from(const struct recording_sensor *s, double from_s)
{
    struct outcome o = {0};
    double t_s;
    for (int k = 0; k < 3; k++)
        for (long i = (long)(from_s * s->rate_hz);
             (double)i + 16 * s->rate_hz < (double)s->rows; i += (long)(2 * s->rate_hz)) {
            const char *word = found(s, i, 16, words[k], &t_s);
            o.right += word && strcmp(word, words[k]) == 0;
            o.wrong += word && strcmp(word, words[k]) != 0;
            o.open += !word;
            o.soon += word && t_s < 10.5;
            o.most_s = word ? fmax(o.most_s, t_s) : o.most_s;
        }
    return o;
}

static struct outcome try_all(const struct recording_sensor *s)
{
    return try_from(s, 0);
}

static void sum_up(struct outcome *all, const struct outcome *o)
{
    all->right += o->right;
    all->wrong += o->wrong;
    all->open += o->open;
    all->soon += o->soon;
    all->most_s = fmax(all->most_s, o->most_s);
}

/* The acceleration without what of it changes slower than two seconds. */
static void take_gravity_out(struct recording_sensor *s)
{
    long half = (long)s->rate_hz, n = s->rows;
    float *out = calloc((size_t)(6 * n), sizeof *out);
    double sum[3] = {0};
    cr_assert(out);
    for (long i = -half; i < n; i++)
        for (int k = 0; k < 3; k++) {
            long in = i + half, gone = i - half;
            sum[k] += in < n && isfinite(row(s, in)[k]) ? (double)row(s, in)[k] : 0;
            sum[k] -= gone >= 0 && isfinite(row(s, gone)[k]) ? (double)row(s, gone)[k] : 0;
            if (i >= 0)
                out[6 * i + k] = row(s, i)[k] - (float)(sum[k] / (double)(2 * half));
        }
    memcpy(s->row, out, (size_t)(6 * n) * sizeof *out);
    free(out);
}

static const char *const people[] = {"ankle-walk",    "road-run-a",    "shank-run-01",
                                     "shank-run-07",  "shank-run-09",  "shank-walk-03",
                                     "shank-walk-05", "shank-walk-11", "footpod-ble-run"};

Test(unit, in_recordings_of_people_that_are_in_motion_no_unit_is_found_wrong)
{
    struct outcome all = {0};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        struct recording *r = help_recording_read(people[i]);
        for (int k = 0; r && k < r->sensors; k++) {
            struct outcome o = try_all(&r->sensor[k]);
            fprintf(stderr, "%s %s: right %d, wrong %d, open %d\n", people[i], r->sensor[k].is.id,
                    o.right, o.wrong, o.open);
            sum_up(&all, &o);
        }
        recording_free(r);
    }
    cr_expect_eq(all.wrong, 0, "%d of %d", all.wrong, all.right + all.wrong + all.open);
    cr_expect(all.right >= 9 * all.open, "%d right, %d open", all.right, all.open);
}

Test(unit, with_gravity_taken_out_of_them_none_is_found_at_all)
{
    int wrong = 0, n = 0;
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        struct recording *r = help_recording_read(people[i]);
        for (int k = 0; r && k < r->sensors; k++) {
            take_gravity_out(&r->sensor[k]);
            struct outcome o = try_all(&r->sensor[k]);
            if (o.right + o.wrong)
                fprintf(stderr, "%s %s: %d + %d\n", people[i], r->sensor[k].is.id, o.right,
                        o.wrong);
            wrong += o.right + o.wrong;
            n += o.open;
        }
        recording_free(r);
    }
    cr_expect_eq(wrong, 0, "%d, %d stayed open", wrong, n);
}

static struct recording *made(const char *name)
{
    struct recording *r = help_made(preset_find(name), 7, 1);
    cr_assert(r);
    return r;
}

Test(unit, a_synthetic_runner_is_never_found_wrong_by_any_sensor)
{
    static const char *const runs[] = {"asphalt-easy", "foot-easy",    "walk-run-stand",
                                          "ffs",          "loose-strap",  "turned-anyhow",
                                          "clipped-8g",   "knocks",       "tumbling"};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        struct recording *r = made(runs[i]);
        for (int k = 0; k < r->sensors; k++) {
            struct outcome o = try_all(&r->sensor[k]);
            fprintf(stderr, "%s %s: right %d, wrong %d, open %d\n", runs[i], r->sensor[k].is.id,
                    o.right, o.wrong, o.open);
            cr_expect_eq(o.wrong, 0, "%s %s", runs[i], r->sensor[k].is.id);
        }
        recording_free(r);
    }
}

/* One sensor of a runner of many; from the third second on in motion. left_g 1: with gravity. */
static struct outcome run_as(int n, enum gait_placement where, double left_g, double tilt_deg)
{
    static const double rates_hz[] = {50, 100, 200, 400}, ranges_g[] = {8, 16, 32};
    static const double straps_hz[] = {0, 45, 18}, speeds_ms[] = {2.2, 2.9, 3.6, 4.5, 5.5};
    bool walks = n % 5 == 4;
    struct wear *w;
    struct help_linear h = {
        .wear = {.id = "pod", .placement = where, .rate_hz = rates_hz[n % 4], WEAR_USUAL,
                 .range_g = ranges_g[n % 3], .strap_hz = straps_hz[(n / 2) % 3],
                 .strap_zeta = 0.25, .turn_random = true},
        .gait = walks ? GAIT_WALK : GAIT_RUN,
        .speed_ms = walks ? 1.1 + 0.1 * (n % 7) : speeds_ms[n % 5],
        .seconds = 20,
        .strike = (enum runner_strike)(n % 3),
        .body = (uint64_t)(n % 6),
        .seed = (uint64_t)n + 100,
        .left_g = left_g,
        .tilt_deg = tilt_deg,
    };
    struct recording_sensor s = help_linear_run(&h, &w);
    struct outcome o = try_from(&s, left_g < 1 ? 0 : 4); /* no rest to help; nor to be spared */
    wear_free(w);
    return o;
}

static const enum gait_placement wheres[] = {GAIT_FOOT_LEFT, GAIT_SHANK_RIGHT, GAIT_SACRUM};

Test(unit, a_runner_who_never_rests_is_decided_nearly_always_and_mostly_after_ten_seconds)
{
    struct outcome all = {0};
    for (int n = 0; n < 60; n++) {
        bool still = n % 5 == 4 && n % 3 == 2; /* the back of a walker hardly moves */
        struct outcome o = run_as(n, wheres[n % 3], 1, 0);
        cr_expect_eq(o.wrong, 0, "%d", n);
        if (!still)
            sum_up(&all, &o);
    }
    fprintf(stderr, "right %d, open %d, %d of them within 10.5 s, %.1f s at most\n", all.right,
            all.open, all.soon, all.most_s);
    cr_expect(all.right >= 30 * all.open, "%d right, %d open", all.right, all.open);
    cr_expect(all.soon >= 9 * (all.right - all.soon), "%d of %d", all.soon, all.right);
}

Test(unit, the_true_linear_acceleration_of_a_runner_is_never_taken_for_one_with_gravity)
{
    static const double tilts_deg[] = {0, 2, 5, 10, 15, 25};
    struct outcome all = {0};
    for (int n = 0; n < 90; n++) {
        double tilt_deg = tilts_deg[(n / 3) % 6];
        struct outcome o = run_as(n, wheres[n % 3], 0, tilt_deg);
        cr_expect_eq(o.right + o.wrong, 0, "%d: %d and %d, leaning %g", n, o.right, o.wrong,
                     tilt_deg);
        sum_up(&all, &o);
    }
    fprintf(stderr, "decided %d, open %d\n", all.right + all.wrong, all.open);
}

static float noise(void)
{
    return (float)rand() / (float)RAND_MAX - 0.5f;
}

/* Stands for `seconds` at `level` with noise of a hundredth of g, in `word`. */
static struct gait_unit stand(double level_g, double seconds, const char *word)
{
    struct gait_unit u;
    gait_unit_init(&u);
    double scale = GAIT_G_MS2 / gait_unit_si(word);
    for (int i = 0; i < (int)(seconds * 100); i++) {
        float a[3] = {0.01f * noise(), 0.01f * noise(), 0.01f * noise() + (float)level_g};
        for (int k = 0; k < 3; k++)
            a[k] *= (float)scale;
        gait_unit_push(&u, i * S / 100, a);
    }
    return u;
}

Test(unit, standing_for_a_second_and_a_half_tells_each_unit)
{
    for (int k = 0; k < 3; k++) {
        struct gait_unit u = stand(1.02, 1.5, words[k]);
        cr_expect(u.word && strcmp(u.word, words[k]) == 0, "%s", words[k]);
        cr_expect_float_eq(u.si, gait_unit_si(words[k]), 1e-12);
        cr_expect_null(stand(1.02, 0.9, words[k]).word);
    }
}

Test(unit, a_rest_near_nothing_is_an_acceleration_without_gravity)
{
    cr_expect_eq(stand(0, 3, "g").state, GAIT_UNIT_NO_GRAVITY);
    cr_expect_eq(stand(0, 3, "m/s2").state, GAIT_UNIT_NO_GRAVITY);
    cr_expect_eq(stand(0, 1.5, "g").state, GAIT_UNIT_OPEN);
}

/* A resting linear acceleration: the errors of its axes and their noise in mg, in `word`, in whole
 * numbers perhaps. */
static struct gait_unit rest_linear(const double bias_mg[3], double noise_mg, const char *word,
                                    bool whole)
{
    struct gait_unit u;
    gait_unit_init(&u);
    for (int i = 0; i < 2000; i++) {
        float a[3];
        for (int k = 0; k < 3; k++) {
            double x = bias_mg[k] + noise_mg * 3.46 * (double)noise();
            x *= gait_unit_si("mg") / gait_unit_si(word);
            a[k] = (float)(whole ? round(x) : x);
        }
        gait_unit_push(&u, i * S / 100, a);
    }
    return u;
}

Test(unit, a_linear_acceleration_at_rest_tells_no_unit)
{
    static const double noises_mg[] = {0.5, 1, 2, 5}, biases_mg[] = {0, 1, 3, 6, 10, 20, 40};
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 4; i++)
            for (int b = 0; b < 7; b++) {
                double bias[3] = {biases_mg[b], -0.4 * biases_mg[b], 0.3 * biases_mg[b]};
                cr_expect_null(rest_linear(bias, noises_mg[i], words[k], false).word,
                               "%s, noise %g, error %g", words[k], noises_mg[i], biases_mg[b]);
            }
}

Test(unit, a_rest_in_whole_numbers_is_of_mg_alone)
{
    const double one[3] = {0, 1, 0}, ten[3] = {0, 0, -10}, down[3] = {12, -30, 1004};
    cr_expect_null(rest_linear(one, 0, "mg", true).word);
    cr_expect_null(rest_linear(ten, 0, "mg", true).word);
    cr_expect_str_eq(rest_linear(down, 1, "mg", true).word, "mg");
}

Test(unit, a_unit_found_at_rest_is_taken_back_where_motion_speaks_against_it)
{
    const double off[3] = {30, 95, 0};
    struct gait_unit u = rest_linear(off, 0.5, "m/s2", false);
    cr_assert_str_eq(u.word, "g", "as said in the header");
    bool changed = false;
    for (int i = 2000; i < 3100; i++) { /* a runner's, in m/s2 */
        float a[3] = {i % 3 ? 5.0f : 40.0f, 3 * noise(), i % 2 ? 9.0f : -9.0f};
        changed |= gait_unit_push(&u, i * S / 100, a);
    }
    cr_expect(changed);
    cr_expect_null(u.word);
    cr_expect_eq(u.si, 0);
    cr_expect_eq(u.state, GAIT_UNIT_NO_GRAVITY);
    for (int i = 3100; i < 3400; i++) {
        float a[3] = {0.3f, 0.95f, 0.01f * noise()};
        gait_unit_push(&u, i * S / 100, a);
    }
    cr_expect_null(u.word, "for good");
}

Test(unit, a_rest_that_is_gravity_in_no_unit_is_said_to_be_strange)
{
    struct gait_unit u = stand(4, 3, "g");
    cr_expect_eq(u.state, GAIT_UNIT_STRANGE);
    cr_expect_float_eq(u.rest, 4, 0.02);
}
