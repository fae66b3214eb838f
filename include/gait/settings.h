/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of every stage of the signal path, one member a stage; the configuration file has
 * one section for each. */
#ifndef GAIT_SETTINGS_H
#define GAIT_SETTINGS_H

#include <gait/cadence.h>
#include <gait/clock.h>
#include <gait/limb.h>
#include <gait/resample.h>
#include <gait/runners.h>
#include <gait/trunk.h>

struct gait_settings {
    struct gait_clock_settings clock;
    struct gait_resample_settings resample;
    struct gait_cadence_settings cadence;
    struct gait_limb_settings limb;
    struct gait_trunk_settings trunk;
    struct gait_runners_settings session;
};

/* All defaults. */
void gait_settings_default(struct gait_settings *ret);

/* NULL, or one sentence that says which setting is wrong and why. */
const char *gait_settings_fault(const struct gait_settings *s);

#endif
