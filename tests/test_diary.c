/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/diary.h"
#include "tests/help_event.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define AT_NS INT64_C(1795000000000000000)
#define SECOND_NS INT64_C(1000000000)
#define QUIET_NS (300 * SECOND_NS)

static struct store *s;
static struct diary d;
static char why[STORE_SENTENCE_MAX];

static void begin(void)
{
    cr_assert_eq(store_open(":memory:", STORE_WRITE, &s, why, sizeof why), 0, "%s", why);
    diary_begin(&d, "live", QUIET_NS);
}

static void end(void)
{
    store_close(s);
}

TestSuite(diary, .init = begin, .fini = end);

static void take(const struct gait_event *e)
{
    cr_assert_eq(diary_take(&d, s, e, why, sizeof why), 0, "%s", why);
}

static void stride(const char *runner, double at_s)
{
    struct gait_event e = help_store_stride(runner, AT_NS + (int64_t)(at_s * 1e9));
    take(&e);
}

static void say(const char *runner, enum gait_event_kind kind, double at_s)
{
    struct gait_event e;
    struct help_random r = {1 + (uint64_t)kind};
    help_store_random(&r, kind, 0, &e);
    gait_name_copy(e.runner, runner);
    e.t_ns = AT_NS + (int64_t)(at_s * 1e9);
    if (kind == GAIT_EVENT_STRIDE)
        e.state = GAIT_WALK;
    take(&e);
}

static void session(const char *runner, double at_s, bool ended)
{
    struct gait_event e = {.kind = GAIT_EVENT_SESSION, .t_ns = AT_NS + (int64_t)(at_s * 1e9)};
    gait_name_copy(e.runner, runner);
    e.u.session.ended = ended;
    take(&e);
}

static bool any(void *user, const struct gait_event *e)
{
    (void)user;
    (void)e;
    return true;
}

static int count(int64_t id, enum gait_event_kind kind)
{
    return store_read(s, id, kind, any, NULL, why, sizeof why);
}

static struct store_session at(int64_t id)
{
    struct store_session is;
    cr_assert_eq(store_session_get(s, id, &is, why, sizeof why), 1, "there is no session %d",
                 (int)id);
    return is;
}

static int sessions(void)
{
    struct store_session *all;
    int n = store_sessions(s, INT64_MIN, INT64_MAX, &all, why, sizeof why);
    free(all);
    return n;
}

Test(diary, a_session_goes_from_the_event_that_begins_it_to_the_one_that_ends_it)
{
    say("anna", GAIT_EVENT_IMPACT, 0);
    session("anna", 1, false);
    stride("anna", 1);
    stride("anna", 3);
    stride("anna", 2); /* of another sensor, known later */
    say("anna", GAIT_EVENT_SUMMARY, 3);
    session("anna", 300, true);
    say("anna", GAIT_EVENT_SUMMARY, 400);
    session("anna", 500, false);
    stride("anna", 500);
    cr_assert_eq(sessions(), 2);
    cr_expect_eq(at(1).begun_ns, AT_NS + SECOND_NS);
    cr_expect_eq(at(1).ended_ns, AT_NS + 3 * SECOND_NS);
    cr_expect_eq(at(1).strides, 3u);
    cr_expect_eq(count(1, GAIT_EVENT_IMPACT), 0);
    cr_expect_eq(count(1, GAIT_EVENT_SUMMARY), 1);
    cr_expect_eq(at(2).ended_ns, GAIT_NO_TIME);
    cr_expect_eq(count(2, GAIT_EVENT_SUMMARY), 0);
}

Test(diary, a_running_stride_begins_a_session_that_nobody_announced_and_a_walked_one_does_not)
{
    say("anna", GAIT_EVENT_STRIDE, 0);
    cr_assert_eq(sessions(), 0);
    stride("anna", 5);
    say("anna", GAIT_EVENT_STRIDE, 6);
    cr_assert_eq(sessions(), 1);
    cr_expect_eq(at(1).begun_ns, AT_NS + 5 * SECOND_NS);
    cr_expect_eq(at(1).strides, 1u);
    cr_expect_eq(count(1, GAIT_EVENT_STRIDE), 2);
}

Test(diary, what_was_said_before_a_session_is_kept_with_it)
{
    say("anna", GAIT_EVENT_SENSOR, 0);
    say("bert", GAIT_EVENT_SENSOR, 0);
    say("", GAIT_EVENT_SURFACE, 1);
    say("", GAIT_EVENT_SURFACE, 2);
    say("", GAIT_EVENT_SPEED, 3);
    stride("anna", 5);
    cr_expect_eq(count(1, GAIT_EVENT_SENSOR), 1);
    cr_expect_eq(count(1, GAIT_EVENT_SURFACE), 1); /* the newest */
    cr_expect_eq(count(1, GAIT_EVENT_SPEED), 1);
    say("", GAIT_EVENT_SURFACE, 6);
    cr_expect_eq(count(1, GAIT_EVENT_SURFACE), 2);
}

Test(diary, landings_that_are_known_before_their_stride_are_kept_with_it)
{
    for (int i = 0; i < DIARY_IMPACTS; i++)
        say("bert", GAIT_EVENT_IMPACT, 2 + i * 0.01);
    say("anna", GAIT_EVENT_IMPACT, 4); /* walked */
    say("anna", GAIT_EVENT_IMPACT, 5);
    say("anna", GAIT_EVENT_IMPACT, 5.7);
    session("anna", 5, false);
    cr_expect_eq(count(1, GAIT_EVENT_IMPACT), 2);
    stride("anna", 5);
    say("anna", GAIT_EVENT_IMPACT, 6.4);
    cr_expect_eq(count(1, GAIT_EVENT_IMPACT), 3);
    stride("bert", 2);
    cr_expect_eq(count(2, GAIT_EVENT_IMPACT), DIARY_IMPACTS - 3); /* three had no room */
    session("anna", 7, true);
    session("anna", 9, false);
    cr_expect_eq(count(3, GAIT_EVENT_IMPACT), 0);
}

Test(diary, runners_have_sessions_of_their_own_and_share_a_mark)
{
    stride("anna", 1);
    stride("bert", 2);
    stride("anna", 3);
    say("", GAIT_EVENT_SURFACE, 4);
    session("anna", 5, true);
    say("", GAIT_EVENT_SURFACE, 6);
    stride("bert", 7);
    cr_assert_eq(sessions(), 2);
    cr_expect_str_eq(at(1).runner, "anna");
    cr_expect_eq(at(1).strides, 2u);
    cr_expect_eq(at(2).strides, 2u);
    cr_expect_eq(count(1, GAIT_EVENT_SURFACE), 1);
    cr_expect_eq(count(2, GAIT_EVENT_SURFACE), 2);
}

static void expect_stored(uint32_t id, uint32_t strides, double to_s)
{
    struct gait_event e;
    cr_assert(diary_stored(&d, &e));
    cr_expect_eq(e.kind, GAIT_EVENT_STORED);
    cr_expect_eq(e.u.stored.session, id);
    cr_expect_eq(e.u.stored.strides, strides);
    cr_expect_eq(e.u.stored.to_ns, AT_NS + (int64_t)(to_s * 1e9));
}

Test(diary, says_of_every_session_what_is_new_in_it_once)
{
    struct gait_event e;

    stride("anna", 1);
    stride("bert", 2);
    stride("bert", 3);
    session("anna", 5, true);
    stride("anna", 900);
    expect_stored(1, 1, 1);
    expect_stored(3, 1, 900);
    expect_stored(2, 2, 3);
    cr_assert_not(diary_stored(&d, &e));
    say("bert", GAIT_EVENT_SURFACE, 4);
    cr_assert_not(diary_stored(&d, &e));
    stride("bert", 5);
    expect_stored(2, 3, 5);
}

/* As after a crash: the file holds what it holds, the program knows nothing. */
static void crash(double now_s)
{
    diary_begin(&d, "live", QUIET_NS);
    cr_assert_eq(diary_recover(&d, s, AT_NS + (int64_t)(now_s * 1e9), why, sizeof why), 0, "%s",
                 why);
}

Test(diary, a_session_that_a_crash_left_open_long_ago_is_closed_at_its_newest_stride)
{
    stride("anna", 1);
    stride("anna", 2);
    crash(303);
    cr_expect_eq(at(1).ended_ns, AT_NS + 2 * SECOND_NS);
    stride("anna", 304);
    cr_expect_eq(sessions(), 2);
    cr_expect_eq(at(1).strides, 2u);
}

Test(diary, after_a_crash_a_runner_goes_on_in_the_same_session)
{
    session("anna", 1, false);
    stride("anna", 1);
    say("anna", GAIT_EVENT_SUMMARY, 2);
    crash(30);
    cr_expect_eq(at(1).ended_ns, GAIT_NO_TIME);
    say("anna", GAIT_EVENT_SENSOR, 31);
    session("anna", 40, false);
    stride("anna", 40);
    expect_stored(1, 2, 40);
    cr_expect_eq(sessions(), 1);
    cr_expect_eq(count(1, GAIT_EVENT_SENSOR), 1);
    say("anna", GAIT_EVENT_SUMMARY, 41); /* of the second part: no summary of the session */
    session("anna", 42, true);
    cr_expect_eq(count(1, GAIT_EVENT_SUMMARY), 0);
    cr_expect_eq(at(1).strides, 2u);
    cr_expect_eq(at(1).ended_ns, AT_NS + 40 * SECOND_NS);
}

Test(diary, after_a_crash_a_session_in_which_nobody_goes_on_is_closed)
{
    stride("anna", 1);
    crash(30);
    cr_assert_eq(diary_tick(&d, s, AT_NS + 300 * SECOND_NS, why, sizeof why), 0);
    cr_expect_eq(at(1).ended_ns, GAIT_NO_TIME);
    cr_assert_eq(diary_tick(&d, s, AT_NS + 302 * SECOND_NS, why, sizeof why), 0);
    cr_expect_eq(at(1).ended_ns, AT_NS + SECOND_NS);
}

Test(diary, after_a_crash_strides_of_another_time_do_not_go_into_the_old_session)
{
    stride("anna", 1);
    crash(30);
    stride("anna", -100000); /* a replay */
    cr_expect_eq(sessions(), 2);
    cr_expect_eq(at(1).ended_ns, AT_NS + SECOND_NS);
    cr_expect_eq(at(2).strides, 1u);
}

Test(diary, sessions_of_another_source_are_left_alone)
{
    struct store_session is = help_store_session("anna", AT_NS);
    int64_t id;

    strcpy(is.source, "a recording");
    cr_assert_eq(store_session_new(s, &is, &id, why, sizeof why), 0);
    crash(9999);
    cr_expect_eq(at(id).ended_ns, GAIT_NO_TIME);
}
