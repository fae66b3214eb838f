/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the numbers of a table can be what they are said to be. Pure but for the sentence. */
#ifndef CTL_IMPORT_CHECK_H
#define CTL_IMPORT_CHECK_H

#include "ctl/import_read.h"

/* Where a sensor was at rest for half a second it reads 9.81 m/s2; asked is a quarter. Where it
 * never was, the median of its acceleration tells: of a shank or foot that runs all the time it is
 * 2 to 4 g, and 0.5 to 6 g will do. A runner's limb turns by 1 rad/s and more, and by no more
 * than 60. 0, or -1 with one sentence in why that says which unit it looks like. Nothing is said of
 * fewer than three axes. */
int import_check_units(const struct import_table *t, double rate_hz, char *why, size_t why_size);

/* The range that the largest value speaks for: one of 2, 4, 8 .. 200 g at which an axis stood still
 * for two samples and more, three times and more; 0: none. */
double import_check_range(const struct import_table *t);

#endif
