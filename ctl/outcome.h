/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a session for people: one table a runner and pair of surfaces (or of the one surface
 * there was), and one sentence under it. Collects summaries, comparisons and drifts as they come,
 * and of each sensor the newest, for what it says of its peaks. */
#ifndef CTL_OUTCOME_H
#define CTL_OUTCOME_H

#include <gait/types.h>

#include <stdio.h>

struct outcome;

struct outcome *outcome_new(void); /* NULL: no memory */
void outcome_free(struct outcome *o);

/* True: a summary, a comparison of the whole session or a drift, and kept; the oldest are kept when
 * there are too many. */
bool outcome_take(struct outcome *o, const struct gait_event *e);

/* Prints what was kept of this runner (NULL: of everybody) and forgets it; of a sensor the newest
 * word is kept. Nothing kept: nothing printed. */
void outcome_print(struct outcome *o, const char *runner, FILE *f);

/* How a measure is called in a table, and to how many decimals it is given. */
const char *outcome_label(enum gait_measure m);
int outcome_decimals(enum gait_measure m);

#endif
