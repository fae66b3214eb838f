/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report.h"
#include "ctl/report_html.h"
#include "ctl/web.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A recording whose time is not known begins in 1970. */
#define DATED_NS (INT64_C(315532800) * 1000000000)

char *report_library(const char *places, char *why, size_t why_size)
{
    char path[512], *text = NULL;
    size_t size = 0;
    FILE *f = NULL;
    for (const char *at = places; !f && *at; at += *at == ':') {
        size_t n = strcspn(at, ":");
        snprintf(path, sizeof path, "%.*s", (int)n, at);
        f = fopen(path, "rb");
        at += n;
    }
    if (!f) {
        snprintf(why, why_size,
                 "the library for charts is not here (%s): install the package libjs-chart.js",
                 places);
        return NULL;
    }
    if (getdelim(&text, &size, '\0', f) < 0 || strcasestr(text, "</script")) {
        snprintf(why, why_size, "%s: no library for charts", path);
        free(text);
        text = NULL;
    }
    fclose(f);
    return text;
}

static void put_date(const struct report *r, FILE *f)
{
    char words[64];
    struct tm day;
    time_t at = (time_t)(r->is.begun_ns / 1000000000);
    if (r->is.begun_ns < DATED_NS || !localtime_r(&at, &day))
        return;
    strftime(words, sizeof words, "%Y-%m-%d, %H:%M", &day);
    fprintf(f, "%s", words);
}

static void put_title(const struct report *r, FILE *f)
{
    fputs("<title>", f);
    html_text(f, r->is.runner);
    fputs(*r->is.runner ? ", a run" : "A run", f);
    if (r->is.begun_ns >= DATED_NS)
        fputs(" of ", f);
    put_date(r, f);
    fputs("</title>\n", f);
}

static void put_who(const struct report *r, FILE *f)
{
    fputs("<p class=\"who\">", f);
    if (*r->is.runner)
        html_name(f, r->is.runner);
    if (*r->is.runner && r->is.begun_ns >= DATED_NS)
        fputs(" \xc2\xb7 ", f);
    put_date(r, f);
    if (*r->is.shoes) {
        fputs(" \xc2\xb7 shoes: ", f);
        html_name(f, r->is.shoes);
    }
    if (r->recording)
        fputs(" \xc2\xb7 a recording</p>\n", f);
    else
        fprintf(f, " \xc2\xb7 session %lld</p>\n", (long long)r->is.id);
}

static enum gait_measure measure_named(const char *name)
{
    int m = 0;
    while (m < GAIT_MEASURES - 1 && strcmp(gait_measure_name((enum gait_measure)m), name) != 0)
        m++;
    return (enum gait_measure)m;
}

static void put_mean(const struct report *r, enum gait_measure m, FILE *f)
{
    struct report_mean mean = report_mean(r, m, REPORT_ANY);
    bool timing = m == GAIT_MEASURE_CADENCE || m == GAIT_MEASURE_CONTACT;
    if (!timing && report_share_clipped(r, m) > REPORT_AT_LEAST)
        fputs("at least ", f);
    html_number(f, mean.mean, report_decimals(m));
    fprintf(f, "&nbsp;%s", report_unit(m));
    html_plain_interval(f, mean.low, mean.high, report_decimals(m));
    fputs(" over ", f);
    html_count(f, (long)mean.n);
    fputs(" strides", f);
}

static void put_figure(const struct report *r, const char *chart, enum gait_measure m, FILE *f)
{
    char label[48];
    report_label(r, m, label);
    fprintf(f, "<figure data-chart=\"%s\" data-measure=\"%s\" data-title=\"%s, %s\" data-label=\"",
            chart, gait_measure_name(m), label, report_unit(m));
    fprintf(f, "%s %s: ", label, strcmp(chart, "time") == 0 ? "over time" : "by surface");
    put_mean(r, m, f);
    fprintf(f, "\"><figcaption>%c%s: ", label[0] - 'a' + 'A', label + 1);
}

/* Of up to three surfaces each; of more the table below has them. */
static void put_means(const struct report *r, enum gait_measure m, FILE *f)
{
    int n = 0, put = 0;
    for (int s = 0; s < r->surfaces; s++)
        n += report_count(r, m, s) > 0;
    if (n < 2 || n > 3) {
        put_mean(r, m, f);
        return;
    }
    for (int s = 0; s < r->surfaces; s++) {
        struct report_mean mean = report_mean(r, m, s);
        if (mean.n == 0)
            continue;
        fputs(put++ ? "; " : "", f);
        html_name(f, report_surface_name(r, s));
        fputc(' ', f);
        html_number(f, mean.mean, report_decimals(m));
        fprintf(f, "&nbsp;%s", report_unit(m));
        html_plain_interval(f, mean.low, mean.high, report_decimals(m));
        fputs(" over ", f);
        html_count(f, (long)mean.n);
        fputs(" strides", f);
    }
}

static void put_time(const struct report *r, const char *with, FILE *f)
{
    enum gait_measure m = measure_named(with);
    double clipped = report_share_clipped(r, m);
    put_figure(r, "time", m, f);
    put_means(r, m, f);
    fputs(". Line: mean of each stride with the 20 before and after it on the same stretch. <span "
          "class=\"drawn\"></span>",
          f);
    if (clipped > 0 && m != GAIT_MEASURE_CADENCE)
        fprintf(f, " %.1f&nbsp;%% hit the end of the sensor's range and were harder than shown.",
                100 * clipped);
    fputs("</figcaption></figure>\n<details><summary>As numbers</summary>\n", f);
    report_table_time(r, m, f);
    fputs("</details>\n", f);
}

static void put_spread(const struct report *r, const char *with, FILE *f)
{
    enum gait_measure m = measure_named(with);
    put_figure(r, "histogram", m, f);
    fputs("of each surface, the share of its strides; the outermost bars hold all beyond."
          "</figcaption></figure>\n",
          f);
    report_table_surfaces(r, m, f);
}

static void put_surfaces(const struct report *r, const char *with, FILE *f)
{
    report_table_surfaces(r, measure_named(with), f);
}

static void put_attenuation(const struct report *r, FILE *f)
{
    struct report_mean mean = report_mean(r, GAIT_MEASURE_ATTENUATION, REPORT_ANY);
    if (mean.n == 0) {
        fputs("<p>Only one sensor saw the landings, so what is absorbed between the ground and the back "
              "is not known.</p>\n",
              f);
        return;
    }
    fprintf(f, "<p>From %s to back, between 9 and 20&nbsp;Hz: ", report_where(r));
    put_mean(r, GAIT_MEASURE_ATTENUATION, f);
    fputs(". Below zero: absorbed on the way.</p>\n", f);
    report_table_surfaces(r, GAIT_MEASURE_ATTENUATION, f);
}

static void put_weeks(const struct report *r, FILE *f)
{
    html_table(f,
               (const char *const[]){"week of", "sessions", "landings", "summed peaks, g", NULL});
    for (int i = 0; i < r->weeks; i++) {
        double landings = 0;
        struct tm day;
        char label[16] = "";
        time_t at = (time_t)(r->week[i].monday_ns / 1000000000);
        for (int s = 0; s < REPORT_SURFACES; s++)
            landings += r->week[i].landings[s];
        if (localtime_r(&at, &day))
            strftime(label, sizeof label, "%Y-%m-%d", &day);
        fprintf(f, "<tr><th scope=\"row\">%s</th>", label);
        html_cell(f, "sessions");
        fprintf(f, "%d</td>", r->week[i].sessions);
        html_cell_count(f, "landings", lround(landings));
        html_cell_count(f, "summed peaks, g", lround(r->week[i].shock_g));
        fputs("</tr>\n", f);
    }
    html_table_end(f);
}

/* Not where on whose machine a recording lies: a page may be given away. */
static void put_footer(const struct report *r, FILE *f)
{
    const char *name = strrchr(r->is.source, '/');
    fputs("<p>gaitd " GAIT_VERSION "; source: ", f);
    html_text(f, name && name[1] ? name + 1 : *r->is.source ? r->is.source : "not known");
    fputs(". This file needs no network.</p>\n", f);
}

static const struct {
    const char *name;
    void (*put)(const struct report *r, FILE *f);
} pieces[] = {
    {"title", put_title},
    {"who", put_who},
    {"answer", report_answer},
    {"verdicts", report_tables_verdicts},
    {"attenuation", put_attenuation},
    {"spectrum", report_table_spectrum},
    {"sides", report_table_sides},
    {"drift", report_table_drift},
    {"load", report_table_load},
    {"weeks", put_weeks},
    {"findings", report_list_findings},
    {"left", report_table_left},
    {"sensors", report_table_sensors},
    {"footer", put_footer},
    {"data", report_data},
};

static const struct {
    const char *name;
    void (*put)(const struct report *r, const char *with, FILE *f);
} pieces_with[] = {{"time ", put_time}, {"h2 ", report_heading}, {"spread ", put_spread}, {"surfaces ", put_surfaces}};

static bool has_both_spectra(const struct report *r)
{
    const struct gait_event *e;
    for (int i = 0; (e = report_find(r, GAIT_EVENT_SPECTRUM, i)); i++)
        if (e->u.spectrum.n_limb > 0 && e->u.spectrum.n_trunk > 0)
            return true;
    return false;
}

static bool holds(const struct report *r, const char *condition)
{
    const struct {
        const char *name;
        bool is;
    } conditions[] = {
        {"strides", r->n > 0},
        {"limb", report_has(r, GAIT_MEASURE_PEAK)},
        {"trunk", report_has(r, GAIT_MEASURE_BACK_PEAK)},
        {"cadence", report_has(r, GAIT_MEASURE_CADENCE)},
        {"compared", r->n > 0 && report_pair(r, 0)},
        {"spectra", report_find(r, GAIT_EVENT_SPECTRUM, 0) != NULL},
        {"both", has_both_spectra(r)},
        {"sides", isfinite(report_sides(r, GAIT_MEASURE_PEAK).difference)},
        {"drift", report_find(r, GAIT_EVENT_DRIFT, 0) != NULL},
        {"load", r->totals.surfaces > 0},
        {"weeks", r->weeks > 0},
        {"findings", r->findings.n > 0},
        {"sensors", report_find(r, GAIT_EVENT_SENSOR, 0) != NULL},
    };
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++)
        if (strcmp(conditions[i].name, condition) == 0)
            return conditions[i].is;
    return false;
}

static void put_piece(const struct report *r, const char *name, const char *library, FILE *f)
{
    if (strcmp(name, "css") == 0)
        fputs((const char *)web_report_css, f);
    if (strcmp(name, "js") == 0)
        fputs((const char *)web_report_js, f);
    if (strcmp(name, "library") == 0)
        fputs(library, f);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
        if (strcmp(pieces[i].name, name) == 0)
            pieces[i].put(r, f);
    for (size_t i = 0; i < sizeof pieces_with / sizeof pieces_with[0]; i++) {
        size_t n = strlen(pieces_with[i].name);
        if (strncmp(pieces_with[i].name, name, n) == 0)
            pieces_with[i].put(r, name + n, f);
    }
}

/* Line by line; a line @like this@ stands for a piece, @if ..@ to @end@ is there on a condition. */
int report_page(const struct report *r, const char *library, FILE *f)
{
    int depth = 0, hidden = 0; /* of @if@; the one that hides, 0: none */
    for (const char *at = (const char *)web_report_html; *at;) {
        size_t n = strcspn(at, "\n");
        char name[64];
        if (at[0] == '@' && n > 2 && n < sizeof name) {
            snprintf(name, sizeof name, "%.*s", (int)n - 2, at + 1);
            if (strncmp(name, "if ", 3) == 0) {
                depth++;
                if (!hidden && !holds(r, name + 3))
                    hidden = depth;
            } else if (strcmp(name, "end") == 0) {
                hidden = hidden == depth ? 0 : hidden;
                depth--;
            } else if (!hidden) {
                put_piece(r, name, library, f);
            }
        } else if (!hidden) {
            fprintf(f, "%.*s\n", (int)n, at);
        }
        at += n + (at[n] == '\n');
    }
    return fflush(f) != 0 || ferror(f) ? -1 : 0;
}
