/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of samples by somebody else, read into memory as it stands: line by line, what cannot be
 * read counted and told with its line. */
#ifndef CTL_IMPORT_READ_H
#define CTL_IMPORT_READ_H

#include "ctl/import_columns.h"

#include <stdint.h>

#define IMPORT_WHY_MAX 512

struct import_how {
    const char *columns;     /* as of import_columns; NULL: guessed */
    const char *unit, *gyro; /* NULL: as the header says, else m/s2 and rad/s */
    double rate_hz;          /* 0: by the time column */
    int time_exponent;       /* of import_read_exponent; -1: guessed */
    char delimiter;          /* 0: guessed */
    bool force;              /* goes on where units or times cannot be right */
};

/* What was left out: how often, and the first of each as a sentence with file and line. */
enum import_fault { IMPORT_TEXT, IMPORT_TORN, IMPORT_BACK, IMPORT_FAULTS };

struct import_table {
    struct import_columns columns;
    bool has_time, is_date;
    int time_exponent; /* 9: seconds, 6: ms, 3: us, 0: ns */
    long header_line;
    const char *unit, *gyro; /* in force */
    long lines, rows, room;  /* of data; kept; what is held */
    int64_t wrapped_ns;      /* by which a counter of 32 bits went round so far */
    int64_t *t_ns;           /* rising; NULL: no time column */
    long *line;              /* in the file; NULL: no time column */
    float *value;            /* rows x 6, SI; NaN: not measured */
    long faults[IMPORT_FAULTS];
    char first[IMPORT_FAULTS][IMPORT_WHY_MAX];
    char *named[IMPORT_COLUMNS]; /* the columns' names in the file; NULL: none */
};

/* 9 for "s", 6 ms, 3 us, 0 ns; -1: no such word. */
int import_read_exponent(const char *word);

/* 0, or -1 with one sentence in why. More than a tenth of the lines unreadable or out of order is
 * refused unless forced. */
int import_read(const char *path, const struct import_how *how, struct import_table *ret, char *why,
                size_t why_size);
void import_read_free(struct import_table *t);

#endif
