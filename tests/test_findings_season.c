/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings of weeks and shoes, of sessions whose figures were put in. */
#include "ctl/findings.h"
#include "ctl/pairs.h"
#include "tests/help_store.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MONDAY INT64_C(1795476600000000000) /* 2026-11-23 23:30 UTC */
#define DAY (INT64_C(86400) * 1000000000)

static struct store *s;
static struct findings found;
static char why[STORE_SENTENCE_MAX];

static void setup(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    cr_assert_eq(store_open(":memory:", STORE_WRITE, &s, why, sizeof why), 0, "%s", why);
}

static void teardown(void)
{
    findings_free(&found);
    store_close(s);
}

TestSuite(findings_season, .init = setup, .fini = teardown);

static const struct finding *the(const char *name)
{
    for (int i = 0; i < found.n; i++)
        if (strcmp(found.item[i].name, name) == 0)
            return &found.item[i];
    cr_assert_fail("no finding %s", name);
    return NULL;
}

static void put_summary(int64_t id, int64_t t_ns, enum gait_measure m, uint32_t n, double mean)
{
    struct gait_event e = {.kind = GAIT_EVENT_SUMMARY, .t_ns = t_ns};
    strcpy(e.u.summary.surface, "asphalt");
    e.u.summary.measure = m;
    e.u.summary.n = e.u.summary.clean = n;
    e.u.summary.mean = mean;
    cr_assert_geq(store_event(s, id, &e, why, sizeof why), 0, "%s", why);
}

/* A session of both legs: landings, at 165 a minute and a speed (NaN: not said). */
static int64_t put(const char *runner, int64_t at_ns, uint32_t landings, double speed_ms, double g)
{
    struct store_session is = help_store_session(runner, at_ns);
    struct gait_event e = {.kind = GAIT_EVENT_SENSOR, .t_ns = at_ns};
    int64_t id, long_ns = llround(landings / 165.0 * 60e9);
    is.ended_ns = is.newest_ns = at_ns + long_ns;
    cr_assert_geq(store_session_new(s, &is, &id, why, sizeof why), 0, "%s", why);
    for (int i = 0; i < 2; i++) {
        strcpy(e.sensor, i ? "right" : "left");
        e.u.sensor.is.placement = i ? GAIT_SHANK_RIGHT : GAIT_SHANK_LEFT;
        cr_assert_geq(store_event(s, id, &e, why, sizeof why), 0, "%s", why);
    }
    put_summary(id, at_ns, GAIT_MEASURE_CADENCE, landings, 165);
    put_summary(id, at_ns, GAIT_MEASURE_CONTACT, landings, 250);
    put_summary(id, at_ns, GAIT_MEASURE_PEAK, landings, g);
    e = (struct gait_event){.kind = GAIT_EVENT_SPEED, .t_ns = at_ns};
    e.u.speed.speed_ms = (float)speed_ms;
    e.u.speed.slope_deg = NAN;
    if (isfinite(speed_ms))
        cr_assert_geq(store_event(s, id, &e, why, sizeof why), 0, "%s", why);
    return id;
}

/* And one of which the strides are kept: n of the left leg. */
static struct store_session put_strides(const char *runner, int64_t at_ns, int n)
{
    struct store_session is = help_store_session(runner, at_ns);
    int64_t id, t_ns = at_ns;
    cr_assert_geq(store_begin(s, why, sizeof why), 0);
    cr_assert_geq(store_session_new(s, &is, &id, why, sizeof why), 0, "%s", why);
    for (int i = 0; i < n; i++, t_ns += 727272727) {
        struct gait_event e = {.kind = GAIT_EVENT_STRIDE, .t_ns = t_ns, .side = GAIT_SIDE_LEFT};
        gait_name_copy(e.runner, runner);
        strcpy(e.sensor, "left");
        strcpy(e.u.step.surface, "asphalt");
        e.state = GAIT_RUN;
        e.impact = (struct gait_impact){.peak_g = 6, .axial_g = 6, .rise_gps = 300};
        e.u.step.toe_off_ns = t_ns + 250000000;
        e.u.step.next_contact_ns = t_ns + 727272727;
        e.u.step.cadence_spm = 165;
        e.u.step.confidence = 0.9f;
        e.u.step.speed_ms = 2.75f; /* 1 m a step */
        e.u.step.slope_deg = e.u.step.stance.attenuation_db = NAN;
        cr_assert_geq(store_event(s, id, &e, why, sizeof why), 0, "%s", why);
    }
    cr_assert_geq(store_commit(s, why, sizeof why), 0);
    cr_assert_eq(store_session_get(s, id, &is, why, sizeof why), 1);
    return is;
}

Test(findings_season, a_week_is_judged_by_the_last_four_that_have_data_and_by_two_miles)
{
    put("anna", MONDAY - 7 * DAY, 5000, 2.75, 6);
    put("anna", MONDAY - 21 * DAY, 6000, 2.75, 6);
    put("anna", MONDAY - 35 * DAY, 60000, 2.75, 6); /* too long ago */
    put("ben", MONDAY - 7 * DAY, 90000, 2.75, 6);
    put("anna", MONDAY + 6 * DAY - 2 * 3600 * INT64_C(1000000000), 1000, 2.75, 6); /* Sunday */
    struct store_session is = put_strides("anna", MONDAY, 4000);
    cr_assert_gt(findings_of(s, &is, &found, why, sizeof why), 0, "%s", why);
    cr_assert_float_eq(the("landings")->value, 8000, 0.1);
    cr_assert_float_eq(the("distance_km")->value, 8, 0.01);
    cr_assert_float_eq(the("week_landings")->value, 9000, 0.1);
    cr_assert_float_eq(the("week_shock_g")->value, 54000, 1);
    cr_assert_float_eq(the("week_km")->value, 9, 0.02);
    cr_assert_float_eq(the("week_vs_usual_pct")->value, 100 * 9000 / 5500.0, 0.1);
    cr_assert_eq(the("week_vs_usual_pct")->n, 2);
    cr_assert_float_eq(the("week_added_km")->value, 4, 0.02);
    cr_assert(the("week_added_km")->notice, "%s", the("week_added_km")->says);
}

Test(findings_season, without_speeds_a_week_s_growth_is_a_range)
{
    put("anna", MONDAY - 7 * DAY, 5000, NAN, 6);
    put("anna", MONDAY + DAY, 5500, NAN, 6);
    struct store_session *all;
    cr_assert_eq(store_sessions(s, MONDAY, INT64_MAX, &all, why, sizeof why), 1);
    struct store_session is = all[0];
    free(all);
    put("anna", MONDAY, 5500, NAN, 6);
    put("anna", MONDAY - DAY * 14, 1000, NAN, 6);
    cr_assert_gt(findings_of(s, &is, &found, why, sizeof why), 0, "%s", why);
    cr_assert(isnan(the("week_added_km")->value));
    cr_assert_lt(the("week_added_km")->low, the("week_added_km")->high);
    cr_assert_not(the("week_added_km")->notice);
}

Test(findings_season, a_pair_is_worn_by_default_counted_and_noticed)
{
    struct store_shoes old = {.name = "old", .since_ns = MONDAY - 40 * DAY, .before_km = 470};
    struct store_shoes new = {.name = "new", .runner = "anna", .since_ns = MONDAY + DAY};
    cr_assert_geq(store_shoes_set(s, &old, why, sizeof why), 0, "%s", why);
    cr_assert_geq(store_shoes_set(s, &new, why, sizeof why), 0, "%s", why);
    for (int i = 1; i <= 6; i++)
        put("anna", MONDAY - i * DAY, 2000 + 100 * (uint32_t)i, 2.75, 6 - 0.1 * i);
    put("anna", MONDAY + 2 * DAY, 7000, 2.75, 6);
    struct store_session is = put_strides("anna", MONDAY, 1000);
    cr_assert_gt(findings_of(s, &is, &found, why, sizeof why), 0, "%s", why);
    double km = 470 + 6 * 2 + 0.1 * 21 + 2;
    cr_assert_float_eq(the("shoes_km")->value, km, 0.1, "%g %g", the("shoes_km")->value, km);
    cr_assert(the("shoes_km")->notice);
    cr_assert_eq(the("shoes_landings")->n, 7);
    const struct finding *change = the("shoes_peak_change_g");
    cr_assert_eq(change->n, 7);
    cr_assert(change->low > 0.5 && change->high < 0.7, "%g to %g", change->low, change->high);
}

Test(findings_season, a_retired_pair_and_one_of_somebody_else_are_not_worn_unless_said)
{
    struct store_shoes pair[3] = {{.name = "a", .since_ns = 1, .retired = true},
                                  {.name = "b", .runner = "ben", .since_ns = 2},
                                  {.name = "c", .since_ns = 100}};
    struct store_session is = help_store_session("anna", 50);
    cr_assert_eq(pairs_worn(pair, 3, &is), -1);
    strcpy(is.shoes, "a");
    cr_assert_eq(pairs_worn(pair, 3, &is), 0);
    strcpy(is.shoes, "b");
    cr_assert_eq(pairs_worn(pair, 3, &is), -1);
    *is.shoes = '\0';
    is.begun_ns = 100;
    cr_assert_eq(pairs_worn(pair, 3, &is), 2);
}

Test(findings_season, two_hundred_sessions_take_less_than_0_3_s)
{
    struct store_shoes pair = {.name = "pair", .since_ns = 0};
    struct timespec a, b;
    cr_assert_geq(store_shoes_set(s, &pair, why, sizeof why), 0, "%s", why);
    cr_assert_geq(store_begin(s, why, sizeof why), 0);
    for (int i = 1; i <= 200; i++)
        put("anna", MONDAY - i * DAY, 9000, 2.75, 6);
    cr_assert_geq(store_commit(s, why, sizeof why), 0);
    struct store_session is = put_strides("anna", MONDAY, 5000);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    cr_assert_gt(findings_of(s, &is, &found, why, sizeof why), 0, "%s", why);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    double seconds = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) * 1e-9;
    fprintf(stderr, "findings of one in 200 sessions: %.3f s\n", seconds);
    cr_assert_lt(seconds, 0.3);
    cr_assert_eq(the("shoes_landings")->n, 201);
}
