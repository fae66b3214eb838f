/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole path's throughput: as gaitctl run --json goes, without the file. */
#include "tests/bench.h"

#include "daemon/intake.h"
#include "daemon/json.h"

#include <gait/pipeline.h>
#include <gait/settings.h>

#include <math.h>
#include <stdlib.h>

#define SAMPLES 1000000 /* of all sensors together */

/* The signal of a sensor at any time, over and over. */
static void row_at(const struct recording_sensor *s, double t_s, float row[6])
{
    double at = fmod(t_s * s->rate_hz, (double)(s->rows - 1));
    long i = (long)at;
    float share = (float)(at - (double)i);
    for (int k = 0; k < 6; k++)
        row[k] = (1 - share) * s->row[6 * i + k] + share * s->row[6 * (i + 1) + k];
}

struct path {
    struct gait_ring *frames;
    struct intake *in;
    struct gait_pipeline *pipeline;
    size_t printed;
};

static void drain(struct path *p)
{
    static char line[JSON_LINE_MAX];
    struct gait_frame f;
    struct gait_event e;
    while (gait_ring_pop(p->frames, &f)) {
        gait_pipeline_push(p->pipeline, &f);
        while (gait_pipeline_next(p->pipeline, &e))
            p->printed += json_event(line, &e);
    }
}

/* Intake, ring, pipeline, JSON: n sensors, a row of each in turn. */
static void run(const char *who, const struct recording_sensor *s, int n, double rate_hz)
{
    struct intake_settings set = {.clock = gait_clock_defaults};
    struct gait_settings gait;
    struct path p = {.frames = gait_ring_new(8192, sizeof(struct gait_frame))};
    float(*rows)[6] = malloc(SAMPLES * sizeof *rows);
    int slot[GAIT_SENSORS_MAX];
    gait_settings_default(&gait);
    p.in = intake_new(&set, p.frames);
    p.pipeline = gait_pipeline_new(&gait);
    if (!p.in || !p.pipeline || !rows)
        exit(1);
    for (int k = 0; k < n; k++) {
        struct gait_sensor is = s[k].is;
        is.rate_hz = (float)rate_hz;
        slot[k] = intake_declare(p.in, &is);
    }
    for (int i = 0; i < SAMPLES; i++)
        row_at(&s[i % n], i / n / rate_hz, rows[i]);
    int64_t wall = bench_ns(CLOCK_MONOTONIC), cpu = bench_ns(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < SAMPLES; i++) {
        int64_t t_ns = llround(i / n * 1e9 / rate_hz);
        intake_sample(p.in, slot[i % n], t_ns, rows[i], rows[i] + 3);
        drain(&p);
    }
    cpu = bench_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = bench_ns(CLOCK_MONOTONIC) - wall;
    printf("run, %-19s 6 axes at %4.0f Hz: %.3f million samples/s of CPU time, %.3f of wall time "
           "(%ju strides)\n",
           who, rate_hz, 1e3 * SAMPLES / (double)cpu, 1e3 * SAMPLES / (double)wall,
           (uintmax_t)gait_pipeline_state(p.pipeline).strides);
    fflush(stdout);
    gait_pipeline_free(p.pipeline);
    intake_free(p.in);
    gait_ring_free(p.frames);
    free(rows);
}

void bench_path(const struct recording *shanks, const struct recording *feet)
{
    static const double rates_hz[] = {100, 200, 400, 1600};
    for (size_t i = 0; i < sizeof rates_hz / sizeof rates_hz[0]; i++) {
        run("a shank,", &shanks->sensor[0], 1, rates_hz[i]);
        run("a foot,", &feet->sensor[0], 1, rates_hz[i]);
        run("the sacrum,", &feet->sensor[2], 1, rates_hz[i]);
        run("feet and sacrum,", &feet->sensor[0], 3, rates_hz[i]);
    }
}
