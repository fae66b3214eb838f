/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench: how fast and how large, on this machine, now. Prints figures, judges nothing. About two
 * minutes. Figures of a busy machine are figures of a busy machine. */
#include "tests/bench.h"

#include "ctl/synth.h"
#include "daemon/intake.h"
#include "daemon/json.h"

#include <gait/pipeline.h>
#include <gait/settings.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SAMPLES 1000000

int64_t bench_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int bench_ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A made-up minute on asphalt: shanks and sacrum at 400 Hz. */
static struct recording *make(void)
{
    static const char *const files[] = {"recording.ini",     "marks.csv",      "truth.csv",
                                        "truth-strides.csv", "shank_left.wav", "shank_right.wav",
                                        "sacrum.wav"};
    char folder[] = "/tmp/bench.XXXXXX", path[64], why[512];
    struct recording *r = NULL;
    const struct preset *p = preset_find("asphalt-easy");
    if (!mkdtemp(folder) || synth_write(p, folder, 1, 1, false, why, sizeof why) ||
        recording_read(folder, &r, why, sizeof why))
        r = NULL;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    rmdir(folder);
    return r;
}

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

/* As gaitctl run --json goes, without the file: intake, ring, pipeline, JSON. */
static void bench_run(const struct recording_sensor *s, double rate_hz)
{
    struct intake_settings set = {.clock = gait_clock_defaults};
    struct gait_settings gait;
    struct path p = {.frames = gait_ring_new(8192, sizeof(struct gait_frame))};
    float(*rows)[6] = malloc(SAMPLES * sizeof *rows);
    gait_settings_default(&gait);
    p.in = intake_new(&set, p.frames);
    p.pipeline = gait_pipeline_new(&gait);
    if (!p.in || !p.pipeline || !rows)
        exit(1);
    struct gait_sensor is = s->is;
    is.rate_hz = (float)rate_hz;
    int slot = intake_declare(p.in, &is);
    for (long i = 0; i < SAMPLES; i++)
        row_at(s, (double)i / rate_hz, rows[i]);
    int64_t wall = bench_ns(CLOCK_MONOTONIC), cpu = bench_ns(CLOCK_PROCESS_CPUTIME_ID);
    for (long i = 0; i < SAMPLES; i++) {
        intake_sample(p.in, slot, llround((double)i * 1e9 / rate_hz), rows[i], rows[i] + 3);
        drain(&p);
    }
    cpu = bench_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = bench_ns(CLOCK_MONOTONIC) - wall;
    printf("run, 6 axes at %4.0f Hz: %.3f million samples/s of CPU time, %.3f of wall time "
           "(%ju strides)\n",
           rate_hz, 1e3 * SAMPLES / (double)cpu, 1e3 * SAMPLES / (double)wall,
           (uintmax_t)gait_pipeline_state(p.pipeline).strides);
    fflush(stdout);
    gait_pipeline_free(p.pipeline);
    intake_free(p.in);
    gait_ring_free(p.frames);
    free(rows);
}

int main(int argc, char **argv)
{
    static const double rates_hz[] = {100, 200, 400, 1600};
    if (argc > 1) {
        fprintf(stderr, "usage: %s\n", argv[0]);
        return 2;
    }
    struct recording *r = make();
    if (!r) {
        fputs("bench: a recording cannot be made in /tmp\n", stderr);
        return 1;
    }
    for (size_t i = 0; i < sizeof rates_hz / sizeof rates_hz[0]; i++)
        bench_run(&r->sensor[0], rates_hz[i]);
    bench_intake();
    bench_daemon(r);
    recording_free(r);
    return fflush(stdout) != 0;
}
