/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run of the synthetic runner in a folder of its own, for as long as it is looked at. */
#ifndef TESTS_HELP_FOLDER_H
#define TESTS_HELP_FOLDER_H

#include "ctl/synth.h"
#include "daemon/recording.h"

/* Calls `each` with the preset as a recording; the folder, which holds the truth too, is gone
 * afterwards. 0, or -1 after a sentence on standard error. */
int help_in_folder(const struct preset *p, uint64_t seed, double minutes,
                   int each(const struct recording *r, const char *folder, const char *name,
                            void *with),
                   void *with);

#endif
