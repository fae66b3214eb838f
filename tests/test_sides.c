/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/sides.h>

#include <criterion/criterion.h>
#include <math.h>

static struct gait_sides sides;

static void setup(void)
{
    gait_sides_reset(&sides);
}

TestSuite(sides, .init = setup);

/* A run of which contact i is left where i is even; all in seconds. */
struct run {
    double from, step, jitter, offset; /* offset: of the trunk's clock */
    bool left, right;                  /* limbs with a sensor */
    double lost;                       /* share of contacts that a sensor does not find */
};

struct tally {
    int right, wrong, none;
};

static int64_t ns(double s)
{
    return llround(1e9 * s);
}

static enum gait_side side_of(int i)
{
    return i % 2 ? GAIT_SIDE_RIGHT : GAIT_SIDE_LEFT;
}

static bool worn(const struct run *r, int i)
{
    return i % 2 ? r->right : r->left;
}

/* As the stream would have it: the trunk's contact i is asked for before the limb's is known. */
static struct tally go(const struct run *r, int n, uint64_t seed)
{
    struct help_random random = {seed};
    struct tally ret = {0};
    for (int i = 0; i < n; i++) {
        double t = r->from + r->step * i;
        if (help_uniform(&random) >= r->lost) {
            int64_t seen = ns(t + r->offset + r->jitter * help_normal(&random));
            gait_sides_trunk(&sides, seen);
            enum gait_side s = gait_sides_of(&sides, seen);
            ret.none += s == GAIT_SIDE_NONE;
            ret.right += s == side_of(i);
            ret.wrong += s != GAIT_SIDE_NONE && s != side_of(i);
        }
        if (worn(r, i) && help_uniform(&random) >= r->lost)
            gait_sides_limb(&sides, ns(t + r->jitter * help_normal(&random)), side_of(i));
    }
    return ret;
}

Test(sides, are_known_from_the_fifth_step_on_with_one_limb_or_both_running_and_walking)
{
    for (double step = 0.27; step < 0.6; step += 0.03)
        for (int limbs = 1; limbs <= 3; limbs++) {
            setup();
            struct run r = {1, step, 0.008, 0, limbs & 1, limbs & 2, 0};
            struct tally t = go(&r, 100, 1);
            cr_assert_eq(t.wrong, 0, "step %g s, limbs %d: %d wrong", step, limbs, t.wrong);
            cr_assert_leq(t.none, 5, "step %g s, limbs %d: %d unknown", step, limbs, t.none);
        }
}

Test(sides, a_clock_that_is_40_ms_off_does_no_harm)
{
    for (double offset = -0.04; offset <= 0.041; offset += 0.02) {
        setup();
        struct run r = {1, 0.35, 0.008, offset, true, true, 0};
        struct tally t = go(&r, 100, 2);
        cr_assert_eq(t.wrong, 0);
        cr_assert_leq(t.none, 6, "%g s: %d unknown", offset, t.none);
    }
}

Test(sides, a_clock_a_quarter_of_a_stride_off_gives_none)
{
    struct run r = {1, 0.36, 0.004, 0.18, true, true, 0};
    struct tally t = go(&r, 100, 3);
    cr_assert_eq(t.right + t.wrong, 0);
}

Test(sides, steps_missed_anywhere_cost_answers_and_make_none_wrong)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        setup();
        struct run r = {1, 0.36, 0.010, 0.01, true, seed % 2, 0.1};
        struct tally t = go(&r, 200, seed);
        cr_assert_eq(t.wrong, 0, "seed %d: %d wrong", (int)seed, t.wrong);
        cr_assert_gt(t.right, 80, "seed %d: %d right", (int)seed, t.right);
    }
}

Test(sides, without_a_limb_there_are_none)
{
    struct run r = {1, 0.36, 0.008, 0, false, false, 0};
    cr_assert_eq(go(&r, 50, 4).none, 50);
}

Test(sides, are_lost_when_the_limb_falls_silent_and_come_back_with_it)
{
    struct run both = {1, 0.35, 0.005, 0, true, true, 0}, trunk = both;
    trunk.from += 40 * 0.35;
    trunk.left = trunk.right = false;
    cr_assert_gt(go(&both, 40, 5).right, 34);
    struct tally t = go(&trunk, 40, 6);
    cr_assert_eq(t.wrong, 0);
    cr_assert_geq(t.none, 36);
    both.from += 80 * 0.35;
    t = go(&both, 40, 7);
    cr_assert_eq(t.wrong, 0);
    cr_assert_gt(t.right, 34);
}

Test(sides, after_a_pause_the_other_foot_may_begin)
{
    struct run r = {1, 0.35, 0.005, 0, true, false, 0};
    go(&r, 40, 8);
    r.from += 40 * 0.35 + 2.1 + 0.175; /* half a step out of the old rhythm */
    struct tally t = go(&r, 40, 9);
    cr_assert_eq(t.wrong, 0);
    cr_assert_gt(t.right, 32);
}

Test(sides, two_sensors_that_claim_the_same_foot_and_sit_on_both_give_none)
{
    for (int i = 0; i < 60; i++) {
        int64_t t = ns(1 + 0.36 * i);
        gait_sides_limb(&sides, t, GAIT_SIDE_LEFT);
        gait_sides_trunk(&sides, t);
        cr_assert_eq(gait_sides_of(&sides, t), GAIT_SIDE_NONE, "step %d", i);
    }
}

Test(sides, limbs_that_contradict_each_other_give_none)
{
    for (int i = 0; i < 60; i++) {
        int64_t t = ns(1 + 0.36 * i);
        if (i % 2 == 0) {
            gait_sides_limb(&sides, t, GAIT_SIDE_LEFT);
            gait_sides_limb(&sides, t + 10000000, GAIT_SIDE_RIGHT);
        }
        gait_sides_trunk(&sides, t);
        if (i > 4)
            cr_assert_eq(gait_sides_of(&sides, t), GAIT_SIDE_NONE, "step %d", i);
    }
}

Test(sides, a_second_sensor_on_limb_or_trunk_changes_nothing)
{
    for (int i = 0; i < 60; i++) {
        int64_t t = ns(1 + 0.36 * i);
        for (int k = 0; k < 2; k++) {
            gait_sides_trunk(&sides, t + 15000000 * k);
            if (i > 6)
                cr_assert_eq(gait_sides_of(&sides, t + 15000000 * k), side_of(i), "step %d", i);
        }
        for (int k = 0; k < 2; k++)
            gait_sides_limb(&sides, t + 20000000 * k, side_of(i));
    }
}

Test(sides, an_answer_stays_while_the_contact_is_kept)
{
    struct run r = {1, 0.35, 0, 0, true, true, 0};
    go(&r, 40, 10);
    for (int i = 40 - GAIT_SIDES_KEPT; i < 40; i++)
        cr_assert_eq(gait_sides_of(&sides, ns(1 + 0.35 * i)), side_of(i), "step %d", i);
    cr_assert_eq(gait_sides_of(&sides, ns(1 + 0.35 * 2)), GAIT_SIDE_NONE, "long gone");
    cr_assert_eq(gait_sides_of(&sides, ns(1 + 0.35 * 50)), GAIT_SIDE_NONE, "never seen");
    cr_assert_eq(gait_sides_of(&sides, INT64_MIN / 2), GAIT_SIDE_NONE);
}
