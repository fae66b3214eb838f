/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The synthetic runner: every preset, then speeds. */
#include "tests/score.h"

#include <math.h>
#include <string.h>

#define SEED 1
#define BODIES 6
#define LONGEST_MIN 8.0

static int score_preset(const struct recording *r, const char *folder, const char *name, void *with)
{
    (void)with;
    return score_recording(r, folder, name, NULL);
}

static int score_into(const struct recording *r, const char *folder, const char *name, void *with)
{
    (void)name;
    return score_recording(r, folder, NULL, with);
}

static struct preset at_speed(const char *name, double speed_ms)
{
    struct preset p = *preset_find(name);
    for (int k = 0; k < PRESET_BOUTS; k++)
        p.bout[k].speed_ms = speed_ms;
    return p;
}

static int score_speeds(const char *name)
{
    static const double speeds[] = {2.5, 2.9, 3.5, 4.2, 4.5};
    int fault = 0;
    for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
        char says[GAIT_NAME_MAX];
        struct preset p = at_speed(name, speeds[i]);
        snprintf(says, sizeof says, "%s at %.1f m/s", name, speeds[i]);
        p.name = says;
        fault = help_in_folder(&p, SEED + 1, 1, score_preset, NULL) || fault;
    }
    return fault;
}

/* Bodies the detectors were not made on, at three speeds and three slopes, taken together. */
static int score_bodies(const char *name, enum runner_strike strike, struct score_sums *sums)
{
    static const double speeds[] = {2.5, 3.5, 4.5}, slopes[] = {-8, 0, 8};
    int fault = 0;
    for (uint64_t body = 1; body <= BODIES; body++)
        for (int i = 0; i < 3; i++) {
            struct preset p = at_speed(name, speeds[i]);
            p.body = body;
            for (int k = 0; k < PRESET_BOUTS; k++) {
                p.bout[k].strike = strike;
                p.bout[k].slope_deg = slopes[(body + (uint64_t)i) % 3];
            }
            fault = help_in_folder(&p, body, 0.5, score_into, sums) || fault;
        }
    return fault;
}

int score_presets(void)
{
    static struct score_sums shank, foot;
    int fault = 0;
    printf("\n## On the synthetic runner (seed %d, up to %g minutes; speeds: a minute)\n\n", SEED,
           LONGEST_MIN);
    score_head("preset", "sensor");
    for (int i = 0; i < preset_count; i++)
        fault = help_in_folder(&presets[i], SEED, fmin(presets[i].minutes, LONGEST_MIN),
                               score_preset, NULL) ||
                fault;
    fault = score_speeds("asphalt-easy") || fault;
    fault = score_speeds("foot-easy") || fault;
    printf(
        "\n## On other bodies (%d drawn, each at 2.5, 3.5 and 4.5 m/s, uphill, level and down)\n\n",
        BODIES);
    score_head("strike", "sensor");
    for (enum runner_strike k = 0; k < RUNNER_STRIKES; k++) {
        memset(&shank, 0, sizeof shank);
        memset(&foot, 0, sizeof foot);
        fault = score_bodies("asphalt-easy", k, &shank) || fault;
        fault = score_bodies("foot-easy", k, &foot) || fault;
        score_row(runner_strike_name(k), "shank", &shank.limb);
        score_row(runner_strike_name(k), "foot", &foot.limb);
        score_row(runner_strike_name(k), "sacrum", &shank.trunk);
    }
    return fault ? -1 : 0;
}
