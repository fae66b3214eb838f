/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session comes to: landings of both feet, their peaks, the distance, by surface. Counted
 * from its strides, or, where many sessions are to be summed up, from its summaries and its speeds
 * (a surface's landings are the strides with a cadence; their time is landings over cadence; the
 * speed is the mean over the time it was known). Running only.
 *
 * A limb's sensor sees one foot: where only one leg is worn, or one sensor fell silent, its
 * landings count twice. A sensor at the back sees both, and counts only where there is no limb's.
 */
#ifndef CTL_TOTALS_H
#define CTL_TOTALS_H

#include "daemon/store.h"

#include <gait/load.h>

struct totals_surface {
    char name[GAIT_NAME_MAX];
    double landings, peak_g, cadence_spm, contact_ms; /* means; NaN: not known */
};

struct totals {
    int surfaces; /* with any landing */
    struct totals_surface surface[GAIT_SURFACES_MAX];
    struct gait_load_run run;
    double minutes; /* of running */
    double lost;    /* landings in gaps, estimated, not in the others; NaN: not looked at */
    double hard;    /* share of the landings on ground that is hard or soft; NaN: none is */
    double told;    /* share of the landings on such ground */
    bool doubled;   /* one foot was seen and counted twice */
    bool back;      /* peaks are of the back: there was no limb's sensor */
    double peak_g, cadence_spm, contact_ms, speed_ms; /* means over the landings */
    double shock_g;                                   /* sum of the peaks over all landings */
};

enum totals_from { TOTALS_STRIDES, TOTALS_SUMMARIES };

/* Sessions without summaries, or whose strides have speeds that nobody published (typed in later),
 * are counted from their strides all the same. 0, or -1 with one sentence in why. */
int totals_of(struct store *s, const struct store_session *session, enum totals_from from,
              struct totals *ret, char *why, size_t why_size);

#endif
