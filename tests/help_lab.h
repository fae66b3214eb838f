/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A synthetic runner in the laboratory: what the pipeline measured, stride by stride, beside what
 * was true at the sensors' points at RUNNER_HZ, before any sensor. */
#ifndef TESTS_HELP_LAB_H
#define TESTS_HELP_LAB_H

#include "tests/help_feed.h"

enum { HELP_LAB_STRIDES = 400 };

/* 0: as the plain runner has it. */
struct help_lab_settings {
    uint64_t seed;
    double seconds, still_s; /* of the whole, and of the standing before it runs */
    double speed_ms;
    const char *ground;
    double limb_hz, trunk_hz, range_g; /* 400, 400, 64 */
    enum gait_placement limb;          /* GAIT_SHANK_LEFT */
    double trunk_late_s;               /* the trunk's clock is off by this much */
    double clock_sd_s;                 /* and known to this, each */
    uint64_t turned;                   /* the limb's sensor is mounted anyhow, by this seed */
};

struct help_lab_stride {
    struct gait_event is; /* the limb's stride event */
    double contact_s, toe_off_s, peak_g, axial_g, attenuation_db;
};

struct help_lab {
    struct help_events events;
    struct help_lab_stride stride[HELP_LAB_STRIDES];
    int strides;
    double attenuation_db; /* of the mean spectra of all of them */
};

struct help_lab *help_lab_new(const struct help_lab_settings *s); /* never NULL */
void help_lab_free(struct help_lab *l);

#endif
