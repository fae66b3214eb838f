/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of samples by somebody else, one a sensor, into one recording. */
#ifndef CTL_IMPORT_H
#define CTL_IMPORT_H

#include "ctl/import_grid.h"
#include "ctl/import_read.h"
#include "daemon/recording.h"

struct import_file {
    const char *path; /* the caller's */
    enum gait_placement placement;
    struct import_table table;
    struct import_grid grid;
    struct recording_sensor sensor; /* without its rows */
    bool range_guessed;
};

struct import {
    int files;
    struct import_file file[GAIT_SENSORS_MAX];
};

/* Reads a table, lays it on its grid, and asks whether its units can be right. range_g 0: from the
 * samples, where they tell. 0, or -1 with one sentence in why. */
int import_add(struct import *im, const char *path, enum gait_placement placement, double range_g,
               const struct import_how *how, char *why, size_t why_size);

/* Writes the folder; one that holds a recording already is refused. source and note of head are
 * written by this. */
int import_write(struct import *im, const char *folder, const struct recording_head *head,
                 char *why, size_t why_size);
void import_free(struct import *im);

#endif
