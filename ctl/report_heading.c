/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report.h"
#include "ctl/report_html.h"

#include <math.h>
#include <string.h>

const char *report_surface_name(const struct report *r, int surface)
{
    return strcmp(r->surface[surface], "unknown") == 0 ? "no surface marked" : r->surface[surface];
}

static void put_mean(const struct report *r, enum gait_measure m, int decimals, bool interval,
                     FILE *f)
{
    struct report_mean mean = report_mean(r, m, REPORT_ANY);
    html_number(f, mean.mean, decimals);
    fprintf(f, "&nbsp;%s", report_unit(m));
    if (interval)
        html_plain_interval(f, mean.low, mean.high, decimals);
}

static void put_time(const struct report *r, FILE *f)
{
    bool limb = report_has(r, GAIT_MEASURE_PEAK), back = report_has(r, GAIT_MEASURE_BACK_PEAK);
    fputs("Impact over the run: ", f);
    if (limb) {
        fputs(report_share_clipped(r, GAIT_MEASURE_PEAK) > REPORT_AT_LEAST ? "at least " : "", f);
        put_mean(r, GAIT_MEASURE_PEAK, 1, false, f);
        fprintf(f, " at the %s", report_where(r));
    }
    if (back) {
        fputs(limb ? ", " : "", f);
        put_mean(r, GAIT_MEASURE_BACK_PEAK, 1, false, f);
        fputs(" at the back", f);
    }
}

static void put_spectra(const struct report *r, FILE *f)
{
    struct report_mean mean = report_mean(r, GAIT_MEASURE_ATTENUATION, REPORT_ANY);
    if (!(mean.mean < 0)) {
        fputs("What the body takes out of the shock", f);
        return;
    }
    fputs("The shock lost ", f);
    html_number(f, -mean.mean, 1);
    fputs("&nbsp;dB", f);
    html_plain_interval(f, -mean.high, -mean.low, 1);
    fprintf(f, " between %s and back", report_where(r));
}

static void put_cadence(const struct report *r, FILE *f)
{
    fputs("Cadence: ", f);
    put_mean(r, GAIT_MEASURE_CADENCE, 1, true, f);
}

static void put_sides(const struct report *r, FILE *f)
{
    struct report_sides s = report_sides(r, GAIT_MEASURE_PEAK);
    fputs("Left against right: ", f);
    if (!(s.low > 0 || s.high < 0)) {
        fputs("no difference that is sure", f);
        return;
    }
    fprintf(f, "%s landed ", s.difference > 0 ? "left" : "right");
    html_number(f, fabs(s.difference), 2);
    fputs("&nbsp;g", f);
    html_plain_interval(f, fmin(fabs(s.low), fabs(s.high)), fmax(fabs(s.low), fabs(s.high)), 2);
    fputs(" harder", f);
}

static void put_drift(const struct report *r, FILE *f)
{
    const struct gait_event *e;
    char label[48];
    int n = 0;
    fputs("From start to end: ", f);
    for (int i = 0; (e = report_find(r, GAIT_EVENT_DRIFT, i)); i++) {
        enum gait_verdict v = e->u.drift.verdict;
        if (v != GAIT_VERDICT_LOWER && v != GAIT_VERDICT_HIGHER)
            continue;
        report_label(r, e->u.drift.measure, label);
        fprintf(f, "%s%s %s", n++ ? ", " : "", label, gait_verdict_name(v));
    }
    if (n == 0)
        fputs("no change that is sure", f);
}

static void put_load(const struct report *r, FILE *f)
{
    fputs("Load: ", f);
    html_count(f, lround(r->totals.run.landings));
    fputs(" landings", f);
    if (isfinite(r->totals.hard))
        fprintf(f, ", %.0f&nbsp;%% of them on hard ground", 100 * r->totals.hard);
}

static void put_left(const struct report *r, FILE *f)
{
    uint32_t all = r->left[0].strides + r->left[1].strides;
    uint32_t counted = r->left[0].counted + r->left[1].counted;
    fputs("Left out: ", f);
    if (all == counted) {
        fputs("no stride", f);
        return;
    }
    html_count(f, (long)(all - counted));
    fputs(" of ", f);
    html_count(f, (long)all);
    fputs(" strides", f);
}

void report_heading(const struct report *r, const char *part, FILE *f)
{
    static const struct {
        const char *part;
        void (*put)(const struct report *r, FILE *f);
    } parts[] = {{"time", put_time},   {"spectra", put_spectra}, {"cadence", put_cadence},
                 {"sides", put_sides}, {"drift", put_drift},     {"load", put_load},
                 {"left", put_left}};
    fputs("<h2>", f);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(parts[i].part, part) == 0)
            parts[i].put(r, f);
    fputs("</h2>\n", f);
}
