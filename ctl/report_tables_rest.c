/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report.h"
#include "ctl/report_html.h"

#include <math.h>
#include <string.h>

static void put_cell(FILE *f, const char *heading, double x, int decimals)
{
    html_cell(f, heading);
    html_number(f, x, decimals);
    fputs("</td>", f);
}

static void put_counted(FILE *f, const char *heading, long n)
{
    html_cell(f, heading);
    html_count(f, n);
    fputs("</td>", f);
}

/* At frequencies that say something: step rate, active and impact band. */
void report_table_spectrum(const struct report *r, FILE *f)
{
    static const int shown[] = {3, 6, 9, 12, 15, 18, 20, 30, 40};
    const struct gait_event *e;
    html_table(f, "", "surface, Hz|leg, dB|back, dB|back minus leg, dB|stances, leg and back");
    for (int i = 0; (e = report_find(r, GAIT_EVENT_SPECTRUM, i)); i++)
        for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++) {
            double limb = (double)e->u.spectrum.limb_db[shown[k] - 1];
            double trunk = (double)e->u.spectrum.trunk_db[shown[k] - 1];
            fputs("<tr><th scope=\"row\">", f);
            html_name(f, e->u.spectrum.surface);
            fprintf(f, ", %d Hz</th>", shown[k]);
            put_cell(f, "leg, dB", limb, 1);
            put_cell(f, "back, dB", trunk, 1);
            put_cell(f, "back minus leg, dB", trunk - limb, 1);
            html_cell(f, "stances");
            fprintf(f, "%u, %u</td></tr>\n", e->u.spectrum.n_limb, e->u.spectrum.n_trunk);
        }
    html_table_end(f);
}

static void put_load(FILE *f, const struct report_load *load)
{
    put_counted(f, "landings", (long)load->landings);
    put_cell(f, "summed peaks, g", load->sum_g, 0);
}

void report_table_load(const struct report *r, FILE *f)
{
    enum gait_measure m = r->has_limb ? GAIT_MEASURE_PEAK : GAIT_MEASURE_BACK_PEAK;
    html_table(f, "", "surface|landings|summed peaks, g|mean peak (95&nbsp;%), g");
    for (int s = 0; s < r->surfaces; s++) {
        struct report_mean mean = report_mean(r, m, s);
        struct report_load load = {.landings = mean.n, .sum_g = mean.n ? mean.mean * mean.n : 0};
        if (mean.n == 0)
            continue;
        fputs("<tr><th scope=\"row\">", f);
        html_name(f, r->surface[s]);
        fputs("</th>", f);
        put_load(f, &load);
        html_cell(f, "mean peak, g");
        html_number(f, mean.mean, 2);
        html_interval(f, mean.low, mean.high, 2);
        fputs("</td></tr>\n", f);
    }
    html_table_end(f);
}

void report_table_left(const struct report *r, FILE *f)
{
    static const char *const who[2] = {"leg", "back"};
    html_table(f, "",
               "sensors|strides found|walking|other place|samples lost at the landing|more likely "
               "not a landing|counted|of these cut off|of these filled in late");
    for (int i = 0; i < 2; i++) {
        const struct report_left *l = &r->left[i];
        if (l->strides == 0)
            continue;
        fprintf(f, "<tr><th scope=\"row\">%s</th>", who[i]);
        put_counted(f, "strides found", (long)l->strides);
        put_counted(f, "walking", (long)l->walking);
        put_counted(f, "other place", (long)l->other);
        put_counted(f, "samples lost", (long)l->gap);
        put_counted(f, "unsure", (long)l->unsure);
        put_counted(f, "counted", (long)l->counted);
        put_counted(f, "cut off", (long)l->clipped);
        put_counted(f, "late", (long)l->late);
        fputs("</tr>\n", f);
    }
    html_table_end(f);
    fprintf(f, "<p class=\"note\">Samples were lost in %u places, %u samples in all.</p>\n",
            r->gaps, r->lost);
}

static void put_sensor(FILE *f, const struct gait_event *e)
{
    const struct gait_sensor *is = &e->u.sensor.is;
    const struct gait_shortfall *low = &e->u.sensor.shortfall;
    fputs("<tr><th scope=\"row\">", f);
    html_name(f, e->sensor);
    fputs("</th>", f);
    html_cell(f, "worn at");
    html_text(f, gait_placement_name(is->placement));
    fputs("</td>", f);
    put_cell(f, "samples a second", is->rate_hz > 0 ? (double)is->rate_hz : NAN, 0);
    html_cell(f, "range, g");
    fputs(is->range_g > 0 ? "\xc2\xb1" : "", f);
    html_number(f, is->range_g > 0 ? (double)is->range_g : NAN, 0);
    fputs("</td>", f);
    put_cell(f, "lost, %", 100 * (double)e->u.sensor.loss, 1);
    put_cell(f, "landings cut off, %", 100 * (double)low->clipped, 1);
    html_cell(f, "its peaks");
    if (isfinite(low->low_g))
        fprintf(f, "read low by about %.1f g: ", (double)low->low_g);
    else if (*low->why)
        fputs("read low: ", f);
    html_text(f, *low->why ? low->why : "as good as such a sensor gets");
    fputs("</td></tr>\n", f);
}

void report_table_sensors(const struct report *r, FILE *f)
{
    const struct gait_event *e;
    html_table(f, "",
               "sensor|worn at|samples a second|range, g|samples lost, %|landings cut off, %|its "
               "peaks");
    for (int i = 0; (e = report_find(r, GAIT_EVENT_SENSOR, i)); i++)
        put_sensor(f, e);
    html_table_end(f);
}

void report_list_findings(const struct report *r, FILE *f)
{
    const char *group = "";
    for (int i = 0; i < r->findings.n; i++) {
        const struct finding *x = &r->findings.item[i];
        if (strcmp(group, x->group) != 0)
            fprintf(f, "%s<h3>%s</h3>\n<ul class=\"findings\">\n", *group ? "</ul>\n" : "",
                    x->group);
        group = x->group;
        fprintf(f, "<li%s>%s", x->notice ? " class=\"notice\"" : "",
                x->notice ? "<b>To look at:</b> " : "");
        html_text(f, x->says);
        if (x->n > 0)
            fprintf(f, " <span class=\"n\">(n&nbsp;=&nbsp;%u)</span>", x->n);
        fputs("</li>\n", f);
    }
    if (*group)
        fputs("</ul>\n", f);
}
