/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units found from the signal: people's recordings and the synthetic runner's, said in each unit
 * and begun anywhere. */
#include <gait/unit.h>

#include "ctl/preset.h"
#include "tests/help_made.h"
#include "tests/help_recording.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define S INT64_C(1000000000)

static const char *const words[] = {"m/s2", "g", "mg"};
static const char *const turns[] = {"rad/s", "deg/s", "deg/ms"};

static const float *row(const struct recording_sensor *s, long i)
{
    return s->row + 6 * i;
}

/* The unit found from row `first` on within `seconds`, the values said in `word`; NULL: none. */
static const char *found(const struct recording_sensor *s, long first, double seconds,
                         const char *word)
{
    struct gait_unit u;
    double si = gait_unit_si(word);
    gait_unit_init(&u);
    for (long i = first; i < s->rows && (double)(i - first) < seconds * s->rate_hz; i++) {
        float a[3];
        for (int k = 0; k < 3; k++)
            a[k] = (float)((double)row(s, i)[k] / si);
        gait_unit_push(&u, (int64_t)((double)i / s->rate_hz * 1e9), a);
    }
    return u.word;
}

struct outcome {
    int right, wrong, open;
};

/* Begun every two seconds, heard for 16. */
static struct outcome try_all(const struct recording_sensor *s)
{
    struct outcome o = {0};
    for (int k = 0; k < 3; k++)
        for (long i = 0; (double)i + 16 * s->rate_hz < (double)s->rows;
             i += (long)(2 * s->rate_hz)) {
            const char *word = found(s, i, 16, words[k]);
            o.right += word && strcmp(word, words[k]) == 0;
            o.wrong += word && strcmp(word, words[k]) != 0;
            o.open += !word;
        }
    return o;
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
            all.right += o.right, all.wrong += o.wrong, all.open += o.open;
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

Test(unit, a_rest_that_is_gravity_in_no_unit_is_said_to_be_strange)
{
    struct gait_unit u = stand(4, 3, "g");
    cr_expect_eq(u.state, GAIT_UNIT_STRANGE);
    cr_expect_float_eq(u.rest, 4, 0.02);
}

/* As `found`, of the angular rate, the acceleration in m/s2; how long it took in *ret_s. */
static const char *turn_found(const struct recording_sensor *s, const char *word, double *ret_s)
{
    struct gait_unit_rate u;
    double si = gait_unit_si(word);
    gait_unit_rate_init(&u);
    for (long i = 0; i < s->rows; i++) {
        float w[3];
        for (int k = 0; k < 3; k++)
            w[k] = (float)((double)row(s, i)[3 + k] / si);
        *ret_s = (double)i / s->rate_hz;
        if (gait_unit_rate_push(&u, (int64_t)(*ret_s * 1e9), row(s, i), w))
            break;
    }
    return u.word;
}

Test(unit, angular_rates_of_a_runner_are_told_apart_at_limbs_and_never_wrong_at_the_back)
{
  static const char *const runs[] = {"asphalt-easy", "foot-easy", "loose-strap"};
  for (size_t p = 0; p < sizeof runs / sizeof *runs; p++) {
    struct recording *r = made(runs[p]);
    double t = 0;
    for (int i = 0; i < r->sensors; i++)
        for (int k = 0; k < 3; k++) {
            const struct recording_sensor *s = &r->sensor[i];
            const char *word = turn_found(s, turns[k], &t);
            fprintf(stderr, "%s %s: %s after %.1f s\n", s->is.id, turns[k], word ? word : "open", t);
            if (gait_placement_kind(s->is.placement) != GAIT_KIND_TRUNK)
                cr_expect(word && strcmp(word, turns[k]) == 0, "%s %s", s->is.id, turns[k]);
            else
                cr_expect(!word || strcmp(word, turns[k]) == 0, "%s %s", s->is.id, turns[k]);
        }
    recording_free(r);
  }
}
