/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb `gaitctl synth`: a synthetic runner with known truth, as a recording. */
#ifndef CTL_SYNTH_H
#define CTL_SYNTH_H

#include "ctl/preset.h"

#include <stddef.h>

/* Writes the folder whole. progress: a bar on standard error. 0, or -1 with one sentence in why.
 * minutes 0: as the preset says. */
int synth_write(const struct preset *p, const char *folder, uint64_t seed, double minutes,
                bool progress, char *why, size_t why_size);

int verb_synth(int argc, char **argv); /* argv[0] is "synth"; returns the exit status */

#endif
