/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report.h"
#include "ctl/report_html.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* At frequencies that say something: step rate, active and impact band. */
void report_table_spectrum(const struct report *r, FILE *f)
{
    static const int shown[] = {3, 6, 9, 12, 15, 18, 20, 30, 40};
    const struct gait_event *e;
    html_table(f, (const char *const[]){"surface, Hz", "leg, dB", "back, dB", "back minus leg, dB",
                                        "stances, leg and back", NULL});
    for (int i = 0; (e = report_find(r, GAIT_EVENT_SPECTRUM, i)); i++)
        for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++) {
            double limb = (double)e->u.spectrum.limb_db[shown[k] - 1];
            double trunk = (double)e->u.spectrum.trunk_db[shown[k] - 1];
            fputs("<tr><th scope=\"row\">", f);
            html_name(f, e->u.spectrum.surface);
            fprintf(f, ", %d Hz</th>", shown[k]);
            html_cell_number(f, "leg, dB", limb, 1);
            html_cell_number(f, "back, dB", trunk, 1);
            html_cell_number(f, "back minus leg, dB", trunk - limb, 1);
            html_cell(f, "stances");
            fprintf(f, "%u, %u</td></tr>\n", e->u.spectrum.n_limb, e->u.spectrum.n_trunk);
        }
    html_table_end(f);
}

void report_table_load(const struct report *r, FILE *f)
{
    const struct totals *t = &r->totals;
    enum gait_measure m = t->back ? GAIT_MEASURE_BACK_PEAK : GAIT_MEASURE_PEAK;
    html_table(f, (const char *const[]){"surface", "landings", "mean peak (95 %), g",
                                        "summed peaks, g", NULL});
    for (int i = 0; i < t->surfaces; i++) {
        const struct totals_surface *on = &t->surface[i];
        struct report_mean mean = {.low = NAN, .high = NAN};
        for (int s = 0; s < r->surfaces; s++)
            if (strcmp(r->surface[s], on->name) == 0)
                mean = report_mean(r, m, s);
        fputs("<tr><th scope=\"row\">", f);
        html_name(f, on->name);
        fputs("</th>", f);
        html_cell_count(f, "landings", lround(on->landings));
        html_cell(f, "mean peak, g");
        html_number(f, on->peak_g, 2);
        html_interval(f, mean.low, mean.high, 2);
        fputs("</td>", f);
        html_cell(f, "summed peaks, g");
        if (isfinite(on->peak_g))
            html_count(f, lround(on->landings * on->peak_g));
        else
            html_number(f, NAN, 0);
        fputs("</td>", f);
        fputs("</tr>\n", f);
    }
    html_table_end(f);
    fprintf(f,
            "<p class=\"note\">Landings of both feet%s, peaks at the %s. Summed peaks are what the "
            "sensor felt, not a load of the body.</p>\n",
            t->doubled ? ": one was seen, and counted twice" : "",
            t->back ? "back" : report_where(r));
}

void report_table_left(const struct report *r, FILE *f)
{
    static const char *const who[2] = {"leg", "back"};
    html_table(f, (const char *const[]){"sensors", "strides found", "walking", "other place",
                                        "samples lost at the landing", "more likely not a landing",
                                        "counted", "of these cut off", "of these filled in late",
                                        NULL});
    for (int i = 0; i < 2; i++) {
        const struct report_left *l = &r->left[i];
        if (l->strides == 0)
            continue;
        fprintf(f, "<tr><th scope=\"row\">%s</th>", who[i]);
        html_cell_count(f, "strides found", (long)l->strides);
        html_cell_count(f, "walking", (long)l->walking);
        html_cell_count(f, "other place", (long)l->other);
        html_cell_count(f, "samples lost at the landing", (long)l->gap);
        html_cell_count(f, "more likely not a landing", (long)l->unsure);
        html_cell_count(f, "counted", (long)l->counted);
        html_cell_count(f, "of these cut off", (long)l->clipped);
        html_cell_count(f, "of these filled in late", (long)l->late);
        fputs("</tr>\n", f);
    }
    html_table_end(f);
    if (r->gaps > 0)
        fprintf(f, "<p class=\"note\">Samples were lost in %u places, %u samples in all.</p>\n",
                r->gaps, r->lost);
    else
        fputs("<p class=\"note\">No samples were lost.</p>\n", f);
}

static void put_sensor(FILE *f, const struct gait_event *e)
{
    const struct gait_sensor *is = &e->u.sensor.is;
    const struct gait_shortfall *low = &e->u.sensor.shortfall;
    fputs("<tr><th scope=\"row\">", f);
    html_name(f, e->sensor);
    fputs("</th>", f);
    html_cell(f, "worn at");
    for (const char *c = gait_placement_name(is->placement); *c; c++)
        fputc(*c == '_' ? ' ' : *c, f);
    fputs("</td>", f);
    html_cell_number(f, "samples a second", is->rate_hz > 0 ? (double)is->rate_hz : NAN, 0);
    html_cell(f, "range, g");
    fputs(is->range_g > 0 ? "\xc2\xb1" : "", f);
    html_number(f, is->range_g > 0 ? (double)is->range_g : NAN, 0);
    fputs("</td>", f);
    html_cell_number(f, "lost, %", 100 * (double)e->u.sensor.loss, 1);
    html_cell_number(f, "landings cut off, %", 100 * (double)low->clipped, 1);
    html_cell(f, "its peaks");
    if (isfinite(low->low_g))
        fprintf(f, "read low by about %.1f g: ", (double)low->low_g);
    else if (*low->why)
        fputs("read low: ", f);
    html_text(f, *low->why                ? low->why
                 : isfinite(low->clipped) ? "as good as such a sensor gets"
                                          : "\xe2\x80\x93");
    fputs("</td></tr>\n", f);
}

void report_table_sensors(const struct report *r, FILE *f)
{
    const struct gait_event *e;
    html_table(f,
               (const char *const[]){"sensor", "worn at", "samples a second", "range, g",
                                     "samples lost, %", "landings cut off, %", "its peaks", NULL});
    for (int i = 0; (e = report_find(r, GAIT_EVENT_SENSOR, i)); i++)
        put_sensor(f, e);
    html_table_end(f);
}

/* What its n counts; nothing where the sentence says it. */
static const char *rests_on(const struct finding *x)
{
    return strcmp(x->group, "form") == 0     ? "strides"
           : strcmp(x->group, "phases") == 0 ? "minutes of running"
           : strcmp(x->name, "week_added_km") == 0
               ? "sessions"
               : "";
}

void report_list_findings(const struct report *r, FILE *f)
{
    const char *group = "";
    for (int i = 0; i < r->findings.n; i++) {
        const struct finding *x = &r->findings.item[i];
        if (finding_repeats(x, r->totals.surfaces > 0))
            continue;
        if (strcmp(group, x->group) != 0)
            fprintf(f, "%s<h3>%c%s</h3>\n<ul class=\"findings\">\n", *group ? "</ul>\n" : "",
                    toupper((unsigned char)x->group[0]), x->group + 1);
        group = x->group;
        fprintf(f, "<li%s>%s", x->notice ? " class=\"notice\"" : "",
                x->notice ? "<b>To look at:</b> " : "");
        html_text(f, x->says);
        if (x->n > 0 && *rests_on(x))
            fprintf(f, " <span class=\"n\">(from %u&nbsp;%s)</span>", x->n, rests_on(x));
        fputs("</li>\n", f);
    }
    if (*group)
        fputs("</ul>\n", f);
}
