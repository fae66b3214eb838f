/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runs that `gaitctl synth` knows by name. */
#ifndef CTL_PRESET_H
#define CTL_PRESET_H

#include "ctl/wear.h"

#define PRESET_BOUTS 8
#define PRESET_SENSORS 3

struct preset_bout {
    double seconds;
    enum gait_state gait;
    double speed_ms;
    const char *ground;
    const char *mark; /* what the runner calls it; NULL: as the ground is called */
};

struct preset {
    const char *name, *says;
    struct preset_bout bout[PRESET_BOUTS]; /* up to the first of 0 seconds; repeated to the end */
    double minutes;                        /* of the whole, unless --minutes says else */
    struct wear_settings sensor[PRESET_SENSORS];
};

extern const struct preset presets[];
extern const int preset_count;

const struct preset *preset_find(const char *name); /* NULL: unknown */

#endif
