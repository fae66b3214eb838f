/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The knobs of `gaitctl synth`: what of a preset can be turned from outside. */
#ifndef CTL_SYNTH_KNOBS_H
#define CTL_SYNTH_KNOBS_H

#include "ctl/preset.h"

struct synth_order {
    const char *folder;
    uint64_t seed;
    double minutes; /* 0: as the preset says */
    struct preset preset;
};

/* The words of the command line. -1: go on with *ret; else the exit status, after help or one
 * sentence on standard error. */
int synth_knobs_take(int argc, char **argv, struct synth_order *ret);

#endif
