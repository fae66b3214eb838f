/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pipeline must bear: frames that no honest sensor sends. */
#include "tests/help_feed.h"
#include "tests/help_signal.h"

#include <gait/settings.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float rest[3] = {0, 0, 9.81f};

Test(abuse, samples_of_an_undeclared_slot_are_refused_and_counted)
{
    static const uint16_t slots[] = {1, GAIT_SENSORS_MAX - 1, GAIT_SENSORS_MAX, 1000, UINT16_MAX};
    struct gait_pipeline *p = help_pipeline_new();
    struct help_events e = {0};
    help_declare(p, 0, GAIT_SHANK_LEFT, 200, 16);
    help_collect(p, NULL);
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        help_sample(p, &e, slots[i], 1000, rest, 0);
    cr_assert_eq(gait_pipeline_state(p).refused_samples, sizeof slots / sizeof *slots);
    cr_assert_eq(gait_pipeline_state(p).samples, 0);
    cr_assert_eq(e.n, 0);
    help_sample(p, &e, 0, 1000, rest, 0);
    cr_assert_eq(gait_pipeline_state(p).samples, 1);
    gait_pipeline_free(p);
}

Test(abuse, a_slot_beyond_the_last_is_not_declared_and_its_clock_is_ignored)
{
    struct gait_pipeline *p = help_pipeline_new();
    struct gait_frame f = {.kind = GAIT_FRAME_CLOCK};
    help_declare(p, GAIT_SENSORS_MAX, GAIT_SHANK_LEFT, 200, 16);
    help_declare(p, UINT16_MAX, GAIT_SHANK_LEFT, 200, 16);
    f.u.clock.slot = GAIT_SENSORS_MAX;
    gait_pipeline_push(p, &f);
    cr_assert_eq(gait_pipeline_state(p).sensors, 0);
    gait_pipeline_free(p);
}

Test(abuse, time_that_goes_backwards_is_refused_and_counted_and_the_rest_is_taken)
{
    struct gait_pipeline *p = help_pipeline_new();
    help_declare(p, 0, GAIT_SHANK_LEFT, 200, 16);
    for (int i = 0; i < 1000; i++)
        help_sample(p, NULL, 0, 1000000000 + 5000000LL * (i % 10 == 9 ? i - 5 : i), rest, 0);
    cr_assert_eq(gait_pipeline_state(p).refused_samples, 100);
    cr_assert_eq(gait_pipeline_state(p).samples, 900);
    for (int i = 0; i < 10; i++) /* the very same time again */
        help_sample(p, NULL, 0, 1000000000 + 5000000LL * 998, rest, 0);
    cr_assert_eq(gait_pipeline_state(p).refused_samples, 110);
    gait_pipeline_free(p);
}

Test(abuse, events_beyond_512_are_refused_and_counted)
{
    struct gait_pipeline *p = help_pipeline_new();
    struct gait_event got;
    int held = 0;
    help_declare(p, 0, GAIT_SHANK_LEFT, 200, 16);
    help_sample(p, NULL, 0, 1000000000, rest, 0); /* only a sensor that was heard is told of */
    for (int i = 0; i < 600; i++)
        help_declare(p, 0, GAIT_SHANK_LEFT, 200, 16);
    cr_assert_eq(gait_pipeline_state(p).refused_events, 88);
    while (gait_pipeline_next(p, &got))
        held++;
    cr_assert_eq(held, 512);
    help_declare(p, 0, GAIT_SHANK_LEFT, 200, 16);
    cr_assert(gait_pipeline_next(p, &got), "the queue takes events again");
    gait_pipeline_free(p);
}

Test(abuse, a_mark_holds_from_its_time_on_and_more_marks_than_are_kept_do_no_harm)
{
    struct gait_pipeline *p = help_pipeline_new();
    struct gait_frame f = {.kind = GAIT_FRAME_MARK};
    struct help_events e = {0};
    memset(f.u.mark.surface, 'x', sizeof f.u.mark.surface); /* not ended */
    for (int i = 0; i < 100; i++) {
        f.u.mark.t_ns = 1000LL * i;
        gait_pipeline_push(p, &f);
    }
    help_collect(p, &e);
    cr_assert_eq(help_events_count(&e, GAIT_EVENT_SURFACE), 100);
    cr_assert_eq(strlen(e.item[0].u.surface.surface), GAIT_NAME_MAX - 1);
    help_events_free(&e);
    gait_pipeline_free(p);
}

Test(abuse, after_the_end_a_sensor_must_be_declared_anew)
{
    struct gait_pipeline *p = help_pipeline_new();
    help_declare(p, 0, GAIT_SHANK_LEFT, 200, 16);
    help_sample(p, NULL, 0, 5000000000, rest, 0);
    help_end(p, NULL, 6000000000);
    help_sample(p, NULL, 0, 7000000000, rest, 0);
    cr_assert_eq(gait_pipeline_state(p).refused_samples, 1);
    help_declare(p, 0, GAIT_SHANK_LEFT, 200, 16);
    help_sample(p, NULL, 0, 1000000000, rest, 0); /* a new session may lie before the old one */
    cr_assert_eq(gait_pipeline_state(p).samples, 2);
    cr_assert_eq(gait_pipeline_state(p).newest_ns, 1000000000);
    gait_pipeline_free(p);
}

Test(abuse, a_sample_that_is_not_a_number_does_not_silence_the_sensor)
{
    static struct help_runner runner;
    static const float bad[][3] = {{NAN, 0, 0}, {0, INFINITY, 0}, {0, 0, -INFINITY}};
    struct help_random random = {3};
    struct gait_pipeline *p = help_pipeline_new();
    struct help_events e = {0};
    help_runner_add(&runner, &random, 1, 20, 0.7, 0.006);
    help_declare(p, 0, GAIT_SHANK_LEFT, 200, 16);
    for (int i = 0; i < 20 * 200; i++) {
        float a[3];
        help_shank_at(&runner, 0.005 * i, a);
        help_sample(p, &e, 0, 5000000LL * i, i % 1000 == 500 ? bad[i / 1000 % 3] : a, 0);
    }
    cr_assert_gt(help_events_running(&e, GAIT_EVENT_STRIDE), 18, "%d strides",
                 help_events_running(&e, GAIT_EVENT_STRIDE));
    help_events_free(&e);
    gait_pipeline_free(p);
}

/* Runs for 20 s at `rate_hz` from from_s on; returns the time of the end. */
static double run_for_20_s(struct gait_pipeline *p, struct help_events *e, double from_s,
                           double rate_hz)
{
    static struct help_runner runner;
    struct help_random random = {3};
    runner.contacts = 0;
    help_runner_add(&runner, &random, 1, 20, 0.7, 0.006);
    for (int i = 0; i < 20 * (int)rate_hz; i++) {
        float a[3];
        help_shank_at(&runner, i / rate_hz, a);
        help_sample(p, e, 0, (int64_t)(1e9 * (from_s + i / rate_hz)), a, 0);
    }
    return from_s + 20;
}

Test(abuse,
     a_recorder_that_falls_asleep_in_mid_run_and_repeats_a_row_gives_no_stride_until_it_wakes)
{
    static const float row[3] = {20, -31, 12};
    struct gait_pipeline *p = help_pipeline_new();
    struct help_events e = {0};
    help_declare(p, 0, GAIT_SHANK_LEFT, 200, 16);
    double t = run_for_20_s(p, &e, 0, 200);
    int before = help_events_count(&e, GAIT_EVENT_STRIDE);
    for (int i = 0; i < 60 * 200; i++)
        help_sample(p, &e, 0, (int64_t)(1e9 * (t + 0.005 * i)), row, 0);
    int asleep = help_events_count(&e, GAIT_EVENT_STRIDE) - before;
    cr_assert_leq(asleep, 1, "%d strides asleep", asleep);
    run_for_20_s(p, &e, t + 60, 200);
    int after = help_events_count(&e, GAIT_EVENT_STRIDE) - before - asleep;
    cr_assert_geq(after, 24, "%d strides awake", after);
    help_events_free(&e);
    gait_pipeline_free(p);
}

Test(abuse, a_rate_that_changes_and_a_slot_that_goes_to_another_sensor_begin_anew)
{
    struct gait_pipeline *p = help_pipeline_new();
    struct help_events e = {0};
    help_declare(p, 0, GAIT_SHANK_LEFT, 200, 16);
    double t = run_for_20_s(p, &e, 0, 200);
    help_declare(p, 0, GAIT_SHANK_LEFT, 100, 16);
    t = run_for_20_s(p, &e, t, 100);
    help_declare(p, 0, GAIT_FOOT_LEFT, 400, 16);
    run_for_20_s(p, &e, t, 400);
    int strides = help_events_running(&e, GAIT_EVENT_STRIDE);
    cr_assert(strides >= 70 && strides <= 78, "%d strides of 78", strides);
    help_events_free(&e);
    gait_pipeline_free(p);
}

static struct gait_frame random_sample(struct help_random *r, int64_t *t_ns)
{
    static const float wild[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 1e-42f, 0};
    struct gait_frame f = {.kind = GAIT_FRAME_SAMPLE};
    uint64_t way = help_random_bits(r) % 1000;
    *t_ns += (int64_t)(help_random_bits(r) % 3000000);
    if (way == 0)
        *t_ns += (int64_t)(help_random_bits(r) % 8) * 1000000000;
    f.u.sample.t_ns = *t_ns;
    if (way == 1)
        f.u.sample.t_ns = (int64_t)(help_random_bits(r) << 32 | help_random_bits(r));
    if (way == 2)
        f.u.sample.t_ns -= (int64_t)help_random_bits(r);
    f.u.sample.lost = way < 20 ? (uint32_t)help_random_bits(r) : way < 30 ? UINT32_MAX : 0;
    f.u.sample.sensor = (uint16_t)(way < 990 ? help_random_bits(r) % 4 : help_random_bits(r));
    double t = 1e-9 * (double)*t_ns, swing = sin(9 * t);
    for (int k = 0; k < 3; k++) {
        f.u.sample.a_ms2[k] = (float)(10 + 15 * swing + (swing > 0.95 ? 60 : 0) + help_normal(r));
        if (way == 30)
            f.u.sample.a_ms2[k] = wild[help_random_bits(r) % 7];
    }
    return f;
}

static struct gait_frame random_frame(struct help_random *r, int64_t *t_ns)
{
    struct gait_frame f = {.kind = GAIT_FRAME_SENSOR};
    switch (help_random_bits(r) % 20000) {
    case 0:
    case 1:
    case 2:
        f.u.sensor.slot = (uint16_t)(help_random_bits(r) % 5);
        f.u.sensor.is.placement = (enum gait_placement)(help_random_bits(r) % GAIT_PLACEMENTS);
        f.u.sensor.is.rate_hz = (float)(help_random_bits(r) % 3 ? 800 : 0);
        f.u.sensor.is.range_g = help_random_bits(r) % 2 ? 8 : NAN;
        return f;
    case 3:
        f.kind = GAIT_FRAME_MARK;
        f.u.mark.t_ns = (int64_t)(help_random_bits(r) << 32);
        return f;
    case 4:
        f.kind = GAIT_FRAME_CLOCK;
        f.u.clock.slot = (uint16_t)(help_random_bits(r) % 40);
        f.u.clock.is.offset_sd_s = NAN;
        return f;
    case 5:
        if (help_random_bits(r) % 8 == 0)
            f.kind = GAIT_FRAME_END;
        return f;
    default:
        return random_sample(r, t_ns);
    }
}

Test(abuse, a_million_random_frames_do_no_harm, .timeout = 240)
{
    struct help_random random = {20240229};
    struct gait_pipeline *p = help_pipeline_new();
    struct gait_event got;
    int64_t t_ns = 0;
    for (uint16_t s = 0; s < 4; s++)
        help_declare(p, s, s % 2 ? GAIT_SACRUM : GAIT_FOOT_LEFT, 800, 16);
    for (int i = 0; i < 1000000; i++) {
        struct gait_frame f = random_frame(&random, &t_ns);
        gait_pipeline_push(p, &f);
        while (gait_pipeline_next(p, &got))
            cr_assert(got.kind < GAIT_EVENTS, "seed 20240229, frame %d", i);
    }
    cr_assert_gt(gait_pipeline_state(p).samples, 100000);
    cr_assert_gt(gait_pipeline_state(p).strides, 100,
                 "the frames must reach the end of the path: %llu strides",
                 (unsigned long long)gait_pipeline_state(p).strides);
    gait_pipeline_free(p);
}
