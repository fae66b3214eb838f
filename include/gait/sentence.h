/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says a comparison in one plain sentence for a runner. It speaks of what a sensor felt: never of
 * ground force, of bones, of injury. Pure, no locale; any thread. */
#ifndef GAIT_SENTENCE_H
#define GAIT_SENTENCE_H

#include <gait/types.h>

/* Why a comparison is none. */
enum gait_sentence_reason {
    GAIT_SENTENCE_PLAIN, /* it is one */
    GAIT_SENTENCE_RANGE,
    GAIT_SENTENCE_LEGS,     /* one leg there, the other here */
    GAIT_SENTENCE_SLOPE,    /* differs just as the surfaces do */
    GAIT_SENTENCE_SINGULAR, /* the figures leave no estimate */
    GAIT_SENTENCE_DRIFT,    /* a side was never come back to */
    GAIT_SENTENCE_PACE,     /* too far apart */
    GAIT_SENTENCE_DISAGREE, /* with pace and without it, two answers */
    GAIT_SENTENCE_REASONS
};

enum gait_sentence_known {
    GAIT_SENTENCE_BY_SPEED,
    GAIT_SENTENCE_BY_STEPS, /* by cadence and contact time, or one of them */
    GAIT_SENTENCE_NOT_KNOWN,
    GAIT_SENTENCE_NOT_ADJUSTED, /* cadence and contact time themselves */
};

/* Means of both sides; NaN where not measured. */
struct gait_sentence_pace {
    enum gait_sentence_known known;
    double speed_a, speed_b;     /* m/s */
    double cadence_a, cadence_b; /* spm */
    double contact_a, contact_b; /* ms */
};

/* What the comparison itself does not hold. */
struct gait_sentence_facts {
    enum gait_sentence_reason reason;
    struct gait_sentence_pace pace;
    bool not_in_turn;    /* a side was never come back to */
    bool goes_with_pace; /* a difference without pace, none with it */
    bool apart;          /* between sessions: what it calls stretches are sessions */
    int by_chance;       /* one of so many measures, and not enough for that; 0: no */
};

/* Writes u.comparison.why from the rest of u.comparison. Whole clauses are left out where long
 * names leave no room. */
void gait_sentence(struct gait_event *comparison, const struct gait_sentence_facts *f);

#endif
