/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/show.h"

#include "ctl/local.h"
#include "ctl/sessions.h"
#include "daemon/json.h"
#include "daemon/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void put_who(FILE *f, const struct show *s)
{
    char begun[LOCAL_MAX], ended[LOCAL_MAX];
    const struct store_session *is = s->is;
    if (s->recording)
        fprintf(f, "a recording of %s", is->runner);
    else
        fprintf(f, "session %lld  %s", (long long)is->id, is->runner);
    if (strcmp(local_minute(begun, is->begun_ns), "-") != 0)
        fprintf(f, "  %s", begun);
    if (is->ended_ns == GAIT_NO_TIME)
        fputs(", not ended", f);
    else if (strcmp(begun, "-") != 0)
        fprintf(f, " to %s", local_clock(ended, is->ended_ns));
    fprintf(f, "\n%.1f minutes of running, %u strides of all sensors", s->totals.minutes,
            is->strides);
    if (s->totals.run.placed > 0)
        fprintf(f, ", %s%.2f km",
                s->totals.run.placed < GAIT_LOAD_KNOWN * s->totals.run.landings ? "at least " : "",
                sessions_km(&s->totals));
    fprintf(f, "%s%s\nfrom %s\n", *is->shoes ? ", in " : "", is->shoes,
            *is->source ? is->source : "an unknown source");
}

static void put_sensors(FILE *f, const struct show *s)
{
    for (int i = 0; i < s->sensors.n; i++) {
        const struct gait_event *e = &s->sensors.event[i];
        fprintf(f, "%s%-14s %-12s %-10s", i ? "" : "\nsensors\n", e->sensor,
                gait_placement_name(e->u.sensor.is.placement), e->u.sensor.is.dialect);
        if (e->u.sensor.is.rate_hz > 0)
            fprintf(f, " %7.1f Hz", (double)e->u.sensor.is.rate_hz);
        if (e->u.sensor.is.range_g > 0)
            fprintf(f, "  range %.0f g", (double)e->u.sensor.is.range_g);
        if (isfinite(e->u.sensor.loss))
            fprintf(f, "  loss %.2f %%", 100 * (double)e->u.sensor.loss);
        fputc('\n', f);
    }
}

/* The roundest time after one contact and not after the next: relabel cuts there. */
static int64_t cut_between(int64_t after_ns, int64_t until_ns)
{
    for (int64_t unit = 1000000000; unit > 1; unit /= 10)
        if (until_ns / unit * unit > after_ns)
            return until_ns / unit * unit;
    return until_ns;
}

/* From and to of a stretch, since the session began. */
static void span_of(const struct show *s, int i, int64_t *ret_from_ns, int64_t *ret_to_ns)
{
    const struct digest_stretch *x = &s->digest.stretch[i];
    int64_t begun_ns = s->is->begun_ns;
    *ret_from_ns = i ? cut_between(x[-1].to_ns - begun_ns, x->from_ns - begun_ns) : 0;
    *ret_to_ns = i + 1 < s->digest.stretches
                     ? cut_between(x->to_ns - begun_ns, x[1].from_ns - begun_ns)
                     : (x->to_ns - begun_ns) / 1000000000 * 1000000000 + 1000000000;
}

/* FROM and TO are what `gaitctl relabel` takes. */
static void put_stretches(FILE *f, const struct show *s)
{
    char from[LOCAL_MAX], to[LOCAL_MAX], clock[LOCAL_MAX];
    for (int i = 0; i < s->digest.stretches; i++) {
        const struct digest_stretch *x = &s->digest.stretch[i];
        int64_t from_ns, to_ns;
        span_of(s, i, &from_ns, &to_ns);
        fprintf(f, "%s%9s %9s  %-8s  %-12s %6u strides",
                i ? "" : "\nsurfaces, from and to as relabel takes them\n",
                local_since(from, 0, from_ns), local_since(to, 0, to_ns),
                local_clock(clock, x->from_ns), x->surface, x->strides);
        if (isfinite(x->speed_ms))
            fprintf(f, "  %.2f m/s", x->speed_ms);
        fputc('\n', f);
    }
}

static const struct gait_event *summary_of(const struct show *s, const char *surface,
                                           enum gait_measure measure)
{
    for (int i = 0; i < s->results.n; i++) {
        const struct gait_event *e = &s->results.event[i];
        if (e->kind == GAIT_EVENT_SUMMARY && e->u.summary.measure == measure &&
            strcmp(e->u.summary.surface, surface) == 0)
            return e;
    }
    return NULL;
}

static void put_cell(FILE *f, const struct gait_event *e, int decimals)
{
    char cell[64] = "-";
    if (e && isfinite(e->u.summary.mean))
        snprintf(cell, sizeof cell, "%.*f (%.*f to %.*f)", decimals, e->u.summary.mean, decimals,
                 e->u.summary.p05, decimals, e->u.summary.p95);
    fprintf(f, "  %-24s", cell);
}

static void put_summaries(FILE *f, const struct show *s)
{
    static const enum gait_measure asked[] = {GAIT_MEASURE_PEAK, GAIT_MEASURE_BACK_PEAK,
                                              GAIT_MEASURE_CADENCE, GAIT_MEASURE_CONTACT};
    static const int decimals[] = {2, 2, 1, 0};
    const char *before = NULL;
    for (int i = 0; i < s->results.n; i++) {
        const struct gait_event *e = &s->results.event[i];
        if (e->kind != GAIT_EVENT_SUMMARY || (before && strcmp(before, e->u.summary.surface) == 0))
            continue;
        if (!before)
            fprintf(f, "\n%-12s  %-24s  %-24s  %-24s  %s\n", "mean (5-95 %)", "peak at the leg, g",
                    "peak at the back, g", "cadence, spm", "contact time, ms");
        before = e->u.summary.surface;
        fprintf(f, "%-13s", before);
        for (int k = 0; k < 4; k++)
            put_cell(f, summary_of(s, before, asked[k]), decimals[k]);
        fputc('\n', f);
    }
}

static void put_left_out(FILE *f, const struct show *s)
{
    const struct digest *d = &s->digest;
    const struct gait_event *longest = NULL;
    double lost_s = 0;
    char since[LOCAL_MAX];
    for (int i = 0; i < s->gaps.n; i++) {
        const struct gait_event *e = &s->gaps.event[i];
        double is_s = (double)(e->u.gap.to_ns - e->u.gap.from_ns) * 1e-9;
        lost_s += is_s;
        if (!longest || is_s > (double)(longest->u.gap.to_ns - longest->u.gap.from_ns) * 1e-9)
            longest = e;
    }
    fprintf(f,
            "\nof %u running strides: %u without a peak, since samples of their landing were lost; "
            "%u doubtful\n(confidence below 0.5); %u clipped, which count as at least what they "
            "read. Walked: %u, not counted.\n",
            d->strides, d->gaps, d->doubtful, d->clipped, d->walked);
    if (longest)
        fprintf(f, "%d gaps, %.1f s in all; the longest %.2f s, of %s at %s\n", s->gaps.n, lost_s,
                (double)(longest->u.gap.to_ns - longest->u.gap.from_ns) * 1e-9, longest->sensor,
                local_since(since, 0,
                            (longest->u.gap.from_ns - s->is->begun_ns) / 1000000000 * 1000000000));
}

static void put_findings(FILE *f, const struct show *s)
{
    const char *group = NULL;
    for (int i = 0; i < s->findings.n; i++) {
        const struct finding *x = &s->findings.item[i];
        if (finding_repeats(x, false))
            continue;
        if (!group || strcmp(group, x->group) != 0)
            fprintf(f, "\n%s\n", x->group);
        group = x->group;
        fprintf(f, "%s %s\n", x->notice ? "!" : " ", x->says);
    }
}

int show_text(FILE *f, const struct show *s)
{
    struct outcome *o = outcome_new();
    if (!o)
        return -1;
    put_who(f, s);
    put_sensors(f, s);
    put_stretches(f, s);
    put_summaries(f, s);
    for (int i = 0; i < s->sensors.n; i++)
        outcome_take(o, &s->sensors.event[i]);
    for (int i = 0; i < s->results.n; i++)
        if (s->results.event[i].kind != GAIT_EVENT_SUMMARY || s->compared)
            outcome_take(o, &s->results.event[i]);
    outcome_print(o, NULL, f);
    outcome_free(o);
    put_left_out(f, s);
    put_findings(f, s);
    return 0;
}

static void json_events(FILE *f, const struct results_events *e)
{
    char line[JSON_LINE_MAX];
    for (int i = 0; i < e->n; i++) {
        json_event(line, &e->event[i]);
        fprintf(f, "%s\n", line);
    }
}

static void json_stretch(FILE *f, const struct digest_stretch *x, const char *runner)
{
    char text[512], from[NUMBER_MAX], to[NUMBER_MAX], speed[NUMBER_MAX];
    number_seconds(from, x->from_ns);
    number_seconds(to, x->to_ns);
    number_fixed(speed, x->speed_ms, 3);
    json_string(text, sizeof text, runner);
    fprintf(f, "{\"type\":\"stretch\",\"t_s\":%s,\"runner\":%s,\"to_s\":%s", from, text, to);
    json_string(text, sizeof text, x->surface);
    fprintf(f, ",\"surface\":%s,\"strides\":%u,\"speed_ms\":%s}\n", text, x->strides, speed);
}

void show_json(FILE *f, const struct show *s)
{
    sessions_json(f, s->is, &s->totals);
    json_events(f, &s->sensors);
    for (int i = 0; i < s->digest.stretches; i++)
        json_stretch(f, &s->digest.stretch[i], s->is->runner);
    json_events(f, &s->results);
    fprintf(f,
            "{\"type\":\"left_out\",\"strides\":%u,\"without_peak\":%u,\"doubtful\":%u,"
            "\"clipped\":%u,\"walked\":%u,\"gaps\":%d}\n",
            s->digest.strides, s->digest.gaps, s->digest.doubtful, s->digest.clipped,
            s->digest.walked, s->gaps.n);
    for (int i = 0; i < s->findings.n; i++) {
        char line[FINDING_LINE_MAX];
        finding_json(line, &s->findings.item[i]);
        fprintf(f, "%s\n", line);
    }
}
