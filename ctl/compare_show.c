/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/compare_parts.h"
#include "ctl/outcome.h"
#include "daemon/json.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <time.h>

#define COLUMN 17

static int of_runner(const struct compare *c, const char *runner)
{
    int n = 0;
    for (int i = 0; i < c->n; i++)
        n += strcmp(c->session[i].which->is.runner, runner) == 0;
    return n;
}

static void put_number(FILE *f, double x, int decimals)
{
    char cell[64] = "-";
    if (isfinite(x))
        snprintf(cell, sizeof cell, "%.*f", decimals, x);
    fprintf(f, " %*s", COLUMN, cell);
}

static void put_difference(FILE *f, const struct gait_event *e)
{
    int d = outcome_decimals(e->u.comparison.measure);
    char cell[96] = "-";
    if (isfinite(e->u.comparison.ci95_low))
        snprintf(cell, sizeof cell, "%+.*f (%+.*f to %+.*f)", d, e->u.comparison.difference, d,
                 e->u.comparison.ci95_low, d, e->u.comparison.ci95_high);
    else if (isfinite(e->u.comparison.difference))
        snprintf(cell, sizeof cell, "%+.*f", d, e->u.comparison.difference);
    fprintf(f, "  %-26s %s\n", cell, gait_verdict_name(e->u.comparison.verdict));
}

static bool wanted(const struct gait_event *e, enum gait_measure measure)
{
    return measure == GAIT_MEASURES || e->u.comparison.measure == measure;
}

/* Of the measure that was asked for, else of the one named beforehand. */
static const struct gait_event *answer(const struct gait_event *e, int n, enum gait_measure measure)
{
    const struct gait_event *first = NULL;
    for (int i = 0; i < n; i++)
        if (wanted(&e[i], measure) &&
            (!first || (e[i].u.comparison.primary && !first->u.comparison.primary)))
            first = &e[i];
    return first;
}

static void put_day(FILE *f, const struct store_session *s)
{
    time_t seconds = (time_t)(s->begun_ns / 1000000000);
    struct tm day;
    char text[32] = "";
    if (localtime_r(&seconds, &day))
        strftime(text, sizeof text, "%Y-%m-%d %H:%M", &day);
    fprintf(f, "%6lld %-17s", (long long)s->id, text);
}

/* One line a session: what it says by itself. */
static void put_sessions(const struct compare *c, const char *runner, enum gait_measure m, FILE *f)
{
    char side[2][GAIT_NAME_MAX + 8];
    snprintf(side[0], sizeof side[0], "on %s", c->a);
    snprintf(side[1], sizeof side[1], "on %s", c->b);
    fprintf(f, "\n%s\n%6s %-17s %*s %*s  difference (95 %%)\n", outcome_label(m), "", "session",
            COLUMN, side[0], COLUMN, side[1]);
    for (int i = 0; i < c->n; i++) {
        const struct compare_session *s = &c->session[i];
        if (strcmp(s->which->is.runner, runner) != 0)
            continue;
        put_day(f, &s->which->is);
        fprintf(f, " %*u %*u", COLUMN, s->is[m] ? s->within[m].u.comparison.n_a : s->a[m].clean,
                COLUMN, s->is[m] ? s->within[m].u.comparison.n_b : s->b[m].clean);
        if (s->is[m])
            put_difference(f, &s->within[m]);
        else
            fputs(s->has_a || s->has_b ? "  one of the surfaces\n" : "  neither surface\n", f);
    }
}

/* Speed is worth more than any statistics. */
static void put_advice(const struct gait_event *e, FILE *f)
{
    if (!strstr(e->u.comparison.adjusted_for, "speed"))
        fputs("Speed is not known: give it (gaitctl mark SURFACE --speed, gaitctl relabel, or a "
              "phone or foot pod by /gait/speed), and alternate twice at one pace: that is worth "
              "more than more strides.\n",
              f);
}

static void put_measures(const struct gait_event *e, int n, enum gait_measure measure, FILE *f)
{
    for (int i = 0; i < n; i++) {
        enum gait_measure m = e[i].u.comparison.measure;
        if (!wanted(&e[i], measure))
            continue;
        fprintf(f, "%-20s %-4s", outcome_label(m), gait_measure_unit(m));
        put_number(f, e[i].u.comparison.mean_a, outcome_decimals(m));
        put_number(f, e[i].u.comparison.mean_b, outcome_decimals(m));
        put_difference(f, &e[i]);
    }
}

static const char *where(const struct compare *c, const char *runner)
{
    struct answer_sensors all = {0};
    for (int i = 0; i < c->n; i++)
        if (strcmp(c->session[i].which->is.runner, runner) == 0) {
            all.foot |= c->session[i].sensors.foot;
            all.shank |= c->session[i].sensors.shank;
        }
    return answer_where(&all);
}

static const struct gait_event *peak(const struct gait_event *e, int n, enum gait_measure m,
                                     enum gait_measure asked)
{
    for (int i = 0; i < n; i++)
        if (wanted(&e[i], asked) && e[i].u.comparison.measure == m)
            return &e[i];
    return NULL;
}

/* Of the peaks; of the measure that was asked for, if that is another one. */
static void put_answer(const struct gait_event *e, int n, enum gait_measure measure,
                       const char *where, FILE *f)
{
    const struct gait_event *limb = peak(e, n, GAIT_MEASURE_PEAK, measure);
    const struct gait_event *back = peak(e, n, GAIT_MEASURE_BACK_PEAK, measure);
    const struct gait_event *first = answer(e, n, measure);
    const char *why = first->u.comparison.why;
    struct answer a;
    if (limb || back) {
        answer_of(limb, back, where, &a);
        answer_print(&a, where, f);
    } else {
        fprintf(f, "\n%c%s.\n", toupper((unsigned char)*why), *why ? why + 1 : "");
    }
    put_advice(first, f);
}

void compare_print(const struct compare *c, const char *runner, enum gait_measure measure, FILE *f)
{
    struct gait_event e[GAIT_MEASURES];
    int sessions = of_runner(c, runner), n = compare_season(c, runner, e);
    const struct gait_event *first = answer(e, n, measure);
    if (!first) {
        fprintf(f, "%s: this was not measured on either surface.\n", runner);
        return;
    }
    fprintf(f, "%s, %d session%s\n%-25s %*s %*s  %-26s\n", runner, sessions,
            sessions == 1 ? "" : "s", "", COLUMN, c->a, COLUMN, c->b, "difference (95 %)");
    put_measures(e, n, measure, f);
    if (sessions > 1)
        put_sessions(c, runner, first->u.comparison.measure, f);
    put_answer(e, n, measure, where(c, runner), f);
}

static void put_json(const struct gait_event *e, FILE *f)
{
    char line[JSON_LINE_MAX];
    json_event(line, e);
    fprintf(f, "%s\n", line);
}

void compare_print_json(const struct compare *c, const char *runner, enum gait_measure measure,
                        FILE *f)
{
    struct gait_event e[GAIT_MEASURES];
    bool several = of_runner(c, runner) > 1;
    for (int i = 0; i < c->n && several; i++)
        for (int m = 0; m < GAIT_MEASURES; m++)
            if (c->session[i].is[m] && wanted(&c->session[i].within[m], measure) &&
                strcmp(c->session[i].which->is.runner, runner) == 0)
                put_json(&c->session[i].within[m], f);
    int n = compare_season(c, runner, e);
    for (int i = 0; i < n; i++)
        if (wanted(&e[i], measure))
            put_json(&e[i], f);
}
