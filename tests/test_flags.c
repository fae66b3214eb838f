/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clipped and gap, which must never be wrong in the dangerous direction: every landing of a
 * synthetic runner whose samples are known before they were cut off or lost. */
#include "tests/help_made.h"
#include "tests/help_signal.h"
#include "tests/help_truth.h"
#include "tests/help_vary.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLAIN(name, where, hz)                                                                     \
    .id = name, .placement = where, .rate_hz = hz, .range_g = 40, WEAR_USUAL

static struct recording *runner(double rate_hz, double speed_ms, uint64_t seed)
{
    struct preset p = {
        .name = "flags",
        .bout = {{.seconds = 40, .gait = GAIT_RUN, .speed_ms = speed_ms, .ground = "asphalt"}},
        .sensor = {
            {PLAIN("shank_left", GAIT_SHANK_LEFT, rate_hz), .strap_hz = 45, .strap_zeta = 0.25},
            {PLAIN("foot_right", GAIT_FOOT_RIGHT, rate_hz)},
            {PLAIN("sacrum", GAIT_SACRUM, rate_hz)}}};
    return help_made(&p, seed, 40.0 / 60);
}

/* What an accelerometer of a range makes of it. */
struct range {
    double declared_g, rail_g[6], step_g, noise_g; /* noise: added after the rail */
};

static void cut_off(struct recording *r, const struct range *k, uint64_t seed)
{
    struct help_random random = {.state = seed};
    for (int i = 0; i < r->sensors; i++) {
        struct recording_sensor *s = &r->sensor[i];
        s->is.range_g = (float)k->declared_g;
        for (long n = 0; n < 6 * s->rows; n++) {
            int axis = (int)(n % 6);
            if (axis > 2)
                continue;
            double x = (double)s->row[n] / GAIT_G_MS2, noise = k->noise_g * help_normal(&random);
            x = fmax(-k->rail_g[2 * axis + 1], fmin(k->rail_g[2 * axis], x)) + noise;
            s->row[n] =
                (float)((k->step_g > 0 ? k->step_g * round(x / k->step_g) : x) * GAIT_G_MS2);
        }
    }
}

/* Of the window of a landing in the recording as it was before: 1 surely, 0 surely not, -1 on the
 * edge. */
static int was_cut(const struct recording_sensor *s, const struct range *k, int64_t contact_ns)
{
    int cut = 0;
    for (long i = 0; i < s->rows; i++) {
        double t_ns = (s->start_s + (double)i / s->rate_hz) * 1e9 - (double)contact_ns;
        if (t_ns < -GAIT_IMPACT_BEFORE_NS - 2 || t_ns > GAIT_IMPACT_AFTER_NS + 2)
            continue;
        for (int axis = 0; axis < 3; axis++) {
            double x = (double)s->row[6 * i + axis] / GAIT_G_MS2,
                   margin = k->step_g + 4 * k->noise_g;
            double above = fmax(x - k->rail_g[2 * axis], -x - k->rail_g[2 * axis + 1]);
            if (above > margin)
                return 1;
            if (above > -margin - 0.002 * k->rail_g[2 * axis])
                cut = -1;
        }
    }
    return cut;
}

struct score {
    int landings, cut, missed, wrong;
};

static const struct recording_sensor *sensor_of(const struct recording *r, const char *id)
{
    for (int i = 0; i < r->sensors; i++)
        if (strcmp(r->sensor[i].is.id, id) == 0)
            return &r->sensor[i];
    abort();
}

static void score_cut(const struct recording *whole, const struct range *k, uint64_t seed,
                      struct score *c)
{
    static const struct help_variant same = {.name = "same"};
    struct recording *r = help_vary(whole, &same, 1);
    struct help_events e = {0};
    cut_off(r, k, seed);
    help_run(r, &e);
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        if (x->kind != GAIT_EVENT_IMPACT)
            continue;
        int cut = was_cut(sensor_of(whole, x->sensor), k, x->t_ns);
        c->landings++;
        c->cut += cut == 1;
        c->missed += cut == 1 && !x->impact.clipped;
        c->wrong += cut == 0 && x->impact.clipped;
        if (getenv("LOOK") && ((cut == 1) != x->impact.clipped) && cut >= 0)
            fprintf(stderr, "   %s %.3f cut %d said %d peak %g\n", x->sensor,
                    1e-9 * (double)x->t_ns, cut, x->impact.clipped, (double)x->impact.peak_g);
    }
    help_events_free(&e);
    recording_free(r);
}

static struct range range_of(double g, double declared_g, const double share[6])
{
    struct range k = {.declared_g = declared_g, .step_g = g / 32768};
    for (int i = 0; i < 6; i++)
        k.rail_g[i] = g * share[i];
    return k;
}

/* ---- gap ---- */

/* A lost row in the window: 1; none: 0; one on its very edge: -1. */
static int had_hole(const struct recording_sensor *s, int64_t contact_ns)
{
    int hole = 0;
    for (long i = 0; i < s->rows; i++) {
        double t_ns = (s->start_s + (double)i / s->rate_hz) * 1e9 - (double)contact_ns;
        double inside = fmin(t_ns + GAIT_IMPACT_BEFORE_NS, GAIT_IMPACT_AFTER_NS - t_ns);
        if (!isnan(s->row[6 * i]) || inside < -2000)
            continue;
        if (inside > 2000)
            return 1;
        hole = -1;
    }
    return hole;
}

static void lose_row(struct recording_sensor *s, long i)
{
    for (int k = 0; i > 0 && i < s->rows - 1 && k < 6; k++)
        s->row[6 * i + k] = NAN;
}

/* Of every landing one row, beside an end of its window. */
static void lose_at_the_edges(struct recording *r, int which)
{
    static const int64_t from_ns[] = {-GAIT_IMPACT_BEFORE_NS, GAIT_IMPACT_AFTER_NS};
    struct help_events e = {0};
    help_run(r, &e);
    for (size_t n = 0; n < e.n; n++)
        for (int i = 0; i < r->sensors; i++) {
            struct recording_sensor *s = &r->sensor[i];
            if (e.item[n].kind != GAIT_EVENT_IMPACT || strcmp(s->is.id, e.item[n].sensor) != 0)
                continue;
            double at_s = 1e-9 * (double)(e.item[n].t_ns + from_ns[which / 3]) - s->start_s;
            lose_row(s, (long)floor(at_s * s->rate_hz) + which % 3);
        }
    help_events_free(&e);
}

static void score_holes(const struct recording *r, struct score *c)
{
    struct help_events e = {0};
    help_run(r, &e);
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        if (x->kind != GAIT_EVENT_IMPACT)
            continue;
        const struct recording_sensor *s = sensor_of(r, x->sensor);
        bool first = x->t_ns < GAIT_IMPACT_BEFORE_NS + 2000;
        int hole = first ? -1 : had_hole(s, x->t_ns);
        c->landings++;
        c->cut += hole == 1;
        c->missed += hole == 1 && !x->impact.gap;
        c->wrong += hole == 0 && x->impact.gap;
        if (getenv("LOOK") && ((hole == 1) != x->impact.gap) && hole >= 0)
            fprintf(stderr, "   %s %.6f hole %d said %d peak %g\n", x->sensor, 1e-9 * (double)x->t_ns, hole, x->impact.gap, (double)x->impact.peak_g);
    }
    help_events_free(&e);
}

static const double rates[] = {50, 87.5, 100, 142.857, 200, 400, 1000, 1600};

Test(flags, y, .timeout = 900)
{
    static const struct help_variant losses[] = {
        {.name = "1 % singly", .loss = 0.01}, {.name = "10 % singly", .loss = 0.1}, {.name = "30 % singly", .loss = 0.3},
        {.name = "10 % in 70 ms", .loss = 0.1, .burst_s = 0.07}, {.name = "5 % in 500 ms", .loss = 0.05, .burst_s = 0.5}};
    for (size_t q = 0; q < sizeof rates / sizeof *rates; q++)
        for (int untold = 0; untold < 2; untold++) {
        struct recording *whole = runner(rates[q], 3.2, 17 + q);
        for (int i = 0; i < 3; i++) if (untold) whole->sensor[i].is.rate_hz = 0;
        for (int v = 0; v < 11; v++) {
            struct help_variant same = {.name = "same"};
            struct score c = {0};
            struct recording *r = help_vary(whole, v < 5 ? &losses[v] : &same, 5);
            if (v >= 5)
                lose_at_the_edges(r, v - 5);
            score_holes(r, &c);
            if (getenv("LOOK")  || c.missed || c.wrong)
            fprintf(stderr, "%g Hz %d %s %d: %d landings, %d holes, %d missed, %d wrong\n", rates[q], untold, v < 5 ? losses[v].name : "edge", v, c.landings, c.cut, c.missed, c.wrong);
            recording_free(r);
        }
        recording_free(whole);
    }
}
