/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/import_parts.h"

#include <gait/unit.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEFORE = 100, ASKED = 500 }; /* lines: before the first of numbers; whose times are asked */

/* Numbers, at least three and more than half of what is there. */
static bool is_data(const struct import_reading *in)
{
    int numbers = 0, words = 0;
    double x;
    for (int i = 0; i < in->line.cells; i++) {
        const char *cell = in->line.cell[i];
        bool number = (csv_number(in->csv, cell, &x) && isfinite(x)) || csv_is_date(cell);
        numbers += number;
        words += !number && *cell;
    }
    return numbers > words && numbers >= (in->line.cells < 3 ? in->line.cells : 3);
}

void import_head_forget(struct import_reading *in)
{
    for (int i = 0; i < in->cells; i++)
        free(in->header[i]);
    in->cells = 0;
}

static int keep_header(struct import_reading *in)
{
    import_head_forget(in);
    for (; in->cells < in->line.cells; in->cells++)
        if (!(in->header[in->cells] = strdup(in->line.cell[in->cells])))
            return -1;
    in->t->header_line = in->line.number;
    return 0;
}

/* A line of units under the names, as Shimmer writes it: each goes behind its name. */
static int take_units(struct import_reading *in)
{
    bool any = false;
    for (int i = 0; i < in->line.cells; i++)
        any |= strstr(in->line.cell[i], "/s") || strstr(in->line.cell[i], "/(s") ||
               strcmp(in->line.cell[i], "g") == 0 || strcmp(in->line.cell[i], "mg") == 0;
    for (int i = 0; any && i < in->cells && i < in->line.cells; i++) {
        char *both = NULL;
        if (!*in->line.cell[i])
            continue;
        if (asprintf(&both, "%s (%s)", in->header[i], in->line.cell[i]) < 0)
            return -1;
        free(in->header[i]);
        in->header[i] = both;
    }
    return 0;
}

/* The line of names is the one before the numbers that gives away most columns, else the last. */
static int find_header(struct import_reading *in)
{
    int got, best = -1;
    for (int i = 0; (got = csv_next(in->csv, &in->line, in->why, in->why_size)) > 0; i++) {
        if (is_data(in)) {
            in->first_line = in->line.number;
            if (best == 0 && in->cells != in->line.cells)
                import_head_forget(in);
            return 0;
        }
        int known = import_columns_known(in->line.cell, in->line.cells);
        if (i < BEFORE && known >= best) {
            best = known;
            if (keep_header(in) < 0)
                break;
        } else if (best > 0 && known == 0 && in->line.number == in->t->header_line + 1 &&
                   take_units(in) < 0) {
            break;
        }
        if (i == BEFORE)
            break;
    }
    if (got >= 0)
        snprintf(in->why, in->why_size, "%s: no line of numbers in its first %d lines", in->path,
                 BEFORE);
    return -1;
}

/* Without names, a date and three or six numbers are what they can only be. */
static const char *said(const struct import_reading *in)
{
    bool dated = in->cells == 0 && !in->how->columns && csv_is_date(in->line.cell[0]);
    return dated && in->line.cells == 4   ? "time=1,ax=2,ay=3,az=4"
           : dated && in->line.cells == 7 ? "time=1,ax=2,ay=3,az=4,gx=5,gy=6,gz=7"
                                          : in->how->columns;
}

static int find_columns(struct import_reading *in)
{
    struct import_table *t = in->t;
    char why[IMPORT_WHY_MAX];
    int cells = in->cells ? in->cells : in->line.cells;
    if (import_columns(in->cells ? in->header : NULL, cells, said(in), &t->columns, why,
                       sizeof why) < 0) {
        snprintf(in->why, in->why_size, "%s:%ld: %s", in->path,
                 in->cells ? t->header_line : in->first_line, why);
        return -1;
    }
    t->unit = in->how->unit             ? in->how->unit
              : t->columns.acceleration ? t->columns.acceleration
                                        : "m/s2";
    t->gyro = in->how->gyro ? in->how->gyro : t->columns.rate ? t->columns.rate : "rad/s";
    for (int i = 0; i < IMPORT_COLUMNS; i++) {
        int at = t->columns.at[i];
        in->need = at + 1 > in->need ? at + 1 : in->need;
        if (i < 6)
            in->scale[i] = gait_unit_si(i < 3 ? t->unit : t->gyro);
        if (at >= 0 && in->cells && !(t->named[i] = strdup(in->header[at])))
            return -1;
    }
    t->has_time = t->columns.at[IMPORT_TIME] >= 0;
    if (t->has_time || in->how->rate_hz > 0)
        return 0;
    snprintf(in->why, in->why_size,
             "%s:%ld: no column of time is known: say --rate HZ, or --columns time=COLUMN,...",
             in->path, in->first_line);
    return -1;
}

static int up(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Between 10 and 2000 Hz the median interval tells the unit of time. */
static int guess_exponent(struct import_reading *in)
{
    static const int exponents[] = {9, 6, 3, 0};
    double step[ASKED], last = NAN, x;
    int n = 0, got = 1;
    do {
        if (in->line.cells < in->need)
            continue;
        const char *cell = in->line.cell[in->t->columns.at[IMPORT_TIME]];
        if (csv_is_date(cell)) {
            in->t->is_date = true;
            in->t->time_exponent = 9;
            return 0;
        }
        if (csv_number(in->csv, cell, &x) && x - last > 0)
            step[n++] = x - last;
        last = x;
    } while (n < ASKED && (got = csv_next(in->csv, &in->line, in->why, in->why_size)) > 0);
    if (got < 0)
        return -1;
    qsort(step, (size_t)n, sizeof *step, up);
    for (int i = 0; i < 4 && n > 0; i++) {
        double seconds = step[n / 2] * pow(10, exponents[i] - 9);
        if (seconds >= 1 / 2000.1 && seconds <= 0.1001) {
            in->t->time_exponent = exponents[i];
            return 0;
        }
    }
    snprintf(in->why, in->why_size,
             "%s:%ld: the time column's steps of %g tell no unit: say --time-unit s, ms, us or ns",
             in->path, in->first_line, n ? step[n / 2] : 0);
    return -1;
}

int import_head(struct import_reading *in)
{
    struct import_table *t = in->t;
    if (find_header(in) < 0 || find_columns(in) < 0)
        return -1;
    t->time_exponent = in->how->time_exponent;
    return t->has_time && t->time_exponent < 0 ? guess_exponent(in) : 0;
}
