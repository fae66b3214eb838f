/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clipped and gap, which must never be wrong in the dangerous direction: every landing of a
 * synthetic runner whose samples are known before they were cut off or lost. */
#include "daemon/intake.h"
#include "tests/help_made.h"
#include "tests/help_signal.h"
#include "tests/help_truth.h"
#include "tests/help_vary.h"

#include <gait/ring.h>

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
    double declared_g, rail_g[6], step_g;
};

static void cut_off(struct recording *r, const struct range *k)
{
    for (int i = 0; i < r->sensors; i++) {
        struct recording_sensor *s = &r->sensor[i];
        s->is.range_g = (float)k->declared_g;
        for (long n = 0; n < 6 * s->rows; n++) {
            int axis = (int)(n % 6);
            if (axis > 2)
                continue;
            double x = (double)s->row[n] / GAIT_G_MS2;
            x = fmax(-k->rail_g[2 * axis + 1], fmin(k->rail_g[2 * axis], x));
            s->row[n] = (float)(k->step_g * floor(x / k->step_g) * GAIT_G_MS2);
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
            double x = (double)s->row[6 * i + axis] / GAIT_G_MS2, margin = k->step_g;
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

static void score_cut(const struct recording *whole, const struct range *k, struct score *c)
{
    static const struct help_variant same = {.name = "same"};
    struct recording *r = help_vary(whole, &same, 1);
    struct help_events e = {0};
    cut_off(r, k);
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
    }
    help_events_free(&e);
    recording_free(r);
}

/* Over all ranges of `many` and rates of sampling. */
static struct score cut_everywhere(const double share[6], bool told, double step_g)
{
    static const double ranges[] = {4, 6, 8, 16, 32}, rates[] = {100, 400, 1600};
    struct score c = {0};
    for (size_t q = 0; q < sizeof rates / sizeof *rates; q++) {
        struct recording *whole = runner(rates[q], 3.8, 7 + q);
        for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
            struct range k = {.declared_g = told ? ranges[i] : 0,
                              .step_g = step_g > 0 ? step_g : ranges[i] / 32768};
            for (int end = 0; end < 6; end++)
                k.rail_g[end] = ranges[i] * share[end];
            score_cut(whole, &k, &c);
        }
        recording_free(whole);
    }
    cr_assert_gt(c.cut, 800);
    return c;
}

static const double even[6] = {1, 1, 1, 1, 1, 1};
static const double uneven[6] = {0.9941, 0.9961, 0.9989, 0.993, 0.9915, 0.9999};
static const double far_off[6] = {0.98, 0.97, 0.985, 0.96, 0.975, 1.02};

Test(flags, no_cut_landing_passes_for_whole_at_any_range_and_rate_nor_one_in_200_the_other_way,
     .timeout = 240)
{
    static const double *const share[] = {even, uneven};
    for (int i = 0; i < 2; i++) {
        struct score c = cut_everywhere(share[i], true, 0);
        cr_expect_eq(c.missed, 0, "rails %d: %d of %d", i, c.missed, c.cut);
        cr_expect_leq(c.wrong, (c.landings - c.cut) / 200, "rails %d: %d of %d", i, c.wrong,
                      c.landings - c.cut);
    }
}

Test(flags, a_range_that_nobody_told_or_that_is_not_kept_hides_no_cut_landing, .timeout = 240)
{
    static const double *const share[] = {even, far_off, far_off};
    for (int i = 0; i < 3; i++) {
        struct score c = cut_everywhere(share[i], i == 2, 0);
        cr_expect_leq(c.missed, c.cut / 500, "%d: %d of %d", i, c.missed, c.cut);
        cr_expect_leq(c.wrong, (c.landings - c.cut) / 200, "%d: %d of %d", i, c.wrong,
                      c.landings - c.cut);
    }
}

Test(flags, steps_of_10_bits_are_no_rails, .timeout = 240)
{
    struct score told = cut_everywhere(even, true, 1.0 / 32);
    struct score untold = cut_everywhere(even, false, 1.0 / 32);
    cr_expect_eq(told.missed, 0);
    cr_expect_leq(untold.missed, untold.cut / 500);
    cr_expect_leq(told.wrong, (told.landings - told.cut) / 200, "%d", told.wrong);
    cr_expect_leq(untold.wrong, (untold.landings - untold.cut) / 40, "%d of %d", untold.wrong,
                  untold.landings - untold.cut);
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
    }
    help_events_free(&e);
}

static const double rates[] = {50, 87.5, 142.857, 400, 1600};

static void expect_holes(const struct recording *r, const char *name, double rate_hz)
{
    struct score c = {0};
    score_holes(r, &c);
    cr_expect_eq(c.missed, 0, "%s, %g Hz: %d of %d missed", name, rate_hz, c.missed, c.cut);
    cr_expect_eq(c.wrong, 0, "%s, %g Hz: %d of %d wrong", name, rate_hz, c.wrong,
                 c.landings - c.cut);
    cr_expect_gt(c.landings, 120, "%s, %g Hz: %d landings", name, rate_hz, c.landings);
}

Test(flags, a_lost_sample_is_never_missed_and_never_made_up_at_any_rate_told_or_not, .timeout = 240)
{
    static const struct help_variant loss[] = {
        {.name = "2 % singly", .loss = 0.02},
        {.name = "20 % singly", .loss = 0.2},
        {.name = "10 % in 70 ms", .loss = 0.1, .burst_s = 0.07},
        {.name = "5 % in 500 ms", .loss = 0.05, .burst_s = 0.5}};
    for (size_t q = 0; q < sizeof rates / sizeof *rates; q++) {
        struct recording *whole = runner(rates[q], 3.2, 17 + q);
        for (size_t v = 0; v < 2 * sizeof loss / sizeof *loss; v++) {
            struct recording *r = help_vary(whole, &loss[v / 2], 5);
            for (int i = 0; i < 3 && v % 2; i++)
                r->sensor[i].is.rate_hz = 0;
            expect_holes(r, loss[v / 2].name, rates[q]);
            recording_free(r);
        }
        recording_free(whole);
    }
}

Test(flags, one_lost_sample_beside_either_end_of_the_window_is_told_from_one_outside,
     .timeout = 240)
{
    static const struct help_variant same = {.name = "one at an end"};
    for (size_t q = 0; q < sizeof rates / sizeof *rates; q++) {
        struct recording *whole = runner(rates[q], 3.2, 17 + q);
        for (int which = 0; which < 6; which++) {
            struct recording *r = help_vary(whole, &same, 5);
            lose_at_the_edges(r, which);
            expect_holes(r, same.name, rates[q]);
            recording_free(r);
        }
        recording_free(whole);
    }
}

/* Taken at instants that are off by jitter_s. */
static void run_jittered(const struct recording_sensor *s, double jitter_s, struct help_events *e)
{
    struct intake_settings set = {.clock = gait_clock_defaults};
    struct gait_ring *frames = gait_ring_new(64, sizeof(struct gait_frame));
    struct intake *in = intake_new(&set, frames);
    struct gait_pipeline *p = help_pipeline_new();
    struct help_random random = {.state = 9};
    struct gait_frame f;
    int slot = intake_declare(in, &s->is);
    for (long i = 0; i < s->rows; i++) {
        double t_s = 1 + (double)i / s->rate_hz + jitter_s * help_normal(&random);
        intake_sample(in, slot, llround(1e9 * t_s), s->row + 6 * i, s->row + 6 * i + 3);
        while (gait_ring_pop(frames, &f)) {
            gait_pipeline_push(p, &f);
            help_collect(p, e);
        }
    }
    gait_pipeline_free(p);
    intake_free(in);
    gait_ring_free(frames);
}

Test(flags, instants_off_by_a_fifteenth_of_a_period_make_no_gap_and_hide_none, .timeout = 240)
{
    static const double rate[] = {50, 100, 400, 1000};
    for (int q = 0; q < 8; q++) {
        struct recording *whole = runner(rate[q / 2], 3.2, 31);
        struct help_variant loss = {.name = "loss", .loss = q % 2 ? 0.02 : 0};
        struct recording *r = help_vary(whole, &loss, 5);
        struct help_events e = {0};
        int missed = 0, wrong = 0;
        run_jittered(&r->sensor[0], 0.066 / rate[q / 2], &e);
        for (size_t i = 0; i < e.n; i++) {
            int64_t t_ns = e.item[i].t_ns - 1000000000, off_ns = llround(0.4e9 / rate[q / 2]);
            bool impact = e.item[i].kind == GAIT_EVENT_IMPACT;
            int before = had_hole(&r->sensor[0], t_ns - off_ns);
            int after = had_hole(&r->sensor[0], t_ns + off_ns);
            missed += impact && before == 1 && after == 1 && !e.item[i].impact.gap;
            wrong += impact && before == 0 && after == 0 && e.item[i].impact.gap;
        }
        cr_expect(missed == 0 && wrong == 0, "%g Hz: %d missed, %d wrong", rate[q / 2], missed,
                  wrong);
        help_events_free(&e);
        recording_free(r);
        recording_free(whole);
    }
}
