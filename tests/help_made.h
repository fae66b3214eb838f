/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A synthetic runner's recording in memory, and one of another body, range, loss or mounting. */
#ifndef TESTS_HELP_MADE_H
#define TESTS_HELP_MADE_H

#include "ctl/preset.h"
#include "daemon/recording.h"

/* Made in a folder of its own that is gone afterwards; the caller frees it with recording_free.
 * minutes 0: as the preset says. Not for presets that need a capture. */
struct recording *help_made(const struct preset *p, uint64_t seed, double minutes);

#endif
