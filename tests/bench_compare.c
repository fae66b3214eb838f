/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long `gaitctl compare` takes over one session and over a season of kept ones. */
#include "ctl/compare_parts.h"
#include "ctl/report_store.h"
#include "tests/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SESSIONS 200
#define STRIDES 10000 /* of one session: an hour, three sensors */
#define STRIDE_NS 720000000
#define STRETCH_NS INT64_C(300000000000)
#define FIRST_NS (INT64_C(1795388400) * 1000000000)
#define DAY_NS (INT64_C(86400) * 1000000000)

static const char *const sensors[] = {"shank_left", "shank_right", "sacrum"};
static const enum gait_placement placements[] = {GAIT_SHANK_LEFT, GAIT_SHANK_RIGHT, GAIT_SACRUM};

static float about(float mean, float sd, int i)
{
    unsigned x = (unsigned)i * 2654435761u;
    return mean + sd * ((float)(x >> 16 & 255) - 127.5f) / 73.6f;
}

static struct gait_event stride(int i, int sensor, int64_t t_ns, bool trail)
{
    struct gait_event e = {.kind = GAIT_EVENT_STRIDE,
                           .t_ns = t_ns,
                           .announced_ns = t_ns,
                           .state = GAIT_RUN,
                           .runner = "ann"};
    gait_name_copy(e.sensor, sensors[sensor]);
    e.side = sensor == 0 ? GAIT_SIDE_LEFT : sensor == 1 ? GAIT_SIDE_RIGHT : GAIT_SIDE_NONE;
    e.impact.peak_g = about(trail ? 5.5f : 6.3f, 0.7f, i);
    e.impact.axial_g = about(4, 0.5f, i + 1);
    e.impact.rise_gps = about(300, 30, i + 2);
    e.u.step.toe_off_ns = t_ns + 250000000 + i % 7 * 1000000;
    e.u.step.next_contact_ns = t_ns + STRIDE_NS;
    e.u.step.stance = (struct gait_stance){about(3, 0.3f, i), about(9, 1, i), about(-15, 1, i)};
    e.u.step.cadence_spm = about(166, 2, i + 3);
    e.u.step.confidence = 0.95f;
    e.u.step.trunk = sensor == 2;
    e.u.step.speed_ms = e.u.step.slope_deg = NAN;
    gait_name_copy(e.u.step.surface, trail ? "trail" : "asphalt");
    return e;
}

static int fill_one(struct store *s, int number)
{
    int64_t begun_ns = FIRST_NS + number * DAY_NS;
    struct store_session is = {.runner = "ann", .begun_ns = begun_ns, .source = "live"};
    char why[STORE_SENTENCE_MAX];
    int64_t id;
    int fault = store_begin(s, why, sizeof why);
    is.ended_ns = begun_ns + (int64_t)STRIDES / 3 * STRIDE_NS;
    is.newest_ns = GAIT_NO_TIME;
    fault = fault < 0 ? fault : store_session_new(s, &is, &id, why, sizeof why);
    for (int k = 0; k < 3 && fault >= 0; k++) {
        struct gait_event e = {.kind = GAIT_EVENT_SENSOR, .t_ns = begun_ns, .runner = "ann"};
        gait_name_copy(e.sensor, sensors[k]);
        gait_name_copy(e.u.sensor.is.id, sensors[k]);
        e.u.sensor.is.placement = placements[k];
        fault = store_event(s, id, &e, why, sizeof why);
    }
    for (int i = 0; i < STRIDES && fault >= 0; i++) {
        int64_t at = i / 3 * (int64_t)STRIDE_NS + (i % 3 == 1 ? STRIDE_NS / 2 : 0);
        struct gait_event e =
            stride(number * STRIDES + i, i % 3, begun_ns + at, at / STRETCH_NS % 2);
        fault = store_event(s, id, &e, why, sizeof why);
    }
    fault = fault < 0 ? fault : store_commit(s, why, sizeof why);
    if (fault < 0)
        fprintf(stderr, "bench: %s\n", why);
    return fault;
}

static double compare_s(const char *path, const char *which)
{
    char why[STORE_SENTENCE_MAX], word[32];
    char *words[] = {word};
    struct which w;
    struct compare c = {.a = "asphalt", .b = "trail"};
    struct gait_event e[GAIT_MEASURES];
    int64_t from = bench_ns(CLOCK_MONOTONIC);
    snprintf(word, sizeof word, "%s", which);
    if (which_find(&w, path, STORE_WRITE, words, 1, why, sizeof why) < 0)
        return (double)NAN;
    bool good = compare_read(&c, &w, why, sizeof why) == 0 && compare_season(&c, "ann", e) > 0;
    if (good)
        compare_free(&c);
    which_free(&w);
    return good ? 1e-9 * (double)(bench_ns(CLOCK_MONOTONIC) - from) : (double)NAN;
}

/* With the charts' library as it is in Debian, into memory. */
static double report_s(const char *path, const char *which)
{
    char why[STORE_SENTENCE_MAX], word[32], *words[] = {word}, *page = NULL;
    struct report r = {0};
    struct which w;
    size_t size = 0;
    int64_t from = bench_ns(CLOCK_MONOTONIC);
    snprintf(word, sizeof word, "%s", which);
    if (which_find(&w, path, STORE_READ, words, 1, why, sizeof why) < 0)
        return (double)NAN;
    char *library = report_library("/usr/share/javascript/chart.js/chart.min.js:"
                                   "/usr/share/javascript/chart.js/Chart.min.js",
                                   why, sizeof why);
    FILE *f = open_memstream(&page, &size);
    bool good = library && f &&
                report_read(&r, w.one[0].store, &w.one[0].is, why, sizeof why) == 0 &&
                report_page(&r, library, f) == 0;
    if (f)
        fclose(f);
    free(page);
    free(library);
    report_free(&r);
    which_free(&w);
    return good ? 1e-9 * (double)(bench_ns(CLOCK_MONOTONIC) - from) : (double)NAN;
}

void bench_compare(void)
{
    char folder[] = "/tmp/bench.XXXXXX", path[64], command[64], why[STORE_SENTENCE_MAX];
    struct store *s = NULL;
    int fault = mkdtemp(folder) ? 0 : -1;
    snprintf(path, sizeof path, "%s/gaitd.db", folder);
    int64_t from = bench_ns(CLOCK_MONOTONIC);
    if (!fault)
        fault = store_open(path, STORE_WRITE, &s, why, sizeof why);
    for (int i = 0; i < SESSIONS && fault >= 0; i++)
        fault = fill_one(s, i);
    store_close(s);
    if (fault < 0) {
        fputs("bench: a season cannot be made in /tmp\n", stderr);
        return;
    }
    printf("store: %d sessions of %d strides written in %.1f s\n", SESSIONS, STRIDES,
           1e-9 * (double)(bench_ns(CLOCK_MONOTONIC) - from));
    printf("compare, one session, from its strides: %.3f s\n", compare_s(path, "1"));
    printf("compare, one session, kept: %.3f s\n", compare_s(path, "1"));
    printf("report, one session of an hour, kept: %.3f s\n", report_s(path, "1"));
    printf("report, one session of an hour, from its strides: %.3f s\n", report_s(path, "2"));
    printf("compare, %d sessions, from their strides: %.1f s\n", SESSIONS, compare_s(path, "all"));
    printf("compare, %d sessions, kept: %.3f s\n", SESSIONS, compare_s(path, "all"));
    snprintf(command, sizeof command, "rm -r %s", folder);
    if (system(command) != 0)
        fputs("bench: its folder is still there\n", stderr);
}
