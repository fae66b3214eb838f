/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the recording module, for recording.c only: one signal file read whole into rows of six,
 * and the marks. */
#ifndef DAEMON_RECORDING_PARTS_H
#define DAEMON_RECORDING_PARTS_H

#include "daemon/recording.h"

/* Full scale of an integer format in SI units; NaN where recording.ini does not say. */
struct signal_scale {
    double ms2, rads;
};

/* Fills s->rows and s->row; s->channels and s->channel_of say what is in the file. 0, or -1 with
 * one sentence in why. A row in which a measured axis is not a finite number becomes a row of NaN.
 */
int signal_read(const char *path, const struct signal_scale *scale, struct recording_sensor *s,
                char *why, size_t why_size);

/* Fills r->mark from marks.csv; where there is none, `surface` (may be empty) holds from the first
 * row on. The numbers are read in the thread's locale. */
int marks_read(const char *folder, const char *surface, struct recording *r, char *why,
               size_t why_size);

#endif
