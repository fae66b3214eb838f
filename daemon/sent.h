/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which units one sensor sends: as its dialect says, as a rule says, or found from its signal.
 *
 * Pure; one thread. */
#ifndef DAEMON_SENT_H
#define DAEMON_SENT_H

#include "daemon/decode.h"

#include <gait/unit.h>

struct sent {
    bool a, w; /* that it sends */
    enum decode_unit unit_a, unit_w; /* as of decode_sample, and so are these */
    float a_unit, w_unit, range_g;
    struct gait_unit found_a;
    struct gait_unit_rate found_w;
};

void sent_init(struct sent *s);

/* Takes what a message says of its units. True: something is new. */
bool sent_learn(struct sent *s, const struct decode_sample *x);

/* What one of a given-out value is in SI, 1 where it is in SI already; 0: not known. word: what a
 * rule says of the unit, or empty; range_g: of the range, or 0. */
double sent_a_ms2(const struct sent *s, const char *word, float range_g);
double sent_w_rads(const struct sent *s, const char *word);

/* True: found_a has more to learn of its samples. word: what a rule says. */
static inline bool sent_asks_a(const struct sent *s, const char *word)
{
    return s->unit_a == DECODE_OPEN && !s->found_a.sure && !word[0];
}

/* The unit of the wire in a word; empty: none sent, or not known. */
void sent_word_a(const struct sent *s, const char *word, char ret[GAIT_UNIT_MAX]);
void sent_word_w(const struct sent *s, const char *word, char ret[GAIT_UNIT_MAX]);

/* What is to be done for a unit that is not known, in one sentence; empty: nothing. */
void sent_why(const struct sent *s, const char *word_a, const char *word_w,
              char why[GAIT_WHY_MAX]);

#endif
