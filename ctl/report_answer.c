/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/answer.h"
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

/* What the answer to a pair is made of; the one or the other may be NULL, not both. */
struct peaks {
    const struct gait_event *limb, *back;
};

static struct peaks peaks_of(const struct report *r, const struct gait_event *pair)
{
    const char *a = pair->u.comparison.a, *b = pair->u.comparison.b;
    struct peaks ret = {.limb = report_comparison(r, a, b, GAIT_MEASURE_PEAK),
                        .back = report_comparison(r, a, b, GAIT_MEASURE_BACK_PEAK)};
    if (!ret.limb && !ret.back)
        ret.limb = pair;
    return ret;
}

/* A figure and its unit stay on one line. */
static void put_says(const char *says, FILE *f)
{
    char piece[ANSWER_MAX];
    while (*says) {
        size_t n = 0;
        while (says[n] && strncmp(says + n, " % ", 3) != 0 && strncmp(says + n, " %)", 3) != 0 &&
               strncmp(says + n, " g (", 4) != 0)
            n++;
        snprintf(piece, sizeof piece, "%.*s", (int)n, says);
        html_text(f, piece);
        says += n;
        if (*says)
            fputs("&nbsp;", f);
        says += *says != '\0';
    }
}

static void put_pair(const struct report *r, const struct gait_event *pair, FILE *f)
{
    struct peaks x = peaks_of(r, pair);
    struct answer a;
    answer_of(x.limb, x.back, report_where(r), &a);
    put_says(a.says, f);
}

/* Why there is no answer, in a line of its own. */
static void put_reason(const char *why, const char *where, const char *of, FILE *f)
{
    size_t n = strlen(why);
    if (n == 0)
        return;
    fprintf(f, "<p>At the %s", where);
    if (of) {
        fputs(", ", f);
        html_name(f, of);
    }
    fputs(": ", f);
    html_text(f, why);
    fputs(why[n - 1] == '.' ? "</p>\n" : ".</p>\n", f);
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
        struct peaks x = peaks_of(r, pair);
        const char *of = several ? pair->u.comparison.b : NULL;
        struct answer a;
        answer_of(x.limb, x.back, report_where(r), &a);
        if (i > 0) {
            fputs("<p class=\"also\">", f);
            put_says(a.says, f);
            fputs("</p>\n", f);
        }
        if (is_once(x.limb) || is_once(x.back))
            fputs("<p>One of the two was run only once: a hill, wind or tiredness there would look "
                  "the same. Alternate twice to know.</p>\n",
                  f);
        put_reason(a.limb_reason, report_where(r), of, f);
        put_reason(a.back_reason, "back", of, f);
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
    int d = mean.high - mean.low < 0.2 ? 2 : 1;
    html_number(f, mean.mean, d);
    fprintf(f, "&nbsp;g at the %s on average", r->has_limb ? report_where(r) : "back");
    html_plain_interval(f, mean.low, mean.high, d);
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
