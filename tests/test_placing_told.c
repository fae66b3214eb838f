/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A placement that somebody says while the signal is being asked, or after it answered. */
#include "ctl/merge.h"
#include "tests/help_made.h"
#include "tests/help_placed.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { LEFT, RIGHT, BACK };

static struct recording *r;
static struct gait_pipeline *p;
static struct help_events e, reference;

static void declare(int i, enum gait_placement placement)
{
    struct gait_frame f = {.kind = GAIT_FRAME_SENSOR};
    f.u.sensor.slot = (uint16_t)i;
    f.u.sensor.is = r->sensor[i].is;
    f.u.sensor.is.placement = placement;
    gait_name_copy(f.u.sensor.is.runner, "ann");
    gait_pipeline_push(p, &f);
    help_collect(p, &e);
}

/* Only this sensor; redeclared at at_s. */
static void run(int only, enum gait_placement first, double at_s, enum gait_placement then)
{
    struct merge m;
    struct merge_item x;
    bool said = false;
    int64_t newest_ns = 0;
    p = help_pipeline_new();
    declare(only, first);
    merge_init(&m, r);
    while (merge_next(&m, &x)) {
        struct gait_frame f = {.kind = GAIT_FRAME_SAMPLE};
        if (x.sensor != only)
            continue;
        if (!said && 1e-9 * (double)x.t_ns >= at_s)
            declare(only, then);
        said |= 1e-9 * (double)x.t_ns >= at_s;
        f.u.sample = (struct gait_sample){.t_ns = x.t_ns, .sensor = (uint16_t)only};
        memcpy(f.u.sample.a_ms2, x.row, sizeof f.u.sample.a_ms2);
        memcpy(f.u.sample.w_rads, x.row + 3, sizeof f.u.sample.w_rads);
        gait_pipeline_push(p, &f);
        help_collect(p, &e);
        newest_ns = x.t_ns;
    }
    help_end(p, &e, newest_ns);
    gait_pipeline_free(p);
}

static void setup(void)
{
    struct preset preset = *preset_find("asphalt-easy");
    r = help_made(&preset, 600, 0.5);
}

static void teardown(void)
{
    help_events_free(&e);
    help_events_free(&reference);
    recording_free(r);
}

TestSuite(placing_told, .init = setup, .fini = teardown, .timeout = 120);

/* What was told from the start. */
static void refer(int only, enum gait_placement placement)
{
    run(only, placement, INFINITY, placement);
    reference = e;
    e = (struct help_events){0};
}

static int sensors_that_say(enum gait_placement placement)
{
    int n = 0;
    for (size_t i = 0; i < e.n; i++)
        n += e.item[i].kind == GAIT_EVENT_SENSOR && e.item[i].u.sensor.is.placement == placement;
    return n;
}

Test(placing_told, while_it_is_asked_wins_at_once_with_every_stride)
{
    refer(BACK, GAIT_SACRUM);
    run(BACK, GAIT_UNKNOWN, 3.5, GAIT_SACRUM);
    struct help_same s = help_same(&reference, &e, r->sensor[BACK].is.id);
    cr_expect_gt(s.told, 60);
    cr_expect_eq(s.near, s.told);
    cr_expect_eq(s.extra + s.twice, 0);
    cr_expect_lt(s.mean_ms, 0.5);
    cr_expect_eq(sensors_that_say(GAIT_TRUNK), 0);
}

Test(placing_told, after_it_was_found_names_the_side_and_loses_nothing)
{
    refer(LEFT, GAIT_SHANK_LEFT);
    run(LEFT, GAIT_UNKNOWN, 15, GAIT_SHANK_LEFT);
    struct help_same s = help_same(&reference, &e, r->sensor[LEFT].is.id);
    cr_expect_eq(s.near, s.told);
    cr_expect_eq(s.extra + s.twice, 0);
    cr_expect_gt(sensors_that_say(GAIT_SHANK), 0);
    const struct gait_event *last = NULL;
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        if (x->kind == GAIT_EVENT_SENSOR)
            last = x;
        if (x->kind != GAIT_EVENT_STRIDE)
            continue;
        bool after = x->announced_ns > 16000000000;
        cr_expect_eq(x->side, after ? GAIT_SIDE_LEFT
                                    : x->announced_ns < 15000000000 ? GAIT_SIDE_NONE : x->side);
    }
    cr_assert(last);
    cr_expect_eq(last->u.sensor.is.placement, GAIT_SHANK_LEFT);
    cr_expect(isnan(last->u.sensor.placement_confidence), "it was told");
    cr_expect_eq(help_events_count(&e, GAIT_EVENT_SESSION), 2, "one session, begun and over");
}

Test(placing_told, the_contrary_of_what_was_found_wins_and_tells_no_stride_twice)
{
    refer(BACK, GAIT_SACRUM);
    run(BACK, GAIT_UNKNOWN, 15, GAIT_FOOT_LEFT);
    struct help_same s = help_same(&reference, &e, r->sensor[BACK].is.id);
    cr_expect_eq(s.twice, 0);
    cr_expect_gt(s.near, 20, "until it was told");
    cr_expect_eq(help_placed(&e, r->sensor[BACK].is.id).last, GAIT_FOOT_LEFT);
}

/* The shank's rows to 14 s, a table's to 18 s, then the back's: one sensor all the time. */
Test(placing_told, a_sensor_that_moves_from_the_shank_to_the_back_is_found_there)
{
    static const int64_t second = 1000000000;
    const struct recording_sensor *shank = &r->sensor[LEFT], *back = &r->sensor[BACK];
    long n = (long)(29 * shank->rate_hz);
    p = help_pipeline_new();
    declare(LEFT, GAIT_UNKNOWN);
    for (long k = 0; k < n; k++) {
        int64_t t_ns = (int64_t)(1e9 * (double)k / shank->rate_hz);
        const float *row = t_ns < 14 * second ? shank->row + 6 * k : back->row + 6 * k;
        struct gait_frame f = {.kind = GAIT_FRAME_SAMPLE, .u.sample = {.t_ns = t_ns}};
        bool lies = t_ns >= 14 * second && t_ns < 18 * second;
        f.u.sample.a_ms2[2] = (float)GAIT_G_MS2;
        if (!lies)
            memcpy(f.u.sample.a_ms2, row, sizeof f.u.sample.a_ms2);
        if (!lies)
            memcpy(f.u.sample.w_rads, row + 3, sizeof f.u.sample.w_rads);
        gait_pipeline_push(p, &f);
        help_collect(p, &e);
    }
    help_end(p, &e, 29 * second);
    gait_pipeline_free(p);
    struct help_placed is = help_placed(&e, shank->is.id);
    cr_expect_eq(is.first, GAIT_SHANK);
    cr_expect_eq(is.last, GAIT_TRUNK);
    int limb = 0, trunk = 0;
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        if (x->kind != GAIT_EVENT_STRIDE || x->state != GAIT_RUN)
            continue;
        limb += !x->u.step.trunk && x->t_ns < 14 * second;
        trunk += x->u.step.trunk && x->t_ns > 18 * second;
        cr_expect_not(x->u.step.trunk && x->t_ns < 14 * second);
    }
    cr_expect_gt(limb, 15);
    cr_expect_gt(trunk, 20, "%d", trunk);
}

Test(placing_told, nothing_new_leaves_what_was_found)
{
    refer(BACK, GAIT_SACRUM);
    run(BACK, GAIT_UNKNOWN, 15, GAIT_UNKNOWN);
    struct help_same s = help_same(&reference, &e, r->sensor[BACK].is.id);
    struct help_placed is = help_placed(&e, r->sensor[BACK].is.id);
    cr_expect_eq(s.near, s.told);
    cr_expect_eq(s.extra + s.twice, 0);
    cr_expect_eq(is.last, GAIT_TRUNK);
    cr_expect_gt(is.confidence, 0.9f);
    int cadences[2] = {0};
    for (size_t i = 0; i < e.n; i++)
        cadences[0] += e.item[i].kind == GAIT_EVENT_SUMMARY &&
                       e.item[i].u.summary.measure == GAIT_MEASURE_CADENCE;
    for (size_t i = 0; i < reference.n; i++)
        cadences[1] += reference.item[i].kind == GAIT_EVENT_SUMMARY &&
                       reference.item[i].u.summary.measure == GAIT_MEASURE_CADENCE;
    cr_expect_eq(cadences[0], cadences[1], "a back by itself waits for no leg");
}
