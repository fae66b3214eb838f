/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of `gaitctl compare` share; for nobody else. */
#ifndef CTL_COMPARE_PARTS_H
#define CTL_COMPARE_PARTS_H

#include "ctl/answer.h"
#include "ctl/which.h"

#include <gait/season.h>

#include <stdio.h>

#define COMPARE_SURFACES 64 /* named to the user at most */

/* One session, as far as it knows the two surfaces. */
struct compare_session {
    const struct which_one *which;
    bool has_a, has_b;
    struct gait_season_side a[GAIT_MEASURES], b[GAIT_MEASURES];
    bool is[GAIT_MEASURES]; /* within has it */
    struct gait_event within[GAIT_MEASURES];
    struct answer_sensors sensors;
};

struct compare {
    char a[GAIT_NAME_MAX], b[GAIT_NAME_MAX];
    int n;
    struct compare_session *session;
    int surfaces; /* that the sessions have, each once */
    char surface[COMPARE_SURFACES][GAIT_NAME_MAX];
};

/* Reads every session of w; results that are not kept are made from its strides, and kept where the
 * file can be written. 0, or -1 with one sentence in why. */
int compare_read(struct compare *c, const struct which *w, char *why, size_t why_size);
void compare_free(struct compare *c);

/* The sessions of a runner as one season: every measure that was measured, in order; how many. */
int compare_season(const struct compare *c, const char *runner,
                   struct gait_event ret[GAIT_MEASURES]);

/* measure: GAIT_MEASURES for all of them. */
void compare_print(const struct compare *c, const char *runner, enum gait_measure measure, FILE *f);
void compare_print_json(const struct compare *c, const char *runner, enum gait_measure measure,
                        FILE *f);

#endif
