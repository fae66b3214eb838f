/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to "is the one ground softer than the other", in words for a runner: one sentence of
 * the limb's peak and one of the back's, whichever were compared. The tables of gaitctl and the
 * page say it alike. Names in it are strangers' words. Any thread. */
#ifndef CTL_ANSWER_H
#define CTL_ANSWER_H

#include <gait/types.h>

#include <stdio.h>

#define ANSWER_MAX 768

struct answer {
    char says[ANSWER_MAX];                              /* whole sentences */
    char limb_reason[ANSWER_MAX], back_reason[ANSWER_MAX]; /* why there is no answer to it; or empty */
    char basis[ANSWER_MAX]; /* what it rests on, after the figures; or empty */
};

/* Where the sensors on the legs sit; begins as {0}. */
struct answer_sensors {
    bool foot, shank;
};
void answer_sensors_add(struct answer_sensors *s, const struct gait_event *sensor);

/* "shin", "foot", or "leg" where it is not known, or both. */
const char *answer_where(const struct answer_sensors *s);

/* Comparisons of one pair, of the peak at the limb and of the peak at the back; not both NULL. */
void answer_of(const struct gait_event *limb, const struct gait_event *back, const char *where,
               struct answer *ret);

/* The same for a terminal: the sentences, under them the reasons and the basis. */
void answer_print(const struct answer *a, const char *where, FILE *f);

#endif
