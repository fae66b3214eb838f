/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the stretch means of two surfaces into a difference with a 95 % interval and a verdict.
 * Pure; any thread.
 *
 * Student's t on unweighted stretch means with pooled variance, K - 2 degrees of freedom for K
 * stretches. Real strides wander slowly, and stretches differ on the same ground: tests on single
 * strides call 20 to 80 % of null differences real, this one 5 % where stretches are exchangeable.
 * That fails where neighbouring stretches share a slow wander: 17 % with one real hip recording cut
 * into 2 and 2 stretches of 60, none with 5 and 5 of 25. Two stretches a side (2 df) find little.
 * The difference that would be found in 80 % of such sessions is mdd = (t_.975 + t_.8) SE. Each
 * measure's interval is its own plain 95 %: of twenty null comparisons one is expected to be wrong,
 * so choose the measure before the run. */
#ifndef GAIT_VERDICT_H
#define GAIT_VERDICT_H

#include <gait/types.h>

#define GAIT_VERDICT_STRIDES 25     /* clean strides needed on each side */
#define GAIT_VERDICT_CLIPPED 0.20   /* share of clipped strides: above, not comparable */
#define GAIT_VERDICT_AT_LEAST 0.05  /* ... beyond which a difference is a lower bound */
#define GAIT_VERDICT_PACE 3.0       /* standardised difference of pace: above, not comparable */
#define GAIT_VERDICT_PACE_HELD 0.5  /* ... up to which pace needs no second look */
#define GAIT_VERDICT_CADENCE_SPM 1. /* least SD of a stretch mean that the pace is held against */
#define GAIT_VERDICT_CONTACT_MS 3.

/* Mean and sum of squared deviations of the means of n stretches. */
struct gait_verdict_moments {
    uint32_t n;
    double mean, m2;
};

/* A measure of pace (x) and the value (y) over the stretches that have both: n, means, sums of
 * squares and of products. */
struct gait_verdict_pace {
    struct gait_verdict_moments x, y;
    double xy;
};

/* One surface. cadence, contact: n 0 where not measured. */
struct gait_verdict_side {
    const char *surface;
    uint32_t strides, clipped; /* clean ones, in those stretches */
    struct gait_verdict_moments value;
    struct gait_verdict_pace cadence, contact;
};

void gait_verdict_add(struct gait_verdict_moments *m, double x);
void gait_verdict_add_pace(struct gait_verdict_pace *p, double x, double y);

/* Fills kind and u.comparison, nothing else. In this order: too few strides; too many clipped; a
 * side with one stretch; another pace (cadence or contact time, unless they are what is compared);
 * lower, higher or no detectable difference. A lower or higher beside a small difference of pace
 * must survive with that pace as covariate (analysis of covariance of the stretch means, K - 3
 * degrees of freedom), else it is not comparable; the numbers given are the unadjusted ones.
 * difference is b - a of the plain means of stretch means; NaN where a side has none. ci95 and mdd
 * are NaN where the verdict is not comparable or too few strides: an interval there would look as
 * if it meant something. */
void gait_verdict(enum gait_measure measure, const struct gait_verdict_side *a,
                  const struct gait_verdict_side *b, struct gait_event *ret);

#endif
