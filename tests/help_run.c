/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/merge.h"
#include "daemon/intake.h"
#include "tests/help_truth.h"

#include <gait/ring.h>

#include <stdlib.h>
#include <string.h>

static void drain(struct gait_ring *frames, struct gait_pipeline *p, struct help_events *e)
{
    struct gait_frame f;
    while (gait_ring_pop(frames, &f)) {
        gait_pipeline_push(p, &f);
        help_collect(p, e);
    }
}

/* A run on its way. */
struct run {
    const struct recording *r;
    struct gait_ring *frames;
    struct intake *in;
    struct gait_pipeline *p;
    struct help_events *e;
    int64_t newest_ns;
};

static void run_signals(struct run *run)
{
    int slot[GAIT_SENSORS_MAX];
    struct merge m;
    struct merge_item x;
    for (int i = 0; i < run->r->sensors; i++)
        slot[i] = intake_declare(run->in, &run->r->sensor[i].is);
    merge_init(&m, run->r);
    while (merge_next(&m, &x)) {
        if (x.sensor < 0 && x.mark->surface[0])
            intake_mark(run->in, x.t_ns, x.mark->surface);
        else if (x.sensor < 0)
            intake_speed(run->in, x.t_ns, x.mark->speed_ms, x.mark->slope_deg);
        else
            intake_sample(run->in, slot[x.sensor], x.t_ns, x.row, x.row + 3);
        run->newest_ns = x.sensor < 0 ? run->newest_ns : x.t_ns;
        drain(run->frames, run->p, run->e);
    }
}

/* All from one address; marks are left out. */
static void run_capture(struct run *run)
{
    static const struct intake_source here = {
        .address = {{{[10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1}}}, .port = 1};
    struct capture *c = NULL;
    const uint8_t *bytes;
    char why[256];
    size_t size;
    if (capture_open(run->r->capture_path, &c, why, sizeof why))
        abort();
    while (capture_next(c, &run->newest_ns, &bytes, &size) > 0) {
        intake_datagram(run->in, bytes, size, false, run->newest_ns, &here);
        drain(run->frames, run->p, run->e);
    }
    capture_close(c);
}

void help_run(const struct recording *r, struct help_events *e)
{
    struct intake_rule rule[GAIT_SENSORS_MAX];
    struct intake_settings s = {.clock = gait_clock_defaults, .rule = rule};
    struct run run = {.r = r, .e = e};
    memcpy(s.runner, r->runner, sizeof s.runner);
    for (int i = 0; r->capture_path && i < r->sensors; i++) {
        rule[i] =
            (struct intake_rule){.placement = r->sensor[i].is.placement, .has_placement = true};
        gait_name_copy(rule[i].id, r->sensor[i].is.id);
        s.rules = i + 1;
    }
    run.frames = gait_ring_new(8192, sizeof(struct gait_frame));
    run.in = intake_new(&s, run.frames);
    run.p = help_pipeline_new();
    if (!run.in || !run.p)
        abort();
    if (r->capture_path)
        run_capture(&run);
    else
        run_signals(&run);
    intake_end(run.in, run.newest_ns);
    drain(run.frames, run.p, e);
    gait_pipeline_free(run.p);
    intake_free(run.in);
    gait_ring_free(run.frames);
}
