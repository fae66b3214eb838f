/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the rows of worn sensors arrive: as datagrams, late, out of order, twice, by clocks that jump
 * or start anew. No thread of its own. */
#ifndef CTL_SYNTH_CAPTURE_H
#define CTL_SYNTH_CAPTURE_H

#include "ctl/wear.h"

#include <stddef.h>

/* A sensor as it says it is itself, without rows. */
struct recording_sensor synth_capture_sensor(const struct wear *w, const char *runner);

/* Writes capture.osc: native bundles, in order of arrival on the recording's time line. 0, or -1
 * with one sentence in why. */
int synth_capture_write(const char *folder, struct wear *const *wear, int n, const char *runner,
                        char *why, size_t why_size);

/* Writes truth-lost.csv, where there is something to say: what was lost, repeated, away or came
 * twice. */
int synth_lost_write(const char *folder, struct wear *const *wear, int n, bool capture, char *why,
                     size_t why_size);

#endif
