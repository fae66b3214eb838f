/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording through the same code as the daemon, as fast as possible: of capture.osc, where there
 * is one; else of the signal files. One thread. */
#ifndef CTL_ANALYSE_H
#define CTL_ANALYSE_H

#include "daemon/config.h"

typedef void analyse_take(void *user, const struct gait_event *e);

/* Gives every event in its order. at_ns: what the recording's time 0 becomes. 0, or -1 with one
 * sentence in why (folder and reason); what was found until then was given. */
int analyse_folder(const char *folder, const struct config *c, int64_t at_ns, analyse_take *take,
                   void *user, char *why, size_t why_size);

#endif
