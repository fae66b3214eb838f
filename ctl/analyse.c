/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/analyse.h"

#include "ctl/merge.h"

#include <gait/pipeline.h>

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FRAMES 8192
#define REPLAY_NS                                                                                  \
    (INT64_C(3600) * 1000000000) /* a sample this far from its arrival is of a stamped replay */

struct analyse {
    struct recording *recording;
    struct config config;
    struct gait_ring *frames;
    struct intake *intake;
    struct gait_pipeline *pipeline;
    int64_t at_ns;                /* of the recording's 0 */
    int64_t arrival_ns, shift_ns; /* of a capture */
    bool capture, shifted;
    char surface[GAIT_NAME_MAX];
    int64_t newest_ns;
    analyse_take *take;
    void *user;
};

/* Time stamps of a stamped replay are moved to the capture's own time line, and all to at_ns. */
static void shift(struct analyse *r, struct gait_frame *f)
{
    if (f->kind == GAIT_FRAME_SAMPLE) {
        if (r->capture && !r->shifted && llabs(f->u.sample.t_ns - r->arrival_ns) > REPLAY_NS)
            r->shift_ns = f->u.sample.t_ns - r->arrival_ns;
        r->shifted = true;
        f->u.sample.t_ns -= r->shift_ns;
        if (f->u.sample.t_ns > r->newest_ns)
            r->newest_ns = f->u.sample.t_ns;
        f->u.sample.t_ns += r->at_ns;
    } else if (f->kind == GAIT_FRAME_MARK) {
        f->u.mark.t_ns += r->at_ns - r->shift_ns;
    } else if (f->kind == GAIT_FRAME_SPEED) {
        f->u.speed.t_ns += r->at_ns - r->shift_ns;
    } else if (f->kind == GAIT_FRAME_END) {
        f->u.end_ns += r->at_ns - r->shift_ns;
    }
}

/* A capture holds the marks that were sent, and marks.csv may tell the same ones again: only a
 * change counts. */
static bool repeats(struct analyse *r, const struct gait_frame *f)
{
    if (!r->capture || f->kind != GAIT_FRAME_MARK)
        return false;
    bool same = strcmp(r->surface, f->u.mark.surface) == 0;
    gait_name_copy(r->surface, f->u.mark.surface);
    return same;
}

static void drain(struct analyse *r)
{
    struct gait_frame f;
    struct gait_event e;

    while (gait_ring_pop(r->frames, &f)) {
        if (repeats(r, &f))
            continue;
        shift(r, &f);
        gait_pipeline_push(r->pipeline, &f);
        while (gait_pipeline_next(r->pipeline, &e))
            r->take(r->user, &e);
    }
}

static void put_mark(struct analyse *r, int64_t t_ns, const struct recording_mark *m)
{
    if (m->surface[0])
        intake_mark(r->intake, t_ns, m->surface);
    else
        intake_speed(r->intake, t_ns, m->speed_ms, m->slope_deg);
}

static int run_capture(struct analyse *r, char *why, size_t why_size)
{
    struct intake_source from = {.address = {{{[10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1}}},
                                 .port = 1};
    struct capture *c;
    const uint8_t *bytes;
    size_t size;
    int got, mark = 0;

    if (capture_open(r->recording->capture_path, &c, why, why_size) < 0)
        return -1;
    r->capture = true;
    while ((got = capture_next(c, &r->arrival_ns, &bytes, &size)) > 0) {
        for (; mark < r->recording->marks; mark++) {
            int64_t t_ns = llround(r->recording->mark[mark].t_s * 1e9);
            if (t_ns > r->arrival_ns)
                break;
            put_mark(r, t_ns + r->shift_ns, &r->recording->mark[mark]);
        }
        capture_from(c, &from);
        intake_datagram(r->intake, bytes, size, false, r->arrival_ns, &from);
        drain(r);
    }
    if (got < 0)
        snprintf(why, why_size, "%s", capture_fault(c));
    capture_close(c);
    return got;
}

static int run_signals(struct analyse *r, char *why, size_t why_size)
{
    int slot[GAIT_SENSORS_MAX];
    struct merge m;
    struct merge_item x;

    for (int i = 0; i < r->recording->sensors; i++) {
        struct gait_sensor is = r->recording->sensor[i].is;
        if (!*is.dialect)
            gait_name_copy(is.dialect, "recording");
        slot[i] = intake_declare(r->intake, &is);
        if (slot[i] < 0) {
            snprintf(why, why_size, "more than %d sensors", GAIT_SENSORS_MAX);
            return -1;
        }
    }
    merge_init(&m, r->recording);
    while (merge_next(&m, &x)) {
        if (x.sensor < 0)
            put_mark(r, x.t_ns, x.mark);
        else
            intake_sample(r->intake, slot[x.sensor], x.t_ns, x.row, x.row + 3);
        drain(r);
    }
    return 0;
}

/* A capture does not always say where its sensors are worn: recording.ini does. The configuration
 * goes first. */
static void add_rules(struct analyse *r)
{
    for (int i = 0; i < r->recording->sensors && r->config.rules < GAIT_SENSORS_MAX; i++) {
        const struct gait_sensor *s = &r->recording->sensor[i].is;
        bool there = s->placement == GAIT_UNKNOWN;
        for (int k = 0; k < r->config.rules; k++)
            there = there || strcmp(r->config.rule[k].id, s->id) == 0;
        if (there)
            continue;
        struct intake_rule *rule = &r->config.rule[r->config.rules++];
        *rule = (struct intake_rule){.placement = s->placement, .has_placement = true};
        gait_name_copy(rule->id, s->id);
    }
}

static int analyse(struct analyse *r, char *why, size_t why_size)
{
    struct intake_settings s = {.clock = r->config.gait.clock};

    if (r->recording->capture_path)
        add_rules(r);
    s.rule = r->config.rule;
    s.rules = r->config.rules;
    gait_name_copy(s.runner, r->recording->runner);
    r->newest_ns = GAIT_NO_TIME;
    r->frames = gait_ring_new(FRAMES, sizeof(struct gait_frame));
    r->intake = r->frames ? intake_new(&s, r->frames) : NULL;
    r->pipeline = gait_pipeline_new(&r->config.gait);
    if (!r->intake || !r->pipeline) {
        snprintf(why, why_size, "no memory");
        return -1;
    }
    int result =
        r->recording->capture_path ? run_capture(r, why, why_size) : run_signals(r, why, why_size);
    if (r->newest_ns != GAIT_NO_TIME)
        intake_end(r->intake, r->newest_ns + r->shift_ns);
    drain(r);
    return result;
}

static bool holds_recording(const char *folder)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/recording.ini", folder);
    return n < 0 || n >= (int)sizeof path || access(path, F_OK) == 0 || errno != ENOENT;
}

int analyse_folder(const char *folder, const struct config *c, int64_t at_ns, analyse_take *take,
                   void *user, char *why, size_t why_size)
{
    struct analyse *r = calloc(1, sizeof *r);
    char reason[CONFIG_WHY_MAX];
    int result = 0;

    if (!r) {
        snprintf(why, why_size, "%s: no memory", folder);
        return -1;
    }
    if (access(folder, R_OK | X_OK) == 0 && !holds_recording(folder)) {
        snprintf(why, why_size, "%s is no recording: it holds no recording.ini", folder);
        free(r);
        return -1;
    }
    r->config = *c;
    r->config.gait.session.so_far_strides = 0; /* nobody is there while it runs */
    r->at_ns = at_ns;
    r->take = take;
    r->user = user;
    if (recording_read(folder, &r->recording, why, why_size) < 0) {
        result = -1;
    } else if (analyse(r, reason, sizeof reason) < 0) {
        snprintf(why, why_size, "%s: %s", folder, reason);
        result = -1;
    }
    gait_pipeline_free(r->pipeline);
    intake_free(r->intake);
    gait_ring_free(r->frames);
    recording_free(r->recording);
    free(r);
    return result;
}
