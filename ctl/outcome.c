/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/outcome.h"

#include "ctl/answer.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT = 512 };

struct outcome {
    int n, sensors;
    struct gait_event event[KEPT];
    struct gait_event sensor[GAIT_SENSORS_MAX]; /* the newest of each */
};

static const struct {
    const char *label;
    int decimals;
} rows[GAIT_MEASURES] = {
    [GAIT_MEASURE_PEAK] = {"peak at the leg", 2},
    [GAIT_MEASURE_AXIAL] = {"peak along the leg", 2},
    [GAIT_MEASURE_RISE] = {"rise of the shock", 0},
    [GAIT_MEASURE_BAND] = {"shock power 9-20 Hz", 2},
    [GAIT_MEASURE_MEDIAN] = {"median frequency", 1},
    [GAIT_MEASURE_ATTENUATION] = {"leg to back", 1},
    [GAIT_MEASURE_CADENCE] = {"cadence", 1},
    [GAIT_MEASURE_CONTACT] = {"contact time", 1},
    [GAIT_MEASURE_BACK_PEAK] = {"peak at the back", 2},
    [GAIT_MEASURE_BACK_BAND] = {"power at the back", 2},
};

const char *outcome_label(enum gait_measure m)
{
    return rows[m].label;
}

int outcome_decimals(enum gait_measure m)
{
    return rows[m].decimals;
}

struct outcome *outcome_new(void)
{
    return calloc(1, sizeof(struct outcome));
}

void outcome_free(struct outcome *o)
{
    free(o);
}

static void keep_sensor(struct outcome *o, const struct gait_event *e)
{
    int i = 0;
    while (i < o->sensors && (strcmp(o->sensor[i].sensor, e->sensor) != 0 ||
                              strcmp(o->sensor[i].runner, e->runner) != 0))
        i++;
    if (i == GAIT_SENSORS_MAX)
        return;
    o->sensor[i] = *e;
    o->sensors += i == o->sensors;
}

bool outcome_take(struct outcome *o, const struct gait_event *e)
{
    if (e->kind == GAIT_EVENT_SENSOR)
        keep_sensor(o, e);
    if (e->kind != GAIT_EVENT_SUMMARY && e->kind != GAIT_EVENT_COMPARISON &&
        e->kind != GAIT_EVENT_DRIFT)
        return false;
    if (e->kind == GAIT_EVENT_COMPARISON && e->u.comparison.so_far)
        return false;
    if (o->n < KEPT)
        o->event[o->n++] = *e;
    return true;
}

static const struct gait_event *summary_of(const struct outcome *o, const char *runner,
                                           const char *surface, enum gait_measure measure)
{
    for (int i = 0; i < o->n; i++) {
        const struct gait_event *e = &o->event[i];
        if (e->kind == GAIT_EVENT_SUMMARY && e->u.summary.measure == measure &&
            strcmp(e->runner, runner) == 0 && strcmp(e->u.summary.surface, surface) == 0)
            return e;
    }
    return NULL;
}

static void put_mean(FILE *f, const struct gait_event *summary, int decimals)
{
    char cell[64] = "-";
    if (summary && isfinite(summary->u.summary.mean))
        snprintf(cell, sizeof cell, "%.*f +- %.*f", decimals, summary->u.summary.mean, decimals,
                 isfinite(summary->u.summary.sd) ? summary->u.summary.sd : 0);
    fprintf(f, " %17s", cell);
}

static void put_row(const struct outcome *o, const struct gait_event *e, FILE *f)
{
    enum gait_measure m = e->u.comparison.measure;
    int d = rows[m].decimals;
    char cell[64] = "-";
    fprintf(f, "%-20s %-4s", rows[m].label, gait_measure_unit(m));
    put_mean(f, summary_of(o, e->runner, e->u.comparison.a, m), d);
    put_mean(f, summary_of(o, e->runner, e->u.comparison.b, m), d);
    if (isfinite(e->u.comparison.ci95_low))
        snprintf(cell, sizeof cell, "%+.*f (%+.*f to %+.*f)", d, e->u.comparison.difference, d,
                 e->u.comparison.ci95_low, d, e->u.comparison.ci95_high);
    else if (isfinite(e->u.comparison.difference))
        snprintf(cell, sizeof cell, "%+.*f", d, e->u.comparison.difference);
    fprintf(f, "  %-26s %s\n", cell, gait_verdict_name(e->u.comparison.verdict));
}

static bool same_pair(const struct gait_event *x, const struct gait_event *y)
{
    return y->kind == GAIT_EVENT_COMPARISON && strcmp(x->runner, y->runner) == 0 &&
           strcmp(x->u.comparison.a, y->u.comparison.a) == 0 &&
           strcmp(x->u.comparison.b, y->u.comparison.b) == 0;
}

/* Where this runner's sensors sit. */
static const char *where(const struct outcome *o, const char *runner)
{
    struct answer_sensors sensors = {0};
    for (int i = 0; i < o->sensors; i++)
        if (strcmp(o->sensor[i].runner, runner) == 0)
            answer_sensors_add(&sensors, &o->sensor[i]);
    return answer_where(&sensors);
}

/* The answer: of the peaks, else of whatever was compared first. */
static void put_answer(const struct outcome *o, int first, FILE *f)
{
    const struct gait_event *e = &o->event[first], *limb = NULL, *back = NULL;
    const char *why = e->u.comparison.why;
    struct answer a;
    for (int i = first; i < o->n; i++) {
        if (!same_pair(e, &o->event[i]))
            continue;
        if (o->event[i].u.comparison.measure == GAIT_MEASURE_PEAK)
            limb = &o->event[i];
        if (o->event[i].u.comparison.measure == GAIT_MEASURE_BACK_PEAK)
            back = &o->event[i];
    }
    if (limb || back) {
        answer_of(limb, back, where(o, e->runner), &a);
        answer_print(&a, where(o, e->runner), f);
    } else if (*why) {
        fprintf(f, "\n%c%s.\n", toupper((unsigned char)*why), why + 1);
    }
}

static void print_pair(const struct outcome *o, int first, FILE *f)
{
    const struct gait_event *e = &o->event[first];
    fprintf(f, "\n%s\n%-25s %17s %17s  %-26s\n", e->runner, "", e->u.comparison.a,
            e->u.comparison.b, "difference (95 %)");
    for (int i = first; i < o->n; i++)
        if (same_pair(e, &o->event[i]))
            put_row(o, &o->event[i], f);
    put_answer(o, first, f);
}

static bool has_pair(const struct outcome *o, const char *runner)
{
    for (int i = 0; i < o->n; i++)
        if (o->event[i].kind == GAIT_EVENT_COMPARISON && strcmp(o->event[i].runner, runner) == 0)
            return true;
    return false;
}

static void print_alone(const struct outcome *o, int i, FILE *f)
{
    const struct gait_event *e = &o->event[i];
    enum gait_measure m = e->u.summary.measure;
    if (i == 0 || strcmp(o->event[i - 1].u.summary.surface, e->u.summary.surface) != 0)
        fprintf(f, "\n%s on %s: mean +- standard deviation of the clean strides\n", e->runner,
                strcmp(e->u.summary.surface, "unknown") ? e->u.summary.surface
                                                        : "no marked surface");
    fprintf(f, "%-20s %-4s", rows[m].label, gait_measure_unit(m));
    put_mean(f, e, rows[m].decimals);
    fprintf(f, "  %u of %u strides\n", e->u.summary.clean, e->u.summary.n);
}

static void print_drift(const struct outcome *o, int i, FILE *f)
{
    const struct gait_event *e = &o->event[i];
    enum gait_measure m = e->u.drift.measure;
    int d = rows[m].decimals;
    if (i == 0 || o->event[i - 1].kind != GAIT_EVENT_DRIFT ||
        strcmp(o->event[i - 1].runner, e->runner) != 0)
        fprintf(f, "\n%s from start to end of %.0f minutes of running (95 %%); a change of pace "
                "shows here too\n",
                e->runner, e->u.drift.minutes);
    fprintf(f, "%-20s %-4s", rows[m].label, gait_measure_unit(m));
    if (isfinite(e->u.drift.change))
        fprintf(f, " %.*f %+.*f (%+.*f to %+.*f)", d, e->u.drift.start, d, e->u.drift.change, d,
                e->u.drift.ci95_low, d, e->u.drift.ci95_high);
    fprintf(f, "  %s\n", gait_verdict_name(e->u.drift.verdict));
}

/* By how much a sensor's peaks read low, and why. */
static void print_shortfall(const struct gait_event *e, FILE *f)
{
    const struct gait_shortfall *s = &e->u.sensor.shortfall;
    if (!*s->why)
        return;
    fprintf(f, "%s %s reads peaks low", e->runner, e->sensor);
    if (isfinite(s->low_g))
        fprintf(f, ", by some %.1f g", (double)s->low_g);
    if (s->clipped > 0)
        fprintf(f, ", %.0f %% of them cut off", 100 * (double)s->clipped);
    fprintf(f, ": %s\n", s->why);
}

static bool is_of(const struct gait_event *e, const char *runner)
{
    return !runner || strcmp(e->runner, runner) == 0;
}

static void print_sensors(const struct outcome *o, const char *runner, FILE *f)
{
    bool any = false;
    for (int i = 0; i < o->sensors; i++) {
        if (!is_of(&o->sensor[i], runner))
            continue;
        if (*o->sensor[i].u.sensor.shortfall.why && !any)
            fputc('\n', f);
        any |= *o->sensor[i].u.sensor.shortfall.why != '\0';
        print_shortfall(&o->sensor[i], f);
    }
}

static bool is_first_of_pair(const struct outcome *o, int i)
{
    for (int k = 0; k < i; k++)
        if (same_pair(&o->event[i], &o->event[k]))
            return false;
    return true;
}

void outcome_print(struct outcome *o, const char *runner, FILE *f)
{
    int left = 0;
    bool any = false;
    for (int i = 0; i < o->n; i++) {
        const struct gait_event *e = &o->event[i];
        if (!is_of(e, runner))
            continue;
        any = true;
        if (e->kind == GAIT_EVENT_COMPARISON && is_first_of_pair(o, i))
            print_pair(o, i, f);
        else if (e->kind == GAIT_EVENT_SUMMARY && !has_pair(o, e->runner))
            print_alone(o, i, f);
        else if (e->kind == GAIT_EVENT_DRIFT)
            print_drift(o, i, f);
    }
    if (any)
        print_sensors(o, runner, f);
    for (int i = 0; i < o->n; i++)
        if (!is_of(&o->event[i], runner))
            o->event[left++] = o->event[i];
    o->n = left;
}
