/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times as somebody's logger wrote them, onto the even grid of a recording. */
#ifndef CTL_IMPORT_GRID_H
#define CTL_IMPORT_GRID_H

#include "ctl/import_read.h"

struct import_grid {
    double rate_hz;
    int64_t start_ns; /* time of grid row 0, of the table's own zero */
    long *at;         /* grid row of each row; -1: no room; NULL: row i is grid row i */
    long rows, lost;  /* of the grid; those without values */
    long crowded;     /* rows without room */
};

/* rate_hz 0: from the times. The rate is the mean over unbroken stretches, so that neither lost
 * rows nor times rounded to ms move it. A row goes to the next place while it lies within 0.75 of a
 * period of it: jitter is taken out, and a slow drift of the rate costs a sample when it has come
 * to as much. 0, or -1 with one sentence in why: no two times, a rate that is not 1 to 100000 Hz,
 * fewer than a quarter of the grid filled beyond an hour. */
int import_grid(const char *path, const struct import_table *t, double rate_hz,
                struct import_grid *ret, char *why, size_t why_size);
void import_grid_free(struct import_grid *g);

#endif
