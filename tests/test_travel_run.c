/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole run with a foot pod or a phone beside the sensors: its strides know their speed over
 * every change of surface, and surfaces are compared at the same speed. */
#include "ctl/merge.h"
#include "daemon/intake.h"
#include "tests/help_osc.h"
#include "tests/help_scratch.h"
#include "tests/help_truth.h"

#include <gait/ring.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPEED_MS 3.1

enum beside { NOTHING, POD, PHONE };

static struct recording *recording;
static struct gait_ring *frames;
static struct intake *in;
static struct gait_pipeline *pipeline;
static struct {
    int strides, known, off;
    char adjusted_for[64];
} found;

static void kept(void)
{
    char command[512], why[256];
    help_scratch_make();
    snprintf(command, sizeof command,
             "%s/gaitctl synth asphalt-trail %s/run --minutes 4 --bout 60 --speed %g >/dev/null",
             GAIT_BINARY_DIR, help_scratch(), SPEED_MS);
    cr_assert_eq(system(command), 0);
    cr_assert_eq(recording_read(help_scratch_path("run"), &recording, why, sizeof why), 0, "%s",
                 why);
}

static void gone(void)
{
    char command[256];
    recording_free(recording);
    snprintf(command, sizeof command, "rm -r %s", help_scratch());
    cr_assert_eq(system(command), 0);
}

TestSuite(travel_run, .init = kept, .fini = gone, .timeout = 120);

static void take(const struct gait_event *e, double since_s)
{
    if (e->kind == GAIT_EVENT_COMPARISON && !e->u.comparison.so_far)
        memcpy(found.adjusted_for, e->u.comparison.adjusted_for, sizeof found.adjusted_for);
    if (e->kind != GAIT_EVENT_STRIDE || e->state != GAIT_RUN || since_s < 40)
        return;
    found.strides++;
    found.known += !isnan(e->u.step.speed_ms);
    found.off += fabs((double)e->u.step.speed_ms - SPEED_MS) > 0.15;
}

static void drain(double since_s)
{
    struct gait_frame f;
    struct gait_event e;
    while (gait_ring_pop(frames, &f)) {
        gait_pipeline_push(pipeline, &f);
        while (gait_pipeline_next(pipeline, &e))
            take(&e, since_s);
    }
}

static void arrive(const struct help_packet *p, int64_t t_ns)
{
    static const struct intake_source from = {
        .address = {{{[10] = 0xff, [11] = 0xff, [12] = 192, [13] = 168, [14] = 1, [15] = 9}}},
        .port = 9};
    intake_datagram(in, p->bytes, p->size, false, t_ns, &from);
}

/* Once a second, as they send. */
static void beside(enum beside who, int second, int64_t t_ns, uint64_t *seed)
{
    struct help_packet p;
    double noise = 0.1 * ((double)(help_random(seed) >> 11) / 4503599627370496.0 - 1);
    if (who == POD)
        help_osc_message(&p, "/bt/runningspeedandcadence", "fff", SPEED_MS + noise, 84.0, -1.0);
    else
        help_osc_message(&p, "/gait/position", "dd",
                         52 + (SPEED_MS * second + 10 * noise) / 111267.0, 13 + 10 * noise / 68700);
    if (who != NOTHING)
        arrive(&p, t_ns);
}

static void run(enum beside who)
{
    struct intake_settings s = {.clock = gait_clock_defaults};
    struct merge m;
    struct merge_item x;
    int slot[GAIT_SENSORS_MAX], second = 0;
    int64_t begin_ns = GAIT_NO_TIME, newest_ns = 0;
    uint64_t seed = 5;

    memset(&found, 0, sizeof found);
    frames = gait_ring_new(8192, sizeof(struct gait_frame));
    in = intake_new(&s, frames);
    pipeline = help_pipeline_new();
    cr_assert(frames && in && pipeline);
    for (int i = 0; i < recording->sensors; i++)
        slot[i] = intake_declare(in, &recording->sensor[i].is);
    merge_init(&m, recording);
    while (merge_next(&m, &x)) {
        begin_ns = begin_ns == GAIT_NO_TIME ? x.t_ns : begin_ns;
        for (; x.t_ns - begin_ns >= second * INT64_C(1000000000); second++)
            beside(who, second, x.t_ns, &seed);
        if (x.sensor >= 0) {
            intake_sample(in, slot[x.sensor], x.t_ns, x.row, x.row + 3);
            newest_ns = x.t_ns;
        } else if (x.mark->surface[0]) { /* as it comes from the network; speeds of the run not */
            struct help_packet p;
            help_osc_message(&p, "/gait/mark", "s", x.mark->surface);
            arrive(&p, x.t_ns);
        }
        drain(1e-9 * (double)(newest_ns - begin_ns));
    }
    intake_end(in, newest_ns);
    drain(1e9);
    gait_pipeline_free(pipeline);
    intake_free(in);
    gait_ring_free(frames);
}

Test(travel_run, with_a_pod_every_stride_knows_its_speed_and_surfaces_are_compared_by_it)
{
    run(POD);
    cr_expect_gt(found.strides, 400);
    cr_expect_eq(found.known, found.strides);
    cr_expect_eq(found.off, 0);
    cr_expect(strstr(found.adjusted_for, "speed"), "%s", found.adjusted_for);
}

Test(travel_run, with_a_phones_positions_too)
{
    run(PHONE);
    cr_expect_gt(found.strides, 400);
    cr_expect_eq(found.known, found.strides);
    cr_expect_leq(found.off, found.strides / 20, "%d of %d", found.off, found.strides);
    cr_expect(strstr(found.adjusted_for, "speed"), "%s", found.adjusted_for);
}

Test(travel_run, and_without_either_none_does)
{
    run(NOTHING);
    cr_expect_gt(found.strides, 400);
    cr_expect_eq(found.known, 0);
    cr_expect_not(strstr(found.adjusted_for, "speed"), "%s", found.adjusted_for);
}
