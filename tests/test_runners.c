/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_runners.h"
#include "tests/help_strides.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(runners, .init = help_runners_begin, .fini = help_runners_free);

Test(runners, two_are_kept_apart)
{
    static const char *const names[] = {"ann", "bob"};
    struct help_told told[2];
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    gait_runners_begin(help_runners, "bob", GAIT_SHANK_LEFT);
    for (int i = 0; i < 10; i++) {
        help_runners_run("ann", i * HELP_SECOND, 1, 5);
        help_runners_run("bob", i * HELP_SECOND, 1 + (i == 9), 9);
    }
    help_runners_end(names, 2, told);
    cr_expect_eq(told[0].n, 10);
    cr_expect_eq(told[0].mean, 5);
    cr_expect_eq(told[1].n, 11);
    cr_expect_eq(told[1].mean, 9);
}

Test(runners, who_begins_again_keeps_his_strides_and_his_one_place)
{
    static const char *const names[] = {"ann"};
    struct help_told told[1];
    for (int i = 0; i < 3; i++) {
        gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
        help_runners_run("ann", i * 10 * HELP_SECOND, 10, 5);
    }
    cr_expect_eq(help_runners_taking_part(), 1);
    help_runners_end(names, 1, told);
    cr_expect_eq(told[0].n, 30);
}

Test(runners, the_9th_is_left_out_and_the_8_are_not_disturbed)
{
    static const char *const names[] = {"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"};
    struct help_told told[GAIT_RUNNERS_MAX];
    gait_runners_mark(help_runners, 0, "trail");
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        gait_runners_begin(help_runners, names[i], GAIT_SHANK_LEFT);
    gait_runners_begin(help_runners, "r8", GAIT_SHANK_LEFT);
    cr_expect_eq(help_runners_taking_part(), GAIT_RUNNERS_MAX);
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        cr_expect_str_eq(gait_runners_name(help_runners, i), names[i]);
    cr_expect_str_eq(gait_runners_surface(help_runners, "r8", HELP_SECOND), "unknown");
    cr_expect_str_eq(gait_runners_surface(help_runners, "r7", HELP_SECOND), "trail");
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        help_runners_run(names[i], 0, 10, (float)(4 + i));
    help_runners_run("r8", 0, 10, 99);
    help_runners_end(names, GAIT_RUNNERS_MAX, told);
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++) {
        cr_expect_eq(told[i].n, 10);
        cr_expect_eq(told[i].mean, 4 + i);
    }
}

Test(runners, a_mark_holds_for_all_and_for_those_who_come_later)
{
    static const char *const names[] = {"ann", "bob"};
    struct help_told told[2];
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    help_runners_run("ann", -20 * HELP_SECOND, 10, 7);
    gait_runners_mark(help_runners, 5 * HELP_SECOND, "asphalt");
    gait_runners_mark(help_runners, 10 * HELP_SECOND, "trail");
    gait_runners_begin(help_runners, "bob", GAIT_SHANK_LEFT);
    cr_expect_str_eq(gait_runners_surface(help_runners, "ann", 4 * HELP_SECOND), "unknown");
    cr_expect_str_eq(gait_runners_surface(help_runners, "ann", 6 * HELP_SECOND), "asphalt");
    cr_expect_str_eq(gait_runners_surface(help_runners, "ann", 10 * HELP_SECOND), "trail");
    cr_expect_str_eq(gait_runners_surface(help_runners, "bob", 10 * HELP_SECOND - 1), "unknown");
    cr_expect_str_eq(gait_runners_surface(help_runners, "bob", 10 * HELP_SECOND), "trail");
    help_runners_run("ann", 20 * HELP_SECOND, 10, 5);
    help_runners_run("bob", 20 * HELP_SECOND, 10, 9);
    help_runners_end(names, 2, told);
    for (int i = 0; i < 2; i++) {
        cr_expect_eq(told[i].n, i == 0 ? 20 : 10);
        cr_expect_eq(told[i].mean, i == 0 ? 5 : 9);
        cr_expect_str_eq(told[i].surface, "trail");
    }
}

Test(runners, of_many_marks_before_a_runner_only_the_newest_holds)
{
    gait_runners_mark(help_runners, HELP_SECOND, "asphalt");
    gait_runners_mark(help_runners, 2 * HELP_SECOND, "sand");
    gait_runners_mark(help_runners, 3 * HELP_SECOND, "grass");
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    help_runners_run("ann", 5 * HELP_SECOND, 10, 5);
    struct gait_event e;
    int64_t run_ns;
    gait_runners_end(help_runners, true, &run_ns);
    while (gait_runners_result(help_runners, &e)) {
        cr_assert_eq(e.kind, GAIT_EVENT_SUMMARY, "one surface is compared with none");
        cr_assert_str_eq(e.u.summary.surface, "grass");
    }
}

Test(runners, one_unknown_counts_for_nothing)
{
    static const char *const names[] = {"ann"};
    struct help_told told[1];
    help_runners_run("ann", 0, 10, 99);
    help_runners_run("", 0, 10, 99);
    gait_runners_begin(help_runners, "", GAIT_SHANK_LEFT);
    cr_expect_eq(help_runners_taking_part(), 0);
    cr_expect_str_eq(gait_runners_surface(help_runners, "ann", 0), "unknown");
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    help_runners_run("ann", 20 * HELP_SECOND, 10, 5);
    help_runners_run("bob", 20 * HELP_SECOND, 10, 99);
    help_runners_end(names, 1, told);
    cr_expect_eq(told[0].n, 10);
    cr_expect_eq(told[0].mean, 5);
}

Test(runners, after_the_last_result_all_is_forgotten)
{
    static const char *const names[] = {"ann", "bob"};
    struct help_told told[2];
    struct gait_event e;
    gait_runners_mark(help_runners, 0, "trail");
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    gait_runners_begin(help_runners, "bob", GAIT_SHANK_LEFT);
    help_runners_run("ann", 0, 10, 5);
    help_runners_end(names, 2, told);
    cr_expect_gt(told[0].results, 0);
    cr_expect_eq(told[1].results, 0);
    cr_expect_eq(help_runners_taking_part(), 0);
    cr_expect_not(gait_runners_result(help_runners, &e));
    gait_runners_begin(help_runners, "bob", GAIT_SHANK_LEFT);
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    cr_expect_str_eq(gait_runners_surface(help_runners, "ann", HELP_SECOND), "unknown");
    help_runners_run("ann", 100 * HELP_SECOND, 7, 8);
    help_runners_end(names, 2, told);
    cr_expect_eq(told[0].n, 7);
    cr_expect_eq(told[0].mean, 8);
    cr_expect_str_eq(told[0].surface, "unknown");
}

Test(runners, ends_with_nobody_there)
{
    struct gait_event e;
    cr_expect_not(gait_runners_result(help_runners, &e));
    gait_runners_mark(help_runners, 0, "");
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    cr_expect_str_eq(gait_runners_surface(help_runners, "ann", 0), "unknown");
    gait_runners_free(NULL);
}

Test(runners, forty_sessions_of_others_leave_every_place_free)
{
    char name[GAIT_NAME_MAX];
    struct help_told told[1];
    const char *const names[] = {name};
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "runner %d", i);
        gait_runners_begin(help_runners, name, GAIT_SHANK_LEFT);
        cr_assert_eq(help_runners_taking_part(), 1);
        help_runners_run(name, i * 100 * HELP_SECOND, 5, 5);
        help_runners_end(names, 1, told);
        cr_assert_eq(told[0].n, 5, "session %d: %u", i, told[0].n);
    }
}

static struct gait_event contact(const char *runner, int64_t t_ns, enum gait_side side)
{
    struct gait_event e = {.kind = GAIT_EVENT_IMPACT, .t_ns = t_ns, .side = side};
    gait_name_copy(e.runner, runner);
    return e;
}

/* Side of the trunk's last of n contacts, with a limb's sensor on the left. */
static enum gait_side last_side(const char *trunk, const char *limb, double clock_sd_s, int n)
{
    enum gait_side ret = GAIT_SIDE_NONE;
    for (int i = 0; i < n; i++) {
        int64_t t_ns = HELP_SECOND + 350000000LL * i;
        struct gait_event of_limb = contact(limb, t_ns, GAIT_SIDE_LEFT);
        struct gait_event of_trunk = contact(trunk, t_ns, GAIT_SIDE_NONE);
        if (i % 2 == 0) {
            gait_runners_side(help_runners, &of_limb, GAIT_SHANK_LEFT, 0);
            cr_expect_eq(of_limb.side, GAIT_SIDE_LEFT);
        }
        gait_runners_side(help_runners, &of_trunk, GAIT_SACRUM, clock_sd_s);
        ret = of_trunk.side;
    }
    return ret;
}

Test(runners, the_trunks_side_is_told_by_the_limb_of_the_same_runner)
{
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    gait_runners_begin(help_runners, "bob", GAIT_SACRUM);
    cr_expect_eq(last_side("ann", "ann", 0.001, 20), GAIT_SIDE_RIGHT);
    cr_expect_eq(last_side("bob", "ann", 0.001, 21), GAIT_SIDE_NONE, "another's limb");
    cr_expect_eq(last_side("", "", 0.001, 21), GAIT_SIDE_NONE, "nobody's");
    cr_expect_eq(last_side("eve", "eve", 0.001, 21), GAIT_SIDE_NONE, "not taking part");
}

Test(runners, a_clock_that_is_not_known_tells_no_side)
{
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    cr_expect_eq(last_side("ann", "ann", 0.016, 20), GAIT_SIDE_NONE);
}

Test(runners, sides_do_not_outlive_the_session)
{
    struct gait_event e;
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    cr_expect_eq(last_side("ann", "ann", 0, 20), GAIT_SIDE_RIGHT);
    int64_t run_ns;
    gait_runners_end(help_runners, true, &run_ns);
    while (gait_runners_result(help_runners, &e))
        ;
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    cr_expect_eq(last_side("ann", "ann", 0, 2), GAIT_SIDE_NONE);
}

/* Comparisons so far of 4 stretches of 60 strides, looked at after every one. */
static int looks(int so_far_strides)
{
    static struct help_stride x[240];
    struct gait_runners_settings set = gait_runners_defaults;
    struct help_strides is = {.seed = 1, .stretches = 2, .strides = 60};
    struct gait_event e;
    int n = help_strides_make(&is, x, 240), looks = 0;
    set.so_far_strides = so_far_strides;
    struct gait_runners *of = gait_runners_new(&set);
    cr_assert(of);
    gait_runners_begin(of, "ann", GAIT_SHANK_LEFT);
    for (int i = 0; i < n; i++) {
        e = help_strides_event(&x[i], "asphalt", "trail");
        gait_runners_mark(of, x[i].t_ns, x[i].b ? "trail" : "asphalt");
        gait_runners_opens(of, &e, &(struct gait_event){.kind = GAIT_EVENT_STRIDE});
        gait_runners_stride(of, &e, GAIT_SHANK_LEFT);
        while (gait_runners_so_far(of, "ann", &e))
            looks += e.u.comparison.measure == GAIT_MEASURE_PEAK;
    }
    gait_runners_free(of);
    return looks;
}

Test(runners, a_running_comparison_comes_as_often_as_it_is_told_to)
{
    int usual = looks(30), often = looks(10), never = looks(0);
    cr_expect(usual >= 3 && usual <= 8, "%d", usual);
    cr_expect(often >= 2 * usual, "%d, every 30 strides %d", often, usual);
    cr_expect_eq(never, 0);
}
