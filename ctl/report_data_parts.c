/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report_data_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BINS = 40, PARTS = 40 };

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The values that all but the outermost 0.5 % lie between, at either end. */
static bool ends(const struct report *r, enum gait_measure m, double *ret_low, double *ret_high)
{
    float *v = malloc(((size_t)r->n + 1) * sizeof *v);
    int n = 0;
    for (int i = 0; v && i < r->n; i++)
        if (isfinite(r->stride[i].value[m]))
            v[n++] = r->stride[i].value[m];
    if (n > 1) {
        qsort(v, (size_t)n, sizeof *v, by_value);
        *ret_low = (double)v[n / 200];
        *ret_high = (double)v[n - 1 - n / 200];
    }
    free(v);
    return n > 1 && *ret_high > *ret_low;
}

static double nice(double width)
{
    static const double steps[] = {1, 2, 2.5, 5, 10};
    double ten = pow(10, floor(log10(width)));
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (steps[i] * ten >= width * 0.999)
            return steps[i] * ten;
    return width;
}

static void put_bins(const struct report *r, enum gait_measure m, int surface, double from,
                     double width, int bins, FILE *f)
{
    int count[BINS + 2] = {0}, n = 0;
    for (int i = 0; i < r->n; i++) {
        const struct report_stride *s = &r->stride[i];
        if (s->surface != surface || !isfinite(s->value[m]))
            continue;
        double at = floor(((double)s->value[m] - from) / width);
        count[at < 0 ? 0 : at >= bins ? bins - 1 : (int)at]++;
        n++;
    }
    fprintf(f, "{\"s\":%d,\"n\":%d,\"share\":[", surface, n);
    for (int k = 0; k < bins; k++) {
        fputs(k ? "," : "", f);
        data_number(f, n ? 100.0 * count[k] / n : 0, 2);
    }
    fputs("]}", f);
}

static void put_histogram(const struct report *r, enum gait_measure m, FILE *f)
{
    double low = 0, high = 0;
    bool first = true;
    if (!ends(r, m, &low, &high)) {
        fputs("null", f);
        return;
    }
    double wanted = fmin(BINS - 4, fmax(8, sqrt(report_count(r, m, REPORT_ANY))));
    double width = nice((high - low) / wanted);
    double from = floor(low / width) * width;
    int bins = (int)fmin(BINS + 2, floor((high - from) / width) + 1);
    fputs("{\"from\":", f);
    data_number(f, from, 5);
    fputs(",\"width\":", f);
    data_number(f, width, 5);
    fputs(",\"of\":[", f);
    for (int s = 0; s < r->surfaces; s++)
        if (report_count(r, m, s) > 0) {
            fputs(first ? "" : ",", f);
            put_bins(r, m, s, from, width, bins, f);
            first = false;
        }
    fputs("]}", f);
}

void data_histograms(const struct report *r, FILE *f)
{
    fputs(",\"histogram\":{", f);
    data_key(f, gait_measure_name(GAIT_MEASURE_PEAK), true);
    put_histogram(r, GAIT_MEASURE_PEAK, f);
    data_key(f, gait_measure_name(GAIT_MEASURE_BACK_PEAK), false);
    put_histogram(r, GAIT_MEASURE_BACK_PEAK, f);
    fputc('}', f);
}

static void put_bands(FILE *f, const char *key, const float *band)
{
    data_key(f, key, false);
    for (int i = 0; i < GAIT_BANDS; i++) {
        fputc(i ? ',' : '[', f);
        data_number(f, (double)band[i], 2);
    }
    fputc(']', f);
}

void data_spectra(const struct report *r, FILE *f)
{
    const struct gait_event *e;
    fputs(",\"spectra\":[", f);
    for (int i = 0; (e = report_find(r, GAIT_EVENT_SPECTRUM, i)); i++) {
        fputs(i ? ",{" : "{", f);
        data_key(f, "surface", true);
        data_text(f, e->u.spectrum.surface);
        put_bands(f, "limb", e->u.spectrum.limb_db);
        put_bands(f, "trunk", e->u.spectrum.trunk_db);
        fputc('}', f);
    }
    fputc(']', f);
}

/* Means of left and right, in parts of equal time. */
void data_sides(const struct report *r, FILE *f)
{
    double sum[PARTS][2] = {{0}}, end = r->n ? report_minutes(r, r->stride[r->n - 1].t_ns) : 0;
    int n[PARTS][2] = {{0}};
    bool first = true;
    for (int i = 0; i < r->n; i++) {
        const struct report_stride *s = &r->stride[i];
        float v = s->value[GAIT_MEASURE_PEAK];
        if (s->side == GAIT_SIDE_NONE || !isfinite(v) || end <= 0)
            continue;
        int k = (int)fmin(PARTS - 1, report_minutes(r, s->t_ns) / end * PARTS);
        sum[k][s->side == GAIT_SIDE_RIGHT] += (double)v;
        n[k][s->side == GAIT_SIDE_RIGHT]++;
    }
    fputs(",\"sides\":[", f);
    for (int k = 0; k < PARTS; k++) {
        if (n[k][0] + n[k][1] == 0)
            continue;
        fputs(first ? "[" : ",[", f);
        data_number(f, end * (k + 0.5) / PARTS, 3);
        for (int side = 0; side < 2; side++) {
            fputc(',', f);
            data_number(f, n[k][side] ? sum[k][side] / n[k][side] : NAN, 3);
        }
        fputc(']', f);
        first = false;
    }
    fputc(']', f);
}

/* One row of a forest: what, by how much, from, to, in percent of what it is compared with. A ratio
 * in dB has no percent. */
static bool put_row(const struct report *r, enum gait_measure m, const double v[3], double of,
                    enum gait_verdict verdict, bool first, FILE *f)
{
    char label[48];
    if (m == GAIT_MEASURE_ATTENUATION || !(of > 0) || !isfinite(v[1]) || !isfinite(v[2]))
        return false;
    report_label(r, m, label);
    fputs(first ? "[" : ",[", f);
    data_text(f, label);
    for (int i = 0; i < 3; i++) {
        fputc(',', f);
        data_number(f, 100 * v[i] / of, 2);
    }
    fputc(',', f);
    data_text(f, gait_verdict_name(verdict));
    fputc(']', f);
    return true;
}

static void put_pair(const struct report *r, const struct gait_event *pair, FILE *f)
{
    bool first = true;
    for (int m = 0; m < GAIT_MEASURES; m++) {
        const struct gait_event *e =
            report_comparison(r, pair->u.comparison.a, pair->u.comparison.b, (enum gait_measure)m);
        if (!e)
            continue;
        const double v[3] = {e->u.comparison.difference, e->u.comparison.ci95_low,
                             e->u.comparison.ci95_high};
        if (put_row(r, (enum gait_measure)m, v, e->u.comparison.mean_a, e->u.comparison.verdict,
                    first, f))
            first = false;
    }
}

void data_forests(const struct report *r, FILE *f)
{
    const struct gait_event *e;
    bool first = true;
    fputs(",\"pairs\":[", f);
    for (int i = 0; (e = report_pair(r, i)); i++) {
        fputs(i ? ",[" : "[", f);
        put_pair(r, e, f);
        fputc(']', f);
    }
    fputs("],\"drift\":[", f);
    for (int i = 0; (e = report_find(r, GAIT_EVENT_DRIFT, i)); i++) {
        const double v[3] = {e->u.drift.change, e->u.drift.ci95_low, e->u.drift.ci95_high};
        if (put_row(r, e->u.drift.measure, v, e->u.drift.start, e->u.drift.verdict, first, f))
            first = false;
    }
    fputc(']', f);
}

void data_weeks(const struct report *r, FILE *f)
{
    fputs(",\"weeks\":[", f);
    for (int i = 0; i < r->weeks; i++) {
        struct tm day;
        char label[16] = "";
        time_t at = (time_t)(r->week[i].monday_ns / 1000000000);
        if (localtime_r(&at, &day))
            strftime(label, sizeof label, "%Y-%m-%d", &day);
        fprintf(f, "%s{\"monday\":\"%s\",\"sessions\":%d,\"landings\":[", i ? "," : "", label,
                r->week[i].sessions);
        for (int s = 0; s < r->surfaces; s++)
            fprintf(f, "%s%ld", s ? "," : "", lround(r->week[i].landings[s]));
        fputs("]}", f);
    }
    fputc(']', f);
}
