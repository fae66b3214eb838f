/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report.h"
#include "ctl/report_html.h"

#include <math.h>
#include <string.h>

static const char *const signs[GAIT_VERDICTS] = {
    [GAIT_VERDICT_LOWER] = "\xe2\x96\xbc",   [GAIT_VERDICT_HIGHER] = "\xe2\x96\xb2",
    [GAIT_VERDICT_NONE] = "\xe2\x97\x8b",    [GAIT_VERDICT_NOT_COMPARABLE] = "\xe2\x9c\x95",
    [GAIT_VERDICT_TOO_FEW] = "\xe2\x80\xa6",
};

static void put_verdict(FILE *f, enum gait_verdict v)
{
    fprintf(f, "<span class=\"v v%d\">%s %s</span>", (int)v, signs[v], gait_verdict_name(v));
}

static void put_label(const struct report *r, enum gait_measure m, FILE *f)
{
    char label[48];
    report_label(r, m, label);
    fprintf(f, "<tr><th scope=\"row\">%s, %s</th>", label, report_unit(m));
}

static void put_comparison(const struct report *r, const struct gait_event *e, FILE *f)
{
    enum gait_measure m = e->u.comparison.measure;
    int d = report_decimals(m);
    put_label(r, m, f);
    html_cell_number(f, e->u.comparison.a, e->u.comparison.mean_a, d);
    html_cell_number(f, e->u.comparison.b, e->u.comparison.mean_b, d);
    html_cell(f, "difference");
    html_signed(f, e->u.comparison.difference, d);
    html_interval(f, e->u.comparison.ci95_low, e->u.comparison.ci95_high, d);
    fputs("</td>", f);
    html_cell(f, "verdict");
    put_verdict(f, e->u.comparison.verdict);
    fputs(e->u.comparison.no_relevant ? " (within 10&nbsp;%)</td>" : "</td>", f);
    html_cell_number(f, "would be found", e->u.comparison.mdd, d);
    html_cell(f, "strides (stretches)");
    html_count(f, (long)e->u.comparison.n_a);
    fprintf(f, "&nbsp;(%u), ", e->u.comparison.stretches_a);
    html_count(f, (long)e->u.comparison.n_b);
    fprintf(f, "&nbsp;(%u)</td></tr>\n", e->u.comparison.stretches_b);
}

/* Why, measure by measure, where it is not said yet. */
static void put_reasons(const struct report *r, const struct gait_event *pair, FILE *f)
{
    const struct gait_event *e;
    char label[48];
    fputs("<details><summary>Each measure in a sentence</summary><ul>\n", f);
    for (int m = 0; m < GAIT_MEASURES; m++) {
        e = report_comparison(r, pair->u.comparison.a, pair->u.comparison.b, (enum gait_measure)m);
        if (!e || !*e->u.comparison.why)
            continue;
        report_label(r, (enum gait_measure)m, label);
        fprintf(f, "<li><b>%s</b>: ", label);
        html_text(f, e->u.comparison.why);
        fputs("</li>\n", f);
    }
    fputs("</ul></details>\n", f);
}

/* Measures that were adjusted for the same stand together. */
static void put_adjusted(const struct report *r, const struct gait_event *pair, FILE *f)
{
    const struct gait_event *e[GAIT_MEASURES];
    char label[48];
    bool first = true;
    for (int m = 0; m < GAIT_MEASURES; m++)
        e[m] = report_comparison(r, pair->u.comparison.a, pair->u.comparison.b,
                                 (enum gait_measure)m);
    for (int m = 0; m < GAIT_MEASURES; m++) {
        const char *of = e[m] ? e[m]->u.comparison.adjusted_for : NULL;
        int n = 0;
        if (!of)
            continue;
        fputs(first ? "<p class=\"note\">Adjusted for " : " For ", f);
        first = false;
        html_text(f, *of ? of : "nothing");
        for (int k = m; k < GAIT_MEASURES; k++)
            if (e[k] && strcmp(e[k]->u.comparison.adjusted_for, of) == 0) {
                report_label(r, (enum gait_measure)k, label);
                fprintf(f, "%s%s", n++ ? "; " : ": ", label);
                e[k] = k > m ? NULL : e[k];
            }
        fputs(".", f);
    }
    fputs(first ? "" : "</p>\n", f);
}

static void put_rows(const struct report *r, const struct gait_event *pair, bool open, FILE *f)
{
    const char *a = pair->u.comparison.a, *b = pair->u.comparison.b;
    fprintf(f, "<details class=\"figures\"%s><summary>All figures of ", open ? " open" : "");
    html_name(f, b);
    fputs(" against ", f);
    html_name(f, a);
    fputs("</summary>\n<p class=\"note\">Plain means of the clean strides on each, and the adjusted "
          "difference (",
          f);
    html_name(f, b);
    fputs(" minus ", f);
    html_name(f, a);
    fputs("). Within 10&nbsp;%: a difference of a tenth or more is ruled out.</p>\n", f);
    html_table(f, (const char *const[]){"measure", a, b, "difference (95 %)", "verdict",
                                        "smallest that would be found", "strides (stretches), each",
                                        NULL});
    for (int m = 0; m < GAIT_MEASURES; m++) {
        const struct gait_event *e = report_comparison(r, a, b, (enum gait_measure)m);
        if (e)
            put_comparison(r, e, f);
    }
    html_table_end(f);
    put_adjusted(r, pair, f);
    fputs("</details>\n", f);
}

static void put_pair(const struct report *r, const struct gait_event *pair, int i, FILE *f)
{
    fputs("<h3>", f);
    html_name(f, pair->u.comparison.b);
    fputs(" against ", f);
    html_name(f, pair->u.comparison.a);
    fprintf(f,
            "</h3>\n<figure data-chart=\"forest\" data-pair=\"%d\" data-label=\"Differences in "
            "percent, with 95 %% intervals; the table below has them\"><figcaption>Difference in "
            "percent of the mean on ",
            i);
    html_name(f, pair->u.comparison.a);
    fputs(", with 95&nbsp;% intervals; left of zero: lower on ", f);
    html_name(f, pair->u.comparison.b);
    fputs(". Grey: no detectable difference.</figcaption></figure>\n", f);
    put_rows(r, pair, i == 0, f);
    put_reasons(r, pair, f);
}

/* Which of several measures the question was about. */
static void put_primary(const struct report *r, FILE *f)
{
    const struct gait_event *e;
    char label[48];
    for (int i = 0; (e = report_find(r, GAIT_EVENT_COMPARISON, i)); i++)
        if (e->u.comparison.primary) {
            report_label(r, e->u.comparison.measure, label);
            fprintf(f,
                    "<p class=\"note\">The question was asked of one measure beforehand: %s. Its "
                    "verdict is at plain 95&nbsp;%%; the others were also looked at, and theirs "
                    "ask more, because there are several.</p>\n",
                    label);
            return;
        }
}

void report_tables_verdicts(const struct report *r, FILE *f)
{
    const struct gait_event *pair;
    put_primary(r, f);
    for (int i = 0; (pair = report_pair(r, i)); i++)
        put_pair(r, pair, i, f);
}

static void put_mean(FILE *f, struct report_mean mean, int decimals)
{
    html_cell(f, "mean");
    html_number(f, mean.mean, decimals);
    html_interval(f, mean.low, mean.high, decimals);
    fputs("</td>", f);
    html_cell_number(f, "SD", mean.sd, decimals);
    html_cell_count(f, "strides", (long)mean.n);
}

static const struct gait_event *summary(const struct report *r, const char *surface,
                                        enum gait_measure m)
{
    const struct gait_event *e;
    for (int i = 0; (e = report_find(r, GAIT_EVENT_SUMMARY, i)); i++)
        if (e->u.summary.measure == m && strcmp(e->u.summary.surface, surface) == 0)
            return e;
    return NULL;
}

void report_table_surfaces(const struct report *r, enum gait_measure m, FILE *f)
{
    int d = report_decimals(m);
    html_table(f, (const char *const[]){"surface", "mean (95 %)", "SD", "strides", "median",
                                        "5 to 95 % of strides", NULL});
    for (int s = 0; s < r->surfaces; s++) {
        struct report_mean mean = report_mean(r, m, s);
        const struct gait_event *e = summary(r, r->surface[s], m);
        if (mean.n == 0)
            continue;
        fputs("<tr><th scope=\"row\">", f);
        html_name(f, r->surface[s]);
        fputs("</th>", f);
        put_mean(f, mean, d);
        html_cell_number(f, "median", e ? e->u.summary.median : NAN, d);
        html_cell(f, "5 to 95 %");
        html_number(f, e ? e->u.summary.p05 : NAN, d);
        fputs(" to ", f);
        html_number(f, e ? e->u.summary.p95 : NAN, d);
        fputs("</td></tr>\n", f);
    }
    html_table_end(f);
}

/* The run in eight parts of equal time. */
void report_table_time(const struct report *r, enum gait_measure m, FILE *f)
{
    double end = report_minutes(r, r->stride[r->n - 1].t_ns);
    html_table(f, (const char *const[]){"minutes", "mean", "strides", NULL});
    for (int k = 0, i = 0; k < REPORT_PARTS; k++) {
        double to = end * (k + 1) / REPORT_PARTS, sum = 0;
        long n = 0;
        for (; i < r->n && (k == REPORT_PARTS - 1 || report_minutes(r, r->stride[i].t_ns) < to);
             i++)
            if (isfinite(r->stride[i].value[m])) {
                sum += (double)r->stride[i].value[m];
                n++;
            }
        fprintf(f, "<tr><th scope=\"row\">%.1f to %.1f</th>", end * k / REPORT_PARTS, to);
        html_cell_number(f, "mean", n ? sum / (double)n : NAN, report_decimals(m));
        html_cell(f, "strides");
        html_count(f, n);
        fputs("</td></tr>\n", f);
    }
    html_table_end(f);
}

void report_table_sides(const struct report *r, FILE *f)
{
    static const enum gait_measure shown[] = {GAIT_MEASURE_PEAK, GAIT_MEASURE_CONTACT,
                                              GAIT_MEASURE_BAND};
    html_table(f, (const char *const[]){"measure", "left", "right", "left minus right (95 %)",
                                        "strides, left and right", NULL});
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        struct report_sides s = report_sides(r, shown[i]);
        int d = report_decimals(shown[i]);
        put_label(r, shown[i], f);
        html_cell_number(f, "left", s.left.mean, d);
        html_cell_number(f, "right", s.right.mean, d);
        html_cell(f, "left minus right");
        html_signed(f, s.difference, d);
        html_interval(f, s.low, s.high, d);
        fputs(isfinite(s.low) ? "</td>" : " too short to say</td>", f);
        html_cell(f, "strides");
        html_count(f, (long)s.left.n);
        fputs(", ", f);
        html_count(f, (long)s.right.n);
        fputs("</td></tr>\n", f);
    }
    html_table_end(f);
}

void report_table_drift(const struct report *r, FILE *f)
{
    const struct gait_event *e;
    html_table(f, (const char *const[]){"measure", "at the start", "change to the end (95 %)",
                                        "verdict", "strides", NULL});
    for (int i = 0; (e = report_find(r, GAIT_EVENT_DRIFT, i)); i++) {
        enum gait_measure m = e->u.drift.measure;
        int d = report_decimals(m);
        put_label(r, m, f);
        html_cell_number(f, "at the start", e->u.drift.start, d);
        html_cell(f, "change");
        html_signed(f, e->u.drift.change, d);
        html_interval(f, e->u.drift.ci95_low, e->u.drift.ci95_high, d);
        fputs("</td>", f);
        html_cell(f, "verdict");
        put_verdict(f, e->u.drift.verdict);
        fputs("</td>", f);
        html_cell(f, "strides");
        html_count(f, (long)e->u.drift.n);
        fputs("</td></tr>\n", f);
    }
    html_table_end(f);
}
