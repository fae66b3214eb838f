/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/findings.h"
#include "ctl/totals.h"
#include "daemon/diary.h"
#include "tests/help_made.h"
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

/* Summed up quickly, for weeks and shoes, it is the same session. */
static void check_summaries(const struct store_session *is)
{
    struct totals a, b;
    cr_assert_geq(totals_of(s, is, TOTALS_STRIDES, &a, why, sizeof why), 0, "%s", why);
    cr_assert_geq(totals_of(s, is, TOTALS_SUMMARIES, &b, why, sizeof why), 0, "%s", why);
    cr_assert(isnan(b.lost), "counted from the strides");
    cr_assert_float_eq(a.run.landings, b.run.landings, 2, "%g %g", a.run.landings, b.run.landings);
    cr_assert_float_eq(a.shock_g, b.shock_g, 0.005 * a.shock_g, "%g %g", a.shock_g, b.shock_g);
    cr_assert_float_eq(a.minutes, b.minutes, 0.005 * a.minutes);
    cr_assert_eq(a.doubled, b.doubled);
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
    check_summaries(&all[0]);
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
    static const struct preset p = {
        .name = "tired",
        .bout = {{RUN_AT(300, "asphalt", 2.9)}, {RUN_AT(300, "grass", 2.9)}},
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
    const struct finding *contact = the("contact_drift_ms");
    cr_assert(contact->low < 9.7 && contact->high > 9.2, "%g to %g", contact->low, contact->high);
    const struct finding *km = the("distance_km");
    cr_assert(isnan(km->value) && km->low < 3.48 && km->high > 3.48); /* 20 min at 2.9 m/s */
    cr_assert_eq(the("week_landings")->value, n->value);
    for (int i = 0; i < found.n; i++)
        cr_assert_lt(strlen(found.item[i].says), GAIT_SENTENCE_MAX - 1, "%s", found.item[i].says);
}

Test(findings, one_leg_counts_twice_and_gaps_are_said_apart)
{
    static const struct preset p = {.name = "one-leg",
                                    .bout = {{RUN_AT(480, "asphalt", 2.9)}},
                                    .minutes = 8,
                                    .sensor = {{.id = "shank_left",
                                                .placement = GAIT_SHANK_LEFT,
                                                .rate_hz = 200,
                                                .range_g = 16,
                                                .loss = 0.1,
                                                .loss_burst_s = 4,
                                                WEAR_USUAL}}};
    run(&p, 7, 0);
    double steps = 480 * (2.044 + 0.226 * 2.9);
    double n = the("landings")->value, lost = the("lost_landings")->value;
    cr_assert_lt(n, 0.97 * steps, "%g of %g", n, steps);
    cr_assert_gt(lost, 0.03 * steps, "%g", lost);
    cr_assert_float_eq(n + lost, steps, 0.06 * steps, "%g + %g of %g", n, lost, steps);
}

Test(findings, a_line_of_json_says_null_where_nothing_is_known)
{
    char line[FINDING_LINE_MAX];
    struct finding f = {.group = "load",
                        .name = "distance_km",
                        .value = NAN,
                        .low = 1,
                        .high = 2.5,
                        .n = 7,
                        .says = "a \"b\""};
    cr_assert_eq(finding_json(line, &f), strlen(line));
    cr_assert_str_eq(line, "{\"type\":\"finding\",\"group\":\"load\",\"name\":\"distance_km\","
                           "\"value\":null,\"ci95_low\":1.000,\"ci95_high\":2.500,\"n\":7,"
                           "\"notice\":false,\"says\":\"a \\\"b\\\"\"}");
}
