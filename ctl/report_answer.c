/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report.h"
#include "ctl/report_html.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *label, *unit;
    int decimals;
} rows[GAIT_MEASURES] = {
    [GAIT_MEASURE_PEAK] = {"peak at the %s", "g", 2},
    [GAIT_MEASURE_AXIAL] = {"peak along the %s", "g", 2},
    [GAIT_MEASURE_RISE] = {"rise of the shock, %s", "g/s", 0},
    [GAIT_MEASURE_BAND] = {"shock power 9\xe2\x80\x93"
                           "20 Hz, %s",
                           "g\xc2\xb2", 2},
    [GAIT_MEASURE_MEDIAN] = {"median frequency, %s", "Hz", 2},
    [GAIT_MEASURE_ATTENUATION] = {"%s to back", "dB", 2},
    [GAIT_MEASURE_CADENCE] = {"cadence", "spm", 1},
    [GAIT_MEASURE_CONTACT] = {"contact time", "ms", 1},
    [GAIT_MEASURE_BACK_PEAK] = {"peak at the back", "g", 2},
    [GAIT_MEASURE_BACK_BAND] = {"shock power 9\xe2\x80\x93"
                                "20 Hz, back",
                                "g\xc2\xb2", 3},
};

const char *report_where(const struct report *r)
{
    return r->limb == GAIT_KIND_FOOT ? "foot" : "shin";
}

void report_label(const struct report *r, enum gait_measure m, char ret[48])
{
    snprintf(ret, 48, rows[m].label, report_where(r));
}

int report_decimals(enum gait_measure m)
{
    return rows[m].decimals;
}

const char *report_unit(enum gait_measure m)
{
    return rows[m].unit;
}

static bool is_clear(const struct gait_event *e)
{
    return e && (e->u.comparison.verdict == GAIT_VERDICT_LOWER ||
                 e->u.comparison.verdict == GAIT_VERDICT_HIGHER);
}

static bool is_unanswered(const struct gait_event *e)
{
    return e && !is_clear(e) && e->u.comparison.verdict != GAIT_VERDICT_NONE;
}

/* "at least 14 % (9 to 19) softer" */
static void put_difference(const struct gait_event *e, FILE *f)
{
    double scale = 100 / e->u.comparison.mean_a;
    double low = fabs(scale * e->u.comparison.ci95_low);
    double high = fabs(scale * e->u.comparison.ci95_high);
    bool at_least = (double)e->u.comparison.clipped_a > REPORT_AT_LEAST ||
                    (double)e->u.comparison.clipped_b > REPORT_AT_LEAST;
    int d = fabs(high - low) < 2 ? 1 : 0;
    fprintf(f, "%s%.*f&nbsp;%% (%.*f to %.*f) %s", at_least ? "at least " : "", d,
            fabs(scale * e->u.comparison.difference), d, fmin(low, high), d, fmax(low, high),
            e->u.comparison.verdict == GAIT_VERDICT_LOWER ? "softer" : "harder");
}

static void put_none(const struct gait_event *e, FILE *f)
{
    double mdd = 100 * e->u.comparison.mdd / fabs(e->u.comparison.mean_a);
    if (isfinite(mdd))
        fprintf(f, " (one of %.*f&nbsp;%% or more would have been found)", mdd < 2, mdd);
}

/* Why there is no answer, in a line of its own; without the verdict, which is said already. */
static void put_reason(const struct gait_event *e, const char *where, bool several, FILE *f)
{
    const char *why = e->u.comparison.why;
    const char *verdict = gait_verdict_name(e->u.comparison.verdict);
    if (strncasecmp(why, verdict, strlen(verdict)) == 0)
        why += strlen(verdict) + strspn(why + strlen(verdict), ":,; ");
    size_t n = strlen(why);
    if (n == 0)
        return;
    fprintf(f, "<p>At the %s", where);
    if (several) {
        fputs(", ", f);
        html_name(f, e->u.comparison.b);
    }
    fputs(": ", f);
    html_text(f, why);
    fputs(why[n - 1] == '.' ? "</p>\n" : ".</p>\n", f);
}

static const char *no_answer(const struct gait_event *e)
{
    return e->u.comparison.verdict == GAIT_VERDICT_TOO_FEW ? " have too few strides to be compared"
                                                           : " could not be compared";
}

/* The first half: all of it, where there is but one sensor. */
static void put_first(const struct gait_event *e, const char *where, FILE *f)
{
    bool clear = is_clear(e), none = e->u.comparison.verdict == GAIT_VERDICT_NONE;
    if (clear) {
        fputs("Your ", f);
        html_name(f, e->u.comparison.b);
        fputs("&#8217;s landings were ", f);
        put_difference(e, f);
        fprintf(f, " at the %s than your ", where);
        html_name(f, e->u.comparison.a);
        fputs("&#8217;s", f);
        return;
    }
    fputs(none ? "Between your " : "Your ", f);
    html_name(f, e->u.comparison.b);
    fputs(none ? "&#8217;s landings and your " : " and your ", f);
    html_name(f, e->u.comparison.a);
    if (none) {
        fprintf(f, "&#8217;s no difference showed at the %s", where);
        put_none(e, f);
    } else {
        fprintf(f, "%s at the %s", no_answer(e), where);
    }
}

static void put_back(const struct gait_event *limb, const struct gait_event *e, FILE *f)
{
    enum gait_verdict v = e->u.comparison.verdict;
    if (is_unanswered(e) && v == limb->u.comparison.verdict) {
        fputs(", nor at the back", f);
        return;
    }
    fputs("; at the back ", f);
    if (is_clear(e)) {
        fputs(is_clear(limb) ? "" : "your ", f);
        if (!is_clear(limb))
            html_name(f, e->u.comparison.b);
        fputs(is_clear(limb) ? "they were " : "&#8217;s were ", f);
        put_difference(e, f);
    } else if (v == GAIT_VERDICT_NONE) {
        fputs(limb->u.comparison.verdict == v ? "none either" : "no difference showed", f);
        put_none(e, f);
    } else {
        fprintf(f, "they%s", no_answer(e));
    }
}

/* What the answer to a pair is made of; the one or the other may be NULL, not both. */
struct answer {
    const struct gait_event *limb, *back;
};

static struct answer answer_to(const struct report *r, const struct gait_event *pair)
{
    const char *a = pair->u.comparison.a, *b = pair->u.comparison.b;
    struct answer ret = {.limb = report_comparison(r, a, b, GAIT_MEASURE_PEAK),
                         .back = report_comparison(r, a, b, GAIT_MEASURE_BACK_PEAK)};
    if (!ret.limb && !ret.back)
        ret.limb = pair;
    return ret;
}

static void put_pair(const struct report *r, const struct gait_event *pair, FILE *f)
{
    struct answer x = answer_to(r, pair);
    put_first(x.limb ? x.limb : x.back, x.limb ? report_where(r) : "back", f);
    if (x.limb && x.back)
        put_back(x.limb, x.back, f);
    fputs(". ", f);
}

/* With one stretch of either, the ground and the place are one thing. */
static bool is_once(const struct gait_event *e)
{
    return is_clear(e) && (e->u.comparison.stretches_a < 2 || e->u.comparison.stretches_b < 2);
}

/* What the other pairs came to, and why there is no answer to some. */
static void put_rest(const struct report *r, FILE *f)
{
    const struct gait_event *pair;
    bool several = report_pair(r, 1) != NULL;
    for (int i = 0; (pair = report_pair(r, i)); i++) {
        struct answer x = answer_to(r, pair);
        bool limb = is_unanswered(x.limb), back = is_unanswered(x.back);
        if (i > 0) {
            fputs("<p class=\"also\">", f);
            put_pair(r, pair, f);
            fputs("</p>\n", f);
        }
        if (is_once(x.limb) || is_once(x.back))
            fputs("<p>One of the two was run only once: a hill, wind or tiredness there would look "
                  "the "
                  "same. Alternate twice to know.</p>\n",
                  f);
        if (limb)
            put_reason(x.limb, report_where(r), several, f);
        if (back && !(limb && strcmp(x.limb->u.comparison.why, x.back->u.comparison.why) == 0))
            put_reason(x.back, "back", several, f);
    }
}

static void put_walked(const struct report *r, FILE *f)
{
    uint32_t walking = r->left[0].walking + r->left[1].walking;
    uint32_t all = r->left[0].strides + r->left[1].strides;
    if (all == 0)
        fputs("No strides were found in this session.", f);
    else if (walking == all)
        fputs("This was walking: no running was found, and only running strides are measured.", f);
    else
        fputs("No running stride of this session was clean enough to be measured.", f);
}

/* What there is to say without a second surface. */
static void put_alone(const struct report *r, FILE *f)
{
    enum gait_measure m = r->has_limb ? GAIT_MEASURE_PEAK : GAIT_MEASURE_BACK_PEAK;
    struct report_mean mean = report_mean(r, m, REPORT_ANY);
    bool unmarked = r->surfaces == 1 && strcmp(r->surface[0], "unknown") == 0;
    fprintf(f, "Your landings measured %s",
            report_share_clipped(r, m) > REPORT_AT_LEAST ? "at least " : "");
    html_number(f, mean.mean, 1);
    fprintf(f, "&nbsp;g at the %s on average", r->has_limb ? report_where(r) : "back");
    html_plain_interval(f, mean.low, mean.high, 1);
    if (unmarked)
        fputs("; no surface was marked, so there is nothing to compare. ", f);
    else if (r->surfaces == 1) {
        fputs(", all on ", f);
        html_name(f, r->surface[0]);
        fputs("; there is no second surface to compare. ", f);
    } else {
        fputs("; there are not two marked surfaces to compare. ", f);
    }
}

static void put_basis(const struct report *r, FILE *f)
{
    fputs("<p class=\"basis\">From ", f);
    if (r->left[0].counted) {
        html_count(f, (long)r->left[0].counted);
        fprintf(f, " strides at the %s", report_where(r));
    }
    if (r->left[1].counted) {
        fputs(r->left[0].counted ? " and " : "", f);
        html_count(f, (long)r->left[1].counted);
        fputs(r->left[0].counted ? " at the back" : " strides at the back", f);
    }
    double minutes = report_duration(r);
    fprintf(f, ", in %.0f %s of running. Figures in brackets: 95&nbsp;%% intervals.</p>\n",
            minutes < 2 ? 60 * minutes : minutes, minutes < 2 ? "seconds" : "minutes");
}

void report_answer(const struct report *r, FILE *f)
{
    const struct gait_event *pair;
    fputs("<h1 id=\"answer\">", f);
    if (r->n == 0)
        put_walked(r, f);
    else if ((pair = report_pair(r, 0)))
        put_pair(r, pair, f);
    else
        put_alone(r, f);
    fputs("</h1>\n", f);
    if (r->n > 0) {
        put_rest(r, f);
        put_basis(r, f);
    }
    if (r->n > 0 && !report_pair(r, 0))
        fputs("<p>To learn whether one ground is softer for you, run each twice in turn at one "
              "pace, and say which is which: <code>gaitctl mark trail</code> while you run, "
              "<code>gaitctl relabel</code> afterwards.</p>\n",
              f);
}
