/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sensors a synthetic runner wears, and the recordings that come of it. */
#include "ctl/exact.h"
#include "ctl/synth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[2][64];

static char *inside(int which, const char *name)
{
    static char path[160];
    snprintf(path, sizeof path, "%s/%s", folder[which], name);
    return path;
}

static void setup(void)
{
    for (int i = 0; i < 2; i++) {
        strcpy(folder[i], "/tmp/test_synth.XXXXXX");
        cr_assert(mkdtemp(folder[i]));
    }
}

static const char *const files[] = {"recording.ini",     "marks.csv",      "truth.csv",
                                    "sacrum.wav",        "shank_left.wav", "shank_right.wav",
                                    "truth-strides.csv", "foot_left.wav",  "foot_right.wav",
                                    "capture.osc",       "truth-lost.csv"};

static void teardown(void)
{
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < sizeof files / sizeof files[0]; k++)
            unlink(inside(i, files[k]));
        cr_expect(rmdir(folder[i]) == 0);
    }
}

TestSuite(synth, .init = setup, .fini = teardown);

static struct recording *made(int which, const char *name, uint64_t seed, double minutes)
{
    char why[512] = "";
    struct recording *r = NULL;
    const struct preset *p = preset_find(name);
    cr_assert(p, "no preset %s", name);
    cr_assert_eq(synth_write(p, folder[which], seed, minutes, false, why, sizeof why), 0, "%s",
                 why);
    cr_assert_eq(recording_read(folder[which], &r, why, sizeof why), 0, "%s", why);
    return r;
}

static bool same_bytes(const char *name)
{
    FILE *a = fopen(inside(0, name), "rb"), *b = fopen(inside(1, name), "rb");
    bool same = a && b;
    for (int c = 0; same && c != EOF;) {
        c = getc(a);
        same = c == getc(b);
    }
    if (a)
        fclose(a);
    if (b)
        fclose(b);
    return same;
}

struct counts {
    int contacts[2], toe_offs[2];
    double first_s, last_s; /* contacts */
};

static struct counts truth_of(int which)
{
    struct counts c = {.first_s = NAN};
    char line[64], word[16], side[16];
    FILE *f = fopen(inside(which, "truth.csv"), "r");
    cr_assert(f && fgets(line, sizeof line, f));
    cr_assert_str_eq(line, "t_s,event,side\n");
    for (double t, before = 0; fgets(line, sizeof line, f); before = t) {
        cr_assert_eq(sscanf(line, "%lf,%15[a-z_],%15[a-z]", &t, word, side), 3, "%s", line);
        cr_assert(t >= before, "%s", line);
        int right = strcmp(side, "right") == 0, down = strcmp(word, "contact") == 0;
        cr_assert(right || strcmp(side, "left") == 0);
        (down ? c.contacts : c.toe_offs)[right]++;
        if (down && isnan(c.first_s))
            c.first_s = t;
        c.last_s = down ? t : c.last_s;
    }
    fclose(f);
    return c;
}

static double mean_of(const struct recording_sensor *s, int axis)
{
    double sum = 0, n = 0;
    for (long i = 0; i < s->rows; i++)
        if (!isnan(s->row[i * 6 + axis])) {
            sum += s->row[i * 6 + axis];
            n++;
        }
    return sum / n;
}

Test(synth, every_preset_is_a_recording_with_truth)
{
    for (int i = 0; i < preset_count; i++) {
        struct recording *r = made(0, presets[i].name, 1, 0.5);
        cr_expect_str_eq(r->name, presets[i].name);
        cr_expect_eq(r->sensors, 3);
        cr_expect_eq(r->capture_path != NULL, preset_needs_capture(&presets[i]));
        for (int k = 0; k < r->sensors && !r->capture_path; k++)
            cr_expect(labs(r->sensor[k].rows - lround(30 * r->sensor[k].rate_hz)) < 10, "%ld rows",
                      r->sensor[k].rows);
        cr_expect(r->marks >= 1 && r->mark[0].t_s == 0);
        struct counts c = truth_of(0);
        if (presets[i].bout[0].gait == GAIT_STILL)
            cr_expect(c.contacts[0] + c.contacts[1] == 0, "%s", presets[i].name);
        else
            cr_expect(c.contacts[0] > 20 && c.contacts[1] > 20, "%s", presets[i].name);
        cr_expect(abs(c.contacts[0] - c.toe_offs[0]) <= 1);
        cr_expect(abs(c.contacts[1] - c.toe_offs[1]) <= 1);
        recording_free(r);
        teardown();
        setup();
    }
}

Test(synth, the_same_seed_gives_the_same_bytes_and_another_seed_others)
{
    recording_free(made(0, "lossy-skewed", 5, 0.4));
    recording_free(made(1, "lossy-skewed", 5, 0.4));
    for (size_t i = 0; i < 7; i++)
        cr_expect(same_bytes(files[i]), "%s differs", files[i]);
    recording_free(made(1, "lossy-skewed", 6, 0.4));
    cr_expect_not(same_bytes("shank_left.wav"));
    cr_expect_not(same_bytes("truth.csv"));
}

static uint64_t hash_of(const struct recording *r)
{
    uint64_t hash = 0;
    for (int k = 0; k < r->sensors; k++)
        for (long i = 0; i < r->sensor[k].rows * 6; i++) {
            uint32_t bits;
            memcpy(&bits, &r->sensor[k].row[i], sizeof bits);
            hash = exact_bits(hash, 0, bits);
        }
    return hash;
}

/* Pinned: it tells when another machine, compiler or edit makes another runner. */
Test(synth, asphalt_easy_is_the_same_on_every_machine)
{
    struct recording *r = made(0, "asphalt-easy", 1, 0.25);
    cr_expect_eq(hash_of(r), 0x322095bb0d32b0dfu, "the rows hash to 0x%jx", (uintmax_t)hash_of(r));
    recording_free(r);
}

Test(synth, another_body_that_lands_on_the_forefoot_and_tumbles_is_too)
{
    struct preset p = *preset_find("ffs");
    struct recording *r = NULL;
    char why[512] = "";
    p.body = 3;
    p.sensor[0].turn_random = true;
    p.sensor[1].strap_hz = 18;
    p.sensor[1].strap_zeta = 0.25;
    p.sensor[1].rate_hz = 1600;
    p.sensor[2].tumbling = true;
    p.sensor[2].knock_every_s = 0.5;
    p.sensor[2].knock_g = 6;
    cr_assert_eq(synth_write(&p, folder[0], 1, 0.25, false, why, sizeof why), 0, "%s", why);
    cr_assert_eq(recording_read(folder[0], &r, why, sizeof why), 0, "%s", why);
    cr_expect_eq(hash_of(r), 0x57ac2db0ba8c6803u, "the rows hash to 0x%jx", (uintmax_t)hash_of(r));
    recording_free(r);
}

Test(synth, cadence_in_the_truth_is_162_steps_a_minute)
{
    recording_free(made(0, "asphalt-easy", 2, 2));
    struct counts c = truth_of(0);
    double spm = (c.contacts[0] + c.contacts[1] - 1) * 60 / (c.last_s - c.first_s);
    cr_expect_float_eq(spm, 162, 1.5, "%.2f spm", spm);
}

Test(synth, surfaces_change_every_minute)
{
    struct recording *r = made(0, "asphalt-trail", 2, 0);
    cr_assert_eq(r->marks, 8);
    for (int i = 0; i < 8; i++) {
        cr_expect_eq(r->mark[i].t_s, 60.0 * i);
        cr_expect_str_eq(r->mark[i].surface, i % 2 ? "trail" : "asphalt");
    }
    recording_free(r);
}

Test(synth, an_inverted_sensor_reads_gravity_downwards)
{
    struct recording *r = made(0, "upside-down", 2, 0.5);
    cr_expect_lt(mean_of(&r->sensor[0], 2), -7, "%.2f m/s2", mean_of(&r->sensor[0], 2));
    cr_expect_gt(mean_of(&r->sensor[1], 2), 7, "%.2f m/s2", mean_of(&r->sensor[1], 2));
    recording_free(r);
}

Test(synth, losses_come_in_bursts_of_70_ms_and_clocks_are_skewed)
{
    struct recording *r = made(0, "lossy-skewed", 4, 4);
    const struct recording_sensor *s = &r->sensor[0];
    double lost = 0, bursts = 0;
    for (long i = 1; i < s->rows; i++) {
        lost += isnan(s->row[i * 6]);
        bursts += isnan(s->row[i * 6]) && !isnan(s->row[i * 6 - 6]);
    }
    cr_expect_float_eq(lost / (double)s->rows, 0.03, 0.012, "%.4f lost", lost / (double)s->rows);
    cr_expect_float_eq(lost / bursts / 400, 0.07, 0.025, "%.4f s", lost / bursts / 400);
    cr_expect_float_eq(s->rate_hz, 400 * (1 + 150e-6), 1e-9);
    cr_expect_float_eq(r->sensor[1].rate_hz, 400 * (1 - 120e-6), 1e-9);
    cr_expect_eq(r->sensor[1].start_s, 0.0137);
    cr_expect_float_eq((double)s->rows / s->rate_hz, 240, 0.01);
    recording_free(r);
}

/* Four pods see one clap: 10 g for 20 ms at 1 s and 0.2 s before the end. */
static double clap_at(const struct wear_settings *s, double at_s, double end_s)
{
    struct wear *w = wear_new(s, 1, 0, end_s);
    cr_assert(w);
    struct runner_moment m = {0};
    for (long i = 0; i < (long)(end_s * RUNNER_HZ); i++) {
        m.t_s = (double)i / RUNNER_HZ;
        m.shank[0].a_ms2[2] = (m.t_s >= at_s && m.t_s < at_s + 0.02 ? 10 : 1) * GAIT_G_MS2;
        wear_push(w, &m);
    }
    struct recording_sensor r = wear_recording(w);
    long i = 0;
    while (i < r.rows && r.row[i * 6 + 2] < 5 * GAIT_G_MS2)
        i++;
    double t_s = r.start_s + (double)i / r.rate_hz;
    wear_free(w);
    return t_s;
}

Test(synth, a_skewed_clock_still_tells_the_true_time_by_its_true_rate)
{
    struct wear_settings s = {
        .id = "x", .placement = GAIT_SHANK_LEFT, .rate_hz = 400, .range_g = 16};
    for (double ppm = -200; ppm <= 200; ppm += 200) {
        s.skew_ppm = ppm;
        s.start_s = 0.0042;
        cr_expect_float_eq(clap_at(&s, 1, 61), 1.001, 0.003, "%.4f s", clap_at(&s, 1, 61));
        cr_expect_float_eq(clap_at(&s, 60.5, 61), 60.501, 0.003, "%.4f s", clap_at(&s, 60.5, 61));
    }
}

Test(synth, a_range_clips_at_its_rail)
{
    struct wear_settings s = {
        .id = "x", .placement = GAIT_SHANK_RIGHT, .rate_hz = 400, .range_g = 8};
    struct wear *w = wear_new(&s, 1, 0, 1);
    struct runner_moment m = {0};
    for (long i = 0; i < RUNNER_HZ; i++) {
        m.t_s = (double)i / RUNNER_HZ;
        m.shank[1].a_ms2[2] = (i < RUNNER_HZ / 2 ? 12 : -12) * GAIT_G_MS2;
        wear_push(w, &m);
    }
    struct recording_sensor r = wear_recording(w);
    cr_expect_eq(r.row[100 * 6 + 2], (float)(32767 * (8 * GAIT_G_MS2 / 32768)));
    cr_expect_eq(r.row[390 * 6 + 2], (float)(-8 * GAIT_G_MS2));
    wear_free(w);
}

Test(synth, a_worn_sensor_at_rest_reads_one_g_but_for_its_bias)
{
    struct wear_settings s = {.id = "x", .placement = GAIT_SACRUM, .rate_hz = 400, .range_g = 16};
    struct wear *w = wear_new(&s, 9, 2, 10);
    struct runner_moment m = {.sacrum = {.a_ms2 = {0, 0, GAIT_G_MS2}}};
    for (long i = 0; i < 10L * RUNNER_HZ; i++) {
        m.t_s = (double)i / RUNNER_HZ;
        wear_push(w, &m);
    }
    struct recording_sensor r = wear_recording(w);
    double x = mean_of(&r, 0), y = mean_of(&r, 1), z = mean_of(&r, 2);
    cr_expect_float_eq(sqrt(x * x + y * y + z * z) / GAIT_G_MS2, 1, 0.01);
    for (int i = 3; i < 6; i++)
        cr_expect_lt(fabs(mean_of(&r, i)), 0.05);
    wear_free(w);
}

/* The verb with these words, which it may change. */
static int verb(const char *words)
{
    static char line[256];
    char *argv[12] = {NULL};
    int n = 0;
    snprintf(line, sizeof line, "synth %s", words);
    for (char *w = strtok(line, " "); w && n < 11; w = strtok(NULL, " "))
        argv[n++] = w;
    return verb_synth(n, argv);
}

Test(synth, wrong_usage_is_2_and_a_folder_that_cannot_be_made_is_1)
{
    cr_expect_eq(verb(""), 2);
    cr_expect_eq(verb("asphalt-easy"), 2);
    cr_expect_eq(verb("asphalt-easy /nowhere/at/all third"), 2);
    cr_expect_eq(verb("moon /nowhere/at/all"), 2);
    cr_expect_eq(verb("asphalt-easy /nowhere/at/all --seed -1"), 2);
    cr_expect_eq(verb("asphalt-easy /nowhere/at/all --seed 1x"), 2);
    cr_expect_eq(verb("asphalt-easy /nowhere/at/all --minutes 0"), 2);
    cr_expect_eq(verb("asphalt-easy /nowhere/at/all --minutes nan"), 2);
    cr_expect_eq(verb("asphalt-easy /nowhere/at/all --rate 1601"), 2);
    cr_expect_eq(verb("asphalt-easy /nowhere/at/all --bout 0"), 2);
    cr_expect_eq(verb("asphalt-easy /nowhere/at/all --fast"), 2);
    cr_expect_eq(verb("asphalt-easy /nowhere/at/all --minutes 0.1"), 1);
}

Test(synth, help_and_a_good_run_are_0)
{
    char words[128];
    snprintf(words, sizeof words, "asphalt-easy %s --seed 3 --minutes 0.1", folder[0]);
    cr_expect_eq(verb("--help"), 0);
    cr_expect_eq(verb(words), 0);
}

Test(synth, rate_and_bout_change_the_sensors_and_the_length_of_a_stretch)
{
    char words[160], why[512] = "";
    struct recording *r = NULL;
    snprintf(words, sizeof words, "asphalt-trail %s --minutes 0.2 --rate 100 --bout 4", folder[0]);
    cr_assert_eq(verb(words), 0);
    cr_assert_eq(recording_read(folder[0], &r, why, sizeof why), 0, "%s", why);
    cr_expect_eq(r->sensor[0].rate_hz, 100);
    cr_expect(r->sensor[0].rows >= 1199 && r->sensor[0].rows <= 1201, "%ld rows of 12 s",
              r->sensor[0].rows);
    cr_assert_eq(r->marks, 3);
    cr_expect_eq(r->mark[1].t_s, 4);
    cr_expect_str_eq(r->mark[1].surface, "trail");
    recording_free(r);
}
