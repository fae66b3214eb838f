/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fuzz targets over what fuzzing begins with, over mutations of it that are the same
 * everywhere, and over every input that was once found to break one: fuzz_found/TARGET-*. */
#include "tests/fuzz.h"
#include "tests/help.h"
#include "tests/help_osc.h"
#include "tests/help_seeds.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <string.h>

#define ROOM 65536

static const struct {
    const char *name;
    int (*run)(const uint8_t *bytes, size_t size);
    int mutations; /* of each seed */
} targets[] = {{"osc", fuzz_osc, 2000},
               {"intake", fuzz_intake, 40},
               {"config", fuzz_config, 200},
               {"recording", fuzz_recording, 200}};

#define TARGETS (int)(sizeof targets / sizeof *targets)

struct work {
    const char *only;
    int run, mutate;
};

/* As large as it is and no larger: the sanitizer sees what is read beyond. */
static void run_exact(int t, const uint8_t *bytes, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);
    cr_assert(exact);
    memcpy(exact, bytes, size);
    targets[t].run(exact, size);
    free(exact);
}

static void take(void *user, const char *target, const uint8_t *bytes, size_t size)
{
    static uint8_t bad[ROOM];
    struct work *w = user;
    uint64_t random = 88172645463325252 + size;
    for (int t = 0; t < TARGETS; t++) {
        if (strcmp(targets[t].name, target) != 0 || strcmp(w->only, target) != 0)
            continue;
        run_exact(t, bytes, size);
        w->run++;
        int n = w->mutate ? targets[t].mutations / (HELP_SANITIZED ? 5 : 1) : 0;
        for (int i = 0; i < n; i++, w->run++) {
            memcpy(bad, bytes, size);
            run_exact(t, bad, help_mutate(bad, size, ROOM, &random));
        }
    }
}

static void run_seeds(const char *target)
{
    struct work w = {.only = target, .mutate = 1};
    help_seeds(take, &w);
    cr_assert_gt(w.run, 200, "only %d inputs", w.run);
}

Test(fuzz, reader_and_decoder_bear_the_seeds_and_their_mutations, .timeout = 60)
{
    run_seeds("osc");
}

Test(fuzz, intake_bears_the_seeds_and_their_mutations, .timeout = 60)
{
    run_seeds("intake");
}

Test(fuzz, configuration_bears_the_seeds_and_their_mutations, .timeout = 60)
{
    run_seeds("config");
}

Test(fuzz, recordings_bear_the_seeds_and_their_mutations, .timeout = 60)
{
    run_seeds("recording");
}

static void run_found(const char *name)
{
    static uint8_t bytes[ROOM];
    char path[512];
    snprintf(path, sizeof path, GAIT_SOURCE_DIR "/tests/fuzz_found/%s", name);
    FILE *f = fopen(path, "rb");
    cr_assert(f, "%s", path);
    size_t size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    int known = 0;
    for (int t = 0; t < TARGETS; t++) {
        size_t n = strlen(targets[t].name);
        if (strncmp(name, targets[t].name, n) == 0 && name[n] == '-') {
            run_exact(t, bytes, size);
            known++;
        }
    }
    cr_assert_eq(known, 1, "%s is of no target", name);
}

Test(fuzz, what_once_broke_a_target_does_not_again, .timeout = 60)
{
    DIR *d = opendir(GAIT_SOURCE_DIR "/tests/fuzz_found");
    cr_assert(d);
    struct dirent *e;
    while ((e = readdir(d)))
        if (strchr(e->d_name, '-'))
            run_found(e->d_name);
    closedir(d);
}
