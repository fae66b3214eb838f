/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"
#include "tests/help_ticks.h"

#include <gait/trunk.h>

#include <criterion/criterion.h>
#include <math.h>

#define SECONDS 30
#define FOUND_MAX 400

struct found {
    double contact_s[FOUND_MAX];
    double stance_s; /* sum over those with a toe-off */
    int contacts, toe_offs;
};

static struct help_runner runner;
static const struct help_rotation none = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

static void make_runner(uint64_t seed, double step_s)
{
    struct help_random random = {seed};
    runner.contacts = 0;
    help_runner_add(&runner, &random, 0.5, SECONDS + 5, step_s, 0.008);
}

/* 70 ms lost of every hole_every ticks; 0: none. */
static int hole_every;

static struct found detect(const struct gait_trunk_settings *set, double stride_s,
                           const struct help_rotation *q, double noise_ms2)
{
    struct gait_trunk *trunk = gait_trunk_new(set);
    struct help_random random = {78};
    struct found f = {.contacts = 0};
    struct gait_contact c;
    cr_assert_not_null(trunk);
    for (int i = 0; i < SECONDS * GAIT_GRID_HZ; i++) {
        struct gait_tick t = {.index = i};
        help_trunk_at(&runner, (double)i / GAIT_GRID_HZ, t.a_ms2);
        for (int k = 0; k < 3; k++)
            t.a_ms2[k] += (float)(noise_ms2 * help_normal(&random));
        help_rotate(q, t.a_ms2, t.a_ms2);
        if (hole_every && i % hole_every < 14)
            t.flags = GAIT_GRID_GAP;
        gait_trunk_push(trunk, &t);
        if (i == 4 * GAIT_GRID_HZ)
            gait_trunk_gait(trunk, GAIT_RUN, stride_s * GAIT_GRID_HZ, 0);
        while (gait_trunk_contact(trunk, &c))
            if (f.contacts < FOUND_MAX)
                f.contact_s[f.contacts++] = c.at / GAIT_GRID_HZ;
        while (gait_trunk_toe_off(trunk, &c))
            if (c.toe_off > c.at && c.toe_off < c.at + 0.5 * stride_s * GAIT_GRID_HZ) {
                f.stance_s += (c.toe_off - c.at) / GAIT_GRID_HZ;
                f.toe_offs++;
            }
    }
    gait_trunk_free(trunk);
    return f;
}

static struct help_score score(const struct found *f)
{
    return help_score(runner.contact_s, runner.contacts, f->contact_s, f->contacts, 5, SECONDS - 1,
                      0.05);
}

Test(trunk, both_feet_are_found_once_and_in_time_to_four_milliseconds)
{
    for (double step_s = 0.30; step_s <= 0.42; step_s += 0.03) {
        make_runner(3, step_s);
        struct found f = detect(&gait_trunk_defaults, 2 * step_s, &none, 0.2);
        struct help_score s = score(&f);
        cr_assert_eq(s.matched, s.truths, "step %g s: %d of %d", step_s, s.matched, s.truths);
        cr_assert_eq(s.found, s.truths, "step %g s: %d reported for %d", step_s, s.found, s.truths);
        cr_assert_lt(s.sd_s, 0.004, "step %g s: sd %g ms", step_s, 1e3 * s.sd_s);
        cr_assert_lt(fabs(s.bias_s), 0.02, "step %g s: bias %g ms", step_s, 1e3 * s.bias_s);
    }
}

Test(trunk, nearly_every_step_gets_a_toe_off_before_the_next_contact)
{
    make_runner(4, 0.36);
    struct found f = detect(&gait_trunk_defaults, 0.72, &none, 0.2);
    cr_assert_geq(f.toe_offs, (f.contacts - 3) * 95 / 100, "%d of %d", f.toe_offs, f.contacts);
}

Test(trunk, no_mounting_moves_a_contact_by_a_millisecond_once_its_axes_are_learned)
{
    struct help_random r = {6};
    make_runner(6, 0.35);
    struct found plain = detect(&gait_trunk_defaults, 0.7, &none, 0);
    struct help_score all = score(&plain);
    for (int round = 0; round < 10; round++) {
        struct help_rotation q = help_rotation_random(&r);
        struct found turned = detect(&gait_trunk_defaults, 0.7, &q, 0);
        struct help_score same = help_score(plain.contact_s, plain.contacts, turned.contact_s,
                                            turned.contacts, 5, SECONDS - 1, 0.001);
        cr_assert_eq(same.matched, same.truths, "seed 6, round %d: %d of %d", round, same.matched,
                     same.truths);
        cr_assert_eq(same.found, same.truths, "seed 6, round %d", round);
        cr_assert_lt(same.mae_s, 1e-4, "seed 6, round %d: %g ms", round, 1e3 * same.mae_s);
    }
    cr_assert_gt(all.matched, 60);
}

Test(trunk, of_steps_with_holes_seven_in_eight_are_found_and_none_is_invented)
{
    for (hole_every = 127; hole_every < 160; hole_every += 4) { /* 9 to 11 % lost */
        make_runner(7, 0.35);
        struct found f = detect(&gait_trunk_defaults, 0.7, &none, 0.3);
        struct help_score s = score(&f);
        cr_assert_geq(s.matched, 0.87 * s.truths, "every %d: %d of %d", hole_every, s.matched,
                      s.truths);
        cr_assert_eq(s.found, s.matched, "every %d: %d false", hole_every, s.found - s.matched);
    }
}

Test(trunk, the_setting_moves_contact_by_just_what_it_says)
{
    struct gait_trunk_settings set = gait_trunk_defaults;
    make_runner(8, 0.35);
    struct found plain = detect(&set, 0.7, &none, 0);
    set.contact_s = 0.005;
    struct found moved = detect(&set, 0.7, &none, 0);
    cr_assert_eq(plain.contacts, moved.contacts);
    for (int i = 0; i < plain.contacts; i++)
        cr_assert_float_eq(moved.contact_s[i] - plain.contact_s[i], 0.005, 1e-9);
}

Test(trunk, contact_time_keeps_its_share_of_the_step_at_every_pace)
{
    double share[5];
    for (int i = 0; i < 5; i++) {
        double step_s = 0.30 + 0.03 * i;
        make_runner(4, step_s);
        struct found f = detect(&gait_trunk_defaults, 2 * step_s, &none, 0);
        share[i] = f.stance_s / f.toe_offs / step_s;
        cr_assert_float_eq(share[i], 0.70, 0.05, "step %g s: %g", step_s, share[i]);
        cr_assert_float_eq(share[i], share[0], 0.03, "step %g s: %g", step_s, share[i]);
    }
}

Test(trunk, a_longer_push_makes_contact_times_longer_in_proportion)
{
    struct gait_trunk_settings set = gait_trunk_defaults;
    make_runner(8, 0.35);
    set.push_share = 0;
    struct found none_of_it = detect(&set, 0.7, &none, 0);
    set.push_share = 0.3;
    struct found more = detect(&set, 0.7, &none, 0);
    cr_assert_float_eq(more.stance_s / more.toe_offs,
                       1.3 * none_of_it.stance_s / none_of_it.toe_offs, 1e-3);
}

Test(trunk, without_a_stride_period_nothing_is_found)
{
    make_runner(10, 0.35);
    struct found f = detect(&gait_trunk_defaults, 0, &none, 0);
    cr_assert_eq(f.contacts + f.toe_offs, 0);
}

Test(trunk, settings_out_of_range_have_a_sentence_and_no_object)
{
    static const struct gait_trunk_settings wrong[] = {
        {0.051, 0, 0}, {-0.051, 0, 0}, {NAN, 0, 0},    {0, -0.01, 0},   {0, 1.1, 0},
        {0, NAN, 0},   {0, 0, 0.051},  {0, 0, -0.051}, {0, 0, INFINITY}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_assert_not_null(gait_trunk_fault(&wrong[i]), "case %zu", i);
        cr_assert_null(gait_trunk_new(&wrong[i]), "case %zu", i);
    }
    gait_trunk_free(NULL);
}
