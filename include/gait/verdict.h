/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the estimates of a comparison into a verdict. Pure; any thread.
 *
 * In this order: too few strides; too many at the end of the range, or a design that cannot tell
 * surface from leg, slope or speed; a side that was never come back to, where the drift of a run
 * could do it; another pace; estimates with and without pace that disagree; lower, higher or no
 * detectable difference. An estimate is used as it stands where speed is known; where pace is only
 * known by cadence and contact time, which the ground itself can change, neither the estimate with
 * them nor that without carries a verdict alone, and the interval is wider by a fifth of what they
 * changed, by more where that is beyond half the interval: what they leave in does not shrink with
 * more strides. */
#ifndef GAIT_VERDICT_H
#define GAIT_VERDICT_H

#include <gait/sentence.h>
#include <gait/types.h>

#define GAIT_VERDICT_STRIDES 25    /* clean strides needed on each side */
#define GAIT_VERDICT_CLIPPED 0.20  /* share of clipped strides: above, not comparable */
#define GAIT_VERDICT_AT_LEAST 0.05 /* ... beyond which a difference is a lower bound */
#define GAIT_VERDICT_PACE 3.0      /* standardised difference of cadence or contact: above, no */
#define GAIT_VERDICT_SPEED 4.0     /* ... of speed */
#define GAIT_VERDICT_HELD 0.5      /* ... below which the pace was one */
#define GAIT_VERDICT_SO_FAR 1.5    /* width of an interval that is looked at again and again */
#define GAIT_VERDICT_RELEVANT 0.10 /* share of mean_a: a difference that matters */
#define GAIT_VERDICT_LEFT 0.20     /* of what cadence and contact time took out: still in there */
#define GAIT_VERDICT_LEFT_BEYOND 0.30 /* ... more, of what of it is beyond half the interval */
#define GAIT_VERDICT_POWER 0.8416  /* normal quantile of 80 % */

/* Mean and sum of squared deviations of n values, as of sessions in gait/season.h: all zero is
 * none. */
struct gait_verdict_moments {
    uint32_t n;
    double mean, m2;
};
void gait_verdict_add(struct gait_verdict_moments *m, double x);

/* On the scale that was analysed, see gait_verdict_logarithmic: difference b - a, its 95 and 90 %
 * intervals, standard error, and two-sided p of no difference. */
struct gait_verdict_estimate {
    double difference, low, high, low90, high90, se, p;
};

struct gait_verdict_side {
    const char *surface;
    uint32_t strides, stretches; /* clean strides, in stretches that count */
    uint32_t visits;             /* stretches, those with none of the other side between as one */
    double mean;                 /* plain, in the measure's unit */
    double clipped;              /* share of the strides, 0 .. 1 */
    double minute;               /* mean minute of the strides */
};

struct gait_verdict_case {
    enum gait_measure measure;
    bool primary, so_far;
    struct gait_verdict_side a, b;
    struct gait_sentence_pace pace;
    enum gait_sentence_reason fault; /* PLAIN: estimates are there; else why they are not */
    struct gait_verdict_estimate with, without; /* adjusted for pace, and not */
    double apart; /* standardised difference of pace; NaN where it is not known */
    char adjusted_for[64];
};

/* Skewed: what is analysed is the logarithm. */
bool gait_verdict_logarithmic(enum gait_measure m);

/* A difference of which is well said in percent of a's mean. */
bool gait_verdict_relative(enum gait_measure m);

/* Fills kind and u.comparison but for the sentence, and what the sentence needs. ci95, se and mdd
 * are NaN where the verdict is not comparable or too few strides: an interval there would look as
 * if it meant something; difference is then of the plain means. mdd is half the interval and 0.84
 * standard errors: found in 80 % of such sessions. no_relevant: two one-sided tests (Schuirmann
 * 1987), of measures that are said in percent. */
void gait_verdict(const struct gait_verdict_case *c, struct gait_event *ret,
                  struct gait_sentence_facts *ret_facts);

/* Holm (1979) at 5 % over n comparisons and their p; a NaN p is not of the family. Those lower or
 * higher that do not pass become no detectable difference, and their facts say so. */
void gait_verdict_holm(struct gait_event *const e[], const double p[],
                       struct gait_sentence_facts *const facts[], int n);

#endif
