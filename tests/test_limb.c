/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/runner.h"
#include "tests/help_signal.h"
#include "tests/help_ticks.h"

#include <gait/limb.h>

#include <criterion/criterion.h>
#include <math.h>

#define SECONDS 30
#define FOUND_MAX 200

struct found {
    double contact_s[FOUND_MAX], toe_off_s[FOUND_MAX];
    int contacts, toe_offs;
};

static struct help_runner runner;
static const struct help_rotation none = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

static void make_runner(uint64_t seed, double stride_s)
{
    struct help_random random = {seed};
    runner.contacts = 0;
    help_runner_add(&runner, &random, 0.5, SECONDS + 5, stride_s, 0.012);
}

static void take(struct gait_limb *l, struct found *f)
{
    struct gait_contact c;
    while (gait_limb_contact(l, &c))
        if (f->contacts < FOUND_MAX)
            f->contact_s[f->contacts++] = c.at / GAIT_GRID_HZ;
    while (gait_limb_toe_off(l, &c))
        if (f->toe_offs < FOUND_MAX)
            f->toe_off_s[f->toe_offs++] = c.toe_off / GAIT_GRID_HZ;
}

/* The gait is told after three seconds, as from its beginning. */
static struct found detect(const struct gait_limb_settings *set, enum gait_state state,
                           double stride_s, const struct help_rotation *q, int64_t origin,
                           double noise_ms2)
{
    struct gait_limb *l = gait_limb_new(set);
    struct help_random random = {77};
    struct found f = {.contacts = 0};
    cr_assert_not_null(l);
    for (int i = 0; i < SECONDS * GAIT_GRID_HZ; i++) {
        struct gait_tick t = {.index = origin + i};
        help_shank_at(&runner, (double)i / GAIT_GRID_HZ, t.a_ms2);
        for (int k = 0; k < 3; k++)
            t.a_ms2[k] += (float)(noise_ms2 * help_normal(&random));
        help_rotate(q, t.a_ms2, t.a_ms2);
        gait_limb_push(l, &t);
        if (i == 3 * GAIT_GRID_HZ)
            gait_limb_gait(l, state, stride_s * GAIT_GRID_HZ, origin);
        take(l, &f);
    }
    gait_limb_free(l);
    for (int i = 0; i < f.contacts; i++)
        f.contact_s[i] -= (double)origin / GAIT_GRID_HZ;
    for (int i = 0; i < f.toe_offs; i++)
        f.toe_off_s[i] -= (double)origin / GAIT_GRID_HZ;
    return f;
}

static struct help_score score(const struct found *f)
{
    return help_score(runner.contact_s, runner.contacts, f->contact_s, f->contacts, 1, SECONDS - 1,
                      0.05);
}

Test(limb, every_contact_is_found_once_and_in_time_to_three_milliseconds)
{
    for (double stride_s = 0.55; stride_s <= 0.85; stride_s += 0.05) {
        make_runner(3, stride_s);
        struct found f = detect(&gait_limb_defaults, GAIT_RUN, stride_s, &none, 0, 0.3);
        struct help_score s = score(&f);
        cr_assert_eq(s.matched, s.truths, "stride %g s: %d of %d", stride_s, s.matched, s.truths);
        cr_assert_eq(s.found, s.truths, "stride %g s: %d reported for %d", stride_s, s.found,
                     s.truths);
        cr_assert_lt(s.sd_s, 0.003, "stride %g s: sd %g ms", stride_s, 1e3 * s.sd_s);
        cr_assert_lt(fabs(s.bias_s), 0.025, "stride %g s: bias %g ms", stride_s, 1e3 * s.bias_s);
    }
}

Test(limb, contacts_from_before_the_gait_was_known_are_filled_in)
{
    make_runner(4, 0.7);
    struct found f = detect(&gait_limb_defaults, GAIT_RUN, 0.7, &none, 0, 0);
    cr_assert_gt(f.contacts, 0);
    cr_assert_lt(f.contact_s[0], 1.3, "the first contact given is at %g s", f.contact_s[0]);
}

Test(limb, every_contact_comes_again_with_a_toe_off_after_it)
{
    make_runner(5, 0.7);
    struct found f = detect(&gait_limb_defaults, GAIT_RUN, 0.7, &none, 0, 0.3);
    cr_assert_gt(f.toe_offs, 35);
    cr_assert_leq(f.contacts - f.toe_offs, 2);
    for (int i = 0; i < f.toe_offs; i++) {
        double stance = f.toe_off_s[i] - f.contact_s[i];
        cr_assert(stance > 0.19 * 0.65 && stance < 0.5 * 0.75, "stance %d lasts %g s", i, stance);
    }
}

Test(limb, no_mounting_moves_a_contact_by_a_tenth_of_a_millisecond)
{
    struct help_random r = {6};
    make_runner(6, 0.68);
    struct found plain = detect(&gait_limb_defaults, GAIT_RUN, 0.68, &none, 0, 0);
    for (int round = 0; round < 10; round++) {
        struct help_rotation q = help_rotation_random(&r);
        struct found turned = detect(&gait_limb_defaults, GAIT_RUN, 0.68, &q, 0, 0);
        cr_assert_eq(turned.contacts, plain.contacts, "seed 6, round %d", round);
        for (int i = 0; i < plain.contacts; i++)
            cr_assert_float_eq(turned.contact_s[i], plain.contact_s[i], 1e-4,
                               "seed 6, round %d, contact %d", round, i);
        for (int i = 0; i < plain.toe_offs; i++)
            cr_assert_float_eq(turned.toe_off_s[i], plain.toe_off_s[i], 1e-3,
                               "seed 6, round %d, toe-off %d", round, i);
    }
}

Test(limb, the_answer_is_the_same_a_month_into_the_stream)
{
    make_runner(7, 0.7);
    struct found plain = detect(&gait_limb_defaults, GAIT_RUN, 0.7, &none, 0, 0.3);
    struct found later = detect(&gait_limb_defaults, GAIT_RUN, 0.7, &none, 518400001, 0.3);
    cr_assert_eq(later.contacts, plain.contacts);
    for (int i = 0; i < plain.contacts; i++)
        cr_assert_float_eq(later.contact_s[i], plain.contact_s[i], 1e-5, "contact %d", i);
}

Test(limb, the_settings_move_contact_and_toe_off_by_what_they_say)
{
    struct gait_limb_settings set = gait_limb_defaults;
    make_runner(8, 0.7);
    struct found plain = detect(&set, GAIT_RUN, 0.7, &none, 0, 0);
    set.shank_contact_s += 0.004;
    struct found moved = detect(&set, GAIT_RUN, 0.7, &none, 0, 0);
    for (int i = 0; i < plain.contacts; i++)
        cr_assert_float_eq(moved.contact_s[i] - plain.contact_s[i], 0.004, 1e-9, "contact %d", i);
    set = gait_limb_defaults;
    set.toe_off_s += 0.004;
    moved = detect(&set, GAIT_RUN, 0.7, &none, 0, 0);
    for (int i = 5; i < plain.toe_offs; i++)
        cr_assert_float_eq(moved.toe_off_s[i] - plain.toe_off_s[i], 0.004, 1e-4, "toe-off %d", i);
}

/* The left shank of the synthetic runner on asphalt, whose leg is in free fall until it lands. */
static struct found detect_synthetic(double speed_ms, uint64_t seed, struct found *truth)
{
    struct runner_bout bout = {
        .gait = GAIT_RUN, .speed_ms = speed_ms, .ground = runner_ground("asphalt")};
    struct runner *r = runner_new(seed, &bout, 1);
    struct gait_limb *l = gait_limb_new(&gait_limb_defaults);
    struct found f = {.contacts = 0};
    bool down = false;
    cr_assert(r && l);
    *truth = f;
    for (int i = 0; i < SECONDS * GAIT_GRID_HZ; i++) {
        struct gait_tick t = {.index = i};
        struct runner_moment m;
        for (int k = 0; k < RUNNER_HZ / GAIT_GRID_HZ; k++) {
            runner_step(r, &m);
            if (down != (m.force_n[0] > 50) && truth->contacts < FOUND_MAX) {
                down = !down;
                *(down ? &truth->contact_s[truth->contacts++]
                       : &truth->toe_off_s[truth->toe_offs++]) = m.t_s;
            }
        }
        for (int k = 0; k < 3; k++)
            t.a_ms2[k] = (float)m.shank[0].a_ms2[k];
        t.index = llround(m.t_s * GAIT_GRID_HZ);
        gait_limb_push(l, &t);
        int n = truth->contacts;
        if (n > 4 && i % GAIT_GRID_HZ == 0) {
            double stride = (truth->contact_s[n - 1] - truth->contact_s[n - 4]) / 3;
            gait_limb_gait(l, GAIT_RUN, stride * GAIT_GRID_HZ, i - 2 * GAIT_GRID_HZ);
        }
        take(l, &f);
    }
    gait_limb_free(l);
    runner_free(r);
    return f;
}

Test(limb, a_leg_that_falls_and_kicks_is_timed_to_ten_milliseconds_at_every_speed)
{
    static const double speed_ms[] = {2.5, 2.9, 3.5, 4.2, 4.5};
    for (int i = 0; i < 5; i++) {
        struct found truth, f = detect_synthetic(speed_ms[i], 10 + (uint64_t)i, &truth);
        struct help_score c = help_score(truth.contact_s, truth.contacts, f.contact_s, f.contacts,
                                         6, SECONDS - 1, 0.05);
        struct help_score o = help_score(truth.toe_off_s, truth.toe_offs, f.toe_off_s, f.toe_offs,
                                         6, SECONDS - 1, 0.05);
        cr_assert_gt(c.truths, 25);
        cr_assert_eq(c.matched, c.truths, "%g m/s: %d of %d", speed_ms[i], c.matched, c.truths);
        cr_assert_eq(o.matched, o.truths, "%g m/s: %d of %d toe-offs", speed_ms[i], o.matched,
                     o.truths);
        cr_assert_lt(fabs(c.bias_s), 0.005, "%g m/s: %g ms", speed_ms[i], 1e3 * c.bias_s);
        cr_assert_lt(fabs(o.bias_s), 0.005, "%g m/s: %g ms", speed_ms[i], 1e3 * o.bias_s);
        cr_assert_lt(c.sd_s, 0.003);
        cr_assert_lt(o.sd_s, 0.003);
    }
}

/* Ticks of 70 ms around every `each`th landing, from so long after it, never came; a second shock
 * of this height comes 75 ms after each. */
static struct found detect_with_holes(int each, double after_s, double second_ms2,
                                      int *ret_unflagged, double *ret_told_s)
{
    struct gait_limb *l = gait_limb_new(&gait_limb_defaults);
    struct found f = {.contacts = 0};
    *ret_unflagged = 0;
    *ret_told_s = 0;
    for (int i = 0; i < SECONDS * GAIT_GRID_HZ; i++) {
        struct gait_tick t = {.index = i};
        struct gait_contact c;
        double now_s = (double)i / GAIT_GRID_HZ;
        for (int k = 12; k < runner.contacts; k += each)
            if (fabs(now_s - runner.contact_s[k] - after_s - 0.035) < 0.035)
                t.flags = GAIT_GRID_GAP;
        help_shank_at(&runner, now_s, t.a_ms2);
        for (int k = 0; k < runner.contacts; k++) {
            double x = (now_s - runner.contact_s[k] - 0.090) / 0.007;
            t.a_ms2[2] += (float)(second_ms2 * exp(-x * x));
        }
        gait_limb_push(l, &t);
        if (i == 3 * GAIT_GRID_HZ)
            gait_limb_gait(l, GAIT_RUN, 0.7 * GAIT_GRID_HZ, 0);
        while (gait_limb_contact(l, &c) && f.contacts < FOUND_MAX) {
            double at = f.contact_s[f.contacts++] = c.at / GAIT_GRID_HZ;
            for (int k = 12; k < runner.contacts; k += each)
                *ret_unflagged += fabs(at - runner.contact_s[k]) < 0.05 && !c.bridged;
            if (at > 6)
                *ret_told_s = fmax(*ret_told_s, now_s - at);
        }
    }
    gait_limb_free(l);
    return f;
}

Test(limb, a_landing_that_a_hole_swallows_is_found_where_it_is_expected_and_flagged)
{
    make_runner(12, 0.7);
    for (double after_s = -0.06; after_s <= 0.03; after_s += 0.01) {
        int unflagged;
        double told_s;
        struct found f = detect_with_holes(5, after_s, 35, &unflagged, &told_s);
        struct help_score s = score(&f);
        cr_assert_eq(s.matched, s.truths, "hole from %g s: %d of %d", after_s, s.matched, s.truths);
        cr_assert_eq(s.found, s.matched, "hole from %g s: %d found", after_s, s.found);
        cr_assert_eq(unflagged, 0, "hole from %g s", after_s);
        cr_assert_lt(fabs(s.bias_s), 0.025);
        cr_assert_lt(s.sd_s, 0.008, "hole from %g s: sd %g ms", after_s, 1e3 * s.sd_s);
    }
}

Test(limb, where_nothing_of_a_landing_is_left_none_is_invented)
{
    make_runner(12, 0.7);
    for (double after_s = -0.03; after_s <= 0; after_s += 0.01) {
        int unflagged;
        double told_s;
        struct found f = detect_with_holes(5, after_s, 0, &unflagged, &told_s);
        struct help_score s = score(&f);
        cr_assert_eq(s.found, s.matched, "hole from %g s: %d found", after_s, s.found);
        cr_assert_geq(s.matched, 0.8 * s.truths);
    }
}

Test(limb, a_contact_that_fits_is_told_within_90_milliseconds)
{
    int unflagged;
    double told_s;
    make_runner(13, 0.7);
    detect_with_holes(HELP_CONTACTS_MAX, -100, 0, &unflagged, &told_s);
    cr_assert_lt(told_s, 0.09, "%g ms", 1e3 * told_s);
}

Test(limb, walking_gives_no_toe_off)
{
    make_runner(9, 1.0);
    struct found f = detect(&gait_limb_defaults, GAIT_WALK, 1.0, &none, 0, 0);
    cr_assert_gt(f.toe_offs, 20);
    for (int i = 0; i < f.toe_offs; i++)
        cr_assert(isnan(f.toe_off_s[i]));
}

Test(limb, without_a_stride_period_nothing_is_found)
{
    make_runner(10, 0.7);
    struct found f = detect(&gait_limb_defaults, GAIT_RUN, 0, &none, 0, 0);
    cr_assert_eq(f.contacts + f.toe_offs, 0);
}

Test(limb, settings_out_of_range_have_a_sentence_and_no_object)
{
    static const double wrong[] = {0.051, -0.051, NAN, INFINITY};
    for (int i = 0; i < 12; i++) {
        struct gait_limb_settings set = gait_limb_defaults;
        *(i % 3 == 0   ? &set.shank_contact_s
          : i % 3 == 1 ? &set.foot_contact_s
                       : &set.toe_off_s) = wrong[i / 3];
        cr_assert_not_null(gait_limb_fault(&set));
        cr_assert_null(gait_limb_new(&set));
    }
    gait_limb_free(NULL);
}
