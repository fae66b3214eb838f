/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real recordings through a pipeline, sample by sample in the order of time. */
#ifndef TESTS_HELP_RECORDING_H
#define TESTS_HELP_RECORDING_H

#include "daemon/recording.h"
#include "tests/help_feed.h"

#define HELP_TRUTHS_MAX 512

/* The recording of that name; NULL, after saying so on standard error, where there is no folder of
 * recordings. A recording that is there and cannot be read aborts. */
struct recording *help_recording_read(const char *name);

/* Declares the sensors as slots 0, 1 ... and pushes their rows; rows that never arrived are counted
 * as lost. Time 0 of the recording is 0 ns. */
void help_recording_run(const struct recording *r, struct help_events *e);

/* Contacts of truth.csv in s; returns how many. */
int help_recording_contacts(const char *name, double contact_s[HELP_TRUTHS_MAX]);

#endif
