/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of shoes, what each has run, and how the peak changed over its life. Which pair a session
 * was run in: the one it says; where it says none, of its runner's pairs (or those of no runner)
 * that are not retired and were there when it began, the one worn since last. */
#ifndef CTL_PAIRS_H
#define CTL_PAIRS_H

#include "daemon/store.h"

#include <gait/load.h>
#include <gait/mileage.h>

struct pair {
    struct store_shoes is;
    int sessions;
    struct gait_load_run run;  /* here; before_km of is comes on top */
    struct gait_load_range km; /* before_km included */
    bool has_line;
    struct gait_mileage line; /* of the peak at the limb */
};

/* -1: none. */
int pairs_worn(const struct store_shoes *pair, int n, const struct store_session *session);

/* All pairs, or, where only is not NULL, that one alone; session: sessions after it do not count
 * (NULL: all do). *ret is the caller's to free; the number is returned, or -1 with one sentence. */
int pairs_of(struct store *s, const struct store_session *session, const char *only,
             struct pair **ret, char *why, size_t why_size);

/* 0, 1: from 300 miles on, 2: from 500. By the lower end where the distance is not known. */
int pairs_notice(const struct pair *p);

/* "612 km", or "not known, .."; what of the distance is to be said. */
void pairs_say(const struct pair *p, char *text, size_t size);

#endif
