/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report.h"
#include "ctl/report_data_parts.h"
#include "daemon/json.h"
#include "daemon/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of one chart over time: more is not seen on a screen, and a phone is slow with it. */
enum { DOTS = 2000, MEANS = 500, AROUND = 20 };

void data_text(FILE *f, const char *words)
{
    char quoted[4 * GAIT_SENTENCE_MAX];
    size_t n = json_string(quoted, sizeof quoted, words);
    for (size_t i = 0; i < n; i++)
        if (quoted[i] == '<' || quoted[i] == '>' || quoted[i] == '&')
            fprintf(f, "\\u%04x", (unsigned)quoted[i]);
        else
            fputc(quoted[i], f);
}

void data_number(FILE *f, double x, int decimals)
{
    char digits[NUMBER_MAX];
    number_fixed(digits, x, decimals);
    fputs(digits, f);
}

void data_key(FILE *f, const char *key, bool first)
{
    fprintf(f, "%s\"%s\":", first ? "" : ",", key);
}

/* The strides of one measure. */
struct line {
    int n;
    const struct report_stride **stride;
    double *sum; /* of the values before it */
};

static bool line_of(const struct report *r, enum gait_measure m, struct line *ret)
{
    size_t room = (size_t)r->n + 1;
    *ret = (struct line){.stride = malloc(room * sizeof *ret->stride),
                         .sum = calloc(room, sizeof *ret->sum)};
    if (!ret->stride || !ret->sum)
        return false;
    for (int i = 0; i < r->n; i++)
        if (isfinite(r->stride[i].value[m])) {
            ret->stride[ret->n] = &r->stride[i];
            ret->sum[ret->n + 1] = ret->sum[ret->n] + (double)r->stride[i].value[m];
            ret->n++;
        }
    return true;
}

static void line_free(struct line *l)
{
    free(l->stride);
    free(l->sum);
}

/* Every so-many-th: an odd number, or only one foot's would be drawn. */
static int every(int n)
{
    int k = (n + DOTS - 1) / DOTS;
    return k > 1 ? k | 1 : 1;
}

static void put_dots(const struct report *r, const struct line *l, enum gait_measure m, FILE *f)
{
    int step = every(l->n);
    const char *open[3] = {"[", "[", "["};
    fprintf(f, "\"every\":%d,\"n\":%d,\"s\":", step, l->n);
    for (int i = 0; i < l->n; i += step, open[0] = ",")
        fprintf(f, "%s%d", open[0], 2 * l->stride[i]->surface + l->stride[i]->clipped);
    fputs(l->n ? "],\"x\":" : "[],\"x\":", f);
    for (int i = 0; i < l->n; i += step, open[1] = ",") {
        fputs(open[1], f);
        data_number(f, report_minutes(r, l->stride[i]->t_ns), 3);
    }
    fputs(l->n ? "],\"y\":" : "[],\"y\":", f);
    for (int i = 0; i < l->n; i += step, open[2] = ",") {
        fputs(open[2], f);
        data_number(f, (double)l->stride[i]->value[m], report_decimals(m) + 1);
    }
    fputs(l->n ? "]" : "[]", f);
}

/* The mean of the strides around the i-th, of its own stretch. */
static double mean_around(const struct line *l, int i)
{
    int from = i > AROUND ? i - AROUND : 0, to = i + AROUND < l->n ? i + AROUND : l->n - 1;
    while (l->stride[from]->stretch != l->stride[i]->stretch)
        from++;
    while (l->stride[to]->stretch != l->stride[i]->stretch)
        to--;
    return (l->sum[to + 1] - l->sum[from]) / (to + 1 - from);
}

static void put_means(const struct report *r, const struct line *l, enum gait_measure m, FILE *f)
{
    int step = l->n / MEANS + 1, since = step;
    fputs(",\"mean\":[", f);
    for (int i = 0, given = 0; i < l->n; i++, since++) {
        bool opens = i == 0 || l->stride[i]->stretch != l->stride[i - 1]->stretch;
        bool ends = i + 1 == l->n || l->stride[i + 1]->stretch != l->stride[i]->stretch;
        if (!opens && !ends && since < step)
            continue;
        since = 0;
        fprintf(f, "%s[%d,%d,", given++ ? "," : "", l->stride[i]->surface, l->stride[i]->stretch);
        data_number(f, report_minutes(r, l->stride[i]->t_ns), 3);
        fputc(',', f);
        data_number(f, mean_around(l, i), report_decimals(m) + 1);
        fputc(']', f);
    }
    fputc(']', f);
}

static void put_time(const struct report *r, enum gait_measure m, bool first, FILE *f)
{
    struct line l;
    data_key(f, gait_measure_name(m), first);
    fputc('{', f);
    if (line_of(r, m, &l)) {
        put_dots(r, &l, m, f);
        put_means(r, &l, m, f);
    }
    line_free(&l);
    fputc('}', f);
}

void report_data(const struct report *r, FILE *f)
{
    static const enum gait_measure timed[] = {GAIT_MEASURE_PEAK, GAIT_MEASURE_BACK_PEAK,
                                              GAIT_MEASURE_CADENCE};
    bool first = true;
    fputs("{\"surfaces\":[", f);
    for (int s = 0; s < r->surfaces; s++) {
        fputs(s ? "," : "", f);
        data_text(f, r->surface[s]);
    }
    fputs("],\"where\":", f);
    data_text(f, report_where(r));
    fputs(",\"time\":{", f);
    for (size_t i = 0; i < sizeof timed / sizeof timed[0]; i++)
        if (report_has(r, timed[i])) {
            put_time(r, timed[i], first, f);
            first = false;
        }
    fputs("}", f);
    data_histograms(r, f);
    data_spectra(r, f);
    data_sides(r, f);
    data_forests(r, f);
    data_weeks(r, f);
    fputs("}", f);
}
