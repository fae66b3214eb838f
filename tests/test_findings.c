/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/findings.h"
#include "ctl/pairs.h"
#include "ctl/week.h"
#include "daemon/diary.h"
#include "tests/help_made.h"
#include "tests/help_store.h"
#include "tests/help_truth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define POD(name, where)                                                                           \
    {                                                                                              \
        .id = name, .placement = where, .rate_hz = 200, .range_g = 16, WEAR_USUAL                  \
    }
#define SHANKS .sensor = {POD("shank_left", GAIT_SHANK_LEFT), POD("shank_right", GAIT_SHANK_RIGHT)}
#define RUN_AT(s, on, v) .seconds = s, .gait = GAIT_RUN, .speed_ms = v, .ground = on
#define WALK(s) .seconds = s, .gait = GAIT_WALK, .speed_ms = 1.4, .ground = "asphalt"
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

TestSuite(findings, .init = setup, .fini = teardown);

static const struct finding *the(const char *name)
{
    for (int i = 0; i < found.n; i++)
        if (strcmp(found.item[i].name, name) == 0)
            return &found.item[i];
    cr_assert_fail("no finding %s", name);
    return NULL;
}

static bool is_there(const char *name)
{
    for (int i = 0; i < found.n; i++)
        if (strcmp(found.item[i].name, name) == 0)
            return true;
    return false;
}

/* The whole path: a synthetic runner's recording, the pipeline, the store, the findings. */
static void run(const struct preset *p, uint64_t seed, int64_t at_ns)
{
    struct store_session *all;
    struct recording *r = help_made(p, seed, 0);
    static struct diary d;
    struct help_events e = {0};
    help_run(r, &e);
    diary_begin(&d, "a recording", INT64_C(600) * 1000000000);
    for (size_t i = 0; i < e.n; i++) {
        e.item[i].t_ns += at_ns;
        if (e.item[i].kind == GAIT_EVENT_STRIDE) {
            e.item[i].u.step.next_contact_ns += at_ns;
            if (e.item[i].u.step.toe_off_ns != GAIT_NO_TIME)
                e.item[i].u.step.toe_off_ns += at_ns;
        }
        cr_assert_geq(diary_take(&d, s, &e.item[i], why, sizeof why), 0, "%s", why);
    }
    cr_assert_geq(diary_end(&d, s, why, sizeof why), 0, "%s", why);
    int n = store_sessions(s, INT64_MIN, INT64_MAX, &all, why, sizeof why);
    cr_assert_eq(n, 1, "%d sessions", n);
    cr_assert_gt(findings_of(s, &all[0], &found, why, sizeof why), 0, "%s", why);
    free(all);
    help_events_free(&e);
    recording_free(r);
}

Test(findings, a_walk_before_and_an_easy_jog_after_are_told_from_a_recording)
{
    static const struct preset p = {
        .name = "walk-first",
        .bout = {{WALK(330)}, {RUN_AT(600, "asphalt", 3.1)}, {RUN_AT(240, "asphalt", 2.4)}},
        .minutes = 19.5,
        SHANKS};
    run(&p, 3, 0);
    const struct finding *up = the("warm_up_min"), *cool = the("cool_down_min");
    cr_assert_float_eq(up->value, 5.5, 0.6, "%g", up->value);
    cr_assert(up->low <= 5.5 && up->high >= 5.5 && !up->notice, "%g to %g", up->low, up->high);
    cr_assert_float_eq(cool->value, 4, 0.6, "%g", cool->value);
    cr_assert_float_eq(the("stop_s")->value, 240, 31);
    cr_assert_not(is_there("week_landings")); /* no date */
}

Test(findings, a_start_at_full_pace_is_noticed_where_the_sensors_were_on_before)
{
    static const struct preset p = {
        .name = "stand-first",
        .bout = {{.seconds = 90, .gait = GAIT_STILL, .ground = "asphalt"},
                 {RUN_AT(510, "asphalt", 3.1)}},
        .minutes = 10,
        SHANKS};
    run(&p, 4, 0);
    const struct finding *up = the("warm_up_min");
    cr_assert_leq(up->value, 0.5);
    cr_assert(up->notice, "%s", up->says);
    cr_assert_not_null(strstr(up->says, "You started hard"));
    cr_assert_leq(the("stop_s")->high, 60);
}

Test(findings, a_start_at_full_pace_with_the_sensors_just_on_is_not_known)
{
    static const struct preset p = {
        .name = "run-only", .bout = {{RUN_AT(480, "asphalt", 3.1)}}, .minutes = 8, SHANKS};
    run(&p, 5, 0);
    cr_assert_not(the("warm_up_min")->notice);
    cr_assert(isnan(the("warm_up_min")->high));
}

Test(findings, landings_hard_ground_and_a_tired_half_hour_are_told)
{
    static const struct preset p = {.name = "tired",
                                    .bout = {{RUN_AT(300, "asphalt", 2.9)},
                                             {RUN_AT(300, "grass", 2.9)}},
                                    .minutes = 20,
                                    .fatigue = 1,
                                    SHANKS};
    run(&p, 6, MONDAY);
    const struct finding *n = the("landings"), *peak = the("peak_drift_g");
    double steps = 1200 * (2.044 + 0.226 * 2.9) * 0.99; /* docs/synth.md; on average 1 % tired */
    cr_assert_float_eq(n->value, steps, 0.01 * steps, "%g of %g", n->value, steps);
    cr_assert_eq(the("lost_landings")->value, 0);
    cr_assert_float_eq(the("hard_ground_pct")->value, 50, 1);
    cr_assert_float_eq(the("landings_asphalt")->value, steps / 2, 0.01 * steps);
    cr_assert(peak->low > 0 && peak->high < 1.6, "%g to %g", peak->low, peak->high);
    cr_assert(the("cadence_drift_spm")->high < 0);
    cr_assert(the("contact_drift_ms")->low > 0);
    const struct finding *km = the("distance_km");
    cr_assert(isnan(km->value) && km->low < 3.48 && km->high > 3.48); /* 20 min at 2.9 m/s */
    cr_assert_eq(the("week_landings")->value, n->value);
    for (int i = 0; i < found.n; i++)
        cr_assert_lt(strlen(found.item[i].says), GAIT_SENTENCE_MAX - 1, "%s", found.item[i].says);
}

Test(findings, one_leg_counts_twice_and_gaps_are_said_apart)
{
    static const struct preset p = {
        .name = "one-leg",
        .bout = {{RUN_AT(480, "asphalt", 2.9)}},
        .minutes = 8,
        .sensor = {{.id = "shank_left", .placement = GAIT_SHANK_LEFT, .rate_hz = 200, .range_g = 16,
                    .loss = 0.1, .loss_burst_s = 4, WEAR_USUAL}}};
    run(&p, 7, 0);
    double steps = 480 * (2.044 + 0.226 * 2.9);
    double n = the("landings")->value, lost = the("lost_landings")->value;
    cr_assert_lt(n, 0.97 * steps, "%g of %g", n, steps);
    cr_assert_gt(lost, 0.03 * steps, "%g", lost);
    cr_assert_float_eq(n + lost, steps, 0.06 * steps, "%g + %g of %g", n, lost, steps);
}

/* ---- weeks and shoes, of sessions that were put in ---- */

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

Test(findings, a_week_is_judged_by_the_last_four_that_have_data_and_by_two_miles)
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

Test(findings, without_speeds_a_week_s_growth_is_a_range)
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

Test(findings, a_pair_is_worn_by_default_counted_and_noticed)
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

Test(findings, a_retired_pair_and_one_of_somebody_else_are_not_worn_unless_said)
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

Test(findings, weeks_are_iso_weeks_in_local_time_across_summer_time)
{
    char name[16];
    int64_t day;
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    week_name(MONDAY, name, sizeof name); /* 00:30 on Tuesday there */
    cr_assert_str_eq(name, "2026-W48");
    cr_assert(week_day("2026-11-23", &day));
    cr_assert_eq(week_begin(MONDAY, 0), day);
    cr_assert_eq(day, MONDAY - INT64_C(88200) * 1000000000); /* 24.5 h */
    cr_assert_eq(day - week_begin(MONDAY, -5), 35 * DAY + INT64_C(3600) * 1000000000);
    cr_assert_not(week_day("2026-02-30", &day));
    cr_assert_not(week_day("2026-02-3x", &day));
}

Test(findings, a_line_of_json_says_null_where_nothing_is_known)
{
    char line[FINDING_LINE_MAX];
    struct finding f = {.group = "load", .name = "distance_km", .value = NAN, .low = 1, .high = 2.5,
                        .n = 7, .says = "a \"b\""};
    cr_assert_eq(finding_json(line, &f), strlen(line));
    cr_assert_str_eq(line, "{\"type\":\"finding\",\"group\":\"load\",\"name\":\"distance_km\","
                           "\"value\":null,\"ci95_low\":1.000,\"ci95_high\":2.500,\"n\":7,"
                           "\"notice\":false,\"says\":\"a \\\"b\\\"\"}");
}

Test(findings, two_hundred_sessions_take_less_than_0_3_s)
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
