/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/import_read.h"

#include "ctl/import_parts.h"

#include <gait/types.h>

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int import_read_exponent(const char *word)
{
    static const char *const words[] = {"ns", "us", "ms", "s"};
    for (int i = 0; i < 4; i++)
        if (strcmp(word, words[i]) == 0)
            return 3 * i;
    return -1;
}

static void *widened(void *p, size_t n, size_t size)
{
    return reallocarray(p, n, size);
}

static int make_room(struct import_reading *in)
{
    struct import_table *t = in->t;
    if (t->rows < t->room)
        return 0;
    long room = t->room ? t->room * 2 : 4096;
    float *value = widened(t->value, (size_t)room * 6, sizeof *value);
    t->value = value ? value : t->value;
    int64_t *t_ns = t->has_time ? widened(t->t_ns, (size_t)room, sizeof *t_ns) : NULL;
    t->t_ns = t_ns ? t_ns : t->t_ns;
    long *line = t->has_time ? widened(t->line, (size_t)room, sizeof *line) : NULL;
    t->line = line ? line : t->line;
    if (!value || (t->has_time && (!t_ns || !line))) {
        snprintf(in->why, in->why_size, "%s:%ld: out of memory", in->path, in->line.number);
        return -1;
    }
    t->room = room;
    return 0;
}

__attribute__((format(printf, 3, 4))) static void
fault(struct import_reading *in, enum import_fault kind, const char *format, ...)
{
    struct import_table *t = in->t;
    if (t->faults[kind]++ > 0)
        return;
    va_list args;
    int n = snprintf(t->first[kind], IMPORT_WHY_MAX, "%s:%ld: ", in->path, in->line.number);
    va_start(args, format);
    if (n > 0 && n < IMPORT_WHY_MAX)
        vsnprintf(t->first[kind] + n, IMPORT_WHY_MAX - (size_t)n, format, args);
    va_end(args);
}

/* A cell as it can be shown in a sentence. */
static const char *shown(const char *cell, char dst[40])
{
    size_t n = 0;
    for (; cell[n] && n < 36; n++)
        dst[n] = cell[n] >= ' ' && cell[n] <= '~' ? cell[n] : '?';
    strcpy(dst + n, cell[n] ? "..." : "");
    return dst;
}

/* False: this line has no values. */
static bool values_of(struct import_reading *in, float value[6])
{
    char cell[40];
    for (int i = 0; i < 6; i++) {
        int at = in->t->columns.at[i];
        double x = 0;
        if (at >= 0 && !csv_number(in->csv, in->line.cell[at], &x)) {
            fault(in, IMPORT_TEXT, "'%s' in the column of %s is not a number",
                  shown(in->line.cell[at], cell), import_column[i]);
            return false;
        }
        value[i] = (float)(x * in->scale[i]);
    }
    return true;
}

/* True: the row before this one had a time far ahead of both its neighbours. */
static bool was_astray(const struct import_table *t, int64_t t_ns)
{
    return t->rows > 1 && t_ns > t->t_ns[t->rows - 2] &&
           (t->t_ns[t->rows - 1] - t->t_ns[t->rows - 2]) / 50 > t_ns - t->t_ns[t->rows - 2];
}

/* A counter of 32 bits, in us or ms, begins anew within a minute of its end. */
static bool went_round(const struct import_table *t, int64_t t_ns, int64_t *wrapped_ns,
                       int64_t *ret_ns)
{
    int64_t round_ns = (INT64_C(1) << 32) * (t->time_exponent == 3 ? 1000 : 1000000);
    int64_t step = t_ns + round_ns - t->t_ns[t->rows - 1];
    if ((t->time_exponent != 3 && t->time_exponent != 6) || step <= 0 ||
        step > INT64_C(60) * 1000000000)
        return false;
    *wrapped_ns += round_ns;
    *ret_ns = t_ns + round_ns;
    return true;
}

/* False: no time, or one that does not follow. */
static bool time_of(struct import_reading *in, int64_t *ret_ns)
{
    struct import_table *t = in->t;
    const char *text = in->line.cell[t->columns.at[IMPORT_TIME]];
    char cell[40];
    if (!csv_time(in->csv, text, t->time_exponent, ret_ns)) {
        fault(in, IMPORT_TEXT, "'%s' in the column of time is not a time", shown(text, cell));
        return false;
    }
    *ret_ns += t->wrapped_ns;
    if (t->rows == 0 || *ret_ns > t->t_ns[t->rows - 1])
        return true;
    if (!t->is_date && went_round(t, *ret_ns, &t->wrapped_ns, ret_ns))
        return true;
    int64_t step = t->t_ns[t->rows - 1] - *ret_ns;
    if (step == 0)
        fault(in, IMPORT_BACK, "the time of the line before again");
    else
        fault(in, IMPORT_BACK, "the time goes back by %.6g s", (double)step * 1e-9);
    if (!was_astray(t, *ret_ns))
        return false;
    t->rows--;
    return true;
}

/* Without a column of time a line that cannot be read still takes its place. */
static void take(struct import_reading *in)
{
    struct import_table *t = in->t;
    int64_t t_ns = 0;
    float value[6] = {NAN, NAN, NAN, NAN, NAN, NAN}, read[6];
    bool kept = false;
    t->lines++;
    if (in->line.cells < in->need)
        fault(in, IMPORT_TORN, "the line is torn: %d cells where %d are needed", in->line.cells,
              in->need);
    else
        kept = values_of(in, read) && (!t->has_time || time_of(in, &t_ns));
    if (t->has_time && !kept)
        return;
    if (t->has_time) {
        t->t_ns[t->rows] = t_ns;
        t->line[t->rows] = in->line.number;
    }
    memcpy(t->value + 6 * t->rows++, kept ? read : value, sizeof value);
}

static int read_lines(struct import_reading *in)
{
    int got;
    csv_rewind(in->csv);
    while ((got = csv_next(in->csv, &in->line, in->why, in->why_size)) > 0) {
        if (in->line.number < in->first_line)
            continue;
        if (make_room(in) < 0)
            return -1;
        take(in);
    }
    return got;
}

/* Many lines left out mean that something is wrong with all of it. */
static int judge(const struct import_reading *in)
{
    const struct import_table *t = in->t;
    long left_out = 0;
    int most = 0;
    for (int i = 0; i < IMPORT_FAULTS; i++) {
        left_out += t->faults[i];
        most = t->faults[i] > t->faults[most] ? i : most;
    }
    if (in->how->force || left_out * 10 <= t->lines)
        return 0;
    snprintf(in->why, in->why_size, "%.300s; %ld of %ld lines are like this or torn (--force)",
             t->first[most], left_out, t->lines);
    return -1;
}

int import_read(const char *path, const struct import_how *how, struct import_table *ret, char *why,
                size_t why_size)
{
    struct import_reading *in = calloc(1, sizeof *in);
    *ret = (struct import_table){0};
    if (!in) {
        snprintf(why, why_size, "%s cannot be read: out of memory", path);
        return -1;
    }
    *in = (struct import_reading){
        .path = path, .how = how, .t = ret, .why = why, .why_size = why_size};
    int fault = csv_open(path, how->delimiter, &in->csv, why, why_size);
    if (!fault)
        fault = import_head(in) < 0 || read_lines(in) < 0 || judge(in) < 0 ? -1 : 0;
    import_head_forget(in);
    csv_close(in->csv);
    free(in);
    if (fault)
        import_read_free(ret);
    return fault;
}

void import_read_free(struct import_table *t)
{
    for (int i = 0; i < IMPORT_COLUMNS; i++)
        free(t->named[i]);
    free(t->t_ns);
    free(t->line);
    free(t->value);
    *t = (struct import_table){0};
}
