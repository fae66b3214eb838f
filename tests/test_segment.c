/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_signal.h"

#include <gait/segment.h>

#include <criterion/criterion.h>
#include <math.h>

struct rig {
    struct gait_cadence *cadence;
    struct gait_history *history;
    struct gait_segment *segment;
    int64_t index;
    int contacts, changes;
    double first_contact_s;
    struct gait_cadence_result last;
    int cadences;
};

static struct rig rig;
static struct help_runner runner;
static struct help_random noise = {1};

static void setup(void)
{
    rig.cadence = gait_cadence_new(&gait_cadence_defaults);
    rig.history = gait_history_new(2048, 16);
    rig.segment = gait_segment_new(&gait_limb_defaults, &gait_trunk_defaults, rig.cadence);
    cr_assert(rig.cadence && rig.history && rig.segment);
}

static void teardown(void)
{
    gait_segment_free(rig.segment);
    gait_history_free(rig.history);
    gait_cadence_free(rig.cadence);
}

TestSuite(segment, .init = setup, .fini = teardown);

static void push(const struct gait_tick *t)
{
    struct gait_contact c;
    enum gait_state state;
    gait_history_push_tick(rig.history, t);
    gait_segment_push(rig.segment, t, rig.history);
    while (gait_segment_contact(rig.segment, &c))
        if (rig.contacts++ == 0)
            rig.first_contact_s = c.at / GAIT_GRID_HZ;
    while (gait_segment_toe_off(rig.segment, &c))
        continue;
    rig.changes += gait_segment_change(rig.segment, &state);
    rig.cadences += gait_segment_cadence(rig.segment, &rig.last);
}

static void push_until(double to_s, void (*signal)(const struct help_runner *, double, float[3]),
                       uint8_t flags)
{
    for (; rig.index < (int64_t)(to_s * GAIT_GRID_HZ); rig.index++) {
        struct gait_tick t = {.index = rig.index, .flags = flags};
        signal(&runner, (double)rig.index / GAIT_GRID_HZ, t.a_ms2);
        for (int k = 0; k < 3; k++)
            t.a_ms2[k] += (float)(0.1 * help_normal(&noise));
        push(&t);
    }
}

static void run(double from_s, double to_s, double period_s)
{
    struct help_random random = {2};
    help_runner_add(&runner, &random, from_s, to_s, period_s, 0.005);
}

Test(segment, a_shank_that_runs_is_said_to_run_within_three_seconds_and_still_two_after_it_stops)
{
    gait_segment_reset(rig.segment, GAIT_SHANK_LEFT);
    run(5, 20, 0.7);
    push_until(4.9, help_shank_at, 0);
    cr_assert_eq(gait_segment_state(rig.segment), GAIT_STILL);
    push_until(8, help_shank_at, 0);
    cr_assert_eq(gait_segment_state(rig.segment), GAIT_RUN);
    push_until(22.5, help_shank_at, 0);
    cr_assert_eq(gait_segment_state(rig.segment), GAIT_STILL);
    cr_assert_eq(rig.changes, 2, "%d changes of gait", rig.changes);
    cr_assert_float_eq(rig.first_contact_s, 5, 0.9, "the first contact is filled in: %g s",
                       rig.first_contact_s);
    cr_assert(rig.contacts >= 20 && rig.contacts <= 23, "%d contacts of 22", rig.contacts);
}

Test(segment, a_trunk_that_runs_is_said_to_run)
{
    gait_segment_reset(rig.segment, GAIT_SACRUM);
    run(1, 30, 0.36);
    push_until(6, help_trunk_at, 0);
    cr_assert_eq(gait_segment_state(rig.segment), GAIT_RUN);
    push_until(29, help_trunk_at, 0);
    cr_assert_eq(gait_segment_state(rig.segment), GAIT_RUN);
    cr_assert_float_eq(rig.last.spm, 60 / 0.36, 2, "%g spm", (double)rig.last.spm);
}

Test(segment, cadence_is_told_once_a_second)
{
    gait_segment_reset(rig.segment, GAIT_SHANK_LEFT);
    run(1, 31, 0.7);
    push_until(31, help_shank_at, 0);
    cr_assert(rig.cadences >= 26 && rig.cadences <= 31, "%d in 30 s", rig.cadences);
    cr_assert_float_eq(rig.last.spm, 120 / 0.7, 1.5);
    cr_assert(rig.last.resolved);
}

Test(segment, a_jump_of_the_index_ends_the_gait_and_it_is_found_anew)
{
    gait_segment_reset(rig.segment, GAIT_SHANK_LEFT);
    run(1, 60, 0.7);
    push_until(10, help_shank_at, 0);
    cr_assert_eq(gait_segment_state(rig.segment), GAIT_RUN);
    rig.index += 20 * GAIT_GRID_HZ;
    push_until(30.1, help_shank_at, 0);
    cr_assert_eq(gait_segment_state(rig.segment), GAIT_STILL);
    int before = rig.contacts;
    push_until(50, help_shank_at, 0);
    cr_assert_eq(gait_segment_state(rig.segment), GAIT_RUN);
    cr_assert_geq(rig.contacts - before, 26, "%d contacts in 20 s after the jump",
                  rig.contacts - before);
}

Test(segment, a_gap_of_more_than_a_second_is_standing_still)
{
    gait_segment_reset(rig.segment, GAIT_SHANK_LEFT);
    run(1, 60, 0.7);
    push_until(10, help_shank_at, 0);
    push_until(11.5, help_shank_at, GAIT_GRID_GAP);
    cr_assert_eq(gait_segment_state(rig.segment), GAIT_STILL);
    push_until(20, help_shank_at, 0);
    cr_assert_eq(gait_segment_state(rig.segment), GAIT_RUN);
}

static void rest(const struct help_runner *r, double t_s, float a[3])
{
    (void)r;
    a[0] = a[1] = 0;
    a[2] = (float)(GAIT_G_MS2 * (fmod(t_s, 7.3) < 0.02 ? 4 : 1)); /* and a knock now and then */
}

Test(segment, rest_with_a_knock_now_and_then_stays_still_for_two_minutes_at_any_placement)
{
    for (int p = 0; p < GAIT_PLACEMENTS; p++) {
        gait_segment_reset(rig.segment, (enum gait_placement)p);
        gait_history_reset(rig.history);
        rig.index = 0;
        push_until(120, rest, 0);
        cr_assert_eq(rig.contacts, 0, "%s", gait_placement_name((enum gait_placement)p));
        cr_assert_eq(rig.changes, 0, "%s", gait_placement_name((enum gait_placement)p));
    }
}

Test(segment, up_is_unknown_at_first_and_known_after_a_second_and_a_tick)
{
    float up[3];
    gait_segment_reset(rig.segment, GAIT_SHANK_LEFT);
    push_until(0.9, rest, 0);
    cr_assert_not(gait_segment_up(rig.segment, up));
    push_until(1.1, rest, 0);
    cr_assert(gait_segment_up(rig.segment, up));
    cr_assert_gt(up[2], 0.99f);
}

Test(segment, settings_out_of_range_give_no_object)
{
    struct gait_limb_settings limb = gait_limb_defaults;
    struct gait_trunk_settings trunk = gait_trunk_defaults;
    limb.toe_off_s = NAN;
    cr_assert_null(gait_segment_new(&limb, &gait_trunk_defaults, rig.cadence));
    trunk.contact_s = NAN;
    cr_assert_null(gait_segment_new(&gait_limb_defaults, &trunk, rig.cadence));
    gait_segment_free(NULL);
}
