/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the detector of contacts and those who hear of them: holds contacts back until enough of
 * them have come one after the other at the rate that the spectrum says, then gives out all it
 * holds, and from then on each as it comes. Where the rhythm breaks it holds back again until it is
 * found again: what comes once, like a knock, never comes out. Times in ticks. Any one thread; no
 * allocation. */
#ifndef GAIT_RHYTHM_H
#define GAIT_RHYTHM_H

#include <gait/contact.h>

#include <stdbool.h>

#define GAIT_RHYTHM_HELD 24

struct gait_rhythm_item {
    struct gait_contact contact;
    bool is_done; /* its toe-off is known or given up */
};

struct gait_rhythm {
    struct gait_rhythm_item held[GAIT_RHYTHM_HELD];
    int count; /* of held; the oldest is at 0 */
    bool live; /* found: contacts pass */
    double last;
    struct gait_contacts out, done;
};

/* Forgets what is held and what was found; what is on its way out stays. */
void gait_rhythm_forget(struct gait_rhythm *r);
void gait_rhythm_clear(struct gait_rhythm *r); /* and that too */

/* Takes a contact. expected: ticks from one contact to the next, above 0; least: contacts in a row,
 * 2 or more, before the first is given out. What was held is given out marked late. */
void gait_rhythm_contact(struct gait_rhythm *r, const struct gait_contact *c, double expected,
                         int least);

/* Gives out what is held if by now fewer in a row are enough. */
void gait_rhythm_settle(struct gait_rhythm *r, double expected, int least);

/* Takes the toe-off of a contact that was taken; those of contacts that never came out are dropped
 * with them. */
void gait_rhythm_toe_off(struct gait_rhythm *r, const struct gait_contact *c);

#endif
