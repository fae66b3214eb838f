/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a runner's form changed over a run, left against right too, and since which minute. Blocks of
 * a minute and a surface as in gait/drift.h (over 128 are joined in pairs), lines as in
 * gait/trend.h. Of the limb's figures that leg counts which has most strides, so that a sensor that
 * falls silent moves nothing.
 *
 * Asymmetry is the symmetry index of Robinson, Herzog and Nigg 1987, of a block's means: 100 (left
 * - right) / ((left + right) / 2), in %. Of peaks its level is also the two sensors' mounting; its
 * change within a run is not.
 *
 * Of the same strides it says what gait/drift.h says. Speed is not known here: a runner who slows
 * down changes too.
 *
 * Any one thread; no allocation after _new. */
#ifndef GAIT_FORM_H
#define GAIT_FORM_H

#include <gait/types.h>

enum gait_form_figure {
    GAIT_FORM_CADENCE,     /* spm */
    GAIT_FORM_CONTACT,     /* ms */
    GAIT_FORM_PEAK,        /* g, of the limb */
    GAIT_FORM_ATTENUATION, /* dB */
    GAIT_FORM_BACK,        /* g, peak of the trunk */
    GAIT_FORM_TAKEN,
    GAIT_FORM_PEAK_SIDES = GAIT_FORM_TAKEN, /* %, symmetry index */
    GAIT_FORM_CONTACT_SIDES,
    GAIT_FORM_FIGURES
};

struct gait_form;

struct gait_form *gait_form_new(void); /* NULL: no memory */
void gait_form_free(struct gait_form *f);
void gait_form_reset(struct gait_form *f);

/* A clean running stride's value of one of the first five; NaN is not taken in. Times may go back
 * by a few seconds. side: GAIT_SIDE_NONE for what is of both feet. */
void gait_form_add(struct gait_form *f, int64_t t_ns, const char *surface,
                   enum gait_form_figure figure, enum gait_side side, double value, bool clipped);

struct gait_form_result {
    uint32_t n; /* strides */
    int minutes;
    double mean, mean_low, mean_high; /* of the blocks, 95 % */
    double start;                     /* where the run began, by the line */
    double change, low, high;         /* from the first stride to the newest, 95 % */
    bool clipped; /* over a tenth at the end of the range: there is no change to tell */
    bool sure;    /* as gait_trend_change */
    /* Only where it is sure, minutes since the first stride, 95 %; else NaN. */
    double since_min, since_low_min, since_high_min;
};

/* False: fewer than GAIT_DRIFT_MINUTES with 20 strides each (of each leg, for asymmetry). */
bool gait_form_result(const struct gait_form *f, enum gait_form_figure figure,
                      struct gait_form_result *ret);

#endif
