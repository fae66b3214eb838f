/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a synthetic runner shows, measured as its description says: contact while the force is above
 * nothing, peaks within 75 ms of the touch-down, spectra over stances, detrended, bins of 1 Hz. Of
 * the left foot. */
#ifndef TESTS_HELP_FIGURES_H
#define TESTS_HELP_FIGURES_H

#include "ctl/runner.h"

struct figures {
    double cadence_spm, contact_ms, contact_right_ms, weights; /* mean force over weight */
    double axial_g, axial_right_g, axial_at_ms, resultant_g, rebound_g, swing_g, swing_mean_g;
    double foot_g, foot_dps, sacrum_g, sacrum_x_g;     /* the last a mean over all time */
    double impact_weights, impact_at_ms, impact_share; /* of the vertical force; share of steps */
    double active_weights, active_at, loading; /* at: of the contact; loading in weights/s */
    /* Of the axial acceleration of the shank, the vertical one of sacrum and head, in stance. */
    double low_peak_hz, high_peak_hz, median_hz, sacrum_median_hz, sacrum_above_8hz;
    double sacrum_db, sacrum_low_db, head_db; /* 9-20 Hz, 3-7 Hz, 9-20 Hz against the shank */
};

/* Two minutes of one bout, without its first five seconds. */
struct figures figures_of_bout(const struct runner_bout *bout, const struct runner_manner *as);

/* The standard body on asphalt's or another ground. */
struct figures figures_of(enum gait_state gait, double speed_ms, const char *on);

#endif
