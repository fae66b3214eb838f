/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the measures of one runner changed from the start of a run to its end, and how sure that is.
 *
 * Strides of one minute and one surface make a block; a line of common slope, with a level of its
 * own for each surface, is fitted to the blocks' means. Blocks still resemble their neighbours: the
 * residuals' correlation r from block to block, corrected for its bias in short series, widens the
 * 95 % interval by (1 + r) / (1 - r) and takes as many degrees of freedom. A run of more than 128
 * blocks has them joined in pairs, so memory does not grow with time. Speed is not known here: a
 * runner who slows down drifts too. Analysis thread; no allocation after _new. */
#ifndef GAIT_DRIFT_H
#define GAIT_DRIFT_H

#include <gait/types.h>

#define GAIT_DRIFT_MINUTES 6 /* of running; less says nothing */

struct gait_drift;

struct gait_drift *gait_drift_new(void); /* NULL: no memory */
void gait_drift_free(struct gait_drift *d);
void gait_drift_reset(struct gait_drift *d);

/* A clean stride's value; NaN is not taken in. Times may go back by a few seconds. */
void gait_drift_add(struct gait_drift *d, int64_t t_ns, const char *surface,
                    enum gait_measure measure, double value, bool clipped);

/* False: too little to say. The interval is this measure's own, 95 %; the verdict asks more, so
 * that in 95 % of runs without drift none at all is claimed (gait_trend_change). Where
 * clipping cuts off more than a tenth, the verdict is GAIT_VERDICT_NOT_COMPARABLE and there is no
 * change. */
bool gait_drift_result(const struct gait_drift *d, enum gait_measure measure,
                       struct gait_event *ret);

#endif
