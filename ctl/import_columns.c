/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/import_columns.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const import_column[IMPORT_COLUMNS] = {"ax", "ay", "az", "gx", "gy", "gz", "time"};

enum { NAME = 96 };

static bool has_any(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (strstr(name, *words))
            return true;
    return false;
}

/* Small letters and digits with one _ between, and one at both ends. What stands in brackets is a
 * unit and left out. */
static void plain(char dst[NAME], const char *src)
{
    size_t n = 0;
    int depth = 0;
    dst[n++] = '_';
    for (; *src && n + 2 < NAME; src++) {
        depth += *src == '(' || *src == '[';
        if (depth == 0 && isalnum((unsigned char)*src))
            dst[n++] = (char)tolower((unsigned char)*src);
        else if (dst[n - 1] != '_')
            dst[n++] = '_';
        depth -= depth > 0 && (*src == ')' || *src == ']');
    }
    if (dst[n - 1] != '_')
        dst[n++] = '_';
    dst[n] = '\0';
}

/* 0 .. 2, or -1: a word x, y or z, else the last letter of a word. */
static int axis_of(const char *name)
{
    for (int i = 0; i < 3; i++)
        if (strstr(name, (const char *const[]){"_x_", "_y_", "_z_"}[i]))
            return i;
    for (int i = 0; i < 3; i++)
        if (strstr(name, (const char *const[]){"x_", "y_", "z_"}[i]))
            return i;
    return -1;
}

/* IMPORT_COLUMNS: something else. */
static int column_of(const char *header)
{
    static const char *const others[] = {"mag",   "quat",   "linear", "user", "grav",
                                         "euler", "orient", "temp",   "hz",   NULL};
    static const char *const turning[] = {"gyr",  "rotation", "omega", "angular", "_gx_", "_gy_",
                                          "_gz_", "_wx_",     "_wy_",  "_wz_",    NULL};
    static const char *const pushing[] = {"acc",   "_ax_",  "_ay_",  "_az_",
                                          "_a_x_", "_a_y_", "_a_z_", NULL};
    static const char *const when[] = {"time", "_t_", "_ts_", "seconds", "elapsed", "epoch", NULL};
    char name[NAME];
    plain(name, header);
    if (has_any(name, others))
        return IMPORT_COLUMNS;
    int axis = axis_of(name);
    if (axis >= 0 && has_any(name, turning))
        return 3 + axis;
    if (axis >= 0 && (has_any(name, pushing) || strlen(name) == 3))
        return axis;
    return has_any(name, when) ? IMPORT_TIME : IMPORT_COLUMNS;
}

/* What the name of a column says of its unit. */
static void units_of(const char *header, int column, struct import_columns *ret)
{
    static const char *const ms2[] = {"m/s", "m/(s", "ms2", "mps2", "m_s2", "ms^2", "ms-2", NULL};
    static const char *const degrees[] = {"deg", "dps", "d/s", "\xc2\xb0", NULL};
    char name[NAME] = "";
    for (size_t i = 0; header[i] && i + 1 < NAME; i++)
        name[i] = (char)tolower((unsigned char)header[i]);
    size_t n = strcspn(name, "])");
    if (column < 3) {
        bool ends_g = n > 1 && name[n - 1] == 'g';
        ret->acceleration = has_any(name, ms2)                      ? "m/s2"
                            : ends_g && strchr("([_ ", name[n - 2]) ? "g"
                            : ends_g && n > 2 && name[n - 2] == 'm' && strchr("([_ ", name[n - 3])
                                ? "mg"
                                : ret->acceleration;
    } else if (column < 6) {
        ret->rate = strstr(name, "rad") ? "rad/s" : has_any(name, degrees) ? "deg/s" : ret->rate;
    }
}

int import_columns_known(char *const *header, int cells)
{
    bool seen[IMPORT_COLUMNS + 1] = {false};
    int n = 0;
    for (int i = 0; i < cells; i++) {
        int column = column_of(header[i]);
        n += column < IMPORT_COLUMNS && !seen[column];
        seen[column] = true;
    }
    return n;
}

/* "Acc X" of "Acc X (g)" */
static bool is_before_unit(const char *header, const char *name)
{
    size_t n = strlen(name);
    return n > 0 && strncasecmp(header, name, n) == 0 && strncmp(header + n, " (", 2) == 0;
}

/* A name of the header, else a number from 1; -1. */
static int cell_named(char *const *header, int cells, const char *name)
{
    char *end;
    for (int i = 0; header && i < cells; i++)
        if (strcasecmp(header[i], name) == 0 || is_before_unit(header[i], name))
            return i;
    long n = strtol(name, &end, 10);
    return end != name && !*end && n >= 1 && n <= cells ? (int)n - 1 : -1;
}

/* One NAME=COLUMN. */
static int say(char *const *header, int cells, char *pair, struct import_columns *ret, char *why,
               size_t why_size)
{
    char *name = strchr(pair, '=');
    int column = 0;
    if (name)
        *name++ = '\0';
    while (column < IMPORT_COLUMNS && strcmp(pair, import_column[column]) != 0)
        column++;
    if (!name || column == IMPORT_COLUMNS) {
        snprintf(why, why_size,
                 "--columns: '%s' is not time, ax, ay, az, gx, gy or gz and = and a column", pair);
        return -1;
    }
    if ((ret->at[column] = cell_named(header, cells, name)) >= 0)
        return 0;
    snprintf(why, why_size, "there is no column %s (%d columns%s%s)", name, cells,
             header ? ", the first is " : " and no names", header ? header[0] : "");
    return -1;
}

static int say_all(char *const *header, int cells, const char *said, struct import_columns *ret,
                   char *why, size_t why_size)
{
    char *copy = strdup(said), *rest = NULL;
    int fault = copy ? 0 : -1;
    if (fault)
        snprintf(why, why_size, "out of memory");
    for (char *s = copy ? strtok_r(copy, ",", &rest) : NULL; s && !fault;
         s = strtok_r(NULL, ",", &rest))
        fault = say(header, cells, s, ret, why, why_size);
    free(copy);
    return fault;
}

/* The first of a name counts: what follows is often the same again, filtered. */
static void guess(char *const *header, int cells, struct import_columns *ret)
{
    for (int i = 0; header && i < cells; i++) {
        int column = column_of(header[i]);
        if (column < IMPORT_COLUMNS && ret->at[column] < 0)
            ret->at[column] = i;
    }
}

int import_columns(char *const *header, int cells, const char *said, struct import_columns *ret,
                   char *why, size_t why_size)
{
    *ret = (struct import_columns){.at = {-1, -1, -1, -1, -1, -1, -1}};
    if (said && say_all(header, cells, said, ret, why, why_size) < 0)
        return -1;
    if (!said)
        guess(header, cells, ret);
    bool any = false;
    for (int i = 0; i < 6; i++) {
        any |= ret->at[i] >= 0 && i < 3;
        if (header && ret->at[i] >= 0)
            units_of(header[ret->at[i]], i, ret);
    }
    if (any)
        return 0;
    if (!said && ret->at[3] >= 0) {
        snprintf(why, why_size,
                 "this holds the angular rate alone, and two files of one sensor are not joined: "
                 "import the acceleration's file without it, or join them by time first");
        return -1;
    }
    snprintf(why, why_size,
             "no column of acceleration is known by its name%s: say --columns "
             "time=COLUMN,ax=COLUMN,ay=COLUMN,az=COLUMN, by name or number",
             header ? "" : ", for there are no names");
    return -1;
}
