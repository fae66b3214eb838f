/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says a comparison in one plain sentence for a runner. It speaks of what a sensor felt: never of
 * ground force, of bones, of injury. Pure, no locale; any thread. */
#ifndef GAIT_SENTENCE_H
#define GAIT_SENTENCE_H

#include <gait/types.h>

enum gait_sentence_reason {
    GAIT_SENTENCE_PLAIN, /* the verdict says it */
    GAIT_SENTENCE_RANGE,
    GAIT_SENTENCE_STRETCHES,
    GAIT_SENTENCE_CADENCE,
    GAIT_SENTENCE_CONTACT,
};

enum gait_sentence_pace {
    GAIT_SENTENCE_HELD,
    GAIT_SENTENCE_DIFFERED,
    GAIT_SENTENCE_NOT_KNOWN,
    GAIT_SENTENCE_NOT_ADJUSTED
};

/* What the comparison itself does not hold. */
struct gait_sentence_facts {
    enum gait_sentence_reason reason;
    enum gait_sentence_pace pace;
    double pace_a, pace_b;       /* spm or ms, by reason */
    double clipped_a, clipped_b; /* share, 0 .. 1; 0 where clipping does not matter */
};

/* Writes u.comparison.why from the rest of u.comparison. Whole clauses are left out where long
 * names leave no room. */
void gait_sentence(struct gait_event *comparison, const struct gait_sentence_facts *f);

#endif
