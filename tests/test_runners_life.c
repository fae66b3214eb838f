/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_runners.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(runners_life, .init = help_runners_begin, .fini = help_runners_free);

static struct gait_event stride(const char *runner, int64_t t_ns, enum gait_state state)
{
    struct gait_event e = {.kind = GAIT_EVENT_STRIDE, .t_ns = t_ns, .state = state};
    gait_name_copy(e.runner, runner);
    e.announced_ns = t_ns < INT64_MAX - HELP_SECOND ? t_ns + HELP_SECOND : t_ns;
    return e;
}

static bool opens(const char *runner, int64_t t_ns, enum gait_state state)
{
    struct gait_event e = stride(runner, t_ns, state), got;
    bool told = gait_runners_opens(help_runners, &e, &got);
    if (told) {
        cr_expect_eq(got.kind, GAIT_EVENT_SESSION);
        cr_expect_eq(got.t_ns, t_ns);
        cr_expect_eq(got.announced_ns, e.announced_ns);
        cr_expect_str_eq(got.runner, runner);
        cr_expect_not(got.u.session.ended);
    }
    return told;
}

Test(runners_life, the_first_running_stride_begins_a_session_and_no_other_one_does)
{
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    gait_runners_begin(help_runners, "bob", GAIT_SHANK_LEFT);
    cr_expect_not(opens("ann", HELP_SECOND, GAIT_WALK));
    cr_expect(opens("ann", 2 * HELP_SECOND, GAIT_RUN));
    cr_expect_not(opens("ann", 3 * HELP_SECOND, GAIT_RUN));
    cr_expect_not(opens("eve", 3 * HELP_SECOND, GAIT_RUN), "she does not take part");
    cr_expect_not(opens("", 3 * HELP_SECOND, GAIT_RUN), "nobody");
    cr_expect(opens("bob", 4 * HELP_SECOND, GAIT_RUN));
}

/* All that is due, which must be of this runner; how many sessions ended, the last at *ret_ns. */
static int ended(const char *runner, int64_t *ret_ns)
{
    struct gait_event e;
    int n = 0;
    while (gait_runners_result(help_runners, &e)) {
        cr_expect_str_eq(e.runner, runner);
        cr_expect_eq(n, 0, "a result after the end");
        if (e.kind != GAIT_EVENT_SESSION)
            continue;
        cr_expect(e.u.session.ended);
        *ret_ns = e.t_ns;
        n++;
    }
    return n;
}

Test(runners_life, a_session_is_over_after_300_s_of_quiet_and_the_others_go_on)
{
    int64_t at_ns = 0, run_ns;
    gait_runners_mark(help_runners, 0, "trail");
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    gait_runners_begin(help_runners, "bob", GAIT_SHANK_LEFT);
    opens("ann", 10 * HELP_SECOND, GAIT_RUN);
    help_runners_run("ann", 10 * HELP_SECOND, 5, 5);
    opens("ann", 14 * HELP_SECOND, GAIT_RUN);
    opens("ann", 13 * HELP_SECOND, GAIT_RUN); /* late: the newest one counts */
    opens("bob", 100 * HELP_SECOND, GAIT_RUN);
    help_runners_run("bob", 100 * HELP_SECOND, 5, 9);
    opens("ann", 400 * HELP_SECOND, GAIT_WALK);
    cr_expect_not(gait_runners_quiet(help_runners, 314 * HELP_SECOND, &run_ns));
    cr_assert(gait_runners_quiet(help_runners, 314 * HELP_SECOND + 1, &run_ns));
    cr_expect_eq(run_ns, GAIT_NO_TIME, "bob's goes on");
    cr_expect_eq(ended("ann", &at_ns), 1);
    cr_expect_eq(at_ns, 14 * HELP_SECOND);
    cr_expect_not(gait_runners_quiet(help_runners, 400 * HELP_SECOND, &run_ns));
    cr_assert(gait_runners_quiet(help_runners, 401 * HELP_SECOND, &run_ns));
    cr_expect_eq(run_ns, 100 * HELP_SECOND);
    cr_expect_eq(ended("bob", &at_ns), 1);
    cr_expect_eq(at_ns, 100 * HELP_SECOND);
    cr_expect_not(gait_runners_quiet(help_runners, INT64_MAX, &run_ns), "nobody's is open");
}

Test(runners_life, the_next_session_knows_the_runner_the_surface_and_none_of_the_strides_before)
{
    static const char *const names[] = {"ann"};
    struct help_told told[1];
    int64_t at_ns, run_ns;
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    opens("ann", HELP_SECOND, GAIT_RUN);
    help_runners_run("ann", HELP_SECOND, 20, 99);
    gait_runners_mark(help_runners, 200 * HELP_SECOND, "trail");
    cr_assert(gait_runners_quiet(help_runners, 302 * HELP_SECOND, &run_ns));
    cr_assert_eq(ended("ann", &at_ns), 1);
    cr_expect_eq(help_runners_taking_part(), 1);
    cr_expect_str_eq(gait_runners_surface(help_runners, "ann", 400 * HELP_SECOND), "trail");
    cr_expect(opens("ann", 400 * HELP_SECOND, GAIT_RUN));
    help_runners_run("ann", 400 * HELP_SECOND, 7, 6);
    help_runners_end(names, 1, told);
    cr_expect_eq(told[0].n, 7);
    cr_expect_eq(told[0].mean, 6);
    cr_expect_str_eq(told[0].surface, "trail");
}

Test(runners_life, in_the_next_session_a_declared_limb_is_waited_for_again)
{
    struct gait_event e = {.kind = GAIT_EVENT_STRIDE, .runner = "ann", .state = GAIT_RUN};
    struct gait_event got;
    int64_t at_ns, run_ns, t_ns = 400 * HELP_SECOND;
    int cadences = 0;
    gait_runners_begin(help_runners, "ann", GAIT_SACRUM);
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    opens("ann", HELP_SECOND, GAIT_RUN);
    cr_assert(gait_runners_quiet(help_runners, 302 * HELP_SECOND, &run_ns));
    ended("ann", &at_ns);
    e.u.step.cadence_spm = 166;
    e.u.step.confidence = 1;
    e.u.step.toe_off_ns = GAIT_NO_TIME;
    e.u.step.trunk = true;
    for (int i = 0; i < 10; i++) {
        e.t_ns = t_ns + i * HELP_SECOND;
        gait_runners_stride(help_runners, &e, GAIT_SACRUM);
    }
    gait_runners_end(help_runners, true, &run_ns);
    while (gait_runners_result(help_runners, &got))
        cadences += got.kind == GAIT_EVENT_SUMMARY && got.u.summary.measure == GAIT_MEASURE_CADENCE;
    cr_expect_eq(cadences, 0, "the trunk's cadence counts only where no limb gives one");
}

Test(runners_life, an_end_after_silence_keeps_the_surface_and_the_end_of_a_stream_does_not)
{
    int64_t at_ns, run_ns;
    for (int forget = 0; forget < 2; forget++) {
        gait_runners_mark(help_runners, 0, "trail");
        gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
        opens("ann", 5 * HELP_SECOND, GAIT_RUN);
        gait_runners_end(help_runners, forget, &run_ns);
        cr_expect_eq(run_ns, 5 * HELP_SECOND);
        cr_expect_eq(ended("ann", &at_ns), 1);
        cr_expect_eq(at_ns, 5 * HELP_SECOND);
        cr_expect_eq(help_runners_taking_part(), 0);
        gait_runners_begin(help_runners, "bob", GAIT_SHANK_LEFT);
        cr_expect_str_eq(gait_runners_surface(help_runners, "bob", 9 * HELP_SECOND),
                         forget ? "unknown" : "trail");
        gait_runners_end(help_runners, forget, &run_ns);
        cr_expect_eq(run_ns, GAIT_NO_TIME);
        cr_expect_eq(ended("bob", &at_ns), 0, "who did not run had no session");
    }
}

Test(runners_life, times_at_the_end_of_all_time_do_no_harm)
{
    int64_t at_ns, run_ns;
    gait_runners_begin(help_runners, "ann", GAIT_SHANK_LEFT);
    opens("ann", INT64_MAX - 1, GAIT_RUN);
    cr_expect_not(gait_runners_quiet(help_runners, INT64_MAX, &run_ns));
    gait_runners_end(help_runners, true, &run_ns);
    cr_expect_eq(ended("ann", &at_ns), 1);
    cr_expect_eq(at_ns, INT64_MAX - 1);
}
