/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runs that `gaitctl synth` knows by name. */
#ifndef CTL_PRESET_H
#define CTL_PRESET_H

#include "ctl/wear.h"

#define PRESET_BOUTS 8
#define PRESET_SENSORS 3

struct preset_bout { /* members left 0 change nothing, as in struct runner_bout */
    double seconds;
    enum gait_state gait;
    double speed_ms;
    const char *ground;
    const char *mark; /* what the runner calls it; NULL: as the ground is called */
    double end_speed_ms, slope_deg, landing;
    enum runner_strike strike;
};

struct preset {
    const char *name, *says;
    struct preset_bout bout[PRESET_BOUTS]; /* up to the first of 0 seconds; repeated to the end */
    double minutes;                        /* of the whole, unless --minutes says else */
    struct wear_settings sensor[PRESET_SENSORS];
    uint64_t body;
    double asymmetry, fatigue; /* as in struct runner_manner */
    bool capture;              /* written as capture.osc, even if a signal file could hold it */
    char turned[100];          /* the knobs that were turned, for people */
};

extern const struct preset presets[];
extern const int preset_count;

const struct preset *preset_find(const char *name); /* NULL: unknown */

/* Rows that come in another order, twice, by a clock that jumps or starts anew: what a signal file
 * cannot hold. */
bool preset_needs_capture(const struct preset *p);

#endif
