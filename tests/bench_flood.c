/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run beside a flood. */
#include "tests/bench.h"
#include "tests/help_flood.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void one(const char *build, const char *name, const struct help_flood *f)
{
    struct help_flood_result r;
    char why[256];
    if (!help_flood_run(build, f, &r, why)) {
        printf("%s: %s\n", name, why);
        return;
    }
    printf("%s: %.0f datagrams a second beside 3 sensors for %.1f s: %ld of %ld strides missing, "
           "%ld invented, off by at most %.3f ms and %.4f g\n",
           name, (double)r.sent / r.flooded_s, r.took_s, r.missing, r.wanted, r.invented, r.off_ms,
           r.off_g);
    printf("    %ld sent, %ld heard, %ld refused as too much of one source, %ld dropped by the "
           "kernel; resident %ld kB before, %ld kB after a third, %ld kB at the end\n",
           r.sent, r.datagrams, r.refused, r.drops, r.rss_before_kb, r.rss_early_kb,
           r.rss_after_kb);
    if (f->bare && !r.preferred)
        printf("    not fair: without the right to a real-time priority the sender itself is "
               "late\n");
    fflush(stdout);
}

void bench_flood(void)
{
    static const struct {
        const char *name;
        struct help_flood f;
    } runs[] = {
        {"no flood, stamped", {.rate_hz = 0, .seconds = 20, .speed = 1}},
        {"random bytes, stamped",
         {.rate_hz = 200000, .seconds = 60, .speed = 1, .with = HELP_FLOOD_RANDOM}},
        {"made-up sensors, stamped",
         {.rate_hz = 200000, .seconds = 30, .speed = 1, .with = HELP_FLOOD_NATIVE}},
        {"from 200 sources, stamped",
         {.rate_hz = 200000, .seconds = 30, .speed = 1, .forged = true}},
        {"no flood, bare", {.rate_hz = 0, .seconds = 30, .speed = 1, .bare = true}},
        {"random bytes, bare",
         {.rate_hz = 200000, .seconds = 30, .speed = 1, .with = HELP_FLOOD_RANDOM, .bare = true}},
        {"made-up sensors, bare",
         {.rate_hz = 200000, .seconds = 30, .speed = 1, .with = HELP_FLOOD_NATIVE, .bare = true}},
        {"from 200 sources, bare",
         {.rate_hz = 200000, .seconds = 30, .speed = 1, .forged = true, .bare = true}},
    };
    char build[1024];
    ssize_t n = readlink("/proc/self/exe", build, sizeof build - 1);
    if (n < 0)
        return;
    build[n] = '\0';
    *strrchr(build, '/') = '\0';
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        one(build, runs[i].name, &runs[i].f);
}
