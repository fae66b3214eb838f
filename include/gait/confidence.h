/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sure a stride is, as a probability: of strides of confidence p about p are right, right
 * meaning that both its contacts lie within 30 ms of two true ones that follow each other (further
 * off, the impact window would miss the peak). A logistic regression on what is known of the
 * stride, one for each kind of sensor, fitted on the synthetic runner with losses, noise, low
 * rates, other bodies, strikes and surfaces (build/tests/confidence_fit makes the constants again;
 * docs/accuracy.md tests them on other seeds). Of people it has no proof. Pure function; any
 * thread. */
#ifndef GAIT_CONFIDENCE_H
#define GAIT_CONFIDENCE_H

#include <gait/types.h>

#define GAIT_CONFIDENCE_TERMS 8

/* What the regression is on: 1; alikeness -log10(1 - likeness) of the less and of the more alike
 * contact; o, how far off the beat, as -log10(o), as 10 o up to 0.1 and as ten times what is above;
 * a hole at either contact; late. */
void gait_confidence_terms(const struct gait_evidence *e, double ret[GAIT_CONFIDENCE_TERMS]);

float gait_confidence(enum gait_segment_kind kind, const struct gait_evidence *e); /* 0 .. 1 */

#endif
