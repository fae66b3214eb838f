/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/merge.h"
#include "ctl/outcome.h"
#include "ctl/table.h"
#include "ctl/verb.h"
#include "daemon/config.h"
#include "daemon/json.h"

#include <gait/pipeline.h>

#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES 8192
#define REPLAY_NS                                                                                  \
    (INT64_C(3600) * 1000000000) /* a sample this far from its arrival is of a stamped replay */

static const char help[] = "usage: gaitctl run RECORDING [--json] [--config FILE]\n"
                           "\n"
                           "Analyses a recording in this process, as fast as possible, through the "
                           "same code as the daemon. Of capture.osc,\n"
                           "where there is one; else of the signal files.\n"
                           "\n"
                           "  --json         a JSON object a line instead of a table\n"
                           "  --config FILE  settings and [sensor ID] sections, as of gaitd\n"
                           "\n"
                           "example: gaitctl run recordings/monday --json\n";

struct run {
    struct recording *recording;
    struct config config;
    struct gait_ring *frames;
    struct intake *intake;
    struct gait_pipeline *pipeline;
    bool json;
    int64_t arrival_ns, shift_ns; /* of a capture */
    bool capture, shifted;
    char surface[GAIT_NAME_MAX];
    int64_t newest_ns;
    long strides;
    struct outcome *outcome;
};

static void show(struct run *r, const struct gait_event *e)
{
    char line[JSON_LINE_MAX];

    if (e->kind == GAIT_EVENT_COMPARISON && e->u.comparison.so_far)
        return; /* the answer comes at the end */
    r->strides += e->kind == GAIT_EVENT_STRIDE;
    if (r->json) {
        json_event(line, e);
        puts(line);
    } else if (!outcome_take(r->outcome, e)) {
        table_event(stdout, e);
    }
}

/* Time stamps of a stamped replay are moved to the capture's own time line. */
static void shift(struct run *r, struct gait_frame *f)
{
    if (f->kind == GAIT_FRAME_SAMPLE) {
        if (r->capture && !r->shifted && llabs(f->u.sample.t_ns - r->arrival_ns) > REPLAY_NS)
            r->shift_ns = f->u.sample.t_ns - r->arrival_ns;
        r->shifted = true;
        f->u.sample.t_ns -= r->shift_ns;
        if (f->u.sample.t_ns > r->newest_ns)
            r->newest_ns = f->u.sample.t_ns;
    } else if (f->kind == GAIT_FRAME_MARK) {
        f->u.mark.t_ns -= r->shift_ns;
    } else if (f->kind == GAIT_FRAME_SPEED) {
        f->u.speed.t_ns -= r->shift_ns;
    } else if (f->kind == GAIT_FRAME_END) {
        f->u.end_ns -= r->shift_ns;
    }
}

/* A capture holds the marks that were sent, and marks.csv may tell the same ones again: only a
 * change counts. */
static bool repeats(struct run *r, const struct gait_frame *f)
{
    if (!r->capture || f->kind != GAIT_FRAME_MARK)
        return false;
    bool same = strcmp(r->surface, f->u.mark.surface) == 0;
    gait_name_copy(r->surface, f->u.mark.surface);
    return same;
}

static void drain(struct run *r)
{
    struct gait_frame f;
    struct gait_event e;

    while (gait_ring_pop(r->frames, &f)) {
        if (repeats(r, &f))
            continue;
        shift(r, &f);
        gait_pipeline_push(r->pipeline, &f);
        while (gait_pipeline_next(r->pipeline, &e))
            show(r, &e);
    }
}

static int run_capture(struct run *r, char *why, size_t why_size)
{
    struct intake_source here = {.address = {{{[10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1}}},
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
            intake_mark(r->intake, t_ns + r->shift_ns, r->recording->mark[mark].surface);
        }
        intake_datagram(r->intake, bytes, size, false, r->arrival_ns, &here);
        drain(r);
    }
    if (got < 0)
        snprintf(why, why_size, "%s", capture_fault(c));
    capture_close(c);
    return got;
}

static int run_signals(struct run *r, char *why, size_t why_size)
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
            intake_mark(r->intake, x.t_ns, x.surface);
        else
            intake_sample(r->intake, slot[x.sensor], x.t_ns, x.row, x.row + 3);
        drain(r);
    }
    return 0;
}

/* A capture does not always say where its sensors are worn: recording.ini does. The configuration
 * goes first. */
static void add_rules(struct run *r)
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

static int run(struct run *r, char *why, size_t why_size)
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
    r->outcome = outcome_new();
    if (!r->intake || !r->pipeline || !r->outcome) {
        snprintf(why, why_size, "no memory");
        return -1;
    }
    if (!r->json)
        table_head(stdout);
    int result =
        r->recording->capture_path ? run_capture(r, why, why_size) : run_signals(r, why, why_size);
    if (r->newest_ns != GAIT_NO_TIME)
        intake_end(r->intake, r->newest_ns + r->shift_ns);
    drain(r);
    if (!r->json) {
        outcome_print(r->outcome, stdout);
        printf("\n%ld strides\n", r->strides);
    }
    return result;
}

static int run_folder(struct run *r, const char *folder)
{
    char why[CONFIG_WHY_MAX];
    int code = 0;

    if (recording_read(folder, &r->recording, why, sizeof why) < 0)
        return verb_fail("run", "%s", why);
    if (run(r, why, sizeof why) < 0)
        code = verb_fail("run", "%s: %s", folder, why);
    if (fflush(stdout) != 0)
        code = verb_fail("run", "standard output cannot be written");
    outcome_free(r->outcome);
    gait_pipeline_free(r->pipeline);
    intake_free(r->intake);
    gait_ring_free(r->frames);
    recording_free(r->recording);
    return code;
}

int verb_run(int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'j'},
                                            {"config", required_argument, NULL, 'c'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    static struct run r;
    char why[CONFIG_WHY_MAX];
    const char *path = NULL;
    int option;

    opterr = 0;
    config_default(&r.config);
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h')
            return verb_help(help);
        if (option == 'j')
            r.json = true;
        else if (option == 'c')
            path = optarg;
        else
            return verb_usage("run", "unknown option, or one without its value");
    }
    if (optind + 1 != argc)
        return verb_usage("run", "expected one RECORDING");
    if (path && config_read(path, &r.config, why, sizeof why) < 0)
        return verb_fail("run", "%s", why);
    return run_folder(&r, argv[optind]);
}
