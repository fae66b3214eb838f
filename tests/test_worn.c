/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/settings.h>
#include <gait/worn.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct gait_worn all[GAIT_SENSORS_MAX];
static struct gait_cadence *cadence;
static const int64_t second = 1000000000;

static void setup(void)
{
    struct gait_settings set;
    gait_settings_default(&set);
    cadence = gait_cadence_new(&set.cadence);
    for (int i = 0; i < 4; i++) {
        all[i].track = gait_track_new(&set, cadence);
        cr_assert(all[i].track);
    }
}

static void teardown(void)
{
    for (int i = 0; i < 4; i++)
        gait_track_free(all[i].track);
    gait_cadence_free(cadence);
}

TestSuite(worn, .init = setup, .fini = teardown);

static void wear(int i, const char *runner, enum gait_placement placement, int64_t now_ns)
{
    struct gait_sensor is = {.placement = placement, .rate_hz = 100};
    gait_name_copy(is.runner, runner);
    gait_name_copy(is.id, gait_placement_name(placement));
    gait_worn_declare(all, &all[i], &is, now_ns);
}

static void hear(int i, int64_t t_ns)
{
    struct gait_sample x = {.t_ns = t_ns, .a_ms2 = {0, 0, 9.81f}};
    cr_assert(gait_track_push(all[i].track, &x, 0));
}

Test(worn, the_trunk_of_a_limb_is_the_first_of_the_same_runner)
{
    wear(0, "ann", GAIT_SHANK_LEFT, 0);
    wear(1, "bob", GAIT_SACRUM, 0);
    cr_expect_null(gait_worn_trunk(all, &all[0]), "bob's back is not ann's");
    wear(2, "ann", GAIT_WAIST, 0);
    wear(3, "ann", GAIT_HEAD, 0);
    cr_expect_eq(gait_worn_trunk(all, &all[0]), &all[2]);
    cr_expect_null(gait_worn_trunk(all, &all[2]), "a trunk has none");
    all[2].used = false;
    cr_expect_eq(gait_worn_trunk(all, &all[0]), &all[3]);
}

Test(worn, a_runner_does_what_the_most_moving_sensor_says)
{
    wear(0, "ann", GAIT_SHANK_LEFT, 0);
    wear(1, "ann", GAIT_SACRUM, 0);
    wear(2, "bob", GAIT_SACRUM, 0);
    cr_expect_not(gait_worn_change(all, &all[0], GAIT_STILL, 0), "as before");
    cr_expect(gait_worn_change(all, &all[0], GAIT_WALK, 0));
    cr_expect(gait_worn_change(all, &all[1], GAIT_RUN, 0));
    cr_expect(all[0].told == GAIT_RUN && all[1].told == GAIT_RUN);
    cr_expect_eq(all[2].told, GAIT_STILL);
    cr_expect_not(gait_worn_change(all, &all[0], GAIT_STILL, 0), "the back still runs");
    cr_expect_eq(gait_worn_state(all, "ann", 0), GAIT_RUN);
    cr_expect_eq(gait_worn_state(all, "bob", 0), GAIT_STILL);
    cr_expect_eq(gait_worn_state(all, "eve", 0), GAIT_STILL);
}

Test(worn, a_sensor_not_heard_for_2_s_has_no_say)
{
    wear(0, "ann", GAIT_SHANK_LEFT, 0);
    wear(1, "ann", GAIT_SACRUM, 0);
    hear(0, second);
    hear(1, second);
    gait_worn_change(all, &all[0], GAIT_RUN, second);
    gait_worn_change(all, &all[1], GAIT_WALK, second);
    hear(1, 2 * second);
    cr_expect_eq(gait_worn_state(all, "ann", 3 * second - 1), GAIT_RUN);
    hear(1, 3 * second);
    cr_expect_eq(gait_worn_state(all, "ann", 3 * second), GAIT_WALK);
}

Test(worn, a_new_sensor_is_still_and_knows_what_its_runner_was_told_to_do)
{
    wear(0, "ann", GAIT_SHANK_LEFT, 0);
    gait_worn_change(all, &all[0], GAIT_RUN, 0);
    all[1].state = GAIT_RUN; /* of one before it */
    all[1].clock.skew_ppm = 99;
    wear(1, "ann", GAIT_SACRUM, 0);
    cr_expect_eq(all[1].state, GAIT_STILL);
    cr_expect_eq(all[1].told, GAIT_RUN);
    cr_expect_eq(all[1].clock.skew_ppm, 0);
    all[0].clock.skew_ppm = 7;
    wear(0, "ann", GAIT_SHANK_RIGHT, 0);
    cr_expect_eq(all[0].state, GAIT_RUN, "it was there before");
    cr_expect_eq(all[0].clock.skew_ppm, 7);
    cr_expect(gait_worn_by(&all[0], "ann") && !gait_worn_by(&all[0], "bob"));
    cr_expect_not(gait_worn_by(&all[2], ""), "a free place is nobody's");
}

Test(worn, the_grid_of_a_runner_begins_with_his_first_sample_whoever_else_is_heard)
{
    wear(0, "eve", GAIT_SHANK_LEFT, 0);
    cr_expect_eq(gait_worn_origin(all, &all[0], 7), 7);
    wear(1, "ann", GAIT_SHANK_LEFT, 0);
    wear(2, "ann", GAIT_SACRUM, 0);
    cr_expect_eq(gait_worn_origin(all, &all[2], 1000), 1000);
    cr_expect_eq(gait_worn_origin(all, &all[1], 2000), 1000, "one grid for both of ann's");
    cr_expect_eq(gait_worn_origin(all, &all[0], 3000), 7);
    wear(1, "bob", GAIT_SHANK_LEFT, 0);
    cr_expect_eq(gait_worn_origin(all, &all[1], 4000), 4000, "the place is another runner's now");
}
