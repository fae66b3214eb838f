/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sensor worn by a synthetic runner whose contacts are known from the force under the foot. */
#ifndef TESTS_HELP_WORN_H
#define TESTS_HELP_WORN_H

#include <gait/types.h>

enum { HELP_WORN_STILL_S = 4, HELP_WORN_TRUTHS = 200 };

struct help_worn;

/* A 400 Hz pod on the left shank of one who stands for HELP_WORN_STILL_S, then runs to end_s. Never
 * NULL. */
struct help_worn *help_worn_new(double end_s);
void help_worn_free(struct help_worn *w); /* NULL is fine */

int help_worn_rows(const struct help_worn *w);
double help_worn_rate_hz(const struct help_worn *w);
struct gait_sample help_worn_row(const struct help_worn *w, int i, int64_t origin_ns);

/* Contacts of the left foot, s; at most HELP_WORN_TRUTHS. */
int help_worn_truths(const struct help_worn *w);
double help_worn_truth_s(const struct help_worn *w, int i);

#endif
