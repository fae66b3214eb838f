/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An hour's run of three sensors, kept and read again. */
#include "tests/bench.h"

#include "daemon/keep.h"
#include "daemon/store.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STRIDES 10000 /* of both shanks and of the sacrum */
#define COMMITS 100
#define AT_NS INT64_C(1795000000000000000)

static struct gait_event stride_at(int i)
{
    static const char *const sensors[] = {"shank_left", "shank_right", "sacrum"};
    struct gait_event e = {.kind = GAIT_EVENT_STRIDE,
                           .t_ns = AT_NS + i * INT64_C(360000000),
                           .announced_ns = AT_NS + i * INT64_C(360000000) + 80000000,
                           .runner = "runner",
                           .side = GAIT_SIDE_LEFT,
                           .state = GAIT_RUN};

    gait_name_copy(e.sensor, sensors[i % 3]);
    e.impact =
        (struct gait_impact){.peak_g = 7 + (float)sin(i), .axial_g = 5, .rise_gps = 700 + (float)i};
    e.u.step.toe_off_ns = e.t_ns + 240000000;
    e.u.step.next_contact_ns = e.t_ns + 710000000;
    e.u.step.stance = (struct gait_stance){0.1f + (float)i * 1e-5f, 14.5f, -12.25f};
    e.u.step.cadence_spm = 170;
    e.u.step.confidence = 0.95f;
    e.u.step.speed_ms = 3;
    e.u.step.slope_deg = NAN;
    strcpy(e.u.step.surface, "asphalt");
    return e;
}

/* With the impact that belongs to it. */
static int put(struct store *s, int64_t id, int i, char *why)
{
    struct gait_event e = stride_at(i);
    int result = store_event(s, id, &e, why, STORE_SENTENCE_MAX);
    e.kind = GAIT_EVENT_IMPACT;
    return result < 0 ? -1 : store_event(s, id, &e, why, STORE_SENTENCE_MAX);
}

static double ms_since(int64_t from_ns)
{
    return (double)(bench_ns(CLOCK_MONOTONIC) - from_ns) * 1e-6;
}

static int write_run(struct store *s, int64_t *ret_id, char *why)
{
    struct store_session is = {
        .runner = "runner", .begun_ns = AT_NS, .ended_ns = GAIT_NO_TIME, .source = "live"};
    double commit_ms[COMMITS];
    int result = store_session_new(s, &is, ret_id, why, STORE_SENTENCE_MAX);
    int64_t from_ns = bench_ns(CLOCK_MONOTONIC);

    result |= store_begin(s, why, STORE_SENTENCE_MAX);
    for (int i = 0; i < STRIDES && result >= 0; i++)
        result = put(s, *ret_id, i, why);
    if (result < 0 || store_commit(s, why, STORE_SENTENCE_MAX) < 0)
        return -1;
    printf("store   %d strides and impacts in one transaction: %.0f ms\n", STRIDES,
           ms_since(from_ns));
    for (int c = 0; c < COMMITS; c++) {
        from_ns = bench_ns(CLOCK_MONOTONIC);
        if (store_begin(s, why, STORE_SENTENCE_MAX) < 0 || put(s, *ret_id, c, why) < 0 ||
            store_commit(s, why, STORE_SENTENCE_MAX) < 0)
            return -1;
        commit_ms[c] = ms_since(from_ns);
    }
    qsort(commit_ms, COMMITS, sizeof *commit_ms, bench_ascending);
    printf("store   a commit: median %.2f ms, largest of %d %.2f ms\n", commit_ms[COMMITS / 2],
           COMMITS, commit_ms[COMMITS - 1]);
    return 0;
}

static bool count(void *user, const struct gait_event *e)
{
    *(int *)user += e->kind == GAIT_EVENT_STRIDE;
    return true;
}

static int read_run(struct store *s, int64_t id, const char *path, char *why)
{
    struct stat st = {0};
    int n = 0;
    int64_t from_ns = bench_ns(CLOCK_MONOTONIC);

    if (store_read(s, id, GAIT_EVENT_STRIDE, count, &n, why, STORE_SENTENCE_MAX) < 0)
        return -1;
    printf("store   %d strides read: %.0f ms\n", n, ms_since(from_ns));
    store_close(s);
    stat(path, &st);
    printf("store   the file: %.1f MB\n", (double)st.st_size * 1e-6);
    return 0;
}

/* The same run through the storing thread, as fast as it goes. */
static void keep_run(const char *path)
{
    struct keep_settings set = {.path = path, .source = "bench", .quiet_ns = INT64_MAX / 4};
    struct keep *k = keep_new(&set);
    struct gait_event e = {0};
    uint32_t kept = 0;

    if (!k || keep_start(k) < 0) {
        fputs("bench: the storing thread cannot be started\n", stderr);
        keep_free(k);
        return;
    }
    int64_t from_ns = bench_ns(CLOCK_MONOTONIC);
    for (int i = 0; i < STRIDES; i++) {
        e = stride_at(i);
        keep_event(k, &e);
        e.kind = GAIT_EVENT_IMPACT;
        keep_event(k, &e);
    }
    double pushed_ms = ms_since(from_ns);
    while (kept < STRIDES && ms_since(from_ns) < 60000) {
        struct pollfd p = {.fd = keep_ready_fd(k), .events = POLLIN};
        poll(&p, 1, 5);
        while (keep_stored(k, &e))
            kept = e.u.stored.strides;
    }
    printf(
        "store   the same through the storing thread: handed over in %.1f ms, acknowledged after "
        "%.0f ms, %llu lost\n",
        pushed_ms, ms_since(from_ns), (unsigned long long)keep_counts(k).lost);
    keep_stop(k);
    keep_free(k);
}

void bench_store(void)
{
    char folder[] = "/tmp/bench.XXXXXX", path[64], why[STORE_SENTENCE_MAX] = "no folder in /tmp";
    struct store *s = NULL;
    int64_t id;

    if (!mkdtemp(folder)) {
        fprintf(stderr, "bench: %s\n", why);
        return;
    }
    snprintf(path, sizeof path, "%s/gaitd.db", folder);
    if (store_open(path, STORE_WRITE, &s, why, sizeof why) < 0 || write_run(s, &id, why) < 0 ||
        read_run(s, id, path, why) < 0)
        fprintf(stderr, "bench: %s\n", why);
    keep_run(path);
    unlink(path);
    rmdir(folder);
}
