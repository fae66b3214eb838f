/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is true of a synthetic run: truth.csv, each contact and toe-off, and truth-strides.csv, what
 * a perfect sensor would measure at each contact. Of the motion itself: before strap, filter,
 * noise, mounting and clipping. No thread of its own. */
#ifndef CTL_SYNTH_TRUTH_H
#define CTL_SYNTH_TRUTH_H

#include "ctl/preset.h"

#include <stddef.h>

#define TRUTH_CONTACT_N 50.0 /* a foot is on the ground while its force is above */

struct truth;

/* The folder is there, and bouts stay until truth_close. 0, or -1 with one sentence in why. */
int truth_open(const char *folder, const struct preset *p, const struct runner_bout *bout,
               int bouts, struct truth **ret, char *why, size_t why_size);

/* Every moment, in order. wear: the preset's sensors, after they were given it. */
void truth_push(struct truth *t, const struct runner_moment *m, struct wear *const *wear);

/* Writes what is left; frees t, which may be NULL. */
int truth_close(struct truth *t, char *why, size_t why_size);

#endif
