/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every recording of people as it is; then those that run and whose truth is known with less of a
 * sensor. */
#include "tests/score.h"

#include <stdlib.h>
#include <string.h>

#define DRAWS 8 /* of what a variant draws at random */

static int score_as_it_is(const struct recording *r, const char *folder, const char *name,
                          void *with)
{
    return score_recording(r, folder, name, with);
}

int score_people(const char *data)
{
    static struct score_sums sums;
    puts("## On recordings of people\n");
    score_head("recording", "sensor");
    int fault = score_each(data, "", score_as_it_is, &sums);
    score_row("**all that run**", "foot, shank", &sums.limb);
    score_row("**all that run**", "trunk", &sums.trunk);
    return fault;
}

static const struct help_variant variants[] = {
    {.name = "as it is"},
    {.name = "turned in space, 8 ways", .turned = true},
    {.name = "100 Hz", .rate_hz = 100},
    {.name = "90 Hz", .rate_hz = 90},
    {.name = "10 % lost, at random", .loss = 0.1},
    {.name = "10 % lost, in bursts of 70 ms", .loss = 0.1, .burst_s = 0.07},
    {.name = "noise of 0.1 g", .noise_g = 0.1},
    {.name = "range of 6 g", .clip_g = 6},
    {.name = "range of 4 g", .clip_g = 4},
};

struct pool {
    const struct help_variant *variant;
    struct score_sums *sums;
};

static int score_varied(const struct recording *r, const char *folder, const char *name, void *with)
{
    const struct pool *p = with;
    bool drawn = p->variant != variants;
    (void)name;
    for (uint64_t seed = 0; seed < (drawn ? DRAWS : 1); seed++) {
        struct recording *v = help_vary(r, p->variant, seed);
        score_recording(v, folder, NULL, p->sums);
        recording_free(v);
    }
    return 0;
}

int score_variants(const char *data)
{
    struct score_sums *sums = calloc(1, sizeof *sums);
    int fault = 0;
    if (!sums)
        return -1;
    printf("\n## The same, with less of a sensor (%d draws each, taken together)\n\n", DRAWS);
    score_head("shank-run, sacrum-treadmill", "sensor");
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        struct pool p = {&variants[i], sums};
        memset(sums, 0, sizeof *sums);
        fault = score_each(data, "shank-run", score_varied, &p) ||
                score_each(data, "sacrum", score_varied, &p) || fault;
        score_row(variants[i].name, "shank", &sums->limb);
        score_row(variants[i].name, "sacrum", &sums->trunk);
    }
    free(sums);
    return fault ? -1 : 0;
}
