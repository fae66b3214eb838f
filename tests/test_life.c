/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that begin and end by themselves, through the whole path. */
#include "tests/help_feed.h"
#include "tests/help_signal.h"

#include <gait/settings.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const int64_t second = 1000000000;
static struct help_runner runner;
static struct gait_pipeline *p;
static struct help_events e;

static void setup(void)
{
    struct help_random random = {7};
    p = help_pipeline_new();
    cr_assert(p);
    help_declare(p, 0, GAIT_SHANK_LEFT, 100, 16);
    help_runner_add(&runner, &random, 2, 30, 0.7, 0.006);
}

static void teardown(void)
{
    help_events_free(&e);
    gait_pipeline_free(p);
}

TestSuite(life, .init = setup, .fini = teardown);

/* The 32 s of the run, then standing, `s` seconds in all from from_s of the stream on. With a
 * sensor's noise: one that repeats its value is asleep. */
static void feed(int64_t from_s, int s)
{
    struct help_random noise = {from_s > 0 ? (uint64_t)from_s : 1};
    for (int i = 0; i < s * 100; i++) {
        float a[3];
        help_shank_at(&runner, fmin(i * 0.01, 31.5), a);
        for (int k = 0; k < 3; k++)
            a[k] += 0.03f * (float)help_normal(&noise);
        help_sample(p, &e, 0, from_s * second + i * 10000000LL, a, 0);
    }
}

static void mark(int64_t t_s, const char *surface)
{
    struct gait_frame f = {.kind = GAIT_FRAME_MARK};
    f.u.mark.t_ns = t_s * second;
    gait_name_copy(f.u.mark.surface, surface);
    gait_pipeline_push(p, &f);
    help_collect(p, &e);
}

static void say(int64_t t_s, float speed_ms, float slope_deg)
{
    struct gait_frame f = {.kind = GAIT_FRAME_SPEED};
    f.u.speed.t_ns = t_s * second;
    f.u.speed.speed_ms = speed_ms;
    f.u.speed.slope_deg = slope_deg;
    gait_pipeline_push(p, &f);
    help_collect(p, &e);
}

static void quiet(int64_t t_s)
{
    struct gait_frame f = {.kind = GAIT_FRAME_QUIET};
    f.u.end_ns = t_s * second;
    gait_pipeline_push(p, &f);
    help_collect(p, &e);
}

struct session {
    int64_t from_ns, to_ns, told_ns; /* told: when its end was announced */
    int strides, summaries, after;   /* strides while it was open, and while none was */
    uint32_t n;                      /* of the peak's summary */
    char surface[GAIT_NAME_MAX];
};

/* All sessions in the order in which they were told; checks that each is told whole. */
static int sessions(struct session s[], int room)
{
    int n = 0;
    bool open = false;
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        if (x->kind == GAIT_EVENT_STRIDE && x->state == GAIT_RUN) {
            cr_assert(open, "a running stride outside of a session");
            s[n].strides++;
            cr_expect_geq(x->t_ns, s[n].from_ns);
        }
        if (x->kind == GAIT_EVENT_SUMMARY) {
            cr_assert(open);
            s[n].summaries++;
            if (x->u.summary.measure != GAIT_MEASURE_PEAK)
                continue;
            s[n].n = x->u.summary.n;
            gait_name_copy(s[n].surface, x->u.summary.surface);
        }
        if (x->kind != GAIT_EVENT_SESSION)
            continue;
        cr_assert_eq(open, x->u.session.ended);
        cr_assert_lt(n, room);
        open = !open;
        if (open) {
            s[n] = (struct session){.from_ns = x->t_ns};
            continue;
        }
        s[n].to_ns = x->t_ns;
        s[n++].told_ns = x->announced_ns;
    }
    cr_assert_not(open, "the last session was never ended");
    return n;
}

/* Of the run that began at from_s: about 40 strides between 2 and 30 s. */
static void expect_whole(const struct session *s, int64_t from_s)
{
    cr_expect_geq(s->strides, 35, "%d", s->strides);
    cr_expect_eq((int)s->n, s->strides, "%u of %d strides count", s->n, s->strides);
    cr_expect_geq(s->summaries, 4);
    cr_expect_float_eq((double)(s->from_ns - from_s * second) * 1e-9, 2, 1.5);
    cr_expect_float_eq((double)(s->to_ns - from_s * second) * 1e-9, 29.3, 1.5);
}

Test(life, a_pause_of_6_minutes_makes_two_sessions_each_with_its_results)
{
    struct session s[3];
    mark(1, "trail");
    feed(0, 360);
    feed(360, 60);
    help_end(p, &e, 420 * second);
    cr_assert_eq(sessions(s, 3), 2);
    expect_whole(&s[0], 0);
    expect_whole(&s[1], 360);
    cr_expect_str_eq(s[0].surface, "trail");
    cr_expect_str_eq(s[1].surface, "trail", "the mark holds on");
    double late_s = (double)(s[0].told_ns - s[0].to_ns) * 1e-9;
    cr_expect(late_s > 300 && late_s < 300.1, "ended %.3f s after its last stride", late_s);
}

Test(life, a_pause_of_4_minutes_does_not_end_a_session_unless_it_is_told_to)
{
    struct session s[3];
    feed(0, 240);
    feed(240, 60);
    help_end(p, &e, 300 * second);
    cr_assert_eq(sessions(s, 3), 1);
    int both = s[0].strides;

    struct gait_settings set;
    gait_settings_default(&set);
    set.session.quiet_s = 60;
    gait_pipeline_free(p);
    p = gait_pipeline_new(&set);
    help_events_free(&e);
    help_declare(p, 0, GAIT_SHANK_LEFT, 100, 16);
    feed(0, 240);
    feed(240, 60);
    help_end(p, &e, 300 * second);
    cr_assert_eq(sessions(s, 3), 2);
    cr_expect_eq(s[0].strides + s[1].strides, both);
}

Test(life, sensors_that_are_switched_off_end_a_session_and_may_come_back)
{
    struct session s[3];
    mark(1, "grass");
    feed(0, 32);
    quiet(332);
    cr_assert_eq(sessions(s, 3), 1);
    expect_whole(&s[0], 0);
    quiet(900);
    help_declare(p, 0, GAIT_SHANK_LEFT, 100, 16);
    feed(1000, 40);
    help_end(p, &e, 1040 * second);
    cr_assert_eq(sessions(s, 3), 2, "and quiet after quiet ends nothing");
    expect_whole(&s[1], 1000);
    cr_expect_str_eq(s[1].surface, "grass");
}

Test(life, whoever_stands_has_no_session)
{
    for (int i = 0; i < 60 * 100; i++)
        help_sample(p, &e, 0, i * 10000000LL, (const float[3]){0.1f, 0, 9.8f}, 0);
    help_end(p, &e, 60 * second);
    cr_expect_eq(help_events_count(&e, GAIT_EVENT_SESSION), 0);
}

/* Strides whose speed is not this one between two times of the stream. */
static int other_speeds(double from_s, double to_s, float speed_ms, float slope_deg, int *ret_n)
{
    int wrong = 0;
    *ret_n = 0;
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        double t_s = (double)x->t_ns * 1e-9;
        if (x->kind != GAIT_EVENT_STRIDE || t_s < from_s || t_s >= to_s)
            continue;
        ++*ret_n;
        float v = x->u.step.speed_ms, b = x->u.step.slope_deg;
        wrong += !(v == speed_ms || (isnan(v) && isnan(speed_ms)));
        wrong += !(b == slope_deg || (isnan(b) && isnan(slope_deg)));
    }
    return wrong;
}

Test(life, a_stride_has_the_speed_that_was_said_at_its_contact_however_late_it_is_known)
{
    int n;
    struct gait_frame f = {.kind = GAIT_FRAME_SPEED};
    f.u.speed.t_ns = 3 * second;
    f.u.speed.speed_ms = 2.5f;
    f.u.speed.slope_deg = NAN;
    for (int i = 0; i < 3200; i++) {
        float a[3];
        help_shank_at(&runner, fmin(i * 0.01, 31.5), a);
        if (i == 300)
            gait_pipeline_push(p, &f);
        if (i == 1000)
            say(10, 3.5f, 1.25f);
        if (i == 2000)
            mark(20, "sand");
        help_sample(p, &e, 0, i * 10000000LL, a, 0);
    }
    help_end(p, &e, 32 * second);
    cr_expect_eq(other_speeds(0, 3, NAN, NAN, &n), 0);
    cr_expect_gt(n, 0);
    cr_expect_eq(other_speeds(3, 10, 2.5f, NAN, &n), 0);
    cr_expect_gt(n, 8);
    cr_expect_eq(other_speeds(10, 20, 3.5f, 1.25f, &n), 0);
    cr_expect_gt(n, 12);
    cr_expect_eq(other_speeds(20, 40, NAN, NAN, &n), 0, "it was said of another stretch");
    cr_expect_gt(n, 8);
    cr_expect_eq(help_events_count(&e, GAIT_EVENT_SPEED), 3);
    cr_expect(help_events_count(&e, GAIT_EVENT_STRIDE) > 35);
}

Test(life, a_speed_is_told_when_it_changes_and_is_forgotten_with_its_run)
{
    say(1, 2.5f, NAN);
    say(2, 2.5f, NAN);
    feed(3, 340);
    cr_expect_eq(help_events_count(&e, GAIT_EVENT_SPEED), 2);
    const struct gait_event *last = NULL;
    for (size_t i = 0; i < e.n; i++)
        if (e.item[i].kind == GAIT_EVENT_SPEED)
            last = &e.item[i];
    cr_expect(last && isnan(last->u.speed.speed_ms));
    cr_expect_str_eq(last->runner, "runner");
}

Test(life, a_speed_said_in_the_pause_is_of_the_next_run)
{
    int n;
    feed(0, 100);
    say(100, 2.75f, NAN);
    for (int i = 0; i < 300 * 100; i++)
        help_sample(p, &e, 0, 100 * second + i * 10000000LL, (const float[3]){0, 0, 9.81f}, 0);
    cr_expect_eq(help_events_count(&e, GAIT_EVENT_SESSION), 2);
    feed(400, 40);
    help_end(p, &e, 440 * second);
    cr_expect_eq(other_speeds(400, 440, 2.75f, NAN, &n), 0);
    cr_expect_gt(n, 30);
}

/* Six runners on fourteen surfaces, 2 s each: more results than are held at once. */
static void run_over_many(void)
{
    char name[GAIT_NAME_MAX];
    for (uint16_t k = 0; k < 6; k++) {
        struct gait_frame f = {.kind = GAIT_FRAME_SENSOR};
        f.u.sensor.slot = k;
        f.u.sensor.is = (struct gait_sensor){
            .placement = GAIT_SHANK_LEFT, .rate_hz = 100, .range_g = 16, .axes = 63};
        snprintf(f.u.sensor.is.runner, GAIT_NAME_MAX, "runner%d", k);
        gait_pipeline_push(p, &f);
    }
    for (int i = 0; i < 3200; i++) {
        float a[3];
        help_shank_at(&runner, fmin(i * 0.01, 31.5), a);
        snprintf(name, sizeof name, "ground%d", i / 200);
        if (i % 200 == 0 && i / 200 < 14)
            mark(i / 100, name);
        for (uint16_t k = 0; k < 6; k++)
            help_sample(p, &e, k, i * 10000000LL, a, 0);
    }
}

Test(life, however_many_results_there_are_none_is_refused_and_every_end_is_told)
{
    run_over_many();
    help_end(p, &e, 32 * second);
    int results = help_events_count(&e, GAIT_EVENT_SUMMARY) +
                  help_events_count(&e, GAIT_EVENT_COMPARISON) +
                  help_events_count(&e, GAIT_EVENT_SPECTRUM);
    cr_expect_gt(results, 512, "%d", results);
    cr_expect_eq(help_events_count(&e, GAIT_EVENT_SESSION), 12);
    cr_expect_eq(gait_pipeline_state(p).refused_events, 0);
}

Test(life, results_that_nobody_fetched_are_refused_and_counted_and_the_next_session_is_whole)
{
    struct session s[3];
    struct gait_frame end = {.kind = GAIT_FRAME_END};
    run_over_many();
    gait_pipeline_push(p, &end);
    help_declare(p, 0, GAIT_SHANK_LEFT, 100, 16); /* a frame before anything was fetched */
    cr_expect_gt(gait_pipeline_state(p).refused_events, 0);
    help_collect(p, NULL);
    help_events_free(&e);
    feed(1000, 40);
    help_end(p, &e, 1040 * second);
    cr_assert_eq(sessions(s, 3), 1);
    expect_whole(&s[0], 1000);
    cr_expect_str_eq(s[0].surface, "unknown");
}

Test(life, words_that_no_honest_phone_says_do_no_harm)
{
    static const float wild[] = {NAN, INFINITY, -INFINITY, 1e30f, -5, 0};
    static const int64_t times[] = {INT64_MIN, INT64_MAX, 0, -1, 1000000000};
    struct gait_frame f = {.kind = GAIT_FRAME_SPEED};
    for (int i = 0; i < 6 * 6 * 5; i++) {
        f.u.speed.t_ns = times[i % 5];
        f.u.speed.speed_ms = wild[i / 5 % 6];
        f.u.speed.slope_deg = wild[i / 30];
        gait_pipeline_push(p, &f);
        help_collect(p, NULL);
    }
    for (int i = 0; i < 20; i++) {
        quiet(i);
        mark(i, i % 2 ? "a" : "b");
    }
    help_events_free(&e);
    help_declare(p, 0, GAIT_SHANK_LEFT, 100, 16);
    feed(50, 40);
    help_end(p, &e, 90 * second);
    struct session s[2];
    cr_assert_eq(sessions(s, 2), 1);
    expect_whole(&s[0], 50);
}
