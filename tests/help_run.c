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

void help_run(const struct recording *r, struct help_events *e)
{
    struct intake_settings s = {.clock = gait_clock_defaults};
    int slot[GAIT_SENSORS_MAX];
    int64_t newest_ns = 0;
    struct merge m;
    struct merge_item x;
    memcpy(s.runner, r->runner, sizeof s.runner);
    struct gait_ring *frames = gait_ring_new(8192, sizeof(struct gait_frame));
    struct intake *in = intake_new(&s, frames);
    struct gait_pipeline *p = help_pipeline_new();
    if (!in || !p)
        abort();
    for (int i = 0; i < r->sensors; i++)
        slot[i] = intake_declare(in, &r->sensor[i].is);
    merge_init(&m, r);
    while (merge_next(&m, &x)) {
        if (x.sensor < 0)
            intake_mark(in, x.t_ns, x.surface);
        else
            intake_sample(in, slot[x.sensor], x.t_ns, x.row, x.row + 3);
        newest_ns = x.sensor < 0 ? newest_ns : x.t_ns;
        drain(frames, p, e);
    }
    intake_end(in, newest_ns);
    drain(frames, p, e);
    gait_pipeline_free(p);
    intake_free(in);
    gait_ring_free(frames);
}
