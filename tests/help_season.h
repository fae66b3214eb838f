/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many made-up seasons of one kind, from what their sessions say of the peak. */
#ifndef TESTS_HELP_SEASON_H
#define TESTS_HELP_SEASON_H

#include "tests/help_verdicts.h"

#include <gait/season.h>

#define HELP_SEASON_MAX 64 /* sessions */

struct help_season_settings {
    uint64_t seed;
    int sessions;        /* apart: of each surface */
    double difference_g; /* true mean of b - a */
    double sd_g;         /* of the true difference between sessions */
    bool apart;          /* each session has one surface, its sensor mounted anew */
};

/* A session with both surfaces, its difference measured as d_g to se_g; the verdict follows. */
struct gait_event help_season_session(double d_g, double se_g);

struct help_season {
    int n, held, wrong, found; /* wrong: a verdict where there is none; found: with own mdd added */
    double half_width;
};

void help_season(const struct help_season_settings *is, int n, struct help_season *ret);

#endif
