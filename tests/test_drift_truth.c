/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drift through the whole path: what tired a synthetic runner is found again, and nothing is found
 * in one who does not tire, whatever its ground and speed. */
#include "tests/help.h"
#include "tests/help_made.h"
#include "tests/help_truth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

struct drifts {
    struct gait_event of[GAIT_MEASURES];
    int told, claimed;
};

static struct drifts run(const char *name, uint64_t seed, double minutes)
{
    struct preset p = *preset_find(name);
    struct help_events e = {0};
    struct drifts d = {.told = 0};
    for (int i = 0; i < PRESET_SENSORS; i++)
        p.sensor[i].rate_hz = 200;
    struct recording *r = help_made(&p, seed, minutes);
    help_run(r, &e);
    for (size_t i = 0; i < e.n; i++) {
        const struct gait_event *x = &e.item[i];
        if (x->kind != GAIT_EVENT_DRIFT)
            continue;
        d.of[x->u.drift.measure] = *x;
        d.told++;
        d.claimed += x->u.drift.verdict != GAIT_VERDICT_NONE;
    }
    help_events_free(&e);
    recording_free(r);
    return d;
}

/* In per cent of the start; the interval must hold it, give or take what contact itself is off. */
static void expect(const struct drifts *d, enum gait_measure m, double percent, double may)
{
    const struct gait_event *e = &d->of[m];
    double to = 100 / fabs(e->u.drift.start), change = to * e->u.drift.change;
    cr_expect_float_eq(change, percent, may, "%s: %.2f %%", gait_measure_name(m), change);
    cr_expect(to * e->u.drift.ci95_low - 0.3 * may < percent, "%s", gait_measure_name(m));
    cr_expect(to * e->u.drift.ci95_high + 0.3 * may > percent, "%s", gait_measure_name(m));
    cr_expect_eq(e->u.drift.verdict, percent > 0 ? GAIT_VERDICT_HIGHER : GAIT_VERDICT_LOWER);
}

/* True: the landing is 10 % faster at the end, which makes 7 % at the resultant and 10.6 % along
 * the shank. */
Test(drift_truth, what_tires_a_runner_in_half_an_hour_is_found_again, .timeout = 120)
{
    struct drifts d = run("fatigue", 5, 30);
    cr_assert_eq(d.told, GAIT_MEASURES);
    expect(&d, GAIT_MEASURE_CADENCE, -2, 0.3);
    expect(&d, GAIT_MEASURE_CONTACT, 4, 1);
    expect(&d, GAIT_MEASURE_PEAK, 7, 1);
    expect(&d, GAIT_MEASURE_AXIAL, 10.6, 1.5);
    expect(&d, GAIT_MEASURE_BAND, 4, 1.5);
}

Test(drift_truth, no_drift_is_told_of_one_who_does_not_tire_on_any_ground_slope_or_at_any_speed,
     .timeout = 240)
{
    static const struct {
        const char *name;
        double minutes;
    } table[] = {{"asphalt-easy", 20},
                 {"speed-confound", 12},
                 {"alternate", 13},
                 {"hills", 20},
                 {"warm-cool", 20},
                 {"foot-easy", 30}};
    int told = 0, claimed = 0;
    size_t n = HELP_SANITIZED ? 2 : sizeof table / sizeof *table;
    for (size_t i = 0; i < n; i++) {
        struct drifts d = run(table[i].name, 11 + i, table[i].minutes);
        cr_expect_leq(d.claimed, 1, "%s: %d of %d", table[i].name, d.claimed, d.told);
        told += d.told;
        claimed += d.claimed;
    }
    cr_expect_geq(told, 8 * (int)n);
    cr_expect_leq(claimed, told / 20, "%d of %d", claimed, told);
}
