/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The synthetic runner: every preset, then speeds. */
#include "tests/score.h"

#define SEED 1

static int score_preset(const struct recording *r, const char *folder, const char *name, void *with)
{
    return score_recording(r, folder, name, with);
}

static int score_speeds(const char *name)
{
    static const double speeds[] = {2.5, 2.9, 3.5, 4.2, 4.5};
    int fault = 0;
    for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
        char says[GAIT_NAME_MAX];
        struct preset p = *preset_find(name);
        snprintf(says, sizeof says, "%s at %.1f m/s", name, speeds[i]);
        p.name = says;
        for (int k = 0; k < PRESET_BOUTS; k++)
            p.bout[k].speed_ms = speeds[i];
        fault = score_made(&p, SEED + 1, 1, score_preset, NULL) || fault;
    }
    return fault;
}

int score_presets(void)
{
    int fault = 0;
    printf(
        "\n## On the synthetic runner (seed %d, length as the preset says; speeds: a minute)\n\n",
        SEED);
    score_head("preset", "sensor");
    for (int i = 0; i < preset_count; i++)
        fault = score_made(&presets[i], SEED, 0, score_preset, NULL) || fault;
    fault = score_speeds("asphalt-easy") || fault;
    fault = score_speeds("foot-easy") || fault;
    return fault ? -1 : 0;
}
