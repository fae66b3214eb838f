/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_strides.h"

#include <gait/runners.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const int64_t second = 1000000000;
static struct gait_runners *r;

static void setup(void)
{
    r = gait_runners_new(&gait_runners_defaults);
    cr_assert(r);
}

static void teardown(void)
{
    gait_runners_free(r);
}

TestSuite(runners, .init = setup, .fini = teardown);

/* n running strides of a shank, one a second from t_ns on. */
static void run(const char *runner, int64_t t_ns, int n, float peak_g)
{
    struct gait_event e = {.kind = GAIT_EVENT_STRIDE, .side = GAIT_SIDE_LEFT, .state = GAIT_RUN};
    gait_name_copy(e.runner, runner);
    e.impact = (struct gait_impact){.peak_g = peak_g, .axial_g = 4, .rise_gps = 300};
    e.u.step.cadence_spm = 166;
    e.u.step.confidence = 1;
    e.u.step.toe_off_ns = GAIT_NO_TIME;
    for (int i = 0; i < n; i++) {
        e.t_ns = t_ns + i * second;
        gait_runners_stride(r, &e, GAIT_SHANK_LEFT);
    }
}

struct told {
    int results, summaries_of_peak;
    uint32_t n;
    double mean;
    char surface[GAIT_NAME_MAX];
};

/* Ends the sessions; what was told of each runner. */
static void end(const char *const name[], int names, struct told told[])
{
    struct gait_event e;
    int64_t run_ns;
    memset(told, 0, (size_t)names * sizeof *told);
    gait_runners_end(r, true, &run_ns);
    while (gait_runners_result(r, &e)) {
        int i = 0;
        while (i < names && strcmp(e.runner, name[i]) != 0)
            i++;
        cr_assert_lt(i, names, "a result of '%s'", e.runner);
        told[i].results++;
        if (e.kind != GAIT_EVENT_SUMMARY || e.u.summary.measure != GAIT_MEASURE_PEAK)
            continue;
        told[i].summaries_of_peak++;
        told[i].n += e.u.summary.n;
        told[i].mean = e.u.summary.mean;
        gait_name_copy(told[i].surface, e.u.summary.surface);
    }
}

static int taking_part(void)
{
    int n = 0;
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        n += gait_runners_name(r, i)[0] != 0;
    return n;
}

Test(runners, two_are_kept_apart)
{
    static const char *const names[] = {"ann", "bob"};
    struct told told[2];
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    gait_runners_begin(r, "bob", GAIT_SHANK_LEFT);
    for (int i = 0; i < 10; i++) {
        run("ann", i * second, 1, 5);
        run("bob", i * second, 1 + (i == 9), 9);
    }
    end(names, 2, told);
    cr_expect_eq(told[0].n, 10);
    cr_expect_eq(told[0].mean, 5);
    cr_expect_eq(told[1].n, 11);
    cr_expect_eq(told[1].mean, 9);
}

Test(runners, who_begins_again_keeps_his_strides_and_his_one_place)
{
    static const char *const names[] = {"ann"};
    struct told told[1];
    for (int i = 0; i < 3; i++) {
        gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
        run("ann", i * 10 * second, 10, 5);
    }
    cr_expect_eq(taking_part(), 1);
    end(names, 1, told);
    cr_expect_eq(told[0].n, 30);
}

Test(runners, the_9th_is_left_out_and_the_8_are_not_disturbed)
{
    static const char *const names[] = {"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"};
    struct told told[GAIT_RUNNERS_MAX];
    gait_runners_mark(r, 0, "trail");
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        gait_runners_begin(r, names[i], GAIT_SHANK_LEFT);
    gait_runners_begin(r, "r8", GAIT_SHANK_LEFT);
    cr_expect_eq(taking_part(), GAIT_RUNNERS_MAX);
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        cr_expect_str_eq(gait_runners_name(r, i), names[i]);
    cr_expect_str_eq(gait_runners_surface(r, "r8", second), "unknown");
    cr_expect_str_eq(gait_runners_surface(r, "r7", second), "trail");
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++)
        run(names[i], 0, 10, (float)(4 + i));
    run("r8", 0, 10, 99);
    end(names, GAIT_RUNNERS_MAX, told);
    for (int i = 0; i < GAIT_RUNNERS_MAX; i++) {
        cr_expect_eq(told[i].n, 10);
        cr_expect_eq(told[i].mean, 4 + i);
    }
}

Test(runners, a_mark_holds_for_all_and_for_those_who_come_later)
{
    static const char *const names[] = {"ann", "bob"};
    struct told told[2];
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    run("ann", -20 * second, 10, 7);
    gait_runners_mark(r, 5 * second, "asphalt");
    gait_runners_mark(r, 10 * second, "trail");
    gait_runners_begin(r, "bob", GAIT_SHANK_LEFT);
    cr_expect_str_eq(gait_runners_surface(r, "ann", 4 * second), "unknown");
    cr_expect_str_eq(gait_runners_surface(r, "ann", 6 * second), "asphalt");
    cr_expect_str_eq(gait_runners_surface(r, "ann", 10 * second), "trail");
    cr_expect_str_eq(gait_runners_surface(r, "bob", 10 * second - 1), "unknown");
    cr_expect_str_eq(gait_runners_surface(r, "bob", 10 * second), "trail");
    run("ann", 20 * second, 10, 5);
    run("bob", 20 * second, 10, 9);
    end(names, 2, told);
    for (int i = 0; i < 2; i++) {
        cr_expect_eq(told[i].n, i == 0 ? 20 : 10);
        cr_expect_eq(told[i].mean, i == 0 ? 5 : 9);
        cr_expect_str_eq(told[i].surface, "trail");
    }
}

Test(runners, of_many_marks_before_a_runner_only_the_newest_holds)
{
    gait_runners_mark(r, second, "asphalt");
    gait_runners_mark(r, 2 * second, "sand");
    gait_runners_mark(r, 3 * second, "grass");
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    run("ann", 5 * second, 10, 5);
    struct gait_event e;
    int64_t run_ns;
    gait_runners_end(r, true, &run_ns);
    while (gait_runners_result(r, &e)) {
        cr_assert_eq(e.kind, GAIT_EVENT_SUMMARY, "one surface is compared with none");
        cr_assert_str_eq(e.u.summary.surface, "grass");
    }
}

Test(runners, one_unknown_counts_for_nothing)
{
    static const char *const names[] = {"ann"};
    struct told told[1];
    run("ann", 0, 10, 99);
    run("", 0, 10, 99);
    gait_runners_begin(r, "", GAIT_SHANK_LEFT);
    cr_expect_eq(taking_part(), 0);
    cr_expect_str_eq(gait_runners_surface(r, "ann", 0), "unknown");
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    run("ann", 20 * second, 10, 5);
    run("bob", 20 * second, 10, 99);
    end(names, 1, told);
    cr_expect_eq(told[0].n, 10);
    cr_expect_eq(told[0].mean, 5);
}

Test(runners, after_the_last_result_all_is_forgotten)
{
    static const char *const names[] = {"ann", "bob"};
    struct told told[2];
    struct gait_event e;
    gait_runners_mark(r, 0, "trail");
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    gait_runners_begin(r, "bob", GAIT_SHANK_LEFT);
    run("ann", 0, 10, 5);
    end(names, 2, told);
    cr_expect_gt(told[0].results, 0);
    cr_expect_eq(told[1].results, 0);
    cr_expect_eq(taking_part(), 0);
    cr_expect_not(gait_runners_result(r, &e));
    gait_runners_begin(r, "bob", GAIT_SHANK_LEFT);
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    cr_expect_str_eq(gait_runners_surface(r, "ann", second), "unknown");
    run("ann", 100 * second, 7, 8);
    end(names, 2, told);
    cr_expect_eq(told[0].n, 7);
    cr_expect_eq(told[0].mean, 8);
    cr_expect_str_eq(told[0].surface, "unknown");
}

Test(runners, ends_with_nobody_there)
{
    struct gait_event e;
    cr_expect_not(gait_runners_result(r, &e));
    gait_runners_mark(r, 0, "");
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    cr_expect_str_eq(gait_runners_surface(r, "ann", 0), "unknown");
    gait_runners_free(NULL);
}

Test(runners, forty_sessions_of_others_leave_every_place_free)
{
    char name[GAIT_NAME_MAX];
    struct told told[1];
    const char *const names[] = {name};
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "runner %d", i);
        gait_runners_begin(r, name, GAIT_SHANK_LEFT);
        cr_assert_eq(taking_part(), 1);
        run(name, i * 100 * second, 5, 5);
        end(names, 1, told);
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
        int64_t t_ns = second + 350000000LL * i;
        struct gait_event of_limb = contact(limb, t_ns, GAIT_SIDE_LEFT);
        struct gait_event of_trunk = contact(trunk, t_ns, GAIT_SIDE_NONE);
        if (i % 2 == 0) {
            gait_runners_side(r, &of_limb, GAIT_SHANK_LEFT, 0);
            cr_expect_eq(of_limb.side, GAIT_SIDE_LEFT);
        }
        gait_runners_side(r, &of_trunk, GAIT_SACRUM, clock_sd_s);
        ret = of_trunk.side;
    }
    return ret;
}

Test(runners, the_trunks_side_is_told_by_the_limb_of_the_same_runner)
{
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    gait_runners_begin(r, "bob", GAIT_SACRUM);
    cr_expect_eq(last_side("ann", "ann", 0.001, 20), GAIT_SIDE_RIGHT);
    cr_expect_eq(last_side("bob", "ann", 0.001, 21), GAIT_SIDE_NONE, "another's limb");
    cr_expect_eq(last_side("", "", 0.001, 21), GAIT_SIDE_NONE, "nobody's");
    cr_expect_eq(last_side("eve", "eve", 0.001, 21), GAIT_SIDE_NONE, "not taking part");
}

Test(runners, a_clock_that_is_not_known_tells_no_side)
{
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    cr_expect_eq(last_side("ann", "ann", 0.016, 20), GAIT_SIDE_NONE);
}

Test(runners, sides_do_not_outlive_the_session)
{
    struct gait_event e;
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    cr_expect_eq(last_side("ann", "ann", 0, 20), GAIT_SIDE_RIGHT);
    int64_t run_ns;
    gait_runners_end(r, true, &run_ns);
    while (gait_runners_result(r, &e))
        ;
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
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
