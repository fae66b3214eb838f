/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside import_read, for its two files only: a table on its way. */
#ifndef CTL_IMPORT_PARTS_H
#define CTL_IMPORT_PARTS_H

#include "ctl/csv.h"
#include "ctl/import_read.h"

/* A table on its way. */
struct import_reading {
    const char *path;
    const struct import_how *how;
    struct import_table *t;
    struct csv *csv;
    struct csv_line line;
    char *header[CSV_CELLS_MAX];
    int cells;       /* of the header */
    long first_line; /* of numbers */
    int need;        /* cells a line must have */
    double scale[6];
    char *why;
    size_t why_size;
};

/* Finds where the numbers begin, what the columns are called, which is what and in which unit. 0,
 * or -1 with one sentence in in->why. */
int import_head(struct import_reading *in);
void import_head_forget(struct import_reading *in);

#endif
