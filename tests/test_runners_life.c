/* SPDX-License-Identifier: GPL-3.0-or-later */
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

TestSuite(runners_life, .init = setup, .fini = teardown);

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

static struct gait_event stride(const char *runner, int64_t t_ns, enum gait_state state)
{
    struct gait_event e = {.kind = GAIT_EVENT_STRIDE, .t_ns = t_ns, .state = state};
    gait_name_copy(e.runner, runner);
    e.announced_ns = t_ns < INT64_MAX - second ? t_ns + second : t_ns;
    return e;
}

static bool opens(const char *runner, int64_t t_ns, enum gait_state state)
{
    struct gait_event e = stride(runner, t_ns, state), got;
    bool told = gait_runners_opens(r, &e, &got);
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
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    gait_runners_begin(r, "bob", GAIT_SHANK_LEFT);
    cr_expect_not(opens("ann", second, GAIT_WALK));
    cr_expect(opens("ann", 2 * second, GAIT_RUN));
    cr_expect_not(opens("ann", 3 * second, GAIT_RUN));
    cr_expect_not(opens("eve", 3 * second, GAIT_RUN), "she does not take part");
    cr_expect_not(opens("", 3 * second, GAIT_RUN), "nobody");
    cr_expect(opens("bob", 4 * second, GAIT_RUN));
}

/* All that is due, which must be of this runner; how many sessions ended, the last at *ret_ns. */
static int ended(const char *runner, int64_t *ret_ns)
{
    struct gait_event e;
    int n = 0;
    while (gait_runners_result(r, &e)) {
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
    gait_runners_mark(r, 0, "trail");
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    gait_runners_begin(r, "bob", GAIT_SHANK_LEFT);
    opens("ann", 10 * second, GAIT_RUN);
    run("ann", 10 * second, 5, 5);
    opens("ann", 14 * second, GAIT_RUN);
    opens("ann", 13 * second, GAIT_RUN); /* late: the newest one counts */
    opens("bob", 100 * second, GAIT_RUN);
    run("bob", 100 * second, 5, 9);
    opens("ann", 400 * second, GAIT_WALK);
    cr_expect_not(gait_runners_quiet(r, 314 * second, &run_ns));
    cr_assert(gait_runners_quiet(r, 314 * second + 1, &run_ns));
    cr_expect_eq(run_ns, GAIT_NO_TIME, "bob's goes on");
    cr_expect_eq(ended("ann", &at_ns), 1);
    cr_expect_eq(at_ns, 14 * second);
    cr_expect_not(gait_runners_quiet(r, 400 * second, &run_ns));
    cr_assert(gait_runners_quiet(r, 401 * second, &run_ns));
    cr_expect_eq(run_ns, 100 * second);
    cr_expect_eq(ended("bob", &at_ns), 1);
    cr_expect_eq(at_ns, 100 * second);
    cr_expect_not(gait_runners_quiet(r, INT64_MAX, &run_ns), "nobody's is open");
}

Test(runners_life, the_next_session_knows_the_runner_the_surface_and_none_of_the_strides_before)
{
    static const char *const names[] = {"ann"};
    struct told told[1];
    int64_t at_ns, run_ns;
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    opens("ann", second, GAIT_RUN);
    run("ann", second, 20, 99);
    gait_runners_mark(r, 200 * second, "trail");
    cr_assert(gait_runners_quiet(r, 302 * second, &run_ns));
    cr_assert_eq(ended("ann", &at_ns), 1);
    cr_expect_eq(taking_part(), 1);
    cr_expect_str_eq(gait_runners_surface(r, "ann", 400 * second), "trail");
    cr_expect(opens("ann", 400 * second, GAIT_RUN));
    run("ann", 400 * second, 7, 6);
    end(names, 1, told);
    cr_expect_eq(told[0].n, 7);
    cr_expect_eq(told[0].mean, 6);
    cr_expect_str_eq(told[0].surface, "trail");
}

Test(runners_life, in_the_next_session_a_declared_limb_is_waited_for_again)
{
    struct gait_event e = {.kind = GAIT_EVENT_STRIDE, .runner = "ann", .state = GAIT_RUN};
    struct gait_event got;
    int64_t at_ns, run_ns, t_ns = 400 * second;
    int cadences = 0;
    gait_runners_begin(r, "ann", GAIT_SACRUM);
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    opens("ann", second, GAIT_RUN);
    cr_assert(gait_runners_quiet(r, 302 * second, &run_ns));
    ended("ann", &at_ns);
    e.u.step.cadence_spm = 166;
    e.u.step.confidence = 1;
    e.u.step.toe_off_ns = GAIT_NO_TIME;
    e.u.step.trunk = true;
    for (int i = 0; i < 10; i++) {
        e.t_ns = t_ns + i * second;
        gait_runners_stride(r, &e, GAIT_SACRUM);
    }
    gait_runners_end(r, true, &run_ns);
    while (gait_runners_result(r, &got))
        cadences += got.kind == GAIT_EVENT_SUMMARY && got.u.summary.measure == GAIT_MEASURE_CADENCE;
    cr_expect_eq(cadences, 0, "the trunk's cadence counts only where no limb gives one");
}

Test(runners_life, an_end_after_silence_keeps_the_surface_and_the_end_of_a_stream_does_not)
{
    int64_t at_ns, run_ns;
    for (int forget = 0; forget < 2; forget++) {
        gait_runners_mark(r, 0, "trail");
        gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
        opens("ann", 5 * second, GAIT_RUN);
        gait_runners_end(r, forget, &run_ns);
        cr_expect_eq(run_ns, 5 * second);
        cr_expect_eq(ended("ann", &at_ns), 1);
        cr_expect_eq(at_ns, 5 * second);
        cr_expect_eq(taking_part(), 0);
        gait_runners_begin(r, "bob", GAIT_SHANK_LEFT);
        cr_expect_str_eq(gait_runners_surface(r, "bob", 9 * second), forget ? "unknown" : "trail");
        gait_runners_end(r, forget, &run_ns);
        cr_expect_eq(run_ns, GAIT_NO_TIME);
        cr_expect_eq(ended("bob", &at_ns), 0, "who did not run had no session");
    }
}

Test(runners_life, times_at_the_end_of_all_time_do_no_harm)
{
    int64_t at_ns, run_ns;
    gait_runners_begin(r, "ann", GAIT_SHANK_LEFT);
    opens("ann", INT64_MAX - 1, GAIT_RUN);
    cr_expect_not(gait_runners_quiet(r, INT64_MAX, &run_ns));
    gait_runners_end(r, true, &run_ns);
    cr_expect_eq(ended("ann", &at_ns), 1);
    cr_expect_eq(at_ns, INT64_MAX - 1);
}
