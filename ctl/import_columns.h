/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which column is what in somebody else's table: as the person says, else by the names that loggers
 * and phones use. Pure. */
#ifndef CTL_IMPORT_COLUMNS_H
#define CTL_IMPORT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

enum { IMPORT_TIME = 6, IMPORT_COLUMNS }; /* 0 .. 5: ax ay az gx gy gz */

extern const char *const import_column[IMPORT_COLUMNS];

struct import_columns {
    int at[IMPORT_COLUMNS];          /* cell, from 0; -1: there is none */
    const char *acceleration, *rate; /* units that the names tell: "g", "mg", "m/s2"; "deg/s",
                                        "rad/s"; NULL: none */
};

/* header: NULL where there is none. said: "time=t,ax=Acc X,ay=3", names or numbers from 1, or NULL.
 * A column that is not said is guessed where none was said at all. 0, or -1 with one sentence in
 * why (without the file). */
int import_columns(char *const *header, int cells, const char *said, struct import_columns *ret,
                   char *why, size_t why_size);

/* How many of the seven the names in this line give away. */
int import_columns_known(char *const *header, int cells);

#endif
