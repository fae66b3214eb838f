/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other people's tables, a line at a time: comma, semicolon or tab; quotes; CRLF; a byte order
 * mark; numbers with a point or a comma, whatever the locale. A quoted cell cannot go on over a
 * line end. No thread of its own. */
#ifndef CTL_CSV_H
#define CTL_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CSV_CELLS_MAX 256

struct csv;

struct csv_line {
    long number; /* 1, 2, .. */
    int cells;
    char *cell[CSV_CELLS_MAX]; /* until the next line; without blanks around */
};

/* delimiter: 0 for whichever of ; tab , parts most of the first lines. 0, or -1 with one sentence
 * in why: cannot be read, is UTF-16, is not text. */
int csv_open(const char *path, char delimiter, struct csv **ret, char *why, size_t why_size);
void csv_close(struct csv *c); /* NULL is fine */

/* Empty lines and those that begin with # are passed over. 1 a line, 0 the end, -1 a fault, with
 * one sentence in why: more than CSV_CELLS_MAX cells, a NUL byte. */
int csv_next(struct csv *c, struct csv_line *ret, char *why, size_t why_size);
void csv_rewind(struct csv *c);

/* False: not a number. Empty, nan, na, null, - and what is not finite: NaN. 0,5 is a half where the
 * delimiter is not a comma or the cell was quoted. */
bool csv_number(const struct csv *c, const char *cell, double *ret);

/* A number of 10^exponent ns each (9: seconds .. 0: ns), exact to the ns; or, whatever the
 * exponent, 2026-11-23T18:05:30.25Z or without T and Z, or 11/23/2026 18:05:30.25: a time of day in UTC. False: neither, or
 * beyond 145 years. */
bool csv_time(const struct csv *c, const char *cell, int exponent, int64_t *ret_ns);
bool csv_is_date(const char *cell);

#endif
