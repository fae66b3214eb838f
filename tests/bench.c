/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench: how fast and how large, on this machine, now. Prints figures, judges nothing. About three
 * minutes; `bench path` prints the speed of the path alone, `bench store` that of what keeps runs,
 * `bench compare` that of comparisons, `bench flood` what a flood does (three minutes).
 * Figures of a busy machine are figures of a busy machine. */
#include "tests/bench.h"

#include "ctl/synth.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* A made-up minute on asphalt: shanks or feet, and the sacrum, at 400 Hz. */
static struct recording *make(const char *preset)
{
    static const char *const files[] = {"recording.ini",     "marks.csv",      "truth.csv",
                                        "truth-strides.csv", "shank_left.wav", "shank_right.wav",
                                        "foot_left.wav",     "foot_right.wav", "sacrum.wav"};
    char folder[] = "/tmp/bench.XXXXXX", path[64], why[512];
    struct recording *r = NULL;
    const struct preset *p = preset_find(preset);
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

int main(int argc, char **argv)
{
    bool path_only = argc == 2 && strcmp(argv[1], "path") == 0;
    bool compare_only = argc == 2 && strcmp(argv[1], "compare") == 0;
    if (argc == 2 && strcmp(argv[1], "store") == 0)
        return bench_store(), 0;
    if (argc == 2 && strcmp(argv[1], "flood") == 0)
        return bench_flood(), 0;
    if (argc > 1 && !path_only && !compare_only) {
        fprintf(stderr, "usage: %s [path|store|compare|flood]\n", argv[0]);
        return 2;
    }
    if (compare_only) {
        bench_compare();
        return fflush(stdout) != 0;
    }
    struct recording *shanks = make("asphalt-easy"), *feet = make("foot-easy");
    if (!shanks || !feet) {
        fputs("bench: a recording cannot be made in /tmp\n", stderr);
        return 1;
    }
    bench_path(shanks, feet);
    if (!path_only) {
        bench_store();
        bench_intake();
        bench_daemon(shanks);
        bench_compare();
    }
    recording_free(feet);
    recording_free(shanks);
    return fflush(stdout) != 0;
}
